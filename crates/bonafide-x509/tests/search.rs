//! Paths through intermediates that nobody vouches for.

mod common;

use bonafide_keys::Ring;
use bonafide_report::{Budget, Coded as _, Time, Window};
use bonafide_x509::{
    Authority, Certificate, PathRefusal, Profile, Purpose, Rank, VerifiedPath, search_path,
    verify_path,
};
use common::{
    AKI, BASIC, CODE_SIGNING, Ext, KEY_USAGE, Key, Mint, SERVER_AUTH, URI, ca, code, constraints,
    dns, ext, intermediate_key, leaf_key, name, not_ca, purposes, root, root_key, san, signed,
    time, tlv, uri, usage,
};

const SKI: &str = "2.5.29.14";
const AIA: &str = "1.3.6.1.5.5.7.1.1";

fn anchored(certificate: Certificate, purpose: Purpose) -> Authority {
    Authority::anchor(certificate, purpose, &Ring).unwrap()
}

fn own_root() -> Vec<Authority> {
    vec![anchored(root().sign(&root_key()), Purpose::BringYourOwn)]
}

/// A leaf of a caller's own authority.
fn leaf() -> Mint {
    Mint {
        extensions: vec![usage(&[0]), san(&[uri(URI)])],
        ..Mint::leaf()
    }
}

/// An authority `subject` with the key of `seed`, issued by `issuer`.
fn authority(issuer: &str, subject: &str, seed: u8) -> Mint {
    Mint::new(issuer, subject, &Key::new(seed))
}

fn issued_by(mut leaf: Mint, issuer: &str) -> Mint {
    leaf.issuer = name(issuer);
    leaf
}

struct Request<'a> {
    authorities: &'a [Authority],
    profile: Profile,
    times: Vec<Time>,
    budget: Budget,
}

impl<'a> Request<'a> {
    fn own(authorities: &'a [Authority]) -> Self {
        Self {
            authorities,
            profile: Profile::bring_your_own(),
            times: vec![signed()],
            budget: Budget::unbounded(),
        }
    }

    fn search(
        &mut self,
        leaf: &Certificate,
        pool: &[Certificate],
    ) -> Result<VerifiedPath, PathRefusal> {
        search_path(
            leaf,
            pool,
            self.authorities,
            &self.times,
            &self.profile,
            &Ring,
            &mut self.budget,
        )
    }
}

fn search(leaf: &Certificate, pool: &[Certificate]) -> Result<VerifiedPath, PathRefusal> {
    Request::own(&own_root()).search(leaf, pool)
}

/// The refusal of a path whose only intermediate is as given.
fn refused(intermediate: &Mint, leaf: &Mint) -> PathRefusal {
    let pool = [intermediate.sign(&root_key())];
    search(&leaf.sign(&intermediate_key()), &pool).unwrap_err()
}

fn intermediate() -> Mint {
    authority("root", "intermediate", 2)
}

#[test]
fn a_key_that_fits_is_no_issuer_under_another_name() {
    // Each signature in the chain verifies; only the names do not lead from one to the next.
    let intermediate = authority("root", "first", 10).sign(&root_key());
    let named = issued_by(leaf(), "first").sign(&Key::new(10));
    let other = issued_by(leaf(), "second").sign(&Key::new(10));
    assert!(search(&named, core::slice::from_ref(&intermediate)).is_ok());
    let refusal = search(&other, &[intermediate]).unwrap_err();
    assert_eq!(refusal.code().as_str(), "cert.chain");
    let stray = authority("elsewhere", "first", 10).sign(&root_key());
    let refusal = search(&named, &[stray]).unwrap_err();
    assert_eq!(refusal.code().as_str(), "cert.chain");
}

#[test]
fn a_path_goes_through_what_the_signer_brought() {
    let leaf = issued_by(leaf(), "third").sign(&Key::new(12));
    let first = authority("root", "first", 10).sign(&root_key());
    let second = authority("first", "second", 11).sign(&Key::new(10));
    let third = authority("second", "third", 12).sign(&Key::new(11));
    let stranger = authority("elsewhere", "third", 12).sign(&Key::new(13));
    let pool = [stranger, third.clone(), first.clone(), second.clone()];
    let path = search(&leaf, &pool).unwrap();
    assert_eq!(path.leaf(), &leaf);
    let root = root().sign(&root_key());
    assert_eq!(path.issuers(), [third, second, first, root.clone()]);
    assert_eq!(path.authority(), 0);
    assert_eq!(path.purpose(), Purpose::BringYourOwn);
    assert_eq!(path.window().start(), root.not_before());
    assert_eq!(path.window().end(), Some(root.not_after()));
    assert_eq!(path.times(), [signed()]);
    let missing = search(&leaf, &pool[..2]).unwrap_err();
    assert_eq!(missing.rank(), Some(Rank::NoIssuer));
    assert_eq!(missing.code().as_str(), "cert.chain");
}

