//! What stands around the procedure: the phone, the engineer's side panel, the data centre, offers, names.

use axum::http::StatusCode;
use domain::account::StaffRole;
use domain::ids::TicketNumber;
use domain::time::Timestamp;
use store::provider::ProviderRow;

use super::house::{House, request, work};
use crate::desk::{Desk, Result, START};

/// A provider who answers the phone in these hours.
async fn provider(desk: &Desk, hours: &str) -> Result {
    let row = ProviderRow {
        id: ProviderRow::ID,
        name: "Kastell Hosting GmbH".to_owned(),
        street: String::new(),
        postal_code: String::new(),
        city: String::new(),
        country: "DE".to_owned(),
        land: None,
        vat_id: String::new(),
        email: String::new(),
        phone: "069 90009-0".to_owned(),
        phone_hours: hours.to_owned(),
        emergency_phone: "069 90009-112".to_owned(),
        source_ips: String::new(),
        ssh_public_key: String::new(),
        name_servers: String::new(),
        guide_url: String::new(),
        is_demo: false,
        updated_at: None,
    };
    let mut tx = desk.context().db().begin().await?;
    store::provider::put(&mut tx, &row).await?;
    tx.save().await?;
    Ok(())
}

// S-02, S-04
#[tokio::test]
async fn urgent_matters_are_sent_to_the_phone_and_a_call_counts_from_its_beginning() -> Result {
    let house = House::open().await?;
    // The clock stands on a Friday, 9:00 in Berlin.
    for (hours, state) in [
        ("Mo–Fr 8–17 Uhr", "jetzt erreichbar bis heute 17:00"),
        (
            "Mo–Fr 10–17 Uhr",
            "jetzt nicht besetzt, wieder ab heute 10:00",
        ),
        ("Mo–Do 8–17 Uhr", "jetzt nicht besetzt, wieder ab Mo 08:00"),
        ("Rund um die Uhr", "jetzt erreichbar"),
    ] {
        provider(&house.desk, hours).await?;
        for path in ["/tickets/new", "/interventions/new"] {
            let page = house.petra.get(path).await?.text;
            assert!(page.contains(state), "{path}: {state}");
            assert!(page.contains("href=\"tel:+4969900090\""), "{path}");
            assert!(page.contains("href=\"tel:+496990009112\""), "{path}");
        }
    }
    let page = house.petra.get("/tickets/new").await?.text;
    // M-30: which emergencies there are, whom to call first, and what is none.
    for words in [
        "Bei einem Notfall rufen Sie bitte zuerst an: 069 90009-112.",
        "Kein Notfall sind Ausfälle",
        "value=\"emergency:server_down\"",
        "Notfall: Das Netzwerk ist nicht erreichbar",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }

    let now = domain::time::Clock::now(house.desk.clock.as_ref());
    let call = [
        ("organization", "10001"),
        ("caller", "Petra Lindner"),
        ("minutes", "7"),
        ("subject", "Nichts geht mehr"),
        ("class", "emergency:server_down"),
        ("priority", "high"),
        ("department", "technical"),
        ("body", "Frau Lindner ruft an: der Laden steht."),
    ];
    let page = house.jana.post("/desk/tickets/new", &call).await?;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let number: i64 = page
        .location()
        .trim_start_matches("/tickets/")
        .split('?')
        .next()
        .unwrap_or_default()
        .parse()?;
    let mut tx = house.desk.context().db().read().await?;
    let ticket = store::tickets::find(&mut tx, TicketNumber(number))
        .await?
        .ok_or("no ticket")?;
    let clocks = store::clocks::list(&mut tx, ticket.id).await?;
    assert_eq!(clocks[0].started_at, now.minus_seconds(7 * 60));
    assert_eq!(clocks[0].target_s, 600);
    drop(tx);
    house.desk.stop().await
}

