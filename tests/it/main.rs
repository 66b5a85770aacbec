//! The integration tests: one binary, one module per subject.

mod analysis;
mod api_rules;
mod gdal_worker;
mod house;
mod import_areas;
mod import_incidents;
mod kill9;
mod store_contract;
mod store_sqlite;
mod support;
