//! What holds pickles: archives, arrays, and what is not looked into.
#![cfg(feature = "checks")]

#[path = "common/pickles.rs"]
mod pickles;
#[path = "common/zips.rs"]
mod zips;

use bonafide_model::CheckOutcome;
use bonafide_model::pickle::{self, PickleLimits, PickleOptions, PickleOutcome};
use bonafide_model::zip::{Archive, ZipLimits};
use pickles::*;
use zips::{Entry, zip};

fn evil() -> Vec<u8> {
    call("os", "system", &[&text("id")])
}

fn packed(entries: Vec<Entry>) -> Vec<u8> {
    zip(entries).bytes()
}

/// What an archive with one member of this name and content comes to.
fn of_member(name: &str, contents: &[u8]) -> PickleOutcome {
    scan_file(&packed(vec![Entry::stored(name, contents)])).outcome()
}

#[test]
fn every_member_is_looked_at_whatever_its_name() {
    let harmless = whole(b"}");
    for name in [
        "m/data.pkl",
        "m/constants.pkl",
        "m/DATA.PKL",
        "m/config.json",
        "m/data/0",
        "weights.bin",
        "no-extension",
    ] {
        assert_eq!(of_member(name, &harmless), CLEAR, "{name}");
        let hostile = [
            whole(&evil()),
            framed(&evil()),
            cat(&[&evil(), b"."]),
            // Cut off behind the call, or followed by more.
            cat(&[b"\x80\x02", &evil()]),
            cat(&[&global("os", "environ"), b"S'A'\nS'b'\ns"]),
            cat(&[&whole(&evil()), b"{}"]),
            cat(&[b"N.", &evil(), b"."]),
            cat(&[b"B\0\0\x02\0", &vec![0; 0x2_0000], &evil(), b"."]),
        ];
        for (at, pickle) in hostile.iter().enumerate() {
            assert_eq!(of_member(name, pickle), DENIED, "{name} {at}");
            let deflated = packed(vec![Entry::deflated(name, pickle)]);
            assert_eq!(scan_file(&deflated).outcome(), DENIED);
        }
        let report = scan_file(&packed(vec![Entry::stored(name, &hostile[0])]));
        assert_eq!(report.denials()[0].member(), Some(name));
        assert_eq!(report.findings().kept()[0].member(), Some(name));
    }
    // Content that is none runs nothing.
    for contents in [
        b"".as_slice(),
        b"3\n",
        b"little",
        b"{\"a\": 1}",
        b"cats\ndogs\nbirds\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\x7fELF\x02\x01\x01\0",
        &[0; 100],
    ] {
        assert_eq!(of_member("m/other", contents), CLEAR, "{contents:?}");
        let is_empty = contents.is_empty();
        let named = of_member("m/other.pkl", contents);
        assert!(
            named == CANNOT || named == DENIED,
            "{contents:?} {is_empty}"
        );
    }
    for contents in [
        b"\x80\x06N.".as_slice(),
        b"\x80\x02\xff.",
        b"\x82\x01.",
        b"c\xc3\xa9\nx\n\0",
    ] {
        let outcome = of_member("m/other", contents);
        assert_ne!(outcome, CLEAR, "{contents:?}");
    }
}

#[test]
fn storages_are_numbers_whatever_they_look_like() {
    let of_storage = |bytes: &[u8]| {
        let count = bytes.len() as i32;
        let pickle = whole(&tensor("ByteStorage", "0", count));
        let entries = vec![
            Entry::stored("m/data.pkl", &pickle),
            Entry::stored("m/data/0", bytes),
        ];
        scan_file(&packed(entries)).outcome()
    };
    for numbers in [
        [0_u8; 64].as_slice(),
        &[b'N'; 200_000],
        &[0x80, 2, 0, 0],
        &[0x82, 1, 9, 9],
        b"PK\x03\x04",
        b"Pxyz\nNNN",
        &[0x1f, 0x8b, 8, 0],
        &[b'X', 0xff, 0xff, 0xff, 0xff, 0],
    ] {
        assert_eq!(of_storage(numbers), CLEAR, "{:?}", &numbers[..4]);
    }
    assert_eq!(of_storage(&whole(&evil())), DENIED);
}

