//! The verification codes of packages, computed again from the files that a document lists.

mod sha1;

use std::collections::HashSet;

use bonafide_report::registry::SBOM_PVC_MISMATCH;
use bonafide_report::{Escaped, Finding, Place};

use crate::{ComponentView, Fields, Findings, HashAlgorithm, HashValue, Model, Relation, Role};
use sha1::Sha1;

/// How the verification code of a package compares with the files that the document lists for it.
///
/// It is a sum of SHA-1 values that stand in the same document: that they agree says that the
/// document is consistent, and nothing about any file.
///
/// # Specification
/// sbom PVC-1; SPDX 2.3 section 7.9.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PackageVerification {
    /// The ordinal of the package.
    pub package: u32,
    /// How it compares.
    pub outcome: VerificationOutcome,
}

/// How a verification code compares with files.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "sbom PVC-1 knows these three")]
pub enum VerificationOutcome {
    /// It is the code of these files.
    Agrees,
    /// The files have this code, in lower-case hexadecimal.
    Disagrees(String),
    /// Nothing can be said.
    NotComputable(NotComputable),
}

/// Why no verification code can be computed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotComputable {
    /// The document lists no file of the package, or edges, files or hashes were not read.
    NoFiles,
    /// This file has no SHA-1 value, a malformed one, or two.
    NoSha1(Place),
    /// The document says that the files were not analysed.
    NotAnalyzed,
    /// The code is no SHA-1 value.
    Malformed,
    /// The package contains something that the document does not have, which can be a file.
    Undefined,
    /// An earlier element has the reference of the package: nobody can tell whose files they are.
    Ambiguous,
}

/// The verification codes of all packages that have one.
///
/// # Specification
/// sbom PVC-1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerificationReport {
    /// The packages, in the order in which they begin.
    pub packages: Vec<PackageVerification>,
    /// `sbom.pvc-mismatch` for each that disagrees. At most 10,000 are kept.
    pub findings: Findings,
}

/// The verification code of files by their SHA-1 values, in lower-case hexadecimal; for a caller who
/// has the files. Those that the package leaves out are to be left out.
///
/// ```
/// let one = bonafide_sbom::verification_code([[0x11; 20], [0x00; 20]]);
/// assert_eq!(one, bonafide_sbom::verification_code([[0x00; 20], [0x11; 20]]));
/// ```
///
/// # Specification
/// SPDX 2.3 section 7.9.
#[must_use]
pub fn verification_code(files: impl IntoIterator<Item = [u8; 20]>) -> String {
    // Bytes and their lower-case hexadecimal have one order.
    let mut files: Vec<_> = files.into_iter().collect();
    files.sort_unstable();
    let mut sum = Sha1::new();
    for file in files {
        sum.update(hex(&file).as_bytes());
    }
    hex(&sum.finish())
}

impl Model {
    /// Computes the verification code of each package again that has one, from the files that it
    /// contains by the document's own word. Takes time in proportion to packages, edges and files,
    /// which are sorted.
    ///
    /// # Specification
    /// sbom PVC-1.
    #[must_use]
    pub fn verification_codes(&self) -> VerificationReport {
        let mut report = VerificationReport::default();
        for package in self.components() {
            let Some(code) = package.verification_code() else {
                continue;
            };
            let outcome = outcome(self, package, code);
            if let VerificationOutcome::Disagrees(computed) = &outcome {
                report.findings.note(SBOM_PVC_MISMATCH, || {
                    let detail = format!(
                        "the verification code is {}, that of the files is {computed}",
                        Escaped(code)
                    );
                    let place = package.place().member("packageVerificationCode");
                    Finding::new(SBOM_PVC_MISMATCH, place, detail)
                });
            }
            report.packages.push(PackageVerification {
                package: package.ordinal(),
                outcome,
            });
        }
        report
    }
}

fn outcome(model: &Model, package: ComponentView<'_>, code: &str) -> VerificationOutcome {
    use NotComputable::{Ambiguous, Malformed, NoFiles, NotAnalyzed};
    let not = VerificationOutcome::NotComputable;
    let needed = [Fields::EDGES, Fields::FILES, Fields::HASHES];
    if !needed.iter().all(|field| model.fields().has(*field)) || !model.summary().complete {
        return not(NoFiles);
    }
    if package.files_analyzed() == Some(false) {
        return not(NotAnalyzed);
    }
    if !HashAlgorithm::Sha1.fits(code) {
        return not(Malformed);
    }
    if !package.is_first_of_reference() {
        return not(Ambiguous);
    }
    match files(model, package) {
        Err(why) => not(why),
        Ok(files) => {
            let computed = verification_code(files);
            if computed.eq_ignore_ascii_case(code) {
                VerificationOutcome::Agrees
            } else {
                VerificationOutcome::Disagrees(computed)
            }
        }
    }
}

/// The SHA-1 values of the files that the package contains and does not leave out.
fn files(model: &Model, package: ComponentView<'_>) -> Result<Vec<[u8; 20]>, NotComputable> {
    let left_out: HashSet<_> = package.excluded_files().map(plain).collect();
    let mut files = Vec::new();
    let mut has_files = false;
    for edge in package
        .node()
        .into_iter()
        .flat_map(|on| model.edges_from(on))
    {
        if *edge.relation != Relation::Contains {
            continue;
        }
        if !model.is_defined(edge.to) && !model.is_external(edge.to) {
            return Err(NotComputable::Undefined);
        }
        let file = model.component_of(edge.to);
        let Some(file) = file.filter(|file| file.role() == Role::File) else {
            continue;
        };
        has_files = true;
        if !file
            .name()
            .is_some_and(|name| left_out.contains(plain(name)))
        {
            files.push(sha1_of(file).ok_or_else(|| NotComputable::NoSha1(file.place()))?);
        }
    }
    if has_files {
        Ok(files)
    } else {
        Err(NotComputable::NoFiles)
    }
}

/// The one SHA-1 value of a file.
fn sha1_of(file: ComponentView<'_>) -> Option<[u8; 20]> {
    let mut values = file
        .hashes()
        .filter(|(algorithm, _)| *algorithm == Some(HashAlgorithm::Sha1));
    let (_, value) = values.next()?;
    if values.next().is_some() {
        return None;
    }
    let value = HashValue::parse("SHA1", value).ok()?;
    let digest = bonafide_digest::Digest::from_hex(bonafide_digest::Algorithm::Sha1, value.hex());
    digest.ok()?.as_bytes().try_into().ok()
}

/// Names are relative to the root of the package, with `./` before them or not.
fn plain(name: &str) -> &str {
    name.strip_prefix("./").unwrap_or(name)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        for digit in [byte >> 4, byte & 15] {
            out.extend(char::from_digit(u32::from(digit), 16));
        }
        out
    })
}
