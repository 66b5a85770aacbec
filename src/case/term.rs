//! How long an agreement holds, and what § 4 lets its parties do about it next.
//!
//! An agreement is extended and changed by what both parties say of its terms ([`super::agreement`]); what
//! they say of its year ([`super::year`]) tells whether they have consulted in time.

use super::{agreement::AgreementRecord, year::Year};
use crate::calendar::{
    Agreed, EXTENSION_MONTHS, Extension, ExtensionStep, extension, last_day_of_months,
};
use jiff::{civil::Date, tz::TimeZone};

/// The time of an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// First day, where there is one.
    pub first: Option<Date>,
    /// All last days it has had, ascending, the present one last; none until further notice.
    pub ends: Vec<Date>,
    /// What the parties may do; nothing where it does not end.
    pub extension: Option<Extension>,
}

impl Term {
    /// Last day, where there is one.
    pub fn last(&self) -> Option<Date> {
        self.ends.last().copied()
    }
}

/// The time of an agreement as it stands on a day; nothing while the parties have not agreed.
///
/// A consultation holds for one extension: it counts for the next until the agreement is made two years
/// longer. A shorter change of its last day leaves it standing.
pub fn term(record: &AgreementRecord, year: &Year, zone: &TimeZone, today: Date) -> Option<Term> {
    let agreed = record.agreed()?;
    let (mut ends, mut extended) = (Vec::<Date>::new(), None);
    for (since, end) in record.ends() {
        let on = since.map(|at| at.to_zoned(zone.clone()).date());
        let Some(end) = end else {
            ends.clear();
            continue;
        };
        if ends.last().is_some_and(|last| is_whole_extension(*last, end)) {
            extended = on;
        }
        ends.retain(|earlier| *earlier < end);
        ends.push(end);
    }
    let first = agreed.validity.valid_from;
    let extension = agreed.validity.valid_to.and_then(|last| {
        let first = first.unwrap_or(Date::MIN);
        let counts =
            |day: &Date| first <= *day && *day <= last && extended.is_none_or(|on| on < *day);
        let mut days: Vec<Date> = year.consultations().filter(counts).collect();
        days.sort();
        let steps: Vec<ExtensionStep> =
            days.into_iter().map(|on| ExtensionStep::Consulted { on }).collect();
        let agreed = Agreed { first, last, avsiktsforklaring: year.avsiktsforklaring() };
        extension(&agreed, &steps, today).ok()
    });
    Some(Term { first, ends, extension })
}

/// Whether the new end is as late as two more years make it.
fn is_whole_extension(last: Date, end: Date) -> bool {
    let after = last.tomorrow().ok();
    after
        .and_then(|first| last_day_of_months(first, EXTENSION_MONTHS))
        .is_some_and(|next| end >= next)
}

#[cfg(test)]
#[path = "term_tests.rs"]
mod tests;
