//! What the reader of indicator tables promises, as claims.

use super::*;
use crate::{
    area::AreaId,
    incident::{BEFOLKNING, Unit},
    ingest::support::World,
};
use proptest::prelude::*;

const HEADER: &str = "indicator;group;area;area_kind;period;value;unit;n;source;extracted_on";
const GOOD: &str = "Otrygg ute;boende;W;statistikomrade;2014;8,5;procent;312;Mätning;2015-01-20";

fn read_bytes(bytes: &[u8]) -> Result<IndicatorDelivery, InputRefused> {
    let world = World::stockholm();
    let context = IndicatorContext {
        known_areas: &world.known,
        source: "leverans",
        encoding: None,
        limits: Limits::default(),
    };
    read_indicators(bytes, "f.csv", &context)
}

fn read(csv: &str) -> IndicatorDelivery {
    read_bytes(csv.as_bytes()).expect("accepted")
}

#[test]
fn a_row_becomes_a_value_with_everything_that_was_said_of_it() {
    let delivery = read(&format!("{HEADER}\n{GOOD}\n"));
    let [value] = delivery.values.as_slice() else { panic!("{delivery:?}") };
    assert_eq!(value.indicator.0, "otrygg_ute");
    assert_eq!(value.label, "Otrygg ute");
    assert_eq!(value.group.as_deref(), Some("boende"));
    assert_eq!(value.area, AreaId("statistikomrade/W".into()));
    assert_eq!((value.value, value.unit, value.n_answers), (8.5, Unit::Procent, Some(312)));
    assert_eq!(value.period.from.to_string(), "2014-01-01");
    assert_eq!(value.source, "Mätning");
    assert_eq!(value.extracted_on.map(|day| day.to_string()).as_deref(), Some("2015-01-20"));
    assert_eq!(delivery.totals().n_accepted, 1);
}

#[test]
fn swedish_and_english_headers_any_delimiter_and_cp1252_are_the_same_file() {
    let swedish = "Indikator;Grupp;Område;Områdesslag;År;Värde;Enhet;Svar;Källa;Uttagen\n\
        Otrygg ute;boende;W;statistikomrade;2014;8,5;%;312;Mätning;2015-01-20\n";
    let english = format!("{}\n{}\n", HEADER, GOOD.replace("8,5", "8.5")).replace(';', ",");
    let tabs = format!("{HEADER}\n{GOOD}\n").replace(';', "\t");
    let (cp1252, _, _) = encoding_rs::WINDOWS_1252.encode(swedish);
    let values = read(swedish).values;
    for other in [english.as_bytes(), tabs.as_bytes(), &cp1252] {
        assert_eq!(read_bytes(other).expect("accepted").values, values);
    }
}

#[test]
fn population_needs_no_unit_and_goes_by_one_name() {
    for name in ["befolkning", "Folkmängd", "Invånare", "population"] {
        let delivery = read(&format!("indikator;område;år;värde\n{name};W;2024;12 345\n"));
        let value = &delivery.values[0];
        assert_eq!((value.indicator.0.as_str(), value.value), (BEFOLKNING, 12_345.0), "{name}");
        assert_eq!((value.unit, value.source.as_str()), (Unit::Antal, "leverans"));
    }
    // A column called share is in per cent.
    assert_eq!(read("indikator;område;år;andel\nTrygg;W;2024;80\n").values[0].unit, Unit::Procent);
}

#[test]
fn every_kind_of_bad_row_is_named_with_line_column_and_value() {
    use RejectionCode::*;
    for (bad, code, column) in [
        (";boende;W;statistikomrade;2014;8;%;9;;", BadIndicator, "indicator"),
        ("!!;boende;W;statistikomrade;2014;8;%;9;;", BadIndicator, "indicator"),
        ("a;;;statistikomrade;2014;8;%;9;;", MissingPlace, "area"),
        ("a;;Z;statistikomrade;2014;8;%;9;;", UnknownArea, "area"),
        ("a;;W;kvarter;2014;8;%;9;;", UnknownArea, "area_kind"),
        ("a;;W;statistikomrade;;8;%;9;;", MissingTime, "period"),
        ("a;;W;statistikomrade;i fjol;8;%;9;;", BadTime, "period"),
        ("a;;W;statistikomrade;2014;många;%;9;;", BadValue, "value"),
        ("a;;W;statistikomrade;2014;;%;9;;", BadValue, "value"),
        ("a;;W;statistikomrade;2014;101;%;9;;", BadValue, "value"),
        ("a;;W;statistikomrade;2014;-1;antal;9;;", BadValue, "value"),
        ("a;;W;statistikomrade;2014;NaN;tal;9;;", BadValue, "value"),
        ("a;;W;statistikomrade;2014;8;bitar;9;;", UnknownUnit, "unit"),
        ("a;;W;statistikomrade;2014;8;;9;;", UnknownUnit, "unit"),
        ("a;;W;statistikomrade;2014;8;%;0;;", BadAnswers, "n"),
        ("a;;W;statistikomrade;2014;8;%;9,5;;", BadAnswers, "n"),
        ("a;;W;statistikomrade;2014;8;%;9;;i går", BadTime, "extracted_on"),
        ("a;811228-9874;W;statistikomrade;2014;8;%;9;;", PersonalData, "group"),
    ] {
        let delivery = read(&format!("{HEADER}\n{GOOD}\n{bad}\n"));
        let [rejection] = delivery.rejections.as_slice() else { panic!("{bad}: {delivery:?}") };
        let found = (rejection.code, rejection.line, rejection.record);
        assert_eq!(found, (code, 3, 2), "{bad}");
        assert_eq!(rejection.column.as_deref(), Some(column), "{bad}");
        assert_eq!(delivery.totals().n_rejected, 1, "{bad}");
        assert!(!rejection.value.as_deref().unwrap_or_default().contains("811228"));
    }
    let short = read(&format!("{HEADER}\n{GOOD}\na;b\n"));
    assert_eq!(short.rejections[0].code, WrongFieldCount);
}

