//! The own account: profile, appearance, sessions.

use domain::account::{Locale, StaffRole, Theme};
use domain::audit::EventKind;
use domain::ids::{PersonId, SessionId};
use domain::time::Timestamp;
use store::Tx;

use super::note;
use crate::context::OpContext;
use crate::error::{Checks, Result, ServiceError};

/// The account page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Mail address; changed by an admin only.
    pub email: String,
    /// Name.
    pub name: String,
    /// Phone.
    pub phone: String,
    /// Language.
    pub locale: Locale,
    /// Colours.
    pub theme: Theme,
    /// Works at the desk, where the shortcuts are.
    pub desk: bool,
    /// Single-key shortcuts.
    pub shortcuts: bool,
    /// When the second factor was confirmed.
    pub factor_since: Option<Timestamp>,
    /// Unused recovery codes.
    pub recovery_codes_left: i64,
    /// A second factor is demanded and cannot be removed.
    pub factor_demanded: bool,
    /// When the password was changed last.
    pub password_changed_at: Option<Timestamp>,
    /// Living sessions.
    pub sessions: Vec<SessionView>,
}

/// One session as the person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionView {
    /// Public id.
    pub id: SessionId,
    /// Where it was opened from.
    pub ip: String,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Opened.
    pub created_at: Timestamp,
    /// Last seen, to the minute.
    pub last_seen_at: Timestamp,
    /// The session of this very request.
    pub is_current: bool,
}

/// Everything the account page shows.
///
/// # Errors
/// The database does not answer.
pub async fn profile(op: &OpContext) -> Result<Profile> {
    let mut tx = op.app.db().read().await?;
    let person = super::person(&mut tx, op.actor.person).await?;
    let sessions = store::sessions::list_by_person(&mut tx, person.id, op.now()).await?;
    let recovery_codes_left = store::recovery::count_left(&mut tx, person.id).await?;
    let factor_demanded = super::factor::is_demanded(&mut tx, &person).await?;
    Ok(Profile {
        email: person.email,
        name: person.name,
        phone: person.phone,
        locale: person.locale,
        theme: person.theme,
        desk: op.actor.staff.is_some_and(|role| role != StaffRole::Admin),
        shortcuts: person.shortcuts,
        factor_since: person.totp_enrolled_at,
        recovery_codes_left,
        factor_demanded,
        password_changed_at: person.password_changed_at,
        sessions: sessions
            .into_iter()
            .map(|row| SessionView {
                is_current: row.public_id == op.session.session,
                id: row.public_id,
                ip: row.ip,
                user_agent: row.user_agent,
                created_at: row.created_at,
                last_seen_at: row.last_seen_at,
            })
            .collect(),
    })
}

/// Changes name, phone and language.
///
/// # Errors
/// `Invalid` on `name`, `phone`, `locale`.
pub async fn change_profile(op: &OpContext, name: &str, phone: &str, locale: &str) -> Result<()> {
    let mut checks = Checks::new();
    let name = checks.text("name", name, 120);
    let phone = checks.phone("phone", phone);
    let locale = checks.code::<Locale>("locale", locale);
    checks.finish()?;
    let locale = locale.ok_or_else(|| ServiceError::field("locale", "choice"))?;
    let mut tx = op.app.db().begin().await?;
    store::people::update_profile(&mut tx, op.actor.person, &name, &phone, locale).await?;
    tx.save().await?;
    Ok(())
}

/// Changes the language alone.
///
/// # Errors
/// `Invalid` on `locale`.
pub async fn change_locale(op: &OpContext, locale: &str) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let person = super::person(&mut tx, op.actor.person).await?;
    let locale = locale
        .parse()
        .map_err(|_| ServiceError::field("locale", "choice"))?;
    store::people::update_profile(&mut tx, person.id, &person.name, &person.phone, locale).await?;
    tx.save().await?;
    Ok(())
}

/// Changes the colours.
///
/// # Errors
/// `Invalid` on `theme`.
pub async fn change_theme(op: &OpContext, theme: &str) -> Result<()> {
    let theme = theme
        .parse()
        .map_err(|_| ServiceError::field("theme", "choice"))?;
    let mut tx = op.app.db().begin().await?;
    let person = super::person(&mut tx, op.actor.person).await?;
    store::people::update_preferences(&mut tx, person.id, theme, person.shortcuts).await?;
    tx.save().await?;
    Ok(())
}

/// Turns single-key shortcuts on or off.
///
/// # Errors
/// The database does not answer.
pub async fn change_shortcuts(op: &OpContext, on: bool) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let person = super::person(&mut tx, op.actor.person).await?;
    store::people::update_preferences(&mut tx, person.id, person.theme, on).await?;
    tx.save().await?;
    Ok(())
}

/// Ends one of the own sessions.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is none of the own.
pub async fn end_session(op: &OpContext, session: SessionId) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    if !store::sessions::delete_by_public_id(&mut tx, op.actor.person, session).await? {
        return Err(ServiceError::NotFound);
    }
    let person = super::person(&mut tx, op.actor.person).await?;
    note(&op.app, &mut tx, &person, EventKind::SessionEnded).await?;
    tx.save().await?;
    Ok(())
}

/// Ends all own sessions but this one.
///
/// # Errors
/// The database does not answer.
pub async fn end_other_sessions(op: &OpContext) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let person = super::person(&mut tx, op.actor.person).await?;
    end_others(op, &mut tx, person.id).await?;
    note(&op.app, &mut tx, &person, EventKind::SessionEnded).await?;
    tx.save().await?;
    Ok(())
}

/// Ends all sessions of the actor but the present one.
pub(super) async fn end_others(op: &OpContext, tx: &mut Tx, person: PersonId) -> Result<()> {
    let sessions = store::sessions::list_by_person(tx, person, op.now()).await?;
    for session in sessions
        .iter()
        .filter(|session| session.public_id != op.session.session)
    {
        store::sessions::delete_by_public_id(tx, person, session.public_id).await?;
    }
    Ok(())
}
