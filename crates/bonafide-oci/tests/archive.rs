//! Layouts in archives: what they hold, and the ways to hide something in one.

#![cfg(all(feature = "fs", unix))]

#[path = "common/local.rs"]
mod local;

use bonafide_oci::{Answer, Ask, Error, LayoutTar, Limits, Request, Source, SourceErrorKind};
use local::{
    Folder, HEADER, Member, archive, ask, assert_absent, blob_name, by_digest, code, found, index,
    manifest, sha256, tag, tagged,
};
use proptest::prelude::*;

fn write(bytes: &[u8]) -> Folder {
    let folder = Folder::new();
    folder.write("image.tar", bytes);
    folder
}

fn open(bytes: &[u8]) -> Result<LayoutTar, Error> {
    open_within(bytes, &Limits::default())
}

fn open_within(bytes: &[u8], limits: &Limits) -> Result<LayoutTar, Error> {
    LayoutTar::open(write(bytes).at("image.tar"), limits)
}

/// The members of a layout of one image, and one blob.
fn members() -> Vec<Member> {
    let image = manifest(1);
    let digest = sha256(&image);
    vec![
        Member::folder("blobs/"),
        Member::folder("blobs/sha256/"),
        Member::file(&blob_name(&sha256(b"blob")), "blob"),
        Member::file(&blob_name(&digest), image),
        Member::file("index.json", index(&[tagged(&digest, "v1")])),
        Member::file("oci-layout", HEADER),
    ]
}

/// The layout with one more member, or several.
fn with(more: impl IntoIterator<Item = Member>) -> Vec<u8> {
    let mut members = members();
    members.extend(more);
    archive(&members)
}

#[track_caller]
fn assert_refused(more: impl IntoIterator<Item = Member>, reason: &str) {
    match open(&with(more)) {
        Err(error @ Error::Layout { .. }) => {
            assert!(error.to_string().ends_with(reason), "{error}");
        }
        other => panic!("{reason}: {:?}", other.map(|_| ())),
    }
}

#[track_caller]
fn assert_reads(bytes: &[u8]) {
    let image = manifest(1);
    let digest = sha256(&image);
    let layout = open(bytes).unwrap();
    assert!(layout.capabilities().lists());
    assert_eq!(layout.image(None), Ok(digest));
    assert_eq!(layout.image(Some("v1")), Ok(digest));
    assert_eq!(found(&layout, tag("v1")).bytes(), image);
    assert_eq!(found(&layout, by_digest(&digest)).bytes(), image);
    assert_eq!(found(&layout, Ask::Blob(sha256(b"blob"))).bytes(), b"blob");
    let listed = found(&layout, Ask::Listing);
    assert_eq!(listed.bytes(), index(&[tagged(&digest, "v1")]).as_bytes());
    assert_absent(&layout, tag("v2"));
    assert_absent(&layout, Ask::Blob(sha256(b"other")));
}

#[test]
fn everything_is_found_without_unpacking() {
    assert_reads(&archive(&members()));
    // Filled up to a record of twenty blocks, as usual.
    let mut filled = archive(&members());
    filled.resize(filled.len().next_multiple_of(10_240), 0);
    assert_reads(&filled);
    // Newer archives of `docker save` hold both forms.
    assert_reads(&with([Member::file("manifest.json", "[]")]));
    // With the names that `tar -c .` writes.
    let mut dotted = vec![Member::folder("./")];
    for member in members() {
        let end = member.header.iter().position(|byte| *byte == 0).unwrap();
        let name = [b"./", &member.header[..end]].concat();
        dotted.push(Member::of(
            member.header[156],
            &name,
            member.content.clone(),
        ));
    }
    assert_reads(&archive(&dotted));
}

