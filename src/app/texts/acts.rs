//! What the log says was done, in words; what it was done to; and what a verification finds.

use super::Entry;

/// Acts of the log.
pub(super) const ACTS: &[Entry] = &[
    ("signed_in", "Loggade in", "Signed in"),
    ("signed_out", "Loggade ut", "Signed out"),
    ("break_glass_signed_in", "Loggade in med nödkontot", "Signed in with the break-glass account"),
    ("break_glass_chosen", "Valde nödkonto", "Chose the break-glass account"),
    ("identity_waiting", "En ny identitet väntar på beslut", "A new identity waits for a decision"),
    (
        "identity_assigned",
        "Tilldelade en identitet part och roll",
        "Assigned an identity to party and role",
    ),
    ("identity_refused", "Nekade en identitet", "Refused an identity"),
    ("user_assigned", "Kontot fick part och roll", "The account got party and role"),
    (
        "admin_link_made",
        "Gjorde en engångslänk för administratör",
        "Made a one-time administrator link",
    ),
    (
        "admin_link_used",
        "Engångslänken för administratör användes",
        "The one-time administrator link was used",
    ),
    ("user_added", "Lade till ett konto", "Added an account"),
    ("user_disabled", "Stängde ett konto", "Disabled an account"),
    ("party_added", "Lade till en part", "Added a party"),
    ("agreements_changed", "Ändrade överenskommelserna", "Changed the agreements"),
    ("setting_changed", "Ändrade en inställning", "Changed a setting"),
    (
        "shipped_loaded",
        "Läste in medföljande områden och kategorier",
        "Loaded the shipped areas and categories",
    ),
    ("area_added", "Lade till ett område", "Added an area"),
    ("import_received", "Tog emot en fil", "Received a file"),
    ("import_previewed", "Visade en inläsning för granskning", "Showed an import for preview"),
    ("import_published", "Publicerade en inläsning", "Published an import"),
    ("import_dropped", "Kastade en inläsning", "Dropped an import"),
    ("import_failed", "Inläsningen misslyckades och kastades", "The import failed and was dropped"),
    ("import_undone", "Ångrade en inläsning", "Undid an import"),
    (
        "import_shared",
        "Delade en inläsning med den andra parten",
        "Shared an import with the other party",
    ),
    ("observation_added", "Skrev in en iakttagelse", "Recorded an observation"),
    ("observation_corrected", "Rättade en iakttagelse", "Corrected an observation"),
    ("observation_withdrawn", "Tog tillbaka en iakttagelse", "Took an observation back"),
    (
        "observation_shared",
        "Delade en iakttagelse med den andra parten",
        "Shared an observation with the other party",
    ),
    ("run_made", "Räknade och sparade en körning", "Computed and stored a run"),
    ("run_cancelled", "Avbröt en körning", "Cancelled a run"),
    ("opening_identified", "Platsen identifierad", "Place identified"),
    ("evidence_added", "Underlag tillagt", "Evidence added"),
    ("assessment_yes", "Bedömning undertecknad: ja", "Assessment signed: yes"),
    ("assessment_no", "Bedömning undertecknad: nej", "Assessment signed: no"),
    ("assessment_withdrawn", "Bedömning återtagen", "Assessment withdrawn"),
    ("opening_unanswered", "Svarstiden gick ut utan svar", "The time to answer ran out"),
    ("closing_signed", "Chef undertecknade avslut", "A chief signed the closing"),
    ("opening_closed", "Chefsamrådet avslutade öppningen", "The chiefs closed the opening"),
    ("case_opened", "Platssamverkan öppnad", "Platssamverkan opened"),
    ("release_prepared", "Räknade fram ett utlämnande", "Prepared a release"),
    (
        "release_proposed",
        "Visade ett utlämnande för den andra parten",
        "Showed a release to the other party",
    ),
    ("release_approved", "Undertecknade ett utlämnande", "Signed a release"),
    ("release_out", "Utlämnandet lämnade huset", "The release left the house"),
    ("release_withdrawn", "Tog tillbaka ett utlämnande", "Took a release back"),
    ("counts_read", "Läste antal", "Read counts"),
    ("notes_read", "Läste anteckningar", "Read notes"),
    ("exported", "Tog ut en fil", "Took a file out"),
    ("log_key_made", "Loggens nyckel skapades", "The key of the log was made"),
    (
        "log_heads_begun",
        "En fil med loggens sigill påbörjades",
        "A file of heads of the log was begun",
    ),
    ("log_head_signed", "Loggen förseglades", "A head of the log was signed"),
];

/// Kinds of objects of the log.
pub(super) const OBJECTS: &[Entry] = &[
    ("user", "konto", "account"),
    ("identity", "identitet", "identity"),
    ("party", "part", "party"),
    ("setting", "inställning", "setting"),
    ("areas", "områden", "areas"),
    ("area", "område", "area"),
    ("import", "inläsning", "import"),
    ("observation", "iakttagelse", "observation"),
    ("run", "körning", "run"),
    ("method_run", "metodkörning", "method run"),
    ("opening", "öppning", "opening"),
    ("case", "ärende", "case"),
    ("release", "utlämnande", "release"),
    ("query", "fråga", "query"),
    ("log", "loggen", "the log"),
];

/// Findings of a verification.
pub(super) const FINDINGS: &[Entry] = &[
    (
        "log_broken",
        "Posten är inte den som skrevs: den eller en tidigare har ändrats, flyttats eller lagts till.",
        "The entry is not the one that was written: it or an earlier one was changed, moved or added.",
    ),
    ("log_entry_missing", "En post saknas här.", "An entry is missing here."),
    (
        "log_tail_cut",
        "Loggen är kortare än sigillet säger: de sista posterna har tagits bort.",
        "The log is shorter than the head says: its last entries were removed.",
    ),
    (
        "head_forged",
        "Sigillets underskrift stämmer inte: det är förfalskat eller ändrat.",
        "The signature of the head is wrong: it is forged or was changed.",
    ),
    (
        "head_disagrees",
        "Loggen har en annan kontrollsumma än sigillet: den har skrivits om.",
        "The log has another hash than the head: it was written anew.",
    ),
    ("head_unreadable", "Raden är inget sigill.", "The line is no head."),
    (
        "head_missing",
        "Ett sigill som står i loggen saknas i filen.",
        "A head that stands in the log is missing in the file.",
    ),
    ("head_file_missing", "Filen med sigill saknas.", "The file of heads is missing."),
    (
        "head_key_unknown",
        "Sigillet är underskrivet med en nyckel som inte är känd.",
        "The head is signed with a key that is not known.",
    ),
];
