//! Paths: chains, leaves and times, one test for each way to be wrong.

mod common;

use bonafide_keys::Ring;
use bonafide_report::{Budget, Coded as _, Time, Window};
use bonafide_x509::{Authority, Certificate, Error, Profile, Purpose, Rank, verify_path};
use common::*;

fn leaf_code(leaf: &Mint) -> &'static str {
    code(verify(&leaf.sign(&intermediate_key()), &[authority()]))
}

fn chain_code(intermediate: &Mint, root: &Mint) -> &'static str {
    code(build(chain_of(intermediate, root)))
}

#[test]
fn a_good_leaf_has_a_path() {
    let path = path_of(&Mint::leaf());
    assert_eq!(path.authority(), 0);
    assert_eq!(path.issuers(), &chain()[..]);
    assert_eq!(path.times(), &[signed()]);
    let shown = serde_json::to_value(&path).unwrap();
    assert_eq!(shown["issuers"][0], "CN=intermediate,O=test");
    assert_eq!(shown["times"][0], "2024-05-01T12:05:00Z");
}

// ---------------------------------------------------------------- chains of a trusted root

#[test]
fn an_intermediate_may_be_the_anchor() {
    let only = vec![intermediate().sign(&root_key())];
    let authority = build(only).unwrap();
    let leaf = Mint::leaf().sign(&intermediate_key());
    assert_eq!(verify(&leaf, &[authority]).unwrap().issuers().len(), 1);
}

#[test]
fn issuers_must_be_authorities() {
    assert_eq!(chain_code(&intermediate(), &root()), "accept");
    assert_eq!(
        chain_code(&intermediate().with(not_ca()), &root()),
        "cert.chain"
    );
    assert_eq!(
        chain_code(&intermediate().without(BASIC), &root()),
        "cert.chain"
    );
    assert_eq!(
        chain_code(&intermediate(), &root().without(BASIC)),
        "cert.chain"
    );
    let noncritical = ext(BASIC, false, &seq(&[vec![0x01, 0x01, 0xff]]));
    assert_eq!(
        chain_code(&intermediate().with(noncritical), &root()),
        "accept"
    );
}

#[test]
fn issuers_must_be_allowed_to_sign_certificates() {
    assert_eq!(
        chain_code(&intermediate().with(usage(&[0])), &root()),
        "cert.chain"
    );
    assert_eq!(
        chain_code(&intermediate().without(KEY_USAGE), &root()),
        "cert.chain"
    );
    assert_eq!(
        chain_code(&intermediate(), &root().without(KEY_USAGE)),
        "cert.chain"
    );
}

#[test]
fn the_path_length_of_the_anchor_holds() {
    assert_eq!(
        chain_code(&intermediate(), &root().with(ca(Some(1)))),
        "accept"
    );
    assert_eq!(
        chain_code(&intermediate(), &root().with(ca(Some(0)))),
        "cert.pathlen"
    );
}

#[test]
fn a_self_issued_intermediate_does_not_count_for_the_path_length() {
    // Two certificates of the root's name: the upper one has the new key.
    let new = Mint::new("root", "root", &Key::new(9));
    let lower = intermediate().sign(&Key::new(9));
    let chain = |root: Mint| vec![lower.clone(), new.sign(&root_key()), root.sign(&root_key())];
    assert_eq!(code(build(chain(root().with(ca(Some(1)))))), "accept");
    assert_eq!(code(build(chain(root().with(ca(Some(0)))))), "cert.pathlen");
}

#[test]
fn issuers_may_have_no_unknown_critical_extension() {
    let unknown = |critical| ext("1.2.3.4", critical, &[0x05, 0x00]);
    assert_eq!(
        chain_code(&intermediate().with(unknown(false)), &root()),
        "accept"
    );
    let critical = intermediate().with(unknown(true));
    assert_eq!(chain_code(&critical, &root()), "cert.critical-extension");
    let error = build(chain_of(&critical, &root())).unwrap_err();
    assert_eq!(error.place().as_str(), "/chain/0");
    assert!(error.to_string().contains("1.2.3.4"));
}

