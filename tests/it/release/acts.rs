//! Several acts after one another, attacked with everything that was ever out.

use super::attack::{Map, constraints};
use crate::{
    api_releases::{deliver, import, order, published, step, stored},
    support::http::Server,
};
use platssamverkan::{
    app::shipped,
    area::{Area, AreaIndex, AreaKind, BaseCell, NO_AREA},
    export::release::{Figure, FixedPeriod, Level, NO_CELL, Places, Row, Table, Tables, Threshold},
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// What an outsider sees on a map: the tree and where its leaves meet the cells. A pair without any
/// incident ever is left out, which makes the attacker stronger.
fn map(tables: &[Tables], at: &[(f64, f64)]) -> Map {
    let codes = |places: fn(Places) -> bool| -> BTreeSet<String> {
        let tables = tables.iter().flat_map(|act| &act.tables);
        let tables = tables.filter(move |table| places(table.places));
        tables.flat_map(|table| &table.rows).map(|row| row.code.clone()).collect()
    };
    let root = codes(|places| places == Places::Omraden(0)).pop_first().expect("a root");
    let leaves = codes(|places| matches!(places, Places::Omraden(1..)));
    let cells: Vec<String> = codes(|places| places == Places::Rutor)
        .into_iter()
        .filter(|code| code != NO_CELL)
        .collect();
    let mut tree = vec![(root.clone(), None)];
    tree.extend(leaves.iter().map(|leaf| (leaf.clone(), Some(root.clone()))));
    let shipped = shipped::areas();
    let own = |area: &&Area| area.kind == AreaKind::Statistikomrade && leaves.contains(&area.id.0);
    let index = AreaIndex::new(shipped.iter().filter(own));
    let mut overlaps = BTreeSet::new();
    for &at in at {
        let base = BaseCell::try_from(at).expect("in range");
        let leaf = index.locate(base.centre());
        if leaf != NO_AREA {
            let code = &index.ids()[leaf as usize].0;
            let leaf = tree.iter().position(|(own, _)| own == code).expect("in the tree");
            let cell = base.h3().parent(h3o::Resolution::Seven).expect("a parent").to_string();
            let cell = cells.iter().position(|own| *own == cell).expect("in the lattice");
            overlaps.insert((leaf as u32, cell as u32));
        }
    }
    Map { tree, cells, overlaps: overlaps.into_iter().collect() }
}

const AT: [(f64, f64); 6] = [
    (18.0635, 59.3325),
    (18.0591, 59.3372),
    (18.0480, 59.3405),
    (18.0720, 59.3350),
    (18.0590, 59.3440),
    (18.0400, 59.3460),
];

/// Hidden figures, and those of them that linear programming finds to be small.
fn attacked(map: &Map, acts: &[&Tables]) -> (usize, usize) {
    let systems = constraints(map, acts);
    let hidden = systems.iter().map(|system| system.hidden().len()).sum();
    let known = systems.iter().map(|system| system.known_to_be_small(5).len()).sum();
    (hidden, known)
}

fn n_of(tables: &Tables, period: &str, category: &str) -> Option<u64> {
    let root = tables.tables.iter().find(|table| {
        table.places == Places::Omraden(0)
            && table.period.to_string() == period
            && table.category.as_deref() == Some(category)
    });
    root.expect("a table").rows[0].figure.n()
}

#[test]
fn a_late_report_does_not_stop_a_later_act_and_nothing_gives_a_small_count_away() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    deliver(&police, false);
    let first = published(&police, &city, &order("publik", "2025-K1", "2025-K1"));
    // Reported after the first act, for the quarter that is out: some where nothing was, some where
    // a hidden figure was.
    let late: Vec<String> = (0..9)
        .map(|i| {
            let (lon, lat) = AT[[1, 5, 0][i % 3]];
            format!("sen-{i},klotter,{lon},{lat},2025-02-{:02}T12:00", i + 1)
        })
        .collect();
    import(&police, "sena.csv", &late);
    let second = published(&city, &police, &order("publik", "2025", "2025"));
    assert_eq!(second["earlier"], json!([first["id"]]));
    assert_eq!((&second["first"], &second["last"]), (&json!("2025-K1"), &json!("2025-K4")));
    let third = published(&police, &city, &order("stad", "2025-H1", "2025-H2"));
    // What was taken back has been read by somebody.
    let why = json!({"motive": "Ersätts av ett nytt utlämnande."});
    assert_eq!(step(&city, &first, "withdrawal", &why).status, 200);
    let fourth = published(&police, &city, &order("publik", "2025", "2025"));
    assert_eq!(fourth["earlier"], json!([first["id"], second["id"], third["id"]]));

    let acts = stored(&server);
    assert_eq!(acts.len(), 4);
    // The quarter is what it was, though nine more are counted inside by now.
    for later in &acts[1..] {
        assert_eq!(n_of(later, "2025-K1", "klotter"), n_of(&acts[0], "2025-K1", "klotter"));
    }
    assert_eq!(n_of(&acts[0], "2025-K1", "klotter"), Some(50));
    let map = map(&acts, &AT);
    let all: Vec<&Tables> = acts.iter().collect();
    let (hidden, known) = attacked(&map, &all);
    println!(
        "fyra utlämnanden, {} områden, {} rutor: av {hidden} dolda avslöjas {known}",
        map.tree.len(),
        map.cells.len()
    );
    assert!(hidden > 20 && known == 0, "{known} of {hidden}");

    // The same counts with only the small ones hidden: the attack has teeth.
    let bare = only_small_hidden(&acts[3]);
    let (hidden, known) = attacked(&map, &[&bare]);
    println!("utan följdundertryckning: av {hidden} små avslöjas {known}");
    assert!(known * 4 > hidden, "{known} of {hidden}");

    // Read back over HTTP without sign-in, the tables are the stored ones.
    let visitor = server.visitor();
    let read: Vec<Tables> = ["released-areas", "released-cells"]
        .map(|layer| {
            let path = format!("/api/v1/export/{layer}.csv?period=alla&bom=false");
            read_back(&visitor.get(&path).text, layer == "released-cells")
        })
        .into_iter()
        .collect();
    let read: Vec<&Tables> = read.iter().collect();
    let (hidden, known) = attacked(&map, &read);
    println!("läst över HTTP: av {hidden} dolda avslöjas {known}");
    assert!(hidden > 20 && known == 0, "{known} of {hidden}");
}

