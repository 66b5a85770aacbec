//! A party's picture on the wire: as it is written, and as it is read.

use super::reference_body::{FigureBody, ReferenceBody};
use crate::{
    api::{
        case_work::{choice, clean, clean_line, name},
        extract::{named, required_date},
        problem::Problem,
    },
    app::{
        Actor, App, AppError,
        lagesbild::{self as verbs, Names},
    },
    area::AreaId,
    lagesbild::{
        content::{
            Content, Dialogue, Judged, Parts, PlaceId, PriorityId, RunId, Section, SectionKey,
            Source, SourceId,
        },
        refusal::Refusal,
        stated::Span,
        statement::{Number, Statement, StatementId, Tie, To},
    },
};
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
    /// `case`, `opening` or `observation`.
    #[cfg_attr(test, ts(type = "'case' | 'opening' | 'observation'"))]
    pub(super) kind: String,
    /// Number of the case, id of the opening or observation.
    pub(super) id: String,
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

/// The whole picture as it is kept, or which field is wrong.
impl ContentAsked {
    pub(super) fn checked(self) -> Result<Content, Problem> {
        let mut parts = Parts { run: self.run.map(RunId), ..Parts::default() };
        for (i, section) in self.sections.into_iter().enumerate() {
            parts.sections.push(section.checked(&format!("content.sections[{i}]"))?);
        }
        for (i, source) in self.sources.into_iter().enumerate() {
            let at = format!("content.sources[{i}].note");
            let note = source.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
            parts.sources.push(Source {
                id: SourceId(source.id),
                kind: choice("kind", source.kind)?,
                state: choice("state", source.state)?,
                note: note.map(|note| clean_line(at, note)).transpose()?,
            });
        }
        let places = self.places.iter();
        parts.places = places.map(|one| PlaceId(format!("{}:{}", one.kind, one.id))).collect();
        for (i, figure) in self.indicators.iter().enumerate() {
            parts.indicators.push(figure.checked(&format!("content.indicators[{i}]"))?);
        }
        for (i, one) in self.dialogues.into_iter().enumerate() {
            let at = format!("content.dialogues[{i}]");
            parts.dialogues.push(Dialogue {
                on: required_date(&format!("{at}.on"), &one.on)?,
                with: clean_line(format!("{at}.with"), &one.with)?,
                n: one.n,
            });
        }
        Ok(Content::checked(parts).map_err(AppError::from)?)
    }
}

impl SectionAsked {
    /// As it is kept, or which field is wrong; `at` is where it stands.
    pub(super) fn checked(self, at: &str) -> Result<Section, Problem> {
        let key = match self.key.kind.as_str() {
            "area" => SectionKey::Area(AreaId(self.key.id)),
            "priority" => SectionKey::Priority(PriorityId(self.key.id)),
            _ => return Err(Problem::field("invalid", format!("{at}.key.kind"), "unknown")),
        };
        let mut statements = Vec::with_capacity(self.statements.len());
        for (i, one) in self.statements.into_iter().enumerate() {
            statements.push(one.checked(&format!("{at}.statements[{i}]"))?);
        }
        Ok(Section { key, statements, judged: named("judged", self.judged)? })
    }
}

impl StatementAsked {
    fn checked(self, at: &str) -> Result<Statement, Problem> {
        let mut ties = Vec::with_capacity(self.ties.len());
        for (i, tie) in self.ties.into_iter().enumerate() {
            let at = format!("{at}.ties[{i}]");
            let to = match (tie.reference, tie.not_checked) {
                (Some(reference), None) => {
                    To::Reference(reference.checked(&format!("{at}.reference"))?)
                }
                (None, Some(reason)) => refused(&at, To::not_checked(&reason))?,
                _ => return Err(Problem::field("invalid", at, "one_of_two")),
            };
            ties.push(Tie { span: Span { start: tie.start, end: tie.end }, to });
        }
        refused(at, Statement::checked(StatementId(self.id), &self.text, ties))
    }
}

