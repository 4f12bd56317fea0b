//! Log-in sessions. The cookie's secret is stored only as its hash; people see and end sessions by another id.
//!
//! When a session was last seen is written at most once a minute, so that reading pages stays reading.

use domain::account::{Actor, MemberRole, Theme};
use domain::ids::{PersonId, SessionId};
use domain::time::Timestamp;

use crate::people::{self, ActorLine};
use crate::row::{Cells, FromRow, Hidden};
use crate::{Digest, Result, Tx};

record! {
    /// A session as stored.
    pub struct SessionRow in "sessions" {
        /// Hash of the cookie's secret.
        pub id_hash: Digest,
        /// The id people see.
        pub public_id: SessionId,
        /// Who is logged in; nobody yet while a log-in waits for the second factor.
        pub person_id: Option<PersonId>,
        /// The session's data as JSON.
        pub data: Hidden<String>,
        /// Address it was opened from.
        pub ip: String,
        /// What the browser calls itself.
        pub user_agent: String,
        /// When it was opened.
        pub created_at: Timestamp,
        /// When it was last seen, to the minute.
        pub last_seen_at: Timestamp,
        /// From when on it is worthless.
        pub expires_at: Timestamp,
    }
}

/// Seconds between two writes of `last_seen_at`.
const TOUCH_EVERY: i64 = 60;

const FIND: &str = sql!(
    "SELECT ",
    SessionRow::COLUMNS,
    " FROM sessions WHERE id_hash = $1 AND expires_at > $2"
);
const LIST: &str = sql!(
    "SELECT ",
    SessionRow::COLUMNS,
    " FROM sessions WHERE person_id = $1 AND expires_at > $2
    ORDER BY last_seen_at DESC, public_id"
);
const UPDATE: &str =
    "UPDATE sessions SET person_id = $2, data = $3, expires_at = $4 WHERE id_hash = $1";
const TOUCH: &str = "UPDATE sessions SET last_seen_at = $2, expires_at = $3 WHERE id_hash = $1 AND last_seen_at <= $4";
const DELETE_OTHERS: &str = "DELETE FROM sessions WHERE person_id = $1 AND id_hash <> $2";
const ACTOR: &str =
    "SELECT people.id, people.name, people.locale, people.staff_role, people.may_approve_reveals,
        memberships.organization_id, memberships.role, memberships.may_authorise
    FROM sessions
    JOIN people ON people.id = sessions.person_id AND people.active
    LEFT JOIN memberships ON memberships.person_id = people.id AND memberships.removed_at IS NULL
    WHERE sessions.id_hash = $1 AND sessions.expires_at > $2
    ORDER BY memberships.created_at, memberships.id";

const VISITOR: &str = sql!(
    "SELECT ",
    SessionRow::COLUMNS,
    ", people.theme, people.shortcuts, organizations.name,
        (SELECT COUNT(*) FROM notifications WHERE notifications.person_id = people.id AND notifications.read_at IS NULL),
        people.id, people.name, people.locale, people.staff_role, people.may_approve_reveals,
        memberships.organization_id, memberships.role, memberships.may_authorise
    FROM sessions
    LEFT JOIN people ON people.id = sessions.person_id AND people.active
    LEFT JOIN memberships ON memberships.person_id = people.id AND memberships.removed_at IS NULL
    LEFT JOIN organizations ON organizations.id = memberships.organization_id
    WHERE sessions.id_hash = $1 AND sessions.expires_at > $2
    ORDER BY memberships.created_at, memberships.id"
);

/// Adds a session.
pub async fn insert(tx: &mut Tx, session: &SessionRow) -> Result<()> {
    tx.insert(session).await
}

/// The living session with this hash.
pub async fn find(tx: &mut Tx, hash: &Digest, now: Timestamp) -> Result<Option<SessionRow>> {
    tx.optional(FIND, args![hash, now]).await
}

/// Who acts in the living session with this hash, in one query: what every request begins with.
pub async fn find_actor(tx: &mut Tx, hash: &Digest, now: Timestamp) -> Result<Option<Actor>> {
    Ok(people::fold(
        tx.list::<ActorLine>(ACTOR, args![hash, now]).await?,
    ))
}

