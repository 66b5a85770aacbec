//! The whole way of one request: filters in, places as GeoJSON out, all rows in memory.

use super::{Job, data::Input, peers::Timing, table::Line};
use platssamverkan::{
    app::{
        App, Settings, export,
        hotspots::{self, Order},
        shipped, users,
    },
    area::AreaId,
    clock::{Clock, SystemClock},
    incident::{Fingerprint, ImportId, Period, Precision, StudyClock},
    ingest::{AcceptedRow, ImportKind, ImportOptions, ImportRecord, ImportState, ImportTotals},
    store::{Store, sqlite::SqliteStore},
};
use std::{collections::BTreeMap, sync::Arc, time::Instant};

/// Requests timed; each asks for another year, so none is answered from an earlier run.
const N_REQUESTS: usize = 40;

pub(crate) const JOB: Job = Job { name: "request", by_rows: true, prepare: |_| {}, run };

/// Two lines of the table: without and with the five other settings of the stability check.
fn run(input: &Input, _: &BTreeMap<String, Timing>) -> Vec<Line> {
    let app = app(input);
    [(false, "utan stabilitetsprov"), (true, "med stabilitetsprov")]
        .into_iter()
        .map(|(stability, said)| {
            let mut times = times(&app, stability);
            times.sort_by(f64::total_cmp);
            let (half, p95) = (times[times.len() / 2], times[times.len() * 95 / 100]);
            let line =
                Line::new(input.n_rows(), "rader", format!("hela begäran, {said} (p95)"), p95);
            line.target(50.0).answers(format!("egna prov; median {half:.1} ms"))
        })
        .collect()
}

fn times(app: &App, stability: bool) -> Vec<f64> {
    let [police, _] = users::demo_parties();
    let actor = users::system_actor(police);
    let clock = &app.settings.clock;
    let first = clock.local(455_000).date().tomorrow().expect("not the last day of all");
    (0..=N_REQUESTS)
        .map(|day| {
            let from = first.checked_add(jiff::Span::new().days(day as i64)).expect("a day");
            let to = from.checked_add(jiff::Span::new().days(364)).expect("a day");
            let mut order = Order::of(Period::new(from, to).expect("a year"));
            order.stability = Some(stability);
            let begun = Instant::now();
            let run = hotspots::run(app, &actor, order).expect("a run").run;
            let places = export::run_geojson(app, &actor, export::Layer::Places, &run.id);
            assert!(places.expect("a file").len() > 100);
            begun.elapsed().as_secs_f64() * 1e3
        })
        // The first one surveys the ground and lays the lattices.
        .skip(1)
        .collect()
}

pub(crate) fn app(input: &Input) -> App {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open_in_memory().expect("a store"));
    let now = SystemClock.now();
    shipped::load(store.as_ref(), now).expect("shipped data");
    let [police, city] = users::demo_parties();
    let record = ImportRecord {
        id: ImportId(0),
        kind: ImportKind::Incidents,
        state: ImportState::Staging,
        options: ImportOptions {
            file: "bench".into(),
            source: "bench".into(),
            owner: police.id.clone(),
            replace_period: None,
            official_total: None,
            synthetic: true,
        },
        file_hash: Fingerprint::of(b"file"),
        content_hash: Fingerprint::of(b"content"),
        totals: ImportTotals::default(),
        shared: true,
        shared_with: Default::default(),
        created_by: "system".into(),
        created_at: now,
        published_at: None,
    };
    let mut write = store.begin().expect("one writer");
    for party in [&police, &city] {
        write.put_party(party).expect("a party");
    }
    let id = write.new_import(&record).expect("an import");
    write.commit().expect("kept");
    let rows: Vec<AcceptedRow> = (0..input.cell.len())
        .map(|i| AcceptedRow {
            key: None,
            from_hour: input.hour[i],
            to_hour: input.hour[i],
            cell: Some(input.cells[input.cell[i] as usize]),
            area: None,
            category: input.category[i],
            precision: Precision::Exakt,
            n: 1,
            reported_on: None,
        })
        .collect();
    store.stage(id, &rows, &[]).expect("staged");
    let mut write = store.begin().expect("one writer");
    write.put_import(&ImportRecord { id, state: ImportState::Previewed, ..record }).expect("seen");
    write.flip_import(id, ImportState::Published, now).expect("published");
    write.commit().expect("kept");
    let settings = Settings {
        study_area: AreaId(shipped::STUDY_AREA.into()),
        clock: StudyClock::new(shipped::TIME_ZONE).expect("a known zone"),
        demo: true,
        gdal_worker: None,
    };
    App::open(store, Arc::new(SystemClock), settings).expect("the app opens")
}
