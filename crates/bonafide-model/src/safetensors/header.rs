//! The header of one file.

use std::borrow::Cow;

use bonafide_json::{Error, Kind, Reader};
use bonafide_report::registry::{
    PKG_LIMIT, ST_HEADER_DUPLICATE_KEY, ST_HEADER_JSON, ST_HEADER_PADDING, ST_HEADER_SIZE,
    ST_HEADER_START, ST_HEADER_UTF8, ST_METADATA_MALFORMED,
};

use super::{Dtype, Limits, Shard, entry, layout};
use crate::{Finding, Findings};

/// The member that is no tensor.
const METADATA: &str = "__metadata__";

/// Keys and values of free metadata.
type Pairs<'h> = Vec<(Cow<'h, str>, Cow<'h, str>)>;

/// A header that was found to describe its file wholly: each byte of the data belongs to one tensor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header<'h> {
    pub(super) tensors: Vec<Tensor<'h>>,
    /// The dimensions of all tensors, one tensor after the other.
    pub(super) dimensions: Vec<u64>,
    metadata: Pairs<'h>,
}

/// One tensor of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tensor<'h> {
    pub(super) name: Cow<'h, str>,
    pub(super) dtype: Dtype,
    pub(super) begin: u64,
    pub(super) end: u64,
    /// Where its dimensions start among those of all tensors, and how many they are.
    pub(super) first: usize,
    pub(super) rank: usize,
}

impl Tensor<'_> {
    /// Its name, as it is.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The type of its elements.
    #[must_use]
    pub const fn dtype(&self) -> Dtype {
        self.dtype
    }

    /// Where it begins, in bytes after the header.
    #[must_use]
    pub const fn begin(&self) -> u64 {
        self.begin
    }

    /// Where it ends: the first byte after it, in bytes after the header.
    #[must_use]
    pub const fn end(&self) -> u64 {
        self.end
    }
}

impl<'h> Header<'h> {
    /// Reads the header of a file of `file_length` bytes that begins with `bytes`, of which nothing
    /// after the header is looked at. `None` where there is an error among the findings.
    ///
    /// # Specification
    /// models STN-1 to STN-7; stricter: integers are written without fraction and exponent, as other
    /// readers of the format want them too.
    #[must_use]
    pub fn parse(
        bytes: &'h [u8],
        file_length: u64,
        limits: &Limits,
        findings: &mut Findings,
    ) -> Option<Self> {
        let mut own = Findings::new();
        let header = parse(bytes, file_length, limits, &mut own);
        let is_good = crate::Outcome::of(&own) == crate::Outcome::Verified;
        findings.append(own);
        header.filter(|_| is_good)
    }

    /// The tensors, in the order of their bytes.
    #[must_use]
    pub fn tensors(&self) -> &[Tensor<'h>] {
        &self.tensors
    }

    /// The dimensions of one of its tensors, outermost first; none for a scalar.
    #[must_use]
    pub fn shape(&self, tensor: &Tensor<'_>) -> &[u64] {
        let rest = self.dimensions.get(tensor.first..).unwrap_or_default();
        rest.get(..tensor.rank).unwrap_or_default()
    }

    /// The free metadata, in the order of the header.
    #[must_use]
    pub fn metadata(&self) -> &[(Cow<'h, str>, Cow<'h, str>)] {
        &self.metadata
    }

    /// Bytes of the data by the type of their elements, types that do not occur left out.
    #[must_use]
    pub fn bytes_by_dtype(&self) -> Vec<(Dtype, u64)> {
        let mut sums: Vec<(Dtype, u64)> = Vec::new();
        for tensor in &self.tensors {
            let bytes = tensor.end.saturating_sub(tensor.begin);
            match sums.iter_mut().find(|(dtype, _)| *dtype == tensor.dtype) {
                Some((_, sum)) => *sum = sum.saturating_add(bytes),
                None => sums.push((tensor.dtype, bytes)),
            }
        }
        sums.sort_unstable();
        sums
    }

    /// How many tensors do not begin at a multiple of the size of their elements: legal, and slower
    /// to map.
    #[must_use]
    pub fn unaligned(&self) -> usize {
        let is_unaligned = |tensor: &&Tensor<'_>| {
            let size = tensor.dtype.bits().div_euclid(8).max(1);
            !tensor.begin.is_multiple_of(size)
        };
        self.tensors.iter().filter(is_unaligned).count()
    }

    /// What an [`Index`](super::Index) is compared with, under the name `file` in its directory.
    #[must_use]
    pub fn shard(&self, file: &str) -> Shard {
        let bytes = |tensor: &Tensor<'_>| tensor.end.saturating_sub(tensor.begin);
        let mut names: Vec<String> = self.tensors.iter().map(|t| t.name.to_string()).collect();
        names.sort_unstable();
        let total = self.tensors.iter().map(bytes).fold(0, u64::saturating_add);
        Shard::new(file, names, total)
    }
}

