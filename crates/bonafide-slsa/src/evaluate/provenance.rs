//! Provenance, once it could be read: builder, certificate, level, expectations.

use bonafide_dsse::Statement;
use bonafide_report::{Decision, registry};

use crate::evaluate::builder::Trusted;
use crate::evaluate::judge::Judge;
use crate::facts::{Cover, Facts, Stage};
use crate::inspect::{Portrait, Seen};
use crate::level::Cause;
use crate::{
    Adapter, Backing, Candidate, CapCause, Check, Error, Outcome, Provenance, Signer, SignerClaims,
    adapter, backing,
};

impl<'a> Judge<'a> {
    pub(super) fn provenance(&mut self, statement: &'a Statement, view: &Provenance<'a>) {
        let identified = self.builder_identity();
        let trusted = self.trusted(&identified, statement, view);
        // Where several entries fit, the one that leads furthest counts: then to take an entry
        // away can never raise the level.
        let base = self.out.clone();
        let mut best: Option<Candidate> = None;
        for choice in trusted {
            self.out = base.clone();
            self.judge(statement, view, &choice);
            let key = |out: &Candidate| {
                (
                    out.decision(),
                    core::cmp::Reverse(out.level.value()),
                    out.count(Outcome::Fail),
                )
            };
            if best.as_ref().is_none_or(|best| key(&self.out) < key(best)) {
                best = Some(self.out.clone());
            }
        }
        if let Some(best) = best {
            self.out = best;
        }
    }

    fn judge(&mut self, statement: &'a Statement, view: &Provenance<'a>, choice: &Trusted<'a>) {
        self.report_builder(choice);
        self.expected_builder(view, choice);
        let pointers = choice.entry.map(crate::Builder::pointers);
        let mut facts = adapter::facts(choice.adapter, view, pointers, statement);
        self.complete(&mut facts);
        for (stage, error) in core::mem::take(&mut facts.problems) {
            self.fail("build type", &error, stage);
        }
        self.builder_specifics(statement, view, choice);
        let otherwise = match choice.entry {
            Some(entry) if !entry.is_forgeable() => Backing::TrustedBuilder,
            _ => Backing::Unbacked,
        };
        let compared = self.certificate(&facts, choice, otherwise);
        self.runner(&facts, choice);
        if facts.is_archive {
            self.out.level.cap(2, Cause::Archive);
        }
        self.describe(&facts, view);
        let is_forgeable = choice.entry.is_none_or(crate::Builder::is_forgeable);
        let ignored = choice.entry.map(crate::Builder::ignored_parameters);
        for parameter in &mut facts.parameters {
            let is_ignored = |list: &[String]| list.contains(&parameter.name);
            if parameter.cover == Cover::Open && ignored.is_some_and(is_ignored) {
                parameter.cover = Cover::Free;
                let code = registry::SLSA_PARAMS_UNKNOWN;
                let why = "the entry of the builder lets it be anything";
                let skip = Check::skip("external parameter", code, Stage::Other, why);
                self.out.checks.push(skip.at(&parameter.place));
            }
        }
        if self.context.is_inspection {
            let entry = choice.entry;
            let seen = Seen {
                view,
                facts: &facts,
                compared: &compared,
                entry,
                otherwise,
            };
            self.out.portrait = Some(Box::new(Portrait::of(&seen)));
            self.entry_caps(choice);
            return;
        }
        self.expectations(view, &facts, &compared, is_forgeable);
        self.package(statement, choice.adapter);
        self.entry_caps(choice);
        self.min_level();
    }

    /// Where a cap applied, the entry may have a lower one.
    fn entry_caps(&mut self, choice: &Trusted<'a>) {
        for (of_entry, cause) in [
            (CapCause::NoTime, Cause::NoTime),
            (CapCause::SelfHosted, Cause::SelfHosted),
            (CapCause::Unbacked, Cause::Unbacked),
            (CapCause::Archive, Cause::Archive),
            (CapCause::OpaqueSubject, Cause::OpaqueId),
        ] {
            let cap = choice.entry.and_then(|entry| entry.cap(of_entry));
            if let Some(cap) = cap.filter(|_| self.out.level.has(cause)) {
                self.out.level.cap(cap, cause);
            }
        }
    }

