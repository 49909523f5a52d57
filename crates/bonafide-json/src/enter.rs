//! Into containers and out of them: by short ways, which most can go, and by the careful one.

use crate::frames::Container;
use crate::{Error, Kind, Reader};

impl Reader<'_> {
    /// Enters the object at the cursor by a short way, which most can go; `false` leaves the cursor
    /// where it was, and whatever is there to [`open_object`](Self::open_object).
    ///
    /// ```
    /// use bonafide_json::{Error, Reader};
    /// let mut reader = Reader::again("[{}, {}]");
    /// reader.open_array()?;
    /// while reader.next_value(2, "objects")? {
    ///     if !reader.enters_object() {
    ///         reader.open_object()?;
    ///     }
    ///     assert_eq!(reader.next_name()?, None);
    /// }
    /// reader.finish()?;
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn enters_object(&mut self) -> bool {
        self.enters(Container::Object)
    }

    /// The same as [`enters_object`](Self::enters_object) for an array.
    #[inline]
    pub fn enters_array(&mut self) -> bool {
        self.enters(Container::Array)
    }

    #[inline]
    pub(crate) fn enter(&mut self, kind: Kind, container: Container) -> Result<(), Error> {
        if self.enters(container) {
            return Ok(());
        }
        self.enter_any(kind, container)
    }

    /// Enters the container if its bracket stands at the cursor, it is within the limits and no list
    /// must grow for it.
    #[inline]
    pub(crate) fn enters(&mut self, container: Container) -> bool {
        let enters = self.due
            && self.byte_at(self.cursor()) == Some(container.bracket())
            && self.values < self.limits().values
            && self.frames().depth() < self.limits().depth
            && self.frames.push_if_room(container);
        if enters {
            self.values = self.values.wrapping_add(1);
            self.move_to(self.cursor().wrapping_add(1));
            self.end();
        }
        enters
    }

    #[inline(never)]
    fn enter_any(&mut self, kind: Kind, container: Container) -> Result<(), Error> {
        self.expect(kind)?;
        self.count_value()?;
        self.open(container)?;
        self.end();
        Ok(())
    }

    /// Leaves the innermost container if it is of this kind and ends at the cursor.
    pub(crate) fn closes(&mut self, container: Container) -> bool {
        let closes = !self.due
            && self.byte_at(self.cursor()) == Some(container.closing())
            && self.frames().innermost() == Some(container);
        if closes {
            self.leave();
        }
        closes
    }

    /// Leaves the innermost container, whose closing bracket stands at the cursor.
    pub(crate) fn leave(&mut self) {
        self.move_to(self.cursor().wrapping_add(1));
        self.frames.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    /// A reader at the second element of an array, with room for containers.
    fn reader<'a>(document: &'a str, limits: &Limits) -> Reader<'a> {
        let mut reader = Reader::over(document, limits).unwrap();
        reader.open_array().unwrap();
        assert!(reader.next_value(9, "values").unwrap());
        reader.skip().unwrap();
        assert!(reader.next_value(9, "values").unwrap());
        reader
    }

    #[test]
    fn the_short_way_is_for_the_bracket_alone() {
        let limits = Limits::default();
        let mut object = reader("[{},{}]", &limits);
        assert!(!object.enters_array());
        assert!(object.enters_object());
        assert!(!object.enters_object());
        assert_eq!(object.place().as_str(), "/1");
        let mut array = reader("[[],[]]", &limits);
        assert!(!array.enters_object());
        assert!(array.enters_array());
        for text in ["[[],1]", "[[],\"\"]", "[[],}]"] {
            let mut other = reader(text, &limits);
            let offset = other.offset();
            assert!(!other.enters_array() && !other.enters_object(), "{text}");
            assert_eq!(other.offset(), offset);
        }
        let mut read = reader("[1,2[]]", &limits);
        read.skip().unwrap();
        assert!(!read.enters_array());
    }

    #[test]
    fn the_short_way_keeps_the_limits() {
        for (limits, fits) in [
            (Limits::default().with_depth(1), false),
            (Limits::default().with_depth(2), true),
            (Limits::default().with_values(2), false),
            (Limits::default().with_values(3), true),
        ] {
            let mut short = reader("[1,[]]", &limits);
            assert_eq!(short.enters_array(), fits);
            let mut any = reader("[1,[]]", &limits);
            assert_eq!(any.open_array().is_ok(), fits);
            let mut skipped = reader("[1,[]]", &limits);
            assert_eq!(skipped.skip().is_ok(), fits);
        }
    }

    #[test]
    fn a_container_ends_at_its_own_bracket() {
        let limits = Limits::default();
        for text in [
            "[1,[}]",
            "[1,{]]",
            "[1,[1}]",
            "[1,[1,]]",
            "[1,[,1]]",
            "[1,{,}]",
            "[1,{\"a\":1,}]",
            "[1,{\"a\":1]]",
            "[1,[1 1]]",
            "[1,[[]1]]",
        ] {
            assert!(reader(text, &limits).skip().is_err(), "{text}");
        }
        for text in [
            "[1,[1,2,[]]]",
            "[1,{\"a\":[{}],\"b\":{}}]",
            "[1,[ 1 , { } ] ]",
        ] {
            let mut good = reader(text, &limits);
            good.skip().unwrap();
            assert!(!good.next_value(9, "values").unwrap());
            good.finish().unwrap();
        }
    }

    #[test]
    fn elements_are_counted_by_the_short_way_too() {
        let limits = Limits::default().with_elements(2);
        assert!(reader("[1,[1,2]]", &limits).skip().is_ok());
        assert!(matches!(
            reader("[1,[1,2,3]]", &limits).skip(),
            Err(Error::Limit {
                item: "elements per array",
                ..
            })
        ));
        let limits = Limits::default().with_members(2);
        assert!(reader(r#"[1,{"a":1,"b":2}]"#, &limits).skip().is_ok());
        assert!(matches!(
            reader(r#"[1,{"a":1,"b":2,"c":3}]  padding"#, &limits).skip(),
            Err(Error::Limit {
                item: "members per object",
                ..
            })
        ));
    }
}
