//! How far a long computation has come, whether anybody still wants it, and what it may cost.
//!
//! A method is handed an [`Effort`]. It first asks whether it can afford what was ordered
//! ([`Effort::afford`]: refused with the number that would do, before anything is computed), says how
//! many steps it will take ([`Effort::expect`]) and reports them ([`Effort::step`]). None of it
//! changes what is computed: the same question gives the same bytes with and without a watcher.
//!
//! Costs are estimates from the size of the input, never measurements, so that the same question is
//! refused or taken on every machine alike.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The most a computation may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Working memory.
    pub memory_bytes: u64,
    /// Inner steps; a core does roughly 10⁹ of them in a second.
    pub operations: u64,
}

impl Limits {
    /// What the service allows one question: 1 GB, and a few minutes of two cores.
    pub const SERVICE: Limits = Limits { memory_bytes: 1 << 30, operations: 300_000_000_000 };

    /// No limit.
    pub const NONE: Limits = Limits { memory_bytes: u64::MAX, operations: u64::MAX };
}

/// What a computation would take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Working memory.
    pub memory_bytes: f64,
    /// Inner steps.
    pub operations: f64,
}

/// Why a computation gave no result.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Stopped {
    /// Somebody took the question back.
    #[error("cancelled")]
    Cancelled,
    /// It would take more than it may.
    #[error("{field} = {asked} would take too much {resource}; {would_do} would do")]
    TooCostly {
        /// The parameter that makes it costly.
        field: &'static str,
        /// What was asked.
        asked: f64,
        /// The value nearest to it that can be afforded.
        would_do: f64,
        /// `memory` or `time`.
        resource: &'static str,
    },
}

/// Shared between the one who computes and the one who watches.
#[derive(Debug)]
pub struct Effort {
    limits: Limits,
    done: AtomicU64,
    total: AtomicU64,
    cancelled: AtomicBool,
}

impl Effort {
    /// Nothing done yet.
    pub const fn new(limits: Limits) -> Self {
        Self {
            limits,
            done: AtomicU64::new(0),
            total: AtomicU64::new(0),
            cancelled: AtomicBool::new(false),
        }
    }

    /// For tests and benches: everything can be afforded and nobody watches.
    pub const fn unlimited() -> Self {
        Self::new(Limits::NONE)
    }

    /// Adds to the steps that will be taken.
    pub fn expect(&self, steps: u64) {
        self.total.fetch_add(steps, Ordering::Relaxed);
    }

    /// Reports steps taken.
    ///
    /// # Errors
    /// [`Stopped::Cancelled`] when nobody wants the answer any more.
    pub fn step(&self, steps: u64) -> Result<(), Stopped> {
        self.done.fetch_add(steps, Ordering::Relaxed);
        match self.cancelled.load(Ordering::Relaxed) {
            true => Err(Stopped::Cancelled),
            false => Ok(()),
        }
    }

    /// Steps taken and steps in all; the latter is 0 until it is known.
    pub fn progress(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    /// Nobody wants the answer any more.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Refuses what costs too much. `cost` of a value must fall (or stay) on the way from `asked` to
    /// `cheapest`; whole numbers are searched when both ends are whole.
    ///
    /// # Errors
    /// [`Stopped::TooCostly`] with the value nearest to `asked` that can be afforded; `cheapest` when
    /// not even that can.
    pub fn afford(
        &self,
        field: &'static str,
        asked: f64,
        cheapest: f64,
        cost: impl Fn(f64) -> Cost,
    ) -> Result<(), Stopped> {
        let Some(resource) = self.over(cost(asked)) else { return Ok(()) };
        let whole = asked.fract() == 0.0 && cheapest.fract() == 0.0;
        let (mut dear, mut cheap) = (asked, cheapest);
        for _ in 0..64 {
            let middle = (dear + cheap) / 2.0;
            let middle = if whole { middle.round() } else { middle };
            if middle == dear || middle == cheap {
                break;
            }
            match self.over(cost(middle)) {
                Some(_) => dear = middle,
                None => cheap = middle,
            }
        }
        Err(Stopped::TooCostly { field, asked, would_do: cheap, resource })
    }

    fn over(&self, cost: Cost) -> Option<&'static str> {
        if cost.memory_bytes > self.limits.memory_bytes as f64 {
            Some("memory")
        } else if cost.operations > self.limits.operations as f64 {
            Some("time")
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_much_is_refused_with_the_number_that_would_do() {
        let effort = Effort::new(Limits { memory_bytes: 1_000, operations: 1_000_000 });
        let cost = |m: f64| Cost { memory_bytes: 8.0, operations: m * 300.0 };
        assert_eq!(effort.afford("simulations", 999.0, 0.0, cost), Ok(()));
        let refused = effort.afford("simulations", 99_999.0, 0.0, cost);
        let expected = Stopped::TooCostly {
            field: "simulations",
            asked: 99_999.0,
            would_do: 3_333.0,
            resource: "time",
        };
        assert_eq!(refused, Err(expected));
        // A finer grid is the dearer one: the search goes upwards.
        let cells = |side: f64| Cost { memory_bytes: (100.0 / side).powi(2), operations: 0.0 };
        let refused = effort.afford("grid_m", 1.0, 1_000.0, cells);
        let Err(Stopped::TooCostly { would_do, resource, .. }) = refused else { panic!() };
        assert!((4.0..5.0).contains(&would_do) && cells(would_do).memory_bytes <= 1_000.0);
        assert_eq!(resource, "memory");
    }

    #[test]
    fn a_cancelled_computation_stops_at_its_next_step() {
        let effort = Effort::unlimited();
        effort.expect(10);
        assert_eq!(effort.step(3), Ok(()));
        effort.cancel();
        assert_eq!(effort.step(1), Err(Stopped::Cancelled));
        assert_eq!(effort.progress(), (4, 10));
    }
}
