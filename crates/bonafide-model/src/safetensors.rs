//! Headers of safetensors files, and indexes over several of them.

#![cfg(feature = "checks")]

mod dtype;
mod entry;
mod header;
mod index;
mod layout;
mod limits;
mod shard_name;

use std::io;

use bonafide_digest::hex;
use bonafide_report::Escaped;
use bonafide_report::registry::{PKG_LIMIT, ST_HEADER_SIZE};

use crate::{CheckReport, Fact, Finding, Findings};

pub use dtype::Dtype;
pub use header::{Header, Tensor};
pub(crate) use index::Directory;
pub use index::{Index, Shard};
pub use limits::Limits;

/// The name of the check.
const CHECK: &str = "safetensors";

/// Checks the header of a safetensors file of `file_length` bytes, of which it reads the header
/// alone: `read` fills its buffer from the offset it is given, and says how much it filled.
///
/// Takes time in proportion to the header, or n log n of its tensors where they are unordered, and
/// memory of a few times the header.
///
/// ```
/// use bonafide_model::{CheckOutcome, safetensors};
/// let header = br#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#;
/// let mut file = u64::try_from(header.len()).unwrap().to_le_bytes().to_vec();
/// file.extend_from_slice(header);
/// let length = u64::try_from(file.len() + 8).unwrap(); // the data are not read
/// let mut read = |offset: u64, buffer: &mut [u8]| {
///     let at = usize::try_from(offset).unwrap();
///     buffer.copy_from_slice(&file[at..at + buffer.len()]);
///     Ok(buffer.len())
/// };
/// let report = safetensors::check(&mut read, length, &safetensors::Limits::default());
/// assert_eq!(report.outcome(), CheckOutcome::Pass);
/// ```
///
/// # Specification
/// models STN-1 to STN-7 and STN-9.
#[must_use]
pub fn check(
    read: &mut dyn FnMut(u64, &mut [u8]) -> io::Result<usize>,
    file_length: u64,
    limits: &Limits,
) -> CheckReport {
    examine(read, file_length, limits, None).0
}

/// The same, and what an index would be compared with if the file is called `file`.
pub(crate) fn examine(
    read: &mut dyn FnMut(u64, &mut [u8]) -> io::Result<usize>,
    file_length: u64,
    limits: &Limits,
    file: Option<&str>,
) -> (CheckReport, Option<Shard>) {
    let mut findings = Findings::new();
    let bytes = match read_header(read, file_length, limits) {
        Ok(bytes) => bytes,
        Err(finding) => {
            findings.add(finding);
            return (CheckReport::new(CHECK, findings, Vec::new()), None);
        }
    };
    let header = Header::parse(&bytes, file_length, limits, &mut findings);
    let shard = header
        .as_ref()
        .zip(file)
        .map(|(header, file)| header.shard(file));
    let facts = header.map_or_else(Vec::new, |header| facts(&header, &bytes));
    (CheckReport::new(CHECK, findings, facts), shard)
}

/// Reads the length and the header, and not a byte of the data.
///
/// # Errors
/// A finding where the length cannot be one, or the bytes cannot be read.
///
/// # Specification
/// models STN-1.
pub fn read_header(
    read: &mut dyn FnMut(u64, &mut [u8]) -> io::Result<usize>,
    file_length: u64,
    limits: &Limits,
) -> Result<Vec<u8>, Finding> {
    let mut prefix = [0; 8];
    let wanted = usize::try_from(file_length).map_or(8, |length| length.min(8));
    let prefix = prefix.get_mut(..wanted).unwrap_or_default();
    fill(read, 0, prefix)?;
    let end = header::end(prefix, file_length, limits)?;
    // The length is that which was judged, and is not read again.
    let mut bytes = prefix.to_vec();
    bytes.resize(end, 0);
    fill(read, 8, bytes.get_mut(8..).unwrap_or_default())?;
    Ok(bytes)
}

fn fill(
    read: &mut dyn FnMut(u64, &mut [u8]) -> io::Result<usize>,
    mut offset: u64,
    mut buffer: &mut [u8],
) -> Result<(), Finding> {
    while !buffer.is_empty() {
        let count = match read(offset, buffer) {
            Ok(0) => {
                let message = "the file ends before its header does";
                return Err(Finding::error(ST_HEADER_SIZE, message).at_offset(offset));
            }
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => {
                let error = error.to_string();
                let message = format!("the header cannot be read: {}", Escaped(&error));
                return Err(Finding::error(PKG_LIMIT, message).at_offset(offset));
            }
        };
        offset = offset.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        buffer = buffer.get_mut(count..).unwrap_or_default();
    }
    Ok(())
}

/// What a header says of its file.
///
/// # Specification
/// models STN-9.
fn facts(header: &Header<'_>, bytes: &[u8]) -> Vec<Fact> {
    let fact = |name, value| Fact { name, value };
    let mut facts = vec![
        fact("st.tensors", header.tensors().len().to_string()),
        fact("st.header.sha256", hex::encode(&header::digest(bytes))),
        fact("st.unaligned", header.unaligned().to_string()),
    ];
    let sums = header.bytes_by_dtype();
    let sums: Vec<String> = sums
        .iter()
        .map(|(dtype, bytes)| format!("{} {bytes}", dtype.as_str()))
        .collect();
    facts.push(fact("st.bytes", sums.join("\n")));
    let mut keys: Vec<&str> = header.metadata().iter().map(|(key, _)| &**key).collect();
    keys.sort_unstable();
    facts.push(fact("st.metadata.keys", keys.join("\n")));
    facts
}
