//! What is imported, and what is refused and why.

use bonafide_policy::{
    Format, ImportError, ImportOptions, Imported, Material, NamedFiles, NoteKind, RequirementKind,
    SignatureFormats, SignedIdentityRule, SignerKind, TrustSource, import,
};
use bonafide_report::{Coded as _, Decision};

/// `-----BEGIN PUBLIC KEY-----` and its end, in base64.
const PEM: &str = "LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KLS0tLS1FTkQgUFVCTElDIEtFWS0tLS0tCg==";

fn kept() -> ImportOptions {
    ImportOptions::default().with_files(NamedFiles::Kept)
}

fn load(text: &str) -> Imported {
    import(None, text.as_bytes(), &kept()).unwrap()
}

fn refusals(text: &str, options: &ImportOptions) -> Vec<ImportError> {
    import(Some(Format::ContainersPolicy), text.as_bytes(), options)
        .unwrap_err()
        .into_iter()
        .collect()
}

/// A policy with these requirements for a repository.
fn with(requirements: &str) -> String {
    let scopes = format!(r#"{{"example.com/app": [{requirements}]}}"#);
    format!(r#"{{"default": [{{"type": "reject"}}], "transports": {{"docker": {scopes}}}}}"#)
}

fn with_scope(transport: &str, scope: &str) -> String {
    format!(
        r#"{{"default": [{{"type": "reject"}}],
             "transports": {{"{transport}": {{"{scope}": [{{"type": "reject"}}]}}}}}}"#
    )
}