#[test]
fn the_extended_key_usage_of_issuers_is_nested() {
    let with = |list: &[&str]| chain_code(&intermediate().with(purposes(list)), &root());
    assert_eq!(with(&[SERVER_AUTH]), "cert.eku");
    assert_eq!(with(&[SERVER_AUTH, CODE_SIGNING]), "accept");
    assert_eq!(with(&[ANY_PURPOSE]), "accept");
    assert_eq!(chain_code(&intermediate().without(EKU), &root()), "accept");
    let root = root().with(purposes(&[TIME_STAMPING]));
    assert_eq!(chain_code(&intermediate(), &root), "cert.eku");
}

#[test]
fn a_chain_is_linked_by_name_and_signature() {
    let [lower, upper] = <[Certificate; 2]>::try_from(chain()).unwrap();
    assert!(matches!(
        build(vec![upper.clone(), lower.clone()]).unwrap_err(),
        Error::NotLinked { .. }
    ));
    let unrelated = Mint::new("other", "other", &Key::new(7)).sign(&Key::new(7));
    assert_eq!(code(build(vec![lower.clone(), unrelated])), "cert.chain");
    let namesake = Mint::new("root", "root", &Key::new(7)).sign(&Key::new(7));
    assert!(matches!(
        build(vec![lower, namesake]).unwrap_err(),
        Error::NotSigned { .. }
    ));
    assert_eq!(code(build(vec![])), "cert.chain");
}

#[test]
fn weak_algorithms_are_refused_but_on_the_anchor() {
    let sha1 = seq(&[oid("1.2.840.10045.4.1")]);
    let weak = |mint: Mint| Mint {
        algorithm: sha1.clone(),
        ..mint
    };
    assert_eq!(
        chain_code(&weak(intermediate()), &root()),
        "cert.weak-algorithm"
    );
    assert_eq!(chain_code(&intermediate(), &weak(root())), "accept");
    assert_eq!(leaf_code(&weak(Mint::leaf())), "cert.weak-algorithm");
    let unknown = seq(&[oid("1.2.3.4")]);
    let leaf = Mint {
        algorithm: unknown,
        ..Mint::leaf()
    };
    assert_eq!(leaf_code(&leaf), "cert.weak-algorithm");
}

#[test]
fn weak_keys_are_refused() {
    const WEAK: &str = "cert.weak-algorithm";
    for (bits, exponent, expected) in [
        (2048, 3, "accept"),
        (8192, 3, "accept"),
        (1024, 3, WEAK),
        (2047, 3, WEAK),
        (8193, 3, WEAK),
        (2048, 1, WEAK),
        (2048, 4, WEAK),
    ] {
        let spki = rsa_spki(bits, exponent);
        let with = |mint: Mint| Mint {
            spki: spki.clone(),
            ..mint
        };
        assert_eq!(leaf_code(&with(Mint::leaf())), expected, "{bits}");
        let only_root = build(vec![with(root()).sign(&root_key())]);
        assert_eq!(code(only_root), expected, "{bits}");
        let below_a_root = chain_code(&with(intermediate()), &root());
        assert_eq!(below_a_root, expected, "{bits}");
    }
}

#[test]
fn a_chain_has_at_most_ten_certificates() {
    let chain = |count: u8| -> Vec<Certificate> {
        (0..count)
            .map(|at| {
                let (issuer, subject) = (format!("ca {}", at + 1), format!("ca {at}"));
                Mint::new(&issuer, &subject, &Key::new(at + 1)).sign(&Key::new(at + 2))
            })
            .collect()
    };
    assert_eq!(code(build(chain(10))), "accept");
    assert_eq!(code(build(chain(11))), "limit.exceeded");
}

// ---------------------------------------------------------------- the step from leaf to chain

#[test]
fn the_leaf_must_be_signed_by_an_authority() {
    let stranger = Mint::leaf().sign(&Key::new(7));
    let refusal = verify(&stranger, &[authority()]).unwrap_err();
    assert_eq!(refusal.code().as_str(), "cert.chain");
    assert_eq!(refusal.rank(), Some(Rank::Signature));
    assert_eq!(refusal.place().as_str(), "/leaf");

    let foreign = Mint {
        issuer: name("somebody"),
        ..Mint::leaf()
    };
    let refusal = verify(&foreign.sign(&intermediate_key()), &[authority()]).unwrap_err();
    assert_eq!(refusal.code().as_str(), "cert.chain");
    assert_eq!(refusal.rank(), Some(Rank::NoIssuer));
    assert_eq!(
        code(verify(&Mint::leaf().sign(&intermediate_key()), &[])),
        "cert.chain"
    );
}

