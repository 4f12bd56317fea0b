//! The desk's wider filters: customer, system, colleague, team, as they stand in an address.
//!
//! What is typed there may be wrong, old or invented. It is looked up once, whatever does not exist is said at its field,
//! and nothing is shown until it fits: a list that silently forgot a filter would be read as if it had it. The queue
//! without such a filter asks nothing here.

use domain::ids::{PersonId, TeamId};
use domain::policy::{self, Action, Resource};
use store::organizations::OrganizationRow;
use store::queue::Assigned;
use store::search::Narrowing;
use store::systems::SystemRow;
use store::teams::TeamRow;
use store::{Asks, Tx};

use super::file::{organizations_called, told_apart};
use super::views::{Criteria, Whose};
use crate::context::OpContext;
use crate::error::{FieldError, Result};

/// The filters as they stand in the address; empty where there is none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Customer number or name.
    pub customer: &'a str,
    /// Name, address or service id of a system.
    pub system: &'a str,
    /// Id of a colleague; [`ME`] or [`NOBODY`].
    pub who: &'a str,
    /// Id of a team.
    pub team: &'a str,
}

/// The reader, as a colleague in an address.
pub const ME: &str = "me";
/// Tickets of nobody, likewise.
pub const NOBODY: &str = "nobody";
/// What is offered where several go by one name, at most.
const OFFERED: usize = 20;

/// One of several that go by what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namesake {
    /// Name of the field.
    pub field: &'static str,
    /// What to type instead, to mean this one only.
    pub value: String,
    /// What tells it apart.
    pub told: String,
}

/// What there is to choose from, what was chosen, and what of it does not exist.
#[derive(Debug, Default)]
pub struct Narrowed {
    /// The customer chosen.
    pub organization: Option<OrganizationRow>,
    /// The system chosen.
    pub system: Option<SystemRow>,
    /// Whose tickets.
    pub assigned: Assigned,
    /// The colleague chosen: id and name.
    pub colleague: Option<(PersonId, String)>,
    /// The team chosen.
    pub team: Option<TeamRow>,
    /// What does not exist, by field.
    pub problems: Vec<FieldError>,
    /// Who goes by a name that several have.
    pub namesakes: Vec<Namesake>,
    /// Every customer, by name.
    pub customers: Vec<OrganizationRow>,
    /// The systems of the customer chosen.
    pub systems: Vec<SystemRow>,
    /// Whoever works for the provider now: id and name, and the address where two have one name.
    pub staff: Vec<(PersonId, String)>,
    /// Every team, the default one first.
    pub teams: Vec<TeamRow>,
}

impl Narrowed {
    /// Puts what was chosen into what is asked for. Where something does not exist, nothing may pass: that is the caller's.
    pub fn apply(&self, criteria: &mut Criteria) {
        if let Some(organization) = &self.organization {
            criteria.organization = Some(organization.id);
        }
        if let Some(system) = &self.system {
            criteria.system = Some(system.id);
        }
        match (self.assigned, &self.colleague) {
            (Assigned::Any, _) => {}
            (Assigned::Nobody, _) => criteria.whose = Whose::Nobody,
            (Assigned::To(_), Some((colleague, _))) => criteria.whose = Whose::Of(*colleague),
            (Assigned::To(_), None) => criteria.whose = Whose::Me,
        }
        if let Some(team) = &self.team {
            criteria.team = Some(team.id);
        }
    }

    /// The same for the search.
    pub fn of_search(&self) -> Narrowing {
        Narrowing {
            organization: self.organization.as_ref().map(|o| o.id),
            system: self.system.as_ref().map(|s| s.id),
            assigned: self.assigned,
            team: self.team.as_ref().map(|t| t.id),
        }
    }

    /// Several go by this name: none of them is taken, all are offered.
    fn several(&mut self, field: &'static str, namesakes: Vec<Namesake>) {
        self.problems.push(FieldError::new(field, "namesakes"));
        self.namesakes.extend(namesakes);
    }
}

