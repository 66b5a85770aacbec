//! Who may see what and do what: one function, default deny, and the only maker of a view.
//!
//! | what | kommunpolis, samordnare | chiefs | analytiker | aktivitetsansvarig | läsare | gis-läsare | administrator | key: intern | other keys |
//! |---|---|---|---|---|---|---|---|---|---|
//! | areas, categories | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ |
//! | counts, indicators, observations, runs | ✓ | ✓ | ✓ | ✓ | ✓ | – | ✓ | ✓ | – |
//! | openings, cases, forums, information under §10 | ✓ | ✓ | ✓ | ✓ | ✓ | – | ✓ | – | – |
//! | export | ✓ | ✓ | ✓ | – | ✓ | – | ✓ | ✓ | – |
//! | run an analysis | ✓ | ✓ | ✓ | – | – | – | ✓ | – | – |
//! | count within an area that one draws | – | – | ✓ | – | – | – | – | – | – |
//! | import, record an observation, share | ✓ | – | – | – | – | – | ✓ | – | – |
//! | identify, gather evidence | own ground | – | – | – | – | – | – | – | – |
//! | assess, withdraw | own ground | ✓ | – | – | – | – | – | – | – |
//! | close an unanswered opening | – | ✓ | – | – | – | – | – | – | – |
//! | tell the other party what §10 asks for, receive it | own ground | ✓ | – | – | – | – | – | – | – |
//! | write in a case, a forum or the library, hand commitments over, follow up, confirm | own ground | – | – | – | – | – | – | – | – |
//! | hold its meetings, send their letters, say how far measures have come | own ground | – | – | ✓ | – | – | – | – | – |
//! | write the own party's draft of a lägesbild | own ground | ✓ | ✓ | – | – | – | – | – | – |
//! | begin a lägesbild, hand over, write the joint text, explain numbers | own ground | ✓ | – | – | – | – | – | – | – |
//! | decide a lägesbild | – | ✓ | – | – | – | – | – | – | – |
//! | say what has been done in the year of an agreement | own ground | ✓ | – | – | – | – | – | – | – |
//! | decide what becomes of it | – | ✓ | – | – | – | – | – | – | – |
//! | invite a participant to it | own ground | – | – | ✓ | – | – | – | – | – |
//! | let somebody stand in for oneself | ✓ | ✓ | – | – | – | – | for others | – | – |
//! | prepare a release | ✓ | – | ✓ | – | – | – | ✓ | – | – |
//! | approve and take back a release | ✓ | ✓ | – | – | – | – | – | – | – |
//! | read what is released for the city, where its cases are | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | stad |
//! | users, their ground, keys, agreements, the log | – | – | – | – | – | – | ✓ | – | – |
//!
//! A kommunpolis or trygghetssamordnare acts on its own ground, the areas it answers for that day
//! ([`answers_for`]); a chief decides for the whole party. A deputy may besides its own what the one it
//! stands in for may, on that one's ground, between the two days of the delegation, and every
//! signature says so.
//!
//! Signing asks further that the role belongs to the side of the user's party and that the party is
//! one of the two of the opening or release: an administrator signs nothing, nobody signs for the other.
//! What is released for everyone is read by everyone, signed in or not.

use crate::{
    app::{Actor, AppError, Capacity, FieldError},
    area::{AreaId, Relation},
    case::{
        access::{ApiKey, ReleaseLevel},
        agreement::AgreementRecord,
        information::Information,
        opening::{Case, Opening, Refusal},
        party::{Agreement, Parties, Role, User, agreements_of},
        release::{Level, ReleaseAct},
        signatory::{Signatory, Signer},
        standing::{Delegation, Deputyship, answers_for},
    },
    incident::{ImportId, PartyId, Scope, Visible},
    ingest::ImportRecord,
    lagesbild::draft::Writer,
    store::LoadedCounts,
};
use jiff::civil::Date;
use std::{collections::BTreeSet, sync::Arc};

