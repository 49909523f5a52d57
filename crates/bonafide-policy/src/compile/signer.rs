//! Signers, each with what verifies its signatures.

mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bonafide_digest::Algorithm;
use bonafide_keys::{KeyKind, PublicKey, Scheme, default_backend};
use bonafide_report::{Escaped, Place, Time, registry};
use bonafide_sigstore::{Policy, PrivatePki, TrustedKey, TrustedRoot, Verifier};

use super::load::{Loaded, Loader};
use super::trust::{CompiledTrust, TrustState};
use crate::{Demand, KeyHash, Material, SignerKind, SignerRule, SourceFormat, TextPattern};

/// A signer, ready to be asked about.
#[derive(Clone, Debug)]
pub(crate) struct CompiledSigner {
    pub(crate) name: String,
    /// `keyless`, `key`, `certificate`.
    pub(crate) kind: &'static str,
    pub(crate) verifier: Arc<Verifier>,
    pub(crate) policy: Policy,
    pub(crate) trust: Option<Arc<CompiledTrust>>,
    /// The keys of a key signer.
    pub(crate) keys: Vec<PublicKey>,
    /// Claims of the certificate, by number.
    pub(crate) claims: Vec<(u32, TextPattern)>,
    pub(crate) demands: BTreeSet<Demand>,
    /// Whether log entries are not looked at, since there is nothing to judge them by.
    pub(crate) ignores_logs: bool,
    pub(crate) not_before: Option<Time>,
    pub(crate) not_after: Option<Time>,
    /// What a model signed by it is judged by.
    pub(crate) model: super::model::ModelMaterial,
}

impl CompiledSigner {
    /// Whether something signed at this time counts.
    pub(crate) fn is_valid_at(&self, time: Time) -> bool {
        self.not_before.is_none_or(|start| start <= time)
            && self.not_after.is_none_or(|end| time < end)
    }
}

/// A signer, or why nothing can be said of it.
#[derive(Clone, Debug)]
pub(crate) enum SignerState {
    Ready(Box<CompiledSigner>),
    /// What it needs was left out: the name that the policy has for that.
    Unresolved(String),
}

/// All signers of a document, by name.
pub(super) struct Signers<'a, 'f> {
    pub(super) loader: &'a mut Loader<'f>,
    pub(super) trust: &'a BTreeMap<String, TrustState>,
    pub(super) format: SourceFormat,
}

/// What a signer needs is left out, or wrong and noted.
enum Lack {
    Unresolved(String),
    Wrong,
}

/// What kinds of signers differ in.
struct Parts {
    kind: &'static str,
    policy: Policy,
    keys: Vec<PublicKey>,
    claims: Vec<(u32, TextPattern)>,
    model: super::model::ModelMaterial,
}

impl Signers<'_, '_> {
    pub(super) fn compile(
        mut self,
        rules: &BTreeMap<String, SignerRule>,
    ) -> BTreeMap<String, SignerState> {
        let mut compiled = BTreeMap::new();
        for (name, rule) in rules {
            let place = Place::root().member("signers").member(name);
            match self.signer(name, rule, &place) {
                Ok(signer) => {
                    compiled.insert(name.clone(), SignerState::Ready(Box::new(signer)));
                }
                Err(Lack::Unresolved(what)) => {
                    compiled.insert(name.clone(), SignerState::Unresolved(what));
                }
                Err(Lack::Wrong) => {}
            }
        }
        compiled
    }

    fn signer(
        &mut self,
        name: &str,
        rule: &SignerRule,
        place: &Place,
    ) -> Result<CompiledSigner, Lack> {
        let (named, parts) = match &rule.kind {
            SignerKind::Keyless { trust, .. } => {
                let place = place.member("keyless");
                (Some(trust), self.keyless(&rule.kind, &place)?)
            }
            SignerKind::Key {
                material,
                sha256,
                hash,
                trust,
            } => {
                let place = place.member("key");
                let parts = self.key(material, *sha256, *hash, &place)?;
                (trust.as_ref(), parts)
            }
            SignerKind::Certificate { .. } => {
                let place = place.member("certificate");
                (None, self.certificate(&rule.kind, &place)?)
            }
        };
        let trust = self.trust_of(named, &rule.require, place)?;
        let mut policy = self.demands(parts.policy, parts.kind, &rule.require, place)?;
        // Single certificates name anchors: no document lists what stands between them and leaves.
        if trust.as_ref().is_some_and(|trust| trust.is_by_hand) {
            policy = policy.use_bundle_intermediates();
        }
        let verifier = match &trust {
            Some(trust) => Arc::clone(&trust.verifier),
            None => self.nobody(place)?,
        };
        Ok(CompiledSigner {
            name: name.to_owned(),
            kind: parts.kind,
            verifier,
            policy,
            ignores_logs: trust.is_none(),
            trust,
            keys: parts.keys,
            claims: parts.claims,
            demands: rule.require.clone(),
            not_before: rule.not_before,
            not_after: rule.not_after,
            model: parts.model,
        })
    }

