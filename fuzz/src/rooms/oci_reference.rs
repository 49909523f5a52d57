//! References to images.

use bonafide_oci::{MediaType, Reference, Tag, parse_digest};

use crate::input::text;
use crate::memory;

/// What is written out is read as the same again, and what is strict is familiar.
pub fn run(data: &[u8]) {
    let Some(text) = text(data) else { return };
    memory::linear(data, || judge(text));
}

fn judge(text: &str) {
    if let Ok(strict) = Reference::parse_strict(text) {
        assert_eq!(
            Reference::parse_strict(&strict.to_string()).as_ref(),
            Ok(&strict)
        );
        assert!(Reference::parse_grammar(text).is_ok());
    }
    if let Ok(familiar) = Reference::parse_familiar(text) {
        let canonical = familiar.to_string();
        let again = Reference::parse_familiar(&canonical).expect("a reference again");
        assert_eq!(again.to_string(), canonical);
        assert_eq!(again.repository(), familiar.repository());
    }
    if let Ok(digest) = parse_digest(text) {
        assert_eq!(digest.to_string(), text);
    }
    if let Ok(tag) = Tag::parse(text) {
        assert_eq!(tag.as_str(), text);
    }
    if let Some(media_type) = MediaType::parse(text) {
        assert_eq!(MediaType::parse(media_type.as_str()), Some(media_type));
    }
}
