//! Expectations about references that are rules and not names.

use bonafide_report::registry;

use crate::backing::Backing;
use crate::error::shown;
use crate::evaluate::expected::named;
use crate::evaluate::judge::Judge;
use crate::facts::{Facts, Named, Stage};
use crate::{Error, Glob, RefRule, Version};

impl Judge<'_> {
    pub(super) fn reference_rules(&mut self, facts: &Facts<'_>, backing: Option<Backing>) {
        let full = full(facts);
        for rule in &self.context.expectations.references {
            let (kind, stage) = kind(rule);
            let (code, result) = match rule {
                RefRule::Any => continue,
                RefRule::Exact(wanted) => {
                    let found = exact(wanted, full.as_deref());
                    (registry::SLSA_REF_KIND, found)
                }
                RefRule::Branch(glob) => {
                    let found = named(facts.branch.as_ref(), kind);
                    let found = found.and_then(|found| branch(glob, found));
                    (registry::SLSA_REF_BRANCH, found)
                }
                RefRule::Tag(glob) => {
                    let found = named(facts.tag.as_ref(), kind);
                    (
                        registry::SLSA_REF_TAG,
                        found.and_then(|found| tag(glob, found)),
                    )
                }
                RefRule::SemverTag { .. } => {
                    let found = named(facts.tag.as_ref(), kind);
                    let found = found.and_then(|found| release(rule, found));
                    (registry::SLSA_REF_SEMVER, found)
                }
            };
            self.reference((kind, code, stage), &rule.text(), result, backing);
        }
    }
}

const fn kind(rule: &RefRule) -> (&'static str, Stage) {
    match rule {
        RefRule::Branch(_) => ("branch", Stage::Branch),
        RefRule::Tag(_) | RefRule::SemverTag { .. } => ("tag", Stage::Tag),
        RefRule::Exact(_) | RefRule::Any => ("reference", Stage::Branch),
    }
}

/// The full reference, which the tag repeats where it is the certificate that tells it.
fn full(facts: &Facts<'_>) -> Option<String> {
    if let Some(reference) = &facts.reference {
        return Some(reference.value.to_string());
    }
    match facts.tag.as_ref()? {
        Named::Is(tag) => Some(format!("refs/tags/{tag}")),
        Named::Other(reference) => (!reference.is_empty()).then(|| reference.clone()),
        Named::Unsupported => None,
    }
}

fn exact<'f>(wanted: &str, found: Option<&'f str>) -> Result<&'f str, Error> {
    let text = found.unwrap_or_default();
    if found == Some(wanted) {
        return Ok(text);
    }
    let of_kind = |prefix: &str| {
        let pair = wanted.strip_prefix(prefix).zip(text.strip_prefix(prefix));
        pair.map(|(wanted, found)| (shown(wanted), shown(found)))
    };
    if let Some((wanted, found)) = of_kind("refs/heads/") {
        return Err(Error::RefBranch { wanted, found });
    }
    if let Some((wanted, found)) = of_kind("refs/tags/") {
        return Err(Error::RefTag { wanted, found });
    }
    Err(Error::RefKind {
        wanted: match wanted {
            text if text.starts_with("refs/heads/") => "branch",
            text if text.starts_with("refs/tags/") => "tag",
            _ => "reference",
        },
        found: shown(text),
    })
}

fn branch<'f>(glob: &Glob, found: &'f str) -> Result<&'f str, Error> {
    if glob.matches(found) {
        return Ok(found);
    }
    Err(Error::RefBranch {
        wanted: shown(glob.as_str()),
        found: shown(found),
    })
}

fn tag<'f>(glob: &Glob, found: &'f str) -> Result<&'f str, Error> {
    if glob.matches(found) {
        return Ok(found);
    }
    Err(Error::RefTag {
        wanted: shown(glob.as_str()),
        found: shown(found),
    })
}

/// A tag that is no version is told apart from one of another kind of version.
fn release<'f>(rule: &RefRule, found: &'f str) -> Result<&'f str, Error> {
    if rule.check(&format!("refs/tags/{found}")).is_ok() {
        return Ok(found);
    }
    if Version::parse(found).is_err() {
        let text = shown(found);
        return Err(Error::RefSemver { text });
    }
    Err(Error::RefTag {
        wanted: rule.text(),
        found: shown(found),
    })
}
