//! What somebody should look at.

use std::collections::BTreeSet;

use bonafide_report::{Escaped, registry};

use super::contents::Head;
use super::elf::Native;
use super::file_name::FileName;
use super::platform::Platforms;
use super::{Wheel, identity};
use crate::Finding;
use crate::python::normalized;
use crate::zip::{Archive, Member};

/// Where a file of a wheel goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place<'p> {
    /// Beside all other modules, under this path.
    Modules(&'p str),
    /// Onto the search path of programs.
    Scripts(&'p str),
    /// Among the headers of C.
    Headers(&'p str),
    /// Anywhere under the root of the installation.
    Data(&'p str),
    /// The directory of metadata.
    Metadata(&'p str),
}

impl Wheel<'_> {
    /// # Specification
    /// models REC-4, for the directories of `.data`; models REC-5.
    pub(super) fn review(
        &mut self,
        archive: &Archive<'_>,
        directory: &str,
        name: Option<&FileName>,
        is_pure: bool,
        heads: &[Head],
    ) {
        let expected = self.expected(archive, directory, name);
        let mut heads = heads.iter().peekable();
        let mut modules = BTreeSet::new();
        for (at, member) in archive.members().iter().enumerate() {
            let head = heads.next_if(|head| head.place == at);
            if member.is_directory() {
                continue;
            }
            let place = match place_of(member.name(), directory, name) {
                Ok(place) => place,
                Err(what) => {
                    let finding = Finding::error(registry::REC_PATH, what);
                    self.findings.add(finding.at_member(member.name()));
                    continue;
                }
            };
            if let Some(head) = head {
                self.native(member, head, name, is_pure);
            }
            match place {
                Place::Modules(path) => {
                    let is_new = modules.insert(top_of(path).to_owned());
                    self.module(member, path, is_new, &expected);
                }
                Place::Scripts(path) => self.script(member, path, head),
                Place::Headers(path) | Place::Data(path) => self.elsewhere(member, path),
                Place::Metadata("entry_points.txt") => self.entry_points(archive, member),
                Place::Metadata(_) => {}
            }
        }
        let modules: Vec<&str> = modules
            .iter()
            .map(String::as_str)
            .take(MOST_MODULES)
            .collect();
        self.fact("rec.modules", modules.join(" "));
        let files = archive
            .members()
            .iter()
            .filter(|member| !member.is_directory());
        self.fact("rec.files", files.count().to_string());
    }

    /// The modules that are the project's: those that it lists, and that of its name.
    fn expected(
        &mut self,
        archive: &Archive<'_>,
        directory: &str,
        wanted: Option<&FileName>,
    ) -> BTreeSet<String> {
        let mut expected = BTreeSet::new();
        if let Some(wanted) = wanted {
            expected.insert(wanted.project.clone());
        }
        let path = format!("{directory}/top_level.txt");
        let text = archive
            .member(&path)
            .and_then(|member| self.small(archive, member));
        let text = text
            .as_deref()
            .and_then(|text| core::str::from_utf8(text).ok());
        for line in text.unwrap_or_default().lines().take(MOST_MODULES) {
            expected.insert(normal_module(line.trim()));
        }
        expected
    }

    /// A file of the module at the front of `path`, which is told of once, with its first file.
    fn module(&mut self, member: &Member, path: &str, is_new: bool, expected: &BTreeSet<String>) {
        if let Some(what) = runs_by_itself(path) {
            self.warn(registry::REC_PTH, what, member);
        }
        let top = top_of(path);
        let libraries = top.strip_suffix(".libs").unwrap_or(top);
        if is_new && !expected.contains(&normal_module(libraries)) {
            let top = Escaped(top);
            let what = format!("`{top}` is not among the modules of the project");
            self.warn(registry::REC_OUTSIDE, &what, member);
        }
    }

    fn script(&mut self, member: &Member, path: &str, head: Option<&Head>) {
        let shebang = head.and_then(|head| head.shebang.as_deref());
        let is_python = shebang.is_some_and(|line| line.windows(6).any(|w| w == b"python"));
        if !is_python {
            let path = Escaped(path);
            let what = format!("a program `{path}` that Python does not run");
            self.warn(registry::REC_ENTRY_POINT, &what, member);
        }
    }

    fn elsewhere(&mut self, member: &Member, path: &str) {
        let file = path.rsplit('/').next().unwrap_or(path);
        if let Some(what) = runs_by_itself(file) {
            self.warn(registry::REC_PTH, what, member);
        }
        let what = "it is installed outside the directories of modules";
        self.warn(registry::REC_OUTSIDE, what, member);
    }

    fn entry_points(&mut self, archive: &Archive<'_>, member: &Member) {
        let text = self.small(archive, member).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let mut group = "";
        for line in text.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix('[') {
                group = name.trim_end_matches(']').trim();
            } else if let Some((name, target)) = line.split_once('=')
                && !line.starts_with(['#', ';'])
            {
                let (group, name) = (Escaped(group), Escaped(name.trim()));
                let target = Escaped(target.trim());
                let what = format!("`{name}` of `{group}` runs `{target}`");
                self.warn(registry::REC_ENTRY_POINT, &what, member);
            }
        }
    }

    fn native(&mut self, member: &Member, head: &Head, name: Option<&FileName>, is_pure: bool) {
        let Some(native) = head.native else { return };
        let platforms = name.map(|name| Platforms::new(&name.platforms));
        let is_any = platforms.as_ref().is_some_and(Platforms::are_any);
        if is_any || is_pure {
            let what = "native code in a wheel that says that it has none";
            self.warn(registry::REC_NATIVE, what, member);
        }
        let Some(platforms) = platforms.filter(|_| !is_any) else {
            return;
        };
        if !platforms.fit(native) {
            let what = match native {
                Native::Elf { machine } => {
                    format!("ELF for machine {machine} fits no platform tag")
                }
                Native::Pe => "code for Windows fits no platform tag".to_owned(),
                Native::MachO => "code for Apple's systems fits no platform tag".to_owned(),
            };
            self.warn(registry::REC_NATIVE, &what, member);
        }
        if let (Some(needed), Some(bound)) = (head.glibc, platforms.glibc())
            && needed > bound
        {
            let ((major, minor), (most, least)) = (needed, bound);
            let what = format!("it needs glibc {major}.{minor}, and a tag promises {most}.{least}");
            self.warn(registry::REC_NATIVE, &what, member);
        }
    }

    fn warn(&mut self, code: bonafide_report::Code, what: &str, member: &Member) {
        self.findings
            .add(Finding::warn(code, what).at_member(member.name()));
    }
}

/// The most top-level modules that are compared and told.
const MOST_MODULES: usize = 1000;

/// Where the member `path` goes; an error for a place that no installer knows.
pub(super) fn place_of<'p>(
    path: &'p str,
    directory: &str,
    name: Option<&FileName>,
) -> Result<Place<'p>, &'static str> {
    let Some((top, rest)) = path.split_once('/') else {
        return Ok(Place::Modules(path));
    };
    if top == directory {
        return Ok(Place::Metadata(rest));
    }
    if !top.ends_with(".data") {
        return Ok(Place::Modules(path));
    }
    let own = name.map(|name| (name.project.clone(), name.version.clone()));
    if own.is_some() && identity::project_of(top, ".data") != own {
        return Err("a `.data` directory of another project or version");
    }
    match rest.split_once('/') {
        Some(("purelib" | "platlib", path)) => Ok(Place::Modules(path)),
        Some(("scripts", path)) => Ok(Place::Scripts(path)),
        Some(("headers", path)) => Ok(Place::Headers(path)),
        Some(("data", path)) => Ok(Place::Data(path)),
        _ => Err("a `.data` directory holds purelib, platlib, headers, scripts and data only"),
    }
}

/// What Python runs at every start without being asked for it.
pub(super) fn runs_by_itself(path: &str) -> Option<&'static str> {
    let lower = path.to_ascii_lowercase();
    if lower.ends_with(".pth") && !lower.contains('/') {
        return Some("Python executes lines of this file whenever it starts");
    }
    let (top, _) = lower.split_once('/').unwrap_or((&lower, ""));
    let module = top.split_once('.').map_or(top, |(module, _)| module);
    match module {
        "sitecustomize" | "usercustomize" => Some("Python imports this module whenever it starts"),
        _ => None,
    }
}

/// The module, or the file beside modules, that `path` is of.
fn top_of(path: &str) -> &str {
    match path.split_once('/') {
        Some((top, _)) => top,
        // The suffix of an extension has several parts.
        None => path.split_once('.').map_or(path, |(module, _)| module),
    }
}

/// Modules and projects are spelled alike but for case and separators; a leading `_` marks a part.
fn normal_module(name: &str) -> String {
    let bare = name.trim_start_matches('_');
    normalized(bare).unwrap_or_else(|| name.to_owned())
}
