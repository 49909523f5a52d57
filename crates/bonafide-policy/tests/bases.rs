//! Images that others were built on, by what was minted, attached, discovered and verified.

mod common;

use bonafide_policy::{BaseImage, EvidenceSet, Role, evaluate};
use bonafide_testkit::image::Store;
use serde_json::{Value, json};

use common::{World, hex, outcome};

const PROVENANCE: &str = "https://slsa.dev/provenance/v1";

fn provenance(dependencies: &[Value]) -> Value {
    json!({
        "buildDefinition": {
            "buildType": "https://build.example.com/types/v1",
            "externalParameters": {"source": "git+https://git.example.com/app"},
            "resolvedDependencies": dependencies,
        },
        "runDetails": {
            "builder": {"id": "https://build.example.com/runner"},
            "metadata": {"finishedOn": "2025-04-11T00:00:00Z"},
        },
    })
}

fn image(hex: &str) -> Value {
    json!({"uri": format!("pkg:oci/base@sha256:{hex}"), "digest": {"sha256": hex}})
}

/// A rule for images, and one for what they are built on.
fn with_base(evidence: &str, depth: u8) -> String {
    let built = "{ id: built, provenance: { by: [ci] } }";
    let signed = "{ id: signed, signature: { by: [ci] } }";
    let (own, below) = match evidence {
        "annotation" => (signed, signed),
        _ => (built, built),
    };
    format!(
        "- id: r\n  match: {{ role: [image] }}\n  require:\n  - {own}\n  - {{ id: base, base_image: \
         {{ rule: below, depth: {depth}, evidence: [{evidence}] }} }}\n\
         - id: below\n  match: {{ role: [base] }}\n  require:\n  - {below}\n"
    )
}

/// Three images, each built on the next, of which so many are attested to.
fn tower(evidence: &str, attested: usize) -> Vec<World> {
    let mut worlds = vec![World::new("bottom")];
    for seed in ["middle", "top"] {
        let below = &worlds[0].store.subject;
        let store = match evidence {
            "annotation" => annotated(seed, below),
            _ => Store::image(seed),
        };
        worlds.insert(0, World::of(store));
    }
    let below: Vec<Option<String>> = worlds[1..]
        .iter()
        .map(|world| Some(hex(&world.store)))
        .chain([None])
        .collect();
    for (world, below) in worlds.iter_mut().zip(below).take(attested) {
        let base = below.map(|hex| image(&hex));
        match evidence {
            "annotation" => world.sign("ci"),
            _ => {
                let dependencies: Vec<Value> = base.into_iter().collect();
                world.attest("ci", PROVENANCE, &provenance(&dependencies));
            }
        }
    }
    worlds
}

fn annotated(seed: &str, below: &str) -> Store {
    let mut store = Store::image(seed);
    let mut manifest = store.subject().value();
    manifest["annotations"] = json!({"org.opencontainers.image.base.digest": below});
    let subject = store.push_json(&manifest);
    store.about(&subject)
}

/// The outcome for the topmost image, with what is found of those that `bases` names.
fn judged(worlds: &[World], rules: &str) -> String {
    let policy = worlds[0].compile(rules, &["ci"]);
    let mut found: Option<(&World, EvidenceSet)> = None;
    for (level, world) in worlds.iter().enumerate().rev() {
        let mut evidence = world.gather(&policy);
        let subject = world.subject().with_role(match level {
            0 => Role::Image,
            _ => Role::Base,
        });
        let wanted = policy.bases(&subject, &evidence, world.now());
        if let Some((below, of_below)) = found.take() {
            let is_below = |base: &BaseImage| base.digest.to_string() == below.store.subject;
            if wanted.iter().any(is_below) {
                evidence = evidence.with_base(below.subject(), of_below);
            }
        }
        found = Some((world, evidence));
    }
    let (world, evidence) = found.unwrap();
    let subject = world.subject().with_role(Role::Image);
    let verdict = evaluate(&policy, &subject, &evidence, world.now());
    outcome(&verdict, "r/base")
}

