//! Files, and the files that they include.

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use bonafide_report::registry::{
    LOCK_DUPLICATE, LOCK_ENV_VAR, LOCK_INSECURE_URL, LOCK_MALFORMED, LOCK_OPTION, LOCK_UNHASHED,
    PKG_LIMIT,
};
use bonafide_report::{Code, Escaped};

use super::allowance::Allowance;
use super::hash::Hash;
use super::line;
use super::lines::{Line, lines};
use super::lock::{Lock, Requirement};
use super::options::{self, Given};
use super::policy::Policy;
use super::url::{INSECURE, Url};
use crate::{Finding, Findings};

/// The most bytes of one file.
const BYTES: usize = 16 << 20;

/// The most files.
const FILES: usize = 100;

/// The most requirements in all files.
const REQUIREMENTS: usize = 200_000;

/// What is there at a path.
pub(crate) enum Opened {
    Bytes(Rc<[u8]>),
    Missing,
    /// A file that is not read, and why.
    Limit(String),
}

/// A file that is to be read.
struct Next {
    path: String,
    /// Whether it only limits versions.
    is_constraint: bool,
}

pub(super) fn read(
    path: &str,
    open: &dyn Fn(&str) -> Opened,
    policy: &Policy,
    allowance: &mut Allowance,
    findings: &mut Findings,
) -> Lock {
    let mut reading = Reading {
        policy,
        allowance,
        findings,
        lock: Lock::default(),
        next: VecDeque::new(),
        seen: BTreeSet::from([path.to_owned()]),
        file: String::new(),
        offset: 0,
        is_constraint: false,
    };
    reading.next.push_back(Next {
        path: path.to_owned(),
        is_constraint: false,
    });
    while let Some(next) = reading.next.pop_front() {
        reading.file.clone_from(&next.path);
        reading.is_constraint = next.is_constraint;
        reading.offset = 0;
        match open(&next.path) {
            Opened::Bytes(bytes) if bytes.len() > BYTES => {
                reading.add(PKG_LIMIT, format!("more than {BYTES} bytes"));
            }
            Opened::Bytes(bytes) => {
                if next.is_constraint {
                    reading.lock.constraints.insert(next.path.clone());
                }
                reading.lock.files.push(next.path);
                reading.file_content(&bytes);
            }
            Opened::Limit(message) => reading.add(PKG_LIMIT, message),
            Opened::Missing => reading.add(
                LOCK_MALFORMED,
                "it is not there, or cannot be read".to_owned(),
            ),
        }
    }
    reading.lock
}

struct Reading<'r> {
    policy: &'r Policy,
    allowance: &'r mut Allowance,
    findings: &'r mut Findings,
    lock: Lock,
    next: VecDeque<Next>,
    seen: BTreeSet<String>,
    file: String,
    offset: u64,
    is_constraint: bool,
}

