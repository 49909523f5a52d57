//! What is said of values, whatever they are read from.

use std::borrow::Cow;

use bonafide_report::Time;
use bonafide_report::registry::{SBOM_CONTROL_CHARACTER, SBOM_HASH, SBOM_TIMESTAMP};

use super::{Context, Halt, Source};
use crate::{Hash, bytes};

impl<'a, R: Source> Context<'a, '_, R> {
    /// Counts the bytes of a text of the component at hand.
    #[inline]
    pub(crate) fn spend(&mut self, bytes: usize) -> Result<(), Halt> {
        self.spent = self.spent.saturating_add(bytes);
        let most = self.limits().component_bytes;
        if self.spent > most {
            return Err(self.limit("bytes in the texts of a component", most));
        }
        Ok(())
    }

    /// The text, if it is a date and time that can be read.
    ///
    /// # Specification
    /// sbom NRM-3.
    pub(crate) fn checked_timestamp(&mut self, text: Option<Cow<'a, str>>) -> Option<Cow<'a, str>> {
        if text
            .as_deref()
            .is_some_and(|text| Time::parse_rfc3339(text).is_err())
        {
            self.finding(SBOM_TIMESTAMP, "not a date and time of RFC 3339");
            return None;
        }
        text
    }

    pub(crate) fn checked_seconds(&mut self, text: Option<Cow<'a, str>>) -> Option<Cow<'a, str>> {
        let text = self.checked_timestamp(text);
        if text
            .as_deref()
            .is_some_and(|text| text.len() != "2006-01-02T15:04:05Z".len())
        {
            self.finding(SBOM_TIMESTAMP, "not in whole seconds of UTC");
        }
        text
    }

    /// A hash, and a finding if it cannot be one.
    ///
    /// # Specification
    /// sbom NRM-2.
    #[inline(always)]
    pub(crate) fn hash(&mut self, name: Cow<'a, str>, value: Cow<'a, str>) -> Hash<'a> {
        let hash = Hash::new(name, value);
        if !hash.is_well_formed {
            self.finding(SBOM_HASH, "not a hash of this algorithm");
        }
        hash
    }

    pub(crate) fn check_characters(&mut self, text: Option<&str>) {
        if text.is_some_and(|text| has_odd_bytes(text) && text.chars().any(is_odd)) {
            self.finding(
                SBOM_CONTROL_CHARACTER,
                "a control character, or one that turns the direction of text",
            );
        }
    }
}

fn has_odd_bytes(text: &str) -> bool {
    !bytes::all(text.as_bytes(), |byte| (0x20..0x7f).contains(&byte))
}

/// Characters that do not show, or that show in another order.
///
/// # Specification
/// sbom ENC-5.
fn is_odd(c: char) -> bool {
    let point = u32::from(c);
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fdd0}'..='\u{fdef}')
        || point & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_characters_are_those_of_the_rule() {
        for odd in [
            '\0',
            '\u{1f}',
            '\u{7f}',
            '\u{85}',
            '\u{202e}',
            '\u{2066}',
            '\u{fdd0}',
            '\u{1ffff}',
        ] {
            assert!(has_odd_bytes(&odd.to_string()) && is_odd(odd), "{odd:?}");
        }
        for plain in [' ', '~', 'é', '\u{200b}', '\u{202f}', '\u{fffd}', '中'] {
            assert!(!is_odd(plain), "{plain:?}");
        }
        assert!(!has_odd_bytes("a ~"));
    }
}
