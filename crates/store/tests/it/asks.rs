//! Questions asked together answer as each would alone.

use domain::audit::{EventDraft, EventKind};
use domain::ids::{PersonId, TicketNumber};
use domain::sla::ClockKind;
use domain::ticket::MessageKind;
use store::audit::EventFilter;
use store::drafts::DraftRow;
use store::messages::Reader;
use store::{
    Asks, attachments, audit, clocks, contracts, drafts, memberships, messages, organizations,
    people, tickets,
};

use super::make::{self, now};
use super::messages::message;

/// Each question asked alone, then all of them together: the same rows in the same order.
macro_rules! together {
    ($tx:expr, $($name:ident: $ask:expr),+ $(,)?) => {{
        let mut asks = Asks::default();
        $(let $name = ($tx.answer($ask).await?, asks.add($ask));)+
        let answers = $tx.answers(asks).await?;
        $(assert_eq!(answers.of(&$name.1)?, $name.0, stringify!($name));)+
        ($($name.0),+)
    }};
}

store::both_databases! {
    async fn together_they_answer_as_alone(db: Db) {
        let mut case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let clock = make::clock(&mut tx, &mut case.ticket, ClockKind::FirstAnswer, 600).await?;
        let stopped = clock.stop(now().plus_seconds(60), &domain::sla::engine::Registry::default())?;
        for event in &stopped.events {
            clocks::append(&mut tx, domain::ids::RowId::new(now(), &make::RANDOM), clock.id, Some(case.staff), event).await?;
        }
        for (n, body) in ["Erstens: \"zitiert\" \\ €", "Zweitens\nmit Zeile", "$1 und 'drei'"].iter().enumerate() {
            let mut row = message(case.ticket.id, case.customer, MessageKind::Message, i64::try_from(n)?);
            row.body = (*body).to_owned();
            messages::insert(&mut tx, &row).await?;
            messages::release(&mut tx, row.id, row.release_at).await?;
        }
        let draft = DraftRow { person_id: case.staff, key: "a".to_owned(), body: "Entwurf".to_owned(), updated_at: now() };
        drafts::put(&mut tx, &draft).await?;
        let nobody = PersonId::from_uuid(uuid::Uuid::from_u128(9));
        let mut event = EventDraft::new(EventKind::TicketOpened, now()).with("subject", "\"Server\" 'antwortet' nicht");
        event.ticket = Some(case.ticket.id);
        let system = make::system_row(case.organization, 7);
        store::systems::insert(&mut tx, &system).await?;
        tickets::replace_systems(&mut tx, case.ticket.id, &[system.id]).await?;
        audit::append(&mut tx, case.organization, event, &make::RANDOM).await?;
        let filter = EventFilter { visible_only: false, kinds: &[EventKind::TicketOpened, EventKind::TicketClosed], ..EventFilter::default() };
        let found = together!(
            tx,
            organization: organizations::ask(case.organization),
            systems: tickets::systems(case.ticket.id),
            agreements: contracts::of_ticket(case.ticket.id),
            members: memberships::ask(case.organization),
            staff: people::staff(),
            names: people::names(case.customer, nobody),
            running: clocks::ask(case.ticket.id),
            events: clocks::events_of_ticket(case.ticket.id),
            talk: messages::latest(case.ticket.id, Reader::Customer(case.customer), None, 2),
            files: attachments::ask(case.ticket.id),
            written: drafts::ask(case.staff, &["b", "a"]),
            history: audit::of_ticket(case.ticket.id, filter, 10),
            linked: tickets::links(case.ticket.id),
        );
        assert_eq!((found.0.len(), found.5.len(), found.6.len()), (1, 1, 1));
        assert_eq!((found.1.len(), found.11.len()), (1, 1));
        assert_eq!(found.7.len(), stopped.events.len());
        assert_eq!(found.8.iter().map(|e| e.message.body.as_str()).collect::<Vec<_>>(), ["$1 und 'drei'", "Zweitens\nmit Zeile"]);
        assert_eq!(found.10, [draft]);
        tx.save().await?;
        // The same on a connection that only reads, where the bundle is known by now; and one that is not always asked.
        let mut tx = db.read().await?;
        let mut asks = Asks::default();
        let place = asks.add(tickets::recent(system.id, TicketNumber(1), 5));
        let answers = tx.answers(asks).await?;
        assert_eq!(answers.of(&place)?, []);
        assert_eq!(answers.of_some::<DraftRow>(None)?, []);
    }
}
