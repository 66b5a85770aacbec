//! Which official sources there are: those shipped, and what `kallor.toml` in the data folder says
//! instead or beside them.

use crate::{
    app::settings_file::{self, SettingsError, wrong},
    area::AreaKind,
};
use jiff::civil::Date;
use serde::Deserialize;
use std::path::Path;
use url::Url;

/// Name of the file in the data folder.
pub const FILE_NAME: &str = "kallor.toml";

const SHIPPED: &str = include_str!("../../../geodata/kallor/kallor.toml");
/// The file was checked by the tests of this module when the program was built.
const CHECKED: &str = "shipped data is checked by tests";

/// More is not asked for at a time.
const MOST_PER_PAGE: u32 = 5_000;
const PER_PAGE: u32 = 1_000;

/// An official source of boundaries.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// What it is called on the command line.
    pub id: String,
    /// What it holds, in Swedish.
    pub name: String,
    /// Who publishes it.
    pub publisher: String,
    /// Under which licence, as its name.
    pub licence: String,
    /// Where the licence can be read.
    pub licence_url: Option<Url>,
    /// Where the publisher writes about it.
    pub page: Option<Url>,
    /// Which layer it becomes.
    pub kind: AreaKind,
    /// First day of its boundaries.
    pub valid_from: Option<Date>,
    /// Attributes that hold name, code and class, the first that is there.
    pub fields: Fields,
    /// Layer of the file, where it has several.
    pub layer: Option<String>,
    /// System of the coordinates (`EPSG:n`), east first; what the file says if `None`.
    pub crs: Option<String>,
    /// What is asked.
    pub address: Url,
    /// Last part of the address of the file, where `address` is a page that links to it.
    pub link: Option<String>,
    /// Hosts beside that of `address` that may be asked when it leads there.
    pub hosts: Vec<String>,
    /// How to ask, where `address` is a WFS.
    pub wfs: Option<Wfs>,
}

/// A layer of a WFS 2.0.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wfs {
    /// With its prefix.
    pub layer: String,
    /// In CQL, as GeoServer reads it (`CQL_FILTER`).
    pub filter: Option<String>,
    /// The system to answer in (`EPSG:n`).
    pub crs: String,
    /// The attribute that tells features apart: without an order pages may overlap.
    pub sort_by: String,
    /// Features asked for at a time.
    #[serde(default = "per_page")]
    pub per_page: u32,
}

fn per_page() -> u32 {
    PER_PAGE
}

/// Attributes by what they hold. Letters' case does not matter; `namn*` is any that begins so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// Names.
    pub name: Vec<String>,
    /// Codes.
    pub code: Vec<String>,
    /// Classes of exposed areas.
    pub class: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    source: Vec<WrittenSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSource {
    id: String,
    name: String,
    publisher: String,
    licence: String,
    licence_url: Option<Url>,
    page: Option<Url>,
    kind: String,
    valid_from: Option<Date>,
    #[serde(default)]
    name_fields: Vec<String>,
    #[serde(default)]
    code_fields: Vec<String>,
    #[serde(default)]
    class_fields: Vec<String>,
    layer: Option<String>,
    crs: Option<String>,
    address: Url,
    link: Option<String>,
    #[serde(default)]
    hosts: Vec<String>,
    wfs: Option<Wfs>,
}

/// The shipped sources, then those that only the data folder's `kallor.toml` has; an entry of it takes
/// the place of a shipped one with the same id.
///
/// # Errors
/// `settings_unreadable`, `settings_malformed`, or what is wrong with an entry.
pub fn sources(folder: &Path) -> Result<Vec<Source>, SettingsError> {
    let mut sources = read(SHIPPED).expect(CHECKED);
    let own = settings_file::text(folder, FILE_NAME)?.map(|text| read(&text)).transpose()?;
    for source in own.unwrap_or_default() {
        match sources.iter_mut().find(|known| known.id == source.id) {
            Some(known) => *known = source,
            None => sources.push(source),
        }
    }
    Ok(sources)
}

fn read(text: &str) -> Result<Vec<Source>, SettingsError> {
    let written: Written = settings_file::parsed(text)?;
    let mut sources: Vec<Source> = Vec::new();
    for source in written.source {
        let source = source.checked()?;
        if sources.iter().any(|other| other.id == source.id) {
            return wrong(format!("{}: id", source.id), "duplicate_id");
        }
        sources.push(source);
    }
    Ok(sources)
}

impl WrittenSource {
    fn checked(self) -> Result<Source, SettingsError> {
        let at = |key: &str| format!("{}: {key}", self.id);
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || self.id.len() > 60 || !self.id.chars().all(plain) {
            return wrong(at("id"), "bad_source_id");
        }
        for (key, text) in
            [("name", &self.name), ("publisher", &self.publisher), ("licence", &self.licence)]
        {
            if text.trim().is_empty() || text.chars().any(char::is_control) {
                return wrong(at(key), "source_text_missing");
            }
        }
        let Ok(kind) = self.kind.parse::<AreaKind>() else {
            return wrong(at("kind"), "unknown_area_kind");
        };
        // A list of exposed areas is whole from a day on.
        if kind == AreaKind::UtsattOmrade && self.valid_from.is_none() {
            return wrong(at("valid_from"), "source_without_day");
        }
        let named = !self.address.username().is_empty() || self.address.password().is_some();
        if self.address.scheme() != "https" || named {
            return wrong(at("address"), "source_not_https");
        }
        let is_host = |host: &String| Url::parse(&format!("https://{host}/")).is_ok();
        if !self.hosts.iter().all(is_host) {
            return wrong(at("hosts"), "source_bad_host");
        }
        let pages = 1..=MOST_PER_PAGE;
        if self.wfs.as_ref().is_some_and(|wfs| !pages.contains(&wfs.per_page)) {
            return wrong(at("wfs.per_page"), "source_bad_page_size");
        }
        if self.wfs.is_some() && self.link.is_some() {
            return wrong(at("link"), "source_link_and_wfs");
        }
        Ok(Source {
            id: self.id,
            name: self.name,
            publisher: self.publisher,
            licence: self.licence,
            licence_url: self.licence_url,
            page: self.page,
            kind,
            valid_from: self.valid_from,
            fields: Fields {
                name: self.name_fields,
                code: self.code_fields,
                class: self.class_fields,
            },
            layer: self.layer,
            crs: self.crs,
            address: self.address,
            link: self.link,
            hosts: self.hosts,
            wfs: self.wfs,
        })
    }
}

