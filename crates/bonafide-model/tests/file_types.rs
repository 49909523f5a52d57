//! What a file is, by its content and by its name.

use bonafide_model::{Detection, FileType, Loadable};
use proptest::prelude::*;

fn detect(name: &str, content: &[u8]) -> Detection {
    let length = u64::try_from(content.len()).unwrap();
    FileType::detect(name, length, content, content)
}

fn safetensors() -> Vec<u8> {
    let header = br#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#;
    let mut file = u64::try_from(header.len()).unwrap().to_le_bytes().to_vec();
    file.extend_from_slice(header);
    file.push(7);
    file
}

/// An archive without members.
fn empty_zip() -> Vec<u8> {
    let mut file = b"PK\x05\x06".to_vec();
    file.resize(22, 0);
    file
}

fn tar(magic: &[u8]) -> Vec<u8> {
    let mut block = vec![0; 512];
    block[..4].copy_from_slice(b"a.pt");
    block[257..257 + magic.len()].copy_from_slice(magic);
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

#[test]
fn content_tells_the_type() {
    let mut hdf5 = vec![0; 512];
    hdf5.extend_from_slice(b"\x89HDF\r\n\x1a\n");
    let cases: [(&[u8], FileType); 37] = [
        (b"", FileType::Empty),
        (&safetensors(), FileType::Safetensors),
        (b"GGUF\x03\0\0\0", FileType::Gguf),
        (b"\x89HDF\r\n\x1a\n\0", FileType::Hdf5),
        (&hdf5, FileType::Hdf5),
        (b"\x93NUMPY\x01\0", FileType::Npy),
        (b"\x80\x04N.", FileType::Pickle),
        (b"\x80\x02\xff", FileType::Pickle),
        (b"PK\x03\x04\x14\0\xff\xff", FileType::Zip),
        (&empty_zip(), FileType::Zip),
        (b"7z\xbc\xaf\x27\x1c\0", FileType::SevenZip),
        (b"Rar!\x1a\x07\x01\0", FileType::Rar),
        (&tar(b"ustar\0"), FileType::Tar),
        (&tar(b""), FileType::Tar),
        (b"\x1f\x8b\x08\0", FileType::Gzip),
        (b"\x28\xb5\x2f\xfd\0", FileType::Zstd),
        (b"BZh91AY&SY\0", FileType::Compressed),
        (b"\xfd7zXZ\x00\0", FileType::Compressed),
        (b"\x78\x9c\xff", FileType::Compressed),
        (b"\x7fELF\x02\x01", FileType::Elf),
        (b"MZ\x90\0\x03\0", FileType::Pe),
        (b"\xcf\xfa\xed\xfe\x07", FileType::MachO),
        (b"\0asm\x01\0\0\0", FileType::Wasm),
        (b"#!/bin/sh\nid\n", FileType::ShellScript),
        (b"#! /usr/bin/env python3\n", FileType::PythonSource),
        (b"\xa7\r\r\n\0\0\0\0", FileType::PythonBytecode),
        (b" {\"a\": 1}", FileType::Json),
        (b"[1, 2]", FileType::Json),
        (b"{\"cells\": [], \"nbformat\": 4}", FileType::Notebook),
        (b"[tool.x]\na = 1\n", FileType::Text),
        (b"#![no_std]\n", FileType::Text),
        ("\u{feff}h\u{e9}".as_bytes(), FileType::Text),
        (b"MZ is a text", FileType::Text),
        (b"\x89PNG\r\n\x1a\n\0", FileType::Image),
        (
            b"\x0a\x0e\x0a\x05<unk>\x15\0\0\0\0\x18\x02",
            FileType::SentencePiece,
        ),
        (b"\x08\x07\x12\x07pytorch\x3a\x00", FileType::Onnx),
        (b"\x08\x01\x12\x80\x01\x0a\x00", FileType::SavedModel),
    ];
    for (content, wanted) in cases {
        let found = detect("name", content);
        assert_eq!(found.content(), [wanted], "{content:?}");
        assert!(!found.is_mismatch());
    }
    for unknown in [&b"\xff\xfe\xff\xfe"[..], b"a\0b", b"caf\xe9", b"\0\0\0\0"] {
        assert_eq!(detect("name", unknown).content(), [FileType::Binary]);
    }
}

#[test]
fn pickles_without_a_magic_number_are_found() {
    let pickles: [&[u8]; 16] = [
        b"cos\nsystem\n(S'id'\ntR.",
        b"(S'id'\nios\nsystem\n.",
        b"(cos\nsystem\nS'id'\no.",
        // What follows the call is never read.
        b"cos\nsystem\n(Vid\ntR and more",
        b"}q\0.",
        b"]q\x01(K\x01K\x02e.",
        b"N.",
        b"I1\n.",
        b"F-1.5\n.",
        b"L10L\n.",
        b"\x95\x04\0\0\0\0\0\0\0\x8c\x02os\x8c\x06system\x93\x8c\x02id\x85R.",
        b"U\x02os0cbuiltins\nexec\nU\x01a\x85R.",
        b"\x82\x01)R.",
        // Two of them, the second is not harmless.
        b"N.cos\nsystem\n)R.",
        b"N2p0\n0g0\n0cx\ny\n.x",
        b"\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.",
    ];
    for pickle in pickles {
        let found = detect("words.txt", pickle);
        assert_eq!(found.content(), [FileType::Pickle], "{pickle:?}");
        assert!(found.is_mismatch());
    }
    // Longer than what is looked at: nothing speaks against it.
    let mut long = b"Va".to_vec();
    long.resize(6000, b'a');
    long.extend_from_slice(b"\n0cos\nsystem\n(S'id'\ntR.");
    assert!(detect("words.txt", &long).is(FileType::Pickle));
    let mut binary = b"B\x00\x20\0\0".to_vec();
    binary.resize(5 + 0x2000, b'a');
    binary.extend_from_slice(b"0cos\nsystem\n(S'id'\ntR.");
    assert!(detect("words", &binary).is(FileType::Pickle));
}

#[test]
fn marks_that_are_taken_away_do_not_hide_a_pickle() {
    let attack: &[u8] = b"(0cos\nsystem\n(S'echo PWNED'\ntR.";
    let found = detect("vocab.txt", attack);
    assert_eq!(found.content(), [FileType::Pickle]);
    assert!(found.is_mismatch());
    let picture = [b"GIF89aXYZ", attack].concat();
    let found = detect("a.gif", &picture);
    assert_eq!(found.content(), [FileType::Image, FileType::Pickle]);
    assert!(found.is_mismatch());
    let rest: &[u8] = b"cos\nsystem\n(S'id'\ntR.";
    for start in [
        "N(0",
        "((00",
        "(N00",
        "(1",
        "(NN1",
        "N2(001",
        "(N200",
        "I\x0b1\n0",
        "P\x7f\n0",
    ] {
        let stream = [start.as_bytes(), rest].concat();
        let is_pickle = detect("vocab.txt", &stream).is(FileType::Pickle);
        // One value and a mark below it, of which two are taken; then no mark is left.
        assert_eq!(is_pickle, start != "N2(001", "{start:?}");
    }
    // Neither a mark nor a value, and a mark that is no value to be doubled.
    for start in ["0", "(00", "1", "(2", "(p0\n"] {
        let stream = [start.as_bytes(), rest].concat();
        assert!(
            !detect("vocab.txt", &stream).is(FileType::Pickle),
            "{start:?}"
        );
    }
}

#[test]
fn the_end_of_the_head_hides_no_pickle() {
    let rest: &[u8] = b"0cos\nsystem\n(S'id'\ntR.";
    let arguments: [&[u8]; 6] = [
        b"I-1\n",
        b"Finf\n",
        b"I      1\n",
        b"S'a'\n",
        b"X\x01\0\0\0a",
        b"\x8d\x01\0\0\0\0\0\0\0a",
    ];
    for argument in arguments {
        for before in 0..=argument.len() {
            let mut stream = vec![b'a'; FileType::HEAD - before];
            stream[0] = b'V';
            *stream.iter_mut().nth_back(1).unwrap() = b'\n';
            *stream.last_mut().unwrap() = b'0';
            let stream = [&stream, argument, rest].concat();
            assert!(
                detect("a", &stream).is(FileType::Pickle),
                "{argument:?} {before}"
            );
        }
    }
}

#[test]
fn words_are_no_pickles() {
    let texts = [
        "The cat sat.\n",
        "Versions\nNotes\n.gitignore is new\n",
        "I am a cat\n.",
        "class Foo:\n    pass\nReturn\n",
        "cat\ndog\nfish\n",
        "cat\ndog\nIndia\n.\n",
        "(see below)\n",
        "[]\n",
        "# Title\n",
        "Peter\nVera\nRobert\n",
        "Xylophone\n",
        "S is a letter\n.",
        "- a\n- b\n",
        "N.B. something\n",
    ];
    for text in texts {
        let found = detect("a.txt", text.as_bytes());
        assert!(!found.is(FileType::Pickle), "{text}");
        assert!(!found.is_mismatch(), "{text}");
    }
    let long = "The cat sat on the mat and said nothing. ".repeat(500);
    assert_eq!(detect("a.txt", long.as_bytes()).content(), [FileType::Text]);
    // A head may end inside of a character, a file may not.
    let accents = format!("a{}", "\u{e9}".repeat(4096));
    let found = detect("a.txt", accents.as_bytes());
    assert_eq!(found.content(), [FileType::Text]);
    let cut = "a\u{e9}".as_bytes().split_last().unwrap().1;
    assert_eq!(detect("a.txt", cut).content(), [FileType::Binary]);
}

#[test]
fn content_of_two_types_is_a_mismatch() {
    let mut polyglot = safetensors();
    polyglot.extend_from_slice(&empty_zip());
    let found = detect("a.safetensors", &polyglot);
    assert_eq!(found.content(), [FileType::Safetensors, FileType::Zip]);
    assert!(found.is_mismatch());
    assert_eq!(found.loadable(), [Loadable::Weights, Loadable::Archive]);
    assert!(!detect("a.safetensors", &safetensors()).is_mismatch());

    let mut behind = b"\x80\x02N.".to_vec();
    behind.extend_from_slice(&empty_zip());
    behind.extend_from_slice(b"trailing");
    let found = detect("a.pt", &behind);
    assert_eq!(found.content(), [FileType::Pickle, FileType::Zip]);

    // Readers differ in what of the record they believe: its signature suffices.
    let mut letters = b"text PK\x05\x06".to_vec();
    letters.resize(60, 0xff);
    assert!(detect("a", &letters).is(FileType::Zip));
    assert!(!detect("a", &letters[6..]).is(FileType::Zip));
    let cut = [b"\x80\x02N.", &b"PK\x05\x06"[..]].concat();
    assert_eq!(
        detect("a", &cut).content(),
        [FileType::Pickle, FileType::Zip]
    );
}

#[test]
fn hdf5_is_found_behind_other_content() {
    for offset in [512, 1024, 2048] {
        for (start, before) in [(&b"GIF89a\0"[..], Some(FileType::Image)), (b"words ", None)] {
            let mut file = start.to_vec();
            file.resize(offset, b' ');
            file.extend_from_slice(b"\x89HDF\r\n\x1a\n");
            let found = detect("a.gif", &file);
            let wanted: Vec<FileType> = before.into_iter().chain([FileType::Hdf5]).collect();
            assert_eq!(found.content(), wanted, "{offset}");
            file.insert(0, b' ');
            assert!(!detect("a", &file).is(FileType::Hdf5));
        }
    }
}

#[test]
fn tar_checksums_are_read_as_readers_read_them() {
    let mut block = tar(b"");
    block[0] = 0xe9;
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    for sum in [sum, sum - 256] {
        for field in [
            format!("{sum:07o}\0"),
            format!("0o{sum:o}\0zzzzz"),
            format!(" +{sum:o}\0zzzzz"),
        ] {
            block[148..156].copy_from_slice(&field.as_bytes()[..8]);
            assert_eq!(detect("a", &block).content(), [FileType::Tar], "{field:?}");
        }
    }
}

#[test]
fn a_name_that_says_otherwise_is_a_mismatch() {
    let zip = empty_zip();
    let cases: [(&str, &[u8], bool); 22] = [
        ("m.safetensors", b"version https://git-lfs\n", true),
        ("m.safetensors", &zip, true),
        ("m.txt", b"\x80\x04N.", true),
        ("m.pkl", b"\x80\x04N.", false),
        ("m.pt", &zip, false),
        ("m.pt", b"\x80\x04N.", false),
        ("m.pt", &safetensors(), true),
        ("pytorch_model.bin", &zip, false),
        ("pytorch_model.bin", b"\0\x01\x02", false),
        ("pytorch_model.bin", b"#!/bin/sh\n", true),
        ("a.py", b"print()\n", false),
        ("a.py", b"#!/bin/sh\n", true),
        ("__init__.py", b"", false),
        ("a.sh", b"#!/bin/sh\n", false),
        ("a.json", b"{}", false),
        ("a.json", b"\x7fELF\x02", true),
        ("a.md", b"# x\n", false),
        ("a.ipynb", b"{\"cells\": [], \"nbformat\": 4}", false),
        ("a.ipynb", b"plain", true),
        ("tokenizer.model", b"\x80\x04N.", true),
        ("a.jinja", b"{{ x }}", false),
        ("README", b"\x7fELF\x02", false),
    ];
    for (name, content, wanted) in cases {
        let found = detect(name, content);
        assert_eq!(found.is_mismatch(), wanted, "{name} {content:?}");
    }
}

#[test]
fn either_vote_makes_a_file_loadable() {
    let found = |name, content| detect(name, content).loadable();
    assert_eq!(found("run.py", b"x\n"), [Loadable::PythonSource]);
    assert_eq!(
        found("a.txt", b"\x7fELF\x02"),
        [Loadable::SharedObject, Loadable::NativeExecutable]
    );
    let checkpoint = [Loadable::Pickle, Loadable::Weights];
    assert_eq!(found("a.pt", b"\x80\x04N."), checkpoint);
    assert_eq!(found("libx.so.6", b"x"), [Loadable::SharedObject]);
    assert!(found("README.md", b"x").is_empty());
    let names: Vec<&str> = Loadable::ALL.iter().map(|kind| kind.as_str()).collect();
    assert!(names.contains(&"template") && names.len() == 10);
}

#[test]
fn only_the_ends_are_looked_at() {
    let mut far = vec![0xff; FileType::TAIL + 100];
    far[10..14].copy_from_slice(b"PK\x05\x06");
    far[14..32].fill(0);
    assert!(!detect("a", &far).is(FileType::Zip));
    assert!(detect("a", &far[..FileType::TAIL]).is(FileType::Zip));
}

/// Streams of protocols 0 and 1, of which many run to their end.
fn old_stream() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b"(",
        b"0",
        b"(0",
        b"((00",
        b"(N1",
        b"N",
        b"2",
        b"1",
        b")",
        b"]",
        b"}",
        b"t",
        b"l",
        b"d",
        b"a",
        b"e",
        b"s",
        b"u",
        b"I1\n",
        b"I01\n",
        b"L-2L\n",
        b"F1.5\n",
        b"S'a'\n",
        b"Va b\n",
        b"K\x07",
        b"M\x07\0",
        b"J\x07\0\0\0",
        b"G\0\0\0\0\0\0\0\0",
        b"U\x01a",
        b"T\x01\0\0\0a",
        b"X\x01\0\0\0a",
        b"p0\n",
        b"g0\n",
        b"q\0",
        b"h\0",
        b"r\0\0\0\0",
        b"j\0\0\0\0",
        b"Pid\n",
        b"Q",
        b"cos\nsystem\n",
        b"cbuiltins\nexec\n",
        b"(ios\nsystem\n",
        b"(cos\nsystem\no",
        b"(tR",
        b"R",
        b"b",
        b".",
        b"cos\nsystem\n(S'id'\ntR",
    ];
    let piece = proptest::sample::select(pieces);
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| [&pieces.concat()[..], b"."].concat())
}

