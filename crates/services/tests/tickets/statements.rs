//! Statements of work: the worked example of docs/BILLING.md, what is closed and what changes afterwards, VAT.

use domain::account::StaffRole;
use domain::billing::StatedKind;
use domain::billing::vat::{Category, Doubt, Reason};
use domain::charge::Cents;
use domain::contract::Plan;
use domain::ids::{ContractId, OrderId, OrganizationId, TicketNumber, WorkEntryId};
use services::context::OpContext;
use services::error::ServiceError;
use services::statements::{self, Month, StatementView};
use services::tariffs::{self, ArticleFields, TariffForm};
use services::tax::{self, RateForm, ViesForm};
use services::tickets::NewTicket;
use services::work::{self, WorkForm};
use store::contracts::ContractRow;
use store::testing::rows;

use crate::desk::{Desk, Result, now, staff};
use crate::work::{form, ordered};

const DAY: i64 = 86_400;

fn month(text: &str) -> Result<Month> {
    Ok(text.parse()?)
}

fn lindner(desk: &Desk) -> OrganizationId {
    desk.petra.actor.memberships[0].organization
}

/// The server has a Service Card: work by the hour, 100 EUR inside and 149 EUR outside.
async fn card(desk: &Desk) -> Result {
    let mut tx = desk.context.db().begin().await?;
    let server = store::systems::find(&mut tx, desk.server)
        .await?
        .ok_or("no server")?;
    let row = ContractRow {
        plan: Plan::ServiceCard,
        ..rows::contract(desk.context.id(ContractId::from_uuid), &server, now())
    };
    store::contracts::insert(&mut tx, &row).await?;
    tx.save().await?;
    Ok(())
}

async fn approve_all(manager: &OpContext) -> Result {
    let waiting = work::waiting(manager).await?;
    let ids: Vec<WorkEntryId> = waiting.drafts.iter().map(|one| one.row.id).collect();
    work::approve(manager, &ids).await?;
    Ok(())
}

/// Wednesday 16:50–17:05 and 17:05–17:25, Thursday 10:00–11:10, under an order accepted on Wednesday at 16:00 with a ceiling
/// of 200 EUR; approved.
async fn example(desk: &Desk, manager: &OpContext) -> Result<(TicketNumber, OrderId)> {
    card(desk).await?;
    let server = desk.server.to_string();
    let number = desk
        .file_with(NewTicket {
            subject: "Plugin",
            class: "question",
            department: "technical",
            body: "Bitte ersetzen.",
            systems: vec![server.as_str()],
            ..NewTicket::default()
        })
        .await?;
    desk.wait(180 * 60).await?;
    let order = ordered(desk, number, "200").await?;
    desk.wait(2 * DAY).await?;
    for (from, to) in [(230, 245), (245, 265), (1_260, 1_330)] {
        work::enter(&desk.jana, number, &form(from, to, Some(order))).await?;
    }
    approve_all(manager).await?;
    Ok((number, order))
}

fn sums(view: &StatementView) -> (i64, i64, i64) {
    let all = &view.statement;
    (all.net.0, (all.gross - all.net).0, all.gross.0)
}

