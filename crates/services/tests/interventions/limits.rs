//! Limits and races.

use std::sync::Arc;

use domain::ids::TicketNumber;
use services::credentials;
use services::interventions;

use super::desk::{CANARY, Desk, Outcome, REASON, code, look};

/// Where granted looks and the lock stand in the chain.
async fn order(desk: &Desk, number: TicketNumber) -> Outcome<(Vec<usize>, Option<usize>)> {
    let kinds = desk.kinds(number).await?;
    let places = |kind: &str| {
        kinds
            .iter()
            .enumerate()
            .filter(|(_, k)| *k == kind)
            .map(|(i, _)| i)
            .collect::<Vec<_>>()
    };
    Ok((
        places("reveal.granted"),
        places("intervention.revoked").first().copied(),
    ))
}

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

    async fn no_look_is_granted_after_the_lock(db: Db) {
        // Each round races three looks against the customer's lock; the runtime decides who comes first.
        let desk = Arc::new(Desk::open(db).await?);
        let number = desk.running().await?;
        let mut granted = 0;
        for round in 0_u64..100 {
            let secret = desk.secret(number, "password").await?;
            let before = order(&desk, number).await?.0.len();
            let mut looks = tokio::task::JoinSet::new();
            for n in 0..3_u64 {
                let op = desk.op(desk.engineer).await?;
                looks.spawn(async move {
                    tokio::time::sleep(std::time::Duration::from_micros((round * 7 + n * 13) % 40 * 50)).await;
                    look(&op, number, secret, REASON).await
                });
            }
            let owner = desk.op(desk.owner).await?;
            let pause = std::time::Duration::from_micros(round * 31 % 40 * 50);
            let lock = tokio::spawn(async move {
                tokio::time::sleep(pause).await;
                interventions::revoke(&owner, number).await
            });
            let results = looks.join_all().await;
            lock.await??;
            let kinds = desk.kinds(number).await?;
            let locked = kinds.iter().rposition(|k| k == "intervention.revoked").ok_or("not locked")?;
            let late = kinds[locked..].iter().filter(|k| *k == "reveal.granted").count();
            assert_eq!(late, 0, "round {round}");
            granted += order(&desk, number).await?.0.len() - before;
            assert!(results.iter().all(|r| match r {
                Ok(value) => value == "geheim" || value == CANARY,
                Err(code) => ["not_running", "secret_destroyed"].contains(&code.as_str()),
            }), "{results:?}");
            // Another authorization for the next round, beyond the hour's limit.
            desk.clock.advance(3_601);
            let owner = desk.op(desk.owner).await?;
            interventions::edit(&owner, number, &desk.form(), Desk::credentials("geheim")).await?;
            desk.sign(number).await?;
            desk.start(number).await?;
            if granted >= 15 {
                desk.clock.advance(24 * 3_600 - 7_200);
                granted = 0;
                let owner = desk.op(desk.owner).await?;
                interventions::revoke(&owner, number).await?;
                interventions::edit(&owner, number, &desk.form(), Desk::credentials("geheim")).await?;
                desk.sign(number).await?;
                desk.start(number).await?;
            }
        }
        desk.verify_chain().await?;
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
