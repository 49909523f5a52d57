//! What the readers of bills of materials share.

use bonafide_sbom::{
    Format, Graph, LicencePolicy, LicenceSurvey, Model, ReadOptions, Schema, conformance, count,
};

use crate::memory;

/// Reads a document as this format. What is read whole is counted too, with the same components, and the graph of
/// what was read has a depth for what its roots lead to.
pub fn judge(data: &[u8], format: Format) {
    let options = ReadOptions::default().with_format(format);
    let counted = memory::within(256 << 10, 400, data, || count(data, &options));
    let model = memory::within(256 << 10, 1500, data, || Model::read(data, &options));
    let Ok(model) = model else { return };
    let counted = counted.map(|counts| counts.components);
    assert_eq!(counted, Ok(model.summary().counts.components));
    let graph = Graph::new(&model);
    for vertex in graph.roots().take(16) {
        assert_eq!(graph.depth(vertex), Some(0));
    }
    for vertex in graph.vertices().take(64) {
        let path = graph.path(vertex);
        assert_eq!(path.map(|path| path.len() - 1), graph.depth(vertex));
    }
    let policy = LicencePolicy::of_entries(&["MIT"], &["GPL-3.0-only"]).expect("a policy");
    let _ = LicenceSurvey::of(&model, &policy).code();
    let _ = model.verification_codes();
}

/// Whether it conforms to any of these schemas is an answer and no panic.
pub fn conform(data: &[u8], schemas: &[Schema]) {
    for schema in schemas {
        let _ = memory::within(1 << 20, 1500, data, || conformance(data, *schema));
    }
}
