//! Ids of another customer where the walk of the matrix does not put them: below an own ticket or organization, and in
//! the fields of a form.

use reqwest::StatusCode;
use services::credentials;

use super::case::op;
use super::world::{Role, World};
use crate::desk::{Page, Result};

/// How many events the other customer's chain has: what changes anything of theirs makes it longer.
async fn chain_of_the_other(world: &World) -> Result<usize> {
    let mut tx = world.desk.context().db().read().await?;
    let chain = store::audit::list_since(&mut tx, world.foreign.organization, 0, 10_000).await?;
    Ok(chain.len())
}

fn is_not_found(page: &Page) -> bool {
    page.status == StatusCode::NOT_FOUND && !page.text.contains(World::CANARY)
}

// I-05
#[tokio::test]
async fn what_belongs_to_another_customer_is_not_found_below_an_own_ticket_or_organization()
-> Result {
    let world = World::build(Role::Owner).await?;
    let (own, other) = (&world.own, &world.foreign);
    let before = chain_of_the_other(&world).await?;
    let number = own.case.number;
    let members = format!(
        "/organization/{}/members/{}",
        own.organization, other.reader
    );
    let handover = format!("/vault/handover/{}", own.case.handover);
    let posts: Vec<(String, Vec<(&str, &str)>)> = vec![
        (
            format!("/tickets/{number}/messages/{}/withdraw", other.case.message),
            vec![],
        ),
        (
            format!("/interventions/{number}/offers/{}", other.case.offer),
            vec![("answer", "decline")],
        ),
        (
            format!("{handover}/{}/reveal", other.case.handover_secret),
            vec![],
        ),
        (
            format!("{handover}/{}/reveal", other.case.kept_secret),
            vec![],
        ),
        (
            format!("{handover}/{}/reveal", own.case.kept_secret),
            vec![],
        ),
        (
            format!("/vault/account/{}/reveal", other.case.kept_secret),
            vec![],
        ),
        (format!("{members}/role"), vec![("role", "billing")]),
        (format!("{members}/remove"), vec![]),
        (
            format!("{members}/authorise"),
            vec![("may_authorise", "on")],
        ),
    ];
    for (path, fields) in &posts {
        let page = world.browser.post(path, fields).await?;
        assert!(
            is_not_found(&page),
            "{path}: {} {}",
            page.status,
            page.location()
        );
    }
    let order = other.case.offer.to_string();
    let ceiling = [("order", order.as_str()), ("new_ceiling", "300")];
    let path = format!("/interventions/{number}/ceiling");
    let page = world.browser.post(&path, &ceiling).await?;
    assert!(page.status.is_client_error(), "{}", page.status);
    assert_eq!(
        chain_of_the_other(&world).await?,
        before,
        "nothing of theirs changed"
    );
    world.end().await
}

// I-05
#[tokio::test]
async fn an_engineer_does_not_look_at_a_secret_through_another_ticket() -> Result {
    let world = World::build(Role::Engineer).await?;
    let before = chain_of_the_other(&world).await?;
    // Responsible for both, so that nothing but the ticket is wrong.
    let engineer = op(&world.desk, world.colleague).await?;
    let reason = "Anmeldung am Server, um den Dienst zu prüfen.";
    let (own, other) = (&world.own.case, &world.foreign.case);
    let looked = credentials::reveal(&engineer, own.number, other.secret, reason).await;
    assert!(looked.is_err(), "a secret of another ticket");
    let right = credentials::reveal(&engineer, own.number, own.secret, reason).await;
    assert!(right.is_ok(), "the same look at the right one");
    assert_eq!(
        chain_of_the_other(&world).await?,
        before,
        "nobody looked at theirs"
    );
    world.end().await
}

#[tokio::test]
async fn ids_of_another_customer_in_fields_lead_nowhere() -> Result {
    let world = World::build(Role::Owner).await?;
    let (own, other) = (&world.own, &world.foreign);
    let before = chain_of_the_other(&world).await?;
    let (system, organization) = (other.system.to_string(), other.organization.to_string());
    let ticket = [
        ("subject", "Fremdes System"),
        ("class", "fault"),
        ("department", "technical"),
        ("body", "Der Dienst steht."),
    ];
    let of_theirs = [&ticket[..], &[("systems", system.as_str())]].concat();
    let for_them = [&ticket[..], &[("organization", organization.as_str())]].concat();
    let request = vec![
        ("system", system.as_str()),
        ("problem", "Der Dienst steht."),
        ("action", "submit"),
    ];
    let standing = vec![("acts", "patching"), ("systems", system.as_str())];
    let forms = [
        ("/tickets/new".to_owned(), of_theirs),
        ("/tickets/new".to_owned(), for_them),
        ("/interventions/new".to_owned(), request),
        (
            format!("/organization/{}/standing/new", own.organization),
            standing,
        ),
    ];
    for (path, fields) in &forms {
        let page = world.browser.post(path, fields).await?;
        assert!(
            page.status.is_client_error(),
            "{path}: {} {}",
            page.status,
            page.location()
        );
        assert!(!page.text.contains(World::CANARY), "{path}: their name");
    }
    assert_eq!(
        chain_of_the_other(&world).await?,
        before,
        "nothing of theirs changed"
    );
    world.end().await
}

#[tokio::test]
async fn a_search_finds_the_own_tickets_only() -> Result {
    let world = World::build(Role::Owner).await?;
    // Both customers wrote this.
    let page = world.browser.get("/tickets?q=Anhang").await?;
    assert_eq!(page.status, StatusCode::OK);
    let found = |number| page.text.contains(&format!("href=\"/tickets/{number}\""));
    assert!(found(world.own.case.number), "{}", page.text);
    assert!(!found(world.foreign.case.number), "{}", page.text);
    assert!(!page.text.contains(World::CANARY));
    world.end().await
}