fn signed(fields: &str) -> String {
    with(&format!(r#"{{"type": "sigstoreSigned", {fields}}}"#))
}

fn by_key(identity: &str) -> String {
    signed(&format!(
        r#""keyData": "{PEM}", "signedIdentity": {identity}"#
    ))
}

/// What is wrong, with the kind of refusal and its place.
type Row<'a> = (&'a str, String, &'a str, &'a str);

fn assert_refused(base: &str, rows: &[Row<'_>]) {
    for (what, text, name, pointer) in rows {
        let pointer = format!("{base}{pointer}");
        let refused = refusals(text, &kept());
        let told: Vec<String> = refused.iter().map(ToString::to_string).collect();
        let is_told = refused.iter().any(|error| {
            error.kind().as_str() == format!("E-IMPORT-{name}")
                && error.code().as_str() == format!("import.{}", name.to_lowercase())
                && error.place().as_str() == pointer
                && !error.why().is_empty()
                && !error.hint().is_empty()
        });
        assert!(is_told, "{what}: {name} at {pointer}, and not {told:#?}");
        assert_eq!(refused.len(), 1, "{what}: {told:#?}");
    }
}

#[test]
fn documents_of_another_shape_are_refused_as_a_whole() {
    const REJECT: &str = r#"[{"type": "reject"}]"#;
    let default = |text: &str| format!(r#"{{"default": {text}}}"#);
    let and = |text: &str| format!(r#"{{"default": {REJECT}, {text}}}"#);
    let transports = |text: &str| and(&format!(r#""transports": {text}"#));
    let unknown = r#"[{"type": "z"}]"#;
    let rows: &[Row<'_>] = &[
        ("no JSON", "default: reject".into(), "INVALID", ""),
        ("no map", "[]".into(), "INVALID", ""),
        (
            "data after it",
            format!("{} {{}}", default(REJECT)),
            "INVALID",
            "",
        ),
        ("no default", "{}".into(), "INVALID", ""),
        ("an empty default", default("[]"), "INVALID", "/default"),
        (
            "a default that is a map",
            default("{}"),
            "INVALID",
            "/default",
        ),
        (
            "a default that is null",
            default("null"),
            "INVALID",
            "/default",
        ),
        ("an unknown field", and(r#""x": 1"#), "UNKNOWN", "/x"),
        (
            "a default twice",
            and(&format!(r#""default": {REJECT}"#)),
            "INVALID",
            "/default",
        ),
        (
            "a list of transports",
            transports("[]"),
            "INVALID",
            "/transports",
        ),
        (
            "a list of scopes",
            transports(r#"{"dir": []}"#),
            "INVALID",
            "/transports/dir",
        ),
        (
            "a transport twice",
            transports(r#"{"dir": {}, "dir": {}}"#),
            "INVALID",
            "/transports/dir",
        ),
        (
            "a scope twice",
            transports(&format!(r#"{{"dir": {{"/a": {REJECT}, "/a": {REJECT}}}}}"#)),
            "INVALID",
            "/transports/dir/~1a",
        ),
        (
            "an empty scope",
            transports(r#"{"dir": {"": []}}"#),
            "INVALID",
            "/transports/dir/",
        ),
        (
            "a requirement of an unknown transport",
            transports(&format!(r#"{{"x": {{"y": {unknown}}}}}"#)),
            "INVALID",
            "/transports/x/y/0/type",
        ),
        (
            "a requirement of a scope of no image",
            transports(&format!(r#"{{"docker": {{"busybox": {unknown}}}}}"#)),
            "INVALID",
            "/transports/docker/busybox/0/type",
        ),
    ];
    assert_refused("", rows);
}

#[test]
fn requirements_that_the_format_does_not_have_are_refused() {
    let gpg = |fields: &str| with(&format!(r#"{{"type": "signedBy", {fields}}}"#));
    let rows: &[Row<'_>] = &[
        ("no map", with("1"), "INVALID", ""),
        ("no type", with("{}"), "INVALID", ""),
        (
            "an unknown type",
            with(r#"{"type": "signed"}"#),
            "INVALID",
            "/type",
        ),
        (
            "a type twice",
            with(r#"{"type": "reject", "type": "insecureAcceptAnything"}"#),
            "INVALID",
            "/type",
        ),
        (
            "a type in another case",
            with(r#"{"Type": "reject"}"#),
            "INVALID",
            "",
        ),
        (
            "a field of accept",
            with(r#"{"type": "insecureAcceptAnything", "keyPath": "/k"}"#),
            "UNKNOWN",
            "/keyPath",
        ),
        (
            "a field of reject",
            with(r#"{"type": "reject", "why": ""}"#),
            "UNKNOWN",
            "/why",
        ),
        (
            "GPG without its kind",
            gpg(r#""keyPath": "/k""#),
            "INVALID",
            "",
        ),
        (
            "GPG of an unknown kind",
            gpg(r#""keyType": "PGP", "keyPath": "/k""#),
            "INVALID",
            "/keyType",
        ),
        (
            "GPG without keys",
            gpg(r#""keyType": "GPGKeys""#),
            "INVALID",
            "",
        ),
        (
            "GPG with keys twice",
            gpg(r#""keyType": "GPGKeys", "keyPath": "/k", "keyPaths": ["/k"]"#),
            "CONFLICT",
            "/keyPaths",
        ),
        (
            "GPG with a field of Sigstore",
            gpg(r#""keyType": "GPGKeys", "keyPath": "/k", "keyDatas": []"#),
            "UNKNOWN",
            "/keyDatas",
        ),
        (
            "GPG with an unknown identity",
            gpg(r#""keyType": "GPGKeys", "keyPath": "/k", "signedIdentity": {"type": "any"}"#),
            "INVALID",
            "/signedIdentity/type",
        ),
        (
            "a base layer without identity",
            with(r#"{"type": "signedBaseLayer"}"#),
            "INVALID",
            "",
        ),
        (
            "a base layer with an unknown identity",
            with(r#"{"type": "signedBaseLayer", "baseLayerIdentity": {"type": "x"}}"#),
            "INVALID",
            "/baseLayerIdentity/type",
        ),
    ];
    assert_refused("/transports/docker/example.com~1app/0", rows);
}

#[test]
fn keys_and_logs_that_the_format_does_not_have_are_refused() {
    let rows: &[Row<'_>] = &[
        (
            "nobody who signs",
            with(r#"{"type": "sigstoreSigned"}"#),
            "INVALID",
            "",
        ),
        (
            "an unknown field",
            signed(r#""keyPath": "/k", "rekorPublicKey": "/r""#),
            "UNKNOWN",
            "/rekorPublicKey",
        ),
        (
            "two kinds of keys",
            signed(r#""keyPath": "/k", "keyDatas": ["YQ=="]"#),
            "CONFLICT",
            "/keyDatas",
        ),
        (
            "a key and an authority",
            signed(r#""keyPath": "/k", "pki": {"caRootsPath": "/r", "subjectEmail": "a@b"}"#),
            "CONFLICT",
            "/pki",
        ),
        (
            "an empty path",
            signed(r#""keyPath": """#),
            "INVALID",
            "/keyPath",
        ),
        (
            "a path that is null",
            signed(r#""keyPath": null"#),
            "INVALID",
            "/keyPath",
        ),
        (
            "no paths",
            signed(r#""keyPaths": []"#),
            "INVALID",
            "/keyPaths",
        ),
        (
            "paths that are no list",
            signed(r#""keyPaths": "/k""#),
            "INVALID",
            "/keyPaths",
        ),
        (
            "an empty one of paths",
            signed(r#""keyPaths": ["/k", ""]"#),
            "INVALID",
            "/keyPaths/1",
        ),
        (
            "no data",
            signed(r#""keyDatas": []"#),
            "INVALID",
            "/keyDatas",
        ),
        (
            "no base64",
            signed(r#""keyData": "-----BEGIN""#),
            "INVALID",
            "/keyData",
        ),
        (
            "a relative path",
            signed(r#""keyPath": "keys/k""#),
            "UNSUPPORTED",
            "/keyPath",
        ),
        (
            "a path with a way up",
            signed(r#""keyPath": "/keys/../k""#),
            "UNSUPPORTED",
            "/keyPath",
        ),
        (
            "two kinds of logs",
            signed(r#""keyPath": "/k", "rekorPublicKeyPath": "/r", "rekorPublicKeyData": "YQ==""#),
            "CONFLICT",
            "/rekorPublicKeyData",
        ),
        (
            "no log of several",
            signed(r#""keyPath": "/k", "rekorPublicKeyPaths": []"#),
            "INVALID",
            "/rekorPublicKeyPaths",
        ),
    ];
    // What is no PEM is noted beside, and no reason.
    assert_refused("/transports/docker/example.com~1app/0", rows);
}

#[test]
fn authorities_that_the_format_does_not_have_are_refused() {
    let fulcio = |fields: &str| {
        signed(&format!(
            r#""fulcio": {{{fields}}}, "rekorPublicKeyPath": "/r""#
        ))
    };
    let pki = |fields: &str| signed(&format!(r#""pki": {{{fields}}}"#));
    let rows: &[Row<'_>] = &[
        (
            "no authority",
            fulcio(r#""oidcIssuer": "https://i", "subjectEmail": "a@b""#),
            "INVALID",
            "/fulcio",
        ),
        (
            "an authority twice",
            fulcio(
                r#""caPath": "/c", "caData": "YQ==", "oidcIssuer": "https://i", "subjectEmail": "a@b""#,
            ),
            "CONFLICT",
            "/fulcio/caData",
        ),
        (
            "no issuer",
            fulcio(r#""caPath": "/c", "subjectEmail": "a@b""#),
            "INVALID",
            "/fulcio",
        ),
        (
            "no name",
            fulcio(r#""caPath": "/c", "oidcIssuer": "https://i""#),
            "INVALID",
            "/fulcio",
        ),
        (
            "an empty name",
            fulcio(r#""caPath": "/c", "oidcIssuer": "https://i", "subjectEmail": """#),
            "INVALID",
            "/fulcio/subjectEmail",
        ),
        (
            "a name that no pattern can say",
            fulcio(r#""caPath": "/c", "oidcIssuer": "https://i", "subjectEmail": "a\\b""#),
            "UNSUPPORTED",
            "/fulcio/subjectEmail",
        ),
        (
            "an unknown field",
            fulcio(
                r#""caPath": "/c", "oidcIssuer": "https://i", "subjectEmail": "a@b", "san": "x""#,
            ),
            "UNKNOWN",
            "/fulcio/san",
        ),
        (
            "no log",
            signed(
                r#""fulcio": {"caPath": "/c", "oidcIssuer": "https://i", "subjectEmail": "a@b"}"#,
            ),
            "INVALID",
            "/fulcio",
        ),
        (
            "no roots",
            pki(r#""subjectEmail": "a@b""#),
            "INVALID",
            "/pki",
        ),
        (
            "roots twice",
            pki(r#""caRootsPath": "/r", "caRootsData": "YQ==", "subjectEmail": "a@b""#),
            "CONFLICT",
            "/pki/caRootsData",
        ),
        (
            "intermediates twice",
            pki(
                r#""caRootsPath": "/r", "caIntermediatesPath": "/i", "caIntermediatesData": "YQ==", "subjectEmail": "a@b""#,
            ),
            "CONFLICT",
            "/pki/caIntermediatesData",
        ),
        (
            "neither name",
            pki(r#""caRootsPath": "/r""#),
            "INVALID",
            "/pki",
        ),
        (
            "an unknown field",
            pki(r#""caRootsPath": "/r", "subjectEmail": "a@b", "caPath": "/c""#),
            "UNKNOWN",
            "/pki/caPath",
        ),
        (
            "a log",
            signed(
                r#""pki": {"caRootsPath": "/r", "subjectEmail": "a@b"}, "rekorPublicKeyPath": "/l""#,
            ),
            "CONFLICT",
            "/rekorPublicKeyPath",
        ),
    ];
    assert_refused("/transports/docker/example.com~1app/0", rows);
}

#[test]
fn identities_that_the_format_does_not_have_are_refused() {
    let rows: &[Row<'_>] = &[
        ("no map", by_key(r#""matchExact""#), "INVALID", ""),
        ("null", by_key("null"), "INVALID", ""),
        (
            "an unknown one",
            by_key(r#"{"type": "matchAny"}"#),
            "INVALID",
            "/type",
        ),
        (
            "a field of matchExact",
            by_key(r#"{"type": "matchExact", "dockerReference": "a:b"}"#),
            "UNKNOWN",
            "/dockerReference",
        ),
        (
            "no reference",
            by_key(r#"{"type": "exactReference"}"#),
            "INVALID",
            "",
        ),
        (
            "a reference that is none",
            by_key(r#"{"type": "exactReference", "dockerReference": "UPPER:tag"}"#),
            "INVALID",
            "/dockerReference",
        ),
        (
            "a reference by name only",
            by_key(r#"{"type": "exactReference", "dockerReference": "example.com/app"}"#),
            "INVALID",
            "/dockerReference",
        ),
        (
            "a repository that is none",
            by_key(r#"{"type": "exactRepository", "dockerRepository": "a b"}"#),
            "INVALID",
            "/dockerRepository",
        ),
        (
            "a prefix without a host",
            by_key(r#"{"type": "remapIdentity", "prefix": "/ns", "signedPrefix": "example.com"}"#),
            "INVALID",
            "/prefix",
        ),
        (
            "a prefix with a tag",
            by_key(
                r#"{"type": "remapIdentity", "prefix": "example.com/app:tag", "signedPrefix": "example.com"}"#,
            ),
            "INVALID",
            "/prefix",
        ),
        (
            "a prefix with a slash behind",
            by_key(
                r#"{"type": "remapIdentity", "prefix": "example.com", "signedPrefix": "example.org/"}"#,
            ),
            "INVALID",
            "/signedPrefix",
        ),
        (
            "one prefix alone",
            by_key(r#"{"type": "remapIdentity", "prefix": "example.com"}"#),
            "INVALID",
            "",
        ),
    ];
    assert_refused("/transports/docker/example.com~1app/0/signedIdentity", rows);
}

#[test]
fn scopes_that_a_transport_does_not_have_are_refused() {
    let digest = format!("sha256:{}", "0".repeat(64));
    let long = format!("example.com/{}a", "a/".repeat(600));
    for (transport, scope, name) in [
        ("dir", "images", "INVALID"),
        ("oci", "/", "INVALID"),
        ("sif", "/a/", "INVALID"),
        ("dir", "/a//b", "INVALID"),
        ("oci-archive", "/a/../b", "INVALID"),
        ("docker-archive", "/a", "INVALID"),
        ("tarball", "/a", "INVALID"),
        ("docker-daemon", digest.as_str(), "INVALID"),
        ("atomic", "a.b/c/d/e/f", "INVALID"),
        ("atomic", "a.b/c:d/e", "INVALID"),
        ("containers-storage", "example.com/app", "INVALID"),
        ("containers-storage", "[overlay@var]", "INVALID"),
        ("containers-storage", "[@/var]", "INVALID"),
        ("containers-storage", "[o@/r]a.b/c@abc", "INVALID"),
        ("docker", long.as_str(), "UNSUPPORTED"),
    ] {
        let base = format!("/transports/{transport}/{}", scope.replace('/', "~1"));
        assert_refused(&base, &[(scope, with_scope(transport, scope), name, "")]);
    }
}

#[test]
fn files_are_refused_kept_or_deferred() {
    let text = signed(r#""keyPaths": ["/keys/a", "/keys/b"]"#);
    let refused = refusals(&text, &ImportOptions::default());
    let names: Vec<_> = refused.iter().map(|error| error.kind().as_str()).collect();
    assert_eq!(names, ["E-IMPORT-UNRESOLVED"; 2]);
    assert_eq!(refused[0].code().as_str(), "import.unresolved");
    let pointer = "/transports/docker/example.com~1app/0/keyPaths/1";
    assert_eq!(refused[1].place().as_str(), pointer);

    let materials = |files| {
        let options = ImportOptions::default().with_files(files);
        let imported = import(None, text.as_bytes(), &options).unwrap();
        let signers = imported.document.signers.into_values();
        let materials = signers.map(|signer| match signer.kind {
            SignerKind::Key { material, .. } => material,
            other => panic!("{other:?}"),
        });
        materials.collect::<Vec<_>>()
    };
    let kept = materials(NamedFiles::Kept);
    let paths = kept.iter().map(|material| match material {
        Material::File(file) => file.path.as_str(),
        other => panic!("{other:?}"),
    });
    assert_eq!(paths.collect::<Vec<_>>(), ["/keys/a", "/keys/b"]);
    let unresolved = |path: &str| Material::Unresolved(path.to_owned());
    let deferred = materials(NamedFiles::Deferred);
    assert_eq!(deferred, [unresolved("/keys/a"), unresolved("/keys/b")]);
}

#[test]
fn every_reason_is_told_and_no_more_than_a_hundred() {
    let requirements = r#"{"type": "x"},"#.repeat(150);
    let refused = refusals(&with(requirements.trim_end_matches(',')), &kept());
    assert_eq!(refused.len(), ImportError::MOST);
    let text = with(r#"{"type": "x"}, {"type": "reject", "a": 1, "b": 2}, {}"#);
    assert_eq!(refusals(&text, &kept()).len(), 4);
}

#[test]
fn requirements_say_what_the_format_says() {
    let text = with(&format!(
        r#"{{"type": "insecureAcceptAnything"}}, {{"type": "reject"}},
           {{"type": "signedBy", "keyType": "GPGKeys", "keyPath": "/k"}},
           {{"type": "sigstoreSigned", "keyDatas": ["{PEM}", "{PEM}"],
             "rekorPublicKeyData": "{PEM}", "signedIdentity":
             {{"type": "remapIdentity", "prefix": "example.com", "signedPrefix": "a.b/c"}}}},
           {{"type": "sigstoreSigned", "fulcio": {{"caPath": "/ca", "oidcIssuer": "https://issuer",
             "subjectEmail": "a*@b"}}, "rekorPublicKeyPath": "/rekor"}},
           {{"type": "sigstoreSigned", "pki": {{"caRootsPath": "/roots",
             "caIntermediatesPath": "/between", "subjectEmail": "a@b", "subjectHostname": "host"}},
             "signedIdentity": {{"type": "exactReference", "dockerReference": "busybox:1"}}}}"#
    ));
    let imported = load(&text);
    let document = &imported.document;
    assert_eq!(document.default, Decision::Reject);
    assert_eq!(document.decisions.missing, Some(Decision::Reject));
    let mut rules = document.rules.iter();
    let rule = rules.find(|rule| rule.id.starts_with("docker.example.com-app."));
    let require = &rule.unwrap().require;
    let ids: Vec<_> = require.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["req-0", "req-1", "req-2", "req-3", "req-4", "req-5"]);
    let decided = |at: usize| match &require[at].kind {
        RequirementKind::Static(it) => it.decision,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        (decided(0), decided(1)),
        (Decision::Allow, Decision::Reject)
    );
    assert!(matches!(require[2].kind, RequirementKind::Unsupported(_)));
    let signature = |at: usize| match &require[at].kind {
        RequirementKind::Signature(signature) => signature,
        other => panic!("{other:?}"),
    };
    assert_eq!(signature(3).formats, SignatureFormats::Legacy);
    assert_eq!(signature(3).by, ["signer-1"]);
    let remap = SignedIdentityRule::Remap {
        prefix: "example.com".into(),
        signed_prefix: "a.b/c".into(),
    };
    assert_eq!(signature(3).signed_identity, Some(remap));
    let default = SignedIdentityRule::MatchRepoDigestOrExact;
    assert_eq!(signature(4).signed_identity, Some(default));
    let exact = SignedIdentityRule::ExactReference("docker.io/library/busybox:1".into());
    assert_eq!(signature(5).signed_identity, Some(exact));

    match &document.signers[&signature(4).by[0]].kind {
        SignerKind::Keyless { trust, san, .. } => {
            assert!(san.matches("a*@b") && !san.matches("ax@b"));
            match &document.trust[trust] {
                TrustSource::Keys(keys) => {
                    assert_eq!((keys.fulcio_ca.len(), keys.rekor.len()), (1, 1));
                }
                other => panic!("{other:?}"),
            }
        }
        other => panic!("{other:?}"),
    }
    match &document.signers[&signature(5).by[0]].kind {
        SignerKind::Certificate {
            names,
            current_time,
            intermediates,
            ..
        } => assert!(*current_time && names.len() == 2 && intermediates.len() == 1),
        other => panic!("{other:?}"),
    }
    let notes: Vec<_> = imported.notes.iter().map(|note| note.kind()).collect();
    assert_eq!(notes, [NoteKind::NoSct, NoteKind::Stricter]);
}

#[test]
fn material_that_is_no_pem_counts_for_nothing() {
    let text = signed(&format!(r#""keyDatas": ["{PEM}", "bm9uc2Vuc2U="]"#));
    let imported = load(&text);
    let signers: Vec<_> = imported.document.signers.values().collect();
    assert_eq!(signers.len(), 1);
    match &signers[0].kind {
        SignerKind::Key { material, .. } => assert!(matches!(material, Material::Unresolved(_))),
        other => panic!("{other:?}"),
    }
    let notes: Vec<_> = imported.notes.iter().map(|note| note.kind()).collect();
    assert_eq!(notes, [NoteKind::NoTlog, NoteKind::Stricter]);
}

#[test]
fn of_several_keys_in_one_text_the_first_counts() {
    // Twice what `PEM` holds.
    let block = "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n";
    let twice = bonafide_json::base64::encode(block.repeat(2).as_bytes());
    let imported = load(&signed(&format!(r#""keyData": "{twice}""#)));
    match &imported.document.signers["signer-1"].kind {
        SignerKind::Key { material, .. } => {
            assert_eq!(*material, Material::Inline(block.to_owned()));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_its_author_may_not_have_meant_is_noted() {
    let reject = r#"[{"type": "reject"}]"#;
    let text = format!(
        r#"{{"default": [{{"type": "insecureAcceptAnything"}}], "transports": {{
            "ostree": {{"": {reject}}},
            "docker": {{
                "busybox": {reject},
                "Example.com/app": {reject},
                "example.com/App": {reject},
                "index.docker.io/library/busybox": {reject},
                "docker.io/busybox:1": {reject},
                "*.example.com:5000": {reject},
                "example.*": {reject},
                "example.com/app:1": [{{"type": "sigstoreSigned", "keyData": "{PEM}",
                    "signedIdentity": {{"type": "matchRepository"}}}}]
            }}
        }}}}"#
    );
    let imported = load(&text);
    let count = |kind| {
        let notes = imported.notes.iter().filter(|note| note.kind() == kind);
        notes.count()
    };
    assert_eq!(count(NoteKind::AllowByNoMatch), 1);
    assert_eq!(count(NoteKind::ScopeUnreachable), 8);
    assert_eq!(count(NoteKind::TagOnly), 1);
    assert_eq!(count(NoteKind::NoTlog), 1);
    assert_eq!(count(NoteKind::IdentityReplay), 1);
    let mut notes = imported.notes.iter();
    let unreachable = notes.find(|note| note.place().as_str() == "/transports/docker/busybox");
    let finding = unreachable.unwrap().to_finding();
    assert_eq!(finding.code().as_str(), "note.import.scope-unreachable");
    assert!(finding.detail().starts_with("N-SCOPE-UNREACHABLE: "));
    // One for the scope, one for the rest of docker, one for every other transport.
    assert_eq!(imported.document.rules.len(), 3);
}

#[test]
fn ids_of_rules_are_segments_of_checks() {
    let scope = "a-very-long.example.com/with/many/components/and-more-of-them";
    let docker = load(&with_scope("docker", scope)).document.rules;
    let store = load(&with_scope(
        "containers-storage",
        "[overlay@/var/lib/containers]",
    ));
    for rule in docker.iter().chain(&store.document.rules) {
        let id = &rule.id;
        assert!(id.len() <= 63, "{id}");
        assert!(id.starts_with(|c: char| c.is_ascii_lowercase()), "{id}");
        let is_inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
        assert!(id.chars().all(is_inner), "{id}");
    }
    let ids: Vec<_> = docker.iter().map(|rule| rule.id.as_str()).collect();
    assert!(
        ids[0].starts_with("docker.a-very-long.example.com-."),
        "{ids:?}"
    );
    assert_eq!(ids[1..], ["docker.default", "default"]);
}

#[test]
fn rules_and_signers_are_bounded() {
    let scopes = |scopes: usize| {
        let scopes: Vec<String> = (0..scopes)
            .map(|at| format!(r#""example.com/app{at}": [{{"type": "reject"}}]"#))
            .collect();
        let scopes = scopes.join(",");
        format!(
            r#"{{"default": [{{"type": "reject"}}], "transports": {{"docker": {{{scopes}}}}}}}"#
        )
    };
    // Beside them, the rest of docker, and every other transport.
    assert_eq!(load(&scopes(998)).document.rules.len(), 1000);
    let refused = refusals(&scopes(999), &kept());
    assert_eq!(refused[0].kind().as_str(), "E-IMPORT-UNSUPPORTED");
    assert_eq!(refused[0].place().as_str(), "/transports");

    let keys = |keys: usize| {
        let keys: Vec<String> = (0..keys).map(|at| format!(r#""/keys/{at}""#)).collect();
        signed(&format!(r#""keyPaths": [{}]"#, keys.join(",")))
    };
    assert_eq!(load(&keys(1000)).document.signers.len(), 1000);
    let refused = refusals(&keys(1001), &kept());
    assert_eq!(refused[0].kind().as_str(), "E-IMPORT-UNSUPPORTED");
}

#[test]
fn the_default_is_for_no_transport_that_has_its_own() {
    let transports = [
        "atomic",
        "containers-storage",
        "dir",
        "docker",
        "docker-archive",
        "docker-daemon",
        "oci",
        "oci-archive",
        "sif",
        "tarball",
    ];
    let policy = |transports: &[&str]| {
        let accept = r#"{"": [{"type": "insecureAcceptAnything"}]}"#;
        let own: Vec<String> = transports
            .iter()
            .map(|name| format!(r#""{name}": {accept}"#))
            .collect();
        format!(
            r#"{{"default": [{{"type": "reject"}}], "transports": {{{}}}}}"#,
            own.join(",")
        )
    };
    let rules = load(&policy(&transports)).document.rules;
    assert_eq!(rules.len(), 10);
    assert!(rules.iter().all(|rule| rule.matching.transport.len() == 1));
    let rules = load(&policy(&transports[1..])).document.rules;
    assert_eq!(rules.len(), 10);
    assert_eq!(rules[9].id, "default");
    assert_eq!(rules[9].matching.transport.len(), 1);
}

#[test]
fn reasons_have_codes() {
    use bonafide_policy::ImportErrorKind as Kind;
    for (kind, code) in [
        (Kind::Conflict, "import.conflict"),
        (Kind::Invalid, "import.invalid"),
        (Kind::Unknown, "import.unknown"),
        (Kind::Unresolved, "import.unresolved"),
        (Kind::Unsupported, "import.unsupported"),
    ] {
        assert_eq!(kind.code().as_str(), code);
    }
}
