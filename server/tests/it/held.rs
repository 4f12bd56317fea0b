//! Secrets in the texts of the procedure: held back, moved into the vault, or kept by decision, each noted in the chain.

use reqwest::StatusCode;

use crate::desk::{Browser, Desk, Result};
use crate::matrix::world::{Role, Whose, World};

const SECRET: &str = "Xk8!mm2P-Tanne";

/// The colleague who works on the case, logged in.
async fn engineer(desk: &Desk) -> Result<Browser> {
    const MAIL: &str = "colleague@example.org";
    let browser = desk.browser();
    browser.log_in(MAIL).await?;
    let code = services::accounts::present_code(desk.context(), MAIL).await?;
    let page = browser.post("/login/enrol", &[("code", &code)]).await?;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    desk.clock.advance(30);
    Ok(browser)
}

/// How often an event of this kind stands in the organization's chain.
async fn told(world: &World, kind: &str) -> Result<usize> {
    let mut tx = world.desk.context().db().read().await?;
    let organization = world.ids(Whose::Own).organization;
    let rows = store::audit::list_since(&mut tx, organization, 0, 1_000).await?;
    assert!(
        rows.iter()
            .all(|row| !row.payload.as_str().contains(SECRET) || row.kind == "action.logged"),
        "the chain holds no secret but what was kept by decision"
    );
    Ok(rows.iter().filter(|row| row.kind == kind).count())
}

#[tokio::test]
async fn a_log_entry_with_a_password_waits_for_a_decision() -> Result {
    let world = World::build(Role::Owner).await?;
    let number = world.ids(Whose::Own).case.number;
    let engineer = engineer(&world.desk).await?;
    let path = format!("/desk/tickets/{number}/intervention/log");
    let what = format!("Zugang gesetzt, Passwort: {SECRET}");
    let entry = [
        ("what", what.as_str()),
        ("log_method", "ssh_rdp"),
        ("visible", "customer"),
        ("why", "Der alte Zugang war gesperrt."),
    ];
    let entries = |world: &World| {
        let (context, number) = (world.desk.context().clone(), number);
        async move {
            let mut tx = context.db().read().await?;
            let ticket = store::tickets::find(&mut tx, number)
                .await?
                .ok_or("no ticket")?;
            let row = store::interventions::find_by_ticket(&mut tx, ticket.id)
                .await?
                .ok_or("no case")?;
            let lines = store::actions::list(&mut tx, row.id).await?;
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(
                lines
                    .into_iter()
                    .map(|line| line.action.what)
                    .collect::<Vec<_>>(),
            )
        }
    };
    let held = engineer.post(&path, &entry).await?;
    assert_eq!(held.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(held.text.contains("Das sieht nach einem Geheimnis aus"));
    assert!(held.text.contains(&format!("action=\"{path}\"")));
    assert!(
        held.text
            .contains("value=\"Der alte Zugang war gesperrt.\""),
        "nothing typed is lost"
    );
    assert!(entries(&world).await?.is_empty(), "nothing is stored yet");
    assert_eq!(told(&world, "text.held_back").await?, 1);

    let vault: Vec<_> = entry.into_iter().chain([("secrets", "vault")]).collect();
    let moved = engineer.post(&path, &vault).await?;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text);
    assert_eq!(
        entries(&world).await?,
        ["Zugang gesetzt, Passwort: [Tresor #1]"]
    );
    assert_eq!(told(&world, "text.moved_to_vault").await?, 1);

    let keep: Vec<_> = entry.into_iter().chain([("secrets", "keep")]).collect();
    assert_eq!(
        engineer.post(&path, &keep).await?.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(entries(&world).await?.last(), Some(&what));
    assert_eq!(told(&world, "text.secret_kept").await?, 1);
    world.end().await
}

#[tokio::test]
async fn questions_reasons_and_summaries_are_held_back_too() -> Result {
    let world = World::build(Role::Owner).await?;
    let number = world.ids(Whose::Own).case.number;
    let engineer = engineer(&world.desk).await?;
    let text = format!("Das root-Passwort lautet {SECRET}.");
    let secret = world.ids(Whose::Own).case.secret;
    let (look, ask) = (
        format!("secrets/{secret}/reveal"),
        format!("secrets/{secret}/ask"),
    );
    let forms = [
        (look.as_str(), "reason"),
        (ask.as_str(), "ask_reason"),
        ("handover", "handover_label"),
        ("clarify", "question"),
        ("longer", "longer_reason"),
        ("decline", "decline_reason"),
        ("hardware", "evidence"),
        ("summarise", "summary"),
        ("close", "avoidable_reason"),
        ("assess", "method_reason"),
        ("timer/stop", "timer_note"),
        ("offer", "offer_scope"),
    ];
    for (act, field) in forms {
        let path = format!("/desk/tickets/{number}/intervention/{act}");
        let login = ("handover_password", "Neu-91-Birke");
        let page = engineer.post(&path, &[(field, &text), login]).await?;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{act}");
        assert!(!page.text.contains(login.1), "{act}: {}", page.text);
        assert!(
            page.text.contains("name=\"secrets\" value=\"vault\""),
            "{act}: {}",
            page.text
        );
        // Under the page's own name: sent again, it is the same form.
        assert!(
            page.text.contains(&format!("id=\"f-{field}\"")),
            "{act}: {}",
            page.text
        );
    }
    assert_eq!(told(&world, "text.held_back").await?, forms.len());
    let foreign = world.ids(Whose::Foreign).case.number;
    let path = format!("/interventions/{foreign}/withdraw");
    let page = world
        .browser
        .post(&path, &[("withdraw_reason", &text), ("secrets", "vault")])
        .await?;
    assert_eq!(
        page.status,
        StatusCode::NOT_FOUND,
        "a foreign ticket is none"
    );
    world.end().await
}

#[tokio::test]
async fn an_act_that_is_refused_keeps_nothing_and_moves_nothing() -> Result {
    let world = World::build(Role::Owner).await?;
    let number = world.ids(Whose::Own).case.number;
    let engineer = engineer(&world.desk).await?;
    let text = format!("Das root-Passwort lautet {SECRET}.");
    // The case is worked on: its request cannot be declined or withdrawn any more, and it was not closed.
    let decline = format!("/desk/tickets/{number}/intervention/decline");
    let forms = [
        (&engineer, decline, "decline_reason"),
        (
            &world.browser,
            format!("/interventions/{number}/withdraw"),
            "withdraw_reason",
        ),
        (
            &world.browser,
            format!("/interventions/{number}/reopen"),
            "reopen_reason",
        ),
    ];
    for decision in ["keep", "vault"] {
        for (browser, path, field) in &forms {
            let page = browser
                .post(path, &[(field, &text), ("secrets", decision)])
                .await?;
            assert_eq!(page.status, StatusCode::CONFLICT, "{path}: {}", page.text);
        }
    }
    assert_eq!(told(&world, "text.secret_kept").await?, 0);
    assert_eq!(told(&world, "text.moved_to_vault").await?, 0);
    world.end().await
}

#[tokio::test]
async fn a_request_that_is_refused_keeps_what_was_typed_and_the_secret_in_it() -> Result {
    let world = World::build(Role::Owner).await?;
    let problem = format!("Niemand kommt hinein. Benutzer admin, Passwort: {SECRET}");
    let form = [
        ("problem", problem.as_str()),
        ("ceiling", "viel"),
        ("action", "submit"),
        ("secrets", "vault"),
    ];
    let page = world.browser.post("/interventions/new", &form).await?;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.text.contains("id=\"f-ceiling-error\""),
        "{}",
        page.text
    );
    assert!(
        page.text.contains(SECRET) && !page.text.contains("[Tresor #1]"),
        "no secret is taken out of a text that is not stored"
    );
    assert_eq!(told(&world, "text.moved_to_vault").await?, 0);
    world.end().await
}

