//! Changing a password, and setting a new one by a link when it is forgotten.
//!
//! Asking for a link costs the same and says the same whether the account exists or not: the look-up is a worker's. A
//! reset never passes by the second factor: it only sets the password, the log-in comes after. // ASVS 6.3.4, 6.4.3

use std::net::IpAddr;

use domain::account::{EmailAddress, ThrottleScope, TokenKind, account_key, address_key};
use domain::audit::EventKind;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use store::people::PersonRow;
use store::{Hidden, Tx};

use super::fresh::password_is_right;
use super::log_in::factor_throttle;
use super::throttle::Throttle;
use super::{known_names, link, new_password, note};
use crate::context::{Context, OpContext};
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::jobs::{self, Claim, JobFailure, JobKind};
use crate::mail::{self, Concerns, Recipient, accounts as texts};
use crate::sessions;

/// A second link is sent at the earliest after so many seconds.
const RESET_PAUSE_S: i64 = 5 * 60;

/// Changes the own password. All other sessions end, this one gets a new secret.
///
/// # Errors
/// `Invalid` on `current`, `password` or `password_repeat`; `Throttled` while a delay runs.
pub async fn change_password(
    op: &OpContext,
    token: &SecretString,
    current: &SecretString,
    password: &SecretString,
    repeat: &SecretString,
) -> Result<SecretString> {
    let context = &op.app;
    let mut tx = context.db().read().await?;
    let person = super::person(&mut tx, op.actor.person).await?;
    let names = known_names(&mut tx, &person).await?;
    drop(tx);
    if !password_is_right(op, &person, current).await? {
        let mut tx = context.db().begin().await?;
        factor_throttle(person.id, op.ip)
            .failed(context, &mut tx)
            .await?;
        tx.save().await?;
        return Err(ServiceError::field("current", "wrong_password"));
    }
    let mut checks = Checks::new();
    check_new(&mut checks, &person, password, repeat, &names);
    if password.expose_secret() == current.expose_secret() {
        checks.add(FieldError::new("password", "password_same"));
    }
    checks.finish()?;
    let hash = hash(context, password).await?;
    let mut tx = context.db().begin().await?;
    let (row, mut data) = sessions::find(context, &mut tx, token)
        .await?
        .ok_or(ServiceError::NotFound)?;
    // Sessions before the chains: who ends them holds them and waits for a chain.
    store::people::update_password(&mut tx, person.id, &hash, context.now()).await?;
    store::sessions::delete_others(&mut tx, person.id, &row.id_hash).await?;
    data.fresh_at = Some(context.now());
    let token = sessions::raise(context, &mut tx, row, &data, person.staff_role.is_some()).await?;
    tell(context, &mut tx, &person).await?;
    tx.save().await?;
    Ok(token)
}

fn check_new(
    checks: &mut Checks,
    person: &PersonRow,
    password: &SecretString,
    repeat: &SecretString,
    names: &[String],
) {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    new_password(
        checks,
        password,
        repeat,
        person.staff_role.is_some(),
        &names,
    );
}

pub(super) async fn hash(context: &Context, password: &SecretString) -> Result<Hidden<String>> {
    let salt = context.random_bytes();
    context
        .hasher()
        .hash(password.clone(), salt)
        .await
        .map(Hidden)
}

/// Tells the person by mail and the chains of their organizations.
async fn tell(context: &Context, tx: &mut Tx, person: &PersonRow) -> Result<()> {
    note(context, tx, person, EventKind::PasswordChanged).await?;
    let content = texts::password_changed(person.locale, context.settings());
    let to = Recipient::from(person);
    mail::enqueue(
        context,
        tx,
        "password_changed",
        &to,
        Concerns::default(),
        &content,
    )
    .await?;
    tracing::info!(target: "security", event = "password.changed", person = %person.id);
    Ok(())
}

#[derive(Debug, Serialize, Deserialize)]
struct PasswordReset {
    email: EmailAddress,
}

