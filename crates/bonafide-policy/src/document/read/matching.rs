//! Which artifacts are meant.

use super::{Reader, value};
use crate::Matching;
use crate::syntax::At;

impl Reader<'_> {
    pub(super) fn matching(&mut self, at: &At<'_>) -> Matching {
        Matching {
            artifact: value::set(&at.member("artifact")),
            reference: self.references(&at.member("ref")),
            except: self.references(&at.member("except")),
            digest: value::digests(&at.member("digest")),
            namespace: at.member("namespace").texts().into_iter().collect(),
            role: value::set(&at.member("role")),
            transport: value::set(&at.member("transport")),
            path: at.member("path").texts(),
            except_path: at.member("except_path").texts(),
            lookup: value::named(&at.member("lookup")).unwrap_or_default(),
        }
    }
}
