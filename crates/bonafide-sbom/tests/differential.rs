//! Documents of CycloneDX 1.3 to 1.5 as this crate and as `cyclonedx-bom` see them: components,
//! references, package URLs, hashes, licences and dependencies are the same.
//!
//! Each document has passed the reader of this crate before, which bounds its size and its depth.

use std::collections::BTreeMap;
use std::path::Path;

use bonafide_sbom::{LicenceSource, Model, ReadOptions, Relation};
use cyclonedx_bom::models::bom::Bom;
use cyclonedx_bom::models::component::{Component, Components};
use cyclonedx_bom::models::license::{LicenseChoice, LicenseIdentifier};

/// What is compared, each as a sorted list of texts.
type View = BTreeMap<&'static str, Vec<String>>;

/// File, what differs, and what this crate requires there.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "cdx-json/spec-invalid-empty-component-1.3.json",
        "not read",
        "the requirement here is that a component without a name is read, and does not conform",
    ),
    (
        "cdx-json/spec-invalid-empty-component-1.5.json",
        "not read",
        "the requirement here is that a component without a name is read, and does not conform",
    ),
    (
        "cdx-json/spec-invalid-missing-component-type-1.4.json",
        "not read",
        "the requirement here is that a component without a type is read, and does not conform",
    ),
    (
        "cdx-json/spec-invalid-license-choice-1.3.json",
        "licences",
        "a licence beside an expression is one too here, so that neither hides the other",
    ),
];

#[test]
fn published_documents_look_the_same() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus sbom differential: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = Path::new(&corpus).join("sbom");
    let table = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let mut found = Vec::new();
    let mut rows = 0;
    for line in table.lines().skip(1) {
        let row: Vec<&str> = line.split('\t').collect();
        let [file, "cdx-json", "1.3" | "1.4" | "1.5", "ok", ..] = row[..] else {
            continue;
        };
        rows += 1;
        let bytes = std::fs::read(folder.join(file)).unwrap();
        found.extend(
            differences(&bytes)
                .into_iter()
                .map(|what| (file.to_owned(), what)),
        );
    }
    let mut wrong = 0;
    for (file, what) in &found {
        let is_known = |(known, of, _): &&(&str, &str, &str)| file == known && what.starts_with(of);
        if !EXCEPTIONS.iter().any(|one| is_known(&one)) {
            wrong += 1;
            println!("{file}: {what}");
        }
    }
    for (known, of, why) in EXCEPTIONS {
        let is_found = found
            .iter()
            .any(|(file, what)| file == known && what.starts_with(of));
        assert!(is_found, "no longer so: {known}, {of}: {why}");
    }
    println!("corpus sbom differential: {rows} rows, {wrong} wrong");
    assert!(rows > 0 && wrong == 0);
}

#[test]
fn documents_that_are_made_look_the_same() {
    for version in ["1.3", "1.4", "1.5"] {
        for seed in 0..200 {
            let document = made(version, seed);
            let found = differences(document.as_bytes());
            assert!(found.is_empty(), "{found:?}\n{document}");
        }
    }
}

/// That something is compared at all.
#[test]
fn each_part_of_a_view_counts() {
    let document = made("1.5", 7);
    let view = ours(&Model::read(document.as_bytes(), &ReadOptions::default()).unwrap());
    for (part, texts) in &view {
        assert!(texts.len() > 2, "{part}");
    }
    for (from, to) in [
        ("\"purl\":\"pkg:", "\"purl\":\"pkG:"),
        ("\"content\":\"0", "\"content\":\"1"),
        ("\"bom-ref\":\"c", "\"bom-ref\":\"d"),
        ("\"MIT\"", "\"ISC\""),
        ("\"dependsOn\":[\"c", "\"dependsOn\":[\"e"),
    ] {
        let other = document.replacen(from, to, 1);
        assert_ne!(document, other, "{from}");
        let changed = ours(&Model::read(other.as_bytes(), &ReadOptions::default()).unwrap());
        assert_ne!(view, changed, "{from}");
    }
}

/// What differs, or that one of the two does not read the document.
fn differences(bytes: &[u8]) -> Vec<String> {
    let model = Model::read(bytes, &ReadOptions::default()).unwrap();
    let bom = match Bom::parse_from_json(bytes) {
        Ok(bom) => bom,
        Err(error) => return vec![format!("not read: {error}")],
    };
    let (ours, theirs) = (ours(&model), theirs(&bom));
    let parts = ours.iter().filter(|(part, texts)| theirs[*part] != **texts);
    parts
        .map(|(part, texts)| format!("{part}: {texts:?} and {:?}", theirs[part]))
        .map(|text| text.chars().take(400).collect())
        .collect()
}

