//! What is published says what it is, brings its licences, reaches for nothing outside of itself, and
//! builds with the compiler that it promises.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use bonafide_house::workspace_root;
use serde_json::Value;

#[test]
fn each_says_what_it_is() {
    let mut descriptions = BTreeSet::new();
    for package in published(&metadata(&["--no-deps"])) {
        let name = package["name"].as_str().unwrap();
        let text = |field: &str| {
            package[field]
                .as_str()
                .unwrap_or_else(|| panic!("{name}: {field}"))
        };
        assert!(
            descriptions.insert(text("description").to_owned()),
            "{name}"
        );
        assert_eq!(text("license"), "MIT OR Apache-2.0", "{name}");
        assert_eq!(text("readme"), "README.md", "{name}");
        assert_eq!(text("documentation"), format!("https://docs.rs/{name}"));
        assert!(!text("rust_version").is_empty(), "{name}");
        // Bounds of the registry.
        let keywords = package["keywords"].as_array().unwrap();
        assert!((1..=5).contains(&keywords.len()), "{name}");
        for keyword in keywords {
            let keyword = keyword.as_str().unwrap();
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_+".contains(c);
            assert!(
                keyword.len() <= 20 && keyword.chars().all(is_plain),
                "{name}: {keyword}"
            );
        }
        let categories = package["categories"].as_array().unwrap();
        assert!((1..=5).contains(&categories.len()), "{name}");
        assert_eq!(
            package["metadata"]["docs"]["rs"]["all-features"], true,
            "{name}"
        );
    }
    assert!(descriptions.len() > 10);
}

#[test]
fn each_brings_its_licences() {
    let root = workspace_root();
    for package in published(&metadata(&["--no-deps"])) {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
            let licence = manifest.with_file_name(name);
            let brought = fs::read(&licence).unwrap_or_else(|_| panic!("{}", licence.display()));
            assert!(
                brought == fs::read(root.join(name)).unwrap(),
                "{}",
                licence.display()
            );
        }
    }
}

#[test]
fn what_is_not_published_is_used_by_path_alone() {
    let metadata = metadata(&["--no-deps"]);
    let published = published(&metadata);
    let names: BTreeSet<&str> = published
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    let mut seen = 0;
    for package in &published {
        for dependency in package["dependencies"].as_array().unwrap() {
            let (from, to) = (&package["name"], dependency["name"].as_str().unwrap());
            if dependency["path"].is_null() {
                assert_ne!(dependency["req"], "*", "{from}: {to} in any version");
            } else if dependency["kind"] != "dev" {
                assert!(
                    names.contains(to),
                    "{from} needs {to}, which is not published"
                );
                assert_ne!(dependency["req"], "*", "{from}: {to} has no version");
            } else if !names.contains(to) {
                // Without a version such a dependency is left out of the package.
                assert_eq!(dependency["req"], "*", "{from}: {to} has a version");
            }
            seen += 1;
        }
    }
    assert!(seen > 100, "only {seen} dependencies");
}

#[test]
fn sources_include_nothing_from_outside() {
    let mut included = 0;
    for package in published(&metadata(&["--no-deps"])) {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        let home = manifest.parent().unwrap().canonicalize().unwrap();
        for file in sources(&home.join("src")) {
            let text = fs::read_to_string(&file).unwrap();
            // Unit tests are not built from a package: they need the testkit.
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let is_test = file.iter().any(|part| part == "tests") || file.ends_with("tests.rs");
            for (at, _) in code.match_indices("include_").filter(|_| !is_test) {
                let call = code[at..].split(')').next().unwrap();
                let Some(path) = call.split('"').nth(1).filter(|_| call.contains("!(")) else {
                    continue;
                };
                let path = file.with_file_name(path).canonicalize().unwrap();
                let inside = path.strip_prefix(&home);
                let inside = inside.unwrap_or_else(|_| panic!("{}: {path:?}", file.display()));
                assert!(!inside.starts_with("tests"), "{}: {path:?}", file.display());
                included += 1;
            }
        }
    }
    assert!(included > 10, "only {included} files included");
}

