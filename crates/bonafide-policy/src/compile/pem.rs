//! PEM text with several blocks.

use bonafide_keys::{Error, PublicKey, pem};

/// Blocks of one text.
const MOST_BLOCKS: usize = 64;
/// Bytes of one certificate.
const MOST_CERTIFICATE: usize = 64 << 10;

/// The public keys of a text, one at least.
pub(super) fn public_keys(text: &str) -> Result<Vec<PublicKey>, Error> {
    blocks(text)?.into_iter().map(PublicKey::from_pem).collect()
}

/// The public key of a text that is in its first block.
pub(super) fn first_public_key(text: &str) -> Result<PublicKey, Error> {
    let what = "no PEM block";
    let block = blocks(text)?
        .into_iter()
        .next()
        .ok_or(Error::Pem { what })?;
    PublicKey::from_pem(block)
}

/// The certificates of a text in DER, one at least, in their order.
pub(super) fn certificates(text: &str) -> Result<Vec<Vec<u8>>, Error> {
    let read = |block| {
        let block = pem::decode(block, MOST_CERTIFICATE)?;
        if block.label == "CERTIFICATE" {
            Ok(block.der)
        } else {
            let what = "a block that is no certificate";
            Err(Error::Pem { what })
        }
    };
    blocks(text)?.into_iter().map(read).collect()
}

/// The blocks of a text, each with its boundary lines. What stands between them is passed over, as
/// tools write the names of certificates there.
fn blocks(text: &str) -> Result<Vec<&str>, Error> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, block)) = rest
        .find("-----BEGIN ")
        .and_then(|at| rest.split_at_checked(at))
    {
        if found.len() >= MOST_BLOCKS {
            let what = "more blocks than any file needs";
            return Err(Error::Pem { what });
        }
        let line_end = |at: usize| {
            let tail = block.get(at..).unwrap_or_default();
            let line = tail.find('\n').unwrap_or(tail.len());
            at.saturating_add(line)
        };
        let end = block.find("-----END ").map_or(block.len(), line_end);
        let (block, after) = block.split_at_checked(end).unwrap_or((block, ""));
        found.push(block);
        rest = after;
    }
    if found.is_empty() {
        let what = "no PEM block";
        return Err(Error::Pem { what });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_blocks_is_passed_over() {
        let one = "-----BEGIN X-----\nAA==\n-----END X-----";
        let two = "-----BEGIN Y-----\nBB==\n-----END Y-----";
        let text = format!("subject=a\n{one}\nsubject=b\n{two}\n");
        assert_eq!(blocks(&text).unwrap(), [one, two]);
        assert!(blocks("none").is_err());
        assert_eq!(blocks(&format!("{one}\n").repeat(64)).unwrap().len(), 64);
        assert!(blocks(&format!("{one}\n").repeat(65)).is_err());
    }
}
