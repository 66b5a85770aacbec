//! What the sender says about a file of areas.

use super::{InputRefused, geojson::Feature};
use crate::area::AreaKind;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// How to read a file of areas.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaReadOptions {
    /// What sort of areas they are.
    pub kind: AreaKind,
    /// Field with the name; found by its usual names if not given.
    pub name_field: Option<String>,
    /// Field with the code; found by its usual names if not given, else made from the name.
    pub code_field: Option<String>,
    /// Field with the class of exposed areas; found by its usual names if not given.
    pub class_field: Option<String>,
    /// The file's coordinate system (`EPSG:3011`), against what the file says.
    pub crs: Option<String>,
    /// First day of these versions.
    pub valid_from: Option<Date>,
    /// Join pieces whose field (or its first so many characters) is equal.
    pub dissolve_by: Option<(String, Option<usize>)>,
    /// Names by code, before what the file says.
    pub names: BTreeMap<String, String>,
    /// Make invalid polygons valid instead of rejecting them.
    pub repair: bool,
    /// Where the file comes from, shown beside the map.
    pub source: String,
}

impl AreaReadOptions {
    /// Nothing said but the kind and the source.
    pub fn new(kind: AreaKind, source: &str) -> Self {
        Self {
            kind,
            name_field: None,
            code_field: None,
            class_field: None,
            crs: None,
            valid_from: None,
            dissolve_by: None,
            names: BTreeMap::new(),
            repair: false,
            source: source.to_owned(),
        }
    }
}

/// `FIELD` or `FIELD:CHARS`, e.g. `nyckelkod_1:5`; `None` if CHARS is no number above 0.
pub fn parse_dissolve_by(text: &str) -> Option<(String, Option<usize>)> {
    match text.rsplit_once(':') {
        None => (!text.is_empty()).then(|| (text.to_owned(), None)),
        Some((field, chars)) => {
            let chars = chars.parse().ok().filter(|&n| n > 0)?;
            (!field.is_empty()).then(|| (field.to_owned(), Some(chars)))
        }
    }
}

/// Names by code from a CSV with a header; the first column is the code, the second the name. UTF-8,
/// `,` `;` or tab.
///
/// # Errors
/// `not_utf8`, `empty_file`, `wrong_field_count`.
pub fn read_names(bytes: &[u8], file: &str) -> Result<BTreeMap<String, String>, InputRefused> {
    let refused = |code: &str, line: Option<u64>| InputRefused {
        code: code.to_owned(),
        file: file.to_owned(),
        line,
        column: None,
        detail: "code,name".to_owned(),
    };
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
        .map_err(|_| refused("not_utf8", None))?;
    let header = text.lines().next().ok_or_else(|| refused("empty_file", None))?;
    let delimiter = *b";\t,".iter().find(|&&d| header.contains(char::from(d))).unwrap_or(&b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let mut names = BTreeMap::new();
    for (i, record) in reader.records().enumerate() {
        let record = record.map_err(|_| refused("wrong_field_count", Some(i as u64 + 2)))?;
        let (Some(code), Some(name)) = (record.get(0), record.get(1)) else {
            return Err(refused("wrong_field_count", Some(i as u64 + 2)));
        };
        names.insert(code.trim().to_owned(), name.trim().to_owned());
    }
    Ok(names)
}

const NAMES: [&str; 14] = [
    "name",
    "namn",
    "regsonamn",
    "ward_name",
    "sdn_omarde",
    "sdn_omrade",
    "stadsdel",
    "omrade",
    "område",
    "desonamn",
    "kommunnamn",
    "basomrade",
    "benamning",
    "title",
];
const CODES: [&str; 11] = [
    "code",
    "kod",
    "regsokod",
    "desokod",
    "regso",
    "deso",
    "ward_code",
    "nyckelkod_1",
    "nyckelkod",
    "kommunkod",
    "omradeskod",
];

const CLASSES: [&str; 4] = ["klass", "class", "kategori", "category"];

/// The fields for name, code and, of exposed areas, class. Given ones must exist (in any case of letters).
///
/// # Errors
/// The name of the field that no feature has; the list of fields if none is a name or a code.
pub(super) fn fields(
    features: &[Feature],
    options: &AreaReadOptions,
) -> Result<[Option<String>; 3], String> {
    let known: BTreeSet<&str> =
        features.iter().flat_map(|f| f.properties.keys().map(String::as_str)).collect();
    let find = |wanted: &str| {
        let same = |field: &&&str| field.to_lowercase() == wanted.to_lowercase();
        known.get(wanted).or_else(|| known.iter().find(same)).map(|f| (*f).to_owned())
    };
    let given = |field: &Option<String>| match field {
        None => Ok(None),
        Some(field) => find(field).map(Some).ok_or_else(|| field.clone()),
    };
    if features.is_empty() {
        return Ok([None, None, None]);
    }
    if let Some((field, _)) = &options.dissolve_by
        && !known.contains(field.as_str())
    {
        return Err(field.clone());
    }
    let name = given(&options.name_field)?.or_else(|| NAMES.iter().find_map(|name| find(name)));
    let code = given(&options.code_field)?.or_else(|| CODES.iter().find_map(|code| find(code)));
    if name.is_none() && code.is_none() && options.dissolve_by.is_none() {
        let list: Vec<&str> = known.into_iter().take(30).collect();
        return Err(format!("name ({})", list.join(", ")));
    }
    let usual = || CLASSES.iter().find_map(|class| find(class));
    let of_kind = options.kind == AreaKind::UtsattOmrade;
    let class = if of_kind { given(&options.class_field)?.or_else(usual) } else { None };
    Ok([name, code, class])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dissolve_by_is_a_field_and_perhaps_a_number_of_characters() {
        assert_eq!(parse_dissolve_by("nyckelkod_1:5"), Some(("nyckelkod_1".to_owned(), Some(5))));
        assert_eq!(parse_dissolve_by("stadsdel"), Some(("stadsdel".to_owned(), None)));
        for wrong in ["", ":5", "f:0", "f:x", "f:"] {
            assert_eq!(parse_dissolve_by(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn names_come_from_a_table_of_two_columns() {
        let names = read_names("kod;namn\n10102;Klara\n11101;Södra Johannes\n".as_bytes(), "n");
        assert_eq!(names.unwrap()["11101"], "Södra Johannes");
        assert_eq!(read_names(b"kod\n1\n", "n").unwrap_err().code, "wrong_field_count");
        assert_eq!(read_names(b"kod,namn\n1,V\xc5RBERG\n", "n").unwrap_err().code, "not_utf8");
    }
}
