//! What can be checked later: the pack, the exported chain, the keys, a vault that stays sealed.

use services::error::ServiceError;
use services::interventions;

use super::desk::{CANARY, Desk, code};

store::both_databases! {
    async fn a_sealed_vault_stores_and_shows_nothing(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let wrong = desk.dir.path().join("other.key");
        let booted = vault::Vault::boot(&vault::KekSource::File(wrong), &vault::DatabaseFacts::default()).await;
        desk.context.shared_vault().replace(booted.vault);
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("vault_sealed".to_owned()));
        let owner = desk.op(desk.owner).await?;
        let mut form = desk.form();
        "form-2".clone_into(&mut form.idempotency_key);
        let refused = interventions::submit(&owner, &form, Desk::credentials("y")).await;
        assert!(matches!(refused, Err(ServiceError::VaultSealed)));
        assert!(interventions::submit(&owner, &form, services::credentials::Credentials::default()).await.is_ok());
    }

    async fn the_pack_verifies_and_no_byte_of_it_can_be_changed(db: Db) {
        // I-43
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok(CANARY.to_owned()));
        let owner = desk.op(desk.owner).await?;
        let document = interventions::authorization_document(&owner, number).await?;
        assert!(document["signed"]["text"].as_str().is_some_and(|t| t.contains("Petra Lindner")));
        let text = interventions::pack(&owner, number, Vec::new()).await?.to_json();
        assert!(!text.contains(CANARY));
        let key = desk.context.audit_key().ok_or("no key")?.public();
        let check = |bytes: &[u8], signature: &[u8]| key.verify(bytes, signature).is_ok();
        let found = domain::audit::verify_export(text.as_bytes(), Some(&check))?;
        assert_eq!(found.ticket, Some(number));
        let mut tried = 0;
        for at in (0..text.len()).step_by(97) {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            tried += 1;
            assert!(domain::audit::verify_export(&bytes, Some(&check)).is_err(), "byte {at} was changed unnoticed");
        }
        assert!(tried > 50);
        let reader = desk.op(desk.reader).await?;
        assert_eq!(code(interventions::pack(&reader, number, Vec::new()).await), "role");
    }

    async fn an_exported_chain_verifies_and_the_database_too(db: Db) {
        let desk = Desk::open(db).await?;
        desk.running().await?;
        let mut lines = String::new();
        services::audit_admin::export(&desk.context, "K-1", |line| lines.push_str(line)).await?;
        let found = domain::audit::verify_export(lines.as_bytes(), None)?;
        assert_eq!(found.organization, desk.organization);
        let known = services::audit_admin::checkpoints(&desk.context).await?;
        let all = services::audit_admin::verify(&desk.context, None, &known).await?;
        assert!(all.iter().all(|checked| checked.result.is_ok()), "{all:?}");
    }

    async fn keys_rotate_while_secrets_stay_readable(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let before = services::vault_admin::status(&desk.context).await?;
        let old = before.keys[0].kek.clone();
        let new = services::vault_admin::rotate(&desk.context).await?;
        assert_ne!(new, old);
        assert_eq!(code(services::vault_admin::retire(&desk.context, &old).await), "key_in_use");
        assert_eq!(code(services::vault_admin::retire(&desk.context, &new).await), "key_active");
        assert_eq!(services::vault_admin::rewrap(&desk.context).await?, 2);
        services::vault_admin::retire(&desk.context, &old).await?;
        let found = services::vault_admin::verify(&desk.context).await?;
        assert_eq!((found.sound, found.broken.len()), (2, 0));
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok(CANARY.to_owned()));
        // What is done to the keys is told in the provider's own chain, and in no customer's.
        let mut tx = desk.context.db().read().await?;
        let told = |rows: Vec<store::audit::AuditRow>| {
            let kinds = rows.into_iter().map(|row| row.kind);
            kinds.filter(|kind| kind.starts_with("vault.")).collect::<Vec<_>>()
        };
        let house = store::audit::list_since(&mut tx, domain::audit::HOUSE, 0, 1_000).await?;
        assert_eq!(told(house), ["vault.rotated", "vault.rewrapped", "vault.retired", "vault.verified"]);
        let customer = store::audit::list_since(&mut tx, desk.organization, 0, 1_000).await?;
        assert_eq!(told(customer), [""; 0]);
    }
}
