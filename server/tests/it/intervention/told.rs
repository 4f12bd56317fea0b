//! What each side reads about a decision: the ranking before a choice, the class of the work, the ceiling that can be raised.

use std::time::Duration;

use axum::http::StatusCode;

use super::flow::heard;
use super::house::{House, SYSTEM, hidden, main, request, work};
use crate::desk::Result;

/// Position of a method in the list of the choice.
fn place(page: &str, method: &str) -> Option<usize> {
    let list = page
        .split("name=\"method\"")
        .nth(1)?
        .split("</select>")
        .next()?;
    list.find(&format!("value=\"{method}\""))
}

// I-02, I-34, I-41
#[tokio::test]
async fn the_ways_are_ranked_as_the_engineer_sees_the_case_before_anything_is_chosen() -> Result {
    let mut house = House::open().await?;
    let mut asked = request("sign");
    asked.push(("method", "data_centre"));
    house.step(true, "/interventions/new", &asked).await?;
    let ticket = house.sign_last().await?;
    house.step(false, &work(ticket, "/take"), &[]).await?;
    house.step(false, &work(ticket, "/verify"), &[]).await?;
    let plain = house.look(false, &work(ticket, "")).await?;
    assert!(place(&plain, "rescue") < place(&plain, "data_centre"));
    assert!(
        place(&plain, "ip_kvm").is_none(),
        "the customer did not allow it"
    );
    let seen = house
        .look(false, &work(ticket, "?symptom=boot_fails&hardware=yes"))
        .await?;
    assert!(place(&seen, "data_centre") < place(&seen, "rescue"));
    assert!(seen.contains("Im Antrag angegeben"), "{seen}");
    let (before, shown) = (hidden(&plain, "shown"), hidden(&seen, "shown"));
    assert!(!shown.is_empty() && before != shown);
    let choose = |shown: &str| {
        let fields = [
            ("method", "data_centre"),
            ("method_reason", "Das Netzteil muss ausgetauscht werden."),
            ("complexity", "standard"),
            ("symptom", "boot_fails"),
            ("hardware", "yes"),
            ("shown", shown),
        ];
        fields.map(|(name, value)| (name, value.to_owned()))
    };
    let fields = choose(&before);
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let refused = house.jana.post(&work(ticket, "/assess"), &fields).await?;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Die Reihenfolge der Wege hat sich"));
    assert_eq!(
        hidden(&refused.text, "shown"),
        shown,
        "and the new one is shown"
    );
    let fields = choose(&shown);
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    house.step(false, &work(ticket, "/assess"), &fields).await?;
    // The next look is ranked as it was seen.
    let after = house.look(false, &work(ticket, "")).await?;
    assert!(place(&after, "data_centre") < place(&after, "rescue"));
    house.desk.stop().await
}

// I-47/48, I-14
#[tokio::test]
async fn the_customer_reads_how_the_work_was_classified_and_can_raise_the_ceiling() -> Result {
    let mut house = House::open().await?;
    let ticket = house.running().await?;
    let path = format!("/tickets/{ticket}");
    let page = house.look(true, &path).await?;
    assert!(page.contains("Einstufung"), "{page}");
    assert!(page.contains("als Standard eingestuft; sie kann bis zu einer Stunde dauern."));
    let live = house.look(true, &format!("{path}/live")).await?;
    assert!(live.contains("Umfang festgelegt: Standard"), "{live}");
    // The ceiling that was signed, while the work runs.
    assert_eq!(hidden(&page, "new_ceiling"), "300");
    let raise = format!("/interventions/{ticket}/ceiling");
    let lower = house.petra.post(&raise, &[("new_ceiling", "300")]).await?;
    assert_eq!(
        lower.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        main(&lower)
    );
    house.step(true, &raise, &[("new_ceiling", "450")]).await?;
    let page = house.look(true, &path).await?;
    assert_eq!(hidden(&page, "new_ceiling"), "450");
    let desk = house.look(false, &work(ticket, "")).await?;
    assert!(
        desk.contains("Kostenobergrenze angehoben"),
        "the desk knows"
    );
    house.desk.stop().await
}

// I-14
#[tokio::test]
async fn the_open_workspace_hears_of_a_mark_and_shows_what_is_left() -> Result {
    let mut house = House::open().await?;
    let mut asked = request("sign");
    asked.retain(|(name, _)| *name != "ceiling");
    asked.extend([("task", "install_software"), ("ceiling", "70")]);
    house.step(true, "/interventions/new", &asked).await?;
    let ticket = house.sign_last().await?;
    house.begin(ticket).await?;
    let page = house.look(false, &work(ticket, "")).await?;
    assert!(
        page.contains("noch 70,00\u{a0}€ von 70,00\u{a0}€"),
        "{page}"
    );
    // The engineer says which task; each option names its price.
    assert!(
        page.contains("kostenfrei)") && page.contains("29,00\u{a0}€ je angefangene 15 Minuten)")
    );
    let task = [("timer_task", "install_software")];
    house
        .step(false, &work(ticket, "/timer/start"), &task)
        .await?;
    let url = format!("http://{}/events?ticket={ticket}", house.desk.address);
    let stream = reqwest::Client::new()
        .get(&url)
        .header("cookie", house.jana.cookie());
    let mut stream = stream.send().await?;
    assert!(heard(&mut stream, "event: changed", Duration::from_secs(5)).await?);
    // Less than the half hour after which a session that does nothing ends.
    house.desk.clock.advance(901);
    house.desk.work().await?;
    assert!(heard(&mut stream, "event: changed", Duration::from_secs(2)).await?);
    let log = house.look(false, &work(ticket, "/log/new")).await?;
    assert!(
        log.contains("80 % der Kostenobergrenze verbraucht"),
        "{log}"
    );
    assert!(log.contains("58,00\u{a0}€ von 70,00\u{a0}€ netto"), "{log}");
    let page = house.look(false, &work(ticket, "")).await?;
    assert!(
        page.contains("noch 12,00\u{a0}€ von 70,00\u{a0}€"),
        "{page}"
    );
    let mail = house.look(true, &format!("/tickets/{ticket}")).await?;
    assert!(
        mail.contains("80 % Ihrer Kostenobergrenze von 70,00"),
        "{mail}"
    );
    assert!(
        mail.contains("Verbraucht: 58,00\u{a0}€ von 70,00\u{a0}€"),
        "{mail}"
    );
    house.desk.stop().await
}

// I-14, I-30
#[tokio::test]
async fn the_first_form_knows_the_contract_and_what_lets_us_into_windows() -> Result {
    let mut house = House::open().await?;
    let page = house.look(true, "/interventions/new").await?;
    assert!(page.contains("kostenfrei"), "a Managed Server: {page}");
    assert!(page.contains("authorized_keys") || page.contains("Unser Schlüssel ist noch nicht"));
    let mut tx = house.desk.context().db().begin().await?;
    let mut system = store::systems::list(&mut tx).await?.remove(0);
    system.os_family = domain::system::OsFamily::Windows;
    store::systems::update(&mut tx, &system).await?;
    tx.save().await?;
    let page = house
        .look(true, &format!("/interventions/new?system={SYSTEM}"))
        .await?;
    assert!(
        page.contains("Unter Windows arbeiten wir über RDP"),
        "{page}"
    );
    assert!(!page.contains("key_installed"));
    house.desk.stop().await
}
