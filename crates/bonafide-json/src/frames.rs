//! The open containers: nesting, member names, and the place that they spell.

use std::borrow::Cow;
use std::collections::HashSet;

use bonafide_report::Place;

/// Members up to which a name is compared with its predecessors one by one. Most objects are
/// smaller, and for them this costs less than hashing.
const FEW: usize = 16;

/// Bytes of names that a place may show.
const SHOWN: usize = 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    Array,
    Object,
}

/// The containers around the cursor, outermost first.
///
/// The names of all open objects lie in one vector, the current name of an object last among its
/// own, so that nothing is allocated for an object or a member once the vectors have grown.
#[derive(Debug)]
pub(crate) struct Frames<'a> {
    open: Vec<Frame>,
    names: Vec<Cow<'a, str>>,
    /// For each open object that has more than a few members, all their names. The keys of the
    /// hash are random, so that nobody can make names collide.
    many: Vec<HashSet<Cow<'a, str>>>,
}

#[derive(Debug)]
struct Frame {
    container: Container,
    /// Members or elements begun.
    begun: usize,
    /// Where the names of this object start.
    first: usize,
    /// Whether each name of this object is greater than the one before it.
    is_sorted: bool,
    /// A bit for each name of this object, as [`bit`] chooses it: a name whose bit is not set is
    /// new, and is compared with no other.
    seen: u64,
    /// Whether the names of this object are the last of the sets.
    has_many: bool,
}

impl<'a> Frames<'a> {
    pub(crate) const fn new() -> Self {
        Self {
            open: Vec::new(),
            names: Vec::new(),
            many: Vec::new(),
        }
    }

    pub(crate) const fn depth(&self) -> usize {
        self.open.len()
    }

    pub(crate) fn push(&mut self, container: Container) {
        self.open.push(Frame {
            container,
            begun: 0,
            first: self.names.len(),
            is_sorted: true,
            seen: 0,
            has_many: false,
        });
    }

    pub(crate) fn pop(&mut self) {
        if let Some(frame) = self.open.pop() {
            self.names.truncate(frame.first);
            if frame.has_many {
                self.many.pop();
            }
        }
    }

    /// The innermost container and how many of its members or elements were begun.
    pub(crate) fn top(&self) -> Option<(Container, usize)> {
        self.open.last().map(|frame| (frame.container, frame.begun))
    }

    /// Begins the next element of the innermost array.
    pub(crate) fn element(&mut self) {
        if let Some(frame) = self.open.last_mut() {
            frame.begun = frame.begun.saturating_add(1);
        }
    }

    /// Begins the member `name` of the innermost object; `false` when it has one of that name.
    #[inline]
    pub(crate) fn member(&mut self, name: Cow<'a, str>) -> bool {
        let Some(frame) = self.open.last_mut() else {
            return false;
        };
        frame.begun = frame.begun.saturating_add(1);
        let earlier = self.names.get(frame.first..).unwrap_or_default();
        let bit = bit(&name);
        let may_repeat = frame.seen & bit != 0;
        frame.seen |= bit;
        // Many writers sort names. As long as one does, none can be there twice.
        frame.is_sorted = frame.is_sorted && earlier.last().is_none_or(|last| *last < name);
        if frame.is_sorted {
            self.names.push(name);
            return true;
        }
        if !frame.has_many && earlier.len() < FEW {
            let fresh = !may_repeat || !earlier.contains(&name);
            self.names.push(name);
            return fresh;
        }
        if !frame.has_many {
            self.many.push(earlier.iter().cloned().collect());
            frame.has_many = true;
        }
        // The set has the earlier names; beside it only the current one is wanted.
        self.names.truncate(frame.first);
        self.names.push(name.clone());
        self.many.last_mut().is_some_and(|many| many.insert(name))
    }

