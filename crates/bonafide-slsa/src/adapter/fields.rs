//! Fields that adapters read alike.

use bonafide_report::Place;

use crate::facts::{Cover, Fact, Facts, Parameter, TextFact};
use crate::{ConfigSource, Error, Provenance, Raw};

/// The external parameters of the view, of which `identity` tell who and what.
pub(super) fn parameters<'a>(
    view: &Provenance<'a>,
    identity: &[&str],
    texts: &[&str],
) -> Vec<Parameter<'a>> {
    let mut list = Vec::with_capacity(view.external().len());
    for parameter in view.external() {
        list.push(Parameter {
            name: parameter.name().to_owned(),
            place: parameter.pointer().clone(),
            value: parameter.value(),
            cover: match identity.contains(&parameter.name()) {
                true => Cover::Identity,
                false => Cover::Open,
            },
            is_text: texts.contains(&parameter.name()),
        });
    }
    list
}

/// Takes commits and workflow from the configuration source; the place of its URI.
pub(super) fn configuration<'a>(config: &ConfigSource<'a>, facts: &mut Facts<'a>) -> Place {
    for commit in commits(config.digests()) {
        let place = config.pointer().member("digest");
        facts.commits.push(Fact::new(commit.into(), place));
    }
    if let Some(entry_point) = config.entry_point() {
        let place = config.pointer().member("entryPoint");
        facts.workflow = Some(Fact::new(entry_point.to_owned().into(), place));
    }
    config.pointer().member("uri")
}

/// The commit ids among digests: git object ids, and SHA-1 beside a URI of git.
pub(super) fn commits(digests: &[bonafide_digest::Digest]) -> impl Iterator<Item = String> + '_ {
    use bonafide_digest::Algorithm;
    digests
        .iter()
        .filter(|digest| matches!(digest.algorithm(), Algorithm::Sha1 | Algorithm::GitCommit))
        .map(|digest| bonafide_digest::hex::encode(digest.as_bytes()))
}

/// A text member of an object.
pub(super) fn text<'a>(object: Raw<'a>, place: &Place, name: &str) -> Option<TextFact<'a>> {
    let value = object.member(name)?.as_str()?;
    (!value.is_empty()).then(|| Fact::new(value, place.member(name)))
}

pub(super) fn shape(place: Place, reason: &'static str) -> Error {
    Error::Shape { place, reason }
}

/// Run and attempt: `R-A`, or `…/actions/runs/R/attempts/A`.
fn run_and_attempt(text: &str) -> Option<(String, String)> {
    let (run, attempt) = match text.split_once("/actions/runs/") {
        Some((_, rest)) => rest.split_once("/attempts/")?,
        None => text.split_once('-')?,
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (is_number(run) && is_number(attempt)).then(|| (run.to_owned(), attempt.to_owned()))
}

pub(super) fn invocation(view: &Provenance<'_>) -> Option<Fact<(String, String)>> {
    let field = view.invocation_id()?;
    let pair = run_and_attempt(field.value())?;
    Some(Fact::new(pair, field.pointer().clone()))
}
