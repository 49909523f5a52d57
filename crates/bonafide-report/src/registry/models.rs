//! Codes of signed models.

use crate::code::Entry;
use crate::{Class, Code};

registry! {
    // Trust and method.
    OMS_POLICY_NO_TRUST "oms.policy.no-trust" Policy "no trust material was given", "give the keys, the anchors or the trusted root of the publisher", "models PRI-2";
    OMS_KEY_UNSUPPORTED "oms.key.unsupported" Untrusted "the key is none that model signing knows", "use an ECDSA key on P-256, P-384 or P-521", "OMS section 8.1; models OMB-7";
    OMS_SIG_INVALID "oms.sig.invalid" Mismatch "the signature does not verify", "obtain the original bundle; do not use the model", "DSSE protocol; models OMB-6";
    OMS_CERT_IDENTITY "oms.cert.identity" Untrusted "the certificate is not the expected one", "correct the constraint or reject the model", "models OMX-2";
    OMS_MANIFEST_EMPTY "oms.manifest.empty" Malformed "the signature covers nothing", "sign a model that has files", "OMS section 6.1; models OMP-5";
    OMS_NAME_INVALID "oms.name.invalid" Malformed "a path is not relative and canonical", "x", "OMS section 6.1.2; models OMN-1";
    OMS_IGNORE_INVALID "oms.ignore.invalid" Malformed "a path to ignore is not relative and canonical", "x", "models OMT-5";
    OMS_SYMLINK_PRESENT "oms.symlink.present" Policy "x", "x", "x";
    OMS_TREE_SPECIAL_FILE "oms.tree.special-file" Policy "x", "x", "x";
    OMS_FILE_UNREADABLE "oms.file.unreadable" Unavailable "x", "x", "x";
    OMS_TREE_CHANGED "oms.tree.changed" Mismatch "x", "x", "x";
    OMS_LIMIT "oms.limit" Unavailable "x", "x", "x";
    OMS_HASH_UNSUPPORTED "oms.hash.unsupported" Unsupported "x", "x", "x";
}
