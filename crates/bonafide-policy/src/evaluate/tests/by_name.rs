//! What the name decides, which rules are about it, and what exceptions do.

use bonafide_oci::Reference;
use bonafide_report::{Decision, registry};

use super::both;
use crate::evaluate::samples::*;
use crate::*;

#[test]
fn what_is_decided_by_the_name_needs_no_evidence() {
    let fixed = |decision| {
        RequirementKind::Static(StaticRequirement {
            decision,
            message: "so it is".to_owned(),
        })
    };
    let allowed = policy(vec![rule("r", vec![require("a", fixed(Decision::Allow))])]);
    assert!(allowed.decides_statically(&subject(), now()).is_none());
    assert_eq!(
        outcome(&decide(&allowed, &[]), "r/a"),
        "pass - policy.static"
    );
    let mut mixed = both();
    mixed.push(require("no", fixed(Decision::Reject)));
    let rejected = policy(vec![rule("r", mixed.clone())]);
    let verdict = rejected.decides_statically(&subject(), now()).unwrap();
    assert_eq!(
        outcome(&verdict, "r/no"),
        "fail policy policy.static-reject"
    );
    assert_eq!(outcome(&verdict, "r/signed"), "skip - policy.not-evaluated");
    assert_eq!(
        outcome(&verdict, "discovery/complete"),
        "skip - policy.not-evaluated"
    );
    assert_eq!(verdict.decisive, ["r/no"]);
    assert_eq!(decide(&rejected, &[Item::signature(1, 0)]), verdict);
    // Told only, it decides nothing.
    mixed[2].mode = Mode::Audit;
    let told = policy(vec![rule("r", mixed)]);
    assert!(told.decides_statically(&subject(), now()).is_none());
    let unsupported = RequirementKind::Unsupported(UnsupportedRequirement {
        what: "signedBy".to_owned(),
        hint: "use sigstoreSigned".to_owned(),
    });
    let policy = policy(vec![rule("r", vec![require("gpg", unsupported)])]);
    let verdict = policy.decides_statically(&subject(), now()).unwrap();
    let wanted = "fail unsupported policy.requirement-unsupported";
    assert_eq!(outcome(&verdict, "r/gpg"), wanted);
}

#[test]
fn names_registries_and_pins() {
    let mut document = document(vec![rule("r", vec![signed("signed", &["s0"])])]);
    document.registries.deny =
        vec![ReferencePattern::parse("registry.example.com/team/**").unwrap()];
    let denied = compiled(document.clone());
    let verdict = denied.decides_statically(&subject(), now()).unwrap();
    let wanted = "fail policy ref.registry-not-allowed";
    assert_eq!(outcome(&verdict, "ref/registry"), wanted);
    document.registries.deny.clear();
    let others = ReferencePattern::parse("other.example.com/**").unwrap();
    document.registries.allow = Some(vec![others]);
    let verdict = compiled(document.clone()).decides_statically(&subject(), now());
    assert_eq!(outcome(&verdict.unwrap(), "ref/registry"), wanted);
    let nameless = Subject::image(digest(1));
    let verdict = compiled(document.clone()).decides_statically(&nameless, now());
    assert_eq!(outcome(&verdict.unwrap(), "ref/registry"), wanted);

    document.registries = Registries::default();
    document.rules[0].pin = Pin::Require;
    let pinned = compiled(document.clone());
    let verdict = pinned.decides_statically(&subject(), now()).unwrap();
    assert_eq!(
        outcome(&verdict, "ref/pin"),
        "fail policy digest.not-pinned"
    );
    let name = |digest| format!("registry.example.com/team/app:1@{digest}");
    let by_digest = |name: &str| {
        let reference = Reference::parse_strict(name).unwrap();
        Subject::image(digest(1)).with_reference(reference)
    };
    assert!(
        pinned
            .decides_statically(&by_digest(&name(digest(1))), now())
            .is_none()
    );
    let verdict = pinned.decides_statically(&by_digest(&name(digest(2))), now());
    let verdict = verdict.unwrap();
    assert_eq!(
        outcome(&verdict, "subject/digest"),
        "fail mismatch digest.mismatch"
    );
    assert_eq!(verdict.subject.tag_claim.as_deref(), Some("1"));

    let malformed = Subject::image(digest(1)).with_name("UPPER//x");
    let verdict = pinned.decides_statically(&malformed, now()).unwrap();
    assert_eq!(outcome(&verdict, "ref/parse"), "fail malformed ref.invalid");
    let nothing = Subject::blob(Vec::<bonafide_digest::Digest>::new());
    let verdict = evaluate(&pinned, &nothing, &EvidenceSet::default(), now());
    assert_eq!(
        outcome(&verdict, "subject/digest"),
        "fail unsupported digest.not-recoverable"
    );
}

