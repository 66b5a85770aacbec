//! One row of an indicator table, checked.

use super::{
    RejectionCode,
    indicators::{Column, IndicatorContext, Plan},
    personal_data::{BareDigits, holds_personal_number, slug},
    place::read_number,
    row::{Fault, shorten},
    time_text::read_day,
};
use crate::{
    area::{AreaId, AreaKind},
    incident::{BEFOLKNING, IndicatorId, IndicatorValue, Period, Unit},
};
use csv::StringRecord;
use jiff::{civil::Date, tz::TimeZone};

/// Longest label of an indicator, group or source, in characters.
const LONGEST: usize = 160;

/// What people call the residents of an area.
const MEANS_BEFOLKNING: [&str; 6] =
    ["befolkning", "folkmangd", "invanare", "antal_invanare", "population", "residents"];

/// What units are called, folded; the sign stands for itself.
const UNITS: [(&str, Unit); 19] = [
    ("antal", Unit::Antal),
    ("st", Unit::Antal),
    ("personer", Unit::Antal),
    ("invanare", Unit::Antal),
    ("count", Unit::Antal),
    ("persons", Unit::Antal),
    ("procent", Unit::Procent),
    ("%", Unit::Procent),
    ("percent", Unit::Procent),
    ("per_cent", Unit::Procent),
    ("procentenheter", Unit::Procentenheter),
    ("percentage_points", Unit::Procentenheter),
    ("per_tusen", Unit::PerTusen),
    ("per_1000", Unit::PerTusen),
    ("promille", Unit::PerTusen),
    ("per_thousand", Unit::PerTusen),
    ("tal", Unit::Tal),
    ("index", Unit::Tal),
    ("medelvarde", Unit::Tal),
];

/// The stable name of what a source calls by a label; empty for a label without letters and digits.
pub fn indicator_id(label: &str) -> IndicatorId {
    let name = slug(label);
    IndicatorId(if MEANS_BEFOLKNING.contains(&&*name) { BEFOLKNING.to_owned() } else { name })
}

/// Reads rows of one file.
pub(super) struct RowReader<'a> {
    pub(super) plan: &'a Plan,
    pub(super) context: &'a IndicatorContext<'a>,
}

