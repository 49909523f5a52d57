//! Codes of policies: their documents, what they decide by themselves, and what they are imported
//! from.

use crate::code::Entry;
use crate::{Class, Code};

registry! {
    // Callers.
    POLICY_CALL "policy.call" Malformed "the call of the container runtime cannot be understood", "use a version of the runtime whose plugin interface is supported", "policy CTD-1";
    // Documents.
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
    // What statements say.
    ATTESTATION_MALFORMED "attestation.malformed" Malformed "an attestation is not what its format says", "ask the producer for a conforming one", "policy EV-9";
    PROVENANCE_MISSING "provenance.missing" Missing "there is no provenance", "ask the publisher to attest how it was built", "policy section 3.2";
    SBOM_MALFORMED "sbom.malformed" Malformed "a bill of materials cannot be read", "create the document again with a conforming tool", "policy section 3.2";
    SBOM_MISSING "sbom.missing" Missing "there is no bill of materials", "ask the publisher to attest to one", "policy section 3.2";
    SBOM_TOO_OLD "sbom.too-old" Policy "the bill of materials is too old, or does not say how old it is", "create it again", "policy section 1";
    VEX_SUPPRESSED "vex.suppressed" Note "a vulnerability does not count, since a statement says so", "look at the statement", "policy VUL-6";
    VSA_MISSING "vsa.missing" Missing "there is no verification summary", "verify the artifact where its summaries are made", "policy section 3.2";
    VULN_BORNE "vuln.borne" Note "the policy bears a vulnerability for a while", "fix it before that ends", "policy VUL-3";
    VULN_MALFORMED "vuln.malformed" Malformed "a report of vulnerabilities cannot be read", "scan again", "policy VUL-5";
    VULN_MISSING "vuln.missing" Missing "there are not as many reports of vulnerabilities as are wanted", "scan, and attest to the report", "policy VUL-5";
}
