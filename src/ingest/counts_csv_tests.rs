//! What the CSV reader promises, as claims.

use super::*;
use crate::{
    area::{AreaId, BaseCell, LonLat},
    incident::{FinestResolution, Period, Precision},
    ingest::{AcceptedRow, Limits, Mapping, PointCrs, RejectionCode, TextEncoding, support::World},
};
use jiff::civil::date;
use proptest::prelude::*;

const HEADER: &str = "category,lon,lat,occurred_from";
const GOOD: &str = "vald,18.06,59.33,2025-03-07T22:15:00";

fn read_how(csv: &[u8], how: &ReadHow) -> Result<IncidentDelivery, InputRefused> {
    let world = World::stockholm();
    read_incidents(csv, "f.csv", how, &world.context())
}

fn read_mapped(csv: &str, mapping: &str) -> Result<IncidentDelivery, InputRefused> {
    let mapping = Mapping::from_toml(mapping, "m.toml").expect("a mapping");
    read_how(csv.as_bytes(), &ReadHow { mapping, ..ReadHow::default() })
}

fn read(csv: &str) -> IncidentDelivery {
    read_mapped(csv, "").expect("accepted")
}

fn refused(csv: &[u8]) -> (String, Option<u64>) {
    let refused = read_how(csv, &ReadHow::default()).expect_err("refused");
    (refused.code, refused.line)
}

/// The one rejection of a file with a good row and a bad one on line 3.
fn check_rejected(header: &str, good: &str, bad: &str, code: RejectionCode, column: &str) {
    let delivery = read(&format!("{header}\n{good}\n{bad}\n"));
    let [rejection] = delivery.rejections.as_slice() else {
        panic!("{bad}: {:?}", delivery.rejections)
    };
    assert_eq!((rejection.code, rejection.line, rejection.record), (code, 3, 2), "{bad}");
    assert_eq!(rejection.column.as_deref().unwrap_or_default(), column, "{bad}");
    assert_eq!(delivery.rows.len(), 1, "{bad}");
    assert_eq!((delivery.n_read, delivery.by_code[&code]), (2, 1), "{bad}");
}

#[test]
fn a_row_becomes_cell_hours_category_and_number() {
    let header = "category,lon,lat,occurred_from,occurred_to,count,precision,reported_on,id";
    let row = "fickstold,18.06,59.33,2025-03-07 22:15,2025-03-08T01:00+01:00,3,gata,2025-03-09,A1";
    let delivery = read(&format!("{header}\n{row}\n"));
    let [row] = delivery.rows.as_slice() else { panic!("one row") };
    let cell = BaseCell::at(LonLat::new(18.06, 59.33).expect("on earth"));
    let hour = |s: &str| (s.parse::<jiff::Timestamp>().expect("a time").as_second() / 3600) as i32;
    assert_eq!(row.cell, Some(cell));
    assert_eq!(row.area, None);
    assert_eq!((row.category, row.n, row.precision), (1, 3, Precision::Gata));
    assert_eq!(row.from_hour, hour("2025-03-07T21:00:00Z"));
    assert_eq!(row.to_hour, hour("2025-03-08T00:00:00Z"));
    assert_eq!(row.reported_on, Some(date(2025, 3, 9)));
    assert!(row.key.is_some());
    assert_eq!(delivery.period, Period::new(date(2025, 3, 7), date(2025, 3, 8)));
    assert_eq!(delivery.read_as, "CSV, UTF-8, komma");
}

