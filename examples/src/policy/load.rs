//! Policies, from files.

use std::fmt::Display;
use std::path::Path;

use bonafide_policy::{
    CompiledPolicy, DeferredFiles, FileError, Files, FolderFiles, Format, ImportOptions,
    NamedFiles, PolicyDocument, PolicySource, RootedFiles, SourceFormat, Syntax, TrustSource,
    import,
};
use bonafide_report::Escaped;

use crate::input::read_at_most;
use crate::{Usage, read};

/// One byte more than a policy may have, so that its reader says that there are too many.
const MOST: usize = (4 << 20) + 1;

/// Where a policy lies, and what it is read with.
#[derive(Debug)]
pub struct PolicyFile<'a> {
    /// Its file.
    pub path: &'a str,
    /// The format that it is written in.
    pub format: SourceFormat,
    /// The folder below which the absolute paths of an imported policy are looked up; without one
    /// what needs them fails.
    pub root: Option<&'a str>,
    /// The file that takes the place of every trusted root that the policy names. It must have the
    /// digest that the policy states.
    pub trusted_root: Option<&'a str>,
}

impl PolicyFile<'_> {
    /// Reads the policy and everything that it names.
    ///
    /// # Errors
    /// [`Usage`] with everything that is wrong.
    pub fn load(&self) -> Result<CompiledPolicy, Usage> {
        let bytes = read_at_most(self.path, MOST)?;
        let document = match self.format {
            SourceFormat::Native => self.parse(&bytes)?,
            _ => self.import(&bytes)?,
        };
        let source = PolicySource::new(&bytes, self.format).with_uri(self.path);
        let files = self.files()?;
        let compiled = match self.trusted_root {
            None => CompiledPolicy::compile(document, &source, &*files),
            Some(path) => {
                let files = Replaced::of(&document, read(path)?, &*files);
                CompiledPolicy::compile(document, &source, &files)
            }
        };
        compiled.map_err(|errors| self.wrong(&errors))
    }

    fn parse(&self, bytes: &[u8]) -> Result<PolicyDocument, Usage> {
        let syntax = Syntax::of_file_name(self.path).unwrap_or(Syntax::Yaml);
        PolicyDocument::parse(bytes, syntax).map_err(|errors| self.wrong(&errors))
    }

    fn import(&self, bytes: &[u8]) -> Result<PolicyDocument, Usage> {
        let files = self.root.map_or(NamedFiles::Deferred, |_| NamedFiles::Kept);
        let options = ImportOptions::default().with_files(files);
        let imported = import(Some(Format::ContainersPolicy), bytes, &options);
        let imported = imported.map_err(|errors| self.wrong(&errors))?;
        for note in &imported.notes {
            eprintln!("{}: {}", Escaped(self.path), note.to_finding().detail());
        }
        Ok(imported.document)
    }

    fn files(&self) -> Result<Box<dyn Files>, Usage> {
        let failed = |path: &str, error: FileError| Usage(format!("{path}: {error}"));
        Ok(match (self.format, self.root) {
            (SourceFormat::Native, _) => {
                let folder = Path::new(self.path)
                    .parent()
                    .filter(|it| it != &Path::new(""));
                let folder = folder.unwrap_or_else(|| Path::new("."));
                Box::new(FolderFiles::open(folder).map_err(|error| failed(self.path, error))?)
            }
            (_, Some(root)) => {
                Box::new(RootedFiles::open(root).map_err(|error| failed(root, error))?)
            }
            (_, None) => Box::new(DeferredFiles),
        })
    }

    fn wrong(&self, errors: impl IntoIterator<Item: Display>) -> Usage {
        wrong(self.path, errors)
    }
}

/// What is wrong with a document, each fault in a line of its own.
pub(super) fn wrong(name: &str, errors: impl IntoIterator<Item: Display>) -> Usage {
    let lines = errors.into_iter().map(|error| format!("\n  {error}"));
    Usage(format!("{name}:{}", lines.collect::<String>()))
}

/// The files of a policy, with one trusted root in the place of those that it names.
struct Replaced<'a> {
    names: Vec<String>,
    bytes: Vec<u8>,
    others: &'a dyn Files,
}

impl<'a> Replaced<'a> {
    fn of(document: &PolicyDocument, bytes: Vec<u8>, others: &'a dyn Files) -> Self {
        let roots = document.trust.values().filter_map(|source| match source {
            TrustSource::TrustedRoot { file, .. } => Some(file.path.clone()),
            _ => None,
        });
        Self {
            names: roots.collect(),
            bytes,
            others,
        }
    }
}

impl Files for Replaced<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        if self.names.iter().any(|name| name == path) {
            return Ok(self.bytes.clone());
        }
        self.others.read(path)
    }
}
