//! A multipart form with one file: the file goes to a folder of its own as it arrives, never whole
//! into memory.

use super::{free_text::Texts, problem::Problem};
use crate::{
    app::imports::{AreaOrder, IncidentOrder, IndicatorOrder, Order},
    incident::Period,
};
use axum::{
    extract::{Multipart, multipart::Field},
    http::StatusCode,
};
use std::{
    collections::BTreeMap,
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

/// A text field, e.g. a mapping file, is no longer than this.
const TEXT_LIMIT_BYTES: usize = 64 * 1024;

/// The sender may pause for so long.
const PAUSE_LIMIT: Duration = Duration::from_secs(30);

/// The fields of an import form. Only `kind`, `source` and `file` are needed.
#[derive(utoipa::ToSchema)]
#[schema(as = ImportForm)]
#[expect(dead_code, reason = "it is the form's documentation; the fields are read as they arrive")]
pub(super) struct Form {
    /// `incidents`, `areas` or `indicators`.
    #[schema(pattern = "^(incidents|areas|indicators)$")]
    kind: String,
    /// Source system, e.g. `rar`.
    source: String,
    /// CSV, GeoJSON, GeoPackage, zipped Shapefile …
    #[schema(format = Binary)]
    file: String,
    /// TOML: which column means what. Remembered for the source.
    mapping: Option<String>,
    /// Coordinate system, e.g. `EPSG:3011`; otherwise found or stated by the file.
    #[schema(pattern = r"^\S+$")]
    crs: Option<String>,
    /// Days of the source that are replaced whole, `YYYY-MM-DD..YYYY-MM-DD`.
    #[schema(pattern = r"^[0-9-]+\.\.[0-9-]+$")]
    replace_period: Option<String>,
    /// Official figure to compare with.
    official_total: Option<u64>,
    /// `true` when it is made up.
    synthetic: Option<bool>,
    /// Areas: layer they belong to, e.g. `statistikomrade`.
    #[schema(pattern = "^[a-z_]+$")]
    area_kind: Option<String>,
    /// Areas: field with names.
    name_field: Option<String>,
    /// Areas: field with codes.
    code_field: Option<String>,
    /// Exposed areas: field with the class (utsatt område, riskområde, särskilt utsatt område).
    class_field: Option<String>,
    /// Layer of the file, where it has several.
    layer: Option<String>,
    /// Areas: first day of validity. Exposed areas need it: each delivery is a whole list.
    #[schema(format = Date)]
    valid_from: Option<String>,
    /// Areas: field, or `field:characters`, by which parts are joined.
    dissolve_by: Option<String>,
    /// Areas: `true` to repair invalid polygons.
    repair: Option<bool>,
}

const FIELDS: [&str; 15] = [
    "kind",
    "source",
    "mapping",
    "crs",
    "replace_period",
    "official_total",
    "synthetic",
    "area_kind",
    "name_field",
    "code_field",
    "class_field",
    "layer",
    "valid_from",
    "dissolve_by",
    "repair",
];

/// What arrived. The folder is removed when this is dropped.
#[derive(Debug)]
pub(super) struct Received {
    _folder: tempfile::TempDir,
    path: PathBuf,
    file_name: String,
    texts: BTreeMap<String, String>,
}

/// Takes the form in; no text of it, nor the name of the file, may point at a person.
pub(super) async fn receive(mut multipart: Multipart, guard: &Texts) -> Result<Received, Problem> {
    let fault =
        |error: std::io::Error| Problem::from(crate::app::AppError::Fault(error.to_string()));
    let folder = tempfile::tempdir().map_err(fault)?;
    let mut texts = BTreeMap::new();
    let mut file = None;
    while let Some(field) = patiently(multipart.next_field()).await? {
        match field.name().unwrap_or_default().to_owned() {
            name if name == "file" && file.is_none() => {
                let delivered = field.file_name().unwrap_or_default().to_owned();
                Texts::check_text("file", &shown_name(&delivered))?;
                let path = folder.path().join(stored_name(&delivered));
                save(field, &path).await?;
                file = Some((path, delivered));
            }
            name if FIELDS.contains(&name.as_str()) && !texts.contains_key(&name) => {
                let text = text_of(field, &name).await?;
                guard.check_field(&name, &text)?;
                if !text.is_empty() {
                    texts.insert(name, text);
                }
            }
            name if name == "file" || texts.contains_key(&name) => {
                return Err(Problem::field("invalid", name, "duplicate"));
            }
            name => return Err(Problem::field("unknown_parameter", name, "unknown")),
        }
    }
    let (path, delivered) = file.ok_or_else(|| Problem::field("invalid", "file", "missing"))?;
    let file_name = shown_name(&delivered);
    Ok(Received { _folder: folder, path, file_name, texts })
}

impl Received {
    /// Where the file is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The form as an order to the verbs.
    pub(super) fn order(&self) -> Result<Order, Problem> {
        let source = self.text("source").ok_or_else(|| missing("source"))?;
        match self.texts.get("kind").map(String::as_str) {
            Some("incidents") => Ok(Order::Incidents(IncidentOrder {
                file: self.file_name.clone(),
                source,
                mapping: self.text("mapping"),
                crs: self.text("crs"),
                layer: self.text("layer"),
                replace_period: self.texts.get("replace_period").map(|t| period(t)).transpose()?,
                official_total: self.parsed("official_total", "not_a_number")?,
                synthetic: self.parsed("synthetic", "malformed")?.unwrap_or(false),
            })),
            Some("areas") => Ok(Order::Areas(AreaOrder {
                file: self.file_name.clone(),
                source,
                kind: super::areas::kind(self.texts.get("area_kind").map_or("", String::as_str))
                    .map_err(|_| Problem::field("invalid", "area_kind", "unknown_kind"))?,
                layer: self.text("layer"),
                name_field: self.text("name_field"),
                code_field: self.text("code_field"),
                class_field: self.text("class_field"),
                crs: self.text("crs"),
                valid_from: self.parsed("valid_from", "not_a_date")?,
                dissolve_by: self.text("dissolve_by"),
                names: None,
                repair: self.parsed("repair", "malformed")?.unwrap_or(false),
            })),
            Some("indicators") => Ok(Order::Indicators(IndicatorOrder {
                file: self.file_name.clone(),
                source,
                synthetic: self.parsed("synthetic", "malformed")?.unwrap_or(false),
            })),
            _ => Err(Problem::field("invalid", "kind", "not_an_import")),
        }
    }

    fn text(&self, field: &str) -> Option<String> {
        self.texts.get(field).cloned()
    }

    fn parsed<T: std::str::FromStr>(
        &self,
        field: &'static str,
        wrong: &'static str,
    ) -> Result<Option<T>, Problem> {
        let text = self.texts.get(field).map(|text| text.trim());
        text.map(|text| text.parse().map_err(|_| Problem::field("invalid", field, wrong)))
            .transpose()
    }
}

fn missing(field: &'static str) -> Problem {
    Problem::field("invalid", field, "missing")
}

fn period(text: &str) -> Result<Period, Problem> {
    let wrong = |code| Problem::field("invalid", "replace_period", code);
    let (from, to) = text.split_once("..").ok_or_else(|| wrong("malformed"))?;
    let day = |text: &str| text.trim().parse().map_err(|_| wrong("not_a_date"));
    Period::new(day(from)?, day(to)?).ok_or_else(|| wrong("ends_before_it_begins"))
}

/// A name of our own with the ending that says what it is: nothing of the sender's path.
fn stored_name(delivered: &str) -> String {
    let ending = delivered.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let plain = !ending.is_empty() && ending.len() <= 8;
    if plain && ending.chars().all(|c| c.is_ascii_alphanumeric()) {
        format!("delivery.{ending}")
    } else {
        "delivery".to_owned()
    }
}

/// The name as it is shown: no folders, no control characters, not endless.
fn shown_name(delivered: &str) -> String {
    let name = delivered.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
    if name.is_empty() { "fil".to_owned() } else { name }
}

async fn save(mut field: Field<'_>, path: &Path) -> Result<(), Problem> {
    let fault = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::StorageFull => {
            Problem::new(StatusCode::INSUFFICIENT_STORAGE, "disk_full")
        }
        _ => Problem::from(crate::app::AppError::Fault(error.to_string())),
    };
    let mut file = std::fs::File::create(path).map_err(fault)?;
    while let Some(chunk) = patiently(field.chunk()).await? {
        // A few kilobytes into the page cache: shorter than handing it to another thread.
        file.write_all(&chunk).map_err(fault)?;
    }
    Ok(())
}

