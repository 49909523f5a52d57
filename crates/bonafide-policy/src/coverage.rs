//! Coverage: what a policy says of the images that a cluster names already.

mod error;
mod fields;
mod judge;
mod objects;
mod options;
mod report;
mod webhook;

pub use error::CoverageError;
pub use fields::CoverageField;
pub use options::CoverageOptions;
pub use report::{CoverageCounts, CoverageReport, CoveredImage, CoveredObject};
pub use webhook::{CoverageGap, Webhook};

use bonafide_report::{Exceeded, Time};

use crate::CompiledPolicy;
use fields::Hit;
use judge::Judge;
use objects::Object;

/// Tells, for each image that a dump of Kubernetes objects names, which rules of a policy are about
/// it, whether it is pinned, which exceptions it would run under at `now`, and whether it comes by a
/// way on which nothing would ask.
///
/// `dump` is JSON: one object, or a list of them as `kubectl get -o json` prints it. No evidence is
/// looked at, so nothing is decided here: an image that a rule is about may still be rejected.
///
/// A container without an `image` names none. A digest that is not in the image's name is not known
/// here; rules that ask for one are told apart by [`CoveredImage::rules_by_digest`], and exceptions
/// that do are not told.
///
/// # Errors
/// [`CoverageError::Json`] for what is not strict JSON, is larger than 64 MiB or is nested deeper than
/// 64; [`CoverageError::Object`] for what is no object of Kubernetes; [`CoverageError::Limit`] for more
/// images than [`CoverageOptions::with_most_images`] allows.
///
/// # Specification
/// policy ADM-11, the table of policy section 9.1.
pub fn coverage(
    policy: &CompiledPolicy,
    dump: &[u8],
    options: &CoverageOptions,
    now: Time,
) -> Result<CoverageReport, CoverageError> {
    let mut judge = Judge::new(policy, now);
    let mut report = CoverageReport::new(&policy.document.name, now);
    objects::each(dump, options, |object| {
        report.objects = report.objects.saturating_add(1);
        let found = cover(&object, options, &mut judge, &mut report)?;
        if !found && !fields::is_known(&object.about) {
            let unread = (object.about.api_version, object.about.kind);
            let count = report.unread.entry(unread).or_default();
            *count = count.saturating_add(1);
        }
        Ok(())
    })?;
    Ok(report)
}

/// Whether the object names an image.
fn cover(
    object: &Object<'_>,
    options: &CoverageOptions,
    judge: &mut Judge<'_>,
    report: &mut CoverageReport,
) -> Result<bool, CoverageError> {
    let mut found = false;
    fields::each(object, options, |hit: Hit| {
        found = true;
        let count = report.images.len().saturating_add(1);
        Exceeded::check(count, options.most_images, "images")?;
        let about = &object.about;
        let judged = judge.judge(&hit, about.namespace.as_deref());
        let gaps = options.webhook.gaps(object, hit.field);
        report.images.push(CoveredImage {
            object: about.clone(),
            field: hit.field,
            role: hit.role,
            pointer: hit.pointer,
            image: hit.text,
            gaps,
            judged,
        });
        Ok(())
    })?;
    Ok(found)
}
