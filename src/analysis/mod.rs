//! Statistics over cells: pure, index-based, repeatable.
//!
//! Nothing here reads a file, a clock or an environment. The same parameters and the same view of
//! the counts give the same bytes, on any number of threads.

pub mod count_test;
pub mod exact_p;
pub mod getis_ord;
pub mod ground;
pub mod hotspots;
pub mod lattice;
pub mod neighbours;
pub mod places;
pub mod profile;
pub mod run;
pub mod significance;
pub mod stability;
pub mod surroundings;
