//! Sentences against official counts: the verdicts are those that were worked out elsewhere.
//!
//! The check itself is tried on counts that lie outside the repository (without them the tests say that they
//! are skipped), the service on those that come with it.

use super::gdal_worker::shared;
use crate::support::http::Server;
use jiff::civil::date;
use platssamverkan::{
    app::{lagesbild::Live, users},
    area::AreaId,
    incident::{CategoryId, IndicatorId, Period, Unit},
    lagesbild::{
        check::{Code, Fault, Verdict, check},
        finder::find_quantities,
        reference::{Figure, Figures, Measure, Missing, Reference, Subject, Value},
    },
};
use std::{collections::HashMap, path::PathBuf};

const REGION: &str = "Region Stockholm";
const LPO: &str = "LPO Norrmalm";
const SDO: &str = "Norrmalm stadsdelsområde";

fn facts() -> Option<PathBuf> {
    shared().map(|shared| shared.join("facts"))
}

/// Yearly counts by category, area and year.
struct Counts(HashMap<(String, String, i16), f64>);

impl Counts {
    fn read(dir: &std::path::Path) -> Self {
        let mut reader = csv::Reader::from_path(dir.join("crime_counts.csv")).expect("counts");
        let rows = reader.records().map(|row| {
            let row = row.expect("a row");
            let year = row[6].parse().expect("a year");
            ((row[2].to_owned(), row[5].to_owned(), year), row[7].parse().expect("a count"))
        });
        Self(rows.collect())
    }
}

impl Figures for Counts {
    fn figure(&self, figure: &Figure) -> Result<Value, Missing> {
        let Subject::Category(category) = &figure.subject else { return Err(Missing::NoData) };
        let at = (category.0.clone(), figure.area.0.clone(), figure.period.from.year());
        let number = *self.0.get(&at).ok_or(Missing::NoData)?;
        Ok(Value { number, unit: Unit::Antal })
    }
}

fn year(year: i16) -> Period {
    Period::new(date(year, 1, 1), date(year, 12, 31)).expect("a year")
}

fn reference(category: &str, area: &str, when: i16, measure: &str, other: &str) -> Reference {
    let measure = match measure {
        "count" => Measure::Count,
        "share_of" => Measure::ShareOf { subject: None, area: Some(AreaId(other.to_owned())) },
        "change_from" => Measure::ChangeFrom { period: year(other.parse().expect("a year")) },
        other => panic!("no measure {other}"),
    };
    let subject = Subject::Category(CategoryId(category.to_owned()));
    let figure = Figure { subject, area: AreaId(area.to_owned()), period: year(when) };
    Reference { figure, measure }
}

/// The verdict on `written`, which is one of the quantities of `text`.
fn verdict(text: &str, written: &str, reference: &Reference, figures: &dyn Figures) -> Verdict {
    let all = find_quantities(text);
    // The last one: a claim may say in its own words what it then states.
    let found = all.iter().rev().find(|it| it.span.of(text) == written);
    let found = found.unwrap_or_else(|| panic!("{written:?} is not found in {text:?}: {all:?}"));
    check(&found.quantity, reference, figures).expect("it can be recomputed")
}

/// The statements of 2016 get the codes of whoever recomputed them.
fn the_claims_are_judged_as_elsewhere(
    dir: &std::path::Path,
    figures: &dyn Figures,
    tied: fn(Reference) -> Reference,
) {
    // What each row speaks of, in the order of the file.
    let references = [
        reference("vald_offentlig_miljo", SDO, 2015, "share_of", REGION),
        reference("vald_offentlig_miljo", SDO, 2015, "share_of", LPO),
        reference("fickstold", LPO, 2015, "share_of", REGION),
        reference("fickstold", SDO, 2015, "share_of", REGION),
        reference("personran", SDO, 2015, "share_of", REGION),
        reference("klotter", REGION, 2015, "change_from", "2014"),
        reference("klotter", SDO, 2015, "change_from", "2014"),
        reference("fickstold", SDO, 2015, "change_from", "2012"),
        reference("klotter", REGION, 2015, "change_from", "2012"),
    ]
    .map(tied);
    let mut reader = csv::Reader::from_path(dir.join("claims_check.csv")).expect("claims");
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), references.len());
    for (row, reference) in rows.iter().zip(&references) {
        let (claim, stated, code) = (&row[2], &row[3], &row[5]);
        let text = format!("{claim}: {stated}.");
        let verdict = verdict(&text, stated, reference, figures);
        assert_eq!(verdict.code.as_str(), code, "{text}");
        // The other one's recomputation is to two decimals.
        let theirs: f64 = row[4].parse().expect("a number");
        assert!((verdict.value.number - theirs).abs() <= 0.005 + 1e-9, "{text}");
    }
    let cut = verdict("12 %", "12 %", &references[4], figures);
    assert_eq!((cut.fault, cut.rounded), (Some(Fault::Truncated), Some(13.0)));
    let plain = verdict("13 %", "13 %", &references[0], figures);
    assert_eq!((plain.fault, plain.rounded), (Some(Fault::Differs), Some(12.0)));
    for (words, reference) in
        [("drygt hälften", &references[1]), ("marginellt minskat", &references[7])]
    {
        assert!(!verdict(words, words, reference, figures).inside, "{words}");
    }
}

