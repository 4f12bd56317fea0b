//! The provider's people: inviting, roles, switching off, opening locked-out accounts. For admins.
//!
//! An admin never sets a password or sees a seed; nobody takes the last admin away or changes their own role. Every change
//! is an event in the provider's own chain, in the same unit of work.

use domain::account::{StaffRole, TokenKind};
use domain::audit::EventKind;
use domain::ids::{PersonId, TeamId, TokenId};
use domain::policy::{Action, Resource, may};
use domain::time::Timestamp;
use store::Tx;
use store::people::PersonRow;

use crate::accounts::{self, Purpose};
use crate::context::OpContext;
use crate::error::{Checks, Result, ServiceError};
use crate::mail::{self, Concerns, Recipient, accounts as texts};
use crate::{audit, house};

mod address;

pub use address::{Addressee, addressee, change_email};

/// The page of the provider's people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffPage {
    /// Everybody, by name.
    pub people: Vec<StaffMember>,
    /// Invitations that still hold.
    pub invitations: Vec<StaffInvitation>,
    /// All teams.
    pub teams: Vec<(TeamId, String)>,
}

/// One of the provider's people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// Id.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Role.
    pub role: StaffRole,
    /// An engineer who may approve reveals.
    pub may_approve_reveals: bool,
    /// Can log in.
    pub active: bool,
    /// Has a second factor.
    pub has_factor: bool,
    /// Teams.
    pub teams: Vec<TeamId>,
    /// The actor.
    pub is_self: bool,
}

/// An invitation that still holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffInvitation {
    /// Id.
    pub id: TokenId,
    /// Where it went.
    pub email: String,
    /// The role it gives.
    pub role: StaffRole,
    /// Until when it holds.
    pub expires_at: Timestamp,
}

/// Everybody who works for the provider.
///
/// # Errors
/// `Denied` for everybody but admins.
pub async fn list(op: &OpContext) -> Result<StaffPage> {
    may(&op.actor, Action::ManagePeople, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let members = store::teams::list_members(&mut tx).await?;
    let people = store::people::list_staff(&mut tx)
        .await?
        .into_iter()
        .filter_map(|row| {
            Some(StaffMember {
                role: row.staff_role?,
                teams: members
                    .iter()
                    .filter(|(_, person)| *person == row.id)
                    .map(|(team, _)| *team)
                    .collect(),
                is_self: row.id == op.actor.person,
                id: row.id,
                name: row.name,
                email: row.email,
                may_approve_reveals: row.may_approve_reveals,
                active: row.active,
                has_factor: row.totp_enrolled_at.is_some(),
            })
        })
        .collect();
    let teams = store::teams::list(&mut tx)
        .await?
        .into_iter()
        .map(|team| (team.id, team.name))
        .collect();
    Ok(StaffPage {
        people,
        invitations: invitations(op, &mut tx).await?,
        teams,
    })
}

async fn invitations(op: &OpContext, tx: &mut Tx) -> Result<Vec<StaffInvitation>> {
    let mut pending = Vec::new();
    for token in store::tokens::list_living(tx, TokenKind::Invitation, op.now()).await? {
        let Ok(Purpose::Staff { role }) = serde_json::from_str(&token.purpose) else {
            continue;
        };
        if let Some(person) = token.person_id
            && let Some(person) = store::people::find(tx, person).await?
        {
            pending.push(StaffInvitation {
                id: token.id,
                email: person.email,
                role,
                expires_at: token.expires_at,
            });
        }
    }
    Ok(pending)
}

/// Invites somebody to work for the provider; the role begins when they accept.
///
/// # Errors
/// `Denied`, `NotFresh`, or `Invalid` on `email`, `name`, `role`.
pub async fn invite(op: &OpContext, email: &str, name: &str, role: &str) -> Result<()> {
    may(&op.actor, Action::ManagePeople, &Resource::provider())?;
    let mut checks = Checks::new();
    let address = accounts::email(&mut checks, "email", email);
    let name = checks.text("name", name, 120);
    let role = checks.code::<StaffRole>("role", role);
    checks.finish()?;
    fresh(op)?;
    let (Some(address), Some(role)) = (address, role) else {
        return Err(ServiceError::field("email", "check"));
    };
    let context = &op.app;
    let mut tx = house::begin(context).await?;
    let known = store::people::find_by_email(&mut tx, address.as_str()).await?;
    if known.is_some_and(|known| known.staff_role.is_some()) {
        return Err(ServiceError::field("email", "member_already"));
    }
    let purpose = Purpose::Staff { role };
    let (person, url) = accounts::invite(
        context,
        &mut tx,
        address.as_str(),
        &name,
        op.actor.locale,
        &purpose,
    )
    .await?;
    let content = texts::staff_invited(person.locale, &op.actor.name, role, url);
    let to = Recipient::from(&person);
    mail::enqueue(
        context,
        &mut tx,
        "staff_invited",
        &to,
        Concerns::default(),
        &content,
    )
    .await?;
    let event = house::about(audit::by(op, EventKind::StaffInvited), &person);
    house::tell(context, &mut tx, event.with("role", role.code())).await?;
    tx.save().await?;
    log(op, "staff.invited", person.id);
    Ok(())
}

/// Makes an invitation worthless.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn withdraw_invitation(op: &OpContext, id: TokenId) -> Result<()> {
    may(&op.actor, Action::ManagePeople, &Resource::provider())?;
    let mut tx = house::begin(&op.app).await?;
    let mut all = invitations(op, &mut tx).await?.into_iter();
    let invitation = all.find(|i| i.id == id).ok_or(ServiceError::NotFound)?;
    if !store::tokens::take_by_id(&mut tx, id, op.now()).await? {
        return Err(ServiceError::NotFound);
    }
    let event = audit::by(op, EventKind::StaffInvitationWithdrawn)
        .with("email", invitation.email)
        .with("role", invitation.role.code());
    house::tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    Ok(())
}

