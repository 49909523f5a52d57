//! What errors are made of, and where they show.

use bonafide_report::{Code, Coded, Finding, Place};

use super::Error;

impl From<bonafide_json::Error> for Error {
    fn from(cause: bonafide_json::Error) -> Self {
        Self::Json { cause }
    }
}

impl From<bonafide_dsse::Error> for Error {
    fn from(cause: bonafide_dsse::Error) -> Self {
        Self::Statement { cause }
    }
}

impl Coded for Error {
    fn code(&self) -> Code {
        Self::code(self)
    }

    fn place(&self) -> Place {
        match self {
            Self::Json { cause } => cause.place(),
            Self::Statement { cause } => cause.place(),
            Self::MissingField { place }
            | Self::Shape { place, .. }
            | Self::Draft { place }
            | Self::MaterialIndex { place }
            | Self::Timestamp { place }
            | Self::Contradiction { place, .. }
            | Self::ClaimUnverifiable { place, .. }
            | Self::ParamsUnknown { place }
            | Self::ParamsMismatch { place, .. }
            | Self::DepsUnpinned { place, .. }
            | Self::DepsDenied { place, .. }
            | Self::DepsVsa { place, .. }
            | Self::GcbText { place }
            | Self::BuildersConfig { place, .. }
            | Self::ExpectationsConfig { place, .. } => place.clone(),
            _ => Place::root(),
        }
    }

    fn findings(&self) -> Vec<Finding> {
        match self {
            Self::Statement { cause } => cause.findings(),
            _ => Vec::new(),
        }
    }
}
