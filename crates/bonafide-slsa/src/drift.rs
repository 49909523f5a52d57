//! What changed between two builds of one package.

mod class;
mod dependencies;
mod facts;

use bonafide_report::{Code, Place, registry};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::differences::differences;
use crate::error::shown;
use crate::origin::{Known, Origin};
use crate::{Attestation, Fact, Provenance, Raw, Signer};

pub use class::{ChangeClass, ChangeKind, DriftRules, Severity};

/// One of the builds that are compared: its provenance, who signed it, and what was made of it.
#[derive(Clone, Debug)]
pub struct DriftInput<'a> {
    provenance: &'a Provenance<'a>,
    signer: Option<&'a Signer>,
    builder_id: Option<String>,
    level: Option<u8>,
    origin: Origin,
    trusts_builder: bool,
}

impl<'a> DriftInput<'a> {
    /// A build by its provenance. Where it came from is taken from the certificate of the signer,
    /// and where that is silent from the usual places of the statement.
    #[must_use]
    pub fn new(provenance: &'a Provenance<'a>, signer: Option<&'a Signer>) -> Self {
        Self {
            provenance,
            signer,
            builder_id: None,
            level: None,
            origin: Origin::of(provenance, signer),
            trusts_builder: false,
        }
    }

    /// A build by the provenance that was read from `attestation`, signed by whom that says.
    #[must_use]
    pub fn of(attestation: &'a Attestation, provenance: &'a Provenance<'a>) -> Self {
        let signing = attestation.authenticity().signing();
        Self::new(provenance, signing.map(crate::Signing::signer))
    }

    /// The builder, where it is another than the statement says.
    #[must_use]
    pub fn with_builder_id(mut self, id: impl Into<String>) -> Self {
        self.builder_id = Some(id.into());
        self
    }

    /// The build level that was reached.
    #[must_use]
    pub const fn with_level(mut self, level: u8) -> Self {
        self.level = Some(level);
        self
    }

    /// What is known better, such as by an adapter of the build type; `is_backed` says whether the
    /// certificate confirms it.
    #[must_use]
    pub fn with_fact(mut self, fact: Fact, text: impl Into<String>, is_backed: bool) -> Self {
        let place = self.origin.get(fact).map(|known| known.place.clone());
        let known = Known {
            text: text.into(),
            place: place.unwrap_or_default(),
            is_backed,
        };
        self.origin.set(fact, known);
        self
    }

    /// Says that the builder is trusted to write the statement, and its tenants cannot.
    #[must_use]
    pub const fn trusting_builder(mut self) -> Self {
        self.trusts_builder = true;
        self
    }

    fn builder_id(&self) -> &str {
        let stated = self.provenance.builder_id().value();
        self.builder_id.as_deref().unwrap_or(stated)
    }
}

/// What changed from `baseline` to `new`, sorted by place; nothing of it is a verdict. Times,
/// invocation ids and run numbers do not count. Costs O(n log n).
///
/// ```
/// use bonafide_slsa::{DriftInput, DriftRules, Error, Provenance, Severity, drift};
/// use bonafide_dsse::Statement;
///
/// fn worst(baseline: &Statement, new: &Statement) -> Result<Option<Severity>, Error> {
///     let (baseline, new) = (Provenance::of(baseline)?, Provenance::of(new)?);
///     let (baseline, new) = (DriftInput::new(&baseline, None), DriftInput::new(&new, None));
///     let changes = drift(&baseline, &new, &DriftRules::default());
///     Ok(changes.iter().map(|change| change.severity()).max())
/// }
/// ```
#[must_use]
pub fn drift(baseline: &DriftInput<'_>, new: &DriftInput<'_>, rules: &DriftRules) -> Vec<Change> {
    let mut changes = Changes {
        rules,
        trusts_builder: baseline.trusts_builder && new.trusts_builder,
        list: Vec::new(),
    };
    facts::compare(&mut changes, baseline, new);
    parameters(&mut changes, baseline, new);
    dependencies::compare(
        &mut changes,
        baseline.provenance.dependencies(),
        new.provenance.dependencies(),
    );
    let mut list = changes.list;
    list.sort();
    list
}

fn parameters(changes: &mut Changes<'_>, baseline: &DriftInput<'_>, new: &DriftInput<'_>) {
    let is_origin =
        |mapped: &Place| baseline.origin.consumes(mapped) && new.origin.consumes(mapped);
    let (old, now) = (baseline.provenance.external(), new.provenance.external());
    for difference in differences(old, now, is_origin) {
        let class = match (difference.old, difference.new) {
            (None, _) => ChangeClass::ParameterAdded,
            (_, None) => ChangeClass::ParameterRemoved,
            _ => ChangeClass::ParameterValue,
        };
        let [old, new] = [difference.old, difference.new].map(|value| value.map(|raw| text(&raw)));
        changes.add(class, difference.place, old, new, false);
    }
}

fn text(raw: &Raw<'_>) -> String {
    raw.text().to_owned()
}

/// The changes so far.
struct Changes<'r> {
    rules: &'r DriftRules,
    trusts_builder: bool,
    list: Vec<Change>,
}

impl Changes<'_> {
    fn add(
        &mut self,
        class: ChangeClass,
        pointer: Place,
        old: Option<impl AsRef<str>>,
        new: Option<impl AsRef<str>>,
        is_backed: bool,
    ) {
        let Some(severity) = self.rules.severity(class) else {
            return;
        };
        let kind = match (&old, &new) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        };
        self.list.push(Change {
            pointer,
            class,
            kind,
            severity,
            old: old.map(|text| shown(text.as_ref())),
            new: new.map(|text| shown(text.as_ref())),
            is_backed: is_backed || self.trusts_builder,
        });
    }
}

/// One thing that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    pointer: Place,
    class: ChangeClass,
    kind: ChangeKind,
    severity: Severity,
    old: Option<String>,
    new: Option<String>,
    is_backed: bool,
}

impl Change {
    /// Where: a pointer into the newer predicate, or the older where the newer has it not; below
    /// `/signer` for what the certificate says, and `/level`.
    #[must_use]
    pub const fn pointer(&self) -> &Place {
        &self.pointer
    }

    /// What it is about.
    #[must_use]
    pub const fn class(&self) -> ChangeClass {
        self.class
    }

    /// Whether it came, went or became another.
    #[must_use]
    pub const fn kind(&self) -> ChangeKind {
        self.kind
    }

    /// How bad it is by the rules.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// What it was, escaped and shortened.
    #[must_use]
    pub fn before(&self) -> Option<&str> {
        self.old.as_deref()
    }

    /// What it is, escaped and shortened.
    #[must_use]
    pub fn after(&self) -> Option<&str> {
        self.new.as_deref()
    }

    /// Whether a certificate or a trusted builder vouches for both values. Otherwise whoever runs a
    /// build could have written them.
    #[must_use]
    pub const fn is_backed(&self) -> bool {
        self.is_backed
    }

    /// The code, where the change has one.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        (self.class == ChangeClass::RepositoryRecreated).then_some(registry::DRIFT_REPO_RECREATED)
    }
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Change", 8)?;
        out.serialize_field("pointer", self.pointer.as_str())?;
        out.serialize_field("class", self.class.as_str())?;
        out.serialize_field("kind", self.kind.as_str())?;
        out.serialize_field("severity", self.severity.as_str())?;
        out.serialize_field("code", &self.code().map(Code::as_str))?;
        out.serialize_field("old", &self.old)?;
        out.serialize_field("new", &self.new)?;
        out.serialize_field("backed", &self.is_backed)?;
        out.end()
    }
}
