//! What a run leaves out, says and is: reasons, settings, classes, and what came of running it again.

use super::Entry;

/// What a run leaves out, its stability settings, and what came of running it again.
pub(super) const RUNS: &[Entry] = &[
    (
        "area_precision",
        "Bara kända per område, ligger i ingen cell",
        "Known by area only, in no cell",
    ),
    ("outside_study_area", "Utanför studieområdet", "Outside the study area"),
    (
        "lattice_border",
        "I celler vars mitt ligger utanför studieområdet",
        "In cells whose centre lies outside the study area",
    ),
    ("lattice_no_area", "I inget område av det valda slaget", "In no area of the chosen kind"),
    ("lattice_water", "I celler med mindre än 5 % land", "In cells with less than 5 % land"),
    (
        "no_exposure",
        "I celler där inget kan väntas (jämförelsetalet är 0)",
        "In cells where nothing can be expected (what is compared with is 0)",
    ),
    ("no_counts", "Inga händelser i urvalet.", "No incidents were selected."),
    (
        "no_weight",
        "Ingen cell har något att vänta antal efter: land, befolkning eller den andra kategorin saknas.",
        "No cell has anything to expect counts by: no land, population or counts of the other category.",
    ),
    (
        "one_site",
        "En enda cell: det finns inget att jämföra med.",
        "A single cell: there is nothing to compare with.",
    ),
    (
        "no_zone",
        "Varje cell har mer än den andel som en cirkel får rymma. Höj andelen eller välj mindre celler.",
        "Every cell has more than the share that a circle may hold. Raise the share or choose smaller cells.",
    ),
    ("no_excess", "Ingen cirkel har mer än sin andel.", "No circle has more than its share."),
    (
        "long_interval",
        "Tidpunkten är inte känd på ett dygn när",
        "The time is not known to within a day",
    ),
    ("trend_new", "Ny", "New"),
    ("trend_consecutive", "Sammanhängande", "Consecutive"),
    ("trend_intensifying", "Intensifierande", "Intensifying"),
    ("trend_persistent", "Bestående", "Persistent"),
    ("trend_diminishing", "Avtagande", "Diminishing"),
    ("trend_sporadic", "Sporadisk", "Sporadic"),
    ("trend_oscillating", "Växlande", "Oscillating"),
    ("trend_historical", "Historisk", "Historical"),
    ("trend_none", "Inget mönster", "No pattern"),
    ("outside_areas", "Ligger inte i något område i lagret", "Lies in no area of the layer"),
    ("default", "Standardinställningen", "The default setting"),
    ("coarser", "Ett steg grövre rutnät", "Lattice one step coarser"),
    (
        "finer_ring_2",
        "Ett steg finare rutnät, två ringar grannar",
        "Lattice one step finer, two rings of neighbours",
    ),
    ("ring_2", "Två ringar grannar", "Two rings of neighbours"),
    ("month_back", "Perioden flyttad en månad bakåt", "Period moved back a month"),
    ("top_1_percent", "De 1 % av cellerna som har flest", "The 1 % of cells with most"),
    (
        "same",
        "Omräkningen gav samma resultat, byte för byte",
        "Run again, the same result byte for byte",
    ),
    (
        "other_input",
        "Antalen som körningen läste finns inte kvar, eller får inte läsas av dig",
        "The counts it read are not there any more, or you may not read them",
    ),
    (
        "other_areas",
        "Studieområde, områden eller platsnamn har ändrats sedan körningen",
        "Study area, areas or place names have changed since the run",
    ),
    ("other_method", "Metoden har en ny version", "The method has a new version"),
    (
        "other_result",
        "Samma antal och samma metod gav ett annat resultat: anmäl detta",
        "The same counts and method gave another result: report this",
    ),
];

