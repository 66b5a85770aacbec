//! From checked rows to a delivery: what the rows of one file mean together.

use super::{
    AcceptedRow, Context, IncidentDelivery, InputRefused, ReadHow, Rejection, RejectionCode,
    SourceKey,
    column_plan::ColumnPlan,
    encoding::{Limits, refuse},
    place::system_that_fits,
    row::{Fault, RowCheck},
};
use crate::incident::{Category, Fingerprint, Period};
use csv::StringRecord;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Rows that are read before they are checked together, on all threads.
pub(super) const BATCH: usize = 8192;

/// A file whose first half million rows are all bad is not read to its end.
const GIVE_UP_AFTER: u64 = 500_000;

/// One record as it came, and where it stands.
#[derive(Debug, Default)]
pub(super) struct RawRow {
    pub(super) fields: StringRecord,
    /// 1-based; feature number for formats without lines.
    pub(super) line: u64,
    /// 1-based, header not counted.
    pub(super) record: u64,
}

/// Collects one file.
pub(super) struct Intake<'a> {
    check: RowCheck<'a>,
    context: &'a Context<'a>,
    file: &'a str,
    limits: Limits,
    rows: Vec<AcceptedRow>,
    origins: Vec<Origin>,
    listed: Vec<Listed>,
    by_code: BTreeMap<RejectionCode, u64>,
    new_categories: Vec<Category>,
    n_read: u64,
    n_coarsened: u64,
    n_clock_change: u64,
}

/// Where an accepted row stood, and what it looked like.
#[derive(Debug, Clone, Copy)]
struct Origin {
    line: u64,
    record: u64,
    content: u64,
}

struct Listed {
    line: u64,
    record: u64,
    fault: Fault,
}

impl<'a> Intake<'a> {
    pub(super) fn new(
        plan: &'a ColumnPlan,
        how: &'a ReadHow,
        context: &'a Context<'a>,
        file: &'a str,
    ) -> Result<Self, InputRefused> {
        Ok(Self {
            check: RowCheck::new(plan, how, context, file)?,
            context,
            file,
            limits: how.limits,
            rows: Vec::new(),
            origins: Vec::new(),
            listed: Vec::new(),
            by_code: BTreeMap::new(),
            new_categories: Vec::new(),
            n_read: 0,
            n_coarsened: 0,
            n_clock_change: 0,
        })
    }

    /// Checks a batch in parallel and takes it in, in file order.
    pub(super) fn take(&mut self, batch: &[RawRow]) -> Result<(), InputRefused> {
        let check = &self.check;
        let checked: Vec<_> = batch.par_iter().map(|raw| check.check(&raw.fields)).collect();
        for (raw, checked) in batch.iter().zip(checked) {
            self.n_read += 1;
            let mut row = match checked {
                Ok(row) => row,
                Err(fault) => {
                    self.list(raw.line, raw.record, fault);
                    continue;
                }
            };
            if let Some(value) = row.new_category {
                row.row.category = self.new_category(&value, raw.line)?;
            }
            if row.area_only {
                let code = RejectionCode::AreaPrecisionOnly;
                self.list(raw.line, raw.record, Fault { code, column: None, value: None });
            }
            self.n_coarsened += u64::from(row.coarsened);
            self.n_clock_change += u64::from(row.clock_change);
            self.origins.push(Origin { line: raw.line, record: raw.record, content: row.content });
            self.rows.push(row.row);
        }
        if self.rows.is_empty() && self.n_read >= GIVE_UP_AFTER {
            return Err(self.nothing_acceptable());
        }
        Ok(())
    }