/// The reader's own teams.
///
/// # Errors
/// The actor does not work at the desk.
pub async fn my_teams(op: &OpContext) -> Result<Vec<TeamId>> {
    policy::may(&op.actor, Action::ReadQueue, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let teams = store::teams::list_of_person(&mut tx, op.actor.person).await?;
    Ok(teams.into_iter().map(|team| team.id).collect())
}

/// Looks up the filters of an address, with what there is to choose from.
///
/// # Errors
/// The actor does not work at the desk.
pub async fn narrowed(op: &OpContext, wanted: Wanted<'_>) -> Result<Narrowed> {
    policy::may(&op.actor, Action::ReadQueue, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let mut asks = Asks::default();
    let customers = asks.add(store::organizations::ask_all());
    let teams = asks.add(store::teams::ask());
    let staff = asks.add(store::people::staff());
    let answers = tx.answers(asks).await?;
    let mut found = Narrowed {
        customers: answers.of(&customers)?,
        teams: answers.of(&teams)?,
        staff: answers.of(&staff)?,
        ..Narrowed::default()
    };
    let typed = |text: &str| text.trim().chars().take(200).collect::<String>();
    if !wanted.customer.trim().is_empty() {
        customer(&mut found, &typed(wanted.customer));
    }
    if let Some(organization) = &found.organization {
        found.systems = store::systems::list_of_organization(&mut tx, organization.id).await?;
    }
    if !wanted.system.trim().is_empty() {
        system(&mut tx, &mut found, &typed(wanted.system)).await?;
    }
    match wanted.who {
        "" => {}
        ME => found.assigned = Assigned::To(op.actor.person),
        NOBODY => found.assigned = Assigned::Nobody,
        id => colleague(&mut tx, &mut found, id).await?,
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

/// The one customer of this number or name.
fn customer(found: &mut Narrowed, text: &str) {
    match organizations_called(&found.customers, text).as_slice() {
        [] => found.problems.push(FieldError::new("customer", "unknown")),
        [only] => found.organization = Some((*only).clone()),
        several => {
            let offered = several.iter().take(OFFERED).map(|customer| Namesake {
                field: "customer",
                value: customer.number.clone(),
                told: told_apart(customer),
            });
            let offered = offered.collect();
            found.several("customer", offered);
        }
    }
}

/// The one system that goes by this name: of the customer chosen, or of anybody.
async fn system(tx: &mut Tx, found: &mut Narrowed, text: &str) -> Result<()> {
    let mut systems = match &found.organization {
        Some(organization) => {
            store::systems::find_in_organization(tx, organization.id, text).await?
        }
        None => store::systems::find_named(tx, text).await?,
    };
    match (systems.len(), systems.pop()) {
        (1, Some(only)) => found.system = Some(only),
        (_, None) => found.problems.push(FieldError::new("system", "unknown")),
        (_, Some(last)) => {
            systems.push(last);
            let owner = |system: &SystemRow| {
                let mut customers = found.customers.iter();
                customers.find(|customer| customer.id == system.organization_id)
            };
            let offered = systems.iter().take(OFFERED).map(|system| Namesake {
                field: "system",
                value: system.service_id.clone(),
                told: match owner(system) {
                    Some(owner) => {
                        format!("{} {}, {}", system.service_id, system.name, owner.name)
                    }
                    None => format!("{} {}", system.service_id, system.name),
                },
            });
            let offered = offered.collect();
            found.several("system", offered);
        }
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
        Some(person) => {
            let mut staff = found.staff.iter();
            let named = staff.find(|(id, _)| *id == person.id).cloned();
            found.colleague = Some(named.unwrap_or((person.id, person.name)));
            found.assigned = Assigned::To(person.id);
        }
        None => found.problems.push(FieldError::new("who", "unknown")),
    }
    Ok(())
}
