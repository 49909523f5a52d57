//! The fields of one statement, while those who understood it are still at hand.

use bonafide_digest::hex;
use bonafide_dsse::ResourceDescriptor;
use bonafide_report::{Finding, Place};

use super::InspectedField;
use crate::backing::Comparison;
use crate::error::shown;
use crate::facts::Facts;
use crate::{Backing, Builder, Claim, ClaimName, Proposal, Provenance};

/// What the judge has in hand once it has understood a statement.
pub(crate) struct Seen<'s, 'a> {
    pub(crate) view: &'s Provenance<'a>,
    pub(crate) facts: &'s Facts<'a>,
    pub(crate) compared: &'s [Comparison],
    pub(crate) entry: Option<&'s Builder>,
    /// Who backs what the certificate does not name.
    pub(crate) otherwise: Backing,
}

/// What an inspection tells beside the checks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Portrait {
    pub(crate) fields: Vec<InspectedField>,
    pub(crate) unknown: Vec<Place>,
    pub(crate) notes: Vec<Finding>,
    /// The expectations that the statement itself suggests.
    pub(crate) proposal: Option<Proposal>,
}

impl Portrait {
    pub(crate) fn of(seen: &Seen<'_, '_>) -> Self {
        let view = seen.view;
        let mut fields = Fields {
            list: Vec::with_capacity(32),
            backing: seen.otherwise,
        };
        fields.identity(seen);
        fields.parameters(seen);
        fields.run(view);
        fields.resources(view);
        Self {
            unknown: view.unknown_members().to_vec(),
            notes: view.notes().to_vec(),
            proposal: Some(Proposal::sketch(seen, &fields.list)),
            fields: fields.list,
        }
    }
}

struct Fields {
    list: Vec<InspectedField>,
    backing: Backing,
}

impl Fields {
    fn push(&mut self, name: &'static str, place: &Place, value: &str) {
        let backing = Some(self.backing);
        self.list.push(InspectedField {
            name,
            place: place.clone(),
            value: shown(value),
            backing,
        });
    }

    /// Who built, and everything that a certificate can confirm.
    fn identity(&mut self, seen: &Seen<'_, '_>) {
        for compared in seen.compared {
            self.list.push(InspectedField {
                name: compared.name,
                place: compared.place.clone(),
                value: compared.value.clone(),
                backing: compared.outcome.as_ref().ok().copied(),
            });
        }
        let (id, build_type) = (seen.view.builder_id(), seen.view.build_type());
        self.list.push(InspectedField {
            name: "builder id",
            place: id.pointer().clone(),
            value: shown(id.value()),
            // The table vouches for the builder that it names.
            backing: Some(match seen.entry {
                Some(_) => Backing::TrustedBuilder,
                None => Backing::Unbacked,
            }),
        });
        self.push("build type", build_type.pointer(), build_type.value());
    }

    fn parameters(&mut self, seen: &Seen<'_, '_>) {
        for parameter in &seen.facts.parameters {
            let text = parameter.value.text();
            self.push("external parameter", &parameter.place, text);
        }
        let view = seen.view;
        for (name, field) in [
            ("internal parameters", view.internal()),
            ("build configuration", view.build_config()),
        ] {
            if let Some(field) = field {
                self.push(name, field.pointer(), field.value().text());
            }
        }
    }

    /// What the builder says about the run and about its own work.
    fn run(&mut self, view: &Provenance<'_>) {
        if let Some(id) = view.invocation_id() {
            self.push("invocation id", id.pointer(), id.value());
        }
        for (name, time) in [
            ("started on", view.started_on()),
            ("finished on", view.finished_on()),
        ] {
            if let Some(time) = time {
                self.push(name, time.pointer(), &time.value().time().to_string());
            }
        }
        for name in ClaimName::ALL {
            let claim = name.of(view);
            if let Claim::Claimed(value) = claim.value() {
                self.push(name.as_str(), claim.pointer(), &value.to_string());
            }
        }
    }

    fn resources(&mut self, view: &Provenance<'_>) {
        for (name, list) in [
            ("dependency", view.dependencies()),
            ("builder dependency", view.builder_dependencies()),
            ("by-product", view.byproducts()),
        ] {
            for resource in list {
                let text = described(resource.descriptor());
                self.push(name, resource.pointer(), &text);
            }
        }
    }
}

/// Name or URI, and the digests.
fn described(descriptor: &ResourceDescriptor<'_>) -> String {
    let name = descriptor.uri().or(descriptor.name()).unwrap_or("unnamed");
    let digests = descriptor.digests().iter().map(|digest| {
        let value = hex::encode(digest.as_bytes());
        format!(" {}:{value}", digest.algorithm().name())
    });
    format!("{name}{}", digests.collect::<String>())
}