/// Something that is allowed or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Read areas, categories and periods.
    ReadAreas,
    /// Read counts, runs and statistics of the own view.
    ReadCounts,
    /// Take own and shared data out as files.
    Export,
    /// Deliver, publish and undo files of the own party.
    Import,
    /// Show an import of the own party to the other.
    Share,
    /// Compute hotspots and other statistics.
    Run,
    /// Count within an area of one's own drawing, and so come close to single events.
    CountDrawn,
    /// Read openings and cases of the own agreement.
    ReadCases,
    /// Point at a place.
    Identify,
    /// Gather joint evidence.
    AddEvidence,
    /// Sign the gemensam bedömning for the own party, or take one's own back.
    Assess,
    /// Sign in the chefsamråd that an unanswered opening is closed.
    CloseUnanswered,
    /// Tell the other party what §10 of the agreement asks for, and receive what it tells.
    Inform,
    /// Write in a case: its template, causes, goals and measures; let it rest, follow it up, confirm it.
    /// Write in the library of measures.
    WorkCase,
    /// Call meetings of a case, close their minutes and say how far measures have come.
    HoldMeetings,
    /// Sign in the chefsamråd what is to become of a case.
    DecideCase,
    /// Say which duties of an agreement have been done, why some are late, and that the parties have
    /// consulted.
    KeepYear,
    /// Write the own party's draft of a lägesbild.
    WriteLagesbild,
    /// Begin a lägesbild, hand the own draft over, write the joint text, say why a number stands.
    WorkLagesbild,
    /// Sign in the chefsamråd that a lägesbild holds.
    DecideLagesbild,
    /// Invite an actor to take part in a case, and take the invitation back.
    Invite,
    /// Let somebody stand in for oneself; an administrator for anyone of the party.
    Delegate,
    /// Add, list and disable users; their roles, ground and the keys of systems; propose, confirm and end
    /// agreements for the own party.
    ManageUsers,
    /// Compute the tables of a release and show them to the other party.
    PrepareRelease,
    /// Sign for the own party that a release leaves the house, or take it back.
    ApproveRelease,
    /// Read what is released for the city's own systems.
    ReadReleased,
    /// Read the log of the own party, and of the other what was done without what it was done to.
    ReadAudit,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 27] = [
        Action::ReadAreas,
        Action::ReadCounts,
        Action::Export,
        Action::Import,
        Action::Share,
        Action::Run,
        Action::CountDrawn,
        Action::ReadCases,
        Action::Identify,
        Action::AddEvidence,
        Action::Assess,
        Action::CloseUnanswered,
        Action::Inform,
        Action::WorkCase,
        Action::HoldMeetings,
        Action::DecideCase,
        Action::KeepYear,
        Action::WriteLagesbild,
        Action::WorkLagesbild,
        Action::DecideLagesbild,
        Action::Invite,
        Action::Delegate,
        Action::ManageUsers,
        Action::PrepareRelease,
        Action::ApproveRelease,
        Action::ReadReleased,
        Action::ReadAudit,
    ];

    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::ReadAreas => "read_areas",
            Action::ReadCounts => "read_counts",
            Action::Export => "export",
            Action::Import => "import",
            Action::Share => "share",
            Action::Run => "run",
            Action::CountDrawn => "count_drawn",
            Action::ReadCases => "read_cases",
            Action::Identify => "identify",
            Action::AddEvidence => "add_evidence",
            Action::Assess => "assess",
            Action::CloseUnanswered => "close_unanswered",
            Action::Inform => "inform",
            Action::WorkCase => "work_case",
            Action::HoldMeetings => "hold_meetings",
            Action::DecideCase => "decide_case",
            Action::KeepYear => "keep_year",
            Action::WriteLagesbild => "write_lagesbild",
            Action::WorkLagesbild => "work_lagesbild",
            Action::DecideLagesbild => "decide_lagesbild",
            Action::Invite => "invite",
            Action::Delegate => "delegate",
            Action::ManageUsers => "manage_users",
            Action::PrepareRelease => "prepare_release",
            Action::ApproveRelease => "approve_release",
            Action::ReadReleased => "read_released",
            Action::ReadAudit => "read_audit",
        }
    }

    fn is_joint(self) -> bool {
        matches!(
            self,
            Action::Identify
                | Action::AddEvidence
                | Action::Assess
                | Action::CloseUnanswered
                | Action::Inform
                | Action::WorkCase
                | Action::DecideCase
                | Action::KeepYear
                | Action::WorkLagesbild
                | Action::DecideLagesbild
                | Action::ApproveRelease
        )
    }
}

/// A role in which somebody acts: its own, or one that was lent to it.
#[derive(Debug, Clone, Copy)]
struct Hat<'a> {
    role: Role,
    areas: &'a [AreaId],
    deputy: Option<&'a Deputyship>,
}

/// Where something is to be done.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The areas that the place lies in.
    pub areas: &'a [AreaId],
    /// How areas belong together.
    pub relations: &'a [Relation],
    /// The day.
    pub day: Date,
}