#[test]
fn an_anchor_issues_leaves_itself() {
    let leaf = issued_by(leaf(), "root").sign(&root_key());
    assert_eq!(search(&leaf, &[]).unwrap().issuers().len(), 1);
    // The same through the call that takes no intermediates.
    let verify = |leaf: &Certificate, authorities: &[Authority]| {
        let (profile, mut budget) = (Profile::bring_your_own(), Budget::unbounded());
        let times = [signed()];
        verify_path(leaf, authorities, &times, &profile, &Ring, &mut budget)
    };
    assert_eq!(code(verify(&leaf, &own_root())), "accept");
    // There too the rules for issuers hold.
    let unfit = [anchored(
        root().without(BASIC).sign(&root_key()),
        Purpose::BringYourOwn,
    )];
    assert_eq!(code(verify(&leaf, &unfit)), "cert.chain");
    // A copy of the root among the intermediates is not gone through.
    let copy = [root().sign(&root_key())];
    let authorities = own_root();
    let mut request = Request::own(&authorities);
    request.times = vec![time("2035-01-01T00:00:00Z")];
    let refusal = request.search(&leaf, &copy).unwrap_err();
    assert!(refusal.findings().is_empty());
    assert_eq!(request.budget.signatures(), 1);
    // An anchor is tried before an intermediate of its name.
    let namesake = [authority("root", "root", 9).sign(&root_key())];
    let mut request = Request::own(&authorities);
    assert!(request.search(&leaf, &namesake).is_ok());
    assert_eq!(request.budget.signatures(), 1);
}

#[test]
fn authorities_of_one_purpose_serve_no_other() {
    let leaf = leaf()
        .with(purposes(&[CODE_SIGNING]))
        .sign(&intermediate_key());
    let pool = [intermediate().sign(&root_key())];
    let root = root().sign(&root_key());
    let own = [
        (Profile::fulcio(), Purpose::CodeSigning),
        (Profile::bring_your_own(), Purpose::BringYourOwn),
        (Profile::rfc5280(), Purpose::General),
        (Profile::time_stamping(), Purpose::TimeStamping),
    ];
    for (profile, served) in &own {
        for (_, purpose) in &own {
            let authorities = [anchored(root.clone(), *purpose)];
            let mut request = Request::own(&authorities);
            request.profile = profile.clone();
            let result = request.search(&leaf, &pool);
            let is_unknown = result.is_err_and(|refusal| {
                refusal.rank() == Some(Rank::NoIssuer) && refusal.code().as_str() == "cert.chain"
            });
            // Timestamp authorities take no intermediates, and know none of this name.
            let is_served = purpose == served && *purpose != Purpose::TimeStamping;
            assert_eq!(is_unknown, !is_served, "{purpose:?} for {served:?}");
        }
    }
}

#[test]
fn a_retired_chain_lends_no_intermediates() {
    let leaf = Mint::leaf().sign(&intermediate_key());
    let (above, anchor) = (
        common::intermediate().sign(&root_key()),
        root().sign(&root_key()),
    );
    let build = |chain: Vec<Certificate>, end: &str| {
        let start = time("2020-01-01T00:00:00Z");
        let window = Window::new(start, Some(time(end))).unwrap();
        let budget = &mut Budget::unbounded();
        Authority::new(chain, window, Purpose::CodeSigning, &Ring, budget).unwrap()
    };
    let retired = || build(vec![above.clone(), anchor.clone()], "2021-01-01T00:00:00Z");
    let open = || build(vec![anchor.clone()], "2100-01-01T00:00:00Z");
    let both = || build(vec![above.clone(), anchor.clone()], "2100-01-01T00:00:00Z");
    for (authorities, pool, expected) in [
        (vec![retired(), open()], vec![], Some("cert.ca-validity")),
        (vec![open(), retired()], vec![], Some("cert.ca-validity")),
        (vec![retired(), both()], vec![], None),
        (vec![open()], vec![above.clone()], None),
    ] {
        let mut request = Request::own(&authorities);
        request.profile = Profile::fulcio();
        let found = request.search(&leaf, &pool);
        let code = found.err().map(|refusal| refusal.code().as_str());
        assert_eq!(code, expected);
    }
}

#[test]
fn the_work_on_names_is_bounded_by_their_bytes() {
    let excluded: Vec<Vec<u8>> = (0..600)
        .map(|number| tlv(0xa4, &name(&format!("a {number}"))))
        .collect();
    let above = common::intermediate()
        .with(constraints(&[], &excluded))
        .sign(&root_key());
    let authorities = own_root();
    let code = |subject: &str| {
        let leaf = Mint {
            subject: name(subject),
            ..leaf()
        };
        let leaf = leaf.sign(&intermediate_key());
        let found = search_path(
            &leaf,
            core::slice::from_ref(&above),
            &authorities,
            &[signed()],
            &Profile::bring_your_own(),
            &Ring,
            &mut Budget::unbounded(),
        );
        found.err().map(|refusal| refusal.code().as_str())
    };
    assert_eq!(code("a"), None);
    assert_eq!(code("A  7"), Some("cert.name-constraints"));
    assert_eq!(code(&"a ".repeat(29_000)), Some("limit.exceeded"));
}

