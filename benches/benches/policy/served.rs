//! Images that are asked for: over a loopback registry, and again and again.

use std::time::Instant;

use bonafide_oci::http::RegistryClient;
use bonafide_oci::{Reference, discover};
use bonafide_policy::{
    CompiledPolicy, EvidenceSet, MemoryFiles, Subject, Syntax, Verdict, evaluate,
};
use bonafide_report::{Decision, Time};
use bonafide_testkit::Sigstore;
use bonafide_testkit::image::{By, Carrier, Options, SignedImage, Statement};
use bonafide_testkit::registry::{Content, Registry, Script};
use serde_json::{Value, json};

use crate::measure::{contest, work};
use crate::registry::Counting;
use crate::resident;
use crate::table::{Goal, Table};

const REPOSITORY: &str = "owner/app";
const REVIEW: &str = "https://example.com/review/v1";
/// Requests for an image, each with a client and connections of its own.
const ROUNDS: usize = 300;
const STEADY: usize = 10_000;

/// A registry that is asked for the first time: times by the wall, requests by its own record.
pub(crate) fn cold_rows(table: &mut Table) {
    let kit = Sigstore::default();
    for (name, signer) in [("key", By::key("s")), ("identity", By::Keyless)] {
        let image = signed(&kit, vec![signer], 0);
        let policy = policy(&image, name, &[json!({"signature": {"by": ["s"]}})]);
        let (mut times, requests) = asked(&image, &policy, ROUNDS);
        times.sort_by(f64::total_cmp);
        let (half, late) = (times[ROUNDS / 2] * 1e3, times[ROUNDS - ROUNDS / 100] * 1e3);
        let what = format!("cold, loopback registry, one signature by {name}");
        let note = format!("{ROUNDS} times, by the wall");
        table.add(
            &format!("{what}, ms, half"),
            Goal::AtMost(20.0),
            half,
            note.clone(),
        );
        table.add(
            &format!("{what}, ms, all but a hundredth"),
            Goal::AtMost(50.0),
            late,
            note,
        );
        let note = "manifests, referrers and blobs".to_owned();
        table.add(
            &format!("{what}, requests"),
            Goal::AtMost(6.0),
            requests,
            note,
        );
    }
}

/// Five requirements on attestations ask the registry for no more than one does.
pub(crate) fn fetch_rows(table: &mut Table) {
    let image = signed(&Sigstore::default(), vec![By::Keyless], 5);
    let wanted = |number: usize| json!({"attestation": {"by": ["s"], "predicate_type": [format!("{REVIEW}/{number}")]}});
    let requests = |count: usize| {
        let wanted: Vec<Value> = (0..count).map(wanted).collect();
        asked(&image, &policy(&image, "identity", &wanted), 1).1
    };
    let (one, five) = (requests(1), requests(5));
    let note = format!("{five} against {one}");
    let name = "requests for 5 requirements on attestations, by those for 1";
    table.add(name, Goal::AtMost(1.0), five / one, note);
}

/// An image with 1, 10 and 64 signatures: all of it, and the verdict alone.
pub(crate) fn signature_rows(table: &mut Table) {
    let kit = Sigstore::default();
    for count in [1, 10, 64] {
        let mut image = signed(&kit, vec![By::Keyless], 0);
        for number in 1..count {
            let statement = Statement::signature(&image.digest);
            let statement = statement.with_annotations(json!({"number": number.to_string()}));
            image.store.attach_bundle(&statement.plan(&kit).mint());
        }
        let judged = Judged::new(&image, &json!({"signature": {"by": ["s"]}}));
        let registry = Counting::new(&image.store);
        let evidence = judged.gather(&registry);
        let fetched = registry.take_bytes();
        let bytes = judged.verdict(&evidence).to_json().len();
        let cold = measured(|| judged.verdict(&judged.gather(&registry)));
        let warm = measured(|| judged.verdict(&evidence));
        for (name, seconds) in [("cold, in memory", cold), ("warm", warm)] {
            let note = format!("{fetched} bytes fetched, {bytes} bytes of verdict");
            let name = format!("verdict, {count} signatures, {name}, ms");
            table.add(&name, Goal::None, seconds * 1e3, note);
        }
    }
}

