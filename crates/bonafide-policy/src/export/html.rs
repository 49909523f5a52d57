//! A verdict as a page that needs nothing else: no script, no font, nothing from elsewhere.

mod checks;
mod evidence;
mod facts;
mod graph;
mod layers;
mod parts;

use core::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_digest::{Digest, sha256};
use bonafide_report::Decision;

use super::ExportOptions;
use super::escape::html;
use crate::{CheckStatus, Mode, Verdict};
use parts::{code, counted, moment, mono, rows, sentence};

/// The one style of the page; the page names its digest, and browsers use no other.
const STYLE: &str = include_str!("html/style.css");

/// Checks that a page shows; those that did not pass come first.
const MAX_CHECKS: usize = 2_000;

impl Verdict {
    /// The page. It holds no script, and its content security policy lets none run.
    pub(super) fn to_html(&self, options: &ExportOptions) -> String {
        let mut out = String::with_capacity(STYLE.len().saturating_mul(2));
        self.write_head(&mut out);
        out.push_str("<body>\n<main>\n");
        self.write_banner(&mut out);
        self.write_causes(&mut out, options);
        self.write_checks(&mut out);
        self.write_subject(&mut out);
        self.write_identities(&mut out);
        self.write_evidence(&mut out);
        self.write_facts(&mut out);
        self.write_basis(&mut out);
        out.push_str("</main>\n</body>\n</html>\n");
        out
    }

    fn write_head(&self, out: &mut String) {
        let style = STANDARD.encode(sha256(&[STYLE.as_bytes()]));
        let title = html(&format!("{}: {}", self.decision, self.title()));
        out.push_str("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        let _ = writeln!(
            out,
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'\">"
        );
        out.push_str("<meta name=\"referrer\" content=\"no-referrer\">\n");
        out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        let _ = writeln!(
            out,
            "<title>{title}</title>\n<style>{STYLE}</style>\n</head>"
        );
    }

    /// What the artifact is called, escaped for people.
    fn title(&self) -> String {
        let digest = self.subject.digest.as_ref().map(ToString::to_string);
        let name = self.subject.reference.as_deref().or(digest.as_deref());
        super::escape::raw(name.unwrap_or("an artifact without a name"))
    }

    fn write_banner(&self, out: &mut String) {
        let name = self.decision.as_str();
        let title = match self.decision {
            Decision::Allow => "✓ Allow",
            Decision::Quarantine => "! Quarantine",
            Decision::Reject => "✕ Reject",
        };
        let _ = writeln!(out, "<header class=\"banner {name}\">\n<h1>{title}</h1>");
        let _ = writeln!(out, "<p class=\"lead\">{}</p>", self.lead());
        let subject = &self.subject;
        rows(
            out,
            [
                ("Subject", subject.reference.as_deref().map(code)),
                ("Digest", subject.digest.as_ref().map(mono)),
                ("Policy", Some(self.policy_phrase())),
                ("Time", Some(moment(self.evaluated_at))),
            ],
        );
        out.push_str("</header>\n");
    }

    /// What else is known of the artifact by itself.
    fn write_subject(&self, out: &mut String) {
        let subject = &self.subject;
        out.push_str("<section>\n<h2>Artifact</h2>\n<div class=\"card\">\n");
        rows(
            out,
            [
                ("Pinned", self.pinned.as_deref().map(code)),
                ("Kind", Some(html(subject.kind.as_str()))),
                ("Used as", subject.role.map(|it| html(it.as_str()))),
                ("Had from", subject.transport.map(|it| html(it.as_str()))),
                ("Namespace", subject.namespace.as_deref().map(code)),
                ("Media type", subject.media_type.as_deref().map(code)),
                ("Size", subject.size.map(|size| format!("{size} bytes"))),
            ],
        );
        out.push_str("</div>\n</section>\n");
    }

    fn policy_phrase(&self) -> String {
        let name = code(&self.policy.name);
        if self.policy.version.is_empty() {
            return name;
        }
        format!("{name} version {}", code(&self.policy.version))
    }

    /// What the decision means, in a sentence or two of our own.
    fn lead(&self) -> String {
        let mut lead = match self.decision {
            Decision::Allow => "The artifact may be used.",
            Decision::Quarantine if self.indeterminate => {
                "Keep the artifact aside: what is needed to judge it could not be had."
            }
            Decision::Quarantine => {
                "Keep the artifact aside until somebody has looked or evidence has arrived."
            }
            Decision::Reject => "Do not use the artifact.",
        }
        .to_owned();
        if self.retryable {
            lead.push_str(" Trying again may help.");
        }
        if !self.enforced {
            lead.push_str(" The policy runs in audit mode: the decision is not enforced.");
        }
        if !self.waivers_used.is_empty() {
            lead.push_str(" Failures are borne by exceptions.");
        }
        if self.would_be != self.decision {
            let _ = write!(
                lead,
                " It would be {} if everything were enforced and nothing waived.",
                self.would_be
            );
        }
        lead
    }

    /// How many checks did what, as a sentence.
    fn tally(&self) -> String {
        let count =
            |wanted: CheckStatus| self.checks.iter().filter(|it| it.status == wanted).count();
        let audit = self
            .checks
            .iter()
            .filter(|it| it.mode == Mode::Audit)
            .count();
        let told = match audit {
            0 => String::new(),
            some => format!(" ({some} in audit mode, which decides nothing)"),
        };
        format!(
            "{}: {} passed, {} failed, {} skipped{told}.",
            counted(self.checks.len(), "check"),
            count(CheckStatus::Pass),
            count(CheckStatus::Fail),
            count(CheckStatus::Skip),
        )
    }

    /// By what it was decided, and what people should know besides.
    fn write_basis(&self, out: &mut String) {
        let notes = [
            ("Not everything was seen", &self.incomplete),
            ("Warnings", &self.warnings),
        ];
        for (title, notes) in notes {
            if notes.is_empty() {
                continue;
            }
            let _ = writeln!(out, "<section>\n<h2>{title}</h2>\n<ul class=\"plain\">");
            for note in notes {
                let detail = sentence(note.detail());
                let _ = writeln!(out, "<li>{} {detail}</li>", mono(&note.code()));
            }
            out.push_str("</ul>\n</section>\n");
        }
        out.push_str("<section>\n<h2>Policy and trust</h2>\n<div class=\"card\">\n");
        let policy = &self.policy;
        rows(
            out,
            [
                ("Policy", Some(self.policy_phrase())),
                ("Its digest", Some(mono(&Digest::sha256(policy.sha256)))),
                ("Format", Some(html(policy.source_format.as_str()))),
                ("Published at", policy.uri.as_deref().map(code)),
            ],
        );
        for trust in &self.trust {
            let expires = trust.expires.map(|it| format!("until {}", moment(it)));
            let digest = mono(&Digest::sha256(trust.sha256));
            let used = format!("{} {digest}", code(&trust.name));
            rows(out, [("Trust", Some(used)), ("Usable", expires)]);
        }
        out.push_str("</div>\n</section>\n<footer>\n");
        let version = env!("CARGO_PKG_VERSION");
        let _ = writeln!(
            out,
            "<p>Made by bonafide {version} from a verdict of bonafide.verdict/v1.</p>"
        );
        let times = self.durations_ms.iter();
        let times: Vec<String> = times
            .map(|(name, ms)| format!("{} {ms} ms", html(&super::escape::raw(name))))
            .collect();
        if !times.is_empty() {
            let _ = writeln!(out, "<p>{}</p>", times.join(" · "));
        }
        out.push_str("</footer>\n");
    }
}

#[cfg(test)]
mod tests;
