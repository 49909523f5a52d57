//! What a policy says of the images that a dump of a cluster names.

use bonafide_policy::{
    CompiledPolicy, CoverageError, CoverageField, CoverageGap, CoverageOptions, CoverageReport,
    CoveredImage, MemoryFiles, PolicyDocument, PolicySource, Role, SourceFormat, Syntax, Webhook,
    coverage,
};
use bonafide_report::Time;
use proptest::prelude::*;
use serde_json::{Value, json};

const DIGEST: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const POLICY: &str = r#"
schema: bonafide.policy/v1
name: cluster
version: "1"
default: reject
rules:
- { id: team, match: { ref: ["registry.example.com/**"] }, require: [ { id: s, static: { decision: reject, message: m } } ] }
- { id: prod, match: { ref: ["registry.example.com/**"], namespace: [prod] }, require: [ { id: s, static: { decision: reject, message: m } } ] }
- { id: volumes, match: { role: [volume] }, require: [ { id: s, static: { decision: reject, message: m } } ] }
- { id: known, match: { digest: ["DIGEST"] }, require: [ { id: s, static: { decision: reject, message: m } } ] }
exceptions:
- { id: E1, match: { ref: ["registry.example.com/team/old"] }, waive: [team/s], from: 2026-11-20T00:00:00Z, until: 2026-12-01T00:00:00Z, reason: "r", ticket: "t", approved_by: ["a", "b"] }
- { id: E2, match: { ref: ["registry.example.com/team/old"] }, waive: [prod/s], from: 2026-11-20T00:00:00Z, until: 2026-12-01T00:00:00Z, reason: "r", ticket: "t", approved_by: ["a", "b"] }
- { id: E3, match: { ref: ["registry.example.com/team/old"] }, waive: [ref/pin], from: 2026-11-20T00:00:00Z, until: 2026-12-01T00:00:00Z, reason: "r", ticket: "t", approved_by: ["a", "b"] }
"#;

fn policy() -> CompiledPolicy {
    let text = POLICY.replace("DIGEST", DIGEST);
    let document = PolicyDocument::parse(text.as_bytes(), Syntax::Yaml).unwrap();
    let source = PolicySource::new(text.as_bytes(), SourceFormat::Native);
    CompiledPolicy::compile(document, &source, &MemoryFiles::default()).unwrap()
}

fn at(text: &str) -> Time {
    Time::parse_rfc3339(text).unwrap()
}

fn now() -> Time {
    at("2026-11-25T00:00:00Z")
}

fn covered_with(dump: &Value, options: &CoverageOptions) -> CoverageReport {
    coverage(&policy(), dump.to_string().as_bytes(), options, now()).unwrap()
}

fn covered(dump: &Value) -> CoverageReport {
    covered_with(dump, &CoverageOptions::default())
}

fn code(dump: &[u8]) -> &'static str {
    let error = coverage(&policy(), dump, &CoverageOptions::default(), now()).unwrap_err();
    error.code().as_str()
}

fn found(report: &CoverageReport) -> Vec<(&str, CoverageField, &str)> {
    let images = report.images().iter();
    images
        .map(|image| (image.pointer().as_str(), image.field(), image.image()))
        .collect()
}

/// The specification of a Pod that names an image in each of its fields.
fn pod() -> Value {
    json!({
        "nodeName": "n",
        "initContainers": [{"name": "a", "image": "init"}],
        "containers": [{"name": "b", "image": "one"}, {"name": "none"}, {"name": "c", "image": "two"}],
        "ephemeralContainers": [{"image": "debug"}],
        "volumes": [{"name": "v", "emptyDir": {}}, {"image": {"reference": "model", "pullPolicy": "Always"}}],
        "image": "no", "other": {"containers": [{"image": "no"}]},
    })
}

/// An object with something at a pointer.
fn object(api_version: &str, kind: &str, pointer: &str, inner: Value) -> Value {
    let inner = pointer
        .rsplit('/')
        .filter(|part| !part.is_empty())
        .fold(inner, |inner, part| json!({ part: inner }));
    let mut object = json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": "x", "namespace": "n"}});
    for (name, value) in inner.as_object().unwrap() {
        object[name] = value.clone();
    }
    object
}

