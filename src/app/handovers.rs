//! Functions change hands across cases and forums: who has promised what where, who holds the function,
//! and one act that lets another have it. In each case or forum it is a step of its own
//! ([`What::HandedOver`]); which went and which did not is in the answer.
//!
//! A signed-in user holds what is promised by the function it is assigned ([`Owner::is_function`]), and
//! what is promised by the function it stands in for between the two days of the delegation. Nothing else
//! ties a user to a commitment, so that commitments outlive accounts.

use super::{
    Actor, App, AppError, attempts, cases,
    commitments::Promised,
    delegations::{self, StoodInFor},
    forums,
    joint::{self, Joint},
    openings::field_error,
    session::areas_of,
};
use crate::{
    case::{
        access::{Joined, ParticipantLink},
        forum::Forum,
        opened::Case,
        party::User,
        text_guard::CleanText,
        work::{
            Work,
            handover::Handover,
            plan::{Owner, Whose},
            state::{Act, leads_to},
            step::What,
            target::Targeted,
        },
    },
    incident::Fingerprint,
    policy::{self, Action},
    store::Read,
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What the log calls it when it is refused.
const OPERATION: &str = "POST /commitments/handover";

/// Most cases and forums in one request.
const MOST_PARTS: usize = 200;

/// Who holds a function today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// A user that can sign in.
    Account,
    /// A participant with a link that is good in every case and forum concerned.
    Link,
    /// Nobody: the account is closed, or answers for no ground today.
    Ended,
    /// Nobody: there is no account, or no good link.
    Nobody,
}

impl Holder {
    /// Stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Holder::Account => "account",
            Holder::Link => "link",
            Holder::Ended => "ended",
            Holder::Nobody => "nobody",
        }
    }
}

/// What one function has promised and not done.
#[derive(Debug, Clone, PartialEq)]
pub struct Owed {
    /// The function.
    pub owner: Owner,
    /// Who holds it.
    pub holder: Holder,
    /// Who stands in for it today, and until when.
    pub deputy: Option<(String, Date)>,
    /// Where.
    pub parts: Vec<Part>,
}

/// What it has promised in one case or forum.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Where.
    pub promised: Promised,
    /// How many steps there are.
    pub seen: u32,
    /// Numbers of its open measures.
    pub measures: Vec<u32>,
    /// Numbers of its promises per period that have not run out.
    pub targets: Vec<u32>,
}

/// What is to be handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Who has it.
    pub from: Owner,
    /// Who is to have it.
    pub to: Owner,
    /// Templates and addresses follow.
    pub template: bool,
    /// Why.
    pub motive: CleanText,
    /// Where.
    pub parts: Vec<AskedPart>,
}

/// What is to be handed over in one case or forum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedPart {
    /// Which.
    pub joined: Joined,
    /// The measures.
    pub measures: Vec<u32>,
    /// The promises per period.
    pub targets: Vec<u32>,
    /// How many steps there were when it was shown.
    pub seen: u32,
}

/// What became of it in one case or forum.
#[derive(Debug)]
pub struct Outcome {
    /// Which.
    pub joined: Joined,
    /// It went, or why it did not; then nothing was changed there.
    pub done: Result<(), AppError>,
}

/// The functions of the actor's party, and the participants, that have promised something that is open
/// where the actor may hand it over.
pub fn owners(app: &App, actor: &Actor) -> Result<Vec<Owed>, AppError> {
    policy::may(actor, Action::WorkCase)?;
    let read = app.store.read()?;
    let mut all: BTreeMap<Owner, Vec<Part>> = BTreeMap::new();
    for work in cases::list(app, actor)? {
        gather(app, &*read, actor, &*work, || Promised::Case(work.clone()), &mut all)?;
    }
    for work in forums::list(app, actor)? {
        gather(app, &*read, actor, &*work, || Promised::Forum(work.clone()), &mut all)?;
    }
    let known = Known::of(app, &*read, actor)?;
    Ok(all.into_iter().map(|(owner, parts)| known.owed(owner, parts)).collect())
}

/// Hands over in each case and forum what is asked there; each goes or does not go by itself.
pub fn hand_over(app: &App, actor: &Actor, ask: &Ask) -> Result<Vec<Outcome>, AppError> {
    policy::may(actor, Action::WorkCase)?;
    if ask.parts.is_empty() {
        return Err(field_error("parts", "missing"));
    }
    if ask.parts.len() > MOST_PARTS {
        return Err(field_error("parts", "too_long"));
    }
    let done = ask.parts.iter().map(|part| {
        let done = in_one(app, actor, ask, part);
        if let Err(error) = &done {
            note_refusal(app, actor, &part.joined, error);
        }
        Outcome { joined: part.joined.clone(), done }
    });
    Ok(done.collect())
}

