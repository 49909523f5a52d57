//! Names in provenance: sources, builders, versions, refs, and globs over them.

use bonafide_slsa::{BuilderId, GitRef, Glob, SourceId, UriContext, Version};

use crate::input::text;
use crate::{glob, memory};

/// A line is a name; a glob stands in the first and is held against the second.
pub fn run(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let (text, other) = text.split_once('\n').unwrap_or((text, ""));
    let matched = memory::linear(data, || judge(text, other));
    // What it is held to thinks of neither time nor memory, and so stays out of the bound.
    if let Some(matched) = matched {
        let wanted = glob::is_match(&glob::plain(text), other);
        assert_eq!(matched, wanted, "{text:?} {other:?}");
    }
}

/// Whether the glob, if it is one, matches.
fn judge(text: &str, other: &str) -> Option<bool> {
    if let Ok(builder) = BuilderId::parse(text) {
        assert!(text.starts_with(builder.name()));
        let _ = (builder.release_tag().is_ok(), builder.is_workflow());
        if let Ok(expected) = BuilderId::expected(text) {
            assert!(expected.covers(&builder), "{text} is not itself");
        }
    }
    if let Ok(version) = Version::parse(text) {
        assert_eq!(version.precedence(&version), core::cmp::Ordering::Equal);
        if let Ok(other) = Version::parse(other) {
            assert_eq!(
                version.precedence(&other),
                other.precedence(&version).reverse()
            );
        }
    }
    if let Ok(reference) = GitRef::parse(text) {
        assert!(reference.branch().is_none() || reference.tag().is_none());
    }
    source(text);
    Glob::new(text).ok().map(|glob| glob.matches(other))
}

fn source(text: &str) {
    let contexts = [UriContext::Statement, UriContext::Claim];
    for context in contexts {
        if let Ok(source) = SourceId::parse(text, context) {
            assert!(source.is_same_repository(&source));
            assert!(source.is_same_repository_ignoring_case(&source));
            let _ = (
                source.to_string(),
                source.two_segments(),
                source.subdirectory(),
            );
        }
    }
}
