//! Every form, filled in wrongly: 422, one message at each wrong field and at no other, in the reader's language; what was
//! typed stays, and nothing is written.
//!
//! The list of routes is the router's own: a POST that is neither a form below nor named as one without fields fails
//! the test.

mod admin;
mod case;
mod entry;
mod setup;
mod sometimes;
mod stage;
mod tampered;

use reqwest::Method;
use server::router::routes;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::browser::{Browser, Page, encode};
use crate::ground::{Ground, Result};
use crate::house::hidden;
use crate::raw::Raw;
use stage::Stage;

/// Stands in every text that must come back.
const MARK: &str = "4711";

/// One form, filled in wrongly.
struct Wrong {
    route: &'static str,
    path: String,
    browser: Browser,
    fields: Vec<(&'static str, String)>,
    /// The fields that get a message.
    at: Vec<&'static str>,
}

/// All of them.
#[derive(Default)]
struct Table(Vec<Wrong>);

impl Table {
    fn row(
        &mut self,
        route: &'static str,
        path: impl Into<String>,
        browser: &Browser,
        fields: &[(&'static str, &str)],
        at: &[&'static str],
    ) {
        self.0.push(Wrong {
            route,
            path: path.into(),
            browser: browser.clone(),
            fields: fields.iter().map(|(n, v)| (*n, (*v).to_owned())).collect(),
            at: at.to_vec(),
        });
    }
}

/// Posts without anything to type: buttons, switches, choices from a list.
const NOTHING_TYPED: &[&str] = &[
    "/tickets/{number}/evidence.json",
    "/tickets/{number}/evidence.pdf",
    "/account/factor/codes",
    "/account/factor/remove",
    "/account/factor/start",
    "/account/locale",
    "/account/sessions/end-others",
    "/account/sessions/{id}/end",
    "/account/shortcuts",
    "/account/theme",
    "/admin/oncall/{id}/withdraw",
    "/admin/people/invitations/{id}/withdraw",
    "/admin/people/{id}/active",
    "/admin/people/{id}/change",
    "/admin/people/{id}/end-sessions",
    "/admin/people/{id}/reset-factor",
    "/desk/approvals/{approval}",
    "/desk/work/approve",
    "/desk/reveals/{reveal}/copied",
    "/desk/reveals/{reveal}/hidden",
    "/desk/views/{id}/remove",
    "/desk/tickets/{number}/intervention/complex",
    "/desk/tickets/{number}/intervention/hardware/done",
    "/desk/tickets/{number}/intervention/login-wrong",
    "/desk/tickets/{number}/intervention/probe",
    "/desk/tickets/{number}/intervention/start",
    "/desk/tickets/{number}/intervention/take",
    "/desk/tickets/{number}/intervention/timer/start",
    "/desk/tickets/{number}/intervention/verify",
    "/drafts/{key}",
    "/interventions/{number}/extend/code",
    "/interventions/{number}/offers/{offer}",
    "/interventions/{number}/password-changed",
    "/interventions/{number}/sign/code",
    "/logout",
    "/notifications/read",
    "/organization/{id}/demands",
    "/organization/{id}/invitations/{invitation}/withdraw",
    "/organization/{id}/members/{person}/authorise",
    "/organization/{id}/members/{person}/remove",
    "/organization/{id}/members/{person}/role",
    "/organization/{id}/standing/sign/code",
    "/standing/{id}/revoke",
    "/tickets/{number}/finding/withdraw",
    "/tickets/{number}/lock",
    "/tickets/{number}/messages/{message}/withdraw",
    "/statements/{customer}/{month}/close",
    "/tickets/{number}/offers/{offer}",
    "/tickets/{number}/work/start",
    "/vault/account/{secret}/remove",
    "/vault/account/{secret}/reveal",
    "/vault/handover/{handover}/keep",
    "/vault/handover/{handover}/{secret}/reveal",
];

/// Routes tried elsewhere: in this folder, and in the story of billing, whose pages have several forms with fields of one name.
const ELSEWHERE: &[&str] = &[
    "/setup/{token}",
    "/tickets/{number}/work/stop",
    "/tickets/{number}/work/{entry}",
    "/tickets/{number}/work/{entry}/discard",
    "/desk/work/{entry}/reverse",
];

impl Wrong {
    /// Sends it as a reader of this language.
    async fn send(&self, language: &str) -> Result<Page> {
        let pairs: Vec<_> = self.fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let body = ("application/x-www-form-urlencoded", encode(&pairs).into());
        let headers = [("accept-language", language)];
        let sent = self
            .browser
            .send(Method::POST, &self.path, &headers, Some(body));
        sent.await
    }

    /// What is wrong with the answer.
    fn judge(&self, page: &Page, language: &str) -> Vec<String> {
        let mut problems = Vec::new();
        if page.status.as_u16() != 422 {
            problems.push(format!("status {}", page.status));
        }
        let mut found: Vec<String> = messages(page).into_iter().map(|(name, _)| name).collect();
        found.sort();
        let mut expected: Vec<String> = self.at.iter().map(|name| (*name).to_owned()).collect();
        expected.sort();
        if found != expected {
            problems.push(format!("messages at {found:?} instead of {expected:?}"));
        }
        for (name, value) in &self.fields {
            if value.contains(MARK) && !page.text.contains(value.as_str()) {
                problems.push(format!("{name} is gone"));
            }
        }
        if in_a_closed_menu(page) {
            problems.push("a message is in a menu that is not open".to_owned());
        }
        if page.text.contains("geheim-") {
            problems.push("a secret came back".to_owned());
        }
        if !page.text.contains(&format!("<html lang=\"{language}\"")) {
            problems.push(format!("the page is not {language}"));
        }
        problems
    }
}

/// Whether somebody would have to open a menu to find a message: menus need no script, so none opens them.
fn in_a_closed_menu(page: &Page) -> bool {
    page.text.match_indices("-error\"").any(|(at, _)| {
        let before = &page.text[..at];
        let menu = before.rfind("<details").filter(|menu| {
            before
                .rfind("</details>")
                .is_none_or(|closed| closed < *menu)
        });
        let tag = menu.and_then(|menu| before[menu..].split('>').next());
        tag.is_some_and(|tag| !tag.contains(" open"))
    })
}

/// The names of fields with a message, and the messages.
fn messages(page: &Page) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (at, _) in page.text.match_indices("id=\"") {
        let rest = &page.text[at + 4..];
        let Some(id) = rest
            .split('"')
            .next()
            .and_then(|id| id.strip_suffix("-error"))
        else {
            continue;
        };
        let inner = rest.split_once('>').map_or("", |(_, inner)| inner);
        let inner = inner.split("</p>").next().unwrap_or_default();
        all.push((name(id).to_owned(), without_tags(inner)));
    }
    all
}

/// The field of an id: some stand on a page more than once.
fn name(id: &str) -> &str {
    if let Some(of_one) = id.strip_prefix("secret-") {
        return of_one.rsplit('-').next().unwrap_or_default();
    }
    let id = id.trim_start_matches("f-").trim_start_matches("body-");
    for (start, field) in [
        ("override-", "override_reason"),
        ("ask-", "ask_reason"),
        ("ends_on-", "ends_on"),
    ] {
        if id.starts_with(start) {
            return field;
        }
    }
    id
}

fn without_tags(html: &str) -> String {
    let texts = html.split('<').enumerate();
    let texts = texts.map(|(n, part)| match part.split_once('>') {
        Some((_, text)) if n > 0 => text,
        _ => part,
    });
    texts.collect::<String>().trim().to_owned()
}

/// Everything that is kept, a line a row; but not what a refused log-in, a session, a mail on its way and a job leave.
async fn kept(raw: &Raw) -> Result<BTreeMap<String, String>> {
    const PASSING: &[&str] = &[
        "_sqlx_migrations",
        "audit_heads",
        "instances",
        "jobs",
        "login_attempts",
        "mails",
        "one_time_tokens",
        "sessions",
    ];
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite%'";
    let mut all = BTreeMap::new();
    for table in raw.texts(tables).await? {
        if PASSING.contains(&table.as_str()) {
            continue;
        }
        let columns =
            format!("SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('{table}')");
        let columns = raw.texts(&columns).await?.join(" || ',' || ");
        let only = match table.as_str() {
            "audit_events" => "WHERE kind NOT LIKE 'login.%'",
            _ => "",
        };
        let rows = raw
            .texts(&format!("SELECT {columns} FROM {table} {only}"))
            .await?;
        all.insert(table, rows.join("\n"));
    }
    Ok(all)
}

/// What a promise that has just begun tells by itself is told: the first step of a short one comes with its first second.
async fn settled(ground: &Ground) -> Result {
    let mut quiet = 0;
    while quiet < 2 {
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        let fired = services::clocks::note_breaches(&ground.context, 100).await?;
        quiet = if fired == 0 { quiet + 1 } else { 0 };
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_tells_what_is_wrong_at_its_field_and_keeps_what_was_typed() -> Result {
    let ground = Ground::sqlite().await?;
    let stage = Stage::set(&ground).await?;
    let mut table = Table::default();
    entry::rows(&mut table, &stage);
    case::rows(&mut table, &stage);
    admin::rows(&mut table, &stage);
    sometimes::rows(&mut table, &stage);
    let mut forms = table.0;
    let mut known: BTreeSet<&str> = NOTHING_TYPED.iter().copied().collect();
    known.extend(ELSEWHERE);
    known.extend(forms.iter().map(|form| form.route));
    let posts: BTreeSet<&str> = routes()
        .iter()
        .filter(|route| route.method == "POST")
        .map(|route| route.path)
        .collect();
    assert_eq!(
        posts, known,
        "a form without a row, or a row without a form"
    );
    let mut problems = Vec::new();
    let mut german = Vec::new();
    for language in ["de", "en"] {
        let speak = format!("UPDATE people SET locale = '{language}'");
        ground.raw.run(&speak).await?;
        // Wrong codes and passwords of the language before are forgiven: nobody waits.
        ground.raw.run("DELETE FROM login_attempts").await?;
        // The text to sign is in the language of whoever signs: another text.
        for form in &mut forms {
            let Some(path) = stage.shows_text(form.route) else {
                continue;
            };
            let page = form.browser.get(&path).await?.text;
            for (name, value) in &mut form.fields {
                if ["sha256", "shown_at"].contains(name) {
                    *value = hidden(&page, name);
                }
            }
        }
        settled(&ground).await?;
        let mut before = kept(&ground.raw).await?;
        for (n, form) in forms.iter().enumerate() {
            let page = form.send(language).await?;
            let mut found = form.judge(&page, language);
            let after = kept(&ground.raw).await?;
            let written = after
                .iter()
                .filter(|(table, rows)| before.get(*table) != Some(*rows));
            found.extend(written.map(|(table, _)| format!("{table} was changed")));
            before = after;
            let said = messages(&page);
            found.extend(
                said.iter()
                    .filter(|(_, text)| text.is_empty())
                    .map(|(name, _)| format!("{name}: no words")),
            );
            match language {
                "de" => german.push(said),
                _ => found.extend(
                    german[n]
                        .iter()
                        .filter(|one| said.contains(one))
                        .map(|one| format!("not translated: {one:?}")),
                ),
            }
            problems.extend(
                found.into_iter().map(|problem| {
                    format!("{language} {} {:?}: {problem}", form.route, form.fields)
                }),
            );
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
    ground.assert_sound().await?;
    ground.end().await
}

/// Where a script asks, the sentences come as JSON: the same at the same fields, and nothing of what was typed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_script_gets_the_same_sentence_as_the_page() -> Result {
    let ground = Ground::sqlite().await?;
    let stage = Stage::set(&ground).await?;
    let ends = format!("/admin/contracts/{}/end", stage.contract);
    for (browser, path, field, value) in [
        (&stage.admin, ends.as_str(), "ends_on", "irgendwann 4711"),
        (&stage.house.jana, stage.secret.as_str(), "reason", "4711"),
    ] {
        settled(&ground).await?;
        let before = kept(&ground.raw).await?;
        let fields = [(field, value)];
        let page = browser.post(path, &fields).await?;
        let script = browser.ask(path, &fields).await?;
        assert_eq!(script.status.as_u16(), 422, "{}", script.main());
        assert!(
            script
                .header("content-type")
                .starts_with("application/json")
        );
        let answer: serde_json::Value = serde_json::from_str(&script.text)?;
        // A pane has one field; a form says at which.
        let said = match &answer["fields"] {
            serde_json::Value::Array(list) => {
                assert_eq!(list.len(), 1, "{answer}");
                assert_eq!(list[0]["field"], field);
                &list[0]["message"]
            }
            _ => &answer["message"],
        };
        let expected = vec![(
            field.to_owned(),
            said.as_str().unwrap_or_default().to_owned(),
        )];
        assert_eq!(messages(&page), expected, "{answer}");
        assert!(!script.text.contains(MARK));
        assert_eq!(kept(&ground.raw).await?, before);
    }
    ground.end().await
}
