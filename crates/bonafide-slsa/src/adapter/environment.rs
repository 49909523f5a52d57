//! The environment of a GitHub workflow, as builders copy it into provenance.

use std::borrow::Cow;

use bonafide_report::Place;

use super::fields::shape;
use crate::facts::{Cover, Fact, Facts, Named, Parameter, Stage, TextFact};
use crate::{GitRef, Raw};
use bonafide_json::Kind;

/// The spelling of the names: one of two, never both in a statement.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    Lower,
    Upper,
}

pub(super) struct Environment<'a> {
    /// Found once: the event among them may be long, and each search would pass over it.
    members: Vec<(Cow<'a, str>, Raw<'a>)>,
    place: Place,
    spelling: Spelling,
}

impl<'a> Environment<'a> {
    /// The environment in `object`, whose names must be spelled one way.
    pub(super) fn of(
        object: Raw<'a>,
        place: &Place,
        spelling: Spelling,
        facts: &mut Facts<'a>,
    ) -> Self {
        let foreign = match spelling {
            Spelling::Lower => "GITHUB_",
            Spelling::Upper => "github_",
        };
        let members = object.members();
        if members.iter().any(|(name, _)| name.starts_with(foreign)) {
            let error = shape(
                place.clone(),
                "names of the environment in another spelling",
            );
            facts.problem(Stage::Source, error);
        }
        Self {
            members,
            place: place.clone(),
            spelling,
        }
    }

    fn name(&self, name: &str) -> String {
        match self.spelling {
            Spelling::Upper => format!("GITHUB_{name}"),
            Spelling::Lower if name == "SHA" => "github_sha1".to_owned(),
            Spelling::Lower => format!("github_{}", name.to_ascii_lowercase()),
        }
    }

    fn member(&self, name: &str) -> Option<Raw<'a>> {
        let mut members = self.members.iter();
        members
            .find(|(known, _)| known == name)
            .map(|(_, value)| *value)
    }

    /// A text, or a number as it is written: some writers do not quote run ids.
    pub(super) fn text(&self, name: &str) -> Option<TextFact<'a>> {
        let name = self.name(name);
        let value = self.member(&name)?;
        let text = match value.kind() {
            Kind::Number => value.text().into(),
            _ => value.as_str()?,
        };
        (!text.is_empty()).then(|| Fact::new(text, self.place.member(&name)))
    }

    fn payload(&self, pointer: &str) -> Option<Raw<'a>> {
        let payload = self.member(&self.name("EVENT_PAYLOAD"))?;
        payload.pointer(pointer).filter(|value| !value.is_absent())
    }

    /// What the certificate can confirm, and the inputs of a dispatched workflow.
    pub(super) fn read(&self, facts: &mut Facts<'a>) {
        facts.event = self.text("EVENT_NAME");
        facts.repository = self.text("REPOSITORY");
        facts.repository_id = self.text("REPOSITORY_ID");
        facts.owner_id = self.text("REPOSITORY_OWNER_ID");
        facts.env_refs.extend(self.text("REF"));
        facts.env_commits.extend(self.text("SHA"));
        facts.workflow_ref = self.text("WORKFLOW_REF");
        facts.workflow_commit = self.text("WORKFLOW_SHA");
        if let Some(inputs) = self.payload("/inputs") {
            let place = self
                .place
                .member(&self.name("EVENT_PAYLOAD"))
                .member("inputs");
            facts.inputs = Some(Fact::new(inputs, place));
        }
    }

    /// Branch and tag of the reference that the environment names.
    pub(super) fn read_named(&self, facts: &mut Facts<'a>) {
        let reference = self.text("REF").map(|fact| fact.value).unwrap_or_default();
        let kind = self.text("REF_TYPE");
        match kind.as_ref().map(|kind| &*kind.value) {
            Some("branch") => {
                facts.branch = Some(branch(&reference));
                facts.tag = Some(Named::Other(reference.into_owned()));
            }
            Some("tag") => {
                facts.tag = Some(tag(&reference));
                facts.branch = Some(self.branch_of_tag(&reference));
            }
            _ => {
                let place = self.place.member(&self.name("REF_TYPE"));
                let error = shape(place, "the type of the reference is neither branch nor tag");
                facts.problem(Stage::Branch, error);
            }
        }
    }

    /// The branch on which a tag was made, as far as the event tells.
    pub(super) fn branch_of_tag(&self, reference: &str) -> Named {
        if let Some(base) = self.text("BASE_REF") {
            return branch(&base.value);
        }
        let event = self.text("EVENT_NAME").map(|fact| fact.value);
        let told = match event.as_deref() {
            Some("push") => self.payload("/base_ref").and_then(|base| base.as_str()),
            Some("release") => self
                .payload("/release/target_commitish")
                .and_then(|target| target.as_str())
                .map(|target| match target.starts_with("refs/") {
                    true => target,
                    false => format!("refs/heads/{target}").into(),
                }),
            _ => None,
        };
        told.map_or_else(|| Named::Other(reference.to_owned()), |told| branch(&told))
    }
}

/// What a workflow was dispatched with came from outside: external parameters, below `/inputs`.
pub(super) fn expose_inputs(facts: &mut Facts<'_>) {
    let Some(inputs) = facts.inputs.clone() else {
        return;
    };
    facts.parameters.push(Parameter {
        name: "inputs".to_owned(),
        place: inputs.place,
        value: inputs.value,
        cover: Cover::Open,
        is_text: true,
    });
}

/// The branch that a full reference names.
pub(crate) fn branch(reference: &str) -> Named {
    let parsed = GitRef::parse(reference).ok();
    parsed
        .and_then(|parsed| parsed.branch().map(str::to_owned))
        .map_or_else(|| Named::Other(reference.to_owned()), Named::Is)
}

/// The tag that a full reference names.
pub(crate) fn tag(reference: &str) -> Named {
    let parsed = GitRef::parse(reference).ok();
    parsed
        .and_then(|parsed| parsed.tag().map(str::to_owned))
        .map_or_else(|| Named::Other(reference.to_owned()), Named::Is)
}
