//! The procedure over HTTP: authorise, access, log, prove; who may not, and where a secret may never be seen.

use std::time::Duration;

use axum::http::StatusCode;
use domain::account::{MemberRole, StaffRole};
use domain::contract::Plan;
use domain::ids::{ContractId, OrganizationId, SystemId};
use domain::system::{OsFamily, ProvisionedBy, SystemKind, WayIn};
use reqwest::Method;
use store::contracts::ContractRow;
use store::systems::SystemRow;

use crate::desk::{Browser, Desk, PASSWORD, Page, Result};

const PETRA: &str = "petra@example.test";
const JANA: &str = "jana@example.test";
const CANARY: &str = "K4n4r1e-7714-Tenne";
const REASON: &str = "Anmeldung zum Prüfen der Firewall";
const SYSTEM: &str = "web-03";

/// A customer with a system under contract, an engineer, and the pages they saw.
pub struct House {
    pub desk: Desk,
    pub petra: Browser,
    pub jana: Browser,
    seen: Vec<String>,
}

async fn system(desk: &Desk, organization: OrganizationId) -> Result {
    let context = desk.context();
    let id = context.id(SystemId::from_uuid);
    let row = SystemRow {
        id,
        organization_id: organization,
        service_id: "S-77".to_owned(),
        name: SYSTEM.to_owned(),
        kind: SystemKind::Dedicated,
        os_family: OsFamily::Linux,
        os_release: "Debian 12".to_owned(),
        primary_ipv4: "203.0.113.7".parse()?,
        ip_kvm: true,
        console: false,
        site: "HH1".to_owned(),
        rack: String::new(),
        provisioned_by: ProvisionedBy::Provider,
        land: None,
        way_in: WayIn::Direct,
        probe_address: String::new(),
        four_eyes: false,
        active: true,
        created_at: context.now(),
    };
    let contract = ContractRow {
        id: context.id(ContractId::from_uuid),
        organization_id: organization,
        system_id: id,
        number: "V-1".to_owned(),
        plan: Plan::ManagedServer,
        covers_interventions: true,
        starts_on: "2026-01-01".to_owned(),
        ends_on: None,
        created_at: context.now(),
    };
    let mut tx = context.db().begin().await?;
    store::systems::insert(&mut tx, &row).await?;
    store::contracts::insert(&mut tx, &contract).await?;
    tx.save().await?;
    Ok(())
}

impl House {
    pub async fn open() -> Result<Self> {
        let desk = Desk::start().await?;
        let person = desk.person(PETRA, None).await?;
        let organization = desk.organization("10001").await?;
        desk.member(organization, person, MemberRole::Owner).await?;
        system(&desk, organization).await?;
        let petra = desk.browser();
        petra.log_in(PETRA).await?;
        let jana = desk.staff(JANA, StaffRole::Engineer).await?;
        Ok(Self {
            desk,
            petra,
            jana,
            seen: Vec::new(),
        })
    }

