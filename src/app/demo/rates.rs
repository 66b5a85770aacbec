//! Expected counts at every address, by category, before and after the dated measure.

use super::{
    city::{
        BLEKHOLM_VIOLENCE, BLEKHOLMSTERRASSEN, CATEGORIES, ELSEWHERE_A_YEAR, LEFT_AFTER_MEASURE,
        MEASURE_MONTH, NORRMALM_A_YEAR, Spread, VIOLENCE,
    },
    ground::{Ground, Metres},
    places::{Planting, cumulated},
    truth::PlantedPlace,
    write::LOCATED_SHARE,
};

/// The two parts of the city with totals of their own.
pub(super) const PARTS: [bool; 2] = [true, false];

/// Expected counts in a year, by part (Norrmalm, elsewhere) and category.
pub(super) struct Rates {
    /// `[part][category]`: addresses of the part, into [`Ground::addresses`].
    pub(super) addresses: [Vec<usize>; 2],
    /// `[after the measure][part][category]`: running sums over those addresses, counts a year.
    pub(super) cumulative: [[Vec<Vec<f64>>; 2]; 2],
}

impl Rates {
    pub(super) fn new(ground: &Ground, planted: &[Planting]) -> Self {
        let addresses = PARTS.map(|norrmalm| {
            (0..ground.addresses.len())
                .filter(|&a| ground.addresses[a].in_norrmalm == norrmalm)
                .collect::<Vec<_>>()
        });
        let cell_of = cells_of_addresses(ground);
        let cumulative = [false, true].map(|after| {
            let factors = Factors::new(ground, planted, after);
            [0, 1].map(|part| {
                (0..CATEGORIES.len())
                    .map(|category| {
                        let weights = addresses[part].iter().map(|&address| {
                            let cell = cell_of[address];
                            ground.addresses[address].share
                                * spread(category, ground.cells[cell].level)
                                * factors.of(cell, category)
                        });
                        let mut sums = cumulated(weights);
                        let total = sums.last().copied().unwrap_or(1.0);
                        let scale = a_year(part, category) / total;
                        sums.iter_mut().for_each(|sum| *sum *= scale);
                        sums
                    })
                    .collect()
            })
        });
        Self { addresses, cumulative }
    }

    /// Expected counts kept by cell, a year, before or after the measure, for each cell.
    pub(super) fn by_cell(&self, ground: &Ground, planted: &[Planting], after: bool) -> Vec<f64> {
        let cell_of = cells_of_addresses(ground);
        let mut rates = vec![0.0; ground.cells.len()];
        for (part, addresses) in self.addresses.iter().enumerate() {
            for category in (0..CATEGORIES.len()).filter(|&k| CATEGORIES[k].by_cell) {
                let mut before = 0.0;
                for (&address, &sum) in
                    addresses.iter().zip(&self.cumulative[usize::from(after)][part][category])
                {
                    rates[cell_of[address]] += LOCATED_SHARE * (sum - before);
                    before = sum;
                }
            }
        }
        let violence = BLEKHOLM_VIOLENCE.iter().sum::<u32>();
        for place in planted {
            let share = |address: usize| ground.addresses[address].share;
            let all: f64 = place.scheduled.iter().map(|&address| share(address)).sum();
            for &address in &place.scheduled {
                rates[cell_of[address]] += f64::from(violence) * share(address) / all;
            }
        }
        rates
    }

    /// What was planted, measured on the rates.
    pub(super) fn truth(&self, ground: &Ground, planted: &[Planting]) -> Vec<PlantedPlace> {
        let rates = self.by_cell(ground, planted, true);
        let mut taken = vec![false; ground.cells.len()];
        planted.iter().flat_map(|place| &place.cells).for_each(|&cell| taken[cell] = true);
        planted.iter().map(|place| measured(ground, place, &rates, &taken)).collect()
    }
}