    /// Settles repeated ids, and puts the delivery together; refused as `no_rows` or
    /// `nothing_acceptable`.
    pub(super) fn finish(
        mut self,
        file_hash: Fingerprint,
        read_as: String,
    ) -> Result<IncidentDelivery, InputRefused> {
        if self.n_read == 0 {
            return Err(refuse("no_rows", self.file, None, "header only"));
        }
        if self.rows.is_empty() {
            return Err(self.nothing_acceptable());
        }
        let new_categories = self.settle_new_categories();
        self.settle_repeated_ids();
        self.listed.sort_by_key(|listed| listed.record);
        let n_listed = self.listed.len() as u64;
        let n_unlisted = self.by_code.values().sum::<u64>() - n_listed;
        let rejections = self.listed.iter().map(|listed| self.rejection(listed)).collect();
        let mut warnings = Vec::new();
        let mut warn = |code: &str, n: u64| {
            if n > 0 {
                warnings.push((code.to_owned(), n as f64));
            }
        };
        warn("kept_by_area_and_month", self.n_coarsened);
        warn("clock_change_hours", self.n_clock_change);
        warn("rows_without_id", self.rows.iter().filter(|row| row.key.is_none()).count() as u64);
        warn("categories_created", new_categories.len() as u64);
        warn("rejections_not_listed", n_unlisted);
        Ok(IncidentDelivery {
            content_hash: Some(self.content_hash(&new_categories)),
            period: self.period(),
            rows: self.rows,
            rejections,
            new_categories,
            dropped_columns: self.check.plan.dropped.clone(),
            file_hash: Some(file_hash),
            read_as,
            n_read: self.n_read,
            by_code: self.by_code,
            warnings,
        })
    }

    fn list(&mut self, line: u64, record: u64, fault: Fault) {
        *self.by_code.entry(fault.code).or_default() += 1;
        if self.listed.len() < self.limits.max_listed {
            self.listed.push(Listed { line, record, fault });
        }
    }

    fn rejection(&self, listed: &Listed) -> Rejection {
        let Listed { line, record, fault } = listed;
        let column = fault.column.map(|column| self.check.plan.headers[column].clone());
        let (file, value) = (self.file.to_owned(), fault.value.clone());
        Rejection { file, line: *line, record: *record, column, value, code: fault.code }
    }

    fn new_category(&mut self, value: &str, line: u64) -> Result<u16, InputRefused> {
        let category = self.check.categories.new_category(value);
        let known = self.context.catalogue.categories.len();
        let index = match self.new_categories.iter().position(|made| made.id == category.id) {
            Some(index) => index,
            None if self.new_categories.len() == self.limits.max_new_categories => {
                let detail = format!("more than {}", self.limits.max_new_categories);
                return Err(refuse("too_many_new_categories", self.file, Some(line), detail));
            }
            None => {
                self.new_categories.push(category);
                self.new_categories.len() - 1
            }
        };
        Ok((known + index) as u16)
    }

