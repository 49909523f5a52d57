//! Who built, and how far that is trusted.

use bonafide_dsse::Statement;
use bonafide_report::registry;

use crate::adapter::{RUNNER, SHORT_RUNNER};
use crate::backing::{GITHUB, GITHUB_ISSUER};
use crate::error::shown;
use crate::evaluate::judge::Judge;
use crate::facts::Stage;
use crate::level::Cause;
use crate::{
    Adapter, Builder, BuilderId, BuilderIdRule, Check, Error, Outcome, Provenance,
    ProvenanceVersion, SanRule, Signer, SignerRule,
};

/// A builder that may be trusted for this statement.
#[derive(Clone, Debug)]
pub(super) struct Trusted<'a> {
    /// The entry of the table; `None` when no table is about the builder.
    pub(super) entry: Option<&'a Builder>,
    pub(super) adapter: Adapter,
    pub(super) builder_id: String,
    /// What kept an entry of this name from applying.
    refusal: Option<(&'a str, Error)>,
}

impl<'a> Judge<'a> {
    /// The entries of the table whose signer this is.
    pub(super) fn builder_identity(&mut self) -> Vec<&'a Builder> {
        let Some(signing) = self.signing() else {
            return Vec::new();
        };
        let builders = self.context.builders;
        match builders.find_signer(signing.signer(), signing.time()) {
            Ok(entries) => entries,
            // A signer whom an entry names and refuses is not let in by another door.
            Err(error)
                if !builders.name_signer(signing.signer())
                    && self.is_signer_expected(signing.signer()) =>
            {
                let code = registry::SLSA_BUILDER_UNTRUSTED;
                let check = Check::new("signer", code, Outcome::Warn, Stage::BuilderIdentity);
                self.push(check.found(&error.to_string()));
                self.out.level.cap(1, Cause::NoEntry);
                Vec::new()
            }
            Err(error) => {
                self.fail("signer", &error, Stage::BuilderIdentity);
                self.out.level.cap(0, Cause::Unacceptable);
                Vec::new()
            }
        }
    }

    /// Whether the expectation itself names this signer as the builder.
    fn is_signer_expected(&self, signer: &Signer) -> bool {
        let name = match signer {
            // The names of GitHub's workflows are for its own issuer to give.
            Signer::Certificate(claims)
                if claims.san().starts_with(GITHUB) && claims.issuer() != Some(GITHUB_ISSUER) =>
            {
                return false;
            }
            Signer::Certificate(claims) => claims.san(),
            Signer::Key { name } => name,
        };
        let mut builders = self.context.expectations.builders.iter();
        builders.any(|wanted| is_same_builder(wanted, name).is_ok_and(|is_same| is_same))
    }

    /// The ways to understand the statement: by each entry that applies, else by the nearest, else
    /// by none.
    pub(super) fn trusted(
        &self,
        identified: &[&'a Builder],
        statement: &Statement,
        view: &Provenance<'_>,
    ) -> Vec<Trusted<'a>> {
        let builder_id = view.builder_id().value();
        let build_type = view.build_type().value();
        let make = |entry, adapter, refusal| Trusted {
            entry,
            adapter,
            builder_id: builder_id.to_string(),
            refusal,
        };
        let Some(signing) = self.signing() else {
            return vec![make(None, guess(builder_id, build_type), None)];
        };
        let mut refused = Vec::new();
        let mut applying = Vec::new();
        for entry in identified.iter().copied() {
            let predicate_type = statement.predicate_type();
            match entry.check_statement(signing.signer(), builder_id, predicate_type, build_type) {
                Ok(()) => applying.push(make(Some(entry), entry.adapter(), None)),
                Err(error) => refused.push((entry, error)),
            }
        }
        if !applying.is_empty() {
            return applying;
        }
        // The nearest: an entry that is only about another build type knows the builder.
        refused.sort_by_key(|(entry, error)| {
            let is_for_other = !entry.has_build_type(build_type);
            let step = nearness(error);
            (step, is_for_other, signs_for_several(entry), entry.name())
        });
        match refused.into_iter().next() {
            Some((entry, error)) => {
                let error = match error {
                    // Nobody wants the builder of this entry: it is only one that could have been.
                    Error::BuilderIdMismatch { found, .. } if signs_for_several(entry) => {
                        Error::BuilderUntrusted { found }
                    }
                    error => error,
                };
                vec![make(None, entry.adapter(), Some((entry.name(), error)))]
            }
            None => vec![make(None, guess(builder_id, build_type), None)],
        }
    }

    pub(super) fn report_builder(&mut self, choice: &Trusted<'a>) {
        self.out.adapter = Some(choice.adapter);
        if let Some((entry, error)) = &choice.refusal {
            let stage = match error {
                Error::BuildType { .. } | Error::Statement { .. } => Stage::Payload,
                _ => Stage::BuilderId,
            };
            let check = Check::fail("builder", error, stage);
            self.push(match error {
                Error::BuilderUntrusted { .. } => check,
                _ => check.expected(&format!("what the entry {entry} says")),
            });
            self.out.level.cap(0, Cause::Unacceptable);
        }
        if choice.builder_id.is_empty() {
            self.out.level.cap(1, Cause::NoBuilder);
        }
        let Some(entry) = choice.entry else { return };
        self.out.builder = Some(entry.name().to_owned());
        self.out.operator = Some(entry.operator().to_owned());
        self.out.level.cap(entry.max_level(), Cause::Entry);
        let code = registry::SLSA_BUILDER_UNTRUSTED;
        let check = Check::pass("builder", code, Stage::BuilderIdentity);
        self.push(check.expected(entry.name()).found(&choice.builder_id));
        let is_any = accepts_any_workflow(entry) && !self.is_signer_compared(entry);
        if is_any && self.context.expectations.workflow.is_none() {
            let code = registry::SLSA_SIGNER_ANY_WORKFLOW;
            let check = Check::new("signer", code, Outcome::Warn, Stage::Other);
            self.push(check.found(code.summary()));
        }
    }

    /// Whether the expected builder must be the workflow that signed, so that no other can. An entry
    /// that is expected by its name lets in whomever it does, and where neither adapter nor entry
    /// sees to it that the builder is the signer, it is what the statement says.
    fn is_signer_compared(&self, entry: &Builder) -> bool {
        let wanted = &self.context.expectations.builders;
        let is_signer = matches!(entry.adapter(), Adapter::SlsaGenerator | Adapter::GitHub)
            || matches!(entry.builder_id(), BuilderIdRule::SameAsSan);
        is_signer && !wanted.is_empty() && wanted.iter().all(|text| text != entry.name())
    }

    /// The builder that is expected, by the name of its entry or by its id.
    pub(super) fn expected_builder(&mut self, view: &Provenance<'_>, choice: &Trusted<'a>) {
        let wanted = &self.context.expectations.builders;
        let stage = match choice.adapter {
            Adapter::Delegator | Adapter::Npm | Adapter::CloudBuild => Stage::BuilderId,
            _ => Stage::BuilderIdentity,
        };
        if wanted.is_empty() {
            self.unexpected_builder(choice);
            return;
        }
        let identity = match (choice.adapter, self.signer_claims()) {
            (Adapter::SlsaGenerator | Adapter::GitHub, Some(claims)) => claims.san().to_owned(),
            _ => choice.builder_id.clone(),
        };
        let mut first = None;
        for text in wanted {
            if choice.entry.is_some_and(|entry| entry.name() == text) {
                first = None;
                break;
            }
            match self.compare_builder(text, &identity, view, choice.adapter) {
                Ok(()) => {
                    first = None;
                    break;
                }
                Err(error) => first = first.or(Some(error)),
            }
        }
        let code = registry::SLSA_BUILDER_ID_MISMATCH;
        let check = match first {
            None => Check::pass("expected builder", code, stage).found(&identity),
            Some(error) => {
                let stage = match error {
                    // Asked before anything else is looked at.
                    Error::BuilderUnsupported { .. } => Stage::Signature,
                    Error::BuilderIdMalformed { .. } => Stage::BuilderIdentity,
                    _ => stage,
                };
                Check::fail("expected builder", &error, stage)
            }
        };
        self.push(check.expected(&wanted.join(", ")));
    }

    /// No builder is expected: any of the table will do, but where the reference verifier wants
    /// one named.
    fn unexpected_builder(&mut self, choice: &Trusted<'a>) {
        let code = registry::SLSA_BUILDER_REQUIRED;
        if !self.is_compat() {
            let why = "no builder is expected; any of the table will do";
            self.push(Check::skip(
                "expected builder",
                code,
                Stage::BuilderIdentity,
                why,
            ));
            return;
        }
        let error = match choice.adapter {
            Adapter::SlsaGenerator | Adapter::Delegator => return,
            Adapter::Npm => Error::BuilderRequired {},
            _ => Error::BuilderUntrusted {
                found: shown(&choice.builder_id),
            },
        };
        self.fail("expected builder", &error, Stage::BuilderIdentity);
    }

    fn compare_builder(
        &self,
        wanted: &str,
        found: &str,
        view: &Provenance<'_>,
        adapter: Adapter,
    ) -> Result<(), Error> {
        let unsupported = || Error::BuilderUnsupported {
            wanted: shown(wanted),
        };
        let mismatch = || Error::BuilderIdMismatch {
            wanted: shown(wanted),
            found: shown(found),
        };
        match adapter {
            Adapter::Npm => compare_runner(wanted, found, view.version()),
            Adapter::CloudBuild if !self.names_key_builder(wanted)? => Err(unsupported()),
            _ if is_same_builder(wanted, found)? => Ok(()),
            _ => Err(mismatch()),
        }
    }

    /// Whether an entry for keys has this builder, whatever its version.
    fn names_key_builder(&self, wanted: &str) -> Result<bool, Error> {
        let wanted = BuilderId::expected(wanted)?;
        let mut entries = self.context.builders.entries().iter();
        Ok(entries.any(|entry| {
            let name = match entry.builder_id() {
                BuilderIdRule::Exact(id) => BuilderId::parse(id).ok().map(|id| id.name()),
                BuilderIdRule::NameRef { name, .. } => Some(name.as_str()),
                _ => None,
            };
            entry.adapter() == Adapter::CloudBuild && name == Some(wanted.name())
        }))
    }
}

