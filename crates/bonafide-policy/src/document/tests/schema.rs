//! The schema that is committed, and what it accepts.

use regex_automata::meta::Regex;
use serde_json::Value;

use crate::PolicyDocument;
use crate::document::read::json;
use crate::error::Problems;
use crate::syntax::{self, Syntax, SyntaxLimits};

use super::COMPLETE;

const COMMITTED: &str = include_str!("../../../../../docs/schema/policy.v1.json");

#[test]
fn the_schema_is_the_committed_one() {
    let schema = PolicyDocument::json_schema();
    if let Some(path) = std::env::var_os("BONAFIDE_WRITE_SCHEMA") {
        std::fs::write(path, &schema).unwrap();
    }
    assert!(
        schema == COMMITTED,
        "docs/schema/policy.v1.json is not what the tables say: \
         run this test with BONAFIDE_WRITE_SCHEMA=<absolute path of it>"
    );
}

#[test]
fn no_object_takes_further_members() {
    let schema: Value = serde_json::from_str(COMMITTED).unwrap();
    let mut left = vec![&schema];
    let mut objects = 0;
    while let Some(value) = left.pop() {
        if value["type"] == "object" {
            objects += 1;
            let further = &value["additionalProperties"];
            let is_free_map = further.is_object() && value["propertyNames"].is_object();
            assert!(further == &Value::Bool(false) || is_free_map, "{value}");
        }
        match value {
            Value::Array(items) => left.extend(items),
            Value::Object(members) => left.extend(members.values()),
            _ => {}
        }
    }
    assert!(objects > 30, "{objects}");
}

#[test]
fn the_complete_example_is_accepted_and_bad_ones_are_not() {
    assert_eq!(faults(&example(COMPLETE)), Vec::<String>::new());
    for (old, new) in [
        ("schema: bonafide.policy/v1", "schema: bonafide.policy/v2"),
        ("name: gpu-prod\n", ""),
        ("name: gpu-prod", "name: GPU"),
        ("name: gpu-prod", "nmae: gpu-prod"),
        ("default: reject", "default: deny"),
        ("registries: {", "registries: { x: 1,"),
        ("max_age: 30d }", "max_age: 30d, keys: {} }"),
        ("ngc: {", "ngc: { keyless: { trust: x, issuer: y, san: z },"),
        ("require: [tlog] }", "require: [log] }"),
        ("require: [tlog] }", "require: tlog }"),
        ("pin: require", "pin: yes"),
        ("min: 1", "min: 0"),
        ("min: 1", "min: 1.5"),
        ("min: 1", "min: \"1\""),
        ("slsa_build_level: 3", "slsa_build_level: 4"),
        ("signature: { by: [ci], min", "signature: { min"),
        ("signature: { by: [ci], min", "signature: { by: [], min"),
        ("max_age: 7d", "max_age: 7"),
        ("depth: 2", "depth: 5"),
        (
            "missing: quarantine, unavailable",
            "missing: allow, unavailable",
        ),
        (
            "missing: quarantine, unavailable",
            "revoked: quarantine, unavailable",
        ),
        ("wall: 8s", "wall: 8"),
        ("until: 2026-12-01T00:00:00Z", "until: 2026-12-01"),
        ("{ trusted_root: {", "{ tuf: {}, trusted_root: {"),
        ("base_image: {", "sbom: { by: [ci] }, base_image: {"),
    ] {
        let text = COMPLETE.replacen(old, new, 1);
        assert_ne!(text, COMPLETE, "{old}");
        assert!(!faults(&example(&text)).is_empty(), "{new}");
    }
}

fn example(text: &str) -> Value {
    let mut problems = Problems::new();
    let limits = SyntaxLimits::POLICY;
    let root = syntax::parse(text.as_bytes(), Syntax::Yaml, &limits, &mut problems);
    fractions(&root.unwrap())
}

/// As `json`, which has no fractions.
fn fractions(root: &crate::syntax::Node) -> Value {
    let mut value = json(root);
    if root.member("rules").is_some() {
        let min = &mut value["rules"][0]["require"][0]["signature"]["min"];
        if min.is_null() {
            *min = serde_json::json!(1.5);
        }
    }
    value
}

