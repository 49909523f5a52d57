//! The paths that members are installed to.

use bonafide_report::{Escaped, registry};

use super::file_name::FileName;
use super::review::{Place, place_of};
use crate::zip::name::fold;
use crate::zip::{Archive, Member};
use crate::{Finding, Findings};

/// Finds members that are installed to one path, or to a path under that of another file: which of
/// them stays depends on the installer, and what RECORD says of the other is not what is installed.
///
/// Pure and native modules and the metadata share one directory. Case and normalisation do not
/// count, as some file systems do not tell them apart. Takes time in proportion to the names, times
/// a logarithm.
///
/// # Specification
/// models REC-3, REC-4.
pub(super) fn check(
    archive: &Archive<'_>,
    directory: &str,
    name: Option<&FileName>,
    findings: &mut Findings,
) {
    let files = archive.members().iter().filter(|one| !one.is_directory());
    let mut targets: Vec<(String, &Member)> = files
        .filter_map(|member| Some((target(member.name(), directory, name)?, member)))
        .collect();
    // A stable sort: of equal targets, the first in the archive stays first.
    targets.sort_by(|(one, _), (other, _)| one.cmp(other));
    for pair in targets.windows(2) {
        let [(one, first), (other, second)] = pair else {
            continue;
        };
        // What lies under a path comes directly after it.
        let what = match other.strip_prefix(one.as_str()) {
            Some("") => "is installed to the path of",
            Some(rest) if rest.starts_with(SEPARATOR) => "is installed under the path of the file",
            _ => continue,
        };
        let message = format!("it {what} `{}`", Escaped(first.name()));
        let finding = Finding::error(registry::REC_DUPLICATE, message);
        findings.add(finding.at_member(second.name()));
    }
}

/// Sorts before all that is in a name, where no member has it.
const SEPARATOR: char = '\0';

/// The folded path, with the scheme before it. `None` for a place that no installer knows.
fn target(path: &str, directory: &str, name: Option<&FileName>) -> Option<String> {
    let (scheme, path) = match place_of(path, directory, name).ok()? {
        Place::Modules(path) => ("lib", path),
        Place::Metadata(_) => ("lib", path),
        Place::Scripts(path) => ("scripts", path),
        Place::Headers(path) => ("headers", path),
        Place::Data(path) => ("data", path),
    };
    Some(format!("{scheme}/{}", fold(path)).replace('/', "\0"))
}
