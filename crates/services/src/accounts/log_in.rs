//! Log-in: password, then the second factor where there is one.
//!
//! A known and an unknown account take the same way: the same counters, one verification (of a decoy if need be), the same
//! answer. What was verified is compared again with the row in the transaction that opens the session.

use std::net::IpAddr;

use domain::account::{EmailAddress, RecoveryCode, ThrottleScope, account_key, address_key};
use domain::audit::EventKind;
use domain::ids::PersonId;
use domain::intervention::SecondFactor;
use secrecy::{ExposeSecret as _, SecretString};
use store::people::PersonRow;
use store::sessions::SessionRow;
use store::{Hidden, Tx};

use super::throttle::Throttle;
use super::{factor, note};
use crate::context::Context;
use crate::error::{Result, ServiceError};
use crate::hashing::Verdict;
use crate::sessions::{self, Data, MAX_FACTOR_TRIES, NewSession, Stage};

/// Somebody tries to log in.
pub struct Attempt<'a> {
    /// Mail address as typed.
    pub email: &'a str,
    /// Password as typed.
    pub password: SecretString,
    /// Where from.
    pub ip: IpAddr,
    /// What the browser calls itself.
    pub user_agent: &'a str,
    /// The session the browser came with; it ends.
    pub previous: Option<&'a SecretString>,
}

/// A session begins, or goes one step further.
pub struct LoggedIn {
    /// The cookie's new secret.
    pub token: SecretString,
    /// How far the log-in is.
    pub stage: Stage,
}

/// Checks address and password.
///
/// # Errors
/// [`ServiceError::Invalid`] on the field `password` when they are wrong, whatever is wrong; `Throttled` while a delay runs;
/// `Unavailable` when too many wait for a verification.
pub async fn log_in(context: &Context, attempt: Attempt<'_>) -> Result<LoggedIn> {
    let email = attempt.email.parse::<EmailAddress>().ok();
    let throttle = throttle_of(email.as_ref(), attempt.ip);
    let mut tx = context.db().read().await?;
    throttle.check(&mut tx, context.now()).await?;
    let person = match &email {
        Some(email) => store::people::find_by_email(&mut tx, email.as_str()).await?,
        None => None,
    };
    drop(tx);
    let person = person.filter(|person| person.active);
    let stored = person
        .as_ref()
        .and_then(|person| person.password_hash.clone())
        .map(|hash| hash.0);
    let verdict = context
        .hasher()
        .verify(attempt.password.clone(), stored.clone())
        .await?;
    let mut tx = context.db().begin().await?;
    match (verdict, person) {
        (Verdict::Right { rehash }, Some(person)) => {
            let person = super::person(&mut tx, person.id).await?;
            let unchanged = person.password_hash.as_ref().map(|hash| &hash.0) == stored.as_ref();
            // An address that was changed while the password was checked is nobody's any more.
            let named = email
                .as_ref()
                .is_some_and(|email| email.as_str() == person.email);
            if !person.active || !unchanged || !named {
                return refused(context, tx, &throttle, Some(&person), attempt.ip).await;
            }
            if let Some(email) = &email {
                store::logins::clear(&mut tx, &account_key(email)).await?;
            }
            let begun = begin(context, &mut tx, &person, &attempt).await?;
            tx.save().await?;
            if let (true, Some(old)) = (rehash, stored) {
                renew_hash(context, person.id, &Hidden(old), &attempt.password).await;
            }
            tracing::info!(target: "security", event = "login.password_right", person = %person.id, ip = %attempt.ip, stage = %begun.stage);
            Ok(begun)
        }
        (_, person) => refused(context, tx, &throttle, person.as_ref(), attempt.ip).await,
    }
}

fn throttle_of(email: Option<&EmailAddress>, ip: IpAddr) -> Throttle {
    let throttle = Throttle::new().on(address_key(ip), ThrottleScope::Address);
    match email {
        Some(email) => throttle.on(account_key(email), ThrottleScope::Account),
        None => throttle,
    }
}

