//! Old states of the database put back after secrets were destroyed, and after the key they were wrapped with was retired: no
//! way back to a secret, on both databases.

use domain::ids::TicketNumber;
use services::context::Context;
use services::keys::Keys;
use services::vault_admin;
use store::testing::TestDatabase;
use vault::{SharedVault, Vault};

use super::desk::{CANARY, Desk, Outcome, REASON, context_of, look};
use super::tampering::raw;

/// The desk with a case that is being worked on, and a backup of that moment.
async fn backed_up(database: &mut TestDatabase) -> Outcome<(Desk, TicketNumber, TestDatabase)> {
    let mut desk = Desk::open(database.db.clone()).await?;
    let number = desk.running().await?;
    let backup = database.copy().await?;
    desk.context = context_of(
        database.db.clone(),
        &desk.clock,
        &desk.keys,
        3,
        desk.dir.path(),
    )?;
    Ok((desk, number, backup))
}

/// The desk's program over the backup, with the keys it would find at its start now.
async fn over(desk: &Desk, backup: &TestDatabase, seed: u64) -> Outcome<Context> {
    let facts = vault_admin::database_facts(&backup.db).await?;
    let booted = Vault::boot(&desk.keys.source, &facts).await;
    let keys = Keys {
        vault: std::sync::Arc::new(SharedVault::new(booted.vault)),
        ..desk.keys.clone()
    };
    context_of(backup.db.clone(), &desk.clock, &keys, seed, desk.dir.path())
}

/// What the engineer is shown of the case's password.
async fn seen(
    desk: &Desk,
    context: &Context,
    number: TicketNumber,
) -> Outcome<Result<String, String>> {
    let secret = desk.secret(number, "password").await?;
    let engineer = desk.op_in(context, desk.engineer).await?;
    Ok(look(&engineer, number, secret, REASON).await)
}

/// The customer locks; everything of the case is destroyed.
async fn lock(desk: &Desk, number: TicketNumber) -> Outcome {
    let owner = desk.op(desk.owner).await?;
    services::interventions::revoke(&owner, number).await?;
    Ok(())
}

/// Another key becomes current, every row moves to it, the old one is destroyed.
async fn retire(desk: &Desk) -> Outcome {
    let old = vault_admin::status(&desk.context).await?.keys[0]
        .kek
        .clone();
    vault_admin::rotate(&desk.context).await?;
    vault_admin::rewrap(&desk.context).await?;
    Ok(vault_admin::retire(&desk.context, &old).await?)
}

fn shards(desk: &Desk) -> Outcome<Vec<(std::path::PathBuf, Vec<u8>)>> {
    let files = std::fs::read_dir(desk.dir.path().join("shards"))?;
    let paths = files.map(|file| Ok(file?.path()));
    paths
        .map(|path: Outcome<_>| path.and_then(|path| Ok((path.clone(), std::fs::read(path)?))))
        .collect()
}

async fn after_the_lock(mut database: TestDatabase) -> Outcome {
    let (desk, number, backup) = backed_up(&mut database).await?;
    // The backup is a whole one: before the lock it shows what the desk shows.
    let restored = over(&desk, &backup, 9).await?;
    assert_eq!(seen(&desk, &restored, number).await?, Ok(CANARY.to_owned()));
    lock(&desk, number).await?;
    assert_eq!(shards(&desk)?, [], "a shard outlives its authorization");
    let restored = over(&desk, &backup, 10).await?;
    let refused = Err("secret_destroyed".to_owned());
    assert_eq!(seen(&desk, &restored, number).await?, refused);
    backup.remove().await?;
    Ok(database.remove().await?)
}

