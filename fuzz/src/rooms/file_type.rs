//! What a file is, by its name, head and tail.

use bonafide_model::FileType;

use crate::input::Input;

/// It is something, whatever it is.
pub fn run(data: &[u8]) {
    let mut input = Input::new(data);
    let length = input.long();
    let name = String::from_utf8_lossy(input.some(32)).into_owned();
    let head = input.some(600);
    let found = FileType::detect(&name, length, head, input.all());
    let _ = format!("{found:?}");
}
