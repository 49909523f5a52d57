//! How pickles are judged, and what that may cost.

use super::Allowlist;

/// How pickles are judged.
///
/// ```
/// use bonafide_model::pickle::{self, Allowlist, PickleOptions, PickleOutcome};
/// let pickle = b"cmylab.layers\nScale\nK\x02\x85R.";
/// let strict = PickleOptions::default();
/// assert_eq!(pickle::scan(pickle, &strict).outcome(), PickleOutcome::Denied);
/// let wider = strict.with_allowlist(Allowlist::torch().with_callable("mylab.layers", "Scale"));
/// assert_eq!(pickle::scan(pickle, &wider).outcome(), PickleOutcome::Clear);
/// ```
#[derive(Clone, Debug, Default)]
pub struct PickleOptions {
    pub(super) allowlist: Allowlist,
    pub(super) limits: PickleLimits,
    pub(super) extensions: Vec<(u32, String, String)>,
    pub(super) allows_torchscript: bool,
}

impl PickleOptions {
    /// What may be imported and called, other than [`Allowlist::torch`].
    #[must_use]
    pub fn with_allowlist(mut self, allowlist: Allowlist) -> Self {
        self.allowlist = allowlist;
        self
    }

    /// Bounds other than the default ones.
    #[must_use]
    pub const fn with_limits(mut self, limits: PickleLimits) -> Self {
        self.limits = limits;
        self
    }

    /// The caller knows that every reader has registered `module` and `name` under the extension
    /// code `code`: the opcode stands for that import. Without it no extension code is cleared.
    ///
    /// # Specification
    /// models PKL-4.
    #[must_use]
    pub fn with_extension(
        mut self,
        code: u32,
        module: impl Into<String>,
        name: impl Into<String>,
    ) -> Self {
        self.extensions.push((code, module.into(), name.into()));
        self
    }

    /// Lets archives with code of TorchScript pass, whose pickles are judged all the same. The code
    /// is not looked at: it runs when the model does.
    ///
    /// # Specification
    /// models PKL-12.
    #[must_use]
    pub const fn allowing_torchscript(mut self) -> Self {
        self.allows_torchscript = true;
        self
    }
}

/// What may be spent on one file. A limit that is reached is `pkl.limit`: it is not cleared.
///
/// # Specification
/// models section 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PickleLimits {
    pub(super) opcodes: u64,
    pub(super) argument_bytes: u64,
    pub(super) stack: usize,
    pub(super) memo: usize,
    pub(super) member_bytes: u64,
    pub(super) members: usize,
}

impl Default for PickleLimits {
    /// A million opcodes and 256 MiB of arguments in one stream, 100,000 values and marks on the
    /// stack, 100,000 memo slots; members of archives of 2 GiB, and 100,000 of them.
    fn default() -> Self {
        Self {
            opcodes: 1_000_000,
            argument_bytes: 256 << 20,
            stack: 100_000,
            memo: 100_000,
            member_bytes: 2 << 30,
            members: 100_000,
        }
    }
}

impl PickleLimits {
    /// The most opcodes of one stream.
    #[must_use]
    pub const fn with_opcodes(mut self, opcodes: u64) -> Self {
        self.opcodes = opcodes;
        self
    }

    /// The most bytes of arguments of one stream.
    #[must_use]
    pub const fn with_argument_bytes(mut self, bytes: u64) -> Self {
        self.argument_bytes = bytes;
        self
    }

    /// The most values and marks on the stack.
    #[must_use]
    pub const fn with_stack(mut self, values: usize) -> Self {
        self.stack = values;
        self
    }

    /// The most memo slots; also one above the largest number of a slot.
    #[must_use]
    pub const fn with_memo(mut self, slots: usize) -> Self {
        self.memo = slots;
        self
    }

    /// The most bytes of one expanded member of an archive.
    #[must_use]
    pub const fn with_member_bytes(mut self, bytes: u64) -> Self {
        self.member_bytes = bytes;
        self
    }

    /// The most members of an archive.
    #[must_use]
    pub const fn with_members(mut self, members: usize) -> Self {
        self.members = members;
        self
    }
}
