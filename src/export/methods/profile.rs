//! Weekday × hour and months, as tables.

use super::{Column, Features, Shape, rows};
use crate::analysis::{profile::WeekProfile, question::Answer};

const WEEKDAYS: [&str; 7] = ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"];

/// A week as it is stored: days from Monday, hours of each.
fn at(week: &[Vec<f64>], i: usize) -> Option<f64> {
    week.get(i / 24)?.get(i % 24).copied()
}

pub(super) const HOURS: &[Column<WeekProfile>] = &[
    ("weekday", |_, i| (i / 24 + 1).into()),
    ("weekday_label", |_, i| WEEKDAYS[i / 24 % 7].into()),
    ("hour", |_, i| (i % 24).into()),
    ("n", |p, i| at(&p.week_hours, i).into()),
    ("n_compared", |p, i| p.compared.as_ref().and_then(|other| at(&other.week_hours, i)).into()),
];

pub(super) fn hours(answer: &Answer) -> Option<Features<'_>> {
    let Answer::Profile(found) = answer else { return None };
    let n = found.week_hours.iter().map(Vec::len).sum();
    Some(rows(found, n, HOURS, |_: &WeekProfile, i| Shape::none(i)))
}

pub(super) const MONTHS: &[Column<WeekProfile>] =
    &[("month", |p, i| p.months[i].0.as_str().into()), ("n", |p, i| p.months[i].1.into())];

pub(super) fn months(answer: &Answer) -> Option<Features<'_>> {
    let Answer::Profile(found) = answer else { return None };
    Some(rows(found, found.months.len(), MONTHS, |_: &WeekProfile, i| Shape::none(i)))
}
