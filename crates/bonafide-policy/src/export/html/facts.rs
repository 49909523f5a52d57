//! What verified evidence says: coverage, provenance, components.

use core::fmt::Write as _;

use super::graph::{Node, write_graph};
use super::parts::{code, counted, key, moment, mono, rows};
use crate::{ComponentFacts, CoverageFacts, DependencyFacts, ProvenanceFacts, SbomFacts, Verdict};

/// Lines of one tree of components: a component is unfolded once, and named wherever it is needed.
const MAX_LINES: usize = 1_000;

/// Levels of one tree.
const MAX_DEPTH: usize = 12;

impl Verdict {
    /// Everything that the facts of the verdict hold.
    pub(super) fn write_facts(&self, out: &mut String) {
        let facts = &self.facts;
        section(out, "Coverage", &facts.coverage, write_coverage);
        section(out, "Provenance", &facts.provenance, |out, provenance| {
            self.write_flow(out, provenance);
            self.write_inputs(out, provenance);
            write_provenance(out, provenance);
        });
        section(out, "Components", &facts.sboms, write_sbom);
    }

    /// From the source over the build to the artifact.
    fn write_flow(&self, out: &mut String, facts: &ProvenanceFacts) {
        let digest = self.subject.digest.as_ref().map(mono);
        let name = self.name().map(code);
        let builder = match (&facts.builder, facts.build_level) {
            (Some(builder), Some(level)) => {
                Some(format!("{}<br>SLSA build level {level}", code(builder)))
            }
            (builder, _) => builder.as_deref().map(code),
        };
        let source = facts.source.as_deref().map(code);
        let commit = facts
            .commit
            .as_deref()
            .map(|commit| format!("commit {}", code(commit)));
        out.push_str("<ol class=\"flow\">\n");
        step(out, "Source", [source, commit]);
        step(out, "Build", [builder, None]);
        step(out, "Artifact", [name, digest]);
        out.push_str("</ol>\n");
    }

    /// The reference without its digest, which stands beside it.
    fn name(&self) -> Option<&str> {
        let reference = self.subject.reference.as_deref()?;
        Some(reference.split('@').next().unwrap_or(reference))
    }

    /// The artifact, its build, and what the build used.
    fn write_inputs(&self, out: &mut String, facts: &ProvenanceFacts) {
        let node = |text, is_subject| Node { text, is_subject };
        let name = self.name();
        let builder = facts.builder.as_deref();
        let mut nodes = vec![
            node(name.unwrap_or("the artifact"), true),
            node(builder.unwrap_or("the build"), false),
        ];
        nodes.extend(facts.dependencies.iter().map(|used| {
            let text = used.uri.as_deref().or(used.name.as_deref());
            node(text.unwrap_or("a dependency without a name"), false)
        }));
        let mut needs = vec![vec![1], (2..nodes.len()).collect()];
        needs.resize(nodes.len(), Vec::new());
        if !facts.dependencies.is_empty() {
            let hidden = rest(facts.dependencies_count, facts.dependencies.len());
            write_graph(out, "What the build used", &nodes, &needs, hidden);
        }
    }
}

fn section<T>(out: &mut String, title: &str, facts: &[T], write: impl Fn(&mut String, &T)) {
    if facts.is_empty() {
        return;
    }
    let _ = writeln!(out, "<section>\n<h2>{title}</h2>");
    for fact in facts {
        out.push_str("<div class=\"card\">\n");
        write(out, fact);
        out.push_str("</div>\n");
    }
    out.push_str("</section>\n");
}

fn step(out: &mut String, title: &str, lines: [Option<String>; 2]) {
    let lines: Vec<String> = lines.into_iter().flatten().collect();
    let text = if lines.is_empty() {
        "<span class=\"soft\">not stated</span>".to_owned()
    } else {
        lines.join("<br>")
    };
    let _ = writeln!(out, "<li><b>{title}</b>{text}</li>");
}

fn write_coverage(out: &mut String, facts: &CoverageFacts) {
    let uncovered = match facts.uncovered_count {
        0 => "every file is covered".to_owned(),
        1 => "<strong>1 file is not covered</strong>".to_owned(),
        more => format!("<strong>{more} files are not covered</strong>"),
    };
    rows(
        out,
        [
            (
                "Covered",
                Some(format!("{} files, {} bytes", facts.files, facts.bytes)),
            ),
            ("Not covered", Some(uncovered)),
            ("Check", Some(key(&facts.check))),
        ],
    );
    if facts.uncovered.is_empty() {
        return;
    }
    out.push_str("<details open><summary>Files that are not covered</summary>\n<ul>\n");
    for path in &facts.uncovered {
        let _ = writeln!(out, "<li>{}</li>", code(path));
    }
    write_more(out, facts.uncovered_count, facts.uncovered.len());
    out.push_str("</ul></details>\n");
}

fn write_provenance(out: &mut String, facts: &ProvenanceFacts) {
    rows(
        out,
        [
            ("Build type", facts.build_type.as_deref().map(code)),
            ("Finished", facts.finished_at.map(moment)),
            ("Check", Some(key(&facts.check))),
        ],
    );
    if !facts.parameters.is_empty() {
        let title = counted(facts.parameters.len(), "external parameter");
        let _ = writeln!(out, "<details><summary>{title}</summary>\n<ul>");
        for (name, value) in &facts.parameters {
            let _ = writeln!(out, "<li>{} = {}</li>", code(name), code(value));
        }
        out.push_str("</ul></details>\n");
    }
    if facts.dependencies.is_empty() {
        return;
    }
    let title = match facts.dependencies_count {
        1 => "1 resolved dependency".to_owned(),
        count => format!("{count} resolved dependencies"),
    };
    let _ = writeln!(out, "<details><summary>{title}</summary>\n<ul>");
    for dependency in &facts.dependencies {
        write_dependency(out, dependency);
    }
    write_more(out, facts.dependencies_count, facts.dependencies.len());
    out.push_str("</ul></details>\n");
}

