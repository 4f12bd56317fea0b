//! Promises in danger: who is told, when, and who is asked to answer.

use domain::account::StaffRole;
use domain::escalation::{NotificationKind, PageState, Role, Rota};
use domain::ids::{PersonId, TicketNumber};
use domain::time::{Clock as _, Timestamp};
use services::clocks::note_breaches;
use services::context::OpContext;
use services::tickets::{self, Act};
use store::escalations::FiringRow;
use store::on_call::RotationRow;

use crate::desk::{self, Desk, Result};

fn id(op: &OpContext) -> PersonId {
    op.actor.person
}

/// Tobias is on call, Jana is next, Maria leads.
async fn rota(desk: &Desk) -> Result<OpContext> {
    let maria = desk::staff(&desk.context, "Maria Vogt", StaffRole::Manager).await?;
    let rota = Rota {
        begins: "2027-01-11".parse()?,
        people: vec![id(&desk.tobias), id(&desk.jana)],
        ..Rota::nobody()
    };
    let row = RotationRow {
        version: 1,
        valid_from: rota.starts(),
        rota,
        author_id: id(&maria),
        reason: "Der erste Dienstplan".to_owned(),
        created_at: desk.clock.now(),
    };
    let mut tx = desk.context.db().begin().await?;
    store::on_call::insert_rotation(&mut tx, &row).await?;
    tx.save().await?;
    Ok(maria)
}

/// What somebody was told, the oldest first: kind and share.
async fn told(desk: &Desk, op: &OpContext) -> Result<Vec<(NotificationKind, i64)>> {
    let mut tx = desk.context.db().read().await?;
    let mut rows = store::notifications::list(&mut tx, id(op), 100).await?;
    rows.reverse();
    Ok(rows
        .iter()
        .map(|told| (told.row.kind, told.row.percent))
        .collect())
}

async fn firings(desk: &Desk, number: TicketNumber) -> Result<Vec<FiringRow>> {
    let clock = desk.clocks(number).await?.remove(0);
    let mut tx = desk.context.db().read().await?;
    Ok(store::escalations::list_firings(&mut tx, clock.id).await?)
}

async fn pages(desk: &Desk, number: TicketNumber) -> Result<Vec<(Role, PersonId, PageState)>> {
    let clock = desk.clocks(number).await?.remove(0);
    let mut tx = desk.context.db().read().await?;
    let pages = store::pages::list_of_clock(&mut tx, clock.id).await?;
    Ok(pages
        .iter()
        .map(|page| (page.role, page.person_id, page.state))
        .collect())
}

async fn next_step(desk: &Desk, number: TicketNumber) -> Result<Option<Timestamp>> {
    let clock = desk.clocks(number).await?.remove(0);
    let mut tx = desk.context.db().read().await?;
    let row = store::escalations::find(&mut tx, clock.id).await?;
    Ok(row.ok_or("it does not escalate")?.next_at)
}

/// Time passes, and what is due is handled.
async fn pass(desk: &Desk, seconds: i64) -> Result {
    desk.clock.advance(seconds);
    services::jobs::run_due(&desk.context).await?;
    note_breaches(&desk.context, 100).await?;
    Ok(())
}

const STEP: NotificationKind = NotificationKind::Step;
const PAGE: NotificationKind = NotificationKind::Page;