// S-06
#[tokio::test]
async fn the_engineer_sees_system_ways_contacts_and_contract_where_the_work_is() -> Result {
    let mut house = House::open().await?;
    let before = house
        .petra
        .post(
            "/tickets/new",
            &[
                ("subject", "Zertifikat erneuert"),
                ("class", "question"),
                ("department", "technical"),
                ("body", "Bitte prüfen."),
                ("systems", &system_id(&house.desk).await?),
            ],
        )
        .await?;
    assert_eq!(before.status, StatusCode::SEE_OTHER, "{}", before.text);
    let ticket = house.filed().await?;
    for path in [work(ticket, ""), format!("/tickets/{ticket}")] {
        let page = house.look(false, &path).await?;
        for known in [
            "web-03",
            "203.0.113.7",
            "S-77",
            "Debian 12",
            "HH1",
            "IP-KVM",
            "Managed Server",
            "Organisation 10001",
            "petra",
            "Zertifikat erneuert",
        ] {
            assert!(page.contains(known), "{path}: {known}");
        }
    }
    // Days are told from now, not from the last change of the ticket one looks at.
    let mut tx = house.desk.context().db().begin().await?;
    let mut row = store::tickets::find(&mut tx, TicketNumber(ticket))
        .await?
        .ok_or("no ticket")?;
    row.updated_at = Timestamp::from_unix(START - 5 * 86_400);
    store::tickets::update(&mut tx, &mut row).await?;
    tx.save().await?;
    for path in [work(ticket, ""), format!("/tickets/{ticket}")] {
        let page = house.look(false, &path).await?;
        let recent = page.split("id=\"recent\"").nth(1).ok_or("no list")?;
        let recent = recent.split("</ul>").next().unwrap_or_default();
        assert!(recent.contains("heute 09:0"), "{path}: {recent}");
    }
    // The customer's own page tells nothing of the desk's.
    let page = house.look(true, &format!("/tickets/{ticket}")).await?;
    assert!(!page.contains("id=\"contacts\"") && !page.contains("id=\"recent\""));
    house.desk.stop().await
}

async fn system_id(desk: &Desk) -> Result<String> {
    let mut tx = desk.context().db().read().await?;
    let systems = store::systems::list(&mut tx).await?;
    Ok(systems.first().ok_or("no system")?.id.to_string())
}

// I-50, I-51
#[tokio::test]
async fn the_data_centre_has_a_place_and_an_arrival_that_the_customer_reads() -> Result {
    let mut house = House::open().await?;
    let mut asked = request("sign");
    asked.push(("method", "data_centre"));
    house.step(true, "/interventions/new", &asked).await?;
    let ticket = house.sign_last().await?;
    house.step(false, &work(ticket, "/take"), &[]).await?;
    house.step(false, &work(ticket, "/verify"), &[]).await?;
    let choose = |eta: &'static str| {
        [
            ("method", "data_centre"),
            ("method_reason", "Das Netzteil muss ausgetauscht werden."),
            ("complexity", "standard"),
            ("symptom", "no_ping"),
            ("hardware", "yes"),
            ("eta", eta),
        ]
    };
    let past = house
        .jana
        .post(&work(ticket, "/assess"), &choose("2027-01-15T08:00"))
        .await?;
    assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(past.text.contains("id=\"f-eta-error\""));
    // No place typed: it is the system's own.
    house
        .step(false, &work(ticket, "/assess"), &choose("2027-01-15T14:30"))
        .await?;
    let page = house.look(true, &format!("/tickets/{ticket}")).await?;
    assert!(page.contains("HH1, voraussichtlich heute 14:30"), "{page}");
    let told = "Der Zugriff erfolgt vor Ort im Rechenzentrum (HH1). Voraussichtlich vor Ort: 15.01.2027, 14:30 Uhr.";
    assert!(page.contains(told), "told in the ticket: {page}");
    let mut tx = house.desk.context().db().read().await?;
    let mails = store::mails::list_newest(&mut tx, 9).await?;
    let by_mail = |mail: &store::mails::MailRow| {
        mail.to_address == super::house::PETRA && mail.body_text.0.contains(told)
    };
    assert!(mails.iter().any(by_mail), "and by mail");
    let row = store::tickets::find(&mut tx, TicketNumber(ticket))
        .await?
        .ok_or("no ticket")?;
    let case = store::interventions::find_by_ticket(&mut tx, row.id)
        .await?
        .ok_or("no case")?;
    let half_past_two = Timestamp::from_unix(START - START % 86_400 + 13 * 3_600 + 1_800);
    assert_eq!(
        (case.site_place.as_str(), case.site_eta),
        ("HH1", Some(half_past_two))
    );
    drop(tx);
    house.desk.stop().await
}

