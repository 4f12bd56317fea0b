//! Members of an organization: inviting, roles, the right to authorise, demands on all of them.
//!
//! Giving rights asks for a fresh check. The last owner stays: who changes rights holds the organization, so that of two owners who
//! take the role from each other at once only one does. Whoever loses rights loses open sessions with them.

use std::collections::BTreeMap;

use domain::account::{EmailAddress, MemberRole, TokenKind};
use domain::audit::EventKind;
use domain::ids::{OrganizationId, PersonId, TokenId};
use domain::policy::{Action, Resource, may};
use store::Tx;
use store::memberships::MembershipRow;

use super::{MemberView, PendingInvitation, find, hold, invited_to};
use crate::accounts::{self, Purpose};
use crate::audit;
use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::mail::{self, Concerns, Recipient, accounts as texts};

pub(super) async fn list(
    op: &OpContext,
    tx: &mut Tx,
    organization: OrganizationId,
) -> Result<Vec<MemberView>> {
    let members = store::memberships::list(tx, organization).await?;
    let mut grantors = BTreeMap::new();
    for member in &members {
        if let Some(by) = member.membership.authorise_granted_by
            && !grantors.contains_key(&by)
        {
            let name = store::people::find(tx, by).await?.map(|person| person.name);
            grantors.insert(by, name.unwrap_or_default());
        }
    }
    Ok(members
        .into_iter()
        .map(|member| MemberView {
            is_self: member.person.id == op.actor.person,
            person: member.person.id,
            name: member.person.name,
            email: member.person.email,
            role: member.membership.role,
            may_authorise: member.membership.may_authorise,
            granted: member
                .membership
                .authorise_granted_by
                .and_then(|by| grantors.get(&by).cloned())
                .zip(member.membership.authorise_granted_at),
            has_factor: member.person.totp_enrolled_at.is_some(),
            active: member.person.active,
        })
        .collect())
}

pub(super) async fn invitations(
    op: &OpContext,
    tx: &mut Tx,
    organization: OrganizationId,
) -> Result<Vec<PendingInvitation>> {
    let mut pending = Vec::new();
    for token in store::tokens::list_living(tx, TokenKind::Invitation, op.now()).await? {
        let Some((into, role)) = invited_to(&token.purpose) else {
            continue;
        };
        let Some(person) = token.person_id else {
            continue;
        };
        if into == organization
            && let Some(person) = store::people::find(tx, person).await?
        {
            pending.push(PendingInvitation {
                id: token.id,
                email: person.email,
                role,
                expires_at: token.expires_at,
            });
        }
    }
    Ok(pending)
}

/// Invites somebody by mail; membership begins when they accept.
///
/// # Errors
/// `Denied`, [`ServiceError::NotFresh`], or `Invalid` on `email`, `role`.
pub async fn invite_member(
    op: &OpContext,
    organization: OrganizationId,
    email: &str,
    role: &str,
) -> Result<()> {
    may(
        &op.actor,
        Action::ManageMembers,
        &Resource::of(organization),
    )?;
    let mut checks = Checks::new();
    let address = accounts::email(&mut checks, "email", email);
    let role = checks.code::<MemberRole>("role", role);
    checks.finish()?;
    fresh(op)?;
    let (Some(address), Some(role)) = (address, role) else {
        return Err(ServiceError::field("email", "check"));
    };
    let mut tx = op.app.db().begin().await?;
    send_invitation(op, &mut tx, organization, &address, "", role).await?;
    tx.save().await?;
    Ok(())
}

/// The invitation with its mail and event, in the caller's transaction.
pub(super) async fn send_invitation(
    op: &OpContext,
    tx: &mut Tx,
    organization: OrganizationId,
    address: &EmailAddress,
    name: &str,
    role: MemberRole,
) -> Result<()> {
    let context = &op.app;
    let row = find(tx, organization).await?;
    if let Some(known) = store::people::find_by_email(tx, address.as_str()).await?
        && store::memberships::find(tx, organization, known.id)
            .await?
            .is_some()
    {
        return Err(ServiceError::field("email", "member_already"));
    }
    let purpose = Purpose::Organization {
        organization,
        role,
        by: op.actor.person,
    };
    let (person, url) = accounts::invite(
        context,
        tx,
        address.as_str(),
        name,
        op.actor.locale,
        &purpose,
    )
    .await?;
    let content = texts::member_invited(person.locale, &op.actor.name, &row.name, role, url);
    let concerns = Concerns {
        organization: Some(organization),
        ticket: None,
    };
    let to = Recipient::from(&person);
    mail::enqueue(context, tx, "member_invited", &to, concerns, &content).await?;
    let event = audit::by(op, EventKind::MembershipInvited)
        .with("email", address.as_str())
        .with("role", role.code());
    audit::append(context, tx, organization, event).await?;
    Ok(())
}

