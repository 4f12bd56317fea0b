//! Building the application from its configuration, running it, stopping it.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use domain::time::{Clock, Random, random_bytes};
use secrecy::ExposeSecret as _;
use services::context::{Context, Parts, SystemClock, SystemRandom};
use services::events::Hub;
use services::hashing::{Cost, Hasher};
use services::instance::Lease;
use services::keys::{self, KeyPaths, Keys};
use services::settings::Settings;
use store::Db;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use vault::{KekId, KekSource, KekState, Layout, SecretBytes, Vault};

use crate::assets::Assets;
use crate::config::{Config, VaultSource};
use crate::metrics::Metrics;
use crate::state::App;
use crate::{answering, listener, private, router, streams, transit};

/// Where the demo's systems answer.
const DEMO_NETWORK: &str = "127.20.0.0/16";

/// What tests may replace: time, chance, and what a password hash costs.
pub struct World {
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where unpredictable bytes come from.
    pub random: Arc<dyn Random>,
    /// What a password hash costs.
    pub hash_cost: Cost,
}

impl World {
    /// The machine's own.
    pub fn real() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            hash_cost: Cost::DEFAULT,
        }
    }
}

/// The application, bound to its addresses and ready to run.
pub struct Application {
    app: App,
    router: Router,
    listener: TcpListener,
    metrics: Option<TcpListener>,
    lease: Option<Lease>,
}

impl Application {
    /// Opens the database (bringing its schema up to date), takes the lease, binds the addresses.
    ///
    /// # Errors
    /// Everything that makes serving impossible, in words for the administrator.
    pub async fn build(config: Config, world: World) -> anyhow::Result<Self> {
        let context = open(&config, world).await?;
        warn_if_mails_stay(&context).await?;
        let lease = lease(&context).await?;
        let assets = Assets::load(&config.site_dir).context("reading the built assets")?;
        let routes = router::routes();
        let metrics = Metrics::new(
            routes
                .iter()
                .map(|route| (method(&route.method), route.path)),
        );
        let listener = bind(config.listen).await?;
        let metrics_listener = match config.metrics_listen {
            Some(address) => Some(bind(address).await?),
            None => None,
        };
        let app = App::new(context, config, assets, metrics);
        Ok(Self {
            router: router::router(&app),
            app,
            listener,
            metrics: metrics_listener,
            lease,
        })
    }

    /// Where the server listens; with port 0 the port it got.
    ///
    /// # Errors
    /// The system does not say.
    pub fn address(&self) -> anyhow::Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    /// Where the metrics are, if anywhere.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref()?.local_addr().ok()
    }

    /// The state, for tests.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Serves and works until told to stop: finishes requests, ends streams, gives back leases.
    pub async fn run(self, stop: CancellationToken) {
        let Self {
            app,
            router,
            listener,
            metrics,
            lease,
        } = self;
        let config = app.config().clone();
        let work = Work::start(app.context(), config.concurrency, lease, &stop);
        if let Some(metrics) = metrics {
            tokio::spawn(listener::serve(
                metrics,
                metrics_router(&app),
                16,
                app.stopping().clone(),
            ));
        }
        tokio::spawn(streams::notice_others(
            app.context().clone(),
            app.streams().clone(),
            app.stopping().clone(),
        ));
        // Beside the serving: some of them need a moment each, and nobody shall wait for them.
        let demo = tokio::spawn({
            let app = app.clone();
            async move { answering::demo_listeners(&app).await }
        });
        let serving = listener::serve(
            listener,
            router,
            config.max_connections,
            app.stopping().clone(),
        );
        tokio::pin!(serving);
        tokio::select! {
            () = stop.cancelled() => {
                app.stopping().cancel();
                serving.await;
            }
            () = &mut serving => {}
        }
        work.finish().await;
        if !demo.is_finished() {
            demo.abort();
        }
        if let Ok(Some(demo)) = demo.await {
            demo.shutdown().await;
        }
        app.context().db().close().await;
    }
}

/// The workers of a process and its lease.
pub struct Work {
    stop: CancellationToken,
    workers: JoinHandle<()>,
    lease: Option<(Lease, JoinHandle<()>)>,
}

