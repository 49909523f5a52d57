//! The same document as JSON and as XML gives the same records at the same places.

use std::path::Path;

use bonafide_sbom::{Model, ReadLimits, ReadOptions, read};

use crate::kit::{bom, components, records};

const JSON: &str = r#"{
  "bomFormat": "CycloneDX", "specVersion": "1.7",
  "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79", "version": 3,
  "metadata": {
    "timestamp": "2026-01-02T03:04:05Z",
    "lifecycles": [{"phase": "build"}, {"name": "own", "description": "d"}],
    "tools": {
      "components": [{"type": "application", "name": "t1", "version": "1"}],
      "services": [{"name": "t2", "provider": {"name": "P"}}]},
    "authors": [{"name": "A", "email": "a@example.org", "phone": "1"}],
    "component": {"type": "application", "bom-ref": "root", "name": "r",
      "components": [{"type": "file", "bom-ref": "f", "name": "in root"}]},
    "manufacturer": {"name": "M", "url": ["https://m.example", "https://n.example"],
      "contact": [{"name": "C"}, {"email": "c@example.org"}]},
    "supplier": {"name": "S"},
    "licenses": [{"license": {"id": "CC0-1.0"}}]},
  "components": [
    {"type": "library", "bom-ref": "a", "isExternal": true,
     "supplier": {"name": "Sup", "url": ["https://s.example"]},
     "manufacturer": {"name": "Man"}, "authors": [{"name": "Au"}, {"name": "Bu"}],
     "author": "Old", "publisher": "Pub", "group": "g", "name": "a & <b>", "versionRange": "vers:npm/>=1",
     "description": " two\nlines ", "scope": "excluded",
     "hashes": [{"alg": "SHA-256", "content": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
                {"alg": "MD5", "content": "zz"}],
     "licenses": [
       {"license": {"id": "MIT", "acknowledgement": "declared", "bom-ref": "l",
         "text": {"content": "aGVsbG8=", "encoding": "base64"}, "url": "https://l.example"}},
       {"license": {"name": "Own", "text": {"content": "hello"}}},
       {"expression": "MIT OR Apache-2.0", "acknowledgement": "concluded", "bom-ref": "x"},
       {"expression": "EPL-2.0", "expressionDetails": []}],
     "copyright": "NOASSERTION", "cpe": "cpe:2.3:a:b:c:1:*:*:*:*:*:*:*",
     "purl": "pkg:npm/a@1?x=1&y=2", "omniborId": ["gitoid:blob:sha1:1", "gitoid:blob:sha1:2"],
     "swhid": ["swh:1:cnt:1"], "swid": {"tagId": "tag", "name": "n"},
     "pedigree": {
       "ancestors": [{"type": "library", "name": "anc",
          "pedigree": {"variants": [{"type": "library", "name": "var"}]}}],
       "descendants": [{"type": "library", "name": "desc"}]},
     "externalReferences": [{"type": "vcs", "url": "https://v.example?a=1&b=2", "comment": "c"}],
     "properties": [{"name": "p", "value": "1"}, {"name": "p", "value": " 2 "}, {"name": "flag", "value": ""}],
     "components": [{"type": "data", "name": "d",
        "components": [{"type": "library", "name": "deep"}]}],
     "evidence": {
       "identity": [{"field": "purl", "confidence": 1, "concludedValue": "pkg:npm/e@1"}, {"field": "name"}],
       "licenses": [{"license": {"id": "ISC"}}]}},
    {"type": "machine-learning-model", "bom-ref": "m", "name": "model", "version": "1",
     "modelCard": {"modelParameters": {"approach": {"type": "supervised"}, "task": "t",
       "architectureFamily": "fam", "modelArchitecture": "arch",
       "datasets": [{"ref": "d1"}, {"type": "dataset", "name": "inline"}, {"type": "dataset"}]}}}],
  "services": [{"bom-ref": "s", "provider": {"name": "Prov"}, "group": "sg", "name": "serv", "version": "2",
     "description": "desc", "licenses": [{"license": {"id": "MIT"}}],
     "externalReferences": [{"type": "documentation", "url": "https://d.example"}],
     "properties": [{"name": "k", "value": "v"}],
     "services": [{"name": "inner"}]}],
  "externalReferences": [{"type": "bom", "url": "urn:cdx:1/1"}, {"type": "website", "url": "https://w.example"}],
  "dependencies": [
    {"ref": "root", "dependsOn": ["a", "urn:cdx:1/1#x"]},
    {"ref": "a", "provides": ["m"]},
    {"ref": "m"}],
  "compositions": [
    {"aggregate": "complete", "assemblies": ["a", "m"], "dependencies": ["root"], "vulnerabilities": ["v"]},
    {"aggregate": "unknown"}],
  "vulnerabilities": [{"bom-ref": "v", "id": "CVE-2026-1",
     "source": {"name": "NVD", "url": "https://nvd.example"},
     "references": [{"id": "GHSA-1", "source": {"name": "GitHub"}}],
     "ratings": [{"source": {"name": "NVD"}, "score": 9.8, "severity": "critical", "method": "CVSSv31",
        "vector": "CVSS:3.1/AV:N"}, {}],
     "cwes": [79, 80], "description": "de", "published": "2026-01-01T00:00:00Z", "updated": "2026-01-02T00:00:00Z",
     "analysis": {"state": "not_affected", "justification": "code_not_reachable",
        "response": ["will_not_fix", "update"], "detail": "det", "lastUpdated": "2026-01-03T00:00:00Z"},
     "affects": [{"ref": "a", "versions": [{"version": "1", "status": "affected"}, {"range": "vers:npm/<2"}]}]}]
}"#;