#[test]
fn every_bad_row_is_listed_with_line_column_and_code() {
    use RejectionCode::*;
    let check = |bad: &str, code, column: &str| check_rejected(HEADER, GOOD, bad, code, column);
    check("vald,11.97,57.71,2025-03-07", OutsideArea, "lon");
    check("vald,0,0,2025-03-07", ZeroCoordinates, "lon");
    check("vald,,,2025-03-07", MissingPlace, "lon");
    check("vald,NA,NA,2025-03-07", MissingPlace, "lon");
    check("vald,18.06,,2025-03-07", MissingPlace, "lat");
    check("vald,18.06,59.33,", MissingTime, "occurred_from");
    check("vald,18.06,59.33,igår", BadTime, "occurred_from");
    check("vald,NaN,59.33,2025-03-07", BadNumber, "lon");
    check("vald,18.06,inf,2025-03-07", BadNumber, "lat");
    check("mord,18.06,59.33,2025-03-07", UnknownCategory, "category");
    check(",18.06,59.33,2025-03-07", UnknownCategory, "category");
    check("vald,59.33,18.06,2025-03-07", SwappedAxes, "lon");
    check("vald,674239,6581317,2025-03-07", ProjectedNotDegrees, "lon");
    check("vald,18.06,59.33", WrongFieldCount, "");
    check("vald,18.06,59.33,2025-03-07,5", WrongFieldCount, "");
    check("811218-9876,18.06,59.33,2025-03-07", PersonalData, "category");

    let header = "category,occurred_from,occurred_to,count,area,area_kind,h3,id";
    let good = "vald,2025-03-07,,,,,8c088668a0001ff,";
    let good = &good.replace("8c088668a0001ff", &cell_text());
    let check = |bad: &str, code, column: &str| check_rejected(header, good, bad, code, column);
    check("vald,2025-03-07,2025-03-06,,W,,,", BadTime, "occurred_to");
    check("vald,2025-03-07,,0,W,,,", BadNumber, "count");
    check("vald,2025-03-07,,10001,W,,,", BadNumber, "count");
    check("vald,2025-03-07,,1.5,W,,,", BadNumber, "count");
    check("vald,2025-03-07,,,X,,,", UnknownArea, "area");
    check("vald,2025-03-07,,,W,kommun,,", UnknownArea, "area");
    check("vald,2025-03-07,,,W,kvarter,,", UnknownArea, "area_kind");
    check("vald,2025-03-07,,,,,,", MissingPlace, "h3");
    check("vald,2025-03-07,,,,,8a088668a0001ff,", BadNumber, "h3");
    check("vald,2025-03-07,,,,,89283082803ffff,", BadNumber, "h3");
    check("vald,2025-03-07,,,W,,,19811218-9876", PersonalData, "id");
}

fn cell_text() -> String {
    BaseCell::at(LonLat::new(18.06, 59.33).expect("on earth")).h3().to_string()
}

#[test]
fn personal_data_is_never_shown_and_coordinates_only_roughly() {
    let csv = format!(
        "{HEADER},note\n{GOOD},\nvald,18.06,59.33,2025-03-07,ring 811218-9876\n\
         vald,18.06,59.33,8112189876,\nvald,11.97432,57.70716,2025-03-07,\n"
    );
    let delivery = read(&csv);
    let values: Vec<_> = delivery.rejections.iter().map(|r| (r.code, r.value.as_deref())).collect();
    let personal = (RejectionCode::PersonalData, None);
    assert_eq!(values, [personal, personal, (RejectionCode::OutsideArea, Some("11.97 57.71"))]);
}

#[test]
fn lines_are_those_of_an_editor_whatever_is_quoted_or_blank() {
    let csv = "category,lon,lat,occurred_from,note\r\n\r\nvald,18.06,59.33,2025-03-07,\"a\r\nb\"\r\n\
         ,,,,\r\n\r\nvald,18.06,59.33,x,\r\nvald,18.06,59.33,2025-03-07,\"say \"\"hi\"\"\n\n\"\n\
         vald,18.06,59.33,y,";
    let delivery = read(csv);
    let lines: Vec<_> = delivery.rejections.iter().map(|r| (r.line, r.record)).collect();
    assert_eq!(lines, [(7, 2), (11, 4)]);
    assert_eq!((delivery.n_read, delivery.rows.len()), (4, 2));
}

