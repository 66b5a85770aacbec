//! What the synthetic city is made of: totals, centres and the places of the agreement.

/// A category of the shipped catalogue, as the demo uses it.
#[derive(Debug, Clone, Copy)]
pub(super) struct DemoCategory {
    /// Id in the catalogue.
    pub(super) id: &'static str,
    /// Counts a year in Norrmalm, 2015.
    pub(super) norrmalm: u32,
    /// Counts a year in the police region without Norrmalm, 2015: only the mix is used.
    pub(super) elsewhere: u32,
    /// How it follows the level of the surroundings.
    pub(super) spread: Spread,
    /// Kept by cell, and therefore in what was planted; homes and sexual offences are not.
    pub(super) by_cell: bool,
}

/// How the rate of a category follows the level of the surroundings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Spread {
    /// As the level.
    Even,
    /// As its power 1,5: where people gather.
    Central,
    /// As its square root: where people live.
    Residential,
}

/// Official reported crimes 2015 (the Norrmalm agreement 2016, section 4, after Brå): all crime
/// 36 328 in Norrmalm and 477 922 in the region; violence in public 1 247 and 10 023, pickpocketing
/// 5 794 and 24 106, drugs 3 104 and 30 099, robbery 268 and 2 117, graffiti 3 701 and 64 385. The
/// remaining 22 214 and 364 978 are divided among the other categories by assumption.
pub(super) const CATEGORIES: [DemoCategory; 12] = {
    use Spread::{Central, Even, Residential};
    [
        by_cell("vald_offentlig_miljo", 1_247, 8_776, Even),
        by_cell("fickstold", 5_794, 18_312, Central),
        by_cell("narkotikabrott", 3_104, 26_995, Even),
        by_cell("personran", 268, 1_849, Even),
        by_cell("klotter", 3_701, 60_684, Even),
        by_cell("skadegorelse", 1_777, 43_797, Even),
        by_cell("stold_ur_motorfordon", 1_555, 47_447, Residential),
        by_cell("cykelstold", 1_555, 32_848, Even),
        by_cell("butiksstold", 2_666, 25_548, Central),
        by_area("bostadsinbrott", 444, 18_249),
        by_area("sexualbrott", 555, 7_300),
        by_cell("ovrigt_brott", 13_662, 189_789, Even),
    ]
};

/// Index of violence in public in [`CATEGORIES`].
pub(super) const VIOLENCE: usize = 0;
/// Index of sexual offences.
pub(super) const SEXUAL: usize = 10;

const fn by_cell(id: &'static str, norrmalm: u32, elsewhere: u32, spread: Spread) -> DemoCategory {
    DemoCategory { id, norrmalm, elsewhere, spread, by_cell: true }
}

const fn by_area(id: &'static str, norrmalm: u32, elsewhere: u32) -> DemoCategory {
    DemoCategory { id, norrmalm, elsewhere, spread: Spread::Residential, by_cell: false }
}

/// Counts a year in Norrmalm: its share of the synthetic city, the official totals scaled down.
pub(super) const NORRMALM_A_YEAR: u32 = 30_000;
/// Counts a year in the rest of the city.
pub(super) const ELSEWHERE_A_YEAR: u32 = 120_000;

/// The city's codes of the nine statistical areas of Norrmalm.
pub(super) const NORRMALM: [&str; 9] =
    ["10102", "10103", "11101", "11102", "11201", "11202", "11301", "11401", "11402"];

/// Level everywhere, in the unit of [`Centre::level`].
pub(super) const BASE_LEVEL: f64 = 0.3;

/// A centre of city life: the level falls smoothly from its middle to nothing at the radius.
#[derive(Debug, Clone, Copy)]
pub(super) struct Centre {
    pub(super) lon: f64,
    pub(super) lat: f64,
    /// Added in the middle, roughly counts a year and cell.
    pub(super) level: f64,
    /// Metres; well over a kilometre, so that a centre is not itself a hotspot.
    pub(super) radius_m: f64,
}

const fn centre(lon: f64, lat: f64, level: f64, radius_m: f64) -> Centre {
    Centre { lon, lat, level, radius_m }
}

