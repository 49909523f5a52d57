//! The path from a leaf to an anchor, at several times at once.

use core::fmt;

use bonafide_keys::Backend;
use bonafide_report::{Budget, Code, Coded, Exceeded, Finding, Place, Time, Window};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::authority::{Authority, chain_place};
use crate::certificate::Certificate;
use crate::constraints::{Comparisons, Names, Refused};
use crate::{Error, Profile};

/// Verifies that `leaf` was issued under one of `authorities` and was valid at **every** one of
/// `times`, as were its issuers and the trust in the authority.
///
/// Candidates are all authorities of the profile's purpose that have a certificate with the name
/// of the leaf's issuer, in the order given; the first one that holds is taken. Costs at most one
/// signature check for each candidate.
///
/// # Errors
/// The failure of the candidate that came furthest ([`Rank`]), those of the others as findings.
/// A limit that is reached ends the search.
///
/// # Specification
/// RFC 5280 section 6.1 and Sigstore client specification, section 4.2. Every bound is closed and
/// compared with nanoseconds.
pub fn verify_path(
    leaf: &Certificate,
    authorities: &[Authority],
    times: &[Time],
    profile: &Profile,
    backend: &dyn Backend,
    budget: &mut Budget,
) -> Result<VerifiedPath, PathRefusal> {
    if times.is_empty() {
        return Err(PathRefusal::final_error(Error::NoTime {}));
    }
    let mut search = Search {
        leaf,
        times,
        profile,
        backend,
        budget,
        signature_checks: 0,
    };
    let mut failures: Vec<Failure> = Vec::new();
    for (index, authority) in authorities.iter().enumerate() {
        for candidate in candidates(leaf, authority, profile) {
            match search.check(&candidate) {
                Ok(()) => return Ok(search.verified(index, &candidate)),
                Err((rank, error)) => {
                    let is_final = matches!(error, Error::Limit { .. });
                    failures.push(Failure {
                        rank,
                        authority: index,
                        error,
                    });
                    if is_final {
                        return Err(PathRefusal::limit(failures));
                    }
                }
            }
        }
    }
    Err(PathRefusal::furthest(failures))
}

/// How far a candidate came. Of several that fail, the one that came furthest names the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rank {
    /// No authority has the name of the leaf's issuer.
    NoIssuer,
    /// The name fits an instance of the trusted root that cannot be used. This crate sees usable
    /// instances only and never returns it; it stands here for callers that hold the others.
    UnusableInstance,
    /// The leaf is not signed by the key of the authority.
    Signature,
    /// The rules for issuers; for timestamp authorities also those for the leaf.
    Issuers,
    /// The validity of the leaf, then that of its issuers.
    Times,
    /// The window of the authority in the trusted root.
    Window,
    /// The profile of the leaf.
    Leaf,
}

/// Why no path was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathRefusal {
    rank: Option<Rank>,
    authority: Option<usize>,
    error: Error,
    others: Vec<Finding>,
}

impl PathRefusal {
    /// How far the best candidate came; `None` when the search ended for another reason (a limit,
    /// no time given).
    #[must_use]
    pub const fn rank(&self) -> Option<Rank> {
        self.rank
    }

    /// The authority of the best candidate, as position in the list given.
    #[must_use]
    pub const fn authority(&self) -> Option<usize> {
        self.authority
    }

    /// The failure itself.
    #[must_use]
    pub const fn error(&self) -> &Error {
        &self.error
    }

    /// The failure itself, given away.
    #[must_use]
    pub fn into_error(self) -> Error {
        self.error
    }

    const fn final_error(error: Error) -> Self {
        Self {
            rank: None,
            authority: None,
            error,
            others: Vec::new(),
        }
    }

    /// The last failure is a limit: it goes before every rank.
    fn limit(mut failures: Vec<Failure>) -> Self {
        match failures.pop() {
            Some(last) => Self {
                rank: None,
                authority: Some(last.authority),
                error: last.error,
                others: failures.iter().map(Failure::finding).collect(),
            },
            None => Self::furthest(failures),
        }
    }

