//! Statistics against independent sources, what must not change them, and what they find.

mod dbscan;
mod backtest;
mod concentration;
mod golden;
mod invariants;
mod knox;
pub(crate) mod planted;
mod simulations;
mod stockholm;
mod survey_share;
mod whole_run;
