//! SPDX 3.0 as JSON-LD: elements of a graph, in no tree.

use crate::json::{Json, Made, Node, Producer, Shape, hex, text, word};

/// A document with packages, and relationships between them.
pub(crate) fn document(shape: Shape) -> Made {
    let mut json = Json::new(shape.bytes, shape.is_pretty);
    let mut count = 0;
    let mut add = |json: &mut Json, node| {
        json.next();
        json.node(node, shape.producer(count));
        count += 1;
    };
    json.open('{');
    let context = text("https://spdx.org/rdf/3.0.1/spdx-context.jsonld");
    json.member("@context", context, Producer::Schema);
    json.name("@graph");
    json.open('[');
    for node in head() {
        add(&mut json, node);
    }
    let mut packages = 0;
    while json.out.len() < shape.bytes / 4 * 3 {
        add(&mut json, package(packages));
        packages += 1;
    }
    // The document describes its bill, and the bill a package.
    let mut edges = 2;
    for number in 0..packages {
        let to: Vec<_> = dependencies(number, packages).collect();
        if !to.is_empty() {
            edges += to.len();
            add(&mut json, depends(number, to));
        }
    }
    json.close(']');
    json.close('}');
    Made {
        text: json.out,
        components: packages,
        edges,
    }
}

/// What says of the document itself what must be said.
fn head() -> [Node; 4] {
    [
        Node::Object(vec![
            ("type", text("CreationInfo")),
            ("@id", text(CREATION)),
            ("specVersion", text("3.0.1")),
            ("created", text("2025-06-01T12:00:00Z")),
            ("createdBy", Node::List(vec![text(id("maker"))])),
        ]),
        element("Organization", id("maker"), vec![("name", text("Example"))]),
        element(
            "SpdxDocument",
            id("document"),
            vec![
                ("rootElement", Node::List(vec![text(id("bom"))])),
                (
                    "profileConformance",
                    Node::List(vec![text("core"), text("software")]),
                ),
            ],
        ),
        element(
            "software_Sbom",
            id("bom"),
            vec![
                ("rootElement", Node::List(vec![text(reference(0))])),
                ("software_sbomType", Node::List(vec![text("build")])),
            ],
        ),
    ]
}

const CREATION: &str = "_:creation";

fn id(name: &str) -> String {
    format!("https://spdx.example.org/3e671687-395b-41f5-a30f-a58921a69b79/{name}")
}

fn reference(number: usize) -> String {
    id(&format!("package-{}-{number}", word(number)))
}

fn element(kind: &str, id: String, members: Vec<(&'static str, Node)>) -> Node {
    let mut all = vec![
        ("type", text(kind)),
        ("spdxId", text(id)),
        ("creationInfo", text(CREATION)),
    ];
    all.extend(members);
    Node::Object(all)
}

fn package(number: usize) -> Node {
    let name = word(number);
    let release = format!("{}.{}.{}", number % 7, number % 31, number % 113);
    let hash = |algorithm: &str, digits: usize| {
        Node::Object(vec![
            ("type", text("Hash")),
            ("algorithm", text(algorithm)),
            ("hashValue", text(hex(number + digits, digits))),
        ])
    };
    let purl = format!("pkg:npm/%40{}/{name}@{release}", hex(number, 6));
    let external = Node::Object(vec![
        ("type", text("ExternalIdentifier")),
        ("externalIdentifierType", text("packageUrl")),
        ("identifier", text(&*purl)),
    ]);
    let from = format!("https://registry.example.org/{name}/-/{name}.tgz");
    let summary = format!("The \"{name}\" package: reads & <writes>");
    element(
        "software_Package",
        reference(number),
        vec![
            ("name", text(&*name)),
            ("summary", text(summary)),
            ("software_packageVersion", text(release)),
            ("software_packageUrl", text(purl)),
            ("software_downloadLocation", text(from)),
            ("software_copyrightText", text("NOASSERTION")),
            ("software_primaryPurpose", text("library")),
            ("suppliedBy", text(id("maker"))),
            (
                "verifiedUsing",
                Node::List(vec![hash("sha1", 40), hash("sha256", 64)]),
            ),
            ("externalIdentifier", Node::List(vec![external])),
        ],
    )
}

/// What a package depends on, by number.
fn dependencies(number: usize, packages: usize) -> impl Iterator<Item = usize> {
    let next = (number + 1 < packages).then_some(number + 1);
    let half = (number % 3 == 1).then_some(number / 2);
    next.into_iter().chain(half)
}

fn depends(number: usize, to: Vec<usize>) -> Node {
    let to = to.into_iter().map(|to| text(reference(to))).collect();
    element(
        "Relationship",
        id(&format!("relationship-{number}")),
        vec![
            ("from", text(reference(number))),
            ("relationshipType", text("dependsOn")),
            ("to", Node::List(to)),
        ],
    )
}
