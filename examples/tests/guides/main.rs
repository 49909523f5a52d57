//! The snippets of the guides: each is a file here that compiles, stands word for word in its guide,
//! and does what the guide says of it.

mod blob;
mod identity;
mod image;
mod made;
mod model;
mod package;
mod pages;
mod policy;
mod provenance;
mod publishers;
mod trust;

use std::fs;
use std::path::{Path, PathBuf};

use bonafide::digest::{Algorithm, Digest, Digests};
use bonafide::dsse::ArtifactDigests;
use bonafide::report::Time;
use bonafide::sigstore::{
    Artifact, Bundle, IdentityMatcher, ParseOptions, Policy, Request, TrustedRoot, Verifier,
};
use bonafide::slsa::Outcome;
use bonafide_testkit::image::{Options, SignedImage};
use bonafide_testkit::{Extension, Minted, Sigstore};

const FILE: &[u8] = b"the file";
/// An hour after everything was signed.
const NOW: i64 = 1_744_333_200;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data")
        .join(name)
}

fn time(text: &str) -> Time {
    Time::parse_rfc3339(text).unwrap()
}

/// A folder that goes with its test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("bonafide-guide-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_blob() {
    let kit = Sigstore::default();
    let root = kit.trusted_root().to_string();
    let bundle = kit.message(FILE).mint().bundle.to_string();
    let now = Time::from_unix(NOW).unwrap();
    let ask = |file: &[u8], identity: &str| {
        let signer = (identity, &*kit.issuer);
        blob::verify_blob(root.as_bytes(), bundle.as_bytes(), file, signer, now).unwrap()
    };
    assert!(ask(FILE, &kit.identity));
    assert!(!ask(b"another file", &kit.identity));
    assert!(!ask(
        FILE,
        "https://forge.test/owner/repo/.github/workflows/test.yml@refs/tags/v1"
    ));
}

#[test]
fn an_image() {
    let kit = Sigstore::default();
    let image = SignedImage::new(&kit, &Options::default());
    let folder = Folder::new("image");
    image.store.write_layout(&folder.0);
    let root = TrustedRoot::parse(image.trusted_root.to_string().as_bytes()).unwrap();
    let verifier = Verifier::new(root).unwrap();
    let ask = |identity: &str| {
        let now = Time::from_unix(image.now).unwrap();
        let signer = (identity, &*image.issuer);
        let digest = image::verify_image(&verifier, &folder.0, signer, now).unwrap();
        digest.map(|digest| digest.to_string())
    };
    assert_eq!(ask(&image.identity), Some(image.digest.clone()));
    assert_eq!(ask("https://forge.test/somebody"), None);
}

#[test]
fn a_model() {
    let publisher = fs::read_to_string(data("tiny-model.pub")).unwrap();
    let signature = data("tiny-model.sig");
    let now = time("2026-11-22T00:00:00Z");
    let ask = |model: &Path| {
        let paths = (model, &*signature);
        let opened = model::open_verified(paths, &publisher, "model.safetensors", now);
        opened.map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(ask(&data("tiny-model")), Ok(()));
    let tampered = ask(&data("tiny-model-tampered")).unwrap_err();
    assert!(tampered.starts_with("oms.file."), "{tampered}");

    let folder = Folder::new("model");
    for file in fs::read_dir(data("tiny-model")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.0.join(file.file_name())).unwrap();
    }
    assert_eq!(ask(&folder.0), Ok(()));
    fs::write(folder.0.join("added.py"), b"").unwrap();
    let added = ask(&folder.0).unwrap_err();
    assert!(added.starts_with("oms.file.extra: "), "{added}");
    assert!(added.contains("added.py"), "{added}");
    assert!(!added.contains("model.safetensors"), "{added}");
}

