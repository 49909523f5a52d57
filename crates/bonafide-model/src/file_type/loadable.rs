//! What is loaded or run.

/// As what a file can be loaded or run: the kinds that rules about unsigned files name.
///
/// # Specification
/// models COV-2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "models COV-2 closes the set")]
pub enum Loadable {
    /// A pickle.
    Pickle,
    /// Python source.
    PythonSource,
    /// Python bytecode.
    PythonBytecode,
    /// A library of native code.
    SharedObject,
    /// A program of native code.
    NativeExecutable,
    /// A script with an interpreter of its own.
    ShellScript,
    /// Weights.
    Weights,
    /// A notebook.
    Notebook,
    /// An archive, or compressed data.
    Archive,
    /// A template.
    Template,
}

impl Loadable {
    /// All of them, in order.
    pub const ALL: [Self; 10] = [
        Self::Pickle,
        Self::PythonSource,
        Self::PythonBytecode,
        Self::SharedObject,
        Self::NativeExecutable,
        Self::ShellScript,
        Self::Weights,
        Self::Notebook,
        Self::Archive,
        Self::Template,
    ];

    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pickle => "pickle",
            Self::PythonSource => "python-source",
            Self::PythonBytecode => "python-bytecode",
            Self::SharedObject => "shared-object",
            Self::NativeExecutable => "native-executable",
            Self::ShellScript => "shell-script",
            Self::Weights => "weights",
            Self::Notebook => "notebook",
            Self::Archive => "archive",
            Self::Template => "template",
        }
    }
}
