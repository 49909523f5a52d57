//! The vulnerabilities of grype.

use std::borrow::Cow;

use bonafide_json::{Kind, Reader};
use bonafide_report::registry;

use super::members::{Read, State, members, shape};
use super::names;
use super::report::{ScanReport, Suppressed};
use crate::{FixState, MatchedPackage, Rating, VulnerabilityMatch};

/// Reads `matches`.
///
/// # Specification
/// RPT-1.
pub(super) fn matches<'a>(
    reader: &mut Reader<'a>,
    state: &mut State<'_>,
    report: &mut ScanReport<'a>,
) -> Read<()> {
    let every = (usize::MAX, "");
    state.objects(reader, every, |state, reader| {
        report.matches.push(entry(reader, state)?.found);
        Ok(())
    })
}

/// Reads `ignoredMatches`.
pub(super) fn ignored<'a>(
    reader: &mut Reader<'a>,
    state: &mut State<'_>,
    report: &mut ScanReport<'a>,
) -> Read<()> {
    let every = (usize::MAX, "");
    state.objects(reader, every, |state, reader| {
        report.suppressed.push(entry(reader, state)?);
        Ok(())
    })
}

/// One entry of either list.
fn entry<'a>(reader: &mut Reader<'a>, state: &mut State<'_>) -> Read<Suppressed<'a>> {
    state.count(reader)?;
    let place = reader.place();
    let (mut own, mut others) = (None, Record::default());
    let (mut package, mut rule) = (None, Rule::default());
    let known = [
        "vulnerability",
        "relatedVulnerabilities",
        "artifact",
        "appliedIgnoreRules",
    ];
    members(reader, &known, |reader, name| match name {
        "vulnerability" => {
            must_be_object(reader)?;
            let mut record = Record::default();
            record.read(reader, state)?;
            own = Some(record);
            Ok(())
        }
        "relatedVulnerabilities" => {
            let most = state.entries();
            state.objects(reader, most, |state, reader| others.read(reader, state))
        }
        "artifact" => {
            must_be_object(reader)?;
            package = Some(artifact(reader, state)?);
            Ok(())
        }
        "appliedIgnoreRules" => rule.read(reader, state),
        _ => Ok(reader.skip()?),
    })?;
    let own = own.ok_or_else(|| shape(reader, "a match without a vulnerability"))?;
    let package = package.ok_or_else(|| shape(reader, "a match without a package"))?;
    let mut ids = own.ids.into_iter();
    let id = ids.next();
    let id = id.ok_or_else(|| shape(reader, "a vulnerability without an id"))?;
    let mut found = VulnerabilityMatch::new(id, package);
    found.ratings = own.ratings;
    found.ratings.extend(others.ratings);
    found.fixed_versions = own.fixed_versions;
    found.fix = own.fix;
    found.is_known_exploited = own.is_known_exploited || others.is_known_exploited;
    found.epss = own.epss.or(others.epss);
    found.place = place;
    names::assign(&mut found, others.ids);
    Ok(Suppressed {
        found,
        status: rule.status,
        reason: rule.reason,
        source: rule.source,
    })
}

fn must_be_object(reader: &mut Reader<'_>) -> Read<()> {
    match reader.kind()? {
        Kind::Object => Ok(()),
        _ => Err(shape(reader, "this must be an object")),
    }
}

/// What one or several records say of a vulnerability.
#[derive(Default)]
struct Record<'a> {
    ids: Vec<Cow<'a, str>>,
    ratings: Vec<Rating<'a>>,
    fixed_versions: Vec<Cow<'a, str>>,
    fix: FixState,
    is_known_exploited: bool,
    epss: Option<Cow<'a, str>>,
}

impl<'a> Record<'a> {
    /// Adds the record at the cursor.
    fn read(&mut self, reader: &mut Reader<'a>, state: &mut State<'_>) -> Read<()> {
        let (mut namespace, mut severity) = (None, None);
        let mut ratings = Vec::new();
        let known = [
            "id",
            "namespace",
            "severity",
            "cvss",
            "fix",
            "knownExploited",
            "epss",
        ];
        members(reader, &known, |reader, name| match name {
            "id" => state.text(reader).map(|read| self.ids.extend(read)),
            "namespace" => state.text(reader).map(|read| namespace = read),
            "severity" => state.text(reader).map(|read| severity = read),
            "cvss" => {
                let most = state.entries();
                state.objects(reader, most, |state, reader| {
                    ratings.extend(cvss(reader, state)?);
                    Ok(())
                })
            }
            "fix" => self.fix(reader, state),
            "knownExploited" => {
                let most = state.entries();
                state.objects(reader, most, |_, reader| {
                    self.is_known_exploited = true;
                    Ok(reader.skip()?)
                })
            }
            "epss" => self.epss(reader, state),
            _ => Ok(reader.skip()?),
        })?;
        // A name with escapes takes memory of its own: it is not copied for every rating.
        let shared = match &namespace {
            Some(Cow::Borrowed(name)) => Some(*name),
            _ => None,
        };
        for rating in &mut ratings {
            rating.source = rating.source.take().or(shared.map(Cow::Borrowed));
        }
        if severity.is_some() {
            ratings.push(Rating {
                source: namespace,
                severity,
                ..Rating::default()
            });
        }
        self.ratings.extend(ratings);
        Ok(())
    }