/// Memory after many verdicts.
pub(crate) fn steady_rows(table: &mut Table) {
    let image = signed(&Sigstore::default(), vec![By::Keyless], 1);
    let judged = Judged::new(&image, &json!({"signature": {"by": ["s"]}}));
    let registry = Counting::new(&image.store);
    let rounds = |count: usize| {
        for _ in 0..count {
            let verdict = judged.verdict(&judged.gather(&registry));
            assert_eq!(verdict.decision(), Decision::Allow);
        }
    };
    rounds(STEADY / 10);
    let Some(before) = resident::now().map(mebibytes) else {
        return eprintln!("the system does not tell how much memory is resident");
    };
    rounds(STEADY);
    let grown = resident::now().map_or(before, mebibytes) - before;
    let note = format!("{STEADY} images, from {before:.1} MiB");
    table.add(
        "steady state, memory, MiB more",
        Goal::AtMost(5.0),
        grown,
        note,
    );
    let most = resident::peak().map_or(before, mebibytes);
    let note = "with all that this bench keeps".to_owned();
    table.add(
        "steady state, memory at most, MiB",
        Goal::AtMost(64.0),
        most,
        note,
    );
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

fn signed(kit: &Sigstore, signers: Vec<By>, attestations: usize) -> SignedImage {
    let attestation = |number| (format!("{REVIEW}/{number}"), json!({"ok": true}));
    let options = Options {
        signers,
        carriers: vec![Carrier::Bundle],
        attestations: (0..attestations).map(attestation).collect(),
        ..Options::default()
    };
    SignedImage::new(kit, &options)
}

/// A policy with one rule of these requirements, on a signer that is a key or an identity.
fn policy(image: &SignedImage, signer: &str, wanted: &[Value]) -> CompiledPolicy {
    let wanted = wanted.iter().cloned().enumerate();
    let wanted: Vec<Value> = wanted
        .map(|(number, mut wanted)| {
            wanted["id"] = json!(format!("q{number}"));
            wanted
        })
        .collect();
    let signer = match signer {
        "key" => json!({"key": {"trust": "t", "file": "s.pub"}}),
        _ => json!({"keyless": {
            "trust": "t", "issuer": image.issuer, "san": image.identity}}),
    };
    let document = json!({
        "schema": "bonafide.policy/v1", "name": "p", "default": "reject",
        "allow_unpinned_files": true, "signers": {"s": signer},
        "rules": [{"id": "r", "require": wanted}],
        "trust": {"t": {"trusted_root": {"file": "root.json"}}},
    });
    let files = MemoryFiles::new().with_file("root.json", image.trusted_root.to_string());
    let files = match image.keys.first() {
        Some(key) => files.with_file("s.pub", key.as_str()),
        None => files,
    };
    super::compile(document.to_string().as_bytes(), Syntax::Json, &files)
}

/// Seconds of each time that the image is asked for, and requests of one.
fn asked(image: &SignedImage, policy: &CompiledPolicy, rounds: usize) -> (Vec<f64>, f64) {
    let content = Content::of_store(REPOSITORY, &image.store);
    let registry = Registry::start(content, Script::default());
    let name = format!("{}/{REPOSITORY}@{}", registry.origin(), image.digest);
    let reference = Reference::parse_strict(&name).unwrap();
    let now = Time::from_unix(image.now).unwrap();
    let times = (0..rounds).map(|_| {
        let start = Instant::now();
        let client = RegistryClient::builder().allow_plain_http(registry.origin());
        let client = client.build().unwrap();
        let subject = Subject::image_named(&name);
        let lookup = bonafide_oci::Subject::of(&reference);
        let found = discover(&client, &lookup, policy.discovery_options(&subject)).unwrap();
        let subject = subject.found(&found);
        let evidence = EvidenceSet::of_image(policy, &subject, &found, now);
        let verdict = evaluate(policy, &subject, &evidence, now);
        let took = start.elapsed().as_secs_f64();
        assert_eq!(
            verdict.decision(),
            Decision::Allow,
            "{:#?}",
            verdict.decisive()
        );
        took
    });
    let times: Vec<f64> = times.collect();
    let requests: usize = registry.requests().counts().values().sum();
    (times, f64::from(u32::try_from(requests / rounds).unwrap()))
}

/// Seconds of the thread.
fn measured<T>(job: impl FnMut() -> T) -> f64 {
    contest(&mut [&mut work(job)]).time(0)
}

/// An image in memory, and a policy of one rule.
struct Judged {
    policy: CompiledPolicy,
    subject: Subject,
    reference: Reference,
    now: Time,
}

impl Judged {
    fn new(image: &SignedImage, wanted: &Value) -> Self {
        let reference = Reference::parse_strict(&image.pinned()).unwrap();
        let digest = bonafide_oci::parse_digest(&image.digest).unwrap();
        Self {
            policy: policy(image, "identity", core::slice::from_ref(wanted)),
            subject: Subject::image(digest).with_reference(reference.clone()),
            reference,
            now: Time::from_unix(image.now).unwrap(),
        }
    }

    fn gather(&self, registry: &Counting<'_>) -> EvidenceSet {
        let lookup = bonafide_oci::Subject::of(&self.reference);
        let options = self.policy.discovery_options(&self.subject);
        let found = discover(registry, &lookup, options).unwrap();
        EvidenceSet::of_image(&self.policy, &self.subject, &found, self.now)
    }

    fn verdict(&self, evidence: &EvidenceSet) -> Verdict {
        evaluate(&self.policy, &self.subject, evidence, self.now)
    }
}
