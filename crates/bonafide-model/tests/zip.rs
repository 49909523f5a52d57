//! Archives, right and wrong in each way.
#![cfg(feature = "checks")]

#[path = "common/zips.rs"]
mod zips;

use bonafide_model::Severity;
use bonafide_model::zip::{Archive, Method, ZipError, ZipFault, ZipLimits};
use proptest::prelude::*;
use zips::{Descriptor, Entry, Zip, crc32, extra, wide, zip};

const LIMITS: ZipLimits = ZipLimits::DEFAULT;

type Read = Vec<(String, Vec<u8>)>;

/// Reads everything, from memory and from behind a function: the names with the contents, or the
/// first fault.
fn read_within(bytes: &[u8], limits: &ZipLimits) -> Result<Read, ZipFault> {
    let archive = Archive::read(bytes, limits)?;
    let mut all = Vec::new();
    for member in archive.members() {
        let contents = archive.contents(member, 1 << 30)?;
        assert_eq!(contents.len() as u64, member.size());
        all.push((member.name().to_owned(), contents));
    }
    let source = |buffer: &mut [u8], offset: u64| {
        let rest = &bytes[offset as usize..];
        let count = rest.len().min(buffer.len()).min(40_000);
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    };
    let again = Archive::read_from(&source, bytes.len() as u64, limits).unwrap();
    assert_eq!(again.members(), archive.members());
    for (member, (_, contents)) in again.members().iter().zip(&all) {
        assert_eq!(&again.contents(member, 1 << 30).unwrap(), contents);
        let head = again.head(member, 5).unwrap();
        assert_eq!(head, contents[..contents.len().min(5)]);
    }
    Ok(all)
}

fn read(bytes: &[u8]) -> Result<Read, ZipFault> {
    read_within(bytes, &LIMITS)
}

#[track_caller]
fn good(bytes: &[u8]) -> Read {
    read(bytes).unwrap()
}

/// Asserts the code, and gives the sentence.
#[track_caller]
fn refused(bytes: &[u8], code: &str) -> String {
    let fault = read(bytes).expect_err("it is read");
    assert_eq!(fault.code().as_str(), code, "{fault}");
    assert!(fault.offset() <= bytes.len() as u64, "{fault}");
    let finding = fault.to_finding();
    assert_eq!(finding.code(), fault.code());
    assert_eq!(finding.offset(), Some(fault.offset()));
    assert_eq!(finding.member(), fault.member());
    fault.error().to_string()
}

fn two() -> Zip {
    zip(vec![
        Entry::stored("a/b.txt", b"hello"),
        Entry::deflated("c", &[b'x'; 300_000]),
    ])
}

/// One member changed by `change`, and the same unchanged as its twin.
fn one(change: impl Fn(&mut Entry)) -> Vec<u8> {
    let mut entry = Entry::deflated("name", b"contents contents contents");
    good(&zip(vec![entry.clone()]).bytes());
    change(&mut entry);
    zip(vec![entry]).bytes()
}

fn named(name: &[u8]) -> Vec<u8> {
    zip(vec![Entry {
        name: name.to_vec(),
        ..Entry::stored("x", b"")
    }])
    .bytes()
}

#[test]
fn what_ordinary_writers_write() {
    let entries = vec![
        Entry::stored("dir/", b""),
        Entry::stored("dir/empty", b""),
        Entry::deflated("dir/deflated", b"hello hello hello hello"),
        Entry::stored("größe", b"abc"),
        Entry::deflated("streamed", b"abcabcabc").described(Descriptor::Signed),
        Entry::deflated("bare", b"abcabcabc").described(Descriptor::Bare),
        Entry::deflated("nothing", b""),
    ];
    let bytes = zip(entries).bytes();
    let archive = Archive::read(&bytes, &LIMITS).unwrap();
    let names: Vec<&str> = archive
        .members()
        .iter()
        .map(|member| member.name())
        .collect();
    let wanted = [
        "dir/",
        "dir/empty",
        "dir/deflated",
        "größe",
        "streamed",
        "bare",
        "nothing",
    ];
    assert_eq!(names, wanted);
    let read = good(&bytes);
    assert_eq!(read[2].1, b"hello hello hello hello");
    assert_eq!(read[3].1, b"abc");
    assert_eq!(read[4].1, b"abcabcabc");
    assert!(archive.findings().is_empty());

    let [directory, _, deflated, ..] = archive.members() else {
        panic!()
    };
    assert!(directory.is_directory() && !deflated.is_directory());
    assert_eq!((directory.path(), directory.name()), ("dir", "dir/"));
    assert_eq!(deflated.method(), Method::Deflated);
    assert_eq!(deflated.crc(), crc32(b"hello hello hello hello"));
    assert_eq!(archive.member("größe").unwrap().size(), 3);
    assert_eq!(archive.member("grösse"), None);
    assert_eq!(good(&two().bytes())[1].1, [b'x'; 300_000]);
    assert!(good(&zip(vec![]).bytes()).is_empty());
    assert!(
        good(
            &Zip {
                comment: b"a comment".to_vec(),
                ..two()
            }
            .bytes()
        )
        .len()
            == 2
    );
}

