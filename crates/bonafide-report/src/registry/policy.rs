//! Codes of policies: their documents, what they decide by themselves, and what they are imported
//! from.

use crate::code::Entry;
use crate::{Class, Code};

registry! {
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
}