    /// The current member name of the innermost object.
    pub(crate) fn name(&self) -> Cow<'a, str> {
        self.names.last().cloned().unwrap_or_default()
    }

    /// The pointer to the current value. Only errors and callers that ask pay for it.
    pub(crate) fn place(&self) -> Place {
        let mut place = Place::root();
        let ends = self.open.iter().skip(1).map(|frame| frame.first);
        let ends = ends.chain(core::iter::once(self.names.len()));
        for (frame, end) in self.open.iter().zip(ends) {
            let Some(index) = frame.begun.checked_sub(1) else {
                break;
            };
            let room = SHOWN.saturating_sub(place.as_str().len());
            if room == 0 {
                return place.member("…");
            }
            place = match frame.container {
                Container::Array => place.index(index),
                Container::Object => {
                    let name = end.checked_sub(1).and_then(|last| self.names.get(last));
                    place.member(&shortened(name.map_or("", |name| name), room))
                }
            };
        }
        place
    }
}

/// One of 64 bits, by the length and the ends of a name.
fn bit(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let end = |byte: Option<&u8>| u64::from(byte.copied().unwrap_or(0));
    let length = u64::try_from(bytes.len()).unwrap_or(0);
    let mixed = length
        .wrapping_mul(7)
        .wrapping_add(end(bytes.first()).wrapping_mul(5))
        .wrapping_add(end(bytes.last()));
    1 << (mixed & 63)
}

fn shortened(name: &str, room: usize) -> Cow<'_, str> {
    if name.len() <= room {
        return Cow::Borrowed(name);
    }
    let mut short = String::new();
    for c in name.chars() {
        if short.len().saturating_add(c.len_utf8()) > room {
            break;
        }
        short.push(c);
    }
    short.push('…');
    Cow::Owned(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_duplicates_among_few_and_many() {
        for count in [1, FEW - 1, FEW, FEW + 1, 100] {
            for twice in [0, count - 1] {
                let mut frames = Frames::new();
                frames.push(Container::Object);
                for i in 0..count {
                    assert!(frames.member(Cow::Owned(format!("m{i}"))));
                }
                assert_eq!(frames.name(), format!("m{}", count - 1));
                assert!(!frames.member(Cow::Owned(format!("m{twice}"))), "{count}");
                frames.pop();
                frames.push(Container::Object);
                assert!(frames.member(Cow::Borrowed("m0")));
            }
        }
    }

    #[test]
    fn finds_duplicates_behind_names_in_order() {
        for count in [1, FEW - 1, FEW, FEW + 1, 100] {
            for twice in 0..count {
                let mut frames = Frames::new();
                frames.push(Container::Object);
                for i in 0..count {
                    assert!(frames.member(Cow::Owned(format!("m{i:03}"))));
                }
                let again = Cow::Owned(format!("m{twice:03}"));
                assert!(!frames.member(again), "{twice} of {count}");
                assert!(frames.member(Cow::Borrowed("a")));
                assert!(!frames.member(Cow::Borrowed("a")));
            }
        }
    }

    #[test]
    fn an_inner_object_does_not_see_the_names_around_it() {
        let mut frames = Frames::new();
        frames.push(Container::Object);
        assert!(frames.member(Cow::Borrowed("a")));
        frames.push(Container::Array);
        frames.element();
        frames.element();
        frames.push(Container::Object);
        assert!(frames.member(Cow::Borrowed("a")));
        assert_eq!(frames.place().as_str(), "/a/1/a");
        frames.pop();
        assert_eq!(frames.place().as_str(), "/a/1");
        frames.pop();
        assert!(!frames.member(Cow::Borrowed("a")));
    }

    #[test]
    fn a_large_object_within_a_large_one_keeps_its_names_to_itself() {
        let mut frames = Frames::new();
        let fill = |frames: &mut Frames<'_>, letter: char| {
            frames.push(Container::Object);
            for i in 0..=FEW {
                assert!(frames.member(Cow::Owned(format!("{letter}{i}"))));
            }
        };
        fill(&mut frames, 'a');
        fill(&mut frames, 'b');
        frames.pop();
        assert!(frames.member(Cow::Borrowed("b0")));
        assert!(!frames.member(Cow::Borrowed("a0")));
    }

    #[test]
    fn a_place_stays_short() {
        let mut frames = Frames::new();
        for _ in 0..64 {
            frames.push(Container::Object);
            frames.member(Cow::Owned("é".repeat(500)));
        }
        assert!(frames.place().as_str().len() < SHOWN + 10);
        assert!(frames.place().as_str().ends_with("/…"));
    }
}
