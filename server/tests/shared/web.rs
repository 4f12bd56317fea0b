//! What a browser of the tests is made of: answers, cookies, forms. Both test programs take this file.

use std::collections::BTreeMap;
use std::sync::Mutex;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, SET_COOKIE};

/// An answer.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Page {
    /// A header; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// Where it redirects to; empty if nowhere.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The part worth reading in a failure.
    pub fn main(&self) -> String {
        let text = self.text.split("<main").nth(1).unwrap_or(&self.text);
        format!(
            "{} {}",
            self.status,
            text.chars().take(2_500).collect::<String>()
        )
    }
}

/// The cookies of a visitor.
#[derive(Debug, Default)]
pub struct Cookies(Mutex<BTreeMap<String, String>>);

impl Cookies {
    /// All as one header.
    pub fn header(&self) -> String {
        let cookies = self.0.lock().expect("not poisoned");
        let pairs: Vec<String> = cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        pairs.join("; ")
    }

    /// Takes and forgets what an answer says.
    pub fn keep(&self, headers: &HeaderMap) {
        let mut cookies = self.0.lock().expect("not poisoned");
        for value in headers.get_all(SET_COOKIE) {
            let text = value.to_str().unwrap_or_default();
            let (pair, attributes) = text.split_once(';').unwrap_or((text, ""));
            if let Some((name, value)) = pair.split_once('=') {
                if attributes.contains("Max-Age=0") {
                    cookies.remove(name);
                } else {
                    cookies.insert(name.to_owned(), value.to_owned());
                }
            }
        }
    }
}

impl From<&str> for Cookies {
    /// Those of such a header.
    fn from(header: &str) -> Self {
        let pairs = header.split("; ").filter_map(|pair| pair.split_once('='));
        let owned = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self(Mutex::new(owned.collect()))
    }
}

/// `application/x-www-form-urlencoded`.
pub fn encode(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| {
        text.bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect::<String>()
    };
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect();
    pairs.join("&")
}
