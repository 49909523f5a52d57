//! One call.

use bonafide_digest::Digest;
use bonafide_oci::{Descriptor, parse_digest};

use super::Error;
use super::input::{self, InputType};
use crate::{Role, Subject, Transport};

/// When an image is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Operation {
    /// Before it is pulled.
    Pull,
    /// Before a container of it starts.
    Run,
}

/// What the runtime asks.
///
/// # Specification
/// containerd image verification, binary interface. Stricter: nothing unknown and nothing twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    name: String,
    digest: Digest,
    input: InputType,
    operation: Option<Operation>,
}

impl Call {
    /// Reads the arguments of the program, its own name left out. Each stands with one dash or two,
    /// its value behind it or behind `=`.
    ///
    /// # Errors
    /// `policy.call` for an argument that is absent, not known or given twice, for a type of input
    /// that is not known; `digest.*` for a digest that is none.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, Error> {
        let mut draft = Draft::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let (name, value) = match argument.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (argument, None),
            };
            let known = ["name", "digest", "stdin-media-type", "operation"];
            let bare = name.strip_prefix("--").or_else(|| name.strip_prefix('-'));
            if !bare.is_some_and(|bare| known.contains(&bare)) {
                return Err(refused(&name, "not known"));
            }
            let value = value.or_else(|| arguments.next());
            let Some(value) = value else {
                return Err(refused(&name, "without a value"));
            };
            let slot = match bare {
                Some("name") => &mut draft.name,
                Some("digest") => &mut draft.digest,
                Some("stdin-media-type") => &mut draft.input,
                _ => &mut draft.operation,
            };
            if slot.replace(value).is_some() {
                return Err(refused(&name, "given twice"));
            }
        }
        draft.finish()
    }

    /// The name that the image was asked for by, as it was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The digest of the image.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }

    /// When it is verified, where the runtime says so.
    #[must_use]
    pub const fn operation(&self) -> Option<Operation> {
        self.operation
    }

    /// What is asked about, once the input has been held against the call. The digest of the call is
    /// the one that counts; annotations in the input may be anybody's and reach nothing.
    ///
    /// # Errors
    /// `policy.call` for an input that is no document of its type, or about another operation;
    /// `digest.mismatch` for one about another image.
    pub fn subject(&self, input: &[u8]) -> Result<Subject, Error> {
        let descriptor = match self.input {
            InputType::Descriptor => Descriptor::parse(input)?,
            InputType::Document => input::read(input, self.operation)?,
        };
        if descriptor.digest() != &self.digest {
            return Err(Error::OtherImage {
                found: descriptor.digest().to_string(),
            });
        }
        let mut subject = Subject::image(self.digest)
            .with_name(self.name.clone())
            .with_role(Role::Image)
            .with_transport(Transport::Docker);
        subject.media_type = descriptor.media_type().map(|one| one.as_str().to_owned());
        subject.size = Some(descriptor.size());
        Ok(subject)
    }
}

#[derive(Default)]
struct Draft {
    name: Option<String>,
    digest: Option<String>,
    input: Option<String>,
    operation: Option<String>,
}

impl Draft {
    fn finish(self) -> Result<Call, Error> {
        let absent = |argument| Error::Absent { argument };
        let name = self.name.ok_or_else(|| absent("-name"))?;
        let digest = self.digest.ok_or_else(|| absent("-digest"))?;
        let input = self.input.ok_or_else(|| absent("-stdin-media-type"))?;
        let operation = match self.operation.as_deref() {
            None => None,
            Some("pull") => Some(Operation::Pull),
            Some("run") => Some(Operation::Run),
            Some(_) => return Err(refused("-operation", "neither pull nor run")),
        };
        Ok(Call {
            name,
            digest: parse_digest(&digest)?,
            input: InputType::of(&input)
                .ok_or_else(|| refused("-stdin-media-type", "not known"))?,
            operation,
        })
    }
}

fn refused(argument: &str, reason: &'static str) -> Error {
    Error::Argument {
        argument: argument.to_owned(),
        reason,
    }
}
