//! The survey of the participants: five fixed questions about the co-operation, and what could be better.
//!
//! Every function that takes part answers once. Of the answers only sums are kept: how many gave which
//! grade to which question, and the texts without who wrote them. Nothing of them is shown before the
//! survey is over, and nothing of what fewer than [`LEAST`] answered: then it does not change any more,
//! so no two looks at it differ by one answer.

use super::{
    plan::Owner,
    standing::{Standing, is_new},
};
use crate::case::{
    access::Joined,
    refusal::Refusal,
    signatory::Signer,
    text_guard::{CleanText, TextRefused},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What fewer have answered is not shown.
pub const LEAST: u32 = 5;
/// A survey is open for at most so many days.
pub const LONGEST_DAYS: i32 = 60;
/// Questions of a survey.
pub const N_QUESTIONS: usize = 5;
/// The highest grade.
pub const HIGHEST: u8 = 5;
/// Whoever gives this grade or a higher one agrees.
const AGREES_FROM: u8 = 4;

/// What the agreement wants to know of its forms of co-operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// The meetings are meaningful for more safety and less crime: the indicator of the agreement.
    Meningsfullt,
    /// The meetings have the right form.
    Form,
    /// The right functions take part.
    Deltagare,
    /// What is done answers to the Mål and the Syfte.
    Mal,
    /// Word is spread well enough between the meetings.
    Kommunikation,
}

impl Question {
    /// In the order in which they are asked.
    pub const ALL: [Question; N_QUESTIONS] = [
        Question::Meningsfullt,
        Question::Form,
        Question::Deltagare,
        Question::Mal,
        Question::Kommunikation,
    ];

    /// Stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Question::Meningsfullt => "meningsfullt",
            Question::Form => "form",
            Question::Deltagare => "deltagare",
            Question::Mal => "mal",
            Question::Kommunikation => "kommunikation",
        }
    }
}

/// How far somebody agrees: from 1, not at all, to [`HIGHEST`], wholly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grade(u8);

impl Grade {
    /// A grade of the scale.
    pub fn new(grade: u8) -> Option<Self> {
        (1..=HIGHEST).contains(&grade).then_some(Self(grade))
    }

    /// The number.
    pub fn number(self) -> u8 {
        self.0
    }

    fn place(self) -> usize {
        usize::from(self.0) - 1
    }
}

/// What one function answers. A question that it cannot judge is left open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    grades: [Option<Grade>; N_QUESTIONS],
    text: Option<CleanText>,
}

impl Answer {
    /// Grades in the order of [`Question::ALL`]. Refused when nothing is said.
    pub fn new(
        grades: [Option<Grade>; N_QUESTIONS],
        text: Option<CleanText>,
    ) -> Result<Self, Refusal> {
        let says_nothing = text.is_none() && grades.iter().all(Option::is_none);
        if says_nothing { Err(Refusal::EnkatEmpty) } else { Ok(Self { grades, text }) }
    }

    /// The grades that were given.
    pub fn grades(&self) -> impl Iterator<Item = (Question, Grade)> {
        let given = Question::ALL.into_iter().zip(self.grades);
        given.filter_map(|(question, grade)| grade.map(|grade| (question, grade)))
    }

    /// What could be better.
    pub fn text(&self) -> Option<&CleanText> {
        self.text.as_ref()
    }
}

/// What could be better, 2–1 000 characters.
pub fn better(text: &str) -> Result<CleanText, TextRefused> {
    CleanText::checked("text", text, 2, 1_000)
}

/// Which survey.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnkatId {
    /// The case or forum.
    pub of: Joined,
    /// Its number there.
    pub no: u32,
}

impl std::fmt::Display for EnkatId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} enkat {}", self.of, self.no)
    }
}

/// All answers together, without order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    grades: [Spread; N_QUESTIONS],
    texts: Vec<CleanText>,
}

impl Tally {
    /// `n` answers gave a question a grade.
    pub fn add_grade(&mut self, question: Question, grade: Grade, n: u32) {
        self.grades[question as usize].n_of_grade[grade.place()] += n;
    }

    /// Somebody wrote a text.
    pub fn add_text(&mut self, text: CleanText) {
        let at = self.texts.partition_point(|other| *other < text);
        self.texts.insert(at, text);
    }