#[test]
fn what_writers_of_checkpoints_write() {
    // Data aligned by a field of the local header alone, descriptors, and ZIP64 records that nothing
    // asks for.
    let padded = |name: &str, contents: &[u8]| {
        let mut entry = Entry::stored(name, contents).described(Descriptor::Signed);
        entry.flags |= 1 << 11;
        entry.local_extra = extra(u16::from_le_bytes(*b"FB"), &[b'Z'; 17]);
        entry.attributes = 0;
        entry
    };
    let mut archive = zip(vec![
        padded("m/data.pkl", b"\x80\x02."),
        padded("m/data/0", &[7; 64]),
    ]);
    archive.is_wide = true;
    good(&archive.bytes());
    archive.is_saturated = true;
    good(&archive.bytes());
    // Beyond 4 GiB the field of the local header holds the offset alone.
    let mut late = padded("m/version", b"3\n");
    late.descriptor = Descriptor::WideSigned;
    let at = {
        let built = archive.build();
        built.directory as u64
    };
    late.local_extra.splice(0..0, wide(&[at]));
    archive.entries.push(late);
    good(&archive.bytes());
}

#[test]
fn one_end_at_the_end() {
    for suffix in [&b"x"[..], &[0; 22], &two().bytes()] {
        let bytes = Zip {
            suffix: suffix.to_vec(),
            ..two()
        }
        .bytes();
        refused(&bytes, "zip.structure");
    }
    let built = two().build();
    refused(&built.bytes[..built.end], "zip.structure");
    refused(&built.bytes[..built.bytes.len() - 1], "zip.structure");
    refused(b"", "zip.structure");
    refused(b"PK\x05\x06", "zip.structure");

    // Two records, of which one is the comment of the other, or a part of it.
    let end = built.bytes[built.end..].to_vec();
    for comment in [
        end.clone(),
        b"PK\x05\x06".to_vec(),
        [&b"x"[..], &end].concat(),
    ] {
        refused(&Zip { comment, ..two() }.bytes(), "zip.structure");
    }
    refused(
        &Zip {
            before_end: end,
            ..two()
        }
        .bytes(),
        "zip.structure",
    );
    let longest = vec![b'c'; 65_535];
    good(
        &Zip {
            comment: longest,
            ..two()
        }
        .bytes(),
    );

    for (field, value) in [(4, 1), (6, 1), (8, 1), (8, 3), (10, 1), (10, 3), (20, 1)] {
        let mut built = two().build();
        built.put16(built.end + field, value);
        refused(&built.bytes, "zip.structure");
    }
    for (field, change) in [(12, 1_u32), (12, u32::MAX), (16, 1), (16, u32::MAX)] {
        let mut built = two().build();
        let at = built.end + field;
        let old = u32::from_le_bytes(built.bytes[at..at + 4].try_into().unwrap());
        built.put32(at, old.wrapping_add(change));
        refused(&built.bytes, "zip.structure");
    }
    // A member's comment that holds an end record.
    good(&one(|entry| entry.comment = b"a comment".to_vec()));
    refused(
        &one(|entry| entry.comment = b"PK\x05\x06".to_vec()),
        "zip.structure",
    );
}

#[test]
fn every_byte_belongs_to_something() {
    let prefix = b"#!/bin/sh\n".to_vec();
    refused(&Zip { prefix, ..two() }.bytes(), "zip.structure");
    let gap = b"hidden".to_vec();
    refused(
        &Zip {
            before_directory: gap.clone(),
            ..two()
        }
        .bytes(),
        "zip.structure",
    );
    refused(
        &Zip {
            after_directory: gap.clone(),
            ..two()
        }
        .bytes(),
        "zip.structure",
    );
    refused(
        &Zip {
            before_end: gap.clone(),
            ..two()
        }
        .bytes(),
        "zip.structure",
    );
    let mut between = two();
    between.entries[0].gap = gap;
    refused(&between.bytes(), "zip.structure");
    // A whole member that the directory does not list.
    for hidden in [0, 1] {
        let order = Some(vec![1 - hidden]);
        refused(&Zip { order, ..two() }.bytes(), "zip.structure");
    }
    // Offsets counted from the first member, with something before it.
    let mut built = Zip {
        prefix: b"MZ".to_vec(),
        ..two()
    }
    .build();
    for (at, offset) in built.centrals.clone().into_iter().zip(built.locals.clone()) {
        built.put32(at + 42, offset as u32 - 2);
    }
    built.put32(built.end + 16, built.directory as u32 - 2);
    refused(&built.bytes, "zip.structure");
    let only = Zip {
        prefix: b"MZ".to_vec(),
        ..zip(vec![])
    };
    refused(&only.bytes(), "zip.structure");
    // Headers that are not counted.
    let mut uncounted = Entry::stored("hidden", b"");
    uncounted.offset = Some(0);
    let mut built = zip(vec![uncounted]).build();
    let header = built.bytes[built.directory..].to_vec();
    built.bytes = header;
    let end = built.end - built.directory;
    built.put32(end + 8, 0);
    built.put32(end + 16, 0);
    refused(&built.bytes, "zip.structure");
    // Headers that are none.
    for at in ["locals", "centrals"] {
        let mut built = two().build();
        let place = if at == "locals" {
            built.locals[1]
        } else {
            built.centrals[1]
        };
        built.bytes[place + 3] ^= 1;
        refused(&built.bytes, "zip.structure");
    }
    let on_disk_one = {
        let mut built = two().build();
        built.put16(built.centrals[0] + 34, 1);
        built.bytes
    };
    refused(&on_disk_one, "zip.structure");
}

