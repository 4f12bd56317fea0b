//! What a test stands on: a data directory, a database, a mail server, and the program as a process of its own that can
//! be killed and started again. The test looks into the same database beside it.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::account::{Locale, MemberRole, StaffRole, Theme};
use domain::ids::{MembershipId, OrganizationId, PersonId};
use secrecy::SecretString;
use server::config::Config;
use server::startup::{World, open};
use services::context::Context;
use services::hashing::Cost;
use sqlx::postgres::PgPool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Row as _};
use store::Hidden;
use store::organizations::OrganizationRow;
use store::people::PersonRow;
use store::testing::TestDatabase;
use tokio::time::{Instant, sleep};

use crate::browser::{Address, Browser};
use crate::smtp::Smtp;

pub type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Long enough for staff, nowhere on a list.
pub const PASSWORD: &str = "Regenschirm im Treppenhaus 7";
/// Longer than anything here takes on a slow machine.
pub const LONG: Duration = Duration::from_secs(30);

/// The test's own connection to the database, for what no store function does.
#[derive(Clone)]
pub enum Raw {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Keeps others from committing, until dropped.
pub enum Hold {
    Sqlite(
        #[expect(dead_code, reason = "dropping it lets go")]
        sqlx::Transaction<'static, sqlx::Sqlite>,
    ),
    Postgres(
        #[expect(dead_code, reason = "dropping it lets go")]
        sqlx::Transaction<'static, sqlx::Postgres>,
    ),
}

/// Data, database, mail server, process.
pub struct Ground {
    /// The same database, seen from the test's process.
    pub context: Context,
    /// SQL by hand.
    pub raw: Raw,
    /// The mail server it is configured with.
    pub smtp: Smtp,
    /// `data_dir`.
    pub data: PathBuf,
    address: Address,
    config: PathBuf,
    log: PathBuf,
    process: Option<Child>,
    database: Option<TestDatabase>,
    _dir: tempfile::TempDir,
}

impl Ground {
    /// On SQLite, running.
    pub async fn sqlite() -> Result<Self> {
        let mut ground = Self::prepare(None, None).await?;
        ground.start().await?;
        Ok(ground)
    }

    /// On PostgreSQL, running; `None` where no server is named.
    pub async fn postgres() -> Result<Option<Self>> {
        let Some(database) = TestDatabase::postgres().await? else {
            return Ok(None);
        };
        let mut ground = Self::prepare(Some(database), None).await?;
        ground.start().await?;
        Ok(Some(ground))
    }

    /// Everything but the process. The program may be given another way to the same database than the test uses.
    pub async fn prepare(database: Option<TestDatabase>, url: Option<String>) -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let data = dir.path().join("data");
        let smtp = Smtp::start().await?;
        let own = database.as_ref().map(|database| database.url.as_str());
        let context = look(&configuration(&data, own, &smtp)).await?;
        let config = dir.path().join("leitstand.toml");
        fs::write(&config, configuration(&data, url.as_deref().or(own), &smtp))?;
        let raw = match &database {
            Some(database) => Raw::Postgres(PgPool::connect(&database.url).await?),
            None => Raw::Sqlite(sqlite(&data).await?),
        };
        Ok(Self {
            context,
            raw,
            smtp,
            data,
            address: Arc::new(Mutex::new(SocketAddr::from(([127, 0, 0, 1], 1)))),
            config,
            log: dir.path().join("server.log"),
            process: None,
            database,
            _dir: dir,
        })
    }

    /// Lets the data go, so that they can be copied (SQLite).
    pub async fn let_go(&self) {
        self.context.db().close().await;
        if let Raw::Sqlite(pool) = &self.raw {
            pool.close().await;
        }
    }

    /// The program will find its data here.
    pub fn move_to(&mut self, data: &Path) -> Result {
        data.clone_into(&mut self.data);
        fs::write(&self.config, configuration(data, None, &self.smtp))?;
        Ok(())
    }

    /// The test looks at the data by this path (SQLite).
    pub async fn look_into(&mut self, data: &Path) -> Result {
        data.clone_into(&mut self.data);
        self.context = look(&configuration(data, None, &self.smtp)).await?;
        self.raw = Raw::Sqlite(sqlite(data).await?);
        Ok(())
    }

    /// Starts the process and waits until it listens.
    pub async fn start(&mut self) -> Result {
        let command = Command::new(env!("CARGO_BIN_EXE_leitstand"));
        self.start_by(command).await
    }

