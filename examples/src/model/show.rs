//! The answer for people, or as JSON.

use bonafide_model::package::PackageReport;
use bonafide_model::{
    CheckOutcome, Coverage, CoverageClass, Finding, Findings, ModelRefusal, ModelSigner, Outcome,
    Refusal, Severity, TreeError, TreeReport, VerifiedManifest, VerifiedModel, VerifiedSubset,
};
use bonafide_report::{Coded as _, Escaped};
use serde_json::{Value, json};

use crate::{Arguments, Exit, print_checks};

/// Paths of one class that are shown; the JSON has more.
const PATHS: usize = 20;

/// What was verified.
pub(super) enum Answer {
    /// All of it.
    Whole(VerifiedModel),
    /// Some files.
    Part(VerifiedSubset),
}

impl Answer {
    pub(super) const fn manifest(&self) -> &VerifiedManifest {
        match self {
            Self::Whole(model) => model.manifest(),
            Self::Part(subset) => subset.manifest(),
        }
    }

    const fn report(&self) -> &TreeReport {
        match self {
            Self::Whole(model) => model.report(),
            Self::Part(subset) => subset.report(),
        }
    }

    const fn outcome(&self) -> &'static str {
        match self {
            Self::Whole(_) => "verified",
            Self::Part(_) => "verified-subset",
        }
    }
}

/// How the answer is shown.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    as_json: bool,
}

impl Shown {
    pub(super) fn of(arguments: &Arguments) -> Self {
        Self {
            as_json: arguments.switch("json"),
        }
    }

    /// The signature was refused, and nothing else was looked at.
    pub(super) fn refused(self, refusal: &Refusal) -> Exit {
        let code = refusal.code();
        let exit = if code.is_under("oms.policy") {
            Exit::Configuration
        } else {
            Exit::of_refusal(code)
        };
        if self.as_json {
            return print(
                exit,
                &json!({ "outcome": outcome(exit), "refusal": refusal }),
            );
        }
        print_checks(refusal.report());
        print_findings(refusal.findings());
        println!();
        println!("{:12}{code}: {refusal}", "refused");
        println!("{:12}{}", "fix", code.remedy());
        decide(exit)
    }

    /// The signature holds, and the model could not be looked at.
    pub(super) fn unreadable(self, manifest: &VerifiedManifest, error: &TreeError) -> Exit {
        let code = error.code();
        let exit = Exit::of_refusal(code);
        if self.as_json {
            let error = json!({ "code": code.as_str(), "message": error.to_string() });
            let answer = json!({ "outcome": outcome(exit), "manifest": manifest, "error": error });
            return print(exit, &answer);
        }
        print_signer(manifest);
        println!("{:12}{code}: {error}", "refused");
        decide(exit)
    }

    /// The signature holds, and the model is another.
    pub(super) fn differs(self, refusal: &ModelRefusal) -> Exit {
        let code = refusal.code();
        let exit = Exit::of_refusal(code);
        let report = refusal.report();
        if self.as_json {
            let manifest = refusal.manifest();
            let answer = json!({ "outcome": refusal.outcome().as_str(), "manifest": manifest, "tree": report });
            return print(exit, &answer);
        }
        print_signer(refusal.manifest());
        print_tree(report);
        println!("{:12}{code}: {refusal}", "refused");
        println!("{:12}{}", "fix", code.remedy());
        decide(exit)
    }

    pub(super) fn verified(self, answer: &Answer, package: Option<&PackageReport>) -> Exit {
        let exit = package.map_or(Exit::Allow, |package| exit_of(package.findings()));
        let (manifest, report) = (answer.manifest(), answer.report());
        if self.as_json {
            let mut shown =
                json!({ "outcome": answer.outcome(), "manifest": manifest, "tree": report });
            if let Some(package) = package {
                shown["checks"] = json!(package);
            }
            return print(exit, &shown);
        }
        print_signer(manifest);
        print_tree(report);
        println!("{:12}{}", "signature", answer.outcome());
        if let Some(package) = package {
            print_checked(package);
        }
        decide(exit)
    }
}

/// What the checks of files come to: what fails goes before what could not be judged, and that could
/// not be had where each such answer could not.
fn exit_of(findings: &Findings) -> Exit {
    let errors = findings.counts().iter();
    let codes = errors
        .filter(|(_, severity, _)| *severity == Severity::Error)
        .map(|(code, ..)| Exit::of_refusal(*code));
    codes.fold(Exit::Allow, |worst, exit| match (worst, exit) {
        (Exit::Reject, _) | (_, Exit::Reject) => Exit::Reject,
        (Exit::Quarantine, _) | (_, Exit::Quarantine) => Exit::Quarantine,
        (_, exit) => exit,
    })
}

fn print_checked(package: &PackageReport) {
    println!();
    for file in package.files() {
        for check in file.checks() {
            let outcome = check.outcome();
            if outcome != CheckOutcome::NotApplicable {
                println!(
                    "{:8}{:14}{}",
                    outcome.as_str(),
                    check.check(),
                    Escaped(file.path())
                );
            }
        }
    }
    for check in package.idle() {
        println!("{:8}{:14}no file is of this kind", "none", check.as_str());
    }
    print_findings(package.findings());
    println!("{:12}{}", "checks", package.outcome().as_str());
}

