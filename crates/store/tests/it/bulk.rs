use domain::ids::{ClockId, JobId, MessageId, RowId, TicketNumber};
use domain::sla::ClockKind;
use domain::sla::engine::{CalendarRef, Clock, NewClock, Registry};
use domain::ticket::{LinkKind, MessageKind};
use store::bulk::{ClockEvent, Link};
use store::jobs::NewJob;
use store::messages::{MessageRow, Reader};
use store::search::{SearchDocument, Searcher};
use store::{SearchKind, bulk, clocks, jobs, messages, search, tickets};

use super::make;

store::both_databases! {
    async fn many_rows_are_those_that_were_given(db: Db) {
        let case = make::case(&db).await?;
        let system = make::system(&db, case.organization, 7).await?;
        // More than one statement takes.
        let mut rows: Vec<_> = (0..250)
            .map(|n| make::ticket_row(case.organization, case.customer, &format!("Ticket {n}")))
            .collect();
        let mut tx = db.begin().await?;
        bulk::prepare(&mut tx).await?;
        bulk::tickets(&mut tx, &mut rows).await?;
        let first = case.ticket.number.0 + 1;
        let numbers: Vec<i64> = rows.iter().map(|row| row.number.0).collect();
        assert_eq!(numbers, (first..first + 250).collect::<Vec<_>>());
        bulk::waits(&mut tx).await?;
        let pairs: Vec<_> = rows.iter().map(|row| (row.id, system)).collect();
        bulk::ticket_systems(&mut tx, &pairs).await?;
        let texts: Vec<_> = rows
            .iter()
            .map(|row| MessageRow {
                id: MessageId::new(make::now(), &make::RANDOM),
                ticket_id: row.id,
                author_id: Some(case.customer),
                kind: MessageKind::Message,
                from_staff: false,
                body: format!("Text zu {}", row.subject),
                created_at: make::now(),
                release_at: make::now(),
                released_at: Some(make::now()),
                withdrawn_at: None,
                asks_customer: false,
                idempotency_key: None,
            })
            .collect();
        bulk::messages(&mut tx, &texts).await?;
        let new = NewClock {
            id: ClockId::new(make::now(), &make::RANDOM),
            ticket_id: rows[3].id,
            kind: ClockKind::FirstAnswer,
            cycle: 1,
            target_s: 600,
            policy_version: 1,
            calendar: CalendarRef::around_the_clock(),
        };
        let change = Clock::start(new, make::now(), &Registry::default())?;
        bulk::clocks(&mut tx, std::slice::from_ref(&change.clock)).await?;
        let event = ClockEvent {
            id: RowId::new(make::now(), &make::RANDOM),
            clock: change.clock.id,
            seq: 1,
            actor: Some(case.customer),
            event: change.events[0].clone(),
        };
        bulk::clock_events(&mut tx, &[event]).await?;
        let link = Link {
            id: RowId::new(make::now(), &make::RANDOM),
            ticket: rows[1].id,
            other: rows[0].id,
            kind: LinkKind::Related,
            by: case.staff,
            at: make::now(),
        };
        bulk::links(&mut tx, &[link]).await?;
        let documents: Vec<_> = rows
            .iter()
            .map(|row| SearchDocument {
                ticket_number: row.number,
                organization_id: row.organization_id,
                kind: SearchKind::Message,
                source_id: row.id.uuid(),
                body: format!("Kelterzähler{}", row.number.0),
            })
            .collect();
        bulk::search_documents(&mut tx, &documents).await?;
        let job = |key: &str| NewJob {
            id: JobId::new(make::now(), &make::RANDOM),
            kind: "send_mail".to_owned(),
            payload: "{}".to_owned(),
            unique_key: Some(key.to_owned()),
            run_at: make::now().plus_seconds(5),
            created_at: make::now(),
        };
        let asked = [job("mail:1"), job("mail:2")];
        bulk::jobs(&mut tx, &asked).await?;
        assert!(!jobs::insert_once(&mut tx, &job("mail:2")).await?, "asked for already");
        tx.save().await?;
        bulk::settle(&db).await?;

        let mut tx = db.read().await?;
        let found = jobs::find(&mut tx, asked[1].id).await?.ok_or("no job")?;
        assert_eq!((found.kind.as_str(), found.payload.as_str(), found.run_at), ("send_mail", "{}", asked[1].run_at));
        assert_eq!((found.attempts, found.dead, found.created_at), (0, false, make::now()));
        assert_eq!(jobs::count(&mut tx, make::now()).await?.waiting, 2);
        assert_eq!(tickets::find(&mut tx, rows[249].number).await?.as_ref(), Some(&rows[249]));
        let talk = messages::timeline(&mut tx, rows[17].id, Reader::Staff, None, 9).await?;
        assert_eq!(talk.iter().map(|entry| &entry.message).collect::<Vec<_>>(), [&texts[17]]);
        assert_eq!(tickets::list_systems(&mut tx, rows[99].id).await?[0].id, system);
        assert_eq!(clocks::list(&mut tx, rows[3].id).await?, std::slice::from_ref(&change.clock));
        assert_eq!(clocks::list_events(&mut tx, change.clock.id).await?[0].event, change.events[0]);
        assert_eq!(tx.answer(tickets::links(rows[1].id)).await?[0].number, rows[0].number);
        let hits = search::find(&mut tx, &format!("Kelterzähler{}", first + 70), Searcher::Staff, 9).await?;
        assert_eq!(hits.iter().map(|hit| hit.number).collect::<Vec<_>>(), [TicketNumber(first + 70)]);
    }
}
