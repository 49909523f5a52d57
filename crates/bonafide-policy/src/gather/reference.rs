//! The name that was signed against the name that was asked for, in the words of imported documents.

use bonafide_oci::Reference;
use bonafide_report::{Escaped, registry};

use super::answer::Objection;
use crate::{SignedIdentityRule, Subject, Transport};

/// That `signed` fits, where a rule says how.
///
/// # Specification
/// policy section 6.2, `signedIdentity`; `containers-policy.json(5)`. Nothing is completed: a name
/// without tag and digest never fits the exact forms.
pub(super) fn check(
    rule: &SignedIdentityRule,
    signed: Option<&str>,
    subject: &Subject,
) -> Result<(), Objection> {
    let refused = |wanted: &str| {
        let detail = format!(
            "it was signed as {}, and {wanted} is wanted",
            signed.map_or("nothing".to_owned(), |text| Escaped(text).to_string()),
        );
        Err(Objection::new(registry::SIGNATURE_IDENTITY_REPLAY, detail))
    };
    let Some(signed) = signed.and_then(|text| Reference::parse_familiar(text).ok()) else {
        return refused("a name");
    };
    let asked = asked(subject);
    let (fits, wanted) = match rule {
        SignedIdentityRule::MatchExact => (
            asked.is_some_and(|asked| is_exact(asked, &signed)),
            asked.map(ToString::to_string),
        ),
        SignedIdentityRule::MatchRepoDigestOrExact => (
            asked.is_some_and(|asked| is_repository_or_exact(asked, &signed)),
            asked.map(ToString::to_string),
        ),
        SignedIdentityRule::MatchRepository => (
            asked.is_some_and(|asked| asked.repository() == signed.repository()),
            asked.map(|asked| asked.repository().to_string()),
        ),
        SignedIdentityRule::ExactReference(text) => (
            Reference::parse_familiar(text).is_ok_and(|wanted| is_exact(&wanted, &signed)),
            Some(Escaped(text).to_string()),
        ),
        SignedIdentityRule::ExactRepository(text) => {
            let wanted = Reference::parse_familiar(text);
            let is_it = |wanted: Reference| wanted.repository() == signed.repository();
            (wanted.is_ok_and(is_it), Some(Escaped(text).to_string()))
        }
        SignedIdentityRule::Remap {
            prefix,
            signed_prefix,
        } => {
            let wanted = asked.and_then(|asked| remapped(asked, prefix, signed_prefix));
            let is_it = |wanted: &Reference| is_repository_or_exact(wanted, &signed);
            let fits = wanted.as_ref().is_some_and(is_it);
            (fits, wanted.as_ref().map(ToString::to_string))
        }
    };
    if fits {
        Ok(())
    } else {
        refused(wanted.as_deref().unwrap_or("an image with a name"))
    }
}

/// The name of the image, for the transports that have one.
fn asked(subject: &Subject) -> Option<&Reference> {
    match subject.transport {
        Some(
            Transport::Dir
            | Transport::Oci
            | Transport::OciArchive
            | Transport::Sif
            | Transport::Tarball,
        ) => None,
        _ => subject.reference.as_ref(),
    }
}

/// The very same name, of which a repository alone is none.
fn is_exact(wanted: &Reference, signed: &Reference) -> bool {
    !is_name_only(wanted)
        && !is_name_only(signed)
        && wanted.repository() == signed.repository()
        && wanted.tag() == signed.tag()
        && wanted.digest() == signed.digest()
}

/// An image that is asked for by digest is known by it, so that the repository is enough.
fn is_repository_or_exact(wanted: &Reference, signed: &Reference) -> bool {
    if is_name_only(signed) {
        return false;
    }
    match (wanted.tag(), wanted.digest()) {
        (None, Some(_)) => wanted.repository() == signed.repository(),
        _ => is_exact(wanted, signed),
    }
}

fn is_name_only(reference: &Reference) -> bool {
    (reference.tag().is_none() || reference.is_tag_implicit()) && reference.digest().is_none()
}

/// The name under which an image is signed that is had under another: whole components at the
/// front are replaced.
fn remapped(asked: &Reference, prefix: &str, signed_prefix: &str) -> Option<Reference> {
    let name = asked.repository().to_string();
    let Some(rest) = name.strip_prefix(prefix) else {
        return Some(asked.clone());
    };
    if !rest.is_empty() && !rest.starts_with('/') {
        return Some(asked.clone());
    }
    let moved = Reference::parse_strict(&format!("{signed_prefix}{rest}")).ok()?;
    Some(asked.clone().moved_to(moved.repository().clone()))
}

#[cfg(test)]
mod tests {
    use bonafide_digest::{Digest, sha256};

    use super::*;