#[test]
fn where_no_rule_is_about_it_the_default_decides() {
    let mut document = document(vec![rule("r", both())]);
    document.rules[0]
        .matching
        .artifact
        .insert(ArtifactKind::Blob);
    for (default, wanted) in [
        (Decision::Reject, "fail policy ref.no-matching-rule"),
        (Decision::Quarantine, "fail policy ref.no-matching-rule"),
        (Decision::Allow, "pass - ref.no-matching-rule"),
    ] {
        document.default = default;
        let verdict = decide(&compiled(document.clone()), &[]);
        assert_eq!(outcome(&verdict, "ref/rule"), wanted);
        assert_eq!(verdict.decision, default);
        assert_eq!(verdict.warnings.is_empty(), default != Decision::Allow);
    }
}

#[test]
fn each_field_of_a_match_must_hold() {
    let about = |change: &dyn Fn(&mut Matching)| {
        let mut matching = Matching::default();
        change(&mut matching);
        let subject = subject()
            .with_namespace("prod")
            .with_role(Role::Image)
            .with_transport(Transport::Docker);
        matching.is_about(&subject)
    };
    let pattern = |text| ReferencePattern::parse(text).unwrap();
    assert!(about(&|_| ()));
    assert!(about(
        &|matching| matching.digest = vec![digest(2), digest(1)]
    ));
    assert!(!about(&|matching| matching.digest = vec![digest(2)]));
    assert!(about(
        &|matching| matching.namespace = ["prod".to_owned()].into()
    ));
    assert!(!about(
        &|matching| matching.namespace = ["dev".to_owned()].into()
    ));
    assert!(!about(&|matching| matching.role = [Role::Base].into()));
    assert!(!about(
        &|matching| matching.transport = [Transport::Dir].into()
    ));
    assert!(!about(
        &|matching| matching.artifact = [ArtifactKind::Model].into()
    ));
    let team = || pattern("registry.example.com/team/**");
    assert!(about(
        &|matching| matching.reference = vec![pattern("x.example.com/**"), team()]
    ));
    assert!(!about(
        &|matching| matching.reference = vec![pattern("x.example.com/**")]
    ));
    assert!(!about(&|matching| matching.except = vec![team()]));
    let mut matching = Matching {
        reference: vec![team()],
        ..Matching::default()
    };
    assert!(!matching.is_about(&Subject::image(digest(1))));
    matching.reference.clear();
    matching.role = [Role::Image].into();
    assert!(!matching.is_about(&Subject::image(digest(1))));
}

fn waiving(checks: &[&str]) -> CompiledPolicy {
    let mut document = document(vec![rule("r", vec![signed("signed", &["s0"])])]);
    document.exceptions.push(Exception {
        id: "INC-1".to_owned(),
        matching: Matching::default(),
        waive: checks.iter().map(|id| (*id).to_owned()).collect(),
        from: Some(at(NOW - 10)),
        until: at(NOW + 10),
        reason: "soon".to_owned(),
        ticket: None,
        approved_by: vec!["alice".to_owned()],
    });
    compiled(document)
}

