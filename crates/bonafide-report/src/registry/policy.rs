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
}
