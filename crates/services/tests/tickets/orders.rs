//! Orders on any ticket, and the finding that stops the work until one is accepted.

use domain::account::StaffRole;
use domain::charge::{Cents, Tariff};
use domain::contract::OrderState;
use domain::ids::{OrderId, PersonId, TicketNumber};
use domain::ticket::Class;
use services::error::ServiceError;
use services::interventions::Answer;
use services::tickets::orders::{self, FindingForm, OrderForm};
use services::tickets::{self, Act, Chronicle, TicketView};
use store::people::PersonRow;
use store::testing::rows;

use crate::desk::{Desk, Result};

fn by_time(scope: &str, ceiling: &str) -> OrderForm {
    OrderForm {
        scope: scope.to_owned(),
        kind: "time".to_owned(),
        ceiling: ceiling.to_owned(),
        ..OrderForm::default()
    }
}

fn found(service: &str) -> FindingForm {
    FindingForm {
        service: service.to_owned(),
        finding: "Das Plugin „Slider“ läuft in eine Endlosschleife.".to_owned(),
        excluded: "Ausfälle durch unverträgliche Anwendungen sind nicht abgedeckt.".to_owned(),
        offer: OrderForm::default(),
    }
}

async fn view(desk: &Desk, number: TicketNumber) -> Result<TicketView> {
    Ok(tickets::view(&desk.petra, number, Chronicle::Moments).await?)
}

async fn stopped(desk: &Desk, number: TicketNumber) -> Result<bool> {
    let row = desk.row(number).await?;
    let mut tx = desk.context.db().read().await?;
    Ok(orders::work_is_stopped(&mut tx, &row).await?)
}

async fn only_order(desk: &Desk, number: TicketNumber) -> Result<OrderId> {
    let orders = view(desk, number).await?.orders;
    let last = orders.last().ok_or("no offer")?;
    Ok(last.id)
}

fn fields(error: ServiceError) -> Vec<(&'static str, &'static str)> {
    match error {
        ServiceError::Invalid(errors) => errors.into_iter().map(|e| (e.field, e.code)).collect(),
        other => panic!("{other}"),
    }
}

