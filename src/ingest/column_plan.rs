//! Which column of a file is what, decided once from the header.

use super::{
    InputRefused, ReadHow,
    encoding::refuse,
    mapping::Target,
    personal_data::{BareDigits, column_looks_personal, holds_personal_number},
    point_crs::PointCrs,
};

/// The columns of one file.
#[derive(Debug, Clone)]
pub(super) struct ColumnPlan {
    /// Headers as written.
    pub(super) headers: Vec<String>,
    /// Index per [`Target`].
    index: [Option<usize>; Target::ALL.len()],
    /// Unmapped columns that were not left out on purpose: looked through for personal data.
    pub(super) extra: Vec<usize>,
    /// Names of all columns that are not kept.
    pub(super) dropped: Vec<String>,
    /// System of `x`,`y`, and of `lon`,`lat`.
    pub(super) crs: PointCrs,
}

impl ColumnPlan {
    pub(super) fn index(&self, target: Target) -> Option<usize> {
        self.index[target as usize]
    }

    /// Finds every target, or refuses the file: `missing_header`, `missing_column`,
    /// `duplicate_column`, `personal_data_column`, `missing_crs`, `unsupported_crs`.
    pub(super) fn new(
        headers: Vec<String>,
        how: &ReadHow,
        file: &str,
    ) -> Result<Self, InputRefused> {
        let names: Vec<&str> = headers.iter().map(String::as_str).collect();
        if n_recognised(&names, how) == 0 && names.iter().any(|name| looks_like_data(name)) {
            return Err(refuse("missing_header", file, Some(1), "the first line holds data"));
        }
        let mapping = &how.mapping;
        let mut index = [None; Target::ALL.len()];
        for (target, standard) in Target::ALL {
            let Some(wanted) = mapping.wanted(target, standard) else { continue };
            let mut found = find(&headers, wanted);
            index[target as usize] = found.next();
            if found.next().is_some() {
                return Err(about_column("duplicate_column", file, wanted, "stands twice"));
            }
            if index[target as usize].is_none() && mapping.header(target).is_some() {
                let detail = format!("mapped to {standard}; found: {}", list(&headers));
                return Err(about_column("missing_column", file, wanted, detail));
            }
        }
        let on_purpose = |name: &str| mapping.drop.iter().any(|drop| same_name(drop, name));
        let is_mapped = |i: usize| index.contains(&Some(i));
        for (i, name) in headers.iter().enumerate() {
            if column_looks_personal(name) && (is_mapped(i) || !on_purpose(name)) {
                return Err(about_column("personal_data_column", file, name, "by its name"));
            }
        }
        let unmapped = || (0..headers.len()).filter(|i| !is_mapped(*i) && !headers[*i].is_empty());
        let extra = unmapped().filter(|i| !on_purpose(&headers[*i])).collect();
        let dropped = unmapped().map(|i| headers[i].clone()).collect();
        let mut plan = Self { headers, index, extra, dropped, crs: PointCrs::Degrees };
        plan.require(how, file)?;
        plan.crs = plan.find_crs(how, file)?;
        Ok(plan)
    }

    fn require(&self, how: &ReadHow, file: &str) -> Result<(), InputRefused> {
        let has = |target: Target| self.index(target).is_some();
        let both = |a: Target, b: Target| has(a) && has(b);
        let missing = |what: &str| {
            Err(about_column(
                "missing_column",
                file,
                what,
                format!("found: {}", list(&self.headers)),
            ))
        };
        if !has(Target::Category)
            && !has(Target::Brottskod)
            && how.mapping.constants.category.is_none()
        {
            return missing("category");
        }
        let placed = both(Target::Lon, Target::Lat)
            || both(Target::X, Target::Y)
            || has(Target::H3)
            || has(Target::Area);
        if !placed {
            return missing("lon,lat");
        }
        if !has(Target::OccurredFrom) {
            return missing("occurred_from");
        }
        Ok(())
    }

    fn find_crs(&self, how: &ReadHow, file: &str) -> Result<PointCrs, InputRefused> {
        let stated = match (&how.crs, &how.mapping.crs) {
            (Some(crs), _) => Some(*crs),
            (None, Some(name)) => Some(PointCrs::parse(name).ok_or_else(|| {
                refuse("unsupported_crs", file, None, name.chars().take(40).collect::<String>())
            })?),
            (None, None) => None,
        };
        let metric_only = self.index(Target::X).is_some() && self.index(Target::Lon).is_none();
        match stated {
            Some(crs) => Ok(crs),
            None if metric_only => {
                Err(about_column("missing_crs", file, "x,y", "EPSG:3006, 3007-3018 or 4326"))
            }
            None => Ok(PointCrs::Degrees),
        }
    }
}

