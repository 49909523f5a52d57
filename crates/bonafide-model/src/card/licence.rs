//! The licence that a card states.

use std::collections::BTreeSet;

use bonafide_report::Escaped;
use bonafide_report::registry::{CARD_LICENSE_CONFLICT, CARD_LICENSE_INVALID};
use spdx::{Expression, ParseMode};

use super::keys::texts;
use super::policy::Policy;
use super::yaml::Value;
use crate::{Finding, Findings};

/// The most bytes of an expression that is looked at.
const EXPRESSION: usize = 4096;

/// Checks that the licence is on the SPDX list or described, and that others state the same.
///
/// # Specification
/// models CRD-3, CRD-4. Identifiers are compared whatever their case, as cards write them in lower
/// case.
pub(super) fn check(front: &Value, policy: &Policy, findings: &mut Findings) {
    let member = |key: &str| {
        let mut members = front.members().iter();
        members
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    };
    let Some(value) = member("license").filter(|value| **value != Value::Null) else {
        return;
    };
    let stated = match texts(value) {
        Some(texts) if !texts.is_empty() => texts,
        _ => {
            let message = "the licence is neither an identifier nor a list of them";
            findings.add(Finding::error(CARD_LICENSE_INVALID, message));
            return;
        }
    };
    for id in &stated {
        if *id == "other" {
            for key in ["license_name", "license_link"] {
                if !member(key).is_some_and(|value| matches!(value, Value::Text(_))) {
                    let message = format!("a licence that is not on the list, without {key}");
                    findings.add(Finding::error(CARD_LICENSE_INVALID, message));
                }
            }
            if !policy.has_licence_file {
                let message = "a licence that is not on the list, and no covered file with it";
                findings.add(Finding::error(CARD_LICENSE_CONFLICT, message));
            }
        } else if spdx_id(id).is_none() {
            let message = format!("{} is no licence of the SPDX list", Escaped(id));
            findings.add(Finding::error(CARD_LICENSE_INVALID, message));
        }
    }
    let own: BTreeSet<String> = stated.iter().map(|id| id.to_lowercase()).collect();
    for (source, expression) in &policy.declared {
        if ids(expression).is_none_or(|ids| ids != own) {
            let (source, expression) = (Escaped(source), Escaped(expression));
            let message = format!("{source} states {expression}, and the card something else");
            findings.add(Finding::error(CARD_LICENSE_CONFLICT, message));
        }
    }
}

/// The identifier of the list that this is, whatever its case.
fn spdx_id(id: &str) -> Option<&'static str> {
    let listed = spdx::identifiers::LICENSES.iter();
    let mut listed = listed.filter(|licence| licence.name.eq_ignore_ascii_case(id));
    listed.next().map(|licence| licence.name)
}

/// The identifiers of an expression, in lower case; `None` where it is none. `LicenseRef-` stands for
/// what a card calls `other`.
fn ids(expression: &str) -> Option<BTreeSet<String>> {
    if expression.len() > EXPRESSION {
        return None;
    }
    if let Some(id) = spdx_id(expression) {
        return Some(BTreeSet::from([id.to_lowercase()]));
    }
    let parsed = Expression::parse_mode(expression, ParseMode::LAX).ok()?;
    let ids = parsed.requirements().map(|one| match one.req.license.id() {
        Some(id) => id.name.to_lowercase(),
        None => "other".to_owned(),
    });
    Some(ids.collect())
}
