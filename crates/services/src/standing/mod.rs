//! Standing authorizations: signed by the customer for work that recurs, read by everybody concerned, revoked at will. // I-04
//!
//! Signing and revoking are one unit of work each, with event and mail. [`permits`] is the one question that work orders,
//! patch runs and inventory ask before they touch an operating system; whatever is not clearly allowed is refused.

mod notify;
mod paper;
mod sign;

use std::collections::HashMap;

use domain::audit::{EventDraft, EventKind};
use domain::ids::{OrganizationId, PersonId, StandingId, SystemId};
use domain::intervention::authorization::{StandingAct, StandingState, sha256};
use domain::policy::{self, Action, Resource};
use domain::time::Timestamp;
use store::Tx;

use crate::audit;
use crate::context::OpContext;
use crate::error::{Result, ServiceError};

pub use paper::document;
pub use sign::{
    Choice, FormView, MOST_SYSTEMS, SignForm, SignView, check, form, send_code, sign, sign_view,
};
pub use store::organizations::OrganizationRow;
pub use store::standing::StandingRow;

/// One standing authorization as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What was signed.
    pub row: StandingRow,
    /// Where it stands now.
    pub state: StandingState,
    /// Who revoked it; empty while nobody has.
    pub revoked_by: String,
    /// The actor may revoke it, and it can be revoked still.
    pub may_revoke: bool,
}

impl Entry {
    /// Digest of the signed text, hexadecimal.
    pub fn text_sha256(&self) -> String {
        hex::encode(self.row.text_sha256)
    }
}

/// The standing authorizations of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The customer.
    pub organization: OrganizationRow,
    /// The newest first.
    pub entries: Vec<Entry>,
    /// The actor's other organizations whose list the actor may read: id and name.
    pub others: Vec<(OrganizationId, String)>,
    /// The actor may sign one.
    pub may_sign: bool,
}

/// Says what rests on which signature: goes into the event of the work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    /// The standing authorization.
    pub standing: StandingId,
    /// Its number within the organization.
    pub number: i64,
    /// Digest of the signed text, hexadecimal.
    pub text_sha256: String,
}

/// Whether a standing authorization in force allows this act on this system at this moment. To be asked in the unit of
/// work that begins the act, every time anew.
///
/// # Errors
/// [`ServiceError::Conflict`] `not_authorised` in every other case: none, not yet, no longer, revoked, another system,
/// another act, a system or customer out of service, a text or data that are not what was signed.
pub async fn permits(
    tx: &mut Tx,
    system: SystemId,
    act: StandingAct,
    at: Timestamp,
) -> Result<Permit> {
    const REFUSED: ServiceError = ServiceError::Conflict("not_authorised");
    let found = store::systems::find(tx, system).await?;
    let system = found.filter(|row| row.active).ok_or(REFUSED)?;
    let owner = store::organizations::find(tx, system.organization_id).await?;
    if !owner.is_some_and(|row| row.active) {
        return Err(REFUSED);
    }
    let signed = store::standing::list_of_system(tx, system.id).await?;
    signed
        .into_iter()
        .find(|row| {
            let allowed = row
                .standing()
                .allows(act, system.organization_id, system.id, at);
            allowed.is_ok() && is_as_signed(row)
        })
        .map(|row| Permit {
            standing: row.id,
            number: row.number,
            text_sha256: hex::encode(row.text_sha256),
        })
        .ok_or(REFUSED)
}

/// The text is the one that was signed, and the data next to it are the ones it names.
fn is_as_signed(row: &StandingRow) -> bool {
    sha256(&row.text) == row.text_sha256 && row.terms.are_signed_in(&row.text)
}

/// The organization a page is about: the one asked for, or the actor's first one where the actor may read them.
///
/// # Errors
/// [`ServiceError::NotFound`] for somebody without one.
pub fn first_organization(op: &OpContext) -> Result<OrganizationId> {
    let readable = policy::organizations_where(&op.actor, Action::ReadStanding);
    let any = op.actor.memberships.first().map(|m| m.organization);
    readable
        .first()
        .copied()
        .or(any)
        .ok_or(ServiceError::NotFound)
}

/// The standing authorizations of an organization.
///
/// # Errors
/// [`ServiceError::NotFound`] for foreign organizations, [`ServiceError::Denied`] for members who may not read them.
pub async fn list(op: &OpContext, organization: OrganizationId) -> Result<List> {
    policy::may(&op.actor, Action::ReadStanding, &Resource::of(organization))?;
    let mut tx = op.app.db().read().await?;
    let row = find_organization(&mut tx, organization).await?;
    let signed = store::standing::list(&mut tx, organization).await?;
    let entries = entries(op, &mut tx, organization, signed).await?;
    let readable = policy::organizations_where(&op.actor, Action::ReadStanding);
    let others = store::organizations::list_of_person(&mut tx, op.actor.person)
        .await?
        .into_iter()
        .filter(|other| other.id != organization && readable.contains(&other.id))
        .map(|other| (other.id, other.name))
        .collect();
    Ok(List {
        organization: row,
        entries,
        others,
        may_sign: may_sign(op, organization),
    })
}

