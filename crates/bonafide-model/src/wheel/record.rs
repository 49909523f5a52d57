//! RECORD: the list of the files of a distribution.

use std::borrow::Cow;

use bonafide_digest::{Algorithm, Digest};
use bonafide_json::base64::{Form, decode};
use bonafide_report::{Code, registry};

/// One row, not yet judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row<'t> {
    /// Bytes of RECORD before it.
    pub(super) offset: u64,
    pub(super) path: Cow<'t, str>,
    pub(super) hash: Cow<'t, str>,
    pub(super) size: Cow<'t, str>,
}

/// The rows of RECORD; the first that is not well-formed ends them.
///
/// # Specification
/// PyPA recording installed projects; models REC-2; stricter than RFC 4180: quotes only around a
/// whole field, and no line ends within.
pub(super) struct Rows<'t> {
    text: &'t str,
    rest: &'t str,
    is_over: bool,
}

/// What is wrong, and where.
pub(super) type Malformed = (u64, &'static str);

impl<'t> Rows<'t> {
    pub(super) fn new(bytes: &'t [u8]) -> Result<Self, Malformed> {
        let text = core::str::from_utf8(bytes).map_err(|error| {
            let offset = u64::try_from(error.valid_up_to()).unwrap_or_default();
            (offset, "it is not UTF-8")
        })?;
        Ok(Self {
            text,
            rest: text,
            is_over: false,
        })
    }

    fn row(&mut self) -> Result<Row<'t>, &'static str> {
        let offset = self.text.len().saturating_sub(self.rest.len());
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        let mut line = line.strip_suffix('\r').unwrap_or(line);
        if line.contains(is_line_end) {
            return Err("a row holds a control character, which ends it for some readers");
        }
        let path = field(&mut line)?;
        line = line.strip_prefix(',').ok_or("a row has not three fields")?;
        let hash = field(&mut line)?;
        line = line.strip_prefix(',').ok_or("a row has not three fields")?;
        let size = field(&mut line)?;
        if !line.is_empty() {
            return Err("a row has not three fields");
        }
        Ok(Row {
            offset: u64::try_from(offset).unwrap_or_default(),
            path,
            hash,
            size,
        })
    }
}

impl<'t> Iterator for Rows<'t> {
    type Item = Result<Row<'t>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over || self.rest.is_empty() {
            return None;
        }
        let offset = self.text.len().saturating_sub(self.rest.len());
        let row = self.row();
        self.is_over = row.is_err();
        Some(row.map_err(|what| (u64::try_from(offset).unwrap_or_default(), what)))
    }
}

fn is_line_end(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// The field at the front, up to the comma or the end.
fn field<'t>(line: &mut &'t str) -> Result<Cow<'t, str>, &'static str> {
    let Some(mut quoted) = line.strip_prefix('"') else {
        let end = line.find(',').unwrap_or(line.len());
        let (field, rest) = line.split_at_checked(end).unwrap_or((line, ""));
        *line = rest;
        return match field.contains('"') {
            true => Err("a quote within a field that is not quoted"),
            false => Ok(Cow::Borrowed(field)),
        };
    };
    let mut field = Cow::Borrowed("");
    loop {
        let (piece, rest) = quoted
            .split_once('"')
            .ok_or("a quoted field does not end")?;
        if field.is_empty() {
            field = Cow::Borrowed(piece);
        } else {
            field.to_mut().push_str(piece);
        }
        match rest.strip_prefix('"') {
            Some(after) => {
                field.to_mut().push('"');
                quoted = after;
            }
            None if rest.is_empty() || rest.starts_with(',') => {
                *line = rest;
                return Ok(field);
            }
            None => return Err("text follows a quoted field"),
        }
    }
}

