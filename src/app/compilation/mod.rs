//! The compilation of a year: the same figures for each stadsdelsområde of each agreement that the reader
//! sees, and for all of them, with as many days of the year before beside. The parties report it back to
//! the local level.

mod document;
mod material;
mod table;

pub use document::html;
pub use table::csv;

use super::{Actor, App, AppError, agreements, openings::field_error};
use crate::{
    area::AreaId,
    case::{
        party::Agreement,
        work::compilation::{Days, Figures, Thing},
    },
    policy::{self, Action},
};
use jiff::Timestamp;
use material::Material;
use std::collections::BTreeMap;

/// The figures of a year.
#[derive(Debug, Clone)]
pub struct Compilation {
    /// The year.
    pub year: i16,
    /// Its days, as far as they have come.
    pub days: Days,
    /// The days of the year before that it is held against.
    pub before: Days,
    /// The one agreement that was asked for.
    pub asked: Option<String>,
    /// One for each stadsdelsområde of each agreement, and for what is the whole agreement's.
    pub rows: Vec<Row>,
    /// Of all rows.
    pub total: Sums,
    /// What things are called.
    pub names: BTreeMap<Thing, String>,
    /// Made-up data.
    pub synthetic: bool,
    /// When it was taken out.
    pub extracted_at: Timestamp,
    /// By which function.
    pub extracted_by: String,
}

/// A row.
#[derive(Debug, Clone)]
pub struct Row {
    /// The agreement.
    pub agreement: Agreement,
    /// The stadsdelsområde and its name; `None` for what is the whole agreement's and for places that lie in
    /// none of several.
    pub area: Option<(AreaId, String)>,
    /// Its figures.
    pub sums: Sums,
}

/// Figures now and before.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    /// Of the year.
    pub now: Figures,
    /// Of the year before; `None` where there was no agreement.
    pub before: Option<Figures>,
}

impl Sums {
    fn take_in(&mut self, other: &Sums) {
        self.now.take_in(&other.now);
        if let Some(before) = &other.before {
            self.before.get_or_insert_default().take_in(before);
        }
    }
}

impl Compilation {
    /// Whether all of the year has been.
    pub fn is_whole(&self) -> bool {
        self.days.last == self.days.first.last_of_year()
    }

    /// A name for its files.
    fn file_name(&self, ending: &str) -> String {
        let of = self.asked.as_ref().map_or_else(String::new, |id| format!("-{id}"));
        format!("sammanstallning-{}{of}.{ending}", self.year)
    }
}

/// The compilation of a year for the agreements of the actor's party, or for one of them.
///
/// # Errors
/// [`AppError::NotFound`] for an agreement that the actor does not see; [`AppError::Invalid`] for a year
/// that has not begun.
pub fn of(
    app: &App,
    actor: &Actor,
    year: i16,
    agreement: Option<&str>,
) -> Result<Compilation, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let days = Days::of_year(year, app.today());
    let days = days.ok_or_else(|| field_error("year", "in_the_future"))?;
    let before = days.year_before();
    let mut all = agreements::agreements(&*app.store.read()?)?;
    all.retain(|one| policy::may_see_joint(actor, &one.parties));
    if let Some(id) = agreement {
        all.retain(|one| one.id == id);
        if all.is_empty() {
            return Err(AppError::NotFound);
        }
    }
    let material = Material::read(app, actor)?;
    let mut found = Compilation {
        year,
        days,
        before,
        asked: agreement.map(str::to_owned),
        rows: Vec::new(),
        total: Sums::default(),
        names: material.names(),
        synthetic: app.settings.demo,
        extracted_at: app.clock.now(),
        extracted_by: actor.user.function.clone(),
    };
    for one in all.iter().filter(|one| material.is_of(one, days)) {
        let (rows, names) = material.rows(app, actor, one, (days, before))?;
        rows.iter().for_each(|row| found.total.take_in(&row.sums));
        found.rows.extend(rows);
        found.names.extend(names);
    }
    Ok(found)
}

/// Where the compilation that is reported back under an agreement is read: of the last whole year that the
/// agreement held in, or of this one.
pub(super) fn reported(agreement: &Agreement, today: jiff::civil::Date) -> (i16, String) {
    let last = today.year() - 1;
    let began = agreement.validity.valid_from.is_none_or(|from| from.year() <= last);
    let year = if began { last } else { today.year() };
    let id = &agreement.id;
    (year, format!("/rapporter?visa=sammanstallning&ar={year}&overenskommelse={id}"))
}
