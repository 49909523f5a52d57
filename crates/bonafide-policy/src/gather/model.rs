//! Models: signatures over a directory, judged for each question.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use bonafide_digest::{Digest, sha256};
use bonafide_model::{
    ClassCoverage, Control, CoverageClass, Findings, ManifestVerifier, ModelSigner, Tree,
    TreeOptions, VerifiedManifest, VerifiedModel, verify_tree,
};
use bonafide_report::{Coded as _, Escaped, Finding, Place, Time};

use super::answer::{self, certificate_principal, fails, in_time, key_principal, name_principals};
use crate::compile::{CompiledSigner, ModelMaterial, SignerState};
use crate::evidence::{
    About, Answer, Counted, ModelProof, Outcome, Proof, QuestionId, QuestionKind,
};
use crate::{CompiledPolicy, EvidenceSet, EvidenceView, IdentityView, Subject};

/// Signatures that are judged for one model.
const MOST: usize = 16;
/// Findings and paths of one model that are kept.
const KEPT: usize = 1_000;
/// What no signature covers.
const UNCOVERED: [CoverageClass; 7] = [
    CoverageClass::Unsigned,
    CoverageClass::IgnoredBySignature,
    CoverageClass::IgnoredByDefault,
    CoverageClass::IgnoredByCaller,
    CoverageClass::EmptyUnderShards,
    CoverageClass::Unreadable,
    CoverageClass::NotHashed,
];

/// A signature over a model that the caller hands over.
#[derive(Clone, Copy, Debug)]
pub struct ModelSignature<'a> {
    bytes: &'a [u8],
    path: Option<&'a Path>,
}

impl<'a> ModelSignature<'a> {
    /// The bytes of the bundle.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, path: None }
    }

    /// Which file it was read from: where that lies in the model, it covers itself.
    #[must_use]
    pub const fn with_path(mut self, path: &'a Path) -> Self {
        self.path = Some(path);
        self
    }
}

impl EvidenceSet {
    /// Judges signatures over the model in a directory, or over one file, once for each question of
    /// the policy that is about models. At most 16 signatures are judged.
    ///
    /// The files are hashed once for each signature that somebody who is wanted made, however many
    /// signers and rules ask for it; once more for each further list of paths that rules leave out.
    ///
    /// # Specification
    /// policy section 1, `model_signature`; models sections 3 to 9.
    #[must_use]
    pub fn of_model(
        policy: &CompiledPolicy,
        root: &Path,
        signatures: &[ModelSignature<'_>],
        now: Time,
        control: &Control<'_>,
    ) -> Self {
        let mut set = Self {
            pieces: signatures.iter().take(MOST).map(piece).collect(),
            is_handed_over: signatures.len() == 1,
            is_local: true,
            about: Some(About::new(policy, &Subject::model(), now)),
            ..Self::default()
        };
        if signatures.len() > MOST {
            let detail = format!(
                "{} signatures, of which {MOST} are judged",
                signatures.len()
            );
            let code = bonafide_report::registry::DISCOVERY_LIMIT;
            set.incomplete.push(crate::evidence::Incompleteness {
                finding: Finding::new(code, Place::root(), detail),
                is_retryable: false,
            });
        }
        let mut trees = Trees {
            root,
            control,
            known: BTreeMap::new(),
        };
        let mut signers = Vec::new();
        for (number, question) in policy.questions.iter().enumerate() {
            let (Some(SignerState::Ready(signer)), Some(verifier)) = (
                policy.signers.get(&question.signer),
                policy.models.get(&question.signer),
            ) else {
                continue;
            };
            let asked = match &question.kind {
                QuestionKind::Model {
                    ignore,
                    allow_unlisted,
                } => Some((ignore.as_slice(), *allow_unlisted)),
                QuestionKind::ModelManifest => None,
                _ => continue,
            };
            signers.push(question.signer.as_str());
            let answers = signatures.iter().take(MOST).enumerate();
            let answers = answers.map(|(piece, signature)| Answer {
                piece,
                outcome: trees.judge((signer, verifier), (piece, signature), asked, now),
            });
            let answers: Vec<Answer> = answers.collect();
            for answer in &answers {
                set.not_seen_for(&answer.outcome);
            }
            set.answers.insert(QuestionId(number), answers);
        }
        set.trust_of(policy, signers.into_iter(), now);
        set
    }
}

fn piece(signature: &ModelSignature<'_>) -> Arc<EvidenceView> {
    Arc::new(EvidenceView {
        digest: Some(Digest::sha256(sha256(&[signature.bytes]))),
        media_type: None,
        role: "model-signature",
        source: "local",
        repository: None,
    })
}

/// What a tree is to a signed list, by signature and by what is left out.
type Known = BTreeMap<(usize, Vec<String>, bool), Result<Arc<ModelProof>, Finding>>;

/// The tree, compared once with each signed list.
struct Trees<'a> {
    root: &'a Path,
    control: &'a Control<'a>,
    known: Known,
}