#[test]
fn the_same_value_twice_is_a_duplicate_and_another_value_a_conflict() {
    let other = GOOD.replace("8,5", "9,5");
    let delivery = read(&format!("{HEADER}\n{GOOD}\n{GOOD}\n{other}\n"));
    let codes: Vec<_> = delivery.rejections.iter().map(|r| r.code).collect();
    assert_eq!(codes, [RejectionCode::Duplicate, RejectionCode::ConflictingValue]);
    assert_eq!(delivery.values.len(), 1);
    assert_eq!(delivery.values[0].value, 8.5, "the first stands");
}

#[test]
fn few_answers_are_kept_and_said_but_never_quoted() {
    let few = GOOD.replace("312", "4");
    let delivery = read(&format!("{HEADER}\n{few}\n{}\n", few.replace("8,5", "9,5")));
    assert_eq!(delivery.values.len(), 1);
    assert!(delivery.values[0].is_suppressed());
    let codes: Vec<_> = delivery.rejections.iter().map(|r| (r.code, r.value.clone())).collect();
    let expected = [(RejectionCode::FewAnswers, None), (RejectionCode::ConflictingValue, None)];
    assert_eq!(codes, expected);
    assert_eq!(delivery.totals().n_rejected, 1, "a notice is no rejection");
}

#[test]
fn files_that_cannot_be_right_are_refused_whole() {
    let refused = |csv: &str| {
        let refused = read_bytes(csv.as_bytes()).expect_err(csv);
        (refused.code, refused.column.unwrap_or_default())
    };
    let is = |code: &str, column: &str| (code.to_owned(), column.to_owned());
    assert_eq!(refused(""), is("empty_file", ""));
    assert_eq!(refused("a;b;c\n1;2;3\n"), is("missing_header", ""));
    assert_eq!(refused("indikator;område;år\nx;W;2014\n"), is("missing_column", "value"));
    assert_eq!(refused("indikator;område;värde\nx;W;8\n"), is("missing_column", "period"));
    assert_eq!(
        refused("indikator;område;år;värde;Personnummer\n"),
        is("personal_data_column", "Personnummer")
    );
    assert_eq!(
        refused("indikator;område;år;värde;value\nx;W;2014;8;9\n"),
        is("duplicate_column", "value")
    );
    assert_eq!(refused(&format!("{HEADER}\n")), is("no_rows", ""));
    assert_eq!(refused(&format!("{HEADER}\na;;Z;;2014;8;%;9;;\n")), is("nothing_acceptable", ""));
}

#[test]
fn rows_in_another_order_have_the_same_content() {
    let second = GOOD.replace(";W;", ";E;");
    let one = read(&format!("{HEADER}\n{GOOD}\n{second}\n"));
    let other = read(&format!("{HEADER}\r\n{second}\r\n{GOOD}\r\n"));
    assert_eq!(one.content_hash, other.content_hash);
    assert_ne!(one.file_hash, other.file_hash);
    let changed = read(&format!("{HEADER}\n{GOOD}\n{}\n", second.replace("8,5", "8,6")));
    assert_ne!(one.content_hash, changed.content_hash);
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_bytes(&bytes);
        let mut with_header = format!("{HEADER}\n").into_bytes();
        with_header.extend(&bytes);
        let _ = read_bytes(&with_header);
    }

    #[test]
    fn every_row_is_a_value_or_a_rejection(fields in proptest::collection::vec("[ -~åäö]{0,12}", 10)) {
        let row = fields.join(";").replace('"', "");
        if let Ok(delivery) = read_bytes(format!("{HEADER}\n{GOOD}\n{row}\n").as_bytes()) {
            let notices = delivery.rejections.iter().filter(|r| r.code.is_notice()).count();
            let bad = delivery.rejections.len() - notices;
            prop_assert_eq!(delivery.values.len() + bad, delivery.n_read as usize);
            for value in &delivery.values {
                prop_assert!(value.value.is_finite());
            }
        }
    }
}
