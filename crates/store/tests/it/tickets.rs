use domain::ids::{RowId, TicketNumber};
use domain::ticket::{LinkKind, TicketState};
use store::{StoreError, tickets};

use super::make::{self, RANDOM, now};

store::both_databases! {
    async fn a_ticket_gets_a_number_and_reads_back_as_written(db: Db) {
        let case = make::case(&db).await?;
        assert_eq!(case.ticket.number, TicketNumber(40_001), "numbers begin at 40001");
        let mut tx = db.begin().await?;
        assert_eq!(tickets::find(&mut tx, case.ticket.number).await?.as_ref(), Some(&case.ticket));
        assert_eq!(tickets::find_by_id(&mut tx, case.ticket.id).await?.as_ref(), Some(&case.ticket));
        assert_eq!(tickets::find_for_update(&mut tx, case.ticket.id).await?.as_ref(), Some(&case.ticket));
        assert_eq!(tickets::find(&mut tx, TicketNumber(1)).await?, None);
        let second = make::ticket(&mut tx, make::ticket_row(case.organization, case.customer, "Zweites")).await?;
        assert_eq!((second.number, tickets::count(&mut tx).await?), (TicketNumber(40_002), 2));
    }

    async fn the_same_form_files_one_ticket(db: Db) {
        let case = make::case(&db).await?;
        let mut filings = Vec::new();
        for _ in 0..4 {
            let db = db.clone();
            let mut row = make::ticket_row(case.organization, case.customer, "Doppelt");
            row.idempotency_key = Some("form-1".to_owned());
            filings.push(tokio::spawn(async move {
                let mut tx = db.begin().await?;
                let number = tickets::insert(&mut tx, &row).await?;
                tx.save().await?;
                Ok::<_, StoreError>(number)
            }));
        }
        let mut numbers = Vec::new();
        for filing in filings {
            match filing.await? {
                Ok(number) => numbers.push(number),
                Err(error) => assert!(error.is_conflict_on("tickets_idempotency_key_key"), "{error:?}"),
            }
        }
        let kept = tickets::find_by_idempotency_key(&mut db.read().await?, "form-1").await?.ok_or("nothing filed")?;
        assert_eq!(numbers, [kept.number]);
    }

    async fn a_change_on_a_changed_ticket_is_refused(db: Db) {
        let case = make::case(&db).await?;
        let (mut mine, mut theirs) = (case.ticket.clone(), case.ticket);
        let mut tx = db.begin().await?;
        mine.assignee_id = Some(case.staff);
        mine.state = TicketState::Open;
        mine.updated_at = now().plus_seconds(5);
        mine.message_count = 3;
        tickets::update(&mut tx, &mut mine).await?;
        assert_eq!(mine.version, 2);
        assert_eq!(tickets::find(&mut tx, mine.number).await?.as_ref(), Some(&mine));
        theirs.state = TicketState::Closed;
        let error = tickets::update(&mut tx, &mut theirs).await.expect_err("somebody was faster");
        assert!(matches!(error, StoreError::Stale { table: "tickets" }), "{error:?}");
        assert_eq!(tickets::find(&mut tx, mine.number).await?, Some(mine), "nothing was overwritten");
    }

    async fn resolved_tickets_are_found_when_their_days_are_over(db: Db) {
        // RULINGS 5
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let mut row = case.ticket;
        row.state = TicketState::Resolved;
        row.is_open = false;
        row.resolved_at = Some(now());
        tickets::update(&mut tx, &mut row).await?;
        assert_eq!(tickets::list_resolved(&mut tx, now().minus_seconds(1), 10).await?, vec![]);
        assert_eq!(tickets::list_resolved(&mut tx, now(), 10).await?, vec![row.clone()]);
        row.state = TicketState::Closed;
        tickets::update(&mut tx, &mut row).await?;
        assert_eq!(tickets::list_resolved(&mut tx, now(), 10).await?, vec![]);
    }

    async fn a_ticket_is_about_several_systems(db: Db) {
        let case = make::case(&db).await?;
        let (one, two) = (make::system(&db, case.organization, 1).await?, make::system(&db, case.organization, 2).await?);
        let mut tx = db.begin().await?;
        tickets::replace_systems(&mut tx, case.ticket.id, &[two, one, two]).await?;
        let systems = tickets::list_systems(&mut tx, case.ticket.id).await?;
        assert_eq!(systems.iter().map(|s| s.id).collect::<Vec<_>>(), [one, two]);
        tickets::replace_systems(&mut tx, case.ticket.id, &[two]).await?;
        assert_eq!(tickets::list_systems(&mut tx, case.ticket.id).await?.len(), 1);
    }

    async fn the_newest_tickets_of_a_system_are_shown_without_the_open_one(db: Db) {
        // S-06
        let (case, _, system) = make::intervention(&db).await?;
        let mut tx = db.begin().await?;
        let mut numbers = Vec::new();
        for subject in ["Erstes", "Zweites", "Drittes"] {
            let mut row = make::ticket_row(case.organization, case.customer, subject);
            row.system_id = Some(system);
            numbers.push(make::ticket(&mut tx, row).await?.number);
        }
        make::ticket(&mut tx, make::ticket_row(case.organization, case.customer, "Anderes System")).await?;
        let recent = tx.answer(tickets::recent(system, numbers[2], 9)).await?;
        let of_these: Vec<_> = recent.iter().map(|row| row.number).filter(|number| numbers.contains(number)).collect();
        assert_eq!(of_these, [numbers[1], numbers[0]]);
        assert!(recent.iter().all(|row| row.subject != "Anderes System"));
        assert_eq!(tx.answer(tickets::recent(system, numbers[2], 1)).await?.len(), 1);
    }

    async fn a_link_is_seen_from_both_ends(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let later = make::ticket(&mut tx, make::ticket_row(case.organization, case.customer, "Später")).await?;
        let pair = (later.id, case.ticket.id);
        let id = RowId::new(now(), &RANDOM);
        assert!(tickets::insert_link(&mut tx, id, pair, LinkKind::FollowUp, case.staff, now()).await?);
        let again = RowId::new(now(), &RANDOM);
        assert!(!tickets::insert_link(&mut tx, again, pair, LinkKind::Related, case.staff, now()).await?);
        let from_later = tx.answer(tickets::links(later.id)).await?;
        let from_first = tx.answer(tickets::links(case.ticket.id)).await?;
        let seen = |links: &[store::tickets::LinkedTicket]| {
            links.iter().map(|l| (l.id, l.number, l.kind, l.outgoing, l.subject.clone())).collect::<Vec<_>>()
        };
        let first = (id, case.ticket.number, LinkKind::FollowUp, true, "Server antwortet nicht".to_owned());
        assert_eq!(seen(&from_later), [first]);
        assert_eq!(seen(&from_first), [(id, later.number, LinkKind::FollowUp, false, "Später".to_owned())]);
        assert!(tickets::delete_link(&mut tx, case.ticket.id, id).await?);
        assert!(!tickets::delete_link(&mut tx, case.ticket.id, id).await?);
        assert_eq!(tx.answer(tickets::links(later.id)).await?, vec![]);
    }
}
