//! The search for a path through intermediates that nobody vouches for.

use bonafide_keys::Backend;
use bonafide_report::{Budget, Exceeded, Time};

use crate::authority::Authority;
use crate::certificate::Certificate;
use crate::constraints::Comparisons;
use crate::graph::{Graph, LEAF, Node};
use crate::path::{VerifiedPath, check_constraints, check_times, check_window, verify_path};
use crate::profile::Step;
use crate::refusal::{CandidateFailure, PathRefusal, Rank};
use crate::{Error, Profile, Purpose};

/// The most issuers that a path may have, the anchor included.
const MOST_ISSUERS: usize = 10;
/// The most certificates that a search may try as issuers, each counted as often as it is tried.
const MOST_STEPS: u32 = 10_000;
/// The most failures that are kept to be told.
const MOST_FAILURES: usize = 64;

/// Verifies as [`verify_path`] does, and takes any of `intermediates` into the path that fits.
///
/// The anchors are the last certificates of those `authorities` that have the profile's purpose;
/// the other certificates of their chains are intermediates too. Intermediates are trusted for
/// nothing: each must be signed by its issuer and keep the rules for issuers on the path that it
/// stands in. Every certificate with the name of an issuer is tried; key identifiers only say in
/// which order. For timestamp authorities the intermediates are not used.
///
/// The search is bounded: ten issuers in a path, 100 signature checks ([`Profile`]), 10,000 tries,
/// 512 intermediates. No signature is checked twice.
///
/// # Errors
/// As [`verify_path`], and for an issuer on the path [`Error::IssuerNotAuthority`],
/// [`Error::IssuerKeyUsage`], [`Error::PathLength`], [`Error::CriticalExtension`],
/// [`Error::NameConstraints`], [`Error::IssuerExtendedKeyUsage`], [`Error::NotConforming`].
///
/// # Specification
/// RFC 5280 section 6.1. Stricter: the anchor keeps the rules for issuers too.
pub fn search_path(
    leaf: &Certificate,
    intermediates: &[Certificate],
    authorities: &[Authority],
    times: &[Time],
    profile: &Profile,
    backend: &dyn Backend,
    budget: &mut Budget,
) -> Result<VerifiedPath, PathRefusal> {
    if profile.purpose() == Purpose::TimeStamping {
        return verify_path(leaf, authorities, times, profile, backend, budget);
    }
    if times.is_empty() {
        return Err(PathRefusal::before_candidates(Error::NoTime {}));
    }
    let graph = Graph::new(leaf, intermediates, authorities, profile)
        .map_err(PathRefusal::before_candidates)?;
    let search = Search {
        graph: &graph,
        authorities,
        times,
        profile,
        backend,
        budget,
        signature_checks: 0,
        steps: 0,
        comparisons: Comparisons::default(),
        links: vec![Vec::new(); graph.len()],
        failures: Vec::new(),
        cut: None,
    };
    search.run()
}

struct Search<'s, 'a> {
    graph: &'s Graph<'a>,
    authorities: &'a [Authority],
    times: &'s [Time],
    profile: &'s Profile,
    backend: &'s dyn Backend,
    budget: &'s mut Budget,
    signature_checks: u32,
    steps: u32,
    comparisons: Comparisons,
    /// For each node, the issuers whose signature on it was checked, and whether it verified.
    links: Vec<Vec<(usize, bool)>>,
    failures: Vec<CandidateFailure<Error>>,
    /// The bound on depth that was met on the way.
    cut: Option<Exceeded>,
}

/// What became of one try.
enum Tried {
    /// The issuer is now the top of the path.
    Taken,
    /// The issuer is an anchor, and the path holds.
    Found(VerifiedPath),
    /// It leads nowhere.
    Refused,
}

impl Search<'_, '_> {
    /// Goes depth first: `path` is the way up from the leaf, `next` the candidate to be tried as
    /// the issuer of each of its nodes.
    fn run(mut self) -> Result<VerifiedPath, PathRefusal> {
        let (mut path, mut next) = (vec![LEAF], vec![0_usize]);
        while let (Some(top), Some(at)) = (path.last(), next.last_mut()) {
            let Some(issuer) = self.graph.issuer(*top, *at) else {
                path.pop();
                next.pop();
                continue;
            };
            *at = at.saturating_add(1);
            match self.extend(&path, issuer) {
                Ok(Tried::Taken) => {
                    path.push(issuer);
                    next.push(0);
                }
                Ok(Tried::Found(found)) => return Ok(found),
                Ok(Tried::Refused) => {}
                Err(cause) => return Err(self.ended(cause.into(), Some(issuer))),
            }
        }
        match self.cut.take() {
            Some(cause) => Err(self.ended(cause.into(), None)),
            None => Err(PathRefusal::furthest(
                self.failures,
                Error::UnknownIssuer {},
            )),
        }
    }

