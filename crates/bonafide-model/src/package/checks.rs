//! What is asked of a package.

use super::{FormatPolicy, PackageFacts, Role};
use crate::pickle::PickleOptions;
use crate::python::normalized;
use crate::wheel::WheelOptions;
use crate::zip::ZipLimits;
use crate::{card, requirements, safetensors};

macro_rules! checks {
    ($($variant:ident $name:literal $doc:literal,)*) => {
        /// A check that can be asked for by its name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Check {
            $(
                #[doc = $doc]
                $variant,
            )*
        }

        impl Check {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable lower-case name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

checks! {
    Formats "formats" "Types of files: whether content and names agree, and whether they are allowed.",
    Safetensors "safetensors" "Headers of safetensors files, and their indexes.",
    Pickle "pickle" "Pickles, also those in archives.",
    Wheel "wheel" "Wheels.",
    Requirements "requirements" "Lists of requirements.",
    Card "card" "The card of the model.",
    References "references" "References that can come to mean something else.",
}

impl Check {
    /// The check of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|check| check.as_str() == name)
    }

    /// The check that has to be asked for so that a report of this name is made.
    pub(super) fn of_report(name: &str) -> Option<Self> {
        match name {
            "dependencies" => Some(Self::Requirements),
            "safetensors-index" => Some(Self::Safetensors),
            "zip" => Some(Self::Pickle),
            _ => Self::parse(name),
        }
    }
}

/// What a package is held to.
///
/// # Specification
/// models PKG-3, PKG-5 to PKG-8.
#[derive(Clone)]
pub struct Checks<'c> {
    pub(super) only: Option<Vec<Check>>,
    pub(super) is_strict: bool,
    pub(super) formats: FormatPolicy,
    pub(super) roles: Vec<Role>,
    pub(super) role_paths: Vec<(Role, String)>,
    pub(super) is_covered: Option<&'c (dyn Fn(&str) -> bool + Sync)>,
    pub(super) unwanted: Vec<String>,
    pub(super) baseline: Option<&'c PackageFacts>,
    pub(super) facts: Vec<(String, String)>,
    pub(super) safetensors: safetensors::Limits,
    pub(super) pickle: PickleOptions,
    pub(super) wheel: WheelOptions,
    pub(super) zip: ZipLimits,
    pub(super) requirements: requirements::Policy,
    pub(super) card: card::Policy,
}

impl Default for Checks<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'c> Checks<'c> {
    /// All checks as they are by default; no part has to be there, and coverage is not looked at.
    #[must_use]
    pub fn new() -> Self {
        Self {
            only: None,
            is_strict: false,
            formats: FormatPolicy::no_executable_formats(),
            roles: Vec::new(),
            role_paths: Vec::new(),
            is_covered: None,
            unwanted: Vec::new(),
            baseline: None,
            facts: Vec::new(),
            safetensors: safetensors::Limits::default(),
            pickle: PickleOptions::default(),
            wheel: WheelOptions::new(),
            zip: ZipLimits::DEFAULT,
            requirements: requirements::Policy::new(),
            card: card::Policy::new(),
        }
    }

    /// The same for a package that is served: weights, a card, a lock, a bill of materials and a
    /// manifest have to be there.
    ///
    /// # Specification
    /// models PKG-6.
    #[must_use]
    pub fn serving() -> Self {
        let roles = [
            Role::Weights,
            Role::Card,
            Role::Lock,
            Role::Sbom,
            Role::Manifest,
        ];
        roles.into_iter().fold(Self::new(), Self::with_role)
    }

    /// Runs these checks and no others.
    #[must_use]
    pub fn with_only(mut self, only: &[Check]) -> Self {
        self.only = Some(only.to_vec());
        self
    }

    /// Makes every warning an error.
    #[must_use]
    pub const fn made_strict(mut self) -> Self {
        self.is_strict = true;
        self
    }

    /// Sets which formats are allowed.
    #[must_use]
    pub fn with_formats(mut self, formats: FormatPolicy) -> Self {
        self.formats = formats;
        self
    }

    /// Asks for a part.
    #[must_use]
    pub fn with_role(mut self, role: Role) -> Self {
        self.roles.push(role);
        self
    }

    /// Says which file is a part, whatever it is called.
    #[must_use]
    pub fn with_role_path(mut self, role: Role, path: &str) -> Self {
        self.role_paths.push((role, path.to_owned()));
        self
    }

    /// Says of which paths a signature or another verified digest covers the files.
    #[must_use]
    pub fn with_coverage(mut self, is_covered: &'c (dyn Fn(&str) -> bool + Sync)) -> Self {
        self.is_covered = Some(is_covered);
        self
    }

    /// Names a distribution that is not wanted in such a package, such as one that training needs.
    #[must_use]
    pub fn with_unwanted(mut self, distribution: &str) -> Self {
        let name = normalized(distribution);
        self.unwanted
            .push(name.unwrap_or_else(|| distribution.to_owned()));
        self
    }

    /// Compares with the facts of an approved package.
    #[must_use]
    pub const fn with_baseline(mut self, baseline: &'c PackageFacts) -> Self {
        self.baseline = Some(baseline);
        self
    }

    /// Adds what the caller knows of the package, such as its signer, to its facts.
    #[must_use]
    pub fn with_fact(mut self, name: &str, value: &str) -> Self {
        self.facts.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Bounds of headers of safetensors files.
    #[must_use]
    pub const fn with_safetensors(mut self, limits: safetensors::Limits) -> Self {
        self.safetensors = limits;
        self
    }

    /// How pickles are followed.
    #[must_use]
    pub fn with_pickle(mut self, options: PickleOptions) -> Self {
        self.pickle = options;
        self
    }

    /// How wheels are judged.
    #[must_use]
    pub fn with_wheel(mut self, options: WheelOptions) -> Self {
        self.wheel = options;
        self
    }

    /// Bounds of archives that are no wheels.
    #[must_use]
    pub const fn with_zip(mut self, limits: ZipLimits) -> Self {
        self.zip = limits;
        self
    }

    /// What lists of requirements are held to.
    #[must_use]
    pub fn with_requirements(mut self, policy: requirements::Policy) -> Self {
        self.requirements = policy;
        self
    }

    /// What the card is held to.
    #[must_use]
    pub fn with_card(mut self, policy: card::Policy) -> Self {
        self.card = policy;
        self
    }

    pub(super) fn has(&self, check: Check) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&check))
    }
}
