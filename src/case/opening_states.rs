//! The states of an opening and the way from one to the next.

use super::{
    assessment::{Answer, Assessment, OneSide},
    chefsamrad::{ChiefSignature, OneChief},
    evidence::{About, Evidence, Finding, Frozen, MAX_EVIDENCE},
    extension::{Extends, Extension},
    number::{CaseNumber, OpeningId},
    opened::Case,
    opening::Opening,
    party::Parties,
    place::Place,
    refusal::Refusal,
    signatory::{City, Police, Signatory, Signer},
    text_guard::CleanText,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long the other party has to answer, from the first signature: 30 days of 24 hours.
pub const TIME_TO_ANSWER: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What an opening is about, through all its states.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// Id.
    pub id: OpeningId,
    /// The agreement under which it is opened.
    pub agreement: String,
    /// Its two parties; both must assess.
    pub parties: Parties,
    /// Where.
    pub place: Place,
    /// The case that is to get this ground; `None` when it is to be a case of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<Extends>,
    /// Who pointed at it.
    pub identified_by: Signer,
    /// When.
    pub identified_at: Timestamp,
    /// Taken back, never erased; oldest first.
    pub superseded: Vec<Superseded>,
}

impl Dossier {
    /// What its evidence is signed for.
    pub fn about(&self) -> About<'_> {
        About { opening: &self.id, place: &self.place, extends: self.extends }
    }
}

/// A signature that no longer counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Superseded {
    /// What was signed.
    pub what: SupersededAct,
    /// Who made it void.
    pub by: Signer,
    /// Why; nothing when an answer overtook it.
    pub motive: Option<CleanText>,
    /// When.
    pub at: Timestamp,
}

/// A signature that was taken back or overtaken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupersededAct {
    /// A withdrawn yes.
    Assessment(OneSide),
    /// One chief's signature under a closing that an answer overtook.
    Closing(OneChief),
}

/// Someone has pointed at a place; evidence is gathered by both parties.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identifierad {
    /// What it is about.
    pub dossier: Dossier,
    /// So far; may be empty.
    pub evidence: Vec<Evidence>,
}

/// One party has said yes on evidence that is now frozen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bedoms {
    /// What it is about.
    pub dossier: Dossier,
    /// What both sign.
    pub evidence: Frozen,
    /// The first yes.
    pub first: OneSide,
    /// The other party answers before this moment.
    pub answer_by: Timestamp,
}

/// Nobody answered in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Obesvarad {
    /// As it was: a late answer takes it up again.
    pub bedoms: Bedoms,
    /// The first chief's signature under closing it.
    pub closing: Option<OneChief>,
}

/// It was decided not to open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Avbojd {
    /// What it is about.
    pub dossier: Dossier,
    /// What was assessed.
    pub evidence: Frozen,
    /// How it was decided.
    pub decision: No,
}

/// How a no came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum No {
    /// A party's no, with the other's yes if there was one.
    Party {
        /// The other party's yes.
        yes: Option<OneSide>,
        /// The no.
        no: OneSide,
    },
    /// Both chiefs closed an unanswered one.
    Chefsamrad {
        /// The yes that was not answered.
        first: OneSide,
        /// The police's chief.
        police: ChiefSignature<Police>,
        /// The city's director.
        city: ChiefSignature<City>,
    },
}

/// Both said yes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Oppnad {
    /// What it is about.
    pub dossier: Dossier,
    /// What both signed.
    pub evidence: Frozen,
    /// The city's yes.
    pub city: Assessment<City>,
    /// The police's yes.
    pub police: Assessment<Police>,
    /// The case it became, or that it extended.
    pub case: CaseNumber,
}

/// What an answer led to.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "made once per signature")]
pub enum Assessed {
    /// The opening goes on, or ends, as an opening.
    Standing(Opening),
    /// Both have said yes: what is missing is a number, or the case that is extended.
    BothYes(Box<BothYes>),
}

/// Everything [`Case::open`] asks for but the number.
#[derive(Debug, Clone, PartialEq)]
pub struct BothYes {
    /// The opening with its first yes.
    pub opening: Bedoms,
    /// The city's yes.
    pub city: Assessment<City>,
    /// The police's yes.
    pub police: Assessment<Police>,
}

impl BothYes {
    /// Makes the case.
    pub fn open(self, number: CaseNumber) -> Result<(Case, Oppnad), Refusal> {
        Case::open(self.opening, self.city, self.police, number)
    }

    /// Makes the next ground of the case that the opening extends.
    pub fn extend(self) -> Result<(Extension, Oppnad), Refusal> {
        Extension::agreed(self)
    }
}

