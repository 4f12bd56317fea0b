//! Customers: the organization's own page (members, rights, demands) and the admin's (data, systems, contracts).

mod contracts;
mod members;
mod records;
mod systems;

use domain::account::MemberRole;
use domain::ids::{OrganizationId, PersonId, TokenId};
use domain::policy::{Action, Resource, may};
use domain::time::Timestamp;
use store::Tx;
use store::organizations::OrganizationRow;

use crate::accounts::Purpose;
use crate::context::OpContext;
use crate::error::{Result, ServiceError};

pub(crate) use contracts::day;
pub use contracts::{ContractFields, create_contract, end_contract};
pub use members::{
    change_demands, change_role, invite_member, remove_member, set_authorise, withdraw_invitation,
};
pub use records::{
    OrganizationFields, OrganizationRecord, OrganizationSummary, create_organization, list, record,
    record_of_contract, stamp, update_organization,
};
pub use systems::{
    SystemFields, SystemListing, SystemView, create_system, list_systems, system, update_system,
};

/// An organization's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationView {
    /// Its data.
    pub organization: OrganizationRow,
    /// Its members, by name.
    pub members: Vec<MemberView>,
    /// Invitations that still hold.
    pub invitations: Vec<PendingInvitation>,
    /// The actor's other organizations: id and name.
    pub others: Vec<(OrganizationId, String)>,
    /// The actor invites, removes, changes roles.
    pub may_manage: bool,
    /// The actor gives the right to authorise.
    pub may_grant: bool,
    /// The actor gives people another address to log in with.
    pub may_readdress: bool,
    /// The actor decides about second factor and four eyes.
    pub may_change_security: bool,
    /// The actor reads the standing authorizations.
    pub may_read_standing: bool,
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberView {
    /// The person.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Role.
    pub role: MemberRole,
    /// An owner gave the right to authorise; owners have it anyway.
    pub may_authorise: bool,
    /// Who gave it, and when. // I-21
    pub granted: Option<(String, Timestamp)>,
    /// Has a second factor.
    pub has_factor: bool,
    /// Can log in.
    pub active: bool,
    /// The actor.
    pub is_self: bool,
}

/// An invitation that still holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingInvitation {
    /// Id, for withdrawing it.
    pub id: TokenId,
    /// Where it went.
    pub email: String,
    /// The role it gives.
    pub role: MemberRole,
    /// Until when it holds.
    pub expires_at: Timestamp,
}

/// The page of an organization; without an id the actor's first one.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is none of the actor's business.
pub async fn view(op: &OpContext, id: Option<OrganizationId>) -> Result<OrganizationView> {
    let id = id
        .or_else(|| op.actor.memberships.first().map(|m| m.organization))
        .ok_or(ServiceError::NotFound)?;
    may(&op.actor, Action::ReadOrganization, &Resource::of(id))?;
    let mut tx = op.app.db().read().await?;
    let organization = find(&mut tx, id).await?;
    let may_manage = allowed(op, Action::ManageMembers, id);
    let members = members::list(op, &mut tx, id).await?;
    let invitations = if may_manage {
        members::invitations(op, &mut tx, id).await?
    } else {
        Vec::new()
    };
    let others = store::organizations::list_of_person(&mut tx, op.actor.person)
        .await?
        .into_iter()
        .filter(|other| other.id != id)
        .map(|other| (other.id, other.name))
        .collect();
    Ok(OrganizationView {
        organization,
        members,
        invitations,
        others,
        may_manage,
        may_grant: allowed(op, Action::GrantAuthorise, id),
        may_readdress: may(&op.actor, Action::ManagePeople, &Resource::provider()).is_ok(),
        may_change_security: allowed(op, Action::ChangeSecurity, id),
        may_read_standing: allowed(op, Action::ReadStanding, id),
    })
}

fn allowed(op: &OpContext, action: Action, organization: OrganizationId) -> bool {
    may(&op.actor, action, &Resource::of(organization)).is_ok()
}

async fn find(tx: &mut Tx, id: OrganizationId) -> Result<OrganizationRow> {
    store::organizations::find(tx, id)
        .await?
        .ok_or(ServiceError::NotFound)
}

/// The row, held: whoever else changes the organization's data or the rights of its members waits. What the actor may is asked
/// anew, for somebody else may have taken it a moment ago.
async fn hold(
    op: &OpContext,
    tx: &mut Tx,
    id: OrganizationId,
    action: Action,
    resource: &Resource,
) -> Result<OrganizationRow> {
    let row = store::organizations::find_for_update(tx, id).await?;
    let row = row.ok_or(ServiceError::NotFound)?;
    let actor = store::people::actor(tx, op.actor.person).await?;
    may(&actor.ok_or(ServiceError::NotFound)?, action, resource)?;
    Ok(row)
}

/// The organization an invitation leads to, if it leads to one.
fn invited_to(purpose: &str) -> Option<(OrganizationId, MemberRole)> {
    match serde_json::from_str(purpose) {
        Ok(Purpose::Organization {
            organization, role, ..
        }) => Some((organization, role)),
        _ => None,
    }
}
