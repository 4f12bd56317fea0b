//! A house for one test: a customer with a system under contract, an engineer, and the pages they saw.

use axum::http::StatusCode;
use domain::account::{MemberRole, StaffRole};
use domain::ids::{ContractId, OrganizationId, SystemId};
use reqwest::Method;
use store::contracts::ContractRow;
use store::systems::SystemRow;
use store::testing::rows;

use crate::desk::{Browser, Desk, PASSWORD, Page, Result};

pub const PETRA: &str = "petra@example.test";
pub const JANA: &str = "jana@example.test";
pub const CANARY: &str = "K4n4r1e-7714-Tenne";
pub const REASON: &str = "Anmeldung zum Prüfen der Firewall";
pub const SYSTEM: &str = "web-03";

/// A customer with a system under contract, an engineer, and the pages they saw.
pub struct House {
    pub desk: Desk,
    pub petra: Browser,
    pub jana: Browser,
    pub seen: Vec<String>,
}

async fn system(desk: &Desk, organization: OrganizationId) -> Result {
    let context = desk.context();
    let id = context.id(SystemId::from_uuid);
    let row = SystemRow {
        service_id: "S-77".to_owned(),
        name: SYSTEM.to_owned(),
        ..rows::system(id, organization, 7, context.now())
    };
    let contract = ContractRow {
        number: "V-1".to_owned(),
        ..rows::contract(context.id(ContractId::from_uuid), &row, context.now())
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

    /// What a button downloads.
    pub async fn download(&mut self, by_customer: bool, path: &str) -> Result<String> {
        let browser = if by_customer { &self.petra } else { &self.jana };
        let page = browser.post(path, &[]).await?;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", main(&page));
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        self.seen.push(page.text.clone());
        Ok(page.text)
    }

    /// Filed with credentials; the number of the ticket.
    pub async fn filed(&mut self) -> Result<i64> {
        let to = self
            .step(true, "/interventions/new", &request("sign"))
            .await?;
        number(&to, "/sign").ok_or_else(|| format!("no signature page: {to}").into())
    }

    /// Signed with password and mailed code.
    pub async fn signed(&mut self) -> Result<i64> {
        let ticket = self.filed().await?;
        self.sign(ticket).await?;
        Ok(ticket)
    }

    /// Signs what was filed last.
    pub async fn sign_last(&mut self) -> Result<i64> {
        let ticket = self.last().await?;
        self.sign(ticket).await?;
        Ok(ticket)
    }

    /// Signs what there is to sign.
    pub async fn sign(&mut self, ticket: i64) -> Result {
        // Mails of one second have no order.
        self.desk.clock.advance(1);
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

    /// Number of the newest intervention.
    async fn last(&self) -> Result<i64> {
        let mut tx = self.desk.context().db().read().await?;
        let systems = store::systems::list(&mut tx).await?;
        let system = systems.first().ok_or("no system")?.id;
        let tickets = tx
            .answer(store::tickets::recent(
                system,
                domain::ids::TicketNumber(0),
                1,
            ))
            .await?;
        Ok(tickets.first().ok_or("no ticket")?.number.0)
    }

    /// Work has begun.
    pub async fn running(&mut self) -> Result<i64> {
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

    pub async fn password_path(&mut self, ticket: i64) -> Result<String> {
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

    pub fn assert_no_secret(&self) {
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

pub fn digits(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_digit())
        .find(|word| word.len() == 6)
        .map(str::to_owned)
}

pub async fn as_json(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Result<Page> {
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
