//! What is promised comes from the policy in force, and counts as the rules of clocks say.

use domain::calendar::Definition;
use domain::contract::Plan;
use domain::ids::{ContractId, TicketNumber};
use domain::sla::engine::{Clock, EventKind, Stretch};
use domain::sla::promise::Promise;
use domain::sla::{ClockKind, ClockOutcome, ClockState};
use domain::ticket::{Class, Priority};
use domain::time::{Clock as _, Timestamp};
use services::tickets::{self, Act, CallerTicket, Chronicle, NewTicket};
use store::calendars::CalendarVersionRow;
use store::contracts::ContractRow;
use store::testing::{promise, rows};

use crate::desk::{Desk, Result};

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// On to a moment, and what is due by then done.
async fn on_to(desk: &Desk, moment: &str) -> Result {
    desk.wait(at(moment).seconds_since(desk.clock.now())).await
}

/// A promise more, in service hours.
fn in_service_hours(kind: ClockKind, minutes: i64) -> Promise {
    Promise {
        kind,
        minutes,
        calendar: "service".parse().expect("a code"),
        ladder: domain::escalation::Ladder::shipped(minutes),
    }
}

async fn clock(desk: &Desk, number: TicketNumber, kind: ClockKind) -> Result<Clock> {
    let clocks = desk.clocks(number).await?;
    let last = clocks.into_iter().rfind(|clock| clock.kind == kind);
    Ok(last.ok_or_else(|| format!("no {kind:?}"))?)
}

/// The service hours have the holidays of Hamburg.
async fn hamburg(desk: &Desk) -> Result {
    let mut tx = desk.context.db().begin().await?;
    let versions = store::calendars::list_versions(&mut tx, "service").await?;
    let last = versions.last().ok_or("no service hours")?.clone();
    let definition: Definition = last.definition.in_region("DE-HH".parse().ok());
    let next = CalendarVersionRow {
        version: last.version + 1,
        valid_from: desk.clock.now(),
        definition,
        ..last
    };
    store::calendars::insert_version(&mut tx, &next).await?;
    tx.save().await?;
    Ok(())
}

/// A ticket about the server.
async fn on_the_server(desk: &Desk, class: &str) -> Result<TicketNumber> {
    let server = desk.server.to_string();
    desk.file_with(NewTicket {
        subject: "Steht",
        class,
        department: "technical",
        body: "Seit eben.",
        systems: vec![server.as_str()],
        ..NewTicket::default()
    })
    .await
}

/// The server gets a contract.
async fn contract(desk: &Desk, terms: impl FnOnce(&mut ContractRow)) -> Result {
    let mut tx = desk.context.db().begin().await?;
    let server = store::systems::find(&mut tx, desk.server)
        .await?
        .ok_or("no server")?;
    let id = desk.context.id(ContractId::from_uuid);
    let mut row = rows::contract(id, &server, desk.clock.now());
    row.plan = Plan::ServiceCard;
    terms(&mut row);
    store::contracts::insert(&mut tx, &row).await?;
    tx.save().await?;
    Ok(())
}

