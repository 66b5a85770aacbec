//! How the heat of each cell develops month by month.

use super::{Material, material::OnCells, out_of_range};
use crate::{
    analysis::{
        emerging::{Emerging, LEAST_MONTHS, Parameters, afford, emerging},
        found::Found,
        guard_rails::FEW_INCIDENTS,
        month::{Month, MonthHours},
    },
    app::AppError,
    incident::Period,
};

pub(super) fn answer(
    material: &Material,
    chosen: &Parameters,
) -> Result<Found<Emerging>, AppError> {
    out_of_range(chosen.out_of_range())?;
    let asked = material.frame.period;
    let (first, last) = (Month::first_complete(asked.from), Month::last_complete(asked.to));
    let months = MonthHours::new(material.clock(), first, last);
    // The days that are asked for, without those of months that are there in part only.
    let days = Period::new(asked.from.max(first.first_day()), asked.to.min(last.last_day()));
    let OnCells { laid, placed, .. } = material.on_cells(days.unwrap_or(asked), chosen.ring);
    afford(months.len(), laid.lattice().len(), material.effort)?;
    let mut counts = vec![vec![0u32; laid.lattice().len()]; months.len()];
    if let Some(days) = days {
        let mut near = 0;
        material.rows_of_cells(days, |row| {
            let Some(month) = months.at(row.from_hour, near) else { return };
            near = month;
            let Some(cell) = laid.lattice().cell_at(row.cell) else { return };
            if let Some(sum) = counts[month].get_mut(cell as usize) {
                *sum = sum.saturating_add(row.n);
            }
        });
    }
    let list: Vec<Month> = months.months().collect();
    let result = emerging(&list, &counts, &laid, chosen, material.effort)?;
    let (n_cells, n_islands) = (laid.lattice().len(), laid.neighbours().n_islands());
    let n_thin = result.n_by_month.iter().filter(|&&n| n < FEW_INCIDENTS).count();
    let found = Found::on_cells(result, &placed, n_cells, n_islands);
    Ok(match months.len() {
        n if n < LEAST_MONTHS => found.with_rail(
            "few_months",
            n as f64,
            format!("Perioden har {n} hela månader; utveckling kräver minst {LEAST_MONTHS}."),
        ),
        _ if n_thin > 0 => found.with_rail(
            "thin_months",
            n_thin as f64,
            format!(
                "{n_thin} månader har färre än {FEW_INCIDENTS} händelser: enstaka händelser gör \
                 rutor heta. Välj fler kategorier, större rutor eller räkneprovet som grind."
            ),
        ),
        _ => found,
    })
}
