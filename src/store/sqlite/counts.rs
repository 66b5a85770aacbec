//! The published counts, as of any version.

use super::{areas, error::inconsistent, imports};
use crate::{
    area::{AreaId, BaseCell},
    incident::{Columns, DataVersion, ImportId, PartyId, Precision, Row},
    ingest::ImportRecord,
    store::{LoadedCounts, StoreError},
};
use rusqlite::Connection;
use std::{cmp::Reverse, collections::HashMap, sync::Arc};

/// Condition on an import: in force at version ?1.
const IN_FORCE: &str =
    "published_version <= ?1 AND (undone_version IS NULL OR undone_version > ?1)";

pub(super) fn load(
    db: &Connection,
    as_of: Option<DataVersion>,
) -> Result<LoadedCounts, StoreError> {
    let now = imports::data_version(db)?;
    let version = as_of.unwrap_or(now);
    if version > now {
        return Err(inconsistent("data_version", "value", version.0));
    }
    let in_force = imports::select(
        db,
        &format!("kind = 'incidents' AND {IN_FORCE} ORDER BY id"),
        [version.0],
    )?;
    let (owners, owner_of_stream) = owners(db)?;
    let mut scan = Scan {
        // The more widely shared delivery, then the first.
        rank: in_force.iter().map(|i| (i.id.0, (Reverse(width(i)), i.id))).collect(),
        superseded: superseded(db, version)?,
        also: HashMap::new(),
        area_names: area_names(db)?,
        owner_of_stream,
    };
    scan.also = scan.also_delivered(db, version)?;
    let mut failure = None;
    let columns = {
        let mut statement = db.prepare_cached(
            "SELECT id, import, stream, from_hour, to_hour, cell, area, category, precision, n
             FROM count_row",
        )?;
        let mut rows = statement.query([])?;
        let failure = &mut failure;
        let rows = std::iter::from_fn(move || {
            loop {
                match rows.next().map_err(StoreError::from).and_then(|row| match row {
                    None => Ok(None),
                    Some(row) => scan.read(row).map(Some),
                }) {
                    Ok(None) => return None,
                    Ok(Some(None)) => {}
                    Ok(Some(Some(row))) => return Some(row),
                    Err(error) => {
                        *failure = Some(error);
                        return None;
                    }
                }
            }
        });
        Columns::build(rows, owners)
    };
    if let Some(error) = failure {
        return Err(error);
    }
    let names = areas::catalogue(db)?.categories.into_iter().map(|category| category.id).collect();
    Ok(LoadedCounts {
        columns: Arc::new(columns.with_categories(names)),
        version,
        imports: in_force,
    })
}

type Rank = (Reverse<u8>, ImportId);

/// How widely a delivery was shown.
fn width(import: &ImportRecord) -> u8 {
    if import.shared { 2 } else { u8::from(!import.shared_with.is_empty()) }
}

/// What decides whether a row counts, and under which import.
struct Scan {
    rank: HashMap<u32, Rank>,
    /// By row id; may end before the last row.
    superseded: Vec<bool>,
    also: HashMap<usize, Rank>,
    area_names: HashMap<i64, AreaId>,
    owner_of_stream: HashMap<i64, u16>,
}

impl Scan {
    /// `None` if the row does not count.
    fn read(&self, row: &rusqlite::Row<'_>) -> Result<Option<Row>, StoreError> {
        let id: usize = row.get(0)?;
        if self.superseded.get(id).is_some_and(|&superseded| superseded) {
            return Ok(None);
        }
        let first = self.rank.get(&row.get::<_, u32>(1)?);
        let Some(&(_, import)) = first.into_iter().chain(self.also.get(&id)).min() else {
            return Ok(None);
        };
        let broken = |column| inconsistent("count_row", column, id);
        let owner = self.owner_of_stream.get(&row.get(2)?).ok_or_else(|| broken("stream"))?;
        let cell = match row.get::<_, Option<i64>>(5)? {
            Some(raw) => {
                let cell = BaseCell::from_u64(raw.cast_unsigned());
                Some(cell.ok_or_else(|| broken("cell"))?)
            }
            None => None,
        };
        let area = match row.get::<_, Option<i64>>(6)? {
            Some(dense) => Some(self.area_names.get(&dense).ok_or_else(|| broken("area"))?.clone()),
            None => None,
        };
        let precision = Precision::ALL.get(row.get::<_, usize>(8)?);
        Ok(Some(Row {
            from_hour: row.get(3)?,
            to_hour: row.get(4)?,
            cell,
            area,
            category: row.get(7)?,
            owner: *owner,
            import,
            precision: *precision.ok_or_else(|| broken("precision"))?,
            n: row.get(9)?,
        }))
    }

    /// Per row the best of the imports in force that delivered it again.
    fn also_delivered(
        &self,
        db: &Connection,
        version: DataVersion,
    ) -> Result<HashMap<usize, Rank>, StoreError> {
        let mut also: HashMap<usize, Rank> = HashMap::new();
        let mut statement = db.prepare_cached(&format!(
            "SELECT a.row, a.import FROM also_delivered a JOIN import i ON i.id = a.import
             WHERE {IN_FORCE}"
        ))?;
        let mut rows = statement.query([version.0])?;
        while let Some(row) = rows.next()? {
            let (id, import): (usize, u32) = (row.get(0)?, row.get(1)?);
            if let Some(&rank) = self.rank.get(&import) {
                also.entry(id).and_modify(|best| *best = rank.min(*best)).or_insert(rank);
            }
        }
        Ok(also)
    }
}

