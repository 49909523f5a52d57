//! What is odd about provenance and no failure.

use bonafide_digest::Algorithm;
use bonafide_dsse::{has_capital_authority, is_uri};
use bonafide_report::{Code, Escaped, Finding, Place, registry};

use super::Dependency;
use super::draft::{LISTED, Parts};

pub(super) fn of(parts: &Parts<'_>) -> Vec<Finding> {
    let mut notes = Notes::default();
    for uri in [&parts.builder_id, &parts.build_type] {
        if has_capital_authority(uri.value()) {
            notes.add(registry::STATEMENT_URI_CASE, uri.pointer(), uri.value());
        }
    }
    let times = [&parts.started_on, &parts.finished_on];
    for time in times.into_iter().flatten() {
        if time.value().has_offset() {
            let detail = "written with an offset instead of Z";
            notes.add(registry::STATEMENT_TIMESTAMP, time.pointer(), detail);
        }
    }
    let lists = [
        &parts.builder_dependencies,
        &parts.dependencies,
        &parts.byproducts,
    ];
    for resource in lists.into_iter().flatten() {
        notes.resource(resource);
    }
    notes.found
}

#[derive(Default)]
struct Notes {
    found: Vec<Finding>,
}

impl Notes {
    fn resource(&mut self, resource: &Dependency<'_>) {
        if self.found.len() >= LISTED {
            return;
        }
        let descriptor = resource.descriptor();
        let uri = descriptor.uri().unwrap_or_default();
        let code = if has_capital_authority(uri) {
            Some(registry::STATEMENT_URI_CASE)
        } else if !uri.is_empty() && !is_uri(uri) {
            Some(registry::URI_MALFORMED)
        } else {
            None
        };
        if let Some(code) = code {
            self.add(code, &resource.pointer().member("uri"), uri);
        }
        for (name, _) in descriptor.opaque_digests() {
            // As `SHA256`, which is the name of no algorithm.
            let meant = Algorithm::from_name(&name.to_ascii_lowercase());
            if meant.is_some_and(Algorithm::is_in_digest_set) {
                let place = resource.pointer().member("digest").member(name);
                self.add(registry::DIGEST_ALGORITHM, &place, name);
            }
        }
    }

    fn add(&mut self, code: Code, place: &Place, text: &str) {
        if self.found.len() < LISTED {
            let detail = Escaped(text).to_string();
            self.found.push(Finding::new(code, place.clone(), detail));
        }
    }
}