const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.7"
  serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79" version="3">
  <metadata>
    <timestamp> 2026-01-02T03:04:05Z
    </timestamp>
    <lifecycles><lifecycle><phase>build</phase></lifecycle>
      <lifecycle><name>own</name><description>d</description></lifecycle></lifecycles>
    <tools>
      <components><component type="application"><name>t1</name><version>1</version></component></components>
      <services><service><provider><name>P</name></provider><name>t2</name></service></services>
    </tools>
    <authors><author><name>A</name><email>a@example.org</email><phone>1</phone></author></authors>
    <component type="application" bom-ref="root"><name>r</name><components>
      <component type="file" bom-ref="f"><name>in root</name></component></components></component>
    <manufacturer><name>M</name><url>https://m.example</url><url>https://n.example</url>
      <contact><name>C</name></contact><contact><email>c@example.org</email></contact></manufacturer>
    <supplier><name>S</name></supplier>
    <licenses><license><id>CC0-1.0</id></license></licenses>
  </metadata>
  <components>
    <component type="library" bom-ref="a" isExternal="true">
      <supplier><name>Sup</name><url>https://s.example</url></supplier>
      <manufacturer><name>Man</name></manufacturer>
      <authors><author><name>Au</name></author><author><name>Bu</name></author></authors>
      <author>Old</author><publisher>Pub</publisher><group>g</group>
      <name>a &amp; <![CDATA[<b>]]></name><versionRange>vers:npm/&gt;=1</versionRange>
      <description> two