impl RowReader<'_> {
    pub(super) fn read(&self, row: &StringRecord) -> Result<IndicatorValue, Fault> {
        let n_columns = self.plan.headers.len();
        if row.len() < n_columns || row.iter().skip(n_columns).any(|field| !field.trim().is_empty())
        {
            let code = RejectionCode::WrongFieldCount;
            return Err(Fault { code, column: None, value: Some(row.len().to_string()) });
        }
        for (column, field) in row.iter().enumerate() {
            if holds_personal_number(field, BareDigits::Count) {
                let code = RejectionCode::PersonalData;
                return Err(Fault { code, column: Some(column), value: None });
            }
        }
        let (indicator, label) = self.indicator(row)?;
        let unit = self.unit(row, &indicator)?;
        Ok(IndicatorValue {
            group: self.text(row, Column::Group)?,
            area: self.area(row)?,
            period: self.period(row)?,
            value: self.value(row, unit)?,
            n_answers: self.answers(row)?,
            source: self.text(row, Column::Source)?.unwrap_or_else(|| self.context.source.into()),
            extracted_on: self.day(row, Column::ExtractedOn)?,
            indicator,
            label,
            unit,
        })
    }

    fn indicator(&self, row: &StringRecord) -> Result<(IndicatorId, String), Fault> {
        let bad = |shown| self.fault(RejectionCode::BadIndicator, Column::Indicator, shown);
        let label = self.present(row, Column::Indicator).ok_or_else(|| bad(None))?;
        let id = indicator_id(label);
        if id.0.is_empty() || label.chars().count() > LONGEST {
            return Err(bad(Some(label)));
        }
        Ok((id, label.to_owned()))
    }

    /// Population is counted; everything else must say what it is measured in.
    fn unit(&self, row: &StringRecord, indicator: &IndicatorId) -> Result<Unit, Fault> {
        let Some(text) = self.present(row, Column::Unit) else {
            let percent_column = self.plan.index(Column::Value).is_some_and(|column| {
                self.plan.headers.get(column).is_some_and(|name| slug(name) == "andel")
            });
            return match () {
                () if indicator.0 == BEFOLKNING => Ok(Unit::Antal),
                () if percent_column => Ok(Unit::Procent),
                () => Err(self.fault(RejectionCode::UnknownUnit, Column::Unit, None)),
            };
        };
        let name = if text == "%" { "%".to_owned() } else { slug(text) };
        let known = UNITS.iter().find(|(word, _)| *word == name).map(|(_, unit)| *unit);
        known.ok_or_else(|| self.fault(RejectionCode::UnknownUnit, Column::Unit, Some(text)))
    }

    fn area(&self, row: &StringRecord) -> Result<AreaId, Fault> {
        let Some(code) = self.present(row, Column::Area) else {
            return Err(self.fault(RejectionCode::MissingPlace, Column::Area, None));
        };
        let unknown = |column, shown| self.fault(RejectionCode::UnknownArea, column, Some(shown));
        // An id names its kind itself.
        let (kind, code) = match code.split_once('/') {
            Some((kind, rest)) if kind.parse::<AreaKind>().is_ok() => (Some(kind), rest),
            _ => (self.present(row, Column::AreaKind), code),
        };
        let kind: Option<AreaKind> = match kind {
            Some(text) => {
                let kind = slug(text).parse();
                Some(kind.map_err(|_| unknown(Column::AreaKind, text))?)
            }
            None => None,
        };
        let found = self.context.known_areas.find(kind, code);
        found.map(|(id, _)| id.clone()).ok_or_else(|| unknown(Column::Area, code))
    }

    fn period(&self, row: &StringRecord) -> Result<Period, Fault> {
        if let Some(text) = self.present(row, Column::Period) {
            return text
                .parse()
                .map_err(|_| self.fault(RejectionCode::BadTime, Column::Period, Some(text)));
        }
        match (self.present(row, Column::From), self.present(row, Column::To)) {
            (Some(from), Some(to)) => format!("{from}..{to}")
                .parse()
                .map_err(|_| self.fault(RejectionCode::BadTime, Column::To, Some(to))),
            _ => {
                let column = match self.plan.index(Column::Period) {
                    Some(_) => Column::Period,
                    None => Column::From,
                };
                Err(self.fault(RejectionCode::MissingTime, column, None))
            }
        }
    }

    fn value(&self, row: &StringRecord, unit: Unit) -> Result<f64, Fault> {
        let text = self.present(row, Column::Value);
        let bad = || self.fault(RejectionCode::BadValue, Column::Value, text);
        let plain = text.map(|text| text.strip_suffix('%').unwrap_or(text));
        let value = plain.and_then(read_number).ok_or_else(bad)?;
        let (low, high) = unit.range();
        // No minus zero: it would be another content for the same number.
        if (low..=high).contains(&value) { Ok(value + 0.0) } else { Err(bad()) }
    }

    fn answers(&self, row: &StringRecord) -> Result<Option<u32>, Fault> {
        let Some(text) = self.present(row, Column::Answers) else { return Ok(None) };
        let n = read_number(text).filter(|n| n.fract() == 0.0 && (1.0..=1e9).contains(n));
        let bad = || self.fault(RejectionCode::BadAnswers, Column::Answers, Some(text));
        n.map(|n| Some(n as u32)).ok_or_else(bad)
    }

    fn day(&self, row: &StringRecord, column: Column) -> Result<Option<Date>, Fault> {
        let Some(text) = self.present(row, column) else { return Ok(None) };
        let day = read_day(text, &TimeZone::UTC);
        day.map(Some).ok_or_else(|| self.fault(RejectionCode::BadTime, column, Some(text)))
    }

    fn text(&self, row: &StringRecord, column: Column) -> Result<Option<String>, Fault> {
        match self.present(row, column) {
            Some(text) if text.chars().count() > LONGEST => {
                Err(self.fault(RejectionCode::BadIndicator, column, Some(text)))
            }
            present => Ok(present.map(str::to_owned)),
        }
    }

    fn present<'r>(&self, row: &'r StringRecord, column: Column) -> Option<&'r str> {
        let field = row.get(self.plan.index(column)?)?.trim();
        (!field.is_empty()).then_some(field)
    }

    fn fault(&self, code: RejectionCode, column: Column, value: Option<&str>) -> Fault {
        Fault { code, column: self.plan.index(column), value: value.map(shorten) }
    }
}
