//! A case: a good statement of a builder, its signer and what is expected of it. A test changes one
//! thing and looks at what comes of it.
#![allow(dead_code, reason = "not every test needs everything")]

pub(crate) mod builders;
pub(crate) mod cloud;

use bonafide_digest::{Algorithm, Digest};
use bonafide_dsse::{
    ArtifactDigests, Envelope, PrincipalId, Statement, StatementOptions, Threshold, TrustedDigest,
    VerifiedStatement, Vouching,
};
use bonafide_report::{Decision, Finding, Place, Time, registry};
use bonafide_slsa::{
    Attestation, Builders, Candidate, Cause, Check, Evaluation, Expectations, Outcome, Settings,
    Signer, SignerClaims, Signing, Transparency, evaluate,
};
use serde_json::{Value, json};

pub(crate) const ISSUER: &str = "https://token.actions.githubusercontent.com";
pub(crate) const SOURCE: &str = "https://github.com/acme/app";
pub(crate) const COMMIT: &str = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";
pub(crate) const OTHER_COMMIT: &str = "0ddba11000000000000000000ddba11000000000";
pub(crate) const WORKFLOW: &str = ".github/workflows/release.yml";
pub(crate) const SHA256: &str = "abababababababababababababababababababababababababababababababab";

/// 2024-01-01, a minute before the evaluation.
pub(crate) const SIGNED: i64 = 1_704_067_200;

pub(crate) fn time(seconds: i64) -> Time {
    Time::from_unix(seconds).unwrap()
}

pub(crate) fn sha512() -> String {
    "cd".repeat(64)
}

/// How a statement reaches the evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Verified,
    Unsigned,
    CoveredByIndex,
    NoMaterial,
    Invalid,
    Unreadable,
}

#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) statement: Value,
    pub(crate) state: State,
    pub(crate) san: Option<String>,
    pub(crate) key: String,
    pub(crate) issuer: Option<String>,
    pub(crate) claims: Vec<(u32, String)>,
    pub(crate) signed_at: Option<Time>,
    pub(crate) transparency: Transparency,
    pub(crate) hint: Option<String>,
    pub(crate) digests: Vec<TrustedDigest>,
    pub(crate) builders: Builders,
    pub(crate) expectations: Expectations,
    pub(crate) settings: Settings,
    /// Attestations beside the one of the case.
    pub(crate) others: Vec<Attestation>,
}

impl Case {
    /// A statement about the artifact, of this predicate, signed by whoever the builder sets.
    pub(crate) fn of(predicate_type: &str, predicate: Value) -> Self {
        Self {
            statement: json!({
                "_type": "https://in-toto.io/Statement/v1",
                "subject": [{"name": "app", "digest": {"sha256": SHA256}}],
                "predicateType": predicate_type,
                "predicate": predicate,
            }),
            state: State::Verified,
            san: None,
            key: String::new(),
            issuer: None,
            claims: Vec::new(),
            signed_at: Some(time(SIGNED)),
            transparency: Transparency::Proof,
            hint: None,
            digests: vec![sha256(SHA256)],
            builders: Builders::public(),
            expectations: Expectations::source("github.com/acme/app").unwrap(),
            settings: Settings::strict(time(SIGNED + 60)),
            others: Vec::new(),
        }
    }

    /// Sets what stands at a pointer into the predicate; what is above must be there.
    pub(crate) fn set(mut self, pointer: &str, value: impl Into<Value>) -> Self {
        let (above, name) = split(&mut self.statement["predicate"], pointer);
        match above {
            Value::Object(members) => {
                members.insert(name, value.into());
            }
            Value::Array(elements) if name == "-" => elements.push(value.into()),
            Value::Array(elements) => elements[name.parse::<usize>().unwrap()] = value.into(),
            other => panic!("{pointer}: nothing can be set in {other}"),
        }
        self
    }

