//! No field of any route takes a text that points at a person. Routes and fields are those of the
//! OpenAPI document as it is served, so a new one is in the test from the day it is there; only the
//! schema says what a field can hold.

use crate::support::http::{Answer, Browser, Server};
use platssamverkan::app::users;
use serde_json::{Map, Value, json};

const PERSON: &str = "811228-9874";

/// What free text may not hold, with the code of what is found. A number of a person may stand nowhere.
const PERSONAL: [(&str, &str); 5] = [
    (PERSON, "personnummer"),
    ("701063-2391", "samordningsnummer"),
    ("070-174 06 05", "telefon"),
    ("n.n@example.se", "epost"),
    ("ABC 123", "registreringsnummer"),
];

/// What a string can hold by its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    FreeText,
    RegisterNumber,
    /// An id, a date, one of several choices.
    Closed,
    /// Mail, telephone, password, file: personal by their purpose.
    Contact,
}

/// A string somewhere in a request.
#[derive(Debug)]
struct Field {
    /// As a refusal names it.
    name: String,
    /// Where it is in the sample.
    pointer: String,
    holds: Holds,
}

struct Document(Value);

impl Document {
    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().expect("a name");
            return self.resolved(&self.0["components"]["schemas"][name]);
        }
        let choices = ["oneOf", "anyOf", "allOf"].iter().filter_map(|of| schema[of].as_array());
        match choices.flatten().find(|choice| choice["type"] != "null") {
            Some(choice) => self.resolved(choice),
            None => schema,
        }
    }

    fn is(&self, schema: &Value, kind: &str) -> bool {
        let of = &schema["type"];
        of == kind || of.as_array().is_some_and(|all| all.iter().any(|one| one == kind))
    }

    /// A value of the schema, every field there.
    fn sample(&self, schema: &Value) -> Value {
        let schema = self.resolved(schema);
        let is = |kind| self.is(schema, kind);
        if is("string") {
            let first = schema["enum"].as_array().map(|all| all[0].clone());
            let date = || if schema["format"] == "date" { "2026-01-01" } else { "Mörkt här" };
            first.unwrap_or_else(|| date().into())
        } else if is("object") {
            let fields = schema["properties"].as_object();
            let Some(fields) = fields else {
                return json!({"type": "Point", "coordinates": [18.06, 59.33]});
            };
            fields.iter().map(|(name, field)| (name.clone(), self.sample(field))).collect()
        } else if is("array") {
            json!([self.sample(&schema["items"])])
        } else if is("boolean") {
            json!(true)
        } else {
            schema.get("minimum").cloned().unwrap_or(json!(1))
        }
    }

    /// The strings of a schema.
    fn fields(&self, schema: &Value, name: &str, pointer: &str, into: &mut Vec<Field>) {
        let schema = self.resolved(schema);
        if self.is(schema, "string") {
            into.push(Field { name: name.into(), pointer: pointer.into(), holds: holds(schema) });
        } else if self.is(schema, "array") {
            self.fields(&schema["items"], &format!("{name}[0]"), &format!("{pointer}/0"), into);
        } else if let Some(fields) = schema["properties"].as_object() {
            let dot = if name.is_empty() { "" } else { "." };
            for (field, schema) in fields {
                let (name, pointer) = (format!("{name}{dot}{field}"), format!("{pointer}/{field}"));
                self.fields(schema, &name, &pointer, into);
            }
        } else if self.is(schema, "object") {
            // Whatever JSON: its texts are free.
            let (name, pointer) = (format!("{name}.type"), format!("{pointer}/type"));
            into.push(Field { name, pointer, holds: Holds::FreeText });
        }
    }
}

fn holds(schema: &Value) -> Holds {
    match schema["format"].as_str() {
        Some("email" | "tel" | "password" | "binary" | "byte") => Holds::Contact,
        Some("diarienummer") => Holds::RegisterNumber,
        Some(_) => Holds::Closed,
        None if schema.get("pattern").is_some() || schema.get("enum").is_some() => Holds::Closed,
        None => Holds::FreeText,
    }
}