/// Names that RFC 5280 section 7.1 would take for the same, and others that look alike.
#[test]
fn names_of_issuers_are_compared_byte_by_byte() {
    let part = |id: &str, tag: u8, text: &str| seq(&[oid(id), tlv(tag, text.as_bytes())]);
    let organization = part("2.5.4.10", 0x0c, "test");
    let named = |tag: u8, text: &str| {
        let common = part("2.5.4.3", tag, text);
        seq(&[tlv(0x31, &organization), tlv(0x31, &common)])
    };
    assert_eq!(named(0x0c, "intermediate"), name("intermediate"));
    let common = part("2.5.4.3", 0x0c, "intermediate");
    let (set, other_set) = (tlv(0x31, &organization), tlv(0x31, &common));
    for (what, issuer) in [
        ("letter case", named(0x0c, "Intermediate")),
        ("all capitals", named(0x0c, "INTERMEDIATE")),
        ("PrintableString", named(0x13, "intermediate")),
        ("IA5String", named(0x16, "intermediate")),
        ("a space in front", named(0x0c, " intermediate")),
        ("a space behind", named(0x0c, "intermediate ")),
        (
            "a letter that looks alike",
            named(0x0c, "\u{456}ntermediate"),
        ),
        ("another order", seq(&[other_set.clone(), set.clone()])),
        (
            "one part",
            seq(&[tlv(0x31, &[organization, common].concat())]),
        ),
        ("a part less", seq(std::slice::from_ref(&other_set))),
        ("a part more", seq(&[set.clone(), set, other_set])),
    ] {
        let leaf = Mint {
            issuer: issuer.clone(),
            ..Mint::leaf()
        };
        let leaf = leaf.sign(&intermediate_key());
        for (purpose, profile) in [
            (Purpose::CodeSigning, Profile::fulcio()),
            (Purpose::BringYourOwn, Profile::bring_your_own()),
        ] {
            let authorities = [build_for(purpose, chain()).unwrap()];
            let mut budget = Budget::unbounded();
            let times = [signed()];
            let refusal = verify_path(&leaf, &authorities, &times, &profile, &Ring, &mut budget);
            let refusal = refusal.unwrap_err();
            assert_eq!(refusal.code().as_str(), "cert.chain", "{what}");
            assert_eq!(refusal.rank(), Some(Rank::NoIssuer), "{what}");
            assert_eq!(budget.signatures(), 0, "{what}");
        }
        // The same between two certificates of a chain.
        let upper = Mint {
            subject: issuer,
            ..root()
        };
        let lower = Mint {
            issuer: name("intermediate"),
            ..intermediate()
        };
        let error = build(chain_of(&lower, &upper)).unwrap_err();
        assert!(matches!(error, Error::NotLinked { .. }), "{what}: {error}");
        assert_eq!(error.code().as_str(), "cert.chain", "{what}");
    }
}

#[test]
fn an_authority_of_another_purpose_is_no_candidate() {
    let chain = chain_of(&intermediate().without(EKU), &root());
    let other = build_for(Purpose::TimeStamping, chain).unwrap();
    let leaf = Mint::leaf().sign(&intermediate_key());
    let refusal = verify(&leaf, &[other]).unwrap_err();
    assert_eq!(refusal.rank(), Some(Rank::NoIssuer));
    assert_eq!(refusal.code().as_str(), "cert.chain");
}

#[test]
fn every_certificate_of_the_chain_may_be_the_issuer() {
    let leaf = Mint {
        issuer: name("root"),
        ..Mint::leaf()
    };
    let path = verify(&leaf.sign(&root_key()), &[authority()]).unwrap();
    assert_eq!(path.issuers(), &chain()[1..]);
}

// ---------------------------------------------------------------- name constraints

fn constrained(leaf_names: &[Vec<u8>], extension: Ext) -> &'static str {
    let authority = build(chain_of(&intermediate(), &root().with(extension))).unwrap();
    let leaf = Mint::leaf().with(san(leaf_names)).sign(&intermediate_key());
    code(verify(&leaf, &[authority]))
}