fn sorted(lists: [(&'static str, Vec<String>); 6]) -> View {
    let mut view = View::from(lists);
    for texts in view.values_mut() {
        texts.sort_unstable();
    }
    view
}

fn ours(model: &Model) -> View {
    let components: Vec<_> = model
        .components()
        .filter(|component| component.role().is_inventory())
        .collect();
    let all = |texts: &dyn Fn(usize) -> Vec<String>| {
        (0..components.len()).flat_map(texts).collect::<Vec<_>>()
    };
    let depends = Relation::DependsOn(None);
    let edges = model.edges().filter(|edge| *edge.relation == depends);
    sorted([
        (
            "names",
            all(&|i| {
                components[i]
                    .name()
                    .map(str::to_owned)
                    .into_iter()
                    .collect()
            }),
        ),
        (
            "references",
            all(&|i| {
                components[i]
                    .reference()
                    .map(str::to_owned)
                    .into_iter()
                    .collect()
            }),
        ),
        (
            "purls",
            all(&|i| components[i].purls().map(str::to_owned).collect()),
        ),
        (
            "hashes",
            all(&|i| {
                let hashes = components[i].named_hashes();
                hashes
                    .map(|(name, value)| format!("{name} {value}"))
                    .collect()
            }),
        ),
        (
            "licences",
            all(&|i| {
                let licences = components[i].licences();
                let stated = licences.filter(|one| one.source == LicenceSource::Licenses);
                stated.map(|one| one.text().to_owned()).collect()
            }),
        ),
        (
            "edges",
            edges
                .map(|edge| {
                    format!(
                        "{} {}",
                        model.reference(edge.from),
                        model.reference(edge.to)
                    )
                })
                .collect(),
        ),
    ])
}

fn theirs(bom: &Bom) -> View {
    let mut components: Vec<&Component> = Vec::new();
    let mut open: Vec<&Components> = bom.components.iter().collect();
    while let Some(list) = open.pop() {
        components.extend(&list.0);
        open.extend(list.0.iter().filter_map(|one| one.components.as_ref()));
    }
    let mut edges: Vec<String> = Vec::new();
    for dependency in bom.dependencies.iter().flat_map(|list| &list.0) {
        let targets = dependency.dependencies.iter();
        edges.extend(targets.map(|to| format!("{} {to}", dependency.dependency_ref)));
    }
    // The requirement here is that an edge which is stated twice is one edge.
    edges.sort_unstable();
    edges.dedup();
    let all = |texts: &dyn Fn(&Component) -> Vec<String>| {
        components
            .iter()
            .flat_map(|one| texts(one))
            .collect::<Vec<_>>()
    };
    sorted([
        ("names", all(&|one| vec![one.name.to_string()])),
        (
            "references",
            all(&|one| one.bom_ref.clone().into_iter().collect()),
        ),
        (
            "purls",
            all(&|one| one.purl.iter().map(ToString::to_string).collect()),
        ),
        (
            "hashes",
            all(&|one| {
                let hashes = one.hashes.iter().flat_map(|list| &list.0);
                hashes
                    .map(|hash| format!("{} {}", hash.alg, hash.content.0))
                    .collect()
            }),
        ),
        (
            "licences",
            all(&|one| {
                let licences = one.licenses.iter().flat_map(|list| &list.0);
                licences.map(licence).collect()
            }),
        ),
        ("edges", edges),
    ])
}

fn licence(choice: &LicenseChoice) -> String {
    match choice {
        LicenseChoice::Expression(text) => text.to_string(),
        LicenseChoice::License(licence) => match &licence.license_identifier {
            LicenseIdentifier::SpdxId(id) => id.to_string(),
            LicenseIdentifier::Name(name) => name.to_string(),
        },
    }
}

/// A document with nested components, escapes, every kind of licence and edges, by a seed.
fn made(version: &str, seed: usize) -> String {
    let count = 4 + seed % 23;
    let mut components = Vec::new();
    let mut dependencies = Vec::new();
    for number in 0..count {
        let inner: Vec<String> = (0..(number + seed) % 3)
            .map(|inner| component(&format!("{number}.{inner}"), seed, ""))
            .collect();
        let inner = match inner.is_empty() {
            true => String::new(),
            false => format!(",\"components\":[{}]", inner.join(",")),
        };
        components.push(component(&number.to_string(), seed, &inner));
        let targets: Vec<String> = (1..=(number + seed) % 4 + 1)
            .map(|step| format!("\"c{}\"", (number + step * seed) % count))
            .collect();
        let targets = targets.join(",");
        let entry = match (number + seed) % 3 {
            0 => format!("{{\"ref\":\"c{number}\",\"dependsOn\":[{targets}]}}"),
            1 => format!("{{\"dependsOn\":[{targets}],\"ref\":\"c{number}\"}}"),
            _ => format!("{{\"ref\":\"c{number}\"}}"),
        };
        dependencies.push(entry);
    }
    format!(
        "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"{version}\",\"version\":1,\
         \"components\":[{}],\"dependencies\":[{}]}}",
        components.join(","),
        dependencies.join(",")
    )
}

fn component(id: &str, seed: usize, inner: &str) -> String {
    let number = seed + id.len() + id.bytes().map(usize::from).sum::<usize>();
    let kind = ["library", "application", "file", "container"][number % 4];
    let licence = [
        r#"{"license":{"id":"MIT"}}"#,
        r#"{"expression":"MIT OR (Apache-2.0 AND ISC)"}"#,
        r#"{"license":{"name":"Caf\u00e9 \"Licence\"\/2"}}"#,
        r#"{"license":{"id":"GPL-2.0-only","url":"https://example.org"}},{"license":{"name":"x"}}"#,
    ][number % 4];
    let digit = char::from(b'0' + u8::try_from(number % 10).unwrap());
    let sha256: String = core::iter::repeat_n(digit, 64).collect();
    let name = ["plain", r"with \u0041 escape", "naïve", r"a\tb"][number / 4 % 4];
    format!(
        "{{\"type\":\"{kind}\",\"bom-ref\":\"c{id}\",\"name\":\"{name}\",\"version\":\"{number}\",\
         \"purl\":\"pkg:npm\\/%40a/b@{id}?x=1\\u0026y=2\",\
         \"hashes\":[{{\"alg\":\"SHA-256\",\"content\":\"{sha256}\"}},\
         {{\"content\":\"{}\",\"alg\":\"MD5\"}}],\"licenses\":[{licence}]{inner}}}",
        &sha256[..32]
    )
}
