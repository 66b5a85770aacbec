//! Filter and group-by of rows to cells.

use super::{
    Job,
    data::Input,
    peers::{Timing, answer},
    table::{Line, best},
};
use platssamverkan::{
    app::{Actor, users},
    area::BaseCell,
    incident::{Columns, DataVersion, ImportId, Precision, Row, Selection, Visible},
    policy,
    store::LoadedCounts,
};
use std::{collections::BTreeMap, sync::Arc};

pub(crate) const JOB: Job = Job { name: "group", by_rows: true, prepare, run };

fn prepare(input: &Input) {
    input.put("cell.u32", input.cell.iter().map(|v| v.to_le_bytes()));
    input.put("hour.i32", input.hour.iter().map(|v| v.to_le_bytes()));
    input.put("category.u16", input.category.iter().map(|v| v.to_le_bytes()));
}

fn run(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<Line> {
    let view = view(input);
    let selection = selection(input);
    let (ms, ours) = best(20, || view.count_by_cell(&selection));
    assert_eq!(view.cells(), &input.cells[..], "the same dictionary");
    let said = match answer(input, "group.u32", u32::from_le_bytes) {
        Some(peer) => {
            assert_eq!(ours, peer, "group-by");
            "lika i varje cell"
        }
        None => "ej jämförda",
    };
    let line = Line::new(input.n_rows(), "rader", "filter + gruppering till celler", ms);
    let line = if input.n_rows() == 1_000_000 { line.target(2.0) } else { line };
    vec![line.beside(theirs, "group").answers(said)]
}

/// Two categories of ten, a year of four.
fn selection(input: &Input) -> Selection {
    Selection {
        categories: (0..10).map(|category| category == 1 || category == 2).collect(),
        hours: Some(input.hour_span.0..input.hour_span.1),
        cells: None,
    }
}

/// The rows as one party sees its own.
fn view(input: &Input) -> Visible {
    let row = |i: usize| (input.cells[input.cell[i] as usize], input.hour[i], input.category[i]);
    view_of((0..input.cell.len()).map(row))
}

/// Rows of cell, hour and category as the party that owns them sees them.
pub(crate) fn view_of(rows: impl Iterator<Item = (BaseCell, i32, u16)>) -> Visible {
    let [police, _] = users::demo_parties();
    let rows = rows.map(|(cell, hour, category)| Row {
        from_hour: hour,
        to_hour: hour,
        cell: Some(cell),
        area: None,
        category,
        owner: 0,
        import: ImportId(1),
        precision: Precision::Exakt,
        n: 1,
    });
    let columns = Arc::new(Columns::build(rows, vec![police.id.clone()]));
    let counts = LoadedCounts { columns, version: DataVersion(1), imports: Vec::new() };
    let actor: Actor = users::system_actor(police);
    policy::view(&actor, &counts)
}
