//! Changes to good bundles, nothing signed anew.

mod checkpoint;
mod content;
mod entry;
mod leaf;
mod proof;
mod structure;
mod timestamp;

use serde_json::Value;

use super::{Case, Choice, Expected, Format, Request};
use crate::encode::{base64, unbase64};
use crate::{Minted, Sigstore};

/// A good bundle to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// A message in Rekor v1.
    V1m,
    /// An envelope in Rekor v1.
    V1d,
    /// A message in Rekor v2.
    V2m,
    /// An envelope in Rekor v2.
    V2d,
    /// A message in Rekor v1, in a bundle of version 0.2 with a chain.
    V1c,
    /// A message in Rekor v1 with a timestamp.
    V1t,
}

use Base::{V1c, V1d, V1m, V1t, V2d, V2m};

const ALL: &[Base] = &[V1m, V1d, V2m, V2d];
const V1: &[Base] = &[V1m, V1d];
const V2: &[Base] = &[V2m, V2d];
const MESSAGES: &[Base] = &[V1m, V2m];
const ENVELOPES: &[Base] = &[V1d, V2d];

impl Base {
    /// Each of them.
    pub const EACH: [Self; 6] = [V1m, V1d, V2m, V2d, V1c, V1t];

    /// Its name in the case ids.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            V1m => "v1m",
            V1d => "v1d",
            V2m => "v2m",
            V2d => "v2d",
            V1c => "v1c",
            V1t => "v1t",
        }
    }

    const fn is_v2(self) -> bool {
        matches!(self, V2m | V2d)
    }

    const fn is_envelope(self) -> bool {
        matches!(self, V1d | V2d)
    }
}

/// The good bundle of this base.
#[must_use]
pub fn good(base: Base) -> Minted {
    mint(&Sigstore::default(), base, b"artifact", "signer")
}

/// Another good bundle of the same instance: another artifact, another key, an hour later, another
/// entry of a tree of the same size.
#[must_use]
pub fn foreign(base: Base) -> Minted {
    let mut later = Sigstore::default();
    later.time = later.time.plus(3600);
    later.rekor.index = 3;
    later.rekor2.index = 3;
    mint(&later, base, b"another artifact", "another signer")
}

fn mint(kit: &Sigstore, base: Base, artifact: &[u8], seed: &str) -> Minted {
    let plan = match base {
        V1d | V2d => kit.statement(artifact),
        V1m | V2m | V1c | V1t => kit.message(artifact),
    };
    let plan = plan.signed_by(seed);
    match base {
        V1m | V1d => plan,
        V2m | V2d => plan.v2(),
        V1c => plan.version_0_2(),
        V1t => plan.stamped(1),
    }
    .mint()
}

/// All cases: every class on each of its bases.
#[must_use]
pub fn tampered() -> Vec<Case> {
    let kit = Sigstore::default();
    let mut rows = Vec::new();
    for more in [
        structure::rows(),
        leaf::rows(),
        content::rows(),
        entry::rows(),
        proof::rows(),
        checkpoint::rows(),
        timestamp::rows(),
    ] {
        rows.extend(more);
    }
    let mut cases = Vec::new();
    for base in [V1m, V1d, V2m, V2d, V1c, V1t] {
        let good = mint(&kit, base, b"artifact", "signer");
        let foreign = foreign(base);
        for row in rows.iter().filter(|row| row.bases.contains(&base)) {
            let mut draft = Draft {
                base,
                kit: &kit,
                good: &good,
                foreign: &foreign,
                bundle: good.bundle.clone(),
                text: None,
            };
            (row.make)(&mut draft);
            cases.extend(row.cases(draft));
        }
    }
    cases
}

/// One class of the table.
struct Row {
    id: &'static str,
    bases: &'static [Base],
    change: &'static str,
    expected: Expected,
    /// Codes that are reached first on bases of one generation.
    v1: &'static [&'static str],
    v2: &'static [&'static str],
    /// The option under which the change is accepted.
    accepted_by: Option<Choice>,
    make: fn(&mut Draft<'_>),
}

