//! `leitstand audit …`: accepts what was exported, rejects every tampering of it, and notices what was done to the database.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use server::startup;
use services::checkpoints;
use services::hashing::Cost;
use store::Db;
use store::testing::SeededRandom;

use super::tampering::{rehash, tamperings};
use super::{beside, code, err, out, run};
use crate::desk::{Desk, Result};
use crate::matrix::world::{Role, Whose, World};

/// What a sound file, and what each kind of fault answers.
const SOUND: i32 = 0;
const GAP: i32 = 2;
const HASH: i32 = 3;
const TRUNCATED: i32 = 4;
const SIGNATURE: i32 = 5;
const FORK: i32 = 6;

async fn evidence(world: &World) -> Result<String> {
    let path = format!(
        "/tickets/{}/evidence.json",
        world.ids(Whose::Own).case.number
    );
    let page = world.browser.post(&path, &[]).await?;
    assert_eq!(page.status.as_u16(), 200, "{}", page.text);
    Ok(page.text)
}

fn public_key(desk: &Desk, dir: &Path) -> Result<String> {
    let printed = beside(desk, &["audit", "public-key"])?;
    assert!(out(&printed).starts_with("-----BEGIN PUBLIC KEY-----\n"));
    let file = dir.join("audit.pub");
    std::fs::write(&file, &printed.stdout)?;
    Ok(file.display().to_string())
}

/// Verifies a text as a file, in a directory of its own.
fn verdict(dir: &Path, name: &str, text: &[u8], key: Option<&str>) -> Result<(i32, String)> {
    std::fs::write(dir.join(name), text)?;
    let mut arguments = vec!["audit", "verify", "--export", name];
    if let Some(key) = key {
        arguments.extend(["--public-key", key]);
    }
    let output = run(dir, &arguments)?;
    Ok((code(&output), out(&output) + &err(&output)))
}

/// Files given to the program at once.
const BATCH: usize = 100;