#[test]
fn wide_numbers_are_consistent() {
    let wide_zip = Zip {
        is_wide: true,
        is_saturated: true,
        ..two()
    };
    good(&wide_zip.bytes());
    good(
        &Zip {
            is_saturated: false,
            ..wide_zip.clone()
        }
        .bytes(),
    );
    refused(
        &Zip {
            is_saturated: true,
            ..two()
        }
        .bytes(),
        "zip.structure",
    );
    for field in [8, 16] {
        // The locator's offset, and its number of disks.
        let mut built = wide_zip.build();
        built.put32(built.locator + field, 2);
        refused(&built.bytes, "zip.structure");
    }
    // A locator that leads to another record.
    let record = {
        let built = wide_zip.build();
        built.bytes[built.wide_record..built.locator].to_vec()
    };
    let mut built = Zip {
        after_directory: record.clone(),
        ..wide_zip.clone()
    }
    .build();
    refused(&built.bytes, "zip.structure");
    built.put64(built.locator + 8, (built.wide_record - record.len()) as u64);
    refused(&built.bytes, "zip.structure");
    for field in [0, 4, 16, 20, 24, 32, 40, 48] {
        let mut built = wide_zip.build();
        built.bytes[built.wide_record + field] ^= 1;
        refused(&built.bytes, "zip.structure");
    }
    // The narrow record says something else.
    for field in [8, 12, 16] {
        let mut built = Zip {
            is_saturated: false,
            ..wide_zip.clone()
        }
        .build();
        built.bytes[built.end + field] ^= 1;
        if field == 8 {
            built.bytes[built.end + 10] ^= 1;
        }
        refused(&built.bytes, "zip.structure");
    }
    refused(
        &Zip {
            before_end: b"x".to_vec(),
            ..wide_zip
        }
        .bytes(),
        "zip.structure",
    );
}

#[test]
fn wide_fields_are_read_in_one_way() {
    let contents = b"contents contents contents";
    let compressed = miniz_oxide::deflate::compress_to_vec(contents, 6).len() as u64;
    let size = contents.len() as u64;
    const FULL: u32 = u32::MAX;
    let with = |sizes: [u32; 2], offset: Option<u32>, central: &[u64]| {
        one(|entry| {
            entry.central_sizes = Some(sizes);
            entry.offset = offset;
            entry.central_extra = wide(central);
        })
    };
    let narrow = [compressed as u32, size as u32];
    good(&with([FULL, FULL], None, &[size, compressed]));
    good(&with([FULL, FULL], Some(FULL), &[size, compressed, 0]));
    good(&with(narrow, Some(FULL), &[0]));
    good(&with([FULL, FULL], None, &[size, compressed, 0]));
    good(&with(narrow, None, &[size, compressed, 0]));
    good(&with([narrow[0], FULL], None, &[size]));
    for (sizes, offset, central) in [
        ([FULL, FULL], None, &[size][..]),
        ([FULL, FULL], None, &[]),
        ([FULL, FULL], None, &[size, compressed, 1]),
        ([FULL, FULL], None, &[size, compressed, 0, 0]),
        (narrow, Some(FULL), &[size, compressed, 0]),
        (narrow, Some(FULL), &[0, 0]),
        (narrow, Some(FULL), &[0, size]),
        (narrow, None, &[size + 1]),
        (narrow, None, &[compressed, size]),
    ] {
        let sentence = refused(&with(sizes, offset, central), "zip.structure");
        assert!(
            sentence.contains("ZIP64") || sentence.contains("belong"),
            "{sentence}"
        );
    }
    refused(&with([FULL, narrow[1]], None, &[]), "zip.structure");
    let sizes = wide(&[size, compressed]);
    refused(
        &one(|entry| entry.central_extra = [&sizes[..], &sizes].concat()),
        "zip.structure",
    );
    let odd = |tail: &'static [u8]| {
        one(move |entry| {
            let value = [&size.to_le_bytes()[..], tail].concat();
            entry.central_extra = extra(1, &value);
        })
    };
    good(&odd(&[0; 4]));
    refused(&odd(&[0, 0, 0, 1]), "zip.structure");
    refused(&odd(&[0; 3]), "zip.structure");
    let odd_local = |tail: &'static [u8]| {
        one(move |entry| {
            let value = [&size.to_le_bytes()[..], tail].concat();
            entry.local_extra = extra(1, &value);
        })
    };
    good(&odd_local(&[0; 4]));
    refused(&odd_local(&[0, 0, 0, 1]), "zip.structure");
    refused(&odd_local(&[0; 3]), "zip.structure");

    // In local headers.
    let local = |numbers: Option<[u32; 3]>, values: &[u64]| {
        one(|entry| {
            entry.local_numbers = numbers.map(|[_, c, s]| [entry.crc, c, s]);
            entry.local_extra = wide(values);
        })
    };
    good(&local(Some([0, FULL, FULL]), &[size, compressed]));
    good(&local(None, &[size, compressed]));
    refused(&local(Some([0, FULL, FULL]), &[size]), "zip.structure");
    refused(
        &local(Some([0, FULL, FULL]), &[size, compressed + 1]),
        "zip.header-mismatch",
    );
    refused(
        &local(Some([0, FULL, FULL]), &[size + 1, compressed]),
        "zip.header-mismatch",
    );
    refused(
        &local(Some([0, FULL, FULL]), &[0, 0]),
        "zip.header-mismatch",
    );
    refused(&local(None, &[size + 1, compressed]), "zip.header-mismatch");
}

