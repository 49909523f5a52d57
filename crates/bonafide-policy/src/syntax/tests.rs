use super::*;

fn read(text: &str, syntax: Syntax) -> Result<Node, crate::LoadErrors> {
    let mut problems = Problems::new();
    let node = parse(
        text.as_bytes(),
        syntax,
        &SyntaxLimits::POLICY,
        &mut problems,
    );
    problems.give(node)
}

fn yaml(text: &str) -> Result<Node, crate::LoadErrors> {
    read(text, Syntax::Yaml)
}

/// `code pointer line:column` of each problem.
fn told(found: Result<Node, crate::LoadErrors>) -> Vec<String> {
    let errors = found.unwrap_err();
    let line = |error: &LoadError| {
        let position = error
            .position()
            .map(|at| format!(" {}:{}", at.line, at.column));
        format!(
            "{} {}{}",
            error.code(),
            error.place(),
            position.unwrap_or_default()
        )
    };
    errors.iter().map(line).collect()
}

/// The value alone, as JSON would print it.
fn value(node: &Node) -> String {
    match &node.value {
        NodeValue::Null => "null".into(),
        NodeValue::Boolean(value) => value.to_string(),
        NodeValue::Integer(value) => value.to_string(),
        NodeValue::Number(text) => format!("#{text}"),
        NodeValue::Text(text) => format!("{text:?}"),
        NodeValue::List(items) => {
            format!(
                "[{}]",
                items.iter().map(value).collect::<Vec<_>>().join(",")
            )
        }
        NodeValue::Map(members) => {
            let members = members
                .iter()
                .map(|member| format!("{:?}:{}", member.name, value(&member.value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        NodeValue::Broken => "?".into(),
    }
}

#[test]
fn both_syntaxes_become_one_tree() {
    let json = read(
        r#"{"a": [1, -2.5, true, null, "x\"\\"], "b": {"c": "é"}, "d": []}"#,
        Syntax::Json,
    )
    .unwrap();
    let text = "a: [1, -2.5, true, null, 'x\"\\']\nb:\n  c: é\nd: []\n";
    assert_eq!(value(&json), value(&yaml(text).unwrap()));
    assert_eq!(
        value(&json),
        r#"{"a":[1,#-2.5,true,null,"x\"\\"],"b":{"c":"é"},"d":[]}"#
    );
}

#[test]
fn plain_scalars_are_what_json_would_take_them_for() {
    for (text, wanted) in [
        ("yes", "\"yes\""),
        ("no", "\"no\""),
        ("NO", "\"NO\""),
        ("on", "\"on\""),
        ("off", "\"off\""),
        ("y", "\"y\""),
        ("True", "\"True\""),
        ("NULL", "\"NULL\""),
        ("~", "\"~\""),
        ("010", "\"010\""),
        ("0o10", "\"0o10\""),
        ("0x1f", "\"0x1f\""),
        ("1_000", "\"1_000\""),
        ("+1", "\"+1\""),
        ("12:30:45", "\"12:30:45\""),
        ("2026-11-20", "\"2026-11-20\""),
        (".nan", "\".nan\""),
        (".inf", "\".inf\""),
        ("NaN", "\"NaN\""),
        ("true", "true"),
        ("null", "null"),
        ("", "null"),
        ("17", "17"),
        ("-0", "#-0"),
        ("1e3", "#1e3"),
        ("1.5", "#1.5"),
        ("9223372036854775807", "9223372036854775807"),
        ("9223372036854775808", "#9223372036854775808"),
        ("\"17\"", "\"17\""),
        ("'true'", "\"true\""),
        ("\"\"", "\"\""),
        ("|-\n  17", "\"17\""),
        (">-\n  a\n  b", "\"a b\""),
    ] {
        let found = yaml(&format!("k: {text}\n")).unwrap();
        assert_eq!(value(&found), format!("{{\"k\":{wanted}}}"), "{text}");
    }
}

#[test]
fn what_only_yaml_has_is_refused() {
    for (text, wanted) in [
        (
            "a: &x 1\nb: *x\n",
            &["policy.syntax /a 1:4", "policy.syntax /b 2:4"][..],
        ),
        ("a: &x [1]\n", &["policy.syntax /a 1:4"]),
        ("a: &x {b: 1}\n", &["policy.syntax /a 1:4"]),
        ("a: !!str 1\n", &["policy.syntax /a 1:4"]),
        ("a: !!binary aGk=\n", &["policy.syntax /a 1:4"]),
        ("a: !x {b: 1}\n", &["policy.syntax /a 1:4"]),
        ("- !!set {x}\n", &["policy.syntax /0 1:3"]),
        ("a: {<<: {b: 1}}\n", &["policy.syntax /a 1:5"]),
        ("a: 1\n---\nb: 2\n", &["policy.syntax  2:1"]),
        ("1: x\n", &["policy.syntax  1:1"]),
        ("true: x\n", &["policy.syntax  1:1"]),
        (": x\n", &["policy.syntax  1:1"]),
        ("? [a]\n: x\n", &["policy.syntax  1:3"]),
        ("a: [1\n", &["policy.syntax /a/1 2:1"]),
        ("", &["policy.syntax "]),
        ("\u{feff}a: 1\n", &["policy.syntax "]),
        ("a: \"\\0\"\n", &["policy.syntax /a 1:4"]),
    ] {
        let found = told(yaml(text));
        assert_eq!(found, wanted, "{text:?}");
    }
    // Quoted, it is a name like others.
    assert!(yaml("'<<': 1\n").is_ok());
}

#[test]
fn aliases_are_not_followed() {
    let mut bomb = String::from("a0: &a0 [x, x]\n");
    for level in 1..60 {
        let before = level - 1;
        bomb.push_str(&format!("a{level}: &a{level} [*a{before}, *a{before}]\n"));
    }
    let found = told(yaml(&bomb));
    assert_eq!(found.len(), LoadError::MOST);
    assert!(found.iter().all(|line| line.starts_with("policy.syntax ")));
}

#[test]
fn members_are_there_once() {
    assert_eq!(
        told(yaml("a: 1\nb: {c: 1, c: 2, 'c': 3}\na: 2\n")),
        [
            "policy.duplicate-field /b/c 2:11",
            "policy.duplicate-field /b/c 2:17",
            "policy.duplicate-field /a 3:1",
        ]
    );
    assert_eq!(
        told(read("{\"a\":1,\n \"\\u0061\": 2}", Syntax::Json)),
        ["policy.duplicate-field /a 2:10"]
    );
}

#[test]
fn json_is_judged_as_json() {
    for (text, wanted) in [
        ("{'a': 1}", "policy.syntax  1:2"),
        ("{\"a\": 1,}", "policy.syntax /a 1:9"),
        ("{\"a\": yes}", "policy.syntax /a 1:7"),
        ("{\"a\": NaN}", "policy.syntax /a 1:7"),
        ("{\"a\": 01}", "policy.syntax "),
        ("# c\n{}", "policy.syntax  1:1"),
        ("{} {}", "policy.syntax  1:4"),
        ("\u{feff}{}", "policy.syntax  1:1"),
        ("{\"a\": \"\\ud800\"}", "policy.syntax /a 1:8"),
        ("{\"a\": \"\\u0000\"}", "policy.syntax /a 1:7"),
    ] {
        let found = told(read(text, Syntax::Json));
        assert!(
            found.len() == 1 && found[0].starts_with(wanted),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn values_know_their_positions() {
    let json = read(
        "{\n \"é\": \"a\\\\\\\"b\", \"c\":\n  [12, false]}",
        Syntax::Json,
    )
    .unwrap();
    let member = |name: &str| json.member(name).unwrap().value.clone();
    let at = |line, column| crate::error::Position { line, column };
    assert_eq!(member("é").position, at(2, 7));
    assert_eq!(member("c").position, at(3, 3));
    let items = member("c");
    let items = items.list().unwrap();
    assert_eq!(items[0].position, at(3, 4));
    assert_eq!(items[1].position, at(3, 8));
    let yaml = yaml("é: x\nc:\n  - 12\n  - false\n").unwrap();
    assert_eq!(yaml.member("c").unwrap().position, at(2, 1));
    let items = yaml.member("c").unwrap().value.list().unwrap().to_vec();
    assert_eq!(items[1].position, at(4, 5));
}

#[test]
fn bytes_and_depth_are_bounded() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for syntax in [Syntax::Json, Syntax::Yaml] {
        assert!(read(&nested(32), syntax).is_ok());
        let found = told(read(&nested(33), syntax));
        assert!(found[0].starts_with("policy.limit /0/0/"), "{found:?}");
        let mut text = String::from("[\"");
        text.push_str(&"x".repeat((1 << 20) - 4));
        text.push_str("\"]");
        assert!(read(&text, syntax).is_ok());
        text.push(' ');
        assert_eq!(told(read(&text, syntax)), ["policy.limit "]);
    }
    let mut problems = Problems::new();
    for syntax in [Syntax::Json, Syntax::Yaml] {
        assert_eq!(
            parse(
                b"{\"a\": \"\xff\"}",
                syntax,
                &SyntaxLimits::POLICY,
                &mut problems
            ),
            None
        );
    }
    assert!(
        problems
            .into_vec()
            .iter()
            .all(|error| error.code().as_str() == "policy.syntax")
    );
}

#[test]
fn fields_tell_what_is_missing_unknown_and_mistyped() {
    let node = yaml("a: 1\nb: [x]\nd: 2\n").unwrap();
    let mut problems = Problems::new();
    let mut fields = Fields::of(&node, &Place::root(), &mut problems).unwrap();
    let a = fields.required("a", &mut problems).unwrap();
    assert_eq!(a.text(&mut problems), None);
    assert_eq!(a.integer(&mut problems), Some(1));
    assert_eq!(a.boolean(&mut problems), None);
    let b = fields.optional("b").unwrap();
    let items: Vec<_> = b.list(&mut problems).unwrap().collect();
    assert_eq!(items[0].place.as_str(), "/b/0");
    assert!(fields.required("c", &mut problems).is_none());
    assert!(fields.optional("e").is_none());
    fields.finish(registry::POLICY_UNKNOWN_FIELD, &mut problems);
    let found: Vec<_> = problems
        .into_vec()
        .iter()
        .map(|error| format!("{} {}", error.code(), error.place()))
        .collect();
    assert_eq!(
        found,
        [
            "policy.missing-field ",
            "policy.type /a",
            "policy.type /a",
            "policy.unknown-field /d",
        ]
    );
}

#[test]
fn names_are_bounded() {
    for syntax in [Syntax::Json, Syntax::Yaml] {
        let text = |bytes: usize| format!("{{\"{}\": 1}}", "x".repeat(bytes));
        assert!(read(&text(4096), syntax).is_ok());
        assert!(told(read(&text(4097), syntax))[0].starts_with("policy.limit "));
    }
}
