//! Judging a verification summary.

use bonafide_dsse::{ArtifactDigests, Statement, SubjectMatch};
use bonafide_report::{Check, Code, Decision, Finding, Place, Report, Status, Time, registry};

use super::{StatedLevels, Vsa, VsaExpectations, VsaOutcome, VsaVersion, source_refs};
use crate::error::shown;
use crate::{Attestation, Authenticity, Error, Signer};

/// Judges whether `attestation` is a verification summary that says of `artifact` what is wanted.
/// `now` is the time at which it is judged.
///
/// An outcome is had whatever it decides; [`VsaOutcome::allowed`] gives the summary only where the
/// artifact is allowed. Every check runs, whether or not another failed, as far as there is something to look at. The
/// first that failed names the primary code. Cost: linear in the statement, no cryptography.
///
/// # Specification
/// SLSA v1.2, verification summary, "How to verify"; stricter: identities, resources and policies
/// are compared exactly, and nothing unsigned is ever allowed.
pub fn verify_vsa(
    attestation: &Attestation,
    artifact: &ArtifactDigests,
    expectations: &VsaExpectations,
    now: Time,
) -> VsaOutcome {
    let mut trial = Trial {
        artifact,
        expectations,
        report: Report::new(),
        is_unvouched: false,
    };
    // A summary that nobody signed is told before expectations that nobody can keep.
    trial.signature(attestation.authenticity());
    trial.run("vsa/expectations", || {
        expectations
            .check()
            .map(|()| "the expectations make sense".to_owned())
    });
    let Ok(statement) = attestation.untrusted() else {
        trial.skip_from(0, "the statement cannot be read");
        return trial.finish(None);
    };
    for note in statement.notes() {
        trial.report.note(note.clone());
    }
    trial.run("vsa/type", || {
        predicate_type(statement, attestation.hint(), expectations)
    });
    let subjects = trial.subject(statement);
    // Nothing else is ever taken for a summary, even if it looks like one.
    if !trial.is_passed("vsa/type") {
        trial.skip_from(2, "this is no summary that is wanted");
        return trial.finish(None);
    }
    let vsa = match Vsa::of(statement) {
        Ok(vsa) => vsa,
        Err(error) => {
            trial.report.push(Check::fail("vsa/format", &error));
            trial.skip_from(3, "the summary cannot be read");
            return trial.finish(None);
        }
    };
    trial.format(&vsa);
    let signer = attestation.authenticity().signing();
    trial.verifier(&vsa, signer.map(crate::Signing::signer));
    trial.run("vsa/resource", || resource(&vsa, expectations));
    trial.run("vsa/result", || result(&vsa));
    let levels = trial.levels(&vsa);
    trial.policy(&vsa);
    trial.freshness(&vsa, now);
    trial.source_refs(statement, subjects.as_ref());
    trial.finish(Some((&vsa, levels)))
}

/// The checks that follow that of the signature, in order.
const IDS: [&str; 10] = [
    "vsa/type",
    "vsa/subject",
    "vsa/format",
    "vsa/verifier",
    "vsa/resource",
    "vsa/result",
    "vsa/levels",
    "vsa/policy",
    "vsa/freshness",
    "vsa/source-refs",
];

struct Trial<'e> {
    artifact: &'e ArtifactDigests,
    expectations: &'e VsaExpectations,
    report: Report,
    /// Whether nobody vouches for the statement, which holds it back and does not condemn it.
    is_unvouched: bool,
}

