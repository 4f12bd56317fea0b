//! Every form, filled in wrongly: 422, one message at each wrong field and at no other, and what was typed stays.
//!
//! The list of routes is the router's own: a POST that is neither a form below nor named as one without fields fails
//! the test.

use std::collections::BTreeSet;

use domain::account::StaffRole;
use server::router::routes;

use crate::browser::{Browser, Page};
use crate::ground::{Ground, PASSWORD, Result};
use crate::house::{House, file, hidden, step, work};

/// Stands in every text that must come back.
const MARK: &str = "4711";

/// One form, filled in wrongly.
struct Wrong {
    route: &'static str,
    path: String,
    browser: Browser,
    fields: Vec<(&'static str, String)>,
    /// The fields that get a message.
    at: &'static [&'static str],
}

/// Posts without anything to type: buttons, switches, choices from a list.
const NOTHING_TYPED: &[&str] = &[
    "/account/factor/codes",
    "/account/factor/remove",
    "/account/factor/start",
    "/account/locale",
    "/account/sessions/end-others",
    "/account/sessions/{id}/end",
    "/account/shortcuts",
    "/account/theme",
    "/admin/people/invitations/{id}/withdraw",
    "/admin/people/{id}/active",
    "/admin/people/{id}/change",
    "/admin/people/{id}/end-sessions",
    "/admin/people/{id}/reset-factor",
    "/desk/approvals/{approval}",
    "/desk/reveals/{reveal}/copied",
    "/desk/reveals/{reveal}/hidden",
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
    "/organization/{id}/demands",
    "/organization/{id}/invitations/{invitation}/withdraw",
    "/organization/{id}/members/{person}/authorise",
    "/organization/{id}/members/{person}/remove",
    "/organization/{id}/members/{person}/role",
    "/organization/{id}/standing/sign/code",
    "/standing/{id}/revoke",
    "/tickets/{number}/lock",
    "/tickets/{number}/messages/{message}/withdraw",
    "/vault/account/{secret}/remove",
    "/vault/account/{secret}/reveal",
    "/vault/handover/{handover}/keep",
    "/vault/handover/{handover}/{secret}/reveal",
];

/// Forms that are on a page only while something else is so: an offer waits, a line of the gate fails, a limit is
/// reached, four eyes are demanded, hardware is replaced, a timer runs, nobody can log in yet.
const ONLY_SOMETIMES: &[&str] = &[
    "/admin/contracts/{id}/end",
    "/desk/tickets/{number}/intervention/hardware/next",
    "/desk/tickets/{number}/intervention/override",
    "/desk/tickets/{number}/intervention/secrets/{secret}/ask",
    "/desk/tickets/{number}/intervention/timer/stop",
    "/desk/tickets/{number}/intervention/unlock",
    "/interventions/{number}/ceiling",
    "/interventions/{number}/withdraw",
    "/setup/{token}",
];

/// The names with a message, in the order of the page.
fn messages(page: &Page) -> Vec<String> {
    let mut names: Vec<String> = page
        .text
        .match_indices("id=\"")
        .filter_map(|(at, _)| page.text[at + 4..].split('"').next())
        .filter_map(|id| id.strip_suffix("-error"))
        .map(|id| match id.strip_prefix("secret-") {
            Some(of_one) => of_one.rsplit('-').next().unwrap_or_default(),
            None => id.trim_start_matches("f-").trim_start_matches("body-"),
        })
        .map(str::to_owned)
        .collect();
    names.sort();
    names
}

fn judge(wrong: &Wrong, page: &Page) -> Vec<String> {
    let mut problems = Vec::new();
    if page.status.as_u16() != 422 {
        problems.push(format!("status {}", page.status));
    }
    let found = messages(page);
    let mut expected: Vec<String> = wrong.at.iter().map(|name| (*name).to_owned()).collect();
    expected.sort();
    if found != expected {
        problems.push(format!("messages at {found:?} instead of {expected:?}"));
    }
    for (name, value) in &wrong.fields {
        if value.contains(MARK) && !page.text.contains(value.as_str()) {
            problems.push(format!("{name} is gone"));
        }
    }
    if page.text.contains("geheim-") {
        problems.push("a secret came back".to_owned());
    }
    problems
}

