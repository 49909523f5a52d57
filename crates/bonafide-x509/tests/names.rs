//! Names under authorities of the caller's own choice.

mod common;

use bonafide_keys::Ring;
use bonafide_report::Budget;
use bonafide_x509::{
    Authority, ExpectedIdentity, ExpectedNames, IdentityMatcher, Profile, Purpose, SanKind,
    SanMatcher, VerifiedPath, search_path,
};
use common::*;

fn own_path(leaf: &Mint) -> VerifiedPath {
    let root = root().sign(&root_key());
    let anchor = Authority::anchor(root, Purpose::BringYourOwn, &Ring).unwrap();
    let pool = [Mint::new("root", "intermediate", &intermediate_key()).sign(&root_key())];
    search_path(
        &leaf.sign(&intermediate_key()),
        &pool,
        &[anchor],
        &[signed()],
        &Profile::bring_your_own(),
        &Ring,
        &mut Budget::unbounded(),
    )
    .unwrap()
}

#[test]
fn crt_11_names_of_an_own_authority() {
    let names = [
        email("Release@Example.com"),
        dns("builds.example.com"),
        uri("https://example.com/builds"),
        dns("*.example.com"),
    ];
    let path = own_path(
        &Mint::leaf()
            .with(san(&names))
            .without("1.3.6.1.4.1.57264.1.8"),
    );
    let check = |wanted: &[(SanKind, &str)]| {
        let list = wanted
            .iter()
            .map(|(kind, text)| SanMatcher::named(*kind, *text).unwrap());
        ExpectedNames::all_of(list.collect()).unwrap().check(&path)
    };
    let both = [
        (SanKind::Dns, "BUILDS.example.com"),
        (SanKind::Email, "release@example.COM"),
    ];
    let identity = check(&both).unwrap();
    assert_eq!(identity.san().value(), "builds.example.com");
    assert_eq!(identity.subject_alt_names().len(), 4);
    assert_eq!(identity.issuer(), None);
    for (kind, text) in [
        (SanKind::Email, "other@example.com"),
        (SanKind::Email, "release@example.co"),
        (SanKind::Email, "release@example.com "),
        (SanKind::Email, "builds.example.com"),
        (SanKind::Dns, "release@example.com"),
        (SanKind::Uri, "builds.example.com"),
        // Neither side has wildcards.
        (SanKind::Dns, "b*.example.com"),
        (SanKind::Dns, "other.example.com"),
        // Letters of other scripts are not folded.
        (SanKind::Dns, "BU\u{130}LDS.example.com"),
    ] {
        assert_eq!(
            code(check(&[(kind, text)])),
            "identity.san-mismatch",
            "{text}"
        );
        assert_eq!(
            code(check(&[both[0], (kind, text)])),
            "identity.san-mismatch"
        );
    }
    assert_eq!(code(check(&[(SanKind::Dns, "*.EXAMPLE.com")])), "accept");
    assert_eq!(
        code(check(&[(SanKind::Uri, "https://example.com/builds")])),
        "accept"
    );
}

#[test]
fn names_alone_are_not_for_public_authorities() {
    let path = path_of(&Mint::leaf());
    let wanted = ExpectedNames::all_of(vec![SanMatcher::named(SanKind::Uri, URI).unwrap()]);
    assert_eq!(code(wanted.unwrap().check(&path)), "policy.empty");
    assert_eq!(code(ExpectedNames::all_of(Vec::new())), "policy.empty");
    assert_eq!(code(SanMatcher::named(SanKind::Uri, "")), "policy.empty");
    // The issuer of an identity is not there to be compared under an own authority.
    let own = own_path(&Mint::leaf().without("1.3.6.1.4.1.57264.1.8"));
    let expected = IdentityMatcher::exact(URI, ISSUER).unwrap();
    let refused = ExpectedIdentity::from(expected).check(&own);
    assert_eq!(code(refused), "identity.missing");
}
