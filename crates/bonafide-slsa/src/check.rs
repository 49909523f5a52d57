//! One check of an evaluation.

use bonafide_report::{Code, Coded, Place};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::error::shown;
use crate::facts::Stage;
use crate::{Backing, Error};

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the outcomes are closed by the report format"
)]
pub enum Outcome {
    /// It did not hold.
    Fail,
    /// Evidence is lacking: enough to hold the artifact back, not to refuse it.
    Lacking,
    /// Worth knowing, and no failure.
    Warn,
    /// It was not asked for, or had no input; the check says which.
    Skip,
    /// It held.
    Pass,
}

impl Outcome {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Lacking => "lacking",
            Self::Warn => "warn",
            Self::Skip => "skip",
            Self::Pass => "pass",
        }
    }
}

/// One question that was asked of an attestation, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    name: &'static str,
    code: Code,
    outcome: Outcome,
    expected: String,
    found: String,
    place: Place,
    backing: Option<Backing>,
    pub(crate) stage: Stage,
}

impl Check {
    pub(crate) fn new(name: &'static str, code: Code, outcome: Outcome, stage: Stage) -> Self {
        Self {
            name,
            code,
            outcome,
            expected: String::new(),
            found: String::new(),
            place: Place::root(),
            backing: None,
            stage,
        }
    }

    pub(crate) fn pass(name: &'static str, code: Code, stage: Stage) -> Self {
        Self::new(name, code, Outcome::Pass, stage)
    }

    pub(crate) fn skip(name: &'static str, code: Code, stage: Stage, why: &str) -> Self {
        Self::new(name, code, Outcome::Skip, stage).found(why)
    }

    /// A failure, with the code of its error.
    pub(crate) fn fail(name: &'static str, error: &Error, stage: Stage) -> Self {
        Self::of(name, error, Outcome::Fail, stage)
    }

    pub(crate) fn of(name: &'static str, error: &Error, outcome: Outcome, stage: Stage) -> Self {
        Self {
            place: error.place(),
            ..Self::new(name, error.code(), outcome, stage)
        }
        .found(&error.to_string())
    }

    pub(crate) fn expected(mut self, text: &str) -> Self {
        self.expected = shown(text);
        self
    }

    pub(crate) fn found(mut self, text: &str) -> Self {
        self.found = shown(text);
        self
    }

    pub(crate) fn at(mut self, place: &Place) -> Self {
        self.place = place.clone();
        self
    }

    pub(crate) const fn backed(mut self, backing: Option<Backing>) -> Self {
        self.backing = backing;
        self
    }

    /// What was asked, in a few words.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The code of the failure; for a check that held, the code that it would have failed with.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// How it ended.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// What was expected, escaped; empty where nothing in particular was.
    #[must_use]
    pub fn expected_text(&self) -> &str {
        &self.expected
    }

    /// What was found, or why it was not looked for, escaped.
    #[must_use]
    pub fn found_text(&self) -> &str {
        &self.found
    }

    /// Where in the predicate.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// Who vouches for what was found.
    #[must_use]
    pub const fn backing(&self) -> Option<Backing> {
        self.backing
    }

    /// The threat of the SLSA specification that the check is about, by its letter.
    #[must_use]
    pub fn threat(&self) -> Option<char> {
        threat(self.code)
    }
}

/// The letters of "Supply chain threats", SLSA v1: A to I.
fn threat(code: Code) -> Option<char> {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| code.is_under(prefix));
    Some(match () {
        () if starts(&["slsa.deps"]) => 'D',
        () if starts(&["slsa.source", "slsa.ref", "slsa.workflow"]) => 'C',
        () if starts(&[
            "slsa.params",
            "slsa.inputs",
            "slsa.trigger",
            "slsa.build-type",
        ]) =>
        {
            'C'
        }
        () if starts(&[
            "slsa.builder",
            "slsa.signer",
            "slsa.cert",
            "slsa.claim",
            "slsa.level",
        ]) =>
        {
            'E'
        }
        () if starts(&["slsa.claims", "slsa.time", "slsa.transparency", "dsse"]) => 'F',
        () if starts(&["digest", "slsa.subject-name", "npm", "pypi", "gcb"]) => 'H',
        () => return None,
    })
}

impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Check", 9)?;
        out.serialize_field("id", self.code.as_str())?;
        out.serialize_field("name", self.name)?;
        out.serialize_field("outcome", self.outcome.as_str())?;
        out.serialize_field("expected", &self.expected)?;
        out.serialize_field("found", &self.found)?;
        out.serialize_field("pointer", self.place.as_str())?;
        let backing = self.backing.map(|backing| backing.to_string());
        out.serialize_field("backing", &backing)?;
        out.serialize_field("threat", &self.threat())?;
        out.serialize_field("hint", self.code.remedy())?;
        out.end()
    }
}
