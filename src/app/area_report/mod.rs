//! The report on an area and a period: what was counted there and how that differs from a year before,
//! how gathered it is, when it happened, what the latest hotspot run found, what surveys and people say,
//! and what is being done. Of a known area, or of one drawn on the map.
//!
//! Nothing of it is kept: it is made anew from what the reader may see. Its id is a fingerprint of ground,
//! days, counts and methods: two copies with the same id have the same counts. What stands beside those,
//! such as cases and what people said, can have changed since, and is dated by itself.

mod beside;
pub(super) mod counts;
mod document;
mod over_time;

pub use beside::{CaseWithin, HotspotWithin, HotspotsWithin, OpenMeasure, Said, Surveyed};
pub use counts::Week;
pub use document::html;

use super::{
    Actor, App, AppError, areas,
    areas::AreaCard,
    backcast::{self, Backcast},
    hotspots,
    openings::field_error,
    series::whole_period,
    utsatta::{self, UtsattCard},
};
use crate::{
    analysis::{
        concentration::{self, Concentration},
        month::Month,
        profile,
        run::GuardRail,
        whats_changed::PRELIMINARY_MONTHS,
        year_before::{self, YearRows, year_before},
    },
    area::AreaId,
    case::place::PlaceGeometry,
    incident::{Category, DataVersion, Fingerprint, Period, Visible},
    policy::{self, Action},
    store::LoadedCounts,
};
use geo_types::MultiPolygon;
use jiff::{Timestamp, ToSpan, civil::Date};

/// Where.
#[derive(Debug, Clone, PartialEq)]
pub enum Where {
    /// A known area, as it was on the last day of the period or was last.
    Known(AreaId),
    /// What somebody drew, which must have ground.
    Drawn(PlaceGeometry),
}

/// What a report is asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// Where.
    pub where_: Where,
    /// First day; that of the twelve months that end with the last.
    pub from: Option<Date>,
    /// Last day; that of the last whole month of the counts.
    pub to: Option<Date>,
}

/// Where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Source system.
    pub name: String,
    /// Deliveries of it.
    pub n_imports: usize,
    /// When the latest of them was published.
    pub latest: Option<Timestamp>,
}

/// "Så räknades det".
#[derive(Debug, Clone, PartialEq)]
pub struct How {
    /// Sources of the counts that the reader sees.
    pub sources: Vec<Source>,
    /// First and last day of them.
    pub data: Option<Period>,
    /// State of the counts.
    pub data_version: DataVersion,
    /// Of the counts that the reader sees.
    pub input_fingerprint: Fingerprint,
    /// Of the ground.
    pub ground_fingerprint: Fingerprint,
    /// Names and versions of the methods.
    pub methods: Vec<(&'static str, u32)>,
    /// Some of the counts are made up.
    pub synthetic: bool,
    /// When the report was taken out.
    pub extracted_at: Timestamp,
    /// By which function.
    pub extracted_by: String,
}

/// The report.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaReport {
    /// `rapport-` and a fingerprint of the party, ground, days, counts and methods.
    pub id: String,
    /// The area; `None` for a drawn one.
    pub area: Option<AreaId>,
    /// Its name; `None` for a drawn one.
    pub name: Option<String>,
    /// Its ground.
    pub area_km2: f64,
    /// The days.
    pub period: Period,
    /// The same days a year before.
    pub before: Period,
    /// Per category.
    pub counts: YearRows,
    /// The categories, for their names and notes.
    pub categories: Vec<Category>,
    /// Counts that could not be placed inside or outside, by code.
    pub n_left_out: Vec<(String, u64)>,
    /// How gathered.
    pub concentration: Concentration,
    /// When.
    pub week: Week,
    /// What the latest run found here; `None` without a run.
    pub hotspots: Option<HotspotsWithin>,
    /// What surveys and registers say.
    pub surveyed: Vec<Surveyed>,
    /// What surveys and registers say of the areas that this one followed: about their ground, not this.
    pub surveyed_before: Vec<Surveyed>,
    /// Exposed areas that lie here, or did, with the share of each that does; as on the last day.
    pub utsatta: Vec<(UtsattCard, f64)>,
    /// From when the area was there and what was before it; `None` for a drawn one, and for one that has
    /// always been there.
    pub backcast: Option<Backcast>,
    /// Places here that people named as unsafe.
    pub said: Vec<Said>,
    /// Cases here; `None` for who may not read cases.
    pub cases: Option<Vec<CaseWithin>>,
    /// What to know before believing it.
    pub guard_rails: Vec<GuardRail>,
    /// How it was made.
    pub how: How,
}