#[test]
fn both_headers_say_the_same() {
    let sentence = refused(
        &one(|e| e.local_name = Some(b"nome".to_vec())),
        "zip.header-mismatch",
    );
    assert!(sentence.contains("the name"));
    refused(
        &one(|e| e.local_name = Some(b"name2".to_vec())),
        "zip.header-mismatch",
    );
    refused(
        &one(|e| e.local_flags = Some(1 << 11)),
        "zip.header-mismatch",
    );
    refused(&one(|e| e.local_flags = Some(1)), "zip.header-mismatch");
    refused(&one(|e| e.local_method = Some(0)), "zip.header-mismatch");
    for at in 0..3 {
        for value in [0, 1, 27, u32::MAX] {
            let bytes = one(|e| {
                let mut numbers = [e.crc, e.compressed_size as u32, e.size as u32];
                numbers[at] = value;
                e.local_numbers = Some(numbers);
            });
            refused(&bytes, "zip.header-mismatch");
        }
    }
}

#[test]
fn descriptors_repeat_the_directory() {
    let descriptor = |kind, change: fn(&mut Entry)| {
        let mut entry = Entry::deflated("name", b"contents contents contents").described(kind);
        if matches!(kind, Descriptor::WideSigned | Descriptor::WideBare) {
            entry.local_numbers = Some([0, u32::MAX, u32::MAX]);
            entry.local_extra = wide(&[0, 0]);
        }
        change(&mut entry);
        zip(vec![
            Entry::stored("first", b"1"),
            entry,
            Entry::stored("last", b"2"),
        ])
        .bytes()
    };
    for kind in [
        Descriptor::Signed,
        Descriptor::Bare,
        Descriptor::WideSigned,
        Descriptor::WideBare,
    ] {
        good(&descriptor(kind, |_| {}));
        // Real numbers instead of zeros, or some of them.
        good(&descriptor(kind, |e| {
            let [crc, ..] = [e.crc];
            let [_, compressed, size] = e.local_numbers.unwrap();
            e.local_numbers = Some([crc, compressed, size]);
        }));
        let wrong = "zip.header-mismatch";
        refused(
            &descriptor(kind, |e| e.local_numbers.as_mut().unwrap()[0] = 7),
            wrong,
        );
        refused(
            &descriptor(kind, |e| e.local_numbers.as_mut().unwrap()[1] = 7),
            wrong,
        );
        refused(
            &descriptor(kind, |e| e.local_numbers.as_mut().unwrap()[2] = 7),
            wrong,
        );
        for at in 0..3 {
            let change: fn(&mut Entry) = [
                |e: &mut Entry| e.descriptor_numbers = Some([1, e.compressed_size, e.size]),
                |e: &mut Entry| e.descriptor_numbers = Some([u64::from(e.crc), 1, e.size]),
                |e: &mut Entry| {
                    e.descriptor_numbers = Some([u64::from(e.crc), e.compressed_size, 1])
                },
            ][at];
            refused(&descriptor(kind, change), wrong);
        }
        refused(
            &descriptor(kind, |e| e.gap = b"xx".to_vec()),
            "zip.structure",
        );
        refused(
            &descriptor(kind, |e| e.descriptor = Descriptor::None),
            "zip.structure",
        );
    }
    // The other width than the header says.
    let wider = |e: &mut Entry| e.descriptor = Descriptor::WideSigned;
    refused(&descriptor(Descriptor::Signed, wider), "zip.structure");
    let narrower = |e: &mut Entry| e.descriptor = Descriptor::Signed;
    refused(
        &descriptor(Descriptor::WideSigned, narrower),
        "zip.structure",
    );
    // A width that only the directory tells.
    let by_directory = |kind| {
        let mut entry = Entry::deflated("name", b"contents contents contents").described(kind);
        entry.central_sizes = Some([u32::MAX, u32::MAX]);
        entry.central_extra = wide(&[entry.size, entry.compressed_size]);
        zip(vec![entry]).bytes()
    };
    good(&by_directory(Descriptor::WideSigned));
    refused(&by_directory(Descriptor::Signed), "zip.structure");
    // A checksum that looks like the signature.
    let looks = |e: &mut Entry| {
        let signature = u32::from_le_bytes(*b"PK\x07\x08");
        e.crc = signature;
        e.descriptor_numbers = None;
    };
    let sentence = refused(&descriptor(Descriptor::Bare, looks), "zip.structure");
    assert!(sentence.contains("two ways"), "{sentence}");
    // Not announced.
    refused(&one(|e| e.descriptor = Descriptor::Signed), "zip.structure");
}

