//! CycloneDX as JSON.

use crate::json::{Json, LICENCES, Made, Node, Producer, Shape, hex, text, word};

/// A document of a version, with a root, components of which some hold others, and an entry of
/// `dependencies` for each.
pub(crate) fn document(version: &str, shape: Shape) -> Made {
    let mut json = Json::new(shape.bytes, shape.is_pretty);
    let outer = shape.producer.unwrap_or(Producer::Schema);
    json.open('{');
    // By name, what tells the version comes last.
    let is_late = outer == Producer::Sorted;
    json.member("bomFormat", text("CycloneDX"), outer);
    if !is_late {
        json.member("specVersion", text(version), outer);
        head(&mut json, outer);
    }
    json.name("components");
    json.open('[');
    let mut numbers = 0;
    // The entries of `dependencies` take about a sixth of the whole.
    while json.out.len() < shape.bytes / 6 * 5 {
        json.next();
        let producer = shape.producer(numbers);
        let component = component(&mut numbers, 0);
        json.node(component, producer);
    }
    json.close(']');
    json.name("dependencies");
    json.open('[');
    let mut edges = 0;
    for number in 0..numbers {
        let targets: Vec<Node> = [number + 1, number / 2]
            .into_iter()
            .take(1 + usize::from(number % 3 == 1))
            .filter(|target| *target != number && *target < numbers)
            .map(|target| text(reference(target)))
            .collect();
        edges += targets.len();
        let entry = Node::Object(vec![
            ("ref", text(reference(number))),
            ("dependsOn", Node::List(targets)),
        ]);
        json.next();
        json.node(entry, shape.producer(number));
    }
    json.close(']');
    if is_late {
        head(&mut json, outer);
        json.member("specVersion", text(version), outer);
    }
    json.close('}');
    Made {
        text: json.out,
        components: numbers,
        edges,
    }
}

fn head(json: &mut Json, producer: Producer) {
    let tool = Node::Object(vec![
        ("type", text("application")),
        ("name", text("generator")),
        ("version", text("1.2.3")),
    ]);
    let root = Node::Object(vec![
        ("type", text("application")),
        ("bom-ref", text("root")),
        ("name", text("application")),
        ("version", text("4.5.6")),
    ]);
    let metadata = Node::Object(vec![
        ("timestamp", text("2025-06-01T12:00:00Z")),
        (
            "tools",
            Node::Object(vec![("components", Node::List(vec![tool]))]),
        ),
        ("component", root),
    ]);
    let serial = "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79";
    json.member("serialNumber", text(serial), producer);
    json.member("version", Node::Number(1), producer);
    json.member("metadata", metadata, producer);
}

pub(crate) fn purl(number: usize) -> String {
    format!(
        "pkg:maven/org.{}.group/{}@{}?type=jar&repository_url=repo.example.org/maven2",
        hex(number, 6),
        word(number),
        release(number)
    )
}

pub(crate) fn reference(number: usize) -> String {
    format!("{}#{number}", purl(number))
}

pub(crate) fn release(number: usize) -> String {
    format!("{}.{}.{}", number % 7, number % 31, number % 113)
}

/// A component; every eighth holds two others, of which one holds another.
fn component(numbers: &mut usize, depth: usize) -> Node {
    let number = *numbers;
    *numbers += 1;
    let name = word(number);
    let licence = LICENCES[number % LICENCES.len()];
    let hash = |alg: &str, digits| {
        Node::Object(vec![
            ("alg", text(alg)),
            ("content", text(hex(number + digits, digits))),
        ])
    };
    let external =
        |kind: &str, url: String| Node::Object(vec![("type", text(kind)), ("url", text(url))]);
    let property = |name: &str, value: String| {
        Node::Object(vec![("name", text(name)), ("value", text(value))])
    };
    let stated = if number.is_multiple_of(5) {
        let other = LICENCES[(number + 3) % LICENCES.len()];
        vec![("expression", text(format!("{licence} OR {other}")))]
    } else {
        vec![("license", Node::Object(vec![("id", text(licence))]))]
    };
    let mut members = vec![
        ("type", text("library")),
        ("bom-ref", text(reference(number))),
        ("group", text(format!("org.{}.group", hex(number, 6)))),
        ("name", text(&*name)),
        ("version", text(release(number))),
        ("description", text(description(&name, number))),
        ("scope", text("required")),
        (
            "hashes",
            Node::List(vec![hash("SHA-1", 40), hash("SHA-256", 64)]),
        ),
        ("licenses", Node::List(vec![Node::Object(stated)])),
        ("purl", text(purl(number))),
        (
            "externalReferences",
            Node::List(vec![
                external("website", format!("https://www.example.org/{name}?a=1&b=2")),
                external("vcs", format!("https://git.example.org/group/{name}.git")),
            ]),
        ),
        (
            "properties",
            Node::List(vec![
                property("example:location:0", format!("/usr/lib/{name}.jar")),
                property("example:found:by", "java-archive-cataloguer".to_owned()),
            ]),
        ),
    ];
    let has_inner =
        depth == 0 && number.is_multiple_of(8) || depth == 1 && number.is_multiple_of(2);
    if has_inner {
        let inner = (0..2 - depth).map(|_| component(numbers, depth + 1));
        members.push(("components", Node::List(inner.collect())));
    }
    Node::Object(members)
}

pub(crate) fn description(name: &str, number: usize) -> String {
    match number % 4 {
        0 => format!("The \"{name}\" library: reads, writes & <checks> what it is given."),
        1 => format!("Naïve implementation of {name} – for tests only"),
        2 => format!("{name} for the platform"),
        _ => format!("A toolkit that provides {name} to applications, servers and command lines."),
    }
}