impl Trial<'_> {
    fn run(&mut self, id: &'static str, check: impl FnOnce() -> Result<String, Error>) {
        self.report.push(match check() {
            Ok(summary) => Check::pass(id, summary),
            Err(error) => Check::fail(id, &error),
        });
    }

    fn note(&mut self, code: Code, detail: impl Into<String>) {
        self.report.note(Finding::new(code, Place::root(), detail));
    }

    fn skip_from(&mut self, first: usize, reason: &str) {
        for id in IDS.into_iter().skip(first) {
            self.report.push(Check::not_run(id, reason));
        }
    }

    fn is_passed(&self, id: &str) -> bool {
        let mut checks = self.report.checks().iter();
        checks.any(|check| check.id() == id && check.status() == Status::Pass)
    }

    fn signature(&mut self, authenticity: &Authenticity) {
        let id = "vsa/signature";
        let (check, is_unvouched) = match authenticity {
            Authenticity::Verified(signing) => match (signing.signer(), signing.time()) {
                (Signer::Certificate(_), None) => (Check::fail(id, &Error::TimeUntrusted {}), true),
                _ => (Check::pass(id, "the signature is good"), false),
            },
            Authenticity::Unlogged(_) => {
                let lacking = "there is neither a log entry nor a timestamp";
                (
                    Check::fail(id, &Error::TransparencyMissing { lacking }),
                    true,
                )
            }
            Authenticity::Invalid(finding) => (Check::fail(id, finding), false),
            Authenticity::Unsigned
            | Authenticity::NoMaterial
            | Authenticity::CoveredByIndexDigest => (Check::fail(id, &Error::NoMaterial {}), true),
        };
        self.is_unvouched = is_unvouched;
        self.report.push(check);
    }

    fn subject(&mut self, statement: &Statement) -> Option<SubjectMatch> {
        let found = statement.match_subjects(self.artifact, &self.expectations.accepted());
        let (check, found) = match found {
            Ok(found) => {
                for note in found.notes() {
                    self.report.note(note);
                }
                if found.is_by_opaque_id() {
                    let detail = "the subject was matched by an identifier that is no digest";
                    self.note(registry::NOTE_NOT_EVALUATED, detail);
                }
                let summary = "a subject is the artifact";
                (Check::pass("vsa/subject", summary), Some(found))
            }
            Err(error) => (Check::fail("vsa/subject", &error), None),
        };
        self.report.push(check);
        found
    }

    fn format(&mut self, vsa: &Vsa<'_>) {
        for place in vsa.unknown_members() {
            let detail = "the member is not known and was passed over";
            let note = Finding::new(registry::NOTE_NOT_EVALUATED, place.clone(), detail);
            self.report.note(note);
        }
        if vsa.version() != VsaVersion::V1 {
            self.note(registry::NOTE_OPTION_USED, "an old version was allowed");
        }
        let summary = "the summary is well formed";
        self.report.push(Check::pass("vsa/format", summary));
    }

    fn verifier(&mut self, vsa: &Vsa<'_>, signer: Option<&Signer>) {
        let (id, found) = ("vsa/verifier", vsa.verifier_id());
        let refused = || {
            let found = shown(found);
            Check::fail(id, &Error::VsaVerifier { found })
        };
        let check = match signer {
            Some(signer) if self.expectations.accepts(found, signer) => {
                Check::pass(id, format!("the verifier is {}", shown(found)))
            }
            None if self.expectations.knows(found) => {
                Check::not_run(id, "nobody vouches that it is this verifier")
            }
            _ => refused(),
        };
        self.report.push(check);
    }

    fn levels(&mut self, vsa: &Vsa<'_>) -> Option<StatedLevels> {
        let id = "vsa/levels";
        match levels(vsa, self.expectations) {
            Ok((levels, summary)) => {
                for note in levels.notes() {
                    self.report.note(note.clone());
                }
                self.report.push(Check::pass(id, summary));
                Some(levels)
            }
            Err(error) => {
                self.report.push(Check::fail(id, &error));
                None
            }
        }
    }

    fn policy(&mut self, vsa: &Vsa<'_>) {
        let id = "vsa/policy";
        let (uri, digests) = self.expectations.policy();
        if uri.is_none() && digests.is_empty() {
            self.report.push(Check::skip(id, "any policy will do"));
            return;
        }
        let policy = vsa.policy();
        let is_other = uri.filter(|uri| policy.uri() != Some(uri)).map(shown);
        let mut lacking = digests
            .iter()
            .filter(|wanted| !policy.digests().contains(wanted));
        let wanted = is_other.or_else(|| lacking.next().map(ToString::to_string));
        self.report.push(match wanted {
            Some(wanted) => Check::fail(id, &Error::VsaPolicy { wanted }),
            None => Check::pass(id, "the policy is the wanted one"),
        });
    }

    fn freshness(&mut self, vsa: &Vsa<'_>, now: Time) {
        let id = "vsa/freshness";
        let Some(most) = self.expectations.most_seconds() else {
            self.report.push(Check::skip(id, "any age will do"));
            return;
        };
        let verified = vsa.time_verified().map(bonafide_dsse::Timestamp::time);
        let reason = match verified {
            None => Some("the summary does not say when it was made"),
            Some(time) if time > now => Some("the summary is from the future"),
            Some(time) if is_older(time, now, most) => Some("the summary is too old"),
            Some(_) => None,
        };
        self.report.push(match reason {
            Some(reason) => Check::fail(id, &Error::Freshness { reason }),
            None => Check::pass(id, "the summary is fresh"),
        });
    }

    fn source_refs(&mut self, statement: &Statement, subjects: Option<&SubjectMatch>) {
        let id = "vsa/source-refs";
        if self.expectations.source_refs().is_empty() {
            self.report.push(Check::skip(id, "any ref will do"));
            return;
        }
        let Some(subjects) = subjects else {
            self.report.push(Check::not_run(id, "no subject matches"));
            return;
        };
        let wanted = self.expectations.source_refs();
        self.run(id, || source_refs::check(statement, subjects, wanted));
    }

    fn finish(self, read: Option<(&Vsa<'_>, Option<StatedLevels>)>) -> VsaOutcome {
        let is_bad = |check: &Check| match check.status() {
            Status::Pass | Status::Skip => false,
            Status::Fail => !(self.is_unvouched && check.id() == "vsa/signature"),
            // What could not run for want of a signer is held back with it.
            Status::NotRun => !self.is_unvouched,
        };
        let decision = if self.report.checks().iter().any(is_bad) {
            Decision::Reject
        } else if self.is_unvouched {
            Decision::Quarantine
        } else {
            Decision::Allow
        };
        match (decision, read) {
            (Decision::Allow, Some((vsa, Some(levels)))) => {
                VsaOutcome::accepted(self.artifact, levels, vsa.verifier_id(), self.report)
            }
            // Whatever is allowed was read.
            _ => {
                let decision = decision.max(Decision::Quarantine);
                VsaOutcome::refused(self.artifact, decision, self.report)
            }
        }
    }
}