#[test]
fn publishers_of_models() {
    use bonafide::digest::engine::Engine;
    use bonafide::model::{
        Control, LocalKey, ManifestVerifier, SignOptions, SignedBundle, UnsignedStatement,
    };
    let keys = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/bonafide-model/tests/keys");
    let pem = |name: &str| fs::read_to_string(keys.join(name)).unwrap();
    let (engine, control) = (Engine::new(), Control::new());
    let (model, options) = (data("tiny-model"), SignOptions::new());
    let statement = UnsignedStatement::of_model(&model, &options, &engine, &control).unwrap();
    let code = |verifier: &ManifestVerifier, bundle: &[u8], now| {
        let refusal = verifier.verify(bundle, now).err();
        refusal.map_or("ok", |refusal| refusal.code().as_str())
    };

    let key = LocalKey::from_pem(&pem("ec256.sec1.pem"), || None).unwrap();
    let options = bonafide::x509::ParseOptions::default();
    let leaf = bonafide::x509::Certificate::from_pem(&pem("ec256.cert.pem"), &options).unwrap();
    let signed = SignedBundle::sign(&statement, &key, &[leaf], &bonafide::keys::Ring).unwrap();
    let ask = |subject: &str| {
        let verifier = publishers::by_certificate(&pem("ca.cert.pem"), subject).unwrap();
        code(&verifier, signed.json(), time("2027-01-01T00:00:00Z"))
    };
    assert_eq!(ask("CN=A signer of models"), "ok");
    assert_eq!(ask("CN=Another"), "oms.cert.identity");

    let kit = Sigstore::default();
    let plan = kit.envelope("application/vnd.in-toto+json", statement.payload());
    let bundle = plan.mint().bundle.to_string();
    let root = kit.trusted_root().to_string();
    let ask = |identity: &str| {
        let wanted = (identity, &*kit.issuer);
        let verifier = publishers::by_identity(root.as_bytes(), wanted).unwrap();
        code(&verifier, bundle.as_bytes(), Time::from_unix(NOW).unwrap())
    };
    assert_eq!(ask(&kit.identity), "ok");
    assert_eq!(ask("https://forge.test/else"), "identity.san-mismatch");
}

#[test]
fn what_lies_in_a_model() {
    let report = package::look_into(&data("tiny-model")).unwrap();
    assert_eq!(report.files().len(), 6);
    let folder = Folder::new("package");
    let refused = |wanted: &str| {
        let failure = package::look_into(&folder.0).unwrap_err();
        assert_eq!(failure.code().unwrap().as_str(), wanted, "{failure}");
    };
    refused("pkg.role.missing");
    fs::write(folder.0.join("weights.pkl"), b"cos\nsystem\n(S'id'\ntR.").unwrap();
    refused("pkg.format.denied");
}

#[test]
fn provenance_of_a_file() {
    let verifier = Verifier::new(TrustedRoot::public_good().unwrap()).unwrap();
    let document = fs::read(data("pypi_attestations-0.0.19.tar.gz.slsa.attestation")).unwrap();
    let digest = "sha256:9bb1add04b1b4e182be6b0b80931593f7a291eb49d69b4fd728a5d4cbcdc4bd3";
    let digest = Digest::parse(digest).unwrap();
    let released = ArtifactDigests::stated([digest.into()]).unwrap();
    let source = "github.com/trailofbits/pypi-attestations";
    let now = time("2026-11-22T00:00:00Z");
    let ask = |artifact, tag| {
        let wanted = (source, tag);
        provenance::verify_provenance(&verifier, &document, artifact, wanted, now)
    };
    let accepted = ask(&released, "v0.0.19").unwrap();
    assert_eq!(accepted.artifact().digests(), [digest]);
    assert_eq!(accepted.leading().reference(), Some("refs/tags/v0.0.19"));
    let checks = accepted.leading().checks().iter();
    let warned = checks.filter(|check| check.outcome() == Outcome::Warn);
    let warned: Vec<_> = warned.map(|check| check.code().as_str()).collect();
    assert!(!warned.contains(&"slsa.signer.any-workflow"), "{warned:?}");
    let code = |artifact, tag| ask(artifact, tag).unwrap_err().code().unwrap().as_str();
    assert_eq!(code(&released, "v0.0.18"), "slsa.ref.tag");
    let other = (&Digests::read(FILE).unwrap()).into();
    assert_eq!(code(&other, "v0.0.19"), "digest.mismatch");
}

#[test]
fn a_policy() {
    let kit = Sigstore::default();
    let folder = Folder::new("policy");
    let policy = format!(
        "schema: bonafide.policy/v1\nname: guide\ndefault: reject\nallow_unpinned_files: true\n\
         trust: {{ ours: {{ trusted_root: {{ file: root.json }} }} }}\n\
         signers: {{ ci: {{ keyless: {{ trust: ours, issuer: \"{}\", san: \"{}\" }} }} }}\n\
         rules: [{{ id: files, require: [{{ id: signed, signature: {{ by: [ci] }} }}] }}]\n",
        kit.issuer, kit.identity
    );
    fs::write(folder.0.join("policy.yaml"), policy).unwrap();
    fs::write(folder.0.join("root.json"), kit.trusted_root().to_string()).unwrap();
    fs::write(folder.0.join("file"), FILE).unwrap();
    fs::write(folder.0.join("other"), b"another file").unwrap();
    let policy = policy::load(&folder.0.join("policy.yaml")).unwrap();
    let bundle = kit.message(FILE).mint().bundle.to_string();
    let now = Time::from_unix(NOW).unwrap();
    let ask = |file: &str, evidence: &[&[u8]]| {
        policy::judge(&policy, &folder.0.join(file), evidence, now)
    };
    let allowed = ask("file", &[bundle.as_bytes()]).unwrap();
    let digests = Digests::read(FILE).unwrap();
    assert_eq!(allowed.digest(), digests.get(Algorithm::Sha256));
    let refused = |file: &str, evidence: &[&[u8]]| ask(file, evidence).unwrap_err().to_string();
    let other = refused("other", &[bundle.as_bytes()]);
    let is_told = other.starts_with("artifact.digest-mismatch: reject: files/signed: ");
    assert!(is_told, "{other}");
    let without = refused("file", &[]);
    let is_told = without.starts_with("signature.missing: quarantine: files/signed: ");
    assert!(is_told, "{without}");

    let policy = policy::load(&data("policy.yaml")).unwrap();
    let now = time("2026-11-22T00:00:00Z");
    let ask = |model: &str| {
        let (model, signature) = (data(model), data("tiny-model.sig"));
        policy::judge_model(&policy, (&model, &signature), now)
    };
    assert_eq!(ask("tiny-model").unwrap().digest(), None);
    let tampered = ask("tiny-model-tampered").unwrap_err();
    assert_eq!(
        tampered.code().unwrap().class().unwrap().as_str(),
        "mismatch"
    );
    let folder = policy::judge(&policy, &data("tiny-model"), &[], now).unwrap_err();
    assert!(folder.text().contains("tiny-model: "), "{folder}");
}

