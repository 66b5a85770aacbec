//! What administrators and users are told about agreements, accounts and sessions.

use super::{Entry, problems::Problem};

/// Why nothing was changed.
pub(super) const REFUSALS: &[Problem] = &[
    (
        "agreement_waits",
        "Ett förslag väntar redan på svar",
        "Den andra parten bekräftar eller avböjer det, eller så tar parten som föreslog tillbaka det. \
         Sedan kan ett nytt lämnas.",
        "A proposal waits for an answer already",
        "The other party confirms or declines it, or the party that proposed it takes it back. Then a \
         new one can be made.",
    ),
    (
        "baseline_frozen",
        "Baslinjen är redan fryst",
        "En överenskommelse har en baslinje, och den ändras inte.",
        "The baseline is frozen already",
        "An agreement has one baseline, and it does not change.",
    ),
    (
        "baseline_nothing_shared",
        "Det finns inget att frysa",
        "Baslinjen rymmer bara det som båda parterna ser. Dela minst ett helt år av antal, eller en enkät, \
         med den andra parten först.",
        "There is nothing to freeze",
        "A baseline holds only what both parties see. Share a whole year of counts at least, or a survey, \
         with the other party first.",
    ),
    (
        "no_proposal",
        "Det finns inget förslag att svara på",
        "Det är redan besvarat eller återtaget. Läs in på nytt.",
        "There is no proposal to answer",
        "It has been answered or taken back already. Reload.",
    ),
    (
        "own_proposal",
        "Din egen part har lämnat förslaget",
        "En administratör hos den andra parten bekräftar eller avböjer det. Ni kan ta tillbaka det.",
        "Your own party has made the proposal",
        "An administrator of the other party confirms or declines it. You can take it back.",
    ),
    (
        "others_proposal",
        "Den andra parten har lämnat förslaget",
        "Ni bekräftar eller avböjer det. Bara den part som lämnade det tar tillbaka det.",
        "The other party has made the proposal",
        "You confirm or decline it. Only the party that made it takes it back.",
    ),
    (
        "not_agreed",
        "Det finns ingen överenskommelse att avsluta",
        "Den är inte bekräftad av båda, eller har redan gått ut.",
        "There is no agreement to end",
        "It is not confirmed by both, or has expired already.",
    ),
    (
        "only_an_administrator_confirms",
        "Bara den andra partens administratör bekräftar",
        "Kommandoraden handlar för alla parter och skulle annars bekräfta sitt eget förslag. Logga in \
         som administratör och bekräfta under Administration, Inställningar.",
        "Only an administrator of the other party confirms",
        "The command line acts for every party and would otherwise confirm its own proposal. Sign in as \
         an administrator and confirm under Administration, Settings.",
    ),
    (
        "no_password_here",
        "Kontot har inget lösenord här",
        "Det loggar in genom partens inloggningstjänst. Lösenordet byts där.",
        "The account has no password here",
        "It signs in through the provider of the party. The password is changed there.",
    ),
    (
        "password_link_not_valid",
        "Länken gäller inte",
        "Den är använd, för gammal, ersatt av en nyare eller fel avskriven. Be partens administratör om \
         en ny.",
        "The link is not valid",
        "It has been used, is too old, was replaced by a newer one or was copied wrongly. Ask the \
         administrator of the party for a new one.",
    ),
];

/// What is wrong with a field.
pub(super) const FIELDS: &[Entry] = &[
    (
        "agreement_days",
        "går baklänges, är redan över eller förlänger; en förlängning föreslås som en ändring",
        "runs backwards, is over already or extends; an extension is proposed as a change",
    ),
    ("wrong_password", "är inte kontots lösenord", "is not the password of the account"),
    ("same_password", "är samma som förut", "is the same as before"),
    (
        "not_valid_then",
        "finns inte under överenskommelsens tid",
        "is not there during the time of the agreement",
    ),
];