#[test]
fn delimiters_decimal_comma_encodings_and_quotes_make_no_difference() {
    let plain = read(&format!("{HEADER},namn på plats\n{GOOD},Åsö\n"));
    let same = |csv: &[u8], read_as: &str| {
        let delivery = read_how(csv, &ReadHow::default()).expect("accepted");
        assert_eq!((&delivery.rows, &delivery.content_hash), (&plain.rows, &plain.content_hash));
        assert_eq!(delivery.read_as, read_as);
        assert_eq!(delivery.dropped_columns, ["namn på plats"]);
    };
    let semicolon =
        "category;lon;lat;occurred_from;namn på plats\nvald;18,06;59,33;2025-03-07T22:15;Åsö\n";
    same(semicolon.as_bytes(), "CSV, UTF-8, semikolon");
    same(format!("\u{feff}{semicolon}").as_bytes(), "CSV, UTF-8 BOM, semikolon");
    same(format!("sep=;\r\n{semicolon}").as_bytes(), "CSV, UTF-8, semikolon");
    same(semicolon.replace(';', "\t").as_bytes(), "CSV, UTF-8, tabb");
    let (cp1252, _, _) = encoding_rs::WINDOWS_1252.encode(semicolon);
    same(&cp1252, "CSV, cp1252, semikolon");
    let quoted = "\"category\",\"lon\",\"lat\",\"occurred_from\",\"namn på plats\"\n\
                  \"vald\",\"18,06\",\"59,33\",\"2025-03-07T22:15\",\"Åsö, \"\"öst\"\"\"";
    same(quoted.as_bytes(), "CSV, UTF-8, komma");
}

#[test]
fn metres_need_a_system_and_then_give_the_same_cell() {
    let csv = b"category,x,y,occurred_from\nvald,674239.97538,6581317.74911,2025-03-07\n";
    assert_eq!(refused(csv), ("missing_crs".into(), Some(1)));
    let how = |name| ReadHow { crs: PointCrs::parse(name), ..ReadHow::default() };
    let delivery = read_how(csv, &how("EPSG:3006")).expect("accepted");
    let degrees = read(&format!("{HEADER}\nvald,18.06324,59.334591,2025-03-07\n"));
    assert_eq!(delivery.rows, degrees.rows);
    let refused = read_how(csv, &how("EPSG:3011")).expect_err("refused");
    assert_eq!(refused.code, "nothing_acceptable");
    assert!(refused.detail.contains("wrong_crs 1") && refused.detail.contains("fit EPSG:3006"));
}

#[test]
fn a_home_burglary_leaves_no_cell_no_hour_and_no_day() {
    let header = "category,lon,lat,occurred_from,area,reported_on,precision";
    let rows = [
        "inbrott,18.06,59.33,2025-03-07T22:15,,2025-04-17,exakt",
        "inbrott,18.15,59.33,2025-03-31T23:59,,,",
        "inbrott,,,2025-03-07,torget,,",
        "inbrott,,,2025-03-07,0180,,",
    ];
    let delivery = read(&format!("{header}\n{}\n", rows.join("\n")));
    let world = World::stockholm();
    let month = Period::new(date(2025, 3, 1), date(2025, 3, 31)).expect("a month");
    let hours = world.clock.hours(month);
    let areas = ["statistikomrade/E", "kommun/0180", "statistikomrade/E", "kommun/0180"];
    for (row, area) in delivery.rows.iter().zip(areas) {
        assert_eq!((row.cell, &row.area), (None, &Some(AreaId(area.into()))));
        assert_eq!((row.from_hour, row.to_hour), (hours.start, hours.end - 1));
        assert_eq!(row.precision, Precision::Omrade);
    }
    assert_eq!(delivery.rows[0].reported_on, Some(date(2025, 4, 1)));
    assert_eq!(delivery.warnings[0], ("kept_by_area_and_month".into(), 4.0));
    assert!(delivery.rejections.is_empty());

    // Where no area can be named, the row is not kept at all.
    let context = Context { study_area_id: None, ..world.context() };
    let csv = format!("{header}\n{}\n{}\n", rows[0], rows[1]);
    let delivery =
        read_incidents(csv.as_bytes(), "f.csv", &ReadHow::default(), &context).expect("accepted");
    assert_eq!(delivery.rejections[0].code, RejectionCode::UnknownArea);
    assert_eq!(delivery.rows.len(), 1);
}

