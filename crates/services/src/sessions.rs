//! Sessions: who is behind a cookie, and how far through the log-in.
//!
//! The cookie holds 256 random bits; the database holds their hash, so a stolen dump opens nothing. Every rise in rights
//! (log-in, second factor, fresh check) gives the session a new secret. Idle and absolute ends are the domain's; when
//! somebody was last seen is written once a minute at most, so that reading pages stays reading. // ASVS 7.2, 7.3

use domain::account::{Actor, MemberRole, Theme, expires_at, should_touch};
use domain::codes;
use domain::ids::{PersonId, SessionId};
use domain::time::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::people::PersonRow;
use store::sessions::SessionRow;
use store::{Digest, Hidden, Tx};

use crate::context::Context;
use crate::error::{Result, ServiceError};

codes! {
    /// How far somebody is through the log-in.
    pub enum Stage {
        /// The password was right; the second factor is missing.
        Factor => "factor",
        /// The password was right; a second factor must be set up first.
        Enrol => "enrol",
        /// Logged in.
        Complete => "complete",
    }
}

/// A log-in half-way through ends after so many seconds.
const HALF_WAY_S: i64 = 10 * 60;
/// Wrong codes until a half-way log-in ends.
pub(crate) const MAX_FACTOR_TRIES: u8 = 5;

/// What a session remembers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Data {
    pub(crate) stage: Stage,
    /// Whose log-in this is, also while the row names nobody yet.
    pub(crate) person: PersonId,
    pub(crate) mfa_at: Option<Timestamp>,
    pub(crate) fresh_at: Option<Timestamp>,
    #[serde(default)]
    pub(crate) factor_tries: u8,
    /// What the log-in began with: address and age of the password.
    #[serde(default)]
    pub(crate) began_with: Option<(String, Option<Timestamp>)>,
}

impl Data {
    /// Whether a log-in half-way through may go on: neither address nor password are others by now. A session that is complete
    /// was ended where they changed; one that is half-way names nobody in its row and is found here.
    pub(crate) fn may_go_on(&self, person: &PersonRow) -> bool {
        let now = Some((person.email.clone(), person.password_changed_at));
        self.stage == Stage::Complete || self.began_with == now
    }
}

/// Who is behind a session.
#[derive(Clone)]
pub struct Visitor {
    /// Public id of the session.
    pub session: SessionId,
    /// The person.
    pub person: PersonId,
    /// How far through the log-in.
    pub stage: Stage,
    /// With all rights; only when the log-in is complete.
    pub actor: Option<Actor>,
    /// Colours.
    pub theme: Theme,
    /// Whether single-key shortcuts are on.
    pub shortcuts: bool,
    /// Names of the organizations with the role there.
    pub organizations: Vec<(String, MemberRole)>,
    /// Notifications not read yet.
    pub unread: i64,
    /// When the second factor was last checked.
    pub mfa_at: Option<Timestamp>,
    /// When the person last proved who they are.
    pub fresh_at: Option<Timestamp>,
}

/// What a new session is opened with.
pub(crate) struct NewSession<'a> {
    pub(crate) data: Data,
    pub(crate) is_staff: bool,
    pub(crate) ip: std::net::IpAddr,
    pub(crate) user_agent: &'a str,
    /// The cookie the browser came with: that session ends.
    pub(crate) previous: Option<&'a SecretString>,
}

/// Hash of a cookie's secret, as stored.
pub(crate) fn hash(token: &SecretString) -> Digest {
    Sha256::digest(token.expose_secret().as_bytes()).into()
}

fn new_token(context: &Context) -> SecretString {
    use base64::Engine as _;
    let bytes = zeroize::Zeroizing::new(context.random_bytes::<32>());
    SecretString::from(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(*bytes))
}

/// Opens a session and ends the one the browser came with, so that no id from before a log-in survives it.
pub(crate) async fn open(
    context: &Context,
    tx: &mut Tx,
    new: NewSession<'_>,
) -> Result<SecretString> {
    if let Some(previous) = new.previous {
        store::sessions::delete(tx, &hash(previous)).await?;
    }
    let now = context.now();
    let token = new_token(context);
    let complete = new.data.stage == Stage::Complete;
    let row = SessionRow {
        id_hash: hash(&token),
        public_id: SessionId::new(now, context.random()),
        person_id: complete.then_some(new.data.person),
        data: to_json(&new.data)?,
        ip: new.ip.to_string(),
        user_agent: new.user_agent.to_owned(),
        created_at: now,
        last_seen_at: now,
        expires_at: end_of(&new.data, now, now, new.is_staff),
    };
    store::sessions::insert(tx, &row).await?;
    Ok(token)
}

