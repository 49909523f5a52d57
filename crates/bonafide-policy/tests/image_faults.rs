//! Images whose own bytes are not what they should be: that is decided by the artifact, whatever the
//! policy asks of evidence.

use bonafide_digest::Digest;
use bonafide_oci::{
    Discovered, DiscoveryOptions, Error, MediaType, Memory, Subject as Lookup, Target, Wanted,
    discover, media_type,
};
use bonafide_policy::{
    CompiledPolicy, EvidenceSet, MemoryFiles, PolicyDocument, PolicySource, SourceFormat, Subject,
    Syntax, Verdict, evaluate,
};
use bonafide_report::{Class, Decision, Time};

const MANIFEST: &[u8] = br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},"layers":[]}"#;

fn policy(rules: &str) -> CompiledPolicy {
    let text = format!(
        "schema: bonafide.policy/v1\nname: p\nversion: \"1\"\ndefault: allow\nrules:\n{rules}"
    );
    let document = PolicyDocument::parse(text.as_bytes(), Syntax::Yaml).unwrap();
    let source = PolicySource::new(text.as_bytes(), SourceFormat::Native);
    CompiledPolicy::compile(document, &source, &MemoryFiles::new()).unwrap()
}

const ALLOW: &str =
    "- { id: all, require: [ { id: s, static: { decision: allow, message: fine } } ] }\n";

fn now() -> Time {
    Time::from_unix(1_800_000_000).unwrap()
}

fn found(bytes: &[u8], digest: Option<Digest>) -> Result<Discovered, Error> {
    let mut memory = Memory::new();
    let own = memory.push_manifest(
        MediaType::parse(media_type::OCI_MANIFEST).unwrap(),
        bytes.to_vec(),
    );
    let subject = Lookup::local(Target::Digest(digest.unwrap_or(own)));
    discover(
        &memory,
        &subject,
        DiscoveryOptions::new(Wanted::signatures()),
    )
}

fn judged(rules: &str, found: &Result<Discovered, Error>, digest: Digest) -> Verdict {
    let policy = policy(rules);
    let asked = Subject::image(digest);
    match found {
        Ok(found) => {
            let subject = asked.found(found);
            let evidence = EvidenceSet::of_image(&policy, &subject, found, now());
            evaluate(&policy, &subject, &evidence, now())
        }
        Err(error) => {
            let evidence = EvidenceSet::of_failed_discovery(error);
            evaluate(&policy, &asked, &evidence, now())
        }
    }
}

#[test]
fn a_whole_image_is_allowed_where_nothing_is_asked() {
    let digest = Digest::sha256(bonafide_digest::sha256(&[MANIFEST]));
    let verdict = judged(ALLOW, &found(MANIFEST, None), digest);
    assert_eq!(verdict.decision(), Decision::Allow);
}

#[test]
fn bytes_of_another_digest_are_a_mismatch() {
    let digest = Digest::sha256([7; 32]);
    let wanted = digest.to_string();
    let error = Err(Error::DigestMismatch { wanted });
    let verdict = judged(ALLOW, &error, digest);
    assert_eq!(verdict.decision(), Decision::Reject);
    let check = verdict.check("subject/digest").unwrap();
    assert_eq!(check.code().as_str(), "digest.mismatch");
    assert_eq!(check.class(), Some(Class::Mismatch));
    assert!(!verdict.is_indeterminate());
}

#[test]
fn what_is_no_manifest_is_malformed() {
    let junk = b"not json at all";
    let digest = Digest::sha256(bonafide_digest::sha256(&[junk]));
    let verdict = judged(ALLOW, &found(junk, None), digest);
    assert_eq!(verdict.decision(), Decision::Reject);
    let check = verdict.check("subject/digest").unwrap();
    assert_eq!(check.code().as_str(), "image.manifest");
}

#[test]
fn a_rule_about_a_digest_is_not_evaded_by_another_algorithm() {
    let sha256 = Digest::sha256(bonafide_digest::sha256(&[MANIFEST]));
    let sha512 = bonafide_digest::read(MANIFEST, &[bonafide_digest::Algorithm::Sha512]).unwrap();
    let sha512 = *sha512.iter().next().unwrap();
    let deny = format!(
        "- {{ id: bad, match: {{ digest: [\"{sha256}\"] }}, require: [ {{ id: s, static: {{ decision: reject, message: bad }} }} ] }}\n"
    );
    for digest in [sha256, sha512] {
        let verdict = judged(&deny, &found(MANIFEST, Some(digest)), digest);
        assert_eq!(verdict.decision(), Decision::Reject, "{digest}");
    }
}
