//! Which scope of a `policy.json` an image has: the rules that were imported, against a search of the
//! scopes one by one.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_oci::Reference;
use bonafide_policy::{
    ImportOptions, PolicyDocument, RequirementKind, SignedIdentityRule, Transport, import,
};
use proptest::prelude::*;

const PEM: &str = "LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KLS0tLS1FTkQgUFVCTElDIEtFWS0tLS0tCg==";
const DIGESTS: [&str; 2] = [
    "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
];

/// A policy whose requirements are numbered: those of a scope by its place, the default by 9999.
fn policy(transport: &str, scopes: &[String]) -> PolicyDocument {
    let numbered = |number: usize| {
        format!(
            r#"[{{"type": "sigstoreSigned", "keyData": "{PEM}", "signedIdentity":
                 {{"type": "exactRepository", "dockerRepository": "n.example/{number}"}}}}]"#
        )
    };
    let scopes: Vec<String> = scopes
        .iter()
        .enumerate()
        .map(|(at, scope)| format!(r#""{scope}": {}"#, numbered(at)))
        .collect();
    let text = format!(
        r#"{{"default": {}, "transports": {{"{transport}": {{{}}}}}}}"#,
        numbered(9999),
        scopes.join(",")
    );
    let imported = import(None, text.as_bytes(), &ImportOptions::default());
    imported.unwrap().document
}

/// The numbers of the rules that are about an image.
fn selected(
    document: &PolicyDocument,
    transport: Transport,
    reference: Option<&Reference>,
    path: Option<&str>,
) -> BTreeSet<usize> {
    let rules = document.rules.iter().filter(|rule| {
        rule.matching.transport.contains(&transport) && rule.matching.is_about_name(reference, path)
    });
    let numbers = rules.map(|rule| match &rule.require[0].kind {
        RequirementKind::Signature(signature) => match &signature.signed_identity {
            Some(SignedIdentityRule::ExactRepository(name)) => {
                name.rsplit('/').next().unwrap().parse().unwrap()
            }
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    });
    let numbers: Vec<usize> = numbers.collect();
    let distinct: BTreeSet<usize> = numbers.iter().copied().collect();
    assert_eq!(numbers.len(), distinct.len(), "a scope has one rule");
    distinct
}

/// The first of the names that is a scope, or else the empty scope, or else the default.
fn first_of(names: &[String], scopes: &[String]) -> usize {
    let at: BTreeMap<&str, usize> = scopes
        .iter()
        .enumerate()
        .map(|(at, scope)| (scope.as_str(), at))
        .collect();
    let found = names.iter().find_map(|name| at.get(name.as_str()));
    *found.or_else(|| at.get("")).unwrap_or(&9999)
}

/// The names under which a reference is looked up, the most specific first.
fn names_of(host: &str, path: &str, target: &str) -> Vec<String> {
    let mut names = Vec::new();
    if !target.is_empty() {
        names.push(format!("{host}/{path}{target}"));
    }
    let components: Vec<&str> = path.split('/').collect();
    for length in (0..=components.len()).rev() {
        let mut name = host.to_owned();
        for component in &components[..length] {
            name = format!("{name}/{component}");
        }
        names.push(name);
    }
    let bare = host.split(':').next().unwrap();
    let labels: Vec<&str> = bare.split('.').collect();
    for from in 1..labels.len() {
        names.push(format!("*.{}", labels[from..].join(".")));
    }
    names
}

fn wanted(
    host: &str,
    path: &str,
    tag: Option<&str>,
    digest: Option<&str>,
    scopes: &[String],
) -> BTreeSet<usize> {
    let look = |target: &str| first_of(&names_of(host, path, target), scopes);
    match (tag, digest) {
        (_, Some(digest)) => BTreeSet::from([look(&format!("@{digest}"))]),
        (Some(tag), None) => BTreeSet::from([look(&format!(":{tag}"))]),
        // Never looser than either way to read it.
        (None, None) => BTreeSet::from([look(":latest"), look("")]),
    }
}

fn host() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "example.com",
        "a.example.com",
        "a.example.com:5000",
        "b.a.example.com:5000",
        "evilexample.com",
        "localhost",
        "localhost:5000",
        "docker.io",
        "127.0.0.1:5000",
    ])
    .prop_map(str::to_owned)
}

/// Of two components at least, as those of the default registry are.
fn path() -> impl Strategy<Value = String> {
    let component = prop::sample::select(vec!["a", "b", "ab", "library"]);
    prop::collection::vec(component, 2..4).prop_map(|parts| parts.join("/"))
}

fn target() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        String::new(),
        ":latest".to_owned(),
        ":1".to_owned(),
        format!("@{}", DIGESTS[0]),
        format!("@{}", DIGESTS[1]),
    ])
}

fn scope() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => Just(String::new()),
        2 => host(),
        2 => prop::sample::select(vec!["*.example.com", "*.com", "*.a.example.com", "*.0.0.1"])
            .prop_map(str::to_owned),
        2 => (host(), prop::sample::select(vec!["a", "b", "ab"]))
            .prop_map(|(host, first)| format!("{host}/{first}")),
        4 => (host(), path(), target()).prop_map(|(host, path, target)| format!("{host}/{path}{target}")),
    ]
}

