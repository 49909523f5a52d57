//! Trusted roots that the caller puts together from keys and certificates.

use bonafide_keys::{KeyDetails, KeyKind, PublicKey};
use bonafide_report::{Place, Time};

use super::{AuthorityInstance, LogInstance, TrustedRoot, ValidFor};

impl TrustedRoot {
    /// A trusted root that trusts nobody yet, for instances of which keys and certificates are
    /// known and no document.
    ///
    /// What is added to it is trusted without end: certificates for as long as they are valid, keys
    /// for ever.
    #[must_use]
    pub fn by_hand() -> Self {
        Self {
            sha256: bonafide_digest::sha256(&[b"by hand"]),
            transparency_logs: Vec::new(),
            certificate_authorities: Vec::new(),
            ct_logs: Vec::new(),
            timestamp_authorities: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Also trusts the transparency log with this key. `url` names it in evidence and, where it
    /// signs checkpoints, must be its base URL.
    #[must_use]
    pub fn with_transparency_log(mut self, url: &str, key: &PublicKey) -> Self {
        let log = self.log("tlogs", self.transparency_logs.len(), url, key);
        self.transparency_logs.push(log);
        self
    }

    /// Also trusts the certificate transparency log with this key.
    #[must_use]
    pub fn with_ct_log(mut self, url: &str, key: &PublicKey) -> Self {
        let log = self.log("ctlogs", self.ct_logs.len(), url, key);
        self.ct_logs.push(log);
        self
    }

    /// Also trusts the certificate authority with this chain of DER certificates, the anchor last.
    #[must_use]
    pub fn with_certificate_authority(mut self, uri: &str, chain: &[impl AsRef<[u8]>]) -> Self {
        let number = self.certificate_authorities.len();
        let authority = self.authority("certificateAuthorities", number, uri, chain);
        self.certificate_authorities.push(authority);
        self
    }

    /// Also trusts the timestamp authority with this chain of DER certificates, the anchor last.
    #[must_use]
    pub fn with_timestamp_authority(mut self, uri: &str, chain: &[impl AsRef<[u8]>]) -> Self {
        let number = self.timestamp_authorities.len();
        let authority = self.authority("timestampAuthorities", number, uri, chain);
        self.timestamp_authorities.push(authority);
        self
    }

    /// Drops the certificate authorities, as where the caller has one of its own in their place.
    #[must_use]
    pub fn without_certificate_authorities(mut self) -> Self {
        self.certificate_authorities.clear();
        self.mix(&[b"without certificate authorities"]);
        self
    }

    /// Drops the transparency logs, as where the caller has keys of its own in their place.
    #[must_use]
    pub fn without_transparency_logs(mut self) -> Self {
        self.transparency_logs.clear();
        self.mix(&[b"without transparency logs"]);
        self
    }

    /// Drops the certificate transparency logs, as where the caller has keys of its own in their
    /// place.
    #[must_use]
    pub fn without_ct_logs(mut self) -> Self {
        self.ct_logs.clear();
        self.mix(&[b"without certificate logs"]);
        self
    }

    fn log(&mut self, list: &str, number: usize, url: &str, key: &PublicKey) -> LogInstance {
        let details = match key.kind() {
            KeyKind::Ed25519 => Some(KeyDetails::Ed25519),
            kind => KeyDetails::for_log_entry(kind).map(|(details, _)| details),
        };
        self.mix(&[list.as_bytes(), url.as_bytes(), key.spki_der()]);
        LogInstance {
            place: Place::root().member(list).index(number),
            base_url: url.to_owned(),
            hash_algorithm: "SHA2_256".to_owned(),
            raw_key: key.spki_der().to_vec(),
            key_details: details.map(KeyDetails::name).unwrap_or_default().to_owned(),
            valid_for: always(),
            log_id: key.id().to_vec(),
            checkpoint_key_id: None,
            operator: None,
        }
    }

    fn authority(
        &mut self,
        list: &str,
        number: usize,
        uri: &str,
        chain: &[impl AsRef<[u8]>],
    ) -> AuthorityInstance {
        self.mix(&[list.as_bytes(), uri.as_bytes()]);
        for certificate in chain {
            self.mix(&[certificate.as_ref()]);
        }
        AuthorityInstance {
            place: Place::root().member(list).index(number),
            uri: uri.to_owned(),
            chain: chain.iter().map(|der| der.as_ref().to_vec()).collect(),
            valid_for: always(),
            operator: None,
        }
    }

    /// The digest that names the trust in evidence follows what is added and dropped.
    fn mix(&mut self, parts: &[&[u8]]) {
        for part in parts {
            let part = bonafide_digest::sha256(&[part]);
            self.sha256 = bonafide_digest::sha256(&[&self.sha256, &part]);
        }
    }
}

fn always() -> ValidFor {
    ValidFor {
        start: Time::from_unix(0),
        end: None,
    }
}
