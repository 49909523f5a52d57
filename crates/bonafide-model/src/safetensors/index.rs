//! Which file has which tensor.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_json::{Error, Kind, Reader};
use bonafide_report::registry::{
    PKG_LIMIT, ST_INDEX_MALFORMED, ST_INDEX_MISSING_FILE, ST_INDEX_PATH, ST_INDEX_SURPLUS_FILE,
    ST_INDEX_TENSOR, ST_INDEX_TOTAL_SIZE,
};
use bonafide_report::{Code, Escaped};

use super::Limits;
use super::shard_name::ShardName;
use crate::{Finding, Findings};

/// The most bytes of an index.
const BYTES: usize = 100_000_000;

/// What an index says: which file has which tensor.
///
/// # Specification
/// models STN-8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    total_size: Option<u64>,
    /// By file, its tensors, sorted.
    files: BTreeMap<String, Vec<String>>,
}

/// What is in one file that an index may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shard {
    file: String,
    tensors: Vec<String>,
    bytes: u64,
}

impl Shard {
    pub(super) fn new(file: &str, tensors: Vec<String>, bytes: u64) -> Self {
        Self {
            file: file.to_owned(),
            tensors,
            bytes,
        }
    }
}

impl Index {
    /// Reads a `*.safetensors.index.json`. `None` where it is malformed.
    #[must_use]
    pub fn parse(json: &[u8], limits: &Limits, findings: &mut Findings) -> Option<Self> {
        match parse(json, limits, findings) {
            Ok(index) => index,
            Err(error) => {
                let code = match error {
                    Error::Limit { .. } => PKG_LIMIT,
                    _ => ST_INDEX_MALFORMED,
                };
                let offset = u64::try_from(error.offset()).unwrap_or(u64::MAX);
                findings.add(Finding::error(code, error.to_string()).at_offset(offset));
                None
            }
        }
    }

    /// The files that it names, in order.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Compares it with the directory that it is in: `names` are the names of all files there, and
    /// `shards` what is in those whose header could be read; a file that is there and not among them
    /// holds no tensor. Takes time in proportion to the tensors and the names, times a logarithm.
    ///
    /// Of one file at most 100 tensors that are in it and not mapped to it are told, and of one
    /// numbered set at most 100 files that are not named; what is left is told as a number.
    ///
    /// # Specification
    /// models STN-8.
    pub fn check(&self, names: &[&str], shards: &[Shard], findings: &mut Findings) {
        self.check_in(&Directory::new(names, shards), findings);
    }

    /// The same for a directory of several indexes: takes time in proportion to this index, times a
    /// logarithm, whatever else is in the directory.
    pub(crate) fn check_in(&self, directory: &Directory<'_>, findings: &mut Findings) {
        for file in self
            .files
            .keys()
            .filter(|file| !directory.names.contains(file.as_str()))
        {
            let message = format!("{} is named and not there", Escaped(file));
            findings.add(Finding::error(ST_INDEX_MISSING_FILE, message));
        }
        self.check_sets(directory, findings);
        let mut total = Some(0_u64);
        for (file, mapped) in &self.files {
            let Some(shard) = directory.shards.get(file.as_str()) else {
                total = None;
                if directory.names.contains(file.as_str()) {
                    let file = Escaped(file);
                    let message =
                        format!("{file} has tensors mapped to it and no header that tells of any");
                    findings.add(Finding::error(ST_INDEX_TENSOR, message));
                }
                continue;
            };
            total = total.and_then(|total| total.checked_add(shard.bytes));
            compare(file, mapped, &shard.tensors, findings);
        }
        if let (Some(stated), Some(total)) = (self.total_size, total)
            && stated != total
        {
            let message = format!("a total size of {stated} bytes is stated, and it is {total}");
            findings.add(Finding::warn(ST_INDEX_TOTAL_SIZE, message));
        }
    }

