//! Everything that must be so before each form is on a page: people, links, cases in every state.

use domain::account::StaffRole;

use crate::browser::Browser;
use crate::ground::{Ground, PASSWORD, Result};
use crate::house::{CLOSING, House, REASON, file, hidden, step, work};
use crate::raw::Raw;

/// So many looks at one field in an hour are granted.
const LOOKS: i64 = domain::rules::HouseRules::SHIPPED.looks_per_hour;

pub struct Stage {
    pub house: House,
    pub maja: Browser,
    pub admin: Browser,
    pub nobody: Browser,
    /// Staff without a second factor yet, after the password.
    pub half: Browser,
    /// After the password, before the code.
    pub factor: Browser,
    /// Path of an ordinary ticket.
    pub ticket: String,
    /// Work runs; the limit of looks at its password is reached, and the customer demands four eyes.
    pub running: i64,
    /// Where that password is looked at.
    pub secret: String,
    pub filed: i64,
    pub closed: i64,
    /// The credentials did not work, the customer was asked.
    pub asked: i64,
    pub signed: i64,
    /// The gate found that the contract does not cover it.
    pub uncovered: i64,
    /// Only the last step of the hardware case is left.
    pub hardware: i64,
    /// Work by time with a ceiling, and the timer runs.
    pub paid: i64,
    /// Hours of an extension.
    pub hours: String,
    pub reset: String,
    pub invitation: String,
    /// Where members are invited.
    pub invite: String,
    pub organization: String,
    /// Where recurring work is authorised.
    pub standing: String,
    /// As a form says it.
    pub tomorrow: String,
    pub system: String,
    pub contract: String,
    pub team: String,
    /// Somebody whose mail address an admin may change.
    pub person: String,
}

impl Stage {
    pub async fn set(ground: &Ground) -> Result<Self> {
        let house = House::open(ground).await?;
        let maja = ground
            .staff("maja@example.test", StaffRole::Manager)
            .await?;
        let admin = ground.staff("anke@example.test", StaffRole::Admin).await?;
        let ticket = file(&house.petra, "Der Webserver antwortet nicht").await?;
        let running = house.running(ground).await?;
        let secret = house.password(running).await?;
        for look in 0..=LOOKS {
            let page = house.jana.ask(&secret, &[("reason", REASON)]).await?;
            let expected = if look < LOOKS { 200 } else { 403 };
            assert_eq!(page.status.as_u16(), expected, "look {look}");
        }
        let filed = house.filed().await?;
        let closed = house.running(ground).await?;
        house.logged(closed).await?;
        step(&house.jana, &work(closed, "/close"), CLOSING).await?;
        house.another_system(ground, 1).await?;
        let asked = house.running(ground).await?;
        step(&house.jana, &work(asked, "/login-wrong"), &[]).await?;
        house.another_system(ground, 2).await?;
        let signed = house.signed(ground).await?;
        step(&house.jana, &work(signed, "/take"), &[]).await?;
        let uncovered = uncovered(ground, &house).await?;
        let hardware = hardware(ground, &house).await?;
        let paid = paid(ground, &house).await?;
        step(&house.petra, "/account/factor/start", &[]).await?;
        let extend = format!("/interventions/{running}/extend");
        let hours = hidden(&house.petra.get(&extend).await?.text, "hours");
        let (half, factor) = half_way(ground).await?;
        let nobody = ground.browser()?;
        let forgot = [("email", "petra@example.test")];
        nobody.post("/password/forgot", &forgot).await?;
        let reset = link(ground, "petra@example.test", "/password/reset/").await?;
        let organization = id(&ground.raw, "organizations WHERE number = '10001'").await?;
        let invite = format!("/organization/{organization}/invitations");
        let tomorrow = domain::time::local(ground.context.now().plus_seconds(86_400));
        let guest = [("email", "gast@example.test"), ("role", "reader")];
        step(&house.petra, &invite, &guest).await?;
        let invitation = link(ground, "gast@example.test", "/invitation/").await?;
        step(&admin, "/admin/teams", &[("name", "Nachtschicht")]).await?;
        let four_eyes = "UPDATE organizations SET four_eyes = TRUE";
        ground.raw.run(four_eyes).await?;
        Ok(Self {
            system: id(&ground.raw, "systems WHERE service_id = 'S-7'").await?,
            contract: id(&ground.raw, "contracts WHERE number = 'V-7'").await?,
            person: id(&ground.raw, "people WHERE email = 'maja@example.test'").await?,
            team: id(&ground.raw, "teams").await?,
            house,
            maja,
            admin,
            nobody,
            half,
            factor,
            ticket,
            running,
            secret,
            filed,
            closed,
            asked,
            signed,
            uncovered,
            hardware,
            paid,
            hours,
            reset,
            invitation,
            invite,
            standing: format!("/organization/{organization}/standing"),
            tomorrow: tomorrow.date().to_string(),
            organization,
        })
    }