    /// Starts the process by another command that ends in the program, and waits until it listens.
    pub async fn start_by(&mut self, mut command: Command) -> Result {
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("LEITSTAND_") || text == "DATABASE_URL" {
                command.env_remove(&name);
            }
        }
        let before = self.log().len();
        let log = File::options().create(true).append(true).open(&self.log)?;
        let config = self.config.clone();
        command
            .args(["serve", "--config"])
            .arg(config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        let child = self.process.insert(command.spawn()?);
        let end = Instant::now() + LONG;
        loop {
            let log = fs::read_to_string(&self.log).unwrap_or_default();
            let log = log.get(before..).unwrap_or_default();
            if let Some(address) = listening(log) {
                *self.address.lock().expect("not poisoned") = address;
                return Ok(());
            }
            if child.try_wait()?.is_some() || Instant::now() > end {
                return Err(format!("the program does not serve:\n{log}").into());
            }
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// `kill -9`.
    pub fn kill(&mut self) -> Result {
        if let Some(mut process) = self.process.take() {
            process.kill()?;
            process.wait()?;
        }
        Ok(())
    }

    /// Kills it and starts it again on the same data.
    pub async fn crash(&mut self) -> Result {
        self.kill()?;
        self.start().await
    }

    /// The end of the process, if it ended by itself.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        match &mut self.process {
            Some(process) => Ok(process.try_wait()?),
            None => Ok(Some(ExitStatus::from_raw(0))),
        }
    }

    /// Its configuration.
    pub fn configured(&self) -> &Path {
        &self.config
    }

    /// The id of the process that was started.
    pub fn pid(&self) -> u32 {
        self.process.as_ref().map_or(0, Child::id)
    }

    /// Where it listens just now.
    pub fn address(&self) -> SocketAddr {
        *self.address.lock().expect("not poisoned")
    }

    /// Everything it has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Ends everything and takes the database away.
    pub async fn end(mut self) -> Result {
        self.kill()?;
        self.context.db().close().await;
        match &self.raw {
            Raw::Sqlite(pool) => pool.close().await,
            Raw::Postgres(pool) => pool.close().await,
        }
        if let Some(database) = self.database.take() {
            database.remove().await?;
        }
        Ok(())
    }

    /// A visitor without cookies.
    pub fn browser(&self) -> Result<Browser> {
        Browser::new(self.address.clone())
    }

    /// Somebody with [`PASSWORD`].
    pub async fn person(&self, email: &str, staff: Option<StaffRole>) -> Result<PersonId> {
        let context = &self.context;
        let password = SecretString::from(PASSWORD.to_owned());
        let row = PersonRow {
            id: PersonId::new(context.now(), context.random()),
            email: email.to_owned(),
            name: email.split('@').next().unwrap_or_default().to_owned(),
            phone: String::new(),
            locale: Locale::De,
            theme: Theme::System,
            shortcuts: true,
            staff_role: staff,
            may_approve_reveals: false,
            active: true,
            password_hash: Some(Hidden(context.hasher().hash(password, [9; 16]).await?)),
            password_changed_at: Some(context.now()),
            totp_seed: None,
            totp_enrolled_at: None,
            totp_last_step: 0,
            created_at: context.now(),
        };
        let mut tx = context.db().begin().await?;
        store::people::insert(&mut tx, &row).await?;
        tx.save().await?;
        Ok(row.id)
    }

    /// A customer's organization.
    pub async fn organization(&self, number: &str) -> Result<OrganizationId> {
        let context = &self.context;
        let row = OrganizationRow {
            id: OrganizationId::new(context.now(), context.random()),
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
        Ok(row.id)
    }

    /// An owner of a new organization, logged in.
    pub async fn customer(&self, email: &str, number: &str) -> Result<(Browser, OrganizationId)> {
        let organization = self.owner(email, number).await?;
        Ok((self.log_in(email).await?, organization))
    }

    /// An owner of a new organization.
    pub async fn owner(&self, email: &str, number: &str) -> Result<OrganizationId> {
        let context = &self.context;
        let person = self.person(email, None).await?;
        let organization = self.organization(number).await?;
        let id = MembershipId::new(context.now(), context.random());
        let mut tx = context.db().begin().await?;
        let role = MemberRole::Owner;
        store::memberships::insert(&mut tx, id, organization, person, role, context.now()).await?;
        tx.save().await?;
        Ok(organization)
    }

    /// A customer's browser.
    pub async fn log_in(&self, email: &str) -> Result<Browser> {
        let browser = self.browser()?;
        let fields = [("email", email), ("password", PASSWORD)];
        let page = browser.post("/login", &fields).await?;
        assert_eq!(page.location(), "/", "{}", page.main());
        Ok(browser)
    }

    /// Somebody of the staff, logged in with a second factor just set up.
    pub async fn staff(&self, email: &str, role: StaffRole) -> Result<Browser> {
        self.person(email, Some(role)).await?;
        let browser = self.browser()?;
        let fields = [("email", email), ("password", PASSWORD)];
        let page = browser.post("/login", &fields).await?;
        assert_eq!(page.location(), "/login/enrol", "{}", page.main());
        let code = services::accounts::present_code(&self.context, email).await?;
        let page = browser.post("/login/enrol", &[("code", &code)]).await?;
        assert_eq!(page.status.as_u16(), 200, "{}", page.main());
        Ok(browser)
    }

    /// Nobody commits a change of this table (on SQLite: of anything) until the answer is dropped.
    pub async fn hold(&self, table: &str) -> Result<Hold> {
        Ok(match &self.raw {
            Raw::Sqlite(pool) => Hold::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Raw::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                let sql = AssertSqlSafe(format!("SELECT id FROM {table} FOR UPDATE"));
                sqlx::query(sql).fetch_all(&mut *tx).await?;
                Hold::Postgres(tx)
            }
        })
    }