fn write_dependency(out: &mut String, facts: &DependencyFacts) {
    let parts = [
        facts.name.as_deref().map(code),
        facts.uri.as_deref().map(code),
        facts.digest.as_ref().map(mono),
    ];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join("<br>");
    let _ = writeln!(out, "<li>{text}</li>");
}

fn write_sbom(out: &mut String, facts: &SbomFacts) {
    rows(
        out,
        [
            ("Format", Some(code(&facts.format))),
            ("Components", Some(facts.components_count.to_string())),
            ("Check", Some(key(&facts.check))),
        ],
    );
    if !facts.licences.is_empty() {
        let title = counted(facts.licences.len(), "licence");
        let _ = writeln!(out, "<details><summary>{title}</summary>\n<ul>");
        for (name, count) in &facts.licences {
            let count = counted(usize::try_from(*count).unwrap_or(usize::MAX), "component");
            let _ = writeln!(out, "<li>{} {count}</li>", code(name));
        }
        out.push_str("</ul></details>\n");
    }
    if !facts.components.is_empty() {
        let nodes = facts.components.iter().enumerate();
        let nodes: Vec<Node<'_>> = nodes
            .map(|(at, component)| Node {
                text: &component.name,
                is_subject: at == 0,
            })
            .collect();
        let needs = facts.components.iter().map(|it| it.depends_on.clone());
        let needs: Vec<Vec<usize>> = needs.collect();
        let hidden = rest(facts.components_count, facts.components.len());
        write_graph(out, "What depends on what", &nodes, &needs, hidden);
        out.push_str("<details><summary>Components as a list</summary>\n<ul class=\"tree\">\n");
        write_tree(out, &facts.components);
        write_more(out, facts.components_count, facts.components.len());
        out.push_str("</ul></details>\n");
    }
}

/// What is next in a tree that is written without recursion.
enum Step {
    Open { at: usize, depth: usize },
    Close,
}

/// The components as nested lists. What the first does not lead to follows at the top.
fn write_tree(out: &mut String, components: &[ComponentFacts]) {
    let mut unfolded = vec![false; components.len()];
    let mut lines = 0_usize;
    for root in 0..components.len() {
        if unfolded.get(root) != Some(&false) {
            continue;
        }
        let mut steps = vec![Step::Open { at: root, depth: 0 }];
        while let Some(step) = steps.pop() {
            let Step::Open { at, depth } = step else {
                out.push_str("</ul></li>\n");
                continue;
            };
            let (Some(component), Some(was)) = (components.get(at), unfolded.get_mut(at)) else {
                continue;
            };
            lines = lines.saturating_add(1);
            if lines > MAX_LINES {
                continue;
            }
            let _ = write!(out, "<li>{}", code(&component.name));
            if let Some(licence) = &component.licence {
                let _ = write!(out, " <span class=\"soft\">{}</span>", code(licence));
            }
            let is_leaf = component.depends_on.is_empty();
            if core::mem::replace(was, true) || is_leaf || depth >= MAX_DEPTH {
                let mark = if is_leaf {
                    ""
                } else {
                    " <span class=\"soft\">…</span>"
                };
                let _ = writeln!(out, "{mark}</li>");
                continue;
            }
            out.push_str("\n<ul>\n");
            steps.push(Step::Close);
            let room = MAX_LINES.saturating_sub(lines);
            let needed = component.depends_on.iter().take(room).rev();
            let depth = depth.saturating_add(1);
            steps.extend(needed.map(|at| Step::Open { at: *at, depth }));
        }
    }
    if lines > MAX_LINES {
        out.push_str("<li class=\"soft\">not all lines of the graph are shown</li>\n");
    }
}

fn write_more(out: &mut String, count: u64, shown: usize) {
    let more = rest(count, shown);
    if more > 0 {
        let _ = writeln!(out, "<li class=\"soft\">and {more} more</li>");
    }
}

fn rest(count: u64, shown: usize) -> u64 {
    count.saturating_sub(u64::try_from(shown).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(name: usize, depends_on: Vec<usize>) -> ComponentFacts {
        ComponentFacts {
            name: format!("c{name}"),
            licence: None,
            depends_on,
        }
    }

    #[test]
    fn graphs_of_any_shape_end() {
        let everything: Vec<usize> = (0..400).chain([usize::MAX]).collect();
        let dense: Vec<_> = (0..400)
            .map(|at| component(at, everything.clone()))
            .collect();
        let chain: Vec<_> = (0..400).map(|at| component(at, vec![at + 1])).collect();
        let own = vec![component(0, vec![0])];
        for components in [dense, chain, own] {
            let mut out = String::new();
            write_tree(&mut out, &components);
            assert!(out.matches("<li>").count() <= MAX_LINES, "{out}");
            assert_eq!(out.matches("<li").count(), out.matches("</li>").count());
            assert_eq!(out.matches("<ul>").count(), out.matches("</ul>").count());
        }
    }

    #[test]
    fn every_component_is_named() {
        let components = [
            component(0, vec![1]),
            component(1, vec![]),
            component(2, vec![1]),
        ];
        let mut out = String::new();
        write_tree(&mut out, &components);
        let lines = "<li><code>c0</code>\n<ul>\n<li><code>c1</code></li>\n</ul></li>\n\
                     <li><code>c2</code>\n<ul>\n<li><code>c1</code></li>\n</ul></li>\n";
        assert_eq!(out, lines);
    }
}
