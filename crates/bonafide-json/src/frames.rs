//! The open containers: nesting, member names, and the place that they spell.

use std::borrow::Cow;
use std::collections::HashSet;

use bonafide_report::Place;

use crate::names::Names;

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

impl Container {
    pub(crate) const fn bracket(self) -> u8 {
        match self {
            Self::Array => b'[',
            Self::Object => b'{',
        }
    }

    pub(crate) const fn closing(self) -> u8 {
        match self {
            Self::Array => b']',
            Self::Object => b'}',
        }
    }
}

/// The containers around the cursor.
///
/// The names of all open objects lie in one list, the current name of an object last among its own,
/// so that nothing is allocated for an object or a member once the lists have grown.
///
/// The fields of the innermost container are apart from each other, in this order: what each member
/// writes is then not read back in wider pieces when another container is entered, for which
/// processors wait.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Frames<'a> {
    /// Members or elements begun in the innermost container.
    begun: usize,
    /// The containers around it, and before them what is around the document.
    outer: Vec<Frame>,
    /// Where the names of the innermost object start.
    first: usize,
    names: Names<'a>,
    /// A bit for each of the first few names of the innermost object, as [`bit`] chooses it: a name
    /// whose bit is not set is new, and is compared with no other.
    seen: u64,
    /// For each open object whose names are in a set, all of them. The keys of the hash are random,
    /// so that nobody can make names collide.
    many: Vec<HashSet<Cow<'a, str>>>,
    /// None is around the document.
    container: Option<Container>,
    order: Order,
}

/// The same fields of a container that is not the innermost one.
#[derive(Debug)]
struct Frame {
    begun: usize,
    first: usize,
    seen: u64,
    container: Option<Container>,
    order: Order,
}

/// How a name of an object is known to be new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// It is compared with the others.
    Few,
    /// Each name is greater than the one before it, as many writers sort them.
    Sorted,
    /// The names are the last of the sets.
    Many,
}

impl<'a> Frames<'a> {
    pub(crate) const fn new() -> Self {
        Self {
            begun: 0,
            outer: Vec::new(),
            first: 0,
            names: Names::new(),
            seen: 0,
            many: Vec::new(),
            container: None,
            order: Order::Few,
        }
    }

    pub(crate) const fn depth(&self) -> usize {
        self.outer.len()
    }

    #[inline]
    pub(crate) fn push(&mut self, container: Container) {
        self.outer.push(Frame {
            begun: self.begun,
            first: self.first,
            seen: self.seen,
            container: self.container,
            order: self.order,
        });
        self.begun = 0;
        self.first = self.names.len();
        self.seen = 0;
        self.container = Some(container);
        self.order = Order::Few;
    }

    #[inline]
    pub(crate) fn pop(&mut self) {
        if self.order == Order::Many || self.names.has_written() {
            self.forget_kept();
        }
        if let Some(outer) = self.outer.pop() {
            self.names.truncate(self.first);
            self.begun = outer.begun;
            self.first = outer.first;
            self.seen = outer.seen;
            self.container = outer.container;
            self.order = outer.order;
        }
    }

    /// Drops what the innermost container has beside plain names. Apart, since few have anything, and
    /// what drops it would be in the way of all others.
    #[cold]
    fn forget_kept(&mut self) {
        self.names.forget_written(self.first);
        if self.order == Order::Many {
            self.many.pop();
        }
    }

    /// Enters a container unless a list must grow for it.
    #[inline]
    pub(crate) fn push_if_room(&mut self, container: Container) -> bool {
        let has_room = self.outer.len() < self.outer.capacity();
        if has_room {
            self.push(container);
        }
        has_room
    }

    /// The innermost container.
    #[inline]
    pub(crate) const fn innermost(&self) -> Option<Container> {
        self.container
    }

    /// How many members or elements of the innermost container were begun.
    #[inline]
    pub(crate) const fn begun(&self) -> usize {
        self.begun
    }

