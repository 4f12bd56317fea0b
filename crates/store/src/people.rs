//! People: everybody who logs in, customers and staff.
//!
//! A person is never deleted, only switched off: tickets and the audit chain name them. Mail addresses come in as the
//! domain spells them (lower case), so that equal means equal.

use domain::account::{Actor, Locale, MemberRole, Membership, StaffRole, Theme};
use domain::ids::{OrganizationId, PersonId, TeamId};
use domain::time::Timestamp;

use crate::dialect::Spelled;
use crate::row::{Cells, FromRow, Hidden};
use crate::{Ask, Result, Tx};

record! {
    /// A person as stored.
    pub struct PersonRow in "people" {
        /// Id.
        pub id: PersonId,
        /// Address for log-in and mail.
        pub email: String,
        /// Name as shown.
        pub name: String,
        /// Phone number, or empty.
        pub phone: String,
        /// Language.
        pub locale: Locale,
        /// Colours.
        pub theme: Theme,
        /// Whether keyboard shortcuts are on.
        pub shortcuts: bool,
        /// Role with the provider; `None` for customers.
        pub staff_role: Option<StaffRole>,
        /// An engineer given the right to approve reveals.
        pub may_approve_reveals: bool,
        /// Whether the person may log in.
        pub active: bool,
        /// Argon2id, in its own text form; `None` until the invitation is used.
        pub password_hash: Option<Hidden<String>>,
        /// When the password was set.
        pub password_changed_at: Option<Timestamp>,
        /// TOTP seed of the factor in force, encrypted with the log-in key.
        pub totp_seed: Option<Hidden<Vec<u8>>>,
        /// When the second factor was confirmed.
        pub totp_enrolled_at: Option<Timestamp>,
        /// The last TOTP step used.
        pub totp_last_step: i64,
        /// The seed of an enrolment under way, encrypted likewise: it opens nothing until its first code is confirmed.
        pub totp_pending: Option<Hidden<Vec<u8>>>,
        /// When the row was made.
        pub created_at: Timestamp,
    }
}

const FIND: &str = sql!("SELECT ", PersonRow::COLUMNS, " FROM people WHERE id = $1");
const FIND_LOCKED: Spelled = locking!(FIND);
const FIND_BY_EMAIL: &str = sql!(
    "SELECT ",
    PersonRow::COLUMNS,
    " FROM people WHERE email = $1"
);
const LIST_STAFF: &str = sql!(
    "SELECT ",
    PersonRow::COLUMNS,
    " FROM people WHERE staff_role IS NOT NULL ORDER BY name, id"
);
const LIST_OF_TEAM: &str = sql!(
    "SELECT ",
    PersonRow::COLUMNS,
    " FROM people JOIN team_members ON team_members.person_id = people.id
    WHERE team_members.team_id = $1 AND people.active = TRUE ORDER BY people.name, people.id"
);
const ACTOR: &str = "SELECT people.id, people.name, people.locale, people.staff_role, people.may_approve_reveals,
        memberships.organization_id, memberships.role, memberships.may_authorise
    FROM people LEFT JOIN memberships ON memberships.person_id = people.id AND memberships.removed_at IS NULL
    WHERE people.id = $1 AND people.active
    ORDER BY memberships.created_at, memberships.id";
const UPDATE_PROFILE: &str = "UPDATE people SET name = $2, phone = $3, locale = $4 WHERE id = $1";
const UPDATE_EMAIL: &str = "UPDATE people SET email = $2 WHERE id = $1";
const UPDATE_PREFERENCES: &str = "UPDATE people SET theme = $2, shortcuts = $3 WHERE id = $1";
const UPDATE_STAFF: &str =
    "UPDATE people SET staff_role = $2, may_approve_reveals = $3 WHERE id = $1";
const UPDATE_ACTIVE: &str = "UPDATE people SET active = $2 WHERE id = $1";
const UPDATE_PASSWORD: &str =
    "UPDATE people SET password_hash = $2, password_changed_at = $3 WHERE id = $1";
const RENEW_HASH: &str =
    "UPDATE people SET password_hash = $3 WHERE id = $1 AND password_hash = $2";
