//! Areas: a collection per kind.

use super::{own, shared};
use crate::{
    area::AreaKind,
    export::collection::{Kind, Schema, Shape},
};

/// Of a kind.
pub fn schema(kind: AreaKind) -> Schema {
    let (title_sv, title_en) = titles(kind);
    Schema {
        name: kind.as_str(),
        title_sv,
        title_en,
        about_sv: "Områden som gäller i dag, med deras gräns, kod och källa. Ett område utan yta är \
                   känt bara genom vad det hör till.",
        about_en: "Areas that are valid today, with their boundary, code and source. An area without \
                   ground is known only by what it belongs to.",
        shape: Shape::Polygon,
        properties: vec![
            own(
                "area_id",
                Kind::Text,
                "Områdets id, <slag>/<kod>; detsamma genom alla versioner",
                "Id of the area, <kind>/<code>; the same through all versions",
            ),
            shared("kind", Kind::Text),
            own("kind_label", Kind::Text, "Områdesslagets namn", "Name of the kind in Swedish"),
            own("code", Kind::Text, "Utgivarens kod", "Code given by the publisher"),
            shared("name", Kind::Text),
            own(
                "valid_from",
                Kind::Day,
                "Första dagen versionen gäller; tomt om sedan länge",
                "First day of this version; empty if since always",
            ),
            own(
                "valid_to",
                Kind::Day,
                "Sista dagen versionen gäller; tomt om tills vidare",
                "Last day of this version; empty if until further notice",
            ),
            own(
                "class",
                Kind::Text,
                "Polisens klass: utsatt, riskomrade eller sarskilt_utsatt; bara för utsatta områden",
                "Class of the police: utsatt, riskomrade or sarskilt_utsatt; for exposed areas alone",
            ),
            own(
                "approximate",
                Kind::Flag,
                "Ritad för hand eller sammansatt av andra områden: ingen officiell gräns",
                "Drawn by hand or composed of other areas: no official boundary",
            ),
            shared("area_km2", Kind::Number),
            own("area_source", Kind::Text, "Gränsens källa", "Source of the boundary"),
            own("note", Kind::Text, "Vad en läsare bör veta", "What a reader should know"),
        ],
    }
}

fn titles(kind: AreaKind) -> (&'static str, &'static str) {
    match kind {
        AreaKind::Polisregion => ("Polisregioner", "Police regions"),
        AreaKind::Polisomrade => ("Polisområden", "Police areas"),
        AreaKind::Lokalpolisomrade => ("Lokalpolisområden", "Local police areas"),
        AreaKind::Kommun => ("Kommuner", "Municipalities"),
        AreaKind::Stadsdelsomrade => ("Stadsdelsområden", "District administrations"),
        AreaKind::Stadsdel => ("Stadsdelar", "City districts"),
        AreaKind::Statistikomrade => ("Statistikområden", "Statistical areas of the city"),
        AreaKind::Basomrade => ("Basområden", "Base areas of the city"),
        AreaKind::Regso => ("RegSO", "RegSO, regional statistical areas"),
        AreaKind::Deso => ("DeSO", "DeSO, demographic statistical areas"),
        AreaKind::UtsattOmrade => ("Utsatta områden", "Exposed areas (police list)"),
        AreaKind::Plats => ("Platser", "Places"),
        AreaKind::Ovrigt => ("Övriga områden", "Other areas"),
    }
}
