//! Work on tickets: timed, typed, changed with a trace, approved, and what it comes to.

use domain::account::StaffRole;
use domain::billing::{EntryState, Line, Unbilled};
use domain::charge::Cents;
use domain::ids::{OrderId, TicketNumber, WorkEntryId};
use services::context::OpContext;
use services::error::ServiceError;
use services::interventions::Answer;
use services::tickets::orders::{self, FindingForm, OrderForm};
use services::work::{self, WorkForm, typed};

use crate::desk::{Desk, Result, now, staff};

/// So many minutes from the beginning of the story, as a form has it.
pub fn at(minutes: i64) -> String {
    typed(now().plus_seconds(minutes * 60))
}

pub fn form(from: i64, to: i64, order: Option<OrderId>) -> WorkForm {
    WorkForm {
        from: at(from),
        to: at(to),
        article: "work".to_owned(),
        order: order.map(|id| id.to_string()).unwrap_or_default(),
        note: "Diagnose".to_owned(),
        ..WorkForm::default()
    }
}

fn fields(error: ServiceError) -> Vec<(&'static str, &'static str)> {
    match error {
        ServiceError::Invalid(errors) => errors.into_iter().map(|e| (e.field, e.code)).collect(),
        other => panic!("{other}"),
    }
}

/// An order by time with a ceiling, offered by Jana and accepted by Petra now.
pub async fn ordered(desk: &Desk, number: TicketNumber, ceiling: &str) -> Result<OrderId> {
    let offer = OrderForm {
        scope: "Plugin ersetzen".to_owned(),
        kind: "time".to_owned(),
        ceiling: ceiling.to_owned(),
        ..OrderForm::default()
    };
    let id = orders::offer(&desk.jana, number, &offer).await?;
    orders::answer(&desk.petra, number, id, Answer::Accept).await?;
    Ok(id)
}

async fn only(op: &OpContext, number: TicketNumber) -> Result<WorkEntryId> {
    let view = work::view(op, number).await?;
    Ok(view.entries.last().ok_or("no entry")?.id())
}