#[test]
fn members_share_nothing() {
    // The same place twice, as in a bomb that quotes itself.
    let mut same = two();
    same.entries[1].offset = Some(0);
    refused(&same.bytes(), "zip.overlap");
    // Another order than that of the directory.
    let order = Some(vec![1, 0]);
    refused(&Zip { order, ..two() }.bytes(), "zip.structure");
    let mut swapped = two();
    swapped.entries.push(Entry::stored("d", b""));
    swapped.order = Some(vec![0, 2, 1]);
    refused(&swapped.bytes(), "zip.structure");
    // A member that reaches over the next one, or over the directory.
    let inner = zip(vec![Entry::stored("inner", b"inner")]).build();
    let quoted = &inner.bytes[..inner.directory];
    let mut outer = Entry::stored("outer", b"");
    outer.size = quoted.len() as u64;
    outer.compressed_size = outer.size;
    outer.crc = crc32(quoted);
    let nested = zip(vec![outer.clone(), Entry::stored("inner", b"inner")]);
    refused(&nested.bytes(), "zip.overlap");
    refused(&zip(vec![outer]).bytes(), "zip.overlap");
    let mut far = two();
    far.entries[1].offset = Some(u32::MAX - 1);
    refused(&far.bytes(), "zip.structure");
    for size in [u64::MAX, u64::MAX - 40, 1 << 63] {
        let bytes = one(|e| {
            e.method = 0;
            e.central_sizes = Some([u32::MAX, u32::MAX]);
            e.central_extra = wide(&[size, size]);
            e.local_numbers = Some([e.crc, u32::MAX, u32::MAX]);
            e.local_extra = wide(&[size, size]);
        });
        refused(&bytes, "zip.overlap");
    }
    let beyond = one(|e| {
        e.offset = Some(u32::MAX);
        e.central_extra = wide(&[u64::MAX]);
    });
    refused(&beyond, "zip.structure");
}

#[test]
fn names_are_given_once() {
    // What sorts between a file and what would be in it.
    let between = ["a", "a!", "a-b", "a/b"].map(|name| Entry::stored(name, b""));
    refused(&zip(between.to_vec()).bytes(), "zip.duplicate");
    let pair = |a: &str, b: &str| {
        zip(vec![
            Entry::stored(a, b""),
            Entry::stored("m/n", b""),
            Entry::stored(b, b""),
        ])
        .bytes()
    };
    for (a, b) in [
        ("a", "a"),
        ("a", "a/"),
        ("a", "a/b"),
        ("a/b/c", "a/b"),
        ("d/", "d/"),
    ] {
        refused(&pair(a, b), "zip.duplicate");
    }
    for (a, b) in [
        ("a", "b"),
        ("a/", "a/b"),
        ("a/b/", "a/"),
        ("a-b", "a/b"),
        ("a", "ab"),
    ] {
        good(&pair(a, b));
    }
    for (a, b, collides) in [
        ("File", "file", true),
        ("d/É", "d/e\u{301}", true),
        ("straße", "STRASSE", true),
        ("d/x", "D/X", true),
        ("file", "fjle", false),
        ("a/", "b/", false),
    ] {
        let bytes = pair(a, b);
        good(&bytes);
        let archive = Archive::read(&bytes, &LIMITS).unwrap();
        assert_eq!(!archive.findings().is_empty(), collides, "{a} {b}");
        for finding in archive.findings().kept() {
            assert_eq!(finding.code().as_str(), "zip.duplicate");
            assert_eq!(finding.severity(), Severity::Warn);
            assert_eq!(finding.member(), Some(b));
        }
    }
}

#[test]
fn names_are_names_everywhere() {
    for name in [
        &b""[..],
        b"/",
        b"/etc/passwd",
        b"..",
        b"../x",
        b"a/../b",
        b"a/..",
        b".",
        b"./a",
        b"a/./b",
        b"a//b",
        b"a//",
        b"//server",
        b"a\0b",
        b"a\\b",
        b"C:x",
        b"c:/x",
        b"Z:",
    ] {
        refused(&named(name), "zip.name");
    }
    for name in [
        &b"a"[..],
        b"a/b",
        b"...",
        b"a..b",
        b".hidden",
        b"a b",
        b"1:2",
        b":x",
        b"ab:c",
    ] {
        good(&named(name));
    }
    // Bytes beyond ASCII are UTF-8, and said to be.
    refused(&named("größe".as_bytes()), "zip.name");
    let marked = |name: &[u8]| {
        let entry = Entry {
            name: name.to_vec(),
            flags: 1 << 11,
            ..Entry::stored("x", b"")
        };
        zip(vec![entry]).bytes()
    };
    good(&marked("größe".as_bytes()));
    good(&marked(b"plain"));
    for wrong in [&b"\xff"[..], b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf"] {
        refused(&marked(wrong), "zip.name");
    }
    for (length, code) in [(255, None), (256, Some("zip.limit"))] {
        let bytes = named(&vec![b'a'; length]);
        match code {
            None => drop(good(&bytes)),
            Some(code) => drop(refused(&bytes, code)),
        }
    }
    let deep = |count: usize| vec!["a"; count].join("/");
    good(&named(deep(128).as_bytes()));
    refused(&named(deep(129).as_bytes()), "zip.limit");
    let long = |length: usize| ["a".repeat(200).as_str(); 21].join("/")[..length].to_owned();
    good(&named(long(4096).as_bytes()));
    refused(&named(long(4097).as_bytes()), "zip.limit");
}

