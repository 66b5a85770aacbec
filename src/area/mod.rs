//! Areas: who is responsible for which ground, and when.
//!
//! Geometry is WGS84 longitude/latitude, exterior rings counter-clockwise. Relations between areas
//! are many-to-many and, like names and geometries, valid for a time only.

mod base_cell;
mod cell_grid;
mod coordinates;
mod coverage;
mod index;
mod projection;
mod reference_system;
pub(crate) mod snap;
pub mod succession;
pub mod utsatta;
pub mod versions;

pub use base_cell::BaseCell;
pub use cell_grid::BaseCellGrid;
pub use coordinates::{BoundingBox, CoordinateError, LonLat, PlanarMetres, Sweref99Tm};
pub use coverage::dissolve_coverage;
pub use index::{AreaIndex, NO_AREA, PreparedArea};
pub use projection::TransverseMercator;
pub use reference_system::{ReferenceSystem, SwerefZone};

use geo_types::MultiPolygon;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Stable identity of an area through its versions: `<kind>/<code>`, e.g. `statistikomrade/0180R001`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AreaId(pub String);

impl AreaId {
    /// The id of an area of a kind with the code its publisher gave it.
    pub fn new(kind: AreaKind, code: &str) -> Self {
        Self(format!("{}/{code}", kind.as_str()))
    }
}

impl std::fmt::Display for AreaId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! area_kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $label:literal;)*) => {
        /// What sort of area it is; the layers of the map.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum AreaKind { $($(#[$doc])* $variant,)* }

        impl AreaKind {
            /// Every kind, police side first, then the city's from large to small.
            pub const ALL: &'static [AreaKind] = &[$(AreaKind::$variant,)*];

            /// The ASCII name used in ids, files and URLs.
            pub fn as_str(self) -> &'static str {
                match self { $(AreaKind::$variant => $name,)* }
            }

            /// The Swedish name as shown to users.
            pub fn label_sv(self) -> &'static str {
                match self { $(AreaKind::$variant => $label,)* }
            }
        }
    };
}

area_kinds! {
    /// Police region.
    Polisregion = "polisregion", "Polisregion";
    /// Police area within a region.
    Polisomrade = "polisomrade", "Polisområde";
    /// Local police area.
    Lokalpolisomrade = "lokalpolisomrade", "Lokalpolisområde";
    /// Municipality.
    Kommun = "kommun", "Kommun";
    /// The ground of one stadsdelsnämnd.
    Stadsdelsomrade = "stadsdelsomrade", "Stadsdelsområde";
    /// City district by name.
    Stadsdel = "stadsdel", "Stadsdel";
    /// The city's statistical area.
    Statistikomrade = "statistikomrade", "Statistikområde";
    /// The city's smallest statistical unit.
    Basomrade = "basomrade", "Basområde";
    /// SCB's regional statistical area.
    Regso = "regso", "RegSO";
    /// SCB's demographic statistical area.
    Deso = "deso", "DeSO";
    /// Area on the police's list of exposed areas.
    UtsattOmrade = "utsatt_omrade", "Utsatt område";
    /// A place: the object of a platssamverkan.
    Plats = "plats", "Plats";
    /// Anything else that someone imports, e.g. another country's wards.
    Ovrigt = "ovrigt", "Övrigt område";
}

impl std::str::FromStr for AreaKind {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        AreaKind::ALL.iter().copied().find(|kind| kind.as_str() == s).ok_or_else(|| s.to_owned())
    }
}

/// From and to, both days included; an open end is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Validity {
    /// First day, or since always.
    pub valid_from: Option<Date>,
    /// Last day, or until further notice.
    pub valid_to: Option<Date>,
}

impl Validity {
    /// Whether it holds on a day.
    pub fn covers(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// The police's classes of exposed areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UtsattClass {
    /// Exposed.
    Utsatt,
    /// Risk of becoming particularly exposed.
    Riskomrade,
    /// Particularly exposed.
    SarskiltUtsatt,
}

impl UtsattClass {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            UtsattClass::Utsatt => "utsatt",
            UtsattClass::Riskomrade => "riskomrade",
            UtsattClass::SarskiltUtsatt => "sarskilt_utsatt",
        }
    }

    /// The Swedish name as shown to users.
    pub fn label_sv(self) -> &'static str {
        match self {
            UtsattClass::Utsatt => "utsatt område",
            UtsattClass::Riskomrade => "riskområde",
            UtsattClass::SarskiltUtsatt => "särskilt utsatt område",
        }
    }
}

/// As publishers write it: `Särskilt utsatt område`, `sarskilt_utsatt`, `RISKOMRÅDE` …
impl std::str::FromStr for UtsattClass {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let plain = text.to_lowercase().replace(['å', 'ä'], "a").replace('ö', "o");
        let letters: String = plain.chars().filter(char::is_ascii_lowercase).collect();
        match letters.strip_suffix("omrade").unwrap_or(&letters) {
            "utsatt" => Ok(UtsattClass::Utsatt),
            "risk" => Ok(UtsattClass::Riskomrade),
            "sarskiltutsatt" => Ok(UtsattClass::SarskiltUtsatt),
            _ => Err(text.to_owned()),
        }
    }
}

/// One version of an area: identity, name, ground and the days it is valid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Same through all versions.
    pub id: AreaId,
    /// Its layer.
    pub kind: AreaKind,
    /// The publisher's code.
    pub code: String,
    /// Name in Swedish.
    pub name: String,
    /// Ground in WGS84; `None` when only the relation is known (Lidingö).
    pub geometry: Option<MultiPolygon<f64>>,
    /// The days this version is valid.
    #[serde(flatten)]
    pub validity: Validity,
    /// Only for kind `utsatt_omrade`.
    pub class: Option<UtsattClass>,
    /// Drawn by hand or composed of other areas: not an official boundary.
    pub approximate: bool,
    /// Where it comes from, shown beside the map.
    pub source: String,
    /// Anything a reader must know.
    pub note: Option<String>,
}

/// How one area belongs to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// `from` lies in `to` (wholly or partly).
    IngarI,
    /// `from`, a police area, covers `to`.
    Omfattar,
    /// `from` is made of `to` by a composition table.
    SammansattAv,
    /// `from` ended and was followed by `to`.
    EftertraddAv,
}

/// A relation between two areas, valid for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// The subject.
    pub from: AreaId,
    /// How it relates.
    pub kind: RelationKind,
    /// The object.
    pub to: AreaId,
    /// The days it holds.
    #[serde(flatten)]
    pub validity: Validity,
    /// Where it is said.
    pub source: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_read_as_publishers_write_it() {
        let read = |text: &str| text.parse::<UtsattClass>();
        for text in ["Särskilt utsatt område", "sarskilt_utsatt", "SÄRSKILT UTSATT"] {
            assert_eq!(read(text), Ok(UtsattClass::SarskiltUtsatt), "{text}");
        }
        for text in ["Riskområde", "riskomrade"] {
            assert_eq!(read(text), Ok(UtsattClass::Riskomrade), "{text}");
        }
        assert_eq!(read("Utsatt område"), Ok(UtsattClass::Utsatt));
        for text in ["", "område", "utsatta", "mycket utsatt"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
