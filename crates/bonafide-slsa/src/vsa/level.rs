//! Levels and properties, as verification summaries write them.

use core::fmt;

use bonafide_report::{Finding, Place, registry};
use serde::ser::{Serialize, Serializer};

use crate::Error;
use crate::error::shown;

const FAILED: &str = "FAILED";
const PREFIX: &str = "SLSA_";
const LEVEL: &str = "_LEVEL_";
const UNEVALUATED: &str = "UNEVALUATED";

/// Properties that the specification defines.
const PROPERTIES: &[&str] = &["SLSA_BUILD_REPRODUCED", "SLSA_SOURCE_TWO_PARTY_REVIEWED"];

/// Properties that an organisation uses among its own people.
const INTERNAL: &str = "ORG_SOURCE_INTERNAL_";

/// A level of one track, or that the track was not evaluated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackLevel {
    track: String,
    level: Option<u16>,
}

impl TrackLevel {
    /// Level `level` of `track`, such as `BUILD`.
    ///
    /// # Errors
    /// [`Error::VsaLevelMalformed`] when the track is not made of `A-Z 0-9 _` with a letter first,
    /// or the level is above 999.
    pub fn new(track: &str, level: u16) -> Result<Self, Error> {
        Self::checked(track, Some(level))
    }

    /// That `track` was not evaluated.
    ///
    /// # Errors
    /// [`Error::VsaLevelMalformed`] as for [`new`](Self::new).
    pub fn unevaluated(track: &str) -> Result<Self, Error> {
        Self::checked(track, None)
    }

    fn checked(track: &str, level: Option<u16>) -> Result<Self, Error> {
        let made = Self {
            track: track.to_owned(),
            level,
        };
        if is_track(track) && level.is_none_or(|level| level <= 999) {
            return Ok(made);
        }
        Err(malformed(&made.to_string()))
    }

    /// The track, such as `BUILD` or `SOURCE`.
    #[must_use]
    pub fn track(&self) -> &str {
        &self.track
    }

    /// The level as it is written; `None` when the track was not evaluated.
    #[must_use]
    pub const fn level(&self) -> Option<u16> {
        self.level
    }

    /// The level, but at most the highest that is known of its track: 3 of `BUILD`, 4 of `SOURCE`.
    #[must_use]
    pub fn known_level(&self) -> Option<u16> {
        self.level.map(|level| level.min(self.highest_known()))
    }

    /// Whether the level is above what is known of its track.
    #[must_use]
    pub fn is_beyond_known(&self) -> bool {
        self.known_level() != self.level
    }

    /// Whether this level is enough where `wanted` is wanted: the same track, and at least that
    /// level. A track that was not evaluated is enough only where just that is wanted.
    #[must_use]
    pub fn satisfies(&self, wanted: &Self) -> bool {
        self.track == wanted.track
            && match (self.known_level(), wanted.level) {
                (Some(level), Some(wanted)) => level >= wanted,
                (None, None) => true,
                _ => false,
            }
    }

    fn highest_known(&self) -> u16 {
        match self.track.as_str() {
            "BUILD" => 3,
            "SOURCE" => 4,
            _ => u16::MAX,
        }
    }
}

impl fmt::Display for TrackLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}{LEVEL}", self.track)?;
        match self.level {
            Some(level) => write!(f, "{level}"),
            None => f.write_str(UNEVALUATED),
        }
    }
}

impl Serialize for TrackLevel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One text of `verifiedLevels`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SlsaResult {
    /// `SLSA_<TRACK>_LEVEL_<n>`, or `…_LEVEL_UNEVALUATED`.
    Level(TrackLevel),
    /// A property that the specification defines.
    Property(String),
    /// Another text that begins with `SLSA_`, which is kept for the specification to define.
    Unknown(String),
    /// `FAILED`.
    Failed,
    /// A text of the verifier's own.
    Custom(String),
}