#[test]
fn unicode_path_fields_give_the_same_name() {
    let field = |name: &[u8], version: u8, sum: u32| {
        let value = [&[version][..], &sum.to_le_bytes(), name].concat();
        extra(0x7075, &value)
    };
    let right = field(b"name", 1, crc32(b"name"));
    good(&one(|e| e.central_extra.clone_from(&right)));
    good(&one(|e| e.local_extra.clone_from(&right)));
    for wrong in [
        field(b"evil", 1, crc32(b"name")),
        field(b"evil", 1, crc32(b"evil")),
        field(b"name", 2, crc32(b"name")),
        field(b"name", 1, 0),
        extra(0x7075, b""),
    ] {
        refused(&one(|e| e.central_extra.clone_from(&wrong)), "zip.name");
        refused(&one(|e| e.local_extra.clone_from(&wrong)), "zip.name");
    }
    let twice = [&right[..], &right].concat();
    refused(
        &one(|e| e.central_extra.clone_from(&twice)),
        "zip.structure",
    );
    for cut in [&b"\x01"[..], b"\x42\x46\x05", b"\x42\x46\x05\x00abc"] {
        refused(&one(|e| e.central_extra = cut.to_vec()), "zip.structure");
        refused(&one(|e| e.local_extra = cut.to_vec()), "zip.structure");
    }
}

#[test]
fn nothing_is_hidden_from_readers() {
    for bit in [0, 6, 13] {
        refused(&one(|e| e.flags |= 1 << bit), "zip.encrypted");
    }
    for bit in [4, 5, 7, 8, 9, 10, 12, 14, 15] {
        refused(&one(|e| e.flags |= 1 << bit), "zip.structure");
    }
    for bit in [1, 2, 11] {
        good(&one(|e| e.flags |= 1 << bit));
    }
    // Readers pass over what asks for a version that they do not know.
    let version = |central: bool, value| {
        let mut built = two().build();
        let at = match central {
            true => built.centrals[1] + 6,
            false => built.locals[1] + 4,
        };
        built.bytes[at] = value;
        built.bytes
    };
    for central in [true, false] {
        good(&version(central, 63));
        refused(&version(central, 64), "zip.structure");
    }
    for method in [1, 6, 9, 12, 14, 93, 95, 99, u16::MAX] {
        refused(&one(|e| e.method = method), "zip.method");
    }
}

#[test]
fn files_and_directories_only() {
    for kind in [0o120, 0o020, 0o060, 0o010, 0o140, 0o160] {
        refused(
            &one(|e| e.attributes = (kind << 9 | 0o644) << 16),
            "zip.link",
        );
    }
    refused(&one(|e| e.attributes = 0o040_755 << 16), "zip.link");
    refused(&one(|e| e.attributes = 0x10), "zip.link");
    for attributes in [0, 0x20, 0o100_755 << 16, 0o755 << 16] {
        good(&one(|e| e.attributes = attributes));
    }
    let directory = |attributes| {
        zip(vec![Entry {
            attributes,
            ..Entry::stored("d/", b"")
        }])
        .bytes()
    };
    for attributes in [0, 0x10, 0o040_755 << 16, 0o040_755 << 16 | 0x10] {
        good(&directory(attributes));
    }
    refused(&directory(0o100_644 << 16), "zip.link");
    refused(&directory(0o120_777 << 16), "zip.link");
    refused(
        &zip(vec![Entry::stored("d/", b"contents")]).bytes(),
        "zip.size",
    );
    good(&zip(vec![Entry::deflated("d/", b"")]).bytes());
}

#[test]
fn contents_are_what_was_declared() {
    refused(&one(|e| e.crc ^= 1), "zip.crc");
    let declared = |size: u64| one(move |e| e.size = size);
    refused(&declared(25), "zip.size");
    refused(&declared(27), "zip.size");
    refused(&declared(0), "zip.size");
    // Bytes after the end of the compressed contents, or none where some should be.
    let recompressed = |data: &[u8]| {
        one(|e| {
            e.data = data.to_vec();
            e.compressed_size = data.len() as u64;
        })
    };
    let right = Entry::deflated("name", b"contents contents contents").data;
    good(&recompressed(&right));
    refused(&recompressed(&[&right[..], b"x"].concat()), "zip.size");
    refused(&recompressed(&right[..right.len() - 1]), "zip.size");
    refused(&recompressed(b""), "zip.size");
    refused(&recompressed(&[6; 9]), "zip.size");
    // A reference to before the start, which a window of zeros would answer: one literal, then two
    // bytes at distance four.
    refused(&recompressed(&[0x63, 0x04, 0x06, 0x00]), "zip.size");
    let stored = |size| {
        let mut entry = Entry::stored("name", b"contents");
        entry.size = size;
        zip(vec![entry]).bytes()
    };
    good(&stored(8));
    for size in [7, 9] {
        // Known before the contents are read.
        let fault = Archive::read(&stored(size), &LIMITS).unwrap_err();
        assert_eq!(fault.code().as_str(), "zip.size");
    }
}