#[test]
fn bundles_may_bring_intermediates_under_a_trusted_root() {
    let leaf = Mint::leaf().sign(&intermediate_key());
    let pool = [common::intermediate().sign(&root_key())];
    let authorities = [common::build(vec![root().sign(&root_key())]).unwrap()];
    let mut request = Request::own(&authorities);
    request.profile = Profile::fulcio();
    let path = request.search(&leaf, &pool).unwrap();
    assert_eq!(path.issuers().len(), 2);
    assert_eq!(path.window(), common::window());
    // The chain of the trusted root serves as before, and its other certificates are no anchors.
    let authorities = [common::authority()];
    let mut request = Request::own(&authorities);
    request.profile = Profile::fulcio();
    assert_eq!(request.search(&leaf, &[]).unwrap().issuers().len(), 2);
    let two = Mint::leaf().with(san(&[uri(URI), dns("a.example")]));
    let refused = request.search(&two.sign(&intermediate_key()), &pool);
    assert_eq!(code(refused), "identity.san-ambiguous");
}

#[test]
fn crt_4_issuers_keep_their_rules_on_the_path() {
    let unknown = ext("1.3.6.1.4.1.99999.1", true, &[5, 0]);
    let other = constraints(&[], &[tlv(0x86, b"example.com")]);
    for (changed, wanted) in [
        (intermediate().with(not_ca()), "cert.chain"),
        (intermediate().without(BASIC), "cert.chain"),
        (intermediate().with(usage(&[6])), "cert.chain"),
        (intermediate().without(KEY_USAGE), "cert.chain"),
        (intermediate().with(unknown), "cert.critical-extension"),
        (intermediate().with(other), "cert.name-constraints"),
        (intermediate().with(purposes(&[SERVER_AUTH])), "cert.eku"),
    ] {
        let refusal = refused(&changed, &leaf());
        assert_eq!(refusal.code().as_str(), wanted);
        assert_eq!(refusal.rank(), Some(Rank::Issuers), "{wanted}");
        let place = match wanted {
            "cert.name-constraints" => "/leaf",
            _ => "/intermediates/0",
        };
        assert_eq!(refusal.place().as_str(), place);
    }
    let good = intermediate().with(purposes(&[CODE_SIGNING]));
    let pool = [good.sign(&root_key())];
    assert!(search(&leaf().sign(&intermediate_key()), &pool).is_ok());
}

#[test]
fn anchors_keep_the_rules_for_issuers_too() {
    let pool = [intermediate().sign(&root_key())];
    let leaf = leaf().sign(&intermediate_key());
    for (changed, wanted) in [
        (root().with(not_ca()), "cert.chain"),
        (root().with(usage(&[6])), "cert.chain"),
        (root().with(ca(Some(0))), "cert.pathlen"),
        (root().with(purposes(&[SERVER_AUTH])), "cert.eku"),
        (
            root().with(constraints(&[], &[tlv(0x86, b"example.com")])),
            "cert.name-constraints",
        ),
    ] {
        let anchor = anchored(changed.sign(&root_key()), Purpose::BringYourOwn);
        let refusal = Request::own(&[anchor]).search(&leaf, &pool).unwrap_err();
        assert_eq!(refusal.code().as_str(), wanted);
        assert_eq!(refusal.authority(), Some(0));
    }
}

#[test]
fn a_leaf_issues_nothing() {
    // The holder of a good leaf signs another.
    let mut holder = leaf();
    holder.subject = name("holder");
    let holder = holder.sign(&intermediate_key());
    let forged = issued_by(leaf(), "holder").sign(&leaf_key());
    let pool = [holder, intermediate().sign(&root_key())];
    let refusal = search(&forged, &pool).unwrap_err();
    assert_eq!(refusal.code().as_str(), "cert.chain");
    assert_eq!(refusal.place().as_str(), "/intermediates/0");
    assert_eq!(refusal.rank(), Some(Rank::Issuers));
}

#[test]
fn path_lengths_count_what_is_not_self_issued() {
    let of = |first: Mint| {
        let leaf = issued_by(leaf(), "second").sign(&Key::new(11));
        let pool = [
            first.sign(&root_key()),
            authority("first", "second", 11).sign(&Key::new(10)),
        ];
        code(search(&leaf, &pool))
    };
    assert_eq!(
        of(authority("root", "first", 10).with(ca(Some(1)))),
        "accept"
    );
    assert_eq!(
        of(authority("root", "first", 10).with(ca(Some(0)))),
        "cert.pathlen"
    );
    // A new key under the old name.
    let renewed = authority("first", "first", 12).sign(&Key::new(10));
    let first = authority("root", "first", 10)
        .with(ca(Some(0)))
        .sign(&root_key());
    let leaf = issued_by(leaf(), "first").sign(&Key::new(12));
    assert_eq!(code(search(&leaf, &[renewed, first])), "accept");
}

