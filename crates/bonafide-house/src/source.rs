//! The source tree as rooms.

use std::fs;
use std::path::{Path, PathBuf};

/// One source file of a library.
#[derive(Debug)]
pub struct Room {
    /// Where it is.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

impl Room {
    /// Lines without the tests at the end of the file.
    ///
    /// # Panics
    /// Never: there is always a part before the tests.
    #[must_use]
    pub fn lines_without_tests(&self) -> usize {
        let code = self.text.split("#[cfg(test)]\nmod tests").next().unwrap();
        code.lines().count()
    }

    /// Whether it is the front door of its crate.
    #[must_use]
    pub fn is_lib(&self) -> bool {
        self.path.ends_with("src/lib.rs")
    }
}

/// The top of the workspace.
///
/// # Panics
/// When this crate is not inside the workspace.
#[must_use]
pub fn workspace_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap()
        .to_owned()
}

/// The source files of every library of the workspace, without those for development only.
///
/// # Panics
/// When the tree cannot be read.
#[must_use]
pub fn library_rooms() -> Vec<Room> {
    let mut rooms = Vec::new();
    for entry in fs::read_dir(workspace_root().join("crates")).unwrap() {
        let folder = entry.unwrap().path();
        if folder.ends_with("bonafide-testkit") || folder.ends_with("bonafide-house") {
            continue;
        }
        collect(&folder.join("src"), &mut rooms);
    }
    rooms.sort_by(|a, b| a.path.cmp(&b.path));
    rooms
}

/// The text of every test: files below a `tests` folder, and the tests inside source files.
///
/// # Panics
/// When the tree cannot be read.
#[must_use]
pub fn test_texts() -> Vec<String> {
    let mut rooms = Vec::new();
    let root = workspace_root();
    collect(&root.join("examples").join("tests"), &mut rooms);
    let mut inside = Vec::new();
    for entry in fs::read_dir(root.join("crates")).unwrap() {
        let folder = entry.unwrap().path();
        if folder.ends_with("bonafide-house") {
            continue;
        }
        collect(&folder.join("tests"), &mut rooms);
        collect(&folder.join("src"), &mut inside);
    }
    let inside = inside.into_iter().filter_map(|room| {
        let is_kit = room
            .path
            .components()
            .any(|part| part.as_os_str() == "bonafide-testkit");
        let tests = room
            .text
            .split_once("#[cfg(test)]")
            .map(|(_, tests)| tests.to_owned());
        if is_kit { Some(room.text) } else { tests }
    });
    rooms
        .into_iter()
        .map(|room| room.text)
        .chain(inside)
        .collect()
}

fn collect(folder: &Path, rooms: &mut Vec<Room>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, rooms);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            rooms.push(Room { path, text });
        }
    }
}
