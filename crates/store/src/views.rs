//! Views of the queue that people keep, for themselves or for a team.

use domain::ids::{PersonId, SavedViewId, TeamId};
use domain::time::Timestamp;

use crate::{Ask, Result, Tx};

record! {
    /// A view as stored.
    pub struct SavedViewRow in "saved_views" {
        /// Id.
        pub id: SavedViewId,
        /// Who made it.
        pub owner_id: PersonId,
        /// Whose list it stands in; `None`: only its maker's.
        pub team_id: Option<TeamId>,
        /// What it is called.
        pub name: String,
        /// Where it is shown: the query of the queue's page.
        pub address: String,
        /// What it asks for, as JSON.
        pub criteria: String,
        /// When it was made.
        pub created_at: Timestamp,
    }
}

const FIND: &str = sql!(
    "SELECT ",
    SavedViewRow::COLUMNS,
    " FROM saved_views WHERE id = $1"
);
const OF_PERSON: &str = sql!(
    "SELECT ",
    SavedViewRow::COLUMNS,
    " FROM saved_views WHERE (owner_id = $1 AND team_id IS NULL)
        OR team_id IN (SELECT team_members.team_id FROM team_members WHERE person_id = $1)
    ORDER BY CASE WHEN team_id IS NULL THEN 0 ELSE 1 END, team_id, created_at, id"
);

/// Adds a view. A name that stands in its list already is a conflict on `saved_views_owner_id_name_key` or
/// `saved_views_team_id_name_key`.
pub async fn insert(tx: &mut Tx, view: &SavedViewRow) -> Result<()> {
    tx.insert(view).await
}

/// The view with this id.
pub async fn find(tx: &mut Tx, id: SavedViewId) -> Result<Option<SavedViewRow>> {
    tx.optional(FIND, args![id]).await
}

/// What a person sees beside the queue: their own views, then those of their teams, each list in the order it grew.
pub fn ask(person: PersonId) -> Ask<SavedViewRow> {
    Ask::new(OF_PERSON, args![person])
}

/// How many views stand in a list.
pub async fn count(tx: &mut Tx, owner: PersonId, team: Option<TeamId>) -> Result<i64> {
    const OWN: &str = "SELECT COUNT(*) FROM saved_views WHERE owner_id = $1 AND team_id IS NULL";
    const OF_TEAM: &str = "SELECT COUNT(*) FROM saved_views WHERE team_id = $1";
    let (count,) = match team {
        None => tx.one::<(i64,)>(OWN, args![owner]).await?,
        Some(team) => tx.one(OF_TEAM, args![team]).await?,
    };
    Ok(count)
}

/// Removes a view; whether it was there.
pub async fn delete(tx: &mut Tx, id: SavedViewId) -> Result<bool> {
    let gone = tx
        .execute("DELETE FROM saved_views WHERE id = $1", args![id])
        .await?;
    Ok(gone > 0)
}
