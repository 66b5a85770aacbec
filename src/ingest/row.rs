//! One row, checked: everything that can be said of it without looking at other rows.

use super::{
    AcceptedRow, Context, InputRefused, Mapping, ReadHow, RejectionCode, SourceKey,
    category_value::{CategoryValues, Found},
    column_plan::ColumnPlan,
    mapping::Target,
    personal_data::{BareDigits, holds_personal_number},
    row_place::Place,
    time_text::{TimeSpan, read_day, read_span},
};
use crate::{
    area::{AreaKind, BaseCellGrid},
    incident::{FinestResolution, Precision, UtcHour},
};
use csv::StringRecord;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{civil::Date, tz::TimeZone};
use sha2::Sha256;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A row that may be kept.
#[derive(Debug)]
pub(super) struct CheckedRow {
    /// `category` is 0 for a new one.
    pub(super) row: AcceptedRow,
    /// Value that creates its category.
    pub(super) new_category: Option<String>,
    /// Of all fields as written, for rows with an id; equal rows have equal hashes.
    pub(super) content: u64,
    /// Known by area only.
    pub(super) area_only: bool,
    /// Kept by area and month only, because of its category.
    pub(super) coarsened: bool,
    /// Its local time happens twice or never.
    pub(super) clock_change: bool,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: RejectionCode,
    /// Index of the column.
    pub(super) column: Option<usize>,
    /// Shortened; coordinates are rounded to about a kilometre, ids and personal data left out.
    pub(super) value: Option<String>,
}

/// Checks rows of one file. Shared by threads.
pub(super) struct RowCheck<'a> {
    pub(super) plan: &'a ColumnPlan,
    pub(super) categories: CategoryValues<'a>,
    pub(super) context: &'a Context<'a>,
    pub(super) grid: BaseCellGrid,
    mapping: &'a Mapping,
    zone: TimeZone,
    mac: Hmac<Sha256>,
    pub(super) area_kind: Option<AreaKind>,
    precision: Precision,
}

impl<'a> RowCheck<'a> {
    /// Refused as `bad_mapping` when the mapping's constants mean nothing.
    pub(super) fn new(
        plan: &'a ColumnPlan,
        how: &'a ReadHow,
        context: &'a Context<'a>,
        file: &str,
    ) -> Result<Self, InputRefused> {
        let mapping = &how.mapping;
        let bad = |column: &str, value: &str| InputRefused {
            column: Some(column.to_owned()),
            ..super::encoding::refuse("bad_mapping", file, None, value)
        };
        let categories = CategoryValues::new(context, mapping, file)?;
        let constants = &mapping.constants;
        if let Some(value) = &constants.category
            && categories.find(value) == Found::Unknown
        {
            return Err(bad("constants.category", value));
        }
        let area_kind = match &constants.area_kind {
            Some(kind) => Some(kind.parse().map_err(|_| bad("constants.area_kind", kind))?),
            None => None,
        };
        let precision = match &constants.precision {
            Some(text) => read_precision(text).ok_or_else(|| bad("constants.precision", text))?,
            None => Precision::Okand,
        };
        let zone = match &mapping.time_zone {
            Some(name) => TimeZone::get(name).map_err(|_| bad("time_zone", name))?,
            None => context.clock.zone().clone(),
        };
        let mut mac = Hmac::<Sha256>::new_from_slice(context.key).expect("any length is a key");
        mac.update(&(context.source.len() as u64).to_le_bytes());
        mac.update(context.source.as_bytes());
        let grid = BaseCellGrid::new(context.study_area.bounds());
        Ok(Self { plan, categories, context, grid, mapping, zone, mac, area_kind, precision })
    }