fn simple(kind: &str, namespace: &str, image: &str) -> Value {
    let mut object = object(
        "v1",
        kind,
        "/spec",
        json!({"containers": [{"image": image}]}),
    );
    object["metadata"]["namespace"] = namespace.into();
    object
}

#[test]
fn every_row_of_the_table_is_read() {
    for (api_version, kind, pod_at) in [
        ("v1", "Pod", "/spec"),
        ("apps/v1", "Deployment", "/spec/template/spec"),
        ("extensions/v1beta1", "Deployment", "/spec/template/spec"),
        ("apps/v1", "ReplicaSet", "/spec/template/spec"),
        ("apps/v1", "StatefulSet", "/spec/template/spec"),
        ("apps/v1", "DaemonSet", "/spec/template/spec"),
        ("batch/v1", "Job", "/spec/template/spec"),
        ("v1", "ReplicationController", "/spec/template/spec"),
        (
            "batch/v1beta1",
            "CronJob",
            "/spec/jobTemplate/spec/template/spec",
        ),
        ("v1", "PodTemplate", "/template/spec"),
    ] {
        let dump = object(api_version, kind, pod_at, pod());
        let options = CoverageOptions::default().without_duck_typing();
        let report = covered_with(&dump, &options);
        let mut found: Vec<(String, CoverageField, &str)> = found(&report)
            .into_iter()
            .map(|(pointer, field, image)| {
                (
                    pointer.strip_prefix(pod_at).unwrap().to_owned(),
                    field,
                    image,
                )
            })
            .collect();
        found.sort();
        let wanted = [
            ("/containers/0/image", CoverageField::Container, "one"),
            ("/containers/2/image", CoverageField::Container, "two"),
            (
                "/ephemeralContainers/0/image",
                CoverageField::EphemeralContainer,
                "debug",
            ),
            (
                "/initContainers/0/image",
                CoverageField::InitContainer,
                "init",
            ),
            ("/volumes/1/image/reference", CoverageField::Volume, "model"),
        ];
        assert_eq!(
            found,
            wanted.map(|(p, f, i)| (p.to_owned(), f, i)),
            "{kind}"
        );
        assert!(report.unread().is_empty());
        for image in report.images() {
            let is_volume = image.field() == CoverageField::Volume;
            assert_eq!(image.role() == Role::Volume, is_volume);
            assert_eq!(image.role() == Role::Image, !is_volume);
        }
    }
}

#[test]
fn lists_are_gone_through() {
    let pods = json!({"apiVersion": "v1", "kind": "PodList", "metadata": {}, "items": [
        {"metadata": {"name": "p", "namespace": "q"}, "spec": {"containers": [{"image": "inner"}]}},
    ]});
    let dump = json!({"kind": "List", "apiVersion": "v1", "items": [
        pods, simple("Pod", "n", "one"), {"kind": "List", "apiVersion": "v1", "items": null},
        {"kind": "AllowList", "apiVersion": "example.com/v1", "items": {"a": 1}},
    ]});
    let report = covered(&dump);
    let wanted = [
        (
            "/items/1/spec/containers/0/image",
            CoverageField::Container,
            "one",
        ),
        (
            "/items/0/items/0/spec/containers/0/image",
            CoverageField::Container,
            "inner",
        ),
    ];
    assert_eq!(found(&report), wanted);
    for image in report.images() {
        let pointed = dump.pointer(image.pointer().as_str()).unwrap();
        assert_eq!(pointed, image.image());
    }
    let object = report.images()[1].object();
    assert_eq!(
        (object.kind.as_str(), object.api_version.as_str()),
        ("Pod", "v1")
    );
    assert_eq!(object.namespace.as_deref(), Some("q"));
    assert_eq!(object.name.as_deref(), Some("p"));
    assert_eq!(report.objects(), 3);
}

