//! Stores with something in them, and the values to put there.

use geo_types::polygon;
use jiff::{Timestamp, civil::date};
use platssamverkan::{
    analysis::{
        concentration,
        found::Found,
        question::{Answer, Frame, Method, Origin, Question},
        run::{CellColumns, Correction, Expectation, Gate, LatticeSpec, RunParameters, RunResult},
    },
    area::{Area, AreaId, AreaKind, BaseCell, Validity},
    case::{
        information::{Information, InformationId, Sent},
        log::LogEntry,
        observation::PlaceObservation,
        opening::{Case, CaseNumber, Opening},
        party::{Party, Role, Side, User},
        release::ReleaseAct,
        signatory::Signer,
    },
    incident::{
        Category, CategoryId, DataVersion, FinestResolution, Fingerprint, ImportId, IndicatorId,
        IndicatorValue, PartyId, Period, Precision, Unit,
    },
    ingest::{
        AcceptedRow, ImportKind, ImportOptions, ImportRecord, ImportState, ImportTotals, SourceKey,
    },
    store::{MethodRun, MethodRunHeader, Store, StoreError, StoredRun, Write},
};
use serde_json::{Value, json};

/// 2026-06-10, the day of the demo.
pub(crate) fn now() -> Timestamp {
    date(2026, 6, 10).at(10, 0, 0, 0).in_tz("UTC").expect("UTC is known").timestamp()
}

pub(crate) fn party(id: &str) -> PartyId {
    PartyId(id.into())
}

/// Two parties and two categories, as every store has them.
pub(crate) fn furnish(store: &dyn Store) {
    let mut write = store.begin().expect("a store can be written");
    for (id, side) in [("polis", Side::Polis), ("stad", Side::Stad)] {
        let party = Party { id: party(id), name: format!("Parten {id}"), side };
        write.put_party(&party).expect("a party is added");
    }
    for id in ["stold", "vald"] {
        write.put_category(&category(id)).expect("a category is added");
    }
    write.commit().expect("committed");
}

pub(crate) fn category(id: &str) -> Category {
    Category {
        id: CategoryId(id.into()),
        label_sv: id.into(),
        label_en: id.into(),
        codes: Vec::new(),
        finest: FinestResolution::BaseCell,
        note_sv: None,
        created_by_source: None,
    }
}

/// A dialogue about Observatorielunden.
pub(crate) fn observation(id: &str, owner: &str) -> PlaceObservation {
    let json = json!({
        "id": id, "owner": owner, "kind": "dialogue", "area": "plats/observatorielunden",
        "period": { "from": "2016-01-01", "to": "2016-12-31" }, "text": "Mörkt.", "n": 3,
        "shared": false, "synthetic": true, "recorded_by": signer(owner), "recorded_at": now(),
    });
    serde_json::from_value(json).expect("a kept observation is read")
}

/// What a party told the other about Observatorielunden; its position is kept as a base cell.
pub(crate) fn information(id: &str, owner: &str) -> Information {
    let cell = BaseCell::try_from((18.0545, 59.3416)).expect("a place on earth");
    let json = json!({
        "id": InformationId(id.into()), "agreement": "a",
        "parties": { "polis": "polis", "stad": "stad" },
        "told": {
            "about": "handelse", "happened": now(), "what": "Bråk vid trapporna",
            "significance": "Berör åtgärdsplanen", "recipient": "Samordnaren",
            "place": { "cell": { "cell": cell, "lies_in": "plats/observatorielunden" } },
        },
        "by": signer(owner), "at": now(), "synthetic": true,
    });
    let sent: Sent = serde_json::from_value(json).expect("kept information is read");
    Information::new(sent).expect("of one of the two")
}

/// A value for Klara in 2025.
pub(crate) fn indicator(id: &str, value: f64) -> IndicatorValue {
    IndicatorValue {
        indicator: IndicatorId(id.into()),
        label: id.into(),
        group: None,
        area: AreaId("statistikomrade/10102".into()),
        period: Period { from: date(2025, 1, 1), to: date(2025, 12, 31) },
        value,
        unit: Unit::Tal,
        n_answers: None,
        source: "SCB".into(),
        extracted_on: Some(date(2026, 2, 1)),
    }
}

pub(crate) fn user(id: &str, login: &str) -> User {
    User {
        id: id.into(),
        login: login.into(),
        function: "Kommunpolis".into(),
        party: party("polis"),
        role: Role::Kommunpolis,
        disabled: false,
    }
}

pub(crate) fn area(code: &str, name: &str, from: Option<jiff::civil::Date>) -> Area {
    Area {
        id: AreaId::new(AreaKind::Stadsdel, code),
        kind: AreaKind::Stadsdel,
        code: code.into(),
        name: name.into(),
        geometry: Some(geo_types::MultiPolygon(vec![polygon![
            (x: 18.0, y: 59.3), (x: 18.1, y: 59.3), (x: 18.1, y: 59.4), (x: 18.0, y: 59.3),
        ]])),
        validity: Validity { valid_from: from, valid_to: None },
        class: None,
        approximate: false,
        source: "test".into(),
        note: None,
    }
}

