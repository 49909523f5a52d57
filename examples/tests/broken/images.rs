//! Images with signatures of both formats.

use bonafide_testkit::Sigstore;
use bonafide_testkit::image::{Layer, SimpleSigning, Statement, Store, name};
use serde_json::{Value, json};

use crate::Row;
use crate::common::{Case, REPOSITORY, policy, signature};

struct Images<'a> {
    kit: &'a Sigstore,
    case: &'a Case,
    rows: Vec<Row>,
}

impl Images<'_> {
    fn add(
        &mut self,
        artifact: &'static str,
        store: &Store,
        by: &[&str],
        wanted: &Value,
        expected: [&'static str; 4],
    ) {
        let number = self.rows.len();
        let layout = self.case.layout(&format!("image-{number}"), store);
        let name = format!("{REPOSITORY}@{}", store.subject);
        let policy = policy(self.kit, by, wanted);
        let arguments = [&*layout, "--reference", &name];
        self.rows
            .push(Row::new(artifact, &arguments, policy, expected));
    }
}

pub(super) fn rows(kit: &Sigstore, case: &Case) -> Vec<Row> {
    let mut images = Images {
        kit,
        case,
        rows: Vec::new(),
    };
    layers(&mut images, kit);
    bundles(&mut images, kit);
    thresholds(&mut images, kit);
    content(&mut images, kit);
    images.rows
}

/// An image with these layers as signatures.
fn signed(layers: &[Layer]) -> Store {
    let mut store = Store::image("app");
    store.sign(layers);
    store
}

fn payload(digest: &str) -> SimpleSigning {
    SimpleSigning::new(REPOSITORY, digest)
}

fn layers(images: &mut Images<'_>, kit: &Sigstore) {
    let digest = Store::image("app").subject;
    let other = Store::image("other").subject;
    let layer = |payload: SimpleSigning| payload.plan(kit).by_key().signed_by("a").layer();
    let good = layer(payload(&digest));
    let wanted = signature(&["a"]);
    let mut add = |artifact, layer: Layer, expected| {
        images.add(artifact, &signed(&[layer]), &["a"], &wanted, expected)
    };
    add(
        "a layer signed for another image",
        layer(payload(&other)),
        [
            "reject",
            "rule/r",
            "signature.wrong-subject",
            "candidate: signature.wrong-subject",
        ],
    );
    add(
        "a layer signed for another repository",
        layer(SimpleSigning::new("registry.test/other/app", &digest)),
        [
            "reject",
            "rule/r",
            "signature.identity-replay",
            "candidate: signature.identity-replay",
        ],
    );
    add(
        "a layer with a signature that is no base64",
        good.clone().with(name::SIGNATURE, "no base64!"),
        [
            "quarantine",
            "rule/r",
            "signature.missing",
            "candidate: image.signature-annotation",
        ],
    );
    add(
        "a layer without a signature",
        good.clone().without(name::SIGNATURE),
        [
            "quarantine",
            "rule/r",
            "signature.missing",
            "candidate: image.signature-annotation",
        ],
    );
    add(
        "a layer without a log entry",
        good.clone().without(name::PROMISE),
        [
            "quarantine",
            "rule/r",
            "tlog.threshold",
            "candidate: tlog.threshold",
        ],
    );
    add(
        "a layer with a promise of other bytes",
        good.clone().editing(name::PROMISE, |promise| {
            promise["Payload"]["logIndex"] = json!(7)
        }),
        [
            "reject",
            "rule/r",
            "tlog.set",
            "/verificationMaterial/tlogEntries/0/inclusionPromise",
        ],
    );
    add(
        "a layer whose payload was changed",
        good.with_blob(|blob| blob.push(b' ')),
        [
            "reject",
            "rule/r",
            "key.untrusted",
            "candidate: signature.invalid",
        ],
    );
    let ci = payload(&digest).plan(kit).layer();
    images.add(
        "a layer without its certificate",
        &signed(&[ci.clone().without(name::CERTIFICATE)]),
        &["ci"],
        &signature(&["ci"]),
        [
            "reject",
            "rule/r",
            "key.untrusted",
            "candidate: key.missing",
        ],
    );
    images.add(
        "a layer with another identity",
        &signed(&[ci]),
        &["other-repository"],
        &signature(&["other-repository"]),
        [
            "reject",
            "rule/r",
            "identity.san-mismatch",
            "candidate: identity.san-mismatch",
        ],
    );
}