#[tokio::test]
async fn a_request_with_a_password_in_its_text_is_filed_only_after_a_decision() -> Result {
    let world = World::build(Role::Owner).await?;
    let count = async || {
        let mut tx = world.desk.context().db().read().await?;
        let organization = world.ids(Whose::Own).organization;
        let rows = store::audit::list_since(&mut tx, organization, 0, 1_000).await?;
        Ok::<_, store::StoreError>(
            rows.iter()
                .filter(|row| row.kind == "intervention.requested")
                .count(),
        )
    };
    let before = count().await?;
    let problem = format!("Niemand kommt hinein. Benutzer admin, Passwort: {SECRET}");
    let form = [("problem", problem.as_str()), ("action", "submit")];
    let held = world.browser.post("/interventions/new", &form).await?;
    assert_eq!(held.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(held.text.contains("In den Tresor verschieben"));
    assert!(held.text.contains("name=\"held_action\" value=\"submit\""));
    assert_eq!(count().await?, before);

    let form = [
        ("problem", problem.as_str()),
        ("held_action", "submit"),
        ("secrets", "vault"),
    ];
    let filed = world.browser.post("/interventions/new", &form).await?;
    assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.text);
    let path = filed
        .location()
        .split('?')
        .next()
        .unwrap_or_default()
        .to_owned();
    let page = world.browser.get(&path).await?;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        !page.text.contains(SECRET),
        "the ticket holds a reference only"
    );
    let number: i64 = path.trim_start_matches("/tickets/").parse()?;
    let mut tx = world.desk.context().db().read().await?;
    let ticket = store::tickets::find(&mut tx, domain::ids::TicketNumber(number))
        .await?
        .ok_or("no ticket")?;
    let secrets = store::secrets::list_of_ticket(&mut tx, ticket.id).await?;
    assert_eq!(
        secrets
            .iter()
            .filter(|secret| secret.field.code() == "text")
            .count(),
        1
    );
    drop(tx);
    world.end().await
}