/// Every one of these texts is rejected, with its place and a reason.
fn all_rejected(dir: &Path, key: Option<&str>, forged: &[(String, String)]) -> Result {
    let kinds = ["gap", "hash", "truncated", "signature", "fork"];
    let mut failed = Vec::new();
    for batch in forged.chunks(BATCH) {
        let mut arguments = vec!["audit".to_owned(), "verify".to_owned()];
        for (n, (_, text)) in batch.iter().enumerate() {
            let name = format!("forged-{n}.json");
            std::fs::write(dir.join(&name), text)?;
            arguments.extend(["--export".to_owned(), name]);
        }
        if let Some(key) = key {
            arguments.extend(["--public-key".to_owned(), key.to_owned()]);
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = run(dir, &arguments)?;
        assert!((GAP..=FORK).contains(&code(&output)), "{}", err(&output));
        let told = err(&output);
        for (n, (what, _)) in batch.iter().enumerate() {
            let fault = |kind: &&str| {
                told.lines()
                    .any(|line| line.starts_with(&format!("forged-{n}.json: {kind}")))
            };
            if !kinds.iter().any(&fault) {
                failed.push(what);
            }
        }
        assert_eq!(out(&output).contains("sound"), !failed.is_empty());
    }
    assert!(
        failed.is_empty(),
        "{} of {} not found: {failed:#?}",
        failed.len(),
        forged.len()
    );
    Ok(())
}

// I-39
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_exported_case_is_accepted_and_every_tampering_of_it_is_rejected() -> Result {
    let world = World::build(Role::Owner).await?;
    let text = evidence(&world).await?;
    let own = tempfile::tempdir()?;
    let dir = own.path();
    let key = public_key(&world.desk, dir)?;
    let (sound, told) = verdict(dir, "pack.json", text.as_bytes(), Some(&key))?;
    assert_eq!(sound, SOUND, "{told}");
    let number = world.ids(Whose::Own).case.number;
    assert!(
        told.contains(&format!("evidence of ticket {number}")),
        "{told}"
    );
    assert!(told.contains("signed with the given key") && told.ends_with("sound\n"));
    let (sound, told) = verdict(dir, "pack.json", text.as_bytes(), None)?;
    assert!(
        sound == SOUND && told.contains("consistency, not origin"),
        "{told}"
    );
    world.end().await?;

    let pack: Value = serde_json::from_str(&text)?;
    for part in [
        "authorizations",
        "gate",
        "clocks",
        "reveals",
        "messages",
        "handovers",
        "attachments",
    ] {
        let entries = pack["case"][part].as_array().map_or(0, Vec::len);
        assert!(entries > 0, "the case of this test has {part}");
    }
    let forged: Vec<_> = tamperings(&pack)
        .into_iter()
        .map(|(what, value)| (what, value.to_string()))
        .collect();
    assert!(forged.len() > 1_000, "{}", forged.len());
    // Without the public key as well: consistency alone must show each of these.
    all_rejected(dir, None, &forged)?;
    let cuts: Vec<_> = (0..text.len())
        .step_by(text.len() / 60)
        .map(|at| {
            (
                format!("cut at {at}"),
                text[..text.floor_char_boundary(at)].to_owned(),
            )
        })
        .collect();
    all_rejected(dir, Some(&key), &cuts)?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_computes_everything_anew_lacks_the_key() -> Result {
    let world = World::build(Role::Owner).await?;
    let text = evidence(&world).await?;
    let neighbour = world.desk.browser();
    neighbour.log_in("owner2@example.org").await?;
    let path = format!(
        "/tickets/{}/evidence.json",
        world.ids(Whose::Foreign).case.number
    );
    let other: Value = serde_json::from_str(&neighbour.post(&path, &[]).await?.text)?;
    let own = tempfile::tempdir()?;
    let dir = own.path();
    let key = public_key(&world.desk, dir)?;
    world.end().await?;
    let pack: Value = serde_json::from_str(&text)?;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut changed = pack.clone();
        change(&mut changed);
        changed.to_string()
    };

    // A visible event rewritten and all hashes computed again: the old signed head contradicts; a head without the key is no
    // signature.
    let chain = |pack: &Value| pack["chain"].as_array().cloned().unwrap_or_default();
    let mut links = chain(&pack);
    let seen = links
        .iter()
        .position(|event| {
            event["payload"]
                .as_str()
                .is_some_and(|p| p.contains("reveal.granted"))
        })
        .ok_or("no look in the chain")?;
    let rewritten = links[seen]["payload"]
        .as_str()
        .unwrap_or_default()
        .replace("Dienst", "Kaffee");
    links[seen]["payload"] = json!(rewritten);
    let head = rehash(&mut links).ok_or("no chain")?;
    let rewritten = with(&|pack| pack["chain"] = json!(links));
    assert_eq!(
        verdict(dir, "f.json", rewritten.as_bytes(), Some(&key))?.0,
        FORK
    );
    let resigned = with(&|pack| {
        pack["chain"] = json!(links);
        pack["checkpoint"]["hash"] = json!(head);
    });
    let (rejected, told) = verdict(dir, "f.json", resigned.as_bytes(), Some(&key))?;
    assert_eq!(rejected, SIGNATURE, "{told}");

    // An event dropped, and everything after it moved up.
    let mut shorter = chain(&pack);
    shorter.remove(seen);
    let head = rehash(&mut shorter).ok_or("no chain")?;
    let dropped = with(&|pack| {
        pack["chain"] = json!(shorter);
        pack["checkpoint"]["hash"] = json!(head);
        pack["checkpoint"]["seq"] = json!(shorter.len());
    });
    assert_eq!(
        verdict(dir, "f.json", dropped.as_bytes(), Some(&key))?.0,
        SIGNATURE
    );
    let gap = with(&|pack| {
        let mut links = chain(pack);
        links.remove(seen);
        pack["chain"] = json!(links);
    });
    assert_eq!(verdict(dir, "f.json", gap.as_bytes(), Some(&key))?.0, GAP);
    let tail = with(&|pack| {
        let mut links = chain(pack);
        links.pop();
        pack["chain"] = json!(links);
    });
    assert_eq!(
        verdict(dir, "f.json", tail.as_bytes(), Some(&key))?.0,
        TRUNCATED
    );

    // A look taken out of the case that the paper shows, and a signed text changed there.
    let looks = with(&|pack| pack["case"]["reveals"] = json!([]));
    let (rejected, told) = verdict(dir, "f.json", looks.as_bytes(), Some(&key))?;
    assert_eq!(rejected, HASH);
    assert!(
        told.contains("the case, its documents or the choice of events differ"),
        "{told}"
    );
    let text =
        with(&|pack| pack["case"]["authorizations"][0]["text"] = json!("Alles ist erlaubt."));
    assert_eq!(verdict(dir, "f.json", text.as_bytes(), Some(&key))?.0, HASH);

    // A sound chain of somebody else under this case, and somebody else's key.
    let foreign_chain = with(&|pack| {
        pack["chain"] = other["chain"].clone();
        pack["checkpoint"] = other["checkpoint"].clone();
    });
    let (rejected, _) = verdict(dir, "f.json", foreign_chain.as_bytes(), None)?;
    assert!((GAP..=FORK).contains(&rejected));
    let sound = other.to_string();
    assert_eq!(verdict(dir, "f.json", sound.as_bytes(), None)?.0, SOUND);
    let wrong_key = dir.join("wrong.pub");
    std::fs::write(
        &wrong_key,
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    )?;
    let wrong_key = wrong_key.display().to_string();
    assert_eq!(
        verdict(dir, "f.json", sound.as_bytes(), Some(&wrong_key))?.0,
        SIGNATURE
    );
    std::fs::write(dir.join("no.pub"), "no key")?;
    let (unusable, told) = verdict(dir, "f.json", sound.as_bytes(), Some("no.pub"))?;
    assert_eq!(unusable, 1);
    assert!(told.contains("no usable Ed25519 public key"), "{told}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_chain_is_exported_and_every_line_of_it_counts() -> Result {
    let world = World::build(Role::Owner).await?;
    let exported = beside(&world.desk, &["audit", "export", "--organization", "K-1"])?;
    assert_eq!(code(&exported), 0, "{}", err(&exported));
    let unknown = beside(&world.desk, &["audit", "export", "--organization", "K-9"])?;
    assert_eq!((code(&unknown), out(&unknown).as_str()), (1, ""));
    assert!(err(&unknown).contains("there is no customer K-9"));
    let own = tempfile::tempdir()?;
    let dir = own.path();
    let key = public_key(&world.desk, dir)?;
    world.end().await?;
    let text = out(&exported);
    let (sound, told) = verdict(dir, "chain.jsonl", text.as_bytes(), Some(&key))?;
    assert_eq!(sound, SOUND, "{told}");
    assert!(
        told.contains("an organization's chain") && told.contains(" 0 as digests"),
        "{told}"
    );

    let lines: Vec<&str> = text.lines().collect();
    let joined = |lines: &[&str]| lines.join("\n") + "\n";
    let mut forged = Vec::new();
    for n in 0..lines.len() {
        for (what, value) in tamperings(&serde_json::from_str(lines[n])?) {
            let changed = value.to_string();
            let mut lines = lines.clone();
            lines[n] = &changed;
            forged.push((format!("line {n} {what}"), joined(&lines)));
        }
        let mut without = lines.clone();
        without.remove(n);
        forged.push((format!("line {n} removed"), joined(&without)));
        let mut doubled = lines.clone();
        doubled.insert(n, lines[n]);
        forged.push((format!("line {n} doubled"), joined(&doubled)));
        if n > 0 {
            let mut swapped = lines.clone();
            swapped.swap(n - 1, n);
            forged.push((format!("line {n} swapped"), joined(&swapped)));
            forged.push((format!("cut before line {n}"), joined(&lines[..n])));
        }
    }
    assert!(forged.len() > 500, "{}", forged.len());
    all_rejected(dir, Some(&key), &forged)?;
    let (nothing, told) = verdict(dir, "empty.jsonl", b"", Some(&key))?;
    assert_eq!(nothing, HASH, "{told}");
    let missing = run(dir, &["audit", "verify", "--export", "not-there.json"])?;
    assert_eq!(code(&missing), 1);
    assert!(err(&missing).contains("not-there.json"));
    assert_eq!(
        code(&run(dir, &["audit", "verify", "--exprot", "chain.jsonl"])?),
        1,
        "no code of a fault"
    );
    Ok(())
}

async fn raw(desk: &Desk, sql: &'static str) -> Result {
    let Db::Sqlite { write, .. } = desk.context().db() else {
        return Err("not SQLite".into());
    };
    sqlx::raw_sql(sql).execute(write).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checkpoints_are_appended_and_a_chain_cut_off_below_the_application_is_noticed() -> Result {
    let world = World::build(Role::Owner).await?;
    let desk = &world.desk;
    // A file of its own: the desk's housekeeping writes its own whenever it comes to that.
    let mut config = desk.app.config().clone();
    config.settings.checkpoint_file = config.data_dir.join("checkpoints.jsonl");
    let file = &config.settings.checkpoint_file;
    let path = file.display().to_string();
    let vouching = startup::open(
        &config,
        startup::World {
            clock: desk.clock.clone(),
            random: Arc::new(SeededRandom::new(2)),
            hash_cost: Cost::TEST,
        },
    )
    .await?;
    let verify = |more: &[&str]| {
        beside(
            desk,
            &[&["audit", "verify", "--checkpoints", &path], more].concat(),
        )
    };
    // Steps of escalation that are due by now are told before, not between.
    while services::clocks::note_breaches(desk.context(), 100).await? > 0 {}
    let mut writer = checkpoints::Writer::default();
    assert_eq!(writer.write(&vouching).await?, 2, "two chains have grown");
    assert_eq!(
        writer.write(&vouching).await?,
        0,
        "nothing has happened since"
    );
    let before = std::fs::read_to_string(file)?;
    evidence(&world).await?;
    assert_eq!(checkpoints::Writer::default().write(&vouching).await?, 1);
    let text = std::fs::read_to_string(file)?;
    assert!(text.starts_with(&before) && text.lines().count() == 3);
    let verified = verify(&[])?;
    assert_eq!(code(&verified), SOUND, "{}", err(&verified));
    assert!(
        out(&verified).contains("2 chains are sound; 3 checkpoints"),
        "{}",
        out(&verified)
    );
    let one = verify(&["--organization", "K-2"])?;
    assert!(
        out(&one).contains("1 chains are sound; 1 checkpoints"),
        "{}",
        out(&one)
    );

    // A line of the file altered.
    std::fs::write(file, text.replacen("\"seq\":", "\"seq\":1", 1))?;
    assert_eq!(code(&verify(&[])?), SIGNATURE);
    std::fs::write(file, format!("{text}rubbish\n"))?;
    let rubbish = verify(&[])?;
    assert_eq!(code(&rubbish), SIGNATURE);
    assert!(err(&rubbish).contains("line 4"), "{}", err(&rubbish));
    std::fs::write(file, &text)?;

    // The newest event cut off and the head set back: the chain alone is consistent, the checkpoint knows better.
    raw(
        desk,
        "DROP TRIGGER audit_events_no_update; DROP TRIGGER audit_events_no_delete;
         CREATE TABLE kept AS SELECT * FROM audit_events; CREATE TABLE kept_heads AS SELECT * FROM audit_heads;
         DELETE FROM audit_events WHERE kind = 'export.evidence';
         UPDATE audit_heads SET seq = (SELECT MAX(seq) FROM audit_events e WHERE e.organization_id = audit_heads.organization_id);
         UPDATE audit_heads SET hash = (SELECT hash FROM audit_events e
            WHERE e.organization_id = audit_heads.organization_id AND e.seq = audit_heads.seq);",
    )
    .await?;
    let cut = verify(&[])?;
    assert_eq!(code(&cut), TRUNCATED, "{}", err(&cut));
    assert!(
        err(&cut).starts_with("K-1: truncated at event "),
        "{}",
        err(&cut)
    );
    let nothing = desk.app.config().data_dir.join("nothing.jsonl");
    std::fs::write(&nothing, "")?;
    let nothing = nothing.display().to_string();
    let blind = beside(desk, &["audit", "verify", "--checkpoints", &nothing])?;
    assert_eq!(
        code(&blind),
        SOUND,
        "without checkpoints a cut cannot be seen"
    );

    // The same again with an event changed, and with one taken out of the middle.
    let back = "DELETE FROM audit_events; INSERT INTO audit_events SELECT * FROM kept;
        DELETE FROM audit_heads; INSERT INTO audit_heads SELECT * FROM kept_heads;";
    raw(desk, back).await?;
    assert_eq!(code(&verify(&[])?), SOUND);
    raw(
        desk,
        "UPDATE audit_events SET visible = NOT visible WHERE seq = 3",
    )
    .await?;
    assert_eq!(code(&verify(&[])?), HASH);
    raw(desk, back).await?;
    raw(desk, "DELETE FROM audit_events WHERE seq = 3").await?;
    let gap = verify(&[])?;
    assert_eq!(code(&gap), GAP, "{}", err(&gap));
    assert!(err(&gap).contains("K-1: gap at event 3"), "{}", err(&gap));
    world.end().await
}