store::both_databases! {
    async fn a_price_on_any_ticket_is_accepted_before_the_work(db: Db) {
        // M-33, RULINGS 4
        let desk = Desk::new(db).await?;
        let number = desk.file("question", "Bitte PHP 8.4 einrichten").await?;
        let wrong = OrderForm { price: "0".to_owned(), kind: "fixed".to_owned(), ..OrderForm::default() };
        let refused = orders::offer(&desk.jana, number, &wrong).await.expect_err("nothing typed");
        assert_eq!(fields(refused), [("scope", "required"), ("price", "amount")]);
        let secret = by_time("Passwort: hunter2-Sommer-2027!", "200");
        let refused = orders::offer(&desk.jana, number, &secret).await.expect_err("a secret");
        assert_eq!(fields(refused), [("scope", "secret_found")]);
        assert!(view(&desk, number).await?.orders.is_empty());

        let id = orders::offer(&desk.jana, number, &by_time("PHP 8.4 einrichten", "200,00")).await?;
        let offered = view(&desk, number).await?.orders;
        assert_eq!(offered.len(), 1);
        assert_eq!((offered[0].state, offered[0].ceiling_cents), (OrderState::Offered, Some(Cents(20_000))));
        assert!(matches!(offered[0].tariff, Tariff::PerUnit { .. } | Tariff::Hourly { .. }));
        let mails = desk.mails("petra.lindner@example.test").await?;
        assert!(mails.iter().any(|(_, text)| text.contains("PHP 8.4 einrichten")), "{mails:?}");

        // Neither readers nor the desk accept for the customer; strangers do not know of it.
        for op in [&desk.reader, &desk.jana, &desk.stranger] {
            assert!(orders::answer(op, number, id, Answer::Accept).await.is_err());
        }
        orders::answer(&desk.petra, number, id, Answer::Accept).await?;
        let accepted = view(&desk, number).await?.orders.remove(0);
        assert_eq!((accepted.state, accepted.decided_by), (OrderState::Accepted, Some(desk.petra.actor.person)));
        let again = orders::answer(&desk.petra, number, id, Answer::Decline).await;
        assert!(matches!(again, Err(ServiceError::Conflict("settled"))));
        assert!(matches!(orders::withdraw(&desk.jana, number, id).await, Err(ServiceError::Conflict("settled"))));
        let kinds = desk.kinds(number).await?;
        for kind in ["order.offered", "order.accepted"] {
            assert_eq!(kinds.iter().filter(|one| *one == kind).count(), 1, "{kinds:?}");
        }

        let late = orders::offer(&desk.jana, number, &by_time("Noch etwas", "100")).await?;
        desk.clock.advance(60 * 24 * 3600);
        let too_late = orders::answer(&desk.petra, number, late, Answer::Accept).await;
        assert!(matches!(too_late, Err(ServiceError::Conflict("too_late"))));
        orders::withdraw(&desk.jana, number, late).await?;
        // An order of another ticket is none of this one.
        let other = desk.file("question", "Etwas anderes").await?;
        assert!(matches!(orders::withdraw(&desk.jana, other, id).await, Err(ServiceError::NotFound)));
        tickets::change(&desk.jana, other, Act::Close).await?;
        let over = orders::offer(&desk.jana, other, &by_time("Zu spät", "100")).await;
        assert!(matches!(over, Err(ServiceError::Conflict("wrong_state"))));
    }

    async fn a_finding_stops_the_work_until_the_offer_is_accepted(db: Db) {
        // M-29, M-31, rule 21
        let desk = Desk::new(db).await?;
        let number = desk.file("emergency:server_down", "Webserver steht").await?;
        desk.clock.advance(60);
        let refused = orders::reclassify(&desk.jana, number, &FindingForm::default()).await.expect_err("nothing typed");
        assert_eq!(fields(refused), [("service", "required"), ("finding", "required"), ("excluded", "required")]);
        let half = FindingForm { offer: by_time("", "viel"), ..found("Apache") };
        let refused = orders::reclassify(&desk.jana, number, &half).await.expect_err("half an offer");
        assert_eq!(fields(refused), [("scope", "required"), ("ceiling", "amount")]);
        assert!(!stopped(&desk, number).await? && view(&desk, number).await?.findings.is_empty());

        let form = FindingForm { offer: by_time("Plugin ersetzen", "300"), ..found("Apache") };
        orders::reclassify(&desk.jana, number, &form).await?;
        let shown = view(&desk, number).await?;
        assert_eq!((shown.ticket.class, shown.findings.len(), shown.orders.len()), (Class::Question, 1, 1));
        assert!(stopped(&desk, number).await?);
        // What was promised for the emergency is no promise for a question: it counts in service hours from here on.
        let promised = desk.clocks(number).await?;
        assert!(promised.iter().all(|clock| clock.due_at.is_none_or(|due| due > desk.context.now().plus_seconds(3_600))), "{promised:?}");
        let kinds = desk.kinds(number).await?;
        for kind in ["finding.made", "order.offered", "ticket.class_changed"] {
            assert!(kinds.iter().any(|one| one == kind), "{kinds:?}");
        }
        let mails = desk.mails("petra.lindner@example.test").await?;
        assert!(mails.iter().any(|(_, text)| text.contains("Endlosschleife") && text.contains("nicht abgedeckt")), "{mails:?}");
        let twice = orders::reclassify(&desk.jana, number, &found("Apache")).await;
        assert!(matches!(twice, Err(ServiceError::Conflict("no_fault"))));
        let by_hand = tickets::change(&desk.jana, number, Act::Classify(Class::Fault)).await;
        assert!(matches!(by_hand, Err(ServiceError::Invalid(fields)) if fields[0].field == "class"));

        // Declined: it stays stopped, also with the next offer open. Accepted: it goes on.
        orders::answer(&desk.petra, number, only_order(&desk, number).await?, Answer::Decline).await?;
        assert!(stopped(&desk, number).await?);
        desk.clock.advance(60);
        orders::offer(&desk.jana, number, &by_time("Plugin abschalten", "100")).await?;
        assert!(stopped(&desk, number).await?);
        orders::answer(&desk.petra, number, only_order(&desk, number).await?, Answer::Accept).await?;
        assert!(!stopped(&desk, number).await?);
    }

    async fn a_finding_can_be_taken_back(db: Db) {
        // M-29
        let desk = Desk::new(db).await?;
        let number = desk.file("fault", "Webserver steht").await?;
        let form = FindingForm { offer: by_time("Plugin ersetzen", "300"), ..found("Apache") };
        orders::reclassify(&desk.jana, number, &form).await?;
        assert!(orders::take_back(&desk.petra, number).await.is_err());
        orders::take_back(&desk.jana, number).await?;
        let shown = view(&desk, number).await?;
        assert_eq!((shown.ticket.class, shown.orders[0].state), (Class::Fault, OrderState::Withdrawn));
        assert!(!stopped(&desk, number).await?);
        assert!(desk.kinds(number).await?.iter().any(|kind| kind == "finding.withdrawn"));
        assert!(matches!(orders::take_back(&desk.jana, number).await, Err(ServiceError::NotFound)));
    }

    async fn the_third_finding_of_a_service_within_thirty_days_is_said_to_repeat(db: Db) {
        // M-32
        let desk = Desk::new(db).await?;
        let email = "maja@example.test";
        let manager = PersonRow {
            staff_role: Some(StaffRole::Manager),
            ..rows::person(desk.context.id(PersonId::from_uuid), email, desk.context.now())
        };
        let mut tx = desk.context.db().begin().await?;
        store::people::insert(&mut tx, &manager).await?;
        tx.save().await?;
        let mut nth = Vec::new();
        for (days, service) in [(0, "Apache"), (20, " apache "), (5, "MySQL"), (4, "APACHE"), (31, "Apache")] {
            desk.clock.advance(days * 24 * 3600);
            let number = desk.file("fault", "Dienst steht").await?;
            tickets::change(&desk.jana, number, Act::Systems("SRV-20417".to_owned())).await?;
            assert!(desk.row(number).await?.system_id.is_some());
            orders::reclassify(&desk.jana, number, &found(service)).await?;
            nth.push(view(&desk, number).await?.findings[0].nth);
        }
        assert_eq!(nth, [1, 2, 1, 3, 1]);
        let told = desk.mails(email).await?;
        let repeats: Vec<_> = told.iter().filter(|(_, text)| text.contains("3. Feststellung")).collect();
        assert_eq!(repeats.len(), 1, "{told:?}");
    }
}
