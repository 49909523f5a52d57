//! Which claims of a statement the certificate of its signer confirms.

use core::fmt;

use bonafide_report::Place;
use bonafide_x509::FulcioClaim;

use crate::error::shown;
use crate::facts::{Facts, TextFact};
use crate::{Error, SignerClaims, SourceId, UriContext};

/// Who vouches for a field of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "certificate, builder, nobody: there is no fourth"
)]
pub enum Backing {
    /// The certificate of the signer says the same, in its claim of this number.
    Certificate(u32),
    /// The builder writes the field itself, out of reach of its tenants.
    TrustedBuilder,
    /// Nobody but whoever ran the build.
    Unbacked,
}

impl fmt::Display for Backing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(number) => {
                write!(f, "certificate claim {}", FulcioClaim::from(*number))
            }
            Self::TrustedBuilder => f.write_str("trusted builder"),
            Self::Unbacked => f.write_str("unbacked"),
        }
    }
}

pub(crate) const GITHUB: &str = "https://github.com/";
/// The issuer of identities of GitHub's workflows.
pub(crate) const GITHUB_ISSUER: &str = "https://token.actions.githubusercontent.com";

/// Checks the claims of a GitHub workflow against each other: the old and the new form of each, and
/// that what every certificate names is named.
///
/// # Specification
/// Fulcio `oid-info`: .1 to .6 are deprecated by .8 to .22.
pub(crate) fn check_claims(claims: &SignerClaims) -> Vec<Error> {
    if claims.issuer() != Some(GITHUB_ISSUER) {
        return Vec::new();
    }
    let mut errors = Vec::new();
    let repository = claims.claim(5).map(|name| format!("{GITHUB}{name}"));
    let disagree = |one: u32, other: String| Error::ClaimsDisagree {
        one: FulcioClaim::from(one).to_string(),
        other,
    };
    for (old, said, new) in [
        (1, claims.claim(1), 8),
        (2, claims.claim(2), 20),
        (3, claims.claim(3), 13),
        (6, claims.claim(6), 14),
        (5, repository.as_deref(), 12),
        (13, claims.claim(13), 19),
    ] {
        if said
            .zip(claims.claim(new))
            .is_some_and(|(old, new)| old != new)
        {
            errors.push(disagree(old, FulcioClaim::from(new).to_string()));
        }
    }
    if claims.claim(9).is_some_and(|signer| signer != claims.san()) {
        errors.push(disagree(9, "the subject".to_owned()));
    }
    if let (Some(config), Some(source)) = (claims.claim(18), claims.claim(12)) {
        let rest = config
            .strip_prefix(source)
            .and_then(|r| r.strip_prefix('/'));
        let reference = rest.and_then(|rest| rest.split_once('@')).map(|(_, r)| r);
        let is_ref = claims.claim(14).is_none_or(|of| reference == Some(of));
        if reference.is_none() || !is_ref {
            let (source, reference) = (FulcioClaim::from(12), FulcioClaim::from(14));
            errors.push(disagree(18, format!("{source} and {reference}")));
        }
    }
    for (what, is_there) in [
        ("trigger", either(claims, 20, 2).is_some()),
        ("commit", either(claims, 13, 3).is_some()),
        ("repository", either(claims, 12, 5).is_some()),
    ] {
        if !is_there {
            errors.push(Error::ClaimsMissing { what });
        }
    }
    errors
}

/// The claim `new`, or its deprecated form.
fn either(claims: &SignerClaims, new: u32, old: u32) -> Option<(u32, &str)> {
    let of = |number| claims.claim(number).map(|text| (number, text));
    of(new).or_else(|| of(old))
}

/// The reference that the certificate names.
pub(crate) fn reference(claims: &SignerClaims) -> Option<&str> {
    either(claims, 14, 6).map(|(_, reference)| reference)
}