fn distinct(scope: impl Strategy<Value = String>) -> impl Strategy<Value = Vec<String>> {
    prop::collection::btree_set(scope, 0..12).prop_map(|scopes| scopes.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_most_specific_scope_of_a_reference_applies(
        scopes in distinct(scope()),
        host in host(),
        path in path(),
        tag in prop::option::of(prop::sample::select(vec!["latest", "1", "2"])),
        digest in prop::option::of(prop::sample::select(DIGESTS.to_vec())),
        transport in prop::sample::select(vec![
            ("docker", Transport::Docker),
            ("docker-daemon", Transport::DockerDaemon),
        ]),
    ) {
        let tagged = tag.map_or(String::new(), |tag| format!(":{tag}"));
        let pinned = digest.map_or(String::new(), |digest| format!("@{digest}"));
        let reference = Reference::parse_strict(&format!("{host}/{path}{tagged}{pinned}")).unwrap();
        let document = policy(transport.0, &scopes);
        let found = selected(&document, transport.1, Some(&reference), None);
        prop_assert_eq!(found, wanted(&host, &path, tag, digest, &scopes), "{:?}", scopes);
        // What was not asked for by a reference has the default.
        let found = selected(&document, transport.1, None, None);
        prop_assert_eq!(found, BTreeSet::from([first_of(&[], &scopes)]));
        // Scopes of one transport say nothing of another.
        let found = selected(&document, Transport::Atomic, Some(&reference), None);
        prop_assert_eq!(found, BTreeSet::from([9999]));
    }

    #[test]
    fn the_most_specific_scope_of_a_path_applies(
        scopes in distinct(prop_oneof![1 => Just(String::new()), 6 => a_path()]),
        path in a_path(),
        transport in prop::sample::select(vec![
            ("dir", Transport::Dir),
            ("oci", Transport::Oci),
            ("oci-archive", Transport::OciArchive),
            ("sif", Transport::Sif),
        ]),
    ) {
        let mut names = vec![path.clone()];
        let mut rest = path.as_str();
        while let Some((parent, _)) = rest.rsplit_once('/').filter(|(parent, _)| !parent.is_empty()) {
            names.push(parent.to_owned());
            rest = parent;
        }
        let document = policy(transport.0, &scopes);
        let found = selected(&document, transport.1, None, Some(&path));
        prop_assert_eq!(found, BTreeSet::from([first_of(&names, &scopes)]), "{:?}", scopes);
    }

    #[test]
    fn the_most_specific_scope_in_a_store_applies(
        scopes in distinct(prop_oneof![1 => Just(String::new()), 1 => store(), 6 => in_store()]),
        name in in_store(),
    ) {
        let document = policy("containers-storage", &scopes);
        let found = selected(&document, Transport::ContainersStorage, None, Some(&name));
        let wanted = first_of(&names_in_store(&name), &scopes);
        prop_assert_eq!(found, BTreeSet::from([wanted]), "{:?}", scopes);
    }
}

fn a_path() -> impl Strategy<Value = String> {
    let component = prop::sample::select(vec!["a", "b", "ab", "a:1"]);
    prop::collection::vec(component, 1..4).prop_map(|parts| format!("/{}", parts.join("/")))
}

fn store() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["[/r]", "[/r2]", "[overlay@/r]", "[vfs@/r]"]).prop_map(str::to_owned)
}

fn in_store() -> impl Strategy<Value = String> {
    let store = prop::sample::select(vec!["[overlay@/r]", "[vfs@/r]"]);
    let name = prop::sample::select(vec!["a.b", "a.b/c", "a.b/c/d", "a.b:5/c"]);
    let target = prop::sample::select(vec![
        String::new(),
        ":1".to_owned(),
        format!("@{}", DIGESTS[0]),
        format!(":1@{}", DIGESTS[0]),
        format!(":1@{}@{}", DIGESTS[0], "c".repeat(64)),
        format!("@{}", "c".repeat(64)),
    ]);
    (store, name, target).prop_map(|(store, name, target)| match name.contains('/') {
        true => format!("{store}{name}{target}"),
        false => format!("{store}{name}"),
    })
}

fn names_in_store(name: &str) -> Vec<String> {
    let (store, name) = name.split_once(']').unwrap();
    let mut names = vec![format!("{store}]{name}")];
    let (tagged, targets) = match name.split_once('@') {
        Some((tagged, targets)) => (tagged, Some(targets)),
        None => (name, None),
    };
    if let Some((digest, _)) = targets.and_then(|targets| targets.split_once('@')) {
        names.push(format!("{store}]{tagged}@{digest}"));
    }
    names.push(format!("{store}]{tagged}"));
    let slash = tagged.rfind('/').unwrap_or(tagged.len());
    let untagged = match tagged[slash..].find(':') {
        Some(colon) => &tagged[..slash + colon],
        None => tagged,
    };
    let components: Vec<&str> = untagged.split('/').collect();
    for length in (1..=components.len()).rev() {
        names.push(format!("{store}]{}", components[..length].join("/")));
    }
    names.push(format!("{store}]"));
    names.push(format!("[{}]", store.split_once('@').unwrap().1));
    names
}
