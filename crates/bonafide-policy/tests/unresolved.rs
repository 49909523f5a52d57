//! Names whose digest is not known: that decides nothing before anything was fetched, and is told as
//! what it is afterwards.

use bonafide_oci::{Error, SourceError, SourceErrorKind};
use bonafide_policy::{
    CompiledPolicy, EvidenceSet, MemoryFiles, PolicyDocument, PolicySource, SourceFormat, Subject,
    Syntax, evaluate,
};
use bonafide_report::{Class, Decision, Time};

const POLICY: &str = r#"
schema: bonafide.policy/v1
name: p
version: "1"
default: reject
decisions: { unsupported: reject }
rules:
- id: all
  match: { artifact: [oci] }
  require: [ { id: static, static: { decision: allow, message: "fine" } } ]
"#;

fn policy() -> CompiledPolicy {
    let document = PolicyDocument::parse(POLICY.as_bytes(), Syntax::Yaml).unwrap();
    let source = PolicySource::new(POLICY.as_bytes(), SourceFormat::Native);
    CompiledPolicy::compile(document, &source, &MemoryFiles::new()).unwrap()
}

fn now() -> Time {
    Time::from_unix(1_800_000_000).unwrap()
}

#[test]
fn a_name_without_a_digest_is_not_decided_before_it_is_resolved() {
    let subject = Subject::image_named("example.com/app:1");
    assert!(policy().decides_statically(&subject, now()).is_none());
}

#[test]
fn a_registry_that_does_not_answer_leaves_the_answer_open() {
    let subject = Subject::image_named("example.com/app:1");
    let cause = SourceError::new(SourceErrorKind::Unavailable, "no answer");
    let evidence = EvidenceSet::of_failed_discovery(&Error::Source { cause });
    let verdict = evaluate(&policy(), &subject, &evidence, now());
    assert_eq!(verdict.decision(), Decision::Quarantine);
    assert!(verdict.is_indeterminate() && verdict.is_retryable());
    let check = verdict.check("subject/digest").unwrap();
    assert_eq!(check.class(), Some(Class::Unavailable));
    assert_eq!(check.code().as_str(), "discovery.unavailable");
}
