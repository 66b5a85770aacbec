//! Statistics against independent sources, what must not change them, and what they find.

mod effect_golden;
mod effect_invariants;
mod effect_simulations;
mod backtest;
mod concentration;
mod golden;
mod invariants;
mod noise_calibration;
pub(crate) mod planted;
mod simulations;
mod stockholm;
mod survey_share;
mod whole_run;
