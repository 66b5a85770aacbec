//! Words that stand for numbers, as tables: what a reader may take them to mean.
//!
//! A word with a range is *weak*: it is always warned of, and the range says whether it could pass. The
//! tables are the rule; `docs/sifferkontroll.md` prints them and a test compares the two.

/// A range, its ends included unless said otherwise; `None` is without end.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// The lower end is not part of it.
    pub low_open: bool,
    /// The upper end is not part of it.
    pub high_open: bool,
}

impl Interval {
    /// Both ends included.
    pub const fn closed(low: f64, high: f64) -> Self {
        Self { low: Some(low), high: Some(high), low_open: false, high_open: false }
    }

    /// More than `low`, at most `high`.
    pub const fn above(low: f64, high: f64) -> Self {
        Self { low: Some(low), high: Some(high), low_open: true, high_open: false }
    }

    /// At least `low`, less than `high`.
    pub const fn below(low: f64, high: f64) -> Self {
        Self { low: Some(low), high: Some(high), low_open: false, high_open: true }
    }

    /// From `low` on.
    pub const fn from(low: f64, open: bool) -> Self {
        Self { low: Some(low), high: None, low_open: open, high_open: false }
    }

    /// Up to `high`.
    pub const fn to(high: f64, open: bool) -> Self {
        Self { low: None, high: Some(high), low_open: false, high_open: open }
    }
}

/// A word before a number or a part, and how many times the number it may mean.
#[derive(Debug, PartialEq)]
pub struct Near {
    /// Stable name.
    pub id: &'static str,
    /// As it is written.
    pub forms: &'static [&'static str],
    /// Of the number that follows.
    pub times: Interval,
}

/// Weak words before a number.
pub const NEAR: &[Near] = &[
    Near {
        id: "drygt",
        forms: &["drygt", "strax över", "lite över", "en bit över"],
        times: Interval::above(1.0, 1.1),
    },
    Near {
        id: "knappt",
        forms: &[
            "knappt",
            "nästan",
            "närmare",
            "närmar sig",
            "inte fullt",
            "uppemot",
            "strax under",
            "lite under",
        ],
        times: Interval::below(0.9, 1.0),
    },
    Near {
        id: "cirka",
        forms: &["cirka", "ca", "omkring", "ungefär", "runt", "kring", "uppskattningsvis"],
        times: Interval::closed(0.95, 1.05),
    },
];

/// On which side of a number the value lies: a sharp claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// >
    MoreThan,
    /// ≥
    AtLeast,
    /// <
    LessThan,
    /// ≤
    AtMost,
}

/// Words before a number that set a bound. *över* and *under* count only before a share: they are more
/// often prepositions of time.
pub const BOUNDS: &[(Bound, &[&str])] = &[
    (Bound::MoreThan, &["mer än", "fler än", "större än", "högre än", "över"]),
    (Bound::AtLeast, &["minst", "åtminstone"]),
    (Bound::LessThan, &["mindre än", "färre än", "lägre än", "under"]),
    (Bound::AtMost, &["högst", "upp till", "maximalt", "som mest"]),
];

/// A word beside *ökat* or *minskat*, and the size of change in per cent that it may mean.
#[derive(Debug, PartialEq)]
pub struct Size {
    /// Stable name.
    pub id: &'static str,
    /// As it is written.
    pub forms: &'static [&'static str],
    /// Per cent, without sign.
    pub percent: Interval,
}

/// Weak words beside a change.
pub const SIZES: &[Size] = &[
    Size {
        id: "marginellt",
        forms: &["marginellt", "marginell", "obetydligt", "obetydlig"],
        percent: Interval::above(0.0, 5.0),
    },
    Size {
        id: "nagot",
        forms: &["något", "svagt", "svag", "lite", "en aning"],
        percent: Interval::above(0.0, 10.0),
    },
    Size {
        id: "tydligt",
        forms: &["tydligt", "tydlig", "påtagligt", "påtaglig", "klart"],
        percent: Interval::from(10.0, false),
    },
    Size {
        id: "kraftigt",
        forms: &[
            "kraftigt",
            "kraftig",
            "markant",
            "starkt",
            "stark",
            "avsevärt",
            "väsentligt",
            "dramatiskt",
        ],
        percent: Interval::from(20.0, false),
    },
];