    fn fix(&mut self, reader: &mut Reader<'a>, state: &mut State<'_>) -> Read<()> {
        if !state.object(reader)? {
            return Ok(());
        }
        members(reader, &["versions", "state"], |reader, name| match name {
            "versions" => state.texts(reader).map(|read| self.fixed_versions = read),
            "state" => {
                self.fix = match state.text(reader)?.as_deref() {
                    Some("fixed") => FixState::Fixed,
                    Some("not-fixed" | "wont-fix") => FixState::NotFixed,
                    None | Some("unknown") => FixState::Unknown,
                    Some(_) => {
                        let detail = "not a state of a fix";
                        state.note(reader.place(), registry::SBOM_ENUM, detail);
                        FixState::Unknown
                    }
                };
                Ok(())
            }
            _ => Ok(reader.skip()?),
        })
    }

    fn epss(&mut self, reader: &mut Reader<'a>, state: &mut State<'_>) -> Read<()> {
        let most = state.entries();
        state.objects(reader, most, |state, reader| {
            members(reader, &["epss"], |reader, name| match name {
                "epss" => {
                    let number = state.number(reader)?;
                    self.epss = self.epss.take().or(number);
                    Ok(())
                }
                _ => Ok(reader.skip()?),
            })
        })
    }
}

/// A rating, unless it has neither vector nor score.
fn cvss<'a>(reader: &mut Reader<'a>, state: &mut State<'_>) -> Read<Option<Rating<'a>>> {
    let mut rating = Rating::default();
    let known = ["source", "version", "vector", "metrics"];
    members(reader, &known, |reader, name| match name {
        "source" => state.text(reader).map(|read| rating.source = read),
        "version" => state.text(reader).map(|read| rating.method = read),
        "vector" => state.text(reader).map(|read| rating.vector = read),
        "metrics" => {
            if !state.object(reader)? {
                return Ok(());
            }
            members(reader, &["baseScore"], |reader, name| match name {
                "baseScore" => state.number(reader).map(|read| rating.score = read),
                _ => Ok(reader.skip()?),
            })
        }
        _ => Ok(reader.skip()?),
    })?;
    let is_one = rating.vector.is_some() || rating.score.is_some();
    Ok(is_one.then_some(rating))
}

fn artifact<'a>(reader: &mut Reader<'a>, state: &mut State<'_>) -> Read<MatchedPackage<'a>> {
    let mut package = MatchedPackage::default();
    let known = ["name", "version", "purl", "cpes"];
    members(reader, &known, |reader, name| match name {
        "name" => state.text(reader).map(|read| package.name = read),
        "version" => state.text(reader).map(|read| package.version = read),
        "purl" => state.text(reader).map(|read| package.purls.extend(read)),
        "cpes" => state.texts(reader).map(|read| package.cpes = read),
        _ => Ok(reader.skip()?),
    })?;
    if package.name.is_none() && package.purls.is_empty() {
        let detail = "a package without a name";
        state.note(reader.place(), registry::SBOM_REQUIRED, detail);
    }
    Ok(package)
}

/// The first of the rules by which a match was left out.
#[derive(Default)]
struct Rule<'a> {
    status: Option<Cow<'a, str>>,
    reason: Option<Cow<'a, str>>,
    source: Option<Cow<'a, str>>,
}

impl<'a> Rule<'a> {
    fn read(&mut self, reader: &mut Reader<'a>, state: &mut State<'_>) -> Read<()> {
        let most = state.entries();
        state.objects(reader, most, |state, reader| {
            let mut rule = Rule::default();
            let known = ["vex-status", "vex-justification", "reason", "namespace"];
            members(reader, &known, |reader, name| match name {
                "vex-status" => state.text(reader).map(|read| rule.status = read),
                "vex-justification" => {
                    let justification = state.text(reader)?;
                    rule.reason = rule.reason.take().or(justification);
                    Ok(())
                }
                "reason" => {
                    let reason = state.text(reader)?;
                    rule.reason = reason.or_else(|| rule.reason.take());
                    Ok(())
                }
                "namespace" => state.text(reader).map(|read| rule.source = read),
                _ => Ok(reader.skip()?),
            })?;
            self.status = self.status.take().or(rule.status);
            self.reason = self.reason.take().or(rule.reason);
            self.source = self.source.take().or(rule.source);
            Ok(())
        })
    }
}
