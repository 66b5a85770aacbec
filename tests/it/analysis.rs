//! Statistics against independent sources, what must not change them, and what they find.

mod backtest;
mod concentration;
mod dbscan;
mod golden;
mod invariants;
mod knox;
pub(crate) mod planted;
mod profile;
mod joint_list;
mod noise_calibration;
mod kde;
pub(crate) mod planted;
mod scan;
mod simulations;
mod stockholm;
mod survey_share;
mod whole_run;
