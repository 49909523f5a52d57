//! What an attestation says and who vouches for it, before anybody expects anything.

mod portrait;

use core::fmt::Write as _;

use bonafide_report::{Escaped, Finding, Place, Time};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::evaluation::line;
use crate::{
    Adapter, Attestation, Backing, Builders, Candidate, Check, Expectations, Level, Outcome,
    Signer, evaluate,
};

pub(crate) use portrait::{Portrait, Seen};

/// Tells what an attestation says: every field with its place, who vouches for it, the signer, and
/// the build level that the table gives. It expects nothing, so it decides nothing.
///
/// The level is the one that the builder can reach. Where tenants can write the statement, an
/// expectation on a field that is unbacked leads to a lower one.
///
/// ```
/// use bonafide_dsse::{Statement, StatementOptions};
/// use bonafide_slsa::{Attestation, Backing, Builders, inspect};
///
/// let statement = br#"{
///   "_type": "https://in-toto.io/Statement/v1",
///   "subject": [{ "digest": { "gitCommit": "0123456789012345678901234567890123456789" } }],
///   "predicateType": "https://slsa.dev/provenance/v1",
///   "predicate": {
///     "buildDefinition": { "buildType": "https://example.com/make", "externalParameters": { "target": "all" } },
///     "runDetails": { "builder": { "id": "https://example.com/builder" } }
///   }
/// }"#;
/// let statement = Statement::parse(statement, &StatementOptions::provenance())?;
/// let inspection = inspect(&Attestation::unsigned(statement), &Builders::public());
/// let target = "/buildDefinition/externalParameters/target";
/// let mut fields = inspection.fields().iter();
/// let target = fields.find(|field| field.pointer().as_str() == target).unwrap();
/// assert_eq!((target.value(), target.backing()), ("\"all\"", Some(Backing::Unbacked)));
/// assert_eq!(inspection.level().value(), 0);
/// # Ok::<(), bonafide_dsse::Error>(())
/// ```
#[must_use]
pub fn inspect(attestation: &Attestation, builders: &Builders) -> Inspection {
    let nothing = Expectations::any_source();
    let candidate = evaluate::judge_alone(attestation, &nothing, builders, true);
    Inspection::new(attestation, candidate)
}

/// What an attestation says, and who vouches for it.
///
/// There is no decision in it, and no way to come to one:
///
/// ```compile_fail
/// fn is_allowed(inspection: &bonafide_slsa::Inspection) -> bool {
///     inspection.decision() == bonafide_report::Decision::Allow
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Inspection {
    predicate_type: Option<String>,
    signed_at: Option<Time>,
    candidate: Candidate,
    portrait: Portrait,
}

impl Inspection {
    fn new(attestation: &Attestation, mut candidate: Candidate) -> Self {
        let portrait = candidate.portrait.take();
        // What was not asked has no place in it.
        candidate
            .checks
            .retain(|check| check.outcome() != Outcome::Skip);
        let statement = attestation.untrusted().ok();
        let signing = attestation.authenticity().signing();
        Self {
            predicate_type: statement.map(|statement| statement.predicate_type().to_owned()),
            signed_at: signing.and_then(crate::Signing::time),
            candidate,
            portrait: portrait.map(|portrait| *portrait).unwrap_or_default(),
        }
    }

    /// Where the attestation came from.
    #[must_use]
    pub fn label(&self) -> &str {
        self.candidate.label()
    }

    /// SHA-256 of the bytes that were received.
    #[must_use]
    pub const fn sha256(&self) -> &[u8; 32] {
        self.candidate.sha256()
    }

