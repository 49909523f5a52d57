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
