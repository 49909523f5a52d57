//! Statements of exploitability: what is read, and what it suppresses.
#![cfg(feature = "vex")]

mod applying;
mod attacks;
mod corpus;
mod csaf;
mod cyclonedx;
mod hostile;
mod matching;
mod openvex;
mod properties;

use bonafide_report::{Coded as _, Time};
use bonafide_sbom::{
    ArtifactIdentity, Error, HashValue, MatchedPackage, Purl, VexDocument, VexEffect, VexEvaluator,
    VexJudgement, VexLimits, VexOutcome, VexPolicy, VexReason, VexTrust, VulnerabilityMatch,
};
use serde_json::{Value, json};

const CVE: &str = "CVE-2025-1000";
const SIGNER: &str = "sec-team";
const LODASH: &str = "pkg:npm/lodash@4.17.20";
const DIGEST: &str = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
const OTHER_DIGEST: &str = "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9";

fn time(text: &str) -> Time {
    Time::parse_rfc3339(text).unwrap()
}

fn now() -> Time {
    time("2026-01-01T00:00:00Z")
}

fn read(document: &Value) -> VexDocument {
    let found = VexDocument::read(document.to_string().as_bytes(), &VexLimits::default());
    found.unwrap_or_else(|error| panic!("{error} at {}: {document}", error.place()))
}

fn refused(document: &Value) -> String {
    let found = VexDocument::read(document.to_string().as_bytes(), &VexLimits::default());
    code(&found.expect_err("this is read"))
}

fn code(error: &Error) -> String {
    error.code().as_str().to_owned()
}

fn codes(document: &VexDocument) -> Vec<&str> {
    let kept = document.findings().kept().iter();
    kept.map(|finding| finding.code().as_str()).collect()
}

/// A document of `OpenVEX` 0.2.0.
fn openvex(statements: Value) -> Value {
    json!({
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "https://example.com/vex/1",
        "author": "Example",
        "timestamp": "2025-06-01T00:00:00Z",
        "version": 1,
        "statements": statements,
    })
}

/// A statement about the vulnerability of these tests.
fn says(status: &str, product: &str) -> Value {
    json!({
        "vulnerability": {"name": CVE},
        "products": [{"@id": product}],
        "status": status,
        "justification": "vulnerable_code_not_present",
    })
}

fn with(mut value: Value, more: Value) -> Value {
    let Value::Object(members) = more else {
        panic!("{more}");
    };
    value.as_object_mut().unwrap().extend(members);
    value
}

/// A document with one statement.
fn one(statement: Value) -> VexDocument {
    read(&openvex(json!([statement])))
}

fn package(purl: &str) -> MatchedPackage<'_> {
    let mut package = MatchedPackage::default();
    package.purls.push(purl.into());
    package
}

fn found(purl: &str) -> VulnerabilityMatch<'_> {
    VulnerabilityMatch::new(CVE, package(purl))
}

fn signed() -> VexTrust {
    VexTrust::Verified {
        signer: SIGNER.to_owned(),
    }
}

fn policy() -> VexPolicy {
    VexPolicy::default().with_signer(SIGNER)
}

fn sha256(hex: &str) -> HashValue {
    HashValue::parse("sha256", hex).unwrap()
}

fn image(purl: &str) -> ArtifactIdentity {
    let artifact = ArtifactIdentity::default().with_digest(sha256(DIGEST));
    artifact.with_purl(Purl::parse(purl).unwrap())
}

/// What one judgement comes to.
#[derive(Debug, PartialEq)]
struct Verdict {
    is_suppressed: bool,
    /// The reasons of the statements that were considered; `applied` for those that were.
    outcomes: Vec<String>,
    codes: Vec<String>,
}

fn summary(judgement: &VexJudgement<'_>) -> Verdict {
    let outcome = |outcome: &VexOutcome| match outcome {
        VexOutcome::Applied => "applied".to_owned(),
        VexOutcome::Rejected(reason) => reason.to_string(),
    };
    let considered = judgement.considered.iter();
    let findings = judgement.findings.iter();
    Verdict {
        is_suppressed: matches!(judgement.effect, VexEffect::Suppressed { .. }),
        outcomes: considered.map(|one| outcome(&one.outcome)).collect(),
        codes: findings.map(|one| one.code().as_str().to_owned()).collect(),
    }
}

fn judge_all(
    documents: &[(&VexDocument, VexTrust)],
    policy: VexPolicy,
    artifact: ArtifactIdentity,
    found: &VulnerabilityMatch<'_>,
) -> Verdict {
    let evaluator = VexEvaluator::new(documents.iter().cloned(), policy, artifact, now());
    summary(&evaluator.judge(found))
}

/// One signed document, and no identity of an artifact.
fn judge(document: &VexDocument, found: &VulnerabilityMatch<'_>) -> Verdict {
    judge_all(
        &[(document, signed())],
        policy(),
        ArtifactIdentity::default(),
        found,
    )
}

/// The same with several documents by the same signer.
fn judge_many(documents: &[&VexDocument], found: &VulnerabilityMatch<'_>) -> Verdict {
    let documents: Vec<_> = documents.iter().map(|one| (*one, signed())).collect();
    judge_all(&documents, policy(), ArtifactIdentity::default(), found)
}

/// The outcome of a document's only statement.
fn outcome(document: &VexDocument, found: &VulnerabilityMatch<'_>) -> String {
    let mut verdict = judge(document, found);
    assert_eq!(verdict.outcomes.len(), 1);
    verdict.outcomes.remove(0)
}

#[test]
fn reasons_are_those_of_the_rules() {
    let text = |reason: VexReason| reason.to_string();
    assert_eq!(text(VexReason::SignerNotAllowed), "signer not allowed");
    assert_eq!(
        text(VexReason::JustificationMissing),
        "justification missing"
    );
    assert_eq!(text(VexReason::AliasUnknown), "vulnerability alias unknown");
}
