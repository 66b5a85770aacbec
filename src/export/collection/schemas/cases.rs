//! Platssamverkan, at three levels that say more or less.

use super::{own, shared};
use crate::{
    case::work::Work,
    export::{
        Feature, FeatureId, Value,
        collection::{Kind, Property, Schema, Shape},
        layers,
    },
};
use geo_types::{Geometry, Point};
use jiff::civil::Date;
use serde_json::json;

const NAME: &str = "cases";
const TITLE_SV: &str = "Platssamverkan";
const TITLE_EN: &str = "Joint work on places";

fn number() -> Property {
    own("number", Kind::Text, "Ärendets nummer, PLS-ÅÅÅÅ-NNN", "Number of the case, PLS-YYYY-NNN")
}

fn state() -> Property {
    own("state", Kind::Text, "Ärendets läge", "State of the case")
}

fn yta() -> Property {
    own(
        "yta",
        Kind::Whole,
        "Ytans nummer, från 1; större när ärendet utvidgats",
        "Number of its ground, from 1; larger when the case was extended",
    )
}

fn approximate() -> Property {
    own("approximate", Kind::Flag, "Ytan är ungefärlig", "The ground is approximate")
}

fn areas() -> Property {
    own(
        "areas",
        Kind::Json,
        "Områden som ytan ligger i, med andel av ytan 0–1",
        "Areas that the ground lies in, with the share of it, 0–1",
    )
}

/// For the two parties: as in the file `cases`.
pub fn exact() -> Schema {
    Schema {
        name: NAME,
        title_sv: TITLE_SV,
        title_en: TITLE_EN,
        about_sv: "Ärenden om platssamverkan under de överenskommelser som din part har, med den yta \
                   som gäller nu.",
        about_en: "Cases of joint work under the agreements of your party, with the ground that holds \
                   now.",
        shape: Shape::Mixed,
        properties: vec![
            number(),
            shared("name", Kind::Text),
            state(),
            own("opened_at", Kind::Instant, "När det öppnades, UTC", "When it was opened, UTC"),
            own("party_polis", Kind::Text, "Polisens part", "Party of the police"),
            own("party_stad", Kind::Text, "Stadens part", "Party of the city"),
            own(
                "diarienummer_polis",
                Kind::Text,
                "Polisens diarienummer",
                "Register number of the police",
            ),
            own(
                "diarienummer_stad",
                Kind::Text,
                "Stadens diarienummer",
                "Register number of the city",
            ),
            own(
                "evidence_fingerprint",
                Kind::Text,
                "Fingeravtryck av det underlag som båda undertecknat",
                "Fingerprint of the evidence that both signed",
            ),
            yta(),
            own(
                "yta_from",
                Kind::Instant,
                "Sedan när ytan gäller, UTC",
                "Since when it holds, UTC",
            ),
            shared("area_km2", Kind::Number),
            approximate(),
            areas(),
        ],
    }
}

/// For the city's own systems: where and how far, without register numbers, evidence and counts.
pub fn for_the_city() -> Schema {
    Schema {
        name: NAME,
        title_sv: TITLE_SV,
        title_en: TITLE_EN,
        about_sv: "Pågående och avslutade ärenden om platssamverkan under stadens överenskommelser: \
                   nummer, läge och yta. Inga antal och inga diarienummer.",
        about_en: "Cases of joint work under the city's agreements: number, state and ground. No counts \
                   and no register numbers.",
        shape: Shape::Mixed,
        properties: vec![
            number(),
            shared("name", Kind::Text),
            state(),
            own("opened_on", Kind::Day, "Dagen då det öppnades", "The day it was opened"),
            yta(),
            approximate(),
            areas(),
        ],
    }
}

/// For everyone: the cases whose public page both parties have approved.
pub fn for_everyone() -> Schema {
    Schema {
        name: NAME,
        title_sv: TITLE_SV,
        title_en: TITLE_EN,
        about_sv: "Platssamverkan som båda parter berättar om för allmänheten, som en punkt på kartan. \
                   Vad som görs står på sidan.",
        about_en: "Joint work on places that both parties tell the public of, as a point on the map. \
                   What is done stands on the page.",
        shape: Shape::Point,
        properties: vec![
            number(),
            own("name", Kind::Text, "Sidans rubrik", "Title of the page, in Swedish"),
            own(
                "page",
                Kind::Text,
                "Sidans adress i tjänsten",
                "Address of the page in the service",
            ),
            own(
                "approved_on",
                Kind::Day,
                "Dagen då den andra parten godkände sidan",
                "The day on which the second party approved the page",
            ),
        ],
    }
}

/// A case for the city's own systems.
pub fn case_for_the_city(work: &Work, opened_on: Date) -> Feature {
    let place = work.place();
    let areas: Vec<_> =
        place.areas.iter().map(|(id, share)| json!({"id": id, "share": share})).collect();
    let number = work.case().number.to_string();
    Feature {
        id: FeatureId::Text(number.clone()),
        geometry: Some(layers::place_geometry(&place.geometry)),
        label_at: Some(place.label_at),
        properties: vec![
            ("number", Value::Text(number)),
            ("name", work.case().place.name.as_str().into()),
            ("state", work.standing().state.as_str().into()),
            ("opened_on", Value::Text(opened_on.to_string())),
            ("yta", work.ytor().len().into()),
            ("approximate", Value::Flag(place.approximate)),
            ("areas", Value::Json(areas.into())),
        ],
    }
}

/// A case for everyone; `None` unless its page is up. The ground was not approved, so there is a point.
pub fn case_for_everyone(work: &Work) -> Option<Feature> {
    let version = work.standing().page.up()?;
    let number = work.case().number.to_string();
    let at = work.place().label_at;
    Some(Feature {
        id: FeatureId::Text(number.clone()),
        geometry: Some(Geometry::from(Point::new(at.lon, at.lat))),
        label_at: Some(at),
        properties: vec![
            ("number", Value::Text(number.clone())),
            ("name", version.page.title.as_str().into()),
            ("page", Value::Text(format!("/plats/{number}"))),
            ("approved_on", version.approved.iter().map(|signed| signed.on).max().into()),
        ],
    })
}
