//! The desk under measurement: its demo, prepared once and copied for each run, its server, its people.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::str::FromStr as _;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use crate::http::{Connection, get, post};

/// What there is to measure with.
#[derive(Clone)]
pub struct Tools {
    /// The program.
    pub program: PathBuf,
    /// Built assets.
    pub site: PathBuf,
    /// Where demos and runs lie.
    pub folder: PathBuf,
    /// A PostgreSQL where databases may be created.
    pub postgres: Option<String>,
    /// Tickets of the demo beside its stories.
    pub tickets: usize,
    /// So many more that are all open, each with a promise that runs. Time passes for them, so each run has its own.
    pub open: usize,
}

/// One of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Kind {
    /// As people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// A demo of its own for one run.
pub struct Desk {
    kind: Kind,
    program: PathBuf,
    data: PathBuf,
    /// Its assets with the constant pages beside them.
    pub site: PathBuf,
    database_url: String,
    port: u16,
}

/// A running server; ended when dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub port: u16,
    /// From its start to the first good answer of `/readyz`.
    pub ready_after: Duration,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Tools {
    fn pristine(&self, kind: Kind) -> PathBuf {
        self.folder.join(format!("{}-{}", kind.code(), self.size()))
    }

    fn size(&self) -> String {
        match self.open {
            0 => self.tickets.to_string(),
            open => format!("{}_{open}", self.tickets),
        }
    }

    fn database(&self, run: bool) -> String {
        let end = if run { "_run" } else { "" };
        format!("leitstand_bench_{}{end}", self.size())
    }

    fn url(&self, kind: Kind, data: &Path, run: bool) -> Result<String> {
        Ok(match kind {
            Kind::Sqlite => format!("sqlite:{}", data.join("db/leitstand.sqlite").display()),
            Kind::Postgres => PgConnectOptions::from_str(self.admin()?)?
                .database(&self.database(run))
                .to_url_lossy()
                .to_string(),
        })
    }

    fn admin(&self) -> Result<&str> {
        self.postgres
            .as_deref()
            .context("TEST_POSTGRES_URL is not set")
    }

    /// Builds the demo, if an earlier run has not; says how long that took.
    pub async fn prepare(&self, kind: Kind) -> Result<Option<Duration>> {
        let data = self.pristine(kind);
        let whole = data.join("whole");
        if self.open == 0 && whole.exists() && (kind == Kind::Sqlite || self.exists().await?) {
            return Ok(None);
        }
        let _ = fs::remove_dir_all(&data);
        fs::create_dir_all(&data)?;
        if kind == Kind::Postgres {
            self.admin_does(format!(
                "DROP DATABASE IF EXISTS {} WITH (FORCE)",
                self.database(false)
            ))
            .await?;
            self.admin_does(format!("CREATE DATABASE {}", self.database(false)))
                .await?;
        }
        let started = Instant::now();
        let status = self
            .command(kind, &data, &self.url(kind, &data, false)?)
            .args(["demo", "--tickets", &self.tickets.to_string()])
            .args(["--open", &self.open.to_string()])
            .stdout(Stdio::null())
            .status()?;
        if !status.success() {
            bail!("the demo could not be built");
        }
        fs::write(whole, "")?;
        Ok(Some(started.elapsed()))
    }

    /// A copy of the demo, so that every run begins alike.
    pub async fn desk(&self, kind: Kind, port: u16) -> Result<Desk> {
        let data = self.folder.join(format!("{}-run", kind.code()));
        let site = self.folder.join("site");
        let _ = fs::remove_dir_all(&data);
        let _ = fs::remove_dir_all(&site);
        copy(&self.pristine(kind), &data)?;
        copy(&self.site, &site)?;
        if kind == Kind::Postgres {
            self.admin_does(format!(
                "DROP DATABASE IF EXISTS {} WITH (FORCE)",
                self.database(true)
            ))
            .await?;
            self.admin_does(format!(
                "CREATE DATABASE {} TEMPLATE {}",
                self.database(true),
                self.database(false)
            ))
            .await?;
            self.admin_does("CHECKPOINT".to_owned()).await?;
        }
        Ok(Desk {
            kind,
            program: self.program.clone(),
            database_url: self.url(kind, &data, true)?,
            data,
            site,
            port,
        })
    }

    fn command(&self, kind: Kind, data: &Path, url: &str) -> Command {
        command(&self.program, kind, data, url)
    }

    async fn exists(&self) -> Result<bool> {
        let mut admin = PgConnection::connect(self.admin()?).await?;
        let found: Option<(i32,)> = sqlx::query_as("SELECT 1 FROM pg_database WHERE datname = $1")
            .bind(self.database(false))
            .fetch_optional(&mut admin)
            .await?;
        Ok(found.is_some())
    }

    async fn admin_does(&self, sql: String) -> Result<()> {
        let mut admin = PgConnection::connect(self.admin()?).await?;
        sqlx::query(AssertSqlSafe(sql)).execute(&mut admin).await?;
        Ok(())
    }
}

