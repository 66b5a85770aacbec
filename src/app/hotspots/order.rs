//! What is asked of a run, and what is taken when nothing is said.

use crate::{
    analysis::run::{Correction, Expectation, Gate, LatticeSpec, RunParameters},
    app::{App, AppError, FieldError, series},
    area::AreaId,
    incident::{CategoryId, Period},
};

/// What is wanted of a run; what is not said has the default of the method page.
#[derive(Debug, Clone)]
pub struct Order {
    /// Empty means all.
    pub categories: Vec<CategoryId>,
    /// Whole local days.
    pub period: Period,
    /// The service's study area if not given.
    pub study_area: Option<AreaId>,
    /// `h3:10` if not given.
    pub lattice: Option<LatticeSpec>,
    /// 1–5; 1 if not given.
    pub ring: Option<u8>,
    /// Background if not given.
    pub expectation: Option<Expectation>,
    /// The default gate if not given.
    pub gate: Option<Gate>,
    /// Benjamini–Hochberg if not given.
    pub correction: Option<Correction>,
    /// Between 0 and 1; 0.05 if not given.
    pub alpha: Option<f64>,
    /// At least 0; 1.5 if not given.
    pub min_ratio: Option<f64>,
    /// 10 if not given.
    pub min_count: Option<u32>,
    /// 0.001–10; 0.15 if not given.
    pub max_place_km2: Option<f64>,
    /// Yes if not given.
    pub stability: Option<bool>,
}

impl Order {
    /// All defaults.
    pub fn of(period: Period) -> Self {
        Self {
            categories: Vec::new(),
            period,
            study_area: None,
            lattice: None,
            ring: None,
            expectation: None,
            gate: None,
            correction: None,
            alpha: None,
            min_ratio: None,
            min_count: None,
            max_place_km2: None,
            stability: None,
        }
    }

    /// Checked parameters. Categories are put in order, so that the same choice is the same run.
    pub(super) fn parameters(self, app: &App) -> Result<RunParameters, AppError> {
        let mut wrong = Vec::new();
        let mut check = |fine: bool, field: &str| {
            if !fine {
                wrong.push(FieldError { field: field.into(), code: "out_of_range" });
            }
        };
        let (ring, alpha) = (self.ring.unwrap_or(1), self.alpha.unwrap_or(0.05));
        let min_ratio = self.min_ratio.unwrap_or(1.5);
        let max_place_km2 = self.max_place_km2.unwrap_or(0.15);
        check((1..=5).contains(&ring), "ring");
        check(alpha > 0.0 && alpha < 1.0, "alpha");
        check((0.0..=1000.0).contains(&min_ratio), "min_ratio");
        check((0.001..=10.0).contains(&max_place_km2), "max_place_km2");
        check(self.period.to.year() - self.period.from.year() <= 50, "period");
        if !wrong.is_empty() {
            return Err(AppError::Invalid(wrong));
        }
        series::category_flags(app, &self.categories)?;
        let mut categories = self.categories;
        categories.sort();
        categories.dedup();
        Ok(RunParameters {
            categories,
            period: self.period,
            study_area: self.study_area.unwrap_or_else(|| app.settings.study_area.clone()),
            lattice: self.lattice.unwrap_or(LatticeSpec::H3(10)),
            ring,
            expectation: self.expectation.unwrap_or(Expectation::Background),
            gate: self.gate.unwrap_or(Gate::Default),
            correction: self.correction.unwrap_or(Correction::Bh),
            alpha,
            min_ratio,
            min_count: self.min_count.unwrap_or(10),
            max_place_km2,
            stability: self.stability.unwrap_or(true),
        })
    }
}
