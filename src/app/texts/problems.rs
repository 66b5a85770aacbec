//! Refusals with a title and what to do about them.

/// (code, Swedish title, Swedish detail, English title, English detail); empty detail: none.
pub(super) type Problem = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// Of signing in.
pub(super) const SIGN_IN: &[Problem] = &[
    (
        "sign_in_refused",
        "Inloggningen godtogs inte",
        "Svaret från inloggningstjänsten gick inte att lita på. Börja om; händer det igen, säg det \
         till administratören.",
        "The sign-in was not accepted",
        "The answer of the sign-in service could not be trusted. Start again; if it happens again, \
         tell the administrator.",
    ),
    (
        "sign_in_expired",
        "Inloggningen gäller inte längre",
        "Den tog mer än tio minuter, var redan använd eller började i en annan webbläsare. Börja om.",
        "The sign-in is no longer valid",
        "It took more than ten minutes, had been used, or was begun in another browser. Start again.",
    ),
    (
        "provider_refused",
        "Inloggningstjänsten loggade inte in dig",
        "Du avbröt, eller så får du inte använda tjänsten enligt din egen organisations inställning.",
        "The sign-in service did not sign you in",
        "You cancelled, or your own organisation has not given you this service.",
    ),
    (
        "provider_unreachable",
        "Inloggningstjänsten svarar inte som den ska",
        "Felet ligger hos din organisations inloggningstjänst eller på vägen dit. Försök om en stund. \
         Brådskar det finns ett reservkonto hos administratören.",
        "The sign-in service does not answer as it should",
        "The fault is with your organisation's sign-in service or on the way there. Try again in a \
         while. If it is urgent, the administrator has a break-glass account.",
    ),
    (
        "identity_refused",
        "Du har inte tillgång",
        "En administratör på din sida har stängt eller nekat din inloggning. Tala med den.",
        "You have no access",
        "An administrator of your side has closed or refused your sign-in. Talk to them.",
    ),
    (
        "identity_assigned_already",
        "Inloggningen är redan tilldelad",
        "Ändra användaren i stället.",
        "The sign-in is assigned already",
        "Change the user instead.",
    ),
    (
        "link_not_valid",
        "Länken gäller inte",
        "Den är använd, för gammal eller fel avskriven. En ny görs på servern med \
         platssamverkan user admin-link.",
        "The link is not valid",
        "It has been used, is too old or was copied wrongly. A new one is made on the server with \
         platssamverkan user admin-link.",
    ),
    (
        "account_disabled",
        "Kontot är stängt",
        "Välj ett konto som är öppet.",
        "The account is disabled",
        "Choose an account that is open.",
    ),
];

