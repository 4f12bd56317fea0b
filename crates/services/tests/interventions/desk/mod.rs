//! A small desk: one customer with a system, two engineers, a manager, a clock that stands until it is moved.

mod forms;
mod people;
mod seen;
mod steps;

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;

use domain::ids::{OrganizationId, PersonId, SessionId, SystemId};
use domain::time::Timestamp;
use services::context::{Context, OpContext, Parts, SessionFacts};
use services::events::Hub;
use services::hashing::{Cost, Hasher};
use services::held::OnSecret;
use services::keys::{self, KeyPaths, Keys};
use services::settings::Settings;
use store::Db;
use store::testing::{SeededRandom, StandingClock};
use vault::{DatabaseFacts, KekSource, Vault};

pub use self::steps::{code, look};

pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What must never be found anywhere.
pub const CANARY: &str = "Kanarienvogel-7f3a9c!Passwort";
pub const PASSWORD: &str = "ein langes Passwort für den Test";
pub const REASON: &str = "Anmeldung am Server, um den Dienst zu prüfen.";

pub struct Desk {
    pub context: Context,
    pub clock: Arc<StandingClock>,
    pub keys: Keys,
    pub organization: OrganizationId,
    pub system: SystemId,
    pub owner: PersonId,
    pub technical: PersonId,
    pub reader: PersonId,
    pub stranger: PersonId,
    pub engineer: PersonId,
    pub colleague: PersonId,
    pub manager: PersonId,
    pub dir: tempfile::TempDir,
}

/// 2026-11-21T20:00:00Z.
pub const BEGIN: i64 = 1_795_291_200;

async fn made_keys(db: &Db, random: &SeededRandom, dir: &Path) -> Outcome<Keys> {
    let paths = KeyPaths {
        keys: dir.join("keys"),
        shards: dir.join("shards"),
    };
    std::fs::create_dir_all(&paths.keys)?;
    keys::create_for_empty_database(&paths, true, random)?;
    let source = KekSource::File(paths.vault_key());
    let booted = Vault::boot(&source, &DatabaseFacts::default()).await;
    keys::record(db, &booted.record, Timestamp::from_unix(BEGIN)).await?;
    Ok(keys::load(&paths, source, booted.vault)?)
}

pub fn context_of(
    db: Db,
    clock: &Arc<StandingClock>,
    keys: &Keys,
    seed: u64,
    dir: &Path,
) -> Outcome<Context> {
    Ok(Context::new(Parts {
        db,
        clock: clock.clone(),
        random: Arc::new(SeededRandom::new(seed)),
        settings: Settings::for_tests(dir),
        hub: Hub::default(),
        hasher: Hasher::new(Cost::TEST, [7; 16])?,
        keys: keys.clone(),
    }))
}

impl Desk {
    pub async fn open(db: Db) -> Outcome<Self> {
        let dir = tempfile::tempdir()?;
        let clock = Arc::new(StandingClock::at(BEGIN));
        let keys = made_keys(&db, &SeededRandom::new(1), dir.path()).await?;
        let context = context_of(db, &clock, &keys, 2, dir.path())?;
        let organization = context.id(OrganizationId::from_uuid);
        let other = context.id(OrganizationId::from_uuid);
        let system = context.id(SystemId::from_uuid);
        let desk = Self {
            organization,
            system,
            owner: context.id(PersonId::from_uuid),
            technical: context.id(PersonId::from_uuid),
            reader: context.id(PersonId::from_uuid),
            stranger: context.id(PersonId::from_uuid),
            engineer: context.id(PersonId::from_uuid),
            colleague: context.id(PersonId::from_uuid),
            manager: context.id(PersonId::from_uuid),
            context,
            clock,
            keys,
            dir,
        };
        desk.fill(other).await?;
        Ok(desk)
    }

    pub async fn op(&self, person: PersonId) -> Outcome<OpContext> {
        self.op_in(&self.context, person).await
    }

    pub async fn op_in(&self, context: &Context, person: PersonId) -> Outcome<OpContext> {
        let mut tx = context.db().read().await?;
        let actor = store::people::actor(&mut tx, person)
            .await?
            .ok_or("nobody")?;
        drop(tx);
        Ok(OpContext {
            app: context.clone(),
            actor,
            ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            session: SessionFacts {
                session: context.id(SessionId::from_uuid),
                mfa_at: Some(context.now()),
                fresh_at: Some(context.now()),
            },
            request_id: "test".to_owned(),
            on_secret: OnSecret::Ask,
        })
    }
}
