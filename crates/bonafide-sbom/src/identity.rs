//! Who a component is: package URLs, CPE names, hashes, and lookups over them.
//!
//! Everything here takes plain values; which document they came from does not matter.

mod answer;
mod cpe;
mod cpe_table;
mod cpe_text;
mod findings;
mod fold;
mod glob;
mod hash;
mod hash_table;
mod index;
mod lookup;
mod name_table;
mod purl;
mod purl_build;
mod purl_split;
mod purl_table;
mod purl_types;
mod table;

pub use answer::{Exactness, How, LookupAnswer, LookupOutcome, Match};
pub use cpe::{Cpe, CpeAttribute, CpeRelation, CpeValue};
pub(crate) use hash::is_hex;
pub use hash::{HashAlgorithm, HashValue};
pub use hash_table::SharedHash;
pub use index::{Identifiers, IdentityIndex, IdentityIndexBuilder};
pub use lookup::{NameQuery, PurlQuery};
pub use purl::Purl;
pub use purl_build::PurlParts;
#[cfg(feature = "vex")]
pub(crate) use purl_split::decode as decode_percent;