lines </description><scope>excluded</scope>
      <hashes>
        <hash alg="SHA-256"> e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 </hash>
        <hash alg="MD5">zz</hash>
      </hashes>
      <licenses>
        <license acknowledgement="declared" bom-ref="l"><id>MIT</id>
          <text encoding="base64">aGVs
            bG8=</text><url>https://l.example</url></license>
        <license><name>Own</name><text>hello</text></license>
        <expression acknowledgement="concluded" bom-ref="x">MIT OR Apache-2.0</expression>
        <expression-detailed expression="EPL-2.0"><details license-identifier="EPL-2.0"/></expression-detailed>
      </licenses>
      <copyright>NOASSERTION</copyright><cpe>cpe:2.3:a:b:c:1:*:*:*:*:*:*:*</cpe>
      <purl>pkg:npm/a@1?x=1&amp;y=2</purl>
      <omniborId>gitoid:blob:sha1:1</omniborId><omniborId>gitoid:blob:sha1:2</omniborId>
      <swhid>swh:1:cnt:1</swhid><swid tagId="tag" name="n"/>
      <pedigree>
        <ancestors><component type="library"><name>anc</name><pedigree><variants>
          <component type="library"><name>var</name></component></variants></pedigree></component></ancestors>
        <descendants><component type="library"><name>desc</name></component></descendants>
      </pedigree>
      <externalReferences><reference type="vcs"><url> https://v.example?a=1&#38;b=2 </url>
        <comment>c</comment></reference></externalReferences>
      <properties><property name="p">1</property><property name="p"> 2 </property><property name="flag"/></properties>
      <components><component type="data"><name>d</name><components>
        <component type="library"><name>deep</name></component></components></component></components>
      <evidence>
        <identity><field>purl</field><confidence>1</confidence><concludedValue>pkg:npm/e@1</concludedValue></identity>
        <identity><field>name</field></identity>
        <licenses><license><id>ISC</id></license></licenses>
      </evidence>
    </component>
    <component type="machine-learning-model" bom-ref="m"><name>model</name><version>1</version>
      <modelCard><modelParameters><approach><type>supervised</type></approach><task>t</task>
        <architectureFamily>fam</architectureFamily><modelArchitecture>arch</modelArchitecture>
        <datasets><ref>d1</ref><dataset><type>dataset</type><name>inline</name></dataset>
          <dataset><type>dataset</type></dataset></datasets></modelParameters></modelCard>
    </component>
  </components>
  <services><service bom-ref="s"><provider><name>Prov</name></provider><group>sg</group><name>serv</name>
    <version>2</version><description>desc</description>
    <licenses><license><id>MIT</id></license></licenses>
    <externalReferences><reference type="documentation"><url>https://d.example</url></reference></externalReferences>
    <properties><property name="k">v</property></properties>
    <services><service><name>inner</name></service></services></service></services>
  <externalReferences><reference type="bom"><url>urn:cdx:1/1</url></reference>
    <reference type="website"><url>https://w.example</url></reference></externalReferences>
  <dependencies>
    <dependency ref="root"><dependency ref="a"/><dependency ref="urn:cdx:1/1#x"/></dependency>
    <dependency ref="a"><provides ref="m"/></dependency>
    <dependency ref="m"/>
  </dependencies>
  <compositions>
    <composition><aggregate>complete</aggregate>
      <assemblies><assembly ref="a"/><assembly ref="m"/></assemblies>
      <dependencies><dependency ref="root"/></dependencies>
      <vulnerabilities><vulnerability ref="v"/></vulnerabilities></composition>
    <composition><aggregate>unknown</aggregate></composition>
  </compositions>
  <vulnerabilities><vulnerability bom-ref="v"><id>CVE-2026-1</id>
    <source><name>NVD</name><url>https://nvd.example</url></source>
    <references><reference><id>GHSA-1</id><source><name>GitHub</name></source></reference></references>
    <ratings><rating><source><name>NVD</name></source><score>9.8</score><severity>critical</severity>
      <method>CVSSv31</method><vector>CVSS:3.1/AV:N</vector></rating><rating/></ratings>
    <cwes><cwe>79</cwe><cwe> 80 </cwe></cwes><description>de</description>
    <published>2026-01-01T00:00:00Z</published><updated>2026-01-02T00:00:00Z</updated>
    <analysis><state>not_affected</state><justification>code_not_reachable</justification>
      <responses><response>will_not_fix</response><response>update</response></responses>
      <detail>det</detail><lastUpdated>2026-01-03T00:00:00Z</lastUpdated></analysis>
    <affects><target><ref>a</ref><versions>
      <version><version>1</version><status>affected</status></version>
      <version><range>vers:npm/&lt;2</range></version></versions></target></affects>
  </vulnerability></vulnerabilities>
