//! When the categories happen: seasons, weekday and hour, and how well the time is known.

/// Time habits of a category.
#[derive(Debug, Clone, Copy)]
pub(super) struct Profile {
    /// Weight of each month, January first.
    season: [u32; 12],
    /// Weight of the hours 0–5, 6–9, 10–15, 16–20 and 21–23 of an ordinary day.
    day_parts: [u32; 5],
    /// Factor on the nights to Saturday and Sunday, 21–04.
    weekend_night: u32,
    /// Factor on Saturday and Sunday, per ten.
    weekend_tenths: u32,
    /// Of a hundred rows, how many give an interval.
    pub(super) interval_percent: u64,
    /// Shortest and longest interval in hours.
    pub(super) interval_hours: (u64, u64),
}

const EVEN: [u32; 12] = [10; 12];
/// Thefts in May, September, October and December.
const THEFTS: [u32; 12] = [9, 9, 9, 10, 13, 9, 8, 9, 13, 13, 10, 14];
/// Bicycles in the warm half of the year.
const BICYCLES: [u32; 12] = [4, 4, 6, 10, 15, 13, 11, 13, 17, 14, 8, 6];
/// Light evenings.
const SUMMER: [u32; 12] = [8, 8, 9, 10, 12, 12, 11, 12, 11, 10, 9, 10];

impl Profile {
    /// By index in [`super::city::CATEGORIES`].
    pub(super) const ALL: [Profile; 12] = [
        profile(SUMMER, [4, 2, 4, 7, 8], 7, 12, 5, (1, 2)),
        profile(THEFTS, [2, 4, 9, 12, 7], 3, 11, 60, (1, 4)),
        profile(EVEN, [4, 4, 8, 12, 11], 2, 10, 3, (1, 3)),
        profile(SUMMER, [5, 2, 5, 10, 12], 3, 12, 5, (1, 2)),
        profile(EVEN, [9, 3, 4, 7, 10], 2, 12, 75, (6, 72)),
        profile(SUMMER, [10, 4, 5, 7, 9], 3, 12, 70, (4, 60)),
        profile(THEFTS, [11, 5, 5, 7, 9], 1, 11, 80, (6, 14)),
        profile(BICYCLES, [5, 6, 9, 9, 8], 1, 10, 85, (4, 16)),
        profile(THEFTS, [0, 3, 12, 12, 3], 1, 9, 2, (1, 2)),
        profile(THEFTS, [5, 6, 10, 9, 6], 1, 11, 75, (4, 200)),
        profile(SUMMER, [7, 3, 6, 9, 9], 4, 12, 30, (1, 12)),
        profile(EVEN, [4, 6, 10, 10, 7], 2, 9, 25, (1, 24)),
    ];

    /// Weight of a month, January = 1.
    pub(super) fn month(&self, month: i8) -> u32 {
        self.season[(month - 1) as usize]
    }

    /// Weight of an hour; weekday Monday = 0.
    pub(super) fn hour(&self, weekday: usize, hour: usize) -> u32 {
        let part = match hour {
            0..=5 => 0,
            6..=9 => 1,
            10..=15 => 2,
            16..=20 => 3,
            _ => 4,
        };
        let late = matches!((weekday, hour), (4 | 5, 21..) | (5 | 6, ..=4));
        let night = if late { self.weekend_night } else { 1 };
        let weekend = if weekday >= 5 { self.weekend_tenths } else { 10 };
        self.day_parts[part] * night * weekend
    }
}

const fn profile(
    season: [u32; 12],
    day_parts: [u32; 5],
    weekend_night: u32,
    weekend_tenths: u32,
    interval_percent: u64,
    interval_hours: (u64, u64),
) -> Profile {
    Profile { season, day_parts, weekend_night, weekend_tenths, interval_percent, interval_hours }
}
