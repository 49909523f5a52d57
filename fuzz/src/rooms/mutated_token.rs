//! A good timestamp after changes to its bytes.

use std::sync::LazyLock;

use bonafide_keys::Ring;
use bonafide_report::{Budget, Time, Window};
use bonafide_testkit::Sigstore;
use bonafide_tsa::{ParseOptions, TimestampToken, VerifyOptions, verify};
use bonafide_x509::{Authority, Certificate, Purpose};

use crate::input::Input;
use crate::mutate::damage;

const SIGNED: &[u8] = b"a signature";

struct Good {
    token: Vec<u8>,
    time: Time,
    authorities: Vec<Authority>,
}

/// What verifies says the same time as the good token: what is signed is signed, and the rest of a
/// token (its status, certificates that are not needed, attributes that nobody signed) says nothing.
pub fn run(data: &[u8]) {
    static GOOD: LazyLock<Good> = LazyLock::new(good);
    let good = &*GOOD;
    let mut input = Input::new(data);
    let mut token = good.token.clone();
    for _ in 0..=input.below(2) {
        damage(&mut input, &mut token);
    }
    let Ok(parsed) = TimestampToken::parse(&token, &ParseOptions::default()) else {
        return;
    };
    let options = VerifyOptions::default();
    let mut budget = Budget::new(100, 1 << 20);
    let verified = verify(
        &parsed,
        SIGNED,
        &good.authorities,
        &options,
        &Ring,
        &mut budget,
    );
    if let Ok(verified) = verified {
        assert_eq!(verified.time(), good.time);
        let other = verify(
            &parsed,
            b"another",
            &good.authorities,
            &options,
            &Ring,
            &mut budget,
        );
        assert!(other.is_err(), "a timestamp over anything");
    }
}

fn good() -> Good {
    let kit = Sigstore::default();
    let certificates = kit
        .tsa
        .chain()
        .into_iter()
        .map(|der| Certificate::from_der(&der, &Default::default()).expect("a certificate"));
    let start = Time::from_unix(1_700_000_000).expect("a time");
    let window = Window::new(start, None).expect("a window");
    let mut budget = Budget::new(100, 1 << 20);
    let chain: Vec<Certificate> = certificates.collect();
    let authority = Authority::new(chain, window, Purpose::TimeStamping, &Ring, &mut budget)
        .expect("an authority");
    let good = Good {
        token: kit.tsa.stamp(SIGNED, kit.time),
        time: Time::from_unix(kit.time.seconds).expect("a time"),
        authorities: vec![authority],
    };
    let parsed = TimestampToken::parse(&good.token, &ParseOptions::default()).expect("a token");
    let options = VerifyOptions::default();
    let verified = verify(
        &parsed,
        SIGNED,
        &good.authorities,
        &options,
        &Ring,
        &mut budget,
    );
    assert_eq!(verified.expect("it is good").time(), good.time);
    good
}