    /// Removes what stands at a pointer into the predicate; it must be there.
    pub(crate) fn without(mut self, pointer: &str) -> Self {
        let (above, name) = split(&mut self.statement["predicate"], pointer);
        match above {
            Value::Object(members) => assert!(members.remove(&name).is_some(), "no {pointer}"),
            Value::Array(elements) => drop(elements.remove(name.parse().unwrap())),
            other => panic!("{pointer}: nothing can be removed from {other}"),
        }
        self
    }

    pub(crate) fn subjects(mut self, subjects: Value) -> Self {
        self.statement["subject"] = subjects;
        self
    }

    pub(crate) fn predicate_type(mut self, predicate_type: &str) -> Self {
        self.statement["predicateType"] = predicate_type.into();
        self
    }

    pub(crate) fn claim(mut self, number: u32, value: &str) -> Self {
        self.claims.retain(|(known, _)| *known != number);
        self.claims.push((number, value.to_owned()));
        self
    }

    pub(crate) fn without_claims(mut self, numbers: &[u32]) -> Self {
        self.claims.retain(|(known, _)| !numbers.contains(known));
        self
    }

    /// As signed by another workflow: subject and claim .9.
    pub(crate) fn signer(mut self, san: &str) -> Self {
        if self.claims.iter().any(|(number, _)| *number == 9) {
            self = self.claim(9, san);
        }
        self.san = Some(san.to_owned());
        self
    }

    pub(crate) fn state(mut self, state: State) -> Self {
        self.state = state;
        self
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(crate) fn expect(mut self, change: impl FnOnce(Expectations) -> Expectations) -> Self {
        self.expectations = change(self.expectations);
        self
    }

    pub(crate) fn settings(mut self, change: impl FnOnce(Settings) -> Settings) -> Self {
        self.settings = change(self.settings);
        self
    }

    /// Adds the attestations of another case.
    pub(crate) fn beside(mut self, other: &Self) -> Self {
        self.others.push(other.attestation());
        self
    }

    pub(crate) fn attestation(&self) -> Attestation {
        let document = self.statement.to_string();
        let made = match self.state {
            State::Verified => Attestation::verified(&verified(&document), self.signing()),
            State::Unsigned => Attestation::unsigned(parse(&document)),
            State::CoveredByIndex => Attestation::covered_by_index(parse(&document)),
            State::NoMaterial => Attestation::without_material(parse(&document)),
            State::Invalid => Attestation::invalid(parse(&document), bad_signature()),
            State::Unreadable => Attestation::unreadable(bad_signature()),
        };
        match &self.hint {
            Some(hint) => made.with_hint(hint.clone()),
            None => made,
        }
    }

    /// The repository that is expected, as reports show it.
    pub(crate) fn expected_source(&self) -> &'static str {
        match self.issuer.as_deref() {
            Some("https://gitlab.com") => "https://gitlab.com/acme/app",
            _ => SOURCE,
        }
    }

    fn signing(&self) -> Signing {
        let signer = match &self.san {
            None => Signer::Key {
                name: self.key.clone(),
            },
            Some(san) => {
                let mut claims = SignerClaims::new(san.clone());
                if let Some(issuer) = &self.issuer {
                    claims = claims.with_issuer(issuer.clone());
                }
                for (number, value) in &self.claims {
                    claims = claims.with_claim(*number, value.clone());
                }
                Signer::Certificate(Box::new(claims))
            }
        };
        let signing = Signing::by(signer).with_transparency(self.transparency);
        match self.signed_at {
            Some(time) => signing.at(time),
            None => signing,
        }
    }

    pub(crate) fn evaluate(&self) -> Evaluation {
        let mut attestations = vec![self.attestation()];
        attestations.extend(self.others.iter().cloned());
        self.evaluate_these(&attestations)
    }

    pub(crate) fn evaluate_these(&self, attestations: &[Attestation]) -> Evaluation {
        let artifact = ArtifactDigests::stated(self.digests.clone()).unwrap();
        let (wanted, builders) = (&self.expectations, &self.builders);
        evaluate(attestations, &artifact, wanted, builders, &self.settings).unwrap()
    }

