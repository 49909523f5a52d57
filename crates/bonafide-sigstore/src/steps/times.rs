//! When it was signed, by those who are trusted to say so.

use bonafide_json::base64;
use bonafide_rekor::{Generation, set};
use bonafide_report::{Finding, Place, Time, first_few, registry};
use bonafide_tsa::{TimestampToken, VerifiedTimestamp};
use bonafide_x509::Rank;

use super::run::{Outcome, Run, count, entry_place};
use crate::Error;
use crate::evidence::{TimeEvidence, TimeSource};
use crate::trust::Unusable;

/// How far a time may lie after the evaluation time: clocks differ.
const SKEW_SECONDS: i64 = 300;

/// Every timestamp must verify over the raw signature of the bundle.
pub(super) fn timestamps(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let tokens = &run.bundle.timestamps;
    for (index, token) in tokens.iter().enumerate() {
        if tokens.iter().take(index).any(|earlier| earlier == token) {
            return Err(Error::DuplicateTimestamp { index });
        }
    }
    let mut seen = Vec::with_capacity(tokens.len());
    for (index, token) in tokens.iter().enumerate() {
        match timestamp(run, index, token, &mut seen) {
            Ok(verified) => {
                let name = run
                    .trust
                    .timestamp_authorities
                    .names
                    .get(verified.authority());
                let authority = name.map(|name| name.uri.clone()).unwrap_or_default();
                run.authorities.push(verified.authority());
                run.accept_time(verified.time(), TimeSource::Timestamp { authority })?;
            }
            Err(Skipped::Failed(error)) => return Err(error),
            Err(Skipped::Noted(why)) => run.notes.push(Finding::new(
                registry::NOTE_SKIPPED_TIMESTAMP,
                timestamp_place(index),
                why,
            )),
        }
    }
    if tokens.is_empty() {
        return Ok(Outcome::Skip("the bundle has no timestamps"));
    }
    let verified = count(run.authorities.len(), "timestamp", "timestamps");
    Ok(Outcome::Pass(format!("{verified} verified")))
}

/// A timestamp that does not count.
enum Skipped {
    Failed(Error),
    Noted(String),
}

/// `seen` are the tokens of the timestamps before: what is around a token is signed by nobody.
fn timestamp(
    run: &mut Run<'_>,
    index: usize,
    token: &[u8],
    seen: &mut Vec<Vec<u8>>,
) -> Result<VerifiedTimestamp, Skipped> {
    let skip_bad = run.policy.options.skip_bad_timestamps;
    let failed = |error: Error| {
        if skip_bad {
            Skipped::Noted(error.to_string())
        } else {
            Skipped::Failed(error)
        }
    };
    let token = TimestampToken::parse(token, &run.tsa_parse_options())
        .map_err(|cause| failed(Error::TimestampForm { index, cause }))?;
    if seen.iter().any(|earlier| earlier == token.token_der()) {
        return Err(Skipped::Failed(Error::DuplicateTimestamp { index }));
    }
    seen.push(token.token_der().to_vec());
    let authorities = &run.trust.timestamp_authorities;
    let cause = match bonafide_tsa::verify(
        &token,
        run.bundle.stamped(),
        &authorities.usable,
        &run.tsa_options(),
        run.backend,
        &mut run.budget,
    ) {
        Ok(verified) => return Ok(verified),
        Err(cause) => cause,
    };
    // Nobody who is usable fits the signer: does an instance fit that is not usable?
    if cause.rank() == Some(Rank::NoIssuer) {
        let needed = authorities
            .unusable
            .iter()
            .find(|one| token.needs(&one.chain));
        run.needed = run.needed.or(needed);
        if run.policy.options.skip_unknown_tsa {
            return Err(Skipped::Noted(cause.to_string()));
        }
        if let Some(needed) = needed {
            return Err(failed(needed.error()));
        }
    }
    Err(failed(Error::Timestamp { index, cause }))
}

fn timestamp_place(index: usize) -> Place {
    Place::root()
        .member("verificationMaterial")
        .member("timestampVerificationData")
        .member("rfc3161Timestamps")
        .index(index)
}

