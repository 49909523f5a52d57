//! Nothing panics, whatever the bytes; what is parsed is what was received.

mod common;

use bonafide_x509::{Certificate, Claims, ParseOptions, Pattern, Sct};
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