/// The hats of an actor, its own first. None for one who is disabled, whose party is not the one it
/// was assigned to, or whose role belongs to the other side; none for a system. An administrator, who
/// signs nothing, wears no lent one.
fn hats(actor: &Actor) -> impl Iterator<Item = Hat<'_>> {
    let assigned = actor.user.party == actor.party.id && !actor.user.disabled;
    let (areas, lent): (&[AreaId], &[Deputyship]) = match &actor.capacity {
        Capacity::User { areas, .. } if actor.user.role == Role::Administrator => (areas, &[]),
        Capacity::User { areas, deputy_for } if assigned => (areas, deputy_for),
        Capacity::User { .. } | Capacity::System(_) => (&[], &[]),
    };
    let is_user = matches!(actor.capacity, Capacity::User { .. });
    let own = (assigned && is_user).then_some(Hat { role: actor.user.role, areas, deputy: None });
    let lent = lent.iter().map(|deputyship| Hat {
        role: deputyship.role,
        areas: &deputyship.areas,
        deputy: Some(deputyship),
    });
    let side = actor.party.side;
    own.into_iter().chain(lent).filter(move |hat| hat.role.side().is_none_or(|own| own == side))
}

/// The first hat in which the actor may do it; on the ground, where ground is asked for.
fn hat<'a>(actor: &'a Actor, action: Action, on: Option<&Ground<'_>>) -> Option<Hat<'a>> {
    hats(actor).find(|hat| {
        // A joint act also needs a role that belongs to a side.
        let allowed =
            role_may(hat.role, action) && (!action.is_joint() || hat.role.side().is_some());
        // The chiefs decide for the whole party, the samordnare on their own ground.
        allowed
            && (!hat.role.is_samordnare()
                || on.is_none_or(|on| answers_for(hat.areas, on.areas, on.relations, on.day)))
    })
}

/// Whether the actor may do such a thing at all; which object it may do it to is asked of
/// [`view`], [`may_at`], [`may_see_opening`] and [`signatory`].
pub fn may(actor: &Actor, action: Action) -> Result<(), AppError> {
    let allowed = match actor.capacity {
        Capacity::User { .. } => hat(actor, action, None).is_some(),
        Capacity::System(level) => system_may(level, action),
    };
    if allowed { Ok(()) } else { Err(AppError::Forbidden("not_allowed")) }
}

/// Whether the actor may do it there.
pub fn may_at(actor: &Actor, action: Action, on: &Ground<'_>) -> Result<(), AppError> {
    may(actor, action)?;
    match hat(actor, action, Some(on)) {
        Some(_) => Ok(()),
        None => Err(AppError::Forbidden("outside_your_areas")),
    }
}

/// What a system's key opens. Nothing that changes anything.
fn system_may(level: ReleaseLevel, action: Action) -> bool {
    match level {
        ReleaseLevel::Intern => {
            use Action::*;
            matches!(action, ReadAreas | ReadCounts | Export | ReadReleased)
        }
        ReleaseLevel::Stad => matches!(action, Action::ReadAreas | Action::ReadReleased),
        ReleaseLevel::Publik => matches!(action, Action::ReadAreas),
    }
}

fn role_may(role: Role, action: Action) -> bool {
    use Action::*;
    match role {
        Role::Kommunpolis | Role::Trygghetssamordnare => !matches!(
            action,
            CountDrawn | CloseUnanswered | DecideCase | DecideLagesbild | ManageUsers | ReadAudit
        ),
        Role::Lokalpolisomradeschef | Role::Stadsdelsdirektor => matches!(
            action,
            ReadAreas
                | ReadCounts
                | Export
                | Run
                | ReadCases
                | Assess
                | CloseUnanswered
                | Inform
                | DecideCase
                | KeepYear
                | WriteLagesbild
                | WorkLagesbild
                | DecideLagesbild
                | Delegate
                | ApproveRelease
                | ReadReleased
        ),
        Role::Analytiker => matches!(
            action,
            ReadAreas
                | ReadCounts
                | Export
                | Run
                | CountDrawn
                | ReadCases
                | WriteLagesbild
                | PrepareRelease
                | ReadReleased
        ),
        Role::Aktivitetsansvarig => {
            matches!(
                action,
                ReadAreas | ReadCounts | ReadCases | HoldMeetings | Invite | ReadReleased
            )
        }
        Role::Lasare => {
            matches!(action, ReadAreas | ReadCounts | Export | ReadCases | ReadReleased)
        }
        Role::GisLasare => matches!(action, ReadAreas | ReadReleased),
        Role::Administrator => matches!(
            action,
            ReadAreas
                | ReadCounts
                | Export
                | Import
                | Share
                | Run
                | ReadCases
                | Delegate
                | ManageUsers
                | PrepareRelease
                | ReadReleased
                | ReadAudit
        ),
    }
}

