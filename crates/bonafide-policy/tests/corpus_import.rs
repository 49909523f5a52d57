//! Published policies of other tools.

use std::path::{Path, PathBuf};

use bonafide_policy::{Format, ImportOptions, NamedFiles, PolicyDocument, Syntax, import};

fn corpus() -> Option<PathBuf> {
    let corpus = std::env::var_os("BONAFIDE_CORPUS").map(PathBuf::from);
    if corpus.is_none() {
        println!("corpus import: skipped, BONAFIDE_CORPUS is not set");
    }
    corpus
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn policies_of_containers_load() {
    let Some(corpus) = corpus() else { return };
    let files = files(&corpus.join("policy/policy-json"));
    assert_eq!(files.len(), 4);
    for file in &files {
        for named in [NamedFiles::Kept, NamedFiles::Deferred] {
            let options = ImportOptions::default().with_files(named);
            let imported = import(None, &std::fs::read(file).unwrap(), &options);
            let imported = imported.unwrap_or_else(|refused| panic!("{file:?}: {refused:#?}"));
            assert_eq!(imported.format, Format::ContainersPolicy);
            // As a native policy it says the same.
            let printed = imported.document.to_json();
            let parsed = PolicyDocument::parse(printed.as_bytes(), Syntax::Json);
            let parsed = parsed.unwrap_or_else(|wrong| panic!("{file:?}: {wrong:#?}"));
            assert_eq!(parsed, imported.document);
        }
    }
    println!("corpus import: {} rows, 0 wrong", files.len());
}

#[test]
fn policies_of_others_are_refused_by_name() {
    let Some(corpus) = corpus() else { return };
    let folders = [
        ("cluster-image-policy/valid", "policy.sigstore.dev"),
        ("cluster-image-policy/invalid", "policy.sigstore.dev"),
        ("kyverno-policies", "kyverno.io"),
    ];
    let mut rows = 0;
    for (folder, name) in folders {
        for file in files(&corpus.join("policy").join(folder)) {
            let bytes = std::fs::read(&file).unwrap();
            let refused = import(None, &bytes, &ImportOptions::default()).unwrap_err();
            let told: Vec<String> = refused.iter().map(ToString::to_string).collect();
            let is_told = refused.iter().any(|error| error.why().contains(name));
            assert!(is_told, "{file:?}: {told:#?}");
            rows += 1;
        }
    }
    println!("corpus import, other formats: {rows} rows, 0 wrong");
}
