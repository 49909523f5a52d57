//! Reading expectations.

mod dependencies;
mod parameters;
mod references;

use bonafide_json::{Limits, Profile, Reader};
use bonafide_report::Place;

use super::{ClaimName, ClaimRule, Expectations, Join, UnknownParameters, sense};
use crate::builders::config::{MISSING, MOST, level, list, one_of, one_or_list, schema, text};
use crate::pointer::is_pointer;
use crate::{BuilderId, Error, Glob};

/// The expectations of a configuration, by the name of the package that they are about.
///
/// ```
/// use bonafide_slsa::ExpectationSet;
///
/// let document = br#"{
///   "schema": "bonafide.slsa.builders/1",
///   "expect": {
///     "app": {
///       "source": "github.com/acme/app",
///       "ref": { "tag": "v1.*" },
///       "trigger": ["push", "release"],
///       "min_level": 3,
///       "external": {
///         "/entryPoint": { "equals": ".github/workflows/release.yml" },
///         "/inputs": { "absent": true }
///       },
///       "dependencies": { "pinned": "all", "source_commit": "backed" }
///     }
///   }
/// }"#;
/// let set = ExpectationSet::parse(document)?;
/// assert!(set.for_package("app").is_some());
/// # Ok::<(), bonafide_slsa::Error>(())
/// ```
///
/// # Form of expectations
///
/// Only `source` is required; there are no other members.
///
/// | member of a package | value |
/// |---|---|
/// | `source` | a repository such as `github.com/owner/name`, or `"any"` |
/// | `builder` | name of an entry, or builder id with or without its version; or a list of them |
/// | `ref` | `"any"`, `"semver-tag"`, or an object of `branch`, one of `tag`, `versioned_tag` and `semver_tag`, or `exact` |
/// | `workflow` | path of the workflow, or a glob |
/// | `trigger`, `build_type` | a text, or a list of which one must fit |
/// | `external` | rules by RFC 6901 pointer into the external parameters |
/// | `inputs` | inputs of a dispatched workflow by name: text, number or boolean, compared as text |
/// | `unknown` | what becomes of parameters without a rule: `"reject"` (unless set), `"warn"`, `"allow"` |
/// | `dependencies` | `pinned` (`"all"`, `"none"` or `{"schemes": […]}`), `allow`, `require` (lists of globs), `source_commit` (`"backed"`), `via_vsa` (`true`) |
/// | `claims` | `complete.parameters`, `complete.environment`, `complete.dependencies`, `hermetic`, `reproducible`, each `"must-be-true"`, `"must-not-be-false"` or `"ignore"` |
/// | `min_level` | 0 to 3 |
/// | `freshness` | the most seconds between signing and evaluation |
/// | `subject_name` | text |
/// | `signers` | how many different signers there must be |
/// | `joins` | what their attestations share: list of `"invocation"`, `"source-commit"` or pointers into the predicate |
/// | `npm` | `name`, `version`, and `publish` (`true`: the registry's attestation must be there) |
///
/// A rule has exactly one of `equals` (any JSON but `null`), `one_of` (a list of such), `absent`
/// (`true`), `any` (`true`), `glob`, and `subset` (rules by pointer below it, none of them a
/// subset). Globs know `*`, a run without `/`, and `**`, any run; `branch` and `tag` are globs too.
///
/// Beside `expect` the document may have `schema`, and `builder`, which
/// [`Builders::parse`](crate::Builders::parse) reads and nothing looks at here.
#[derive(Clone, Debug)]
pub struct ExpectationSet {
    packages: Vec<(String, Expectations)>,
}

impl ExpectationSet {
    /// Reads expectations in JSON.
    ///
    /// # Errors
    /// [`Error::Json`] for what is no strict JSON and for members that there are not;
    /// [`Error::ExpectationsConfig`] for what is missing or empty, and for rules that contradict
    /// themselves or each other.
    pub fn parse(document: &[u8]) -> Result<Self, Error> {
        let packages = read(document).map_err(own)?;
        Ok(Self { packages })
    }

    /// The expectations for the package of this name.
    #[must_use]
    pub fn for_package(&self, name: &str) -> Option<&Expectations> {
        let mut packages = self.packages();
        let found = packages.find(|(known, _)| *known == name);
        found.map(|(_, expectations)| expectations)
    }

    /// All packages, in the order of the document.
    pub fn packages(&self) -> impl Iterator<Item = (&str, &Expectations)> {
        let packages = self.packages.iter();
        packages.map(|(name, expectations)| (name.as_str(), expectations))
    }
}

/// Tables and expectations share a document and the functions that read lists and texts in it; only
/// the code of what is wrong differs.
fn own(error: Error) -> Error {
    match error {
        Error::BuildersConfig { place, reason } => defect(&place, reason),
        other => other,
    }
}

fn read(document: &[u8]) -> Result<Vec<(String, Expectations)>, Error> {
    let limits = Limits::default().with_bytes(4 << 20).with_depth(80);
    let mut reader = Reader::new(document, &limits)?;
    let mut packages = Vec::new();
    reader.object(&["schema", "builder", "expect"], |reader, name| {
        match name {
            "schema" => schema(reader)?,
            // It is for the table, which has its own reader.
            "builder" => reader.skip()?,
            "expect" => reader.object(&[], |reader, name| {
                if name.is_empty() || packages.len() >= MOST {
                    return Err(defect(&reader.place(), "no name, or too many of them"));
                }
                let name = name.to_owned();
                packages.push((name, package(reader)?));
                Ok(())
            })?,
            _ => reader.unknown(Profile::Strict)?,
        }
        Ok::<_, Error>(())
    })?;
    reader.finish()?;
    if packages.is_empty() {
        return Err(defect(&Place::root().member("expect"), "no expectations"));
    }
    Ok(packages)
}

