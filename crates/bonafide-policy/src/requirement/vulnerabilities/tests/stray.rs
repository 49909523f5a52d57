//! Unsigned documents beside reports that count.

use super::*;

fn wanted_local(min_reports: usize) -> VulnerabilityRequirement {
    VulnerabilityRequirement {
        local: true,
        min_reports,
        ..wanted()
    }
}

#[test]
fn what_is_no_report_does_not_spoil_one_that_counts() {
    let good = trivy(&json!([])).to_string();
    let readme = b"# How to build this".as_slice();
    let mut foreign = grype(&[]);
    foreign["source"]["target"]["repoDigests"] = json!([about(b"another")]);
    let foreign = foreign.to_string();
    for (stray, code_of_it) in [
        (readme, "vuln.malformed"),
        (foreign.as_bytes(), "vuln.subject-mismatch"),
    ] {
        for local in [[good.as_bytes(), stray], [stray, good.as_bytes()]] {
            let notes = judged(&wanted_local(1), &[], &[], &local).unwrap();
            let codes: Vec<&str> = notes.iter().map(|note| note.code().as_str()).collect();
            assert_eq!(codes, [code_of_it]);
            // Another scanner is missing, whatever lies beside.
            let unmet = judged(&wanted_local(2), &[], &[], &local).unwrap_err();
            assert_eq!(unmet.finding.code().as_str(), "vuln.missing");
            assert_eq!(unmet.findings[0].code().as_str(), code_of_it);
        }
        let unmet = judged(&wanted_local(1), &[], &[], &[stray]).unwrap_err();
        assert_eq!(unmet.finding.code().as_str(), code_of_it);
    }
    // What it says of the artifact counts as before.
    let bad = grype(&[found("CVE-1", "Critical")]).to_string();
    let both = [good.as_bytes(), bad.as_bytes(), readme];
    let unmet = judged(&wanted_local(1), &[], &[], &both).unwrap_err();
    assert_eq!(unmet.finding.code().as_str(), "vuln.above-threshold");
}