/// A refusal under the field's whole path in the request.
fn refused<T>(at: &str, checked: Result<T, Refusal>) -> Result<T, Problem> {
    match checked {
        Ok(value) => Ok(value),
        Err(Refusal::Text(text)) => clean(format!("{at}.{}", text.field), Err(text)),
        Err(other) => Err(Problem::field("invalid", at, other.code())),
    }
}

/// Everything in a text that states a quantity.
pub(super) fn numbers(statement: &Statement) -> Vec<NumberBody> {
    let number = |number: Number<'_>| NumberBody {
        start: number.found.span.start,
        end: number.found.span.end,
        written: number.found.span.of(statement.text().as_str()),
        tied: number.to.map(|to| match to {
            To::Reference(_) => "reference",
            To::NotChecked { .. } => "not_checked",
        }),
    };
    statement.numbers().into_iter().map(number).collect()
}

impl From<&SectionKey> for KeyBody {
    fn from(key: &SectionKey) -> Self {
        let (kind, id) = match key {
            SectionKey::Area(id) => ("area", &id.0),
            SectionKey::Priority(id) => ("priority", &id.0),
        };
        Self { kind: kind.to_owned(), id: id.clone() }
    }
}

impl From<&Statement> for StatementBody {
    fn from(statement: &Statement) -> Self {
        let tie = |tie: &Tie| {
            let (reference, not_checked) = match &tie.to {
                To::Reference(reference) => (Some(reference.into()), None),
                To::NotChecked { reason } => (None, Some(reason.as_str().to_owned())),
            };
            TieBody { start: tie.span.start, end: tie.span.end, reference, not_checked }
        };
        Self {
            id: statement.id().0,
            text: statement.text().as_str().to_owned(),
            ties: statement.ties().iter().map(tie).collect(),
            numbers: numbers(statement),
        }
    }
}

/// The name of a judgement.
pub(super) fn judged(judged: Judged) -> &'static str {
    match judged {
        Judged::Battre => "battre",
        Judged::Oforandrat => "oforandrat",
        Judged::Samre => "samre",
    }
}

impl SectionBody {
    pub(super) fn of(section: &Section, names: &Names) -> Self {
        Self {
            key: (&section.key).into(),
            title: names.section(&section.key),
            statements: section.statements.iter().map(StatementBody::from).collect(),
            judged: section.judged.map(judged),
        }
    }
}

impl PlaceBody {
    /// A place by its kept id, with its name where the reader sees it.
    pub(super) fn of(app: &App, actor: &Actor, id: &PlaceId) -> Self {
        let name = verbs::place_name(app, actor, id);
        let (kind, id) = verbs::place_parts(id);
        Self { kind: kind.to_owned(), id: id.to_owned(), name }
    }
}

impl BasisBody {
    pub(super) fn of(app: &App, actor: &Actor, parts: &Parts) -> Self {
        let source = |source: &Source| SourceBody {
            id: source.id.0.clone(),
            kind: name(&source.kind),
            state: name(&source.state),
            note: source.note.as_ref().map(ToString::to_string),
        };
        let dialogue = |one: &Dialogue| DialogueBody {
            on: one.on.to_string(),
            with: one.with.to_string(),
            n: one.n,
        };
        Self {
            sources: parts.sources.iter().map(source).collect(),
            places: parts.places.iter().map(|id| PlaceBody::of(app, actor, id)).collect(),
            run: parts.run.as_ref().map(|run| run.0.clone()),
            indicators: parts.indicators.iter().map(FigureBody::from).collect(),
            dialogues: parts.dialogues.iter().map(dialogue).collect(),
        }
    }
}

impl ContentBody {
    pub(super) fn of(app: &App, actor: &Actor, content: &Content, names: &Names) -> Self {
        let parts = content.parts();
        Self {
            sections: parts.sections.iter().map(|one| SectionBody::of(one, names)).collect(),
            basis: BasisBody::of(app, actor, parts),
        }
    }
}
