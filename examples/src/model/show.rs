//! The answer for people, or as JSON.

use std::io::{self, Write};

use bonafide_model::package::PackageReport;
use bonafide_model::{
    Coverage, CoverageClass, Finding, Findings, ModelRefusal, Outcome, Refusal, Severity, Tree,
    TreeError, TreeReport, VerifiedManifest, VerifiedModel, VerifiedSubset,
};
use bonafide_report::Escaped;
use serde_json::{Value, json};

use super::escape::escaped;
use crate::{Arguments, Exit};

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

    /// What it comes to together with the checks of files.
    fn outcome_with(&self, package: Option<&PackageReport>) -> &'static str {
        let checked = package.map_or(Outcome::Verified, PackageReport::outcome);
        match Outcome::Verified.and(checked) {
            Outcome::Verified => self.outcome(),
            worse => worse.as_str(),
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
    pub(super) fn refused(self, out: &mut dyn Write, refusal: &Refusal) -> io::Result<Exit> {
        let code = refusal.code();
        let exit = if code.is_under("oms.policy") {
            Exit::Configuration
        } else {
            Exit::of_refusal(code)
        };
        if self.as_json {
            return print(
                out,
                exit,
                &json!({ "outcome": outcome(exit), "refusal": refusal }),
            );
        }
        write!(out, "{}", refusal.report())?;
        print_findings(out, refusal.findings())?;
        writeln!(out)?;
        writeln!(out, "{:12}{code}: {refusal}", "refused")?;
        writeln!(out, "{:12}{}", "fix", code.remedy())?;
        decide(out, exit)
    }

    /// The signature holds, and the model could not be looked at.
    pub(super) fn unreadable(
        self,
        out: &mut dyn Write,
        manifest: &VerifiedManifest,
        error: &TreeError,
    ) -> io::Result<Exit> {
        let code = error.code();
        let exit = Exit::of_refusal(code);
        if self.as_json {
            let error = json!({ "code": code.as_str(), "message": error.to_string() });
            let answer = json!({ "outcome": outcome(exit), "manifest": manifest, "error": error });
            return print(out, exit, &answer);
        }
        print_signer(out, manifest)?;
        writeln!(out, "{:12}{code}: {error}", "refused")?;
        decide(out, exit)
    }

    /// The signature holds, and the model is another.
    pub(super) fn differs(
        self,
        out: &mut dyn Write,
        refusal: &ModelRefusal,
        tree: &Tree,
    ) -> io::Result<Exit> {
        let code = refusal.code();
        let exit = Exit::of_refusal(code);
        let report = refusal.report();
        if self.as_json {
            let manifest = refusal.manifest();
            let answer = json!({ "outcome": refusal.outcome().as_str(), "manifest": manifest, "resolved": resolved(tree), "tree": report });
            return print(out, exit, &answer);
        }
        print_signer(out, refusal.manifest())?;
        print_tree(out, report, tree)?;
        writeln!(out, "{:12}{code}: {refusal}", "refused")?;
        writeln!(out, "{:12}{}", "fix", code.remedy())?;
        decide(out, exit)
    }

    /// The signature holds over what is there; the checks of files, where they were asked for, may say
    /// otherwise of it.
    pub(super) fn verified(
        self,
        out: &mut dyn Write,
        answer: &Answer,
        tree: &Tree,
        package: Option<&PackageReport>,
    ) -> io::Result<Exit> {
        let exit = package.map_or(Exit::Allow, |package| exit_of(package.findings()));
        let (manifest, report) = (answer.manifest(), answer.report());
        if self.as_json {
            let mut shown = json!({
                "outcome": answer.outcome_with(package),
                "signature": answer.outcome(),
                "manifest": manifest,
                "resolved": resolved(tree),
                "tree": report,
            });
            if let Some(package) = package {
                shown["checks"] = json!(package);
            }
            return print(out, exit, &shown);
        }
        print_signer(out, manifest)?;
        print_tree(out, report, tree)?;
        writeln!(out, "{:12}{}", "signature", answer.outcome())?;
        if let Some(package) = package {
            print_checked(out, package)?;
        }
        decide(out, exit)
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

fn print_checked(out: &mut dyn Write, package: &PackageReport) -> io::Result<()> {
    writeln!(out)?;
    for file in package.files() {
        for check in file.checks() {
            let outcome = check.outcome().as_str();
            let path = Escaped(file.path());
            writeln!(out, "{outcome:8}{:14}{path}", check.check())?;
        }
    }
    for check in package.idle() {
        writeln!(
            out,
            "{:8}{:14}no file is of this kind",
            "none",
            check.as_str()
        )?;
    }
    print_findings(out, package.findings())?;
    writeln!(out, "{:12}{}", "checks", package.outcome().as_str())?;
    Ok(())
}

fn outcome(exit: Exit) -> &'static str {
    let outcome = match exit {
        Exit::Allow => Outcome::Verified,
        Exit::Quarantine | Exit::Indeterminate => Outcome::Inconclusive,
        _ => Outcome::Failed,
    };
    outcome.as_str()
}

fn print(out: &mut dyn Write, exit: Exit, answer: &Value) -> io::Result<Exit> {
    let mut answer = answer.clone();
    answer["decision"] = exit.as_str().into();
    writeln!(out, "{}", escaped(&format!("{answer:#}")))?;
    Ok(exit)
}

fn decide(out: &mut dyn Write, exit: Exit) -> io::Result<Exit> {
    writeln!(out, "{:12}{}", "decision", exit.as_str())?;
    Ok(exit)
}

fn print_signer(out: &mut dyn Write, manifest: &VerifiedManifest) -> io::Result<()> {
    write!(out, "{}", manifest.report())?;
    print_findings(out, manifest.findings())?;
    writeln!(out)?;
    for (name, value) in manifest.signer().summary() {
        writeln!(out, "{name:12}{value}")?;
    }
    if let Some(time) = manifest.time() {
        writeln!(
            out,
            "{:12}{} ({})",
            "time",
            time.time(),
            time.source().as_str()
        )?;
    }
    let list = manifest.manifest();
    writeln!(out, "{:12}{}", "root", list.root_digest())?;
    writeln!(
        out,
        "{:12}{} resources, {} files, {}",
        "list",
        list.resource_count(),
        list.files().len(),
        list.algorithm()
    )?;
    Ok(())
}

fn print_findings(out: &mut dyn Write, findings: &Findings) -> io::Result<()> {
    for finding in findings.kept() {
        print_finding(out, finding)?;
    }
    for (code, severity, count) in findings.counts() {
        let shown = findings.kept().iter();
        let shown = shown
            .filter(|one| one.code() == *code && one.severity() == *severity)
            .count();
        if *count > shown {
            writeln!(out, "{:8}{code}: {} more", severity.as_str(), count - shown)?;
        }
    }
    Ok(())
}

fn print_finding(out: &mut dyn Write, finding: &Finding) -> io::Result<()> {
    let path = match finding.path() {
        "" => String::new(),
        path => format!("{}: ", Escaped(path)),
    };
    let severity = finding.severity().as_str();
    writeln!(
        out,
        "{severity:8}{} {path}{}",
        finding.code(),
        sentence(finding.message())
    )
}

/// A message of the library, in which text of inputs is escaped already: its backslashes stay, and
/// nothing else in it gets to the terminal unescaped.
fn sentence(message: &str) -> String {
    let parts = message.split('\\').map(|part| Escaped(part).to_string());
    parts.collect::<Vec<_>>().join("\\")
}

fn print_tree(out: &mut dyn Write, report: &TreeReport, tree: &Tree) -> io::Result<()> {
    if let Some(path) = resolved(tree) {
        writeln!(out, "{:12}{}", "resolved", Escaped(&path))?;
    }
    print_findings(out, report.findings())?;
    writeln!(out)?;
    print_coverage(out, report.coverage())?;
    writeln!(out)
}

/// Where a root that is a symbolic link leads.
fn resolved(tree: &Tree) -> Option<String> {
    let path = tree.resolved()?;
    Some(path.to_string_lossy().into_owned())
}

/// The table of covered and uncovered bytes, and which paths are not covered.
fn print_coverage(out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
    writeln!(out, "{:24}{:>10}{:>18}", "coverage", "files", "bytes")?;
    let mut covered = 0_u64;
    let mut total = 0_u64;
    for class in CoverageClass::ALL {
        let of_class = coverage.class(class);
        if of_class.files() == 0 {
            continue;
        }
        writeln!(
            out,
            "{:24}{:>10}{:>18}",
            class.as_str(),
            of_class.files(),
            of_class.bytes()
        )?;
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
    let complete = match coverage.class(CoverageClass::IgnoredByDefault).files() {
        _ if !coverage.is_complete() => "not complete",
        0 => "complete",
        _ => "complete but for files of version control",
    };
    writeln!(
        out,
        "{covered} of {total} bytes are covered; the coverage is {complete}"
    )?;
    let uncovered = CoverageClass::ALL
        .into_iter()
        .filter(|class| !matches!(class, CoverageClass::Signed | CoverageClass::Bundle));
    for class in uncovered {
        let of_class = coverage.class(class);
        for path in of_class.paths().iter().take(PATHS) {
            let target = path
                .target()
                .map_or(String::new(), |target| format!(" -> {target}"));
            writeln!(
                out,
                "{:24}{}",
                class.as_str(),
                Escaped(&format!("{}{target}", path.path()))
            )?;
        }
        let shown = u64::try_from(of_class.paths().len().min(PATHS)).unwrap_or(0);
        if of_class.files() > shown {
            writeln!(
                out,
                "{:24}and {} more",
                class.as_str(),
                of_class.files() - shown
            )?;
        }
    }
    Ok(())
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