fn row(
    id: &'static str,
    bases: &'static [Base],
    change: &'static str,
    codes: &[&'static str],
    make: fn(&mut Draft<'_>),
) -> Row {
    Row {
        id,
        bases,
        change,
        expected: Expected::Refused(codes.to_vec()),
        v1: &[],
        v2: &[],
        accepted_by: None,
        make,
    }
}

/// A change that is accepted, with these notes.
fn accepted(
    id: &'static str,
    bases: &'static [Base],
    change: &'static str,
    notes: &[&'static str],
    make: fn(&mut Draft<'_>),
) -> Row {
    Row {
        expected: Expected::Accepted(notes.to_vec()),
        ..row(id, bases, change, &[], make)
    }
}

impl Row {
    const fn or_on_v1(mut self, codes: &'static [&'static str]) -> Self {
        self.v1 = codes;
        self
    }

    const fn or_on_v2(mut self, codes: &'static [&'static str]) -> Self {
        self.v2 = codes;
        self
    }

    fn but_accepted_by(mut self, option: Choice) -> Self {
        self.accepted_by = Some(option);
        self
    }

    /// The case, and the one under the option that accepts it.
    fn cases(&self, draft: Draft<'_>) -> Vec<Case> {
        let mut expected = self.expected.clone();
        if let Expected::Refused(codes) = &mut expected {
            codes.extend(if draft.base.is_v2() { self.v2 } else { self.v1 });
        }
        let case = Case {
            id: format!("{}/{}", self.id, draft.base.name()),
            change: self.change.to_owned(),
            format: Format::Bundle,
            bundle: draft
                .text
                .unwrap_or_else(|| draft.bundle.to_string().into_bytes()),
            trusted_root: draft.good.trusted_root.to_string().into_bytes(),
            request: Request::of(draft.good),
            expected,
        };
        let accepted = self.accepted_by.clone().map(|option| Case {
            id: format!("{}/accepted", case.id),
            expected: Expected::accepted(),
            ..case.clone().with(option)
        });
        [Some(case), accepted].into_iter().flatten().collect()
    }
}

/// A bundle under change.
struct Draft<'a> {
    base: Base,
    kit: &'a Sigstore,
    good: &'a Minted,
    foreign: &'a Minted,
    bundle: Value,
    /// The bytes, where they are not just those of `bundle`.
    text: Option<Vec<u8>>,
}

impl Draft<'_> {
    fn material(&mut self) -> &mut Value {
        &mut self.bundle["verificationMaterial"]
    }

    fn entries(&mut self) -> &mut Vec<Value> {
        elements(&mut self.material()["tlogEntries"])
    }

    fn entry(&mut self) -> &mut Value {
        &mut self.entries()[0]
    }

    fn proof(&mut self) -> &mut Value {
        &mut self.entry()["inclusionProof"]
    }

    /// Another tree of the same log: one leaf more.
    fn larger(&self) -> Minted {
        let mut kit = self.kit.clone();
        kit.rekor.size += 1;
        kit.rekor2.size += 1;
        mint(&kit, self.base, b"artifact", "signer")
    }

    fn foreign_entry(&self) -> Value {
        self.foreign.bundle["verificationMaterial"]["tlogEntries"][0].clone()
    }

    fn leaf(&mut self) -> &mut Value {
        let material = self.material();
        if material.get("certificate").is_some() {
            &mut material["certificate"]["rawBytes"]
        } else {
            &mut material["x509CertificateChain"]["certificates"][0]["rawBytes"]
        }
    }

    fn signature(&mut self) -> &mut Value {
        if self.base.is_envelope() {
            &mut self.bundle["dsseEnvelope"]["signatures"][0]["sig"]
        } else {
            &mut self.bundle["messageSignature"]["signature"]
        }
    }

    fn tokens(&mut self) -> &mut Vec<Value> {
        elements(&mut self.material()["timestampVerificationData"]["rfc3161Timestamps"])
    }

    /// Writes the bundle as text and changes that.
    fn write(&mut self, edit: impl FnOnce(String) -> String) {
        self.text = Some(edit(self.bundle.to_string()).into_bytes());
    }
}

fn elements(value: &mut Value) -> &mut Vec<Value> {
    value.as_array_mut().expect("an array")
}

fn remove(value: &mut Value, name: &str) -> Value {
    let members = value.as_object_mut().expect("an object");
    members.remove(name).expect("the member")
}

/// Changes bytes that stand in base64.
fn bytes(value: &mut Value, edit: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = unbase64(value.as_str().expect("text"));
    edit(&mut bytes);
    *value = base64(&bytes).into();
}

/// Changes text.
fn text(value: &mut Value, edit: impl FnOnce(&str) -> String) {
    *value = edit(value.as_str().expect("text")).into();
}

/// Adds to a number that stands in a string.
fn add(value: &mut Value, more: i64) {
    text(value, |text| {
        let number: i64 = text.parse().expect("a number");
        (number + more).to_string()
    });
}

#[expect(clippy::ptr_arg, reason = "given where an edit may grow its bytes")]
fn flip_first(bytes: &mut Vec<u8>) {
    bytes[0] ^= 1;
}

#[expect(clippy::ptr_arg, reason = "given where an edit may grow its bytes")]
fn flip_last(bytes: &mut Vec<u8>) {
    *bytes.last_mut().expect("a byte") ^= 1;
}

/// Where `part` begins in `whole`.
fn find(whole: &[u8], part: &[u8]) -> usize {
    whole
        .windows(part.len())
        .position(|window| window == part)
        .expect("the part")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn every_class_has_cases_each_of_which_changes_its_base() {
        let cases = tampered();
        for (letter, last) in [
            ('A', 26),
            ('B', 10),
            ('C', 16),
            ('D', 25),
            ('E', 18),
            ('F', 21),
            ('G', 13),
        ] {
            for number in 1..=last {
                let class = format!("{letter}{number:02}/");
                assert!(
                    cases.iter().any(|case| case.id.starts_with(&class)),
                    "{class}"
                );
            }
        }
        let mut seen = BTreeMap::new();
        for base in [V1m, V1d, V2m, V2d, V1c, V1t] {
            seen.insert(
                good(base).bundle.to_string().into_bytes(),
                base.name().to_owned(),
            );
        }
        for case in cases {
            if case.id.ends_with("/accepted") {
                continue;
            }
            let name = format!("{} ({})", case.id, case.change);
            if let Some(other) = seen.insert(case.bundle, name.clone()) {
                panic!("{name} is {other}");
            }
        }
    }
}
