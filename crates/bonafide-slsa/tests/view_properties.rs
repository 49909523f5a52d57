//! Nothing panics, and the order of members does not matter.

#[path = "common/statements.rs"]
mod statements;

use bonafide_dsse::{Statement, StatementOptions};
use bonafide_json::{Limits, same};
use bonafide_slsa::{Dependency, Error, PredicateFamily, Provenance, Raw, media_type_note};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use statements::{V01, V1, V02, of_error, statement};

/// All that a view says, as text that can be compared.
fn told(view: &Provenance<'_>) -> Vec<String> {
    let mut told = vec![
        format!(
            "{:?} {:?}",
            view.builder_id().value(),
            view.builder_id().pointer()
        ),
        format!(
            "{:?} {:?}",
            view.build_type().value(),
            view.build_type().pointer()
        ),
        format!(
            "{:?}",
            view.invocation_id().map(|id| (id.value(), id.pointer()))
        ),
        format!(
            "{:?}",
            view.started_on().map(|time| (time.value(), time.pointer()))
        ),
        format!(
            "{:?}",
            view.finished_on()
                .map(|time| (time.value(), time.pointer()))
        ),
        format!("{:?}", view.builder_version().map(|raw| ordered(&raw))),
        format!(
            "{:?}",
            view.internal()
                .map(|raw| (ordered(raw.value()), raw.pointer().clone()))
        ),
        format!(
            "{:?}",
            view.build_config()
                .map(|raw| (ordered(raw.value()), raw.pointer().clone()))
        ),
    ];
    for claim in [
        view.complete_parameters(),
        view.complete_environment(),
        view.complete_dependencies(),
        view.hermetic(),
        view.reproducible(),
    ] {
        told.push(format!("{:?} {:?}", claim.value(), claim.pointer()));
    }
    if let Some(source) = view.config_source() {
        let digests = sorted(source.digests().iter().map(|digest| format!("{digest:?}")));
        let (uri, entry_point) = (source.uri(), source.entry_point());
        told.push(format!(
            "{uri:?} {digests:?} {entry_point:?} {:?}",
            source.pointer()
        ));
    }
    let resources = |list: &[Dependency<'_>]| list.iter().map(resource).collect::<Vec<_>>();
    told.extend(resources(view.builder_dependencies()));
    told.extend(resources(view.dependencies()));
    told.extend(resources(view.byproducts()));
    told.extend(sorted(view.external().iter().map(|parameter| {
        let (name, value) = (parameter.name(), ordered(&parameter.value()));
        format!("{name} {value} {:?}", parameter.pointer())
    })));
    told.extend(sorted(
        view.unknown_members()
            .iter()
            .map(|place| format!("{place:?}")),
    ));
    told.extend(sorted(view.notes().iter().map(|note| format!("{note:?}"))));
    told
}

fn resource(one: &Dependency<'_>) -> String {
    let descriptor = one.descriptor();
    let digests = sorted(
        descriptor
            .digests()
            .iter()
            .map(|digest| format!("{digest:?}")),
    );
    let opaque = sorted(
        descriptor
            .opaque_digests()
            .map(|digest| format!("{digest:?}")),
    );
    format!(
        "{:?} {digests:?} {opaque:?} {:?}",
        descriptor.uri(),
        one.pointer()
    )
}

fn ordered(raw: &Raw<'_>) -> String {
    // This tree keeps its members in order.
    serde_json::from_str::<Value>(raw.text())
        .unwrap()
        .to_string()
}

fn sorted(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut texts: Vec<_> = texts.collect();
    texts.sort();
    texts
}

fn outcome(predicate_type: &str, predicate: &str) -> Result<Vec<String>, (String, String)> {
    let statement = statement(predicate_type, predicate);
    let view = Provenance::of(&statement).map_err(|error: Error| of_error(&error))?;
    Ok(told(&view))
}

/// Writes the value with the members of each object in an order that `seed` decides.
fn shuffled(value: &Value, seed: &mut u64, out: &mut String) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_cached_key(|_| {
                *seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695);
                *seed >> 33
            });
            out.push('{');
            for (at, (name, value)) in members.into_iter().enumerate() {
                out.push_str(if at > 0 { " ,\n" } else { "" });
                out.push_str(&json!(name).to_string());
                out.push(':');
                shuffled(value, seed, out);
            }
            out.push('}');
        }
        Value::Array(elements) => {
            out.push('[');
            for (at, value) in elements.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                shuffled(value, seed, out);
            }
            out.push(']');
        }
        _ => out.push_str(&value.to_string()),
    }
}

