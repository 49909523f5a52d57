//! The verdict as JSON.

use bonafide_digest::Digest;
use bonafide_report::{Code, Finding};
use serde::ser::{Serialize, Serializer};

use super::{
    CandidateView, EvidenceView, IdentityView, PolicyIdentity, SubjectView, TrustView, Verdict,
    VerdictCheck,
};
use crate::export::Value;

mod facts;

/// Bytes of a verdict.
const MAX_BYTES: usize = 8 << 20;

/// What a verdict is called in its own words.
const SCHEMA: &str = "bonafide.verdict/v1";

/// Bytes of a check that says nothing.
const SMALLEST: usize = 256;

/// How much of a verdict is written. Each is tried until one gives a document that is small enough.
const ROOMS: [Room; 4] = [
    Room::new(100_000, 1_000, 4_096),
    Room::new(100_000, 16, 1_024),
    Room::new(2_000, 2, 256),
    Room::new(256, 1, 64),
];

impl Verdict {
    /// The verdict as JSON on one line: members sorted, integers only, printable ASCII, at most
    /// 8 MiB. A verdict that would be larger tells less of its details, and in `omitted` of how much
    /// it does not tell.
    ///
    /// # Specification
    /// Verdict `bonafide.verdict/v1`, V-1.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.fitting(true)
    }

    /// The same without what was measured: equal inputs give equal bytes.
    #[must_use]
    pub fn to_reproducible_json(&self) -> String {
        self.fitting(false)
    }

    fn fitting(&self, with_durations: bool) -> String {
        let mut text = String::new();
        for room in ROOMS {
            if self.at_least(room) > MAX_BYTES {
                continue;
            }
            text = self.to_value(room, with_durations).to_line();
            if text.len() <= MAX_BYTES {
                break;
            }
        }
        text
    }

    /// Bytes that the checks alone will have, so that what is far too large is not even written.
    fn at_least(&self, room: Room) -> usize {
        let checks = self.checks.iter().take(room.checks);
        let texts = checks.map(|check| check.summary.len().min(room.text).saturating_add(SMALLEST));
        texts.fold(0, usize::saturating_add)
    }

    fn to_value(&self, room: Room, with_durations: bool) -> Value {
        let shown = self.shown(room);
        let omitted = self.checks.len().saturating_sub(shown.len());
        let completeness = Value::object([
            ("complete", Value::from(self.incomplete.is_empty())),
            (
                "reasons",
                room.list(&self.incomplete, |it| room.finding(it)),
            ),
        ]);
        let value = Value::object([
            ("schema", Value::from(SCHEMA)),
            ("tool", tool()),
            ("decision", Value::from(self.decision.as_str())),
            ("would_be", Value::from(self.would_be.as_str())),
            ("enforced", Value::from(self.enforced)),
            ("indeterminate", Value::from(self.indeterminate)),
            ("retryable", Value::from(self.retryable)),
            ("subject", subject(&self.subject)),
            ("policy", policy(&self.policy)),
            ("trust", room.list(&self.trust, trust)),
            (
                "checks",
                Value::list(shown.iter().map(|check| room.check(check))),
            ),
            ("decisive", room.many(&self.decisive)),
            ("completeness", completeness),
            ("warnings", room.list(&self.warnings, |it| room.finding(it))),
            ("waivers_used", room.many(&self.waivers_used)),
            ("evaluated_at", Value::text(self.evaluated_at)),
        ]);
        let durations = self.durations_ms.iter().take(room.entries);
        let durations = durations.map(|(name, ms)| (room.cut(name), Value::from(*ms)));
        let durations = (with_durations && !self.durations_ms.is_empty())
            .then(|| Value::Object(durations.collect()));
        let omitted = (omitted > 0).then(|| Value::object([("checks", Value::from(omitted))]));
        value
            .with_some("pinned", self.pinned.as_deref().map(Value::from))
            .with_some("facts", facts::facts(&self.facts, room))
            .with_some("durations_ms", durations)
            .with_some("omitted", omitted)
    }

    /// The checks that are written, sorted by id: when not all are, those that set the decision come
    /// first, then what did not pass.
    fn shown(&self, room: Room) -> Vec<&VerdictCheck> {
        let mut checks: Vec<&VerdictCheck> = self.checks.iter().collect();
        if checks.len() > room.checks {
            checks.sort_by_key(|check| {
                let is_decisive = self.decisive.binary_search(&check.id).is_ok();
                (!is_decisive, check.class.is_none(), &check.id)
            });
            checks.truncate(room.checks);
        }
        checks.sort_by(|one, other| one.id.cmp(&other.id));
        checks
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [room, ..] = ROOMS;
        self.to_value(room, true).serialize(serializer)
    }
}

/// How much is written.
#[derive(Clone, Copy, Debug)]
struct Room {
    checks: usize,
    /// Of one list.
    entries: usize,
    /// Bytes of one text that is for people.
    text: usize,
}

impl Room {
    const fn new(checks: usize, entries: usize, text: usize) -> Self {
        Self {
            checks,
            entries,
            text,
        }
    }

