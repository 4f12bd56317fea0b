//! A browser that keeps cookies, follows no redirect, and looks whether every link within a page arrives.

use std::net::SocketAddr;

use reqwest::header::{CONTENT_TYPE, COOKIE};
use reqwest::{Method, RequestBuilder};

use crate::desk::{PASSWORD, Result};
use crate::web::{Cookies, Page, encode};

/// A browser that follows no redirect and keeps cookies.
pub struct Browser {
    base: String,
    client: reqwest::Client,
    cookies: Cookies,
}

impl Browser {
    /// A visitor of this address, without cookies.
    pub fn new(address: SocketAddr) -> Self {
        Self {
            base: format!("http://{address}"),
            client: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .expect("a client"),
            cookies: Cookies::default(),
        }
    }

    /// The cookies as one header.
    pub fn cookie(&self) -> String {
        self.cookies.header()
    }

    /// A browser that stole these cookies.
    pub fn with_cookie(&self, cookie: &str) -> Self {
        Self {
            base: self.base.clone(),
            client: self.client.clone(),
            cookies: cookie.into(),
        }
    }

    /// A GET as a browser sends it.
    pub async fn get(&self, path: &str) -> Result<Page> {
        self.send(
            Method::GET,
            path,
            None,
            &[("sec-fetch-site", "same-origin")],
        )
        .await
    }

    /// The head of a GET whose answer never ends.
    pub async fn head_of(&self, path: &str) -> Result<Page> {
        let response = self
            .client
            .get(format!("{}{path}", self.base))
            .header(COOKIE, self.cookie())
            .header("sec-fetch-site", "same-origin")
            .send()
            .await?;
        Ok(Page {
            status: response.status(),
            headers: response.headers().clone(),
            text: String::new(),
        })
    }

    /// A file, as it comes.
    pub async fn download(&self, path: &str) -> Result<Vec<u8>> {
        let request = self.client.get(format!("{}{path}", self.base));
        let request = request.header(COOKIE, self.cookie());
        let response = request
            .header("sec-fetch-site", "same-origin")
            .send()
            .await?;
        if !response.status().is_success() {
            return Err(format!("{path}: {}", response.status()).into());
        }
        Ok(response.bytes().await?.to_vec())
    }

    /// A form post as a browser sends it.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Page> {
        self.send(
            Method::POST,
            path,
            Some(&encode(fields)),
            &[("sec-fetch-site", "same-origin")],
        )
        .await
    }

    /// Anything else.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&str>,
        headers: &[(&str, &str)],
    ) -> Result<Page> {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        let cookie = self.cookie();
        if !cookie.is_empty() {
            request = request.header(COOKIE, cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(body.to_owned());
        }
        self.answer(path, request).await
    }

    /// A post with a body of another type: forms with files.
    pub async fn send_as(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        body: String,
    ) -> Result<Page> {
        let request = self
            .client
            .request(method, format!("{}{path}", self.base))
            .header(COOKIE, self.cookie())
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, content_type)
            .body(body);
        self.answer(path, request).await
    }

    async fn answer(&self, path: &str, request: RequestBuilder) -> Result<Page> {
        let response = request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        self.cookies.keep(&headers);
        let text = response.text().await?;
        assert_links_arrive(path, &text);
        Ok(Page {
            status,
            headers,
            text,
        })
    }

    /// Address and [`PASSWORD`].
    pub async fn log_in(&self, email: &str) -> Result<Page> {
        self.post("/login", &[("email", email), ("password", PASSWORD)])
            .await
    }
}

/// Every link within a page has its target: skip links, error summaries, tables of contents.
fn assert_links_arrive(path: &str, text: &str) {
    if !text.starts_with("<!doctype html>") {
        return;
    }
    let targets = text
        .split("href=\"#")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    for target in targets {
        assert!(
            text.contains(&format!("id=\"{target}\"")),
            "{path}: nothing has the id {target}"
        );
    }
}
