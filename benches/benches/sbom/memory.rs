//! What a job takes of memory: the growth of the largest resident set of a process of its own over
//! what it has once the document is loaded.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::jobs::Job;
use crate::resident;

/// The first argument of a process that measures.
const CHILD: &str = "measure-memory-of";

/// Runs one job if this process was started to measure it, and says whether it was.
pub(crate) fn is_child(jobs: &[Job]) -> bool {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, mark, name, path] = &*arguments else {
        return false;
    };
    if mark != CHILD {
        return false;
    }
    let job = jobs.iter().find(|job| job.name == name).unwrap();
    let document = std::fs::read(path).unwrap();
    // Forgets what loading took at most; where that is not to be had, it was the document.
    drop(std::fs::write("/proc/self/clear_refs", "5"));
    let before = resident::peak().unwrap();
    (job.run)(&document);
    println!("{}", resident::peak().unwrap() - before);
    true
}

/// A document in a file, for processes that measure.
pub(crate) struct Loaded(PathBuf);

impl Loaded {
    pub(crate) fn new(document: &[u8]) -> Self {
        let name = format!("bonafide-bench-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, document).unwrap();
        Self(path)
    }

    /// Bytes that a job takes beyond the document.
    pub(crate) fn growth(&self, job: &Job) -> f64 {
        let path: &Path = &self.0;
        let output = Command::new(std::env::current_exe().unwrap())
            .args([CHILD, job.name])
            .arg(path)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}: {output:?}", job.name);
        let text = String::from_utf8(output.stdout).unwrap();
        text.trim().parse().unwrap()
    }
}

impl Drop for Loaded {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}
