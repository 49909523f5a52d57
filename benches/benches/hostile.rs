//! Bundles that cost their maker little and must cost the verifier little too.

use bonafide_report::Time;
use bonafide_sigstore::{
    Artifact, Bundle, IdentityMatcher, ParseOptions, Policy, Request, TrustedRoot, Verifier,
};
use bonafide_testkit::{Minted, Sigstore, encode};
use divan::{AllocProfiler, Bencher};
use serde_json::json;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const ARTIFACT: &[u8] = b"the artifact";

/// The inputs, and the code that each gives.
const INPUTS: [(&str, &str); 6] = [
    ("good", "accepted"),
    ("20,000 nested arrays", "bundle.parse"),
    ("500 duplicate entries", "limit.exceeded"),
    ("5,000 signature lines", "limit.exceeded"),
    ("500 timestamps", "limit.exceeded"),
    ("199 certificates", "limit.exceeded"),
];

struct Made {
    bundle: String,
    root: TrustedRoot,
    policy: Policy,
    now: Time,
}

fn make(name: &str) -> Minted {
    let kit = Sigstore::default();
    let mut minted = kit.message(ARTIFACT).v2().mint();
    let material = &mut minted.bundle["verificationMaterial"];
    match name {
        "500 duplicate entries" => {
            let one = material["tlogEntries"][0].clone();
            material["tlogEntries"] = vec![one; 500].into();
        }
        "500 timestamps" => {
            let list = &mut material["timestampVerificationData"]["rfc3161Timestamps"];
            *list = vec![list[0].clone(); 500].into();
        }
        "5,000 signature lines" => {
            let note = &mut material["tlogEntries"][0]["inclusionProof"]["checkpoint"]["envelope"];
            let text = note.as_str().unwrap();
            let line = text.lines().last().unwrap().to_owned() + "\n";
            *note = (text.to_owned() + &line.repeat(5_000)).into();
        }
        "199 certificates" => {
            minted = kit.message(ARTIFACT).version_0_2().mint();
            let one = json!({"rawBytes": encode::base64(&kit.fulcio.chain()[0])});
            let chain =
                &mut minted.bundle["verificationMaterial"]["x509CertificateChain"]["certificates"];
            chain.as_array_mut().unwrap().resize(199, one);
        }
        _ => {}
    }
    minted
}

fn made(name: &str) -> Made {
    let minted = make(name);
    let bundle = if name.contains("nested") {
        let (open, close) = ("[".repeat(20_000), "]".repeat(20_000));
        format!("{{\"mediaType\": {open}{close}}}")
    } else {
        minted.bundle.to_string()
    };
    let identity = IdentityMatcher::exact(&*minted.identity, &*minted.issuer).unwrap();
    Made {
        bundle,
        root: TrustedRoot::parse(minted.trusted_root.to_string().as_bytes()).unwrap(),
        policy: Policy::identity(identity),
        now: Time::from_unix(minted.now).unwrap(),
    }
}

fn judge(verifier: &Verifier, made: &Made) -> &'static str {
    let bundle = match Bundle::parse(made.bundle.as_bytes(), &ParseOptions::default()) {
        Ok(bundle) => bundle,
        Err(error) => return error.code().as_str(),
    };
    let request = Request::new(Artifact::from_bytes(ARTIFACT), &made.policy, made.now);
    match verifier.verify(&bundle, &request) {
        Ok(_) => "accepted",
        Err(refusal) => refusal.code().as_str(),
    }
}

#[divan::bench(args = INPUTS.map(|(name, _)| name))]
fn verdict(bencher: Bencher<'_, '_>, name: &str) {
    let made = made(name);
    let verifier = Verifier::new(made.root.clone()).unwrap();
    let expected = INPUTS.iter().find(|(other, _)| *other == name).unwrap().1;
    assert_eq!(judge(&verifier, &made), expected, "{name}");
    bencher.bench_local(|| judge(&verifier, &made));
}

fn main() {
    divan::main();
}
