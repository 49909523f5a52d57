//! npm packages: the names in the subjects, and the registry's own attestation beside the
//! provenance.

use bonafide_dsse::{Accepted, Statement};
use bonafide_report::{Place, registry};

use crate::error::shown;
use crate::evaluate::builder::Trusted;
use crate::evaluate::judge::Judge;
use crate::facts::Stage;
use crate::{
    Adapter, Authenticity, Check, Error, Outcome, PredicateFamily, Provenance, Raw, Signer,
};

const PUBLISH: &str = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";

/// A package and its version.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Package {
    name: String,
    version: String,
}

impl<'a> Judge<'a> {
    /// What only one kind of builder demands of the statement around its predicate.
    pub(super) fn builder_specifics(
        &mut self,
        statement: &Statement,
        view: &Provenance<'_>,
        choice: &Trusted<'_>,
    ) {
        let _ = view;
        if choice.adapter == Adapter::CloudBuild {
            let has_sha256 = |subject: bonafide_dsse::Subject<'_>| {
                let mut digests = subject.digests();
                digests.any(|digest| digest.algorithm() == bonafide_digest::Algorithm::Sha256)
            };
            if !statement.subjects().all(has_sha256) {
                let place = Place::root().member("subject");
                let reason = "a subject has no SHA-256";
                self.fail("subjects", &Error::Shape { place, reason }, Stage::Payload);
            }
        }
    }

    /// The checks for packages, where one is expected or the builder writes about nothing else.
    pub(super) fn package(&mut self, statement: &Statement, adapter: Adapter) {
        let expectations = self.context.expectations;
        let is_wanted = expectations.package_name.is_some()
            || expectations.package_version.is_some()
            || expectations.npm_publish
            || adapter == Adapter::Npm;
        if !is_wanted {
            return;
        }
        let Some(of_provenance) = self.subject_package(statement) else {
            return;
        };
        let mut named = vec![of_provenance];
        if expectations.npm_publish {
            named.extend(self.publish());
        }
        self.agree(&named);
        self.expected_package(&named);
    }

    fn subject_package(&mut self, statement: &Statement) -> Option<Package> {
        let mut subjects = statement.subjects();
        let package = match (subjects.next(), subjects.next()) {
            (Some(only), None) => only.name().and_then(parse_purl),
            _ => None,
        };
        if package.is_none() {
            let place = Place::root().member("subject");
            let reason = "not exactly one subject that names an npm package";
            self.fail("package", &Error::Shape { place, reason }, Stage::Package);
        }
        package
    }

    /// The one attestation of the registry: verified, about the artifact, and of one mind.
    fn publish(&mut self) -> Vec<Package> {
        let attestations = self.context.attestations;
        let is_publish = |attestation: &&crate::Attestation| {
            attestation.hint() == Some(PUBLISH)
                || attestation
                    .untrusted()
                    .is_ok_and(|statement| statement.predicate_type() == PUBLISH)
        };
        let mut found = attestations.iter().filter(is_publish);
        let (Some(publish), None) = (found.next(), found.next()) else {
            let what = "the number of publish attestations, which must be one".to_owned();
            self.fail("publish attestation", &Error::Join { what }, Stage::Package);
            return Vec::new();
        };
        // By its type alone: to read every other one for each one would take long.
        let is_provenance = |attestation: &&crate::Attestation| {
            attestation.untrusted().is_ok_and(|statement| {
                let family = PredicateFamily::of(statement.predicate_type());
                family == Some(PredicateFamily::Provenance)
            })
        };
        if attestations.iter().filter(is_provenance).count() > 1 {
            let what = "the number of provenance attestations, which must be one".to_owned();
            self.fail(
                "provenance attestation",
                &Error::Join { what },
                Stage::Package,
            );
        }
        self.publish_signature(publish.authenticity());
        let Ok(statement) = publish.untrusted() else {
            return Vec::new();
        };
        let matched = self.context.artifact.map(|artifact| {
            let matched = statement.match_subjects(artifact, &Accepted::default());
            matched.map(|_| ())
        });
        if let Some(Err(cause)) = matched {
            self.fail("publish attestation", &cause.into(), Stage::Package);
        }
        // What was announced and what was signed are both of the registry's type.
        let found = statement.predicate_type();
        let hint = publish.hint().unwrap_or(PUBLISH);
        if found != PUBLISH || hint != PUBLISH {
            let error = Error::PredicateHint {
                hint: shown(hint),
                found: shown(found),
            };
            self.fail("publish attestation", &error, Stage::Package);
        }
        let mut named: Vec<Package> = self.subject_package(statement).into_iter().collect();
        named.extend(self.publish_predicate(statement));
        named
    }

    fn is_registry_key(&self, name: &String) -> bool {
        let keys = &self.context.expectations.registry_keys;
        keys.is_empty() || keys.contains(name)
    }

    fn publish_signature(&mut self, authenticity: &Authenticity) {
        let code = registry::DSSE_THRESHOLD_NOT_MET;
        let check = match authenticity {
            Authenticity::Verified(signing) => match signing.signer() {
                Signer::Key { name } if self.is_registry_key(name) => {
                    Check::pass("publish signature", code, Stage::Package)
                }
                Signer::Key { name } => {
                    let found = shown(name);
                    let error = Error::BuilderUntrusted { found };
                    Check::fail("publish signature", &error, Stage::Package)
                }
                // The registry signs with keys; a certificate is that of some workflow.
                Signer::Certificate(claims) => {
                    let found = shown(claims.san());
                    let error = Error::BuilderUntrusted { found };
                    Check::fail("publish signature", &error, Stage::Package)
                }
            },
            Authenticity::Invalid(reason) => {
                let code = reason.code();
                Check::new("publish signature", code, Outcome::Fail, Stage::Package)
                    .at(reason.place())
                    .found(reason.detail())
            }
            other => {
                let error = Error::NoMaterial {};
                Check::of(
                    "publish signature",
                    &error,
                    Outcome::Lacking,
                    Stage::Package,
                )
                .found(other.as_str())
            }
        };
        self.push(check);
    }

    fn publish_predicate(&mut self, statement: &Statement) -> Option<Package> {
        let limits = bonafide_json::Limits::default();
        let predicate = Raw::parse(statement.predicate().as_bytes(), &limits).ok()?;
        let text = |name| predicate.member(name).and_then(|value| value.as_str());
        match (text("name"), text("version"), text("registry")) {
            (Some(name), Some(version), Some(_)) => Some(Package {
                name: name.into_owned(),
                version: version.into_owned(),
            }),
            _ => {
                let place = Place::root();
                self.fail(
                    "publish attestation",
                    &Error::MissingField { place },
                    Stage::Package,
                );
                None
            }
        }
    }

    /// Every place that names the package names the same.
    fn agree(&mut self, named: &[Package]) {
        let Some((first, rest)) = named.split_first() else {
            return;
        };
        for other in rest {
            self.compare(first, Some(&other.name), Some(&other.version));
        }
    }

    fn expected_package(&mut self, named: &[Package]) {
        let expectations = self.context.expectations;
        let (name, version) = (&expectations.package_name, &expectations.package_version);
        for package in named {
            self.compare(package, name.as_ref(), version.as_ref());
        }
        if name.is_none() && version.is_none() {
            let why = "neither name nor version of the package is expected";
            self.push(Check::skip(
                "package",
                registry::NPM_NAME,
                Stage::Package,
                why,
            ));
        }
    }

    fn compare(&mut self, found: &Package, name: Option<&String>, version: Option<&String>) {
        if let Some(wanted) = name.filter(|wanted| **wanted != found.name) {
            let error = Error::NpmName {
                wanted: shown(wanted),
                found: shown(&found.name),
            };
            self.fail("package name", &error, Stage::Package);
        }
        if let Some(wanted) = version.filter(|wanted| **wanted != found.version) {
            let error = Error::NpmVersion {
                wanted: shown(wanted),
                found: shown(&found.version),
            };
            self.fail("package version", &error, Stage::Package);
        }
    }
}

