//! Whether a document has the shape of a policy.

use bonafide_report::{Escaped, registry};

use super::{Field, Format, Record, Shape};
use crate::error::Problems;
use crate::syntax::{At, Node, NodeValue};

/// Tells everything in which `at` differs from the shape. Calls itself once a level, and the reader
/// of the syntax has bounded the levels.
pub(in crate::document) fn check(at: &At<'_>, shape: &Shape, problems: &mut Problems) {
    let Some(node) = at.node().filter(|node| !node.is_broken()) else {
        return;
    };
    if problems.is_full() {
        return;
    }
    match shape {
        Shape::Boolean if node.boolean().is_none() => at.refuse_type("boolean", problems),
        Shape::Boolean => {}
        Shape::Integer(least, most) => integer(at, *least, *most, problems),
        Shape::Text(format) => text(at, *format, problems),
        Shape::Choice(words) => choice(at, &words(), problems),
        Shape::Json => json(at, node, problems),
        Shape::Ordered => ordered(at, problems),
        Shape::List(of, least, most) => list(at, of, (*least, *most), problems),
        Shape::Map(names, of, most) => map(at, *names, of, *most, problems),
        Shape::Record(record) => members(at, record, problems),
        Shape::Either(other, record) => match node.value {
            NodeValue::Map(_) => members(at, record, problems),
            _ => check(at, other, problems),
        },
        Shape::Refused(why) => at.refuse_name(registry::POLICY_UNSUPPORTED, *why, problems),
        Shape::Misplaced(why) => at.refuse_name(registry::POLICY_CONFLICT, *why, problems),
    }
}

fn integer(at: &At<'_>, least: i64, most: i64, problems: &mut Problems) {
    match at.integer() {
        None => at.refuse_type("integer", problems),
        Some(value) if value < least || value > most => {
            let detail = format!("{value} is not within {least} and {most}");
            at.refuse(registry::POLICY_VALUE, detail, problems);
        }
        Some(_) => {}
    }
}

fn text(at: &At<'_>, format: Format, problems: &mut Problems) {
    match at.text() {
        None => at.refuse_type("text", problems),
        Some(text) if text.len() > format.most_bytes() => {
            let detail = format!("{} bytes; {}", text.len(), format.wanted());
            at.refuse(registry::POLICY_LIMIT, detail, problems);
        }
        Some(text) if !format.is_kept_by(text) => {
            let detail = format!("{}: {}", Escaped(text), format.wanted());
            at.refuse(registry::POLICY_VALUE, detail, problems);
        }
        Some(_) => {}
    }
}

/// Words of the format that are known and that nothing here can do.
const NOT_DONE: &[&str] = &["layers"];

fn choice(at: &At<'_>, words: &[&str], problems: &mut Problems) {
    match at.text() {
        None => at.refuse_type("text", problems),
        Some(text) if words.contains(&text) => {}
        Some(text) => {
            let listed = words.join(", ");
            let (code, what) = if NOT_DONE.contains(&text) {
                (registry::POLICY_UNSUPPORTED, "is not done here")
            } else {
                (registry::POLICY_VALUE, "is not a value of this field")
            };
            let detail = format!("{} {what}; it takes: {listed}", Escaped(text));
            at.refuse(code, detail, problems);
        }
    }
}

/// Numbers that programs read differently are no values to compare with.
fn json(at: &At<'_>, node: &Node, problems: &mut Problems) {
    let mut left = vec![node];
    while let Some(node) = left.pop() {
        match &node.value {
            NodeValue::Number(text) => {
                let detail = format!("{} is not an integer of 64 bits", Escaped(text));
                at.refuse(registry::POLICY_VALUE, detail, problems);
            }
            NodeValue::List(items) => left.extend(items),
            NodeValue::Map(members) => left.extend(members.iter().map(|member| &member.value)),
            _ => {}
        }
    }
}

fn ordered(at: &At<'_>, problems: &mut Problems) {
    match at.integer() {
        Some(_) => {}
        None if at.text().is_some() => text(at, Format::Time, problems),
        None => at.refuse_type("integer or time", problems),
    }
}

fn list(at: &At<'_>, of: &Shape, (least, most): (usize, usize), problems: &mut Problems) {
    let Some(items) = at.node().and_then(Node::list) else {
        return at.refuse_type("list", problems);
    };
    if items.len() > most {
        let detail = format!("{} elements; at most {most} are read", items.len());
        return at.refuse(registry::POLICY_LIMIT, detail, problems);
    }
    if items.len() < least {
        let detail = format!("at least {least} must be here");
        at.refuse(registry::POLICY_VALUE, detail, problems);
    }
    for item in at.items() {
        check(&item, of, problems);
    }
}

fn map(at: &At<'_>, names: Format, of: &Shape, most: usize, problems: &mut Problems) {
    let Some(members) = at.node().and_then(Node::map) else {
        return at.refuse_type("map", problems);
    };
    if members.len() > most {
        let detail = format!("{} members; at most {most} are read", members.len());
        return at.refuse(registry::POLICY_LIMIT, detail, problems);
    }
    for (name, member) in at.members() {
        if names.is_kept_by(name) {
            check(&member, of, problems);
        } else {
            let detail = format!("{}: {}", Escaped(name), names.wanted());
            member.refuse_name(registry::POLICY_VALUE, detail, problems);
        }
    }
}

fn members(at: &At<'_>, record: &Record, problems: &mut Problems) {
    if at.node().and_then(Node::map).is_none() {
        return at.refuse_type("map", problems);
    }
    for (name, member) in at.members() {
        match record.field(name) {
            Some(Field { shape, .. }) => check(&member, shape, problems),
            None => {
                let detail = format!("{} is not a field here", Escaped(name));
                member.refuse_name(registry::POLICY_UNKNOWN_FIELD, detail, problems);
            }
        }
    }
    for field in record.fields.iter().filter(|field| field.is_required) {
        if !at.member(field.name).is_there() {
            let detail = format!("{} is missing", field.name);
            at.refuse(registry::POLICY_MISSING_FIELD, detail, problems);
        }
    }
    one_of(at, record.one_of, problems);
}

fn one_of(at: &At<'_>, names: &[&str], problems: &mut Problems) {
    let mut there = names.iter().filter(|name| at.member(name).is_there());
    if names.is_empty() {
        return;
    }
    let Some(first) = there.next() else {
        let detail = format!("one of these is missing: {}", names.join(", "));
        return at.refuse(registry::POLICY_MISSING_FIELD, detail, problems);
    };
    for name in there {
        let detail = format!("{name} excludes {first}: exactly one of them may be here");
        at.member(name)
            .refuse_name(registry::POLICY_CONFLICT, detail, problems);
    }
}
