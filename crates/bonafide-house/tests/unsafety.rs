//! Unsafe code stands in the kernels of one crate, and nowhere else.

use bonafide_house::library_rooms;

const KERNELS: &str = "bonafide-multibuffer/src/kernel/";

#[test]
fn every_other_library_forbids_unsafe_code() {
    let mut exempt = 0;
    for room in library_rooms().iter().filter(|room| room.is_lib()) {
        let path = room.path.display().to_string();
        if path.contains("/bonafide-multibuffer/") {
            exempt += 1;
        } else {
            let forbids = room.text.contains("#![forbid(unsafe_code)]");
            assert!(forbids, "{path}");
        }
    }
    assert_eq!(exempt, 1);
}

#[test]
fn only_the_kernels_ask_for_it() {
    let mut kernels = 0;
    for room in library_rooms() {
        let path = room.path.display().to_string();
        let lines = room.text.lines().map(str::trim_start);
        let mut code = lines.filter(|line| !line.starts_with("//"));
        let is_unsafe = code.any(|line| {
            let mut words = line.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
            words.any(|word| word == "unsafe")
        });
        if is_unsafe {
            kernels += 1;
            assert!(path.contains(KERNELS), "{path}");
        }
    }
    assert!(kernels > 0, "no kernel was found");
}