    /// Begins the next element of the innermost array.
    #[inline]
    pub(crate) const fn element(&mut self) {
        self.begun = self.begun.saturating_add(1);
    }

    /// Begins the member `name` of the innermost object; `false` when it has one of that name.
    #[inline]
    pub(crate) fn member(&mut self, name: Cow<'a, str>) -> bool {
        let earlier = self.begun;
        self.begun = earlier.saturating_add(1);
        if earlier >= FEW {
            return self.late_member(name);
        }
        let bit = bit(&name);
        let is_fresh = self.seen & bit == 0 || self.is_fresh(&name);
        self.seen |= bit;
        self.names.push(name);
        is_fresh
    }

    /// The same where little is to be done for it: the name is one of a few and at most `most`, like
    /// none of them, and there is room for it. Otherwise nothing is begun, and the answer is `false`.
    #[inline(always)]
    pub(crate) fn member_surely(&mut self, name: &'a str, most: usize) -> bool {
        let begun = self.begun;
        if begun >= FEW || begun >= most {
            return false;
        }
        let seen = self.seen;
        let bit = bit(name);
        if seen & bit != 0 || !self.names.push_if_room(name) {
            return false;
        }
        self.seen = seen | bit;
        self.begun = begun.wrapping_add(1);
        true
    }

    #[inline(never)]
    fn is_fresh(&self, name: &str) -> bool {
        !self.names.since(self.first).any(|earlier| earlier == name)
    }

    /// The same in an object that has more than a few members.
    #[inline(never)]
    fn late_member(&mut self, name: Cow<'a, str>) -> bool {
        let first = self.first;
        if self.order == Order::Few && self.names.since(first).is_sorted_by(|a, b| a < b) {
            self.order = Order::Sorted;
        }
        // As long as names are sorted none can be there twice.
        if self.order == Order::Sorted && self.names.last().is_none_or(|last| last < name) {
            self.names.push(name);
            return true;
        }
        if self.order != Order::Many {
            self.many.push(self.names.kept_since(first).collect());
            self.order = Order::Many;
        }
        // The set has the earlier names; beside it only the current one is wanted.
        self.names.forget_written(first);
        self.names.truncate(first);
        self.names.push(name.clone());
        self.many.last_mut().is_some_and(|many| many.insert(name))
    }

    /// The current member name of the innermost object.
    pub(crate) fn name(&self) -> Cow<'a, str> {
        self.names.last().unwrap_or_default()
    }

    /// The pointer to the current value. Only errors and callers that ask pay for it.
    pub(crate) fn place(&self) -> Place {
        let mut place = Place::root();
        // What is around the document has no step of its own.
        let outer = self.outer.iter().skip(1);
        let open = outer.map(|frame| (frame.container, frame.begun));
        let open = open.chain(core::iter::once((self.container, self.begun)));
        let firsts = self.outer.iter().skip(2).map(|frame| frame.first);
        let ends = firsts.chain([self.first, self.names.len()]);
        // The innermost one starts where the one around it ends, if there is one.
        let ends = ends.skip(usize::from(self.outer.len() < 2));
        for ((container, begun), end) in open.zip(ends) {
            let Some(index) = begun.checked_sub(1) else {
                break;
            };
            let room = SHOWN.saturating_sub(place.as_str().len());
            if room == 0 {
                return place.member("…");
            }
            place = if container == Some(Container::Object) {
                let name = end.checked_sub(1).and_then(|last| self.names.get(last));
                place.member(&shortened(name.unwrap_or_default(), room))
            } else {
                place.index(index)
            };
        }
        place
    }
}

/// One of 64 bits, by the length and the ends of a name; the factors tell most of the names apart
/// that stand beside each other in common formats.
#[inline(always)]
fn bit(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let end = |byte: Option<&u8>| u64::from(byte.copied().unwrap_or(0));
    let length = u64::try_from(bytes.len()).unwrap_or(0);
    let mixed = length
        .wrapping_mul(4)
        .wrapping_add(end(bytes.first()).wrapping_mul(35))
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