/// A living session with everything a page shows of its visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitorRow {
    /// The session.
    pub session: SessionRow,
    /// Who acts; nobody while a log-in is half-way through, or when the person is switched off.
    pub actor: Option<Actor>,
    /// Colours the person chose.
    pub theme: Option<Theme>,
    /// Whether keyboard shortcuts are on.
    pub shortcuts: bool,
    /// Names of the person's organizations with the role there.
    pub organizations: Vec<(String, MemberRole)>,
    /// Notifications not read yet.
    pub unread: i64,
}

struct VisitorLine {
    session: SessionRow,
    theme: Option<Theme>,
    shortcuts: Option<bool>,
    organization: Option<String>,
    unread: i64,
    actor: Option<ActorLine>,
}

impl FromRow for VisitorLine {
    const TABLE: &'static str = "sessions";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        let session = SessionRow::from_cells(cells)?;
        let theme: Option<Theme> = cells.take()?;
        Ok(Self {
            session,
            shortcuts: cells.take()?,
            organization: cells.take()?,
            unread: cells.take()?,
            actor: theme
                .is_some()
                .then(|| ActorLine::from_cells(cells))
                .transpose()?,
            theme,
        })
    }
}

/// The living session with this hash and who is behind it, in one query: what every request begins with.
pub async fn find_visitor(
    tx: &mut Tx,
    hash: &Digest,
    now: Timestamp,
) -> Result<Option<VisitorRow>> {
    let lines = tx.list::<VisitorLine>(VISITOR, args![hash, now]).await?;
    let Some(first) = lines.first() else {
        return Ok(None);
    };
    let (session, theme, shortcuts, unread) = (
        first.session.clone(),
        first.theme,
        first.shortcuts.unwrap_or_default(),
        first.unread,
    );
    let organizations = lines
        .iter()
        .filter_map(|line| {
            let role = line.actor.as_ref()?.role()?;
            Some((line.organization.clone()?, role))
        })
        .collect();
    let actor = people::fold(lines.into_iter().filter_map(|line| line.actor).collect());
    Ok(Some(VisitorRow {
        session,
        actor,
        theme,
        shortcuts,
        organizations,
        unread,
    }))
}

/// A person's living sessions, the one seen last first.
pub async fn list_by_person(
    tx: &mut Tx,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<SessionRow>> {
    tx.list(LIST, args![person, now]).await
}

/// Writes person, data and expiry of a session: `false` if it was ended meanwhile.
pub async fn update(tx: &mut Tx, session: &SessionRow) -> Result<bool> {
    let values = args![
        session.id_hash,
        session.person_id,
        session.data,
        session.expires_at
    ];
    Ok(tx.execute(UPDATE, values).await? == 1)
}

/// Gives a session a new secret and keeps everything else: after each rise in rights.
pub async fn replace_hash(tx: &mut Tx, old: &Digest, new: &Digest) -> Result<()> {
    tx.change_one(
        "UPDATE sessions SET id_hash = $2 WHERE id_hash = $1",
        args![old, new],
    )
    .await
}

/// Notes that a session was seen, unless that was noted within the last minute. Says whether it wrote.
pub async fn touch(
    tx: &mut Tx,
    hash: &Digest,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool> {
    Ok(tx
        .execute(
            TOUCH,
            args![hash, now, expires_at, now.minus_seconds(TOUCH_EVERY)],
        )
        .await?
        == 1)
}

/// Ends a session.
pub async fn delete(tx: &mut Tx, hash: &Digest) -> Result<()> {
    tx.execute("DELETE FROM sessions WHERE id_hash = $1", args![hash])
        .await
        .map(drop)
}

/// Ends one of a person's sessions by the id they see: `false` if it is not theirs.
pub async fn delete_by_public_id(tx: &mut Tx, person: PersonId, id: SessionId) -> Result<bool> {
    const DELETE: &str = "DELETE FROM sessions WHERE public_id = $1 AND person_id = $2";
    Ok(tx.execute(DELETE, args![id, person]).await? == 1)
}

/// Ends all of a person's sessions but one: after a change of password or second factor.
pub async fn delete_others(tx: &mut Tx, person: PersonId, keep: &Digest) -> Result<u64> {
    tx.execute(DELETE_OTHERS, args![person, keep]).await
}

/// Ends all of a person's sessions.
pub async fn delete_all(tx: &mut Tx, person: PersonId) -> Result<u64> {
    tx.execute("DELETE FROM sessions WHERE person_id = $1", args![person])
        .await
}

/// Removes expired sessions.
pub async fn delete_expired(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM sessions WHERE expires_at <= $1", args![now])
        .await
}
