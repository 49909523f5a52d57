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
    OMS_HASH_UNSUPPORTED "oms.hash.unsupported" Unsupported "x", "x", "x";

    // Trees, files and what of them is signed.
    OMS_TREE_SPECIAL_FILE "oms.tree.special-file" Policy "a pipe, a socket or a device lies in the model", "remove it", "models OMT-3";
    OMS_TREE_CHANGED "oms.tree.changed" Mismatch "the directory changed while it was looked at", "keep others from writing to the directory, and verify again", "models OMT-10";
    OMS_TREE_MOUNT "oms.tree.mount" Policy "another file system is mounted in the model", "check that this is meant", "models OMT-10";
    OMS_SYMLINK_PRESENT "oms.symlink.present" Policy "a symbolic link in a model that was signed without any", "obtain the model as it was published", "models OMT-9";
    OMS_SYMLINK_POLICY "oms.symlink.policy" Policy "a symbolic link where none is wanted", "replace the link by what it leads to and sign again, or allow links", "models OMT-9";
    OMS_SYMLINK_OUTSIDE "oms.symlink.outside" Policy "a symbolic link leads out of the model", "put the file into the model", "models OMT-9";
    OMS_SYMLINK_DIRECTORY "oms.symlink.directory" Policy "a symbolic link leads to something that is not signed under another name", "remove the link, or sign what it leads to", "models OMT-9";
    OMS_SYMLINK_ALLOWED "oms.symlink.allowed" Policy "a symbolic link was followed as the signer did", "check that the link is meant", "models OMT-9";
    OMS_FILE_MISSING "oms.file.missing" Mismatch "a signed file is not there", "obtain the model whole", "models OMH-1";
    OMS_FILE_EXTRA "oms.file.extra" Mismatch "a file is there that was not signed", "remove the file, or have the model signed with it", "models OMH-1";
    OMS_FILE_CHANGED "oms.file.changed" Mismatch "a file does not have the signed digest", "obtain the file again", "models OMH-4";
    OMS_FILE_SIZE "oms.file.size" Mismatch "a file does not have the signed length", "obtain the file again", "models OMH-3";
    OMS_FILE_UNSTABLE "oms.file.unstable" Mismatch "a file was written to while it was verified", "keep others from writing to the directory, and verify again", "models ENG-13";
    OMS_FILE_UNREADABLE "oms.file.unreadable" Unavailable "a file cannot be read", "make the file readable, and verify again", "models section 8";
    OMS_LIMIT "oms.limit" Unavailable "a limit of the verification of a model was reached", "inspect the model; raise the named limit only if it is legitimate", "models section 2";
    OMS_NAME_SUSPICIOUS "oms.name.suspicious" Malformed "a name that misleads people or other systems", "have the file renamed by its publisher", "models OMN-5";
    OMS_NAME_COLLISION "oms.name.collision" Malformed "names that other file systems take for one", "have one of the files renamed by its publisher", "models OMN-6";
    OMS_COVERAGE_UNSIGNED "oms.coverage.unsigned" Policy "files are not signed, and were to be ignored", "use nothing of these files", "models section 8";
    OMS_COVERAGE_IGNORED_BY_SIGNATURE "oms.coverage.ignored-by-signature" Policy "files were left out by the signer", "use nothing of these files", "models section 8";
    OMS_COVERAGE_IGNORED_BY_DEFAULT "oms.coverage.ignored-by-default" Policy "files of a version control are not signed", "use nothing of these files", "models section 8";
    OMS_COVERAGE_IGNORED_BY_CALLER "oms.coverage.ignored-by-caller" Policy "files were left out by the verifier", "use nothing of these files", "models section 8";
    OMS_COVERAGE_EMPTY_UNDER_SHARDS "oms.coverage.empty-under-shards" Policy "empty files, which a signature over shards cannot hold", "check that these files may come and go unnoticed", "models section 8";
    OMS_COVERAGE_EMPTY_DIRECTORY "oms.coverage.empty-directory" Policy "empty directories, which no signature holds", "check that these directories may come and go unnoticed", "models OMT-2";
    OMS_COVERAGE_WIDE_IGNORE "oms.coverage.wide-ignore" Policy "the signer left out weights, or much of the model", "ask the publisher to sign what the model consists of", "models COV-4";
    OMS_COVERAGE_LOADABLE_IN_IGNORED "oms.coverage.loadable-in-ignored" Policy "something that can be loaded or run lies among what is never signed", "remove these files", "models COV-3";
    OMS_COVERAGE_DENIED_TYPE "oms.coverage.denied-type" Policy "something unsigned is of a kind that must be signed", "remove the file, or have the model signed with it", "models COV-2";
}
