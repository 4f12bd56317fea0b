//! What a case costs where tasks have different prices: time by the task it was spent on, prices of the whole once, and who
//! agreed to each line.

use domain::charge::Cents;
use domain::ids::TicketNumber;
use domain::intervention::Task;
use domain::intervention::scope::{Catalogue, FeeOffer};
use serde_json::Value;
use services::context::OpContext;
use services::interventions::{self, Answer, EntryForm, NO_TASK, OfferForm, StopForm};

use super::desk::{CANARY, Desk, Outcome, code};

/// A running case with these tasks, on a Managed Server: faults of the operating system are free.
async fn running(desk: &Desk, tasks: &[&str], ceiling: &str) -> Outcome<TicketNumber> {
    let owner = desk.op(desk.owner).await?;
    let mut form = desk.form();
    form.tasks = tasks.iter().map(|task| (*task).to_owned()).collect();
    ceiling.clone_into(&mut form.ceiling);
    let filed = interventions::submit(&owner, &form, Desk::credentials(CANARY)).await?;
    desk.sign(filed.number).await?;
    desk.start(filed.number).await?;
    Ok(filed.number)
}

/// Works for so many minutes on a task.
async fn work(desk: &Desk, number: TicketNumber, task: &str, minutes: i64) -> Outcome {
    let engineer = desk.op(desk.engineer).await?;
    interventions::start_timer(&engineer, number, task).await?;
    desk.clock.advance(minutes * 60);
    let engineer = desk.op(desk.engineer).await?;
    interventions::stop_timer(&engineer, number, &StopForm::default()).await?;
    Ok(())
}

/// The provider offers a fee task at one price.
async fn catalogue_price(desk: &Desk, task: Task, price: i64) -> Outcome {
    let mut catalogue = Catalogue::default();
    catalogue.offer(
        task,
        FeeOffer::Price {
            price: Cents(price),
        },
    );
    let text = serde_json::to_string(&catalogue)?;
    let mut tx = desk.context.db().begin().await?;
    store::settings::put(&mut tx, "scope_catalogue", &text, desk.context.now()).await?;
    tx.save().await?;
    Ok(())
}

async fn pack(op: &OpContext, number: TicketNumber) -> Outcome<Value> {
    Ok(interventions::evidence(op, number).await?)
}

/// Source, task, what is charged.
fn charged(pack: &Value) -> Vec<(&'static str, &'static str, i64)> {
    let lines = pack["charges"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let word = |value: &Value| -> &'static str {
        // The codes of the lists below.
        let known = [
            "time",
            "offer",
            "price",
            "restart_services",
            "install_software",
            "data_recovery",
            "malware_removal",
        ];
        known
            .into_iter()
            .find(|code| value.as_str() == Some(code))
            .unwrap_or("")
    };
    let line = |line: &Value| {
        (
            word(&line["source"]),
            word(&line["task"]),
            line["net"].as_i64().unwrap_or(-1),
        )
    };
    lines.iter().map(line).collect()
}

