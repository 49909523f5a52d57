//! CycloneDX as XML, 50 MB of it.

use core::fmt::Write as _;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::cyclonedx::{description, purl, reference, release};
use crate::jobs::{Job, MODEL, READ};
use crate::json::{LICENCES, hex, word};
use crate::memory::Loaded;
use crate::speeds::Speeds;
use crate::table::{Goal, Table};

const NAME: &str = "CycloneDX 1.4 as XML";

/// Who looks at each event, and at nothing in it.
pub(crate) const EVENTS: Job = Job {
    name: "the events of `quick-xml`",
    run: |document| {
        let mut reader = Reader::from_str(core::str::from_utf8(document).unwrap());
        let mut count = 0;
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) if tag.name().as_ref() == "component" => count += 1,
                Event::Eof => return Some(count),
                _ => {}
            }
        }
    },
};

/// `peers` build the whole document; we want to be five times as fast.
pub(crate) fn rows(table: &mut Table, percent: usize, peers: &[Job]) {
    let (document, components) = document(500_000 * percent);
    let document = document.as_bytes();
    let mut jobs = vec![READ, MODEL, EVENTS];
    let ours = jobs.len();
    jobs.extend(peers);
    for job in &jobs {
        assert_eq!((job.run)(document), Some(components), "{}", job.name);
    }
    let speeds = Speeds::measured(NAME, document, &jobs);
    for other in 2..jobs.len() {
        let goal = Goal::AtLeast(if other < ours { 0.5 } else { 5.0 });
        speeds.row(table, 0, other, goal);
        speeds.row(table, 1, other, Goal::None);
    }
    let loaded = Loaded::new(document);
    for job in &jobs {
        let mebibytes = loaded.growth(job) / f64::from(1 << 20);
        let name = format!("{NAME}: {}, extra memory, MiB", job.name);
        let note = format!("of {:.1} MB", document.len() as f64 / 1e6);
        table.add(&name, Goal::None, mebibytes, note);
    }
}

/// So many bytes at least, and how many components there are in it.
fn document(bytes: usize) -> (String, usize) {
    let mut out = r#"<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.4" serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79" version="1">
  <components>
"#
    .to_owned();
    let mut count = 0;
    // The dependencies take about a sixth of the whole.
    while out.len() < bytes / 6 * 5 {
        component(&mut out, count);
        count += 1;
    }
    out.push_str("  </components>\n  <dependencies>\n");
    for number in 0..count {
        let (from, to) = (reference(number), reference((number + 1) % count));
        let (from, to) = (escaped(&from), escaped(&to));
        writeln!(
            out,
            "    <dependency ref=\"{from}\"><dependency ref=\"{to}\"/></dependency>"
        )
        .unwrap();
    }
    out.push_str("  </dependencies>\n</bom>\n");
    (out, count)
}

fn component(out: &mut String, number: usize) {
    let name = word(number);
    writeln!(
        out,
        r#"    <component type="library" bom-ref="{reference}">
      <group>org.{group}.group</group>
      <name>{name}</name>
      <version>{version}</version>
      <description>{description}</description>
      <scope>required</scope>
      <hashes>
        <hash alg="SHA-1">{sha1}</hash>
        <hash alg="SHA-256">{sha256}</hash>
      </hashes>
      <licenses>
        <license><id>{licence}</id></license>
      </licenses>
      <purl>{purl}</purl>
      <externalReferences>
        <reference type="website"><url>https://www.example.org/{name}?a=1&amp;b=2</url></reference>
        <reference type="vcs"><url>https://git.example.org/group/{name}.git</url></reference>
      </externalReferences>
      <properties>
        <property name="example:location:0">/usr/lib/{name}.jar</property>
        <property name="example:found:by">java-archive-cataloguer</property>
      </properties>
    </component>"#,
        reference = escaped(&reference(number)),
        group = hex(number, 6),
        version = release(number),
        description = escaped(&description(&name, number)),
        sha1 = hex(number + 40, 40),
        sha256 = hex(number + 64, 64),
        licence = LICENCES[number % LICENCES.len()],
        purl = escaped(&purl(number)),
    )
    .unwrap();
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
