//! Layouts in folders: what they hold, and what they must not.

#![cfg(all(feature = "fs", unix))]

#[path = "common/local.rs"]
mod local;

use bonafide_oci::{
    Answer, Ask, Descriptor, Error, LayoutDir, Limits, MediaType, Request, Source, SourceErrorKind,
    media_type,
};
use bonafide_report::Coded as _;
use local::{
    Folder, annotated, ask, assert_absent, attached, blob_name, by_digest, code, entry, found,
    index, manifest, sha256, tag, tagged,
};
use proptest::prelude::*;

fn open(folder: &Folder) -> Result<LayoutDir, Error> {
    LayoutDir::open(folder.path(), &Limits::default())
}

/// A layout of one image with a tag, and one blob.
fn simple() -> (Folder, Vec<u8>) {
    let image = manifest(1);
    let folder = Folder::layout(index(&[tagged(&sha256(&image), "v1")]));
    folder.blob(&image);
    folder.blob("blob");
    (folder, image)
}

#[test]
fn everything_is_found_by_digest_and_by_tag() {
    let (folder, image) = simple();
    let digest = sha256(&image);
    let layout = open(&folder).unwrap();
    assert!(layout.capabilities().lists());
    assert_eq!(layout.image(None), Ok(digest));
    assert_eq!(layout.image(Some("v1")), Ok(digest));
    assert_eq!(found(&layout, by_digest(&digest)).bytes(), image);
    let by_tag = found(&layout, tag("v1"));
    assert_eq!(by_tag.bytes(), image);
    assert_eq!(
        by_tag.media_type(),
        MediaType::parse(media_type::OCI_MANIFEST).as_ref()
    );
    assert_eq!(found(&layout, Ask::Blob(sha256(b"blob"))).bytes(), b"blob");
    let listing = found(&layout, Ask::Listing);
    assert_eq!(listing.bytes(), index(&[tagged(&digest, "v1")]).as_bytes());
    assert!(listing.media_type().is_some_and(MediaType::is_index));
    assert_absent(&layout, tag("v2"));
    assert_absent(&layout, Ask::Blob(sha256(b"other")));
    assert_absent(&layout, by_digest(&sha256(b"other")));
}

#[test]
fn longer_digests_have_a_folder_of_their_own() {
    let (folder, _) = simple();
    let digest = bonafide_digest::digest(bonafide_digest::Algorithm::Sha512, b"blob").unwrap();
    assert_absent(&open(&folder).unwrap(), Ask::Blob(digest));
    folder.write(&blob_name(&digest), "blob");
    assert_eq!(
        found(&open(&folder).unwrap(), Ask::Blob(digest)).bytes(),
        b"blob"
    );
}

