//! Signatures of Sigstore.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_report::Escaped;

use super::super::error::ImportErrorKind;
use super::super::note::NoteKind;
use super::identity;
use super::material::Content;
use super::source::{Found, Source};
use crate::{
    Demand, IssuerRule, Material, NameKind, RequirementKind, SignatureFormats,
    SignatureRequirement, SignerKind, SignerRule, SubjectScope, TextPattern, TrustKeys,
};

const KEYS: [&str; 4] = ["keyPath", "keyPaths", "keyData", "keyDatas"];
const REKOR: [&str; 4] = [
    "rekorPublicKeyPath",
    "rekorPublicKeyPaths",
    "rekorPublicKeyData",
    "rekorPublicKeyDatas",
];

/// One signature, in the older format, by one of the signers.
pub(super) fn signed(found: &Found<'_>, source: &mut Source<'_>) -> Option<RequirementKind> {
    let known = [
        &["type", "fulcio", "pki", "signedIdentity"][..],
        &KEYS,
        &REKOR,
    ];
    let fields = source.fields(found, &known.concat())?;
    let identity = identity::signed_identity(&fields, source);
    let sources = [&KEYS[..], &["fulcio", "pki"]].concat();
    let signer = source.only_one(&fields, &sources, true);
    let rekor = source.only_one(&fields, &REKOR, false);
    let logs = rekor
        .as_ref()
        .map(|rekor| source.material(rekor, Content::Key));
    let by = match &signer {
        Some(fulcio) if fulcio.name == "fulcio" => keyless(fulcio, logs, source),
        Some(pki) if pki.name == "pki" => certificate(pki, rekor.as_ref(), source),
        Some(keys) => Some(by_keys(keys, logs, source)),
        None => None,
    };
    Some(RequirementKind::Signature(SignatureRequirement {
        by: by?,
        min: 1,
        subject: SubjectScope::Exact,
        formats: SignatureFormats::Legacy,
        signed_identity: Some(identity?),
        ..SignatureRequirement::default()
    }))
}

/// Any of the keys, each known to the log where there is one.
fn by_keys(found: &Found<'_>, logs: Option<Vec<Material>>, source: &mut Source<'_>) -> Vec<String> {
    let mut require = BTreeSet::new();
    let trust = match logs {
        Some(rekor) => {
            require.insert(Demand::Tlog);
            Some(source.trust(TrustKeys {
                rekor: rekor.into_iter().map(Into::into).collect(),
                ..TrustKeys::default()
            }))
        }
        None => {
            let detail = "signatures by the key count whether or not a log knows them";
            source.note(NoteKind::NoTlog, found, detail);
            None
        }
    };
    let mut by: Vec<String> = Vec::new();
    for material in source.material(found, Content::Key) {
        let name = source.signer(SignerRule {
            kind: SignerKind::Key {
                material,
                sha256: None,
                hash: None,
                trust: trust.clone(),
            },
            require: require.clone(),
            not_before: None,
            not_after: None,
        });
        by.push(name);
    }
    by.sort();
    by.dedup();
    by
}

/// Whom a certificate of Fulcio names, at the time that a log promises.
fn keyless(
    found: &Found<'_>,
    logs: Option<Vec<Material>>,
    source: &mut Source<'_>,
) -> Option<Vec<String>> {
    let known = ["caPath", "caData", "oidcIssuer", "subjectEmail"];
    let fields = source.fields(found, &known)?;
    let authority = source.only_one(&fields, &["caPath", "caData"], true);
    let fulcio_ca = authority.map(|ca| source.material(&ca, Content::Certificates));
    let issuer = exact(&fields, "oidcIssuer", true, source);
    let san = exact(&fields, "subjectEmail", true, source);
    if logs.is_none() {
        let why = format!("fulcio without any of {}", REKOR.join(", "));
        source.invalid(found, why, "add one of them");
    }
    let detail = "certificates count whether or not a certificate log knows them";
    source.note(NoteKind::NoSct, found, detail);
    let trust = source.trust(TrustKeys {
        fulcio_ca: fulcio_ca?.into_iter().map(Into::into).collect(),
        rekor: logs?.into_iter().map(Into::into).collect(),
        ..TrustKeys::default()
    });
    let signer = source.signer(SignerRule {
        kind: SignerKind::Keyless {
            trust,
            issuer: IssuerRule::Is(issuer?),
            san: san?,
            extensions: BTreeMap::new(),
        },
        require: BTreeSet::from([Demand::Tlog]),
        not_before: None,
        not_after: None,
    });
    Some(vec![signer])
}

/// Whom a certificate under given roots names, valid at the time of evaluation.
fn certificate(
    found: &Found<'_>,
    rekor: Option<&Found<'_>>,
    source: &mut Source<'_>,
) -> Option<Vec<String>> {
    const ROOTS: [&str; 2] = ["caRootsPath", "caRootsData"];
    const BETWEEN: [&str; 2] = ["caIntermediatesPath", "caIntermediatesData"];
    const NAMES: [&str; 2] = ["subjectEmail", "subjectHostname"];
    if let Some(rekor) = rekor {
        let why = "a log, which pki does not have";
        source.refuse(ImportErrorKind::Conflict, rekor, why, "keep pki or the log");
    }
    let fields = source.fields(found, &[ROOTS, BETWEEN, NAMES].concat())?;
    let roots = source.only_one(&fields, &ROOTS, true);
    let roots = roots.map(|roots| source.material(&roots, Content::Certificates));
    let intermediates = source.only_one(&fields, &BETWEEN, false);
    let intermediates = intermediates.map(|it| source.material(&it, Content::Certificates));
    let [email, host] = NAMES.map(|name| exact(&fields, name, false, source));
    if let Some(host) = fields.optional("subjectHostname") {
        let detail = "the certificate must have this name itself; one with a wildcard does not do";
        source.note(NoteKind::Stricter, &host, detail);
    } else if fields.optional("subjectEmail").is_none() {
        let why = format!("none of {}", NAMES.join(", "));
        source.invalid(found, why, "add one of them, or both");
    }
    let names = [(NameKind::Email, email), (NameKind::Dns, host)];
    let names = names
        .into_iter()
        .filter_map(|(kind, name)| Some((kind, name?)));
    let signer = source.signer(SignerRule {
        kind: SignerKind::Certificate {
            roots: roots?,
            intermediates: intermediates.unwrap_or_default(),
            names: names.collect(),
            current_time: true,
        },
        require: BTreeSet::new(),
        not_before: None,
        not_after: None,
    });
    Some(vec![signer])
}

/// A name that must be the same, letter by letter.
fn exact(
    fields: &Found<'_>,
    name: &str,
    is_required: bool,
    source: &mut Source<'_>,
) -> Option<TextPattern> {
    let found = match is_required {
        true => source.required(fields, name)?,
        false => fields.optional(name)?,
    };
    let text = source.text(&found)?;
    match TextPattern::exact(text) {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            let why = format!("no pattern can say {}: {error}", Escaped(text));
            let hint = "correct the name";
            source.refuse(ImportErrorKind::Unsupported, &found, why, hint);
            None
        }
    }
}
