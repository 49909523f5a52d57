//! The testkit's tables: every case gives its code. `cargo test -p bonafide-sigstore --test cases
//! -- --nocapture` prints them.

use bonafide_digest::{Algorithm, Digest};
use bonafide_keys::{Backend, PublicKey, Ring};
use bonafide_report::Report;
use bonafide_report::{Time, Window};
use bonafide_sigstore::Refusal;
use bonafide_sigstore::{
    Artifact, Bundle, ExpectedNames, IdentityMatcher, IssuerMatcher, ParseOptions, Pattern, Policy,
    PrivatePki, Request, SanKind, SanMatcher, TrustedKey, TrustedRoot, Verifier, Witness,
    WitnessPolicy,
};
use bonafide_testkit::cases::{self, Base, Case, Choice, Format, San};

#[test]
fn tampered() {
    judge("tampered", &cases::tampered());
}

#[test]
fn forged() {
    judge("forged", &cases::forged());
}

#[test]
fn baselines() {
    judge("baselines", &cases::baselines());
}

#[test]
fn legacy_blobs() {
    judge("legacy blobs", &cases::legacy_blobs());
}

#[cfg(feature = "pep740")]
#[test]
fn attestations() {
    judge("attestations", &cases::attestations());
}

/// The unchanged bundle, which is accepted.
fn good(base: Base) -> Case {
    let minted = cases::good(base);
    let case = Case::new("good", "nothing", &minted, cases::Expected::accepted());
    assert_eq!(answer(&case, Ring).0, None, "{}", base.name());
    case
}

/// No single changed bit of a good bundle is passed over.
#[test]
fn flipped() {
    let mut number = 0_usize;
    for base in Base::EACH {
        let like = good(base);
        for (at, bundle) in bonafide_testkit::flips(&like.bundle, base.name(), FLIPS) {
            let around = String::from_utf8_lossy(&bundle[at.saturating_sub(40)..=at]).into_owned();
            let case = Case {
                bundle,
                ..like.clone()
            };
            let accepted = answer(&case, Ring).0.is_none();
            assert!(!accepted, "{} at {at}: …{around}", base.name());
            number += 1;
        }
    }
    println!("cases flipped: {number} bundles, 0 accepted");
    assert_eq!(number, FLIPS * Base::EACH.len());
}

/// For each base.
const FLIPS: usize = 1000;

/// Parts of two good bundles make no third.
#[test]
fn spliced() {
    let mut number = 0_usize;
    for base in Base::EACH {
        let (whole, other) = (cases::good(base), cases::foreign(base));
        let like = good(base);
        for (one, other) in [(&whole, &other), (&other, &whole)] {
            for (place, spliced) in bonafide_testkit::splices(&one.bundle, &other.bundle) {
                let bundle = spliced.to_string().into_bytes();
                let case = Case {
                    bundle,
                    ..like.clone()
                };
                let accepted = answer(&case, Ring).0.is_none();
                assert!(!accepted, "{} with {place} of another", base.name());
                number += 1;
            }
        }
    }
    println!("cases spliced: {number} bundles, 0 accepted");
    assert!(number > 0);
}

fn judge(table: &str, cases: &[Case]) {
    let mut wrong = Vec::new();
    for case in cases {
        #[cfg_attr(not(feature = "rustcrypto"), expect(unused_mut, reason = "asked once"))]
        let (mut code, mut notes) = answer(case, Ring);
        #[cfg(feature = "rustcrypto")]
        if code == Some("key.unsupported") {
            (code, notes) = answer(case, bonafide_keys::RustCrypto);
        }
        // Ring has no Ed25519ph and says so; a backend that has it is asked where it is compiled.
        let other_backend = code == Some("key.unsupported") && case.id.contains("Ed25519");
        let fits = case.expected.fits(code, &notes) || other_backend;
        let said = code.unwrap_or("accepted");
        println!("{:24} {:60} {said}", case.id, case.change);
        if !fits {
            wrong.push(format!(
                "{}: {}: {said}, wanted {:?}",
                case.id, case.change, case.expected
            ));
        }
    }
    println!("cases {table}: {} rows, {} wrong", cases.len(), wrong.len());
    assert!(!cases.is_empty() && wrong.is_empty(), "{wrong:#?}");
}

