//! Words for stable codes, Swedish and English. The only place where a code becomes a sentence:
//! everything further in knows codes alone. A text says what is wrong and what to do about it.

/// Swedish text of a code; an unknown code is its own text.
pub fn text_sv(code: &str) -> &str {
    find(code).map_or(code, |(_, sv, _)| sv)
}

/// English text of a code; an unknown code is its own text.
pub fn text_en(code: &str) -> &str {
    find(code).map_or(code, |(_, _, en)| en)
}

type Entry = (&'static str, &'static str, &'static str);

const TABLES: &[&[Entry]] = &[
    REJECTIONS,
    REFUSALS,
    IMPORT_WARNINGS,
    MENDED,
    ANALYSIS,
    RUNS,
    VERBS,
    BACKTEST,
    EFFECT,
    VERDICTS,
];

fn find(code: &str) -> Option<Entry> {
    TABLES.iter().copied().flatten().find(|(known, _, _)| *known == code).copied()
}

/// The back-test: methods, verdicts, months that were left out.
const BACKTEST: &[Entry] = &[
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

/// Rejected rows and features.
const REJECTIONS: &[Entry] = &[
    (
        "outside_area",
        "Platsen ligger utanför studieområdet. Kontrollera koordinaterna eller välj ett annat studieområde.",
        "The place lies outside the study area. Check the coordinates or choose another study area.",
    ),
    (
        "zero_coordinates",
        "Koordinaterna är 0, 0: källan har inte geokodat raden. Geokoda den eller ange område.",
        "The coordinates are 0, 0: the source has not geocoded the row. Geocode it or give an area.",
    ),
    (
        "missing_place",
        "Plats saknas. Ange koordinater, H3-cell eller områdeskod.",
        "There is no place. Give coordinates, an H3 cell or an area code.",
    ),
    (
        "missing_time",
        "Tid saknas. Ange minst månad, till exempel 2025-03.",
        "There is no time. Give at least a month, for example 2025-03.",
    ),
    (
        "bad_number",
        "Värdet är inte ett giltigt tal. Antal är heltal 1–10 000; H3-celler har upplösning 12 eller finare.",
        "The value is not a valid number. Counts are whole numbers 1–10,000; H3 cells have resolution 12 or finer.",
    ),
    (
        "bad_time",
        "Tiden går inte att läsa eller slutar innan den börjar. Skriv 2025-03-07 22:15, 2025-03-07 eller 2025-03.",
        "The time cannot be read or ends before it begins. Write 2025-03-07 22:15, 2025-03-07 or 2025-03.",
    ),
    (
        "unknown_category",
        "Kategorin eller brottskoden är okänd. Lägg till den under [category_values] i mappningsfilen.",
        "The category or crime code is not known. Add it under [category_values] in the mapping file.",
    ),
    (
        "swapped_axes",
        "Latitud och longitud har bytt plats. Byt kolumnerna i mappningsfilen.",
        "Latitude and longitude have changed places. Swap the columns in the mapping file.",
    ),
    (
        "projected_not_degrees",
        "Koordinaterna är meter, inte grader. Ange koordinatsystem, till exempel EPSG:3006 eller EPSG:3011.",
        "The coordinates are metres, not degrees. State the system, for example EPSG:3006 or EPSG:3011.",
    ),
    (
        "wrong_crs",
        "Koordinaterna passar inte det angivna koordinatsystemet. Kontrollera vilket system filen har.",
        "The coordinates do not fit the stated system. Check which system the file has.",
    ),
    (
        "duplicate",
        "Samma rad med samma id finns redan. Raden räknas en gång.",
        "The same row with the same id is there already. It is counted once.",
    ),
    (
        "repeated_id",
        "Samma id finns på en tidigare rad med annat innehåll. Raden behålls; kontrollera om det är avsett.",
        "The same id stands on an earlier row with other content. The row is kept; check that it is meant.",
    ),
    (
        "personal_data",
        "Raden innehåller något som ser ut som ett personnummer. Ta bort det eller uteslut kolumnen med drop.",
        "The row holds what looks like a personal identity number. Remove it or leave the column out with drop.",
    ),
    (
        "area_precision_only",
        "Bara området är känt. Raden räknas, men placeras inte i någon cell.",
        "Only the area is known. The row is counted but not placed in a cell.",
    ),
    (
        "unknown_area",
        "Områdeskoden är okänd. Läs in området först eller rätta kod och områdestyp.",
        "The area code is not known. Import the area first or correct its code and kind.",
    ),
    (
        "wrong_field_count",
        "Raden har fler eller färre fält än rubrikraden. Se efter avgränsare och citattecken.",
        "The row has more or fewer fields than the header. Look for delimiters and quotes.",
    ),
    (
        "invalid_geometry",
        "Polygonen är ogiltig, till exempel korsar den sig själv. Rätta den eller läs in med reparation.",
        "The polygon is not valid, for example it crosses itself. Mend it or import with repair.",
    ),
    (
        "degenerate_geometry",
        "Ytan är för liten eller har för få punkter för att vara ett område. Rätta den i källan.",
        "The ground is too small or has too few points to be an area. Correct it at the source.",
    ),
    (
        "too_many_vertices",
        "Ytan har fler brytpunkter eller ringar än vad som tas emot. Generalisera den först.",
        "The ground has more vertices or rings than are accepted. Simplify it first.",
    ),
    (
        "not_a_polygon",
        "Objektet är ingen polygon. Områden läses in som polygoner.",
        "The feature is not a polygon. Areas are imported as polygons.",
    ),
    (
        "missing_name",
        "Namn eller kod saknas. Ange vilket fält som håller namn respektive kod.",
        "There is no name or code. State which fields hold them.",
    ),
    (
        "bad_indicator",
        "Indikatorns namn saknas, eller en text är längre än 160 tecken. Skriv vad som mäts.",
        "The indicator has no name, or a text is longer than 160 characters. Write what is measured.",
    ),
    (
        "bad_value",
        "Värdet är inte ett tal, eller ett tal som enheten inte kan ha. Andelar är 0–100 procent; antal är inte negativa.",
        "The value is not a number, or not one that its unit can have. Shares are 0–100 per cent; numbers are not negative.",
    ),
    (
        "unknown_unit",
        "Enheten saknas eller är okänd. Skriv antal, procent, procentenheter, per_tusen eller tal.",
        "The unit is missing or not known. Write antal, procent, procentenheter, per_tusen or tal.",
    ),
    (
        "bad_answers",
        "Antalet svar är inte ett heltal från 1. Lämna fältet tomt om det inte är känt.",
        "The number of answers is not a whole number from 1. Leave the field empty if it is not known.",
    ),
    (
        "conflicting_value",
        "En tidigare rad har ett annat värde för samma indikator, grupp, område, period och källa. Raden tas inte in; rätta filen.",
        "An earlier row has another value for the same indicator, group, area, period and source. The row is not taken in; mend the file.",
    ),
    (
        "few_answers",
        "Värdet bygger på färre än fem svar. Det tas in men visas aldrig.",
        "The value rests on fewer than five answers. It is taken in but never shown.",
    ),
];

/// Files that are refused whole.
const REFUSALS: &[Entry] = &[
    ("empty_file", "Filen är tom. Exportera den på nytt.", "The file is empty. Export it again."),
    (
        "no_rows",
        "Filen har en rubrikrad men inga rader. Kontrollera exportens urval.",
        "The file has a header but no rows. Check what was selected for export.",
    ),
    (
        "not_a_text_file",
        "Filen är inte en textfil (till exempel Excel eller zip). Spara den som CSV.",
        "The file is not a text file (Excel or zip, for example). Save it as CSV.",
    ),
    (
        "nul_bytes",
        "Filen innehåller nolltecken och är skadad eller i fel format. Exportera den på nytt.",
        "The file holds NUL bytes and is damaged or of another format. Export it again.",
    ),
    (
        "not_utf8",
        "Filen är inte UTF-8 som angetts. Ange rätt teckenkodning eller låt den hittas automatiskt.",
        "The file is not UTF-8 as stated. State the right encoding or let it be found.",
    ),
    (
        "unknown_encoding",
        "Teckenkodningen känns inte igen. Spara filen som UTF-8.",
        "The encoding is not recognised. Save the file as UTF-8.",
    ),
    (
        "mixed_encodings",
        "Filen blandar UTF-8 och cp1252. Spara hela filen som UTF-8.",
        "The file mixes UTF-8 and cp1252. Save all of it as UTF-8.",
    ),
    (
        "garbled_text",
        "Å, ä och ö är redan förvanskade i filen. Exportera den på nytt från källan.",
        "Letters are already garbled in the file. Export it again from the source.",
    ),
    (
        "line_too_long",
        "En rad är längre än 1 MB. Filen är skadad eller i fel format.",
        "A line is longer than 1 MB. The file is damaged or of another format.",
    ),
    (
        "too_large",
        "Filen är större än vad som tas emot. Dela upp den, till exempel per år.",
        "The file is larger than is accepted. Split it, for example by year.",
    ),
    (
        "too_many_columns",
        "Filen har fler kolumner än vad som tas emot. Exportera bara de som behövs.",
        "The file has more columns than are accepted. Export only those that are needed.",
    ),
    (
        "unclosed_quote",
        "Ett citattecken öppnas men stängs aldrig. Rätta raden som anges.",
        "A quote is opened but never closed. Mend the line that is named.",
    ),
    (
        "missing_header",
        "Rubrikraden saknas. Lägg till en första rad med kolumnnamn.",
        "There is no header. Add a first line with the names of the columns.",
    ),
    (
        "missing_column",
        "En kolumn som behövs saknas. Lägg till den eller peka ut den i en mappningsfil.",
        "A needed column is missing. Add it or name it in a mapping file.",
    ),
    (
        "duplicate_column",
        "Två kolumner har samma namn. Byt namn på den ena.",
        "Two columns have the same name. Rename one of them.",
    ),
    (
        "personal_data_column",
        "En kolumn ser ut att innehålla personuppgifter. Ta bort den ur filen eller uteslut den med drop i mappningsfilen.",
        "A column looks like personal data. Remove it from the file or leave it out with drop in the mapping file.",
    ),
    (
        "missing_crs",
        "Koordinatsystem saknas för x och y. Ange det, till exempel EPSG:3006 eller EPSG:3011.",
        "x and y have no coordinate system. State it, for example EPSG:3006 or EPSG:3011.",
    ),
    (
        "unsupported_crs",
        "Koordinatsystemet stöds inte. Använd EPSG:4326, 3006 eller 3007–3018.",
        "The coordinate system is not supported. Use EPSG:4326, 3006 or 3007–3018.",
    ),
    (
        "bad_mapping",
        "Mappningsfilen går inte att läsa eller anger något som inte finns. Rätta raden som anges.",
        "The mapping file cannot be read or names something that does not exist. Mend the line named.",
    ),
    (
        "unknown_time_zone",
        "Tidszonen är okänd. Skriv den som Europe/Stockholm.",
        "The time zone is not known. Write it like Europe/Stockholm.",
    ),
    (
        "too_many_new_categories",
        "Filen skulle skapa orimligt många kategorier. Kontrollera att rätt kolumn pekas ut som kategori.",
        "The file would create unreasonably many categories. Check which column is mapped to category.",
    ),
    (
        "nothing_acceptable",
        "Ingen rad kan tas emot. De första skälen visas; rätta filen eller mappningen och försök igen.",
        "No row can be accepted. The first reasons are shown; mend the file or the mapping and try again.",
    ),
    (
        "unreadable",
        "Filen kunde inte läsas till slut. Försök igen.",
        "The file could not be read to its end. Try again.",
    ),
    (
        "bad_json",
        "Filen är inte giltig JSON. Raden där felet finns anges.",
        "The file is not valid JSON. The line with the error is named.",
    ),
    (
        "not_a_feature_collection",
        "Filen är inte en GeoJSON FeatureCollection. Exportera hela lagret som GeoJSON.",
        "The file is not a GeoJSON FeatureCollection. Export the whole layer as GeoJSON.",
    ),
    (
        "unknown_format",
        "Filformatet känns inte igen. Använd GeoJSON, CSV, GeoPackage, Shapefile (zip), FlatGeobuf, MapInfo, GML eller KML.",
        "The format is not recognised. Use GeoJSON, CSV, GeoPackage, Shapefile (zip), FlatGeobuf, MapInfo, GML or KML.",
    ),
    (
        "corrupt_zip",
        "Zip-filen är skadad. Packa filerna på nytt.",
        "The zip file is damaged. Pack the files again.",
    ),
    (
        "zip_too_large",
        "Zip-filens innehåll är större än vad som tas emot. Dela upp leveransen.",
        "The content of the zip file is larger than is accepted. Split the delivery.",
    ),
    (
        "zip_too_many_entries",
        "Zip-filen innehåller för många filer. Packa bara filerna till ett lager.",
        "The zip file holds too many files. Pack only the files of one layer.",
    ),
    (
        "zip_bad_path",
        "Zip-filen innehåller en otillåten sökväg. Packa filerna utan mappar.",
        "The zip file holds a path that is not allowed. Pack the files without folders.",
    ),
    (
        "worker_missing",
        "Formatet läses av en GDAL-arbetare som inte är installerad. Exportera som GeoJSON eller CSV.",
        "This format is read by a GDAL worker that is not installed. Export as GeoJSON or CSV.",
    ),
    (
        "worker_timeout",
        "Filen tog för lång tid att läsa och avbröts. Den kan vara skadad; prova GeoJSON.",
        "Reading the file took too long and was stopped. It may be damaged; try GeoJSON.",
    ),
    (
        "worker_failed",
        "Filen kunde inte läsas: skadad, eller med innehåll som inte tillåts. Prova GeoJSON.",
        "The file could not be read: damaged, or with content that is not allowed. Try GeoJSON.",
    ),
    (
        "worker_not_isolated",
        "Filen lästes inte, eftersom läsningen inte kunde avskärmas på den här datorn.",
        "The file was not read, since reading could not be isolated on this machine.",
    ),
    (
        "unknown_layer",
        "Lagret finns inte i filen. Välj ett av lagren som anges.",
        "The file has no such layer. Choose one of those named.",
    ),
    (
        "several_layers",
        "Filen har flera lager. Ange vilket som ska läsas in.",
        "The file has several layers. State which to import.",
    ),
    (
        "missing_field",
        "Fältet finns inte i filen. Välj ett av fälten som anges.",
        "The file has no such field. Choose one of those named.",
    ),
    (
        "no_geometry",
        "Filen har inga geometrier. Exportera lagret med geometri.",
        "The file has no geometries. Export the layer with its geometry.",
    ),
    (
        "too_many_values",
        "Filen har fler värden än vad som tas emot. Dela upp den.",
        "The file has more values than are accepted. Split it.",
    ),
    (
        "too_many_features",
        "Filen har fler objekt än vad som tas emot. Dela upp den.",
        "The file has more features than are accepted. Split it.",
    ),
    (
        "nested_too_deep",
        "Filen är kapslad djupare än vad som tas emot. Den är skadad eller i fel format.",
        "The file is nested deeper than is accepted. It is damaged or of another format.",
    ),
];

/// What a user must see before saying yes to an import.
const IMPORT_WARNINGS: &[Entry] = &[
    (
        "kept_by_area_and_month",
        "Rader behålls bara per område och månad, eftersom kategorin rör bostäder eller sexualbrott.",
        "Rows are kept by area and month only, since the category is about homes or sexual offences.",
    ),
    (
        "clock_change_hours",
        "Rader har en lokal tid som inträffar två gånger eller inte alls när klockan ställs om. Tidsspannet har vidgats eller flyttats en timme.",
        "Rows have a local time that happens twice or never when clocks change. Their span was widened or moved by an hour.",
    ),
    (
        "rows_without_id",
        "Rader saknar id: ändringar och dubbletter kan inte kännas igen mellan leveranser.",
        "Rows have no id: changes and duplicates cannot be recognised between deliveries.",
    ),
    (
        "categories_created",
        "Nya kategorier skapas för källan. Kontrollera att de stämmer.",
        "New categories are created for the source. Check that they are right.",
    ),
    (
        "rejections_not_listed",
        "Så många avvisade rader räknas men listas inte en och en.",
        "So many rejected rows are counted but not listed one by one.",
    ),
    (
        "already_imported",
        "Samma fil eller samma innehåll är redan inläst. Inget läggs till.",
        "The same file or the same content has been imported already. Nothing is added.",
    ),
    (
        "period_already_delivered",
        "Källan har redan rader i perioden. Rader utan id kan räknas två gånger; byt ut perioden i stället.",
        "The source already has rows in the period. Rows without id may be counted twice; replace the period instead.",
    ),
    (
        "period_replaced",
        "Källans tidigare rader i perioden ersätts.",
        "The source's earlier rows in the period are replaced.",
    ),
    (
        "official_total_differs_percent",
        "Summan avviker från den officiella siffran, i procent.",
        "The total differs from the official figure, in percent.",
    ),
    (
        "official_total_equal",
        "Summan stämmer med den officiella siffran.",
        "The total agrees with the official figure.",
    ),
    (
        "many_rejected_percent",
        "En stor andel av raderna avvisas, i procent. Kontrollera filen innan du godkänner.",
        "A large share of the rows is rejected, in percent. Check the file before you accept.",
    ),
    (
        "synthetic",
        "Uppgifterna är syntetiska och märks så överallt.",
        "The data are synthetic and are marked so everywhere.",
    ),
];

/// What was mended in a file of areas; texts stand before the number.
const MENDED: &[Entry] = &[
    ("gaps_closed_m2", "Springor slutna, m²", "Gaps closed, m²"),
    ("gaps_closed", "Antal springor slutna", "Gaps closed, number"),
    ("overlaps_m2", "Överlapp avgjorda, m²", "Overlaps settled, m²"),
    ("repeated_positions", "Upprepade punkter borttagna", "Repeated positions removed"),
    ("overlaps_closed_m2", "Överlapp borttagna, m²", "Overlaps removed, m²"),
    ("gaps_left_m2", "Springor kvar, bredare än 1 m, m²", "Gaps left, wider than 1 m, m²"),
    ("overlaps_left_m2", "Överlapp kvar, bredare än 1 m, m²", "Overlaps left, wider than 1 m, m²"),
    ("repaired", "Ogiltiga polygoner reparerade", "Invalid polygons repaired"),
    ("repaired_m2", "Yta ändrad av reparation, m²", "Ground changed by repair, m²"),
    ("rings_reversed", "Ringar vända", "Rings reversed"),
    ("rings_closed", "Ringar slutna", "Rings closed"),
    ("z_dropped", "Höjdvärden borttagna", "Heights dropped"),
    ("dissolved", "Områden sammanslagna", "Areas dissolved"),
    ("repeated_points_removed", "Upprepade punkter borttagna", "Repeated points removed"),
    ("slivers_removed_m2", "Flisor borttagna, m²", "Slivers removed, m²"),
    ("read_as_latin1", "Text läst som Latin-1", "Text read as Latin-1"),
];

/// What verbs refuse or answer, as the command line says it.
const VERBS: &[Entry] = &[
    (
        "release_not_available",
        "Bara nivån intern finns, och den måste nämnas: --release intern.",
        "Only the level intern exists, and it must be named: --release intern.",
    ),
    ("not_allowed", "Rollen får inte göra detta.", "The role may not do this."),
    ("already_undone", "Inläsningen är redan ångrad.", "The import has been undone already."),
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
    ("out_of_range", "Värdet ligger utanför det tillåtna.", "The value is out of range."),
    ("missing", "Uppgiften saknas.", "The value is missing."),
    ("no_ground", "Området har ingen känd yta.", "The area has no known ground."),
    (
        "no_areas",
        "Det finns inga områden av det slaget den dagen. Läs in dem eller välj ett annat rutnät.",
        "There are no areas of that kind on that day. Import them or choose another lattice.",
    ),
    (
        "nothing_to_expect",
        "Det finns inget av det som förväntan ska vila på, för området och perioden.",
        "There is nothing of what the expectation is to stand on, for the area and the period.",
    ),
    (
        "no_past",
        "Det finns inga händelser samma dagar något tidigare år.",
        "There are no counts on the same days of any earlier year.",
    ),
    (
        "not_a_number_of_something",
        "Måttet ska vara ett antal av något, till exempel befolkning; en andel kan inte fördelas.",
        "The indicator must be a number of something, such as residents; a share cannot be spread.",
    ),
    ("unknown_run", "Körningen finns inte.", "No such run."),
    (
        "other_method_than_layer",
        "Körningen är av en annan metod än lagret.",
        "The run is of another method than the layer.",
    ),
    (
        "ends_before_it_begins",
        "Perioden slutar före den börjar.",
        "The period ends before it begins.",
    ),
];

/// What a run leaves out, its stability settings, and what came of running it again.
const RUNS: &[Entry] = &[
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
const ANALYSIS: &[Entry] = &[
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

/// What a verdict says and the rules that gave it: words that belong to the method.
const VERDICTS: &[Entry] = crate::analysis::effect::verdict::WORDS;

/// Questions about an effect that cannot be answered, and why ground was passed over as control.
const EFFECT: &[Entry] = &[
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::RejectionCode;

    #[test]
    fn every_rejection_has_words_in_both_languages() {
        for code in RejectionCode::ALL.iter().map(|code| code.as_str()) {
            assert_ne!(text_sv(code), code);
            assert_ne!(text_en(code), code);
        }
    }

    #[test]
    fn an_unknown_code_is_its_own_text() {
        assert_eq!(text_sv("no_such_code"), "no_such_code");
        assert_eq!(text_en("no_such_code"), "no_such_code");
    }

    #[test]
    fn no_text_is_empty_and_no_code_has_two_meanings() {
        let mut seen = std::collections::BTreeMap::new();
        for (code, sv, en) in TABLES.iter().copied().flatten() {
            assert!(!sv.is_empty() && !en.is_empty(), "{code}");
            assert_eq!(*seen.entry(code).or_insert((sv, en)), (sv, en), "{code}");
        }
    }
}
