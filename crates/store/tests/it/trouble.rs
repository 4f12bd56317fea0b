//! Trouble of the database itself: told apart as far as people must act differently, and survived.

use store::drafts::DraftRow;
use store::testing::{TestDatabase, TestResult};
use store::{Db, StoreError, drafts, people};

use super::make::{self, now};

fn block_on(story: impl Future<Output = TestResult>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime for the test")
        .block_on(story)
        .expect("the story holds");
}

#[test]
fn a_full_disk_is_named_leaves_nothing_half_written_and_does_not_end_all_writing() {
    block_on(async {
        let database = TestDatabase::sqlite().await?;
        let anna = make::person(&database.db, "anna@example.org").await?;
        let Db::Sqlite { write, .. } = &database.db else {
            unreachable!("asked for SQLite")
        };
        // What a page limit says to SQLite is what a full disk says: SQLITE_FULL, and the transaction is over.
        let (pages,): (i64,) = sqlx::query_as("PRAGMA page_count").fetch_one(write).await?;
        let limit = format!("PRAGMA max_page_count = {}", pages + 4);
        sqlx::query(sqlx::AssertSqlSafe(limit))
            .execute(write)
            .await?;
        let mut tx = database.db.begin().await?;
        people::update_active(&mut tx, anna, false).await?;
        let draft = DraftRow {
            person_id: anna,
            key: "k".to_owned(),
            body: "x".repeat(100_000),
            updated_at: now(),
        };
        let error = drafts::put(&mut tx, &draft).await.expect_err("no room");
        assert!(matches!(error, StoreError::Full(_)), "{error:?}");
        assert!(
            tx.save().await.is_err(),
            "half a unit of work must not be saved"
        );

        let mut tx = database.db.begin().await?;
        let present = people::find(&mut tx, anna).await?;
        assert!(present.is_some_and(|p| p.active), "half of it happened");
        people::update_active(&mut tx, anna, false).await?;
        tx.save().await?;
        database.remove().await?;
        Ok(())
    });
}

/// The server ends every other connection to this database.
async fn hang_up(pool: &sqlx::PgPool) -> TestResult {
    const KILL: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    sqlx::query(KILL).execute(pool).await?;
    Ok(())
}

#[test]
fn lost_connections_are_unavailable_and_replaced() {
    block_on(async {
        let Some(database) = TestDatabase::postgres().await? else {
            return Ok(());
        };
        let Db::Postgres { write, .. } = &database.db else {
            unreachable!("asked for PostgreSQL")
        };
        let mut tx = database.db.read().await?;
        people::count(&mut tx).await?;
        hang_up(write).await?;
        let error = people::count(&mut tx)
            .await
            .expect_err("the server hung up");
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
        drop(tx);
        assert_eq!(people::count(&mut database.db.read().await?).await?, 0);
        database.remove().await?;
        Ok(())
    });
}

#[test]
fn a_row_that_somebody_holds_is_told_from_a_database_that_is_gone() {
    block_on(async {
        let Some(database) = TestDatabase::postgres().await? else {
            return Ok(());
        };
        let anna = make::person(&database.db, "anna@example.org").await?;
        let mut holder = database.db.begin().await?;
        people::update_active(&mut holder, anna, false).await?;
        let mut tx = database.db.begin().await?;
        let error = people::update_active(&mut tx, anna, true)
            .await
            .expect_err("somebody holds it");
        assert!(error.is_held(), "{error:?}");
        drop((tx, holder));
        let Db::Postgres { write, .. } = &database.db else {
            unreachable!("asked for PostgreSQL")
        };
        let mut tx = database.db.read().await?;
        people::count(&mut tx).await?;
        hang_up(write).await?;
        let error = people::count(&mut tx).await.expect_err("hung up");
        assert!(!error.is_held(), "{error:?}");
        drop(tx);
        database.remove().await?;
        Ok(())
    });
}