    /// Equal rows with an id are one row; different ones under one id are all kept, told apart by
    /// keys in the order of their content, and listed.
    fn settle_repeated_ids(&mut self) {
        let mut by_key: Vec<(SourceKey, usize)> =
            self.rows.iter().enumerate().filter_map(|(i, row)| Some((row.key?, i))).collect();
        by_key.sort_unstable();
        let id_column = self.check.plan.index(super::mapping::Target::Id);
        let mut gone = vec![false; self.rows.len()];
        let mut faults = Vec::new();
        for same in by_key.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            let first_line = self.origins[same[0].1].line;
            let mut kept: Vec<usize> = Vec::new();
            for &(_, i) in same {
                let content = self.origins[i].content;
                let equal = kept.iter().find(|k| self.origins[**k].content == content);
                let (code, line) = match equal {
                    Some(earlier) => (RejectionCode::Duplicate, self.origins[*earlier].line),
                    None => (RejectionCode::RepeatedId, first_line),
                };
                if equal.is_some() {
                    gone[i] = true;
                } else {
                    kept.push(i);
                }
                if i != same[0].1 {
                    let value = Some(format!("= {line}"));
                    faults.push((i, Fault { code, column: id_column, value }));
                }
            }
            kept.sort_by(|a, b| by_content(&self.rows[*a], &self.rows[*b]));
            for (k, i) in (1..).zip(kept.into_iter().skip(1)) {
                self.rows[i].key = Some(self.check.repeated_key(same[0].0, k));
            }
        }
        for (i, fault) in faults {
            let Origin { line, record, .. } = self.origins[i];
            self.list(line, record, fault);
        }
        let mut gone = gone.into_iter();
        self.rows.retain(|_| !gone.next().unwrap_or(false));
    }

    /// Orders created categories by id, so that the order of rows does not show, and leaves out
    /// those that no row uses.
    fn settle_new_categories(&mut self) -> Vec<Category> {
        let known = self.context.catalogue.categories.len();
        let mut used = vec![false; self.new_categories.len()];
        for row in &self.rows {
            if let Some(i) = usize::from(row.category).checked_sub(known) {
                used[i] = true;
            }
        }
        let mut order: Vec<usize> = (0..used.len()).filter(|i| used[*i]).collect();
        order.sort_by(|a, b| self.new_categories[*a].id.cmp(&self.new_categories[*b].id));
        let mut renumbered = vec![0; used.len()];
        for (new, old) in order.iter().enumerate() {
            renumbered[*old] = (known + new) as u16;
        }
        for row in &mut self.rows {
            if let Some(i) = usize::from(row.category).checked_sub(known) {
                row.category = renumbered[i];
            }
        }
        order.into_iter().map(|i| self.new_categories[i].clone()).collect()
    }

    /// SHA-256 over the rows in the order of their content.
    fn content_hash(&self, new_categories: &[Category]) -> Fingerprint {
        use sha2::Digest;
        let categories: Vec<&str> = self
            .context
            .catalogue
            .categories
            .iter()
            .chain(new_categories)
            .map(|category| category.id.0.as_str())
            .collect();
        let id = |row: &AcceptedRow| categories[usize::from(row.category)];
        let mut order: Vec<&AcceptedRow> = self.rows.iter().collect();
        order.par_sort_unstable_by(|a, b| {
            id(a).cmp(id(b)).then_with(|| by_content(a, b)).then_with(|| a.key.cmp(&b.key))
        });
        let mut hash = sha2::Sha256::new();
        let mut bytes = Vec::with_capacity(128);
        for row in order {
            bytes.clear();
            for text in [id(row), row.area.as_ref().map_or("", |area| &area.0)] {
                bytes.extend((text.len() as u32).to_le_bytes());
                bytes.extend(text.as_bytes());
            }
            bytes.extend(row.from_hour.to_le_bytes());
            bytes.extend(row.to_hour.to_le_bytes());
            bytes.extend(row.cell.map_or(0, |cell| cell.to_u64()).to_le_bytes());
            bytes.push(row.precision as u8);
            bytes.extend(row.n.to_le_bytes());
            let day = row
                .reported_on
                .map_or(0, |d| i32::from(d.year()) * 512 + i32::from(d.day_of_year()));
            bytes.extend(day.to_le_bytes());
            bytes.extend(row.key.map_or([0; 16], |key| key.0));
            hash.update(&bytes);
        }
        Fingerprint::from_digest(hash.finalize().as_ref())
    }

    fn period(&self) -> Option<Period> {
        let day = |hour| self.context.clock.local(hour).date();
        let from = self.rows.iter().map(|row| row.from_hour).min()?;
        let to = self.rows.iter().map(|row| row.to_hour).max()?;
        Period::new(day(from), day(to))
    }

    fn nothing_acceptable(&self) -> InputRefused {
        let codes: Vec<_> =
            self.by_code.iter().map(|(code, n)| format!("{} {n}", code.as_str())).collect();
        let mut detail = codes.join(", ");
        for listed in self.listed.iter().take(3) {
            let Rejection { line, column, value, code, .. } = self.rejection(listed);
            let (column, value) = (column.unwrap_or_default(), value.unwrap_or_default());
            detail += &format!("; line {line}: {} {column} {value}", code.as_str());
        }
        if let Some(system) = self.listed.iter().take(3).find_map(|l| self.system_meant(&l.fault)) {
            detail += &format!("; the places fit {system}");
        }
        let first = self.listed.first();
        let column = first.and_then(|listed| self.rejection(listed).column);
        let line = first.map(|listed| listed.line);
        InputRefused { column, ..refuse("nothing_acceptable", self.file, line, detail) }
    }

    /// The metric system in which a misplaced row would lie in the study area.
    fn system_meant(&self, fault: &Fault) -> Option<&'static str> {
        let misplaced = [RejectionCode::ProjectedNotDegrees, RejectionCode::WrongCrs];
        let (east, north) = fault.value.as_ref()?.split_once(' ')?;
        let (east, north) = (east.parse().ok()?, north.parse().ok()?);
        let fits = || system_that_fits(east, north, self.context.study_area);
        misplaced.contains(&fault.code).then(fits).flatten()
    }
}

/// Order of two rows by everything but the key.
fn by_content(a: &AcceptedRow, b: &AcceptedRow) -> std::cmp::Ordering {
    let parts = |row: &AcceptedRow| {
        (row.from_hour, row.to_hour, row.cell, row.precision, row.n, row.reported_on)
    };
    parts(a)
        .cmp(&parts(b))
        .then_with(|| a.category.cmp(&b.category))
        .then_with(|| a.area.cmp(&b.area))
}