impl Identifierad {
    /// A place, pointed at by one of the two parties, with what speaks for it so far.
    pub fn new(
        id: OpeningId,
        agreement: String,
        parties: Parties,
        place: Place,
        by: Signer,
        findings: Vec<Finding>,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        if parties.of(by.side) != &by.party {
            return Err(Refusal::NotAParty);
        }
        let evidence = Evidence::numbered(findings, &by, at)?;
        let dossier = Dossier {
            id,
            agreement,
            parties,
            place,
            extends: None,
            identified_by: by,
            identified_at: at,
            superseded: Vec::new(),
        };
        Ok(Self { dossier, evidence })
    }

    /// The same place as the next ground of a case.
    pub fn extending(mut self, extends: Extends) -> Self {
        self.dossier.extends = Some(extends);
        self
    }

    /// Adds joint evidence.
    pub fn add(mut self, finding: Finding, by: &Signer, at: Timestamp) -> Result<Self, Refusal> {
        if self.dossier.parties.of(by.side) != &by.party {
            return Err(Refusal::NotAParty);
        }
        if self.evidence.len() >= MAX_EVIDENCE {
            return Err(Refusal::TooMuch);
        }
        let no = self.evidence.last().map_or(1, |last| last.no + 1);
        self.evidence.push(Evidence { no, added_by: by.clone(), added_at: at, finding });
        Ok(self)
    }

    /// The first assessment freezes the evidence. A yes waits for the other party, a no ends it.
    pub(super) fn assess(
        self,
        by: &Signatory,
        answer: Answer,
        now: Timestamp,
    ) -> Result<Opening, Refusal> {
        let Self { dossier, evidence } = self;
        let evidence = Frozen::of(dossier.about(), evidence)?;
        let signed = OneSide::sign(by, &evidence, answer, now)?;
        if !signed.record().verdict.is_ja() {
            let decision = No::Party { yes: None, no: signed };
            return Ok(Opening::Avbojd(Avbojd { dossier, evidence, decision }));
        }
        let answer_by = now + TIME_TO_ANSWER;
        Ok(Opening::Bedoms(Bedoms { dossier, evidence, first: signed, answer_by }))
    }
}

impl Bedoms {
    /// Whether the time to answer has run out.
    pub fn due(&self, now: Timestamp) -> bool {
        self.answer_by <= now
    }

    /// The second assessment.
    pub(super) fn assess(
        self,
        by: &Signatory,
        answer: Answer,
        now: Timestamp,
    ) -> Result<Assessed, Refusal> {
        if by.side() == self.first.side() {
            return Err(Refusal::AlreadyAssessed);
        }
        let second = OneSide::sign(by, &self.evidence, answer, now)?;
        if !second.record().verdict.is_ja() {
            let Self { dossier, evidence, first, .. } = self;
            let decision = No::Party { yes: Some(first), no: second };
            return Ok(Assessed::Standing(Opening::Avbojd(Avbojd { dossier, evidence, decision })));
        }
        match (self.first.clone(), second) {
            (OneSide::Police(police), OneSide::City(city))
            | (OneSide::City(city), OneSide::Police(police)) => {
                Ok(Assessed::BothYes(Box::new(BothYes { opening: self, city, police })))
            }
            _ => Err(Refusal::AlreadyAssessed),
        }
    }

    /// The party that said yes takes it back; the evidence is open again.
    pub(super) fn withdraw(
        self,
        by: &Signatory,
        motive: CleanText,
        at: Timestamp,
    ) -> Result<Identifierad, Refusal> {
        if by.side() != self.first.side() {
            return Err(Refusal::NothingToWithdraw);
        }
        let Self { mut dossier, evidence, first, .. } = self;
        dossier.superseded.push(Superseded {
            what: SupersededAct::Assessment(first),
            by: by.signer().clone(),
            motive: Some(motive),
            at,
        });
        Ok(Identifierad { dossier, evidence: evidence.thaw() })
    }
}

impl Obesvarad {
    /// A late answer or a withdrawal takes it up where it was. A chief's signature under closing
    /// it is overtaken, and kept.
    pub(super) fn take_up(self, by: &Signer, at: Timestamp) -> Bedoms {
        let Self { mut bedoms, closing } = self;
        if let Some(closing) = closing {
            let what = SupersededAct::Closing(closing);
            bedoms.dossier.superseded.push(Superseded { what, by: by.clone(), motive: None, at });
        }
        bedoms
    }

    /// The chefsamråd closes it: both chiefs, or not at all.
    pub fn close(
        self,
        police: ChiefSignature<Police>,
        city: ChiefSignature<City>,
    ) -> Result<Avbojd, Refusal> {
        let Bedoms { dossier, evidence, first, .. } = self.bedoms;
        if dossier.parties.polis != police.signer().party
            || dossier.parties.stad != city.signer().party
        {
            return Err(Refusal::NotAParty);
        }
        let decision = No::Chefsamrad { first, police, city };
        Ok(Avbojd { dossier, evidence, decision })
    }
}