    /// What became of the checks on its signature, by name.
    #[must_use]
    pub const fn authenticity(&self) -> &'static str {
        self.candidate.authenticity()
    }

    /// Who signed, where the signature is good.
    #[must_use]
    pub const fn signer(&self) -> Option<&Signer> {
        self.candidate.signer()
    }

    /// When, as far as a trusted party says so.
    #[must_use]
    pub const fn signed_at(&self) -> Option<Time> {
        self.signed_at
    }

    /// The type of the predicate, as signed; `None` when the statement cannot be read.
    #[must_use]
    pub fn predicate_type(&self) -> Option<&str> {
        self.predicate_type.as_deref()
    }

    /// The name of the entry of the table that trusts the builder.
    #[must_use]
    pub fn builder(&self) -> Option<&str> {
        self.candidate.builder()
    }

    /// Who operates that builder.
    #[must_use]
    pub fn operator(&self) -> Option<&str> {
        self.candidate.operator()
    }

    /// How the fields were understood; `None` when they could not be read.
    #[must_use]
    pub const fn adapter(&self) -> Option<Adapter> {
        self.candidate.adapter
    }

    /// The build level, and everything that keeps it down.
    #[must_use]
    pub const fn level(&self) -> &Level {
        self.candidate.level()
    }

    /// The fields, those that were compared with the certificate first; none when the attestation
    /// cannot be read.
    #[must_use]
    pub fn fields(&self) -> &[InspectedField] {
        &self.portrait.fields
    }

    /// What was found out about the signature, the certificate and the rules of the build type.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        self.candidate.checks()
    }

    /// Members that the format does not have; at most the first 64.
    #[must_use]
    pub fn unknown_members(&self) -> &[Place] {
        &self.portrait.unknown
    }

    /// What is odd about the statement and no failure; at most 64.
    #[must_use]
    pub fn notes(&self) -> &[Finding] {
        &self.portrait.notes
    }

    /// All of it as text, a line each, what failed first. Nothing of the input is shown unescaped.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let label = Escaped(self.label());
        let _ = writeln!(text, "attestation {label}: {}", self.authenticity());
        if let Some(predicate_type) = &self.predicate_type {
            let _ = writeln!(text, "predicate type: {}", Escaped(predicate_type));
        }
        match self.signer() {
            Some(Signer::Certificate(claims)) => {
                let issuer = claims.issuer().unwrap_or("no issuer");
                let (san, issuer) = (Escaped(claims.san()), Escaped(issuer));
                let _ = writeln!(text, "signer: {san} ({issuer})");
            }
            Some(Signer::Key { name }) => {
                let _ = writeln!(text, "signer: key {}", Escaped(name));
            }
            None => text.push_str("signer: nobody\n"),
        }
        let builder = self.builder().unwrap_or("none of the table");
        let _ = writeln!(text, "builder: {}", Escaped(builder));
        let _ = writeln!(text, "build level: {}", self.level().value());
        for reason in self.level().reasons() {
            let _ = writeln!(text, "  {reason}");
        }
        text.push_str("checks:\n");
        let mut checks: Vec<&Check> = self.checks().iter().collect();
        checks.sort_by_key(|check| check.outcome());
        for check in checks {
            line(&mut text, check);
        }
        text.push_str("fields:\n");
        for field in self.fields() {
            let (name, value, place) = (field.name(), field.value(), field.pointer());
            let _ = writeln!(text, "  {name}: {value} at {place} ({})", field.vouched());
        }
        for place in self.unknown_members() {
            let _ = writeln!(text, "  not of the format: {place}");
        }
        for note in self.notes() {
            let _ = writeln!(
                text,
                "  note: {} at {} [{}]",
                Escaped(note.detail()),
                note.place(),
                note.code()
            );
        }
        text
    }
}

impl Serialize for Inspection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Inspection", 15)?;
        out.serialize_field("schema", "bonafide.slsa.inspection/1")?;
        out.serialize_field("label", &Escaped(self.label()).to_string())?;
        out.serialize_field("sha256", &bonafide_digest::hex::encode(self.sha256()))?;
        out.serialize_field("authenticity", self.authenticity())?;
        out.serialize_field("signer", &self.signer())?;
        let signed_at = self.signed_at.map(|time| time.to_string());
        out.serialize_field("signed_at", &signed_at)?;
        let predicate_type = self.predicate_type.as_deref().map(crate::error::shown);
        out.serialize_field("predicate_type", &predicate_type)?;
        out.serialize_field("builder", &self.builder())?;
        out.serialize_field("operator", &self.operator())?;
        out.serialize_field("adapter", &self.adapter().map(Adapter::as_str))?;
        out.serialize_field("level", self.level())?;
        out.serialize_field("fields", self.fields())?;
        out.serialize_field("checks", self.checks())?;
        let unknown: Vec<&str> = self.unknown_members().iter().map(Place::as_str).collect();
        out.serialize_field("unknown_members", &unknown)?;
        out.serialize_field("notes", self.notes())?;
        out.end()
    }
}

/// A field of a statement, and who vouches for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectedField {
    name: &'static str,
    place: Place,
    value: String,
    backing: Option<Backing>,
}

impl InspectedField {
    /// What it is, in a few words; fields of lists have one name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Where it stands in the predicate.
    #[must_use]
    pub const fn pointer(&self) -> &Place {
        &self.place
    }

    /// What it says, escaped, and cut at 1 KiB; a parameter as JSON.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Who vouches for it; `None` where the certificate says something else.
    #[must_use]
    pub const fn backing(&self) -> Option<Backing> {
        self.backing
    }

    fn vouched(&self) -> String {
        match self.backing {
            Some(backing) => backing.to_string(),
            None => "contradicted by the certificate".to_owned(),
        }
    }
}

impl Serialize for InspectedField {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("InspectedField", 4)?;
        out.serialize_field("name", self.name)?;
        out.serialize_field("pointer", self.place.as_str())?;
        out.serialize_field("value", &self.value)?;
        out.serialize_field("backing", &self.vouched())?;
        out.end()
    }
}
