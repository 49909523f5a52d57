//! What pickles may import and call.

use std::borrow::Cow;

use bonafide_digest::{Digest, sha256};

use super::entries::{NUMPY, TORCH};
use super::python2;
use super::role::Role;

/// Exact names that may be imported, each with what it may be used for: a list of what is allowed,
/// since lists of what is forbidden can always be gone around. No name is allowed by its module.
///
/// # Specification
/// models PKL-5 to PKL-7.
#[derive(Clone, Debug)]
pub struct Allowlist {
    /// Sorted by module and name, each pair once.
    rows: Vec<Row>,
    profile: &'static str,
    digest: Digest,
}

#[derive(Clone, Debug)]
struct Row {
    module: Cow<'static, str>,
    name: Cow<'static, str>,
    role: Role,
}

impl Row {
    fn key(&self) -> (&str, &str) {
        (&self.module, &self.name)
    }
}

impl Default for Allowlist {
    fn default() -> Self {
        Self::torch()
    }
}

impl Allowlist {
    /// The version of the built-in lists and of the rules for arguments, told in reports.
    pub const VERSION: &'static str = "1";

    /// What checkpoints of PyTorch consist of: tensors, parameters, storages, dtypes, plain containers.
    #[must_use]
    pub fn torch() -> Self {
        let empty = Self {
            rows: Vec::new(),
            profile: "torch",
            digest: Digest::sha256([0; 32]),
        };
        empty.with_rows(TORCH)
    }

    /// The same and arrays, scalars and dtypes of NumPy, those of structures excepted.
    #[must_use]
    pub fn numpy() -> Self {
        let mut list = Self::torch().with_rows(NUMPY);
        list.profile = "numpy";
        list
    }

    /// The same and this name, which may be imported and passed on and not called.
    #[must_use]
    pub fn with_reference(self, module: impl Into<String>, name: impl Into<String>) -> Self {
        self.with(module.into(), name.into(), Role::Reference)
    }

    /// The same and this function or class, which may be called with any arguments that a pickle can
    /// make: other allowed names among them. A callable that calls or imports what it is given reopens
    /// everything.
    #[must_use]
    pub fn with_callable(self, module: impl Into<String>, name: impl Into<String>) -> Self {
        self.with(module.into(), name.into(), Role::Callable)
    }

    /// The same and this class, called with any arguments, whose instances may be given any state
    /// (`__setstate__`, or every attribute) and any items (`append`, `extend`, `add`, `__setitem__`).
    #[must_use]
    pub fn with_stateful_class(self, module: impl Into<String>, name: impl Into<String>) -> Self {
        self.with(module.into(), name.into(), Role::StatefulClass)
    }

    /// The name of the built-in list that this one began with.
    #[must_use]
    pub const fn profile(&self) -> &'static str {
        self.profile
    }

    /// SHA-256 over the list as text: a line with the version of the rules, then for each name a line
    /// of module, name and use, separated by a tab and sorted.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }

    fn digested(mut self) -> Self {
        let mut text = format!("bonafide-pickle-allowlist\t{}\n", Self::VERSION);
        for row in &self.rows {
            for part in [&row.module, "\t", &row.name, "\t", row.role.as_str(), "\n"] {
                text.push_str(part);
            }
        }
        self.digest = Digest::sha256(sha256(&[text.as_bytes()]));
        self
    }

    fn with_rows(mut self, rows: &'static [(&'static str, &'static str, Role)]) -> Self {
        self.rows
            .extend(rows.iter().map(|(module, name, role)| Row {
                module: Cow::Borrowed(module),
                name: Cow::Borrowed(name),
                role: *role,
            }));
        self.rows.sort_by(|a, b| a.key().cmp(&b.key()));
        self.digested()
    }

    fn with(mut self, module: String, name: String, role: Role) -> Self {
        let row = Row {
            module: Cow::Owned(module),
            name: Cow::Owned(name),
            role,
        };
        match self.find(row.key()) {
            Ok(at) => {
                if let Some(kept) = self.rows.get_mut(at) {
                    *kept = row;
                }
            }
            Err(at) => self.rows.insert(at, row),
        }
        self.digested()
    }

    fn find(&self, key: (&str, &str)) -> Result<usize, usize> {
        self.rows.binary_search_by(|row| row.key().cmp(&key))
    }

    fn exact(&self, module: &str, name: &str) -> Option<Role> {
        let at = self.find((module, name)).ok()?;
        self.rows.get(at).map(|row| row.role)
    }

    /// What `module` and `name` may be used for in a pickle of this protocol. Below protocol 3 a
    /// reader may or may not map names of Python 2: both spellings have to be allowed alike.
    pub(super) fn role(&self, module: &str, name: &str, protocol: u8) -> Option<Role> {
        let role = self.exact(module, name)?;
        if protocol < 3 {
            let (mapped_module, mapped_name) = python2::mapped(module, name);
            if self.exact(mapped_module, mapped_name) != Some(role) {
                return None;
            }
        }
        Some(role)
    }
}
