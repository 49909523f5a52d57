//! The bundle that carries the signature.

use bonafide_digest::Hasher;
use bonafide_dsse::{IN_TOTO, Pae};
use bonafide_json::{base64, canonical};
use bonafide_keys::{Backend, Message, PublicKey};
use bonafide_report::Budget;
use bonafide_x509::Certificate;

use super::{SignError, Signer, UnsignedStatement};
use crate::trust::{check_kind, hash_of, hint};

/// A signed model: the bundle as it is written to a file.
///
/// # Specification
/// OMS section 4; models SGN-6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedBundle {
    json: Vec<u8>,
}

impl SignedBundle {
    /// Signs `statement`. With an empty `chain` the bundle names the key by its hint; else it holds
    /// the chain, the certificate of the key first. The signature is verified before it is given out.
    ///
    /// # Errors
    /// [`SignError::Algorithm`], [`SignError::Chain`], those of the signer, and
    /// [`SignError::Signature`] for a signer whose signature does not verify.
    pub fn sign(
        statement: &UnsignedStatement,
        signer: &dyn Signer,
        chain: &[Certificate],
        backend: &dyn Backend,
    ) -> Result<Self, SignError> {
        let key = signer.public_key();
        check_kind(key.kind()).map_err(|_| SignError::Algorithm {})?;
        let hash = hash_of(key.kind());
        if let Some(leaf) = chain.first()
            && leaf.spki_der() != key.spki_der()
        {
            return Err(SignError::Chain {});
        }
        let pae = Pae::new(IN_TOTO, statement.payload());
        let mut hasher = Hasher::new(&[hash]).map_err(|_| SignError::Method {})?;
        for part in pae.parts() {
            hasher.update(part);
        }
        let digests = hasher.finish();
        let digest = digests.get(hash).ok_or(SignError::Method {})?;
        let signature = der(&signer.sign_digest(digest)?);
        let mut budget = Budget::new(1, u64::MAX);
        key.verify(
            backend,
            key.kind().default_scheme(),
            Message::Prehashed(digest),
            &signature,
            &mut budget,
        )
        .map_err(|_| SignError::Signature { kind: key.kind() })?;
        Ok(Self {
            json: write(statement, key, chain, &signature),
        })
    }

    #[cfg(test)]
    pub(super) const fn of_json(json: Vec<u8>) -> Self {
        Self { json }
    }

    /// The bundle as JSON.
    #[must_use]
    pub fn json(&self) -> &[u8] {
        &self.json
    }
}

fn write(
    statement: &UnsignedStatement,
    key: &PublicKey,
    chain: &[Certificate],
    signature: &[u8],
) -> Vec<u8> {
    let mut text = String::new();
    text.push_str(
        r#"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"#,
    );
    if chain.is_empty() {
        text.push_str(r#""publicKey":{"hint":""#);
        text.push_str(&hint(key.spki_der()));
        text.push_str(r#""}"#);
    } else {
        text.push_str(r#""x509CertificateChain":{"certificates":["#);
        for (at, certificate) in chain.iter().enumerate() {
            text.push_str(if at == 0 { "" } else { "," });
            text.push_str(r#"{"rawBytes":""#);
            text.push_str(&base64::encode(certificate.der()));
            text.push_str(r#""}"#);
        }
        text.push_str("]}");
    }
    text.push_str(r#","tlogEntries":[]},"dsseEnvelope":{"payload":""#);
    text.push_str(&base64::encode(statement.payload()));
    text.push_str(r#"","payloadType":"#);
    canonical::string(&mut text, IN_TOTO);
    text.push_str(r#","signatures":[{"sig":""#);
    text.push_str(&base64::encode(signature));
    text.push_str(r#"","keyid":""}]}}"#);
    text.into_bytes()
}

/// `r` and `s` one after the other as the DER of `Ecdsa-Sig-Value` (RFC 3279).
fn der(fixed: &[u8]) -> Vec<u8> {
    let (r, s) = fixed.split_at(fixed.len() / 2);
    let mut content = Vec::with_capacity(fixed.len().saturating_add(8));
    for number in [r, s] {
        integer(&mut content, number);
    }
    let mut out = vec![0x30];
    length(&mut out, content.len());
    out.append(&mut content);
    out
}

fn integer(out: &mut Vec<u8>, magnitude: &[u8]) {
    let zeros = magnitude.iter().take_while(|&&byte| byte == 0).count();
    let magnitude = magnitude.get(zeros..).unwrap_or_default();
    let sign = magnitude.first().is_none_or(|&byte| byte >= 0x80);
    out.push(0x02);
    length(out, magnitude.len().saturating_add(usize::from(sign)));
    if sign {
        out.push(0);
    }
    out.extend_from_slice(magnitude);
}

/// A length below 256, which is more than two integers of P-521 need.
fn length(out: &mut Vec<u8>, length: usize) {
    let length = u8::try_from(length).unwrap_or(u8::MAX);
    if length >= 0x80 {
        out.push(0x81);
    }
    out.push(length);
}

#[cfg(test)]
mod tests {
    use bonafide_keys::PublicKey;

    use super::{der, hint};

    #[test]
    fn integers_are_as_short_as_der_wants_them() {
        assert_eq!(der(&[0, 0]), [0x30, 6, 2, 1, 0, 2, 1, 0].as_slice());
        assert_eq!(der(&[0x7f, 0x80]), [0x30, 7, 2, 1, 0x7f, 2, 2, 0, 0x80]);
        assert_eq!(der(&[0, 1, 0xff, 0]), [0x30, 8, 2, 1, 1, 2, 3, 0, 0xff, 0]);
    }

    #[test]
    fn the_longest_signature_has_a_length_of_two_bytes() {
        let mut fixed = [0xff; 132];
        (fixed[0], fixed[66]) = (1, 1);
        let out = der(&fixed);
        assert_eq!(out[..5], [0x30, 0x81, 136, 2, 66]);
        assert_eq!(out.len(), 139);
    }

    #[test]
    fn the_hint_is_the_digest_of_the_file_that_openssl_writes() {
        for pem in [
            include_str!("../../tests/keys/ec256.pub.pem"),
            include_str!("../../tests/keys/ec384.pub.pem"),
            include_str!("../../tests/keys/ec521.pub.pem"),
        ] {
            let digest = bonafide_digest::sha256(&[pem.as_bytes()]);
            let key = PublicKey::from_pem(pem).unwrap();
            assert_eq!(hint(key.spki_der()), bonafide_digest::hex::encode(&digest));
        }
    }
}
