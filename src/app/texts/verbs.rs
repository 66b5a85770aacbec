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
