//! Identifiers of packages and scores of vulnerabilities: package URLs, CPEs, CVSS vectors.

use bonafide_report::Place;
use bonafide_sbom::{Cpe, CvssVector, Purl};

use crate::input::text;
use crate::memory;

/// What is read is written in one form, which is a fixed point; scores are between 0 and 10.
pub fn run(data: &[u8]) {
    let Some(text) = text(data) else { return };
    memory::within(64 << 10, 800, data, || judge(text));
}

fn judge(text: &str) {
    if let Ok(purl) = Purl::parse(text) {
        let again = Purl::parse(purl.as_str()).expect("a package URL again");
        assert_eq!(again.as_str(), purl.as_str(), "{text:?}");
        assert_eq!(
            (again.name(), again.version()),
            (purl.name(), purl.version())
        );
        let _ = (purl.note_spelling(text), purl.qualifiers().count());
    }
    if let Ok(cpe) = Cpe::parse(text) {
        let _ = (cpe.relation(&cpe), cpe.attributes().len());
    }
    if let Ok(vector) = CvssVector::parse(text, &Place::root()) {
        for score in [vector.base_score(), vector.score()].into_iter().flatten() {
            assert!(score <= 100, "{text:?}");
        }
        let _ = vector.base_severity();
    }
}
