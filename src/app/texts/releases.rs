//! Refusals of releases, and what the steps of one are called.

use super::{Entry, problems::Problem};

/// Why nothing is released.
pub(super) const REFUSALS: &[Problem] = &[
    (
        "release_not_proposed",
        "Utkastet är inte föreslaget",
        "Den part som räknat fram det visar det först för den andra.",
        "The draft has not been proposed",
        "The party that computed it shows it to the other first.",
    ),
    ("release_already_proposed", "Det är redan föreslaget", "", "It has been proposed already", ""),
    (
        "release_already_approved",
        "Din part har redan godkänt",
        "Nu är det den andra partens tur.",
        "Your party has approved already",
        "It is the other party's turn.",
    ),
    (
        "release_withdrawn",
        "Utlämnandet är återtaget",
        "Räkna fram ett nytt.",
        "The release was withdrawn",
        "Compute a new one.",
    ),
    (
        "release_tables_differ",
        "Godkännandet gäller andra tabeller än de som visas",
        "Läs in på nytt och se tabellerna innan du godkänner.",
        "The approval is for other tables than those shown",
        "Reload and see the tables before you approve.",
    ),
    (
        "release_history_moved",
        "Något annat har lämnats ut om samma år sedan detta räknades fram",
        "Tabellerna är inte skyddade bredvid det. Återta detta och räkna fram ett nytt.",
        "Something else has been released about the same years since this was computed",
        "The tables are not protected beside it. Withdraw this one and compute it anew.",
    ),
    (
        "release_without_areas",
        "Det finns inga statistikområden i överenskommelsens område",
        "Importera områdena, eller ändra vilket område överenskommelsen gäller.",
        "There are no statistical areas in the area of the agreement",
        "Import the areas, or change the area of the agreement.",
    ),
    (
        "release_ground_overlaps",
        "Samma områden är redan utlämnade i en annan indelning",
        "Två indelningar bredvid varandra röjer små tal. Lämna ut samma område som förut.",
        "The same areas have been released in another division",
        "Two divisions beside each other give small counts away. Release the same area as before.",
    ),
    (
        "release_not_covered",
        "Det som redan lämnats ut finns inte i de områden som gäller nu",
        "Områdena har ändrats under ett år som redan är utlämnat. Lämna ut senare år.",
        "What has been released is not in the areas that are valid now",
        "The areas have changed during a year that has been released. Release later years.",
    ),
    (
        "release_changed",
        "Ett redan utlämnat tal skulle bli ett annat",
        "En leverans som räknades då är ångrad eller ersatt. Skillnaden mellan två versioner röjer små tal, så samma år kan inte lämnas ut igen.",
        "A figure that has been released would become another",
        "A delivery that was counted then has been undone or replaced. The difference of two versions gives small counts away, so the same year cannot be released again.",
    ),
    (
        "release_other_threshold",
        "Samma år är redan utlämnade med ett annat k",
        "Välj samma k som förra gången.",
        "The same years have been released with another k",
        "Choose the same k as last time.",
    ),
    (
        "release_unprotected",
        "Ett litet tal går inte att skydda bredvid det som redan är utlämnat",
        "Lämna ut färre perioder eller kategorier.",
        "A small count cannot be protected beside what has been released",
        "Release fewer periods or categories.",
    ),
];

/// What is wrong with one field.
pub(super) const FIELDS: &[Entry] = &[
    ("other_length", "är inte lika lång som den första", "is not as long as the first"),
    ("not_over", "är inte slut ännu", "is not over yet"),
    (
        "not_a_period",
        "ska vara ett kvartal (2025-K1), ett halvår (2025-H1) eller ett år (2025)",
        "must be a quarter (2025-K1), a half-year (2025-H1) or a year (2025)",
    ),
    ("not_a_threshold", "ska vara 3 till 10", "must be 3 to 10"),
    ("not_released", "är inte utlämnat", "is not released"),
];
