//! A browser that keeps cookies, follows no redirect, and survives that the server is killed.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, COOKIE};

use crate::ground::Result;
use crate::web::Cookies;

pub use crate::web::{Page, encode};

/// Where the server listens just now; a restarted one listens elsewhere.
pub type Address = Arc<Mutex<SocketAddr>>;

/// One visitor; clones share cookies.
#[derive(Clone)]
pub struct Browser {
    address: Address,
    client: reqwest::Client,
    cookies: Arc<Cookies>,
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
        self.cookies.header()
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
        self.cookies.keep(&headers);
        Ok(Page {
            status,
            headers,
            text: response.text().await?,
        })
    }
}