#[test]
fn images_below_satisfy_their_rule_to_the_depth_that_is_wanted() {
    for evidence in ["annotation", "provenance"] {
        let unknown = "fail missing base.unknown";
        let (good, bad) = ("pass - base.ok", "fail policy base.rule-failed");
        for (attested, depth, wanted) in [
            (3, 1, good),
            (3, 2, good),
            (2, 1, good),
            (2, 2, bad),
            (1, 1, bad),
            (0, 1, unknown),
        ] {
            let found = judged(&tower(evidence, attested), &with_base(evidence, depth));
            assert_eq!(
                found, wanted,
                "{evidence}, {attested} attested, depth {depth}"
            );
        }
    }
    // What one kind of evidence says is nothing where the other is wanted.
    let found = judged(&tower("annotation", 3), &with_base("provenance", 1));
    assert_eq!(found, "fail missing base.unknown");
}

const SIGNED: &str = "{ id: signed, signature: { by: [ci] } }";
const BUILT: &str = "{ id: built, provenance: { by: [ci] } }";
const UNKNOWN: &str = "fail missing base.unknown";

/// One image on another, by these requirements of the rule above and of the rule below.
fn rules(own: &str, evidence: &str, below: &str) -> String {
    format!(
        "- id: r\n  match: {{ role: [image] }}\n  require:\n  - {own}\n  - {{ id: base, base_image: \
         {{ rule: below, evidence: [{evidence}] }} }}\n- id: below\n  {below}\n"
    )
}

fn below(requirement: &str) -> String {
    format!("match: {{ role: [base] }}\n  require:\n  - {requirement}")
}

/// An image whose manifest names the bottom, and the bottom, signed.
fn pair() -> [World; 2] {
    let mut bottom = World::new("bottom");
    bottom.sign("ci");
    let top = World::of(annotated("top", &bottom.store.subject));
    [top, bottom]
}

#[test]
fn an_annotation_counts_where_a_wanted_signer_signed_the_manifest() {
    let wanted = rules(SIGNED, "annotation", &below(SIGNED));
    let [mut top, bottom] = pair();
    top.sign("qa");
    assert_eq!(judged(&[top, bottom], &wanted), UNKNOWN);
    let [mut top, bottom] = pair();
    top.sign("ci");
    assert_eq!(judged(&[top, bottom], &wanted), "pass - base.ok");
    // Nested requirements ask as well, and attestations are no signatures.
    let nested = rules(
        "{ id: any, any_of: [{ id: s, signature: { by: [ci] } }] }",
        "annotation",
        &below(SIGNED),
    );
    let [mut top, bottom] = pair();
    top.sign("ci");
    assert_eq!(judged(&[top, bottom], &nested), "pass - base.ok");
    let attested = rules(BUILT, "annotation", &below(SIGNED));
    let [mut top, bottom] = pair();
    top.attest("ci", PROVENANCE, &provenance(&[]));
    assert_eq!(judged(&[top, bottom], &attested), UNKNOWN);
}

#[test]
fn each_kind_of_evidence_counts_where_it_is_wanted() {
    let both = "{ id: signed, all_of: [{ id: s, signature: { by: [ci] } }, { id: p, provenance: { by: [ci] } }] }";
    let mut bottom = World::new("bottom");
    bottom.sign("ci");
    let mut top = World::new("top");
    top.sign("ci");
    top.attest("ci", PROVENANCE, &provenance(&[image(&hex(&bottom.store))]));
    let worlds = [top, bottom];
    let found = judged(&worlds, &rules(both, "annotation", &below(SIGNED)));
    assert_eq!(found, UNKNOWN);
    let found = judged(
        &worlds,
        &rules(both, "annotation, provenance", &below(SIGNED)),
    );
    assert_eq!(found, "pass - base.ok");
}

