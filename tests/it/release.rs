//! What leaves the house: nobody can solve a small count from all tables together.

mod acts;
mod attack;
mod city;

use attack::{Map, constraints};
use platssamverkan::export::release::{
    Count, Figure, FixedPeriod, Geography, Grain, Level, NotAThreshold, Places, Plan, ReleaseError,
    Released, Tables, Threshold, release,
};
use proptest::{prelude::*, strategy::ValueTree};
use std::collections::BTreeMap;

fn plan(finest: Grain, n_periods: u32, categories: &[&str], total: bool) -> Plan {
    Plan {
        level: Level::Publik,
        k: Threshold::DEFAULT,
        finest,
        first_year: 2024,
        first_nth: 0,
        n_periods,
        categories: categories.iter().map(|&id| id.to_owned()).collect(),
        total,
    }
}

fn geography(map: &Map) -> Geography {
    Geography::new(&map.tree, &map.cells, &map.overlaps).expect("a tree")
}

/// The same tables with nothing hidden but what is small itself, from the same counts.
fn only_small_hidden(plan: &Plan, map: &Map, counts: &[Count]) -> Tables {
    let mut exact = exact(plan, map, counts);
    for table in &mut exact.tables {
        for row in &mut table.rows {
            if row.figure.n().is_some_and(|n| plan.k.is_small(n)) {
                row.figure = Figure::Hidden { undertryckt: true };
            }
        }
    }
    exact
}

/// Every figure, summed here and not by the module.
fn exact(plan: &Plan, map: &Map, counts: &[Count]) -> Tables {
    let mut sums: BTreeMap<(bool, &str, FixedPeriod, Option<&str>), u64> = BTreeMap::new();
    let up: BTreeMap<&str, &str> =
        map.tree.iter().filter_map(|(code, up)| Some((code.as_str(), up.as_deref()?))).collect();
    for count in counts {
        let (step, per_year) = (count.period + plan.first_nth, plan.finest.per_year());
        let year = plan.first_year + (step / per_year) as i16;
        let own = FixedPeriod { year, grain: plan.finest, nth: step % per_year };
        let cell = count.cell.map_or("utan ruta", |cell| map.cells[cell as usize].as_str());
        let mut places = vec![(true, cell)];
        let mut at = Some(map.tree[count.area as usize].0.as_str());
        while let Some(code) = at {
            places.push((false, code));
            at = up.get(code).copied();
        }
        let category = plan.categories[count.category as usize].as_str();
        for grain in plan.finest.and_longer() {
            for nth in 0..grain.per_year() {
                let period = FixedPeriod { year, grain, nth };
                for &(is_cell, code) in places.iter().filter(|_| period.holds(own)) {
                    for category in [Some(category), None] {
                        *sums.entry((is_cell, code, period, category)).or_default() +=
                            u64::from(count.n);
                    }
                }
            }
        }
    }
    let mut tables = release(plan, &geography(map), &[], &[]).expect("zeros").tables;
    for table in &mut tables.tables {
        let is_cell = table.places == Places::Rutor;
        for row in &mut table.rows {
            let key = (is_cell, row.code.as_str(), table.period, table.category.as_deref());
            let n = sums.get(&key).copied().unwrap_or(0);
            row.figure = Figure::Count { n, class: 0 };
        }
    }
    tables
}

/// Everything that must hold of an act, by linear programming; figures hidden and figures whose
/// whole interval was found.
fn holds(plan: &Plan, map: &Map, counts: &[Count], acts: &[&Released]) -> (usize, usize) {
    let exact = exact(plan, map, counts);
    let last = acts.last().expect("an act");
    for (table, truth) in last.tables.tables.iter().zip(&exact.tables) {
        for (row, truth) in table.rows.iter().zip(&truth.rows) {
            let true_n = truth.figure.n().expect("exact");
            match row.figure.n() {
                Some(n) => {
                    assert_eq!(n, true_n, "{row:?}");
                    assert!(!plan.k.is_small(n), "{row:?}");
                }
                None => assert!(true_n > 0, "zeros are shown: {row:?}"),
            }
        }
    }
    let tables: Vec<&Tables> = acts.iter().map(|act| &act.tables).collect();
    let (mut hidden, mut wide) = (0, 0);
    for constraints in constraints(map, &tables) {
        for figure in constraints.hidden() {
            let least = constraints.bound(figure, false);
            let largest = constraints.bound(figure, true);
            let key = &constraints.figures[figure].0;
            assert!(largest >= f64::from(plan.k.k()) - 1e-6, "{key:?} is in {least}..{largest}");
            hidden += 1;
            wide += usize::from(largest - least > 0.5);
        }
    }
    assert_eq!(last.proof.unproved(&geography(map), plan.k), [""; 0]);
    (hidden, wide)
}

