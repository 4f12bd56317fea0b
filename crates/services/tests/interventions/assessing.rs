//! The assessment: what the engineer sees is what is kept, and what it comes to is told.

use domain::ids::TicketNumber;
use domain::intervention::{AccessMethod, Symptom};
use services::interventions::{self, Assessment, RequestForm, Seen};

use super::desk::{CANARY, Desk, Outcome, REASON, code};

/// Verified, with everything allowed that this server has.
async fn verified(desk: &Desk) -> Outcome<TicketNumber> {
    let owner = desk.op(desk.owner).await?;
    let all = ["ssh_rdp", "ip_kvm", "rescue", "data_centre"];
    let form = RequestForm {
        methods: all.iter().map(|code| (*code).to_owned()).collect(),
        ..desk.form()
    };
    let number = interventions::submit(&owner, &form, Desk::credentials(CANARY))
        .await?
        .number;
    desk.sign(number).await?;
    desk.assign(number, desk.engineer).await?;
    let gate = interventions::verify(&desk.op(desk.engineer).await?, number).await?;
    assert!(gate.passed, "{gate:?}");
    Ok(number)
}

/// Texts of the ticket's messages.
async fn said(desk: &Desk, number: TicketNumber) -> Outcome<String> {
    let owner = desk.op(desk.owner).await?;
    let view =
        services::tickets::view(&owner, number, services::tickets::Chronicle::Moments).await?;
    Ok(view
        .talk
        .entries
        .iter()
        .map(|e| e.message.body.as_str())
        .collect::<Vec<_>>()
        .join("\n"))
}

store::both_databases! {
    async fn the_ranking_kept_is_the_ranking_shown_as_the_engineer_sees_the_case(db: Db) {
        // I-02, I-34, I-41
        let desk = Desk::open(db).await?;
        let number = verified(&desk).await?;
        let engineer = desk.op(desk.engineer).await?;
        let plain = interventions::workspace(&engineer, number).await?.advice.ok_or("no advice")?;
        assert_eq!(plain.ranking[0].method, AccessMethod::Ssh);
        // Another symptom, then hardware: ranked anew before anything is chosen.
        let boots = Seen { symptom: Some(Symptom::BootFails), hardware: false };
        let advice = interventions::workspace_seen(&engineer, number, Some(boots)).await?.advice.ok_or("no advice")?;
        assert_eq!(advice.ranking[0].method, AccessMethod::Rescue);
        let touched = Seen { hardware: true, ..boots };
        let advice = interventions::workspace_seen(&engineer, number, Some(touched)).await?.advice.ok_or("no advice")?;
        assert_eq!(advice.ranking[0].method, AccessMethod::DataCentre);

        let choice = Assessment {
            method: "data_centre".to_owned(),
            reason: REASON.to_owned(),
            complexity: "standard".to_owned(),
            symptom: "boot_fails".to_owned(),
            hardware: true,
            place: "FRA2".to_owned(),
            shown: plain.digest,
            ..Assessment::default()
        };
        let refused = interventions::assess(&engineer, number, &choice).await;
        assert_eq!(code(refused), "method:ranking_changed", "another ranking was shown");
        let choice = Assessment { shown: advice.digest.clone(), ..choice };
        interventions::assess(&engineer, number, &choice).await?;
        let work = interventions::workspace(&engineer, number).await?;
        let kept: serde_json::Value = serde_json::from_str(work.row.method_ranking.as_deref().ok_or("nothing kept")?)?;
        assert_eq!(kept["ranking"], serde_json::to_value(&advice.ranking)?);
        assert_eq!((kept["facts"]["symptom"].as_str(), kept["facts"]["hardware"].as_bool()), (Some("boot_fails"), Some(true)));
        // The next look ranks as it was seen; what the customer said stays what it is.
        let next = work.advice.ok_or("no advice")?;
        assert_eq!((next.facts.symptom, next.facts.hardware), (Symptom::BootFails, true));
        assert_eq!(work.row.symptom, Some(Symptom::ServiceDown));
        desk.verify_chain().await?;
    }

    async fn standard_and_complex_are_told_in_the_ticket_by_mail_and_on_the_panel(db: Db) {
        // I-47/48
        let desk = Desk::open(db).await?;
        let number = verified(&desk).await?;
        let (engineer, owner) = (desk.op(desk.engineer).await?, desk.op(desk.owner).await?);
        interventions::assess(&engineer, number, &Desk::assessment()).await?;
        assert!(said(&desk, number).await?.contains("als Standard eingestuft; sie kann bis zu einer Stunde dauern."));
        assert_eq!(desk.mails("complexity_set").await?, 1);
        let panel = interventions::panel(&owner, number).await?.ok_or("no panel")?;
        assert_eq!(panel.complexity.map(domain::intervention::Complexity::code), Some("standard"));
        // Another way in, and more work than it looked: both are taken.
        let other = Assessment {
            method: "rescue".to_owned(),
            reason: REASON.to_owned(),
            complexity: "complex".to_owned(),
            ..Assessment::default()
        };
        interventions::assess(&engineer, number, &other).await?;
        assert!(said(&desk, number).await?.contains("als komplex eingestuft; sie kann bis zu 4 Stunden dauern."));
        assert_eq!(desk.mails("complexity_set").await?, 2);
        let mut tx = desk.context.db().read().await?;
        let ticket = store::tickets::find(&mut tx, number).await?.ok_or("no ticket")?;
        let clocks = store::clocks::list(&mut tx, ticket.id).await?;
        let promise = clocks.iter().find(|c| c.kind.code() == "intervention").ok_or("no clock")?;
        assert_eq!(promise.target_s, 240 * 60);
    }
}
