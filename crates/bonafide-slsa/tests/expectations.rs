//! Expectations as configuration: what each member asks, and what is refused when it is read.

mod common;

use bonafide_digest::{Algorithm, Digest};
use bonafide_report::{Coded as _, Decision};
use bonafide_slsa::{Attestation, ExpectationSet, Expectations, SummarizedDependency};
use serde_json::{Value, json};

use common::builders::{github, github_at};
use common::{COMMIT, Case, SOURCE};

const EXTERNAL: &str = "/buildDefinition/externalParameters";

/// With one more external parameter.
fn with(name: &str, value: Value) -> Case {
    github().set(&format!("{EXTERNAL}/{name}"), value)
}

fn dispatched(inputs: Value) -> Case {
    let event = "/buildDefinition/internalParameters/github/event_name";
    with("inputs", inputs)
        .set(event, "workflow_dispatch")
        .claim(20, "workflow_dispatch")
        .claim(2, "workflow_dispatch")
}

/// The expectations of a document with these members beside the source.
fn expecting(members: &str) -> Expectations {
    let document = format!(
        r#"{{"expect":{{"app":{{"source":"github.com/acme/app","min_level":2,{members}}}}}}}"#
    );
    let document = document.replace(r#""min_level":2,"min_level""#, r#""min_level""#);
    let set = ExpectationSet::parse(document.as_bytes());
    let set = set.unwrap_or_else(|error| panic!("{members}: {error} at {}", error.place()));
    set.for_package("app").unwrap().clone()
}

/// What becomes of the build: `allow`, or the code of the first failure.
fn outcome(members: &str, build: &Case) -> String {
    judged(&[build.attestation()], &expecting(members))
}

fn judged(attestations: &[Attestation], wanted: &Expectations) -> String {
    let case = github().expect(|_| wanted.clone());
    let evaluation = case.evaluate_these(attestations);
    match evaluation.decision() {
        Decision::Allow => "allow".to_owned(),
        _ => evaluation.leading().unwrap().code().unwrap().to_string(),
    }
}

/// Each row: what is kept, what is not, the code.
fn holds(build: &Case, rows: &[(&str, &str, &str)]) {
    for (kept, broken, code) in rows {
        assert_eq!(outcome(kept, build), "allow", "{kept}");
        assert_eq!(outcome(broken, build), *code, "{broken}");
    }
}

#[test]
fn builder_workflow_trigger_and_build_type() {
    holds(
        &github(),
        &[
            (
                r#""builder":"github-attestation""#,
                r#""builder":"npm-v1""#,
                "slsa.builder.id-mismatch",
            ),
            (
                r#""builder":"https://github.com/acme/app/.github/workflows/release.yml""#,
                r#""builder":"https://github.com/acme/app/.github/workflows/other.yml""#,
                "slsa.builder.id-mismatch",
            ),
            (
                r#""builder":["https://example.com/one","https://github.com/acme/app/.github/workflows/release.yml@v1.2.3"]"#,
                r#""builder":["https://example.com/one","https://github.com/acme/app/.github/workflows/release.yml@v1.2.4"]"#,
                "slsa.builder.id-mismatch",
            ),
            (
                r#""workflow":".github/workflows/release.yml""#,
                r#""workflow":".github/workflows/release""#,
                "slsa.workflow",
            ),
            (
                r#""workflow":".github/workflows/*.yml""#,
                r#""workflow":"*.yml""#,
                "slsa.workflow",
            ),
            (
                r#""trigger":"push""#,
                r#""trigger":"release""#,
                "slsa.trigger.mismatch",
            ),
            (
                r#""trigger":["release","push"]"#,
                r#""trigger":["release","Push"]"#,
                "slsa.trigger.mismatch",
            ),
            (
                r#""build_type":["a:b","https://actions.github.io/buildtypes/workflow/v1"]"#,
                r#""build_type":["a:b"]"#,
                "slsa.build-type",
            ),
            (r#""min_level":2"#, r#""min_level":3"#, "slsa.level"),
            (
                r#""subject_name":"app""#,
                r#""subject_name":"ap""#,
                "slsa.subject-name",
            ),
            (r#""freshness":60"#, r#""freshness":59"#, "slsa.freshness"),
            (
                r#""claims":{"reproducible":"must-not-be-false","complete.parameters":"ignore"}"#,
                r#""claims":{"hermetic":"must-be-true"}"#,
                "slsa.claims",
            ),
            (
                r#""npm":{"publish":false}"#,
                r#""npm":{"name":"app"}"#,
                "prov.shape",
            ),
        ],
    );
}

#[test]
fn any_source_must_be_said() {
    let any = ExpectationSet::parse(br#"{"expect":{"app":{"source":"any"}}}"#).unwrap();
    let wanted = any.for_package("app").unwrap();
    assert_eq!(judged(&[github().attestation()], wanted), "allow");
    let other = ExpectationSet::parse(br#"{"expect":{"app":{"source":"github.com/acme/ap"}}}"#);
    let other = other.unwrap();
    let wanted = other.for_package("app").unwrap();
    let code = judged(&[github().attestation()], wanted);
    assert_eq!(code, "slsa.source.repo");
}

#[test]
fn references_of_tags() {
    holds(
        &github_at("refs/tags/v1.2.3"),
        &[
            (
                r#""ref":"any""#,
                r#""ref":{"branch":"main"}"#,
                "slsa.ref.kind",
            ),
            (
                r#""ref":{"tag":"v1.2.3"}"#,
                r#""ref":{"tag":"v1.2.30"}"#,
                "slsa.ref.tag",
            ),
            (
                r#""ref":{"tag":"v1.*"}"#,
                r#""ref":{"tag":"v2.*"}"#,
                "slsa.ref.tag",
            ),
            (
                r#""ref":{"versioned_tag":"v1.2"}"#,
                r#""ref":{"versioned_tag":"v1.3"}"#,
                "slsa.ref.versioned-tag",
            ),
            (
                r#""ref":"semver-tag""#,
                r#""ref":{"semver_tag":{"suffix":"-java"}}"#,
                "slsa.ref.tag",
            ),
            (
                r#""ref":{"exact":"refs/tags/v1.2.3"}"#,
                r#""ref":{"exact":"refs/tags/v1.2.4"}"#,
                "slsa.ref.tag",
            ),
            (
                r#""ref":{"semver_tag":{"prerelease":true}}"#,
                r#""ref":{"exact":"refs/heads/v1.2.3"}"#,
                "slsa.ref.kind",
            ),
            (
                r#""ref":{"tag":"**"}"#,
                r#""ref":{"branch":"**"}"#,
                "slsa.ref.kind",
            ),
        ],
    );
    for (reference, code) in [
        ("refs/tags/v1.2.3-rc.1", "slsa.ref.tag"),
        ("refs/tags/v1.2", "slsa.ref.tag"),
        ("refs/tags/latest", "slsa.ref.semver"),
        ("refs/heads/v1.2.3", "slsa.ref.kind"),
        ("refs/heads/refs/tags/v1.2.3", "slsa.ref.kind"),
    ] {
        let found = outcome(r#""ref":"semver-tag""#, &github_at(reference));
        assert_eq!(found, code, "{reference}");
    }
}

#[test]
fn references_of_branches() {
    holds(
        &github_at("refs/heads/release/1.x"),
        &[
            (
                r#""ref":{"branch":"release/1.x"}"#,
                r#""ref":{"branch":"release/1.xy"}"#,
                "slsa.ref.branch",
            ),
            (
                r#""ref":{"branch":"release/*"}"#,
                r#""ref":{"branch":"*"}"#,
                "slsa.ref.branch",
            ),
            (
                r#""ref":{"exact":"refs/heads/release/1.x"}"#,
                r#""ref":{"exact":"refs/heads/main"}"#,
                "slsa.ref.branch",
            ),
            (
                r#""ref":{"branch":"**"}"#,
                r#""ref":{"branch":"**","tag":"**"}"#,
                "slsa.ref.kind",
            ),
        ],
    );
}

#[test]
fn rules_for_parameters() {
    let build = with(
        "vars",
        json!({"channel":"stable","n":1,"list":["a","b"],"a/b":{"c~d":true},"none":null,"empty":{}}),
    );
    let at = |rule: &str| format!(r#""external":{{"/vars":{{"any":true}},{rule}}}"#);
    for (kept, broken) in [
        (
            r#""/vars/channel":{"equals":"stable"}"#,
            r#""/vars/channel":{"equals":"Stable"}"#,
        ),
        (
            r#""/vars/channel":{"equals":"\u0073table"}"#,
            r#""/vars/none":{"equals":"x"}"#,
        ),
        (r#""/vars/n":{"equals":1}"#, r#""/vars/n":{"equals":1.0}"#),
        (
            r#""/vars/n":{"one_of":["1",1]}"#,
            r#""/vars/n":{"one_of":["1","2"]}"#,
        ),
        (
            r#""/vars/list":{"equals":["a","b"]}"#,
            r#""/vars/list":{"equals":["b","a"]}"#,
        ),
        (
            r#""/vars/list/1":{"equals":"b"}"#,
            r#""/vars/list/2":{"equals":"b"}"#,
        ),
        (
            r#""/vars/a~1b/c~0d":{"equals":true}"#,
            r#""/vars/a~1b/c~0d":{"equals":"true"}"#,
        ),
        (
            r#""/vars/a~1b":{"equals":{"x":null,"c~d":true}}"#,
            r#""/vars/a~1b":{"equals":{}}"#,
        ),
        (
            r#""/vars/channel":{"glob":"s*e"}"#,
            r#""/vars/channel":{"glob":"s*l"}"#,
        ),
        (
            r#""/vars/none":{"absent":true}"#,
            r#""/vars/channel":{"absent":true}"#,
        ),
        (
            r#""/vars/empty":{"absent":true}"#,
            r#""/vars/list":{"absent":true}"#,
        ),
        (r#""/other":{"absent":true}"#, r#""/other":{"glob":"**"}"#),
        (
            r#""/vars/a~1b":{"subset":{"/c~0d":{"equals":true},"/e":{"absent":true}}}"#,
            r#""/vars/a~1b":{"subset":{"/c~0d":{"equals":false}}}"#,
        ),
    ] {
        assert_eq!(outcome(&at(kept), &build), "allow", "{kept}");
        let found = outcome(&at(broken), &build);
        assert_eq!(found, "slsa.params.mismatch", "{broken}");
    }
}

/// The pointer of a failure leads to the parameter, or to where it would be.
#[test]
fn failures_say_which_parameter() {
    let build = with("vars", json!({"a/b":{"c":1}}));
    for (rule, place) in [
        (
            r#""/vars":{"subset":{"/a~1b/c":{"equals":2}}}"#,
            "/vars/a~1b/c",
        ),
        (r#""/vars/a~1b/d":{"equals":2}"#, "/vars/a~1b/d"),
        (r#""/x~1y/z":{"equals":2}"#, "/x~1y/z"),
    ] {
        let wanted = expecting(&format!(r#""external":{{{rule}}},"unknown":"allow""#));
        let evaluation = build.clone().expect(|_| wanted).evaluate();
        let checks = evaluation.leading().unwrap().checks().iter();
        let failed: Vec<&str> = checks
            .filter(|check| check.code().as_str() == "slsa.params.mismatch")
            .filter(|check| !check.place().is_root())
            .map(|check| check.place().as_str())
            .collect();
        assert_eq!(failed, [format!("{EXTERNAL}{place}")], "{rule}");
    }
}

/// A rule covers what is at its pointer and below it, and nothing that only begins alike.
#[test]
fn parameters_that_nothing_covers() {
    let build = with("a", json!({"x":1,"y":{"z":2}}))
        .set(&format!("{EXTERNAL}/ab"), 3)
        .set(&format!("{EXTERNAL}/c~1d"), 4)
        .set(&format!("{EXTERNAL}/list"), json!([5, 6]));
    let all = ["/a", "/ab", "/c~1d", "/list"];
    for (rules, uncovered) in [
        (vec![], all.to_vec()),
        (vec!["/a"], vec!["/ab", "/c~1d", "/list"]),
        (vec!["/ab"], vec!["/a", "/c~1d", "/list"]),
        (vec!["/a/x", "/ab", "/list"], vec!["/a/y", "/c~1d"]),
        (vec!["/a/y/z", "/ab", "/list"], vec!["/a/x", "/c~1d"]),
        (vec!["/a/y", "/ab", "/c~1d"], vec!["/a/x", "/list"]),
        (vec!["/a", "/ab", "/c", "/list/0"], vec!["/c~1d", "/list/1"]),
        (vec!["/a", "/ab", "/c/d", "/list"], vec!["/c~1d"]),
        (vec!["/a", "/ab", "/c~1d", "/list"], vec![]),
        (
            vec!["/a/", "/ab/", "/list/", "/c~1d"],
            vec!["/a/x", "/a/y", "/ab", "/list/0", "/list/1"],
        ),
    ] {
        let external: Vec<String> = rules
            .iter()
            .map(|at| format!(r#""{at}":{{"any":true}}"#))
            .collect();
        let wanted = expecting(&format!(r#""external":{{{}}}"#, external.join(",")));
        let evaluation = build.clone().expect(|_| wanted).evaluate();
        let checks = evaluation.leading().unwrap().checks().iter();
        let mut found: Vec<&str> = checks
            .filter(|check| check.code().as_str() == "slsa.params.unknown")
            .filter_map(|check| {
                let place = check.place().as_str();
                place.strip_prefix(EXTERNAL)
            })
            .collect();
        found.sort_unstable();
        assert_eq!(found, uncovered, "{rules:?}");
    }
}

#[test]
fn unknown_parameters() {
    let build = with("a", json!(1));
    for (unknown, wanted) in [
        ("reject", "slsa.params.unknown"),
        ("warn", "allow"),
        ("allow", "allow"),
    ] {
        let found = outcome(&format!(r#""unknown":"{unknown}""#), &build);
        assert_eq!(found, wanted, "{unknown}");
    }
}

/// The inputs of a workflow are texts, however they are written.
#[test]
fn inputs() {
    let build = dispatched(json!({"dry":true,"n":"3"}));
    let unlisted = r#""inputs":{"dry":true}"#;
    assert_eq!(outcome(unlisted, &build), "slsa.params.unknown");
    holds(
        &build,
        &[
            (
                r#""inputs":{"dry":"true","n":3}"#,
                r#""inputs":{"dry":"false","n":3}"#,
                "slsa.inputs.mismatch",
            ),
            (
                r#""external":{"/inputs":{"equals":{"n":3,"dry":"true"}}}"#,
                r#""external":{"/inputs":{"equals":{"n":3}}}"#,
                "slsa.params.mismatch",
            ),
            (
                r#""external":{"/inputs/dry":{"glob":"t*"},"/inputs/n":{"one_of":[3]}}"#,
                r#""external":{"/inputs/dry":{"glob":"f*"},"/inputs/n":{"one_of":[3]}}"#,
                "slsa.params.mismatch",
            ),
        ],
    );
    let pushed = outcome(r#""inputs":{"dry":true}"#, &github());
    assert_eq!(pushed, "slsa.inputs.not-dispatch");
}

#[test]
fn dependencies() {
    let list = "/buildDefinition/resolvedDependencies/-";
    let pinned = json!({"uri": "oci://example.com/base", "digest": {"sha256": "cd".repeat(32)}});
    let build = github()
        .set(list, json!({"uri": "https://example.com/tool.tar"}))
        .set(list, pinned);
    let rules = |text: &str| format!(r#""dependencies":{{{text}}}"#);
    for (kept, broken, code) in [
        (
            r#""pinned":"none""#,
            r#""pinned":"all""#,
            "slsa.deps.unpinned",
        ),
        (
            r#""pinned":{"schemes":["git","oci"]}"#,
            r#""pinned":{"schemes":["https"]}"#,
            "slsa.deps.unpinned",
        ),
        (
            r#""allow":["git+https://github.com/acme/**","https://example.com/**","oci://**"]"#,
            r#""allow":["git+https://github.com/acme/**","oci://**"]"#,
            "slsa.deps.denied",
        ),
        (
            r#""require":["oci://example.com/base"]"#,
            r#""require":["oci://example.com/bas"]"#,
            "slsa.deps.required",
        ),
    ] {
        assert_eq!(outcome(&rules(kept), &build), "allow", "{kept}");
        assert_eq!(outcome(&rules(broken), &build), code, "{broken}");
    }
    let backed = rules(r#""source_commit":"backed""#);
    assert_eq!(outcome(&backed, &github()), "allow");
}

/// The rule is configuration; which summaries there are is evidence.
#[test]
fn summaries_of_dependencies() {
    let wanted = expecting(r#""dependencies":{"via_vsa":true}"#);
    let attestation = [github().attestation()];
    assert_eq!(judged(&attestation, &wanted), "slsa.deps.vsa");
    let digest = Digest::from_hex(Algorithm::GitCommit, COMMIT).unwrap();
    let summaries = vec![SummarizedDependency::new(None, digest)];
    let wanted = wanted.with_summaries(summaries.clone());
    assert_eq!(judged(&attestation, &wanted), "allow");
    // Where no rule asks for summaries there is nothing to keep.
    let without = expecting(r#""unknown":"reject""#).with_summaries(Vec::new());
    assert_eq!(judged(&attestation, &without), "allow");
}

#[test]
fn several_signers() {
    let first = github();
    let run = "/actions/runs/78/attempts/1";
    let second = github_at("refs/tags/v1.2.4")
        .set(
            "/runDetails/metadata/invocationId",
            format!("{SOURCE}{run}"),
        )
        .claim(21, &format!("{SOURCE}{run}"));
    let both = [first.attestation(), second.attestation()];
    for (members, wanted) in [
        (r#""signers":2"#, "allow"),
        (r#""signers":3"#, "slsa.join"),
        (r#""signers":2,"joins":["source-commit"]"#, "allow"),
        (
            r#""signers":2,"joins":["source-commit","invocation"]"#,
            "slsa.join",
        ),
        (
            r#""signers":2,"joins":["/buildDefinition/internalParameters/github/repository_id"]"#,
            "allow",
        ),
        (
            r#""signers":2,"joins":["/buildDefinition/externalParameters/workflow/ref"]"#,
            "slsa.join",
        ),
    ] {
        assert_eq!(judged(&both, &expecting(members)), wanted, "{members}");
    }
    let twice = [first.attestation(), first.attestation()];
    assert_eq!(judged(&twice, &expecting(r#""signers":2"#)), "slsa.join");
}

/// Code and pointer of what is wrong with a document.
fn refusal(document: &str) -> (String, String) {
    match ExpectationSet::parse(document.as_bytes()) {
        Ok(_) => panic!("{document} is read"),
        Err(error) => {
            let place = error.place().as_str().to_owned();
            (error.code().to_string(), place)
        }
    }
}

const CONFIG: &str = "config.expectations";

#[test]
fn documents_are_strict() {
    let good = r#"{"schema":"bonafide.slsa.builders/1","builder":[{"x":1}],"expect":{"a":{"source":"any"},"b":{"source":"any"}}}"#;
    let set = ExpectationSet::parse(good.as_bytes()).unwrap();
    let names: Vec<&str> = set.packages().map(|(name, _)| name).collect();
    assert_eq!(names, ["a", "b"]);
    assert!(set.for_package("c").is_none());
    for (document, code, place) in [
        ("", "json.syntax", ""),
        ("{}", CONFIG, "/expect"),
        (r#"{"expect":{}}"#, CONFIG, "/expect"),
        (r#"{"expect":[]}"#, "json.type", "/expect"),
        (r#"{"expect":{"":{"source":"any"}}}"#, CONFIG, "/expect/"),
        (r#"{"expect":{"a":{}}}"#, CONFIG, "/expect/a/source"),
        (r#"{"expect":{"a/b":{}}}"#, CONFIG, "/expect/a~1b/source"),
        (
            r#"{"expect":{"a":{"source":"any"},"a":{"source":"any"}}}"#,
            "json.duplicate-key",
            "/expect/a",
        ),
        (
            r#"{"expect":{"a":{"source":"any"}},"other":1}"#,
            "json.unknown-member",
            "/other",
        ),
        (
            r#"{"Expect":{"a":{"source":"any"}}}"#,
            "json.case-variant",
            "/Expect",
        ),
        (
            r#"{"schema":"bonafide.slsa.builders/2","expect":{"a":{"source":"any"}}}"#,
            CONFIG,
            "/schema",
        ),
        (
            r#"{"expect":{"a":{"source":"any"}}} 1"#,
            "json.trailing",
            "",
        ),
    ] {
        let wanted = (code.to_owned(), place.to_owned());
        assert_eq!(refusal(document), wanted, "{document}");
    }
}

/// What is wrong with one member of a package that is good without it; the pointer is as seen from
/// the package.
fn refuses(rows: &[(&str, &str, &str)]) {
    for (members, code, place) in rows {
        let source = match members.starts_with(r#""source""#) {
            true => "",
            false => r#""source":"any","#,
        };
        let document = format!(r#"{{"expect":{{"app":{{{source}{members}}}}}}}"#);
        let wanted = ((*code).to_owned(), format!("/expect/app{place}"));
        assert_eq!(refusal(&document), wanted, "{members}");
    }
}

#[test]
fn members_are_strict() {
    refuses(&[
        (r#""any_of":[]"#, "json.unknown-member", "/any_of"),
        (r#""minLevel":1"#, "json.unknown-member", "/minLevel"),
        (r#""Ref":"any""#, "json.case-variant", "/Ref"),
        (r#""min_level":4"#, CONFIG, "/min_level"),
        (r#""min_level":"3""#, "json.type", "/min_level"),
        (r#""min_level":-1"#, "json.integer-range", "/min_level"),
        (r#""freshness":1.5"#, "json.integer-range", "/freshness"),
        (r#""signers":0"#, CONFIG, "/signers"),
        (r#""builder":"""#, CONFIG, "/builder"),
        (r#""builder":[]"#, CONFIG, "/builder"),
        (r#""builder":["a","a"]"#, CONFIG, "/builder/1"),
        (
            r#""builder":["a","https://github.com/a/b/c.yml@main@x"]"#,
            CONFIG,
            "/builder/1",
        ),
        (r#""trigger":[]"#, CONFIG, "/trigger"),
        (r#""build_type":"""#, CONFIG, "/build_type"),
        (r#""workflow":"a***""#, CONFIG, "/workflow"),
        (r#""workflow":"https://a.b/c.yml""#, CONFIG, "/workflow"),
        (r#""source":"acme/app""#, CONFIG, "/source"),
        (r#""subject_name":"""#, CONFIG, "/subject_name"),
        (r#""unknown":"ignore""#, CONFIG, "/unknown"),
        (r#""source":"""#, CONFIG, "/source"),
        (r#""source":"github.com/acme""#, CONFIG, "/source"),
        (r#""source":"github.com/acme/app@main""#, CONFIG, "/source"),
        (r#""source":"github.com/acme/app@a@b""#, CONFIG, "/source"),
        (
            r#""claims":{"complete":"ignore"}"#,
            "json.unknown-member",
            "/claims/complete",
        ),
        (
            r#""claims":{"hermetic":true}"#,
            "json.type",
            "/claims/hermetic",
        ),
        (
            r#""claims":{"hermetic":"true"}"#,
            CONFIG,
            "/claims/hermetic",
        ),
        (r#""joins":[]"#, CONFIG, "/joins"),
        (r#""joins":["invocation","commit"]"#, CONFIG, "/joins/1"),
        (r#""joins":["/a~"]"#, CONFIG, "/joins/0"),
        (r#""joins":["invocation","invocation"]"#, CONFIG, "/joins/1"),
        (r#""npm":{"nom":"x"}"#, "json.unknown-member", "/npm/nom"),
        (r#""npm":{"name":""}"#, CONFIG, "/npm/name"),
        (r#""npm":{"publish":true},"signers":2"#, CONFIG, "/signers"),
    ]);
}

#[test]
fn references_that_cannot_be() {
    refuses(&[
        (r#""ref":{}"#, CONFIG, "/ref"),
        (r#""ref":"main""#, CONFIG, "/ref"),
        (
            r#""ref":{"revision":"x"}"#,
            "json.unknown-member",
            "/ref/revision",
        ),
        (r#""ref":{"tag":""}"#, CONFIG, "/ref/tag"),
        (r#""ref":{"tag":"a..b"}"#, CONFIG, "/ref/tag"),
        (r#""ref":{"branch":"a b"}"#, CONFIG, "/ref/branch"),
        (r#""ref":{"branch":"*/.x"}"#, CONFIG, "/ref/branch"),
        (
            r#""ref":{"versioned_tag":"1.2"}"#,
            CONFIG,
            "/ref/versioned_tag",
        ),
        (
            r#""ref":{"versioned_tag":"v1.2.3+b"}"#,
            CONFIG,
            "/ref/versioned_tag",
        ),
        (r#""ref":{"exact":"main"}"#, CONFIG, "/ref/exact"),
        (r#""ref":{"exact":"refs/heads/"}"#, CONFIG, "/ref/exact"),
        (
            r#""ref":{"semver_tag":{"suffix":""}}"#,
            CONFIG,
            "/ref/semver_tag/suffix",
        ),
        (r#""ref":{"tag":"v1","versioned_tag":"v1"}"#, CONFIG, "/ref"),
        (r#""ref":{"tag":"v*","versioned_tag":"v1"}"#, CONFIG, "/ref"),
        (r#""ref":{"tag":"v*","semver_tag":{}}"#, CONFIG, "/ref"),
        (
            r#""ref":{"exact":"refs/heads/main","branch":"main"}"#,
            CONFIG,
            "/ref",
        ),
        (
            r#""ref":{"exact":"refs/heads/main","tag":"v*"}"#,
            CONFIG,
            "/ref",
        ),
    ]);
}

#[test]
fn parameter_rules_that_cannot_be() {
    refuses(&[
        (r#""external":{"a":{"any":true}}"#, CONFIG, "/external/a"),
        (
            r#""external":{"/a~":{"any":true}}"#,
            CONFIG,
            "/external/~1a~0",
        ),
        (r#""external":{"":{"absent":true}}"#, CONFIG, "/external/"),
        (
            r#""external":{"":{"subset":{"/a":{"any":true}}}}"#,
            CONFIG,
            "/external/",
        ),
        (r#""external":{"/a":{}}"#, CONFIG, "/external/~1a"),
        (r#""external":{"/a":"x"}"#, "json.type", "/external/~1a"),
        (
            r#""external":{"/a":{"equal":1}}"#,
            "json.unknown-member",
            "/external/~1a/equal",
        ),
        (
            r#""external":{"/a":{"equals":1,"absent":true}}"#,
            CONFIG,
            "/external/~1a",
        ),
        (
            r#""external":{"/a":{"absent":false}}"#,
            CONFIG,
            "/external/~1a/absent",
        ),
        (
            r#""external":{"/a":{"any":1}}"#,
            "json.type",
            "/external/~1a/any",
        ),
        (
            r#""external":{"/a":{"equals":null}}"#,
            CONFIG,
            "/external/~1a/equals",
        ),
        (
            r#""external":{"/a":{"one_of":[]}}"#,
            CONFIG,
            "/external/~1a/one_of",
        ),
        (
            r#""external":{"/a":{"one_of":[1,null]}}"#,
            CONFIG,
            "/external/~1a/one_of",
        ),
        (
            r#""external":{"/a":{"glob":""}}"#,
            CONFIG,
            "/external/~1a/glob",
        ),
        (
            r#""external":{"/a":{"subset":{}}}"#,
            CONFIG,
            "/external/~1a/subset",
        ),
        (
            r#""external":{"/a":{"subset":{"b":{"any":true}}}}"#,
            CONFIG,
            "/external/~1a/subset/b",
        ),
        (
            r#""external":{"/a":{"subset":{"/b":{"subset":{"/c":{"any":true}}}}}}"#,
            CONFIG,
            "/external/~1a/subset/~1b/subset",
        ),
        (
            r#""external":{"/a":{"equals":{"x":1,"x":2}}}"#,
            "json.duplicate-key",
            "/external/~1a/equals/x",
        ),
    ]);
}

#[test]
fn rules_that_contradict_each_other() {
    refuses(&[
        (
            r#""external":{"/a":{"absent":true},"/a/b":{"equals":1}}"#,
            CONFIG,
            "/external/~1a~1b",
        ),
        (
            r#""external":{"/a/b/c":{"any":true},"/a":{"absent":true}}"#,
            CONFIG,
            "/external/~1a~1b~1c",
        ),
        (
            r#""external":{"/a":{"equals":{"b":1}},"/a/b":{"equals":2}}"#,
            CONFIG,
            "/external/~1a~1b",
        ),
        (
            r#""external":{"/a":{"one_of":[{"b":1},{"b":3}]},"/a/b":{"one_of":[2,4]}}"#,
            CONFIG,
            "/external/~1a~1b",
        ),
        (
            r#""external":{"/a":{"glob":"*"},"/a/b":{"equals":2}}"#,
            CONFIG,
            "/external/~1a~1b",
        ),
        (
            r#""external":{"/a":{"subset":{"/b":{"absent":true}}},"/a/b":{"equals":1}}"#,
            CONFIG,
            "/external/~1a~1b",
        ),
        (
            r#""external":{"/a/b":{"glob":"x*"},"/a":{"subset":{"/b":{"equals":"y"}}}}"#,
            CONFIG,
            "/external/~1a/subset/~1b",
        ),
        (
            r#""inputs":{"x":1},"external":{"/inputs":{"absent":true}}"#,
            CONFIG,
            "/inputs",
        ),
        (r#""inputs":{"x":1},"trigger":"push""#, CONFIG, "/inputs"),
        (
            r#""dependencies":{"allow":["oci:**"],"require":["git:x"]}"#,
            CONFIG,
            "/dependencies/require",
        ),
    ]);
    // What can be kept together is not refused.
    for members in [
        r#""external":{"/a":{"absent":true},"/ab":{"equals":1}}"#,
        r#""external":{"/a":{"any":true},"/a/b":{"equals":1}}"#,
        r#""external":{"/a":{"equals":{"b":1,"c":2}},"/a/b":{"equals":1},"/a/d":{"absent":true}}"#,
        r#""external":{"/a":{"one_of":[{"b":1},{"b":3}]},"/a/b":{"one_of":[3,4]}}"#,
        r#""external":{"/a/b":{"glob":"x*"},"/a":{"subset":{"/b":{"equals":"xy"}}}}"#,
        // Builders have inputs that are not those of the workflow.
        r#""inputs":{"x":1},"external":{"/inputs/x":{"equals":"2"}}"#,
        r#""inputs":{"x":1},"trigger":["push","workflow_dispatch"]"#,
        r#""dependencies":{"allow":["oci:**"],"require":["oci:x"]}"#,
        r#""ref":{"branch":"main","tag":"v1.*"}"#,
        r#""ref":{"branch":"rel*","versioned_tag":"v1"}"#,
    ] {
        let _ = expecting(members);
    }
}

#[test]
fn dependency_rules_that_cannot_be() {
    refuses(&[
        (
            r#""dependencies":{"pinned":"some"}"#,
            CONFIG,
            "/dependencies/pinned",
        ),
        (
            r#""dependencies":{"pinned":{}}"#,
            CONFIG,
            "/dependencies/pinned/schemes",
        ),
        (
            r#""dependencies":{"pinned":{"schemes":[]}}"#,
            CONFIG,
            "/dependencies/pinned/schemes",
        ),
        (
            r#""dependencies":{"allow":[]}"#,
            CONFIG,
            "/dependencies/allow",
        ),
        (
            r#""dependencies":{"require":["***"]}"#,
            CONFIG,
            "/dependencies/require/0",
        ),
        (
            r#""dependencies":{"source_commit":"unbacked"}"#,
            CONFIG,
            "/dependencies/source_commit",
        ),
        (
            r#""dependencies":{"via_vsa":false}"#,
            CONFIG,
            "/dependencies/via_vsa",
        ),
        (
            r#""dependencies":{"pin":"all"}"#,
            "json.unknown-member",
            "/dependencies/pin",
        ),
    ]);
}

/// Whatever stands in a document, it is read or refused; what is cut off is refused.
#[test]
fn damaged_documents() {
    let document = r#"{"schema":"bonafide.slsa.builders/1","expect":{"app":{"source":"github.com/acme/app","builder":["a","https://github.com/a/b/c.yml@v1.2.3"],"ref":{"branch":"main","tag":"v*"},"workflow":"*.yml","trigger":["workflow_dispatch"],"external":{"/a~1b":{"subset":{"/c":{"one_of":[1,"x"]}}},"/d":{"glob":"x*"},"/e":{"absent":true}},"inputs":{"x":true},"unknown":"warn","dependencies":{"pinned":{"schemes":["git"]},"allow":["**"],"source_commit":"backed","via_vsa":true},"claims":{"hermetic":"must-be-true"},"freshness":1,"signers":2,"joins":["invocation","/x"],"npm":{"name":"n","version":"1"}}}}"#;
    assert!(ExpectationSet::parse(document.as_bytes()).is_ok());
    for end in 0..document.len() {
        let cut = &document.as_bytes()[..end];
        assert!(ExpectationSet::parse(cut).is_err(), "{end}");
    }
    for at in 0..document.len() {
        for byte in *b"\0\"*/~@{}[]:,0nt\\\xff" {
            let mut damaged = document.as_bytes().to_vec();
            damaged[at] = byte;
            if let Ok(set) = ExpectationSet::parse(&damaged) {
                assert!(set.packages().all(|(_, wanted)| wanted.check().is_ok()));
            }
        }
    }
}

#[test]
fn a_tag_is_expected_by_its_short_name() {
    let check = |tag: &str| {
        let wanted = bonafide_slsa::Expectations::any_source().with_tag(tag);
        wanted.check().map_err(|error| error.code().as_str())
    };
    assert_eq!(check("v1.2.3"), Ok(()));
    assert_eq!(check("refs/tags/v1.2.3"), Err("config.expectations"));
    assert_eq!(check(""), Err("config.expectations"));
}
