//! Properties of text forms and of hashing in pieces.

use bonafide_digest::{Algorithm, Digest, Hasher, digest, hex, sha256};
use proptest::prelude::*;

proptest! {
    #[test]
    fn hexadecimal_round_trips(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(hex::decode(&hex::encode(&bytes)), Ok(bytes));
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        if let Ok(digest) = Digest::parse(&text) {
            prop_assert_eq!(digest.to_string(), text.replacen("dirHash:", "dirHash1:", 1));
        }
        if let Ok(bytes) = hex::decode(&text) {
            prop_assert_eq!(hex::encode(&bytes), text);
        }
    }

    #[test]
    fn digests_round_trip(index in 0..Algorithm::ALL.len(), bytes in any::<[u8; 64]>(), pick in any::<usize>()) {
        let algorithm = Algorithm::ALL[index];
        let lengths = algorithm.lengths();
        let length = if lengths.is_empty() { pick % 64 + 1 } else { lengths[pick % lengths.len()] };
        let digest = Digest::new(algorithm, &bytes[..length]).unwrap();
        prop_assert_eq!(Digest::parse(&digest.to_string()), Ok(digest));
        prop_assert_eq!(digest.as_bytes(), &bytes[..length]);
    }

    #[test]
    fn pieces_do_not_matter(
        pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..300), 0..8)
    ) {
        let whole = pieces.concat();
        let algorithms: Vec<Algorithm> =
            Algorithm::ALL.iter().copied().filter(|a| a.is_computable()).collect();
        let mut hasher = Hasher::new(&algorithms).unwrap();
        for piece in &pieces {
            hasher.update(piece);
        }
        let digests = hasher.finish();
        prop_assert_eq!(digests.length(), whole.len() as u64);
        for &algorithm in &algorithms {
            prop_assert_eq!(digests.get(algorithm).copied(), digest(algorithm, &whole).ok());
        }
        let parts: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
        prop_assert_eq!(Some(&Digest::sha256(sha256(&parts))), digests.get(Algorithm::Sha256));
    }
}
