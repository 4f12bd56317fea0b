//! The fresh check: somebody logged in proves again who they are, before an act that matters. // ASVS 7.5.1

use domain::account::ThrottleScope;
use secrecy::SecretString;
use store::Tx;
use store::people::PersonRow;

use super::log_in::{check_factor, factor_key, factor_throttle, note_used};
use super::throttle::Throttle;
use crate::context::{Context, OpContext};
use crate::error::{Result, ServiceError};
use crate::hashing::Verdict;
use crate::sessions;

/// What proves who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The second factor, where there is one.
    Factor,
    /// The password.
    Password,
}

/// What this person proves themselves with.
///
/// # Errors
/// The database does not answer.
pub async fn what_proves(op: &OpContext) -> Result<Proof> {
    let mut tx = op.app.db().read().await?;
    let person = super::person(&mut tx, op.actor.person).await?;
    Ok(proof_of(&person))
}

const fn proof_of(person: &PersonRow) -> Proof {
    if person.totp_enrolled_at.is_some() {
        Proof::Factor
    } else {
        Proof::Password
    }
}

/// Checks the proof and gives the session a new secret; it counts as fresh for five minutes.
///
/// # Errors
/// `Invalid` on `proof` when it is wrong, `Throttled` while a delay runs.
pub async fn prove(
    op: &OpContext,
    token: &SecretString,
    typed: &SecretString,
) -> Result<SecretString> {
    let context = &op.app;
    let mut tx = context.db().read().await?;
    let person = super::person(&mut tx, op.actor.person).await?;
    drop(tx);
    let proof = proof_of(&person);
    // The slow part happens before the unit of work begins.
    let password_right = match proof {
        Proof::Password => password_is_right(op, &person, typed).await?,
        Proof::Factor => false,
    };
    let mut tx = context.db().begin().await?;
    let throttle = factor_throttle(person.id, op.ip);
    throttle.check(&mut tx, context.now()).await?;
    let used = match proof {
        Proof::Password => None,
        Proof::Factor => check_factor(context, &mut tx, &person, typed).await?,
    };
    if !password_right && used.is_none() {
        throttle.failed(context, &mut tx).await?;
        tx.save().await?;
        tracing::warn!(target: "security", event = "proof.wrong", person = %person.id, ip = %op.ip);
        let code = match proof {
            Proof::Factor => "wrong_code",
            Proof::Password => "wrong_password",
        };
        return Err(ServiceError::field("proof", code));
    }
    store::logins::clear(&mut tx, &factor_key(person.id)).await?;
    let token = refresh(context, &mut tx, token, proof, &person).await?;
    if let Some(used) = used {
        note_used(context, &mut tx, &person, used).await?;
    }
    tx.save().await?;
    Ok(token)
}

async fn refresh(
    context: &Context,
    tx: &mut Tx,
    token: &SecretString,
    proof: Proof,
    person: &PersonRow,
) -> Result<SecretString> {
    let (row, mut data) = sessions::find(context, tx, token)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let now = context.now();
    data.fresh_at = Some(now);
    if proof == Proof::Factor {
        data.mfa_at = Some(now);
    }
    sessions::raise(context, tx, row, &data, person.staff_role.is_some()).await
}

/// Whether the password is this person's. Refuses while a delay runs; a wrong one is counted by the caller.
pub(super) async fn password_is_right(
    op: &OpContext,
    person: &PersonRow,
    typed: &SecretString,
) -> Result<bool> {
    let mut tx = op.app.db().read().await?;
    Throttle::new()
        .on(factor_key(person.id), ThrottleScope::Account)
        .check(&mut tx, op.now())
        .await?;
    drop(tx);
    let stored = person.password_hash.clone().map(|hash| hash.0);
    let verdict = op.app.hasher().verify(typed.clone(), stored).await?;
    Ok(verdict != Verdict::Wrong)
}
