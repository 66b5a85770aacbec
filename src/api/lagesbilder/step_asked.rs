//! What is asked for: a new lägesbild, a step, a figure.

use super::{
    content_body::{ContentAsked, SectionAsked},
    reference_body::ReferenceBody,
};
use crate::{
    api::{
        case_work::{choice, clean},
        problem::Problem,
    },
    app::{AppError, lagesbild::Asked},
    case::{assessment::motive, number::Diarienummer},
    incident::Fingerprint,
    lagesbild::{
        document::{StatementRef, reason},
        stated::Span,
        statement::StatementId,
        step::Warning,
    },
};
use serde::Deserialize;

/// A lägesbild to begin.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, optional_fields, export_to = "../web/src/api/types/"))]
pub(super) struct NewLagesbild {
    /// Id of the agreement; needed when there are several today.
    #[schema(pattern = "^[a-z0-9-]+$")]
    pub(super) agreement: Option<String>,
    /// The half-year, e.g. `2026-H1`. That of the decided version is a correction of it.
    #[schema(pattern = "^[0-9]{4}-H[12]$")]
    pub(super) half: String,
}

/// Something to do with a lägesbild. `step` says what, and which of the other fields it needs.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(
    test,
    ts(export, rename = "NewLagesbildStep", optional_fields, export_to = "../web/src/api/types/")
)]
#[schema(as = NewLagesbildStep)]
pub(super) struct StepAsked {
    /// `draft_put` (content), `draft_section_put` (section), `draft_from_previous`, `handed_over` (warned),
    /// `taken_back`, `section_put` (part, section), `explained` (part, statement, start, end, reason),
    /// `signed` (diarienummer, motive, fingerprint), `unsigned`.
    #[schema(
        pattern = "^(draft_put|draft_section_put|draft_from_previous|handed_over|taken_back|section_put|explained|signed|unsigned)$"
    )]
    #[cfg_attr(
        test,
        ts(
            type = "'draft_put' | 'draft_section_put' | 'draft_from_previous' | 'handed_over' | 'taken_back' | 'section_put' | 'explained' | 'signed' | 'unsigned'"
        )
    )]
    pub(super) step: String,
    /// The whole own picture.
    pub(super) content: Option<ContentAsked>,
    /// A section.
    pub(super) section: Option<SectionAsked>,
    /// Whose words: `polis`, `stad` or `gemensam`.
    #[schema(pattern = "^(polis|stad|gemensam)$")]
    #[cfg_attr(test, ts(optional, type = "'polis' | 'stad' | 'gemensam'"))]
    pub(super) part: Option<String>,
    /// Code of the warning that was shown and confirmed.
    #[schema(pattern = "^normally_public_there$")]
    pub(super) warned: Option<String>,
    /// Number of the statement in the part.
    pub(super) statement: Option<u32>,
    /// First character of the number.
    pub(super) start: Option<usize>,
    /// The character after its last.
    pub(super) end: Option<usize>,
    /// Why the number stands, 10–1 000 characters.
    pub(super) reason: Option<String>,
    /// Register number of the chief's party, 1–40 characters.
    #[schema(format = "diarienummer")]
    pub(super) diarienummer: Option<String>,
    /// Why, 10–4 000 characters.
    pub(super) motive: Option<String>,
    /// Fingerprint of the document that was shown.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub(super) fingerprint: Option<String>,
}

/// A text whose numbers are looked for, a reference to recompute, or both: then the number at `start` is
/// tried against it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(
    test,
    ts(
        export,
        rename = "NewLagesbildFigure",
        optional_fields,
        export_to = "../web/src/api/types/"
    )
)]
#[schema(as = NewLagesbildFigure)]
pub(super) struct FigureAsked {
    /// The text, at most 2 000 characters.
    pub(super) text: Option<String>,
    /// What a number of it is tied to.
    pub(super) reference: Option<ReferenceBody>,
    /// A character of the number, counted from 0 in characters of the trimmed text.
    pub(super) start: Option<usize>,
}

impl StepAsked {
    /// What is asked for, or which field is not right.
    pub(super) fn checked(self) -> Result<Asked, Problem> {
        let missing = |field: &'static str| Problem::field("invalid", field, "missing");
        let section = |section: Option<SectionAsked>| {
            section.ok_or_else(|| missing("section"))?.checked("section")
        };
        Ok(match self.step.as_str() {
            "draft_put" => {
                Asked::DraftPut(self.content.ok_or_else(|| missing("content"))?.checked()?)
            }
            "draft_section_put" => Asked::DraftSectionPut(section(self.section)?),
            "draft_from_previous" => Asked::DraftFromPrevious,
            "handed_over" => match self.warned.as_deref() {
                Some(code) if code == Warning::NormallyPublicThere.code() => {
                    Asked::HandedOver(Warning::NormallyPublicThere)
                }
                _ => return Err(missing("warned")),
            },
            "taken_back" => Asked::TakenBack,
            "section_put" => {
                let part = choice("part", self.part.ok_or_else(|| missing("part"))?)?;
                Asked::SectionPut(part, section(self.section)?)
            }
            "explained" => {
                let part = choice("part", self.part.ok_or_else(|| missing("part"))?)?;
                let id = StatementId(self.statement.ok_or_else(|| missing("statement"))?);
                let start = self.start.ok_or_else(|| missing("start"))?;
                let end = self.end.ok_or_else(|| missing("end"))?;
                let why = reason(self.reason.as_deref().unwrap_or_default());
                let why = why.map_err(AppError::from)?;
                Asked::Explained(StatementRef { part, id }, Span { start, end }, why)
            }
            "signed" => Asked::Signed {
                diarienummer: clean(
                    "diarienummer",
                    Diarienummer::checked(self.diarienummer.as_deref().unwrap_or_default()),
                )?,
                motive: motive(self.motive.as_deref().unwrap_or_default())?,
                shown: Fingerprint(self.fingerprint.ok_or_else(|| missing("fingerprint"))?),
            },
            "unsigned" => Asked::Unsigned,
            _ => return Err(Problem::field("invalid", "step", "unknown")),
        })
    }
}
