//! Why an act on an opening, a case, a release, an agreement or information was refused.

use super::text_guard::TextRefused;

/// A named refusal; the object stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The role signs nothing, or not for this party.
    #[error("not a signatory")]
    NoSignatory,
    /// Not one of the two parties of the agreement.
    #[error("not a party of the agreement")]
    NotAParty,
    /// The signature belongs to the other side.
    #[error("the other side's signature")]
    WrongSide,
    /// The chefsamråd decides this.
    #[error("only the chiefs of the chefsamråd")]
    NotAChief,
    /// Nothing to assess.
    #[error("no evidence")]
    NoEvidence,
    /// The evidence is frozen: what comes later belongs in one's own assessment.
    #[error("the evidence is frozen")]
    EvidenceFrozen,
    /// What was shown to the signer is not what would be signed.
    #[error("the evidence has changed since it was shown")]
    EvidenceChanged,
    /// This party has assessed; it is the other's turn.
    #[error("already assessed by this party")]
    AlreadyAssessed,
    /// Joint act already done, or refused for good.
    #[error("already decided")]
    AlreadyDecided,
    /// Nothing of one's own to take back.
    #[error("nothing to withdraw")]
    NothingToWithdraw,
    /// The other party still has time to answer.
    #[error("the time to answer has not run out")]
    StillTimeToAnswer,
    /// Both must have said yes.
    #[error("not two yeses")]
    NotTwoYeses,
    /// The assessment is not the one that stands in the opening.
    #[error("not the assessment of this opening")]
    ForeignAssessment,
    /// A line must have two points, an area some ground, a number be finite.
    #[error("the geometry is not a place")]
    BadGeometry,
    /// Nobody can stand in for another party, for oneself, or in a role that signs nothing.
    #[error("no such deputy")]
    NoDeputy,
    /// The days are turned round, over, or too many.
    #[error("the days cannot be right")]
    BadDays,
    /// More pieces of evidence, or a larger geometry, than anyone can assess.
    #[error("too much")]
    TooMuch,
    /// The other party has not been shown it.
    #[error("not proposed yet")]
    NotProposed,
    /// Both parties see it.
    #[error("proposed already")]
    AlreadyProposed,
    /// This party has signed; it is the other's turn.
    #[error("already approved by this party")]
    AlreadyApproved,
    /// It was taken back.
    #[error("withdrawn")]
    ReleaseWithdrawn,
    /// The signer has seen other tables than those that would leave.
    #[error("not the tables of this act")]
    TablesDiffer,
    /// Not while the case is only opened.
    #[error("not while the case is Initierad")]
    CaseInitierad,
    /// Not while the case is at work.
    #[error("not while the case is Pågår")]
    CasePagar,
    /// Not while the case rests.
    #[error("not while the case is Vilande")]
    CaseVilande,
    /// Not while the chefsamråd is to decide.
    #[error("not while the case is Uppföljd")]
    CaseUppfoljd,
    /// Not in a closed case.
    #[error("not while the case is Avslutad")]
    CaseAvslutad,
    /// The opening extends a case: it does not become one.
    #[error("the opening extends a case")]
    ExtendsACase,
    /// The ground is not for this case.
    #[error("not an extension of this case")]
    NotOfThisCase,
    /// The case has got another ground since the opening was begun.
    #[error("the case was extended since")]
    CaseExtendedSince,
    /// Somebody else has changed it since it was shown.
    #[error("changed since it was shown")]
    ChangedSince,
    /// The case has nothing with that number.
    #[error("no such part of the case")]
    NoSuchObject,
    /// The measure answers a cause that is not there.
    #[error("no such cause")]
    NoSuchCause,
    /// The measure serves a goal that is not there.
    #[error("no such goal")]
    NoSuchGoal,
    /// The goal serves a priority that the template does not have.
    #[error("no such priority")]
    NoSuchPriority,
    /// A goal leads from one value to another.
    #[error("the goal stands still")]
    GoalStandsStill,
    /// Nobody promises or does that so many times.
    #[error("not a number of times")]
    BadCount,
    /// The owner is not one of the case's participants.
    #[error("no such participant")]
    NoSuchParticipant,
    /// A contact is of a function that the template names.
    #[error("no such function")]
    NoSuchFunction,
    /// One address to a function.
    #[error("a function twice")]
    FunctionTwice,
    /// A cause rests on evidence or on something in words.
    #[error("a cause without basis")]
    CauseWithoutBasis,
    /// The cause names a piece of evidence that was not frozen with the case.
    #[error("no such evidence")]
    NoSuchEvidence,
    /// What the other party has promised, or is to promise, is the other's to say.
    #[error("the other party's commitments")]
    HandoverOfOther,
    /// Neither a measure nor a place in the template goes over.
    #[error("nothing to hand over")]
    HandoverEmpty,
    /// The measure is over, or not of the one who hands it over.
    #[error("not an open measure of the one who hands over")]
    HandoverNotOwned,
    /// A party's contact is one of its own functions.
    #[error("the contact is of the party")]
    HandoverContact,
    /// Something else rests on it.
    #[error("still used")]
    StillUsed,
    /// The template lacks what it must say.
    #[error("the template is incomplete")]
    TemplateIncomplete,
    /// The agreement decides this, and the parties change the agreement.
    #[error("the agreement decides this")]
    OfAgreement,
    /// Each party's register number is part of its signed assessment.
    #[error("the register number is signed")]
    NumberSigned,
    /// No calendar has such meetings.
    #[error("not a frequency of meetings")]
    BadFrequency,
    /// Minutes say who was there.
    #[error("nobody was present")]
    NobodyPresent,
    /// The meeting was held or called off.
    #[error("the meeting is over")]
    MeetingOver,
    /// Minutes that are not closed are written, not added to.
    #[error("the minutes are not closed")]
    MeetingNotClosed,
    /// What is signed, minuted or changes the state stands.
    #[error("cannot be undone")]
    CannotBeUndone,
    /// It was written more than a day ago.
    #[error("too late to undo")]
    TooLateToUndo,
    /// The effect is counted from the first measure.
    #[error("no measure to count from")]
    EffectWithoutMeasure,
    /// The plan rests on a run of the ground that held when the first measure began.
    #[error("no run of the ground")]
    EffectWithoutRun,
    /// Without a control nothing can be told.
    #[error("no control")]
    EffectWithoutControl,
    /// Nobody agrees to what its own party has planned.
    #[error("the own party's plan")]
    EffectOwnPlan,
    /// The after period of what both agreed to has run out, or somebody has looked.
    #[error("the plan holds")]
    EffectPlanHolds,
    /// Both parties fix what is looked at before anybody looks.
    #[error("no plan in force")]
    EffectNotPlanned,
    /// The counts say the same as when somebody looked last.
    #[error("nothing new to look at")]
    EffectNothingNew,
    /// There is one verdict.
    #[error("the verdict is given")]
    EffectVerdictGiven,
    /// A judgement that parts from what was counted says why.
    #[error("judged against the verdict without a reason")]
    EffectAgainstVerdict,
    /// The participants are asked already.
    #[error("a survey is open")]
    EnkatOpen,
    /// It takes no more answers.
    #[error("the survey is over")]
    EnkatOver,
    /// Fewer take part than must answer for anything to be shown.
    #[error("too few take part")]
    EnkatTooFew,
    /// Neither a grade nor a text.
    #[error("an answer that says nothing")]
    EnkatEmpty,
    /// The function has answered; the answer can be found by nobody, so it stands.
    #[error("answered already")]
    EnkatAnswered,
    /// Whoever answers does not take part.
    #[error("not one of those who are asked")]
    EnkatNotInvited,
    /// Only a platssamverkan has a page for the public.
    #[error("no page of a forum")]
    PageOfForum,
    /// There is no verdict of the effect to tell.
    #[error("no verdict to tell")]
    PageWithoutVerdict,
    /// What is approved is not the version that was drafted last, or that was taken down.
    #[error("not the version that was drafted last")]
    PageChanged,
    /// Nothing is public.
    #[error("no page is up")]
    PageNotUp,
    /// It is not time yet.
    #[error("too early")]
    TooEarly,
    /// A proposal waits for an answer; one at a time.
    #[error("a proposal waits for an answer")]
    AgreementWaits,
    /// Nothing has been put before the other party.
    #[error("no proposal waits")]
    NoProposal,
    /// Nobody answers what its own party has proposed.
    #[error("the own party's proposal")]
    OwnProposal,
    /// Nobody takes back what the other party has proposed.
    #[error("the other party's proposal")]
    OthersProposal,
    /// There is nothing that both have agreed to, or no longer.
    #[error("no agreement to end")]
    NotAgreed,
    /// The other party has taken in what was told last.
    #[error("received already")]
    InformationReceived,
    /// What was taken back does not change any more.
    #[error("the information was withdrawn")]
    InformationWithdrawn,
    /// Nobody receives what its own party has told.
    #[error("the own party's information")]
    OwnInformation,
    /// Nobody tells right, or takes back, what the other party has told.
    #[error("the other party's information")]
    OthersInformation,
    /// Somebody has said so already, or the service knows it.
    #[error("the duty is done")]
    DutyDone,
    /// An entry of the library says for what and where it is, and when one tells how it went.
    #[error("the entry is incomplete")]
    LibraryIncomplete,
    /// What is claimed to be known can be read somewhere.
    #[error("a claim without reference")]
    LibraryWithoutReference,
    /// It reads as it is shipped, or nothing is shipped behind it.
    #[error("nothing to restore")]
    NothingToRestore,
    /// It is not in use.
    #[error("the entry is retired")]
    LibraryRetired,
    /// A text is missing, too long, or points at a person.
    #[error(transparent)]
    Text(#[from] TextRefused),
}

