//! Views of the queue that people keep: filters under a name, in one's own list or in a team's, with how many tickets
//! stand in each.

use std::sync::Arc;

use domain::ids::{OrganizationId, PersonId, SavedViewId, SystemId, TeamId};
use domain::policy::{self, Action, Resource};
use domain::ticket::{Class, Department, Priority, TicketState};
use domain::time::{Timestamp, end_of_day};
use serde::{Deserialize, Serialize};
use store::queue::{Assigned, QueueFilter};
use store::views::SavedViewRow;
use store::{Asks, Tx};

use super::queue::CAP;
use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};

/// Views in one list at most: a longer one is no list at a glance.
pub const MOST: i64 = 20;
/// Characters of a name at most.
pub const LONGEST_NAME: u32 = 60;

/// Whose tickets a view asks for; *me* is whoever reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Anybody's and nobody's.
    #[default]
    Any,
    /// The reader's.
    Me,
    /// Nobody's.
    Nobody,
    /// This colleague's.
    Of(PersonId),
}

/// How soon the next breach is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Breach {
    /// It has happened.
    Now,
    /// It has happened, or does before midnight.
    Today,
}

/// What a view asks for, whoever reads it and whenever.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Criteria {
    /// What is done, instead of what is open.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub done: bool,
    /// In this state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<TicketState>,
    /// Of this department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<Department>,
    /// Of this class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    /// Of this priority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Whose.
    pub whose: Whose,
    /// Of the reader's teams.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub my_teams: bool,
    /// Of this team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
    /// Of this customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<OrganizationId>,
    /// Mainly about this system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<SystemId>,
    /// With a breach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breach: Option<Breach>,
}

impl Criteria {
    /// What it asks for when this person reads it now. `teams` are theirs; asked for only where they matter.
    pub fn at(&self, reader: PersonId, now: Timestamp, teams: &[TeamId]) -> QueueFilter {
        QueueFilter {
            done: self.done,
            state: self.state,
            department: self.department,
            class: self.class,
            priority: self.priority,
            assigned: match self.whose {
                Whose::Any => Assigned::Any,
                Whose::Me => Assigned::To(reader),
                Whose::Nobody => Assigned::Nobody,
                Whose::Of(person) => Assigned::To(person),
            },
            team: self.team,
            teams: self.my_teams.then(|| teams.to_vec()),
            organization: self.organization,
            system: self.system,
            breached_by: self.breach.map(|breach| match breach {
                Breach::Now => now,
                Breach::Today => end_of_day(now),
            }),
        }
    }
}

/// A view as it stands beside the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Id.
    pub id: SavedViewId,
    /// What it is called.
    pub name: String,
    /// Whose list it stands in; `None`: the reader's own.
    pub team: Option<String>,
    /// Where it is shown.
    pub address: String,
    /// How many tickets stand in it, at most a thousand; `None` where it can no longer be read.
    pub count: Option<i64>,
}

/// A view to keep.
#[derive(Debug, Clone)]
pub struct NewView<'a> {
    /// What it is to be called.
    pub name: &'a str,
    /// The team whose list it comes into; empty: one's own.
    pub share: &'a str,
    /// Where it is shown.
    pub address: String,
    /// What it asks for.
    pub criteria: Criteria,
}

/// Keeps a view under a name.
///
/// # Errors
/// The actor does not work at the desk; `Invalid` on `name` and `share`.
pub async fn save(op: &OpContext, new: NewView<'_>) -> Result<SavedViewId> {
    policy::may(&op.actor, Action::ReadQueue, &Resource::provider())?;
    let mut checks = Checks::new();
    let name = checks.text("name", new.name, LONGEST_NAME as usize);
    let mut tx = op.app.db().begin().await?;
    let teams = store::teams::list_of_person(&mut tx, op.actor.person).await?;
    let team = match new.share {
        "" => None,
        share => {
            let known = teams.iter().find(|team| team.id.to_string() == share);
            if known.is_none() {
                checks.add(FieldError::new("share", "choice"));
            }
            known.map(|team| team.id)
        }
    };
    checks.finish()?;
    if store::views::count(&mut tx, op.actor.person, team).await? >= MOST {
        let full = FieldError::new("name", "too_many").with("max", MOST);
        return Err(ServiceError::Invalid(vec![full]));
    }
    let view = SavedViewRow {
        id: SavedViewId::new(op.now(), op.app.random()),
        owner_id: op.actor.person,
        team_id: team,
        name,
        address: new.address,
        criteria: serde_json::to_string(&new.criteria).map_err(ServiceError::internal)?,
        created_at: op.now(),
    };
    store::views::insert(&mut tx, &view)
        .await
        .map_err(|error| {
            let names = [
                "saved_views_owner_id_name_key",
                "saved_views_team_id_name_key",
            ];
            if names.iter().any(|name| error.is_conflict_on(name)) {
                ServiceError::field("name", "taken")
            } else {
                error.into()
            }
        })?;
    tx.save().await?;
    op.app.figures().forget();
    Ok(view.id)
}

/// Removes a view from one's own list, or from the list of one's team.
///
/// # Errors
/// The actor does not work at the desk; [`ServiceError::NotFound`] for what stands in neither.
pub async fn remove(op: &OpContext, id: SavedViewId) -> Result<()> {
    policy::may(&op.actor, Action::ReadQueue, &Resource::provider())?;
    let mut tx = op.app.db().begin().await?;
    let mine = tx.answer(store::views::ask(op.actor.person)).await?;
    if !mine.iter().any(|view| view.id == id) || !store::views::delete(&mut tx, id).await? {
        return Err(ServiceError::NotFound);
    }
    tx.save().await?;
    op.app.figures().forget();
    Ok(())
}

/// The teams into whose lists the actor may put views: id and name.
///
/// # Errors
/// The database does not answer.
pub async fn lists(op: &OpContext) -> Result<Vec<(TeamId, String)>> {
    let mut tx = op.app.db().read().await?;
    let teams = store::teams::list_of_person(&mut tx, op.actor.person).await?;
    Ok(teams.into_iter().map(|team| (team.id, team.name)).collect())
}

/// Views with how many tickets stand in each.
pub(super) async fn counted(
    op: &OpContext,
    tx: &mut Tx,
    rows: Vec<SavedViewRow>,
) -> Result<Arc<[SavedView]>> {
    if rows.is_empty() {
        return Ok(Arc::default());
    }
    let teams = store::teams::list_of_person(tx, op.actor.person).await?;
    let ids: Vec<_> = teams.iter().map(|team| team.id).collect();
    let mut asks = Asks::default();
    let places: Vec<_> = rows
        .iter()
        .map(|row| {
            let criteria: Criteria = serde_json::from_str(&row.criteria).ok()?;
            let filter = criteria.at(op.actor.person, op.now(), &ids);
            Some(asks.add(store::queue::count(tx, &filter, CAP)))
        })
        .collect();
    let answers = tx.answers(asks).await?;
    let mut views = Vec::with_capacity(rows.len());
    for (row, place) in rows.into_iter().zip(places) {
        let count = match place {
            Some(place) => Some(answers.only(&place)?.0),
            None => None,
        };
        let team = teams.iter().find(|team| Some(team.id) == row.team_id);
        views.push(SavedView {
            id: row.id,
            name: row.name,
            team: team.map(|team| team.name.clone()),
            address: row.address,
            count,
        });
    }
    Ok(views.into())
}
