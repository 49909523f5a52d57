//! The signer of a policy as a builder.

use bonafide_slsa::{Builders, Error, Provenance, ProvenanceVersion, Signer};
use serde_json::{Value, json};

/// The build type of GitHub's workflows, whose parameters have a meaning of their own.
const GITHUB: &str = "https://actions.github.io/buildtypes/workflow/v1";

/// The level up to which a builder is trusted that the policy names with its signer.
const NAMED: u8 = 2;
/// The level up to which whatever builder is trusted that a signer of the policy names.
const UNNAMED: u8 = 1;

/// A table of one builder: that of this provenance, signed by this signer.
///
/// # Specification
/// SLSA v1, verifying artifacts, step 1: a level is that of signer and builder together. No policy
/// can say that tenants of the builder cannot write the provenance, which level 3 wants.
pub(super) fn of_policy(
    signer: &Signer,
    view: &Provenance<'_>,
    is_named: bool,
) -> Result<Builders, Error> {
    let build_type = view.build_type().value();
    let is_github = build_type == GITHUB;
    let mut entry = json!({
        "name": "policy",
        "operator": "policy",
        "max_level": if is_named { NAMED } else { UNNAMED },
        "adapter": if is_github { "github" } else { "generic" },
        "predicate_types": [view.version().uri()],
        "builder_id": {"exact": view.builder_id().value()},
        "build_types": [build_type],
        "signer": rule(signer),
    });
    let has_source = !is_github && view.version() == ProvenanceVersion::V02;
    if let Some(members) = entry.as_object_mut().filter(|_| has_source) {
        let fields = json!({"source": "/invocation/configSource/uri"});
        members.insert("fields".to_owned(), fields);
    }
    let table = json!({"schema": Builders::SCHEMA, "builder": [entry]});
    Builders::parse(table.to_string().as_bytes())
}

fn rule(signer: &Signer) -> Value {
    match signer {
        Signer::Certificate(claims) => json!({
            "issuer": claims.issuer().unwrap_or_default(),
            "san": {"exact": claims.san()},
        }),
        Signer::Key { name } => json!({"keys": [name]}),
        _ => Value::Null,
    }
}
