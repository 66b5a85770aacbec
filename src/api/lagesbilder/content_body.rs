//! A party's picture on the wire: as it is written, and as it is read.

use super::reference_body::{FigureBody, ReferenceBody};
use serde::{Deserialize, Serialize};

/// What a section is about.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LagesbildKey", export_to = "../web/src/api/types/"))]
#[schema(as = LagesbildKey)]
pub(super) struct KeyBody {
    /// `area` or `priority`.
    #[schema(pattern = "^(area|priority)$")]
    #[cfg_attr(test, ts(type = "'area' | 'priority'"))]
    pub(super) kind: String,
    /// Its id.
    #[schema(pattern = r"^\S+$")]
    pub(super) id: String,
}

/// What a number of a text is tied to: a reference, or a reason why it is not checked.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LagesbildTie", export_to = "../web/src/api/types/"))]
#[schema(as = LagesbildTie)]
pub(super) struct TieBody {
    /// First character of the number, counted from 0 in characters (code points) of the trimmed text.
    pub(super) start: usize,
    /// The character after its last.
    pub(super) end: usize,
    /// What it can be recomputed from.
    pub(super) reference: Option<ReferenceBody>,
    /// Why it is not checked, 3–300 characters.
    pub(super) not_checked: Option<String>,
}

/// A statement as it is written.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "NewLagesbildStatement", export_to = "../web/src/api/types/"))]
#[schema(as = NewLagesbildStatement)]
pub(super) struct StatementAsked {
    /// Its number in the party's picture, from 1; kept from one version to the next.
    pub(super) id: u32,
    /// One or a few sentences, 3–2 000 characters.
    pub(super) text: String,
    /// Its numbers.
    pub(super) ties: Vec<TieBody>,
}

/// A section as it is written. Without statements and judgement it is taken away.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "NewLagesbildSection", export_to = "../web/src/api/types/"))]
#[schema(as = NewLagesbildSection)]
pub(super) struct SectionAsked {
    /// About what.
    pub(super) key: KeyBody,
    /// In the order of reading.
    pub(super) statements: Vec<StatementAsked>,
    /// `battre`, `oforandrat`, `samre` or null, against the period before.
    #[schema(pattern = "^(battre|oforandrat|samre)$")]
    #[cfg_attr(test, ts(type = "'battre' | 'oforandrat' | 'samre' | null"))]
    pub(super) judged: Option<String>,
}

/// A line of the source checklist.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LagesbildSource", export_to = "../web/src/api/types/"))]
#[schema(as = LagesbildSource)]
pub(super) struct SourceBody {
    /// Id of one of the offered sources, or of another.
    #[schema(pattern = "^[a-z0-9_]{1,40}$")]
    pub(super) id: String,
    /// `statistik`, `enkat`, `dialog`, `underrattelse` or `annat`.
    #[schema(pattern = "^(statistik|enkat|dialog|underrattelse|annat)$")]
    #[cfg_attr(test, ts(type = "'statistik' | 'enkat' | 'dialog' | 'underrattelse' | 'annat'"))]
    pub(super) kind: String,
    /// `used`, `not_used` or `not_available`.
    #[schema(pattern = "^(used|not_used|not_available)$")]
    #[cfg_attr(test, ts(type = "'used' | 'not_used' | 'not_available'"))]
    pub(super) state: String,
    /// About it, 2–300 characters; none beside intelligence.
    pub(super) note: Option<String>,
}

/// A place that a picture names.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LagesbildPlaceRef", export_to = "../web/src/api/types/"))]
#[schema(as = LagesbildPlaceRef)]
pub(super) struct PlaceRefBody {
    /// `case`, `opening` or `observation`.
    #[schema(pattern = "^(case|opening|observation)$")]
    #[cfg_attr(test, ts(type = "'case' | 'opening' | 'observation'"))]
    pub(super) kind: String,
    /// Number of the case, id of the opening or observation.
    #[schema(pattern = "^[A-Za-z0-9-]+$")]
    pub(super) id: String,
}

