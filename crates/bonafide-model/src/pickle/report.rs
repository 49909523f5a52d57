//! What is said of a file.

use core::fmt;

use bonafide_digest::Digest;
use bonafide_report::registry::PKL_DENIED;
use bonafide_report::{Class, Escaped};

use super::{Allowlist, dangerous};
use crate::{CheckReport, Fact, Finding, Findings};

/// The name of the check in reports.
const CHECK: &str = "pickle";

/// What may be said of the pickles of a file.
///
/// # Specification
/// models PKL-10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed by models PKL-10")]
pub enum PickleOutcome {
    /// Everything that they import and call is allowed, with the arguments that it is given.
    Clear,
    /// Something that they import or call is not allowed.
    Denied,
    /// They could not be followed to their end: nothing is known of what they do.
    CannotClear,
}

impl PickleOutcome {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Denied => "denied",
            Self::CannotClear => "cannot-clear",
        }
    }
}

/// An opcode that imports, calls or asks its reader for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the opcodes of protocols 0 to 5")]
pub enum PickleEvent {
    /// `GLOBAL`: an import.
    Global,
    /// `STACK_GLOBAL`: an import.
    StackGlobal,
    /// `EXT1`, `EXT2`, `EXT4`: an import by a number.
    Extension,
    /// `INST`: an import and a call.
    Inst,
    /// `REDUCE`: a call.
    Reduce,
    /// `OBJ`: a call.
    Obj,
    /// `NEWOBJ`: a call of `__new__`.
    NewObj,
    /// `NEWOBJ_EX`: a call of `__new__`.
    NewObjEx,
    /// `BUILD`: a call of `__setstate__`, or attributes that are set.
    Build,
    /// `APPEND`, `APPENDS`: a call of `append` or `extend`.
    Append,
    /// `SETITEM`, `SETITEMS`: a call of `__setitem__`.
    SetItem,
    /// `ADDITEMS`: a call of `add` or `update`.
    AddItem,
    /// `PERSID`, `BINPERSID`: the reader is asked.
    PersistentId,
}

impl PickleEvent {
    /// The name of the opcode, of the first one where there are several.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Global => "GLOBAL",
            Self::StackGlobal => "STACK_GLOBAL",
            Self::Extension => "EXT1",
            Self::Inst => "INST",
            Self::Reduce => "REDUCE",
            Self::Obj => "OBJ",
            Self::NewObj => "NEWOBJ",
            Self::NewObjEx => "NEWOBJ_EX",
            Self::Build => "BUILD",
            Self::Append => "APPEND",
            Self::SetItem => "SETITEM",
            Self::AddItem => "ADDITEMS",
            Self::PersistentId => "BINPERSID",
        }
    }

    /// Whether it does something to what was imported.
    pub(super) const fn is_call(self) -> bool {
        !matches!(
            self,
            Self::Global | Self::StackGlobal | Self::Extension | Self::PersistentId
        )
    }
}

/// A name that a pickle imports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickleImport {
    pub(super) module: String,
    pub(super) name: String,
    pub(super) is_allowed: bool,
    pub(super) member: Option<String>,
    pub(super) offset: u64,
}

impl PickleImport {
    /// The module as the pickle spells it, untrusted text.
    #[must_use]
    pub fn module(&self) -> &str {
        &self.module
    }

    /// The qualified name as the pickle spells it, untrusted text.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is on the allowlist.
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        self.is_allowed
    }

    /// The member of the archive, untrusted text; `None` for the file itself.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }

    /// Offset in bytes of the opcode that imports it first, in the file or member.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }
}

/// Something that is not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickleDenial {
    pub(super) event: PickleEvent,
    pub(super) module: String,
    pub(super) name: String,
    pub(super) reason: &'static str,
    pub(super) member: Option<String>,
    pub(super) offset: u64,
}

impl PickleDenial {
    /// What would happen.
    #[must_use]
    pub const fn event(&self) -> PickleEvent {
        self.event
    }

    /// The module of what would be imported or called, untrusted text; for the result of a call that
    /// of what made it; empty where there is none.
    #[must_use]
    pub fn module(&self) -> &str {
        &self.module
    }

    /// Its qualified name, as [`module`](Self::module).
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Why it is not allowed, a sentence without its begin.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        self.reason
    }

    /// The member of the archive, untrusted text; `None` for the file itself.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }

    /// Offset in bytes of the opcode, in the file or member.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }
}

impl fmt::Display for PickleDenial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (module, name) = (Escaped(&self.module), Escaped(&self.name));
        write!(f, "{}", self.event.as_str())?;
        if !self.name.is_empty() || !self.module.is_empty() {
            write!(f, " of {module}.{name}")?;
        }
        write!(f, " is not allowed: {}", self.reason)?;
        match dangerous::effect(&self.module, &self.name) {
            Some(effect) => write!(f, " ({effect})"),
            None => Ok(()),
        }
    }
}

/// Imports and denials that are kept of one file; further ones are counted.
const KEPT: usize = 1000;

