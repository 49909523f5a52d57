//! An image on disk is opened for what it is.

#![cfg(all(feature = "fs", unix))]

#[path = "common/local.rs"]
mod local;

use bonafide_oci::{DiscoveryOptions, Error, Limits, LocalImage, Wanted};
use local::{Folder, HEADER, Member, archive, blob_name, code, index, manifest, sha256, tagged};

const VERSION: &str = "Directory Transport Version: 1.1\n";

fn open(folder: &Folder, name: &str) -> Result<LocalImage, Error> {
    LocalImage::open(folder.at(name), &Limits::default())
}

/// An image with this manifest in a layout, in an archive of it, and in a `dir:` folder.
fn folder() -> Folder {
    let (image, folder) = (manifest(1), Folder::new());
    let digest = sha256(&image);
    let listing = index(&[tagged(&digest, "v1")]);
    let members = [
        Member::file(&blob_name(&digest), image.clone()),
        Member::file("index.json", listing.clone()),
        Member::file("oci-layout", HEADER),
    ];
    folder
        .write("layout/oci-layout", HEADER)
        .write("layout/index.json", &listing)
        .write(&format!("layout/{}", blob_name(&digest)), &image)
        .write("image.tar", archive(&members))
        .write("dir/version", VERSION)
        .write("dir/manifest.json", &image);
    folder
}

#[test]
fn each_form_is_told_and_holds_the_same_image() {
    let folder = folder();
    for (name, wanted) in [
        ("layout", "Layout("),
        ("image.tar", "Archive("),
        ("dir", "Dir("),
    ] {
        let image = open(&folder, name).unwrap();
        assert!(format!("{image:?}").starts_with(wanted), "{name}");
        let options = || DiscoveryOptions::new(Wanted::signatures());
        let found = image.discover(None, options()).unwrap();
        assert_eq!(*found.image().digest(), sha256(&manifest(1)), "{name}");
        assert_eq!(found.image().bytes().unwrap(), manifest(1), "{name}");
        assert_eq!(image.image(Some("v1")).is_ok(), name != "dir");
        let digest = sha256(&manifest(1));
        assert_eq!(image.image(Some(&digest.to_string())), Ok(digest), "{name}");
        let other = image.image(Some(&sha256(b"other").to_string()));
        assert_eq!(code(other), "image.layout", "{name}");
        let other = image.discover(Some("v2"), options()).unwrap_err();
        assert_eq!(other.code().as_str(), "image.layout", "{name}");
        assert!(other.to_string().contains(&digest.to_string()), "{other}");
        let behind = format!("app@{digest}");
        assert_eq!(image.image(Some(&behind)), Ok(digest), "{name}");
        let malformed = code(image.image(Some("sha256:9bb1")));
        assert_eq!(malformed, "digest.malformed", "{name}");
    }
}

#[test]
fn what_is_neither_or_both_is_refused() {
    let folder = folder();
    // Folders of older tools lack the version, and are still no layouts.
    folder.remove("dir/version");
    assert!(matches!(open(&folder, "dir"), Ok(LocalImage::Dir(_))));
    folder.write("layout/version", VERSION);
    folder.write("empty/README", "");
    folder.write("half/manifest.json", manifest(1));
    folder.write("half/index.json", index(&[]));
    for name in ["layout", "empty", "half"] {
        assert!(
            matches!(open(&folder, name), Err(Error::Layout { .. })),
            "{name}"
        );
    }
    assert_eq!(code(open(&folder, "nothing")), "discovery.unavailable");
}