store::both_databases! {
    /// Rules 27, 28 and 31.
    async fn each_step_is_told_to_whoever_is_behind_its_roles_then(db: Db) {
        let desk = Desk::new(db).await?;
        let maria = rota(&desk).await?;
        let number = desk.file("fault", "Der Dienst steht").await?;
        let began = desk.clock.now();
        tickets::change(&desk.tobias, number, Act::Assign(Some(id(&desk.jana)))).await?;
        assert_eq!(next_step(&desk, number).await?, Some(began.plus_seconds(1800)));
        pass(&desk, 1799).await?;
        assert_eq!(told(&desk, &desk.jana).await?, []);
        pass(&desk, 1).await?;
        assert_eq!(told(&desk, &desk.jana).await?, [(STEP, 50)]);
        // Looked at again nothing fires again.
        pass(&desk, 30).await?;
        assert_eq!(next_step(&desk, number).await?, Some(began.plus_seconds(2700)));
        pass(&desk, 870).await?;
        assert_eq!(told(&desk, &desk.jana).await?, [(STEP, 50), (STEP, 75)]);
        assert_eq!(told(&desk, &desk.tobias).await?, []);
        pass(&desk, 540).await?;
        // Whoever is on call is asked to answer.
        assert_eq!(told(&desk, &desk.tobias).await?, [(PAGE, 90)]);
        let mails = desk.mails("tobias.kraemer@example.test").await?;
        assert!(mails.iter().any(|(subject, _)| subject.contains("Bereitschaft") && subject.contains("90 %")), "{mails:?}");
        // After the breach the last step comes again every half hour.
        pass(&desk, 361).await?;
        assert_eq!(told(&desk, &maria).await?, [(STEP, 100)]);
        pass(&desk, 1800).await?;
        let steps = told(&desk, &maria).await?;
        assert_eq!(steps.iter().filter(|told| **told == (STEP, 100)).count(), 2);
        let fired: Vec<_> = firings(&desk, number).await?.iter().map(|f| (f.percent, f.round)).collect();
        assert_eq!(fired, [(50, 0), (75, 0), (90, 0), (100, 0), (100, 1)]);
        let kinds = desk.kinds(number).await?;
        assert_eq!(kinds.iter().filter(|kind| *kind == "clock.escalated").count(), 5);
        let clock = desk.clocks(number).await?.remove(0);
        let mut tx = desk.context.db().read().await?;
        let events = store::clocks::list_events(&mut tx, clock.id).await?;
        let warned = events.iter().filter(|row| row.event.kind == domain::sla::engine::EventKind::Warn);
        assert_eq!(warned.count(), 5);
        drop(tx);
        // Answered: nobody is reminded any more.
        desk.say(&desk.jana, number, "Wir sind daran.").await?;
        desk.wait(60).await?;
        assert_eq!(next_step(&desk, number).await?, None);
    }

    /// Rule 33.
    async fn after_a_downtime_everybody_is_told_once_of_the_last_step(db: Db) {
        let desk = Desk::new(db).await?;
        let maria = rota(&desk).await?;
        let number = desk.file("fault", "Der Dienst steht").await?;
        tickets::change(&desk.tobias, number, Act::Assign(Some(id(&desk.jana)))).await?;
        desk.clock.advance(4 * 3600);
        assert_eq!(note_breaches(&desk.context, 100).await?, 1);
        assert_eq!(told(&desk, &desk.jana).await?, [(STEP, 100)]);
        assert_eq!(told(&desk, &desk.tobias).await?, [(PAGE, 100)]);
        assert_eq!(told(&desk, &maria).await?, [(STEP, 100)]);
        let fired = firings(&desk, number).await?;
        assert_eq!(fired.iter().map(|f| f.overtaken).collect::<Vec<_>>(), [true, true, true, false]);
    }

    /// Rules 28 and 31: however many processes look at once.
    async fn several_workers_fire_each_step_once(db: Db) {
        let desk = Desk::new(db).await?;
        rota(&desk).await?;
        let mut all = Vec::new();
        for _ in 0..6 {
            let number = desk.file("fault", "Der Dienst steht").await?;
            tickets::change(&desk.tobias, number, Act::Assign(Some(id(&desk.jana)))).await?;
            all.push(number);
        }
        desk.clock.advance(1800);
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..2 {
            // As another process has it: the same world, contexts of their own.
            for context in [desk.context.clone(), desk.context.with_clock(desk.clock.clone())] {
                workers.spawn(async move { note_breaches(&context, 100).await });
            }
        }
        workers.join_all().await.into_iter().collect::<services::error::Result<Vec<_>>>()?;
        for number in &all {
            assert_eq!(firings(&desk, *number).await?.len(), 1);
        }
        assert_eq!(told(&desk, &desk.jana).await?, vec![(STEP, 50); all.len()]);
    }

    /// Rule 28: nobody there, the next step at once, and an alarm.
    async fn where_nobody_is_the_next_step_comes_at_once_and_admins_hear_of_it(db: Db) {
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        let maria = desk::staff(&desk.context, "Maria Vogt", StaffRole::Manager).await?;
        let number = desk.file("fault", "Der Dienst steht").await?;
        pass(&desk, 1800).await?;
        // No assignee, no team, nobody on call: the managers are asked at half of the time.
        let fired: Vec<_> = firings(&desk, number).await?.iter().map(|f| (f.percent, f.reached)).collect();
        assert_eq!(fired, [(50, 0), (75, 0), (90, 0), (100, 1)]);
        assert_eq!(told(&desk, &maria).await?, [(PAGE, 50)]);
        assert_eq!(told(&desk, &admin).await?, [(NotificationKind::Nobody, 50)]);
    }

    /// Rule 28.
    async fn whoever_has_it_in_hand_stops_the_steps_for_half_an_hour(db: Db) {
        let desk = Desk::new(db).await?;
        rota(&desk).await?;
        let number = desk.file("fault", "Der Dienst steht").await?;
        tickets::change(&desk.tobias, number, Act::Assign(Some(id(&desk.jana)))).await?;
        // Before anything fired there is nothing to take.
        assert!(!services::clocks::take(&desk.jana, number).await?);
        pass(&desk, 1800).await?;
        assert!(services::clocks::take(&desk.jana, number).await?);
        assert!(services::clocks::take(&desk.petra, number).await.is_err());
        let until = desk.clock.now().plus_seconds(1800);
        assert_eq!(next_step(&desk, number).await?, Some(until));
        pass(&desk, 900).await?;
        assert_eq!(firings(&desk, number).await?.len(), 1);
        // Then they go on where they stopped.
        pass(&desk, 901).await?;
        let fired: Vec<_> = firings(&desk, number).await?.iter().map(|f| f.percent).collect();
        assert_eq!(fired.first_chunk(), Some(&[50, 75]));
        assert!(desk.kinds(number).await?.contains(&"clock.taken".to_owned()));
    }

    /// Rule 28: an emergency at three in the morning.
    async fn a_page_nobody_answers_goes_to_the_next_and_then_to_the_managers(db: Db) {
        let desk = Desk::new(db).await?;
        let maria = rota(&desk).await?;
        desk.clock.advance(14 * 3600);
        let number = desk.file("emergency", "Server antwortet nicht").await?;
        pass(&desk, 0).await?;
        let first = (Role::OnCall, id(&desk.tobias), PageState::Sent);
        assert_eq!(pages(&desk, number).await?, [first]);
        pass(&desk, 299).await?;
        assert_eq!(pages(&desk, number).await?, [first]);
        pass(&desk, 1).await?;
        let first = (Role::OnCall, id(&desk.tobias), PageState::TimedOut);
        let second = (Role::Deputy, id(&desk.jana), PageState::Sent);
        assert_eq!(pages(&desk, number).await?, [first, second]);
        assert!(told(&desk, &desk.jana).await?.contains(&(PAGE, 50)));
        pass(&desk, 300).await?;
        let asked = pages(&desk, number).await?;
        assert_eq!(asked.get(2), Some(&(Role::Manager, id(&maria), PageState::Sent)));
        // Once the promise is kept or broken and answered nobody has to answer the page.
        desk.say(&desk.jana, number, "Wir sind daran.").await?;
        desk.wait(60).await?;
        pass(&desk, 300).await?;
        let asked = pages(&desk, number).await?;
        assert!(asked.iter().all(|(_, _, state)| *state != PageState::Sent), "{asked:?}");
        assert_eq!(asked.iter().filter(|(role, ..)| *role == Role::Manager).count(), 1);
    }

    /// Rule 28.
    async fn a_page_that_is_answered_in_time_reaches_nobody_else(db: Db) {
        let desk = Desk::new(db).await?;
        rota(&desk).await?;
        desk.clock.advance(14 * 3600);
        let number = desk.file("emergency", "Server antwortet nicht").await?;
        pass(&desk, 0).await?;
        pass(&desk, 240).await?;
        assert!(services::clocks::take(&desk.tobias, number).await?);
        // Its steps rest for five minutes, and nobody is asked meanwhile.
        pass(&desk, 100).await?;
        assert_eq!(pages(&desk, number).await?, [(Role::OnCall, id(&desk.tobias), PageState::Acknowledged)]);
        assert_eq!(told(&desk, &desk.jana).await?, []);
    }
}
