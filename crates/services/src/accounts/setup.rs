//! The first start: no default password, but a link printed once that creates the first admin. // ASVS 6.3.2

use domain::account::{Locale, StaffRole, TokenKind};
use domain::audit::EventKind;
use domain::ids::TeamId;
use secrecy::SecretString;
use store::Tx;
use store::people::PersonRow;
use store::provider::ProviderRow;
use store::teams::TeamRow;

use super::invitation::{Purpose, insert_person};
use super::{email, invite, link, new_password, password};
use crate::context::Context;
use crate::error::{Checks, Result, ServiceError};
use crate::{audit, house};

/// What the set-up page asks for.
pub struct NewDesk<'a> {
    /// Name of the provider.
    pub provider: &'a str,
    /// The first admin's name.
    pub name: &'a str,
    /// The first admin's mail address.
    pub email: &'a str,
    /// The first admin's password.
    pub password: SecretString,
    /// The same again.
    pub repeat: SecretString,
}

/// A new set-up link while there is nobody; older ones stop working. `None` once there are people.
///
/// # Errors
/// The database does not answer.
pub async fn setup_link(context: &Context) -> Result<Option<String>> {
    let now = context.now();
    let mut tx = context.db().begin().await?;
    if store::people::count(&mut tx).await? > 0 {
        return Ok(None);
    }
    for old in store::tokens::list_unowned(&mut tx, TokenKind::Setup, now).await? {
        store::tokens::take_by_id(&mut tx, old.id, now).await?;
    }
    let secret = link::new_link(context, &mut tx, TokenKind::Setup, None, String::new()).await?;
    tx.save().await?;
    Ok(Some(context.settings().url(&format!("/setup/{secret}"))))
}

/// Whether the set-up link still works.
///
/// # Errors
/// [`ServiceError::Gone`].
pub async fn check_setup_link(context: &Context, secret: &str) -> Result<()> {
    let mut tx = context.db().read().await?;
    link::find(context, &mut tx, TokenKind::Setup, secret)
        .await
        .map(drop)
}

/// Creates the provider, the first admin and the default team. // RULINGS 34
///
/// # Errors
/// [`ServiceError::Gone`] when the link is used up, expired or there are people already; `Invalid` on the fields.
pub async fn set_up(context: &Context, secret: &str, desk: NewDesk<'_>) -> Result<()> {
    check_setup_link(context, secret).await?;
    let mut checks = Checks::new();
    let provider = checks.text("provider", desk.provider, 120);
    let name = checks.text("name", desk.name, 120);
    let address = email(&mut checks, "email", desk.email);
    let names = [&*provider, &*name, desk.email, "Leitstand Ticket"];
    new_password(&mut checks, &desk.password, &desk.repeat, true, &names);
    checks.finish()?;
    let address = address.ok_or_else(|| ServiceError::field("email", "email"))?;
    let hash = password::hash(context, &desk.password).await?;
    let now = context.now();
    let mut tx = house::begin(context).await?;
    link::take(context, &mut tx, TokenKind::Setup, secret).await?;
    if store::people::count(&mut tx).await? > 0 {
        return Err(ServiceError::Gone);
    }
    let admin = insert_person(context, &mut tx, address.as_str(), &name, Locale::De).await?;
    store::people::update_password(&mut tx, admin.id, &hash, now).await?;
    store::people::update_staff(&mut tx, admin.id, Some(StaffRole::Admin), false).await?;
    let row = ProviderRow {
        email: address.to_string(),
        updated_at: Some(now),
        ..crate::provider::empty(provider)
    };
    store::provider::put(&mut tx, &row).await?;
    let team = TeamRow {
        id: TeamId::new(now, context.random()),
        name: "Technik".to_owned(),
        created_at: now,
    };
    store::teams::insert(&mut tx, &team).await?;
    tell_set_up(context, &mut tx, &admin, &row, &team).await?;
    tx.save().await?;
    tracing::info!(target: "security", event = "set_up", person = %admin.id);
    Ok(())
}

/// The first events of the provider's chain.
async fn tell_set_up(
    context: &Context,
    tx: &mut Tx,
    admin: &PersonRow,
    provider: &ProviderRow,
    team: &TeamRow,
) -> Result<()> {
    let by = |kind| house::by_link(context, kind, admin);
    let joined = house::about(by(EventKind::StaffJoined), admin);
    let role = StaffRole::Admin.code();
    house::tell(context, tx, house::turn(joined, "role", None::<&str>, role)).await?;
    let named = house::turn(
        by(EventKind::ProviderChanged),
        "name",
        "",
        provider.name.as_str(),
    );
    let named = house::turn(named, "email", "", provider.email.as_str());
    house::tell(context, tx, named).await?;
    let made = by(EventKind::TeamCreated)
        .with("team", team.id.to_string())
        .with("name", team.name.as_str());
    house::tell(context, tx, made).await
}

/// For the administrator at the machine: a link that makes somebody staff (and creates them if need be), or that sets a new
/// password for somebody known, without their second factor.
///
/// # Errors
/// `Invalid` when the text is no mail address; `NotFound` when a reset names nobody.
pub async fn operator_link(
    context: &Context,
    address: &str,
    name: &str,
    new_role: Option<StaffRole>,
) -> Result<String> {
    let mut checks = Checks::new();
    let address = email(&mut checks, "email", address);
    checks.finish()?;
    let address = address.ok_or_else(|| ServiceError::field("email", "email"))?;
    let mut tx = house::begin(context).await?;
    let url = match new_role {
        Some(role) => staff_link(context, &mut tx, address.as_str(), name, role).await?,
        None => opened(context, &mut tx, address.as_str()).await?,
    };
    tx.save().await?;
    tracing::info!(target: "security", event = "operator.link", new = new_role.is_some());
    Ok(url)
}

/// An invitation into the staff.
async fn staff_link(
    context: &Context,
    tx: &mut Tx,
    address: &str,
    name: &str,
    role: StaffRole,
) -> Result<String> {
    let purpose = Purpose::Staff { role };
    let (person, url) = invite(context, tx, address, name, Locale::De, &purpose).await?;
    let event = house::at_the_machine(context, EventKind::StaffInvited);
    let event = house::about(event, &person).with("role", role.code());
    house::tell(context, tx, event).await?;
    Ok(url)
}

/// Opens a locked-out account: no second factor, no sessions, switched on, a link for a new password.
async fn opened(context: &Context, tx: &mut Tx, address: &str) -> Result<String> {
    let person = store::people::find_by_email(tx, address)
        .await?
        .ok_or(ServiceError::NotFound)?;
    store::people::remove_totp(tx, person.id).await?;
    store::recovery::replace(tx, person.id, &[]).await?;
    store::people::update_active(tx, person.id, true).await?;
    store::sessions::delete_all(tx, person.id).await?;
    let id = Some(person.id);
    let secret = link::new_link(context, tx, TokenKind::Reset, id, String::new()).await?;
    for organization in store::organizations::list_of_person(tx, person.id).await? {
        let event = house::at_the_machine(context, EventKind::FactorRemoved)
            .with("person", person.id.to_string())
            .with("name", person.name.as_str());
        audit::append(context, tx, organization.id, event).await?;
    }
    let event = house::at_the_machine(context, EventKind::PersonReset);
    let event = house::about(event, &person);
    let event = house::turn(event, "active", person.active, true);
    let had = person.totp_enrolled_at.is_some();
    house::tell(context, tx, house::turn(event, "factor", had, false)).await?;
    Ok(context.settings().url(&format!("/password/reset/{secret}")))
}
