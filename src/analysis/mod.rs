//! Statistics over cells: pure, index-based, repeatable.
//!
//! Nothing here reads a file, a clock or an environment. The same parameters and the same view of
//! the counts give the same bytes, on any number of threads.

// In reading order: where counts are laid out, what each statistic says, what makes a cell hot, what
// becomes of hot cells, and the whole way through.
pub mod ground;

pub mod lattice;

pub mod neighbours;

pub mod surroundings;

pub mod laid;

pub mod count_test;

pub mod getis_ord;

pub mod exact_p;

pub mod local_moran;

pub mod significance;

pub mod basis;

pub mod evidence;

pub mod places;

pub mod profile;

mod near_points;

pub mod dbscan;

pub mod knox;

pub mod stability;

pub mod guard_rails;

pub mod hotspots;

pub mod scan;

pub mod kde;
pub mod survey_share;

pub mod run;

pub mod month;

pub mod mann_kendall;

pub mod emerging;

pub mod change;

pub mod whats_changed;

pub mod like_months;

pub mod place_trend;
// The other methods, each a question of its own.
pub mod concentration;

pub mod joint_list;

pub mod backtest;
pub mod question;

pub mod effort;

pub mod found;

pub mod effect;