/// The code of the refusal, if it is one, and all notes.
fn answer(
    case: &Case,
    backend: impl Backend + 'static,
) -> (Option<&'static str>, Vec<&'static str>) {
    let root = match TrustedRoot::parse(&case.trusted_root) {
        Ok(root) => root,
        Err(error) => return (Some(error.code().as_str()), Vec::new()),
    };
    let verifier = Verifier::builder(root, backend).build().unwrap();
    let asked = &case.request;
    let is_lenient = asked
        .options
        .iter()
        .any(|choice| matches!(choice, Choice::Lenient));
    let options = if is_lenient {
        ParseOptions::lenient()
    } else {
        ParseOptions::default()
    };
    let policy = policy(case);
    let mut artifacts = asked.artifacts.iter().map(artifact);
    let now = Time::from_unix(asked.now).unwrap();
    let mut request = Request::new(artifacts.next().unwrap(), &policy, now);
    for further in artifacts {
        request = request.with_artifact(further);
    }
    let (verdict, report) = match ask(&verifier, case, &options, &request) {
        Ok(answer) => answer,
        Err(code) => return (Some(code), Vec::new()),
    };
    let code = verdict.err().map(|refusal| refusal.code());
    assert_eq!(
        report.primary_code(),
        code,
        "{}: verify and explain differ",
        case.id
    );
    let notes = report.notes().iter().map(|note| note.code().as_str());
    let root_notes = verifier.notes().iter().map(|note| note.code().as_str());
    (
        code.map(bonafide_report::Code::as_str),
        notes.chain(root_notes).collect(),
    )
}

/// The verdict and the report, or the code of what cannot be read.
fn ask(
    verifier: &Verifier,
    case: &Case,
    options: &ParseOptions,
    request: &Request<'_>,
) -> Result<(Result<(), Refusal>, Report), &'static str> {
    let parse = match &case.format {
        Format::Bundle => Bundle::parse,
        Format::LegacyBlob => Bundle::parse_legacy,
        #[cfg(feature = "pep740")]
        Format::Attestation {
            filename,
            publisher,
        } => {
            return ask_attestation(
                verifier,
                case,
                options,
                request,
                (filename, publisher.as_ref()),
            );
        }
        #[cfg(not(feature = "pep740"))]
        Format::Attestation { .. } => unreachable!("no table of them is read"),
    };
    let bundle = parse(&case.bundle, options).map_err(|error| error.code().as_str())?;
    let verdict = verifier.verify(&bundle, request).map(drop);
    Ok((verdict, verifier.explain(&bundle, request)))
}

#[cfg(feature = "pep740")]
fn ask_attestation(
    verifier: &Verifier,
    case: &Case,
    options: &ParseOptions,
    request: &Request<'_>,
    (filename, publisher): (&str, Option<&cases::Publisher>),
) -> Result<(Result<(), Refusal>, Report), &'static str> {
    use bonafide_sigstore::pep740::{Attestation, ExpectedDistribution, Publisher};
    let attestation = Attestation::parse(&case.bundle, options);
    let attestation = attestation.map_err(|error| error.code().as_str())?;
    let mut expected = ExpectedDistribution::new(filename).unwrap();
    if let Some(publisher) = publisher {
        expected = expected.with_publisher(match publisher.kind {
            "GitHub" => Publisher::GitHub {
                repository: publisher.repository.clone(),
                workflow: publisher.workflow.clone(),
                environment: None,
            },
            kind => Publisher::Other {
                kind: kind.to_owned(),
            },
        });
    }
    let verdict = verifier.verify_attestation(&attestation, &expected, request);
    let report = verifier.explain_attestation(&attestation, &expected, request);
    Ok((verdict.map(drop), report))
}

