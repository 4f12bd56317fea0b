//! `leitstand vault …` beside a running server.

use services::{credentials, interventions};

use super::{beside, code, err, out, run};
use crate::desk::Result;
use crate::matrix::case;
use crate::matrix::world::{Role, Whose, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_are_rotated_beside_a_server_that_goes_on_opening_and_storing() -> Result {
    let world = World::build(Role::Owner).await?;
    let desk = &world.desk;
    let number = world.ids(Whose::Own).case.number;
    let status = beside(desk, &["vault", "status"])?;
    assert_eq!(code(&status), 0, "{}", err(&status));
    assert!(
        out(&status).starts_with("vault: open\n"),
        "{}",
        out(&status)
    );
    let line = |text: &str, key: &str| -> String {
        let found = text.lines().find(|line| line.starts_with(key));
        found
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert!(line(&out(&status), "k1").starts_with("k1 active"));
    let secrets = line(&out(&status), "k1")
        .rsplit(' ')
        .next()
        .map(str::to_owned);
    assert_ne!(secrets.as_deref(), Some("0"));

    let rotated = beside(desk, &["vault", "rotate"])?;
    assert_eq!(code(&rotated), 0, "{}", err(&rotated));
    assert!(out(&rotated).starts_with("k2 is the current key now"));
    for (key, why) in [("k1", "rewrap"), ("k2", "rotate"), ("k9", "no such key")] {
        let refused = beside(desk, &["vault", "retire", key])?;
        assert_eq!(code(&refused), 1);
        assert!(err(&refused).contains(why), "{key}: {}", err(&refused));
    }
    // The server was not told: it writes under the new key all the same, so that the old one can go.
    let engineer = case::op(desk, world.colleague).await?;
    let form = credentials::HandoverForm {
        label: "Nach der Drehung".to_owned(),
        credentials: credentials::Credentials {
            password: Some("drittes-Passwort-3".into()),
            ..Default::default()
        },
    };
    credentials::create_handover(&engineer, number, form).await?;
    let moved = beside(desk, &["vault", "rewrap"])?;
    assert_eq!(code(&moved), 0, "{}", err(&moved));
    assert_eq!(
        out(&moved).split(' ').next().map(str::to_owned),
        secrets,
        "what was stored after the rotation is under the new key already"
    );
    assert!(out(&beside(desk, &["vault", "rewrap"])?).starts_with("0 "));
    let retired = beside(desk, &["vault", "retire", "k1"])?;
    assert_eq!(code(&retired), 0, "{}", err(&retired));
    assert!(err(&beside(desk, &["vault", "retire", "k1"])?).contains("destroyed already"));
    let verified = beside(desk, &["vault", "verify"])?;
    assert_eq!(code(&verified), 0, "{}", err(&verified));
    assert!(out(&verified).contains("secrets can be opened"));

    let reason = "Anmeldung am Server, um den Dienst zu prüfen.";
    let secret = world.ids(Whose::Own).case.secret;
    let shown = credentials::reveal(&engineer, number, secret, reason).await?;
    shown
        .value
        .expose(|value| assert_eq!(value, b"erstes-Passwort-1"));
    world.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_due_is_destroyed_and_a_lost_key_is_told_and_nothing_is_made_up() -> Result {
    let world = World::build(Role::Owner).await?;
    let desk = &world.desk;
    let owner = case::op(desk, world.ids(Whose::Own).owner).await?;
    interventions::revoke(&owner, world.ids(Whose::Own).case.number).await?;
    // A shard that a crash left behind, made long ago.
    let shards = desk.app.config().shard_dir.clone();
    let orphan = shards.join("01890a5d-ac96-774b-bcce-b302099a8057");
    std::fs::write(&orphan, [7; 32])?;
    let swept = beside(desk, &["vault", "shred-due"])?;
    assert_eq!(code(&swept), 0, "{}", err(&swept));
    assert!(
        out(&swept).contains("1 files without a living row"),
        "{}",
        out(&swept)
    );
    assert!(!orphan.exists());
    let broken = std::fs::read_dir(&shards)?
        .filter_map(|e| e.ok()?.path().into())
        .collect::<Vec<_>>();
    for shard in &broken {
        std::fs::remove_file(shard)?;
    }
    let found = beside(desk, &["vault", "verify"])?;
    assert_eq!(code(&found), 1);
    assert!(err(&found).contains("shard_gone"), "{}", err(&found));

    let key = desk.app.config().key_dir.join("vault.key");
    std::fs::remove_file(&key)?;
    let status = beside(desk, &["vault", "status"])?;
    assert_eq!(code(&status), 1);
    assert!(
        out(&status).starts_with("vault: sealed (key_file_missing)"),
        "{}",
        out(&status)
    );
    for command in ["rotate", "rewrap", "verify"] {
        let refused = beside(desk, &["vault", command])?;
        assert_eq!(code(&refused), 1, "{command}");
        assert!(
            err(&refused).contains("sealed"),
            "{command}: {}",
            err(&refused)
        );
    }
    assert!(!key.exists(), "nothing is generated in its place");
    world.end().await
}

#[test]
fn shards_of_another_database_are_left_alone() -> Result {
    let dir = tempfile::tempdir()?;
    let made = run(
        dir.path(),
        &["admin", "create", "--email", "nora@example.org"],
    )?;
    assert_eq!(code(&made), 0, "{}", err(&made));
    let shards = dir.path().join("data/keep-out-of-backup/shards");
    let foreign = shards.join("01890a5d-ac96-774b-bcce-b302099a8057");
    std::fs::write(&foreign, [7; 32])?;
    let swept = run(dir.path(), &["vault", "shred-due"])?;
    assert_eq!(code(&swept), 0, "{}", err(&swept));
    assert!(
        foreign.exists(),
        "the configuration names the wrong database: {}",
        out(&swept)
    );
    Ok(())
}
