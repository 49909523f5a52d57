//! The predicate of a simple verification result.

use std::borrow::Cow;

use bonafide_dsse::{ResourceDescriptor, Statement, StatementOptions, Timestamp};
use bonafide_json::Reader;
use bonafide_report::Place;

use crate::Error;
use crate::vsa::read::{LISTED, missing, time, uri};

const MEMBERS: &[&str] = &["verifier", "timeCreated", "properties"];
const VERIFIER_MEMBERS: &[&str] = &["id", "policies"];

/// Policies that a result may list.
const POLICIES: usize = 4096;

/// A simple verification result v0.2: read strictly, and nothing more. Places are pointers into the
/// predicate. Borrows from the statement.
///
/// # Specification
/// in-toto Attestation, predicate svr v0.2.
#[derive(Clone, Debug, Default)]
pub struct Svr<'a> {
    verifier_id: Cow<'a, str>,
    policies: Option<Vec<ResourceDescriptor<'a>>>,
    time_created: Option<Timestamp>,
    properties: Vec<Cow<'a, str>>,
    unknown: Vec<Place>,
}

impl<'a> Svr<'a> {
    /// The predicate type.
    pub const URI: &'static str = "https://in-toto.io/attestation/svr/v0.2";

    /// Reads the predicate of `statement`.
    ///
    /// # Errors
    /// [`Error::Statement`] when the predicate type is not [`Svr::URI`]; [`Error::MissingField`],
    /// [`Error::Timestamp`], [`Error::Json`]; [`Error::Statement`] for malformed digests.
    pub fn of(statement: &'a Statement) -> Result<Self, Error> {
        statement.expect_predicate_type(Self::URI)?;
        let mut reader = Reader::again(statement.predicate());
        let mut found = Self::default();
        reader.object(MEMBERS, |reader, member| found.member(reader, member))?;
        reader.finish()?;
        let absent = [
            (found.verifier_id.is_empty(), &["verifier", "id"][..]),
            (found.policies.is_none(), &["verifier", "policies"]),
            (found.time_created.is_none(), &["timeCreated"]),
            (found.properties.is_empty(), &["properties"]),
        ];
        match absent.iter().find(|(is_absent, _)| *is_absent) {
            Some((_, path)) => Err(missing(path)),
            None => Ok(found),
        }
    }

    fn member(&mut self, reader: &mut Reader<'a>, member: &str) -> Result<(), Error> {
        if MEMBERS.contains(&member) && reader.null()? {
            return Ok(());
        }
        match member {
            "verifier" => reader.object(VERIFIER_MEMBERS, |reader, member| {
                self.verifier_member(reader, member)
            }),
            "timeCreated" => {
                self.time_created = time(reader)?;
                Ok(())
            }
            "properties" => reader.array(usize::MAX, "properties", |reader, _| {
                self.properties.push(reader.string()?);
                Ok(())
            }),
            _ => self.unknown(reader),
        }
    }

    fn verifier_member(&mut self, reader: &mut Reader<'a>, member: &str) -> Result<(), Error> {
        if VERIFIER_MEMBERS.contains(&member) && reader.null()? {
            return Ok(());
        }
        match member {
            "id" => {
                self.verifier_id = uri(reader)?;
                Ok(())
            }
            "policies" => {
                let (options, mut policies) = (StatementOptions::provenance(), Vec::new());
                reader.array(POLICIES, "policies", |reader, _| {
                    let policy = ResourceDescriptor::read(reader, &options, &mut self.unknown)?;
                    policies.push(policy);
                    Ok::<_, Error>(())
                })?;
                self.policies = Some(policies);
                Ok(())
            }
            _ => self.unknown(reader),
        }
    }

    fn unknown(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        if self.unknown.len() < LISTED {
            self.unknown.push(reader.place());
        }
        Ok(reader.skip()?)
    }

    /// Who verified, as the result says; it means nothing without a signer who may say so.
    #[must_use]
    pub fn verifier_id(&self) -> &str {
        &self.verifier_id
    }

    /// The policies that were applied.
    #[must_use]
    pub fn policies(&self) -> &[ResourceDescriptor<'a>] {
        self.policies.as_deref().unwrap_or_default()
    }

    /// When it was verified.
    #[must_use]
    pub const fn time_created(&self) -> Option<&Timestamp> {
        self.time_created.as_ref()
    }

    /// The properties that the artifact has, in document order.
    pub fn properties(&self) -> impl Iterator<Item = &str> {
        self.properties.iter().map(|text| &**text)
    }

    /// Members that the format does not have, which were passed over; at most the first 64.
    #[must_use]
    pub fn unknown_members(&self) -> &[Place] {
        &self.unknown
    }
}