fn named(codes: &[(&str, Option<&str>)]) -> Vec<(String, Option<String>)> {
    codes.iter().map(|&(code, up)| (code.to_owned(), up.map(str::to_owned))).collect()
}

/// A city of two parts with two areas each, on three cells.
fn small_map() -> Map {
    Map {
        tree: named(&[
            ("stad", None),
            ("norr", Some("stad")),
            ("syd", Some("stad")),
            ("n1", Some("norr")),
            ("n2", Some("norr")),
            ("s1", Some("syd")),
            ("s2", Some("syd")),
        ]),
        cells: ["r1", "r2", "r3"].map(str::to_owned).to_vec(),
        overlaps: vec![(3, 0), (3, 1), (4, 1), (5, 1), (5, 2), (6, 2)],
    }
}

fn count(area: u32, cell: u32, period: u32, category: u32, n: u32) -> Count {
    Count { area, cell: Some(cell), period, category, n }
}

fn shown(tables: &Tables, code: &str, period: &str, category: Option<&str>) -> Option<u64> {
    let mut tables = tables.tables.iter();
    tables
        .find_map(|table| {
            let same = table.period.to_string() == period && table.category.as_deref() == category;
            table.rows.iter().find(|row| same && row.code == code)
        })
        .expect("a figure")
        .figure
        .n()
}

#[test]
fn a_figure_that_only_the_lattice_would_give_away_is_protected() {
    // n1 is r1 alone here: the rest of r1 and n1 is empty. Its sibling n2 is hidden with it in the
    // tree, which is enough for the tree alone; but r1 says 3 as well.
    let map = small_map();
    let plan = plan(Grain::Ar, 1, &["klotter"], false);
    let counts =
        [count(3, 0, 0, 0, 3), count(4, 1, 0, 0, 20), count(5, 2, 0, 0, 30), count(6, 2, 0, 0, 8)];
    let act = release(&plan, &geography(&map), &counts, &[]).expect("released");
    let (hidden, wide) = holds(&plan, &map, &counts, &[&act]);
    assert_eq!(hidden, wide);
    assert_eq!(shown(&act.tables, "n1", "2024", Some("klotter")), None);
    assert_eq!(shown(&act.tables, "r1", "2024", Some("klotter")), None);
    assert_eq!(shown(&act.tables, "stad", "2024", Some("klotter")), Some(61));
}

#[test]
fn the_year_does_not_give_a_quarter_away() {
    let map = small_map();
    let plan = plan(Grain::Kvartal, 4, &["klotter", "rån"], true);
    let mut counts = Vec::new();
    for quarter in 0..4 {
        for (area, cell, n) in [(3, 0, 12), (4, 1, 9), (5, 2, 31), (6, 2, 14)] {
            counts.push(count(area, cell, quarter, 0, n));
            counts.push(count(area, cell, quarter, 1, n + quarter));
        }
    }
    counts[4].n = 0;
    counts[4 * 2].n = 2;
    let act = release(&plan, &geography(&map), &counts, &[]).expect("released");
    let (hidden, _) = holds(&plan, &map, &counts, &[&act]);
    println!("{hidden} dolda av {}", act.tables.n_figures().0);
    assert!(shown(&act.tables, "stad", "2024", None).is_some());
}

