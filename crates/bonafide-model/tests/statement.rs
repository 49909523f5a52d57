//! Payloads that are honestly signed, and hostile.

mod common;

use bonafide_model::{HashMethod, Profile};
use common::*;
use serde_json::{Value, json};

const GOOD: [&str; 3] = ["verified"; 3];

fn always(code: &str) -> [&str; 3] {
    [code; 3]
}

/// The verdicts over a statement that was changed and signed as changed.
fn changed(edit: impl FnOnce(&mut Value)) -> [&'static str; 3] {
    verdicts(&signed(&edited(edit)))
}

fn edited(edit: impl FnOnce(&mut Value)) -> Value {
    let mut statement = good();
    edit(&mut statement);
    statement
}

/// The verdicts over two resources, the second of which has this name.
fn named(name: &str) -> [&'static str; 3] {
    verdicts(&signed(&statement(vec![
        resource("a", b"a"),
        resource(name, b"b"),
    ])))
}

/// The same where the name is the only one.
fn alone(name: &str) -> [&'static str; 3] {
    verdicts(&signed(&statement(vec![resource(name, b"b")])))
}

#[test]
fn types_are_exact() {
    assert_eq!(changed(|_| {}), GOOD);
    for wrong in [
        "https://in-toto.io/Statement/v0.1",
        "HTTPS://in-toto.io/Statement/v1",
        "",
    ] {
        assert_eq!(
            changed(|s| s["_type"] = wrong.into()),
            always("oms.statement.type")
        );
    }
    for wrong in [
        "https://model_signing/Digests/v0.1",
        "https://model_signing/signature/v1.1",
        "",
    ] {
        let verdicts = changed(|s| s["predicateType"] = wrong.into());
        assert_eq!(verdicts, always("oms.predicate.type"), "{wrong}");
    }
    for (member, code) in [
        ("_type", "oms.statement.type"),
        ("predicateType", "oms.predicate.type"),
        ("subject", "oms.subject.count"),
        ("predicate", "oms.statement.malformed"),
    ] {
        let verdicts = changed(|s| drop(s.as_object_mut().unwrap().remove(member)));
        assert_eq!(verdicts, always(code), "{member}");
    }
    // Whatever another predicate says, it is not read as this one.
    let other = changed(|s| {
        s["predicateType"] = "https://slsa.dev/provenance/v1".into();
        s["predicate"] = json!([1]);
    });
    assert_eq!(other, always("oms.predicate.type"));
    let more = changed(|s| s["more"] = json!({}));
    assert_eq!(
        more,
        [
            "oms.statement.malformed",
            "verified",
            "oms.statement.malformed"
        ]
    );
}

#[test]
fn there_is_one_subject_with_the_root_digest() {
    let subject = good()["subject"][0].clone();
    for wrong in [json!([]), json!([subject, subject])] {
        assert_eq!(
            changed(|s| s["subject"] = wrong),
            always("oms.subject.count")
        );
    }
    for name in [json!(""), json!(null), json!(7)] {
        let verdicts = changed(|s| s["subject"][0]["name"] = name);
        assert_eq!(verdicts, always("oms.statement.malformed"));
    }
    let digest = subject["digest"]["sha256"].as_str().unwrap().to_owned();
    for wrong in [
        json!({}),
        json!({"sha512": digest}),
        json!({"sha256": digest.to_uppercase()}),
        json!({"sha256": digest[2..]}),
        json!({"sha256": format!("{digest}00")}),
        json!({"sha256": [digest]}),
    ] {
        let verdicts = changed(|s| s["subject"][0]["digest"] = wrong.clone());
        assert_eq!(verdicts, always("oms.subject.digest"), "{wrong}");
    }
    let absent = changed(|s| drop(s["subject"][0].as_object_mut().unwrap().remove("digest")));
    assert_eq!(absent, always("oms.subject.digest"));
    let other = changed(|s| s["subject"][0]["digest"]["sha256"] = "00".repeat(32).into());
    assert_eq!(other, always("oms.manifest.root-digest"));
    let further = edited(|s| {
        s["subject"][0]["digest"]["sha512"] = "anything".into();
        s["subject"][0]["uri"] = "x".into();
    });
    assert_eq!(verdicts(&signed(&further)), GOOD);
    assert_eq!(
        findings(&signed(&further), Profile::Paranoid),
        ["oms.predicate.extra info 1"]
    );
}