#[test]
fn every_way_to_write_a_name_is_read() {
    let name = blob_name(&sha256(b"blob"));
    let rest = || {
        let mut members = members();
        members.remove(2);
        members
    };
    let (prefix, base) = name.rsplit_once('/').unwrap();
    let in_prefix = Member::file(base, "blob").set(345, prefix.as_bytes());
    let in_records = [
        Member::records(b'g', &[("comment", "for all")]),
        Member::records(b'x', &[("path", &name), ("mtime", "1.5"), ("size", "4")]),
        Member::file("short", "blob"),
    ];
    let long = [Member::long_name(&name), Member::file("short", "blob")];
    let old = Member::of(0, name.as_bytes(), "blob").set(257, &[0; 8]);
    let gnu = Member::file(&name, "blob").set(257, b"ustar  \0");
    let binary = Member::file(&name, "blob").set(124, b"\x80\0\0\0\0\0\0\0\0\0\0\x04");
    for more in [
        vec![in_prefix],
        in_records.into(),
        long.into(),
        vec![old],
        vec![gnu],
        vec![binary],
        vec![Member::of(b'7', name.as_bytes(), "blob")],
    ] {
        assert_reads(&archive(
            &rest().into_iter().chain(more).collect::<Vec<_>>(),
        ));
    }
    // A longer digest does not fit into the name of a header.
    let digest = bonafide_digest::digest(bonafide_digest::Algorithm::Sha512, b"blob").unwrap();
    let long = [
        Member::long_name(&blob_name(&digest)),
        Member::file("short", "blob"),
    ];
    let layout = open(&with(long)).unwrap();
    assert_eq!(found(&layout, Ask::Blob(digest)).bytes(), b"blob");
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    for (name, reason) in [
        ("/index", "an absolute name"),
        ("//index", "an absolute name"),
        ("../index", "a name that leads out of the archive"),
        ("a/../index", "a name that leads out of the archive"),
        ("a/..", "a name that leads out of the archive"),
        ("a\\b", "a backslash in a name"),
        ("", "no name"),
    ] {
        assert_refused([Member::file(name, "")], reason);
        assert_refused([Member::long_name(name), Member::file("short", "")], reason);
        let records = Member::records(b'x', &[("path", name)]);
        assert_refused([records, Member::file("short", "")], reason);
    }
    assert_refused([Member::of(b'0', b"a\0b", "")], "NUL in a name");
    assert_refused(
        [Member::long_name("a\0b"), Member::file("short", "")],
        "NUL in a name",
    );
    let records = Member::records(b'x', &[("path", "a\0b")]);
    assert_refused([records, Member::file("short", "")], "NUL in a name");
    let hidden = Member::file("a", "").set(345, b"b\0c");
    assert_refused([hidden], "NUL in a name");
    assert_refused([Member::file(".", "content")], "a file without a name");
}

#[test]
fn two_members_of_one_name_are_refused() {
    for name in [
        "index.json",
        "./index.json",
        ".//./index.json",
        "oci-layout",
    ] {
        assert_refused([Member::file(name, "{}")], "two members have this name");
    }
    // Whether or not anybody would ask for it, and whatever it is.
    let twice = || [Member::file("a/b", ""), Member::folder("a//b/")];
    assert_refused(twice(), "two members have this name");
    assert_refused([Member::folder("blobs")], "two members have this name");
    assert_refused(
        [Member::link(b'2', "index.json", "x")],
        "two members have this name",
    );
}

#[test]
fn sparse_members_are_refused() {
    assert_refused([Member::of(b'S', b"a", "")], "a sparse member");
    for (key, value) in [
        ("GNU.sparse.major", "1"),
        ("GNU.sparse.realsize", "9"),
        ("SCHILY.realsize", "9"),
    ] {
        let records = Member::records(b'x', &[(key, value)]);
        assert_refused([records, Member::file("a", "")], "a sparse member");
        let records = Member::records(b'g', &[(key, value)]);
        assert_refused([records, Member::file("a", "")], "a sparse member");
    }
}

#[test]
fn links_do_not_stand_for_files() {
    let name = blob_name(&sha256(b"other"));
    for kind in b"12346" {
        for name in [name.as_str(), "manifest.json", "blobs/sha512"] {
            let link = Member::link(*kind, name, "index.json");
            assert_refused([link], "a link, or no regular file");
        }
        // Nobody reads what is not part of a layout.
        assert_reads(&with([Member::link(*kind, "else", "index.json")]));
    }
    let with_long_target = || {
        let target = Member::of(b'K', b"././@LongLink", "target\0");
        [target, Member::link(b'2', "else", "target")]
    };
    assert_reads(&with(with_long_target()));
    let [target, link] = with_long_target();
    let [other, _] = with_long_target();
    assert_refused([target, other, link], "two targets of one member");
}