/// The repository that the certificate names.
///
/// # Errors
/// [`Error::Uri`].
pub(crate) fn repository(claims: &SignerClaims) -> Option<Result<(u32, SourceId), Error>> {
    let (number, text) = either(claims, 12, 5)?;
    let parsed = match number {
        5 => SourceId::parse(&format!("{GITHUB}{text}"), UriContext::Claim),
        _ => SourceId::parse(text, UriContext::Claim),
    };
    Some(parsed.map(|source| (number, source)))
}

/// One field of the statement beside the certificate.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    pub(crate) name: &'static str,
    pub(crate) place: Place,
    pub(crate) value: String,
    pub(crate) outcome: Result<Backing, Error>,
}

/// Compares every fact with the certificate. `otherwise` is who backs what the certificate does not
/// name.
pub(crate) fn compare(
    facts: &Facts<'_>,
    claims: Option<&SignerClaims>,
    otherwise: Backing,
) -> Vec<Comparison> {
    let mut table = Table {
        list: Vec::with_capacity(16),
        otherwise,
    };
    let named = |new, old| claims.and_then(|claims| either(claims, new, old));
    table.repositories(facts, claims);
    for commit in facts.commits.iter().chain(&facts.env_commits) {
        table.text("source commit", Some(commit), named(13, 3));
    }
    for reference in facts.reference.iter().chain(&facts.env_refs) {
        table.text("source reference", Some(reference), named(14, 6));
    }
    table.text("event", facts.event.as_ref(), named(20, 2));
    table.text("repository id", facts.repository_id.as_ref(), named(15, 15));
    table.text("owner id", facts.owner_id.as_ref(), named(17, 17));
    table.text("runner environment", facts.runner.as_ref(), named(11, 11));

    let config = claims.and_then(|claims| claims.claim(18));
    let config = config.and_then(|config| config.strip_prefix(GITHUB));
    let path = config.and_then(path_of).map(|path| (18, path));
    table.text("workflow", facts.workflow.as_ref(), path);
    let full = config.map(|config| (18, config));
    table.text("workflow reference", facts.workflow_ref.as_ref(), full);
    let commit = named(19, 19).or_else(|| claims.and_then(own_commit));
    table.text("workflow commit", facts.workflow_commit.as_ref(), commit);
    table.invocation(facts, claims);
    table.list
}

/// The claims about the source that every workflow of GitHub has, by their fields. Its path is left
/// out: what another build type calls its entry point need be no workflow.
pub(crate) fn known_mapping(claims: &SignerClaims) -> Vec<(String, u32)> {
    if claims.issuer() != Some(GITHUB_ISSUER) {
        return Vec::new();
    }
    let fields = [("source", 12, 12), ("ref", 14, 6), ("commit", 13, 3)];
    let named = fields.into_iter().filter_map(|(field, new, old)| {
        let (number, _) = either(claims, new, old)?;
        Some((field.to_owned(), number))
    });
    named.collect()
}

/// Compares the fields that `mapping` names with the claims that it gives for them.
pub(crate) fn compare_mapped(
    facts: &Facts<'_>,
    claims: Option<&SignerClaims>,
    mapping: &[(String, u32)],
    otherwise: Backing,
) -> Vec<Comparison> {
    let mut table = Table {
        list: Vec::with_capacity(4),
        otherwise,
    };
    let named = |field: &str| {
        let (_, number) = mapping.iter().find(|(known, _)| known == field)?;
        Some((*number, claims?.claim(*number)?))
    };
    if let Some(fact) = facts.trigger.as_ref().or(facts.source.as_ref()) {
        let text = fact.value.repository();
        let outcome = match named("source") {
            None => Ok(otherwise),
            Some((number, claim)) => match SourceId::parse(claim, UriContext::Claim) {
                Ok(claim) if claim.is_same_repository(&fact.value) => {
                    Ok(Backing::Certificate(number))
                }
                Ok(claim) => Err(contradiction(&fact.place, &text, &claim.repository())),
                Err(error) => Err(error),
            },
        };
        table.push("source repository", fact.place.clone(), &text, outcome);
    }
    table.text("source reference", facts.reference.as_ref(), named("ref"));
    for commit in &facts.commits {
        table.text("source commit", Some(commit), named("commit"));
    }
    table.text("workflow", facts.workflow.as_ref(), named("workflow"));
    table.list
}