fn measured(ground: &Ground, place: &Planting, rates: &[f64], taken: &[bool]) -> PlantedPlace {
    let n = place.cells.len() as f64;
    let mean =
        |value: &dyn Fn(usize) -> f64| place.cells.iter().map(|&c| value(c)).sum::<f64>() / n;
    let middle = Metres { x: mean(&|c| ground.cells[c].at.x), y: mean(&|c| ground.cells[c].at.y) };
    let off_middle = |c: usize| ground.cells[c].at.squared_distance(middle);
    let central = place.cells.iter().min_by(|a, b| off_middle(**a).total_cmp(&off_middle(**b)));
    let centre = ground.cells[*central.expect("a place has cells")].centre;
    let around: Vec<f64> = (0..rates.len())
        .filter(|&c| !taken[c] && ground.cells[c].at.squared_distance(middle) <= 1e6)
        .map(|c| rates[c])
        .collect();
    let around = around.iter().sum::<f64>() / around.len() as f64;
    let inside = mean(&|c| rates[c]);
    let (year, month) = MEASURE_MONTH;
    let note = match place.name {
        Some(BLEKHOLMSTERRASSEN) => Some("våld 19 mars–maj 2026 mot 7 ett år tidigare".to_owned()),
        _ if place.calms => Some(format!(
            "lugnare från {year}-{month:02}: av nivån återstår {:.0} %, kvot och antal gäller därefter",
            100.0 * LEFT_AFTER_MEASURE
        )),
        _ => None,
    };
    PlantedPlace {
        name: place.name.map(str::to_owned),
        cells: place.cells.iter().map(|&c| ground.cells[c].h3.to_string()).collect(),
        n_cells: place.cells.len(),
        ratio: inside / around,
        expected_per_year: inside * n,
        category: "alla".to_owned(),
        lon: centre.lon,
        lat: centre.lat,
        note,
    }
}

/// Counts a year of a category in a part of the city.
pub(super) fn a_year(part: usize, category: usize) -> f64 {
    let of = |figure: fn(usize) -> u32| {
        let sum: u32 = (0..CATEGORIES.len()).map(figure).sum();
        f64::from(figure(category)) / f64::from(sum)
    };
    match PARTS[part] {
        true => f64::from(NORRMALM_A_YEAR) * of(|k| CATEGORIES[k].norrmalm),
        false => f64::from(ELSEWHERE_A_YEAR) * of(|k| CATEGORIES[k].elsewhere),
    }
}

fn spread(category: usize, level: f64) -> f64 {
    match CATEGORIES[category].spread {
        Spread::Even => level,
        Spread::Central => level * level.sqrt(),
        Spread::Residential => level.sqrt(),
    }
}

fn cells_of_addresses(ground: &Ground) -> Vec<usize> {
    let mut cell_of = vec![0; ground.addresses.len()];
    for (i, cell) in ground.cells.iter().enumerate() {
        cell_of[cell.addresses.clone()].fill(i);
    }
    cell_of
}

/// What planted places multiply the rates of their cells with.
struct Factors {
    /// By cell: the place planted there.
    place: Vec<Option<usize>>,
    /// By cell: violence is left to a schedule, here or next door.
    scheduled: Vec<bool>,
    /// By place and category.
    factors: Vec<[f64; CATEGORIES.len()]>,
}

impl Factors {
    /// All categories together are multiplied by the place's ratio; the mix decides how it is
    /// divided among them. Violence at Blekholmsterrassen follows a schedule of its own; next door there
    /// is none, so that the place tells the same however its edge is drawn.
    fn new(ground: &Ground, planted: &[Planting], after_measure: bool) -> Self {
        let mut place_of = vec![None; ground.cells.len()];
        let mut scheduled = vec![false; ground.cells.len()];
        let mut factors = Vec::new();
        for (i, place) in planted.iter().enumerate() {
            place.cells.iter().for_each(|&cell| place_of[cell] = Some(i));
            let level = ground.cells[place.cells[0]].level;
            let part = usize::from(ground.wholly_in_norrmalm(place.cells[0]) == Some(false));
            let usual = |k: usize| {
                let all: f64 = ground.cells.iter().map(|cell| spread(k, cell.level)).sum();
                a_year(part, k) * spread(k, level) / all
            };
            let by_cell = || (0..CATEGORIES.len()).filter(|&k| CATEGORIES[k].by_cell);
            let plain: f64 = by_cell().map(usual).sum();
            let tilted: f64 = by_cell().map(|k| usual(k) * place.mix.tilt(k)).sum();
            let left = if place.calms && after_measure { LEFT_AFTER_MEASURE } else { 1.0 };
            let mut factor = [1.0; CATEGORIES.len()];
            for k in by_cell() {
                factor[k] = left * place.ratio * place.mix.tilt(k) * plain / tilted;
            }
            factors.push(factor);
        }
        for &cell in planted.iter().filter(|p| !p.scheduled.is_empty()).flat_map(|p| &p.cells) {
            scheduled[cell] = true;
            for next in ground.neighbours(cell) {
                scheduled[next] |= place_of[next].is_none();
            }
        }
        Self { place: place_of, scheduled, factors }
    }

    fn of(&self, cell: usize, category: usize) -> f64 {
        match self.place[cell] {
            _ if category == VIOLENCE && self.scheduled[cell] => 0.0,
            Some(place) => self.factors[place][category],
            None => 1.0,
        }
    }
}
