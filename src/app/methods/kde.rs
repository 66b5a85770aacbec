//! How thick incidents lie.

use super::Material;
use crate::{
    analysis::{
        found::{Found, Placed},
        guard_rails::PILE_SHARE,
        kde::{BANDWIDTH_M, Drawn, GRID_M, Kernel, Parameters, Way, draw, kde},
    },
    app::{AppError, FieldError},
};

/// Shares that are outlined, when neither shares nor levels are named.
const SHARES: [f64; 3] = [0.25, 0.5, 0.8];

/// Most outlines of each kind.
const MOST_OUTLINES: usize = 20;

/// What is wanted; what is not said has the default of the method page.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// How a count is spread.
    pub kernel: Option<Kernel>,
    /// 10–20 000 m.
    pub bandwidth_m: Option<f64>,
    /// 1–5 000 m.
    pub grid_m: Option<f64>,
    /// How the sum is computed.
    pub way: Option<Way>,
    /// Above 0, up to 1.
    pub shares: Option<Vec<f64>>,
    /// Per km², above 0.
    pub levels: Option<Vec<f64>>,
}

/// Checked.
pub fn parameters(wishes: Wishes) -> Result<Parameters, AppError> {
    let (shares, levels) = match (wishes.shares, wishes.levels) {
        (None, None) => (SHARES.to_vec(), Vec::new()),
        (shares, levels) => (shares.unwrap_or_default(), levels.unwrap_or_default()),
    };
    let parameters = Parameters {
        kernel: wishes.kernel.unwrap_or(Kernel::Quartic),
        bandwidth_m: wishes.bandwidth_m.unwrap_or(BANDWIDTH_M),
        grid_m: wishes.grid_m.unwrap_or(GRID_M),
        way: wishes.way.unwrap_or(Way::Binned),
        shares,
        levels,
    };
    let few = |values: &[f64]| values.len() <= MOST_OUTLINES;
    let (shares, levels) = (&parameters.shares, &parameters.levels);
    let right = [
        ("bandwidth", (10.0..=20_000.0).contains(&parameters.bandwidth_m)),
        ("grid", (1.0..=5_000.0).contains(&parameters.grid_m)),
        ("shares", few(shares) && shares.iter().all(|share| *share > 0.0 && *share <= 1.0)),
        ("levels", few(levels) && levels.iter().all(|level| *level > 0.0 && level.is_finite())),
    ];
    match right.into_iter().find(|(_, right)| !right) {
        Some((field, _)) => {
            let field = FieldError { field: field.into(), code: "out_of_range" };
            Err(AppError::Invalid(vec![field]))
        }
        None => Ok(parameters),
    }
}

pub(super) fn answer(
    material: &Material,
    parameters: &Parameters,
) -> Result<Found<Drawn>, AppError> {
    let ground = material.lattices().ground();
    let period = material.frame.period;
    let by_base_cell = material.by_base_cell(period);
    let (mut places, mut counts, mut outside) = (Vec::new(), Vec::new(), 0);
    for (&at, &n) in material.on_ground().iter().zip(&by_base_cell).filter(|(_, n)| **n > 0) {
        if (at as usize) < ground.cells().len() {
            places.push(ground.planar(at as usize));
            counts.push(n);
        } else {
            outside += u64::from(n);
        }
    }
    let surface = kde(&places, &counts, &parameters.surface(), material.effort)?;
    let drawn = draw(surface.as_ref(), parameters, ground.system());
    let n_used: u64 = counts.iter().map(|&n| u64::from(n)).sum();
    let mut n_left_out = material.without_cell(period);
    n_left_out.extend((outside > 0).then(|| ("outside_study_area".to_owned(), outside)));
    let placed = Placed {
        of_areas: false,
        n_used,
        n_left_out,
        largest_pile: counts.iter().copied().max().map_or(0, u64::from),
        n_piles: counts.iter().filter(|n| f64::from(**n) > PILE_SHARE * n_used as f64).count(),
    };
    let coarse = drawn.coarse;
    let found = Found::on_cells(drawn, &placed, ground.cells().len(), 0);
    Ok(match coarse {
        false => found,
        true => found.with_rail(
            "coarse_grid",
            parameters.grid_m,
            "Rutnätet är för grovt för bandbredden: kartan visar rutor och ingen yta. Välj mindre \
             rutor eller större bandbredd.",
        ),
    })
}
