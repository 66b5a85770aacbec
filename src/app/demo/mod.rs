//! Synthetic counts for a city that exists: nothing in them happened.
//!
//! [`generate`] is pure: the same seed and areas give the same bytes on any machine and any number
//! of threads (additions, multiplications and square roots only, and decimals written from
//! integers). The files are ordinary deliveries; the program reads them like anybody's. What is
//! true in them, so that methods can be judged, stands in [`PlantedPlace`].
//!
//! - **Norrmalm** has the official category totals of 2015, all in one proportion.
//! - **The rest of the city** is an assumption: the region's mix of 2015 without Norrmalm, spread by
//!   distance to about seventy centres ([`city`]). Water is not known, so counts may lie in it.
//! - **Places**: in each planted place the rate of crimes kept by cell is 3–10 times that of its
//!   surroundings, all categories together.
//! - **Cases**: thirteen of 2025 ([`cases`]), made up as well, in real places.
//! - **Lägesbilder**: a decided one and two drafts of the next ([`bilder`]); their numbers are facts of 2015.

mod bilder;
mod cases;
mod city;
mod expected;
mod generate;
mod ground;
mod load;
mod otrygghet;
mod places;
mod profile;
mod rates;
mod told;
mod told_bilder;
mod truth;
mod write;

pub use expected::{ExpectedCounts, expected};
pub use generate::generate;
pub use load::{Step, TODAY, load, write_files};
pub use truth::{PlantedPlace, truth_csv};

/// First month of the synthetic counts, and of the file `history`.
pub const FIRST_MONTH: (i16, i8) = (2021, 10);
/// Months in the file `history`: 2021-10 … 2025-09.
pub const N_HISTORY_MONTHS: usize = 48;
/// Months that have a file of their own: 2025-10 … 2026-05.
pub const N_MONTHLY_FILES: usize = 8;

/// What a seed gives: files in the format of an incidents delivery (`;`, decimal point, UTF-8).
#[derive(Debug, Clone, PartialEq)]
pub struct DemoData {
    /// 2021-10 … 2025-09 in one file.
    pub history: String,
    /// `2025-10` and its file, eight months in order.
    pub months: Vec<(String, String)>,
    /// What was planted; the agreement's places first, then in the order of planting.
    pub truth: Vec<PlantedPlace>,
    /// The same as a file.
    pub truth_csv: String,
}

#[cfg(test)]
mod tests;
