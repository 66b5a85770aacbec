//! What may leave the house, and that both parties said so.
//!
//! Which figures are shown and which hidden is the business of `export::release`; here stands what an
//! act is about, who has signed it and what follows from that.

mod act;
mod plan;

pub use act::{Approval, Basis, Figures, Prepared, ReleaseAct, ReleaseId, State, Step};
pub use plan::{FixedPeriod, Grain, Level, NotAFixedPeriod, NotAThreshold, Plan, Threshold};
