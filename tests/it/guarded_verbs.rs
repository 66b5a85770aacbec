//! The command line keeps no text that points at a person either.

use crate::cli::{Cli, text};

const LUNDEN: &str = "plats/observatorielunden";

#[test]
fn no_verb_that_takes_a_text_takes_personal_data() {
    let cli = Cli::new();
    let good = ["observations", "add", "--kind", "dialogue", "--area", LUNDEN, "--on", "2016"];
    let added = cli.expect(0, &[&good[..], &["--text", "Mörkt vid trappan"]].concat());
    let id = added.split_whitespace().last().expect("an id").to_owned();
    let counts = cli.file("mars.csv", "category,lon,lat,occurred_from\n");
    let named = cli.file("811228-9874.csv", "category,lon,lat,occurred_from\n");
    let areas = cli.file("omraden.geojson", r#"{"type":"FeatureCollection","features":[]}"#);
    let mapping = cli.file("m.toml", "# för 811228-9874\ncategory = \"typ\"\n");
    let user = |login, function| {
        let of = ["--party", "polis-lpo-norrmalm", "--role", "kommunpolis", "--function", function];
        [&["user", "add", login][..], &of[..]].concat()
    };
    let verbs: [(&str, &str, Vec<&str>); 15] = [
        ("text", "personnummer", [&good[..], &["--text", "se 811228-9874"]].concat()),
        ("text", "samordningsnummer", [&good[..], &["--text", "se 701063-2391"]].concat()),
        ("text", "telefon", [&good[..], &["--text", "ring 070-174 06 05"]].concat()),
        ("text", "epost", [&good[..], &["--text", "till n.n@example.se"]].concat()),
        ("text", "registreringsnummer", [&good[..], &["--text", "bilen ABC 123"]].concat()),
        (
            "text",
            "personnummer",
            vec!["observations", "correct", &id, "--reason", "Fel", "--text", "811228-9874"],
        ),
        (
            "reason",
            "personnummer",
            vec!["observations", "correct", &id, "--reason", "811228-9874 hade fel"],
        ),
        (
            "reason",
            "telefon",
            vec!["observations", "withdraw", &id, "--reason", "ringde från 070-174 06 05"],
        ),
        ("login", "personnummer", user("811228-9874", "Kommunpolis")),
        ("function", "epost", user("prov", "Kommunpolis n.n@example.se")),
        (
            "source",
            "personnummer",
            vec!["import", "incidents", text(&counts), "--source", "811228-9874"],
        ),
        ("file", "personnummer", vec!["import", "incidents", text(&named)]),
        (
            "layer",
            "personnummer",
            vec!["import", "areas", text(&areas), "--kind", "plats", "--layer", "811228-9874"],
        ),
        (
            "name",
            "telefon",
            vec!["party", "add", "sdf-prov", "--side", "stad", "--name", "Ring 070-174 06 05"],
        ),
        (
            "name",
            "epost",
            [
                &["agreement", "propose", "--with", "sdf-norra-innerstaden"][..],
                &["--from", "2026-01-01", "--name", "Samverkan n.n@example.se"],
            ]
            .concat(),
        ),
    ];
    let n = verbs.len();
    for (field, kind, arguments) in verbs {
        let what = match kind {
            "epost" => "e-postadress",
            "telefon" => "telefonnummer",
            other => other,
        };
        let said = cli.expect(2, &arguments);
        let as_said = said.contains("[personal_data]") && said.contains(&format!("{field}: "));
        assert!(as_said && said.contains(what), "{arguments:?}: {said}");
    }
    let with_mapping = ["import", "incidents", text(&counts), "--mapping", text(&mapping)];
    assert!(cli.expect(2, &with_mapping).contains("[personal_data]"));
    println!("fritextvakten på kommandoraden: {} texter stoppade", n + 1);
    for list in
        [&["observations", "list", "--withdrawn"][..], &["imports", "list"], &["user", "list"]]
    {
        let kept = cli.expect(0, list);
        assert!(!kept.contains("811228") && !kept.contains("example.se"), "{kept}");
    }
}
