//! Times against an independent implementation.

use bonafide_report::Time;
use proptest::prelude::*;

proptest! {
    #[test]
    fn text_agrees_with_an_independent_implementation(
        seconds in -62_167_219_200_i64..=253_402_207_200,
        nanos in 0_u32..1_000_000_000,
    ) {
        let ours = Time::new(seconds, nanos).unwrap();
        // The peer normalises towards zero and prints negative instants as we do.
        let theirs = jiff::Timestamp::from_second(seconds).unwrap()
            .checked_add(jiff::SignedDuration::from_nanos(i64::from(nanos))).unwrap();
        prop_assert_eq!(ours.to_string(), theirs.to_string());
        prop_assert_eq!(Time::parse_rfc3339(&theirs.to_string()), Ok(ours));
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,40}") {
        let _ = Time::parse_rfc3339(&text);
    }

    #[test]
    fn what_both_read_is_the_same_instant(
        text in "(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{1,9})?(Z|[+-][0-2][0-9]:[0-6][0-9])"
    ) {
        if let (Ok(ours), Ok(theirs)) = (Time::parse_rfc3339(&text), text.parse::<jiff::Timestamp>()) {
            prop_assert_eq!(ours.to_string(), theirs.to_string());
        }
    }
}
