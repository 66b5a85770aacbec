//! How an instance stands on a day.

use super::{instance::Instance, period::days_between, settle::Account};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// From how many days before the last one it is soon.
pub const SOON_DAYS: i32 = 14;

/// How an instance stands. Texts are chosen from the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Status {
    /// More than fourteen days are left.
    Kommande {
        /// Days left.
        days: i32,
    },
    /// At most fourteen days are left; none on the last day.
    #[serde(rename = "inom_14_dagar")]
    Inom14Dagar {
        /// Days left.
        days: i32,
    },
    /// The last day has passed and it has not been done.
    Forsenad {
        /// Days since.
        days: i32,
        /// Whether somebody has said why.
        explained: bool,
    },
    /// Done in time.
    Gjord,
    /// Done late, and it has been said why.
    GjordSent {
        /// Days late.
        days: i32,
    },
    /// Done late, and nobody has said why.
    UtanForklaring {
        /// Days late.
        days: i32,
    },
    /// Not done, and the duty no longer holds: it can be neither done nor late.
    EjLangreGallande,
}

impl Status {
    /// The code by which its text is found.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Kommande { .. } => "kommande",
            Self::Inom14Dagar { .. } => "inom_14_dagar",
            Self::Forsenad { .. } => "forsenad",
            Self::Gjord => "gjord",
            Self::GjordSent { .. } => "gjord_sent",
            Self::UtanForklaring { .. } => "utan_forklaring",
            Self::EjLangreGallande => "ej_langre_gallande",
        }
    }

    /// Whether it has been done, in time or not.
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Gjord | Self::GjordSent { .. } | Self::UtanForklaring { .. })
    }

    /// Whether it is late and nobody has said why.
    pub fn asks_for_explanation(&self) -> bool {
        matches!(self, Self::UtanForklaring { .. } | Self::Forsenad { explained: false, .. })
    }
}

/// How an instance stands on a day, by what was done and said up to and with it.
pub fn status(instance: &Instance, account: &Account, today: Date) -> Status {
    let explained = account.explanation.as_ref().is_some_and(|said| said.on <= today);
    let done_on = account.done.as_ref().map(|done| done.on).filter(|on| *on <= today);
    if let Some(on) = done_on {
        let days = days_between(instance.due, on);
        return match (days > 0, explained) {
            (false, _) => Status::Gjord,
            (true, true) => Status::GjordSent { days },
            (true, false) => Status::UtanForklaring { days },
        };
    }
    if instance.duty_ends.is_some_and(|end| end < today) {
        return Status::EjLangreGallande;
    }
    let days = days_between(today, instance.due);
    match days {
        ..0 => Status::Forsenad { days: -days, explained },
        0..=SOON_DAYS => Status::Inom14Dagar { days },
        _ => Status::Kommande { days },
    }
}
