//! Mapping files: which column of a source means what.

use super::{InputRefused, encoding::refuse, time_text::TimePrecision};
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How to read the columns of a source, from TOML: target = source header.
///
/// ```toml
/// category = "offense_type"
/// occurred_from = "date"
/// lon = "lon"
/// lat = "lat"
/// id = "uid"
/// time_zone = "America/Chicago"
/// drop = ["victim_name"]            # personal data, known to be there
/// unknown_category = "reject"       # or "create"
///
/// [category_values]
/// "personal robbery" = "personran"
///
/// [constants]                       # what the file has no column for
/// precision = "gata"
/// ```
///
/// A mapping that names any column is complete: columns outside it are dropped. One that names none
/// (or no mapping at all) leaves the standard names in force.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    category: Option<String>,
    brottskod: Option<String>,
    lon: Option<String>,
    lat: Option<String>,
    x: Option<String>,
    y: Option<String>,
    h3: Option<String>,
    area: Option<String>,
    area_kind: Option<String>,
    occurred_from: Option<String>,
    occurred_to: Option<String>,
    count: Option<String>,
    precision: Option<String>,
    id: Option<String>,
    reported_on: Option<String>,
    /// Zone of times without offset; that of the study area if not given.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// Coordinate system of the places, e.g. `EPSG:3011`.
    #[serde(default)]
    pub crs: Option<String>,
    /// Source columns left out on purpose; the only way past the check for personal data.
    #[serde(default)]
    pub drop: Vec<String>,
    /// From values of the source to ids of categories.
    #[serde(default)]
    pub category_values: BTreeMap<String, String>,
    /// What to do with values that are no category.
    #[serde(default)]
    pub unknown_category: UnknownCategory,
    /// What may be kept of created categories. Not given: base cell, but area and month for values
    /// that name homes or sexual offences.
    #[serde(default)]
    pub created_finest: Option<crate::incident::FinestResolution>,
    /// How much of the times means anything.
    #[serde(default)]
    pub time_precision: TimePrecision,
    /// Values for targets that the file has no column for.
    #[serde(default)]
    pub constants: Constants,
}

/// Values that hold for every row.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Constants {
    /// As if it stood in a category column.
    #[serde(default)]
    pub category: Option<String>,
    /// `exakt`, `gata`, `omrade` or `okand`.
    #[serde(default)]
    pub precision: Option<String>,
    /// Kind of the areas in the area column.
    #[serde(default)]
    pub area_kind: Option<String>,
}

/// What to do with a value that is no category.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownCategory {
    /// Reject the row.
    #[default]
    Reject,
    /// Make a category of that source.
    Create,
}

/// What a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    Category,
    Brottskod,
    Lon,
    Lat,
    X,
    Y,
    H3,
    Area,
    AreaKind,
    OccurredFrom,
    OccurredTo,
    Count,
    Precision,
    Id,
    ReportedOn,
}

