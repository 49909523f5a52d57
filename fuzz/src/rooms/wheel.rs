//! Wheels, and RECORD of what is installed.

use std::io;

use bonafide_digest::{Algorithm, Digest, digest};
use bonafide_model::CheckOutcome;
use bonafide_model::wheel::{Installation, InstalledTree, WheelOptions, check, check_installed};

use crate::memory;

const FILES: [(&str, &[u8]); 4] = [
    ("lib/site-packages/foo/__init__.py", b"x = 1\n"),
    (
        "lib/site-packages/foo-1.0.dist-info/METADATA",
        b"Name: foo\n",
    ),
    ("lib/site-packages/foo-1.0.dist-info/RECORD", b""),
    ("bin/foo", b"#!python\n"),
];

/// The input is a wheel, and it is RECORD too. A record passes only where it lists every module with
/// its digest.
pub fn run(data: &[u8]) {
    let options = WheelOptions::new();
    let name = "foo-1.0-py3-none-any.whl";
    let _ = memory::within(1 << 20, 400, data, || check(name, data, &options));
    let installed = Installation::new("/opt/venv", "lib/site-packages", "foo-1.0.dist-info");
    let report = memory::within(256 << 10, 400, data, || {
        check_installed(data, &installed, &Tree, &options)
    });
    if report.outcome() == CheckOutcome::Pass {
        let text = String::from_utf8_lossy(data);
        assert!(text.contains("foo/__init__.py") && text.contains("sha256="));
    }
}

struct Tree;

impl InstalledTree for Tree {
    fn list(&self, visit: &mut dyn FnMut(&str, u64)) -> io::Result<()> {
        for (path, content) in FILES {
            visit(path, content.len() as u64);
        }
        Ok(())
    }

    fn digest(&self, path: &str, algorithm: Algorithm) -> io::Result<Digest> {
        let file = FILES.iter().find(|(name, _)| *name == path);
        let (_, content) = file.ok_or(io::ErrorKind::NotFound)?;
        digest(algorithm, content).map_err(|_| io::ErrorKind::Unsupported.into())
    }
}
