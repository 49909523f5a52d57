//! An image on disk is opened for what it is.

#![cfg(all(feature = "fs", unix))]

#[path = "common/local.rs"]
mod local;

use bonafide_oci::{DiscoveryOptions, Error, Limits, LocalImage, Wanted, media_type};
use local::{
    Folder, HEADER, Member, archive, blob_name, code, index, manifest, sha256, sized, tagged,
};

const VERSION: &str = "Directory Transport Version: 1.1\n";

fn open(folder: &Folder, name: &str) -> Result<LocalImage, Error> {
    LocalImage::open(folder.at(name), &Limits::default())
}

/// An image with this manifest in a layout, in an archive of it, and in a `dir:` folder.
fn folder() -> Folder {
    let (image, folder) = (manifest(1), Folder::new());
    let digest = sha256(&image);
    let size = format!("\"size\":{}", image.len());
    let listing = index(&[tagged(&digest, "v1").replace("\"size\":7", &size)]);
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

/// What is wrong with the image that a layout with these entries and manifests holds.
fn wrong(entries: &[String], manifests: &[&[u8]]) -> Option<&'static str> {
    let folder = Folder::layout(index(entries));
    for manifest in manifests {
        folder.blob(manifest);
    }
    let image = LocalImage::open(folder.path(), &Limits::default()).unwrap();
    let name = sha256(manifests[0]).to_string();
    let options = DiscoveryOptions::new(Wanted::signatures());
    let found = image.discover(Some(&name), options).unwrap();
    assert_eq!(found.image().digest().to_string(), name);
    let error = found.image().document().err()?;
    // Bytes of another size are not handed out at all.
    let is_size = error.code().as_str() == "digest.size-mismatch";
    assert_eq!(found.image().bytes().is_err(), is_size);
    Some(error.code().as_str())
}

#[test]
fn what_the_index_file_says_of_the_image_is_held_to_its_bytes() {
    let image = manifest(1);
    let right = sized(&image);
    let is_of_size = |size: usize| {
        let size = format!("\"size\":{size}");
        right.replace(&format!("\"size\":{}", image.len()), &size)
    };
    let is_of_type = |of: &str| right.replace(media_type::OCI_MANIFEST, of);
    let says_nothing = right.replace(
        &format!(r#""mediaType":"{}","#, media_type::OCI_MANIFEST),
        "",
    );
    for (entry, wanted) in [
        (right.clone(), None),
        (says_nothing, None),
        (is_of_size(image.len() + 1), Some("digest.size-mismatch")),
        (is_of_size(image.len() - 1), Some("digest.size-mismatch")),
        (is_of_type(media_type::OCI_INDEX), Some("image.manifest")),
        (
            is_of_type(media_type::DOCKER_MANIFEST),
            Some("image.manifest"),
        ),
        (is_of_type("application/x"), Some("image.manifest")),
    ] {
        assert_eq!(
            wrong(core::slice::from_ref(&entry), &[&image]),
            wanted,
            "{entry}"
        );
        // Once more rightly, before or behind: it is still said wrongly.
        for entries in [[entry.clone(), right.clone()], [right.clone(), entry]] {
            assert_eq!(wrong(&entries, &[&image]), wanted, "{entries:?}");
        }
    }
}

#[test]
fn an_image_without_a_type_of_its_own_is_listed_as_one_of_its_kind() {
    let own = format!(r#""mediaType":"{}","#, media_type::OCI_MANIFEST);
    let image = String::from_utf8(manifest(1)).unwrap();
    let image = image.replacen(&own, "", 1);
    let listed = sized(image.as_bytes());
    for (listed_as, wanted) in [
        (media_type::OCI_MANIFEST, None),
        (media_type::OCI_INDEX, Some("image.manifest")),
        // Documents of Docker say their type.
        (media_type::DOCKER_MANIFEST, Some("image.manifest")),
    ] {
        let entry = listed.replace(media_type::OCI_MANIFEST, listed_as);
        assert_eq!(wrong(&[entry], &[image.as_bytes()]), wanted, "{listed_as}");
    }
}

#[test]
fn an_index_that_somebody_attached_says_nothing_of_the_image() {
    let image = manifest(1);
    let liar = index(&[tagged(&sha256(&image), "v1")]);
    let attached = sized(liar.as_bytes()).replace(media_type::OCI_MANIFEST, media_type::OCI_INDEX);
    let entries = [sized(&image), attached];
    assert_eq!(wrong(&entries, &[&image, liar.as_bytes()]), None);
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

#[test]
fn an_error_names_the_path_that_was_given() {
    let folder = folder();
    let told = |name: &str| open(&folder, name).unwrap_err().to_string();
    let path = |name: &str| folder.at(name).display().to_string();
    let nothing = "no such file or folder; check the path";
    for name in ["nope", "nope.tar", "nope/layout"] {
        assert_eq!(told(name), format!("{}: {nothing}", path(name)));
        assert_eq!(code(open(&folder, name)), "discovery.unavailable");
    }

    folder.write("junk.tar", [b'x'; 1024]);
    let first = format!("{}: byte 0 of the archive: ", path("junk.tar"));
    assert!(told("junk.tar").starts_with(&first), "{}", told("junk.tar"));

    folder.remove("layout/oci-layout");
    let reason = "no layout without the file `oci-layout`";
    assert_eq!(told("layout"), format!("{}: {reason}", path("layout")));
    folder.write("layout/oci-layout", HEADER);
    folder.remove("layout/index.json");
    let absent = format!("{}: absent", path("layout/index.json"));
    assert_eq!(told("layout"), absent);
    folder.write("layout/index.json", "x");
    let first = format!("{}: ", path("layout/index.json"));
    assert!(told("layout").starts_with(&first), "{}", told("layout"));

    folder.write("empty/file", "");
    let reason = "neither a layout, which has the file `oci-layout`, nor a `dir:` folder, which has \
                  `manifest.json`";
    assert_eq!(told("empty"), format!("{}: {reason}", path("empty")));
    folder.remove("dir/manifest.json");
    let absent = format!("{}: absent", path("dir/manifest.json"));
    assert_eq!(told("dir"), absent);
}
