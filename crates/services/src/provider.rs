//! The page *Anbieter*: the provider's name, address, numbers, keys; printed where the sources hand them out. // RULINGS 21

use domain::audit::EventKind;
use domain::policy::{Action, Resource, may};
use domain::time::{Opening, OpeningHours, Timestamp};
use store::Tx;
pub use store::provider::ProviderRow;

use crate::context::{Context, OpContext};
use crate::error::{Checks, FieldError, Result};
use crate::places::AddressFields;
use crate::settings::Network;
use crate::{audit, house};

/// What every page shows of the provider.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// Name.
    pub name: String,
    /// Number for emergencies, as people write it.
    pub emergency_phone: String,
    /// Address of the guide for customers; empty if there is none.
    pub guide_url: String,
    /// Demo data.
    pub is_demo: bool,
}

/// What every page shows of the provider; empty before the set-up.
///
/// # Errors
/// The database does not answer.
pub async fn shown(context: &Context) -> Result<Shown> {
    let mut tx = context.db().read().await?;
    let row = store::provider::find(&mut tx).await?;
    Ok(row
        .map(|row| Shown {
            name: row.name,
            emergency_phone: row.emergency_phone,
            guide_url: row.guide_url,
            is_demo: row.is_demo,
        })
        .unwrap_or_default())
}

/// How to reach us by phone, as the customers' forms show it. // S-02, S-04
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// Number in office hours; empty where there is none.
    pub phone: String,
    /// Those hours, as printed.
    pub hours: String,
    /// Whether somebody answers it now; `None` where the hours are not known.
    pub opening: Option<Opening>,
    /// Number for emergencies, around the clock; empty where there is none.
    pub emergency_phone: String,
}

/// How to reach us by phone at this moment.
pub(crate) async fn contact(tx: &mut Tx, now: Timestamp) -> Result<Contact> {
    let Some(row) = store::provider::find(tx).await? else {
        return Ok(Contact::default());
    };
    Ok(Contact {
        opening: OpeningHours::parse(&row.phone_hours).map(|hours| hours.at(now)),
        phone: row.phone,
        hours: row.phone_hours,
        emergency_phone: row.emergency_phone,
    })
}

/// A provider of whom only the name is known.
pub(crate) fn empty(name: String) -> ProviderRow {
    ProviderRow {
        id: ProviderRow::ID,
        name,
        street: String::new(),
        postal_code: String::new(),
        city: String::new(),
        country: "DE".to_owned(),
        land: None,
        vat_id: String::new(),
        email: String::new(),
        phone: String::new(),
        phone_hours: String::new(),
        emergency_phone: String::new(),
        source_ips: String::new(),
        ssh_public_key: String::new(),
        name_servers: String::new(),
        guide_url: String::new(),
        is_demo: false,
        updated_at: None,
    }
}

/// The form of the provider's page.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProviderFields<'a> {
    /// Legal name.
    pub name: &'a str,
    /// Address and VAT id.
    pub address: AddressFields<'a>,
    /// Address customers write to.
    pub email: &'a str,
    /// Phone in office hours.
    pub phone: &'a str,
    /// Those hours, as printed.
    pub phone_hours: &'a str,
    /// Phone for emergencies.
    pub emergency_phone: &'a str,
    /// Addresses or networks we come from, one a line.
    pub source_ips: &'a str,
    /// Our public SSH key.
    pub ssh_public_key: &'a str,
    /// Our name servers, one a line.
    pub name_servers: &'a str,
    /// Link to the guide for customers.
    pub guide_url: &'a str,
}

/// A provider of whom nothing is known: what a refused form is shown over.
pub fn nothing() -> ProviderRow {
    empty(String::new())
}

