//! Ranges of versions, and whether a version lies in one.

use core::cmp::Ordering;

use super::exposure::{AffectedBy, UnknownReason, Until};
use crate::{Scheme, Version};

/// A range of an advisory.
#[derive(Clone, Debug)]
pub(super) struct Range {
    pub(super) kind: RangeKind,
    pub(super) events: Vec<Event>,
    /// Whether every event was one that is known.
    pub(super) is_whole: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RangeKind {
    SemVer,
    Ecosystem,
    Git,
    Other,
}

#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) kind: EventKind,
    pub(super) version: Box<str>,
}

/// In the order in which events of one version take effect: what is fixed and introduced in one
/// version is affected, and the last affected version is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum EventKind {
    Fixed,
    Introduced,
    LastAffected,
    Limit,
}

/// A version lies in the range: what to say of it, and the next version that is fixed.
pub(super) struct Inside<'d> {
    pub(super) by: AffectedBy<'d>,
    pub(super) fixed: Option<&'d str>,
}

impl Range {
    /// Whether `version`, which `scheme` read, lies in the range. Cost: one pass over the events.
    ///
    /// # Specification
    /// OSV schema, section "Evaluation"; bill-of-materials rules, OSV-3. Sorting is not needed: the
    /// last event that took effect decides.
    pub(super) fn evaluate<'d>(
        &'d self,
        scheme: Scheme,
        version: &Version<'_>,
    ) -> Result<Option<Inside<'d>>, UnknownReason> {
        let is_kind = |kind| move |event: &&Event| event.kind == kind;
        if !self.is_whole
            || !self
                .events
                .iter()
                .any(|event| event.kind == EventKind::Introduced)
        {
            return Err(UnknownReason::RangeInvalid);
        }
        let mut marks = Vec::with_capacity(self.events.len());
        for event in self
            .events
            .iter()
            .filter(|event| event.kind != EventKind::Limit)
        {
            marks.push(Mark::new(event, scheme)?);
        }
        let limits = self.events.iter().filter(is_kind(EventKind::Limit));
        if !is_below_limits(limits, scheme, version)? {
            return Ok(None);
        }
        let effective = marks.iter().filter(|mark| mark.took_effect(version));
        let Some(last) = effective.max_by(|a, b| a.order(b)) else {
            return Ok(None);
        };
        if last.event.kind != EventKind::Introduced {
            return Ok(None);
        }
        let ahead = || {
            marks
                .iter()
                .filter(|mark| !mark.took_effect(version) && mark.ends())
        };
        let end = ahead().min_by(|a, b| a.order(b));
        let is_fix = |mark: &&Mark<'_>| mark.event.kind == EventKind::Fixed;
        let fixed = ahead().filter(is_fix).min_by(|a, b| a.order(b));
        Ok(Some(Inside {
            by: AffectedBy::Range {
                introduced: &last.event.version,
                until: end.map_or(Until::Open, Mark::until),
            },
            fixed: fixed.map(|mark| &*mark.event.version),
        }))
    }
}

/// An event in its place.
struct Mark<'d> {
    event: &'d Event,
    /// `None` for before everything.
    version: Option<Version<'d>>,
}

impl<'d> Mark<'d> {
    fn new(event: &'d Event, scheme: Scheme) -> Result<Self, UnknownReason> {
        let version = if event.kind == EventKind::Introduced && &*event.version == "0" {
            None
        } else {
            Some(
                scheme
                    .parse(&event.version)
                    .ok_or(UnknownReason::RangeInvalid)?,
            )
        };
        Ok(Self { event, version })
    }

    fn took_effect(&self, version: &Version<'_>) -> bool {
        match &self.version {
            None => true,
            Some(at) if self.event.kind == EventKind::LastAffected => at < version,
            Some(at) => at <= version,
        }
    }

    const fn ends(&self) -> bool {
        matches!(self.event.kind, EventKind::Fixed | EventKind::LastAffected)
    }

    const fn until(&self) -> Until<'d> {
        match self.event.kind {
            EventKind::LastAffected => Until::Included(&self.event.version),
            _ => Until::Excluded(&self.event.version),
        }
    }

    fn order(&self, other: &Self) -> Ordering {
        // All were read by one scheme.
        let by_version = self.version.partial_cmp(&other.version);
        by_version
            .unwrap_or(Ordering::Equal)
            .then_with(|| self.event.kind.cmp(&other.event.kind))
    }
}

/// Below one of the limits, if there are any.
fn is_below_limits<'d>(
    limits: impl Iterator<Item = &'d Event>,
    scheme: Scheme,
    version: &Version<'_>,
) -> Result<bool, UnknownReason> {
    let (mut count, mut is_below) = (0_usize, false);
    for limit in limits {
        count = count.saturating_add(1);
        is_below |= if &*limit.version == "*" {
            true
        } else {
            let limit = scheme.parse(&limit.version);
            *version < limit.ok_or(UnknownReason::RangeInvalid)?
        };
    }
    Ok(count == 0 || is_below)
}
