//! Reading a verification summary.

use std::borrow::Cow;

use bonafide_dsse::{ResourceDescriptor, Statement, StatementOptions, Timestamp};
use bonafide_json::Reader;
use bonafide_report::Place;

use super::{DependencyLevels, SlsaResult, Vsa, VsaVersion};
use crate::Error;

/// Unknown members of which the place is kept.
pub(crate) const LISTED: usize = 64;

/// Attestations that a summary may list.
const INPUTS: usize = 200_000;

/// The greatest count that every reader of JSON keeps exactly.
const GREATEST_COUNT: u64 = (1 << 53) - 1;

/// The names of the members, in the spelling of a version.
struct Names {
    time: &'static str,
    resource: &'static str,
    inputs: &'static str,
    result: &'static str,
    levels: &'static str,
    dependencies: &'static str,
    all: &'static [&'static str],
}

const V1: Names = Names {
    time: "timeVerified",
    resource: "resourceUri",
    inputs: "inputAttestations",
    result: "verificationResult",
    levels: "verifiedLevels",
    dependencies: "dependencyLevels",
    all: &[
        "verifier",
        "timeVerified",
        "resourceUri",
        "policy",
        "inputAttestations",
        "verificationResult",
        "verifiedLevels",
        "dependencyLevels",
        "slsaVersion",
    ],
};

const V0: Names = Names {
    time: "time_verified",
    resource: "resource_uri",
    inputs: "input_attestations",
    result: "verification_result",
    levels: "policy_level",
    dependencies: "dependency_levels",
    all: &[
        "verifier",
        "time_verified",
        "resource_uri",
        "policy",
        "input_attestations",
        "verification_result",
        "policy_level",
        "dependency_levels",
    ],
};

pub(super) fn read(statement: &Statement) -> Result<Vsa<'_>, Error> {
    let version = VsaVersion::from_uri(statement.predicate_type());
    let Some(version) = version else {
        statement.expect_predicate_type(VsaVersion::V1.uri())?;
        return Err(missing(&["predicateType"]));
    };
    let names = if version == VsaVersion::V1 { &V1 } else { &V0 };
    let mut reader = Reader::again(statement.predicate());
    let mut draft = Draft::default();
    reader.object(names.all, |reader, member| {
        draft.member(reader, names, member)
    })?;
    reader.finish()?;
    draft.finish(version, names)
}

#[derive(Default)]
struct Draft<'a> {
    verifier_id: Cow<'a, str>,
    verifier_version: Vec<(String, Cow<'a, str>)>,
    time_verified: Option<Timestamp>,
    resource_uri: Cow<'a, str>,
    policy: Option<ResourceDescriptor<'a>>,
    input_attestations: Vec<ResourceDescriptor<'a>>,
    verification_result: Cow<'a, str>,
    verified_levels: Vec<Cow<'a, str>>,
    dependency_levels: Option<DependencyLevels>,
    slsa_version: Option<Cow<'a, str>>,
    unknown: Vec<Place>,
}

impl<'a> Draft<'a> {
    fn member(
        &mut self,
        reader: &mut Reader<'a>,
        names: &Names,
        member: &str,
    ) -> Result<(), Error> {
        if names.all.contains(&member) && reader.null()? {
            return Ok(());
        }
        match member {
            "verifier" => self.verifier(reader),
            "policy" => self.policy(reader),
            "slsaVersion" if names.all.contains(&member) => self.slsa_version(reader),
            _ if member == names.time => {
                self.time_verified = time(reader)?;
                Ok(())
            }
            _ if member == names.resource => {
                self.resource_uri = uri(reader)?;
                Ok(())
            }
            _ if member == names.inputs => self.inputs(reader),
            _ if member == names.result => {
                self.verification_result = reader.string()?;
                Ok(())
            }
            "verifiedLevels" if member == names.levels => self.levels(reader),
            _ if member == names.levels => {
                let level = reader.string()?;
                if !level.is_empty() {
                    self.verified_levels.push(level);
                }
                Ok(())
            }
            _ if member == names.dependencies => self.dependencies(reader, names),
            _ => self.unknown(reader),
        }
    }

    fn verifier(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        const MEMBERS: &[&str] = &["id", "version"];
        reader.object(MEMBERS, |reader, member| {
            if MEMBERS.contains(&member) && reader.null()? {
                return Ok(());
            }
            match member {
                "id" => self.verifier_id = uri(reader)?,
                "version" => reader.object(&[], |reader, part| {
                    self.verifier_version
                        .push((part.to_owned(), reader.string()?));
                    Ok::<_, Error>(())
                })?,
                _ => self.unknown(reader)?,
            }
            Ok(())
        })
    }

