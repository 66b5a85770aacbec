//! What a file turned into, before anything is stored.

use super::{Rejection, RejectionCode};
use crate::{
    area::{Area, AreaId, BaseCell},
    incident::{
        Category, CategoryCatalogue, Fingerprint, ImportId, IndicatorValue, PartyId, Period,
        Precision, StudyClock, UtcHour,
    },
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// HMAC of (source, row id): recognises a row again without keeping its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceKey(pub [u8; 16]);

/// One accepted row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedRow {
    /// HMAC of the row's id, where the source has ids. Rows of one file that repeat an id with
    /// other content get distinct keys by order of content.
    pub key: Option<SourceKey>,
    /// First hour.
    pub from_hour: UtcHour,
    /// Last hour, included.
    pub to_hour: UtcHour,
    /// Where, unless only an area may be kept.
    pub cell: Option<BaseCell>,
    /// Where, for rows known (or kept) by area only.
    pub area: Option<AreaId>,
    /// Dense category in the catalogue, `IncidentDelivery::new_categories` appended.
    pub category: u16,
    /// How exact.
    pub precision: Precision,
    /// How many.
    pub n: u32,
    /// Day of registration, for totals.
    pub reported_on: Option<Date>,
}

/// A file of incidents, read and checked.
#[derive(Debug, Clone, Default)]
pub struct IncidentDelivery {
    /// Rows to keep, in file order.
    pub rows: Vec<AcceptedRow>,
    /// Rows listed, in file order; at most 200 000 of them, all are counted in `by_code`.
    pub rejections: Vec<Rejection>,
    /// Rows in the file.
    pub n_read: u64,
    /// Rejections and notices by code, those not listed too.
    pub by_code: BTreeMap<RejectionCode, u64>,
    /// What the user must see before saying yes, as stable codes with a number, e.g.
    /// ("kept_by_area_and_month", 31.0).
    pub warnings: Vec<(String, f64)>,
    /// Categories the file creates (`unknown_category = "create"`).
    pub new_categories: Vec<Category>,
    /// Source columns that were not mapped and are dropped, by name.
    pub dropped_columns: Vec<String>,
    /// Hash of the bytes.
    pub file_hash: Option<Fingerprint>,
    /// Hash of the sorted rows: the same for reordered rows and other line ends.
    pub content_hash: Option<Fingerprint>,
    /// First and last local day.
    pub period: Option<Period>,
    /// Encoding and delimiter found, for the preview.
    pub read_as: String,
}

impl IndicatorDelivery {
    /// Totals of the file itself.
    pub fn totals(&self) -> ImportTotals {
        let first = self.values.iter().map(|value| value.period.from).min();
        let last = self.values.iter().map(|value| value.period.to).max();
        ImportTotals {
            n_read: self.n_read,
            n_accepted: self.values.len() as u64,
            n_rejected: self.n_read - self.values.len() as u64,
            by_code: self.by_code.iter().map(|(c, n)| (c.as_str().to_owned(), *n)).collect(),
            period: first.zip(last).and_then(|(from, to)| Period::new(from, to)),
            read_as: self.read_as.clone(),
            dropped_columns: self.dropped_columns.clone(),
            ..ImportTotals::default()
        }
    }
}

impl IncidentDelivery {
    /// Totals of the file itself; what is new, changed or known already is the store's to say.
    ///
    /// `catalogue` is the one that the file was read with.
    pub fn totals(&self, catalogue: &CategoryCatalogue, clock: &StudyClock) -> ImportTotals {
        let categories: Vec<&Category> =
            catalogue.categories.iter().chain(&self.new_categories).collect();
        let mut totals = ImportTotals {
            n_read: self.n_read,
            n_accepted: self.rows.len() as u64,
            n_rejected: self.n_read - self.rows.len() as u64,
            period: self.period,
            read_as: self.read_as.clone(),
            dropped_columns: self.dropped_columns.clone(),
            warnings: self.warnings.clone(),
            ..ImportTotals::default()
        };
        for (code, n) in &self.by_code {
            totals.by_code.insert(code.as_str().to_owned(), *n);
        }
        let mut by_category = vec![0_u64; categories.len()];
        let mut by_hour: BTreeMap<UtcHour, u64> = BTreeMap::new();
        for row in &self.rows {
            totals.n_counts += u64::from(row.n);
            by_category[usize::from(row.category)] += u64::from(row.n);
            *by_hour.entry(row.from_hour).or_default() += u64::from(row.n);
        }
        for (category, n) in categories.iter().zip(by_category).filter(|(_, n)| *n > 0) {
            totals.by_category.insert(category.id.0.clone(), n);
        }
        for (hour, n) in by_hour {
            let day = clock.local(hour);
            let month = format!("{:04}-{:02}", day.year(), day.month());
            *totals.by_month.entry(month).or_default() += n;
        }
        totals
    }
}

