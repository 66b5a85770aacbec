//! A lägesbild with everything that happened to it.

use super::{
    content::Section,
    document::{Document, Explanation, Part, StatementRef, Trouble},
    draft::OneDraft,
    refusal::Refusal,
    stated::Span,
    states::{Beslutad, State},
    step::{Act, Decision, LagesbildId, Step, Successor, Warning},
    utkast::Utkast,
};
use crate::{
    case::{
        party::{Parties, Side},
        signatory::Signer,
        text_guard::CleanText,
    },
    incident::{Fingerprint, Period},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What it is about, through all its states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// Id.
    pub id: LagesbildId,
    /// Id of the agreement.
    pub agreement: String,
    /// The two who write and decide it.
    pub parties: Parties,
    /// The time it speaks of.
    pub period: Period,
    /// The decided version that it follows.
    pub previous: Option<Successor>,
    /// Who began it.
    pub by: Signer,
    /// When.
    pub at: Timestamp,
}

/// As it is kept: both parties' drafts are in the steps, so it is for no reader.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// What it is about.
    pub dossier: Dossier,
    /// What happened, oldest first.
    pub steps: Vec<Step>,
}

/// A lägesbild.
#[derive(Debug, Clone, PartialEq)]
pub struct Lagesbild {
    record: Record,
    state: State,
}

impl Lagesbild {
    /// Begun by one of the two; nothing is written.
    pub fn new(dossier: Dossier) -> Result<Self, Refusal> {
        one_of(&dossier.parties, &dossier.by)?;
        let record = Record { dossier, steps: Vec::new() };
        Ok(Self { record, state: State::Utkast(Utkast::EMPTY) })
    }

    /// As it was stored. Refused when the steps could not have happened in this order.
    pub fn replayed(record: Record) -> Result<Self, Refusal> {
        let it = record.steps.into_iter().try_fold(Self::new(record.dossier)?, Self::after)?;
        it.misses_nothing_needed().then_some(it).ok_or(Refusal::StillNeeded)
    }

    /// As it is kept, with both drafts in it: what is readable for whom is [`Lagesbild::seen_by`].
    pub(crate) fn record(&self) -> &Record {
        &self.record
    }

    /// Whether nothing that a side sees has changed since a version: what the other party writes in its
    /// draft meanwhile is no conflict.
    pub fn is_as_seen(&self, version: u64, side: Side) -> bool {
        let seen = usize::try_from(version.saturating_sub(1)).unwrap_or(usize::MAX);
        let hidden = |step: &Step| step.draft_of().is_some_and(|of| of != side);
        version >= 1 && version <= self.version() && self.record.steps.iter().skip(seen).all(hidden)
    }

    /// What it is about.
    pub fn dossier(&self) -> &Dossier {
        &self.record.dossier
    }

    /// Where it stands; drafts in it open with a key only.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Starts at 1, grows by one with each step.
    pub fn version(&self) -> u64 {
        1 + self.record.steps.len() as u64
    }

    /// The document, from when the two are put together.
    pub fn document(&self) -> Option<&Document> {
        match &self.state {
            State::Utkast(_) => None,
            State::Sammanlagd(it) => Some(it.document()),
            State::Beslutad(it) => Some(it.document()),
            State::Ersatt(it) => Some(it.beslutad.document()),
        }
    }

    /// As decided, replaced or not.
    pub fn decided(&self) -> Option<&Beslutad> {
        match &self.state {
            State::Beslutad(it) => Some(it),
            State::Ersatt(it) => Some(&it.beslutad),
            State::Utkast(_) | State::Sammanlagd(_) => None,
        }
    }

    /// The chiefs' decisions, in the order of signing.
    pub fn decisions(&self) -> Vec<&Decision> {
        match &self.state {
            State::Utkast(_) => Vec::new(),
            State::Sammanlagd(it) => it.signed().into_iter().collect(),
            State::Beslutad(it) => it.decisions().to_vec(),
            State::Ersatt(it) => it.beslutad.decisions().to_vec(),
        }
    }

    /// A party writes its draft, or writes it over.
    pub fn put_draft(
        self,
        draft: impl Into<OneDraft>,
        by: Signer,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        self.after(Step { act: Act::DraftPut { draft: Box::new(draft.into()) }, by, at })
    }

    /// A party hands its draft over, having been warned. The second handing over puts the two together.
    pub fn hand_over(self, warned: Warning, by: Signer, at: Timestamp) -> Result<Self, Refusal> {
        self.after(Step { act: Act::HandedOver { warned }, by, at })
    }

    /// A party takes back its draft, before the other has handed over.
    pub fn take_back(self, by: Signer, at: Timestamp) -> Result<Self, Refusal> {
        self.after(Step { act: Act::TakenBack, by, at })
    }

    /// Writes a section of the own part, or of the joint one, over.
    pub fn put_section(
        self,
        part: Part,
        section: Section,
        by: Signer,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        self.after(Step { act: Act::SectionPut { part, section }, by, at })
    }

    /// Says why a number stands; `trouble` is what the judgement found.
    pub fn explain(
        self,
        (statement, span): (StatementRef, Span),
        trouble: Trouble,
        reason: CleanText,
        by: Signer,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        self.after(Step { act: Act::Explained { statement, span, trouble, reason }, by, at })
    }