fn fields(list: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    list.iter().map(|(n, v)| (*n, (*v).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_tells_what_is_wrong_at_its_field_and_keeps_what_was_typed() -> Result {
    let ground = Ground::sqlite().await?;
    let forms = forms(&ground).await?;
    let mut known: BTreeSet<&str> = NOTHING_TYPED.iter().copied().collect();
    known.extend(ONLY_SOMETIMES);
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
    for form in &forms {
        let pairs: Vec<_> = form.fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let page = form.browser.post(&form.path, &pairs).await?;
        for problem in judge(form, &page) {
            problems.push(format!("{}: {problem}", form.route));
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
    ground.assert_sound().await?;
    ground.end().await
}

/// The path of the link in the newest mail to an address.
async fn link(ground: &Ground, address: &str, path: &str) -> Result<String> {
    for _ in 0..200 {
        let mut tx = ground.context.db().read().await?;
        for mail in store::mails::list_newest(&mut tx, 20).await? {
            let text = mail.body_text.0;
            if let Some(at) = text.find(path).filter(|_| mail.to_address == address) {
                let link = text[at..].split_whitespace().next().unwrap_or_default();
                return Ok(link.to_owned());
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    Err(format!("no mail with {path} to {address}").into())
}

#[expect(clippy::too_many_lines, reason = "a table")]
async fn forms(ground: &Ground) -> Result<Vec<Wrong>> {
    let house = House::open(ground).await?;
    let ticket = file(&house.petra, "Der Webserver antwortet nicht").await?;
    let running = house.running(ground).await?;
    let secret = house.password(running).await?;
    let filed = house.filed().await?;
    let closed = house.running(ground).await?;
    house.logged(closed).await?;
    step(&house.jana, &work(closed, "/close"), crate::house::CLOSING).await?;
    house.another_system(ground, 1).await?;
    let asked = house.running(ground).await?;
    step(&house.jana, &work(asked, "/login-wrong"), &[]).await?;
    house.another_system(ground, 2).await?;
    let signed = house.signed(ground).await?;
    step(&house.jana, &work(signed, "/take"), &[]).await?;
    step(&house.petra, "/account/factor/start", &[]).await?;
    let page = house
        .petra
        .get(&format!("/interventions/{running}/extend"))
        .await?;
    let hours = hidden(&page.text, "hours");
    ground
        .staff("maja@example.test", StaffRole::Manager)
        .await?;
    let admin = ground.staff("anke@example.test", StaffRole::Admin).await?;
    let nobody = ground.browser()?;
    let half = ground.browser()?;
    ground
        .person("neu@example.test", Some(StaffRole::Engineer))
        .await?;
    step(
        &half,
        "/login",
        &[("email", "neu@example.test"), ("password", PASSWORD)],
    )
    .await?;
    let factor = ground.browser()?;
    step(
        &factor,
        "/login",
        &[("email", "maja@example.test"), ("password", PASSWORD)],
    )
    .await?;
    let forgot = [("email", "petra@example.test")];
    nobody.post("/password/forgot", &forgot).await?;
    let reset = link(ground, "petra@example.test", "/password/reset/").await?;
    let mut tx = ground.context.db().read().await?;
    let organization = store::organizations::find_by_number(&mut tx, "10001")
        .await?
        .ok_or("no organization")?
        .id;
    let system = store::systems::list_of_organization(&mut tx, organization)
        .await?
        .first()
        .ok_or("no system")?
        .id;
    drop(tx);
    let invite = format!("/organization/{organization}/invitations");
    step(
        &house.petra,
        &invite,
        &[("email", "gast@example.test"), ("role", "reader")],
    )
    .await?;
    let invitation = link(ground, "gast@example.test", "/invitation/").await?;
    step(&admin, "/admin/teams", &[("name", "Nachtschicht")]).await?;
    let team = ground
        .raw
        .texts("SELECT lower(hex(id)) FROM teams")
        .await?
        .pop()
        .ok_or("no team")?;
    let team = uuid::Uuid::parse_str(&team)?;
    let page = house
        .petra
        .get(&format!("/interventions/{filed}/sign"))
        .await?;
    let (sha256, shown_at) = (hidden(&page.text, "sha256"), hidden(&page.text, "shown_at"));
    let standing = format!("/organization/{organization}/standing");
    let system_id = system.to_string();
    let tomorrow = domain::time::local(ground.context.now().plus_seconds(86_400));
    let tomorrow = tomorrow.date().to_string();
    let choice = format!("{standing}/sign?acts=patching&systems={system_id}&from={tomorrow}");
    let page = house.petra.get(&choice).await?;
    let recurring = (hidden(&page.text, "sha256"), hidden(&page.text, "shown_at"));

    let (petra, jana) = (&house.petra, &house.jana);
    let mut all = Vec::new();
    let mut row = |route, path: String, browser: &Browser, list: &[(&'static str, &str)], at| {
        all.push(Wrong {
            route,
            path,
            browser: browser.clone(),
            fields: fields(list),
            at,
        });
    };
    let plain = |path: &str| path.to_owned();
    // Log-in and account.
    row(
        "/login",
        plain("/login"),
        &nobody,
        &[
            ("email", "niemand-4711@example.test"),
            ("password", "geheim-falsch"),
        ],
        &["password"],
    );
    row(
        "/login/enrol",
        plain("/login/enrol"),
        &half,
        &[("code", "12")],
        &["code"],
    );
    row(
        "/login/factor",
        plain("/login/factor"),
        &factor,
        &[("code", "12")],
        &["code"],
    );
    row(
        "/reauth",
        plain("/reauth"),
        petra,
        &[("proof", "geheim-falsch")],
        &["proof"],
    );
    row(
        "/password/forgot",
        plain("/password/forgot"),
        &nobody,
        &[("email", "kein-4711")],
        &["email"],
    );
    row(
        "/password/reset/{token}",
        reset,
        &nobody,
        &[("password", "kurz"), ("password_repeat", "kurz")],
        &["password"],
    );
    row(
        "/invitation/{token}",
        invitation,
        &nobody,
        &[
            ("name", ""),
            ("password", "kurz"),
            ("password_repeat", "kurz"),
        ],
        &["name", "password"],
    );
    row(
        "/account/profile",
        plain("/account/profile"),
        petra,
        &[("name", ""), ("phone", "ruf-an-4711"), ("locale", "de")],
        &["name", "phone"],
    );
    row(
        "/account/password",
        plain("/account/password"),
        petra,
        &[
            ("current", PASSWORD),
            ("password", "kurz"),
            ("password_repeat", "kurz"),
        ],
        &["password"],
    );
    row(
        "/account/factor",
        plain("/account/factor"),
        petra,
        &[("code", "12")],
        &["code"],
    );
    // Tickets.
    row(
        "/tickets/new",
        plain("/tickets/new"),
        petra,
        &[
            ("subject", ""),
            ("class", "unfug"),
            ("department", ""),
            ("body", "Text 4711"),
        ],
        &["subject", "class", "department"],
    );
    row(
        "/tickets/{number}/messages",
        format!("{ticket}/messages"),
        petra,
        &[("body", "  ")],
        &["body"],
    );
    row(
        "/tickets/{number}/notes",
        format!("{ticket}/notes"),
        jana,
        &[("note", "")],
        &["note"],
    );
    row(
        "/tickets/{number}/change",
        format!("{ticket}/change"),
        jana,
        &[("act", "link"), ("other", "abc-4711"), ("kind", "related")],
        &["other"],
    );
    row(
        "/desk/tickets/new",
        plain("/desk/tickets/new"),
        jana,
        &[
            ("organization", "gibt-es-nicht-4711"),
            ("caller", "Frau 4711"),
            ("minutes", "viele"),
            ("subject", ""),
            ("class", "fault"),
            ("priority", "normal"),
            ("department", "technical"),
            ("body", "Text 4711"),
        ],
        &["organization", "minutes", "subject"],
    );
    // The customer's side of an intervention.
    row(
        "/interventions/new",
        plain("/interventions/new"),
        petra,
        &[
            ("system", "gibt-es-nicht-4711"),
            ("symptom", "firewall_locked_out"),
            ("problem", "Problem 4711"),
            ("ceiling", "viel"),
            ("access", "credentials"),
            ("username", "geheim-2"),
            ("password", "geheim-1"),
            ("action", "sign"),
        ],
        &["ceiling"],
    );
    row(
        "/interventions/{number}/request",
        format!("/interventions/{filed}/request"),
        petra,
        &[
            ("system", "gibt-es-nicht-4711"),
            ("problem", "Problem 4711"),
            ("ceiling", "viel"),
            ("action", "sign"),
        ],
        &["ceiling"],
    );
    row(
        "/interventions/{number}/sign",
        format!("/interventions/{filed}/sign"),
        petra,
        &[
            ("signer_name", "petra"),
            ("password", "geheim-falsch"),
            ("mail_code", "000000"),
            ("sha256", &sha256),
            ("shown_at", &shown_at),
        ],
        &["mail_code"],
    );
    row(
        "/organization/{id}/standing/new",
        format!("{standing}/new"),
        petra,
        &[
            ("acts", "alles"),
            ("systems", "gibt-es-nicht"),
            ("from", "4711-gestern"),
            ("until", "irgendwann-4711"),
        ],
        &["acts", "systems", "from", "until"],
    );
    row(
        "/organization/{id}/standing/sign",
        format!("{standing}/sign"),
        petra,
        &[
            ("acts", "patching"),
            ("systems", &system_id),
            ("from", &tomorrow),
            ("until", ""),
            ("signer_name", "Frau 4711"),
            ("password", PASSWORD),
            ("mail_code", "000000"),
            ("sha256", &recurring.0),
            ("shown_at", &recurring.1),
        ],
        &["signer_name"],
    );
    row(
        "/interventions/{number}/extend",
        format!("/interventions/{running}/extend"),
        petra,
        &[
            ("hours", &hours),
            ("password", PASSWORD),
            ("mail_code", "000000"),
        ],
        &["mail_code"],
    );
    row(
        "/interventions/{number}/credentials",
        format!("/interventions/{asked}/credentials"),
        petra,
        &[("username", ""), ("password", "")],
        &["password"],
    );
    row(
        "/interventions/{number}/reopen",
        format!("/interventions/{closed}/reopen"),
        petra,
        &[("reopen_reason", "")],
        &["reopen_reason"],
    );
    // The workspace.
    let case = |act: &str| work(running, act);
    row(
        "/desk/tickets/{number}/intervention/assess",
        case("/assess"),
        jana,
        &[
            ("method", ""),
            ("method_reason", "Grund 4711"),
            ("complexity", "standard"),
        ],
        &["method"],
    );
    row(
        "/desk/tickets/{number}/intervention/longer",
        case("/longer"),
        jana,
        &[("until", "bald"), ("longer_reason", "Grund 4711")],
        &["until"],
    );
    row(
        "/desk/tickets/{number}/intervention/offer",
        case("/offer"),
        jana,
        &[
            ("offer_task", "malware_removal"),
            ("offer_scope", "Umfang 4711"),
            ("offer_kind", "fixed"),
            ("offer_price", "viel 4711"),
        ],
        &["offer_price"],
    );
    row(
        "/desk/tickets/{number}/intervention/clarify",
        case("/clarify"),
        jana,
        &[("question", "")],
        &["question"],
    );
    row(
        "/desk/tickets/{number}/intervention/decline",
        work(signed, "/decline"),
        jana,
        &[("decline_reason", "")],
        &["decline_reason"],
    );
    row(
        "/desk/tickets/{number}/intervention/hardware",
        case("/hardware"),
        jana,
        &[("component", ""), ("evidence", "Beleg 4711")],
        &["component"],
    );
    row(
        "/desk/tickets/{number}/intervention/log",
        case("/log"),
        jana,
        &[
            ("what", ""),
            ("log_method", "ssh_rdp"),
            ("target", "Ziel 4711"),
        ],
        &["what"],
    );
    row(
        "/desk/tickets/{number}/intervention/summarise",
        case("/summarise"),
        jana,
        &[("summary", ""), ("avoidable_reason", "Grund 4711")],
        &["summary"],
    );
    row(
        "/desk/tickets/{number}/intervention/close",
        case("/close"),
        jana,
        &[
            ("summary", "Erledigt 4711"),
            ("cause", ""),
            ("avoidable", ""),
            ("new_login", "none"),
        ],
        &["cause", "avoidable", "avoidable_reason"],
    );
    row(
        "/desk/tickets/{number}/intervention/handover",
        case("/handover"),
        jana,
        &[("handover_label", ""), ("handover_password", "")],
        &["handover_label", "handover_password"],
    );
    row(
        "/desk/tickets/{number}/intervention/secrets/{secret}/reveal",
        secret.clone(),
        jana,
        &[("reason", "4711")],
        &["reason"],
    );
    // Organization and administration.
    row(
        "/organization/{id}/invitations",
        invite,
        petra,
        &[("email", "kein-4711"), ("role", "unfug")],
        &["email", "role"],
    );
    row(
        "/admin/people/invitations",
        plain("/admin/people/invitations"),
        &admin,
        &[("email", "kein-4711"), ("name", ""), ("role", "engineer")],
        &["email", "name"],
    );
    row(
        "/admin/provider",
        plain("/admin/provider"),
        &admin,
        &[
            ("name", ""),
            ("street", "Weg 4711"),
            ("email", "kein-4711"),
            ("country", "DE"),
        ],
        &["name", "email"],
    );
    row(
        "/admin/catalogue",
        plain("/admin/catalogue"),
        &admin,
        &[
            ("mode_data_recovery", "on_request"),
            ("mode_performance_tuning", "plan_tariff"),
            ("mode_malware_removal", "price"),
            ("price_malware_removal", "viel 4711"),
            ("mode_application_troubleshooting", "not_offered"),
        ],
        &["price_malware_removal"],
    );
    row(
        "/admin/teams",
        plain("/admin/teams"),
        &admin,
        &[("name", "")],
        &["name"],
    );
    row(
        "/admin/teams/{id}",
        format!("/admin/teams/{team}"),
        &admin,
        &[("name", "")],
        &["name"],
    );
    row(
        "/admin/organizations",
        plain("/admin/organizations"),
        &admin,
        &[
            ("number", ""),
            ("name", "Firma 4711"),
            ("street", "Weg 4711"),
            ("postal_code", "1"),
            ("city", "Ort"),
            ("country", "DE"),
            ("owner_email", "kein-4711"),
            ("owner_name", ""),
        ],
        &["number", "owner_email"],
    );
    row(
        "/admin/organizations/{id}/data",
        format!("/admin/organizations/{organization}/data"),
        &admin,
        &[
            ("number", "10001"),
            ("name", ""),
            ("street", "Weg 4711"),
            ("postal_code", "20457"),
            ("city", "Hamburg"),
            ("country", "DE"),
            ("land", "HH"),
            ("active", "on"),
        ],
        &["name"],
    );
    row(
        "/admin/organizations/{id}/contracts/new",
        format!("/admin/organizations/{organization}/contracts/new"),
        &admin,
        &[
            ("number", "V-4711"),
            ("system", ""),
            ("plan", "unfug"),
            ("starts_on", "gestern"),
        ],
        &["system", "plan", "starts_on"],
    );
    row(
        "/admin/organizations/{id}/systems/new",
        format!("/admin/organizations/{organization}/systems/new"),
        &admin,
        &[
            ("service_id", ""),
            ("name", "srv-4711"),
            ("kind", "dedicated"),
            ("os_family", "linux"),
            ("os_release", "Debian 4711"),
            ("primary_ipv4", "300.1.1.1"),
            ("provisioned_by", "provider"),
            ("way_in", "direct"),
        ],
        &["service_id", "primary_ipv4"],
    );
    row(
        "/admin/systems/{id}",
        format!("/admin/systems/{system}"),
        &admin,
        &[
            ("service_id", ""),
            ("name", "srv-4711"),
            ("kind", "dedicated"),
            ("os_family", "linux"),
            ("os_release", "Debian 4711"),
            ("primary_ipv4", "300.1.1.1"),
            ("provisioned_by", "provider"),
            ("way_in", "direct"),
            ("active", "on"),
        ],
        &["service_id", "primary_ipv4"],
    );
    Ok(all)
}
