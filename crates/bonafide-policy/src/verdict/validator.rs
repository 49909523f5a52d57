//! As much of JSON Schema as the schema of verdicts uses. What the schema does not name is an error
//! here: readers ignore it, and a writer has to say it.

use serde_json::Value;

/// Every way in which `document` is not what `schema` says.
pub(crate) fn violations(schema: &Value, document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = vec![(String::new(), schema, document)];
    while let Some((place, schema, value)) = rest.pop() {
        let mut say = |what: &str| found.push(format!("{place}: {what}"));
        for (keyword, wanted) in schema.as_object().unwrap() {
            let holds = match keyword.as_str() {
                "type" => is_of(wanted.as_str().unwrap(), value),
                "const" => wanted == value,
                "enum" => wanted.as_array().unwrap().contains(value),
                "minimum" => value.as_u64() >= wanted.as_u64(),
                "maxItems" => value
                    .as_array()
                    .is_none_or(|it| it.len() as u64 <= wanted.as_u64().unwrap()),
                "pattern" => matches(wanted.as_str().unwrap(), value.as_str().unwrap_or_default()),
                "format" => {
                    assert_eq!(wanted, "date-time");
                    bonafide_report::Time::parse_rfc3339(value.as_str().unwrap_or_default()).is_ok()
                }
                "required" => {
                    let names = wanted.as_array().unwrap().iter();
                    names
                        .map(|it| it.as_str().unwrap())
                        .all(|it| value.get(it).is_some())
                }
                "properties" | "items" | "additionalProperties" | "$schema" | "title" => true,
                other => panic!("{other} is not known to this validator"),
            };
            if !holds {
                say(&format!("{keyword} {wanted} does not hold for {value}"));
            }
        }
        let properties = schema.get("properties");
        for (name, member) in value.as_object().into_iter().flatten() {
            let known = properties.and_then(|it| it.get(name));
            match known.or_else(|| schema.get("additionalProperties")) {
                Some(schema) => rest.push((format!("{place}/{name}"), schema, member)),
                None => say(&format!("{name} is not known")),
            }
        }
        for (at, element) in value.as_array().into_iter().flatten().enumerate() {
            match schema.get("items") {
                Some(schema) => rest.push((format!("{place}/{at}"), schema, element)),
                None => say("no list"),
            }
        }
    }
    found
}

fn is_of(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64(),
        other => panic!("{other} is no type"),
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    let regex = regex_automata::meta::Regex::new(pattern).unwrap();
    regex.is_match(text)
}

#[test]
fn violations_are_found() {
    let schema: Value = serde_json::from_str(&super::verdict_schema()).unwrap();
    let good: Value = serde_json::from_str(&super::samples::rejected().to_json()).unwrap();
    assert_eq!(violations(&schema, &good), Vec::<String>::new());
    for (pointer, bad) in [
        ("/decision", "maybe".into()),
        ("/schema", "bonafide.verdict/v2".into()),
        ("/retryable", "no".into()),
        ("/evaluated_at", "yesterday".into()),
        ("/checks/0/id", "NO".into()),
        ("/checks/0/findings_count", (-1).into()),
        ("/checks/0/findings_count", 0.5.into()),
        ("/policy/sha256", "ab".into()),
        ("/subject/digest", "sha256".into()),
        ("/tool", Value::Null),
    ] {
        let mut document = good.clone();
        *document.pointer_mut(pointer).unwrap() = bad;
        assert!(!violations(&schema, &document).is_empty(), "{pointer}");
    }
    let mut document = good.clone();
    document.as_object_mut().unwrap().remove("policy");
    assert_eq!(violations(&schema, &document).len(), 1);
    let mut document = good;
    document["checks"][0]["other"] = true.into();
    assert_eq!(
        violations(&schema, &document),
        ["/checks/0: other is not known"]
    );
}