#[test]
fn names_must_lie_within_the_constraints() {
    const REFUSED: &str = "cert.name-constraints";
    let link = "https://example.com/x";
    for (present, permitted, excluded, expected) in [
        (uri(link), vec![uri("example.com")], vec![], "accept"),
        (uri(link), vec![uri("example.org")], vec![], REFUSED),
        (uri(link), vec![], vec![uri("example.com")], REFUSED),
        (uri(link), vec![email("example.org")], vec![], "accept"),
        (
            email("a@example.com"),
            vec![email("example.com")],
            vec![],
            "accept",
        ),
        (
            email("a@example.org"),
            vec![email("example.com")],
            vec![],
            REFUSED,
        ),
        (
            dns("a.example.com"),
            vec![dns("example.com")],
            vec![],
            "accept",
        ),
        (
            dns("a.example.com"),
            vec![],
            vec![dns("example.com")],
            REFUSED,
        ),
        (
            directory(&name("x")),
            vec![directory(&organization("test"))],
            vec![],
            "accept",
        ),
        (
            directory(&name("x")),
            vec![],
            vec![directory(&name("x"))],
            REFUSED,
        ),
        (
            directory(&name("x")),
            vec![],
            vec![directory(&name("y"))],
            "accept",
        ),
        (
            directory(&name("x")),
            vec![],
            vec![directory(&organization("TEST"))],
            REFUSED,
        ),
        // What cannot be judged is refused.
        (uri("urn:x"), vec![], vec![uri("example.com")], REFUSED),
        (
            other_name("1.3.6.1.4.1.57264.1.7", "a!b"),
            vec![other_name("1.3.6.1.4.1.57264.1.7", "a!b")],
            vec![],
            REFUSED,
        ),
        (
            other_name("1.3.6.1.4.1.57264.1.7", "a!b"),
            vec![email("example.com")],
            vec![],
            "accept",
        ),
    ] {
        let extension = constraints(&permitted, &excluded);
        assert_eq!(
            constrained(std::slice::from_ref(&present), extension),
            expected,
            "{present:x?}"
        );
    }
}

#[test]
fn a_constraint_that_is_not_critical_holds_as_well() {
    let mut extension = constraints(&[uri("example.org")], &[]);
    let critical = [0x01, 0x01, 0xff];
    let at = extension
        .der
        .windows(3)
        .position(|bytes| bytes == critical)
        .unwrap();
    extension.der.drain(at..at + 3);
    extension.der[1] -= 3;
    assert_eq!(constrained(&[uri(URI)], extension), "cert.name-constraints");
}

#[test]
fn constraints_hold_for_subjects_and_for_intermediates() {
    let within = constraints(&[directory(&organization("test"))], &[]);
    assert_eq!(constrained(&[uri(URI)], within), "accept");
    let outside = constraints(&[], &[directory(&name("intermediate"))]);
    let authority = build(chain_of(&intermediate(), &root().with(outside))).unwrap();
    let leaf = Mint::leaf().sign(&intermediate_key());
    let refusal = verify(&leaf, &[authority]).unwrap_err();
    assert_eq!(refusal.code().as_str(), "cert.name-constraints");
    assert_eq!(refusal.place().as_str(), "/chain/0");
    assert_eq!(refusal.rank(), Some(Rank::Issuers));
}

#[test]
fn an_email_address_in_the_subject_is_constrained() {
    let address = tlv(0x16, b"a@example.org");
    let subject = seq(&[tlv(0x31, &seq(&[oid("1.2.840.113549.1.9.1"), address]))]);
    let extension = constraints(&[email("example.com")], &[]);
    let authority = build(chain_of(&intermediate(), &root().with(extension))).unwrap();
    let leaf = Mint {
        subject,
        ..Mint::leaf()
    };
    let refused = verify(&leaf.sign(&intermediate_key()), &[authority]);
    assert_eq!(code(refused), "cert.name-constraints");
}

// ---------------------------------------------------------------- times

fn at(times: &[&str]) -> &'static str {
    let times: Vec<Time> = times.iter().map(|text| time(text)).collect();
    let leaf = Mint::leaf().sign(&intermediate_key());
    code(verify_at(&leaf, &[authority()], &times))
}

