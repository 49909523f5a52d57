//! Codes of what lies in a package: weights, pickles, archives, wheels, locks, cards.

use crate::code::Entry;
use crate::{Class, Code};

registry! {
    // Packages.
    PKG_LIMIT "pkg.limit" Unavailable "a limit of a package check was reached", "inspect the file; raise the named limit only if it is legitimate", "models section 2";

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
    REC_DUPLICATE "rec.duplicate" Malformed "RECORD lists a file more than once", "rebuild the wheel with an ordinary build tool", "models REC-3";
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
