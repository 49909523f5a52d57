//! Lists of requirements with hashes, as pip reads them.

#![cfg(feature = "checks")]

mod allowance;
mod compare;
mod duplicates;
mod hash;
mod includes;
mod judge;
mod line;
mod lines;
mod lock;
mod options;
mod policy;
mod url;

use bonafide_report::registry::LOCK_MALFORMED;

use crate::{CheckReport, Fact, Finding, Findings};

pub use crate::python::{Environment, Variable};
pub(crate) use allowance::Allowance;
pub use hash::Hash;
pub(crate) use includes::Opened;
pub(crate) use judge::{Judged, judge};
pub use lock::{Lock, Requirement};
pub use policy::Policy;

/// The name of the check.
const CHECK: &str = "requirements";

/// Reads the list of requirements `path`, with those that it includes, and holds it to `policy`.
///
/// `open` gives the content of a file by its path from the root of the package, `path` among them;
/// `None` for one that is not there. Nothing outside of the package is asked for. Takes time in
/// proportion to the files; proofs that two conditions exclude each other are bounded.
///
/// ```
/// use bonafide_model::CheckOutcome;
/// use bonafide_model::requirements::{Policy, check};
/// let hash = "0".repeat(64);
/// let text = format!("numpy==2.1.0 --hash=sha256:{hash}\ntorch>=2 --hash=sha256:{hash}\n");
/// let open = |path: &str| (path == "requirements.txt").then(|| text.clone().into_bytes());
/// let (lock, report) = check("requirements.txt", &open, &Policy::new());
/// assert_eq!(lock.requirements().len(), 2);
/// assert_eq!(report.outcome(), CheckOutcome::Fail); // lock.unpinned
/// ```
///
/// # Specification
/// models REQ-1 to REQ-7; pip, requirements file format. Stricter: options are not abbreviated, and
/// an encoding other than UTF-8 is not declared.
#[must_use]
pub fn check(
    path: &str,
    open: &dyn Fn(&str) -> Option<Vec<u8>>,
    policy: &Policy,
) -> (Lock, CheckReport) {
    let open = |path: &str| open(path).map_or(Opened::Missing, |bytes| Opened::Bytes(bytes.into()));
    let (lock, judged) = judge(path, &open, policy, &mut Allowance::new(usize::MAX));
    (lock, judged.report(true))
}

/// For each requirement, whether it holds in one of the targets.
fn evaluate(lock: &mut Lock, policy: &Policy, findings: &mut Findings) {
    for requirement in &mut lock.requirements {
        let Some(marker) = &requirement.marker else {
            continue;
        };
        if policy.targets.is_empty() {
            continue;
        }
        requirement.is_effective = false;
        for target in &policy.targets {
            match marker.evaluate(target) {
                Some(holds) => requirement.is_effective |= holds,
                None => {
                    // It may hold: nothing is left out because of what is not known.
                    requirement.is_effective = true;
                    let message = "its condition cannot be evaluated for a target";
                    let message = format!("{}: {message}", requirement.name);
                    findings.add(requirement.place(Finding::error(LOCK_MALFORMED, message)));
                    break;
                }
            }
        }
    }
}

fn facts(lock: &Lock) -> Vec<Fact> {
    let mut rows: Vec<String> = lock
        .effective()
        .map(|requirement| match requirement.version() {
            Some(version) => format!("{}=={version}", requirement.name),
            None => requirement.name.clone(),
        })
        .collect();
    rows.sort_unstable();
    rows.dedup();
    let count = rows.len().to_string();
    vec![
        Fact {
            name: "lock.count",
            value: count,
        },
        Fact {
            name: "lock.packages",
            value: rows.join("\n"),
        },
    ]
}
