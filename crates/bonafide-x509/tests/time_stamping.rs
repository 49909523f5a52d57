//! The profile of timestamp authorities.

mod common;

use bonafide_keys::Ring;
use bonafide_report::{Budget, Coded as _};
use bonafide_x509::{
    Authority, Certificate, Error, PathRefusal, Profile, Purpose, Rank, VerifiedPath, verify_path,
};
use common::*;

fn tsa() -> Mint {
    Mint {
        extensions: vec![usage(&[0]), purposes_with(&[TIME_STAMPING], true)],
        ..Mint::new("intermediate", "tsa", &leaf_key())
    }
}

fn issuers() -> Vec<Certificate> {
    chain_of(&intermediate().with(purposes(&[TIME_STAMPING])), &root())
}

/// A chain that begins with the authority's own certificate.
fn pinned(leaf: &Mint) -> Authority {
    let mut chain = vec![leaf.sign(&intermediate_key())];
    chain.extend(issuers());
    build_for(Purpose::TimeStamping, chain).unwrap()
}

fn unpinned() -> Authority {
    build_for(Purpose::TimeStamping, issuers()).unwrap()
}

fn stamped(
    leaf: &Certificate,
    authorities: &[Authority],
    profile: &Profile,
) -> Result<VerifiedPath, PathRefusal> {
    verify_path(
        leaf,
        authorities,
        &[signed()],
        profile,
        &Ring,
        &mut Budget::unbounded(),
    )
}

fn refusal(leaf: &Mint) -> PathRefusal {
    let leaf = leaf.sign(&intermediate_key());
    stamped(&leaf, &[unpinned()], &Profile::time_stamping()).unwrap_err()
}

#[test]
fn an_embedded_leaf_is_issued_by_the_chain() {
    let leaf = tsa().sign(&intermediate_key());
    let path = stamped(&leaf, &[unpinned()], &Profile::time_stamping()).unwrap();
    assert_eq!(path.issuers(), &issuers()[..]);
    assert_eq!(path.leaf(), &leaf);
}

#[test]
fn a_pinned_leaf_is_the_only_one() {
    let authority = pinned(&tsa());
    let leaf = tsa().sign(&intermediate_key());
    assert_eq!(authority.pinned_leaf(), Some(&leaf));
    let mut budget = Budget::new(0, u64::MAX);
    let profile = Profile::time_stamping();
    let list = [authority];
    // Its signature was checked when the authority was built.
    let path = verify_path(&leaf, &list, &[signed()], &profile, &Ring, &mut budget).unwrap();
    assert_eq!(path.issuers(), &issuers()[..]);
    let shadow = Mint {
        serial: vec![0x02, 0x01, 0x08],
        ..tsa()
    };
    let refused = stamped(&shadow.sign(&intermediate_key()), &list, &profile).unwrap_err();
    assert_eq!(refused.rank(), Some(Rank::NoIssuer));
}

#[test]
fn a_pinned_leaf_is_linked_to_its_chain() {
    let chain = |leaf: Certificate| {
        let mut chain = vec![leaf];
        chain.extend(issuers());
        code(build_for(Purpose::TimeStamping, chain))
    };
    assert_eq!(chain(tsa().sign(&intermediate_key())), "accept");
    assert_eq!(chain(tsa().sign(&Key::new(7))), "cert.chain");
    // Alone it has no anchor, and for code signing a chain begins with an issuer.
    let alone = vec![tsa().sign(&intermediate_key())];
    let error = build_for(Purpose::TimeStamping, alone).unwrap_err();
    assert_eq!(error, Error::EmptyChain {});
    let mut for_code = vec![Mint::leaf().sign(&intermediate_key())];
    for_code.extend(common::chain());
    assert_eq!(code(build(for_code)), "cert.chain");
}

#[test]
fn issuers_may_be_for_time_stamping_or_anything() {
    let with = |list: &[&str]| {
        let lower = intermediate().with(purposes(list));
        code(build_for(Purpose::TimeStamping, chain_of(&lower, &root())))
    };
    assert_eq!(with(&[TIME_STAMPING, SERVER_AUTH]), "accept");
    assert_eq!(with(&[ANY_PURPOSE]), "accept");
    assert_eq!(with(&[CODE_SIGNING]), "cert.eku");
}

#[test]
fn the_purpose_is_exactly_time_stamping_and_critical() {
    let eku = |list: &[&str], critical| tsa().with(purposes_with(list, critical));
    for leaf in [
        eku(&[TIME_STAMPING], false),
        eku(&[TIME_STAMPING, SERVER_AUTH], true),
        eku(&[TIME_STAMPING, "1.2.3.4"], true),
        eku(&[TIME_STAMPING, TIME_STAMPING], true),
        eku(&[ANY_PURPOSE], true),
        eku(&[CODE_SIGNING], true),
        tsa().without(EKU),
    ] {
        let refusal = refusal(&leaf);
        assert_eq!(refusal.error(), &Error::LeafExtendedKeyUsage {});
        assert_eq!(refusal.rank(), Some(Rank::Issuers));
    }
    let noncritical = eku(&[TIME_STAMPING], false).sign(&intermediate_key());
    let loose = Profile::time_stamping().with_noncritical_time_stamping();
    assert_eq!(code(stamped(&noncritical, &[unpinned()], &loose)), "accept");
    let several = eku(&[TIME_STAMPING, SERVER_AUTH], false).sign(&intermediate_key());
    assert_eq!(code(stamped(&several, &[unpinned()], &loose)), "cert.eku");
    // The option is one of this profile only.
    let fulcio = Profile::fulcio().with_noncritical_time_stamping();
    let leaf = Mint::leaf().without(EKU).sign(&intermediate_key());
    assert_eq!(code(fulcio.check_leaf(&leaf)), "cert.eku");
}

#[test]
fn the_key_usage_if_present_allows_signatures() {
    let code_of = |leaf: &Mint| {
        let leaf = leaf.sign(&intermediate_key());
        code(stamped(&leaf, &[unpinned()], &Profile::time_stamping()))
    };
    assert_eq!(code_of(&tsa().without(KEY_USAGE)), "accept");
    assert_eq!(code_of(&tsa().with(usage(&[1]))), "accept");
    assert_eq!(code_of(&tsa().with(usage(&[2]))), "cert.ku");
    assert_eq!(code_of(&tsa().with(usage(&[0, 5]))), "cert.leaf-is-ca");
    assert_eq!(code_of(&tsa().with(ca(None))), "cert.leaf-is-ca");
    assert_eq!(
        code_of(&tsa().with(ext("1.2.3.4", true, &[]))),
        "cert.critical-extension"
    );
}

#[test]
fn the_leaf_is_judged_before_the_times() {
    let expired = tsa().valid("240101000000Z", "240501120459Z");
    let refused = refusal(&expired);
    assert_eq!(
        (refused.rank(), refused.code().as_str()),
        (Some(Rank::Times), "cert.time")
    );
    let refused = refusal(&expired.without(EKU));
    assert_eq!(
        (refused.rank(), refused.code().as_str()),
        (Some(Rank::Issuers), "cert.eku")
    );
}

#[test]
fn a_fulcio_authority_stamps_no_time() {
    let leaf = tsa().sign(&intermediate_key());
    let fulcio = build(chain_of(&intermediate().without(EKU), &root())).unwrap();
    let refused = stamped(&leaf, &[fulcio], &Profile::time_stamping()).unwrap_err();
    assert_eq!(refused.rank(), Some(Rank::NoIssuer));
    assert_eq!(refused.code().as_str(), "cert.chain");
}