#[test]
fn sizes_that_disagree_are_refused() {
    for size in ["3", "5", "0", "512"] {
        let records = Member::records(b'x', &[("size", size)]);
        assert_refused(
            [records, Member::file("a", "blob")],
            "two sizes of one member",
        );
    }
    // The same the other way round: the records have it right, and the header hides a member.
    let records = Member::records(b'x', &[("size", "512")]);
    let hiding = Member::file("a", Member::file("b", "").bytes()).with_size(0);
    assert_refused([records, hiding], "two sizes of one member");
    for size in ["-1", "1e3", "", "0x10", "01", "99999999999999999999"] {
        let records = Member::records(b'x', &[("size", size)]);
        assert_refused([records, Member::file("a", "")], "a size that is no number");
    }
    for kind in b"1235" {
        let more = Member::of(*kind, b"else", "content");
        assert_refused([more], "a size where there is no content");
    }
    // A slash makes a folder of it, wherever the name is written.
    let name = blob_name(&sha256(b"other")) + "/";
    let reason = "a size where there is no content";
    assert_refused([Member::file(&name, "other")], reason);
    assert_refused(
        [Member::long_name(&name), Member::file("a", "other")],
        reason,
    );
    let records = Member::records(b'x', &[("path", &name)]);
    assert_refused([records, Member::file("a", "other")], reason);
    assert_reads(&with([Member::file(&name, "")]));
    let number = Member::file("a", "").set(124, b"0000000000x\0");
    assert_refused([number], "a size that is no number");
    let negative = Member::file("a", "").set(124, &[0xff; 12]);
    assert_refused([negative], "a size that is no number");
}

#[test]
fn a_size_too_large_for_the_header_stands_in_the_records() {
    // The sizes are accepted; the content is missing.
    let size = (8_u64 << 30).to_string();
    for header in [0, (8 << 30) - 1] {
        let records = Member::records(b'x', &[("size", &size)]);
        let large = Member::file("a", "").with_size(header);
        assert_refused([records, large], "the archive ends in it");
    }
    let huge = Member::file("a", "").set(124, b"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff");
    assert_refused([huge], "the archive ends in it");
    let huge = Member::file("a", "").set(124, b"\x80\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff");
    assert_refused([huge], "the archive ends in it");
}

#[test]
fn records_are_read_strictly() {
    let malformed = Member::of(b'x', b"p", "6 a=b");
    assert_refused([malformed, Member::file("a", "")], "a malformed record");
    let twice = Member::records(b'x', &[("path", "a"), ("path", "b")]);
    assert_refused([twice, Member::file("a", "")], "two records of one key");
    let records = || Member::records(b'x', &[("path", "a")]);
    assert_refused(
        [records(), records(), Member::file("a", "")],
        "records twice for one member",
    );
    assert_refused(
        [records(), Member::long_name("b"), Member::file("c", "")],
        "two names of one member",
    );
    assert_refused(
        [
            Member::long_name("a"),
            Member::long_name("b"),
            Member::file("c", ""),
        ],
        "two names of one member",
    );
    for key in ["path", "size", "linkpath"] {
        let global = Member::records(b'g', &[(key, "1")]);
        assert_refused([global], "a name or a size for all members");
    }
    assert_refused([records()], "records without a member");
    assert_refused([Member::long_name("a")], "records without a member");
}

#[test]
fn other_kinds_of_members_are_refused() {
    for kind in b"VMDNXA\x01\xff" {
        let member = Member::of(*kind, b"a", "");
        assert_refused([member], "a kind of member that is not read");
    }
    let other = Member::file("a", "").set(508, b"tar\0");
    assert_refused([other], "a kind of header that is not read");
}

#[test]
fn a_wrong_checksum_is_refused() {
    for at in [0, 124, 148, 156, 345, 511] {
        let mut member = Member::file("a", "");
        member.header[at] ^= 1;
        assert_refused([member], "a wrong checksum, or no archive");
    }
    assert_eq!(code(open(&[b'x'; 1024])), "image.layout");
}

