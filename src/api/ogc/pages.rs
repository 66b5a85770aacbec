//! The same as pages to read, in Swedish: for whoever finds an address and wants to know what it is, and
//! how to get it into QGIS. No script, and no style but that of `ogc.css`.

mod shown;

use super::{
    asked::{Asked, cursor},
    at::{At, encoded},
    conformance::classes,
    described,
};
use crate::{
    case::access::ReleaseLevel,
    export::{
        Feature, FeatureId,
        collection::{Collection, Kind, Shape, ask, ask::Page},
        document::escape,
    },
};
use shown::{decimal, grouped, shown, spoken};
use std::{fmt::Write, sync::Arc};

/// Which attributes are explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fields {
    /// All.
    All,
    /// Those that can be asked for.
    Queryables,
}

/// A page: where one is, what it is called, what stands there.
fn whole(at: &At, crumbs: &[(&str, String)], title: &str, body: &str) -> String {
    let mut out = String::with_capacity(body.len() + 4_000);
    let level = match at.level {
        ReleaseLevel::Publik => "publik",
        ReleaseLevel::Stad => "stad",
        ReleaseLevel::Intern => "intern",
    };
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"sv\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} – Platssamverkan</title>\n<link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\n\
         <link rel=\"stylesheet\" href=\"/ogc/ogc.css\">\n\
         </head>\n<body class=\"{level}\">\n<header>\n<nav aria-label=\"Var du är\"><ol>\n",
        title = escape(title),
    );
    let root = (described::title(at), at.root_path());
    let all = std::iter::once(&root).chain(crumbs);
    for (i, (words, to)) in all.enumerate() {
        let words = escape(words);
        let _ = match i == crumbs.len() {
            true => writeln!(out, "<li aria-current=\"page\">{words}</li>"),
            false => writeln!(out, "<li><a href=\"{}?f=html\">{words}</a></li>", escape(to)),
        };
    }
    let json = at.this_with(&[("f", "json")]);
    let _ = write!(
        out,
        "</ol></nav>\n<p class=\"level\">Nivå <strong>{level}</strong></p>\n</header>\n<main>\n\
         <h1>{}</h1>\n{body}\n</main>\n<footer><p><a href=\"{}\">Samma sida som JSON</a> · \
         <a href=\"{}/api?f=html\">Gränssnittet</a> · <a href=\"{}/conformance?f=html\">Standarder</a>\
         </p></footer>\n</body>\n</html>\n",
        escape(title),
        escape(&json),
        at.root_path(),
        at.root_path(),
    );
    out
}

fn collection_path(at: &At, one: &Collection) -> String {
    format!("{}/collections/{}", at.root_path(), one.schema().name)
}

pub(super) fn landing(at: &At, all: &[Arc<Collection>]) -> String {
    let mut body = format!("<p class=\"lead\">{}</p>\n", escape(described::about(at)));
    made_up(&mut body, all.iter().any(|one| one.provenance().synthetic));
    body.push_str("<h2>Samlingar</h2>\n");
    list(&mut body, at, all);
    qgis(&mut body, at, None);
    whole(at, &[], described::title(at), &body)
}

pub(super) fn collections(at: &At, all: &[Arc<Collection>]) -> String {
    let mut body = String::new();
    list(&mut body, at, all);
    let here = ("Samlingar", format!("{}/collections", at.root_path()));
    whole(at, &[here], "Samlingar", &body)
}

fn list(out: &mut String, at: &At, all: &[Arc<Collection>]) {
    out.push_str("<ul class=\"cards\">\n");
    for one in all {
        let schema = one.schema();
        let _ = writeln!(
            out,
            "<li><h3><a href=\"{}?f=html\">{}</a></h3><p>{}</p><p class=\"facts\"><code>{}</code> · \
             {} objekt{}</p></li>",
            collection_path(at, one),
            escape(schema.title_sv),
            escape(first_sentence(schema.about_sv)),
            schema.name,
            grouped(one.features().len()),
            if one.provenance().synthetic { " · påhittade uppgifter" } else { "" },
        );
    }
    out.push_str("</ul>\n");
}

fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |end| &text[..=end])
}

pub(super) fn collection(at: &At, one: &Collection) -> String {
    let (schema, about) = (one.schema(), one.provenance());
    let own = collection_path(at, one);
    let mut body = format!("<p class=\"lead\">{}</p>\n", escape(schema.about_sv));
    made_up(&mut body, about.synthetic);
    let _ = writeln!(
        body,
        "<p class=\"go\"><a class=\"button\" href=\"{own}/items?f=html\">Se objekten</a> \
         <a class=\"button second\" href=\"{own}/items?f=json\">Hämta som GeoJSON</a></p>"
    );
    let contact = about.card.as_ref().and_then(|card| card.get("contact")?.as_str());
    let days = ask::interval(one).map(|(from, to)| {
        let day = |at: Option<jiff::Timestamp>| at.map(|at| at.to_string()[..10].to_owned());
        format!("{} – {}", day(from).unwrap_or_default(), day(to).unwrap_or_default())
    });
    let days = days.filter(|text| text != " – ");
    let facts = [
        ("Namn i adresser", Some(schema.name.to_owned())),
        ("Antal objekt", Some(grouped(one.features().len()))),
        ("Geometri", Some(shape(schema.shape).to_owned())),
        ("Tid", days),
        ("Källa", Some(about.source.clone())),
        ("Villkor", Some(about.licence.clone())),
        ("Kontakt", contact.map(str::to_owned)),
        ("Klassning", Some(about.classification.clone())),
        ("Uppgifter till och med", about.data_date.map(|day| day.to_string())),
        ("Körning", about.run.clone()),
        ("Uttagen", Some(about.extracted_on.to_string())),
    ];
    body.push_str("<dl>\n");
    for (name, is) in facts {
        if let Some(is) = is.filter(|is| !is.is_empty()) {
            let _ = writeln!(body, "<dt>{name}</dt><dd>{}</dd>", escape(&is));
        }
    }
    body.push_str("</dl>\n<h2>Attribut</h2>\n");
    explained(&mut body, one, Fields::All);
    qgis(&mut body, at, Some(one));
    whole(at, &crumbs(at, one, None), schema.title_sv, &body)
}

fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Point => "Punkter",
        Shape::Polygon => "Ytor",
        Shape::Mixed => "Ytor, linjer och punkter",
    }
}

fn crumbs<'a>(
    at: &At,
    one: &'a Collection,
    last: Option<(&'a str, String)>,
) -> Vec<(&'a str, String)> {
    let mut crumbs = vec![
        ("Samlingar", format!("{}/collections", at.root_path())),
        (one.schema().title_sv, collection_path(at, one)),
    ];
    crumbs.extend(last);
    crumbs
}

pub(super) fn fields(at: &At, one: &Collection, which: Fields) -> String {
    let (title, part) = match which {
        Fields::All => ("Attribut", "schema"),
        Fields::Queryables => ("Kan efterfrågas", "queryables"),
    };
    let mut body = String::new();
    explained(&mut body, one, which);
    let here = (title, format!("{}/{part}", collection_path(at, one)));
    whole(at, &crumbs(at, one, Some(here)), title, &body)
}

fn explained(out: &mut String, one: &Collection, which: Fields) {
    out.push_str(
        "<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Namn</th><th scope=\"col\">Slag</th>\
         <th scope=\"col\">Betydelse</th></tr></thead>\n<tbody>\n",
    );
    let all = one.schema().properties.iter();
    for property in all.filter(|one| which == Fields::All || one.kind != Kind::Json) {
        let _ = writeln!(
            out,
            "<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>",
            property.name,
            spoken(property.kind),
            escape(property.about_sv)
        );
    }
    out.push_str("</tbody>\n</table></div>\n");
}

