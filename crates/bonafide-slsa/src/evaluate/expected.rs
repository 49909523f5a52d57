//! The expectations, one by one. None stops the others.

use bonafide_json::Kind;
use bonafide_report::{Code, registry};

use crate::backing::{self, Backing, Comparison};
use crate::error::shown;
use crate::evaluate::judge::Judge;
use crate::facts::{Cover, Facts, Named, Stage};
use crate::level::Cause;
use crate::{
    Check, Claim, ClaimRule, Error, Outcome, Provenance, Raw, RefRule, SourceId, UnknownParameters,
    check_versioned_tag,
};

/// The build types of BuildKit.
const BUILDKIT: [&str; 2] = [
    "https://mobyproject.org/buildkit@v1",
    "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md",
];

impl<'a> Judge<'a> {
    pub(super) fn expectations(
        &mut self,
        view: &Provenance<'a>,
        facts: &Facts<'a>,
        compared: &[Comparison],
        is_forgeable: bool,
    ) {
        self.certificate_source();
        self.source(facts, compared, is_forgeable);
        self.references(facts, compared, is_forgeable);
        self.inputs(facts, is_forgeable);
        self.workflow(facts, compared, is_forgeable);
        self.event(facts, compared, is_forgeable);
        self.build_type(view);
        self.parameters(view, facts, is_forgeable);
        self.dependencies(view, compared);
        self.claims(view, is_forgeable);
        self.freshness();
    }

    /// An expectation that stands on a field which nobody but the build tells keeps the level down.
    fn lean(&mut self, backing: Option<Backing>, is_forgeable: bool) {
        if is_forgeable && backing.is_none_or(|backing| backing == Backing::Unbacked) {
            self.out.level.cap(2, Cause::Unbacked);
        }
    }

    /// The repository that the certificate names, before anything of the statement.
    fn certificate_source(&mut self) {
        let Some(wanted) = &self.context.expectations.source else {
            return;
        };
        let Some(claimed) = self.signer_claims().and_then(backing::repository) else {
            return;
        };
        let check = match claimed {
            Ok((number, found)) => compare_source(wanted, &found, Stage::CertificateSource)
                .backed(Some(Backing::Certificate(number))),
            Err(error) => Check::fail("source", &error, Stage::CertificateSource),
        };
        self.push(check);
    }

    fn source(&mut self, facts: &Facts<'_>, compared: &[Comparison], is_forgeable: bool) {
        let Some(wanted) = &self.context.expectations.source else {
            let why = "any source will do";
            let code = registry::SLSA_SOURCE_REPO;
            self.push(Check::skip("source", code, Stage::Source, why));
            return;
        };
        let Some(found) = facts.trigger.as_ref().or(facts.source.as_ref()) else {
            self.fail("source", &Error::SourceMissing {}, Stage::Source);
            return;
        };
        let backing = backing::of(compared, "source repository");
        self.lean(backing, is_forgeable);
        let check = compare_source(wanted, &found.value, Stage::Source);
        self.push(check.at(&found.place).backed(backing));
    }