#[test]
fn no_dependency_wants_a_newer_compiler() {
    let metadata = metadata(&["--locked"]);
    let packages = metadata["packages"].as_array().unwrap();
    let by_id = |id: &Value| packages.iter().find(|it| it["id"] == *id).unwrap();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let mut compared = 0;
    for package in published(&metadata) {
        let ours = version(package).unwrap();
        let mut waiting = vec![&package["id"]];
        let mut met = BTreeSet::new();
        while let Some(id) = waiting.pop() {
            if !met.insert(id.as_str().unwrap()) {
                continue;
            }
            let used = by_id(id);
            // It says itself that it wants one more, and only a feature that says so too brings it.
            if let Some(theirs) = version(used).filter(|_| used["name"] != "bonafide-multibuffer") {
                assert!(
                    theirs <= ours,
                    "{} needs {}: {theirs:?}",
                    package["name"],
                    used["name"]
                );
                compared += 1;
            }
            let node = nodes.iter().find(|node| node["id"] == *id).unwrap();
            let needed = node["deps"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|dependency| {
                    let kinds = dependency["dep_kinds"].as_array().unwrap();
                    kinds.iter().any(|kind| kind["kind"] != "dev")
                });
            waiting.extend(needed.map(|dependency| &dependency["pkg"]));
        }
    }
    assert!(compared > 100, "only {compared} compared");
}

/// What only the tests of a crate ask for.
const FOR_TESTS: [(&str, &str); 2] = [("bonafide-x509", "aws-lc"), ("bonafide-x509", "rustcrypto")];

#[test]
fn the_facade_forwards_every_feature_and_says_so() {
    let metadata = metadata(&["--no-deps"]);
    let packages = published(&metadata);
    let named = |name: &str| packages.iter().find(|it| it["name"] == name).unwrap();
    let facade = named("bonafide");
    let features = facade["features"].as_object().unwrap();
    let forwarded: BTreeSet<String> = features
        .values()
        .flat_map(|values| values.as_array().unwrap())
        .map(|value| value.as_str().unwrap().replace("?/", "/"))
        .collect();
    let mut seen = 0;
    let ours = |it: &&Value| it["kind"].is_null() && !it["path"].is_null();
    for member in facade["dependencies"]
        .as_array()
        .unwrap()
        .iter()
        .filter(ours)
    {
        let name = member["name"].as_str().unwrap();
        for feature in named(name)["features"].as_object().unwrap().keys() {
            let is_on = member["features"]
                .as_array()
                .unwrap()
                .contains(&Value::from(&**feature));
            let is_exempt = feature == "default" || FOR_TESTS.contains(&(name, feature));
            assert!(
                is_on || is_exempt || forwarded.contains(&format!("{name}/{feature}")),
                "bonafide does not forward {name}/{feature}"
            );
            seen += 1;
        }
    }
    assert!(seen > 30, "only {seen} features");

    let page = fs::read_to_string(workspace_root().join("crates/bonafide/README.md")).unwrap();
    for feature in features.keys().filter(|feature| *feature != "default") {
        let row = format!("\n| `{feature}` | ");
        assert!(page.contains(&row), "README.md of bonafide: {feature}");
    }
}

fn version(package: &Value) -> Option<Vec<u32>> {
    let text = package["rust_version"].as_str()?;
    let mut parts: Vec<u32> = text.split('.').map(|part| part.parse().unwrap()).collect();
    parts.resize(3, 0);
    Some(parts)
}

fn sources(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path);
            }
        }
    }
    found
}

/// The packages of this workspace that go to a registry.
fn published(metadata: &Value) -> Vec<&Value> {
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages
        .filter(|package| package["source"].is_null() && package["publish"].is_null())
        .collect()
}

fn metadata(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--all-features"])
        .args(arguments)
        .current_dir(workspace_root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}
