//! Numbers by their exact value.

use core::cmp::Ordering;

/// A number as digits that neither begin nor end with 0, times a power of ten; no digits for 0.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) is_negative: bool,
    pub(super) digits: String,
    /// Of the last digit.
    pub(super) exponent: i64,
}

impl Decimal {
    /// The value of a number in the grammar of JSON.
    pub(super) fn of(text: &str) -> Self {
        let (unsigned, is_negative) = match text.strip_prefix('-') {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let (mantissa, power) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let trimmed = all.trim_end_matches('0');
        let zeros = all.len().saturating_sub(trimmed.len());
        let digits = trimmed.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            return Self {
                is_negative: false,
                digits,
                exponent: 0,
            };
        }
        // A power beyond 64 bits is as far away as any number needs to be.
        let beyond = if power.starts_with('-') {
            i64::MIN
        } else {
            i64::MAX
        };
        let power = power.parse().unwrap_or(beyond);
        let length = |text: usize| i64::try_from(text).unwrap_or(i64::MAX);
        Self {
            is_negative,
            digits,
            exponent: power
                .saturating_sub(length(fraction.len()))
                .saturating_add(length(zeros)),
        }
    }

    /// `1.0` is an integer as well.
    pub(super) const fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    fn magnitude(&self) -> i64 {
        let digits = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        self.exponent.saturating_add(digits)
    }

    /// The order of two numbers that are not negative, or of their sizes.
    fn cmp_sizes(&self, other: &Self) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            // Digits after those that both have are more, since the last is not 0.
            (false, false) => (self.magnitude().cmp(&other.magnitude()))
                .then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.is_negative, other.is_negative) {
            (false, false) => self.cmp_sizes(other),
            (true, true) => other.cmp_sizes(self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_by_value() {
        let decimal = |text| {
            let value = Decimal::of(text);
            (
                value.is_negative,
                value.digits.clone(),
                value.exponent,
                value.is_integer(),
            )
        };
        assert_eq!(decimal("-12.50"), (true, "125".to_owned(), -1, false));
        assert_eq!(decimal("1200"), (false, "12".to_owned(), 2, true));
        assert_eq!(decimal("1.0"), (false, "1".to_owned(), 0, true));
        assert_eq!(decimal("0.0010e3"), (false, "1".to_owned(), 0, true));
        assert_eq!(decimal("-0"), (false, String::new(), 0, true));
        assert_eq!(
            decimal("1e99999999999999999999"),
            (false, "1".to_owned(), i64::MAX, true)
        );
        assert!(!Decimal::of("1e-99999999999999999999").is_integer());
    }

    #[test]
    fn the_order_is_that_of_the_values() {
        let texts = [
            "-1e9", "-20", "-19", "-2", "-1.5", "-1", "-1e-5", "0", "1e-5", "0.5", "0.51", "1",
            "1.000001", "6", "6.5", "7", "10", "19", "20", "1e9",
        ];
        for (i, one) in texts.iter().enumerate() {
            for (j, other) in texts.iter().enumerate() {
                assert_eq!(
                    Decimal::of(one).cmp(&Decimal::of(other)),
                    i.cmp(&j),
                    "{one} {other}"
                );
            }
        }
    }
}
