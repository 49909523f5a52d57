//! The view over each format: every field, its pointer, and what is refused.

#[path = "common/statements.rs"]
mod statements;

use bonafide_slsa::{Claim, Dependency, Field, Provenance, ProvenanceOptions, ProvenanceVersion};
use statements::{V01, V1, V02, least, of_error, refusal, statement};

const SHA1: &str = "e52ca19ae4944c39dc6060b514ac496e62a9a077";

fn field<T: Copy>(field: &Field<T>) -> (T, &str) {
    (*field.value(), field.pointer().as_str())
}

fn external<'v>(view: &'v Provenance<'_>) -> Vec<(&'v str, &'v str, &'v str)> {
    let parameters = view.external().iter();
    let shown = parameters.map(|p| (p.name(), p.pointer().as_str(), p.value().text()));
    shown.collect()
}

fn resources<'v>(list: &'v [Dependency<'_>]) -> Vec<(&'v str, &'v str)> {
    list.iter()
        .map(|one| {
            (
                one.descriptor().uri().unwrap_or_default(),
                one.pointer().as_str(),
            )
        })
        .collect()
}

#[test]
fn v01_whole() {
    let text = format!(
        r#"{{"builder":{{"id":"https://b/1","extra":1}},
        "recipe":{{"type":"https://t/1","definedInMaterial":1,"entryPoint":"build:all",
            "arguments":{{"a":[1]}},"environment":{{"e":"x"}}}},
        "metadata":{{"buildInvocationId":"run-1","buildStartedOn":"2024-01-02T03:04:05Z",
            "buildFinishedOn":"2024-01-02T03:04:06.5Z",
            "completeness":{{"arguments":true,"environment":false}},"reproducible":true}},
        "materials":[{{"uri":"pkg:x/y"}},{{"uri":"git+https://g/o/r","digest":{{"sha1":"{SHA1}"}}}}]}}"#
    );
    let statement = statement(V01, &text);
    let view = Provenance::of(&statement).unwrap();
    assert_eq!(view.version(), ProvenanceVersion::V01);
    assert_eq!(view.builder_id().value(), "https://b/1");
    assert_eq!(view.builder_id().pointer().as_str(), "/builder/id");
    assert_eq!(view.build_type().value(), "https://t/1");
    assert_eq!(view.build_type().pointer().as_str(), "/recipe/type");
    assert!(view.builder_version().is_none() && view.builder_dependencies().is_empty());
    assert_eq!(
        external(&view),
        [
            ("arguments", "/recipe/arguments", r#"{"a":[1]}"#),
            ("entryPoint", "/recipe/entryPoint", r#""build:all""#),
            ("source", "/materials/1/uri", r#""git+https://g/o/r""#),
        ]
    );
    let source = view.config_source().unwrap();
    assert_eq!(source.uri(), Some("git+https://g/o/r"));
    assert_eq!(source.digests()[0].to_hex(), SHA1);
    assert_eq!(source.entry_point(), Some("build:all"));
    assert_eq!(source.pointer().as_str(), "/materials/1");
    let internal = view.internal().unwrap();
    assert_eq!(internal.value().text(), r#"{"e":"x"}"#);
    assert_eq!(internal.pointer().as_str(), "/recipe/environment");
    assert!(view.build_config().is_none() && view.byproducts().is_empty());
    assert_eq!(
        resources(view.dependencies()),
        [
            ("pkg:x/y", "/materials/0"),
            ("git+https://g/o/r", "/materials/1")
        ]
    );
    let id = view.invocation_id().unwrap();
    assert_eq!(
        (&**id.value(), id.pointer().as_str()),
        ("run-1", "/metadata/buildInvocationId")
    );
    let (started, finished) = (view.started_on().unwrap(), view.finished_on().unwrap());
    assert_eq!(started.pointer().as_str(), "/metadata/buildStartedOn");
    assert_eq!(finished.pointer().as_str(), "/metadata/buildFinishedOn");
    assert_eq!(
        finished.value().time().seconds() - started.value().time().seconds(),
        1
    );
    let claims = [
        field(view.complete_parameters()),
        field(view.complete_environment()),
        field(view.complete_dependencies()),
        field(view.reproducible()),
    ];
    assert_eq!(
        claims,
        [
            (Claim::Claimed(true), "/metadata/completeness/arguments"),
            (Claim::Claimed(false), "/metadata/completeness/environment"),
            (Claim::NotClaimed, "/metadata/completeness/materials"),
            (Claim::Claimed(true), "/metadata/reproducible"),
        ]
    );
    assert_eq!(*view.hermetic().value(), Claim::NotClaimed);
    assert_eq!(view.unknown_members()[0].as_str(), "/builder/extra");
    assert_eq!((view.unknown_members().len(), view.notes().len()), (1, 0));
}

#[test]
fn v02_whole() {
    let text = format!(
        r#"{{"builder":{{"id":"https://b/1"}},"buildType":"https://t/1",
        "invocation":{{"configSource":{{"uri":"git+https://g/o/r@refs/heads/main",
                "digest":{{"sha1":"{SHA1}"}},"entryPoint":"w.yml"}},
            "parameters":{{"inputs":{{"a":1}},"b/c":true,"gone":null}},"environment":{{"e":"x"}}}},
        "buildConfig":{{"steps":[]}},
        "metadata":{{"buildInvocationID":"run-1","buildStartedOn":"2024-01-02T03:04:05+01:00",
            "completeness":{{"parameters":true,"environment":true,"materials":false}},
            "reproducible":false,"https://mobyproject.org/buildkit@v1#hermetic":true,
            "https://mobyproject.org/buildkit@v1#metadata":{{}}}},
        "materials":[{{"uri":"gcr.io/x","digest":{{"SHA256":"x"}}}},{{"uri":"HTTPS://x/y"}}]}}"#
    );
    let statement = statement(V02, &text);
    let view = Provenance::of(&statement).unwrap();
    assert_eq!(view.version(), ProvenanceVersion::V02);
    assert_eq!(view.builder_id().pointer().as_str(), "/builder/id");
    assert_eq!(view.build_type().pointer().as_str(), "/buildType");
    assert_eq!(
        external(&view),
        [
            ("inputs", "/invocation/parameters/inputs", r#"{"a":1}"#),
            ("b/c", "/invocation/parameters/b~1c", "true"),
            (
                "entryPoint",
                "/invocation/configSource/entryPoint",
                r#""w.yml""#
            ),
            (
                "source",
                "/invocation/configSource/uri",
                r#""git+https://g/o/r@refs/heads/main""#
            ),
        ]
    );
    let source = view.config_source().unwrap();
    assert_eq!(source.uri(), Some("git+https://g/o/r@refs/heads/main"));
    assert_eq!(
        (source.digests().len(), source.entry_point()),
        (1, Some("w.yml"))
    );
    assert_eq!(source.pointer().as_str(), "/invocation/configSource");
    assert_eq!(
        resources(view.dependencies()),
        [
            ("gcr.io/x", "/materials/0"),
            ("HTTPS://x/y", "/materials/1"),
            (
                "git+https://g/o/r@refs/heads/main",
                "/invocation/configSource"
            ),
        ]
    );
    assert_eq!(
        view.internal().unwrap().pointer().as_str(),
        "/invocation/environment"
    );
    let steps = view.build_config().unwrap();
    assert_eq!(
        (steps.value().text(), steps.pointer().as_str()),
        (r#"{"steps":[]}"#, "/buildConfig")
    );
    assert_eq!(view.invocation_id().unwrap().value(), "run-1");
    assert!(view.started_on().unwrap().value().has_offset() && view.finished_on().is_none());
    let claims = [
        field(view.complete_parameters()),
        field(view.complete_environment()),
        field(view.complete_dependencies()),
        field(view.reproducible()),
        field(view.hermetic()),
    ];
    assert_eq!(
        claims,
        [
            (Claim::Claimed(true), "/metadata/completeness/parameters"),
            (Claim::Claimed(true), "/metadata/completeness/environment"),
            (Claim::Claimed(false), "/metadata/completeness/materials"),
            (Claim::Claimed(false), "/metadata/reproducible"),
            (
                Claim::Claimed(true),
                "/metadata/https:~1~1mobyproject.org~1buildkit@v1#hermetic"
            ),
        ]
    );
    assert_eq!(
        view.unknown_members()[0].as_str(),
        "/metadata/https:~1~1mobyproject.org~1buildkit@v1#metadata"
    );
    let notes = view.notes().iter();
    let notes: Vec<_> = notes
        .map(|note| (note.code().as_str(), note.place().as_str()))
        .collect();
    assert_eq!(
        notes,
        [
            ("statement.timestamp", "/metadata/buildStartedOn"),
            ("uri.malformed", "/materials/0/uri"),
            ("digest.algorithm", "/materials/0/digest/SHA256"),
            ("statement.uri-case", "/materials/1/uri"),
        ]
    );
}

#[test]
fn v1_whole() {
    let text = format!(
        r#"{{"buildDefinition":{{"buildType":"https://t/1",
            "externalParameters":{{"workflow":{{"ref":"x"}},"n":null,"empty":{{}}}},
            "internalParameters":{{"github":{{}},"buildConfig":{{"a":1}}}},
            "resolvedDependencies":[{{"uri":"git+https://g/o/r","digest":{{"gitCommit":"{SHA1}"}}}},
                {{"name":"x","content":"YQ==","annotations":{{"ANNOTATION":1}}}}]}},
        "runDetails":{{"builder":{{"id":"HTTPS://b/1","version":{{"x":"1"}},
                "builderDependencies":[{{"uri":"pkg:b"}}]}},
            "metadata":{{"invocationId":"run-1","startedOn":"2024-01-02T03:04:05Z",
                "finishedOn":"2024-01-02T03:04:05Z","buildkit_hermetic":true}},
            "byproducts":[{{"uri":"file:log","size":7}}]}},
        "vendor_extension":1}}"#
    );
    let statement = statement(V1, &text);
    let view = Provenance::of(&statement).unwrap();
    assert_eq!(view.version(), ProvenanceVersion::V1);
    assert_eq!(
        view.builder_id().pointer().as_str(),
        "/runDetails/builder/id"
    );
    assert_eq!(
        view.build_type().pointer().as_str(),
        "/buildDefinition/buildType"
    );
    assert_eq!(view.builder_version().unwrap().text(), r#"{"x":"1"}"#);
    assert_eq!(
        resources(view.builder_dependencies()),
        [("pkg:b", "/runDetails/builder/builderDependencies/0")]
    );
    assert_eq!(
        external(&view),
        [
            (
                "workflow",
                "/buildDefinition/externalParameters/workflow",
                r#"{"ref":"x"}"#
            ),
            ("empty", "/buildDefinition/externalParameters/empty", "{}"),
        ]
    );
    assert!(view.config_source().is_none());
    let internal = view.internal().unwrap();
    assert_eq!(
        internal.pointer().as_str(),
        "/buildDefinition/internalParameters"
    );
    // Only BuildKit has it there.
    assert!(view.build_config().is_none());
    assert_eq!(
        resources(view.dependencies()),
        [
            (
                "git+https://g/o/r",
                "/buildDefinition/resolvedDependencies/0"
            ),
            ("", "/buildDefinition/resolvedDependencies/1"),
        ]
    );
    let id = view.invocation_id().unwrap();
    assert_eq!(id.pointer().as_str(), "/runDetails/metadata/invocationId");
    let (started, finished) = (view.started_on().unwrap(), view.finished_on().unwrap());
    assert_eq!(started.pointer().as_str(), "/runDetails/metadata/startedOn");
    assert_eq!(
        finished.pointer().as_str(),
        "/runDetails/metadata/finishedOn"
    );
    assert_eq!(
        field(view.hermetic()),
        (
            Claim::Claimed(true),
            "/runDetails/metadata/buildkit_hermetic"
        )
    );
    for claim in [
        view.complete_parameters(),
        view.complete_environment(),
        view.complete_dependencies(),
        view.reproducible(),
    ] {
        assert_eq!(*claim.value(), Claim::NotClaimed);
    }
    assert_eq!(
        resources(view.byproducts()),
        [("file:log", "/runDetails/byproducts/0")]
    );
    let unknown: Vec<_> = view
        .unknown_members()
        .iter()
        .map(|place| place.as_str())
        .collect();
    assert_eq!(
        unknown,
        ["/runDetails/byproducts/0/size", "/vendor_extension"]
    );
    assert_eq!(view.notes().len(), 1);
    assert_eq!(view.notes()[0].code().as_str(), "statement.uri-case");
    assert_eq!(view.notes()[0].place().as_str(), "/runDetails/builder/id");
}

