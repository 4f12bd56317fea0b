//! Tasks against a fee: asked for, offered, accepted, signed. Only then they are part of the authorization.

use axum::http::StatusCode;

use crate::desk::{Browser, Result};
use crate::intervention::{House, main, number, request, work};

const SCOPE: &str = "Schadsoftware auf web-03 suchen und entfernen";
const OFFER: [(&str, &str); 4] = [
    ("offer_task", "malware_removal"),
    ("offer_scope", SCOPE),
    ("offer_kind", "fixed"),
    ("offer_price", "249"),
];

/// The path of the newest offer's answer, as it stands on the customer's ticket.
async fn answer_path(browser: &Browser, ticket: i64) -> Result<String> {
    let page = browser.get(&format!("/tickets/{ticket}")).await?.text;
    let start = format!("/interventions/{ticket}/offers/");
    let at = page.rfind(&start).ok_or("no offer on the ticket")?;
    Ok(page[at..].split('"').next().unwrap_or_default().to_owned())
}

/// A minute later, so that the mail with the digits is the newest one.
async fn sign_later(house: &mut House, ticket: i64) -> Result {
    house.desk.clock.advance(60);
    house.sign(ticket).await
}

async fn text_to_sign(browser: &Browser, ticket: i64) -> Result<String> {
    let page = browser
        .get(&format!("/interventions/{ticket}/sign"))
        .await?;
    assert_eq!(page.status, StatusCode::OK, "{}", page.location());
    let paper = page
        .text
        .split("class=\"paper\"")
        .nth(1)
        .ok_or("no paper")?;
    Ok(paper
        .split("</article>")
        .next()
        .unwrap_or_default()
        .to_owned())
}

#[tokio::test]
async fn a_task_on_request_is_authorised_only_when_its_offer_is_accepted_and_signed() -> Result {
    // I-18, I-19, I-20
    let mut house = House::open().await?;
    let mut fields = request("sign");
    fields.push(("task", "malware_removal"));
    let to = house.step(true, "/interventions/new", &fields).await?;
    let ticket = number(&to, "/sign").ok_or("no signature page")?;
    // Signed before there is a price: named as waiting, not as agreed.
    let first = text_to_sign(&house.petra, ticket).await?;
    assert!(!first.contains("249,00"), "{first}");
    sign_later(&mut house, ticket).await?;
    let page = house.look(false, &work(ticket, "")).await?;
    assert!(
        page.contains("Wartet auf ein Angebot: Schadsoftware"),
        "{page}"
    );
    house.step(false, &work(ticket, "/offer"), &OFFER).await?;
    let page = house.look(false, &work(ticket, "")).await?;
    assert!(page.contains(SCOPE) && page.contains("249,00"));
    assert!(
        !page.contains("Wartet auf ein Angebot"),
        "it waits for the customer now"
    );
    assert!(
        house
            .desk
            .mail_to("petra@example.test")
            .await?
            .is_some_and(|mail| mail.contains(SCOPE))
    );

    let answer = answer_path(&house.petra, ticket).await?;
    house.step(true, &answer, &[("answer", "accept")]).await?;
    let again = house.petra.post(&answer, &[("answer", "decline")]).await?;
    assert_eq!(
        again.status,
        StatusCode::CONFLICT,
        "an answer is given once"
    );
    let second = text_to_sign(&house.petra, ticket).await?;
    assert!(
        second.contains("249,00"),
        "the price is part of what is signed: {second}"
    );
    assert_ne!(first, second);
    sign_later(&mut house, ticket).await?;
    let page = house.look(false, &work(ticket, "")).await?;
    assert!(page.contains("angenommen"));
    house.desk.stop().await
}

#[tokio::test]
async fn an_offer_accepted_while_work_runs_is_signed_while_work_runs() -> Result {
    // I-20
    let mut house = House::open().await?;
    let to = house
        .step(true, "/interventions/new", &request("sign"))
        .await?;
    let ticket = number(&to, "/sign").ok_or("no signature page")?;
    sign_later(&mut house, ticket).await?;
    house.begin(ticket).await?;
    let path = format!("/interventions/{ticket}/sign");
    let page = house.petra.get(&path).await?;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "nothing new to sign");
    // Nobody ticked this task; the engineer proposes it by time.
    let offer = [
        ("offer_task", "data_recovery"),
        ("offer_scope", "Gelöschte Dateien aus der Sicherung holen"),
        ("offer_kind", "time"),
        ("offer_ceiling", "400"),
    ];
    house.step(false, &work(ticket, "/offer"), &offer).await?;
    // A second offer for the same task takes the first back.
    house.step(false, &work(ticket, "/offer"), &offer).await?;
    let shown = house.look(true, &format!("/tickets/{ticket}")).await?;
    assert_eq!(shown.matches("/offers/").count(), 1, "one open offer");
    let answer = answer_path(&house.petra, ticket).await?;
    house.step(true, &answer, &[("answer", "accept")]).await?;
    let shown = house.look(true, &format!("/tickets/{ticket}")).await?;
    assert!(
        shown.contains(&format!("href=\"{path}\"")),
        "the way to the signature"
    );
    let text = text_to_sign(&house.petra, ticket).await?;
    assert!(text.contains("400,00"), "{text}");
    sign_later(&mut house, ticket).await?;
    // A new permission: its four hours count from this signature, not from a later start. // RULINGS 2
    let mut tx = house.desk.context().db().read().await?;
    let number = domain::ids::TicketNumber(ticket);
    let row = store::tickets::find(&mut tx, number)
        .await?
        .ok_or("no ticket")?;
    let case = store::interventions::find_by_ticket(&mut tx, row.id)
        .await?
        .ok_or("no case")?;
    let id = case.authorization_id.ok_or("no authorization")?;
    let authorization = store::authorizations::find(&mut tx, id)
        .await?
        .ok_or("none")?;
    let left = authorization
        .valid_until
        .ok_or("not signed")?
        .seconds_since(house.desk.context().now());
    assert!((0..=4 * 3600).contains(&left), "{left} seconds");
    drop(tx);
    house.desk.stop().await
}

#[tokio::test]
async fn a_wrong_offer_comes_back_with_what_was_typed() -> Result {
    let mut house = House::open().await?;
    let to = house
        .step(true, "/interventions/new", &request("sign"))
        .await?;
    let ticket = number(&to, "/sign").ok_or("no signature page")?;
    let path = work(ticket, "/offer");
    let page = house
        .jana
        .post(&path, &[("offer_kind", "fixed"), ("offer_price", "viel")])
        .await?;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["offer_task", "offer_scope", "offer_price"] {
        assert!(
            page.text.contains(&format!("href=\"#f-{field}\"")),
            "{field}: {}",
            main(&page)
        );
        assert!(
            page.text.contains(&format!("id=\"f-{field}-error\"")),
            "{field}"
        );
    }
    assert!(
        page.text.contains("value=\"viel\""),
        "what was typed is still there"
    );
    // A task that is included has no price to offer.
    let mut fields = OFFER;
    fields[0].1 = "restore_network";
    let page = house.jana.post(&path, &fields).await?;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("id=\"f-offer_task-error\""));
    house.desk.stop().await
}