impl Refusal {
    /// Stable code; the reader's text is chosen from it at the outermost layer.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::NoSignatory => "no_signatory",
            Refusal::NotAParty => "not_a_party",
            Refusal::WrongSide => "wrong_side",
            Refusal::NotAChief => "not_a_chief",
            Refusal::NoEvidence => "no_evidence",
            Refusal::EvidenceFrozen => "evidence_frozen",
            Refusal::EvidenceChanged => "evidence_changed",
            Refusal::AlreadyAssessed => "already_assessed",
            Refusal::AlreadyDecided => "already_decided",
            Refusal::NothingToWithdraw => "nothing_to_withdraw",
            Refusal::StillTimeToAnswer => "still_time_to_answer",
            Refusal::NotTwoYeses => "not_two_yeses",
            Refusal::ForeignAssessment => "foreign_assessment",
            Refusal::BadGeometry => "bad_geometry",
            Refusal::NoDeputy => "no_deputy",
            Refusal::BadDays => "bad_days",
            Refusal::TooMuch => "too_much",
            Refusal::NotProposed => "release_not_proposed",
            Refusal::AlreadyProposed => "release_already_proposed",
            Refusal::AlreadyApproved => "release_already_approved",
            Refusal::ReleaseWithdrawn => "release_withdrawn",
            Refusal::TablesDiffer => "release_tables_differ",
            Refusal::CaseInitierad => "case_initierad",
            Refusal::CasePagar => "case_pagar",
            Refusal::CaseVilande => "case_vilande",
            Refusal::CaseUppfoljd => "case_uppfoljd",
            Refusal::CaseAvslutad => "case_avslutad",
            Refusal::ExtendsACase => "extends_a_case",
            Refusal::NotOfThisCase => "not_of_this_case",
            Refusal::CaseExtendedSince => "case_extended_since",
            Refusal::ChangedSince => "changed_since",
            Refusal::NoSuchObject => "no_such_object",
            Refusal::NoSuchCause => "no_such_cause",
            Refusal::NoSuchGoal => "no_such_goal",
            Refusal::NoSuchPriority => "no_such_priority",
            Refusal::GoalStandsStill => "goal_stands_still",
            Refusal::BadCount => "bad_count",
            Refusal::NoSuchParticipant => "no_such_participant",
            Refusal::NoSuchFunction => "no_such_function",
            Refusal::FunctionTwice => "function_twice",
            Refusal::CauseWithoutBasis => "cause_without_basis",
            Refusal::NoSuchEvidence => "no_such_evidence",
            Refusal::HandoverOfOther => "handover_of_other",
            Refusal::HandoverEmpty => "handover_empty",
            Refusal::HandoverNotOwned => "handover_not_owned",
            Refusal::HandoverContact => "handover_contact",
            Refusal::StillUsed => "still_used",
            Refusal::TemplateIncomplete => "template_incomplete",
            Refusal::OfAgreement => "of_agreement",
            Refusal::NumberSigned => "number_signed",
            Refusal::BadFrequency => "bad_frequency",
            Refusal::NobodyPresent => "nobody_present",
            Refusal::MeetingOver => "meeting_over",
            Refusal::MeetingNotClosed => "meeting_not_closed",
            Refusal::CannotBeUndone => "cannot_be_undone",
            Refusal::TooLateToUndo => "too_late_to_undo",
            Refusal::EffectWithoutMeasure => "effect_without_measure",
            Refusal::EffectWithoutRun => "effect_without_run",
            Refusal::EffectWithoutControl => "effect_without_control",
            Refusal::EffectOwnPlan => "effect_own_plan",
            Refusal::EffectPlanHolds => "effect_plan_holds",
            Refusal::EffectNotPlanned => "effect_not_planned",
            Refusal::EffectNothingNew => "effect_nothing_new",
            Refusal::EffectVerdictGiven => "effect_verdict_given",
            Refusal::EffectAgainstVerdict => "effect_against_verdict",
            Refusal::EnkatOpen => "enkat_open",
            Refusal::EnkatOver => "enkat_over",
            Refusal::EnkatTooFew => "enkat_too_few",
            Refusal::EnkatEmpty => "enkat_empty",
            Refusal::EnkatAnswered => "enkat_answered",
            Refusal::EnkatNotInvited => "enkat_not_invited",
            Refusal::PageOfForum => "page_of_forum",
            Refusal::PageWithoutVerdict => "page_without_verdict",
            Refusal::PageChanged => "page_changed",
            Refusal::PageNotUp => "page_not_up",
            Refusal::TooEarly => "too_early",
            Refusal::AgreementWaits => "agreement_waits",
            Refusal::NoProposal => "no_proposal",
            Refusal::OwnProposal => "own_proposal",
            Refusal::OthersProposal => "others_proposal",
            Refusal::NotAgreed => "not_agreed",
            Refusal::InformationReceived => "information_received",
            Refusal::InformationWithdrawn => "information_withdrawn",
            Refusal::OwnInformation => "own_information",
            Refusal::OthersInformation => "others_information",
            Refusal::DutyDone => "duty_done",
            Refusal::LibraryIncomplete => "library_incomplete",
            Refusal::LibraryWithoutReference => "library_without_reference",
            Refusal::NothingToRestore => "nothing_to_restore",
            Refusal::LibraryRetired => "library_retired",
            Refusal::Text(text) => text.code(),
        }
    }
}