#[test]
fn nothing_stands_behind_the_end_mark() {
    let end = "something after the end mark";
    let hidden = Member::file("index.json", "{}").bytes();
    let refused = |bytes: &[u8]| match open(bytes) {
        Err(Error::Layout { reason, .. }) => reason,
        other => panic!("{:?}", other.map(|_| ())),
    };
    let whole = archive(&members());
    assert_eq!(refused(&[whole.clone(), hidden.clone()].concat()), end);
    assert_eq!(
        refused(&[whole.clone(), vec![0; 10_240], hidden.clone()].concat()),
        end
    );
    assert_eq!(
        refused(&[whole.clone(), vec![0; 100], vec![1]].concat()),
        end
    );
    let half = &whole[..whole.len() - 512];
    assert_eq!(
        refused(&[half, &hidden, &[0; 1024]].concat()),
        "half an end mark"
    );
    // Filling is at most 1 MiB.
    assert_reads(&[whole.clone(), vec![0; 1 << 20]].concat());
    let more = [whole, vec![0; (1 << 20) + 1]].concat();
    assert_eq!(refused(&more), "more after the end mark than filling");
}

#[test]
fn an_archive_that_ends_early_is_refused() {
    let whole = archive(&members());
    for length in (0..whole.len())
        .step_by(97)
        .chain([whole.len() - 1, whole.len() - 1024])
    {
        assert_eq!(code(open(&whole[..length])), "image.layout", "{length}");
    }
}

#[test]
fn an_archive_that_is_shortened_later_is_found_out() {
    let name = blob_name(&sha256(&manifest(1)));
    let mut all = members();
    all.rotate_left(4);
    assert!(all[5].header.starts_with(name.as_bytes()));
    let bytes = archive(&all);
    let folder = write(&bytes);
    let layout = LayoutTar::open(folder.at("image.tar"), &Limits::default()).unwrap();
    assert!(ask(&layout, tag("v1")).is_ok());
    let file = std::fs::File::options()
        .write(true)
        .open(folder.at("image.tar"))
        .unwrap();
    file.set_len(bytes.len() as u64 - 1024 - 512).unwrap();
    let error = ask(&layout, tag("v1")).unwrap_err();
    assert_eq!(error.kind(), SourceErrorKind::Refused);
}

#[test]
fn compressed_archives_are_named_as_such() {
    for magic in [&b"\x1f\x8b\x08\x00"[..], b"\x28\xb5\x2f\xfd", b"\x1f\x8b"] {
        let mut bytes = magic.to_vec();
        assert_eq!(code(open(&bytes)), "signature.unsupported-format");
        bytes.resize(2000, 7);
        let error = open(&bytes).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a compressed archive; decompress it first"
        );
    }
}

#[test]
fn no_digest_is_made_up_for_archives_of_dockers_own_form() {
    let id = "5".repeat(64);
    let docker = [
        Member::folder(&format!("{id}/")),
        Member::file(&format!("{id}/layer.tar"), "layer"),
        Member::link(b'2', "other/layer.tar", &format!("../{id}/layer.tar")),
        Member::file(&format!("{id}.json"), "{}"),
        Member::file(
            "manifest.json",
            format!(
                r#"[{{"Config":"{id}.json","RepoTags":["a:v1"],"Layers":["{id}/layer.tar"]}}]"#
            ),
        ),
    ];
    let error = open(&archive(&docker)).unwrap_err();
    assert_eq!(error, Error::NotRecoverable {});
    assert_eq!(error.code().as_str(), "digest.not-recoverable");
    // Neither form.
    assert_eq!(code(open(&archive(&docker[..4]))), "image.layout");
    assert_eq!(code(open(&archive(&[]))), "image.layout");
}

