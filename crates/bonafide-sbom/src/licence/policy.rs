//! What is allowed, and what is denied.

mod config;
mod entry;
mod list;

use super::record::DefinedLicences;
use super::term::{Addition, Subject, Term};
use super::truth::Truth;
use crate::Error;
use list::List;

/// Which licences are allowed and which are denied.
///
/// ```
/// use bonafide_sbom::{
///     Acknowledgement, LicenceEvaluator, LicenceForm, LicencePolicy, LicenceRecord, Truth,
/// };
///
/// let policy = LicencePolicy::parse(br#"{
///   "allow": ["MIT", "Apache-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"],
///   "deny": ["GPL-2.0-only", "LicenseRef-acme-internal"]
/// }"#)?;
/// let mut evaluator = LicenceEvaluator::new(&policy);
/// let form = LicenceForm::Expression("GPL-2.0-only OR MIT");
/// let record = LicenceRecord::new(Acknowledgement::Declared, form);
/// assert_eq!(evaluator.judge(&[record]).truth(), Truth::Allow);
/// # Ok::<(), bonafide_sbom::Error>(())
/// ```
///
/// # Form of a policy
///
/// A JSON object of at most 1 MiB; every member may be left out, there are no others, and a member
/// stands once. A policy that neither allows nor denies anything is refused.
///
/// | member | value | without it |
/// |---|---|---|
/// | `schema` | `"bonafide.sbom.licences/1"` | – |
/// | `allow` | list of entries | none |
/// | `deny` | list of entries | none |
/// | `unlisted` | `"unknown"`, or `"allow"` for a policy that only denies: listed licences without an entry | `"unknown"` |
/// | `none` | `"unknown"`, `"allow"` or `"deny"`: `NONE` | `"unknown"` |
/// | `or_later` | `"exact"`, or `"choose"`: whoever gets `X-1.0-or-later` may take it as a later version that is allowed | `"exact"` |
/// | `deny_or_later` | whether `X-1.0-only` on the list of what is denied denies `X-1.0-or-later` too | `true` |
/// | `basis` | `"concluded-then-declared"`, `"declared"`, `"concluded"` or `"strictest"` | the first |
/// | `allow_unknown` | whether components whose licence is unknown pass | `false` |
///
/// An entry is one of these, at most 10,000 a list, written as SPDX writes it:
///
/// | entry | covers |
/// |---|---|
/// | `MIT`, `GPL-2.0-only` | this licence in this version |
/// | `GPL-2.0-or-later`, `Apache-2.0+` | this version and later ones of the list, each with or without "or later" |
/// | `GPL-2.0-only WITH Classpath-exception-2.0` | the pair; it goes before entries for the licence |
/// | `LicenseRef-x`, `DocumentRef-d:LicenseRef-x` | exactly this reference |
/// | `text-sha256:` and 64 lower-case hexadecimal digits | references that the document defines with this text, names that come with it |
/// | `name:"…"` | exactly this name, byte for byte |
///
/// Denials go before allowances. An entry that is there twice, that is both allowed and denied, or
/// that is allowed while an entry of its kind denies all of it, is refused as a contradiction;
/// deprecated identifiers and other spellings are refused with what to write instead.
///
/// What is not listed by SPDX (a reference, a name, an `AdditionRef-`) is unknown without an entry,
/// also where `unlisted` is `"allow"`. A licence with an exception that is not for it, or with an
/// `AdditionRef-`, is never better than unknown without an entry for the pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LicencePolicy {
    allow: List,
    deny: List,
    unlisted: Truth,
    none: Truth,
    may_choose_later: bool,
    denies_or_later: bool,
    basis: Basis,
    allows_unknown: bool,
}

/// Which records of a component count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Basis {
    #[default]
    ConcludedThenDeclared,
    Declared,
    Concluded,
    Strictest,
}

impl LicencePolicy {
    /// The schema of policies.
    pub const SCHEMA: &'static str = "bonafide.sbom.licences/1";

    /// Reads a policy in JSON.
    ///
    /// # Errors
    /// [`Error::LicencePolicyJson`] for what is no strict JSON and for members that policies do not
    /// have; [`Error::LicencePolicy`] for values and entries that mean nothing;
    /// [`Error::LicencePolicyContradiction`] for entries that contradict or repeat each other.
    pub fn parse(document: &[u8]) -> Result<Self, Error> {
        config::parse(document)
    }

    /// The policy of two lists of entries, as the members `allow` and `deny` have them, and for the
    /// rest as if nothing were said.
    ///
    /// # Errors
    /// Those of [`parse`](Self::parse) that are not about JSON.
    pub fn of_entries(allow: &[&str], deny: &[&str]) -> Result<Self, Error> {
        config::of_entries(allow, deny)
    }

    pub(super) const fn basis(&self) -> Basis {
        self.basis
    }

    pub(super) const fn allows_unknown(&self) -> bool {
        self.allows_unknown
    }

    pub(super) const fn none(&self) -> Truth {
        self.none
    }

    /// What it says of one operand.
    pub(super) fn term(&self, term: &Term, defined: Option<&DefinedLicences>) -> Truth {
        let Some(addition) = &term.addition else {
            return self.licence(&term.subject, defined);
        };
        if self
            .deny
            .denies(&term.subject, Some(addition), self.denies_or_later)
        {
            return Truth::Deny;
        }
        if self
            .allow
            .allows(&term.subject, Some(addition), self.may_choose_later)
        {
            return Truth::Allow;
        }
        let bare = self.licence(&term.subject, defined);
        match addition {
            Addition::Listed(_) if !term.is_unusual_pair() => bare,
            _ => bare.and(Truth::Unknown),
        }
    }

    /// What it says of a name, and of the text that comes with it.
    pub(super) fn name(&self, name: &str, text: Option<[u8; 32]>) -> Truth {
        let texts = text.map(Some);
        self.unlisted_by_spdx(
            self.deny.has_name(name),
            self.allow.has_name(name),
            texts.as_slice(),
        )
    }

    fn licence(&self, subject: &Subject, defined: Option<&DefinedLicences>) -> Truth {
        if let Subject::Reference(reference) = subject {
            let texts = defined.and_then(|defined| defined.texts(reference));
            return self.unlisted_by_spdx(
                self.deny.has_reference(reference),
                self.allow.has_reference(reference),
                texts.unwrap_or_default(),
            );
        }
        if self.deny.denies(subject, None, self.denies_or_later) {
            Truth::Deny
        } else if self.allow.allows(subject, None, self.may_choose_later) {
            Truth::Allow
        } else {
            self.unlisted
        }
    }

    /// One denied text denies; an allowance wants every text allowed.
    fn unlisted_by_spdx(
        &self,
        is_denied: bool,
        is_allowed: bool,
        texts: &[Option<[u8; 32]>],
    ) -> Truth {
        let is_in = |list: &List, text: &Option<[u8; 32]>| {
            text.as_ref().is_some_and(|text| list.has_text(text))
        };
        if is_denied || texts.iter().any(|text| is_in(&self.deny, text)) {
            return Truth::Deny;
        }
        let all = !texts.is_empty() && texts.iter().all(|text| is_in(&self.allow, text));
        if is_allowed || all {
            return Truth::Allow;
        }
        Truth::Unknown
    }
}
