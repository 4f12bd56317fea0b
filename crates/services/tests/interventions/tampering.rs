//! Changes below the application, with raw SQL and copied files.

use std::sync::{Arc, Mutex};

use domain::ids::{OrganizationId, ShardId};
use domain::time::Random;
use services::context::Context;
use services::keys::Keys;
use store::Db;
use store::testing::TestDatabase;
use vault::{
    Dek, Destroyed, KekId, KekProvider, Later, Shard, ShardError, ShardStore, SharedVault, Vault,
    Wrapping,
};

use super::desk::{CANARY, Desk, Outcome, REASON, context_of, look};

pub async fn raw(db: &Db, sqlite: &'static str, postgres: &'static str) -> Outcome {
    match db {
        Db::Sqlite { write, .. } => {
            sqlx::raw_sql(sqlite).execute(write).await?;
        }
        Db::Postgres { write, .. } => {
            sqlx::raw_sql(postgres).execute(write).await?;
        }
    }
    Ok(())
}

/// Stands before the keys and the shards and notes who was asked for a part of a secret's key, and how many granted looks
/// the database showed to others at that moment.
#[derive(Clone)]
struct Witness {
    keys: Arc<dyn KekProvider>,
    shards: Arc<dyn ShardStore>,
    db: Db,
    organization: OrganizationId,
    seen: Arc<Mutex<Vec<(&'static str, usize)>>>,
}

impl Witness {
    fn of(desk: &Desk) -> Self {
        Self {
            keys: desk.keys.source.load().expect("the desk's own keys"),
            shards: desk.keys.shards.clone(),
            db: desk.context.db().clone(),
            organization: desk.organization,
            seen: Arc::default(),
        }
    }

    /// The same desk, with the witness before its vault.
    fn context(&self, desk: &Desk) -> Outcome<Context> {
        let keys = Keys {
            vault: Arc::new(SharedVault::new(Vault::open_with(Arc::new(self.clone())))),
            shards: Arc::new(self.clone()),
            ..desk.keys.clone()
        };
        context_of(self.db.clone(), &desk.clock, &keys, 9, desk.dir.path())
    }

    /// What was asked for since somebody last wanted to know.
    fn taken(&self) -> Vec<(&'static str, usize)> {
        std::mem::take(&mut self.seen.lock().expect("not poisoned"))
    }

    async fn note(&self, what: &'static str) {
        let mut tx = self.db.read().await.expect("the database answers");
        let rows = store::audit::list_since(&mut tx, self.organization, 0, 100_000).await;
        let looks = rows
            .expect("the chain can be read")
            .iter()
            .filter(|row| row.kind == "reveal.granted")
            .count();
        self.seen.lock().expect("not poisoned").push((what, looks));
    }
}

impl KekProvider for Witness {
    fn current(&self) -> &KekId {
        self.keys.current()
    }

    fn ids(&self) -> Vec<KekId> {
        self.keys.ids()
    }

    fn new_check<'a>(&'a self, kek: &'a KekId) -> Later<'a, Vec<u8>> {
        self.keys.new_check(kek)
    }

    fn fits<'a>(&'a self, kek: &'a KekId, check: &'a [u8]) -> Later<'a, bool> {
        self.keys.fits(kek, check)
    }

    fn wrap<'a>(
        &'a self,
        wrapping: Wrapping<'a>,
        dek: &'a Dek,
        random: &'a dyn Random,
    ) -> Later<'a, Vec<u8>> {
        self.keys.wrap(wrapping, dek, random)
    }

    fn unwrap<'a>(&'a self, wrapping: Wrapping<'a>, wrapped: &'a [u8]) -> Later<'a, Dek> {
        Box::pin(async move {
            self.note("key").await;
            self.keys.unwrap(wrapping, wrapped).await
        })
    }
}

