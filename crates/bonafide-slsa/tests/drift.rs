//! What changed between two builds: each row of the table, with a build in which nothing did.

#[path = "common/attesting.rs"]
mod attesting;

use attesting::{OTHER, SHA256, edited, provenance_json, provenance_v02_json, statement, vouched};
use bonafide_slsa::ChangeClass::{
    Branch, BuildType, Builder, BuilderNewer, BuilderOlder, BuilderVersion, DependencyAdded,
    DependencyDigest, DependencyRef, DependencyRemoved, DependencyReplaced, DependencyUnpinned,
    Event, LevelHigher, LevelLower, ParameterAdded, ParameterRemoved, ParameterValue, RefKind,
    RepositoryRecreated, Runner, Signer as SignerChanged, SignerIssuer, Source, SourceRenamed, Tag,
    Workflow,
};
use bonafide_slsa::{
    Attestation, Change, ChangeClass, ChangeKind, DriftInput, DriftRules, Fact, Provenance,
    Severity, Signer, SignerClaims, Signing, drift,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const DEFINITION: &str = "/predicate/buildDefinition";
const DEPENDENCIES: &str = "/predicate/buildDefinition/resolvedDependencies";

fn compare(old: &Value, new: &Value) -> Vec<Change> {
    let (old, new) = (old.to_string(), new.to_string());
    let (old, new) = (statement(old.as_bytes()), statement(new.as_bytes()));
    let (old, new) = (Provenance::of(&old).unwrap(), Provenance::of(&new).unwrap());
    let (old, new) = (DriftInput::new(&old, None), DriftInput::new(&new, None));
    drift(&old, &new, &DriftRules::default())
}

fn summary(changes: &[Change]) -> Vec<(ChangeClass, ChangeKind, &str)> {
    let summary = |change: &Change| (change.class(), change.kind());
    changes
        .iter()
        .map(|change| {
            let (class, kind) = summary(change);
            let place = change.pointer().as_str();
            (class, kind, place)
        })
        .collect()
}

/// What becomes of v1 provenance when the value at a pointer below the build definition is set.
fn with(pointer: &str, value: Option<Value>) -> Vec<Change> {
    let new = edited(provenance_json(), &format!("/predicate{pointer}"), value);
    compare(&provenance_json(), &new)
}

#[track_caller]
fn assert_only(changes: &[Change], class: ChangeClass, kind: ChangeKind, place: &str) {
    assert_eq!(summary(changes), [(class, kind, place)], "{changes:#?}");
    assert_eq!(changes[0].severity(), class.default_severity());
}

#[test]
fn changes_are_sorted_by_place() {
    let new = edited(
        provenance_json(),
        "/predicate/runDetails/builder/id",
        Some(json!("b")),
    );
    let new = edited(
        new,
        "/predicate/buildDefinition/buildType",
        Some(json!("t")),
    );
    let new = edited(new, &format!("{DEPENDENCIES}/2"), None);
    let changes = compare(&provenance_json(), &new);
    let places: Vec<&str> = changes
        .iter()
        .map(|change| change.pointer().as_str())
        .collect();
    let wanted = [
        "/buildDefinition/buildType",
        "/buildDefinition/resolvedDependencies/2",
        "/runDetails/builder/id",
    ];
    assert_eq!(places, wanted);
}

#[test]
fn the_spelling_of_values_does_not_count() {
    let texts = [
        "[{\"a\":1,\"b\":null},\"\\u0041\"]",
        "[ {\"b\": null, \"a\": 1}, \"A\" ]",
    ];
    let [old, new] = texts.map(|text| {
        let document = provenance_json().to_string().replace("[1,2]", text);
        assert!(document.contains(text));
        statement(document.as_bytes())
    });
    let (old, new) = (Provenance::of(&old).unwrap(), Provenance::of(&new).unwrap());
    let (old, new) = (DriftInput::new(&old, None), DriftInput::new(&new, None));
    assert_eq!(drift(&old, &new, &DriftRules::default()), []);
}

#[test]
fn the_same_build_again_is_no_change() {
    assert_eq!(compare(&provenance_json(), &provenance_json()), []);
    assert_eq!(compare(&provenance_v02_json(), &provenance_v02_json()), []);
    for (member, value) in [
        ("/runDetails/metadata/invocationId", Some(json!("2"))),
        ("/runDetails/metadata/startedOn", None),
        (
            "/runDetails/metadata/finishedOn",
            Some(json!("2025-01-01T00:00:00Z")),
        ),
        (
            "/buildDefinition/externalParameters/empty",
            Some(Value::Null),
        ),
        (
            "/buildDefinition/externalParameters/inputs/empty",
            Some(Value::Null),
        ),
        (
            "/buildDefinition/internalParameters/github/run_number",
            Some(json!("7")),
        ),
    ] {
        assert_eq!(with(member, value), [], "{member}");
    }
    let run = edited(
        provenance_v02_json(),
        "/predicate/invocation/environment/github_run_id",
        Some(json!("2")),
    );
    assert_eq!(compare(&provenance_v02_json(), &run), []);
}

#[test]
fn severities_are_those_of_the_table() {
    for (severity, classes) in [
        (
            Severity::Critical,
            &[
                SignerChanged,
                SignerIssuer,
                Builder,
                BuilderOlder,
                BuildType,
                Source,
            ][..],
        ),
        (Severity::Critical, &[Workflow, Runner, RepositoryRecreated]),
        (
            Severity::High,
            &[
                RefKind,
                ParameterAdded,
                DependencyUnpinned,
                LevelLower,
                DependencyReplaced,
            ],
        ),
        (Severity::High, &[SourceRenamed]),
        (
            Severity::Medium,
            &[
                DependencyAdded,
                DependencyRemoved,
                Event,
                ParameterValue,
                ParameterRemoved,
            ],
        ),
        (Severity::Medium, &[Branch, BuilderVersion]),
        (
            Severity::Info,
            &[
                DependencyDigest,
                DependencyRef,
                BuilderNewer,
                LevelHigher,
                Tag,
            ],
        ),
    ] {
        for class in classes {
            assert_eq!(class.default_severity(), severity, "{}", class.as_str());
        }
    }
    assert!(Severity::Critical > Severity::High && Severity::Medium > Severity::Info);
}

#[test]
fn builders_and_their_versions() {
    let id = "/runDetails/builder/id";
    let base = "https://github.com/acme/builder/.github/workflows/build.yml";
    for (value, class) in [
        (format!("{base}@refs/tags/v1.1.9"), BuilderOlder),
        (format!("{base}@refs/tags/v1.2.0-rc1"), BuilderOlder),
        (format!("{base}@refs/tags/v1.10.0"), BuilderNewer),
        (format!("{base}@refs/tags/v1.2.0+b"), BuilderVersion),
        (format!("{base}@refs/tags/latest"), BuilderVersion),
        (format!("{base}@refs/heads/v1.3.0"), RefKind),
        (format!("{base}@{}", "ab".repeat(20)), RefKind),
        (format!("{base}x.yml@refs/tags/v1.2.0"), Builder),
        (base.to_owned(), RefKind),
    ] {
        let changes = with(id, Some(json!(value)));
        assert_only(&changes, class, ChangeKind::Changed, id);
        assert_eq!(changes[0].after(), Some(value.as_str()));
        assert!(!changes[0].is_backed());
    }
    for (value, class) in [
        ("https://builder.example/b@v0.9", BuilderOlder),
        ("https://builder.example/b@v2", BuilderNewer),
        ("https://builder.example/c@v1.0.0", Builder),
    ] {
        let new = edited(
            provenance_v02_json(),
            "/predicate/builder/id",
            Some(json!(value)),
        );
        let changes = compare(&provenance_v02_json(), &new);
        assert_only(&changes, class, ChangeKind::Changed, "/builder/id");
    }
    let changes = with("/buildDefinition/buildType", Some(json!("t")));
    assert_only(
        &changes,
        BuildType,
        ChangeKind::Changed,
        "/buildDefinition/buildType",
    );
}

#[test]
fn sources_refs_and_workflows() {
    let place = "/buildDefinition/externalParameters/workflow";
    for (member, value, class) in [
        ("ref", "refs/heads/main", RefKind),
        ("ref", "refs/tags/v1.0.1", Tag),
        ("path", ".github/workflows/other.yml", Workflow),
    ] {
        let member = format!("{place}/{member}");
        let changes = with(&member, Some(json!(value)));
        assert_only(&changes, class, ChangeKind::Changed, &member);
    }
    let event = "/buildDefinition/internalParameters/github/event_name";
    assert_only(
        &with(event, Some(json!("schedule"))),
        Event,
        ChangeKind::Changed,
        event,
    );
    assert_only(&with(event, None), Event, ChangeKind::Removed, event);
    let runner = "/buildDefinition/internalParameters/github/runner_environment";
    let changes = with(runner, Some(json!("self-hosted")));
    assert_only(&changes, Runner, ChangeKind::Changed, runner);

    let config = "/predicate/invocation/configSource";
    for (uri, classes) in [
        (
            "git+https://github.com/acme/app@refs/heads/dev",
            &[Branch][..],
        ),
        ("git+https://github.com/acme/app@refs/tags/v1", &[RefKind]),
        (
            "git+https://github.com/acme/appA@refs/heads/main",
            &[Source],
        ),
        ("https://github.com/acme/app.git@refs/heads/main", &[]),
    ] {
        let new = edited(
            provenance_v02_json(),
            &format!("{config}/uri"),
            Some(json!(uri)),
        );
        let changes = compare(&provenance_v02_json(), &new);
        let found: Vec<ChangeClass> = changes.iter().map(Change::class).collect();
        // The configuration source is a dependency too.
        let found: Vec<ChangeClass> = found
            .into_iter()
            .filter(|class| !class.as_str().starts_with("dependency"))
            .collect();
        assert_eq!(found, classes, "{uri}");
    }
}

#[test]
fn numbers_tell_repositories_apart() {
    let github = "/buildDefinition/internalParameters/github";
    for member in ["repository_id", "repository_owner_id"] {
        let place = format!("{github}/{member}");
        let changes = with(&place, Some(json!("99")));
        assert_only(&changes, RepositoryRecreated, ChangeKind::Changed, &place);
        let code = changes[0].code().unwrap();
        assert_eq!(code.as_str(), "drift.repo-recreated");
        // A certificate that did not yet have numbers says nothing.
        assert_eq!(with(&place, None), []);
    }
    let repository = "/buildDefinition/externalParameters/workflow/repository";
    let renamed = with(repository, Some(json!("https://github.com/acme/new")));
    assert_only(&renamed, SourceRenamed, ChangeKind::Changed, repository);
    assert_eq!(renamed[0].code(), None);
    let new = edited(
        edited(
            provenance_json(),
            &format!("/predicate{repository}"),
            Some(json!("https://github.com/acme/new")),
        ),
        &format!("/predicate{github}/repository_id"),
        Some(json!("99")),
    );
    let changes = compare(&provenance_json(), &new);
    assert_only(&changes, Source, ChangeKind::Changed, repository);
}

#[test]
fn external_parameters() {
    let inputs = "/buildDefinition/externalParameters/inputs";
    for (member, value, class, kind) in [
        (
            "target",
            Some(json!("one")),
            ParameterValue,
            ChangeKind::Changed,
        ),
        (
            "flags",
            Some(json!([2, 1])),
            ParameterValue,
            ChangeKind::Changed,
        ),
        (
            "flags",
            Some(json!({"a": 1})),
            ParameterValue,
            ChangeKind::Changed,
        ),
        (
            "debug",
            Some(json!(false)),
            ParameterAdded,
            ChangeKind::Added,
        ),
        ("target", None, ParameterRemoved, ChangeKind::Removed),
    ] {
        let place = format!("{inputs}/{member}");
        assert_only(&with(&place, value), class, kind, &place);
    }
    let vars = "/buildDefinition/externalParameters/vars";
    let changes = with(vars, Some(json!({"A": "b"})));
    assert_only(&changes, ParameterAdded, ChangeKind::Added, vars);
    assert_eq!(changes[0].after(), Some(r#"{"A":"b"}"#));
    // What names the source is looked at as the source, and anything beside it as a parameter.
    let beside = "/buildDefinition/externalParameters/workflow/name";
    let changes = with(beside, Some(json!("x")));
    assert_only(&changes, ParameterAdded, ChangeKind::Added, beside);

    let place = "/predicate/invocation/parameters/level";
    let new = edited(provenance_v02_json(), place, Some(json!(1.0)));
    let changes = compare(&provenance_v02_json(), &new);
    let place = "/invocation/parameters/level";
    assert_only(&changes, ParameterValue, ChangeKind::Changed, place);
}

#[test]
fn dependencies() {
    let replace = |index: usize, value: Value| {
        let mut new = provenance_json();
        new.pointer_mut(DEPENDENCIES).unwrap()[index] = value;
        compare(&provenance_json(), &new)
    };
    let place = |index: usize| format!("/buildDefinition/resolvedDependencies/{index}");
    let source = "git+https://github.com/acme/app";
    for (index, value, class) in [
        (
            1,
            json!({"uri": "pkg:npm/left@1.2.3", "digest": {"sha256": OTHER}}),
            DependencyReplaced,
        ),
        (
            1,
            json!({"uri": "pkg:npm/left@1.2.3", "digest": {"sha512": "ab".repeat(64)}}),
            DependencyUnpinned,
        ),
        (1, json!({"uri": "pkg:npm/left@1.2.3"}), DependencyUnpinned),
        (
            2,
            json!({"uri": "https://cdn.example/tool", "digest": {"sha256": OTHER}}),
            DependencyDigest,
        ),
        (
            0,
            json!({"uri": format!("{source}@refs/tags/v1.0.0"), "digest": {"gitCommit": "bb".repeat(20)}}),
            DependencyReplaced,
        ),
        (
            0,
            json!({"uri": format!("{source}@refs/tags/v1.0.1"), "digest": {"gitCommit": "bb".repeat(20)}}),
            DependencyRef,
        ),
    ] {
        assert_only(
            &replace(index, value),
            class,
            ChangeKind::Changed,
            &place(index),
        );
    }
    let more = json!({"uri": "pkg:npm/left@1.2.3", "digest": {"sha256": SHA256, "sha512": "ab".repeat(64)}});
    assert_eq!(replace(1, more), []);
    let unpinned = replace(0, json!({"uri": format!("{source}@refs/tags/v1.0.1")}));
    let classes: Vec<ChangeClass> = unpinned.iter().map(Change::class).collect();
    assert_eq!(classes, [DependencyRef, DependencyUnpinned]);

    let added = with(
        "/buildDefinition/resolvedDependencies/-",
        Some(json!({"uri": "pkg:npm/right@1", "digest": {"sha256": SHA256}})),
    );
    assert_only(&added, DependencyAdded, ChangeKind::Added, &place(3));
    let removed = with("/buildDefinition/resolvedDependencies/2", None);
    assert_only(&removed, DependencyRemoved, ChangeKind::Removed, &place(2));
    // Another version of a package is another package.
    let next = replace(
        1,
        json!({"uri": "pkg:npm/left@1.2.4", "digest": {"sha256": SHA256}}),
    );
    let classes: Vec<ChangeClass> = next.iter().map(Change::class).collect();
    assert_eq!(classes, [DependencyAdded, DependencyRemoved]);
    // A second entry of one URI is an entry.
    let twice = provenance_json().pointer(DEPENDENCIES).unwrap()[2].clone();
    let added = with("/buildDefinition/resolvedDependencies/-", Some(twice));
    assert_eq!(added.len(), 1);
    assert_eq!(added[0].class(), DependencyAdded);
}

fn claims(san: &str, issuer: &str) -> SignerClaims {
    SignerClaims::new(san)
        .with_issuer(issuer)
        .with_claim(11, "github-hosted")
        .with_claim(12, "https://github.com/acme/app")
        .with_claim(13, "aa".repeat(20))
        .with_claim(14, "refs/tags/v1.0.0")
        .with_claim(15, "11")
        .with_claim(17, "22")
        .with_claim(
            18,
            "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1.0.0",
        )
        .with_claim(20, "push")
}

#[test]
fn certificates_speak_first() {
    let san = "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1.0.0";
    let document = provenance_json().to_string();
    let statement = statement(document.as_bytes());
    let provenance = Provenance::of(&statement).unwrap();
    let compare = |old: SignerClaims, new: SignerClaims| {
        let [old, new] = [old, new].map(|claims| Signer::Certificate(Box::new(claims)));
        let old = DriftInput::new(&provenance, Some(&old));
        let new = DriftInput::new(&provenance, Some(&new));
        drift(&old, &new, &DriftRules::default())
    };
    let good = || claims(san, "https://i");
    assert_eq!(compare(good(), good()), []);
    let issuer = compare(good(), claims(san, "https://j"));
    assert_only(&issuer, SignerIssuer, ChangeKind::Changed, "/signer/issuer");
    assert!(issuer[0].is_backed());
    let other = compare(
        good(),
        claims("https://github.com/acme/x/a.yml@refs/tags/v1", "https://i"),
    );
    assert_only(
        &other,
        SignerChanged,
        ChangeKind::Changed,
        "/signer/subject",
    );
    let older = compare(
        good(),
        claims(&san.replace("v1.0.0", "v0.9.0"), "https://i"),
    );
    assert_only(&older, BuilderOlder, ChangeKind::Changed, "/signer/subject");

    let with_claim = |number: u32, value: &str| {
        let base = SignerClaims::new(san)
            .with_issuer("https://i")
            .with_claim(number, value);
        let all = [11, 12, 13, 14, 15, 17, 18, 20];
        let good = good();
        all.iter().fold(base, |claims, number| {
            claims.with_claim(*number, good.claim(*number).unwrap())
        })
    };
    for (number, value, class) in [
        (11, "self-hosted", Runner),
        (12, "https://github.com/acme/b", SourceRenamed),
        (14, "refs/heads/main", RefKind),
        (15, "12", RepositoryRecreated),
        (17, "23", RepositoryRecreated),
        (
            18,
            "https://github.com/acme/app/.github/workflows/x.yml@refs/tags/v1.0.0",
            Workflow,
        ),
        (20, "workflow_dispatch", Event),
    ] {
        let changes = compare(good(), with_claim(number, value));
        let own = format!("/signer/claims/{number}");
        let change = changes
            .iter()
            .find(|change| change.pointer().as_str() == own)
            .unwrap();
        assert_eq!((change.class(), change.is_backed()), (class, true));
    }
    // Where the signer is the builder, its version is compared once.
    let versions = ["v1.2.0", "v1.1.0"].map(|version| {
        let id = format!(
            "https://github.com/acme/builder/.github/workflows/build.yml@refs/tags/{version}"
        );
        let signer = Signer::Certificate(Box::new(claims(&id, "https://i")));
        (id, signer)
    });
    let [old, new] = [&versions[0], &versions[1]]
        .map(|(id, signer)| DriftInput::new(&provenance, Some(signer)).with_builder_id(id));
    let older = drift(&old, &new, &DriftRules::default());
    assert_only(
        &older,
        BuilderOlder,
        ChangeKind::Changed,
        "/runDetails/builder/id",
    );
    assert!(older[0].is_backed());
    let short = |repository: &str, reference: &str| {
        SignerClaims::new(san)
            .with_issuer("https://i")
            .with_claim(5, repository)
            .with_claim(6, reference)
    };
    for (repository, reference, class, place) in [
        ("acme/app", "refs/heads/main", RefKind, "/signer/claims/6"),
        (
            "acme/b",
            "refs/tags/v1.0.0",
            SourceRenamed,
            "/signer/claims/5",
        ),
    ] {
        let changes = compare(
            short("acme/app", "refs/tags/v1.0.0"),
            short(repository, reference),
        );
        assert_only(&changes, class, ChangeKind::Changed, place);
    }
    // Certificates of old have other claims for the same.
    let old = SignerClaims::new(san)
        .with_issuer("https://i")
        .with_claim(5, "acme/app")
        .with_claim(6, "refs/tags/v1.0.0")
        .with_claim(2, "push");
    let changes = compare(old, good());
    assert_eq!(changes, [], "{changes:#?}");
}

#[test]
fn signers_come_and_go() {
    let document = provenance_json().to_string();
    let vouched = vouched(document.as_bytes());
    let provenance = Provenance::of(vouched.statement()).unwrap();
    let key = |name: &str| {
        let name = name.to_owned();
        Attestation::verified(&vouched, Signing::by(Signer::Key { name }))
    };
    let (one, other) = (key("a"), key("b"));
    let unsigned = Attestation::unsigned(statement(document.as_bytes()));
    let compare = |old: &Attestation, new: &Attestation| {
        let (old, new) = (
            DriftInput::of(old, &provenance),
            DriftInput::of(new, &provenance),
        );
        drift(&old, &new, &DriftRules::default())
    };
    assert_eq!(compare(&one, &one), []);
    let changed = compare(&one, &other);
    assert_only(
        &changed,
        SignerChanged,
        ChangeKind::Changed,
        "/signer/subject",
    );
    assert_eq!(
        (changed[0].before(), changed[0].after()),
        (Some("a"), Some("b"))
    );
    let gone = compare(&one, &unsigned);
    assert_only(&gone, SignerChanged, ChangeKind::Removed, "/signer/subject");
    let text = serde_json::to_value(&gone[0]).unwrap();
    let wanted = json!({
        "pointer": "/signer/subject", "class": "signer", "kind": "removed", "severity": "critical",
        "code": null, "old": "a", "new": null, "backed": true,
    });
    assert_eq!(text, wanted);
}

#[test]
fn what_the_caller_knows_better() {
    let document = provenance_json().to_string();
    let statement = statement(document.as_bytes());
    let provenance = Provenance::of(&statement).unwrap();
    let base = || DriftInput::new(&provenance, None);
    let rules = DriftRules::default();
    let lower = drift(&base().with_level(3), &base().with_level(2), &rules);
    assert_only(&lower, LevelLower, ChangeKind::Changed, "/level");
    let higher = drift(&base().with_level(1), &base().with_level(2), &rules);
    assert_only(&higher, LevelHigher, ChangeKind::Changed, "/level");
    assert_eq!(
        drift(&base().with_level(2), &base().with_level(2), &rules),
        []
    );
    assert_eq!(drift(&base(), &base().with_level(2), &rules), []);

    let event = base().with_fact(Fact::Event, "schedule", true);
    let changes = drift(&base(), &event, &rules);
    let place = "/buildDefinition/internalParameters/github/event_name";
    assert_only(&changes, Event, ChangeKind::Changed, place);
    // Backed on one side is not backed.
    assert!(!changes[0].is_backed());
    let both = drift(&base().with_fact(Fact::Event, "push", true), &event, &rules);
    assert!(both[0].is_backed());
    let trusted = drift(
        &base().trusting_builder(),
        &event.clone().trusting_builder(),
        &rules,
    );
    assert!(trusted[0].is_backed());
    let half = drift(&base(), &event.clone().trusting_builder(), &rules);
    assert!(!half[0].is_backed());

    let builder = base().with_builder_id("https://x");
    assert_eq!(drift(&base(), &builder, &rules)[0].class(), Builder);

    let worse = DriftRules::default().with(Event, Severity::Critical);
    assert_eq!(
        drift(&base(), &event, &worse)[0].severity(),
        Severity::Critical
    );
    assert_eq!(drift(&base(), &event, &worse.without(Event)), []);
}

proptest! {
    /// The order of dependencies and of members does not matter.
    #[test]
    fn order_does_not_matter(
        old in prop::collection::vec((0_usize..4, 0_u8..3), 0..8),
        new in prop::collection::vec((0_usize..4, 0_u8..3), 0..8).prop_flat_map(|list| {
            (Just(list.clone()), Just(list).prop_shuffle())
        }),
    ) {
        let uris = ["pkg:a/b@1", "https://c", "git+https://h/r@refs/tags/v1.0.0", "git+https://h/r@refs/heads/x"];
        let document = |list: &[(usize, u8)]| {
            let list: Vec<Value> = list
                .iter()
                .map(|(uri, digest)| json!({"uri": uris[*uri], "digest": {"sha256": format!("{digest:02x}").repeat(32)}}))
                .collect();
            edited(provenance_json(), &format!("{DEFINITION}/resolvedDependencies"), Some(json!(list)))
        };
        let classes = |changes: Vec<Change>| {
            let mut found: Vec<_> = changes
                .iter()
                .map(|change| (change.class(), change.before().map(str::to_owned), change.after().map(str::to_owned)))
                .collect();
            found.sort();
            found
        };
        let (one, other) = new;
        let first = classes(compare(&document(&old), &document(&one)));
        let second = classes(compare(&document(&old), &document(&other)));
        prop_assert_eq!(first, second);
        prop_assert_eq!(compare(&document(&one), &document(&other)), []);
    }
}