// I-18, I-19
#[tokio::test]
async fn the_provider_decides_how_a_task_beyond_the_procedure_is_offered() -> Result {
    let house = House::open().await?;
    let admin = house
        .desk
        .staff("adam@example.test", StaffRole::Admin)
        .await?;
    let mut fields = vec![
        ("mode_application_troubleshooting", "plan_tariff"),
        ("mode_data_recovery", "price"),
        ("price_data_recovery", ""),
        ("mode_performance_tuning", "on_request"),
        ("mode_malware_removal", "not_offered"),
    ];
    let refused = admin.post("/admin/catalogue", &fields).await?;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("id=\"f-price_data_recovery-error\""));
    fields[2].1 = "249";
    let saved = admin.post("/admin/catalogue", &fields).await?;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = house.petra.get("/interventions/new").await?.text;
    let of = |task: &str| {
        let rest = page
            .split(&format!("value=\"{task}\""))
            .nth(1)
            .unwrap_or_default();
        rest.split("name=\"").next().unwrap_or_default().to_owned()
    };
    assert!(
        of("data_recovery").contains("249,00"),
        "{}",
        of("data_recovery")
    );
    assert!(of("performance_tuning").contains("nach Angebot"));
    let malware = of("malware_removal");
    assert!(
        malware.contains("wird nicht angeboten") && malware.contains("disabled"),
        "{malware}"
    );
    house.desk.stop().await
}

// M-09
#[tokio::test]
async fn a_system_has_names_and_the_name_servers_that_answer_for_them() -> Result {
    let house = House::open().await?;
    let admin = house
        .desk
        .staff("adam@example.test", StaffRole::Admin)
        .await?;
    let provider = [
        ("name", "Kastell Hosting GmbH"),
        ("country", "DE"),
        ("name_servers", "ns1.kastell.example\nns2.kastell.example"),
    ];
    let saved = admin.post("/admin/provider", &provider).await?;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let wrong = [
        ("name", "Kastell"),
        ("country", "DE"),
        ("name_servers", "kein Name"),
    ];
    let refused = admin.post("/admin/provider", &wrong).await?;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let id = system_id(&house.desk).await?;
    let system = [
        ("name", "web-03"),
        ("service_id", "S-77"),
        ("kind", "dedicated"),
        ("os_family", "linux"),
        ("os_release", "Debian 12"),
        ("primary_ipv4", "203.0.113.7"),
        ("names", "www.lindner.example shop.lindner.example"),
        ("provisioned_by", "provider"),
        ("way_in", "direct"),
        ("active", "yes"),
    ];
    let saved = admin.post(&format!("/admin/systems/{id}"), &system).await?;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = house.petra.get(&format!("/systems/{id}")).await?.text;
    for known in [
        "www.lindner.example",
        "shop.lindner.example",
        "ns1.kastell.example, ns2.kastell.example",
    ] {
        assert!(page.contains(known), "{known}: {page}");
    }
    house.desk.stop().await
}

// I-36, I-37
#[tokio::test]
async fn the_department_is_found_under_both_names_the_source_gives_it() -> Result {
    let mut house = House::open().await?;
    let ticket = house.filed().await?;
    let billing = house
        .petra
        .post(
            "/tickets/new",
            &[
                ("subject", "Rechnung fehlt"),
                ("class", "question"),
                ("department", "billing"),
                ("body", "Die vom Oktober."),
            ],
        )
        .await?;
    assert_eq!(billing.status, StatusCode::SEE_OTHER, "{}", billing.text);
    let row = format!("/tickets/{ticket}");
    for name in ["Technische%20Fragen", "technische+probleme"] {
        for (browser, path) in [(&house.jana, "/desk/search"), (&house.petra, "/tickets")] {
            let page = browser.get(&format!("{path}?q={name}")).await?.text;
            assert!(page.contains(&row), "{path} {name}");
            assert!(!page.contains("Rechnung fehlt"), "{path} {name}");
        }
    }
    let page = house.petra.get("/tickets/new").await?.text;
    assert!(page.contains("Technische Fragen"));
    house.desk.stop().await
}