/// That people were asked.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LagesbildDialogue", export_to = "../web/src/api/types/"))]
#[schema(as = LagesbildDialogue)]
pub(super) struct DialogueBody {
    /// The day, or the last of several.
    #[schema(format = Date)]
    pub(super) on: String,
    /// With whom, as a group or function, 2–300 characters.
    pub(super) with: String,
    /// How many took part, if known.
    pub(super) n: Option<u32>,
}

/// A party's whole picture as it is written.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "NewLagesbildContent", export_to = "../web/src/api/types/"))]
#[schema(as = NewLagesbildContent)]
pub(super) struct ContentAsked {
    /// In the order of reading.
    pub(super) sections: Vec<SectionAsked>,
    /// The checklist.
    pub(super) sources: Vec<SourceBody>,
    /// Places it names.
    pub(super) places: Vec<PlaceRefBody>,
    /// Id of the hotspot run it rests on.
    #[schema(pattern = "^[a-z0-9-]+$")]
    pub(super) run: Option<String>,
    /// Survey indicators it stands on.
    pub(super) indicators: Vec<FigureBody>,
    /// Talks that were held.
    pub(super) dialogues: Vec<DialogueBody>,
}

/// A number of a text.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LagesbildNumber", export_to = "../web/src/api/types/"))]
#[schema(as = LagesbildNumber)]
pub(super) struct NumberBody {
    /// First character, counted from 0 in characters (code points).
    pub(super) start: usize,
    /// The character after the last.
    pub(super) end: usize,
    /// As it is written.
    pub(super) written: String,
    /// What it is tied to.
    #[cfg_attr(test, ts(type = "'reference' | 'not_checked' | null"))]
    pub(super) tied: Option<&'static str>,
}

/// A statement as it is read.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LagesbildStatement", export_to = "../web/src/api/types/"))]
#[schema(as = LagesbildStatement)]
pub(super) struct StatementBody {
    /// Its number in its part.
    pub(super) id: u32,
    /// The text.
    pub(super) text: String,
    /// Ties in the order of the text.
    pub(super) ties: Vec<TieBody>,
    /// Everything in the text that states a quantity, tied or not.
    pub(super) numbers: Vec<NumberBody>,
}

/// A section as it is read.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LagesbildSection", export_to = "../web/src/api/types/"))]
#[schema(as = LagesbildSection)]
pub(super) struct SectionBody {
    /// About what.
    pub(super) key: KeyBody,
    /// Name of the area, or the priority in words.
    pub(super) title: String,
    /// In the order of reading.
    pub(super) statements: Vec<StatementBody>,
    /// `battre`, `oforandrat`, `samre` or null.
    #[cfg_attr(test, ts(type = "'battre' | 'oforandrat' | 'samre' | null"))]
    pub(super) judged: Option<&'static str>,
}

/// A place as it is read.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LagesbildPlace", export_to = "../web/src/api/types/"))]
#[schema(as = LagesbildPlace)]
pub(super) struct PlaceBody {
    /// Which.
    #[serde(flatten)]
    pub(super) place: PlaceRefBody,
    /// Its name; null where the reader sees no such place.
    pub(super) name: Option<String>,
}

/// What a picture rests on, beside its sections.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LagesbildBasis", export_to = "../web/src/api/types/"))]
#[schema(as = LagesbildBasis)]
pub(super) struct BasisBody {
    /// The checklist.
    pub(super) sources: Vec<SourceBody>,
    /// Places it names.
    pub(super) places: Vec<PlaceBody>,
    /// Id of the hotspot run it rests on.
    pub(super) run: Option<String>,
    /// Survey indicators it stands on.
    pub(super) indicators: Vec<FigureBody>,
    /// Talks that were held.
    pub(super) dialogues: Vec<DialogueBody>,
}

/// A party's whole picture as it is read.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LagesbildContent", export_to = "../web/src/api/types/"))]
#[schema(as = LagesbildContent)]
pub(super) struct ContentBody {
    /// In the order of reading.
    pub(super) sections: Vec<SectionBody>,
    /// What it rests on.
    pub(super) basis: BasisBody,
}