async fn after_the_retirement(mut database: TestDatabase) -> Outcome {
    let (desk, number, backup) = backed_up(&mut database).await?;
    let copied = shards(&desk)?;
    assert_eq!(copied.len(), 1);
    lock(&desk, number).await?;
    retire(&desk).await?;
    // A running program that suddenly sees the old rows, and one that starts over them.
    let there = context_of(
        backup.db.clone(),
        &desk.clock,
        &desk.keys,
        8,
        desk.dir.path(),
    )?;
    let started = over(&desk, &backup, 9).await?;
    let sealed = Err("vault_sealed".to_owned());
    assert_eq!(
        seen(&desk, &there, number).await?,
        Err("secret_destroyed".to_owned())
    );
    assert_eq!(seen(&desk, &started, number).await?, sealed);
    // Not even for somebody who kept the shards, which no backup holds.
    for (path, bytes) in copied {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::write(&path, bytes)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    }
    let refused = seen(&desk, &there, number).await?.err();
    assert!(
        refused
            .as_ref()
            .is_some_and(|why| why.starts_with("Unavailable")),
        "{refused:?}"
    );
    assert_eq!(seen(&desk, &started, number).await?, sealed);
    backup.remove().await?;
    Ok(database.remove().await?)
}

#[tokio::test]
async fn a_backup_restored_after_the_lock_shows_nothing() -> Outcome {
    after_the_lock(TestDatabase::sqlite().await?).await
}

#[tokio::test]
async fn a_postgresql_backup_restored_after_the_lock_shows_nothing() -> Outcome {
    match TestDatabase::postgres().await? {
        Some(database) => after_the_lock(database).await,
        None => Ok(()),
    }
}

#[tokio::test]
async fn a_backup_restored_after_its_key_was_retired_shows_nothing() -> Outcome {
    after_the_retirement(TestDatabase::sqlite().await?).await
}

#[tokio::test]
async fn a_postgresql_backup_restored_after_its_key_was_retired_shows_nothing() -> Outcome {
    match TestDatabase::postgres().await? {
        Some(database) => after_the_retirement(database).await,
        None => Ok(()),
    }
}

store::both_databases! {
    async fn older_and_moved_rows_do_not_open_after_their_key_was_retired(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.submit().await?;
        let keep = "CREATE TABLE first AS SELECT * FROM secret_versions";
        raw(desk.context.db(), keep, keep).await?;
        let owner = desk.op(desk.owner).await?;
        services::interventions::deposit(&owner, number, Desk::credentials("zweites")).await?;
        let keep = "CREATE TABLE second AS SELECT * FROM secret_versions";
        raw(desk.context.db(), keep, keep).await?;
        desk.sign(number).await?;
        desk.start(number).await?;
        retire(&desk).await?;
        let keep = "CREATE TABLE present AS SELECT * FROM secret_versions";
        raw(desk.context.db(), keep, keep).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok("zweites".to_owned()));
        let of = |table: &str, version: i64, secret: &str| -> &'static str {
            let from = format!("FROM {table} o WHERE o.version = {version} AND o.secret_id {secret}");
            let sql = format!("UPDATE secret_versions SET blob = (SELECT o.blob {from}),
                wrapped = (SELECT o.wrapped {from}), kek_id = (SELECT o.kek_id {from})
                WHERE version = 2 AND secret_id IN (SELECT id FROM secrets WHERE field = 'password')");
            sql.leak()
        };
        let own = "= secret_versions.secret_id";
        let others = "<> secret_versions.secret_id";
        for (what, sql, answer) in [
            ("the first password", of("first", 1, own), "rollback"),
            ("the same password under the retired key", of("second", 2, own), "Unavailable"),
            ("the user name in the password's place", of("present", 2, others), "rollback"),
            ("an old user name in the password's place", of("second", 2, others), "rollback"),
        ] {
            raw(desk.context.db(), sql, sql).await?;
            let refused = desk.reveal(desk.engineer, number).await?.err().unwrap_or_default();
            assert!(refused.starts_with(answer), "{what}: {refused}");
        }
        let back = "UPDATE secrets SET version = 1";
        raw(desk.context.db(), back, back).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("rollback".to_owned()));
        let mend = "UPDATE secrets SET version = 2";
        raw(desk.context.db(), mend, mend).await?;
        let mend = of("present", 2, own);
        raw(desk.context.db(), mend, mend).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok("zweites".to_owned()));
        desk.verify_chain().await?;
    }
}