/// The counts the actor may see: those its party owns and those that were shared. Without the right
/// to read counts the view is empty.
pub fn view(actor: &Actor, counts: &LoadedCounts) -> Visible {
    let readable = may(actor, Action::ReadCounts).is_ok();
    let own = readable.then(|| actor.party.id.clone());
    let shared = counts.imports.iter().filter(|import| {
        readable && is_shown(actor, &import.options.owner, import.shared, &import.shared_with)
    });
    Visible::new(Arc::clone(&counts.columns), Scope::of(own, shared.map(|i| i.id).collect()))
}

/// The deliveries of the two parties that both see in these counts.
pub fn jointly_seen(parties: &Parties, counts: &LoadedCounts) -> BTreeSet<ImportId> {
    let both_see = |import: &&ImportRecord| {
        let side = parties.side_of(&import.options.owner);
        let other = side.map(|side| parties.of(side.other()));
        other.is_some_and(|other| import.shared || import.shared_with.contains(other))
    };
    counts.imports.iter().filter(both_see).map(|import| import.id).collect()
}

/// What both parties see: the counts of shared deliveries and nothing of one party's own. Releases are
/// counted from it, so that one party's tables never tell the other what was not shared with it.
pub fn joint_view(
    actor: &Actor,
    counts: &LoadedCounts,
    shared: &BTreeSet<ImportId>,
) -> Result<Visible, AppError> {
    may(actor, Action::PrepareRelease)?;
    Ok(Visible::new(Arc::clone(&counts.columns), Scope::of(None, shared.clone())))
}

/// What both parties see, for numbers that both stand for: whoever of the two looks, the same comes out.
pub fn view_of_both(actor: &Actor, parties: &Parties, counts: &LoadedCounts) -> Visible {
    let readable = may_see_joint(actor, parties) && may(actor, Action::ReadCounts).is_ok();
    let shared = if readable { jointly_seen(parties, counts) } else { BTreeSet::new() };
    Visible::new(Arc::clone(&counts.columns), Scope::of(None, shared))
}

/// Whether both parties see what one of them owns.
pub fn both_see(
    parties: &Parties,
    owner: &PartyId,
    shared: bool,
    with: &BTreeSet<PartyId>,
) -> bool {
    let other = parties.side_of(owner).map(|side| parties.of(side.other()));
    other.is_some_and(|other| shared || with.contains(other))
}

/// Whether the actor may see an import, an indicator value or an observation: its party owns it, or it
/// was shown to the party alone (`with`) or to all parties of the owner's agreements (`shared`).
pub fn may_see_owned(
    actor: &Actor,
    owner: &PartyId,
    shared: bool,
    with: &BTreeSet<PartyId>,
) -> bool {
    may(actor, Action::ReadCounts).is_ok()
        && (*owner == actor.party.id || is_shown(actor, owner, shared, with))
}

/// Shown to the actor's party. What was shown stays so when the agreement has run out.
fn is_shown(actor: &Actor, owner: &PartyId, shared: bool, with: &BTreeSet<PartyId>) -> bool {
    let joined = actor.partners.iter().any(|partner| partner.id == *owner);
    joined && (shared || with.contains(&actor.party.id))
}

/// The party that something may be shown to today: one of an agreement in force; all of them when
/// none is named.
pub fn partner<'a>(
    actor: &Actor,
    with: Option<&'a PartyId>,
) -> Result<Option<&'a PartyId>, AppError> {
    let mut in_force = actor.partners.iter().filter(|partner| partner.in_force);
    match with {
        None if in_force.next().is_none() => Err(AppError::Refused("no_agreement")),
        Some(with) if !in_force.any(|partner| partner.id == *with) => {
            Err(AppError::Invalid(vec![FieldError { field: "with".to_owned(), code: "unknown" }]))
        }
        with => Ok(with),
    }
}

/// The actor as it is kept with what it did.
pub fn signer(actor: &Actor) -> Signer {
    Signer {
        user: actor.user.id.clone(),
        function: actor.user.function.clone(),
        party: actor.party.id.clone(),
        side: actor.party.side,
        delegation: None,
    }
}

