//! What a server or a file says, whatever it is, is read or refused, and never more.

use bonafide_oci::http::{Address, AuthFile, Challenge, Link};
use proptest::prelude::*;

/// Text of which much is nearly right.
fn nearly() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("Bearer ".to_owned()),
        Just("realm=".to_owned()),
        Just("; rel=next".to_owned()),
        Just("https://".to_owned()),
        Just("[::1]:80".to_owned()),
        Just("/..".to_owned()),
        Just("/./".to_owned()),
        "[\",;<>=?#:@\\\\ /.a-z0-9]{0,6}",
        ".{0,3}",
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn fields_are_read_or_refused(one in nearly(), other in nearly()) {
        let values = [one.as_str(), other.as_str()];
        if let Some(challenges) = Challenge::parse(&values) {
            for challenge in challenges {
                let _ = challenge.parameter("realm");
            }
        }
        for link in Link::parse(&values).unwrap_or_default() {
            prop_assert!(one.contains(link.target()) || other.contains(link.target()));
        }
    }

    #[test]
    fn addresses_read_back_as_themselves(text in nearly(), reference in nearly()) {
        let base = Address::parse("http://h:1/a/b?c").unwrap();
        for address in [Address::parse(&text), base.resolve(&text), base.resolve(&reference)] {
            let Some(address) = address else { continue };
            prop_assert_eq!(Address::parse(&address.to_string()), Some(address.clone()));
            prop_assert!(address.path().starts_with('/'));
            prop_assert!(!address.path().split('/').any(|it| it == ".." || it == "."));
            let again = address.resolve(&reference);
            prop_assert_eq!(again.is_some(), base.resolve(&reference).is_some());
        }
    }

    #[test]
    fn files_are_read_or_refused(text in "[{}\\[\\]\":,a-z0-9= ]{0,64}", bytes: Vec<u8>) {
        let _ = AuthFile::parse(text.as_bytes());
        let _ = AuthFile::parse(&bytes);
    }
}
