//! Serves an image in a registry that means no good, until it is killed.
//!
//! ```text
//! hostile_registry endless|referrers|cycle|layer
//! ```
//!
//! It prints the name of the image. `endless`: the image's list of referrers has no end. `referrers`:
//! 100,000 of them, in pages. `cycle`: indexes that name each other and themselves. `layer`: the
//! signature is said to be small and compressed, and its bytes have no end.

use bonafide_testkit::Sigstore;
use bonafide_testkit::image::{Options, SignedImage};
use bonafide_testkit::registry::{
    Action, Content, Registry, Rule, Script, descriptor, digest, media,
};
use serde_json::{Value, json};

const REPOSITORY: &str = "owner/app";

fn main() {
    let mode = std::env::args()
        .nth(1)
        .expect("endless|referrers|cycle|layer");
    let image = SignedImage::new(&Sigstore::default(), &Options::default());
    let mut content = Content::of_store(REPOSITORY, &image.store);
    let mut subject = image.digest.clone();
    let referrers = format!("/v2/{REPOSITORY}/referrers/");
    let script = match mode.as_str() {
        "endless" => {
            let action = Action::endless(b"{\"schemaVersion\":2,");
            Script::default().with_rule(Rule::get_below(&referrers, action))
        }
        "referrers" => {
            let action = Action::referrers(100_000, 1_000);
            Script::default().with_rule(Rule::get_below(&referrers, action))
        }
        "cycle" => {
            subject = cyclic(&mut content);
            Script::default()
        }
        "layer" => {
            let blobs = format!("/v2/{REPOSITORY}/blobs/");
            let action = Action::endless(b"\x1f\x8b\x08");
            Script::default().with_rule(Rule::get_below(&blobs, action))
        }
        other => panic!("{other} is not known"),
    };
    let registry = Registry::start(content, script);
    println!("{}/{REPOSITORY}@{subject}", registry.origin());
    registry.wait();
}

/// An index of 2,000 entries, which are indexes of the same entries, and itself by a false name.
fn cyclic(content: &mut Content) -> String {
    let index = |manifests: Vec<Value>| {
        let index = json!({
            "schemaVersion": 2,
            "mediaType": media::INDEX,
            "manifests": manifests,
        });
        index.to_string().into_bytes()
    };
    let mut entries: Vec<Value> = Vec::new();
    let mut last = String::new();
    for _ in 0..8 {
        let mut repeated = Vec::new();
        for _ in 0..250 {
            repeated.extend(entries.iter().take(8).cloned());
        }
        let bytes = index(repeated);
        last = content.push_manifest(REPOSITORY, media::INDEX, &bytes);
        let mut entry = descriptor(media::INDEX, &bytes);
        entry["digest"] = json!(digest(&bytes));
        entries.insert(0, entry);
    }
    last
}
