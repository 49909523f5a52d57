//! Judging components one after another.

mod basis;
mod notes;
mod text;

use std::sync::Arc;

use bonafide_report::{Code, Escaped, registry};

use super::judgement::{JudgedLicence, JudgedText, LicenceFinding, LicenceJudgement};
use super::limits::LicenceLimits;
use super::memo::Memo;
use super::names::Names;
use super::policy::LicencePolicy;
use crate::Acknowledgement;

use super::record::{DefinedLicences, LicenceForm, LicenceRecord, LicenceSyntax};
use super::truth::Truth;

/// Judges the licences of the components of one document by one policy.
///
/// A text that comes back is not parsed again; what is remembered is bounded by a few MiB. No text
/// makes it fail: what cannot be read is unknown, for the component that has it alone.
#[derive(Debug)]
pub struct LicenceEvaluator<'p> {
    policy: &'p LicencePolicy,
    syntax: LicenceSyntax,
    limits: LicenceLimits,
    defined: Option<DefinedLicences>,
    names: Names,
    expressions: Memo,
    ids: Memo,
    name_texts: Memo,
}

impl<'p> LicenceEvaluator<'p> {
    /// For documents whose expressions follow SPDX 2 and that have no place for licences of their
    /// own, such as those of CycloneDX.
    #[must_use]
    pub fn new(policy: &'p LicencePolicy) -> Self {
        Self {
            policy,
            syntax: LicenceSyntax::default(),
            limits: LicenceLimits::default(),
            defined: None,
            names: Names::default(),
            expressions: Memo::default(),
            ids: Memo::default(),
            name_texts: Memo::default(),
        }
    }

    /// Expressions follow `syntax`.
    #[must_use]
    pub fn with_syntax(mut self, syntax: LicenceSyntax) -> Self {
        self.syntax = syntax;
        self.forgetting()
    }

    /// Expressions are bounded by `limits`.
    #[must_use]
    pub fn with_limits(mut self, limits: LicenceLimits) -> Self {
        self.limits = limits;
        self.forgetting()
    }

    /// The document defines these licences. A reference that is not among them is noted as
    /// undefined, unless it is to another document.
    #[must_use]
    pub fn with_defined(mut self, defined: DefinedLicences) -> Self {
        self.defined = Some(defined);
        self.forgetting()
    }

    /// What was judged under other settings may be judged otherwise under these.
    fn forgetting(mut self) -> Self {
        self.expressions = Memo::default();
        self.ids = Memo::default();
        self.name_texts = Memo::default();
        self
    }

    /// Judges the licences of one component; a licence of the document is none of them. None at all
    /// is unknown.
    ///
    /// Several records of one kind have no operator between them: they are allowed if each is, and
    /// denied if one is. A record that does not say who says it counts beside the others; where only
    /// what was concluded counts, it can make things worse but stand for nothing.
    #[must_use]
    pub fn judge(&mut self, records: &[LicenceRecord<'_>]) -> LicenceJudgement {
        let mut judged: Vec<JudgedLicence> =
            records.iter().map(|record| self.record(record)).collect();
        let truth = basis::apply(self.policy.basis(), records, &mut judged);
        let mut findings: Vec<LicenceFinding> = Vec::new();
        for (index, licence) in judged.iter().enumerate() {
            findings.extend(licence.text.notes.iter().map(|note| LicenceFinding {
                code: note.code,
                record: Some(index),
                span: Some(note.span.clone()),
                detail: note.detail.clone(),
            }));
        }
        findings.extend(conflict(records, &judged));
        let code = match truth {
            Truth::Deny => Some(registry::SBOM_LICENCE_DENIED),
            Truth::Unknown if !self.policy.allows_unknown() => Some(registry::SBOM_LICENCE_UNKNOWN),
            _ => None,
        };
        findings.extend(code.map(|code| verdict(code, truth, records, &judged)));
        LicenceJudgement {
            truth,
            code,
            records: judged,
            findings,
        }
    }

    fn record(&mut self, record: &LicenceRecord<'_>) -> JudgedLicence {
        let text = self.text(record.form);
        let truth = match record.form {
            LicenceForm::Name(name) => self.policy.name(name, record.text_sha256),
            _ => text.truth,
        };
        JudgedLicence {
            truth,
            counts: false,
            text,
        }
    }

    fn text(&mut self, form: LicenceForm<'_>) -> Arc<JudgedText> {
        let context = text::Context {
            policy: self.policy,
            syntax: self.syntax,
            limits: &self.limits,
            defined: self.defined.as_ref(),
            names: &self.names,
        };
        match form {
            LicenceForm::Expression(text) => {
                self.expressions.get_or(text, || context.expression(text))
            }
            LicenceForm::NoAssertion => {
                let text = "NOASSERTION";
                self.expressions.get_or(text, || context.expression(text))
            }
            LicenceForm::None => {
                let text = "NONE";
                self.expressions.get_or(text, || context.expression(text))
            }
            LicenceForm::Id(text) => self.ids.get_or(text, || context.id(text)),
            LicenceForm::Name(text) => self.name_texts.get_or(text, || context.name(text)),
        }
    }
}

/// Whether what is declared and what was concluded come to different values.
fn conflict(records: &[LicenceRecord<'_>], judged: &[JudgedLicence]) -> Option<LicenceFinding> {
    let of = |who| basis::of_those_who_say(who, records, judged);
    let declared = of(Acknowledgement::Declared)?;
    let concluded = of(Acknowledgement::Concluded)?;
    (declared != concluded).then(|| LicenceFinding {
        code: registry::SBOM_LICENCE_CONFLICT,
        record: None,
        span: None,
        detail: format!("what is declared is {declared}, what was concluded is {concluded}"),
    })
}

/// Why a component does not pass.
fn verdict(
    code: Code,
    truth: Truth,
    records: &[LicenceRecord<'_>],
    judged: &[JudgedLicence],
) -> LicenceFinding {
    let worst = judged
        .iter()
        .position(|licence| licence.counts && licence.truth == truth);
    let shown = worst.and_then(|at| Some((records.get(at)?, judged.get(at)?)));
    let mut detail = match shown {
        Some((record, licence)) => {
            let written = text_of(record.form);
            let mut detail = format!("{} is {truth}", Escaped(written));
            let canonical = licence.canonical().filter(|text| *text != written);
            if let Some(canonical) = canonical {
                detail.push_str(&format!(", read as {}", Escaped(canonical)));
            }
            if !licence.failing_terms().is_empty() {
                let terms = licence.failing_terms().join(", ");
                detail.push_str(&format!(", because of {}", Escaped(&terms)));
            }
            detail
        }
        None if judged.is_empty() => "no licence is given".to_owned(),
        None => "no licence that counts is given".to_owned(),
    };
    detail.push_str(&format!(" (SPDX licence list {})", spdx::license_version()));
    LicenceFinding {
        code,
        record: worst,
        span: None,
        detail,
    }
}

const fn text_of(form: LicenceForm<'_>) -> &str {
    match form {
        LicenceForm::Expression(text) | LicenceForm::Id(text) | LicenceForm::Name(text) => text,
        LicenceForm::NoAssertion => "NOASSERTION",
        LicenceForm::None => "NONE",
    }
}
