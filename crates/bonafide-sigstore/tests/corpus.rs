//! Every row of the public bundle corpus with every compiled backend: the verdict, and the code.

use std::path::{Path, PathBuf};

use bonafide_digest::Digest;
use bonafide_keys::PublicKey;
use bonafide_report::{Code, Coded, Time, Window};
use bonafide_sigstore::{
    Artifact, Bundle, IdentityMatcher, ParseOptions, Policy, Refusal, Request, TrustedKey,
    TrustedRoot, Verifier, VerifierBuilder,
};

/// Makes a verifier for a root with one backend.
type Build = fn(TrustedRoot) -> VerifierBuilder;

/// Every backend that is compiled.
const BACKENDS: &[(&str, Build)] = &[
    #[cfg(feature = "ring")]
    ("ring", |root| Verifier::builder(root, bonafide_keys::Ring)),
    #[cfg(feature = "rustcrypto")]
    ("rustcrypto", |root| {
        Verifier::builder(root, bonafide_keys::RustCrypto)
    }),
    #[cfg(feature = "aws-lc")]
    ("aws-lc", |root| {
        Verifier::builder(root, bonafide_keys::AwsLc)
    }),
];

/// Rows of level `policy`: either verdict is right there, and this one is ours.
const OURS: [(&str, &str); 3] = [
    // A proof without a checkpoint proves nothing, whatever the version.
    (
        "sp-integration-Python-3.12.5.tgz.sigstore",
        "bundle.missing-checkpoint",
    ),
    // A bundle must not carry dead weight: every timestamp must verify.
    ("sp-tsa-bundle.txt.sigstore", "tsa.imprint"),
    // One timestamp twice is refused, not counted once.
    ("sp-tsa-bundle.duplicate.sigstore", "tsa.duplicate"),
];

#[test]
fn manifest() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus bundles: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let bundles = PathBuf::from(corpus).join("bundles");
    let table = std::fs::read_to_string(bundles.join("manifest.tsv")).unwrap();
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let (mut rows, mut wrong, mut other_code, mut rejected) = (0, 0, 0, 0);
    for line in lines {
        let row = Row {
            header: &header,
            fields: line.split('\t').collect(),
            base: &bundles,
        };
        for by_digest in [false, true] {
            if by_digest && row.field("artifact").contains(':') {
                continue;
            }
            for (backend, build) in BACKENDS {
                rows += 1;
                match row.judge(*build, by_digest) {
                    Judgement::Right { rejected: was } => rejected += usize::from(was),
                    Judgement::OtherCode(text) => {
                        rejected += 1;
                        other_code += 1;
                        println!("other code: {backend}: {text}");
                    }
                    Judgement::Wrong(text) => {
                        wrong += 1;
                        println!("wrong: {backend}: {text}");
                    }
                }
            }
        }
    }
    println!("codes: {other_code} of {rejected} rejected rows have a code that no rule explains");
    println!("corpus bundles: {rows} rows, {wrong} wrong");
    assert_eq!(wrong, 0);
    assert_eq!(other_code, 0);
}

/// Rows whose hint names another code than the order of checks gives: the rule is right.
const BY_RULE: [(&str, &str); 7] = [
    // The altered body is covered by the promise, which is verified with the times.
    ("sc-incorrect-public-key_fail", "tlog.set"),
    // The proof lacks its checkpoint; presence is the first check.
    (
        "sc-invalid-inclusion-proof_fail",
        "bundle.missing-checkpoint",
    ),
    // The text is no public key at all: it is refused before anything is verified with it.
    ("sc-managed-key-wrong-key_fail", "key.unsupported"),
    // The note has no final line feed; its form is judged before its signatures.
    (
        "sc-rekor2-checkpoint-missing-log-signature_fail",
        "tlog.checkpoint.parse",
    ),
    // The token is base64 with line breaks, which the strict profile refuses when it reads.
    (
        "sc-rekor2-timestamp-with-incorrect-time_fail",
        "bundle.parse",
    ),
    // The one entry is of the production log and the root that of the staging instance.
    (
        "sp-bundle_v3_no_signed_time.txt.sigstore.json",
        "tlog.unknown-log",
    ),
    // The timestamp is of an authority that this root does not name.
    ("sp-tsa-bundle.txt.late_timestamp.sigstore", "tsa.untrusted"),
];

