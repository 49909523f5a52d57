//! A whole Sigstore instance.

use serde_json::{Value, json};

use crate::encode::{Hash, hex};
use crate::plan::{Plan, Signed};
use crate::{CertificateAuthority, CtLog, KeyKind, Log, Time, TimestampAuthority};

/// Every part of an instance. All fields may be changed before something is minted.
#[derive(Clone, Debug)]
pub struct Sigstore {
    /// Issues signing certificates.
    pub fulcio: CertificateAuthority,
    /// Logs the certificates.
    pub ct: CtLog,
    /// The log of the first generation.
    pub rekor: Log,
    /// The log of the second generation.
    pub rekor2: Log,
    /// Stamps signatures.
    pub tsa: TimestampAuthority,
    /// When everything is signed.
    pub time: Time,
    /// Whose certificates are issued: a URI.
    pub identity: String,
    /// Who vouched for the identity.
    pub issuer: String,
}

/// 2025-01-01T00:00:00Z.
const START: Time = Time::at(1_735_689_600);

impl Default for Sigstore {
    fn default() -> Self {
        Self::new("sigstore.test")
    }
}

impl Sigstore {
    /// The instance of this domain; another domain has other keys.
    #[must_use]
    pub fn new(domain: &str) -> Self {
        Self {
            fulcio: CertificateAuthority::fulcio(&format!("fulcio.{domain}"), START),
            ct: CtLog::new(&format!("ct.{domain}"), KeyKind::P256, START),
            rekor: Log::v1(&format!("rekor.{domain}"), KeyKind::P256, START),
            rekor2: Log::v2(&format!("log2025.{domain}"), KeyKind::Ed25519, START),
            tsa: TimestampAuthority::new(&format!("tsa.{domain}"), KeyKind::P384, START),
            time: START.plus(100 * 86_400),
            identity: "https://forge.test/owner/repo/.github/workflows/release.yml@refs/tags/v1"
                .to_owned(),
            issuer: "https://token.forge.test".to_owned(),
        }
    }

    /// The trusted root, version 0.1.
    #[must_use]
    pub fn trusted_root(&self) -> Value {
        json!({
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [self.rekor.instance(), self.rekor2.instance()],
            "certificateAuthorities": [self.fulcio.instance()],
            "ctlogs": [self.ct.instance()],
            "timestampAuthorities": [self.tsa.instance()],
        })
    }

    /// Plans a bundle over the bytes of an artifact: keyless, logged in Rekor v1, version 0.3.
    #[must_use]
    pub fn message(&self, artifact: &[u8]) -> Plan<'_> {
        Plan::new(self, Signed::Message(artifact.to_vec()))
    }

    /// Plans a bundle with a statement about an artifact; otherwise as [`Sigstore::message`].
    #[must_use]
    pub fn statement(&self, artifact: &[u8]) -> Plan<'_> {
        let payload = json!({
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{
                "name": "artifact",
                "digest": {"sha256": hex(&Hash::Sha256.digest(artifact))},
            }],
            "predicateType": "https://example.test/predicate/v1",
            "predicate": {},
        });
        self.envelope(
            "application/vnd.in-toto+json",
            payload.to_string().as_bytes(),
        )
        .about(artifact)
    }

    /// Plans a bundle with an envelope around any payload.
    #[must_use]
    pub fn envelope(&self, payload_type: &str, payload: &[u8]) -> Plan<'_> {
        Plan::new(
            self,
            Signed::Envelope(payload_type.to_owned(), payload.to_vec()),
        )
    }
}
