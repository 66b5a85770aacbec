//! What was not accepted, and where it stands in the file.

use serde::{Deserialize, Serialize};

macro_rules! rejection_codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal,)*) => {
        /// Stable code of a rejection; the texts are chosen from it at the outermost layer.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum RejectionCode { $($(#[$doc])* $variant,)* }

        impl RejectionCode {
            /// Every code.
            pub const ALL: &'static [RejectionCode] = &[$(RejectionCode::$variant,)*];

            /// As written in reports and URLs.
            pub fn as_str(self) -> &'static str {
                match self { $(RejectionCode::$variant => $code,)* }
            }
        }
    };
}

rejection_codes! {
    /// The place lies outside the study area.
    OutsideArea = "outside_area",
    /// Coordinates are exactly 0, 0.
    ZeroCoordinates = "zero_coordinates",
    /// Neither coordinates, cell nor area.
    MissingPlace = "missing_place",
    /// No time.
    MissingTime = "missing_time",
    /// A field that should be a number is not a finite number.
    BadNumber = "bad_number",
    /// A field that should be a time is not one, or ends before it begins.
    BadTime = "bad_time",
    /// Category or crime code that nobody knows.
    UnknownCategory = "unknown_category",
    /// Latitude and longitude have changed places.
    SwappedAxes = "swapped_axes",
    /// Metres of a projected system given as degrees.
    ProjectedNotDegrees = "projected_not_degrees",
    /// Metres that do not fit the stated system.
    WrongCrs = "wrong_crs",
    /// The same row stands earlier in the file or in the store.
    Duplicate = "duplicate",
    /// The same id with other content stands earlier in the file; the row is kept and listed.
    RepeatedId = "repeated_id",
    /// Something that looks like personal data.
    PersonalData = "personal_data",
    /// Known by area only: counted, but never placed in a cell.
    AreaPrecisionOnly = "area_precision_only",
    /// The area code is not known.
    UnknownArea = "unknown_area",
    /// The row has more or fewer fields than the header.
    WrongFieldCount = "wrong_field_count",
    /// A polygon that is not valid; repaired only when asked.
    InvalidGeometry = "invalid_geometry",
    /// A ring or polygon with fewer points, or less ground, than an area can have.
    DegenerateGeometry = "degenerate_geometry",
    /// More vertices or rings than are accepted.
    TooManyVertices = "too_many_vertices",
    /// Not a polygon.
    NotAPolygon = "not_a_polygon",
    /// No name or code where one is needed.
    MissingName = "missing_name",
    /// A class of exposed areas that nobody knows.
    UnknownClass = "unknown_class",
    /// No indicator, or one whose name is too long to be one.
    BadIndicator = "bad_indicator",
    /// A value that is no number, or none that its unit can have.
    BadValue = "bad_value",
    /// A unit that nobody knows.
    UnknownUnit = "unknown_unit",
    /// A number of answers that is not a whole number from 1.
    BadAnswers = "bad_answers",
    /// An earlier row has another value for the same indicator, group, area, period and source.
    ConflictingValue = "conflicting_value",
    /// Rests on so few answers that it is never shown; kept and listed.
    FewAnswers = "few_answers",
}

impl RejectionCode {
    /// Whether the row is kept all the same and only listed.
    pub fn is_notice(self) -> bool {
        matches!(
            self,
            RejectionCode::RepeatedId
                | RejectionCode::AreaPrecisionOnly
                | RejectionCode::FewAnswers
        )
    }
}

/// One rejected (or noticed) row or feature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// Name of the file as delivered.
    pub file: String,
    /// Line in the file, 1-based, header included; feature number for other formats.
    pub line: u64,
    /// Record, 1-based, header not counted.
    pub record: u64,
    /// Column or field.
    pub column: Option<String>,
    /// The value, shortened to 40 characters; never kept for `personal_data`. Coordinates are
    /// rounded to about a kilometre; of repeated ids the line of the first (`= 12`) is shown.
    pub value: Option<String>,
    /// What is wrong.
    pub code: RejectionCode,
}

/// Why a whole file is refused. Nothing of it is kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{code} in {file} ({detail})")]
pub struct InputRefused {
    /// Stable code, e.g. `empty_file`, `not_utf8`, `missing_column`, `corrupt_zip`, `too_large`,
    /// `line_too_long`, `worker_timeout`, `worker_failed`, `nothing_acceptable`,
    /// `personal_data_column`; `app::texts` has words for each.
    pub code: String,
    /// Name of the file as delivered.
    pub file: String,
    /// Line, where one can be named.
    pub line: Option<u64>,
    /// Column, where one can be named.
    pub column: Option<String>,
    /// Names, numbers and limits for the text, technical.
    pub detail: String,
}
