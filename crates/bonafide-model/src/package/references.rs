//! References that can come to mean something else.

use bonafide_json::{Error, Limits, Reader, Step};
use bonafide_report::Escaped;
use bonafide_report::registry::{PKG_LIMIT, PKG_REF_FLOATING};

use crate::{Finding, Findings};

/// What a file may refer with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    /// A recipe of an image.
    Recipe,
}

impl Kind {
    /// The most bytes of a document that is looked into; vocabularies are among them.
    pub(super) const fn bytes(self) -> u64 {
        match self {
            Self::Json => 64 << 20,
            Self::Recipe => 1 << 20,
        }
    }

    /// As what the file at `path` is looked into.
    pub(super) fn of(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        let is_recipe = ["dockerfile", "containerfile"].iter().any(|stem| {
            name.starts_with(stem)
                || name
                    .strip_suffix(stem)
                    .is_some_and(|rest| rest.ends_with('.'))
        });
        if is_recipe {
            return Some(Self::Recipe);
        }
        name.ends_with(".json").then_some(Self::Json)
    }
}

/// Finds revisions that are no commits, and images without a digest.
///
/// # Specification
/// models PKG-8.
pub(super) fn check(kind: Kind, bytes: &[u8], findings: &mut Findings) {
    match kind {
        // Other readers may take such a document, and find what is not looked for here.
        Kind::Json => {
            if let Err(error) = json(bytes, findings) {
                let code = match error {
                    Error::Limit { .. } => PKG_LIMIT,
                    _ => error.code(),
                };
                let message = format!("references are not looked for: {error}");
                findings.add(Finding::error(code, message));
            }
        }
        Kind::Recipe => recipe(&String::from_utf8_lossy(bytes), findings),
    }
}

fn json(bytes: &[u8], findings: &mut Findings) -> Result<(), Error> {
    let limits = Limits::default();
    let limits = limits.with_members(4_000_000).with_elements(4_000_000);
    let mut reader = Reader::new(bytes, &limits)?;
    while let Some(step) = reader.step()? {
        let Step::Text(text) = step else {
            continue;
        };
        let name = reader.name();
        let is_revision = name == "revision" || name.ends_with("_revision");
        let is_image = matches!(&*name, "image" | "base_image" | "container_image");
        if (is_revision && !text.is_empty() && !is_commit(&text)) || (is_image && !is_fixed(&text))
        {
            let message = format!("{} {}", Escaped(&name), Escaped(&text));
            let at = u64::try_from(reader.offset()).unwrap_or(u64::MAX);
            findings.add(Finding::warn(PKG_REF_FLOATING, message).at_offset(at));
        }
    }
    Ok(())
}

fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_fixed(image: &str) -> bool {
    image
        .split_once("@sha256:")
        .is_some_and(|(_, digest)| is_commit(digest) && digest.len() == 64)
}

fn recipe(text: &str, findings: &mut Findings) {
    let mut stages: Vec<String> = vec!["scratch".to_owned()];
    for line in text.lines() {
        let mut words = line.split_whitespace();
        if !words
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case("from"))
        {
            continue;
        }
        let mut words = words.filter(|word| !word.starts_with("--"));
        let image = words.next().unwrap_or_default();
        if !is_fixed(image) && !stages.contains(&image.to_lowercase()) {
            let message = format!("an image by name alone: {}", Escaped(image));
            findings.add(Finding::warn(PKG_REF_FLOATING, message));
        }
        if words
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case("as"))
            && stages.len() < 1000
        {
            stages.extend(words.next().map(str::to_lowercase));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(kind: Kind, text: &str) -> usize {
        let mut findings = Findings::new();
        check(kind, text.as_bytes(), &mut findings);
        findings.kept().len()
    }

    #[test]
    fn references_without_a_digest_are_found() {
        let commit = "0123456789abcdef0123456789abcdef01234567";
        let digest = "0123456789abcdef".repeat(4);
        for (text, wanted) in [
            (r#"{"revision": "main"}"#.to_owned(), 1),
            (
                r#"{"a": [{"base_model_revision": "v1"}], "image": "x:latest"}"#.to_owned(),
                2,
            ),
            (
                format!(r#"{{"revision": "{commit}", "image": "x@sha256:{digest}"}}"#),
                0,
            ),
            (
                r#"{"revision": null, "x": "main", "revision_of": "main"}"#.to_owned(),
                0,
            ),
            (r#"{"revision": "#.to_owned(), 1),
            ("\u{feff}{}".to_owned(), 1),
            (r#"{"a": 1, "a": 2}"#.to_owned(), 1),
        ] {
            assert_eq!(count(Kind::Json, &text), wanted, "{text}");
        }
        for (text, wanted) in [
            ("FROM python:3.12\n".to_owned(), 1),
            ("from python\n".to_owned(), 1),
            (
                format!("FROM --platform=x python@sha256:{digest} AS base\nFROM Base\n"),
                0,
            ),
            ("FROM scratch\nRUN x\n".to_owned(), 0),
            ("FROM $IMAGE\n".to_owned(), 1),
        ] {
            assert_eq!(count(Kind::Recipe, &text), wanted, "{text}");
        }
        assert_eq!(Kind::of("a/Dockerfile"), Some(Kind::Recipe));
        assert_eq!(Kind::of("a/x.Dockerfile"), Some(Kind::Recipe));
        assert_eq!(Kind::of("config.json"), Some(Kind::Json));
        assert_eq!(Kind::of("README.md"), None);
    }
}
