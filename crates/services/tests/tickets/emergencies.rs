//! An emergency is one of the provider's list, and one of the plan.

use domain::account::Locale;
use domain::contract::Plan;
use domain::ids::ContractId;
use domain::ticket::Class;
use services::emergencies::{self, EmergenciesForm, Line};
use services::error::ServiceError;
use services::tickets::{self, Act, Chronicle, NewTicket};

use store::contracts::ContractRow;
use store::testing::rows;

use crate::desk::{Desk, Result};

fn form(list: &domain::ticket::Emergencies) -> EmergenciesForm {
    let lines = list.list.iter().map(|one| Line {
        code: one.code.clone(),
        de: one.de.clone(),
        en: one.en.clone(),
        card: one.plans.contains(&Plan::ServiceCard),
        managed: one.plans.contains(&Plan::ManagedServer),
    });
    EmergenciesForm {
        lines: lines.collect(),
        excluded_de: list.excluded_de.clone(),
        excluded_en: list.excluded_en.clone(),
    }
}

async fn refused(desk: &Desk, class: &str) -> Result<&'static str> {
    match desk.file(class, "Alles steht").await {
        Ok(_) => Err("was filed".into()),
        Err(error) => match error.downcast_ref::<ServiceError>() {
            Some(ServiceError::Invalid(errors)) => Ok(errors[0].code),
            _ => Err(error),
        },
    }
}

store::both_databases! {
    async fn an_emergency_is_chosen_from_the_list(db: Db) {
        // M-30
        let desk = Desk::new(db).await?;
        for (class, code) in [
            ("emergency", "emergency_which"),
            ("emergency:", "emergency_which"),
            ("emergency:coffee", "choice"),
            ("fault:server_down", "choice"),
        ] {
            assert_eq!(refused(&desk, class).await?, code, "{class}");
        }
        let number = desk.file("emergency:hardware", "Lüfter steht").await?;
        let shown = tickets::view(&desk.petra, number, Chronicle::Moments).await?;
        assert_eq!(shown.ticket.class, Class::Emergency);
        assert_eq!(shown.emergency.map(|one| one.name_de), Some("Ein Bauteil ist ausgefallen".to_owned()));
        assert_eq!(shown.emergencies, None, "customers change no class");

        // The desk says which one too, and can correct it.
        let by_hand = tickets::change(&desk.jana, number, Act::Classify(Class::Emergency)).await;
        assert!(matches!(by_hand, Err(ServiceError::Invalid(_))));
        tickets::change(&desk.jana, number, Act::Emergency("network_down".to_owned())).await?;
        let shown = tickets::view(&desk.jana, number, Chronicle::Moments).await?;
        assert_eq!(shown.emergency.as_ref().map(|one| one.name(Locale::En)), Some("The network cannot be reached"));
        assert!(shown.emergencies.is_some_and(|list| list.list.len() == 5));
        assert_eq!(desk.clocks(number).await?.len(), 1, "the same promise goes on");
    }

    async fn the_plan_of_the_system_decides_and_the_list_is_the_provider_s(db: Db) {
        // M-30
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        let shipped = emergencies::view(&admin).await?;
        assert!(emergencies::view(&desk.jana).await.is_err());
        let mut wrong = form(&shipped);
        wrong.lines[0].en.clear();
        (wrong.lines[1].card, wrong.lines[1].managed) = (false, false);
        wrong.lines[2].de.clone_from(&shipped.list[3].de);
        wrong.excluded_en.clear();
        let fields = match emergencies::update(&admin, &wrong).await {
            Err(ServiceError::Invalid(errors)) => errors.iter().map(|one| one.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(fields, ["excluded_en", "en_0", "card_1", "de_3"]);
        assert_eq!(emergencies::view(&admin).await?, shipped);
        assert!(emergencies::update(&admin, &EmergenciesForm { lines: Vec::new(), ..form(&shipped) }).await.is_err());

        let mut changed = form(&shipped);
        changed.lines[1].card = false;
        changed.lines.remove(4);
        changed.lines.push(Line { de: "Platte voll".to_owned(), en: "Disk full".to_owned(), card: true, ..Line::default() });
        assert!(emergencies::update(&desk.jana, &changed).await.is_err());
        emergencies::update(&admin, &changed).await?;
        let list = emergencies::view(&admin).await?;
        let codes: Vec<_> = list.list.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, ["server_down", "service_down", "network_down", "hardware", "disk_full"]);

        let mut tx = desk.context.db().begin().await?;
        let server = store::systems::find(&mut tx, desk.server).await?.ok_or("no server")?;
        let contract = ContractRow {
            plan: Plan::ServiceCard,
            ..rows::contract(desk.context.id(ContractId::from_uuid), &server, desk.context.now())
        };
        store::contracts::insert(&mut tx, &contract).await?;
        tx.save().await?;
        let system = desk.server.to_string();
        let new = |class| NewTicket { class, subject: "Steht", department: "technical", body: "Seit eben.", systems: vec![system.as_str()], ..NewTicket::default() };
        let not_in_plan = tickets::file(&desk.petra, new("emergency:service_down")).await;
        assert!(matches!(not_in_plan, Err(ServiceError::Invalid(errors)) if errors[0].code == "emergency_not_in_plan"));
        tickets::file(&desk.petra, new("emergency:disk_full")).await?;
        assert_eq!(refused(&desk, "emergency:attack").await?, "choice");
    }
}
