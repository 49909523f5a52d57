//! Documents whose parts would say something else than they seem to.

use crate::{PolicyDocument, Syntax};

/// `code pointer` of everything that is wrong with a policy with these rules and further members.
fn told(rule: &str, further: &str) -> Vec<String> {
    let text = format!(
        "schema: bonafide.policy/v1\nname: p\ndefault: reject\n\
         signers:\n  a: {{ key: {{ file: a.pub }} }}\nrules:\n- {{ id: r, {rule} }}\n{further}"
    );
    let errors = PolicyDocument::parse(text.as_bytes(), Syntax::Yaml);
    let errors = errors.err().unwrap_or_default();
    errors
        .iter()
        .map(|error| format!("{} {}", error.code(), error.place()))
        .collect()
}

const SIGNED: &str = "id: s, signature: { by: [a] }";

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
