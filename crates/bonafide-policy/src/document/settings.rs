//! Settings of a policy as a whole.

use core::time::Duration;

use bonafide_report::Decision;

use crate::ReferencePattern;
use crate::document::names::Named;

/// Which registries images may come from; what is denied is denied whatever else is allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Registries {
    /// The only ones; `None` means any.
    pub allow: Option<Vec<ReferencePattern>>,
    /// Not from these.
    pub deny: Vec<ReferencePattern>,
}

/// Whether a reference must carry a digest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pin {
    /// It must: `require`.
    Require,
    /// A tag is resolved once and the verdict says to what: `resolve`.
    #[default]
    Resolve,
    /// It need not: `ignore`.
    Ignore,
}

/// Whether a requirement counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Mode {
    /// It does: `enforce`.
    #[default]
    Enforce,
    /// It is told and changes nothing: `audit`.
    Audit,
}

/// What some classes of failure of one requirement lead to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Overrides {
    /// Nothing was found: quarantine or reject.
    pub missing: Option<Decision>,
    /// Something could not be had: quarantine or reject.
    pub unavailable: Option<Decision>,
    /// Somebody who is not trusted made it: quarantine or reject.
    pub untrusted: Option<Decision>,
}

/// What classes of failure lead to in the whole policy, where that is not the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClassDecisions {
    /// Nothing was found: quarantine (default) or reject.
    pub missing: Option<Decision>,
    /// Somebody who is not trusted made it: reject (default) or quarantine.
    pub untrusted: Option<Decision>,
    /// It is too old: reject (default) or quarantine.
    pub expired: Option<Decision>,
    /// It is not what the policy wants: reject (default) or quarantine.
    pub policy: Option<Decision>,
    /// Something could not be had: quarantine (default) or reject.
    pub unavailable: Option<Decision>,
    /// It is of a kind that cannot be judged: quarantine (default) or reject.
    pub unsupported: Option<Decision>,
}

/// How much is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PolicyLimits {
    /// The bytes of one manifest.
    pub manifest_bytes: Option<u64>,
    /// The candidates of one image.
    pub candidates: Option<u64>,
    /// The bytes of one attestation.
    pub attestation_bytes: Option<u64>,
    /// How long discovery may take.
    pub wall: Option<Duration>,
}

impl Mode {
    /// The stable lower-case name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.name()
    }
}
