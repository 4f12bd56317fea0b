//! Teams: named groups of engineers. // RULINGS 34

use domain::ids::{PersonId, TeamId};
use domain::time::Timestamp;

use crate::{Ask, Result, Tx};

record! {
    /// A team as stored.
    pub struct TeamRow in "teams" {
        /// Id.
        pub id: TeamId,
        /// Name.
        pub name: String,
        /// When it was made.
        pub created_at: Timestamp,
    }
}

const FIND: &str = sql!("SELECT ", TeamRow::COLUMNS, " FROM teams WHERE id = $1");
const LIST: &str = sql!(
    "SELECT ",
    TeamRow::COLUMNS,
    " FROM teams ORDER BY created_at, id"
);
const LIST_OF_PERSON: &str = sql!(
    "SELECT ",
    TeamRow::COLUMNS,
    " FROM teams JOIN team_members ON team_members.team_id = teams.id
    WHERE team_members.person_id = $1 ORDER BY teams.created_at, teams.id"
);

/// Adds a team. A name in use is a conflict on `teams_name_key`.
pub async fn insert(tx: &mut Tx, team: &TeamRow) -> Result<()> {
    tx.insert(team).await
}

/// The team with this id.
pub async fn find(tx: &mut Tx, id: TeamId) -> Result<Option<TeamRow>> {
    tx.optional(FIND, args![id]).await
}

/// Every team, the oldest (the default one) first.
pub async fn list(tx: &mut Tx) -> Result<Vec<TeamRow>> {
    tx.list(LIST, args![]).await
}

/// The same as a question.
pub fn ask() -> Ask<TeamRow> {
    Ask::new(LIST, args![])
}

/// The teams of a person.
pub async fn list_of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<TeamRow>> {
    tx.list(LIST_OF_PERSON, args![person]).await
}

/// Who is in which team.
pub async fn list_members(tx: &mut Tx) -> Result<Vec<(TeamId, PersonId)>> {
    tx.list(
        "SELECT team_id, person_id FROM team_members ORDER BY team_id, person_id",
        args![],
    )
    .await
}

/// Renames a team.
pub async fn update_name(tx: &mut Tx, id: TeamId, name: &str) -> Result<()> {
    tx.change_one("UPDATE teams SET name = $2 WHERE id = $1", args![id, name])
        .await
}

/// Puts a person into a team; twice is once.
pub async fn add_member(tx: &mut Tx, team: TeamId, person: PersonId) -> Result<()> {
    const ADD: &str = "INSERT INTO team_members (team_id, person_id) VALUES ($1, $2) ON CONFLICT (team_id, person_id) DO NOTHING";
    tx.execute(ADD, args![team, person]).await.map(drop)
}

/// Takes a person out of a team.
pub async fn remove_member(tx: &mut Tx, team: TeamId, person: PersonId) -> Result<()> {
    tx.execute(
        "DELETE FROM team_members WHERE team_id = $1 AND person_id = $2",
        args![team, person],
    )
    .await
    .map(drop)
}
