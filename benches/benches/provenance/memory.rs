//! What provenance takes of memory. Counting slows every allocation down, so that nothing here is
//! timed.

mod inputs;
mod read;
mod scene;

mod table;

use allocation_counter::{AllocationInfo, measure};
use bonafide::dsse::{Envelope, EnvelopeOptions, IN_TOTO};
use bonafide::keys::{Message, PublicKey, Ring};
use bonafide::report::Budget;
use bonafide_testkit::{KeyKind, SigningKey, encode};
use serde_json::{Value, json};

use read::{artifact, envelope, find, read};
use scene::Scene;
use table::{Goal, Table};

fn main() {
    let mut table = Table::default();
    read_rows(&mut table);
    match_rows(&mut table);
    pae_rows(&mut table);
    evaluation_rows(&mut table);
    table.print();
}

/// What `work` allocates; its result is dropped within.
fn allocations<T>(mut work: impl FnMut() -> T) -> AllocationInfo {
    let mut info = AllocationInfo::default();
    // What is made once and kept is not counted.
    for _ in 0..2 {
        info = measure(|| drop(core::hint::black_box(work())));
    }
    info
}

/// An envelope, and then the statement in it, while the carrier lies with the caller.
fn read_rows(table: &mut Table) {
    for (name, payload, subjects) in [
        ("10 KB statement", inputs::statement(0), 1),
        ("4,000 steps of BuildKit", inputs::buildkit(4_000), 1),
        ("20,000 subjects", inputs::subjects(20_000), 20_000),
    ] {
        let carrier = json!({
            "payload": encode::base64(payload.as_bytes()),
            "payloadType": IN_TOTO,
            "signatures": [{"sig": "AA=="}],
        })
        .to_string();
        let peak = allocations(|| {
            let options = EnvelopeOptions::provenance();
            let envelope = Envelope::parse(carrier.as_bytes(), &options).unwrap();
            let statement = read(&envelope);
            assert_eq!(statement.subject_count(), subjects);
            statement
        });
        let value = allocations(|| serde_json::from_slice::<Value>(payload.as_bytes()).unwrap());
        let allowed = payload.len() as f64 * 1.25 + 80.0 * subjects as f64;
        let note = format!(
            "peak {} of {} allowed, in {} allocations; `Value` of the payload alone {}",
            kilobytes(peak.bytes_max as f64),
            kilobytes(allowed),
            peak.count_total,
            kilobytes(value.bytes_max as f64),
        );
        let name = format!("{name}, peak by payload + 25 % + 80 B a subject");
        table.add(
            &name,
            Goal::AtMost(1.0),
            peak.bytes_max as f64 / allowed,
            note,
        );
    }
}

fn match_rows(table: &mut Table) {
    let [few, many] = [200, 20_000].map(|count| {
        let envelope = envelope(&inputs::subjects(count));
        let (statement, wanted) = (read(&envelope), artifact(count - 1));
        allocations(|| find(&statement, &wanted)).bytes_max
    });
    let note = format!("{many} B against {few} B");
    let name = "matching, peak of 20,000 subjects by that of 200";
    table.add(name, Goal::AtMost(1.0), many as f64 / few as f64, note);
}

fn pae_rows(table: &mut Table) {
    let key = SigningKey::seeded(KeyKind::P256, "bench");
    let public = PublicKey::from_spki_der(&key.spki()).unwrap();
    let document = inputs::buildkit(4_000);
    for (name, length) in [("10 KB", 10_000), ("2 MB", 2 << 20)] {
        let payload = &document.as_bytes()[..length];
        let envelope = Envelope::from_parts(IN_TOTO, payload.to_vec(), vec![1]);
        let hash = allocations(|| bonafide::digest::sha256(&envelope.pae().parts()));
        let note = format!("{} B in {} allocations", hash.bytes_max, hash.count_total);
        let copies = (hash.bytes_max / length as u64) as f64;
        let row = format!("PAE hash, {name}, copies of the payload");
        table.add(&row, Goal::AtMost(0.0), copies, note);

        let signature = key.sign(key.scheme(), &envelope.pae().parts().concat());
        let verify = allocations(|| {
            let pae = envelope.pae();
            let scheme = public.kind().default_scheme();
            let message = Message::Parts(&pae.parts());
            let mut budget = Budget::unbounded();
            public
                .verify(&Ring, scheme, message, &signature, &mut budget)
                .unwrap();
        });
        let note = format!(
            "{} B in {} allocations",
            verify.bytes_max, verify.count_total
        );
        let copies = (verify.bytes_max / length as u64) as f64;
        let row = format!("P-256 verification with ring, {name}, copies of the payload");
        table.add(&row, Goal::AtMost(0.0), copies, note);
    }
}

fn evaluation_rows(table: &mut Table) {
    let scene = Scene::new(1);
    let checks = scene.check().leading().checks().len();
    let info = allocations(|| scene.evaluate());
    let note = format!("{checks} checks in the report, peak {} B", info.bytes_max);
    let name = "evaluation of a 10 KB statement, allocations";
    table.add(name, Goal::AtMost(40.0), info.count_total as f64, note);
    let statement = scene.attestations[0].untrusted().unwrap();
    let view = allocations(|| bonafide::slsa::Provenance::of(statement).unwrap());
    let note = format!("peak {} B", view.bytes_max);
    table.add(
        "of these, the view",
        Goal::None,
        view.count_total as f64,
        note,
    );
}

fn kilobytes(bytes: f64) -> String {
    format!("{:.1} KB", bytes / 1e3)
}