#[test]
fn other_kinds_are_read_where_they_are_told() {
    let steps = json!({"steps": [{"image": "a", "no/p~e": {"x": {"i": "b"}, "y": {"i": "c"}}}]});
    let task = object("tekton.dev/v1", "Task", "/spec", steps);
    let options = CoverageOptions::default()
        .with_pointer("tekton.dev", "Task", "/spec/steps/*/image", Role::Image)
        .and_then(|it| {
            let pointer = "/spec/steps/0/no~1p~0e/*/i";
            it.with_pointer("tekton.dev", "Task", pointer, Role::Volume)
        })
        .unwrap();
    let report = covered_with(&task, &options);
    let wanted = [
        ("/spec/steps/0/image", CoverageField::Pointer, "a"),
        ("/spec/steps/0/no~1p~0e/x/i", CoverageField::Pointer, "b"),
        ("/spec/steps/0/no~1p~0e/y/i", CoverageField::Pointer, "c"),
    ];
    assert_eq!(found(&report), wanted);
    assert_eq!(report.images()[1].role(), Role::Volume);
    let none = covered(&task);
    assert!(none.images().is_empty());
    let unread: Vec<_> = none.unread().iter().collect();
    let kind = ("tekton.dev/v1".to_owned(), "Task".to_owned());
    assert_eq!(unread, [(&kind, &1)]);

    for pointer in ["spec", "", "/a~", "/a~2b"] {
        let options = CoverageOptions::default().with_pointer("g", "K", pointer, Role::Image);
        assert_eq!(options.unwrap_err().code().as_str(), "coverage.pointer");
    }
}

#[test]
fn what_looks_like_a_template_is_read() {
    let dump = object(
        "example.com/v1",
        "Set",
        "/spec/groups/leader/template/spec",
        pod(),
    );
    assert_eq!(covered(&dump).images().len(), 5);
    let without = CoverageOptions::default().without_duck_typing();
    let report = covered_with(&dump, &without);
    assert!(report.images().is_empty() && report.unread().len() == 1);
    // A kind of this name in another group is not the one that is known.
    let other = object("example.com/v1", "Pod", "/spec", pod());
    assert!(covered(&other).images().is_empty());
}

#[test]
fn rules_are_told() {
    let rules = |namespace, image: &str| -> (Vec<String>, Vec<String>) {
        let report = covered(&simple("Pod", namespace, image));
        let image = &report.images()[0];
        assert_eq!(image.is_unmatched(), image.rules().is_empty());
        (image.rules().to_vec(), image.rules_by_digest().to_vec())
    };
    let owned = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    let app = "registry.example.com/team/app:1";
    assert_eq!(rules("dev", app), (owned(&["team"]), owned(&["known"])));
    assert_eq!(
        rules("prod", app),
        (owned(&["prod", "team"]), owned(&["known"]))
    );
    assert_eq!(rules("dev", "busybox"), (owned(&[]), owned(&["known"])));
    let pinned = format!("busybox@{DIGEST}");
    assert_eq!(rules("dev", &pinned), (owned(&["known"]), owned(&[])));
    let other = pinned.replace("aaa", "abc");
    assert_eq!(rules("dev", &other), (owned(&[]), owned(&[])));

    let volume = json!({"volumes": [{"image": {"reference": "docker.io/x/y"}}]});
    let report = covered(&object("v1", "Pod", "/spec", volume));
    assert_eq!(report.images()[0].rules(), ["volumes"]);
}

#[test]
fn unpinned_and_malformed_names_are_told() {
    let one = |image: Value| -> CoveredImage {
        let mut dump = simple("Pod", "n", "");
        dump["spec"]["containers"][0]["image"] = image;
        covered(&dump).images()[0].clone()
    };
    for (image, unpinned) in [
        (json!("busybox"), true),
        (json!("busybox:1"), true),
        (json!(format!("busybox@{DIGEST}")), false),
        (json!(format!("busybox:1@{DIGEST}")), false),
    ] {
        let image = one(image);
        assert_eq!(image.is_unpinned(), unpinned);
        assert_eq!(image.code(), None);
    }
    for image in [
        json!(""),
        json!("registry.example.com/UPPER"),
        json!("a b"),
        json!("docker://x"),
        json!("a".repeat(64)),
        json!(7),
        json!(true),
        json!({"a": "busybox"}),
        json!(["busybox"]),
    ] {
        let image = one(image);
        assert_eq!(image.code().unwrap().as_str(), "ref.invalid");
        assert!(image.rules().is_empty() && image.rules_by_digest().is_empty());
        assert!(!image.is_unmatched() && !image.is_unpinned());
    }
    let mut dump = simple("Pod", "n", "");
    dump["spec"]["containers"][0]["image"] = Value::Null;
    assert!(covered(&dump).images().is_empty());
}

