//! What an owner changes about the members is told in the customer's chain.

use domain::ids::{PersonId, SessionId};
use services::error::ServiceError;
use services::{organizations, staff};
use store::Hidden;
use store::sessions::SessionRow;

use crate::desk::{Desk, Result};

async fn open_session(desk: &Desk, n: u8, person: PersonId) -> Result {
    let now = desk.context.now();
    let session = SessionRow {
        id_hash: [n; 32],
        public_id: desk.context.id(SessionId::from_uuid),
        person_id: Some(person),
        data: Hidden("{}".to_owned()),
        ip: "203.0.113.5".to_owned(),
        user_agent: "Firefox".to_owned(),
        created_at: now,
        last_seen_at: now,
        expires_at: now.plus_seconds(3_600),
    };
    let mut tx = desk.context.db().begin().await?;
    store::sessions::insert(&mut tx, &session).await?;
    tx.save().await?;
    Ok(())
}

async fn sessions(desk: &Desk, person: PersonId) -> Result<usize> {
    let mut tx = desk.context.db().read().await?;
    let open = store::sessions::list_by_person(&mut tx, person, desk.context.now()).await?;
    Ok(open.len())
}

store::both_databases! {
    async fn an_invitation_taken_back_is_told_once(db: Db) {
        let desk = Desk::new(db).await?;
        let mut petra = desk.petra.clone();
        petra.session.fresh_at = Some(desk.context.now());
        let organization = petra.actor.memberships[0].organization;
        organizations::invite_member(&petra, organization, "neu@example.test", "technical").await?;
        let page = organizations::view(&petra, Some(organization)).await?;
        let [pending] = &page.invitations[..] else {
            return Err("not one invitation".into());
        };
        organizations::withdraw_invitation(&petra, organization, pending.id).await?;
        let again = organizations::withdraw_invitation(&petra, organization, pending.id).await;
        assert!(matches!(again, Err(ServiceError::NotFound)));
        let mut tx = desk.context.db().read().await?;
        let rows = store::audit::list_since(&mut tx, organization, 0, 1_000).await?;
        let mut told = rows.iter().filter(|row| row.kind == "membership.invitation_withdrawn");
        let event = told.next().ok_or("not told")?.payload.facts()?.event;
        assert_eq!(event.actor_name.as_deref(), Some("Petra Lindner"));
        assert_eq!(event.data.get("email").and_then(|v| v.as_str()), Some("neu@example.test"));
        assert_eq!(event.data.get("role").and_then(|v| v.as_str()), Some("technical"));
        assert!(told.next().is_none(), "told twice");
    }
    /// Whoever may more or less than before logs in anew.
    async fn sessions_end_with_another_role_and_with_the_membership(db: Db) {
        let desk = Desk::new(db).await?;
        let mut petra = desk.petra.clone();
        petra.session.fresh_at = Some(desk.context.now());
        let organization = petra.actor.memberships[0].organization;
        let (reader, jana) = (desk.reader.actor.person, desk.jana.actor.person);
        for (n, person) in [(1, reader), (2, jana), (3, petra.actor.person)] {
            open_session(&desk, n, person).await?;
        }
        organizations::change_role(&petra, organization, reader, "technical").await?;
        assert_eq!((sessions(&desk, reader).await?, sessions(&desk, petra.actor.person).await?), (0, 1));
        open_session(&desk, 4, reader).await?;
        organizations::remove_member(&petra, organization, reader).await?;
        assert_eq!((sessions(&desk, reader).await?, sessions(&desk, petra.actor.person).await?), (0, 1));
        assert_eq!(sessions(&desk, jana).await?, 1);
        staff::change(&desk.admin().await?, jana, "manager", false).await?;
        assert_eq!(sessions(&desk, jana).await?, 0);
    }
}