fn artifact(artifact: &cases::Artifact) -> Artifact<'_> {
    match artifact {
        cases::Artifact::Bytes(bytes) => Artifact::from_bytes(bytes),
        cases::Artifact::Digest(name, value) => {
            let algorithm = Algorithm::from_name(name).unwrap();
            Artifact::from_digest(Digest::new(algorithm, value).unwrap())
        }
    }
}

fn policy(case: &Case) -> Policy {
    let mut policy = match &case.request.private_pki {
        Some(pki) => Policy::private_pki(private_pki(pki)),
        None => Policy::nobody(),
    };
    if let Some(identity) = &case.request.identity {
        let kind = identity.kind.map(|kind| match kind {
            San::Email => SanKind::Email,
            San::Uri => SanKind::Uri,
            San::OtherName => SanKind::OtherName,
        });
        let exact = |text: &str| Pattern::exact(text).unwrap();
        let san = SanMatcher::new(exact(&identity.san), kind).unwrap();
        let issuer = match &identity.issuer {
            Some(issuer) => IssuerMatcher::new(exact(issuer)).unwrap(),
            None => IssuerMatcher::absent(),
        };
        policy = policy.with_identity(IdentityMatcher::new(san, issuer));
    }
    for key in &case.request.keys {
        let mut trusted = TrustedKey::new(PublicKey::from_pem(&key.pem).unwrap());
        if let Some(window) = key.window {
            trusted = trusted.with_window(window_of(window));
        }
        if let Some(hint) = &key.hint {
            trusted = trusted.with_hint(&**hint);
        }
        policy = policy.with_key(trusted);
    }
    case.request.options.iter().fold(policy, choose)
}

fn private_pki(pki: &cases::PrivatePki) -> PrivatePki {
    let email = SanMatcher::named(SanKind::Email, &*pki.email).unwrap();
    let names = ExpectedNames::all_of(vec![email]).unwrap();
    let built = PrivatePki::new(&pki.anchors, names)
        .unwrap()
        .with_intermediates(&pki.intermediates)
        .unwrap();
    if pki.uses_bundle {
        built.use_bundle_intermediates()
    } else {
        built
    }
}

fn window_of(window: bonafide_testkit::Window) -> Window {
    let time = |time: bonafide_testkit::Time| Time::new(time.seconds, time.nanoseconds).unwrap();
    let start = window
        .start
        .map_or_else(|| Time::from_unix(0).unwrap(), time);
    Window::new(start, window.end.map(time)).unwrap()
}

fn choose(policy: Policy, choice: &Choice) -> Policy {
    match choice {
        Choice::Lenient => policy,
        Choice::PromiseOnly => policy.allow_promise_only(),
        Choice::SkipUnknownTsa => policy.skip_unknown_timestamp_authorities(),
        Choice::SkipBadTimestamps => policy.skip_bad_timestamps(),
        Choice::NoncriticalTsaUsage => policy.allow_noncritical_timestamp_usage(),
        Choice::CtEd25519 => policy.allow_ed25519_certificate_logs(),
        Choice::LegacyV2Dsse => policy.allow_legacy_v2_dsse(),
        Choice::StrictV1Name => policy.with_strict_checkpoint_names(),
        Choice::NoTlog => policy.without_transparency_log(),
        Choice::NoScts => policy.without_certificate_timestamps(),
        Choice::TlogThreshold(wanted) => policy.with_tlog_threshold(*wanted),
        Choice::SctThreshold(wanted) => policy.with_sct_threshold(*wanted),
        Choice::TsaThreshold(wanted) => policy.with_tsa_threshold(*wanted),
        Choice::Witnesses(wanted, list) => {
            let witness = |one: &cases::Cosigner| {
                let key = PublicKey::from_pem(&one.pem).unwrap();
                Witness::new(&one.name, key)
                    .unwrap()
                    .with_operator(&one.operator)
            };
            let list = list.iter().map(witness).collect();
            policy.with_witnesses(WitnessPolicy::new(*wanted, list))
        }
        Choice::PayloadType(name) => policy.with_payload_type(*name),
        Choice::PredicateType(name) => policy.with_predicate_type(*name),
    }
}
