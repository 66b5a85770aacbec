//! Statistics against independent sources, what must not change them, and what they find.

mod effect_golden;
mod effect_invariants;
mod effect_simulations;
mod backtest;
mod concentration;
mod golden;
mod invariants;
mod joint_list;
mod noise_calibration;
mod kde;
pub(crate) mod planted;
mod scan;
mod simulations;
mod stockholm;
mod survey_share;
mod whole_run;
