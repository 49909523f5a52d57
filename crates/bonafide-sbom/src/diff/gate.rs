//! Whether a document may have changed as it has.

mod copyleft;

use std::collections::BTreeSet;

use bonafide_report::registry::{
    DRIFT_HASH_CHANGED, SBOM_IDENTITY_UNKNOWN, SBOM_INCOMPLETE, SBOM_LICENCE_DENIED,
    SBOM_LICENCE_UNKNOWN, SBOM_PACKAGE_DENIED,
};
use bonafide_report::{Code, Finding, Place};

use super::Diff;
use super::aspect::Aspect;
use super::change::{Change, ChangeKind, ChangeSide, Direction, HashDrift};
use super::facts::Hashes;
use super::member::Layer;
use crate::{
    ComponentView, DefinedLicences, Format, Licence, LicenceEvaluator, LicencePolicy,
    LicenceRecord, LicenceSyntax, Model, Purl, Role, Truth,
};

/// Something that must not happen from one document to the next.
///
/// # Specification
/// sbom DIF-4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DriftRule {
    /// A component of the product is new and has no package URL that can be read
    /// (`sbom.identity-unknown`). A file passes with a hash that tells what is in it.
    NewWithoutPurl,
    /// A hash is another one at the same version, or a component is there once more with another
    /// hash (`drift.hash-changed`). If one document does not state the version, or if hashes are gone
    /// and no strong one is left that both have, nobody can tell (`sbom.identity-unknown`).
    HashChanged,
    /// A component has no hash any more of an algorithm of which it had one
    /// (`sbom.identity-unknown`).
    HashLost,
    /// A licence that the policy denies is new (`sbom.licence-denied`), or one that cannot be told
    /// (`sbom.licence-unknown`); without a policy of one's own those are denied that want works made
    /// of the work, or linked with it, to be under the same licence.
    NewCopyleft,
    /// A component of the product is new (`sbom.package-denied`).
    NewComponent,
    /// A component of the product is gone (`sbom.incomplete`).
    RemovedComponent,
    /// A version is earlier, or nobody can tell (`sbom.package-denied`).
    Downgrade,
    /// A component is of another supplier (`sbom.package-denied`).
    SupplierChanged,
    /// A component that was paired by some identifiers has others too, or has lost some
    /// (`sbom.identity-unknown`).
    IdentifiersChanged,
}

/// What must not happen from one document to the next.
///
/// By default: no new component without a package URL, no other hash at the same version, no new
/// copyleft. What could not be compared and is needed to tell is `sbom.incomplete`, never a pass.
///
/// # Specification
/// sbom DIF-4.
#[derive(Clone, Debug)]
pub struct DriftRules {
    rules: BTreeSet<DriftRule>,
    licences: Option<LicencePolicy>,
}

impl Default for DriftRules {
    fn default() -> Self {
        use DriftRule as R;
        let rules = [R::NewWithoutPurl, R::HashChanged, R::NewCopyleft];
        Self {
            rules: rules.into(),
            licences: None,
        }
    }
}

impl DriftRules {
    /// No rules: anything may change.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            rules: BTreeSet::new(),
            licences: None,
        }
    }

    /// Adds a rule.
    #[must_use]
    pub fn with(mut self, rule: DriftRule) -> Self {
        self.rules.insert(rule);
        self
    }

    /// Takes a rule away.
    #[must_use]
    pub fn without(mut self, rule: DriftRule) -> Self {
        self.rules.remove(&rule);
        self
    }

    /// Lets this policy say which new licences are denied and which cannot be told.
    #[must_use]
    pub fn with_licences(mut self, policy: LicencePolicy) -> Self {
        self.licences = Some(policy);
        self
    }

    /// Whether the rule is one of these.
    #[must_use]
    pub fn has(&self, rule: DriftRule) -> bool {
        self.rules.contains(&rule)
    }
}

