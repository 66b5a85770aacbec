//! Statistics against independent sources, what must not change them, and what they find.

mod backtest;
mod concentration;
mod dbscan;
mod golden;
mod invariants;
mod joint_list;
mod kde;
mod knox;
mod noise_calibration;
pub(crate) mod planted;
mod profile;
mod scan;
mod simulations;
mod stockholm;
mod survey_share;
mod whole_run;
