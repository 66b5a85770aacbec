//! What verbs refuse as they stand, without a field that is wrong.

use super::Entry;

/// Refusals of verbs that have no title of their own.
pub(super) const VERBS: &[Entry] = &[
    ("already_undone", "Inläsningen är redan ångrad.", "The import has been undone already."),
    (
        "observation_is_withdrawn",
        "Iakttagelsen är återtagen och ändras inte mer. Skriv en ny om den ändå gäller.",
        "The observation has been taken back and does not change any more. Record a new one if it holds after all.",
    ),
    (
        "not_previewed",
        "Inläsningen väntar inte på något ja.",
        "The import is not waiting for a yes.",
    ),
    ("not_published", "Inläsningen är inte publicerad.", "The import is not published."),
    (
        "study_area_without_ground",
        "Undersökningsområdet har ingen yta. Välj ett annat med --study-area.",
        "The study area has no ground. Choose another with --study-area.",
    ),
];

/// Why a backup is refused. What the refusal names stands after the text.
pub(super) const BACKUPS: &[Entry] = &[
    (
        "backup_there",
        "Där ligger redan en kopia. Välj en ny katalog.",
        "There is a backup already. Choose a new directory.",
    ),
    (
        "backup_no_manifest",
        "Förteckningen saknas: kopian blev aldrig färdig, eller så är det ingen kopia. Inget är ersatt.",
        "There is no manifest: the backup was never finished, or it is none. Nothing was replaced.",
    ),
    (
        "backup_manifest_damaged",
        "Förteckningen är inte den som skrevs. Inget är ersatt; ta en annan kopia.",
        "The manifest is not the one that was written. Nothing was replaced; take another backup.",
    ),
    (
        "backup_file_differs",
        "En fil saknas eller är inte den som förteckningen säger. Inget är ersatt; ta en annan kopia.",
        "A file is missing or is not the one of the manifest. Nothing was replaced; take another backup.",
    ),
    (
        "backup_unsound",
        "Databasen i kopian är inte hel. Inget är ersatt; ta en annan kopia.",
        "The database in the backup is not sound. Nothing was replaced; take another backup.",
    ),
];

/// What can be wrong with `inloggning.toml`.
pub(super) const SIGN_IN_SETTINGS: &[Entry] = &[
    ("settings_unreadable", "filen kan inte läsas", "the file cannot be read"),
    (
        "settings_malformed",
        "filen är inte TOML med de nycklar som docs/inloggning.md visar",
        "the file is not TOML with the keys that docs/inloggning.md shows",
    ),
    ("settings_unusable", "går inte att använda", "cannot be used"),
    (
        "not_https_address",
        "ska vara en https-adress (public_url utan sökväg), eller http till den här datorn",
        "must be an https address (public_url without a path), or http to this machine",
    ),
    (
        "no_provider",
        "minst en av sidorna ska ha en inloggningstjänst",
        "at least one side must have a provider",
    ),
    (
        "same_issuer",
        "båda sidorna har samma utfärdare, men sidan är vem som utfärdat",
        "both sides have the same issuer, but the side is who issued",
    ),
    (
        "one_secret",
        "ange client_secret_file eller client_secret_env, en av dem och inte tom",
        "give client_secret_file or client_secret_env, one of them and not empty",
    ),
    (
        "bad_mail_server",
        "ska vara e-postserverns namn eller adress, utan smtp:// framför",
        "must be the name or address of the mail server, without smtp://",
    ),
    (
        "plain_off_machine",
        "okrypterat går bara till den egna maskinen; välj starttls eller tls",
        "unencrypted mail goes to this machine only; choose starttls or tls",
    ),
    (
        "one_password",
        "ange user och ett av password_file och password_env som inte är tomt, eller ingetdera",
        "give user and one of password_file and password_env that is not empty, or none of them",
    ),
    ("bad_certificate", "ska vara certifikat i PEM-format", "must be certificates in PEM format"),
    ("bad_wait", "ska vara 1–8 sekunder", "must be 1–8 seconds"),
    ("unknown_party", "är ingen part på den sidan", "is no party of that side"),
];