</bom>
"#;

fn same(json: &[u8], xml: &[u8]) -> Result<(), String> {
    let (of_json, of_xml) = (records(json), records(xml));
    for (one, other) in of_json.1.records.iter().zip(&of_xml.1.records) {
        if one != other {
            return Err(format!("JSON {one}\nXML  {other}"));
        }
    }
    if of_json.1 != of_xml.1 {
        return Err(format!("{:?} {:?}", of_json.1.places, of_xml.1.places));
    }
    if of_json.0.counts != of_xml.0.counts || of_json.0.version != of_xml.0.version {
        return Err(format!("{:?} {:?}", of_json.0, of_xml.0));
    }
    Ok(())
}

fn check(json: &str, xml: &str) {
    if let Err(difference) = same(json.as_bytes(), xml.as_bytes()) {
        panic!("{difference}");
    }
}

#[test]
fn everything_that_is_read() {
    check(JSON, XML);
    let (summary, all) = records(XML.as_bytes());
    assert_eq!(summary.counts.components, 5);
    assert_eq!(all.records.len(), 26, "{:#?}", all.records);
    let kept = summary.findings.kept().iter();
    let found: Vec<String> = kept
        .map(|one| format!("{} {}", one.code(), one.place()))
        .collect();
    assert_eq!(found, ["sbom.hash /components/0/hashes/1"]);
}

#[test]
fn an_owned_model_holds_the_same() {
    let of = |text: &str| Model::read(text.as_bytes(), &ReadOptions::default()).unwrap();
    let (of_json, of_xml) = (of(JSON), of(XML));
    let listed = |model: &Model| {
        let components = model.components();
        components
            .map(|one| format!("{:?} {:?} {:?}", one.name(), one.role(), one.place()))
            .collect::<Vec<_>>()
    };
    assert_eq!(listed(&of_json), listed(&of_xml));
}

#[test]
fn tools_of_the_older_form_and_all_versions_that_both_have() {
    for version in ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"] {
        let json = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "{version}", "version": 1,
            "metadata": {{"tools": [{{"vendor": "V", "name": "T", "version": "1",
            "hashes": [{{"alg": "SHA-1", "content": "da39a3ee5e6b4b0d3255bfef95601890afd80709"}}]}}],
            "manufacture": {{"name": "M"}}}},
            "components": [{{"type": "library", "name": "a", "version": "1"}}]}}"#
        );
        let xml = format!(
            "<bom xmlns='http://cyclonedx.org/schema/bom/{version}' version='1'>\
            <metadata><tools><tool><vendor>V</vendor><name>T</name><version>1</version>\
            <hashes><hash alg='SHA-1'>da39a3ee5e6b4b0d3255bfef95601890afd80709</hash></hashes>\
            </tool></tools><manufacture><name>M</name></manufacture></metadata>\
            <components><component type='library'><name>a</name><version>1</version></component>\
            </components></bom>"
        );
        check(&json, &xml);
    }
}

/// Changes to the text that mean nothing: none of them changes the view.
#[test]
fn other_writings_of_the_same() {
    let wanted = records(XML.as_bytes()).1;
    let prefixed = XML
        .replace("xmlns=", "xmlns:c=")
        .replace("</", "\u{1}")
        .replace('<', "<c:")
        .replace('\u{1}', "</c:")
        .replace("<c:?", "<?")
        .replace("<c:![CDATA[<c:b>", "<![CDATA[<b>");
    let commented = XML.replace("<component ", "<!-- < & -- >--><component ");
    let commented = commented.replace("-- >-->", "-->");
    let split = XML
        .replace("<name>", "<name><![CDATA[]]>")
        .replace("Pub", "P<?x?><![CDATA[u]]>&#x62;");
    let spaced = XML
        .replace("><", ">\n\t<")
        .replace("]]>\n\t<", "]]><")
        .replace("name=\"flag\"/>", "name = 'flag' ></property\n>");
    let foreign = XML.replace(
        "<version>",
        "<x:name xmlns:x='urn:x'>no<x:component/></x:name><name xmlns=''>no</name><version>",
    );
    let returns = XML.replace('\n', "\r\n");
    for (index, text) in [prefixed, commented, split, spaced, returns, foreign]
        .iter()
        .enumerate()
    {
        let found = records(text.as_bytes()).1;
        for (one, other) in found.records.iter().zip(&wanted.records) {
            assert_eq!(one, other, "{index}");
        }
        assert_eq!(found, wanted, "{index}");
    }
}