/// Somebody says that they forgot their password. The answer is always the same.
///
/// # Errors
/// `Invalid` when the text is no mail address, `Throttled` when too many were asked for from this network.
pub async fn forgot_password(context: &Context, email: &str, ip: IpAddr) -> Result<()> {
    let mut checks = Checks::new();
    let address = super::email(&mut checks, "email", email);
    checks.finish()?;
    let Some(email) = address else {
        return Err(ServiceError::field("email", "email"));
    };
    let throttle = Throttle::new().on(format!("reset:{}", address_key(ip)), ThrottleScope::Address);
    let mut tx = context.db().begin().await?;
    throttle.check(&mut tx, context.now()).await?;
    throttle.failed(context, &mut tx).await?;
    let key = format!("reset:{email}");
    let job = PasswordReset { email };
    let now = context.now();
    jobs::enqueue(
        context,
        &mut tx,
        JobKind::PasswordReset,
        &job,
        Some(key),
        now,
    )
    .await?;
    tx.save().await?;
    Ok(())
}

/// Sends the link, if there is such an account and none was sent just now.
pub(crate) async fn reset_job(context: &Context, claim: &Claim) -> Result<(), JobFailure> {
    let PasswordReset { email } = claim.payload()?;
    let mut tx = context.db().begin().await?;
    let named = store::people::find_by_email(&mut tx, email.as_str()).await?;
    let person = match named {
        Some(named) => store::people::find_for_update(&mut tx, named.id).await?,
        None => None,
    };
    // An address that was changed while this waited is nobody's any more: no link goes there.
    if let Some(person) = person.filter(|person| {
        person.email == email.as_str() && person.active && person.password_hash.is_some()
    }) {
        send_link(context, &mut tx, &person).await?;
    }
    claim.finish(&mut tx).await?;
    tx.save().await?;
    Ok(())
}

async fn send_link(context: &Context, tx: &mut Tx, person: &PersonRow) -> Result<()> {
    let now = context.now();
    let newest = store::tokens::find_newest(tx, TokenKind::Reset, person.id, now).await?;
    if newest.is_some_and(|link| now.seconds_since(link.created_at) < RESET_PAUSE_S) {
        return Ok(());
    }
    store::tokens::supersede(tx, TokenKind::Reset, person.id, now).await?;
    let secret = link::new_link(
        context,
        tx,
        TokenKind::Reset,
        Some(person.id),
        String::new(),
    )
    .await?;
    let url = context.settings().url(&format!("/password/reset/{secret}"));
    let content = texts::password_reset(person.locale, url);
    let to = Recipient::from(person);
    mail::enqueue(
        context,
        tx,
        "password_reset",
        &to,
        Concerns::default(),
        &content,
    )
    .await?;
    tracing::info!(target: "security", event = "password.reset_sent", person = %person.id);
    Ok(())
}

/// Whether a link still works; does not use it.
///
/// # Errors
/// [`ServiceError::Gone`].
pub async fn check_reset_link(context: &Context, secret: &str) -> Result<()> {
    let mut tx = context.db().read().await?;
    link::find(context, &mut tx, TokenKind::Reset, secret)
        .await
        .map(drop)
}

/// Sets a new password by a link. All sessions end; delays for the account are forgotten.
///
/// # Errors
/// [`ServiceError::Gone`] when the link is used up or expired, `Invalid` on `password` or `password_repeat`.
pub async fn reset_password(
    context: &Context,
    secret: &str,
    password: &SecretString,
    repeat: &SecretString,
) -> Result<()> {
    let mut tx = context.db().read().await?;
    let found = link::find(context, &mut tx, TokenKind::Reset, secret).await?;
    let person = super::person(&mut tx, found.person_id.ok_or(ServiceError::Gone)?).await?;
    let names = known_names(&mut tx, &person).await?;
    drop(tx);
    let mut checks = Checks::new();
    check_new(&mut checks, &person, password, repeat, &names);
    checks.finish()?;
    let hash = hash(context, password).await?;
    let mut tx = context.db().begin().await?;
    link::take(context, &mut tx, TokenKind::Reset, secret).await?;
    let person = super::person(&mut tx, person.id).await?;
    if !person.active {
        return Err(ServiceError::Gone);
    }
    // What is counted and what is open comes before the chain, as in everything else about accounts.
    if let Ok(email) = person.email.parse() {
        store::logins::clear(&mut tx, &account_key(&email)).await?;
    }
    store::people::update_password(&mut tx, person.id, &hash, context.now()).await?;
    store::sessions::delete_all(&mut tx, person.id).await?;
    tell(context, &mut tx, &person).await?;
    tx.save().await?;
    Ok(())
}
