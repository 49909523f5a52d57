//! Where the paths of an installed RECORD lead.

use super::installed::Installation;
use crate::zip::name::wrong_in;

/// Where a path leads, by its text alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Whereabouts {
    /// To this path under the prefix.
    Inside(String),
    /// Out of the prefix.
    Outside,
    /// Nowhere: it is not well-formed.
    Wrong(&'static str),
}

/// Resolves a path of RECORD: absolute, or relative to the directory of modules, with `..` only at its
/// front.
pub(super) fn of(path: &str, installation: &Installation) -> Whereabouts {
    if let Some(inside) = below(path, installation.prefix.trim_end_matches('/'))
        && is_absolute(path)
    {
        return checked(inside.to_owned());
    }
    if is_absolute(path) {
        return Whereabouts::Outside;
    }
    let mut base: Vec<&str> = installation
        .modules
        .split('/')
        .filter(|c| !c.is_empty())
        .collect();
    let mut rest = path;
    while let Some(after) = rest.strip_prefix("../") {
        if base.pop().is_none() {
            return Whereabouts::Outside;
        }
        rest = after;
    }
    match checked(rest.to_owned()) {
        Whereabouts::Inside(rest) => {
            base.push(&rest);
            Whereabouts::Inside(base.join("/"))
        }
        other => other,
    }
}

fn checked(path: String) -> Whereabouts {
    match wrong_in(&path) {
        Some(what) => Whereabouts::Wrong(what),
        None => Whereabouts::Inside(path),
    }
}

fn is_absolute(path: &str) -> bool {
    match path.as_bytes() {
        [b'/', ..] => true,
        [drive, b':', ..] => drive.is_ascii_alphabetic(),
        _ => false,
    }
}

/// What of `path` is below `directory`; all of it, below an empty one.
pub(super) fn below<'p>(path: &'p str, directory: &str) -> Option<&'p str> {
    match directory.is_empty() {
        true => Some(path.strip_prefix('/').unwrap_or(path)),
        false => path.strip_prefix(directory)?.strip_prefix('/'),
    }
}

/// The path under the prefix of the file `file` of the metadata; of their directory where it is empty.
pub(super) fn own(installation: &Installation, file: &str) -> String {
    let parts = [
        installation.modules.trim_matches('/'),
        &installation.directory,
        file,
    ];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("/")
}

/// The source that the bytecode `path` was made of, by PEP 3147 or beside it.
pub(super) fn source_of(path: &str) -> Option<String> {
    let (directory, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.strip_suffix(".pyc")?;
    let (directory, module) = match directory.rsplit_once('/').unwrap_or(("", directory)) {
        (parent, "__pycache__") => (parent, stem.split_once('.')?.0),
        _ => (directory, stem),
    };
    Some(match directory.is_empty() {
        true => format!("{module}.py"),
        false => format!("{directory}/{module}.py"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str) -> Whereabouts {
        of(
            path,
            &Installation::new("/opt/venv/", "lib/site", "x.dist-info"),
        )
    }

    #[test]
    fn paths_lead_inside_or_outside() {
        let inside = |path: &str| Whereabouts::Inside(path.to_owned());
        for (path, right) in [
            ("a.py", inside("lib/site/a.py")),
            ("../a", inside("lib/a")),
            ("../../bin/a", inside("bin/a")),
            ("/opt/venv/bin/a", inside("bin/a")),
            ("../../../a", Whereabouts::Outside),
            ("/opt/venvx/a", Whereabouts::Outside),
            ("/opt/a", Whereabouts::Outside),
            ("//opt/venv/a", Whereabouts::Outside),
            ("C:/opt/venv/a", Whereabouts::Outside),
        ] {
            assert_eq!(at(path), right, "{path}");
        }
        for path in [
            "",
            "..",
            "../..",
            "a/../b",
            "./a",
            "a//b",
            "../a/../../b",
            "a\\b",
            "a/",
            "/opt/venv/../x",
            "/opt/venv/",
            "/opt/venv//x",
            "../C:/x",
        ] {
            assert!(
                matches!(at(path), Whereabouts::Wrong(_)),
                "{path} {:?}",
                at(path)
            );
        }
        let root = Installation::new("/", "", "x.dist-info");
        assert_eq!(of("/bin/a", &root), inside("bin/a"));
        assert_eq!(of("a", &root), inside("a"));
        assert_eq!(of("../a", &root), Whereabouts::Outside);
        assert_eq!(own(&root, "RECORD"), "x.dist-info/RECORD");
    }

    #[test]
    fn bytecode_has_a_source() {
        for (path, source) in [
            ("a/__pycache__/b.cpython-311.pyc", Some("a/b.py")),
            ("a/__pycache__/b.cpython-311.opt-2.pyc", Some("a/b.py")),
            ("__pycache__/b.cpython-311.pyc", Some("b.py")),
            ("a/b.pyc", Some("a/b.py")),
            ("b.pyc", Some("b.py")),
            ("a/__pycache__/b.pyc", None),
            ("a/b.py", None),
        ] {
            assert_eq!(source_of(path).as_deref(), source, "{path}");
        }
    }
}