    /// A post that must lead on.
    pub async fn step(
        &mut self,
        by_customer: bool,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<String> {
        let browser = if by_customer { &self.petra } else { &self.jana };
        let page = browser.post(path, fields).await?;
        assert_eq!(
            page.status,
            StatusCode::SEE_OTHER,
            "{path}: {}",
            main(&page)
        );
        self.seen.push(page.text.clone());
        Ok(page.location().to_owned())
    }

    /// A page that must be there; kept for the search for secrets.
    pub async fn look(&mut self, by_customer: bool, path: &str) -> Result<String> {
        let browser = if by_customer { &self.petra } else { &self.jana };
        let page = browser.get(path).await?;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", main(&page));
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        self.seen.push(page.text.clone());
        Ok(page.text)
    }

    /// Filed with credentials; the number of the ticket.
    async fn filed(&mut self) -> Result<i64> {
        let to = self
            .step(true, "/interventions/new", &request("sign"))
            .await?;
        number(&to, "/sign").ok_or_else(|| format!("no signature page: {to}").into())
    }

    /// Signed with password and mailed code.
    async fn signed(&mut self) -> Result<i64> {
        let ticket = self.filed().await?;
        self.sign(ticket).await?;
        Ok(ticket)
    }

    /// Signs what there is to sign.
    pub async fn sign(&mut self, ticket: i64) -> Result {
        let path = format!("/interventions/{ticket}/sign");
        let page = self.look(true, &path).await?;
        let (sha256, shown_at) = (hidden(&page, "sha256"), hidden(&page, "shown_at"));
        let fields = [("sha256", sha256.as_str()), ("shown_at", &shown_at)];
        let again = self.step(true, &format!("{path}/code"), &fields).await?;
        self.desk.clock.advance(5);
        let page = self.look(true, &again).await?;
        assert_eq!(
            hidden(&page, "sha256"),
            sha256,
            "the code is good for this text only"
        );
        let mail = self.desk.mail_to(PETRA).await?.ok_or("no mail")?;
        let code = digits(&mail).ok_or("no code in the mail")?;
        let fields = [
            ("signer_name", "petra"),
            ("password", PASSWORD),
            ("mail_code", &code),
            ("sha256", &sha256),
            ("shown_at", &shown_at),
        ];
        let to = self.step(true, &path, &fields).await?;
        assert!(to.starts_with(&format!("/tickets/{ticket}")), "{to}");
        Ok(())
    }

    /// Work has begun.
    async fn running(&mut self) -> Result<i64> {
        let ticket = self.signed().await?;
        self.begin(ticket).await?;
        Ok(ticket)
    }

    /// From the signature to work.
    pub async fn begin(&mut self, ticket: i64) -> Result {
        self.step(false, &work(ticket, "/take"), &[]).await?;
        self.step(false, &work(ticket, "/verify"), &[]).await?;
        let assessment = [
            ("method", "ssh_rdp"),
            (
                "method_reason",
                "Port 22 antwortet, Zugangsdaten liegen vor",
            ),
            ("complexity", "standard"),
            ("symptom", "firewall_locked_out"),
        ];
        self.step(false, &work(ticket, "/assess"), &assessment)
            .await?;
        self.step(false, &work(ticket, "/start"), &[]).await?;
        Ok(())
    }

    async fn password_path(&mut self, ticket: i64) -> Result<String> {
        let page = self.look(false, &work(ticket, "")).await?;
        let forms: Vec<&str> = page
            .match_indices("/secrets/")
            .map(|(at, _)| &page[at..])
            .collect();
        let mut paths: Vec<String> = forms
            .iter()
            .filter_map(|rest| rest.split('"').next())
            .filter(|rest| rest.ends_with("/reveal"))
            .map(|rest| work(ticket, rest))
            .collect();
        paths.dedup();
        // User name first, password second.
        paths
            .pop()
            .ok_or_else(|| format!("no credential to look at: {page}").into())
    }

    fn assert_no_secret(&self) {
        for text in &self.seen {
            assert!(!text.contains(CANARY), "a secret in a page: {text}");
        }
    }
}

pub fn work(ticket: i64, act: &str) -> String {
    format!("/desk/tickets/{ticket}/intervention{act}")
}

pub fn request(action: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut fields = vec![
        ("system", SYSTEM),
        ("symptom", "firewall_locked_out"),
        (
            "problem",
            "Seit 12:40 Uhr kommt niemand mehr per SSH auf das System.",
        ),
        (
            "error_messages",
            "ssh: connect to host port 22: Connection timed out",
        ),
        ("wanted_action", "SSH soll aus unserem Netz wieder gehen."),
        ("task", "restore_network"),
        ("task", "restore_remote_access"),
        ("ceiling", "300"),
        ("access", "credentials"),
        ("method", "ssh_rdp"),
        ("method", "rescue"),
        ("username", "lt-einsatz"),
        ("password", CANARY),
        ("account_rights", "sudo_with_password"),
        ("contact_phone", "+49 681 9000 123"),
        ("reachable_until", "heute 18 Uhr"),
        ("action", action),
    ];
    for duty in [
        "accurate_information",
        "backups",
        "reachable",
        "password_change",
        "interruption",
    ] {
        fields.push(("ack", duty));
    }
    fields
}

/// The part of a page worth reading in a failure.
pub fn main(page: &Page) -> String {
    let text = page.text.split("<main").nth(1).unwrap_or(&page.text);
    text.chars().take(3_000).collect()
}

pub fn number(path: &str, end: &str) -> Option<i64> {
    let rest = path.strip_prefix("/interventions/")?;
    rest.split(end).next()?.parse().ok()
}

/// The value of a hidden field.
pub fn hidden(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\"")).unwrap_or_default();
    page[at..]
        .split("value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
        .to_owned()
}

fn digits(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_digit())
        .find(|word| word.len() == 6)
        .map(str::to_owned)
}

