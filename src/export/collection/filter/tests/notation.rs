//! Filters made up, and written in both notations.

use super::super::expr::{Expr, Ground, Shape};
use geo_types::polygon;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// What a filter can be made of.
pub(super) const WORDS: [&str; 44] = [
    "AND",
    "OR",
    "NOT",
    "(",
    ")",
    "(",
    ")",
    ",",
    "=",
    "<>",
    "<",
    ">",
    "<=",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "div",
    "LIKE",
    "IN",
    "BETWEEN",
    "IS",
    "NULL",
    "TRUE",
    "CASEI",
    "DATE",
    "INTERVAL",
    "'2026-01-01'",
    "'..'",
    "POINT",
    "POLYGON",
    "BBOX",
    "Z",
    "S_INTERSECTS",
    "T_AFTER",
    "geometry",
    "n",
    "name",
    "day",
    "1",
    "\"hot\"",
];

/// Conditions over the attributes of the golden features, nested.
pub(super) fn conditions() -> impl Strategy<Value = Expr> {
    let call = |names: &'static [&'static str]| prop::sample::select(names).prop_map(str::to_owned);
    let signs = call(&["=", "<>", "<", ">", "<=", ">="]);
    let compared = prop_oneof![(numbers(), numbers()), (words(), words()), (times(), times()),];
    let leaf = prop_oneof![
        4 => (signs, compared).prop_map(|(sign, (a, b))| Expr::Call(sign, vec![a, b])),
        1 => (words(), "[a-zÅå%_]{0,5}")
            .prop_map(|(a, p)| Expr::call("like", vec![a, Expr::Text(p)])),
        1 => (numbers(), numbers(), numbers())
            .prop_map(|(a, b, c)| Expr::call("between", vec![a, b, c])),
        1 => (numbers(), prop::collection::vec(numbers(), 1..4))
            .prop_map(|(a, list)| Expr::call("in", vec![a, Expr::List(list)])),
        1 => prop::sample::select(vec!["n", "name", "day", "geometry", "hot"])
            .prop_map(|name| Expr::call("isnull", vec![Expr::Property(name.into())])),
        2 => (call(&["s_intersects", "s_within", "s_contains", "s_disjoint", "s_overlaps"]), grounds())
            .prop_map(|(name, literal)| {
                Expr::Call(name, vec![Expr::Property("geometry".into()), literal])
            }),
        2 => (call(&["t_after", "t_during", "t_intersects", "t_meets", "t_equals"]), spans(), spans())
            .prop_map(|(name, a, b)| Expr::Call(name, vec![a, b])),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|all| Expr::call("and", all)),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|any| Expr::call("or", any)),
            inner.prop_map(|one| Expr::call("not", vec![one])),
        ]
    })
}

fn numbers() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        prop::sample::select(vec!["n", "rate", "other"])
            .prop_map(|name| Expr::Property(name.into())),
        (-40i32..400).prop_map(|tenths| Expr::Number(f64::from(tenths) / 10.0)),
    ];
    let operators = prop::sample::select(vec!["+", "-", "*", "/", "%", "div", "^"]);
    leaf.prop_recursive(3, 6, 2, move |inner| {
        (operators.clone(), inner.clone(), inner)
            .prop_map(|(operator, a, b)| Expr::call(operator, vec![a, b]))
    })
}

fn words() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        Just(Expr::Property("name".into())),
        "[A-Za-zÅÄÖåäö' ]{0,8}".prop_map(Expr::Text),
    ];
    let folds = prop::sample::select(vec!["casei", "accenti"]);
    leaf.prop_recursive(2, 2, 1, move |inner| {
        (folds.clone(), inner).prop_map(|(name, words)| Expr::call(name, vec![words]))
    })
}

fn times() -> impl Strategy<Value = Expr> {
    let day = || (1u8..13, 1u8..29).prop_map(|(m, d)| format!("2026-{m:02}-{d:02}"));
    prop_oneof![
        prop::sample::select(vec!["day", "seen", "begins"]).prop_map(|n| Expr::Property(n.into())),
        day().prop_map(Expr::Date),
        day().prop_map(|day| Expr::Timestamp(format!("{day}T12:30:00Z"))),
    ]
}

fn spans() -> impl Strategy<Value = Expr> {
    let open = || Just(Expr::Text("..".into()));
    let first = prop_oneof![
        open(),
        Just(Expr::Property("begins".into())),
        (1u8..29).prop_map(|d| Expr::Text(format!("2026-02-{d:02}")))
    ];
    let last = prop_oneof![
        open(),
        Just(Expr::Property("ends".into())),
        (1u8..29).prop_map(|d| Expr::Text(format!("2026-08-{d:02}T08:00:00Z")))
    ];
    prop_oneof![times(), (first, last).prop_map(|ends| Expr::Interval(Box::new(ends.into())))]
}

