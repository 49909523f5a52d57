//! Identifiers of the SPDX list, in any case.

use core::cell::OnceCell;

use spdx::identifiers::{EXCEPTIONS, LICENSES};

/// Looks identifiers up. Those in the wrong case need an index, which is made when it is needed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    licences: OnceCell<Vec<&'static str>>,
    exceptions: OnceCell<Vec<&'static str>>,
}

impl Names {
    /// The licence of this name, as the list writes it.
    pub(super) fn licence(&self, name: &str) -> Option<&'static str> {
        // The crate has this word among the licences, where SPDX has it not.
        if name.eq_ignore_ascii_case(NO_ASSERTION) {
            return None;
        }
        licence(name).or_else(|| {
            let names = self
                .licences
                .get_or_init(|| folded(LICENSES.iter().map(|licence| licence.name)));
            find(names, name)
        })
    }

    /// The exception of this name, as the list writes it.
    pub(super) fn exception(&self, name: &str) -> Option<&'static str> {
        spdx::exception_id(name)
            .map(|exception| exception.name)
            .or_else(|| {
                let names = self
                    .exceptions
                    .get_or_init(|| folded(EXCEPTIONS.iter().map(|exception| exception.name)));
                find(names, name)
            })
    }
}

const NO_ASSERTION: &str = "NOASSERTION";

/// The licence of exactly this name. (`spdx::license_id` would pass over any `+` at its end.)
fn licence(name: &str) -> Option<&'static str> {
    let at = LICENSES
        .binary_search_by(|licence| licence.name.cmp(name))
        .ok()?;
    LICENSES.get(at).map(|licence| licence.name)
}

fn folded(names: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = names.collect();
    names.sort_by(|one, other| fold(one).cmp(fold(other)));
    names
}

fn find(names: &[&'static str], name: &str) -> Option<&'static str> {
    let at = names
        .binary_search_by(|listed| fold(listed).cmp(fold(name)))
        .ok()?;
    names.get(at).copied()
}

fn fold(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().map(|byte| byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_fit_for_these_look_ups() {
        let names = Names::default();
        for listed in LICENSES.iter().filter(|l| l.name != NO_ASSERTION) {
            assert_eq!(names.licence(listed.name), Some(listed.name));
            assert_eq!(
                names.licence(&listed.name.to_lowercase()),
                Some(listed.name)
            );
            assert_eq!(names.exception(listed.name), None, "two meanings");
        }
        for listed in EXCEPTIONS {
            assert_eq!(
                names.exception(&listed.name.to_uppercase()),
                Some(listed.name)
            );
            assert_eq!(names.licence(listed.name), None, "two meanings");
        }
        assert_eq!(names.licence("NOASSERTION"), None);
        assert_eq!(names.licence("MIT+"), None);
    }
}