const BEGIN_TOTP: &str = "UPDATE people SET totp_pending = $2 WHERE id = $1";
const CONFIRM_TOTP: &str =
    "UPDATE people SET totp_seed = totp_pending, totp_pending = NULL, totp_enrolled_at = $2,
        totp_last_step = $3
    WHERE id = $1 AND totp_pending = $4";
const REMOVE_TOTP: &str =
    "UPDATE people SET totp_seed = NULL, totp_pending = NULL, totp_enrolled_at = NULL,
        totp_last_step = 0
    WHERE id = $1";
const TAKE_TOTP_STEP: &str =
    "UPDATE people SET totp_last_step = $2 WHERE id = $1 AND totp_last_step < $2";

/// Adds a person. A second one with the same address is a conflict on `people_email_key`.
pub async fn insert(tx: &mut Tx, person: &PersonRow) -> Result<()> {
    tx.insert(person).await
}

/// The person with this id.
pub async fn find(tx: &mut Tx, id: PersonId) -> Result<Option<PersonRow>> {
    tx.optional(FIND, args![id]).await
}

/// The person with this id, held until the unit of work ends: address, password and rights stay as they are meanwhile.
pub async fn find_for_update(tx: &mut Tx, id: PersonId) -> Result<Option<PersonRow>> {
    let find = tx.spell(FIND_LOCKED);
    tx.optional(find, args![id]).await
}

/// The person with this mail address.
pub async fn find_by_email(tx: &mut Tx, email: &str) -> Result<Option<PersonRow>> {
    tx.optional(FIND_BY_EMAIL, args![email]).await
}

/// Everybody who works for the provider, by name.
pub async fn list_staff(tx: &mut Tx) -> Result<Vec<PersonRow>> {
    tx.list(LIST_STAFF, args![]).await
}

/// Who is in a team and may log in, by name.
pub async fn list_of_team(tx: &mut Tx, team: TeamId) -> Result<Vec<PersonRow>> {
    tx.list(LIST_OF_TEAM, args![team]).await
}

/// Id and name of everybody who works for the provider now, by name: whom work can be given to. Where two have one name,
/// the mail address stands beside it. As a question.
pub fn staff() -> Ask<(PersonId, String)> {
    const NAMES: &str =
        "SELECT id, CASE WHEN COUNT(*) OVER (PARTITION BY name) > 1 THEN name || ' (' || email || ')' ELSE name END AS told
        FROM people WHERE staff_role IS NOT NULL AND active = TRUE ORDER BY name, id";
    Ask::new(NAMES, args![])
}

/// Id and name of these two; one row if they are the same, none for ids nobody has.
pub fn names(one: PersonId, other: PersonId) -> Ask<(PersonId, String)> {
    Ask::new(
        "SELECT id, name FROM people WHERE id IN ($1, $2)",
        args![one, other],
    )
}

/// How many people there are; 0 means a fresh installation.
pub async fn count(tx: &mut Tx) -> Result<i64> {
    Ok(tx
        .one::<(i64,)>("SELECT COUNT(*) FROM people", args![])
        .await?
        .0)
}

/// How many people confirmed a second factor: with any, a missing `login.key` is fatal. // RULINGS 13
pub async fn count_enrolled(tx: &mut Tx) -> Result<i64> {
    Ok(tx
        .one::<(i64,)>(
            "SELECT COUNT(*) FROM people WHERE totp_enrolled_at IS NOT NULL",
            args![],
        )
        .await?
        .0)
}

/// The person as the rules see them: only somebody switched on, only living memberships.
pub async fn actor(tx: &mut Tx, id: PersonId) -> Result<Option<Actor>> {
    Ok(fold(tx.list(ACTOR, args![id]).await?))
}

/// Changes what people change about themselves.
pub async fn update_profile(
    tx: &mut Tx,
    id: PersonId,
    name: &str,
    phone: &str,
    locale: Locale,
) -> Result<()> {
    tx.change_one(UPDATE_PROFILE, args![id, name, phone, locale])
        .await
}

/// Changes the mail address; one already in use is a conflict on `people_email_key`.
pub async fn update_email(tx: &mut Tx, id: PersonId, email: &str) -> Result<()> {
    tx.change_one(UPDATE_EMAIL, args![id, email]).await
}