#[test]
fn name_constraints_bind_intermediates_that_are_not_self_issued() {
    let forbids = constraints(&[], &[dns("second.example")]);
    let of = |second: Mint, first: Mint| {
        let leaf = Mint {
            issuer: second.subject.clone(),
            ..leaf()
        };
        let pool = [first.sign(&root_key()), second.sign(&Key::new(10))];
        code(search(&leaf.sign(&Key::new(11)), &pool))
    };
    let first = || authority("root", "first", 10).with(forbids.clone());
    let named = san(&[dns("second.example")]);
    let second = authority("first", "second", 11).with(named.clone());
    assert_eq!(of(second, first()), "cert.name-constraints");
    let second = authority("first", "first", 11).with(named);
    assert_eq!(of(second, first()), "accept");
}

#[test]
fn every_candidate_of_a_name_is_tried() {
    let leaf = leaf().sign(&intermediate_key());
    let impostor = authority("root", "intermediate", 9).sign(&root_key());
    let expired = intermediate()
        .valid("200101000000Z", "210101000000Z")
        .sign(&root_key());
    let narrow = intermediate()
        .with(purposes(&[SERVER_AUTH]))
        .sign(&root_key());
    let good = intermediate().sign(&root_key());
    let pool = [impostor, expired, narrow, good.clone()];
    let path = search(&leaf, &pool).unwrap();
    assert_eq!(path.issuers()[0], good);
    // Without the good one the failure that came furthest is told, the others are findings.
    let refusal = search(&leaf, &pool[..3]).unwrap_err();
    assert_eq!(refusal.code().as_str(), "cert.chain-time");
    assert_eq!(refusal.rank(), Some(Rank::Times));
    let mut others: Vec<String> = refusal
        .findings()
        .iter()
        .map(|finding| finding.code().to_string())
        .collect();
    others.sort();
    assert_eq!(others, ["cert.chain", "cert.eku"]);
}

#[test]
fn a_leaf_that_no_anchor_signed() {
    let leaf = issued_by(leaf(), "root").sign(&Key::new(77));
    let refusal = search(&leaf, &[]).unwrap_err();
    assert_eq!(refusal.code().as_str(), "cert.chain");
    assert_eq!(refusal.rank(), Some(Rank::Signature));
    assert_eq!(refusal.authority(), Some(0));
    assert_eq!(refusal.place().as_str(), "/leaf");
}

#[test]
fn an_alternative_chain_is_found() {
    // The first way up is constrained, the second is not.
    let forbids = constraints(&[], &[tlv(0x86, b"example.com")]);
    let pool = [
        authority("root", "cross", 10)
            .with(forbids)
            .sign(&root_key()),
        authority("cross", "intermediate", 2).sign(&Key::new(10)),
        intermediate().sign(&root_key()),
    ];
    let leaf = leaf().sign(&intermediate_key());
    assert_eq!(search(&leaf, &pool).unwrap().issuers().len(), 2);
    assert_eq!(code(search(&leaf, &pool[..2])), "cert.name-constraints");
}

#[test]
fn times_windows_and_the_leaf_are_judged_in_this_order() {
    let pool = [intermediate().sign(&root_key())];
    let late = [time("2024-05-01T12:10:01Z")];
    let authorities = own_root();
    let mut request = Request::own(&authorities);
    request.times = late.to_vec();
    let refusal = request.search(&leaf().sign(&intermediate_key()), &pool);
    assert_eq!(code(refusal), "cert.time");
    request.times = vec![signed(), late[0]];
    let refusal = request.search(&leaf().sign(&intermediate_key()), &pool);
    assert_eq!(code(refusal), "cert.time");
    request.times = Vec::new();
    let refusal = request.search(&leaf().sign(&intermediate_key()), &pool);
    assert_eq!(code(refusal), "time.none");

    let closed = Window::new(
        time("2020-01-01T00:00:00Z"),
        Some(time("2024-05-01T12:00:00Z")),
    );
    let unfit = leaf().with(usage(&[2])).sign(&intermediate_key());
    let authority = Authority::new(
        vec![root().sign(&root_key())],
        closed.unwrap(),
        Purpose::BringYourOwn,
        &Ring,
        &mut Budget::unbounded(),
    );
    let refusal = Request::own(&[authority.unwrap()])
        .search(&unfit, &pool)
        .unwrap_err();
    assert_eq!(refusal.code().as_str(), "cert.ca-validity");
    assert_eq!(refusal.rank(), Some(Rank::Window));
    let refusal = search(&unfit, &pool).unwrap_err();
    assert_eq!(refusal.code().as_str(), "cert.ku");
    assert_eq!(refusal.rank(), Some(Rank::Leaf));
}

