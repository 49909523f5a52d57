//! Bundles of the method `key`, right and wrong.

mod common;

use bonafide_model::Profile;
use bonafide_testkit::KeyKind;
use common::*;
use serde_json::json;

const GOOD: [&str; 3] = ["verified"; 3];

#[test]
fn each_curve_verifies_with_its_hash() {
    for kind in [KeyKind::P256, KeyKind::P384, KeyKind::P521] {
        let key = key(kind);
        let bundle = sign(good().to_string().as_bytes(), &key).to_string();
        let trust = bonafide_model::Trust::keys(vec![trusted(&key).with_id("release")]);
        let verified = verify(&verifier(trust, Profile::Paranoid), bundle.as_bytes()).unwrap();
        assert_eq!(verified.manifest().resource_count(), 2);
        assert_eq!(verified.signer().key_id(), Some("release"));
        assert!(verified.findings().is_empty() && verified.time().is_none());
    }
}

#[test]
fn a_good_bundle_is_good_under_each_profile() {
    assert_eq!(verdicts(&good_bundle()), GOOD);
    let mut older = good_bundle();
    older["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.3".into();
    assert_eq!(verdicts(&older), GOOD);
    let mut bare = good_bundle();
    bare["verificationMaterial"]
        .as_object_mut()
        .unwrap()
        .remove("tlogEntries");
    bare["dsseEnvelope"]["signatures"][0]["keyid"] = json!(null);
    assert_eq!(verdicts(&bare), GOOD);
}