/// Makes an invitation worthless.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is none of this organization's, or holds no longer.
pub async fn withdraw_invitation(
    op: &OpContext,
    organization: OrganizationId,
    invitation: TokenId,
) -> Result<()> {
    may(
        &op.actor,
        Action::ManageMembers,
        &Resource::of(organization),
    )?;
    let mut tx = op.app.db().begin().await?;
    let mut all = invitations(op, &mut tx, organization).await?.into_iter();
    let pending = all
        .find(|pending| pending.id == invitation)
        .ok_or(ServiceError::NotFound)?;
    if !store::tokens::take_by_id(&mut tx, invitation, op.now()).await? {
        return Err(ServiceError::NotFound);
    }
    let event = audit::by(op, EventKind::MembershipInvitationWithdrawn)
        .with("email", pending.email)
        .with("role", pending.role.code());
    audit::append(&op.app, &mut tx, organization, event).await?;
    tx.save().await?;
    Ok(())
}

/// The living membership, or not found.
async fn membership(
    tx: &mut Tx,
    organization: OrganizationId,
    person: PersonId,
) -> Result<MembershipRow> {
    store::memberships::find(tx, organization, person)
        .await?
        .ok_or(ServiceError::NotFound)
}

/// Refuses to leave an organization without an owner who can log in.
async fn keep_an_owner(
    tx: &mut Tx,
    organization: OrganizationId,
    member: &MembershipRow,
) -> Result<()> {
    if member.role == MemberRole::Owner
        && store::memberships::count_owners(tx, organization).await? <= 1
    {
        return Err(ServiceError::field("role", "last_owner"));
    }
    Ok(())
}

/// Changes a member's role.
///
/// # Errors
/// `Denied`, `NotFresh`, `NotFound`, or `Invalid` on `role` (also for the last owner).
pub async fn change_role(
    op: &OpContext,
    organization: OrganizationId,
    person: PersonId,
    role: &str,
) -> Result<()> {
    may(
        &op.actor,
        Action::ManageMembers,
        &Resource::of(organization),
    )?;
    fresh(op)?;
    let role: MemberRole = role
        .parse()
        .map_err(|_| ServiceError::field("role", "choice"))?;
    let mut tx = op.app.db().begin().await?;
    let (action, ours) = (Action::ManageMembers, Resource::of(organization));
    hold(op, &mut tx, organization, action, &ours).await?;
    let member = membership(&mut tx, organization, person).await?;
    if role == member.role {
        return Ok(());
    }
    if role != MemberRole::Owner {
        keep_an_owner(&mut tx, organization, &member).await?;
    }
    store::memberships::update_role(&mut tx, organization, person, role).await?;
    end_sessions(op, &mut tx, person).await?;
    let event = audit::by(op, EventKind::MembershipRoleChanged)
        .with("person", person.to_string())
        .with("from", member.role.code())
        .with("to", role.code());
    audit::append(&op.app, &mut tx, organization, event).await?;
    tx.save().await?;
    Ok(())
}

/// Ends a membership.
///
/// # Errors
/// `Denied`, `NotFresh`, `NotFound`, or `Invalid` for the last owner.
pub async fn remove_member(
    op: &OpContext,
    organization: OrganizationId,
    person: PersonId,
) -> Result<()> {
    may(
        &op.actor,
        Action::ManageMembers,
        &Resource::of(organization),
    )?;
    fresh(op)?;
    let mut tx = op.app.db().begin().await?;
    let (action, ours) = (Action::ManageMembers, Resource::of(organization));
    hold(op, &mut tx, organization, action, &ours).await?;
    let member = membership(&mut tx, organization, person).await?;
    keep_an_owner(&mut tx, organization, &member).await?;
    store::memberships::remove(&mut tx, organization, person, op.now()).await?;
    end_sessions(op, &mut tx, person).await?;
    let event = audit::by(op, EventKind::MembershipRemoved).with("person", person.to_string());
    audit::append(&op.app, &mut tx, organization, event).await?;
    tx.save().await?;
    Ok(())
}

