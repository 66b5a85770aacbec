//! In: a file becomes rows or areas that are accepted, and rejections that say why.
//!
//! Readers take `impl Read` and checked options; nothing here touches the store. A bad row is data:
//! it is listed with file, line, column and a stable code, and never stops the good ones.

mod category_value;
mod column_plan;
mod context;
mod counts_csv;
mod delivery;
mod encoding;
mod intake;
mod mapping;
mod personal_data;
mod place;
mod point_crs;
mod points;
mod rejection;
mod report;
mod row;
mod row_place;
mod time_text;

pub use context::{Context, KnownAreas, ReadHow};
pub use counts_csv::read_incidents;
pub use delivery::{
    AcceptedRow, AreaDelivery, ImportKind, ImportOptions, ImportRecord, ImportState, ImportTotals,
    IncidentDelivery, SourceKey,
};
pub use encoding::{Limits, TextEncoding};
pub use mapping::{Constants, Mapping, UnknownCategory};
pub use point_crs::PointCrs;
pub use points::read_incident_points;
pub use rejection::{InputRefused, Rejection, RejectionCode};
pub use report::{REPORT_HEADERS_EN, REPORT_HEADERS_SV, rejections_csv};
pub use time_text::TimePrecision;

#[cfg(test)]
mod support;
