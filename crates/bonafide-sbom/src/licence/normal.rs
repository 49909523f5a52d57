//! Steps (c) to (e): the expression as SPDX writes it.

use core::ops::Range;

use super::deprecated::{self, is_deprecated};
use super::fault::{LicenceFault, LicenceFaultKind};
use super::names::Names;
use super::reading::{ReadingStep, StepKind};
use super::record::LicenceSyntax;
use super::words::{Word, WordKind};

/// An expression in its canonical writing.
#[derive(Debug, Default)]
pub(super) struct Normal {
    pub(super) text: String,
    pub(super) steps: Vec<ReadingStep>,
    /// Where the words of `text` come from: where each begins there, and its bytes as written.
    origins: Vec<(usize, Range<usize>)>,
}

impl Normal {
    /// Writes `words` in canonical form: nothing but what SPDX calls equal is exchanged.
    pub(super) fn of(
        words: &[Word<'_>],
        syntax: LicenceSyntax,
        names: &Names,
    ) -> Result<Self, LicenceFault> {
        let mut normal = Self::default();
        let mut rest = words.iter().peekable();
        let mut before: Option<Word<'_>> = None;
        while let Some(word) = rest.next() {
            let is_attached = matches!(word.kind, WordKind::Close | WordKind::Plus);
            let has_space =
                !is_attached && before.is_some_and(|before| before.kind != WordKind::Open);
            let is_apart = before.is_some_and(|before| before.end() != word.start);
            if word.kind == WordKind::Plus && is_apart {
                let span = word.start..word.end();
                return Err(LicenceFault::new(LicenceFaultKind::Plus, span));
            }
            let plus = rest
                .peek()
                .filter(|next| next.kind == WordKind::Plus && next.start == word.end())
                .copied();
            let read_as = match word.kind {
                WordKind::Operator | WordKind::With => normal.operator(word, syntax),
                WordKind::Licence => {
                    let (text, takes_plus) = normal.licence(word, plus, names)?;
                    if takes_plus {
                        rest.next();
                    }
                    text
                }
                WordKind::Addition => normal.addition(word, names)?,
                WordKind::Open | WordKind::Close | WordKind::Plus => word.text.to_owned(),
            };
            if has_space {
                normal.text.push(' ');
            }
            let span = word.start..word.end();
            normal.origins.push((normal.text.len(), span));
            normal.text.push_str(&read_as);
            before = Some(*word);
        }
        if normal.steps.is_empty() {
            let end = words.last().map_or(0, Word::end);
            let text = normal.text.clone();
            normal.step(StepKind::Strict, 0..end, &text);
        }
        Ok(normal)
    }

    /// The bytes as written that `span` of the canonical text comes from.
    pub(super) fn origin(&self, span: &Range<usize>) -> Range<usize> {
        let of = |at: usize| {
            let after = self.origins.partition_point(|(start, _)| *start <= at);
            self.origins.get(after.saturating_sub(1))
        };
        let end = self.origins.last().map_or(0, |(_, written)| written.end);
        if span.start >= self.text.len() {
            return end..end;
        }
        let start = of(span.start).map_or(0, |(_, written)| written.start);
        let last = span.end.saturating_sub(1).max(span.start);
        start..of(last).map_or(end, |(_, written)| written.end).max(start)
    }

    fn operator(&mut self, word: &Word<'_>, syntax: LicenceSyntax) -> String {
        let upper = word.text.to_ascii_uppercase();
        if upper != word.text {
            let is_lower = word.text.bytes().all(|byte| byte.is_ascii_lowercase());
            let kind = match syntax {
                LicenceSyntax::Spdx3 if is_lower => StepKind::OperatorLower,
                _ => StepKind::OperatorCase,
            };
            self.step(kind, word.start..word.end(), &upper);
        }
        upper
    }

    /// What a licence is read as, and whether the `plus` behind it is in that.
    fn licence(
        &mut self,
        word: &Word<'_>,
        plus: Option<&Word<'_>>,
        names: &Names,
    ) -> Result<(String, bool), LicenceFault> {
        let span = word.start..word.end();
        if is_reserved(word.text) {
            return Err(LicenceFault::new(LicenceFaultKind::Reserved, span));
        }
        check_reference(word, "LicenseRef-")?;
        let Some(id) = names.licence(word.text) else {
            return Ok((word.text.to_owned(), false));
        };
        self.identifier(word, id);
        if !is_deprecated(id) {
            return Ok((id.to_owned(), false));
        }
        let replacement = deprecated::replacement(id, plus.is_some());
        let text = replacement.map_or(id, |replacement| replacement.text);
        let takes_plus = replacement.is_some_and(|replacement| replacement.takes_plus);
        let end = plus.filter(|_| takes_plus).map_or(span.end, Word::end);
        self.step(StepKind::Deprecated, span.start..end, text);
        Ok((text.to_owned(), takes_plus))
    }

    fn addition(&mut self, word: &Word<'_>, names: &Names) -> Result<String, LicenceFault> {
        check_reference(word, "AdditionRef-")?;
        let Some(id) = names.exception(word.text) else {
            return Ok(word.text.to_owned());
        };
        self.identifier(word, id);
        let Some(replacement) = deprecated::replacement(id, false) else {
            return Ok(id.to_owned());
        };
        self.step(
            StepKind::Deprecated,
            word.start..word.end(),
            replacement.text,
        );
        Ok(replacement.text.to_owned())
    }

    fn identifier(&mut self, word: &Word<'_>, id: &str) {
        if word.text != id {
            self.step(StepKind::IdentifierCase, word.start..word.end(), id);
        }
    }

    fn step(&mut self, kind: StepKind, span: Range<usize>, read_as: &str) {
        match self.steps.iter_mut().find(|step| step.kind == kind) {
            Some(step) => step.count = step.count.saturating_add(1),
            None => self.steps.push(ReadingStep {
                kind,
                span,
                count: 1,
                read_as: read_as.to_owned(),
            }),
        }
    }
}

fn is_reserved(text: &str) -> bool {
    text.eq_ignore_ascii_case("NONE") || text.eq_ignore_ascii_case("NOASSERTION")
}

/// The parser takes a reference without a name for one, and so for a second name of any other.
fn check_reference(word: &Word<'_>, prefix: &str) -> Result<(), LicenceFault> {
    let is_name = |name: &str| !name.is_empty() && !name.contains(':');
    let inner = match word.text.strip_prefix("DocumentRef-") {
        Some(rest) => rest
            .split_once(':')
            .filter(|(document, _)| is_name(document))
            .map(|(_, inner)| inner),
        None if word.text.starts_with(prefix) => Some(word.text),
        None => return Ok(()),
    };
    if inner
        .and_then(|inner| inner.strip_prefix(prefix))
        .is_some_and(is_name)
    {
        return Ok(());
    }
    let span = word.start..word.end();
    Err(LicenceFault::new(LicenceFaultKind::Reference, span))
}
