//! Signed notes and checkpoints.

use bonafide_rekor::{Checkpoint, Limits, Note};

use crate::memory;

/// The signed text of a note is what it begins with; a checkpoint is a note.
pub fn run(data: &[u8]) {
    let limits = Limits::default();
    let note = memory::linear(data, || Note::parse(data, &limits));
    let checkpoint = memory::linear(data, || Checkpoint::parse(data, &limits));
    let Ok(note) = note else {
        assert!(checkpoint.is_err(), "a checkpoint that is no note");
        return;
    };
    assert!(data.starts_with(note.text().as_bytes()));
    assert!(!note.signatures().is_empty());
    for signature in note.signatures() {
        assert!(!signature.name().is_empty());
        let _ = (signature.key_id(), signature.signature().len());
    }
    let Ok(checkpoint) = checkpoint else { return };
    assert_eq!(checkpoint.note().text(), note.text());
    let lines: Vec<&str> = note.text().lines().collect();
    assert_eq!(checkpoint.origin(), lines[0]);
    assert_eq!(checkpoint.size().to_string(), lines[1]);
    assert_eq!(checkpoint.extensions().count(), lines.len() - 3);
    let _ = checkpoint.origin_parts();
}