    fn keyless(&mut self, kind: &SignerKind, place: &Place) -> Result<Parts, Lack> {
        let SignerKind::Keyless {
            issuer,
            san,
            extensions,
            ..
        } = kind
        else {
            return Err(Lack::Wrong);
        };
        let identity = match names::identity(issuer, san) {
            Ok(identity) => identity,
            Err(detail) => return Err(self.contradiction(place, detail)),
        };
        let mut claims = Vec::new();
        for (name, pattern) in extensions {
            let Some(number) = names::claim(name) else {
                let detail = format!(
                    "{} is no extension of a Fulcio certificate; there are {}",
                    Escaped(name),
                    names::all_claims()
                );
                let place = place.member("extensions").member(name);
                return Err(self.contradiction(&place, detail));
            };
            claims.push((number, pattern.clone()));
        }
        Ok(Parts {
            kind: "keyless",
            policy: Policy::identity(identity.clone()),
            keys: Vec::new(),
            claims,
            model: super::model::ModelMaterial::Identity(Box::new(identity)),
        })
    }

    fn key(
        &mut self,
        material: &Material,
        sha256: Option<[u8; 32]>,
        hash: Option<KeyHash>,
        place: &Place,
    ) -> Result<Parts, Lack> {
        let keys = given(self.loader.signer_keys(material, sha256, place))?;
        let mut policy = Policy::nobody();
        for key in &keys {
            let mut trusted = TrustedKey::new(key.clone());
            if let Some(hash) = hash {
                match scheme(key.kind(), hash) {
                    Some(scheme) => trusted = trusted.with_scheme(scheme),
                    None => {
                        let detail = format!("a key of kind {} signs no such hash", key.kind());
                        return Err(self.contradiction(&place.member("hash"), detail));
                    }
                }
            }
            policy = policy.with_key(trusted);
        }
        Ok(Parts {
            kind: "key",
            policy,
            model: super::model::ModelMaterial::Keys(keys.clone()),
            keys,
            claims: Vec::new(),
        })
    }

    fn certificate(&mut self, kind: &SignerKind, place: &Place) -> Result<Parts, Lack> {
        let SignerKind::Certificate {
            roots,
            intermediates,
            names,
            current_time,
        } = kind
        else {
            return Err(Lack::Wrong);
        };
        let anchors = self.certificates(roots, &place.member("roots"))?;
        let between = self.certificates(intermediates, &place.member("intermediates"))?;
        let expected = match names::expected(names) {
            Ok(expected) => expected,
            Err(detail) => return Err(self.contradiction(place, detail)),
        };
        let private = PrivatePki::new(&anchors, expected)
            .and_then(|private| private.with_intermediates(&between))
            .map(PrivatePki::use_bundle_intermediates);
        let private = match private {
            Ok(private) => private,
            Err(error) => {
                self.loader
                    .wrong(registry::POLICY_MATERIAL, place, error.to_string());
                return Err(Lack::Wrong);
            }
        };
        let mut policy = Policy::private_pki(private);
        if *current_time {
            policy = policy.allow_current_time();
        }
        let model = super::model::ModelMaterial::Certificates {
            roots: anchors,
            intermediates: between,
            names: names.clone(),
            current_time: *current_time,
        };
        Ok(Parts {
            kind: "certificate",
            policy,
            keys: Vec::new(),
            claims: Vec::new(),
            model,
        })
    }