async fn text_of(mut field: Field<'_>, name: &str) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = patiently(field.chunk()).await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > TEXT_LIMIT_BYTES {
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
        }
    }
    String::from_utf8(bytes).map_err(|_| Problem::field("invalid", name, "malformed"))
}

/// Waits for the sender, but not for ever.
async fn patiently<T>(
    part: impl Future<Output = Result<T, axum::extract::multipart::MultipartError>>,
) -> Result<T, Problem> {
    match tokio::time::timeout(PAUSE_LIMIT, part).await {
        Ok(Ok(part)) => Ok(part),
        Ok(Err(error)) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large"))
        }
        Ok(Err(_)) => Err(Problem::new(StatusCode::BAD_REQUEST, "malformed")),
        Err(_) => Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "timeout")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_senders_path_is_used() {
        assert_eq!(stored_name("../../etc/passwd"), "delivery");
        assert_eq!(stored_name("C:\\data\\Områden.GPKG"), "delivery.gpkg");
        assert_eq!(stored_name("x.cs v"), "delivery");
        assert_eq!(shown_name("../../etc/pass\nwd.csv"), "passwd.csv");
        assert_eq!(shown_name(""), "fil");
    }

    #[test]
    fn a_period_is_two_days_in_order() {
        assert!(period("2025-01-01..2025-01-31").is_ok());
        for wrong in ["2025-01-01", "2025-01-31..2025-01-01", "x..y", "2025-02-30..2025-03-01"] {
            assert!(period(wrong).is_err(), "{wrong}");
        }
    }
}