fn grounds() -> impl Strategy<Value = Expr> {
    let at = || {
        (1790i32..1820, 5925i32..5943)
            .prop_map(|(e, n)| (f64::from(e) / 100.0, f64::from(n) / 100.0))
    };
    let side = || (1i32..12).prop_map(|side| f64::from(side) / 100.0);
    prop_oneof![
        (at(), side()).prop_map(|((x, y), d)| Expr::bbox([x, y, x + d, y + d])),
        at().prop_map(|(x, y)| Expr::geometry(geo_types::Point::new(x, y).into())),
        (at(), side()).prop_map(|((x, y), d)| Expr::geometry(
            polygon![(x: x, y: y), (x: x + d, y: y), (x: x, y: y + d), (x: x, y: y)].into()
        )),
    ]
}

/// CQL2 text, with parentheses everywhere.
pub(super) fn text(expr: &Expr) -> String {
    let all =
        |items: &[Expr], between: &str| items.iter().map(text).collect::<Vec<_>>().join(between);
    match expr {
        Expr::Flag(flag) => flag.to_string(),
        Expr::Number(number) => format!("{number:?}"),
        Expr::Text(text) | Expr::Untyped(text) => format!("'{}'", text.replace('\'', "''")),
        Expr::Date(text) => format!("DATE('{text}')"),
        Expr::Timestamp(text) => format!("timestamp('{text}')"),
        Expr::Interval(ends) => format!("INTERVAL({}, {})", text(&ends[0]), text(&ends[1])),
        Expr::Property(name) => format!("\"{name}\""),
        Expr::List(items) => format!("({})", all(items, ", ")),
        Expr::Ground(ground) => wkt(ground),
        Expr::Id(_) => unreachable!("no notation has it"),
        Expr::Call(name, items) => match (name.as_str(), &items[..]) {
            ("not", [a]) => format!("(NOT {})", text(a)),
            ("and" | "or", items) => format!("({})", all(items, &format!(" {name} "))),
            ("isnull", [a]) => format!("({} IS NULL)", text(a)),
            ("between", [a, b, c]) => format!("({} BETWEEN {} AND {})", text(a), text(b), text(c)),
            ("in", [a, list]) => format!("({} IN {})", text(a), text(list)),
            ("like", [a, b]) => format!("({} Like {})", text(a), text(b)),
            ("casei" | "accenti", _) => format!("{name}({})", all(items, ", ")),
            (function, _) if function.contains('_') => {
                format!("{}({})", function.to_uppercase(), all(items, ","))
            }
            (sign, [a, b]) => format!("({} {sign} {})", text(a), text(b)),
            (name, _) => unreachable!("{name}"),
        },
    }
}

fn wkt(ground: &Ground) -> String {
    match &ground.shape {
        Shape::Box([a, b, c, d]) => format!("BBOX({a},{b},{c},{d})"),
        Shape::Geometry(geo_types::Geometry::Point(at)) => format!("POINT({} {})", at.x(), at.y()),
        Shape::Geometry(geo_types::Geometry::Polygon(polygon)) => {
            let corners = polygon.exterior().coords().map(|at| format!("{} {}", at.x, at.y));
            format!("POLYGON(({}))", corners.collect::<Vec<_>>().join(", "))
        }
        other => unreachable!("{other:?}"),
    }
}

/// CQL2 JSON.
pub(super) fn json(expr: &Expr) -> Json {
    match expr {
        Expr::Flag(flag) => json!(flag),
        Expr::Number(number) => json!(number),
        Expr::Text(text) | Expr::Untyped(text) => json!(text),
        Expr::Date(text) => json!({"date": text}),
        Expr::Timestamp(text) => json!({"timestamp": text}),
        Expr::Interval(ends) => json!({"interval": [json(&ends[0]), json(&ends[1])]}),
        Expr::Property(name) => json!({"property": name}),
        Expr::List(items) => items.iter().map(json).collect(),
        Expr::Ground(Ground { shape: Shape::Box(corners), .. }) => json!({"bbox": corners}),
        Expr::Ground(Ground { shape: Shape::Geometry(geometry), .. }) => match geometry {
            geo_types::Geometry::Point(at) => {
                json!({"type": "Point", "coordinates": [at.x(), at.y()]})
            }
            geo_types::Geometry::Polygon(polygon) => {
                let corners = polygon.exterior().coords().map(|at| json!([at.x, at.y]));
                json!({"type": "Polygon", "coordinates": [corners.collect::<Vec<_>>()]})
            }
            other => unreachable!("{other:?}"),
        },
        Expr::Id(_) => unreachable!("no notation has it"),
        Expr::Call(name, items) => {
            let name = if name == "isnull" { "isNull" } else { name };
            json!({"op": name, "args": items.iter().map(json).collect::<Vec<_>>()})
        }
    }
}
