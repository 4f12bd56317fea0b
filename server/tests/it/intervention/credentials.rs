//! Credentials the customer is asked for again, moved out of a text, or takes from the account.

use axum::http::StatusCode;

use super::house::{House, JANA, PETRA, REASON, as_json, main, work};
use crate::desk::Result;

/// Both come back after their sessions ended.
async fn log_in_again(house: &House) -> Result {
    house.petra.log_in(PETRA).await?;
    house.jana.log_in(JANA).await?;
    let code = services::accounts::present_code(house.desk.context(), JANA).await?;
    let page = house.jana.post("/login/factor", &[("code", &code)]).await?;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", main(&page));
    Ok(())
}

// I-26
#[tokio::test]
async fn a_day_after_the_end_the_page_asks_for_credentials_and_then_for_a_signature() -> Result {
    let mut house = House::open().await?;
    let ticket = house.running().await?;
    house.desk.clock.advance(29 * 3600);
    let context = house.desk.context();
    services::interventions::expire_overdue(context).await?;
    services::credentials::sweep(context).await?;
    log_in_again(&house).await?;

    let path = format!("/tickets/{ticket}");
    let page = house.look(true, &path).await?;
    let deposit = format!("/interventions/{ticket}/credentials");
    assert!(page.contains(&deposit) && page.contains("unterschreiben Sie danach neu"));
    // Nothing is offered that leads back here.
    for circle in ["/extend", "/request", "/sign"] {
        let href = format!("href=\"/interventions/{ticket}{circle}\"");
        assert!(!page.contains(&href), "{circle} is offered");
    }
    for way in ["/extend", "/sign"] {
        let mut to = format!("/interventions/{ticket}{way}");
        for _ in 0..3 {
            let answer = house.petra.get(&to).await?;
            if answer.status != StatusCode::SEE_OTHER {
                break;
            }
            answer.location().clone_into(&mut to);
        }
        assert_eq!(to, format!("{path}#intervention"), "{way}");
    }

    let fields = [
        ("username", "lt-einsatz"),
        ("password", "N3u-hinterlegt-Tanne"),
    ];
    house.step(true, &deposit, &fields).await?;
    let page = house.look(true, &path).await?;
    assert!(!page.contains(&deposit) && page.contains("Jetzt unterschreiben"));
    house.sign(ticket).await?;
    let secret = house.password_path(ticket).await?;
    let shown = as_json(&house.jana, &secret, &[("reason", REASON)]).await?;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    assert!(shown.text.contains("N3u-hinterlegt-Tanne"));
    // I-05
    assert_eq!(
        house
            .look(false, &work(ticket, ""))
            .await?
            .matches("N3u-")
            .count(),
        0
    );
    house.assert_no_secret();
    house.desk.stop().await
}