#[test]
fn crt_11_the_leaf_of_an_own_authority() {
    let of = |leaf: &Mint| {
        let pool = [intermediate().sign(&root_key())];
        code(search(&leaf.sign(&intermediate_key()), &pool))
    };
    let unknown = ext("1.3.6.1.4.1.99999.1", true, &[5, 0]);
    for (leaf, wanted) in [
        (leaf(), "accept"),
        (leaf().without(KEY_USAGE), "accept"),
        (leaf().with(purposes(&[CODE_SIGNING])), "accept"),
        (leaf().with(purposes(&[common::ANY_PURPOSE])), "accept"),
        (leaf().with(san(&[dns("a.example"), uri(URI)])), "accept"),
        (leaf().with(purposes(&[SERVER_AUTH])), "cert.eku"),
        (leaf().with(usage(&[2])), "cert.ku"),
        (leaf().with(ca(None)), "cert.leaf-is-ca"),
        (leaf().with(usage(&[0, 5])), "cert.leaf-is-ca"),
        (leaf().with(unknown), "cert.critical-extension"),
    ] {
        assert_eq!(of(&leaf), wanted);
    }
    let mut nameless = leaf().without(common::SAN);
    nameless.subject = name("somebody");
    assert_eq!(of(&nameless), "identity.missing");
}

/// A chain of `count` intermediates below the root, and the leaf of the last one.
fn long_chain(count: u8) -> (Certificate, Vec<Certificate>) {
    let subject = |at: u8| match at {
        0 => "root".to_owned(),
        _ => format!("link {at}"),
    };
    let key = |at: u8| match at {
        0 => root_key(),
        _ => Key::new(100 + at),
    };
    let pool = (1..=count)
        .map(|at| {
            let mint = Mint::new(&subject(at - 1), &subject(at), &key(at));
            mint.sign(&key(at - 1))
        })
        .collect();
    let leaf = issued_by(leaf(), &subject(count)).sign(&key(count));
    (leaf, pool)
}

#[test]
fn crt_9_ten_issuers_and_no_more() {
    let (leaf, pool) = long_chain(9);
    assert_eq!(search(&leaf, &pool).unwrap().issuers().len(), 10);
    let (leaf, pool) = long_chain(10);
    let refusal = search(&leaf, &pool).unwrap_err();
    assert_eq!(refusal.code().as_str(), "limit.exceeded");
    assert!(refusal.to_string().contains("issuers of a path"));
    assert_eq!(refusal.rank(), None);
}

#[test]
fn the_caller_bounds_the_depth() {
    let authorities = own_root();
    let with = |depth: u8, count: u8| {
        let mut request = Request::own(&authorities);
        request.profile = request.profile.with_depth(depth);
        let (leaf, pool) = long_chain(count);
        code(request.search(&leaf, &pool))
    };
    assert_eq!(with(0, 0), "accept");
    assert_eq!(with(0, 1), "limit.exceeded");
    assert_eq!(with(2, 2), "accept");
    assert_eq!(with(2, 3), "limit.exceeded");
    // A new key under the old name is no further intermediate.
    let pool = [
        authority("root", "first", 10).sign(&root_key()),
        authority("first", "first", 11).sign(&Key::new(10)),
    ];
    let leaf = issued_by(leaf(), "first").sign(&Key::new(11));
    let mut request = Request::own(&authorities);
    request.profile = request.profile.with_depth(1);
    assert_eq!(code(request.search(&leaf, &pool)), "accept");
}

#[test]
fn a_new_key_of_the_anchor_is_no_intermediate_for_the_depth() {
    let authorities = own_root();
    let mut request = Request::own(&authorities);
    request.profile = request.profile.with_depth(0);
    let renewed = [authority("root", "root", 10).sign(&root_key())];
    let leaf = issued_by(leaf(), "root").sign(&Key::new(10));
    let path = request.search(&leaf, &renewed).unwrap();
    assert_eq!(path.issuers().len(), 2);
}

#[test]
fn a_path_takes_no_certificate_twice() {
    // Two authorities vouch for each other, and an anchor that is no longer valid for one.
    let late = root().valid("200101000000Z", "210101000000Z");
    let authorities = [anchored(late.sign(&root_key()), Purpose::BringYourOwn)];
    let pool = [
        authority("root", "first", 10).sign(&root_key()),
        authority("second", "first", 10).sign(&Key::new(11)),
        authority("first", "second", 11).sign(&Key::new(10)),
    ];
    let leaf = issued_by(leaf(), "first").sign(&Key::new(10));
    let refusal = Request::own(&authorities).search(&leaf, &pool);
    assert_eq!(code(refusal), "cert.chain-time");
}

