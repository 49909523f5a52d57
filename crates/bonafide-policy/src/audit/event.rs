//! What is recorded.

use std::collections::BTreeSet;

use bonafide_digest::{Digest, sha256};
use bonafide_report::{Code, Decision, Exceeded};

use super::AuditError;
use crate::{CheckStatus, Verdict};

/// The longest name of a subject, in bytes.
const MOST_NAME: usize = 4096;
/// The longest name of an actor, in bytes.
const MOST_ACTOR: usize = 1024;
/// The longest id of a request, in bytes.
const MOST_UID: usize = 256;
/// The most codes, and the most waivers.
pub(super) const MOST_ENTRIES: usize = 1024;

/// Something that happened, for the audit log: the fields of a record that do not depend on its
/// place in the log.
///
/// There is no field for tokens, headers, predicates or the environment, and what a URL carries
/// beside its address is left out of names.
///
/// # Specification
/// policy AUD-1, AUD-5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    pub(super) kind: AuditKind,
    pub(super) verdict_sha256: Option<[u8; 32]>,
    pub(super) decision: Option<Decision>,
    pub(super) would_be: Option<Decision>,
    pub(super) enforced: Option<bool>,
    pub(super) subject: Option<AuditSubject>,
    pub(super) policy_sha256: Option<[u8; 32]>,
    pub(super) codes: Vec<String>,
    pub(super) waivers: Vec<String>,
    pub(super) actor: Option<Actor>,
    pub(super) request_uid: Option<String>,
    pub(super) duration_ms: Option<u64>,
}

/// What a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum AuditKind {
    /// A verdict: `decision`.
    Decision,
    /// A policy was loaded, or refused: `policy-load`.
    PolicyLoad,
    /// Exceptions were used: `waiver`.
    Waiver,
    /// The head of the log was signed, or is about to be: `checkpoint`.
    Checkpoint,
    /// The log goes on in another file: `end`.
    End,
}

/// Which artifact a record is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditSubject {
    pub(super) reference: Option<String>,
    pub(super) digest: Option<Digest>,
}

/// On whose behalf it was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub(super) kind: ActorKind,
    pub(super) name: String,
}

/// What an [`Actor`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ActorKind {
    /// A person: `user`.
    User,
    /// An account of a service: `service-account`.
    ServiceAccount,
    /// A program that asked by itself: `program`.
    Program,
}

impl AuditEvent {
    /// A verdict was reached. `document` is the verdict as it is given out or stored, byte for byte:
    /// its hash is recorded.
    #[must_use]
    pub fn decision(verdict: &Verdict, document: &[u8]) -> Self {
        let failed = |status| status == CheckStatus::Fail;
        let checks = verdict.checks.iter();
        let codes: BTreeSet<&str> = checks
            .filter(|check| failed(check.status) || check.waived_by.is_some())
            .map(|check| check.code.as_str())
            .collect();
        Self {
            decision: Some(verdict.decision),
            would_be: Some(verdict.would_be),
            enforced: Some(verdict.enforced),
            codes: codes.into_iter().map(str::to_owned).collect(),
            ..Self::of_verdict(AuditKind::Decision, verdict, document)
        }
    }

    /// Exceptions were used to reach a verdict; `None` where none was.
    #[must_use]
    pub fn waiver(verdict: &Verdict, document: &[u8]) -> Option<Self> {
        let event = Self::of_verdict(AuditKind::Waiver, verdict, document);
        (!event.waivers.is_empty()).then_some(event)
    }

    /// A policy with this digest was loaded, or refused for these reasons.
    #[must_use]
    pub fn policy_load(policy_sha256: [u8; 32], refused: &[Code]) -> Self {
        let codes: BTreeSet<&str> = refused.iter().map(|code| code.as_str()).collect();
        Self {
            policy_sha256: Some(policy_sha256),
            codes: codes.into_iter().map(str::to_owned).collect(),
            ..Self::of(AuditKind::PolicyLoad)
        }
    }

