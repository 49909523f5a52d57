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

/// The blocks of a text, one at least and no more than any file needs.
fn blocks(text: &str) -> Result<Vec<&str>, Error> {
    let found: Vec<&str> = pem::blocks(text)
        .take(MOST_BLOCKS.saturating_add(1))
        .collect();
    let what = match found.len() {
        0 => "no PEM block",
        1..=MOST_BLOCKS => return Ok(found),
        _ => "more blocks than any file needs",
    };
    Err(Error::Pem { what })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_counted() {
        let one = "-----BEGIN X-----\nAA==\n-----END X-----";
        assert!(blocks("none").is_err());
        assert_eq!(blocks(&format!("{one}\n").repeat(64)).unwrap().len(), 64);
        assert!(blocks(&format!("{one}\n").repeat(65)).is_err());
    }
}