#[test]
fn buildkit_keeps_things_elsewhere() {
    let build_type =
        "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md";
    // What it needs comes last, to show that the order does not matter.
    let predicate = |build_type: &str, id: &str| {
        format!(
            r#"{{"runDetails":{{"metadata":{{"invocationID":"q","buildkit_reproducible":true,
                "buildkit_completeness":{{"request":true,"resolvedDependencies":false}},
                "buildkit_metadata":{{}}}},"builder":{{"id":{id}}}}},
            "buildDefinition":{{"internalParameters":{{"buildConfig":{{"llb":[]}}}},
                "externalParameters":{{"request":{{}}}},"buildType":"{build_type}"}}}}"#
        )
    };
    let text = statement(V1, &predicate(build_type, r#""""#));
    let view = Provenance::of(&text).unwrap();
    assert_eq!(view.builder_id().value(), "");
    assert_eq!(view.invocation_id().unwrap().value(), "q");
    let steps = view.build_config().unwrap();
    assert_eq!(steps.value().text(), r#"{"llb":[]}"#);
    assert_eq!(
        steps.pointer().as_str(),
        "/buildDefinition/internalParameters/buildConfig"
    );
    let metadata = "/runDetails/metadata/buildkit_";
    assert_eq!(
        field(view.complete_parameters()),
        (
            Claim::Claimed(true),
            &*format!("{metadata}completeness/request")
        )
    );
    assert_eq!(
        field(view.complete_dependencies()),
        (
            Claim::Claimed(false),
            &*format!("{metadata}completeness/resolvedDependencies")
        )
    );
    assert_eq!(
        field(view.reproducible()),
        (Claim::Claimed(true), &*format!("{metadata}reproducible"))
    );
    assert_eq!(view.unknown_members().len(), 1);

    // Another builder cannot claim it so, nor be nameless.
    let text = statement(V1, &predicate("https://t/1", r#""b:""#));
    let view = Provenance::of(&text).unwrap();
    assert!(view.build_config().is_none());
    for claim in [
        view.complete_parameters(),
        view.complete_dependencies(),
        view.reproducible(),
    ] {
        assert_eq!(*claim.value(), Claim::NotClaimed);
    }
    assert_eq!(view.unknown_members().len(), 3);
    let missing = (
        "prov.missing-field".to_owned(),
        "/runDetails/builder/id".to_owned(),
    );
    assert_eq!(refusal(V1, &predicate("https://t/1", r#""""#)), missing);
    // BuildKit writes the member; without it, or with null, this is not what BuildKit writes.
    assert_eq!(refusal(V1, &predicate(build_type, "null")), missing);

    let old = r#"{"builder":{"id":""},"buildType":"https://mobyproject.org/buildkit@v1"}"#;
    assert_eq!(
        Provenance::of(&statement(V02, old))
            .unwrap()
            .builder_id()
            .value(),
        ""
    );
}

#[test]
fn what_v02_added_says_nothing_in_v01() {
    let hermetic = r#""https://mobyproject.org/buildkit@v1#hermetic":true"#;
    let version = ProvenanceVersion::V01;
    let text = statement(V01, &least(version, "/metadata", hermetic));
    let view = Provenance::of(&text).unwrap();
    assert_eq!(*view.hermetic().value(), Claim::NotClaimed);
    assert_eq!(view.unknown_members().len(), 1);
    for more in [
        r#""buildType":"u:""#,
        r#""invocation":{}"#,
        r#""buildConfig":{"a":1}"#,
    ] {
        let text = statement(V01, &least(version, "", more));
        let view = Provenance::of(&text).unwrap();
        assert_eq!(view.unknown_members().len(), 1, "{more}");
        assert!(view.build_config().is_none() && view.build_type().value() == "t:");
    }
}

#[test]
fn required_fields() {
    for (kind, predicate, place) in [
        (V01, "{}", "/builder/id"),
        (V01, "null", "/builder/id"),
        (
            V01,
            r#"{"builder":{"id":""},"recipe":{"type":"t"}}"#,
            "/builder/id",
        ),
        (
            V01,
            r#"{"builder":null,"recipe":{"type":"t"}}"#,
            "/builder/id",
        ),
        (V01, r#"{"builder":{"id":"b"},"recipe":{}}"#, "/recipe/type"),
        (
            V01,
            r#"{"builder":{"id":"b"},"recipe":{"type":""}}"#,
            "/recipe/type",
        ),
        (V02, r#"{"buildType":"t"}"#, "/builder/id"),
        (
            V02,
            r#"{"builder":{"id":null},"buildType":"t"}"#,
            "/builder/id",
        ),
        (V02, r#"{"builder":{"id":"b"}}"#, "/buildType"),
        (
            V02,
            r#"{"builder":{"id":"b"},"buildType":null}"#,
            "/buildType",
        ),
        (V1, "{}", "/buildDefinition/externalParameters"),
        (
            V1,
            r#"{"buildDefinition":{"buildType":"t","externalParameters":{}},"runDetails":{"builder":{"id":"b"}}}"#,
            "/buildDefinition/externalParameters",
        ),
        (
            V1,
            r#"{"buildDefinition":{"buildType":"t","externalParameters":null},"runDetails":{"builder":{"id":"b"}}}"#,
            "/buildDefinition/externalParameters",
        ),
        (
            V1,
            r#"{"buildDefinition":{"buildType":"","externalParameters":{"a":1}},"runDetails":{"builder":{"id":"b"}}}"#,
            "/buildDefinition/buildType",
        ),
        (
            V1,
            r#"{"buildDefinition":{"buildType":"t","externalParameters":{"a":1}},"runDetails":{"builder":{"id":""}}}"#,
            "/runDetails/builder/id",
        ),
        (
            V1,
            r#"{"buildDefinition":{"buildType":"t","externalParameters":{"a":1}}}"#,
            "/runDetails/builder/id",
        ),
    ] {
        let found = refusal(kind, predicate);
        assert_eq!(
            found,
            ("prov.missing-field".to_owned(), place.to_owned()),
            "{predicate}"
        );
    }
}

#[test]
fn null_and_empty_are_as_good_as_absent() {
    use ProvenanceVersion as V;
    for (version, pointer, more) in [
        (
            V::V01,
            "/recipe",
            r#""entryPoint":"","arguments":{},"environment":null,"definedInMaterial":null"#,
        ),
        (
            V::V01,
            "/metadata",
            r#""buildInvocationId":"","buildStartedOn":"","buildFinishedOn":null,"reproducible":null"#,
        ),
        (V::V01, "", r#""materials":null"#),
        (
            V::V02,
            "/invocation",
            r#""parameters":null,"environment":{}"#,
        ),
        (
            V::V02,
            "/invocation/configSource",
            r#""uri":"","digest":{},"entryPoint":"""#,
        ),
        (V::V02, "", r#""buildConfig":{},"materials":[]"#),
        (
            V::V1,
            "/buildDefinition",
            r#""internalParameters":{ },"resolvedDependencies":null"#,
        ),
        (V::V1, "/runDetails", r#""byproducts":[]"#),
        (
            V::V1,
            "/runDetails/metadata",
            r#""invocationId":null,"startedOn":"","buildkit_completeness":null"#,
        ),
        (
            V::V1,
            "/runDetails/builder",
            r#""version":{},"builderDependencies":null"#,
        ),
    ] {
        let text = statement(version.uri(), &least(version, pointer, more));
        let view = Provenance::of(&text).unwrap();
        assert!(
            view.internal().is_none() && view.build_config().is_none(),
            "{more}"
        );
        assert!(
            view.config_source().is_none() && view.dependencies().is_empty(),
            "{more}"
        );
        assert!(
            view.invocation_id().is_none() && view.started_on().is_none(),
            "{more}"
        );
        assert!(
            view.byproducts().is_empty() && view.builder_version().is_none(),
            "{more}"
        );
        assert_eq!(*view.reproducible().value(), Claim::NotClaimed, "{more}");
        let count = usize::from(version == V::V1);
        assert_eq!(view.external().len(), count, "{more}");
        assert!(view.unknown_members().is_empty(), "{more}");
    }
}

#[test]
fn wrong_types() {
    use ProvenanceVersion as V;
    for (version, pointer, more, name) in [
        (V::V01, "", r#""materials":{}"#, "materials"),
        (V::V01, "/recipe", r#""arguments":[]"#, "arguments"),
        (V::V01, "/recipe", r#""entryPoint":1"#, "entryPoint"),
        (V::V01, "/recipe", r#""environment":"x""#, "environment"),
        (
            V::V01,
            "/recipe",
            r#""definedInMaterial":"0""#,
            "definedInMaterial",
        ),
        (
            V::V01,
            "/recipe",
            r#""definedInMaterial":true"#,
            "definedInMaterial",
        ),
        (
            V::V01,
            "/metadata",
            r#""reproducible":"true""#,
            "reproducible",
        ),
        (
            V::V01,
            "/metadata/completeness",
            r#""arguments":1"#,
            "arguments",
        ),
        (V::V02, "", r#""buildConfig":[]"#, "buildConfig"),
        (V::V02, "/invocation", r#""parameters":[]"#, "parameters"),
        (
            V::V02,
            "/invocation/configSource",
            r#""digest":"x""#,
            "digest",
        ),
        (
            V::V02,
            "/invocation/configSource",
            r#""entryPoint":{}"#,
            "entryPoint",
        ),
        (
            V::V02,
            "/metadata",
            r#""buildInvocationID":7"#,
            "buildInvocationID",
        ),
        (
            V::V02,
            "/metadata",
            r#""buildStartedOn":7"#,
            "buildStartedOn",
        ),
        (
            V::V1,
            "/buildDefinition",
            r#""internalParameters":[]"#,
            "internalParameters",
        ),
        (
            V::V1,
            "/buildDefinition",
            r#""resolvedDependencies":{}"#,
            "resolvedDependencies",
        ),
        (V::V1, "/runDetails", r#""byproducts":"x""#, "byproducts"),
        (V::V1, "/runDetails/builder", r#""version":"1""#, "version"),
        (
            V::V1,
            "/runDetails/metadata",
            r#""buildkit_hermetic":"true""#,
            "buildkit_hermetic",
        ),
        (
            V::V1,
            "/runDetails/metadata",
            r#""buildkit_completeness":true"#,
            "buildkit_completeness",
        ),
    ] {
        let found = refusal(version.uri(), &least(version, pointer, more));
        assert_eq!(
            found,
            ("json.type".to_owned(), format!("{pointer}/{name}")),
            "{more}"
        );
    }
    let parameters = r#"{"buildDefinition":{"externalParameters":[]}}"#;
    assert_eq!(refusal(V1, parameters).0, "json.type");
}

#[test]
fn case_variants_at_known_positions() {
    use ProvenanceVersion as V;
    for (version, pointer, name) in [
        (V::V01, "", "Builder"),
        (V::V01, "/builder", "ID"),
        (V::V01, "/recipe", "entrypoint"),
        (V::V01, "/recipe", "definedInmaterial"),
        (V::V01, "/metadata", "buildinvocationid"),
        (V::V01, "/metadata/completeness", "Arguments"),
        (V::V02, "", "buildtype"),
        (V::V02, "/builder", "Id"),
        (V::V02, "/invocation", "Parameters"),
        (V::V02, "/invocation/configSource", "Uri"),
        (V::V02, "/invocation/configSource", "entrypoint"),
        (
            V::V02,
            "/metadata",
            "https://mobyproject.org/buildkit@v1#Hermetic",
        ),
        (V::V02, "/metadata/completeness", "material\u{17f}"),
        (V::V1, "", "rundetails"),
        (V::V1, "/buildDefinition", "externalparameters"),
        (V::V1, "/runDetails", "Metadata"),
        (V::V1, "/runDetails/builder", "VERSION"),
        (V::V1, "/runDetails/metadata", "StartedOn"),
        (V::V1, "/runDetails/metadata", "build\u{212a}it_hermetic"),
    ] {
        let more = format!("\"{name}\":null");
        let (code, _) = refusal(version.uri(), &least(version, pointer, &more));
        assert_eq!(code, "json.case-variant", "{name}");
    }
    for (version, resources) in [
        (V::V01, r#""materials":[{"uri":"a:","URI":"b:"}]"#),
        (V::V02, r#""materials":[{"uri":"a:","Digest":{}}]"#),
    ] {
        let (code, place) = refusal(version.uri(), &least(version, "", resources));
        assert_eq!(code, "json.case-variant", "{place}");
    }
    let resources = r#""resolvedDependencies":[{"uri":"a:","mediatype":"b"}]"#;
    let (code, _) = refusal(V1, &least(V::V1, "/buildDefinition", resources));
    assert_eq!(code, "json.case-variant");

    // Maps are free: there every name stands for itself.
    for (version, pointer, more) in [
        (
            V::V01,
            "/recipe",
            r#""arguments":{"a":1,"A":2,"Type":3},"environment":{"e":1,"E":1}"#,
        ),
        (
            V::V02,
            "/invocation",
            r#""parameters":{"a":1,"A":2,"EntryPoint":1}"#,
        ),
        (V::V02, "", r#""buildConfig":{"a":1,"A":2}"#),
        (
            V::V1,
            "/buildDefinition",
            r#""internalParameters":{"a":1,"A":2}"#,
        ),
        (
            V::V1,
            "/runDetails/builder",
            r#""version":{"a":"1","A":"2"}"#,
        ),
        (
            V::V1,
            "",
            r#""x":{"BuildDefinition":1,"builddefinition":2}"#,
        ),
    ] {
        let text = statement(version.uri(), &least(version, pointer, more));
        assert!(Provenance::of(&text).is_ok(), "{more}");
    }
}

#[test]
fn two_spellings_of_one_name() {
    use ProvenanceVersion as V;
    for (version, pointer, one, other) in [
        (
            V::V01,
            "/metadata",
            "buildInvocationId",
            "buildInvocationID",
        ),
        (
            V::V02,
            "/metadata",
            "buildInvocationId",
            "buildInvocationID",
        ),
        (
            V::V1,
            "/runDetails/metadata",
            "invocationId",
            "invocationID",
        ),
    ] {
        for name in [one, other] {
            let predicate = least(version, pointer, &format!(r#""{name}":"x""#));
            let text = statement(version.uri(), &predicate);
            let view = Provenance::of(&text).unwrap();
            let id = view.invocation_id().unwrap();
            assert_eq!(
                (&**id.value(), id.pointer().as_str()),
                ("x", &*format!("{pointer}/{one}"))
            );
        }
        for (first, second) in [(r#""x""#, r#""x""#), ("null", r#""x""#), (r#""x""#, "null")] {
            for (a, b) in [(one, other), (other, one)] {
                let more = format!(r#""{a}":{first},"{b}":{second}"#);
                let found = refusal(version.uri(), &least(version, pointer, &more));
                let wanted = ("json.duplicate-key".to_owned(), format!("{pointer}/{b}"));
                assert_eq!(found, wanted, "{more}");
            }
        }
    }
}

#[test]
fn strings_that_are_read_hold_no_nul() {
    let nul = r#""buildType":"a\u0000""#;
    let (code, _) = refusal(V02, &format!("{{{nul}}}"));
    assert_eq!(code, "json.nul");
}

#[test]
fn drafts() {
    let draft = |place: &str| ("prov.draft".to_owned(), place.to_owned());
    assert_eq!(
        refusal("https://slsa.dev/provenance/v1.0?draft", "{}"),
        draft("")
    );
    use ProvenanceVersion::V1 as V;
    for name in ["externalParameters", "systemParameters"] {
        let more = format!(r#""{name}":{{}}"#);
        assert_eq!(
            refusal(V1, &least(V, "", &more)),
            draft(&format!("/{name}"))
        );
        let text = statement(V1, &least(V, "", &format!(r#""{name}":null"#)));
        assert!(Provenance::of(&text).is_ok());
    }
    let more = r#""systemParameters":{"a":1}"#;
    let place = "/buildDefinition/systemParameters";
    assert_eq!(
        refusal(V1, &least(V, "/buildDefinition", more)),
        draft(place)
    );
    // To the older formats these are members like any other.
    let text = statement(V02, &least(ProvenanceVersion::V02, "", more));
    assert_eq!(Provenance::of(&text).unwrap().unknown_members().len(), 1);
}

#[test]
fn another_predicate_is_no_provenance() {
    let predicate = least(ProvenanceVersion::V1, "", "");
    for kind in [
        "https://slsa.dev/provenance/v1.0",
        "https://slsa.dev/provenance/v0.3",
        "https://slsa.dev/provenance/v1/",
        "https://slsa.dev/provenance",
        "https://slsa.dev/Provenance/v1",
        "https://slsa.dev/verification_summary/v1",
    ] {
        assert_eq!(
            refusal(kind, &predicate).0,
            "statement.predicate-type",
            "{kind}"
        );
    }
    // A predicate of one format is not read as one of another.
    assert_eq!(refusal(V02, &predicate).0, "prov.missing-field");
    assert_eq!(
        refusal(V1, &least(ProvenanceVersion::V02, "", "")).0,
        "prov.missing-field"
    );
}

#[test]
fn the_index_of_a_material() {
    let predicate = |builder: &str, index: &str| {
        format!(
            r#"{{"recipe":{{"type":"t:","definedInMaterial":{index}}},
            "materials":[{{"uri":"a:"}},{{"digest":{{"sha1":"{SHA1}"}}}}],"builder":{{"id":"{builder}"}}}}"#
        )
    };
    let place = "/recipe/definedInMaterial".to_owned();
    let uri = |builder: &str, index: &str| {
        let text = statement(V01, &predicate(builder, index));
        let view = Provenance::of(&text).unwrap();
        let source = view.config_source();
        source.map(|source| (source.uri().map(str::to_owned), view.external().len()))
    };
    assert_eq!(uri("b:", "0"), Some((Some("a:".to_owned()), 1)));
    // It has a digest and no URI.
    assert_eq!(uri("b:", "1"), Some((None, 0)));
    for index in ["2", "18446744073709551615"] {
        let wanted = ("prov.material-index".to_owned(), place.clone());
        assert_eq!(refusal(V01, &predicate("b:", index)), wanted, "{index}");
    }
    for index in ["-1", "1.0", "1e0", "18446744073709551616"] {
        let wanted = ("json.integer-range".to_owned(), place.clone());
        assert_eq!(refusal(V01, &predicate("b:", index)), wanted, "{index}");
    }
    // Google writes a string.
    let google = "https://cloudbuild.googleapis.com/GoogleHostedWorker@v0.3";
    assert_eq!(uri(google, r#""0""#), Some((Some("a:".to_owned()), 1)));
    assert_eq!(uri(google, r#""-1""#), None);
    for index in [
        r#""2""#,
        r#""99999999999999999999999""#,
        r#""""#,
        r#""-""#,
        r#""x""#,
        r#""+1""#,
    ] {
        let wanted = ("prov.material-index".to_owned(), place.clone());
        assert_eq!(refusal(V01, &predicate(google, index)), wanted, "{index}");
    }
    for builder in [
        "https://cloudbuild.googleapis.com.evil/",
        "http://cloudbuild.googleapis.com/",
    ] {
        let wanted = ("json.type".to_owned(), place.clone());
        assert_eq!(
            refusal(V01, &predicate(builder, r#""0""#)),
            wanted,
            "{builder}"
        );
    }
}

#[test]
fn parameters_named_like_members_of_the_configuration_source() {
    let predicate = |parameters: &str, config: &str| {
        format!(
            r#"{{"builder":{{"id":"b:"}},"buildType":"t:",
            "invocation":{{"parameters":{parameters},"configSource":{config}}}}}"#
        )
    };
    let config = r#"{"uri":"a:","entryPoint":"e"}"#;
    let text = statement(
        V02,
        &predicate(r#"{"entryPoint":1,"x":2,"source":3}"#, config),
    );
    let view = Provenance::of(&text).unwrap();
    assert_eq!(
        external(&view),
        [
            (
                "parameters/entryPoint",
                "/invocation/parameters/entryPoint",
                "1"
            ),
            ("x", "/invocation/parameters/x", "2"),
            ("parameters/source", "/invocation/parameters/source", "3"),
            (
                "configSource/entryPoint",
                "/invocation/configSource/entryPoint",
                r#""e""#
            ),
            (
                "configSource/uri",
                "/invocation/configSource/uri",
                r#""a:""#
            ),
        ]
    );
    // Nothing of `parameters` passes for the configuration source where that is silent.
    let text = statement(V02, &predicate(r#"{"source":3}"#, "{}"));
    let view = Provenance::of(&text).unwrap();
    assert_eq!(external(&view)[0].0, "parameters/source");
    // A null is no parameter.
    let text = statement(V02, &predicate(r#"{"source":null}"#, config));
    let view = Provenance::of(&text).unwrap();
    assert_eq!((external(&view)[1].0, external(&view).len()), ("source", 2));
    for parameters in [
        r#"{"entryPoint":1,"parameters/entryPoint":2}"#,
        r#"{"entryPoint":1,"configSource/entryPoint":2}"#,
        r#"{"configSource/uri":2,"source":1}"#,
    ] {
        let wanted = ("prov.shape".to_owned(), "/invocation/parameters".to_owned());
        assert_eq!(refusal(V02, &predicate(parameters, config)), wanted);
    }
    let text = statement(V02, &predicate(r#"{"parameters/entryPoint":2}"#, config));
    assert!(Provenance::of(&text).is_ok());
}

#[test]
fn the_configuration_source_is_a_dependency_once() {
    let other = "b".repeat(40);
    let count = |materials: &str| {
        let predicate = format!(
            r#"{{"builder":{{"id":"b:"}},"buildType":"t:","materials":[{materials}],
            "invocation":{{"configSource":{{"uri":"a:","digest":{{"sha1":"{SHA1}","x":"y"}}}}}}}}"#
        );
        let text = statement(V02, &predicate);
        let view = Provenance::of(&text).unwrap();
        assert!(view.config_source().is_some());
        view.dependencies().len()
    };
    assert_eq!(count(""), 1);
    assert_eq!(
        count(&format!(
            r#"{{"digest":{{"x":"y","sha1":"{SHA1}"}},"uri":"a:"}}"#
        )),
        1
    );
    for material in [
        r#"{"uri":"a:"}"#.to_owned(),
        r#"{"uri":"a:","digest":{"x":"y"}}"#.to_owned(),
        format!(r#"{{"uri":"b:","digest":{{"sha1":"{SHA1}","x":"y"}}}}"#),
        format!(r#"{{"uri":"a:","digest":{{"sha1":"{SHA1}"}}}}"#),
        format!(r#"{{"uri":"a:","digest":{{"sha1":"{SHA1}","x":"z"}}}}"#),
        format!(r#"{{"uri":"a:","digest":{{"sha1":"{other}","x":"y"}}}}"#),
        format!(
            r#"{{"uri":"a:","digest":{{"sha1":"{SHA1}","x":"y","md5":"{}"}}}}"#,
            "0".repeat(32)
        ),
    ] {
        assert_eq!(count(&material), 2, "{material}");
    }
}

#[test]
fn resources_are_read_as_descriptors() {
    use ProvenanceVersion as V;
    let places = [
        (V::V01, "", "materials"),
        (V::V02, "", "materials"),
        (V::V1, "/buildDefinition", "resolvedDependencies"),
        (V::V1, "/runDetails", "byproducts"),
        (V::V1, "/runDetails/builder", "builderDependencies"),
    ];
    for (version, pointer, name) in places {
        for (resource, code, place) in [
            ("{}", "statement.descriptor-empty", ""),
            (
                r#"{"uri":"","digest":{}}"#,
                "statement.descriptor-empty",
                "",
            ),
            (r#"{"name":"x"}"#, "statement.descriptor-empty", ""),
            (
                r#"{"digest":{"sha256":"ab"}}"#,
                "digest.malformed",
                "/digest/sha256",
            ),
            ("7", "json.type", ""),
            (r#"{"uri":7}"#, "json.type", "/uri"),
        ] {
            let predicate = least(
                version,
                pointer,
                &format!(r#""{name}":[{{"uri":"a:"}},{resource}]"#),
            );
            let wanted = (code.to_owned(), format!("{pointer}/{name}/1{place}"));
            assert_eq!(refusal(version.uri(), &predicate), wanted, "{resource}");
        }
    }
    // What a descriptor has is not known to a material.
    let predicate = least(
        V::V02,
        "",
        r#""materials":[{"uri":"a:","name":7,"content":7}]"#,
    );
    let text = statement(V02, &predicate);
    assert_eq!(Provenance::of(&text).unwrap().unknown_members().len(), 2);
}

#[test]
fn timestamps() {
    use ProvenanceVersion as V;
    for (version, pointer, name) in [
        (V::V01, "/metadata", "buildStartedOn"),
        (V::V02, "/metadata", "buildFinishedOn"),
        (V::V1, "/runDetails/metadata", "startedOn"),
    ] {
        for time in [
            "2024-01-02",
            "2024-01-02T03:04Z",
            "0001-01-01T00:00:00Z",
            "now",
        ] {
            let predicate = least(version, pointer, &format!(r#""{name}":"{time}""#));
            let wanted = (
                "statement.timestamp".to_owned(),
                format!("{pointer}/{name}"),
            );
            assert_eq!(refusal(version.uri(), &predicate), wanted, "{time}");
        }
    }
}

#[test]
fn limits() {
    use ProvenanceVersion as V;
    let read = |predicate: &str, options: &ProvenanceOptions| {
        let text = statement(V1, predicate);
        Provenance::read(&text, options)
            .map(|_| ())
            .map_err(|error| of_error(&error))
    };
    let limit = |place: &str| Err(("json.limit".to_owned(), place.to_owned()));
    let list = |count: usize| vec![r#"{"uri":"abc:"}"#; count].join(",");
    let predicate = |count: usize| {
        let more = format!(r#""resolvedDependencies":[{}]"#, list(count));
        least(V::V1, "/buildDefinition", &more)
    };
    let few = ProvenanceOptions::default().with_dependencies(3);
    assert_eq!(read(&predicate(3), &few), Ok(()));
    assert_eq!(
        read(&predicate(4), &few),
        limit("/buildDefinition/resolvedDependencies/2")
    );
    let defaults = ProvenanceOptions::default();
    assert_eq!(read(&predicate(200_000), &defaults), Ok(()));
    let found = read(&predicate(200_001), &defaults);
    assert_eq!(found, limit("/buildDefinition/resolvedDependencies/199999"));

    let digests = |count: usize| {
        let digests: Vec<_> = (0..count).map(|i| format!(r#""x{i}":"y""#)).collect();
        let digests = digests.join(",");
        let more = format!(r#""resolvedDependencies":[{{"digest":{{{digests}}}}}]"#);
        least(V::V1, "/buildDefinition", &more)
    };
    assert_eq!(read(&digests(32), &defaults), Ok(()));
    assert!(read(&digests(33), &defaults).is_err_and(|(code, _)| code == "json.limit"));
    let options = ProvenanceOptions::default().with_digests(33);
    assert_eq!(read(&digests(33), &options), Ok(()));

    let uri = |length: usize| format!("a:{}", "x".repeat(length - 2));
    let build_type = |length: usize| least(V::V1, "", "").replace("t:", &uri(length));
    assert_eq!(read(&build_type(8192), &defaults), Ok(()));
    assert_eq!(
        read(&build_type(8193), &defaults),
        limit("/buildDefinition/buildType")
    );
    let builder = least(V::V1, "", "").replace("b:", &uri(8193));
    assert_eq!(read(&builder, &defaults), limit("/runDetails/builder/id"));
    assert_eq!(
        read(&builder, &defaults.clone().with_uri_bytes(8193)),
        Ok(())
    );
    let more = format!(r#""resolvedDependencies":[{{"uri":"{}"}}]"#, uri(8193));
    let dependency = least(V::V1, "/buildDefinition", &more);
    let place = "/buildDefinition/resolvedDependencies/0/uri";
    assert_eq!(read(&dependency, &defaults), limit(place));

    let hex = format!(
        r#""resolvedDependencies":[{{"digest":{{"sha1":"{}"}}}}]"#,
        "AB".repeat(20)
    );
    let hex = least(V::V1, "/buildDefinition", &hex);
    assert!(read(&hex, &defaults).is_err_and(|(code, _)| code == "digest.uppercase"));
    assert_eq!(read(&hex, &defaults.with_lenient_hex()), Ok(()));
}

#[test]
fn lists_for_people_end() {
    let odd: Vec<_> = (0..100)
        .map(|i| format!(r#"{{"uri":"no uri","x{i}":1}}"#))
        .collect();
    let more = format!(r#""materials":[{}]"#, odd.join(","));
    let text = statement(V02, &least(ProvenanceVersion::V02, "", &more));
    let view = Provenance::of(&text).unwrap();
    assert_eq!((view.notes().len(), view.unknown_members().len()), (64, 64));
    assert_eq!(view.dependencies().len(), 100);

    // What is listed last, and what is listed several times for one resource, ends as well.
    let members: Vec<_> = (0..64).map(|i| format!(r#""x{i}":1"#)).collect();
    let more = format!(r#""buildkit_reproducible":true,{}"#, members.join(","));
    let predicate = least(ProvenanceVersion::V1, "/runDetails/metadata", &more);
    let text = statement(V1, &predicate);
    assert_eq!(Provenance::of(&text).unwrap().unknown_members().len(), 64);
    let many: Vec<_> = (0..63).map(|_| r#"{"uri":"no uri"}"#).collect();
    let last = r#"{"uri":"no uri","digest":{"SHA256":"x","Sha256":"x"}}"#;
    let more = format!(r#""materials":[{},{last}]"#, many.join(","));
    let text = statement(V02, &least(ProvenanceVersion::V02, "", &more));
    assert_eq!(Provenance::of(&text).unwrap().notes().len(), 64);
}

#[test]
fn versions_have_their_uris() {
    for (version, uri) in [
        (ProvenanceVersion::V01, V01),
        (ProvenanceVersion::V02, V02),
        (ProvenanceVersion::V1, V1),
    ] {
        assert_eq!(
            (version.uri(), ProvenanceVersion::from_uri(uri)),
            (uri, Some(version))
        );
    }
    assert_eq!(
        ProvenanceVersion::from_uri("https://slsa.dev/provenance/v1.0"),
        None
    );
}