    fn fits(rule: &SignedIdentityRule, asked: &str, signed: &str) -> bool {
        let digest = Digest::sha256(sha256(&[b"image"]));
        let subject = Subject::image(digest)
            .with_reference(Reference::parse_familiar(asked).unwrap())
            .with_transport(Transport::Docker);
        check(rule, Some(signed), &subject).is_ok()
    }

    #[test]
    fn names_fit_as_the_rule_says() {
        use SignedIdentityRule::{
            ExactReference, ExactRepository, MatchExact, MatchRepoDigestOrExact, MatchRepository,
            Remap,
        };
        let digest = format!("@sha256:{}", "a".repeat(64));
        let pinned = &format!("r.test/a/b{digest}");
        let both = &format!("r.test/a/b:v1{digest}");
        let other = &format!("r.test/a/b@sha256:{}", "b".repeat(64));
        let remap = |prefix: &str, signed: &str| Remap {
            prefix: prefix.to_owned(),
            signed_prefix: signed.to_owned(),
        };
        let reference = |text: &str| ExactReference(text.to_owned());
        let repository = |text: &str| ExactRepository(text.to_owned());
        #[rustfmt::skip]
        let cases = [
            (&MatchExact, "r.test/a/b:v1", "r.test/a/b:v1", true),
            (&MatchExact, "r.test/a/b:v1", "r.test/a/b:v2", false),
            (&MatchExact, "r.test/a/b", "r.test/a/b", false),
            (&MatchExact, pinned, pinned, true),
            (&MatchExact, pinned, "r.test/a/b:v1", false),
            (&MatchRepoDigestOrExact, pinned, "r.test/a/b:v1", true),
            (&MatchRepoDigestOrExact, pinned, other, true),
            (&MatchRepoDigestOrExact, pinned, "r.test/a/b", false),
            (&MatchRepoDigestOrExact, pinned, "r.test/a/c:v1", false),
            (&MatchRepoDigestOrExact, both, "r.test/a/b:v1", false),
            (&MatchRepoDigestOrExact, both, both, true),
            (&MatchRepoDigestOrExact, "r.test/a/b:v1", "r.test/a/b:v1", true),
            (&MatchRepoDigestOrExact, "r.test/a/b", "r.test/a/b:latest", false),
            (&MatchRepository, "r.test/a/b:v1", "r.test/a/b:v2", true),
            (&MatchRepository, "r.test/a/b:v1", "r.test/a/b", true),
            (&MatchRepository, "r.test/a/b:v1", "r.test/a/bb", false),
            (&MatchRepository, "busybox:1", "docker.io/library/busybox:2", true),
            (&MatchRepository, "r.test/a/b:v1", "not a name", false),
            (&reference("r.test/x:v1"), "r.test/a/b:v1", "r.test/x:v1", true),
            (&reference("r.test/x:v1"), "r.test/a/b:v1", "r.test/x:v2", false),
            (&reference("r.test/x"), "r.test/a/b:v1", "r.test/x", false),
            (&repository("r.test/x"), "r.test/a/b:v1", "r.test/x:v2", true),
            (&repository("r.test/x"), "r.test/a/b:v1", "r.test/y:v2", false),
            (&remap("r.test/a", "up.test/q"), pinned, "up.test/q/b:v1", true),
            (&remap("r.test/a", "up.test/q"), pinned, "r.test/a/b:v1", false),
            (&remap("r.test", "up.test"), "r.test/a:v1", "up.test/a:v1", true),
            (&remap("r.test", "up.test"), "r.test/a:v1", "up.test/a:v2", false),
            (&remap("r.test/a", "up.test"), "r.test/ab:v1", "up.testb:v1", false),
            (&remap("r.test/a", "up.test"), "r.test/ab:v1", "r.test/ab:v1", true),
        ];
        for (rule, asked, signed, expected) in cases {
            assert_eq!(
                fits(rule, asked, signed),
                expected,
                "{rule:?} {asked} {signed}"
            );
        }
    }

    #[test]
    fn what_has_no_name_fits_no_rule_that_compares_one() {
        let digest = Digest::sha256(sha256(&[b"image"]));
        let name = Reference::parse_familiar("r.test/a:v1").unwrap();
        let folder = Subject::image(digest)
            .with_reference(name)
            .with_transport(Transport::Dir);
        let rules = [
            SignedIdentityRule::MatchExact,
            SignedIdentityRule::MatchRepository,
            SignedIdentityRule::MatchRepoDigestOrExact,
        ];
        for rule in rules {
            let refused = check(&rule, Some("r.test/a:v1"), &folder).unwrap_err();
            assert_eq!(refused.finding.code().as_str(), "signature.identity-replay");
        }
        let exact = SignedIdentityRule::ExactReference("r.test/a:v1".to_owned());
        assert!(check(&exact, Some("r.test/a:v1"), &folder).is_ok());
        assert!(check(&exact, None, &folder).is_err());
    }
}
