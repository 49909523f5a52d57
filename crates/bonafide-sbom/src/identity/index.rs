//! The identities of a document, built once and asked often.

use core::hash::BuildHasher as _;
use std::hash::RandomState;

use bonafide_report::{Finding, Place};

use super::answer::LookupAnswer;
use super::cpe::Cpe;
use super::cpe_table::{CpeTable, CpeTableBuilder};
use super::findings::{note_conflict, note_mismatch};
use super::hash::HashValue;
use super::hash_table::{HashTable, HashTableBuilder, SharedHash};
use super::lookup::{NameQuery, PurlQuery};
use super::name_table::{NameTable, NameTableBuilder};
use super::purl::{Purl, invalid};
use super::purl_table::{PurlTable, PurlTableBuilder};
use crate::Error;

/// The most identifiers of one kind that one component may have.
const MOST_IDENTIFIERS: usize = 256;

/// What a document says one component is.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "plain values of the caller")]
pub struct Identifiers<'a> {
    /// Package URLs.
    pub purls: &'a [&'a str],
    /// CPE names of either binding.
    pub cpes: &'a [&'a str],
    /// Hashes: the name of the algorithm, and hexadecimal.
    pub hashes: &'a [(&'a str, &'a str)],
    /// The name.
    pub name: &'a str,
    /// The version.
    pub version: Option<&'a str>,
    /// The group, scope or vendor that stands beside the name.
    pub group: Option<&'a str>,
}

/// An index that is being filled.
///
/// ```
/// use bonafide_sbom::{Identifiers, IdentityIndexBuilder, PurlQuery, LookupOutcome};
/// let mut builder = IdentityIndexBuilder::default();
/// let purls = ["pkg:PyPI/Flask_Login@0.6"];
/// let notes = builder.add(0, &Identifiers { purls: &purls, name: "Flask-Login", ..Default::default() })?;
/// assert_eq!(notes[0].code().as_str(), "sbom.purl-noncanonical");
/// let index = builder.finish();
/// let answer = index.purl(&PurlQuery::parse("pkg:pypi/flask-login")?);
/// assert_eq!((answer.outcome(), answer.matches()[0].component()), (LookupOutcome::Match, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct IdentityIndexBuilder {
    state: RandomState,
    purls: PurlTableBuilder,
    cpes: CpeTableBuilder,
    hashes: HashTableBuilder,
    names: Option<NameTableBuilder>,
}

impl IdentityIndexBuilder {
    /// With `true`, components are found by name alone, too; such a match is inferred.
    #[must_use]
    pub fn with_names(mut self, names: bool) -> Self {
        self.names = names.then(NameTableBuilder::default);
        self
    }

    /// Adds the component with the number `component`, which is the caller's and best the ordinal
    /// in the document, and answers what is to be said of its identifiers. Time and memory are
    /// proportional to the texts.
    ///
    /// # Errors
    /// `limit.exceeded` for more than 256 identifiers of one kind; nothing is added then.
    pub fn add(
        &mut self,
        component: u32,
        identifiers: &Identifiers<'_>,
    ) -> Result<Vec<Finding>, Error> {
        let counts = [
            (identifiers.purls.len(), "package URLs of a component"),
            (identifiers.cpes.len(), "CPE names of a component"),
            (identifiers.hashes.len(), "hashes of a component"),
        ];
        if let Some((_, item)) = counts.iter().find(|(count, _)| *count > MOST_IDENTIFIERS) {
            return Err(Error::Limit {
                place: Place::root(),
                item,
                limit: u64::try_from(MOST_IDENTIFIERS).unwrap_or(u64::MAX),
            });
        }
        let mut findings = Vec::new();
        let purls = self.add_purls(component, identifiers, &mut findings);
        self.add_cpes(component, identifiers, &mut findings);
        let identity = match purls.first() {
            Some(purl) => self.state.hash_one(purl.as_str()),
            None => {
                let Identifiers {
                    name,
                    version,
                    group,
                    ..
                } = identifiers;
                self.state.hash_one((group, name, version))
            }
        };
        self.add_hashes(component, identifiers, identity, &mut findings);
        if let Some(names) = &mut self.names {
            let Identifiers {
                group,
                name,
                version,
                ..
            } = *identifiers;
            names.add(
                component,
                &NameQuery {
                    group,
                    name,
                    version,
                },
            );
        }
        Ok(findings)
    }

