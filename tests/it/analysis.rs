//! Statistics against independent sources, what must not change them, and what they find.

mod dbscan;
mod golden;
mod invariants;
mod knox;
pub(crate) mod planted;
mod simulations;
mod stockholm;
mod whole_run;
