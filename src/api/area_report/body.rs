//! The report as data.

use crate::{
    analysis::{change::Level, year_before::YearRow},
    api::{
        backcast::BackcastBody,
        counted::{Days, GuardRailBody, LeftOut},
        problem::Language,
        utsatta::UtsattBody,
    },
    app::area_report::{
        AreaReport, CaseWithin, HotspotsWithin, How, OpenMeasure, Said, Source, Surveyed,
    },
    incident::Category,
};
use serde::Serialize;

/// The report on an area and a period.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "AreaReport"))]
#[schema(as = AreaReport)]
pub(super) struct AreaReportBody {
    /// `rapport-` and a fingerprint of ground, days and counts.
    id: String,
    /// Id of the area; null for a drawn one.
    area: Option<String>,
    /// Its name; null for a drawn one.
    name: Option<String>,
    /// Its ground.
    area_km2: f64,
    /// The days; they end where the counts do.
    period: Days,
    /// The same days a year before.
    before: Days,
    /// Categories with a count now or before.
    categories: Vec<CategoryYear>,
    /// Rows that were tested.
    n_tested: usize,
    /// Categories without a count.
    n_empty: usize,
    /// Counts that are known by an area alone which lies here in part.
    n_left_out: Vec<LeftOut>,
    /// How gathered the counts are, in cells of H3 resolution 10.
    concentration: Gathered,
    /// Weekday (Monday first) × hour.
    #[cfg_attr(test, ts(type = "number[][]"))]
    week_hours: Vec<Vec<f64>>,
    /// Where half of the week's counts lie, in words; null with too few counts.
    peak: Option<String>,
    /// Counts whose interval is too long to have an hour.
    n_long: u64,
    /// What the party's latest hotspot run found here; null without a run.
    hotspots: Option<HotspotsHere>,
    /// The latest values about the area and those that hold it; its own first.
    indicators: Vec<IndicatorHere>,
    /// What surveys and registers say of the areas that this one followed, each its own series: about their
    /// ground, not this.
    indicators_before: Vec<IndicatorHere>,
    /// Exposed areas that lie here, or did, as on the last day of the period.
    utsatta: Vec<UtsattHere>,
    /// From when the area was there and what was before it; null for a drawn one, and for one that has
    /// always been there.
    backcast: Option<BackcastBody>,
    /// Some of what is counted here, or in the year before, is from before the area began.
    counted_backwards: bool,
    /// Places here that people named as unsafe in the period.
    observed: Vec<ObservedHere>,
    /// Cases here; null for who may not read cases.
    cases: Option<Vec<CaseHere>>,
    /// What to know before believing it.
    guard_rails: Vec<GuardRailBody>,
    /// How it was counted.
    how: HowBody,
}

/// An exposed area that lies here.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct UtsattHere {
    /// As it stands on the last day.
    #[serde(flatten)]
    #[cfg_attr(test, ts(flatten))]
    utsatt: UtsattBody,
    /// Share of its ground that lies here, 0–1.
    share_here: f64,
}

/// A category now and a year before.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CategoryYear {
    /// Category id.
    category: String,
    /// Its name in the reader's language.
    label: String,
    /// What must stand beside its figures.
    note: Option<String>,
    /// In the period.
    now: u64,
    /// The same days a year before; null when the counts do not cover them.
    before: Option<u64>,
    /// What was expected from the year before, by the days; null without one.
    expected: Option<f64>,
    /// Two-sided p of this row alone; null as above.
    p: Option<f64>,
    /// p after correction over all rows that were tested; null as above.
    p_adjusted: Option<f64>,
    /// `none`, `watch`, `alarm`; null as above.
    level: Option<String>,
}

impl CategoryYear {
    fn of(row: &YearRow, categories: &[Category], language: Language) -> Self {
        let (counted, change) = (&row.counted, row.change);
        let known = categories.iter().find(|category| category.id == counted.category);
        let label = known.map(|c| language.of_both(&c.label_sv, &c.label_en));
        Self {
            category: counted.category.0.clone(),
            label: label.unwrap_or(&counted.category.0).clone(),
            note: known.and_then(|category| category.note_sv.clone()),
            now: counted.now,
            before: counted.before,
            expected: change.map(|change| change.expected),
            p: change.map(|change| change.p),
            p_adjusted: row.p_adjusted,
            level: change.map(|change| Level::as_str(change.level).to_owned()),
        }
    }
}

