//! A question of a policy in the terms of what verifies images.

use bonafide_oci::Reference;
use bonafide_sigstore::image::{Formats, ImagePolicy, SignedIdentity};

use crate::compile::CompiledSigner;
use crate::evidence::{Question, QuestionKind};
use crate::{IdentityReplay, Promise, SignatureFormats, SignedIdentityRule, Subject, SubjectScope};

/// What is asked of each candidate, and what is left to compare afterwards.
pub(super) struct Asked<'a> {
    pub(super) policy: ImagePolicy,
    pub(super) name: NameRule<'a>,
}

/// How the name that was signed is compared afterwards.
pub(super) enum NameRule<'a> {
    /// It was compared already, or need not be.
    Done,
    /// So.
    Imported(&'a SignedIdentityRule),
    /// It must be, and there is none to compare it with.
    Impossible,
}

/// `None` for a question that is not about images.
pub(super) fn of<'a>(
    question: &'a Question,
    signer: &CompiledSigner,
    subject: &Subject,
) -> Option<Asked<'a>> {
    let mut asked = match &question.kind {
        QuestionKind::Model { .. } | QuestionKind::ModelManifest => return None,
        QuestionKind::Attestation => Asked {
            policy: ImagePolicy::attestation(signer.policy.clone()),
            name: NameRule::Done,
        },
        QuestionKind::Signature { .. } => signature(&question.kind, signer, subject)?,
    };
    if question.subject == SubjectScope::Exact {
        asked.policy = asked.policy.exact_subject();
    }
    let wants_proof = matches!(
        &question.kind,
        QuestionKind::Signature {
            promise: Promise::Deny,
            ..
        }
    );
    if wants_proof {
        asked.policy = asked.policy.require_proof();
    } else if signer.ignores_logs {
        asked.policy = asked.policy.ignore_transparency_log();
    }
    Some(asked)
}

fn signature<'a>(
    kind: &'a QuestionKind,
    signer: &CompiledSigner,
    subject: &Subject,
) -> Option<Asked<'a>> {
    let QuestionKind::Signature {
        annotations,
        formats,
        identity_replay,
        repository,
        signed_identity,
        ..
    } = kind
    else {
        return None;
    };
    let formats = match formats {
        SignatureFormats::Any => Formats::Any,
        SignatureFormats::Bundle => Formats::Bundle,
        SignatureFormats::Legacy => Formats::Legacy,
    };
    let policy = ImagePolicy::signature(signer.policy.clone()).with_formats(formats);
    let policy = annotations.iter().fold(policy, |policy, (name, value)| {
        policy.with_annotation(name, value)
    });
    let (policy, name) = match (signed_identity, repository) {
        (Some(rule), _) => (
            policy.with_signed_identity(SignedIdentity::Off),
            NameRule::Imported(rule),
        ),
        (None, Some(repository)) => in_repository(policy, repository, *identity_replay, subject),
        (None, None) => replayed(policy, *identity_replay, subject),
    };
    Some(Asked { policy, name })
}

/// Another repository must have been signed than the one that is asked for.
fn in_repository<'a>(
    policy: ImagePolicy,
    repository: &str,
    replay: Option<IdentityReplay>,
    subject: &Subject,
) -> (ImagePolicy, NameRule<'a>) {
    let Ok(named) = Reference::parse_familiar(repository) else {
        let policy = policy.with_signed_identity(SignedIdentity::Off);
        return (policy, NameRule::Impossible);
    };
    let mode = match replay {
        Some(IdentityReplay::Strict) => SignedIdentity::Exact,
        Some(IdentityReplay::Tag) => SignedIdentity::Tag,
        Some(IdentityReplay::Off) | None => SignedIdentity::Repository,
    };
    if mode != SignedIdentity::Repository && subject.reference.is_none() {
        let policy = policy.with_signed_identity(SignedIdentity::Off);
        return (policy, NameRule::Impossible);
    }
    let policy = policy
        .with_signed_repository(named.repository().clone())
        .with_signed_identity(mode);
    (policy, NameRule::Done)
}

/// The repository that is asked for must have been signed, as far as the policy says.
fn replayed<'a>(
    policy: ImagePolicy,
    replay: Option<IdentityReplay>,
    subject: &Subject,
) -> (ImagePolicy, NameRule<'a>) {
    let has_name = subject.reference.is_some();
    match replay {
        Some(IdentityReplay::Strict) if has_name => (
            policy.with_signed_identity(SignedIdentity::Exact),
            NameRule::Done,
        ),
        Some(IdentityReplay::Tag) if has_name => (
            policy.with_signed_identity(SignedIdentity::Tag),
            NameRule::Done,
        ),
        Some(IdentityReplay::Strict | IdentityReplay::Tag) => (
            policy.with_signed_identity(SignedIdentity::Off),
            NameRule::Impossible,
        ),
        None if has_name => (policy, NameRule::Done),
        // An image without a name was carried to none.
        None | Some(IdentityReplay::Off) => (
            policy.with_signed_identity(SignedIdentity::Off),
            NameRule::Done,
        ),
    }
}