/// The path with something for each of its parts, and the headers that the operation asks for.
fn request(path: &str, operation: &Value) -> (String, Vec<(String, String)>) {
    let (mut path, mut headers) = (path.to_owned(), Vec::new());
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().expect("a name");
        match parameter["in"].as_str() {
            Some("path") => path = path.replace(&format!("{{{name}}}"), "1"),
            Some("header") => headers.push((name.to_owned(), "\"1\"".to_owned())),
            _ => {}
        }
    }
    (path, headers)
}

/// What of a text is refused in the answer: (field, what was found, first and last character).
fn refusals(answer: &Answer) -> Vec<(String, String, u64, u64)> {
    // WFS refuses in a form of its own, which has no fields.
    if answer.status != 400 || answer.header("content-type").starts_with("text/xml") {
        return Vec::new();
    }
    let body = answer.json();
    let fields = body["fields"].as_array().into_iter().flatten();
    fields
        .filter(|field| field["code"] == "personal_data")
        .map(|field| {
            assert!(!field["text"].as_str().expect("words").is_empty());
            let text = |name: &str| field[name].as_str().unwrap_or_default().to_owned();
            let number = |name: &str| field[name].as_u64().unwrap_or_default();
            (text("field"), text("found"), number("first"), number("last"))
        })
        .collect()
}

#[derive(Debug, Default)]
struct Figures {
    free: usize,
    register: usize,
    closed: usize,
    contact: usize,
    n_requests: usize,
}

/// Sends each personal text in the field, and no other field changed. What gets through is named.
fn probe(
    route: &str,
    field: &Field,
    figures: &mut Figures,
    uncovered: &mut Vec<String>,
    send: impl Fn(&str) -> Answer,
) {
    let n = match field.holds {
        Holds::FreeText => &mut figures.free,
        Holds::RegisterNumber => &mut figures.register,
        Holds::Closed => &mut figures.closed,
        Holds::Contact => &mut figures.contact,
    };
    *n += 1;
    for (text, kind) in PERSONAL {
        let of_a_person = ["personnummer", "samordningsnummer"].contains(&kind);
        let is_refused = match field.holds {
            Holds::FreeText => true,
            Holds::RegisterNumber => of_a_person || kind == "epost",
            Holds::Closed => of_a_person,
            Holds::Contact => false,
        };
        let answer = send(&format!("se {text}."));
        figures.n_requests += 1;
        let found = refusals(&answer);
        let length = text.chars().count() as u64;
        let as_it_should_be = if is_refused {
            found == [(field.name.clone(), kind.to_owned(), 4, 3 + length)]
        } else {
            found.is_empty()
        };
        if !as_it_should_be {
            uncovered.push(format!("{route} {} {kind}: {} {found:?}", field.name, answer.status));
        }
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn no_text_of_any_route_takes_personal_data() {
    let server = Server::start();
    let document = Document(server.visitor().get("/openapi.json").json());
    let browsers: Vec<Browser> =
        users::demo_users().iter().map(|user| server.signed_in(&user.login)).collect();
    // Whoever may send it at all; the guard stands before what the role may do.
    let anybody = |send: &dyn Fn(&Browser) -> Answer| {
        let mut answers = browsers.iter().map(send);
        let first = answers.next().expect("demo users");
        if first.status != 403 {
            return first;
        }
        answers.find(|answer| answer.status != 403).unwrap_or(first)
    };
    let (mut figures, mut uncovered) = (Figures::default(), Vec::new());
    let mut free = Vec::new();
    for (path, item) in document.0["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let method = method.to_uppercase();
            let route = format!("{method} {path}");
            let (path, mut headers) = request(path, operation);
            headers.push(("Content-Type".into(), "application/json".into()));
            let headers: Vec<(&str, &str)> =
                headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();

            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let schema = document.resolved(&parameter["schema"]);
                if parameter["in"] != "query" || !document.is(schema, "string") {
                    continue;
                }
                let name = parameter["name"].as_str().expect("a name").to_owned();
                let field = Field { name, pointer: String::new(), holds: holds(schema) };
                probe(&route, &field, &mut figures, &mut uncovered, |text| {
                    let path = format!("{path}?{}={}", field.name, encoded(text));
                    match method.as_str() {
                        "GET" => anybody(&|browser| browser.get(&path)),
                        _ => anybody(&|browser| browser.send(&method, &path, &headers, "{}")),
                    }
                });
            }

            for (kind, content) in
                operation["requestBody"]["content"].as_object().into_iter().flatten()
            {
                let mut fields = Vec::new();
                document.fields(&content["schema"], "", "", &mut fields);
                let sample = document.sample(&content["schema"]);
                for field in &fields {
                    if field.holds == Holds::FreeText {
                        free.push(format!("{route} {}", field.name));
                    }
                    let send = |text: &str| {
                        let mut body = sample.clone();
                        *body.pointer_mut(&field.pointer).expect("it is in the sample") =
                            text.into();
                        match kind.as_str() {
                            "application/json" => anybody(&|browser| {
                                browser.send(&method, &path, &headers, &body.to_string())
                            }),
                            "multipart/form-data" => {
                                let form = body.as_object().expect("a form");
                                anybody(&|browser| form_of(browser, &path, form))
                            }
                            // Read and let go: it asks, and nothing of it is kept.
                            "text/xml" => anybody(&|browser| {
                                browser.send(&method, &path, &[("Content-Type", kind)], text)
                            }),
                            other => panic!("{route}: nobody has said how {other} is guarded"),
                        }
                    };
                    probe(&route, field, &mut figures, &mut uncovered, send);
                }
            }
        }
    }
    println!("fritextvakten på alla vägar: {figures:?}, {} som inte täcks", uncovered.len());
    println!("fritext: {}", free.join(", "));
    assert!(figures.free >= 10 && figures.closed >= 20, "{figures:?}");
    assert_eq!(uncovered, Vec::<String>::new());

    // Nothing of all this was kept.
    for browser in &browsers {
        for list in ["observations?withdrawn=true", "openings", "cases", "imports", "places"] {
            let kept = browser.get(&format!("/api/v1/{list}")).text;
            assert!(!PERSONAL.iter().any(|(text, _)| kept.contains(text)), "{list}: {kept}");
        }
    }
}

