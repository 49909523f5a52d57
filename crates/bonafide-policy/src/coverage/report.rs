//! What was found, for programs and for people.

use core::fmt::Write as _;
use std::collections::BTreeMap;
use std::sync::Arc;

use bonafide_oci::Reference;
use bonafide_report::{Code, Escaped, Place, Time, registry};
use serde::ser::{Serialize, Serializer};

use super::judge::Judged;
use super::{CoverageField, CoverageGap};
use crate::Role;
use crate::export::Value;

/// What a report is called in its own words.
const SCHEMA: &str = "bonafide.coverage/v1";

/// An object that names images.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct CoveredObject {
    /// Its `apiVersion`.
    pub api_version: String,
    /// Its kind.
    pub kind: String,
    /// Its namespace, where one is known.
    pub namespace: Option<String>,
    /// Its name, or the beginning of one that is still to be made.
    pub name: Option<String>,
}

impl CoveredObject {
    /// The group of its kind; empty for the core.
    #[must_use]
    pub fn group(&self) -> &str {
        self.api_version
            .split_once('/')
            .map_or("", |(group, _)| group)
    }
}

/// An image that an object names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoveredImage {
    pub(super) object: CoveredObject,
    pub(super) field: CoverageField,
    pub(super) role: Role,
    pub(super) pointer: Place,
    pub(super) image: String,
    pub(super) gaps: Vec<CoverageGap>,
    pub(super) judged: Arc<Judged>,
}

impl CoveredImage {
    /// The object that names it.
    #[must_use]
    pub const fn object(&self) -> &CoveredObject {
        &self.object
    }

    /// The field that names it.
    #[must_use]
    pub const fn field(&self) -> CoverageField {
        self.field
    }

    /// What it is used for.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// Where in the dump it is named.
    #[must_use]
    pub const fn pointer(&self) -> &Place {
        &self.pointer
    }

    /// Its name as written, which is an input's text.
    #[must_use]
    pub fn image(&self) -> &str {
        &self.image
    }

    /// What the name means; `None` where it is no reference of an image, and then nothing else is told
    /// but [`gaps`](Self::gaps).
    #[must_use]
    pub fn reference(&self) -> Option<&Reference> {
        self.judged.reference.as_ref()
    }

    /// `ref.invalid`, where the name is no reference.
    ///
    /// # Specification
    /// policy ADM-5.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        self.reference().is_none().then_some(registry::REF_INVALID)
    }

    /// The ids of the rules that are about it, sorted.
    #[must_use]
    pub fn rules(&self) -> &[String] {
        &self.judged.rules
    }

    /// The ids of the rules that may be about it, sorted: they ask for a digest, and its name has none.
    #[must_use]
    pub fn rules_by_digest(&self) -> &[String] {
        &self.judged.rules_by_digest
    }

    /// The ids of the exceptions that it would run under, sorted: those that are current, are about it,
    /// and bear a check that is made of it.
    #[must_use]
    pub fn exceptions(&self) -> &[String] {
        &self.judged.exceptions
    }

    /// Why nothing would ask about it, sorted; empty where the webhook would.
    #[must_use]
    pub fn gaps(&self) -> &[CoverageGap] {
        &self.gaps
    }

    /// Whether no rule is known to be about it.
    #[must_use]
    pub fn is_unmatched(&self) -> bool {
        self.reference().is_some() && self.rules().is_empty()
    }

    /// Whether its name has no digest.
    #[must_use]
    pub fn is_unpinned(&self) -> bool {
        let reference = self.reference();
        reference.is_some_and(|reference| reference.digest().is_none())
    }

    fn to_value(&self) -> Value {
        let gaps = self.gaps.iter().map(|gap| gap.as_str());
        Value::object([
            ("object", self.object.to_value()),
            ("field", Value::from(self.field.as_str())),
            ("role", Value::from(self.role.as_str())),
            ("pointer", Value::from(self.pointer.as_str())),
            ("image", Value::from(self.image.as_str())),
            ("rules", Value::texts(self.rules())),
            ("rules_by_digest", Value::texts(self.rules_by_digest())),
            ("exceptions", Value::texts(self.exceptions())),
            ("gaps", Value::texts(gaps)),
            ("unmatched", Value::from(self.is_unmatched())),
            ("unpinned", Value::from(self.is_unpinned())),
        ])
        .with_some("reference", self.reference().map(Value::text))
        .with_some("code", self.code().map(Value::text))
    }

    /// What there is to be told, in words; empty where all is well.
    fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if let Some(code) = self.code() {
            remarks.push(code.to_string());
        }
        if self.is_unmatched() {
            remarks.push("no rule".to_owned());
        }
        if self.is_unpinned() {
            remarks.push("not pinned".to_owned());
        }
        let exceptions = self.exceptions().iter();
        remarks.extend(exceptions.map(|id| format!("exception {}", Escaped(id))));
        let gaps = self.gaps.iter();
        remarks.extend(gaps.map(|gap| format!("unguarded: {}", gap.as_str())));
        remarks
    }
}

impl CoveredObject {
    fn to_value(&self) -> Value {
        Value::object([
            ("api_version", Value::from(self.api_version.as_str())),
            ("kind", Value::from(self.kind.as_str())),
        ])
        .with_some("namespace", self.namespace.as_deref().map(Value::from))
        .with_some("name", self.name.as_deref().map(Value::from))
    }
}