#[test]
fn rows_known_by_area_only_are_counted_but_never_placed() {
    let header = "category,lon,lat,occurred_from,area,area_kind,precision";
    let csv = format!(
        "{header}\nvald,,,2025-03-07,E,statistikomrade,\nvald,,,2025-03-07,torget,,\n\
         vald,18.06,59.33,2025-03-07,,,område\n"
    );
    let delivery = read(&csv);
    let areas: Vec<_> =
        delivery.rows.iter().map(|r| r.area.as_ref().map(|a| a.0.as_str())).collect();
    let expected = ["statistikomrade/E", "plats/torget", "statistikomrade/E"];
    assert_eq!(areas, expected.map(Some));
    assert!(delivery.rows.iter().all(|r| r.cell.is_none() && r.precision == Precision::Omrade));
    assert_eq!(delivery.by_code[&RejectionCode::AreaPrecisionOnly], 3);
    assert_eq!(delivery.rejections.len(), 3);
    let totals = delivery.totals(&World::stockholm().catalogue, &World::stockholm().clock);
    assert_eq!((totals.n_accepted, totals.n_rejected), (3, 0));
    assert_eq!(totals.by_month["2025-03"], 3);
}

#[test]
fn equal_rows_with_an_id_are_one_and_others_under_it_are_kept_and_listed() {
    let csv = format!(
        "{HEADER},id\n{GOOD},A\n{GOOD},A\nfickstold,18.06,59.33,2025-03-07,A\n\
                       {GOOD},B\n{GOOD},\n{GOOD},\n{GOOD},A\n"
    );
    let delivery = read(&csv);
    let listed: Vec<_> =
        delivery.rejections.iter().map(|r| (r.line, r.code.as_str(), r.value.as_deref())).collect();
    assert_eq!(
        listed,
        [
            (3, "duplicate", Some("= 2")),
            (4, "repeated_id", Some("= 2")),
            (8, "duplicate", Some("= 2"))
        ]
    );
    assert_eq!(delivery.rows.len(), 5, "rows without id are never taken for one");
    let keys: std::collections::BTreeSet<_> = delivery.rows.iter().filter_map(|r| r.key).collect();
    assert_eq!(keys.len(), 3);
}

#[test]
fn keys_belong_to_the_source_and_the_installation() {
    let world = World::stockholm();
    let csv = format!("{HEADER},id\n{GOOD},A\n");
    let key = |context: &Context<'_>| {
        let how = ReadHow::default();
        read_incidents(csv.as_bytes(), "f.csv", &how, context).expect("accepted").rows[0].key
    };
    let here = key(&world.context());
    assert_eq!(here, key(&world.context()));
    assert_ne!(here, key(&Context { source: "annan", ..world.context() }));
    assert_ne!(here, key(&Context { key: &[8; 32], ..world.context() }));
}

#[test]
fn unknown_values_become_categories_of_the_source_when_asked() {
    let csv = "category,lon,lat,occurred_from\nRobbery,18.06,59.33,2025-03-07\n\
               ARSON,18.06,59.33,2025-03-07\nrobbery,18.06,59.33,2025-03-07\nLost,0,0,2025-03-07\n\
               Sex offence,18.06,59.33,2025-03-07\n";
    let delivery = read_mapped(csv, "unknown_category = \"create\"").expect("accepted");
    let made: Vec<_> = delivery.new_categories.iter().map(|c| c.id.0.as_str()).collect();
    assert_eq!(made, ["testkalla_arson", "testkalla_robbery", "testkalla_sex_offence"]);
    let used: Vec<_> = delivery.rows.iter().map(|r| r.category).collect();
    assert_eq!(used, [4, 3, 4, 5]);
    assert_eq!(delivery.new_categories[2].finest, FinestResolution::AreaMonth);
    assert!(delivery.rows[3].cell.is_none());

    let mut csv = HEADER.to_owned();
    (0..65).for_each(|i| csv += &format!("\nkind{i},18.06,59.33,2025-03-07"));
    let refused = read_mapped(&csv, "unknown_category = \"create\"").expect_err("refused");
    assert_eq!((refused.code.as_str(), refused.line), ("too_many_new_categories", Some(66)));
}