    /// Time passes for the jobs: the leases of dead processes have run out, what was postponed is due.
    pub async fn time_passes(&self) -> Result {
        const PAST: &str = "2020-01-01T00:00:00Z";
        let sql = format!(
            "UPDATE jobs SET run_at = '{PAST}', locked_by = NULL, locked_until = NULL
            WHERE locked_by IS NULL OR locked_by NOT LIKE '{}-%'",
            self.pid()
        );
        self.raw.run(&sql).await
    }

    /// Waits until a mail server has every mail.
    pub async fn every_mail_is_sent(&self) -> Result {
        let end = Instant::now() + LONG;
        while self
            .raw
            .count("SELECT COUNT(*) FROM mails WHERE sent_at IS NULL")
            .await?
            > 0
        {
            if Instant::now() > end {
                return Err(format!("mails are not sent:\n{}", self.log()).into());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Nothing half-written: the database's own checks, the chains, and what belongs together in the tables.
    pub async fn assert_sound(&self) -> Result {
        if let Raw::Sqlite(_) = self.raw {
            // On a connection of its own: one that has seen the search index before would check what it remembers.
            let fresh = Raw::Sqlite(sqlite(&self.data).await?);
            assert_eq!(fresh.texts("PRAGMA integrity_check").await?, ["ok"]);
            let broken = fresh.texts("SELECT \"table\" FROM pragma_foreign_key_check");
            assert_eq!(broken.await?, Vec::<String>::new());
        }
        for chain in services::audit_admin::verify(&self.context, None, &[]).await? {
            assert!(chain.result.is_ok(), "{:?}", chain.result.err());
        }
        for (what, sql) in HALVES {
            assert_eq!(self.raw.count(sql).await?, 0, "{what}");
        }
        let mut waiting = self
            .raw
            .texts("SELECT unique_key FROM jobs WHERE unique_key LIKE 'mail:%'")
            .await?;
        waiting.sort();
        let mut tx = self.context.db().read().await?;
        for mail in store::mails::list_newest(&mut tx, 10_000).await? {
            let key = format!("mail:{}", mail.id);
            let has_job = waiting.binary_search(&key).is_ok();
            assert_eq!(
                has_job,
                mail.sent_at.is_none(),
                "a mail without its job or the reverse"
            );
        }
        Ok(())
    }
}

/// What must never be found: one half of something.
const HALVES: &[(&str, &str)] = &[
    (
        "tickets without a message or a request",
        "SELECT COUNT(*) FROM tickets t WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.ticket_id = t.id)
            AND NOT EXISTS (SELECT 1 FROM interventions i WHERE i.ticket_id = t.id)",
    ),
    (
        "tickets whose opening is in no chain",
        "SELECT COUNT(*) FROM tickets t WHERE NOT EXISTS
            (SELECT 1 FROM audit_events e WHERE e.ticket_id = t.id AND e.kind = 'ticket.opened')",
    ),
    (
        "tickets that cannot be found by searching",
        "SELECT COUNT(*) FROM tickets t WHERE NOT EXISTS (SELECT 1 FROM search_documents d WHERE d.ticket_number = t.number)",
    ),
    (
        "messages and notes without their events, or the reverse",
        "SELECT ABS((SELECT COUNT(*) FROM messages WHERE released_at IS NOT NULL)
            - (SELECT COUNT(*) FROM audit_events WHERE kind IN ('message.sent', 'note.added')))",
    ),
    (
        "looks without their events, or the reverse",
        "SELECT ABS((SELECT COUNT(*) FROM reveals)
            - (SELECT COUNT(*) FROM audit_events WHERE kind IN ('reveal.granted', 'reveal.denied')))",
    ),
    (
        "numbers of messages that are not so many",
        "SELECT COUNT(*) FROM tickets t WHERE t.message_count <>
            (SELECT COUNT(*) FROM messages m WHERE m.ticket_id = t.id AND m.withdrawn_at IS NULL)",
    ),
];

impl Drop for Ground {
    fn drop(&mut self) {
        // Only reached alive when a test failed.
        drop(self.kill());
        if std::thread::panicking() {
            let log = self.log();
            let from = log.len().saturating_sub(6_000);
            eprintln!("the program's log:\n{}", log.get(from..).unwrap_or(&log));
        }
    }
}

impl Raw {
    /// Runs statements.
    pub async fn run(&self, sql: &str) -> Result {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(pool) => {
                sqlx::raw_sql(sql).execute(pool).await?;
            }
            Self::Postgres(pool) => {
                sqlx::raw_sql(sql).execute(pool).await?;
            }
        }
        Ok(())
    }