#[test]
fn code_of_torchscript_needs_to_be_allowed() {
    let script = |code: &str, sign: &str| {
        packed(vec![
            Entry::stored(sign, &whole(b"}")),
            Entry::stored(code, b"def forward(self): pass\n"),
        ])
    };
    for (code, sign) in [
        ("m/code/__torch__.py", "m/data.pkl"),
        ("m/code/__torch__/torch/nn.py", "m/constants.pkl"),
        ("code/__torch__.py", "data.pkl"),
        ("m/CODE/__torch__.py", "m/Data.pkl"),
    ] {
        let file = script(code, sign);
        let report = scan_file(&file);
        assert_eq!(codes(&report), ["pkl.torchscript"]);
        assert_eq!(report.outcome(), DENIED);
        let options = PickleOptions::default().allowing_torchscript();
        assert_eq!(pickle::scan_file(&file, &options).outcome(), CLEAR);
    }
    let elsewhere = script("n/code/__torch__.py", "m/data.pkl");
    assert_eq!(scan_file(&elsewhere).outcome(), CLEAR);
    let options = PickleOptions::default().allowing_torchscript();
    let file = packed(vec![
        Entry::stored("m/data.pkl", &whole(&evil())),
        Entry::stored("m/code/a.py", b""),
    ]);
    assert_eq!(pickle::scan_file(&file, &options).outcome(), DENIED);
}

#[test]
fn what_is_wrapped_or_nested_cannot_be_cleared() {
    let inner = packed(vec![Entry::stored("data.pkl", &whole(b"}"))]);
    let mut tar = vec![0; 1024];
    tar[..6].copy_from_slice(b"pickle");
    tar[124..135].copy_from_slice(b"00000000004");
    tar[512..516].copy_from_slice(b"N.N.");
    let sum: u32 = tar[..512].iter().map(|byte| u32::from(*byte)).sum();
    let sum = format!("{:06o}\0 ", sum + 8 * u32::from(b' '));
    tar[148..156].copy_from_slice(sum.as_bytes());
    let wrapped: &[&[u8]] = &[
        b"\x1f\x8b\x08\0\0\0\0\0",
        b"BZh91AY&SY",
        b"\xfd7zXZ\0\0\0",
        b"]\0\0\x80\0",
        b"\x28\xb5\x2f\xfd\0\0",
        b"\x04\x22\x4d\x18\0\0",
        b"7z\xbc\xaf\x27\x1c\0\0",
        b"Rar!\x1a\x07\0",
        b"ZF0x1f00",
        b"\x78\x9c\x03\0\0",
        &tar,
    ];
    for file in wrapped {
        let report = scan_file(file);
        assert_eq!(codes(&report), ["pkl.container"], "{:?}", &file[..5]);
        assert_eq!(report.outcome(), CANNOT);
    }
    for nested in wrapped.iter().copied().chain([inner.as_slice()]) {
        for name in ["m/inner", "m/inner.pkl"] {
            let report = scan_file(&packed(vec![Entry::stored(name, nested)]));
            assert_eq!(codes(&report), ["pkl.container"], "{:?}", &nested[..5]);
        }
    }
    // One byte of the checksum less, and it is no tar.
    tar[150] ^= 1;
    assert_ne!(codes(&scan_file(&tar)), ["pkl.container"]);
}

#[test]
fn a_damaged_archive_cannot_be_cleared() {
    let pickle = whole(b"}");
    let entry = Entry::stored("m/data.pkl", &pickle);
    let good = packed(vec![entry.clone()]);
    assert_eq!(scan_file(&good).outcome(), CLEAR);
    let mut crc = entry.clone();
    crc.crc ^= 1;
    let mut storage = Entry::stored("m/readme", b"text");
    storage.crc ^= 1;
    let mut encrypted = entry.clone();
    encrypted.flags |= 1;
    let mut other_name = entry.clone();
    other_name.local_name = Some(b"m/meta.pkl".to_vec());
    for damaged in [
        packed(vec![crc]),
        packed(vec![entry.clone(), storage]),
        packed(vec![encrypted]),
        packed(vec![other_name]),
        packed(vec![entry.clone(), entry]),
        good[..good.len() - 1].to_vec(),
        cat(&[&good, b"\0"]),
    ] {
        let report = scan_file(&damaged);
        assert_eq!(codes(&report), ["pkl.container"]);
        assert_eq!(report.outcome(), CANNOT);
    }
    // A pickle before an archive is read as the one and as the other.
    let both = cat(&[&whole(b"}"), &good]);
    let report = scan_file(&both);
    assert!(codes(&report).contains(&"pkl.container"));
    assert!(codes(&report).contains(&"pkl.trailing"));
    let record = &good[good.len() - 22..];
    let quoted = whole(&cat(&[b"B\x16\0\0\0", record]));
    assert_eq!(scan_file(&quoted).outcome(), CLEAR);
    let at_end = cat(&[b"\x80\x02B\x16\0\0\0", &record[..20], b"\x01\0."]);
    assert_eq!(codes(&scan_file(&at_end)), ["pkl.container"]);
}

