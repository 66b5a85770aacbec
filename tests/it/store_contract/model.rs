//! Deliveries, changes, replaced periods, undo: against a model that replays them one by one.

use super::{Open, furnished};
use crate::support::stores::{flip, party, preview, record, row};
use jiff::civil::date;
use platssamverkan::{
    incident::{CategoryId, Columns, DataVersion, ImportId, Period, Row},
    ingest::{AcceptedRow, ImportState, ImportTotals},
    store::Store,
};
use proptest::{prelude::*, test_runner::RngSeed};
use std::collections::BTreeMap;

const OWNERS: [&str; 2] = ["polis", "stad"];

#[derive(Debug, Clone)]
enum Act {
    /// Owner, key and content per row, first and last day of May to replace.
    Preview(usize, Vec<(Option<u32>, u32)>, Option<(i8, i8)>),
    /// Of what was previewed and not yet published, the n-th.
    Publish(usize),
    /// Of what is published, the n-th.
    Undo(usize),
    /// Of what was previewed and not yet published, the n-th.
    Drop(usize),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    // Few keys, few contents and few days, so that deliveries meet often.
    let delivered =
        proptest::collection::vec((proptest::option::weighted(0.8, 0u32..3), 0u32..3), 0..4);
    let days = proptest::option::weighted(0.4, (1i8..3, 0i8..3).prop_map(|(d, n)| (d, d + n)));
    let act = prop_oneof![
        4 => (0usize..2, delivered, days).prop_map(|(owner, rows, days)| Act::Preview(owner, rows, days)),
        5 => (0usize..8).prop_map(Act::Publish),
        2 => (0usize..8).prop_map(Act::Undo),
        1 => (0usize..8).prop_map(Act::Drop),
    ];
    proptest::collection::vec(act, 1..25)
}

/// Content c is in cell c at noon of May 1 + c.
fn delivered(key: Option<u32>, content: u32) -> AcceptedRow {
    row(key, content, content as i32 * 24 + 12)
}

/// An event in the order of staging.
struct Event {
    import: ImportId,
    owner: usize,
    rows: Vec<(Option<u32>, u32)>,
    days: Option<(i8, i8)>,
    published: Option<DataVersion>,
    undone: Option<DataVersion>,
    dropped: bool,
}

impl Event {
    fn in_force(&self, at: DataVersion) -> bool {
        self.published.is_some_and(|v| v <= at) && self.undone.is_none_or(|v| v > at)
    }

    fn replaces(&self, content: u32) -> bool {
        self.days.is_some_and(|(first, last)| (first..=last).contains(&(content as i8 + 1)))
    }
}

/// What one owner's source comes to: by key, and the rows without.
#[derive(Default, Clone)]
struct Standing {
    by_key: BTreeMap<u32, u32>,
    keyless: Vec<u32>,
}

impl Standing {
    fn deliver(&mut self, event: &Event) {
        self.by_key.retain(|_, content| !event.replaces(*content));
        self.keyless.retain(|content| !event.replaces(*content));
        for &(key, content) in &event.rows {
            match key {
                Some(key) => _ = self.by_key.insert(key, content),
                None => self.keyless.push(content),
            }
        }
    }
}

#[derive(Default)]
struct Model {
    events: Vec<Event>,
    version: u32,
}

impl Model {
    fn standing(&self, at: DataVersion) -> [Standing; 2] {
        let mut standing = [Standing::default(), Standing::default()];
        for event in self.events.iter().filter(|event| event.in_force(at)) {
            standing[event.owner].deliver(event);
        }
        standing
    }

    fn columns(&self, at: DataVersion) -> Columns {
        let mut rows = Vec::new();
        for (owner, standing) in self.standing(at).iter().enumerate() {
            for &content in standing.by_key.values().chain(&standing.keyless) {
                let row = delivered(None, content);
                rows.push(Row {
                    from_hour: row.from_hour,
                    to_hour: row.to_hour,
                    cell: row.cell,
                    area: None,
                    category: row.category,
                    owner: owner as u16,
                    import: ImportId(0),
                    precision: row.precision,
                    n: row.n,
                });
            }
        }
        let names = ["stold", "vald"].map(|id| CategoryId(id.into()));
        Columns::build(rows, OWNERS.map(party).to_vec()).with_categories(names.to_vec())
    }

