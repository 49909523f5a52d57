//! The bundles, real ones where there are any.

use std::path::{Path, PathBuf};

use bonafide_testkit::{Minted, Sigstore};

/// A bundle and what is needed to verify it.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// Where it is from.
    pub(crate) origin: String,
    pub(crate) bundle: Vec<u8>,
    pub(crate) root: Vec<u8>,
    pub(crate) artifact: Vec<u8>,
    pub(crate) identity: String,
    pub(crate) issuer: String,
    /// Seconds since the epoch.
    pub(crate) now: i64,
    /// How many times as long as its signatures a verification may take.
    pub(crate) most: f64,
    /// How many times as many verifications as `sigstore-verify` we want.
    pub(crate) least: f64,
}

const V1: Kind = Kind {
    name: "v0.3 hashedrekord, Rekor v1",
    most: 1.10,
    least: 1.3,
    // `sigstore` knows the media type of this one, and not the older one of `happy-path-v0.3`.
    folder: "bundles/bundle-verify/happy-path-v0.3-new-mediaType",
    root: "bundles/roots/prod.json",
};

const V2: Kind = Kind {
    name: "Rekor v2 and RFC 3161",
    most: 1.15,
    least: 1.7,
    folder: "bundles/bundle-verify/rekor2-happy-path",
    root: "bundles/bundle-verify/rekor2-happy-path/trusted_root.json",
};

struct Kind {
    name: &'static str,
    most: f64,
    least: f64,
    /// Where it lies in the corpus.
    folder: &'static str,
    root: &'static str,
}

/// Who signed the bundles of the conformance suite.
const IDENTITY: &str = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
const ISSUER: &str = "https://token.actions.githubusercontent.com";

/// 2026-11-01T00:00:00Z, after everything that is real was signed.
const NOW: i64 = 1_793_491_200;

/// The cases of a corpus, which is named as the first argument or by `BONAFIDE_CORPUS`; without one
/// they are minted.
pub(crate) fn from_arguments(words: &[String]) -> Vec<Case> {
    let corpus = match words.first() {
        Some(word) if word == "minted" => None,
        Some(word) => Some(PathBuf::from(word)),
        None => std::env::var_os("BONAFIDE_CORPUS").map(PathBuf::from),
    };
    match corpus {
        Some(corpus) => vec![real(&V1, &corpus), real(&V2, &corpus)],
        None => {
            let kit = Sigstore::default();
            let artifact = b"the artifact that is signed\n";
            vec![
                minted(&V1, kit.message(artifact).mint()),
                minted(&V2, kit.message(artifact).v2().mint()),
            ]
        }
    }
}

fn real(kind: &Kind, corpus: &Path) -> Case {
    let read = |name: &str| {
        let path = corpus.join(name);
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    Case {
        name: kind.name,
        origin: format!("real, {}", kind.folder),
        bundle: read(&format!("{}/bundle.sigstore.json", kind.folder)),
        root: read(kind.root),
        artifact: read("bundles/bundle-verify/a.txt"),
        identity: IDENTITY.to_owned(),
        issuer: ISSUER.to_owned(),
        now: NOW,
        most: kind.most,
        least: kind.least,
    }
}

fn minted(kind: &Kind, minted: Minted) -> Case {
    Case {
        name: kind.name,
        origin: "minted".to_owned(),
        bundle: minted.bundle.to_string().into_bytes(),
        root: minted.trusted_root.to_string().into_bytes(),
        artifact: minted.artifact,
        identity: minted.identity,
        issuer: minted.issuer,
        now: minted.now,
        most: kind.most,
        least: kind.least,
    }
}