async fn as_json(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Result<Page> {
    let headers = [
        ("sec-fetch-site", "same-origin"),
        ("accept", "application/json"),
    ];
    browser
        .send(
            Method::POST,
            path,
            Some(&crate::desk::encode(fields)),
            &headers,
        )
        .await
}

// I-35, I-39, I-43
#[tokio::test]
async fn authorise_access_log_close_and_the_value_is_in_one_answer_only() -> Result {
    let mut house = House::open().await?;
    let ticket = house.running().await?;
    let secret = house.password_path(ticket).await?;

    let shown = as_json(&house.jana, &secret, &[("reason", REASON)]).await?;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    assert_eq!(shown.header("cache-control"), "no-store");
    let body: serde_json::Value = serde_json::from_str(&shown.text)?;
    assert_eq!(body["value"], CANARY);
    assert_eq!(body["seconds"], 30);
    let hide = body["hide_url"].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        as_json(&house.jana, &hide, &[("how", "button")])
            .await?
            .status,
        StatusCode::OK
    );

    let live = house.look(true, &format!("/tickets/{ticket}/live")).await?;
    assert!(
        live.contains("eingesehen") && live.contains(REASON),
        "the customer sees who looked and why"
    );
    assert!(live.contains("<noscript><meta http-equiv=\"refresh\" content=\"15\">"));

    let entry = [
        ("what", "Regel für TCP 22 ergänzt"),
        ("log_method", "ssh_rdp"),
        ("changed_file", "/etc/nftables.conf"),
        ("why", "Die Kette input verwarf jede neue SSH-Verbindung."),
        ("result", "SSH antwortet wieder"),
        ("visible", "customer"),
    ];
    house.step(false, &work(ticket, "/log"), &entry).await?;
    let internal = [
        ("what", "Nur für uns"),
        ("log_method", "ssh_rdp"),
        ("visible", "no"),
    ];
    house.step(false, &work(ticket, "/log"), &internal).await?;
    // What the papers must be able to say as well: a look from outside, and time that is charged.
    let outside = [("what", "Von außen geprüft"), ("log_method", "outside")];
    house.step(false, &work(ticket, "/log"), &outside).await?;
    for act in ["/timer/start", "/timer/stop"] {
        house.desk.clock.advance(600);
        let note = [("timer_note", "Firewall geprüft")];
        house.step(false, &work(ticket, act), &note).await?;
    }
    let log = house
        .look(true, &format!("/tickets/{ticket}/live/log"))
        .await?;
    assert!(log.starts_with("<li") && log.contains("Regel für TCP 22"));
    assert!(
        !log.contains("Nur für uns"),
        "internal entries stay internal"
    );
    let protocol = house
        .look(true, &format!("/tickets/{ticket}/protocol.jsonl"))
        .await?;
    assert!(
        protocol
            .lines()
            .all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok())
    );
    assert!(protocol.contains("reveal.granted") && !protocol.contains("Nur für uns"));

    let incomplete = house
        .jana
        .post(&work(ticket, "/close"), &[("summary", "Erledigt.")])
        .await?;
    assert_eq!(incomplete.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(incomplete.text.contains("Erledigt.") && incomplete.text.contains("f-cause-error"));
    let closing = [
        ("summary", "SSH ist wieder erreichbar."),
        ("cause", "network_rule"),
        ("avoidable", "avoidable"),
        (
            "avoidable_reason",
            "Das Playbook sollte die Regel enthalten.",
        ),
        ("new_login", "none"),
    ];
    house.step(false, &work(ticket, "/close"), &closing).await?;
    let page = house.look(true, &format!("/tickets/{ticket}")).await?;
    assert!(page.contains("Passwort geändert"));
    house
        .step(
            true,
            &format!("/interventions/{ticket}/password-changed"),
            &[],
        )
        .await?;
    for paper in ["authorization.pdf", "evidence.pdf"] {
        let pdf = house
            .petra
            .get(&format!("/tickets/{ticket}/{paper}"))
            .await?;
        assert_eq!(pdf.status, StatusCode::OK, "{paper}: {}", main(&pdf));
        assert!(
            pdf.text.starts_with("%PDF-")
                && pdf.header("content-disposition").starts_with("attachment")
        );
    }
    let pack = house
        .look(true, &format!("/tickets/{ticket}/evidence.json"))
        .await?;
    assert!(pack.contains("leitstand-evidence-1") && pack.contains("/etc/nftables.conf"));
    let json: serde_json::Value = serde_json::from_str(&pack)?;
    assert_eq!(json["case"]["work"][0]["note"], "Firewall geprüft");
    assert!(json["case"]["work"][0]["rate"].is_i64() && json["case"]["work"][0]["net"].is_i64());
    let gone = as_json(&house.jana, &secret, &[("reason", REASON)]).await?;
    assert_eq!(gone.status, StatusCode::FORBIDDEN);
    assert!(!gone.text.contains(CANARY));
    house.look(false, &work(ticket, "")).await?;
    house.assert_no_secret();
    house.desk.stop().await
}