store::both_databases! {
    async fn the_worked_example_is_billed_closed_and_corrected_by_the_next_month(db: Db) {
        // S-18/19, M-33, RULINGS 4 and 20, billing rules 3, 4, 9, 10
        let desk = Desk::new(db.clone()).await?;
        let manager = staff(&desk.context, "Mia Reuter", StaffRole::Manager).await?;
        let (number, order) = example(&desk, &manager).await?;
        let (january, customer) = (month("2027-01")?, lindner(&desk));
        let open = statements::view(&manager, customer, january).await?;
        assert_eq!(sums(&open), (20_000, 3_800, 23_800));
        assert!(open.closed.is_none() && !open.may_close);
        assert!(matches!(statements::close(&manager, customer, january).await, Err(ServiceError::Conflict("statement_not_over"))));
        assert!(matches!(statements::view(&desk.petra, customer, january).await, Err(ServiceError::NotFound)), "not closed yet");

        desk.wait(20 * DAY).await?;
        let lines = statements::of_month(&manager, january).await?;
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].entries, lines[0].drafts, lines[0].closed.is_some()), (3, 0, false));
        assert!(matches!(statements::close(&desk.jana, customer, january).await, Err(ServiceError::Denied(_))));
        statements::close(&manager, customer, january).await?;
        assert!(matches!(statements::close(&manager, customer, january).await, Err(ServiceError::Conflict("statement_closed"))));
        let mut tx = desk.context.db().read().await?;
        let mails = store::mails::list_newest(&mut tx, 50).await?;
        drop(tx);
        let told: Vec<_> = mails.iter().filter(|mail| mail.kind == "statement_closed").collect();
        assert_eq!(told.iter().map(|mail| mail.person_id).collect::<Vec<_>>(), [Some(desk.petra.actor.person)], "readers see no prices");
        assert!(told[0].subject.contains("01/2027") && told[0].body_text.0.contains(&format!("/statements/{customer}/2027-01")));
        assert!(!told[0].body_text.0.contains("238"), "what it comes to stands behind the log-in");
        let read = statements::view(&desk.petra, customer, january).await?;
        assert_eq!(sums(&read), (20_000, 3_800, 23_800));
        assert_eq!(read.closed.as_ref().map(|closed| closed.by.as_str()), Some("Mia Reuter"));
        assert_eq!(read.tickets.values().next().map(|(number, _)| *number), Some(number.0));
        assert_eq!(statements::mine(&desk.petra).await?.len(), 1);
        assert!(statements::mine(&desk.reader).await?.is_empty(), "readers see no prices");
        assert!(matches!(statements::view(&desk.stranger, customer, january).await, Err(ServiceError::NotFound)));

        // In February the customer raises the ceiling: Thursday's 100.50 are taken back, and stated as 125.00.
        work::raise(&desk.petra, number, order, "300").await?;
        let february = month("2027-02")?;
        let next = statements::view(&manager, customer, february).await?;
        assert_eq!(sums(&next), (2_450, 466, 2_916));
        let kinds: Vec<_> = next.statement.lines.iter().map(|one| (one.kind, one.line.charged().0)).collect();
        assert_eq!(kinds, [(StatedKind::Late, 12_500), (StatedKind::TakenBack, -10_050)]);
        assert_eq!(sums(&statements::view(&desk.petra, customer, january).await?), (20_000, 3_800, 23_800), "it stays");
    }

    async fn what_nobody_approved_is_missing_and_comes_later(db: Db) {
        // billing rule 9
        let desk = Desk::new(db.clone()).await?;
        let manager = staff(&desk.context, "Mia Reuter", StaffRole::Manager).await?;
        let (number, order) = example(&desk, &manager).await?;
        work::raise(&desk.petra, number, order, "900").await?;
        work::enter(&desk.jana, number, &WorkForm { note: "Nachgetragen".to_owned(), ..form(1_400, 1_415, Some(order)) }).await?;
        desk.wait(20 * DAY).await?;
        let (january, february, customer) = (month("2027-01")?, month("2027-02")?, lindner(&desk));
        let open = statements::view(&manager, customer, january).await?;
        assert_eq!((open.drafts, open.statement.net), (1, Cents(22_450)));
        statements::close(&manager, customer, january).await?;
        approve_all(&manager).await?;
        let next = statements::view(&manager, customer, february).await?;
        assert_eq!(next.statement.lines.len(), 1);
        assert_eq!((next.statement.lines[0].kind, next.statement.net), (StatedKind::Late, Cents(2_500)));
        // What was stated and is taken back is credited with the tax it had.
        let decided = work::waiting(&manager).await?.decided;
        let monday = decided.iter().find(|one| one.row.started_at == now().plus_seconds(1_260 * 60)).ok_or("no entry")?;
        work::reverse(&manager, monday.row.id, "Falscher Kunde").await?;
        let next = statements::view(&manager, customer, february).await?;
        assert_eq!(next.statement.net, Cents(2_500 - 12_500));
        assert!(next.statement.vat.iter().all(|sum| sum.treatment.basis_points == 1_900));
    }

    async fn a_fixed_price_is_owed_once_the_ticket_is_over(db: Db) {
        // M-33
        use services::interventions::Answer;
        use services::tickets::orders::{self, OrderForm};
        let desk = Desk::new(db.clone()).await?;
        let manager = staff(&desk.context, "Mia Reuter", StaffRole::Manager).await?;
        let number = desk.file("question", "Zertifikat").await?;
        let offer = OrderForm { scope: "Zertifikat einbauen".to_owned(), kind: "fixed".to_owned(), price: "79".to_owned(), ..OrderForm::default() };
        let id = orders::offer(&desk.jana, number, &offer).await?;
        orders::answer(&desk.petra, number, id, Answer::Accept).await?;
        desk.wait(3_600).await?;
        work::enter(&desk.jana, number, &form(10, 40, Some(id))).await?;
        approve_all(&manager).await?;
        let (january, customer) = (month("2027-01")?, lindner(&desk));
        assert_eq!(statements::view(&manager, customer, january).await?.statement.net, Cents::ZERO);
        services::tickets::change(&desk.jana, number, services::tickets::Act::Resolve).await?;
        let view = statements::view(&manager, customer, january).await?;
        assert_eq!(view.statement.net, Cents(7_900), "once, beside its time");
        assert!(view.orders.values().any(|scope| scope == "Zertifikat einbauen"));
    }

    async fn the_customers_seat_decides_on_vat_and_0_percent_needs_a_yes_of_vies(db: Db) {
        // V-06, V-07, V-08, V-09, RULINGS 20
        let desk = Desk::new(db.clone()).await?;
        let manager = staff(&desk.context, "Mia Reuter", StaffRole::Manager).await?;
        example(&desk, &manager).await?;
        let (january, customer) = (month("2027-01")?, lindner(&desk));
        provider(&desk, "DE999999999").await?;
        let treated = async |country: &str, business: bool, vat_id: &str| -> Result<_> {
            seat(&desk, country, business, vat_id).await?;
            let view = statements::view(&manager, customer, january).await?;
            let sum = view.statement.vat.first().ok_or("no line")?.clone();
            Ok((sum.treatment, view.statement.gross.0))
        };
        let (home, gross) = treated("DE", true, "").await?;
        assert_eq!((home.basis_points, home.reason, gross), (1_900, Reason::Domestic, 23_800));
        let (unasked, gross) = treated("AT", true, "ATU12345678").await?;
        assert_eq!((unasked.basis_points, unasked.reason, gross), (1_900, Reason::TreatedAsPrivate, 23_800));
        assert!(unasked.doubts.contains(&Doubt::NotConfirmed));

        // The answer of VIES, entered by hand with its number. // V-09
        let said = |answer: &str, number: &str| ViesForm { answer: answer.to_owned(), on: "2027-01-14".to_owned(), number: number.to_owned() };
        let bare = tax::enter_vies(&manager, customer, &said("yes", "")).await;
        assert!(matches!(bare, Err(ServiceError::Invalid(errors)) if errors[0].field == "number"), "a yes needs its number");
        let ahead = ViesForm { on: "2030-01-01".to_owned(), ..said("no", "") };
        assert!(matches!(tax::enter_vies(&manager, customer, &ahead).await, Err(ServiceError::Invalid(errors)) if errors[0].field == "on"));
        tax::enter_vies(&manager, customer, &said("yes", "WAPIAAAAX")).await?;
        let (confirmed, gross) = treated("AT", true, "ATU12345678").await?;
        assert_eq!((confirmed.category, confirmed.reason, gross), (Category::ReverseCharge, Reason::ReverseCharge, 20_000));
        tax::enter_vies(&manager, customer, &ViesForm { on: "2027-01-15".to_owned(), ..said("no", "") }).await?;
        assert_eq!(treated("AT", true, "ATU12345678").await?.0.reason, Reason::TreatedAsPrivate, "the latest answer counts");
        assert_eq!(tax::of_customer(&manager, customer).await?.vies.len(), 2);

        // Outside the EU: 0 %, and it says why. Canada has no row of its own. // V-06, V-07, V-08
        for country in ["US", "CA", "CH"] {
            let (abroad, gross) = treated(country, true, "").await?;
            assert_eq!((abroad.category, abroad.basis_points, gross), (Category::OutsideScope, 0, 20_000), "{country}");
            assert_eq!(abroad.reason, Reason::OutsideScope);
        }
        // A private person there: a doubt until somebody decides. // V-06
        let (private, _) = treated("CA", false, "").await?;
        assert_eq!(private.doubts, [Doubt::PrivateAbroad]);
        tax::set_place(&manager, customer, "", "domestic").await?;
        let (decided, gross) = treated("CA", false, "").await?;
        assert_eq!((decided.reason, gross), (Reason::DecidedDomestic, 23_800));
        // An area with a rule of its own.
        assert!(matches!(tax::set_place(&manager, customer, "canaries", "").await, Err(ServiceError::Invalid(_))), "no part of Canada");
        seat(&desk, "ES", true, "").await?;
        tax::set_place(&manager, customer, "canaries", "").await?;
        assert_eq!(treated("ES", true, "").await?.0.category, Category::OutsideScope);
        assert!(matches!(tax::of_customer(&desk.jana, customer).await, Err(ServiceError::Denied(_))));
    }

    async fn rates_are_dated_and_an_empty_one_is_refused(db: Db) {
        // V-01 to V-05
        let desk = Desk::new(db.clone()).await?;
        let manager = staff(&desk.context, "Mia Reuter", StaffRole::Manager).await?;
        let view = tax::view(&manager).await?;
        let newest = |view: &tax::VatView, code: &str| {
            let place = view.places.iter().find(|((country, area, _), _)| country.as_str() == code && area.is_none());
            place.map(|(_, rates)| rates[0].basis_points)
        };
        let known = ["EE", "FI", "RO", "SK", "SI"].map(|code| newest(&view, code));
        assert_eq!(known, [Some(2_400), Some(2_550), Some(2_100), Some(2_300), Some(2_200)]);
        let rate = |country: &str, rate: &str, from: &str| RateForm {
            country: country.to_owned(),
            class: "standard".to_owned(),
            rate: rate.to_owned(),
            from: from.to_owned(),
            ..RateForm::default()
        };
        let fields = |result: std::result::Result<(), ServiceError>| match result {
            Err(ServiceError::Invalid(errors)) => errors.iter().map(|e| e.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(fields(tax::add_rate(&manager, &rate("SI", "", "2027-07-01")).await), ["rate"]);
        assert_eq!(fields(tax::add_rate(&manager, &rate("SI", "0", "2027-07-01")).await), ["rate"]);
        assert_eq!(fields(tax::add_rate(&manager, &rate("Slowenien", "%", "bald")).await), ["country", "rate", "from"]);
        tax::add_rate(&manager, &rate("si", "22,5 %", "2027-07-01")).await?;
        assert_eq!(fields(tax::add_rate(&manager, &rate("SI", "23", "2027-07-01")).await), ["from"]);
        assert_eq!(newest(&tax::view(&manager).await?, "SI"), Some(2_250));
        assert!(matches!(tax::add_rate(&desk.jana, &rate("SI", "23", "2028-01-01")).await, Err(ServiceError::Denied(_))));
        tax::set_own(&manager, "", true).await?;
        assert!(tax::view(&manager).await?.own.one_stop_shop);
        assert!(matches!(tax::set_own(&manager, "canaries", false).await, Err(ServiceError::Invalid(_))));
    }

    async fn a_new_version_of_the_list_prices_what_comes_after_it(db: Db) {
        // S-17, billing rules 1 and 7
        let desk = Desk::new(db.clone()).await?;
        let manager = staff(&desk.context, "Mia Reuter", StaffRole::Manager).await?;
        let next = |from: &str, article| version("1", from, article);
        let fields = |result: std::result::Result<(), ServiceError>| match result {
            Err(ServiceError::Invalid(errors)) => errors.iter().map(|e| e.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        // An empty price is never nothing. // S-17
        assert_eq!(fields(tariffs::add(&manager, "", &next("2027-01-14", hour("", "200"))).await), ["inside_0"]);
        assert_eq!(fields(tariffs::add(&manager, "", &next("2027-01-01", hour("120", "200"))).await), ["from"]);
        let bare = TariffForm { articles: Vec::new(), least: "0".to_owned(), reason: String::new(), ..next("2027-01-14", hour("120", "200")) };
        assert_eq!(fields(tariffs::add(&manager, "", &bare).await), ["least", "reason", "code_0"]);
        assert!(matches!(tariffs::add(&desk.jana, "", &next("2027-01-14", hour("120", "200"))).await, Err(ServiceError::Denied(_))));
        tariffs::add(&manager, "", &next("2027-01-14", hour("120", "200"))).await?;
        let stale = tariffs::add(&manager, "", &next("2027-01-15", hour("130", "200"))).await;
        assert!(matches!(stale, Err(ServiceError::Conflict("changed_meanwhile"))));
        let versions = tariffs::view(&manager, "").await?.versions;
        assert_eq!(versions.iter().map(|one| (one.row.version, one.in_force)).collect::<Vec<_>>(), [(2, false), (1, true)]);
        assert_eq!(versions[0].author.as_deref(), Some("Mia Reuter"));

        let number = desk.file("question", "Eins").await?;
        desk.wait(2 * DAY).await?;
        let price = async |from, to| -> Result<_> {
            let quote = work::preview(&desk.jana, number, &form(from, to, None)).await?;
            Ok(quote.price?.net)
        };
        assert_eq!(price(0, 60).await?, Cents(10_000), "Wednesday, before it");
        assert_eq!(price(1_260, 1_320).await?, Cents(12_000), "Thursday");
    }

    async fn a_contract_has_a_tariff_of_its_own_and_the_list_for_the_rest(db: Db) {
        // S-17, billing rules 1 and 3
        let desk = Desk::new(db.clone()).await?;
        let manager = staff(&desk.context, "Mia Reuter", StaffRole::Manager).await?;
        card(&desk).await?;
        let mut tx = desk.context.db().begin().await?;
        let contract = store::contracts::list_of_system(&mut tx, desk.server).await?.remove(0);
        tx.undo().await?;
        let fresh = tariffs::view(&manager, &contract.number).await?;
        assert!(!fresh.unknown && fresh.versions.is_empty() && fresh.own.is_empty());
        assert_eq!(fresh.whose.map(|own| own.contract), Some(contract.number.clone()));
        assert!(tariffs::view(&manager, "V-0").await?.unknown);
        let first = TariffForm { least: "2".to_owned(), ..version("0", "2027-01-13", hour("80", "120")) };
        assert!(matches!(tariffs::add(&manager, "V-0", &first).await, Err(ServiceError::NotFound)));
        let late = version("1", "2027-01-14", hour("80", "120"));
        assert!(matches!(tariffs::add(&manager, &contract.number, &late).await, Err(ServiceError::Conflict("changed_meanwhile"))));
        let wrong = version("0", "2027-01-13", hour("", "120"));
        assert!(matches!(tariffs::add(&manager, &contract.number, &wrong).await, Err(ServiceError::Invalid(_))));
        assert!(tariffs::view(&manager, &contract.number).await?.own.is_empty(), "nothing half-written");
        tariffs::add(&manager, &contract.number, &first).await?;
        let second = version("1", "2027-01-14", hour("90", "130"));
        tariffs::add(&manager, &contract.id.to_string(), &second).await?;
        let known = tariffs::view(&manager, &contract.id.to_string()).await?;
        assert_eq!(known.own.iter().map(|own| own.contract.as_str()).collect::<Vec<_>>(), [contract.number.as_str()]);
        assert_eq!(known.versions.iter().map(|one| (one.row.version, one.in_force)).collect::<Vec<_>>(), [(2, false), (1, true)]);

        let server = desk.server.to_string();
        let own = desk.file_with(NewTicket {
            subject: "Am Server",
            class: "question",
            department: "technical",
            body: "Bitte nachsehen.",
            systems: vec![server.as_str()],
            ..NewTicket::default()
        }).await?;
        let other = desk.file("question", "Ohne System").await?;
        desk.wait(2 * DAY).await?;
        let net = async |number, entry: &WorkForm| -> Result<_> {
            Ok(work::preview(&desk.jana, number, entry).await?.price?.net)
        };
        let span = |from, to| form(from, to, None);
        assert_eq!(net(own, &span(0, 60)).await?, Cents(8_000), "Wednesday, the first version");
        assert_eq!(net(own, &span(0, 10)).await?, Cents(4_000), "at least two quarters");
        assert_eq!(net(own, &span(1_260, 1_320)).await?, Cents(9_000), "Thursday, the second");
        let hands = WorkForm { article: "remote-hands".to_owned(), ..span(0, 60) };
        assert_eq!(net(own, &hands).await?, Cents(11_600), "what it does not name costs what the list says");
        assert_eq!(net(other, &span(0, 60)).await?, Cents(10_000), "nobody else pays by it");
    }
}

fn hour(inside: &str, outside: &str) -> ArticleFields {
    ArticleFields {
        code: "work".to_owned(),
        de: "Arbeit".to_owned(),
        en: "Work".to_owned(),
        class: "hour".to_owned(),
        inside: inside.to_owned(),
        outside: outside.to_owned(),
        unit: "15".to_owned(),
        ..ArticleFields::default()
    }
}

fn version(base: &str, from: &str, article: ArticleFields) -> TariffForm {
    TariffForm {
        base: base.to_owned(),
        from: from.to_owned(),
        gap: "0".to_owned(),
        least: "1".to_owned(),
        reason: "Neue Preise".to_owned(),
        articles: vec![article],
    }
}

/// Where the customer is from now on.
async fn seat(desk: &Desk, country: &str, business: bool, vat_id: &str) -> Result {
    let mut tx = desk.context.db().begin().await?;
    let mut row = store::organizations::find_for_update(&mut tx, lindner(desk))
        .await?
        .ok_or("no customer")?;
    country.clone_into(&mut row.country);
    row.business = business;
    vat_id.clone_into(&mut row.vat_id);
    store::organizations::update(&mut tx, &row).await?;
    tx.save().await?;
    Ok(())
}

async fn provider(desk: &Desk, vat_id: &str) -> Result {
    let row = store::provider::ProviderRow {
        vat_id: vat_id.to_owned(),
        ..services::provider::nothing()
    };
    let mut tx = desk.context.db().begin().await?;
    store::provider::put(&mut tx, &row).await?;
    tx.save().await?;
    Ok(())
}
