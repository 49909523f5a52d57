//! Files with bundles: signatures, certificates, keys, log entries, timestamps.

use bonafide_testkit::encode::{base64, unbase64};
use bonafide_testkit::{
    Certificate, Entry, Extension, GeneralName, KeyKind, Log, Plan, Sct, Sigstore, Time,
    TimestampAuthority, Token, oid,
};
use serde_json::Value;

use crate::Row;
use crate::common::{Case, policy, signature};

const FILE: &[u8] = b"the file";

struct Files<'a> {
    kit: &'a Sigstore,
    case: &'a Case,
    rows: Vec<Row>,
}

impl Files<'_> {
    /// The file with this bundle, of which somebody wants a signature.
    fn add(&mut self, artifact: &'static str, by: &str, bundle: &str, expected: [&'static str; 4]) {
        let number = self.rows.len();
        let file = self.case.write("file", FILE);
        let bundle = self.case.write(&format!("{number}.sigstore.json"), bundle);
        let policy = policy(self.kit, &[by], &signature(&[by]));
        let arguments = [&*file, "--bundle", &bundle];
        self.rows
            .push(Row::new(artifact, &arguments, policy, expected));
    }

    fn plan(
        &mut self,
        artifact: &'static str,
        by: &str,
        plan: Plan<'_>,
        (code, place): (&'static str, &'static str),
    ) {
        let bundle = plan.mint().bundle.to_string();
        self.add(artifact, by, &bundle, ["reject", "rule/r", code, place]);
    }
}

pub(super) fn rows(kit: &Sigstore, case: &Case) -> Vec<Row> {
    let mut files = Files {
        kit,
        case,
        rows: Vec::new(),
    };
    signatures(&mut files, kit);
    certificates(&mut files, kit);
    entries(&mut files, kit);
    timestamps(&mut files, kit);
    files.rows
}

fn signatures(files: &mut Files<'_>, kit: &Sigstore) {
    let file = || kit.message(FILE);
    let good = file().mint().bundle.to_string();
    files.plan(
        "a file that was changed after it was signed",
        "ci",
        kit.message(b"as it was"),
        (
            "artifact.digest-mismatch",
            "/messageSignature/messageDigest",
        ),
    );
    files.plan(
        "a signature with a flipped bit",
        "ci",
        file().with_signature(|bytes: &mut Vec<u8>| bytes[20] ^= 1),
        ("signature.invalid", "/messageSignature/signature"),
    );
    let statement = kit.statement(FILE).mint().bundle.to_string();
    files.add(
        "a statement in the place of a signature",
        "ci",
        &statement,
        [
            "quarantine",
            "rule/r",
            "signature.missing",
            "candidate: statement.predicate-type",
        ],
    );
    files.plan(
        "a file signed by another key",
        "a",
        file().by_key().signed_by("b"),
        ("signature.invalid", "/messageSignature/signature"),
    );
    files.plan(
        "a file signed by a key that had expired",
        "expired",
        file().by_key().signed_by("a"),
        ("key.validity", "candidate: key.validity"),
    );
    files.add(
        "a bundle that is cut off",
        "ci",
        &good[..good.len() / 2],
        [
            "reject",
            "rule/r",
            "bundle.parse",
            "/verificationMaterial/tlogEntries/0/canonicalizedBody",
        ],
    );
    let version = good.replace("v0.3+json", "v0.9+json");
    files.add(
        "a bundle of an unknown version",
        "ci",
        &version,
        ["reject", "rule/r", "bundle.version", "/mediaType"],
    );
    let twice = good.replacen('{', "{\"mediaType\":\"x\",", 1);
    files.add(
        "a bundle that says something twice",
        "ci",
        &twice,
        ["reject", "rule/r", "bundle.parse", "/mediaType"],
    );
}

fn certificates(files: &mut Files<'_>, kit: &Sigstore) {
    let leaf = |edit: fn(&mut Certificate)| kit.message(FILE).with_leaf(edit);
    files.plan(
        "a certificate for another repository",
        "other-repository",
        kit.message(FILE),
        (
            "identity.san-mismatch",
            "/verificationMaterial/certificate/rawBytes",
        ),
    );
    files.plan(
        "a certificate of another identity provider",
        "other-issuer",
        kit.message(FILE),
        (
            "identity.issuer-mismatch",
            "/verificationMaterial/certificate/rawBytes",
        ),
    );
    files.plan(
        "a certificate with another source repository",
        "other-owner",
        kit.message(FILE),
        (
            "identity.claim-mismatch",
            "candidate: identity.claim-mismatch",
        ),
    );
    files.plan(
        "a certificate without a name",
        "ci",
        leaf(|leaf| leaf.remove(oid::SUBJECT_ALT_NAME)),
        ("identity.missing", "/verificationMaterial"),
    );
    files.plan(
        "a certificate with two names",
        "ci",
        leaf(|leaf| {
            let names = ["https://forge.test/a", "https://forge.test/b"];
            leaf.set(Extension::subject_alt_name(
                &names.map(|name| GeneralName::Uri(name.to_owned())),
            ));
        }),
        ("identity.san-ambiguous", "/verificationMaterial"),
    );
    files.plan(
        "a certificate for servers",
        "ci",
        leaf(|leaf| {
            leaf.set(Extension::extended_key_usage(false, &["1.3.6.1.5.5.7.3.1"]));
        }),
        ("cert.eku", "/verificationMaterial"),
    );
    files.plan(
        "a certificate that had expired",
        "ci",
        leaf(|leaf| leaf.not_after = leaf.not_before),
        ("cert.time", "/verificationMaterial"),
    );
    files.plan(
        "a certificate without timestamps of its log",
        "ci",
        kit.message(FILE)
            .with_scts(|scts: &mut Vec<Sct>| scts.clear()),
        ("cert.sct", "/verificationMaterial/certificate/rawBytes"),
    );
    let other = Sigstore::new("elsewhere.test");
    let mut mixed = kit.clone();
    mixed.fulcio = other.fulcio;
    let bundle = mixed.message(FILE).mint().bundle.to_string();
    files.add(
        "a certificate of an unknown authority",
        "ci",
        &bundle,
        ["reject", "rule/r", "cert.chain", "/verificationMaterial"],
    );
}

