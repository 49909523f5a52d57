//! What is not signed, in a sentence for each class.

use bonafide_report::registry;

use super::class::{ClassCoverage, CoverageClass, CoveredPath};
use super::survey::Coverage;
use crate::Finding;
use crate::matching::Matching;
use crate::tree::shown;

/// Paths of a class that a sentence names.
const NAMED: usize = 3;

/// One finding for each class that is not signed, where files of it are not errors anyway.
pub(super) fn judge(matching: &mut Matching<'_>, coverage: &Coverage) {
    let is_lenient = matching.options.ignore_unsigned_files || matching.subset.is_some();
    for class in CoverageClass::ALL {
        let found = coverage.class(class);
        if found.files() == 0 || (class == CoverageClass::Unsigned && !is_lenient) {
            continue;
        }
        if let Some(finding) = finding(class, found) {
            matching.note(finding);
        }
    }
}

fn finding(class: CoverageClass, found: &ClassCoverage) -> Option<Finding> {
    let count = |one: &str, more: &str| counted(found.files(), one, more);
    let files = format!(
        "{} of {}",
        count("file", "files"),
        counted(found.bytes(), "byte", "bytes")
    );
    let are = if found.files() == 1 { "is" } else { "are" };
    let (code, what) = match class {
        CoverageClass::Unsigned => (
            registry::OMS_COVERAGE_UNSIGNED,
            format!("{files} {are} not signed"),
        ),
        CoverageClass::IgnoredBySignature => (
            registry::OMS_COVERAGE_IGNORED_BY_SIGNATURE,
            format!("the signer left out {files}"),
        ),
        CoverageClass::IgnoredByDefault => (
            registry::OMS_COVERAGE_IGNORED_BY_DEFAULT,
            format!("{files} {are} of version control and not signed"),
        ),
        CoverageClass::IgnoredByCaller => (
            registry::OMS_COVERAGE_IGNORED_BY_CALLER,
            format!("the verifier was told to leave out {files}"),
        ),
        CoverageClass::EmptyUnderShards => {
            let files = count("empty file", "empty files");
            let what = format!("{files} {are} not signed, as nothing empty is in pieces");
            (registry::OMS_COVERAGE_EMPTY_UNDER_SHARDS, what)
        }
        CoverageClass::EmptyDirectory => {
            let directories = count("empty directory", "empty directories");
            let what = format!("{directories} {are} not signed, as no signature holds any");
            (registry::OMS_COVERAGE_EMPTY_DIRECTORY, what)
        }
        _ => return None,
    };
    let message = format!("{what}: {}", names(found));
    Some(if class == CoverageClass::EmptyDirectory {
        Finding::info(code, message)
    } else {
        Finding::warn(code, message)
    })
}

fn counted(number: u64, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

fn names(found: &ClassCoverage) -> String {
    let named = |path: &CoveredPath| shown(path.path().as_bytes());
    let names: Vec<String> = found.paths().iter().take(NAMED).map(named).collect();
    let is_cut = found.paths().len() > NAMED;
    format!("{}{}", names.join(", "), if is_cut { ", …" } else { "" })
}

#[cfg(test)]
mod tests {
    use crate::matching::testing::{Folder, PIECES, USUAL, report, signed};
    use crate::{HashMethod, TreeOptions};

    #[test]
    fn what_is_not_signed_is_told_in_words() {
        let folder = Folder::usual();
        std::fs::create_dir(folder.at("d")).unwrap();
        folder
            .write("mine", "m")
            .write(".gitignore", "ab")
            .write("empty", "")
            .write("void", "");
        for name in ["a", "b", "c", "e"] {
            folder.write(format!("theirs/{name}"), "123");
        }
        let told = |method: HashMethod, options: TreeOptions| {
            let mut manifest = signed(method, USUAL);
            manifest.ignore_paths = vec!["theirs".to_owned()];
            let found = report(&folder, &manifest, &options);
            let kept = found.findings().kept().iter();
            let of_coverage = kept.filter(|finding| {
                finding.code().is_under("oms.coverage") && finding.path().is_empty()
            });
            of_coverage
                .map(|finding| finding.message().to_owned())
                .collect::<Vec<_>>()
        };
        let lenient = TreeOptions::new().ignore_unsigned_files();
        let directory = "1 empty directory is not signed, as no signature holds any: d";
        let git = "1 file of 2 bytes is of version control and not signed: .gitignore";
        let signer = "the signer left out 4 files of 12 bytes: theirs/a, theirs/b, theirs/c, …";
        assert_eq!(
            told(HashMethod::Files, lenient),
            [
                directory,
                git,
                signer,
                "3 files of 1 byte are not signed: empty, mine, void",
            ]
        );
        assert_eq!(
            told(PIECES, TreeOptions::new().with_ignore_paths(["mine"])),
            [
                directory,
                "2 empty files are not signed, as nothing empty is in pieces: empty, void",
                "the verifier was told to leave out 1 file of 1 byte: mine",
                git,
                signer,
            ]
        );
    }
}
