//! What in a Swedish text states a quantity, and what does not.

use crate::lagesbild::{
    finder::{find_quantities, look_through},
    quantity::Excluded,
};

/// `text` holds these quantities, in this order, and nothing else.
fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = find_quantities(text).iter().map(|it| it.span.of(text)).collect();
    assert_eq!(found, expected, "{text}");
}

/// The first number of `text` is none, for this reason.
fn passed(text: &str, why: Excluded, written: &str) {
    let (found, passed) = look_through(text);
    assert!(found.is_empty(), "{text}: {found:?}");
    let first = passed.first().unwrap_or_else(|| panic!("{text}: nothing passed"));
    assert_eq!((first.why, first.span.of(text).as_str()), (why, written), "{text}");
}

#[test]
fn numbers_with_and_without_a_unit() {
    check("Andelen är 13 %.", &["13 %"]);
    check("Andelen är 12,4 %.", &["12,4 %"]);
    check("Det var 1 412 anmälningar.", &["1 412"]);
    check("Det var 1\u{a0}412 anmälningar.", &["1\u{a0}412"]);
    check("Det var 477\u{202f}922 anmälningar.", &["477\u{202f}922"]);
    check("Det var 1.412 anmälningar.", &["1.412"]);
    check("Det är 105 procent.", &["105 procent"]);
    check("En skillnad på 4 procentenheter.", &["4 procentenheter"]);
    check("En skillnad på 4 %-enheter.", &["4 %-enheter"]);
    check("Förändringen är −11 %.", &["−11 %"]);
    check("Förändringen (-11 %) och (+3 %).", &["-11 %", "+3 %"]);
    check("En 11-procentig nedgång.", &["11-procentig", "nedgång"]);
    check("Där bor 1,2 miljoner.", &["1,2 miljoner"]);
    check("Det är 12,3 per 1 000 invånare.", &["12,3 per 1 000"]);
    check("Det är 3,3 gånger så många.", &["3,3 gånger"]);
}

#[test]
fn ranges_and_numbers_that_share_a_unit() {
    check("Det är 10–15 % av svaren.", &["10–15 %"]);
    check("Det är 10-15 %.", &["10-15 %"]);
    check("Det är 10 – 15 %.", &["10 – 15 %"]);
    check("Det är mellan 10 och 15 procent.", &["mellan 10 och 15 procent"]);
    check("Det är cirka 10–15 %.", &["cirka 10–15 %"]);
    check("Andelen är 24 respektive 34 %.", &["24", "34 %"]);
    check("Från 1 341 till 1 247 brott.", &["1 341", "1 247"]);
}

#[test]
fn words_before_a_number_belong_to_it() {
    check("Det är drygt hälften.", &["drygt hälften"]);
    check("Det är ca 40 %.", &["ca 40 %"]);
    check("Det är ca. 40 %.", &["ca. 40 %"]);
    check("Det är mer än 15 %.", &["mer än 15 %"]);
    check("Det är inte fullt 70 000.", &["inte fullt 70 000"]);
    check("Folkmängden närmar sig 70 000.", &["närmar sig 70 000"]);
    check("Det är över 15 % under 2015.", &["över 15 %"]);
    check("Det är högre än 12 %.", &["högre än 12 %"]);
    check("Det är högst 12 fall.", &["högst 12"]);
}

#[test]
fn parts_and_multiples_in_words() {
    check("Var tredje svarade ja.", &["Var tredje"]);
    check("Två tredjedelar svarade ja.", &["Två tredjedelar"]);
    check("En av tre svarade ja, 8 av 10 kvinnor.", &["En av tre", "8 av 10"]);
    check("12 av 430 svar.", &["12", "430"]);
    check("De allra flesta är nöjda, majoriteten kvinnor.", &["De allra flesta", "majoriteten"]);
    check("Dubbelt så många som i fjol.", &["Dubbelt så"]);
    check("Brotten har mer än fördubblats.", &["mer än fördubblats"]);
    check("Brotten har halverats.", &["halverats"]);
    check("Mätningen görs vart tredje år.", &[]);
    check("Vi möts varannan månad.", &[]);
}

