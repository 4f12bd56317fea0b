//! A desk for one test: the application on a free port, its clock, a browser for each visitor.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use domain::account::{MemberRole, StaffRole};
use domain::ids::{MembershipId, OrganizationId, PersonId};
use domain::time::Clock as _;
use reqwest::StatusCode;
use secrecy::SecretString;
use server::config::Config;
use server::startup::{Application, World};
use server::state::App;
use services::context::Context;
use services::hashing::Cost;
use store::Hidden;
use store::mails::MailRow;
use store::people::PersonRow;
use store::testing::{SeededRandom, StandingClock, rows};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use crate::browser::Browser;
pub use crate::web::{Page, encode};

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
        Browser::new(self.address)
    }

    /// Somebody with [`PASSWORD`].
    pub async fn person(&self, email: &str, staff: Option<StaffRole>) -> Result<PersonId> {
        let context = self.context();
        let id = PersonId::new(context.now(), context.random());
        let password = SecretString::from(PASSWORD.to_owned());
        let hash = context.hasher().hash(password, [9; 16]).await?;
        let row = PersonRow {
            staff_role: staff,
            password_hash: Some(Hidden(hash)),
            password_changed_at: Some(context.now()),
            ..rows::person(id, email, context.now())
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
        let row = rows::organization(id, number, context.now());
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
        assert_eq!(page.location(), "/", "{}", page.main());
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
        assert_eq!(page.status, StatusCode::OK, "{}", page.main());
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
        let mail = mails.into_iter().find(|mail| mail.to_address == address);
        mail.map(|mail| self.text_of(mail)).transpose()
    }

    /// A mail's text as its reader has it: what was sent stands in the file.
    pub fn text_of(&self, mail: MailRow) -> Result<String> {
        if mail.sent_at.is_none() {
            return Ok(services::mail::put_back(self.context(), mail)?.body_text.0);
        }
        let name = format!("{}-{}.eml", mail.created_at.unix(), mail.id);
        let file = self.context().settings().mail_dir.join(name);
        Ok(crate::sent::plain(&std::fs::read_to_string(file)?))
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