#[test]
fn the_layout_inside_is_as_strict_as_in_a_folder() {
    for name in ["oci-layout", "index.json"] {
        let mut members = members();
        members.retain(|member| !member.header.starts_with(name.as_bytes()));
        let error = open(&archive(&members)).unwrap_err();
        let told = error.to_string();
        assert!(told.ends_with(&format!(".tar: {name}: absent")), "{told}");
    }
    let [image, other] = [sha256(b"image"), sha256(b"other")];
    let layout = open(&archive(&[
        Member::file("oci-layout", HEADER),
        Member::file(
            "index.json",
            index(&[tagged(&image, "v1"), tagged(&other, "v1")]),
        ),
    ]))
    .unwrap();
    assert_eq!(code(layout.image(Some("v1"))), "image.layout");
    assert_eq!(code(layout.image(None)), "image.layout");
}

#[test]
fn only_regular_files_are_archives() {
    let folder = Folder::new();
    let open = |name| LayoutTar::open(folder.at(name), &Limits::default());
    assert_eq!(code(open("none")), "discovery.unavailable");
    assert_eq!(code(open("")), "image.layout");
    #[cfg(target_os = "linux")]
    {
        folder.write("pipe", "").replace_by_pipe("pipe");
        assert_eq!(code(open("pipe")), "image.layout");
    }
}

#[test]
fn limit_of_members() {
    let bytes = archive(&members());
    let open = |most| open_within(&bytes, &Limits::default().with_archive_members(most));
    assert!(open(6).is_ok());
    assert_eq!(code(open(5)), "discovery.limit");
    // Records for all members that follow count too.
    let bytes = with([Member::records(b'g', &[("comment", "a")])]);
    let open = |most| open_within(&bytes, &Limits::default().with_archive_members(most));
    assert!(open(7).is_ok());
    assert_eq!(code(open(6)), "discovery.limit");
}

#[test]
fn limit_of_archive_bytes() {
    let bytes = archive(&members());
    let length = bytes.len() as u64;
    let open = |most| open_within(&bytes, &Limits::default().with_archive_bytes(most));
    assert!(open(length).is_ok());
    assert_eq!(code(open(length - 1)), "discovery.limit");
}

#[test]
fn limit_of_listed_descriptors_and_bytes() {
    let bytes = archive(&members());
    let length = index(&[tagged(&sha256(&manifest(1)), "v1")]).len() as u64;
    let limits = Limits::default().with_listing_bytes(length).with_listed(1);
    assert!(open_within(&bytes, &limits).is_ok());
    let fewer = limits.clone().with_listing_bytes(length - 1);
    assert_eq!(code(open_within(&bytes, &fewer)), "discovery.limit");
    assert_eq!(
        code(open_within(&bytes, &limits.with_listed(0))),
        "discovery.limit"
    );
}

#[test]
fn limit_of_bytes_before_one_member() {
    let long = |length: usize| {
        let name = "n/".repeat(length / 2 - 1);
        let end = if length.is_multiple_of(2) {
            "n\0"
        } else {
            "nn\0"
        };
        let long = Member::of(b'L', b"././@LongLink", name + end);
        assert_eq!(long.content.len(), length);
        [long, Member::file("short", "")]
    };
    assert_reads(&with(long(1 << 20)));
    assert_eq!(code(open(&with(long((1 << 20) + 1)))), "discovery.limit");
}

#[test]
fn limit_of_answered_bytes() {
    let layout = open(&archive(&members())).unwrap();
    let fetch = |most| layout.fetch(&Request::once(None, Ask::Blob(sha256(b"blob")), most));
    assert!(matches!(fetch(4), Ok(Answer::Found(_))));
    let error = fetch(3).unwrap_err();
    assert_eq!(error.kind(), SourceErrorKind::TooLarge { limit: 3 });
}

#[test]
fn large_members_are_read_whole() {
    let large: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[1]).collect();
    let digest = sha256(&large);
    let layout = open(&with([Member::file(&blob_name(&digest), large.clone())])).unwrap();
    assert_eq!(found(&layout, Ask::Blob(digest)).bytes(), large);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_file_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        let _ = open(&bytes);
    }

    #[test]
    fn an_altered_archive_is_read_or_refused(at in any::<prop::sample::Index>(), byte: u8) {
        let mut bytes = archive(&members());
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(layout) = open(&bytes) {
            let _ = ask(&layout, tag("v1"));
        }
    }
}