#[test]
fn current_exceptions_are_told() {
    let exceptions = |namespace, image, now| {
        let dump = simple("Pod", namespace, image).to_string();
        let report = coverage(
            &policy(),
            dump.as_bytes(),
            &CoverageOptions::default(),
            at(now),
        );
        report.unwrap().images()[0].exceptions().to_vec()
    };
    let (old, during) = ("registry.example.com/team/old:1", "2026-11-20T00:00:00Z");
    assert_eq!(exceptions("dev", old, during), ["E1", "E3"]);
    assert_eq!(exceptions("prod", old, during), ["E1", "E2", "E3"]);
    assert!(exceptions("dev", "registry.example.com/team/new:1", during).is_empty());
    assert!(exceptions("dev", old, "2026-11-19T23:59:59Z").is_empty());
    assert!(!exceptions("dev", old, "2026-11-30T23:59:59Z").is_empty());
    assert!(exceptions("dev", old, "2026-12-01T00:00:00Z").is_empty());
}

#[test]
fn what_nothing_would_ask_about_is_told() {
    let gaps = |dump: &Value, webhook: Webhook| -> Vec<CoverageGap> {
        let report = covered_with(dump, &CoverageOptions::default().with_webhook(webhook));
        report.images()[0].gaps().to_vec()
    };
    let usual = Webhook::default;
    let plain = simple("Pod", "n", "x");
    assert_eq!(gaps(&plain, usual()), []);
    assert_eq!(gaps(&plain, Webhook::none()), [CoverageGap::Kind]);
    assert_eq!(
        gaps(&plain, usual().without_kind("", "Pod")),
        [CoverageGap::Kind]
    );
    assert_eq!(
        gaps(&plain, usual().without_namespace("n")),
        [CoverageGap::Namespace]
    );
    assert_eq!(gaps(&plain, usual().without_namespace("m")), []);
    for namespace in ["kube-system", "kube-node-lease", "openshift-etcd"] {
        let system = simple("Pod", namespace, "x");
        assert_eq!(gaps(&system, usual()), [CoverageGap::Namespace]);
        assert_eq!(gaps(&system, usual().with_system_namespaces()), []);
    }
    let container = json!({"containers": [{"image": "x"}]});
    let daemons = object(
        "apps/v1",
        "DaemonSet",
        "/spec/template/spec",
        container.clone(),
    );
    assert_eq!(gaps(&daemons, usual()), [CoverageGap::Kind]);
    assert_eq!(gaps(&daemons, usual().with_kind("apps", "DaemonSet")), []);
    let other = object("example.com/v1", "Set", "/spec/template/spec", container);
    assert_eq!(gaps(&other, usual()), [CoverageGap::Kind]);
    assert_eq!(gaps(&other, usual().with_kind("example.com", "Set")), []);
    let debug = object(
        "v1",
        "Pod",
        "/spec",
        json!({"ephemeralContainers": [{"image": "x"}]}),
    );
    assert_eq!(gaps(&debug, usual()), [CoverageGap::EphemeralContainer]);
    assert_eq!(gaps(&debug, usual().with_ephemeral_containers()), []);
    let volume = object(
        "v1",
        "Pod",
        "/spec",
        json!({"volumes": [{"image": {"reference": "x"}}]}),
    );
    assert_eq!(gaps(&volume, usual()), [CoverageGap::Volume]);
    assert_eq!(gaps(&volume, usual().with_volumes()), []);
    for (name, value, is_static) in [
        (
            "annotations",
            json!({"kubernetes.io/config.mirror": "0"}),
            true,
        ),
        (
            "annotations",
            json!({"kubernetes.io/config.source": "file"}),
            true,
        ),
        (
            "annotations",
            json!({"kubernetes.io/config.source": "http"}),
            true,
        ),
        (
            "annotations",
            json!({"kubernetes.io/config.source": "api"}),
            false,
        ),
        (
            "annotations",
            json!({"kubernetes.io/config.hash": "0"}),
            false,
        ),
        (
            "ownerReferences",
            json!([{"kind": "ReplicaSet"}, {"kind": "Node"}]),
            true,
        ),
        ("ownerReferences", json!([{"kind": "ReplicaSet"}]), false),
    ] {
        let mut dump = simple("Pod", "n", "x");
        dump["metadata"][name] = value;
        let wanted: &[CoverageGap] = if is_static {
            &[CoverageGap::StaticPod]
        } else {
            &[]
        };
        assert_eq!(gaps(&dump, usual()), wanted, "{dump}");
    }
}

