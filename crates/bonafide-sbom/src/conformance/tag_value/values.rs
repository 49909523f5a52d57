//! Values that are of several parts.

use super::super::published::Schema;
use super::draft::Draft;
use super::members::{Form, Member};

/// One value of a tag, and the line in which it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'a> {
    pub(super) text: &'a str,
    pub(super) line: usize,
}

/// Writes the member that has the values `values`, in the order in which they came.
pub(super) fn write(draft: &mut Draft, member: Member, values: &[Value<'_>], schema: Schema) {
    let Some(first) = values.first().filter(|_| !member.name.is_empty()) else {
        return;
    };
    draft.name(member.name);
    if !member.form.is_list() {
        return one(draft, member.form, *first);
    }
    draft.array(first.line);
    for value in values {
        match member.form {
            Form::Checksums => checksum(draft, value.text, value.line),
            Form::References => reference(draft, *value, schema),
            Form::Documents => document(draft, *value),
            Form::Addresses => addresses(draft, *value),
            _ => draft.string(value.text, value.line),
        }
    }
    draft.close_array();
}

fn one(draft: &mut Draft, form: Form, Value { text, line }: Value<'_>) {
    match (form, text) {
        (Form::Boolean, "true" | "false") => draft.boolean(text == "true", line),
        (Form::Free, _) => draft.string("", line),
        (Form::Code, _) => code(draft, text, line),
        _ => draft.string(text, line),
    }
}

/// `SHA1: d6a7…`; a part that is not there is not written.
///
/// # Specification
/// SPDX 2.3 clauses 7.10 and 8.4.
fn checksum(draft: &mut Draft, text: &str, line: usize) {
    draft.object(line);
    let (algorithm, value) = text.split_once(':').unwrap_or((text, ""));
    part(draft, "algorithm", algorithm, line);
    part(draft, "checksumValue", value, line);
    draft.close();
}

/// A category, a type and a locator.
///
/// # Specification
/// SPDX 2.3 clause 7.21. That of 2.2 has a category which the schema of 2.2 lacks.
fn reference(draft: &mut Draft, Value { text, line }: Value<'_>, schema: Schema) {
    let (category, rest) = word(text);
    let (kind, locator) = word(rest);
    let category = match category {
        "PERSISTENT-ID" if schema == Schema::Spdx22 => "OTHER",
        category => category,
    };
    draft.object(line);
    part(draft, "referenceCategory", category, line);
    part(draft, "referenceType", kind, line);
    part(draft, "referenceLocator", locator, line);
    draft.close();
}

/// An identifier, a URI and a checksum.
///
/// # Specification
/// SPDX 2.3 clause 6.6.
fn document(draft: &mut Draft, Value { text, line }: Value<'_>) {
    let (id, rest) = word(text);
    let (uri, hash) = word(rest);
    draft.object(line);
    part(draft, "externalDocumentId", id, line);
    part(draft, "spdxDocument", uri, line);
    if !hash.is_empty() {
        draft.name("checksum");
        checksum(draft, hash, line);
    }
    draft.close();
}

/// Addresses.
///
/// # Specification
/// SPDX 2.3 clause 10.4; looser: an example of the specification has several with commas between.
fn addresses(draft: &mut Draft, Value { text, line }: Value<'_>) {
    for address in text.split(", ") {
        draft.string(address.trim_ascii(), line);
    }
}

/// A hash, and in parentheses what it leaves out.
///
/// # Specification
/// SPDX 2.3 clause 7.9; looser: its own example leaves out the word `excludes:`.
fn code(draft: &mut Draft, text: &str, line: usize) {
    draft.object(line);
    let end = text.find(['(', ' ', '\t']).unwrap_or(text.len());
    let (value, files) = text.split_at_checked(end).unwrap_or((text, ""));
    let files = files.trim_ascii();
    let inner = files
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    match inner {
        Some(inner) => {
            draft.member("packageVerificationCodeValue", value, line);
            draft.name("packageVerificationCodeExcludedFiles");
            draft.array(line);
            draft.string(inner, line);
            draft.close_array();
        }
        // Whatever else follows makes it another text than a hash.
        None => part(draft, "packageVerificationCodeValue", text, line),
    }
    draft.close();
}

/// A relationship; `None` when it is not of three words.
///
/// # Specification
/// SPDX 2.3 clause 11.1. That of 2.2 has a type which the schema of 2.2 lacks.
pub(super) fn relationship(
    draft: &mut Draft,
    Value { text, line }: Value<'_>,
    schema: Schema,
) -> Option<()> {
    let mut words = text.split_ascii_whitespace();
    let (from, kind, to) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() {
        return None;
    }
    let kind = match kind {
        "AMENDS" if schema == Schema::Spdx22 => "OTHER",
        kind => kind,
    };
    draft.object(line);
    draft.member("spdxElementId", from, line);
    draft.member("relationshipType", kind, line);
    draft.member("relatedSpdxElement", to, line);
    draft.close();
    Some(())
}

/// Whether `text` is two numbers from 1 on, of which the second is not less than the first.
///
/// # Specification
/// SPDX 2.3 clauses 9.3 and 9.4.
pub(super) fn is_range(text: &str) -> bool {
    let number = |text: &str| -> Option<String> {
        let digits = text.trim_start_matches('0');
        let is_number = !digits.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.to_owned())
    };
    let Some((first, last)) = text.split_once(':') else {
        return false;
    };
    match (number(first.trim_ascii()), number(last.trim_ascii())) {
        (Some(first), Some(last)) => (first.len(), first) <= (last.len(), last),
        _ => false,
    }
}

fn part(draft: &mut Draft, name: &'static str, text: &str, line: usize) {
    let text = text.trim_ascii();
    if !text.is_empty() {
        draft.member(name, text, line);
    }
}

/// The first word, and what follows it.
fn word(text: &str) -> (&str, &str) {
    let text = text.trim_ascii();
    let (word, rest) = text
        .split_once(|c: char| c.is_ascii_whitespace())
        .unwrap_or((text, ""));
    (word, rest.trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        for text in [
            "1:1",
            "310:420",
            "9:10",
            "01 : 2",
            "5:123456789012345678901234567890",
        ] {
            assert!(is_range(text), "{text}");
        }
        for text in [
            "", "1", ":", "1:", ":1", "0:1", "2:1", "10:9", "1:2:3", "-1:2", "1-2", "a:b",
        ] {
            assert!(!is_range(text), "{text}");
        }
    }
}
