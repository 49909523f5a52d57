//! Twice of what others can make many of takes about twice the time. Subjects, lines and what stands
//! in JSON are measured with `provenance`, resources with `models`.

#[path = "policy/judged.rs"]
mod judged;
#[path = "provenance/measure.rs"]
mod measure;
#[expect(dead_code, reason = "shared with other questions")]
#[path = "policy/registry.rs"]
mod registry;
#[expect(dead_code, reason = "shared with other questions")]
#[path = "provenance/table.rs"]
mod table;

use bonafide_oci::{DiscoveryOptions, Reference, Wanted, discover};
use bonafide_sbom::{ReadOptions, Sink, Summary, read};
use bonafide_sigstore::{Bundle, ParseOptions};
use bonafide_testkit::Sigstore;
use bonafide_testkit::image::{Attachment, Store};
use serde_json::{Value, json};

use judged::Judged;
use measure::{contest, time, work};
use registry::Counting;
use table::{Goal, Table};

const ARTIFACT: &[u8] = b"the artifact";

fn main() {
    let mut table = Table::default();
    entries(&mut table);
    signatures(&mut table);
    rules(&mut table);
    referrers(&mut table);
    components(&mut table);
    table.print();
}

fn twice<T, U>(table: &mut Table, name: &str, one: impl FnMut() -> T, two: impl FnMut() -> U) {
    let contest = contest(&mut [&mut work(one), &mut work(two)]);
    let (one, two) = (time(contest.time(0)), time(contest.time(1)));
    let note = format!("{two} against {one}");
    table.add(name, Goal::AtMost(2.3), contest.ratio(1, 0), note);
}

/// Log entries of one bundle, read: as many as may be, and half of them.
fn entries(table: &mut Table) {
    let minted = Sigstore::default().message(ARTIFACT).mint();
    let text = |count: usize| {
        let mut bundle = minted.bundle.clone();
        let entries = &mut bundle["verificationMaterial"]["tlogEntries"];
        *entries = vec![entries[0].clone(); count].into();
        bundle.to_string()
    };
    let parse = |text: &str| Bundle::parse(text.as_bytes(), &ParseOptions::default()).unwrap();
    let (one, two) = (text(16), text(32));
    twice(
        table,
        "16 and 32 log entries, read",
        || parse(&one),
        || parse(&two),
    );
}

/// Signatures over one artifact, judged.
fn signatures(table: &mut Table) {
    let judged = Judged::new(1);
    let (one, two) = (judged.bundles(64), judged.bundles(128));
    twice(
        table,
        "64 and 128 signatures, verified and judged",
        || judged.judge(&judged.gather(&one)),
        || judged.judge(&judged.gather(&two)),
    );
}

/// Rules that are about the artifact, with four signatures.
fn rules(table: &mut Table) {
    let (one, two) = (Judged::new(500), Judged::new(1_000));
    let (few, many) = (one.gather(&one.bundles(4)), two.gather(&two.bundles(4)));
    twice(
        table,
        "500 and 1,000 rules of a policy",
        || one.judge(&few),
        || two.judge(&many),
    );
}

/// Images that refer to the subject, each with a bundle of its own.
fn referrers(table: &mut Table) {
    let minted = Sigstore::default().message(ARTIFACT).mint();
    let store = |count: usize| {
        let mut store = Store::image("app");
        let subject = store.find(&store.subject).unwrap().descriptor();
        for number in 0..count {
            let mut bundle = minted.bundle.clone();
            bundle["number"] = number.into();
            store.attach(&Attachment::bundle_json(&bundle, &subject));
        }
        store
    };
    let found = |store: &Store| {
        let name = format!("registry.test/app@{}", store.subject);
        let subject = bonafide_oci::Subject::of(&Reference::parse_strict(&name).unwrap());
        let options = DiscoveryOptions::new(Wanted::everything());
        discover(&Counting::new(store), &subject, options).unwrap()
    };
    let (one, two) = (store(32), store(64));
    assert_eq!(found(&one).candidates().len(), 32);
    assert_eq!(found(&two).candidates().len(), 64);
    twice(
        table,
        "32 and 64 referrers, discovered",
        || found(&one),
        || found(&two),
    );
}

/// A sink that keeps nothing.
struct Passed;

impl Sink for Passed {}

/// Components of a bill of materials, each with an edge to the next.
fn components(table: &mut Table) {
    let text = |count: usize| {
        let component = |number| {
            json!({"type": "library", "bom-ref": format!("ref-{number}"), "name": format!("name-{number}"),
                "version": "1.0", "purl": format!("pkg:npm/name-{number}@1.0")})
        };
        let edge = |number| json!({"ref": format!("ref-{number}"), "dependsOn": [format!("ref-{}", (number + 1) % count)]});
        let document = json!({
            "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
            "components": (0..count).map(component).collect::<Vec<Value>>(),
            "dependencies": (0..count).map(edge).collect::<Vec<Value>>(),
        });
        document.to_string()
    };
    let parse = |text: &str| -> Summary {
        let options = ReadOptions::default().with_hashing(false);
        read(text.as_bytes(), &options, &mut Passed).unwrap()
    };
    let (one, two) = (text(20_000), text(40_000));
    twice(
        table,
        "20,000 and 40,000 components, read",
        || parse(&one),
        || parse(&two),
    );
}