    fn furthest(mut failures: Vec<Failure>) -> Self {
        let mut best: Option<(usize, Rank)> = None;
        for (at, failure) in failures.iter().enumerate() {
            if best.is_none_or(|(_, rank)| rank < failure.rank) {
                best = Some((at, failure.rank));
            }
        }
        let Some((at, rank)) = best else {
            return Self {
                rank: Some(Rank::NoIssuer),
                ..Self::final_error(Error::UnknownIssuer {})
            };
        };
        let best = failures.remove(at);
        Self {
            rank: Some(rank),
            authority: Some(best.authority),
            error: best.error,
            others: failures.iter().map(Failure::finding).collect(),
        }
    }
}

impl fmt::Display for PathRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl core::error::Error for PathRefusal {}

impl Coded for PathRefusal {
    fn code(&self) -> Code {
        self.error.code()
    }

    fn place(&self) -> Place {
        self.error.place()
    }

    fn findings(&self) -> Vec<Finding> {
        let mut findings = self.error.findings();
        findings.extend(self.others.iter().cloned());
        findings
    }
}

/// A path that was verified at every time that was asked.
///
/// ```compile_fail,E0451
/// let path = bonafide_x509::VerifiedPath { authority: 0 };
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedPath {
    leaf: Certificate,
    issuers: Vec<Certificate>,
    authority: usize,
    window: Window,
    times: Vec<Time>,
}

impl VerifiedPath {
    /// The leaf.
    #[must_use]
    pub const fn leaf(&self) -> &Certificate {
        &self.leaf
    }

    /// The certificates above the leaf: first the one whose key signed it, last the anchor.
    #[must_use]
    pub fn issuers(&self) -> &[Certificate] {
        &self.issuers
    }

    /// The authority, as position in the list that was given.
    #[must_use]
    pub const fn authority(&self) -> usize {
        self.authority
    }

    /// The window in which the trusted root trusts the authority.
    #[must_use]
    pub const fn window(&self) -> Window {
        self.window
    }

    /// The times at which the path was verified.
    #[must_use]
    pub fn times(&self) -> &[Time] {
        &self.times
    }
}

impl Serialize for VerifiedPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let issuers: Vec<String> = self.issuers.iter().map(Certificate::subject_text).collect();
        let mut out = serializer.serialize_struct("VerifiedPath", 6)?;
        out.serialize_field("authority", &self.authority)?;
        out.serialize_field("authorityWindow", &self.window)?;
        out.serialize_field("issuers", &issuers)?;
        out.serialize_field("notBefore", &self.leaf.not_before())?;
        out.serialize_field("notAfter", &self.leaf.not_after())?;
        out.serialize_field("times", &self.times)?;
        out.end()
    }
}

/// One way up from the leaf.
struct Candidate<'a> {
    authority: &'a Authority,
    /// Issuers of the leaf up to the anchor, and where they begin in the authority's chain.
    issuers: &'a [Certificate],
    first: usize,
    /// Whether the signature on the leaf was checked when the authority was built.
    is_pinned: bool,
}

/// The candidates in one authority, in the order of its chain.
fn candidates<'a>(
    leaf: &Certificate,
    authority: &'a Authority,
    profile: &Profile,
) -> Vec<Candidate<'a>> {
    if authority.purpose() != profile.purpose() {
        return Vec::new();
    }
    let at = |first: usize, is_pinned: bool| Candidate {
        authority,
        issuers: authority.chain().get(first..).unwrap_or_default(),
        first,
        is_pinned,
    };
    match authority.pinned_leaf() {
        Some(pinned) if pinned == leaf => vec![at(authority.issuers_at(), true)],
        Some(_) => Vec::new(),
        None => {
            let chain = authority.chain().iter().enumerate();
            let fitting = chain.filter(|(_, issuer)| leaf.is_named_as_issued_by(issuer));
            fitting.map(|(first, _)| at(first, false)).collect()
        }
    }
}

struct Failure {
    rank: Rank,
    authority: usize,
    error: Error,
}

impl Failure {
    fn finding(&self) -> Finding {
        let place = Place::root().member("authorities").index(self.authority);
        self.error.to_finding().within(&place)
    }
}

struct Search<'a> {
    leaf: &'a Certificate,
    times: &'a [Time],
    profile: &'a Profile,
    backend: &'a dyn Backend,
    budget: &'a mut Budget,
    signature_checks: u32,
}

