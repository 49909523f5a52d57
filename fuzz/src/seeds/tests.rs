//! Seeds that are refused at once would leave everything behind the first check in the dark.

// Where its coverage is counted, a test links against the fuzzer that counts.
use libfuzzer_sys as _;

use bonafide_policy::{PolicyDocument, Syntax};
use bonafide_sbom::{Format, Model, ReadOptions};
use bonafide_sigstore::{Bundle, ParseOptions, TrustedRoot};

use super::of;

type Accepts = fn(&[u8]) -> bool;

const READ: [(&str, usize, Accepts); 24] = [
    ("base64", 2, |seed| {
        let text = core::str::from_utf8(seed).unwrap();
        let form = bonafide_json::base64::Form::Standard;
        bonafide_json::base64::decode(text, form).is_ok()
    }),
    ("certificate", 4, |seed| {
        bonafide_x509::Certificate::from_der(seed, &Default::default()).is_ok()
    }),
    ("key", 3, |seed| {
        bonafide_keys::PublicKey::from_spki_der(seed).is_ok()
    }),
    ("tsa_token", 1, |seed| {
        bonafide_tsa::TimestampToken::parse(seed, &Default::default()).is_ok()
    }),
    ("note", 1, |seed| {
        bonafide_rekor::Checkpoint::parse(seed, &Default::default()).is_ok()
    }),
    ("bundle", 7, |seed| {
        Bundle::parse(seed, &ParseOptions::default()).is_ok()
    }),
    ("legacy", 4, |seed| {
        Bundle::parse_legacy(seed, &ParseOptions::default()).is_ok()
    }),
    ("pep740", 1, |seed| {
        bonafide_sigstore::pep740::Attestation::parse(seed, &ParseOptions::default()).is_ok()
    }),
    ("pep740", 1, |seed| {
        bonafide_sigstore::pep740::Provenance::parse(seed, &ParseOptions::default()).is_ok()
    }),
    ("envelope", 2, |seed| {
        let options = bonafide_dsse::EnvelopeOptions::provenance();
        bonafide_dsse::Envelope::parse(seed, &options).is_ok()
    }),
    ("provenance", 2, |seed| {
        let options = bonafide_dsse::StatementOptions::provenance();
        let statement = bonafide_dsse::Statement::parse(seed, &options);
        statement.is_ok_and(|one| bonafide_slsa::Provenance::of(&one).is_ok())
    }),
    ("vsa", 1, |seed| {
        let options = bonafide_dsse::StatementOptions::provenance();
        let statement = bonafide_dsse::Statement::parse(seed, &options);
        statement.is_ok_and(|one| bonafide_slsa::Vsa::of(&one).is_ok())
    }),
    ("trusted_root", 1, |seed| TrustedRoot::parse(seed).is_ok()),
    ("oci_document", 4, |seed| {
        bonafide_oci::Document::parse(&seed[2..], None, 1 << 20).is_ok()
    }),
    ("simple_signing", 1, |seed| {
        bonafide_sigstore::image::SimpleSigning::parse(seed).is_ok()
    }),
    ("cyclonedx_json", 1, |seed| reads(seed, Format::CdxJson)),
    ("cyclonedx_xml", 1, |seed| reads(seed, Format::CdxXml)),
    ("spdx2_json", 1, |seed| reads(seed, Format::Spdx2Json)),
    ("spdx2_tag_value", 1, |seed| {
        reads(seed, Format::Spdx2TagValue)
    }),
    ("spdx3_json", 1, |seed| reads(seed, Format::Spdx3Json)),
    ("vex", 3, |seed| {
        bonafide_sbom::VexDocument::read(seed, &Default::default()).is_ok()
    }),
    ("scan_report", 2, |seed| {
        bonafide_sbom::ScanReport::read(seed, &Default::default()).is_ok()
    }),
    ("policy_yaml", 2, |seed| {
        PolicyDocument::parse(seed, Syntax::Yaml).is_ok()
    }),
    ("policy_json", 1, |seed| {
        PolicyDocument::parse(seed, Syntax::Json).is_ok()
    }),
];

fn reads(seed: &[u8], format: Format) -> bool {
    let model = Model::read(seed, &ReadOptions::default().with_format(format));
    model.is_ok_and(|model| model.components().len() > 0)
}

#[test]
fn the_seeds_are_read() {
    for (target, wanted, accepts) in READ {
        let read = of(target).iter().filter(|seed| accepts(seed)).count();
        assert!(
            read >= wanted,
            "{target}: {read} seeds are read, and {wanted} should be"
        );
    }
}

#[test]
fn every_target_has_seeds() {
    for target in crate::rooms::TARGETS {
        let seeds = of(target.name);
        assert!(!seeds.is_empty(), "{}", target.name);
        for seed in seeds {
            assert!(
                seed.len() <= target.most,
                "{}: {} bytes",
                target.name,
                seed.len()
            );
        }
    }
}

#[test]
fn packages_of_the_seeds_are_good() {
    use bonafide_model::CheckOutcome::Pass;
    let clear = |seed: &Vec<u8>| {
        let options = bonafide_model::pickle::PickleOptions::default();
        bonafide_model::pickle::check(seed, &options).outcome() == Pass
    };
    assert!(of("pickle").iter().filter(|seed| clear(seed)).count() >= 2);
    let archive =
        |seed: &Vec<u8>| bonafide_model::zip::Archive::read(seed, &Default::default()).is_ok();
    assert!(of("zip").iter().all(archive));
    let wheel = |seed: &Vec<u8>| {
        let options = bonafide_model::wheel::WheelOptions::new();
        bonafide_model::wheel::check("foo-1.0-py3-none-any.whl", seed, &options).outcome() == Pass
    };
    assert!(of("wheel").iter().any(wheel));
}
