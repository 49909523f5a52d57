//! Errors are data: no variant is just a text.

use bonafide_house::library_rooms;

#[test]
fn no_error_is_only_a_string() {
    let mut enums = 0;
    for room in library_rooms() {
        for (at, _) in room.text.match_indices("pub enum Error {") {
            enums += 1;
            let body = &room.text[at..];
            let body = &body[..body.find("\n    }\n").unwrap_or(body.len())];
            for line in body
                .lines()
                .map(str::trim)
                .filter(|line| !line.starts_with("//"))
            {
                assert!(
                    !line.contains("(String)") && !line.contains("(&'static str)"),
                    "{}: {line}",
                    room.path.display()
                );
            }
        }
    }
    assert!(enums >= 8, "only {enums} error enums were found");
}
