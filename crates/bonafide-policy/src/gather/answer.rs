//! What a verified piece amounts to, and what the policy holds it to beside.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use bonafide_digest::hex;
use bonafide_report::{Class, Coded, Finding, Place, Time, registry};
use bonafide_sigstore::{Signer, VerifiedBundle};
use bonafide_x509::{CertificateIdentity, FulcioClaim, SanKind, SubjectAltName};

use crate::compile::{CompiledSigner, SignerState};
use crate::evidence::{Counted, Incompleteness, Outcome, Proof};
use crate::{CompiledPolicy, EvidenceSet, IdentityView};

/// Why something that verifies does not count.
pub(super) struct Objection {
    pub(super) finding: Finding,
    /// Whether it is by the signer all the same.
    pub(super) is_attributable: bool,
}

impl Objection {
    pub(super) fn new(code: bonafide_report::Code, detail: impl Into<String>) -> Self {
        Self {
            finding: Finding::new(code, Place::root(), detail),
            is_attributable: true,
        }
    }

    pub(super) fn into_outcome(self) -> Outcome {
        fails(self.finding, self.is_attributable, true)
    }
}

/// A failure; what has no class of its own is not what the policy wants.
pub(super) fn fails(finding: Finding, is_attributable: bool, is_well_formed: bool) -> Outcome {
    Outcome::Fails {
        class: finding.code().class().unwrap_or(Class::Policy),
        finding,
        is_attributable,
        is_well_formed,
    }
}

pub(super) fn finding(error: &dyn Coded) -> Finding {
    error.to_finding()
}

/// Whether it was not looked at to its end.
fn is_limit(finding: &Finding) -> bool {
    let limits = [
        registry::DISCOVERY_LIMIT,
        registry::LIMIT_EXCEEDED,
        registry::OMS_LIMIT,
    ];
    limits.contains(&finding.code())
}

/// What a verified bundle amounts to.
pub(super) fn bundle(signer: &CompiledSigner, bundle: VerifiedBundle, now: Time) -> Outcome {
    match object(signer, &bundle, now) {
        Ok(()) => Outcome::Counts(Box::new(Counted {
            principal: principal(signer, bundle.signer()),
            aliases: aliases(signer, &bundle),
            identity: Arc::new(identity(signer, &bundle)),
            said: OnceLock::new(),
            proof: Proof::Bundle(Arc::new(bundle)),
        })),
        Err(objection) => objection.into_outcome(),
    }
}

/// What the policy holds a signature to beside what verified it.
fn object(signer: &CompiledSigner, bundle: &VerifiedBundle, now: Time) -> Result<(), Objection> {
    if let Signer::Certificate(identity) = bundle.signer() {
        claims(signer, identity)?;
    }
    let times: Vec<Time> = bundle.times().iter().map(|time| time.time()).collect();
    in_time(signer, &times, now)
}

/// That the certificate has the claims. One that has others is somebody else's.
fn claims(signer: &CompiledSigner, identity: &CertificateIdentity) -> Result<(), Objection> {
    for (number, pattern) in &signer.claims {
        let found = identity.claims().get(*number);
        if !found.is_some_and(|found| pattern.matches(found)) {
            let detail = format!(
                "the claim {} is {}, and {} is wanted",
                FulcioClaim::from(*number),
                found.map_or("absent".to_owned(), |text| {
                    bonafide_report::Escaped(text).to_string()
                }),
                bonafide_report::Escaped(pattern.as_str()),
            );
            return Err(Objection {
                is_attributable: false,
                ..Objection::new(registry::IDENTITY_CLAIM_MISMATCH, detail)
            });
        }
    }
    Ok(())
}

/// That it was signed while the signer counts, by every time that is known or else by now, and that
/// the trust material is not too old.
pub(super) fn in_time(signer: &CompiledSigner, times: &[Time], now: Time) -> Result<(), Objection> {
    let times = if times.is_empty() { &[now] } else { times };
    if let Some(time) = times.iter().find(|time| !signer.is_valid_at(**time)) {
        let detail = format!("signed at {time}, when signatures of the signer do not count");
        return Err(Objection::new(registry::KEY_VALIDITY, detail));
    }
    match &signer.trust {
        Some(trust) if trust.is_stale(now) => {
            Err(Objection::new(registry::TRUST_STALE, trust.told_stale(now)))
        }
        _ => Ok(()),
    }
}

