//! The cost ceiling while the work runs: each mark is told in its moment and once, all timers together.

use domain::charge::{CeilingLevel, Cents};
use domain::ids::{PersonId, TicketNumber};
use services::error::ServiceError;
use services::interventions::{self, StopForm};
use services::jobs;
use services::tickets::{self, Chronicle};

use super::desk::{CANARY, Desk, Outcome};

/// A signed case with work by time at 29 EUR a started quarter of an hour.
async fn filed(desk: &Desk, ceiling: &str) -> Outcome<TicketNumber> {
    let owner = desk.op(desk.owner).await?;
    let mut form = desk.form();
    form.tasks = vec!["install_software".to_owned()];
    ceiling.clone_into(&mut form.ceiling);
    let filed = interventions::submit(&owner, &form, Desk::credentials(CANARY)).await?;
    desk.sign(filed.number).await?;
    Ok(filed.number)
}

/// The same, running.
async fn running(desk: &Desk, ceiling: &str) -> Outcome<TicketNumber> {
    let number = filed(desk, ceiling).await?;
    desk.start(number).await?;
    Ok(number)
}

async fn timer(desk: &Desk, person: PersonId, number: TicketNumber) -> Outcome {
    interventions::start_timer(&desk.op(person).await?, number, "").await?;
    Ok(())
}

async fn stop(desk: &Desk, person: PersonId, number: TicketNumber) -> Outcome<CeilingLevel> {
    let op = desk.op(person).await?;
    Ok(interventions::stop_timer(&op, number, &StopForm::default()).await?)
}

/// Lets time pass and the worker work; says how many mails about the ceiling there are.
async fn pass(desk: &Desk, seconds: i64) -> Outcome<usize> {
    desk.clock.advance(seconds);
    jobs::run_due(&desk.context).await?;
    desk.mails("ceiling_near").await
}

async fn told(desk: &Desk, number: TicketNumber, words: &str) -> Outcome<usize> {
    let owner = desk.op(desk.owner).await?;
    let talk = tickets::view(&owner, number, Chronicle::Moments)
        .await?
        .talk;
    Ok(talk
        .entries
        .iter()
        .filter(|entry| entry.message.body.contains(words))
        .count())
}

/// Seconds until an expiry is noticed.
const LATE_S: i64 = 1_200;

/// How a case ends while somebody works on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Locked,
    Withdrawn,
    Declined,
    Expired,
    Closed,
}

/// Two timers run when the case ends: both stop at that moment with what they came to, and no mark is told afterwards.
async fn ends(desk: &Desk, ending: Ending) -> Outcome {
    let number = filed(desk, "100").await?;
    if matches!(ending, Ending::Withdrawn | Ending::Declined) {
        desk.assign(number, desk.engineer).await?;
        interventions::verify(&desk.op(desk.engineer).await?, number).await?;
    } else {
        desk.start(number).await?;
    }
    if ending == Ending::Expired {
        desk.clock.advance(4 * 3_600 - 600);
    }
    timer(desk, desk.engineer, number).await?;
    timer(desk, desk.colleague, number).await?;
    desk.clock.advance(600);
    let (owner, engineer) = (desk.op(desk.owner).await?, desk.op(desk.engineer).await?);
    match ending {
        Ending::Locked => drop(interventions::revoke(&owner, number).await?),
        Ending::Withdrawn => interventions::withdraw(&owner, number, "").await?,
        Ending::Declined => {
            let reason = "Das System gehört nicht zu Ihrem Vertrag.";
            interventions::decline(&engineer, number, reason).await?;
        }
        Ending::Expired => {
            // Somebody notices twenty minutes late; nobody is charged for those.
            desk.clock.advance(LATE_S);
            assert_eq!(interventions::expire_overdue(&desk.context).await?, 1);
            let again = interventions::start_timer(&engineer, number, "").await;
            assert!(
                matches!(again, Err(ServiceError::Conflict("wrong_state"))),
                "{again:?}"
            );
        }
        Ending::Closed => {
            interventions::log(&engineer, number, &Desk::entry("Dienst neu gestartet")).await?;
            interventions::finish(&engineer, number, &Desk::finish()).await?;
        }
    }
    let late = if ending == Ending::Expired { LATE_S } else { 0 };
    let ended = desk.context.now().minus_seconds(late);
    let mut tx = desk.context.db().read().await?;
    let ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or("no ticket")?;
    let work = store::work::list(&mut tx, ticket.id).await?;
    drop(tx);
    let mut who: Vec<_> = work.iter().map(|entry| entry.person_id).collect();
    who.sort();
    let mut both = [desk.engineer, desk.colleague];
    both.sort();
    assert_eq!(who, both);
    for entry in &work {
        assert_eq!(
            (entry.stopped_at, entry.seconds(ended), entry.net_cents),
            (Some(ended), 600, Cents(2_900)),
            "{ending:?}"
        );
    }
    let stopped = desk.kinds(number).await?;
    let stopped = stopped.iter().filter(|kind| *kind == "work.stopped");
    assert_eq!(stopped.count(), 2, "{ending:?}");
    assert_eq!(pass(desk, 7_200).await?, 0, "{ending:?}: a mark was told");
    desk.verify_chain().await
}

