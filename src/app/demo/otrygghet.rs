//! What the demo knows of otrygghet, and of where people live.
//!
//! Survey shares and the places named in dialogues are facts from the agreement of 2016, with source
//! and year. The population per statistical area is made up and says so, as is a safety walk of 2026.

use crate::{
    app::{
        Actor, App, AppError,
        imports::{self, IndicatorOrder, Order},
        observations::{self, NewPlaceObservation},
    },
    area::{Area, AreaId, AreaKind, Validity},
    case::{evidence::ObservationKind, log::LogEntry},
};
use geo_types::{LineString, MultiPolygon, Polygon};
use std::path::Path;

/// Published shares, as a delivery.
const SHARES: &str = include_str!("../../../geodata/demo/enkatandelar.csv");

/// Residents of the nine areas of Norrmalm, made up to about the 70 000 that the agreement states: few
/// in Klara, where most who are there pass through.
const NORRMALM: [(&str, u32); 9] = [
    ("10102", 1_900),
    ("10103", 3_100),
    ("11101", 3_400),
    ("11102", 8_200),
    ("11201", 6_300),
    ("11202", 4_100),
    ("11301", 13_500),
    ("11401", 12_400),
    ("11402", 17_100),
];

/// Residents of the rest of the city.
const ELSEWHERE: f64 = 920_000.0;

/// The middle of the city in degrees, and how wide a degree of longitude is beside one of latitude.
const MIDDLE: (f64, f64) = (18.06, 59.33);
const NARROWING: f64 = 0.51;

/// Places that staff named as unsafe, by the agreement of 2016.
const NAMED: [(&str, &str); 7] = [
    ("plats/observatorielunden-nedre-delen", "Nämnd som otrygg i medarbetardialog."),
    ("plats/observatorielunden-trapporna", "Nämnd som otrygg."),
    ("plats/observatorielunden-platan", "Nämnd som otrygg."),
    ("plats/observatorielunden-parkleken", "Personal har känt sig hotad eller otrygg."),
    ("plats/adolf-fredriks-kyrkogard", "Nämnd som otrygg."),
    ("plats/blekholmsterrassen", "Nämnd som otrygg."),
    ("plats/vasaparken-parkleken", "Personal har känt sig hotad eller otrygg."),
];

/// A made-up footpath in the woods of Fagersjö, far from every place that the counts point at.
const PATH: (&str, &str) = ("plats/gangvag-fagersjo", "Gångvägen i skogen, Fagersjö (påhittad)");

fn path() -> Area {
    let ring = [(18.0585, 59.2506), (18.0611, 59.2509), (18.0611, 59.2511), (18.0585, 59.2508)];
    let outline = Polygon::new(LineString::from(ring.to_vec()), Vec::new());
    Area {
        id: AreaId(PATH.0.into()),
        kind: AreaKind::Plats,
        code: "gangvag-fagersjo".into(),
        name: PATH.1.into(),
        geometry: Some(MultiPolygon(vec![outline])),
        validity: Validity { valid_from: None, valid_to: None },
        class: None,
        approximate: true,
        source: "Påhittad för demonstrationen".into(),
        note: None,
    }
}

/// Population as a delivery: `;`, one row per statistical area. Additions, multiplications and
/// divisions only, so that the bytes are the same everywhere.
pub(super) fn population(areas: &[Area]) -> String {
    let of_norrmalm = |area: &Area| NORRMALM.iter().find(|(code, _)| *code == area.code);
    let areas: Vec<&Area> = areas.iter().filter(|a| a.kind == AreaKind::Statistikomrade).collect();
    let weight = |area: &Area| match (&area.geometry, of_norrmalm(area)) {
        (Some(ground), None) => {
            ground.iter().map(|polygon| density_times_ground(polygon.exterior())).sum()
        }
        _ => 0.0,
    };
    let total: f64 = areas.iter().map(|area| weight(area)).sum();
    let mut csv = String::from("indikator;område;områdesslag;period;värde;enhet\n");
    for area in areas {
        let n = match of_norrmalm(area) {
            Some((_, n)) => *n,
            // To whole tens: nobody should take them for counted.
            None => ((ELSEWHERE * weight(area) / total / 10.0).round() * 10.0) as u32,
        };
        csv += &format!("Befolkning;{};statistikomrade;2025;{n};antal\n", area.code);
    }
    csv
}

