//! Archives, right and wrong in each way.
#![cfg(feature = "checks")]

mod zips;

use bonafide_model::zip::{Archive, Method, ZipFault, ZipLimits};
use zips::{Built, Descriptor, Entry, Zip, extra, wide, zip};

const LIMITS: ZipLimits = ZipLimits::DEFAULT;

/// Reads everything; the names with the contents, or the first fault.
fn read(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, ZipFault> {
    read_within(bytes, &LIMITS)
}

fn read_within(bytes: &[u8], limits: &ZipLimits) -> Result<Vec<(String, Vec<u8>)>, ZipFault> {
    let archive = Archive::read(bytes, limits)?;
    let mut all = Vec::new();
    for member in archive.members() {
        let contents = archive.contents(member, 1 << 30)?;
        assert_eq!(contents.len() as u64, member.size());
        all.push((member.name().to_owned(), contents));
    }
    // Behind a function everything is the same.
    let source = |buffer: &mut [u8], offset: u64| {
        let rest = &bytes[offset as usize..];
        let count = rest.len().min(buffer.len()).min(100_000);
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    };
    let again = Archive::read_from(&source, bytes.len() as u64, limits)?;
    assert_eq!(again.members(), archive.members());
    for (member, (_, contents)) in again.members().iter().zip(&all) {
        assert_eq!(&again.contents(member, 1 << 30)?, contents);
        assert_eq!(again.head(member, 5)?, contents[..contents.len().min(5)]);
    }
    Ok(all)
}

#[track_caller]
fn refused(bytes: &[u8], code: &str) {
    let fault = read(bytes).expect_err("it is read");
    assert_eq!(fault.code().as_str(), code, "{fault}");
    assert!(fault.offset() <= bytes.len() as u64);
}

#[track_caller]
fn good(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    read(bytes).unwrap()
}

fn two() -> Zip {
    zip(vec![
        Entry::stored("a/b.txt", b"hello"),
        Entry::deflated("c", &[b'x'; 300_000]),
    ])
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
    let names: Vec<Vec<u8>> = entries.iter().map(|entry| entry.name.clone()).collect();
    let read = good(&zip(entries).bytes());
    assert!(
        read.iter()
            .map(|(name, _)| name.as_bytes())
            .eq(names.iter().map(Vec::as_slice))
    );
    assert_eq!(read[2].1, b"hello hello hello hello");
    assert_eq!(read[3].1, b"abc");
    assert_eq!(read[4].1, b"abcabcabc");
    assert_eq!(good(&two().bytes())[1].1.len(), 300_000);
    assert!(good(&zip(vec![]).bytes()).is_empty());
}
