//! A document at a glance.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use bonafide_report::{Escaped, Finding};
use bonafide_sbom::{Graph, Model, Purl, Summary};
use serde_json::{Value, json};

use super::chart::bars;

/// Rows of a chart, and findings, that are shown to people.
const SHOWN: usize = 12;

/// What is in a document, counted.
#[derive(Debug)]
pub struct Overview {
    types: Vec<(String, usize)>,
    licences: Vec<(String, usize)>,
    ecosystems: Vec<(String, usize)>,
    identified: usize,
    hashed: usize,
    listed: usize,
    deepest: Option<usize>,
}

impl Overview {
    /// Counts what the document lists.
    #[must_use]
    pub fn of(model: &Model, graph: &Graph<'_>) -> Self {
        let (mut types, mut licences) = (BTreeMap::new(), BTreeMap::new());
        let mut ecosystems = BTreeMap::new();
        let (mut identified, mut hashed, mut listed) = (0, 0, 0);
        for component in model.components().filter(|one| one.role().is_inventory()) {
            listed += 1;
            hashed += usize::from(component.hashes().next().is_some());
            identified += usize::from(component.purls().chain(component.cpes()).next().is_some());
            add(&mut types, component.kind().unwrap_or("(no type)"));
            let mut stated = component.licences().peekable();
            if stated.peek().is_none() {
                add(&mut licences, "(none stated)");
            }
            for licence in stated {
                add(&mut licences, licence.text());
            }
            for purl in component.purls() {
                match Purl::parse(purl) {
                    Ok(purl) => add(&mut ecosystems, purl.kind()),
                    Err(_) => add(&mut ecosystems, "(malformed)"),
                }
            }
        }
        Self {
            types: sorted(types),
            licences: sorted(licences),
            ecosystems: sorted(ecosystems),
            identified,
            hashed,
            listed,
            deepest: graph
                .vertices()
                .filter_map(|vertex| graph.depth(vertex))
                .max(),
        }
    }

    /// For machines.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "listed": self.listed,
            "identified": self.identified,
            "hashed": self.hashed,
            "deepest": self.deepest,
            "types": object(&self.types),
            "licences": object(&self.licences),
            "ecosystems": object(&self.ecosystems),
        })
    }

    /// For people.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let share = |count: usize| (count * 100).checked_div(self.listed);
        if let (Some(identified), Some(hashed)) = (share(self.identified), share(self.hashed)) {
            writeln!(
                out,
                "identity    {} of {} with a package URL or CPE name ({identified} %), {} with a hash ({hashed} %)",
                self.identified, self.listed, self.hashed
            )?;
        }
        if let Some(deepest) = self.deepest {
            writeln!(out, "depth       {deepest} steps from the root at most")?;
        }
        for (title, rows) in [
            ("types", &self.types),
            ("ecosystems", &self.ecosystems),
            ("licences", &self.licences),
        ] {
            if !rows.is_empty() {
                write!(out, "\n{title}\n{}", bars(rows, SHOWN))?;
            }
        }
        Ok(())
    }
}

/// How much of what a document holds, as machines read it.
pub(super) fn counts(summary: &Summary) -> Value {
    let counts = summary.counts;
    json!({
        "components": counts.components,
        "files": counts.files,
        "services": counts.services,
        "others": counts.others,
        "edges": counts.edges,
        "vulnerabilities": counts.vulnerabilities,
    })
}

/// The most frequent codes, then the first findings.
pub(super) fn write_findings(
    out: &mut dyn Write,
    findings: &[Finding],
    dropped: usize,
) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    let mut codes = BTreeMap::new();
    for finding in findings {
        add(&mut codes, finding.code().as_str());
    }
    write!(out, "\nfindings\n{}", bars(&sorted(codes), SHOWN))?;
    for finding in findings.iter().take(SHOWN) {
        let (code, place) = (finding.code(), finding.place());
        writeln!(out, "  {code} at {place:#}: {}", Escaped(finding.detail()))?;
    }
    let more = findings.len().saturating_sub(SHOWN) + dropped;
    if more > 0 {
        writeln!(out, "  and {more} more")?;
    }
    Ok(())
}

fn add(counts: &mut BTreeMap<String, usize>, key: &str) {
    match counts.get_mut(key) {
        Some(count) => *count += 1,
        None => drop(counts.insert(key.to_owned(), 1)),
    }
}

/// The greatest first; those that are equal by their names.
fn sorted(counts: BTreeMap<String, usize>) -> Vec<(String, usize)> {
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|(_, count)| Reverse(*count));
    rows
}

fn object(rows: &[(String, usize)]) -> Value {
    rows.iter()
        .map(|(name, count)| (name.clone(), json!(count)))
        .collect()
}
