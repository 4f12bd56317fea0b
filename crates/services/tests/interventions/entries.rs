//! What is written down later: the log keeps when it was done and when it was written. And keys that are handed over.

use domain::time::Timestamp;
use services::credentials::{self, Credentials, HandoverForm};
use services::interventions::{self, EntryForm};
use vault::SecretBytes;

use super::desk::{BEGIN, Desk, code};

const KEY: &str = include_str!("../../src/credentials/private_key/ed25519.txt");
const FINGERPRINT: &str = include_str!("../../src/credentials/private_key/ed25519.fingerprint");

/// A line of the key's body: found anywhere, the key leaked.
fn key_line() -> &'static str {
    KEY.lines().nth(2).unwrap_or_default()
}

fn key_alone(text: &str) -> HandoverForm {
    HandoverForm {
        label: "Schlüssel für deploy".to_owned(),
        credentials: Credentials {
            private_key: Some(SecretBytes::from(text)),
            ..Credentials::default()
        },
    }
}

store::both_databases! {
    async fn an_entry_is_dated_back_within_the_work_and_both_times_stay(db: Db) {
        // I-43
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        desk.clock.advance(3_600);
        let engineer = desk.op(desk.engineer).await?;
        // The desk's clock stands at 22:00:01 in Berlin, the work began at 21:00:01.
        let entry = |at: &str| EntryForm { at: at.to_owned(), ..Desk::entry("Dienst neu gestartet") };
        for (typed, said) in [
            ("gestern", "at:date"),
            ("2026-11-21T22:30", "at:time_ahead"),
            ("2026-11-21T20:30", "at:time_too_early"),
        ] {
            assert_eq!(code(interventions::log(&engineer, number, &entry(typed)).await), said);
        }
        let both = EntryForm { what: String::new(), ..entry("2026-11-21T22:30") };
        assert_eq!(code(interventions::log(&engineer, number, &both).await), "what:what_required at:time_ahead");
        interventions::log(&engineer, number, &entry("2026-11-21T21:20")).await?;
        interventions::log(&engineer, number, &entry("")).await?;
        let lines = interventions::workspace(&engineer, number).await?.log;
        let done = Timestamp::from_unix(BEGIN + 1_200);
        assert_eq!((lines[0].action.at, lines[0].action.written_at), (done, Some(engineer.now())));
        assert_eq!((lines[1].action.at, lines[1].action.written_at), (engineer.now(), None));
        let mut tx = desk.context.db().read().await?;
        let rows = store::audit::list_since(&mut tx, desk.organization, 0, 100_000).await?;
        let events: Vec<_> = rows.iter().filter(|row| row.kind == "action.logged").collect();
        assert_eq!(events[0].at, engineer.now(), "the chain knows when it was written");
        let said = |at: usize| Ok::<_, domain::audit::InvalidPayload>(events[at].payload.facts()?.event.data.get("done_at").cloned());
        assert_eq!(said(0)?.and_then(|v| v.as_str().map(str::to_owned)), Some(done.to_string()), "and when it was done");
        assert_eq!(said(1)?, None);
        drop(tx);
        let pack = interventions::pack(&engineer, number, Vec::new()).await?.to_json();
        let pack: serde_json::Value = serde_json::from_str(&pack)?;
        assert_eq!(pack["case"]["actions"][0]["written_at"], serde_json::json!(engineer.now()));
        desk.verify_chain().await?;
    }

    async fn before_the_work_only_looks_from_outside_are_dated_back(db: Db) {
        // I-43
        let desk = Desk::open(db).await?;
        let number = desk.submit().await?;
        desk.clock.advance(3_600);
        desk.sign(number).await?;
        desk.start(number).await?;
        desk.clock.advance(600);
        let engineer = desk.op(desk.engineer).await?;
        // Filed at 21:00, begun at 22:00.
        let entry = |method: &str| EntryForm { at: "2026-11-21T21:30".to_owned(), method: method.to_owned(), ..Desk::entry("Port 22 geprüft") };
        assert_eq!(code(interventions::log(&engineer, number, &entry("ssh_rdp")).await), "at:time_too_early");
        assert_eq!(code(interventions::log(&engineer, number, &entry("outside")).await), "ok");
    }

    async fn a_private_key_is_handed_over_and_named_by_its_fingerprint_only(db: Db) {
        // I-61, I-05
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let (engineer, owner) = (desk.op(desk.engineer).await?, desk.op(desk.owner).await?);
        for wrong in ["geheim", &KEY.replace("END", "AND")] {
            let refused = credentials::create_handover(&engineer, number, key_alone(wrong)).await;
            assert_eq!(code(refused), "private_key:private_key");
        }
        credentials::create_handover(&engineer, number, key_alone(KEY)).await?;
        let item = credentials::handovers(&owner).await?.pop().ok_or("nothing handed over")?;
        assert_eq!(item.key_fingerprint, FINGERPRINT.trim());
        let (secret, field) = item.fields[0];
        assert_eq!((item.fields.len(), field.code()), (1, "private_key"));
        let read = credentials::read_handover(&owner, item.id, secret).await?;
        assert_eq!(read.value.expose_text(str::to_owned).as_deref(), Some(KEY));
        interventions::finish(&engineer, number, &interventions::FinishForm { new_login: "handed".to_owned(), ..Desk::finish() }).await?;

        // Nothing but the vault knows more than the fingerprint.
        let pack = interventions::pack(&owner, number, Vec::new()).await?.to_json();
        let mut tx = desk.context.db().read().await?;
        let mut texts: Vec<String> = store::mails::list_newest(&mut tx, 1_000).await?.into_iter().map(|m| m.body_text.0).collect();
        let rows = store::audit::list_since(&mut tx, desk.organization, 0, 100_000).await?;
        texts.extend(rows.iter().map(|row| format!("{:?}", row.payload)));
        assert!(pack.contains(FINGERPRINT.trim()));
        assert!(texts.iter().any(|text| text.contains(FINGERPRINT.trim())), "the chain names it");
        texts.push(pack);
        assert_eq!(texts.iter().filter(|text| text.contains(key_line())).count(), 0);
    }
}
