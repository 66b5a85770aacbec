//! What is wanted of a method, before it is checked.

use crate::{
    analysis::{
        question::{Frame, Method, Question},
        run::LatticeSpec,
    },
    app::{App, AppError, FieldError, series},
    area::AreaId,
    incident::{CategoryId, Period, Visible},
};
use jiff::civil::Date;

/// What is wanted; what is not said has the default of the method page.
#[derive(Debug, Clone)]
pub struct Order {
    /// How.
    pub method: Method,
    /// Empty means all.
    pub categories: Vec<CategoryId>,
    /// First local day; a year before the last if not given.
    pub from: Option<Date>,
    /// Last local day; that of the data if not given.
    pub to: Option<Date>,
    /// The service's study area if not given.
    pub study_area: Option<AreaId>,
    /// `h3:10` if not given, for methods that work on a lattice; for the others it says nothing.
    pub lattice: Option<LatticeSpec>,
}

impl Order {
    /// All defaults.
    pub fn of(method: Method) -> Self {
        let (from, to, study_area, lattice) = (None, None, None, None);
        Self { method, categories: Vec::new(), from, to, study_area, lattice }
    }

    /// Checked. Categories are put in order, so that the same choice is the same question.
    pub(super) fn question(self, app: &App, view: &Visible) -> Result<Question, AppError> {
        if let Some(field) = self.method.out_of_range() {
            let field = FieldError { field: field.into(), code: "out_of_range" };
            return Err(AppError::Invalid(vec![field]));
        }
        series::category_flags(app, &self.categories)?;
        let mut categories = self.categories;
        categories.sort();
        categories.dedup();
        let period = period(app, view, self.from, self.to)?;
        let lattice = self.lattice.unwrap_or(LatticeSpec::H3(10));
        let frame = Frame {
            categories,
            period,
            study_area: self.study_area.unwrap_or_else(|| app.settings.study_area.clone()),
            lattice: self.method.uses_lattice().then_some(lattice),
        };
        Ok(Question { frame, method: self.method })
    }
}

/// Twelve months up to the last day with counts, unless other days are named.
fn period(
    app: &App,
    view: &Visible,
    from: Option<Date>,
    to: Option<Date>,
) -> Result<Period, AppError> {
    let invalid =
        |field: &str, code| AppError::Invalid(vec![FieldError { field: field.into(), code }]);
    let known = series::whole_period(app, view).map(|whole| whole.to);
    let to = to.or(known).ok_or_else(|| invalid("to", "no_counts_yet"))?;
    let year_before =
        to.checked_sub(jiff::Span::new().years(1)).and_then(|day| day.tomorrow()).ok();
    let from = from.or(year_before).ok_or_else(|| invalid("from", "out_of_range"))?;
    let period = Period::new(from, to).ok_or_else(|| invalid("to", "ends_before_it_begins"))?;
    // A decade of hours is a table of 90 000 entries; a century is a mistake.
    match period.to.year() - period.from.year() > 50 {
        true => Err(invalid("from", "out_of_range")),
        false => Ok(period),
    }
}