fn in_one(app: &App, actor: &Actor, ask: &Ask, part: &AskedPart) -> Result<(), AppError> {
    let handover = Box::new(Handover {
        from: ask.from.clone(),
        to: ask.to.clone(),
        measures: part.measures.clone(),
        targets: part.targets.clone(),
        template: ask.template,
        motive: ask.motive.clone(),
    });
    let what = What::HandedOver { handover };
    match &part.joined {
        Joined::Case(number) => joint::step::<Case>(app, actor, number, part.seen, what).map(drop),
        Joined::Forum(id) => joint::step::<Forum>(app, actor, id, part.seen, what).map(drop),
    }
}

/// What the policy refused in one place is told to the log as a refusal of the whole would be.
fn note_refusal(app: &App, actor: &Actor, joined: &Joined, error: &AppError) {
    let code = match error {
        AppError::Forbidden(code) => code,
        AppError::NotFound => "not_found",
        _ => return,
    };
    let asked = Fingerprint::of(format!("{OPERATION}\n{joined}").as_bytes());
    attempts::refused(app, Some(actor), OPERATION, code, &asked);
}

/// Adds the open measures and promises of one case or forum where the actor may write.
fn gather<S: Joint>(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    work: &Work<S>,
    promised: impl Fn() -> Promised,
    all: &mut BTreeMap<Owner, Vec<Part>>,
) -> Result<(), AppError> {
    let is_ours = |owner: &Owner| owner.of.side().is_none_or(|side| side == actor.party.side);
    let mut open: BTreeMap<&Owner, (Vec<u32>, Vec<u32>)> = BTreeMap::new();
    for (no, planned) in &work.standing().measures {
        let owner = &planned.measure.owner;
        if is_ours(owner) && !planned.progress.is_over() {
            open.entry(owner).or_default().0.push(*no);
        }
    }
    for (no, Targeted { target, .. }) in &work.standing().targets {
        if is_ours(&target.owner) && target.to >= app.today() {
            open.entry(&target.owner).or_default().1.push(*no);
        }
    }
    if open.is_empty() || !may_write(app, read, actor, work)? {
        return Ok(());
    }
    let seen = work.steps().len() as u32;
    for (owner, (measures, targets)) in open {
        let part = Part { promised: promised(), seen, measures, targets };
        all.entry(owner.clone()).or_default().push(part);
    }
    Ok(())
}

/// Whether the actor may write there today.
fn may_write<S: Joint>(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    work: &Work<S>,
) -> Result<bool, AppError> {
    let subject = work.subject();
    let agreement = joint::agreement_of(read, subject)?;
    if leads_to(work.standing().state, Act::Edit).is_err()
        || subject.may_be_done(agreement.as_ref(), app.today()).is_err()
    {
        return Ok(false);
    }
    let under = S::under(work, app, read, actor, agreement.as_ref())?;
    Ok(policy::may_at(actor, Action::WorkCase, &under.ground()).is_ok())
}

/// Who there is to hold a function.
struct Known {
    today: Date,
    /// The users of the party, and whether each may act today.
    users: Vec<(User, bool)>,
    deputies: Vec<StoodInFor>,
    links: Vec<ParticipantLink>,
}

impl Known {
    fn of(app: &App, read: &dyn Read, actor: &Actor) -> Result<Self, AppError> {
        let today = app.today();
        let users = read.users()?.into_iter().filter(|user| user.party == actor.party.id);
        let acting = |user: User| -> Result<(User, bool), AppError> {
            let stands = !user.role.is_samordnare() || !areas_of(read, &user.id, today)?.is_empty();
            let acts = !user.disabled && stands;
            Ok((user, acts))
        };
        let mut deputies = delegations::in_force(read, today)?;
        deputies.retain(|one| one.party == actor.party.id);
        Ok(Self {
            today,
            users: users.map(acting).collect::<Result<_, _>>()?,
            deputies,
            links: read.participant_links()?,
        })
    }

    fn owed(&self, owner: Owner, parts: Vec<Part>) -> Owed {
        if owner.of == Whose::Deltagare {
            let linked = |part: &Part| {
                let joined = part.promised.joined();
                self.links.iter().any(|link| {
                    link.joined == joined
                        && link.actor == owner.function
                        && link.is_good(self.today)
                })
            };
            let holder = if parts.iter().all(linked) { Holder::Link } else { Holder::Nobody };
            return Owed { owner, holder, deputy: None, parts };
        }
        let assigned: Vec<&(User, bool)> =
            self.users.iter().filter(|(user, _)| owner.is_function(&user.function)).collect();
        let holder = match assigned.iter().any(|(_, acts)| *acts) {
            true => Holder::Account,
            false if assigned.is_empty() => Holder::Nobody,
            false => Holder::Ended,
        };
        let deputy = self.deputies.iter().find(|one| owner.is_function(&one.function));
        let deputy = deputy.map(|one| (one.deputy.clone(), one.last_day));
        Owed { owner, holder, deputy, parts }
    }
}
