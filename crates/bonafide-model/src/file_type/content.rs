//! The vote of the content.

use super::{hdf5, pickle, tar};
use crate::FileType;

/// Every type that some reader would take the content for; never empty.
pub(super) fn types(length: u64, head: &[u8], tail: &[u8]) -> Vec<FileType> {
    if length == 0 {
        return vec![FileType::Empty];
    }
    let mut types = Vec::new();
    types.extend(magic(head));
    if hdf5::is_in(head) {
        types.push(FileType::Hdf5);
    }
    if types.is_empty() && is_safetensors(length, head) {
        types.push(FileType::Safetensors);
    }
    if pickle::is_pickle(length, head) {
        types.push(FileType::Pickle);
    }
    if tar::is_header(head) && !types.contains(&FileType::Tar) {
        types.push(FileType::Tar);
    }
    if ends_as_zip(tail) && !types.contains(&FileType::Zip) {
        types.push(FileType::Zip);
    }
    if types.is_empty() {
        types.push(otherwise(length, head, tail));
    }
    types
}

/// What has neither a magic number nor a structure of its own at its beginning.
fn otherwise(length: u64, head: &[u8], tail: &[u8]) -> FileType {
    let is_whole = u64::try_from(head.len()).is_ok_and(|read| read >= length);
    if let Some(text) = text(head, is_whole) {
        return of_text(text, tail);
    }
    // A text may begin with these two letters.
    if head.starts_with(b"\x78\x5e") {
        return FileType::Compressed;
    }
    protobuf(head).unwrap_or(FileType::Binary)
}

fn magic(head: &[u8]) -> Option<FileType> {
    const MAGICS: &[(&[u8], FileType)] = &[
        (b"PK\x03\x04", FileType::Zip),
        (b"PK\x05\x06", FileType::Zip),
        (b"GGUF", FileType::Gguf),
        (b"\x93NUMPY", FileType::Npy),
        (b"7z\xbc\xaf\x27\x1c", FileType::SevenZip),
        (b"Rar!\x1a\x07", FileType::Rar),
        (b"\x1f\x8b", FileType::Gzip),
        (b"\x28\xb5\x2f\xfd", FileType::Zstd),
        (b"\xfd7zXZ\x00", FileType::Compressed),
        (b"\x04\x22\x4d\x18", FileType::Compressed),
        (b"\x78\x01", FileType::Compressed),
        (b"\x78\x9c", FileType::Compressed),
        (b"\x78\xda", FileType::Compressed),
        (b"\x5d\x00\x00", FileType::Compressed),
        (b"\x7fELF", FileType::Elf),
        (b"\xfe\xed\xfa\xce", FileType::MachO),
        (b"\xfe\xed\xfa\xcf", FileType::MachO),
        (b"\xce\xfa\xed\xfe", FileType::MachO),
        (b"\xcf\xfa\xed\xfe", FileType::MachO),
        (b"\xca\xfe\xba\xbe", FileType::MachO),
        (b"\xca\xfe\xba\xbf", FileType::MachO),
        (b"\0asm", FileType::Wasm),
        (b"\x89PNG\r\n\x1a\n", FileType::Image),
        (b"\xff\xd8\xff", FileType::Image),
        (b"GIF87a", FileType::Image),
        (b"GIF89a", FileType::Image),
    ];
    let at_start = MAGICS.iter().find(|(magic, _)| head.starts_with(magic));
    at_start
        .map(|(_, file_type)| *file_type)
        .or_else(|| further(head))
}

/// Magic numbers that are not all at the start.
fn further(head: &[u8]) -> Option<FileType> {
    let has_at =
        |at: usize, wanted: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(wanted));
    if has_at(257, b"ustar") {
        return Some(FileType::Tar);
    }
    if has_at(0, b"RIFF") && has_at(8, b"WEBP") {
        return Some(FileType::Image);
    }
    if has_at(0, b"BZh") && (has_at(4, b"1AY&SY") || has_at(4, b"\x17\x72\x45\x38\x50\x90")) {
        return Some(FileType::Compressed);
    }
    let version = head
        .first_chunk::<2>()
        .map(|bytes| u16::from_le_bytes(*bytes));
    if has_at(2, b"\r\n") && version.is_some_and(|v| matches!(v, 3000..=3999 | 62_000..=62_299)) {
        return Some(FileType::PythonBytecode);
    }
    // A text may begin with these two letters, and has no such byte.
    (has_at(0, b"MZ") && head.contains(&0)).then_some(FileType::Pe)
}