    /// One number.
    pub async fn count(&self, sql: &str) -> Result<i64> {
        let sql = AssertSqlSafe(format!("SELECT CAST(({sql}) AS BIGINT)"));
        Ok(match self {
            Self::Sqlite(pool) => sqlx::query_scalar(sql).fetch_one(pool).await?,
            Self::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await?,
        })
    }

    /// One column of texts.
    pub async fn texts(&self, sql: &str) -> Result<Vec<String>> {
        let sql = AssertSqlSafe(sql.to_owned());
        Ok(match self {
            Self::Sqlite(pool) => {
                let rows = sqlx::query(sql).fetch_all(pool).await?;
                rows.iter().map(|row| row.get(0)).collect()
            }
            Self::Postgres(pool) => {
                let rows = sqlx::query(sql).fetch_all(pool).await?;
                rows.iter().map(|row| row.get(0)).collect()
            }
        })
    }

    /// Every insert into a table fails from now on.
    pub async fn refuse_inserts(&self, table: &str) -> Result {
        let sql = match self {
            Self::Sqlite(_) => format!(
                "CREATE TRIGGER trouble BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'trouble'); END"
            ),
            Self::Postgres(_) => format!(
                "CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''trouble''; END';
                CREATE TRIGGER trouble BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION trouble()"
            ),
        };
        self.run(&sql).await
    }

    /// They work again.
    pub async fn allow_inserts(&self, table: &str) -> Result {
        match self {
            Self::Sqlite(_) => self.run("DROP TRIGGER trouble").await,
            Self::Postgres(_) => {
                let sql = format!("DROP TRIGGER trouble ON {table}; DROP FUNCTION trouble()");
                self.run(&sql).await
            }
        }
    }
}

/// The program's configuration.
fn configuration(data: &Path, url: Option<&str>, smtp: &Smtp) -> String {
    let database = url.map_or(String::new(), |url| format!("database_url = \"{url}\"\n"));
    format!(
        "listen = \"127.0.0.1:0\"\nmetrics_listen = \"off\"\ndata_dir = \"{}\"\nsite_dir = \"{}\"\n{database}\
         [log]\nformat = \"json\"\n[mail]\nsmtp_url = \"smtp://{}\"\nfrom_address = \"support@provider.example\"\n",
        data.display(),
        data.with_file_name("site").display(),
        smtp.address,
    )
}

/// The database of a configuration, as the program opens it; what it creates for an empty one is created.
async fn look(configuration: &str) -> Result<Context> {
    let config = Config::from_text(Some(("test.toml", configuration)), &|_| None);
    let config = config.map_err(|problems| {
        let all: Vec<_> = problems.iter().map(ToString::to_string).collect();
        all.join("; ")
    })?;
    let world = World {
        hash_cost: Cost::TEST,
        ..World::real()
    };
    Ok(open(&config, world).await?)
}

async fn sqlite(data: &Path) -> Result<SqlitePool> {
    let options = SqliteConnectOptions::new()
        .filename(data.join("db/leitstand.sqlite"))
        .busy_timeout(Duration::from_secs(10));
    Ok(SqlitePoolOptions::new()
        .max_connections(2)
        .connect_with(options)
        .await?)
}

/// The address in the line that says where it serves.
fn listening(log: &str) -> Option<SocketAddr> {
    log.lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find(|line| line["message"] == "serving")?["address"]
        .as_str()?
        .parse()
        .ok()
}