fn whole(version: &str) -> Value {
    let sha1 = "a".repeat(40);
    let resource = json!({"uri": "git+https://g/o/r", "digest": {"sha1": sha1, "sha256": "b".repeat(64), "X": "y"}});
    let metadata = json!({
        "buildInvocationId": "i", "buildStartedOn": "2024-01-02T03:04:05Z",
        "buildFinishedOn": "2024-01-02T03:04:05+00:00", "reproducible": true,
        "completeness": {"arguments": true, "parameters": true, "environment": false, "materials": true},
        "https://mobyproject.org/buildkit@v1#hermetic": true, "x": 1,
    });
    let map = json!({"a": {"b": [1, {"c": 2, "d": 3}]}, "B": null, "e": "f"});
    match version {
        V01 => json!({
            "builder": {"id": "b:", "y": 1}, "metadata": metadata, "materials": [{"uri": "c:"}, resource],
            "recipe": {"type": "t:", "definedInMaterial": 1, "entryPoint": "e", "arguments": map, "environment": map},
        }),
        V02 => json!({
            "builder": {"id": "b:"}, "buildType": "HTTP://t", "buildConfig": map, "metadata": metadata,
            "invocation": {"configSource": resource, "parameters": {"entryPoint": 1, "p": map, "q": 2}, "environment": map},
            "materials": [{"uri": "no uri"}],
        }),
        _ => json!({
            "buildDefinition": {"buildType": "t:", "externalParameters": map, "internalParameters": map,
                "resolvedDependencies": [resource, {"uri": "d:", "annotations": map}]},
            "runDetails": {"builder": {"id": "b:", "version": map, "builderDependencies": [resource]},
                "metadata": {"invocationId": "i", "startedOn": "2024-01-02T03:04:05Z", "buildkit_hermetic": false,
                    "buildkit_reproducible": true, "z": 2},
                "byproducts": [resource]},
        }),
    }
}

/// JSON of the names that the formats have, in any shape.
fn near_miss() -> impl Strategy<Value = Value> {
    let names = select(vec![
        "builder",
        "id",
        "recipe",
        "type",
        "materials",
        "definedInMaterial",
        "entryPoint",
        "arguments",
        "environment",
        "metadata",
        "completeness",
        "buildInvocationId",
        "buildInvocationID",
        "reproducible",
        "buildType",
        "invocation",
        "configSource",
        "uri",
        "digest",
        "sha256",
        "parameters",
        "buildConfig",
        "buildDefinition",
        "externalParameters",
        "internalParameters",
        "resolvedDependencies",
        "runDetails",
        "byproducts",
        "startedOn",
        "version",
        "builderDependencies",
        "buildkit_completeness",
        "source",
        "Type",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2..5_i64).prop_map(Value::from),
        select(vec!["", "a", "b:", "2024-01-02T03:04:05Z", "0"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..8).prop_map(|members| Value::Object(
                members
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()
            )),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "\\PC{0,60}") {
        if let Ok(raw) = Raw::parse(&bytes, &Limits::default()) {
            let _ = (raw.members(), raw.elements(), raw.as_str(), raw.as_bool(), raw.pointer(&text));
        }
        if let Ok(statement) = Statement::parse(&bytes, &StatementOptions::provenance()) {
            let _ = Provenance::of(&statement);
        }
        let _ = PredicateFamily::of(&text);
        let _ = media_type_note(&text, &text);
        let _ = media_type_note(&format!("application/vnd.in-toto.{text}+json"), &text);
    }

    #[test]
    fn any_predicate(value in near_miss(), kind in select(vec![V01, V02, V1]), seed: u64) {
        let Value::Object(_) = value else { return Ok(()) };
        let mut text = String::new();
        shuffled(&value, &mut seed.clone(), &mut text);
        let (plain, mixed) = (outcome(kind, &value.to_string()), outcome(kind, &text));
        // Which of several faults is met first depends on the order.
        prop_assert_eq!(plain.is_ok(), mixed.is_ok());
        if let (Ok(plain), Ok(mixed)) = (plain, mixed) {
            prop_assert_eq!(plain, mixed);
        }
    }

    #[test]
    fn the_order_of_members_does_not_matter(kind in select(vec![V01, V02, V1]), seed: u64) {
        let value = whole(kind);
        let mut text = String::new();
        shuffled(&value, &mut seed.clone(), &mut text);
        let told = outcome(kind, &text);
        prop_assert!(told.is_ok(), "{:?}", told);
        prop_assert_eq!(told, outcome(kind, &value.to_string()));
    }

    /// Against a tree of another parser, whose maps ignore order as well.
    #[test]
    fn equality_is_that_of_trees(one in near_miss(), other in near_miss(), seed: u64) {
        let (a, b) = (one.to_string(), other.to_string());
        let mut mixed = String::new();
        shuffled(&one, &mut seed.clone(), &mut mixed);
        prop_assert!(same(&a, &mixed).unwrap());
        prop_assert_eq!(same(&a, &b).unwrap(), pruned(&one) == pruned(&other));
    }

    /// Cuts a whole predicate anywhere, and changes a byte of it anywhere.
    #[test]
    fn damaged_predicates(kind in select(vec![V01, V02, V1]), at: prop::sample::Index, byte: u8) {
        let document = json!({
            "_type": "https://in-toto.io/Statement/v1", "predicateType": kind,
            "subject": [{"digest": {"sha256": "a".repeat(64)}}], "predicate": whole(kind),
        });
        let mut bytes = document.to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        for bytes in [&bytes[..], &bytes[..at]] {
            if let Ok(statement) = Statement::parse(bytes, &StatementOptions::provenance()) {
                let _ = Provenance::of(&statement).map(|view| told(&view));
            }
        }
    }
}

fn pruned(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter().filter(|(_, value)| !value.is_null());
            members
                .map(|(name, value)| (name.clone(), pruned(value)))
                .collect()
        }
        Value::Array(elements) => elements.iter().map(pruned).collect(),
        _ => value.clone(),
    }
}
