//! When: weekday × hour, months, the peak, and beside another period.

use super::Material;
use crate::{
    analysis::{
        found::{Found, Placed},
        profile::{Compared, LocalHours, Parameters, Profile, WeekProfile},
    },
    app::{AppError, hotspots},
    incident::Period,
};

/// An interval of this many hours says little of the hour.
const WIDE_H: i32 = 6;

/// What is left out when half of the counts may have happened over so many hours.
const WIDE_SHARE: f64 = 0.5;

pub(super) fn answer(
    material: &Material,
    parameters: &Parameters,
) -> Result<Found<WeekProfile>, AppError> {
    let period = material.frame.period;
    // Whether each entry of the dictionary, and each base cell of the ground, lies in the place.
    let held = match &parameters.place {
        None => None,
        Some(place) => Some(hotspots::base_cells_of_place(
            material.app,
            material.actor,
            &place.run,
            place.rank,
        )?),
    };
    let ground = material.lattices().ground().cells();
    let inside: Option<Vec<bool>> =
        held.as_ref().map(|held| ground.iter().map(|&cell| held.holds(cell)).collect());
    let mut wide = 0u64;
    let mut add_up = |period: Period| {
        let hours = LocalHours::new(material.clock(), period);
        let mut profile = Profile::new(&hours, 0);
        wide = 0;
        material.rows(period, |row| {
            if inside.as_ref().is_none_or(|inside| inside[row.cell as usize]) {
                profile.add(&hours, row);
                wide += if row.to_hour - row.from_hour >= WIDE_H { u64::from(row.n) } else { 0 };
            }
        });
        (hours, profile)
    };
    let other = parameters.compare.map(|period| (period, add_up(period).1));
    let (hours, profile) = add_up(period);
    let mut counts = material.by_base_cell(period);
    if let Some(held) = &held {
        for (n, &cell) in counts.iter_mut().zip(material.view.cells()) {
            *n = if held.holds(cell) { *n } else { 0 };
        }
    }
    let mut placed =
        Placed::on_ground(material.on_ground(), &counts, &material.without_cell(period));
    let (all, long) = (placed.n_used, profile.n_long());
    placed.n_used -= long;
    if long > 0 {
        placed.n_left_out.push(("long_interval".to_owned(), long));
    }
    let compared = other.map(|(period, other)| Compared {
        period,
        n_used: other.months().iter().map(|&n| u64::from(n)).sum::<u64>() - other.n_long(),
        week_hours: other.week_hours(),
        overlap: profile.overlap(&other),
    });
    let result = WeekProfile {
        week_hours: profile.week_hours(),
        months: hours.months().iter().cloned().zip(profile.months().iter().copied()).collect(),
        peak: profile.peak(),
        compared,
    };
    let mut found = Found::on_cells(result, &placed, 0, 0);
    if long > 0 {
        let text = format!(
            "{long} händelser kan ha skett under mer än ett dygn; de ingår i månaderna men inte i \
             veckan."
        );
        found = found.with_rail("long_interval_left_out", long as f64, text);
    }
    let share = wide.saturating_sub(long) as f64 / placed.n_used.max(1) as f64;
    if all > 0 && share > WIDE_SHARE {
        let text = "Mer än hälften av händelserna kan ha skett under sex timmar eller fler: profilen \
                    visar snarare när ingen var där än när det hände.";
        found = found.with_rail("wide_intervals", share, text);
    }
    Ok(found)
}