    /// The head of the log is about to be signed; the checkpoint covers this record too.
    #[must_use]
    pub const fn checkpoint() -> Self {
        Self::of(AuditKind::Checkpoint)
    }

    /// The log goes on in another file.
    #[must_use]
    pub const fn end() -> Self {
        Self::of(AuditKind::End)
    }

    /// Who asked.
    #[must_use]
    pub fn with_actor(mut self, kind: ActorKind, name: impl Into<String>) -> Self {
        let name = name.into();
        self.actor = Some(Actor { kind, name });
        self
    }

    /// The id of the request.
    #[must_use]
    pub fn with_request_uid(mut self, uid: impl Into<String>) -> Self {
        self.request_uid = Some(uid.into());
        self
    }

    /// How long it took, in milliseconds.
    #[must_use]
    pub const fn with_duration_ms(mut self, milliseconds: u64) -> Self {
        self.duration_ms = Some(milliseconds);
        self
    }

    /// What it is about.
    #[must_use]
    pub const fn kind(&self) -> AuditKind {
        self.kind
    }

    /// What was decided.
    #[must_use]
    pub const fn decided(&self) -> Option<Decision> {
        self.decision
    }

    /// The hash of the verdict.
    #[must_use]
    pub const fn verdict_sha256(&self) -> Option<&[u8; 32]> {
        self.verdict_sha256.as_ref()
    }

    fn of_verdict(kind: AuditKind, verdict: &Verdict, document: &[u8]) -> Self {
        let reference = verdict.subject.reference.as_deref();
        Self {
            verdict_sha256: Some(sha256(&[document])),
            subject: Some(AuditSubject {
                reference: reference.map(address),
                digest: verdict.subject.digest,
            }),
            policy_sha256: Some(verdict.policy.sha256),
            waivers: verdict.waivers_used.clone(),
            ..Self::of(kind)
        }
    }

    pub(super) const fn of(kind: AuditKind) -> Self {
        Self {
            kind,
            verdict_sha256: None,
            decision: None,
            would_be: None,
            enforced: None,
            subject: None,
            policy_sha256: None,
            codes: Vec::new(),
            waivers: Vec::new(),
            actor: None,
            request_uid: None,
            duration_ms: None,
        }
    }

    /// Fails for texts and lists that are longer than their limits, and for texts that no reader of
    /// JSON here takes.
    pub(super) fn check(&self) -> Result<(), AuditError> {
        let name = self.subject.as_ref();
        let name = name.and_then(|subject| subject.reference.as_ref());
        let actor = self.actor.as_ref().map(|actor| &actor.name);
        for (text, most, item) in [
            (name, MOST_NAME, "bytes of the name of a subject"),
            (actor, MOST_ACTOR, "bytes of the name of an actor"),
            (
                self.request_uid.as_ref(),
                MOST_UID,
                "bytes of the id of a request",
            ),
        ] {
            Exceeded::check(text.map_or(0, String::len), most, item)?;
            if text.is_some_and(|text| text.contains('\0')) {
                let rule = "a text with U+0000";
                return Err(AuditError::Record { rule });
            }
        }
        Exceeded::check(self.codes.len(), MOST_ENTRIES, "codes of a record")?;
        Exceeded::check(self.waivers.len(), MOST_ENTRIES, "waivers of a record")?;
        Ok(())
    }

    /// Whether it has what its kind must have, and nothing that it must not have.
    pub(super) fn is_whole(&self) -> bool {
        let of_verdict = [self.verdict_sha256.is_some(), self.subject.is_some()];
        let of_decision = [
            self.decision.is_some(),
            self.would_be.is_some(),
            self.enforced.is_some(),
        ];
        let (all, any) = (
            |there: &[bool]| !there.contains(&false),
            |there: &[bool]| there.contains(&true),
        );
        let has_policy = self.policy_sha256.is_some();
        match self.kind {
            AuditKind::Decision => all(&of_verdict) && all(&of_decision) && has_policy,
            AuditKind::Waiver => {
                all(&of_verdict) && !any(&of_decision) && has_policy && !self.waivers.is_empty()
            }
            AuditKind::PolicyLoad => {
                !any(&of_verdict) && !any(&of_decision) && has_policy && self.waivers.is_empty()
            }
            AuditKind::Checkpoint | AuditKind::End => {
                let has_entries = !self.codes.is_empty() || !self.waivers.is_empty();
                !any(&of_verdict) && !any(&of_decision) && !has_policy && !has_entries
            }
        }
    }
}

