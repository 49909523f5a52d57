//! Who a wheel says it is: in its file name, its directory of metadata, METADATA and WHEEL.

use std::collections::BTreeSet;

use bonafide_report::{Escaped, registry};

use super::file_name::{FileName, expand};
use super::headers::Headers;
use super::version;
use crate::Finding;
use crate::python::normalized;
use crate::zip::Archive;

/// The one directory of metadata at the top, without a `/` at its end.
///
/// # Specification
/// models REC-1.
pub(super) fn dist_info(archive: &Archive<'_>, name: Option<&FileName>) -> Result<String, Finding> {
    let members = archive.members().iter();
    let tops = members.filter_map(|member| member.name().split_once('/'));
    let found: BTreeSet<&str> = tops
        .map(|(top, _)| top)
        .filter(|top| is_dist_info(top))
        .collect();
    let mut found = found.into_iter();
    let (Some(directory), None) = (found.next(), found.next()) else {
        let message = "there is not exactly one `.dist-info` directory at the top";
        return Err(Finding::error(registry::REC_FILE_NAME, message));
    };
    if let Some(wanted) = name
        && project_of(directory, ".dist-info")
            != Some((wanted.project.clone(), wanted.version.clone()))
    {
        let shown = Escaped(directory);
        let message = format!("`{shown}` is not of the project and version of the file name");
        let finding = Finding::error(registry::REC_FILE_NAME, message);
        return Err(finding.at_member(format!("{directory}/")));
    }
    Ok(directory.to_owned())
}

/// Installers look without regard to case.
fn is_dist_info(top: &str) -> bool {
    top.to_ascii_lowercase().ends_with(".dist-info")
}

/// The project and version that `directory` names before `suffix`.
pub(super) fn project_of(directory: &str, suffix: &str) -> Option<(String, String)> {
    let (project, version) = directory.strip_suffix(suffix)?.rsplit_once('-')?;
    Some((normalized(project)?, version::canonical(version)?))
}

/// Compares METADATA with the file name.
pub(super) fn check_metadata(text: &[u8], wanted: Option<&FileName>) -> Result<(), String> {
    let [names, versions] = Headers::new(text)?.values(["Name", "Version"])?;
    let ([name], [version]) = (names.as_slice(), versions.as_slice()) else {
        return Err("there is not exactly one Name and one Version".to_owned());
    };
    let shown = (Escaped(name), Escaped(version));
    let wrong = |what| format!("{what}: name `{}`, version `{}`", shown.0, shown.1);
    let found = (normalized(name), version::canonical(version));
    let (Some(project), Some(version)) = found else {
        return Err(wrong("no name or no version"));
    };
    match wanted {
        Some(wanted) if wanted.project != project || wanted.version != version => {
            Err(wrong("not those of the file name"))
        }
        _ => Ok(()),
    }
}

/// What WHEEL says.
pub(super) struct Tags {
    tags: BTreeSet<String>,
    build: Option<String>,
    pub(super) is_pure: bool,
}

impl Tags {
    pub(super) fn read(text: &[u8]) -> Result<Self, String> {
        let names = ["Wheel-Version", "Root-Is-Purelib", "Tag", "Build"];
        let [versions, pure, lines, builds] = Headers::new(text)?.values(names)?;
        let major = match versions.as_slice() {
            [version] => version.split_once('.').map(|(major, _)| major),
            _ => return Err("there is not exactly one Wheel-Version".to_owned()),
        };
        if major != Some("1") {
            return Err("the Wheel-Version is not 1".to_owned());
        }
        let is_pure = match pure.as_slice() {
            [text] if text.eq_ignore_ascii_case("true") => true,
            [text] if text.eq_ignore_ascii_case("false") => false,
            _ => return Err("Root-Is-Purelib is not once `true` or `false`".to_owned()),
        };
        let mut tags = BTreeSet::new();
        for line in lines {
            expand(line, &mut tags).ok_or("a Tag is not well-formed, or there are too many")?;
        }
        let build = match builds.as_slice() {
            [] => None,
            [build] => Some((*build).to_owned()),
            _ => return Err("there is more than one Build".to_owned()),
        };
        Ok(Self {
            tags,
            build,
            is_pure,
        })
    }

    pub(super) fn check(&self, name: &FileName) -> Result<(), String> {
        if let Some(tag) = self.tags.symmetric_difference(&name.tags).next() {
            let tag = Escaped(tag);
            return Err(format!("`{tag}` is not in both, Tag and the file name"));
        }
        match self.build == name.build {
            true => Ok(()),
            false => Err("Build is not that of the file name".to_owned()),
        }
    }
}
