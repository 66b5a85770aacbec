//! What references and sections say, in words.

use crate::{
    app::{Actor, App, AppError, areas, case_form, cases, openings, texts::Language},
    area::AreaId,
    case::opening::OpeningId,
    incident::{DataVersion, IndicatorId, Period},
    lagesbild::{
        content::{PlaceId, SectionKey},
        reference::{Figure, First, Measure, Reference, Subject},
    },
};
use std::collections::BTreeMap;

/// Kind and id of a place.
pub fn place_parts(id: &PlaceId) -> (&str, &str) {
    id.0.split_once(':').unwrap_or(("observation", &id.0))
}

/// What a place is called, where the actor sees it.
pub fn place_name(app: &App, actor: &Actor, id: &PlaceId) -> Option<String> {
    match place_parts(id) {
        ("case", id) => {
            let work = cases::one(app, actor, &id.parse().ok()?).ok()?;
            Some(work.place().name.as_str().to_owned())
        }
        ("opening", id) => {
            let opening = openings::get(app, actor, &OpeningId(id.to_owned())).ok()?;
            Some(opening.value.dossier().place.name.as_str().to_owned())
        }
        _ => None,
    }
}

/// Names of what references name.
pub struct Names {
    areas: BTreeMap<AreaId, String>,
    categories: BTreeMap<String, String>,
    indicators: BTreeMap<IndicatorId, String>,
    language: Language,
}

impl Names {
    /// Of everything there is.
    pub fn of(app: &App, language: Language) -> Result<Self, AppError> {
        let read = app.store.read()?;
        let known = app.areas.of(&*read)?;
        let areas = known.all.iter().map(|area| (area.id.clone(), area.name.clone())).collect();
        let categories = areas::categories(app)?.categories.into_iter();
        let indicators = read.indicators(None)?.into_iter();
        Ok(Self {
            areas,
            categories: categories
                .map(|one| (one.id.0, language.of_both(one.label_sv, one.label_en)))
                .collect(),
            indicators: indicators.map(|kept| (kept.value.indicator, kept.value.label)).collect(),
            language,
        })
    }

    /// What a section is about.
    pub fn section(&self, key: &SectionKey) -> String {
        match key {
            SectionKey::Area(id) => self.area(id),
            SectionKey::Priority(id) => case_form::priority_text(&id.0).unwrap_or(&id.0).to_owned(),
        }
    }

    /// Name of an area.
    pub fn area(&self, id: &AreaId) -> String {
        self.areas.get(id).unwrap_or(&id.0).clone()
    }

    /// Whether there is such an area.
    pub fn knows(&self, id: &AreaId) -> bool {
        self.areas.contains_key(id)
    }

    /// What a count was counted from.
    pub fn counted(&self, version: DataVersion) -> String {
        let n = version.0;
        self.language.of_both(
            format!("Inlästa leveranser, dataversion {n}"),
            format!("Imported deliveries, data version {n}"),
        )
    }

    fn subject(&self, subject: &Subject) -> String {
        match subject {
            Subject::Category(id) if id.0 == "alla" => {
                self.language.of_both("alla brott", "all crimes").to_owned()
            }
            Subject::Category(id) => self.categories.get(&id.0).unwrap_or(&id.0).clone(),
            Subject::Indicator { id, group } => {
                let label = self.indicators.get(id).unwrap_or(&id.0);
                match group {
                    Some(group) => format!("{label} ({group})"),
                    None => label.clone(),
                }
            }
        }
    }

    /// What, where and when.
    pub fn figure(&self, figure: &Figure) -> String {
        let (what, place) = (self.subject(&figure.subject), self.area(&figure.area));
        format!("{what}, {place}, {}", days(figure.period))
    }

    /// What a number is tied to.
    pub fn says(&self, reference: &Reference) -> String {
        let own = self.figure(&reference.figure);
        let both = |sv: String, en: String| self.language.of_both(sv, en);
        match &reference.measure {
            Measure::Count => own,
            Measure::ShareOf { .. } => {
                let whole = reference.whole().map(|whole| self.figure(&whole)).unwrap_or_default();
                both(format!("{own}: andel av {whole}"), format!("{own}: share of {whole}"))
            }
            Measure::ChangeFrom { period } => {
                let since = days(*period);
                both(
                    format!("{own}: förändring sedan {since}"),
                    format!("{own}: change since {since}"),
                )
            }
            Measure::DifferenceFrom(figure) => {
                let other = self.figure(figure);
                both(
                    format!("{own}: skillnad mot {other}"),
                    format!("{own}: difference from {other}"),
                )
            }
            Measure::RatioTo(figure) => {
                let other = self.figure(figure);
                both(format!("{own}: förhållande till {other}"), format!("{own}: ratio to {other}"))
            }
            Measure::Rank { among, first } => {
                let n = among.len();
                let (sv, en) = match first {
                    First::Highest => ("högst", "highest"),
                    First::Lowest => ("lägst", "lowest"),
                };
                both(
                    format!("{own}: plats bland {n} områden, {sv} först"),
                    format!("{own}: place among {n} areas, {en} first"),
                )
            }
        }
    }
}

/// A year by its number, other periods by their days.
fn days(period: Period) -> String {
    let (from, to) = (period.from, period.to);
    let whole = (from.month(), from.day(), to.month(), to.day()) == (1, 1, 12, 31);
    match whole && from.year() == to.year() {
        true => from.year().to_string(),
        false => format!("{from}–{to}"),
    }
}
