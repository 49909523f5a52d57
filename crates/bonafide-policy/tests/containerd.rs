//! Calls of the container runtime: what is understood, and what is refused.

use bonafide_policy::containerd::{Call, Error, Operation};

const DIGEST: &str = "sha256:abababababababababababababababababababababababababababababababab";
const OTHER: &str = "sha256:cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd";
const DESCRIPTOR: &str = "application/vnd.oci.descriptor.v1+json";
const DOCUMENT: &str = "application/vnd.containerd.image-verifier.input.v1+json";

fn parse(arguments: &[&str]) -> Result<Call, Error> {
    Call::parse(arguments.iter().map(|&one| one.to_owned()))
}

fn call(media_type: &str, more: &[&str]) -> Result<Call, Error> {
    let mut arguments = vec!["-name", "example.com/app:1", "-digest", DIGEST];
    arguments.extend(["-stdin-media-type", media_type]);
    arguments.extend(more);
    parse(&arguments)
}

fn descriptor(digest: &str) -> String {
    format!(
        r#"{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{digest}","size":7}}"#
    )
}

#[test]
fn a_call_with_a_descriptor_is_understood() {
    let call = call(DESCRIPTOR, &[]).unwrap();
    assert_eq!(call.name(), "example.com/app:1");
    assert_eq!(call.digest().to_string(), DIGEST);
    assert_eq!(call.operation(), None);
    call.subject(descriptor(DIGEST).as_bytes()).unwrap();
}

#[test]
fn arguments_may_have_two_dashes_and_an_equals_sign() {
    let digest = format!("--digest={DIGEST}");
    let input = format!("-stdin-media-type={DESCRIPTOR}");
    let call = parse(&["--name", "a", &digest, &input, "-operation", "pull"]).unwrap();
    assert_eq!(call.operation(), Some(Operation::Pull));
}

#[test]
fn a_call_with_a_document_is_understood() {
    let call = call(DOCUMENT, &["-operation", "run"]).unwrap();
    let input = format!(
        r#"{{"descriptor":{},"operation":"run","annotations":{{"io.kubernetes.cri.image-name":"x"}}}}"#,
        descriptor(DIGEST)
    );
    call.subject(input.as_bytes()).unwrap();
}

#[test]
fn what_is_unknown_absent_or_there_twice_is_refused() {
    let full = [
        "-name",
        "a",
        "-digest",
        DIGEST,
        "-stdin-media-type",
        DESCRIPTOR,
    ];
    for leave_out in [0, 2, 4] {
        let mut arguments = full.to_vec();
        arguments.drain(leave_out..leave_out + 2);
        assert_eq!(
            parse(&arguments).unwrap_err().code().as_str(),
            "policy.call"
        );
    }
    for more in [
        &["-verbose"][..],
        &["-verbose", "1"],
        &["free"],
        &["-name", "b"],
        &["-operation"],
        &["-operation", "push"],
        &["-"],
        &[""],
    ] {
        let arguments = [&full[..], more].concat();
        let error = parse(&arguments).unwrap_err();
        assert_eq!(error.code().as_str(), "policy.call", "{more:?}");
    }
    // However many stand before it.
    let mut arguments = full.to_vec();
    arguments.extend(["-operation", "pull"]);
    arguments.extend(core::iter::repeat_n("-unknown=1", 40));
    assert!(parse(&arguments).is_err());
    let error = call("application/json", &[]).unwrap_err();
    assert_eq!(error.code().as_str(), "policy.call");
}

#[test]
fn a_digest_that_is_none_is_refused() {
    for (digest, code) in [
        ("sha256:abab", "digest.malformed"),
        ("abab", "digest.malformed"),
        (
            &DIGEST.replace("sha256", "md5"),
            "digest.algorithm-unsupported",
        ),
    ] {
        let arguments = [
            "-name",
            "a",
            "-digest",
            digest,
            "-stdin-media-type",
            DESCRIPTOR,
        ];
        assert_eq!(
            parse(&arguments).unwrap_err().code().as_str(),
            code,
            "{digest}"
        );
    }
}

#[test]
fn another_image_in_the_input_is_a_mismatch() {
    for (media_type, input) in [
        (DESCRIPTOR, descriptor(OTHER)),
        (
            DOCUMENT,
            format!(r#"{{"descriptor":{}}}"#, descriptor(OTHER)),
        ),
    ] {
        let error = call(media_type, &[]).unwrap().subject(input.as_bytes());
        assert_eq!(error.unwrap_err().code().as_str(), "digest.mismatch");
    }
}

#[test]
fn an_input_that_is_no_document_of_its_type_is_refused() {
    let whole = format!(
        r#"{{"descriptor":{},"operation":"pull"}}"#,
        descriptor(DIGEST)
    );
    for input in [
        "",
        "[]",
        "{}",
        &descriptor(DIGEST),
        &format!("{whole} {whole}"),
        &whole.replace("pull", "push"),
        &whole.replace("pull", "run"),
        &whole.replace(
            r#""operation":"pull""#,
            &format!(r#""descriptor":{}"#, descriptor(DIGEST)),
        ),
    ] {
        let call = call(DOCUMENT, &["-operation", "pull"]).unwrap();
        let error = call.subject(input.as_bytes()).unwrap_err();
        assert_eq!(error.code().as_str(), "policy.call", "{input}");
    }
    for input in ["", "null", "{}", &whole, "{\"digest\":1}"] {
        assert!(
            call(DESCRIPTOR, &[])
                .unwrap()
                .subject(input.as_bytes())
                .is_err(),
            "{input}"
        );
    }
    let large = format!("{}{}", descriptor(DIGEST), " ".repeat(1 << 20));
    assert!(
        call(DESCRIPTOR, &[])
            .unwrap()
            .subject(large.as_bytes())
            .is_err()
    );
}
