//! The performance goals of bills of materials, beside those who read them too.

#[path = "../../benches/sbom/cyclonedx.rs"]
mod cyclonedx;
#[path = "../../benches/sbom/hostile.rs"]
mod hostile;
#[path = "../../benches/sbom/jobs.rs"]
mod jobs;
#[path = "../../benches/sbom/json.rs"]
mod json;
#[path = "../../benches/sbom/large.rs"]
mod large;
#[path = "../../benches/sbom/licences.rs"]
mod licences;
#[path = "../../benches/sbom/measure.rs"]
mod measure;
#[path = "../../benches/sbom/memory.rs"]
mod memory;
#[path = "../../benches/provenance/resident.rs"]
mod resident;
#[path = "../../benches/sbom/small.rs"]
mod small;
#[path = "../../benches/sbom/spdx.rs"]
mod spdx;
#[path = "../../benches/sbom/spdx3.rs"]
mod spdx3;
#[path = "../../benches/sbom/speeds.rs"]
mod speeds;
#[path = "../../benches/provenance/table.rs"]
mod table;
#[path = "../../benches/sbom/words.rs"]
mod words;
#[path = "../../benches/sbom/xml.rs"]
mod xml;

use cyclonedx_bom::models::bom::{Bom, SpecVersion};
use cyclonedx_bom::models::component::Components;
use serde_cyclonedx::cyclonedx::{v_1_5, v_1_6};
use spdx_rs::models::SPDX;

use jobs::Job;
use large::{Kind, Peer};
use table::Goal;

fn main() {
    words::run(peers, &[BOM, BOM_WITH_VERSION, SERDE_1_5], &[BOM_XML]);
}

/// Who reads a kind of document, and what is wanted of us.
fn peers(kind: Kind) -> Vec<Peer> {
    let peer = |job, goal, model| Peer { job, goal, model };
    match kind {
        Kind::CycloneDx("1.5") => vec![
            peer(BOM, Goal::AtLeast(8.0), Goal::None),
            peer(BOM_WITH_VERSION, Goal::AtLeast(8.0), Goal::None),
            peer(SERDE_1_5, Goal::AtLeast(3.0), Goal::AtLeast(1.0)),
        ],
        Kind::CycloneDx(_) => vec![peer(SERDE_1_6, Goal::AtLeast(3.0), Goal::AtLeast(1.0))],
        Kind::Spdx => vec![peer(SPDX_RS, Goal::AtLeast(2.5), Goal::None)],
        // None of them reads it.
        Kind::Spdx3 => Vec::new(),
    }
}

const BOM: Job = Job {
    name: "`cyclonedx-bom`, `Bom::parse_from_json`",
    run: |document| Some(count(&Bom::parse_from_json(document).unwrap())),
};

const BOM_WITH_VERSION: Job = Job {
    name: "`cyclonedx-bom`, `Bom::parse_from_json_with_version`",
    run: |document| {
        let bom = Bom::parse_from_json_with_version(document, SpecVersion::V1_5);
        Some(count(&bom.unwrap()))
    },
};

const BOM_XML: Job = Job {
    name: "`cyclonedx-bom`, `Bom::parse_from_xml_with_version`",
    run: |document| {
        let bom = Bom::parse_from_xml_with_version(document, SpecVersion::V1_4);
        Some(count(&bom.unwrap()))
    },
};

/// Reads a document into one of the generated types, which have no trait in common.
macro_rules! generated {
    ($document:ty) => {
        |document| {
            let bom: $document = serde_json::from_slice(document).unwrap();
            let mut open = vec![bom.components.as_deref().unwrap_or_default()];
            let mut count = 0;
            while let Some(components) = open.pop() {
                count += components.len();
                open.extend(
                    components
                        .iter()
                        .filter_map(|one| one.components.as_deref()),
                );
            }
            Some(count)
        }
    };
}

const SERDE_1_5: Job = Job {
    name: "`serde-cyclonedx`, 1.5",
    run: generated!(v_1_5::CycloneDx),
};

const SERDE_1_6: Job = Job {
    name: "`serde-cyclonedx`, 1.6",
    run: generated!(v_1_6::CycloneDx),
};

const SPDX_RS: Job = Job {
    name: "`spdx-rs`",
    run: |document| {
        let spdx: SPDX = serde_json::from_slice(document).unwrap();
        Some(spdx.package_information.len())
    },
};

/// The components of a document, nested ones too.
fn count(bom: &Bom) -> usize {
    let mut open: Vec<&Components> = bom.components.iter().collect();
    let mut count = 0;
    while let Some(components) = open.pop() {
        count += components.0.len();
        open.extend(
            components
                .0
                .iter()
                .filter_map(|one| one.components.as_ref()),
        );
    }
    count
}
