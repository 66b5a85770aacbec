//! Official yearly counts that come with the program: reported crimes by category, area and year, as the
//! agreement of 2016 prints them.
//!
//! They are indicators like any other and belong to nobody. The file is written as a delivery, so that a
//! party which delivers a later year under the same names continues the same indicators.

use crate::{
    area::AreaId,
    incident::{IndicatorValue, Unit},
    ingest::indicator_id,
};
use serde::Deserialize;

const COUNTS: &str = include_str!("../../geodata/officiell/anmalda-brott.csv");
/// The file was checked by the tests of this module when the program was built.
const CHECKED: &str = "shipped data is checked by tests";

/// Every count, in the order of the file.
pub(super) fn counts() -> impl Iterator<Item = IndicatorValue> {
    let reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(COUNTS.as_bytes());
    reader.into_deserialize::<CountRow>().map(|row| row.expect(CHECKED).value())
}

#[derive(Deserialize)]
struct CountRow {
    #[serde(rename = "indikator")]
    label: String,
    #[serde(rename = "område")]
    area: AreaId,
    period: String,
    #[serde(rename = "värde")]
    value: u32,
    #[serde(rename = "enhet")]
    unit: Unit,
    #[serde(rename = "källa")]
    source: String,
}

impl CountRow {
    fn value(self) -> IndicatorValue {
        IndicatorValue {
            indicator: indicator_id(&self.label),
            label: self.label,
            group: None,
            area: self.area,
            period: self.period.parse().expect(CHECKED),
            value: f64::from(self.value),
            unit: self.unit,
            n_answers: None,
            source: self.source,
            extracted_on: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::shipped;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn six_series_of_whole_years_for_three_known_areas_and_none_is_told_twice() {
        let areas: BTreeSet<AreaId> = shipped::areas().into_iter().map(|area| area.id).collect();
        let mut cells = BTreeSet::new();
        let mut years: BTreeMap<String, usize> = BTreeMap::new();
        for value in counts() {
            assert!(areas.contains(&value.area), "{:?}", value.area);
            let (from, to) = (value.period.from, value.period.to);
            assert_eq!(from.year(), to.year());
            assert_eq!((from.day_of_year(), to.month(), to.day()), (1, 12, 31));
            assert!(value.unit == Unit::Antal && value.source.starts_with("Brå"));
            assert!(cells.insert(value.cell()), "{} stands twice", value.cell());
            *years.entry(value.indicator.0).or_default() += 1;
        }
        // Pickpocketing has been a group of its own since 2011.
        let n = |id: &str| years[id];
        assert_eq!((years.len(), n("anmalda_fickstolder"), n("anmalt_klotter")), (6, 15, 18));
        assert_eq!(cells.len(), 105);
    }

    #[test]
    fn a_part_never_has_more_than_the_whole() {
        let all: Vec<IndicatorValue> = counts().collect();
        let areas =
            ["stadsdelsomrade/norrmalm", "lokalpolisomrade/norrmalm", "polisregion/stockholm"];
        let of = |value: &IndicatorValue, area: &str| {
            let same = |other: &&IndicatorValue| {
                (&other.indicator, other.period, other.area.0.as_str())
                    == (&value.indicator, value.period, area)
            };
            all.iter().find(same).map(|other| other.value).expect("a count")
        };
        for value in &all {
            let [district, local, region] = areas.map(|area| of(value, area));
            assert!(district < local && local < region, "{value:?}");
        }
    }
}
