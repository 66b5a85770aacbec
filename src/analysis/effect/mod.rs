//! Did it help? The effect of a case, with control, displacement and what could be shown at all.
//!
//! - [`wdd`], [`ratio`]: the difference in counts and the ratio of ratios, with intervals
//! - [`two_counts`]: the place alone, before and after
//! - [`power`]: before the start, what could be shown
//! - [`dispersion`], [`shrink`], [`season`]: what keeps chance, return to normal and seasons out of it
//! - [`pieces`], [`groups`], [`candidates`]: the ground that is compared
//! - [`verdict`]: what may be said, and the words for it
//! - [`assess`]: the whole way from counts to verdict
//! - [`pooled`]: several cases together

// In reading order.
pub mod wdd;

pub mod ratio;

pub mod two_counts;

pub mod power;

pub mod student;

pub mod dispersion;

pub mod shrink;

pub mod season;

pub mod counted;

pub mod pieces;

pub mod groups;

pub mod comparable;

pub mod candidates;

pub mod verdict;

pub mod parameters;

pub mod assess;

mod rails;

pub mod pooled;
