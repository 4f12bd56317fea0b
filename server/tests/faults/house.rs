//! An intervention up to where the story begins, by HTTP as people do it: asked for, signed, verified, begun.

use std::sync::Mutex;

use domain::account::StaffRole;
use domain::ids::{ContractId, OrganizationId, SystemId};
use store::systems::SystemRow;
use store::testing::rows;

use crate::browser::Browser;
use crate::ground::{Ground, PASSWORD, Result};

/// What must never be seen anywhere but in the one answer.
pub const CANARY: &str = "K4n4r1e-7714-Tenne";
/// Why the engineer looks.
pub const REASON: &str = "Anmeldung zum Prüfen der Firewall";
const PETRA: &str = "petra@example.test";
const JANA: &str = "jana@example.test";
const SYSTEM: &str = "web-03";

/// A customer with a system under contract, and an engineer.
pub struct House {
    pub petra: Browser,
    pub jana: Browser,
    pub organization: OrganizationId,
    /// The system that is asked for next.
    system: Mutex<String>,
    /// Codes of earlier signatures.
    used: Mutex<Vec<String>>,
}

impl House {
    pub async fn open(ground: &Ground) -> Result<Self> {
        let (petra, organization) = ground.customer(PETRA, "10001").await?;
        system(ground, organization, SYSTEM, 7).await?;
        let jana = ground.staff(JANA, StaffRole::Engineer).await?;
        Ok(Self {
            petra,
            jana,
            organization,
            system: Mutex::new(SYSTEM.to_owned()),
            used: Mutex::default(),
        })
    }

    /// Another system is in trouble from now on: cases of one system that repeat need a manager.
    pub async fn another_system(&self, ground: &Ground, n: usize) -> Result {
        let name = format!("web-1{n}");
        system(ground, self.organization, &name, u8::try_from(100 + n)?).await?;
        *self.system.lock().expect("not poisoned") = name;
        Ok(())
    }

    /// Asked for with credentials; the number of the ticket.
    pub async fn filed(&self) -> Result<i64> {
        self.filed_with(CANARY).await
    }

    /// The same with this password.
    pub async fn filed_with(&self, password: &str) -> Result<i64> {
        let system = self.present_system();
        let mut fields = request(&system);
        fields.retain(|(name, _)| *name != "password");
        fields.push(("password", password));
        let to = step(&self.petra, "/interventions/new", &fields).await?;
        let number = to.strip_prefix("/interventions/").unwrap_or_default();
        let number = number.split('/').next().unwrap_or_default();
        number
            .parse()
            .map_err(|_| format!("no signature page: {to}").into())
    }

    /// The system that is asked for next.
    pub fn present_system(&self) -> String {
        self.system.lock().expect("not poisoned").clone()
    }

    /// Digest and time of the text on the page of the signature, and the code that was mailed for it.
    pub async fn ready_to_sign(
        &self,
        ground: &Ground,
        path: &str,
    ) -> Result<(String, String, String)> {
        let page = self.petra.get(path).await?;
        let (sha256, shown_at) = (hidden(&page.text, "sha256"), hidden(&page.text, "shown_at"));
        let fields = [("sha256", sha256.as_str()), ("shown_at", &shown_at)];
        step(&self.petra, &format!("{path}/code"), &fields).await?;
        let mut tx = ground.context.db().read().await?;
        let mut mails = store::mails::list_newest(&mut tx, 500).await?;
        drop(tx);
        mails.retain(|mail| mail.kind == "signing_code");
        let mut codes = Vec::new();
        for mail in mails {
            let text = ground.text_of(mail)?;
            codes.push(digits(&text).ok_or_else(|| format!("no code in {text}"))?);
        }
        let code = codes
            .into_iter()
            .find(|code| !self.used.lock().expect("not poisoned").contains(code))
            .ok_or("no code in a mail")?;
        self.used.lock().expect("not poisoned").push(code.clone());
        Ok((sha256, shown_at, code))
    }

    /// The codes that signed something so far.
    pub fn codes(&self) -> Vec<String> {
        self.used.lock().expect("not poisoned").clone()
    }

    /// Signed with password and mailed code.
    pub async fn signed(&self, ground: &Ground) -> Result<i64> {
        let ticket = self.filed().await?;
        self.sign(ground, ticket).await?;
        Ok(ticket)
    }

    /// Signs what was filed.
    pub async fn sign(&self, ground: &Ground, ticket: i64) -> Result {
        let path = format!("/interventions/{ticket}/sign");
        let (sha256, shown_at, code) = self.ready_to_sign(ground, &path).await?;
        let fields = [
            ("signer_name", "petra"),
            ("password", PASSWORD),
            ("mail_code", &code),
            ("sha256", &sha256),
            ("shown_at", &shown_at),
        ];
        step(&self.petra, &path, &fields).await?;
        Ok(())
    }