/// Every promise of a known log must verify, and gives a time. A time without a promise is nobody's.
pub(super) fn promises(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let entries = &run.bundle.entries;
    let mut verified = 0_usize;
    for (index, entry) in entries.iter().enumerate() {
        let unsigned = entry.promise().is_none() || entry.generation() == Generation::V2;
        if unsigned && entry.integrated_time().is_some() {
            run.notes.push(Finding::new(
                registry::NOTE_UNSIGNED_INTEGRATED_TIME,
                entry_place(index).member("integratedTime"),
                "nothing signs this time, and it was ignored",
            ));
        }
        let Some((log, name)) = run.log_of(entry) else {
            let detail = match run.trust.unusable_log_of(entry) {
                Some(_) => "the log of this entry is not usable; the entry was skipped",
                None => "the log of this entry is not trusted; the entry was skipped",
            };
            run.notes.push(Finding::new(
                registry::NOTE_UNKNOWN_LOG_ENTRY,
                entry_place(index),
                detail,
            ));
            continue;
        };
        if entry.promise().is_none() {
            continue;
        }
        let promise = set::verify(entry, log, run.backend, &mut run.budget)
            .map_err(|cause| Error::Entry { index, cause })?;
        let source = TimeSource::Promise {
            log: name.uri.clone(),
        };
        run.accept_time(promise.time(), source)?;
        if let Some(slot) = run.promises.get_mut(index) {
            *slot = Some(promise);
        }
        verified = verified.saturating_add(1);
    }
    if verified == 0 {
        return Ok(Outcome::Skip("no promise of a trusted log"));
    }
    Ok(Outcome::Pass(format!(
        "{} verified",
        count(verified, "promise", "promises")
    )))
}

/// There must be a time for a certificate, and every time must fit the window of a key.
pub(super) fn signed(run: &mut Run<'_>) -> Result<Outcome, Error> {
    if run.bundle.has_certificate() {
        certificate_time(run)?;
    } else if !run.policy.keys().is_empty() && run.signing_keys_in_time().next().is_none() {
        let fits = |time: Time| run.caller_keys().any(|key| key.is_valid_at(time));
        let outside = run
            .times
            .iter()
            .map(|time| time.time)
            .find(|time| !fits(*time));
        let time = outside.or_else(|| run.times.first().map(|time| time.time));
        return Err(Error::KeyValidity { time });
    }
    run.has_times = true;
    if run.times.is_empty() {
        return Ok(Outcome::Skip("a key without a window needs no time"));
    }
    let listed: Vec<String> = run
        .times
        .iter()
        .map(|time| format!("{} by {}", time.time, time.source))
        .collect();
    Ok(Outcome::Pass(listed.join("; ")))
}

/// The start of the certificate, where nothing else says when it was used.
pub(super) fn not_before(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let Some(leaf) = &run.leaf else {
        return Ok(Outcome::NotRun("no certificate"));
    };
    let time = leaf.not_before();
    run.accept_time(time, TimeSource::NotBefore)?;
    run.has_times = true;
    Ok(Outcome::Pass(format!(
        "{time}, at which the certificate began; nothing says when it was used"
    )))
}

fn certificate_time(run: &mut Run<'_>) -> Result<(), Error> {
    if let Some(time) = run.policy.options.time_from_caller {
        run.times.push(TimeEvidence {
            time,
            source: TimeSource::Caller,
        });
    }
    if run.policy.options.current_time {
        let time = run.request.now();
        run.times.push(TimeEvidence {
            time,
            source: TimeSource::CurrentTime,
        });
    }
    if run.times.is_empty() {
        let unusable = run.needed.map(Unusable::error);
        let unusable = unusable.or_else(|| run.needed_log());
        return Err(unusable.unwrap_or(Error::NoTime {}));
    }
    Ok(())
}

impl Run<'_> {
    fn accept_time(&mut self, time: Time, source: TimeSource) -> Result<(), Error> {
        let now = self.request.now();
        let latest = now.checked_add_seconds(SKEW_SECONDS).unwrap_or(now);
        if time > latest && !self.policy.options.future_times {
            return Err(Error::FutureTime { time, now });
        }
        self.times.push(TimeEvidence { time, source });
        Ok(())
    }

    /// Why the logs do not suffice, where that is not the number of entries: a log that the trusted
    /// root lists and that cannot be used, or none that it lists.
    pub(super) fn needed_log(&self) -> Option<Error> {
        let entries = || self.bundle.entries.iter();
        let unknown = entries().filter(|entry| self.log_of(entry).is_none());
        let unusable = unknown
            .clone()
            .find_map(|entry| self.trust.unusable_log_of(entry));
        let none_is_known = unknown.clone().count() == entries().count();
        match (unusable, unknown.clone().next()) {
            (Some(unusable), _) => Some(unusable.error()),
            (None, Some(_)) if none_is_known => Some(Error::UnknownLog {
                found: first_few(unknown.map(|entry| base64::encode(entry.log_id()))),
                trusted: first_few(self.trust.logs.names.iter().map(|name| &name.uri)),
            }),
            _ => None,
        }
    }

    fn tsa_parse_options(&self) -> bonafide_tsa::ParseOptions {
        let limits = &self.bundle.limits;
        bonafide_tsa::ParseOptions::default()
            .with_bytes(limits.timestamp_bytes())
            .with_certificates(limits.certificates())
            .with_certificate_options(limits.certificate_options())
    }

    fn tsa_options(&self) -> bonafide_tsa::VerifyOptions {
        let options = &self.policy.options;
        let wanted = bonafide_tsa::VerifyOptions::default()
            .with_noncritical_eku(options.noncritical_tsa_usage);
        match &options.tsa_policy {
            Some(policy) => wanted.with_policy(policy),
            None => wanted,
        }
    }
}