#[test]
fn degenerate_input_has_a_clear_answer() {
    let map = small_map();
    let geography = geography(&map);
    let year = plan(Grain::Ar, 1, &["klotter"], false);
    let nothing = release(&year, &geography, &[], &[]).expect("zeros");
    assert_eq!(nothing.tables.n_figures().1, 0);
    assert_eq!(nothing.proof.n_witnesses(), 0);

    // A single count in the city: everything above zero is hidden.
    let one = release(&year, &geography, &[count(3, 0, 0, 0, 1)], &[]).expect("released");
    let figures = one.tables.tables.iter().flat_map(|table| &table.rows);
    let zero_or_hidden = figures.into_iter().all(|row| row.figure.n().unwrap_or(0) == 0);
    assert!(zero_or_hidden);
    assert_eq!(holds(&year, &map, &[count(3, 0, 0, 0, 1)], &[&one]).0, 4);

    let giant = count(3, 0, 0, 0, u32::MAX);
    let act = release(&year, &geography, &[giant, giant, count(4, 1, 0, 0, 1)], &[]);
    assert!(act.expect("released").proof.unproved(&geography, year.k).is_empty());

    let alone = Geography::new(&named(&[("stad", None)]), &[], &[]).expect("a tree");
    let rest = Count { area: 0, cell: None, period: 0, category: 0, n: 4 };
    let act = release(&year, &alone, &[rest], &[]).expect("released");
    assert_eq!(act.tables.n_figures(), (2, 2));

    let refused = |plan: &Plan, counts: &[Count]| release(plan, &geography, counts, &[]).err();
    let mut wrong = year.clone();
    wrong.categories.clear();
    assert_eq!(refused(&wrong, &[]), Some(ReleaseError::Empty("category")));
    wrong.categories = vec!["a".into(), "a".into()];
    assert_eq!(refused(&wrong, &[]), Some(ReleaseError::Twice("a".into())));
    let index = |what, index| Some(ReleaseError::Index { what, index });
    assert_eq!(refused(&year, &[count(1, 0, 0, 0, 1)]), index("leaf area", 1));
    assert_eq!(refused(&year, &[count(3, 9, 0, 0, 1)]), index("cell", 9));
    assert_eq!(refused(&year, &[count(3, 0, 1, 0, 1)]), index("period", 1));
    assert_eq!(refused(&year, &[count(3, 2, 0, 0, 1)]), index("overlap of the cell with area", 3));
    for tree in [
        named(&[("a", None), ("b", None)]),
        named(&[("a", Some("b")), ("b", Some("a"))]),
        named(&[("a", None), ("b", Some("c")), ("c", Some("b"))]),
        named(&[("a", None), ("b", Some("x"))]),
    ] {
        let refused = Geography::new(&tree, &[], &[]).err();
        assert!(matches!(refused, Some(ReleaseError::NoTree(_))), "{tree:?}");
    }
    assert_eq!(Threshold::new(2), Err(NotAThreshold(2)));
    assert!(Threshold::new(10).is_ok());
}

#[test]
fn a_later_act_is_safe_together_with_the_earlier_ones() {
    let map = small_map();
    let geography = geography(&map);
    let all: Vec<Count> = (0..4)
        .flat_map(|q| {
            let n = [[3, 9, 14, 6], [4, 11, 2, 7], [1, 12, 8, 30], [6, 1, 5, 9]][q as usize];
            [(3, 0), (4, 1), (5, 2), (6, 2)]
                .into_iter()
                .zip(n)
                .map(move |((a, c), n)| count(a, c, q, 0, n))
        })
        .collect();
    let mut acts: Vec<Released> = Vec::new();
    for n_periods in 1..=4 {
        let plan = plan(Grain::Kvartal, n_periods, &["rån"], false);
        let counts: Vec<Count> = all.iter().filter(|c| c.period < n_periods).copied().collect();
        let earlier: Vec<Tables> = acts.iter().map(|act| act.tables.clone()).collect();
        acts.push(release(&plan, &geography, &counts, &earlier).expect("released"));
        holds(&plan, &map, &counts, &acts.iter().collect::<Vec<_>>());
    }
    let earlier: Vec<Tables> = acts.iter().map(|act| act.tables.clone()).collect();
    let again = |counts: &[Count], plan: &Plan| release(plan, &geography, counts, &earlier);
    let four = plan(Grain::Kvartal, 4, &["rån"], false);
    let mut late = all.clone();
    late[2].n += 1;
    assert!(matches!(again(&late, &four), Err(ReleaseError::Changed(_))));
    let three = plan(Grain::Kvartal, 3, &["rån"], false);
    let fewer: Vec<Count> = all.iter().filter(|c| c.period < 3).copied().collect();
    assert!(matches!(again(&fewer, &three), Err(ReleaseError::NotCovered(_))));
    let mut other = four.clone();
    other.k = Threshold::new(6).expect("allowed");
    assert!(matches!(again(&all, &other), Err(ReleaseError::OtherThreshold(5))));
    other = Plan { level: Level::Stad, ..four.clone() };
    let same = again(&all, &other).expect("released");
    assert_eq!(same.tables.tables, acts[3].tables.tables);
}