pub(super) fn items(at: &At, one: &Collection, asked: &Asked, page: &Page<'_>) -> String {
    let schema = one.schema();
    let mut body = String::new();
    made_up(&mut body, one.provenance().synthetic);
    let _ = write!(
        body,
        "<p><strong>{}</strong> objekt motsvarar frågan; {} visas, högst {} i taget.</p>\n<p class=\"go\">\
         <a class=\"button second\" href=\"{}\">Dessa som GeoJSON</a>",
        grouped(page.matched),
        grouped(page.features.len()),
        grouped(asked.limit),
        escape(&at.this_with(&[("f", "json")])),
    );
    let next = page.next.map(|id| at.this_with(&[("cursor", &cursor(id))]));
    let next = next.map(|next| {
        format!(" <a class=\"button\" rel=\"next\" href=\"{}\">Nästa sida</a>", escape(&next))
    });
    let next = next.unwrap_or_default();
    let _ = write!(
        body,
        "{next}</p>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">id</th>"
    );
    for property in &schema.properties {
        let _ = write!(
            body,
            "<th scope=\"col\" title=\"{}\">{}</th>",
            escape(property.about_sv),
            property.name
        );
    }
    body.push_str("</tr></thead>\n<tbody>\n");
    for feature in &page.features {
        let id = id_of(feature);
        let _ = write!(
            body,
            "<tr><td><a href=\"{}/items/{}?f=html\">{}</a></td>",
            collection_path(at, one),
            encoded(&id),
            escape(&id)
        );
        for (_, value) in &feature.properties {
            let (class, text) = shown(value);
            let _ = write!(body, "<td{class}>{}</td>", escape(&text));
        }
        body.push_str("</tr>\n");
    }
    let _ = write!(body, "</tbody>\n</table></div>\n<p class=\"go\">{next}</p>");
    let here = ("Objekt", format!("{}/items", collection_path(at, one)));
    whole(at, &crumbs(at, one, Some(here)), schema.title_sv, &body)
}

fn id_of(feature: &Feature) -> String {
    match &feature.id {
        FeatureId::Number(id) => id.to_string(),
        FeatureId::Text(id) => id.clone(),
    }
}

pub(super) fn feature(at: &At, one: &Collection, feature: &Feature) -> String {
    let id = id_of(feature);
    let name = feature.properties.iter().find(|(name, _)| *name == "name");
    let name = name.map(|(_, value)| shown(value).1).filter(|name| !name.is_empty());
    let mut body = String::new();
    made_up(&mut body, one.provenance().synthetic);
    body.push_str("<dl>\n");
    let _ = writeln!(body, "<dt>id</dt><dd><code>{}</code></dd>", escape(&id));
    for (property, (_, value)) in one.schema().properties.iter().zip(&feature.properties) {
        let (_, text) = shown(value);
        let text = if text.is_empty() { "–".to_owned() } else { escape(&text) };
        let text = match (property.name, text.starts_with("/plats/")) {
            ("page", true) => format!("<a href=\"{text}\">{text}</a>"),
            _ => text,
        };
        let about = escape(property.about_sv);
        let _ = writeln!(
            body,
            "<dt><code>{}</code> <span>{about}</span></dt><dd>{text}</dd>",
            property.name
        );
    }
    let lies = match (&feature.geometry, feature.label_at) {
        (None, _) => "Ingen yta".to_owned(),
        (Some(_), None) => "Yta".to_owned(),
        (Some(_), Some(at)) => {
            format!("Kring {} N, {} E (WGS84)", decimal(at.lat, 5), decimal(at.lon, 5))
        }
    };
    let _ = writeln!(body, "<dt>Läge</dt><dd>{lies}</dd>\n</dl>");
    let items = ("Objekt", format!("{}/items", collection_path(at, one)));
    let mut crumbs = crumbs(at, one, Some(items));
    crumbs.push((&id, String::new()));
    whole(at, &crumbs, name.as_deref().unwrap_or(&id), &body)
}

pub(super) fn conformance(at: &At) -> String {
    let mut body = String::from(
        "<p class=\"lead\">Tjänsten följer dessa delar av OGC API – Features.</p>\n<ul>\n",
    );
    for class in classes() {
        let _ = writeln!(body, "<li><code>{class}</code></li>");
    }
    body.push_str("</ul>\n");
    let here = ("Standarder", format!("{}/conformance", at.root_path()));
    whole(at, &[here], "Standarder", &body)
}

