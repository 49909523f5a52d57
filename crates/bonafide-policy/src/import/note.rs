//! What the author of an imported policy may want to know.

use bonafide_report::{Code, Finding, Place, registry};

/// What the author of an imported policy may want to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    kind: NoteKind,
    place: Place,
    detail: String,
}

impl Note {
    /// `detail` holds untrusted text only as [`Escaped`](bonafide_report::Escaped) writes it.
    pub(super) fn new(kind: NoteKind, place: Place, detail: impl Into<String>) -> Self {
        Self {
            kind,
            place,
            detail: detail.into(),
        }
    }

    /// What it is about.
    #[must_use]
    pub const fn kind(&self) -> NoteKind {
        self.kind
    }

    /// In which value: an RFC 6901 pointer.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// A sentence for a person.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The note as a finding, for what lists findings.
    #[must_use]
    pub fn to_finding(&self) -> Finding {
        Finding::new(
            self.kind.code(),
            self.place.clone(),
            format!("{}: {}", self.kind.as_str(), self.detail),
        )
    }
}

macro_rules! kinds {
    ($( $(#[$doc:meta])* $kind:ident $name:literal $code:ident; )+) => {
        /// What notes are about. The names are stable.
        ///
        /// # Specification
        /// The list of notes after policy IMP-7.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum NoteKind {
            $( $(#[$doc])* $kind, )+
        }

        impl NoteKind {
            /// Every kind, in the order of the specification.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// The stable name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$kind => $name, )+ }
            }

            /// The registered code.
            #[must_use]
            pub const fn code(self) -> Code {
                match self { $( Self::$kind => registry::$code, )+ }
            }
        }
    };
}

kinds! {
    /// A regular expression matches any part of a name.
    RegexUnanchored "N-REGEX-UNANCHORED" NOTE_IMPORT_REGEX_UNANCHORED;
    /// Any identity is accepted.
    AnyIdentity "N-ANY-IDENTITY" NOTE_IMPORT_ANY_IDENTITY;
    /// A pattern matches more registries than it seems to.
    PatternCrossesRegistry "N-PATTERN-CROSSES-REGISTRY" NOTE_IMPORT_PATTERN_CROSSES_REGISTRY;
    /// What no rule matches is allowed.
    AllowByNoMatch "N-ALLOW-BY-NO-MATCH" NOTE_IMPORT_ALLOW_BY_NO_MATCH;
    /// No transparency log need know a signature.
    NoTlog "N-NO-TLOG" NOTE_IMPORT_NO_TLOG;
    /// No certificate log need know a certificate.
    NoSct "N-NO-SCT" NOTE_IMPORT_NO_SCT;
    /// A rule is about a tag, which may mean another image tomorrow.
    TagOnly "N-TAG-ONLY" NOTE_IMPORT_TAG_ONLY;
    /// A pattern with a tag does not match the same image by its digest.
    TagPatternMissesDigest "N-TAG-PATTERN-MISSES-DIGEST" NOTE_IMPORT_TAG_PATTERN_MISSES_DIGEST;
    /// A signature for one name is accepted for another.
    IdentityReplay "N-IDENTITY-REPLAY" NOTE_IMPORT_IDENTITY_REPLAY;
    /// Namespaces had to ask for the policy.
    NamespaceOptIn "N-NAMESPACE-OPT-IN" NOTE_IMPORT_NAMESPACE_OPT_IN;
    /// What was imported is stricter than what was written.
    Stricter "N-STRICTER" NOTE_IMPORT_STRICTER;
    /// A failure is told and changes nothing.
    AuditOnly "N-AUDIT-ONLY" NOTE_IMPORT_AUDIT_ONLY;
    /// A field is deprecated in its format.
    DeprecatedField "N-DEPRECATED-FIELD" NOTE_IMPORT_DEPRECATED_FIELD;
    /// A scope that no image has.
    ScopeUnreachable "N-SCOPE-UNREACHABLE" NOTE_IMPORT_SCOPE_UNREACHABLE;
    /// A threshold counts distinct signers.
    ThresholdDistinct "N-THRESHOLD-DISTINCT" NOTE_IMPORT_THRESHOLD_DISTINCT;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes_go_together() {
        let codes = [
            ("N-REGEX-UNANCHORED", "note.import.regex-unanchored"),
            ("N-ANY-IDENTITY", "note.import.any-identity"),
            (
                "N-PATTERN-CROSSES-REGISTRY",
                "note.import.pattern-crosses-registry",
            ),
            ("N-ALLOW-BY-NO-MATCH", "note.import.allow-by-no-match"),
            ("N-NO-TLOG", "note.import.no-tlog"),
            ("N-NO-SCT", "note.import.no-sct"),
            ("N-TAG-ONLY", "note.import.tag-only"),
            (
                "N-TAG-PATTERN-MISSES-DIGEST",
                "note.import.tag-pattern-misses-digest",
            ),
            ("N-IDENTITY-REPLAY", "note.import.identity-replay"),
            ("N-NAMESPACE-OPT-IN", "note.import.namespace-opt-in"),
            ("N-STRICTER", "note.import.stricter"),
            ("N-AUDIT-ONLY", "note.import.audit-only"),
            ("N-DEPRECATED-FIELD", "note.import.deprecated-field"),
            ("N-SCOPE-UNREACHABLE", "note.import.scope-unreachable"),
            ("N-THRESHOLD-DISTINCT", "note.import.threshold-distinct"),
        ];
        let found: Vec<_> = NoteKind::ALL
            .iter()
            .map(|kind| (kind.as_str(), kind.code().as_str()))
            .collect();
        assert_eq!(found, codes);
    }
}
