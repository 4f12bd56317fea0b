//! Prices on the form before anything is filed: those of the system's contract, or none.

use domain::charge::Tariff;
use domain::ids::SystemId;
use domain::intervention::Task;
use services::interventions::{self, FormView};

use super::desk::{Desk, Outcome};

fn tariff(view: &FormView, task: Task) -> Option<Tariff> {
    view.lines.iter().find(|line| line.task == task)?.tariff
}

/// A second server of the customer, without a contract.
async fn without_contract(desk: &Desk) -> Outcome {
    let mut tx = desk.context.db().begin().await?;
    let mut system = store::systems::find(&mut tx, desk.system)
        .await?
        .ok_or("no system")?;
    system.id = desk.context.id(SystemId::from_uuid);
    "S-2".clone_into(&mut system.service_id);
    "db-1.example.org".clone_into(&mut system.name);
    system.primary_ipv4 = "203.0.113.8".parse()?;
    store::systems::insert(&mut tx, &system).await?;
    tx.save().await?;
    Ok(())
}

store::both_databases! {
    async fn the_first_form_shows_the_prices_of_the_systems_contract(db: Db) {
        // I-14, I-16
        let desk = Desk::open(db).await?;
        let owner = desk.op(desk.owner).await?;
        // One server, on a Managed Server contract: faults of the operating system are free.
        let view = interventions::new_form(&owner, "").await?;
        assert_eq!(tariff(&view, Task::RestoreNetwork), Some(Tariff::Free));
        assert_eq!(tariff(&view, Task::InstallSoftware), Some(Tariff::REMOTE_HANDS));
        assert_eq!(view.varies, []);
        assert_eq!(view.proposed_ceiling.map(|c| c.0), Some(23_200));

        // Two, with different contracts: no price is said that may be wrong.
        without_contract(&desk).await?;
        let view = interventions::new_form(&owner, "").await?;
        assert!(view.varies.contains(&Task::RestoreNetwork));
        assert!(!view.varies.contains(&Task::InstallSoftware), "the same for both");
        assert_eq!(view.proposed_ceiling, None);
        for (named, free) in [("web-1.example.org", true), ("s-1", true), ("203.0.113.8", false), ("DB-1.example.org", false)] {
            let view = interventions::new_form(&owner, named).await?;
            assert_eq!(tariff(&view, Task::RestoreNetwork) == Some(Tariff::Free), free, "{named}");
            assert_eq!(view.varies, [], "{named}");
        }
    }
}