store::both_databases! {
    async fn a_timer_becomes_an_entry_of_the_order_and_runs_on_one_ticket_only(db: Db) {
        // billing rule 2, RULINGS 4
        let desk = Desk::new(db.clone()).await?;
        let (one, other) = (desk.file("question", "Eins").await?, desk.file("question", "Zwei").await?);
        let order = ordered(&desk, one, "300").await?;
        work::start(&desk.jana, one).await?;
        let again = work::start(&desk.jana, other).await;
        assert!(matches!(again, Err(ServiceError::Conflict("timer_runs"))));
        let view = work::view(&desk.jana, other).await?;
        assert_eq!(view.elsewhere, Some(one));
        desk.wait(20 * 60).await?;
        let view = work::view(&desk.tobias, one).await?;
        assert_eq!(view.running.len(), 1);
        assert_eq!(view.running[0].name, "Jana Brandt");
        assert_eq!(view.limits[0].spent, Cents(5_800), "two started quarters of Remote Hands");

        let stop = WorkForm { article: "remote-hands".to_owned(), order: order.to_string(), note: "Plugin geprüft".to_owned(), ..WorkForm::default() };
        let strange = WorkForm { article: "unknown".to_owned(), ..stop.clone() };
        assert_eq!(fields(work::stop(&desk.jana, one, &strange).await.expect_err("no such article")), [("article", "said")]);
        work::stop(&desk.jana, one, &stop).await?;
        assert!(matches!(work::stop(&desk.jana, one, &stop).await, Err(ServiceError::Conflict("no_timer"))));
        let view = work::view(&desk.jana, one).await?;
        assert_eq!(view.entries.len(), 1);
        let entry = &view.entries[0];
        assert_eq!((entry.content().span.seconds(), entry.content().note.as_str()), (1_200, "Plugin geprüft"));
        assert_eq!(entry.state(), EntryState::Draft);
        assert_eq!(view.lines.len(), 1);
        assert_eq!((view.lines[0].priced.units, view.lines[0].charged()), (2, Cents(5_800)));
        work::start(&desk.jana, other).await?;
        let kinds = desk.kinds(one).await?;
        assert!(kinds.contains(&"work.started".to_owned()) && kinds.contains(&"work.stopped".to_owned()));
        // Customers see nothing of it, and neither does anybody of another customer.
        assert!(matches!(work::view(&desk.petra, one).await, Err(ServiceError::NotFound)));
    }

    async fn a_forgotten_timer_ends_when_its_owner_says(db: Db) {
        let desk = Desk::new(db.clone()).await?;
        let number = desk.file("question", "Eins").await?;
        work::start(&desk.jana, number).await?;
        desk.wait(30 * 3_600).await?;
        let stop = WorkForm { article: "work".to_owned(), ..WorkForm::default() };
        assert_eq!(fields(work::stop(&desk.jana, number, &stop).await.expect_err("longer than a day")), [("to", "said")]);
        work::stop(&desk.jana, number, &WorkForm { to: at(25), ..stop }).await?;
        let view = work::view(&desk.jana, number).await?;
        assert_eq!(view.entries[0].content().span.seconds(), 1_500);
    }

    async fn work_is_entered_once_and_never_twice_at_a_time(db: Db) {
        // billing rules 2 and 9
        let desk = Desk::new(db.clone()).await?;
        let (one, other) = (desk.file("question", "Eins").await?, desk.file("question", "Zwei").await?);
        desk.wait(4 * 3_600).await?;
        let enter = |from, to| form(from, to, None);
        let wrong = WorkForm { from: at(60), to: at(30), article: String::new(), waived: true, ..WorkForm::default() };
        let said = fields(work::enter(&desk.jana, one, &wrong).await.expect_err("ends first"));
        assert_eq!(said, [("article", "required_choice"), ("reason", "required"), ("to", "said")]);
        let ahead = fields(work::enter(&desk.jana, one, &enter(200, 300)).await.expect_err("in the future"));
        assert_eq!(ahead, [("to", "said")]);
        let secret = WorkForm { note: "Passwort: hunter2!Xy9".to_owned(), ..enter(0, 30) };
        assert_eq!(fields(work::enter(&desk.jana, one, &secret).await.expect_err("a secret")), [("note", "secret_found")]);
        assert!(work::view(&desk.jana, one).await?.entries.is_empty(), "nothing half-written");

        work::enter(&desk.jana, one, &enter(0, 30)).await?;
        let taken = fields(work::enter(&desk.jana, other, &enter(20, 40)).await.expect_err("taken"));
        assert_eq!(taken, [("from", "said")]);
        work::enter(&desk.jana, other, &enter(30, 40)).await?;
        work::enter(&desk.tobias, one, &enter(20, 40)).await?;
        let view = work::view(&desk.jana, one).await?;
        assert_eq!(view.entries.len(), 2);
        assert!(view.lines.iter().all(|line| line.unbilled == Some(Unbilled::NotAgreed)));
        assert_eq!(view.lines.iter().map(Line::charged).sum::<Cents>(), Cents::ZERO);
    }

    async fn nobody_works_on_two_tickets_at_a_time_whoever_asks_at_once(db: Db) {
        // billing rule 2: units of work on different tickets wait for each other where they are of one person.
        let desk = Desk::new(db.clone()).await?;
        let (one, other) = (desk.file("question", "Eins").await?, desk.file("question", "Zwei").await?);
        desk.wait(8 * 3_600).await?;
        for from in (0..200).step_by(20) {
            let entry = form(from, from + 20, None);
            let both = tokio::join!(work::enter(&desk.jana, one, &entry), work::enter(&desk.jana, other, &entry));
            let said = match both {
                (Ok(_), Err(error)) | (Err(error), Ok(_)) => fields(error),
                other => panic!("one of them: {other:?}"),
            };
            assert_eq!(said, [("from", "said")]);
        }
        let started = tokio::join!(work::start(&desk.jana, one), work::start(&desk.jana, other));
        assert!(matches!(started, (Ok(_), Err(ServiceError::Conflict("timer_runs"))) | (Err(ServiceError::Conflict("timer_runs")), Ok(_))), "{started:?}");
    }

    async fn a_change_keeps_what_was_said_and_why(db: Db) {
        // billing rule 9
        let desk = Desk::new(db.clone()).await?;
        let number = desk.file("question", "Eins").await?;
        let manager = staff(&desk.context, "Mia Reuter", StaffRole::Manager).await?;
        desk.wait(3_600).await?;
        work::enter(&desk.jana, number, &form(0, 30, None)).await?;
        let id = only(&desk.jana, number).await?;
        let other = work::change(&desk.tobias, number, id, &form(0, 20, None)).await;
        assert!(matches!(other, Err(ServiceError::Denied(_))), "somebody else's: {other:?}");
        let same = form(0, 30, None);
        let said = fields(work::change(&desk.jana, number, id, &same).await.expect_err("nothing changed"));
        assert_eq!(said, [("why", "said"), ("", "said")]);
        let shorter = WorkForm { why: "Pause vergessen".to_owned(), ..form(0, 20, None) };
        work::change(&desk.jana, number, id, &shorter).await?;
        let longer = WorkForm { why: "Doch nicht".to_owned(), ..form(0, 25, None) };
        work::change(&manager, number, id, &longer).await?;
        let seen = work::entry(&desk.jana, number, id).await?;
        let trace: Vec<_> = seen.entry.trace().iter().map(|edit| (edit.before.span.seconds(), edit.why.as_str())).collect();
        assert_eq!(trace, [(1_800, "Pause vergessen"), (1_200, "Doch nicht")]);
        assert_eq!(seen.entry.content().span.seconds(), 1_500);
        assert_eq!(seen.work.names.get(&manager.actor.person).map(String::as_str), Some("Mia Reuter"));

        assert_eq!(fields(work::discard(&desk.jana, number, id, " ").await.expect_err("says why")), [("why", "said")]);
        let secret = "Passwort: hunter2!Xy9";
        assert_eq!(fields(work::discard(&desk.jana, number, id, secret).await.expect_err("kept for ever")), [("why", "secret_found")]);
        work::discard(&desk.jana, number, id, "Falsches Ticket").await?;
        let view = work::view(&desk.jana, number).await?;
        assert_eq!(view.entries[0].state(), EntryState::Discarded);
        assert!(view.lines.is_empty(), "it counts nowhere");
        work::enter(&desk.jana, number, &form(0, 30, None)).await?;
    }

    async fn approval_is_the_managers_and_what_is_approved_is_taken_back_by_another_entry(db: Db) {
        // billing rule 9
        let desk = Desk::new(db.clone()).await?;
        let number = desk.file("question", "Eins").await?;
        let manager = staff(&desk.context, "Mia Reuter", StaffRole::Manager).await?;
        desk.wait(3_600).await?;
        work::enter(&desk.jana, number, &form(0, 30, None)).await?;
        let id = only(&desk.jana, number).await?;
        assert!(matches!(work::approve(&desk.jana, &[id]).await, Err(ServiceError::Denied(_))));
        assert_eq!(fields(work::approve(&manager, &[]).await.expect_err("none chosen")), [("entry", "required_choice")]);
        let waiting = work::waiting(&manager).await?;
        assert_eq!(waiting.drafts.len(), 1);
        assert_eq!((waiting.drafts[0].label.1, waiting.drafts[0].label.4.as_str()), (number, "Jana Brandt"));
        assert_eq!(work::approve(&manager, &[id]).await?, 1);
        assert_eq!(work::approve(&manager, &[id]).await?, 0, "a second time does nothing");
        let changed = WorkForm { why: "Doch".to_owned(), ..form(0, 20, None) };
        assert_eq!(fields(work::change(&desk.jana, number, id, &changed).await.expect_err("approved")), [("", "said")]);

        assert_eq!(fields(work::reverse(&manager, id, "").await.expect_err("says why")), [("why", "said")]);
        work::reverse(&manager, id, "Doppelt").await?;
        assert_eq!(fields(work::reverse(&manager, id, "Doppelt").await.expect_err("once")), [("", "said")]);
        let view = work::view(&desk.jana, number).await?;
        assert_eq!(view.entries.len(), 2, "both stay");
        assert!(view.lines.is_empty(), "and count nowhere");
        let waiting = work::waiting(&manager).await?;
        assert!(waiting.drafts.is_empty());
        assert_eq!(waiting.decided.len(), 2);
        assert!(waiting.decided.iter().any(|one| one.reversed));
        work::enter(&desk.jana, number, &form(0, 30, None)).await?;
    }

    async fn marks_of_an_orders_ceiling_are_told_once_and_a_raise_bills_what_lay_beyond(db: Db) {
        // RULINGS 4
        let desk = Desk::new(db.clone()).await?;
        let number = desk.file("question", "Eins").await?;
        let order = ordered(&desk, number, "100").await?;
        work::start(&desk.jana, number).await?;
        desk.wait(31 * 60).await?;
        let told = |mails: Vec<(String, String)>| mails.iter().filter(|(subject, _)| subject.contains("Kostenobergrenze")).count();
        assert_eq!(told(desk.mails("petra.lindner@example.test").await?), 1, "80 % with the third quarter");
        desk.wait(15 * 60).await?;
        assert_eq!(told(desk.mails("petra.lindner@example.test").await?), 2, "100 % with the fourth");
        let stop = WorkForm { article: "remote-hands".to_owned(), order: order.to_string(), ..WorkForm::default() };
        work::stop(&desk.jana, number, &stop).await?;
        assert_eq!(told(desk.mails("petra.lindner@example.test").await?), 2, "each once");
        let view = work::view(&desk.jana, number).await?;
        assert_eq!((view.limits[0].spent, view.limits[0].ceiling), (Cents(11_600), Cents(10_000)));
        let charged: Cents = view.lines.iter().map(Line::charged).sum();
        assert_eq!(charged, Cents(10_000), "nothing beyond the ceiling");

        assert!(matches!(work::raise(&desk.reader, number, order, "200").await, Err(ServiceError::Denied(_))));
        assert!(matches!(work::raise(&desk.stranger, number, order, "200").await, Err(ServiceError::NotFound)));
        assert_eq!(fields(work::raise(&desk.petra, number, order, "50").await.expect_err("not higher")), [("ceiling", "not_higher")]);
        work::raise(&desk.petra, number, order, "200").await?;
        let view = work::view(&desk.jana, number).await?;
        let charged: Cents = view.lines.iter().map(Line::charged).sum();
        assert_eq!((view.limits[0].ceiling, charged), (Cents(20_000), Cents(11_600)));
    }

    async fn a_finding_ends_what_runs_and_nothing_is_worked_before_the_acceptance(db: Db) {
        // M-29, M-31, rule 21
        let desk = Desk::new(db.clone()).await?;
        let number = desk.file("fault", "Webserver").await?;
        work::start(&desk.jana, number).await?;
        desk.wait(20 * 60).await?;
        let finding = FindingForm {
            service: "Apache".to_owned(),
            finding: "Das Plugin läuft endlos.".to_owned(),
            excluded: "Eigene Anwendung.".to_owned(),
            offer: OrderForm::default(),
        };
        orders::reclassify(&desk.tobias, number, &finding).await?;
        let view = work::view(&desk.jana, number).await?;
        assert!(view.stopped && view.running.is_empty());
        assert_eq!(view.entries[0].content().span.seconds(), 1_200);
        assert!(matches!(work::start(&desk.jana, number).await, Err(ServiceError::Conflict("work_stopped"))));
        desk.wait(3_600).await?;
        let said = fields(work::enter(&desk.jana, number, &form(30, 40, None)).await.expect_err("stopped"));
        assert_eq!(said, [("", "said")]);
        let order = ordered(&desk, number, "500").await?;
        desk.wait(600).await?;
        work::enter(&desk.jana, number, &form(80, 90, Some(order))).await?;
        let view = work::view(&desk.jana, number).await?;
        let charged: Vec<_> = view.lines.iter().map(|line| (line.unbilled, line.charged())).collect();
        assert_eq!(charged, [(Some(Unbilled::NotAgreed), Cents::ZERO), (None, Cents(2_900))]);
    }

    async fn a_price_is_seen_before_anything_is_stored(db: Db) {
        // billing rule 6
        let desk = Desk::new(db.clone()).await?;
        let number = desk.file("question", "Eins").await?;
        desk.wait(3_600).await?;
        let quote = work::preview(&desk.jana, number, &form(0, 20, None)).await?;
        assert_eq!(quote.price.as_ref().map(|preview| preview.net), Ok(Cents(5_000)), "two quarters of 100 EUR");
        assert!(quote.unagreed && !quote.waived);
        // An appointment at night that is to come: 149 EUR an hour.
        let night = WorkForm { appointment: true, ..form(9 * 60, 10 * 60, None) };
        let quote = work::preview(&desk.jana, number, &night).await?;
        assert_eq!(quote.price.map(|preview| preview.net), Ok(Cents(14_900)));
        let ahead = fields(work::preview(&desk.jana, number, &form(9 * 60, 600, None)).await.expect_err("not an appointment"));
        assert_eq!(ahead, [("to", "said")]);
        assert!(work::view(&desk.jana, number).await?.entries.is_empty());
    }
}
