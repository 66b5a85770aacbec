use super::*;
use crate::incident::{CategoryId, Row};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

fn cell(i: u32) -> BaseCell {
    BaseCell::try_from((18.0 + 0.001 * f64::from(i), 59.3)).expect("in range")
}

fn parties() -> Vec<PartyId> {
    vec![PartyId("stad".into()), PartyId("polis".into())]
}

fn random_rows(n: usize, n_cells: u32) -> Vec<Row> {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let cells: Vec<BaseCell> = (0..n_cells).map(cell).collect();
    (0..n)
        .map(|_| {
            let from_hour = 400_000 + (rng.next_u32() % 5_000) as i32;
            let placed = !rng.next_u32().is_multiple_of(10);
            let import = rng.next_u32() % 4;
            Row {
                from_hour,
                to_hour: from_hour + (rng.next_u32() % 3) as i32,
                cell: placed.then(|| cells[(rng.next_u32() % n_cells) as usize]),
                area: (!placed).then(|| AreaId(format!("ovrigt/{}", rng.next_u32() % 3))),
                category: (rng.next_u32() % 5) as u16,
                owner: (import % 2) as u16,
                import: ImportId(import),
                precision: Precision::ALL[(rng.next_u32() % 4) as usize],
                n: 1 + rng.next_u32() % 3,
            }
        })
        .collect()
}

fn scope(own: &str, shared: &[u32]) -> Scope {
    Scope::of(Some(PartyId(own.into())), shared.iter().map(|&i| ImportId(i)).collect())
}

fn seen(rows: &[Row], scope: Scope) -> Visible {
    Visible::new(Arc::new(Columns::build(rows.iter().cloned(), parties())), scope)
}

/// Every question against the plain loop that defines it.
#[test]
fn filter_and_group_agree_with_the_plain_loop() {
    let rows = random_rows(200_000, 300);
    let visible = seen(&rows, scope("stad", &[1]));
    let may_see = |row: &&Row| row.owner == 0 || row.import == ImportId(1);
    let mask: Arc<[bool]> = (0..visible.cells().len()).map(|i| i % 3 != 0).collect();
    let selection = Selection {
        categories: vec![true, false, true],
        hours: Some(401_000..403_500),
        cells: Some(mask.clone()),
    };
    let chosen: Vec<&Row> = rows
        .iter()
        .filter(may_see)
        .filter(|r| matches!(r.category, 0 | 2) && (401_000..403_500).contains(&r.from_hour))
        .collect();
    let dense = |row: &Row| visible.cells().binary_search(&row.cell?).ok();

    let mut by_cell = vec![0; visible.cells().len()];
    let mut by_area = vec![0u64; visible.areas().len()];
    let mut tally = Tally::default();
    for row in &chosen {
        match dense(row) {
            Some(i) if mask[i] => {
                by_cell[i] += row.n;
                tally.n_in_cells += u64::from(row.n);
            }
            Some(_) => tally.n_outside_cells_mask += u64::from(row.n),
            None => {
                let area = row.area.as_ref().expect("a row without cell has an area");
                by_area[visible.areas().binary_search(area).expect("known")] += u64::from(row.n);
                tally.n_area_only += u64::from(row.n);
            }
        }
    }
    assert_eq!(visible.count_by_cell(&selection), by_cell);
    assert_eq!(visible.count_by_area(&selection), by_area);
    assert_eq!(visible.tally(&selection), tally);
    let group: Vec<u32> =
        (0..by_cell.len() as u32).map(|i| if i % 7 == 0 { NO_GROUP } else { i % 4 }).collect();
    let mut by_group = vec![0; 4];
    for (i, n) in by_cell.iter().enumerate().filter(|(i, _)| i % 7 != 0) {
        by_group[i % 4] += n;
    }
    assert_eq!(visible.count_by_group(&selection, &group, 4), by_group);
    let listed: u64 = visible.rows(&selection).map(|row| u64::from(row.n)).sum();
    assert_eq!(listed, tally.n_in_cells);
    let all: u64 = visible.rows(&Selection::all()).map(|row| u64::from(row.n)).sum();
    assert_eq!(all, rows.iter().filter(may_see).map(|row| u64::from(row.n)).sum::<u64>());
}

#[test]
fn one_party_sees_nothing_of_the_others_cells_until_they_are_shared() {
    let row = |owner: u16, import: u32, at: u32| Row {
        from_hour: 1,
        to_hour: 1,
        cell: Some(cell(at)),
        area: None,
        category: 0,
        owner,
        import: ImportId(import),
        precision: Precision::Exakt,
        n: 1,
    };
    let rows = [row(0, 1, 10), row(1, 2, 20), row(1, 3, 30)];
    let mut expected = vec![cell(10)];
    assert_eq!(seen(&rows, scope("stad", &[])).cells(), expected);
    expected.push(cell(30));
    expected.sort();
    let visible = seen(&rows, scope("stad", &[3]));
    assert_eq!(visible.cells(), expected);
    assert_eq!(visible.imports(), [ImportId(1), ImportId(3)].into());
    assert_eq!(seen(&rows, Scope::of(None, BTreeSet::new())).n_rows(), 0);
    assert_eq!(seen(&rows, scope("annan", &[])).first_hour(), None);
}

#[test]
fn the_fingerprint_is_of_the_content_alone() {
    let rows = random_rows(150_000, 40);
    let named = |rows: Vec<Row>, owners: Vec<PartyId>, names: [&str; 5]| {
        let names = names.map(|name| CategoryId(name.into())).to_vec();
        let columns = Columns::build(rows, owners).with_categories(names);
        let all = (0..100).map(ImportId).collect();
        Visible::new(Arc::new(columns), Scope::of(None, all)).fingerprint()
    };
    let names = ["a", "b", "c", "d", "e"];
    let fingerprint = named(rows.clone(), parties(), names);

    let mut otherwise = rows.clone();
    otherwise.reverse();
    for row in &mut otherwise {
        row.import = ImportId(row.import.0 + 7);
        row.owner = 1 - row.owner;
        row.category = 4 - row.category;
    }
    let owners = parties().into_iter().rev().collect();
    assert_eq!(named(otherwise, owners, ["e", "d", "c", "b", "a"]), fingerprint);

    let mut changed = rows.clone();
    changed[77].n += 1;
    assert_ne!(named(changed, parties(), names), fingerprint);
    assert_ne!(named(rows[1..].to_vec(), parties(), names), fingerprint);
    assert_ne!(named(rows, parties(), ["a", "b", "c", "d", "f"]), fingerprint);
}

#[test]
fn a_view_of_a_part_has_the_fingerprint_of_that_part_alone() {
    let rows = random_rows(20_000, 40);
    let part: Vec<Row> = rows.iter().filter(|row| row.owner == 0).cloned().collect();
    let whole = seen(&rows, scope("stad", &[]));
    let alone = seen(&part, scope("stad", &[]));
    assert_eq!(whole.fingerprint(), alone.fingerprint());
}

#[test]
fn no_rows_give_no_counts() {
    let visible = seen(&[], scope("stad", &[]));
    assert_eq!(visible.count_by_cell(&Selection::all()), Vec::<u32>::new());
    assert_eq!(visible.tally(&Selection::all()), Tally::default());
}