    /// Accepts a row, or says the first thing that is wrong: shape, personal data, category, place,
    /// time, numbers.
    pub(super) fn check(&self, row: &StringRecord) -> Result<CheckedRow, Fault> {
        self.check_shape(row)?;
        self.check_personal(row)?;
        let found = self.category(row)?;
        let place = self.place(row)?;
        let span = self.time(row)?;
        let n = self.count(row)?;
        let reported_on = self.reported_on(row)?;
        let precision = match self.present(row, Target::Precision) {
            Some(text) => read_precision(text).unwrap_or(Precision::Okand),
            None => self.precision,
        };
        let month_only = self.categories.finest(&found) == FinestResolution::AreaMonth;
        let by_area =
            month_only || precision == Precision::Omrade || matches!(place, Place::Area(..));
        let (cell, area) = match &place {
            Place::Cell(cell) if !by_area => (Some(*cell), None),
            Place::Cell(cell) => (None, Some(self.area_of(*cell, row)?)),
            Place::Area(_, coarse) if month_only => {
                let coarse = coarse.or(self.context.study_area_id);
                (None, Some(coarse.ok_or_else(|| self.unknown_area(row))?.clone()))
            }
            Place::Area(area, _) => (None, Some((*area).clone())),
        };
        let (from_hour, to_hour) = self.hours(span, month_only);
        let id = self.present(row, Target::Id);
        let (new_category, category) = match found {
            Found::Known(index) => (None, index),
            Found::New(value) => (Some(value), 0),
            Found::Unknown => unreachable!("`category` has refused it"),
        };
        Ok(CheckedRow {
            row: AcceptedRow {
                key: id.map(|id| self.key(id)),
                from_hour,
                to_hour,
                cell,
                area,
                category,
                precision: if by_area { Precision::Omrade } else { precision },
                n,
                // A day would say more than the month that may be kept.
                reported_on: reported_on.map(|d| if month_only { d.first_of_month() } else { d }),
            },
            new_category,
            content: if id.is_some() { content_of(row) } else { 0 },
            area_only: by_area && !month_only,
            coarsened: month_only,
            clock_change: span.clock_change && !month_only,
        })
    }

    /// Same row, other key: for the k-th content (k ≥ 1) under a repeated id.
    pub(super) fn repeated_key(&self, key: SourceKey, k: u32) -> SourceKey {
        let mut mac = self.mac.clone();
        mac.update(b"repeated");
        mac.update(&key.0);
        mac.update(&k.to_le_bytes());
        shortened(mac)
    }

    fn key(&self, id: &str) -> SourceKey {
        let mut mac = self.mac.clone();
        mac.update(b"id");
        mac.update(id.as_bytes());
        shortened(mac)
    }