impl SlsaResult {
    /// Sorts a text into its kind.
    ///
    /// # Errors
    /// [`Error::VsaLevelMalformed`] for a text with `_LEVEL_` whose track or number is not well
    /// formed.
    ///
    /// # Specification
    /// SLSA v1.2, verification summary, SlsaResult; stricter: numbers of up to three digits,
    /// without sign and leading zeros.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text == FAILED {
            return Ok(Self::Failed);
        }
        let Some(rest) = text.strip_prefix(PREFIX) else {
            return Ok(Self::Custom(text.to_owned()));
        };
        if let Some((track, level)) = rest.rsplit_once(LEVEL) {
            let level = level_number(level).ok_or_else(|| malformed(text))?;
            return TrackLevel::checked(track, level).map(Self::Level);
        }
        if PROPERTIES.contains(&text) {
            return Ok(Self::Property(text.to_owned()));
        }
        Ok(Self::Unknown(text.to_owned()))
    }

    /// Reads the level of a summary v0.x, `SLSA_LEVEL_<n>`, which is one of the track `BUILD`.
    pub(super) fn parse_v0(text: &str) -> Result<Self, Error> {
        if text == FAILED {
            return Ok(Self::Failed);
        }
        match text.strip_prefix("SLSA_LEVEL_").and_then(level_number) {
            Some(Some(level)) => TrackLevel::new("BUILD", level).map(Self::Level),
            _ => Err(malformed(text)),
        }
    }
}

impl fmt::Display for SlsaResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Level(level) => level.fmt(f),
            Self::Failed => f.write_str(FAILED),
            Self::Property(text) | Self::Unknown(text) | Self::Custom(text) => f.write_str(text),
        }
    }
}

/// The levels and properties of one summary: at most one level a track.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatedLevels {
    levels: Vec<TrackLevel>,
    properties: Vec<String>,
    is_failed: bool,
    notes: Vec<Finding>,
}

