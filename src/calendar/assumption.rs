//! What a date rests on beside the text.

use serde::{Deserialize, Serialize};

/// What is not in the text and had to be supposed, or what should be known of an instance before
/// one relies on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assumption {
    /// The first or last day of the duty is not in the source; a reckoned one is used.
    ValidityReckoned,
    /// The source does not say since when it holds.
    StartNotStated,
    /// The source says after what, but not how soon.
    DeadlineNotStated,
    /// The source says before what, but not how long before.
    LeadNotStated,
    /// The source does not say from when it can be done.
    EarliestNotStated,
    /// Days of school terms that nobody has written down.
    TermDaysAssumed,
    /// Who signs is not in the source.
    SignersNotStated,
    /// Known from somebody who retells the source.
    SecondarySource,
    /// The period is shorter than its name says, since the duty begins or ends in it.
    PeriodCut,
    /// The year is counted on from the last one known.
    YearCountedOn,
    /// Goes by a meeting that should be held and is not yet in anybody's calendar.
    EventExpected,
    /// Another passage of the same source would not ask for it.
    OtherReading,
}

impl Assumption {
    /// The code by which its text is found.
    pub fn code(self) -> &'static str {
        match self {
            Self::ValidityReckoned => "validity_reckoned",
            Self::StartNotStated => "start_not_stated",
            Self::DeadlineNotStated => "deadline_not_stated",
            Self::LeadNotStated => "lead_not_stated",
            Self::EarliestNotStated => "earliest_not_stated",
            Self::TermDaysAssumed => "term_days_assumed",
            Self::SignersNotStated => "signers_not_stated",
            Self::SecondarySource => "secondary_source",
            Self::PeriodCut => "period_cut",
            Self::YearCountedOn => "year_counted_on",
            Self::EventExpected => "event_expected",
            Self::OtherReading => "other_reading",
        }
    }
}
