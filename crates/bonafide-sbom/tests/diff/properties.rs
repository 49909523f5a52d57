//! What holds for every pair of documents.

use bonafide_sbom::{Diff, Model};
use proptest::prelude::*;

use crate::{check_laws, read};

/// A component of few names, so that names meet.
#[derive(Clone, Debug)]
struct Part {
    name: usize,
    version: Option<u8>,
    /// Which identifiers it has, as bits.
    known: u8,
    hash: Option<u8>,
    licence: usize,
    depends: Vec<prop::sample::Index>,
    is_vulnerable: bool,
}

const NAMES: [&str; 3] = ["a", "b", "c"];
const LICENCES: [&str; 3] = ["", "MIT", "MIT OR ISC"];

fn part() -> impl Strategy<Value = Part> {
    (
        0..NAMES.len(),
        prop::option::of(0_u8..3),
        0_u8..8,
        prop::option::of(0_u8..3),
        0..LICENCES.len(),
        prop::collection::vec(any::<prop::sample::Index>(), 0..3),
        any::<bool>(),
    )
        .prop_map(
            |(name, version, known, hash, licence, depends, is_vulnerable)| Part {
                name,
                version,
                known,
                hash,
                licence,
                depends,
                is_vulnerable,
            },
        )
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    prop::collection::vec(part(), 0..8)
}

impl Part {
    fn write(&self, reference: &str) -> String {
        let name = NAMES[self.name];
        let mut out = format!(r#"{{"type":"library","bom-ref":"{reference}","name":"{name}""#);
        let version = self.version.map(|version| format!("1.{version}.0"));
        if let Some(version) = &version {
            out += &format!(r#","version":"{version}""#);
        }
        let text = version.clone().unwrap_or_else(|| "*".to_owned());
        if self.known & 1 != 0 {
            let at = version
                .map(|version| format!("@{version}"))
                .unwrap_or_default();
            out += &format!(r#","purl":"pkg:npm/{name}{at}""#);
        }
        if self.known & 2 != 0 {
            out += &format!(r#","cpe":"cpe:2.3:a:v:{name}:{text}:*:*:*:*:*:*:*""#);
        }
        if self.known & 4 != 0 {
            out += &format!(r#","swid":{{"tagId":"t-{name}","name":"{name}"}}"#);
        }
        if let Some(hash) = self.hash {
            let content = format!("a{hash}").repeat(32);
            out += &format!(r#","hashes":[{{"alg":"SHA-256","content":"{content}"}}]"#);
        }
        if self.licence > 0 {
            out += &format!(
                r#","licenses":[{{"expression":"{}"}}]"#,
                LICENCES[self.licence]
            );
        }
        out + "}"
    }
}

/// The parts in this order, with references of this beginning.
fn document(parts: &[Part], order: &[usize], start: &str, is_turned: bool) -> String {
    let reference = |at: usize| format!("{start}{at}");
    let components: Vec<String> = order
        .iter()
        .map(|at| parts[*at].write(&reference(*at)))
        .collect();
    let mut edges: Vec<String> = Vec::new();
    let mut vulnerabilities: Vec<String> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        for to in &part.depends {
            let to = reference(to.index(parts.len()));
            edges.push(format!(
                r#"{{"ref":"{}","dependsOn":["{to}"]}}"#,
                reference(at)
            ));
        }
        if part.is_vulnerable {
            let to = reference(at);
            vulnerabilities.push(format!(
                r#"{{"id":"CVE-{}","affects":[{{"ref":"{to}"}}]}}"#,
                part.name
            ));
        }
    }
    if is_turned {
        edges.reverse();
        vulnerabilities.reverse();
    }
    format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{}],"dependencies":[{}],"vulnerabilities":[{}]}}"#,
        components.join(","),
        edges.join(","),
        vulnerabilities.join(",")
    )
}

fn plain(parts: &[Part]) -> Model {
    let order: Vec<usize> = (0..parts.len()).collect();
    read(&document(parts, &order, "r", false))
}

/// The changes without the places, which are those of the documents.
fn said(diff: &Diff<'_>) -> Vec<String> {
    let changes = diff.changes().iter();
    let mut said: Vec<String> = changes
        .map(|change| format!("{:?} {change}", change.kind))
        .collect();
    said.sort();
    said
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_laws(before in parts(), after in parts()) {
        let (before, after) = (plain(&before), plain(&after));
        check_laws(&before, &after, &Diff::of(&before, &after));
    }

    #[test]
    fn orders_and_references_mean_nothing(
        (parts, order) in parts().prop_flat_map(|parts| {
            let order: Vec<usize> = (0..parts.len()).collect();
            (Just(parts), Just(order).prop_shuffle())
        }),
        others in parts(),
    ) {
        let turned = read(&document(&parts, &order, "q", true));
        let (one, others) = (plain(&parts), plain(&others));
        let diff = Diff::of(&one, &turned);
        prop_assert!(diff.is_empty(), "{:#?}", diff.changes());
        prop_assert_eq!(said(&Diff::of(&others, &one)), said(&Diff::of(&others, &turned)));
    }

    /// Every component is in a pair, added or removed.
    #[test]
    fn nobody_is_forgotten(before in parts(), after in parts()) {
        let (one, two) = (plain(&before), plain(&after));
        let diff = Diff::of(&one, &two);
        let count = |wanted| diff.changes().iter().filter(|change| change.kind == wanted).count();
        let added = count(bonafide_sbom::ChangeKind::Added);
        let removed = count(bonafide_sbom::ChangeKind::Removed);
        prop_assert_eq!(after.len() - added, before.len() - removed);
    }

    /// A document that says something else is not said to be the same.
    #[test]
    fn no_change_means_no_difference(before in parts(), after in parts()) {
        let (one, two) = (plain(&before), plain(&after));
        if Diff::of(&one, &two).is_empty() {
            let texts = |parts: &[Part]| {
                let mut texts: Vec<String> = parts.iter().map(|part| part.write("")).collect();
                texts.sort();
                texts
            };
            prop_assert_eq!(texts(&before), texts(&after));
        }
    }
}