/// An array file: version, header, what follows.
fn npy(version: u8, header: &str, data: &[u8]) -> Vec<u8> {
    let header = format!("{header}   \n");
    let mut file = vec![0x93, b'N', b'U', b'M', b'P', b'Y', version, 0];
    let length = header.len() as u32;
    let width = if version == 1 { 2 } else { 4 };
    file.extend(&length.to_le_bytes()[..width]);
    file.extend(header.bytes());
    file.extend(data);
    file
}

#[test]
fn arrays_of_objects_are_pickles() {
    let header = |code: &str, shape: &str| {
        format!("{{'descr': '{code}', 'fortran_order': False, 'shape': {shape}, }}")
    };
    let objects = |pickle: &[u8]| npy(1, &header("|O", "(1,)"), pickle);
    assert_eq!(scan_file(&objects(b"]Na.")).outcome(), CLEAR);
    let hostile = objects(&cat(&[&evil(), b"."]));
    let report = scan_file(&hostile);
    assert_eq!(report.outcome(), DENIED);
    let offset = usize::try_from(report.denials()[0].offset()).unwrap();
    assert_eq!(&hostile[offset..offset + 3], b"cos");
    assert_eq!(scan_file(&objects(b"")).outcome(), CANNOT);
    for (code, shape, bytes) in [
        ("<f8", "(2, 3)", 48),
        ("|b1", "(3,)", 3),
        ("<U5", "(2,)", 40),
        ("<M8[ns]", "()", 8),
        ("|S0", "(2,)", 0),
    ] {
        for version in 1..=3 {
            let file = |bytes: usize| npy(version, &header(code, shape), &vec![b'c'; bytes]);
            assert_eq!(scan_file(&file(bytes)).outcome(), CLEAR, "{code}");
            assert_eq!(codes(&scan_file(&file(bytes + 1))), ["pkl.trailing"]);
        }
    }
    for (version, header) in [
        (4, header("<f8", "()")),
        (1, header("O", "()")),
        (1, header("object", "()")),
        (1, header("\\x7cO", "()")),
        (1, header("<f8,|O", "()")),
        (1, header("<f8[ns]", "()")),
        (1, header("<f", "()")),
        (1, header("<f8", "(-1,)")),
        (1, header("<f8", "(18446744073709551615, 2)")),
        (1, header("<f8', 'descr': '|O", "()")),
        (
            1,
            "{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (), }".to_owned(),
        ),
        (
            1,
            "{'shape': (), 'fortran_order': False, 'descr': '<f8', }".to_owned(),
        ),
    ] {
        let report = scan_file(&npy(version, &header, b"cos\nsystem\n)R."));
        assert_eq!(codes(&report), ["pkl.container"], "{header}");
    }
    for cut in [
        b"\x93NUMPY".as_slice(),
        b"\x93NUMPY\x01\0\xff\xff",
        b"\x93NUMPY\x01\0\x02\0{}",
    ] {
        assert_eq!(codes(&scan_file(cut)), ["pkl.container"]);
    }
    // Members of an archive likewise.
    assert_eq!(of_member("a.npy", &objects(b"]Na.")), CLEAR);
    assert_eq!(of_member("a.npy", &hostile), DENIED);
    assert_eq!(of_member("a.pkl", &hostile), DENIED);
}

#[test]
fn the_check_maps_outcomes_and_limits() {
    let options = PickleOptions::default();
    for (file, outcome) in [
        (whole(b"}"), CheckOutcome::Pass),
        (whole(&evil()), CheckOutcome::Fail),
        (b"\x80\x02".to_vec(), CheckOutcome::Unknown),
        (b"\x1f\x8b".to_vec(), CheckOutcome::Unknown),
    ] {
        let report = pickle::check(&file, &options);
        assert_eq!(report.outcome(), outcome);
        assert_eq!(report.check(), "pickle");
        assert!(report.facts().iter().any(|fact| fact.name == "pkl.outcome"));
    }
    let file = packed(vec![
        Entry::stored("m/data.pkl", &whole(b"}")),
        Entry::stored("m/version", b"3\n"),
    ]);
    let archive = Archive::read(&file, &ZipLimits::DEFAULT).unwrap();
    let check = pickle::check_archive(&archive, &options);
    assert_eq!(check.outcome(), CheckOutcome::Pass);
    let scan = |limits: PickleLimits| {
        let options = PickleOptions::default().with_limits(limits);
        codes(&pickle::scan_archive(&archive, &options))
    };
    let limits = PickleLimits::default();
    assert!(scan(limits.with_members(2)).is_empty());
    assert_eq!(scan(limits.with_members(1)), ["pkl.limit"]);
    assert!(scan(limits.with_member_bytes(4)).is_empty());
    assert_eq!(scan(limits.with_member_bytes(3)), ["pkl.limit"]);
}
