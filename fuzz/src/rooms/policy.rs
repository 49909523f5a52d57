//! Policy documents, native, in JSON and in YAML.

use bonafide_policy::{
    CompiledPolicy, DeferredFiles, EvidenceSet, PolicyDocument, PolicySource, SourceFormat,
    Subject, Syntax, evaluate,
};
use bonafide_report::{Decision, Time};

use crate::memory;

/// A document is read or refused with reasons; what is read compiles or is refused with reasons; and
/// what compiles decides, and allows nothing that it has no evidence for unless it asks for none.
pub fn judge(data: &[u8], syntax: Syntax) {
    let parsed = memory::within(2 << 20, 4000, data, || PolicyDocument::parse(data, syntax));
    let document = match parsed {
        Ok(document) => document,
        Err(errors) => return assert!((1..=101).contains(&errors.as_slice().len())),
    };
    let asks = asks(&document);
    let source = PolicySource::new(data, SourceFormat::Native);
    let policy = match CompiledPolicy::compile(document, &source, &DeferredFiles) {
        Ok(policy) => policy,
        Err(errors) => return assert!(!errors.as_slice().is_empty()),
    };
    assert_eq!(*policy.sha256(), bonafide_digest::sha256(&[data]));
    let digest = bonafide_digest::Digest::sha256(bonafide_digest::sha256(&[b"artifact"]));
    let subject = Subject::blob(vec![digest]).with_name("app.tar.gz");
    let now = Time::from_unix(1_760_000_000).expect("a time");
    let evidence = EvidenceSet::of_blob(&policy, &subject, &[], now);
    let verdict = evaluate(&policy, &subject, &evidence, now);
    let allows = verdict.decision() == Decision::Allow;
    assert!(!asks || !allows, "allowed without evidence");
}

/// Whether the document is so simple that it is certain to ask for a signature: one rule for
/// everything, of one requirement, which is enforced.
fn asks(document: &PolicyDocument) -> bool {
    let text = format!("{:?}", document.rules);
    let is_plain = document.exceptions.is_empty() && !format!("{document:?}").contains("Audit");
    is_plain
        && document.rules.len() == 1
        && text.contains("Signature")
        && text.matches("id:").count() == 2
}
