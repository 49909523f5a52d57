//! Whether a document is about an artefact.

mod claim;
mod root;
mod subject;

use bonafide_report::registry::{SBOM_SUBJECT_MISMATCH, SBOM_SUBJECT_SILENT, SBOM_UNBOUND};
use bonafide_report::{Escaped, Finding, Place};

use crate::{Fields, Findings, Graph};
use root::only_root;

pub use claim::{ClaimSource, ClaimStanding, RootClaim};
pub use subject::{SubjectDigest, SubjectRole};

/// What is read of a document that can agree: with less, a claim that disagrees or a second root can
/// have been passed over.
const NEEDED: Fields = Fields::IDENTITY
    .with(Fields::HASHES)
    .with(Fields::PROPERTIES)
    .with(Fields::EDGES)
    .with(Fields::FILES);

/// What a document says about its own root, compared with the digests of a subject; and beside it,
/// on its own, what a signed statement around the document said.
///
/// The two are independent: neither stands for the other.
///
/// ```
/// use bonafide_sbom::{Binding, BindingOutcome, Graph, Model, ReadOptions, SubjectDigest, SubjectRole};
/// let document = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component":
///     {"type": "container", "name": "shop", "purl":
///      "pkg:oci/shop@sha256:1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809"}}}"#;
/// let model = Model::read(document, &ReadOptions::default())?;
/// let graph = Graph::new(&model);
/// let hex = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809";
/// let subject = SubjectDigest::parse(&format!("manifest:sha256:{hex}"))?;
/// let binding = Binding::of(&graph, &[subject]);
/// assert_eq!(*binding.outcome(), BindingOutcome::Agrees(vec![SubjectRole::Manifest]));
/// # Ok::<(), bonafide_sbom::Error>(())
/// ```
///
/// # Specification
/// sbom SBD-1 to SBD-5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    outcome: BindingOutcome,
    claims: Vec<RootClaim>,
    statement: Option<StatementBinding>,
    findings: Findings,
}

/// How what a document says about its root compares with a subject.
///
/// # Specification
/// sbom SBD-3.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "sbom SBD-3 knows these three")]
pub enum BindingOutcome {
    /// Some claim is a digest of the subject in these roles, in order, and none disagrees. With
    /// [`SubjectRole::Index`] alone the document can be that of another platform.
    Agrees(Vec<SubjectRole>),
    /// These claims are none of the digests of the subject, whatever others are.
    Disagrees(Vec<RootClaim>),
    /// Nothing that can be compared, or no one root.
    Silent,
}

/// What a verifier of signatures found around a document.
///
/// # Specification
/// sbom SBD-1 (a).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a signed thing is a statement or it is not"
)]
pub enum StatementBinding {
    /// A verified statement whose subject is the artefact.
    Agrees,
    /// A verified statement whose subject is something else.
    Disagrees,
    /// The bytes of the document are signed, and nothing signed says what it is about.
    SignedBlob,
}

impl Binding {
    /// Compares what the one root of a document claims to be with the digests of a subject. Takes
    /// time in proportion to the components, and to the claims of the root times the digests.
    ///
    /// Names and tags are no claims. A caller that gives layers gives all of them, as blobs or as
    /// what is in the blobs, whichever the document has: images have layers in common, so that each
    /// has to be one of the subject, and all of them together say nothing of a manifest.
    ///
    /// A model that was read without identities, hashes, properties, edges and files never agrees.
    #[must_use]
    pub fn of(graph: &Graph<'_>, subjects: &[SubjectDigest]) -> Self {
        let model = graph.model();
        let mut findings = Findings::default();
        let mut claims = match only_root(graph) {
            Ok(root) => claim::claims(root, model.summary().format),
            Err(finding) => {
                findings.note(finding.code(), || finding);
                Vec::new()
            }
        };
        let mut roles = Vec::new();
        for claim in &mut claims {
            claim.standing = compare(claim, subjects, &mut roles);
        }
        let is_whole = model.summary().complete && model.fields().has_all(NEEDED);
        let outcome = outcome(&claims, roles, is_whole, subjects);
        note(&outcome, &claims, &mut findings);
        Self {
            outcome,
            claims,
            statement: None,
            findings,
        }
    }

    /// Adds what a verifier of signatures found; see [`statement`](Self::statement).
    #[must_use]
    pub fn with_statement(mut self, statement: StatementBinding) -> Self {
        let (code, detail) = match statement {
            StatementBinding::Agrees => (None, ""),
            StatementBinding::Disagrees => (
                Some(SBOM_SUBJECT_MISMATCH),
                "the statement around the document is about something else",
            ),
            StatementBinding::SignedBlob => (
                Some(SBOM_UNBOUND),
                "the document is signed, and nothing signed says what it is about",
            ),
        };
        if let Some(code) = code {
            self.findings
                .note(code, || Finding::new(code, Place::root(), detail));
        }
        self.statement = Some(statement);
        self
    }