store::both_databases! {
    /// I-46, rules 24 and 26
    async fn first_answers_are_promised_by_the_policy_in_force(db: Db) {
        let desk = Desk::new(db).await?;
        promise(desk.context.db(), desk.clock.now(), |rule| {
            for (class, minutes) in [(Class::Fault, 45), (Class::Emergency, 7)] {
                for one in rule.promises.iter_mut().filter(|_| rule.when.class == Some(class)) {
                    one.minutes = minutes;
                }
            }
        }).await?;
        let number = desk.file("fault", "Server weg").await?;
        desk.clock.advance(1);
        promise(desk.context.db(), desk.clock.now(), |rule| {
            for one in rule.promises.iter_mut().filter(|_| rule.when.class == Some(Class::Fault)) {
                one.minutes = 90;
            }
        }).await?;
        // What runs keeps its target, and the ticket says which rule it is.
        let shown = tickets::view(&desk.jana, number, Chronicle::Moments).await?.clocks.remove(0);
        assert_eq!((shown.clock.target_s, shown.clock.policy_version), (45 * 60, 2));
        let (rule, version) = shown.because.ok_or("no reason")?;
        assert_eq!((rule.when.class, rule.position, version), (Some(Class::Fault), 4, 2));
        tickets::change(&desk.jana, number, Act::Emergency("server_down".to_owned())).await?;
        let shown = tickets::view(&desk.jana, number, Chronicle::Moments).await?.clocks.remove(0);
        // A second is gone, and no more than the new target is left.
        assert_eq!((shown.clock.target_s, shown.clock.policy_version), (7 * 60 + 1, 3));
        assert_eq!(shown.because.map(|(rule, _)| rule.when.class), Some(Some(Class::Emergency)));
    }

    /// Rules 21 and 26: a fault that is a question counts in the hours for questions from then on.
    async fn another_class_counts_in_its_own_calendar_from_then_on(db: Db) {
        let desk = Desk::new(db).await?;
        // A Wednesday at 13:00: half an hour around the clock, then four hours in all.
        let number = desk.file("fault", "Wo stelle ich das ein?").await?;
        desk.clock.advance(1800);
        tickets::change(&desk.jana, number, Act::Classify(Class::Question)).await?;
        let question = clock(&desk, number, ClockKind::FirstAnswer).await?;
        assert_eq!((question.calendar.code.as_str(), question.target_s), ("service", 240 * 60));
        // 13:30 and three and a half hours more; the ticket stands where that puts it.
        assert_eq!(question.breach_at, Some(at("2027-01-13T16:00:00Z")));
        assert_eq!(desk.row(number).await?.next_breach_at, at("2027-01-13T16:00:00Z"));
        // Nothing is promised for an order, and the ticket says which rule says so.
        tickets::change(&desk.jana, number, Act::Classify(Class::Order)).await?;
        assert_eq!(clock(&desk, number, ClockKind::FirstAnswer).await?.state, ClockState::Cancelled);
        // It was none after all, and nobody has answered yet: promised again.
        tickets::change(&desk.jana, number, Act::Classify(Class::Fault)).await?;
        let again = clock(&desk, number, ClockKind::FirstAnswer).await?;
        // There and back gains no time: it counts from receipt, of which half an hour is gone (rules 8 and 24).
        assert_eq!((again.cycle, again.target_s), (2, 3600));
        assert_eq!(again.due_at, Some(desk.clock.now().plus_seconds(1800)));
        // Broken and taken back it stays broken.
        desk.clock.advance(1801);
        services::clocks::note_breaches(&desk.context, 100).await?;
        for class in [Class::Order, Class::Fault] {
            tickets::change(&desk.jana, number, Act::Classify(class)).await?;
        }
        let first = desk.clocks(number).await?.into_iter().filter(|clock| clock.kind == ClockKind::FirstAnswer);
        assert_eq!(first.map(|clock| clock.cycle).max(), Some(2));
        let order = desk.file("order", "Noch ein Server").await?;
        let view = tickets::view(&desk.jana, order, Chronicle::Moments).await?;
        assert!(view.clocks.is_empty());
        assert_eq!(view.nothing_promised.map(|rule| rule.when.class), Some(Some(Class::Order)));
    }

    /// Rules 8 to 10, 12 and 13: what starts, stops, waits and begins anew.
    async fn every_kind_of_promise_follows_the_conversation(db: Db) {
        use ClockKind::{FirstAnswer, NextAnswer, Resolution, StatusUpdate};
        let desk = Desk::new(db).await?;
        promise(desk.context.db(), desk.clock.now(), |rule| {
            if rule.when.class == Some(Class::Fault) {
                for (kind, minutes) in [(NextAnswer, 120), (Resolution, 480), (StatusUpdate, 60)] {
                    rule.promises.push(in_service_hours(kind, minutes));
                }
            }
        }).await?;
        let number = desk.file("fault", "Server weg").await?;
        let kinds: Vec<_> = desk.clocks(number).await?.iter().map(|clock| clock.kind).collect();
        assert_eq!(kinds.len(), 2, "{kinds:?}");
        assert_eq!(clock(&desk, number, Resolution).await?.state, ClockState::Running);
        // The second message of the customer starts nothing while nobody has answered the first.
        desk.say(&desk.petra, number, "Und der zweite auch.").await?;
        assert!(clock(&desk, number, NextAnswer).await.is_err());
        desk.say(&desk.jana, number, "Wir sehen nach.").await?;
        desk.wait(15).await?;
        assert_eq!(clock(&desk, number, FirstAnswer).await?.outcome, Some(ClockOutcome::Met));
        assert_eq!(clock(&desk, number, StatusUpdate).await?.cycle, 1);
        desk.say(&desk.petra, number, "Und jetzt?").await?;
        assert_eq!(clock(&desk, number, NextAnswer).await?.state, ClockState::Running);
        // A question: the next answer is given, solution and status wait for the reply.
        let text = tickets::Text { body: "Seit wann?", asks: true, ..tickets::Text::default() };
        desk.say_with(&desk.jana, number, text).await?;
        desk.wait(15).await?;
        assert_eq!(clock(&desk, number, NextAnswer).await?.outcome, Some(ClockOutcome::Met));
        assert_eq!(clock(&desk, number, Resolution).await?.state, ClockState::Paused);
        let status = clock(&desk, number, StatusUpdate).await?;
        assert_eq!((status.cycle, status.state), (2, ClockState::Paused));
        // The desk goes on without the reply: what waited for it counts again.
        for act in [Act::Open, Act::WaitForThirdParty, Act::Schedule(desk.clock.now().plus_seconds(3600))] {
            tickets::change(&desk.jana, number, act).await?;
            assert_eq!(clock(&desk, number, Resolution).await?.state, ClockState::Running);
            let text = tickets::Text { body: "Und seit wann?", asks: true, ..tickets::Text::default() };
            desk.say_with(&desk.jana, number, text).await?;
            desk.wait(15).await?;
            assert_eq!(clock(&desk, number, Resolution).await?.state, ClockState::Paused);
        }
        desk.say(&desk.petra, number, "Seit eben.").await?;
        assert_eq!(clock(&desk, number, Resolution).await?.state, ClockState::Running);
        assert_eq!(clock(&desk, number, NextAnswer).await?.cycle, 2);
        tickets::change(&desk.jana, number, Act::Resolve).await?;
        assert!(desk.clocks(number).await?.iter().all(|clock| !clock.is_living()));
        // Opened again: the solution is promised anew, what was is kept.
        desk.clock.advance(60);
        tickets::change(&desk.jana, number, Act::Reopen).await?;
        let again = clock(&desk, number, Resolution).await?;
        assert_eq!((again.cycle, again.consumed_s, again.state), (2, 0, ClockState::Running));
    }

    /// Rule 24: priority is a case too.
    async fn another_priority_is_promised_what_its_rule_says(db: Db) {
        let desk = Desk::new(db).await?;
        promise(desk.context.db(), desk.clock.now(), |rule| {
            if rule.when.class == Some(Class::Emergency) {
                rule.when.class = Some(Class::Fault);
                rule.when.priority = Some(Priority::High);
            }
        }).await?;
        let number = desk.file("fault", "Server weg").await?;
        desk.clock.advance(300);
        tickets::change(&desk.jana, number, Act::Prioritise(Priority::High)).await?;
        let clock = clock(&desk, number, ClockKind::FirstAnswer).await?;
        // Five minutes are gone, and never more than the new target is left.
        assert_eq!((clock.consumed_s, clock.target_s), (300, 900));
        let mut tx = desk.context.db().read().await?;
        let events = store::clocks::list_events(&mut tx, clock.id).await?;
        let retarget = events.iter().find(|row| row.event.kind == EventKind::Retarget).ok_or("no event")?;
        assert_eq!(retarget.event.detail.reason.as_deref(), Some("high"));
    }

    /// The worked example of docs/SLA.md. // M-21
    async fn a_friday_before_a_holiday_counts_as_the_example_says(db: Db) {
        let desk = Desk::new(db).await?;
        hamburg(&desk).await?;
        promise(desk.context.db(), desk.clock.now(), |rule| {
            if rule.when.class == Some(Class::Question) {
                rule.promises = vec![in_service_hours(ClockKind::Resolution, 240)];
            }
        }).await?;
        // 17 May 2027 is Whit Monday.
        on_to(&desk, "2027-05-14T16:55:00+02:00").await?;
        let number = desk.file("question", "Wie kündige ich?").await?;
        let due = |clock: &Clock| clock.due_at;
        let first = clock(&desk, number, ClockKind::Resolution).await?;
        assert_eq!(due(&first), Some(at("2027-05-18T11:55:00+02:00")));
        on_to(&desk, "2027-05-18T09:59:45+02:00").await?;
        let text = tickets::Text { body: "Welchen Vertrag?", asks: true, ..tickets::Text::default() };
        desk.say_with(&desk.jana, number, text).await?;
        desk.wait(15).await?;
        on_to(&desk, "2027-05-19T11:00:00+02:00").await?;
        desk.say(&desk.petra, number, "Den alten.").await?;
        let second = clock(&desk, number, ClockKind::Resolution).await?;
        assert_eq!(due(&second), Some(at("2027-05-19T12:55:00+02:00")));
        on_to(&desk, "2027-05-19T13:10:00+02:00").await?;
        services::clocks::note_breaches(&desk.context, 10).await?;
        let because = tickets::Because { reason: "capacity", note: "" };
        tickets::change_because(&desk.jana, number, Act::Resolve, because).await?;
        let view = tickets::view(&desk.jana, number, Chronicle::Moments).await?;
        let shown = view.clocks.first().ok_or("no clock")?;
        assert_eq!(shown.clock.outcome, Some(ClockOutcome::Breached));
        let pieces: Vec<_> = shown.segments.iter().map(|s| (s.stretch, s.seconds / 60)).collect();
        let counted: i64 = pieces.iter().filter(|(stretch, _)| *stretch == Stretch::Counted).map(|(_, minutes)| minutes).sum();
        assert_eq!(counted, 255, "{pieces:?}");
        assert_eq!(&pieces[..4], &[
            (Stretch::Counted, 65), (Stretch::Closed, 5220), (Stretch::Counted, 60), (Stretch::Paused, 1500),
        ]);
    }

    /// Numbers that were set before there were policies are promised on, and are carried over once.
    async fn numbers_of_the_page_of_defaults_become_a_version_of_the_policy(db: Db) {
        let desk = Desk::new(db).await?;
        services::policies::carry_over(&desk.context).await?;
        let by = desk.jana.actor.person;
        let old = format!(r#"[{{"version":2,"since":"2026-11-21T20:00:00Z","by":"{by}","numbers":{{"first_answer_fault":45,"complex_work":300,"offer_days":7}}}}]"#);
        let mut tx = desk.context.db().begin().await?;
        store::settings::put(&mut tx, "house_rules", &old, desk.clock.now()).await?;
        tx.save().await?;
        for _ in 0..2 {
            services::policies::carry_over(&desk.context).await?;
        }
        let view = services::policies::show(&desk.admin().await?, "standard").await?;
        let [second, first] = view.versions.as_slice() else {
            return Err("two versions".into());
        };
        assert_eq!((first.version, second.version, second.author.as_deref()), (1, 2, Some("Jana Brandt")));
        assert_eq!(second.differences.len(), 2, "{:?}", second.differences);
        let number = desk.file("fault", "Server weg").await?;
        assert_eq!(clock(&desk, number, ClockKind::FirstAnswer).await?.target_s, 45 * 60);
    }

    /// Rule 12: waiting for third parties pauses where the contract of the system says so, and nowhere else.
    async fn third_parties_pause_where_the_contract_says_so(db: Db) {
        let desk = Desk::new(db).await?;
        promise(desk.context.db(), desk.clock.now(), |rule| {
            if rule.when.class == Some(Class::Fault) {
                rule.promises.push(in_service_hours(ClockKind::Resolution, 480));
            }
        }).await?;
        contract(&desk, |row| row.third_parties_pause = true).await?;
        let with = on_the_server(&desk, "fault").await?;
        let state = async |number, kind| -> Result<_> { Ok(clock(&desk, number, kind).await?.state) };
        let elsewhere = desk.file("fault", "Ohne System").await?;
        for number in [with, elsewhere] {
            tickets::change(&desk.jana, number, Act::Take).await?;
            tickets::change(&desk.jana, number, Act::WaitForThirdParty).await?;
        }
        assert_eq!(state(elsewhere, ClockKind::Resolution).await?, ClockState::Running);
        assert_eq!(state(with, ClockKind::Resolution).await?, ClockState::Paused);
        assert_eq!(state(with, ClockKind::FirstAnswer).await?, ClockState::Running, "it never waits");
        let before = clock(&desk, with, ClockKind::Resolution).await?.consumed_s;
        desk.wait(3_600).await?;
        tickets::change(&desk.jana, with, Act::Open).await?;
        let counts = clock(&desk, with, ClockKind::Resolution).await?;
        assert_eq!((counts.state, counts.consumed_s), (ClockState::Running, before));
        let shown = tickets::view(&desk.jana, with, Chronicle::Moments).await?;
        assert!(shown.clocks.iter().any(|one| one.segments.iter().any(|segment| segment.reason.as_deref() == Some("third_party"))));
        // Waiting for the customer without a question is no pause; any message of the customer ends one.
        tickets::change(&desk.jana, with, Act::WaitForThirdParty).await?;
        tickets::change(&desk.jana, with, Act::WaitForCustomer).await?;
        assert_eq!(state(with, ClockKind::Resolution).await?, ClockState::Running);
        tickets::change(&desk.jana, with, Act::WaitForThirdParty).await?;
        desk.say(&desk.petra, with, "Gibt es etwas Neues?").await?;
        assert_eq!(state(with, ClockKind::Resolution).await?, ClockState::Running);
    }

    /// Rule 23: outside the service hours an emergency counts only when it was phoned, where the contract says so.
    async fn emergencies_outside_hours_are_phoned_where_the_contract_says_so(db: Db) {
        let desk = Desk::new(db).await?;
        on_to(&desk, "2027-01-16T02:00:00Z").await?;
        let around = on_the_server(&desk, "emergency:server_down").await?;
        assert_eq!(clock(&desk, around, ClockKind::FirstAnswer).await?.calendar.code.as_str(), "24x7");
        contract(&desk, |row| row.emergencies_by_phone = true).await?;
        let written = on_the_server(&desk, "emergency:server_down").await?;
        let first = clock(&desk, written, ClockKind::FirstAnswer).await?;
        assert_eq!((first.calendar.code.as_str(), first.target_s), ("service", 600));
        // A Saturday night: Monday at nine and ten minutes.
        assert_eq!(first.due_at, Some(at("2027-01-18T08:10:00Z")));
        let call = CallerTicket {
            organization: "10001 Lindner & Söhne",
            caller: "Petra Lindner",
            minutes: "1",
            subject: "Server antwortet nicht",
            class: "emergency:server_down",
            priority: "high",
            department: "technical",
            systems: "203.0.113.42",
            body: "Frau Lindner ruft an.",
            ..CallerTicket::default()
        };
        let phoned = tickets::file_for_caller(&desk.jana, call).await?;
        assert_eq!(clock(&desk, phoned, ClockKind::FirstAnswer).await?.calendar.code.as_str(), "24x7");
        // A fault is none of these.
        let fault = on_the_server(&desk, "fault").await?;
        assert_eq!(clock(&desk, fault, ClockKind::FirstAnswer).await?.calendar.code.as_str(), "24x7");
    }
}