#[test]
fn constants_stand_for_columns_that_the_file_has_not() {
    let mapping = "lon=\"lo\"\nlat=\"la\"\noccurred_from=\"m\"\ntime_precision=\"month\"\n\
                   [constants]\ncategory=\"vald\"\nprecision=\"gata\"";
    let delivery = read_mapped("m,lo,la\n2025-03-01,18.06,59.33\n", mapping).expect("accepted");
    let row = &delivery.rows[0];
    assert_eq!((row.category, row.precision), (0, Precision::Gata));
    assert_eq!(row.to_hour - row.from_hour, 31 * 24 - 2, "March has a 23-hour day");
    let bad = read_mapped("m,lo,la\n", &mapping.replace("vald", "mord")).expect_err("refused");
    assert_eq!(
        (bad.code.as_str(), bad.column.as_deref()),
        ("bad_mapping", Some("constants.category"))
    );
}

#[test]
fn hostile_files_get_a_clear_code() {
    let check = |csv: &[u8], code: &str, line: Option<u64>| {
        assert_eq!(refused(csv), (code.to_owned(), line), "{:?}", &csv[..csv.len().min(60)]);
    };
    check(b"", "empty_file", None);
    check(b"\n\n\n", "empty_file", None);
    check(HEADER.as_bytes(), "no_rows", None);
    check(format!("{HEADER}\n,,,\n\n").as_bytes(), "no_rows", None);
    check(format!("{HEADER}\nvald,18.06\0,59.33,2025-03-07").as_bytes(), "nul_bytes", Some(2));
    check(format!("{HEADER}\n{GOOD}\n\"vald,18.06\n").as_bytes(), "unclosed_quote", Some(3));
    let swallowed = format!("{HEADER}\n\"vald,18.06\n{}\"", format!("{GOOD}\n").repeat(200));
    check(swallowed.as_bytes(), "unclosed_quote", Some(2));
    check(&[b"a,".repeat(10_000), b"b\n1".to_vec()].concat(), "too_many_columns", Some(1));
    let wide = format!("{HEADER}\n{GOOD}{}", ",".repeat(10_000));
    check(wide.as_bytes(), "too_many_columns", Some(2));
    check(format!("{HEADER}\n0,0,0,0\n1,1,1,1").as_bytes(), "nothing_acceptable", Some(2));
    check(b"PK\x03\x04\0\0", "not_a_text_file", None);
    check("\u{feff}".as_bytes(), "empty_file", None);
    check(b"\"", "unclosed_quote", Some(1));
    check(b"{\"type\":\"FeatureCollection\"}", "missing_column", Some(1));
    check(b"<html><body>Logga in</body></html>", "missing_column", Some(1));
}

#[test]
fn a_line_of_a_gigabyte_is_refused_without_being_read() {
    struct Endless(u64);
    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            buffer.fill(b'7');
            self.0 += buffer.len() as u64;
            Ok(buffer.len())
        }
    }
    let world = World::stockholm();
    let header = format!("{HEADER}\n");
    let mut endless = Endless(0);
    let input = header.as_bytes().chain(&mut endless);
    let refused = read_incidents(input, "f.csv", &ReadHow::default(), &world.context());
    let refused = refused.expect_err("refused");
    assert_eq!((refused.code.as_str(), refused.line), ("line_too_long", Some(2)));
    assert!(endless.0 < 4 << 20, "read {} bytes", endless.0);
}

#[test]
fn a_refused_file_shows_its_first_reasons() {
    let csv = format!("{HEADER}\nvald,59.33,18.06,2025-03-07\nvald,59.34,18.07,2025-03-07\n");
    let refused = read_mapped(&csv, "").expect_err("refused");
    assert_eq!((refused.code.as_str(), refused.line), ("nothing_acceptable", Some(2)));
    assert!(refused.detail.starts_with("swapped_axes 2; line 2: swapped_axes lon 59.33 18.06"));
}