#[test]
fn the_root_digest_is_over_the_recorded_order() {
    let (a, b) = (resource("a", b"1"), resource("b", b"2"));
    let mut swapped = statement(vec![b.clone(), a.clone()]);
    assert_eq!(
        verdicts(&signed(&swapped)),
        ["verified", "verified", "oms.manifest.unsorted"]
    );
    assert_eq!(
        findings(&signed(&swapped), Profile::SpecV1),
        ["oms.manifest.unsorted warn 1"]
    );
    swapped["subject"][0]["digest"]["sha256"] = root(&[a, b]).into();
    assert_eq!(
        verdicts(&signed(&swapped)),
        always("oms.manifest.root-digest")
    );
}

#[test]
fn both_orders_in_circulation_are_known() {
    let of = |names: &[&str]| {
        let resources = names.iter().map(|name| resource(name, b"x")).collect();
        verdicts(&signed(&statement(resources)))
    };
    let components = [
        "a/b",
        "a b",
        "a-b",
        "a.b",
        "references/deploy/library.md",
        "references/deploy.md",
    ];
    let mut names = components;
    names.sort_unstable();
    assert_ne!(names, components);
    assert_eq!((of(&components), of(&names)), (GOOD, GOOD));
    assert_eq!(of(&["b", "a", "c"])[2], "oms.manifest.unsorted");
    assert_eq!(verdicts(&signed(&shards(1, &[("w", 12)]))), GOOD);
    let mut by_name = shards(1, &[("w", 12)]);
    let resources = by_name["predicate"]["resources"].as_array_mut().unwrap();
    resources.sort_by_key(|one| one["name"].as_str().unwrap().to_owned());
    assert_eq!(verdicts(&signed(&fit(by_name))), GOOD);
}

#[test]
fn the_serialization_is_strict() {
    let member = |name: &'static str, value: Value| {
        changed(|s| s["predicate"]["serialization"][name] = value)
    };
    let malformed = always("oms.predicate.malformed");
    for (name, wrong) in [
        ("method", json!("file")),
        ("method", json!("shards")),
        ("method", json!(1)),
        ("allow_symlinks", json!("false")),
        ("allow_symlinks", json!(0)),
        ("allow_symlinks", json!(null)),
        ("ignore_paths", json!(".git")),
        ("ignore_paths", json!([1])),
        ("hash_type", json!(null)),
    ] {
        assert_eq!(member(name, wrong.clone()), malformed, "{name}: {wrong}");
    }
    for name in ["method", "hash_type", "allow_symlinks"] {
        let verdicts = changed(|s| {
            let serialization = &mut s["predicate"]["serialization"];
            serialization.as_object_mut().unwrap().remove(name);
        });
        assert_eq!(verdicts, malformed, "{name}");
    }
    let plain = changed(|s| {
        let serialization = &mut s["predicate"]["serialization"];
        serialization
            .as_object_mut()
            .unwrap()
            .remove("ignore_paths");
    });
    assert_eq!(plain, GOOD);
    let accepted = [
        "oms.predicate.malformed",
        "verified",
        "oms.predicate.malformed",
    ];
    assert_eq!(member("shard_size", json!(16)), accepted);
    assert_eq!(member("more", json!(16)), accepted);
    for hash in [
        "md5", "sha1", "sha512", "SHA256", "sha-256", "blake2", "shake256", "",
    ] {
        assert_eq!(
            member("hash_type", json!(hash)),
            always("oms.hash.unsupported"),
            "{hash}"
        );
    }
    for part in ["resources", "serialization"] {
        let verdicts = changed(|s| drop(s["predicate"].as_object_mut().unwrap().remove(part)));
        assert_eq!(verdicts, malformed, "{part}");
    }
    assert_eq!(
        changed(|s| s["predicate"] = json!([])),
        always("oms.predicate.malformed")
    );
    let extra = edited(|s| s["predicate"]["more"] = json!({}));
    assert_eq!(
        verdicts(&signed(&extra)),
        ["verified", "verified", "oms.predicate.extra"]
    );
    assert_eq!(
        findings(&signed(&extra), Profile::SpecV1),
        ["oms.predicate.extra warn 1"]
    );
}