#[test]
fn an_exception_bears_what_it_names_while_it_lasts() {
    let policy = waiving(&["r/signed"]);
    let seen = evidence(&policy, &[]);
    for (second, wanted) in [(-11, false), (-10, true), (9, true), (10, false)] {
        let verdict = evaluate(&policy, &subject(), &seen, at(NOW + second));
        assert_eq!(verdict.decision == Decision::Allow, wanted, "{second}");
        assert_eq!(verdict.would_be, Decision::Quarantine);
        assert_eq!(verdict.waivers_used.len(), usize::from(wanted));
        let codes: Vec<&str> = verdict
            .warnings
            .iter()
            .map(|note| note.code().as_str())
            .collect();
        match second {
            -11 => assert!(codes.is_empty()),
            10 => assert_eq!(codes, ["waiver.expired"]),
            _ => assert_eq!(codes, ["waiver.used"]),
        }
    }
    let verdict = decide(&policy, &[]);
    assert_eq!(outcome(&verdict, "r/signed"), "skip - waiver.used");
    let check = verdict
        .checks
        .iter()
        .find(|check| check.id == "r/signed")
        .unwrap();
    assert_eq!(check.waived_by.as_deref(), Some("INC-1"));
    assert_eq!(check.decision, Decision::Quarantine);
    assert_eq!(check.findings[0].code().as_str(), "signature.missing");
}

#[test]
fn an_exception_without_a_beginning_lasts_no_longer_than_others() {
    const DAY: i64 = 86_400;
    let allowed_at = |policy: &CompiledPolicy, second: i64| {
        let verdict = evaluate(policy, &subject(), &evidence(policy, &[]), at(second));
        verdict.decision == Decision::Allow
    };
    let mut policy = waiving(&["r/signed"]);
    let until = NOW + 10;
    policy.document.exceptions[0].from = None;
    for (second, wanted) in [
        (until - 30 * DAY - 1, false),
        (until - 30 * DAY, true),
        (until - 1, true),
        (until, false),
    ] {
        assert_eq!(allowed_at(&policy, second), wanted, "{second}");
    }
    policy.document.exception_rules.longest = core::time::Duration::from_secs(60);
    assert!(allowed_at(&policy, until - 60) && !allowed_at(&policy, until - 61));
}

#[test]
fn some_failures_nobody_may_bear() {
    let policy = waiving(&["r/signed", "ref/parse"]);
    let wrong = |code| [Item::signature(1, 0).with(Fault::Own(code))];
    for code in [
        registry::SIGNATURE_WRONG_SUBJECT,
        registry::SIGNATURE_INVALID,
    ] {
        let verdict = decide(&policy, &wrong(code));
        assert_eq!(verdict.decision, Decision::Reject);
        assert!(verdict.waivers_used.is_empty());
        assert_eq!(verdict.warnings[0].code(), code);
    }
    assert_eq!(
        decide(&policy, &wrong(registry::CERT_TIME)).decision,
        Decision::Allow
    );
    let malformed = Subject::image(digest(1)).with_name("UPPER//x");
    let verdict = policy.decides_statically(&malformed, now()).unwrap();
    assert!(verdict.waivers_used.is_empty());
    // Another check, another artifact.
    assert_eq!(
        decide(&waiving(&["r/other"]), &[]).decision,
        Decision::Quarantine
    );
    let mut other = waiving(&["r/signed"]);
    other.document.exceptions[0].matching.digest = vec![digest(2)];
    assert_eq!(decide(&other, &[]).decision, Decision::Quarantine);
}

#[test]
fn a_whole_run_may_be_told_only() {
    let policy = policy(vec![rule("r", both())]);
    let verdict = decide(&policy, &[]);
    let told = verdict.clone().audited();
    assert_eq!((told.decision, told.enforced), (Decision::Allow, false));
    assert_eq!(told.would_be, verdict.would_be);
    assert!(told.decisive.is_empty() && !told.indeterminate);
    assert!(told.allowed().is_err());
    // What is borne would be allowed where it is enforced, whatever it would be without that.
    let borne = decide(&waiving(&["r/signed"]), &[]).audited();
    assert_eq!(borne.would_be, Decision::Quarantine);
    assert!(borne.allowed().is_ok());
}

