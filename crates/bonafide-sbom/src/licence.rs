//! Licences, judged in three values.
//!
//! From the text of a record to a judgement: [`words`] bounds and splits it, [`normal`] writes it as
//! SPDX does and notes what had to be changed, [`expression`] has it parsed and keeps the tree,
//! [`evaluate`] puts the answers of a [`policy`] together, [`evaluator`] does so for the records of
//! one component after another.

mod deprecated;
mod evaluate;
mod evaluator;
mod expression;
mod family;
mod fault;
mod judgement;
mod limits;
mod memo;
mod names;
mod normal;
mod pairs;
mod policy;
mod reading;
mod record;
mod suggestion;
mod survey;
mod term;
mod truth;
mod words;

pub use evaluator::LicenceEvaluator;
pub use fault::{LicenceFault, LicenceFaultKind};
pub use judgement::{JudgedLicence, LicenceFinding, LicenceJudgement};
pub use limits::LicenceLimits;
#[cfg(feature = "profiles")]
pub(crate) use names::Names;
pub use policy::LicencePolicy;
#[cfg(feature = "profiles")]
pub(crate) use reading::is_expression;
pub use reading::{LicenceReading, ReadingStep, StepKind};
pub use record::{DefinedLicences, LicenceForm, LicenceRecord, LicenceSyntax};
pub use survey::LicenceSurvey;
pub use truth::Truth;