impl Reading<'_> {
    fn add(&mut self, code: Code, message: String) {
        let is_error = !matches!(code.as_str(), "lock.option" | "lock.index" | "lock.env-var");
        let finding = if is_error {
            Finding::error(code, message)
        } else {
            Finding::warn(code, message)
        };
        let finding = finding.at_path(self.file.as_str()).at_offset(self.offset);
        self.findings.add(finding);
    }

    fn file_content(&mut self, bytes: &[u8]) {
        let (lines, faults) = lines(bytes);
        for fault in faults {
            self.offset = fault.offset();
            self.add(LOCK_MALFORMED, fault.message().to_owned());
        }
        for line in lines {
            self.offset = line.offset;
            self.line(&line);
        }
    }

    fn line(&mut self, line: &Line) {
        if has_variable(&line.text) {
            let message = "a variable of the environment is not looked up";
            self.add(LOCK_ENV_VAR, message.to_owned());
        }
        let (asked, given) = split(&line.text);
        let given = match given.map(options::parse) {
            None => Vec::new(),
            Some(Some(given)) => given,
            Some(None) => {
                let message = "an option is not known, or not in this form";
                self.add(LOCK_MALFORMED, message.to_owned());
                return;
            }
        };
        if asked.is_empty() {
            for option in &given {
                self.option(option);
            }
        } else {
            self.requirement(asked, &given);
        }
    }

    fn option(&mut self, option: &Given) {
        match option.name {
            "requirement" => self.include(&option.value, self.is_constraint),
            "constraint" => self.include(&option.value, true),
            _ => {
                for (code, message) in options::judge(option, self.policy) {
                    self.add(code, message);
                }
            }
        }
    }

    /// Notes a file to be read after this one.
    fn include(&mut self, target: &str, is_constraint: bool) {
        if let Some(url) = Url::parse(target) {
            let shown = url.shown();
            if url.is_insecure() {
                self.add(LOCK_INSECURE_URL, format!("{shown} is {INSECURE}"));
            } else {
                self.add(LOCK_MALFORMED, format!("{shown} is not in the package"));
            }
            return;
        }
        let Some(path) = inside(&self.file, target) else {
            let message = format!("{} is not in the package", Escaped(target));
            self.add(LOCK_MALFORMED, message);
            return;
        };
        if self.seen.len() >= FILES {
            self.add(PKG_LIMIT, format!("more than {FILES} files"));
        } else if self.seen.insert(path.clone()) {
            self.next.push_back(Next {
                path,
                is_constraint,
            });
        } else {
            let message = format!("{} is included twice", Escaped(&path));
            self.add(LOCK_DUPLICATE, message);
        }
    }

    fn requirement(&mut self, text: &str, given: &[Given]) {
        let asked = match line::parse(text) {
            Ok(asked) => asked,
            Err((code, message)) => return self.add(code, message),
        };
        let mut hashes: Vec<Hash> = asked.hash.into_iter().collect();
        let is_constraint = self.is_constraint;
        let mut has_bad_hash = false;
        for (code, message) in asked.notes {
            has_bad_hash |= code.as_str() == "lock.algorithm";
            if !(is_constraint && code.as_str() == "lock.unpinned") {
                self.add(code, message);
            }
        }
        for option in given {
            match (option.name, Hash::parse(&option.value)) {
                ("hash", Ok(hash)) => hashes.push(hash),
                ("hash", Err((code, message))) => {
                    has_bad_hash = true;
                    self.add(code, format!("{}: {message}", asked.name));
                }
                ("global-option" | "config-settings" | "config-setting", _) => {
                    let message = format!("{}: --{} weakens the list", asked.name, option.name);
                    self.add(LOCK_OPTION, message);
                }
                _ => {
                    let message = format!(
                        "{}: --{} may not stand on its line",
                        asked.name, option.name
                    );
                    self.add(LOCK_MALFORMED, message);
                }
            }
        }
        let wants_hash = self.policy.must_be_hashed && !is_constraint;
        if wants_hash && hashes.is_empty() && !has_bad_hash {
            self.add(LOCK_UNHASHED, format!("{} has no hash", asked.name));
        }
        if is_constraint {
            return;
        }
        if self.lock.requirements.len() >= REQUIREMENTS {
            return self.add(PKG_LIMIT, format!("more than {REQUIREMENTS} requirements"));
        }
        let Some(left) = self.allowance.requirements.checked_sub(1) else {
            let message = "more requirements in all lists than are read";
            return self.add(PKG_LIMIT, message.to_owned());
        };
        self.allowance.requirements = left;
        self.lock.requirements.push(Requirement {
            name: asked.name,
            extras: asked.extras,
            version: asked.version,
            hashes,
            marker: asked.marker,
            is_effective: true,
            file: self.file.clone(),
            offset: self.offset,
        });
    }
}

/// What stands before the first word that begins with a dash, and that word with the rest.
fn split(line: &str) -> (&str, Option<&str>) {
    if line.starts_with('-') {
        return ("", Some(line));
    }
    match line.find(" -") {
        Some(at) => {
            let (asked, options) = line.split_at_checked(at).unwrap_or_default();
            (asked.trim_end(), Some(options.trim_start()))
        }
        None => (line, None),
    }
}

/// Whether `${NAME}` stands in a line.
fn has_variable(line: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    line.split("${").skip(1).any(|rest| {
        let name = rest.split('}').next().unwrap_or_default();
        name.len() < rest.len() && !name.is_empty() && name.bytes().all(is_part)
    })
}

/// The path of `target` as seen from the file `from`; `None` where it is not in the package.
fn inside(from: &str, target: &str) -> Option<String> {
    let is_odd = |c: char| c.is_control() || c == '\\';
    if target.is_empty() || target.starts_with(['/', '~']) || target.contains(is_odd) {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}