impl DriftRule {
    /// What has to be compared for the rule to hold.
    const fn needs(self) -> &'static [Aspect] {
        match self {
            Self::HashChanged | Self::HashLost => {
                &[Aspect::Components, Aspect::Files, Aspect::Hashes]
            }
            Self::NewCopyleft => &[Aspect::Components, Aspect::Files, Aspect::Licences],
            Self::SupplierChanged => &[Aspect::Components, Aspect::Suppliers],
            Self::Downgrade | Self::IdentifiersChanged => &[Aspect::Components],
            Self::NewWithoutPurl | Self::NewComponent | Self::RemovedComponent => {
                &[Aspect::Components, Aspect::Files]
            }
        }
    }
}

impl Diff<'_> {
    /// What of the changes the rules forbid, in the order of the changes; first what they need and
    /// what could not be compared. Places are those of the document after, or of the one before for
    /// what is gone. Takes time in proportion to the changes.
    ///
    /// # Specification
    /// sbom DIF-4.
    #[must_use]
    pub fn judge(&self, rules: &DriftRules) -> Vec<Finding> {
        let needed: BTreeSet<Aspect> = rules
            .rules
            .iter()
            .flat_map(|rule| rule.needs())
            .copied()
            .collect();
        let missing = self.not_comparable().iter();
        let missing = missing.filter(|missing| needed.contains(&missing.aspect));
        let mut findings: Vec<Finding> = missing
            .map(|missing| {
                let detail = format!("what must be compared cannot be: {:?}", missing.aspect);
                Finding::new(SBOM_INCOMPLETE, Place::root(), detail)
            })
            .collect();
        let built_in = match &rules.licences {
            None if rules.has(DriftRule::NewCopyleft) => copyleft::policy(),
            _ => None,
        };
        let policy = rules.licences.as_ref().or(built_in.as_ref());
        let mut judge = Judge {
            diff: self,
            rules,
            licences: policy
                .map(|policy| [self.before, self.after].map(|on| evaluator(policy, on))),
        };
        for change in self.changes() {
            for code in judge.codes(change) {
                let side = change.after.as_ref().or(change.before.as_ref());
                let place = side.map(|side| side.place.clone()).unwrap_or_default();
                findings.push(Finding::new(code, place, change.to_string()));
            }
        }
        findings
    }
}

struct Judge<'j, 'm> {
    diff: &'j Diff<'m>,
    rules: &'j DriftRules,
    licences: Option<[LicenceEvaluator<'j>; 2]>,
}

impl Judge<'_, '_> {
    fn codes(&mut self, change: &Change) -> Vec<Code> {
        use DriftRule as R;
        let denied = |rule, code| (rule, Some(code));
        let rules = match change.kind {
            ChangeKind::Added => self.added(change),
            ChangeKind::Removed if self.is_product(self.diff.before, change.before.as_ref()) => {
                vec![denied(R::RemovedComponent, SBOM_INCOMPLETE)]
            }
            ChangeKind::Hash(HashDrift::Changed | HashDrift::Second) => {
                vec![denied(R::HashChanged, DRIFT_HASH_CHANGED)]
            }
            ChangeKind::Hash(HashDrift::Unversioned) => {
                vec![denied(R::HashChanged, SBOM_IDENTITY_UNKNOWN)]
            }
            ChangeKind::Hash(HashDrift::Lost) => {
                let unknown = (!self.is_vouched(change)).then_some(SBOM_IDENTITY_UNKNOWN);
                let lost = denied(R::HashLost, SBOM_IDENTITY_UNKNOWN);
                match self.rules.has(R::HashLost) {
                    true => vec![lost],
                    false => vec![(R::HashChanged, unknown)],
                }
            }
            ChangeKind::Licence => {
                let before = self.truth(0, change.before.as_ref());
                let after = self.truth(1, change.after.as_ref());
                let code = (after < before).then(|| licence_code(after)).flatten();
                vec![(R::NewCopyleft, code)]
            }
            ChangeKind::Version(Direction::Down | Direction::Unordered) => {
                vec![denied(R::Downgrade, SBOM_PACKAGE_DENIED)]
            }
            ChangeKind::Supplier => vec![denied(R::SupplierChanged, SBOM_PACKAGE_DENIED)],
            ChangeKind::Identifiers => {
                vec![denied(R::IdentifiersChanged, SBOM_IDENTITY_UNKNOWN)]
            }
            _ => Vec::new(),
        };
        let broken = rules.into_iter().filter(|(rule, _)| self.rules.has(*rule));
        broken.filter_map(|(_, code)| code).collect()
    }

