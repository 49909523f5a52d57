//! One attestation, judged.

use bonafide_dsse::Statement;
use bonafide_report::{Finding, registry};

use super::context::{Context, Matched};
use crate::facts::Stage;
use crate::level::Cause;
use crate::{
    Attestation, Authenticity, Candidate, Check, Error, Outcome, Profile, Provenance, Signer,
    Signing, Transparency,
};

/// A log that was asked for its promise alone has proved nothing.
const PROMISE: &str = "a log's promise to include the entry, and no proof that it did";

/// The judgement of one attestation: it collects checks, and stops at nothing but a statement that
/// cannot be read.
pub(crate) struct Judge<'a> {
    pub(crate) context: &'a Context<'a>,
    pub(crate) attestation: &'a Attestation,
    pub(crate) out: Candidate,
    matched: Matched,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(
        context: &'a Context<'a>,
        attestation: &'a Attestation,
        matched: Matched,
    ) -> Self {
        Self {
            context,
            attestation,
            out: Candidate::of(attestation),
            matched,
        }
    }

    pub(crate) fn run(mut self) -> Candidate {
        self.authenticity();
        match self.attestation.untrusted() {
            Ok(statement) => self.statement(statement),
            Err(reason) => self.unreadable(reason),
        }
        self.out
    }

    pub(crate) fn push(&mut self, check: Check) {
        self.out.checks.push(check);
    }

    pub(crate) fn fail(&mut self, name: &'static str, error: &Error, stage: Stage) {
        self.push(Check::fail(name, error, stage));
    }

    pub(crate) const fn is_compat(&self) -> bool {
        matches!(self.context.settings.profile, Profile::Compat)
    }

    pub(crate) fn signing(&self) -> Option<&'a Signing> {
        self.attestation.authenticity().signing()
    }

    fn unreadable(&mut self, reason: &Finding) {
        self.out.is_about_artifact = true;
        if matches!(self.attestation.authenticity(), Authenticity::Invalid(known) if known == reason)
        {
            return;
        }
        let check = Check::new("statement", reason.code(), Outcome::Fail, Stage::Payload);
        self.push(check.at(reason.place()).found(reason.detail()));
    }

    fn authenticity(&mut self) {
        let code = registry::DSSE_THRESHOLD_NOT_MET;
        let settings = self.context.settings;
        match self.attestation.authenticity() {
            Authenticity::Verified(signing) => {
                let pass = Check::pass("signature", code, Stage::Signature);
                self.push(pass.found(&describe(signing)));
                self.transparency(signing);
                // Certificates live for minutes: nothing else says that this one was alive.
                if signing.time().is_none() && matches!(signing.signer(), Signer::Certificate(_)) {
                    self.untimed();
                }
            }
            Authenticity::Unlogged(signing) => {
                let pass = Check::pass("signature", code, Stage::Signature);
                self.push(pass.found(&describe(signing)));
                self.unlogged();
            }
            Authenticity::Invalid(reason) => {
                let fail = Check::new("signature", reason.code(), Outcome::Fail, Stage::Signature);
                self.push(fail.at(reason.place()).found(reason.detail()));
                self.out.level.cap(0, Cause::Unacceptable);
            }
            Authenticity::NoMaterial => {
                let error = Error::NoMaterial {};
                self.push(Check::of(
                    "signature",
                    &error,
                    Outcome::Lacking,
                    Stage::Signature,
                ));
                self.out.level.cap(0, Cause::Unsigned);
            }
            Authenticity::CoveredByIndexDigest => {
                let outcome = match settings.allow_covered_by_index {
                    true => Outcome::Warn,
                    false => Outcome::Lacking,
                };
                let check = Check::of(
                    "signature",
                    &Error::NoMaterial {},
                    outcome,
                    Stage::Signature,
                );
                self.push(check.found("covered by the digest of the index"));
                self.out.level.cap(1, Cause::CoveredByIndex);
            }
            Authenticity::Unsigned => {
                let error = Error::NoMaterial {};
                let check = Check::of("signature", &error, Outcome::Lacking, Stage::Signature);
                self.push(check.found("none: nobody signed"));
                let cap = u8::from(settings.unsigned_counts_as_l1);
                self.out.level.cap(cap, Cause::Unsigned);
            }
        }
    }

    /// A promise of a log is stated; only a proof satisfies who demands one.
    fn transparency(&mut self, signing: &Signing) {
        let code = registry::SLSA_TRANSPARENCY_MISSING;
        let found = signing.transparency();
        if self.context.settings.require_proof && found != Transparency::Proof {
            let error = Error::TransparencyMissing {
                lacking: "no log proves that it includes the entry",
            };
            self.push(Check::of(
                "transparency",
                &error,
                Outcome::Lacking,
                Stage::Other,
            ));
            self.out.level.cap(1, Cause::NoTime);
            return;
        }
        let check = match found {
            Transparency::Proof => Check::pass("transparency", code, Stage::Other),
            Transparency::Promise => {
                let promised = Check::new("transparency", code, Outcome::Warn, Stage::Other);
                self.push(promised.found(PROMISE));
                return;
            }
            Transparency::None => Check::new("transparency", code, Outcome::Skip, Stage::Other),
        };
        self.push(check.found(found.as_str()));
    }

    fn unlogged(&mut self) {
        let outcome = match self.context.settings.allow_unlogged {
            true => Outcome::Warn,
            false => Outcome::Lacking,
        };
        let lacking = Error::TransparencyMissing {
            lacking: "neither a log nor a timestamp vouches for the signature",
        };
        self.push(Check::of("transparency", &lacking, outcome, Stage::Other));
        self.untimed();
    }

    fn untimed(&mut self) {
        let outcome = match self.context.settings.allow_unlogged {
            true => Outcome::Warn,
            false => Outcome::Lacking,
        };
        let untimed = Error::TimeUntrusted {};
        self.push(Check::of("signing time", &untimed, outcome, Stage::Other));
        self.out.level.cap(1, Cause::NoTime);
    }

    fn statement(&mut self, statement: &'a Statement) {
        self.hint(statement);
        self.subjects(statement);
        match Provenance::of(statement) {
            Ok(view) => self.provenance(statement, &view),
            Err(error) => {
                self.fail("provenance", &error, Stage::Payload);
                self.builder_identity();
                self.out.level.cap(0, Cause::Unacceptable);
            }
        }
    }

    fn hint(&mut self, statement: &Statement) {
        let Some(hint) = self.attestation.hint() else {
            return;
        };
        if hint != statement.predicate_type() {
            let error = Error::PredicateHint {
                hint: crate::error::shown(hint),
                found: crate::error::shown(statement.predicate_type()),
            };
            self.fail("announced predicate type", &error, Stage::Payload);
        }
    }

    fn subjects(&mut self, statement: &Statement) {
        let code = registry::DIGEST_MISMATCH;
        match &self.matched {
            Matched::Yes(found) => {
                self.out.is_about_artifact = true;
                if found.is_by_opaque_id() {
                    self.out.level.cap(2, Cause::OpaqueId);
                }
                for note in found.notes() {
                    let note = Check::new("artifact", note.code(), Outcome::Warn, Stage::Digest)
                        .found(note.detail());
                    self.out.checks.push(note);
                }
                let indices: Vec<String> = found.subjects().iter().map(usize::to_string).collect();
                let check = Check::pass("artifact", code, Stage::Digest)
                    .found(&format!("subject {}", indices.join(", ")));
                self.out.checks.push(check);
                let subjects = found.subjects().to_vec();
                self.subject_name(statement, &subjects);
            }
            Matched::No(error) => {
                let check = Check::fail("artifact", error, Stage::Digest);
                self.out.checks.push(check);
            }
            Matched::Unreadable | Matched::Unasked => {}
        }
    }

    fn subject_name(&mut self, statement: &Statement, subjects: &[usize]) {
        let Some(wanted) = &self.context.expectations.subject_name else {
            return;
        };
        let names: Vec<&str> = statement
            .subjects()
            .filter(|subject| subjects.contains(&subject.index()))
            .filter_map(|subject| subject.name())
            .collect();
        let code = registry::SLSA_SUBJECT_NAME;
        let check = if names.contains(&wanted.as_str()) {
            Check::pass("subject name", code, Stage::Other).found(wanted)
        } else {
            let error = Error::SubjectName {
                wanted: crate::error::shown(wanted),
                found: crate::error::shown(&names.join(", ")),
            };
            Check::fail("subject name", &error, Stage::Other)
        };
        self.push(check.expected(wanted));
    }
}

fn describe(signing: &Signing) -> String {
    let time = signing.time().map_or_else(
        || "at no trusted time".to_owned(),
        |time| format!("at {time}"),
    );
    match signing.signer() {
        Signer::Certificate(claims) => format!("{} {time}", claims.san()),
        Signer::Key { name } => format!("key {name} {time}"),
    }
}
