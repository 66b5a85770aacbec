//! HTTP: thin handlers over the verbs. Each noun has a file with its routes, wire types and tests.

mod problem;

pub use problem::Problem;

use crate::app::App;
use std::sync::Arc;

/// What every handler gets.
pub type AppState = Arc<App>;
