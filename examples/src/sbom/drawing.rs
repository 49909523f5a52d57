//! What depends on what, as a drawing for other programs to lay out.

use bonafide_report::Escaped;
use bonafide_sbom::{Graph, Vertex};

use crate::Usage;

/// A language of drawings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// The language of Graphviz.
    Dot,
    /// Mermaid.
    Mermaid,
}

impl Drawing {
    /// The language of this name.
    ///
    /// # Errors
    /// [`Usage`] for any other.
    pub fn named(name: &str) -> Result<Self, Usage> {
        match name {
            "dot" => Ok(Self::Dot),
            "mermaid" => Ok(Self::Mermaid),
            _ => Err(Usage(format!("--graph {name}: dot or mermaid"))),
        }
    }

    /// Draws what is a component, has a dependency or is one; roots are marked.
    #[must_use]
    pub fn of(self, graph: &Graph<'_>) -> String {
        let roots: Vec<Vertex> = graph.roots().collect();
        let mut is_root = vec![false; graph.vertex_count()];
        for root in roots {
            is_root[root.index()] = true;
        }
        let mut out = self.head().to_owned();
        for vertex in graph.vertices().filter(|vertex| is_drawn(graph, *vertex)) {
            let (id, label) = (vertex.index(), label(graph, vertex));
            out += &self.node(id, &label, is_root[id]);
        }
        for vertex in graph.vertices() {
            for to in graph.dependencies(vertex) {
                out += &self.edge(vertex.index(), to.index());
            }
        }
        out + self.tail()
    }

    const fn head(self) -> &'static str {
        match self {
            Self::Dot => "digraph dependencies {\n  node [shape=box];\n",
            Self::Mermaid => "graph TD\n",
        }
    }

    const fn tail(self) -> &'static str {
        match self {
            Self::Dot => "}\n",
            Self::Mermaid => "",
        }
    }

    fn node(self, id: usize, label: &str, is_root: bool) -> String {
        match (self, is_root) {
            (Self::Dot, false) => format!("  n{id} [label=\"{}\"];\n", dot(label)),
            (Self::Dot, true) => format!("  n{id} [label=\"{}\", penwidth=3];\n", dot(label)),
            (Self::Mermaid, false) => format!("  n{id}[\"{}\"]\n", mermaid(label)),
            (Self::Mermaid, true) => format!("  n{id}([\"{}\"])\n", mermaid(label)),
        }
    }

    fn edge(self, from: usize, to: usize) -> String {
        match self {
            Self::Dot => format!("  n{from} -> n{to};\n"),
            Self::Mermaid => format!("  n{from} --> n{to}\n"),
        }
    }
}

fn is_drawn(graph: &Graph<'_>, vertex: Vertex) -> bool {
    let component = graph.component(vertex);
    component.is_some_and(|one| one.role().is_inventory())
        || graph.dependencies(vertex).len() > 0
        || graph.dependants(vertex).len() > 0
}

fn label(graph: &Graph<'_>, vertex: Vertex) -> String {
    let reference = || graph.reference(vertex).unwrap_or_default().to_owned();
    let Some(component) = graph.component(vertex) else {
        return reference();
    };
    match (component.name(), component.version()) {
        (Some(name), Some(version)) => format!("{name} {version}"),
        (Some(name), None) => name.to_owned(),
        (None, _) => reference(),
    }
}

/// A text within the quotes of Graphviz, which reads a backslash as the start of an escape.
fn dot(text: &str) -> String {
    let text = Escaped(text).to_string();
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// A text within the quotes of Mermaid, which has entities and no escapes.
fn mermaid(text: &str) -> String {
    let mut out = String::new();
    for character in Escaped(text).to_string().chars() {
        if character.is_alphanumeric() || " .-_@/+:".contains(character) {
            out.push(character);
        } else {
            out += &format!("#{};", u32::from(character));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use bonafide_sbom::{Model, ReadOptions};

    use super::*;

    fn drawn(drawing: Drawing) -> String {
        let document = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
            "metadata": {"component": {"type": "application", "bom-ref": "r", "name": "r"}},
            "components": [
                {"type": "library", "bom-ref": "a", "name": "\"];\nx", "version": "1"},
                {"type": "library", "name": "b"}],
            "dependencies": [{"ref": "r", "dependsOn": ["a"]}, {"ref": "a", "dependsOn": ["ghost"]}]}"#;
        let model = Model::read(document, &ReadOptions::default()).unwrap();
        drawing.of(&Graph::new(&model))
    }

    #[test]
    fn dot_has_all_nodes_and_edges_and_no_way_out_of_a_label() {
        let text = drawn(Drawing::Dot);
        assert_eq!(text.matches("label=").count(), 4, "{text}");
        assert_eq!(text.matches("->").count(), 2, "{text}");
        assert_eq!(text.matches("penwidth").count(), 1, "{text}");
        assert!(text.contains(r#"label="\"];\\u{a}x 1""#), "{text}");
    }

    #[test]
    fn mermaid_has_all_nodes_and_edges_and_no_way_out_of_a_label() {
        let text = drawn(Drawing::Mermaid);
        assert_eq!(text.matches("-->").count(), 2, "{text}");
        assert_eq!(text.matches("([").count(), 1, "{text}");
        assert!(text.contains("[\"#34;#93;#59;"), "{text}");
        assert!(Drawing::named("svg").is_err());
    }
}
