//! From a document to a policy that can be evaluated.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_keys::PublicKey;
use bonafide_model::ManifestVerifier;
use bonafide_report::{Escaped, Finding, Place, registry};

use super::files::Files;
use super::load::Loader;
use super::questions::Questions;
use super::signer::{SignerState, Signers};
use super::source::PolicySource;
use super::{CompiledPolicy, model, trust};
use crate::evidence::QuestionKind;
use crate::{LoadErrors, PolicyDocument, PolicyIdentity, SourceFormat, syntax};

impl CompiledPolicy {
    /// Reads every file that a document names, holds it to its digest, and makes trust and signers
    /// ready. Nothing is read later.
    ///
    /// Costs the signature checks of the chains of each authority. Files have 16 MiB at most, all of
    /// them together 64 MiB.
    ///
    /// # Errors
    /// Everything that is wrong, with a pointer each, one hundred at most: `policy.file.unpinned`,
    /// `policy.file.digest`, `policy.file.path`, `policy.file.unreadable` and `limit.exceeded` for
    /// files, `policy.material`, `key.weak`, `key.unsupported` and `trustroot.*` for what is in them,
    /// `trust.missing` and `policy.signer` for signers that ask for what cannot be had.
    ///
    /// # Specification
    /// policy section 1, DOC-4.
    pub fn compile(
        document: PolicyDocument,
        source: &PolicySource<'_>,
        files: &dyn Files,
    ) -> Result<Self, LoadErrors> {
        let mut loader = Loader::new(files, document.allow_unpinned_files, source.format);
        let trust = trust::compile(&document.trust, &mut loader);
        let signers = Signers {
            loader: &mut loader,
            trust: &trust,
            format: source.format,
        }
        .compile(&document.signers);
        let questions = Questions::of(&document.rules);
        let models = models(&questions, &signers, &mut loader);
        let identity = PolicyIdentity {
            name: document.name.clone(),
            version: document.version.clone(),
            sha256: loader.identity(source.bytes),
            source_format: source.format,
            uri: source.uri.clone(),
        };
        let notes = same_keys(&signers);
        if source.format == SourceFormat::Native {
            syntax::locate(&mut loader.problems, source.bytes);
        }
        loader.problems.give(Some(Self {
            document,
            identity,
            questions: questions.list,
            asked: questions.asked,
            signers,
            models,
            notes,
        }))
    }
}

/// What verifies signatures over models, for the signers that are asked about one.
fn models(
    questions: &Questions,
    signers: &BTreeMap<String, SignerState>,
    loader: &mut Loader<'_>,
) -> BTreeMap<String, ManifestVerifier> {
    let asked: BTreeSet<&str> = questions
        .list
        .iter()
        .filter(|one| matches!(one.kind, QuestionKind::Model { .. }))
        .map(|one| one.signer.as_str())
        .collect();
    let mut models = BTreeMap::new();
    for question in &questions.list {
        // Where there is none, the question stays without an answer.
        if matches!(question.kind, QuestionKind::ModelManifest)
            && let Some(SignerState::Ready(signer)) = signers.get(&question.signer)
            && let Ok(verifier) = model::verifier(signer)
        {
            models.insert(question.signer.clone(), verifier);
        }
    }
    for name in asked {
        if let Some(SignerState::Ready(signer)) = signers.get(name) {
            match model::verifier(signer) {
                Ok(verifier) => {
                    models.insert(name.to_owned(), verifier);
                }
                Err(error) => loader.problems.push(error),
            }
        }
    }
    models
}

/// Signers that are one: they count once, whatever a threshold says.
fn same_keys(signers: &BTreeMap<String, SignerState>) -> Vec<Finding> {
    let mut owners: BTreeMap<[u8; 32], &str> = BTreeMap::new();
    let mut notes = Vec::new();
    for (name, state) in signers {
        let SignerState::Ready(signer) = state else {
            continue;
        };
        for key in signer.keys.iter().map(PublicKey::material_id) {
            let Some(other) = owners.insert(key, name).filter(|other| *other != name) else {
                continue;
            };
            let detail = format!(
                "{} and {} are the same key, which counts once",
                Escaped(other),
                Escaped(name)
            );
            let place = Place::root().member("signers").member(name);
            notes.push(Finding::new(registry::NOTE_POLICY_SAME_KEY, place, detail));
        }
    }
    notes
}
