//! The registry in memory answers as a registry does.

use bonafide_digest::{Algorithm, Digest};
use bonafide_oci::{
    Answer, Ask, Continuation, Document, Found, MediaType, Memory, Reference, Request, Source,
    SourceErrorKind, Tag, Target, media_type,
};

fn manifest_type() -> MediaType {
    MediaType::parse(media_type::OCI_MANIFEST).unwrap()
}

fn fetch(memory: &Memory, ask: Ask) -> Answer {
    memory.fetch(&Request::once(None, ask, 1 << 20)).unwrap()
}

#[track_caller]
fn found(memory: &Memory, ask: Ask) -> Found {
    match fetch(memory, ask) {
        Answer::Found(found) => found,
        Answer::Absent => panic!("absent"),
    }
}

fn is_absent(memory: &Memory, ask: Ask) -> bool {
    matches!(fetch(memory, ask), Answer::Absent)
}

fn tag(name: &str) -> Ask {
    Ask::Manifest(Target::Tag(Tag::parse(name).unwrap()))
}

fn by_digest(digest: &Digest) -> Ask {
    Ask::Manifest(Target::Digest(*digest))
}

fn image() -> Vec<u8> {
    format!(
        r#"{{"schemaVersion":2,"config":{{"mediaType":"application/x","digest":"sha256:{}","size":1}},"layers":[]}}"#,
        "5".repeat(64)
    )
    .into_bytes()
}

fn attached(subject: &Digest, more: &str) -> Vec<u8> {
    format!(
        r#"{{"schemaVersion":2,"config":{{"mediaType":"application/x.config","digest":"sha256:{}","size":1}},"layers":[],"subject":{{"digest":"{subject}","size":7}}{more}}}"#,
        "5".repeat(64)
    )
    .into_bytes()
}

fn read(found: &Found) -> Vec<(Digest, Option<String>, u64, usize)> {
    let document = Document::parse(found.bytes(), found.media_type(), 1 << 20).unwrap();
    let Document::Index(index) = document else {
        panic!("no index");
    };
    index
        .manifests()
        .iter()
        .map(|entry| {
            let entry = entry.as_ref().unwrap();
            assert_eq!(entry.media_type(), Some(&manifest_type()));
            let artifact_type = entry.artifact_type().map(ToString::to_string);
            (
                *entry.digest(),
                artifact_type,
                entry.size(),
                entry.annotations().len(),
            )
        })
        .collect()
}

#[test]
fn what_is_pushed_is_found() {
    let mut memory = Memory::new();
    let digest = memory.push_manifest(manifest_type(), image());
    let blob = memory.push_blob("blob");
    memory.tag(Tag::parse("v1").unwrap(), digest);
    assert!(!memory.capabilities().lists());
    for ask in [by_digest(&digest), tag("v1")] {
        let found = found(&memory, ask);
        assert_eq!(found.bytes(), image());
        assert_eq!(found.media_type(), Some(&manifest_type()));
    }
    assert_eq!(found(&memory, Ask::Blob(blob)).bytes(), b"blob");
    let longer = bonafide_digest::digest(Algorithm::Sha512, b"blob").unwrap();
    assert_eq!(found(&memory, Ask::Blob(longer)).bytes(), b"blob");
    let longer = bonafide_digest::digest(Algorithm::Sha512, &image()).unwrap();
    assert_eq!(found(&memory, by_digest(&longer)).bytes(), image());
    assert!(is_absent(&memory, tag("v2")));
    assert!(is_absent(&memory, by_digest(&blob)));
    assert!(is_absent(&memory, Ask::Blob(digest)));
    memory.tag(Tag::parse("v1").unwrap(), blob);
    assert!(is_absent(&memory, tag("v1")));
}

