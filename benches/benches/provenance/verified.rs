//! A bundle, from its bytes to the verdict.

use std::cell::RefCell;

use bonafide::keys::{Message, PublicKey, Ring};
use bonafide::provenance::ProvenanceReader;
use bonafide::report::{Budget, Time};
use bonafide::sigstore::{
    Bundle, IdentityMatcher, ParseOptions, Policy, Request, TrustedRoot, VerifiedBundle, Verifier,
};
use bonafide_testkit::{Minted, SigningKey, Sigstore};
use sha2::{Digest as _, Sha256};

use crate::bundle::{kit, mint, plan};
use crate::inputs;
use crate::measure::{contest, time, work};
use crate::read::artifact;
use crate::scan::scan;
use crate::scene::Scene;
use crate::table::{Goal, Table};

pub(crate) fn rows(table: &mut Table) {
    let kit = kit();
    verification(table, &kit);
    candidates(table, &kit);
}

struct Trust {
    verifier: Verifier,
    now: Time,
}

impl Trust {
    fn of(minted: &Minted) -> Self {
        let root = TrustedRoot::parse(minted.trusted_root.to_string().as_bytes()).unwrap();
        Self {
            verifier: Verifier::new(root).unwrap(),
            now: Time::from_unix(minted.now).unwrap(),
        }
    }

    fn verify(&self, bundle: &[u8], policy: &Policy) -> VerifiedBundle {
        let bundle = Bundle::parse(bundle, &ParseOptions::default()).unwrap();
        let request = Request::of_statement(policy, self.now);
        self.verifier.verify(&bundle, &request).unwrap()
    }
}

/// One signature that a verification has to check, by itself.
struct Single {
    key: PublicKey,
    message: Vec<u8>,
    signature: Vec<u8>,
}

/// A signature and what it is for.
type Named = (&'static str, Single);

impl Single {
    /// The signature of this key, by its usual scheme, over this message.
    fn of(key: &SigningKey, message: &[u8]) -> Self {
        let single = Self {
            key: PublicKey::from_spki_der(&key.spki()).unwrap(),
            message: message.to_vec(),
            signature: key.sign(key.scheme(), message),
        };
        single.verify();
        single
    }

    fn verify(&self) {
        let scheme = self.key.kind().default_scheme();
        let message = Message::Parts(&[&self.message]);
        let mut budget = Budget::unbounded();
        let verified = self
            .key
            .verify(&Ring, scheme, message, &self.signature, &mut budget);
        verified.unwrap();
    }
}

/// The signatures of a bundle, taken down while it is made, and the bytes hashed beside them.
fn singles(kit: &Sigstore) -> (Minted, Vec<Named>, Vec<Vec<u8>>) {
    let found = RefCell::new(Vec::new());
    let add = |name, key: &SigningKey, message: &[u8]| {
        found.borrow_mut().push((name, Single::of(key, message)));
    };
    let body = RefCell::new(Vec::new());
    let minted = plan(kit, 0)
        .with_scts(|scts| {
            for sct in scts {
                add("certificate timestamp", &sct.signer, &sct.signed());
            }
        })
        .with_promise_over(|promise| {
            add(
                "promise of the log",
                &promise.signer,
                promise.text().as_bytes(),
            )
        })
        .with_checkpoint(|note| {
            for signer in &note.signers {
                add("checkpoint", &signer.key, note.text().as_bytes());
            }
        })
        .with_body_bytes(|bytes| *body.borrow_mut() = bytes.clone())
        .mint();
    // The signed part of a certificate is a little shorter than the whole.
    let signed = &minted.certificate[..minted.certificate.len() - 120];
    add("certificate", &kit.fulcio.issuer().key, signed);
    let payload = inputs::statement(0).into_bytes();
    let pae = bonafide::dsse::Pae::new(bonafide::dsse::IN_TOTO, &payload);
    let key = SigningKey::seeded(bonafide_testkit::KeyKind::P256, "signer");
    add("envelope", &key, &pae.parts().concat());
    let hashed = vec![payload.clone(), body.borrow().clone()];
    drop(body);
    (minted, found.take(), hashed)
}

fn verification(table: &mut Table, kit: &Sigstore) {
    let (minted, singles, hashed) = singles(kit);
    let names: Vec<&str> = singles.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "certificate timestamp",
            "checkpoint",
            "promise of the log",
            "certificate",
            "envelope"
        ]
    );
    let bundle = minted.bundle.to_string().into_bytes();
    let trust = Trust::of(&minted);
    let identity = IdentityMatcher::exact(&*minted.identity, &*minted.issuer).unwrap();
    let policy = Policy::identity(identity).subjects_left_to_caller();
    let verified = trust.verify(&bundle, &policy);
    assert!(verified.statement().is_some());
    assert!(verified.logs().iter().all(|log| log.inclusion().is_some()));

    let mut scene = Scene::new(1);
    scene.settings = bonafide::slsa::Settings::strict(trust.now);
    let reader = ProvenanceReader::new(&trust.verifier);
    let mut whole = || {
        let gathered = reader.attestations(&bundle, trust.now).unwrap();
        scene.attestations = gathered.into_attestations();
        scene.evaluate()
    };
    assert_eq!(
        whole().decision(),
        bonafide::report::Decision::Allow,
        "{}",
        whole().text()
    );

    let contest = contest(&mut [
        &mut work(|| trust.verify(&bundle, &policy)),
        &mut work(whole),
        &mut work(|| singles[0].1.verify()),
        &mut work(|| singles[1].1.verify()),
        &mut work(|| singles[2].1.verify()),
        &mut work(|| singles[3].1.verify()),
        &mut work(|| singles[4].1.verify()),
        &mut work(|| hashed.iter().map(|bytes| Sha256::digest(bytes)[0]).max()),
    ]);
    let parts = [2, 3, 4, 5, 6, 7];
    let sum: f64 = parts.iter().map(|part| contest.time(*part)).sum();
    for (row, which, goal) in [
        ("verification of a bundle of 17 KB", 0, Goal::AtMost(1.25)),
        (
            "the same with detection, gathering and evaluation",
            1,
            Goal::None,
        ),
    ] {
        let name = format!("{row}, time by its signatures' and hashes'");
        let note = format!("{} against {}", time(contest.time(which)), time(sum));
        table.add(&name, goal, contest.ratio_to_sum(which, &parts), note);
    }
    for (place, name) in names.iter().enumerate() {
        let name = format!("of these, {name} ({})", singles[place].1.key.kind());
        let note = time(contest.time(parts[place]));
        table.add(
            &name,
            Goal::None,
            contest.ratio_to_sum(parts[place], &parts),
            note,
        );
    }
}