fn bundles(images: &mut Images<'_>, kit: &Sigstore) {
    let other = Store::image("other").subject;
    let mut store = Store::image("app");
    let digest = store.subject.clone();
    images.add(
        "an image that nobody signed",
        &store,
        &["a"],
        &signature(&["a"]),
        ["quarantine", "rule/r", "signature.missing", "artifact"],
    );
    store.attach_bundle(&Statement::signature(&other).plan(kit).mint());
    images.add(
        "a bundle for another image",
        &store,
        &["ci"],
        &signature(&["ci"]),
        [
            "reject",
            "rule/r",
            "artifact.not-a-subject",
            "/dsseEnvelope",
        ],
    );
    let mut store = Store::image("app");
    let by_b = Statement::signature(&digest)
        .plan(kit)
        .by_key()
        .signed_by("b")
        .mint();
    store.attach_bundle(&by_b);
    images.add(
        "a bundle by another key",
        &store,
        &["a"],
        &signature(&["a"]),
        [
            "reject",
            "rule/r",
            "key.untrusted",
            "candidate: signature.invalid",
        ],
    );
    let mut annotated = signature(&["b"]);
    annotated["signature"]["annotations"] = json!({"env": "prod"});
    images.add(
        "a signature without a wanted annotation",
        &store,
        &["b"],
        &annotated,
        [
            "reject",
            "rule/r",
            "image.annotation",
            "candidate: image.annotation",
        ],
    );
    let mut legacy = signature(&["b"]);
    legacy["signature"]["formats"] = json!(["legacy"]);
    images.add(
        "a signature of a format that is not accepted",
        &store,
        &["b"],
        &legacy,
        [
            "quarantine",
            "rule/r",
            "signature.missing",
            "candidate: image.format-not-allowed",
        ],
    );
    let mut store = Store::image("app");
    let flipped = Statement::signature(&digest)
        .plan(kit)
        .with_signature(|bytes: &mut Vec<u8>| bytes[20] ^= 1);
    store.attach_bundle(&flipped.mint());
    images.add(
        "a bundle with a flipped bit",
        &store,
        &["ci"],
        &signature(&["ci"]),
        [
            "reject",
            "rule/r",
            "key.untrusted",
            "candidate: signature.invalid",
        ],
    );
    let mut store = Store::image("app");
    let attested = Statement::attestation(&digest, "https://example.test/predicate/v1", json!({}));
    store.attach_bundle(&attested.plan(kit).mint());
    images.add(
        "an image that is attested to and not signed",
        &store,
        &["ci"],
        &signature(&["ci"]),
        [
            "quarantine",
            "rule/r",
            "signature.missing",
            "candidate: statement.predicate-type",
        ],
    );
    let forbidden = json!({"forbid": {"attestation": {"by": ["ci"], "predicate_type": ["https://example.test/predicate/v1"]}}});
    images.add(
        "an attestation that must not be there",
        &store,
        &["ci"],
        &forbidden,
        [
            "reject",
            "rule/r",
            "policy.forbid-present",
            "candidate: policy.forbid-present",
        ],
    );
}

fn thresholds(images: &mut Images<'_>, kit: &Sigstore) {
    let mut store = Store::image("app");
    let digest = store.subject.clone();
    for _ in 0..2 {
        let statement = Statement::signature(&digest);
        store.attach_bundle(&statement.plan(kit).by_key().signed_by("a").mint());
    }
    let both = json!({"signature": {"by": ["a", "b"], "min": 2}});
    images.add(
        "one of two who must sign",
        &store,
        &["a", "b"],
        &both,
        [
            "reject",
            "rule/r",
            "signature.threshold-not-met",
            "candidate: signature.verified",
        ],
    );
}

fn content(images: &mut Images<'_>, kit: &Sigstore) {
    let good = |kit| {
        let mut store = Store::image("app");
        let statement = Statement::signature(&store.subject);
        store.attach_bundle(&Statement::plan(&statement, kit).mint());
        store
    };
    let wanted = signature(&["ci"]);
    let mut store = good(kit);
    let subject = store.subject.clone();
    store.corrupt(&subject, |bytes| bytes.push(b'\n'));
    images.add(
        "an image whose manifest was changed",
        &store,
        &["ci"],
        &wanted,
        ["reject", "subject/digest", "digest.mismatch", "artifact"],
    );
    let mut store = good(kit);
    let bundles: Vec<String> = store
        .referrers(&subject)
        .iter()
        .map(|one| one.digest.clone())
        .collect();
    let layer = store.manifest(&bundles[0]).value()["layers"][0]["digest"]
        .as_str()
        .unwrap()
        .to_owned();
    store.corrupt(&layer, |bytes| bytes[40] ^= 1);
    images.add(
        "a bundle whose blob was changed",
        &store,
        &["ci"],
        &wanted,
        [
            "quarantine",
            "rule/r",
            "signature.missing",
            "candidate: digest.mismatch",
        ],
    );
    let mut store = good(kit);
    store.blobs.remove(&layer);
    images.add(
        "a bundle whose blob is not there",
        &store,
        &["ci"],
        &wanted,
        [
            "indeterminate",
            "rule/r",
            "discovery.unavailable",
            "candidate: discovery.unavailable",
        ],
    );
}
