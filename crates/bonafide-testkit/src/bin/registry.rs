//! The test registry as a process of its own.
//!
//! It reads one JSON document, `{"content": …, "script": …}`, from its input until the end, prints
//! its port as a line, and serves until `GET /_shutdown`. With a member `owner`, the id of the
//! process that started it, it ends when that process has ended.

use core::time::Duration;
use std::thread;

use bonafide_testkit::registry::{Content, Registry, Script};
use serde_json::Value;

fn main() {
    let document: Value = serde_json::from_reader(std::io::stdin().lock()).expect("a document");
    let content = document.get("content").map(Content::from_json);
    let script = document.get("script").map(Script::from_json);
    let registry = Registry::start(content.unwrap_or_default(), script.unwrap_or_default());
    let (_, port) = registry.origin().rsplit_once(':').expect("a port");
    println!("{port}");
    if let Some(owner) = document["owner"].as_u64() {
        thread::spawn(move || end_with(owner));
    }
    registry.wait();
}

/// Ends this process when `owner` no longer is its parent: a test that was killed cleans up nothing.
#[cfg(unix)]
fn end_with(owner: u64) {
    while u64::from(std::os::unix::process::parent_id()) == owner {
        thread::sleep(Duration::from_millis(500));
    }
    std::process::exit(0);
}

#[cfg(not(unix))]
fn end_with(_owner: u64) {
    // There is no telling who the parent is.
    let _ = Duration::ZERO;
}