/// Where `value` is not what the committed schema says.
pub(in crate::document) fn faults(value: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(COMMITTED).unwrap();
    let mut faults = Vec::new();
    Validator { root: &schema }.check(&schema, value, "", &mut faults);
    faults
}

/// The keywords that the schema uses, and no others.
struct Validator<'s> {
    root: &'s Value,
}

impl Validator<'_> {
    fn is_valid(&self, schema: &Value, value: &Value) -> bool {
        let mut faults = Vec::new();
        self.check(schema, value, "", &mut faults);
        faults.is_empty()
    }

    fn check(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        for (keyword, wanted) in schema.as_object().unwrap() {
            if !self.keyword(schema, keyword, wanted, value, at, faults) {
                faults.push(format!("{at}: {keyword}"));
            }
        }
    }

    fn keyword(
        &self,
        schema: &Value,
        keyword: &str,
        wanted: &Value,
        value: &Value,
        at: &str,
        faults: &mut Vec<String>,
    ) -> bool {
        let number = || wanted.as_u64().unwrap() as usize;
        match keyword {
            "$schema" | "$id" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let pointer = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                self.check(self.root.pointer(pointer).unwrap(), value, at, faults);
                true
            }
            "type" => match wanted.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "boolean" => value.is_boolean(),
                "integer" => value.is_i64() || value.is_u64(),
                other => panic!("type {other}"),
            },
            "const" => value == wanted,
            "enum" => wanted.as_array().unwrap().contains(value),
            "not" => !self.is_valid(wanted, value),
            "anyOf" => {
                let each = wanted.as_array().unwrap();
                each.iter().any(|schema| self.is_valid(schema, value))
            }
            "oneOf" => {
                let each = wanted.as_array().unwrap().iter();
                each.filter(|schema| self.is_valid(schema, value)).count() == 1
            }
            "minimum" => value
                .as_i64()
                .is_none_or(|found| found >= wanted.as_i64().unwrap()),
            "maximum" => value
                .as_i64()
                .is_none_or(|found| found <= wanted.as_i64().unwrap()),
            "minLength" => value
                .as_str()
                .is_none_or(|text| text.chars().count() >= number()),
            "maxLength" => value
                .as_str()
                .is_none_or(|text| text.chars().count() <= number()),
            "minItems" => value.as_array().is_none_or(|items| items.len() >= number()),
            "maxItems" => value.as_array().is_none_or(|items| items.len() <= number()),
            "maxProperties" => value
                .as_object()
                .is_none_or(|members| members.len() <= number()),
            "pattern" => value
                .as_str()
                .is_none_or(|text| Regex::new(wanted.as_str().unwrap()).unwrap().is_match(text)),
            "required" => value.as_object().is_none_or(|members| {
                let mut names = wanted.as_array().unwrap().iter();
                names.all(|name| members.contains_key(name.as_str().unwrap()))
            }),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    self.check(wanted, item, &format!("{at}/{index}"), faults);
                }
                true
            }
            "propertyNames" => value.as_object().is_none_or(|members| {
                let mut names = members.keys();
                names.all(|name| self.is_valid(wanted, &Value::from(name.as_str())))
            }),
            "properties" => {
                for (name, member) in value.as_object().into_iter().flatten() {
                    if let Some(schema) = wanted.get(name) {
                        self.check(schema, member, &format!("{at}/{name}"), faults);
                    }
                }
                true
            }
            "additionalProperties" => {
                for (name, member) in value.as_object().into_iter().flatten() {
                    let is_known = schema["properties"].get(name).is_some();
                    match wanted {
                        _ if is_known => {}
                        Value::Bool(false) => faults.push(format!("{at}/{name}: unknown")),
                        schema => self.check(schema, member, &format!("{at}/{name}"), faults),
                    }
                }
                true
            }
            other => panic!("keyword {other}"),
        }
    }
}
