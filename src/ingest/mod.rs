//! In: a file becomes rows or areas that are accepted, and rejections that say why.
//!
//! Readers take `impl Read` and checked options; nothing here touches the store. A bad row is data:
//! it is listed with file, line, column and a stable code, and never stops the good ones.

mod delivery;
mod rejection;

pub use delivery::{
    AcceptedRow, AreaDelivery, ImportKind, ImportOptions, ImportRecord, ImportState, ImportTotals,
    IncidentDelivery, SourceKey,
};
pub use rejection::{InputRefused, Rejection, RejectionCode};