impl Source {
    /// How imported areas name it, beside the map: at most 80 characters.
    pub fn cited(&self) -> String {
        let whole = format!("{}, {} ({})", self.publisher, self.name, self.licence);
        whole.chars().take(80).collect()
    }
}

/// The first of the wanted attributes that is among those that are there, as it is written there.
pub fn choose(wanted: &[String], there: &[String]) -> Option<String> {
    wanted.iter().find_map(|wanted| {
        let wanted = wanted.to_lowercase();
        let fits = |field: &&String| match wanted.strip_suffix('*') {
            Some(beginning) => field.to_lowercase().starts_with(beginning),
            None => field.to_lowercase() == wanted,
        };
        there.iter().find(fits).cloned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> Result<Vec<Source>, SettingsError> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(FILE_NAME), text).expect("written");
        sources(folder.path())
    }

    const OWN: &str = "[[source]]\nid = \"kommunen-delomraden\"\nname = \"Delområden\"\n\
        publisher = \"Kommunen\"\nlicence = \"CC0 1.0\"\nkind = \"ovrigt\"\n\
        address = \"https://data.kommunen.example/delomraden.zip\"\n";

    #[test]
    fn the_shipped_sources_are_whole_and_are_asked_over_https_alone() {
        let shipped = read(SHIPPED).expect("checked");
        let ids: Vec<&str> = shipped.iter().map(|source| source.id.as_str()).collect();
        assert_eq!(
            ids,
            [
                "scb-deso-2025",
                "scb-regso-2025",
                "polisen-uso-2025",
                "stockholm-basomraden",
                "stockholm-stadsdelsnamndsomraden-2020"
            ]
        );
        for source in &shipped {
            assert_eq!(source.address.scheme(), "https");
            assert!(source.page.is_some() && source.cited().contains(&source.name), "{source:?}");
        }
    }

    #[test]
    fn the_data_folder_replaces_a_source_or_adds_one() {
        let five = with("").expect("nothing wrong");
        assert_eq!(five.len(), 5);
        let moved = OWN.replace("kommunen-delomraden", "stockholm-basomraden");
        let six = with(&format!("{OWN}{moved}")).expect("right");
        assert_eq!(six.len(), 6);
        assert_eq!(six[3].address.host_str(), Some("data.kommunen.example"));
        assert_eq!(six[5].id, "kommunen-delomraden");
    }

    #[test]
    fn what_is_wrong_in_it_is_named() {
        let check = |text: &str, at: &str, code: &str| {
            let error = with(text).expect_err(text);
            assert_eq!((error.code, error.at.contains(at)), (code, true), "{text}: {error}");
        };
        check(&OWN.replace("https:", "http:"), "address", "source_not_https");
        check(&OWN.replace("https://", "https://namn:ord@"), "address", "source_not_https");
        check(&OWN.replace("\"ovrigt\"", "\"ward\""), "kind", "unknown_area_kind");
        check(&OWN.replace("\"ovrigt\"", "\"utsatt_omrade\""), "valid_from", "source_without_day");
        check(&OWN.replace("kommunen-delomraden", "../x"), "id", "bad_source_id");
        check(&OWN.replace("\"CC0 1.0\"", "\"\""), "licence", "source_text_missing");
        check(&format!("{OWN}hosts = [\"a b\"]\n"), "hosts", "source_bad_host");
        check(&format!("{OWN}{OWN}"), "id", "duplicate_id");
        check(&format!("{OWN}colour = \"blue\"\n"), "", "settings_malformed");
        let wfs = "[source.wfs]\nlayer = \"a:b\"\ncrs = \"EPSG:3006\"\nsort_by = \"c\"\n";
        check(&format!("{OWN}{wfs}per_page = 0\n"), "per_page", "source_bad_page_size");
        check(&format!("{OWN}link = \"x.zip\"\n{wfs}"), "link", "source_link_and_wfs");
    }

    #[test]
    fn attributes_are_found_by_the_first_name_that_fits() {
        let list = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let wanted = list(&["namn", "namn*"]);
        assert_eq!(choose(&wanted, &list(&["ORT", "NAMN"])).as_deref(), Some("NAMN"));
        let long = list(&["Kategori av område", "Namn på området", "Namn"]);
        assert_eq!(choose(&wanted, &long).as_deref(), Some("Namn"));
        assert_eq!(choose(&wanted, &long[..2]).as_deref(), Some("Namn på området"));
        assert_eq!(choose(&wanted, &list(&["name"])), None);
    }
}
