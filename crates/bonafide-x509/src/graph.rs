//! The certificates that a path may be made of, and which of them may have issued which.

use core::cell::OnceCell;

use bonafide_report::{Exceeded, Place};

use crate::authority::{Authority, chain_place};
use crate::certificate::Certificate;
use crate::constraints::Names;
use crate::path::leaf_place;
use crate::{Error, Profile};

/// The most intermediates that one search takes, those of the authorities included.
const MOST_INTERMEDIATES: usize = 512;

/// Whether the key identifiers say that one certificate was signed by the key of another.
enum Fit {
    Good,
    Unknown,
    Bad,
}

/// Before how many kinds of candidates one can stand.
const HINTS: usize = 6;

/// The position of the leaf among the nodes.
pub(crate) const LEAF: usize = 0;

/// The leaf, the intermediates and the anchors, each with the nodes that its issuer may be.
pub(crate) struct Graph<'a> {
    nodes: Vec<Node<'a>>,
}

pub(crate) struct Node<'a> {
    pub(crate) certificate: &'a Certificate,
    /// Where it stands in the input: in the chain of `authority`, if it has one.
    pub(crate) place: Place,
    pub(crate) authority: Option<usize>,
    pub(crate) is_anchor: bool,
    /// Nodes with the name of its issuer, in the order in which they are to be tried.
    issuers: Vec<usize>,
    names: OnceCell<Option<Names>>,
}

impl<'a> Graph<'a> {
    /// Takes the last certificate of each authority of the profile's purpose for an anchor, and
    /// all others for intermediates.
    pub(crate) fn new(
        leaf: &'a Certificate,
        intermediates: &'a [Certificate],
        authorities: &'a [Authority],
        profile: &Profile,
    ) -> Result<Self, Error> {
        let fitting = authorities
            .iter()
            .enumerate()
            .filter(|(_, authority)| authority.purpose() == profile.purpose());
        let (mut anchors, mut others) = (Vec::new(), Vec::new());
        for (index, authority) in fitting {
            let mut chain: Vec<_> = authority
                .chain()
                .iter()
                .enumerate()
                .map(|(at, one)| Node::new(one, chain_place(at), Some(index)))
                .collect();
            if let Some(mut anchor) = chain.pop() {
                anchor.is_anchor = true;
                anchors.push(anchor);
            }
            others.append(&mut chain);
        }
        let given = intermediates.iter().enumerate().map(|(at, one)| {
            let place = Place::root().member("intermediates").index(at);
            Node::new(one, place, None)
        });
        let mut nodes = vec![Node::new(leaf, leaf_place(), None)];
        for node in given.chain(others) {
            let is_same = |known: &Node<'_>| known.certificate == node.certificate;
            let is_root = node.certificate.is_self_issued() && anchors.iter().any(is_same);
            if !is_root && !nodes.iter().any(is_same) {
                Exceeded::check(nodes.len(), MOST_INTERMEDIATES, "intermediates")?;
                nodes.push(node);
            }
        }
        nodes.append(&mut anchors);
        let mut graph = Self { nodes };
        graph.link();
        Ok(graph)
    }

    pub(crate) const fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn get(&self, node: usize) -> Option<&Node<'a>> {
        self.nodes.get(node)
    }

    /// The candidate `at` for the issuer of `node`.
    pub(crate) fn issuer(&self, node: usize, at: usize) -> Option<usize> {
        self.get(node)?.issuers.get(at).copied()
    }

    /// Finds the issuers of each node by name, from the anchors down: an intermediate from which
    /// no names lead to an anchor is in no path, and is nobody's candidate.
    fn link(&mut self) {
        let mut reaches: Vec<bool> = self.nodes.iter().map(|node| node.is_anchor).collect();
        let mut found: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        let mut pending: Vec<usize> = (0..self.nodes.len())
            .filter(|node| self.nodes.get(*node).is_some_and(|node| node.is_anchor))
            .collect();
        while let Some(above) = pending.pop() {
            let Some(issuer) = self.nodes.get(above) else {
                continue;
            };
            for (below, node) in self.nodes.iter().enumerate() {
                let is_named = node.certificate.is_named_as_issued_by(issuer.certificate);
                if node.is_anchor || below == above || !is_named {
                    continue;
                }
                if let Some(candidates) = found.get_mut(below) {
                    candidates.push(above);
                }
                if let Some(reaches) = reaches.get_mut(below).filter(|reaches| !**reaches) {
                    *reaches = true;
                    if below != LEAF {
                        pending.push(below);
                    }
                }
            }
        }
        for (below, candidates) in found.into_iter().enumerate() {
            let mut by_hint = [const { Vec::new() }; HINTS];
            for above in candidates {
                if let Some(list) = by_hint.get_mut(self.hint(below, above)) {
                    list.push(above);
                }
            }
            if let Some(node) = self.nodes.get_mut(below) {
                node.issuers = by_hint.concat();
            }
        }
    }

    /// Anchors go before intermediates, and those whose key identifier fits before those of which
    /// it is not known and those whose identifier is another.
    fn hint(&self, below: usize, above: usize) -> usize {
        let (Some(below), Some(above)) = (self.get(below), self.get(above)) else {
            return HINTS;
        };
        let wanted = below.certificate.authority_key_id();
        let fit = match (wanted, above.certificate.subject_key_id()) {
            (Some(wanted), Some(found)) if wanted == found => Fit::Good,
            (Some(_), Some(_)) => Fit::Bad,
            _ => Fit::Unknown,
        };
        match (above.is_anchor, fit) {
            (true, Fit::Good) => 0,
            (true, Fit::Unknown) => 1,
            (true, Fit::Bad) => 2,
            (false, Fit::Good) => 3,
            (false, Fit::Unknown) => 4,
            (false, Fit::Bad) => 5,
        }
    }
}

impl<'a> Node<'a> {
    const fn new(certificate: &'a Certificate, place: Place, authority: Option<usize>) -> Self {
        Self {
            certificate,
            place,
            authority,
            is_anchor: false,
            issuers: Vec::new(),
            names: OnceCell::new(),
        }
    }

    /// The names that constraints apply to; read once. `None` when they cannot be read.
    pub(crate) fn names(&self) -> Option<&Names> {
        self.names
            .get_or_init(|| Names::of(self.certificate))
            .as_ref()
    }
}
