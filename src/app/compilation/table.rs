//! The compilation as a table for spreadsheets: a row for each figure of each row.

use super::{
    Compilation, Sums,
    document::{name, things},
    of,
};
use crate::{
    app::{
        Actor, App, AppError,
        export::File,
        texts::{Language, compilation::GROUPS},
    },
    export::csv,
    policy::{self, Action},
};
use std::borrow::Cow;

const COLUMNS: [&str; 13] = [
    "ar",
    "forsta_dag",
    "sista_dag",
    "overenskommelse",
    "omrade",
    "grupp",
    "matt",
    "kod",
    "antal",
    "aret_fore",
    "summeras",
    "sa_raknades_det",
    "vad",
];

/// A table in UTF-8. The rows for all agreements have no id of an agreement.
///
/// # Errors
/// As [`of`], and for who may take nothing out.
pub fn csv(app: &App, actor: &Actor, year: i16, agreement: Option<&str>) -> Result<File, AppError> {
    policy::may(actor, Action::Export)?;
    let found = of(app, actor, year, agreement)?;
    let each = found.rows.iter();
    let each = each.map(|row| (row.agreement.id.as_str(), name(row), &row.sums));
    let all = each.chain([("", "Alla".to_owned(), &found.total)]);
    let rows = all.flat_map(|(agreement, name, sums)| of_row(&found, agreement, &name, sums));
    Ok(File { name: found.file_name("csv"), bytes: csv::table(&COLUMNS, rows) })
}

fn of_row(
    found: &Compilation,
    agreement: &str,
    name: &str,
    sums: &Sums,
) -> Vec<Vec<Cow<'static, str>>> {
    let mut rows = Vec::new();
    for group in GROUPS {
        for one in group.figures(Language::Swedish) {
            let before = sums.before.as_ref().map(|before| before.n(one.figure).to_string());
            rows.push(vec![
                found.year.to_string().into(),
                found.days.first.to_string().into(),
                found.days.last.to_string().into(),
                agreement.to_owned().into(),
                name.to_owned().into(),
                group.name(Language::Swedish).into(),
                one.label.into(),
                one.figure.as_str().into(),
                sums.now.n(one.figure).to_string().into(),
                before.unwrap_or_default().into(),
                if one.figure.adds_up() { "ja" } else { "nej" }.into(),
                one.how.into(),
                things(found, sums.now.counted(one.figure)).into(),
            ]);
        }
    }
    rows
}
