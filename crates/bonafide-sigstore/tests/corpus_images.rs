//! Every row of the corpus of signed images: the verdict, and the code.

use std::path::{Path, PathBuf};

use bonafide_keys::{PublicKey, pem};

use bonafide_oci::{
    DirTransport, Discovered, DiscoveryOptions, LayoutDir, Limits, MediaType, Memory, Reference,
    Subject, Tag, Target, Wanted, discover, media_type, parse_digest,
};
use bonafide_report::{Code, Coded as _, Time};
use bonafide_sigstore::image::{ImagePolicy, ImageRequest, SignedIdentity, predicate_types};
use bonafide_sigstore::{IdentityMatcher, Policy, TrustedKey, TrustedRoot, Verifier};

/// A moment after every row was signed.
const NOW: i64 = 1_763_000_000;

#[test]
fn manifest() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus images: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let corpus = PathBuf::from(corpus);
    let table = std::fs::read_to_string(corpus.join("images/manifest.tsv")).unwrap();
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let (mut rows, mut wrong) = (0, 0);
    for line in lines {
        rows += 1;
        let row = Row {
            header: &header,
            fields: line.split('\t').collect(),
            corpus: &corpus,
        };
        let found = row.judge();
        let fits = match (row.field("expected"), found) {
            ("accept", Ok(())) => true,
            ("reject", Err(code)) => row
                .field("error_category")
                .split('|')
                .any(|hint| code.is_under(hint)),
            _ => false,
        };
        if !fits {
            wrong += 1;
            println!("wrong: {}: {found:?}", row.field("id"));
        }
    }
    println!("corpus images: {rows} rows, {wrong} wrong");
    assert_eq!((rows, wrong), (37, 0));
}

struct Row<'a> {
    header: &'a [&'a str],
    fields: Vec<&'a str>,
    corpus: &'a Path,
}

impl Row<'_> {
    fn field(&self, name: &str) -> &str {
        let at = self.header.iter().position(|column| *column == name);
        self.fields.get(at.unwrap()).copied().unwrap_or_default()
    }

    fn files(&self, name: &str) -> Vec<PathBuf> {
        let listed = self.field(name).split(',').filter(|path| !path.is_empty());
        listed
            .map(|path| self.corpus.join("images").join(path))
            .collect()
    }

    fn judge(&self) -> Result<(), Code> {
        let verifier = Verifier::new(self.trust()).unwrap();
        let policy = self.policy();
        let reference = self.field("reference");
        let reference =
            (!reference.is_empty()).then(|| Reference::parse_familiar(reference).unwrap());
        let discovered = self.discover().map_err(|error| error.code())?;
        let now = Time::from_unix(NOW).unwrap();
        let mut request = ImageRequest::new(&discovered, &policy, now);
        if let Some(reference) = &reference {
            request = request.with_reference(reference);
        }
        verifier
            .verify_image(&request)
            .map(|verified| assert!(verified.signers() >= policy.threshold()))
            .map_err(|refusal| refusal.code())
    }

    /// What the columns `ca` and `rekor_key` name stands in the place of the production root's.
    fn trust(&self) -> TrustedRoot {
        let bytes = std::fs::read(self.corpus.join("bundles/roots/prod.json")).unwrap();
        let mut root = TrustedRoot::parse(&bytes).unwrap();
        for path in self.files("ca") {
            let text = std::fs::read_to_string(path).unwrap();
            let anchor = pem::decode(&text, 1 << 16).unwrap().der;
            root = root
                .without_certificate_authorities()
                .with_certificate_authority("fulcio", &[anchor], None);
        }
        let keys = self.files("rekor_key");
        if !keys.is_empty() {
            root = root.without_transparency_logs();
        }
        keys.iter().fold(root, |root, path| {
            root.with_transparency_log("rekor", &public_key(path), None)
        })
    }

    fn policy(&self) -> ImagePolicy {
        let keys = self.files("key");
        let mut policy = if keys.is_empty() {
            let (identity, issuer) = (self.field("identity"), self.field("issuer"));
            Policy::identity(IdentityMatcher::exact(identity, issuer).unwrap())
        } else {
            keys.iter().fold(Policy::nobody(), |policy, path| {
                policy.with_key(TrustedKey::new(public_key(path)))
            })
        };
        if !self.field("ca").is_empty() {
            policy = policy
                .use_bundle_intermediates()
                .without_certificate_timestamps();
        }
        let mut wanted = if self.wants_attestation() {
            let types = predicate_types("slsaprovenance").unwrap();
            ImagePolicy::attestation(types.into_iter().fold(policy, Policy::with_predicate_type))
        } else {
            ImagePolicy::signature(policy)
        };
        if !keys.is_empty() && self.field("rekor_key").is_empty() {
            wanted = wanted.ignore_transparency_log();
        }
        wanted = match self.field("signed_identity") {
            "matchRepository" => wanted.with_signed_identity(SignedIdentity::Repository),
            "matchExact" => wanted.with_signed_identity(SignedIdentity::Exact),
            other => {
                assert_eq!(other, "");
                wanted
            }
        };
        wanted.with_threshold(self.field("threshold").parse().unwrap())
    }

    fn wants_attestation(&self) -> bool {
        self.field("image").starts_with("slsa-verifier/")
    }

    fn discover(&self) -> Result<Discovered, bonafide_oci::Error> {
        let path = self.corpus.join("images").join(self.field("image"));
        let digest = parse_digest(self.field("digest")).unwrap();
        let subject = Subject::local(Target::Digest(digest));
        let wanted = if self.wants_attestation() {
            Wanted::attestations()
        } else {
            Wanted::signatures()
        };
        let options = DiscoveryOptions::new(wanted);
        match self.field("layout") {
            "dir" => {
                let limits = Limits::default();
                let folder = DirTransport::open(path, &limits)?;
                Ok(Discovered::in_folder(&folder, &limits))
            }
            "oci-layout" => {
                let layout = LayoutDir::open(path, &Limits::default())?;
                discover(&layout, &subject, options)
            }
            "manifests" => discover(&downloaded(&path), &subject, options),
            other => panic!("{other}"),
        }
    }
}

/// A folder of manifests as they were downloaded.
fn downloaded(path: &Path) -> Memory {
    let mut memory = Memory::new();
    for file in std::fs::read_dir(path).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        let Some(name) = name.strip_suffix(".json") else {
            continue;
        };
        let bytes = std::fs::read(file.path()).unwrap();
        let document: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let own = document["mediaType"]
            .as_str()
            .unwrap_or(media_type::OCI_MANIFEST);
        let digest = memory.push_manifest(MediaType::parse(own).unwrap(), bytes);
        memory.tag(Tag::parse(name).unwrap(), digest);
    }
    for file in std::fs::read_dir(path.join("blobs")).unwrap() {
        memory.push_blob(std::fs::read(file.unwrap().path()).unwrap());
    }
    memory
}

fn public_key(path: &PathBuf) -> PublicKey {
    PublicKey::from_pem(&std::fs::read_to_string(path).unwrap()).unwrap()
}
