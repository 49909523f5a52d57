//! Codes of signed models.

use crate::code::Entry;
use crate::{Class, Code};

registry! {
    // Trust and method.
    OMS_POLICY_NO_TRUST "oms.policy.no-trust" Policy "no trust material was given", "give the keys, the anchors or the trusted root of the publisher", "models PRI-2";
}