#[test]
fn the_only_image_is_the_one_that_is_not_attached() {
    let [image, other] = [sha256(b"image"), sha256(b"other")];
    let hex = "5".repeat(64);
    for not_an_image in [
        annotated(&other, "kind", "dev.cosignproject.cosign/sigs"),
        annotated(&other, "kind", "dev.cosignproject.cosign/atts"),
        tagged(&other, "v1.sig"),
        tagged(&other, "v1.att"),
        tagged(&other, "v1.sbom"),
        tagged(&other, &format!("sha256-{hex}")),
        tagged(&other, &format!("sha256-{hex}.sig")),
        annotated(&other, "vnd.docker.reference.type", "attestation-manifest"),
        entry(&other, r#","artifactType":"application/x""#),
        entry(
            &other,
            r#","platform":{"os":"unknown","architecture":"unknown"}"#,
        ),
        format!(r#"{{"mediaType":"application/x","digest":"{other}","size":7}}"#),
        // The same image once more.
        tagged(&image, "v2"),
    ] {
        let folder = Folder::layout(index(&[entry(&image, ""), not_an_image.clone()]));
        assert_eq!(
            open(&folder).unwrap().image(None),
            Ok(image),
            "{not_an_image}"
        );
    }
}

#[test]
fn with_more_than_one_image_the_caller_must_name_one() {
    let [image, other] = [sha256(b"image"), sha256(b"other")];
    for second in [
        entry(&other, ""),
        annotated(&other, "kind", "dev.cosignproject.cosign/image"),
        annotated(&other, "kind", "dev.cosignproject.cosign/imageIndex"),
        entry(
            &other,
            r#","platform":{"os":"linux","architecture":"amd64"}"#,
        ),
        format!(r#"{{"digest":"{other}","size":7}}"#),
    ] {
        let folder = Folder::layout(index(&[tagged(&image, "v1"), second]));
        let layout = open(&folder).unwrap();
        let error = layout.image(None).unwrap_err();
        assert_eq!(error.code().as_str(), "image.layout");
        let text = error.to_string();
        assert!(text.contains(&format!("{image} \"v1\"")), "{text}");
        assert!(text.contains(&other.to_string()), "{text}");
        assert_eq!(layout.image(Some("v1")), Ok(image));
        assert_eq!(layout.image(Some(&other.to_string())), Ok(other));
    }
}

#[test]
fn what_is_attached_is_told_by_its_manifest_where_the_index_file_does_not_say() {
    let image = manifest(1);
    let digest = sha256(&image);
    let signature = attached(&digest, 2, true);
    // A signature over the signature.
    let second = attached(&sha256(&signature), 3, false);
    let (other, elsewhere) = (manifest(4), attached(&sha256(b"elsewhere"), 5, true));
    let only = |manifests: &[&[u8]], limits: &Limits| {
        let entries = manifests.iter().map(|bytes| entry(&sha256(bytes), ""));
        let folder = Folder::layout(index(&entries.collect::<Vec<_>>()));
        for bytes in manifests {
            folder.blob(bytes);
        }
        let layout = LayoutDir::open(folder.path(), limits).unwrap();
        let only = layout.image(None);
        assert_eq!(layout.image(Some(&digest.to_string())), Ok(digest));
        if only.is_ok() {
            // What is not what is listed says nothing, and what is listed may be an image then.
            for other in [b"{}".to_vec(), attached(&digest, 9, true)] {
                folder.write(&blob_name(&sha256(manifests[1])), other);
                assert_eq!(code(layout.image(None)), "image.layout");
            }
        }
        only
    };
    let limits = Limits::default();
    assert_eq!(only(&[&image, &signature], &limits), Ok(digest));
    assert_eq!(only(&[&image, &signature, &second], &limits), Ok(digest));
    for more in [&other, &elsewhere] {
        let several = only(&[&image, &signature, more], &limits);
        assert!(
            matches!(several, Err(Error::ManyImages { .. })),
            "{several:?}"
        );
    }
    // As many as a discovery looks into, and no more.
    let all: [&[u8]; 3] = [&image, &signature, &second];
    assert!(only(&all, &limits.clone().with_candidates(3)).is_ok());
    assert!(only(&all, &limits.clone().with_candidates(2)).is_err());
    let longest = all.iter().map(|bytes| bytes.len() as u64).max().unwrap();
    let of_bytes = |most| limits.clone().with_manifest_bytes(most);
    assert!(only(&all, &of_bytes(longest)).is_ok());
    assert!(only(&all, &of_bytes(longest - 1)).is_err());
}

#[test]
fn an_image_is_named_by_a_digest_that_is_listed_and_by_no_annotation_like_one() {
    let [image, other] = [sha256(b"image"), sha256(b"other")];
    let absent = sha256(b"absent").to_string();
    let folder = Folder::layout(index(&[
        tagged(&image, "v1"),
        tagged(&other, &absent),
        tagged(&other, &image.to_string()),
    ]));
    let layout = open(&folder).unwrap();
    assert_eq!(layout.image(Some(&image.to_string())), Ok(image));
    let error = layout.image(Some(&absent)).unwrap_err();
    assert_eq!(error.code().as_str(), "image.layout");
    let told = error.to_string();
    let [first, second] = [image, other].map(|digest| digest.to_string());
    assert!(told.starts_with(&format!("\"{absent}\"")), "{told}");
    assert!(told.contains(&first) && told.contains(&second), "{told}");
}

#[test]
fn a_name_that_begins_as_a_digest_and_is_none_is_malformed() {
    let image = sha256(b"image");
    let text = image.to_string();
    let short = &text[..11];
    let upper = format!("sha256:{}", text[7..].to_uppercase());
    let folder = Folder::layout(index(&[
        tagged(&image, "v1"),
        tagged(&image, short),
        tagged(&image, "alpine:3.20"),
        tagged(&image, "someone@home"),
    ]));
    let layout = open(&folder).unwrap();
    let behind = format!("registry.test/app:v1@{short}");
    for name in [short, &upper, &text.to_uppercase(), "sha256:", &behind] {
        assert_eq!(code(layout.image(Some(name))), "digest.malformed", "{name}");
    }
    let other = code(layout.image(Some("sha1:00")));
    assert_eq!(other, "digest.algorithm-unsupported");
    // A reference with a digest goes by the digest, whatever its name.
    for name in [
        &*format!("registry.test/app@{text}"),
        "alpine:3.20",
        "someone@home",
    ] {
        assert_eq!(layout.image(Some(name)), Ok(image), "{name}");
    }
    let absent = format!("registry.test/app@{}", sha256(b"absent"));
    assert_eq!(code(layout.image(Some(&absent))), "image.layout");
}

#[test]
fn of_many_images_the_first_are_told_with_escaped_names() {
    let digest = |number: u8| sha256(&[number]);
    let mut entries: Vec<String> = (0..9).map(|number| entry(&digest(number), "")).collect();
    let first = (0..9).map(digest).min().unwrap();
    entries.push(tagged(&first, r"a\u001bb"));
    let error = open(&Folder::layout(index(&entries))).unwrap().image(None);
    let text = error.unwrap_err().to_string();
    assert_eq!(text.matches("sha256:").count(), 8, "{text}");
    assert!(text.contains(", more)"), "{text}");
    assert!(text.contains(&format!(r#"{first} "a\u{{1b}}b""#)), "{text}");
}

#[test]
fn no_image_is_no_answer() {
    let folder = Folder::layout(index(&[tagged(&sha256(b"other"), "v1.sig")]));
    let layout = open(&folder).unwrap();
    assert_eq!(code(layout.image(None)), "image.layout");
    let error = layout.image(Some("v1")).unwrap_err();
    assert_eq!(error.code().as_str(), "image.layout");
    assert!(error.to_string().ends_with("listed is no image"), "{error}");
    let folder = Folder::layout(index(&[]));
    let refused = open(&folder).unwrap().image(None).unwrap_err();
    assert_eq!(refused.code().as_str(), "image.layout");
    let index = folder.path().join("index.json");
    assert_eq!(
        refused.to_string(),
        format!("{}: no image is listed", index.display())
    );
}

#[test]
fn two_digests_of_one_name_are_never_picked_from() {
    let [image, other] = [sha256(b"image"), sha256(b"other")];
    let folder = Folder::layout(index(&[
        tagged(&image, "v1"),
        tagged(&other, "v1"),
        tagged(&image, "v2"),
        tagged(&image, "v2"),
    ]));
    folder.blob("image");
    let layout = open(&folder).unwrap();
    assert_eq!(code(layout.image(Some("v1"))), "image.layout");
    let error = ask(&layout, tag("v1")).unwrap_err();
    assert_eq!(error.kind(), SourceErrorKind::Refused);
    assert_eq!(layout.image(Some("v2")), Ok(image));
    assert_eq!(found(&layout, tag("v2")).bytes(), b"image");
}

#[test]
fn an_entry_that_cannot_be_read_may_have_any_name() {
    let image = sha256(b"image");
    let signature = format!("sha256-{}.sig", image.to_hex());
    for unreadable in [
        r#"{"digest":"sha256:../../../etc/passwd","size":7}"#.to_owned(),
        format!(r#"{{"digest":"blake3:{}","size":7}}"#, "5".repeat(64)),
        format!(r#"{{"digest":"sha256:{}","size":7}}"#, "A".repeat(64)),
        format!(r#"{{"digest":"{image}"}}"#),
        "{}".to_owned(),
    ] {
        let entries = [tagged(&image, "v1"), tagged(&image, &signature), unreadable];
        let folder = Folder::layout(index(&entries));
        folder.blob("image");
        let layout = open(&folder).unwrap();
        assert_eq!(code(layout.image(None)), "image.layout");
        assert_eq!(code(layout.image(Some("v1"))), "image.layout");
        assert!(ask(&layout, tag("v1")).is_err());
        // It does not hide what is attached, nor what is asked for by digest.
        assert_eq!(found(&layout, tag(&signature)).bytes(), b"image");
        assert_eq!(found(&layout, by_digest(&image)).bytes(), b"image");
    }
}

#[test]
fn a_name_whose_blob_is_missing_is_not_absent() {
    let image = sha256(b"image");
    let layout = open(&Folder::layout(index(&[tagged(&image, "v1")]))).unwrap();
    assert_absent(&layout, by_digest(&image));
    let error = ask(&layout, tag("v1")).unwrap_err();
    assert_eq!(error.kind(), SourceErrorKind::Unavailable);
    assert_eq!(error.code().as_str(), "discovery.unavailable");
}

#[test]
fn claims_about_the_type_that_differ_are_dropped() {
    let image = sha256(b"image");
    let other = tagged(&image, "v1").replace(media_type::OCI_MANIFEST, media_type::OCI_INDEX);
    let folder = Folder::layout(index(&[tagged(&image, "v1"), other]));
    folder.blob("image");
    assert_eq!(found(&open(&folder).unwrap(), tag("v1")).media_type(), None);
}

#[test]
fn referrers_are_listed_and_not_asked_for() {
    let (folder, image) = simple();
    let error = ask(&open(&folder).unwrap(), Ask::Referrers(sha256(&image))).unwrap_err();
    assert!(matches!(error.kind(), SourceErrorKind::Unsupported { .. }));
}

#[test]
fn links_are_not_followed() {
    let (_, image) = simple();
    for name in ["oci-layout", "index.json"] {
        let (folder, _) = simple();
        folder.replace_by_link(name);
        assert_eq!(code(open(&folder)), "image.layout", "{name}");
    }
    for name in ["blobs", "blobs/sha256", &blob_name(&sha256(&image))] {
        let (folder, _) = simple();
        let layout = open(&folder).unwrap();
        folder.replace_by_link(name);
        let error = ask(&layout, by_digest(&sha256(&image))).unwrap_err();
        assert_eq!(error.kind(), SourceErrorKind::Refused, "{name}");
        assert!(ask(&layout, tag("v1")).is_err());
    }
    // The folder itself was named by the caller.
    let (folder, _) = simple();
    std::os::unix::fs::symlink(".", folder.at("self")).unwrap();
    assert!(LayoutDir::open(folder.at("self"), &Limits::default()).is_ok());
}

#[test]
#[cfg(target_os = "linux")]
fn pipes_are_refused_without_waiting() {
    let (_, image) = simple();
    for name in ["oci-layout", "index.json"] {
        let (folder, _) = simple();
        folder.replace_by_pipe(name);
        assert_eq!(code(open(&folder)), "image.layout", "{name}");
    }
    let (folder, _) = simple();
    folder.replace_by_pipe(&blob_name(&sha256(&image)));
    let error = ask(&open(&folder).unwrap(), tag("v1")).unwrap_err();
    assert_eq!(error.kind(), SourceErrorKind::Refused);
}

#[test]
fn folders_are_no_files_and_files_no_folders() {
    let (folder, image) = simple();
    let name = blob_name(&sha256(&image));
    folder.replace_by_folder(&name);
    let layout = open(&folder).unwrap();
    assert!(ask(&layout, tag("v1")).is_err());
    folder.remove("blobs");
    folder.write("blobs", "");
    assert!(ask(&layout, by_digest(&sha256(&image))).is_err());
    folder.replace_by_folder("index.json");
    assert_eq!(code(open(&folder)), "image.layout");
    let limits = Limits::default();
    assert_eq!(
        code(LayoutDir::open(folder.at("oci-layout"), &limits)),
        "image.layout"
    );
    assert_eq!(
        code(LayoutDir::open(folder.at("none"), &limits)),
        "discovery.unavailable"
    );
}

#[test]
fn a_socket_is_refused() {
    let (folder, _) = simple();
    folder.remove("index.json");
    let _socket = std::os::unix::net::UnixListener::bind(folder.at("index.json")).unwrap();
    assert_eq!(code(open(&folder)), "image.layout");
}

#[test]
fn the_files_of_a_layout_must_be_there_and_be_right() {
    for name in ["oci-layout", "index.json"] {
        let (folder, _) = simple();
        folder.remove(name);
        let error = open(&folder).unwrap_err();
        let path = folder.at(name);
        assert_eq!(error.to_string(), format!("{}: absent", path.display()));
    }
    let image = sha256(b"image");
    for (index, wanted) in [
        (String::new(), "image.layout"),
        ("[]".to_owned(), "image.layout"),
        (
            r#"{"schemaVersion":2,"manifests":[]"#.to_owned(),
            "image.layout",
        ),
        (
            r#"{"schemaVersion":2,"manifests":[],"manifests":[]}"#.to_owned(),
            "image.layout",
        ),
        (
            r#"{"schemaVersion":2,"Manifests":[]}"#.to_owned(),
            "image.layout",
        ),
        (r#"{"manifests":[]}"#.to_owned(), "image.manifest"),
        (r#"{"schemaVersion":2}"#.to_owned(), "image.manifest"),
        (
            r#"{"schemaVersion":2,"manifests":[],"layers":[]}"#.to_owned(),
            "image.manifest",
        ),
        (String::from_utf8(manifest(1)).unwrap(), "image.manifest"),
        (
            index(&[entry(&image, "")]).replacen('{', r#"{"mediaType":"application/x","#, 1),
            "image.manifest",
        ),
        (
            r#"{"schemaVersion":1,"manifests":[]}"#.to_owned(),
            "signature.unsupported-format",
        ),
    ] {
        assert_eq!(code(open(&Folder::layout(&index))), wanted, "{index}");
    }
    let told = open(&Folder::layout(r#"{"schemaVersion":3,"manifests":[]}"#)).unwrap_err();
    assert_eq!(told.place().as_str(), "/schemaVersion");
    assert!(
        told.to_string().contains("/index.json: /schemaVersion: "),
        "{told}"
    );
    let other = Folder::layout(index(&[]));
    other.write("oci-layout", r#"{"imageLayoutVersion":"1.1.0"}"#);
    assert_eq!(code(open(&other)), "signature.unsupported-format");
    other.write("oci-layout", r#"{"imageLayoutVersion":"1.0.2","more":[1]}"#);
    assert!(open(&other).is_ok());
    let large = format!(r#"{{"imageLayoutVersion":"1.0.0"}}{}"#, " ".repeat(4096));
    other.write("oci-layout", large);
    assert_eq!(code(open(&other)), "discovery.limit");
}

#[test]
fn another_blob_under_the_name_is_found_out() {
    let (folder, image) = simple();
    let layout = open(&folder).unwrap();
    let descriptor = Descriptor::of(MediaType::parse(media_type::OCI_MANIFEST).unwrap(), &image);
    assert_eq!(descriptor.check(found(&layout, tag("v1")).bytes()), Ok(()));
    // A source does not hash: whoever asked does, each time.
    let mut swapped = image.clone();
    swapped[10] ^= 1;
    folder.write(&blob_name(&sha256(&image)), &swapped);
    let second = found(&layout, by_digest(&sha256(&image)));
    assert_eq!(code(descriptor.check(second.bytes())), "digest.mismatch");
}

#[test]
fn the_listing_is_that_of_the_opening() {
    let (folder, image) = simple();
    let layout = open(&folder).unwrap();
    folder.write("index.json", index(&[tagged(&sha256(b"other"), "v1")]));
    assert_eq!(layout.image(None), Ok(sha256(&image)));
    assert_eq!(found(&layout, tag("v1")).bytes(), image);
    let listed = found(&layout, Ask::Listing);
    assert_eq!(
        listed.bytes(),
        index(&[tagged(&sha256(&image), "v1")]).as_bytes()
    );
}

#[test]
fn limit_of_listing_bytes() {
    let (folder, image) = simple();
    let length = index(&[tagged(&sha256(&image), "v1")]).len() as u64;
    let open = |most| LayoutDir::open(folder.path(), &Limits::default().with_listing_bytes(most));
    assert!(open(length).is_ok());
    assert_eq!(code(open(length - 1)), "discovery.limit");
}

#[test]
fn limit_of_listed_descriptors() {
    let entries: Vec<String> = (0..5_u8).map(|n| entry(&sha256(&[n]), "")).collect();
    let folder = Folder::layout(index(&entries));
    let open = |most| LayoutDir::open(folder.path(), &Limits::default().with_listed(most));
    assert!(open(5).is_ok());
    assert_eq!(code(open(4)), "discovery.limit");
}

#[test]
fn limit_of_answered_bytes() {
    let (folder, image) = simple();
    let layout = open(&folder).unwrap();
    let fetch = |ask, most| layout.fetch(&Request::once(None, ask, most));
    let listing = index(&[tagged(&sha256(&image), "v1")]).len() as u64;
    for (ask, length) in [
        (Ask::Blob(sha256(b"blob")), 4),
        (tag("v1"), image.len() as u64),
        (by_digest(&sha256(&image)), image.len() as u64),
        (Ask::Listing, listing),
    ] {
        assert!(matches!(fetch(ask.clone(), length), Ok(Answer::Found(_))));
        let limit = length - 1;
        let error = fetch(ask, limit).unwrap_err();
        assert_eq!(error.kind(), SourceErrorKind::TooLarge { limit });
    }
}

#[test]
fn what_is_not_listed_is_found_by_looking_through_the_blobs() {
    let (folder, image) = simple();
    let subject = sha256(&image);
    let mut unlisted = vec![
        folder.blob(attached(&subject, 1, true)),
        folder.blob(attached(&subject, 2, false)),
    ];
    unlisted.sort();
    // None of these is attached to the image, or to be believed.
    folder.blob(attached(&sha256(b"other"), 3, true));
    folder.write(&blob_name(&sha256(b"altered")), attached(&subject, 4, true));
    folder.write("blobs/sha256/readme", attached(&subject, 5, true));
    folder.blob([&attached(&subject, 6, true)[..], &[b' '; 2000]].concat());
    folder.blob("{");
    folder.blob("");
    let aside = folder
        .write("aside", attached(&subject, 7, true))
        .at("aside");
    let link = folder.at(&blob_name(&sha256(&attached(&subject, 7, true))));
    std::os::unix::fs::symlink(aside, link).unwrap();
    let inner = folder.at(&blob_name(&sha256(b"folder")));
    std::fs::create_dir(inner).unwrap();

    let limits = Limits::default().with_manifest_bytes(1000);
    let mut layout = open(&folder).unwrap();
    layout.scan_blobs(&subject, &limits).unwrap();
    let once = found(&layout, Ask::Listing);
    let text: serde_json::Value = serde_json::from_slice(once.bytes()).unwrap();
    let listed: Vec<&str> = text["manifests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            assert_eq!(entry["mediaType"], media_type::OCI_MANIFEST);
            entry["digest"].as_str().unwrap()
        })
        .collect();
    let wanted: Vec<String> = [subject]
        .iter()
        .chain(&unlisted)
        .map(ToString::to_string)
        .collect();
    assert_eq!(listed, wanted);
    // What is listed is not listed again, and the image is the same one.
    layout.scan_blobs(&subject, &limits).unwrap();
    assert_eq!(found(&layout, Ask::Listing).bytes(), once.bytes());
    assert_eq!(layout.image(None), Ok(subject));
}

#[test]
fn looking_through_the_blobs_is_bounded() {
    let (folder, image) = simple();
    let subject = sha256(&image);
    let attached = attached(&subject, 1, true);
    folder.blob(&attached);
    let scan = |limits: &Limits| open(&folder).unwrap().scan_blobs(&subject, limits);
    // The image, a blob, and what is attached; the blob cannot be a manifest, and is not read.
    let limits = Limits::default().with_listed(3);
    assert_eq!(scan(&limits), Ok(()));
    assert_eq!(code(scan(&limits.with_listed(2))), "discovery.limit");
    let bytes = (image.len() + attached.len()) as u64;
    let limits = Limits::default().with_total_bytes(bytes);
    assert_eq!(scan(&limits), Ok(()));
    assert_eq!(
        code(scan(&limits.with_total_bytes(bytes - 1))),
        "discovery.limit"
    );
    // A listing that grows beyond what is allowed stays as it was.
    let mut layout = open(&folder).unwrap();
    let before = found(&layout, Ask::Listing);
    let limits = Limits::default().with_listing_bytes(before.bytes().len() as u64);
    assert!(layout.scan_blobs(&subject, &limits).is_err());
    assert_eq!(found(&layout, Ask::Listing).bytes(), before.bytes());
}

#[test]
fn a_layout_without_blobs_has_nothing_to_look_through() {
    let folder = Folder::layout(index(&[]));
    let mut layout = open(&folder).unwrap();
    assert_eq!(
        layout.scan_blobs(&sha256(b"image"), &Limits::default()),
        Ok(())
    );
    folder.write("blobs", "no folder");
    let error = layout.scan_blobs(&sha256(b"image"), &Limits::default());
    assert_eq!(code(error), "image.layout");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_index_file_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let folder = Folder::layout(&bytes);
        if let Ok(layout) = open(&folder) {
            let listing = found(&layout, Ask::Listing);
            prop_assert_eq!(listing.bytes(), &bytes);
        }
    }
}