#[test]
fn the_report_is_counted_and_escaped() {
    let mut evil = simple("Pod", "a\u{1b}[2J", "\u{202e}<b>\n");
    evil["metadata"]["name"] = "n\n/x".into();
    let dump = json!({"kind": "List", "apiVersion": "v1", "items": [
        simple("Pod", "dev", "registry.example.com/team/old:1"),
        simple("Pod", "dev", &format!("registry.example.com/team/app@{DIGEST}")),
        simple("Pod", "kube-system", "busybox"), evil,
        object("apps/v1", "Deployment", "/spec/template/spec", pod()),
        object("v1", "ConfigMap", "/data", json!({"a": "b"})),
    ]});
    let report = covered(&dump);
    let summary = report.summary();
    let counts = summary[&(Some("dev"), Role::Image)];
    assert_eq!(
        (counts.images, counts.unmatched, counts.unpinned),
        (2, 0, 1)
    );
    assert_eq!(
        (counts.excepted, counts.unguarded, counts.invalid),
        (1, 0, 0)
    );
    let counts = summary[&(Some("kube-system"), Role::Image)];
    assert_eq!(
        (counts.images, counts.unmatched, counts.unguarded),
        (1, 1, 1)
    );
    assert_eq!(summary[&(Some("a\u{1b}[2J"), Role::Image)].invalid, 1);
    assert_eq!(summary[&(Some("n"), Role::Volume)].images, 1);

    let (json, text) = (report.to_json(), report.to_text());
    assert!(
        json.chars()
            .chain(text.replace('\n', "").chars())
            .all(|c| (' '..='~').contains(&c))
    );
    assert!(!json.contains(['<', '\n']));
    let read: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(read, serde_json::to_value(&report).unwrap());
    assert_eq!(read["schema"], "bonafide.coverage/v1");
    assert_eq!(read["objects"], 6);
    assert_eq!(read["images"][0]["exceptions"], json!(["E1", "E3"]));
    assert_eq!(read["images"][3]["code"], "ref.invalid");
    assert_eq!(read["images"][3]["image"], "\u{202e}<b>\n");
    assert_eq!(
        read["unread"],
        json!([{"api_version": "v1", "kind": "ConfigMap", "objects": 1}])
    );
    assert_eq!(read["summary"].as_array().unwrap().len(), 5);
    assert!(
        text.contains("dev image: images 2 unmatched 0 unpinned 1 excepted 1"),
        "{text}"
    );
    assert!(
        text.contains("not pinned, exception E1, exception E3\n"),
        "{text}"
    );
    assert!(
        text.contains("no rule, not pinned, unguarded: namespace\n"),
        "{text}"
    );
    assert!(!text.contains(&format!("app@{DIGEST}`")), "{text}");
}

#[test]
fn what_is_no_object_is_refused() {
    for dump in [
        r#"{"kind": "Pod"}"#,
        r#"{"apiVersion": "v1"}"#,
        r#"{"apiVersion": "v1", "kind": ""}"#,
        r#"{"apiVersion": "v1", "kind": "List", "items": [{}]}"#,
    ] {
        assert_eq!(code(dump.as_bytes()), "coverage.object", "{dump}");
    }
    let dump = br#"{"apiVersion": "v1", "kind": "List", "items": [{"kind": "Pod"}]}"#;
    let error = coverage(&policy(), dump, &CoverageOptions::default(), now()).unwrap_err();
    let CoverageError::Object { place, .. } = error else {
        panic!("{error}");
    };
    assert_eq!(place.as_str(), "/items/0");
    assert_eq!(code(b"null"), "json.type");
    assert_eq!(code(b""), "json.syntax");
    let twice = br#"{"apiVersion": "v1", "kind": "Pod", "spec": {"a": 1, "\u0061": 2}}"#;
    assert_eq!(code(twice), "json.duplicate-key");
}