impl StatedLevels {
    /// Sorts the texts of `verifiedLevels`. Costs O(n log n).
    ///
    /// # Errors
    /// [`Error::VsaLevelMalformed`]; [`Error::VsaMultipleLevels`] for two different levels of a
    /// track, or a level of a track that was not evaluated.
    ///
    /// # Specification
    /// SLSA v1.2, verification summary: not more than one level a track.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Self, Error> {
        let mut found = Self::default();
        for (index, text) in texts.into_iter().enumerate() {
            let place = Place::root().member("verifiedLevels").index(index);
            found.add(SlsaResult::parse(text)?, place);
        }
        found.check()
    }

    pub(super) fn single(result: SlsaResult) -> Self {
        let mut found = Self::default();
        found.add(result, Place::root().member("policy_level"));
        found
    }

    fn add(&mut self, result: SlsaResult, place: Place) {
        let note = |detail: String| Finding::new(registry::NOTE_NOT_EVALUATED, place, detail);
        match result {
            SlsaResult::Level(level) => {
                if level.is_beyond_known() {
                    let level = shown(&level.to_string());
                    self.notes.push(note(format!(
                        "{level} is counted as the highest known level"
                    )));
                }
                self.levels.push(level);
            }
            SlsaResult::Property(name) | SlsaResult::Custom(name) => self.properties.push(name),
            SlsaResult::Unknown(name) => {
                self.notes
                    .push(note(format!("the property {} is not known", shown(&name))));
                self.properties.push(name);
            }
            SlsaResult::Failed => self.is_failed = true,
        }
    }

    fn check(mut self) -> Result<Self, Error> {
        let stated = self.levels.len().saturating_add(self.properties.len());
        self.levels.sort();
        self.levels.dedup();
        self.properties.sort();
        self.properties.dedup();
        if stated != self.levels.len().saturating_add(self.properties.len()) {
            let place = Place::root().member("verifiedLevels");
            let detail = "a level or property is stated twice";
            self.notes
                .push(Finding::new(registry::NOTE_NOT_EVALUATED, place, detail));
        }
        let mut pairs = self.levels.iter().zip(self.levels.iter().skip(1));
        match pairs.find(|(one, next)| one.track == next.track) {
            Some((level, _)) => Err(Error::VsaMultipleLevels {
                track: shown(&level.track),
            }),
            None => Ok(self),
        }
    }

    /// The levels, one a track, in the order of their tracks.
    #[must_use]
    pub fn levels(&self) -> &[TrackLevel] {
        &self.levels
    }

    /// What is said of this track.
    #[must_use]
    pub fn of_track(&self, track: &str) -> Option<&TrackLevel> {
        self.levels.iter().find(|level| level.track == track)
    }

    /// The properties that are no levels, sorted; among them those that nobody but their
    /// organisation can judge.
    #[must_use]
    pub fn properties(&self) -> &[String] {
        &self.properties
    }

    /// Whether `FAILED` stands among the texts.
    #[must_use]
    pub const fn is_failed(&self) -> bool {
        self.is_failed
    }

    /// What is odd and no failure.
    #[must_use]
    pub fn notes(&self) -> &[Finding] {
        &self.notes
    }

    /// Whether `wanted` is stated: a level by this or a higher one, anything else literally.
    #[must_use]
    pub fn satisfy(&self, wanted: &SlsaResult) -> bool {
        match wanted {
            SlsaResult::Level(wanted) => self.levels.iter().any(|level| level.satisfies(wanted)),
            SlsaResult::Property(name) | SlsaResult::Unknown(name) | SlsaResult::Custom(name) => {
                self.properties.binary_search(name).is_ok()
            }
            SlsaResult::Failed => false,
        }
    }

    /// Leaves out the properties that mean nothing outside of their organisation, but for those
    /// that `is_wanted` names.
    pub(super) fn without_internal(mut self, is_wanted: impl Fn(&str) -> bool) -> Self {
        self.properties
            .retain(|name| !name.starts_with(INTERNAL) || is_wanted(name));
        self
    }
}

/// `Some(None)` when the track was not evaluated; `None` when the text is no level.
fn level_number(text: &str) -> Option<Option<u16>> {
    if text == UNEVALUATED {
        return Some(None);
    }
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit())
        && matches!(text.len(), 1..=3)
        && (text == "0" || !text.starts_with('0'));
    if is_plain {
        text.parse().ok().map(Some)
    } else {
        None
    }
}

