//! Statistics against independent sources, what must not change them, and what they find.

mod effect_golden;
mod effect_invariants;
mod effect_simulations;
mod golden;
mod invariants;
pub(crate) mod planted;
mod simulations;
mod stockholm;
mod whole_run;