    /// Tries `issuer` on top of `path`.
    fn extend(&mut self, path: &[usize], issuer: usize) -> Result<Tried, Exceeded> {
        if self.steps >= MOST_STEPS {
            return Err(Exceeded::new("tries for a path", u64::from(MOST_STEPS)));
        }
        self.steps = self.steps.saturating_add(1);
        let graph = self.graph;
        let (Some(top), Some(node)) = (
            path.last().and_then(|top| graph.get(*top)),
            graph.get(issuer),
        ) else {
            return Ok(Tried::Refused);
        };
        if path.contains(&issuer) || !self.is_in_depth(path, node) {
            return Ok(Tried::Refused);
        }
        let checked = match path.last() {
            Some(below) if !self.is_signed((*below, top), (issuer, node))? => {
                return Ok(Tried::Refused);
            }
            _ => self.check_issuer(path, node),
        };
        if let Err(error) = checked {
            return self.refused(Rank::Issuers, node, error);
        }
        if !node.is_anchor {
            return Ok(Tried::Taken);
        }
        match self.finish(path, node) {
            Ok(found) => Ok(Tried::Found(found)),
            Err((rank, error)) => self.refused(rank, node, error),
        }
    }

    /// Whether a path with this issuer stays within the bounds. Self-issued intermediates do not
    /// count for the caller's bound, as they do not for a pathLenConstraint.
    fn is_in_depth(&mut self, path: &[usize], issuer: &Node<'_>) -> bool {
        let issuers = path.len().saturating_add(usize::from(!issuer.is_anchor));
        let mut intermediates = self.intermediates(path);
        if !issuer.is_anchor && !issuer.certificate.is_self_issued() {
            intermediates = intermediates.saturating_add(1);
        }
        let most = usize::from(self.profile.depth);
        let checked = Exceeded::check(issuers, MOST_ISSUERS, "issuers of a path")
            .and_then(|()| Exceeded::check(intermediates, most, "intermediates of a path"));
        match checked {
            Ok(()) => true,
            Err(cause) => {
                self.cut.get_or_insert(cause);
                false
            }
        }
    }

    /// Intermediates in `path` that are not self-issued.
    fn intermediates(&self, path: &[usize]) -> usize {
        let above_leaf = path.iter().skip(1).filter_map(|node| self.graph.get(*node));
        above_leaf
            .filter(|node| !node.certificate.is_self_issued())
            .count()
    }

