//! What every method says beside its result: how much it used, what it left out and why, and what
//! must be known before it is believed.

use super::run::GuardRail;

/// A result and what belongs on its method card.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<R> {
    /// The result.
    pub result: R,
    /// Counts that the result rests on.
    pub n_used: u64,
    /// Counts of the selection that are left out, by stable reason code.
    pub n_left_out: Vec<(String, u64)>,
    /// What fired.
    pub guard_rails: Vec<GuardRail>,
}

impl<R> Found<R> {
    /// The same beside another result.
    pub fn map<S>(self, change: impl FnOnce(R) -> S) -> Found<S> {
        Found {
            result: change(self.result),
            n_used: self.n_used,
            n_left_out: self.n_left_out,
            guard_rails: self.guard_rails,
        }
    }
}