    /// What a preview should say of an event, compared with what is published now.
    fn totals(&self, event: &Event) -> ImportTotals {
        let now = &self.standing(DataVersion(self.version))[event.owner];
        let mut totals = ImportTotals::default();
        for (key, content) in &event.rows {
            match key.and_then(|key| now.by_key.get(&key)) {
                None => totals.n_new += 1,
                Some(known) if known == content => totals.n_already += 1,
                Some(_) => totals.n_changed += 1,
            }
        }
        let redelivered =
            |key: &u32| event.rows.iter().any(|(other, _)| other.as_ref() == Some(key));
        let keyed =
            now.by_key.iter().filter(|(key, _)| !redelivered(key)).map(|(_, content)| content);
        totals.n_replaced =
            keyed.chain(&now.keyless).filter(|content| event.replaces(**content)).count() as u64;
        totals
    }

    /// The n-th of the events that meet a condition, counted round.
    fn pick(&mut self, n: usize, wanted: impl Fn(&Event) -> bool) -> Option<&mut Event> {
        let mut candidates: Vec<&mut Event> =
            self.events.iter_mut().filter(|event| wanted(event)).collect();
        let n = n.checked_rem(candidates.len())?;
        Some(candidates.swap_remove(n))
    }
}

fn waiting(event: &Event) -> bool {
    event.published.is_none() && !event.dropped
}

fn act(store: &dyn Store, model: &mut Model, act: Act) {
    match act {
        Act::Preview(owner, mut rows, days) => {
            let mut keys = Vec::new();
            rows.retain(|(key, _)| {
                let first = key.is_none() || !keys.contains(key);
                keys.push(*key);
                first
            });
            let period = days
                .and_then(|(first, last)| Period::new(date(2026, 5, first), date(2026, 5, last)));
            let event = Event {
                import: ImportId(0),
                owner,
                rows,
                days,
                published: None,
                undone: None,
                dropped: false,
            };
            let rows: Vec<AcceptedRow> =
                event.rows.iter().map(|&(key, content)| delivered(key, content)).collect();
            let record = record(OWNERS[owner], "rar", period);
            let (import, totals) = preview(store, &record, &rows).expect("previewed");
            assert_eq!(totals, model.totals(&event));
            model.events.push(Event { import, ..event });
        }
        Act::Publish(n) => {
            let version = DataVersion(model.version + 1);
            let Some(event) = model.pick(n, waiting) else { return };
            event.published = Some(version);
            let flipped = flip(store, event.import, ImportState::Published);
            assert_eq!(flipped.expect("published"), version);
            model.version += 1;
        }
        Act::Undo(n) => {
            let version = DataVersion(model.version + 1);
            let published = |event: &Event| event.published.is_some() && event.undone.is_none();
            let Some(event) = model.pick(n, published) else { return };
            event.undone = Some(version);
            let flipped = flip(store, event.import, ImportState::Undone);
            assert_eq!(flipped.expect("undone"), version);
            model.version += 1;
        }
        Act::Drop(n) => {
            let Some(event) = model.pick(n, waiting) else { return };
            event.dropped = true;
            let mut write = store.begin().expect("begins");
            write.drop_import(event.import).expect("dropped");
            write.commit().expect("committed");
        }
    }
}

/// After every act the store shows what the model comes to, and at the end it shows so for every
/// version there ever was.
pub(super) fn every_version_shows_what_the_deliveries_in_force_leave(open: Open<'_>) {
    let agree = |store: &dyn Store, model: &Model, at: DataVersion| {
        let shown = store.load_counts(Some(at)).expect("counts load").columns;
        let expected = model.columns(at);
        assert_eq!(shown.len(), expected.len(), "at {at:?}");
        assert_eq!(shown.fingerprint(), expected.fingerprint(), "at {at:?}");
    };
    let config = ProptestConfig {
        cases: 400,
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..Default::default()
    };
    proptest!(config, |(acts in acts())| {
        let store = furnished(open);
        let mut model = Model::default();
        for next in acts {
            act(&*store, &mut model, next);
            agree(&*store, &model, DataVersion(model.version));
        }
        for version in 0..=model.version {
            agree(&*store, &model, DataVersion(version));
        }
        assert_eq!(store.check().expect("checked"), Vec::<String>::new());
    });
}
