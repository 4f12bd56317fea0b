//! A browser that keeps cookies, follows no redirect, and survives that the server is killed.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, SET_COOKIE};
use reqwest::{Method, StatusCode};

use crate::ground::Result;

/// Where the server listens just now; a restarted one listens elsewhere.
pub type Address = Arc<Mutex<SocketAddr>>;

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

/// One visitor; clones share cookies.
#[derive(Clone)]
pub struct Browser {
    address: Address,
    client: reqwest::Client,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Browser {
    pub fn new(address: Address) -> Result<Self> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(std::time::Duration::from_secs(20))
            .build()?;
        Ok(Self {
            address,
            client,
            cookies: Arc::default(),
        })
    }

    fn url(&self, path: &str) -> String {
        let address = *self.address.lock().expect("not poisoned");
        format!("http://{address}{path}")
    }

    /// The cookies as one header.
    pub fn cookie(&self) -> String {
        let cookies = self.cookies.lock().expect("not poisoned");
        let pairs: Vec<String> = cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        pairs.join("; ")
    }

    pub async fn get(&self, path: &str) -> Result<Page> {
        self.send(Method::GET, path, &[], None).await
    }

    /// A form post.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Page> {
        let body = ("application/x-www-form-urlencoded", encode(fields).into());
        self.send(Method::POST, path, &[], Some(body)).await
    }

    /// A form post as a script sends it.
    pub async fn ask(&self, path: &str, fields: &[(&str, &str)]) -> Result<Page> {
        let body = ("application/x-www-form-urlencoded", encode(fields).into());
        let accept = [("accept", "application/json")];
        self.send(Method::POST, path, &accept, Some(body)).await
    }

    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<(&str, reqwest::Body)>,
    ) -> Result<Page> {
        let mut request = self.client.request(method, self.url(path));
        if !headers.iter().any(|(name, _)| *name == "origin") {
            request = request.header("sec-fetch-site", "same-origin");
        }
        let cookie = self.cookie();
        if !cookie.is_empty() {
            request = request.header(COOKIE, cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some((content_type, body)) = body {
            request = request.header(CONTENT_TYPE, content_type).body(body);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        self.keep(&headers);
        Ok(Page {
            status,
            headers,
            text: response.text().await?,
        })
    }

    fn keep(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().expect("not poisoned");
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