    /// How what the document says about its root compares with the subject.
    #[must_use]
    pub const fn outcome(&self) -> &BindingOutcome {
        &self.outcome
    }

    /// Everything that the root claims to be, comparable or not, in the order package URLs, hashes,
    /// version, properties.
    #[must_use]
    pub fn claims(&self) -> &[RootClaim] {
        &self.claims
    }

    /// What a verifier of signatures found, if one was asked.
    #[must_use]
    pub const fn statement(&self) -> Option<StatementBinding> {
        self.statement
    }

    /// `sbom.subject-mismatch` for each claim that disagrees and for a statement that does,
    /// `sbom.subject-silent`, `sbom.no-root`, `sbom.unbound`.
    #[must_use]
    pub const fn findings(&self) -> &Findings {
        &self.findings
    }
}

/// How a claim compares; the roles that it agrees in are added.
fn compare(
    claim: &RootClaim,
    subjects: &[SubjectDigest],
    roles: &mut Vec<SubjectRole>,
) -> ClaimStanding {
    let Some(digest) = claim.value.digest() else {
        return ClaimStanding::NotComparable;
    };
    let is_of_layers = claim.roles == [SubjectRole::Layer] || only_layers(subjects);
    let mut standing = ClaimStanding::NotComparable;
    for subject in subjects {
        let is_meant = subject.digest.algorithm() == digest.algorithm()
            && claim.roles.contains(&subject.role)
            && (is_of_layers || subject.role != SubjectRole::Layer);
        if !is_meant {
            continue;
        }
        if subject.digest != digest {
            if standing == ClaimStanding::NotComparable {
                standing = ClaimStanding::Disagrees;
            }
        } else if claim.is_binding() {
            standing = ClaimStanding::Agrees;
            roles.push(subject.role);
        } else {
            standing = ClaimStanding::EqualOnly;
        }
    }
    standing
}

fn outcome(
    claims: &[RootClaim],
    mut roles: Vec<SubjectRole>,
    is_whole: bool,
    subjects: &[SubjectDigest],
) -> BindingOutcome {
    let disagreeing = claims
        .iter()
        .filter(|claim| claim.standing == ClaimStanding::Disagrees);
    let disagreeing: Vec<_> = disagreeing.cloned().collect();
    if !disagreeing.is_empty() {
        return BindingOutcome::Disagrees(disagreeing);
    }
    roles.sort_unstable();
    roles.dedup();
    // The layers of an image are layers of each image that was built upon it.
    let is_about_subject = match *roles {
        [] => false,
        [SubjectRole::Layer] => only_layers(subjects),
        _ => true,
    };
    if is_about_subject && is_whole {
        BindingOutcome::Agrees(roles)
    } else {
        BindingOutcome::Silent
    }
}

fn only_layers(subjects: &[SubjectDigest]) -> bool {
    let mut roles = subjects.iter().map(|subject| subject.role);
    roles.all(|role| role == SubjectRole::Layer)
}

fn note(outcome: &BindingOutcome, claims: &[RootClaim], findings: &mut Findings) {
    match outcome {
        BindingOutcome::Agrees(_) => {}
        BindingOutcome::Disagrees(claims) => {
            for claim in claims {
                findings.note(SBOM_SUBJECT_MISMATCH, || mismatch(claim));
            }
        }
        BindingOutcome::Silent => findings.note(SBOM_SUBJECT_SILENT, || {
            let detail = if claims.is_empty() {
                "the document does not say which artefact it is about"
            } else {
                "nothing that the document says about its root can bind it to the artefact"
            };
            Finding::new(SBOM_SUBJECT_SILENT, Place::root(), detail)
        }),
    }
}

fn mismatch(claim: &RootClaim) -> Finding {
    let what = match &claim.source {
        ClaimSource::PackageUrl => "the package URL of the root".to_owned(),
        ClaimSource::Hash => "a hash of the root".to_owned(),
        ClaimSource::Version => "the version of the root".to_owned(),
        ClaimSource::Property(name) => format!("`{}` of the root", Escaped(name)),
    };
    let detail = format!(
        "{what} says {}, which is no digest of the artefact",
        claim.value
    );
    Finding::new(SBOM_SUBJECT_MISMATCH, claim.place.clone(), detail)
}