fn command(program: &Path, kind: Kind, data: &Path, url: &str) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(data)
        .env("LEITSTAND_DATA_DIR", data)
        .env("DATABASE_URL", url)
        .env("LEITSTAND_METRICS_LISTEN", "off")
        .stdin(Stdio::null());
    if kind == Kind::Sqlite {
        command.env_remove("TEST_POSTGRES_URL");
    }
    command
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let status = Command::new("cp").arg("-a").arg(from).arg(to).status()?;
    if !status.success() {
        bail!("cannot copy {}", from.display());
    }
    Ok(())
}

impl Desk {
    /// Starts `leitstand serve` and waits until it is ready.
    pub async fn serve(&self) -> Result<Server> {
        let log = fs::File::create(self.data.join("serve.log"))?;
        let started = Instant::now();
        let child = command(&self.program, self.kind, &self.data, &self.database_url)
            .arg("serve")
            .env("LEITSTAND_SITE", &self.site)
            .env("LEITSTAND_LISTEN", format!("127.0.0.1:{}", self.port))
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let mut server = Server {
            child,
            port: self.port,
            ready_after: Duration::ZERO,
        };
        let request = get(self.port, "/readyz", "");
        loop {
            if let Ok(mut connection) = Connection::open(self.port).await
                && let Ok(reply) = connection.ask(&request).await
                && reply.status == 200
            {
                server.ready_after = started.elapsed();
                return Ok(server);
            }
            if let Some(status) = server.child.try_wait()? {
                let log = fs::read_to_string(self.data.join("serve.log")).unwrap_or_default();
                bail!("the server ended with {status}:\n{log}");
            }
            if started.elapsed() > Duration::from_secs(30) {
                bail!("the server is not ready after half a minute");
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Logs somebody of this role in with password and one-time code; the cookie.
    pub async fn log_in(&self, role: &str) -> Result<String> {
        let text = fs::read_to_string(self.data.join("demo-accounts.json"))?;
        let accounts: serde_json::Value = serde_json::from_str(&text)?;
        let person = accounts
            .as_array()
            .into_iter()
            .flatten()
            .find(|account| account["role"] == role)
            .with_context(|| format!("the demo has no {role}"))?;
        let of = |name: &str| person[name].as_str().unwrap_or_default().to_owned();
        let (login, password) = (of("login"), of("password"));
        let mut connection = Connection::open(self.port).await?;
        let form = [("email", login.as_str()), ("password", password.as_str())];
        let reply = connection
            .ask(&post(self.port, "/login", "", &form))
            .await?;
        if reply.status != 303 {
            bail!("the password was refused with {}", reply.status);
        }
        let half = cookie(&connection.head(reply))?;
        let output = command(&self.program, self.kind, &self.data, &self.database_url)
            .args(["demo", "otp", &login])
            .output()?;
        let code = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let reply = connection
            .ask(&post(self.port, "/login/factor", &half, &[("code", &code)]))
            .await?;
        if reply.status != 303 {
            bail!("the code was refused with {}", reply.status);
        }
        cookie(&connection.head(reply))
    }

    /// Texts of messages here and there, to find rare words in.
    pub async fn some_texts(&self) -> Result<Vec<String>> {
        const SOME: &str = "SELECT body FROM search_documents WHERE kind = 'message' AND n % 1009 = 7 ORDER BY n LIMIT 60";
        let rows: Vec<(String,)> = match self.kind {
            Kind::Sqlite => {
                let mut db = self.sqlite().await?;
                sqlx::query_as(SOME).fetch_all(&mut db).await?
            }
            Kind::Postgres => {
                let mut db = PgConnection::connect(&self.database_url).await?;
                sqlx::query_as(SOME).fetch_all(&mut db).await?
            }
        };
        Ok(rows.into_iter().map(|(body,)| body).collect())
    }

    /// Version and durability of the database.
    pub async fn version(&self) -> Result<String> {
        if self.kind == Kind::Sqlite {
            let mut db = self.sqlite().await?;
            let (version,): (String,) = sqlx::query_as("SELECT sqlite_version()")
                .fetch_one(&mut db)
                .await?;
            return Ok(format!("SQLite {version}, WAL"));
        }
        let mut db = PgConnection::connect(&self.database_url).await?;
        let mut said = Vec::new();
        for name in [
            "server_version",
            "fsync",
            "synchronous_commit",
            "shared_buffers",
        ] {
            let (value,): (String,) = sqlx::query_as("SELECT current_setting($1)")
                .bind(name)
                .fetch_one(&mut db)
                .await?;
            said.push(format!("{name} {value}"));
        }
        Ok(format!("PostgreSQL: {}", said.join(", ")))
    }

    /// Part of the titles of the database's processes.
    pub fn database_title(&self, tools: &Tools) -> Option<String> {
        (self.kind == Kind::Postgres).then(|| tools.database(true))
    }

    async fn sqlite(&self) -> Result<SqliteConnection> {
        let options = SqliteConnectOptions::from_str(&self.database_url)?.read_only(true);
        Ok(options.connect().await?)
    }
}

fn cookie(head: &str) -> Result<String> {
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        .filter_map(|(_, value)| value.split(';').next())
        .map(str::to_owned)
        .next_back()
        .context("no cookie came back")
}