/// `pkg:npm/name@version` or `pkg:npm/%40scope/name@version`.
///
/// # Specification
/// Package URL; the name is percent-decoded, and `+` is no space.
fn parse_purl(text: &str) -> Option<Package> {
    let decoded = decode(text.strip_prefix("pkg:npm/")?)?;
    let at = decoded.rfind('@').filter(|at| *at > 0)?;
    let (name, version) = decoded.split_at_checked(at)?;
    let version = version.strip_prefix('@')?;
    let is_plain = |text: &str| !text.is_empty() && !text.contains(['?', '#']);
    (is_plain(name) && is_plain(version)).then(|| Package {
        name: name.to_owned(),
        version: version.to_owned(),
    })
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'%' {
            let (pair, tail) = tail.split_at_checked(2)?;
            let pair = core::str::from_utf8(pair).ok()?;
            if pair.starts_with(['+', '-']) {
                return None;
            }
            bytes.push(u8::from_str_radix(pair, 16).ok()?);
            rest = tail;
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_urls_are_decoded_once() {
        let package = |name: &str, version: &str| {
            Some(Package {
                name: name.to_owned(),
                version: version.to_owned(),
            })
        };
        for (text, wanted) in [
            ("pkg:npm/sigstore@2.3.1", package("sigstore", "2.3.1")),
            (
                "pkg:npm/%40scope/name@1.0.3",
                package("@scope/name", "1.0.3"),
            ),
            ("pkg:npm/@scope/name@1.0.3", package("@scope/name", "1.0.3")),
            ("pkg:npm/a@1.0.0%2Bb", package("a", "1.0.0+b")),
            ("pkg:npm/a@1.0.0+b", package("a", "1.0.0+b")),
            ("pkg:npm/%2540scope/name@1", package("%40scope/name", "1")),
            ("pkg:npm/@scope", None),
            ("pkg:npm/a", None),
            ("pkg:npm/a@", None),
            ("pkg:npm/a@1?x=y", None),
            ("pkg:npm/a@1%", None),
            ("pkg:npm/a@1%+1", None),
            ("pkg:pypi/a@1", None),
            ("a@1", None),
        ] {
            assert_eq!(parse_purl(text), wanted, "{text}");
        }
    }
}
