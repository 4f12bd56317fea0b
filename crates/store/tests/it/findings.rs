//! What was found to be the customer's own cause, and how often.

use domain::ids::RowId;
use domain::ticket::Class;
use store::findings::{self, FindingRow};

use super::make::{self, RANDOM, now};

store::both_databases! {
    async fn one_finding_stands_on_a_ticket_and_those_of_a_service_are_counted(db: Db) {
        // M-29, M-32
        let case = make::case(&db).await?;
        let system = make::system(&db, case.organization, 7).await?;
        let finding = || FindingRow {
            id: RowId::new(now(), &RANDOM),
            ticket_id: case.ticket.id,
            system_id: Some(system),
            service: "Apache".to_owned(),
            service_key: "apache".to_owned(),
            finding: "Das Plugin läuft endlos.".to_owned(),
            excluded: "Eigene Anwendung.".to_owned(),
            from_class: Class::Fault,
            nth: 1,
            found_by: case.staff,
            found_at: now(),
            withdrawn_by: None,
            withdrawn_at: None,
        };
        let first = finding();
        let mut tx = db.begin().await?;
        assert_eq!(findings::standing(&mut tx, case.ticket.id).await?, None);
        findings::insert(&mut tx, &first).await?;
        assert_eq!(findings::standing(&mut tx, case.ticket.id).await?.as_ref(), Some(&first));
        assert_eq!(findings::count_since(&mut tx, system, "apache", now()).await?, 1);
        assert_eq!(findings::count_since(&mut tx, system, "apache", now().plus_seconds(1)).await?, 0);
        assert_eq!(findings::count_since(&mut tx, system, "mysql", now()).await?, 0);
        tx.save().await?;

        let mut tx = db.begin().await?;
        assert!(findings::insert(&mut tx, &finding()).await.is_err(), "two stand");
        drop(tx);

        let mut tx = db.begin().await?;
        assert!(findings::withdraw(&mut tx, first.id, case.staff, now()).await?);
        assert!(!findings::withdraw(&mut tx, first.id, case.staff, now()).await?);
        assert_eq!(findings::standing(&mut tx, case.ticket.id).await?, None);
        assert_eq!(findings::count_since(&mut tx, system, "apache", now()).await?, 0);
        findings::insert(&mut tx, &finding()).await?;
        let mut asks = store::Asks::default();
        let place = asks.add(findings::ask(case.ticket.id));
        let all = tx.answers(asks).await?.of(&place)?;
        assert_eq!(all.iter().filter(|row| row.withdrawn_at.is_none()).count(), 1);
        assert_eq!(all.len(), 2);
    }
}
