//! `/places/neighbours`: the cases and openings near a place, before anybody points at it.

use super::{
    AppState,
    areas::Point,
    auth::SignedIn,
    extract::{Params, blocking},
    problem::{Problem, ProblemBody},
};
use crate::{
    app::{
        neighbours::{self as verbs, About, Near, Neighbour},
        openings::IdentifyFrom,
    },
    area::AreaId,
    case::{
        number::OpeningId,
        overlap::{BESIDE_M, NEAR_M},
        place::PlaceGeometry,
    },
    export::{geojson::geometry_json, layers::place_geometry},
};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Exactly one of `run` with `rank`, `place`, and `opening`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct NeighbourQuery {
    /// Id of a run of one's own party.
    #[param(pattern = "^[a-z0-9-]+$")]
    run: Option<String>,
    /// Rank of the place in the run.
    rank: Option<u32>,
    /// Id of an area.
    #[param(pattern = "^[a-z_]+/.+$")]
    place: Option<String>,
    /// Id of an opening.
    #[param(pattern = "^[a-z0-9-]+$")]
    opening: Option<String>,
}

impl NeighbourQuery {
    fn about(self) -> Result<About, Problem> {
        let missing = |field: &'static str| Problem::field("invalid", field, "missing");
        match (self.run, self.place, self.opening) {
            (Some(run), None, None) => {
                let rank = self.rank.ok_or_else(|| missing("rank"))?;
                Ok(About::Place(IdentifyFrom::RunPlace { run, rank }))
            }
            (None, Some(place), None) => Ok(About::Place(IdentifyFrom::NamedPlace(AreaId(place)))),
            (None, None, Some(opening)) => Ok(About::Opening(OpeningId(opening))),
            (None, None, None) => Err(missing("place")),
            _ => Err(Problem::field("invalid", "place", "ambiguous")),
        }
    }
}

/// A case or an opening near a place.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "Neighbour", export_to = "../web/src/api/types/"))]
#[schema(as = Neighbour)]
struct NeighbourBody {
    /// Number, when it is a case;
    case: Option<String>,
    /// or id of the opening.
    opening: Option<String>,
    /// Name of the place.
    name: String,
    /// A state of cases or of openings.
    state: &'static str,
    /// `yta`, `strak` or `punkt`.
    #[cfg_attr(test, ts(type = "'yta' | 'strak' | 'punkt'"))]
    form: &'static str,
    /// The function that leads it; null in a case whose template nobody has written.
    led_by: Option<String>,
    /// Share (0–1) of the place that lies in it; null where that has no answer.
    share_of_place: Option<f64>,
    /// Share (0–1) of it that lies in the place; null where that has no answer.
    share_of_it: Option<f64>,
    /// Metres between them; 0 where they meet.
    distance_m: f64,
    /// It is a case that can be extended in the state it is in.
    can_be_extended: bool,
    /// GeoJSON geometry.
    #[cfg_attr(test, ts(type = "GeoJSON.Geometry"))]
    #[schema(value_type = Object)]
    geometry: serde_json::Value,
    /// A point on it.
    label_at: Point,
}

impl From<&Neighbour> for NeighbourBody {
    fn from(one: &Neighbour) -> Self {
        let (place, overlap) = (one.place(), &one.overlap);
        let (case, opening, name) = match &one.near {
            Near::Case(work) => {
                let case = work.case();
                (Some(case.number.to_string()), None, &case.place.name)
            }
            Near::Opening(opening) => (None, Some(opening.value.id().0.clone()), &place.name),
        };
        Self {
            case,
            opening,
            name: name.to_string(),
            state: one.state(),
            form: match &place.geometry {
                PlaceGeometry::Area(_) => "yta",
                PlaceGeometry::Line(_) => "strak",
                PlaceGeometry::Point(_) => "punkt",
            },
            led_by: one.led_by().map(str::to_owned),
            share_of_place: overlap.of_one,
            share_of_it: overlap.of_other,
            distance_m: overlap.distance_m,
            can_be_extended: one.to_extend().is_some(),
            geometry: geometry_json(&place_geometry(&place.geometry)),
            label_at: place.label_at.into(),
        }
    }
}

/// What lies near a place.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct NeighbourList {
    /// The largest overlap first, then the nearest.
    items: Vec<NeighbourBody>,
    /// How near, in metres.
    within_m: f64,
    /// What of a stråk or a point lies so near another's, in metres, counts as in it.
    beside_m: f64,
}

/// Cases and undecided openings that overlap a place or lie near it.
#[utoipa::path(get, path = "/places/neighbours", tag = "areas",
    extensions(("x-reads" = json!("notes"))), params(NeighbourQuery),
    responses((status = 200, body = NeighbourList), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Params(query): Params<NeighbourQuery>,
) -> Result<Json<NeighbourList>, Problem> {
    let about = query.about()?;
    let found = blocking(app, move |app| verbs::list(app, &actor, about)).await?;
    let items = found.iter().map(NeighbourBody::from).collect();
    Ok(Json(NeighbourList { items, within_m: NEAR_M, beside_m: BESIDE_M }))
}
