//! The integration tests: one binary, one module per subject.

mod analysis;
mod api_imports;
mod api_methods;
mod api_openings;
mod api_points;
mod api_rules;
mod api_runs;
mod api_session;
mod backtest;
mod cli;
mod demo;
mod demo_files;
mod export;
mod gdal_worker;
mod house;
mod import_areas;
mod import_incidents;
mod indicators;
mod kill9;
mod observations;
mod opening;
mod store_contract;
mod store_sqlite;
mod story;
mod support;