impl Work {
    /// Starts the workers; `stop` ends them, and is itself ended when the lease is lost.
    pub fn start(
        context: &Context,
        concurrency: usize,
        lease: Option<Lease>,
        stop: &CancellationToken,
    ) -> Self {
        let name = format!(
            "{}-{}",
            std::process::id(),
            hex::encode(context.random_bytes::<4>())
        );
        let workers = tokio::spawn(services::jobs::work(
            context.clone(),
            name,
            concurrency,
            stop.clone(),
        ));
        let lease = lease.map(|lease| {
            let (kept, stop) = (lease.clone(), stop.clone());
            (lease, tokio::spawn(async move { kept.keep(stop).await }))
        });
        Self {
            stop: stop.clone(),
            workers,
            lease,
        }
    }

    /// Waits for running jobs, then gives the lease back.
    pub async fn finish(self) {
        self.stop.cancel();
        let _ = self.workers.await;
        if let Some((lease, keeper)) = self.lease {
            let _ = keeper.await;
            lease.release().await;
        }
    }
}

/// The lease of a server or worker.
///
/// # Errors
/// Somebody else holds it.
pub async fn lease(context: &Context) -> anyhow::Result<Option<Lease>> {
    let taken = services::instance::take(context)
        .await
        .map_err(anyhow::Error::from)?;
    Ok(taken.transpose()?)
}

/// Says how to create the first admin, while there is nobody.
///
/// # Errors
/// The database does not answer.
pub async fn announce_setup(context: &Context) -> anyhow::Result<()> {
    if let Some(link) = services::accounts::setup_link(context).await? {
        println!(
            "\nNobody can log in yet. Open this link within 24 hours to set Leitstand up:\n\n  {link}\n"
        );
    }
    Ok(())
}

/// Without a mail server mails are files, which only a demo means so. // docs/CONFIGURATION.md: mail.smtp_url
///
/// # Errors
/// The database does not answer.
pub async fn warn_if_mails_stay(context: &Context) -> anyhow::Result<()> {
    let mut tx = context.db().read().await?;
    let is_demo = store::provider::find(&mut tx)
        .await?
        .is_some_and(|provider| provider.is_demo);
    if context.settings().mail.smtp_url.is_none() && !is_demo {
        tracing::warn!(dir = %context.settings().mail_dir.display(),
            "mail.smtp_url is not set: mails are written to files and reach nobody");
    }
    Ok(())
}

/// Everything use cases need, from the configuration. What is missing is made: directories, database, and the keys of an empty
/// one.
///
/// # Errors
/// The database cannot be opened or brought up to date.
pub async fn open(config: &Config, world: World) -> anyhow::Result<Context> {
    prepare_directories(config)?;
    open_db(config, world, connect(config).await?, true).await
}

/// The same of a database that is there, and nothing is made: for commands that look after it. In a wrong directory they would
/// else find everything sound in a new one.
///
/// # Errors
/// There is no database, or it cannot be opened or brought up to date.
pub async fn open_existing(config: &Config, world: World) -> anyhow::Result<Context> {
    let place = place(config);
    if let Some(file) = config.sqlite_file() {
        anyhow::ensure!(file.is_file(), "no database at {place}");
    }
    let db = connect(config).await?;
    let mut tx = db.read().await.context("opening the database")?;
    store::people::count(&mut tx)
        .await
        .with_context(|| format!("no database at {place}: Leitstand's tables are missing"))?;
    drop(tx);
    open_db(config, world, db, false).await
}

async fn connect(config: &Config) -> anyhow::Result<Db> {
    let url = config.database_url.expose_secret();
    Db::open(url, &store::Options::default())
        .await
        .context("opening the database")
}

/// Where the database is, without who may enter it.
fn place(config: &Config) -> String {
    if let Some(file) = config.sqlite_file() {
        return file.display().to_string();
    }
    let url = config.database_url.expose_secret();
    let address = url.split_once("://").map_or(url, |(_, rest)| rest);
    let address = address.split('?').next().unwrap_or_default();
    let address = address.rsplit_once('@').map_or(address, |(_, rest)| rest);
    format!("the PostgreSQL server {address}")
}