    fn policy(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        let no_uri = || missing(&["policy", "uri"]);
        let policy = match self.descriptor(reader) {
            // Nothing in it is the same as none.
            Err(Error::Statement {
                cause: bonafide_dsse::Error::DescriptorEmpty { .. },
            }) => return Err(no_uri()),
            policy => policy?,
        };
        if policy.uri().unwrap_or_default().is_empty() {
            return Err(no_uri());
        }
        self.policy = Some(policy);
        Ok(())
    }

    fn inputs(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        reader.array(INPUTS, "input attestations", |reader, _| {
            let place = reader.place();
            let input = self.descriptor(reader)?;
            if input.digests().is_empty() && input.opaque_digests().next().is_none() {
                return Err(Error::MissingField {
                    place: place.member("digest"),
                });
            }
            self.input_attestations.push(input);
            Ok(())
        })
    }

    fn levels(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        reader.array(usize::MAX, "verified levels", |reader, _| {
            self.verified_levels.push(reader.string()?);
            Ok(())
        })
    }

    fn dependencies(&mut self, reader: &mut Reader<'a>, names: &Names) -> Result<(), Error> {
        let mut counts = Vec::new();
        reader.object(&[], |reader, level| {
            let place = reader.place();
            let count = reader.unsigned()?;
            if count > GREATEST_COUNT {
                let reason = "a count above 2^53 - 1";
                return Err(Error::Shape { place, reason });
            }
            let is_old = names.levels == V0.levels;
            let level = match SlsaResult::parse_v0(level) {
                Ok(SlsaResult::Level(level)) if is_old => level.to_string(),
                _ => level.to_owned(),
            };
            counts.push((level, count));
            Ok(())
        })?;
        self.dependency_levels = Some(DependencyLevels { counts });
        Ok(())
    }

    fn slsa_version(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        let place = reader.place();
        let text = reader.string()?;
        if text.is_empty() {
            return Ok(());
        }
        if !is_major_minor(&text) {
            let reason = "the version of SLSA is not MAJOR.MINOR";
            return Err(Error::Shape { place, reason });
        }
        self.slsa_version = Some(text);
        Ok(())
    }

    fn descriptor(&mut self, reader: &mut Reader<'a>) -> Result<ResourceDescriptor<'a>, Error> {
        let options = StatementOptions::provenance();
        Ok(ResourceDescriptor::read(
            reader,
            &options,
            &mut self.unknown,
        )?)
    }

    fn unknown(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        if self.unknown.len() < LISTED {
            self.unknown.push(reader.place());
        }
        Ok(reader.skip()?)
    }

    fn finish(self, version: VsaVersion, names: &Names) -> Result<Vsa<'a>, Error> {
        let is_old = version != VsaVersion::V1;
        let absent = [
            (self.verifier_id.is_empty(), &["verifier", "id"][..]),
            (is_old && self.time_verified.is_none(), &[names.time]),
            (self.resource_uri.is_empty(), &[names.resource]),
            (self.verification_result.is_empty(), &[names.result]),
            (self.verified_levels.is_empty(), &[names.levels]),
            (
                is_old && self.dependency_levels.is_none(),
                &[names.dependencies],
            ),
        ];
        if let Some((_, path)) = absent.iter().find(|(is_absent, _)| *is_absent) {
            return Err(missing(path));
        }
        Ok(Vsa {
            version,
            verifier_id: self.verifier_id,
            verifier_version: self.verifier_version,
            time_verified: self.time_verified,
            resource_uri: self.resource_uri,
            policy: self.policy.ok_or_else(|| missing(&["policy", "uri"]))?,
            input_attestations: self.input_attestations,
            verification_result: self.verification_result,
            verified_levels: self.verified_levels,
            dependency_levels: self.dependency_levels,
            slsa_version: self.slsa_version,
            unknown: self.unknown,
        })
    }
}

pub(crate) fn missing(path: &[&str]) -> Error {
    let place = path
        .iter()
        .fold(Place::root(), |place, name| place.member(name));
    Error::MissingField { place }
}

/// Bytes that a URI may have.
const URI_BYTES: usize = 8 << 10;

pub(crate) fn uri<'a>(reader: &mut Reader<'a>) -> Result<Cow<'a, str>, Error> {
    let text = reader.string()?;
    if text.len() > URI_BYTES {
        return Err(reader.limit("URI bytes", URI_BYTES).into());
    }
    Ok(text)
}

/// A time; empty is unset.
pub(crate) fn time(reader: &mut Reader<'_>) -> Result<Option<Timestamp>, Error> {
    let place = reader.place();
    let text = reader.string()?;
    if text.is_empty() {
        return Ok(None);
    }
    let time = Timestamp::parse(&text).map_err(|_| Error::Timestamp { place })?;
    Ok(Some(time))
}

fn is_major_minor(text: &str) -> bool {
    let is_number = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && (part == "0" || !part.starts_with('0'))
    };
    text.split_once('.')
        .is_some_and(|(major, minor)| is_number(major) && is_number(minor))
}
