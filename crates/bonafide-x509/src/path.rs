//! The path from a leaf to an anchor, at several times at once.

use bonafide_keys::Backend;
use bonafide_report::{Budget, Exceeded, Place, Time, Window};
#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::authority::{Authority, chain_place};
use crate::certificate::Certificate;
use crate::constraints::{Comparisons, NameConstraints, Names, Refused};
use crate::refusal::{CandidateFailure, PathRefusal, Rank};
use crate::search::search_path;
use crate::{Error, Profile, Purpose};

/// Verifies that `leaf` was issued under one of `authorities` and was valid at **every** one of
/// `times`, as were its issuers and the trust in the authority.
///
/// Candidates are all authorities of the profile's purpose that have a certificate with the name
/// of the leaf's issuer, in the order given; the first one that holds is taken. Costs at most one
/// signature check for each candidate.
///
/// Under [`Profile::bring_your_own`], [`Profile::model_signing`] and [`Profile::rfc5280`] this is
/// [`search_path`] without further intermediates.
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
    if profile.purpose().is_searched() {
        return search_path(leaf, &[], authorities, times, profile, backend, budget);
    }
    if times.is_empty() {
        return Err(PathRefusal::before_candidates(Error::NoTime {}));
    }
    let mut search = Search {
        leaf,
        times,
        profile,
        backend,
        budget,
        signature_checks: 0,
    };
    let mut failures = Vec::new();
    for (index, authority) in authorities.iter().enumerate() {
        for candidate in candidates(leaf, authority, profile) {
            match search.check(&candidate) {
                Ok(()) => return Ok(search.verified(index, &candidate)),
                Err((rank, error)) => {
                    let failure = CandidateFailure::new(rank, Some(index), error);
                    if matches!(failure.error, Error::Limit { .. }) {
                        return Err(PathRefusal::ended(failure, &failures));
                    }
                    failures.push(failure);
                }
            }
        }
    }
    Err(PathRefusal::furthest(failures, Error::UnknownIssuer {}))
}

/// A path that was verified at every time that was asked.
///
/// ```compile_fail,E0451
/// let path = bonafide_x509::VerifiedPath { authority: 0 };
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedPath {
    pub(crate) leaf: Certificate,
    pub(crate) issuers: Vec<Certificate>,
    pub(crate) authority: usize,
    pub(crate) purpose: Purpose,
    pub(crate) window: Window,
    pub(crate) times: Vec<Time>,
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

    /// What the authority is trusted for.
    #[must_use]
    pub const fn purpose(&self) -> Purpose {
        self.purpose
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

#[cfg(feature = "serde")]
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
        check_window(self.times, candidate.authority).map_err(at(Rank::Window))?;
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
            purpose: candidate.authority.purpose(),
            window: candidate.authority.window(),
            times: self.times.to_vec(),
        }
    }

    fn check_signature(&mut self, candidate: &Candidate<'_>) -> Result<(), Error> {
        let place = leaf_place();
        if let Err(error) = self.leaf.public_key() {
            return Err(Error::of_key(place, error));
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
        let mut below = vec![(leaf_place(), Names::of(self.leaf))];
        for (at, issuer) in candidate.issuers.iter().enumerate() {
            let place = chain_place(at.saturating_add(candidate.first));
            if let Some(constraints) = &issuer.extensions().name_constraints {
                for (place, names) in &below {
                    check_constraints(constraints, names.as_ref(), place, &mut work)?;
                }
            }
            if !issuer.is_self_issued() {
                below.push((place, Names::of(issuer)));
            }
        }
        Ok(())
    }

    fn check_leaf(&self) -> Result<(), Error> {
        self.profile.check_leaf(self.leaf)
    }

    fn check_times(&self, candidate: &Candidate<'_>) -> Result<(), Error> {
        let places = (candidate.first..).map(chain_place);
        check_times(self.times, self.leaf, candidate.issuers.iter().zip(places))
    }
}

/// Checks every time against the validity of the leaf, then of each issuer.
pub(crate) fn check_times<'a>(
    times: &[Time],
    leaf: &Certificate,
    issuers: impl Iterator<Item = (&'a Certificate, Place)>,
) -> Result<(), Error> {
    let outside = |certificate: &Certificate| {
        let mut times = times.iter().copied();
        times.find(|time| !certificate.is_valid_at(*time))
    };
    if let Some(time) = outside(leaf) {
        return Err(Error::LeafTime {
            time,
            not_before: leaf.not_before(),
            not_after: leaf.not_after(),
        });
    }
    for (issuer, place) in issuers {
        if let Some(time) = outside(issuer) {
            return Err(Error::IssuerTime {
                place,
                time,
                not_before: issuer.not_before(),
                not_after: issuer.not_after(),
            });
        }
    }
    Ok(())
}

/// Checks every time against the window in which the authority is trusted.
pub(crate) fn check_window(times: &[Time], authority: &Authority) -> Result<(), Error> {
    let outside = |time: &Time| !authority.is_trusted_at(*time);
    match times.iter().copied().find(outside) {
        Some(time) => Err(Error::AuthorityWindow { time }),
        None => Ok(()),
    }
}

/// Checks the names of the certificate at `place`, which stands below an issuer with `constraints`.
pub(crate) fn check_constraints(
    constraints: &NameConstraints,
    names: Option<&Names>,
    place: &Place,
    work: &mut Comparisons,
) -> Result<(), Error> {
    let refused = |what| Error::NameConstraints {
        place: place.clone(),
        what,
    };
    let names = names.ok_or_else(|| refused("its names cannot be read"))?;
    let checked = constraints.check(names, work);
    checked.map_err(|cause| match cause {
        Refused::Limit(cause) => cause.into(),
        Refused::Name(what) => refused(what),
    })
}

pub(crate) fn leaf_place() -> Place {
    Place::root().member("leaf")
}