    /// A chief signs; the second signature decides.
    pub fn sign(self, decision: Decision, at: Timestamp) -> Result<Self, Refusal> {
        let by = decision.signer().clone();
        self.after(Step { act: Act::Signed { decision: Box::new(decision) }, by, at })
    }

    /// A chief takes back the own signature, before the other signs.
    pub fn unsign(self, by: Signer, at: Timestamp) -> Result<Self, Refusal> {
        self.after(Step { act: Act::Unsigned, by, at })
    }

    /// The version after this one: a new half-year, or a correction. Refused before this is decided and
    /// after it was replaced.
    pub fn next(
        &self,
        id: LagesbildId,
        period: Period,
        by: Signer,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        let State::Beslutad(decided) = &self.state else {
            return Err(self.not_decided());
        };
        let Dossier { id: own, agreement, parties, .. } = self.dossier().clone();
        let previous = Some(Successor { id: own, fingerprint: decided.fingerprint().clone() });
        Self::new(Dossier { id, agreement, parties, period, previous, by, at })
    }

    /// Makes way for the version that followed on this and was decided.
    pub fn replace(self, newer: &Lagesbild, by: Signer, at: Timestamp) -> Result<Self, Refusal> {
        let decided = newer.decided().ok_or(Refusal::NotTheNext)?;
        let own = |it: &Beslutad| Successor {
            id: self.dossier().id.clone(),
            fingerprint: it.fingerprint().clone(),
        };
        if self.decided().map(own) != newer.dossier().previous {
            return Err(Refusal::NotTheNext);
        }
        let fingerprint: Fingerprint = decided.fingerprint().clone();
        let successor = Successor { id: newer.dossier().id.clone(), fingerprint };
        self.after(Step { act: Act::Replaced { by: successor }, by, at })
    }

    fn not_decided(&self) -> Refusal {
        match self.state {
            State::Ersatt(_) => Refusal::Replaced,
            _ => Refusal::NotDecided,
        }
    }

    fn after(mut self, step: Step) -> Result<Self, Refusal> {
        one_of(&self.record.dossier.parties, &step.by)?;
        self.state = transition(self.state, &step, &self.record.dossier)?;
        self.record.steps.push(step);
        Ok(self)
    }
}

fn one_of(parties: &Parties, by: &Signer) -> Result<(), Refusal> {
    match parties.side_of(&by.party) == Some(by.side) {
        true => Ok(()),
        false => Err(Refusal::NotAParty),
    }
}

fn transition(state: State, step: &Step, dossier: &Dossier) -> Result<State, Refusal> {
    let Step { act, by, at } = step;
    match (state, act) {
        (State::Utkast(utkast), Act::DraftPut { draft }) => {
            if draft.side() != by.side || draft.party() != &by.party {
                return Err(Refusal::WrongSide);
            }
            Ok(State::Utkast(match (**draft).clone() {
                OneDraft::Police(draft) => utkast.put(draft)?,
                OneDraft::City(draft) => utkast.put(draft)?,
            }))
        }
        (State::Utkast(utkast), Act::DraftRemoved { .. }) => {
            utkast.put_removed(by.side).map(State::Utkast)
        }
        (State::Utkast(utkast), Act::HandedOver { .. }) => {
            utkast.hand_over(by.clone(), *at, dossier)
        }
        (State::Utkast(utkast), Act::TakenBack) => utkast.take_back(by.side).map(State::Utkast),
        (State::Sammanlagd(it), Act::SectionPut { part, section }) => {
            it.put(*part, section.clone(), by.side).map(State::Sammanlagd)
        }
        (State::Sammanlagd(it), Act::Explained { statement, span, trouble, reason }) => {
            let sentence = it.document().statement(*statement).cloned();
            let explanation = Explanation {
                statement: *statement,
                sentence: sentence.ok_or(Refusal::NothingToExplain)?,
                span: *span,
                trouble: trouble.clone(),
                reason: reason.clone(),
                by: by.clone(),
                at: *at,
            };
            it.explain(explanation).map(State::Sammanlagd)
        }
        (State::Sammanlagd(it), Act::Signed { decision }) => {
            if decision.signer() != by {
                return Err(Refusal::ForeignSignature);
            }
            decision.body.decides(&dossier.agreement, decision.on)?;
            it.sign((**decision).clone())
        }
        (State::Sammanlagd(it), Act::Unsigned) => it.unsign(by.side).map(State::Sammanlagd),
        (State::Beslutad(it), Act::Replaced { by }) => {
            Ok(State::Ersatt(it.replaced(by.clone(), *at)))
        }
        (State::Utkast(_), Act::Replaced { .. }) => Err(Refusal::NotDecided),
        (State::Utkast(_), _) => Err(Refusal::NotPutTogether),
        (State::Sammanlagd(_), Act::Replaced { .. }) => Err(Refusal::NotDecided),
        (State::Sammanlagd(_), _) => Err(Refusal::PutTogether),
        (State::Beslutad(_), _) => Err(Refusal::Decided),
        (State::Ersatt(_), _) => Err(Refusal::Replaced),
    }
}
