//! The keys of Google Cloud Build.

use bonafide_dsse::{Encoding, KeyIdPolicy, KeySet, TrustedKey};
use bonafide_keys::PublicKey;
use bonafide_report::Place;
use bonafide_slsa::Error;

const V0_1: &str = "https://slsa.dev/provenance/v0.1";
const V1: &str = "https://slsa.dev/provenance/v1";
const PREFIX: &str = "projects/verified-builder/locations/";
const HOSTED_WORKER: &str = "google-hosted-worker";
const SIGNER: &str = "provenanceSigner";
const REGIONAL: &str = "builtByGCB";

/// The keys with which Google Cloud Build signs provenance, by their resource names. Each signs
/// provenance of one version, and the regional ones sign the payload itself, without its type.
#[derive(Clone, Debug)]
pub struct CloudBuildKeys {
    keys: KeySet,
}

impl Default for CloudBuildKeys {
    /// No keys.
    fn default() -> Self {
        Self {
            keys: KeySet::new().with_key_ids(KeyIdPolicy::MustMatch),
        }
    }
}

impl CloudBuildKeys {
    /// Adds a key, in PEM, under its resource name: `projects/verified-builder/locations/LOCATION/`
    /// `keyRings/attestor/cryptoKeys/KEY/cryptoKeyVersions/NUMBER`. What it may sign, and how, follows
    /// from its name.
    ///
    /// # Errors
    /// `config.builders` for another name, a key that is not PEM, or one that stands there under
    /// another name.
    pub fn with_key(mut self, resource: &str, pem: &str) -> Result<Self, Error> {
        let refuse = |reason| Error::BuildersConfig {
            place: Place::root().member(resource),
            reason,
        };
        let kind = kind(resource).ok_or_else(|| refuse("no key of this name signs provenance"))?;
        let key = PublicKey::from_pem(pem).map_err(|_| refuse("the key cannot be read"))?;
        let mut key = TrustedKey::new(key)
            .with_id(resource)
            .with_encoding(Encoding::Der);
        if kind == REGIONAL {
            key = key.with_raw_payload();
        }
        self.keys = self
            .keys
            .with_key(resource, key)
            .map_err(|_| refuse("the key stands under two names, or there are too many"))?;
        Ok(self)
    }

    /// Adds a key from a file that is named as verifiers name them: `REGION.pub` for the key of a
    /// region, `global-pae-KEY_NUMBER.pub` for a global one, and `global-pae.pub` for the first
    /// `provenanceSigner`. `name` may be without the ending.
    ///
    /// # Errors
    /// Those of [`with_key`](Self::with_key).
    pub fn with_key_file(self, name: &str, pem: &str) -> Result<Self, Error> {
        let stem = name.strip_suffix(".pub").unwrap_or(name);
        let (location, key, number) = match stem.strip_prefix("global-pae") {
            Some("") => ("global", SIGNER, "1"),
            Some(rest) => {
                let key = rest
                    .strip_prefix('-')
                    .and_then(|rest| rest.rsplit_once('_'));
                let (key, number) = key.unwrap_or_default();
                ("global", key, number)
            }
            None => (stem, REGIONAL, "1"),
        };
        let resource = format!(
            "{PREFIX}{location}/keyRings/attestor/cryptoKeys/{key}/cryptoKeyVersions/{number}"
        );
        self.with_key(&resource, pem)
    }

    pub(super) const fn set(&self) -> &KeySet {
        &self.keys
    }

    pub(in crate::provenance) fn is_empty(&self) -> bool {
        self.keys.principals().is_empty()
    }
}

/// The type of the predicates that the key of this name may sign.
pub(super) fn predicate_type(resource: &str) -> Option<&'static str> {
    Some(match kind(resource)? {
        HOSTED_WORKER => V1,
        _ => V0_1,
    })
}

/// Which of the three kinds of keys has this name.
fn kind(resource: &str) -> Option<&'static str> {
    let mut parts = resource.strip_prefix(PREFIX)?.split('/');
    let location = parts.next()?;
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if location.is_empty() || !location.bytes().all(is_word) {
        return None;
    }
    let mut literal = |text: &str| (parts.next()? == text).then_some(());
    literal("keyRings")?;
    literal("attestor")?;
    literal("cryptoKeys")?;
    let key = parts.next()?;
    let known = [HOSTED_WORKER, SIGNER, REGIONAL];
    let kind = known.into_iter().find(|known| *known == key)?;
    if kind != REGIONAL && location != "global" {
        return None;
    }
    let mut literal = |text: &str| (parts.next()? == text).then_some(());
    literal("cryptoKeyVersions")?;
    let number = parts.next()?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && parts.next().is_none()).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_key_says_what_it_may_sign() {
        let of = |location: &str, key: &str, number: &str| {
            predicate_type(&format!(
                "{PREFIX}{location}/keyRings/attestor/cryptoKeys/{key}/cryptoKeyVersions/{number}"
            ))
        };
        assert_eq!(of("global", "google-hosted-worker", "1"), Some(V1));
        assert_eq!(of("global", "provenanceSigner", "12"), Some(V0_1));
        assert_eq!(of("global", "builtByGCB", "1"), Some(V0_1));
        assert_eq!(of("us-west2", "builtByGCB", "1"), Some(V0_1));
        for (location, key, number) in [
            ("us-west2", "provenanceSigner", "1"),
            ("us-west2", "google-hosted-worker", "1"),
            ("", "builtByGCB", "1"),
            ("us/west", "builtByGCB", "1"),
            ("US", "builtByGCB", "1"),
            ("global", "builtByGcb", "1"),
            ("global", "builtByGCB", ""),
            ("global", "builtByGCB", "1/2"),
            ("global", "builtByGCB", "x"),
        ] {
            assert_eq!(of(location, key, number), None, "{location} {key} {number}");
        }
    }
}