#[test]
fn what_is_denied_is_denied_under_every_spelling_of_its_registry() {
    let named = |name: &str| {
        Subject::image(digest(1)).with_reference(Reference::parse_strict(name).unwrap())
    };
    let patterns = |text: &str| vec![ReferencePattern::parse(text).unwrap()];
    for (pattern, name) in [
        ("r.example.com/bad/**", "r.example.com:443/bad/x:1"),
        ("r.example.com:443/bad/**", "r.example.com/bad/x:1"),
        ("docker.io/evil/**", "registry-1.docker.io/evil/x:1"),
        ("docker.io/evil/**", "index.docker.io/evil/x:1"),
        ("docker.io/evil/**", "index.docker.io:443/evil/x:1"),
        (
            "docker.io/library/x",
            "registry-1.docker.io:443/library/x:1",
        ),
        ("registry-1.docker.io/evil/**", "docker.io/evil/x:1"),
    ] {
        let open = || document(vec![rule("r", vec![signed("signed", &["s0"])])]);
        let judged = |document: PolicyDocument, id: &str| {
            let policy = compiled(document);
            let seen = evidence(&policy, &[Item::signature(1, 0)]);
            outcome(&evaluate(&policy, &named(name), &seen, now()), id)
        };
        let mut denying = open();
        denying.registries.deny = patterns(pattern);
        assert_eq!(
            judged(denying, "ref/registry"),
            "fail policy ref.registry-not-allowed",
            "{pattern} {name}"
        );
        // A rule that leaves it out is no rule for it, and still holds.
        let mut leaving = open();
        leaving.rules[0].matching.except = patterns(pattern);
        assert_eq!(
            judged(leaving.clone(), "ref/rule"),
            "fail policy ref.no-matching-rule",
            "{pattern} {name}"
        );
        if Reference::parse_strict(name).unwrap().repository().domain() != "docker.io" {
            leaving.default = Decision::Allow;
            let policy = compiled(leaving);
            let verdict = evaluate(&policy, &named(name), &evidence(&policy, &[]), now());
            assert_eq!(
                outcome(&verdict, "r/signed"),
                "fail missing signature.missing"
            );
        }
        // What is allowed, or meant, is so as it is written.
        let is_same = ReferencePattern::parse(pattern)
            .unwrap()
            .matches(named(name).reference().unwrap());
        let mut allowing = open();
        allowing.registries.allow = Some(patterns(pattern));
        assert_eq!(
            judged(allowing, "ref/registry").starts_with("pass"),
            is_same
        );
        let mut meaning = open();
        meaning.rules[0].matching.reference = patterns(pattern);
        assert_eq!(judged(meaning, "ref/rule").starts_with("pass"), is_same);
    }
    let mut other = document(vec![rule("r", vec![signed("signed", &["s0"])])]);
    other.registries.deny = patterns("r.example.com/**");
    let policy = compiled(other);
    for name in [
        "r.example.com:4430/x:1",
        "r.example.com:8443/x:1",
        "registry-1.docker.io/x:1",
    ] {
        let verdict = evaluate(&policy, &named(name), &evidence(&policy, &[]), now());
        assert_eq!(outcome(&verdict, "ref/registry"), "pass - ref.ok", "{name}");
    }
}

#[test]
fn what_is_borne_is_told_with_why_and_by_whose_leave() {
    let mut policy = waiving(&["r/signed"]);
    policy.document.exceptions[0].ticket = Some("T-7".to_owned());
    policy.document.exceptions[0].approved_by = by(&["alice", "bob"]);
    let verdict = decide(&policy, &[]);
    let note = &verdict.warnings[0];
    assert_eq!(note.code().as_str(), "waiver.used");
    for part in ["r/signed", "`INC-1`", "soon", "T-7", "alice, bob"] {
        assert!(note.detail().contains(part), "{part}: {}", note.detail());
    }
    // Another warning that has the name in it is no justification.
    let mut verdict = verdict;
    let other = bonafide_report::Finding::new(
        registry::WAIVER_USED,
        bonafide_report::Place::root(),
        "r/signed2: borne by the exception `INC-1`: not this one",
    );
    verdict.warnings.insert(0, other);
    let other = bonafide_report::Finding::new(
        registry::POLICY_EMPTY,
        bonafide_report::Place::root(),
        "r/signed: borne by the exception `INC-1`: of no waiver",
    );
    verdict.warnings.insert(0, other);
    let sarif = verdict.export(Export::Sarif, &ExportOptions::default());
    let sarif = String::from_utf8(sarif.unwrap()).unwrap();
    let justification = sarif.split("justification").nth(1).unwrap();
    let justification = justification.split('}').next().unwrap();
    assert!(justification.contains("T-7"), "{justification}");
    assert!(!justification.contains("not this one"));
}