fn entries(files: &mut Files<'_>, kit: &Sigstore) {
    let entry = |edit: fn(&mut Value)| {
        kit.message(FILE).with_bundle(move |bundle: &mut Value| {
            edit(&mut bundle["verificationMaterial"]["tlogEntries"][0]);
        })
    };
    let bundle = kit
        .message(FILE)
        .logged(Entry::None)
        .mint()
        .bundle
        .to_string();
    files.add(
        "no log entry",
        "ci",
        &bundle,
        ["quarantine", "rule/r", "time.none", "candidate: time.none"],
    );
    files.plan(
        "an inclusion proof with a flipped bit",
        "ci",
        entry(|entry| {
            let mut hash = unbase64(entry["inclusionProof"]["hashes"][0].as_str().unwrap());
            hash[0] ^= 1;
            entry["inclusionProof"]["hashes"][0] = base64(&hash).into();
        }),
        (
            "tlog.inclusion",
            "/verificationMaterial/tlogEntries/0/inclusionProof",
        ),
    );
    files.plan(
        "a promise with a flipped bit",
        "ci",
        kit.message(FILE)
            .with_promise_bytes(|bytes: &mut Vec<u8>| bytes[20] ^= 1),
        (
            "tlog.set",
            "/verificationMaterial/tlogEntries/0/inclusionPromise",
        ),
    );
    files.plan(
        "an entry about another signature",
        "ci",
        kit.message(FILE)
            .with_recorded(|told: &mut bonafide_testkit::Recorded| told.signature[20] ^= 1),
        (
            "tlog.body-mismatch",
            "/verificationMaterial/tlogEntries/0/canonicalizedBody/spec/signature/content",
        ),
    );
    files.plan(
        "an entry of another kind than it says",
        "ci",
        entry(|entry| entry["kindVersion"]["kind"] = "intoto".into()),
        (
            "tlog.kind-mismatch",
            "/verificationMaterial/tlogEntries/0/kindVersion",
        ),
    );
    let mut other = kit.clone();
    other.rekor = Log::v1(
        "rekor.elsewhere.test",
        KeyKind::P256,
        Time::at(1_735_689_600),
    );
    let bundle = other.message(FILE).mint().bundle.to_string();
    files.add(
        "an entry of an unknown log",
        "ci",
        &bundle,
        [
            "reject",
            "rule/r",
            "tlog.unknown-log",
            "candidate: tlog.unknown-log",
        ],
    );
    files.plan(
        "a checkpoint that nobody signed",
        "ci",
        kit.message(FILE).with_checkpoint_text(|text: &mut String| {
            let cut = text.find("\n\n").unwrap() + 2;
            text.truncate(cut);
        }),
        (
            "tlog.checkpoint.parse",
            "/verificationMaterial/tlogEntries/0/inclusionProof/checkpoint/envelope",
        ),
    );
}

fn timestamps(files: &mut Files<'_>, kit: &Sigstore) {
    let bundle = kit.message(FILE).mint().bundle.to_string();
    files.add(
        "no timestamp where one is wanted",
        "ci-stamped",
        &bundle,
        [
            "quarantine",
            "rule/r",
            "tsa.threshold",
            "candidate: tsa.threshold",
        ],
    );
    files.plan(
        "a timestamp of another signature",
        "ci-stamped",
        kit.message(FILE)
            .stamped(1)
            .with_stamped(|bytes: &mut Vec<u8>| bytes.push(0)),
        (
            "tsa.imprint",
            "/verificationMaterial/timestampVerificationData/rfc3161Timestamps/0",
        ),
    );
    files.plan(
        "a timestamp that was refused",
        "ci-stamped",
        kit.message(FILE)
            .stamped(1)
            .with_token(|token: &mut Token| token.status = 2),
        (
            "tsa.status",
            "/verificationMaterial/timestampVerificationData/rfc3161Timestamps/0",
        ),
    );
    let mut other = kit.clone();
    other.tsa =
        TimestampAuthority::new("tsa.elsewhere.test", KeyKind::P384, Time::at(1_735_689_600));
    let bundle = other.message(FILE).stamped(1).mint().bundle.to_string();
    files.add(
        "a timestamp of an unknown authority",
        "ci-stamped",
        &bundle,
        [
            "reject",
            "rule/r",
            "tsa.untrusted",
            "/verificationMaterial/timestampVerificationData/rfc3161Timestamps/0",
        ],
    );
}
