//! Files on disk, and what happens to them while they are read.
#![cfg(all(feature = "fs", unix))]

mod common;

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bonafide_digest::engine::{
    Control, Engine, Identity, Instability, JobDigest, JobError, Plan, ReadAt, Source,
};
use bonafide_digest::fs::FileSource;
use bonafide_digest::{Algorithm, digest};
use common::{bytes, engines};

/// A folder that is removed when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::SeqCst);
        let name = format!("bonafide-digest-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, contents: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, contents).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn hash(engine: &Engine, source: &dyn Source) -> Result<JobDigest, JobError> {
    let mut plan = Plan::new();
    let id = plan.add_source(source);
    plan.add_whole(id, Algorithm::Sha256);
    engine.run(&plan, &Control::new())[0]
}

/// A handle that somebody else opened, with something that happens at its second reading.
struct Disturbed<'d> {
    file: File,
    length: u64,
    disturb: &'d (dyn Fn() + Sync),
    readings: AtomicUsize,
}

impl ReadAt for Disturbed<'_> {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        if self.readings.fetch_add(1, Ordering::SeqCst) == 1 {
            (self.disturb)();
        }
        // Not all at once, so that there is a second time.
        let room = buffer.len().min(100_000);
        ReadAt::read_at(&self.file, &mut buffer[..room], offset)
    }

    fn identity(&self) -> io::Result<Option<Identity>> {
        self.file.identity()
    }
}

impl Source for Disturbed<'_> {
    fn length(&self) -> u64 {
        self.length
    }

    fn name(&self) -> &str {
        "disturbed"
    }

    fn open(&self) -> io::Result<Arc<dyn ReadAt + '_>> {
        Ok(Arc::new(self))
    }
}

fn disturbed(path: &Path, disturb: &(dyn Fn() + Sync)) -> Result<JobDigest, JobError> {
    let file = File::open(path).unwrap();
    let length = file.metadata().unwrap().len();
    // Two times within one tick of the file system's clock are the same.
    std::thread::sleep(Duration::from_millis(30));
    let source = Disturbed {
        file,
        length,
        disturb,
        readings: AtomicUsize::new(0),
    };
    hash(&Engine::new(), &source)
}

#[test]
fn files_are_hashed_by_name() {
    let folder = Folder::new();
    let long = bytes(5_000_000, 1);
    let contents: Vec<Vec<u8>> = (0..100).map(|it| bytes(it * 50, 2)).chain([long]).collect();
    let sources: Vec<FileSource> = contents
        .iter()
        .enumerate()
        .map(|(number, contents)| {
            let path = folder.file(&number.to_string(), contents);
            FileSource::new(path).unwrap()
        })
        .collect();
    let mut plan = Plan::new();
    for source in &sources {
        let id = plan.add_source(source);
        plan.add_whole(id, Algorithm::Sha256);
    }
    for (name, engine) in engines() {
        let results = engine.run(&plan, &Control::new());
        for (contents, result) in contents.iter().zip(results) {
            let job = result.unwrap();
            assert_eq!(
                Ok(job.digest()),
                digest(Algorithm::Sha256, contents),
                "{name}"
            );
            let size = job.identity().map(|identity| identity.size());
            assert_eq!(size, Some(contents.len() as u64));
        }
    }
}

#[test]
fn names_are_paths_unless_another_is_given() {
    let folder = Folder::new();
    let path = folder.file("named", b"abc");
    let source = FileSource::new(&path).unwrap();
    assert_eq!(Path::new(source.name()), path);
    assert_eq!(source.with_name("weights").name(), "weights");
}