#[test]
fn referrers_are_those_whose_subject_it_is() {
    let mut memory = Memory::new();
    let subject = memory.push_manifest(manifest_type(), image());
    assert!(read(&found(&memory, Ask::Referrers(subject))).is_empty());
    let plain = attached(&subject, "");
    let typed = attached(
        &subject,
        r#","artifactType":"application/x.artifact","annotations":{"a":"\"\\\u0001","b":"c"}"#,
    );
    let mut wanted = Vec::new();
    for (bytes, artifact_type, annotations) in [
        (&plain, "application/x.config", 0),
        (&typed, "application/x.artifact", 2),
    ] {
        // Pushing it again changes nothing.
        memory.push_manifest(manifest_type(), bytes.clone());
        let digest = memory.push_manifest(manifest_type(), bytes.clone());
        let size = bytes.len() as u64;
        wanted.push((digest, Some(artifact_type.to_owned()), size, annotations));
    }
    wanted.sort();
    memory.push_manifest(manifest_type(), attached(&memory_digest(b"other"), ""));
    memory.push_manifest(manifest_type(), "no document");
    assert_eq!(read(&found(&memory, Ask::Referrers(subject))), wanted);
    // A registry does not ask for the subject to be there.
    let orphans = found(&memory, Ask::Referrers(memory_digest(b"other")));
    assert_eq!(read(&orphans).len(), 1);
}

fn memory_digest(bytes: &[u8]) -> Digest {
    Digest::sha256(bonafide_digest::sha256(&[bytes]))
}

#[test]
fn an_index_can_be_attached_too() {
    let mut memory = Memory::new();
    let subject = memory_digest(b"image");
    let index_type = MediaType::parse(media_type::OCI_INDEX).unwrap();
    let index = format!(
        r#"{{"schemaVersion":2,"manifests":[],"artifactType":"application/x","subject":{{"digest":"{subject}","size":5}}}}"#
    );
    memory.push_manifest(index_type.clone(), index);
    let listed = found(&memory, Ask::Referrers(subject));
    let Ok(Document::Index(listed)) = Document::parse(listed.bytes(), None, 4096) else {
        panic!("no index");
    };
    let entry = listed.manifests()[0].as_ref().unwrap();
    assert_eq!(entry.media_type(), Some(&index_type));
    assert_eq!(entry.artifact_type().unwrap().as_str(), "application/x");
}

#[test]
fn an_older_registry_does_not_know_referrers() {
    let mut memory = Memory::new().without_referrers();
    let subject = memory_digest(b"image");
    memory.push_manifest(manifest_type(), attached(&subject, ""));
    assert!(is_absent(&memory, Ask::Referrers(subject)));
}

#[test]
fn another_repository_has_nothing() {
    let repository = |name: &str| Reference::parse_strict(name).unwrap().repository().clone();
    let mut memory = Memory::new().in_repository(repository("a.example/b"));
    let blob = memory.push_blob("blob");
    let fetch = |repository| {
        memory
            .fetch(&Request::once(repository, Ask::Blob(blob), 4))
            .unwrap()
    };
    assert!(matches!(
        fetch(Some(repository("a.example/b"))),
        Answer::Found(_)
    ));
    assert!(matches!(
        fetch(Some(repository("a.example/c"))),
        Answer::Absent
    ));
    assert!(matches!(fetch(None), Answer::Found(_)));
}

#[test]
fn answers_are_bounded_and_questions_are_those_of_registries() {
    let mut memory = Memory::new();
    let blob = memory.push_blob("blob");
    let manifest = memory.push_manifest(manifest_type(), image());
    let length = found(&memory, Ask::Referrers(blob)).bytes().len() as u64;
    for (ask, length) in [
        (Ask::Blob(blob), 4),
        (by_digest(&manifest), image().len() as u64),
        (Ask::Referrers(blob), length),
    ] {
        assert!(
            memory
                .fetch(&Request::once(None, ask.clone(), length))
                .is_ok()
        );
        let limit = length - 1;
        let error = memory.fetch(&Request::once(None, ask, limit)).unwrap_err();
        assert_eq!(error.kind(), SourceErrorKind::TooLarge { limit });
    }
    let fetch = |ask| {
        memory
            .fetch(&Request::once(None, ask, 4096))
            .unwrap_err()
            .kind()
    };
    assert!(matches!(
        fetch(Ask::Listing),
        SourceErrorKind::Unsupported { .. }
    ));
    for address in [
        "",
        "https://a.example/",
        "sha256:5/1",
        &format!("{blob}/x"),
        &format!("{blob}/-1"),
    ] {
        let next = Ask::Next(Continuation::new(address));
        assert_eq!(fetch(next), SourceErrorKind::Refused, "{address}");
    }
}
