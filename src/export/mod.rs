//! Out: values of one release level become files and map pictures.

/// Coordinate systems out, and the one place that knows axis order.
pub mod crs;