    fn references(&mut self, facts: &Facts<'_>, compared: &[Comparison], is_forgeable: bool) {
        let expectations = self.context.expectations;
        let backing = backing::of(compared, "source reference");
        let is_asked = [
            &expectations.branch,
            &expectations.tag,
            &expectations.versioned_tag,
        ];
        let rules = &expectations.references;
        let is_named = is_asked.iter().any(|wanted| wanted.is_some());
        if is_named || !rules.is_empty() {
            self.lean(backing, is_forgeable);
        }
        if !is_named && rules.iter().all(|rule| *rule == RefRule::Any) {
            let (code, why) = (
                registry::SLSA_REF_KIND,
                "any reference of the source will do",
            );
            self.push(Check::skip("reference", code, Stage::Branch, why));
        }
        if let Some(wanted) = &expectations.branch {
            let result =
                named(facts.branch.as_ref(), "branch").and_then(|found| match found == wanted {
                    true => Ok(found),
                    false => Err(Error::RefBranch {
                        wanted: shown(wanted),
                        found: shown(found),
                    }),
                });
            let code = registry::SLSA_REF_BRANCH;
            self.reference(("branch", code, Stage::Branch), wanted, result, backing);
        }
        if let Some(wanted) = &expectations.tag {
            let result = named(facts.tag.as_ref(), "tag").and_then(|found| match found == wanted {
                true => Ok(found),
                false => Err(Error::RefTag {
                    wanted: shown(wanted),
                    found: shown(found),
                }),
            });
            let code = registry::SLSA_REF_TAG;
            self.reference(("tag", code, Stage::Tag), wanted, result, backing);
        }
        if let Some(wanted) = &expectations.versioned_tag {
            let result = named(facts.tag.as_ref(), "tag")
                .and_then(|found| check_versioned_tag(wanted, found).map(|()| found));
            let code = registry::SLSA_REF_VERSIONED_TAG;
            let what = ("versioned tag", code, Stage::VersionedTag);
            self.reference(what, wanted, result, backing);
        }
        self.reference_rules(facts, backing);
    }