/// Changes colours and shortcuts.
pub async fn update_preferences(
    tx: &mut Tx,
    id: PersonId,
    theme: Theme,
    shortcuts: bool,
) -> Result<()> {
    tx.change_one(UPDATE_PREFERENCES, args![id, theme, shortcuts])
        .await
}

/// Changes the place with the provider.
pub async fn update_staff(
    tx: &mut Tx,
    id: PersonId,
    role: Option<StaffRole>,
    may_approve_reveals: bool,
) -> Result<()> {
    tx.change_one(UPDATE_STAFF, args![id, role, may_approve_reveals])
        .await
}

/// Switches a person on or off.
pub async fn update_active(tx: &mut Tx, id: PersonId, active: bool) -> Result<()> {
    tx.change_one(UPDATE_ACTIVE, args![id, active]).await
}

/// Sets a password by its hash.
pub async fn update_password(
    tx: &mut Tx,
    id: PersonId,
    hash: &Hidden<String>,
    now: Timestamp,
) -> Result<()> {
    tx.change_one(UPDATE_PASSWORD, args![id, hash, now]).await
}

/// The same password under a new hash, while the old hash is still there: `false` if somebody changed the password meanwhile.
/// The date of the password stays.
pub async fn renew_hash(
    tx: &mut Tx,
    id: PersonId,
    old: &Hidden<String>,
    new: &Hidden<String>,
) -> Result<bool> {
    Ok(tx.execute(RENEW_HASH, args![id, old, new]).await? == 1)
}

/// Stores the encrypted seed of an enrolment under way; the factor in force stays.
pub async fn begin_totp(tx: &mut Tx, id: PersonId, seed: &Hidden<Vec<u8>>) -> Result<()> {
    tx.change_one(BEGIN_TOTP, args![id, seed]).await
}

/// The enrolment with this encrypted seed becomes the factor in force, its first code's step used up: `false` if another one or
/// none is under way, also because somebody confirmed it at the same moment.
pub async fn confirm_totp(
    tx: &mut Tx,
    id: PersonId,
    seed: &Hidden<Vec<u8>>,
    now: Timestamp,
    step: i64,
) -> Result<bool> {
    Ok(tx.execute(CONFIRM_TOTP, args![id, now, step, seed]).await? == 1)
}

/// Takes the second factor away, and an enrolment under way with it.
pub async fn remove_totp(tx: &mut Tx, id: PersonId) -> Result<()> {
    tx.change_one(REMOVE_TOTP, args![id]).await
}

/// Uses up a TOTP step: `false` if this step or a later one was used before, also by somebody at the same moment.
pub async fn take_totp_step(tx: &mut Tx, id: PersonId, step: i64) -> Result<bool> {
    Ok(tx.execute(TAKE_TOTP_STEP, args![id, step]).await? == 1)
}

/// One line of an [`Actor`]: the person, and one membership if there is any.
pub(crate) struct ActorLine {
    actor: Actor,
    membership: Option<Membership>,
}

impl FromRow for ActorLine {
    const TABLE: &'static str = "people";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        let actor = Actor {
            person: cells.take()?,
            name: cells.take()?,
            locale: cells.take()?,
            staff: cells.take()?,
            may_approve_reveals: cells.take()?,
            memberships: Vec::new(),
        };
        let (organization, role, may_authorise) = (
            cells.take::<Option<OrganizationId>>()?,
            cells.take::<Option<MemberRole>>()?,
            cells.take::<Option<bool>>()?,
        );
        let membership = match (organization, role, may_authorise) {
            (Some(organization), Some(role), Some(may_authorise)) => Some(Membership {
                organization,
                role,
                may_authorise,
            }),
            _ => None,
        };
        Ok(Self { actor, membership })
    }
}

impl ActorLine {
    /// The role in the line's organization.
    pub(crate) fn role(&self) -> Option<MemberRole> {
        self.membership.as_ref().map(|membership| membership.role)
    }
}

/// Puts the lines of one person together.
pub(crate) fn fold(lines: Vec<ActorLine>) -> Option<Actor> {
    let mut lines = lines.into_iter();
    let first = lines.next()?;
    let mut actor = first.actor;
    actor.memberships = first
        .membership
        .into_iter()
        .chain(lines.filter_map(|line| line.membership))
        .collect();
    Some(actor)
}
