//! Effects: verdicts, questions that cannot be answered, ground passed over as control.

use super::Entry;

/// What a verdict says and the rules that gave it: words that belong to the method.
pub(super) const VERDICTS: &[Entry] = crate::analysis::effect::verdict::WORDS;

/// Questions about an effect that cannot be answered, and why ground was passed over as control.
pub(super) const EFFECT: &[Entry] = &[
    (
        "effect_no_place",
        "Platsen har ingen ruta i gittret. Ange körning och rang, eller rutornas id.",
        "The place has no cell in the lattice. Give run and rank, or the ids of its cells.",
    ),
    (
        "effect_control_in_place",
        "Kontrollen ligger delvis i platsen. Välj andra rutor.",
        "The control lies partly in the place. Choose other cells.",
    ),
    (
        "effect_baseline_after_start",
        "Baslinjen måste sluta innan uppföljningen börjar.",
        "The baseline must end before the after period begins.",
    ),
    (
        "effect_window_after_start",
        "Dagarna som valde platsen måste sluta innan uppföljningen börjar.",
        "The days that chose the place must end before the after period begins.",
    ),
    (
        "effect_nothing_left_of_baseline",
        "Ingenting är kvar av baslinjen utan dagarna som valde platsen eller utanför underlaget. Välj en längre baslinje.",
        "Nothing is left of the baseline without the days that chose the place or those without data. Choose a longer one.",
    ),
    (
        "effect_baseline_too_long",
        "Baslinjen är längre än tio år. Välj en kortare; 24 månader är det vanliga.",
        "The baseline is longer than ten years. Choose a shorter one; 24 months are usual.",
    ),
    (
        "effect_not_begun",
        "Uppföljningen börjar utanför det som är inläst.",
        "The after period begins outside what has been imported.",
    ),
    (
        "taken",
        "ingår i platsen, ringen eller hänger inte ihop",
        "in the place, its ring, or not contiguous",
    ),
    ("near", "för nära platsen", "too near the place"),
    ("level", "annan nivå", "another level"),
    ("kind", "annan omgivning", "other surroundings"),
    ("land", "annan markyta", "another amount of land"),
    ("trend", "annan trend", "another trend"),
];
