//! Which entries fit a signer and its statement.

use bonafide_report::Time;

use super::rules::{BuilderIdRule, RunnerRule, SanRule, SignerRule};
use super::{Builder, Builders};
use crate::builder_id::BuilderId;
use crate::error::shown;
use crate::{Error, RefRule, Signer, SignerClaims};

/// The claim that says on what kind of machine the build ran.
const RUNNER: u32 = 11;
/// The claim that names the workflow that was started.
const BUILD_CONFIG: u32 = 18;

impl Builders {
    /// All entries whose rule accepts this signer, those first that name its workflow; `signed_at`
    /// is the trusted time of signing.
    ///
    /// Where entries name the signer's workflow and all of them refuse it, those for any workflow do
    /// not count: a builder at a reference that is not trusted is not trusted as something else.
    ///
    /// # Errors
    /// That of the entry that came nearest: [`Error::BuilderUntrusted`] when none is about the name
    /// or the claims differ, [`Error::SignerIssuer`], [`Error::BuilderRef`],
    /// [`Error::BuilderHosting`], [`Error::BuilderHostingUnknown`], [`Error::TimeUntrusted`] when an
    /// entry holds for a time and none is known; [`Error::BuilderIdMalformed`] when the name cannot
    /// be split.
    ///
    /// # Specification
    /// SLSA v1.2, verifying artifacts, step 1.
    pub fn find_signer(
        &self,
        signer: &Signer,
        signed_at: Option<Time>,
    ) -> Result<Vec<&Builder>, Error> {
        find_among(self.entries.iter(), signer, signed_at)
    }

    /// Whether an entry is about this signer by name, whatever else it asks.
    pub(crate) fn name_signer(&self, signer: &Signer) -> bool {
        let id = match signer {
            Signer::Certificate(claims) => BuilderId::parse(claims.san()).ok(),
            Signer::Key { .. } => None,
        };
        let mut entries = self.entries.iter();
        entries.any(|entry| entry.names(signer, id.as_ref()))
    }

    /// The entry that accepts this signer and what its statement says.
    ///
    /// # Errors
    /// Those of [`find_signer`](Self::find_signer), then those of [`Builder::check_statement`], of
    /// the entry that came nearest. When no entry is about the signer, the entries that are trusted
    /// for the build type say what is wrong.
    pub fn find(
        &self,
        signer: &Signer,
        signed_at: Option<Time>,
        builder_id: &str,
        predicate_type: &str,
        build_type: &str,
    ) -> Result<&Builder, Error> {
        let found = match self.find_signer(signer, signed_at) {
            Err(Error::BuilderUntrusted { found }) => {
                let fits = |entry: &&Builder| entry.has_build_type(build_type);
                let fitting = self.entries.iter().filter(fits);
                let refusal = find_among(fitting, signer, signed_at).err();
                return Err(refusal.unwrap_or(Error::BuilderUntrusted { found }));
            }
            found => found?,
        };
        let mut nearest = None;
        for entry in found {
            match entry.check_statement(signer, builder_id, predicate_type, build_type) {
                Ok(()) => return Ok(entry),
                Err(miss) => keep_nearest(&mut nearest, (passed(&miss), miss)),
            }
        }
        Err(nearest.map_or_else(|| untrusted(signer), |(_, error)| error))
    }
}

fn find_among<'a>(
    entries: impl Iterator<Item = &'a Builder> + Clone,
    signer: &Signer,
    signed_at: Option<Time>,
) -> Result<Vec<&'a Builder>, Error> {
    let id = match signer {
        Signer::Certificate(claims) => BuilderId::parse(claims.san()),
        Signer::Key { .. } => Err(untrusted(signer)),
    };
    let known = id.as_ref().ok();
    let is_named = entries.clone().any(|entry| entry.names(signer, known));
    let mut found = Vec::new();
    let mut nearest = None;
    // Those that name the signer come first: they know more about it than those for any workflow.
    let (named, any): (Vec<_>, Vec<_>) = entries
        .clone()
        .partition(|entry| entry.names(signer, known));
    for entry in named.into_iter().chain(any) {
        if is_named && found.is_empty() && !entry.names(signer, known) {
            break;
        }
        match entry.check_signer(signer, known, signed_at) {
            Ok(()) => found.push(entry),
            Err(miss) => keep_nearest(&mut nearest, miss),
        }
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let miss = match (nearest, id) {
        (None | Some((Step::Name, _)), Err(error)) => error,
        (nearest, _) => nearest.map_or_else(|| untrusted(signer), |(_, error)| error),
    };
    // That any workflow would do on a known machine says little about a signer whom a table of
    // named builders does not know.
    let is_vague = miss == Error::BuilderHostingUnknown {} && !is_named;
    if is_vague && entries.clone().any(Builder::has_names) {
        return Err(untrusted(signer));
    }
    Err(miss)
}