async fn refused(
    context: &Context,
    mut tx: Tx,
    throttle: &Throttle,
    person: Option<&PersonRow>,
    ip: IpAddr,
) -> Result<LoggedIn> {
    let locked = throttle.failed(context, &mut tx).await?;
    if let (true, Some(person)) = (locked, person) {
        note(context, &mut tx, person, EventKind::LoginLocked).await?;
    }
    tx.save().await?;
    // Neither which account nor whether there is one: whoever reads the log is not always whom it concerns.
    tracing::warn!(target: "security", event = "login.failed", %ip, locked);
    Err(ServiceError::field("password", "wrong_login"))
}

/// The same password under today's cost. After the log-in, which does not depend on it: the next one tries again. The hash is
/// computed before the unit of work begins, because SQLite's only writer must not wait for it; the date of the password stays,
/// because log-ins half-way through go by it.
async fn renew_hash(
    context: &Context,
    person: PersonId,
    old: &Hidden<String>,
    password: &SecretString,
) {
    let renewed = async {
        let hash = context
            .hasher()
            .hash(password.clone(), context.random_bytes())
            .await?;
        let mut tx = context.db().begin().await?;
        store::people::renew_hash(&mut tx, person, old, &Hidden(hash)).await?;
        tx.save().await?;
        Ok::<(), ServiceError>(())
    };
    if let Err(error) = renewed.await {
        tracing::warn!(%person, error = ?error, "a password hash was not renewed; the next log-in tries again");
    }
}

/// Opens the session: complete, or waiting for the second factor, or for its enrolment.
async fn begin(
    context: &Context,
    tx: &mut Tx,
    person: &PersonRow,
    attempt: &Attempt<'_>,
) -> Result<LoggedIn> {
    let now = context.now();
    let stage = if person.totp_enrolled_at.is_some() {
        Stage::Factor
    } else if factor::is_demanded(tx, person).await? {
        factor::put_new_seed(context, tx, person.id).await?;
        Stage::Enrol
    } else {
        Stage::Complete
    };
    let data = Data {
        stage,
        person: person.id,
        mfa_at: None,
        fresh_at: (stage == Stage::Complete).then_some(now),
        factor_tries: 0,
        began_with: Some((person.email.clone(), person.password_changed_at)),
    };
    let token = sessions::open(
        context,
        tx,
        NewSession {
            data,
            is_staff: person.staff_role.is_some(),
            ip: attempt.ip,
            user_agent: attempt.user_agent,
            previous: attempt.previous,
        },
    )
    .await?;
    // The chain last: it is held until the end, and others wait for it with sessions in their hands.
    if stage == Stage::Complete {
        note(context, tx, person, EventKind::LoginSucceeded).await?;
    }
    Ok(LoggedIn { token, stage })
}

/// Checks the second factor of a log-in half-way through: a TOTP code or a recovery code, each once.
///
/// # Errors
/// [`ServiceError::NotFound`] when no log-in waits behind this cookie, `Invalid` on `code` when it is wrong, `Throttled` while
/// a delay runs.
pub async fn pass_factor(
    context: &Context,
    token: &SecretString,
    code: &SecretString,
    ip: IpAddr,
) -> Result<LoggedIn> {
    let mut tx = context.db().begin().await?;
    let (row, mut data) = sessions::find(context, &mut tx, token)
        .await?
        .filter(|(_, data)| data.stage == Stage::Factor)
        .ok_or(ServiceError::NotFound)?;
    let person = super::person(&mut tx, data.person).await?;
    let throttle = factor_throttle(person.id, ip);
    throttle.check(&mut tx, context.now()).await?;
    if !person.active || !data.may_go_on(&person) {
        return Err(ServiceError::NotFound);
    }
    let now = context.now();
    let Some(used) = check_factor(context, &mut tx, &person, code).await? else {
        return wrong_factor(context, tx, row, data, &throttle, &person).await;
    };
    store::logins::clear(&mut tx, &factor_key(person.id)).await?;
    data.stage = Stage::Complete;
    data.mfa_at = Some(now);
    data.fresh_at = Some(now);
    let token = sessions::raise(context, &mut tx, row, &data, person.staff_role.is_some()).await?;
    note_used(context, &mut tx, &person, used).await?;
    note(context, &mut tx, &person, EventKind::LoginSucceeded).await?;
    tx.save().await?;
    tracing::info!(target: "security", event = "login.succeeded", person = %person.id, %ip);
    Ok(LoggedIn {
        token,
        stage: Stage::Complete,
    })
}

