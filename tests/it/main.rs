//! The integration tests: one binary, one module per subject.

mod kill9;
mod store_contract;
mod store_sqlite;
mod support;
