//! What a form brings along unseen, altered on its way: one sentence where it makes no sense, not found where it names what
//! nobody has; and nothing is written.

use app::i18n::messages;
use domain::account::Locale;

use super::stage::Stage;
use super::{kept, settled};
use crate::browser::{Browser, Page};
use crate::ground::{Ground, Result};
use crate::house::{hidden, request, work};

/// Well-formed, and nobody's.
const NOBODYS: &str = "01936f00-0000-7000-8000-000000004711";
const REASON: &str = "Das ist heute so abgesprochen.";

/// A form with one altered field, and what is said about it.
struct Altered<'a> {
    browser: &'a Browser,
    path: String,
    fields: Vec<(&'a str, &'a str)>,
    said: &'a str,
}

/// The sentences on top of the page.
fn summary(page: &Page) -> Vec<String> {
    let Some((_, rest)) = page.text.split_once("id=\"errors\"") else {
        return Vec::new();
    };
    let list = rest.split("</ul>").next().unwrap_or_default();
    list.split("<li>")
        .skip(1)
        .map(super::without_tags)
        .collect()
}

/// Hidden fields that cannot be read as what they are.
fn unreadable<'a>(s: &'a Stage, standing: &'a [(&'a str, &'a str)]) -> Vec<Altered<'a>> {
    let errors = &messages(Locale::De).errors;
    let (petra, jana) = (&s.house.petra, &s.house.jana);
    let mut all = Vec::new();
    let mut row = |browser: &'a Browser, path: String, fields: Vec<(&'a str, &'a str)>| {
        all.push(Altered {
            browser,
            path,
            fields,
            said: errors.altered,
        });
    };
    let reason = ("unlock_reason", REASON);
    row(
        &s.maja,
        work(s.running, "/unlock"),
        vec![("secret", "4711"), reason],
    );
    let reason = ("override_reason", REASON);
    row(
        jana,
        work(s.uncovered, "/override"),
        vec![("line", "alles"), reason],
    );
    let entry = vec![
        ("what", "Regel gesetzt"),
        ("log_method", "ssh_rdp"),
        ("corrects", "4711"),
    ];
    row(jana, work(s.running, "/log"), entry);
    let change = format!("{}/change", s.ticket);
    row(
        jana,
        change.clone(),
        vec![("act", "unlink"), ("value", "4711")],
    );
    row(jana, change, vec![("act", "alles")]);
    let signed = vec![
        ("signer_name", "petra"),
        ("sha256", "4711"),
        ("shown_at", "gestern"),
    ];
    row(petra, format!("/interventions/{}/sign", s.filed), signed);
    let signed = [
        standing,
        &[("signer_name", "petra"), ("shown_at", "gestern")],
    ]
    .concat();
    row(petra, format!("{}/sign", s.standing), signed);
    let ticket = vec![
        ("organization", "4711"),
        ("subject", "Server weg"),
        ("class", "fault"),
        ("department", "technical"),
        ("body", "Seit heute früh."),
    ];
    row(petra, "/tickets/new".to_owned(), ticket);
    let mut asked = request(&s.system);
    asked.push(("organization", "4711"));
    row(petra, "/interventions/new".to_owned(), asked);
    row(
        petra,
        format!("/interventions/{}/extend", s.running),
        vec![("hours", "viele")],
    );
    if let Some(hours) = all.last_mut() {
        hours.said = errors.check;
    }
    all
}

/// Ids of nothing.
fn of_nobody(s: &Stage) -> Vec<Altered<'_>> {
    let row = |browser, path, fields| Altered {
        browser,
        path,
        fields,
        said: "",
    };
    let reason = ("unlock_reason", REASON);
    vec![
        row(
            &s.maja,
            work(s.running, "/unlock"),
            vec![("secret", NOBODYS), reason],
        ),
        row(
            &s.house.jana,
            format!("{}/change", s.ticket),
            vec![("act", "unlink"), ("value", NOBODYS)],
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn altered_hidden_fields_are_said_once_or_not_found_and_change_nothing() -> Result {
    let ground = Ground::sqlite().await?;
    let stage = Stage::set(&ground).await?;
    let text = stage
        .shows_text("/organization/{id}/standing/sign")
        .ok_or("no text to sign")?;
    let sha256 = hidden(&stage.house.petra.get(&text).await?.text, "sha256");
    let standing = [
        ("acts", "patching"),
        ("systems", stage.system.as_str()),
        ("from", &stage.tomorrow),
        ("sha256", &sha256),
    ];
    settled(&ground).await?;
    let before = kept(&ground.raw).await?;
    let mut problems = Vec::new();
    for form in unreadable(&stage, &standing) {
        let page = form.browser.post(&form.path, &form.fields).await?;
        let found = (page.status.as_u16(), summary(&page));
        if found != (422, vec![form.said.to_owned()]) {
            problems.push(format!("{} {:?}: {found:?}", form.path, form.fields));
        }
    }
    for form in of_nobody(&stage) {
        let page = form.browser.post(&form.path, &form.fields).await?;
        let found = (page.status.as_u16(), summary(&page));
        if found != (404, Vec::new()) {
            problems.push(format!("{} {:?}: {found:?}", form.path, form.fields));
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
    assert_eq!(kept(&ground.raw).await?, before);
    ground.end().await
}