#[test]
fn crt_9_signature_checks_are_bounded_and_none_is_made_twice() {
    let (leaf, pool) = long_chain(5);
    let authorities = own_root();
    let mut request = Request::own(&authorities);
    request.profile = request.profile.with_signature_checks(6);
    assert_eq!(code(request.search(&leaf, &pool)), "accept");
    assert_eq!(request.budget.signatures(), 6);
    request.profile = request.profile.with_signature_checks(5);
    assert_eq!(code(request.search(&leaf, &pool)), "limit.exceeded");
    request.profile = Profile::bring_your_own();
    request.budget = Budget::new(5, u64::MAX);
    assert_eq!(code(request.search(&leaf, &pool)), "limit.exceeded");

    // One way up from each of three impostors, and an intermediate that each leads to.
    let shared = authority("root", "shared", 10).with(not_ca());
    let pool: Vec<Certificate> = (0..3)
        .map(|at| {
            let mint = authority("shared", "intermediate", 2);
            let serial = vec![0x02, 0x01, at + 1];
            Mint { serial, ..mint }.sign(&Key::new(10))
        })
        .chain([shared.sign(&root_key())])
        .collect();
    let leaf = self::leaf().sign(&intermediate_key());
    let mut request = Request::own(&authorities);
    assert_eq!(code(request.search(&leaf, &pool)), "cert.chain");
    // The leaf three times, each of the three once; what is above is no issuer.
    assert_eq!(request.budget.signatures(), 6);
}

/// Authorities of one name and one key, each of which may have issued every other.
fn clique(count: u8) -> Vec<Certificate> {
    (1..=count)
        .map(|at| {
            let mint = authority("intermediate", "intermediate", 2);
            let serial = vec![0x02, 0x01, at];
            Mint { serial, ..mint }.sign(&intermediate_key())
        })
        .collect()
}

#[test]
fn cycles_and_cliques_end() {
    let leaf = leaf().sign(&intermediate_key());
    // None of them leads to an anchor: nothing is checked.
    let authorities = own_root();
    let mut request = Request::own(&authorities);
    assert_eq!(code(request.search(&leaf, &clique(100))), "cert.chain");
    assert_eq!(request.budget.signatures(), 0);
    // One does, and is of no use: the search gives up in time.
    let expired = intermediate()
        .valid("200101000000Z", "210101000000Z")
        .sign(&root_key());
    let mut many = clique(100);
    many.push(expired.clone());
    let refusal = request.search(&leaf, &many).unwrap_err();
    assert_eq!(refusal.code().as_str(), "limit.exceeded");
    assert!(refusal.to_string().contains("path signature checks"));
    assert_eq!(request.budget.signatures(), 100);
    // Few enough for every signature, and more orders than anybody would try.
    let mut few = clique(8);
    few.push(expired);
    let mut request = Request::own(&authorities);
    let refusal = request.search(&leaf, &few).unwrap_err();
    assert_eq!(refusal.code().as_str(), "limit.exceeded");
    assert!(
        refusal.to_string().contains("tries for a path"),
        "{refusal}"
    );
    assert!(refusal.findings().len() <= 65);
}

#[test]
fn intermediates_are_bounded() {
    let many = |count: u16| -> Vec<Certificate> {
        let one = authority("elsewhere", "other", 5).sign(&Key::new(6));
        let distinct = (0..count).map(|at| {
            let mint = authority("elsewhere", "other", 5);
            let serial = vec![0x02, 0x02, 1 + (at >> 8) as u8, at as u8];
            Mint { serial, ..mint }.sign(&Key::new(6))
        });
        // Copies do not count.
        distinct.chain([one.clone(), one]).collect()
    };
    let leaf = issued_by(leaf(), "root").sign(&root_key());
    assert_eq!(code(search(&leaf, &many(511))), "accept");
    let refusal = search(&leaf, &many(512)).unwrap_err();
    assert_eq!(refusal.code().as_str(), "limit.exceeded");
    assert!(
        refusal.to_string().contains("512 intermediates"),
        "{refusal}"
    );
}

fn key_id(id: &str, tag: u8, key: &[u8]) -> Ext {
    let value = match tag {
        0x80 => common::seq(&[tlv(0x80, key)]),
        _ => common::octets(key),
    };
    ext(id, false, &value)
}

