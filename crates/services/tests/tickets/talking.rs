//! Talking: undo, release, who reads what, what a message does to the ticket.

use domain::audit::{EventDraft, EventKind};
use domain::policy::Reason;
use domain::sla::ClockOutcome;
use domain::ticket::TicketState;
use services::error::ServiceError;
use services::tickets::{self, Act, Chronicle, Text};

use crate::desk::Desk;

store::both_databases! {
    // I-46
    async fn our_message_waits_fifteen_seconds_then_stops_the_clock_and_is_mailed(db: Db) {
        let desk = Desk::new(db).await?;
        let number = desk.file("fault", "Server weg").await?;
        desk.wait(60).await?;
        desk.say(&desk.jana, number, "Wir sehen nach.").await?;
        assert_eq!(desk.texts(&desk.jana, number).await?.len(), 2);
        assert_eq!(desk.texts(&desk.petra, number).await?.len(), 1, "not released yet");
        desk.wait(14).await?;
        assert!(desk.clocks(number).await?[0].is_living());
        desk.wait(1).await?;
        assert_eq!(desk.texts(&desk.petra, number).await?[1], "Wir sehen nach.");
        let clock = &desk.clocks(number).await?[0];
        assert_eq!((clock.outcome, clock.consumed_s), (Some(ClockOutcome::Met), 75));
        assert_eq!(desk.row(number).await?.state, TicketState::Open);
        let mails = desk.mails("petra.lindner@example.test").await?;
        let subjects: Vec<_> = mails.iter().map(|(subject, _)| subject.as_str()).collect();
        assert_eq!(subjects, [
            format!("[{}] Ticket eingegangen: Server weg", number.0),
            format!("[{}] Neue Nachricht: Server weg", number.0),
        ]);
        let last = &mails[1].1;
        assert!(last.contains("Wir sehen nach.") && last.contains("Ihr Protokoll endet mit Eintrag "), "{last}");
    }

    async fn a_message_taken_back_never_reached_anybody(db: Db) {
        let desk = Desk::new(db).await?;
        let number = desk.file("fault", "Server weg").await?;
        let posted = desk.say(&desk.jana, number, "Falscher Kunde!").await?;
        let foreign = tickets::withdraw(&desk.tobias, number, posted.message).await;
        let not_author = Reason::NotAuthor.code();
        assert!(matches!(foreign, Err(ServiceError::Denied(code)) if code == not_author));
        desk.clock.advance(10);
        tickets::withdraw(&desk.jana, number, posted.message).await?;
        desk.wait(60).await?;
        assert_eq!(desk.texts(&desk.jana, number).await?.len(), 1);
        assert_eq!(desk.mails("petra.lindner@example.test").await?.len(), 1);
        assert!(desk.clocks(number).await?[0].is_living());
        assert!(services::search::find(&desk.jana, "Falscher").await?.is_empty());
        // The text is not lost: it is the draft again.
        let view = tickets::view(&desk.jana, number, Chronicle::Moments).await?;
        let draft = view.message_draft.map(|draft| services::drafts::values(&draft));
        assert_eq!(draft, Some(vec![("body".to_owned(), "Falscher Kunde!".to_owned())]));
        let late = desk.say(&desk.jana, number, "Jetzt richtig.").await?;
        desk.wait(15).await?;
        let refused = tickets::withdraw(&desk.jana, number, late.message).await;
        assert!(matches!(refused, Err(ServiceError::Conflict("already_released"))));
    }

    async fn a_composer_sent_twice_sends_one_message(db: Db) {
        let desk = Desk::new(db).await?;
        let number = desk.file("fault", "Server weg").await?;
        let text = || Text { body: "Einmal.", idempotency_key: "k", ..Text::default() };
        let first = desk.say_with(&desk.jana, number, text()).await?;
        let again = desk.say_with(&desk.jana, number, text()).await?;
        assert_eq!(first, again);
        assert_eq!(desk.texts(&desk.jana, number).await?.len(), 2);
    }

    async fn a_question_makes_the_ticket_wait_and_the_answer_wakes_it(db: Db) {
        let desk = Desk::new(db).await?;
        let number = desk.file("question", "Wie geht das?").await?;
        let text = Text { body: "Welche Version haben Sie?", asks: true, ..Text::default() };
        desk.say_with(&desk.jana, number, text).await?;
        assert_eq!(desk.row(number).await?.state, TicketState::New, "only when released");
        desk.wait(15).await?;
        assert_eq!(desk.row(number).await?.state, TicketState::WaitingCustomer);
        assert_eq!(tickets::home(&desk.petra).await?.waiting.len(), 1);
        tickets::change(&desk.jana, number, Act::Assign(Some(desk.jana.actor.person))).await?;
        desk.say(&desk.petra, number, "Version 4.").await?;
        let row = desk.row(number).await?;
        assert_eq!((row.state, row.last_message_by_customer), (TicketState::Open, true));
        let mails = desk.mails("jana.brandt@example.test").await?;
        assert!(mails.iter().any(|(subject, _)| subject.contains("Antwort vom Kunden")));
    }

    async fn notes_and_everything_of_them_stay_with_us(db: Db) {
        let desk = Desk::new(db).await?;
        let number = desk.file("fault", "Server weg").await?;
        desk.note(&desk.jana, number, "Vorsicht, Anwalt.").await?;
        assert_eq!(desk.texts(&desk.petra, number).await?.len(), 1);
        let seen = tickets::history(&desk.petra, number, None).await?;
        assert!(!seen.desk && !seen.entries.is_empty());
        assert!(seen.entries.iter().all(|event| event.kind.code() != "note.added"));
        let ours = tickets::history(&desk.jana, number, None).await?;
        assert!(ours.desk && ours.entries[0].kind.code() == "note.added", "the newest first");
        let view = tickets::view(&desk.petra, number, Chronicle::Moments).await?;
        assert!(view.staff.is_empty() && view.links.is_empty() && view.note_draft.is_none());
        let refused = tickets::note(&desk.petra, number, Text { body: "x", ..Text::default() }).await;
        assert!(refused.is_err());
        // Notes answer nobody.
        assert!(desk.clocks(number).await?[0].is_living());
    }

    async fn a_long_history_is_read_page_by_page_the_newest_first(db: Db) {
        let desk = Desk::new(db).await?;
        let number = desk.file("fault", "Server weg").await?;
        let ticket = desk.row(number).await?;
        let mut tx = desk.context.db().begin().await?;
        let notes = (0..230).map(|n| {
            // Every second one is only ours to see.
            EventDraft::new(EventKind::TicketPriorityChanged, desk.context.now()).on(ticket.id).shown(n % 2 == 0)
        });
        store::audit::append_all(&mut tx, ticket.organization_id, notes.collect(), desk.context.random()).await?;
        tx.save().await?;
        for op in [&desk.jana, &desk.petra] {
            let (mut seen, mut sizes, mut before) = (Vec::new(), Vec::new(), None);
            loop {
                let page = tickets::history(op, number, before).await?;
                sizes.push(page.entries.len());
                seen.extend(page.entries.iter().map(|event| event.seq));
                before = page.older;
                if before.is_none() {
                    break;
                }
            }
            assert!(seen.is_sorted_by(|a, b| a > b), "none twice, the newest first");
            assert_eq!(seen.last(), Some(&1), "down to the filing");
            let (last, full) = sizes.split_last().ok_or("no page")?;
            assert!(full.iter().all(|n| *n == tickets::HISTORY_PAGE) && *last <= tickets::HISTORY_PAGE, "{sizes:?}");
            let mut tx = desk.context.db().read().await?;
            let visible_only = op.actor.staff.is_none();
            let filter = store::audit::EventFilter { visible_only, ..store::audit::EventFilter::default() };
            let all = store::audit::list_of_ticket(&mut tx, ticket.id, filter, 10_000).await?;
            assert_eq!(seen.len(), all.len());
        }
    }

    async fn a_foreign_ticket_is_no_ticket(db: Db) {
        let desk = Desk::new(db).await?;
        let number = desk.file("fault", "Server weg").await?;
        let posted = desk.say(&desk.petra, number, "Noch etwas.").await?;
        let op = &desk.stranger;
        let not_found = |result: Result<(), ServiceError>| matches!(result, Err(ServiceError::NotFound));
        assert!(not_found(tickets::view(op, number, Chronicle::Moments).await.map(drop)));
        assert!(not_found(tickets::send(op, number, Text { body: "x", ..Text::default() }).await.map(drop)));
        assert!(not_found(tickets::note(op, number, Text { body: "x", ..Text::default() }).await.map(drop)));
        assert!(not_found(tickets::withdraw(op, number, posted.message).await));
        for act in [Act::Resolve, Act::Reopen, Act::Assign(None), Act::Close] {
            assert!(not_found(tickets::change(op, number, act).await));
        }
        assert!(not_found(tickets::system(op, desk.server).await.map(drop)));
        let none = domain::ids::TicketNumber(number.0 + 1_000);
        assert!(not_found(tickets::view(&desk.petra, none, Chronicle::Moments).await.map(drop)));
        // Readers read and do not write.
        assert_eq!(desk.texts(&desk.reader, number).await?.len(), 2);
        let mute = tickets::send(&desk.reader, number, Text { body: "x", ..Text::default() }).await;
        assert!(matches!(mute, Err(ServiceError::Denied("role"))));
    }
}
