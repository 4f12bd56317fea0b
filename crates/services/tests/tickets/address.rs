//! Another mail address for somebody: both addresses are told, and nothing that went to the old one lets anybody in.

use domain::account::TokenKind;
use domain::audit::{EventKind, HOUSE};
use domain::ids::{SessionId, TokenId};
use serde_json::{Value, json};
use services::error::ServiceError;
use services::staff;
use store::Hidden;
use store::sessions::SessionRow;
use store::tokens::TokenRow;

use crate::desk::{Desk, Result};

const OLD: &str = "petra.lindner@example.test";
const NEW: &str = "petra.neu@example.test";
const LINKS: [TokenKind; 3] = [TokenKind::Invitation, TokenKind::Reset, TokenKind::MailCode];

/// Petra is logged in, and links and a code went to her.
async fn logged_in(desk: &Desk) -> Result {
    let (context, petra) = (&desk.context, desk.petra.actor.person);
    let (now, later) = (context.now(), context.now().plus_seconds(3_600));
    let mut tx = context.db().begin().await?;
    let session = SessionRow {
        id_hash: [7; 32],
        public_id: context.id(SessionId::from_uuid),
        person_id: Some(petra),
        data: Hidden("{}".to_owned()),
        ip: "203.0.113.5".to_owned(),
        user_agent: "Firefox".to_owned(),
        created_at: now,
        last_seen_at: now,
        expires_at: later,
    };
    store::sessions::insert(&mut tx, &session).await?;
    for (hash, kind) in (1..).zip(LINKS) {
        let token = TokenRow {
            id: context.id(TokenId::from_uuid),
            kind,
            person_id: Some(petra),
            token_hash: [hash; 32],
            purpose: "{}".to_owned(),
            attempts: 0,
            created_at: now,
            expires_at: later,
            used_at: None,
        };
        store::tokens::insert(&mut tx, &token).await?;
    }
    tx.save().await?;
    Ok(())
}

/// Petra's address, her sessions, her living links and codes, the mails there are, the newest event of the house.
async fn state(desk: &Desk) -> Result<(String, usize, usize, usize, Option<(EventKind, Value)>)> {
    let (petra, now) = (desk.petra.actor.person, desk.context.now());
    let mut tx = desk.context.db().read().await?;
    let person = store::people::find(&mut tx, petra)
        .await?
        .ok_or("no Petra")?;
    let sessions = store::sessions::list_by_person(&mut tx, petra, now)
        .await?
        .len();
    let mut links = 0;
    for (hash, kind) in (1..).zip(LINKS) {
        links += usize::from(
            store::tokens::find(&mut tx, kind, &[hash; 32], now)
                .await?
                .is_some(),
        );
    }
    let mails = store::mails::list_newest(&mut tx, 100).await?.len();
    let mut told = store::audit::list_since(&mut tx, HOUSE, 0, 1_000).await?;
    let newest = match told.pop() {
        Some(row) => {
            let event = row.payload.facts()?.event;
            Some((event.kind, Value::Object(event.data)))
        }
        None => None,
    };
    Ok((person.email, sessions, links, mails, newest))
}

store::both_databases! {
    // ASVS 6.3.4 7.5.1
    async fn a_new_address_is_told_to_both_and_ends_what_the_old_one_opened(db: Db) {
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        logged_in(&desk).await?;
        let petra = desk.petra.actor.person;
        assert_eq!(state(&desk).await?, (OLD.to_owned(), 1, 3, 0, None));
        let shown = staff::addressee(&admin, petra).await?;
        assert_eq!((shown.email.as_str(), shown.customer.map(|(_, name)| name)), (OLD, Some("Lindner & Söhne".to_owned())));

        staff::change_email(&admin, petra, " Petra.Neu@Example.test ").await?;
        let told = json!({
            "person": petra.to_string(),
            "name": "Petra Lindner",
            "address": { "before": OLD, "after": NEW },
        });
        let told = Some((EventKind::PersonEmailChanged, told));
        assert_eq!(state(&desk).await?, (NEW.to_owned(), 0, 0, 2, told.clone()));
        for (address, subject, text) in [
            (OLD, "Ihre E-Mail-Adresse wurde geändert", "rufen Sie uns bitte sofort an"),
            (NEW, "Ihre neue E-Mail-Adresse", "Melden Sie sich ab jetzt mit ihr an"),
        ] {
            let mails = desk.mails(address).await?;
            let [(found, body)] = mails.as_slice() else {
                return Err(format!("{address}: {mails:?}").into());
            };
            assert!(found.contains(subject) && body.contains(text), "{found} {body}");
            // Whoever reads the old mailbox now does not learn the new address.
            assert!(!body.contains(if address == OLD { NEW } else { OLD }), "{body}");
        }
        // Her organization reads it as well.
        let mut tx = desk.context.db().read().await?;
        let organization = desk.petra.actor.memberships[0].organization;
        let rows = store::audit::list_since(&mut tx, organization, 0, 1_000).await?;
        let last = rows.last().ok_or("nothing told")?.payload.facts()?.event;
        assert_eq!((last.kind, last.actor_name.as_deref()), (EventKind::EmailChanged, Some("Elena Fuchs")));
        drop(tx);
        // The same again is no change.
        staff::change_email(&admin, petra, NEW).await?;
        assert_eq!(state(&desk).await?, (NEW.to_owned(), 0, 0, 2, told));
    }

    async fn a_refused_address_changes_nothing(db: Db) {
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        logged_in(&desk).await?;
        let petra = desk.petra.actor.person;
        let before = state(&desk).await?;
        for (address, code) in [
            ("", "required"),
            ("kein-at", "email"),
            ("tobias.kraemer@example.test", "address_taken"),
            (" TOBIAS.kraemer@example.test", "address_taken"),
        ] {
            let refused = staff::change_email(&admin, petra, address).await;
            let Err(ServiceError::Invalid(errors)) = refused else {
                return Err(format!("{address}: {refused:?}").into());
            };
            assert_eq!((errors[0].field, errors[0].code), ("email", code), "{address}");
            assert_eq!(state(&desk).await?, before, "{address}");
        }
        // Not without a fresh proof, not for oneself, not by anybody else.
        let mut stale = admin.clone();
        stale.session.fresh_at = None;
        assert!(matches!(staff::change_email(&stale, petra, NEW).await, Err(ServiceError::NotFresh)));
        let oneself = staff::change_email(&admin, admin.actor.person, NEW).await;
        assert!(matches!(oneself, Err(ServiceError::Denied("oneself"))));
        for op in [&desk.jana, &desk.petra, &desk.stranger] {
            assert!(staff::change_email(op, petra, NEW).await.is_err());
            assert!(staff::addressee(op, petra).await.is_err());
        }
        assert_eq!(state(&desk).await?, before);
    }
}