#[test]
fn key_identifiers_say_where_to_look_first() {
    let leaf = leaf()
        .with(key_id(AKI, 0x80, b"2"))
        .sign(&intermediate_key());
    let with = |seed: u8, id: &[u8]| {
        authority("root", "intermediate", seed)
            .with(key_id(SKI, 4, id))
            .sign(&root_key())
    };
    let pool = [with(8, b"8"), with(9, b"9"), with(2, b"2")];
    let authorities = own_root();
    let mut request = Request::own(&authorities);
    assert!(request.search(&leaf, &pool).is_ok());
    assert_eq!(request.budget.signatures(), 2);
    // One that is known to fit goes before one of which nothing is known.
    let nothing = authority("root", "intermediate", 8).sign(&root_key());
    let mut request = Request::own(&authorities);
    assert!(request.search(&leaf, &[nothing, with(2, b"2")]).is_ok());
    assert_eq!(request.budget.signatures(), 2);
    // A hint only: the one that signed is found whatever it says.
    let pool = [with(8, b"2"), with(2, b"8")];
    assert_eq!(code(search(&leaf, &pool)), "accept");
}

// ---------------------------------------------------------------- RFC 5280

fn general(anchor: Mint) -> Vec<Authority> {
    vec![anchored(anchor.sign(&root_key()), Purpose::General)]
}

fn conforming() -> Mint {
    let leaf = issued_by(leaf(), "root");
    leaf.with(key_id(AKI, 0x80, b"root"))
}

fn rfc5280(leaf: &Mint, anchor: Mint, profile: Profile) -> &'static str {
    let authorities = general(anchor);
    let mut request = Request::own(&authorities);
    request.profile = profile;
    code(request.search(&leaf.sign(&root_key()), &[]))
}

#[test]
fn crt_12_the_form_of_a_leaf() {
    let aia = |critical: bool, value: &[u8]| ext(AIA, critical, value);
    let access = common::seq(&[common::seq(&[
        common::oid("1.3.6.1.5.5.7.48.2"),
        uri("https://a.example"),
    ])]);
    let nameless = common::seq(&[common::seq(&[uri("https://a.example")])]);
    let longer = [
        common::oid("1.3.6.1.5.5.7.48.2"),
        uri("https://a.example"),
        vec![5, 0],
    ];
    let longer = common::seq(&[common::seq(&longer)]);
    let permitted = constraints(&[dns("a.example")], &[]);
    for (leaf, wanted) in [
        (conforming(), "accept"),
        (conforming().with(ca(None)).with(usage(&[5])), "accept"),
        (conforming().with(purposes(&[SERVER_AUTH])), "accept"),
        (conforming().without(KEY_USAGE), "accept"),
        (conforming().with(san(&[dns("*.a.example")])), "accept"),
        (conforming().with(aia(false, &access)), "accept"),
        (conforming().with(usage(&[5])), "cert.parse"),
        (conforming().without(AKI), "cert.parse"),
        (conforming().with(ext(AKI, false, &[0x30, 0])), "cert.parse"),
        (conforming().with(permitted), "cert.parse"),
        (conforming().with(aia(false, &[0x30, 0])), "cert.parse"),
        (conforming().with(aia(false, &[5, 0])), "cert.parse"),
        (conforming().with(aia(false, &nameless)), "cert.parse"),
        (conforming().with(aia(false, &longer)), "cert.parse"),
        (
            conforming().with(aia(true, &access)),
            "cert.critical-extension",
        ),
        (conforming().with(san(&[dns("a_b.example")])), "cert.parse"),
        (conforming().with(san(&[dns("a.*.example")])), "cert.parse"),
        (conforming().with(san(&[dns("-a.example")])), "cert.parse"),
    ] {
        assert_eq!(
            rfc5280(&leaf, root(), Profile::rfc5280()),
            wanted,
            "{leaf:?}"
        );
    }
}

#[test]
fn crt_12_the_form_of_issuers() {
    let noncritical = ext(
        common::CONSTRAINTS,
        false,
        &common::seq(&[tlv(0xa0, &common::seq(&[tlv(0x86, b".com")]))]),
    );
    let critical_id = ext(SKI, true, &common::octets(b"root"));
    for (anchor, wanted) in [
        (root(), "accept"),
        (root().without(KEY_USAGE), "accept"),
        (root().with(usage(&[6])), "cert.chain"),
        (root().with(noncritical), "cert.parse"),
        (root().with(critical_id), "cert.critical-extension"),
    ] {
        let found = rfc5280(&conforming(), anchor, Profile::rfc5280());
        assert_eq!(found, wanted);
    }
    // Intermediates name the key of their issuer, if they are not their own.
    let authorities = general(root());
    let mut request = Request::own(&authorities);
    request.profile = Profile::rfc5280();
    let leaf = leaf()
        .with(key_id(AKI, 0x80, b"2"))
        .sign(&intermediate_key());
    let bare = [intermediate().sign(&root_key())];
    assert_eq!(code(request.search(&leaf, &bare)), "cert.parse");
    let named = [intermediate()
        .with(key_id(AKI, 0x80, b"root"))
        .sign(&root_key())];
    assert_eq!(code(request.search(&leaf, &named)), "accept");
}

