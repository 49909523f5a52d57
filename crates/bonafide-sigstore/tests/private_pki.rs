//! Certificates under an authority of the caller's own choice.

mod common;

use bonafide_sigstore::{ExpectedNames, Policy, PrivatePki, SanKind, SanMatcher};
use bonafide_testkit::{Entry, Extension, GeneralName, KeyUsage, Minted, Sigstore, oid};
use common::{ARTIFACT, ask_with, policy};

const NAME: &str = "release@example.test";

/// A bundle by a certificate without anything of Fulcio's, stamped and logged nowhere.
fn mint(kit: &Sigstore, edit: impl Fn(&mut bonafide_testkit::Certificate)) -> Minted {
    kit.message(ARTIFACT)
        .privately(|leaf| {
            leaf.set(Extension::subject_alt_name(&[GeneralName::Email(
                NAME.into(),
            )]));
            edit(leaf);
        })
        .mint()
}

fn names(name: &str) -> ExpectedNames {
    let email = SanMatcher::named(SanKind::Email, name).unwrap();
    ExpectedNames::all_of(vec![email]).unwrap()
}

/// The anchor is the root; the intermediate is given beside it.
fn pki(kit: &Sigstore) -> PrivatePki {
    let chain = kit.fulcio.chain();
    PrivatePki::new(&chain[1..], names(NAME))
        .unwrap()
        .with_intermediates(&chain[..1])
        .unwrap()
}

fn code(minted: &Minted, pki: PrivatePki) -> &'static str {
    ask_with(minted, &Policy::private_pki(pki)).code()
}

#[test]
fn a_name_under_a_private_anchor() {
    let kit = Sigstore::default();
    let minted = mint(&kit, |_| ());
    assert_eq!(code(&minted, pki(&kit)), "ok");
    let other = PrivatePki::new(&kit.fulcio.chain()[1..], names("other@example.test")).unwrap();
    let other = other.with_intermediates(&kit.fulcio.chain()[..1]).unwrap();
    assert_eq!(code(&minted, other), "identity.san-mismatch");
    // Fulcio's own profile does not accept it, nor does a name alone satisfy Fulcio's.
    assert_ne!(ask_with(&minted, &policy(&minted)).code(), "ok");
}

#[test]
fn usages_may_be_absent_and_not_wrong() {
    let kit = Sigstore::default();
    let with = |edit: fn(&mut bonafide_testkit::Certificate)| code(&mint(&kit, edit), pki(&kit));
    assert_eq!(with(|leaf| leaf.remove(oid::KEY_USAGE)), "ok");
    assert_eq!(with(|leaf| leaf.remove(oid::EXTENDED_KEY_USAGE)), "ok");
    assert_eq!(
        with(|leaf| leaf.set(Extension::extended_key_usage(
            false,
            &[oid::ANY_EXTENDED_KEY_USAGE]
        ))),
        "ok"
    );
    assert_eq!(
        with(|leaf| leaf.set(Extension::extended_key_usage(false, &[oid::SERVER_AUTH]))),
        "cert.eku"
    );
    assert_eq!(
        with(|leaf| leaf.set(Extension::key_usage(&[KeyUsage::KeyEncipherment]))),
        "cert.ku"
    );
    assert_eq!(
        with(|leaf| leaf.set(Extension::basic_constraints(true, None))),
        "cert.leaf-is-ca"
    );
    let several = |leaf: &mut bonafide_testkit::Certificate| {
        let names = [
            GeneralName::Email("another@example.test".into()),
            GeneralName::Email(NAME.into()),
        ];
        leaf.set(Extension::subject_alt_name(&names));
    };
    assert_eq!(with(several), "ok");
}

#[test]
fn a_time_is_needed_even_so() {
    let kit = Sigstore::default();
    let unstamped = kit
        .message(ARTIFACT)
        .logged(Entry::None)
        .with_scts(Vec::clear)
        .with_sct_list(Vec::clear)
        .with_leaf(|leaf| {
            leaf.not_after = leaf.not_after.plus(365 * 86_400);
            leaf.set(Extension::subject_alt_name(&[GeneralName::Email(
                NAME.into(),
            )]));
        })
        .mint();
    assert_eq!(code(&unstamped, pki(&kit)), "time.none");
    let now = Policy::private_pki(pki(&kit)).allow_current_time();
    assert_eq!(ask_with(&unstamped, &now).code(), "ok");
}
