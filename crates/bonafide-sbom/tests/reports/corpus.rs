//! Published reports: as many vulnerabilities as the table says.

use std::path::Path;

use bonafide_sbom::{ScanFormat, ScanLimits, ScanReport, Severity, SeverityGate};

#[test]
fn reports() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus sbom reports: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = Path::new(&corpus).join("sbom");
    let table = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let (mut rows, mut wrong) = (0, 0);
    for line in table.lines().skip(1) {
        let row: Vec<&str> = line.split('\t').collect();
        let [file, format, _, expected, _, count, ..] = row[..] else {
            panic!("{line}");
        };
        let wanted = match format {
            "grype-report" => ScanFormat::Grype,
            "trivy-report" => ScanFormat::Trivy,
            _ => continue,
        };
        rows += 1;
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let report = ScanReport::read(&bytes, &ScanLimits::default());
        let is_right = match &report {
            Ok(report) => {
                let gate = SeverityGate::tolerating(Severity::None);
                let is_rated = |found| gate.rate(found).severity.is_some();
                expected == "ok"
                    && report.format == wanted
                    && report.len().to_string() == count
                    && report.matches.iter().all(is_rated)
                    && report.findings.kept().is_empty()
            }
            Err(_) => expected != "ok",
        };
        if !is_right {
            wrong += 1;
            println!("{file}: {report:?}");
        }
    }
    println!("corpus sbom reports: {rows} rows, {wrong} wrong");
    assert!(rows > 0 && wrong == 0);
}