/// What a signer had to pass before an entry refused it, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Name,
    Issuer,
    // Before the reference: entries for one source repository must not hide that the builder is at a
    // reference which is trusted for no other.
    Claims,
    Ref,
    Runner,
    Time,
}

type Miss = (Step, Error);

impl Builder {
    /// Checks what a statement says about its builder, for a signer whom this entry accepts.
    ///
    /// # Errors
    /// In this order: [`Error::BuilderIdMalformed`], [`Error::BuilderIdMismatch`],
    /// [`Error::BuilderRef`], [`Error::BuildType`], and of `bonafide-dsse` the error for another
    /// predicate type.
    pub fn check_statement(
        &self,
        signer: &Signer,
        builder_id: &str,
        predicate_type: &str,
        build_type: &str,
    ) -> Result<(), Error> {
        self.check_builder_id(signer, builder_id)?;
        if !self.has_build_type(build_type) {
            return Err(Error::BuildType {
                found: shown(build_type),
            });
        }
        if self
            .predicate_types
            .iter()
            .any(|known| known == predicate_type)
        {
            return Ok(());
        }
        Err(Error::from(bonafide_dsse::Error::PredicateType {
            found: shown(predicate_type),
            wanted: shown(&self.predicate_types.join(", ")),
        }))
    }

    fn check_builder_id(&self, signer: &Signer, text: &str) -> Result<(), Error> {
        let id = BuilderId::expected(text)?;
        if id.is_workflow() && id.reference().is_none() {
            return Err(Error::BuilderIdMalformed {
                text: shown(text),
                reason: "a workflow without a reference",
            });
        }
        let mismatch = |wanted: &str| Error::BuilderIdMismatch {
            wanted: shown(wanted),
            found: shown(text),
        };
        match &self.builder_id {
            BuilderIdRule::Exact(wanted) if wanted == text => Ok(()),
            BuilderIdRule::Exact(wanted) => Err(mismatch(wanted)),
            BuilderIdRule::SameAsSan => match signer {
                Signer::Certificate(claims) if is_same(claims.san(), text, &id) => Ok(()),
                Signer::Certificate(claims) => Err(mismatch(claims.san())),
                Signer::Key { name } => Err(mismatch(name)),
            },
            BuilderIdRule::NameRef { name, refs } if id.name() == name => check_refs(refs, &id),
            BuilderIdRule::NameRef { name, .. } => Err(mismatch(name)),
            BuilderIdRule::PrefixNameRef { prefix, refs } if is_below(prefix, &id) => {
                check_refs(refs, &id)
            }
            BuilderIdRule::PrefixNameRef { prefix, .. } => Err(mismatch(prefix)),
        }
    }

    /// Whether the entry is about this signer and not about any.
    fn names(&self, signer: &Signer, id: Option<&BuilderId<'_>>) -> bool {
        match (&self.signer, signer) {
            (SignerRule::Keys(names), Signer::Key { name }) => names.contains(name),
            (SignerRule::Fulcio { sans, .. }, Signer::Certificate(claims)) => {
                sans.iter().any(|rule| match rule {
                    SanRule::Pattern(pattern) => pattern.is_about(claims.san(), id),
                    SanRule::AnyWorkflow { .. } => false,
                })
            }
            _ => false,
        }
    }

    /// Whether the entry names its signers.
    fn has_names(&self) -> bool {
        match &self.signer {
            SignerRule::Keys(_) => false,
            SignerRule::Fulcio { sans, .. } => {
                sans.iter().any(|rule| matches!(rule, SanRule::Pattern(_)))
            }
        }
    }

    fn check_signer(
        &self,
        signer: &Signer,
        id: Option<&BuilderId<'_>>,
        signed_at: Option<Time>,
    ) -> Result<(), Miss> {
        match (&self.signer, signer) {
            (SignerRule::Keys(names), Signer::Key { name }) if names.contains(name) => {}
            (SignerRule::Fulcio { .. }, Signer::Certificate(claims)) => {
                self.check_certificate(claims, id)?;
            }
            _ => return Err((Step::Name, untrusted(signer))),
        }
        match (&self.valid, signed_at) {
            (None, _) => Ok(()),
            (Some(_), None) => Err((Step::Time, Error::TimeUntrusted {})),
            (Some(window), Some(time)) if window.contains(time) => Ok(()),
            (Some(_), Some(_)) => Err((Step::Time, untrusted(signer))),
        }
    }