/// How few cells hold how much.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct Gathered {
    /// Cells of the area.
    n_cells: usize,
    /// Cells with a count.
    n_occupied: usize,
    /// Gini that allows for fewer counts than cells; null without counts.
    gini: Option<f64>,
    /// `[share of the counts, fewest cells that hold it]` for 25, 50 and 80 %; empty without counts.
    #[cfg_attr(test, ts(type = "[number, number][]"))]
    holding: Vec<(f64, usize)>,
}

/// The places of a run that lie here.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct HotspotsHere {
    /// Id of the run.
    run: String,
    /// Its days.
    period: Days,
    /// When it was made.
    created_at: String,
    /// Places of the run, wherever they lie.
    n_places: u32,
    /// Those here, by rank.
    places: Vec<HotspotHere>,
}

/// A place of a run.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct HotspotHere {
    /// Rank in the run.
    rank: u32,
    /// Suggested name.
    name: String,
    /// Counts in all of it.
    n: u32,
    /// Expected.
    expected: f64,
    /// Share of its ground that lies here, 0–1.
    share: f64,
}

impl From<HotspotsWithin> for HotspotsHere {
    fn from(found: HotspotsWithin) -> Self {
        let here = |place: crate::app::area_report::HotspotWithin| HotspotHere {
            rank: place.rank,
            name: place.name,
            n: place.n,
            expected: place.expected,
            share: place.share,
        };
        Self {
            run: found.run,
            period: found.period.into(),
            created_at: found.created_at.to_string(),
            n_places: found.n_places,
            places: found.places.into_iter().map(here).collect(),
        }
    }
}

/// A value of a survey or register.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct IndicatorHere {
    /// As the source writes it.
    label: String,
    /// Who was asked; null for everybody.
    group: Option<String>,
    /// Id of the area that it is about.
    area: String,
    /// Its name.
    area_name: String,
    /// The days it is about.
    period: Days,
    /// Null when too few answered.
    value: Option<f64>,
    /// In what.
    unit: String,
    /// Answers, where known; null when too few answered.
    n_answers: Option<u32>,
    /// 95 % interval of a share, in its unit; null without the number of answers.
    interval_95: Option<[f64; 2]>,
    /// Too few answered.
    undertryckt: bool,
    /// Survey, register or report.
    source: String,
    /// When it was taken out.
    extracted_on: Option<String>,
}

impl From<Surveyed> for IndicatorHere {
    fn from(Surveyed { value, area_name, interval_95 }: Surveyed) -> Self {
        let undertryckt = value.is_suppressed();
        Self {
            value: (!undertryckt).then_some(value.value),
            n_answers: value.n_answers.filter(|_| !undertryckt),
            label: value.label,
            group: value.group,
            area: value.area.0,
            area_name,
            period: value.period.into(),
            unit: value.unit.as_str().to_owned(),
            interval_95: interval_95.map(|(low, high)| [low, high]),
            undertryckt,
            source: value.source,
            extracted_on: value.extracted_on.map(|day| day.to_string()),
        }
    }
}

/// A place named as unsafe.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ObservedHere {
    /// Its names, where areas that lie together were named.
    names: Vec<String>,
    /// Where it was named, in Swedish.
    kinds: Vec<NamedIn>,
    /// The last day on which it was.
    latest: String,
}

/// How many times a place was named in what.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct NamedIn {
    /// `dialogue`, `trygghetsvandring` …
    kind: String,
    /// The same in Swedish.
    kind_label: String,
    /// Times.
    n: usize,
}

impl From<Said> for ObservedHere {
    fn from(said: Said) -> Self {
        let kinds = said.kinds.into_iter().map(|(kind, n)| NamedIn {
            kind: kind.as_str().to_owned(),
            kind_label: kind.label_sv().to_owned(),
            n,
        });
        Self { names: said.names, kinds: kinds.collect(), latest: said.latest.to_string() }
    }
}

/// A case here.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CaseHere {
    /// Its number.
    number: String,
    /// Name of its place.
    name: String,
    /// Where it stands.
    state: String,
    /// The day it was opened.
    opened_on: String,
    /// Measures that are done.
    n_done: usize,
    /// Measures that are not over.
    open: Vec<OpenMeasureHere>,
}

/// A measure that is not over.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct OpenMeasureHere {
    /// What.
    what: String,
    /// The function that does it.
    function: String,
    /// `polis` or `stad`; null for another participant.
    side: Option<String>,
    /// The day it should be done.
    due: String,
    /// That day has passed.
    late: bool,
}

