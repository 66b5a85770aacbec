//! From geocoded counts to a jointly decided *platssamverkan*, and back to the city's map.
//!
//! The modules are listed in the order in which the data flows: *where, how much, in, seen, when,
//! worked, written, kept, out*, then the verbs and the HTTP interface over them. No arrow points
//! back; which module may use which stands in ARCHITECTURE.md and is checked by a test.
#![forbid(unsafe_code)]

/// Where: areas with validity in time, base cells, coordinates and what "inside" means.
pub mod area;

/// How much: categories, periods and the counts in memory.
pub mod incident;

/// In: files become checked rows and areas, or rejections that say why.
pub mod ingest;

/// Seen: lattices, statistics, hotspots and the runs that prove them.
pub mod analysis;

/// When: the duties of an agreement become days.
pub mod calendar;

/// Worked: two parties assess frozen evidence and open a platssamverkan together.
pub mod case;

/// Written: two pictures, the numbers in them, where they part, and the versions that were decided.
pub mod lagesbild;

/// Kept: the store in domain words, and SQLite behind it.
#[cfg(feature = "server")]
pub mod store;

/// Out: GeoJSON, CSV, SVG, coordinate systems.
pub mod export;

/// Who may see what: the only maker of a view of the counts.
#[cfg(feature = "server")]
pub mod policy;

/// What time it is: an argument everywhere further in.
#[cfg(feature = "server")]
pub mod clock;

/// The verbs: one function per use case, where store, pure code, clock and transaction meet.
#[cfg(feature = "server")]
pub mod app;

/// HTTP: thin handlers over the verbs.
#[cfg(feature = "server")]
pub mod api;