/// The actor as it is kept with a joint act: a deputy by whom it stands in for.
pub fn signer_of(actor: &Actor, action: Action, on: &Ground<'_>) -> Result<Signer, AppError> {
    may_at(actor, action, on)?;
    Ok(signer_in(actor, hat(actor, action, Some(on))))
}

/// The actor in the hat in which it acts.
fn signer_in(actor: &Actor, hat: Option<Hat<'_>>) -> Signer {
    match hat.and_then(|hat| hat.deputy) {
        Some(deputy) => signer(actor).standing_in(deputy),
        None => signer(actor),
    }
}

/// The actor as one who signs an act of its party under an agreement that is valid on the day, on
/// ground it answers for. The only maker of a [`Signatory`].
pub fn signatory(
    actor: &Actor,
    action: Action,
    agreement: &Agreement,
    on: &Ground<'_>,
) -> Result<Signatory, AppError> {
    if agreement.parties.side_of(&actor.party.id) != Some(actor.party.side) {
        return Err(AppError::NotFound);
    }
    if !agreement.validity.covers(on.day) {
        return Err(AppError::Refused("agreement_not_valid"));
    }
    may_at(actor, action, on)?;
    let hat = hat(actor, action, Some(on)).ok_or(AppError::Forbidden("not_allowed"))?;
    Signatory::from_assignment(&actor.user, hat.role, hat.deputy, &actor.party)
        .map_err(|refusal: Refusal| AppError::Forbidden(refusal.code()))
}

/// The actor as one who writes its party's draft of a lägesbild under an agreement: whoever signs there,
/// and the party's analysts. The only maker of a [`Writer`].
pub fn writer(actor: &Actor, agreement: &Agreement, on: &Ground<'_>) -> Result<Writer, AppError> {
    if agreement.parties.side_of(&actor.party.id) != Some(actor.party.side) {
        return Err(AppError::NotFound);
    }
    let by = signer_of(actor, Action::WriteLagesbild, on)?;
    Ok(Writer::from_assignment(by))
}

/// The actor as one who tells the other party of an agreement something, or receives what it tells. A
/// samordnare tells of its own ground, where ground is asked for.
pub fn informant(
    actor: &Actor,
    parties: &Parties,
    on: Option<&Ground<'_>>,
) -> Result<Signer, AppError> {
    if parties.side_of(&actor.party.id) != Some(actor.party.side) {
        return Err(AppError::NotFound);
    }
    match on {
        Some(on) => signer_of(actor, Action::Inform, on),
        None => {
            may(actor, Action::Inform)?;
            Ok(signer_in(actor, hat(actor, Action::Inform, None)))
        }
    }
}

/// Information is seen by the two parties of its agreement, by nobody else.
pub fn may_see_information(actor: &Actor, information: &Information) -> bool {
    may_see_joint(actor, &information.sent().parties)
}

/// Whether the actor manages what belongs to a party: administrators their own; the command line on
/// the embedded store every party's.
pub fn may_manage(actor: &Actor, party: &PartyId) -> Result<(), AppError> {
    may(actor, Action::ManageUsers)?;
    match *party == actor.party.id || actor.user.id == "system" {
        true => Ok(()),
        false => Err(AppError::NotFound),
    }
}

/// An agreement is seen and settled by the administrators of its two parties.
pub fn may_see_agreement(actor: &Actor, agreement: &AgreementRecord) -> bool {
    may(actor, Action::ManageUsers).is_ok()
        && agreement.parties.side_of(&actor.party.id) == Some(actor.party.side)
}

/// A party agrees by an administrator of its own. The command line of the installation acts for every
/// party, and whoever has it could otherwise agree with itself.
pub fn may_confirm_agreements(actor: &Actor) -> Result<(), AppError> {
    may(actor, Action::ManageUsers)?;
    match actor.user.id == "system" {
        true => Err(AppError::Forbidden("only_an_administrator_confirms")),
        false => Ok(()),
    }
}

/// What concerns the whole installation, both parties' of it, is done where it runs: at its command
/// line.
pub fn may_run_the_installation(actor: &Actor) -> Result<(), AppError> {
    may(actor, Action::ManageUsers)?;
    match actor.user.id == "system" {
        true => Ok(()),
        false => Err(AppError::Forbidden("only_at_the_installation")),
    }
}

/// Refused for a system: what concerns the people of a party is not for its keys.
pub fn is_user(actor: &Actor) -> Result<(), AppError> {
    match actor.capacity {
        Capacity::User { .. } => may(actor, Action::ReadAreas),
        Capacity::System(_) => Err(AppError::Forbidden("not_allowed")),
    }
}

