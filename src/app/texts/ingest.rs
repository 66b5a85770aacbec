//! Files that come in: rejected rows, refused files, what must be seen before a yes, what was mended.

use super::Entry;

/// Rejected rows and features.
pub(super) const REJECTIONS: &[Entry] = &[
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
        "unknown_class",
        "Klassen är okänd. Skriv utsatt område, riskområde eller särskilt utsatt område.",
        "The class is not known. Write utsatt område, riskområde or särskilt utsatt område.",
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
pub(super) const REFUSALS: &[Entry] = &[
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
pub(super) const IMPORT_WARNINGS: &[Entry] = &[
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
        "leaves_list",
        "Områden lämnar listan: de stod i den förra men inte i den här.",
        "Areas leave the list: they were in the one before and are not in this one.",
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
pub(super) const MENDED: &[Entry] = &[
    ("gaps_closed_m2", "Springor slutna, m²", "Gaps closed, m²"),
    ("gaps_closed", "Antal springor slutna", "Gaps closed, number"),
    ("overlaps_m2", "Överlapp avgjorda, m²", "Overlaps settled, m²"),
    ("overlaps_between_m2", "Överlapp mellan områden, m²", "Overlaps between areas, m²"),
    (
        "overlaps_not_sought",
        "Överlapp söktes inte: gränserna är för detaljerade (antal områden)",
        "Overlaps not looked for: the borders are too detailed (number of areas)",
    ),
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