enum Judgement {
    Right { rejected: bool },
    OtherCode(String),
    Wrong(String),
}

struct Row<'a> {
    header: &'a [&'a str],
    fields: Vec<&'a str>,
    base: &'a Path,
}

impl Row<'_> {
    fn field(&self, name: &str) -> &str {
        let at = self
            .header
            .iter()
            .position(|column| *column == name)
            .unwrap();
        self.fields.get(at).copied().unwrap_or_default()
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.base.join(self.field(name))).unwrap()
    }

    fn judge(&self, build: Build, by_digest: bool) -> Judgement {
        let id = self.field("id");
        let expected = self.field("expected");
        let ruled = OURS.iter().chain(&BY_RULE).find(|(row, _)| *row == id);
        let wanted: Vec<&str> = match ruled {
            Some((_, code)) => vec![*code],
            None => self.field("error_category").split('|').collect(),
        };
        match (self.verify(build, by_digest), expected) {
            (Ok(()), "accept") => Judgement::Right { rejected: false },
            (Ok(()), _) => Judgement::Wrong(format!("{id}: accepted, wanted {wanted:?}")),
            (Err((code, text)), "accept") => Judgement::Wrong(format!("{id}: {code}: {text}")),
            (Err((code, text)), _) => {
                if wanted.iter().any(|prefix| code.is_under(prefix)) {
                    Judgement::Right { rejected: true }
                } else {
                    Judgement::OtherCode(format!("{id}: {code} ({text}), hint {wanted:?}"))
                }
            }
        }
    }

    fn verify(&self, build: Build, by_digest: bool) -> Result<(), (Code, String)> {
        let root = TrustedRoot::parse(&self.read("trusted_root")).map_err(failed)?;
        let verifier = build(root).build().map_err(failed)?;
        let policy = self.policy()?;
        let bundle =
            Bundle::parse(&self.read("bundle"), &ParseOptions::default()).map_err(failed)?;
        let now = Time::parse_rfc3339("2026-11-01T00:00:00Z").unwrap();
        let bytes;
        let artifact = if self.field("artifact").contains(':') {
            Artifact::from_digest(Digest::parse(self.field("artifact")).unwrap())
        } else {
            bytes = self.read("artifact");
            if by_digest {
                Artifact::from_digest(Digest::sha256(bonafide_digest::sha256(&[&bytes])))
            } else {
                Artifact::from_bytes(&bytes)
            }
        };
        let request = Request::new(artifact, &policy, now);
        let verdict = verifier.verify(&bundle, &request);
        let explained = verifier.explain(&bundle, &request).primary_code();
        let primary = verdict.as_ref().err().map(Refusal::code);
        assert_eq!(
            explained,
            primary,
            "{}: verify and explain disagree",
            self.field("id")
        );
        verdict.map(drop).map_err(failed)
    }

    fn policy(&self) -> Result<Policy, (Code, String)> {
        let mut policy = Policy::nobody();
        if !self.field("identity").is_empty() && self.field("key").is_empty() {
            let wanted =
                IdentityMatcher::exact(self.field("identity"), self.field("issuer")).unwrap();
            policy = policy.with_identity(wanted);
        }
        let mut window = None;
        for option in self
            .field("opts")
            .split(';')
            .filter(|option| !option.is_empty())
        {
            policy = match option {
                "tlog=0" => policy.without_transparency_log(),
                "sct=0" => policy.without_certificate_timestamps(),
                "allow_set_only=1" => policy.allow_promise_only(),
                other => {
                    let (start, end) = other
                        .strip_prefix("key_valid=")
                        .unwrap()
                        .split_once("..")
                        .unwrap();
                    let time = |text: &str| Time::from_unix(text.parse().unwrap()).unwrap();
                    window = Window::new(time(start), Some(time(end)));
                    policy
                }
            };
        }
        if !self.field("key").is_empty() {
            let pem = String::from_utf8(self.read("key")).unwrap();
            let key = TrustedKey::new(PublicKey::from_pem(&pem).map_err(failed)?);
            policy = policy.with_key(match window {
                Some(window) => key.with_window(window),
                None => key,
            });
        }
        Ok(policy)
    }
}

fn failed(error: impl Coded) -> (Code, String) {
    (error.code(), error.to_string())
}
