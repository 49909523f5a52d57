//! An attestation, and what is expected of it.

use bonafide::dsse::{ArtifactDigests, PrincipalId, StatementOptions, Threshold, Vouching};
use bonafide::report::Time;
use bonafide::slsa::{
    AcceptedProvenance, Attestation, Builders, DependencyRules, Evaluation, Expectations, JsonText,
    ParameterRule, Settings, Signer, SignerClaims, Signing, Transparency, evaluate,
};

use crate::inputs::{self, BUILD_TYPE, BUILDER, COMMIT, REPOSITORY, TAG, WORKFLOW};
use crate::read::{artifact, envelope};

pub(crate) const ISSUER: &str = "https://token.actions.githubusercontent.com";
pub(crate) const DELEGATOR: &str = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/delegator_generic_slsa3.yml@refs/tags/v2.0.0";

/// The first claims of a certificate, which are older than the others and say less.
const OLD: u32 = 6;

/// What GitHub's tokens say of the run, by the number of the certificate's extension.
pub(crate) fn claims() -> Vec<(u32, String)> {
    let uri = format!("https://github.com/{REPOSITORY}");
    let reference = format!("refs/tags/{TAG}");
    vec![
        (1, ISSUER.to_owned()),
        (2, "push".to_owned()),
        (3, COMMIT.to_owned()),
        (4, "release".to_owned()),
        (5, REPOSITORY.to_owned()),
        (OLD, reference.clone()),
        (8, ISSUER.to_owned()),
        (9, DELEGATOR.to_owned()),
        (10, "0".repeat(40)),
        (11, "github-hosted".to_owned()),
        (12, uri.clone()),
        (13, COMMIT.to_owned()),
        (14, reference.clone()),
        (15, "486325809".to_owned()),
        (16, "https://github.com/acme-packages".to_owned()),
        (17, "80431187".to_owned()),
        (18, format!("{uri}/{WORKFLOW}@{reference}")),
        (19, COMMIT.to_owned()),
        (20, "push".to_owned()),
        (21, format!("{uri}/actions/runs/8791219607/attempts/1")),
        (22, "public".to_owned()),
    ]
}

/// About twenty rules for the statement of `inputs`.
pub(crate) fn expectations() -> Expectations {
    let equals = |text| ParameterRule::Equals(JsonText::parse(text).unwrap());
    let dependencies = DependencyRules::none()
        .with_allowed("git+https://github.com/**")
        .unwrap()
        .with_required("git+https://github.com/acme-packages/**")
        .unwrap()
        .with_source_commit_backed();
    Expectations::source(&format!("github.com/{REPOSITORY}"))
        .unwrap()
        .with_builder(BUILDER)
        .with_branch("main")
        .with_tag(TAG)
        .with_workflow(".github/workflows/*.yml")
        .unwrap()
        .with_trigger("push")
        .with_build_type(BUILD_TYPE)
        .with_parameter("/inputs/rekor-log-public", equals("false"))
        .unwrap()
        .with_parameter("/inputs/jdk-version", equals("17"))
        .unwrap()
        .with_parameter("/inputs/directory", equals("\"./packages/parcel\""))
        .unwrap()
        .with_parameter("/vars", ParameterRule::Absent)
        .unwrap()
        .with_dependencies(dependencies)
        .with_subject_name("parcel-1.21.4.jar")
        .with_min_level(3)
        .with_max_age(86_400 * 365)
}

/// All that an evaluation needs.
pub(crate) struct Scene {
    pub(crate) attestations: Vec<Attestation>,
    pub(crate) artifact: ArtifactDigests,
    pub(crate) expectations: Expectations,
    pub(crate) builders: Builders,
    pub(crate) settings: Settings,
}

impl Scene {
    /// Attestations about as many artifacts, of which the last is asked for.
    pub(crate) fn new(count: usize) -> Self {
        Self {
            attestations: (0..count).map(attestation).collect(),
            artifact: artifact(count - 1),
            expectations: expectations(),
            builders: Builders::public(),
            settings: Settings::strict(Time::from_unix(1_735_689_600 + 9_000_000).unwrap()),
        }
    }

    pub(crate) fn evaluate(&self) -> Evaluation {
        evaluate(
            &self.attestations,
            &self.artifact,
            &self.expectations,
            &self.builders,
            &self.settings,
        )
        .unwrap()
    }

    /// The same, and it is allowed.
    pub(crate) fn check(&self) -> AcceptedProvenance {
        let accepted = self.evaluate().allowed();
        let accepted = accepted.unwrap_or_else(|refusal| panic!("{refusal}"));
        assert_eq!(accepted.level(), 3);
        assert!(accepted.leading().checks().len() >= 20);
        accepted
    }
}

fn attestation(artifact: usize) -> Attestation {
    let envelope = envelope(&inputs::statement(artifact));
    let vouched = envelope.verify(&Threshold::one(), |_, _| {
        Ok(Vouching::By {
            signer: vec![1],
            principals: vec![PrincipalId::new(0)],
        })
    });
    let statement = vouched
        .unwrap()
        .statement(&StatementOptions::provenance())
        .unwrap();
    let mut signer = SignerClaims::new(DELEGATOR).with_issuer(ISSUER);
    for (number, value) in claims() {
        signer = signer.with_claim(number, value);
    }
    let signing = Signing::by(Signer::Certificate(Box::new(signer)))
        .at(Time::from_unix(1_735_689_600).unwrap())
        .with_transparency(Transparency::Proof);
    Attestation::verified(&statement, signing)
}
