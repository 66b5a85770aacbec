//! `baskarta.toml` in the data folder: which base map the desk may show. Without it there is none, and
//! nothing is asked of anyone.

use crate::{
    app::{
        outside::{self, is_safe},
        settings_file::{self, SettingsError, beside, has_certificate, wrong},
    },
    export::crs::{AxisOrder, Crs, Form, axis_order},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use url::Url;

/// The file's name.
pub const FILE_NAME: &str = "baskarta.toml";

/// Further out a tile covers more than a Swedish system can show.
const LEAST_ZOOM: u8 = 6;
const MOST_ZOOM: u8 = 20;

/// What the file says, checked.
#[derive(Clone)]
pub struct BaseMapSettings {
    /// What it is called on the page.
    pub name: String,
    /// Who must be named beside it.
    pub attribution: String,
    /// The least zoom that it is asked for.
    pub min_zoom: u8,
    /// The greatest.
    pub max_zoom: u8,
    /// How it is asked.
    pub(super) kind: Kind,
    /// Its address, or for tiles by address the template of it.
    pub(super) address: String,
    /// The same as an address, its places filled in: where requests go, and nowhere else.
    pub(super) first: Url,
    /// `Basic …`, where the server asks for it.
    pub(super) authorization: Option<String>,
    /// Certificates (PEM) to trust instead of the well-known ones.
    pub(super) roots: Option<Vec<u8>>,
}

impl std::fmt::Debug for BaseMapSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BaseMapSettings({}, {:?})", self.first, self.kind)
    }
}

/// How a base map is asked.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// Tiles of Web Mercator by address: `{z}`, `{x}`, and `{y}` or `{-y}`.
    Xyz,
    /// The same by the matrices of a WMTS: in the template of the address, or as parameters.
    Wmts {
        /// Layer.
        layer: String,
        /// Style.
        style: String,
        /// A matrix set that is Web Mercator's.
        matrix_set: String,
        /// Before the zoom in the name of a matrix.
        matrix_prefix: String,
        /// Media type.
        format: String,
    },
    /// Pictures of a WMS, in Web Mercator or in a system that is drawn anew.
    Wms {
        /// Layers, comma between.
        layers: String,
        /// Styles, as many or none.
        styles: String,
        /// The system asked in.
        crs: Crs,
        /// `1.1.1` or `1.3.0`.
        version: Version,
        /// Media type.
        format: String,
        /// Side of the picture of a tile.
        pixels: u32,
    },
}

/// Of WMS: they differ in the order of the axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Version {
    /// East first, always.
    #[serde(rename = "1.1.1")]
    V111,
    /// In the order of the authority.
    #[serde(rename = "1.3.0")]
    V130,
}

