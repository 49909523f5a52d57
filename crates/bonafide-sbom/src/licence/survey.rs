//! The licences of a whole document.

use bonafide_report::registry::SBOM_LICENCE_DENIED;
use bonafide_report::{Code, Escaped, Finding};

use super::{
    DefinedLicences, LicenceEvaluator, LicenceJudgement, LicencePolicy, LicenceRecord,
    LicenceSyntax, Truth,
};
use crate::{ComponentView, Findings, Format, Licence, Model};

/// What a policy says of the licences of every component that a document lists.
///
/// ```
/// use bonafide_sbom::{LicencePolicy, LicenceSurvey, Model, ReadOptions, Truth};
/// let document = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
///     {"type": "library", "name": "a", "licenses": [{"license": {"id": "MIT"}}]},
///     {"type": "library", "name": "b"}]}"#;
/// let model = Model::read(document, &ReadOptions::default())?;
/// let survey = LicenceSurvey::of(&model, &LicencePolicy::of_entries(&["MIT"], &[])?);
/// assert_eq!(survey.truths(), [(0, Truth::Allow), (1, Truth::Unknown)]);
/// assert_eq!(survey.code().unwrap().as_str(), "sbom.licence-unknown");
/// # Ok::<(), bonafide_sbom::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct LicenceSurvey {
    truths: Vec<(u32, Truth)>,
    code: Option<Code>,
    findings: Findings,
}

impl LicenceSurvey {
    /// Judges the components of the inventory, and nothing else: a root or a tool is not delivered
    /// with what the document lists.
    ///
    /// # Specification
    /// sbom LIC-5, LIC-9, LIC-10.
    #[must_use]
    pub fn of(model: &Model, policy: &LicencePolicy) -> Self {
        let mut evaluator = evaluator(model, policy);
        let mut survey = Self {
            truths: Vec::new(),
            code: None,
            findings: Findings::default(),
        };
        let listed = |component: &ComponentView<'_>| component.role().is_inventory();
        for component in model.components().filter(listed) {
            let licences: Vec<Licence<'_>> = component.licences().collect();
            let records: Vec<LicenceRecord<'_>> = licences.iter().map(Licence::record).collect();
            survey.add(&component, &licences, &evaluator.judge(&records));
        }
        survey
    }

    /// The ordinal and the value of each component, in the order of the document.
    #[must_use]
    pub fn truths(&self) -> &[(u32, Truth)] {
        &self.truths
    }

    /// The gravest code: `sbom.licence-denied` before `sbom.licence-unknown`; `None` if all pass.
    #[must_use]
    pub const fn code(&self) -> Option<Code> {
        self.code
    }

    /// What is to be said of the licences, with places in the document.
    #[must_use]
    pub const fn findings(&self) -> &Findings {
        &self.findings
    }

    fn add(
        &mut self,
        component: &ComponentView<'_>,
        licences: &[Licence<'_>],
        judgement: &LicenceJudgement,
    ) {
        self.truths.push((component.ordinal(), judgement.truth()));
        if judgement.code() == Some(SBOM_LICENCE_DENIED) || self.code.is_none() {
            self.code = judgement.code();
        }
        for finding in judgement.findings() {
            self.findings.note(finding.code, || {
                let place = component.place();
                let licence = finding.record.and_then(|index| licences.get(index));
                let found = finding.at(licence.map_or(place.clone(), |one| one.place(&place)));
                let name = Escaped(component.name().unwrap_or("a component without a name"));
                let version = component.version().unwrap_or_default();
                let detail = format!("{name} {}: {}", Escaped(version), found.detail());
                Finding::new(found.code(), found.place().clone(), detail)
            });
        }
    }
}

fn evaluator<'p>(model: &Model, policy: &'p LicencePolicy) -> LicenceEvaluator<'p> {
    let evaluator = LicenceEvaluator::new(policy);
    let format = model.summary().format;
    // CycloneDX has no list of definitions, so that nothing in it can be undefined.
    if !format.is_spdx() {
        return evaluator;
    }
    let mut defined = DefinedLicences::new();
    for licence in model.extracted_licences() {
        defined.insert(&*licence.id, licence.text_sha256);
    }
    let evaluator = evaluator.with_defined(defined);
    if format == Format::Spdx3Json {
        return evaluator.with_syntax(LicenceSyntax::Spdx3);
    }
    evaluator
}

#[cfg(test)]
mod tests {
    use bonafide_report::registry::SBOM_LICENCE_UNKNOWN;

    use super::*;
    use crate::ReadOptions;

    fn survey(components: &str) -> LicenceSurvey {
        let document = format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6",{components}}}"#);
        let model = Model::read(document.as_bytes(), &ReadOptions::default()).unwrap();
        let policy = LicencePolicy::of_entries(&["MIT"], &["GPL-3.0-only"]).unwrap();
        LicenceSurvey::of(&model, &policy)
    }

    #[test]
    fn denied_goes_before_unknown_in_either_order() {
        let denied = r#"{"type":"library","name":"d","licenses":[{"expression":"GPL-3.0-only"}]}"#;
        let unknown = r#"{"type":"library","name":"u"}"#;
        for pair in [[denied, unknown], [unknown, denied]] {
            let found = survey(&format!(r#""components":[{}]"#, pair.join(",")));
            assert_eq!(found.code(), Some(SBOM_LICENCE_DENIED));
            let codes = found.findings().kept().iter().map(|one| one.code());
            let codes: Vec<_> = codes.collect();
            assert!(codes.contains(&SBOM_LICENCE_UNKNOWN) && codes.contains(&SBOM_LICENCE_DENIED));
        }
        let alone = survey(&format!(r#""components":[{unknown}]"#));
        assert_eq!(alone.code(), Some(SBOM_LICENCE_UNKNOWN));
    }

    #[test]
    fn only_what_is_listed_is_judged_and_findings_have_places() {
        let found = survey(
            r#""metadata":{"component":{"type":"application","name":"r"}},"components":[
               {"type":"library","name":"a","licenses":[{"license":{"id":"MIT"}}],"components":[
                 {"type":"library","name":"b","licenses":[{"expression":"GPL-3.0-only"}]}]}]"#,
        );
        assert_eq!(found.truths().len(), 2);
        let finding = &found.findings().kept()[0];
        let place = "/components/0/components/0/licenses/0/expression";
        assert_eq!(
            (finding.code(), finding.place().as_str()),
            (SBOM_LICENCE_DENIED, place)
        );
    }
}
