//! What a test stands on: a data directory, a database, a mail server, and the program as a process of its own that can
//! be killed and started again. The test looks into the same database beside it.

mod people;
mod process;
mod sound;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use server::config::Config;
use server::startup::{World, open};
use services::context::Context;
use services::hashing::Cost;
use store::testing::TestDatabase;

use crate::browser::{Address, Browser};
use crate::raw::Raw;
use crate::smtp::Smtp;

pub type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Long enough for staff, nowhere on a list.
pub const PASSWORD: &str = "Regenschirm im Treppenhaus 7";
/// Longer than anything here takes on a slow machine.
pub const LONG: Duration = Duration::from_secs(30);

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
        Self::prepare_with(database, url, "").await
    }

    /// The same with more sections in the configuration.
    pub async fn prepare_with(
        database: Option<TestDatabase>,
        url: Option<String>,
        more: &str,
    ) -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let data = dir.path().join("data");
        let smtp = Smtp::start().await?;
        let own = database.as_ref().map(|database| database.url.as_str());
        let context = look(&(configuration(&data, own, &smtp) + more)).await?;
        let config = dir.path().join("leitstand.toml");
        let text = configuration(&data, url.as_deref().or(own), &smtp) + more;
        fs::write(&config, text)?;
        let raw = match &database {
            Some(database) => Raw::postgres(&database.url).await?,
            None => Raw::sqlite(&data).await?,
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
        self.raw = Raw::sqlite(data).await?;
        Ok(())
    }

    /// Its configuration.
    pub fn configured(&self) -> &Path {
        &self.config
    }

    /// Ends everything and takes the database away.
    pub async fn end(mut self) -> Result {
        self.kill()?;
        self.context.db().close().await;
        self.raw.close().await;
        if let Some(database) = self.database.take() {
            database.remove().await?;
        }
        Ok(())
    }

    /// A visitor without cookies.
    pub fn browser(&self) -> Result<Browser> {
        Browser::new(self.address.clone())
    }
}

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