/// Published documents that say the same in both forms, in whatever order and made at whatever time;
/// the others of the same name say something else in one of them.
#[test]
fn published_documents() {
    const OTHERS: [&str; 5] = [
        "bomex-laravel-7.12.0-bom.1.4",
        "cdxrs-valid-machine-learning-1.5",
        "spec-valid-license-expression-1.2",
        "spec-valid-machine-learning-1.5",
        "spec-valid-vulnerability-1.4",
    ];
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus sbom pairs: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = Path::new(&corpus).join("sbom");
    let (mut rows, mut wrong, mut left_out) = (0, 0, 0);
    for entry in std::fs::read_dir(folder.join("cdx-xml")).unwrap() {
        let xml = entry.unwrap().path();
        let stem = xml.file_stem().unwrap().to_str().unwrap();
        let json = folder.join("cdx-json").join(format!("{stem}.json"));
        if !json.exists() {
            continue;
        }
        if OTHERS.contains(&stem) {
            left_out += 1;
            continue;
        }
        rows += 1;
        let unordered = |path: &Path| sorted(&std::fs::read(path).unwrap());
        let (of_json, of_xml) = (unordered(&json), unordered(&xml));
        if of_json != of_xml {
            wrong += 1;
            let mut pairs = of_json.iter().zip(&of_xml);
            println!("{stem}: {:#?}", pairs.find(|(one, other)| one != other));
        }
    }
    println!("corpus sbom pairs: {rows} rows, {wrong} wrong, {left_out} left out");
    assert!(rows > 0 && wrong == 0);
}

/// The records but the document, without what counts their order.
fn sorted(bytes: &[u8]) -> Vec<String> {
    let mut records: Vec<String> = records(bytes).1.records;
    records.pop();
    for record in &mut records {
        if let Some((_, rest)) = record.split_once("role: ") {
            *record = rest.to_owned();
        }
    }
    records.sort();
    records
}

/// What is too much in one syntax is so in the other.
#[test]
fn limits_are_those_of_both() {
    let limits = ReadLimits::default().with_entries(2);
    let options = ReadOptions::default().with_limits(limits);
    let fits = |text: &str| read(text.as_bytes(), &options, &mut ()).is_ok();
    let head = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","#;
    let references = |count: usize| {
        let json = vec![r#"{"type":"website","url":"u"}"#; count].join(",");
        let xml = "<reference type='website'><url>u</url></reference>".repeat(count);
        (
            format!(r#"{head}"externalReferences":[{json}]}}"#),
            bom(&format!("<externalReferences>{xml}</externalReferences>")),
        )
    };
    let licences = |count: usize| {
        let json = vec![r#"{"expression":"MIT"}"#; count].join(",");
        let xml = "<expression>MIT</expression>".repeat(count);
        (
            format!(
                r#"{head}"components":[{{"licenses":[{{"expression":"MIT"}}],"evidence":{{"licenses":[{json}]}}}}]}}"#
            ),
            components(&format!(
                "<component><licenses><expression>MIT</expression></licenses><evidence><licenses>{xml}</licenses></evidence></component>"
            )),
        )
    };
    for (most, (json, xml), (more_json, more_xml)) in [
        (2, references(2), references(3)),
        (1, licences(1), licences(2)),
    ] {
        assert!(fits(&json) && fits(&xml), "{most}");
        assert!(!fits(&more_json) && !fits(&more_xml), "{most}");
    }
}
