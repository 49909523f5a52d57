//! A verdict in the formats that people and other tools read.

mod escape;
mod html;
mod junit;
mod markdown;
mod options;
mod sarif;
mod statement;
mod text;
mod value;

pub(crate) use escape::{prose, raw};
pub use options::{Export, ExportError, ExportOptions};
pub use statement::UnsignedStatement;
pub(crate) use value::Value;

use crate::Verdict;

impl Verdict {
    /// The verdict in another format. Texts end with a line feed; statements are those of
    /// [`to_vsa`](Self::to_vsa) and [`to_svr`](Self::to_svr) without one.
    ///
    /// What others chose (names, identities, what evidence says) cannot end a line, drive a terminal,
    /// add markup or a link in any of them.
    ///
    /// # Errors
    /// [`ExportError`] for statements that the verdict does not permit; no other format fails.
    ///
    /// # Specification
    /// policy section 3.5.
    pub fn export(&self, format: Export, options: &ExportOptions) -> Result<Vec<u8>, ExportError> {
        let text = match format {
            Export::Json if options.is_reproducible => line(self.to_reproducible_json()),
            Export::Json => line(self.to_json()),
            Export::Text => self.to_text(),
            Export::Markdown => self.to_markdown(),
            Export::Sarif => line(self.to_sarif(options)),
            Export::Junit => self.to_junit(),
            Export::Html => self.to_html(options),
            Export::Vsa => return Ok(self.to_vsa(options)?.into_bytes()),
            Export::Svr => return Ok(self.to_svr(options)?.into_bytes()),
        };
        Ok(text.into_bytes())
    }
}

fn line(mut text: String) -> String {
    text.push('\n');
    text
}

#[cfg(test)]
mod tests;