/// A file of areas, read and checked.
#[derive(Debug, Clone, Default)]
pub struct AreaDelivery {
    /// Features in the file.
    pub n_read: u64,
    /// Areas to keep.
    pub areas: Vec<Area>,
    /// Features listed.
    pub rejections: Vec<Rejection>,
    /// Hash of the bytes.
    pub file_hash: Option<Fingerprint>,
    /// What was mended and by how much, e.g. ("gaps_closed_m2", 512.3), ("rings_reversed", 117.0).
    pub mended: Vec<(String, f64)>,
    /// Coordinate system found or given, e.g. `EPSG:3011`.
    pub crs: String,
}

/// A file of indicator values, read and checked.
#[derive(Debug, Clone, Default)]
pub struct IndicatorDelivery {
    /// Rows in the file.
    pub n_read: u64,
    /// Values to keep, in file order.
    pub values: Vec<IndicatorValue>,
    /// Rows listed, in file order.
    pub rejections: Vec<Rejection>,
    /// Rejections and notices by code, those not listed too.
    pub by_code: BTreeMap<RejectionCode, u64>,
    /// Columns that mean nothing here, by name.
    pub dropped_columns: Vec<String>,
    /// Hash of the bytes.
    pub file_hash: Option<Fingerprint>,
    /// Hash of the sorted values.
    pub content_hash: Option<Fingerprint>,
    /// Encoding and delimiter found, for the preview.
    pub read_as: String,
}

/// What is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// Counts.
    Incidents,
    /// Areas.
    Areas,
    /// Values of indicators.
    Indicators,
}

/// Life of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// Being staged; a restart removes it.
    Staging,
    /// Read and checked, waiting for the user's yes.
    Previewed,
    /// Published.
    Published,
    /// Taken back; kept for `runs verify`.
    Undone,
}

/// What the sender said about the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportOptions {
    /// Name of the file as delivered.
    pub file: String,
    /// Source system; mappings and row ids belong to it.
    pub source: String,
    /// Whose data it is.
    pub owner: PartyId,
    /// Rows of the source in these days are replaced whole.
    pub replace_period: Option<Period>,
    /// Official figure to compare the total with.
    pub official_total: Option<u64>,
    /// Made up: every page and export says so.
    pub synthetic: bool,
}

/// Totals of a preview.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportTotals {
    /// Rows (or features) in the file.
    pub n_read: u64,
    /// To be kept.
    pub n_accepted: u64,
    /// Sum of counts of the accepted.
    pub n_counts: u64,
    /// Not kept.
    pub n_rejected: u64,
    /// By code, notices too.
    pub by_code: BTreeMap<String, u64>,
    /// By category id, counts.
    pub by_category: BTreeMap<String, u64>,
    /// By month `YYYY-MM`, counts.
    pub by_month: BTreeMap<String, u64>,
    /// New rows.
    pub n_new: u64,
    /// Rows with a known id and other content: recoded or late.
    pub n_changed: u64,
    /// Rows the store already has.
    pub n_already: u64,
    /// Rows of the source that `replace_period` takes away.
    pub n_replaced: u64,
    /// First and last local day.
    pub period: Option<Period>,
    /// Encoding, delimiter or driver.
    pub read_as: String,
    /// Dropped columns.
    pub dropped_columns: Vec<String>,
    /// Areas: what was mended.
    pub mended: Vec<(String, f64)>,
    /// Plain words the user must see before saying yes, as stable codes with a number, e.g.
    /// ("period_already_delivered", 1412.0), ("official_total_differs_percent", -0.6).
    pub warnings: Vec<(String, f64)>,
}

/// An import as the store keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportRecord {
    /// Number.
    pub id: ImportId,
    /// What.
    pub kind: ImportKind,
    /// Where it stands.
    pub state: ImportState,
    /// What was said.
    pub options: ImportOptions,
    /// Hash of the bytes.
    pub file_hash: Fingerprint,
    /// Hash of the sorted rows.
    pub content_hash: Fingerprint,
    /// Totals.
    pub totals: ImportTotals,
    /// Made visible to every party that has an agreement with the owner; an explicit act.
    pub shared: bool,
    /// Made visible to these; an explicit act each.
    #[serde(default)]
    pub shared_with: BTreeSet<PartyId>,
    /// By whom.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
    /// When published.
    pub published_at: Option<Timestamp>,
}