/// What the tables would be if whatever is no small count were shown. A hidden figure is taken to be
/// what the counts say, which the test knows.
fn only_small_hidden(act: &Tables) -> Tables {
    let mut bare = act.clone();
    let truth = truth();
    for table in &mut bare.tables {
        for row in &mut table.rows {
            let key = (row.code.clone(), table.period, table.category.clone());
            let n = truth.get(&key).copied().unwrap_or(0);
            row.figure = match Threshold::DEFAULT.is_small(n) {
                true => Figure::Hidden { undertryckt: true },
                false => Figure::Count { n, class: 1 },
            };
        }
    }
    bare
}

/// The counts without the late ones, by code, period and category.
fn truth() -> BTreeMap<(String, FixedPeriod, Option<String>), u64> {
    let shipped = shipped::areas();
    let index = AreaIndex::new(shipped.iter().filter(|a| a.kind == AreaKind::Statistikomrade));
    let mut truth = BTreeMap::new();
    for (lon, lat, n, category) in crate::api_releases::PLACES {
        let base = BaseCell::try_from((lon, lat)).expect("in range");
        let leaf = index.ids()[index.locate(base.centre()) as usize].0.clone();
        let cell = base.h3().parent(h3o::Resolution::Seven).expect("a parent").to_string();
        for code in [leaf, cell, "stadsdelsomrade/norra-innerstaden".to_owned()] {
            for (quarter, n) in n.into_iter().enumerate() {
                let half = 1 + quarter / 2;
                for period in
                    [format!("2025-K{}", quarter + 1), format!("2025-H{half}"), "2025".to_owned()]
                {
                    let period = period.parse().expect("a period");
                    let key = (code.clone(), period, Some(category.to_owned()));
                    *truth.entry(key).or_default() += u64::from(n);
                }
            }
        }
    }
    truth
}

/// A public table file as tables.
fn read_back(csv: &str, cells: bool) -> Tables {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let column = |name: &str| header.iter().position(|own| own == name).expect("a column");
    let [code, period, category, n, hidden] =
        ["code", "period", "category", "n", "undertryckt"].map(column);
    let mut tables: BTreeMap<(FixedPeriod, String), Vec<Row>> = BTreeMap::new();
    for record in reader.records() {
        let record = record.expect("a row");
        let figure = match &record[hidden] {
            "ja" => Figure::Hidden { undertryckt: true },
            _ => Figure::Count { n: record[n].parse().expect("a number"), class: 1 },
        };
        let key = (record[period].parse().expect("a period"), record[category].to_owned());
        tables.entry(key).or_default().push(Row { code: record[code].to_owned(), figure });
    }
    let table = |((period, category), rows): ((FixedPeriod, String), Vec<Row>)| Table {
        places: if cells { Places::Rutor } else { Places::Omraden(1) },
        period,
        category: Some(category),
        class_bounds: [1, 2, 3, 4, 5],
        released_total: 0,
        n_hidden: 0,
        rows,
    };
    let tables = tables.into_iter().map(table).collect();
    Tables { level: Level::Publik, k: Threshold::DEFAULT, tables }
}