/// Wrong codes count for the person wherever they come from, and for the network.
pub(super) fn factor_throttle(person: PersonId, ip: IpAddr) -> Throttle {
    Throttle::new()
        .on(factor_key(person), ThrottleScope::Account)
        .on(address_key(ip), ThrottleScope::Address)
}

pub(super) fn factor_key(person: PersonId) -> String {
    format!("factor:{person}")
}

/// A TOTP code or a recovery code; a right one is used up in this transaction, and told with [`note_used`] when everything else
/// is written: the chains come last.
pub(super) async fn check_factor(
    context: &Context,
    tx: &mut Tx,
    person: &PersonRow,
    code: &SecretString,
) -> Result<Option<SecondFactor>> {
    if person.totp_enrolled_at.is_none() {
        return Ok(None);
    }
    let typed: String = code
        .expose_secret()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    if typed.len() == factor::CODE_DIGITS {
        let right = factor::take_code(context, tx, person, &typed).await?;
        return Ok(right.then_some(SecondFactor::Totp));
    }
    let Some(recovery) = RecoveryCode::parse(&typed) else {
        return Ok(None);
    };
    let right = store::recovery::take(tx, person.id, &recovery.hash(), context.now()).await?;
    Ok(right.then_some(SecondFactor::RecoveryCode))
}

/// Tells the chains that a recovery code was used up, if it was one.
pub(crate) async fn note_used(
    context: &Context,
    tx: &mut Tx,
    person: &PersonRow,
    used: SecondFactor,
) -> Result<()> {
    if used == SecondFactor::RecoveryCode {
        note(context, tx, person, EventKind::RecoveryCodeUsed).await?;
    }
    Ok(())
}

async fn wrong_factor(
    context: &Context,
    mut tx: Tx,
    row: SessionRow,
    mut data: Data,
    throttle: &Throttle,
    person: &PersonRow,
) -> Result<LoggedIn> {
    let locked = throttle.failed(context, &mut tx).await?;
    data.factor_tries += 1;
    if data.factor_tries >= MAX_FACTOR_TRIES {
        store::sessions::delete(&mut tx, &row.id_hash).await?;
    } else {
        sessions::remember(&mut tx, row, &data).await?;
    }
    if locked {
        note(context, &mut tx, person, EventKind::LoginLocked).await?;
    }
    tx.save().await?;
    tracing::warn!(target: "security", event = "login.factor_wrong", person = %person.id, locked);
    Err(ServiceError::field("code", "wrong_code"))
}

/// Ends a session. Ending none is no error.
///
/// # Errors
/// The database does not answer.
pub async fn log_out(context: &Context, token: &SecretString) -> Result<()> {
    let mut tx = context.db().begin().await?;
    if let Some((row, data)) = sessions::find(context, &mut tx, token).await? {
        store::sessions::delete(&mut tx, &row.id_hash).await?;
        if data.stage == Stage::Complete
            && let Some(person) = store::people::find(&mut tx, data.person).await?
        {
            note(context, &mut tx, &person, EventKind::LoginEnded).await?;
        }
    }
    tx.save().await?;
    Ok(())
}
