//! What every use case gets: the database, time, chance, the vault, the settings; and who acts.
//!
//! [`SystemClock`] and [`SystemRandom`] are the only places that ask the machine for the time or for random bytes.

use std::net::IpAddr;
use std::sync::Arc;

use domain::account::Actor;
use domain::ids::{SessionId, new_uuid};
use domain::time::{Clock, Random, Timestamp, random_bytes};
use store::Db;

use crate::events::Hub;
use crate::hashing::Hasher;
use crate::held::OnSecret;
use crate::keys::Keys;
use crate::reports::Turns;
use crate::settings::Settings;
use crate::tickets::Figures;

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine"
    )]
    fn now(&self) -> Timestamp {
        time::OffsetDateTime::now_utc().into()
    }
}

/// The machine's random bytes.
#[derive(Debug, Clone, Copy)]
pub struct SystemRandom;

impl Random for SystemRandom {
    /// # Panics
    /// When the machine has no randomness: going on without would make guessable keys.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// Everything a use case needs beside the actor. Cheap to clone.
#[derive(Clone)]
pub struct Context(Arc<Parts>, Arc<Kept>);

/// What a process keeps between requests.
#[derive(Default)]
struct Kept {
    figures: Figures,
    turns: Turns,
}

/// What a [`Context`] is made of.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where unpredictable bytes come from.
    pub random: Arc<dyn Random>,
    /// Settings of this process.
    pub settings: Settings,
    /// Wakes live pages after a commit.
    pub hub: Hub,
    /// Hashes passwords, two at a time.
    pub hasher: Hasher,
    /// The vault and the keys.
    pub keys: Keys,
}

impl Context {
    /// A context of these parts.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts), Arc::default())
    }

    /// The same world at another clock: the demo tells its past with one that it moves.
    pub fn with_clock(&self, clock: Arc<dyn Clock>) -> Self {
        let parts = &self.0;
        Self::new(Parts {
            db: parts.db.clone(),
            clock,
            random: parts.random.clone(),
            settings: parts.settings.clone(),
            hub: parts.hub.clone(),
            hasher: parts.hasher.clone(),
            keys: parts.keys.clone(),
        })
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// Now, in whole seconds.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Where unpredictable bytes come from.
    pub fn random(&self) -> &dyn Random {
        self.0.random.as_ref()
    }

    /// So many random bytes.
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        random_bytes(self.random())
    }

    /// A new id; any of the typed ones.
    pub fn id<T>(&self, typed: impl FnOnce(uuid::Uuid) -> T) -> T {
        typed(new_uuid(self.now(), self.random()))
    }

    /// Settings of this process.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Wakes live pages after a commit.
    pub fn hub(&self) -> &Hub {
        &self.0.hub
    }

    /// The figures beside the queue's views.
    pub(crate) fn figures(&self) -> &Figures {
        &self.1.figures
    }

    /// Who counts a report.
    pub(crate) fn turns(&self) -> &Turns {
        &self.1.turns
    }

    /// The vault as it is now, open or sealed; keep it no longer than one unit of work.
    pub fn vault(&self) -> Arc<vault::Vault> {
        self.0.keys.vault.get()
    }

    /// The vault's place, to put another vault in.
    pub fn shared_vault(&self) -> &vault::SharedVault {
        &self.0.keys.vault
    }

    /// Where the vault's keys come from.
    pub fn key_source(&self) -> &vault::KekSource {
        &self.0.keys.source
    }

    /// Key shards.
    pub fn shards(&self) -> &dyn vault::ShardStore {
        self.0.keys.shards.as_ref()
    }

    /// Encrypts TOTP seeds.
    pub fn login_key(&self) -> &vault::LoginKey {
        &self.0.keys.login
    }

    /// Signs audit checkpoints, if its file is there.
    pub fn audit_key(&self) -> Option<&vault::AuditKey> {
        self.0.keys.audit.as_deref()
    }

    /// Hashes passwords.
    pub fn hasher(&self) -> &Hasher {
        &self.0.hasher
    }
}

/// How sure we are who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionFacts {
    /// Public id of the session.
    pub session: SessionId,
    /// When the second factor was last checked in this session.
    pub mfa_at: Option<Timestamp>,
    /// When the person last proved who they are (password or second factor).
    pub fresh_at: Option<Timestamp>,
}

/// One act of one person: what every use case behind a log-in takes.
#[derive(Clone)]
pub struct OpContext {
    /// The desk.
    pub app: Context,
    /// Who acts.
    pub actor: Actor,
    /// Where from.
    pub ip: IpAddr,
    /// How sure we are.
    pub session: SessionFacts,
    /// Id of the request, for logs and error pages.
    pub request_id: String,
    /// What the person decided about texts that look like secrets.
    pub on_secret: OnSecret,
}

/// A clock that stands.
struct Moment(Timestamp);

impl Clock for Moment {
    fn now(&self) -> Timestamp {
        self.0
    }
}

impl OpContext {
    /// Now, in whole seconds.
    pub fn now(&self) -> Timestamp {
        self.app.now()
    }

    /// The same act with a clock that stands: what is decided and what is written about it are of one second.
    pub(crate) fn at_one_moment(&self) -> Self {
        Self {
            app: self.app.with_clock(Arc::new(Moment(self.now()))),
            ..self.clone()
        }
    }

    /// The person proved who they are within the last minutes. // RULINGS 13
    pub fn is_fresh(&self) -> bool {
        domain::account::is_fresh(self.session.fresh_at, self.now())
    }
}