    /// Work has begun.
    pub async fn running(&self, ground: &Ground) -> Result<i64> {
        let ticket = self.signed(ground).await?;
        self.begin(ticket).await?;
        Ok(ticket)
    }

    /// Work begins on what was signed.
    pub async fn begin(&self, ticket: i64) -> Result {
        step(&self.jana, &work(ticket, "/take"), &[]).await?;
        step(&self.jana, &work(ticket, "/verify"), &[]).await?;
        let assessment = [
            ("method", "ssh_rdp"),
            (
                "method_reason",
                "Port 22 antwortet, Zugangsdaten liegen vor",
            ),
            ("complexity", "standard"),
            ("symptom", "firewall_locked_out"),
        ];
        step(&self.jana, &work(ticket, "/assess"), &assessment).await?;
        step(&self.jana, &work(ticket, "/start"), &[]).await?;
        Ok(())
    }

    /// Where the user name and the password of a ticket are looked at.
    pub async fn reveals(&self, ticket: i64) -> Result<Vec<String>> {
        let page = self.jana.get(&work(ticket, "")).await?;
        let mut paths: Vec<String> = page
            .text
            .match_indices("/secrets/")
            .filter_map(|(at, _)| page.text[at..].split('"').next())
            .filter(|rest| rest.ends_with("/reveal"))
            .map(|rest| work(ticket, rest))
            .collect();
        paths.dedup();
        if paths.is_empty() {
            return Err(format!("no credential to look at: {}", page.main()).into());
        }
        Ok(paths)
    }

    /// Where the password is looked at.
    pub async fn password(&self, ticket: i64) -> Result<String> {
        let mut paths = self.reveals(ticket).await?;
        paths.pop().ok_or_else(|| "no credential".into())
    }

    /// What was done, so that the case can be closed.
    pub async fn logged(&self, ticket: i64) -> Result {
        let entry = [
            ("what", "Regel für TCP 22 ergänzt"),
            ("log_method", "ssh_rdp"),
            ("changed_file", "/etc/nftables.conf"),
            ("why", "Die Kette input verwarf jede neue SSH-Verbindung."),
            ("result", "SSH antwortet wieder"),
            ("visible", "customer"),
        ];
        step(&self.jana, &work(ticket, "/log"), &entry).await?;
        Ok(())
    }
}

/// The fields that close a case.
pub const CLOSING: &[(&str, &str)] = &[
    ("summary", "SSH ist wieder erreichbar."),
    ("cause", "network_rule"),
    ("avoidable", "avoidable"),
    (
        "avoidable_reason",
        "Das Playbook sollte die Regel enthalten.",
    ),
    ("new_login", "none"),
];

/// A post that must lead on; says where.
pub async fn step(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Result<String> {
    let page = browser.post(path, fields).await?;
    assert_eq!(page.status.as_u16(), 303, "{path}: {}", page.main());
    Ok(page.location().to_owned())
}

/// Files a ticket and says where it is.
pub async fn file(browser: &Browser, subject: &str) -> Result<String> {
    let fields = [
        ("subject", subject),
        ("class", "fault"),
        ("department", "technical"),
        ("body", "Seit heute früh."),
    ];
    let to = step(browser, "/tickets/new", &fields).await?;
    Ok(to.split('?').next().unwrap_or_default().to_owned())
}

/// A path of the workspace.
pub fn work(ticket: i64, act: &str) -> String {
    format!("/desk/tickets/{ticket}/intervention{act}")
}

/// The form of a request, filled in.
pub fn request(system: &str) -> Vec<(&'static str, &str)> {
    let mut fields = vec![
        ("system", system),
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
        ("action", "sign"),
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

/// Six digits in a text.
pub fn digits(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_digit())
        .find(|word| word.len() == 6)
        .map(str::to_owned)
}

async fn system(ground: &Ground, organization: OrganizationId, name: &str, n: u8) -> Result {
    let context = &ground.context;
    let row = SystemRow {
        name: name.to_owned(),
        ..rows::system(
            context.id(SystemId::from_uuid),
            organization,
            n,
            context.now(),
        )
    };
    let contract = rows::contract(context.id(ContractId::from_uuid), &row, context.now());
    let mut tx = context.db().begin().await?;
    store::systems::insert(&mut tx, &row).await?;
    store::contracts::insert(&mut tx, &contract).await?;
    tx.save().await?;
    Ok(())
}
