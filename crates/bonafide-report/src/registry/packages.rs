//! Codes of what lies in a package: weights, pickles, archives, wheels, locks, cards.

use crate::code::Entry;
use crate::{Class, Code};

registry! {
    // Packages.
    PKG_LIMIT "pkg.limit" Unavailable "a limit of a package check was reached", "inspect the file; raise the named limit only if it is legitimate", "models section 2";
}
