//! Limits.

use std::sync::Arc;

use services::credentials;

use super::desk::{CANARY, Desk, REASON, code, look};

store::both_databases! {
    async fn of_twenty_looks_at_once_five_are_granted(db: Db) {
        let desk = Arc::new(Desk::open(db).await?);
        let number = desk.running().await?;
        let secret = desk.secret(number, "password").await?;
        let mut looks = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let op = desk.op(desk.engineer).await?;
            looks.spawn(async move { look(&op, number, secret, REASON).await });
        }
        let results = looks.join_all().await;
        assert_eq!(results.iter().filter(|r| r.as_deref() == Ok(CANARY)).count(), 5);
        assert_eq!(results.iter().filter(|r| r.as_ref().err().map(String::as_str) == Some("field_limit")).count(), 15);
        let engineer = desk.op(desk.engineer).await?;
        assert_eq!(code(credentials::unlock(&engineer, number, desk.engineer, Some(secret), REASON).await), "role");
        desk.clock.advance(1);
        let manager = desk.op(desk.manager).await?;
        credentials::unlock(&manager, number, desk.engineer, Some(secret), REASON).await?;
        desk.clock.advance(1);
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok(CANARY.to_owned()));
        desk.verify_chain().await?;
    }

    async fn managers_hear_once_that_somebody_ran_into_a_limit(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        for _ in 0..5 {
            desk.clock.advance(1);
            assert_eq!(desk.reveal(desk.engineer, number).await?, Ok(CANARY.to_owned()));
        }
        assert_eq!(desk.mails("reveal_limit").await?, 0);
        for _ in 0..3 {
            desk.clock.advance(1);
            assert_eq!(desk.reveal(desk.engineer, number).await?, Err("field_limit".to_owned()));
        }
        let mut tx = desk.context.db().read().await?;
        let mails = store::mails::list_newest(&mut tx, 1_000).await?;
        let told: Vec<_> = mails.iter().filter(|mail| mail.kind == "reveal_limit").collect();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].to_address, "maja.chefin@example.test");
        assert!(told[0].body_text.0.contains("Aylin Demir"), "{}", told[0].body_text.0);
    }

    async fn four_eyes_need_a_second_person_each_time(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let mut tx = desk.context.db().begin().await?;
        let mut system = store::systems::find(&mut tx, desk.system).await?.ok_or("no system")?;
        system.four_eyes = true;
        store::systems::update(&mut tx, &system).await?;
        tx.save().await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("not_approved".to_owned()));
        let secret = desk.secret(number, "password").await?;
        let engineer = desk.op(desk.engineer).await?;
        let id = credentials::request_approval(&engineer, number, secret, REASON).await?;
        assert_eq!(code(credentials::decide_approval(&engineer, id, true).await), "role");
        let colleague = desk.op(desk.colleague).await?;
        assert_eq!(code(credentials::decide_approval(&colleague, id, true).await), "role");
        let manager = desk.op(desk.manager).await?;
        assert_eq!(credentials::approvals(&manager).await?.len(), 1);
        credentials::decide_approval(&manager, id, true).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok(CANARY.to_owned()));
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("not_approved".to_owned()));
    }
}
