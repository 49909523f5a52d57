//! What is asked of evidence.

use bonafide_report::{Code, Escaped, Finding, Place, registry};

use super::heard::Heard;
use super::judgement::{Judgement, Mapping};
use super::shortfall::Wanted;
use super::tally::Tally;
use crate::evidence::QuestionId;
use crate::requirement::Context;

/// A requirement with where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) context: Context<'a>,
    pub(super) heard: &'a Heard,
    /// `<rule>/<requirement>`, inner ones joined by dots.
    pub(super) id: &'a str,
    pub(super) mapping: Mapping<'a>,
    /// How many images down this one is: 0 for the artifact itself.
    pub(super) level: u8,
}

impl<'a> Asked<'a> {
    /// What was found for the questions of the requirement, which are those of these lists of signers
    /// one after the other.
    ///
    /// # Errors
    /// Its judgement, where it was not asked as it has to be.
    pub(super) fn tally(&self, by: &[&[String]]) -> Result<Tally<'a>, Box<Judgement>> {
        let questions = self.questions(by)?;
        Ok(Tally::of(self.context.evidence, questions, self.heard))
    }

    /// The same, where each signer may be asked about in several ways.
    pub(super) fn tally_at_least(&self, by: &[String]) -> Result<Tally<'a>, Box<Judgement>> {
        match self.context.policy.asked.get(self.id) {
            Some(questions) if questions.len() > by.len() => {
                self.resolved(by.iter())?;
                Ok(Tally::of(self.context.evidence, questions, self.heard))
            }
            _ => self.tally(&[by]),
        }
    }

    pub(super) fn questions(&self, by: &[&[String]]) -> Result<&'a [QuestionId], Box<Judgement>> {
        let by = by.iter().copied().flatten();
        self.resolved(by.clone())?;
        let questions = self.context.policy.asked.get(self.id);
        match questions {
            Some(questions) if questions.len() == by.count() => Ok(questions),
            _ => Err(Box::new(cannot(
                &self.mapping,
                "the policy was compiled without a question for each signer",
            ))),
        }
    }

    /// Fails where a signer cannot be recognised for want of a key that was not given.
    ///
    /// # Specification
    /// policy IMP-5.
    fn resolved<'n>(&self, by: impl Iterator<Item = &'n String>) -> Result<(), Box<Judgement>> {
        let policy = self.context.policy;
        for name in by {
            if let Some(what) = policy.unresolved_material(name) {
                let (name, what) = (Escaped(name), Escaped(what));
                let why = format!("the signer `{name}` needs `{what}`, which was not given");
                return Err(Box::new(cannot(&self.mapping, &why)));
            }
        }
        Ok(())
    }

    pub(super) fn wanted(&self, code: Code, expected: String) -> Wanted {
        Wanted {
            code,
            expected,
            threshold: None,
        }
    }
}

/// What cannot be judged fails, and no setting makes that milder.
pub(super) fn cannot(mapping: &Mapping<'_>, why: &str) -> Judgement {
    let code = registry::POLICY_REQUIREMENT_UNSUPPORTED;
    mapping.fails_as(&Finding::new(code, Place::root(), why))
}

/// Names of signers as they stand in a sentence, in one order.
pub(super) fn names(by: &[String]) -> String {
    let mut names: Vec<&str> = by.iter().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    let shown = names.iter().take(8).map(|name| Escaped(name).to_string());
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if names.len() > 8 {
        text.push_str(", …");
    }
    text
}
