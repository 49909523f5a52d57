//! Reading a record.

use bonafide_digest::Digest;
use bonafide_json::{Limits, Reader};
use bonafide_report::{Decision, Exceeded, Time};

use super::event::MOST_ENTRIES;
use super::record::{MOST_LINE, SCHEMA};
use super::{
    Actor, ActorKind, AuditError, AuditEvent, AuditKind, AuditRecord, AuditSubject, LogId, write,
};

/// The members of a record, in their order.
pub(super) const MEMBERS: [&str; 17] = [
    "schema",
    "seq",
    "time",
    "log",
    "prev",
    "kind",
    "verdict_sha256",
    "decision",
    "would_be",
    "enforced",
    "subject",
    "policy_sha256",
    "codes",
    "waivers",
    "actor",
    "request_uid",
    "duration_ms",
];

impl AuditRecord {
    /// Reads a line without its line feed.
    ///
    /// # Errors
    /// [`AuditError::Limit`] above 64 KiB with the line feed, [`AuditError::Json`],
    /// [`AuditError::Record`] for everything that the writer does not write byte for byte.
    pub fn parse(line: &[u8]) -> Result<Self, AuditError> {
        Exceeded::check(line.len(), MOST_LINE.saturating_sub(1), "bytes of a line")?;
        let limits = Limits::default().with_bytes(MOST_LINE).with_depth(4);
        let mut reader = Reader::new(line, &limits)?;
        let mut draft = Draft::default();
        reader.object::<AuditError>(&MEMBERS, |reader, name| draft.member(reader, name))?;
        reader.finish()?;
        let record = draft.finish()?;
        record.event.check()?;
        if !record.event.is_whole() {
            return Err(refuse("the members do not go with the kind of the record"));
        }
        if write::line(&record).as_bytes() != line {
            return Err(refuse("not written as records are"));
        }
        Ok(record)
    }
}

#[derive(Debug, Default)]
struct Draft {
    is_named: bool,
    seq: Option<u64>,
    time: Option<Time>,
    log: Option<LogId>,
    prev: Option<[u8; 32]>,
    kind: Option<AuditKind>,
    event: Option<AuditEvent>,
}

impl Draft {
    fn member(&mut self, reader: &mut Reader<'_>, name: &str) -> Result<(), AuditError> {
        // The kind stands before what belongs to the event; another order is refused later anyhow.
        let event = self.event.get_or_insert(AuditEvent::of(AuditKind::End));
        match name {
            "schema" => self.is_named = reader.string()? == SCHEMA,
            "seq" => self.seq = Some(reader.unsigned()?),
            "time" => {
                let time = Time::parse_rfc3339(&reader.string()?);
                self.time = Some(time.map_err(|_| refuse("not a time"))?);
            }
            "log" => self.log = Some(LogId::new(hash(reader)?)),
            "prev" => self.prev = Some(hash(reader)?),
            "kind" => {
                let name = reader.string()?;
                let kind = AuditKind::ALL
                    .into_iter()
                    .find(|kind| kind.as_str() == name);
                self.kind = Some(kind.ok_or(refuse("no kind of record has this name"))?);
            }
            "verdict_sha256" => event.verdict_sha256 = Some(hash(reader)?),
            "decision" => event.decision = Some(decision(reader)?),
            "would_be" => event.would_be = Some(decision(reader)?),
            "enforced" => event.enforced = Some(reader.boolean()?),
            "subject" => event.subject = Some(subject(reader)?),
            "policy_sha256" => event.policy_sha256 = Some(hash(reader)?),
            "codes" => event.codes = texts(reader, "codes of a record")?,
            "waivers" => event.waivers = texts(reader, "waivers of a record")?,
            "actor" => event.actor = Some(actor(reader)?),
            "request_uid" => event.request_uid = Some(reader.string()?.into_owned()),
            "duration_ms" => event.duration_ms = Some(reader.unsigned()?),
            _ => return Err(reader.unknown_member().into()),
        }
        Ok(())
    }

    fn finish(self) -> Result<AuditRecord, AuditError> {
        let missing = refuse("a member is missing");
        let (Some(seq), Some(time), Some(log), Some(prev), Some(kind), Some(event)) = (
            self.seq, self.time, self.log, self.prev, self.kind, self.event,
        ) else {
            return Err(missing);
        };
        if !self.is_named {
            return Err(refuse("no record of this schema"));
        }
        let event = AuditEvent { kind, ..event };
        Ok(AuditRecord {
            seq,
            time,
            log,
            prev,
            event,
        })
    }
}

fn decision(reader: &mut Reader<'_>) -> Result<Decision, AuditError> {
    let name = reader.string()?;
    [Decision::Allow, Decision::Quarantine, Decision::Reject]
        .into_iter()
        .find(|decision| decision.as_str() == name)
        .ok_or(refuse("no decision has this name"))
}

fn subject(reader: &mut Reader<'_>) -> Result<AuditSubject, AuditError> {
    let mut subject = AuditSubject::default();
    reader.object::<AuditError>(&["ref", "digest"], |reader, name| {
        match name {
            "ref" => subject.reference = Some(reader.string()?.into_owned()),
            "digest" => {
                let digest = Digest::parse(&reader.string()?);
                subject.digest = Some(digest.map_err(|_| refuse("not a digest"))?);
            }
            _ => return Err(reader.unknown_member().into()),
        }
        Ok(())
    })?;
    Ok(subject)
}

fn actor(reader: &mut Reader<'_>) -> Result<Actor, AuditError> {
    let (mut kind, mut actor) = (None, None);
    reader.object::<AuditError>(&["kind", "name"], |reader, name| {
        match name {
            "kind" => {
                let name = reader.string()?;
                kind = ActorKind::ALL
                    .into_iter()
                    .find(|kind| kind.as_str() == name);
            }
            "name" => actor = Some(reader.string()?.into_owned()),
            _ => return Err(reader.unknown_member().into()),
        }
        Ok(())
    })?;
    match (kind, actor) {
        (Some(kind), Some(name)) => Ok(Actor { kind, name }),
        _ => Err(refuse("not an actor")),
    }
}

fn texts(reader: &mut Reader<'_>, item: &'static str) -> Result<Vec<String>, AuditError> {
    let mut texts = Vec::new();
    reader.array::<AuditError>(MOST_ENTRIES, item, |reader, _| {
        texts.push(reader.string()?.into_owned());
        Ok(())
    })?;
    Ok(texts)
}

/// Bytes in hexadecimal. That these are in lower case shows when the record is written again.
fn hash<const SIZE: usize>(reader: &mut Reader<'_>) -> Result<[u8; SIZE], AuditError> {
    let text = reader.string()?;
    let wrong = || refuse("not a hash in hexadecimal");
    let mut digits = text.chars().map(|digit| digit.to_digit(16));
    let mut bytes = [0; SIZE];
    for byte in &mut bytes {
        let (Some(Some(high)), Some(Some(low))) = (digits.next(), digits.next()) else {
            return Err(wrong());
        };
        let value = high.saturating_mul(16).saturating_add(low);
        *byte = u8::try_from(value).map_err(|_| wrong())?;
    }
    if digits.next().is_some() {
        return Err(wrong());
    }
    Ok(bytes)
}

const fn refuse(rule: &'static str) -> AuditError {
    AuditError::Record { rule }
}
