//! A desk for one test: the application on a free port, its clock, a browser for each visitor.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::account::{Locale, MemberRole, StaffRole, Theme};
use domain::ids::{MembershipId, OrganizationId, PersonId};
use domain::time::Clock as _;
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::{Method, StatusCode};
use secrecy::SecretString;
use server::config::Config;
use server::startup::{Application, World};
use server::state::App;
use services::context::Context;
use services::hashing::Cost;
use store::Hidden;
use store::organizations::OrganizationRow;
use store::people::PersonRow;
use store::testing::{SeededRandom, StandingClock};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Long enough for staff, nowhere on a list.
pub const PASSWORD: &str = "Regenschirm im Treppenhaus 7";
/// Where the clock stands at the start.
pub const START: i64 = 1_800_000_000;

/// A running application.
pub struct Desk {
    pub address: SocketAddr,
    pub clock: Arc<StandingClock>,
    pub app: App,
    stop: CancellationToken,
    running: Option<JoinHandle<()>>,
    _dir: tempfile::TempDir,
}

impl Desk {
    /// A desk with nothing in it.
    pub async fn start() -> Result<Self> {
        Self::start_with("").await
    }

    /// A desk with these lines in its configuration.
    pub async fn start_with(config: &str) -> Result<Self> {
        // In memory where there is such a place: hundreds of desks are started.
        let shm = std::path::Path::new("/dev/shm");
        let dir = if shm.is_dir() {
            tempfile::tempdir_in(shm)?
        } else {
            tempfile::tempdir()?
        };
        let text = format!(
            "listen = \"127.0.0.1:0\"\nmetrics_listen = \"off\"\ndata_dir = \"{}\"\nsite_dir = \"{}\"\n{config}",
            dir.path().join("data").display(),
            dir.path().join("site").display(),
        );
        let config =
            Config::from_text(Some(("test.toml", &text)), &|_| None).map_err(|problems| {
                problems
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join("; ")
            })?;
        let clock = Arc::new(StandingClock::at(START));
        let world = World {
            clock: clock.clone(),
            random: Arc::new(SeededRandom::new(1)),
            hash_cost: Cost::TEST,
        };
        let application = Application::build(config, world).await?;
        let (address, app) = (application.address()?, application.app().clone());
        let stop = CancellationToken::new();
        let running = tokio::spawn(application.run(stop.clone()));
        Ok(Self {
            address,
            clock,
            app,
            stop,
            running: Some(running),
            _dir: dir,
        })
    }

    /// What use cases take.
    pub fn context(&self) -> &Context {
        self.app.context()
    }

    /// A visitor without cookies.
    pub fn browser(&self) -> Browser {
        Browser {
            base: format!("http://{}", self.address),
            client: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .expect("a client"),
            cookies: Mutex::default(),
        }
    }

    /// Somebody with [`PASSWORD`].
    pub async fn person(&self, email: &str, staff: Option<StaffRole>) -> Result<PersonId> {
        let context = self.context();
        let id = PersonId::new(context.now(), context.random());
        let password = SecretString::from(PASSWORD.to_owned());
        let hash = context.hasher().hash(password, [9; 16]).await?;
        let row = PersonRow {
            id,
            email: email.to_owned(),
            name: email.split('@').next().unwrap_or_default().to_owned(),
            phone: String::new(),
            locale: Locale::De,
            theme: Theme::System,
            shortcuts: true,
            staff_role: staff,
            may_approve_reveals: false,
            active: true,
            password_hash: Some(Hidden(hash)),
            password_changed_at: Some(context.now()),
            totp_seed: None,
            totp_enrolled_at: None,
            totp_last_step: 0,
            created_at: context.now(),
        };
        let mut tx = context.db().begin().await?;
        store::people::insert(&mut tx, &row).await?;
        tx.save().await?;
        Ok(id)
    }

    /// A customer's organization.
    pub async fn organization(&self, number: &str) -> Result<OrganizationId> {
        let context = self.context();
        let id = OrganizationId::new(context.now(), context.random());
        let row = OrganizationRow {
            id,
            number: number.to_owned(),
            name: format!("Organisation {number}"),
            street: "Hafenstraße 1".to_owned(),
            postal_code: "20457".to_owned(),
            city: "Hamburg".to_owned(),
            country: "DE".to_owned(),
            land: Some("HH".to_owned()),
            business: true,
            vat_id: String::new(),
            requires_second_factor: false,
            four_eyes: false,
            active: true,
            created_at: context.now(),
        };
        let mut tx = context.db().begin().await?;
        store::organizations::insert(&mut tx, &row).await?;
        tx.save().await?;
        Ok(id)
    }

