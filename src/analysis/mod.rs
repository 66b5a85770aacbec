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

pub mod significance;

pub mod basis;

pub mod evidence;

pub mod places;

pub mod profile;

pub mod month;

pub mod place_trend;

pub mod stability;

pub mod guard_rails;

pub mod hotspots;

pub mod run;

// The other methods, each a question of its own: how few, alike or apart, circles, surfaces, points,
// time, what a method is worth, whether a case helped, and otrygghet beside crime.
pub mod concentration;

pub mod local_moran;

pub mod scan;

pub mod kde;

pub mod dbscan;

mod near_points;

pub mod knox;

pub mod mann_kendall;

pub mod emerging;

pub mod change;

pub mod like_months;

pub mod whats_changed;

pub mod year_before;

pub mod compare;

pub mod backtest;

pub mod effect;

pub mod survey_share;

pub mod apart;

pub mod joint_list;

// What they have in common.
pub mod question;

pub mod found;

pub mod effort;