    /// The page with the text that is signed by a form.
    pub fn shows_text(&self, route: &str) -> Option<String> {
        match route {
            "/interventions/{number}/sign" => Some(format!("/interventions/{}/sign", self.filed)),
            "/organization/{id}/standing/sign" => Some(format!(
                "{}/sign?acts=patching&systems={}&from={}",
                self.standing, self.system, self.tomorrow
            )),
            _ => None,
        }
    }
}

async fn uncovered(ground: &Ground, house: &House) -> Result<i64> {
    house.another_system(ground, 3).await?;
    let case = house.signed(ground).await?;
    let without = "UPDATE contracts SET covers_interventions = FALSE WHERE number = 'V-103'";
    ground.raw.run(without).await?;
    step(&house.jana, &work(case, "/take"), &[]).await?;
    step(&house.jana, &work(case, "/verify"), &[]).await?;
    Ok(case)
}

async fn hardware(ground: &Ground, house: &House) -> Result<i64> {
    house.another_system(ground, 4).await?;
    let case = house.running(ground).await?;
    let found = [
        ("component", "Netzteil"),
        ("evidence", "Sensor meldet 0 Volt"),
    ];
    step(&house.jana, &work(case, "/hardware"), &found).await?;
    for evidence in ["Geprüft.", "Bestellt.", "Montag, 8 Uhr.", "Getauscht."] {
        let fields = [
            ("hardware_evidence", evidence),
            ("hardware_at", "2099-01-05T08:00"),
            ("hardware_place", "Halle 2"),
        ];
        step(&house.jana, &work(case, "/hardware/next"), &fields).await?;
    }
    Ok(case)
}

async fn paid(ground: &Ground, house: &House) -> Result<i64> {
    house.another_system(ground, 5).await?;
    let case = house.running(ground).await?;
    let offer = [
        ("offer_task", "data_recovery"),
        ("offer_scope", "Gelöschte Dateien aus der Sicherung holen"),
        ("offer_kind", "time"),
        ("offer_ceiling", "400"),
    ];
    step(&house.jana, &work(case, "/offer"), &offer).await?;
    let order = id(&ground.raw, "orders WHERE state = 'offered'").await?;
    let answer = format!("/interventions/{case}/offers/{order}");
    step(&house.petra, &answer, &[("answer", "accept")]).await?;
    let page = house.jana.get(&work(case, "")).await?;
    if !page.text.contains("/timer/stop") {
        step(&house.jana, &work(case, "/timer/start"), &[]).await?;
    }
    Ok(case)
}

/// Somebody before their first second factor, and somebody asked for its code.
async fn half_way(ground: &Ground) -> Result<(Browser, Browser)> {
    ground
        .person("neu@example.test", Some(StaffRole::Engineer))
        .await?;
    let mut both = Vec::new();
    for email in ["neu@example.test", "maja@example.test"] {
        let browser = ground.browser()?;
        let fields = [("email", email), ("password", PASSWORD)];
        step(&browser, "/login", &fields).await?;
        both.push(browser);
    }
    let factor = both.pop().ok_or("nobody")?;
    Ok((both.pop().ok_or("nobody")?, factor))
}

/// The id of the one row.
async fn id(raw: &Raw, of: &str) -> Result<String> {
    let found = raw.texts(&format!("SELECT hex(id) FROM {of}")).await?;
    assert_eq!(found.len(), 1, "{of}");
    Ok(uuid::Uuid::parse_str(&found[0])?.to_string())
}

/// The path of the link in the newest mail to an address.
async fn link(ground: &Ground, address: &str, path: &str) -> Result<String> {
    let mut seen = Vec::new();
    for _ in 0..1_200 {
        seen.clear();
        let mut tx = ground.context.db().read().await?;
        for mail in store::mails::list_newest(&mut tx, 500).await? {
            seen.push(format!("{} to {}", mail.kind, mail.to_address));
            if mail.to_address != address {
                continue;
            }
            let text = ground.text_of(mail)?;
            if let Some(at) = text.find(path) {
                let link = text[at..].split_whitespace().next().unwrap_or_default();
                return Ok(link.to_owned());
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    Err(format!("no mail with {path} to {address}: {seen:?}").into())
}
