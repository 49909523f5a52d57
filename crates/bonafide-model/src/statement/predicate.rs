//! The predicate of a model signature.

use std::borrow::Cow;

use bonafide_json::Reader;
use bonafide_report::{Place, registry};

use super::DIGEST_BYTES;
use crate::lint::Lint;
use crate::manifest::exact_integer;
use crate::{BundleLimits, Error};

/// Names of methods and algorithms; longer ones are none of ours.
const WORD_BYTES: usize = 256;
/// Integers up to this are exact in every reader of JSON.
const GREATEST: u64 = 1 << 53;

/// What was signed, as written.
#[derive(Debug, Default)]
pub(crate) struct Predicate<'a> {
    pub(crate) resources: Vec<RawResource<'a>>,
    pub(crate) serialization: Serialization<'a>,
}

/// A resource as written.
#[derive(Debug)]
pub(crate) struct RawResource<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) digest: Cow<'a, str>,
    pub(crate) algorithm: Cow<'a, str>,
}

/// How resources were made, as written.
#[derive(Debug, Default)]
pub(crate) struct Serialization<'a> {
    pub(crate) method: Option<Cow<'a, str>>,
    pub(crate) hash_type: Option<Cow<'a, str>>,
    pub(crate) allow_symlinks: Option<bool>,
    pub(crate) shard_size: Option<u64>,
    pub(crate) ignore_paths: Vec<Cow<'a, str>>,
}

impl<'a> Predicate<'a> {
    /// Reads the text of a predicate that a reader has passed over before.
    pub(super) fn read(
        text: &'a str,
        limits: &BundleLimits,
        lint: &mut Lint,
    ) -> Result<Self, Error> {
        let mut reader = Reader::again(text);
        let (mut resources, mut serialization) = (None, None);
        reader.object(&["resources", "serialization"], |reader, name| {
            match name {
                "resources" => resources = Some(read_resources(reader, limits, lint)?),
                "serialization" => serialization = Some(read_serialization(reader, limits, lint)?),
                _ => {
                    let message = format!("ignored: the member /predicate{}", reader.place());
                    lint.warn(registry::OMS_PREDICATE_EXTRA, "", message);
                    reader.skip()?;
                }
            }
            Ok::<_, Error>(())
        })?;
        reader.finish()?;
        let absent = |member, what| Error::predicate(member, what);
        Ok(Self {
            resources: resources.ok_or_else(|| absent("resources", "it has no resources"))?,
            serialization: serialization
                .ok_or_else(|| absent("serialization", "it has no serialization"))?,
        })
    }
}

fn read_resources<'a>(
    reader: &mut Reader<'a>,
    limits: &BundleLimits,
    lint: &mut Lint,
) -> Result<Vec<RawResource<'a>>, Error> {
    let mut resources = Vec::new();
    reader.array(limits.resources(), "resources", |reader, index| {
        let (mut name, mut digest, mut algorithm) = (None, None, None);
        let known = ["name", "digest", "algorithm"];
        reader.object(&known, |reader, member| {
            match member {
                "name" => name = Some(reader.text(limits.name_bytes(), "bytes of a name")?),
                "digest" => digest = Some(reader.text(DIGEST_BYTES, "bytes of a digest")?),
                "algorithm" => {
                    algorithm = Some(reader.text(WORD_BYTES, "bytes of an algorithm")?);
                }
                _ => {
                    let message = format!("ignored: the member /predicate{}", reader.place());
                    lint.info(registry::OMS_PREDICATE_EXTRA, "", message);
                    reader.skip()?;
                }
            }
            Ok::<_, Error>(())
        })?;
        let (Some(name), Some(digest), Some(algorithm)) = (name, digest, algorithm) else {
            let place = Place::root().member("predicate").member("resources");
            return Err(Error::Predicate {
                place: place.index(index),
                what: "a resource without name, digest or algorithm",
            });
        };
        resources.push(RawResource {
            name,
            digest,
            algorithm,
        });
        Ok(())
    })?;
    Ok(resources)
}

fn read_serialization<'a>(
    reader: &mut Reader<'a>,
    limits: &BundleLimits,
    lint: &mut Lint,
) -> Result<Serialization<'a>, Error> {
    const KNOWN: [&str; 5] = [
        "method",
        "hash_type",
        "allow_symlinks",
        "shard_size",
        "ignore_paths",
    ];
    let mut found = Serialization::default();
    reader.object(&KNOWN, |reader, name| {
        match name {
            "method" => found.method = Some(reader.text(WORD_BYTES, "bytes of a method")?),
            "hash_type" => {
                found.hash_type = Some(reader.text(WORD_BYTES, "bytes of an algorithm")?);
            }
            "allow_symlinks" => found.allow_symlinks = Some(reader.boolean()?),
            "shard_size" => found.shard_size = Some(shard_size(reader)?),
            "ignore_paths" => {
                let most = limits.ignore_paths();
                reader.array(most, "ignored paths", |reader, _| {
                    let entry = reader.text(limits.name_bytes(), "bytes of an ignored path")?;
                    found.ignore_paths.push(entry);
                    Ok::<_, Error>(())
                })?;
            }
            name => {
                let what = "a member that the serialization does not have";
                let place = Place::root().member("predicate").member("serialization");
                let place = place.member(name);
                lint.vary("", Error::Predicate { place, what });
                reader.skip()?;
            }
        }
        Ok::<_, Error>(())
    })?;
    Ok(found)
}

/// A number from 1 to 2^53, also written with a fraction of zero (models OMP-4).
fn shard_size(reader: &mut Reader<'_>) -> Result<u64, Error> {
    let size = exact_integer(reader.number()?);
    size.filter(|size| (1..=GREATEST).contains(size))
        .ok_or_else(|| reader.integer_range().into())
}