impl Version {
    /// Which number of a corner stands first.
    pub(super) fn order(self, crs: Crs) -> AxisOrder {
        match self {
            Version::V111 => AxisOrder::EastNorth,
            Version::V130 => axis_order(crs, Form::Authority),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenKind {
    Xyz,
    Wmts,
    Wms,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    kind: WrittenKind,
    name: String,
    attribution: String,
    address: String,
    min_zoom: Option<u8>,
    max_zoom: Option<u8>,
    layer: Option<String>,
    style: Option<String>,
    matrix_set: Option<String>,
    matrix_prefix: Option<String>,
    crs: Option<String>,
    version: Option<Version>,
    format: Option<String>,
    pixels: Option<u32>,
    user: Option<String>,
    password_file: Option<PathBuf>,
    ca_file: Option<PathBuf>,
}

impl BaseMapSettings {
    /// Reads the file in a data folder; `None` where there is none. File names in it are relative to
    /// the folder.
    ///
    /// # Errors
    /// `settings_unreadable`, `settings_malformed`, or what is wrong with a key.
    pub fn read(folder: &Path) -> Result<Option<Self>, SettingsError> {
        let Some(text) = settings_file::text(folder, FILE_NAME)? else { return Ok(None) };
        settings_file::parsed::<Written>(&text)?.checked(folder).map(Some)
    }

    /// The host, as it is told at the start.
    pub fn host(&self) -> &str {
        self.first.host_str().unwrap_or_default()
    }
}

impl Written {
    fn checked(self, folder: &Path) -> Result<BaseMapSettings, SettingsError> {
        for (key, text) in [("name", &self.name), ("attribution", &self.attribution)] {
            let long = text.chars().count() > 200 || text.chars().any(char::is_control);
            if text.trim().is_empty() || long {
                return wrong(key, "basemap_text");
            }
        }
        let (min_zoom, max_zoom) =
            (self.min_zoom.unwrap_or(LEAST_ZOOM), self.max_zoom.unwrap_or(18));
        if !(LEAST_ZOOM..=MOST_ZOOM).contains(&min_zoom)
            || !(min_zoom..=MOST_ZOOM).contains(&max_zoom)
        {
            return wrong("min_zoom, max_zoom", "basemap_zoom");
        }
        let kind = self.kind()?;
        let first = self.first(&kind)?;
        let authorization = match (&self.user, &self.password_file) {
            (None, None) => None,
            (Some(user), Some(file)) => {
                let password = beside("password_file", folder, file)?;
                let password = String::from_utf8_lossy(&password);
                let both = format!("{user}:{}", password.trim_end_matches(['\r', '\n']));
                Some(format!("Basic {}", STANDARD.encode(both)))
            }
            _ => return wrong("user, password_file", "one_password"),
        };
        let roots = match &self.ca_file {
            None => None,
            Some(file) => {
                let pem = beside("ca_file", folder, file)?;
                let time = std::time::Duration::from_secs(1);
                if !has_certificate(&pem) || outside::agent(time, false, Some(&pem)).is_err() {
                    return wrong("ca_file", "bad_certificate");
                }
                Some(pem)
            }
        };
        Ok(BaseMapSettings {
            name: self.name,
            attribution: self.attribution,
            min_zoom,
            max_zoom,
            kind,
            address: self.address,
            first,
            authorization,
            roots,
        })
    }

    fn kind(&self) -> Result<Kind, SettingsError> {
        let format = self.format.clone().unwrap_or_else(|| "image/png".to_owned());
        if !["image/png", "image/jpeg", "image/webp"].contains(&format.as_str()) {
            return wrong("format", "basemap_format");
        }
        let said = |key: &str, value: &Option<String>| match value {
            Some(value) => Ok(value.clone()),
            None => wrong(key, "basemap_key_missing"),
        };
        let style = self.style.clone().unwrap_or_default();
        match self.kind {
            WrittenKind::Xyz => Ok(Kind::Xyz),
            WrittenKind::Wmts => Ok(Kind::Wmts {
                layer: said("layer", &self.layer)?,
                style,
                matrix_set: said("matrix_set", &self.matrix_set)?,
                matrix_prefix: self.matrix_prefix.clone().unwrap_or_default(),
                format,
            }),
            WrittenKind::Wms => {
                let name = self.crs.as_deref().unwrap_or("EPSG:3857");
                let crs = match Crs::parse(name) {
                    Some((crs, Form::Short)) if !crs.is_degrees() => crs,
                    _ => return wrong("crs", "basemap_crs"),
                };
                // What is drawn anew is read here, and PNG is what is read.
                if crs != Crs::WebMercator && format != "image/png" {
                    return wrong("format", "basemap_png");
                }
                let pixels = self.pixels.unwrap_or(256);
                if !(256..=512).contains(&pixels) {
                    return wrong("pixels", "basemap_pixels");
                }
                let version = self.version.unwrap_or(Version::V130);
                let layers = said("layer", &self.layer)?;
                Ok(Kind::Wms { layers, styles: style, crs, version, format, pixels })
            }
        }
    }

    /// The address with its places filled in.
    fn first(&self, kind: &Kind) -> Result<Url, SettingsError> {
        let has = |place: &str| self.address.contains(place);
        let complete = match kind {
            Kind::Xyz => has("{z}") && has("{x}") && (has("{y}") || has("{-y}")),
            Kind::Wmts { .. } if has("{") => {
                has("{TileMatrix}") && has("{TileRow}") && has("{TileCol}")
            }
            Kind::Wmts { .. } | Kind::Wms { .. } => !has("{"),
        };
        if !complete {
            return wrong("address", "basemap_template");
        }
        // A host with a place in it would be many hosts.
        let host = self.address.split("//").nth(1).and_then(|rest| rest.split('/').next());
        match Url::parse(&self.address) {
            Ok(url) if is_safe(&url) && !host.unwrap_or("{").contains('{') => Ok(url),
            _ => wrong("address", "basemap_not_https"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_of(text: &str) -> Result<Option<BaseMapSettings>, SettingsError> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("hemlig"), "lösen ord\n").expect("written");
        std::fs::write(folder.path().join(FILE_NAME), text).expect("written");
        BaseMapSettings::read(folder.path())
    }

    const XYZ: &str = "kind = \"xyz\"\nname = \"Stadskartan\"\nattribution = \"© Staden\"\n\
        address = \"https://karta.stad.example/t/{z}/{x}/{y}.png\"\n";
    const WMS: &str = "kind = \"wms\"\nname = \"Stadskartan\"\nattribution = \"© Staden\"\n\
        address = \"https://karta.stad.example/wms\"\nlayer = \"a,b\"\n";

    #[test]
    fn what_is_not_said_is_as_usual() {
        assert!(read_of(XYZ).expect("right").expect("there").authorization.is_none());
        let settings = read_of(WMS).expect("right").expect("there");
        assert_eq!((settings.min_zoom, settings.max_zoom), (6, 18));
        let Kind::Wms { crs, version, pixels, .. } = settings.kind else { panic!("a WMS") };
        assert_eq!((crs, version, pixels), (Crs::WebMercator, Version::V130, 256));
        let text = format!("{XYZ}user = \"plats\"\npassword_file = \"hemlig\"\n");
        let settings = read_of(&text).expect("right").expect("there");
        let basic = settings.authorization.as_deref().expect("some");
        assert_eq!(STANDARD.decode(&basic[6..]).expect("base64"), "plats:lösen ord".as_bytes());
        assert!(!format!("{settings:?}").contains(basic));
    }

    #[test]
    fn without_the_file_there_is_no_base_map() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(BaseMapSettings::read(folder.path()).expect("nothing wrong").is_none());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let check = |text: &str, at: &str, code: &str| {
            let error = read_of(text).expect_err(text);
            assert_eq!((error.code, error.at.starts_with(at)), (code, true), "{text}: {error}");
        };
        let with = |text: &str, line: &str| format!("{text}{line}\n");
        check(&XYZ.replace("https", "http"), "address", "basemap_not_https");
        check(&XYZ.replace("karta.", "{z}."), "address", "basemap_not_https");
        check(&XYZ.replace("karta.", "namn:ord@karta."), "address", "basemap_not_https");
        check(&XYZ.replace("{y}", "1"), "address", "basemap_template");
        check(&WMS.replace("/wms", "/{z}"), "address", "basemap_template");
        check(&XYZ.replace("© Staden", " "), "attribution", "basemap_text");
        check(&with(XYZ, "min_zoom = 3"), "min_zoom", "basemap_zoom");
        check(&with(XYZ, "min_zoom = 15\nmax_zoom = 14"), "min_zoom", "basemap_zoom");
        check(&with(XYZ, "user = \"a\""), "user", "one_password");
        check(&with(XYZ, "ca_file = \"hemlig\""), "ca_file", "bad_certificate");
        check(&XYZ.replace("\"xyz\"", "\"tms\""), "", "settings_malformed");
        check(&with(XYZ, "colour = 1"), "", "settings_malformed");
        check(&XYZ.replace("\"xyz\"", "\"wmts\""), "layer", "basemap_key_missing");
        check(&with(WMS, "crs = \"EPSG:4326\""), "crs", "basemap_crs");
        check(&with(WMS, "crs = \"EPSG:3011\"\nformat = \"image/jpeg\""), "format", "basemap_png");
        check(&with(WMS, "format = \"image/svg+xml\""), "format", "basemap_format");
        check(&with(WMS, "pixels = 4096"), "pixels", "basemap_pixels");
        check(&with(WMS, "version = \"1.0.0\""), "", "settings_malformed");
    }
}
