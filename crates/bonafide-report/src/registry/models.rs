//! Codes of signed models.

use crate::code::Entry;
use crate::{Class, Code};

registry! {
    // Trust and method.
    OMS_POLICY_NO_TRUST "oms.policy.no-trust" Policy "no trust material was given, or none that can be used", "give the keys, the anchors or the trusted root of the publisher", "models PRI-2";
    OMS_POLICY_NO_IDENTITY "oms.policy.no-identity" Policy "nobody was named who must have signed", "name the certificate, its subject or its name, or accept any below the anchor explicitly", "models OMX-2";
    OMS_METHOD_MISMATCH "oms.method.mismatch" Untrusted "the model was signed by another method than the trusted one", "trust what the publisher signs with, or obtain the other signature", "models PRI-3, OMG-2";
    OMS_KEY_UNSUPPORTED "oms.key.unsupported" Untrusted "the key is of a kind that models are not signed with", "give the public key in PEM, or sign with a key for ECDSA on P-256, P-384 or P-521", "models OMB-7";
    OMS_KEY_HINT_MISMATCH "oms.key.hint-mismatch" Untrusted "the signature names a key that is not trusted", "obtain the publisher's current key by a trusted way", "models OMK-2";
    OMS_KEY_UNTRUSTED "oms.key.untrusted" Untrusted "the key is on a curve for which it is not trusted", "correct the curves of the key, or reject the model", "models OMK-1";
    OMS_KEY_NO_HINT "oms.key.no-hint" Untrusted "the signature does not say which key made it", "nothing, where the keys that are trusted are few", "models OMK-2";
    OMS_KEY_RAWBYTES_DIFFERS "oms.key.rawbytes-differs" Untrusted "the key that the bundle brings along is not the one that verified", "sign again", "models OMK-3";

    // Bundles and signatures.
    OMS_BUNDLE_MALFORMED "oms.bundle.malformed" Malformed "the signature file is not a bundle of this format", "obtain the original signature file", "OMS section 4; models OMB-1 to OMB-5";
    OMS_BUNDLE_JSON_DUPLICATE_KEY "oms.bundle.json-duplicate-key" Malformed "two members of one object have the same name", "obtain the original signature file, or sign again", "models JSN-1";
    OMS_BUNDLE_MEDIA_TYPE "oms.bundle.media-type" Malformed "the media type of the bundle is not accepted", "sign again with a tool of version 1.0 of the format", "models OMB-2";
    OMS_BUNDLE_MATERIAL "oms.bundle.material" Malformed "the bundle does not have exactly one readable signer", "sign again", "models OMB-3, OMX-1";
    OMS_BUNDLE_SIGNATURE_COUNT "oms.bundle.signature-count" Malformed "the envelope does not have exactly one signature", "sign again with one signature", "models OMB-4";
    OMS_SIG_INVALID "oms.sig.invalid" Mismatch "the signature does not verify", "the signature file was altered, or another key signed", "models OMB-6, OMB-7";
    OMS_SIG_ENCODING "oms.sig.encoding" Malformed "the signature or another value is not encoded as the format wants it", "sign again", "models OMB-5, OMB-7";
    OMS_LIMIT "oms.limit" Unavailable "a limit was reached", "inspect the input; raise the named limit only if it is legitimate", "models section 2";
    OMS_COMPAT_VARIANT "oms.compat.variant" Malformed "a departure from the format was accepted or passed over", "sign again with a tool of version 1.0 of the format", "models PRI-9";

    // Certificates and time.
    OMS_CERT_UNTRUSTED "oms.cert.untrusted" Untrusted "no path leads from the signer's certificate to an anchor", "check the anchors; supply a missing intermediate", "models OMX-1 to OMX-3";
    OMS_CERT_PATH "oms.cert.path" Untrusted "the path to the anchor breaks a rule", "the authority must issue conforming certificates", "models OMX-3, OMX-7";
    OMS_CERT_USAGE "oms.cert.usage" Untrusted "the certificate is not one for signing code", "sign with a certificate for code signing, or allow its key purpose", "models OMX-5";
    OMS_CERT_CA_SIGNER "oms.cert.ca-signer" Untrusted "the certificate of an authority signed", "sign with a certificate that issues none", "models OMX-6";
    OMS_CERT_IDENTITY "oms.cert.identity" Untrusted "another certificate than the wanted one signed", "correct the policy, or reject the model", "models OMX-2";
    OMS_CERT_LEAF_CA_FLAG "oms.cert.leaf-ca-flag" Untrusted "the signer's certificate is marked as an authority, which it cannot be", "issue certificates without that mark", "models OMX-6";
    OMS_CERT_EXPIRED "oms.cert.expired" Expired "a certificate has expired, and no trusted time says that it signed before", "obtain a signature with a timestamp, or sign again", "models section 9.4";
    OMS_CERT_NOT_YET_VALID "oms.cert.not-yet-valid" Expired "a certificate is not valid yet", "check the evaluation time", "models section 9.4";
    OMS_TIME_REQUIRED "oms.time.required" Expired "a trusted time is wanted, and there is none", "obtain a signature with a timestamp, and trust its authority", "models OMK-4, section 9.4";
    OMS_KEY_WINDOW "oms.key.window" Expired "the signature was made when the key was not trusted", "obtain a signature by the current key", "models OMK-4";
    OMS_TIME_UNVERIFIED_TOKEN "oms.time.unverified-token" Untrusted "a timestamp does not verify, and counts nothing", "trust its authority, or have it made again", "models OMK-4, section 9.4";
    OMS_TLOG_UNEVALUATED "oms.tlog.unevaluated" Untrusted "log entries were not evaluated, and count nothing", "use the method sigstore where the log is wanted", "models OMX-10";

    // Statements and lists.
    OMS_STATEMENT_MALFORMED "oms.statement.malformed" Malformed "what was signed is not a statement of this format", "ask the publisher to sign again", "models OMP-1, OMP-2";
    OMS_STATEMENT_TYPE "oms.statement.type" Malformed "what was signed is not an in-toto statement", "ask the publisher to sign again", "models OMP-1";
    OMS_PREDICATE_TYPE "oms.predicate.type" Malformed "what was signed is not a model signature", "verify it as what it is", "models OMP-1";
    OMS_PREDICATE_MALFORMED "oms.predicate.malformed" Malformed "the signed list is not of its format", "ask the publisher to sign again", "models OMP-3, OMP-4, OMP-5";
    OMS_PREDICATE_EXTRA "oms.predicate.extra" Malformed "the signed list says more than the format has, and that was passed over", "ask the publisher", "models OMP-3";
    OMS_SUBJECT_COUNT "oms.subject.count" Malformed "the statement does not have exactly one subject", "ask the publisher to sign again", "models OMP-2";
    OMS_SUBJECT_DIGEST "oms.subject.digest" Malformed "the subject has no usable digest", "ask the publisher to sign again", "models OMP-2";
    OMS_HASH_UNSUPPORTED "oms.hash.unsupported" Unsupported "the files were hashed with an algorithm that is not supported", "ask the publisher to sign with SHA-256, BLAKE2b or BLAKE3", "models OMP-4";
    OMS_MANIFEST_EMPTY "oms.manifest.empty" Malformed "the signature covers no file", "ask the publisher to sign the model", "models OMP-5";
    OMS_MANIFEST_DUPLICATE "oms.manifest.duplicate" Malformed "a file or a part of it is listed twice", "ask the publisher to sign again", "models OMP-7";
    OMS_MANIFEST_ALGORITHM "oms.manifest.algorithm" Malformed "a digest is of another algorithm than the list says", "ask the publisher to sign again", "models OMP-6";
    OMS_MANIFEST_DIGEST_LENGTH "oms.manifest.digest-length" Malformed "a digest does not have the length of its algorithm", "ask the publisher to sign again", "models OMP-6";
    OMS_MANIFEST_SHARDS "oms.manifest.shards" Malformed "the parts of a file do not cover it exactly", "ask the publisher to sign again", "models OMP-10, OMP-11";
    OMS_MANIFEST_ROOT_DIGEST "oms.manifest.root-digest" Mismatch "the subject is not the digest of the list", "ask the publisher to sign again", "models OMP-8";
    OMS_MANIFEST_UNSORTED "oms.manifest.unsorted" Malformed "the list is in an unknown order", "ask the publisher which tool signed", "models OMP-9";
    OMS_NAME_INVALID "oms.name.invalid" Malformed "a name in the list is not a relative path in its one form", "ask the publisher to sign again", "models OMN-1, OMP-12";
    OMS_NAME_SUSPICIOUS "oms.name.suspicious" Malformed "a name in the list can mislead people or programs", "look at the name", "models OMN-5";
    OMS_NAME_COLLISION "oms.name.collision" Malformed "two names are one for some file systems", "ask the publisher to rename one", "models OMN-6";
    OMS_NAME_UNREPRESENTABLE "oms.name.unrepresentable" Unsupported "no file of this platform can have the name", "verify on another platform", "models OMN-5";
    OMS_IGNORE_INVALID "oms.ignore.invalid" Malformed "a path that the signature leaves out is not a path", "ask the publisher to sign again", "models OMT-5";

    // Trees, files and what of them is signed.
    OMS_TREE_SPECIAL_FILE "oms.tree.special-file" Policy "a pipe, a socket or a device lies in the model", "remove it", "models OMT-3";
    OMS_TREE_CHANGED "oms.tree.changed" Mismatch "the directory changed while it was looked at", "keep others from writing to the directory, and verify again", "models OMT-10";
    OMS_TREE_MOUNT "oms.tree.mount" Policy "another file system is mounted in the model", "check that this is meant", "models OMT-10";
    OMS_SYMLINK_PRESENT "oms.symlink.present" Policy "a symbolic link in a model that was signed without any", "obtain the model as it was published", "models OMT-9";
    OMS_SYMLINK_POLICY "oms.symlink.policy" Policy "a symbolic link where none is wanted", "replace the link by what it leads to and sign again, or allow links", "models OMT-9";
    OMS_SYMLINK_OUTSIDE "oms.symlink.outside" Policy "a symbolic link leads out of the model", "put the file into the model", "models OMT-9";
    OMS_SYMLINK_DIRECTORY "oms.symlink.directory" Policy "a symbolic link leads to something that is not signed under another name", "remove the link, or sign what it leads to", "models OMT-9";
    OMS_SYMLINK_ALLOWED "oms.symlink.allowed" Policy "a symbolic link was followed as the signer did", "check that the link is meant", "models OMT-9";
    OMS_FILE_MISSING "oms.file.missing" Mismatch "a signed file is not there", "obtain the model whole; where the file was renamed, give it its signed name back", "models OMH-1";
    OMS_FILE_EXTRA "oms.file.extra" Mismatch "a file is there that was not signed", "remove the file unless it is a signed one that was renamed, or have the model signed with it", "models OMH-1";
    OMS_FILE_UNVERIFIED "oms.file.unverified" Mismatch "a file was asked for that is not signed, or was not among those to verify", "ask for a path of the signed list, or have the model signed with the file", "models OMH-6";
    OMS_FILE_CHANGED "oms.file.changed" Mismatch "a file does not have the signed digest", "obtain the file again", "models OMH-4";
    OMS_FILE_SIZE "oms.file.size" Mismatch "a file does not have the signed length", "obtain the file again", "models OMH-3";
    OMS_FILE_UNSTABLE "oms.file.unstable" Mismatch "a file was written to while it was verified", "keep others from writing to the directory, and verify again", "models ENG-13";
    OMS_FILE_UNREADABLE "oms.file.unreadable" Unavailable "a file cannot be read", "make the file readable, and verify again", "models section 8";
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
