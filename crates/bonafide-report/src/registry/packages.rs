//! Codes of what lies in a package: weights, pickles, archives, wheels, locks, cards.

use crate::code::Entry;
use crate::{Class, Code};

registry! {
    // Packages.
    PKG_LIMIT "pkg.limit" Unavailable "a limit of a package check was reached, or a file could not be read", "inspect the file; raise the named limit only if it is legitimate", "models section 2";
    PKG_UNCOVERED "pkg.uncovered" Policy "a file that a check passed is not covered by the signature", "sign the package with the file", "models PKG-3";
    PKG_ROLE_MISSING "pkg.role.missing" Policy "a part that packages have to have is not there", "add the part", "models PKG-6";
    PKG_FORMAT_DENIED "pkg.format.denied" Policy "a file is of a format that is not allowed", "convert it to an allowed format, or allow its path", "models PKG-5";
    PKG_TYPE_MISMATCH "pkg.type.mismatch" Policy "the content and the name of a file disagree, or its content is of two types", "look at the file; name it as what it is", "models PKG-4";
    PKG_DRIFT "pkg.drift" Policy "the package differs from the approved one", "have the change approved", "models PKG-7";
    PKG_DEP_UNWANTED "pkg.dep.unwanted" Policy "a dependency is not wanted in such a package", "leave the dependency out", "models PKG-8";
    PKG_REF_FLOATING "pkg.ref.floating" Policy "a reference can come to mean something else", "refer to a commit or a digest", "models PKG-8";

    // Safetensors.
    ST_HEADER_SIZE "st.header.size" Malformed "the length of a safetensors header cannot be one", "fetch the file again; it is cut or no safetensors file", "models STN-1";
    ST_HEADER_UTF8 "st.header.utf8" Malformed "a safetensors header is not UTF-8", "fetch the file again, or write it with a conforming writer", "models STN-1";
    ST_HEADER_START "st.header.start" Malformed "a safetensors header does not begin with a brace", "write the file with a conforming writer", "models STN-1";
    ST_HEADER_PADDING "st.header.padding" Malformed "something else than spaces follows a safetensors header", "write the file with a conforming writer", "models STN-1";
    ST_HEADER_JSON "st.header.json" Malformed "a safetensors header is not the JSON that it has to be", "write the file with a conforming writer", "models STN-2";
    ST_HEADER_DUPLICATE_KEY "st.header.duplicate-key" Malformed "a name stands twice in a safetensors header", "reject the file: readers differ on which of the two holds", "models STN-2";
    ST_TENSOR_MALFORMED "st.tensor.malformed" Malformed "a tensor has no type, shape or offsets as the format wants them", "write the file with a conforming writer", "models STN-3";
    ST_TENSOR_EXTRA_MEMBER "st.tensor.extra-member" Malformed "a tensor has members that the format does not know", "write the file with a conforming writer", "models STN-3";
    ST_DTYPE_UNKNOWN "st.dtype.unknown" Unsupported "a type of elements is not known", "check the file with a version that knows the type", "models STN-4";
    ST_TENSOR_OVERFLOW "st.tensor.overflow" Malformed "the product of the dimensions of a tensor is too large", "reject the file", "models STN-5";
    ST_TENSOR_SIZE "st.tensor.size" Malformed "the shape and the offsets of a tensor disagree", "write the file with a conforming writer", "models STN-4, STN-5";
    ST_OFFSET_RANGE "st.offset.range" Malformed "a tensor lies outside of the data", "fetch the file again; it is cut or malformed", "models STN-6";
    ST_OFFSET_OVERLAP "st.offset.overlap" Malformed "two tensors share bytes", "write the file with a conforming writer", "models STN-6";
    ST_OFFSET_HOLE "st.offset.hole" Malformed "bytes between tensors belong to none", "reject the file: something else can be hidden there", "models STN-6";
    ST_OFFSET_TRAILING "st.offset.trailing" Malformed "bytes after the last tensor belong to none", "reject the file: something else can be hidden there", "models STN-6";
    ST_METADATA_MALFORMED "st.metadata.malformed" Malformed "the metadata of a safetensors header do not map strings to strings", "write the file with a conforming writer", "models STN-3";
    ST_NAME_CONTROL "st.name.control" Malformed "the name of a tensor has control characters", "rename the tensor", "models STN-7";
    ST_INDEX_MALFORMED "st.index.malformed" Malformed "an index of safetensors files is not what it has to be", "write the index with a conforming writer", "models STN-8";
    ST_INDEX_PATH "st.index.path" Malformed "an index names a file outside of its directory, or one that is no safetensors file", "reject the package", "models STN-8";
    ST_INDEX_MISSING_FILE "st.index.missing-file" Mismatch "a file of an index is not there", "fetch the whole package", "models STN-8";
    ST_INDEX_SURPLUS_FILE "st.index.surplus-file" Mismatch "a file of a numbered set is not in its index", "remove the file, or fetch the index that belongs to it", "models STN-8";
    ST_INDEX_TENSOR "st.index.tensor" Mismatch "an index and its files disagree on where a tensor is", "fetch index and files of one release", "models STN-8";
    ST_INDEX_TOTAL_SIZE "st.index.total-size" Malformed "the total size in an index is not that of its tensors", "write the index with a conforming writer", "models STN-8";

    // Lists of requirements.
    LOCK_MALFORMED "lock.malformed" Malformed "a list of requirements is not what installers agree on", "write the list with a tool that locks", "models REQ-1";
    LOCK_ALGORITHM "lock.algorithm" Malformed "a hash of a requirement is by an algorithm that does not count", "write the list with SHA-256", "models REQ-2";
    LOCK_DUPLICATE "lock.duplicate" Malformed "a distribution is required twice", "keep one of the lines, or give them conditions that exclude each other", "models REQ-4";
    LOCK_UNHASHED "lock.unhashed" Policy "a requirement has no hash", "write the list with hashes for each requirement", "models REQ-3";
    LOCK_UNPINNED "lock.unpinned" Policy "a requirement allows more than one version", "pin it with ==", "models REQ-4";
    LOCK_UNLOCKABLE "lock.unlockable" Policy "what a requirement names cannot be locked", "require a released version by name, version and hash", "models REQ-3";
    LOCK_INSECURE_URL "lock.insecure-url" Policy "a list of requirements names a place that is reached without protection", "use https", "models REQ-5";
    LOCK_CREDENTIALS "lock.credentials" Policy "credentials stand in a list of requirements", "revoke them, and give them to the installer by other means", "models REQ-5";
    LOCK_INDEX "lock.index" Policy "a list of requirements names an index that is not allowed", "allow the index, or leave it to the installer", "models REQ-5";
    LOCK_OPTION "lock.option" Policy "a list of requirements has an option that weakens it", "leave the option out", "models REQ-5";
    LOCK_ENV_VAR "lock.env-var" Policy "a list of requirements depends on the environment", "write the value, or leave it to the installer", "models REQ-1";
    LOCK_DENIED "lock.denied" Policy "a requirement is denied, or a required one is not there", "change the version", "models REQ-7";
    LOCK_BASELINE "lock.baseline" Policy "the requirements differ from the approved ones", "have the change approved", "models REQ-7";
    LOCK_SBOM_MISMATCH "lock.sbom.mismatch" Mismatch "the requirements and the bill of materials differ", "write both from one installation", "models REQ-6";

    // Cards.
    CARD_MISSING "card.missing" Missing "there is no card of the model", "write one", "models CRD-1";
    CARD_MALFORMED "card.malformed" Malformed "the card of the model is not what it has to be", "write its front matter in plain YAML, without anchors, tags and repetitions", "models CRD-2";
    CARD_UNCOVERED "card.uncovered" Policy "the card of the model is not signed", "sign the package with its card", "models CRD-1";
    CARD_KEY_MISSING "card.key.missing" Policy "the card of the model leaves something out", "add the key to its front matter", "models CRD-3";
    CARD_SECTION_MISSING "card.section.missing" Policy "the card of the model has no such section, or nothing in it", "write the section", "models CRD-5";
    CARD_LICENSE_INVALID "card.license.invalid" Policy "the licence in the card is not known", "state an SPDX identifier, or other with a name and a link", "models CRD-3";
    CARD_LICENSE_CONFLICT "card.license.conflict" Policy "the card and another document state different licences", "state the same licence in each", "models CRD-4";

    // Pickles.
    PKL_DENIED "pkl.denied" Policy "a pickle imports or calls what is not on the allowlist", "ask for the weights in a format without code; allow the exact name only after reading what it does", "models PKL-4 to PKL-8, PKL-10";
    PKL_UNRESOLVED "pkl.unresolved" Unsupported "what a pickle imports cannot be told", "ask for the weights in a format without code", "models PKL-4";
    PKL_MALFORMED "pkl.malformed" Unsupported "a pickle breaks the rules of its format, or readers differ about it", "fetch the file anew; treat it as hostile if it stays so", "models PKL-1, PKL-3";
    PKL_OPCODE "pkl.opcode" Unsupported "a pickle has an opcode that nobody defines", "fetch the file anew; treat it as hostile if it stays so", "models PKL-1";
    PKL_TRAILING "pkl.trailing" Unsupported "bytes after the last pickle are not explained", "ask for the file as its writer left it", "models PKL-9";
    PKL_CONTAINER "pkl.container" Unsupported "what holds the pickles is damaged or is not looked into", "unwrap the file and check what is in it", "models PKL-12";
    PKL_LIMIT "pkl.limit" Unsupported "a pickle is beyond a limit", "inspect the file; raise the named limit only if it is legitimate", "models PKL-11, section 2";
    PKL_TORCHSCRIPT "pkl.torchscript" Policy "an archive brings code of TorchScript", "ask for the weights alone; allow the code only if its maker is trusted", "models PKL-12";

    // Archives.
    ZIP_STRUCTURE "zip.structure" Malformed "the archive can be read in more than one way, or not at all", "make the archive anew with an ordinary writer, with nothing before, between or after its parts", "models ZIP-1";
    ZIP_DUPLICATE "zip.duplicate" Malformed "two members of the archive have one name", "leave one member of each name, also for file systems that ignore case", "models ZIP-3";
    ZIP_HEADER_MISMATCH "zip.header-mismatch" Malformed "a member's own header and the central directory differ", "make the archive anew with an ordinary writer; treat the file as hostile", "models ZIP-2";
    ZIP_OVERLAP "zip.overlap" Malformed "members of the archive share bytes", "make the archive anew with an ordinary writer; treat the file as hostile", "models ZIP-2";
    ZIP_NAME "zip.name" Malformed "a member's name leads elsewhere or differs between readers", "give relative names with `/` in UTF-8, without `..`", "models ZIP-3, ZIP-5";
    ZIP_ENCRYPTED "zip.encrypted" Malformed "a member is encrypted or masked", "store the contents readable", "models ZIP-3";
    ZIP_CRC "zip.crc" Malformed "a member's contents do not have the declared checksum", "fetch the file anew; if it stays so, the archive was changed", "models ZIP-4";
    ZIP_SIZE "zip.size" Malformed "a member's contents do not have the declared size", "fetch the file anew; if it stays so, the archive was changed", "models ZIP-4";
    ZIP_LINK "zip.link" Malformed "a member is something else than a file or directory", "replace links and devices by what they stand for", "models ZIP-3";
    ZIP_METHOD "zip.method" Unsupported "a compression that is not read", "use stored or deflated members", "models ZIP-3";
    ZIP_LIMIT "zip.limit" Unsupported "the archive is beyond a limit", "inspect the file; raise the named limit only if it is legitimate", "models ZIP-4, section 2";

    // Wheels.
    REC_FILE_NAME "rec.file-name" Malformed "the file name and the directory of metadata do not name one project and version", "get the wheel from its publisher under its own name", "models REC-1";
    REC_METADATA "rec.metadata" Malformed "METADATA or WHEEL is missing, wrong, or of another project", "get the wheel from its publisher; rebuild it with an ordinary build tool", "models REC-1";
    REC_TAGS "rec.tags" Malformed "the tags or the build number are not those of the file name", "get the wheel from its publisher under its own name", "models REC-1";
    REC_MALFORMED "rec.malformed" Malformed "RECORD is not well-formed", "rebuild the wheel with an ordinary build tool", "models REC-2, REC-3";
    REC_ALGORITHM "rec.algorithm" Malformed "RECORD uses a hash that it may not use", "rebuild the wheel; RECORD takes sha256, sha384 or sha512", "models REC-2";
    REC_DUPLICATE "rec.duplicate" Malformed "RECORD lists a file more than once, or two files are installed to one path", "rebuild the wheel with an ordinary build tool", "models REC-3";
    REC_PATH "rec.path" Malformed "a path leads outside, or to a place that no installer knows", "treat the wheel as hostile; rebuild it with an ordinary build tool", "models REC-2, REC-4";
    REC_HASH_MISMATCH "rec.hash-mismatch" Mismatch "a file is not the one that RECORD lists", "treat the file as changed; get the wheel anew", "models REC-4";
    REC_SIZE_MISMATCH "rec.size-mismatch" Mismatch "a file has not the size that RECORD lists", "treat the file as changed; get the wheel anew", "models REC-4";
    REC_UNLISTED "rec.unlisted" Mismatch "RECORD does not list a file", "treat the file as added; get the wheel anew", "models REC-3";
    REC_ABSENT "rec.absent" Mismatch "a file that RECORD lists is not there", "get the wheel anew", "models REC-3";
    REC_UNHASHED "rec.unhashed" Policy "RECORD lists an installed file without a hash", "see that the file is one that you expect; install the wheel anew", "models REC-6";
    REC_PTH "rec.pth" Policy "code that Python runs at every start", "read the file; remove it unless the project needs it", "models REC-5";
    REC_NATIVE "rec.native" Policy "native code where none is expected, or for another platform", "get the wheel for your platform; ask the publisher about the file", "models REC-5";
    REC_ENTRY_POINT "rec.entry-point" Policy "a program or a plug-in that the wheel installs", "see that the name is one that you expect", "models REC-5";
    REC_OUTSIDE "rec.outside" Policy "a file outside the modules of the project", "see that the file is one that you expect", "models REC-5, REC-6";
    LOCK_HASH_MISMATCH "lock.hash.mismatch" Mismatch "a file is none of those that the lock pins", "get the file that was locked, or lock anew after review", "models REC-7";
}