#[test]
fn a_dump_has_bounds() {
    let deep = |depth: usize| {
        let (open, close) = ("[".repeat(depth - 1), "]".repeat(depth - 1));
        format!(r#"{{"apiVersion": "v1", "kind": "Pod", "x": {open}{close}}}"#)
    };
    let options = CoverageOptions::default();
    assert!(coverage(&policy(), deep(64).as_bytes(), &options, now()).is_ok());
    assert_eq!(code(deep(65).as_bytes()), "json.limit");
    let mut large = vec![b' '; (64 << 20) + 1];
    assert_eq!(code(&large), "json.limit");
    large.truncate(64 << 20);
    let dump = simple("Pod", "n", "x").to_string();
    large[..dump.len()].copy_from_slice(dump.as_bytes());
    assert!(coverage(&policy(), &large, &options, now()).is_ok());

    let images = |count: usize| {
        let containers = vec![r#"{"image":"x"}"#; count].join(",");
        let object = r#"{"apiVersion":"v1","kind":"Pod","spec":{"containers":"#;
        format!("{object}[{containers}]}}}}").into_bytes()
    };
    let few = CoverageOptions::default().with_most_images(3);
    assert!(coverage(&policy(), &images(3), &few, now()).is_ok());
    let error = coverage(&policy(), &images(4), &few, now()).unwrap_err();
    assert_eq!(error.code().as_str(), "limit.exceeded");
    let most = CoverageOptions::default().with_most_images(usize::MAX);
    assert!(coverage(&policy(), &images(100_000), &most, now()).is_ok());
    assert!(coverage(&policy(), &images(100_001), &most, now()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn pointers_lead_to_the_images(images in prop::collection::vec("[a-z]{1,8}(:[0-9])?", 0..6), junk in "\\PC{0,20}") {
        let containers: Vec<Value> = images.iter().map(|image| json!({&junk: {"image": 1}, "image": image})).collect();
        let dump = json!({"kind": "List", "apiVersion": "v1", "items": [
            object("apps/v1", "Deployment", "/spec/template/spec", json!({"containers": containers, "x": junk})),
        ]});
        let report = covered(&dump);
        let names: Vec<&str> = report.images().iter().map(CoveredImage::image).collect();
        prop_assert_eq!(names, images);
        for image in report.images() {
            prop_assert_eq!(dump.pointer(image.pointer().as_str()).unwrap(), image.image());
        }
    }

    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = coverage(&policy(), &bytes, &CoverageOptions::default(), now());
    }
}

#[test]
fn names_are_judged_in_their_own_namespace_and_group() {
    let app = "registry.example.com/team/app:1";
    let dump = json!({"kind": "List", "apiVersion": "v1", "items": [
        simple("Pod", "prod", app), simple("Pod", "dev", app),
    ]});
    let report = covered(&dump);
    assert_eq!(report.images()[0].rules(), ["prod", "team"]);
    assert_eq!(report.images()[1].rules(), ["team"]);

    let mut bare = simple("Pod", "", app);
    bare["metadata"] = json!({});
    assert_eq!(covered(&bare).images()[0].object().namespace, None);
    let options = CoverageOptions::default().with_namespace("prod");
    let report = covered_with(&bare, &options);
    assert_eq!(report.images()[0].rules(), ["prod", "team"]);

    let options = CoverageOptions::default()
        .with_pointer("a.example", "Task", "/spec/image", Role::Image)
        .unwrap();
    let spec = json!({"image": "x"});
    let other = object("b.example/v1", "Task", "/spec", spec.clone());
    assert!(covered_with(&other, &options).images().is_empty());
    let meant = object("a.example/v1", "Task", "/spec", spec);
    assert_eq!(covered_with(&meant, &options).images().len(), 1);
    assert_eq!(
        code(br#"{"apiVersion": "v1", "kind": "Pod"} {}"#),
        "json.trailing"
    );
}
