//! Codes of policies: their documents, what they decide by themselves, and what they are imported
//! from.

use crate::code::Entry;
use crate::{Class, Code};

registry! {
    // Callers.
    POLICY_CALL "policy.call" Malformed "the call of the container runtime cannot be understood", "use a version of the runtime whose plugin interface is supported", "policy CTD-1";

    // Requirements.
    POLICY_REQUIREMENT_UNSUPPORTED "policy.requirement-unsupported" Unsupported "the policy wants something that cannot be judged", "state the requirement in another way, or enable the feature", "policy section 3.2";
}
