//! Texts that were judged before.

use std::collections::HashMap;
use std::sync::Arc;

use super::judgement::JudgedText;

/// Bytes of texts, with what is kept beside each, before everything is forgotten.
const MOST: usize = 4 << 20;

/// What one entry takes beside its text, about.
const ENTRY: usize = 256;

/// The judgements of texts of one kind, so that a text that comes back costs one look-up.
#[derive(Debug, Default)]
pub(super) struct Memo {
    texts: HashMap<String, Arc<JudgedText>>,
    bytes: usize,
}

impl Memo {
    /// What is remembered for `text`, or what `judge` says of it.
    pub(super) fn get_or(
        &mut self,
        text: &str,
        judge: impl FnOnce() -> JudgedText,
    ) -> Arc<JudgedText> {
        if let Some(judged) = self.texts.get(text) {
            return Arc::clone(judged);
        }
        let judged = Arc::new(judge());
        // The canonical writing and the failing terms may be about as long as the text.
        let bytes = text.len().saturating_mul(4).saturating_add(ENTRY);
        if self.bytes.saturating_add(bytes) > MOST {
            self.texts.clear();
            self.bytes = 0;
        }
        self.bytes = self.bytes.saturating_add(bytes);
        self.texts.insert(text.to_owned(), Arc::clone(&judged));
        judged
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::licence::truth::Truth;

    fn judged() -> JudgedText {
        JudgedText {
            truth: Truth::Unknown,
            canonical: None,
            steps: Vec::new(),
            failing: Vec::new(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn remembers_and_stays_bounded() {
        let mut memo = Memo::default();
        memo.get_or("MIT", judged);
        memo.get_or("MIT", || panic!("not judged twice"));
        for number in 0..50_000_u32 {
            memo.get_or(&number.to_string(), judged);
            assert!(memo.bytes <= MOST && memo.texts.len() <= MOST / ENTRY);
        }
    }
}