    /// Somebody answered.
    pub fn add(&mut self, answer: &Answer) {
        for (question, grade) in answer.grades() {
            self.add_grade(question, grade, 1);
        }
        answer.text().cloned().into_iter().for_each(|text| self.add_text(text));
    }

    /// Answers with a grade to a question.
    pub fn n_graded(&self, question: Question) -> u32 {
        self.grades[question as usize].n()
    }

    /// Answers with a text.
    pub fn n_texts(&self) -> u32 {
        self.texts.len() as u32
    }

    /// What may be shown of a survey that is over. `None` where too few answered; a question, or the
    /// texts, that too few answered to is left out of the rest.
    fn shown(&self, n_answered: u32) -> Option<Pooled> {
        (n_answered >= LEAST).then(|| Pooled {
            spreads: self.grades.map(|spread| (spread.n() >= LEAST).then_some(spread)),
            texts: (self.n_texts() >= LEAST).then(|| self.texts.clone()),
        })
    }
}

/// How many gave which grade.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Spread {
    /// From grade 1 up.
    pub n_of_grade: [u32; HIGHEST as usize],
}

impl Spread {
    /// Answers.
    pub fn n(&self) -> u32 {
        self.n_of_grade.iter().sum()
    }

    /// Those that agree.
    pub fn n_agree(&self) -> u32 {
        self.n_of_grade[usize::from(AGREES_FROM) - 1..].iter().sum()
    }
}

/// What is shown of the answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pooled {
    /// In the order of [`Question::ALL`]; `None` where too few answered.
    pub spreads: [Option<Spread>; N_QUESTIONS],
    /// What could be better, in the order of the alphabet; `None` where too few wrote.
    pub texts: Option<Vec<CleanText>>,
}

/// A survey, without its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enkat {
    /// The functions that took part when it was opened.
    pub invited: Vec<Owner>,
    /// Who opened it.
    pub by: Signer,
    /// On which day.
    pub opened_on: Date,
    /// The last day for answers.
    pub last_day: Date,
    /// The day it was closed, where that was before its last day was over.
    pub closed_on: Option<Date>,
}

impl Enkat {
    /// Whether it takes answers.
    pub fn is_open(&self, today: Date) -> bool {
        self.over_on(today).is_none()
    }

    /// The last day on which it took answers, once it takes no more.
    pub fn over_on(&self, today: Date) -> Option<Date> {
        self.closed_on.or_else(|| (self.last_day < today).then_some(self.last_day))
    }

    /// The function that somebody may answer for, as it was invited. A user answers for a function of its
    /// own party, the holder of a link for its own, whoever's that is.
    pub fn invited_as(&self, is_own: impl Fn(&Owner) -> bool) -> Option<&CleanText> {
        self.invited.iter().find(|one| is_own(one)).map(|one| &one.function)
    }

    /// What is shown of the answers: nothing while more can come.
    pub fn pooled(&self, tally: &Tally, n_answered: u32, today: Date) -> Option<Pooled> {
        if self.is_open(today) { None } else { tally.shown(n_answered) }
    }
}

impl Standing {
    /// Everybody who takes part by the template.
    pub(super) fn everybody(&self) -> Vec<Owner> {
        let functions = self.template.iter().flat_map(|template| template.functions());
        functions.map(|one| Owner { of: one.of, function: one.function.clone() }).collect()
    }

    /// Those who are asked are too few when nothing of what they answer could ever be shown.
    pub(super) fn open_enkat(&mut self, no: u32, enkat: Enkat) -> Result<(), Refusal> {
        is_new(no, &self.enkater)?;
        let on = enkat.opened_on;
        if self.enkater.values().any(|other| other.is_open(on)) {
            return Err(Refusal::EnkatOpen);
        }
        if !(0..=LONGEST_DAYS).contains(&(enkat.last_day - on).get_days()) {
            return Err(Refusal::BadDays);
        }
        if (enkat.invited.len() as u32) < LEAST {
            return Err(Refusal::EnkatTooFew);
        }
        self.enkater.insert(no, enkat);
        Ok(())
    }

    pub(super) fn close_enkat(&mut self, no: u32, on: Date) -> Result<(), Refusal> {
        let enkat = self.enkater.get_mut(&no).ok_or(Refusal::NoSuchObject)?;
        if !enkat.is_open(on) {
            return Err(Refusal::EnkatOver);
        }
        enkat.closed_on = Some(on);
        Ok(())
    }
}

#[cfg(test)]
#[path = "enkat_tests.rs"]
mod tests;