impl Target {
    pub(super) const ALL: [(Target, &'static str); 15] = [
        (Target::Category, "category"),
        (Target::Brottskod, "brottskod"),
        (Target::Lon, "lon"),
        (Target::Lat, "lat"),
        (Target::X, "x"),
        (Target::Y, "y"),
        (Target::H3, "h3"),
        (Target::Area, "area"),
        (Target::AreaKind, "area_kind"),
        (Target::OccurredFrom, "occurred_from"),
        (Target::OccurredTo, "occurred_to"),
        (Target::Count, "count"),
        (Target::Precision, "precision"),
        (Target::Id, "id"),
        (Target::ReportedOn, "reported_on"),
    ];
}

impl Mapping {
    /// Reads a mapping file; refused as `bad_mapping` with the line where it can be named.
    pub fn from_toml(text: &str, file: &str) -> Result<Self, InputRefused> {
        let mapping: Self = toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .map(|span| super::encoding::line_of(text.as_bytes(), span.start.min(text.len())));
            refuse("bad_mapping", file, line, error.message().to_owned())
        })?;
        if let Some(zone) = &mapping.time_zone
            && TimeZone::get(zone).is_err()
        {
            let line = text.lines().position(|l| l.trim_start().starts_with("time_zone"));
            return Err(refuse(
                "unknown_time_zone",
                file,
                line.map(|l| l as u64 + 1),
                zone.clone(),
            ));
        }
        Ok(mapping)
    }

    /// The source header of a target.
    pub(super) fn header(&self, target: Target) -> Option<&str> {
        match target {
            Target::Category => &self.category,
            Target::Brottskod => &self.brottskod,
            Target::Lon => &self.lon,
            Target::Lat => &self.lat,
            Target::X => &self.x,
            Target::Y => &self.y,
            Target::H3 => &self.h3,
            Target::Area => &self.area,
            Target::AreaKind => &self.area_kind,
            Target::OccurredFrom => &self.occurred_from,
            Target::OccurredTo => &self.occurred_to,
            Target::Count => &self.count,
            Target::Precision => &self.precision,
            Target::Id => &self.id,
            Target::ReportedOn => &self.reported_on,
        }
        .as_deref()
    }

    pub(super) fn set_header(&mut self, target: Target, header: Option<String>) {
        *match target {
            Target::Category => &mut self.category,
            Target::Brottskod => &mut self.brottskod,
            Target::Lon => &mut self.lon,
            Target::Lat => &mut self.lat,
            Target::X => &mut self.x,
            Target::Y => &mut self.y,
            Target::H3 => &mut self.h3,
            Target::Area => &mut self.area,
            Target::AreaKind => &mut self.area_kind,
            Target::OccurredFrom => &mut self.occurred_from,
            Target::OccurredTo => &mut self.occurred_to,
            Target::Count => &mut self.count,
            Target::Precision => &mut self.precision,
            Target::Id => &mut self.id,
            Target::ReportedOn => &mut self.reported_on,
        } = header;
    }

    /// Whether any column is named.
    pub(super) fn names_columns(&self) -> bool {
        Target::ALL.iter().any(|(target, _)| self.header(*target).is_some())
    }

    /// The header under which a target is looked for in a file.
    pub(super) fn wanted(&self, target: Target, standard: &'static str) -> Option<&str> {
        if self.names_columns() { self.header(target) } else { Some(standard) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_says_target_is_source_header() {
        let text = "category = \"offense_type\"\nlon = \"lon\"\ntime_zone = \"America/Chicago\"\n\
                    drop = [\"name\"]\ntime_precision = \"month\"\nunknown_category = \"create\"\n\
                    [category_values]\n\"personal robbery\" = \"personran\"\n";
        let mapping = Mapping::from_toml(text, "m.toml").expect("a mapping");
        assert_eq!(mapping.header(Target::Category), Some("offense_type"));
        assert_eq!(mapping.wanted(Target::Count, "count"), None);
        assert_eq!(mapping.time_precision, TimePrecision::Month);
        assert_eq!(mapping.unknown_category, UnknownCategory::Create);
        assert_eq!(mapping.category_values["personal robbery"], "personran");
    }

    #[test]
    fn a_mapping_without_columns_leaves_the_standard_names() {
        let mapping = Mapping::from_toml("drop = [\"name\"]", "m.toml").expect("a mapping");
        assert_eq!(mapping.wanted(Target::Count, "count"), Some("count"));
    }

    #[test]
    fn a_wrong_mapping_is_refused_with_its_line() {
        let check = |text: &str, code: &str, line: u64| {
            let refused = Mapping::from_toml(text, "m.toml").expect_err(text);
            assert_eq!((refused.code.as_str(), refused.line), (code, Some(line)), "{text}");
        };
        check("lon = \"lon\"\nlongitud = \"x\"", "bad_mapping", 2);
        check("lon = ", "bad_mapping", 1);
        check("lon = \"a\"\ntime_zone = \"Europe/Stokholm\"", "unknown_time_zone", 2);
        check("unknown_category = \"keep\"", "bad_mapping", 1);
    }
}