#[test]
fn a_hidden_figure_says_only_that_it_is_hidden() {
    let map = small_map();
    let plan = plan(Grain::Ar, 1, &["klotter"], false);
    let counts = [count(3, 0, 0, 0, 3), count(4, 1, 0, 0, 20), count(5, 2, 0, 0, 30)];
    let act = release(&plan, &geography(&map), &counts, &[]).expect("released");
    let text = String::from_utf8(act.tables.bytes()).expect("JSON");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    insta::assert_json_snapshot!("release_tables", json);
}

/// Counts over a random map: up to 3 parts of up to 4 areas, up to 5 cells.
#[derive(Debug, Clone)]
struct World {
    map: Map,
    plan: Plan,
    counts: Vec<Count>,
}

fn worlds() -> impl Strategy<Value = World> {
    let shape = (prop::collection::vec(1usize..=4, 1..=3), 0usize..=5, 1u32..=3, any::<bool>());
    let more = (prop::sample::select(vec![(0u32, 4u32), (2, 3), (1, 4)]), 3u32..=7, 0usize..=2);
    (shape, more).prop_flat_map(|((parts, n_cells, n_categories, total), (time, k, grain))| {
        let mut tree = named(&[("stad", None)]);
        let mut leaves = Vec::new();
        for (p, n) in parts.iter().enumerate() {
            let part = format!("d{p}");
            tree.push((part.clone(), Some("stad".to_owned())));
            for a in 0..*n {
                leaves.push(tree.len() as u32);
                tree.push((format!("a{p}{a}"), Some(part.clone())));
            }
        }
        let finest = [Grain::Kvartal, Grain::Halvar, Grain::Ar][grain];
        let names = ["klotter", "rån", "stöld"];
        let mut plan = plan(finest, time.1, &names[..n_categories as usize], total);
        plan.first_nth = time.0 % finest.per_year();
        plan.n_periods = if finest == Grain::Ar { 1 } else { time.1 };
        plan.k = Threshold::new(k).expect("allowed");
        let n_pairs = leaves.len() * (n_cells + 1);
        let n = n_pairs * plan.n_periods as usize * n_categories as usize;
        // Mostly zeros and small counts, some large.
        let one = prop_oneof![6 => Just(0u32), 4 => 1u32..=5, 2 => 4u32..=40];
        prop::collection::vec(one, n).prop_map(move |drawn| {
            let mut counts = Vec::new();
            let mut overlaps = Vec::new();
            for (i, n) in drawn.into_iter().enumerate().filter(|(_, n)| *n > 0) {
                let (pair, block) = (i % n_pairs, i / n_pairs);
                let leaf = leaves[pair % leaves.len()];
                let cell = pair / leaves.len();
                let cell = (cell < n_cells).then_some(cell as u32);
                overlaps.extend(cell.map(|cell| (leaf, cell)));
                let (period, category) = (block as u32 / n_categories, block as u32 % n_categories);
                counts.push(Count { area: leaf, cell, period, category, n });
            }
            overlaps.sort_unstable();
            overlaps.dedup();
            let cells = (0..n_cells).map(|cell| format!("r{cell}")).collect();
            let map = Map { tree: tree.clone(), cells, overlaps };
            World { map, plan: plan.clone(), counts }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_small_count_is_found_in_any_world(world in worlds()) {
        let act = release(&world.plan, &geography(&world.map), &world.counts, &[]).expect("released");
        holds(&world.plan, &world.map, &world.counts, &[&act]);
    }

    #[test]
    fn acts_after_one_another_are_safe_in_any_world(world in worlds()) {
        let World { map, plan, counts } = world;
        let mut acts: Vec<Released> = Vec::new();
        for n_periods in 1..=plan.n_periods {
            let so_far = Plan { n_periods, ..plan.clone() };
            let counts: Vec<Count> = counts.iter().filter(|c| c.period < n_periods).copied().collect();
            let earlier: Vec<Tables> = acts.iter().map(|act| act.tables.clone()).collect();
            acts.push(release(&so_far, &geography(&map), &counts, &earlier).expect("released"));
        }
        holds(&plan, &map, &counts, &acts.iter().collect::<Vec<_>>());
    }

    #[test]
    fn the_bytes_do_not_depend_on_the_order_of_anything(
        world in worlds(), seed in any::<u64>(),
    ) {
        let World { map, plan, counts } = world;
        let one = release(&plan, &geography(&map), &counts, &[]).expect("released");
        let shuffled = |n: usize, salt: u64| -> Vec<usize> {
            let mut order: Vec<usize> = (0..n).collect();
            order.sort_by_key(|&i| (i as u64 + 1).wrapping_mul(seed ^ salt | 1).rotate_left(17));
            order
        };
        let inverse = |order: &[usize]| {
            let mut at = vec![0u32; order.len()];
            order.iter().enumerate().for_each(|(i, &from)| at[from] = i as u32);
            at
        };
        let (areas, cells) = (shuffled(map.tree.len(), 1), shuffled(map.cells.len(), 2));
        let categories = shuffled(plan.categories.len(), 3);
        let (area_at, cell_at, category_at) = (inverse(&areas), inverse(&cells), inverse(&categories));
        let other = Map {
            tree: areas.iter().map(|&i| map.tree[i].clone()).collect(),
            cells: cells.iter().map(|&i| map.cells[i].clone()).collect(),
            overlaps: shuffled(map.overlaps.len(), 4).into_iter().map(|i| map.overlaps[i])
                .map(|(a, c)| (area_at[a as usize], cell_at[c as usize])).collect(),
        };
        let other_plan = Plan {
            categories: categories.iter().map(|&i| plan.categories[i].clone()).collect(),
            ..plan.clone()
        };
        let order = shuffled(counts.len(), 5);
        let counts: Vec<Count> = order.into_iter().map(|i| counts[i]).map(|c| Count {
            area: area_at[c.area as usize],
            cell: c.cell.map(|cell| cell_at[cell as usize]),
            category: category_at[c.category as usize],
            ..c
        }).collect();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("threads");
        let two = pool.install(|| release(&other_plan, &geography(&other), &counts, &[]));
        prop_assert_eq!(one.tables.bytes(), two.expect("released").tables.bytes());
    }
}

#[test]
fn the_same_attack_succeeds_where_only_small_figures_are_hidden() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut small, mut found, mut after) = (0, 0, 0);
    for _ in 0..25 {
        let World { map, plan, counts } =
            worlds().new_tree(&mut runner).expect("a world").current();
        let primary = only_small_hidden(&plan, &map, &counts);
        for constraints in constraints(&map, &[&primary]) {
            small += constraints.hidden().len();
            found += constraints.known_to_be_small(plan.k.k()).len();
        }
        let act = release(&plan, &geography(&map), &counts, &[]).expect("released");
        for constraints in constraints(&map, &[&act.tables]) {
            after += constraints.known_to_be_small(plan.k.k()).len();
        }
    }
    println!("av {small} små tal avslöjas {found} utan följdundertryckning, {after} med");
    assert!(found * 4 > small, "{found} of {small}");
    assert_eq!(after, 0);
}
