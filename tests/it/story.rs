//! The walk that the whole product is about, over HTTP: counts in, a hotspot, both parties assess
//! the same frozen evidence, a platssamverkan, and out to the city's map.

use crate::support::http::{Answer, Browser, Server, counts_csv};
use serde_json::{Value, json};

const YEAR: &str = r#"{"period": {"from": "2025-01-01", "to": "2025-12-31"}}"#;

#[test]
fn from_counts_to_a_jointly_decided_platssamverkan_on_the_map() {
    let server = Server::start();
    let police = server.signed_in("kommunpolis");
    let city = server.signed_in("samordnare");

    // Counts in: read, shown, published.
    let import = police.import_counts("2025.csv", &counts_csv());
    assert_eq!(import["state"], "published");
    assert_eq!(import["totals"]["n_rejected"], 0, "{import}");
    assert_eq!(import["synthetic"], true);

    // Seen: the square stands out, and it is the first place.
    let run = ok(police.post("/api/v1/hotspots/runs", &parsed(YEAR)));
    let place = &run["places"][0];
    assert!(place["n"].as_u64().expect("n") >= 100, "{place}");
    assert_eq!(run["synthetic"], true);
    let id = run["id"].as_str().expect("an id");

    // The counts are the police's own: to the city the run does not exist.
    assert_eq!(city.get(&format!("/api/v1/hotspots/runs/{id}")).problem().0, 404);

    // Identified: now the city sees what it is asked to assess.
    let opening = police.post("/api/v1/openings", &json!({"run": id, "rank": 1}));
    assert_eq!(opening.status, 201, "{}", opening.text);
    let opening = opening.json();
    assert_eq!(opening["state"], "identifierad");
    let seen = ok(city.get(&format!("/api/v1/openings/{}", text(&opening["id"]))));
    assert_eq!(seen["evidence"], opening["evidence"]);
    assert_eq!(seen["evidence"][0]["run"]["id"], id);
    assert_eq!(city.get(&format!("/api/v1/hotspots/runs/{id}")).status, 200);

    // Assessed twice, each by its own side, on the same fingerprint.
    let first = assess(&police, &opening, "A 1234/2026");
    assert_eq!(first.status, 201, "{}", first.text);
    let first = first.json();
    assert_eq!(first["state"], "bedoms");
    assert!(first["case"].is_null());
    let again = assess(&police, &first, "A 1235/2026");
    assert!(again.status >= 400, "nobody signs twice: {}", again.text);
    let second = assess(&city, &first, "NI 2026/77");
    assert_eq!(second.status, 201, "{}", second.text);
    let second = second.json();
    assert_eq!(second["state"], "oppnad");
    assert_eq!(second["case"], "PLS-2026-001");
    assert_eq!(second["evidence_fingerprint"], opening["evidence_fingerprint"]);

    // Worked: the case has both register numbers, and both parties see the same.
    let case = ok(city.get("/api/v1/cases/PLS-2026-001"));
    assert_eq!(case["diarienummer"], json!({"polis": "A 1234/2026", "stad": "NI 2026/77"}));
    assert_eq!(case["place"], ok(police.get("/api/v1/cases/PLS-2026-001"))["place"]);

    // Out: GeoJSON that any GIS reads.
    let places = ok(police.get(&format!("/api/v1/export/places.geojson?run={id}&release=intern")));
    assert_eq!(places["type"], "FeatureCollection");
    assert_eq!(places["run"], id);
    assert_eq!(places["synthetic"], true);
    assert_eq!(places["data_date"], "2025-12-28");
    assert_eq!(places["features"][0]["id"], 1);
    let cases = ok(city.get("/api/v1/export/cases.geojson?release=intern"));
    assert_eq!(cases["features"][0]["id"], "PLS-2026-001");
    assert_eq!(cases["features"][0]["properties"]["diarienummer_stad"], "NI 2026/77");
    assert_right_handed(&cases);
    assert_right_handed(&places);

    // And anyone of the party can run it again, byte for byte.
    let verdict = ok(police.post(&format!("/api/v1/hotspots/runs/{id}/verify"), &Value::Null));
    assert_eq!(verdict["same"], true, "{verdict}");
}

fn assess(who: &Browser, opening: &Value, diarienummer: &str) -> Answer {
    let body = json!({
        "verdict": "ja",
        "motive": "Stölderna på torget har ökat hela året",
        "diarienummer": diarienummer,
        "evidence_fingerprint": opening["evidence_fingerprint"],
    });
    let version = format!("\"{}\"", opening["version"]);
    let headers = [("Content-Type", "application/json"), ("If-Match", version.as_str())];
    let path = format!("/api/v1/openings/{}/assessments", text(&opening["id"]));
    who.send("POST", &path, &headers, &body.to_string())
}

fn ok(answer: Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

/// Every exterior ring runs counter-clockwise and every position has at most seven decimals.
fn assert_right_handed(collection: &Value) {
    let features = collection["features"].as_array().expect("features");
    assert!(!features.is_empty());
    for feature in features {
        let geometry = &feature["geometry"];
        let polygons: Vec<&Value> = match geometry["type"].as_str() {
            Some("Polygon") => vec![&geometry["coordinates"]],
            Some("MultiPolygon") => {
                geometry["coordinates"].as_array().expect("parts").iter().collect()
            }
            other => panic!("{other:?}"),
        };
        for polygon in polygons {
            let ring: Vec<(f64, f64)> = polygon[0]
                .as_array()
                .expect("a ring")
                .iter()
                .map(|at| (at[0].as_f64().expect("lon"), at[1].as_f64().expect("lat")))
                .collect();
            let (x0, y0) = ring[0];
            let twice: f64 = ring
                .windows(2)
                .map(|s| (s[0].0 - x0) * (s[1].1 - y0) - (s[1].0 - x0) * (s[0].1 - y0))
                .sum();
            assert!(twice > 0.0, "{}", feature["id"]);
            assert_eq!(ring.first(), ring.last());
            for (lon, lat) in ring {
                assert!((17.0..19.5).contains(&lon) && (58.5..60.5).contains(&lat));
                let rounded = |degrees: f64| (degrees * 1e7).round() / 1e7 == degrees;
                assert!(rounded(lon) && rounded(lat));
            }
        }
    }
}
