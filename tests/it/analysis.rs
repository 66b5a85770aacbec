//! Statistics against independent sources, what must not change them, and what they find.

mod area_lattice;
mod backtest;
mod concentration;
mod dbscan;
mod degenerate;
mod effect_demo;
mod effect_golden;
mod effect_invariants;
mod effect_simulations;
mod every_method;
mod exposure;
mod golden;
mod invariants;
mod joint_list;
mod kde;
mod knox;
mod local_moran;
mod noise_calibration;
pub(crate) mod planted;
mod profile;
mod same_bytes;
mod scan;
mod simulations;
mod stockholm;
mod survey_share;
mod time;
mod whole_run;
