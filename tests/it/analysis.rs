//! Statistics against independent sources, what must not change them, and what they find.

mod area_lattice;
mod backtest;
mod concentration;
mod exposure;
mod golden;
mod invariants;
mod local_moran;
mod noise_calibration;
pub(crate) mod planted;
mod simulations;
mod stockholm;
mod survey_share;
mod whole_run;
