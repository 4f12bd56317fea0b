//! The first start: the link, its form filled in wrongly, then rightly, then the link again.

use reqwest::Method;
use tokio::time::{Instant, sleep};

use super::{kept, messages};
use crate::browser::encode;
use crate::ground::{Ground, LONG, PASSWORD, Result};

/// A set-up link. The program makes its own as soon as it serves, and only the newest one works.
async fn link(ground: &Ground) -> Result<String> {
    let end = Instant::now() + LONG;
    while ground
        .raw
        .count("SELECT COUNT(*) FROM one_time_tokens")
        .await?
        == 0
    {
        assert!(Instant::now() < end, "no link at the first start");
        sleep(std::time::Duration::from_millis(10)).await;
    }
    let url = services::accounts::setup_link(&ground.context).await?;
    let url = url.ok_or("there are people already")?;
    let at = url.find("/setup/").ok_or("no set-up link")?;
    Ok(url[at..].to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_form_of_all_tells_what_is_wrong_and_creates_nobody_until_it_is_right() -> Result
{
    let ground = Ground::sqlite().await?;
    let path = link(&ground).await?;
    let visitor = ground.browser()?;
    let wrong = [
        ("provider", ""),
        ("name", "Anke 4711"),
        ("email", "kein-4711"),
        ("password", "geheim-kurz"),
        ("password_repeat", "geheim-kurz"),
    ];
    let before = kept(&ground.raw).await?;
    let mut said = Vec::new();
    for language in ["de", "en"] {
        let body = ("application/x-www-form-urlencoded", encode(&wrong).into());
        let headers = [("accept-language", language)];
        let page = visitor
            .send(Method::POST, &path, &headers, Some(body))
            .await?;
        assert_eq!(page.status.as_u16(), 422, "{}", page.main());
        assert!(page.text.contains(&format!("<html lang=\"{language}\"")));
        let found = messages(&page);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["provider", "email", "password"], "{}", page.main());
        assert!(page.text.contains("Anke 4711") && page.text.contains("kein-4711"));
        assert!(!page.text.contains("geheim-"), "a secret came back");
        said.push(found);
    }
    assert!(said[0].iter().all(|one| !said[1].contains(one)), "{said:?}");
    assert_eq!(kept(&ground.raw).await?, before, "something was written");
    // Nothing at all is sent: every field says so, and the passwords once.
    let page = visitor.post(&path, &[]).await?;
    let names: Vec<String> = messages(&page).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["provider", "name", "email", "password"]);
    let right = [
        ("provider", "Kastell Hosting GmbH"),
        ("name", "Anke Admin"),
        ("email", "anke@example.test"),
        ("password", PASSWORD),
        ("password_repeat", PASSWORD),
    ];
    let page = visitor.post(&path, &right).await?;
    assert_eq!(page.location(), "/login?ok=set_up", "{}", page.main());
    let again = visitor.post(&path, &right).await?;
    assert_eq!(again.status.as_u16(), 410, "{}", again.main());
    assert_eq!(ground.raw.count("SELECT COUNT(*) FROM people").await?, 1);
    ground.end().await
}
