//! The data beside the examples that is made here: `BONAFIDE_BLESS=1` makes it anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bonafide::report::Time;
use bonafide::sigstore::{TrustedRoot, Verifier};
use bonafide_testkit::Sigstore;
use bonafide_testkit::image::{Options, SignedImage};

use super::data;

/// Every file below a folder, by its path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else {
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
            found.insert(name.to_owned(), fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn the_image_is_made_here_and_verifies() {
    let image = SignedImage::new(&Sigstore::default(), &Options::default());
    let (folder, root) = (data("image"), data("image.trusted_root.json"));
    let trusted_root = format!("{:#}\n", image.trusted_root);
    if std::env::var_os("BONAFIDE_BLESS").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        image.store.write_layout(&folder);
        fs::write(&root, &trusted_root).unwrap();
    }
    let made: BTreeMap<_, _> = image.store.layout().files().into_iter().collect();
    assert!(files(&folder) == made, "stale: run with BONAFIDE_BLESS=1");
    assert_eq!(fs::read_to_string(&root).unwrap(), trusted_root);

    let verifier = Verifier::new(TrustedRoot::parse(trusted_root.as_bytes()).unwrap()).unwrap();
    let signer = (&*image.identity, &*image.issuer);
    let now = Time::from_unix(image.now).unwrap();
    let verified = super::image::verify_image(&verifier, &folder, signer, now).unwrap();
    assert_eq!(verified.unwrap().to_string(), image.digest);
    let readme = fs::read_to_string(data("../../README.md")).unwrap();
    for told in [&image.identity, &image.issuer] {
        assert!(readme.contains(&**told), "README.md: {told}");
    }
}
