//! Statistics against independent sources, what must not change them, and what they find.

mod backtest;
mod concentration;
mod golden;
mod invariants;
pub(crate) mod planted;
mod simulations;
mod stockholm;
mod survey_share;
mod time;
mod whole_run;