async fn open_db(config: &Config, world: World, db: Db, create: bool) -> anyhow::Result<Context> {
    db.migrate()
        .await
        .context("bringing the database's schema up to date")?;
    let keys = open_keys(config, &db, &world.clock, world.random.as_ref(), create).await?;
    let settings = with_demo_network(config, &db).await?;
    let hasher = Hasher::new(world.hash_cost, random_bytes(world.random.as_ref()))
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let context = Context::new(Parts {
        db,
        clock: world.clock,
        random: world.random,
        settings,
        hub: Hub::default(),
        hasher,
        keys,
    });
    services::policies::carry_over(&context).await?;
    Ok(context)
}

/// A demo's systems register their way in on a loopback network; on a demo database alone it may be probed.
async fn with_demo_network(config: &Config, db: &Db) -> anyhow::Result<Settings> {
    let mut settings = config.settings.clone();
    let mut tx = db.read().await?;
    if store::provider::find(&mut tx)
        .await?
        .is_some_and(|provider| provider.is_demo)
    {
        settings.probes_allow.push(DEMO_NETWORK.parse()?);
    }
    Ok(settings)
}

async fn open_keys(
    config: &Config,
    db: &Db,
    clock: &Arc<dyn Clock>,
    random: &dyn Random,
    create: bool,
) -> anyhow::Result<Keys> {
    let paths = KeyPaths {
        keys: config.key_dir.clone(),
        shards: config.shard_dir.clone(),
    };
    let mut tx = db.read().await?;
    let people = store::people::count(&mut tx).await?;
    let facts = services::keys::facts(&mut tx).await?;
    drop(tx);
    let living = facts
        .keys
        .iter()
        .filter(|row| row.state != KekState::Destroyed)
        .map(|row| row.kek.clone())
        .collect();
    let source = key_source(config, living, clock.clone())?;
    if create && people == 0 && facts.allow_a_new_key() {
        keys::create_for_empty_database(&paths, matches!(source, KekSource::File(_)), random)?;
    }
    let booted = Vault::boot(&source, &facts).await;
    services::keys::record(db, &booted.record, clock.now()).await?;
    for warning in &booted.warnings {
        tracing::warn!(%warning, "vault keys");
    }
    if let Some(reason) = booted.vault.seal_reason() {
        tracing::error!(%reason, code = reason.code(), "the vault is sealed");
    }
    Ok(keys::load(&paths, source, booted.vault)?)
}

/// Where the key-encryption keys come from. `old` are the names of keys that stored secrets may still need.
///
/// # Errors
/// The transit engine's token or certificates cannot be read, or its address or the key's name is none.
pub fn key_source(
    config: &Config,
    old: Vec<KekId>,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<KekSource> {
    Ok(match &config.vault_source {
        VaultSource::File => KekSource::File(
            KeyPaths {
                keys: config.key_dir.clone(),
                shards: config.shard_dir.clone(),
            }
            .vault_key(),
        ),
        VaultSource::Env => KekSource::Environment {
            variable: "LEITSTAND_VAULT_KEYS".to_owned(),
            text: SecretBytes::new(
                std::env::var("LEITSTAND_VAULT_KEYS")
                    .unwrap_or_default()
                    .into_bytes(),
            ),
        },
        VaultSource::Transit(transit) => transit::source(transit, old, clock)?,
    })
}

/// `data/{db,files}` and the part that no backup may hold; closed to other accounts.
pub fn prepare_directories(config: &Config) -> anyhow::Result<()> {
    for dir in ["db", "files"] {
        let path = config.data_dir.join(dir);
        private::directory(&path).with_context(|| format!("creating {}", path.display()))?;
    }
    if let Some(file) = config.sqlite_file() {
        private::database(file);
    }
    let layout = Layout::new(&config.data_dir);
    layout
        .prepare()
        .context("creating the directory of keys and shards")?;
    private::close(&config.data_dir, &layout.apart(), config.sqlite_file())
        .context("closing the data directory to other accounts")?
        .tell();
    Ok(())
}

async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("listening on {address}"))
}

fn method(method: &http::Method) -> &'static str {
    if *method == http::Method::GET {
        "GET"
    } else {
        "POST"
    }
}

fn metrics_router(app: &App) -> Router {
    let app = app.clone();
    Router::new().route(
        "/metrics",
        axum::routing::get(move || {
            let app = app.clone();
            async move {
                (
                    [("content-type", "text/plain; version=0.0.4; charset=utf-8")],
                    app.metrics().page(app.context()).await,
                )
            }
        }),
    )
}
