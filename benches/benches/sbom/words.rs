//! What the command line asks for.

use crate::jobs::{ALL_FIELDS, GRAPH, HASHED, IGNORED, Job, MODEL, READ, REFUSED, VALUE};
use crate::large::{Kind, Peer, races};
use crate::table::Table;
use crate::{hostile, licences, memory, small, table, xml};

/// Measures the groups that the command line names, all without names, and prints the table.
/// `peers` are those of a large document, `small_peers` those of the small ones, `xml_peers` those that
/// read XML. The word `quick` makes large documents a tenth as large.
pub(crate) fn run(peers: impl Fn(Kind) -> Vec<Peer>, small_peers: &[Job], xml_peers: &[Job]) {
    let mut races = races();
    for race in &mut races {
        race.peers = peers(race.kind);
    }
    let mut jobs = vec![
        READ,
        HASHED,
        ALL_FIELDS,
        MODEL,
        VALUE,
        IGNORED,
        GRAPH,
        REFUSED,
        xml::EVENTS,
    ];
    jobs.extend(xml_peers);
    jobs.extend(
        races
            .iter()
            .flat_map(|race| race.peers.iter().map(|peer| peer.job)),
    );
    if memory::is_child(&jobs) {
        return;
    }
    let words = table::words();
    let has = |word: &str| words.iter().any(|one| one == word);
    let is_quick = has("quick");
    let is_whole = words.len() == usize::from(is_quick);
    let mut table = Table::default();
    let percent = if is_quick { 10 } else { 100 };
    for race in &races {
        let of_kind = match race.kind {
            Kind::CycloneDx(_) => has("cyclonedx"),
            Kind::Spdx | Kind::Spdx3 => has("spdx"),
        };
        if is_whole || of_kind || has(race.name) {
            race.run(&mut table, percent);
        }
    }
    if is_whole || has("xml") {
        xml::rows(&mut table, percent, xml_peers);
    }
    if is_whole || has("small") {
        small::rows(&mut table, small_peers);
    }
    if is_whole || has("licences") {
        licences::rows(&mut table);
    }
    if is_whole || has("hostile") {
        hostile::rows(&mut table);
    }
    table.print();
}
