//! What an envelope and a statement may look like and cost.

use bonafide_json::{Limits, Profile};

/// The payload type of an in-toto statement.
pub const IN_TOTO: &str = "application/vnd.in-toto+json";

/// How an envelope is read.
#[derive(Clone, Debug)]
pub struct EnvelopeOptions {
    pub(crate) rules: Rules,
    pub(crate) json: Limits,
    pub(crate) payload_bytes: usize,
    pub(crate) signatures: usize,
    pub(crate) signature_bytes: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rules {
    /// Inside a Sigstore bundle: ProtoJSON, exactly one signature.
    Bundle(Profile),
    /// As a layer of an image: strict as in a bundle, several signatures.
    Attached,
    /// By the DSSE protocol: base64 of either alphabet, unknown members listed.
    Protocol,
}

impl Rules {
    /// How strictly the members are read; `None` where they are read by the protocol.
    pub(crate) const fn profile(self) -> Option<Profile> {
        match self {
            Self::Bundle(profile) => Some(profile),
            Self::Attached => Some(Profile::Strict),
            Self::Protocol => None,
        }
    }
}

impl EnvelopeOptions {
    /// An envelope inside a Sigstore bundle, with exactly one signature: payload 16 MiB, signature
    /// 16 KiB.
    #[must_use]
    pub fn bundle(profile: Profile) -> Self {
        Self {
            rules: Rules::Bundle(profile),
            json: Limits::default().with_bytes(16 << 20),
            payload_bytes: 16 << 20,
            signatures: 1,
            signature_bytes: 16 << 10,
        }
    }

    /// An envelope that is attached to an image as a layer, with 1 to 16 signatures: document
    /// 32 MiB, payload 24 MiB, signatures of 16 KiB. It is read as strictly as one in a bundle.
    #[must_use]
    pub fn attached() -> Self {
        Self {
            rules: Rules::Attached,
            json: Limits::default().with_bytes(32 << 20),
            payload_bytes: 24 << 20,
            signatures: 16,
            signature_bytes: 16 << 10,
        }
    }

    /// An envelope that stands alone or on a line of its own: document 64 MiB, payload 40 MiB,
    /// 32 signatures of 16 KiB.
    #[must_use]
    pub fn provenance() -> Self {
        Self {
            rules: Rules::Protocol,
            json: Limits::default(),
            payload_bytes: 40 << 20,
            signatures: 32,
            signature_bytes: 16 << 10,
        }
    }

    /// The limits of the document, for [`Envelope::parse`](crate::Envelope::parse).
    #[must_use]
    pub const fn with_json(mut self, limits: Limits) -> Self {
        self.json = limits;
        self
    }

    /// At most `bytes` bytes of decoded payload.
    #[must_use]
    pub const fn with_payload_bytes(mut self, bytes: usize) -> Self {
        self.payload_bytes = bytes;
        self
    }

    /// At most `signatures` signatures. A bundle has exactly one, whatever is set here.
    #[must_use]
    pub const fn with_signatures(mut self, signatures: usize) -> Self {
        self.signatures = signatures;
        self
    }

    /// At most `bytes` bytes in one decoded signature.
    #[must_use]
    pub const fn with_signature_bytes(mut self, bytes: usize) -> Self {
        self.signature_bytes = bytes;
        self
    }
}

/// Which payload types hold a statement that is wanted. The type is signed; it is compared exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PayloadTypes {
    /// [`IN_TOTO`] only.
    Exact,
    /// [`IN_TOTO`], and `application/vnd.in-toto.NAME+json`, where NAME is of `a-z 0-9 _ . -` and
    /// begins with a letter or digit. The name selects nothing.
    InToto,
    /// One of these.
    Listed(Vec<String>),
}

impl PayloadTypes {
    /// Whether `payload_type` is among them.
    #[must_use]
    pub fn contain(&self, payload_type: &str) -> bool {
        match self {
            Self::Exact => payload_type == IN_TOTO,
            Self::InToto => payload_type == IN_TOTO || media_type_name(payload_type).is_some(),
            Self::Listed(types) => types.iter().any(|listed| listed == payload_type),
        }
    }
}