/// The ground of the demo's agreement, drawn as a box around it.
pub(crate) fn norra_innerstaden() -> Area {
    let kind = AreaKind::Stadsdelsomrade;
    let ground = polygon![
        (x: 18.0, y: 59.3), (x: 18.1, y: 59.3), (x: 18.1, y: 59.4), (x: 18.0, y: 59.4),
    ];
    Area {
        id: AreaId::new(kind, "norra-innerstaden"),
        kind,
        geometry: Some(geo_types::MultiPolygon(vec![ground])),
        ..area("norra-innerstaden", "Norra innerstaden", None)
    }
}

pub(crate) fn log_entry(object: &str, act: &str) -> LogEntry {
    LogEntry {
        at: now(),
        actor: "system".into(),
        party: None,
        side: None,
        object_kind: "opening".into(),
        object_id: object.into(),
        act: act.into(),
        reference: None,
    }
}

/// An opening as the store keeps it; how one comes about is the business of other tests.
pub(crate) fn opening(id: &str) -> Opening {
    let json = json!({ "id": id, "state": "identifierad", "dossier": dossier(id), "evidence": [] });
    serde_json::from_value(json).expect("a kept opening is read")
}

/// A case as the store keeps it.
pub(crate) fn case(number: CaseNumber) -> Case {
    let evidence = Fingerprint::of(b"evidence");
    let yes = |side: &str| {
        json!({
            "signer": signer(side), "verdict": { "ja": { "diarienummer": "A 1/2026" } },
            "motive": "Platsen behöver båda.", "at": now(), "evidence": evidence, "additions": [],
        })
    };
    let mut json = dossier("o-1");
    let more = json!({
        "number": number, "state": "initierad", "opening": "o-1", "opened_at": now(),
        "evidence": { "items": [], "fingerprint": evidence },
        "city": yes("stad"), "police": yes("polis"),
    });
    for (field, value) in more.as_object().expect("an object") {
        json[field] = value.clone();
    }
    serde_json::from_value(json).expect("a kept case is read")
}

/// Somebody of a side.
pub(crate) fn signer(side: &str) -> Signer {
    let json = json!({ "user": "u-1", "function": "Samordnare", "party": side, "side": side });
    serde_json::from_value(json).expect("a kept signer is read")
}

fn dossier(id: &str) -> Value {
    json!({
        "id": id, "agreement": "norrmalm-2016",
        "parties": { "polis": "polis", "stad": "stad" },
        "place": {
            "name": "Torget", "geometry": { "point": { "x": 18.0, "y": 59.3 } },
            "label_at": { "lon": 18.0, "lat": 59.3 }, "area_km2": null, "areas": [],
            "named": null, "approximate": true,
        },
        "identified_by": signer("polis"), "identified_at": now(), "superseded": [],
    })
}

/// A finished run with numbers that are easily lost on the way to text and back.
pub(crate) fn run(id: &str) -> StoredRun {
    let parameters = RunParameters {
        categories: Vec::new(),
        period: Period { from: date(2025, 10, 1), to: date(2026, 5, 31) },
        study_area: AreaId("kommun/0180".into()),
        lattice: LatticeSpec::H3(10),
        ring: 1,
        expectation: Expectation::Background,
        gate: Gate::Default,
        correction: Correction::Bh,
        alpha: 0.05,
        min_ratio: 1.5,
        min_count: 10,
        max_place_km2: 0.15,
        stability: true,
    };
    let awkward = vec![0.1 + 0.2, 5e-324, 1.797_693_134_862_315_7e308, 123_456.789_012_345_67];
    let result = RunResult {
        n_used: u64::from(u32::MAX) + 1,
        n_left_out: vec![("area_only".into(), 7)],
        land_km2: 187.16,
        cells: CellColumns {
            z: vec![None, Some(-1.397_276_26)],
            expected: awkward,
            ..CellColumns::default()
        },
        places: Vec::new(),
        guard_rails: Vec::new(),
        ranked_counts: Vec::new(),
    };
    StoredRun {
        id: id.into(),
        created_by: "u-1".into(),
        party: party("polis"),
        created_at: now(),
        input: serde_json::from_value(json!({
            "parameters": parameters, "data_version": 1, "imports": [1], "synthetic": true,
            "input_fingerprint": Fingerprint::of(b"rows"), "areas_fingerprint": Fingerprint::of(b"areas"), "data_to": date(2026, 5, 31),
            "areas_fingerprint": Fingerprint::of(b"areas"), "method_version": 1,
            "code_version": "0.1.0",
        }))
        .expect("a kept input is read"),
        result_fingerprint: Fingerprint::of(&serde_json::to_vec(&result).expect("serialises")),
        result,
    }
}