/// Every statement is right once and wrong with a digit or a word changed.
fn the_statements_are_told_apart(figures: &dyn Figures, tied: fn(Reference) -> Reference) {
    let golden = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/sifferkontroll/statements.csv");
    let mut reader = csv::Reader::from_path(golden).expect("statements");
    let mut n = 0;
    for row in reader.records() {
        let row = row.expect("a row");
        let year = row[3].parse().expect("a year");
        let reference = tied(reference(&row[1], &row[2], year, &row[4], &row[5]));
        let right = verdict(&row[6], &row[7], &reference, figures);
        let wrong = verdict(&row[9], &row[10], &reference, figures);
        assert_eq!(right.code.as_str(), &row[8], "{}: {right:?}", &row[6]);
        assert_eq!(wrong.code.as_str(), &row[11], "{}: {wrong:?}", &row[9]);
        assert_eq!((right.inside, wrong.inside), (true, false), "{} / {}", &row[6], &row[9]);
        assert_eq!(wrong.fault.is_some(), wrong.code == Code::Fails);
        n += 1;
    }
    assert!(n >= 30, "{n} statements");
}

/// The same, tied to the indicators and areas of the service.
fn in_the_service(reference: Reference) -> Reference {
    let area = |id: AreaId| {
        let id = match id.0.as_str() {
            REGION => "polisregion/stockholm",
            LPO => "lokalpolisomrade/norrmalm",
            SDO => "stadsdelsomrade/norrmalm",
            other => panic!("no area {other}"),
        };
        AreaId(id.to_owned())
    };
    let Reference { figure: Figure { subject, area: place, period }, measure } = reference;
    let Subject::Category(category) = subject else { panic!("{subject:?} is no category") };
    let id = match category.0.as_str() {
        "alla_brott" => "anmalda_brott_totalt",
        "vald_offentlig_miljo" => "anmalt_vald_i_offentlig_miljo",
        "fickstold" => "anmalda_fickstolder",
        "narkotikabrott" => "anmalda_narkotikabrott",
        "personran" => "anmalda_personran",
        "klotter" => "anmalt_klotter",
        other => panic!("no category {other}"),
    };
    let subject = Subject::Indicator { id: IndicatorId(id.to_owned()), group: None };
    let measure = match measure {
        Measure::ShareOf { subject: None, area: whole } => {
            Measure::ShareOf { subject: None, area: whole.map(area) }
        }
        other => other,
    };
    Reference { figure: Figure { subject, area: area(place), period }, measure }
}

#[test]
fn the_check_agrees_with_whoever_recomputed_the_statements_of_2016() {
    let Some(dir) = facts() else { return };
    let counts = Counts::read(&dir);
    the_claims_are_judged_as_elsewhere(&dir, &counts, |reference| reference);
    the_statements_are_told_apart(&counts, |reference| reference);
}

#[test]
fn the_services_own_figures_give_the_same_codes_to_whoever_looks() {
    let server = Server::start();
    let parties = users::demo_agreement().parties;
    for party in users::demo_parties() {
        let actor = users::system_actor(party);
        let own = Live::own(&server.app, &actor).expect("figures");
        let both = Live::of_both(&server.app, &actor, &parties).expect("figures");
        for live in [own, both] {
            the_statements_are_told_apart(&live, in_the_service);
            if let Some(dir) = facts() {
                the_claims_are_judged_as_elsewhere(&dir, &live, in_the_service);
            }
        }
    }
}