    fn check_certificate(
        &self,
        signer: &SignerClaims,
        id: Option<&BuilderId<'_>>,
    ) -> Result<(), Miss> {
        let SignerRule::Fulcio {
            issuer,
            sans,
            runner,
            claims,
        } = &self.signer
        else {
            return Ok(());
        };
        let unknown = || Error::BuilderUntrusted {
            found: shown(signer.san()),
        };
        let mut rules = sans
            .iter()
            .filter(|rule| rule.is_about(signer, id))
            .peekable();
        if rules.peek().is_none() {
            return Err((Step::Name, unknown()));
        }
        if signer.issuer() != Some(issuer) {
            let found = shown(signer.issuer().unwrap_or_default());
            return Err((Step::Issuer, Error::SignerIssuer { found }));
        }
        let is_claimed = |(number, text): &(u32, String)| signer.claim(*number) == Some(text);
        if !claims.iter().all(is_claimed) {
            return Err((Step::Claims, unknown()));
        }
        let mut refusal = None;
        for rule in rules {
            match rule.check(id) {
                Ok(()) => return check_runner(runner.as_ref(), signer),
                Err(error) => refusal = refusal.or(Some(error)),
            }
        }
        Err((Step::Ref, refusal.unwrap_or_else(unknown)))
    }
}

impl SanRule {
    fn is_about(&self, signer: &SignerClaims, id: Option<&BuilderId<'_>>) -> bool {
        match self {
            Self::Pattern(pattern) => pattern.is_about(signer.san(), id),
            Self::AnyWorkflow { host, top_level } => {
                let is_started = !top_level || signer.claim(BUILD_CONFIG) == Some(signer.san());
                is_started && id.is_some_and(|id| is_workflow_on(host, id))
            }
        }
    }

    fn check(&self, id: Option<&BuilderId<'_>>) -> Result<(), Error> {
        match self {
            Self::Pattern(pattern) => pattern.check_ref(id),
            Self::AnyWorkflow { .. } => Ok(()),
        }
    }
}

fn check_runner(rule: Option<&RunnerRule>, signer: &SignerClaims) -> Result<(), Miss> {
    let Some(rule) = rule else {
        return Ok(());
    };
    match signer.claim(RUNNER) {
        Some(found) if found == rule.name => Ok(()),
        Some(found) => {
            let found = shown(found);
            Err((Step::Runner, Error::BuilderHosting { found }))
        }
        None if rule.is_optional => Ok(()),
        None => Err((Step::Runner, Error::BuilderHostingUnknown {})),
    }
}

/// A file right in `.github/workflows` of a repository on this host.
fn is_workflow_on(host: &str, id: &BuilderId<'_>) -> bool {
    let path = id
        .name()
        .strip_prefix("https://")
        .and_then(|rest| rest.strip_prefix(host))
        .and_then(|rest| rest.strip_prefix('/'));
    let Some(path) = path.filter(|_| id.is_workflow()) else {
        return false;
    };
    let mut segments = path.split('/');
    let owner_and_name = [segments.next(), segments.next()];
    owner_and_name
        .iter()
        .all(|part| part.is_some_and(|part| !part.is_empty()))
        && segments.next() == Some(".github")
        && segments.next() == Some("workflows")
        && segments.next().is_some()
        && segments.next().is_none()
}

/// Whether the builder id is the name in the certificate, its version written short or in full.
fn is_same(san: &str, text: &str, id: &BuilderId<'_>) -> bool {
    san == text || BuilderId::parse(san).is_ok_and(|san| san == *id)
}

/// Whether the name is that of a workflow below the prefix, segment by segment.
fn is_below(prefix: &str, id: &BuilderId<'_>) -> bool {
    let rest = id
        .name()
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('/'));
    id.is_workflow() && rest.is_some_and(|rest| rest.split('/').all(|part| !part.is_empty()))
}

fn check_refs(refs: &[RefRule], id: &BuilderId<'_>) -> Result<(), Error> {
    let reference = id.reference().unwrap_or_default();
    if refs.iter().any(|rule| rule.check(reference).is_ok()) {
        return Ok(());
    }
    Err(Error::BuilderRef {
        found: shown(reference),
    })
}

fn untrusted(signer: &Signer) -> Error {
    let found = match signer {
        Signer::Certificate(claims) => claims.san(),
        Signer::Key { name } => name,
    };
    Error::BuilderUntrusted {
        found: shown(found),
    }
}

/// How much of [`Builder::check_statement`] was passed before this error.
const fn passed(error: &Error) -> u8 {
    match error {
        Error::BuilderIdMalformed { .. } => 0,
        Error::BuilderIdMismatch { .. } => 1,
        Error::BuilderRef { .. } => 2,
        Error::BuildType { .. } => 3,
        _ => 4,
    }
}

/// Keeps the first of those that passed most.
fn keep_nearest<S: Ord>(nearest: &mut Option<(S, Error)>, miss: (S, Error)) {
    if nearest.as_ref().is_none_or(|(step, _)| *step < miss.0) {
        *nearest = Some(miss);
    }
}
