//! One build on GitHub, its statement and its signer, which agree unless a test says otherwise.
#![allow(dead_code, reason = "not every test needs everything")]

use bonafide_digest::{Algorithm, Digest};
use bonafide_dsse::{
    ArtifactDigests, Envelope, PrincipalId, Statement, StatementOptions, Threshold,
    VerifiedStatement, Vouching,
};
use bonafide_report::Time;
use bonafide_slsa::{
    Attestation, Builders, Evaluation, Expectations, Settings, Signer, SignerClaims, Signing,
    Transparency, evaluate,
};

pub(crate) const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
pub(crate) const ISSUER: &str = "https://token.actions.githubusercontent.com";
pub(crate) const SIGNED: i64 = 1_700_000_000;

/// What a test may choose.
#[derive(Clone)]
pub(crate) struct Build {
    pub(crate) event: &'static str,
    pub(crate) reference: &'static str,
    /// Further members, each with a comma before it.
    pub(crate) external: String,
    pub(crate) dependencies: String,
    pub(crate) metadata: String,
    pub(crate) commit: String,
    pub(crate) run: u32,
}

impl Default for Build {
    fn default() -> Self {
        Self {
            event: "push",
            reference: "refs/tags/v1.2.3",
            external: String::new(),
            dependencies: String::new(),
            metadata: String::new(),
            commit: COMMIT.to_owned(),
            run: 77,
        }
    }
}

impl Build {
    pub(crate) fn external(more: &str) -> Self {
        let external = format!(",{more}");
        let build = Self::default();
        Self { external, ..build }
    }

    pub(crate) fn at(reference: &'static str) -> Self {
        let build = Self::default();
        Self { reference, ..build }
    }

    pub(crate) fn dispatched(inputs: &str) -> Self {
        let event = "workflow_dispatch";
        Self {
            event,
            ..Self::external(&format!(r#""inputs":{inputs}"#))
        }
    }

    pub(crate) fn predicate(&self) -> String {
        let Self {
            event,
            reference,
            external,
            dependencies,
            metadata,
            commit,
            run,
        } = self;
        let workflow = self.workflow();
        format!(
            r#"{{"buildDefinition":{{"buildType":"https://actions.github.io/buildtypes/workflow/v1",
"externalParameters":{{"workflow":{{"ref":"{reference}","repository":"https://github.com/acme/app","path":".github/workflows/release.yml"}}{external}}},
"internalParameters":{{"github":{{"event_name":"{event}","repository_id":"1001","repository_owner_id":"2002","runner_environment":"github-hosted"}}}},
"resolvedDependencies":[{{"uri":"git+https://github.com/acme/app@{reference}","digest":{{"gitCommit":"{commit}"}}}}{dependencies}]}},
"runDetails":{{"builder":{{"id":"{workflow}"}},"metadata":{{"invocationId":"https://github.com/acme/app/actions/runs/{run}/attempts/1"{metadata}}}}}}}"#
        )
    }

    pub(crate) fn workflow(&self) -> String {
        let reference = self.reference;
        format!("https://github.com/acme/app/.github/workflows/release.yml@{reference}")
    }

    pub(crate) fn claims(&self) -> SignerClaims {
        let workflow = self.workflow();
        let run = format!(
            "https://github.com/acme/app/actions/runs/{}/attempts/1",
            self.run
        );
        let claims = [
            (8, ISSUER),
            (9, &workflow),
            (10, &self.commit),
            (11, "github-hosted"),
            (12, "https://github.com/acme/app"),
            (13, &self.commit),
            (14, self.reference),
            (15, "1001"),
            (17, "2002"),
            (18, &workflow),
            (19, &self.commit),
            (20, self.event),
            (21, &run),
        ];
        let signer = SignerClaims::new(&workflow).with_issuer(ISSUER);
        claims.into_iter().fold(signer, |signer, (number, text)| {
            signer.with_claim(number, text)
        })
    }

    pub(crate) fn signing(&self) -> Signing {
        Signing::by(Signer::Certificate(Box::new(self.claims())))
            .at(Time::from_unix(SIGNED).unwrap())
            .with_transparency(Transparency::Proof)
    }

    pub(crate) fn attestation(&self) -> Attestation {
        let predicate = self.predicate();
        let statement = verified("https://slsa.dev/provenance/v1", &predicate);
        Attestation::verified(&statement, self.signing()).with_label("build")
    }
}

pub(crate) fn document(predicate_type: &str, predicate: &str) -> String {
    format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"app.tar.gz","digest":{{"sha256":"{}"}}}}],"predicateType":"{predicate_type}","predicate":{predicate}}}"#,
        "ab".repeat(32)
    )
}

pub(crate) fn unverified(predicate_type: &str, predicate: &str) -> Statement {
    let document = document(predicate_type, predicate);
    Statement::parse(document.as_bytes(), &StatementOptions::provenance()).unwrap()
}

/// A statement for which somebody vouches.
pub(crate) fn verified(predicate_type: &str, predicate: &str) -> VerifiedStatement {
    let payload = document(predicate_type, predicate).into_bytes();
    let envelope = Envelope::from_parts("application/vnd.in-toto+json", payload, vec![1]);
    let vouch = Vouching::By {
        signer: vec![1],
        principals: vec![PrincipalId::new(0)],
    };
    let verified = envelope.verify(&Threshold::one(), |_, _| Ok(vouch.clone()));
    verified
        .unwrap()
        .statement(&StatementOptions::provenance())
        .unwrap()
}

pub(crate) fn artifact() -> ArtifactDigests {
    let digest = Digest::new(Algorithm::Sha256, &[0xab; 32]).unwrap();
    ArtifactDigests::stated([digest.into()]).unwrap()
}

/// An evaluation an hour after the signature.
pub(crate) fn evaluated(attestations: &[Attestation], wanted: &Expectations) -> Evaluation {
    let settings = Settings::strict(Time::from_unix(SIGNED + 3600).unwrap());
    evaluate(
        attestations,
        &artifact(),
        wanted,
        &Builders::public(),
        &settings,
    )
    .unwrap()
}
