//! Codes of policies: their documents, what they decide by themselves, and what they are imported
//! from.

use crate::code::Entry;
use crate::{Class, Code};

registry! {
    // Callers.
    POLICY_CALL "policy.call" Malformed "the call of the container runtime cannot be understood", "use a version of the runtime whose plugin interface is supported", "policy CTD-1";
    // Documents.
    NOTE_POLICY_ALLOW_BY_NO_MATCH "note.policy.allow-by-no-match" Note "what no rule matches is allowed", "", "policy section 1 (N-ALLOW-BY-NO-MATCH)";
    NOTE_POLICY_ANY_IDENTITY "note.policy.any-identity" Note "a pattern of identities matches the empty name, and perhaps every name", "", "policy PAT-3 (N-ANY-IDENTITY)";
    NOTE_POLICY_AUDIT_ONLY "note.policy.audit-only" Note "no requirement of a rule counts", "", "policy section 6.1 (N-AUDIT-ONLY)";
    NOTE_POLICY_CROSSES_REGISTRY "note.policy.crosses-registry" Note "a pattern matches in registries of several owners", "", "policy PAT-1 (N-PATTERN-CROSSES-REGISTRY)";
    NOTE_POLICY_REGEX_UNANCHORED "note.policy.regex-unanchored" Note "an expression matches any part of a name", "", "policy IMP-7 (N-REGEX-UNANCHORED)";
    NOTE_POLICY_TAG_ONLY "note.policy.tag-only" Note "a pattern asks for a tag, which a reference with a digest alone does not have", "", "policy PAT-1 (N-TAG-ONLY)";
    POLICY_CONFLICT "policy.conflict" Malformed "two statements of a policy exclude each other", "keep one of them", "policy DOC-5";
    POLICY_DUPLICATE_FIELD "policy.duplicate-field" Malformed "a member is there twice", "keep one of them", "policy DOC-1";
    POLICY_LIMIT "policy.limit" Malformed "a policy holds more than is read", "make it smaller, or split it", "policy DOC-3";
    POLICY_MISSING_FIELD "policy.missing-field" Malformed "a member that must be there is not", "add it", "policy section 1";
    POLICY_SYNTAX "policy.syntax" Malformed "a policy is not the JSON, or not the plain YAML, that is read", "write it without anchors, aliases, tags and merge keys, as one document in UTF-8", "policy DOC-1";
    POLICY_TYPE "policy.type" Malformed "a value has another type than its field", "write the type that is named; quote what is meant as text", "policy DOC-1";
    POLICY_UNDEFINED_NAME "policy.undefined-name" Malformed "a policy uses a name that it does not define", "define it, or correct its spelling", "policy DOC-5";
    POLICY_UNKNOWN_FIELD "policy.unknown-field" Malformed "a policy has a member that its format does not have", "correct its spelling, or leave it out", "policy DOC-1";
    POLICY_UNSUPPORTED "policy.unsupported" Unsupported "a policy asks for something that is known and not done here", "leave it out, or state it in another way", "policy section 1";
    POLICY_UNUSED_NAME "policy.unused-name" Malformed "a policy defines a name that nothing uses", "use it, or leave it out", "policy DOC-5";
    POLICY_VALUE "policy.value" Malformed "a value is not what its field takes", "write the value as the message says", "policy section 1";
    // Patterns.
    POLICY_PATTERN "policy.pattern" Malformed "a text is no pattern that can be used", "write the pattern as the rule in the message wants it", "policy section 4";

    // Requirements.
    POLICY_REQUIREMENT_UNSUPPORTED "policy.requirement-unsupported" Unsupported "the policy wants something that cannot be judged", "state the requirement in another way, or enable the feature", "policy section 3.2";

    // Policies of other tools.
    IMPORT_CONFLICT "import.conflict" Malformed "fields of an imported document exclude each other", "keep one of them", "policy section 6.1 (E-IMPORT-CONFLICT)";
    IMPORT_INVALID "import.invalid" Malformed "an imported document is not what its format says", "correct the document", "policy section 6.1 (E-IMPORT-INVALID)";
    IMPORT_UNKNOWN "import.unknown" Malformed "an imported document has a field that its format does not have", "remove the field, or correct its name", "policy section 6.1 (E-IMPORT-UNKNOWN)";
    IMPORT_UNRESOLVED "import.unresolved" Unavailable "an imported document names something that was not given", "give it, or defer it", "policy section 6.1 (E-IMPORT-UNRESOLVED)";
    IMPORT_UNSUPPORTED "import.unsupported" Unsupported "an imported document has something that cannot be imported", "state it in another way, or write a native policy", "policy section 6.1 (E-IMPORT-UNSUPPORTED)";
    NOTE_IMPORT_ALLOW_BY_NO_MATCH "note.import.allow-by-no-match" Note "what no rule of an imported policy matches is allowed", "", "policy section 6.1 (N-ALLOW-BY-NO-MATCH)";
    NOTE_IMPORT_ANY_IDENTITY "note.import.any-identity" Note "an imported policy accepts any identity", "", "policy section 6.1 (N-ANY-IDENTITY)";
    NOTE_IMPORT_AUDIT_ONLY "note.import.audit-only" Note "an imported policy is told and changes nothing", "", "policy section 6.1 (N-AUDIT-ONLY)";
    NOTE_IMPORT_DEPRECATED_FIELD "note.import.deprecated-field" Note "a field of an imported policy is deprecated", "", "policy section 6.1 (N-DEPRECATED-FIELD)";
    NOTE_IMPORT_IDENTITY_REPLAY "note.import.identity-replay" Note "an imported policy accepts a signature for one name under another", "", "policy section 6.1 (N-IDENTITY-REPLAY)";
    NOTE_IMPORT_NAMESPACE_OPT_IN "note.import.namespace-opt-in" Note "namespaces had to ask for an imported policy", "", "policy section 6.1 (N-NAMESPACE-OPT-IN)";
    NOTE_IMPORT_NO_SCT "note.import.no-sct" Note "an imported policy asks for no certificate log", "", "policy section 6.1 (N-NO-SCT)";
    NOTE_IMPORT_NO_TLOG "note.import.no-tlog" Note "an imported policy asks for no transparency log", "", "policy section 6.1 (N-NO-TLOG)";
    NOTE_IMPORT_PATTERN_CROSSES_REGISTRY "note.import.pattern-crosses-registry" Note "a pattern of an imported policy matches more registries than it seems to", "", "policy section 6.1 (N-PATTERN-CROSSES-REGISTRY)";
    NOTE_IMPORT_REGEX_UNANCHORED "note.import.regex-unanchored" Note "a regular expression of an imported policy matches any part of a name", "", "policy section 6.1 (N-REGEX-UNANCHORED)";
    NOTE_IMPORT_SCOPE_UNREACHABLE "note.import.scope-unreachable" Note "no image has this scope of an imported policy", "", "policy section 6.1 (N-SCOPE-UNREACHABLE)";
    NOTE_IMPORT_STRICTER "note.import.stricter" Note "what was imported is stricter than what was written", "", "policy section 6.1 (N-STRICTER)";
    NOTE_IMPORT_TAG_ONLY "note.import.tag-only" Note "a rule of an imported policy is about a tag", "", "policy section 6.1 (N-TAG-ONLY)";
    NOTE_IMPORT_TAG_PATTERN_MISSES_DIGEST "note.import.tag-pattern-misses-digest" Note "a pattern of an imported policy does not match the same image by its digest", "", "policy section 6.1 (N-TAG-PATTERN-MISSES-DIGEST)";
    NOTE_IMPORT_THRESHOLD_DISTINCT "note.import.threshold-distinct" Note "a threshold of an imported policy counts distinct signers", "", "policy section 6.1 (N-THRESHOLD-DISTINCT)";
}
