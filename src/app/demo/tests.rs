use super::{
    city::{CATEGORIES, NORRMALM},
    ground::{Cell, Ground},
    *,
};
use crate::{
    app::shipped,
    area::{AreaIndex, AreaKind, BaseCell, LonLat, PreparedArea},
};
use h3o::{CellIndex, LatLng};
use jiff::civil::{Date, DateTime};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

const SEED: u64 = 20_260_610;

fn demo() -> &'static DemoData {
    static DEMO: OnceLock<DemoData> = OnceLock::new();
    DEMO.get_or_init(|| generate(SEED, &shipped::areas()))
}

/// A row as any reader of the file would see it.
struct Read<'a> {
    id: &'a str,
    category: &'a str,
    at: Option<LonLat>,
    cell: Option<CellIndex>,
    area: &'a str,
    from: &'a str,
    to: &'a str,
    precision: &'a str,
    count: u32,
}

fn read(row: &str) -> Read<'_> {
    let field: Vec<&str> = row.split(';').collect();
    assert_eq!(field.len(), 11, "{row}");
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let at =
        (!field[2].is_empty()).then(|| LonLat { lon: number(field[2]), lat: number(field[3]) });
    Read {
        id: field[0],
        category: field[1],
        at,
        cell: at.map(cell_of),
        area: field[4],
        from: field[6],
        to: field[7],
        precision: field[8],
        count: field[9].parse().expect("a count"),
    }
}

/// All rows, each with its lattice cell, read once.
fn everything() -> impl Iterator<Item = &'static Read<'static>> {
    static ROWS: OnceLock<Vec<Read<'static>>> = OnceLock::new();
    let rows = || {
        let months = demo().months.iter().flat_map(|(_, file)| file.lines().skip(1));
        let lines: Vec<&str> = demo().history.lines().skip(1).chain(months).collect();
        lines.into_par_iter().map(read).collect()
    };
    ROWS.get_or_init(rows).iter()
}

fn history() -> impl Iterator<Item = &'static Read<'static>> {
    everything().take(demo().history.lines().count() - 1)
}

/// The lattice cell of a place: the one that holds the centre of its base cell.
fn cell_of(at: LonLat) -> CellIndex {
    let centre = BaseCell::at(at).centre();
    LatLng::new(centre.lat, centre.lon).expect("a place").to_cell(ground::LATTICE)
}

fn cells(place: &PlantedPlace) -> Vec<CellIndex> {
    place.cells.iter().map(|cell| cell.parse().expect("an H3 index")).collect()
}

fn by_cell(category: &str) -> bool {
    CATEGORIES.iter().any(|c| c.id == category && c.by_cell)
}

/// Counts kept by cell from a month on, up to but not including another.
fn counts_by_cell(from: &str, before: &str) -> BTreeMap<CellIndex, u32> {
    let mut counts = BTreeMap::new();
    for row in
        everything().filter(|row| (from..before).contains(&row.from) && by_cell(row.category))
    {
        if let Some(cell) = row.cell {
            *counts.entry(cell).or_default() += row.count;
        }
    }
    counts
}

fn place(name: &str) -> &'static PlantedPlace {
    let found = demo().truth.iter().find(|place| place.name.as_deref() == Some(name));
    found.unwrap_or_else(|| panic!("{name} is not planted"))
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let areas = shipped::areas();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    assert_eq!(&one.install(|| generate(SEED, &areas)), demo());
    assert_ne!(generate(SEED + 1, &areas).history, demo().history);
}

/// Written down once, so that another machine or compiler that counts otherwise is noticed.
#[test]
fn the_bytes_are_those_of_every_other_machine() {
    let all: String = demo().months.iter().map(|(_, file)| file.as_str()).collect();
    let all = [demo().history.as_str(), &all, &demo().truth_csv].concat();
    let fingerprint = crate::incident::Fingerprint::of(all.as_bytes());
    assert_eq!(fingerprint.0, "2cbbca8b0255a1abd063c2c1ba05c0dd6ce9981f7b4f24a8f5944b6b7c640220");
}

#[test]
fn four_years_and_eight_monthly_files_hold_about_150_000_counts_a_year() {
    let n: u32 = history().map(|row| row.count).sum();
    assert!((597_000..603_000).contains(&n), "{n}");
    let names: Vec<&str> = demo().months.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((names[0], names[7], names.len()), ("2025-10", "2026-05", 8));
    for (name, file) in &demo().months {
        assert!(file.starts_with("id;category;lon;lat;area;area_kind;occurred_from;"));
        assert!(file.lines().skip(1).all(|row| row.starts_with(name)), "{name}");
    }
    assert!(history().all(|row| ("2021-10".."2025-10").contains(&row.from)));
    let ids: BTreeSet<&str> = everything().map(|row| row.id).collect();
    assert_eq!(ids.len(), everything().count(), "ids are unique in all files");
}