/// What a file's pickles import and call, and whether that is allowed.
///
/// # Specification
/// models PKL-10.
#[derive(Clone, Debug)]
pub struct PickleReport {
    imports: Vec<PickleImport>,
    denials: Vec<PickleDenial>,
    denial_count: usize,
    findings: Findings,
    opcodes: u64,
    pickles: usize,
    profile: &'static str,
    digest: Digest,
}

impl PickleReport {
    pub(super) fn new(allowlist: &Allowlist) -> Self {
        Self {
            imports: Vec::new(),
            denials: Vec::new(),
            denial_count: 0,
            findings: Findings::new(),
            opcodes: 0,
            pickles: 0,
            profile: allowlist.profile(),
            digest: *allowlist.digest(),
        }
    }

    /// What is said of the file: denied where anything is.
    #[must_use]
    pub fn outcome(&self) -> PickleOutcome {
        let errors = self.findings.error_counts();
        errors.fold(PickleOutcome::Clear, |outcome, (code, _)| {
            match (outcome, code.class()) {
                (PickleOutcome::Denied, _) | (_, Some(Class::Policy)) => PickleOutcome::Denied,
                _ => PickleOutcome::CannotClear,
            }
        })
    }

    /// The distinct names that are imported, in the order of their first opcodes, a thousand at most.
    #[must_use]
    pub fn imports(&self) -> &[PickleImport] {
        &self.imports
    }

    /// What is not allowed, in order, a thousand at most.
    #[must_use]
    pub fn denials(&self) -> &[PickleDenial] {
        &self.denials
    }

    /// How often something is not allowed.
    #[must_use]
    pub const fn denial_count(&self) -> usize {
        self.denial_count
    }

    /// `pkl.denied`, `pkl.unresolved`, `pkl.malformed`, `pkl.opcode`, `pkl.trailing`, `pkl.limit`,
    /// `pkl.container`, `pkl.torchscript`; none where the file is clear.
    #[must_use]
    pub const fn findings(&self) -> &Findings {
        &self.findings
    }

    /// How many opcodes were followed.
    #[must_use]
    pub const fn opcodes(&self) -> u64 {
        self.opcodes
    }

    /// How many pickles were followed to their end.
    #[must_use]
    pub const fn pickles(&self) -> usize {
        self.pickles
    }

    /// The digest of the allowlist, as [`Allowlist::digest`].
    #[must_use]
    pub const fn allowlist_digest(&self) -> &Digest {
        &self.digest
    }

    /// What was read, to be compared with an approved state.
    #[must_use]
    pub fn facts(&self) -> Vec<Fact> {
        let fact = |name, value: String| Fact { name, value };
        let mut names: Vec<String> = self
            .imports
            .iter()
            .map(|import| format!("{}.{}", import.module, import.name))
            .collect();
        names.sort();
        names.dedup();
        vec![
            fact("pkl.allowlist", self.profile.to_owned()),
            fact("pkl.allowlist-sha256", self.digest.to_hex()),
            fact("pkl.imports", names.join(" ")),
            fact("pkl.opcodes", self.opcodes.to_string()),
            fact("pkl.outcome", self.outcome().as_str().to_owned()),
            fact("pkl.pickles", self.pickles.to_string()),
        ]
    }

    pub(super) fn into_check(self) -> CheckReport {
        let facts = self.facts();
        CheckReport::new(CHECK, self.findings, facts)
    }

    pub(super) fn deny(&mut self, denial: PickleDenial) {
        let finding = Finding::error(PKL_DENIED, denial.to_string()).at_offset(denial.offset);
        self.findings.add(finding);
        self.denial_count = self.denial_count.saturating_add(1);
        if self.denials.len() < KEPT {
            self.denials.push(denial);
        }
    }

    pub(super) fn find(&mut self, finding: Finding) {
        self.findings.add(finding);
    }

    pub(super) fn import(&mut self, import: PickleImport) {
        if self.imports.len() < KEPT {
            self.imports.push(import);
        }
    }

    pub(super) const fn count(&mut self, opcodes: u64, pickles: usize) {
        self.opcodes = self.opcodes.saturating_add(opcodes);
        self.pickles = self.pickles.saturating_add(pickles);
    }

    /// Moves every offset by so many bytes that came before the stream.
    pub(super) fn move_by(&mut self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let moved = |offset: u64| offset.saturating_add(bytes);
        let findings = core::mem::take(&mut self.findings);
        self.findings = findings.map(|finding| match finding.offset() {
            Some(offset) => finding.at_offset(moved(offset)),
            None => finding,
        });
        for import in &mut self.imports {
            import.offset = moved(import.offset);
        }
        for denial in &mut self.denials {
            denial.offset = moved(denial.offset);
        }
    }

    /// Adds what is said of a member.
    pub(super) fn add_member(&mut self, member: &str, inner: Self) {
        self.findings
            .append(inner.findings.map(|finding| finding.at_member(member)));
        self.denial_count = self.denial_count.saturating_add(inner.denial_count);
        self.count(inner.opcodes, inner.pickles);
        let name = || Some(member.to_owned());
        for mut import in inner.imports {
            import.member = name();
            self.import(import);
        }
        for mut denial in inner.denials {
            denial.member = name();
            if self.denials.len() < KEPT {
                self.denials.push(denial);
            }
        }
    }
}