    /// It is allowed, at this level.
    #[track_caller]
    pub(crate) fn allowed(&self, level: u8) -> Evaluation {
        let result = self.evaluate();
        assert_eq!(result.decision(), Decision::Allow, "{}", result.text());
        assert_eq!(result.level(), level, "{}", result.text());
        assert_eq!(result.code(), None);
        result
    }

    /// It is rejected, and this is the code of some failure of the leading attestation.
    #[track_caller]
    pub(crate) fn rejected(&self, code: &str) -> Evaluation {
        let result = self.evaluate();
        assert_eq!(result.decision(), Decision::Reject, "{}", result.text());
        let codes = codes(&result, Outcome::Fail);
        assert!(codes.contains(&code), "{code}: {}", result.text());
        assert_eq!(result.level(), 0);
        result
    }

    /// It is rejected for this and nothing else.
    #[track_caller]
    pub(crate) fn rejected_only(&self, code: &str) -> Evaluation {
        let result = self.rejected(code);
        let mut codes = codes(&result, Outcome::Fail);
        codes.dedup();
        assert_eq!(codes, [code], "{}", result.text());
        result
    }

    /// It is held back, and this is what it lacks.
    #[track_caller]
    pub(crate) fn held_back(&self, code: &str) -> Evaluation {
        let result = self.evaluate();
        assert_eq!(result.decision(), Decision::Quarantine, "{}", result.text());
        let codes = codes(&result, Outcome::Lacking);
        assert!(codes.contains(&code), "{code}: {}", result.text());
        assert_eq!(result.level(), 0);
        result
    }
}

fn split<'v>(value: &'v mut Value, pointer: &str) -> (&'v mut Value, String) {
    let (above, name) = pointer.rsplit_once('/').unwrap();
    let name = name.replace("~1", "/").replace("~0", "~");
    match value.pointer_mut(above) {
        Some(above) => (above, name),
        None => panic!("no {above}"),
    }
}

pub(crate) fn parse(document: &str) -> Statement {
    Statement::parse(document.as_bytes(), &StatementOptions::provenance()).unwrap()
}

pub(crate) fn verified(document: &str) -> VerifiedStatement {
    let payload = document.as_bytes().to_vec();
    let envelope = Envelope::from_parts("application/vnd.in-toto+json", payload, vec![1]);
    let vouched = envelope.verify(&Threshold::one(), |_, _| {
        Ok(Vouching::By {
            signer: vec![1],
            principals: vec![PrincipalId::new(0)],
        })
    });
    let options = StatementOptions::provenance();
    vouched.unwrap().statement(&options).unwrap()
}

pub(crate) fn bad_signature() -> Finding {
    let code = registry::DSSE_THRESHOLD_NOT_MET;
    Finding::new(code, Place::root(), "no signature verifies")
}

pub(crate) fn digest(algorithm: Algorithm, hex: &str) -> TrustedDigest {
    TrustedDigest::Known(Digest::from_hex(algorithm, hex).unwrap())
}

pub(crate) fn sha256(hex: &str) -> TrustedDigest {
    digest(Algorithm::Sha256, hex)
}

pub(crate) fn leading(result: &Evaluation) -> &Candidate {
    &result.candidates()[0]
}

pub(crate) fn codes(result: &Evaluation, outcome: Outcome) -> Vec<&'static str> {
    let checks = leading(result).checks().iter();
    checks
        .filter(|check| check.outcome() == outcome)
        .map(|check| check.code().as_str())
        .collect()
}

/// The checks of this name, of the leading attestation.
pub(crate) fn checks<'r>(result: &'r Evaluation, name: &str) -> Vec<&'r Check> {
    let checks = leading(result).checks().iter();
    checks.filter(|check| check.name() == name).collect()
}

/// The caps on the level of the leading attestation.
pub(crate) fn caps(result: &Evaluation) -> Vec<(u8, Cause)> {
    let reasons = leading(result).level().reasons().iter();
    reasons
        .map(|reason| (reason.cap(), reason.cause()))
        .collect()
}