    fn added(&mut self, change: &Change) -> Vec<(DriftRule, Option<Code>)> {
        let side = change.after.as_ref();
        let Some(component) = component(self.diff.after, side) else {
            return Vec::new();
        };
        if !self.is_product(self.diff.after, side) {
            return Vec::new();
        }
        let without = (!is_identified(&component)).then_some(SBOM_IDENTITY_UNKNOWN);
        // What nobody states of a file nobody misses.
        let is_plain_file = component.role() == Role::File && component.licences().next().is_none();
        let licence = match is_plain_file {
            true => None,
            false => licence_code(self.truth(1, side)),
        };
        vec![
            (DriftRule::NewComponent, Some(SBOM_PACKAGE_DENIED)),
            (DriftRule::NewWithoutPurl, without),
            (DriftRule::NewCopyleft, licence),
        ]
    }

    fn is_product(&self, model: &Model, side: Option<&ChangeSide>) -> bool {
        let component = component(model, side);
        component.is_some_and(|component| Layer::of(component.role()) == Layer::Product)
    }

    /// Whether a hash that is more than a checksum says that both are one.
    fn is_vouched(&self, change: &Change) -> bool {
        let before = component(self.diff.before, change.before.as_ref());
        let after = component(self.diff.after, change.after.as_ref());
        let (Some(before), Some(after)) = (before, after) else {
            return false;
        };
        let (before, after) = (Hashes::of(&before).values, Hashes::of(&after).values);
        let mut shared = before.intersection(&after);
        shared.any(|value| !value.algorithm().is_weak())
    }

    fn truth(&mut self, at: usize, side: Option<&ChangeSide>) -> Truth {
        let model = if at == 0 {
            self.diff.before
        } else {
            self.diff.after
        };
        let evaluators = self.licences.as_mut();
        let evaluator = evaluators.and_then(|evaluators| evaluators.get_mut(at));
        let (Some(component), Some(evaluator)) = (component(model, side), evaluator) else {
            return Truth::Unknown;
        };
        let licences: Vec<Licence<'_>> = component.licences().collect();
        let records: Vec<LicenceRecord<'_>> = licences.iter().map(Licence::record).collect();
        evaluator.judge(&records).truth()
    }
}

fn component<'m>(model: &'m Model, side: Option<&ChangeSide>) -> Option<ComponentView<'m>> {
    model.component(side?.component?)
}

const fn licence_code(truth: Truth) -> Option<Code> {
    match truth {
        Truth::Deny => Some(SBOM_LICENCE_DENIED),
        Truth::Unknown => Some(SBOM_LICENCE_UNKNOWN),
        Truth::Allow => None,
    }
}

fn is_identified(component: &ComponentView<'_>) -> bool {
    if component.purls().any(|text| Purl::parse(text).is_ok()) {
        return true;
    }
    let hashes = Hashes::of(component);
    let is_strong = hashes
        .values
        .iter()
        .any(|value| !value.algorithm().is_weak());
    component.role() == Role::File && is_strong
}

fn evaluator<'p>(policy: &'p LicencePolicy, model: &Model) -> LicenceEvaluator<'p> {
    let mut defined = DefinedLicences::new();
    for licence in model.extracted_licences() {
        defined.insert(&*licence.id, licence.text_sha256);
    }
    let syntax = match model.summary().format {
        Format::Spdx3Json => LicenceSyntax::Spdx3,
        _ => LicenceSyntax::Spdx2,
    };
    LicenceEvaluator::new(policy)
        .with_syntax(syntax)
        .with_defined(defined)
}
