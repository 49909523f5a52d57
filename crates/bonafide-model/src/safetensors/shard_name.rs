//! Names of files of which a model has several.

/// A name such as `model-00001-of-00003.safetensors`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ShardName<'n> {
    /// What stands before the numbers.
    pub(super) stem: &'n str,
    /// Which of them it is, from 1.
    pub(super) number: u32,
    /// How many there are.
    pub(super) count: u32,
}

impl<'n> ShardName<'n> {
    /// Reads a name; `None` where it is no such name.
    pub(super) fn parse(name: &'n str) -> Option<Self> {
        let name = name.strip_suffix(".safetensors")?;
        let (rest, count) = name.rsplit_once("-of-")?;
        let (stem, number) = rest.rsplit_once('-')?;
        let is_number = |text: &str| text.len() >= 5 && text.bytes().all(|b| b.is_ascii_digit());
        if !is_number(number) || !is_number(count) {
            return None;
        }
        Some(Self {
            stem,
            number: number.parse().ok()?,
            count: count.parse().ok()?,
        })
    }
}