/// Of the service as such.
pub(super) const SERVICE: &[Problem] = &[
    (
        "not_signed_in",
        "Du är inte inloggad",
        "Logga in och försök igen.",
        "You are not signed in",
        "Sign in and try again.",
    ),
    ("wrong_credentials", "Fel användarnamn eller lösenord", "", "Wrong login or password", ""),
    (
        "too_many",
        "För många förfrågningar just nu",
        "Vänta en stund och försök igen.",
        "Too many requests just now",
        "Wait a moment and try again.",
    ),
    (
        "not_found",
        "Finns inte",
        "Det du söker finns inte, eller så får du inte se det.",
        "Not found",
        "It does not exist, or you may not see it.",
    ),
    ("method_not_allowed", "Så går det inte att göra här", "", "Not possible here", ""),
    (
        "timeout",
        "Det tog för lång tid",
        "Försök igen, gärna med ett mindre urval.",
        "It took too long",
        "Try again, with a smaller selection if possible.",
    ),
    ("too_large", "Förfrågan är för stor", "", "The request is too large", ""),
    (
        "unsupported_media_type",
        "Fel typ av innehåll",
        "Skicka JSON, eller multipart vid import.",
        "Wrong type of content",
        "Send JSON, or multipart for an import.",
    ),
    ("malformed", "Förfrågan går inte att tolka", "", "The request cannot be read", ""),
    ("malformed_json", "Innehållet är inte giltig JSON", "", "The body is not valid JSON", ""),
    (
        "invalid",
        "Något i förfrågan är fel",
        "Se vilka fält som behöver rättas.",
        "Something in the request is not right",
        "See which fields need mending.",
    ),
    (
        "unknown_parameter",
        "Okänd parameter",
        "Parametern finns inte i gränssnittet.",
        "Unknown parameter",
        "The interface has no such parameter.",
    ),
    (
        "not_acceptable",
        "Finns inte i den formen",
        "Välj f=json eller f=html.",
        "It is not there in that form",
        "Choose f=json or f=html.",
    ),
    (
        "release_not_available",
        "Lagret finns inte på den nivån",
        "Lagren released-areas och released-cells finns på nivåerna publik och stad; de andra bara på nivån intern, och den måste nämnas: release=intern.",
        "The layer does not exist at that level",
        "The layers released-areas and released-cells exist at the levels publik and stad; the others only at intern, and it must be named: release=intern.",
    ),
    (
        "too_costly",
        "Det skulle ta för mycket tid eller minne",
        "Ingenting räknades. Värdet som går anges i would_do.",
        "It would take too much time or memory",
        "Nothing was computed. The value that would do is given in would_do.",
    ),
    ("cancelled", "Frågan togs tillbaka", "", "The question was taken back", ""),
    (
        "conflict",
        "Någon annan hann före",
        "Läs in på nytt, jämför och försök igen.",
        "Somebody else changed it first",
        "Reload, compare and try again.",
    ),
    (
        "disk_full",
        "Disken är full",
        "Ingenting sparades. Kontakta administratören.",
        "The disk is full",
        "Nothing was kept. Contact the administrator.",
    ),
    (
        "store_busy",
        "Databasen är upptagen",
        "Försök igen om en stund.",
        "The database is busy",
        "Try again in a moment.",
    ),
    (
        "not_logged",
        "Läsningen kunde inte loggas",
        "Ingenting lämnas ut utan att det loggas. Försök igen om en stund, kontakta annars administratören.",
        "The read could not be logged",
        "Nothing is shown without being logged. Try again in a moment, or contact the administrator.",
    ),
    (
        "fault",
        "Något gick fel hos oss",
        "Ange händelse-id till administratören.",
        "Something went wrong on our side",
        "Give the incident id to the administrator.",
    ),
];

/// Of sign-in, openings and cases.
pub(super) const CASES: &[Problem] = &[
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
        "outside_your_areas",
        "Platsen ligger utanför dina områden",
        "Den som svarar för området gör det, eller dess ersättare. Administratören ser vem det är och kan ändra det.",
        "The place is outside your areas",
        "Whoever answers for the area does this, or their deputy. The administrator sees who it is and can change it.",
    ),
    (
        "no_deputy",
        "Den ersättaren går inte att utse",
        "Samordnare och chefer kan ersättas av någon annan i samma part, dock inte av en administratör.",
        "That deputy cannot be appointed",
        "Coordinators and chiefs can be stood in for by somebody else of the same party, but not by an administrator.",
    ),
    (
        "bad_days",
        "Dagarna stämmer inte",
        "Sista dagen får inte ligga före den första eller ha passerat, och en ersättare utses för högst ett år.",
        "The days cannot be right",
        "The last day must not be before the first or in the past, and a deputy is appointed for a year at most.",
    ),
    (
        "only_at_the_installation",
        "Det görs där systemet körs",
        "Det rör båda parterna. Den som sköter maskinen gör det med kommandot platssamverkan.",
        "This is done where the system runs",
        "It concerns both parties. Whoever runs the machine does it with the command platssamverkan.",
    ),
    (
        "last_administrator",
        "Parten måste ha en administratör",
        "Ge någon annan rollen först.",
        "The party must have an administrator",
        "Give somebody else the role first.",
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
        "Utan överenskommelse finns ingen motpart att bedöma tillsammans med eller lämna information till.",
        "Your party has no agreement that is valid today",
        "Without an agreement there is no other party to assess with or to tell anything.",
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
