//! Writing a record as the one line that it has.

use core::fmt::{self, Write as _};

use bonafide_digest::hex;

use super::AuditRecord;
use super::record::SCHEMA;

/// The line without a line feed. It is ASCII and printable, whatever texts the record has.
pub(super) fn line(record: &AuditRecord) -> String {
    let mut out = Object::default();
    out.text("schema", SCHEMA);
    out.plain("seq", record.seq);
    out.text("time", &record.time.to_string());
    out.text("log", &record.log.to_string());
    out.text("prev", &hex::encode(&record.prev));
    let event = &record.event;
    out.text("kind", event.kind.as_str());
    if let Some(hash) = &event.verdict_sha256 {
        out.text("verdict_sha256", &hex::encode(hash));
    }
    if let Some(decision) = event.decision {
        out.text("decision", decision.as_str());
    }
    if let Some(decision) = event.would_be {
        out.text("would_be", decision.as_str());
    }
    if let Some(enforced) = event.enforced {
        out.plain("enforced", enforced);
    }
    if let Some(subject) = &event.subject {
        let mut inner = Object::default();
        if let Some(reference) = &subject.reference {
            inner.text("ref", reference);
        }
        if let Some(digest) = &subject.digest {
            inner.text("digest", &digest.to_string());
        }
        out.plain("subject", inner.finish());
    }
    if let Some(hash) = &event.policy_sha256 {
        out.text("policy_sha256", &hex::encode(hash));
    }
    out.texts("codes", &event.codes);
    out.texts("waivers", &event.waivers);
    if let Some(actor) = &event.actor {
        let mut inner = Object::default();
        inner.text("kind", actor.kind.as_str());
        inner.text("name", &actor.name);
        out.plain("actor", inner.finish());
    }
    if let Some(uid) = &event.request_uid {
        out.text("request_uid", uid);
    }
    if let Some(duration) = event.duration_ms {
        out.plain("duration_ms", duration);
    }
    out.finish()
}

/// An object that is being written.
#[derive(Debug, Default)]
struct Object {
    text: String,
}

impl Object {
    fn name(&mut self, name: &str) {
        let before = if self.text.is_empty() { '{' } else { ',' };
        append(&mut self.text, format_args!("{before}\"{name}\":"));
    }

    fn plain(&mut self, name: &str, value: impl fmt::Display) {
        self.name(name);
        append(&mut self.text, format_args!("{value}"));
    }

    fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        string(&mut self.text, value);
    }

    fn texts(&mut self, name: &str, values: &[String]) {
        self.name(name);
        self.text.push('[');
        for (at, value) in values.iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            string(&mut self.text, value);
        }
        self.text.push(']');
    }

    fn finish(mut self) -> String {
        if self.text.is_empty() {
            self.text.push('{');
        }
        self.text.push('}');
        self.text
    }
}

/// Everything but printable ASCII is escaped: no text can end a line, or look like another one.
fn string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            ' '..='~' => out.push(character),
            character => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    append(out, format_args!("\\u{unit:04x}"));
                }
            }
        }
    }
    out.push('"');
}

fn append(out: &mut String, text: fmt::Arguments<'_>) {
    // Writing to a String does not fail.
    let _ = out.write_fmt(text);
}
