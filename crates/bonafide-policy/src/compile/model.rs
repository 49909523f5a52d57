//! What signatures over models are judged by.

use bonafide_keys::{PublicKey, default_backend};
use bonafide_model::{CertificateTrust, ExpectedSigner, ManifestVerifier, Trust, VerificationKey};
use bonafide_report::{Budget, Escaped, Place, Window, registry};
use bonafide_sigstore::{AuthorityInstance, SanKind, SanMatcher, Verifier};
use bonafide_x509::{Authority, Certificate, IdentityMatcher, ParseOptions, Purpose};

use super::signer::CompiledSigner;
use crate::{Demand, LoadError, NameKind, TextForm, TextPattern};

/// Signature checks of one chain of an authority.
const PATH_SIGNATURES: u64 = 64;

/// Who may sign models, in the terms of what verifies them.
#[derive(Clone, Debug)]
pub(crate) enum ModelMaterial {
    Identity(Box<IdentityMatcher>),
    Keys(Vec<PublicKey>),
    Certificates {
        roots: Vec<Vec<u8>>,
        intermediates: Vec<Vec<u8>>,
        names: Vec<(NameKind, TextPattern)>,
        current_time: bool,
    },
}

/// What verifies signatures of a signer over models.
pub(super) fn verifier(signer: &CompiledSigner) -> Result<ManifestVerifier, LoadError> {
    let place = Place::root().member("signers").member(&signer.name);
    let wrong = |detail: String| LoadError::new(registry::POLICY_SIGNER, place.clone(), detail);
    let mut trust = match &signer.model {
        ModelMaterial::Identity(identity) => {
            let identity = with_claims(signer, identity).map_err(wrong)?;
            sigstore(signer, identity, &place)?
        }
        ModelMaterial::Keys(keys) => {
            let keys = keys
                .iter()
                .map(|key| VerificationKey::from_der(key.spki_der()));
            let keys: Result<Vec<VerificationKey>, _> = keys.collect();
            Trust::keys(keys.map_err(|error| wrong(error.to_string()))?)
        }
        ModelMaterial::Certificates {
            roots,
            intermediates,
            names,
            ..
        } => Trust::certificates(certificates(roots, intermediates, names).map_err(wrong)?),
    };
    let is_keyless = matches!(signer.model, ModelMaterial::Identity(_));
    if signer.demands.contains(&Demand::Tlog) && !is_keyless {
        let detail = "it signs models, which have no log entry: its `require` must not have `tlog`";
        return Err(wrong(detail.to_owned()));
    }
    let needs_time = match &signer.model {
        ModelMaterial::Certificates { current_time, .. } => !current_time,
        _ => false,
    };
    let is_demanded = signer.demands.contains(&Demand::Timestamp);
    if !is_keyless && (is_demanded || needs_time) {
        for authority in authorities(signer).map_err(wrong)? {
            trust = trust.with_timestamp_authority(authority);
        }
        trust = trust.require_timestamp();
    }
    ManifestVerifier::builder(trust, default_backend())
        .build()
        .map_err(|error| LoadError::new(error.code(), place.clone(), error.to_string()))
}

/// The identity with the claims that the certificate must have. What verifies models compares texts,
/// and has no demand for timestamps: a signer that asks for more than that would be asked for less.
fn with_claims(
    signer: &CompiledSigner,
    identity: &IdentityMatcher,
) -> Result<IdentityMatcher, String> {
    if signer.demands.contains(&Demand::Timestamp) {
        let detail = "it signs models, where an identity is trusted by its log entry: its `require` \
                      must not have `timestamp`";
        return Err(detail.to_owned());
    }
    let mut identity = identity.clone();
    for (number, pattern) in &signer.claims {
        let text = pattern.as_str();
        if pattern.form() != TextForm::Glob || text.contains(['*', '\\']) {
            let text = Escaped(text);
            return Err(format!(
                "it signs models, where claims are compared exactly: {text}, for the claim \
                 .{number}, is a pattern"
            ));
        }
        identity = identity.with_claim(*number, text);
    }
    Ok(identity)
}

fn sigstore(
    signer: &CompiledSigner,
    identity: IdentityMatcher,
    place: &Place,
) -> Result<Trust, LoadError> {
    let Some(trust) = &signer.trust else {
        let detail = "it names no trust material";
        return Err(LoadError::new(
            registry::TRUST_MISSING,
            place.clone(),
            detail,
        ));
    };
    Verifier::builder(trust.root.clone(), default_backend())
        .build()
        .map(|verifier| Trust::sigstore(verifier, identity))
        .map_err(|error| LoadError::new(error.code(), place.clone(), error.to_string()))
}

fn certificates(
    roots: &[Vec<u8>],
    intermediates: &[Vec<u8>],
    names: &[(NameKind, TextPattern)],
) -> Result<CertificateTrust, String> {
    let [(kind, pattern)] = names else {
        return Err("it signs models, where a certificate is known by exactly one name".to_owned());
    };
    let kind = match kind {
        NameKind::Email => SanKind::Email,
        NameKind::Uri => SanKind::Uri,
        NameKind::Dns => SanKind::Dns,
        NameKind::SubjectDn => return Err("`subject_dn` cannot be judged yet".to_owned()),
    };
    let pattern = pattern
        .to_name_pattern()
        .map_err(|error| error.to_string())?;
    let name = SanMatcher::new(pattern, Some(kind)).map_err(|error| error.to_string())?;
    let (anchors, partial): (Vec<Certificate>, Vec<Certificate>) = read(roots)?
        .into_iter()
        .partition(Certificate::is_self_issued);
    let trust = CertificateTrust::new(anchors)
        .with_intermediates(read(intermediates)?)
        .with_signer(ExpectedSigner::Name(name));
    Ok(partial
        .into_iter()
        .fold(trust, CertificateTrust::with_partial_chain_anchor))
}

fn authorities(signer: &CompiledSigner) -> Result<Vec<Authority>, String> {
    let Some(trust) = &signer.trust else {
        return Err("it demands a timestamp, and no trust material names an authority".to_owned());
    };
    let instances = trust.root.timestamp_authorities();
    if instances.is_empty() {
        let name = &trust.name;
        return Err(format!(
            "the trust material {name} names no timestamp authority"
        ));
    }
    instances.iter().map(authority).collect()
}

fn authority(instance: &AuthorityInstance) -> Result<Authority, String> {
    let window = instance.valid_for();
    let window = window
        .start()
        .and_then(|start| Window::new(start, window.end()))
        .ok_or("a timestamp authority is never trusted")?;
    let chain = read(instance.chain())?;
    let mut budget = Budget::new(PATH_SIGNATURES, u64::MAX);
    Authority::new(
        chain,
        window,
        Purpose::TimeStamping,
        &default_backend(),
        &mut budget,
    )
    .map_err(|error| error.to_string())
}

fn read(list: &[Vec<u8>]) -> Result<Vec<Certificate>, String> {
    // Roots of old make have the serial number zero.
    let options = ParseOptions::default().with_zero_serial(true);
    list.iter()
        .map(|der| Certificate::from_der(der, &options).map_err(|error| error.to_string()))
        .collect()
}
