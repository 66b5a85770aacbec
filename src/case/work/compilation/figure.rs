//! The figures of a compilation, and what they are counted of.

use crate::{
    calendar::Status,
    case::{
        access::Joined,
        number::OpeningId,
        work::{
            follow_up::{Effekt, Utforande},
            state::State,
        },
    },
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

macro_rules! figures {
    ($($(#[$doc:meta])* $variant:ident = $code:literal,)*) => {
        /// Something that is counted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Figure { $($(#[$doc])* $variant,)* }

        impl Figure {
            /// Every figure, in the order in which they are shown.
            pub const ALL: &'static [Figure] = &[$(Figure::$variant,)*];

            /// Stable name.
            pub fn as_str(self) -> &'static str {
                match self { $(Figure::$variant => $code,)* }
            }
        }
    };
}

figures! {
    /// Cases that are Initierad on the last day.
    CasesInitierad = "cases_initierad",
    /// Cases that are Pågår on it.
    CasesPagar = "cases_pagar",
    /// Cases that are Vilande on it.
    CasesVilande = "cases_vilande",
    /// Cases that are Uppföljd on it.
    CasesUppfoljd = "cases_uppfoljd",
    /// Cases that have been closed, in the year or before.
    CasesAvslutad = "cases_avslutad",
    /// Cases opened in the year.
    CasesOpened = "cases_opened",
    /// Cases closed in it.
    CasesClosed = "cases_closed",
    /// Measures done in the year.
    MeasuresDone = "measures_done",
    /// Measures that are open on the last day, and not late.
    MeasuresOpen = "measures_open",
    /// Measures that should have been done before it and are not.
    MeasuresLate = "measures_late",
    /// Measures given up in the year.
    MeasuresGivenUp = "measures_given_up",
    /// Meetings that should have been held in the year.
    MeetingsPlanned = "meetings_planned",
    /// Meetings held in it.
    MeetingsHeld = "meetings_held",
    /// Meetings called off that should have been in it.
    MeetingsCancelled = "meetings_cancelled",
    /// Follow-ups that judge what was planned as carried out.
    UtforandeGenomfort = "utforande_genomfort",
    /// As carried out in part.
    UtforandeDelvis = "utforande_delvis",
    /// As hardly carried out.
    UtforandeEjGenomfort = "utforande_ej_genomfort",
    /// Follow-ups that judge that it became better.
    EffektBattre = "effekt_battre",
    /// That nothing changed.
    EffektOforandrat = "effekt_oforandrat",
    /// That it became worse.
    EffektSamre = "effekt_samre",
    /// That it cannot be told.
    EffektGarInteAttAvgora = "effekt_gar_inte_att_avgora",
    /// The one verdict on the effect of a case: less.
    VerdictMinskning = "verdict_minskning",
    /// More.
    VerdictOkning = "verdict_okning",
    /// It cannot be told.
    VerdictGarInteAttAvgora = "verdict_gar_inte_att_avgora",
    /// Cases with an agreed plan and no verdict yet.
    VerdictAwaited = "verdict_awaited",
    /// Priorities of the list valid on the last day.
    PrioritiesValid = "priorities_valid",
    /// Those with a case.
    PrioritiesWithCase = "priorities_with_case",
    /// Those with a goal.
    PrioritiesWithGoal = "priorities_with_goal",
    /// Those with a measure.
    PrioritiesWithMeasure = "priorities_with_measure",
    /// Those with a forum.
    PrioritiesWithForum = "priorities_with_forum",
    /// Lägesbilder decided in the year.
    LagesbilderDecided = "lagesbilder_decided",
    /// Times of the agreement's duties that fell due in the year and were done in time.
    DutiesKept = "duties_kept",
    /// That were done late.
    DutiesLate = "duties_late",
    /// That had not been done on the last day.
    DutiesNotDone = "duties_not_done",
    /// Openings that the other party had not answered in time.
    OpeningsUnanswered = "openings_unanswered",
    /// Cases and forums that both had not confirmed in time.
    NotConfirmed = "not_confirmed",
    /// Measures of which nothing was said although it should have been.
    FeedbackMissing = "feedback_missing",
}

impl Figure {
    /// Whether two rows never count the same thing, so that they add up. A priority can be served in
    /// several areas.
    pub fn adds_up(self) -> bool {
        use Figure::*;
        !matches!(
            self,
            PrioritiesValid
                | PrioritiesWithCase
                | PrioritiesWithGoal
                | PrioritiesWithMeasure
                | PrioritiesWithForum
        )
    }

    pub(super) fn of_state(state: State) -> Self {
        match state {
            State::Initierad => Figure::CasesInitierad,
            State::Pagar => Figure::CasesPagar,
            State::Vilande => Figure::CasesVilande,
            State::Uppfoljd => Figure::CasesUppfoljd,
            State::Avslutad => Figure::CasesAvslutad,
        }
    }

    pub(super) fn of_utforande(judged: Utforande) -> Self {
        match judged {
            Utforande::Genomfort => Figure::UtforandeGenomfort,
            Utforande::Delvis => Figure::UtforandeDelvis,
            Utforande::EjGenomfort => Figure::UtforandeEjGenomfort,
        }
    }

    pub(super) fn of_effekt(judged: Effekt) -> Self {
        match judged {
            Effekt::Battre => Figure::EffektBattre,
            Effekt::Oforandrat => Figure::EffektOforandrat,
            Effekt::Samre => Figure::EffektSamre,
            Effekt::GarInteAttAvgora => Figure::EffektGarInteAttAvgora,
        }
    }

    /// Of a time of a duty that has fallen due, by how it stands; `None` where it is neither done nor late.
    pub fn of_duty(status: &Status) -> Option<Self> {
        match status {
            Status::Gjord => Some(Figure::DutiesKept),
            Status::GjordSent { .. } | Status::UtanForklaring { .. } => Some(Figure::DutiesLate),
            Status::Forsenad { .. } => Some(Figure::DutiesNotDone),
            Status::Kommande { .. } | Status::Inom14Dagar { .. } | Status::EjLangreGallande => None,
        }
    }
}

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A case or a forum, or something in it.
    Joined(Joined),
    /// An opening.
    Opening(OpeningId),
    /// A lägesbild, by its id.
    Lagesbild(String),
    /// A time of a duty of an agreement, by its key.
    Duty {
        /// Id of the agreement.
        agreement: String,
        /// The key.
        key: String,
    },
    /// A priority, by its id.
    Priority(String),
}

/// One thing that a figure counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    /// What, or where.
    pub of: Thing,
    /// Its number there: of a measure, a meeting, a follow-up.
    pub no: Option<u32>,
    /// The day it is about.
    pub on: Option<Date>,
}

impl Counted {
    /// A thing as a whole.
    pub fn whole(of: Thing) -> Self {
        Self { of, no: None, on: None }
    }
}

/// What each figure counts. A figure is the number of things, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures(BTreeMap<Figure, BTreeSet<Counted>>);

impl Figures {
    /// How many.
    pub fn n(&self, figure: Figure) -> usize {
        self.0.get(&figure).map_or(0, BTreeSet::len)
    }

    /// Which.
    pub fn counted(&self, figure: Figure) -> impl Iterator<Item = &Counted> {
        self.0.get(&figure).into_iter().flatten()
    }

    /// Whether anything is counted that adds up.
    pub fn has_own(&self) -> bool {
        self.0.keys().any(|figure| figure.adds_up())
    }

    /// Counts one thing.
    pub fn count(&mut self, figure: Figure, one: Counted) {
        self.0.entry(figure).or_default().insert(one);
    }

    /// Takes in what another row counts; what both count is counted once.
    pub fn take_in(&mut self, other: &Figures) {
        for (figure, counted) in &other.0 {
            self.0.entry(*figure).or_default().extend(counted.iter().cloned());
        }
    }
}
