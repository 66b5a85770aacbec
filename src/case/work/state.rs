//! Where a case stands, and what may be done there, as one table.
//!
//! ```text
//! Initierad ─(convened)→ Pågår ⇄ Vilande
//!                        Pågår ─(followed up: carried out AND effect)→ Uppföljd
//!                        Uppföljd ─(both chiefs)→ Pågår | Avslutad ─→ checked again after 6 months
//! ```

use crate::case::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Opened by both parties; the participants are to be convened.
    Initierad,
    /// At work.
    Pagar,
    /// Resting; ends only through Pågår.
    Vilande,
    /// Followed up; the chefsamråd is to decide.
    Uppfoljd,
    /// Closed by both chiefs.
    Avslutad,
}

/// What can be done with a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Write in the template, the causes or the measures; hold meetings.
    Edit,
    /// Give it another ground, which both parties have assessed.
    Extend,
    /// Say how far a measure has come.
    Report,
    /// Call the participants together for the first time.
    Convene,
    /// Let it rest.
    Pause,
    /// Take it up again.
    Resume,
    /// Judge what was carried out and what it led to.
    FollowUp,
    /// Say for one's party that it is to go on for another half-year.
    Reaffirm,
    /// One chief signs what is to become of it.
    Decide,
    /// Look again, half a year after it was closed.
    CheckAgain,
}

impl State {
    /// Every state, in the order of the agreement.
    pub const ALL: [State; 5] =
        [State::Initierad, State::Pagar, State::Vilande, State::Uppfoljd, State::Avslutad];

    /// Stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Initierad => "initierad",
            State::Pagar => "pagar",
            State::Vilande => "vilande",
            State::Uppfoljd => "uppfoljd",
            State::Avslutad => "avslutad",
        }
    }
}

impl Act {
    /// Every act.
    pub const ALL: [Act; 10] = [
        Act::Edit,
        Act::Extend,
        Act::Report,
        Act::Convene,
        Act::Pause,
        Act::Resume,
        Act::FollowUp,
        Act::Reaffirm,
        Act::Decide,
        Act::CheckAgain,
    ];

    /// Stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Act::Edit => "edit",
            Act::Extend => "extend",
            Act::Report => "report",
            Act::Convene => "convene",
            Act::Pause => "pause",
            Act::Resume => "resume",
            Act::FollowUp => "follow_up",
            Act::Reaffirm => "reaffirm",
            Act::Decide => "decide",
            Act::CheckAgain => "check_again",
        }
    }
}

/// What is allowed, and where it leads. A case that is followed up is not extended: the chefsamråd
/// decides on the ground that was followed up. A decision has three ends: the first chief's signature leads
/// nowhere yet, the second's under the same decision to one of the others.
pub const TABLE: [(State, Act, &[State]); 21] = [
    (State::Initierad, Act::Edit, &[State::Initierad]),
    (State::Initierad, Act::Extend, &[State::Initierad]),
    (State::Initierad, Act::Report, &[State::Initierad]),
    (State::Initierad, Act::Convene, &[State::Pagar]),
    (State::Initierad, Act::Reaffirm, &[State::Initierad]),
    (State::Pagar, Act::Edit, &[State::Pagar]),
    (State::Pagar, Act::Extend, &[State::Pagar]),
    (State::Pagar, Act::Report, &[State::Pagar]),
    (State::Pagar, Act::Pause, &[State::Vilande]),
    (State::Pagar, Act::FollowUp, &[State::Uppfoljd]),
    (State::Pagar, Act::Reaffirm, &[State::Pagar]),
    (State::Vilande, Act::Edit, &[State::Vilande]),
    (State::Vilande, Act::Extend, &[State::Vilande]),
    (State::Vilande, Act::Report, &[State::Vilande]),
    (State::Vilande, Act::Resume, &[State::Pagar]),
    (State::Vilande, Act::Reaffirm, &[State::Vilande]),
    (State::Uppfoljd, Act::Edit, &[State::Uppfoljd]),
    (State::Uppfoljd, Act::Report, &[State::Uppfoljd]),
    (State::Uppfoljd, Act::Reaffirm, &[State::Uppfoljd]),
    (State::Uppfoljd, Act::Decide, &[State::Uppfoljd, State::Pagar, State::Avslutad]),
    (State::Avslutad, Act::CheckAgain, &[State::Avslutad]),
];

/// Where an act may lead from a state; refused by the name of the state when it may not be done there.
pub fn leads_to(state: State, act: Act) -> Result<&'static [State], Refusal> {
    let row = TABLE.iter().find(|(from, what, _)| (*from, *what) == (state, act));
    row.map(|(_, _, to)| *to).ok_or(match state {
        State::Initierad => Refusal::CaseInitierad,
        State::Pagar => Refusal::CasePagar,
        State::Vilande => Refusal::CaseVilande,
        State::Uppfoljd => Refusal::CaseUppfoljd,
        State::Avslutad => Refusal::CaseAvslutad,
    })
}