    /// Makes somebody a member.
    pub async fn member(
        &self,
        organization: OrganizationId,
        person: PersonId,
        role: MemberRole,
    ) -> Result {
        let context = self.context();
        let id = MembershipId::new(context.now(), context.random());
        let mut tx = context.db().begin().await?;
        store::memberships::insert(&mut tx, id, organization, person, role, context.now()).await?;
        tx.save().await?;
        Ok(())
    }

    /// A customer who is logged in.
    pub async fn customer(&self, email: &str, number: &str) -> Result<Browser> {
        let person = self.person(email, None).await?;
        let organization = self.organization(number).await?;
        self.member(organization, person, MemberRole::Owner).await?;
        let browser = self.browser();
        let page = browser.log_in(email).await?;
        assert_eq!(page.location(), "/", "{}", page.text);
        Ok(browser)
    }

    /// Somebody of the staff, logged in with a second factor just set up.
    pub async fn staff(&self, email: &str, role: StaffRole) -> Result<Browser> {
        self.person(email, Some(role)).await?;
        let browser = self.browser();
        let page = browser.log_in(email).await?;
        assert_eq!(page.location(), "/login/enrol");
        let code = services::accounts::present_code(self.context(), email).await?;
        let page = browser.post("/login/enrol", &[("code", &code)]).await?;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        // The step is used up; the next log-in needs another.
        self.clock.advance(30);
        Ok(browser)
    }

    /// Runs the jobs that are due, and waits for those the workers of the application have in their hands.
    pub async fn work(&self) -> Result {
        let end = tokio::time::Instant::now() + Duration::from_mins(1);
        while tokio::time::Instant::now() < end {
            services::jobs::run_due(self.context()).await?;
            let mut tx = self.context().db().read().await?;
            let counts = store::jobs::count(&mut tx, self.clock.now()).await?;
            let mails = store::mails::count_unsent(&mut tx).await?;
            drop(tx);
            // A claimed job has not written yet what comes of it: a link is no mail before its job has ended.
            if counts.due == 0 && counts.claimed == 0 && mails == 0 {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Err("jobs do not end".into())
    }

    /// The newest mail's text to an address.
    pub async fn mail_to(&self, address: &str) -> Result<Option<String>> {
        self.work().await?;
        let mut tx = self.context().db().read().await?;
        let mails = store::mails::list_newest(&mut tx, 50).await?;
        Ok(mails
            .into_iter()
            .find(|mail| mail.to_address == address)
            .map(|mail| mail.body_text.0))
    }

    /// The path of the link in the newest mail to an address.
    pub async fn link_to(&self, address: &str) -> Result<String> {
        let text = self.mail_to(address).await?.ok_or("no mail")?;
        let url = text
            .split_whitespace()
            .find(|word| word.starts_with("http://"))
            .ok_or("no link")?;
        let public = &self.context().settings().public_url;
        Ok(url
            .strip_prefix(public.as_str())
            .ok_or("a foreign link")?
            .to_owned())
    }

    /// Stops the application and waits for its end.
    pub async fn stop(mut self) -> Result {
        self.stop.cancel();
        if let Some(running) = self.running.take() {
            running.await?;
        }
        Ok(())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// An answer.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Page {
    /// Where it redirects to; empty if nowhere.
    pub fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    /// A header; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

/// A browser that follows no redirect and keeps cookies.
pub struct Browser {
    base: String,
    client: reqwest::Client,
    pub cookies: Mutex<BTreeMap<String, String>>,
}

impl Browser {
    /// The cookies as one header.
    pub fn cookie(&self) -> String {
        let cookies = self.cookies.lock().expect("not poisoned");
        cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("; ")
    }

    /// A browser that stole these cookies.
    pub fn with_cookie(&self, cookie: &str) -> Self {
        let cookies = cookie
            .split("; ")
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self {
            base: self.base.clone(),
            client: self.client.clone(),
            cookies: Mutex::new(cookies),
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
        let response = request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        self.keep(&headers);
        let text = response.text().await?;
        assert_links_arrive(path, &text);
        Ok(Page {
            status,
            headers,
            text,
        })
    }

    /// A post with a body of another type: forms with files.
    pub async fn send_as(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        body: String,
    ) -> Result<Page> {
        let response = self
            .client
            .request(method, format!("{}{path}", self.base))
            .header(COOKIE, self.cookie())
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, content_type)
            .body(body)
            .send()
            .await?;
        let (status, headers) = (response.status(), response.headers().clone());
        self.keep(&headers);
        let text = response.text().await?;
        assert_links_arrive(path, &text);
        Ok(Page {
            status,
            headers,
            text,
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

    /// Address and [`PASSWORD`].
    pub async fn log_in(&self, email: &str) -> Result<Page> {
        self.post("/login", &[("email", email), ("password", PASSWORD)])
            .await
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
    fields
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect::<Vec<_>>()
        .join("&")
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
