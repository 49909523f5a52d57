//! An index and its children.

use bonafide_oci::{Children, Discovered, Reference};
use bonafide_report::Class;
use bonafide_sigstore::image::{ImagePolicy, ImageRequest};
use bonafide_testkit::image::{Attachment, SimpleSigning, Statement, Store};

use crate::kit::{Answer, Bench, REPOSITORY, digest, found, found_with, options};

fn with_children(store: &Store) -> Discovered {
    found_with(store, &[], options().with_children(Children::All))
}

fn child(store: &Store) -> String {
    let index = store.subject().value();
    index["manifests"][0]["digest"].as_str().unwrap().to_owned()
}

fn about(bench: &Bench, found: &Discovered, child: &str, policy: &ImagePolicy) -> Answer {
    let request = ImageRequest::new(found, policy, bench.now()).about_child(digest(child));
    Answer(bench.verifier().verify_image(&request))
}

#[test]
fn a_signature_on_an_index_covers_its_children() {
    let bench = Bench::of(Store::index("app"));
    let child = child(&bench.store);
    let exact = bench.signature().exact_subject();
    let mut bundle = bench.store.clone();
    bundle.attach_bundle(&bench.bundle().mint());
    for store in [bench.sig(&[bench.plan().layer()]), bundle] {
        let found = with_children(&store);
        assert_eq!(bench.ask_found(&found, &bench.signature()).code(), "ok");
        assert_eq!(bench.ask_found(&found, &exact).code(), "ok");
        let answer = about(&bench, &found, &child, &bench.signature());
        let verified = answer.verified();
        assert_eq!(verified.digest().to_string(), child);
        assert_eq!(verified.attachments()[0].image().to_string(), store.subject);
        let path: Vec<String> = verified.path().iter().map(ToString::to_string).collect();
        assert_eq!(path, core::slice::from_ref(&store.subject));
        assert_eq!(
            about(&bench, &found, &child, &exact).code(),
            "signature.missing"
        );
    }
}

#[test]
fn a_reference_pins_the_child_or_what_leads_to_it() {
    let bench = Bench::of(Store::index("app"));
    let index = bench.store.subject().value();
    let children = [0, 1].map(|at| {
        index["manifests"][at]["digest"]
            .as_str()
            .unwrap()
            .to_owned()
    });
    let found = with_children(&bench.sig(&[bench.plan().layer()]));
    let policy = bench.signature();
    let pinned = |by: &str, child: &str| {
        let asked = Reference::parse_familiar(&format!("{REPOSITORY}@{by}")).unwrap();
        let request = ImageRequest::new(&found, &policy, bench.now());
        let request = request.about_child(digest(child)).with_reference(&asked);
        Answer(bench.verifier().verify_image(&request)).code()
    };
    let [first, second] = &children;
    assert_eq!(pinned(&bench.store.subject, first), "ok");
    assert_eq!(pinned(first, first), "ok");
    assert_eq!(pinned(second, first), "digest.mismatch");
}

#[test]
fn a_signature_on_a_child_covers_nothing_else() {
    let bench = Bench::of(Store::index("app"));
    let first = child(&bench.store);
    let index = bench.store.subject().value();
    let second = index["manifests"][1]["digest"].as_str().unwrap();
    let payload = SimpleSigning::new(REPOSITORY, &first);
    let mut store = bench.store.clone();
    let attached = store.attach(&Attachment::new(&[payload.plan(&bench.kit).layer()]));
    store.tag(&Store::tag_of(&first, "sig"), &attached.digest);
    let subject = store.manifest(&first).descriptor();
    let minted = Statement::signature(&first).plan(&bench.kit).mint();
    store.attach(&Attachment::bundle(&minted, &subject));
    let found = with_children(&store);
    for policy in [bench.signature(), bench.signature().exact_subject()] {
        let own = about(&bench, &found, &first, &policy).verified();
        assert_eq!(own.attachments().len(), 2);
        assert!(
            own.attachments()
                .iter()
                .all(|one| one.image().to_string() == first)
        );
        assert_eq!(
            about(&bench, &found, second, &policy).code(),
            "signature.missing"
        );
        assert_eq!(bench.ask_found(&found, &policy).code(), "signature.missing");
    }
}

#[test]
fn a_signature_that_lies_with_the_index_and_names_a_child() {
    let bench = Bench::of(Store::index("app"));
    let child = child(&bench.store);
    // It says what it is about; where it lies says nothing.
    let payload = SimpleSigning::new(REPOSITORY, &child);
    let store = bench.sig(&[payload.plan(&bench.kit).layer()]);
    let found = with_children(&store);
    assert_eq!(
        bench.ask_found(&found, &bench.signature()).code(),
        "signature.wrong-subject"
    );
    assert_eq!(
        about(&bench, &found, &child, &bench.signature()).code(),
        "ok"
    );
}

#[test]
fn a_child_that_was_not_looked_for() {
    let bench = Bench::of(Store::index("app"));
    let child = child(&bench.store);
    let store = bench.sig(&[bench.plan().layer()]);
    let alone = found(&store);
    let answer = about(&bench, &alone, &child, &bench.signature());
    assert_eq!(answer.code(), "discovery.incomplete");
    assert_eq!(answer.class(), Some(Class::Unavailable));
    let stranger = format!("sha256:{}", "00".repeat(32));
    let answer = about(
        &bench,
        &with_children(&store),
        &stranger,
        &bench.signature(),
    );
    assert_eq!(answer.code(), "discovery.incomplete");
    // The image itself is no child, and may be named.
    let answer = about(&bench, &alone, &store.subject, &bench.signature());
    assert_eq!(answer.code(), "ok");
}