/// Makes the report on what the actor may see.
///
/// # Errors
/// [`AppError::Forbidden`] for a drawn area, where the role may not count within any ground it likes;
/// [`AppError::Invalid`] for days that do not go together, or a drawing without ground;
/// [`AppError::NotFound`] for an area that is not known.
pub fn make(app: &App, actor: &Actor, order: &Order) -> Result<AreaReport, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    let counts = app.counts();
    let view = policy::view(actor, &counts);
    let data = whole_period(app, &view);
    let period = days(order, data, app.today())?;
    let Place { area, ground } = Place::of(app, actor, &order.where_, period.to)?;
    let (lattices, ground_fingerprint) = app.grounds.of_ground(&ground)?;
    let before = year_before(period);
    let covered =
        data.is_some_and(|data| Month::first_complete(data.from).first_day() <= before.from);
    let categories = areas::categories(app)?.categories;
    let within = counts::Within::of(app, &view, &lattices, &ground)?;
    let counted = within.per_category(&categories, period, covered.then_some(before));
    let how = how(app, actor, (&counts, &view), data, &ground_fingerprint);
    let hotspots = beside::hotspots(app, actor, &ground)?;
    let backcast = match &area {
        Some(card) => backcast::of(app, card)?,
        None => None,
    };
    let predecessors = backcast.as_ref().map_or(&[][..], |it| &it.predecessors);
    let mut surveyed = beside::surveyed(app, actor, area.as_ref(), &ground, period)?;
    // What was there before stands apart, also where it held all of the ground.
    surveyed.retain(|one| predecessors.iter().all(|before| before.area.id != one.value.area));
    let surveyed_before = beside::surveyed_before(app, actor, predecessors, period)?;
    let known = app.areas.of(app.store.read()?.as_ref())?;
    let utsatta = utsatta::touching(&known, &ground, period.to);
    let said = beside::said(app, actor, area.as_ref(), &ground, period)?;
    let cases = beside::cases(app, actor, &ground)?;
    Ok(AreaReport {
        id: id(actor, period, &how),
        name: area.as_ref().map(|card| card.area.name.clone()),
        area: area.as_ref().map(|card| card.area.id.clone()),
        area_km2: PlaceGeometry::Area(ground).area_km2().unwrap_or_default(),
        counts: year_before::compared(counted.rows, period),
        categories,
        n_left_out: counted.n_left_out,
        concentration: within.concentration(period),
        week: within.week(period),
        hotspots,
        surveyed,
        surveyed_before,
        utsatta,
        backcast,
        said,
        cases,
        guard_rails: rails(order, period, data, covered),
        period,
        before,
        how,
    })
}

/// A known area with its ground, or a drawn ground.
struct Place {
    area: Option<AreaCard>,
    ground: MultiPolygon<f64>,
}

impl Place {
    fn of(app: &App, actor: &Actor, where_: &Where, day: Date) -> Result<Self, AppError> {
        match where_ {
            Where::Known(id) => {
                let card = areas::get(app, id, Some(day))?;
                let ground = card.area.geometry.clone();
                let ground = ground.ok_or_else(|| field_error("area", "no_ground"))?;
                Ok(Self { area: Some(card), ground })
            }
            Where::Drawn(drawn) => {
                // Counts within any ground one likes come close to single events.
                policy::may(actor, Action::CountDrawn)?;
                match drawn.clone().checked()? {
                    PlaceGeometry::Area(ground) => Ok(Self { area: None, ground }),
                    PlaceGeometry::Line(_) | PlaceGeometry::Point(_) => {
                        Err(field_error("geometry", "no_ground"))
                    }
                }
            }
        }
    }
}

