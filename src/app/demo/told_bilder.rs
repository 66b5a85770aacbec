//! The lägesbilder of the demo as their file tells them: who wrote what about which half-year, on which
//! day. A number of a text is tied by how it is written, so that the file can be read.

use super::told::{Act, ActOn, Where};
use crate::{
    app::{AppError, lagesbild::SOURCES, openings::invalid},
    area::AreaId,
    case::text_guard::CleanText,
    incident::{IndicatorId, Period},
    lagesbild::{
        content::{
            Content, Dialogue, Judged, Parts, PlaceId, Section, SectionKey, Source, SourceId,
            SourceState,
        },
        finder::find_quantities,
        reference::{Figure, Measure, Reference, Subject},
        statement::{Statement, StatementId, Tie, To},
    },
};
use jiff::civil::Date;
use serde::Deserialize;

/// One lägesbild: begun, written, handed over, put together and signed, as far as it has come.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldBild {
    half: String,
    begun: When,
    drafts: Vec<ToldDraft>,
    handed_over: Vec<When>,
    gemensam: Vec<ToldJoint>,
    signed: Vec<ToldSignature>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    on: Date,
    by: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldDraft {
    on: Date,
    by: String,
    sections: Vec<ToldSection>,
    sources: Vec<ToldSource>,
    places: Vec<String>,
    indicators: Vec<ToldFigure>,
    dialogues: Vec<ToldDialogue>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldJoint {
    on: Date,
    by: String,
    section: ToldSection,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldSignature {
    on: Date,
    by: String,
    pub(super) diarienummer: String,
    pub(super) motive: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldSection {
    about: SectionKey,
    judged: Option<Judged>,
    statements: Vec<ToldStatement>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldStatement {
    id: StatementId,
    text: String,
    ties: Vec<ToldTie>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldTie {
    number: String,
    to: ToldTo,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum ToldTo {
    Figure(ToldFigure),
    NotChecked(String),
}

/// A year's figure of an indicator, and what is said of it; itself when nothing is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldFigure {
    indicator: IndicatorId,
    group: Option<String>,
    area: AreaId,
    year: i16,
    measure: Option<ToldMeasure>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ToldMeasure {
    /// Of that area.
    ShareOf(AreaId),
    /// Since that year.
    ChangeFrom(i16),
    /// From that area in the same year.
    DifferenceFrom(AreaId),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldSource {
    id: String,
    state: SourceState,
    note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldDialogue {
    on: Date,
    with: String,
    n: Option<u32>,
}

/// Something done to a lägesbild.
#[derive(Debug, Clone, Copy)]
pub(super) enum BildAct<'a> {
    Begin(&'a ToldBild),
    Draft(&'a ToldDraft),
    HandOver,
    Joint(&'a ToldJoint),
    Sign(&'a ToldSignature),
}

impl ToldBild {
    /// What was done, in the order of the file.
    pub(super) fn acts(&self, nth: usize) -> impl Iterator<Item = Act<'_>> {
        let act = move |on: Date, by, what| {
            let (at, what) = (Where::Lagesbild(nth), ActOn::Picture(what));
            Act { on, by, at, what }
        };
        let begun = act(self.begun.on, self.begun.by.as_str(), BildAct::Begin(self));
        let drafts = self.drafts.iter();
        let drafts = drafts.map(move |it| act(it.on, it.by.as_str(), BildAct::Draft(it)));
        let handed = self.handed_over.iter();
        let handed = handed.map(move |it| act(it.on, it.by.as_str(), BildAct::HandOver));
        let joint = self.gemensam.iter();
        let joint = joint.map(move |it| act(it.on, it.by.as_str(), BildAct::Joint(it)));
        let signed = self.signed.iter();
        let signed = signed.map(move |it| act(it.on, it.by.as_str(), BildAct::Sign(it)));
        std::iter::once(begun).chain(drafts).chain(handed).chain(joint).chain(signed)
    }

    pub(super) fn half(&self) -> Result<Period, AppError> {
        self.half.parse().map_err(|_| untold(&self.half))
    }
}

impl ToldDraft {
    pub(super) fn content(&self) -> Result<Content, AppError> {
        let sections = self.sections.iter().map(ToldSection::section);
        let sources = self.sources.iter().map(ToldSource::source);
        let dialogue = |it: &ToldDialogue| {
            let with = CleanText::checked("with", &it.with, 2, 300).map_err(invalid)?;
            Ok::<_, AppError>(Dialogue { on: it.on, with, n: it.n })
        };
        let parts = Parts {
            sections: sections.collect::<Result<_, _>>()?,
            sources: sources.collect::<Result<_, _>>()?,
            places: self.places.iter().cloned().map(PlaceId).collect(),
            run: None,
            indicators: self.indicators.iter().map(ToldFigure::figure).collect::<Result<_, _>>()?,
            dialogues: self.dialogues.iter().map(dialogue).collect::<Result<_, _>>()?,
        };
        Ok(Content::checked(parts)?)
    }
}

impl ToldJoint {
    pub(super) fn section(&self) -> Result<Section, AppError> {
        self.section.section()
    }
}

impl ToldSection {
    fn section(&self) -> Result<Section, AppError> {
        let statements = self.statements.iter().map(ToldStatement::statement);
        let statements = statements.collect::<Result<_, _>>()?;
        Ok(Section { key: self.about.clone(), statements, judged: self.judged })
    }
}

impl ToldStatement {
    /// Each tie lies on the next number that is written so.
    fn statement(&self) -> Result<Statement, AppError> {
        let mut found = find_quantities(&self.text).into_iter();
        let mut ties = Vec::with_capacity(self.ties.len());
        for tie in &self.ties {
            let on = found.find(|found| found.span.of(&self.text) == tie.number);
            let on = on.ok_or_else(|| untold(&format!("{} in {}", tie.number, self.text)))?;
            ties.push(Tie { span: on.span, to: tie.to.to()? });
        }
        Ok(Statement::checked(self.id, &self.text, ties)?)
    }
}

impl ToldTo {
    fn to(&self) -> Result<To, AppError> {
        Ok(match self {
            ToldTo::Figure(told) => To::Reference(told.reference()?),
            ToldTo::NotChecked(reason) => To::not_checked(reason)?,
        })
    }
}

impl ToldFigure {
    fn figure(&self) -> Result<Figure, AppError> {
        let subject = Subject::Indicator { id: self.indicator.clone(), group: self.group.clone() };
        Ok(Figure { subject, area: self.area.clone(), period: year(self.year)? })
    }

    fn reference(&self) -> Result<Reference, AppError> {
        let figure = self.figure()?;
        let measure = match &self.measure {
            None => Measure::Count,
            Some(ToldMeasure::ShareOf(area)) => {
                Measure::ShareOf { subject: None, area: Some(area.clone()) }
            }
            Some(ToldMeasure::ChangeFrom(before)) => Measure::ChangeFrom { period: year(*before)? },
            Some(ToldMeasure::DifferenceFrom(area)) => {
                Measure::DifferenceFrom(Box::new(Figure { area: area.clone(), ..figure.clone() }))
            }
        };
        Ok(Reference { figure, measure })
    }
}

impl ToldSource {
    fn source(&self) -> Result<Source, AppError> {
        let offered = SOURCES.iter().find(|(id, ..)| *id == self.id);
        let (.., kind) = offered.ok_or_else(|| untold(&self.id))?;
        let kind = serde_json::from_value((*kind).into()).map_err(|_| untold(kind))?;
        let note = self.note.as_ref().map(|note| CleanText::checked("note", note, 2, 300));
        Ok(Source {
            id: SourceId(self.id.clone()),
            kind,
            state: self.state,
            note: note.transpose().map_err(invalid)?,
        })
    }
}

fn year(year: i16) -> Result<Period, AppError> {
    year.to_string().parse().map_err(|_| untold(&year.to_string()))
}

fn untold(what: &str) -> AppError {
    AppError::Fault(format!("lägesbilder of the demo: {what}"))
}
