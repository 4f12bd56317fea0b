//! Files: what we take, how we keep it, who gets it.

use services::attachments::{self, Receiver, Upload};
use services::context::OpContext;
use services::error::ServiceError;
use services::tickets::{self, Text};
use tokio::io::AsyncReadExt as _;

use crate::desk::{Desk, Result};

async fn upload(desk: &Desk, name: &str, bytes: &[u8]) -> Result<Upload> {
    let mut receiver = Receiver::begin(&desk.context, name).await?;
    for chunk in bytes.chunks(1000) {
        receiver.write(chunk).await?;
    }
    receiver
        .finish()
        .await?
        .ok_or_else(|| "nothing arrived".into())
}

fn stored(desk: &Desk) -> Result<usize> {
    let dir = &desk.context.settings().files_dir;
    Ok(if dir.exists() {
        std::fs::read_dir(dir)?.count()
    } else {
        0
    })
}

async fn code(desk: &Desk, name: &str, bytes: &[u8]) -> Result<String> {
    let number = desk.file("question", "Datei").await?;
    let files = vec![upload(desk, name, bytes).await?];
    let sent = tickets::send(
        &desk.petra,
        number,
        Text {
            body: "anbei",
            files,
            ..Text::default()
        },
    )
    .await;
    Ok(match sent {
        Ok(_) => "taken".to_owned(),
        Err(ServiceError::Held(_)) => "held".to_owned(),
        Err(ServiceError::Invalid(errors)) => errors[0].code.to_owned(),
        Err(other) => return Err(other.into()),
    })
}

async fn read(op: &OpContext, id: domain::ids::AttachmentId) -> Result<Vec<u8>> {
    let mut download = attachments::open(op, id).await?;
    let mut bytes = Vec::new();
    download.file.read_to_end(&mut bytes).await?;
    Ok(bytes)
}

/// So many bytes of a log with nothing in it, and a password at the end.
fn long_log(bytes: usize) -> Vec<u8> {
    let mut text =
        "2026-11-22 10:00:00 web03 cron: Sicherung fertig, 0 Fehler\n".repeat(bytes / 60);
    text.push_str("Anmeldung als root, Passwort: Xk8!mm2P-Tanne\n");
    text.into_bytes()
}

store::both_databases! {
    async fn a_text_file_is_looked_through_up_to_a_megabyte(db: Db) {
        let desk = Desk::new(db).await?;
        assert_eq!(code(&desk, "long.log", &long_log(900_000)).await?, "held");
    }

    async fn files_without_a_row_go_after_a_day_and_nothing_else(db: Db) {
        let desk = Desk::new(db).await?;
        assert_eq!(code(&desk, "kept.txt", b"Text").await?, "taken");
        let dir = desk.context.settings().files_dir.clone();
        let now = std::time::UNIX_EPOCH + std::time::Duration::from_secs(u64::try_from(desk.context.now().unix())?);
        let hour = std::time::Duration::from_hours(1);
        for entry in std::fs::read_dir(&dir)? {
            std::fs::File::options().write(true).open(entry?.path())?.set_modified(now - 30 * hour)?;
        }
        for (name, hours) in [("0".repeat(40), 25), ("1".repeat(40), 23), ("notes.txt".to_owned(), 90)] {
            let file = std::fs::File::create(dir.join(name))?;
            file.set_modified(now - hours * hour)?;
        }
        assert_eq!(attachments::sweep_orphans(&desk.context).await?, 1);
        assert!(!dir.join("0".repeat(40)).exists(), "old, and nobody's");
        assert!(dir.join("1".repeat(40)).exists(), "its upload may still be under way");
        assert!(dir.join("notes.txt").exists(), "not a name of ours");
        assert_eq!(stored(&desk)?, 3, "what a ticket has stays");
    }

    async fn hostile_files_are_refused_and_leave_nothing_behind(db: Db) {
        let desk = Desk::new(db).await?;
        let large = vec![b'a'; 1024 * 1024 + 1];
        for (name, bytes, expected) in [
            ("seite.html", &b"<script>alert(1)</script>"[..], "file_type"),
            ("bild.svg", b"<svg onload=alert(1)>", "file_type"),
            ("bild.png", b"<svg onload=alert(1)>", "file_type"),
            ("leer.txt", b"", "file_empty"),
            ("gross.txt", &large, "file_too_large"),
            ("programm.txt", b"\x7fELF\0\0", "file_type"),
            ("gpj\u{202e}.txt", b"x", "control_characters"),
            ("zugang.txt", b"Passwort: Xk9!vQ2#mLp7", "held"),
        ] {
            assert_eq!(code(&desk, name, bytes).await?, expected, "{name}");
        }
        assert_eq!(stored(&desk)?, 0, "nothing of them is kept");
        assert_eq!(code(&desk, "../../etc/notiz.txt", b"Guten Tag").await?, "taken");
        assert_eq!(stored(&desk)?, 1);
    }

    async fn files_go_to_those_who_may_read_their_message(db: Db) {
        let desk = Desk::new(db).await?;
        let number = desk.file("question", "Datei").await?;
        let body = "anbei das Protokoll";
        let files = vec![upload(&desk, "protokoll.log", b"alles gut").await?];
        desk.say_with(&desk.jana, number, Text { body, files, ..Text::default() }).await?;
        let files = vec![upload(&desk, "intern.log", b"nur wir").await?];
        tickets::note(&desk.jana, number, Text { body, files, ..Text::default() }).await?;
        let view = tickets::view(&desk.jana, number, tickets::Chronicle::Moments).await?;
        let id = |name: &str| view.talk.files.iter().find(|f| f.file_name == name).map(|f| f.id).ok_or("no file");
        let (public, internal) = (id("protokoll.log")?, id("intern.log")?);
        assert_eq!(read(&desk.tobias, internal).await?, b"nur wir");
        assert!(read(&desk.petra, public).await.is_err(), "not released yet");
        desk.wait(15).await?;
        assert_eq!(read(&desk.petra, public).await?, b"alles gut");
        for (op, file) in [(&desk.petra, internal), (&desk.stranger, public), (&desk.stranger, internal)] {
            assert!(read(op, file).await.is_err());
        }
        let seen = tickets::view(&desk.petra, number, tickets::Chronicle::Moments).await?;
        assert_eq!(seen.talk.files.len(), 1);
    }
}