/// A word for a part of a whole, and the per cent it may mean.
#[derive(Debug, PartialEq)]
pub struct Part {
    /// Stable name.
    pub id: &'static str,
    /// As it is written.
    pub forms: &'static [&'static str],
    /// Per cent of the whole.
    pub percent: Interval,
}

/// Weak words for a part, longer forms first.
pub const PARTS: &[Part] = &[
    Part {
        id: "de_allra_flesta",
        forms: &["de allra flesta", "nästan alla", "så gott som alla"],
        percent: Interval::closed(80.0, 100.0),
    },
    Part {
        id: "majoriteten",
        forms: &[
            "majoriteten",
            "en majoritet",
            "merparten",
            "flertalet",
            "de flesta",
            "huvuddelen",
            "större delen",
            "största delen",
        ],
        percent: Interval::above(50.0, 100.0),
    },
    Part {
        id: "minoritet",
        forms: &["en minoritet", "minoriteten"],
        percent: Interval::below(0.0, 50.0),
    },
    Part {
        id: "valdigt_fa",
        forms: &["väldigt få", "mycket få", "ytterst få"],
        percent: Interval::closed(0.0, 10.0),
    },
];

/// Parts as fractions: as written, numerator, denominator. Longer forms first.
pub const FRACTIONS: &[(&str, u32, u32)] = &[
    ("hälften", 1, 2),
    ("halva", 1, 2),
    ("varannan", 1, 2),
    ("vartannat", 1, 2),
    ("två tredjedelar", 2, 3),
    ("en tredjedel", 1, 3),
    ("tredjedelen", 1, 3),
    ("var tredje", 1, 3),
    ("vart tredje", 1, 3),
    ("tre fjärdedelar", 3, 4),
    ("en fjärdedel", 1, 4),
    ("fjärdedelen", 1, 4),
    ("var fjärde", 1, 4),
    ("vart fjärde", 1, 4),
    ("fyra femtedelar", 4, 5),
    ("tre femtedelar", 3, 5),
    ("två femtedelar", 2, 5),
    ("en femtedel", 1, 5),
    ("var femte", 1, 5),
    ("vart femte", 1, 5),
    ("en tiondel", 1, 10),
    ("var tionde", 1, 10),
    ("vart tionde", 1, 10),
];

/// How many percentage points a bare fraction may be off: two, and one for a tenth.
pub fn slack_of_fraction(percent: f64) -> f64 {
    if percent < 15.0 { 1.0 } else { 2.0 }
}

/// Multiples: as written, times. Each is weak as *cirka* is.
pub const MULTIPLES: &[(&str, f64)] = &[
    ("dubbelt så", 2.0),
    ("dubbelt fler", 2.0),
    ("fördubblats", 2.0),
    ("fördubblat", 2.0),
    ("fördubblades", 2.0),
    ("fördubbling", 2.0),
    ("dubblerats", 2.0),
    ("tredubblats", 3.0),
    ("tredubbling", 3.0),
    ("tre gånger så", 3.0),
    ("fyrdubblats", 4.0),
    ("fyra gånger så", 4.0),
    ("fem gånger så", 5.0),
    ("halverats", 0.5),
    ("halverades", 0.5),
    ("halvering", 0.5),
    ("hälften så", 0.5),
    ("hälften färre", 0.5),
];

/// More, less, or the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// More.
    Up,
    /// Less.
    Down,
    /// The same.
    Same,
}