/// Files of bundles of which one is about the artifact.
fn candidates(table: &mut Table, kit: &Sigstore) {
    let minted = mint(kit, 0);
    let trust = Trust::of(&minted);
    let file = |count: usize| {
        let mut lines: Vec<String> = (1..count)
            .map(|number| elsewhere(&minted, number))
            .collect();
        lines.insert(count / 2, minted.bundle.to_string());
        lines.join("\n")
    };
    let files = [500, 1_000, 2_000].map(file);
    let reader = ProvenanceReader::new(&trust.verifier).about(artifact(0));
    let gather = |file: &str| reader.attestations(file.as_bytes(), trust.now).unwrap();
    for (file, count) in files.iter().zip([500, 1_000, 2_000]) {
        let gathered = gather(file);
        assert_eq!(gathered.attestations().len(), 1);
        assert_eq!(
            gathered.attestations()[0].authenticity().as_str(),
            "verified"
        );
        assert_eq!(gathered.ignored_count(), count - 1);
    }
    let bundle = minted.bundle.to_string();
    let contest = contest(&mut [
        &mut work(|| gather(&files[0])),
        &mut work(|| gather(&files[1])),
        &mut work(|| gather(&files[2])),
        &mut work(|| gather(&bundle)),
        &mut work(|| files[1].lines().for_each(scan)),
    ]);
    table.add(
        "1,000 candidates of which one is about the artifact, time of 2n by n's",
        Goal::AtMost(2.3),
        contest.ratio(2, 1),
        format!(
            "{} against {}",
            time(contest.time(2)),
            time(contest.time(1))
        ),
    );
    let each = (contest.time(1) - contest.time(3)) / 999.0;
    table.add(
        "one that is not about it, time by a verification's",
        Goal::None,
        each / contest.time(3),
        format!("{} against {}", time(each), time(contest.time(3))),
    );
    table.add(
        "the same, time by the scan of its line",
        Goal::None,
        each / (contest.time(4) / 1_000.0),
        time(contest.time(4) / 1_000.0),
    );
}

/// The bundle with the statement about another artifact in it. Nothing signs that, and nothing of it
/// is verified.
fn elsewhere(minted: &Minted, artifact: usize) -> String {
    let mut bundle = minted.bundle.clone();
    let payload = bonafide_testkit::encode::base64(inputs::statement(artifact).as_bytes());
    bundle["dsseEnvelope"]["payload"] = payload.into();
    bundle.to_string()
}
