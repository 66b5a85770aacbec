//! Letters about a meeting: what went to whom. What has gone out is told whatever becomes of the case.

use super::{
    Now, Work,
    step::{By, Step, What},
    subject::Subject,
    template::Function,
};
use crate::case::{refusal::Refusal, signatory::Signer, text_guard::CleanText};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a letter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Letter {
    /// The call.
    Kallelse,
    /// That it will not be held.
    Installt,
    /// Who does what, after the meeting.
    Atgardslista,
}

impl Letter {
    /// Stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Letter::Kallelse => "kallelse",
            Letter::Installt => "installt",
            Letter::Atgardslista => "atgardslista",
        }
    }

    /// The letter that a step gives reason for, and of which meeting.
    fn of(what: &What) -> Option<(Self, u32)> {
        match what {
            What::MeetingCalled { no, .. } => Some((Letter::Kallelse, *no)),
            What::MeetingCancelled { no, .. } => Some((Letter::Installt, *no)),
            What::MeetingClosed { no, .. } => Some((Letter::Atgardslista, *no)),
            _ => None,
        }
    }
}

/// Why a letter did not reach the mail server, or was not taken there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotSent {
    /// The mail server does not answer.
    Unreachable,
    /// Its certificate is none that is trusted, or it offers no encryption.
    NotTrusted,
    /// It does not take our user and password.
    LoginRefused,
    /// It does not take letters from our address.
    SenderRefused,
    /// It does not take letters to this address.
    AddressRefused,
    /// It asks to try again later.
    Later,
}

impl NotSent {
    /// Stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            NotSent::Unreachable => "unreachable",
            NotSent::NotTrusted => "not_trusted",
            NotSent::LoginRefused => "login_refused",
            NotSent::SenderRefused => "sender_refused",
            NotSent::AddressRefused => "address_refused",
            NotSent::Later => "later",
        }
    }
}

/// A function that did not get a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// Which.
    pub function: CleanText,
    /// Why.
    pub why: NotSent,
}

/// A letter that was sent: to which functions, never to which addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// What it is.
    pub letter: Letter,
    /// The step that it tells of: that call, cancellation or closing.
    pub of: u32,
    /// Those for whom the mail server took it.
    pub to: Vec<CleanText>,
    /// Those for whom it did not.
    pub missed: Vec<Missed>,
    /// Those who have no address.
    pub without_address: Vec<CleanText>,
}

/// The letter that a meeting gives reason for as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// What it is.
    pub letter: Letter,
    /// The step that it tells of.
    pub of: u32,
}

/// A function that a letter goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient<'a> {
    /// The function, and whose it is.
    pub function: Function<'a>,
    /// Where letters to it go.
    pub address: Option<&'a super::contact::Address>,
    /// When it got this very letter.
    pub got: Option<Timestamp>,
}

impl<S: Subject> Work<S> {
    /// The letter of a meeting as it is now. Additions to closed minutes make no new one.
    pub fn letter_of(&self, meeting: u32) -> Option<Due> {
        let mut reasons = self.left().filter_map(|(of, step)| match Letter::of(&step.what) {
            Some((letter, no)) if no == meeting => Some(Due { letter, of }),
            _ => None,
        });
        reasons.next_back()
    }

    /// What was sent about a meeting, oldest first, by whom and when.
    pub fn sent(&self, meeting: u32) -> impl Iterator<Item = (&Step, &Sending)> {
        self.steps().iter().filter_map(move |step| match &step.what {
            What::LetterSent { no, sending } if *no == meeting => Some((step, &**sending)),
            _ => None,
        })
    }

    /// Everybody whom a letter of a meeting goes to, in the order of the template, with what of it is
    /// done.
    pub fn recipients(&self, meeting: u32, due: Due) -> Vec<Recipient<'_>> {
        let standing = self.standing();
        let functions = standing.template.as_ref().map(|template| template.functions());
        let recipient = |function: Function<'_>| {
            let contact = standing.contacts.iter().find(|one| one.function == *function.function);
            let got = self.sent(meeting).filter(|(_, sending)| {
                (sending.letter, sending.of) == (due.letter, due.of)
                    && sending.to.contains(function.function)
            });
            (contact.map(|contact| &contact.address), got.map(|(step, _)| step.at).last())
        };
        let all = functions.unwrap_or_default().into_iter();
        all.map(|function| {
            let (address, got) = recipient(function);
            Recipient { function, address, got }
        })
        .collect()
    }

    /// A letter has gone out.
    pub fn letter_sent(
        self,
        by: &Signer,
        meeting: u32,
        sending: Sending,
        now: Now,
    ) -> Result<Self, Refusal> {
        let what = What::LetterSent { no: meeting, sending: Box::new(sending) };
        self.after(Step { at: now.at, on: now.on, by: By::Party(by.clone()), what })
    }

    /// A letter tells of a step that was there.
    pub(super) fn letter_has_a_reason(&self, what: &What) -> Result<(), Refusal> {
        let What::LetterSent { no, sending } = what else { return Ok(()) };
        let earlier = (sending.of as usize).checked_sub(1).and_then(|at| self.steps().get(at));
        let reason = earlier.and_then(|step| Letter::of(&step.what));
        if reason == Some((sending.letter, *no)) { Ok(()) } else { Err(Refusal::NoSuchObject) }
    }
}
