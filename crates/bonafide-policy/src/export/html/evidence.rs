//! Who signed, and what was looked at.

use std::collections::BTreeMap;

use core::fmt::Write as _;

use bonafide_digest::Digest;

use super::parts::{cell, code, key, moment, mono, table};
use crate::{EvidenceView, IdentityView, Verdict};

/// Rows of one table.
const MAX_ROWS: usize = 1_000;

impl Verdict {
    /// Each signer once, with the checks that it counted for.
    pub(super) fn write_identities(&self, out: &mut String) {
        let mut found: BTreeMap<&IdentityView, Vec<&str>> = BTreeMap::new();
        for check in &self.checks {
            for identity in &check.identities {
                found.entry(identity).or_default().push(&check.id);
            }
        }
        if found.is_empty() {
            return;
        }
        out.push_str("<section>\n<h2>Identities</h2>\n");
        table(out, ["Signer", "Identity", "Signed", "Counted for"]);
        for (identity, checks) in found.iter().take(MAX_ROWS) {
            out.push_str("<tr>");
            cell(
                out,
                "Signer",
                &format!("{} {}", code(&identity.signer), identity.kind),
            );
            cell(out, "Identity", &who(identity));
            cell(out, "Signed", &when(identity));
            cell(out, "Counted for", &names(checks));
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody>\n</table>\n</section>\n");
    }

    /// Each piece of evidence once, with the checks that used it.
    pub(super) fn write_evidence(&self, out: &mut String) {
        let mut found: BTreeMap<&EvidenceView, Vec<&str>> = BTreeMap::new();
        for check in &self.checks {
            for evidence in &check.evidence {
                found.entry(evidence).or_default().push(&check.id);
            }
        }
        if found.is_empty() {
            return;
        }
        out.push_str("<section>\n<h2>Evidence</h2>\n");
        table(out, ["What", "Digest", "Found", "Used by"]);
        for (evidence, checks) in found.iter().take(MAX_ROWS) {
            out.push_str("<tr>");
            cell(out, "What", &what(evidence));
            cell(
                out,
                "Digest",
                &evidence.digest.as_ref().map(mono).unwrap_or_default(),
            );
            cell(out, "Found", &place(evidence));
            cell(out, "Used by", &names(checks));
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody>\n</table>\n</section>\n");
    }
}

fn who(identity: &IdentityView) -> String {
    let key = identity
        .key_sha256
        .map(|sha256| Digest::sha256(sha256).to_hex());
    let parts = [
        identity.san.as_deref().map(code),
        identity
            .issuer
            .as_deref()
            .map(|issuer| format!("vouched for by {}", code(issuer))),
        key.as_deref().map(|key| format!("key {}", code(key))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("<br>")
}

fn when(identity: &IdentityView) -> String {
    let mut text = String::new();
    if let Some(time) = identity.signed_at {
        text.push_str(&moment(time));
    }
    if let Some(index) = identity.log_index {
        let _ = write!(text, "<br>log entry {index}");
    }
    text
}

fn what(evidence: &EvidenceView) -> String {
    let role = super::html(&super::super::escape::raw(evidence.role));
    match &evidence.media_type {
        Some(media_type) => format!("{role}<br>{}", code(media_type)),
        None => role,
    }
}

fn place(evidence: &EvidenceView) -> String {
    let source = super::html(&super::super::escape::raw(evidence.source));
    match &evidence.repository {
        Some(repository) => format!("{source}<br>{}", code(repository)),
        None => source,
    }
}

fn names(checks: &[&str]) -> String {
    let shown: Vec<String> = checks.iter().take(16).map(|id| key(id)).collect();
    let mut text = shown.join(" ");
    let more = checks.len().saturating_sub(shown.len());
    if more > 0 {
        let _ = write!(text, " and {more} more");
    }
    text
}