impl From<CaseWithin> for CaseHere {
    fn from(case: CaseWithin) -> Self {
        let open = |measure: OpenMeasure| OpenMeasureHere {
            what: measure.what,
            function: measure.owner.function.to_string(),
            side: measure.owner.of.side().map(|side| side.as_str().to_owned()),
            due: measure.due.to_string(),
            late: measure.is_late,
        };
        Self {
            number: case.number.to_string(),
            name: case.name,
            state: case.state.as_str().to_owned(),
            opened_on: case.opened_on.to_string(),
            n_done: case.n_done,
            open: case.open.into_iter().map(open).collect(),
        }
    }
}

/// "Så räknades det".
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "ReportHow"))]
#[schema(as = ReportHow)]
struct HowBody {
    /// Sources of the counts that the reader sees.
    sources: Vec<ReportSource>,
    /// Days that the counts cover.
    data: Option<Days>,
    /// State of the counts.
    data_version: u32,
    /// Of the counts.
    input_fingerprint: String,
    /// Of the ground.
    ground_fingerprint: String,
    /// Methods and their versions.
    methods: Vec<ReportMethod>,
    /// Some of the counts are made up.
    synthetic: bool,
    /// When the report was taken out.
    extracted_at: String,
    /// By which function.
    extracted_by: String,
}

/// A source of counts.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ReportSource {
    /// Its name.
    name: String,
    /// Deliveries.
    n_imports: usize,
    /// When the latest was published.
    latest: Option<String>,
}

/// A method.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ReportMethod {
    /// Its name.
    name: String,
    /// Its version.
    version: u32,
}

impl From<How> for HowBody {
    fn from(how: How) -> Self {
        let source = |Source { name, n_imports, latest }: Source| {
            let latest = latest.map(|at| at.to_string());
            ReportSource { name, n_imports, latest }
        };
        let method = |(name, version): (&str, u32)| ReportMethod { name: name.to_owned(), version };
        Self {
            sources: how.sources.into_iter().map(source).collect(),
            data: how.data.map(Days::from),
            data_version: how.data_version.0,
            input_fingerprint: how.input_fingerprint.0,
            ground_fingerprint: how.ground_fingerprint.0,
            methods: how.methods.into_iter().map(method).collect(),
            synthetic: how.synthetic,
            extracted_at: how.extracted_at.to_string(),
            extracted_by: how.extracted_by,
        }
    }
}

impl AreaReportBody {
    pub(super) fn of(report: AreaReport, language: Language) -> Self {
        let row = |row| CategoryYear::of(row, &report.categories, language);
        let before = report.surveyed_before;
        let (gathered, peak) = (report.concentration, report.week.peak.as_ref());
        Self {
            id: report.id,
            area: report.area.map(|id| id.0),
            name: report.name,
            area_km2: report.area_km2,
            period: report.period.into(),
            before: report.before.into(),
            categories: report.counts.rows.iter().map(row).collect(),
            n_tested: report.counts.n_tested,
            n_empty: report.counts.n_empty,
            n_left_out: report
                .n_left_out
                .iter()
                .map(|(code, n)| LeftOut::of(code, *n, language))
                .collect(),
            concentration: Gathered {
                n_cells: gathered.n_cells,
                n_occupied: gathered.n_occupied,
                gini: gathered.gini_generalised,
                holding: gathered.holding.iter().map(|h| (h.incident_share, h.n_cells)).collect(),
            },
            peak: peak.map(|peak| language.of_both(peak.text_sv(), peak.text_en())),
            week_hours: report.week.week_hours,
            n_long: report.week.n_long,
            hotspots: report.hotspots.map(HotspotsHere::from),
            indicators: report.surveyed.into_iter().map(IndicatorHere::from).collect(),
            indicators_before: before.into_iter().map(IndicatorHere::from).collect(),
            utsatta: report
                .utsatta
                .into_iter()
                .map(|(card, share_here)| UtsattHere { utsatt: card.into(), share_here })
                .collect(),
            counted_backwards: report
                .backcast
                .as_ref()
                .is_some_and(|it| it.concerns(report.before.from)),
            backcast: report.backcast.map(BackcastBody::from),
            observed: report.said.into_iter().map(ObservedHere::from).collect(),
            cases: report.cases.map(|cases| cases.into_iter().map(CaseHere::from).collect()),
            guard_rails: report
                .guard_rails
                .iter()
                .map(|rail| GuardRailBody::of(rail, language))
                .collect(),
            how: report.how.into(),
        }
    }
}