fn predicate_type(
    statement: &Statement,
    hint: Option<&str>,
    expectations: &VsaExpectations,
) -> Result<String, Error> {
    let found = statement.predicate_type();
    let version = VsaVersion::from_uri(found);
    let is_wanted =
        version.is_some_and(|version| version == VsaVersion::V1 || expectations.allows_v0());
    if !is_wanted {
        statement.expect_predicate_type(VsaVersion::V1.uri())?;
    }
    if let Some(hint) = hint.filter(|hint| *hint != found) {
        return Err(Error::PredicateHint {
            hint: shown(hint),
            found: shown(found),
        });
    }
    Ok(format!("the predicate type is {}", shown(found)))
}

fn resource(vsa: &Vsa<'_>, expectations: &VsaExpectations) -> Result<String, Error> {
    let (wanted, found) = (expectations.resource_uri(), vsa.resource_uri());
    if expectations.is_resource(found)? {
        return Ok(format!("the resource is {}", shown(found)));
    }
    Err(Error::VsaResource {
        wanted: shown(wanted),
        found: shown(found),
    })
}

fn result(vsa: &Vsa<'_>) -> Result<String, Error> {
    let found = vsa.verification_result();
    if found != "PASSED" {
        return Err(Error::VsaResult {
            found: shown(found),
        });
    }
    if vsa.level_texts().any(|text| text == "FAILED") {
        let what = "the result is PASSED and a level is FAILED";
        return Err(Error::VsaInconsistent { what });
    }
    Ok("the verification passed".to_owned())
}

fn levels(vsa: &Vsa<'_>, expectations: &VsaExpectations) -> Result<(StatedLevels, String), Error> {
    let stated = vsa.levels()?;
    let wanted = expectations.wanted_levels()?;
    if let Some(lacking) = wanted.iter().find(|wanted| !stated.satisfy(wanted)) {
        return Err(Error::VsaLevels {
            wanted: shown(&lacking.to_string()),
        });
    }
    let is_wanted = |name: &str| wanted.iter().any(|wanted| wanted.to_string() == name);
    let summary = match wanted.len() {
        0 => "no level is wanted".to_owned(),
        count => format!("all {count} wanted levels and properties are stated"),
    };
    Ok((stated.without_internal(is_wanted), summary))
}

/// Whether more than `most` seconds lie between two times.
fn is_older(time: Time, now: Time, most: u64) -> bool {
    let latest = i64::try_from(most)
        .ok()
        .and_then(|most| time.checked_add_seconds(most));
    latest.is_some_and(|latest| latest < now)
}