#[test]
fn the_validity_of_the_leaf_is_closed_and_exact() {
    assert_eq!(at(&["2024-05-01T12:00:00Z"]), "accept");
    assert_eq!(at(&["2024-05-01T12:10:00Z"]), "accept");
    assert_eq!(at(&["2024-05-01T11:59:59Z"]), "cert.time");
    assert_eq!(at(&["2024-05-01T11:59:59.999999999Z"]), "cert.time");
    assert_eq!(at(&["2024-05-01T12:10:00.5Z"]), "cert.time");
    assert_eq!(at(&["2024-05-01T12:10:01Z"]), "cert.time");
}

#[test]
fn every_time_must_fit_and_one_is_needed() {
    assert_eq!(
        at(&["2024-05-01T12:00:00Z", "2024-05-01T12:10:00Z"]),
        "accept"
    );
    assert_eq!(
        at(&["2024-05-01T12:05:00Z", "2024-05-01T13:00:00Z"]),
        "cert.time"
    );
    assert_eq!(
        at(&["2024-05-01T13:00:00Z", "2024-05-01T12:05:00Z"]),
        "cert.time"
    );
    assert_eq!(at(&[]), "time.none");
}

/// CVE-2026-24122: the issuer had expired although the leaf was valid.
#[test]
fn every_issuer_must_be_valid_too() {
    let leaf = Mint::leaf().sign(&intermediate_key());
    let expired = ("240101000000Z", "240501120459Z");
    let lower = intermediate().valid(expired.0, expired.1);
    let upper = root().valid(expired.0, expired.1);
    for (chain, place) in [
        (chain_of(&lower, &root()), "/chain/0"),
        (chain_of(&intermediate(), &upper), "/chain/1"),
    ] {
        let refusal = verify(&leaf, &[build(chain).unwrap()]).unwrap_err();
        assert_eq!(refusal.code().as_str(), "cert.chain-time");
        assert_eq!(refusal.place().as_str(), place);
        assert_eq!(refusal.rank(), Some(Rank::Times));
    }
}

#[test]
fn the_validity_of_issuers_is_closed_and_exact() {
    const LATE: &str = "cert.chain-time";
    let leaf = Mint::leaf().sign(&intermediate_key());
    let ends = ("240101000000Z", "240501120500Z");
    let begins = ("240501120500Z", "341231235959Z");
    for ((not_before, not_after), time_text, expected) in [
        (ends, "2024-05-01T12:05:00Z", "accept"),
        (ends, "2024-05-01T12:05:00.000000001Z", LATE),
        (ends, "2024-05-01T12:05:00.5Z", LATE),
        (begins, "2024-05-01T12:05:00Z", "accept"),
        (begins, "2024-05-01T12:04:59.999999999Z", LATE),
        (begins, "2024-05-01T12:04:59.5Z", LATE),
    ] {
        let lower = intermediate().valid(not_before, not_after);
        let upper = root().valid(not_before, not_after);
        for chain in [
            chain_of(&lower, &root()),
            chain_of(&intermediate(), &upper),
            vec![lower.sign(&root_key())],
        ] {
            for (purpose, profile) in [
                (Purpose::CodeSigning, Profile::fulcio()),
                (Purpose::BringYourOwn, Profile::bring_your_own()),
            ] {
                let authorities = [build_for(purpose, chain.clone()).unwrap()];
                let (times, mut budget) = ([time(time_text)], Budget::unbounded());
                let path = verify_path(&leaf, &authorities, &times, &profile, &Ring, &mut budget);
                assert_eq!(code(path), expected, "{time_text} {purpose:?}");
            }
        }
    }
}

#[test]
fn the_window_of_the_authority_is_closed_and_exact() {
    let leaf = Mint::leaf().sign(&intermediate_key());
    let within = |start: &str, end: Option<&str>, at: &str| {
        let window = Window::new(time(start), end.map(time)).unwrap();
        let purpose = Purpose::CodeSigning;
        let mut budget = Budget::unbounded();
        let authority = Authority::new(chain(), window, purpose, &Ring, &mut budget).unwrap();
        code(verify_at(&leaf, &[authority], &[time(at)]))
    };
    let signed = "2024-05-01T12:05:00Z";
    assert_eq!(within(signed, Some(signed), signed), "accept");
    assert_eq!(
        within("2024-05-01T12:05:01Z", None, signed),
        "cert.ca-validity"
    );
    let start = "2024-01-01T00:00:00Z";
    assert_eq!(
        within(start, Some("2024-05-01T12:04:59Z"), signed),
        "cert.ca-validity"
    );
    let end = Some("2024-05-01T12:05:00.999Z");
    assert_eq!(within(start, end, "2024-05-01T12:05:00.999Z"), "accept");
    assert_eq!(
        within(start, end, "2024-05-01T12:05:00.9995Z"),
        "cert.ca-validity"
    );
}

