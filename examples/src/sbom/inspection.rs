//! One document, read and asked.

use bonafide_report::{Code, Escaped, Finding, Report};
use bonafide_sbom::{Answer, Conformance, Findings, Format, Graph, Model, ProfileReport, Summary};
use serde_json::{Value, json};

use super::asked::{Asked, asked};
use super::comparison::{self, Comparison};
use super::vulnerabilities::Vulnerabilities;
use super::{Overview, gates, overview};
use crate::{Arguments, Exit, Usage, print_checks, read};

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

/// Reads the document in a file, asks of it what `arguments` say, and prints the answers.
///
/// # Errors
/// [`Usage`] naming what is wrong with the arguments, or with a file that they name beside it.
pub fn inspect_sbom(arguments: &Arguments) -> Result<Exit, Usage> {
    let asked = asked(arguments)?;
    let bytes = read(arguments.only("file")?)?;
    let read = Model::read(&bytes, &asked.options).and_then(|model| {
        let (_, identities) = model.identities()?;
        Ok((model, identities, Conformance::of(&bytes, &asked.options)?))
    });
    let (model, identities, conformance) = match read {
        Ok(read) => read,
        Err(error) => return Ok(refuse(error.code(), &error.to_string(), asked.as_json)),
    };
    let graph = Graph::new(&model);
    let inspected = ask(&asked, &graph, &identities, conformance);
    match asked.drawing {
        Some(drawing) => print!("{}", drawing.of(&graph)),
        None if asked.as_json => println!("{:#}", inspected.json()),
        None => inspected.print(),
    }
    Ok(inspected.exit)
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

    fn print(&self) {
        let summary = self.summary;
        println!(
            "document    {} {}",
            name(summary.format),
            Escaped(&summary.version)
        );
        for wrapper in &summary.wrappers {
            println!(
                "within      {}; its signature was not verified",
                wrapper.format.id()
            );
        }
        for (label, text) in [("name", self.name), ("created", self.created)] {
            if let Some(text) = text {
                println!("{label:12}{}", Escaped(text));
            }
        }
        let counts = summary.counts;
        println!(
            "contents    {} components, {} files, {} services, {} edges, {} vulnerabilities",
            counts.components, counts.files, counts.services, counts.edges, counts.vulnerabilities
        );
        println!("conforms    {}", conforms(&self.conformance));
        self.overview.print();
        self.vulnerabilities.print();
        if let Some(comparison) = &self.comparison {
            comparison.print();
        }
        if let Some(profile) = &self.profile {
            comparison::print_profile(profile);
        }
        overview::print_findings(&self.findings, self.more());
        println!();
        print_checks(&self.report);
        println!("decision    {}", self.exit.as_str());
    }

    /// Findings that the reader counted and did not keep.
    fn more(&self) -> usize {
        let dropped = self.summary.findings.dropped().iter();
        dropped.map(|(_, count)| count).sum()
    }
}

fn refuse(code: Code, detail: &str, as_json: bool) -> Exit {
    let exit = Exit::of_refusal(code);
    if as_json {
        let out = json!({
            "format": null,
            "version": null,
            "count": null,
            "parse": code.as_str(),
            "detail": detail,
            "conforms": { "schema": Answer::NotEvaluated, "full": Answer::NotEvaluated },
            "decision": exit.as_str(),
        });
        println!("{out:#}");
    } else {
        println!("refused     {code}: {}", Escaped(detail));
        println!("fix         {}", code.remedy());
        println!("decision    {}", exit.as_str());
    }
    exit
}

/// What can be read is never called valid for that alone.
///
/// # Specification
/// CNF-8.
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
