//! Why an act on a lägesbild was refused.

use crate::case::{refusal::Refusal as CaseRefusal, text_guard::TextRefused};

/// A named refusal; the lägesbild stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not one of the two parties of the agreement.
    #[error("not a party of the agreement")]
    NotAParty,
    /// It belongs to the other side.
    #[error("the other side's")]
    WrongSide,
    /// Nothing has been written.
    #[error("no draft")]
    NoDraft,
    /// The draft has been handed over, and does not change until it is taken back.
    #[error("handed over")]
    HandedOver,
    /// The draft has not been handed over.
    #[error("not handed over")]
    NotHandedOver,
    /// Both have handed over: the two are one document.
    #[error("put together already")]
    PutTogether,
    /// The two drafts are still apart.
    #[error("not put together")]
    NotPutTogether,
    /// A decided version never changes; a correction is a new version.
    #[error("decided")]
    Decided,
    /// It was never decided.
    #[error("not decided")]
    NotDecided,
    /// A newer version has taken its place.
    #[error("replaced")]
    Replaced,
    /// The newer one does not follow on this.
    #[error("not the version after this")]
    NotTheNext,
    /// Numbers fail, cannot be recomputed or are not tied.
    #[error("numbers stand in the way")]
    NumbersBlock,
    /// The text was changed after it was tried.
    #[error("changed since it was shown")]
    ChangedSince,
    /// The chief has signed; it is the other's turn.
    #[error("already signed by this party")]
    AlreadySigned,
    /// There is no signature to take back.
    #[error("not signed by this party")]
    NotSigned,
    /// The steering body is not that of the agreement, or not on that day.
    #[error("not the steering body of the day")]
    NoSteeringBody,
    /// The two chiefs signed as members of different bodies.
    #[error("the other chief signed in another steering body")]
    OtherSteeringBody,
    /// The signature is somebody else's than the act.
    #[error("somebody else's signature")]
    ForeignSignature,
    /// A decision has a day, and the second signature is not before the first.
    #[error("the days cannot be right")]
    BadDays,
    /// No quantity is stated where the tie is.
    #[error("no number there")]
    NoNumberThere,
    /// Two ties on one number.
    #[error("one number tied twice")]
    TiedTwice,
    /// Two statements, sections, places or sources of one name.
    #[error("the same twice")]
    Twice,
    /// More than anyone reads.
    #[error("too much")]
    TooMuch,
    /// What stands among the survey indicators is a count.
    #[error("not an indicator")]
    NotAnIndicator,
    /// Intelligence is named as a source and never entered.
    #[error("nothing is noted about intelligence")]
    IntelligenceNoted,
    /// A text that is still needed is not removed: only a draft that a later one of the same party replaced,
    /// once both have decided.
    #[error("not an overwritten draft of a decided lägesbild")]
    StillNeeded,
    /// There is no such statement or number, or nothing wrong with it.
    #[error("nothing to explain")]
    NothingToExplain,
    /// A text is missing, too long, or points at a person.
    #[error(transparent)]
    Text(#[from] TextRefused),
    /// The chiefs' signatures have rules of their own.
    #[error(transparent)]
    Case(#[from] CaseRefusal),
}

impl Refusal {
    /// Stable code; the reader's text is chosen from it at the outermost layer.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::NotAParty => "not_a_party",
            Refusal::WrongSide => "wrong_side",
            Refusal::NoDraft => "lagesbild_no_draft",
            Refusal::HandedOver => "lagesbild_handed_over",
            Refusal::NotHandedOver => "lagesbild_not_handed_over",
            Refusal::PutTogether => "lagesbild_put_together",
            Refusal::NotPutTogether => "lagesbild_not_put_together",
            Refusal::Decided => "lagesbild_decided",
            Refusal::NotDecided => "lagesbild_not_decided",
            Refusal::Replaced => "lagesbild_replaced",
            Refusal::NotTheNext => "lagesbild_not_the_next",
            Refusal::NumbersBlock => "lagesbild_numbers_block",
            Refusal::ChangedSince => "changed_since",
            Refusal::AlreadySigned => "already_signed",
            Refusal::NotSigned => "not_signed",
            Refusal::NoSteeringBody => "no_steering_body",
            Refusal::OtherSteeringBody => "other_steering_body",
            Refusal::ForeignSignature => "foreign_signature",
            Refusal::BadDays => "bad_days",
            Refusal::NoNumberThere => "no_number_there",
            Refusal::TiedTwice => "tied_twice",
            Refusal::Twice => "twice",
            Refusal::TooMuch => "too_much",
            Refusal::NotAnIndicator => "not_an_indicator",
            Refusal::IntelligenceNoted => "intelligence_noted",
            Refusal::StillNeeded => "lagesbild_still_needed",
            Refusal::NothingToExplain => "nothing_to_explain",
            Refusal::Text(text) => text.code(),
            Refusal::Case(refusal) => refusal.code(),
        }
    }
}