/// Number of targets that a header holds; chooses between delimiters.
pub(super) fn n_recognised(headers: &[&str], how: &ReadHow) -> usize {
    let wanted = |(target, standard)| how.mapping.wanted(target, standard);
    Target::ALL
        .into_iter()
        .filter_map(wanted)
        .filter(|name| headers.iter().any(|header| same_name(header, name)))
        .count()
}

fn find<'a>(headers: &'a [String], wanted: &'a str) -> impl Iterator<Item = usize> + 'a {
    let same = move |(i, name): (usize, &String)| same_name(name, wanted).then_some(i);
    headers.iter().enumerate().filter_map(same)
}

fn same_name(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// Numbers, dates and personnummer are no column names.
fn looks_like_data(name: &str) -> bool {
    name.replace(',', ".").parse::<f64>().is_ok_and(f64::is_finite)
        || super::time_text::read_day(name, &jiff::tz::TimeZone::UTC).is_some()
        || holds_personal_number(name, BareDigits::Count)
}

fn list(headers: &[String]) -> String {
    let short = headers.iter().take(20).map(|name| name.chars().take(40).collect::<String>());
    short.collect::<Vec<_>>().join(", ")
}

fn about_column(code: &str, file: &str, name: &str, detail: impl Into<String>) -> InputRefused {
    let column = Some(name.chars().take(80).collect());
    InputRefused { column, ..refuse(code, file, Some(1), detail) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Mapping;

    fn plan(header: &str, mapping: &str) -> Result<ColumnPlan, (String, Option<String>)> {
        let mapping = Mapping::from_toml(mapping, "m.toml").expect("a mapping");
        let headers = header.split(',').map(str::to_owned).collect();
        let how = ReadHow { mapping, ..ReadHow::default() };
        ColumnPlan::new(headers, &how, "f.csv").map_err(|refused| (refused.code, refused.column))
    }

    fn check_refused(header: &str, mapping: &str, code: &str, column: Option<&str>) {
        let refused = plan(header, mapping).expect_err(header);
        assert_eq!(refused, (code.to_owned(), column.map(str::to_owned)), "{header}");
    }

    #[test]
    fn standard_names_need_no_mapping_and_no_case() {
        let plan = plan("Category,LON,Lat,occurred_from,extra", "").expect("accepted");
        assert_eq!(plan.index(Target::Lat), Some(2));
        assert_eq!(plan.dropped, ["extra"]);
        assert!(self::plan("category,lon,lat,occurred_from,2019", "").is_ok());
    }

    #[test]
    fn what_is_missing_is_named() {
        check_refused("lon,lat,occurred_from", "", "missing_column", Some("category"));
        check_refused("category,lon,occurred_from", "", "missing_column", Some("lon,lat"));
        check_refused("category,lon,lat", "", "missing_column", Some("occurred_from"));
        check_refused("category,x,y,occurred_from", "", "missing_crs", Some("x,y"));
        let mapping = "category=\"c\"\nlon=\"lon\"\nlat=\"lat\"\noccurred_from=\"t\"\nid=\"uid\"";
        check_refused("c,lon,lat,t", mapping, "missing_column", Some("uid"));
        check_refused("våld,18.06,59.33,2019-01-01", "", "missing_header", None);
        let twice = "category,category,lon,lat,occurred_from";
        check_refused(twice, "", "duplicate_column", Some("category"));
    }

    #[test]
    fn personal_columns_refuse_the_file_unless_dropped_by_name() {
        let header = "category,lon,lat,occurred_from,Namn";
        check_refused(header, "", "personal_data_column", Some("Namn"));
        let plan = plan(header, "drop = [\"namn\"]").expect("accepted");
        assert_eq!((plan.dropped, plan.extra), (vec!["Namn".to_owned()], vec![]));
        let mapped = "category=\"name\"\nlon=\"lon\"\nlat=\"lat\"\noccurred_from=\"t\"";
        check_refused("name,lon,lat,t", mapped, "personal_data_column", Some("name"));
    }
}
