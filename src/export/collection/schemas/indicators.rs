//! Indicators: one feature per indicator, group, area and period, on the ground of the area.

use super::{own, shared};
use crate::{
    area::Area,
    export::{
        Feature, FeatureId, Value,
        collection::{Kind, Schema, Shape},
        layers::label_at,
    },
    incident::IndicatorValue,
};
use geo_types::Geometry;

/// What the collection looks like.
pub fn schema() -> Schema {
    Schema {
        name: "indicators",
        title_sv: "Indikatorer per område",
        title_en: "Indicators by area",
        about_sv: "Tal om ett område och en period som inte är händelser: befolkning, andelar ur \
                   enkäter, officiella årstal. Andelar ur färre än fem svar är undertryckta.",
        about_en: "Numbers about an area and a period that are no incidents: population, shares of \
                   surveys, official yearly counts. Shares of fewer than five answers are suppressed.",
        shape: Shape::Polygon,
        properties: vec![
            own("indicator", Kind::Text, "Indikatorns id", "Id of the indicator"),
            own("label", Kind::Text, "Som källan skriver den", "As the source writes it"),
            own(
                "group",
                Kind::Text,
                "Vilka som tillfrågats eller räknats; tomt för alla",
                "Who was asked or counted; empty for everybody",
            ),
            shared("area", Kind::Text),
            shared("area_name", Kind::Text),
            shared("kind", Kind::Text),
            own("period_from", Kind::Day, "Periodens första dag", "First day of the period"),
            own("period_to", Kind::Day, "Periodens sista dag", "Last day of the period"),
            own(
                "value",
                Kind::Number,
                "Värdet; tomt om undertryckt",
                "The value; empty if suppressed",
            ),
            own(
                "unit",
                Kind::Text,
                "Enhet: antal, procent, procentenheter, per_tusen eller tal",
                "Unit: antal (count), procent (%), procentenheter (percentage points), per_tusen or tal",
            ),
            shared("undertryckt", Kind::Flag),
            shared("n_answers", Kind::Whole),
            own("value_source", Kind::Text, "Värdets källa", "Source of the value"),
            own(
                "taken_on",
                Kind::Day,
                "Dagen då värdet togs ur källan",
                "The day the value was taken out of its source",
            ),
            shared("synthetic", Kind::Flag),
        ],
    }
}

/// A value on its ground. A suppressed one says so, and neither how much nor of how many.
pub fn feature(of: &IndicatorValue, area: Option<&Area>, synthetic: bool) -> Feature {
    let hidden = of.is_suppressed();
    let group = of.group.as_deref();
    let days = (of.period.from, of.period.to);
    let ground = area.and_then(|area| area.geometry.as_ref());
    let id = format!(
        "{} {} {} {}/{}",
        of.indicator.0,
        group.unwrap_or("alla"),
        of.area.0,
        days.0,
        days.1
    );
    Feature {
        id: FeatureId::Text(id),
        label_at: ground.and_then(label_at),
        geometry: ground.cloned().map(Geometry::from),
        properties: vec![
            ("indicator", of.indicator.0.as_str().into()),
            ("label", of.label.as_str().into()),
            ("group", group.into()),
            ("area", of.area.0.as_str().into()),
            ("area_name", area.map(|area| area.name.as_str()).into()),
            ("kind", area.map(|area| area.kind.as_str()).into()),
            ("period_from", Value::Text(days.0.to_string())),
            ("period_to", Value::Text(days.1.to_string())),
            ("value", if hidden { Value::Null } else { Value::Number(of.value) }),
            ("unit", of.unit.as_str().into()),
            ("undertryckt", Value::Flag(hidden)),
            ("n_answers", if hidden { Value::Null } else { of.n_answers.into() }),
            ("value_source", of.source.as_str().into()),
            ("taken_on", of.extracted_on.into()),
            ("synthetic", Value::Flag(synthetic)),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        area::AreaId,
        incident::{IndicatorId, Period, Unit},
    };
    use jiff::civil::date;

    #[test]
    fn what_is_suppressed_says_so_and_nothing_else() {
        let mut value = IndicatorValue {
            indicator: IndicatorId("otrygg".into()),
            label: "Otrygg".into(),
            group: None,
            area: AreaId("regso/1".into()),
            period: Period { from: date(2025, 1, 1), to: date(2025, 12, 31) },
            value: 75.0,
            unit: Unit::Procent,
            n_answers: Some(4),
            source: "prov".into(),
            extracted_on: None,
        };
        let get = |feature: &Feature, name: &str| {
            let found = feature.properties.iter().find(|(known, _)| *known == name);
            found.expect("an attribute").1.clone()
        };
        let hidden = feature(&value, None, true);
        assert_eq!(get(&hidden, "undertryckt"), Value::Flag(true));
        assert_eq!((get(&hidden, "value"), get(&hidden, "n_answers")), (Value::Null, Value::Null));
        value.n_answers = Some(5);
        let shown = feature(&value, None, true);
        assert_eq!((get(&shown, "value"), get(&shown, "n_answers")), (75.0.into(), 5_u32.into()));
        assert_eq!(shown.id, FeatureId::Text("otrygg alla regso/1 2025-01-01/2025-12-31".into()));
        for one in [&hidden, &shown] {
            let names: Vec<_> = one.properties.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, schema().columns());
        }
    }
}