#[test]
fn resources_have_a_name_and_a_digest_of_the_algorithm() {
    let first = |member: &'static str, value: Value| {
        let mut statement = edited(|s| s["predicate"]["resources"][0][member] = value);
        if member == "digest" {
            statement = fit(statement);
        }
        verdicts(&signed(&statement))
    };
    let digest = good()["predicate"]["resources"][0]["digest"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        first("algorithm", json!("sha512")),
        always("oms.manifest.algorithm")
    );
    assert_eq!(
        first("algorithm", json!("SHA256")),
        always("oms.manifest.algorithm")
    );
    assert_eq!(
        first("algorithm", json!("sha256-sharded-16")),
        always("oms.manifest.algorithm")
    );
    for wrong in [&digest[2..], &digest[1..], "", &format!("{digest}00")] {
        let verdicts = first("digest", json!(wrong));
        assert!(
            matches!(
                verdicts[0],
                "oms.manifest.digest-length" | "oms.predicate.malformed"
            ),
            "{verdicts:?}"
        );
        assert_eq!(verdicts, always(verdicts[0]));
    }
    assert_eq!(
        first("digest", json!(&digest[2..])),
        always("oms.manifest.digest-length")
    );
    let malformed = "oms.predicate.malformed";
    assert_eq!(
        first("digest", json!(digest.to_uppercase())),
        [malformed, "verified", malformed]
    );
    assert_eq!(first("digest", json!("zz".repeat(32))), always(malformed));
    for (member, wrong) in [
        ("name", json!(1)),
        ("digest", json!([])),
        ("algorithm", json!(null)),
    ] {
        let verdicts = changed(|s| s["predicate"]["resources"][0][member] = wrong);
        assert_eq!(verdicts, always(malformed), "{member}");
        let verdicts = changed(|s| {
            let resource = &mut s["predicate"]["resources"][0];
            resource.as_object_mut().unwrap().remove(member);
        });
        assert_eq!(verdicts, always(malformed), "{member}");
    }
    let more = edited(|s| s["predicate"]["resources"][1]["size"] = json!(7));
    assert_eq!(
        findings(&signed(&more), Profile::Paranoid),
        ["oms.predicate.extra info 1"]
    );
}

#[test]
fn other_algorithms_have_their_lengths() {
    let with = |hash: &str, bytes: usize| {
        let mut resource = resource("a", b"a");
        resource["digest"] = "ab".repeat(bytes).into();
        resource["algorithm"] = hash.into();
        let mut statement = statement(vec![resource]);
        statement["predicate"]["serialization"]["hash_type"] = hash.into();
        verdicts(&signed(&statement))
    };
    assert_eq!(with("blake2b", 64), GOOD);
    assert_eq!(with("blake2b", 32), always("oms.manifest.digest-length"));
    assert_eq!(with("sha256", 64), always("oms.manifest.digest-length"));
}

#[test]
fn nothing_is_listed_twice() {
    let (one, other) = (resource("a", b"1"), resource("a", b"2"));
    for twin in [vec![one.clone(), one.clone()], vec![one, other]] {
        assert_eq!(
            verdicts(&signed(&statement(twin))),
            always("oms.manifest.duplicate")
        );
    }
    let twice = |statement: &mut Value| {
        let resources = statement["predicate"]["resources"].as_array_mut().unwrap();
        resources.insert(1, resources[0].clone());
    };
    let mut shards = shards(16, &[("w", 40)]);
    twice(&mut shards);
    assert_eq!(
        verdicts(&signed(&fit(shards))),
        always("oms.manifest.duplicate")
    );
}

#[test]
fn an_empty_list_covers_nothing() {
    let empty = statement(Vec::new());
    assert_eq!(verdicts(&signed(&empty)), always("oms.manifest.empty"));
}

#[test]
fn names_are_paths_in_one_form() {
    assert_eq!(named("b"), GOOD);
    for wrong in [
        "", "/b", "b/", "b//c", "./b", "b/.", "..", "../b", "b/../c", "b\0", "b/./c", ".",
    ] {
        assert_eq!(named(wrong), always("oms.name.invalid"), "{wrong:?}");
    }
    assert_eq!((alone("."), alone("model.safetensors")), (GOOD, GOOD));
    assert_eq!(alone("./model.safetensors"), always("oms.name.invalid"));
    for strange in [
        "b\\c",
        "b:c",
        "b\nc",
        "b\u{202e}c",
        "b.",
        "b /c",
        "nul",
        "b/COM7.json",
    ] {
        assert_eq!(
            named(strange),
            ["verified", "verified", "oms.name.suspicious"],
            "{strange:?}"
        );
    }
    for alike in ["A", "a\u{301}"] {
        let twin = if alike == "A" { "a" } else { "á" };
        let mut resources = vec![resource(twin, b"a"), resource(alike, b"b")];
        resources.sort_by_key(|one| one["name"].as_str().unwrap().to_owned());
        let bundle = signed(&statement(resources));
        assert_eq!(
            verdicts(&bundle),
            ["verified", "verified", "oms.name.collision"]
        );
        assert_eq!(
            findings(&bundle, Profile::SpecV1),
            ["oms.name.collision warn 1"]
        );
    }
}

