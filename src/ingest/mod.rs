//! In: a file becomes rows or areas that are accepted, and rejections that say why.
//!
//! Readers take `impl Read` and checked options; nothing here touches the store. A bad row is data:
//! it is listed with file, line, column and a stable code, and never stops the good ones.

mod area_options;
mod areas;
mod delivery;
mod dissolve;
pub mod geojson;
mod rejection;
mod rings;
mod snap;
pub mod sniff;
mod validity;
mod whereabouts;

pub use area_options::{AreaReadOptions, parse_dissolve_by, read_names};
pub use areas::read_areas;
pub use delivery::{
    AcceptedRow, AreaDelivery, ImportKind, ImportOptions, ImportRecord, ImportState, ImportTotals,
    IncidentDelivery, SourceKey,
};
pub use rejection::{InputRefused, Rejection, RejectionCode};