fn is_track(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

fn malformed(text: &str) -> Error {
    Error::VsaLevelMalformed { text: shown(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(track: &str, level: u16) -> SlsaResult {
        SlsaResult::Level(TrackLevel::new(track, level).unwrap())
    }

    #[test]
    fn texts_are_sorted_into_their_kinds() {
        let unevaluated = TrackLevel::unevaluated("BUILD").unwrap();
        for (text, wanted) in [
            ("SLSA_BUILD_LEVEL_0", level("BUILD", 0)),
            ("SLSA_BUILD_LEVEL_3", level("BUILD", 3)),
            ("SLSA_SOURCE_LEVEL_999", level("SOURCE", 999)),
            ("SLSA_A_LEVEL_B_LEVEL_1", level("A_LEVEL_B", 1)),
            (
                "SLSA_BUILD_LEVEL_UNEVALUATED",
                SlsaResult::Level(unevaluated),
            ),
            (
                "SLSA_BUILD_REPRODUCED",
                SlsaResult::Property("SLSA_BUILD_REPRODUCED".to_owned()),
            ),
            (
                "SLSA_LEVEL_3",
                SlsaResult::Unknown("SLSA_LEVEL_3".to_owned()),
            ),
            (
                "SLSA_BUILD_REPRODUCED_",
                SlsaResult::Unknown("SLSA_BUILD_REPRODUCED_".to_owned()),
            ),
            ("FAILED", SlsaResult::Failed),
            ("failed", SlsaResult::Custom("failed".to_owned())),
            (
                "slsa_BUILD_LEVEL_03",
                SlsaResult::Custom("slsa_BUILD_LEVEL_03".to_owned()),
            ),
        ] {
            let parsed = SlsaResult::parse(text).unwrap();
            assert_eq!(parsed, wanted, "{text}");
            assert_eq!(parsed.to_string(), text);
        }
    }

    #[test]
    fn malformed_levels_are_refused() {
        for text in [
            "SLSA_BUILD_LEVEL_",
            "SLSA_BUILD_LEVEL_03",
            "SLSA_BUILD_LEVEL_00",
            "SLSA_BUILD_LEVEL_+3",
            "SLSA_BUILD_LEVEL_-1",
            "SLSA_BUILD_LEVEL_ 3",
            "SLSA_BUILD_LEVEL_3\n",
            "SLSA_BUILD_LEVEL_1000",
            "SLSA_BUILD_LEVEL_99999999999",
            "SLSA_BUILD_LEVEL_\u{663}",
            "SLSA_BUILD_LEVEL_Unevaluated",
            "SLSA_Build_LEVEL_3",
            "SLSA_1_LEVEL_3",
            "SLSA__LEVEL_3",
        ] {
            let error = SlsaResult::parse(text).unwrap_err();
            assert_eq!(error.code().as_str(), "vsa.level-malformed", "{text}");
        }
        for text in [
            "SLSA_LEVEL_03",
            "SLSA_LEVEL_UNEVALUATED",
            "SLSA_BUILD_LEVEL_3",
            "",
        ] {
            assert!(SlsaResult::parse_v0(text).is_err(), "{text}");
        }
        assert_eq!(
            SlsaResult::parse_v0("SLSA_LEVEL_2").unwrap(),
            level("BUILD", 2)
        );
        assert_eq!(SlsaResult::parse_v0("FAILED").unwrap(), SlsaResult::Failed);
    }

    #[test]
    fn higher_levels_satisfy_lower_ones_of_their_track() {
        let stated = StatedLevels::of(["SLSA_SOURCE_LEVEL_2", "SLSA_BUILD_LEVEL_9", "X"]).unwrap();
        for (wanted, is_enough) in [
            (level("SOURCE", 0), true),
            (level("SOURCE", 2), true),
            (level("SOURCE", 3), false),
            (level("BUILD", 3), true),
            (level("BUILD", 4), false),
            (level("OTHER", 0), false),
            (SlsaResult::Custom("X".to_owned()), true),
            (SlsaResult::Custom("x".to_owned()), false),
            (SlsaResult::Failed, false),
        ] {
            assert_eq!(stated.satisfy(&wanted), is_enough, "{wanted}");
        }
        assert_eq!(stated.notes().len(), 1);
        let unevaluated = TrackLevel::unevaluated("BUILD").unwrap();
        assert!(unevaluated.satisfies(&unevaluated));
        assert!(!unevaluated.satisfies(&TrackLevel::new("BUILD", 0).unwrap()));
        assert!(!TrackLevel::new("BUILD", 3).unwrap().satisfies(&unevaluated));
    }

    #[test]
    fn a_track_has_one_level() {
        for texts in [
            ["SLSA_BUILD_LEVEL_2", "SLSA_BUILD_LEVEL_3"],
            ["SLSA_BUILD_LEVEL_2", "SLSA_BUILD_LEVEL_UNEVALUATED"],
        ] {
            let error = StatedLevels::of(texts).unwrap_err();
            assert_eq!(error.code().as_str(), "vsa.multiple-levels", "{texts:?}");
        }
        let twice = StatedLevels::of(["SLSA_BUILD_LEVEL_2", "SLSA_BUILD_LEVEL_2"]).unwrap();
        assert_eq!((twice.levels().len(), twice.notes().len()), (1, 1));
    }
}
