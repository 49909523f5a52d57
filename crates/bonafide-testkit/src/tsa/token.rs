//! The response of an authority, and the token in it (RFC 3161 section 2.4.2).

use serde_json::{Value, json};

use crate::encode::base64;
use crate::tsa::{SignerInfo, TstInfo};
use crate::{der, oid};

/// A response with its token, before it is signed. What is altered here is signed as altered, but
/// for `shown`.
#[derive(Clone, Debug)]
pub struct Token {
    /// The PKIStatus; 0 and 1 grant the token.
    pub status: u64,
    /// The lines of statusString; the field is left out when there are none.
    pub status_text: Vec<String>,
    /// The bits of failInfo.
    pub failure: Option<Vec<u8>>,
    /// The PKIStatusInfo; the one made of the fields above unless given.
    pub status_info: Option<Vec<u8>>,
    /// Whether there is a token at all.
    pub is_present: bool,
    /// What is stamped.
    pub info: TstInfo,
    /// The content, whatever it is; the DER of `info` unless given.
    pub content: Option<Vec<u8>>,
    /// The content that is shown in place of the one that is signed.
    pub shown: Option<Vec<u8>>,
    /// The eContentType, a dotted object identifier.
    pub content_type: String,
    /// The version number of the SignedData.
    pub version: u64,
    /// The digestAlgorithms; those of the signers unless given.
    pub digest_algorithms: Option<Vec<Vec<u8>>>,
    /// The embedded certificates, in order; the field is left out when there are none.
    pub certificates: Vec<Vec<u8>>,
    /// The revocation lists; the field is left out when there are none.
    pub revocations: Vec<Vec<u8>>,
    /// The signers, in order.
    pub signers: Vec<SignerInfo>,
    /// What follows the response.
    pub trailing: Vec<u8>,
}

impl Token {
    /// A token of this content by this signer, granted, without certificates.
    #[must_use]
    pub fn new(info: TstInfo, signer: SignerInfo) -> Self {
        Self {
            status: 0,
            status_text: Vec::new(),
            failure: None,
            status_info: None,
            is_present: true,
            info,
            content: None,
            shown: None,
            content_type: oid::TST_INFO.to_owned(),
            version: 3,
            digest_algorithms: None,
            certificates: Vec::new(),
            revocations: Vec::new(),
            signers: vec![signer],
            trailing: Vec::new(),
        }
    }

    /// The same token after `edit`.
    #[must_use]
    pub fn with(mut self, edit: impl FnOnce(&mut Self)) -> Self {
        edit(&mut self);
        self
    }

    /// The first signer, to be altered.
    pub fn signer(&mut self) -> &mut SignerInfo {
        &mut self.signers[0]
    }

    /// The content that is signed.
    #[must_use]
    pub fn content(&self) -> Vec<u8> {
        self.content.clone().unwrap_or_else(|| self.info.der())
    }

    /// The TimeStampToken alone, a ContentInfo.
    #[must_use]
    pub fn content_info(&self) -> Vec<u8> {
        let signed_data = self.signed_data();
        der::sequence(&[der::oid(oid::SIGNED_DATA), der::context(0, &[signed_data])])
    }

    /// The TimeStampResp, and what trails it.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        let mut parts = vec![self.status_info()];
        if self.is_present {
            parts.push(self.content_info());
        }
        [der::sequence(&parts), self.trailing.clone()].concat()
    }

    /// The response as a bundle holds it, an `RFC3161SignedTimestamp`.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({"signedTimestamp": base64(&self.der())})
    }

    fn status_info(&self) -> Vec<u8> {
        if let Some(status_info) = &self.status_info {
            return status_info.clone();
        }
        let mut parts = vec![der::integer(self.status)];
        if !self.status_text.is_empty() {
            let lines: Vec<Vec<u8>> = self
                .status_text
                .iter()
                .map(|line| der::utf8(line))
                .collect();
            parts.push(der::sequence(&lines));
        }
        parts.extend(self.failure.as_deref().map(der::named_bits));
        der::sequence(&parts)
    }

    fn signed_data(&self) -> Vec<u8> {
        let content = self.content();
        let shown = self.shown.as_ref().unwrap_or(&content);
        let digest_algorithms = self.digest_algorithms.clone().unwrap_or_else(|| {
            let mut algorithms: Vec<Vec<u8>> = self
                .signers
                .iter()
                .map(SignerInfo::digest_identifier)
                .collect();
            algorithms.sort_unstable();
            algorithms.dedup();
            algorithms
        });
        let mut parts = vec![
            der::integer(self.version),
            der::tlv(0x31, &der::join(&digest_algorithms)),
            der::sequence(&[
                der::oid(&self.content_type),
                der::context(0, &[der::octets(shown)]),
            ]),
        ];
        for (number, values) in [(0, &self.certificates), (1, &self.revocations)] {
            if !values.is_empty() {
                parts.push(der::context(number, values));
            }
        }
        let signers: Vec<Vec<u8>> = self
            .signers
            .iter()
            .map(|signer| signer.der(&content))
            .collect();
        parts.push(der::tlv(0x31, &der::join(&signers)));
        der::sequence(&parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KeyKind, Time, TimestampAuthority};

    fn token() -> Token {
        let tsa = TimestampAuthority::new("tsa.example", KeyKind::P256, Time::at(1_700_000_000));
        tsa.token(
            b"signed",
            Time::at(1_710_000_000).with_nanoseconds(120_000_000),
        )
    }

    #[test]
    fn tokens_are_the_same_in_each_run_and_sign_what_was_altered() {
        let good = token();
        assert_eq!(good.der(), token().der());
        assert_eq!(good.info.time, "20240309160000.12Z");
        let altered = token().with(|token| token.info.nonce = Some(vec![1]));
        let shown = token().with(|token| token.shown = Some(altered.content()));
        assert_eq!(altered.der().len(), shown.der().len());
        assert_ne!(altered.der(), shown.der());
    }

    #[test]
    fn a_response_is_a_status_and_a_token() {
        let response = |edit: fn(&mut Token)| token().with(edit).der();
        let refused = response(|token| {
            token.is_present = false;
            token.status = 2;
            token.status_text = vec!["no".to_owned()];
            token.failure = Some(vec![0]);
        });
        let status = [2, 1, 2, 0x30, 4, 0x0c, 2, b'n', b'o', 3, 2, 7, 0x80];
        assert_eq!(refused, der::sequence(&[der::tlv(0x30, &status)]));
        let good = token();
        let whole = der::sequence(&[vec![0x30, 3, 2, 1, 0], good.content_info()]);
        assert_eq!(good.der(), whole);
        let trailing = response(|token| token.trailing = vec![0]);
        assert_eq!(trailing, [whole, vec![0]].concat());
    }
}
