//! Values of indicators from CSV: UTF-8 or cp1252, comma, semicolon or tab, decimal point or comma.
//!
//! | column | also called | |
//! |---|---|---|
//! | `indicator` | `indikator` | needed; its stable name is made of the words |
//! | `area` | `område`, `områdeskod`, `area_code` | needed; a code, or an id like `statistikomrade/10102` |
//! | `area_kind` | `områdesslag`, `områdestyp` | which kind of area the code is of |
//! | `period` | `år`, `year`, `tid` | needed unless `from` and `to` are there |
//! | `from`, `to` | `från`, `till` | first and last day |
//! | `value` | `värde`, `andel`, `antal` | needed |
//! | `unit` | `enhet` | `antal`, `procent`, `procentenheter`, `per_tusen`, `tal` |
//! | `n` | `svar`, `antal_svar`, `answers` | answers the value rests on |
//! | `group` | `grupp`, `svarsgrupp` | who was asked |
//! | `source` | `källa`, `undersökning`, `survey` | the delivery's source if not given |
//! | `extracted_on` | `uttagen`, `uttaget` | day of extraction |
//!
//! Headers are compared without case, accents and separators.

use super::{
    IndicatorDelivery, InputRefused, KnownAreas, Rejection, RejectionCode,
    csv_records::{Records, Start},
    encoding::{Decoded, Limits, TextEncoding, decode, read_bounded, refuse},
    indicator_row::RowReader,
    personal_data::{column_looks_personal, slug},
    row::Fault,
};
use crate::incident::{Fingerprint, IndicatorValue};
use csv::StringRecord;
use std::{
    collections::{BTreeMap, HashMap},
    io::Read,
};

/// Most values of one file: 130 areas × 25 years × 60 indicators.
const MOST_VALUES: usize = 200_000;

/// What the reader must know besides the file.
#[derive(Debug, Clone, Copy)]
pub struct IndicatorContext<'a> {
    /// Areas that rows may name.
    pub known_areas: &'a KnownAreas,
    /// Source of rows that name none.
    pub source: &'a str,
    /// Encoding, when it should not be found out.
    pub encoding: Option<TextEncoding>,
    /// When to refuse.
    pub limits: Limits,
}

/// What a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Indicator,
    Area,
    AreaKind,
    Period,
    From,
    To,
    Value,
    Unit,
    Answers,
    Group,
    Source,
    ExtractedOn,
}

/// Names of each column, folded by [`slug`]. The first is the one that messages use.
pub(super) const COLUMNS: [(Column, &[&str]); 12] = [
    (Column::Indicator, &["indicator", "indikator", "matt"]),
    (
        Column::Area,
        &["area", "omrade", "area_code", "omradeskod", "omrades_kod", "omrade_kod", "area_id"],
    ),
    (Column::AreaKind, &["area_kind", "omradesslag", "omradestyp", "omrade_slag", "kind"]),
    (Column::Period, &["period", "ar", "year", "tid", "matperiod", "matar"]),
    (Column::From, &["from", "fran", "period_from"]),
    (Column::To, &["to", "till", "period_to"]),
    (Column::Value, &["value", "varde", "andel", "antal"]),
    (Column::Unit, &["unit", "enhet"]),
    (Column::Answers, &["n", "answers", "svar", "antal_svar", "n_answers", "svarande"]),
    (Column::Group, &["group", "grupp", "svarsgrupp"]),
    (Column::Source, &["source", "kalla", "undersokning", "survey", "enkat"]),
    (Column::ExtractedOn, &["extracted_on", "uttagen", "uttaget", "uttagsdatum", "extracted"]),
];

/// Reads a CSV file of indicator values, or refuses it whole.
///
/// Every row ends up in [`IndicatorDelivery::values`] or in its rejections. The same value twice is a
/// duplicate; two values for the same indicator, group, area, period and source are a conflict, and
/// the later row is rejected. Shares on fewer than five answers are kept, listed, and never shown.
///
/// Refused with the codes of [`super::read_incidents`], as far as they can happen here, and with
/// `too_many_values`.
pub fn read_indicators(
    bytes: impl Read,
    file: &str,
    context: &IndicatorContext<'_>,
) -> Result<IndicatorDelivery, InputRefused> {
    let limits = &context.limits;
    let bytes = read_bounded(bytes, file, limits.max_bytes, Some(limits.max_line_bytes))?;
    let file_hash = Fingerprint::of(&bytes);
    let Decoded { text, read_as } = decode(bytes, context.encoding, file)?;
    let n_known = |headers: &[&str]| headers.iter().filter(|h| column_of(h).is_some()).count();
    let start = Start::find(&text, None, limits, &n_known, file)?;
    let mut records = Records::new(&text, start, limits, file)?;
    let plan = Plan::new(records.header(file)?, file)?;
    let reader = RowReader { plan: &plan, context };
    let mut intake = Intake::new(file, limits.max_listed);
    let mut record = StringRecord::new();
    while let Some(line) = records.next(&mut record, file)? {
        intake.take(line, reader.read(&record), &plan)?;
    }
    let read_as = format!("CSV, {read_as}, {}", start.delimiter_name());
    intake.finish(file_hash, plan.dropped.clone(), read_as)
}

fn column_of(header: &str) -> Option<Column> {
    let name = slug(header);
    COLUMNS.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(column, _)| *column)
}

/// Which column of the file is what.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) headers: Vec<String>,
    index: [Option<usize>; COLUMNS.len()],
    pub(super) dropped: Vec<String>,
}

impl Plan {
    pub(super) fn index(&self, column: Column) -> Option<usize> {
        self.index[column as usize]
    }