/// A length that can be one, and the bracket of the header.
fn is_safetensors(length: u64, head: &[u8]) -> bool {
    let header = head
        .first_chunk::<8>()
        .map(|bytes| u64::from_le_bytes(*bytes));
    let ends_inside = header
        .and_then(|header| header.checked_add(8))
        .is_some_and(|end| end <= length);
    ends_inside && head.get(8) == Some(&b'{')
}

/// Whether a reader that looks for the last record of a ZIP archive from the end finds its signature:
/// readers differ in which of its fields they believe.
fn ends_as_zip(tail: &[u8]) -> bool {
    tail.windows(4).any(|record| record == b"PK\x05\x06")
}

/// The text that the head is, if it is one: UTF-8, of control characters only white space.
fn text(head: &[u8], is_whole: bool) -> Option<&str> {
    let text = match core::str::from_utf8(head) {
        Ok(text) => text,
        // The head may end inside of a character, the file may not.
        Err(error) if error.error_len().is_none() && !is_whole => {
            let whole = head.get(..error.valid_up_to())?;
            core::str::from_utf8(whole).ok()?
        }
        Err(_) => return None,
    };
    let is_odd = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}');
    (!text.contains(is_odd)).then_some(text)
}

fn of_text(text: &str, tail: &[u8]) -> FileType {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(line) = text.strip_prefix("#!").and_then(|rest| rest.lines().next()) {
        // An inner attribute of Rust is no interpreter.
        if !line.starts_with('[') {
            return if line.contains("python") {
                FileType::PythonSource
            } else {
                FileType::ShellScript
            };
        }
    }
    if !is_json(text) {
        return FileType::Text;
    }
    let has =
        |part: &str| text.contains(part) || tail.windows(part.len()).any(|w| w == part.as_bytes());
    if is_notebook_start(text) && has("\"nbformat\"") {
        FileType::Notebook
    } else {
        FileType::Json
    }
}

/// Whether a text begins as an object or an array does. Sections of settings begin with a bracket
/// too.
fn is_json(text: &str) -> bool {
    let blank = [' ', '\t', '\n', '\r'];
    let text = text.trim_start_matches(blank);
    if let Some(rest) = text.strip_prefix('{') {
        return rest.trim_start_matches(blank).starts_with(['"', '}']);
    }
    let Some(rest) = text.strip_prefix('[') else {
        return false;
    };
    let rest = rest.trim_start_matches(blank);
    let is_value = rest.starts_with(['{', '[', '"', ']', '-'])
        || rest.starts_with(|c: char| c.is_ascii_digit());
    is_value
        || ["true", "false", "null"]
            .iter()
            .any(|word| rest.starts_with(word))
}

fn is_notebook_start(text: &str) -> bool {
    let first = text.split('"').nth(1).unwrap_or_default();
    matches!(
        first,
        "cells" | "metadata" | "nbformat" | "nbformat_minor" | "worksheets"
    )
}

/// The messages of protocol buffers that can be told by their first fields.
fn protobuf(head: &[u8]) -> Option<FileType> {
    match head {
        // One version, then a graph with its own first field.
        [0x08, 0x01, 0x12, rest @ ..] if after_varint(rest)?.first() == Some(&0x0a) => {
            Some(FileType::SavedModel)
        }
        // A small version of the format, then one of the fields that follow it.
        [
            0x08,
            1..=64,
            0x12 | 0x1a | 0x22 | 0x32 | 0x3a | 0x42 | 0x72,
            ..,
        ]
        | [0x08, 1..=64, 0x28, ..] => Some(FileType::Onnx),
        // A piece: a text, then its score as a float of four bytes.
        [0x0a, _, 0x0a, length, rest @ ..] => {
            let score = rest.get(usize::from(*length)..)?;
            (*length < 0x80 && score.first() == Some(&0x15)).then_some(FileType::SentencePiece)
        }
        _ => None,
    }
}

fn after_varint(bytes: &[u8]) -> Option<&[u8]> {
    let last = bytes.iter().take(10).position(|byte| byte & 0x80 == 0)?;
    bytes.get(last.checked_add(1)?..)
}