    /// Whether each numbered set is whole, and has no member that the index does not name.
    fn check_sets(&self, directory: &Directory<'_>, findings: &mut Findings) {
        let mut sets: BTreeMap<(&str, u32), BTreeSet<u32>> = BTreeMap::new();
        // By stem, how many files are named and there.
        let mut stems: BTreeMap<&str, usize> = BTreeMap::new();
        for file in self.files.keys() {
            let Some(name) = ShardName::parse(file) else {
                continue;
            };
            sets.entry((name.stem, name.count))
                .or_default()
                .insert(name.number);
            let found = stems.entry(name.stem).or_default();
            *found = found.saturating_add(directory.names.contains(file.as_str()).into());
        }
        for ((stem, count), numbers) in &sets {
            let in_range = numbers.range(1..=*count).count();
            let is_whole = u32::try_from(in_range).is_ok_and(|found| found == *count);
            if !is_whole || in_range != numbers.len() {
                let found = numbers.len();
                let stem = Escaped(stem);
                let message = format!("of {count} files of {stem} the index names {found}");
                findings.add(Finding::error(ST_INDEX_MISSING_FILE, message));
            }
        }
        for (stem, named) in stems {
            let Some(files) = directory.sets.get(stem) else {
                continue;
            };
            let surplus = files.len().saturating_sub(named);
            let files = files.iter().filter(|file| !self.files.contains_key(**file));
            for file in files.take(surplus.min(TOLD)) {
                let message = format!("{} is there and not named", Escaped(file));
                findings.add(Finding::error(ST_INDEX_SURPLUS_FILE, message));
            }
            if let Some(more) = more(surplus) {
                let message = format!("{more} more files of {} are not named", Escaped(stem));
                findings.add(Finding::error(ST_INDEX_SURPLUS_FILE, message));
            }
        }
    }
}

/// What is in a directory, in the order in which indexes ask for it.
pub(crate) struct Directory<'d> {
    names: BTreeSet<&'d str>,
    shards: BTreeMap<&'d str, &'d Shard>,
    /// By stem, the files of its numbered sets.
    sets: BTreeMap<&'d str, Vec<&'d str>>,
}

