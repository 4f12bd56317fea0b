//! New credentials on their way to the customer.

use services::credentials;

use super::desk::{Desk, code};

store::both_databases! {
    async fn new_credentials_are_handed_over_read_and_kept(db: Db) {
        // I-61
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let engineer = desk.op(desk.engineer).await?;
        let id = credentials::create_handover(&engineer, number, Desk::handover()).await?;
        let owner = desk.op(desk.owner).await?;
        let items = credentials::handovers(&owner).await?;
        let (secret, _) = items[0].fields[1];
        let reader = desk.op(desk.reader).await?;
        assert_eq!(code(credentials::read_handover(&reader, id, secret).await), "role");
        let stranger = desk.op(desk.stranger).await?;
        assert_eq!(code(credentials::read_handover(&stranger, id, secret).await), "not_found");
        let read = credentials::read_handover(&owner, id, secret).await?;
        assert_eq!(read.value.expose_text(str::to_owned).as_deref(), Some("neues-Passwort-4711"));
        credentials::keep_handover(&owner, id).await?;
        assert_eq!(code(credentials::read_handover(&owner, id, secret).await), "handover_over");
        let kept = credentials::account_secrets(&owner).await?;
        assert_eq!(kept.len(), 2);
        let password = kept.iter().find(|s| s.field.code() == "password").ok_or("no password")?;
        let again = credentials::read_account_secret(&owner, password.id).await?;
        assert_eq!(again.value.expose_text(str::to_owned).as_deref(), Some("neues-Passwort-4711"));
        credentials::delete_account_secret(&owner, password.id).await?;
        assert_eq!(code(credentials::read_account_secret(&owner, password.id).await), "not_found");
    }

    async fn a_read_hand_over_is_destroyed_after_a_day_and_an_unread_one_after_fourteen(db: Db) {
        // I-61
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let engineer = desk.op(desk.engineer).await?;
        let read = credentials::create_handover(&engineer, number, Desk::handover()).await?;
        credentials::create_handover(&engineer, number, Desk::handover()).await?;
        let owner = desk.op(desk.owner).await?;
        let items = credentials::handovers(&owner).await?;
        let item = items.iter().find(|i| i.id == read).ok_or("no hand-over")?;
        credentials::read_handover(&owner, read, item.fields[0].0).await?;
        desk.clock.advance(86_400);
        credentials::sweep(&desk.context).await?;
        let ended = |items: &[credentials::HandoverItem]| items.iter().filter(|i| i.fields.is_empty()).count();
        assert_eq!(ended(&credentials::handovers(&owner).await?), 1);
        desk.clock.advance(13 * 86_400);
        credentials::sweep(&desk.context).await?;
        assert_eq!(ended(&credentials::handovers(&owner).await?), 2);
        assert_eq!(desk.context.shards().list().map_err(|e| e.to_string())?.len(), 0);
    }
}