/// Gives or takes the right to authorise interventions; who gave it and when is kept. // I-21
///
/// # Errors
/// `Denied` for everybody but owners, `NotFresh`, `NotFound`.
pub async fn set_authorise(
    op: &OpContext,
    organization: OrganizationId,
    person: PersonId,
    given: bool,
) -> Result<()> {
    may(
        &op.actor,
        Action::GrantAuthorise,
        &Resource::of(organization),
    )?;
    fresh(op)?;
    let mut tx = op.app.db().begin().await?;
    let (action, ours) = (Action::GrantAuthorise, Resource::of(organization));
    hold(op, &mut tx, organization, action, &ours).await?;
    let member = membership(&mut tx, organization, person).await?;
    if member.may_authorise == given {
        return Ok(());
    }
    let kind = if given {
        let (by, now) = (op.actor.person, op.now());
        store::memberships::grant_authorise(&mut tx, organization, person, by, now).await?;
        EventKind::AuthoriseRightGiven
    } else {
        store::memberships::revoke_authorise(&mut tx, organization, person).await?;
        EventKind::AuthoriseRightTaken
    };
    let event = audit::by(op, kind).with("person", person.to_string());
    audit::append(&op.app, &mut tx, organization, event).await?;
    tx.save().await?;
    Ok(())
}

/// Demands a second factor of all members, demands four eyes for reveals. Members without a factor set one up at their
/// next log-in. // RULINGS 13
///
/// # Errors
/// `Denied`, `NotFresh`, `NotFound`.
pub async fn change_demands(
    op: &OpContext,
    organization: OrganizationId,
    second_factor: bool,
    four_eyes: bool,
) -> Result<()> {
    may(
        &op.actor,
        Action::ChangeSecurity,
        &Resource::of(organization),
    )?;
    fresh(op)?;
    let mut tx = op.app.db().begin().await?;
    let (action, ours) = (Action::ChangeSecurity, Resource::of(organization));
    let mut row = hold(op, &mut tx, organization, action, &ours).await?;
    let newly_demanded = second_factor && !row.requires_second_factor;
    row.requires_second_factor = second_factor;
    row.four_eyes = four_eyes;
    store::organizations::update(&mut tx, &row).await?;
    if newly_demanded {
        for member in store::memberships::list(&mut tx, organization).await? {
            if member.person.totp_enrolled_at.is_none() {
                end_sessions(op, &mut tx, member.person.id).await?;
            }
        }
    }
    let event = audit::by(op, EventKind::OrganizationChanged)
        .with("requires_second_factor", second_factor)
        .with("four_eyes", four_eyes);
    audit::append(&op.app, &mut tx, organization, event).await?;
    tx.save().await?;
    Ok(())
}

/// Ends somebody's sessions, but never the actor's own in the middle of an act.
async fn end_sessions(op: &OpContext, tx: &mut Tx, person: PersonId) -> Result<()> {
    if person != op.actor.person {
        store::sessions::delete_all(tx, person).await?;
    }
    Ok(())
}

pub(super) fn fresh(op: &OpContext) -> Result<()> {
    if op.is_fresh() {
        Ok(())
    } else {
        Err(ServiceError::NotFresh)
    }
}

/// The first owner of a new organization, by fields of its form.
pub(super) fn first_owner(
    checks: &mut Checks,
    email: &str,
    name: &str,
) -> Option<(EmailAddress, String)> {
    if email.trim().is_empty() {
        if !name.trim().is_empty() {
            checks.add(FieldError::new("owner_email", "required"));
        }
        return None;
    }
    let address = accounts::email(checks, "owner_email", email);
    let name = checks.optional("owner_name", name, 120);
    address.map(|address| (address, name))
}
