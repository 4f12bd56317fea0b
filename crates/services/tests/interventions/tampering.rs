//! Changes below the application, with raw SQL and copied files.

use store::Db;
use store::testing::TestDatabase;

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

store::both_databases! {
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
        // Every insert succeeds, the commit does not; and there is nothing left to decrypt with. Whoever asks the vault
        // first hears of the missing shard, whoever commits first of the commit.
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
        for shard in desk.context.shards().list().map_err(|e| e.to_string())? {
            desk.context.shards().destroy(shard).map_err(|e| e.to_string())?;
        }
        let refused = desk.reveal(desk.engineer, number).await?.err().ok_or("a secret left")?;
        assert!(refused.starts_with("Internal"), "{refused}");
        assert!(!desk.kinds(number).await?.iter().any(|kind| kind.starts_with("reveal.")));
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

#[tokio::test]
async fn a_backup_restored_after_the_lock_shows_nothing() -> Outcome {
    let database = TestDatabase::sqlite().await?;
    let desk = Desk::open(database.db.clone()).await?;
    let number = desk.running().await?;
    let backup = desk.dir.path().join("backup.sqlite");
    let Db::Sqlite { write, .. } = desk.context.db() else {
        return Err("not SQLite".into());
    };
    sqlx::query("VACUUM INTO $1")
        .bind(backup.display().to_string())
        .execute(write)
        .await?;
    let owner = desk.op(desk.owner).await?;
    services::interventions::revoke(&owner, number).await?;

    let options = store::Options {
        readers: 2,
        writers: 2,
        durable: false,
    };
    let restored = Db::open(&format!("sqlite:{}", backup.display()), &options).await?;
    let context = context_of(restored, &desk.clock, &desk.keys, 9, desk.dir.path())?;
    let secret = desk.secret(number, "password").await?;
    let engineer = desk.op_in(&context, desk.engineer).await?;
    assert_eq!(
        look(&engineer, number, secret, REASON).await,
        Err("secret_destroyed".to_owned())
    );
    Ok(())
}