    /// Whether `below` is signed by the key of `above`; checked once.
    fn is_signed(
        &mut self,
        (below, subject): (usize, &Node<'_>),
        (above, issuer): (usize, &Node<'_>),
    ) -> Result<bool, Exceeded> {
        let known = self.links.get(below).into_iter().flatten();
        if let Some((_, is_signed)) = known.copied().find(|(issuer, _)| *issuer == above) {
            return Ok(is_signed);
        }
        let checked = self.check_signature(subject, issuer);
        if let Some(known) = self.links.get_mut(below) {
            known.push((above, checked.is_ok()));
        }
        match checked {
            Ok(()) => Ok(true),
            Err(error) => self.refused(Rank::Signature, issuer, error).map(|_| false),
        }
    }

    fn check_signature(&mut self, subject: &Node<'_>, issuer: &Node<'_>) -> Result<(), Error> {
        if let Err(error) = subject.certificate.public_key() {
            return Err(Error::of_key(subject.place.clone(), error));
        }
        let most = self.profile.signature_checks;
        if self.signature_checks >= most {
            return Err(Exceeded::new("path signature checks", u64::from(most)).into());
        }
        self.signature_checks = self.signature_checks.saturating_add(1);
        let (certificate, issuer) = (subject.certificate, issuer.certificate);
        certificate.verify_signed_by(issuer, &subject.place, self.backend, self.budget)
    }

    /// Checks the rules for an issuer above `path`, in the order of the profile's table.
    fn check_issuer(&mut self, path: &[usize], issuer: &Node<'_>) -> Result<(), Error> {
        let table = if issuer.is_anchor {
            self.profile.anchor
        } else {
            self.profile.issuer
        };
        for step in table {
            match step {
                Step::PathLength => self.check_path_length(path, issuer)?,
                Step::NameConstraints => self.check_names(path, issuer)?,
                _ => step.check(issuer.certificate, &issuer.place, &self.profile.wanted)?,
            }
        }
        Ok(())
    }

    fn check_path_length(&self, path: &[usize], issuer: &Node<'_>) -> Result<(), Error> {
        let below = self.intermediates(path);
        let exceeded = |most: &u8| below > usize::from(*most);
        match issuer.certificate.path_len().filter(exceeded) {
            Some(allowed) => Err(Error::PathLength {
                place: issuer.place.clone(),
                allowed,
            }),
            None => Ok(()),
        }
    }

    /// Self-issued intermediates are not constrained; the leaf always is.
    fn check_names(&mut self, path: &[usize], issuer: &Node<'_>) -> Result<(), Error> {
        let Some(constraints) = &issuer.certificate.extensions().name_constraints else {
            return Ok(());
        };
        for (at, below) in path.iter().enumerate() {
            let Some(node) = self.graph.get(*below) else {
                continue;
            };
            if at == 0 || !node.certificate.is_self_issued() {
                let work = &mut self.comparisons;
                check_constraints(constraints, node.names(), &node.place, work)?;
            }
        }
        Ok(())
    }

    /// What is left to check when `anchor` ends the path.
    fn finish(&self, path: &[usize], anchor: &Node<'_>) -> Result<VerifiedPath, (Rank, Error)> {
        let unknown = || (Rank::NoIssuer, Error::UnknownIssuer {});
        let index = anchor.authority.ok_or_else(unknown)?;
        let authority = self.authorities.get(index).ok_or_else(unknown)?;
        let leaf = self.graph.get(LEAF).ok_or_else(unknown)?.certificate;
        let issuers: Vec<&Node<'_>> = path
            .iter()
            .skip(1)
            .filter_map(|node| self.graph.get(*node))
            .chain(core::iter::once(anchor))
            .collect();
        let whole: Option<Vec<Time>> = (!self.profile.fractions).then(|| whole_seconds(self.times));
        let times = whole.as_deref().unwrap_or(self.times);
        let placed = issuers
            .iter()
            .map(|node| (node.certificate, node.place.clone()));
        check_times(times, leaf, placed).map_err(|error| (Rank::Times, error))?;
        check_window(times, authority).map_err(|error| (Rank::Window, error))?;
        for node in issuers.iter().filter(|node| !node.is_anchor) {
            self.check_vouched(node, times)
                .map_err(|error| (Rank::Window, error))?;
        }
        self.profile
            .check_leaf(leaf)
            .map_err(|error| (Rank::Leaf, error))?;
        Ok(VerifiedPath {
            leaf: leaf.clone(),
            issuers: issuers
                .iter()
                .map(|node| node.certificate.clone())
                .collect(),
            authority: index,
            purpose: authority.purpose(),
            window: authority.window(),
            times: self.times.to_vec(),
        })
    }

    /// An intermediate out of the chains of authorities is trusted when one of those is.
    fn check_vouched(&self, node: &Node<'_>, times: &[Time]) -> Result<(), Error> {
        if node.authority.is_none() {
            return Ok(());
        }
        self.authorities
            .iter()
            .filter(|authority| authority.chain().contains(node.certificate))
            .map(|authority| check_window(times, authority))
            .reduce(Result::or)
            .unwrap_or(Ok(()))
    }

    /// Keeps a failure, unless it is a limit, which ends the search.
    fn refused(&mut self, rank: Rank, node: &Node<'_>, error: Error) -> Result<Tried, Exceeded> {
        if let Error::Limit { cause } = error {
            return Err(cause);
        }
        let failure = CandidateFailure::new(rank, node.authority, error);
        if self.failures.len() < MOST_FAILURES {
            self.failures.push(failure);
        } else if let Some(last) = self.failures.last_mut().filter(|last| last.rank < rank) {
            *last = failure;
        }
        Ok(Tried::Refused)
    }

    fn ended(self, error: Error, node: Option<usize>) -> PathRefusal {
        let authority = node
            .and_then(|node| self.graph.get(node))
            .and_then(|node| node.authority);
        let last = CandidateFailure::new(Rank::Signature, authority, error);
        PathRefusal::ended(last, &self.failures)
    }
}

/// The seconds in which the times lie.
fn whole_seconds(times: &[Time]) -> Vec<Time> {
    let whole = |time: &Time| Time::from_unix(time.seconds()).unwrap_or(*time);
    times.iter().map(whole).collect()
}