#[test]
fn norrmalm_has_the_official_totals_in_one_proportion() {
    let areas = shipped::areas();
    let layer: Vec<_> = areas.iter().filter(|a| a.kind == AreaKind::Statistikomrade).collect();
    let index = AreaIndex::new(layer.iter().copied());
    let norrmalm: Vec<bool> =
        index.ids().iter().map(|id| NORRMALM.iter().any(|code| id.0.ends_with(code))).collect();
    let mut found: BTreeMap<&str, f64> = BTreeMap::new();
    for row in history() {
        let inside = match row.at {
            Some(at) => norrmalm[index.locate(BaseCell::at(at).centre()) as usize],
            None => NORRMALM.contains(&row.area),
        };
        if inside {
            *found.entry(row.category).or_default() += f64::from(row.count);
        }
    }
    // As stated for 2015; the rest are other categories.
    let stated = [
        ("vald_offentlig_miljo", 1_247.0),
        ("fickstold", 5_794.0),
        ("narkotikabrott", 3_104.0),
        ("personran", 268.0),
        ("klotter", 3_701.0),
    ];
    let proportion = found.values().sum::<f64>() / 36_328.0;
    for (category, official) in stated {
        let ratio = found[category] / (official * proportion);
        assert!((ratio - 1.0).abs() < 0.02, "{category}: {ratio}");
    }
    assert!((proportion - 4.0 * 30_000.0 / 36_328.0).abs() < 0.01, "{proportion}");
}

#[test]
fn more_than_eighty_places_are_planted_with_size_ratio_and_enough_expected() {
    let truth = &demo().truth;
    assert!(truth.len() >= 80, "{}", truth.len());
    let mut taken = BTreeSet::new();
    for place in truth {
        assert!((1..=7).contains(&place.n_cells), "{place:?}");
        assert!((3.0..=10.0).contains(&place.ratio), "{place:?}");
        assert!(place.expected_per_year >= 30.0, "{place:?}");
        assert_eq!(place.cells.len(), place.n_cells);
        assert!(place.cells.iter().all(|cell| taken.insert(cell)), "{place:?} overlaps another");
        assert!(cells(place).contains(&cell_of(LonLat { lon: place.lon, lat: place.lat })));
    }
    assert_eq!(demo().truth_csv.lines().count(), truth.len() + 1);
}

#[test]
fn what_is_written_has_the_rates_that_the_truth_states() {
    let counts = counts_by_cell("2025-06", "2026-06");
    let (mut chi2, mut total, mut expected) = (0.0, 0.0, 0.0);
    for place in &demo().truth {
        let n: u32 = cells(place).iter().filter_map(|cell| counts.get(cell)).sum();
        let (n, e) = (f64::from(n), place.expected_per_year);
        chi2 += (n - e) * (n - e) / e;
        total += n;
        expected += e;
    }
    assert!((total / expected - 1.0).abs() < 0.03, "{total} of {expected}");
    let per_place = chi2 / demo().truth.len() as f64;
    assert!((0.5..1.6).contains(&per_place), "chance alone would give about 1: {per_place}");
}

#[test]
fn a_few_percent_of_the_cells_hold_half_and_no_base_cell_is_a_pile() {
    let ground = Ground::new(SEED, &shipped::areas());
    let mut counts: Vec<u32> = counts_by_cell("2024-10", "2025-10").into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let total: u32 = counts.iter().sum();
    let running = counts.iter().scan(0, |sum, n| {
        *sum += n;
        Some(*sum)
    });
    let n = 1 + running.take_while(|sum| 2 * sum < total).count();
    let share = n as f64 / ground.cells.len() as f64;
    assert!((0.02..=0.05).contains(&share), "{share} of {} cells", ground.cells.len());

    let mut piles: BTreeMap<BaseCell, u32> = BTreeMap::new();
    history()
        .filter_map(|row| row.at)
        .for_each(|at| *piles.entry(BaseCell::at(at)).or_default() += 1);
    let largest = piles.into_values().max().expect("counts");
    assert!(f64::from(largest) < 0.01 * 600_000.0, "{largest} rows in one base cell");
}

#[test]
fn the_level_does_not_jump_at_the_border_of_norrmalm() {
    let ground = Ground::new(SEED, &shipped::areas());
    let planted: BTreeSet<CellIndex> = demo().truth.iter().flat_map(cells).collect();
    let counts = counts_by_cell("2021-10", "2025-10");
    let usual = |cell: &Cell| !planted.contains(&cell.h3);
    let mut rates = [(0.0, 0.0); 2];
    for (i, cell) in ground.cells.iter().enumerate().filter(|(_, cell)| usual(cell)) {
        let Some(inside) = ground.wholly_in_norrmalm(i) else { continue };
        let border = |i: usize| {
            ground.neighbours(i).into_iter().any(|n| ground.wholly_in_norrmalm(n) != Some(inside))
        };
        let near = border(i) || ground.neighbours(i).into_iter().any(border);
        let city_edge = ground.neighbours(i).len() < 6;
        if near
            && !city_edge
            && cell.at.squared_distance(ground::Metres { x: 4_600.0, y: 300.0 }) < 9e6
        {
            let n = counts.get(&cell.h3).copied().unwrap_or(0);
            let of = &mut rates[usize::from(inside)];
            *of = (of.0 + f64::from(n), of.1 + cell.level);
        }
    }
    let [outside, inside] = rates.map(|(n, level)| n / level);
    assert!((0.75..1.35).contains(&(inside / outside)), "{inside} against {outside} per level");
}