#[test]
fn ignored_paths_are_paths_and_no_patterns() {
    let ignoring = |entry: &str| {
        changed(|s| s["predicate"]["serialization"]["ignore_paths"] = json!([".git", entry]))
    };
    assert_eq!(ignoring("cache/tmp"), GOOD);
    for wrong in [
        "", ".", "/", "/cache", "..", "../cache", "a/../b", "./a", "a/", "a//b",
    ] {
        assert_eq!(ignoring(wrong), always("oms.ignore.invalid"), "{wrong:?}");
    }
    let refused = "oms.ignore.invalid";
    for pattern in ["*", "*.pyc", "a/?", "[ab]"] {
        assert_eq!(
            ignoring(pattern),
            [refused, "verified", refused],
            "{pattern}"
        );
    }
}

#[test]
fn shards_tile_their_files() {
    let good = shards(16, &[("a:b", 16), ("w", 40), ("x", 1)]);
    let with = |edit: &dyn Fn(&mut Value)| {
        let mut statement = good.clone();
        edit(&mut statement);
        verdicts(&signed(&fit(statement)))
    };
    let suspicious = ["verified", "verified", "oms.name.suspicious"];
    assert_eq!(with(&|_| {}), suspicious);
    let verified = verify(
        &by_key(Profile::SpecV1),
        signed(&good).to_string().as_bytes(),
    )
    .unwrap();
    let manifest = verified.manifest();
    assert_eq!(manifest.method(), HashMethod::Shards { size: 16 });
    assert_eq!((manifest.resource_count(), manifest.files().len()), (5, 3));
    let file = manifest.file("w").unwrap();
    assert_eq!((file.length(), file.resources().len()), (Some(40), 3));
    assert_eq!(file.resources()[2].range(), Some(32..40));
    let rename = |from: &'static str, to: &'static str| {
        with(&move |statement: &mut Value| {
            let resources = statement["predicate"]["resources"].as_array_mut().unwrap();
            let at = resources
                .iter()
                .position(|one| one["name"] == from)
                .unwrap();
            resources[at]["name"] = to.into();
        })
    };
    for (from, to) in [
        ("w:16:32", "w:17:32"),
        ("w:16:32", "w:15:31"),
        ("w:16:32", "w:16:31"),
        ("w:32:40", "w:32:49"),
        ("w:0:16", "w:0:15"),
        ("w:0:16", "w:00:16"),
        ("w:0:16", "w:+0:16"),
        ("x:0:1", "x:1:1"),
        ("x:0:1", "x:2:1"),
        ("x:0:1", "x:1:2"),
        ("x:0:1", "x"),
        ("x:0:1", "x:0:1.0"),
        ("x:0:1", "x:0:18446744073709551616"),
    ] {
        assert_eq!(rename(from, to), always("oms.manifest.shards"), "{to}");
    }
    assert_eq!(rename("x:0:1", "../x:0:1"), always("oms.name.invalid"));
    let without = |name: &'static str| {
        with(&move |statement: &mut Value| {
            let resources = statement["predicate"]["resources"].as_array_mut().unwrap();
            resources.retain(|one| one["name"] != name);
        })
    };
    assert_eq!(without("w:16:32"), always("oms.manifest.shards"));
    assert_eq!(without("w:0:16"), always("oms.manifest.shards"));
    // Without its last shard a file is only shorter, which the file on the disk shows.
    assert_eq!(without("w:32:40"), suspicious);
    let written = with(&|statement: &mut Value| {
        for one in statement["predicate"]["resources"].as_array_mut().unwrap() {
            one["algorithm"] = "sha256-sharded-16".into();
        }
    });
    assert_eq!(written, suspicious);
    let other = with(&|statement: &mut Value| {
        statement["predicate"]["resources"][0]["algorithm"] = "sha256-sharded-32".into();
    });
    assert_eq!(other, always("oms.manifest.algorithm"));
}