impl Trees<'_> {
    /// For nothing but the list where no files are asked about.
    fn judge(
        &mut self,
        (signer, verifier): (&CompiledSigner, &ManifestVerifier),
        (piece, signature): (usize, &ModelSignature<'_>),
        asked: Option<(&[String], bool)>,
        now: Time,
    ) -> Outcome {
        let manifest = match verifier.verify(signature.bytes, now) {
            Ok(manifest) => manifest,
            Err(refusal) => return fails(answer::finding(&refusal), false, true),
        };
        let times: Vec<Time> = manifest
            .time()
            .map(|time| time.time())
            .into_iter()
            .collect();
        if let Err(objection) = in_time(signer, &times, now) {
            return objection.into_outcome();
        }
        let principal = principal(signer, manifest.signer());
        let aliases = aliases(signer, manifest.signer());
        let identity = identity(signer, &manifest);
        let proof = match asked {
            Some(asked) => self.compared(manifest, (piece, signature), asked),
            None => Ok(Arc::default()),
        };
        match proof {
            Ok(proof) => Outcome::Counts(Box::new(Counted {
                principal,
                aliases,
                identity: Arc::new(identity),
                said: OnceLock::new(),
                proof: Proof::Model(proof),
            })),
            Err(finding) => fails(finding, true, true),
        }
    }

    /// The files against the list, once for all who ask the same.
    fn compared(
        &mut self,
        manifest: VerifiedManifest,
        (piece, signature): (usize, &ModelSignature<'_>),
        (ignore, allow_unlisted): (&[String], bool),
    ) -> Result<Arc<ModelProof>, Finding> {
        let key = (piece, ignore.to_vec(), allow_unlisted);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let found = self.compare(manifest, signature, ignore, allow_unlisted);
        self.known.insert(key, found.clone());
        found
    }

    fn compare(
        &self,
        manifest: VerifiedManifest,
        signature: &ModelSignature<'_>,
        ignore: &[String],
        allow_unlisted: bool,
    ) -> Result<Arc<ModelProof>, Finding> {
        let mut options = TreeOptions::new().with_ignore_paths(ignore.iter().cloned());
        if let Some(path) = signature.path {
            options = options.with_bundle_file(path);
        }
        if allow_unlisted {
            options = options.ignore_unsigned_files();
        }
        let tree = Tree::open(self.root, &options).map_err(|error| found(&error.finding()))?;
        match verify_tree(manifest, &tree, self.control) {
            Ok(model) => Ok(Arc::new(proof(&model))),
            Err(refusal) => Err(refusal.to_finding()),
        }
    }
}

fn proof(model: &VerifiedModel) -> ModelProof {
    let coverage = model.report().coverage();
    let uncovered = || UNCOVERED.iter().map(|class| coverage.class(*class));
    let paths = uncovered().flat_map(ClassCoverage::paths);
    let mut findings = kept(model.manifest().findings());
    findings.extend(kept(model.report().findings()));
    findings.truncate(KEPT);
    ModelProof {
        files: model.manifest().manifest().files().len(),
        bytes: coverage.class(CoverageClass::Signed).bytes(),
        uncovered: paths
            .take(KEPT)
            .map(|path| path.path().to_owned())
            .collect(),
        uncovered_count: uncovered().fold(0, |sum, class| class.files().saturating_add(sum)),
        findings,
    }
}

fn kept(findings: &Findings) -> Vec<Finding> {
    findings.kept().iter().take(KEPT).map(found).collect()
}

/// The same in the words of a verdict: its place is the path.
fn found(finding: &bonafide_model::Finding) -> Finding {
    let place = match finding.path() {
        "" => Place::root(),
        path => Place::root().member(&Escaped(path).to_string()),
    };
    Finding::new(finding.code(), place, finding.message())
}

fn principal(signer: &CompiledSigner, found: &ModelSigner) -> String {
    let key = found.key().and_then(|key| key.as_bytes().try_into().ok());
    match (signer.kind, key, name(signer, found)) {
        ("key", Some(id), _) => key_principal(signer, &id),
        (_, _, Some(name)) => {
            certificate_principal(signer, found.issuer().unwrap_or_default(), name)
        }
        _ => format!("{}:{}", signer.kind, found.subject().unwrap_or_default()),
    }
}

/// The key that signed, and all names of its certificate.
fn aliases(signer: &CompiledSigner, found: &ModelSigner) -> Vec<String> {
    let key = found.key().map(|key| format!("spki:{key}"));
    let issuer = found.issuer().unwrap_or_default();
    let mut aliases = name_principals(signer, issuer, found.names());
    aliases.extend(key);
    aliases
}

/// The name by which a certificate is known: the one that was asked for.
fn name<'a>(
    signer: &CompiledSigner,
    found: &'a ModelSigner,
) -> Option<&'a bonafide_x509::SubjectAltName> {
    let names = found.names();
    let ModelMaterial::Certificates { names: wanted, .. } = &signer.model else {
        return names.first();
    };
    let is_wanted = |name: &&bonafide_x509::SubjectAltName| {
        wanted
            .iter()
            .any(|(_, pattern)| pattern.matches(name.value()))
    };
    names.iter().find(is_wanted)
}

fn identity(signer: &CompiledSigner, manifest: &VerifiedManifest) -> IdentityView {
    let found = manifest.signer();
    let is_key = signer.kind == "key";
    let name = name(signer, found).map(|name| name.value().to_owned());
    IdentityView {
        signer: signer.name.clone(),
        kind: signer.kind,
        issuer: found.issuer().filter(|_| !is_key).map(str::to_owned),
        san: name.filter(|_| !is_key),
        key_sha256: found
            .key()
            .filter(|_| is_key)
            .and_then(|key| key.as_bytes().try_into().ok()),
        log_index: None,
        signed_at: manifest
            .time()
            .filter(|time| time.source() != bonafide_model::ModelTimeSource::Clock)
            .map(|time| time.time()),
    }
}
