//! Provenance of every version, from a statement.

use bonafide_dsse::{Statement, StatementOptions};
use bonafide_slsa::{Attestation, Builders, Provenance, Svr, inspect};

use crate::memory;

/// The input is a statement. Views show what is in it; an inspection never fails.
pub fn run(data: &[u8]) {
    let parsed = Statement::parse(data, &StatementOptions::provenance());
    let Ok(statement) = parsed else { return };
    memory::within(256 << 10, 400, data, || judge(&statement));
    let inspection = inspect(&Attestation::unsigned(statement), &Builders::public());
    assert_eq!(inspection.signer(), None);
    let _ = (
        inspection.text(),
        serde_json::to_value(&inspection).expect("JSON"),
    );
}

fn judge(statement: &Statement) {
    if let Ok(view) = Provenance::of(statement) {
        assert_eq!(view.version().uri(), statement.predicate_type());
        let _ = (view.builder_id(), view.build_type(), view.config_source());
        let _ = (view.external().len(), view.internal(), view.build_config());
        let _ = (view.started_on(), view.finished_on(), view.notes().len());
        for dependency in view.dependencies().iter().chain(view.byproducts()) {
            let _ = format!("{dependency:?}").len();
        }
    }
    if let Ok(svr) = Svr::of(statement) {
        let _ = (
            svr.verifier_id(),
            svr.properties().count(),
            svr.policies().len(),
        );
    }
}
