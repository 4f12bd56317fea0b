//! What an owner changes about the members is told in the customer's chain.

use services::error::ServiceError;
use services::organizations;

use crate::desk::Desk;

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
}
