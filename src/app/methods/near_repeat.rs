//! Near repeats.

use super::Material;
use crate::{
    analysis::{
        found::{Found, Placed},
        knox::{Incident, KnoxTable, Parameters, knox},
        profile::LONGEST_INTERVAL_H,
    },
    app::AppError,
};

/// Beyond a year and a bit the city itself has changed.
const LONG_PERIOD_DAYS: i32 = 400;

pub(super) fn answer(
    material: &Material,
    parameters: Parameters,
) -> Result<Found<KnoxTable>, AppError> {
    let period = material.frame.period;
    let (ground, clock) = (material.lattices().ground(), material.clock());
    let (mut incidents, mut long) = (Vec::new(), 0u64);
    // Rows come by rising hour, so the day only moves forward.
    let (mut day, mut number) = (period.from, 0);
    let mut next = clock.hours(crate::incident::Period { from: day, to: day }).end;
    material.rows(period, |row| {
        while row.from_hour >= next {
            day = day.tomorrow().unwrap_or(day);
            number += 1;
            next = clock.hours(crate::incident::Period { from: day, to: day }).end;
        }
        if row.to_hour - row.from_hour > LONGEST_INTERVAL_H {
            long += u64::from(row.n);
        } else {
            incidents.push(Incident {
                at: ground.planar(row.cell as usize),
                day: number,
                n: row.n,
            });
        }
    });
    let counts = material.by_base_cell(period);
    let mut placed =
        Placed::on_ground(material.on_ground(), &counts, &material.without_cell(period));
    placed.n_used -= long;
    if long > 0 {
        placed.n_left_out.push(("long_interval".to_owned(), long));
    }
    let Parameters { permutations, seed, .. } = parameters;
    let table = knox(&incidents, parameters.bands(), permutations, seed, material.effort)?;
    let one_day = incidents.len() > 1 && incidents.iter().all(|one| one.day == incidents[0].day);
    let mut found = Found::on_cells(table, &placed, 0, 0);
    if long > 0 {
        let text = format!(
            "{long} händelser kan ha skett under mer än ett dygn och kan inte paras i tiden; de \
             räknas inte."
        );
        found = found.with_rail("long_interval_left_out", long as f64, text);
    }
    if one_day {
        let text = "Alla händelser är från samma dag: tiden säger ingenting.";
        found = found.with_rail("one_day", 1.0, text);
    }
    if number > LONG_PERIOD_DAYS {
        let text = "Perioden är längre än ett år: delar av staden kan ha växt eller tömts, och det \
                    ser ut som upprepning.";
        found = found.with_rail("long_period", f64::from(number), text);
    }
    Ok(found)
}