/// The digest `algorithm=value`, the value in URL-safe base64 without padding.
pub(super) fn digest(text: &str) -> Result<Digest, (Code, &'static str)> {
    let malformed = |what| (registry::REC_MALFORMED, what);
    let (name, value) = text
        .split_once('=')
        .ok_or(malformed("the hash has no `=`"))?;
    let algorithm = match name {
        "sha256" => Algorithm::Sha256,
        "sha384" => Algorithm::Sha384,
        "sha512" => Algorithm::Sha512,
        _ => {
            let what = "the hash is not of sha256, sha384 or sha512";
            return Err((registry::REC_ALGORITHM, what));
        }
    };
    let wrong = malformed("the hash is not URL-safe base64 without padding, of its length");
    if value.contains(['+', '/', '=']) {
        return Err(wrong);
    }
    let Ok(value) = decode(value, Form::Lenient) else {
        return Err(wrong);
    };
    Digest::new(algorithm, &value).map_err(|_| wrong)
}

/// A size in decimal digits; `None` for an empty field.
pub(super) fn size(text: &str) -> Result<Option<u64>, &'static str> {
    let wrong = "the size is no decimal number";
    if text.is_empty() {
        return Ok(None);
    }
    if !text.bytes().all(|b| b.is_ascii_digit()) || (text.starts_with('0') && text != "0") {
        return Err(wrong);
    }
    text.parse().map(Some).map_err(|_| wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Result<Vec<String>, &'static str> {
        let rows = Rows::new(text.as_bytes()).map_err(|(_, what)| what)?;
        rows.map(|row| {
            row.map(|row| row.path.into_owned())
                .map_err(|(_, what)| what)
        })
        .collect()
    }

    #[test]
    fn rows_have_three_fields() {
        let text = "a,h,1\r\n\"b,c\",,\n\"d\"\"e\"\"\",\"\",\"2\"\n\"\"\"\",,";
        let wanted = ["a", "b,c", "d\"e\"", "\""];
        assert_eq!(paths(text).unwrap(), wanted);
        assert_eq!(paths("").unwrap().len(), 0);
        let mut rows = Rows::new(b"a,x,1\nbb,y,22").unwrap();
        let second = rows.nth(1).unwrap().unwrap();
        assert_eq!(
            (second.offset, &*second.hash, &*second.size),
            (6, "y", "22")
        );
    }

    #[test]
    fn what_is_no_row() {
        for text in [
            "\n",
            "a",
            "a,b",
            "a,b,c,d",
            "a,b,c,",
            "a\"b,,",
            "\"a,,",
            "\"a\"b,,",
            "a,,\n\nb,,",
            "a\rb,,",
            "a,,\r\r\n",
            "\"a\nb\",,",
            "a\tb,,",
            "a\0,,",
            "a\u{2028}b,,",
            "a\u{85},,",
            "\u{feff}a,,",
            " \"a\",,",
        ] {
            assert!(paths(text).is_err(), "{text:?}");
        }
        assert!(matches!(Rows::new(b"a,,\n\xff"), Err((4, _))));
    }

    #[test]
    fn hashes_and_sizes() {
        let zeros = "A".repeat(43);
        assert!(digest(&format!("sha256={zeros}")).is_ok());
        assert!(digest(&format!("sha384={}", "_-".repeat(32))).is_ok());
        for (text, code) in [
            (format!("sha256={zeros}="), "rec.malformed"),
            (format!("sha256={}B", "A".repeat(42)), "rec.malformed"),
            (format!("sha256={}", "+/".repeat(21) + "A"), "rec.malformed"),
            (format!("sha512={zeros}"), "rec.malformed"),
            ("sha256=".to_owned(), "rec.malformed"),
            ("sha256".to_owned(), "rec.malformed"),
            ("md5=AAAAAAAAAAAAAAAAAAAAAA".to_owned(), "rec.algorithm"),
            (
                "sha1=AAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned(),
                "rec.algorithm",
            ),
            (format!("SHA256={zeros}"), "rec.algorithm"),
            (format!("blake2s={zeros}"), "rec.algorithm"),
        ] {
            assert_eq!(digest(&text).unwrap_err().0.as_str(), code, "{text}");
        }
        assert_eq!(size(""), Ok(None));
        assert_eq!(size("0"), Ok(Some(0)));
        assert_eq!(size("18446744073709551615"), Ok(Some(u64::MAX)));
        for text in [
            "-1",
            "+1",
            "01",
            "1_0",
            " 1",
            "1.0",
            "18446744073709551616",
            "x",
        ] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
