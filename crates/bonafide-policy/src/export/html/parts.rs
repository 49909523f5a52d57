//! Pieces of a page.

use core::fmt::{Display, Write as _};

use bonafide_report::{Code, Time};

use super::super::ExportOptions;
use super::super::escape::{html, prose, raw};

/// Text as an input has it.
pub(super) fn code(text: &str) -> String {
    format!("<code>{}</code>", html(&raw(text)))
}

/// Characters of an id that are kept on one line.
const UNBROKEN: usize = 14;

/// The id of a check: broken at slashes if at all.
pub(super) fn key(text: &str) -> String {
    let mut text = html(&raw(text));
    if text.len() > UNBROKEN {
        text = text.replace('/', "/<wbr>");
    }
    format!("<code class=\"key\">{text}</code>")
}

/// A time, on one line.
pub(super) fn moment(time: Time) -> String {
    format!("<code class=\"time\">{time}</code>")
}

/// What is ours to write: a digest, a time, a code.
pub(super) fn mono(value: &impl Display) -> String {
    format!("<code>{}</code>", html(&value.to_string()))
}

/// A sentence of our own.
pub(super) fn sentence(text: &str) -> String {
    html(&prose(text))
}

/// A code, with a link to what the documentation says of it where that is known.
pub(super) fn linked(code: Code, options: &ExportOptions) -> String {
    match options.doc_uri(code) {
        Some(uri) => format!("<a href=\"{}\">{}</a>", html(&uri), mono(&code)),
        None => mono(&code),
    }
}

/// Names and values; a value is HTML, and what has none is left out.
pub(super) fn rows<const N: usize>(out: &mut String, rows: [(&str, Option<String>); N]) {
    out.push_str("<dl>\n");
    for (name, value) in rows {
        if let Some(value) = value {
            let _ = writeln!(out, "<dt>{name}</dt><dd>{value}</dd>");
        }
    }
    out.push_str("</dl>\n");
}

/// The head of a table; the columns are ours to name.
pub(super) fn table<const N: usize>(out: &mut String, columns: [&str; N]) {
    out.push_str("<table>\n<thead><tr>");
    for column in columns {
        let _ = write!(out, "<th scope=\"col\">{column}</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
}

/// A cell; its content is HTML, and its label is shown where columns have no head.
pub(super) fn cell(out: &mut String, label: &str, content: &str) {
    if content.is_empty() {
        out.push_str("<td></td>");
    } else {
        let _ = write!(out, "<td data-label=\"{label}\">{content}</td>");
    }
}

/// `1 file`, `2 files`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}