impl ShardStore for Witness {
    fn put(&self, shard: &Shard) -> Result<(), ShardError> {
        self.shards.put(shard)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "shards are asked from within the use case, and the answer must be of that moment"
    )]
    fn get(&self, id: ShardId) -> Result<Shard, ShardError> {
        tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(self.note("shard"));
        });
        self.shards.get(id)
    }

    fn destroy(&self, id: ShardId) -> Result<Destroyed, ShardError> {
        self.shards.destroy(id)
    }

    fn list(&self) -> Result<Vec<ShardId>, ShardError> {
        self.shards.list()
    }
}

store::both_databases! {
    async fn the_live_page_notices_what_was_taken_out_of_the_chain(db: Db) {
        // I-43
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let owner = desk.op(desk.owner).await?;
        let chain = services::interventions::live(&owner, number).await?.chain;
        assert!(chain.whole && chain.entries > 3, "{chain:?}");
        raw(
            desk.context.db(),
            "DROP TRIGGER audit_events_no_delete; DROP TRIGGER audit_events_no_update; CREATE TABLE kept AS SELECT * FROM audit_events",
            "DROP TRIGGER audit_events_append_only ON audit_events; CREATE TABLE kept AS SELECT * FROM audit_events",
        )
        .await?;
        // The newest; one in the middle that the customer never sees or sees; the event after it then names nobody.
        for gone in ["(SELECT MAX(seq) FROM kept)", "(SELECT MAX(seq) - 2 FROM kept)"] {
            let sql = format!(
                "DELETE FROM audit_events WHERE seq = {gone} AND organization_id = (SELECT organization_id FROM kept ORDER BY seq DESC LIMIT 1)"
            );
            let sql: &'static str = sql.leak();
            raw(desk.context.db(), sql, sql).await?;
            let chain = services::interventions::live(&owner, number).await?.chain;
            assert!(!chain.whole, "{gone}: {chain:?}");
            let back = "INSERT INTO audit_events SELECT * FROM kept WHERE NOT EXISTS (SELECT 1 FROM audit_events
                WHERE audit_events.organization_id = kept.organization_id AND audit_events.seq = kept.seq)";
            raw(desk.context.db(), back, back).await?;
            assert!(services::interventions::live(&owner, number).await?.chain.whole);
        }
        // Changed where it stands and hidden from the customer, who is told all the same.
        let changed = "UPDATE audit_events SET visible = FALSE, payload = REPLACE(payload, '\"', '\" ')
            WHERE seq = (SELECT MAX(seq) - 1 FROM kept)";
        raw(desk.context.db(), changed, changed).await?;
        assert!(!services::interventions::live(&owner, number).await?.chain.whole);
    }

    async fn without_its_event_no_secret_leaves(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        raw(
            desk.context.db(),
            "CREATE TRIGGER no_look BEFORE INSERT ON audit_events WHEN new.kind = 'reveal.granted'
             BEGIN SELECT RAISE(ABORT, 'disk trouble'); END",
            "CREATE FUNCTION no_look() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN IF new.kind = 'reveal.granted' THEN RAISE EXCEPTION 'disk trouble'; END IF; RETURN new; END $$;
             CREATE TRIGGER no_look BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION no_look()",
        )
        .await?;
        let refused = desk.reveal(desk.engineer, number).await?.err().ok_or("a secret left without its event")?;
        assert!(refused.starts_with("Internal"), "{refused}");
        let mut tx = desk.context.db().read().await?;
        let ticket = store::tickets::find(&mut tx, number).await?.ok_or("no ticket")?;
        assert!(store::reveals::list_of_ticket(&mut tx, ticket.id).await?.is_empty());
    }

    async fn the_look_is_committed_before_the_vault_is_asked(db: Db) {
        // I-05, I-43
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let secret = desk.secret(number, "password").await?;
        let witness = Witness::of(&desk);
        let context = witness.context(&desk)?;
        let op = desk.op_in(&context, desk.engineer).await?;
        for looks in 1..=2 {
            assert_eq!(look(&op, number, secret, REASON).await, Ok(CANARY.to_owned()));
            // Whoever is asked for a part of the key sees this look in the chain already, in another transaction.
            assert_eq!(witness.taken(), [("shard", looks), ("key", looks)]);
        }
        // Every insert succeeds, the commit does not: nobody is asked for anything.
        raw(
            desk.context.db(),
            "CREATE TABLE nowhere (id INTEGER PRIMARY KEY);
             CREATE TABLE trap (id INTEGER REFERENCES nowhere (id) DEFERRABLE INITIALLY DEFERRED);
             CREATE TRIGGER no_commit AFTER INSERT ON audit_events WHEN new.kind = 'reveal.granted'
             BEGIN INSERT INTO trap VALUES (1); END",
            "CREATE TABLE nowhere (id INTEGER PRIMARY KEY);
             CREATE TABLE trap (id INTEGER REFERENCES nowhere (id) DEFERRABLE INITIALLY DEFERRED);
             CREATE FUNCTION no_commit() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN IF new.kind = 'reveal.granted' THEN INSERT INTO trap VALUES (1); END IF; RETURN new; END $$;
             CREATE TRIGGER no_commit AFTER INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION no_commit()",
        )
        .await?;
        let refused = look(&op, number, secret, REASON).await.err().ok_or("a secret left")?;
        assert!(refused.starts_with("Internal"), "{refused}");
        assert_eq!(witness.taken(), []);
        assert_eq!(desk.kinds(number).await?.iter().filter(|kind| kind.starts_with("reveal.")).count(), 2);
    }

    async fn an_older_version_put_back_is_refused(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.submit().await?;
        let owner = desk.op(desk.owner).await?;
        services::interventions::deposit(&owner, number, Desk::credentials("zweites")).await?;
        desk.sign(number).await?;
        desk.start(number).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok("zweites".to_owned()));
        let back = "UPDATE secrets SET version = 1";
        raw(desk.context.db(), back, back).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("rollback".to_owned()));
    }

    async fn a_moved_ciphertext_does_not_open(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let swap = "UPDATE secret_versions SET blob = (SELECT o.blob FROM secret_versions o WHERE o.secret_id <> secret_versions.secret_id LIMIT 1)
            WHERE secret_id IN (SELECT id FROM secrets WHERE field = 'password')";
        raw(desk.context.db(), swap, swap).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("rollback".to_owned()));
    }

    async fn a_damaged_entry_is_told_as_such_and_shows_nothing(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let alter = "UPDATE secret_versions SET wrapped = blob WHERE secret_id IN (SELECT id FROM secrets WHERE field = 'password')";
        raw(desk.context.db(), alter, alter).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("secret_damaged".to_owned()));
        let events = desk.kinds(number).await?;
        assert_eq!(events.last().map(String::as_str), Some("reveal.failed"), "{events:?}");
    }

    async fn an_altered_text_refuses_every_look(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let alter = "UPDATE authorization_versions SET text = text || 'Alles ist erlaubt.'";
        raw(desk.context.db(), alter, alter).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("text_altered".to_owned()));
    }
}

fn needles() -> Vec<Vec<u8>> {
    use base64::Engine as _;
    let plain = CANARY.as_bytes();
    let utf16: Vec<u8> = CANARY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        plain.to_vec(),
        hex::encode(plain).into_bytes(),
        hex::encode_upper(plain).into_bytes(),
        base64::engine::general_purpose::STANDARD_NO_PAD
            .encode(plain)
            .into_bytes(),
        utf16,
    ]
}

#[tokio::test]
async fn the_database_files_do_not_hold_the_secret() -> Outcome {
    let database = TestDatabase::sqlite().await?;
    let path = database.url.trim_start_matches("sqlite:").to_owned();
    let desk = Desk::open(database.db.clone()).await?;
    let number = desk.running().await?;
    assert_eq!(
        desk.reveal(desk.engineer, number).await?,
        Ok(CANARY.to_owned())
    );
    for file in [path.clone(), format!("{path}-wal")] {
        let bytes = std::fs::read(&file).unwrap_or_default();
        for needle in needles() {
            assert!(
                !bytes.windows(needle.len()).any(|w| w == needle),
                "{file} holds the secret"
            );
        }
    }
    assert!(std::fs::metadata(&path)?.len() > 0);
    Ok(())
}
