//! The integration tests: one binary, one module per subject.

mod gdal_worker;
mod import_areas;
