//! Ranges of files.

use core::ops::Range;

/// The path and the range that the name of a shard has (models OMP-10).
pub(crate) fn split(name: &str) -> Result<(&str, Range<u64>), &'static str> {
    let mut fields = name.rsplitn(3, ':');
    let (Some(end), Some(start), Some(path)) = (fields.next(), fields.next(), fields.next()) else {
        return Err("the name of a shard is path:start:end");
    };
    let number = "a bound of a shard is not a plain number";
    let (start, end) = (plain(start).ok_or(number)?, plain(end).ok_or(number)?);
    if start >= end {
        return Err("a shard ends where it begins, or before");
    }
    Ok((path, start..end))
}

/// Digits without a sign and without a zero in front.
fn plain(text: &str) -> Option<u64> {
    let is_plain = text == "0" || matches!(text.as_bytes().first(), Some(b'1'..=b'9'));
    text.parse().ok().filter(|_| is_plain)
}

/// Checks that ranges, sorted, cut a file from its first byte on into pieces of `size` bytes, the
/// last one perhaps shorter (models OMP-11).
pub(crate) fn check_tiling<'r>(
    ranges: impl Iterator<Item = &'r Range<u64>>,
    size: u64,
) -> Result<(), &'static str> {
    let (mut next, mut is_short) = (0, false);
    for range in ranges {
        if range.start < next {
            return Err("shards overlap");
        }
        if range.start > next {
            return Err("bytes are covered by no shard");
        }
        let length = range.end.saturating_sub(range.start);
        if length > size {
            return Err("a shard is longer than the shards are");
        }
        if is_short {
            return Err("a shard before the last one is shorter than the shards are");
        }
        is_short = length < size;
        next = range.end;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_two_fields_are_the_range() {
        assert_eq!(split("a:b:0:16"), Ok(("a:b", 0..16)));
        assert_eq!(split(":0:1"), Ok(("", 0..1)));
        assert_eq!(split("a:16:18446744073709551615"), Ok(("a", 16..u64::MAX)));
        for name in [
            "a",
            "a:1",
            "a:0:",
            "a::1",
            "a:00:1",
            "a:0:01",
            "a:+0:1",
            "a:-1:1",
            "a:0:1 ",
            "a:5:5",
            "a:6:5",
            "a:0:18446744073709551616",
            "a:0x0:1",
            "a:0:1.0",
        ] {
            assert!(split(name).is_err(), "{name}");
        }
    }

    #[test]
    fn pieces_meet_and_are_equally_long() {
        let check = |ranges: &[(u64, u64)]| {
            let ranges: Vec<Range<u64>> = ranges.iter().map(|(start, end)| *start..*end).collect();
            check_tiling(ranges.iter(), 16)
        };
        for good in [
            &[(0, 16)][..],
            &[(0, 1)],
            &[(0, 16), (16, 32)],
            &[(0, 16), (16, 17)],
        ] {
            assert_eq!(check(good), Ok(()), "{good:?}");
        }
        for (bad, what) in [
            (&[(1, 16)][..], "bytes are covered by no shard"),
            (&[(0, 16), (17, 32)], "bytes are covered by no shard"),
            (&[(0, 16), (15, 31)], "shards overlap"),
            (&[(0, 16), (0, 16)], "shards overlap"),
            (&[(0, 17)], "a shard is longer than the shards are"),
            (
                &[(0, 15), (15, 31)],
                "a shard before the last one is shorter than the shards are",
            ),
        ] {
            assert_eq!(check(bad), Err(what), "{bad:?}");
        }
    }
}
