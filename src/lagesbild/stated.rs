//! Numbers as they are written.

use serde::{Deserialize, Serialize};

/// Characters of a text, the first included, the last not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First character, counted from 0.
    pub start: usize,
    /// The character after the last.
    pub end: usize,
}

impl Span {
    /// Whether the two have a character in common.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The characters of a text.
    pub fn of(self, text: &str) -> String {
        text.chars().skip(self.start).take(self.end.saturating_sub(self.start)).collect()
    }
}

/// A decimal number as written: `12,40` is not `12,4`, for it claims more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stated {
    /// All digits as one number, with the sign: −1240 for `−12,40`.
    pub digits: i64,
    /// How many of them are decimals. Negative for `1,2 miljoner`: 12 and −5.
    pub decimals: i8,
}

impl Stated {
    /// The number.
    pub fn number(self) -> f64 {
        match self.decimals {
            // Dividing by a power of ten gives the nearest float; multiplying by 0,1 does not.
            d if d >= 0 => self.digits as f64 / 10f64.powi(i32::from(d)),
            d => self.digits as f64 * 10f64.powi(-i32::from(d)),
        }
    }

    /// One in its last place: 1 for `13`, 0,1 for `12,4`.
    pub fn step(self) -> f64 {
        Stated { digits: 1, decimals: self.decimals }.number()
    }

    /// A value in the same precision, half away from zero.
    pub fn round(self, value: f64) -> f64 {
        on_grid(value, self.decimals, |scaled| (scaled.abs() + SLACK).round() * scaled.signum())
    }

    /// A value with its further decimals cut off.
    pub fn truncate(self, value: f64) -> f64 {
        on_grid(value, self.decimals, |scaled| (scaled.abs() + SLACK).floor() * scaled.signum())
    }
}

/// What arithmetic in binary may have taken from a half: far below what any text states.
pub const SLACK: f64 = 1e-9;

fn on_grid(value: f64, decimals: i8, to_whole: impl Fn(f64) -> f64) -> f64 {
    let power = 10f64.powi(i32::from(decimals.abs()));
    let rounded = match decimals >= 0 {
        true => to_whole(value * power) / power,
        false => to_whole(value / power) * power,
    };
    // No text says −0.
    rounded + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_half_away_from_zero_in_the_precision_stated() {
        let whole = Stated { digits: 13, decimals: 0 };
        let tenths = Stated { digits: 124, decimals: 1 };
        let millions = Stated { digits: 12, decimals: -5 };
        for (stated, value, rounded, truncated) in [
            (whole, 12.66, 13.0, 12.0),
            (whole, 12.5, 13.0, 12.0),
            (whole, -12.5, -13.0, -12.0),
            (whole, -0.2, 0.0, 0.0),
            (tenths, 12.35, 12.4, 12.3),
            (tenths, 0.25, 0.3, 0.2),
            (millions, 1_249_999.0, 1_200_000.0, 1_200_000.0),
            (millions, 1_250_000.0, 1_300_000.0, 1_200_000.0),
        ] {
            assert_eq!(stated.round(value), rounded, "{value}");
            assert_eq!(stated.truncate(value), truncated, "{value}");
        }
        assert_eq!(millions.number(), 1_200_000.0);
    }
}