    fn check(self, check: &VerdictCheck) -> Value {
        let candidates = check.candidates.iter().take(self.entries.min(64));
        Value::object([
            ("id", Value::from(check.id.as_str())),
            ("code", Value::text(check.code)),
            ("status", Value::from(check.status.as_str())),
            ("mode", Value::from(check.mode.as_str())),
            ("decision", Value::from(check.decision.as_str())),
            ("summary", Value::Text(self.cut(&check.summary))),
            ("remediation", remediation(check.code)),
            (
                "evidence",
                self.list(&check.evidence, |it| self.evidence(it)),
            ),
            (
                "identities",
                self.list(&check.identities, |it| self.identity(it)),
            ),
            (
                "candidates",
                Value::list(candidates.map(|it| self.candidate(it))),
            ),
            ("candidates_count", Value::from(check.candidates_count)),
            (
                "findings",
                self.list(&check.findings, |it| self.finding(it)),
            ),
            ("findings_count", Value::from(check.findings.len())),
            ("retryable", Value::from(check.retryable)),
        ])
        .with_some("class", check.class.map(Value::text))
        .with_some("place", check.place.as_deref().map(|it| self.text(it)))
        .with_some("waived_by", check.waived_by.as_deref().map(Value::from))
    }

    fn evidence(self, evidence: &EvidenceView) -> Value {
        let media_type = evidence.media_type.as_deref().map(|it| self.text(it));
        let repository = evidence.repository.as_deref().map(|it| self.text(it));
        Value::object([
            ("role", Value::from(evidence.role)),
            ("source", Value::from(evidence.source)),
        ])
        .with_some("digest", evidence.digest.as_ref().map(Value::text))
        .with_some("media_type", media_type)
        .with_some("repo", repository)
    }

    fn identity(self, identity: &IdentityView) -> Value {
        let key = identity.key_sha256.as_ref().map(hex);
        Value::object([
            ("signer", Value::from(identity.signer.as_str())),
            ("type", Value::from(identity.kind)),
        ])
        .with_some("issuer", identity.issuer.as_deref().map(|it| self.text(it)))
        .with_some("san", identity.san.as_deref().map(|it| self.text(it)))
        .with_some("key_sha256", key)
        .with_some("log_index", identity.log_index.map(Value::from))
        .with_some("signed_at", identity.signed_at.map(Value::text))
    }

    fn candidate(self, candidate: &CandidateView) -> Value {
        Value::object([
            ("code", Value::text(candidate.code)),
            ("summary", Value::Text(self.cut(&candidate.summary))),
        ])
        .with_some("digest", candidate.digest.as_ref().map(Value::text))
    }

    fn finding(self, finding: &Finding) -> Value {
        let place = finding.place();
        let pointer = (!place.is_root()).then(|| self.text(place.as_str()));
        Value::object([
            ("code", Value::text(finding.code())),
            ("detail", Value::Text(self.cut(finding.detail()))),
        ])
        .with_some("pointer", pointer)
    }

    fn list<T>(self, items: &[T], write: impl Fn(&T) -> Value) -> Value {
        Value::list(items.iter().take(self.entries).map(write))
    }

    /// Names, of which there may be as many as checks.
    fn many(self, names: &[String]) -> Value {
        Value::texts(names.iter().take(self.checks))
    }

    fn text(self, text: &str) -> Value {
        Value::Text(self.cut(text))
    }

    fn cut(self, text: &str) -> String {
        if text.len() <= self.text {
            return text.to_owned();
        }
        let mut cut = String::with_capacity(self.text);
        for c in text.chars() {
            if cut.len().saturating_add(c.len_utf8()) > self.text {
                break;
            }
            cut.push(c);
        }
        cut.push('…');
        cut
    }
}

fn tool() -> Value {
    Value::object([
        ("name", Value::from("bonafide")),
        ("version", Value::from(env!("CARGO_PKG_VERSION"))),
    ])
}

fn subject(subject: &SubjectView) -> Value {
    Value::object([("kind", Value::from(subject.kind.as_str()))])
        .with_some("role", subject.role.map(|it| Value::from(it.as_str())))
        .with_some(
            "transport",
            subject.transport.map(|it| Value::from(it.as_str())),
        )
        .with_some("namespace", subject.namespace.as_deref().map(Value::from))
        .with_some("ref", subject.reference.as_deref().map(Value::from))
        .with_some("digest", subject.digest.as_ref().map(Value::text))
        .with_some("tag_claim", subject.tag_claim.as_deref().map(Value::from))
        .with_some("media_type", subject.media_type.as_deref().map(Value::from))
        .with_some("size", subject.size.map(Value::from))
}

fn policy(policy: &PolicyIdentity) -> Value {
    Value::object([
        ("name", Value::from(policy.name.as_str())),
        ("version", Value::from(policy.version.as_str())),
        ("sha256", hex(&policy.sha256)),
        ("source_format", Value::from(policy.source_format.as_str())),
    ])
    .with_some("uri", policy.uri.as_deref().map(Value::from))
}

fn trust(trust: &TrustView) -> Value {
    Value::object([
        ("name", Value::from(trust.name.as_str())),
        ("sha256", hex(&trust.sha256)),
    ])
    .with_some("expires", trust.expires.map(Value::text))
}

fn remediation(code: Code) -> Value {
    Value::object([
        ("text", Value::from(code.remedy())),
        ("doc", Value::Text(doc_anchor(code))),
    ])
}

/// Where the documentation explains a code.
pub(crate) fn doc_anchor(code: Code) -> String {
    format!("codes.md#{code}")
}

fn hex(sha256: &[u8; 32]) -> Value {
    Value::Text(Digest::sha256(*sha256).to_hex())
}