/// A delegation is seen by the whole party, by nobody else.
pub fn may_see_delegation(actor: &Actor, delegation: &Delegation) -> bool {
    is_user(actor).is_ok() && delegation.party == actor.party.id
}

/// A delegation is taken back by the one who is stood in for, by the deputy, or by an administrator.
pub fn may_revoke_delegation(actor: &Actor, delegation: &Delegation) -> Result<(), AppError> {
    if !may_see_delegation(actor, delegation) {
        return Err(AppError::NotFound);
    }
    let concerned = [&delegation.from, &delegation.to].contains(&&actor.user.id);
    if concerned { Ok(()) } else { may(actor, Action::ManageUsers) }
}

/// A user of the own party is known by its function to all of them.
pub fn may_see_colleague(actor: &Actor, user: &User) -> bool {
    is_user(actor).is_ok() && user.party == actor.party.id && !user.disabled
}

/// A key is seen by the administrators of its party.
pub fn may_see_key(actor: &Actor, key: &ApiKey) -> bool {
    may(actor, Action::ManageUsers).is_ok() && key.party == actor.party.id
}

/// An opening is joint from its identification: both parties of its agreement see it, in every
/// state and with every assessment. For anyone else it does not exist.
pub fn may_see_opening(actor: &Actor, opening: &Opening) -> bool {
    may_see_joint(actor, &opening.dossier().parties)
}

/// A case is seen by the two parties that opened it.
pub fn may_see_case(actor: &Actor, case: &Case) -> bool {
    may_see_joint(actor, &case.parties)
}

/// Whether somebody reads at a level at all; what of it, is asked of each thing. `None` is somebody who
/// is not signed in.
pub fn may_read_level(actor: Option<&Actor>, level: ReleaseLevel) -> Result<(), AppError> {
    let needed = match level {
        ReleaseLevel::Publik => return Ok(()),
        ReleaseLevel::Stad => Action::ReadReleased,
        ReleaseLevel::Intern => Action::Export,
    };
    may(actor.ok_or(AppError::NotSignedIn)?, needed)
}

/// Where a case is and how far it has come is for the own systems of its two parties too: number, name,
/// state and ground, nothing of what was counted, written or signed.
pub fn may_see_where_a_case_is(actor: &Actor, case: &Case) -> bool {
    may(actor, Action::ReadReleased).is_ok()
        && case.parties.side_of(&actor.party.id) == Some(actor.party.side)
}

/// What is joint is seen by its two parties: a case by those that opened it, a forum by those of its
/// agreement, the links to either, what they tell each other.
pub fn may_see_joint(actor: &Actor, parties: &Parties) -> bool {
    may(actor, Action::ReadCases).is_ok()
        && parties.side_of(&actor.party.id) == Some(actor.party.side)
}

/// Whether the actor may see a release act: a draft with its own party, one that was shown to the other
/// or taken back with the two parties, one that is out with everyone who may read its level.
pub fn may_see_release(actor: &Actor, act: &ReleaseAct) -> bool {
    let about = act.prepared();
    let of_the_two = about.parties.side_of(&actor.party.id) == Some(actor.party.side);
    let own = about.prepared_by.party == actor.party.id;
    let works_here = may(actor, Action::ReadCases).is_ok();
    let was_shown = act.proposed().is_some();
    match act.is_out() {
        true => may_read_released(Some(actor), act),
        false => of_the_two && works_here && (own || was_shown),
    }
}

/// Whether the tables of an act may be read as released ones. `None` is somebody who is not signed in.
pub fn may_read_released(actor: Option<&Actor>, act: &ReleaseAct) -> bool {
    let about = act.prepared();
    let reads_stad = |actor: &Actor| {
        may(actor, Action::ReadReleased).is_ok()
            && about.parties.side_of(&actor.party.id) == Some(actor.party.side)
    };
    act.is_out()
        && match about.plan.level {
            Level::Publik => true,
            Level::Stad => actor.is_some_and(reads_stad),
        }
}

/// The agreements under which the actor's party can act on a day.
pub fn agreements<'a>(
    actor: &'a Actor,
    agreements: &'a [Agreement],
    day: Date,
) -> impl Iterator<Item = &'a Agreement> {
    agreements_of(agreements, &actor.party.id, day)
}

#[cfg(test)]
#[path = "policy_property_tests.rs"]
mod property;

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
