//! Where packages are to be installed.

use std::collections::BTreeMap;

macro_rules! variables {
    ($($variant:ident $name:literal $doc:literal,)*) => {
        /// What a marker can ask of an environment.
        ///
        /// # Specification
        /// PEP 508, environment markers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(clippy::exhaustive_enums, reason = "PEP 508 closes the set")]
        pub enum Variable {
            $(
                #[doc = $doc]
                $variant,
            )*
        }

        impl Variable {
            /// The name in markers.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            pub(super) fn parse(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    // Spellings from before the names were settled.
                    "os.name" => Some(Self::OsName),
                    "sys.platform" => Some(Self::SysPlatform),
                    "platform.version" => Some(Self::PlatformVersion),
                    "platform.machine" => Some(Self::PlatformMachine),
                    "platform.python_implementation" | "python_implementation" => {
                        Some(Self::PlatformPythonImplementation)
                    }
                    _ => None,
                }
            }
        }
    };
}

variables! {
    PythonVersion "python_version" "The first two numbers of the version of Python, such as `3.12`.",
    PythonFullVersion "python_full_version" "The version of Python, such as `3.12.4`.",
    OsName "os_name" "`posix`, `nt` or another name.",
    SysPlatform "sys_platform" "`linux`, `darwin`, `win32` or another name.",
    PlatformRelease "platform_release" "The release of the operating system.",
    PlatformSystem "platform_system" "`Linux`, `Darwin`, `Windows` or another name.",
    PlatformVersion "platform_version" "The version of the operating system.",
    PlatformMachine "platform_machine" "`x86_64`, `aarch64` or another name.",
    PlatformPythonImplementation "platform_python_implementation" "`CPython` or another name.",
    ImplementationName "implementation_name" "`cpython` or another name.",
    ImplementationVersion "implementation_version" "The version of the implementation.",
    Extra "extra" "The extra that is installed; empty unless it is set.",
}

impl Variable {
    /// Whether its values are compared as versions.
    pub(super) const fn is_version(self) -> bool {
        matches!(
            self,
            Self::PythonVersion
                | Self::PythonFullVersion
                | Self::ImplementationVersion
                | Self::PlatformRelease
        )
    }
}

/// A target for which markers are evaluated. Nothing of the machine that this runs on is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    values: BTreeMap<Variable, String>,
}

impl Default for Environment {
    fn default() -> Self {
        Self::new()
    }
}

impl Environment {
    /// An environment of which nothing is known but that no extra is asked for. A marker that asks
    /// for what is not known cannot be evaluated.
    #[must_use]
    pub fn new() -> Self {
        Self {
            values: BTreeMap::from([(Variable::Extra, String::new())]),
        }
    }

    /// `CPython` of the version `python`, such as `3.12.4`, on Linux on a machine such as `x86_64`.
    #[must_use]
    pub fn linux(python: &str, machine: &str) -> Self {
        let short = python.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
        Self::new()
            .with(Variable::PythonVersion, &short)
            .with(Variable::PythonFullVersion, python)
            .with(Variable::ImplementationVersion, python)
            .with(Variable::ImplementationName, "cpython")
            .with(Variable::PlatformPythonImplementation, "CPython")
            .with(Variable::OsName, "posix")
            .with(Variable::SysPlatform, "linux")
            .with(Variable::PlatformSystem, "Linux")
            .with(Variable::PlatformMachine, machine)
    }

    /// The same with one value set.
    #[must_use]
    pub fn with(mut self, variable: Variable, value: &str) -> Self {
        self.values.insert(variable, value.to_owned());
        self
    }

    /// The value of a variable.
    #[must_use]
    pub fn value(&self, variable: Variable) -> Option<&str> {
        self.values.get(&variable).map(String::as_str)
    }
}
