//! A document in the syntax of JSON while it is written, with the line that each value comes from.

use bonafide_json::canonical;

/// A sequence of values or members, in the order in which they are written.
#[derive(Debug, Default)]
pub(super) struct Draft {
    text: String,
    /// The line of each value, in the order in which the values begin.
    lines: Vec<u32>,
}

impl Draft {
    pub(super) const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Begins an object; [`close`](Self::close) ends it.
    pub(super) fn object(&mut self, line: usize) {
        self.begin(line);
        self.text.push('{');
    }

    /// Begins an array; [`close_array`](Self::close_array) ends it.
    pub(super) fn array(&mut self, line: usize) {
        self.begin(line);
        self.text.push('[');
    }

    pub(super) fn close(&mut self) {
        self.text.push('}');
    }

    pub(super) fn close_array(&mut self) {
        self.text.push(']');
    }

    /// The name of the member whose value comes next.
    pub(super) fn name(&mut self, name: &'static str) {
        self.comma();
        canonical::string(&mut self.text, name);
        self.text.push(':');
    }

    pub(super) fn string(&mut self, text: &str, line: usize) {
        self.begin(line);
        canonical::string(&mut self.text, text);
    }

    pub(super) fn boolean(&mut self, value: bool, line: usize) {
        self.begin(line);
        self.text.push_str(if value { "true" } else { "false" });
    }

    /// A member that is a text.
    pub(super) fn member(&mut self, name: &'static str, text: &str, line: usize) {
        self.name(name);
        self.string(text, line);
    }

    /// The array `name`, with what another draft holds as its elements; nothing if that is empty.
    pub(super) fn elements(&mut self, name: &'static str, elements: Self, line: usize) {
        if elements.is_empty() {
            return;
        }
        self.name(name);
        self.array(line);
        self.text.push_str(&elements.text);
        self.lines.extend(elements.lines);
        self.close_array();
    }

    /// The text, and the line of each of its values.
    pub(super) fn into_parts(self) -> (String, Vec<u32>) {
        (self.text, self.lines)
    }

    fn begin(&mut self, line: usize) {
        self.comma();
        // No document has as many lines as that.
        self.lines.push(u32::try_from(line).unwrap_or(u32::MAX));
    }

    fn comma(&mut self) {
        if !self.is_empty() && !self.text.ends_with(['{', '[', ':']) {
            self.text.push(',');
        }
    }
}
