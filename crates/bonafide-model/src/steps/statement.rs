//! What was signed.

use super::run::{Outcome, Run};
use crate::lint::Lint;
use crate::statement::Statement;
use crate::{Error, Manifest};

/// The payload is a statement of a model signature, and its list is sound. It is read only here,
/// from the very bytes whose signature was verified.
pub(super) fn check(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let mut lint = core::mem::replace(&mut run.lint, Lint::new(run.setup.profile));
    let Some(payload) = run.payload() else {
        run.lint = lint;
        return Ok(Outcome::NotRun("no verified payload"));
    };
    let limits = &run.setup.limits;
    let read = Statement::parse(payload, limits, &mut lint)
        .and_then(|statement| Manifest::build(&statement, limits, &mut lint));
    run.lint = lint;
    let manifest = read?;
    let summary = format!(
        "{} resources, {} files, root {}",
        manifest.resource_count(),
        manifest.files().len(),
        manifest.root_digest()
    );
    run.manifest = Some(manifest);
    Ok(Outcome::Pass(summary))
}