pub(super) fn api(at: &At, all: &[Arc<Collection>]) -> String {
    let root = at.root();
    let mut body = format!(
        "<p class=\"lead\">Allt hämtas med GET. Gränssnittet i maskinläsbar form: \
         <a href=\"{}/api?f=json\">OpenAPI 3.0</a>.</p>\n<div class=\"wide\"><table>\n<thead><tr>\
         <th scope=\"col\">Adress</th><th scope=\"col\">Vad</th></tr></thead>\n<tbody>\n",
        at.root_path()
    );
    let mut row = |path: &str, what: &str| {
        let (root, path) = (escape(&root), escape(path));
        let _ =
            writeln!(body, "<tr><td><code>{root}{path}</code></td><td>{}</td></tr>", escape(what));
    };
    row("", "Startsida");
    row("/conformance", "Vilka delar av standarden som gäller");
    row("/collections", "Samlingarna");
    for one in all {
        let name = one.schema().name;
        row(&format!("/collections/{name}/items"), one.schema().title_sv);
    }
    body.push_str("</tbody>\n</table></div>\n<h2>Parametrar för objekt</h2>\n<dl>\n");
    for (name, about) in [
        ("limit", "Högst så många objekt på en sida: 1–10 000, annars 1 000."),
        ("cursor", "Där sidan före slutade; står i länken till nästa sida."),
        ("bbox", "Objekt vars yta rör rutan: fyra tal, i CRS84 om inte bbox-crs säger annat."),
        (
            "datetime",
            "Dag, tidpunkt eller intervall, t.ex. 2025-01-01/2025-12-31 eller 2025-01-01/..",
        ),
        (
            "crs, bbox-crs",
            "Koordinatsystemets adress, t.ex. http://www.opengis.net/def/crs/EPSG/0/3011. Axlarna står i den ordning som systemets utgivare säger: norr före öster i SWEREF 99.",
        ),
        (
            "filter",
            "Villkor i CQL2, t.ex. n > 20 AND category = 'klotter' eller S_INTERSECTS(geometry, POINT(18.06 59.33)). filter-lang säger cql2-text eller cql2-json, filter-crs vilket system geometrierna står i.",
        ),
        ("f", "json eller html."),
        ("attribut", "Namnet på ett attribut med det värde som söks, t.ex. period=2025-K1."),
    ] {
        let _ = writeln!(body, "<dt><code>{name}</code></dt><dd>{}</dd>", escape(about));
    }
    body.push_str("</dl>\n");
    let here = ("Gränssnittet", format!("{}/api", at.root_path()));
    whole(at, &[here], "Gränssnittet", &body)
}

fn made_up(out: &mut String, synthetic: bool) {
    if synthetic {
        out.push_str("<p class=\"made-up\">Påhittade uppgifter för visning.</p>\n");
    }
}

/// How to get it into QGIS, in the words of its Swedish menus.
fn qgis(out: &mut String, at: &At, one: Option<&Collection>) {
    let key = match at.level {
        ReleaseLevel::Publik => "Ingen inloggning behövs.",
        _ => {
            "Under Autentisering, fliken Grundläggande: valfritt användarnamn och systemets nyckel som \
             lösenord. En administratör i din part gör nyckeln."
        }
    };
    let pick = one.map_or_else(
        || "Anslut och välj samlingar.".to_owned(),
        |one| format!("Anslut och välj <code>{}</code>.", one.schema().name),
    );
    let _ = write!(
        out,
        "<h2>Öppna i QGIS</h2>\n<ol>\n<li>Lager → Lägg till lager → Lägg till WFS-/OGC API-objektlager → \
         Ny.</li>\n<li>Adress: <code>{}</code>, version: OGC API – Features.</li>\n<li>{key}</li>\n\
         <li>{pick}</li>\n</ol>\n",
        escape(&at.root()),
    );
}
