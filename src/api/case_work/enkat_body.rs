//! A survey of the participants, as it is shown.

use crate::{
    api::opening_body::SignerBody,
    app::enkater::Shown,
    case::work::{
        Work,
        enkat::{HIGHEST, LEAST, Pooled, Question},
        step::Object,
        subject::Subject,
    },
};
use jiff::civil::Date;
use serde::Serialize;

/// A survey of those who take part.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "Enkat", export_to = "../web/src/api/types/"))]
#[schema(as = Enkat)]
pub(crate) struct EnkatBody {
    /// Number in the case or forum.
    no: u32,
    /// Step by which it was last changed.
    seen: u32,
    /// Who opened it.
    by: SignerBody,
    /// On which day.
    opened_on: String,
    /// Last day for answers.
    last_day: String,
    /// Last day on which it took answers; null while it is open.
    over_on: Option<String>,
    /// Functions that are asked.
    n_invited: u32,
    /// Functions that have answered.
    n_answered: u32,
    /// Answers there must be before anything of them is shown.
    least: u32,
    /// What the reader has to do with it: `not_asked`, `may_answer` or `has_answered`.
    #[cfg_attr(test, ts(type = "'not_asked' | 'may_answer' | 'has_answered'"))]
    asked: &'static str,
    /// What may be shown of the answers; null while it is open, and where too few answered.
    result: Option<EnkatResult>,
}

/// What may be shown of the answers to a survey.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct EnkatResult {
    /// All questions, in the order in which they are asked.
    questions: Vec<QuestionBody>,
    /// What could be better, in the order of the alphabet; null where too few wrote.
    texts: Option<Vec<String>>,
}

/// A question of a survey, and what was answered to it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "EnkatQuestion", export_to = "../web/src/api/types/"))]
#[schema(as = EnkatQuestion)]
struct QuestionBody {
    /// `meningsfullt`, `form`, `deltagare`, `mal` or `kommunikation`.
    #[cfg_attr(test, ts(type = "'meningsfullt' | 'form' | 'deltagare' | 'mal' | 'kommunikation'"))]
    question: &'static str,
    /// Answers per grade, from 1, not at all, to 5, wholly; null where too few answered.
    n_of_grade: Option<[u32; HIGHEST as usize]>,
    /// Answers with grade 4 or 5; null likewise.
    n_agree: Option<u32>,
}

impl EnkatBody {
    /// All of them, in the order in which they come.
    pub(crate) fn all<S: Subject>(shown: &[Shown], work: &Work<S>, today: Date) -> Vec<Self> {
        shown.iter().map(|one| Self::of(one, work, today)).collect()
    }

    fn of<S: Subject>(shown: &Shown, work: &Work<S>, today: Date) -> Self {
        let enkat = &shown.enkat;
        Self {
            no: shown.no,
            seen: work.last_change(Object::Enkat(shown.no)),
            by: (&enkat.by).into(),
            opened_on: enkat.opened_on.to_string(),
            last_day: enkat.last_day.to_string(),
            over_on: enkat.over_on(today).map(|day| day.to_string()),
            n_invited: enkat.invited.len() as u32,
            n_answered: shown.n_answered,
            least: LEAST,
            asked: shown.asked.as_str(),
            result: shown.pooled.as_ref().map(EnkatResult::from),
        }
    }
}

impl From<&Pooled> for EnkatResult {
    fn from(pooled: &Pooled) -> Self {
        let questions = Question::ALL.into_iter().zip(&pooled.spreads);
        Self {
            questions: questions
                .map(|(question, spread)| QuestionBody {
                    question: question.as_str(),
                    n_of_grade: spread.map(|spread| spread.n_of_grade),
                    n_agree: spread.map(|spread| spread.n_agree()),
                })
                .collect(),
            texts: pooled
                .texts
                .as_ref()
                .map(|texts| texts.iter().map(ToString::to_string).collect()),
        }
    }
}