/// Squares and stations of Stockholm, approximately.
pub(super) const CENTRES: [Centre; 72] = [
    centre(18.0610, 59.3325, 150.0, 2_300.0), // T-Centralen, Sergels torg
    centre(18.0745, 59.3352, 45.0, 2_000.0),  // Stureplan, Östermalmstorg
    centre(18.0495, 59.3430, 16.0, 2_000.0),  // Odenplan
    centre(18.0368, 59.3397, 9.0, 1_800.0),   // S:t Eriksplan
    centre(18.0905, 59.3388, 7.0, 1_800.0),   // Karlaplan
    centre(18.0720, 59.3456, 6.0, 1_800.0),   // Tekniska högskolan
    centre(18.0315, 59.3325, 20.0, 1_900.0),  // Fridhemsplan
    centre(18.0420, 59.3303, 8.0, 1_800.0),   // Rådhuset
    centre(18.0030, 59.3328, 5.0, 1_700.0),   // Kristineberg
    centre(18.0710, 59.3250, 22.0, 1_800.0),  // Gamla stan
    centre(18.0725, 59.3190, 32.0, 1_900.0),  // Slussen
    centre(18.0735, 59.3145, 38.0, 1_900.0),  // Medborgarplatsen
    centre(18.0760, 59.3078, 20.0, 1_800.0),  // Skanstull
    centre(18.0630, 59.3170, 9.0, 1_800.0),   // Mariatorget
    centre(18.0500, 59.3178, 6.0, 1_700.0),   // Zinkensdamm
    centre(18.0340, 59.3158, 12.0, 1_800.0),  // Hornstull
    centre(18.1030, 59.3040, 6.0, 1_700.0),   // Hammarby sjöstad
    centre(18.0950, 59.3260, 5.0, 1_800.0),   // Djurgården
    centre(18.1010, 59.3465, 5.0, 1_800.0),   // Gärdet
    centre(18.1023, 59.3573, 4.0, 1_700.0),   // Ropsten
    centre(18.0550, 59.3654, 3.0, 1_900.0),   // Universitetet
    centre(17.9800, 59.3337, 6.0, 1_700.0),   // Alvik
    centre(17.9385, 59.3385, 7.0, 1_700.0),   // Brommaplan
    centre(17.9520, 59.3630, 4.0, 1_700.0),   // Mariehäll
    centre(17.9920, 59.3230, 2.0, 1_500.0),   // Stora Essingen
    centre(17.8825, 59.3484, 5.0, 1_600.0),   // Blackeberg
    centre(17.8817, 59.3548, 5.0, 1_600.0),   // Råcksta
    centre(17.8720, 59.3632, 10.0, 1_700.0),  // Vällingby
    centre(17.8438, 59.3668, 7.0, 1_600.0),   // Hässelby gård
    centre(17.8323, 59.3613, 5.0, 1_600.0),   // Hässelby strand
    centre(17.8987, 59.3832, 7.0, 1_700.0),   // Spånga
    centre(17.9010, 59.3945, 9.0, 1_700.0),   // Tensta
    centre(17.9290, 59.3883, 10.0, 1_700.0),  // Rinkeby
    centre(17.9425, 59.4030, 16.0, 1_800.0),  // Kista
    centre(17.9256, 59.4100, 9.0, 1_700.0),   // Husby
    centre(17.9128, 59.4149, 6.0, 1_600.0),   // Akalla
    centre(18.0230, 59.3107, 10.0, 1_800.0),  // Liljeholmen
    centre(18.0010, 59.3064, 4.0, 1_600.0),   // Aspudden
    centre(18.0120, 59.3018, 4.0, 1_600.0),   // Midsommarkransen
    centre(17.9970, 59.2983, 5.0, 1_700.0),   // Telefonplan
    centre(17.9750, 59.3044, 4.0, 1_600.0),   // Axelsberg
    centre(17.9667, 59.2914, 5.0, 1_600.0),   // Västertorp
    centre(17.9650, 59.2858, 5.0, 1_600.0),   // Fruängen
    centre(17.9338, 59.2949, 6.0, 1_600.0),   // Bredäng
    centre(17.9213, 59.2850, 4.0, 1_600.0),   // Sätra
    centre(17.9070, 59.2771, 16.0, 1_800.0),  // Skärholmen
    centre(17.8900, 59.2759, 7.0, 1_600.0),   // Vårberg
    centre(17.9960, 59.2880, 3.0, 1_600.0),   // Solberga
    centre(18.0110, 59.2786, 8.0, 1_700.0),   // Älvsjö
    centre(18.0370, 59.2850, 4.0, 1_600.0),   // Östberga
    centre(18.0510, 59.2980, 7.0, 1_700.0),   // Årsta
    centre(18.0807, 59.2991, 11.0, 1_800.0),  // Gullmarsplan
    centre(18.0835, 59.2935, 9.0, 1_700.0),   // Globen
    centre(18.0703, 59.2895, 4.0, 1_600.0),   // Enskede gård
    centre(18.1045, 59.2947, 5.0, 1_600.0),   // Hammarbyhöjden
    centre(18.1144, 59.2845, 4.0, 1_600.0),   // Kärrtorp
    centre(18.1315, 59.2762, 5.0, 1_600.0),   // Bagarmossen
    centre(18.1334, 59.2668, 6.0, 1_600.0),   // Skarpnäck
    centre(18.0495, 59.2703, 4.0, 1_600.0),   // Bandhagen
    centre(18.0430, 59.2638, 7.0, 1_600.0),   // Högdalen
    centre(18.0281, 59.2566, 7.0, 1_600.0),   // Rågsved
    centre(18.0125, 59.2627, 6.0, 1_600.0),   // Hagsätra
    centre(18.0855, 59.2711, 3.0, 1_600.0),   // Tallkrogen
    centre(18.0820, 59.2629, 4.0, 1_600.0),   // Gubbängen
    centre(18.0826, 59.2579, 5.0, 1_600.0),   // Hökarängen
    centre(18.0933, 59.2436, 11.0, 1_700.0),  // Farsta
    centre(18.1018, 59.2350, 5.0, 1_600.0),   // Farsta strand
    centre(18.1150, 59.2560, 3.0, 1_700.0),   // Sköndal
    centre(17.8600, 59.3800, 2.0, 1_700.0),   // Kälvesta, Vinsta
    centre(17.9600, 59.3450, 3.0, 1_700.0),   // Riksby, Ulvsunda
    centre(17.9050, 59.3600, 3.0, 1_700.0),   // Beckomberga, Bromma kyrka
    centre(18.0600, 59.2830, 3.0, 1_700.0),   // Stureby
];

