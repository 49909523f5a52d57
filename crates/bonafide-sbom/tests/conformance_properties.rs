//! Whatever the document, the check ends, and its answers agree with its findings.

use bonafide_sbom::{Answer, Nonconformance, Schema, conformance};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Names that the schemas have, so that random documents go deep.
const NAMES: &[&str] = &[
    "bomFormat",
    "specVersion",
    "version",
    "components",
    "metadata",
    "tools",
    "licenses",
    "license",
    "expression",
    "id",
    "name",
    "type",
    "hashes",
    "alg",
    "content",
    "externalReferences",
    "url",
    "signature",
    "signers",
    "publicKey",
    "kty",
    "evidence",
    "identity",
    "dependencies",
    "ref",
    "dependsOn",
    "bom-ref",
    "citations",
    "versionRange",
    "isExternal",
    "packages",
    "SPDXID",
    "relationships",
    "checksums",
    "externalRefs",
    "filesAnalyzed",
    "vulnerabilities",
    "affects",
];

const TEXTS: &[&str] = &[
    "",
    "CycloneDX",
    "1.6",
    "library",
    "MIT",
    "EC",
    "SHA-1",
    "a",
    "a b",
    "SPDXRef-a",
    "https://a/b",
];

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2_i64..9).prop_map(Value::from),
        (0.0..2.0).prop_map(|number: f64| json!(number)),
        prop::sample::select(TEXTS).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(8, 200, 8, |inner| {
        let name = prop_oneof![
            9 => prop::sample::select(NAMES).prop_map(str::to_owned),
            1 => any::<String>().prop_filter("no U+0000", |name| !name.contains('\0')),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #[test]
    fn answers_agree_with_findings(value in value()) {
        for schema in Schema::ALL.into_iter().filter(|schema| schema.format() != "cdx-xml") {
            let found = conformance(value.to_string().as_bytes(), schema).unwrap();
            let prose = found.findings().iter().filter(|one| one.is_prose()).count();
            prop_assert!(found.findings().is_sorted_by_key(Nonconformance::is_prose));
            prop_assert_eq!(found.count(), u64::try_from(found.findings().len()).unwrap());
            prop_assert_eq!(found.schema() == Answer::No, found.findings().len() > prose);
            prop_assert_eq!(found.full() == Answer::No, !found.findings().is_empty());
            for one in found.findings() {
                let place = one.finding().place().as_str();
                prop_assert!(place.is_empty() || value.pointer(place).is_some(), "{}", place);
            }
        }
    }

    #[test]
    fn any_bytes_end_the_check(mut bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0..80_usize) {
        let _ = conformance(&bytes, Schema::Spdx23);
        let document = br#"{"bomFormat":"CycloneDX","components":[{"name":"a","licenses":[{"license":{}}]}]}"#;
        bytes.splice(0..0, document.iter().copied().take(at));
        let _ = conformance(&bytes, Schema::CycloneDx16);
    }
}
