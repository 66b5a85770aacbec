//! What is said of information under §10.

use super::{Entry, problems::Problem};

/// Why nothing was changed.
pub(super) const REFUSALS: &[Problem] = &[
    (
        "information_received",
        "Informationen är redan mottagen",
        "Någon hos er har tagit emot den. Läs in på nytt.",
        "The information has been received already",
        "Somebody of your party has received it. Reload.",
    ),
    (
        "information_withdrawn",
        "Informationen är återtagen",
        "Den ändras inte mer. Skicka en ny om något ändå behöver sägas.",
        "The information has been taken back",
        "It does not change any more. Send a new one if something has to be said after all.",
    ),
    (
        "own_information",
        "Din egen part har lämnat informationen",
        "Den andra partens kontaktperson tar emot den.",
        "Your own party has told this",
        "The other party's contact person receives it.",
    ),
    (
        "others_information",
        "Den andra parten har lämnat informationen",
        "Bara den part som lämnade den rättar den eller tar tillbaka den.",
        "The other party has told this",
        "Only the party that told it tells it right or takes it back.",
    ),
    (
        "no_recipient",
        "Den andra parten har ingen kontaktperson här",
        "Varken kommunpolis eller trygghetssamordnare finns hos den andra parten. Lämna informationen på \
         annat sätt och be den andra partens administratör lägga till en.",
        "The other party has no contact person here",
        "There is neither a kommunpolis nor a trygghetssamordnare at the other party. Tell it in another \
         way, and ask the other party's administrator to add one.",
    ),
];

/// What is wrong with a field.
pub(super) const FIELDS: &[Entry] = &[
    (
        "outside_the_agreement",
        "ligger utanför överenskommelsens område",
        "lies outside the agreement's area",
    ),
    (
        "not_shared",
        "är inte delad med den andra parten; dela iakttagelsen först",
        "is not shared with the other party; share the observation first",
    ),
    ("withdrawn", "är återtagen", "has been taken back"),
    (
        "not_of_this_kind",
        "hör bara till underlag av slaget information enligt 10 §",
        "goes with evidence of the kind information under §10 only",
    ),
];
