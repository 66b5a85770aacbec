//! The only way to the counts: a view of what one reader may see.

use super::{Columns, ImportId, PartyId, UtcHour};
use std::{collections::BTreeSet, ops::Range, sync::Arc};

/// Whose counts a view shows. Only `policy` makes one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    pub(super) own: Option<PartyId>,
    pub(super) shared: BTreeSet<ImportId>,
}

/// The counts that one reader may see.
#[derive(Debug, Clone)]
pub struct Visible {
    pub(super) columns: Arc<Columns>,
    pub(super) scope: Scope,
}

/// Which of the visible counts a question is about.
#[derive(Debug, Clone)]
pub struct Selection {
    /// One flag per dense category; empty means all.
    pub categories: Vec<bool>,
    /// UTC hours of `from_hour`, half-open; `None` means all time.
    pub hours: Option<Range<UtcHour>>,
    /// One flag per entry of [`Visible::cells`]; `None` means everywhere.
    pub cells: Option<Arc<[bool]>>,
}