/// Somebody of the staff who is not the actor.
async fn somebody_else(op: &OpContext, tx: &mut Tx, id: PersonId) -> Result<PersonRow> {
    let person = accounts::person(tx, id).await?;
    if person.id == op.actor.person {
        return Err(ServiceError::Denied("oneself"));
    }
    Ok(person)
}

/// Changes role and right to approve reveals; ends the person's sessions. What stays as it was is no change.
///
/// # Errors
/// `Denied` (also for oneself), `NotFresh`, `NotFound`, `Invalid` on `role`.
pub async fn change(
    op: &OpContext,
    id: PersonId,
    role: &str,
    may_approve_reveals: bool,
) -> Result<()> {
    may(&op.actor, Action::ManagePeople, &Resource::provider())?;
    let role: StaffRole = role
        .parse()
        .map_err(|_| ServiceError::field("role", "choice"))?;
    fresh(op)?;
    let mut tx = house::begin(&op.app).await?;
    let person = somebody_else(op, &mut tx, id).await?;
    let before = person.staff_role.ok_or(ServiceError::NotFound)?;
    let approves = may_approve_reveals && role == StaffRole::Engineer;
    if (before, person.may_approve_reveals) == (role, approves) {
        return Ok(());
    }
    store::people::update_staff(&mut tx, id, Some(role), approves).await?;
    store::sessions::delete_all(&mut tx, id).await?;
    let event = house::about(audit::by(op, EventKind::StaffChanged), &person);
    let event = house::turn(event, "role", before.code(), role.code());
    let event = house::turn(
        event,
        "may_approve_reveals",
        person.may_approve_reveals,
        approves,
    );
    house::tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    log(op, "staff.changed", id);
    Ok(())
}

/// Switches somebody on or off, staff or customer; off ends all sessions at once. Whoever is so already stays so.
///
/// # Errors
/// `Denied` (also for oneself), `NotFresh`, `NotFound`.
pub async fn set_active(op: &OpContext, id: PersonId, active: bool) -> Result<()> {
    may(&op.actor, Action::ManagePeople, &Resource::provider())?;
    fresh(op)?;
    let mut tx = house::begin(&op.app).await?;
    let person = somebody_else(op, &mut tx, id).await?;
    if person.active == active {
        return Ok(());
    }
    store::people::update_active(&mut tx, id, active).await?;
    if !active {
        store::sessions::delete_all(&mut tx, id).await?;
    }
    let kind = if active {
        EventKind::PersonSwitchedOn
    } else {
        EventKind::PersonSwitchedOff
    };
    house::tell(&op.app, &mut tx, house::about(audit::by(op, kind), &person)).await?;
    tx.save().await?;
    log(
        op,
        if active {
            "person.switched_on"
        } else {
            "person.switched_off"
        },
        id,
    );
    Ok(())
}

/// Removes somebody's second factor (lost device): they set up a new one at their next log-in. Ends all sessions, and the
/// person is told by mail.
///
/// # Errors
/// `Denied` (also for oneself), `NotFresh`, `NotFound`.
pub async fn reset_factor(op: &OpContext, id: PersonId) -> Result<()> {
    may(&op.actor, Action::ManagePeople, &Resource::provider())?;
    fresh(op)?;
    let context = &op.app;
    let mut tx = house::begin(context).await?;
    let person = somebody_else(op, &mut tx, id).await?;
    store::people::remove_totp(&mut tx, id).await?;
    store::recovery::replace(&mut tx, id, &[]).await?;
    store::sessions::delete_all(&mut tx, id).await?;
    let content = texts::factor_removed(person.locale, context.settings());
    let to = Recipient::from(&person);
    mail::enqueue(
        context,
        &mut tx,
        "factor_removed",
        &to,
        Concerns::default(),
        &content,
    )
    .await?;
    tell_customers(op, &mut tx, &person, EventKind::FactorRemoved).await?;
    let had = person.totp_enrolled_at.is_some();
    let event = house::about(audit::by(op, EventKind::PersonFactorReset), &person);
    house::tell(context, &mut tx, house::turn(event, "factor", had, false)).await?;
    tx.save().await?;
    log(op, "factor.reset", id);
    Ok(())
}

/// Ends all of somebody's sessions.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn end_sessions(op: &OpContext, id: PersonId) -> Result<()> {
    may(&op.actor, Action::ManagePeople, &Resource::provider())?;
    let mut tx = house::begin(&op.app).await?;
    let person = somebody_else(op, &mut tx, id).await?;
    store::sessions::delete_all(&mut tx, id).await?;
    tell_customers(op, &mut tx, &person, EventKind::SessionEnded).await?;
    let event = house::about(audit::by(op, EventKind::PersonSessionsEnded), &person);
    house::tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    log(op, "sessions.ended", id);
    Ok(())
}

/// Tells the chains of the organizations somebody belongs to what was done to their account, and that we did it.
async fn tell_customers(
    op: &OpContext,
    tx: &mut Tx,
    person: &PersonRow,
    kind: EventKind,
) -> Result<()> {
    for organization in accounts::chains_of(tx, person.id).await? {
        let event = audit::by(op, kind)
            .with("person", person.id.to_string())
            .with("name", person.name.as_str());
        audit::append(&op.app, tx, organization, event).await?;
    }
    Ok(())
}

fn fresh(op: &OpContext) -> Result<()> {
    if op.is_fresh() {
        Ok(())
    } else {
        Err(ServiceError::NotFresh)
    }
}

fn log(op: &OpContext, event: &'static str, person: PersonId) {
    tracing::info!(target: "security", event, person = %person, by = %op.actor.person);
}
