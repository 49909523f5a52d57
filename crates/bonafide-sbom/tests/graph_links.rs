//! References from one document to another.

use bonafide_digest::Digest;
use bonafide_sbom::{HashAlgorithm, LinkAnswer, Links, Model, ReadOptions};

const SERIAL: &str = "3e671687-395b-41f5-a30f-a58921a69b79";
const SHA256: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const SHA1: &str = "0123456789abcdef0123456789abcdef01234567";

/// Without hashing: the digests of these documents are made up.
fn read(document: &str) -> Model {
    let options = ReadOptions::default().with_hashing(false);
    Model::read(document.as_bytes(), &options).unwrap()
}

/// A document that depends on `to`, with these members.
fn cdx_from(to: &str, members: &str) -> String {
    format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","dependencies":[{{"ref":"own","dependsOn":["{to}"]}}],"components":[{{"type":"library","bom-ref":"own","name":"n"}}]{members}}}"#
    )
}

fn cdx_to(members: &str, references: &[&str]) -> String {
    let components = references
        .iter()
        .map(|name| format!(r#"{{"type":"library","bom-ref":"{name}","name":"n"}}"#));
    let components: Vec<_> = components.collect();
    format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6"{members},"components":[{}]}}"#,
        components.join(",")
    )
}

fn serial(version: &str) -> String {
    format!(r#","serialNumber":"urn:uuid:{SERIAL}"{version}"#)
}

/// An external reference of type `bom` with these hashes.
fn bom(uri: &str, hashes: &[(&str, &str)]) -> String {
    let hashes = hashes
        .iter()
        .map(|(name, value)| format!(r#"{{"alg":"{name}","content":"{value}"}}"#));
    let hashes: Vec<_> = hashes.collect();
    format!(
        r#","externalReferences":[{{"type":"bom","url":"{uri}","hashes":[{}]}}]"#,
        hashes.join(",")
    )
}

fn spdx2_from(reference: &str, external: &str) -> String {
    format!(
        r#"{{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d","externalDocumentRefs":[{external}],
        "packages":[{{"SPDXID":"SPDXRef-own","name":"n"}}],
        "relationships":[{{"spdxElementId":"SPDXRef-own","relationshipType":"DEPENDS_ON","relatedSpdxElement":"{reference}"}}]}}"#
    )
}

fn spdx2_to(namespace: &str) -> String {
    format!(
        r#"{{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d","documentNamespace":"{namespace}","packages":[{{"SPDXID":"SPDXRef-a","name":"n"}}]}}"#
    )
}

fn external(id: &str, uri: &str, checksum: &str) -> String {
    format!(r#"{{"externalDocumentId":"{id}","spdxDocument":"{uri}"{checksum}}}"#)
}

/// The answer in words.
fn follow(from: &str, to: &str, given: &[(&str, &[&str])]) -> String {
    let from = read(from);
    let given: Vec<_> = given
        .iter()
        .map(|(document, digests)| {
            let digests = digests.iter().map(|text| Digest::parse(text).unwrap());
            (read(document), digests.collect::<Vec<_>>())
        })
        .collect();
    let mut links = Links::default();
    for (model, digests) in &given {
        links.add(model, digests);
    }
    match links.of(&from).resolve(from.node(to).unwrap()) {
        LinkAnswer::Found {
            model,
            node,
            digest,
        } => {
            let name = node.map_or("document", |node| model.reference(node));
            match digest {
                Some(digest) => format!("{name} {digest}"),
                None => name.to_owned(),
            }
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn bom_links_lead_to_a_serial_number_and_a_version() {
    let to = cdx_to(&serial(r#","version":2"#), &["a", "x y", "p%20q", "p q"]);
    let link = |rest: &str| format!("urn:cdx:{SERIAL}/{rest}");
    for (rest, wanted) in [
        ("2#a", "a"),
        ("2", "document"),
        ("2#x%20y", "x y"),
        ("2#p%20q", "Ambiguous"),
        ("2#b", "NoElement"),
        ("2#", "NoElement"),
        ("2#%zz", "NoElement"),
        ("1#a", "NotGiven"),
        ("02#a", "a"),
        ("+2#a", "NoLink"),
        ("#a", "NoLink"),
        ("2.0#a", "NoLink"),
    ] {
        let reference = link(rest);
        let from = cdx_from(&reference, "");
        assert_eq!(follow(&from, &reference, &[(&to, &[])]), wanted, "{rest}");
    }
    let upper = format!("urn:cdx:{}/2#a", SERIAL.to_uppercase());
    let from = cdx_from(&upper, "");
    assert_eq!(follow(&from, &upper, &[(&to, &[])]), "a");
    assert_eq!(follow(&from, &upper, &[]), "NotGiven");
    assert_eq!(follow(&from, "own", &[(&to, &[])]), "NoLink");
    // A document without a version is the first.
    let first = cdx_to(&serial(""), &["a"]);
    let reference = link("1#a");
    let from = cdx_from(&reference, "");
    assert_eq!(follow(&from, &reference, &[(&first, &[])]), "a");
}

#[test]
fn two_documents_of_one_name_are_told_apart_by_digest_only() {
    let reference = format!("urn:cdx:{SERIAL}/1#a");
    let to = cdx_to(&serial(""), &["a"]);
    let other = cdx_to(&serial(""), &["a", "b"]);
    let sha256 = format!("sha256:{SHA256}");
    let zero = format!("sha256:{}", "0".repeat(64));
    let plain = cdx_from(&reference, "");
    let hashed = cdx_from(&reference, &bom(&reference, &[("SHA-256", SHA256)]));
    let given: [(&str, &[&str]); 2] = [(&to, &[&sha256]), (&other, &[&zero])];
    assert_eq!(follow(&plain, &reference, &given), "Ambiguous");
    assert_eq!(follow(&hashed, &reference, &given), "a SHA-256");
    assert_eq!(follow(&hashed, &reference, &given[1..]), "OtherDigest");
    assert_eq!(follow(&hashed, &reference, &[(&to, &[])]), "DigestUnknown");
    let twice: [(&str, &[&str]); 2] = [(&to, &[&sha256]), (&other, &[&sha256])];
    assert_eq!(follow(&hashed, &reference, &twice), "Ambiguous");
}

#[test]
fn every_hash_that_is_given_has_to_fit() {
    let reference = format!("urn:cdx:{SERIAL}/1#a");
    let to = cdx_to(&serial(""), &["a"]);
    let (sha1, sha256) = (format!("sha1:{SHA1}"), format!("sha256:{SHA256}"));
    let other = "9".repeat(63) + "8";
    for (hashes, digests, wanted) in [
        (&[("SHA-1", SHA1)][..], &[&*sha1][..], "a SHA-1"),
        (
            &[("SHA-1", SHA1), ("SHA-256", SHA256)],
            &[&*sha1, &*sha256],
            "a SHA-256",
        ),
        (
            &[("SHA-256", SHA256), ("SHA-1", SHA1)],
            &[&*sha1, &*sha256],
            "a SHA-256",
        ),
        (
            &[("SHA-1", SHA1), ("SHA-256", &other)],
            &[&*sha1, &*sha256],
            "OtherDigest",
        ),
        (&[("SHA-512", "00")], &[&*sha1, &*sha256], "DigestUnknown"),
        (&[("CRC32", "01234567")], &[&*sha256], "DigestUnknown"),
        (&[("SHA-256", "abc")], &[&*sha256], "DigestUnknown"),
        (&[], &[&*sha256], "a"),
    ] {
        let from = cdx_from(&reference, &bom(&reference, hashes));
        assert_eq!(
            follow(&from, &reference, &[(&to, digests)]),
            wanted,
            "{hashes:?}"
        );
    }
    // Hashes of another document are not those of this one.
    let elsewhere = bom(
        "urn:cdx:00000000-0000-0000-0000-000000000000/1",
        &[("SHA-256", &other)],
    );
    let from = cdx_from(&reference, &elsewhere);
    assert_eq!(follow(&from, &reference, &[(&to, &[&sha256])]), "a");
}

#[test]
fn the_digest_of_a_document_is_known_when_it_was_read() {
    let to = cdx_to(&serial(""), &["a"]);
    let digest = Digest::sha256(bonafide_digest::sha256(&[to.as_bytes()]));
    let reference = format!("urn:cdx:{SERIAL}/1#a");
    let from = cdx_from(
        &reference,
        &bom(&reference, &[("SHA-256", &digest.to_hex())]),
    );
    let options = ReadOptions::default().with_hashing(true);
    let (from, to) = (read(&from), Model::read(to.as_bytes(), &options).unwrap());
    let mut links = Links::default();
    links.add(&to, &[]);
    let answer = links.of(&from).resolve(from.node(&reference).unwrap());
    let LinkAnswer::Found { digest, .. } = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(digest, Some(HashAlgorithm::Sha256));
}

#[test]
fn external_document_references_lead_to_a_namespace() {
    let to = spdx2_to("https://x/d");
    let sha1 = format!("sha1:{SHA1}");
    let checksum =
        |value: &str| format!(r#","checksum":{{"algorithm":"SHA1","checksumValue":"{value}"}}"#);
    let refer = |name: &str, list: &[String]| spdx2_from(name, &list.join(","));
    let plain = external("DocumentRef-x", "https://x/d", "");
    let hashed = external("DocumentRef-x", "https://x/d", &checksum(SHA1));
    let wrong = external("DocumentRef-x", "https://x/d", &checksum(&"9".repeat(40)));
    let second = external("DocumentRef-x", "https://x/e", "");
    for (name, list, digests, wanted) in [
        (
            "DocumentRef-x:SPDXRef-a",
            vec![&plain],
            &[][..],
            "SPDXRef-a",
        ),
        (
            "DocumentRef-x:SPDXRef-a",
            vec![&hashed],
            &[&*sha1],
            "SPDXRef-a SHA-1",
        ),
        (
            "DocumentRef-x:SPDXRef-a",
            vec![&hashed],
            &[],
            "DigestUnknown",
        ),
        (
            "DocumentRef-x:SPDXRef-a",
            vec![&wrong],
            &[&*sha1],
            "OtherDigest",
        ),
        ("DocumentRef-x:SPDXRef-b", vec![&plain], &[], "NoElement"),
        ("DocumentRef-y:SPDXRef-a", vec![&plain], &[], "NoLink"),
        (
            "DocumentRef-x:SPDXRef-a",
            vec![&plain, &second],
            &[],
            "NoLink",
        ),
        ("DocumentRef-x:SPDXRef-a", vec![&second], &[], "NotGiven"),
        (
            "DocumentRef-x:SPDXRef-DOCUMENT",
            vec![&plain],
            &[],
            "SPDXRef-DOCUMENT",
        ),
    ] {
        let list: Vec<_> = list.into_iter().cloned().collect();
        let from = refer(name, &list);
        // The document itself only has a node where something refers to it.
        let to = to.replace(
            r#""packages""#,
            r#""documentDescribes":["SPDXRef-a"],"packages""#,
        );
        assert_eq!(follow(&from, name, &[(&to, digests)]), wanted, "{from}");
    }
    let tag_value = format!(
        "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nExternalDocumentRef: DocumentRef-x https://x/d SHA1: {SHA1}\n\
         Relationship: SPDXRef-DOCUMENT DEPENDS_ON DocumentRef-x:SPDXRef-a\n"
    );
    for document in [tag_value.clone(), tag_value.replace("SHA1: ", "SHA1:")] {
        let name = "DocumentRef-x:SPDXRef-a";
        assert_eq!(
            follow(&document, name, &[(&to, &[&sha1])]),
            "SPDXRef-a SHA-1"
        );
        assert_eq!(follow(&document, name, &[(&to, &[])]), "DigestUnknown");
    }
}

#[test]
fn imports_lead_to_elements() {
    let document = |members: &str| {
        format!(
            r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
            {{"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2024-01-01T00:00:00Z"}},{members}]}}"#
        )
    };
    let hash = |value: &str| {
        format!(
            r#","verifiedUsing":[{{"type":"Hash","algorithm":"sha256","hashValue":"{value}"}}]"#
        )
    };
    let from = |id: &str, hash: &str| {
        document(&format!(
            r#"{{"type":"SpdxDocument","spdxId":"doc","import":[{{"type":"ExternalMap","externalSpdxId":"{id}"{hash}}}]}},
            {{"type":"software_Package","spdxId":"own","name":"n"}},
            {{"type":"Relationship","from":"own","relationshipType":"dependsOn","to":["https://x/a"]}}"#
        ))
    };
    let to = document(r#"{"type":"software_Package","spdxId":"https://x/a","name":"a"}"#);
    let importing = from("https://x/a", "");
    let sha256 = format!("sha256:{SHA256}");
    let name = "https://x/a";
    assert_eq!(follow(&importing, name, &[(&to, &[])]), name);
    // A document that imports it too does not hold it.
    assert_eq!(follow(&importing, name, &[(&importing, &[])]), "NotGiven");
    assert_eq!(
        follow(&importing, name, &[(&to, &[]), (&to, &[])]),
        "Ambiguous"
    );
    assert_eq!(
        follow(&from("https://x/b", ""), name, &[(&to, &[])]),
        "NoLink"
    );
    let hashed = from("https://x/a", &hash(SHA256));
    assert_eq!(
        follow(&hashed, name, &[(&to, &[&sha256])]),
        "https://x/a SHA-256"
    );
    assert_eq!(follow(&hashed, name, &[(&to, &[])]), "DigestUnknown");
    let wrong = from("https://x/a", &hash(&("9".repeat(63) + "8")));
    assert_eq!(follow(&wrong, name, &[(&to, &[&sha256])]), "OtherDigest");
}
