//! The figures for Prometheus of the running program: on a port of their own, in the format it reads, and what
//! docs/LOGGING.md says of them.

use std::fs;
use std::time::Duration;

use crate::ground::{Ground, Result};
use crate::house::{House, REASON};

/// Where the program says that its figures are.
fn figures_at(ground: &Ground) -> Result<String> {
    let log = ground.log();
    let lines = log.lines();
    let mut lines = lines.filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let serving = lines.find(|line| line["message"] == "serving");
    let serving = serving.ok_or("the program does not serve")?;
    let address = serving["metrics"].as_str().ok_or("no figures anywhere")?;
    Ok(format!("http://{address}"))
}

/// The value of a figure with its labels.
fn value(page: &str, figure: &str) -> Option<u64> {
    let mut lines = page.lines();
    let value = lines.find_map(|line| line.strip_prefix(figure)?.strip_prefix(' '))?;
    value.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_on_a_port_of_their_own_and_follow_what_happens() -> Result {
    let mut ground = Ground::prepare(None, None).await?;
    let configured = fs::read_to_string(ground.configured())?;
    let off = "metrics_listen = \"off\"";
    assert!(configured.contains(off));
    let on = configured.replace(off, "metrics_listen = \"127.0.0.1:0\"");
    fs::write(ground.configured(), on)?;
    ground.start().await?;
    let house = House::open(&ground).await?;
    let ticket = house.running(&ground).await?;
    let secret = house.password(ticket).await?;
    let look = house.jana.ask(&secret, &[("reason", REASON)]).await?;
    assert_eq!(look.status.as_u16(), 200, "{}", look.main());
    ground.every_mail_is_sent().await?;

    let figures = figures_at(&ground)?;
    let collector = reqwest::Client::builder()
        .timeout(Duration::from_secs(30))
        .build()?;
    let answer = collector.get(format!("{figures}/metrics")).send().await?;
    assert_eq!(answer.status().as_u16(), 200);
    let kind = answer.headers().get("content-type").ok_or("no type")?;
    assert_eq!(kind, "text/plain; version=0.0.4; charset=utf-8");
    let page = answer.text().await?;
    for (figure, expected) in [
        ("leitstand_up", 1),
        ("leitstand_vault_sealed", 0),
        ("leitstand_mails_unsent", 0),
        ("leitstand_jobs{state=\"dead\"}", 0),
        ("leitstand_reveals_total{outcome=\"granted\"}", 1),
    ] {
        assert_eq!(value(&page, figure), Some(expected), "{figure}\n{page}");
    }
    let log_ins = "leitstand_http_requests_total{method=\"POST\",route=\"/login\",status=\"3xx\"}";
    for counted in [log_ins, "leitstand_password_verifications_total"] {
        let count = value(&page, counted);
        assert!(count.is_some_and(|count| count >= 2), "{counted}\n{page}");
    }
    // Every figure says what it is, and none names a customer.
    for name in page
        .lines()
        .filter_map(|line| line.strip_prefix("leitstand_"))
    {
        let name = name.split(['{', ' ']).next().unwrap_or_default();
        let mut base = ["_bucket", "_sum", "_count"].into_iter();
        let base = base.find_map(|end| name.strip_suffix(end));
        let typed = |name: &str| page.contains(&format!("# TYPE leitstand_{name} "));
        assert!(typed(name) || base.is_some_and(typed), "{name}");
    }
    assert!(!page.contains("example.test"), "{page}");

    // Nothing else is there, and nothing of it on the public port, for whomever.
    let other = collector.get(format!("{figures}/")).send().await?;
    assert_eq!(other.status().as_u16(), 404);
    for browser in [&ground.browser()?, &house.petra, &house.jana] {
        let public = browser.get("/metrics").await?;
        assert!(!public.status.is_success(), "{}", public.status);
        assert!(!public.text.contains("leitstand_"), "{}", public.main());
    }
    ground.end().await
}
