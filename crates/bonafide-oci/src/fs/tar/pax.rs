//! Records before a member, in the format of `pax`.

/// What the records say that matters here.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pax {
    pub(super) path: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
}

/// Reads the records of one member.
pub(super) fn member(bytes: &[u8]) -> Result<Pax, &'static str> {
    let mut pax = Pax::default();
    records(bytes, |key, value| {
        let is_new = match key {
            b"path" => pax.path.replace(value.to_vec()).is_none(),
            b"size" => {
                let size = decimal(value).ok_or("a size that is no number")?;
                pax.size.replace(size).is_none()
            }
            _ => true,
        };
        if is_new {
            Ok(())
        } else {
            Err("two records of one key")
        }
    })?;
    Ok(pax)
}

/// Reads the records for all members that follow. None of them may say which or how large they are:
/// readers differ in whether they would believe it.
pub(super) fn global(bytes: &[u8]) -> Result<(), &'static str> {
    records(bytes, |key, _| match key {
        b"path" | b"size" | b"linkpath" => Err("a name or a size for all members"),
        _ => Ok(()),
    })
}

/// Calls `each` once a record, with its key and its value.
fn records(
    mut bytes: &[u8],
    mut each: impl FnMut(&[u8], &[u8]) -> Result<(), &'static str>,
) -> Result<(), &'static str> {
    let malformed = "a malformed record";
    while !bytes.is_empty() {
        // The length counts itself, the space and the line feed.
        let digits = bytes
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (number, _) = bytes.split_at(digits);
        let length = decimal(number).and_then(|length| usize::try_from(length).ok());
        let (record, rest) = length
            .and_then(|length| bytes.split_at_checked(length))
            .ok_or(malformed)?;
        let text = record
            .get(digits..)
            .and_then(|text| text.strip_prefix(b" "))
            .and_then(|text| text.strip_suffix(b"\n"))
            .ok_or(malformed)?;
        let equals = text.iter().position(|byte| *byte == b'=');
        let (key, value) = text.split_at(equals.ok_or(malformed)?);
        if key.is_empty() {
            return Err(malformed);
        }
        if key.starts_with(b"GNU.sparse.") || key == b"SCHILY.realsize" {
            return Err("a sparse member");
        }
        each(key, value.strip_prefix(b"=").unwrap_or(value))?;
        bytes = rest;
    }
    Ok(())
}

/// A number of one to nineteen decimal digits, without leading zeros.
fn decimal(digits: &[u8]) -> Option<u64> {
    let is_short = (1..=19).contains(&digits.len());
    let is_plain = digits.iter().all(u8::is_ascii_digit);
    let has_zero = digits.len() > 1 && digits.starts_with(b"0");
    let text = core::str::from_utf8(digits).ok()?;
    if is_short && is_plain && !has_zero {
        text.parse().ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_size_are_taken() {
        let pax = member(b"11 path=a/b\n20 mtime=1700000000\n11 size=123\n").unwrap_err();
        assert_eq!(pax, "a malformed record");
        let pax = member(b"12 path=a/b\n20 mtime=1700000000\n12 size=123\n").unwrap();
        assert_eq!(pax.path.as_deref(), Some(&b"a/b"[..]));
        assert_eq!(pax.size, Some(123));
        assert_eq!(member(b""), Ok(Pax::default()));
    }

    #[test]
    fn malformed_records_are_refused() {
        for bytes in [
            &b"x"[..],
            b"5",
            b"4 a\n",
            b"5 =b\n",
            b"6 a=b",
            b"99 a=b\n",
            b"06 a=b\n",
            b"0 a=b\n",
            b"6 a=bX",
            b"6 a=b\n\0\0",
            b"99999999999999999999 a=b\n",
            b"10 size=\n\n",
            b"11 size=-1\n",
            b"12 size=012\n",
            b"10 size=1\n10 size=1\n",
            b"10 path=a\n10 path=b\n",
            b"22 GNU.sparse.major=1\n",
            b"21 SCHILY.realsize=1\n",
        ] {
            assert!(
                member(bytes).is_err(),
                "{:?}",
                bytes.escape_ascii().to_string()
            );
        }
    }

    #[test]
    fn nobody_speaks_for_all_members() {
        assert!(global(b"10 path=a\n").is_err());
        assert!(global(b"10 size=1\n").is_err());
        assert!(global(b"14 linkpath=a\n").is_err());
        assert!(global(b"11 comment\n").is_err());
        assert!(global(b"13 comment=a\n").is_ok());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..100)) {
            let _ = member(&bytes);
            let _ = global(&bytes);
        }
    }
}