// ---------------------------------------------------------------- the Fulcio profile

#[test]
fn the_leaf_needs_the_code_signing_purpose() {
    assert_eq!(leaf_code(&Mint::leaf().without(EKU)), "cert.eku");
    assert_eq!(
        leaf_code(&Mint::leaf().with(purposes(&[SERVER_AUTH]))),
        "cert.eku"
    );
    assert_eq!(
        leaf_code(&Mint::leaf().with(purposes(&[ANY_PURPOSE]))),
        "cert.eku"
    );
    let both = purposes(&[SERVER_AUTH, CODE_SIGNING]);
    assert_eq!(leaf_code(&Mint::leaf().with(both)), "accept");
}

#[test]
fn the_leaf_needs_the_key_usage_of_signatures() {
    assert_eq!(leaf_code(&Mint::leaf().without(KEY_USAGE)), "cert.ku");
    assert_eq!(leaf_code(&Mint::leaf().with(usage(&[2]))), "cert.ku");
    assert_eq!(leaf_code(&Mint::leaf().with(usage(&[0, 2]))), "accept");
}

#[test]
fn the_leaf_is_no_authority() {
    assert_eq!(leaf_code(&Mint::leaf().with(ca(None))), "cert.leaf-is-ca");
    assert_eq!(
        leaf_code(&Mint::leaf().with(usage(&[0, 5]))),
        "cert.leaf-is-ca"
    );
    assert_eq!(leaf_code(&Mint::leaf().with(not_ca())), "accept");
    // An intermediate in the place of the leaf: the authority is judged before its usages.
    let intermediate = intermediate().sign(&root_key());
    let refusal = verify(&intermediate, &[authority()]).unwrap_err();
    assert_eq!(refusal.code().as_str(), "cert.leaf-is-ca");
    assert_eq!(refusal.rank(), Some(Rank::Leaf));
}

#[test]
fn the_leaf_has_no_unknown_critical_extension() {
    let unknown = ext("1.2.3.4", true, &[0x05, 0x00]);
    assert_eq!(
        leaf_code(&Mint::leaf().with(unknown)),
        "cert.critical-extension"
    );
    let poison = ext("1.3.6.1.4.1.11129.2.4.3", true, &[0x05, 0x00]);
    assert_eq!(
        leaf_code(&Mint::leaf().with(poison)),
        "cert.critical-extension"
    );
    let constrained = Mint::leaf().with(constraints(&[uri("example.com")], &[]));
    assert_eq!(leaf_code(&constrained), "cert.critical-extension");
    let issuer = ext("1.3.6.1.4.1.57264.1.8", true, &utf8(ISSUER));
    assert_eq!(leaf_code(&Mint::leaf().with(issuer)), "accept");
    for unknown in ["7", "24", "99", "8.1"] {
        let id = format!("1.3.6.1.4.1.57264.1.{unknown}");
        let claim = ext(&id, true, &utf8("x"));
        let code = leaf_code(&Mint::leaf().with(claim));
        assert_eq!(code, "cert.critical-extension", "{id}");
    }
    let arc = ext("1.3.6.1.4.1.57264.1", true, &utf8("x"));
    assert_eq!(
        leaf_code(&Mint::leaf().with(arc)),
        "cert.critical-extension"
    );
}

#[test]
fn the_leaf_names_exactly_one() {
    assert_eq!(leaf_code(&Mint::leaf().without(SAN)), "identity.missing");
    let two = Mint::leaf().with(san(&[uri(URI), email("a@example.com")]));
    assert_eq!(leaf_code(&two), "identity.san-ambiguous");
    let other = san(&[other_name("1.3.6.1.4.1.57264.1.7", "user!example.com")]);
    assert_eq!(leaf_code(&Mint::leaf().with(other)), "accept");
}

