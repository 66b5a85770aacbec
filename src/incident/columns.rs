//! The published counts in memory.

use super::{DataVersion, ImportId, PartyId, UtcHour};
use crate::area::{AreaId, BaseCell};

/// "Placed in no cell" in [`Columns::cell`]: only an area is known or may be kept.
pub const NO_CELL: u32 = u32::MAX;

/// One count as the store hands it over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    /// First hour in which it may have happened.
    pub from_hour: UtcHour,
    /// Last hour, included; equal to `from_hour` when the time is known.
    pub to_hour: UtcHour,
    /// Where, if a cell may be kept.
    pub cell: Option<BaseCell>,
    /// Where, for rows that are known by area only.
    pub area: Option<AreaId>,
    /// Dense index in the catalogue.
    pub category: u16,
    /// Dense index in [`Columns::owners`].
    pub owner: u16,
    /// The delivery that brought it.
    pub import: ImportId,
    /// As in [`super::Precision`].
    pub precision: super::Precision,
    /// How many.
    pub n: u32,
}

/// Dense columns sorted by (from, to, cell, area, category, owner, precision, n, import), so that
/// the same rows always give the same columns. 24 bytes a row.
///
/// Nothing outside `incident` reads the columns: everyone asks a [`super::Visible`].
#[derive(Debug, Clone, Default)]
pub struct Columns {
    pub(super) version: DataVersion0,
    pub(super) cells: Vec<BaseCell>,
    pub(super) areas: Vec<AreaId>,
    pub(super) owners: Vec<PartyId>,
    pub(super) from_hour: Vec<UtcHour>,
    pub(super) to_hour: Vec<UtcHour>,
    pub(super) cell: Vec<u32>,
    pub(super) area: Vec<u32>,
    pub(super) category: Vec<u16>,
    pub(super) owner: Vec<u16>,
    pub(super) import: Vec<ImportId>,
    pub(super) precision: Vec<super::Precision>,
    pub(super) n: Vec<u32>,
}

/// Version 0 means nothing has been published.
type DataVersion0 = Option<DataVersion>;
