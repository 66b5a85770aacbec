//! What is said of the library of measures.

use super::problems::Problem;

/// Why nothing was changed.
pub(super) const REFUSALS: &[Problem] = &[
    (
        "library_incomplete",
        "Posten i biblioteket är inte ifylld",
        "Välj minst en sorts plats och ett problem, och återkoppling efter 1–104 veckor. En källa har ett \
         årtal, och en DOI börjar med 10.",
        "The entry of the library is not filled in",
        "Choose at least one kind of place and one problem, and feedback after 1–104 weeks. A reference \
         has a year, and a DOI begins with 10.",
    ),
    (
        "library_without_reference",
        "Kunskapen saknar källa",
        "Ange minst en källa, eller välj svag eller okänd.",
        "What is said to be known has no reference",
        "Name at least one reference, or choose weak or unknown.",
    ),
    (
        "nothing_to_restore",
        "Det finns inget att återställa",
        "Posten står redan som den levererades, eller så är den er egen.",
        "There is nothing to restore",
        "The entry is as it was shipped, or it is your own.",
    ),
    (
        "library_retired",
        "Posten är redan tagen ur bruk",
        "Skriv den på nytt eller återställ den för att använda den igen.",
        "The entry has been retired already",
        "Write it anew or restore it to use it again.",
    ),
];
