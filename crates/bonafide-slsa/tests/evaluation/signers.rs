//! Who may sign, and what else a signature needs.

use bonafide_slsa::{Builders, Cause, Outcome, Settings, Transparency};

use crate::common::builders::{G, generator, github};
use crate::common::{Case, SOURCE, State, WORKFLOW, caps, checks, cloud, codes};

/// The generic generator, expected by its name, which says nothing of its version.
fn expected_by_name() -> Case {
    let name = format!("{G}generator_generic_slsa3.yml");
    generator().expect(|e| e.with_builder(name))
}

#[test]
fn to_expect_a_builder_does_not_open_the_door_that_its_entry_shuts() {
    expected_by_name().allowed(3);
    for reference in ["refs/heads/main", "refs/tags/v1.9", "refs/heads/v1.9.0"] {
        let id = format!("{G}generator_generic_slsa3.yml@{reference}");
        let case = expected_by_name().set("/builder/id", id.as_str());
        case.signer(&id).rejected("slsa.builder.ref");
    }
    let foreign = |case: &mut Case| case.issuer = Some("https://idp.example".to_owned());
    let case = expected_by_name().without_claims(&[1, 8]).with(foreign);
    case.rejected("slsa.signer.issuer");
}

#[test]
fn a_builder_that_no_table_knows_is_trusted_to_level_1_where_it_is_expected() {
    let own = format!("{SOURCE}/{WORKFLOW}");
    let case = github().with(|case| case.builders = Builders::default());
    case.rejected("slsa.builder.untrusted");
    let case = case.expect(|e| e.with_builder(own.clone()));
    let result = case.allowed(1);
    assert_eq!(caps(&result), [(1, Cause::NoEntry)]);
    assert_eq!(codes(&result, Outcome::Warn), ["slsa.builder.untrusted"]);
    // Another issuer can give out GitHub's names too.
    for (issuer, table) in [
        ("https://idp.example", Builders::default()),
        ("https://idp.example", Builders::public()),
    ] {
        let case = case.clone().without_claims(&[1, 8]);
        let case = case.with(|case| {
            case.issuer = Some(issuer.to_owned());
            case.builders = table;
        });
        let result = case.evaluate();
        let fails = codes(&result, Outcome::Fail);
        let is_signer =
            |code: &&str| code.starts_with("slsa.signer") || code.ends_with("untrusted");
        assert!(fails.iter().any(is_signer), "{}", result.text());
    }
}

#[test]
fn a_certificate_needs_a_trusted_time() {
    let case = generator().with(|case| case.signed_at = None);
    let result = case.held_back("slsa.time.untrusted");
    assert!(caps(&result).contains(&(1, Cause::NoTime)));
    case.settings(Settings::allow_unlogged).allowed(1);
    // Keys of Google Cloud Build come without either.
    cloud::gcb_v1().allowed(3);
}

#[test]
fn a_certificate_without_log_and_timestamp_is_unlogged() {
    let unlogged = |case: &mut Case| {
        case.signed_at = None;
        case.transparency = Transparency::None;
    };
    let case = generator().with(unlogged);
    let result = case.held_back("slsa.transparency.missing");
    assert_eq!(result.candidates()[0].authenticity(), "verified-unlogged");
    assert!(codes(&result, Outcome::Lacking).contains(&"slsa.time.untrusted"));
    assert!(caps(&result).contains(&(1, Cause::NoTime)));
    let result = case.clone().settings(Settings::allow_unlogged).allowed(1);
    assert_eq!(checks(&result, "signing time")[0].outcome(), Outcome::Warn);
    // The reference verifier takes such envelopes; the report says so.
    let compat = case.with(|case| case.settings = Settings::compat(case.settings.now()));
    compat.allowed(1);
}

#[test]
fn a_proof_of_inclusion_can_be_demanded() {
    for (transparency, is_enough) in [
        (Transparency::Proof, true),
        (Transparency::Promise, false),
        (Transparency::None, false),
    ] {
        let case = generator().with(|case| case.transparency = transparency);
        case.allowed(3);
        let case = case.settings(Settings::require_proof);
        if is_enough {
            case.allowed(3);
        } else {
            let result = case.held_back("slsa.transparency.missing");
            assert!(caps(&result).contains(&(1, Cause::NoTime)));
        }
    }
}

#[test]
fn what_nobody_vouches_for_is_held_back() {
    for (state, cap) in [(State::Unsigned, 0), (State::NoMaterial, 0)] {
        let case = generator().state(state);
        let result = case.held_back("slsa.signer.no-material");
        assert_eq!(caps(&result)[0], (cap, Cause::Unsigned));
        // No setting allows it.
        let case = case.settings(|s| s.allow_unlogged().allow_covered_by_index());
        case.held_back("slsa.signer.no-material");
    }
    let case = generator().state(State::Unsigned);
    let result = case
        .settings(Settings::unsigned_counts_as_l1)
        .held_back("slsa.signer.no-material");
    assert_eq!(caps(&result)[0], (1, Cause::Unsigned));
}

#[test]
fn a_statement_under_a_trusted_digest_is_allowed_only_where_that_is_wanted() {
    let case = cloud::buildkit();
    let result = case.held_back("slsa.signer.no-material");
    let of_state = [(1, Cause::CoveredByIndex), (1, Cause::NoBuilder)];
    assert_eq!(caps(&result)[..2], of_state);
    let case = case.settings(Settings::allow_covered_by_index);
    case.allowed(1);
    case.expect(|e| e.with_min_level(2))
        .rejected_only("slsa.level");
}

#[test]
fn a_signature_that_fails_is_a_rejection_whatever_the_statement_says() {
    let result = generator()
        .state(State::Invalid)
        .rejected("dsse.threshold-not-met");
    assert!(caps(&result).contains(&(0, Cause::Unacceptable)));
    generator()
        .state(State::Unreadable)
        .rejected_only("dsse.threshold-not-met");
}

#[test]
fn the_table_decides_who_is_a_builder() {
    let stranger = format!("{SOURCE}/.github/workflows/other.yml@refs/heads/main");
    let case = generator()
        .signer(&stranger)
        .set("/builder/id", stranger.as_str());
    case.rejected("slsa.builder.untrusted");
    let case = case.with(|case| {
        case.builders = Builders::public().only(|entry| entry.name().starts_with("slsa-"))
    });
    let result = case.rejected("slsa.builder.untrusted");
    assert!(caps(&result).contains(&(0, Cause::Unacceptable)));
    // The signer is fine, and the statement names somebody else.
    let other = format!("{G}builder_go_slsa3.yml@refs/tags/v1.9.0");
    generator()
        .set("/builder/id", other)
        .rejected("slsa.builder.id-mismatch");
    generator()
        .set("/buildType", "https://example.com/other@v1")
        .rejected("slsa.build-type");
    generator()
        .set("/builder/id", "a@b@c")
        .rejected("slsa.builder.id-malformed");
}
