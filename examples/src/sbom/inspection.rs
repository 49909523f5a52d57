//! One document, read and asked.

use std::io::{self, ErrorKind, Write};

use bonafide_report::{Code, Escaped, Finding, Report};
use bonafide_sbom::{Answer, Conformance, Findings, Format, Graph, Model, ProfileReport, Summary};
use serde_json::{Value, json};

use super::asked::{Asked, asked};
use super::comparison::{self, Comparison};
use super::vulnerabilities::Vulnerabilities;
use super::{Overview, gates, overview};
use crate::{Arguments, Exit, Usage, read};

/// A document, and the answers to all that was asked of it.
#[derive(Debug)]
struct Inspected<'m> {
    summary: &'m Summary,
    name: Option<&'m str>,
    created: Option<&'m str>,
    conformance: Conformance,
    overview: Overview,
    vulnerabilities: Vulnerabilities,
    comparison: Option<Comparison>,
    profile: Option<ProfileReport>,
    findings: Vec<Finding>,
    report: Report,
    exit: Exit,
}

/// Reads the document in a file, asks of it what `arguments` say, and writes the answers.
///
/// Whoever stops reading them early (`| head`) has the same exit code in the end.
///
/// # Errors
/// [`Usage`] naming what is wrong with the arguments, or with a file that they name beside it, or why
/// the answers cannot be written.
pub fn inspect_sbom(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Usage> {
    let asked = asked(arguments)?;
    let bytes = read(arguments.only("file")?)?;
    let read = Model::read(&bytes, &asked.options).and_then(|model| {
        let (_, identities) = model.identities()?;
        Ok((model, identities, Conformance::of(&bytes, &asked.options)?))
    });
    let (model, identities, conformance) = match read {
        Ok(read) => read,
        Err(error) => {
            let exit = Exit::of_refusal(error.code());
            // No program that lays out drawings reads a refusal.
            let out = match asked.drawing {
                Some(_) => &mut io::stderr(),
                None => out,
            };
            let written = refuse(out, error.code(), &error.to_string(), asked.as_json);
            return ended(written, exit);
        }
    };
    let graph = Graph::new(&model);
    let inspected = ask(&asked, &graph, &identities, conformance);
    let written = match asked.drawing {
        Some(drawing) => inspected
            .write_failures(&mut io::stderr())
            .and_then(|()| out.write_all(drawing.of(&graph).as_bytes())),
        None if asked.as_json => writeln!(out, "{:#}", inspected.json()),
        None => inspected.write(out),
    };
    ended(written.and_then(|()| out.flush()), inspected.exit)
}

/// How the program ends once its answers are written.
fn ended(written: io::Result<()>, exit: Exit) -> Result<Exit, Usage> {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Usage(format!("the answers cannot be written: {error}")))
        }
        _ => Ok(exit),
    }
}

fn ask<'m>(
    asked: &Asked,
    graph: &Graph<'m>,
    identities: &Findings,
    conformance: Conformance,
) -> Inspected<'m> {
    let model = graph.model();
    let mut report = Report::new();
    report.push(gates::conformance(&conformance, asked.requires_conformance));
    report.push(gates::graph(graph));
    report.push(gates::licences(model, asked.licences.as_ref()));
    let vulnerabilities = Vulnerabilities::of(asked, graph, &mut report);
    let other = asked.other.as_ref();
    let comparison = other.map(|other| Comparison::of(model, other));
    report.push(Comparison::check(comparison.as_ref()));
    report.push(comparison::subject(graph, &asked.subjects));
    let profile = asked.profile.map(|profile| profile.assess(graph));
    report.push(comparison::profile(profile.as_ref()));
    let exit = gates::exit(&report);
    let of_graph = graph.report().findings;
    let read = model.summary().findings.kept().iter();
    let findings = read
        .chain(model.findings())
        .chain(identities.kept())
        .chain(of_graph.kept());
    Inspected {
        summary: model.summary(),
        name: model.document().name.as_deref(),
        created: model.document().created.as_deref(),
        overview: Overview::of(model, graph),
        findings: findings.cloned().collect(),
        vulnerabilities,
        comparison,
        profile,
        conformance,
        report,
        exit,
    }
}