/// Ground times a density that falls with the distance to the middle, in units of its own.
fn density_times_ground(ring: &LineString<f64>) -> f64 {
    let at = |x: f64, y: f64| ((x - MIDDLE.0) * NARROWING, y - MIDDLE.1);
    let (mut twice, mut n, mut sum) = (0.0, 0.0, (0.0, 0.0));
    for line in ring.lines() {
        let ((x0, y0), (x1, y1)) = (at(line.start.x, line.start.y), at(line.end.x, line.end.y));
        twice += x0 * y1 - x1 * y0;
        (n, sum) = (n + 1.0, (sum.0 + x0, sum.1 + y0));
    }
    let (x, y) = (sum.0 / n, sum.1 / n);
    // Half as dense about 5 km out.
    (twice / 2.0).abs() / (1.0 + (x * x + y * y) / 0.002)
}

/// Delivers population and shares for the city and shares them; records what was named.
pub(super) fn load(app: &App, city: &Actor, areas: &[Area], files: &Path) -> Result<(), AppError> {
    let deliver = |file: &str, text: &str, source: &str, synthetic: bool| {
        let path = files.join(file);
        let fault = |error: std::io::Error| AppError::Fault(format!("demo files: {error}"));
        std::fs::write(&path, text).map_err(fault)?;
        let order = IndicatorOrder { file: file.to_owned(), source: source.to_owned(), synthetic };
        let card = imports::preview(app, city, &path, Order::Indicators(order))?;
        let card = imports::commit(app, city, card.record.id)?;
        imports::share(app, city, card.record.id, None).map(drop)
    };
    deliver("befolkning.csv", &population(areas), "syntetisk-demo", true)?;
    deliver("enkatandelar.csv", SHARES, "norrmalm-2016", false)?;

    let record = |kind, area: &str, period: &str, text: &str, n, synthetic| {
        let new = NewPlaceObservation {
            kind,
            area: AreaId(area.to_owned()),
            period: period.parse().map_err(|_| AppError::Fault(format!("demo period {period}")))?,
            text: text.to_owned(),
            n,
            synthetic,
        };
        let card = observations::add(app, city, new)?;
        observations::share(app, city, &card.observation.id, None).map(drop)
    };
    for (place, text) in NAMED {
        record(ObservationKind::Dialogue, place, "2016", text, None, false)?;
    }
    // Named though the counts say nothing there: where the two pictures part.
    let mut write = app.store.begin()?;
    write.put_area(&path(), None)?;
    let now = app.clock.now();
    write.append_log(&LogEntry::by_system(now, ("area", PATH.0), "area_added"))?;
    write.commit()?;
    record(
        ObservationKind::Trygghetsvandring,
        PATH.0,
        "2026-04-22",
        "Mörk gångväg genom skogen till stationen. Påhittad uppgift.",
        Some(9),
        true,
    )?;
    record(
        ObservationKind::Trygghetsvandring,
        "plats/blekholmsterrassen",
        "2026-04-21",
        "Skymd sikt och trasig belysning. Påhittad uppgift.",
        Some(6),
        true,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::shipped;

    #[test]
    fn every_area_has_residents_and_the_city_about_a_million() {
        let areas = shipped::areas();
        let csv = population(&areas);
        let values: Vec<u32> = csv
            .lines()
            .skip(1)
            .map(|line| line.split(';').nth(4).expect("a value").parse().expect("a number"))
            .collect();
        assert_eq!(values.len(), 128);
        assert!(values.iter().all(|n| *n > 0));
        let total: u32 = values.iter().sum();
        assert!((980_000..1_000_000).contains(&total), "{total}");
        let norrmalm: u32 = NORRMALM.iter().map(|(_, n)| n).sum();
        assert_eq!(norrmalm, 70_000);
        assert_eq!(csv, population(&areas));
    }
}