// I-36
#[tokio::test]
async fn a_request_is_kept_and_what_is_missing_is_listed_and_secrets_never_come_back() -> Result {
    let mut house = House::open().await?;
    let page = house.look(true, "/interventions/new").await?;
    assert!(!page.contains("name=\"ack\" checked") && !page.contains("checked=\"\" name=\"ack\""));
    let mut wrong = request("sign");
    wrong.retain(|(name, _)| *name != "system" && *name != "ceiling");
    wrong.extend([("system", "gibt-es-nicht"), ("ceiling", "viel")]);
    let page = house.petra.post("/interventions/new", &wrong).await?;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("value=\"gibt-es-nicht\"") && page.text.contains("Seit 12:40 Uhr"));
    house.seen.push(page.text);

    house
        .step(
            true,
            "/interventions/new",
            &[("problem", "Entwurf im Tun"), ("action", "save")],
        )
        .await?;
    assert!(
        house
            .look(true, "/interventions/new")
            .await?
            .contains("Entwurf im Tun")
    );

    let mut half = request("sign");
    half.retain(|(name, _)| !matches!(*name, "ack" | "symptom"));
    let to = house.step(true, "/interventions/new", &half).await?;
    let ticket = number(&to, "/request").ok_or("the form again")?;
    let page = house.look(true, &to).await?;
    assert!(page.contains("Es fehlt noch") && page.contains("Im Tresor hinterlegt"));
    let refused = house
        .petra
        .get(&format!("/interventions/{ticket}/sign"))
        .await?;
    assert_eq!(
        refused.status,
        StatusCode::SEE_OTHER,
        "nothing incomplete can be signed"
    );
    house.assert_no_secret();
    house.desk.stop().await
}

// I-40
#[tokio::test]
async fn looks_are_refused_with_reason_and_locking_ends_everything() -> Result {
    let mut house = House::open().await?;
    let ticket = house.running().await?;
    let secret = house.password_path(ticket).await?;
    let short = as_json(&house.jana, &secret, &[("reason", "kurz")]).await?;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let colleague = house
        .desk
        .staff("karl@example.test", StaffRole::Engineer)
        .await?;
    let other = as_json(&colleague, &secret, &[("reason", REASON)]).await?;
    assert_eq!(other.status, StatusCode::FORBIDDEN, "{}", other.text);
    assert!(other.text.contains("Nicht zuständig"));

    // Without JavaScript the value is on a page with nothing around it that leads back.
    let bare = house.jana.post(&secret, &[("reason", REASON)]).await?;
    assert_eq!(bare.status, StatusCode::OK, "{}", main(&bare));
    assert!(
        bare.text.contains(CANARY) && !bare.text.contains("<nav") && !bare.text.contains("<script")
    );
    assert!(
        bare.text
            .contains(&format!("content=\"30;url={}\"", work(ticket, "")))
    );
    assert_eq!(bare.header("cache-control"), "no-store");

    // The factor is asked for again after five minutes; that is no recorded refusal.
    house.desk.clock.advance(6 * 60);
    let stale = as_json(&house.jana, &secret, &[("reason", REASON)]).await?;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = services::accounts::present_code(house.desk.context(), JANA).await?;
    let fields = [("reason", REASON), ("code", code.as_str())];
    let again = as_json(&house.jana, &secret, &fields).await?;
    assert_eq!(again.status, StatusCode::OK, "{}", again.text);

    let live = house.look(true, &format!("/tickets/{ticket}/live")).await?;
    assert!(live.contains("Einsicht verweigert") && live.contains("karl"));
    house
        .step(true, &format!("/tickets/{ticket}/lock"), &[])
        .await?;
    let locked = as_json(&house.jana, &secret, &[("reason", REASON)]).await?;
    assert_eq!(locked.status, StatusCode::FORBIDDEN);
    assert!(!locked.text.contains(CANARY));
    let page = house.look(false, &work(ticket, "")).await?;
    assert!(page.contains("Vernichtet"));
    house.assert_no_secret();
    house.desk.stop().await
}

