//! The work: two parties assess the same frozen evidence and open a platssamverkan together.
//!
//! Pure: time, numbers and identities are arguments. No database, no clock.

pub mod log;
pub mod opening;
pub mod party;