#[test]
fn changes_in_words() {
    check("Antalet har marginellt minskat sedan 2012.", &["marginellt minskat"]);
    check("Antalet har minskat något mellan 2014 och 2015.", &["minskat något"]);
    check("Klotter har ökat i hela regionen.", &["ökat"]);
    check("Nivån är oförändrad.", &["oförändrad"]);
    check("Nivån är i stort sett oförändrad.", &["i stort sett oförändrad"]);
    check("Antalet har ökat kraftigt.", &["ökat kraftigt"]);
    check("Fler än i regionen.", &["Fler än"]);
    check("Vi vill öka tryggheten med ökad närvaro.", &[]);
    check("Den ökade närvaron märks.", &[]);
    check("Staden ligger näst högst i länet.", &["näst högst"]);
    check("Andelen är lägst i staden.", &["lägst"]);
    check("Otryggheten är som högst där.", &["högst"]);
    check("Det är högst sannolikt.", &[]);
}

#[test]
fn numbers_in_words_count_when_they_quantify() {
    check("Fyra anmälningar kom in på tolv platser.", &["Fyra", "tolv"]);
    check("De två parterna är överens.", &[]);
    check("Det är tjugofem procent och femton fall.", &["tjugofem procent", "femton"]);
    check("En plats är otrygg, ett torg.", &[]);
    check("Ökat de senaste två åren.", &["Ökat"]);
}

#[test]
fn other_numbers_are_passed_with_the_reason() {
    use Excluded::*;
    for (text, why, written) in [
        ("Under 2015 hände det.", Year, "2015"),
        ("Perioden 2012–2015.", Year, "2012–2015"),
        ("Läsåret 2014/15.", Year, "2014/15"),
        ("På 90-talet.", Date, "90-talet"),
        ("Den 14 juni 2016.", Date, "14 juni 2016"),
        ("Senast 31 maj.", Date, "31 maj"),
        ("Daterad 2016-06-01.", Date, "2016-06-01"),
        ("Klockan 22.00 stängs det.", Clock, "22.00"),
        ("Mellan kl. 18–22.", Clock, "18–22"),
        ("Efter 22:30 stängs det.", Clock, "22:30"),
        ("Enligt 9 § gäller.", Section, "9 §"),
        ("Enligt § 9 gäller.", Section, "9"),
        ("Se avsnitt 4.2.", Section, "4.2"),
        ("Se bilaga 3.", Section, "3"),
        ("Lag (2023:196) gäller.", Law, "2023:196"),
        ("Dnr 540/2015.", RegisterNumber, "540/2015"),
        ("Dnr A015.194/2016.", Name, "015.194/2016"),
        ("Brottskoder 9817-9818.", CrimeCode, "9817"),
        ("Kod 0355.", CrimeCode, "0355"),
        ("Brottsoffer 0-14 år.", Age, "0-14 år"),
        ("En 15-åring.", Age, "15-åring"),
        ("Den som fyllt 18 år.", Age, "18 år"),
        ("De senaste 12 månaderna.", Time, "12 månaderna"),
        ("Möten 4 gånger per år.", Frequency, "4 gånger"),
        ("Räknat per 100 000 invånare.", Denominator, "100 000"),
        ("För 3:e gången.", Ordinal, "3:e"),
        ("Elever i årskurs 9.", Name, "9"),
        ("Vid Vasagatan 12.", Name, "12"),
        ("Elever i årskurs två.", Name, "två"),
        ("Längs E4.", Name, "4"),
        ("Som i 6.3.1 ovan.", Section, "6.3.1"),
        ("1. De som bor här", ListMark, "1."),
        ("4.2 Våld på torget", ListMark, "4.2"),
    ] {
        passed(text, why, written);
    }
}

#[test]
fn a_number_that_looks_like_a_year_is_one_unless_something_is_counted() {
    check("Det var 2015 anmälda brott.", &["2015"]);
    check("Det var 2 015 under 2015.", &["2 015"]);
    check("Det var 2015 % fler.", &["2015 %"]);
}

#[test]
fn what_only_looks_like_a_name_or_a_part_of_a_text_is_a_number() {
    check("På Sergels torg 12 anmälningar.", &["12"]);
    check("Vi var på Sergels torg. 12 var nöjda.", &["12"]);
    check("Målet, eller mål 10 %, nås.", &["10 %"]);
    check("Enligt bilagan var nivå 12 % lägre.", &["12 %"]);
    check("12.4 % av svaren.", &["12.4 %"]);
    check("De fick svar på 12 minuter.", &["12"]);
}

#[test]
fn spans_count_characters() {
    let text = "Åäö på Södermalm: 13 %";
    let found = find_quantities(text);
    assert_eq!((found[0].span.start, found[0].span.end), (18, 22));
}