    fn new(headers: Vec<String>, file: &str) -> Result<Self, InputRefused> {
        let about = |code: &str, name: &str, detail: String| InputRefused {
            column: Some(name.chars().take(80).collect()),
            ..refuse(code, file, Some(1), detail)
        };
        let mut plan = Self { headers, index: [None; COLUMNS.len()], dropped: Vec::new() };
        for (i, name) in plan.headers.iter().enumerate() {
            match column_of(name) {
                Some(column) if plan.index[column as usize].is_some() => {
                    return Err(about("duplicate_column", name, "stands twice".to_owned()));
                }
                Some(column) => plan.index[column as usize] = Some(i),
                None if column_looks_personal(name) => {
                    return Err(about("personal_data_column", name, "by its name".to_owned()));
                }
                None if name.is_empty() => {}
                None => plan.dropped.push(name.clone()),
            }
        }
        let found: Vec<String> =
            plan.headers.iter().take(20).map(|name| name.chars().take(40).collect()).collect();
        let missing = |name: &str| Err(about("missing_column", name, found.join(", ")));
        let has = |column: Column| plan.index(column).is_some();
        let timed = has(Column::Period) || (has(Column::From) && has(Column::To));
        if COLUMNS.iter().all(|(column, _)| !has(*column)) {
            return Err(refuse("missing_header", file, Some(1), found.join(", ")));
        }
        match () {
            () if !has(Column::Indicator) => missing("indicator"),
            () if !has(Column::Area) => missing("area"),
            () if !has(Column::Value) => missing("value"),
            () if !timed => missing("period"),
            () => Ok(plan),
        }
    }
}

struct Intake<'a> {
    file: &'a str,
    max_listed: usize,
    delivery: IndicatorDelivery,
    /// Index of the first value of each cell of the table.
    seen: HashMap<String, usize>,
}

impl<'a> Intake<'a> {
    fn new(file: &'a str, max_listed: usize) -> Self {
        let (delivery, seen) = (IndicatorDelivery::default(), HashMap::new());
        Self { file, max_listed, delivery, seen }
    }

    fn take(
        &mut self,
        line: u64,
        row: Result<IndicatorValue, Fault>,
        plan: &Plan,
    ) -> Result<(), InputRefused> {
        self.delivery.n_read += 1;
        let value = match row.and_then(|value| self.not_there_yet(value, plan)) {
            Ok(value) => value,
            Err(fault) => {
                self.list(line, fault, plan);
                return Ok(());
            }
        };
        if value.is_suppressed() {
            let column = plan.index(Column::Answers);
            self.list(line, Fault { code: RejectionCode::FewAnswers, column, value: None }, plan);
        }
        if self.delivery.values.len() == MOST_VALUES {
            let detail = format!("more than {MOST_VALUES} values");
            return Err(refuse("too_many_values", self.file, Some(line), detail));
        }
        self.seen.insert(value.cell(), self.delivery.values.len());
        self.delivery.values.push(value);
        Ok(())
    }

    fn not_there_yet(&self, value: IndicatorValue, plan: &Plan) -> Result<IndicatorValue, Fault> {
        let Some(earlier) = self.seen.get(&value.cell()) else { return Ok(value) };
        let earlier = &self.delivery.values[*earlier];
        let code = match earlier.says_the_same(&value) {
            true => RejectionCode::Duplicate,
            false => RejectionCode::ConflictingValue,
        };
        let shown = format!("{} ({})", value.value, earlier.value);
        // A value that is never shown is not shown here either.
        let hidden = value.is_suppressed() || earlier.is_suppressed();
        Err(Fault { code, column: plan.index(Column::Value), value: (!hidden).then_some(shown) })
    }

    fn list(&mut self, line: u64, fault: Fault, plan: &Plan) {
        *self.delivery.by_code.entry(fault.code).or_default() += 1;
        if self.delivery.rejections.len() < self.max_listed {
            self.delivery.rejections.push(Rejection {
                file: self.file.to_owned(),
                line,
                record: self.delivery.n_read,
                column: fault.column.and_then(|i| plan.headers.get(i).cloned()),
                value: fault.value,
                code: fault.code,
            });
        }
    }

    fn finish(
        self,
        file_hash: Fingerprint,
        dropped_columns: Vec<String>,
        read_as: String,
    ) -> Result<IndicatorDelivery, InputRefused> {
        let Self { file, mut delivery, .. } = self;
        if delivery.n_read == 0 {
            return Err(refuse("no_rows", file, None, "a header and nothing else"));
        }
        if delivery.values.is_empty() {
            let first: Vec<String> = delivery
                .rejections
                .iter()
                .take(3)
                .map(|r| format!("{} {}", r.line, r.code.as_str()))
                .collect();
            return Err(refuse("nothing_acceptable", file, None, first.join(", ")));
        }
        delivery.content_hash = Some(content_of(&delivery.values));
        delivery.file_hash = Some(file_hash);
        delivery.dropped_columns = dropped_columns;
        delivery.read_as = read_as;
        Ok(delivery)
    }
}

/// The same for the same values in another order.
fn content_of(values: &[IndicatorValue]) -> Fingerprint {
    let each: BTreeMap<String, String> = values
        .iter()
        .map(|value| {
            let rest = (value.value, value.unit, value.n_answers, value.extracted_on);
            (value.cell(), serde_json::to_string(&rest).expect("plain values"))
        })
        .collect();
    Fingerprint::of(&serde_json::to_vec(&each).expect("plain texts"))
}

#[cfg(test)]
#[path = "indicators_tests.rs"]
mod tests;
