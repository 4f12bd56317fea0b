//! Changes: assignment, class and its clock, resolving, closing by time, opening again.

use domain::account::Locale;
use domain::sla::{ClockOutcome, ClockState};
use domain::ticket::{Class, LinkKind, TicketState};
use services::error::ServiceError;
use services::tickets::{self, Act};

use crate::desk::Desk;

const DAY: i64 = 24 * 3600;

store::both_databases! {
    // M-22
    async fn the_promise_follows_the_class(db: Db) {
        let desk = Desk::new(db).await?;
        let number = desk.file("question", "Frage?").await?;
        desk.clock.advance(300);
        tickets::change(&desk.jana, number, Act::Classify(Class::Fault)).await?;
        let row = desk.row(number).await?;
        assert_eq!((row.class, row.proposed_class), (Class::Fault, Class::Question));
        assert_eq!(row.next_breach_at, desk.context.now().plus_seconds(3600));
        desk.clock.advance(60);
        tickets::change(&desk.jana, number, Act::Classify(Class::Emergency)).await?;
        // Rule 24: six minutes are gone, and no more is left than the new target.
        assert_eq!(desk.clocks(number).await?[0].target_s, 360 + 600);
        tickets::change(&desk.jana, number, Act::Classify(Class::Order)).await?;
        assert_eq!(desk.clocks(number).await?[0].outcome, Some(ClockOutcome::Cancelled));
        let refused = tickets::change(&desk.jana, number, Act::Classify(Class::Intervention)).await;
        assert!(matches!(refused, Err(ServiceError::Conflict("intervention_class"))));
        let refused = tickets::change(&desk.petra, number, Act::Classify(Class::Fault)).await;
        assert!(refused.is_err());
    }

    async fn a_missed_deadline_is_written_down_once(db: Db) {
        let desk = Desk::new(db).await?;
        let number = desk.file("emergency", "Alles steht").await?;
        tickets::change(&desk.jana, number, Act::Assign(Some(desk.jana.actor.person))).await?;
        desk.clock.advance(600);
        assert_eq!(services::clocks::note_breaches(&desk.context, 10).await?, 0);
        desk.clock.advance(1);
        assert_eq!(services::clocks::note_breaches(&desk.context, 10).await?, 1);
        assert_eq!(services::clocks::note_breaches(&desk.context, 10).await?, 0);
        let clock = &desk.clocks(number).await?[0];
        assert_eq!((clock.outcome, clock.state), (Some(ClockOutcome::Breached), ClockState::Running));
    }

    // I-64
    async fn resolved_opens_again_within_five_working_days_and_closes_after(db: Db) {
        let desk = Desk::new(db).await?;
        let number = desk.file("fault", "Server weg").await?;
        tickets::change(&desk.jana, number, Act::Resolve).await?;
        assert!(!desk.row(number).await?.is_open);
        assert!(desk.clocks(number).await?.iter().all(|clock| !clock.is_living()));
        desk.clock.advance(2 * DAY);
        desk.say(&desk.petra, number, "Doch noch kaputt.").await?;
        assert_eq!(desk.row(number).await?.state, TicketState::Open);
        tickets::change(&desk.petra, number, Act::Resolve).await?;
        desk.clock.advance(8 * DAY);
        let late = desk.say(&desk.petra, number, "Und wieder.").await?;
        assert_ne!(late.number, number, "a new ticket");
        let view = tickets::view(&desk.jana, late.number, tickets::Chronicle::Moments).await?;
        let links: Vec<_> = view.links.iter().map(|link| (link.kind, link.number, link.outgoing)).collect();
        assert_eq!(links, [(LinkKind::FollowUp, number, true)]);
        let mails = desk.mails("petra.lindner@example.test").await?;
        let received = format!("[{}] Ticket eingegangen", late.number);
        assert!(mails.iter().any(|(subject, _)| subject.starts_with(&received)), "{mails:?}");
    }

    async fn who_may_change_what(db: Db) {
        let desk = Desk::new(db).await?;
        let number = desk.file("fault", "Server weg").await?;
        for act in [Act::Assign(None), Act::Close, Act::Open, Act::Link(number, LinkKind::Related)] {
            let refused = tickets::change(&desk.petra, number, act).await;
            // Customers never learn what the desk could do.
            assert!(matches!(refused, Err(ServiceError::NotFound)));
        }
        let customer = Act::Assign(Some(desk.petra.actor.person));
        assert!(matches!(tickets::change(&desk.jana, number, customer).await, Err(ServiceError::Invalid(_))));
        tickets::change(&desk.jana, number, Act::Assign(Some(desk.tobias.actor.person))).await?;
        let row = desk.row(number).await?;
        assert_eq!((row.state, row.assignee_id), (TicketState::Open, Some(desk.tobias.actor.person)));
        assert_eq!(desk.mails("tobias.kraemer@example.test").await?.len(), 1);
        let past = Act::Schedule(desk.context.now().minus_seconds(1));
        assert!(matches!(tickets::change(&desk.jana, number, past).await, Err(ServiceError::Conflict("in_the_past"))));
    }

    async fn the_customer_is_told_what_becomes_of_the_ticket(db: Db) {
        // S-03
        let desk = Desk::new(db).await?;
        let number = desk.file("question", "Server weg").await?;
        let at = desk.context.now().plus_seconds(86_400);
        for (act, said) in [
            (Act::Classify(Class::Fault), "jetzt als Störung"),
            (Act::WaitForThirdParty, "jemand anderes am Zug"),
            (Act::Schedule(at), "Wir arbeiten an Ihrem Ticket am "),
        ] {
            let before = desk.mails("petra.lindner@example.test").await?.len();
            tickets::change(&desk.jana, number, act).await?;
            let mails = desk.mails("petra.lindner@example.test").await?;
            assert_eq!(mails.len(), before + 1, "{said}");
            assert!(mails.iter().any(|(_, text)| text.contains(said)), "{mails:?}");
        }
    }

    async fn a_changed_class_is_told_in_the_readers_language(db: Db) {
        // S-03
        let desk = Desk::new(db).await?;
        let petra = desk.petra.actor.person;
        let mut tx = desk.context.db().begin().await?;
        store::people::update_profile(&mut tx, petra, "Petra Lindner", "", Locale::En).await?;
        tx.save().await?;
        let number = desk.file("question", "Server weg").await?;
        for (class, said) in [(Class::Fault, "Fault"), (Class::Emergency, "Emergency"), (Class::Order, "Order"), (Class::Question, "Question")] {
            let before = desk.mails("petra.lindner@example.test").await?;
            tickets::change(&desk.jana, number, Act::Classify(class)).await?;
            let mut mails = desk.mails("petra.lindner@example.test").await?;
            mails.retain(|mail| !before.contains(mail));
            let [(subject, text)] = &mails[..] else {
                return Err(format!("{said}: {mails:?}").into());
            };
            assert!(subject.contains("Reclassified"), "{subject}");
            assert!(text.contains(&format!("Your ticket is now classified as “{said}”.")), "{text}");
        }
    }
}
