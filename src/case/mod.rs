//! The work: two parties assess the same frozen evidence and open a platssamverkan together.
//!
//! Pure: time, numbers and identities are arguments. No database, no clock.

/// Parties, sides, roles and the agreement that joins two of them.
pub mod party;

/// The ground a user answers for, and whom it stands in for.
pub mod standing;

/// Keys of systems and links of participants: doors other than a user's.
pub mod access;
/// Whom a provider has let in, and what was decided about them.
pub mod identity;

/// Who may sign, as a value that only the policy makes.
pub mod signatory;

/// How an agreement comes to hold: proposed by one party, confirmed by the other.
pub mod agreement;

/// What in a text points at a person.
pub mod personal_data;

/// Free text without personal data.
pub mod text_guard;

/// Identities and register numbers.
pub mod number;

/// Where: point, stråk or area.
pub mod place;

/// What two places have in common.
pub mod overlap;

/// Places that people name as unsafe, before anybody has pointed at them.
pub mod observation;

/// The same of several reports: places, each once.
pub mod observed_place;

/// What one party has to tell the other as soon as possible: §10 of the agreement.
pub mod information;

/// One spelling of a value, for its fingerprint.
pub(crate) mod canonical;

/// What speaks for it, gathered and then frozen.
pub mod evidence;

/// One party's word on the frozen evidence.
pub mod assessment;

/// What only both chiefs decide.
pub mod chefsamrad;

/// The way from an identified place to a joint decision.
pub mod opening;

mod opening_states;

/// The case that two yeses make.
pub mod opened;

/// The next ground of a case that two yeses make.
pub mod extension;

/// What both measurements said when two parties signed.
pub mod baseline;

/// What is done in a case, and where it stands.
pub mod work;

/// Standing groups of an agreement.
pub mod forum;

/// What the parties have said of the year of their agreement.
pub mod year;

/// How long an agreement holds, and what its parties may do about it.
pub mod term;

/// Measures to choose among, and what is known of each.
pub mod library;

/// What the chefsamråd must see.
pub mod till_chefsamradet;

/// What may leave the house, and that both parties said so.
pub mod release;

/// Why an act was refused.
pub mod refusal;

/// What happened, in order.
pub mod log;
