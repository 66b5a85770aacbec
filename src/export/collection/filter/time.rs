//! Days, instants and intervals compared.

use super::FilterError;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::cmp::Ordering;

/// A day, or an instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Moment {
    Day(Date),
    Instant(Timestamp),
}

impl Moment {
    /// A day as it is written, `2026-11-30`.
    pub(super) fn day(text: &str) -> Result<Self, FilterError> {
        let fault = || FilterError::Literal { kind: "date", text: text.to_owned() };
        match (text.len(), text.parse()) {
            (10, Ok(day)) => Ok(Self::Day(day)),
            _ => Err(fault()),
        }
    }

    /// An instant as it is written, `2026-11-30T08:00:00Z`.
    pub(super) fn instant(text: &str) -> Result<Self, FilterError> {
        let fault = |_| FilterError::Literal { kind: "timestamp", text: text.to_owned() };
        text.parse().map(Self::Instant).map_err(fault)
    }

    /// Either, by its look.
    pub(super) fn either(text: &str) -> Result<Self, FilterError> {
        if text.len() == 10 { Self::day(text) } else { Self::instant(text) }
    }

    /// Whether it stands before, at or after the other: as days if one is a day.
    pub(super) fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Instant(a), Self::Instant(b)) => a.cmp(&b),
            (a, b) => a.its_day().cmp(&b.its_day()),
        }
    }

    fn its_day(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Instant(at) => TimeZone::UTC.to_datetime(at).date(),
        }
    }
}

/// From when to when; an end that is open reaches beyond every moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub(super) from: Option<Moment>,
    pub(super) to: Option<Moment>,
}

/// How two spans may lie to each other, named as in CQL2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    After,
    Before,
    Contains,
    Disjoint,
    During,
    Equals,
    FinishedBy,
    Finishes,
    Intersects,
    Meets,
    MetBy,
    OverlappedBy,
    Overlaps,
    StartedBy,
    Starts,
}

impl When {
    /// By the name of the function in lower case.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "t_after" => When::After,
            "t_before" => When::Before,
            "t_contains" => When::Contains,
            "t_disjoint" => When::Disjoint,
            "t_during" => When::During,
            "t_equals" => When::Equals,
            "t_finishedby" => When::FinishedBy,
            "t_finishes" => When::Finishes,
            "t_intersects" => When::Intersects,
            "t_meets" => When::Meets,
            "t_metby" => When::MetBy,
            "t_overlappedby" => When::OverlappedBy,
            "t_overlaps" => When::Overlaps,
            "t_startedby" => When::StartedBy,
            "t_starts" => When::Starts,
            _ => return None,
        })
    }

    /// Whether the first lies so to the second.
    pub(super) fn holds(self, a: Span, b: Span) -> bool {
        use Ordering::{Equal, Greater, Less};
        // An open beginning lies before all, an open end after all; two open ones are equal.
        let starts = match (a.from, b.from) {
            (Some(a), Some(b)) => a.compare(b),
            (None, None) => Equal,
            (None, _) => Less,
            (_, None) => Greater,
        };
        let ends = match (a.to, b.to) {
            (Some(a), Some(b)) => a.compare(b),
            (None, None) => Equal,
            (None, _) => Greater,
            (_, None) => Less,
        };
        let start_to_end = |from: Option<Moment>, to: Option<Moment>| match (from, to) {
            (Some(from), Some(to)) => from.compare(to),
            _ => Less,
        };
        let a_start_b_end = start_to_end(a.from, b.to);
        let b_start_a_end = start_to_end(b.from, a.to);
        match self {
            When::After => a_start_b_end == Greater,
            When::Before => b_start_a_end == Greater,
            When::Disjoint => a_start_b_end == Greater || b_start_a_end == Greater,
            When::Intersects => a_start_b_end != Greater && b_start_a_end != Greater,
            When::Contains => starts == Less && ends == Greater,
            When::During => starts == Greater && ends == Less,
            When::Equals => starts == Equal && ends == Equal,
            When::FinishedBy => starts == Less && ends == Equal,
            When::Finishes => starts == Greater && ends == Equal,
            When::Meets => b_start_a_end == Equal,
            When::MetBy => a_start_b_end == Equal,
            When::OverlappedBy => starts == Greater && a_start_b_end == Less && ends == Greater,
            When::Overlaps => starts == Less && b_start_a_end == Less && ends == Less,
            When::StartedBy => starts == Equal && ends == Greater,
            When::Starts => starts == Equal && ends == Less,
        }
    }
}