/// Where the header ends whose length is in the first eight bytes.
pub(super) fn end(prefix: &[u8], file_length: u64, limits: &Limits) -> Result<usize, Finding> {
    let error = |message: String| Err(Finding::error(ST_HEADER_SIZE, message).at_offset(0));
    let Some(prefix) = prefix.first_chunk::<8>() else {
        return error("the file is shorter than the length of its header".to_owned());
    };
    let header = u64::from_le_bytes(*prefix);
    if header < 2 {
        return error(format!("no header has {header} bytes"));
    }
    if header > Limits::FORMAT {
        return error(format!(
            "a header of {header} bytes, and the format allows {}",
            Limits::FORMAT
        ));
    }
    if header > limits.header_bytes {
        let message = format!("more than {} bytes of header", limits.header_bytes);
        return Err(Finding::error(PKG_LIMIT, message).at_offset(0));
    }
    let end = header.saturating_add(8);
    if end > file_length {
        return error(format!("the header ends at byte {end} of {file_length}"));
    }
    // No header that the format allows is too long for memory to be addressed.
    usize::try_from(end).or_else(|_| error(format!("a header of {header} bytes")))
}

/// The SHA-256 of the header without its length.
pub(super) fn digest(bytes: &[u8]) -> [u8; 32] {
    bonafide_digest::sha256(&[bytes.get(8..).unwrap_or_default()])
}

fn parse<'h>(
    bytes: &'h [u8],
    file_length: u64,
    limits: &Limits,
    findings: &mut Findings,
) -> Option<Header<'h>> {
    let prefix = bytes.get(..8).unwrap_or(bytes);
    let end = match end(prefix, file_length, limits) {
        Ok(end) => end,
        Err(finding) => {
            findings.add(finding);
            return None;
        }
    };
    let Some(json) = bytes.get(8..end) else {
        findings.add(Finding::error(
            ST_HEADER_SIZE,
            "the header is not all there",
        ));
        return None;
    };
    let data = file_length.saturating_sub(u64::try_from(end).unwrap_or(u64::MAX));
    match read(json, data, limits, findings) {
        Ok(header) => header,
        Err(error) => {
            findings.add(of_json(&error));
            None
        }
    }
}

fn read<'h>(
    json: &'h [u8],
    data: u64,
    limits: &Limits,
    findings: &mut Findings,
) -> Result<Option<Header<'h>>, Error> {
    if json.first() != Some(&b'{') {
        let message = "the header does not begin with a brace";
        findings.add(Finding::error(ST_HEADER_START, message).at_offset(8));
        return Ok(None);
    }
    let bounds = bonafide_json::Limits::default()
        .with_bytes(json.len())
        .with_depth(32)
        .with_members(limits.tensors.saturating_add(1))
        .with_values(json.len());
    let mut reader = Reader::new(json, &bounds)?;
    let mut header = Header {
        tensors: Vec::new(),
        dimensions: Vec::new(),
        metadata: Vec::new(),
    };
    let mut is_whole = true;
    reader.open_object()?;
    while let Some(name) = reader.next_name()? {
        if name == METADATA {
            header.metadata = read_metadata(&mut reader, findings)?;
        } else if header.tensors.len() < limits.tensors {
            is_whole &= entry::read(&mut reader, name, &mut header, findings)?;
        } else {
            return Err(reader.limit("tensors", limits.tensors));
        }
    }
    reader.finish()?;
    check_padding(json, findings);
    layout::check(&mut header.tensors, data, is_whole, findings);
    Ok(Some(header))
}

/// After the last brace, only spaces: the grammar of JSON would have other white space too.
fn check_padding(json: &[u8], findings: &mut Findings) {
    let spaces = json.iter().rev().take_while(|byte| **byte == b' ').count();
    let last = json.len().saturating_sub(spaces).checked_sub(1);
    if last.and_then(|last| json.get(last)) != Some(&b'}') {
        findings.add(padding(last.unwrap_or(0)));
    }
}

fn padding(at: usize) -> Finding {
    let message = "after the header there is something else than spaces";
    Finding::error(ST_HEADER_PADDING, message).at_offset(in_file(at))
}

fn read_metadata<'h>(reader: &mut Reader<'h>, findings: &mut Findings) -> Result<Pairs<'h>, Error> {
    let mut metadata = Vec::new();
    let malformed = |reader: &Reader<'_>, message: &str| {
        Finding::error(ST_METADATA_MALFORMED, message).at_offset(in_file(reader.offset()))
    };
    if reader.kind()? != Kind::Object {
        findings.add(malformed(reader, "the metadata are no object"));
        reader.skip()?;
        return Ok(metadata);
    }
    reader.open_object()?;
    while let Some(key) = reader.next_name()? {
        if reader.kind()? == Kind::String {
            let value = reader.text(usize::MAX, "bytes in a value of the metadata")?;
            metadata.push((key, value));
        } else {
            findings.add(malformed(reader, "a value of the metadata is no string"));
            reader.skip()?;
        }
    }
    Ok(metadata)
}

/// What the grammar has against a header.
fn of_json(error: &Error) -> Finding {
    let code = match error {
        Error::Utf8 { .. } => ST_HEADER_UTF8,
        Error::Trailing { offset, .. } => return padding(*offset),
        Error::DuplicateKey { .. } => ST_HEADER_DUPLICATE_KEY,
        Error::Limit { .. } => PKG_LIMIT,
        _ => ST_HEADER_JSON,
    };
    Finding::error(code, error.to_string()).at_offset(in_file(error.offset()))
}

/// The offset into the file of what stands at `at` in its header.
pub(super) fn in_file(at: usize) -> u64 {
    u64::try_from(at).unwrap_or(u64::MAX).saturating_add(8)
}