/// Guard-rails of a run, and counts that a run leaves out.
pub(super) const ANALYSIS: &[Entry] = &[
    (
        "few_months",
        "För få hela månader i perioden för att visa någon utveckling. Välj en längre period.",
        "Too few whole months in the period to show a development. Choose a longer period.",
    ),
    (
        "thin_months",
        "Några månader har få händelser: enstaka händelser gör rutor heta. Välj fler kategorier eller större rutor.",
        "Some months have few incidents: single ones make cells hot. Choose more categories or larger cells.",
    ),
    (
        "no_earlier_year",
        "Inget tidigare år täcks av antalen. Läs in äldre antal för att kunna jämföra.",
        "No earlier year is covered by the counts. Import older counts to compare with.",
    ),
    (
        "many_rows",
        "Många rader är prövade på en gång: några sticker ut av slumpen.",
        "Many rows were tested at once: some stand out by chance.",
    ),
    (
        "preliminary_months",
        "De senaste månaderna är preliminära: fler anmälningar väntas.",
        "The latest months are preliminary: more reports are expected.",
    ),
    (
        "few_incidents",
        "Få händelser i urvalet: enstaka händelser avgör bilden. Välj en längre period eller fler kategorier.",
        "Few incidents were selected: single ones decide the picture. Choose a longer period or more categories.",
    ),
    (
        "few_cells",
        "Få celler i studieområdet: statistiken är osäker. Välj ett större område eller mindre celler.",
        "Few cells in the study area: the statistics are uncertain. Choose a larger area or smaller cells.",
    ),
    (
        "geocode_pile",
        "Ovanligt många händelser ligger på exakt samma plats: troligen en standardadress i källan. Kontrollera innan platsen används.",
        "Unusually many incidents lie in exactly one place: probably a default address of the source. Check before the place is used.",
    ),
    (
        "area_precision_left_out",
        "Händelser som bara är kända per område är med i summan men inte på kartan.",
        "Incidents known by area only are in the total but not on the map.",
    ),
    (
        "area_month_only",
        "Kategorin behålls bara per område och månad och kan inte placeras i celler.",
        "The category is kept by area and month only and cannot be placed in cells.",
    ),
    (
        "no_cell",
        "Utan cell: bara känd eller behållen per område.",
        "Without cell: known or kept by area only.",
    ),
    (
        "outside_lattice",
        "Ligger i ingen cell i det valda rutnätet.",
        "In no cell of the chosen lattice.",
    ),
    (
        "uncertain_time",
        "En stor del av händelserna har ett långt tidsspann: profilen över dygnet är osäker.",
        "A large part of the incidents has a long span: the profile over the day is uncertain.",
    ),
    (
        "all_equal",
        "Alla celler har lika många händelser: det finns inget att jämföra.",
        "All cells have the same number of incidents: there is nothing to compare.",
    ),
    (
        "nothing_hot",
        "Ingen cell uppfyller kraven. Det är ett resultat, inte ett fel.",
        "No cell meets the requirements. That is a result, not a fault.",
    ),
    (
        "large_share_hot",
        "En stor andel av ytan är markerad: kravet skiljer dåligt. Skärp kravet eller byt förväntan.",
        "A large share of the ground is marked: the requirement separates badly. Sharpen it or change what is expected.",
    ),
    (
        "short_period",
        "Perioden är kort: säsong och slump går inte att skilja åt.",
        "The period is short: season and chance cannot be told apart.",
    ),
    (
        "incomplete_period",
        "Perioden sträcker sig utanför de månader som levererats.",
        "The period reaches beyond the months that were delivered.",
    ),
    (
        "unstable_places",
        "Flera platser försvinner när en inställning ändras. Se stabiliteten för varje plats.",
        "Several places vanish when a setting is changed. See the stability of each place.",
    ),
    (
        "low_precision",
        "En stor del av händelserna är geokodade till gata eller okänd noggrannhet.",
        "A large part of the incidents is geocoded to a street or with unknown precision.",
    ),
    (
        "edge_cells",
        "Platser vid studieområdets kant har färre grannar och är osäkrare.",
        "Places at the edge of the study area have fewer neighbours and are less certain.",
    ),
    (
        "discretion_category",
        "Antalet följer i hög grad hur polisen arbetar, inte bara hur ofta det händer.",
        "The number depends largely on police activity, not only on how often it happens.",
    ),
    (
        "synthetic_data",
        "Körningen bygger på syntetiska data.",
        "The run is based on synthetic data.",
    ),
];
