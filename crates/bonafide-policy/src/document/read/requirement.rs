//! What must hold.

use bonafide_report::{Decision, registry};

use super::{Reader, value};
use crate::syntax::At;
use crate::{
    BaseEvidence, BaseImageRequirement, ForbidRequirement, ModelSignatureRequirement, Overrides,
    Requirement, RequirementKind, SignatureFormats, SignatureRequirement, SignedIdentityRule,
    StaticRequirement, UnsupportedRequirement, VsaRequirement,
};

/// How deep `any_of` and `all_of` nest.
pub(in crate::document) const DEEPEST: usize = 4;

impl Reader<'_> {
    /// Calls itself once a level, at most [`DEEPEST`] times.
    pub(super) fn requirements(&mut self, at: &At<'_>, depth: usize) -> Vec<Requirement> {
        if depth > DEEPEST {
            let detail = format!("more than {DEEPEST} of any_of and all_of inside each other");
            at.refuse(registry::POLICY_LIMIT, detail, self.problems);
            return Vec::new();
        }
        at.items()
            .map(|item| self.requirement(&item, depth))
            .collect()
    }

    fn requirement(&mut self, at: &At<'_>, depth: usize) -> Requirement {
        let decision = |name| value::named::<Decision>(&at.member(name));
        let overrides = Overrides {
            missing: decision("missing"),
            unavailable: decision("unavailable"),
            untrusted: decision("untrusted"),
        };
        Requirement {
            id: value::string(&at.member("id")),
            kind: self.requirement_kind(at, depth),
            mode: value::named(&at.member("mode")).unwrap_or_default(),
            overrides,
        }
    }

    fn requirement_kind(&mut self, at: &At<'_>, depth: usize) -> RequirementKind {
        let there = at.members().find_map(|(name, kind)| {
            Some(match name {
                "signature" => RequirementKind::Signature(self.signature(&kind)),
                "attestation" => RequirementKind::Attestation(self.attestation(&kind)),
                "provenance" => RequirementKind::Provenance(self.provenance(&kind)),
                "sbom" => RequirementKind::Sbom(self.sbom(&kind)),
                "vulnerabilities" => RequirementKind::Vulnerabilities(self.vulnerabilities(&kind)),
                "vsa" => RequirementKind::Vsa(vsa(&kind)),
                "model_signature" => RequirementKind::ModelSignature(model_signature(&kind)),
                "base_image" => RequirementKind::BaseImage(base_image(&kind)),
                "forbid" => RequirementKind::Forbid(self.forbid(&kind)),
                "any_of" => {
                    RequirementKind::AnyOf(self.requirements(&kind, depth.saturating_add(1)))
                }
                "all_of" => {
                    RequirementKind::AllOf(self.requirements(&kind, depth.saturating_add(1)))
                }
                "static" => RequirementKind::Static(StaticRequirement {
                    decision: value::named(&kind.member("decision")).unwrap_or(Decision::Reject),
                    message: value::string(&kind.member("message")),
                }),
                "unsupported" => unsupported(&kind),
                _ => return None,
            })
        });
        there.unwrap_or_else(|| unsupported(at))
    }

    fn signature(&mut self, at: &At<'_>) -> SignatureRequirement {
        let annotations = at.member("annotations");
        let all = at.member("all");
        let min = at.member("min");
        if value::flag(&all) && min.is_there() {
            let detail = "all excludes min: all is as many as there are";
            min.refuse(registry::POLICY_CONFLICT, detail, self.problems);
        }
        let identity = at.member("signed_identity");
        for name in ["identity_replay", "repository"] {
            if identity.is_there() && at.member(name).is_there() {
                let detail = format!("signed_identity excludes {name}");
                at.member(name)
                    .refuse(registry::POLICY_CONFLICT, detail, self.problems);
            }
        }
        SignatureRequirement {
            by: at.member("by").texts(),
            min: value::count(&min).unwrap_or(1),
            all: value::flag(&all),
            count: value::named(&at.member("count")).unwrap_or_default(),
            subject: value::named(&at.member("subject")).unwrap_or_default(),
            annotations: annotations
                .members()
                .map(|(name, text)| (name.to_owned(), value::string(&text)))
                .collect(),
            formats: formats(&at.member("formats")),
            promise: value::named(&at.member("promise")).unwrap_or_default(),
            identity_replay: value::named(&at.member("identity_replay")),
            repository: value::optional_string(&at.member("repository")),
            signed_identity: signed_identity(&identity),
        }
    }

    fn forbid(&mut self, at: &At<'_>) -> ForbidRequirement {
        match at.member("signer").text() {
            Some(name) => ForbidRequirement::Signer(name.to_owned()),
            None => ForbidRequirement::Attestation(self.attestation(&at.member("attestation"))),
        }
    }
}

fn formats(at: &At<'_>) -> SignatureFormats {
    let is_in = |name| at.items().any(|item| item.text() == Some(name));
    match (is_in("bundle"), is_in("legacy")) {
        (true, false) => SignatureFormats::Bundle,
        (false, true) => SignatureFormats::Legacy,
        _ => SignatureFormats::Any,
    }
}

fn signed_identity(at: &At<'_>) -> Option<SignedIdentityRule> {
    if let Some(name) = at.text() {
        return match name {
            "matchExact" => Some(SignedIdentityRule::MatchExact),
            "matchRepoDigestOrExact" => Some(SignedIdentityRule::MatchRepoDigestOrExact),
            "matchRepository" => Some(SignedIdentityRule::MatchRepository),
            _ => None,
        };
    }
    if let Some(text) = at.member("exactReference").text() {
        return Some(SignedIdentityRule::ExactReference(text.to_owned()));
    }
    if let Some(text) = at.member("exactRepository").text() {
        return Some(SignedIdentityRule::ExactRepository(text.to_owned()));
    }
    let remap = at.member("remapIdentity");
    remap.is_there().then(|| SignedIdentityRule::Remap {
        prefix: value::string(&remap.member("prefix")),
        signed_prefix: value::string(&remap.member("signed_prefix")),
    })
}

fn vsa(at: &At<'_>) -> VsaRequirement {
    let policies = at.member("policy_sha256");
    let policies = policies
        .items()
        .filter_map(|item| value::sha256(&item).map(bonafide_digest::Digest::sha256));
    VsaRequirement {
        by: at.member("by").texts(),
        verifier_ids: at.member("verifier_ids").texts(),
        resource: value::optional_string(&at.member("resource")),
        levels: at.member("levels").texts(),
        policy_sha256: policies.collect(),
        max_age: value::duration(&at.member("max_age")),
    }
}

fn model_signature(at: &At<'_>) -> ModelSignatureRequirement {
    ModelSignatureRequirement {
        by: at.member("by").texts(),
        ignore: at.member("ignore").texts(),
        unlisted: value::named(&at.member("unlisted")).unwrap_or_default(),
    }
}

fn base_image(at: &At<'_>) -> BaseImageRequirement {
    let evidence = at.member("evidence");
    BaseImageRequirement {
        rule: value::string(&at.member("rule")),
        depth: value::small(&at.member("depth")).unwrap_or(1),
        evidence: match evidence.is_there() {
            true => value::set(&evidence),
            false => [BaseEvidence::Provenance, BaseEvidence::Annotation].into(),
        },
    }
}

fn unsupported(at: &At<'_>) -> RequirementKind {
    RequirementKind::Unsupported(UnsupportedRequirement {
        what: value::string(&at.member("what")),
        hint: value::string(&at.member("hint")),
    })
}
