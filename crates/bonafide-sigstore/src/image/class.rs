//! The class of a refusal over several candidates.

use bonafide_report::Class;

use super::evidence::Judgement;
use crate::Error;

/// What nobody who is wanted made says nothing of the image: whoever can attach something could
/// otherwise choose the class. While something was not seen, it may be what is wanted.
pub(super) fn of(error: &Error, judgements: &[Judgement], is_whole: bool) -> Class {
    if !is_whole {
        return Class::Unavailable;
    }
    let failures = |judgement: &Judgement| judgement.failure().and_then(|one| one.code().class());
    let attributable = judgements
        .iter()
        .filter(|judgement| judgement.is_attributable())
        .filter_map(failures);
    if let Some(class) = attributable.max_by_key(|class| class.severity()) {
        return class;
    }
    if let Error::SignerThreshold { .. } = error {
        return Class::Untrusted;
    }
    if judgements.iter().any(|judgement| judgement.is_read) {
        Class::Untrusted
    } else {
        Class::Missing
    }
}
