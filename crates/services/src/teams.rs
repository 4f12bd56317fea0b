//! Teams: named groups of engineers. Every change is an event in the provider's own chain. // RULINGS 34

use domain::account::StaffRole;
use domain::audit::EventKind;
use domain::ids::{PersonId, TeamId};
use domain::policy::{Action, Resource, may};
use serde_json::{Value, json};
use store::StoreError;
use store::people::PersonRow;
use store::teams::TeamRow;

use crate::context::OpContext;
use crate::error::{Checks, Result, ServiceError};
use crate::{audit, house};

/// The page of the teams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamsPage {
    /// Teams with their members, the default one first.
    pub teams: Vec<TeamView>,
    /// Engineers: id and name.
    pub engineers: Vec<(PersonId, String)>,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamView {
    /// Id.
    pub id: TeamId,
    /// Name.
    pub name: String,
    /// Members: id and name.
    pub members: Vec<(PersonId, String)>,
}

/// All teams.
///
/// # Errors
/// `Denied` for everybody but admins.
pub async fn list(op: &OpContext) -> Result<TeamsPage> {
    may(&op.actor, Action::ManageTeams, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let staff = store::people::list_staff(&mut tx).await?;
    let members = store::teams::list_members(&mut tx).await?;
    let teams = store::teams::list(&mut tx)
        .await?
        .into_iter()
        .map(|team| TeamView {
            members: staff
                .iter()
                .filter(|person| members.contains(&(team.id, person.id)))
                .map(|person| (person.id, person.name.clone()))
                .collect(),
            id: team.id,
            name: team.name,
        })
        .collect();
    let engineers = staff
        .into_iter()
        .filter(|person| person.active && person.staff_role == Some(StaffRole::Engineer))
        .map(|person| (person.id, person.name))
        .collect();
    Ok(TeamsPage { teams, engineers })
}

/// Creates a team.
///
/// # Errors
/// `Denied`, or `Invalid` on `name`.
pub async fn create(op: &OpContext, name: &str) -> Result<TeamId> {
    may(&op.actor, Action::ManageTeams, &Resource::provider())?;
    let name = checked(name)?;
    let team = TeamRow {
        id: TeamId::new(op.now(), op.app.random()),
        name,
        created_at: op.now(),
    };
    let mut tx = house::begin(&op.app).await?;
    store::teams::insert(&mut tx, &team).await.map_err(taken)?;
    let event = audit::by(op, EventKind::TeamCreated)
        .with("team", team.id.to_string())
        .with("name", team.name.as_str());
    house::tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    Ok(team.id)
}

/// Renames a team and sets its members.
///
/// # Errors
/// `Denied`, `NotFound`, [`ServiceError::NotFresh`] where somebody comes in, or `Invalid` on `name`, `members`.
pub async fn update(op: &OpContext, id: TeamId, name: &str, members: &[&str]) -> Result<()> {
    may(&op.actor, Action::ManageTeams, &Resource::provider())?;
    let name = checked(name)?;
    let wanted = members
        .iter()
        .map(|member| member.parse::<PersonId>())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| ServiceError::field("members", "choice"))?;
    let mut tx = house::begin(&op.app).await?;
    let team = store::teams::find(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let staff = store::people::list_staff(&mut tx).await?;
    let is_engineer = |id: &PersonId| {
        staff
            .iter()
            .any(|person| person.id == *id && person.staff_role == Some(StaffRole::Engineer))
    };
    if !wanted.iter().all(is_engineer) {
        return Err(ServiceError::field("members", "choice"));
    }
    store::teams::update_name(&mut tx, team.id, &name)
        .await
        .map_err(taken)?;
    let members = store::teams::list_members(&mut tx).await?;
    let before: Vec<PersonId> = members
        .into_iter()
        .filter_map(|(of, person)| (of == id).then_some(person))
        .collect();
    let (mut added, mut removed) = (wanted.clone(), before.clone());
    added.retain(|person| !before.contains(person));
    added.sort_unstable();
    added.dedup();
    removed.retain(|person| !wanted.contains(person));
    // Whoever comes into a team gets at its tickets.
    if !added.is_empty() && !op.is_fresh() {
        return Err(ServiceError::NotFresh);
    }
    for person in &removed {
        store::teams::remove_member(&mut tx, id, *person).await?;
    }
    for person in &added {
        store::teams::add_member(&mut tx, id, *person).await?;
    }
    if (&team.name, added.len(), removed.len()) == (&name, 0, 0) {
        return Ok(());
    }
    let mut event = audit::by(op, EventKind::TeamChanged)
        .with("team", team.id.to_string())
        .with("name", team.name.as_str());
    event = house::turn(event, "renamed", team.name, name);
    for (key, people) in [("added", added), ("removed", removed)] {
        if !people.is_empty() {
            event = event.with(key, named(&staff, &people));
        }
    }
    house::tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    Ok(())
}

/// People with the names they have now, in their order.
fn named(staff: &[PersonRow], people: &[PersonId]) -> Value {
    let mut named: Vec<_> = people
        .iter()
        .map(|id| {
            let known = staff.iter().find(|person| person.id == *id);
            (known.map(|person| person.name.as_str()), id.to_string())
        })
        .collect();
    named.sort_unstable();
    let one = |(name, person)| json!({ "person": person, "name": name });
    named.into_iter().map(one).collect()
}

fn checked(name: &str) -> Result<String> {
    let mut checks = Checks::new();
    let name = checks.text("name", name, 60);
    checks.finish()?;
    Ok(name)
}

fn taken(error: StoreError) -> ServiceError {
    if error.is_conflict_on("teams_name_key") {
        ServiceError::field("name", "taken")
    } else {
        error.into()
    }
}