/// The provider's page.
///
/// # Errors
/// `Denied` for everybody but admins.
pub async fn view(op: &OpContext) -> Result<ProviderRow> {
    may(&op.actor, Action::EditProvider, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let row = store::provider::find(&mut tx).await?;
    Ok(row.unwrap_or_else(|| empty(String::new())))
}

/// Changes the provider's page.
///
/// # Errors
/// `Denied`, or `Invalid` on the fields.
pub async fn update(op: &OpContext, fields: ProviderFields<'_>) -> Result<()> {
    may(&op.actor, Action::EditProvider, &Resource::provider())?;
    let mut checks = Checks::new();
    let changed = check(&mut checks, fields);
    checks.finish()?;
    let mut tx = house::begin(&op.app).await?;
    let before = store::provider::find(&mut tx)
        .await?
        .unwrap_or_else(|| empty(String::new()));
    let row = ProviderRow {
        is_demo: before.is_demo,
        updated_at: Some(op.now()),
        ..changed
    };
    store::provider::put(&mut tx, &row).await?;
    let event = facts(&before).into_iter().zip(facts(&row)).fold(
        audit::by(op, EventKind::ProviderChanged),
        |event, ((name, before), (_, after))| house::turn(event, name, before, after),
    );
    if !event.data.is_empty() {
        house::tell(&op.app, &mut tx, event).await?;
    }
    tx.save().await?;
    tracing::info!(target: "security", event = "provider.changed", by = %op.actor.person);
    Ok(())
}

/// What the page says, by name.
fn facts(row: &ProviderRow) -> [(&'static str, &str); 15] {
    [
        ("name", &row.name),
        ("street", &row.street),
        ("postal_code", &row.postal_code),
        ("city", &row.city),
        ("country", &row.country),
        ("land", row.land.as_deref().unwrap_or_default()),
        ("vat_id", &row.vat_id),
        ("email", &row.email),
        ("phone", &row.phone),
        ("phone_hours", &row.phone_hours),
        ("emergency_phone", &row.emergency_phone),
        ("source_ips", &row.source_ips),
        ("ssh_public_key", &row.ssh_public_key),
        ("name_servers", &row.name_servers),
        ("guide_url", &row.guide_url),
    ]
}

fn check(checks: &mut Checks, fields: ProviderFields<'_>) -> ProviderRow {
    let name = checks.text("name", fields.name, 120);
    let address = fields.address.check(checks, false);
    let email = fields.email.trim();
    if !email.is_empty() && email.parse::<domain::account::EmailAddress>().is_err() {
        checks.add(FieldError::new("email", "email"));
    }
    let source_ips = lines(checks, "source_ips", fields.source_ips, "ip", |line| {
        line.parse::<Network>().is_ok()
    });
    let name_servers = lines(
        checks,
        "name_servers",
        fields.name_servers,
        "check",
        |line| {
            line.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-.:".contains(&b))
        },
    );
    let phone_hours = checks.optional("phone_hours", fields.phone_hours, 120);
    if !phone_hours.is_empty() && OpeningHours::parse(&phone_hours).is_none() {
        checks.add(FieldError::new("phone_hours", "opening_hours"));
    }
    let key = checks.optional("ssh_public_key", fields.ssh_public_key, 2000);
    if !key.is_empty() && !is_public_key(&key) {
        checks.add(FieldError::new("ssh_public_key", "ssh_public_key"));
    }
    let guide_url = checks.optional("guide_url", fields.guide_url, 300);
    if !guide_url.is_empty() && !guide_url.starts_with("https://") {
        checks.add(FieldError::new("guide_url", "url"));
    }
    ProviderRow {
        street: address.street,
        postal_code: address.postal_code,
        city: address.city,
        country: address.country,
        land: address.land,
        vat_id: address.vat_id,
        email: email.to_owned(),
        phone: checks.phone("phone", fields.phone),
        phone_hours,
        emergency_phone: checks.phone("emergency_phone", fields.emergency_phone),
        source_ips,
        ssh_public_key: key,
        name_servers,
        guide_url,
        ..empty(name)
    }
}

/// One entry a line, each well-formed.
fn lines(
    checks: &mut Checks,
    field: &'static str,
    text: &str,
    code: &'static str,
    well_formed: impl Fn(&str) -> bool,
) -> String {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    if lines.len() > 50 || !lines.iter().all(|line| well_formed(line)) {
        checks.add(FieldError::new(field, code));
    }
    lines.join("\n")
}

/// An OpenSSH public key on one line; never a private one.
fn is_public_key(text: &str) -> bool {
    let mut parts = text.split(' ');
    let kind = parts.next().unwrap_or_default();
    let body = parts.next().unwrap_or_default();
    ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256"].contains(&kind)
        && body.len() > 40
        && body
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b))
        && !text.contains(['\n', '\r'])
}