impl Inspected<'_> {
    fn json(&self) -> Value {
        let found = &self.conformance;
        json!({
            "format": self.summary.format.id(),
            "version": self.summary.version,
            "count": self.summary.counts.components,
            "parse": "ok",
            "conforms": { "schema": found.schema(), "full": found.full(), "findings": found.findings() },
            "sha256": self.summary.sha256.map(hex),
            "wrappers": self.summary.wrappers.iter().map(|one| one.format.id()).collect::<Vec<_>>(),
            "counts": overview::counts(self.summary),
            "overview": self.overview.json(),
            "vulnerabilities": self.vulnerabilities.json(),
            "diff": self.comparison.as_ref().map(Comparison::json),
            "profile": self.profile.as_ref().map(comparison::profile_json),
            "findings": self.findings,
            "more_findings": self.more(),
            "report": self.report,
            "decision": self.exit.as_str(),
        })
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.write_head(out)?;
        self.overview.write(out)?;
        self.vulnerabilities.write(out)?;
        if let Some(comparison) = &self.comparison {
            comparison.write(out)?;
        }
        if let Some(profile) = &self.profile {
            comparison::write_profile(out, profile)?;
        }
        overview::write_findings(out, &self.findings, self.more())?;
        writeln!(out)?;
        write!(out, "{}", self.report)?;
        writeln!(out, "decision    {}", self.exit.as_str())
    }

    fn write_head(&self, out: &mut dyn Write) -> io::Result<()> {
        let summary = self.summary;
        let version = Escaped(&summary.version);
        writeln!(out, "document    {} {version}", name(summary.format))?;
        for wrapper in &summary.wrappers {
            let signature = match wrapper.format {
                Format::Dsse => "; its signature was not verified",
                _ => "",
            };
            writeln!(out, "within      {}{signature}", wrapper.format.id())?;
        }
        for (label, text) in [("name", self.name), ("created", self.created)] {
            if let Some(text) = text {
                writeln!(out, "{label:12}{}", Escaped(text))?;
            }
        }
        let counts = summary.counts;
        writeln!(
            out,
            "contents    {} components, {} files, {} services, {} edges, {} vulnerabilities",
            counts.components, counts.files, counts.services, counts.edges, counts.vulnerabilities
        )?;
        writeln!(out, "conforms    {}", conforms(&self.conformance))
    }

    /// Why the program ends as it does, where its output has no place for that.
    fn write_failures(&self, out: &mut dyn Write) -> io::Result<()> {
        for check in self.report.checks() {
            if let Some(code) = check.code() {
                writeln!(out, "{}: {code}: {}", check.id(), Escaped(check.summary()))?;
            }
        }
        Ok(())
    }

    /// Findings that the reader counted and did not keep.
    fn more(&self) -> usize {
        let dropped = self.summary.findings.dropped().iter();
        dropped.map(|(_, count)| count).sum()
    }
}

fn refuse(out: &mut dyn Write, code: Code, detail: &str, as_json: bool) -> io::Result<()> {
    let decision = Exit::of_refusal(code).as_str();
    if as_json {
        let refusal = json!({
            "format": null,
            "version": null,
            "count": null,
            "parse": code.as_str(),
            "detail": detail,
            "conforms": { "schema": Answer::NotEvaluated, "full": Answer::NotEvaluated },
            "decision": decision,
        });
        writeln!(out, "{refusal:#}")?;
    } else {
        writeln!(out, "refused     {code}: {}", Escaped(detail))?;
        writeln!(out, "fix         {}", code.remedy())?;
        writeln!(out, "decision    {decision}")?;
    }
    out.flush()
}

/// What can be read is never called valid for that alone.
///
/// # Specification
/// sbom CNF-8.
fn conforms(found: &Conformance) -> String {
    match (found.schema(), found.full()) {
        (_, Answer::Yes) => "readable, conforms".to_owned(),
        (Answer::Yes, Answer::No) => format!(
            "readable, conforms to its schema and not to its prose: {} findings",
            found.count()
        ),
        (_, Answer::No) => format!("readable, does not conform: {} findings", found.count()),
        (_, answer) => format!("readable; whether it conforms: {answer}"),
    }
}

const fn name(format: Format) -> &'static str {
    match format {
        Format::CdxJson => "CycloneDX as JSON,",
        Format::CdxXml => "CycloneDX as XML,",
        Format::Spdx2Json => "SPDX as JSON,",
        Format::Spdx2TagValue => "SPDX as tag-value,",
        Format::Spdx3Json => "SPDX as JSON-LD,",
        other => other.id(),
    }
}

fn hex(digest: [u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
