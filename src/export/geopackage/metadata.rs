//! What is said of the file, in three tongues: GDAL's, which `ogrinfo` shows, QGIS's, which stands under
//! the properties of the layer, and whole as JSON, as the members of the GeoJSON are.

use crate::export::{Provenance, crs::Crs, geojson::members, sheet::Sheet};
use serde_json::{Map, Value};

/// One of them: standard, media type, text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// By which it is known.
    pub standard: &'static str,
    /// Of the text.
    pub media_type: &'static str,
    /// Itself.
    pub text: String,
}

/// All three.
pub fn said(about: &Provenance, sheet: &Sheet) -> [Said; 3] {
    let members: Map<String, Value> =
        members(about).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    [
        Said { standard: "http://gdal.org", media_type: "text/xml", text: gdal(&members, sheet) },
        Said {
            standard: "http://mrcc.com/qgis.dtd",
            media_type: "text/xml",
            text: qgis(about, sheet),
        },
        Said {
            standard: "https://www.rfc-editor.org/rfc/rfc7946#section-6.1",
            media_type: "application/json",
            text: Value::Object(members).to_string(),
        },
    ]
}

/// A sentence about the layer for the list of contents.
pub fn description(about: &Provenance, sheet: &Sheet) -> String {
    let day =
        about.data_date.map(|day| format!(" Uppgifter till och med {day}.")).unwrap_or_default();
    let run = about.run.as_ref().map(|run| format!(" Körning {run}.")).unwrap_or_default();
    let made_up = if about.synthetic { " Syntetiska data." } else { "" };
    format!(
        "{}.{day}{run}{made_up} Nivå: {}. Källa: {}. Villkor: {}.",
        sheet.title_sv, about.classification, about.source, about.licence
    )
}

/// Text inside XML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() && !"\n\r\t".contains(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// Whoever answers for what is released stands in its card.
fn contact(about: &Provenance) -> Option<&str> {
    about.card.as_ref()?.get("contact")?.as_str()
}

fn gdal(members: &Map<String, Value>, sheet: &Sheet) -> String {
    let item = |name: &str, value: &str| {
        format!("<MDI key=\"{}\">{}</MDI>", escaped(&name.to_uppercase()), escaped(value))
    };
    let titles = [("title", sheet.title_sv), ("title_en", sheet.title_en)];
    let mut items: String = titles.into_iter().map(|(name, value)| item(name, value)).collect();
    for (name, value) in members.iter().filter(|(name, _)| *name != "crs") {
        match value {
            Value::Null => {}
            Value::String(text) => items.push_str(&item(name, text)),
            other => items.push_str(&item(name, &other.to_string())),
        }
    }
    format!("<GDALMultiDomainMetadata><Metadata>{items}</Metadata></GDALMultiDomainMetadata>")
}

fn qgis(about: &Provenance, sheet: &Sheet) -> String {
    let element = |name: &str, text: &str| format!("<{name}>{}</{name}>", escaped(text));
    let mut text =
        String::from("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis>");
    text.push_str(&element("identifier", about.run.as_deref().unwrap_or(about.layer)));
    text.push_str(&element("language", "sv"));
    text.push_str("<type>dataset</type>");
    text.push_str(&element("title", sheet.title_sv));
    text.push_str(&element("abstract", &description(about, sheet)));
    text.push_str(&element("rights", &about.classification));
    text.push_str(&element("license", &about.licence));
    if let Some(contact) = contact(about) {
        let organization = element("organization", contact);
        text.push_str(&format!(
            "<contact><name/>{organization}<position/><voice/><fax/><email/>\
             <role>pointOfContact</role></contact>"
        ));
    }
    text.push_str(&element("fees", ""));
    text.push_str(&element("encoding", "UTF-8"));
    text.push_str(&format!(
        "<crs><spatialrefsys><authid>EPSG:{}</authid></spatialrefsys></crs>",
        about.crs.epsg()
    ));
    let day = about.data_date.unwrap_or(about.extracted_on);
    text.push_str(&format!(
        "<extent><temporal><instant>{day}T00:00:00Z</instant></temporal></extent></qgis>"
    ));
    text
}

/// The day as the standard writes a point in time.
pub fn last_change(about: &Provenance) -> String {
    format!("{}T00:00:00.000Z", about.extracted_on)
}

/// GeoPackage without another system asked for is in that of the city's maps.
pub fn default_crs() -> Crs {
    Crs::parse("EPSG:3011").map_or(Crs::Sweref99Tm, |(crs, _)| crs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use serde_json::json;

    #[test]
    fn every_tongue_says_source_terms_level_run_and_day_and_escapes_what_it_must() {
        let card = json!({"method": "scan", "contact": "Stadsledningskontoret"});
        let about = Provenance {
            run: Some("run-1".into()),
            data_date: Some(date(2026, 5, 31)),
            source: "Import <1> & \"2\"".into(),
            crs: default_crs(),
            card: card.as_object().cloned(),
            ..Provenance::trial("scan")
        };
        let sheet = Sheet::of("scan").expect("a layer");
        let [gdal, qgis, json] = said(&about, &sheet);
        assert!(
            gdal.text.contains("<MDI key=\"SOURCE\">Import &lt;1&gt; &amp; &quot;2&quot;</MDI>")
        );
        assert!(gdal.text.contains("<MDI key=\"DATA_DATE\">2026-05-31</MDI>"), "{}", gdal.text);
        assert!(gdal.text.contains("<MDI key=\"CARD\">{&quot;contact&quot;:"), "{}", gdal.text);
        for part in [
            "<identifier>run-1</identifier>",
            "<license>CC0</license>",
            "<rights>intern</rights>",
            "<organization>Stadsledningskontoret</organization>",
            "<authid>EPSG:3011</authid>",
            "<instant>2026-05-31T00:00:00Z</instant>",
        ] {
            assert!(qgis.text.contains(part), "{part} in {}", qgis.text);
        }
        let json: Value = serde_json::from_str(&json.text).expect("JSON");
        assert_eq!(json["card"]["method"], "scan");
        assert_eq!(json["source"], "Import <1> & \"2\"");
        assert_eq!(last_change(&about), "2026-06-10T00:00:00.000Z");
    }
}