/// An answer of another method.
pub(crate) fn method_run(id: &str) -> MethodRun {
    let found = Found {
        result: Answer::Concentration(concentration::of(&[0, 1, 3, 7, 7])),
        n_used: 18,
        n_left_out: vec![("area_precision".into(), 7)],
        guard_rails: Vec::new(),
    };
    let bytes = serde_json::to_vec(&found).expect("serialises");
    let period = Period { from: date(2025, 10, 1), to: date(2026, 5, 31) };
    let header = MethodRunHeader {
        id: id.into(),
        created_by: "u-1".into(),
        party: party("polis"),
        created_at: now(),
        question: Question {
            frame: Frame {
                categories: Vec::new(),
                period,
                study_area: AreaId("kommun/0180".into()),
                lattice: Some(LatticeSpec::H3(10)),
            },
            method: Method::Concentration(concentration::Parameters {}),
        },
        origin: Origin {
            data_version: DataVersion(1),
            input_fingerprint: Fingerprint::of(b"rows"),
            areas_fingerprint: Fingerprint::of(b"areas"),
            imports: vec![ImportId(1)],
            synthetic: true,
            data_to: Some(date(2026, 5, 31)),
            method_version: 1,
            code_version: "0.1.0".into(),
        },
        n_used: 18,
        result_fingerprint: Fingerprint::of(&bytes),
    };
    MethodRun { header, found }
}

/// A release act with these tables, as it was computed.
pub(crate) fn release(id: &str, tables: &[u8]) -> ReleaseAct {
    let prepared = json!({
        "id": id, "agreement": "norrmalm-2016", "parties": { "polis": "polis", "stad": "stad" },
        "ground": ["kommun/0180"], "areas_on": date(2025, 12, 31),
        "prepared_by": signer("polis"), "prepared_at": now(),
        "plan": {
            "level": "publik", "k": 5, "finest": "kvartal", "first_year": 2025, "first_nth": 0,
            "n_periods": 4, "categories": ["stold"], "total": false,
        },
        "basis": { "version": 1, "shared": [1], "synthetic": true },
        "earlier": [], "figures": { "n": 9, "n_small": 1, "n_hidden": 3, "n_not_placed": 0 },
        "tables": Fingerprint::of(tables),
    });
    ReleaseAct::new(serde_json::from_value(prepared).expect("a kept act is read"))
}

/// A delivery before it is numbered.
pub(crate) fn record(owner: &str, source: &str, replace_period: Option<Period>) -> ImportRecord {
    ImportRecord {
        id: ImportId(0),
        kind: ImportKind::Incidents,
        state: ImportState::Staging,
        options: ImportOptions {
            file: "maj.csv".into(),
            source: source.into(),
            owner: party(owner),
            replace_period,
            official_total: None,
            synthetic: true,
        },
        file_hash: Fingerprint::of(b"file"),
        content_hash: Fingerprint::of(b"content"),
        totals: ImportTotals::default(),
        shared: false,
        shared_with: Default::default(),
        created_by: "system".into(),
        created_at: now(),
        published_at: None,
    }
}

/// A row in the cell of a number, in the hours after 2026-05-01T00:00Z.
pub(crate) fn row(key: Option<u32>, cell: u32, hour: i32) -> AcceptedRow {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&key.unwrap_or(0).to_be_bytes());
    let from_hour = 493_776 + hour;
    let lon = 18.0 + 0.000_5 * f64::from(cell % 400);
    let lat = 59.3 + 0.000_5 * f64::from(cell / 400);
    AcceptedRow {
        key: key.map(|_| SourceKey(bytes)),
        from_hour,
        to_hour: from_hour,
        cell: Some(BaseCell::try_from((lon, lat)).expect("in range")),
        area: None,
        category: (cell % 2) as u16,
        precision: Precision::Exakt,
        n: 1,
        reported_on: Some(date(2026, 6, 1)),
    }
}

/// New import, staged and previewed.
pub(crate) fn preview(
    store: &dyn Store,
    record: &ImportRecord,
    rows: &[AcceptedRow],
) -> Result<(ImportId, ImportTotals), StoreError> {
    let id = written(store, |write| write.new_import(record))?;
    let totals = store.stage(id, rows, &[])?;
    let mut record = store.read()?.import(id)?.expect("it was just made");
    record.state = ImportState::Previewed;
    record.totals = totals.clone();
    written(store, |write| write.put_import(&record))?;
    Ok((id, totals))
}

pub(crate) fn flip(
    store: &dyn Store,
    id: ImportId,
    to: ImportState,
) -> Result<DataVersion, StoreError> {
    written(store, |write| write.flip_import(id, to, now()))
}

pub(crate) fn publish(store: &dyn Store, id: ImportId) -> Result<DataVersion, StoreError> {
    flip(store, id, ImportState::Published)
}

/// One change in a transaction of its own.
pub(crate) fn written<T>(
    store: &dyn Store,
    change: impl FnOnce(&mut dyn Write) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut write = store.begin()?;
    let value = change(&mut *write)?;
    write.commit()?;
    Ok(value)
}
