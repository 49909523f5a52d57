//! The corpus of models through the library.
#![cfg(all(unix, feature = "ring"))]

mod common;
#[path = "common/rows.rs"]
mod rows;

use std::fs;

use bonafide_digest::engine::Control;
use bonafide_keys::Ring;
use bonafide_model::{
    CertificateTrust, CoverageClass, ExpectedSigner, ManifestVerifier, Profile, Tree, TreeOptions,
    Trust, VerificationKey, verify_tree,
};
use bonafide_report::Budget;
use bonafide_sigstore::{IdentityMatcher, TrustedRoot, Verifier};
use bonafide_x509::{Certificate, ParseOptions};
use rows::{Row, Rows, is_right};

/// Accepted, with what is told of uncovered bytes, or the code of the refusal.
type Verdict = Result<bool, String>;

fn trust(row: &Row) -> Result<Trust, String> {
    let text = |path| fs::read_to_string(path).unwrap();
    let told = |error: bonafide_model::Error| error.code().to_string();
    match row.method.as_str() {
        "key" => {
            // Tools write about the key above it.
            let text = text(&row.trust[0]);
            let block = &text[text.find("-----BEGIN").unwrap()..];
            let key = VerificationKey::from_pem(block).map_err(told)?;
            Ok(Trust::keys(vec![key]))
        }
        "certificate" => {
            let anchors = row
                .trust
                .iter()
                .map(|path| Certificate::from_pem(&text(path), &ParseOptions::default()).unwrap());
            let trust = CertificateTrust::new(anchors.collect());
            Ok(Trust::certificates(
                trust.with_signer(ExpectedSigner::AnyLeafUnderAnchor),
            ))
        }
        "sigstore" => {
            let root = TrustedRoot::parse(text(&row.trust[0]).as_bytes()).unwrap();
            let identity = IdentityMatcher::exact(&row.identity, &row.issuer).unwrap();
            let verifier = Verifier::builder(root, Ring).build().unwrap();
            Ok(Trust::sigstore(verifier, identity))
        }
        other => panic!("the method {other} is not known"),
    }
}

fn judge(row: &Row, profile: Profile) -> Verdict {
    let verifier = ManifestVerifier::builder(trust(row)?, Ring).with_profile(profile);
    let verifier = verifier.build().map_err(|error| error.code().to_string())?;
    let bundle = fs::read(&row.signature).unwrap();
    let mut budget = Budget::new(100, 1 << 30);
    let verified = verifier.verify_within(&bundle, common::now(), &mut budget);
    let manifest = verified.map_err(|refusal| refusal.code().to_string())?;
    let mut options = TreeOptions::new()
        .with_profile(profile)
        .with_bundle_file(&row.signature);
    for option in &row.options {
        options = match option.as_str() {
            "ignore_unsigned" => options.ignore_unsigned_files(),
            "no_git_ignore" => options.without_default_exclusions(),
            "allow_symlinks" | "signature_in_model" => options,
            other => options.with_ignore_paths([other.strip_prefix("ignore=").unwrap()]),
        };
    }
    let tree = Tree::open(&row.model, &options).map_err(|error| error.code().to_string())?;
    let model = verify_tree(manifest, &tree, &Control::new())
        .map_err(|refusal| refusal.code().to_string())?;
    let coverage = model.report().coverage();
    let uncovered = [
        CoverageClass::Unsigned,
        CoverageClass::IgnoredBySignature,
        CoverageClass::IgnoredByCaller,
    ];
    Ok(uncovered
        .iter()
        .any(|class| !coverage.class(*class).paths().is_empty()))
}

#[test]
fn every_row_is_right() {
    let Some(rows) = Rows::read("library") else {
        return;
    };
    let mut wrong = 0;
    for row in &rows.rows {
        let verdict = judge(row, Profile::SpecV1);
        let is_accepted = verdict.is_ok();
        let told = verdict.clone().unwrap_or(false);
        match is_right(&row.expected, is_accepted, told) {
            Some(true) => {}
            Some(false) => {
                wrong += 1;
                println!(
                    "wrong: {}: {} instead of {}",
                    row.id,
                    show(&verdict),
                    row.expected
                );
            }
            None => println!("either: {}: {}", row.id, show(&verdict)),
        }
        if row.expected == "reject-unless-compat" {
            assert!(judge(row, Profile::Compat).is_err(), "{}", row.id);
        }
    }
    println!("corpus models: {} rows, {wrong} wrong", rows.rows.len());
    assert_eq!(wrong, 0);
}

fn show(verdict: &Verdict) -> &str {
    match verdict {
        Ok(_) => "accepted",
        Err(code) => code,
    }
}