/// What tells a signer from others, under whatever name of the policy it signs.
fn principal(signer: &CompiledSigner, found: &Signer) -> String {
    match found {
        Signer::Certificate(identity) => {
            let issuer = identity.issuer().unwrap_or_default();
            certificate_principal(signer, issuer, identity.san())
        }
        Signer::Key { id } => key_principal(signer, id),
        _ => String::new(),
    }
}

/// The key that signed, and all names of its certificate.
fn aliases(signer: &CompiledSigner, bundle: &VerifiedBundle) -> Vec<String> {
    let key = format!("key:{}", hex::encode(&bundle.key_material_id()));
    let mut aliases = match bundle.signer() {
        Signer::Certificate(identity) => {
            let issuer = identity.issuer().unwrap_or_default();
            name_principals(signer, issuer, identity.subject_alt_names())
        }
        _ => Vec::new(),
    };
    aliases.push(key);
    aliases
}

pub(super) fn name_principals(
    signer: &CompiledSigner,
    issuer: &str,
    names: &[SubjectAltName],
) -> Vec<String> {
    let names = names.iter();
    names
        .map(|name| certificate_principal(signer, issuer, name))
        .collect()
}

pub(super) fn key_principal(signer: &CompiledSigner, id: &[u8; 32]) -> String {
    let key = signer.keys.iter().find(|key| key.id() == *id);
    // The same key in another form is the same key.
    let id = key.map_or(*id, bonafide_keys::PublicKey::material_id);
    format!("key:{}", hex::encode(&id))
}

pub(super) fn certificate_principal(
    signer: &CompiledSigner,
    issuer: &str,
    name: &SubjectAltName,
) -> String {
    // Names that are compared without letter case are the same in another.
    let name = match name.kind() {
        SanKind::Uri => name.value().to_owned(),
        _ => name.value().to_ascii_lowercase(),
    };
    // Under which anchors it is looked at takes no part: one certificate can stand under several.
    match signer.kind {
        "certificate" => format!("certificate:{name}"),
        _ => format!("keyless:{issuer}|{name}"),
    }
}

fn identity(signer: &CompiledSigner, bundle: &VerifiedBundle) -> IdentityView {
    let (issuer, san, key_sha256) = match bundle.signer() {
        Signer::Certificate(identity) => (
            identity.issuer().map(str::to_owned),
            Some(identity.san().value().to_owned()),
            None,
        ),
        Signer::Key { id } => (None, None, Some(*id)),
        _ => (None, None, None),
    };
    let log_index = bundle.logs().iter().find_map(|log| {
        let promised = log
            .promise()
            .map(bonafide_sigstore::VerifiedPromise::log_index);
        promised.or_else(|| {
            log.inclusion()
                .map(bonafide_sigstore::VerifiedInclusion::index)
        })
    });
    IdentityView {
        signer: signer.name.clone(),
        kind: signer.kind,
        issuer,
        san,
        key_sha256,
        log_index,
        signed_at: bundle.times().first().map(|time| time.time()),
    }
}

impl EvidenceSet {
    /// A piece that went beyond a limit was not seen, and may be anything.
    ///
    /// # Specification
    /// policy EV-8.
    pub(super) fn not_seen_for(&mut self, outcome: &Outcome) {
        if let Outcome::Fails { finding, .. } = outcome
            && is_limit(finding)
        {
            self.not_seen(finding.clone());
        }
    }

    pub(super) fn not_seen(&mut self, finding: Finding) {
        let reason = Incompleteness {
            finding,
            is_retryable: false,
        };
        if !self.incomplete.contains(&reason) {
            self.incomplete.push(reason);
        }
    }

    /// Names the trust material that answers these signers.
    pub(super) fn trust_of<'a>(
        &mut self,
        policy: &CompiledPolicy,
        signers: impl Iterator<Item = &'a str>,
        now: Time,
    ) {
        let mut named: BTreeSet<&str> = self.trust.iter().map(|one| one.name.as_str()).collect();
        let mut views = Vec::new();
        for name in signers {
            if let Some(SignerState::Ready(signer)) = policy.signers.get(name)
                && let Some(trust) = &signer.trust
                && named.insert(&trust.name)
            {
                views.push(trust.view(now));
            }
        }
        drop(named);
        self.trust.extend(views);
        self.trust.sort_by(|a, b| a.name.cmp(&b.name));
    }
}
