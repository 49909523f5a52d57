//! SPDX 2.3 as JSON, of members that 2.2 has too.

use crate::json::{Json, LICENCES, Made, Node, Producer, Shape, hex, text, word};

/// A document with packages, some files, and relationships between them.
pub(crate) fn document(shape: Shape) -> Made {
    let mut json = Json::new(shape.bytes, shape.is_pretty);
    let outer = shape.producer.unwrap_or(Producer::Schema);
    // By name, what tells the version comes last.
    let is_late = outer == Producer::Sorted;
    json.open('{');
    if !is_late {
        head(&mut json, outer);
    }
    json.name("packages");
    json.open('[');
    let mut packages = 0;
    while json.out.len() < shape.bytes / 9 * 7 {
        json.next();
        json.node(package(packages), shape.producer(packages));
        packages += 1;
    }
    json.close(']');
    let files = packages / 5;
    json.name("files");
    json.open('[');
    for number in 0..files {
        json.next();
        json.node(file(number), shape.producer(number));
    }
    json.close(']');
    json.name("relationships");
    json.open('[');
    let mut edges = 0;
    for number in 0..packages {
        for (kind, to) in relationships(number, packages, files) {
            let from = match kind {
                "DESCRIBES" => "SPDXRef-DOCUMENT".to_owned(),
                _ => reference(number),
            };
            let entry = Node::Object(vec![
                ("spdxElementId", text(from)),
                ("relationshipType", text(kind)),
                ("relatedSpdxElement", text(to)),
            ]);
            json.next();
            json.node(entry, shape.producer(number));
            edges += 1;
        }
    }
    json.close(']');
    if is_late {
        head(&mut json, outer);
    }
    json.close('}');
    Made {
        text: json.out,
        components: packages,
        edges,
    }
}

fn head(json: &mut Json, producer: Producer) {
    let creation = Node::Object(vec![
        ("created", text("2025-06-01T12:00:00Z")),
        (
            "creators",
            Node::List(vec![
                text("Tool: generator-1.2.3"),
                text("Organization: Example"),
            ]),
        ),
    ]);
    let namespace = "https://spdx.example.org/3e671687-395b-41f5-a30f-a58921a69b79";
    json.member("SPDXID", text("SPDXRef-DOCUMENT"), producer);
    json.member("creationInfo", creation, producer);
    json.member("dataLicense", text("CC0-1.0"), producer);
    json.member("documentNamespace", text(namespace), producer);
    json.member("name", text("application"), producer);
    json.member("spdxVersion", text("SPDX-2.3"), producer);
}

fn reference(number: usize) -> String {
    format!("SPDXRef-Package-{}-{number}", word(number))
}

fn file_reference(number: usize) -> String {
    format!("SPDXRef-File-{}-{number}", hex(number, 16))
}

fn checksum(algorithm: &str, number: usize, digits: usize) -> Node {
    Node::Object(vec![
        ("algorithm", text(algorithm)),
        ("checksumValue", text(hex(number + digits, digits))),
    ])
}

fn package(number: usize) -> Node {
    let name = word(number);
    let release = format!("{}.{}.{}", number % 7, number % 31, number % 113);
    let licence = LICENCES[number % LICENCES.len()];
    let declared = if number.is_multiple_of(5) {
        format!("{licence} OR {}", LICENCES[(number + 3) % LICENCES.len()])
    } else {
        licence.to_owned()
    };
    let external = |category: &str, kind: &str, locator: String| {
        Node::Object(vec![
            ("referenceCategory", text(category)),
            ("referenceType", text(kind)),
            ("referenceLocator", text(locator)),
        ])
    };
    let purl = format!(
        "pkg:npm/%40{}/{name}@{release}?a=1&vcs_url=git.example.org/x",
        hex(number, 6)
    );
    let cpe = format!("cpe:2.3:a:{name}:{name}:{release}:*:*:*:*:*:*:*");
    let summary = match number % 3 {
        0 => format!("The \"{name}\" package: reads & <writes>"),
        1 => format!("Naïve {name} – for tests"),
        _ => format!("{name} for applications and servers"),
    };
    Node::Object(vec![
        ("SPDXID", text(reference(number))),
        ("name", text(&*name)),
        ("versionInfo", text(release)),
        ("supplier", text("Organization: Example (mail@example.org)")),
        (
            "downloadLocation",
            text(format!("https://registry.example.org/{name}/-/{name}.tgz")),
        ),
        ("filesAnalyzed", Node::Flag(false)),
        (
            "checksums",
            Node::List(vec![
                checksum("SHA1", number, 40),
                checksum("SHA256", number, 64),
            ]),
        ),
        ("licenseConcluded", text("NOASSERTION")),
        ("licenseDeclared", text(declared)),
        ("copyrightText", text("NOASSERTION")),
        ("summary", text(summary)),
        (
            "externalRefs",
            Node::List(vec![
                external("SECURITY", "cpe23Type", cpe),
                external("PACKAGE-MANAGER", "purl", purl),
            ]),
        ),
    ])
}

fn file(number: usize) -> Node {
    Node::Object(vec![
        ("SPDXID", text(file_reference(number))),
        ("fileName", text(format!("./usr/lib/{}.so", word(number)))),
        ("checksums", Node::List(vec![checksum("SHA1", number, 40)])),
        ("licenseConcluded", text("NOASSERTION")),
        ("licenseInfoInFiles", Node::List(vec![text("MIT")])),
        ("copyrightText", text("NOASSERTION")),
    ])
}

fn relationships(
    number: usize,
    packages: usize,
    files: usize,
) -> impl Iterator<Item = (&'static str, String)> {
    let described = (number == 0).then(|| ("DESCRIBES", reference(0)));
    let next = (number + 1 < packages).then(|| ("DEPENDS_ON", reference(number + 1)));
    let half = (number % 3 == 1).then(|| ("DEPENDS_ON", reference(number / 2)));
    let contained = (number < files).then(|| ("CONTAINS", file_reference(number)));
    described
        .into_iter()
        .chain(next)
        .chain(half)
        .chain(contained)
}