fn outcome(exit: Exit) -> &'static str {
    let outcome = match exit {
        Exit::Allow => Outcome::Verified,
        Exit::Quarantine | Exit::Indeterminate => Outcome::Inconclusive,
        _ => Outcome::Failed,
    };
    outcome.as_str()
}

fn print(exit: Exit, answer: &Value) -> Exit {
    let mut answer = answer.clone();
    answer["decision"] = exit.as_str().into();
    println!("{answer:#}");
    exit
}

fn decide(exit: Exit) -> Exit {
    println!("{:12}{}", "decision", exit.as_str());
    exit
}

fn print_signer(manifest: &VerifiedManifest) {
    print_checks(manifest.report());
    print_findings(manifest.findings());
    println!();
    for (name, value) in signer_lines(manifest.signer()) {
        println!("{name:12}{}", Escaped(&value));
    }
    if let Some(time) = manifest.time() {
        println!("{:12}{} ({})", "time", time.time(), time.source().as_str());
    }
    let list = manifest.manifest();
    println!("{:12}{}", "root", list.root_digest());
    println!(
        "{:12}{} resources, {} files, {}",
        "list",
        list.resource_count(),
        list.files().len(),
        list.algorithm()
    );
}

fn signer_lines(signer: &ModelSigner) -> Vec<(&'static str, String)> {
    let hash = signer
        .hash()
        .map_or(String::new(), |hash| format!(" with {hash}"));
    let mut lines = vec![(
        "method",
        format!("{}, {}{hash}", signer.method(), signer.key_kind()),
    )];
    let mut add = |name, value: Option<String>| lines.extend(value.map(|value| (name, value)));
    add("key", signer.key().map(ToString::to_string));
    add("certificate", signer.certificate().map(ToString::to_string));
    add("subject", signer.subject().map(str::to_owned));
    for name in signer.names() {
        add("name", Some(format!("{} {}", name.kind(), name.value())));
    }
    add("issuer", signer.issuer().map(str::to_owned));
    add("anchor", signer.anchor().map(str::to_owned));
    lines
}

fn print_findings(findings: &Findings) {
    for finding in findings.kept() {
        print_finding(finding);
    }
    for (code, severity, count) in findings.counts() {
        let shown = findings.kept().iter();
        let shown = shown
            .filter(|one| one.code() == *code && one.severity() == *severity)
            .count();
        if *count > shown {
            println!("{:8}{code}: {} more", severity.as_str(), count - shown);
        }
    }
}

fn print_finding(finding: &Finding) {
    let path = match finding.path() {
        "" => String::new(),
        path => format!("{}: ", Escaped(path)),
    };
    let severity = finding.severity().as_str();
    println!(
        "{severity:8}{} {path}{}",
        finding.code(),
        sentence(finding.message())
    );
}

/// A message of the library, in which text of inputs is escaped already: its backslashes stay, and
/// nothing else in it gets to the terminal unescaped.
fn sentence(message: &str) -> String {
    let parts = message.split('\\').map(|part| Escaped(part).to_string());
    parts.collect::<Vec<_>>().join("\\")
}

fn print_tree(report: &TreeReport) {
    print_findings(report.findings());
    println!();
    print_coverage(report.coverage());
    println!();
}

/// The table of covered and uncovered bytes, and which paths are not covered.
fn print_coverage(coverage: &Coverage) {
    println!("{:24}{:>10}{:>18}", "coverage", "files", "bytes");
    let mut covered = 0_u64;
    let mut total = 0_u64;
    for class in CoverageClass::ALL {
        let of_class = coverage.class(class);
        if of_class.files() == 0 {
            continue;
        }
        println!(
            "{:24}{:>10}{:>18}",
            class.as_str(),
            of_class.files(),
            of_class.bytes()
        );
        // Of what is missing there are no bytes, and those of a link are those of its target.
        if !matches!(
            class,
            CoverageClass::Missing | CoverageClass::Symlink | CoverageClass::Bundle
        ) {
            total = total.saturating_add(of_class.bytes());
        }
        if class == CoverageClass::Signed {
            covered = of_class.bytes();
        }
    }
    let complete = if coverage.is_complete() { "" } else { "not " };
    println!("{covered} of {total} bytes are covered; the coverage is {complete}complete");
    let uncovered = CoverageClass::ALL
        .into_iter()
        .filter(|class| !matches!(class, CoverageClass::Signed | CoverageClass::Bundle));
    for class in uncovered {
        let of_class = coverage.class(class);
        for path in of_class.paths().iter().take(PATHS) {
            let target = path
                .target()
                .map_or(String::new(), |target| format!(" -> {target}"));
            println!(
                "{:24}{}",
                class.as_str(),
                Escaped(&format!("{}{target}", path.path()))
            );
        }
        let shown = u64::try_from(of_class.paths().len().min(PATHS)).unwrap_or(0);
        if of_class.files() > shown {
            println!("{:24}and {} more", class.as_str(), of_class.files() - shown);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_inputs_is_escaped_once() {
        let escaped = format!("imports `{}`", Escaped("a\u{1b}[31m\u{202e}\\b"));
        assert_eq!(sentence(&escaped), escaped);
        assert_eq!(sentence("a\u{1b}[31m\\\u{202e}"), "a\\u{1b}[31m\\\\u{202e}");
    }
}