#[test]
fn what_is_wrong_with_a_leaf_is_told_in_a_fixed_order() {
    // All at once, then one repaired after the other.
    let mut leaf = Mint::leaf()
        .with(ca(None))
        .without(KEY_USAGE)
        .without(EKU)
        .without(SAN)
        .with(ext("1.2.3.4", true, &[]));
    let mut told = vec![leaf_code(&leaf)];
    for repair in [
        Mint::with(leaf.clone(), not_ca()),
        leaf.clone().with(not_ca()).with(usage(&[0])),
        leaf.clone()
            .with(not_ca())
            .with(usage(&[0]))
            .with(purposes(&[CODE_SIGNING])),
    ] {
        leaf = repair;
        told.push(leaf_code(&leaf));
    }
    told.push(leaf_code(&leaf.without("1.2.3.4")));
    assert_eq!(
        told,
        [
            "cert.leaf-is-ca",
            "cert.ku",
            "cert.eku",
            "cert.critical-extension",
            "identity.missing"
        ]
    );
}

// ---------------------------------------------------------------- candidates and budgets

#[test]
fn the_candidate_that_came_furthest_names_the_error() {
    let leaf = Mint::leaf().sign(&intermediate_key());
    let other_key = build(vec![
        Mint::new("root", "intermediate", &Key::new(8)).sign(&root_key()),
        root().sign(&root_key()),
    ])
    .unwrap();
    let expired = build(chain_of(
        &intermediate().valid("240101000000Z", "240201000000Z"),
        &root(),
    ));
    let expired = expired.unwrap();
    let ended = Window::new(
        time("2024-01-01T00:00:00Z"),
        Some(time("2024-02-01T00:00:00Z")),
    );
    let purpose = Purpose::CodeSigning;
    let mut budget = Budget::unbounded();
    let ended = Authority::new(chain(), ended.unwrap(), purpose, &Ring, &mut budget).unwrap();

    for (list, rank, best) in [
        (vec![other_key.clone(), expired.clone()], Rank::Times, 1),
        (vec![expired.clone(), other_key.clone()], Rank::Times, 0),
        (
            vec![expired.clone(), ended.clone(), other_key.clone()],
            Rank::Window,
            1,
        ),
        (vec![ended.clone(), ended.clone()], Rank::Window, 0),
    ] {
        let refusal = verify(&leaf, &list).unwrap_err();
        assert_eq!(
            (refusal.rank(), refusal.authority()),
            (Some(rank), Some(best))
        );
        assert_eq!(refusal.findings().len(), list.len() - 1);
    }
    let findings = verify(&leaf, &[other_key.clone(), expired.clone()])
        .unwrap_err()
        .findings();
    assert_eq!(findings[0].place().as_str(), "/authorities/0/leaf");
    let path = verify(&leaf, &[other_key, expired, ended, authority()]).unwrap();
    assert_eq!(path.authority(), 3);
}

#[test]
fn the_signature_checks_of_a_search_are_bounded() {
    let leaf = Mint::leaf().sign(&Key::new(7));
    let authorities = vec![authority(); 101];
    let search = |count: usize, budget: &mut Budget| {
        let list = &authorities[..count];
        verify_path(&leaf, list, &[signed()], &Profile::fulcio(), &Ring, budget)
    };
    let refusal = search(100, &mut Budget::unbounded()).unwrap_err();
    assert_eq!(refusal.code().as_str(), "cert.chain");
    let refusal = search(101, &mut Budget::unbounded()).unwrap_err();
    assert_eq!(refusal.code().as_str(), "limit.exceeded");
    assert_eq!(refusal.rank(), None);
    let refusal = search(3, &mut Budget::new(2, u64::MAX)).unwrap_err();
    assert_eq!(refusal.code().as_str(), "limit.exceeded");
    let profile = Profile::fulcio().with_signature_checks(1);
    let budget = &mut Budget::unbounded();
    let refusal = verify_path(
        &leaf,
        &authorities[..2],
        &[signed()],
        &profile,
        &Ring,
        budget,
    )
    .unwrap_err();
    assert_eq!(refusal.code().as_str(), "limit.exceeded");
}

#[test]
fn building_an_authority_costs_a_check_for_each_link() {
    let build = |budget: &mut Budget| {
        Authority::new(chain(), window(), Purpose::CodeSigning, &Ring, budget)
    };
    let mut budget = Budget::unbounded();
    assert_eq!(code(build(&mut budget)), "accept");
    assert_eq!(budget.signatures(), 1);
    assert_eq!(code(build(&mut Budget::new(0, u64::MAX))), "limit.exceeded");
}
