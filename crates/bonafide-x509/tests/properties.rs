//! Nothing panics, whatever the bytes; what is parsed is what was received.

mod common;

use bonafide_keys::Ring;
use bonafide_report::Budget;
use bonafide_x509::{
    Authority, Certificate, Claims, ParseOptions, Pattern, Profile, Purpose, Sct, search_path,
};
use common::*;
use proptest::prelude::*;

fn read_all(der: &[u8]) {
    if let Ok(certificate) = parse(der) {
        assert_eq!(certificate.der(), der);
        let at = der
            .windows(certificate.tbs().len())
            .position(|part| part == certificate.tbs());
        assert!(at.is_some());
        let _ = Claims::of(&certificate);
        let _ = Sct::list_of(&certificate);
        let _ = verify(&certificate, &[authority()]);
        let _ = (certificate.subject_text(), certificate.issuer_text());
        let _ = certificate.public_key();
    }
}

fn good() -> Vec<u8> {
    let leaf = with_scts(&Mint::leaf(), |tbs| {
        vec![SctMint::good().sign(&ct_key(), tbs)]
    });
    leaf.der(&intermediate_key())
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(der in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_all(&der);
    }

    #[test]
    fn a_changed_certificate_is_never_accepted(at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let mut der = good();
        let at = at.index(der.len());
        der[at] ^= 1 << bit;
        read_all(&der);
        if let Ok(certificate) = parse(&der) {
            prop_assert!(verify(&certificate, &[authority()]).is_err());
        }
    }

    #[test]
    fn a_replaced_extension_is_read_or_refused(
        id in prop::sample::select(vec![
            BASIC, KEY_USAGE, EKU, SAN, CONSTRAINTS, SCTS, AKI, "1.3.6.1.4.1.57264.1.8",
        ]),
        value in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let mint = Mint::leaf().with(ext(id, false, &value));
        read_all(&mint.der(&intermediate_key()));
        let wrapped = Mint::leaf().with(ext(id, false, &tlv(0x30, &value)));
        read_all(&wrapped.der(&intermediate_key()));
        let list = Mint::leaf().with(ext(SCTS, false, &octets(&vector(&vector(&value)))));
        read_all(&list.der(&intermediate_key()));
    }

    #[test]
    fn any_text_is_a_pem_block_or_refused(text in ".{0,200}") {
        let _ = Certificate::from_pem(&text, &ParseOptions::default());
    }

    #[test]
    fn any_text_is_a_pattern_or_refused(pattern in ".{0,40}", name in ".{0,40}") {
        for built in [
            Pattern::exact(pattern.clone()),
            Pattern::glob(pattern.clone()),
            Pattern::regex(pattern.clone()),
            Pattern::unanchored_regex(pattern.clone()),
        ].into_iter().flatten() {
            let _ = built.matches(&name);
            prop_assert!(!built.matches(""));
        }
    }

    #[test]
    fn a_text_without_stars_matches_itself_only(
        text in "[a-z./@:-]{1,30}",
        other in "[a-z./@:-]{1,30}",
    ) {
        let glob = Pattern::glob(text.clone()).unwrap();
        prop_assert!(glob.matches(&text));
        prop_assert_eq!(glob.matches(&other), text == other);
    }
}

/// An authority of a random pool: names and keys by number, 0 for those of the anchor.
#[derive(Clone, Copy, Debug)]
struct Link {
    issuer: u8,
    signer: u8,
    subject: u8,
    key: u8,
    is_ca: bool,
}

fn link() -> impl Strategy<Value = Link> {
    (
        0_u8..4,
        0_u8..4,
        1_u8..4,
        1_u8..4,
        prop::bool::weighted(0.8),
    )
        .prop_map(|(issuer, signer, subject, key, is_ca)| Link {
            issuer,
            signer,
            subject,
            key,
            is_ca,
        })
}

fn link_key(number: u8) -> Key {
    Key::new(50 + number)
}

fn link_name(number: u8) -> String {
    format!("link {number}")
}

/// Whether any order of the links leads from a name and key up to the anchor: the definition,
/// tried out.
fn leads_up(issuer: u8, signer: u8, pool: &[Link], used: &mut Vec<usize>) -> bool {
    if issuer == 0 && signer == 0 {
        return true;
    }
    for (at, link) in pool.iter().enumerate() {
        let fits = link.subject == issuer && link.key == signer && link.is_ca;
        if !fits || used.contains(&at) {
            continue;
        }
        used.push(at);
        if leads_up(link.issuer, link.signer, pool, used) {
            return true;
        }
        used.pop();
    }
    false
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_path_is_found_exactly_when_there_is_one(
        pool in prop::collection::vec(link(), 0..7),
        issuer in 0_u8..4,
        signer in 0_u8..4,
    ) {
        let certificates: Vec<Certificate> = pool
            .iter()
            .enumerate()
            .map(|(at, link)| {
                let (issuer, subject) = (link_name(link.issuer), link_name(link.subject));
                let mut mint = Mint::new(&issuer, &subject, &link_key(link.key));
                mint.serial = vec![0x02, 0x01, 1 + at as u8];
                let mint = if link.is_ca { mint } else { mint.with(not_ca()) };
                mint.sign(&link_key(link.signer))
            })
            .collect();
        let anchor = Mint::new(&link_name(0), &link_name(0), &link_key(0)).sign(&link_key(0));
        let anchor = Authority::anchor(anchor, Purpose::BringYourOwn, &Ring).unwrap();
        let leaf = Mint {
            issuer: name(&link_name(issuer)),
            ..Mint::leaf()
        };
        let found = search_path(
            &leaf.sign(&link_key(signer)),
            &certificates,
            &[anchor],
            &[signed()],
            &Profile::bring_your_own(),
            &Ring,
            &mut Budget::unbounded(),
        );
        let expected = leads_up(issuer, signer, &pool, &mut Vec::new());
        prop_assert_eq!(found.is_ok(), expected, "{:?}", found.err());
    }
}
