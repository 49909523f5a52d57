//! Codes of policies: their documents, what they decide by themselves, and what they are imported
//! from.

use crate::code::Entry;
use crate::{Class, Code};

registry! {
    // The audit log.
    AUDIT_CHAIN "audit.chain" Mismatch "a record does not follow the one before it", "treat the log as altered; compare it with a copy", "policy section 8";
    AUDIT_CHECKPOINT "audit.checkpoint" Malformed "the checkpoint of an audit log cannot be used", "give the note and the key under which the log was signed", "C2SP signed-note and tlog-checkpoint";
    AUDIT_EMPTY "audit.empty" Missing "an audit log has no record", "name the files of the log, the oldest first", "policy section 8";
    AUDIT_HEAD "audit.head" Mismatch "an audit log does not have the record that it is known to have had", "treat the end of the log as cut off or altered; compare it with a copy", "policy section 8";
    AUDIT_MALFORMED "audit.malformed" Malformed "a line is no record of an audit log", "treat the log as altered; compare it with a copy", "policy section 8";
    AUDIT_ROTATION "audit.rotation" Malformed "a file of an audit log ends without saying so, or goes on behind its end", "name the files of the log in their order, each whole", "policy section 8";
    AUDIT_SEQUENCE "audit.sequence" Mismatch "the number of a record is not the next one", "treat records as removed or added; compare the log with a copy", "policy section 8";
    AUDIT_SPLICED "audit.spliced" Mismatch "a record belongs to another log", "verify the files of one log at a time", "policy section 8";
    AUDIT_TRUNCATED "audit.truncated" Malformed "the last line of an audit log was not written to its end", "find out what stopped the writer; the records before are whole", "policy section 8";
    AUDIT_WRITE "audit.write" Unavailable "a record cannot be written to the audit log", "make room, or give the log to one writer", "policy section 8";

    // Callers.
    POLICY_CALL "policy.call" Malformed "the call of the container runtime cannot be understood", "use a version of the runtime whose plugin interface is supported", "policy CTD-1";
    // Dumps of clusters.
    COVERAGE_OBJECT "coverage.object" Malformed "a dump is no object of Kubernetes, and no list of such", "give what `kubectl get -o json` prints", "policy ADM-11";
    COVERAGE_POINTER "coverage.pointer" Malformed "a configured place of images is no JSON pointer", "write it as `/spec/steps/*/image`", "RFC 6901, policy section 9.1";

    // Evidence.
    EVIDENCE_FOREIGN "evidence.foreign" Mismatch "evidence was gathered for another artifact, by another policy or for another time", "gather it for what is asked about, by the policy that decides and at the same time", "policy section 2";

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

    // What a policy is compiled from.
    KEY_WEAK "key.weak" Untrusted "a key is too weak to be trusted", "use RSA of 2048 bits or more, a named NIST curve, or Ed25519", "policy section 1";
    NOTE_POLICY_SAME_KEY "note.policy.same-key" Note "two signers have the same key and count once", "", "policy DOC-5";
    POLICY_FILE_DIGEST "policy.file.digest" Mismatch "a file of the policy has another digest than the policy states", "find out who changed the file, or state its new digest", "policy DOC-4";
    POLICY_FILE_PATH "policy.file.path" Policy "the policy names a file that may not be read", "put the file beside the policy, without links that lead elsewhere", "policy DOC-4";
    POLICY_FILE_UNPINNED "policy.file.unpinned" Policy "the policy names a file and does not state its digest", "state `sha256`, or set `allow_unpinned_files`", "policy section 1";
    POLICY_FILE_UNREADABLE "policy.file.unreadable" Unavailable "a file of the policy cannot be read", "put the file where the policy names it", "policy DOC-4";
    POLICY_MATERIAL "policy.material" Malformed "keys or certificates of the policy cannot be read", "supply them in PEM", "policy section 1";
    POLICY_SIGNER "policy.signer" Policy "a signer asks for what cannot be had", "correct the signer", "policy section 1";
    TRUST_MISSING "trust.missing" Unavailable "there is no trust material to judge by", "name the trust material in the policy", "policy section 3.2";
    TRUST_STALE "trust.stale" Expired "the trust material is older than the policy allows", "refresh the trusted root", "policy section 1";
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

    // Decisions.
    ATTESTATION_CONDITION_FAILED "attestation.condition-failed" Policy "a verified attestation does not say what the policy wants", "compare what it says with the condition; attest again, or correct the policy", "policy section 1 (attestation)";
    ATTESTATION_VERIFIED "attestation.verified" Note "a verified attestation says what is wanted", "", "policy section 3.2";
    BASE_OK "base.ok" Note "the image that it was built on satisfies its rule", "", "policy section 1 (base_image)";
    BASE_RULE_FAILED "base.rule-failed" Policy "the image that it was built on does not satisfy its rule", "build again on a base image that does", "policy section 1 (base_image)";
    BASE_UNKNOWN "base.unknown" Missing "nothing that is verified says which image it was built on", "ask the publisher for provenance that lists the base image by digest, or for the annotation of base images in a signed manifest", "policy section 1 (base_image)";
    DIGEST_MATCH "digest.match" Note "the digest is the one that was asked for", "", "policy section 3.2";
    DIGEST_NOT_PINNED "digest.not-pinned" Policy "the reference has no digest", "refer to the image by digest", "policy section 1 (pin)";
    DISCOVERY_OK "discovery.ok" Note "everything that travels with the artifact, or was handed over, was seen", "", "policy section 3.2";
    KEY_UNTRUSTED "key.untrusted" Untrusted "no signature is known to be by a signer that is asked for", "see what is wrong with those that are there; check the publisher's record of keys; correct the policy or reject the artifact", "policy EV-8";
    MODEL_SIGNATURE_MISSING "model.signature-missing" Missing "the model is not signed", "ask the publisher to sign it", "policy section 1 (model_signature)";
    MODEL_VERIFIED "model.verified" Note "the model is signed", "", "policy section 3.2";
    POLICY_FORBID_ABSENT "policy.forbid-absent" Note "what is forbidden is not there", "", "policy section 1 (forbid)";
    POLICY_FORBID_PRESENT "policy.forbid-present" Policy "something verified is there that the policy forbids", "read what was found; do not use the artifact while it stands", "policy section 1 (forbid)";
    POLICY_NOT_EVALUATED "policy.not-evaluated" Note "not looked at, since it is decided already", "", "policy EV-3";
    POLICY_OK "policy.ok" Note "enough of several requirements hold", "", "policy section 1 (any_of, all_of)";
    POLICY_STATIC "policy.static" Note "the policy says so whatever the evidence", "", "policy section 1 (static)";
    POLICY_STATIC_REJECT "policy.static-reject" Policy "the policy rejects it whatever the evidence", "use another artifact, or correct the policy", "policy section 1 (static)";
    PROVENANCE_OK "provenance.ok" Note "it was built as the policy wants", "", "policy section 3.2";
    REF_NO_MATCHING_RULE "ref.no-matching-rule" Policy "no rule of the policy is about the artifact", "check the reference; add a rule for it", "policy section 1 (default)";
    REF_OK "ref.ok" Note "the reference is as the policy wants it", "", "policy section 3.2";
    REF_REGISTRY_NOT_ALLOWED "ref.registry-not-allowed" Policy "images may not come from there", "use the image from a registry that is allowed", "policy section 1 (registries)";
    SBOM_OK "sbom.ok" Note "a bill of materials is as the policy wants it", "", "policy section 3.2";
    SIGNATURE_VERIFIED "signature.verified" Note "enough of the wanted signers signed", "", "policy section 3.2";
    VSA_OK "vsa.ok" Note "somebody who may has verified it before", "", "policy section 3.2";
    VULN_OK "vuln.ok" Note "no vulnerability is above what the policy bears", "", "policy section 3.2";
    WAIVER_EXPIRED "waiver.expired" Expired "an exception has ended", "fix the cause, or have the exception renewed", "policy WV-2";
    WAIVER_USED "waiver.used" Note "a failure is borne for a while", "fix the cause before the exception ends", "policy WV-2";
}
