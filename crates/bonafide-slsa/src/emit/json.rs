//! Writing compact JSON.

use bonafide_json::canonical;

/// A document that grows from left to right. Members stand in the order in which they are written.
#[derive(Debug, Default)]
pub(super) struct Writer {
    text: String,
}

impl Writer {
    pub(super) fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.separate();
        self.text.push('{');
        members(self);
        self.text.push('}');
    }

    pub(super) fn member(&mut self, name: &str, value: impl FnOnce(&mut Self)) {
        self.string(name);
        self.text.push(':');
        value(self);
    }

    pub(super) fn array(&mut self, name: &str, elements: impl FnOnce(&mut Self)) {
        self.member(name, |out| {
            out.text.push('[');
            elements(out);
            out.text.push(']');
        });
    }

    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.member(name, |out| out.string(value));
    }

    pub(super) fn string(&mut self, value: &str) {
        self.separate();
        canonical::string(&mut self.text, value);
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    /// Whatever does not follow an opening or a name follows another value: strings end with a
    /// quote, so the last byte tells.
    fn separate(&mut self) {
        if !matches!(self.text.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.text.push(',');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_separated_and_texts_escaped() {
        let mut out = Writer::default();
        out.object(|out| {
            out.array("a{", |out| {
                out.string("[");
                out.string("\n\"");
                out.object(|_| {});
                out.object(|out| out.text("x", ":"));
            });
            out.array("b", |_| {});
            out.text("c", "");
        });
        let wanted = r#"{"a{":["[","\n\"",{},{"x":":"}],"b":[],"c":""}"#;
        assert_eq!(out.finish(), wanted.as_bytes());
    }
}
