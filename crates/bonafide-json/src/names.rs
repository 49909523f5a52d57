//! The member names of the open objects.

use std::borrow::Cow;

/// Names in one vector, and beside it the few that had to be written since they have escapes: so
/// nothing is to be dropped, one by one, when an object closes.
#[derive(Debug)]
pub(crate) struct Names<'a> {
    all: Vec<Name<'a>>,
    written: Vec<String>,
}

#[derive(Clone, Copy, Debug)]
enum Name<'a> {
    Plain(&'a str),
    /// An index into those that were written.
    Written(usize),
}

impl<'a> Names<'a> {
    pub(crate) const fn new() -> Self {
        Self {
            all: Vec::new(),
            written: Vec::new(),
        }
    }

    pub(crate) const fn len(&self) -> usize {
        self.all.len()
    }

    #[inline]
    pub(crate) fn push(&mut self, name: Cow<'a, str>) {
        self.all.push(match name {
            Cow::Borrowed(name) => Name::Plain(name),
            Cow::Owned(name) => {
                self.written.push(name);
                Name::Written(self.written.len().wrapping_sub(1))
            }
        });
    }

    /// Adds a name unless the list must grow for it.
    #[inline]
    pub(crate) fn push_if_room(&mut self, name: &'a str) -> bool {
        let has_room = self.all.len() < self.all.capacity();
        if has_room {
            self.all.push(Name::Plain(name));
        }
        has_room
    }

    /// Whether any name had to be written.
    #[inline]
    pub(crate) const fn has_written(&self) -> bool {
        !self.written.is_empty()
    }

    /// Keeps the first `length` names, after [`forget_written`](Self::forget_written).
    #[inline]
    pub(crate) fn truncate(&mut self, length: usize) {
        self.all.truncate(length);
    }

    /// Drops what was written of all but the first `length` names.
    #[cold]
    pub(crate) fn forget_written(&mut self, length: usize) {
        let dropped = self.all.get(length..).unwrap_or_default();
        let first = dropped.iter().find_map(|name| match name {
            Name::Plain(_) => None,
            Name::Written(index) => Some(*index),
        });
        if let Some(first) = first {
            self.written.truncate(first);
        }
    }

    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        self.all.get(index).map(|name| self.text(*name))
    }

    /// Those from `first`.
    pub(crate) fn since(&self, first: usize) -> impl Iterator<Item = &str> {
        let names = self.all.get(first..).unwrap_or_default();
        names.iter().map(|name| self.text(*name))
    }

    /// Those from `first`, which may outlive this.
    pub(crate) fn kept_since(&self, first: usize) -> impl Iterator<Item = Cow<'a, str>> {
        let names = self.all.get(first..).unwrap_or_default();
        names.iter().map(|name| self.kept(*name))
    }

    /// The last one, which may outlive this.
    pub(crate) fn last(&self) -> Option<Cow<'a, str>> {
        self.all.last().map(|name| self.kept(*name))
    }

    fn text(&self, name: Name<'a>) -> &str {
        match name {
            Name::Plain(name) => name,
            Name::Written(index) => self.written.get(index).map_or("", String::as_str),
        }
    }

    fn kept(&self, name: Name<'a>) -> Cow<'a, str> {
        match name {
            Name::Plain(name) => Cow::Borrowed(name),
            Name::Written(_) => Cow::Owned(self.text(name).to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_names_go_with_those_around_them() {
        let mut names = Names::new();
        for round in 0..3 {
            for name in ["a", "b", "c", "d"] {
                let is_written = name == "b" || (name == "d" && round == 1);
                names.push(if is_written {
                    Cow::Owned(name.to_owned())
                } else {
                    Cow::Borrowed(name)
                });
            }
        }
        for length in (0..12).rev() {
            names.forget_written(length);
            names.truncate(length);
            let wanted: Vec<_> = ["a", "b", "c", "d"]
                .into_iter()
                .cycle()
                .take(length)
                .collect();
            assert_eq!(names.since(0).collect::<Vec<_>>(), wanted);
            assert_eq!(names.last().as_deref(), wanted.last().copied());
            names.push(Cow::Owned("e".to_owned()));
            assert_eq!(names.get(length), Some("e"));
        }
        names.forget_written(0);
        names.truncate(0);
        assert!(names.written.is_empty());
    }
}