#[test]
fn crt_12_the_purpose_is_the_callers() {
    let wanting = |oid: &str| Profile::rfc5280().with_key_purpose(oid).unwrap();
    let server = conforming().with(purposes(&[SERVER_AUTH]));
    assert_eq!(rfc5280(&server, root(), wanting(SERVER_AUTH)), "accept");
    assert_eq!(rfc5280(&server, root(), wanting(CODE_SIGNING)), "cert.eku");
    assert_eq!(
        rfc5280(&conforming(), root(), wanting(CODE_SIGNING)),
        "accept"
    );
    let any = conforming().with(purposes(&[common::ANY_PURPOSE]));
    assert_eq!(rfc5280(&any, root(), wanting(CODE_SIGNING)), "accept");
    let narrow = root().with(purposes(&[CODE_SIGNING]));
    assert_eq!(rfc5280(&server, narrow, wanting(SERVER_AUTH)), "cert.eku");
    let error = Profile::rfc5280().with_key_purpose("server").unwrap_err();
    assert_eq!(error.code().as_str(), "policy.empty");
    // Other profiles have their own purpose and keep it.
    let own = Profile::bring_your_own()
        .with_key_purpose(SERVER_AUTH)
        .unwrap();
    let pool = [intermediate().sign(&root_key())];
    let authorities = own_root();
    let mut request = Request::own(&authorities);
    request.profile = own;
    let server = leaf().with(purposes(&[SERVER_AUTH]));
    let refusal = request.search(&server.sign(&intermediate_key()), &pool);
    assert_eq!(code(refusal), "cert.eku");
}

#[test]
fn the_rules_of_the_public_web_are_asked_for() {
    let web = || Profile::rfc5280().with_web_pki_rules();
    let own_key = || root().with(key_id(SKI, 4, b"root"));
    let named = common::seq(&[
        tlv(0x80, b"root"),
        tlv(0xa1, &common::directory(&name("root"))),
        tlv(0x82, &[1]),
    ]);
    for (leaf, anchor, plain, wanted) in [
        (conforming(), own_key(), "accept", "accept"),
        (
            conforming(),
            own_key().with(key_id(AKI, 0x80, b"root")),
            "accept",
            "accept",
        ),
        (
            conforming(),
            own_key().with(key_id(AKI, 0x80, b"other")),
            "accept",
            "cert.parse",
        ),
        (
            conforming(),
            own_key().with(ext(AKI, false, &named)),
            "accept",
            "cert.parse",
        ),
        (
            conforming().with(ca(None)),
            own_key(),
            "accept",
            "cert.leaf-is-ca",
        ),
    ] {
        let found = rfc5280(&leaf, anchor.clone(), Profile::rfc5280());
        assert_eq!(found, plain);
        assert_eq!(rfc5280(&leaf, anchor, web()), wanted);
    }
}

#[test]
fn tim_4_fractions_count_but_for_rfc_5280() {
    let half = [time("2024-05-01T12:10:00.5Z")];
    let authorities = [
        anchored(root().sign(&root_key()), Purpose::General),
        anchored(root().sign(&root_key()), Purpose::BringYourOwn),
    ];
    let leaf = conforming().sign(&root_key());
    let mut request = Request::own(&authorities);
    request.times = half.to_vec();
    assert_eq!(code(request.search(&leaf, &[])), "cert.time");
    request.profile = Profile::rfc5280();
    let path = request.search(&leaf, &[]).unwrap();
    assert_eq!(path.times(), half);
    assert_eq!(path.authority(), 0);
    request.times = vec![time("2024-05-01T12:10:01Z")];
    assert_eq!(code(request.search(&leaf, &[])), "cert.time");
}

#[test]
fn an_anchor_is_valid_at_some_time() {
    let never = root().valid("240101000000Z", "230101000000Z");
    let error = Authority::anchor(never.sign(&root_key()), Purpose::General, &Ring).unwrap_err();
    assert_eq!(error.code().as_str(), "trustroot.instance");
}

#[test]
fn a_serial_number_of_zero_is_for_anchors_that_the_caller_chose() {
    use bonafide_x509::ParseOptions;
    let zero = Mint {
        serial: vec![0x02, 0x01, 0x00],
        ..root()
    };
    let der = zero.der(&root_key());
    assert_eq!(code(common::parse(&der)), "cert.parse");
    let options = ParseOptions::default().with_zero_serial(true);
    let anchor = Certificate::from_der(&der, &options).unwrap();
    let authorities = [anchored(anchor, Purpose::General)];
    let mut request = Request::own(&authorities);
    request.profile = Profile::rfc5280();
    let leaf = conforming().sign(&root_key());
    assert_eq!(code(request.search(&leaf, &[])), "accept");
    let negative = Mint {
        serial: vec![0x02, 0x01, 0xff],
        ..root()
    };
    let found = Certificate::from_der(&negative.der(&root_key()), &options);
    assert_eq!(code(found), "cert.parse");
}
