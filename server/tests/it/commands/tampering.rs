//! Everything that can be done to an exported JSON value.

use domain::audit::{ChainHash, link_hash};
use serde_json::{Map, Value, json};

/// The value with each leaf changed, each key and element removed, each element doubled and swapped with its neighbour.
pub fn tamperings(value: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    walk(value, "", &mut |place, changed| all.push((place, changed)));
    all
}

fn walk(value: &Value, place: &str, found: &mut dyn FnMut(String, Value)) {
    match value {
        Value::Object(map) => object(map, place, found),
        Value::Array(values) => array(values, place, found),
        Value::String(text) => {
            let mut last: Vec<char> = text.chars().collect();
            match last.last_mut() {
                Some(c) => *c = if *c == '1' { '2' } else { '1' },
                None => last.push('1'),
            }
            found(place.to_owned(), Value::String(last.into_iter().collect()));
            if let Some(payload) = payload(text) {
                walk(&payload, place, &mut |inner, changed| {
                    found(
                        format!("{inner} (inside)"),
                        Value::String(changed.to_string()),
                    );
                });
            }
        }
        Value::Number(number) => found(
            place.to_owned(),
            json!(number.as_i64().unwrap_or_default() + 1),
        ),
        Value::Bool(yes) => found(place.to_owned(), json!(!yes)),
        Value::Null => found(place.to_owned(), json!("x")),
    }
}

/// The content of an event, which is a text of JSON.
fn payload(text: &str) -> Option<Value> {
    text.starts_with('{')
        .then(|| serde_json::from_str(text).ok())
        .flatten()
}

fn object(map: &Map<String, Value>, place: &str, found: &mut dyn FnMut(String, Value)) {
    for (key, inner) in map {
        let mut without = map.clone();
        without.remove(key);
        found(format!("{place}/{key} removed"), Value::Object(without));
        walk(inner, &format!("{place}/{key}"), &mut |place, changed| {
            let mut map = map.clone();
            map.insert(key.clone(), changed);
            found(place, Value::Object(map));
        });
    }
    let mut more = map.clone();
    more.insert("zzz".to_owned(), json!(1));
    found(format!("{place}/zzz added"), Value::Object(more));
}

fn array(values: &[Value], place: &str, found: &mut dyn FnMut(String, Value)) {
    for (n, inner) in values.iter().enumerate() {
        let mut without = values.to_vec();
        without.remove(n);
        found(format!("{place}/{n} removed"), Value::Array(without));
        let mut doubled = values.to_vec();
        doubled.insert(n, inner.clone());
        found(format!("{place}/{n} doubled"), Value::Array(doubled));
        if n > 0 && values[n - 1] != *inner {
            let mut swapped = values.to_vec();
            swapped.swap(n - 1, n);
            found(format!("{place}/{n} swapped"), Value::Array(swapped));
        }
        walk(inner, &format!("{place}/{n}"), &mut |place, changed| {
            let mut values = values.to_vec();
            values[n] = changed;
            found(place, Value::Array(values));
        });
    }
}

/// Computes all links of a chain anew, as a forger would; the hash of the last one.
pub fn rehash(chain: &mut [Value]) -> Option<String> {
    let mut prev = domain::audit::GENESIS;
    for (n, event) in chain.iter_mut().enumerate() {
        let digest = match (event["payload"].as_str(), event["payload_sha256"].as_str()) {
            (Some(text), _) => ChainHash::of(text.as_bytes()),
            (None, digest) => digest?.parse().ok()?,
        };
        let seq = i64::try_from(n).ok()? + 1;
        let hash = link_hash(seq, prev, digest);
        event["seq"] = json!(seq);
        event["prev"] = json!(prev.to_string());
        event["hash"] = json!(hash.to_string());
        prev = hash;
    }
    Some(prev.to_string())
}
