//! Invitations by mail: into an organization, or into the provider's staff.
//!
//! Rights begin when the invitation is accepted, never when it is written. Whoever has the link has the mailbox: somebody
//! new sets name and password, somebody with an account only agrees. // ASVS 6.4.1

use domain::account::{Locale, MemberRole, StaffRole, Theme, TokenKind};
use domain::audit::EventKind;
use domain::ids::{MembershipId, OrganizationId, PersonId};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::people::PersonRow;

use super::{known_names, link, new_password, password};
use crate::context::Context;
use crate::error::{Checks, Result, ServiceError};
use crate::{audit, house};

/// What an invitation gives; stored with the link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "into", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Purpose {
    /// A place in an organization.
    Organization {
        organization: OrganizationId,
        role: MemberRole,
        by: PersonId,
    },
    /// A place with the provider.
    Staff { role: StaffRole },
}

/// An invitation as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Whose mailbox it went to.
    pub email: String,
    /// The person's name, if known.
    pub name: String,
    /// The organization; `None` for staff.
    pub organization: Option<String>,
    /// The role there.
    pub member_role: Option<MemberRole>,
    /// The role with the provider.
    pub staff_role: Option<StaffRole>,
    /// Name and password are still to be set.
    pub is_new: bool,
}

/// Finds or makes the person and makes the link. Returns the person and the address of the page.
pub(crate) async fn invite(
    context: &Context,
    tx: &mut Tx,
    email: &str,
    name: &str,
    locale: Locale,
    purpose: &Purpose,
) -> Result<(PersonRow, String)> {
    let person = match store::people::find_by_email(tx, email).await? {
        Some(person) => person,
        None => insert_person(context, tx, email, name, locale).await?,
    };
    let json = serde_json::to_string(purpose).map_err(ServiceError::internal)?;
    let secret = link::new_link(context, tx, TokenKind::Invitation, Some(person.id), json).await?;
    Ok((
        person,
        context.settings().url(&format!("/invitation/{secret}")),
    ))
}

pub(super) async fn insert_person(
    context: &Context,
    tx: &mut Tx,
    email: &str,
    name: &str,
    locale: Locale,
) -> Result<PersonRow> {
    let now = context.now();
    let person = PersonRow {
        id: PersonId::new(now, context.random()),
        email: email.to_owned(),
        name: name.to_owned(),
        phone: String::new(),
        locale,
        theme: Theme::System,
        shortcuts: true,
        staff_role: None,
        may_approve_reveals: false,
        active: true,
        password_hash: None,
        password_changed_at: None,
        totp_seed: None,
        totp_enrolled_at: None,
        totp_last_step: 0,
        totp_pending: None,
        created_at: now,
    };
    store::people::insert(tx, &person).await?;
    Ok(person)
}

/// What the page of an invitation shows; does not use it.
///
/// # Errors
/// [`ServiceError::Gone`] when it is used up or expired.
pub async fn find_invitation(context: &Context, secret: &str) -> Result<Invitation> {
    let mut tx = context.db().read().await?;
    let (person, purpose) = read(context, &mut tx, secret).await?;
    let (organization, member_role, staff_role) = match purpose {
        Purpose::Organization {
            organization, role, ..
        } => {
            let row = store::organizations::find(&mut tx, organization)
                .await?
                .ok_or(ServiceError::Gone)?;
            (Some(row.name), Some(role), None)
        }
        Purpose::Staff { role } => (None, None, Some(role)),
    };
    Ok(Invitation {
        email: person.email,
        name: person.name,
        organization,
        member_role,
        staff_role,
        is_new: person.password_hash.is_none(),
    })
}

async fn read(context: &Context, tx: &mut Tx, secret: &str) -> Result<(PersonRow, Purpose)> {
    let found = link::find(context, tx, TokenKind::Invitation, secret).await?;
    let purpose = serde_json::from_str(&found.purpose).map_err(ServiceError::internal)?;
    let person = found.person_id.ok_or(ServiceError::Gone)?;
    let person = store::people::find(tx, person)
        .await?
        .filter(|person| person.active)
        .ok_or(ServiceError::Gone)?;
    Ok((person, purpose))
}

/// Accepts an invitation. Somebody new brings name and password.
///
/// # Errors
/// [`ServiceError::Gone`] when it is used up or expired, `Invalid` on `name`, `password`, `password_repeat`.
pub async fn accept_invitation(
    context: &Context,
    secret: &str,
    name: &str,
    new_password_text: &SecretString,
    repeat: &SecretString,
) -> Result<()> {
    let mut tx = context.db().read().await?;
    let (person, purpose) = read(context, &mut tx, secret).await?;
    let names = known_names(&mut tx, &person).await?;
    drop(tx);
    let is_new = person.password_hash.is_none();
    let mut entered = None;
    if is_new {
        let mut checks = Checks::new();
        let name = checks.text("name", name, 120);
        let is_staff = matches!(purpose, Purpose::Staff { .. });
        let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
        names.push(&name);
        new_password(&mut checks, new_password_text, repeat, is_staff, &names);
        checks.finish()?;
        entered = Some((name, password::hash(context, new_password_text).await?));
    }
    let mut tx = match purpose {
        Purpose::Staff { .. } => house::begin(context).await?,
        Purpose::Organization { .. } => context.db().begin().await?,
    };
    link::take(context, &mut tx, TokenKind::Invitation, secret).await?;
    if let Some((name, hash)) = entered {
        let (phone, locale) = (&person.phone, person.locale);
        store::people::update_profile(&mut tx, person.id, &name, phone, locale).await?;
        store::people::update_password(&mut tx, person.id, &hash, context.now()).await?;
    }
    let person = super::person(&mut tx, person.id).await?;
    if !person.active {
        return Err(ServiceError::Gone);
    }
    join(context, &mut tx, &person, purpose).await?;
    tx.save().await?;
    tracing::info!(target: "security", event = "invitation.accepted", person = %person.id);
    Ok(())
}

/// The new right; whatever was open begins anew. The chain last.
async fn join(context: &Context, tx: &mut Tx, person: &PersonRow, purpose: Purpose) -> Result<()> {
    match purpose {
        Purpose::Staff { role } => {
            store::people::update_staff(tx, person.id, Some(role), false).await?;
            store::sessions::delete_all(tx, person.id).await?;
            let event = house::by_link(context, EventKind::StaffJoined, person);
            let before = person.staff_role.map(StaffRole::code);
            let event = house::turn(house::about(event, person), "role", before, role.code());
            let event = house::turn(
                event,
                "may_approve_reveals",
                person.may_approve_reveals,
                false,
            );
            house::tell(context, tx, event).await?;
        }
        Purpose::Organization {
            organization, role, ..
        } => {
            let id = MembershipId::new(context.now(), context.random());
            store::memberships::insert(tx, id, organization, person.id, role, context.now())
                .await?;
            store::sessions::delete_all(tx, person.id).await?;
            let event = house::by_link(context, EventKind::MembershipAdded, person)
                .with("person", person.id.to_string())
                .with("name", person.name.as_str())
                .with("role", role.code());
            audit::append(context, tx, organization, event).await?;
        }
    }
    Ok(())
}
