//! The agreement's year: duties become days.
//!
//! A duty says what an agreement or a law asks for and by which rule. `due` gives the instances
//! that fall due in a window, `settle` says which of them have been done, and `status` how one
//! stands on a day. Nothing here reads a clock: what falls due never depends on today, and today is
//! an argument where it matters. Texts are chosen outside from `Why`, `Assumption` and
//! `Status`.

mod duty;

mod assumption;

mod group;

mod duties;

mod sets;

mod rule;

mod event;

mod instance;

mod due;

mod by_period;

mod by_day;

mod by_event;

mod period;

mod term;

mod month;

mod day;

mod settle;

mod status;

mod chair;

mod extension;

mod steering;

pub use assumption::Assumption;
pub use chair::{Chair, Chairing, Chief};
pub use day::{IsoWeek, day_of, iso_week};
pub use due::{Window, due};
pub use duties::{Duties, DutyFault};
pub use duty::{Bound, Duty, DutyId, Ground, Level, Reading, Span};
pub use event::{Event, EventId, EventKind, Nature, expected};
pub use extension::{
    Agreed, Deadlines, EXTENSION_MONTHS, Extension, ExtensionRefusal, ExtensionStep, StepFault,
    extension,
};
pub use group::Group;
pub use instance::{Count, Instance, InstanceKey, Why};
pub use month::{MonthDay, last_day_of_months, months_before};
pub use period::{Half, Period, PeriodName, Season};
pub use rule::{Anchor, Rule, RuleFault};
pub use sets::{DutySet, DutySets, SetFault};
pub use settle::{Account, Done, Explanation, Settled, settle};
pub use status::{SOON_DAYS, Status, status};
pub use steering::{Meets, Steering, SteeringBody, SteeringFault};
pub use term::{SchoolTerm, SchoolTerms};