/// One standing authorization with its customer.
///
/// # Errors
/// As [`list`]; [`ServiceError::NotFound`] for ids nobody has.
pub async fn one(op: &OpContext, id: StandingId) -> Result<(Entry, OrganizationRow)> {
    let mut tx = op.app.db().read().await?;
    let row = read(op, &mut tx, id, Action::ReadStanding).await?;
    let organization = find_organization(&mut tx, row.organization_id).await?;
    let mut entries = entries(op, &mut tx, organization.id, vec![row]).await?;
    let entry = entries.pop().ok_or(ServiceError::NotFound)?;
    Ok((entry, organization))
}

/// One standing authorization before it is revoked.
///
/// # Errors
/// As [`one`], and [`ServiceError::Denied`] for members who may not revoke.
pub async fn may_revoke(op: &OpContext, id: StandingId) -> Result<(Entry, OrganizationRow)> {
    let (entry, organization) = one(op, id).await?;
    let about = Resource::of(organization.id);
    policy::may(&op.actor, Action::RevokeStanding, &about)?;
    Ok((entry, organization))
}

/// Those that name a system and are in force or still to come, for the pages of the system; `None` where the actor may
/// not read them.
pub(crate) async fn of_system(
    op: &OpContext,
    tx: &mut Tx,
    organization: OrganizationId,
    system: SystemId,
) -> Result<Option<Vec<Entry>>> {
    let about = Resource::of(organization);
    if policy::may(&op.actor, Action::ReadStanding, &about).is_err() {
        return Ok(None);
    }
    let mut rows = store::standing::list_of_system(tx, system).await?;
    rows.retain(|row| {
        let state = row.standing().state(op.now());
        matches!(state, StandingState::Valid | StandingState::Pending)
    });
    Ok(Some(entries(op, tx, organization, rows).await?))
}

/// Whether the actor may sign one for this organization.
pub(crate) fn may_sign(op: &OpContext, organization: OrganizationId) -> bool {
    policy::may(&op.actor, Action::SignStanding, &Resource::of(organization)).is_ok()
}

/// Revokes one, as a whole and at once. No fresh check, no reason: nothing may stand between the customer and the end.
///
/// # Errors
/// [`ServiceError::Conflict`] `standing_over` when it was revoked before or its time is over.
pub async fn revoke(op: &OpContext, id: StandingId) -> Result<OrganizationId> {
    let mut tx = op.app.db().begin().await?;
    let row = hold(op, &mut tx, id).await?;
    let organization = row.organization_id;
    let now = op.now();
    let revoked = row.standing().revocable(now)
        && store::standing::revoke(&mut tx, id, op.actor.person, now).await?;
    if !revoked {
        return Err(ServiceError::Conflict("standing_over"));
    }
    let event = event(op, EventKind::StandingRevoked, &row);
    audit::append(&op.app, &mut tx, organization, event).await?;
    notify::revoked(op, &mut tx, &row).await?;
    tx.save().await?;
    op.app.hub().tell(organization, None);
    Ok(organization)
}

/// Held until the unit of work ends; only for those who may revoke.
async fn hold(op: &OpContext, tx: &mut Tx, id: StandingId) -> Result<StandingRow> {
    let row = store::standing::find_for_update(tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let about = Resource::of(row.organization_id);
    policy::may(&op.actor, Action::RevokeStanding, &about)?;
    Ok(row)
}

async fn read(op: &OpContext, tx: &mut Tx, id: StandingId, action: Action) -> Result<StandingRow> {
    let row = store::standing::find(tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    policy::may(&op.actor, action, &Resource::of(row.organization_id))?;
    Ok(row)
}

async fn entries(
    op: &OpContext,
    tx: &mut Tx,
    organization: OrganizationId,
    rows: Vec<StandingRow>,
) -> Result<Vec<Entry>> {
    let revokers: HashMap<PersonId, String> = store::standing::list_revokers(tx, organization)
        .await?
        .into_iter()
        .collect();
    let about = Resource::of(organization);
    let may_revoke = policy::may(&op.actor, Action::RevokeStanding, &about).is_ok();
    let entry = |row: StandingRow| {
        let standing = row.standing();
        let revoked_by = row.revoked_by.and_then(|person| revokers.get(&person));
        Entry {
            state: standing.state(op.now()),
            revoked_by: revoked_by.cloned().unwrap_or_default(),
            may_revoke: may_revoke && standing.revocable(op.now()),
            row,
        }
    };
    Ok(rows.into_iter().map(entry).collect())
}

async fn find_organization(tx: &mut Tx, id: OrganizationId) -> Result<OrganizationRow> {
    store::organizations::find(tx, id)
        .await?
        .ok_or(ServiceError::NotFound)
}

/// What the chain remembers: which one, its text's digest, what it allows where.
fn event(op: &OpContext, kind: EventKind, row: &StandingRow) -> EventDraft {
    let acts: Vec<&str> = row.terms.acts.iter().map(|act| act.code()).collect();
    let systems: Vec<&str> = row
        .terms
        .systems
        .iter()
        .map(|system| system.named.service_id.as_str())
        .collect();
    audit::by(op, kind)
        .with("standing", row.id.to_string())
        .with("number", row.number)
        .with("text_sha256", hex::encode(row.text_sha256))
        .with("acts", acts)
        .with("systems", systems)
}