const MEMBERS: [&str; 17] = [
    "source",
    "builder",
    "ref",
    "workflow",
    "trigger",
    "build_type",
    "external",
    "inputs",
    "unknown",
    "dependencies",
    "claims",
    "min_level",
    "freshness",
    "subject_name",
    "signers",
    "joins",
    "npm",
];

fn package(reader: &mut Reader<'_>) -> Result<Expectations, Error> {
    let place = reader.place();
    let mut out = Expectations::any_source();
    let mut has_source = false;
    reader.object(&MEMBERS, |reader, name| {
        has_source |= name == "source";
        out.member(reader, name, &place)
    })?;
    if !has_source {
        return Err(defect(&place.member("source"), MISSING));
    }
    out.check().map_err(|error| within(&place, error))?;
    Ok(out)
}

impl Expectations {
    fn member(&mut self, reader: &mut Reader<'_>, name: &str, set: &Place) -> Result<(), Error> {
        match name {
            "source" => self.source = references::source(reader)?,
            "builder" => self.builders = one_or_list(reader, builder)?,
            "ref" => references::read(reader, self)?,
            "workflow" => {
                self.workflow_text = text(reader)?;
                self.workflow = Some(sense::workflow(&self.workflow_text, &reader.place())?);
            }
            "trigger" => self.triggers = one_or_list(reader, text)?,
            "build_type" => self.build_types = one_or_list(reader, text)?,
            "external" => parameters::external(reader, self, set)?,
            "inputs" => self.inputs = parameters::inputs(reader)?,
            "unknown" => self.unknown = one_of(reader, &UNKNOWN)?,
            "dependencies" => self.dependencies = dependencies::read(reader)?,
            "claims" => self.claims = claims(reader)?,
            "min_level" => self.min_level = level(reader)?,
            "freshness" => self.max_age = Some(reader.unsigned()?),
            "subject_name" => self.subject_name = Some(text(reader)?),
            "signers" => self.signers = signers(reader)?,
            "joins" => self.joins = list(reader, join)?,
            "npm" => npm(reader, self)?,
            _ => reader.unknown(Profile::Strict)?,
        }
        Ok(())
    }
}

const UNKNOWN: [(&str, UnknownParameters); 3] = [
    ("reject", UnknownParameters::Reject),
    ("warn", UnknownParameters::Warn),
    ("allow", UnknownParameters::Allow),
];

/// The name of an entry, which may be any text, or an id, which must be one.
fn builder(reader: &mut Reader<'_>) -> Result<String, Error> {
    let text = text(reader)?;
    match BuilderId::expected(&text) {
        Err(Error::BuilderIdMalformed { reason, .. }) if text.contains("://") => {
            Err(defect(&reader.place(), reason))
        }
        _ => Ok(text),
    }
}

fn claims(reader: &mut Reader<'_>) -> Result<Vec<(ClaimName, ClaimRule)>, Error> {
    let rules = [
        ("must-be-true", Some(ClaimRule::MustBeTrue)),
        ("must-not-be-false", Some(ClaimRule::MustNotBeFalse)),
        ("ignore", None),
    ];
    let known = ClaimName::ALL.map(ClaimName::as_str);
    let mut claims = Vec::new();
    reader.object(&known, |reader, name| {
        let mut all = ClaimName::ALL.into_iter();
        let Some(claim) = all.find(|claim| claim.as_str() == name) else {
            return Ok(reader.unknown(Profile::Strict)?);
        };
        let rule = one_of(reader, &rules)?;
        claims.extend(rule.map(|rule| (claim, rule)));
        Ok::<_, Error>(())
    })?;
    Ok(claims)
}

fn signers(reader: &mut Reader<'_>) -> Result<usize, Error> {
    let signers = usize::try_from(reader.unsigned()?).ok();
    signers.ok_or_else(|| defect(&reader.place(), "too many signers"))
}

fn join(reader: &mut Reader<'_>) -> Result<Join, Error> {
    let text = text(reader)?;
    match text.as_str() {
        "invocation" => Ok(Join::Invocation),
        "source-commit" => Ok(Join::SourceCommit),
        _ if text.starts_with('/') && is_pointer(&text) => Ok(Join::Pointer(text)),
        _ => Err(defect(
            &reader.place(),
            "neither a known word nor a pointer",
        )),
    }
}

fn npm(reader: &mut Reader<'_>, out: &mut Expectations) -> Result<(), Error> {
    reader.object(&["name", "version", "publish"], |reader, name| {
        match name {
            "name" => out.package_name = Some(text(reader)?),
            "version" => out.package_version = Some(text(reader)?),
            "publish" => out.npm_publish = reader.boolean()?,
            _ => reader.unknown(Profile::Strict)?,
        }
        Ok(())
    })
}

fn compile(glob: &str, place: &Place) -> Result<Glob, Error> {
    Glob::new(glob).map_err(|reason| defect(place, reason))
}

/// Reads `true`; what can only be left out or be true has no other value.
fn only_true(reader: &mut Reader<'_>) -> Result<(), Error> {
    if !reader.boolean()? {
        return Err(defect(&reader.place(), "leave it out instead"));
    }
    Ok(())
}

/// The error of a part of a set, whose place is as seen from the set.
fn within(set: &Place, error: Error) -> Error {
    match error {
        Error::ExpectationsConfig { place, reason } => defect(&set.join(&place), reason),
        other => other,
    }
}

fn defect(place: &Place, reason: &'static str) -> Error {
    let place = place.clone();
    Error::ExpectationsConfig { place, reason }
}
