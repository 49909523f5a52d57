//! The method of a rating, as those who rate write it.

use std::borrow::Cow;

use crate::CvssVersion;

/// By what a rating was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// A version of CVSS.
    Cvss(CvssVersion),
    /// CVSS, or nothing is said: a score is one of 0 to 10.
    Unversioned,
    /// Another one, whose scores are no scores of CVSS.
    Other,
}

impl Method {
    /// `CVSSv31`, `CVSS_V3`, `4.0` and the like.
    pub(super) fn of(text: Option<&str>) -> Self {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return Self::Unversioned;
        };
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        let folded: String = letters.map(|c| c.to_ascii_lowercase()).take(16).collect();
        let version = folded.strip_prefix("cvss").unwrap_or(&folded);
        match version.strip_prefix('v').unwrap_or(version) {
            "2" | "20" => Self::Cvss(CvssVersion::V2),
            "3" | "30" => Self::Cvss(CvssVersion::V3),
            "31" => Self::Cvss(CvssVersion::V31),
            "4" | "40" => Self::Cvss(CvssVersion::V4),
            _ if folded.starts_with("cvss") => Self::Unversioned,
            _ => Self::Other,
        }
    }

    /// The vector with the prefix that its version demands, where a rating leaves it to its method.
    pub(super) fn prefixed(self, vector: &str) -> Cow<'_, str> {
        let prefix = match self {
            _ if vector.starts_with("CVSS:") => return Cow::Borrowed(vector),
            Self::Cvss(CvssVersion::V3) => "CVSS:3.0/",
            Self::Cvss(CvssVersion::V31) => "CVSS:3.1/",
            Self::Cvss(CvssVersion::V4) => "CVSS:4.0/",
            _ => return Cow::Borrowed(vector),
        };
        Cow::Owned(format!("{prefix}{vector}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_have_many_spellings() {
        for (text, wanted) in [
            ("CVSSv2", Method::Cvss(CvssVersion::V2)),
            ("CVSSv3", Method::Cvss(CvssVersion::V3)),
            ("CVSSv31", Method::Cvss(CvssVersion::V31)),
            ("CVSS_V3", Method::Cvss(CvssVersion::V3)),
            ("CVSSv4", Method::Cvss(CvssVersion::V4)),
            ("CVSS v3.1", Method::Cvss(CvssVersion::V31)),
            ("4.0", Method::Cvss(CvssVersion::V4)),
            ("2.0", Method::Cvss(CvssVersion::V2)),
            ("CVSS", Method::Unversioned),
            ("CVSSv5", Method::Unversioned),
            ("", Method::Unversioned),
            ("OWASP", Method::Other),
            ("SSVC", Method::Other),
            ("other", Method::Other),
            ("Ubuntu", Method::Other),
        ] {
            assert_eq!(Method::of(Some(text)), wanted, "{text}");
        }
        assert_eq!(Method::of(None), Method::Unversioned);
        let method = Method::of(Some("CVSSv31"));
        assert_eq!(method.prefixed("AV:N"), "CVSS:3.1/AV:N");
        assert_eq!(method.prefixed("CVSS:3.0/AV:N"), "CVSS:3.0/AV:N");
        assert_eq!(Method::Other.prefixed("AV:N"), "AV:N");
    }
}