#[test]
fn shard_sizes_are_exact() {
    let text = shards(16, &[("w", 40)]).to_string();
    let sized = |size: &str| {
        let payload = text.replacen("\"shard_size\":16", &format!("\"shard_size\":{size}"), 1);
        let key = key(bonafide_testkit::KeyKind::P256);
        verdicts(&sign(payload.as_bytes(), &key))
    };
    for good in ["16", "16.0", "1.6e1", "160e-1"] {
        assert_eq!(sized(good), GOOD, "{good}");
    }
    for wrong in [
        "0",
        "-16",
        "-0",
        "16.5",
        "\"16\"",
        "null",
        "9007199254740993",
        "9223372036854775808",
        "1e400",
        "1e99",
        "0.0",
        "true",
    ] {
        assert_eq!(sized(wrong), always("oms.predicate.malformed"), "{wrong}");
    }
    assert_eq!(sized("9007199254740992"), always("oms.manifest.shards"));
    let mut none = shards(16, &[("w", 40)]);
    none["predicate"]["serialization"]
        .as_object_mut()
        .unwrap()
        .remove("shard_size");
    assert_eq!(verdicts(&signed(&none)), always("oms.predicate.malformed"));
}

#[test]
fn the_payload_is_strict_json() {
    let good = good().to_string();
    let key = key(bonafide_testkit::KeyKind::P256);
    let of = |payload: &str| verdicts(&sign(payload.as_bytes(), &key));
    for wrong in [
        String::new(),
        "[]".to_owned(),
        format!("\u{feff}{good}"),
        format!("{good} x"),
        good.replacen("Statement/v1", "\\udc00", 1),
    ] {
        assert_eq!(of(&wrong), always("oms.statement.malformed"), "{wrong}");
    }
    for (member, twin) in [
        ("\"_type\":", "\"_type\":\"x\",\"_type\":"),
        ("\"name\":\"config", "\"name\":\"x\",\"name\":\"config"),
        ("\"method\":", "\"method\":\"files\",\"method\":"),
        ("\"sha256\":", "\"sha256\":\"00\",\"sha256\":"),
        ("\"resources\":", "\"resources\":[],\"resources\":"),
    ] {
        let wrong = good.replacen(member, twin, 1);
        assert_ne!(wrong, good, "{member}");
        assert_eq!(
            of(&wrong),
            always("oms.bundle.json-duplicate-key"),
            "{twin}"
        );
    }
    let nested = good.replacen(
        "\"resources\":",
        "\"x\":{\"a\":{\"b\":1,\"b\":2}},\"resources\":",
        1,
    );
    assert_eq!(of(&nested), always("oms.bundle.json-duplicate-key"));
}

#[test]
fn everything_that_is_wrong_is_told() {
    let mut resources = vec![
        resource("../a", b"1"),
        resource("b", b"2"),
        resource("b", b"2"),
        resource("c", b"3"),
    ];
    resources[3]["algorithm"] = "md5".into();
    let mut statement = statement(resources);
    statement["predicate"]["serialization"]["ignore_paths"] = json!(["/x"]);
    let bundle = signed(&statement).to_string();
    let refusal = verify(&by_key(Profile::SpecV1), bundle.as_bytes()).unwrap_err();
    assert_eq!(refusal.code().as_str(), "oms.ignore.invalid");
    let mut found = told(refusal.findings());
    found.sort();
    assert_eq!(
        found,
        [
            "oms.ignore.invalid error 1",
            "oms.manifest.algorithm error 1",
            "oms.manifest.duplicate error 1",
            "oms.name.invalid error 1",
        ]
    );
    let json = serde_json::to_value(&refusal).unwrap();
    assert_eq!(json["findings"].as_array().unwrap().len(), 4);
    assert_eq!(json["report"]["checks"].as_array().unwrap().len(), 10);
}

#[test]
fn what_is_wrong_goes_before_what_cannot_be_judged() {
    let mut statement = good();
    statement["predicate"]["serialization"]["hash_type"] = "sha512".into();
    statement["predicate"]["serialization"]["ignore_paths"] = json!([".."]);
    assert_eq!(verdicts(&signed(&statement)), always("oms.ignore.invalid"));
}

#[test]
fn reports_are_the_same_each_time() {
    let bundle = signed(&good()).to_string();
    let verifier = by_key(Profile::SpecV1);
    let json = || {
        let verified = verify(&verifier, bundle.as_bytes()).unwrap();
        serde_json::to_string(&verified).unwrap()
    };
    assert_eq!(json(), json());
}