#[cfg(feature = "checks")]
proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    /// What an interpreter follows to an import, and on to a call or to the end, is a pickle.
    #[test]
    fn whatever_imports_is_a_pickle(stream in old_stream(), picture in any::<bool>()) {
        use bonafide_model::pickle::{PickleEvent as E, PickleOptions, scan};
        let magic: &[u8] = if picture { b"GIF89aXYZ" } else { b"" };
        let stream = [magic, &stream].concat();
        let report = scan(&stream, &PickleOptions::default());
        // A list of names may begin as an import and APPEND do.
        let is_call = |event: E| !matches!(event, E::Global | E::PersistentId | E::Append);
        let mut denials = report.denials().iter();
        // Nothing can be called that was not imported.
        let calls = denials.any(|denial| is_call(denial.event()) && !denial.module().is_empty());
        let mut findings = report.findings().kept().iter();
        let is_whole = !findings.any(|finding| {
            matches!(finding.code().as_str(), "pkl.malformed" | "pkl.trailing" | "pkl.opcode")
        });
        if !report.imports().is_empty() && (calls || is_whole) {
            prop_assert!(detect("vocab.txt", &stream).is(FileType::Pickle), "{:?}", stream);
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_have_a_type(
        name in "\\PC{0,12}",
        content in proptest::collection::vec(any::<u8>(), 0..600),
        length in any::<u64>(),
    ) {
        let found = detect(&name, &content);
        prop_assert!(!found.content().is_empty());
        let _ = FileType::detect(&name, length, &content, &content);
    }

    /// Opcodes in any order, which random bytes hardly ever are.
    #[test]
    fn any_opcodes_have_a_type(content in "[().012FIJKLMNPQRSTUVXabcdeghijlopqrstu}\\]BCG\n']{0,200}") {
        prop_assert!(!detect("a", content.as_bytes()).content().is_empty());
    }
}
