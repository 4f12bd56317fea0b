//! The desk's wider filters: customer, system, colleague, team, as they stand in an address.
//!
//! What is typed there may be wrong, old or invented. It is looked up once, whatever does not exist is said at its field,
//! and nothing is shown until it fits: a list that silently forgot a filter would be read as if it had it. The queue
//! without such a filter asks nothing here.

use domain::ids::{PersonId, TeamId};
use domain::policy::{self, Action, Resource};
use store::Tx;
use store::organizations::OrganizationRow;
use store::queue::{Assigned, QueueFilter};
use store::search::Narrowing;
use store::systems::SystemRow;
use store::teams::TeamRow;

use super::file::organization_called;
use crate::context::OpContext;
use crate::error::{FieldError, Result};

/// The filters as they stand in the address; empty where there is none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Customer number or name.
    pub customer: &'a str,
    /// Name, address or service id of a system.
    pub system: &'a str,
    /// Id of a colleague.
    pub who: &'a str,
    /// Id of a team.
    pub team: &'a str,
}

/// What there is to choose from, what was chosen, and what of it does not exist.
#[derive(Debug, Default)]
pub struct Narrowed {
    /// The customer chosen.
    pub organization: Option<OrganizationRow>,
    /// The system chosen.
    pub system: Option<SystemRow>,
    /// The colleague chosen: id and name.
    pub colleague: Option<(PersonId, String)>,
    /// The team chosen.
    pub team: Option<TeamRow>,
    /// What does not exist, by field.
    pub problems: Vec<FieldError>,
    /// Every customer, by name.
    pub customers: Vec<OrganizationRow>,
    /// The systems of the customer chosen.
    pub systems: Vec<SystemRow>,
    /// Whoever works for the provider now: id and name.
    pub staff: Vec<(PersonId, String)>,
    /// Every team, the default one first.
    pub teams: Vec<TeamRow>,
    /// The reader's own teams.
    pub mine: Vec<TeamId>,
}

impl Narrowed {
    /// Something was chosen.
    pub const fn is_narrow(&self) -> bool {
        self.organization.is_some()
            || self.system.is_some()
            || self.colleague.is_some()
            || self.team.is_some()
    }

    /// Puts what was chosen into a filter of the queue; where something does not exist, nothing passes.
    pub fn apply(&self, filter: &mut QueueFilter) {
        if let Some(organization) = &self.organization {
            filter.organization = Some(organization.id);
        }
        if let Some(system) = &self.system {
            filter.system = Some(system.id);
        }
        if let Some((person, _)) = &self.colleague {
            filter.assigned = Assigned::To(*person);
        }
        if let Some(team) = &self.team {
            filter.team = Some(team.id);
        }
        if !self.problems.is_empty() {
            filter.teams = Some(Vec::new());
        }
    }

    /// The same for the search.
    pub fn of_search(&self) -> Narrowing {
        Narrowing {
            organization: self.organization.as_ref().map(|o| o.id),
            system: self.system.as_ref().map(|s| s.id),
            assignee: self.colleague.as_ref().map(|(id, _)| *id),
            team: self.team.as_ref().map(|t| t.id),
        }
    }
}

/// Looks up the filters of an address, with what there is to choose from.
///
/// # Errors
/// The actor does not work at the desk.
pub async fn narrowed(op: &OpContext, wanted: Wanted<'_>) -> Result<Narrowed> {
    policy::may(&op.actor, Action::ReadQueue, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let mut found = Narrowed {
        customers: store::organizations::list(&mut tx).await?,
        teams: store::teams::list(&mut tx).await?,
        mine: store::teams::list_of_person(&mut tx, op.actor.person)
            .await?
            .into_iter()
            .map(|team| team.id)
            .collect(),
        ..Narrowed::default()
    };
    let staff = store::people::staff();
    found.staff = tx.answer(staff).await?;
    let typed = |text: &str| text.trim().chars().take(200).collect::<String>();
    if !wanted.customer.trim().is_empty() {
        found.organization = organization_called(&mut tx, &typed(wanted.customer)).await?;
        if found.organization.is_none() {
            found.problems.push(FieldError::new("customer", "unknown"));
        }
    }
    if let Some(organization) = &found.organization {
        found.systems = store::systems::list_of_organization(&mut tx, organization.id).await?;
    }
    if !wanted.system.trim().is_empty() {
        system(&mut tx, &mut found, &typed(wanted.system)).await?;
    }
    if !wanted.who.is_empty() {
        colleague(&mut tx, &mut found, wanted.who).await?;
    }
    if !wanted.team.is_empty() {
        let id = wanted.team.parse::<TeamId>().ok();
        found.team = found.teams.iter().find(|team| Some(team.id) == id).cloned();
        if found.team.is_none() {
            found.problems.push(FieldError::new("team", "unknown"));
        }
    }
    Ok(found)
}

/// The one system that goes by this name: of the customer chosen, or of anybody.
async fn system(tx: &mut Tx, found: &mut Narrowed, text: &str) -> Result<()> {
    let mut systems = match &found.organization {
        Some(organization) => {
            store::systems::find_in_organization(tx, organization.id, text).await?
        }
        None => store::systems::find_named(tx, text).await?,
    };
    match (systems.pop(), systems.is_empty()) {
        (Some(system), true) => found.system = Some(system),
        (Some(_), false) => found.problems.push(FieldError::new("system", "ambiguous")),
        (None, _) => found.problems.push(FieldError::new("system", "unknown")),
    }
    Ok(())
}

/// Somebody who works for the provider or once did: their tickets are still theirs. Customers are nobody here.
async fn colleague(tx: &mut Tx, found: &mut Narrowed, id: &str) -> Result<()> {
    let person = match id.parse::<PersonId>() {
        Ok(id) => store::people::find(tx, id).await?,
        Err(_) => None,
    };
    match person.filter(|person| person.staff_role.is_some()) {
        Some(person) => found.colleague = Some((person.id, person.name)),
        None => found.problems.push(FieldError::new("who", "unknown")),
    }
    Ok(())
}