/// The living session of a cookie with what it remembers.
pub(crate) async fn find(
    context: &Context,
    tx: &mut Tx,
    token: &SecretString,
) -> Result<Option<(SessionRow, Data)>> {
    let row = store::sessions::find(tx, &hash(token), context.now()).await?;
    row.map(|row| Ok((row.clone(), from_json(&row.data)?)))
        .transpose()
}

/// Writes what a session remembers and gives it a new secret.
pub(crate) async fn raise(
    context: &Context,
    tx: &mut Tx,
    mut row: SessionRow,
    data: &Data,
    is_staff: bool,
) -> Result<SecretString> {
    let now = context.now();
    let complete = data.stage == Stage::Complete;
    row.person_id = complete.then_some(data.person);
    row.data = to_json(data)?;
    row.expires_at = end_of(data, row.created_at, now, is_staff);
    if !store::sessions::update(tx, &row).await? {
        return Err(ServiceError::NotFound);
    }
    let token = new_token(context);
    store::sessions::replace_hash(tx, &row.id_hash, &hash(&token)).await?;
    Ok(token)
}

/// Writes what a session remembers, and nothing else.
pub(crate) async fn remember(tx: &mut Tx, mut row: SessionRow, data: &Data) -> Result<()> {
    row.data = to_json(data)?;
    store::sessions::update(tx, &row).await?;
    Ok(())
}

/// Who is behind a cookie. `None`: nobody any more. Also notes, at most once a minute, that the session was seen.
///
/// # Errors
/// The database does not answer, or a row makes no sense.
pub async fn resolve(context: &Context, token: &SecretString) -> Result<Option<Visitor>> {
    let now = context.now();
    let hash = hash(token);
    let mut tx = context.db().read().await?;
    let Some(found) = store::sessions::find_visitor(&mut tx, &hash, now).await? else {
        return Ok(None);
    };
    drop(tx);
    let data = from_json(&found.session.data)?;
    let is_staff = found.actor.as_ref().is_some_and(Actor::is_staff);
    if data.stage == Stage::Complete {
        // A complete session whose person is switched off is no session.
        if found.actor.is_none() {
            return Ok(None);
        }
        if should_touch(found.session.last_seen_at, now) {
            let until = expires_at(found.session.created_at, now, is_staff);
            if let Err(error) = touch(context, &hash, until).await {
                tracing::warn!(error = ?error, "a session's last use could not be noted");
            }
        }
    }
    Ok(Some(Visitor {
        session: found.session.public_id,
        person: data.person,
        stage: data.stage,
        theme: found.theme.unwrap_or(Theme::System),
        shortcuts: found.shortcuts,
        organizations: found.organizations,
        unread: found.unread,
        mfa_at: data.mfa_at,
        fresh_at: data.fresh_at,
        actor: found.actor,
    }))
}

async fn touch(context: &Context, hash: &Digest, until: Timestamp) -> Result<()> {
    let mut tx = context.db().begin().await?;
    store::sessions::touch(&mut tx, hash, context.now(), until).await?;
    tx.save().await?;
    Ok(())
}

/// Ends the session of a cookie.
///
/// # Errors
/// The database does not answer.
pub async fn end(context: &Context, token: &SecretString) -> Result<()> {
    let mut tx = context.db().begin().await?;
    store::sessions::delete(&mut tx, &hash(token)).await?;
    tx.save().await?;
    Ok(())
}

fn end_of(data: &Data, created: Timestamp, seen: Timestamp, is_staff: bool) -> Timestamp {
    match data.stage {
        Stage::Complete => expires_at(created, seen, is_staff),
        Stage::Factor | Stage::Enrol => created.plus_seconds(HALF_WAY_S),
    }
}

fn to_json(data: &Data) -> Result<Hidden<String>> {
    serde_json::to_string(data)
        .map(Hidden)
        .map_err(ServiceError::internal)
}

fn from_json(data: &Hidden<String>) -> Result<Data> {
    serde_json::from_str(&data.0).map_err(ServiceError::internal)
}