/// Whether the signer of this entry does not tell the builder, which is then what the statement says.
fn signs_for_several(entry: &Builder) -> bool {
    let is_signer = matches!(entry.builder_id(), BuilderIdRule::SameAsSan);
    !is_signer && (entry.adapter() == Adapter::Delegator || accepts_any_workflow(entry))
}

fn accepts_any_workflow(entry: &Builder) -> bool {
    match entry.signer() {
        SignerRule::Fulcio { sans, .. } => sans
            .iter()
            .any(|san| matches!(san, SanRule::AnyWorkflow { .. })),
        SignerRule::Keys(_) => false,
    }
}

/// Whether `found` is the builder `wanted`, at its version where one is wanted.
fn is_same_builder(wanted: &str, found: &str) -> Result<bool, Error> {
    let wanted = BuilderId::expected(wanted)?;
    let Ok(found) = BuilderId::parse(found) else {
        return Ok(false);
    };
    let is_version = wanted.reference().is_none() || wanted.reference() == found.reference();
    Ok(wanted.name() == found.name() && is_version)
}

/// Runners have a short name, which newer provenance does not use.
fn compare_runner(wanted: &str, found: &str, version: ProvenanceVersion) -> Result<(), Error> {
    let hosted = format!("{RUNNER}/github-hosted");
    let is_known = [RUNNER, &hosted, &format!("{RUNNER}/self-hosted")].contains(&wanted);
    if !is_known {
        return Err(Error::BuilderUnsupported {
            wanted: shown(wanted),
        });
    }
    if wanted == RUNNER && version == ProvenanceVersion::V1 {
        return Err(Error::BuilderIdMalformed {
            text: shown(wanted),
            reason: SHORT_RUNNER,
        });
    }
    let full = |id: &str| match id == RUNNER {
        true => hosted.clone(),
        false => id.to_owned(),
    };
    if full(wanted) == full(found) {
        return Ok(());
    }
    Err(Error::BuilderIdMismatch {
        wanted: shown(wanted),
        found: shown(found),
    })
}

/// How near a refusal is to acceptance; the nearest is told.
const fn nearness(error: &Error) -> u8 {
    match error {
        Error::BuildType { .. } => 0,
        Error::BuilderRef { .. } => 1,
        Error::BuilderIdMismatch { .. } => 2,
        Error::BuilderIdMalformed { .. } => 3,
        _ => 4,
    }
}

/// The adapter by what the statement says, where no entry of the table is about it.
fn guess(builder_id: &str, build_type: &str) -> Adapter {
    const GITHUB: &str = "https://actions.github.io/buildtypes/workflow/v1";
    const NPM: &str = "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1";
    if builder_id.starts_with("https://cloudbuild.googleapis.com/") {
        return Adapter::CloudBuild;
    }
    match build_type {
        GITHUB => Adapter::GitHub,
        NPM => Adapter::Npm,
        text if text.starts_with("https://github.com/npm/cli/gha") => Adapter::Npm,
        _ => Adapter::Generic,
    }
}
