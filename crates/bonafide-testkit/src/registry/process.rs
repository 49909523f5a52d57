//! A registry in a process of its own.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::SystemTime;

use serde_json::{Value, json};

use super::content::Content;
use super::record::RequestLog;
use super::script::Script;

/// The name of the program.
const PROGRAM: &str = "registry";

/// A registry that runs in a process of its own.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    pub(super) fn spawn(content: &Content, script: &Script) -> Self {
        let mut child = Command::new(program())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the registry starts");
        let document = json!({
            "content": content.to_json(),
            "script": script.to_json(),
            "owner": std::process::id(),
        });
        let mut input = child.stdin.take().expect("its input");
        let written = input.write_all(document.to_string().as_bytes());
        written.expect("the registry reads");
        drop(input);
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        output.read_line(&mut line).expect("the registry answers");
        let port: u16 = line.trim().parse().expect("the port of the registry");
        Self {
            child,
            address: SocketAddr::from(([127, 0, 0, 1], port)),
        }
    }

    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn requests(&self) -> RequestLog {
        let mut stream = TcpStream::connect(self.address).expect("the registry is there");
        let request = "GET /_requests HTTP/1.1\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let (_, body) = answer.split_once("\r\n\r\n").expect("an answer");
        let value: Value = serde_json::from_str(body).expect("the record");
        RequestLog::from_json(&value)
    }

    /// Waits until the process ends.
    pub(super) fn wait(&mut self) {
        self.child.wait().expect("the process ends");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program, built when there is none or an old one.
fn program() -> &'static Path {
    static FOUND: OnceLock<PathBuf> = OnceLock::new();
    FOUND.get_or_init(|| {
        let profile = profile_folder();
        let beside = profile
            .as_ref()
            .map(|folder| folder.join(format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX)));
        beside
            .filter(|path| is_fresh(path))
            .unwrap_or_else(|| build(profile.as_deref()))
    })
}

/// The folder of the profile in the target directory from which this process was started.
fn profile_folder() -> Option<PathBuf> {
    let own = std::env::current_exe().ok()?;
    own.ancestors()
        .skip(1)
        .take(2)
        .find(|folder| folder.join("deps").is_dir())
        .map(Path::to_owned)
}

/// Whether the program is younger than each source file of this crate.
fn is_fresh(program: &Path) -> bool {
    let Some(built) = modified(program) else {
        return false;
    };
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if modified(&path).is_some_and(|time| time > built) {
                return false;
            }
        }
    }
    true
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

fn build(profile: Option<&Path>) -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command
        .args(["build", "-q", "-p", "bonafide-testkit", "--bin", PROGRAM])
        .arg("--message-format=json")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .stderr(Stdio::inherit());
    if let Some(folder) = profile {
        let target = folder.parent().expect("a target directory");
        command.arg("--target-dir").arg(target);
        match folder.file_name().and_then(|name| name.to_str()) {
            Some("debug") | None => {}
            Some(name) => {
                command.args(["--profile", name]);
            }
        }
    }
    let output = command.output().expect("cargo runs");
    assert!(output.status.success(), "the registry does not build");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .expect("the program that was built")
}
