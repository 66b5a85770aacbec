//! A whole city: the demo's counts, 14 stadsdelsområden, all statistical areas, eight quarters.

use super::{
    attack::{Map, constraints},
    only_small_hidden,
};
use jiff::civil::date;
use platssamverkan::{
    app::{demo, shipped},
    area::{Area, AreaIndex, AreaKind, BaseCell, LonLat, NO_AREA},
    export::release::{Count, Geography, Grain, Level, Places, Plan, Tables, Threshold, release},
};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

/// The demo's counts of 2023-10 … 2025-09 by area and cell of H3 resolution 7, and the map of them.
struct City {
    map: Map,
    categories: Vec<String>,
    counts: Vec<Count>,
}

const FIRST: (i16, u32) = (2023, 3);
const QUARTERS: u32 = 8;

fn city() -> City {
    let shipped = shipped::areas();
    let of_kind = |kind| shipped.iter().filter(move |area: &&Area| area.kind == kind);
    let leaves: Vec<&Area> = of_kind(AreaKind::Statistikomrade).collect();
    let parts = of_kind(AreaKind::Stadsdelsomrade)
        .filter(|area| area.validity.covers(date(2019, 12, 1)) && area.geometry.is_some());
    let parts = AreaIndex::new(parts);
    let by_leaf = AreaIndex::new(leaves.iter().copied());

    let history = demo::generate(2016, &shipped).history;
    let mut lines = history.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(';').collect();
    let column = |name| header.iter().position(|own| *own == name).expect("a column");
    let [category, lon, lat, area, from, n] =
        ["category", "lon", "lat", "area", "occurred_from", "count"].map(column);
    let categories: Vec<String> = shipped::categories().into_iter().map(|c| c.id.0).collect();

    // A leaf lies in the part that holds most of its base cells with a count.
    let mut votes: BTreeMap<u32, BTreeMap<u32, u32>> = BTreeMap::new();
    let mut located: BTreeMap<BaseCell, (u32, String)> = BTreeMap::new();
    let mut laid: BTreeMap<(u32, Option<String>, u32, u32), u32> = BTreeMap::new();
    for line in lines {
        let fields: Vec<&str> = line.split(';').collect();
        let number = |at: usize| -> i64 { fields[from][at..at + 2].parse().expect("a number") };
        let month = (number(2) + 2000 - i64::from(FIRST.0)) * 12 + number(5) - 1;
        let Ok(quarter) = u32::try_from(month / 3 - i64::from(FIRST.1)) else { continue };
        if quarter >= QUARTERS {
            continue;
        }
        let (leaf, cell) = match fields[lon].parse::<f64>() {
            Ok(lon) => {
                let at = LonLat { lon, lat: fields[lat].parse().expect("a latitude") };
                let base = BaseCell::at(at);
                let (leaf, cell) = located.entry(base).or_insert_with(|| {
                    let centre = base.centre();
                    let leaf = by_leaf.locate(centre);
                    let part = parts.locate(centre);
                    if part != NO_AREA && leaf != NO_AREA {
                        *votes.entry(leaf).or_default().entry(part).or_default() += 1;
                    }
                    let point = h3o::LatLng::new(centre.lat, centre.lon).expect("a point");
                    (leaf, point.to_cell(h3o::Resolution::Seven).to_string())
                });
                (*leaf, Some(cell.clone()))
            }
            Err(_) => {
                let code = |id: &platssamverkan::area::AreaId| id.0.ends_with(fields[area]);
                (by_leaf.ids().iter().position(code).expect("an area") as u32, None)
            }
        };
        if leaf == NO_AREA {
            continue;
        }
        let which = categories.iter().position(|id| id == fields[category]).expect("shipped");
        *laid.entry((leaf, cell, quarter, which as u32)).or_default() +=
            fields[n].parse::<u32>().unwrap_or(1);
    }

    let mut tree = vec![("stad".to_owned(), None)];
    tree.extend(parts.ids().iter().map(|id| (id.0.clone(), Some("stad".to_owned()))));
    let first_leaf = tree.len() as u32;
    for (i, id) in by_leaf.ids().iter().enumerate() {
        let votes = &votes[&(i as u32)];
        let part = votes.iter().max_by_key(|(_, n)| **n).expect("a part").0;
        tree.push((id.0.clone(), Some(parts.ids()[*part as usize].0.clone())));
    }
    let cells: BTreeSet<String> = laid.keys().filter_map(|key| key.1.clone()).collect();
    let cells: Vec<String> = cells.into_iter().collect();
    let at = |cell: &String| cells.binary_search(cell).expect("known") as u32;
    let mut overlaps: Vec<(u32, u32)> = laid
        .keys()
        .filter_map(|(leaf, cell, ..)| Some((leaf + first_leaf, at(cell.as_ref()?))))
        .collect();
    overlaps.sort_unstable();
    overlaps.dedup();
    let counts = laid
        .iter()
        .map(|((leaf, cell, period, category), &n)| Count {
            area: leaf + first_leaf,
            cell: cell.as_ref().map(at),
            period: *period,
            category: *category,
            n,
        })
        .collect();
    City { map: Map { tree, cells, overlaps }, categories, counts }
}