    /// The field of a target as written, trimmed; `None` when there is no such column.
    pub(super) fn field<'r>(&self, row: &'r StringRecord, target: Target) -> Option<&'r str> {
        Some(row.get(self.plan.index(target)?)?.trim())
    }

    /// The field of a target unless it says that there is no value.
    pub(super) fn present<'r>(&self, row: &'r StringRecord, target: Target) -> Option<&'r str> {
        self.field(row, target).filter(|text| !says_missing(text))
    }

    pub(super) fn fault(&self, code: RejectionCode, target: Target, value: Option<&str>) -> Fault {
        let personal = value.is_some_and(|v| holds_personal_number(v, BareDigits::Count));
        Fault {
            code: if personal { RejectionCode::PersonalData } else { code },
            column: self.plan.index(target),
            value: value.filter(|_| !personal).map(shorten),
        }
    }

    fn check_shape(&self, row: &StringRecord) -> Result<(), Fault> {
        let wanted = self.plan.headers.len();
        let extra_is_empty = row.iter().skip(wanted).all(|field| field.trim().is_empty());
        if row.len() >= wanted && extra_is_empty {
            return Ok(());
        }
        let value = Some(format!("{}/{wanted}", row.len()));
        Err(Fault { code: RejectionCode::WrongFieldCount, column: None, value })
    }

    fn check_personal(&self, row: &StringRecord) -> Result<(), Fault> {
        let kept = [
            (self.plan.index(Target::Category), BareDigits::Count),
            (self.plan.index(Target::Id), BareDigits::Ignore),
        ];
        let kept = kept.into_iter().filter_map(|(column, bare)| Some((column?, bare)));
        let extra = self.plan.extra.iter().map(|column| (*column, BareDigits::Count));
        for (column, bare) in kept.chain(extra) {
            if row.get(column).is_some_and(|text| holds_personal_number(text, bare)) {
                let column = Some(column);
                return Err(Fault { code: RejectionCode::PersonalData, column, value: None });
            }
        }
        Ok(())
    }

    fn category(&self, row: &StringRecord) -> Result<Found, Fault> {
        let named = self.present(row, Target::Category);
        if let Some(value) = named {
            let found = self.categories.find(value);
            if found != Found::Unknown {
                return Ok(found);
            }
        }
        let code = self.present(row, Target::Brottskod);
        if let Some(index) = code.and_then(|code| self.categories.by_code(code)) {
            return Ok(Found::Known(index));
        }
        if let (None, None, Some(value)) = (named, code, &self.mapping.constants.category) {
            return Ok(self.categories.find(value));
        }
        let target = if code.is_some() || self.plan.index(Target::Category).is_none() {
            Target::Brottskod
        } else {
            Target::Category
        };
        let value = if target == Target::Brottskod { code } else { named };
        Err(self.fault(RejectionCode::UnknownCategory, target, value))
    }

    fn time(&self, row: &StringRecord) -> Result<TimeSpan, Fault> {
        let from = self.present(row, Target::OccurredFrom).ok_or_else(|| {
            let written = self.field(row, Target::OccurredFrom);
            self.fault(RejectionCode::MissingTime, Target::OccurredFrom, written)
        })?;
        let read = |text: &str, target| {
            read_span(text, &self.zone, self.mapping.time_precision)
                .ok_or_else(|| self.fault(RejectionCode::BadTime, target, Some(text)))
        };
        let first = read(from, Target::OccurredFrom)?;
        let Some(to) = self.present(row, Target::OccurredTo) else { return Ok(first) };
        let last = read(to, Target::OccurredTo)?;
        if first.first_s > last.last_s {
            return Err(self.fault(RejectionCode::BadTime, Target::OccurredTo, Some(to)));
        }
        Ok(TimeSpan {
            first_s: first.first_s,
            last_s: last.last_s.max(first.first_s),
            clock_change: first.clock_change || last.clock_change,
        })
    }

    /// Hours of the span; whole local months where no more may be kept.
    fn hours(&self, span: TimeSpan, whole_months: bool) -> (UtcHour, UtcHour) {
        let (first, last) = (hour_of(span.first_s), hour_of(span.last_s));
        if !whole_months {
            return (first, last);
        }
        let clock = self.context.clock;
        let month = |hour: UtcHour| clock.local(hour).date();
        let after = month(last).last_of_month().tomorrow().expect("years end at 2100");
        (clock.day_start(month(first).first_of_month()), clock.day_start(after) - 1)
    }

    fn count(&self, row: &StringRecord) -> Result<u32, Fault> {
        let Some(text) = self.present(row, Target::Count) else { return Ok(1) };
        let n = text.parse::<u32>().ok().filter(|n| (1..=10_000).contains(n));
        n.ok_or_else(|| self.fault(RejectionCode::BadNumber, Target::Count, Some(text)))
    }

    fn reported_on(&self, row: &StringRecord) -> Result<Option<Date>, Fault> {
        let Some(text) = self.present(row, Target::ReportedOn) else { return Ok(None) };
        match read_day(text, &self.zone) {
            Some(day) => Ok(Some(day)),
            None => Err(self.fault(RejectionCode::BadTime, Target::ReportedOn, Some(text))),
        }
    }
}

/// What sources write where they have no value.
fn says_missing(text: &str) -> bool {
    text.is_empty()
        || text == "-"
        || ["na", "n/a", "#n/a", "null", "none"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn read_precision(text: &str) -> Option<Precision> {
    Some(match text.trim().to_lowercase().as_str() {
        "exakt" | "exact" | "adress" | "address" => Precision::Exakt,
        "gata" | "street" => Precision::Gata,
        "omrade" | "område" | "area" => Precision::Omrade,
        "okand" | "okänd" | "unknown" => Precision::Okand,
        _ => return None,
    })
}

fn hour_of(second: i64) -> UtcHour {
    second.div_euclid(3600) as UtcHour
}

pub(super) fn shorten(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

fn content_of(row: &StringRecord) -> u64 {
    let mut hasher = DefaultHasher::new();
    row.iter().for_each(|field| field.trim().hash(&mut hasher));
    hasher.finish()
}

fn shortened(mac: Hmac<Sha256>) -> SourceKey {
    let digest = mac.finalize().into_bytes();
    let mut key = [0; 16];
    key.copy_from_slice(&digest[..16]);
    SourceKey(key)
}
