//! Documents whose parts would say something else than they seem to.

use crate::{PolicyDocument, Syntax, TrustSource};

/// `code pointer` of everything that is wrong with a policy with these rules and further members.
fn told(rule: &str, further: &str) -> Vec<String> {
    let text = format!(
        "schema: bonafide.policy/v1\nname: p\ndefault: reject\n\
         signers:\n  a: {{ key: {{ file: a.pub }} }}\nrules:\n- {{ id: r, {rule} }}\n{further}"
    );
    let errors = PolicyDocument::parse(text.as_bytes(), Syntax::Yaml);
    let errors = errors.err();
    errors
        .iter()
        .flatten()
        .map(|error| format!("{} {}", error.code(), error.place()))
        .collect()
}

const SIGNED: &str = "id: s, signature: { by: [a] }";

#[test]
fn keys_of_trust_have_windows_and_other_keys_have_none() {
    let day = |day: u8| format!("\"2027-01-0{day}T00:00:00Z\"");
    let text = |dates: &str| {
        format!(
            "schema: bonafide.policy/v1\nname: p\ndefault: reject\nallow_unpinned_files: true\n\
             trust:\n  logs: {{ keys: {{ rekor: [{{ file: log.pub{dates} }}] }} }}\n\
             signers:\n  a: {{ key: {{ file: a.pub, trust: logs }} }}\n\
             rules:\n- {{ id: r, require: [{{ {SIGNED} }}] }}\n"
        )
    };
    let read = |dates: &str| PolicyDocument::parse(text(dates).as_bytes(), Syntax::Yaml);
    let window = |first: u8, last: u8| {
        let (first, last) = (day(first), day(last));
        format!(", not_before: {first}, not_after: {last}")
    };
    let document = read(&window(1, 2)).unwrap();
    let TrustSource::Keys(keys) = &document.trust["logs"] else {
        panic!("{:?}", document.trust);
    };
    let [log] = &keys.rekor[..] else {
        panic!("{keys:?}");
    };
    let times = [log.not_before, log.not_after].map(|time| time.unwrap().to_string());
    assert_eq!(times, ["2027-01-01T00:00:00Z", "2027-01-02T00:00:00Z"]);
    let printed = document.to_json();
    assert_eq!(
        PolicyDocument::parse(printed.as_bytes(), Syntax::Json).unwrap(),
        document
    );
    let errors = |dates: &str| {
        let errors = read(dates).unwrap_err();
        let told = errors.iter();
        let told = told.map(|error| format!("{} {}", error.code(), error.place()));
        told.collect::<Vec<_>>()
    };
    for (first, last) in [(2, 1), (1, 1)] {
        let place = "/trust/logs/keys/rekor/0/not_after";
        assert_eq!(
            errors(&window(first, last)),
            [format!("policy.conflict {place}")]
        );
    }
    assert_eq!(errors(", not_after: soon").len(), 1);
    assert_eq!(errors(", until: soon").len(), 1);
}

#[test]
fn a_part_of_a_requirement_has_no_mode_of_its_own() {
    let nothing: [&str; 0] = [];
    for mode in ["audit", "enforce"] {
        for kind in ["any_of", "all_of"] {
            let rule = format!("require: [{{ id: x, {kind}: [{{ {SIGNED}, mode: {mode} }}] }}]");
            let pointer = format!("/rules/0/require/0/{kind}/0/mode");
            assert_eq!(told(&rule, ""), [format!("policy.conflict {pointer}")]);
        }
        let whole = format!("require: [{{ id: x, mode: {mode}, any_of: [{{ {SIGNED} }}] }}]");
        assert_eq!(told(&whole, ""), nothing);
    }
    let deep = format!(
        "require: [{{ id: x, any_of: [{{ id: y, all_of: [{{ {SIGNED}, mode: audit }}] }}] }}]"
    );
    assert_eq!(
        told(&deep, ""),
        ["policy.conflict /rules/0/require/0/any_of/0/all_of/0/mode"]
    );
}

#[test]
fn an_empty_list_is_not_taken_for_everything() {
    for field in [
        "artifact",
        "ref",
        "except",
        "digest",
        "namespace",
        "role",
        "transport",
        "path",
        "except_path",
    ] {
        let rule = format!("match: {{ {field}: [] }}, require: [{{ {SIGNED} }}]");
        let wanted = format!("policy.value /rules/0/match/{field}");
        assert_eq!(told(&rule, ""), [wanted]);
    }
    let digest = format!("digest: ['sha256:{}']", "0".repeat(64));
    for (field, other) in [
        ("ref", &*digest),
        ("digest", "namespace: [n]"),
        ("namespace", &digest),
    ] {
        let exception = exception(&format!("{other}, {field}: []"), "r/s");
        let wanted = format!("policy.value /exceptions/0/match/{field}");
        assert_eq!(
            told(&format!("require: [{{ {SIGNED} }}]"), &exception),
            [wanted]
        );
    }
}

fn exception(matching: &str, check: &str) -> String {
    format!(
        "exceptions:\n- {{ id: w, match: {{ {matching} }}, waive: ['{check}'], \
         from: 2026-11-01T00:00:00Z, until: 2026-11-02T00:00:00Z, reason: x, \
         approved_by: [alice, bob] }}\n"
    )
}

#[test]
fn only_what_can_fail_by_itself_is_waived() {
    let nothing: [&str; 0] = [];
    let rule = format!("require: [{{ id: any, any_of: [{{ {SIGNED} }}] }}]");
    let asked = |check: &str| told(&rule, &exception("namespace: [n]", check));
    for check in ["r/any", "ref/pin", "ref/registry", "ref/rule"] {
        assert_eq!(asked(check), nothing, "{check}");
    }
    for check in ["r/any.s", "discovery/complete", "subject/digest", "r/other"] {
        let wanted = ["policy.undefined-name /exceptions/0/waive/0"];
        assert_eq!(asked(check), wanted, "{check}");
    }
}

#[test]
fn a_source_without_its_scheme_would_never_match() {
    let source = |wanted: &str| {
        let rule = format!("require: [{{ id: p, provenance: {{ by: [a], source: [{wanted}] }} }}]");
        told(&rule, "")
    };
    for wanted in ["github.com/o/r", "'github.com/o/*'", "o/r"] {
        let place = "policy.pattern /rules/0/require/0/provenance/source/0";
        assert_eq!(source(wanted), [place], "{wanted}");
    }
    for wanted in [
        "'https://github.com/o/r'",
        "'git+https://github.com/o/*'",
        "{ regex: '.*github[.]com/o/r' }",
    ] {
        assert_eq!(source(wanted), [""; 0], "{wanted}");
    }
}
