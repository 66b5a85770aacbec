//! How often one meets: "1 gång/månad, ej juli", "4 gånger/år", "juni och december".

use crate::{calendar::Period, case::refusal::Refusal};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// The rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Rule {
    /// Once in each month.
    Monthly,
    /// So many times a year, evenly: 1, 2, 3, 4, 6 or 12.
    PerYear {
        /// Times.
        n: u8,
    },
    /// Once in each of these months, 1–12.
    InMonths {
        /// The months.
        months: Vec<u8>,
    },
}

/// The rule, from when it holds and when it does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frequency {
    /// The rule.
    #[serde(flatten)]
    pub rule: Rule,
    /// First day.
    pub from: Date,
    /// Months without a meeting, 1–12: "ej juli".
    pub except: Vec<u8>,
}

impl Frequency {
    /// Refused for a rule that asks for no meeting or that no calendar has.
    pub fn check(&self) -> Result<(), Refusal> {
        let all_months = |months: &[u8]| months.iter().all(|m| (1..=12).contains(m));
        let rule = match &self.rule {
            Rule::Monthly => true,
            Rule::PerYear { n } => [1, 2, 3, 4, 6, 12].contains(n),
            Rule::InMonths { months } => !months.is_empty() && all_months(months),
        };
        let some_left = (1..=12).any(|month| self.has_meeting_by(month));
        if rule && all_months(&self.except) && some_left {
            Ok(())
        } else {
            Err(Refusal::BadFrequency)
        }
    }

    /// The days by which a meeting should have been held, ascending: the last days of the periods that
    /// begin on or after the first day of the rule's first month and end in `from..=to`.
    pub fn due_days(&self, from: Date, to: Date) -> Vec<Date> {
        let first = self.from.first_of_month().max(from.first_of_month());
        let ends = Period::months(first, to).map(|month| month.last);
        let due = |day: &Date| self.has_meeting_by(day.month() as u8) && from <= *day && *day <= to;
        ends.filter(due).collect()
    }

    /// The day by which the next meeting should be held, after the last one, or after the first day
    /// when none has been.
    pub fn next_due(&self, last_meeting: Option<Date>) -> Option<Date> {
        let after = match last_meeting {
            Some(day) => day.last_of_month().tomorrow().ok()?,
            None => self.from,
        };
        let two_years = after.checked_add(2.years()).ok()?;
        self.due_days(after, two_years).into_iter().next()
    }

    fn has_meeting_by(&self, month: u8) -> bool {
        let in_rule = match &self.rule {
            Rule::Monthly => true,
            Rule::PerYear { n } => *n > 0 && month.is_multiple_of(12 / (*n).min(12)),
            Rule::InMonths { months } => months.contains(&month),
        };
        in_rule && !self.except.contains(&month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn monthly(except: &[u8]) -> Frequency {
        Frequency { rule: Rule::Monthly, from: date(2016, 9, 6), except: except.into() }
    }

    #[test]
    fn the_rules_of_the_agreement_ask_for_their_meetings() {
        let year = (date(2017, 1, 1), date(2017, 12, 31));
        let months = |frequency: &Frequency| -> Vec<i8> {
            frequency.due_days(year.0, year.1).iter().map(|day| day.month()).collect()
        };
        assert_eq!(months(&monthly(&[7])), [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12]);
        assert_eq!(months(&monthly(&[6, 7, 8])), [1, 2, 3, 4, 5, 9, 10, 11, 12]);
        let with = |rule| Frequency { rule, from: date(2016, 6, 17), except: Vec::new() };
        assert_eq!(months(&with(Rule::PerYear { n: 4 })), [3, 6, 9, 12]);
        assert_eq!(months(&with(Rule::InMonths { months: vec![6, 12] })), [6, 12]);
    }

    #[test]
    fn the_next_meeting_is_due_in_the_next_month_that_has_one() {
        let frequency = monthly(&[6, 7, 8]);
        assert_eq!(frequency.next_due(None), Some(date(2016, 9, 30)));
        assert_eq!(frequency.next_due(Some(date(2017, 5, 4))), Some(date(2017, 9, 30)));
        assert_eq!(frequency.next_due(Some(date(2016, 12, 31))), Some(date(2017, 1, 31)));
    }

    #[test]
    fn rules_that_ask_for_no_meeting_are_refused() {
        let with = |rule, except: &[u8]| {
            Frequency { rule, from: date(2026, 1, 1), except: except.into() }.check()
        };
        assert_eq!(with(Rule::Monthly, &[7]), Ok(()));
        for (rule, except) in [
            (Rule::Monthly, (1..=12).collect::<Vec<_>>()),
            (Rule::Monthly, vec![13]),
            (Rule::PerYear { n: 0 }, vec![]),
            (Rule::PerYear { n: 5 }, vec![]),
            (Rule::InMonths { months: vec![] }, vec![]),
            (Rule::InMonths { months: vec![0] }, vec![]),
            (Rule::InMonths { months: vec![6] }, vec![6]),
        ] {
            assert_eq!(with(rule.clone(), &except), Err(Refusal::BadFrequency), "{rule:?}");
        }
    }
}