#[tokio::test]
async fn strangers_find_nothing_and_customers_no_workspace() -> Result {
    let mut house = House::open().await?;
    let ticket = house.running().await?;
    let secret = house.password_path(ticket).await?;
    let stranger = house.desk.customer("fritz@fremd.test", "20002").await?;
    let pages = [
        format!("/interventions/{ticket}/request"),
        format!("/interventions/{ticket}/sign"),
        format!("/interventions/{ticket}/extend"),
        format!("/tickets/{ticket}/live"),
        format!("/tickets/{ticket}/live/log"),
        format!("/tickets/{ticket}/protocol.jsonl"),
        format!("/events?ticket={ticket}"),
    ];
    for path in &pages {
        assert_eq!(
            stranger.get(path).await?.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let posts = [
        format!("/tickets/{ticket}/lock"),
        format!("/interventions/{ticket}/withdraw"),
        format!("/interventions/{ticket}/password-changed"),
        format!("/interventions/{ticket}/reopen"),
        format!("/interventions/{ticket}/request"),
    ];
    for path in &posts {
        let page = stranger
            .post(path, &[("reopen_reason", "Immer noch")])
            .await?;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    for act in ["", "/log/new"] {
        for browser in [&stranger, &house.petra] {
            let page = browser.get(&work(ticket, act)).await?;
            assert_eq!(
                page.status,
                StatusCode::NOT_FOUND,
                "customers never learn of it"
            );
        }
    }
    for act in [
        "/verify",
        "/start",
        "/log",
        "/close",
        "/handover",
        "/login-wrong",
        "/unlock",
    ] {
        let page = house.petra.post(&work(ticket, act), &[]).await?;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{act}");
    }
    let page = as_json(&house.petra, &secret, &[("reason", REASON)]).await?;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let manager = house
        .desk
        .staff("maja@example.test", StaffRole::Manager)
        .await?;
    let page = as_json(&manager, &secret, &[("reason", REASON)]).await?;
    assert_eq!(
        page.status,
        StatusCode::FORBIDDEN,
        "a manager reads all and never reveals"
    );
    assert_eq!(manager.get(&work(ticket, "")).await?.status, StatusCode::OK);
    house.desk.stop().await
}

/// Reads a stream until a text comes, at most so long.
async fn heard(response: &mut reqwest::Response, text: &str, within: Duration) -> Result<bool> {
    let mut all = String::new();
    let end = tokio::time::Instant::now() + within;
    while let Ok(Ok(Some(chunk))) = tokio::time::timeout_at(end, response.chunk()).await {
        all.push_str(&String::from_utf8_lossy(&chunk));
        if all.contains(text) {
            return Ok(true);
        }
    }
    Ok(false)
}

// I-43
#[tokio::test]
async fn an_open_page_hears_of_it_within_two_seconds_and_streams_end() -> Result {
    let mut house = House::open().await?;
    let ticket = house.running().await?;
    let url = format!("http://{}/events?ticket={ticket}", house.desk.address);
    let open = |browser: &Browser| {
        let request = reqwest::Client::new()
            .get(&url)
            .header("cookie", browser.cookie());
        async move { request.send().await }
    };
    let mut stream = open(&house.petra).await?;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    assert!(heard(&mut stream, "event: changed", Duration::from_secs(5)).await?);
    let entry = [
        ("what", "Dienst geprüft"),
        ("log_method", "outside"),
        ("visible", "customer"),
    ];
    house.step(false, &work(ticket, "/log"), &entry).await?;
    assert!(heard(&mut stream, "event: changed", Duration::from_secs(2)).await?);
    // What another process commits is noticed by its number in the chain.
    house
        .step(true, &format!("/tickets/{ticket}/lock"), &[])
        .await?;
    assert!(heard(&mut stream, "event: revoked", Duration::from_secs(2)).await?);
    // Room for four, not for more; and none for who is logged out.
    let mut streams = Vec::new();
    for _ in 0..3 {
        streams.push(open(&house.petra).await?);
    }
    assert_eq!(
        open(&house.petra).await?.status(),
        reqwest::StatusCode::TOO_MANY_REQUESTS
    );
    house.petra.post("/logout", &[]).await?;
    let note = [
        ("what", "Noch ein Blick"),
        ("log_method", "outside"),
        ("visible", "customer"),
    ];
    house.jana.post(&work(ticket, "/log"), &note).await?;
    let ended = tokio::time::timeout(Duration::from_secs(20), async {
        while let Ok(Some(_)) = stream.chunk().await {}
    });
    assert!(ended.await.is_ok(), "a stream ends with its session");
    house.desk.stop().await
}
