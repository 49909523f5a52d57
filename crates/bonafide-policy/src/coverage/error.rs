//! Why a dump is not read.

use bonafide_report::{Code, Coded, Exceeded, Place};

bonafide_report::codes! {
    /// Why a dump of objects is not read.
    pub enum CoverageError {
        /// It is not strict JSON, or too large.
        Json {
            /// What the reader said.
            cause: bonafide_json::Error,
        } => in cause: "{cause}",
        /// It names too many images.
        Limit {
            /// The limit.
            cause: Exceeded,
        } => in cause: "{cause}",
        /// It is no object of Kubernetes, and no list of such.
        Object {
            /// Where.
            place: Place,
            /// The rule that it breaks.
            rule: &'static str,
        } => COVERAGE_OBJECT: "{rule}",
        /// A configured pointer is none.
        Pointer {
            /// The rule that it breaks.
            rule: &'static str,
        } => COVERAGE_POINTER: "{rule}",
    }
}

impl Coded for CoverageError {
    fn code(&self) -> Code {
        Self::code(self)
    }

    fn place(&self) -> Place {
        match self {
            Self::Json { cause } => cause.place(),
            Self::Object { place, .. } => place.clone(),
            _ => Place::root(),
        }
    }
}

impl From<bonafide_json::Error> for CoverageError {
    fn from(cause: bonafide_json::Error) -> Self {
        Self::Json { cause }
    }
}

impl From<Exceeded> for CoverageError {
    fn from(cause: Exceeded) -> Self {
        Self::Limit { cause }
    }
}