store::both_databases! {
    async fn the_tariff_of_the_task_applies_and_a_free_fault_stays_free(db: Db) {
        // I-14
        let desk = Desk::open(db).await?;
        let number = running(&desk, &["restart_services", "install_software"], "200").await?;
        work(&desk, number, "restart_services", 60).await?;
        work(&desk, number, "install_software", 30).await?;
        // Not named: that of the last entry.
        work(&desk, number, "", 10).await?;
        // On none of the agreed tasks: never agreed, so not charged.
        work(&desk, number, NO_TASK, 45).await?;
        let engineer = desk.op(desk.engineer).await?;
        assert_eq!(code(interventions::start_timer(&engineer, number, "data_recovery").await), "task:choice");
        assert_eq!(code(interventions::start_timer(&engineer, number, "tanzen").await), "task:choice");
        let owner = desk.op(desk.owner).await?;
        let pack = pack(&owner, number).await?;
        assert_eq!(
            charged(&pack),
            [("time", "restart_services", 0), ("time", "install_software", 8_700), ("time", "", 0)]
        );
        let line = &pack["charges"][1];
        let by = line["agreed_by"].as_str().unwrap_or_default().to_lowercase();
        assert!(by.starts_with("petra"), "{by}");
        assert!(line["agreed_at"].is_string() && line["seconds"].as_i64() == Some(2_400), "{line}");
        let rates: Vec<_> = pack["work"].as_array().ok_or("no work")?.iter().map(|w| w["rate"].as_i64()).collect();
        assert_eq!(rates, [Some(0), Some(11_600), Some(11_600), Some(0)]);
    }

    async fn the_task_can_be_put_right_when_the_timer_stops(db: Db) {
        // I-14
        let desk = Desk::open(db).await?;
        let number = running(&desk, &["restart_services", "install_software"], "200").await?;
        let engineer = desk.op(desk.engineer).await?;
        interventions::start_timer(&engineer, number, "install_software").await?;
        desk.clock.advance(1_800);
        let engineer = desk.op(desk.engineer).await?;
        let right = StopForm { task: "restart_services".to_owned(), ..StopForm::default() };
        interventions::stop_timer(&engineer, number, &right).await?;
        assert_eq!(charged(&pack(&engineer, number).await?), [("time", "restart_services", 0)]);
    }

    async fn time_that_is_not_charged_says_why_and_the_chain_tells_it(db: Db) {
        // I-14
        let desk = Desk::open(db).await?;
        let number = running(&desk, &["install_software"], "200").await?;
        let engineer = desk.op(desk.engineer).await?;
        interventions::start_timer(&engineer, number, "").await?;
        desk.clock.advance(1_800);
        let engineer = desk.op(desk.engineer).await?;
        let stop = |waived, reason: &str| StopForm { waived, reason: reason.to_owned(), ..StopForm::default() };
        assert_eq!(code(interventions::stop_timer(&engineer, number, &stop(true, " ")).await), "reason:required");
        assert_eq!(code(interventions::stop_timer(&engineer, number, &stop(false, "Kulanz")).await), "waived:tick_or_clear");
        interventions::stop_timer(&engineer, number, &stop(true, "Unser eigener Fehler")).await?;
        let pack = pack(&engineer, number).await?;
        assert_eq!(charged(&pack), [("time", "install_software", 0)]);
        let entry = &pack["work"][0];
        assert_eq!((entry["billable"].as_bool(), entry["waived"].as_str()), (Some(false), Some("Unser eigener Fehler")));
        assert!(desk.kinds(number).await?.iter().any(|kind| kind == "work.waived"));
        desk.verify_chain().await?;
    }

    async fn fixed_prices_are_charged_once_beside_the_time(db: Db) {
        // I-14, I-19, I-20
        let desk = Desk::open(db).await?;
        catalogue_price(&desk, Task::DataRecovery, 24_900).await?;
        let number = running(&desk, &["restart_services", "data_recovery"], "").await?;
        let owner = desk.op(desk.owner).await?;
        assert_eq!(charged(&pack(&owner, number).await?), [], "nothing was done for it yet");
        let engineer = desk.op(desk.engineer).await?;
        let entry = EntryForm { task: "data_recovery".to_owned(), ..Desk::entry("Dateien zurückgeholt") };
        interventions::log(&engineer, number, &entry).await?;
        assert_eq!(charged(&pack(&owner, number).await?), [("price", "data_recovery", 24_900)]);
        work(&desk, number, "data_recovery", 120).await?;
        let pack = pack(&owner, number).await?;
        assert_eq!(charged(&pack), [("price", "data_recovery", 24_900)], "the time costs nothing besides");
        let line = &pack["charges"][0];
        assert_eq!((line["seconds"].as_i64(), line["order"].as_str()), (Some(7_200), None));
        assert_eq!(pack["actions"][0]["task"].as_str(), Some("data_recovery"));
    }

    async fn an_accepted_offer_is_charged_and_names_who_accepted_it_when(db: Db) {
        // I-14, I-20
        let desk = Desk::open(db).await?;
        let number = running(&desk, &["restart_services"], "").await?;
        let engineer = desk.op(desk.engineer).await?;
        let offer = OfferForm {
            task: "malware_removal".to_owned(),
            scope: "Schadsoftware entfernen".to_owned(),
            kind: "fixed".to_owned(),
            price: "249".to_owned(),
            ..OfferForm::default()
        };
        let id = interventions::offer(&engineer, number, &offer).await?;
        let owner = desk.op(desk.owner).await?;
        assert_eq!(charged(&pack(&owner, number).await?), [], "offered only");
        interventions::answer_offer(&owner, number, id, Answer::Accept).await?;
        let told = pack(&owner, number).await?;
        assert_eq!(charged(&told), [("offer", "malware_removal", 24_900)]);
        let line = &told["charges"][0];
        assert_eq!(
            (line["agreed_by"].as_str(), line["scope"].as_str()),
            (Some("Petra Lindner"), Some("Schadsoftware entfernen"))
        );
        assert!(line["order"].is_string() && line["agreed_at"].is_string(), "{line}");
        // Locked before anything was done for it: nothing is owed.
        interventions::revoke(&owner, number).await?;
        assert_eq!(charged(&pack(&owner, number).await?), []);
    }
}