    pub(super) fn reference(
        &mut self,
        (name, code, stage): (&'static str, Code, Stage),
        wanted: &str,
        result: Result<&str, Error>,
        backing: Option<Backing>,
    ) {
        let check = match result {
            Ok(found) => Check::pass(name, code, stage).found(found).backed(backing),
            Err(error) => Check::fail(name, &error, stage),
        };
        self.push(check.expected(wanted));
    }

    /// Inputs of a workflow that was dispatched by hand; compared as texts.
    fn inputs(&mut self, facts: &Facts<'_>, is_forgeable: bool) {
        let expectations = self.context.expectations;
        if expectations.inputs.is_empty() {
            return;
        }
        self.lean(None, is_forgeable);
        let event = facts.event.as_ref().map(|event| event.value.to_string());
        if event.as_deref() != Some("workflow_dispatch") {
            let found = shown(event.as_deref().unwrap_or("not told"));
            let error = Error::InputsNotDispatch { found };
            self.fail("workflow inputs", &error, Stage::Inputs);
            return;
        }
        for (name, wanted) in &expectations.inputs {
            let value = facts
                .inputs
                .as_ref()
                .and_then(|inputs| inputs.value.member(name));
            let check = if value.is_some_and(|value| is_text(value, wanted)) {
                let code = registry::SLSA_INPUTS_MISMATCH;
                Check::pass("workflow input", code, Stage::Inputs)
            } else {
                let input = shown(name);
                Check::fail(
                    "workflow input",
                    &Error::InputsMismatch { input },
                    Stage::Inputs,
                )
            };
            self.push(check.expected(&format!("{name}={wanted}")));
        }
    }

    fn workflow(&mut self, facts: &Facts<'_>, compared: &[Comparison], is_forgeable: bool) {
        let expectations = self.context.expectations;
        let Some(wanted) = &expectations.workflow else {
            let (code, why) = (
                registry::SLSA_WORKFLOW,
                "any workflow of the source will do",
            );
            self.push(Check::skip("workflow", code, Stage::Other, why));
            return;
        };
        let backing = backing::of(compared, "workflow");
        self.lean(backing, is_forgeable);
        let found = facts.workflow.as_ref();
        let path = found.map_or("", |found| &found.value);
        let check = if wanted.matches(path) {
            Check::pass("workflow", registry::SLSA_WORKFLOW, Stage::Other)
                .found(path)
                .backed(backing)
        } else {
            let error = Error::Workflow {
                wanted: shown(&expectations.workflow_text),
                found: shown(path),
            };
            Check::fail("workflow", &error, Stage::Other)
        };
        self.push(check.expected(&expectations.workflow_text));
    }

    fn event(&mut self, facts: &Facts<'_>, compared: &[Comparison], is_forgeable: bool) {
        let wanted = &self.context.expectations.triggers;
        let found = facts.event.as_ref().map(|event| event.value.to_string());
        let text = shown(found.as_deref().unwrap_or_default());
        if wanted.is_empty() {
            if facts.has_undefined_event {
                let error = Error::TriggerUndefined { found: text };
                let outcome = match self.is_compat() {
                    true => Outcome::Warn,
                    false => Outcome::Fail,
                };
                self.push(Check::of("event", &error, outcome, Stage::Other));
            }
            return;
        }
        let backing = backing::of(compared, "event");
        self.lean(backing, is_forgeable);
        let is_wanted = found.is_some_and(|found| wanted.contains(&found));
        let check = if is_wanted {
            Check::pass("event", registry::SLSA_TRIGGER_MISMATCH, Stage::Other)
                .found(&text)
                .backed(backing)
        } else {
            Check::fail("event", &Error::TriggerEvent { found: text }, Stage::Other)
        };
        self.push(check.expected(&wanted.join(", ")));
    }

    fn build_type(&mut self, view: &Provenance<'_>) {
        let wanted = &self.context.expectations.build_types;
        if wanted.is_empty() {
            return;
        }
        let found = view.build_type();
        let check = if wanted.iter().any(|wanted| *wanted == *found.value()) {
            Check::pass("build type", registry::SLSA_BUILD_TYPE, Stage::Payload)
                .found(found.value())
        } else {
            let found = shown(found.value());
            Check::fail("build type", &Error::BuildType { found }, Stage::Payload)
        };
        self.push(check.at(found.pointer()).expected(&wanted.join(", ")));
    }

    fn parameters(&mut self, view: &Provenance<'_>, facts: &Facts<'_>, is_forgeable: bool) {
        let expectations = self.context.expectations;
        if !expectations.parameters.is_empty() {
            self.lean(None, is_forgeable);
            self.short_form(view);
            let errors = expectations.check_parameters(facts);
            if errors.is_empty() {
                let code = registry::SLSA_PARAMS_MISMATCH;
                let count = expectations.parameters.len();
                let check = Check::pass("external parameters", code, Stage::Other);
                self.push(check.found(&format!("{count} rules")));
            }
            for error in errors {
                self.fail("external parameter", &error, Stage::Other);
            }
        }
        let outcome = match (expectations.unknown, self.is_compat()) {
            (UnknownParameters::Allow, _) => Outcome::Skip,
            (UnknownParameters::Warn, _) | (UnknownParameters::Reject, true) => Outcome::Warn,
            (UnknownParameters::Reject, false) => Outcome::Fail,
        };
        for place in expectations.uncovered(facts) {
            let error = Error::ParamsUnknown { place };
            self.push(Check::of(
                "external parameter",
                &error,
                outcome,
                Stage::Other,
            ));
        }
        let is_unconstrained = expectations.source.is_none();
        if is_unconstrained
            && facts
                .parameters
                .iter()
                .any(|known| known.cover == Cover::Identity)
        {
            let code = registry::SLSA_PARAMS_UNCONSTRAINED;
            let check = Check::new("source", code, Outcome::Warn, Stage::Other);
            self.push(check.found(code.summary()));
        }
    }

    /// The short form of BuildKit's provenance leaves out what a rule may ask for.
    fn short_form(&mut self, view: &Provenance<'_>) {
        let is_buildkit = BUILDKIT.contains(&&**view.build_type().value());
        if is_buildkit && view.build_config().is_none() {
            let code = registry::BKT_MODE_MIN;
            let check = Check::new("external parameters", code, Outcome::Warn, Stage::Other);
            self.push(check.found(code.summary()));
        }
    }

    fn dependencies(&mut self, view: &Provenance<'_>, compared: &[Comparison]) {
        let rules = &self.context.expectations.dependencies;
        if rules.source_commit_backed {
            let code = registry::SLSA_CERT_CONTRADICTION;
            let check = match backing::of(compared, "source commit") {
                Some(found @ Backing::Certificate(_)) => {
                    Check::pass("source commit", code, Stage::Other).backed(Some(found))
                }
                _ => {
                    let error = Error::ClaimsMissing { what: "commit" };
                    Check::fail("source commit", &error, Stage::Other)
                }
            };
            self.push(check);
        }
        if rules.is_empty() {
            return;
        }
        let errors = rules.check(view);
        if errors.is_empty() {
            let code = registry::SLSA_DEPS_UNPINNED;
            let count = view.dependencies().len();
            let check = Check::pass("dependencies", code, Stage::Other);
            self.push(check.found(&count.to_string()));
        }
        for error in errors {
            self.fail("dependency", &error, Stage::Other);
        }
    }

    fn claims(&mut self, view: &Provenance<'_>, is_forgeable: bool) {
        for (name, rule) in &self.context.expectations.claims {
            let field = name.of(view);
            let found = match field.value() {
                // Whoever runs the build can write it.
                Claim::Claimed(true) if is_forgeable => "claimed by the build itself",
                Claim::Claimed(true) => "true",
                Claim::Claimed(false) => "false",
                Claim::NotClaimed => "not claimed",
            };
            let holds = match rule {
                ClaimRule::MustBeTrue => found == "true",
                ClaimRule::MustNotBeFalse => found != "false",
            };
            let check = if holds {
                Check::pass("claim", registry::SLSA_CLAIMS, Stage::Other).found(found)
            } else {
                let claim = name.as_str();
                Check::fail("claim", &Error::Claims { claim, found }, Stage::Other)
            };
            self.push(check.at(field.pointer()).expected(name.as_str()));
        }
    }

    fn freshness(&mut self) {
        let Some(most) = self.context.expectations.max_age else {
            return;
        };
        let now = self.context.settings.now;
        let result = match self.signing().and_then(crate::Signing::time) {
            None => Err("nothing that is trusted says when it was signed"),
            Some(time) if time > now => Err("it was signed after the evaluation time"),
            Some(time) => {
                let age = now.seconds().saturating_sub(time.seconds());
                match u64::try_from(age).is_ok_and(|age| age <= most) {
                    true => Ok(age),
                    false => Err("it was signed too long ago"),
                }
            }
        };
        let check = match result {
            Ok(age) => Check::pass("freshness", registry::SLSA_FRESHNESS, Stage::Other)
                .found(&format!("{age} s")),
            Err(reason) => Check::fail("freshness", &Error::Freshness { reason }, Stage::Other),
        };
        self.push(check.expected(&format!("at most {most} s")));
    }
}

fn compare_source(wanted: &SourceId, found: &SourceId, stage: Stage) -> Check {
    let check = if wanted.is_same_repository(found) {
        Check::pass("source", registry::SLSA_SOURCE_REPO, stage).found(&found.repository())
    } else {
        let error = Error::SourceRepo {
            wanted: shown(&wanted.repository()),
            found: shown(&found.repository()),
        };
        Check::fail("source", &error, stage)
    };
    check.expected(&wanted.repository())
}

pub(super) fn named<'f>(found: Option<&'f Named>, wanted: &'static str) -> Result<&'f str, Error> {
    match found {
        Some(Named::Is(name)) => Ok(name),
        Some(Named::Other(reference)) => Err(Error::RefKind {
            wanted,
            found: shown(reference),
        }),
        Some(Named::Unsupported) => Err(Error::RefUnsupported { wanted }),
        None => Err(Error::RefKind {
            wanted,
            found: String::new(),
        }),
    }
}

/// Inputs are texts, however the builder wrote them.
fn is_text(value: Raw<'_>, wanted: &str) -> bool {
    match value.kind() {
        Kind::String => value.as_str().is_some_and(|text| text == wanted),
        Kind::Number | Kind::Boolean => value.text() == wanted,
        _ => false,
    }
}