fn form_of(browser: &Browser, path: &str, form: &Map<String, Value>) -> Answer {
    let texts: Vec<(&str, String)> = form
        .iter()
        .filter(|(name, _)| *name != "file")
        .map(|(name, value)| {
            (name.as_str(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        })
        .collect();
    let texts: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    browser.upload_to(path, &texts, "fil.csv", b"category\n")
}

#[test]
fn the_name_of_a_file_is_a_text_too() {
    let server = Server::start();
    let fields = [("kind", "incidents"), ("source", "rar")];
    let browser = server.signed_in("kommunpolis");
    let refused = browser.upload(&fields, "utdrag 811228-9874.csv", b"category\n");
    assert_eq!(refusals(&refused), [("file".to_owned(), "personnummer".to_owned(), 8, 18)]);
}

#[test]
fn the_refusal_says_what_and_where_and_why_in_both_languages_and_never_repeats_it() {
    let server = Server::start();
    let city = server.signed_in("samordnare");
    let body = json!({"kind": "dialogue", "area": "plats/observatorielunden", "from": "2016-01-01",
        "text": "Åsa ringde om 811228-9874"});
    let said = |language: &str| {
        let headers = [("Content-Type", "application/json"), ("Accept-Language", language)];
        let answer = city.send("POST", "/api/v1/observations", &headers, &body.to_string());
        assert_eq!(answer.problem(), (400, "invalid".to_owned()));
        assert!(!answer.text.contains(PERSON), "{}", answer.text);
        answer.json()["fields"][0]["text"].as_str().expect("words").to_owned()
    };
    assert_eq!(
        said("sv"),
        "innehåller det som ser ut som ett personnummer (tecken 15–25). Texten sparas och kan läsas \
         av andra, så den får inte peka ut en person: skriv om utan det"
    );
    assert_eq!(
        said("en"),
        "holds what looks like a personal identity number (characters 15–25). The text is kept and \
         may be read by others, so it must not point at a person: write it without"
    );
}
