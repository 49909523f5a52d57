//! What a stream imports.

use std::collections::BTreeMap;

use super::Allowlist;
use super::role::Role;
use super::value::{GlobalId, Value};

/// Distinct imports of one run, in the order of their first event.
#[derive(Debug, Default)]
pub(super) struct Globals<'a> {
    rows: Vec<Global<'a>>,
    by_name: BTreeMap<(&'a str, &'a str, bool), GlobalId>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Global<'a> {
    pub(super) module: &'a str,
    pub(super) name: &'a str,
    /// `None` where it is not allowed.
    pub(super) role: Option<Role>,
    /// Offset of the opcode that imports it first.
    pub(super) offset: usize,
}

impl<'a> Globals<'a> {
    /// The row of `module` and `name`, imported under `protocol`.
    pub(super) fn import(
        &mut self,
        (module, name): (&'a str, &'a str),
        protocol: u8,
        offset: usize,
        allowlist: &Allowlist,
    ) -> GlobalId {
        // Old protocols map names, which can make the difference.
        let key = (module, name, protocol < 3);
        if let Some(id) = self.by_name.get(&key) {
            return *id;
        }
        let id = GlobalId(self.rows.len());
        self.rows.push(Global {
            module,
            name,
            role: allowlist.role(module, name, protocol),
            offset,
        });
        self.by_name.insert(key, id);
        id
    }

    pub(super) fn get(&self, id: GlobalId) -> Option<&Global<'a>> {
        self.rows.get(id.0)
    }

    pub(super) fn rows(&self) -> &[Global<'a>] {
        &self.rows
    }

    /// What an import may be used for; `None` for anything else and where it is not allowed.
    pub(super) fn role(&self, value: Value<'a>) -> Option<Role> {
        match value {
            Value::Global(id) => self.get(id)?.role,
            _ => None,
        }
    }
}