store::both_databases! {
    async fn locking_stops_the_timers(db: Db) {
        // I-14
        Box::pin(ends(&Desk::open(db).await?, Ending::Locked)).await?;
    }

    async fn withdrawing_stops_the_timers(db: Db) {
        Box::pin(ends(&Desk::open(db).await?, Ending::Withdrawn)).await?;
    }

    async fn declining_stops_the_timers(db: Db) {
        Box::pin(ends(&Desk::open(db).await?, Ending::Declined)).await?;
    }

    async fn the_end_of_the_authorization_stops_the_timers(db: Db) {
        Box::pin(ends(&Desk::open(db).await?, Ending::Expired)).await?;
    }

    async fn closing_stops_the_timers(db: Db) {
        // I-45
        Box::pin(ends(&Desk::open(db).await?, Ending::Closed)).await?;
    }

    async fn the_marks_are_told_while_the_timer_runs_and_once(db: Db) {
        // I-14
        let desk = Desk::open(db).await?;
        let number = running(&desk, "100").await?;
        timer(&desk, desk.engineer, number).await?;
        assert_eq!(pass(&desk, 1_800).await?, 0, "58 EUR");
        assert_eq!(pass(&desk, 1).await?, 1, "87 EUR with the first second of the third quarter");
        assert_eq!((told(&desk, number, "80 %").await?, told(&desk, number, "ist erreicht").await?), (1, 0));
        assert_eq!(pass(&desk, 600).await?, 1, "told once");
        assert_eq!(pass(&desk, 300).await?, 2, "116 EUR");
        assert_eq!(told(&desk, number, "ist erreicht").await?, 1);
        assert_eq!(pass(&desk, 7_200).await?, 2);
        assert_eq!(stop(&desk, desk.engineer, number).await?, CeilingLevel::Reached);
        assert_eq!(desk.mails("ceiling_near").await?, 2, "stopping tells nothing again");
        assert_eq!(desk.kinds(number).await?.iter().filter(|kind| *kind == "ceiling.marked").count(), 2);
        // The engineer's page has them, too.
        let work = interventions::workspace(&desk.op(desk.engineer).await?, number).await?;
        let marks: Vec<_> = work.marks.iter().map(|mark| (mark.level, mark.spent_cents)).collect();
        assert_eq!(marks, [(CeilingLevel::Near, Cents(8_700)), (CeilingLevel::Reached, Cents(11_600))]);
        desk.verify_chain().await?;
    }

    async fn two_timers_reach_the_marks_together(db: Db) {
        // I-14
        let desk = Desk::open(db).await?;
        let number = running(&desk, "100").await?;
        timer(&desk, desk.engineer, number).await?;
        assert_eq!(pass(&desk, 300).await?, 0);
        timer(&desk, desk.colleague, number).await?;
        assert_eq!(pass(&desk, 600).await?, 0, "58 EUR, one quarter each");
        assert_eq!(pass(&desk, 1).await?, 1, "87 EUR");
        assert_eq!(pass(&desk, 300).await?, 2, "116 EUR");
        let budget = interventions::workspace(&desk.op(desk.colleague).await?, number).await?.budget.ok_or("no ceiling")?;
        assert_eq!((budget.spent, budget.left, budget.level), (Cents(11_600), Cents::ZERO, CeilingLevel::Reached));
        // A raised ceiling has marks of its own, and they are waited for.
        let owner = desk.op(desk.owner).await?;
        interventions::raise_ceiling(&owner, number, Cents(20_000)).await?;
        assert_eq!(pass(&desk, 0).await?, 2);
        assert_eq!(pass(&desk, 600).await?, 2, "145 of 200 EUR");
        assert_eq!(pass(&desk, 300).await?, 3, "174 of 200 EUR");
        assert_eq!(told(&desk, number, "80 % Ihrer Kostenobergrenze von 200,00").await?, 1);
    }

    async fn a_timer_that_starts_again_at_once_goes_on_with_its_unit(db: Db) {
        // Billing rule 3, I-14
        let desk = Desk::open(db).await?;
        let number = running(&desk, "100").await?;
        for _ in 0..3 {
            timer(&desk, desk.engineer, number).await?;
            desk.clock.advance(300);
            stop(&desk, desk.engineer, number).await?;
        }
        let page = interventions::workspace(&desk.op(desk.engineer).await?, number).await?;
        let nets: Vec<_> = page.work.iter().map(|entry| entry.net_cents).collect();
        assert_eq!(nets, [Cents(2_900), Cents::ZERO, Cents::ZERO]);
        assert_eq!(page.budget.ok_or("no ceiling")?.spent, Cents(2_900));
        // The next second begins another one.
        timer(&desk, desk.engineer, number).await?;
        desk.clock.advance(1);
        stop(&desk, desk.engineer, number).await?;
        let page = interventions::workspace(&desk.op(desk.engineer).await?, number).await?;
        assert_eq!(page.budget.ok_or("no ceiling")?.spent, Cents(5_800));
    }

    async fn what_stops_before_its_mark_tells_nothing(db: Db) {
        // I-14
        let desk = Desk::open(db).await?;
        let number = running(&desk, "100").await?;
        timer(&desk, desk.engineer, number).await?;
        let page = interventions::workspace(&desk.op(desk.engineer).await?, number).await?;
        let budget = page.budget.ok_or("no ceiling")?;
        let begun = page.timer.ok_or("no timer")?.started_at;
        let ahead: Vec<_> = budget.forecast.iter().map(|(at, left)| (at.seconds_since(begun), left.0)).collect();
        assert_eq!(ahead, [(1, 7_100), (901, 4_200), (1_801, 1_300), (2_701, 0)]);
        desk.clock.advance(1_500);
        assert_eq!(stop(&desk, desk.engineer, number).await?, CeilingLevel::Below);
        assert_eq!(pass(&desk, 86_400).await?, 0);
        // What nobody pays for counts as nothing.
        timer(&desk, desk.engineer, number).await?;
        desk.clock.advance(600);
        let waived = StopForm { waived: true, reason: "Kulanz".to_owned(), ..StopForm::default() };
        let engineer = desk.op(desk.engineer).await?;
        assert_eq!(interventions::stop_timer(&engineer, number, &waived).await?, CeilingLevel::Below);
        let budget = interventions::workspace(&engineer, number).await?.budget.ok_or("no ceiling")?;
        assert_eq!((budget.spent, budget.left), (Cents(5_800), Cents(4_200)));
    }
}