/// The path in `owner/repository/path@reference`.
fn path_of(config: &str) -> Option<&str> {
    let (name, _) = config.split_once('@')?;
    name.splitn(3, '/').nth(2)
}

/// The commit of the signing workflow, where that is a workflow of the source itself.
fn own_commit(claims: &SignerClaims) -> Option<(u32, &str)> {
    let repository = claims.claim(12)?;
    let rest = claims.san().strip_prefix(repository)?;
    rest.starts_with('/')
        .then(|| claims.claim(10).map(|commit| (10, commit)))?
}

struct Table {
    list: Vec<Comparison>,
    otherwise: Backing,
}

impl Table {
    fn text(
        &mut self,
        name: &'static str,
        fact: Option<&TextFact<'_>>,
        claim: Option<(u32, &str)>,
    ) {
        let Some(fact) = fact else { return };
        let outcome = match claim {
            None => Ok(self.otherwise),
            Some((number, text)) if text == fact.value => Ok(Backing::Certificate(number)),
            Some((_, text)) => Err(contradiction(&fact.place, &fact.value, text)),
        };
        self.push(name, fact.place.clone(), &fact.value, outcome);
    }

    fn repositories(&mut self, facts: &Facts<'_>, claims: Option<&SignerClaims>) {
        let claim = claims.and_then(repository);
        // Where one field is both, it is compared once.
        let (trigger, source) = (facts.trigger.as_ref(), facts.source.as_ref());
        let source = source.filter(|fact| trigger.is_none_or(|known| known.place != fact.place));
        for fact in trigger.into_iter().chain(source) {
            let text = fact.value.repository();
            let outcome = match &claim {
                None => Ok(self.otherwise),
                Some(Err(error)) => Err(error.clone()),
                Some(Ok((number, named))) if named.is_same_repository(&fact.value) => {
                    Ok(Backing::Certificate(*number))
                }
                Some(Ok((_, named))) => Err(contradiction(&fact.place, &text, &named.repository())),
            };
            self.push("source repository", fact.place.clone(), &text, outcome);
        }
        let Some(name) = &facts.repository else {
            return;
        };
        let (five, twelve) = (
            claims.and_then(|claims| claims.claim(5)),
            claims.and_then(|claims| claims.claim(12)?.strip_prefix(GITHUB)),
        );
        let claim = twelve
            .map(|name| (12, name))
            .or_else(|| five.map(|name| (5, name)));
        self.text("source repository", Some(name), claim);
    }

    fn invocation(&mut self, facts: &Facts<'_>, claims: Option<&SignerClaims>) {
        let Some(fact) = &facts.invocation else {
            return;
        };
        let (run, attempt) = &fact.value;
        let told = format!("{run}-{attempt}");
        let claim = claims.and_then(|claims| claims.claim(21));
        let outcome = match claim {
            None => Ok(self.otherwise),
            Some(url) if url.ends_with(&format!("/actions/runs/{run}/attempts/{attempt}")) => {
                Ok(Backing::Certificate(21))
            }
            Some(url) => Err(contradiction(&fact.place, &told, url)),
        };
        self.push("invocation", fact.place.clone(), &told, outcome);
    }

    fn push(
        &mut self,
        name: &'static str,
        place: Place,
        value: &str,
        outcome: Result<Backing, Error>,
    ) {
        self.list.push(Comparison {
            name,
            place,
            value: shown(value),
            outcome,
        });
    }
}

fn contradiction(place: &Place, statement: &str, certificate: &str) -> Error {
    Error::Contradiction {
        place: place.clone(),
        statement: shown(statement),
        certificate: shown(certificate),
    }
}

/// Who backs the field `name`: whoever backs it worst, where it stands several times.
pub(crate) fn of(list: &[Comparison], name: &str) -> Option<Backing> {
    let of_name = list.iter().filter(|compared| compared.name == name);
    of_name
        .filter_map(|compared| compared.outcome.as_ref().ok().copied())
        .max()
}
