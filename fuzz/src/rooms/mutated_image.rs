//! A signed image whose repository was changed.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use bonafide_oci::{DiscoveryOptions, Reference, Subject, Wanted, discover};
use bonafide_report::Time;
use bonafide_sigstore::image::{ImagePolicy, ImageRequest};
use bonafide_sigstore::{IdentityMatcher, Policy, TrustedRoot, Verifier};
use bonafide_testkit::Sigstore;
use bonafide_testkit::image::{
    Attachment, Descriptor, Layer, SimpleSigning, Statement, Store, name,
};
use serde_json::Value;

use super::mutated_bundle;
use crate::input::Input;
use crate::mutate::{authenticated, damage, mutate};

#[path = "../../../crates/bonafide-oci/tests/common/registry.rs"]
mod registry;

/// A signed image as an attacker who holds the repository would change it.
struct Good {
    subject: Store,
    reference: Reference,
    /// A layer that signs it, one that signs another image, and the same as bundles.
    layers: [Layer; 2],
    bundles: [Value; 2],
    trusted_root: Value,
    verifier: Verifier,
    policy: ImagePolicy,
    now: Time,
}

/// Chooses how the image is signed, changes what is attached, and asks: what is accepted has the
/// payload and the signature that were made for this image.
pub fn run(data: &[u8]) {
    static GOOD: LazyLock<Good> = LazyLock::new(Good::new);
    let good = &*GOOD;
    let mut input = Input::new(data);
    let mut store = good.subject.clone();
    if input.byte() % 2 == 0 {
        let layer = good.changed_layer(&mut input);
        store.sign(core::slice::from_ref(&layer));
        if good.accepts(&store) {
            let [good, _] = &good.layers;
            assert_eq!(layer.blob, good.blob, "another payload");
            let signature = |layer: &Layer| layer.annotations.get(name::SIGNATURE).cloned();
            assert_eq!(signature(&layer), signature(good), "another signature");
        }
    } else {
        let [whole, foreign] = &good.bundles;
        let mut bundle = whole.clone();
        mutate(&mut input, &mut bundle, foreign);
        let subject = store.subject().descriptor();
        store.attach(&attachment(&bundle, &subject));
        if good.accepts(&store) {
            mutated_bundle::remove_unknown_entries(&good.trusted_root, &mut bundle);
            let changed = authenticated(whole, &bundle, mutated_bundle::FREE);
            assert!(changed.is_empty(), "verified with other {changed:?}");
        }
    }
}

impl Good {
    fn new() -> Self {
        let kit = Sigstore::default();
        let subject = Store::image("app");
        let other = Store::image("another");
        let name = "registry.test/owner/app";
        let layer = |store: &Store| SimpleSigning::new(name, &store.subject).plan(&kit).layer();
        let bundle = |store: &Store| {
            Statement::signature(&store.subject)
                .plan(&kit)
                .mint()
                .bundle
        };
        let pinned = format!("{name}@{}", subject.subject);
        let root = TrustedRoot::parse(kit.trusted_root().to_string().as_bytes());
        let matcher = IdentityMatcher::exact(&*kit.identity, &*kit.issuer);
        let policy = Policy::identity(matcher.expect("an identity")).allow_promise_only();
        let good = Self {
            reference: Reference::parse_familiar(&pinned).expect("a reference"),
            layers: [layer(&subject), layer(&other)],
            bundles: [bundle(&subject), bundle(&other)],
            trusted_root: kit.trusted_root(),
            subject,
            verifier: Verifier::new(root.expect("a root")).expect("a verifier"),
            policy: ImagePolicy::signature(policy),
            now: Time::from_unix(kit.time.plus(3600).seconds).expect("a time"),
        };
        let mut store = good.subject.clone();
        store.sign(&good.layers[..1]);
        assert!(good.accepts(&store), "a good layer is refused");
        let mut store = good.subject.clone();
        let subject = store.subject().descriptor();
        store.attach(&attachment(&good.bundles[0], &subject));
        assert!(good.accepts(&store), "a good bundle is refused");
        good
    }

    fn changed_layer(&self, input: &mut Input<'_>) -> Layer {
        let [good, foreign] = &self.layers;
        let mut layer = good.clone();
        for _ in 0..=input.below(2) {
            let names: Vec<&String> = good.annotations.keys().collect();
            let chosen = (*input.choose(&names)).clone();
            match input.byte() % 6 {
                0 => damage(input, &mut layer.blob),
                1 => layer.blob.clone_from(&foreign.blob),
                2 => drop(layer.annotations.remove(&chosen)),
                3 => {
                    let theirs = foreign.annotations.get(&chosen).cloned();
                    layer.annotations.extend(theirs.map(|text| (chosen, text)));
                }
                _ => {
                    let text = layer.annotations.entry(chosen).or_default();
                    *text = other_annotation(input, text);
                }
            }
        }
        layer
    }

    fn accepts(&self, store: &Store) -> bool {
        let asked = Subject::of(&self.reference);
        let options = DiscoveryOptions::new(Wanted::signatures());
        let Ok(found) = discover(&registry::Whole(store), &asked, options) else {
            return false;
        };
        let request =
            ImageRequest::new(&found, &self.policy, self.now).with_reference(&self.reference);
        self.verifier
            .verify_image(&request)
            .is_ok_and(|verified| verified.signers() >= 1)
    }
}

/// Annotations are base64, PEM or JSON.
fn other_annotation(input: &mut Input<'_>, text: &str) -> String {
    if let Ok(mut value) = serde_json::from_str::<Value>(text) {
        mutate(input, &mut value, &Value::Null);
        return value.to_string();
    }
    let mut bytes = text.as_bytes().to_vec();
    damage(input, &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A bundle that says of itself what signatures on images say.
fn attachment(bundle: &Value, subject: &Descriptor) -> Attachment {
    let layer = Layer {
        blob: bundle.to_string().into_bytes(),
        media_type: name::BUNDLE.to_owned(),
        annotations: BTreeMap::new(),
    };
    Attachment::new(&[layer])
        .of_type(name::BUNDLE)
        .with_config(name::EMPTY, b"{}")
        .with(name::BUNDLE_CONTENT, "dsse-envelope")
        .with(
            name::BUNDLE_PREDICATE_TYPE,
            "https://sigstore.dev/cosign/sign/v1",
        )
        .referring(subject)
}
