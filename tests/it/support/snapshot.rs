//! Bodies made fit for snapshots: what differs from day to day is masked, what differs in the last
//! digit from machine to machine is rounded.

use serde_json::{Number, Value};

/// Keys whose values depend on the version of the program or the method.
const MASKED: [&str; 6] = [
    "run",
    "code_version",
    "evidence_fingerprint",
    "input_fingerprint",
    "result_fingerprint",
    "key",
];

/// Masks and rounds, all the way down.
pub(crate) fn steady(mut value: Value) -> Value {
    settle(&mut value);
    value
}

fn settle(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(settle),
        Value::Object(fields) => {
            for (key, field) in fields.iter_mut() {
                let is_run = field.as_str().is_some_and(|text| text.starts_with("run-"));
                if field.is_string() && (MASKED.contains(&key.as_str()) || is_run) {
                    *field = Value::from("[…]");
                } else {
                    settle(field);
                }
            }
        }
        Value::Number(number) if number.is_f64() => {
            let exact = number.as_f64().expect("it is one");
            let rounded: f64 = format!("{exact:.4e}").parse().expect("a number");
            if let Some(rounded) = Number::from_f64(rounded) {
                *number = rounded;
            }
        }
        _ => {}
    }
}