impl AuditKind {
    /// All of them.
    pub(super) const ALL: [Self; 5] = [
        Self::Decision,
        Self::PolicyLoad,
        Self::Waiver,
        Self::Checkpoint,
        Self::End,
    ];

    /// The name in a record.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::PolicyLoad => "policy-load",
            Self::Waiver => "waiver",
            Self::Checkpoint => "checkpoint",
            Self::End => "end",
        }
    }
}

impl ActorKind {
    /// All of them.
    pub(super) const ALL: [Self; 3] = [Self::User, Self::ServiceAccount, Self::Program];

    /// The name in a record.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::ServiceAccount => "service-account",
            Self::Program => "program",
        }
    }
}

/// A name without what a URL carries beside its address: user, password, query and fragment.
fn address(name: &str) -> String {
    let Some((scheme, rest)) = name.split_once("://") else {
        return name.to_owned();
    };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at_checked(at).unwrap_or((rest, "")),
        None => (rest, ""),
    };
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use bonafide_report::Time;
    use bonafide_report::registry::{SIGNATURE_INVALID, SIGNATURE_MISSING};

    use super::super::{AuditLog, LogId};
    use super::*;
    use crate::{ArtifactKind, Mode, PolicyIdentity, SourceFormat, SubjectView, VerdictCheck};

    fn verdict(name: &str) -> Verdict {
        let check = |id: &str, code, status| VerdictCheck {
            id: id.to_owned(),
            code,
            status,
            class: None,
            mode: Mode::Enforce,
            decision: Decision::Reject,
            summary: String::new(),
            place: None,
            evidence: Vec::new(),
            identities: Vec::new(),
            candidates: Vec::new(),
            candidates_count: 0,
            findings: Vec::new(),
            retryable: false,
            waived_by: None,
        };
        Verdict {
            decision: Decision::Quarantine,
            would_be: Decision::Reject,
            enforced: true,
            indeterminate: false,
            retryable: false,
            subject: SubjectView {
                kind: ArtifactKind::Oci,
                role: None,
                transport: None,
                namespace: None,
                reference: Some(name.to_owned()),
                digest: Some(Digest::sha256([7; 32])),
                tag_claim: None,
                media_type: None,
                size: None,
            },
            pinned: None,
            policy: PolicyIdentity {
                name: "p".to_owned(),
                version: "1".to_owned(),
                sha256: [9; 32],
                source_format: SourceFormat::Native,
                uri: None,
            },
            facts: crate::VerdictFacts::default(),
            trust: Vec::new(),
            checks: vec![
                check("a/b", SIGNATURE_MISSING, CheckStatus::Fail),
                check("a/c", SIGNATURE_INVALID, CheckStatus::Fail),
                check("a/d", SIGNATURE_MISSING, CheckStatus::Fail),
                check(
                    "a/e",
                    bonafide_report::registry::DIGEST_MISMATCH,
                    CheckStatus::Pass,
                ),
            ],
            decisive: Vec::new(),
            incomplete: Vec::new(),
            warnings: Vec::new(),
            waivers_used: Vec::new(),
            evaluated_at: Time::from_unix(0).unwrap(),
            durations_ms: BTreeMap::new(),
        }
    }

    fn line(event: AuditEvent) -> Result<String, AuditError> {
        let time = Time::from_unix(1_800_000_000).unwrap();
        let log = AuditLog::begin(LogId::new([0xab; 16]));
        let entry = log.next(time, event)?;
        Ok(String::from_utf8(entry.bytes().to_vec()).unwrap())
    }

    #[test]
    fn a_decision_is_one_line_with_its_members_in_order() {
        let event = AuditEvent::decision(&verdict("docker.io/library/a:1"), b"{}")
            .with_actor(
                ActorKind::User,
                "alice\n{\"schema\":\u{2028}é\u{1f600}\u{7f}",
            )
            .with_request_uid("u-1")
            .with_duration_ms(12);
        let zeros = "0".repeat(64);
        let expected = format!(
            "{{\"schema\":\"bonafide.audit/v1\",\"seq\":0,\"time\":\"2027-01-15T08:00:00Z\",\
             \"log\":\"{}\",\"prev\":\"{zeros}\",\"kind\":\"decision\",\
             \"verdict_sha256\":\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\
             \"decision\":\"quarantine\",\"would_be\":\"reject\",\"enforced\":true,\
             \"subject\":{{\"ref\":\"docker.io/library/a:1\",\"digest\":\"sha256:{}\"}},\
             \"policy_sha256\":\"{}\",\"codes\":[\"signature.invalid\",\"signature.missing\"],\
             \"waivers\":[],\"actor\":{{\"kind\":\"user\",\
             \"name\":\"alice\\u000a{{\\\"schema\\\":\\u2028\\u00e9\\ud83d\\ude00\\u007f\"}},\
             \"request_uid\":\"u-1\",\"duration_ms\":12}}\n",
            "ab".repeat(16),
            "07".repeat(32),
            "09".repeat(32),
        );
        assert_eq!(line(event).unwrap(), expected);
    }

    #[test]
    fn secrets_of_addresses_are_not_recorded() {
        for (name, wanted) in [
            ("https://u:p@h.example/a?token=x#y", "https://h.example/a"),
            ("https://u:p@h.example", "https://h.example"),
            ("https://h.example?token=x@y/z", "https://h.example"),
            ("docker.io/library/a:1", "docker.io/library/a:1"),
            ("models/a", "models/a"),
        ] {
            assert_eq!(address(name), wanted);
            let line = line(AuditEvent::decision(&verdict(name), b"")).unwrap();
            assert!(line.contains(&format!("\"ref\":\"{wanted}\"")), "{line}");
        }
    }

    #[test]
    fn waivers_are_recorded_where_they_were_used() {
        let mut verdict = verdict("h.example/a");
        assert_eq!(AuditEvent::waiver(&verdict, b""), None);
        verdict.waivers_used = vec!["INC-1".to_owned()];
        let line = line(AuditEvent::waiver(&verdict, b"").unwrap()).unwrap();
        assert!(line.contains("\"kind\":\"waiver\"") && line.contains("\"waivers\":[\"INC-1\"]"));
        assert!(!line.contains("would_be"));
    }

    #[test]
    fn events_are_bounded() {
        let code = |event| line(event).map_or_else(|error| error.code().as_str(), |_| "accept");
        for (most, event) in [
            (
                MOST_NAME,
                (|text| AuditEvent::decision(&verdict(&text), b"")) as fn(String) -> AuditEvent,
            ),
            (MOST_ACTOR, |text| {
                AuditEvent::end().with_actor(ActorKind::Program, text)
            }),
            (MOST_UID, |text| AuditEvent::end().with_request_uid(text)),
        ] {
            assert_eq!(code(event("\u{1}".repeat(most))), "accept");
            assert_eq!(code(event("a".repeat(most + 1))), "limit.exceeded");
        }
        assert_eq!(
            code(AuditEvent::end().with_request_uid("a\0")),
            "audit.malformed"
        );
        let mut verdict = verdict("h.example/a");
        verdict.waivers_used = vec!["w".repeat(20); MOST_ENTRIES];
        assert_eq!(code(AuditEvent::decision(&verdict, b"")), "accept");
        verdict.waivers_used.push("w".to_owned());
        assert_eq!(code(AuditEvent::decision(&verdict, b"")), "limit.exceeded");
        // Within the bounds of its parts, and longer than a line.
        verdict.waivers_used = vec!["w".repeat(64); MOST_ENTRIES];
        assert_eq!(code(AuditEvent::decision(&verdict, b"")), "limit.exceeded");
    }
}