#[test]
fn compressed_contents_end_where_they_are_said_to() {
    // The end of the compressed contents lies at each place around the end of a piece of reading. The
    // codes of 64 letters take six bits each.
    let mut state = 1_u32;
    let mut letter = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 26) as u8
    };
    let contents: Vec<u8> = (0..100_000).map(|_| letter()).collect();
    let mut lengths = std::collections::BTreeSet::new();
    let is_short =
        |length: &usize| Entry::deflated("name", &contents[..*length]).data.len() < 65_510;
    let begin = (80_000..100_000)
        .step_by(20)
        .take_while(is_short)
        .last()
        .unwrap();
    for length in begin..begin + 100 {
        let entry = Entry::deflated("name", &contents[..length]);
        let size = entry.data.len();
        if !(65_520..65_552).contains(&size) || !lengths.insert(size) {
            continue;
        }
        good(&zip(vec![entry.clone()]).bytes());
        for surplus in [1, 2, 4, 7, 8, 9] {
            let mut longer = entry.clone();
            longer.data.extend(vec![0; surplus]);
            longer.compressed_size += surplus as u64;
            let fault = read(&zip(vec![longer]).bytes()).unwrap_err();
            assert!(
                matches!(fault.error(), ZipError::Size { .. }),
                "{size} {fault}"
            );
        }
        let mut shorter = entry;
        shorter.data.pop();
        shorter.compressed_size -= 1;
        refused(&zip(vec![shorter]).bytes(), "zip.size");
    }
    assert!(lengths.len() > 20, "{lengths:?}");
}

#[test]
fn limits_hold_and_one_more_does_not() {
    let members = |count: usize| {
        zip((0..count)
            .map(|n| Entry::stored(&n.to_string(), b""))
            .collect())
        .bytes()
    };
    let limits = LIMITS.with_members(3);
    assert!(read_within(&members(3), &limits).is_ok());
    let limited = |bytes: &[u8], limits: &ZipLimits| {
        let fault = read_within(bytes, limits).unwrap_err();
        assert_eq!(fault.code().as_str(), "zip.limit");
        fault.error().to_string()
    };
    assert!(limited(&members(4), &limits).contains("3 members"));
    assert!(read_within(&members(3), &LIMITS.with_directory(47 * 3)).is_ok());
    limited(&members(3), &LIMITS.with_directory(47 * 3 - 1));

    let two = two().bytes();
    assert!(read_within(&two, &LIMITS.with_member(300_000)).is_ok());
    limited(&two, &LIMITS.with_member(299_999));
    assert!(read_within(&two, &LIMITS.with_total(300_000)).is_ok());
    limited(&two, &LIMITS.with_total(299_999));
    let archive = Archive::read(&two, &LIMITS).unwrap();
    let member = archive.member("c").unwrap();
    let ratio = member.size().div_ceil(member.compressed_size());
    assert!(read_within(&two, &LIMITS.with_ratio(ratio, 1)).is_ok());
    limited(&two, &LIMITS.with_ratio(ratio - 1, 1));
    assert!(read_within(&two, &LIMITS.with_ratio(1, 300_000)).is_ok());
    assert!(archive.contents(member, 300_000).is_ok());
    let fault = archive.contents(member, 299_999).unwrap_err();
    assert_eq!(fault.code().as_str(), "zip.limit");
    assert_eq!(fault.member(), Some("c"));
}

#[test]
fn bombs_do_not_expand() {
    // One member above the ratio: a chain of blocks that each repeat.
    let zeros = vec![0; 11 << 20];
    let bytes = zip(vec![Entry::deflated("zeros", &zeros)]).bytes();
    assert!(bytes.len() < 20_000);
    refused(&bytes, "zip.limit");
    // One that says that it is small: what is more than that is never made.
    let small = one(|e| {
        e.data = miniz_oxide::deflate::compress_to_vec(&zeros, 6);
        e.compressed_size = e.data.len() as u64;
        e.size = 100;
    });
    let archive = Archive::read(&small, &LIMITS).unwrap();
    let mut made = 0;
    let fault = archive.copy(&archive.members()[0], |piece| made += piece.len());
    assert_eq!(fault.unwrap_err().code().as_str(), "zip.size");
    assert!(made <= 100);
    // Many directory entries over one kernel.
    let mut entries = vec![Entry::deflated("0", &[0; 1000])];
    for n in 1..1000 {
        let mut entry = entries[0].clone();
        entry.name = n.to_string().into_bytes();
        entry.offset = Some(0);
        entries.push(entry);
    }
    refused(&zip(entries).bytes(), "zip.overlap");
}