/// Images, by what is told of them. One image may be counted several times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CoverageCounts {
    /// All.
    pub images: usize,
    /// Those that no rule is about.
    pub unmatched: usize,
    /// Those whose name has no digest.
    pub unpinned: usize,
    /// Those that would run under an exception.
    pub excepted: usize,
    /// Those that nothing would ask about.
    pub unguarded: usize,
    /// Those whose name is no reference.
    pub invalid: usize,
}

impl CoverageCounts {
    fn add(&mut self, image: &CoveredImage) {
        let add = |count: &mut usize, is_so| *count = count.saturating_add(usize::from(is_so));
        add(&mut self.images, true);
        add(&mut self.unmatched, image.is_unmatched());
        add(&mut self.unpinned, image.is_unpinned());
        add(&mut self.excepted, !image.exceptions().is_empty());
        add(&mut self.unguarded, !image.gaps.is_empty());
        add(&mut self.invalid, image.reference().is_none());
    }

    const fn members(&self) -> [(&'static str, usize); 6] {
        [
            ("images", self.images),
            ("unmatched", self.unmatched),
            ("unpinned", self.unpinned),
            ("excepted", self.excepted),
            ("unguarded", self.unguarded),
            ("invalid", self.invalid),
        ]
    }
}

/// What a policy says of the images that a dump names.
///
/// As [`Serialize`] and in [`to_json`](Self::to_json) it is `bonafide.coverage/v1`.
///
/// # Specification
/// policy ADM-11.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageReport {
    policy: String,
    now: Time,
    pub(super) objects: usize,
    pub(super) images: Vec<CoveredImage>,
    pub(super) unread: BTreeMap<(String, String), usize>,
}

impl CoverageReport {
    pub(super) fn new(policy: &str, now: Time) -> Self {
        Self {
            policy: policy.to_owned(),
            now,
            objects: 0,
            images: Vec::new(),
            unread: BTreeMap::new(),
        }
    }

    /// How many objects there are; lists are not counted.
    #[must_use]
    pub const fn objects(&self) -> usize {
        self.objects
    }

    /// The images, in the order of the dump.
    #[must_use]
    pub fn images(&self) -> &[CoveredImage] {
        &self.images
    }

    /// Kinds of which it is not known where they name images, and in which none was found: their
    /// `apiVersion`, the kind, and how many objects there are.
    #[must_use]
    pub const fn unread(&self) -> &BTreeMap<(String, String), usize> {
        &self.unread
    }

    /// How many images there are in each namespace and role.
    #[must_use]
    pub fn summary(&self) -> BTreeMap<(Option<&str>, Role), CoverageCounts> {
        let mut summary: BTreeMap<_, CoverageCounts> = BTreeMap::new();
        for image in &self.images {
            let key = (image.object.namespace.as_deref(), image.role);
            summary.entry(key).or_default().add(image);
        }
        summary
    }

    /// The report as JSON on one line: members sorted, printable ASCII.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.to_value().to_line()
    }

    /// The report as lines for a terminal: a line for each namespace and role, then one for each image
    /// of which there is something to be told. Text of the dump is escaped and cut to about a kilobyte.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for ((namespace, role), counts) in self.summary() {
            let namespace = Escaped(namespace.unwrap_or("-"));
            let _ = write!(out, "{namespace} {}:", role.as_str());
            for (name, count) in counts.members() {
                let _ = write!(out, " {name} {count}");
            }
            out.push('\n');
        }
        for image in &self.images {
            let remarks = image.remarks();
            if remarks.is_empty() {
                continue;
            }
            let object = &image.object;
            let _ = writeln!(
                out,
                "{} {}/{} {} `{}`: {}",
                Escaped(&object.kind),
                Escaped(object.namespace.as_deref().unwrap_or("-")),
                Escaped(object.name.as_deref().unwrap_or("-")),
                Escaped(image.pointer.as_str()),
                Escaped(&image.image),
                remarks.join(", ")
            );
        }
        for ((api_version, kind), count) in &self.unread {
            let (api_version, kind) = (Escaped(api_version), Escaped(kind));
            let _ = writeln!(out, "no image found: {api_version} {kind} {count}");
        }
        out
    }

    fn to_value(&self) -> Value {
        let summary = self.summary().into_iter().map(|((namespace, role), it)| {
            let members = it.members().into_iter();
            let members = members.map(|(name, count)| (name.to_owned(), Value::from(count)));
            Value::Object(members.collect())
                .with("role", Value::from(role.as_str()))
                .with_some("namespace", namespace.map(Value::from))
        });
        let unread = self.unread.iter().map(|((api_version, kind), count)| {
            Value::object([
                ("api_version", Value::from(api_version.as_str())),
                ("kind", Value::from(kind.as_str())),
                ("objects", Value::from(*count)),
            ])
        });
        Value::object([
            ("schema", Value::from(SCHEMA)),
            ("policy", Value::from(self.policy.as_str())),
            ("evaluated_at", Value::text(self.now)),
            ("objects", Value::from(self.objects)),
            (
                "images",
                Value::list(self.images.iter().map(CoveredImage::to_value)),
            ),
            ("summary", Value::list(summary)),
            ("unread", Value::list(unread)),
        ])
    }
}

impl Serialize for CoverageReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}