#[test]
fn rejections_beyond_the_limit_are_counted() {
    let how =
        ReadHow { limits: Limits { max_listed: 2, ..Limits::default() }, ..ReadHow::default() };
    let csv = format!("{HEADER}\n{GOOD}\n{}", "x,1,1,2025\n".repeat(5));
    let delivery = read_how(csv.as_bytes(), &how).expect("accepted");
    assert_eq!(delivery.rejections.len(), 2);
    assert_eq!(delivery.by_code[&RejectionCode::UnknownCategory], 5);
    assert!(delivery.warnings.contains(&("rejections_not_listed".into(), 3.0)));
}

#[test]
fn an_encoding_that_was_stated_is_not_guessed() {
    let csv = b"category,lon,lat,occurred_from\nv\xe5ld,18.06,59.33,2025-03-07\n";
    let how = |encoding| ReadHow { encoding: Some(encoding), ..ReadHow::default() };
    assert_eq!(read_how(csv, &how(TextEncoding::Cp1252)).expect("accepted").rows.len(), 1);
    let refused = read_how(csv, &how(TextEncoding::Utf8)).expect_err("refused");
    assert_eq!((refused.code.as_str(), refused.line), ("not_utf8", Some(2)));
}

fn rows() -> impl Strategy<Value = Vec<String>> {
    let row = (
        prop::sample::select(vec!["vald", "Fickstöld", "9817", "inbrott", "mord", ""]),
        17.6..18.3_f64,
        59.1..59.5_f64,
        0..60_u32,
        prop::sample::select(vec!["", "A", "B", "C", "811218-9876"]),
        prop::sample::select(vec!["", "Åsö", "\"två\nrader\"", "\"citat \"\" och , komma\""]),
    );
    let row = row.prop_map(|(category, lon, lat, day, id, note)| {
        let day = date(2025, 3, 1) + jiff::ToSpan::days(i64::from(day % 3));
        format!("{category},{lon:.2},{lat:.2},{day},{id},{note}")
    });
    prop::collection::vec(row, 1..60)
}

fn multiset(delivery: &IncidentDelivery) -> Vec<String> {
    let text = |row: &AcceptedRow| format!("{row:?}");
    let mut rows: Vec<String> = delivery.rows.iter().map(text).collect();
    rows.sort();
    rows
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..Default::default() })]

    #[test]
    fn order_of_rows_line_ends_and_encoding_do_not_change_what_is_accepted(
        (rows, shuffled) in rows().prop_flat_map(|rows| {
            (Just(rows.clone()), Just(rows).prop_shuffle())
        })
    ) {
        let header = "category,lon,lat,occurred_from,id,note";
        let as_is = format!("{header}\n{GOOD},G,\n{}\n", rows.join("\n"));
        let other = format!("{header}\n{}\n{GOOD},G,", shuffled.join("\n"));
        let crlf = other.replace('\n', "\r\n");
        let (cp1252, _, _) = encoding_rs::WINDOWS_1252.encode(&crlf);
        let how = ReadHow::default();
        let one = read_how(as_is.as_bytes(), &how).expect("accepted");
        for bytes in [other.as_bytes(), crlf.as_bytes(), &cp1252] {
            let two = read_how(bytes, &how).expect("accepted");
            prop_assert_eq!(&one.content_hash, &two.content_hash);
            prop_assert_eq!(multiset(&one), multiset(&two));
            prop_assert_eq!(&one.by_code, &two.by_code);
        }
        prop_assert_eq!(one.n_read as usize, rows.len() + 1);
    }

    #[test]
    fn no_bytes_make_it_panic_or_lose_a_row(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut csv = format!("{HEADER}\n{GOOD}\n").into_bytes();
        csv.extend(&bytes);
        for csv in [&csv, &bytes] {
            if let Ok(delivery) = read_how(csv, &ReadHow::default()) {
                let notices = |r: &&crate::ingest::Rejection| !r.code.is_notice();
                let rejected = delivery.rejections.iter().filter(notices).count();
                prop_assert_eq!(delivery.n_read as usize, delivery.rows.len() + rejected);
            }
        }
    }
}
