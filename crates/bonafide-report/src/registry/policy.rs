//! Codes of policies: their documents, what they decide by themselves, and what they are imported
//! from.

use crate::code::Entry;
use crate::{Class, Code};

registry! {
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

    // Decisions.
    ATTESTATION_CONDITION_FAILED "attestation.condition-failed" Policy "a verified attestation does not say what the policy wants", "compare what it says with the condition; attest again, or correct the policy", "policy section 1 (attestation)";
    ATTESTATION_VERIFIED "attestation.verified" Note "a verified attestation says what is wanted", "", "policy section 3.2";
    BASE_OK "base.ok" Note "the image that it was built on satisfies its rule", "", "policy section 1 (base_image)";
    BASE_RULE_FAILED "base.rule-failed" Policy "the image that it was built on does not satisfy its rule", "build again on a base image that does", "policy section 1 (base_image)";
    BASE_UNKNOWN "base.unknown" Missing "nothing that is verified says which image it was built on", "ask the publisher for provenance that lists the base image by digest, or for the annotation of base images in a signed manifest", "policy section 1 (base_image)";
    DIGEST_MATCH "digest.match" Note "the digest is the one that was asked for", "", "policy section 3.2";
    DIGEST_NOT_PINNED "digest.not-pinned" Policy "the reference has no digest", "refer to the image by digest", "policy section 1 (pin)";
    DISCOVERY_OK "discovery.ok" Note "everything that travels with the artifact was seen", "", "policy section 3.2";
    KEY_UNTRUSTED "key.untrusted" Untrusted "only others signed", "check the publisher's record of keys; correct the policy or reject the artifact", "policy EV-8";
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
