//! In: a file becomes rows or areas that are accepted, and rejections that say why.
//!
//! Readers take `impl Read` and checked options; nothing here touches the store. A bad row is data:
//! it is listed with file, line, column and a stable code, and never stops the good ones.

mod area_options;
mod areas;
mod category_value;
mod column_plan;
mod context;
mod counts_csv;
mod csv_records;
mod delivery;
mod dissolve;
mod encoding;
pub mod geojson;
mod indicator_row;
mod indicators;
mod intake;
mod mapping;
mod personal_data;
mod place;
mod point_crs;
mod points;
mod rejection;
mod report;
mod rings;
mod row;
mod row_place;
pub mod sniff;
mod time_text;
mod validity;
mod whereabouts;

pub use area_options::{AreaReadOptions, parse_dissolve_by, read_names};
pub use areas::read_areas;
pub use context::{Context, KnownAreas, ReadHow};
pub use counts_csv::read_incidents;
pub use delivery::{
    AcceptedRow, AreaDelivery, ImportKind, ImportOptions, ImportRecord, ImportState, ImportTotals,
    IncidentDelivery, IndicatorDelivery, SourceKey,
};
pub use encoding::{Limits, TextEncoding};
pub use indicator_row::indicator_id;
pub use indicators::{IndicatorContext, read_indicators};
pub use mapping::{Constants, Mapping, UnknownCategory};
pub use point_crs::PointCrs;
pub use points::read_incident_points;
pub use rejection::{InputRefused, Rejection, RejectionCode};
pub use report::{REPORT_HEADERS_EN, REPORT_HEADERS_SV, rejections_csv};
pub use time_text::TimePrecision;

#[cfg(test)]
mod support;
