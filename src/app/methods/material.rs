//! What a method is given: the counts of its question as the reader may see them, laid in cells.

use crate::{
    analysis::{
        effort::Effort,
        found::Placed,
        laid::{Laid, Lattices},
        profile::CountRow,
        question::Frame,
        run::LatticeSpec,
    },
    app::{
        Actor, App, AppError,
        ground::{Entries, Whereabouts, area_precision},
        series,
    },
    incident::{Period, RowRef, Selection, StudyClock, Visible},
};
use std::sync::Arc;

/// Everything a method may ask for. Counts are those of the question's categories; a period is an
/// argument, since many methods look at several.
pub(in crate::app) struct Material<'a> {
    /// For what is kept beside the counts.
    pub(in crate::app) app: &'a App,
    /// Who asks.
    pub(in crate::app) actor: &'a Actor,
    /// The counts the reader may see, of all categories.
    pub(in crate::app) view: &'a Visible,
    /// What was asked about.
    pub(in crate::app) frame: &'a Frame,
    /// The ground as it was on the last day of the period.
    pub(in crate::app) where_: &'a Whereabouts,
    /// To report to.
    pub(in crate::app) effort: &'a Effort,
    categories: Vec<bool>,
    entries: Arc<Entries>,
}

/// Counts in the cells of a lattice.
pub(in crate::app) struct OnCells {
    /// The cells with their neighbours.
    pub(in crate::app) laid: Arc<Laid>,
    /// One count per cell, zeros included.
    pub(in crate::app) counts: Vec<u32>,
    /// What became of all counts of the selection.
    pub(in crate::app) placed: Placed,
}

impl<'a> Material<'a> {
    pub(super) fn new(
        app: &'a App,
        actor: &'a Actor,
        view: &'a Visible,
        frame: &'a Frame,
        where_: &'a Whereabouts,
        effort: &'a Effort,
    ) -> Result<Self, AppError> {
        let categories = series::category_flags(app, &frame.categories)?;
        let entries = where_.entries(view);
        Ok(Self { app, actor, view, frame, where_, effort, categories, entries })
    }

    /// The study area's clock.
    pub(in crate::app) fn clock(&self) -> &StudyClock {
        &self.app.settings.clock
    }

    /// The study area's ground and lattices.
    pub(in crate::app) fn lattices(&self) -> &Lattices {
        &self.where_.lattices
    }

    /// Per entry of [`Visible::cells`] its place in the ground, or
    /// [`crate::analysis::ground::OUTSIDE`]; on a lattice of areas entries follow for those of them
    /// that some counts are known by alone, with their places for
    /// [`crate::analysis::lattice::Lattice::cell_at`].
    pub(in crate::app) fn on_ground(&self) -> &[u32] {
        self.entries.on_ground()
    }

    /// The rows of the question's categories in a period.
    pub(in crate::app) fn selection(&self, period: Period) -> Selection {
        Selection {
            categories: self.categories.clone(),
            hours: Some(self.clock().hours(period)),
            cells: None,
        }
    }

    /// Counts per entry of [`Material::on_ground`].
    pub(in crate::app) fn by_base_cell(&self, period: Period) -> Vec<u32> {
        self.entries.counts(self.view, &self.selection(period))
    }

    /// The question's lattice with a ring of neighbours.
    pub(in crate::app) fn laid(&self, ring: u8) -> Arc<Laid> {
        self.lattices().laid(self.frame.lattice.unwrap_or(LatticeSpec::H3(10)), ring)
    }

    /// The counts of a period in the question's lattice.
    pub(in crate::app) fn on_cells(&self, period: Period, ring: u8) -> OnCells {
        let laid = self.laid(ring);
        let counts = self.by_base_cell(period);
        let already_out =
            area_precision(self.entries.n_without_cell(self.view, &self.selection(period)));
        let placed = Placed::of(laid.lattice(), self.on_ground(), &counts, &already_out);
        OnCells { counts: laid.counts(self.on_ground(), &counts), laid, placed }
    }

    /// The dictionary behind [`Material::on_ground`], for counts of another selection.
    pub(in crate::app) fn entries(&self) -> &Entries {
        &self.entries
    }

    /// Counts of a period that lie in no base cell, by stable reason code.
    pub(in crate::app) fn without_cell(&self, period: Period) -> Vec<(String, u64)> {
        area_precision(self.view.tally(&self.selection(period)).n_area_only)
    }

    /// Every row of a period that lies in a base cell of the study area, by rising from-hour;
    /// [`CountRow::cell`] is the place in the ground.
    pub(in crate::app) fn rows(&self, period: Period, mut each: impl FnMut(CountRow)) {
        let n_ground = self.lattices().ground().cells().len();
        for row in self.view.rows(&self.selection(period)) {
            let at = row.cell.map(|cell| self.on_ground()[cell as usize]);
            if let Some(cell) = at.filter(|&at| (at as usize) < n_ground) {
                each(counted(row, cell));
            }
        }
    }

    /// Every row of a period that lies in a cell of a lattice or in none that is there, by rising
    /// from-hour; [`CountRow::cell`] is for [`crate::analysis::lattice::Lattice::cell_at`]. With rows
    /// that are known by area only, where these areas are the cells.
    pub(in crate::app) fn rows_of_cells(&self, period: Period, mut each: impl FnMut(CountRow)) {
        for row in self.view.rows(&self.selection(period)) {
            if let Some(entry) = self.entries.of_row(row) {
                each(counted(row, self.on_ground()[entry as usize]));
            }
        }
    }
}

fn counted(row: RowRef, cell: u32) -> CountRow {
    let RowRef { from_hour, to_hour, category, n, .. } = row;
    CountRow { from_hour, to_hour, cell, category, n }
}
