//! Duties of an agreement on the wire.

use super::{
    case_work::ForumRef,
    extract::{named, required_date},
    problem::{Language, Problem},
};
use crate::{
    app::{
        texts::arshjul::{ASSUMPTIONS, STATUSES, name_of, why, words},
        year::{Entry, Item, Said, Shown, Source},
    },
    calendar::{Chief, Count, Level, Status},
    case::access::Joined,
};
use serde::{Deserialize, Serialize};

/// Which of several times in one period.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct DutyTimes {
    /// From 1.
    k: u8,
    /// How many the period asks for.
    n: u8,
}

/// Something that a day rests on beside the text.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct DutyAssumption {
    /// Stable code.
    code: &'static str,
    /// In words.
    text: &'static str,
}

/// What shows that something was done.
#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct DutyEvidence {
    /// `meeting`, `document` or `decision` as somebody said; `closed_meeting`, `follow_ups`,
    /// `information`, `lagesbild`, `communication`, `enkat` or `consultation` as the service knows.
    #[cfg_attr(
        test,
        ts(
            type = "'meeting' | 'document' | 'decision' | 'closed_meeting' | 'follow_ups' | 'information' | 'lagesbild' | 'communication' | 'enkat' | 'consultation'"
        )
    )]
    kind: &'static str,
    /// Which: as it was said, or the name of the place or forum.
    reference: Option<String>,
    /// Function of whoever said so.
    by: Option<String>,
    /// Number of the case.
    case: Option<String>,
    /// The forum.
    forum: Option<ForumRef>,
    /// Number of the meeting in it.
    meeting: Option<u32>,
    /// Id of the information.
    information: Option<String>,
    /// Id of the lägesbild.
    lagesbild: Option<String>,
}

/// One time that a duty of an agreement is to be done.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "Duty", export_to = "../web/src/api/types/"))]
#[schema(as = Duty)]
pub(super) struct DutyBody {
    /// Id of the agreement.
    agreement: String,
    /// Names it under the agreement, for good.
    key: String,
    /// Id of the duty.
    duty: String,
    /// What is to be done, in Swedish.
    title: String,
    /// Number of the case that it is done in, where each case has its own.
    case: Option<String>,
    /// Whose it is.
    #[cfg_attr(test, ts(type = "'lokal' | 'stad' | 'kommun'"))]
    level: &'static str,
    /// Last day to do it in time.
    due: String,
    /// First day on which doing it counts.
    earliest: String,
    /// A day to plan by; it binds nobody.
    guide: String,
    /// Whether the text names that day.
    guide_stated: bool,
    /// The period, e.g. `2026-H1`.
    period: String,
    /// Which of several, where there are several.
    times: Option<DutyTimes>,
    /// By which rule, in words.
    why: String,
    /// What the day rests on beside the text.
    assumptions: Vec<DutyAssumption>,
    /// Document and paragraph.
    source: String,
    /// Functions that do it, as the source has it.
    responsible: String,
    /// Those among whom they are.
    #[cfg_attr(
        test,
        ts(
            type = "('samordnarna' | 'cheferna' | 'forvaltningen' | 'kommunikatorerna' | 'parterna' | 'staden')[]"
        )
    )]
    falls_to: Vec<&'static str>,
    /// Functions that decide on it.
    decides: Option<String>,
    /// How it stands today.
    #[cfg_attr(
        test,
        ts(
            type = "'kommande' | 'inom_14_dagar' | 'forsenad' | 'gjord' | 'gjord_sent' | 'utan_forklaring' | 'ej_langre_gallande'"
        )
    )]
    status: &'static str,
    /// The same in words.
    status_text: &'static str,
    /// Days left, or days late.
    days: Option<i32>,
    /// It is late and nobody has said why.
    unexplained: bool,
    /// On which day it was done.
    done_on: Option<String>,
    /// What shows it.
    evidence: Option<DutyEvidence>,
    /// Why it is late.
    explanation: Option<String>,
    /// Whose chief chairs it, where it is a meeting of the steering body.
    #[cfg_attr(test, ts(type = "'lokalpolisomradeschef' | 'stadsdelsdirektor' | null"))]
    chair: Option<&'static str>,
    /// What the reader may do now.
    #[cfg_attr(test, ts(type = "('done' | 'explained')[]"))]
    may: Vec<&'static str>,
    /// Number of the step that the reader's party can take back.
    undo: Option<u32>,
}