impl<'d> Directory<'d> {
    /// `names` are those of all files, and `shards` what is in those whose header could be read.
    pub(crate) fn new(names: &[&'d str], shards: &'d [Shard]) -> Self {
        let names: BTreeSet<&str> = names.iter().copied().collect();
        let mut sets: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for name in &names {
            if let Some(shard) = ShardName::parse(name) {
                sets.entry(shard.stem).or_default().push(name);
            }
        }
        let shards = shards.iter().map(|shard| (shard.file.as_str(), shard));
        Self {
            names,
            shards: shards.collect(),
            sets,
        }
    }
}

/// Of one kind, this many are told one by one, so that an index that names little costs little.
const TOLD: usize = 100;

/// How many are not told one by one.
fn more(count: usize) -> Option<usize> {
    count.checked_sub(TOLD).filter(|more| *more > 0)
}

/// Both are sorted and without repetitions.
fn compare(file: &str, mapped: &[String], held: &[String], findings: &mut Findings) {
    let mut add = |tensor: &str, what: &str| {
        let message = format!("{}: tensor {} {what}", Escaped(file), Escaped(tensor));
        findings.add(Finding::error(ST_INDEX_TENSOR, message));
    };
    let mut found = 0_usize;
    for tensor in mapped {
        if held.binary_search(tensor).is_ok() {
            found = found.saturating_add(1);
        } else {
            add(tensor, "is mapped to it and not in it");
        }
    }
    let surplus = held.len().saturating_sub(found);
    let unmapped = held
        .iter()
        .filter(|name| mapped.binary_search(name).is_err());
    for tensor in unmapped.take(surplus.min(TOLD)) {
        add(tensor, "is in it and not mapped to it");
    }
    if let Some(more) = more(surplus) {
        let file = Escaped(file);
        let message = format!("{file}: {more} more tensors are in it and not mapped to it");
        findings.add(Finding::error(ST_INDEX_TENSOR, message));
    }
}

fn parse(json: &[u8], limits: &Limits, findings: &mut Findings) -> Result<Option<Index>, Error> {
    let bounds = bonafide_json::Limits::default()
        .with_bytes(BYTES)
        .with_depth(32)
        .with_members(limits.tensors)
        .with_values(json.len());
    let mut reader = Reader::new(json, &bounds)?;
    let mut index = Index::default();
    let (mut has_map, mut is_good) = (false, true);
    reader.open_object()?;
    while let Some(name) = reader.next_name()? {
        match (&*name, reader.kind()?) {
            ("weight_map", Kind::Object) => {
                has_map = true;
                is_good &= read_map(&mut reader, &mut index, findings)?;
            }
            ("metadata", Kind::Object) => {
                is_good &= read_metadata(&mut reader, &mut index, findings)?;
            }
            ("weight_map" | "metadata", _) => {
                is_good = malformed(findings, &format!("{name} is no object"));
                reader.skip()?;
            }
            _ => reader.skip()?,
        }
    }
    reader.finish()?;
    if !has_map {
        is_good = malformed(findings, "there is no weight_map");
    }
    index
        .files
        .values_mut()
        .for_each(|tensors| tensors.sort_unstable());
    Ok(is_good.then_some(index))
}

fn read_metadata(
    reader: &mut Reader<'_>,
    index: &mut Index,
    findings: &mut Findings,
) -> Result<bool, Error> {
    let mut is_good = true;
    reader.open_object()?;
    while let Some(name) = reader.next_name()? {
        if name != "total_size" {
            reader.skip()?;
            continue;
        }
        let size = if reader.kind()? == Kind::Number {
            exact_size(reader.number()?)
        } else {
            reader.skip()?;
            None
        };
        index.total_size = size;
        if size.is_none() {
            is_good = malformed(findings, "total_size is no number of bytes");
        }
    }
    Ok(is_good)
}

/// The integer that a number is, such as `16` and `16.0`.
///
/// # Specification
/// models JSN-3.
fn exact_size(number: &str) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let is_integer = fraction.bytes().all(|digit| digit == b'0');
    let size = whole.parse().ok().filter(|size| *size <= 1 << 53);
    size.filter(|_| is_integer)
}

fn read_map(
    reader: &mut Reader<'_>,
    index: &mut Index,
    findings: &mut Findings,
) -> Result<bool, Error> {
    let mut is_good = true;
    reader.open_object()?;
    while let Some(tensor) = reader.next_name()? {
        if reader.kind()? != Kind::String {
            is_good = malformed(findings, "a tensor is mapped to something else than a name");
            reader.skip()?;
            continue;
        }
        let file = reader.text(4096, "bytes in a name")?;
        if !is_plain(&file) {
            let message = format!("{} is no name of a file beside the index", Escaped(&file));
            is_good = add(findings, ST_INDEX_PATH, &message);
            continue;
        }
        // Readers choose the format by the name: under another one they would run what it holds.
        if !file.ends_with(".safetensors") {
            let message = format!("{} is no name of a safetensors file", Escaped(&file));
            is_good = add(findings, ST_INDEX_PATH, &message);
            continue;
        }
        match index.files.get_mut(&*file) {
            Some(tensors) => tensors.push(tensor.into_owned()),
            None => {
                index
                    .files
                    .insert(file.into_owned(), vec![tensor.into_owned()]);
            }
        }
    }
    Ok(is_good)
}

/// Whether a name stays in the directory of the index.
fn is_plain(file: &str) -> bool {
    let is_odd = |c: char| matches!(c, '/' | '\\' | ':') || c.is_control();
    !matches!(file, "" | "." | "..") && !file.contains(is_odd)
}

fn malformed(findings: &mut Findings, message: &str) -> bool {
    add(findings, ST_INDEX_MALFORMED, message)
}

/// Always `false`: what was read is not good.
fn add(findings: &mut Findings, code: Code, message: &str) -> bool {
    findings.add(Finding::error(code, message));
    false
}