impl City {
    fn plan(&self, total: bool) -> Plan {
        Plan {
            level: Level::Publik,
            k: Threshold::DEFAULT,
            finest: Grain::Kvartal,
            first_year: FIRST.0,
            first_nth: FIRST.1,
            n_periods: QUARTERS,
            categories: self.categories.clone(),
            total,
        }
    }
}

fn tell(name: &str, tables: &Tables) {
    let mut by_sort: BTreeMap<(Places, String, bool), [usize; 4]> = BTreeMap::new();
    for table in &tables.tables {
        let grain = format!("{:?}", table.period.grain);
        let sums = by_sort.entry((table.places, grain, table.category.is_none())).or_default();
        sums[0] += table.rows.len();
        sums[1] += table.rows.iter().filter(|row| row.figure.n() == Some(0)).count();
        sums[2] += table.n_hidden as usize;
    }
    println!("{name}: {:?} tal och dolda", tables.n_figures());
    for ((places, grain, total), [all, zeros, hidden, _]) in by_sort {
        let what = if total { "summa" } else { "kategori" };
        println!("  {places:?} {grain} {what}: {all} tal, {zeros} nollor, {hidden} dolda");
    }
}

#[test]
fn a_whole_city_is_released_and_withstands_the_attack() {
    let start = Instant::now();
    let city = city();
    let n: u64 = city.counts.iter().map(|count| u64::from(count.n)).sum();
    println!(
        "{n} händelser, {} områden, {} rutor, {} par, lagda på {:.1?}",
        city.map.tree.len(),
        city.map.cells.len(),
        city.map.overlaps.len(),
        start.elapsed()
    );
    let geography = Geography::new(&city.map.tree, &city.map.cells, &city.map.overlaps);
    let geography = geography.expect("a tree");
    for total in [false, true] {
        let plan = city.plan(total);
        let start = Instant::now();
        let act = release(&plan, &geography, &city.counts, &[]).expect("released");
        let took = start.elapsed();
        let n_small = act.proof.n_small(plan.k);
        tell(if total { "med summa" } else { "utan summa" }, &act.tables);
        println!("  {n_small} små tal, {} vittnen, på {took:.1?}", act.proof.n_witnesses());
        assert_eq!(act.proof.unproved(&geography, plan.k), [""; 0]);
        if total {
            continue;
        }
        let start = Instant::now();
        let systems = constraints(&city.map, &[&act.tables]);
        let known: Vec<_> = systems
            .par_iter()
            .flat_map_iter(|system| system.known_to_be_small(plan.k.k()))
            .collect();
        let hidden: usize = systems.iter().map(|system| system.hidden().len()).sum();
        println!("  LP: av {hidden} dolda avslöjas {}, på {:.1?}", known.len(), start.elapsed());
        assert!(known.is_empty(), "{known:?}");
    }

    // One category of one year: enough to show that the attack has teeth, and quick.
    let plan = Plan {
        first_year: 2024,
        first_nth: 0,
        n_periods: 4,
        categories: vec!["klotter".to_owned()],
        ..city.plan(false)
    };
    let own = |count: &&Count| {
        city.categories[count.category as usize] == "klotter" && (1..5).contains(&count.period)
    };
    let counts = city.counts.iter().filter(own);
    let counts: Vec<Count> =
        counts.map(|count| Count { period: count.period - 1, category: 0, ..*count }).collect();
    let start = Instant::now();
    let primary = only_small_hidden(&plan, &city.map, &counts);
    let systems = constraints(&city.map, &[&primary]);
    let known: usize =
        systems.iter().map(|system| system.known_to_be_small(plan.k.k()).len()).sum();
    let hidden: usize = systems.iter().map(|system| system.hidden().len()).sum();
    let took = start.elapsed();
    println!("utan följdundertryckning: av {hidden} små tal avslöjas {known}, på {took:.1?}");
    assert!(known * 4 > hidden, "{known} of {hidden}");
}
