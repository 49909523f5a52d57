//! Files that a policy names and that cannot be had.

use std::io::ErrorKind;

use bonafide_policy::{
    CompiledPolicy, FileError, Files, PolicyDocument, PolicySource, SourceFormat, Syntax,
};

const POLICY: &str = r#"
schema: bonafide.policy/v1
name: p
version: "1"
default: reject
allow_unpinned_files: true
signers:
  a: { key: { file: a.pub }, require: [] }
rules:
- id: all
  require: [ { id: s, signature: { by: [a] } } ]
"#;

/// Whatever is asked for, this is the answer.
struct Refused(FileError);

impl Files for Refused {
    fn read(&self, _: &str) -> Result<Vec<u8>, FileError> {
        Err(self.0.clone())
    }
}

#[test]
fn each_way_in_which_a_file_is_not_had_is_told() {
    let reason = "it leads out of the folder";
    let kind = ErrorKind::TimedOut;
    for (error, code) in [
        (FileError::Path { reason }, "policy.file.path"),
        (FileError::NotRegular, "policy.file.path"),
        (FileError::Absent, "policy.file.unreadable"),
        (FileError::Unreadable { kind }, "policy.file.unreadable"),
        (FileError::TooLarge { limit: 1 }, "limit.exceeded"),
    ] {
        let document = PolicyDocument::parse(POLICY.as_bytes(), Syntax::Yaml).unwrap();
        let source = PolicySource::new(POLICY.as_bytes(), SourceFormat::Native);
        let refused = Refused(error.clone());
        let errors = CompiledPolicy::compile(document, &source, &refused).unwrap_err();
        let [told] = errors.as_slice() else {
            panic!("{errors}")
        };
        assert_eq!(told.code().as_str(), code, "{error}");
        assert_eq!(told.place().as_str(), "/signers/a/key", "{error}");
        assert!(
            errors
                .to_string()
                .starts_with(&format!("{code} at line 8, column 8 in /signers/a/key: ")),
            "{errors}"
        );
    }
}
