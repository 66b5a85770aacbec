//! `/indicators`: what is known of areas besides counts.

use super::{
    AppState,
    auth::SignedIn,
    extract::{Params, blocking, date},
    problem::Problem,
};
use crate::{
    analysis::survey_share::Share,
    app::indicators::{self as verbs, Delivered, Filter, KnownIndicator, SeenIndicator},
    area::AreaId,
    incident::{IndicatorId, Period, Unit},
};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Values on a page when nothing is said.
const PAGE: usize = 1000;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// An indicator that there are values of.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct Indicator {
    /// Stable name, e.g. `befolkning`.
    id: String,
    /// As the source of the latest value writes it.
    label: String,
    /// `antal`, `procent`, `procentenheter`, `per_tusen` or `tal`.
    #[cfg_attr(test, ts(type = "'antal' | 'procent' | 'procentenheter' | 'per_tusen' | 'tal'"))]
    unit: String,
    /// Values, suppressed ones too.
    n_values: u64,
    /// First day a value is about.
    from: String,
    /// Last day a value is about.
    to: String,
    /// Any of them is made up.
    synthetic: bool,
}

/// A value of an indicator.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "IndicatorValue"))]
#[schema(as = IndicatorValue)]
struct ValueBody {
    /// Stable name of the indicator.
    indicator: String,
    /// As the source writes it.
    label: String,
    /// Who was asked or counted; null for everybody.
    group: Option<String>,
    /// Id of the area.
    area: String,
    /// First day.
    from: String,
    /// Last day.
    to: String,
    /// The value; null when it rests on fewer than five answers.
    value: Option<f64>,
    /// Its unit.
    #[cfg_attr(test, ts(type = "'antal' | 'procent' | 'procentenheter' | 'per_tusen' | 'tal'"))]
    unit: String,
    /// Answers it rests on; null when not known or suppressed.
    n_answers: Option<u32>,
    /// Lower limit of Wilson's 95 % interval, in per cent; null for what is no share or has no known
    /// number of answers.
    low_95: Option<f64>,
    /// Upper limit.
    high_95: Option<f64>,
    /// Left out because of few answers.
    undertryckt: bool,
    /// Survey, register or report.
    source: String,
    /// When it was taken out of the source.
    extracted_on: Option<String>,
    /// Party that delivered it; null for what comes with the program.
    owner: Option<String>,
    /// Shown to the other party.
    shared: bool,
    /// Number of the delivery; null for what comes with the program.
    import: Option<u32>,
    /// Made up.
    synthetic: bool,
}

/// Values, and the indicators that there are values of.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct IndicatorList {
    /// All that the signed-in party can see, whatever the filters.
    indicators: Vec<Indicator>,
    /// Values that the filters let through, by indicator, group, area and period.
    items: Vec<ValueBody>,
    /// Cursor of the next page; null on the last.
    next: Option<String>,
}

impl From<KnownIndicator> for Indicator {
    fn from(known: KnownIndicator) -> Self {
        Self {
            id: known.id.0,
            label: known.label,
            unit: known.unit.as_str().to_owned(),
            n_values: known.n_values,
            from: known.period.from.to_string(),
            to: known.period.to.to_string(),
            synthetic: known.synthetic,
        }
    }
}

impl From<SeenIndicator> for ValueBody {
    fn from(seen: SeenIndicator) -> Self {
        let (suppressed, synthetic) = (seen.value.is_suppressed(), seen.is_synthetic());
        let SeenIndicator { value, delivered } = seen;
        let delivered = delivered.as_ref();
        let share =
            (value.unit == Unit::Procent).then(|| Share::of(value.value / 100.0, value.n_answers));
        let interval = match share {
            Some(Share::Known { interval_95, .. }) => interval_95,
            _ => None,
        };
        Self {
            indicator: value.indicator.0,
            label: value.label,
            group: value.group,
            area: value.area.0,
            from: value.period.from.to_string(),
            to: value.period.to.to_string(),
            value: (!suppressed).then_some(value.value),
            unit: value.unit.as_str().to_owned(),
            n_answers: value.n_answers.filter(|_| !suppressed),
            low_95: interval.map(|(low, _)| low * 100.0),
            high_95: interval.map(|(_, high)| high * 100.0),
            undertryckt: suppressed,
            source: value.source,
            extracted_on: value.extracted_on.map(|day| day.to_string()),
            owner: delivered.map(|it| it.owner.0.clone()),
            shared: delivered.is_none_or(|it: &Delivered| it.shared),
            import: delivered.map(|it| it.import.0),
            synthetic,
        }
    }
}

/// Which values.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Stable name of an indicator.
    #[param(pattern = "^[a-z0-9_]+$")]
    indicator: Option<String>,
    /// Id of an area.
    #[param(pattern = "^[a-z_]+/.+$")]
    area: Option<String>,
    /// Values about days from this one.
    #[param(format = Date)]
    from: Option<String>,
    /// Values about days to this one.
    #[param(format = Date)]
    to: Option<String>,
    /// A year, half-year, month … (`2014`, `2014-H1`, `2014-03`): in place of `from` and `to`.
    #[param(pattern = "^[0-9]{4}(-[0-9HQ-]+)?$")]
    period: Option<String>,
    /// From the page before.
    #[param(pattern = "^[0-9]+$")]
    cursor: Option<String>,
    /// At most so many, 1–10000; 1000 if not given.
    limit: Option<usize>,
}

impl ListQuery {
    fn period(&self) -> Result<Option<Period>, Problem> {
        if let Some(text) = &self.period {
            let period = text.parse().map(Some);
            return period.map_err(|_| Problem::field("invalid", "period", "malformed"));
        }
        let from = date("from", self.from.as_deref())?;
        let to = date("to", self.to.as_deref())?;
        if from.is_none() && to.is_none() {
            return Ok(None);
        }
        let (from, to) =
            (from.unwrap_or(jiff::civil::Date::MIN), to.unwrap_or(jiff::civil::Date::MAX));
        let code = "ends_before_it_begins";
        Period::new(from, to).map(Some).ok_or_else(|| Problem::field("invalid", "to", code))
    }
}

/// Values of indicators: the signed-in party's own and those that others share.
#[utoipa::path(get, path = "/indicators", tag = "catalogue",
    extensions(("x-reads" = json!("counts"))), params(ListQuery),
    responses((status = 200, body = IndicatorList)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Params(query): Params<ListQuery>,
) -> Result<Json<IndicatorList>, Problem> {
    let filter = Filter {
        indicator: query.indicator.clone().map(IndicatorId),
        area: query.area.clone().map(AreaId),
        period: query.period()?,
    };
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=10_000).contains(&limit) {
        return Err(Problem::field("invalid", "limit", "out_of_range"));
    }
    let offset: usize = query
        .cursor
        .as_deref()
        .map_or(Ok(0), str::parse)
        .map_err(|_| Problem::field("invalid", "cursor", "malformed"))?;
    let (known, values) = blocking(app, move |app| {
        Ok((verbs::known(app, &actor)?, verbs::list(app, &actor, &filter)?))
    })
    .await?;
    let next = (values.len() > offset.saturating_add(limit)).then(|| (offset + limit).to_string());
    let items = values.into_iter().skip(offset).take(limit).map(ValueBody::from).collect();
    let indicators = known.into_iter().map(Indicator::from).collect();
    Ok(Json(IndicatorList { indicators, items, next }))
}
