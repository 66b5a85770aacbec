//! The back-test and the choice of a method by it.

use super::Entry;

/// The back-test: methods, verdicts, months that were left out.
pub(super) const BACKTEST: &[Entry] = &[
    ("ranked-counts", "rangordnade antal", "ranked counts"),
    ("count-test", "räkneprovet", "the count test"),
    ("gi-star", "Gi*", "Gi*"),
    ("permutation", "permutations-p", "the permutation p"),
    ("kde", "täthetskartan", "the density map"),
    ("local-ratio", "lokal kvot", "local ratio"),
    ("scored", "Prövad.", "Scored."),
    (
        "too_few_months",
        "För få hela månader: en prövning behöver månaderna före och en månad till. Läs in fler månader eller titta på färre.",
        "Too few whole months: a back-test needs the months before and one more. Import more months or look at fewer.",
    ),
    (
        "nothing_to_score",
        "Ingen av månaderna har händelser i cellerna att pröva mot. Välj fler kategorier eller en annan period.",
        "None of the months has incidents in the cells to score. Choose more categories or another period.",
    ),
    ("nothing_scored", "Inga händelser i månaden", "No incidents in the month"),
    ("nothing_before", "Inga händelser månaderna före", "No incidents in the months before"),
    (
        "few_rolls",
        "Färre än sex prövade månader: talen visas men inget går att sluta sig till.",
        "Fewer than six months scored: the figures are shown but nothing can be concluded.",
    ),
    (
        "months_not_scored",
        "Månader utan händelser, eller utan händelser före, är inte med i prövningen.",
        "Months without incidents, or with none before them, are not in the back-test.",
    ),
    (
        "gate_default",
        "standardkravet (test, kvot och minsta antal)",
        "the default gate (test, ratio and lowest count)",
    ),
    ("gate_count", "enbart räkneprovet", "the count test alone"),
    ("gate_gi_star", "Gi* (normalfördelning)", "Gi* (normal distribution)"),
    ("gate_permutation", "Gi* (exakt permutation)", "Gi* (exact permutation)"),
    (
        "backtest_rule",
        "Regeln: standard gäller om inte en annan metod fångar minst 1 procentenhet mer på 2 % av marken, säkert (95 % för alla jämförelser tillsammans) och över minst sex månader.",
        "The rule: the standard holds unless another method catches at least 1 percentage point more on 2 % of the land, surely (95 % for all comparisons together) and over at least six months.",
    ),
    (
        "not_tried",
        "Inte prövad än: standard. Öppna prövningen i efterhand för kategorin.",
        "Not tried yet: the standard. Open the back-test of the category.",
    ),
];
