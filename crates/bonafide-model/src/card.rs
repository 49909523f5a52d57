//! The card of a model: what its front matter says, and which sections it has.

mod front;
mod json;
mod keys;
mod licence;
mod policy;
mod sections;
mod yaml;

use bonafide_report::Escaped;
use bonafide_report::registry::{
    CARD_KEY_MISSING, CARD_MALFORMED, CARD_SECTION_MISSING, PKG_LIMIT,
};

use crate::{CheckReport, Finding, Findings};
use yaml::Value;

pub use policy::Policy;

/// The name of the check.
const CHECK: &str = "card";

/// The most bytes of a card.
const BYTES: usize = 16 << 20;

/// The most bytes of what is read as YAML.
const FRONT_BYTES: usize = 1 << 20;

/// Whether a card may be called so, at the root of a package or in its folder `model`.
///
/// # Specification
/// models CRD-1.
#[must_use]
pub fn is_candidate(path: &str) -> bool {
    let name = path.strip_prefix("model/").unwrap_or(path);
    matches!(
        name,
        "README.md"
            | "model_card.md"
            | "MODEL_CARD.md"
            | "modelcard.md"
            | "modelcard.json"
            | "modelcard.yaml"
    )
}

/// Checks the card `path`, whose name says whether it is Markdown with front matter, YAML or JSON.
///
/// Takes time in proportion to the card.
///
/// ```
/// use bonafide_model::card::{Policy, check};
/// let card = b"---\nlicense: apache-2.0\nlanguage: no\n---\n# Intended use\nTests.\n";
/// let policy = Policy::new().with_section(&["Intended use", "Intended uses"]);
/// assert!(check("README.md", card, &policy).findings().is_empty());
/// ```
///
/// # Specification
/// models CRD-2 to CRD-5.
#[must_use]
pub fn check(path: &str, bytes: &[u8], policy: &Policy) -> CheckReport {
    let mut findings = Findings::new();
    let (front, body) = match read(path, bytes) {
        Ok(read) => read,
        Err(finding) => {
            findings.add(finding.at_path(path));
            return CheckReport::new(CHECK, findings, Vec::new());
        }
    };
    keys::check(&front, &mut findings);
    licence::check(&front, policy, &mut findings);
    for key in &policy.keys {
        let is_there = |(name, value): &(String, Value)| name == key && *value != Value::Null;
        if !front.members().iter().any(is_there) {
            let message = format!("{} is not said", Escaped(key));
            findings.add(Finding::error(CARD_KEY_MISSING, message));
        }
    }
    let titles = sections::titles(body, &front);
    for section in policy
        .sections
        .iter()
        .filter(|names| !policy.is_elsewhere(names))
    {
        if !section
            .iter()
            .any(|name| titles.contains(&sections::normalized(name)))
        {
            let name = section.first().map_or("", String::as_str);
            let message = format!("no section {} with text in it", Escaped(name));
            findings.add(Finding::error(CARD_SECTION_MISSING, message));
        }
    }
    let facts = keys::facts(&front);
    CheckReport::new(CHECK, findings, facts).at_path(path)
}

/// The front matter and the text after it.
fn read<'c>(path: &str, bytes: &'c [u8]) -> Result<(Value, &'c str), Finding> {
    if bytes.len() > BYTES {
        let message = format!("more than {BYTES} bytes");
        return Err(Finding::error(PKG_LIMIT, message));
    }
    let lower = path.to_ascii_lowercase();
    if lower.ends_with(".json") {
        return json::read(bytes).map(|value| (value, ""));
    }
    let text = core::str::from_utf8(bytes).map_err(|error| {
        let at = u64::try_from(error.valid_up_to()).unwrap_or(u64::MAX);
        Finding::error(CARD_MALFORMED, "not UTF-8").at_offset(at)
    })?;
    let is_yaml = lower.ends_with(".yaml") || lower.ends_with(".yml");
    let (start, front, body) = if is_yaml {
        let whole = text.strip_prefix("---\n").or(text.strip_prefix("---\r\n"));
        let whole = whole.unwrap_or(text);
        (text.len().saturating_sub(whole.len()), whole, "")
    } else {
        front::split(text)?
    };
    if front.len() > FRONT_BYTES {
        let message = format!("more than {FRONT_BYTES} bytes of front matter");
        return Err(Finding::error(PKG_LIMIT, message));
    }
    let value = yaml::read(front).map_err(|fault| {
        let code = if fault.reason.is_limit() {
            PKG_LIMIT
        } else {
            CARD_MALFORMED
        };
        let at = u64::try_from(start.saturating_add(fault.offset)).unwrap_or(u64::MAX);
        Finding::error(code, fault.reason.message()).at_offset(at)
    })?;
    match value {
        Value::Map(_) | Value::Null => Ok((value, body)),
        _ => {
            let message = "the front matter is no mapping";
            Err(Finding::error(CARD_MALFORMED, message))
        }
    }
}
