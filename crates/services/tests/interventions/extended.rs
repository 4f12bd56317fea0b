//! Told in time, told too late, and the way to the data centre.

use domain::ids::TicketNumber;
use domain::intervention::Symptom;
use domain::sla::ClockKind;
use domain::sla::ClockOutcome::{Breached, Exempt, Extended};
use domain::sla::engine::Clock;
use domain::time::{Clock as _, Timestamp, clock_time, local};
use services::interventions::{self, Assessment, DelayForm, RequestForm, Seen};

use super::desk::{CANARY, Desk, Outcome, REASON, code};

async fn clocks(desk: &Desk, number: TicketNumber, kind: ClockKind) -> Outcome<Vec<Clock>> {
    let mut tx = desk.context.db().read().await?;
    let ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or("no ticket")?;
    let all = store::clocks::list(&mut tx, ticket.id).await?;
    Ok(all.into_iter().filter(|clock| clock.kind == kind).collect())
}

fn until(at: Timestamp) -> DelayForm {
    DelayForm {
        eta: format!("{}T{}", local(at).date(), clock_time(at)),
        reason: "Das Dateisystem wird noch geprüft.".to_owned(),
    }
}

store::both_databases! {
    async fn told_before_the_breach_the_promise_is_extended_and_another_clock_runs_to_the_new_time(db: Db) {
        // I-49, rule 18
        let desk = Desk::open(db).await?;
        let number = desk.submit().await?;
        desk.sign(number).await?;
        desk.assign(number, desk.engineer).await?;
        let engineer = desk.op(desk.engineer).await?;
        interventions::verify(&engineer, number).await?;
        let complex = Assessment { complexity: "complex".to_owned(), ..Desk::assessment() };
        interventions::assess(&engineer, number, &complex).await?;
        interventions::start(&engineer, number).await?;
        let due = clocks(&desk, number, ClockKind::Intervention).await?[0].due_at.ok_or("never due")?;
        let early = interventions::announce_delay(&engineer, number, &until(due.minus_seconds(60))).await;
        assert_eq!(code(early), "clock_not_later");
        // Times are typed to the minute.
        let later = due.plus_seconds(3_600 - due.unix() % 60);
        interventions::announce_delay(&engineer, number, &until(later)).await?;
        let both = clocks(&desk, number, ClockKind::Intervention).await?;
        let mut told: Vec<_> = both.iter().map(|clock| (clock.outcome, clock.due_at)).collect();
        told.sort_by_key(|(_, due)| *due);
        assert_eq!(told, [(Some(Extended), Some(due)), (None, Some(later))]);
        assert_eq!(desk.mails("delay_announced").await?, 1);

        // Past the new time nothing is extended any more.
        desk.clock.advance(later.seconds_since(desk.clock.now()) + 1);
        let too_late = interventions::announce_delay(&engineer, number, &until(later.plus_seconds(7_200))).await;
        assert_eq!(code(too_late), "clock_too_late");
        services::clocks::note_breaches(&desk.context, 100).await?;
        let mut both = clocks(&desk, number, ClockKind::Intervention).await?;
        both.sort_by_key(|clock| clock.due_at);
        assert_eq!(both.iter().map(|clock| clock.outcome).collect::<Vec<_>>(), [Some(Extended), Some(Breached)]);
    }

    async fn the_way_to_the_data_centre_is_out_of_the_promise_but_not_of_the_first_answer(db: Db) {
        // I-50, rule 19
        let desk = Desk::open(db).await?;
        let owner = desk.op(desk.owner).await?;
        let form = RequestForm { methods: vec!["ssh_rdp".to_owned(), "data_centre".to_owned()], ..desk.form() };
        let number = interventions::submit(&owner, &form, Desk::credentials(CANARY)).await?.number;
        desk.sign(number).await?;
        desk.assign(number, desk.engineer).await?;
        let engineer = desk.op(desk.engineer).await?;
        interventions::verify(&engineer, number).await?;
        let touched = Seen { symptom: Some(Symptom::BootFails), hardware: true };
        let advice = interventions::workspace_seen(&engineer, number, Some(touched)).await?.advice.ok_or("no advice")?;
        let on_site = Assessment {
            method: "data_centre".to_owned(),
            reason: REASON.to_owned(),
            complexity: "standard".to_owned(),
            symptom: "boot_fails".to_owned(),
            hardware: true,
            place: "FRA2".to_owned(),
            shown: advice.digest,
            ..Assessment::default()
        };
        interventions::assess(&engineer, number, &on_site).await?;
        let work = clocks(&desk, number, ClockKind::Intervention).await?;
        assert_eq!(work.iter().map(|clock| clock.outcome).collect::<Vec<_>>(), [Some(Exempt)]);
        assert_eq!(work[0].next_event_at, None);
        assert_eq!(desk.mails("site_access").await?, 1);
        // The automatic text told the customer, and answered nothing.
        let first = clocks(&desk, number, ClockKind::FirstAnswer).await?;
        assert_eq!(first.iter().map(|clock| (clock.outcome, clock.stopped_at)).collect::<Vec<_>>(), [(None, None)]);
        desk.clock.advance(11 * 60);
        services::clocks::note_breaches(&desk.context, 100).await?;
        assert_eq!(clocks(&desk, number, ClockKind::FirstAnswer).await?[0].outcome, Some(Breached));
        assert_eq!(clocks(&desk, number, ClockKind::Intervention).await?[0].outcome, Some(Exempt));
    }
}