/// The days of the report: no longer than the counts reach, since what has not been delivered is not zero.
fn days(order: &Order, data: Option<Period>, today: Date) -> Result<Period, AppError> {
    let end = data.map_or(today, |data| data.to);
    let to = order.to.map_or_else(|| Month::last_complete(end).last_day(), |to| to.min(end));
    let from = order.from.unwrap_or_else(|| to.saturating_sub(1.year()).saturating_add(1.day()));
    if order.to.is_some_and(|to| to < from) {
        return Err(field_error("to", "ends_before_it_begins"));
    }
    // A century is a mistake.
    match Period::new(from, to) {
        Some(period) if period.to.year() - period.from.year() <= 50 => Ok(period),
        _ => Err(field_error("from", "out_of_range")),
    }
}

fn rails(order: &Order, period: Period, data: Option<Period>, covered: bool) -> Vec<GuardRail> {
    let rail = |code: &str, value: f64, text_sv: String| GuardRail {
        code: code.to_owned(),
        value,
        text_sv,
    };
    let mut rails = Vec::new();
    if order.to.is_some_and(|to| to > period.to) {
        let text = format!("Antalen räcker till {}: rapporten slutar där.", period.to);
        rails.push(rail("period_cut", 0.0, text));
    }
    if !covered {
        let text = "Inget tidigare år täcks av antalen: ingenting kan jämföras.".to_owned();
        rails.push(rail("no_earlier_year", 0.0, text));
    }
    let late = data.map(|data| Month::of(data.to) - (PRELIMINARY_MONTHS as i32 - 1));
    if late.is_some_and(|late| Month::of(period.to) >= late) {
        let text = format!(
            "De senaste månaderna ({PRELIMINARY_MONTHS}) är preliminära: fler anmälningar väntas, lita \
             inte på minskningar."
        );
        rails.push(rail("preliminary_months", f64::from(PRELIMINARY_MONTHS), text));
    }
    rails
}

fn how(
    app: &App,
    actor: &Actor,
    (counts, view): (&LoadedCounts, &Visible),
    data: Option<Period>,
    ground: &Fingerprint,
) -> How {
    let seen = view.imports();
    let mut sources: Vec<Source> = Vec::new();
    for import in counts.imports.iter().filter(|import| seen.contains(&import.id)) {
        let name = &import.options.source;
        match sources.iter_mut().find(|source| source.name == *name) {
            Some(known) => {
                known.n_imports += 1;
                known.latest = known.latest.max(import.published_at);
            }
            None => sources.push(Source {
                name: name.clone(),
                n_imports: 1,
                latest: import.published_at,
            }),
        }
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    How {
        sources,
        data,
        data_version: counts.version,
        input_fingerprint: view.fingerprint(),
        ground_fingerprint: ground.clone(),
        methods: vec![
            ("change", year_before::METHOD_VERSION),
            ("concentration", concentration::METHOD_VERSION),
            ("profile", profile::METHOD_VERSION),
        ],
        synthetic: hotspots::is_synthetic(counts, view),
        extracted_at: app.clock.now(),
        extracted_by: actor.user.function.clone(),
    }
}

/// The same ground, days and counts give the same id; what stands beside them is dated by itself.
fn id(actor: &Actor, period: Period, how: &How) -> String {
    let methods: Vec<String> =
        how.methods.iter().map(|(name, version)| format!("{name} {version}")).collect();
    let whole = [
        actor.party.id.0.clone(),
        period.from.to_string(),
        period.to.to_string(),
        how.input_fingerprint.0.clone(),
        how.ground_fingerprint.0.clone(),
        methods.join(", "),
    ];
    let hash = Fingerprint::of(whole.join("\n").as_bytes());
    format!("rapport-{}", &hash.0[..16])
}
