//! PostgreSQL's files, as a thief of the disk finds them: heap, TOAST, indexes, statistics and the write-ahead log hold
//! ciphertext only, after a case with credentials was filed, looked at, handed over, and closed. (SQLite's file and log are
//! searched in `leaks.rs`.)

use sqlx::Row as _;

use crate::ground::{Ground, Result};
use crate::house::{CLOSING, House, REASON, step, work};
use crate::leaks::disguises;
use crate::raw::Raw;

/// In the clear, to see that a text is found at all.
const PROBLEM: &str = "Seit 12:40 Uhr kommt niemand mehr per SSH";

/// The write-ahead log from one place on, kept from being recycled.
struct Log {
    slot: String,
    from: String,
}

impl Log {
    /// Needs a superuser, which the tests' own PostgreSQL gives them.
    async fn keep(ground: &Ground) -> Result<Self> {
        let raw = &ground.raw;
        let slot = format!("leitstand_{}", unique(ground));
        let made = format!(
            "SELECT slot_name::text FROM pg_create_physical_replication_slot('{slot}', true)"
        );
        raw.texts(&made).await?;
        let from = raw
            .texts("SELECT pg_walfile_name(pg_current_wal_lsn())")
            .await?;
        Ok(Self {
            slot,
            from: from.concat(),
        })
    }

    /// The files since then, brought to the disk.
    async fn files(&self, raw: &Raw) -> Result<Vec<String>> {
        raw.run("CHECKPOINT").await?;
        let names = format!(
            "SELECT 'pg_wal/' || name FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{{24}}$'
                AND name BETWEEN '{}' AND pg_walfile_name(pg_current_wal_lsn()) ORDER BY name",
            self.from
        );
        raw.texts(&names).await
    }

    async fn let_go(&self, raw: &Raw) -> Result {
        raw.run(&format!("SELECT pg_drop_replication_slot('{}')", self.slot))
            .await
    }
}

/// A text that was never written before.
fn unique(ground: &Ground) -> String {
    hex::encode(ground.context.random_bytes::<16>())
}

/// Every file of this database.
async fn heap(raw: &Raw) -> Result<Vec<String>> {
    let files =
        "SELECT 'base/' || d.oid || '/' || f FROM pg_database d, pg_ls_dir('base/' || d.oid) f
        WHERE d.datname = current_database() ORDER BY 1";
    raw.texts(files).await
}

/// Those of the files that hold the bytes. The server searches: the files are large, and it reads them as they are.
async fn holding(raw: &Raw, files: &[String], needle: &[u8]) -> Result<Vec<String>> {
    let Raw::Postgres(pool) = raw else {
        return Err("not PostgreSQL".into());
    };
    let found = sqlx::query(
        "SELECT file FROM unnest($1::text[]) file WHERE position($2::bytea IN pg_read_binary_file(file, 0, 1000000000, true)) > 0",
    )
    .bind(files)
    .bind(needle)
    .fetch_all(pool)
    .await?;
    Ok(found.iter().map(|row| row.get(0)).collect())
}

// I-05
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresqls_heap_and_write_ahead_log_hold_ciphertext_only() -> Result {
    let Some(ground) = Ground::postgres().await? else {
        return Ok(());
    };
    let log = Log::keep(&ground).await?;
    // Nobody else's: other tests write into the same log.
    let deposited = format!("Tief-{}", unique(&ground));
    let handed = format!("Neu-{}", unique(&ground));
    let house = House::open(&ground).await?;
    let ticket = house.filed_with(&deposited).await?;
    house.sign(&ground, ticket).await?;
    house.begin(ticket).await?;
    let secret = house.password(ticket).await?;
    let look = house.jana.ask(&secret, &[("reason", REASON)]).await?;
    assert!(
        look.status.as_u16() == 200 && look.text.contains(&deposited),
        "{}",
        look.main()
    );
    let blobs = "SELECT encode(substring(blob FROM 1 FOR 40), 'hex') FROM secret_versions WHERE blob IS NOT NULL";
    let blobs = ground.raw.texts(blobs).await?;
    assert_eq!(blobs.len(), 2, "user name and password");
    let new = [
        ("handover_label", "Neues root-Passwort"),
        ("handover_password", handed.as_str()),
    ];
    step(&house.jana, &work(ticket, "/handover"), &new).await?;
    house.logged(ticket).await?;
    let closing: Vec<_> = CLOSING
        .iter()
        .map(|(name, value)| {
            (
                *name,
                if *name == "new_login" {
                    "handed"
                } else {
                    value
                },
            )
        })
        .collect();
    step(&house.jana, &work(ticket, "/close"), &closing).await?;
    ground.every_mail_is_sent().await?;
    // Statistics of a table hold samples of its values.
    ground.raw.run("ANALYZE").await?;

    let written = log.files(&ground.raw).await?;
    let heap = heap(&ground.raw).await?;
    let mut found = Vec::new();
    let everything = [&written[..], &heap].concat();
    for (secret, files) in [
        (deposited.as_str(), &everything),
        (handed.as_str(), &everything),
        ("lt-einsatz", &heap),
    ] {
        for (disguise, needle) in disguises(secret) {
            for file in holding(&ground.raw, files, &needle).await? {
                found.push(format!("{secret} in {file} ({disguise})"));
            }
        }
    }
    let clear = [
        holding(&ground.raw, &written, PROBLEM.as_bytes()).await?,
        holding(&ground.raw, &heap, PROBLEM.as_bytes()).await?,
    ];
    let mut sealed = Vec::new();
    for blob in &blobs {
        sealed.push(holding(&ground.raw, &written, &hex::decode(blob)?).await?);
    }
    log.let_go(&ground.raw).await?;
    assert!(found.is_empty(), "{found:#?}");
    assert!(
        clear.iter().all(|files| !files.is_empty()),
        "these are not the files: {clear:?}"
    );
    assert!(
        sealed.iter().all(|files| !files.is_empty()),
        "the ciphertext is nowhere: {sealed:?}"
    );
    ground.assert_sound().await?;
    ground.end().await
}