/// Words that say in which direction.
pub const SENSES: &[(Sense, &[&str])] = &[
    (
        Sense::Up,
        &[
            "ökat",
            "ökade",
            "ökar",
            "ökning",
            "ökningen",
            "uppgång",
            "uppgången",
            "stigit",
            "stiger",
            "växt",
            "vuxit",
            "gått upp",
            "fler än",
            "högre än",
        ],
    ),
    (
        Sense::Down,
        &[
            "minskat",
            "minskade",
            "minskar",
            "minskning",
            "minskningen",
            "nedgång",
            "nedgången",
            "sjunkit",
            "sjunker",
            "sjönk",
            "gått ner",
            "gått ned",
            "färre än",
            "lägre än",
        ],
    ),
    (Sense::Same, &["oförändrat", "oförändrad", "oförändrade", "oförändrades"]),
];

/// A change smaller than this many per cent (or percentage points) is *oförändrat*: it rounds to 0.
pub const UNCHANGED_BELOW: f64 = 0.5;

/// Words that say *about the same*, weakly.
pub const STABLE: &[&str] = &[
    "i stort sett oförändrat",
    "i stort sett oförändrad",
    "ungefär oförändrat",
    "stabilt",
    "stabil",
    "stabila",
    "samma nivå",
];

/// The change in per cent that [`STABLE`] may mean.
pub const STABLE_PERCENT: Interval = Interval::closed(-5.0, 5.0);

/// Comparatives after a number that give it a direction: *12 % fler*, *4 procentenheter färre*.
pub const COMPARATIVES: &[(Sense, &[&str])] = &[
    (Sense::Up, &["fler", "högre", "större", "mer", "ökning", "uppgång"]),
    (Sense::Down, &["färre", "lägre", "mindre", "minskning", "nedgång"]),
];

/// Numbers in words; *en* and *ett* are articles.
pub const NUMBER_WORDS: &[(&str, i64)] = &[
    ("noll", 0),
    ("två", 2),
    ("tre", 3),
    ("fyra", 4),
    ("fem", 5),
    ("sex", 6),
    ("sju", 7),
    ("åtta", 8),
    ("nio", 9),
    ("tio", 10),
    ("elva", 11),
    ("tolv", 12),
    ("tretton", 13),
    ("fjorton", 14),
    ("femton", 15),
    ("sexton", 16),
    ("sjutton", 17),
    ("arton", 18),
    ("nitton", 19),
    ("hundra", 100),
];

/// Tens in words, alone or with a unit after: *tjugo*, *tjugofem*.
pub const TENS: &[(&str, i64)] = &[
    ("tjugo", 20),
    ("trettio", 30),
    ("fyrtio", 40),
    ("femtio", 50),
    ("sextio", 60),
    ("sjuttio", 70),
    ("åttio", 80),
    ("nittio", 90),
];

/// Words that make the first place in an order the second, third …
pub const PLACES: &[(&str, u32)] =
    &[("näst", 2), ("tredje", 3), ("fjärde", 4), ("femte", 5), ("sjätte", 6)];

/// Words for the first place from above.
pub const HIGHEST: &[&str] = &["högst", "högsta", "flest", "störst", "tryggast"];

/// Words for the first place from below.
pub const LOWEST: &[&str] = &["lägst", "lägsta", "minst", "minsta", "otryggast"];

/// A number before one of these is an amount, even when it looks like a year.
pub const COUNTED: &[&str] = &[
    "anmälda",
    "anmälningar",
    "anmälan",
    "brott",
    "fall",
    "händelser",
    "personer",
    "invånare",
    "boende",
    "svar",
    "svarande",
    "elever",
    "ungdomar",
    "rån",
    "personrån",
    "fickstölder",
    "stycken",
    "st",
    "larm",
    "ärenden",
    "misstänkta",
];

/// Months.
pub const MONTHS: &[&str] = &[
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];

/// Units of time.
pub const TIME_UNITS: &[&str] = &[
    "år",
    "året",
    "åren",
    "månad",
    "månader",
    "månaderna",
    "månaden",
    "halvår",
    "kvartal",
    "kvartalen",
    "vecka",
    "veckor",
    "veckorna",
    "dag",
    "dagar",
    "dagarna",
    "dygn",
    "timme",
    "timmar",
    "minuter",
    "termin",
    "terminer",
];
