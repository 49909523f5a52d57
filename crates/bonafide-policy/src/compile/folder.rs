//! Files in a folder: never outside of it, whatever names and links say.

#![cfg(unix)]

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use rustix::fd::OwnedFd;
use rustix::fs::{FileType, Mode, OFlags};
use rustix::io::Errno;

use bonafide_report::{Coded as _, Escaped, Place};

use super::files::{FileError, Files, MOST_FILE};
use super::{CompiledPolicy, PolicySource};
use crate::{Errors, LoadError, LoadErrors, PolicyDocument, SourceFormat, Syntax};

/// Without NONBLOCK, opening a pipe would wait for a writer.
const READ: OFlags = OFlags::RDONLY
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOCTTY)
    .union(OFlags::CLOEXEC);

/// Files beside a policy: their names are relative to one folder, have no `..`, and no link leads
/// out of it.
///
/// # Specification
/// policy DOC-4. Stricter where the system cannot hold a path to a folder: no link is followed at
/// all.
#[derive(Debug)]
pub struct FolderFiles {
    folder: OwnedFd,
}

impl FolderFiles {
    /// The files of this folder; the empty path is the current folder, as the parent of a bare file
    /// name is. Links to it are followed: the caller named it.
    ///
    /// # Errors
    /// [`FileError`], where it is no folder that can be opened.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, FileError> {
        let folder = Some(folder.as_ref()).filter(|path| !path.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new("."));
        open_folder(folder).map(|folder| Self { folder })
    }
}

impl CompiledPolicy {
    /// Reads a policy from its file and compiles it with the files beside it. A name that ends in
    /// `.json` is JSON, any other YAML. Links to the file are followed: the caller named it. Unix only.
    ///
    /// # Errors
    /// Everything that is wrong with the policy; one error of the code of a [`FileError`], where its
    /// file or folder cannot be read.
    ///
    /// # Specification
    /// policy DOC-1 to DOC-4.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, LoadErrors> {
        let path = path.as_ref();
        let name = path.to_string_lossy();
        let unread = |error: FileError| {
            let detail = format!("{}: {error}", Escaped(&name));
            let error = LoadError::new(error.code(), Place::root(), detail);
            Errors::of(Vec::new(), || error)
        };
        let opened = rustix::fs::open(path, READ, Mode::empty()).map_err(of_errno);
        let bytes = opened.and_then(read).map_err(unread)?;
        let syntax = Syntax::of_file_name(&name).unwrap_or(Syntax::Yaml);
        let document = PolicyDocument::parse(&bytes, syntax)?;
        let folder = path.parent().unwrap_or_else(|| Path::new(""));
        let files = FolderFiles::open(folder).map_err(unread)?;
        let source = PolicySource::new(&bytes, SourceFormat::Native).with_uri(&*name);
        Self::compile(document, &source, &files)
    }
}

impl Files for FolderFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        if path.starts_with('/') {
            return Err(FileError::Path {
                reason: "the name is absolute; files lie beside the policy",
            });
        }
        check(path)?;
        read(open_beneath(&self.folder, path)?)
    }
}

/// Files by absolute names, all of them beneath one folder, as documents of other tools name them. A
/// link leads to where it would if that folder were `/`.
///
/// # Specification
/// policy IMP-5.
#[derive(Debug)]
pub struct RootedFiles {
    root: OwnedFd,
}

impl RootedFiles {
    /// The files of the system whose `/` this folder is.
    ///
    /// # Errors
    /// [`FileError`], where it is no folder that can be opened.
    pub fn open(root: impl AsRef<Path>) -> Result<Self, FileError> {
        open_folder(root.as_ref()).map(|root| Self { root })
    }
}

impl Files for RootedFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        let Some(inner) = path.strip_prefix('/') else {
            return Err(FileError::Path {
                reason: "the name is not absolute",
            });
        };
        check(inner)?;
        read(open_rooted(&self.root, inner)?)
    }
}

