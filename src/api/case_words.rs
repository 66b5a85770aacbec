//! Texts of what sign-in, openings and cases refuse.

/// (code, Swedish title, Swedish detail, English title, English detail); empty detail: none.
pub(super) const PROBLEMS: &[(&str, &str, &str, &str, &str)] = &[
    (
        "cross_origin",
        "Ändringen kom inte från tjänstens egna sidor",
        "Öppna tjänsten på nytt och försök igen.",
        "The change did not come from the service's own pages",
        "Open the service anew and try again.",
    ),
    (
        "version_required",
        "Ändringen säger inte vilken version den gäller",
        "Skicka If-Match med den version som visades.",
        "The change does not say which version it is for",
        "Send If-Match with the version that was shown.",
    ),
    ("not_allowed", "Din roll får inte göra detta", "", "Your role may not do this", ""),
    (
        "no_signatory",
        "Du kan inte underteckna för din part",
        "Samordnarna och cheferna undertecknar, var och en för sin egen part.",
        "You cannot sign for your party",
        "The coordinators and chiefs sign, each for their own party.",
    ),
    (
        "wrong_side",
        "Underskriften hör till den andra parten",
        "",
        "The signature belongs to the other party",
        "",
    ),
    (
        "not_a_chief",
        "Det beslutar chefsamrådet",
        "Båda cheferna undertecknar, annars finns inget beslut.",
        "The chiefs decide this",
        "Both chiefs sign, or there is no decision.",
    ),
    (
        "no_agreement",
        "Din part har ingen överenskommelse som gäller i dag",
        "Utan överenskommelse finns ingen motpart att bedöma tillsammans med.",
        "Your party has no agreement that is valid today",
        "Without an agreement there is no other party to assess with.",
    ),
    (
        "agreement_not_valid",
        "Överenskommelsen gäller inte i dag",
        "Parterna behöver förlänga den innan någon kan underteckna.",
        "The agreement is not valid today",
        "The parties have to extend it before anyone can sign.",
    ),
    (
        "no_evidence",
        "Det finns inget underlag att bedöma",
        "Lägg till minst ett underlag. Det behöver inte vara en räkning.",
        "There is no evidence to assess",
        "Add at least one piece. It need not be a count.",
    ),
    (
        "evidence_frozen",
        "Underlaget är fryst",
        "Den första bedömningen är undertecknad. Lägg ditt tillägg i den egna bedömningen.",
        "The evidence is frozen",
        "The first assessment is signed. Put your addition in your own assessment.",
    ),
    (
        "evidence_changed",
        "Underlaget har ändrats sedan det visades",
        "Läs in på nytt och se vad som tillkommit innan du undertecknar.",
        "The evidence has changed since it was shown",
        "Reload and see what has been added before you sign.",
    ),
    (
        "already_assessed",
        "Din part har redan undertecknat",
        "Nu är det den andra partens tur.",
        "Your party has signed already",
        "It is the other party's turn.",
    ),
    ("already_decided", "Det är redan avgjort", "", "It has been decided already", ""),
    (
        "nothing_to_withdraw",
        "Din part har ingen bedömning att ta tillbaka",
        "",
        "Your party has no assessment to withdraw",
        "",
    ),
    (
        "still_time_to_answer",
        "Svarstiden har inte gått ut",
        "Chefsamrådet kan avsluta först när den andra parten inte svarat i tid.",
        "The time to answer has not run out",
        "The chiefs can close it only when the other party has not answered in time.",
    ),
    (
        "too_much",
        "Det är för mycket",
        "Högst 50 underlag, och högst 2 000 brytpunkter i en ritad yta.",
        "It is too much",
        "At most 50 pieces of evidence, and 2,000 vertices of a drawn area.",
    ),
];

/// (code, Swedish, English) of what can be wrong with one field.
pub(super) const FIELDS: &[(&str, &str, &str)] = &[
    ("too_short", "är för kort", "is too short"),
    ("too_long", "är för lång", "is too long"),
    (
        "personal_data",
        "innehåller personnummer, e-post, telefonnummer eller registreringsnummer; ta bort det",
        "holds a personal number, mail address, telephone number or number plate; remove it",
    ),
    ("in_the_future", "ligger i framtiden", "lies in the future"),
    ("ambiguous", "flera är möjliga; ange en", "several are possible; give one"),
    ("bad_geometry", "är inte en giltig plats på kartan", "is not a valid place on the map"),
    ("too_common", "är för vanligt eller för enkelt", "is too common or too simple"),
    ("taken", "är upptaget", "is taken"),
    ("wrong_side", "hör till den andra sidan", "belongs to the other side"),
];