#[test]
fn an_annotation_tells_which_of_the_images_of_a_build_is_the_base() {
    let tool = image(&"ab".repeat(32));
    let source =
        json!({"uri": "git+https://git.example.com/app", "digest": {"sha256": "cd".repeat(32)}});
    let wanted = rules(BUILT, "provenance", &below(SIGNED));
    let [mut top, bottom] = pair();
    let listed = [tool.clone(), source.clone(), image(&hex(&bottom.store))];
    top.attest("ci", PROVENANCE, &provenance(&listed));
    // It does where it is asked for, and where somebody signed the manifest that says so.
    top.sign("ci");
    let worlds = [top, bottom];
    let unseen = "fail unavailable discovery.incomplete";
    assert_eq!(judged(&worlds, &wanted), unseen);
    let signed = "{ id: signed, all_of: [{ id: s, signature: { by: [ci] } }, { id: p, provenance: { by: [ci] } }] }";
    let found = judged(&worlds, &rules(signed, "provenance", &below(SIGNED)));
    assert_eq!(found, unseen);
    let found = judged(
        &worlds,
        &rules(signed, "annotation, provenance", &below(SIGNED)),
    );
    assert_eq!(found, "pass - base.ok");
    // Without it, all of them are; what is no image never is.
    let mut bottom = World::new("bottom");
    bottom.sign("ci");
    let mut top = World::new("top");
    top.attest("ci", PROVENANCE, &provenance(&listed[1..]));
    let worlds = [top, bottom];
    assert_eq!(judged(&worlds, &wanted), "pass - base.ok");
    let [mut top, bottom] = worlds;
    top.attest("ci", PROVENANCE, &provenance(&[tool]));
    assert_eq!(
        judged(&[top, bottom], &wanted),
        "fail unavailable discovery.incomplete"
    );
}

#[test]
fn the_rule_below_is_about_the_base_and_enforced() {
    let allow = "{ id: a, static: { decision: allow, message: fine } }";
    let audit = "{ id: a, static: { decision: reject, message: no }, mode: audit }";
    let elsewhere =
        format!("match: {{ ref: [\"other.example.com/**\"] }}\n  require:\n  - {allow}");
    for (below, outcome) in [
        (below(allow), "pass - base.ok"),
        (below(audit), "pass - base.ok"),
        (
            below(&audit.replace(", mode: audit", "")),
            "fail policy base.rule-failed",
        ),
        (elsewhere, "fail policy base.rule-failed"),
    ] {
        let [mut top, bottom] = pair();
        top.sign("ci");
        let found = judged(&[top, bottom], &rules(SIGNED, "annotation", &below));
        assert_eq!(found, outcome, "{below}");
    }
}

#[test]
fn only_what_a_rule_asks_for_is_named() {
    let [mut top, bottom] = pair();
    top.sign("ci");
    let mut middle = World::of(annotated("middle", &bottom.store.subject));
    middle.sign("ci");
    let named = |world: &World, role: Role, depth: u8| {
        let policy = world.compile(&with_base("annotation", depth), &["ci"]);
        let evidence = world.gather(&policy);
        let subject = world.subject().with_role(role);
        policy.bases(&subject, &evidence, world.now()).len()
    };
    assert_eq!(named(&top, Role::Image, 1), 1);
    assert_eq!(named(&top, Role::Volume, 2), 0);
    assert_eq!(named(&middle, Role::Base, 1), 0);
    assert_eq!(named(&middle, Role::Base, 2), 1);
    assert_eq!(named(&bottom, Role::Base, 2), 0);
    // Not what lies below an artifact that no rule looks at from above.
    let policy = middle.compile(
        &with_base("annotation", 2).replace("role: [base]", "role: [base, volume]"),
        &["ci"],
    );
    let subject = middle.subject().with_role(Role::Volume);
    let found = policy.bases(&subject, &middle.gather(&policy), middle.now());
    assert_eq!(found, []);
}

#[test]
fn evidence_of_another_image_satisfies_no_base() {
    let worlds = tower("annotation", 1);
    let policy = worlds[0].compile(&with_base("annotation", 1), &["ci"]);
    let mut other = World::new("other");
    other.sign("ci");
    let below = worlds[1].subject();
    let evidence = worlds[0]
        .gather(&policy)
        .with_base(below, other.gather(&policy));
    let subject = worlds[0].subject().with_role(Role::Image);
    let verdict = evaluate(&policy, &subject, &evidence, worlds[0].now());
    assert_eq!(outcome(&verdict, "r/base"), "fail policy base.rule-failed");
}