/// The NAME of `application/vnd.in-toto.NAME+json`.
pub(crate) fn media_type_name(payload_type: &str) -> Option<&str> {
    let name = payload_type
        .strip_prefix("application/vnd.in-toto.")?
        .strip_suffix("+json")?;
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let (first, rest) = name.as_bytes().split_first()?;
    let is_name = is_plain(*first)
        && rest
            .iter()
            .all(|byte| is_plain(*byte) || b"_.-".contains(byte));
    is_name.then_some(name)
}

/// How a statement is read.
#[derive(Clone, Debug)]
pub struct StatementOptions {
    pub(crate) payload_types: PayloadTypes,
    pub(crate) json: Limits,
    pub(crate) subjects: usize,
    pub(crate) digests: usize,
    pub(crate) uri_bytes: usize,
    pub(crate) lenient_hex: bool,
}

impl StatementOptions {
    /// The statement of a Sigstore bundle: payload type [`IN_TOTO`], 16 MiB, 1,024 subjects, 32
    /// digests each.
    #[must_use]
    pub fn bundle() -> Self {
        Self {
            payload_types: PayloadTypes::Exact,
            json: Limits::default().with_bytes(16 << 20),
            subjects: 1024,
            digests: 32,
            uri_bytes: 8 << 10,
            lenient_hex: false,
        }
    }

    /// Provenance in an envelope or alone: any in-toto payload type, 40 MiB, 200,000 subjects, 32
    /// digests each.
    #[must_use]
    pub fn provenance() -> Self {
        Self {
            payload_types: PayloadTypes::InToto,
            json: Limits::default().with_bytes(40 << 20),
            subjects: 200_000,
            ..Self::bundle()
        }
    }

    /// The payload types that are accepted.
    #[must_use]
    pub fn with_payload_types(mut self, types: PayloadTypes) -> Self {
        self.payload_types = types;
        self
    }

    /// The limits of the payload as a document.
    #[must_use]
    pub const fn with_json(mut self, limits: Limits) -> Self {
        self.json = limits;
        self
    }

    /// At most `subjects` subjects.
    #[must_use]
    pub const fn with_subjects(mut self, subjects: usize) -> Self {
        self.subjects = subjects;
        self
    }

    /// At most `digests` digests in one set.
    #[must_use]
    pub const fn with_digests(mut self, digests: usize) -> Self {
        self.digests = digests;
        self
    }

    /// At most `bytes` bytes in a predicate type or another URI; 8 KiB unless set.
    #[must_use]
    pub const fn with_uri_bytes(mut self, bytes: usize) -> Self {
        self.uri_bytes = bytes;
        self
    }

    /// Takes hexadecimal digits in capitals for small ones. Some producers write them; by default
    /// they void the statement.
    #[must_use]
    pub const fn with_lenient_hex(mut self) -> Self {
        self.lenient_hex = true;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payload_types_are_exact() {
        for (name, exact, in_toto) in [
            ("application/vnd.in-toto+json", true, true),
            ("application/vnd.in-toto.provenance+json", false, true),
            ("application/vnd.in-toto.test-result_2.x+json", false, true),
            ("application/vnd.in-toto.+json", false, false),
            ("application/vnd.in-toto.-x+json", false, false),
            ("application/vnd.in-toto.Provenance+json", false, false),
            ("application/vnd.in-toto.a b+json", false, false),
            ("application/vnd.in-toto+json; charset=utf-8", false, false),
            ("application/vnd.in-toto+JSON", false, false),
            ("Application/vnd.in-toto+json", false, false),
            ("application/json", false, false),
            ("", false, false),
        ] {
            assert_eq!(PayloadTypes::Exact.contain(name), exact, "{name}");
            assert_eq!(PayloadTypes::InToto.contain(name), in_toto, "{name}");
        }
        let listed = PayloadTypes::Listed(vec!["x/y".to_owned()]);
        assert!(listed.contain("x/y") && !listed.contain(IN_TOTO));
    }
}
