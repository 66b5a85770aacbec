//! Time enters the program here and is handed inward as an argument.

use jiff::{Timestamp, tz::TimeZone};

/// Tells the time; the demo and the tests set it.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that starts at a chosen moment and then runs on: `demo --today DATE`.
#[derive(Debug, Clone, Copy)]
pub struct ShiftedClock {
    shift: jiff::SignedDuration,
}

impl ShiftedClock {
    /// Noon of the day, in the zone, is now.
    pub fn starting(day: jiff::civil::Date, zone: &TimeZone) -> Self {
        let noon = day.at(12, 0, 0, 0).to_zoned(zone.clone()).map(|z| z.timestamp());
        let noon = noon.unwrap_or_else(|_| Timestamp::now());
        Self { shift: noon.duration_since(Timestamp::now()) }
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        Timestamp::now() + self.shift
    }
}
