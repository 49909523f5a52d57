//! Trusted roots that the caller puts together from keys and certificates.

use bonafide_keys::{KeyDetails, KeyKind, PublicKey};
use bonafide_report::{Place, Time, Window};

use super::{AuthorityInstance, LogInstance, TrustedRoot, ValidFor};

impl TrustedRoot {
    /// A trusted root that trusts nobody yet, for instances of which keys and certificates are
    /// known and no document.
    ///
    /// What is added to it has a window, both ends included, which means what that of an instance in
    /// a document does. Added with `None` it is trusted from 1970 on and without end: certificates for
    /// as long as they are valid, keys for ever, also after they were retired or stolen.
    ///
    /// ```
    /// # fn example(
    /// #     (old, new): (&bonafide_keys::PublicKey, &bonafide_keys::PublicKey),
    /// #     rotated: bonafide_report::Window,
    /// # ) {
    /// use bonafide_sigstore::TrustedRoot;
    ///
    /// let root = TrustedRoot::by_hand()
    ///     .with_transparency_log("https://log.example.com", old, Some(rotated))
    ///     .with_transparency_log("https://log.example.com", new, None);
    /// # let _ = root;
    /// # }
    /// ```
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

    /// Also trusts the transparency log with this key, in this window or without end. `url` names it
    /// in evidence and, where it signs checkpoints, must be its base URL.
    #[must_use]
    pub fn with_transparency_log(
        mut self,
        url: &str,
        key: &PublicKey,
        window: Option<Window>,
    ) -> Self {
        let place = Place::root()
            .member("tlogs")
            .index(self.transparency_logs.len());
        let log = self.log(place, url, key, window);
        self.transparency_logs.push(log);
        self
    }

    /// Also trusts the certificate transparency log with this key, in this window or without end.
    #[must_use]
    pub fn with_ct_log(mut self, url: &str, key: &PublicKey, window: Option<Window>) -> Self {
        let place = Place::root().member("ctlogs").index(self.ct_logs.len());
        let log = self.log(place, url, key, window);
        self.ct_logs.push(log);
        self
    }

    /// Also trusts the certificate authority with this chain of DER certificates, the anchor last, in
    /// this window or for as long as they are valid.
    #[must_use]
    pub fn with_certificate_authority(
        mut self,
        uri: &str,
        chain: &[impl AsRef<[u8]>],
        window: Option<Window>,
    ) -> Self {
        let list = Place::root().member("certificateAuthorities");
        let place = list.index(self.certificate_authorities.len());
        let authority = self.authority(place, uri, chain, window);
        self.certificate_authorities.push(authority);
        self
    }

    /// Also trusts the timestamp authority with this chain of DER certificates, the anchor last, in
    /// this window or for as long as they are valid.
    #[must_use]
    pub fn with_timestamp_authority(
        mut self,
        uri: &str,
        chain: &[impl AsRef<[u8]>],
        window: Option<Window>,
    ) -> Self {
        let list = Place::root().member("timestampAuthorities");
        let place = list.index(self.timestamp_authorities.len());
        let authority = self.authority(place, uri, chain, window);
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

    fn log(
        &mut self,
        place: Place,
        url: &str,
        key: &PublicKey,
        window: Option<Window>,
    ) -> LogInstance {
        let details = match key.kind() {
            KeyKind::Ed25519 => Some(KeyDetails::Ed25519),
            kind => KeyDetails::for_log_entry(kind).map(|(details, _)| details),
        };
        self.mix(&[place.as_str().as_bytes(), url.as_bytes(), key.spki_der()]);
        LogInstance {
            place,
            base_url: url.to_owned(),
            hash_algorithm: "SHA2_256".to_owned(),
            raw_key: key.spki_der().to_vec(),
            key_details: details.map(KeyDetails::name).unwrap_or_default().to_owned(),
            valid_for: self.valid_for(window),
            log_id: key.id().to_vec(),
            checkpoint_key_id: None,
            operator: None,
        }
    }

    fn authority(
        &mut self,
        place: Place,
        uri: &str,
        chain: &[impl AsRef<[u8]>],
        window: Option<Window>,
    ) -> AuthorityInstance {
        self.mix(&[place.as_str().as_bytes(), uri.as_bytes()]);
        for certificate in chain {
            self.mix(&[certificate.as_ref()]);
        }
        AuthorityInstance {
            place,
            uri: uri.to_owned(),
            chain: chain.iter().map(|der| der.as_ref().to_vec()).collect(),
            valid_for: self.valid_for(window),
            operator: None,
        }
    }

    fn valid_for(&mut self, window: Option<Window>) -> ValidFor {
        let Some(window) = window else {
            return ValidFor {
                start: Time::from_unix(0),
                end: None,
            };
        };
        self.mix(&[window.to_string().as_bytes()]);
        ValidFor {
            start: Some(window.start()),
            end: window.end(),
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
