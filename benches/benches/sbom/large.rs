//! Documents of 50 to 100 MB.

use crate::jobs::{ALL_FIELDS, GRAPH, HASHED, IGNORED, Job, MODEL, READ, VALUE, counted};
use crate::json::{Made, Producer, Shape};
use crate::memory::Loaded;
use crate::speeds::Speeds;
use crate::table::{Goal, Table};
use crate::{cyclonedx, spdx, spdx3};

/// Another reader, and how many times as fast we want to be, with a sink and with the model.
pub(crate) struct Peer {
    pub(crate) job: Job,
    pub(crate) goal: Goal,
    pub(crate) model: Goal,
}

/// What a document is, and who else reads it.
pub(crate) struct Race {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) is_pretty: bool,
    pub(crate) producer: Option<Producer>,
    pub(crate) peers: Vec<Peer>,
}

#[derive(Clone, Copy)]
pub(crate) enum Kind {
    CycloneDx(&'static str),
    Spdx,
    Spdx3,
}

impl Race {
    fn made(&self, percent: usize) -> Made {
        let megabytes = match self.kind {
            Kind::CycloneDx(_) => 100,
            Kind::Spdx => 80,
            Kind::Spdx3 => 50,
        };
        let shape = Shape {
            bytes: megabytes * 10_000 * percent,
            is_pretty: self.is_pretty,
            producer: self.producer,
        };
        match self.kind {
            Kind::CycloneDx(version) => cyclonedx::document(version, shape),
            Kind::Spdx => spdx::document(shape),
            Kind::Spdx3 => spdx3::document(shape),
        }
    }

    /// Times and memory of everybody who reads the document.
    pub(crate) fn run(&self, table: &mut Table, percent: usize) {
        let made = self.made(percent);
        let document = made.text.as_bytes();
        let counter = counted(document, false);
        assert_eq!(
            (counter.components, counter.edges),
            (made.components, made.edges)
        );
        eprintln!(
            "{}: {:.1} MB, {counter:?}",
            self.name,
            document.len() as f64 / 1e6
        );
        let mut jobs = vec![READ, HASHED, ALL_FIELDS, MODEL, VALUE, IGNORED, GRAPH];
        let ours = jobs.len();
        jobs.extend(self.peers.iter().map(|peer| peer.job));
        for job in &jobs {
            let count = (job.run)(document);
            assert!(
                count.is_none_or(|count| count == made.components),
                "{}",
                job.name
            );
        }
        self.times(table, document, &jobs, ours);
        self.memory(table, document, &jobs);
    }

    fn times(&self, table: &mut Table, document: &[u8], jobs: &[Job], ours: usize) {
        let speeds = Speeds::measured(self.name, document, jobs);
        let mut row = |one, other, goal| speeds.row(table, one, other, self.goal(goal));
        row(0, 4, Goal::AtLeast(5.0));
        row(0, 5, Goal::AtLeast(0.3));
        row(1, 4, Goal::None);
        row(2, 4, Goal::None);
        row(3, 4, Goal::None);
        row(6, 4, Goal::None);
        for (index, peer) in self.peers.iter().enumerate() {
            row(0, ours + index, peer.goal);
            row(1, ours + index, Goal::None);
            row(3, ours + index, peer.model);
        }
    }

    /// Nobody promised anything for SPDX 3.0, whose elements stand in any order.
    fn goal(&self, goal: Goal) -> Goal {
        match self.kind {
            Kind::Spdx3 => Goal::None,
            Kind::CycloneDx(_) | Kind::Spdx => goal,
        }
    }

    fn memory(&self, table: &mut Table, document: &[u8], jobs: &[Job]) {
        let loaded = Loaded::new(document);
        for (index, job) in jobs.iter().enumerate() {
            let mebibytes = loaded.growth(job) / f64::from(1 << 20);
            let by_input = mebibytes * f64::from(1 << 20) / document.len() as f64;
            let (goal, reached, unit) = match index {
                0..=2 => (Goal::AtMost(4.0), mebibytes, "MiB"),
                3 => (Goal::AtMost(1.0), by_input, "by the input's size"),
                6 => (Goal::AtMost(0.15), by_input, "by the input's size"),
                _ => (Goal::None, mebibytes, "MiB"),
            };
            let name = format!("{}: {}, extra memory, {unit}", self.name, job.name);
            let note = format!("{mebibytes:.1} MiB, {by_input:.3} of the input");
            table.add(&name, self.goal(goal), reached, note);
        }
    }
}

/// The documents, each for one question.
pub(crate) fn races() -> Vec<Race> {
    let race = |name, kind, is_pretty, producer| Race {
        name,
        kind,
        is_pretty,
        producer,
        peers: Vec::new(),
    };
    let (v16, v15) = (Kind::CycloneDx("1.6"), Kind::CycloneDx("1.5"));
    vec![
        race("CycloneDX 1.6", v16, false, None),
        race("CycloneDX 1.5", v15, false, None),
        race("CycloneDX 1.5, pretty", v15, true, None),
        race(
            "CycloneDX 1.6, schema order",
            v16,
            false,
            Some(Producer::Schema),
        ),
        race("CycloneDX 1.6, sorted", v16, false, Some(Producer::Sorted)),
        race(
            "CycloneDX 1.6, many escapes",
            v16,
            false,
            Some(Producer::Late),
        ),
        race("SPDX 2.3", Kind::Spdx, false, None),
        race("SPDX 2.3, pretty", Kind::Spdx, true, None),
        race(
            "SPDX 2.3, sorted",
            Kind::Spdx,
            false,
            Some(Producer::Sorted),
        ),
        race("SPDX 3.0", Kind::Spdx3, false, None),
    ]
}