impl DutyBody {
    pub(super) fn of(item: Item, language: Language) -> Self {
        let Item { entry, may, undo } = item;
        let Entry { duty, instance, status, .. } = &entry;
        let text = |assumption: &crate::calendar::Assumption| DutyAssumption {
            code: assumption.code(),
            text: words(ASSUMPTIONS, assumption.code(), language).unwrap_or(assumption.code()),
        };
        Self {
            key: instance.key.as_str().to_owned(),
            duty: duty.id.to_string(),
            title: duty.title.clone(),
            case: entry.case().map(|number| number.to_string()),
            level: match duty.level {
                Level::Lokal => "lokal",
                Level::Stad => "stad",
                Level::Kommun => "kommun",
            },
            due: instance.due.to_string(),
            earliest: instance.earliest.to_string(),
            guide: instance.guide.to_string(),
            guide_stated: instance.guide_stated,
            period: instance.period.name.to_string(),
            times: instance.count.map(|Count { k, n }| DutyTimes { k, n }),
            why: why(&instance.why, |kind| name_of(kind, language), language),
            assumptions: instance.assumptions.iter().map(text).collect(),
            source: duty.source.clone(),
            responsible: duty.responsible.clone(),
            falls_to: duty.falls_to.iter().map(|group| group.as_str()).collect(),
            decides: duty.decides.clone(),
            status: status.code(),
            status_text: words(STATUSES, status.code(), language).unwrap_or(status.code()),
            days: days(status),
            unexplained: status.asks_for_explanation(),
            done_on: entry.done_on.map(|day| day.to_string()),
            chair: entry.chair.map(chief),
            evidence: entry.shown.map(DutyEvidence::from),
            explanation: entry.explanation,
            agreement: entry.agreement.to_string(),
            may,
            undo,
        }
    }
}

fn days(status: &Status) -> Option<i32> {
    match status {
        Status::Kommande { days }
        | Status::Inom14Dagar { days }
        | Status::Forsenad { days, .. }
        | Status::GjordSent { days }
        | Status::UtanForklaring { days } => Some(*days),
        Status::Gjord | Status::EjLangreGallande => None,
    }
}

/// Stable name of a chief.
pub(super) fn chief(chief: Chief) -> &'static str {
    match chief {
        Chief::Lokalpolisomradeschef => "lokalpolisomradeschef",
        Chief::Stadsdelsdirektor => "stadsdelsdirektor",
    }
}

impl From<Shown> for DutyEvidence {
    fn from(shown: Shown) -> Self {
        match shown {
            Shown::Said { evidence, function } => Self {
                kind: evidence.kind.as_str(),
                reference: Some(evidence.reference.to_string()),
                by: Some(function),
                ..Self::default()
            },
            Shown::Known(Source::Meeting { of, no, name }) => {
                let (case, forum) = match of {
                    Joined::Case(number) => (Some(number.to_string()), None),
                    Joined::Forum(id) => (None, Some(id.into())),
                };
                let (kind, reference, meeting) = ("closed_meeting", Some(name), Some(no));
                Self { kind, reference, case, forum, meeting, ..Self::default() }
            }
            Shown::Known(Source::FollowUps) => Self { kind: "follow_ups", ..Self::default() },
            Shown::Known(Source::Information(id)) => {
                Self { kind: "information", information: Some(id.0), ..Self::default() }
            }
            Shown::Known(Source::Lagesbild(id)) => {
                Self { kind: "lagesbild", lagesbild: Some(id.0), ..Self::default() }
            }
            Shown::Known(Source::Communication) => {
                Self { kind: "communication", ..Self::default() }
            }
            Shown::Known(Source::Enkat) => Self { kind: "enkat", ..Self::default() },
            Shown::Known(Source::Consultation) => Self { kind: "consultation", ..Self::default() },
        }
    }
}

/// An agreement whose duties are in the list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct DutyAgreement {
    /// Its id.
    pub(super) id: String,
    /// Its name.
    pub(super) name: String,
}

/// What is to be done.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct DutyList {
    /// By last day.
    pub(super) items: Vec<DutyBody>,
    /// How many there are on all pages.
    pub(super) total: usize,
    /// Cursor of the next page.
    pub(super) next: Option<String>,
    /// The agreements that the reader sees.
    pub(super) agreements: Vec<DutyAgreement>,
}

/// Something to say of one time of a duty. `step` says what, and which of the other fields it needs.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(
    test,
    ts(export, rename = "NewDutyStep", optional_fields, export_to = "../web/src/api/types/")
)]
#[schema(as = NewDutyStep)]
pub(super) struct DutyStepAsked {
    /// `done` (day, evidence, reference, explanation where it is late), `explained` (explanation) or
    /// `undone` (no).
    #[schema(pattern = "^(done|explained|undone)$")]
    step: String,
    /// The day on which it was done.
    #[schema(format = Date)]
    day: Option<String>,
    /// What kind of evidence shows it.
    #[schema(pattern = "^(meeting|document|decision)$")]
    evidence: Option<String>,
    /// Which: its number or where it is found, 2–200 characters.
    reference: Option<String>,
    /// Why it is late, 3–500 characters.
    explanation: Option<String>,
    /// Number of the step that is taken back.
    no: Option<u32>,
}

impl DutyStepAsked {
    pub(super) fn checked(self) -> Result<Said, Problem> {
        let missing = |field| Problem::field("invalid", field, "missing");
        match self.step.as_str() {
            "done" => Ok(Said::Done {
                day: required_date("day", &self.day.ok_or_else(|| missing("day"))?)?,
                kind: named("evidence", self.evidence)?.ok_or_else(|| missing("evidence"))?,
                reference: self.reference.ok_or_else(|| missing("reference"))?,
                explanation: self.explanation,
            }),
            "explained" => {
                Ok(Said::Explained(self.explanation.ok_or_else(|| missing("explanation"))?))
            }
            "undone" => Ok(Said::Undone(self.no.ok_or_else(|| missing("no"))?)),
            _ => Err(Problem::field("invalid", "step", "unknown")),
        }
    }
}