    fn certificates(&mut self, list: &[Material], place: &Place) -> Result<Vec<Vec<u8>>, Lack> {
        let mut found = Vec::new();
        for (at, material) in list.iter().enumerate() {
            found.extend(given(self.loader.certificates(material, &place.index(at)))?);
        }
        Ok(found)
    }

    /// The trust material whose logs and authorities vouch for a signer.
    ///
    /// A signer that names none has that of the policy where there is exactly one. In an imported
    /// document it has none then: there a signer without logs means that none are looked at.
    fn trust_of(
        &mut self,
        named: Option<&String>,
        demands: &BTreeSet<Demand>,
        place: &Place,
    ) -> Result<Option<Arc<CompiledTrust>>, Lack> {
        let state = match named {
            Some(name) => match self.trust.get(name) {
                Some(state) => Some(state),
                None => {
                    let detail = format!("there is no trust material {}", Escaped(name));
                    self.loader.wrong(registry::TRUST_MISSING, place, detail);
                    return Err(Lack::Wrong);
                }
            },
            None if self.format == SourceFormat::Native && self.trust.len() == 1 => {
                self.trust.values().next()
            }
            None => None,
        };
        match state {
            Some(TrustState::Ready(trust)) => Ok(Some(Arc::clone(trust))),
            Some(TrustState::Unresolved(what)) => Err(Lack::Unresolved(what.clone())),
            Some(TrustState::Wrong) => Err(Lack::Wrong),
            None if demands.is_empty() => Ok(None),
            None => {
                let detail = "it demands what logs or authorities vouch for, and names no trust \
                              material of the policy";
                self.loader.wrong(registry::TRUST_MISSING, place, detail);
                Err(Lack::Wrong)
            }
        }
    }

    fn demands(
        &mut self,
        mut policy: Policy,
        kind: &str,
        demands: &BTreeSet<Demand>,
        place: &Place,
    ) -> Result<Policy, Lack> {
        policy = if demands.contains(&Demand::Tlog) {
            policy.with_tlog_threshold(1)
        } else {
            policy.without_transparency_log()
        };
        policy = match (demands.contains(&Demand::Sct), kind) {
            (true, "key") => {
                let detail = "a key has no certificate, and so no `sct`";
                return Err(self.contradiction(&place.member("require"), detail.to_owned()));
            }
            (false, "key") => policy,
            (true, _) => policy.with_sct_threshold(1),
            (false, _) => policy.without_certificate_timestamps(),
        };
        if demands.contains(&Demand::Timestamp) {
            policy = policy.with_tsa_threshold(1);
        }
        Ok(policy)
    }

    /// A verifier that trusts no log and no authority.
    fn nobody(&mut self, place: &Place) -> Result<Arc<Verifier>, Lack> {
        match Verifier::builder(TrustedRoot::by_hand(), default_backend()).build() {
            Ok(verifier) => Ok(Arc::new(verifier)),
            Err(error) => {
                self.loader.wrong(error.code(), place, error.to_string());
                Err(Lack::Wrong)
            }
        }
    }

    fn contradiction(&mut self, place: &Place, detail: String) -> Lack {
        self.loader.wrong(registry::POLICY_SIGNER, place, detail);
        Lack::Wrong
    }
}

fn given<T>(loaded: Loaded<T>) -> Result<T, Lack> {
    match loaded {
        Loaded::Given(value) => Ok(value),
        Loaded::Unresolved(name) => Err(Lack::Unresolved(name)),
        Loaded::Wrong => Err(Lack::Wrong),
    }
}

/// How a key of this kind signs this hash.
const fn scheme(kind: KeyKind, hash: KeyHash) -> Option<Scheme> {
    let algorithm = match hash {
        KeyHash::Sha256 => Algorithm::Sha256,
        KeyHash::Sha384 => Algorithm::Sha384,
        KeyHash::Sha512 => Algorithm::Sha512,
    };
    match kind {
        KeyKind::EcdsaP256 | KeyKind::EcdsaP384 | KeyKind::EcdsaP521 => {
            Some(Scheme::Ecdsa(algorithm))
        }
        KeyKind::Rsa { .. } => Some(Scheme::RsaPkcs1(algorithm)),
        KeyKind::Ed25519 if matches!(hash, KeyHash::Sha512) => Some(Scheme::Ed25519ph),
        _ => None,
    }
}
