//! Four eyes: who is told that a request waits, and how the asker hears of its end.

use domain::ids::{PersonId, TicketNumber};
use services::credentials;

use super::desk::{CANARY, Desk, Outcome, REASON};

/// A running case whose looks need a second person.
async fn watched(desk: &Desk) -> Outcome<TicketNumber> {
    let number = desk.running().await?;
    let mut tx = desk.context.db().begin().await?;
    let mut system = store::systems::find(&mut tx, desk.system)
        .await?
        .ok_or("no system")?;
    system.four_eyes = true;
    store::systems::update(&mut tx, &system).await?;
    tx.save().await?;
    Ok(number)
}

/// Mails of a kind: to whom, and what they say.
async fn mails(desk: &Desk, kind: &str) -> Outcome<Vec<(Option<PersonId>, String)>> {
    let mut tx = desk.context.db().read().await?;
    let all = store::mails::list_newest(&mut tx, 1_000).await?;
    let of_kind = all.into_iter().filter(|mail| mail.kind == kind);
    Ok(of_kind
        .map(|mail| (mail.person_id, mail.body_text.0))
        .collect())
}

store::both_databases! {
    async fn whoever_may_approve_is_told_once_and_nobody_else(db: Db) {
        // I-05
        let desk = Desk::open(db).await?;
        let number = watched(&desk).await?;
        let secret = desk.secret(number, "password").await?;
        let engineer = desk.op(desk.engineer).await?;
        let id = credentials::request_approval(&engineer, number, secret, REASON).await?;
        assert_eq!(credentials::request_approval(&engineer, number, secret, REASON).await?, id, "it waits already");
        let asked = mails(&desk, "reveal_approval_asked").await?;
        let to: Vec<_> = asked.iter().map(|(to, _)| *to).collect();
        assert_eq!(to, [Some(desk.manager)], "not the asker, not a colleague without the right");
        assert!(asked[0].1.contains(REASON) && asked[0].1.contains("/desk/approvals") && !asked[0].1.contains(CANARY));

        // An engineer with the right hears of the next one.
        let mut tx = desk.context.db().begin().await?;
        store::people::update_staff(&mut tx, desk.colleague, Some(domain::account::StaffRole::Engineer), true).await?;
        tx.save().await?;
        credentials::decide_approval(&desk.op(desk.manager).await?, id, false).await?;
        desk.clock.advance(60);
        let engineer = desk.op(desk.engineer).await?;
        credentials::request_approval(&engineer, number, secret, REASON).await?;
        let asked = mails(&desk, "reveal_approval_asked").await?;
        assert_eq!(asked.len(), 3);
        assert_eq!(asked.iter().filter(|(to, _)| *to == Some(desk.colleague)).count(), 1);
    }

    async fn the_asker_hears_how_it_ended(db: Db) {
        // I-05
        let desk = Desk::open(db).await?;
        let number = watched(&desk).await?;
        let secret = desk.secret(number, "password").await?;
        let manager = desk.op(desk.manager).await?;
        let mut told = Vec::new();
        for approve in [true, false] {
            desk.clock.advance(60);
            let engineer = desk.op(desk.engineer).await?;
            let id = credentials::request_approval(&engineer, number, secret, REASON).await?;
            credentials::decide_approval(&manager, id, approve).await?;
            let all = mails(&desk, "reveal_approval_answered").await?;
            assert_eq!(all.len(), told.len() + 1);
            told = all;
        }
        desk.clock.advance(60);
        let engineer = desk.op(desk.engineer).await?;
        credentials::request_approval(&engineer, number, secret, REASON).await?;
        desk.clock.advance(30 * 60);
        assert_eq!(credentials::lapse_approvals(&desk.context).await?, 0);
        desk.clock.advance(1);
        assert_eq!(credentials::lapse_approvals(&desk.context).await?, 1);
        assert_eq!(credentials::lapse_approvals(&desk.context).await?, 0, "told once");
        let told = mails(&desk, "reveal_approval_answered").await?;
        assert!(told.iter().all(|(to, _)| *to == Some(desk.engineer)));
        for words in ["hat Ihre Einsicht freigegeben", "hat Ihre Einsicht abgelehnt", "Niemand hat in 30 Minuten"] {
            assert_eq!(told.iter().filter(|(_, text)| text.contains(words)).count(), 1, "{words}");
        }
        assert_eq!(mails(&desk, "reveal_approval_asked").await?.len(), 3, "a lapse asks nobody again");
        assert!(desk.kinds(number).await?.contains(&"reveal.approval_lapsed".to_owned()));
        desk.verify_chain().await?;
    }
}