    pub(super) fn signer_claims(&self) -> Option<&'a SignerClaims> {
        match self.signing()?.signer() {
            Signer::Certificate(claims) => Some(claims),
            Signer::Key { .. } => None,
        }
    }

    /// Takes the reference from the certificate where the statement leaves that to it.
    fn complete(&self, facts: &mut Facts<'a>) {
        if !facts.is_reference_from_certificate {
            return;
        }
        if let Some(reference) = self.signer_claims().and_then(backing::reference) {
            facts.branch = Some(adapter::branch(reference));
            facts.tag = Some(adapter::tag(reference));
        }
    }

    /// The certificate's claims among themselves, and beside the statement.
    fn certificate(
        &mut self,
        facts: &Facts<'_>,
        choice: &Trusted<'a>,
        otherwise: Backing,
    ) -> Vec<backing::Comparison> {
        let claims = self.signer_claims();
        for error in claims.map(backing::check_claims).unwrap_or_default() {
            self.fail("certificate claims", &error, Stage::BuilderIdentity);
        }
        let compared = match (choice.adapter, choice.entry) {
            // What a foreign provider's claims mean is for the entry to say.
            (Adapter::Generic, Some(entry)) => {
                backing::compare_mapped(facts, claims, entry.backing(), otherwise)
            }
            // What GitHub's mean is known, also where no entry is about the builder.
            (Adapter::Generic, None) => {
                let mapping = claims.map(backing::known_mapping).unwrap_or_default();
                backing::compare_mapped(facts, claims, &mapping, otherwise)
            }
            _ => backing::compare(facts, claims, otherwise),
        };
        for comparison in &compared {
            let check = match &comparison.outcome {
                Ok(backing) => {
                    let code = registry::SLSA_CERT_CONTRADICTION;
                    Check::pass(comparison.name, code, Stage::Source)
                        .backed(Some(*backing))
                        .found(&comparison.value)
                }
                Err(error) => {
                    self.out.level.cap(0, Cause::Unacceptable);
                    Check::fail(comparison.name, error, Stage::Source)
                }
            };
            self.push(check.at(&comparison.place));
        }
        compared
    }

    fn runner(&mut self, facts: &Facts<'_>, choice: &Trusted<'a>) {
        let claimed = self.signer_claims().and_then(|claims| claims.claim(11));
        let told = facts.runner.as_ref().map(|fact| fact.value.to_string());
        let id_says = choice.builder_id.ends_with("/self-hosted");
        if claimed == Some("self-hosted") || told.as_deref() == Some("self-hosted") || id_says {
            self.out.level.cap(1, Cause::SelfHosted);
        }
        if choice.adapter != Adapter::Npm {
            return;
        }
        let code = registry::SLSA_BUILDER_HOSTING;
        let wanted = match id_says {
            true => "self-hosted",
            false => "github-hosted",
        };
        let check = match claimed {
            Some(found) if found == wanted => {
                Check::pass("hosting", code, Stage::BuilderId).found(found)
            }
            Some(found) => {
                let found = crate::error::shown(found);
                Check::fail(
                    "hosting",
                    &Error::BuilderHosting { found },
                    Stage::BuilderId,
                )
            }
            None => {
                let error = Error::BuilderHostingUnknown {};
                Check::fail("hosting", &error, Stage::BuilderId)
            }
        };
        self.push(check.expected(wanted));
    }

    /// What the report says about the build, and what joins compare.
    fn describe(&mut self, facts: &Facts<'_>, view: &Provenance<'_>) {
        use crate::Join;
        use crate::error::shown;

        let source = facts.trigger.as_ref().or(facts.source.as_ref());
        self.out.source = source.map(|source| shown(&source.value.repository()));
        let reference = facts.reference.as_ref();
        self.out.reference = reference.map(|reference| shown(&reference.value));
        let commit = facts.commits.first();
        self.out.commit = commit.map(|commit| shown(&commit.value));
        let expectations = self.context.expectations;
        let commit = commit.map(|commit| commit.value.to_string());
        self.out.joins = expectations
            .joins
            .iter()
            .map(|join| match join {
                Join::Invocation => view.invocation_id().map(|id| id.value().to_string()),
                Join::SourceCommit => commit.clone(),
                Join::Pointer(pointer) => {
                    let statement = self.attestation.untrusted().ok()?;
                    let limits = bonafide_json::Limits::default();
                    let predicate =
                        crate::Raw::parse(statement.predicate().as_bytes(), &limits).ok()?;
                    let value = predicate.pointer(pointer)?;
                    // Compared as written, but for white space around values.
                    Some(value.text().to_owned())
                }
            })
            .collect();
    }

    /// What is lacking goes before the level, which is low because of it.
    ///
    /// # Specification
    /// slsa EVL-5.
    fn min_level(&mut self) {
        let wanted = self.context.expectations.min_level;
        let found = self.out.level.value();
        let code = registry::SLSA_LEVEL;
        let check = if found < wanted {
            let is_only_lacking = self.out.decision() == Decision::Quarantine;
            let outcome = if is_only_lacking {
                Outcome::Lacking
            } else {
                Outcome::Fail
            };
            let error = Error::Level { wanted, found };
            Check::of("build level", &error, outcome, Stage::Other)
        } else {
            Check::pass("build level", code, Stage::Other).found(&found.to_string())
        };
        self.push(check.expected(&wanted.to_string()));
    }
}