/// A place that the agreement names, planted with the cells that hold these points.
#[derive(Debug, Clone, Copy)]
pub(super) struct AgreementPlace {
    pub(super) name: &'static str,
    pub(super) points: &'static [(f64, f64)],
    /// Wanted over the surroundings within 1 km.
    pub(super) ratio: f64,
    pub(super) mix: super::places::Mix,
}

/// The agreement's places as hotspots.
pub(super) const AGREEMENT_PLACES: [AgreementPlace; 6] = {
    use super::places::Mix::{Mixed, Narcotics, Nightlife, Station};
    [
        AgreementPlace {
            name: "Sergels torg, Plattan, Klarabergsgatan",
            points: &[
                (18.0640, 59.3324),
                (18.0632, 59.3322),
                (18.0615, 59.3321),
                (18.0652, 59.3328),
            ],
            ratio: 6.5,
            mix: Narcotics,
        },
        AgreementPlace {
            name: "Vasagatan, Klarabergsviadukten",
            points: &[(18.0586, 59.3320), (18.0578, 59.3329), (18.0568, 59.3318)],
            ratio: 4.5,
            mix: Station,
        },
        AgreementPlace {
            name: BLEKHOLMSTERRASSEN,
            points: &[(18.0543, 59.3337), (18.0552, 59.3334)],
            ratio: 4.0,
            mix: Mixed,
        },
        AgreementPlace {
            name: OBSERVATORIELUNDEN,
            points: &[(18.0546, 59.3416), (18.0563, 59.3414)],
            ratio: 10.0,
            mix: Narcotics,
        },
        AgreementPlace {
            name: "Adolf Fredriks kyrkogård",
            points: &[(18.0602, 59.3378)],
            ratio: 4.0,
            mix: Nightlife,
        },
        AgreementPlace {
            name: "Vasaparken, parkleken",
            points: &[(18.0430, 59.3405)],
            ratio: 5.0,
            mix: Mixed,
        },
    ]
};

/// Where violence flares up in the last three months: 7 in the spring of 2025, 19 in that of 2026.
pub(super) const BLEKHOLMSTERRASSEN: &str = "Blekholmsterrassen";
/// Violence there by calendar month, January first, exactly.
pub(super) const BLEKHOLM_VIOLENCE: [u32; 12] = [2, 1, 2, 2, 3, 3, 2, 3, 3, 3, 2, 2];
/// And from March 2026.
pub(super) const BLEKHOLM_FLARE: [u32; 3] = [5, 6, 8];

/// Where it calms down after lamps, staff and a locked gate.
pub(super) const OBSERVATORIELUNDEN: &str = "Observatorielunden";
/// Month of that measure, and what is left of the excess level after it.
pub(super) const MEASURE_MONTH: (i16, i8) = (2024, 9);
pub(super) const LEFT_AFTER_MEASURE: f64 = 0.45;
