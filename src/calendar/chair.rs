//! Who chairs the chefsamråd: the two chiefs, every other meeting each.

use super::event::{Event, EventId, Nature};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chief {
    /// The chief of the lokalpolisområde.
    Lokalpolisomradeschef,
    /// The director of the stadsdelsförvaltning.
    Stadsdelsdirektor,
}

impl Chief {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Lokalpolisomradeschef => Self::Stadsdelsdirektor,
            Self::Stadsdelsdirektor => Self::Lokalpolisomradeschef,
        }
    }
}

/// Who chairs a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chair {
    /// The meeting.
    pub meeting: EventId,
    /// Its day.
    pub day: Date,
    /// Who.
    pub chief: Chief,
    /// Whether the minutes say so; otherwise it is the turn.
    pub recorded: bool,
    /// Recorded, and not whose turn it was.
    pub out_of_turn: bool,
}

/// Whose turn it is, meeting by meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chairing {
    /// Who chairs the first meeting. No text says; the parties do.
    pub first: Chief,
}

impl Chairing {
    /// Who chairs each meeting, by day.
    ///
    /// "Ordförandeskap ska vartannat *sammanträde* alternera": the wheel turns by meetings that are
    /// held, so a cancelled one has no chair and does not turn it. `recorded` says who did chair,
    /// where minutes say; whoever did, the other has the next one, so that nobody is given two in a
    /// row.
    pub fn of(
        self,
        meetings: &[Event],
        recorded: impl Fn(&EventId) -> Option<Chief>,
    ) -> Vec<Chair> {
        let mut in_order: Vec<&Event> =
            meetings.iter().filter(|meeting| meeting.nature != Nature::Cancelled).collect();
        in_order.sort_by_key(|meeting| meeting.day);
        let mut turn = self.first;
        let chairs = in_order.into_iter().map(|meeting| {
            let said = recorded(&meeting.id);
            let chief = said.unwrap_or(turn);
            let out_of_turn = chief != turn;
            turn = chief.other();
            let (id, day) = (meeting.id.clone(), meeting.day);
            Chair { meeting: id, day, chief, recorded: said.is_some(), out_of_turn }
        });
        chairs.collect()
    }
}
