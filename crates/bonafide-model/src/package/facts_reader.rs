//! Facts of an approved package, read back.

use core::fmt;

use bonafide_json::{Error, Limits, Reader};

use super::PackageFacts;

/// Why facts are not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FactsError {
    /// The document is not the JSON that it has to be.
    Json(Error),
    /// It says that it is something else, or not what it is.
    Schema,
    /// A member is not there.
    Missing {
        /// Its name.
        member: &'static str,
    },
    /// A fact is there twice.
    Duplicate,
}

impl fmt::Display for FactsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => error.fmt(f),
            Self::Schema => write!(f, "not a document of {}", PackageFacts::SCHEMA),
            Self::Missing { member } => write!(f, "a row without {member}"),
            Self::Duplicate => f.write_str("a fact that is there twice"),
        }
    }
}

impl core::error::Error for FactsError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Json(error) => Some(error),
            _ => None,
        }
    }
}

impl From<Error> for FactsError {
    fn from(error: Error) -> Self {
        Self::Json(error)
    }
}

impl PackageFacts {
    /// Reads facts that were written as JSON. Nothing else is taken for them: no member more, and no
    /// row twice.
    ///
    /// # Errors
    /// [`FactsError`], for the first thing that is wrong.
    ///
    /// # Specification
    /// models PKG-7, JSN-1 to JSN-4.
    pub fn parse(json: &[u8]) -> Result<Self, FactsError> {
        let mut reader = Reader::new(json, &Limits::default().with_depth(4))?;
        let mut facts = Self::default();
        let (mut has_schema, mut has_facts) = (false, false);
        reader.object(&["schema", "facts", "edges"], |reader, name| match name {
            "schema" => {
                has_schema = reader.string()? == Self::SCHEMA;
                has_schema.then_some(()).ok_or(FactsError::Schema)
            }
            "facts" => {
                has_facts = true;
                reader.array(1_000_000, "facts", |reader, _| facts.read_fact(reader))
            }
            "edges" => reader.array(1_000_000, "edges", |reader, _| facts.read_edge(reader)),
            _ => Err(reader.unknown_member().into()),
        })?;
        reader.finish()?;
        if has_schema && has_facts {
            Ok(facts)
        } else {
            Err(FactsError::Schema)
        }
    }

    fn read_fact(&mut self, reader: &mut Reader<'_>) -> Result<(), FactsError> {
        let [path, name, value] = texts(reader, ["path", "name", "value"])?;
        let earlier = self.facts.insert((path, name), value);
        earlier.map_or(Ok(()), |_| Err(FactsError::Duplicate))
    }

    fn read_edge(&mut self, reader: &mut Reader<'_>) -> Result<(), FactsError> {
        let [from, to] = texts(reader, ["from", "to"])?;
        let is_new = self.edges.insert((from, to));
        is_new.then_some(()).ok_or(FactsError::Duplicate)
    }
}

/// Reads an object that has exactly these members, all of them texts.
fn texts<const N: usize>(
    reader: &mut Reader<'_>,
    names: [&'static str; N],
) -> Result<[String; N], FactsError> {
    let mut found = [const { None }; N];
    reader.object::<FactsError>(&names, |reader, name| {
        let mut slots = names.iter().zip(&mut found);
        let Some((_, slot)) = slots.find(|(known, _)| **known == name) else {
            return Err(reader.unknown_member().into());
        };
        *slot = Some(reader.text(usize::MAX, "bytes in a text")?.into_owned());
        Ok(())
    })?;
    if let Some((member, _)) = names.iter().zip(&found).find(|(_, slot)| slot.is_none()) {
        return Err(FactsError::Missing { member });
    }
    Ok(found.map(Option::unwrap_or_default))
}
