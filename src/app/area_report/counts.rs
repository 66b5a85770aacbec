//! The counts that lie in an area.

use crate::{
    analysis::{
        concentration::{self, Concentration},
        ground::OUTSIDE,
        laid::Lattices,
        profile::{CountRow, LocalHours, Profile, peak::Peak},
        run::LatticeSpec,
        year_before::Counted,
    },
    app::{App, AppError},
    case::place::{LEAST_SHARE, PlaceGeometry},
    incident::{Category, Period, Selection, StudyClock, Visible},
};
use geo_types::MultiPolygon;
use std::sync::Arc;

/// Counts that are known by area only lie in the report's area when so much of theirs does: the outlines
/// of two layers never agree to the metre.
pub(in crate::app) const WHOLLY: f64 = 0.95;

/// Where counts that are known by area alone lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lies {
    Inside,
    /// Partly: they cannot be told apart, and are left out aloud.
    Across,
    Outside,
}

/// When.
#[derive(Debug, Clone, PartialEq)]
pub struct Week {
    /// Weekday (Monday first) × hour.
    pub week_hours: Vec<Vec<f64>>,
    /// Where half of it lies; `None` with too few counts.
    pub peak: Option<Peak>,
    /// Counts with too long an interval to have an hour; they are not in the week.
    pub n_long: u64,
}

/// Counts per category, and those that could not be placed.
pub(in crate::app) struct PerCategory {
    pub(in crate::app) rows: Vec<Counted>,
    pub(in crate::app) n_left_out: Vec<(String, u64)>,
}

/// What the reader may see, and which of it lies inside.
pub(in crate::app) struct Within<'a> {
    view: &'a Visible,
    clock: &'a StudyClock,
    lattices: &'a Arc<Lattices>,
    /// Per entry of [`Visible::cells`] its place in the ground.
    on_ground: Vec<u32>,
    /// Per entry of [`Visible::areas`].
    of_areas: Vec<Lies>,
}

impl<'a> Within<'a> {
    pub(in crate::app) fn of(
        app: &'a App,
        view: &'a Visible,
        lattices: &'a Arc<Lattices>,
        ground: &MultiPolygon<f64>,
    ) -> Result<Self, AppError> {
        let known = app.areas.of(app.store.read()?.as_ref())?;
        let lies = |id| {
            let versions = known.versions(id).iter().rev();
            let theirs = versions.filter_map(|area| area.geometry.clone()).next();
            let share = theirs.map_or(0.0, |theirs| PlaceGeometry::Area(theirs).share_in(ground));
            match share {
                share if share >= WHOLLY => Lies::Inside,
                share if share >= LEAST_SHARE => Lies::Across,
                _ => Lies::Outside,
            }
        };
        Ok(Self {
            view,
            clock: &app.settings.clock,
            lattices,
            on_ground: lattices.ground().locate(view.cells()),
            of_areas: view.areas().iter().map(lies).collect(),
        })
    }

    fn selection(&self, period: Period) -> Selection {
        Selection { hours: Some(self.clock.hours(period)), ..Selection::all() }
    }

    /// Every row inside, with the place of its base cell; rows that lie across are handed to `across`.
    fn rows(&self, period: Period, mut inside: impl FnMut(CountRow), mut across: impl FnMut(u32)) {
        for row in self.view.rows(&self.selection(period)) {
            let lies = match (row.cell, row.area) {
                (Some(cell), _) if self.on_ground[cell as usize] != OUTSIDE => Lies::Inside,
                (None, Some(area)) => self.of_areas[area as usize],
                _ => Lies::Outside,
            };
            match lies {
                Lies::Inside => inside(CountRow {
                    from_hour: row.from_hour,
                    to_hour: row.to_hour,
                    cell: 0,
                    category: row.category,
                    n: row.n,
                }),
                Lies::Across => across(row.n),
                Lies::Outside => {}
            }
        }
    }

    /// `before` only where the counts cover it.
    pub(in crate::app) fn per_category(
        &self,
        categories: &[Category],
        period: Period,
        before: Option<Period>,
    ) -> PerCategory {
        let sums = |period: Period| {
            let (mut sums, mut across) = (vec![0u64; categories.len()], 0);
            let add = |row: CountRow| {
                if let Some(sum) = sums.get_mut(usize::from(row.category)) {
                    *sum += u64::from(row.n);
                }
            };
            self.rows(period, add, |n| across += u64::from(n));
            (sums, across)
        };
        let earlier = before.map(|before| sums(before).0);
        let (now, left_out) = sums(period);
        let rows = categories.iter().zip(now).enumerate().map(|(at, (category, now))| Counted {
            category: category.id.clone(),
            now,
            before: earlier.as_ref().map(|earlier| earlier[at]),
        });
        let rows = rows.collect();
        let code = "area_precision".to_owned();
        PerCategory { rows, n_left_out: Vec::from_iter((left_out > 0).then_some((code, left_out))) }
    }

    pub(in crate::app) fn concentration(&self, period: Period) -> Concentration {
        let counts = self.view.count_by_cell(&self.selection(period));
        let laid = self.lattices.laid(LatticeSpec::H3(10), 1);
        concentration::of(&laid.counts(&self.on_ground, &counts))
    }

    pub(in crate::app) fn week(&self, period: Period) -> Week {
        let hours = LocalHours::new(self.clock, period);
        let mut profile = Profile::new(&hours, 0);
        self.rows(period, |row| profile.add(&hours, row), |_| {});
        Week { week_hours: profile.week_hours(), peak: profile.peak(), n_long: profile.n_long() }
    }
}
