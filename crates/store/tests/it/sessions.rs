use domain::account::{MemberRole, Theme};
use domain::ids::{MembershipId, PersonId, SessionId};
use store::sessions::SessionRow;
use store::{Hidden, memberships, people, sessions};

use super::make::{self, RANDOM, now};

fn session(hash: u8, person: PersonId) -> SessionRow {
    SessionRow {
        id_hash: [hash; 32],
        public_id: SessionId::new(now(), &RANDOM),
        person_id: Some(person),
        data: Hidden("{}".to_owned()),
        ip: "203.0.113.5".to_owned(),
        user_agent: "Firefox".to_owned(),
        created_at: now(),
        last_seen_at: now(),
        expires_at: now().plus_seconds(3600),
    }
}

store::both_databases! {
    async fn a_session_lives_until_it_expires_or_is_ended(db: Db) {
        let anna = make::person(&db, "anna@example.org").await?;
        let berta = make::person(&db, "berta@example.org").await?;
        let mut first = session(1, anna);
        let mut tx = db.begin().await?;
        sessions::insert(&mut tx, &first).await?;
        sessions::insert(&mut tx, &session(2, anna)).await?;
        let third = session(3, anna);
        sessions::insert(&mut tx, &third).await?;
        assert_eq!(sessions::find(&mut tx, &[1; 32], now()).await?.as_ref(), Some(&first));
        assert_eq!(sessions::find(&mut tx, &[1; 32], first.expires_at).await?, None);

        first.data = Hidden("{\"a\":1}".to_owned());
        first.expires_at = now().plus_seconds(7200);
        assert!(sessions::update(&mut tx, &first).await?);
        assert_eq!(sessions::find(&mut tx, &[1; 32], now()).await?.as_ref(), Some(&first));
        sessions::replace_hash(&mut tx, &[1; 32], &[9; 32]).await?;
        assert!(!sessions::update(&mut tx, &first).await?, "the old secret still works");
        assert_eq!(sessions::list_by_person(&mut tx, anna, now()).await?.len(), 3);

        assert!(!sessions::delete_by_public_id(&mut tx, berta, third.public_id).await?, "somebody else's session");
        assert!(sessions::delete_by_public_id(&mut tx, anna, third.public_id).await?);
        assert_eq!(sessions::delete_others(&mut tx, anna, &[9; 32]).await?, 1);
        sessions::delete(&mut tx, &[9; 32]).await?;
        assert_eq!(sessions::list_by_person(&mut tx, anna, now()).await?, vec![]);
        sessions::insert(&mut tx, &session(4, anna)).await?;
        assert_eq!(sessions::delete_all(&mut tx, anna).await?, 1);
        sessions::insert(&mut tx, &session(5, anna)).await?;
        assert_eq!(sessions::delete_expired(&mut tx, now()).await?, 0);
        assert_eq!(sessions::delete_expired(&mut tx, now().plus_seconds(3600)).await?, 1);
    }

    async fn seeing_a_session_writes_once_a_minute(db: Db) {
        let anna = make::person(&db, "anna@example.org").await?;
        let mut tx = db.begin().await?;
        sessions::insert(&mut tx, &session(1, anna)).await?;
        let expires = now().plus_seconds(9000);
        assert!(!sessions::touch(&mut tx, &[1; 32], now().plus_seconds(59), expires).await?);
        assert!(sessions::touch(&mut tx, &[1; 32], now().plus_seconds(60), expires).await?);
        assert!(!sessions::touch(&mut tx, &[1; 32], now().plus_seconds(119), expires).await?);
        let seen = sessions::find(&mut tx, &[1; 32], now()).await?.ok_or("no session")?;
        assert_eq!((seen.last_seen_at, seen.expires_at), (now().plus_seconds(60), expires));
    }

    async fn a_session_names_its_actor_with_living_memberships(db: Db) {
        let anna = make::person(&db, "anna@example.org").await?;
        let (one, two) = (make::organization(&db, "K-1").await?, make::organization(&db, "K-2").await?);
        let mut tx = db.begin().await?;
        for organization in [one, two] {
            let id = MembershipId::new(now(), &RANDOM);
            memberships::insert(&mut tx, id, organization, anna, MemberRole::Technical, now()).await?;
        }
        memberships::remove(&mut tx, two, anna, now()).await?;
        sessions::insert(&mut tx, &session(1, anna)).await?;
        let actor = sessions::find_actor(&mut tx, &[1; 32], now()).await?.ok_or("no actor")?;
        assert_eq!(actor.memberships.iter().map(|m| m.organization).collect::<Vec<_>>(), vec![one]);
        assert_eq!(actor.role_in(one), Some(MemberRole::Technical));
        let visitor = sessions::find_visitor(&mut tx, &[1; 32], now()).await?.ok_or("no visitor")?;
        assert_eq!(visitor.session.person_id, Some(anna));
        assert_eq!((visitor.actor, visitor.theme), (Some(actor), Some(Theme::System)));
        assert_eq!(visitor.organizations.len(), 1);
        people::update_active(&mut tx, anna, false).await?;
        assert_eq!(sessions::find_actor(&mut tx, &[1; 32], now()).await?, None);
        let visitor = sessions::find_visitor(&mut tx, &[1; 32], now()).await?.ok_or("no session")?;
        assert_eq!((visitor.actor, visitor.theme, visitor.organizations.len()), (None, None, 0));
        assert_eq!(sessions::find_visitor(&mut tx, &[9; 32], now()).await?, None);
    }
}