#[test]
fn thefts_have_their_months_and_violence_its_nights() {
    let daily = |month: &str| {
        let days: Date = format!("2024-{month}-01").parse().expect("a date");
        let n: u32 = history()
            .filter(|row| row.category == "fickstold" && row.from.contains(&format!("-{month}-")))
            .map(|row| row.count)
            .sum();
        f64::from(n) / f64::from(days.days_in_month())
    };
    for high in ["05", "09", "10", "12"] {
        for low in ["02", "07", "11"] {
            assert!(daily(high) > 1.15 * daily(low), "{high} against {low}");
        }
    }
    let timed = |category: &'static str| {
        history().filter(move |row| row.category == category && row.from.contains('T'))
    };
    let late = |row: &&Read<'_>| {
        let at: DateTime = row.from.parse().expect("a local time");
        let evening = (at.weekday().to_monday_zero_offset(), at.hour());
        matches!(evening, (4 | 5, 21..) | (5 | 6, ..=4))
    };
    let share =
        |category| timed(category).filter(late).count() as f64 / timed(category).count() as f64;
    // 16 of the 168 hours of the week.
    assert!(share("vald_offentlig_miljo") > 0.35, "{}", share("vald_offentlig_miljo"));
    assert!(share("butiksstold") < 0.05, "{}", share("butiksstold"));
}

#[test]
fn violence_flares_up_at_blekholmsterrassen_in_the_last_three_months() {
    let cells = cells(place("Blekholmsterrassen"));
    let next_door: BTreeSet<CellIndex> =
        cells.iter().flat_map(|cell| cell.grid_disk::<Vec<_>>(1)).collect();
    let areas = shipped::areas();
    let named = areas.iter().find(|a| a.kind == AreaKind::Plats && a.name == "Blekholmsterrassen");
    let named = PreparedArea::new(named.and_then(|a| a.geometry.as_ref()).expect("a drawn place"));
    let violence = |from: &'static str, before: &'static str, within: &dyn Fn(&Read) -> bool| {
        everything()
            .filter(|row| row.category == "vald_offentlig_miljo")
            .filter(|row| (from..before).contains(&row.from) && within(row))
            .map(|row| row.count)
            .sum::<u32>()
    };
    let of_cells = |cells: &BTreeSet<CellIndex>, row: &Read| {
        row.cell.is_some_and(|cell| cells.contains(&cell))
    };
    let planted: BTreeSet<CellIndex> = cells.into_iter().collect();
    // The place that was named, the place that is found and the block around both tell the same.
    for within in [
        &(|row: &Read| of_cells(&planted, row)) as &dyn Fn(&Read) -> bool,
        &|row: &Read| of_cells(&next_door, row),
        &|row: &Read| row.at.is_some_and(|at| named.contains(BaseCell::at(at).centre())),
    ] {
        assert_eq!(violence("2026-03", "2026-06", within), 19);
        assert_eq!(violence("2025-03", "2025-06", within), 7);
        assert_eq!(violence("2024-06", "2025-06", within), 28);
    }
}

#[test]
fn observatorielunden_calms_down_after_the_measure() {
    let calm = place("Observatorielunden");
    assert!(calm.note.as_deref().is_some_and(|note| note.contains("2024-09")));
    let n = |from, before| {
        let counts = counts_by_cell(from, before);
        cells(calm).iter().filter_map(|cell| counts.get(cell)).sum::<u32>()
    };
    let (before, after) = (n("2023-09", "2024-09"), n("2024-09", "2025-09"));
    assert!(f64::from(after) < 0.55 * f64::from(before), "{before} before, {after} after");
}

#[test]
fn rows_are_as_a_source_would_write_them() {
    let catalogue: Vec<String> = shipped::categories().into_iter().map(|c| c.id.0).collect();
    let demo_categories: Vec<&str> = CATEGORIES.iter().map(|c| c.id).collect();
    assert_eq!(demo_categories, catalogue);
    let (mut n, mut by_precision, mut intervals) = (0, BTreeMap::new(), 0);
    for row in everything() {
        n += row.count;
        *by_precision.entry(row.precision).or_insert(0) += row.count;
        intervals += u32::from(!row.to.is_empty());
        assert!(row.to.is_empty() || (row.from < row.to && row.from.contains('T')), "{}", row.id);
        assert_eq!(row.at.is_none(), row.precision == "omrade", "{}", row.id);
        assert_ne!(row.at.is_none(), row.area.is_empty(), "{}", row.id);
    }
    let percent = |precision| 100 * by_precision[precision] / n;
    assert!((12..=18).contains(&percent("gata")) && (3..=7).contains(&percent("omrade")));
    assert!((30..=50).contains(&(100 * intervals / n)), "{intervals} intervals");
}
