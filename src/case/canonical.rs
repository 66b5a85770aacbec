//! One spelling of a value, so that a fingerprint is of its content.

use crate::incident::Fingerprint;
use serde::Serialize;
use serde_json::Value;

/// SHA-256 over the canonical JSON.
pub(crate) fn fingerprint(value: &impl Serialize) -> Fingerprint {
    Fingerprint::of(json(value).as_bytes())
}

/// JSON without blanks and with keys in byte order, whatever map serde_json was built with.
pub(crate) fn json(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).expect("what is signed has string keys only");
    let mut canonical = String::new();
    write(&value, &mut canonical);
    canonical
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_unstable();
            out.push('{');
            for (i, key) in keys.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write(&map[key], out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_json_does_not_depend_on_the_order_of_keys() {
        let canonical = |text: &str| {
            let mut out = String::new();
            write(&serde_json::from_str(text).unwrap(), &mut out);
            out
        };
        let one = canonical(r#"{"b": [1, {"å": 0.1, "a": null}], "a": "x\"y"}"#);
        let other = canonical(r#"{"a":"x\"y","b":[1,{"a":null,"å":0.1}]}"#);
        assert_eq!(one, other);
        assert_eq!(one, r#"{"a":"x\"y","b":[1,{"a":null,"å":0.1}]}"#);
    }
}