/// The code of the refusal, or `ok`.
fn code(verifier: &Verifier, minted: &Minted, policy: &Policy) -> &'static str {
    let bundle = minted.bundle.to_string();
    let bundle = Bundle::parse(bundle.as_bytes(), &ParseOptions::default()).unwrap();
    let now = Time::from_unix(NOW).unwrap();
    let request = Request::new(Artifact::from_bytes(FILE), policy, now);
    let refusal = verifier.verify(&bundle, &request).err();
    refusal.map_or("ok", |refusal| refusal.code().as_str())
}

#[test]
fn trust_roots_and_keys_that_were_retired() {
    let kit = Sigstore::default();
    let root = kit.trusted_root();
    let verifier = trust::of_instance(root.to_string().as_bytes()).unwrap();
    let mut broken = root.clone();
    broken["tlogs"][1]["publicKey"]["keyDetails"] = "UNKNOWN".into();
    assert!(trust::of_instance(broken.to_string().as_bytes()).is_err());

    let by_key = kit.message(FILE).by_key().mint();
    let (begin, signed) = (kit.rekor.window.start.unwrap(), kit.time);
    let at = |time: bonafide_testkit::Time| Time::from_unix(time.seconds).unwrap();
    let until = |end| {
        let key = trust::retired_key(&by_key.key, at(begin), at(end)).unwrap();
        code(&verifier, &by_key, &Policy::key(key))
    };
    assert_eq!(until(signed.plus(1)), "ok");
    assert_eq!(until(signed.plus(-1)), "key.validity");

    let url = root["tlogs"][0]["baseUrl"].as_str().unwrap();
    let by_hand = |since| {
        let log = (url, &*kit.rekor.key.pem(), at(since));
        trust::by_hand(&kit.fulcio.chain(), log).unwrap()
    };
    let verifier = by_hand(begin);
    let identity = IdentityMatcher::exact(&*kit.identity, &*kit.issuer).unwrap();
    let policy = Policy::identity(identity).without_certificate_timestamps();
    let minted = kit.message(FILE).mint();
    assert_eq!(code(&verifier, &minted, &policy), "ok");
    let later = by_hand(signed.plus(1));
    assert_eq!(code(&later, &minted, &policy), "tlog.key-validity");
    let other = Sigstore::new("other.test");
    assert_eq!(
        code(&verifier, &other.message(FILE).mint(), &policy),
        "tlog.unknown-log"
    );
}

#[test]
fn who_may_release() {
    let kit = Sigstore::default();
    let verifier = trust::of_instance(kit.trusted_root().to_string().as_bytes()).unwrap();
    let (workflow, _) = kit.identity.split_once('@').unwrap();
    let ours = (&*kit.issuer, workflow, "4711");
    let person = ("release@example.com", "https://accounts.example.com");
    let policy = identity::release(ours, person).unwrap();
    let minted = |id: &str| {
        let plan = kit.message(FILE);
        plan.with_leaf(|leaf| leaf.set(Extension::claim(15, id)))
            .mint()
    };
    assert_eq!(code(&verifier, &minted("4711"), &policy), "ok");
    assert_eq!(
        code(&verifier, &minted("4712"), &policy),
        "identity.claim-mismatch"
    );
    assert_eq!(
        code(&verifier, &kit.message(FILE).mint(), &policy),
        "identity.claim-mismatch"
    );
    let mut kit = kit.clone();
    kit.identity = kit.identity.replace("refs/tags/v1", "refs/heads/main");
    assert_eq!(
        code(&verifier, &kit.message(FILE).mint(), &policy),
        "identity.san-mismatch"
    );
}