/// That it is a name of components, none of which goes up or stays.
fn check(path: &str) -> Result<(), FileError> {
    let wrong = |reason| Err(FileError::Path { reason });
    if path.is_empty() {
        return wrong("the name is empty");
    }
    if path.contains('\0') {
        return wrong("the name has a null in it");
    }
    if path.split('/').any(|name| name == "..") {
        return wrong("the name has `..` in it");
    }
    if path.split('/').any(|name| matches!(name, "" | ".")) {
        return wrong("the name has an empty component, or `.`");
    }
    Ok(())
}

fn open_folder(path: &Path) -> Result<OwnedFd, FileError> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    rustix::fs::open(path, flags, Mode::empty()).map_err(of_errno)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn open_beneath(folder: &OwnedFd, path: &str) -> Result<OwnedFd, FileError> {
    open_held(folder, path, rustix::fs::ResolveFlags::BENEATH)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn open_rooted(folder: &OwnedFd, path: &str) -> Result<OwnedFd, FileError> {
    open_held(folder, path, rustix::fs::ResolveFlags::IN_ROOT)
}

/// The system itself holds the path to the folder.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn open_held(
    folder: &OwnedFd,
    path: &str,
    held: rustix::fs::ResolveFlags,
) -> Result<OwnedFd, FileError> {
    let held = held | rustix::fs::ResolveFlags::NO_MAGICLINKS;
    match rustix::fs::openat2(folder, path, READ, Mode::empty(), held) {
        // Older systems, and sandboxes that do not know the call.
        Err(Errno::NOSYS | Errno::PERM) => open_step_by_step(folder, path),
        other => other.map_err(of_errno),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn open_beneath(folder: &OwnedFd, path: &str) -> Result<OwnedFd, FileError> {
    open_step_by_step(folder, path)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn open_rooted(folder: &OwnedFd, path: &str) -> Result<OwnedFd, FileError> {
    open_step_by_step(folder, path)
}

/// Each component through the handle of the one before, and none of them a link.
fn open_step_by_step(folder: &OwnedFd, path: &str) -> Result<OwnedFd, FileError> {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mut at = folder
        .try_clone()
        .map_err(|error| FileError::Unreadable { kind: error.kind() })?;
    for folder in folders.split('/').filter(|name| !name.is_empty()) {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        at = rustix::fs::openat(&at, folder, flags, Mode::empty()).map_err(of_errno)?;
    }
    rustix::fs::openat(&at, name, READ | OFlags::NOFOLLOW, Mode::empty()).map_err(of_errno)
}

/// Looks at the open handle, so that nobody can put another file in its place meanwhile.
fn read(file: OwnedFd) -> Result<Vec<u8>, FileError> {
    let stat = rustix::fs::fstat(&file).map_err(of_errno)?;
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return Err(FileError::NotRegular);
    }
    let most = u64::try_from(MOST_FILE).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    File::from(file)
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| FileError::Unreadable { kind: error.kind() })?;
    if bytes.len() > MOST_FILE {
        return Err(FileError::TooLarge { limit: MOST_FILE });
    }
    Ok(bytes)
}

fn of_errno(errno: Errno) -> FileError {
    match errno {
        Errno::NOENT => FileError::Absent,
        // A link that leads out, too many of them, a folder in a file's place or the reverse, a
        // socket, a device without a driver.
        Errno::XDEV
        | Errno::LOOP
        | Errno::MLINK
        | Errno::NOTDIR
        | Errno::ISDIR
        | Errno::NXIO
        | Errno::NODEV => FileError::NotRegular,
        errno => FileError::Unreadable {
            kind: std::io::Error::from(errno).kind(),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let name = format!("bonafide-policy-{}-{name}", std::process::id());
            let path = std::env::temp_dir().join(name);
            let _ = std::fs::remove_dir_all(&path);
            std::fs::create_dir_all(path.join("policy/keys")).unwrap();
            std::fs::write(path.join("secret"), "outside").unwrap();
            std::fs::write(path.join("policy/keys/ci.pub"), "inside").unwrap();
            Self(path)
        }

        fn files(&self) -> FolderFiles {
            FolderFiles::open(self.0.join("policy")).unwrap()
        }

        fn rooted(&self) -> RootedFiles {
            RootedFiles::open(self.0.join("policy")).unwrap()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn names_that_go_elsewhere_are_no_names() {
        let folder = Folder::new("names");
        let files = folder.files();
        assert_eq!(files.read("keys/ci.pub").unwrap(), b"inside");
        let secret = folder.0.join("secret");
        for name in [
            "../secret",
            "keys/../../secret",
            "keys/..",
            "",
            ".",
            "./keys/ci.pub",
            "keys//ci.pub",
            "keys/ci.pub\0",
            secret.to_str().unwrap(),
        ] {
            let refused = files.read(name).unwrap_err();
            assert!(
                matches!(refused, FileError::Path { .. }),
                "{name}: {refused}"
            );
        }
        assert_eq!(files.read("keys/none.pub"), Err(FileError::Absent));
        assert_eq!(files.read("keys"), Err(FileError::NotRegular));
        assert_eq!(files.read("keys/ci.pub/x"), Err(FileError::NotRegular));
    }

    #[test]
    fn links_do_not_lead_out() {
        let folder = Folder::new("links");
        let policy = folder.0.join("policy");
        symlink("../secret", policy.join("up")).unwrap();
        symlink(folder.0.join("secret"), policy.join("absolute")).unwrap();
        symlink("..", policy.join("folder")).unwrap();
        symlink("loop", policy.join("loop")).unwrap();
        let files = folder.files();
        for name in ["up", "absolute", "folder/secret", "loop"] {
            assert_eq!(files.read(name), Err(FileError::NotRegular), "{name}");
        }
        let step = |name| open_step_by_step(&files.folder, name).map(drop);
        for name in ["up", "absolute", "folder/secret", "loop"] {
            assert_eq!(step(name), Err(FileError::NotRegular), "{name}");
        }
        assert_eq!(step("keys/ci.pub"), Ok(()));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn links_inside_are_followed() {
        let folder = Folder::new("inside");
        symlink("keys/ci.pub", folder.0.join("policy/current")).unwrap();
        symlink("/keys/ci.pub", folder.0.join("policy/rooted")).unwrap();
        assert_eq!(folder.files().read("current").unwrap(), b"inside");
        assert_eq!(folder.files().read("rooted"), Err(FileError::NotRegular));
        assert_eq!(folder.rooted().read("/rooted").unwrap(), b"inside");
    }

    #[test]
    fn absolute_names_begin_at_the_root_that_was_given() {
        let folder = Folder::new("rooted");
        let files = folder.rooted();
        assert_eq!(files.read("/keys/ci.pub").unwrap(), b"inside");
        for name in ["keys/ci.pub", "/../secret", "//keys/ci.pub", "/"] {
            let refused = files.read(name).unwrap_err();
            assert!(
                matches!(refused, FileError::Path { .. }),
                "{name}: {refused}"
            );
        }
        symlink(folder.0.join("secret"), folder.0.join("policy/out")).unwrap();
        assert!(files.read("/out").is_err());
    }

    #[test]
    fn only_regular_files_are_read() {
        let folder = Folder::new("kinds");
        let pipe = folder.0.join("policy/pipe");
        let made = rustix::fs::mknodat(
            rustix::fs::CWD,
            &pipe,
            FileType::Fifo,
            Mode::RUSR | Mode::WUSR,
            0,
        );
        made.unwrap();
        assert_eq!(folder.files().read("pipe"), Err(FileError::NotRegular));
        let large = File::create(folder.0.join("policy/large")).unwrap();
        let most = u64::try_from(MOST_FILE).unwrap();
        large.set_len(most).unwrap();
        assert_eq!(folder.files().read("large").unwrap().len(), MOST_FILE);
        large.set_len(most + 1).unwrap();
        let limit = MOST_FILE;
        let refused = folder.files().read("large");
        assert_eq!(refused, Err(FileError::TooLarge { limit }));
    }
}