#[test]
fn only_regular_files_are_sources() {
    let folder = Folder::new();
    let refused = |path: &Path| FileSource::new(path).unwrap_err().kind();
    assert_eq!(refused(&folder.0), ErrorKind::InvalidInput);
    assert_eq!(refused(Path::new("/dev/null")), ErrorKind::InvalidInput);
    assert_eq!(refused(&folder.0.join("absent")), ErrorKind::NotFound);
    let absent = folder.0.join("absent");
    let told = FileSource::new(&absent).unwrap_err().to_string();
    assert!(
        told.starts_with(&format!("{}: ", absent.to_string_lossy())),
        "{told}"
    );
    // It was one when it was named.
    let path = folder.file("file", b"abc");
    let source = FileSource::new(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let error = hash(&Engine::new(), &source).unwrap_err();
    assert!(matches!(
        error,
        JobError::Open {
            kind: ErrorKind::NotFound,
            ..
        }
    ));
    fs::create_dir(&path).unwrap();
    let error = hash(&Engine::new(), &source).unwrap_err();
    assert!(matches!(
        error,
        JobError::Open {
            kind: ErrorKind::InvalidInput,
            ..
        }
    ));
}

#[test]
fn nobody_waits_for_the_writer_of_a_pipe() {
    let folder = Folder::new();
    let path = folder.file("file", b"");
    let source = FileSource::new(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped, mkfifo is not there");
        return;
    }
    let error = hash(&Engine::new(), &source).unwrap_err();
    assert!(matches!(
        error,
        JobError::Open {
            kind: ErrorKind::InvalidInput,
            ..
        }
    ));
}

#[test]
fn another_size_than_when_it_was_named() {
    let folder = Folder::new();
    let path = folder.file("file", b"abc");
    let source = FileSource::new(&path).unwrap();
    assert!(hash(&Engine::new(), &source).is_ok());
    fs::write(&path, b"abcd").unwrap();
    let Err(JobError::Unstable { reason, .. }) = hash(&Engine::new(), &source) else {
        panic!("hashed");
    };
    assert_eq!(reason, Instability::Size);
    assert_eq!(reason.to_string(), "it has another size than planned");
}

#[test]
fn what_happens_to_a_file_while_it_is_read_is_seen() {
    let folder = Folder::new();
    let contents = bytes(1_000_000, 3);
    let reason = |disturb: &(dyn Fn(&Path) + Sync)| {
        let path = folder.file("file", &contents);
        match disturbed(&path, &|| disturb(&path)) {
            Ok(_) => None,
            Err(JobError::Unstable { reason, .. }) => Some(reason),
            Err(error) => panic!("{error}"),
        }
    };
    let writable = |path: &Path| OpenOptions::new().write(true).open(path).unwrap();
    assert_eq!(reason(&|_| {}), None);
    assert_eq!(reason(&|path| drop(fs::read(path))), None);
    let truncated = reason(&|path| writable(path).set_len(500_000).unwrap());
    assert_eq!(truncated, Some(Instability::Ended));
    let appended = reason(&|path| {
        let mut file = OpenOptions::new().append(true).open(path).unwrap();
        file.write_all(b"more").unwrap();
    });
    assert_eq!(appended, Some(Instability::Grown));
    // Neither its size nor what is still to be read tells.
    let rewritten = reason(&|path| {
        writable(path).write_at(b"x", 0).unwrap();
    });
    assert_eq!(rewritten, Some(Instability::Changed));
    let put_back = reason(&|path| {
        let modified = fs::metadata(path).unwrap().modified().unwrap();
        let file = writable(path);
        file.write_at(b"x", 999_999).unwrap();
        file.set_modified(modified).unwrap();
    });
    assert_eq!(put_back, Some(Instability::Changed));
    let replaced = reason(&|path| {
        let other = folder.file("other", &contents);
        fs::rename(other, path).unwrap();
    });
    assert_eq!(replaced, Some(Instability::Changed));
    let removed = reason(&|path| fs::remove_file(path).unwrap());
    assert_eq!(removed, Some(Instability::Changed));
}

#[test]
fn handles_know_which_file_they_are_of() {
    let folder = Folder::new();
    let path = folder.file("one", b"abc");
    let same = folder.0.join("same");
    fs::hard_link(&path, &same).unwrap();
    let other = folder.file("other", b"abc");
    let identity = |path: &Path| File::open(path).unwrap().identity().unwrap().unwrap();
    assert_eq!(identity(&path), identity(&same));
    assert_ne!(identity(&path), identity(&other));
    assert!(!identity(&path).is_same_file(&identity(&other)));
    let metadata = fs::metadata(&path).unwrap();
    let wanted = Identity::new(metadata.dev(), metadata.ino(), 3)
        .with_modified(metadata.mtime(), metadata.mtime_nsec())
        .with_changed(metadata.ctime(), metadata.ctime_nsec());
    assert_eq!(identity(&path), wanted);
    assert_eq!(identity(&path), (&metadata).into());
}