impl Search<'_> {
    fn check(&mut self, candidate: &Candidate<'_>) -> Result<(), (Rank, Error)> {
        let at = |rank: Rank| move |error: Error| (rank, error);
        self.check_signature(candidate)
            .map_err(at(Rank::Signature))?;
        self.check_name_constraints(candidate)
            .map_err(at(Rank::Issuers))?;
        if self.profile.leaf_before_times {
            self.check_leaf().map_err(at(Rank::Issuers))?;
        }
        self.check_times(candidate).map_err(at(Rank::Times))?;
        self.check_window(candidate).map_err(at(Rank::Window))?;
        if !self.profile.leaf_before_times {
            self.check_leaf().map_err(at(Rank::Leaf))?;
        }
        Ok(())
    }

    fn verified(&self, authority: usize, candidate: &Candidate<'_>) -> VerifiedPath {
        VerifiedPath {
            leaf: self.leaf.clone(),
            issuers: candidate.issuers.to_vec(),
            authority,
            window: candidate.authority.window(),
            times: self.times.to_vec(),
        }
    }

    fn check_signature(&mut self, candidate: &Candidate<'_>) -> Result<(), Error> {
        let place = leaf_place();
        if let Err(error) = self.leaf.public_key() {
            return Err(Error::WeakAlgorithm {
                place,
                algorithm: format!("the key of the leaf ({error})"),
            });
        }
        let (Some(issuer), false) = (candidate.issuers.first(), candidate.is_pinned) else {
            return Ok(());
        };
        let most = self.profile.signature_checks;
        if self.signature_checks >= most {
            return Err(Exceeded::new("path signature checks", u64::from(most)).into());
        }
        self.signature_checks = self.signature_checks.saturating_add(1);
        self.leaf
            .verify_signed_by(issuer, &place, self.backend, self.budget)
    }

    /// The other rules for issuers were checked when the authority was built.
    fn check_name_constraints(&self, candidate: &Candidate<'_>) -> Result<(), Error> {
        if candidate
            .issuers
            .iter()
            .all(|issuer| issuer.extensions().name_constraints.is_none())
        {
            return Ok(());
        }
        let mut work = Comparisons::default();
        let mut below = vec![(leaf_place(), names_of(self.leaf, &leaf_place())?)];
        for (at, issuer) in candidate.issuers.iter().enumerate() {
            let place = chain_place(at.saturating_add(candidate.first));
            if let Some(constraints) = &issuer.extensions().name_constraints {
                for (place, names) in &below {
                    constraints
                        .check(names, &mut work)
                        .map_err(|refused| match refused {
                            Refused::Limit(cause) => cause.into(),
                            Refused::Name(what) => Error::NameConstraints {
                                place: place.clone(),
                                what,
                            },
                        })?;
                }
            }
            if !issuer.is_self_issued() {
                let names = names_of(issuer, &place)?;
                below.push((place, names));
            }
        }
        Ok(())
    }

    fn check_leaf(&self) -> Result<(), Error> {
        self.profile.check_leaf(self.leaf)
    }

    fn check_times(&self, candidate: &Candidate<'_>) -> Result<(), Error> {
        let outside = |certificate: &Certificate| {
            self.times
                .iter()
                .copied()
                .find(|time| !certificate.is_valid_at(*time))
        };
        if let Some(time) = outside(self.leaf) {
            return Err(Error::LeafTime {
                time,
                not_before: self.leaf.not_before(),
                not_after: self.leaf.not_after(),
            });
        }
        for (at, issuer) in candidate.issuers.iter().enumerate() {
            if let Some(time) = outside(issuer) {
                return Err(Error::IssuerTime {
                    place: chain_place(at.saturating_add(candidate.first)),
                    time,
                    not_before: issuer.not_before(),
                    not_after: issuer.not_after(),
                });
            }
        }
        Ok(())
    }

    fn check_window(&self, candidate: &Candidate<'_>) -> Result<(), Error> {
        let outside = |time: &Time| !candidate.authority.is_trusted_at(*time);
        match self.times.iter().copied().find(outside) {
            Some(time) => Err(Error::AuthorityWindow { time }),
            None => Ok(()),
        }
    }
}

fn leaf_place() -> Place {
    Place::root().member("leaf")
}

fn names_of(certificate: &Certificate, place: &Place) -> Result<Names, Error> {
    Names::of(certificate).ok_or_else(|| Error::NameConstraints {
        place: place.clone(),
        what: "its names cannot be read",
    })
}