    /// The index.
    #[must_use]
    pub fn finish(self) -> IdentityIndex {
        IdentityIndex {
            purls: self.purls.finish(),
            cpes: self.cpes.finish(),
            hashes: self.hashes.finish(),
            names: self.names.map(NameTableBuilder::finish),
        }
    }

    fn add_purls(
        &mut self,
        component: u32,
        identifiers: &Identifiers<'_>,
        findings: &mut Vec<Finding>,
    ) -> Vec<Purl> {
        let mut purls = Vec::new();
        for text in identifiers.purls {
            let (purl, broken) = match Purl::read(text) {
                Ok(read) => read,
                Err(reason) => {
                    findings.push(invalid(text, reason));
                    self.purls.add_unidentified(component);
                    continue;
                }
            };
            match broken {
                Some(reason) => findings.push(invalid(text, reason)),
                None => findings.extend(purl.note_spelling(text)),
            }
            self.purls.add(component, &purl, broken.is_some());
            purls.push(purl);
        }
        if identifiers.purls.is_empty() {
            self.purls.add_unidentified(component);
        }
        findings.extend(note_conflict(&purls));
        findings.extend(
            purls
                .iter()
                .find_map(|purl| note_mismatch(identifiers, purl)),
        );
        purls
    }

    fn add_cpes(
        &mut self,
        component: u32,
        identifiers: &Identifiers<'_>,
        findings: &mut Vec<Finding>,
    ) {
        for text in identifiers.cpes {
            match Cpe::parse(text) {
                Ok(cpe) => self.cpes.add(component, &cpe),
                Err(finding) => {
                    findings.push(finding);
                    self.cpes.add_unidentified(component);
                }
            }
        }
        if identifiers.cpes.is_empty() {
            self.cpes.add_unidentified(component);
        }
    }

    fn add_hashes(
        &mut self,
        component: u32,
        identifiers: &Identifiers<'_>,
        identity: u64,
        findings: &mut Vec<Finding>,
    ) {
        for (algorithm, hex) in identifiers.hashes {
            match HashValue::parse(algorithm, hex) {
                Ok(hash) => {
                    findings.extend(hash.note_placeholder());
                    self.hashes.add(component, &hash, identity);
                }
                Err(finding) => {
                    findings.push(finding);
                    self.hashes.add_unidentified(component);
                }
            }
        }
        if identifiers.hashes.is_empty() {
            self.hashes.add_unidentified(component);
        }
    }
}

/// The identities of a document. Memory is proportional to their texts.
///
/// A lookup takes constant time and time for each component that is found or looks like it, but for
/// queries with stars in a package URL or in vendor or product of a CPE name: they look at each row.
#[derive(Debug)]
pub struct IdentityIndex {
    purls: PurlTable,
    cpes: CpeTable,
    hashes: HashTable,
    names: Option<NameTable>,
}

impl IdentityIndex {
    /// The components with a package URL that answers `query`.
    ///
    /// It is undecidable for a component without a package URL or with one that cannot be read, and
    /// for one whose package URL breaks a rule of the queried type and contains the queried name.
    #[must_use]
    pub fn purl(&self, query: &PurlQuery) -> LookupAnswer<'_> {
        self.purls.answer(query)
    }

    /// The components with a CPE name that `query` stands for; such a match is inferred.
    ///
    /// It is undecidable for a component without a CPE name or with one that cannot be read, and
    /// for one whose CPE name overlaps with the query or stands for more.
    #[must_use]
    pub fn cpe(&self, query: &Cpe) -> LookupAnswer<'_> {
        self.cpes.answer(query)
    }

    /// The components with this hash. It is undecidable for a component without a hash, or with one
    /// that cannot be read.
    #[must_use]
    pub fn hash(&self, query: &HashValue) -> LookupAnswer<'_> {
        self.hashes.answer(query)
    }

    /// The components with this name; `None` when the index was not built for it.
    #[must_use]
    pub fn name(&self, query: &NameQuery<'_>) -> Option<LookupAnswer<'_>> {
        self.names.as_ref().map(|names| names.answer(query))
    }

    /// The strong hashes that components of different identity have, in no particular order.
    pub fn shared_hashes(&self) -> impl Iterator<Item = SharedHash> {
        self.hashes.shared()
    }
}
