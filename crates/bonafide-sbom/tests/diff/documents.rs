//! What documents say about themselves.

use crate::lines;

fn document(version: &str, members: &str) -> String {
    format!(r#"{{"bomFormat":"CycloneDX","specVersion":"{version}"{members}}}"#)
}

#[test]
fn each_field_is_a_change() {
    let metadata = |members: &str| format!(r#","metadata":{{{members}}}"#);
    let id = |digit: &str| {
        let tail = digit.repeat(12);
        format!(r#","serialNumber":"urn:uuid:11111111-1111-4111-8111-{tail}""#)
    };
    for (before, after, wanted) in [
        (
            id("1"),
            id("2"),
            "id urn:uuid:11111111-1111-4111-8111-111111111111 -> \
             urn:uuid:11111111-1111-4111-8111-222222222222",
        ),
        (r#","version":1"#.into(), r#","version":2"#.into(), "revision 1 -> 2"),
        (
            metadata(r#""timestamp":"2025-01-01T00:00:00Z""#),
            metadata(r#""timestamp":"2025-01-02T00:00:00Z""#),
            "time 2025-01-01T00:00:00Z -> 2025-01-02T00:00:00Z",
        ),
        (
            metadata(r#""authors":[{"name":"A"}]"#),
            metadata(r#""authors":[{"name":"B","email":"b@example.org"}]"#),
            "authors author person A -> author person B, b@example.org",
        ),
        (
            metadata(r#""lifecycles":[{"phase":"build"}]"#),
            metadata(r#""lifecycles":[{"phase":"design"},{"phase":"build"}]"#),
            "phases of life build -> build, design",
        ),
        (
            metadata(r#""licenses":[{"license":{"id":"MIT"}}]"#),
            metadata(r#""licenses":[{"expression":"ISC"}]"#),
            "licences MIT -> ISC",
        ),
        (
            String::new(),
            r#","compositions":[{"aggregate":"complete"}]"#.into(),
            "completeness nothing -> complete",
        ),
        (
            String::new(),
            r#","externalReferences":[{"type":"bom","url":"urn:cdx:11111111-1111-4111-8111-111111111111/1"}]"#
                .into(),
            "external documents nothing -> urn:cdx:11111111-1111-4111-8111-111111111111/1",
        ),
        (
            String::new(),
            r#","signature":{"algorithm":"ES256","value":"AA"}"#.into(),
            "signature within nothing -> there is one",
        ),
    ] {
        let found = lines(&document("1.6", &before), &document("1.6", &after));
        assert_eq!(found, [format!("document: {wanted}")]);
    }
    assert_eq!(
        lines(&document("1.6", ""), &document("1.7", "")),
        ["document: format cdx-json 1.6 -> cdx-json 1.7"]
    );
}

#[test]
fn tools_and_services_are_components_of_their_own_kind() {
    let tools = |version: &str| {
        let tool = format!(r#"{{"type":"application","name":"t","version":"{version}"}}"#);
        document(
            "1.6",
            &format!(r#","metadata":{{"tools":{{"components":[{tool}]}}}}"#),
        )
    };
    assert_eq!(
        lines(&tools("1"), &tools("2")),
        ["t@2: other version 1 -> 2"]
    );
    // A tool is never the product, whatever it is called.
    let product = document(
        "1.6",
        r#","components":[{"type":"application","name":"t","version":"1"}]"#,
    );
    let found = lines(&tools("1"), &product);
    assert_eq!(found, ["added application t@1", "removed t@1"]);
    let services = |name: &str| document("1.6", &format!(r#","services":[{{"name":"{name}"}}]"#));
    assert_eq!(
        lines(&services("a"), &services("b")),
        ["removed a", "added b"]
    );
}
