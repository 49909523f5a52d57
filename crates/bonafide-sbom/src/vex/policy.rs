//! Whose statements count, and under which conditions.

/// What the caller knows of a document: this crate verifies no signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a document is verified or it is not"
)]
pub enum VexTrust {
    /// Its signature was verified.
    Verified {
        /// Who signed, by the name that policies use.
        signer: String,
    },
    /// Nobody knows who wrote it.
    Unverified,
}

/// Whose statements count, and under which conditions.
///
/// ```
/// use bonafide_sbom::VexPolicy;
/// let policy = VexPolicy::default().with_signer("sec-team").with_max_age(Some(90 * 86_400));
/// assert!(!policy.trusts_unsigned());
/// ```
///
/// # Specification
/// VEX-1, VEX-2, VXR-1; policy rules VUL-3, VUL-6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VexPolicy {
    signers: Vec<String>,
    trusts_unsigned: bool,
    pub(super) max_age: Option<u64>,
    pub(super) allows_unversioned: bool,
    pub(super) allows_component_scope: bool,
    pub(super) allows_unjustified: bool,
    pub(super) believes_aliases: bool,
}

impl Default for VexPolicy {
    /// Nobody is trusted; documents of any age; products without a version and packages without a
    /// product count; `not_affected` needs a reason; aliases that only a statement claims do not
    /// count.
    fn default() -> Self {
        Self {
            signers: Vec::new(),
            trusts_unsigned: false,
            max_age: None,
            allows_unversioned: true,
            allows_component_scope: true,
            allows_unjustified: false,
            believes_aliases: false,
        }
    }
}

impl VexPolicy {
    /// Trusts this signer, too (`vex_by`).
    #[must_use]
    pub fn with_signer(mut self, signer: impl Into<String>) -> Self {
        self.signers.push(signer.into());
        self
    }

    /// Whether documents that nobody verified count. Whoever can write a file then decides what is
    /// suppressed. A verified document of a signer that is not trusted does not count even so.
    #[must_use]
    pub const fn with_trust_unsigned(mut self, trusts: bool) -> Self {
        self.trusts_unsigned = trusts;
        self
    }

    /// The age, in seconds at the evaluation time, up to which a document counts (`vex_max_age`);
    /// with a limit, one without a time does not.
    #[must_use]
    pub const fn with_max_age(mut self, seconds: Option<u64>) -> Self {
        self.max_age = seconds;
        self
    }

    /// Whether a product without a version suppresses (`vex_unversioned`); by default it does.
    #[must_use]
    pub const fn with_unversioned(mut self, allows: bool) -> Self {
        self.allows_unversioned = allows;
        self
    }

    /// Whether a statement whose product is a package counts in every artifact that holds the
    /// package (`vex_component_scope`); by default it does.
    #[must_use]
    pub const fn with_component_scope(mut self, allows: bool) -> Self {
        self.allows_component_scope = allows;
        self
    }

    /// Whether `not_affected` counts without a reason; by default it does not.
    #[must_use]
    pub const fn with_unjustified(mut self, allows: bool) -> Self {
        self.allows_unjustified = allows;
        self
    }

    /// Whether a statement suppresses a vulnerability that it names only as an alias, and of which
    /// neither report nor advisories know the alias; by default it does not.
    #[must_use]
    pub const fn with_claimed_aliases(mut self, believes: bool) -> Self {
        self.believes_aliases = believes;
        self
    }

    /// Whether documents that nobody verified count.
    #[must_use]
    pub const fn trusts_unsigned(&self) -> bool {
        self.trusts_unsigned
    }

    pub(super) fn trusts(&self, signer: &str) -> bool {
        self.signers.iter().any(|known| known == signer)
    }
}