fn superseded(db: &Connection, version: DataVersion) -> Result<Vec<bool>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT s.row FROM superseded s JOIN import i ON i.id = s.import WHERE {IN_FORCE}"
    ))?;
    let mut rows = statement.query([version.0])?;
    let mut superseded = Vec::new();
    while let Some(row) = rows.next()? {
        let id: usize = row.get(0)?;
        if superseded.len() <= id {
            superseded.resize(id + 1, false);
        }
        superseded[id] = true;
    }
    Ok(superseded)
}

/// All owners, and for each stream the index of its owner.
fn owners(db: &Connection) -> Result<(Vec<PartyId>, HashMap<i64, u16>), StoreError> {
    let mut owners: Vec<PartyId> = Vec::new();
    let mut of_stream = HashMap::new();
    let mut statement = db.prepare_cached("SELECT id, owner FROM stream ORDER BY owner")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let owner = PartyId(row.get(1)?);
        if owners.last() != Some(&owner) {
            owners.push(owner);
        }
        let index = u16::try_from(owners.len() - 1);
        let index = index.map_err(|_| inconsistent("stream", "owner", owners.len()))?;
        of_stream.insert(row.get(0)?, index);
    }
    Ok((owners, of_stream))
}

fn area_names(db: &Connection) -> Result<HashMap<i64, AreaId>, StoreError> {
    let mut statement = db.prepare_cached("SELECT dense, id FROM area_name")?;
    let names = statement.query_map([], |row| Ok((row.get(0)?, AreaId(row.get(1)?))))?;
    Ok(names.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use crate::{
        area::BaseCell,
        case::party::{Party, Side},
        incident::{
            Category, CategoryId, FinestResolution, Fingerprint, ImportId, PartyId, Precision,
            Scope, Visible,
        },
        ingest::{
            AcceptedRow, ImportKind, ImportOptions, ImportRecord, ImportState, ImportTotals,
            SourceKey,
        },
        store::{Store, sqlite::SqliteStore},
    };
    use jiff::Timestamp;
    use std::{collections::BTreeSet, sync::Arc};

    fn record(shared: bool) -> ImportRecord {
        ImportRecord {
            id: ImportId(0),
            kind: ImportKind::Incidents,
            state: ImportState::Staging,
            options: ImportOptions {
                file: "maj.csv".into(),
                source: "rar".into(),
                owner: PartyId("polis".into()),
                replace_period: None,
                official_total: None,
                synthetic: true,
            },
            file_hash: Fingerprint::of(b""),
            content_hash: Fingerprint::of(b""),
            totals: ImportTotals::default(),
            shared,
            shared_with: Default::default(),
            created_by: "system".into(),
            created_at: Timestamp::UNIX_EPOCH,
            published_at: None,
        }
    }

    fn row(key: u8) -> AcceptedRow {
        AcceptedRow {
            key: Some(SourceKey([key; 16])),
            from_hour: 1,
            to_hour: 1,
            cell: Some(BaseCell::try_from((18.0, 59.3)).expect("in range")),
            area: None,
            category: 0,
            precision: Precision::Exakt,
            n: 1,
            reported_on: None,
        }
    }

    /// The same row came first in a delivery of one's own and then in a shared one: sharing the
    /// second shows it, and nothing else of the first.
    #[test]
    fn a_row_that_came_twice_is_seen_through_the_delivery_that_is_shared() {
        let store = SqliteStore::open_in_memory().expect("opens");
        let mut write = store.begin().expect("begins");
        let polis =
            Party { id: PartyId("polis".into()), name: "Polisen".into(), side: Side::Polis };
        write.put_party(&polis).expect("put");
        let stold = Category {
            id: CategoryId("stold".into()),
            label_sv: "Stöld".into(),
            label_en: "Theft".into(),
            codes: Vec::new(),
            finest: FinestResolution::BaseCell,
            note_sv: None,
            created_by_source: None,
        };
        write.put_category(&stold).expect("put");
        let own = write.new_import(&record(false)).expect("made");
        let shared = write.new_import(&record(true)).expect("made");
        write.commit().expect("committed");
        store.stage(own, &[row(1), row(2)], &[]).expect("staged");
        store.stage(shared, &[row(2)], &[]).expect("staged");
        let mut write = store.begin().expect("begins");
        for id in [own, shared] {
            let record = write.import(id).expect("read").expect("is there");
            let previewed = ImportRecord { state: ImportState::Previewed, ..record };
            write.put_import(&previewed).expect("previewed");
            write
                .flip_import(id, ImportState::Published, Timestamp::UNIX_EPOCH)
                .expect("published");
        }
        write.commit().expect("committed");

        let columns = store.load_counts(None).expect("counts load").columns;
        let n_rows = |own: Option<&str>, shared: BTreeSet<ImportId>| {
            let scope = Scope::of(own.map(|id| PartyId(id.into())), shared);
            Visible::new(Arc::clone(&columns), scope).n_rows()
        };
        assert_eq!(n_rows(Some("polis"), BTreeSet::new()), 2);
        assert_eq!(n_rows(Some("stad"), [shared].into()), 1);
        assert_eq!(n_rows(Some("stad"), BTreeSet::new()), 0);
    }
}
