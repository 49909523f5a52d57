//! What came out of a build.

use std::collections::HashMap;

use bonafide_digest::Digest;
use bonafide_dsse::{Accepted, Statement, Subject};
use bonafide_report::Place;

use super::{Differences, Side};

/// The digests of all subjects by which artifacts are matched.
pub(super) fn digests(statement: &Statement) -> Vec<Digest> {
    let accepted = Accepted::default();
    let subjects = statement.subjects();
    let digests = subjects.flat_map(|subject| strong(&subject, &accepted));
    digests.collect()
}

/// Compares the subjects of two builds: those of one name, then those of one digest.
///
/// Fails where no subject of one can be compared with any of the other.
pub(super) fn compare(
    found: &mut Differences,
    builds: (usize, usize),
    first: &Statement,
    second: &Statement,
) -> Result<(), &'static str> {
    let accepted = Accepted::default();
    let (first, second) = (subjects(first, &accepted), subjects(second, &accepted));
    let mut pairs = Pairs {
        partner: vec![None; first.len()],
        taken: vec![false; second.len()],
    };
    pairs.by_name(&first, &second);
    pairs.by_digest(&first, &second);
    if pairs.partner.iter().all(Option::is_none) {
        return Err("no subject of one build is one of the other");
    }
    for (subject, partner) in first.iter().zip(&pairs.partner) {
        match partner.and_then(|partner| second.get(partner)) {
            Some(other) => match is_equal(&subject.digests, &other.digests) {
                Some(true) => {}
                Some(false) => subject.report(builds, Side::Both, found),
                None => return Err("a subject has no strong digest in common with its twin"),
            },
            None => subject.report(builds, Side::First, found),
        }
    }
    for (subject, _) in second
        .iter()
        .zip(&pairs.taken)
        .filter(|(_, taken)| !**taken)
    {
        subject.report(builds, Side::Second, found);
    }
    Ok(())
}

/// A subject and its strong digests.
struct Output<'a> {
    index: usize,
    name: Option<&'a str>,
    digests: Vec<Digest>,
}

impl Output<'_> {
    fn report(&self, builds: (usize, usize), side: Side, found: &mut Differences) {
        let place = Place::root().member("subject").index(self.index);
        found.add(builds, place, self.name.unwrap_or_default(), side);
    }
}

fn subjects<'a>(statement: &'a Statement, accepted: &Accepted) -> Vec<Output<'a>> {
    let subjects = statement.subjects();
    subjects
        .map(|subject| Output {
            index: subject.index(),
            // These say nothing.
            name: subject.name().filter(|name| !matches!(*name, "" | "_")),
            digests: strong(&subject, accepted),
        })
        .collect()
}

fn strong(subject: &Subject<'_>, accepted: &Accepted) -> Vec<Digest> {
    let digests = subject.digests().copied();
    let strong = digests.filter(|digest| accepted.contain(digest.algorithm()));
    strong.collect()
}

/// Which subject of the second build is the twin of which of the first.
struct Pairs {
    partner: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Pairs {
    fn by_name(&mut self, first: &[Output<'_>], second: &[Output<'_>]) {
        let (ours, theirs) = (unique_names(first), unique_names(second));
        for (name, one) in ours {
            if let (Some(one), Some(Some(other))) = (one, theirs.get(name)) {
                self.join(one, *other);
            }
        }
    }

    fn by_digest(&mut self, first: &[Output<'_>], second: &[Output<'_>]) {
        let mut known: HashMap<Digest, Vec<usize>> = HashMap::new();
        for (at, output) in second.iter().enumerate().rev() {
            for digest in &output.digests {
                known.entry(*digest).or_default().push(at);
            }
        }
        for (at, output) in first.iter().enumerate() {
            if self.partner.get(at).copied().flatten().is_some() {
                continue;
            }
            // Each index is popped once, so that many subjects of one digest cost no more.
            let twin = output.digests.iter().find_map(|digest| {
                let free = known.get_mut(digest)?;
                while let Some(twin) = free.pop() {
                    if self.taken.get(twin) == Some(&false) {
                        return Some(twin);
                    }
                }
                None
            });
            if let Some(twin) = twin {
                self.join(at, twin);
            }
        }
    }

    fn join(&mut self, one: usize, other: usize) {
        if let (Some(partner), Some(taken)) = (self.partner.get_mut(one), self.taken.get_mut(other))
        {
            *partner = Some(other);
            *taken = true;
        }
    }
}

/// Names, and the one subject that has it; none where several have.
fn unique_names<'a>(outputs: &[Output<'a>]) -> HashMap<&'a str, Option<usize>> {
    let mut names = HashMap::new();
    for (at, output) in outputs.iter().enumerate() {
        if let Some(name) = output.name {
            let known = names.entry(name).or_insert(Some(at));
            if *known != Some(at) {
                *known = None;
            }
        }
    }
    names
}

/// Whether all digests of common algorithms are equal; `None` where there is no such algorithm.
fn is_equal(first: &[Digest], second: &[Digest]) -> Option<bool> {
    let mut result = None;
    for one in first {
        for other in second {
            if one.algorithm() == other.algorithm() {
                result = Some(result.unwrap_or(true) && one == other);
            }
        }
    }
    result
}
