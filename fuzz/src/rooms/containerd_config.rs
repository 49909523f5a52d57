//! The configuration of the verifier of containerd, and its call.

use bonafide_policy::Syntax;
use bonafide_policy::containerd::{Call, Config};

use crate::memory;

/// It is read or refused with reasons; a descriptor on standard input is a subject or none.
pub fn run(data: &[u8]) {
    for syntax in [Syntax::Json, Syntax::Yaml] {
        let read = memory::within(1 << 20, 2000, data, || Config::parse(data, syntax));
        if let Err(errors) = read {
            assert!(!errors.as_slice().is_empty());
        }
    }
    let digest = format!("sha256:{}", "0".repeat(64));
    let words = [
        "-name",
        "registry.test/owner/app:v1",
        "-digest",
        &digest,
        "-stdin-media-type",
        "application/vnd.oci.descriptor.v1+json",
    ];
    let call = Call::parse(words.map(str::to_owned)).expect("a call");
    if let Ok(subject) = memory::linear(data, || call.subject(data)) {
        assert_eq!(subject.digest().map(ToString::to_string), Some(digest));
    }
}