#[test]
fn cve_2025_54368_archives_are_read_in_one_way() {
    // What one reader takes from the stream and another from the directory.
    let contents = b"print('what was reviewed')";
    let honest = Entry::deflated("pkg/__init__.py", contents).described(Descriptor::Signed);
    good(&zip(vec![honest.clone()]).bytes());
    let evil = zip(vec![Entry::stored(
        "pkg/__init__.py",
        b"print('what runs')",
    )])
    .build();
    let member = &evil.bytes[..evil.directory];

    // A member between others that only a reader of the stream sees.
    let mut stacked = zip(vec![honest.clone(), Entry::stored("z", b"")]);
    stacked.entries[0].gap = member.to_vec();
    refused(&stacked.bytes(), "zip.structure");
    // A second directory after the first one, or the first one left behind.
    let first = evil.bytes[evil.directory..].to_vec();
    let twice = Zip {
        after_directory: first.clone(),
        ..zip(vec![honest.clone()])
    };
    refused(&twice.bytes(), "zip.structure");
    let before = Zip {
        before_directory: evil.bytes,
        ..zip(vec![honest.clone()])
    };
    refused(&before.bytes(), "zip.structure");
    // ZIP64 numbers that the header does not ask for.
    let mut wide_numbers = honest.clone();
    wide_numbers.central_extra = wide(&[5, 5]);
    refused(&zip(vec![wide_numbers]).bytes(), "zip.structure");
    let mut local = Entry::stored("pkg/__init__.py", contents);
    local.local_extra = wide(&[5, 5]);
    refused(&zip(vec![local]).bytes(), "zip.header-mismatch");
    // A descriptor of another member.
    let mut descriptor = honest.clone();
    descriptor.descriptor_numbers = Some([1, 2, 3]);
    refused(&zip(vec![descriptor]).bytes(), "zip.header-mismatch");
    // One name twice.
    let again = zip(vec![
        honest.clone(),
        Entry::stored("pkg/__init__.py", b"other"),
    ]);
    refused(&again.bytes(), "zip.duplicate");
    // An end record in the comment, which some find first.
    let comment = first[first.len() - 22..].to_vec();
    refused(
        &Zip {
            comment,
            ..zip(vec![honest])
        }
        .bytes(),
        "zip.structure",
    );
}

#[test]
fn a_source_that_fails_is_said() {
    let bytes = two().bytes();
    let length = bytes.len() as u64;
    let failing = |_: &mut [u8], _: u64| Err(std::io::Error::other("gone"));
    let fault = Archive::read_from(&failing, length, &LIMITS).unwrap_err();
    assert!(matches!(fault.error(), ZipError::Unreadable { .. }));
    let shorter = |buffer: &mut [u8], offset: u64| {
        let rest = bytes
            .get(offset as usize..length as usize - 1)
            .unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    };
    let fault = Archive::read_from(&shorter, length, &LIMITS).unwrap_err();
    assert_eq!(fault.code().as_str(), "zip.structure");
}

#[test]
fn many_members_are_linear_work() {
    let time = |count: usize| {
        let entries = (0..count).map(|n| Entry::deflated(&format!("d{}/{n}", n % 300), b"x"));
        let bytes = zip(entries.collect()).bytes();
        let start = std::time::Instant::now();
        let archive = Archive::read(&bytes, &LIMITS).unwrap();
        assert_eq!(archive.members().len(), count);
        let mut made = 0;
        for member in archive.members() {
            archive.copy(member, |piece| made += piece.len()).unwrap();
        }
        assert_eq!(made, count);
        start.elapsed()
    };
    let (few, many) = (time(10_000), time(60_000));
    assert!(
        many < few * 60 + std::time::Duration::from_millis(500),
        "{few:?} {many:?}"
    );
    let over = Zip {
        is_wide: true,
        is_saturated: true,
        ..zip((0..100_001)
            .map(|n| Entry::stored(&n.to_string(), b""))
            .collect())
    };
    refused(&over.bytes(), "zip.limit");
    let all = Zip {
        entries: over.entries[1..].to_vec(),
        ..over
    };
    let bytes = all.bytes();
    assert_eq!(
        Archive::read(&bytes, &LIMITS).unwrap().members().len(),
        100_000
    );
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let name = "[a-c]{1,2}(/[a-c]{1,2}){0,2}";
    let contents = prop::collection::vec(any::<u8>(), 0..200);
    let kinds = prop_oneof![
        Just(Descriptor::None),
        Just(Descriptor::Signed),
        Just(Descriptor::Bare)
    ];
    let one = (name, contents, any::<bool>(), kinds).prop_map(|(name, contents, deflate, kind)| {
        let entry = match deflate {
            true => Entry::deflated(&name, &contents),
            false => Entry::stored(&name, &contents),
        };
        match kind {
            Descriptor::None => entry,
            kind => entry.described(kind),
        }
    });
    prop::collection::vec(one, 0..6)
}

proptest! {
    #[test]
    fn what_was_written_is_read(entries in entries(), is_wide: bool) {
        let archive = Zip { is_wide, ..zip(entries) };
        match read(&archive.bytes()) {
            Ok(read) => prop_assert_eq!(read.len(), archive.entries.len()),
            Err(fault) => prop_assert_eq!(fault.code().as_str(), "zip.duplicate"),
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn no_change_panics(
        entries in entries(),
        is_wide: bool,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let mut bytes = Zip { is_wide, ..zip(entries) }.bytes();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        let _ = read(&bytes);
    }
}
