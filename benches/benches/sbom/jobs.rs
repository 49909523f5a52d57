//! What is done with a document.

use bonafide_sbom::{
    Component, Edge, Fields, Flow, Graph, LicenceValue, Locate, Model, ReadOptions, Sink, read,
};
use serde::de::IgnoredAny;
use serde_json::Value;

/// A piece of work on one document.
#[derive(Clone, Copy)]
pub(crate) struct Job {
    pub(crate) name: &'static str,
    /// Returns the number of components, if the work knows it.
    pub(crate) run: fn(&[u8]) -> Option<usize>,
}

pub(crate) const READ: Job = Job {
    name: "bonafide",
    run: |document| Some(counted(document, false).components),
};

pub(crate) const HASHED: Job = Job {
    name: "bonafide, SHA-256 too",
    run: |document| Some(counted(document, true).components),
};

pub(crate) const ALL_FIELDS: Job = Job {
    name: "bonafide, all fields",
    run: |document| {
        let options = ReadOptions::default().with_hashing(false);
        let mut counter = Counter::default();
        read(document, &options, &mut counter).unwrap();
        Some(counter.components)
    },
};

pub(crate) const MODEL: Job = Job {
    name: "bonafide, owned model of all fields",
    run: |document| {
        let options = ReadOptions::default().with_hashing(false);
        let model = Model::read(document, &options).unwrap();
        Some(model.summary().counts.components)
    },
};

pub(crate) const GRAPH: Job = Job {
    name: "bonafide, references and edges, and the graph of them",
    run: |document| {
        let options = ReadOptions::default()
            .with_fields(Fields::EDGES)
            .with_hashing(false);
        let model = Model::read(document, &options).unwrap();
        core::hint::black_box(Graph::new(&model));
        Some(model.summary().counts.components)
    },
};

pub(crate) const VALUE: Job = Job {
    name: "`serde_json::Value`",
    run: |document| {
        let value: Value = serde_json::from_slice(document).unwrap();
        core::hint::black_box(&value);
        None
    },
};

pub(crate) const IGNORED: Job = Job {
    name: "`IgnoredAny`",
    run: |document| {
        let _: IgnoredAny = serde_json::from_slice(document).unwrap();
        None
    },
};

/// What need not be read to the end.
pub(crate) const REFUSED: Job = Job {
    name: "bonafide, whatever the answer",
    run: |document| {
        let options = ReadOptions::default().with_hashing(false);
        let answer = read(document, &options, &mut Counter::default());
        drop(core::hint::black_box(answer));
        None
    },
};

/// Reads identities, hashes, licences and edges, and counts them.
pub(crate) fn counted(document: &[u8], is_hashing: bool) -> Counter {
    let fields = Fields::IDENTITY | Fields::HASHES | Fields::LICENCES | Fields::EDGES;
    let options = ReadOptions::default()
        .with_fields(fields)
        .with_hashing(is_hashing);
    let mut counter = Counter::default();
    let summary = read(document, &options, &mut counter).unwrap();
    assert!(summary.complete && summary.sha256.is_some() == is_hashing);
    counter
}

/// A sink that keeps nothing but numbers.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    /// Components of the inventory, without files.
    pub(crate) components: usize,
    pub(crate) edges: usize,
    pub(crate) purls: usize,
    pub(crate) hashes: usize,
    pub(crate) licences: usize,
    /// Bytes of what was given, so that all of it was looked at.
    pub(crate) bytes: usize,
}

impl Sink for Counter {
    fn component(&mut self, component: &Component<'_>, _: &dyn Locate) -> Flow {
        if component.role == bonafide_sbom::Role::Inventory {
            self.components += 1;
        }
        self.purls += component.purls.len();
        self.hashes += component.hashes.len();
        self.licences += component.licences.len();
        let texts = [&component.name, &component.version, &component.reference];
        self.bytes += texts
            .into_iter()
            .flatten()
            .map(|text| text.len())
            .sum::<usize>();
        self.bytes += component.purls.iter().map(|text| text.len()).sum::<usize>();
        self.bytes += component
            .hashes
            .iter()
            .map(|hash| hash.value.len())
            .sum::<usize>();
        for licence in &component.licences {
            if let LicenceValue::Id(text) | LicenceValue::Expression(text) = &licence.form {
                self.bytes += text.len();
            }
        }
        Flow::Continue
    }

    fn edge(&mut self, edge: &Edge<'_>, _: &dyn Locate) -> Flow {
        self.edges += 1;
        self.bytes += edge.from.len() + edge.to.len();
        Flow::Continue
    }
}
