//! Why a call is not understood.

use bonafide_report::{Coded, Escaped, Place};

bonafide_report::codes! {
    /// Why a call is not understood.
    pub enum Error {
        /// An argument that is not known, is given twice, or is not followed by a value.
        Argument {
            /// The argument.
            argument: String,
            /// What is wrong.
            reason: &'static str,
        } => POLICY_CALL: "{}: {reason}"; Escaped(argument),
        /// An argument that must be there is not.
        Absent {
            /// The argument.
            argument: &'static str,
        } => POLICY_CALL: "{argument} is absent",
        /// The input is no document of its type.
        Input {
            /// Where.
            place: Place,
            /// What is wrong.
            reason: &'static str,
        } => POLICY_CALL: "input, {place}: {reason}",
        /// The descriptor of the input is not that of the image that the call is about.
        OtherImage {
            /// The digest in the input.
            found: String,
        } => DIGEST_MISMATCH: "the input is about {found}",
        /// The input is not strict JSON.
        Json {
            /// Why.
            cause: bonafide_json::Error,
        } => POLICY_CALL: "input: {cause}",
        /// The digest, or the descriptor of the input, is none.
        Image {
            /// Why.
            cause: bonafide_oci::Error,
        } => in cause: "{cause}",
    }
}

impl Coded for Error {
    fn code(&self) -> bonafide_report::Code {
        self.code()
    }

    fn place(&self) -> Place {
        match self {
            Self::Input { place, .. } => place.clone(),
            Self::Json { cause } => cause.place(),
            Self::Image { cause } => cause.place(),
            _ => Place::root(),
        }
    }
}

impl From<bonafide_json::Error> for Error {
    fn from(cause: bonafide_json::Error) -> Self {
        Self::Json { cause }
    }
}

impl From<bonafide_oci::Error> for Error {
    fn from(cause: bonafide_oci::Error) -> Self {
        Self::Image { cause }
    }
}
