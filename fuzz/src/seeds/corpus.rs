//! Real documents, from the folder that `BONAFIDE_CORPUS` names. Nothing of it is kept here.

use std::fs;
use std::path::{Path, PathBuf};

/// Which parts of the corpus are of use to which targets, by folder and ending.
const PARTS: [(&str, &str, &str); 19] = [
    ("bundles", "json", "bundle"),
    ("bundles", "sigstore", "bundle"),
    ("bundles/roots", "json", "trusted_root"),
    ("models", "sig", "model_bundle"),
    ("policy/policy-json", "json", "containers_policy"),
    ("sbom/cdx-json", "json", "cyclonedx_json"),
    ("sbom/cdx-xml", "xml", "cyclonedx_xml"),
    ("sbom/spdx-json", "json", "spdx2_json"),
    ("sbom/spdx-tv", "", "spdx2_tag_value"),
    ("sbom/spdx3-jsonld", "", "spdx3_json"),
    ("sbom/csaf-json", "json", "vex"),
    ("sbom/openvex-json", "json", "vex"),
    ("sbom/trivy-report", "json", "scan_report"),
    ("sbom/grype-report", "json", "scan_report"),
    ("sbom/wrapped", "", "sbom_format"),
    ("sbom/hostile", "", "sbom_format"),
    ("slsa/data", "", "envelope"),
    ("slsa/data", "json", "provenance"),
    ("images", "json", "oci_document"),
];

/// At most so many files for a target.
const MOST: usize = 60;

/// Documents for this target of at most `most` bytes; none where the folder is not there.
pub(super) fn of(corpus: &Path, target: &str, most: usize) -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (folder, ending, _) in PARTS.iter().filter(|(_, _, of)| *of == target) {
        for path in files(&corpus.join(folder)) {
            let fits = ending.is_empty() || path.extension().is_some_and(|found| found == *ending);
            let small = path
                .metadata()
                .is_ok_and(|about| about.len() <= most as u64);
            if fits && small && seeds.len() < MOST {
                seeds.extend(fs::read(path));
            }
        }
    }
    seeds
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut open, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
