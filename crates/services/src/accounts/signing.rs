//! Proof at a signature: the second factor where one is enrolled, else the password and six digits by mail. // RULINGS 13
//!
//! The digits are good for ten minutes, once, for five guesses, and only for the text they were asked for. A fresh log-in
//! does not replace this proof: what is signed is proven in the moment of signing.

use domain::account::{Locale, TokenKind, mail_code};
use domain::ids::TokenId;
use domain::intervention::SecondFactor;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use store::people::PersonRow;
use store::tokens::TokenRow;
use store::{Digest, Tx};
use subtle::ConstantTimeEq as _;

use super::fresh::password_is_right;
pub(crate) use super::log_in::note_used;
use super::log_in::{check_factor, factor_key, factor_throttle};
use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::mail::{self, Concerns, Content, Recipient};

/// What was typed as proof. Not printable.
pub struct SigningProof {
    /// Code of the authenticator app, a recovery code, or the mailed six digits.
    pub code: SecretString,
    /// The password, where no second factor is enrolled.
    pub password: SecretString,
}

/// A password already checked, outside the unit of work because hashing is slow.
pub(crate) struct CheckedPassword {
    right: bool,
}

/// Whether this person signs with an enrolled second factor.
pub(crate) const fn signs_with_factor(person: &PersonRow) -> bool {
    person.totp_enrolled_at.is_some()
}

/// Who signs, and their password checked where it is needed: everything slow, before the unit of work begins.
pub(crate) async fn prepare(
    op: &OpContext,
    proof: &SigningProof,
) -> Result<(PersonRow, CheckedPassword)> {
    let mut tx = op.app.db().read().await?;
    let person = super::person(&mut tx, op.actor.person).await?;
    drop(tx);
    let checked = check_password(op, &person, proof).await?;
    Ok((person, checked))
}

/// The typed name is the name of the account, whatever its case and spacing.
pub(crate) fn check_name(op: &OpContext, typed: &str) -> Result<String> {
    let plain = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    if plain(typed).is_empty() {
        return Err(ServiceError::field("typed_name", "required"));
    }
    if plain(typed) != plain(&op.actor.name) {
        return Err(ServiceError::field("typed_name", "name_differs"));
    }
    Ok(typed.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Checks the password where it is needed.
pub(crate) async fn check_password(
    op: &OpContext,
    person: &PersonRow,
    proof: &SigningProof,
) -> Result<CheckedPassword> {
    let right = signs_with_factor(person) || password_is_right(op, person, &proof.password).await?;
    Ok(CheckedPassword { right })
}

/// Mails six digits for one purpose; older ones of this person are worthless from then on.
pub(crate) async fn send_code(
    op: &OpContext,
    tx: &mut Tx,
    person: &PersonRow,
    purpose: &str,
) -> Result<()> {
    let now = op.now();
    let rules = crate::defaults::in_force(tx).await?;
    let minutes = rules.sign_digits;
    let code = SecretString::from(mail_code(op.app.random()));
    store::tokens::supersede(tx, TokenKind::MailCode, person.id, now).await?;
    let token = TokenRow {
        id: op.app.id(TokenId::from_uuid),
        kind: TokenKind::MailCode,
        person_id: Some(person.id),
        token_hash: hash(person, purpose, code.expose_secret()),
        purpose: purpose.to_owned(),
        attempts: 0,
        created_at: now,
        expires_at: now.plus_seconds(TokenKind::MailCode.lifetime_s(&rules)),
        used_at: None,
    };
    store::tokens::insert(tx, &token).await?;
    let content = match person.locale {
        Locale::De => Content::new("Ihr Code für die Unterschrift")
            .say(format!("Mit diesem Code bestätigen Sie Ihre Unterschrift. Er gilt {minutes} Minuten und nur einmal."))
            .code("Code", code.expose_secret())
            .close("Haben Sie nichts unterschrieben, ändern Sie bitte Ihr Passwort und melden Sie sich bei uns."),
        Locale::En => Content::new("Your code for the signature")
            .say(format!("This code confirms your signature. It is valid for {minutes} minutes and only once."))
            .code("Code", code.expose_secret())
            .close("If you did not sign anything, please change your password and contact us."),
    };
    mail::enqueue(
        &op.app,
        tx,
        "signing_code",
        &Recipient::from(person),
        Concerns::default(),
        &content,
    )
    .await?;
    Ok(())
}

/// Uses the proof up; `None` when it is wrong. A wrong one is counted: the caller must save the unit of work also then. A right
/// one is told with [`note_used`] when the rest is written.
pub(crate) async fn take_proof(
    op: &OpContext,
    tx: &mut Tx,
    person: &PersonRow,
    checked: &CheckedPassword,
    proof: &SigningProof,
    purpose: &str,
) -> Result<Option<SecondFactor>> {
    let throttle = factor_throttle(person.id, op.ip);
    throttle.check(tx, op.now()).await?;
    let used = if signs_with_factor(person) {
        check_factor(&op.app, tx, person, &proof.code).await?
    } else {
        (checked.right && take_code(op, tx, person, proof.code.expose_secret(), purpose).await?)
            .then_some(SecondFactor::MailCode)
    };
    if used.is_some() {
        store::logins::clear(tx, &factor_key(person.id)).await?;
    } else {
        throttle.failed(&op.app, tx).await?;
    }
    Ok(used)
}

async fn take_code(
    op: &OpContext,
    tx: &mut Tx,
    person: &PersonRow,
    typed: &str,
    purpose: &str,
) -> Result<bool> {
    let now = op.now();
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(token) = store::tokens::find_newest(tx, TokenKind::MailCode, person.id, now).await?
    else {
        return Ok(false);
    };
    let attempts = u32::try_from(token.attempts).unwrap_or(u32::MAX);
    let lives = (token.created_at, token.expires_at);
    if !TokenKind::MailCode.counts(lives, attempts, token.used_at, now) {
        return Ok(false);
    }
    let right = bool::from(hash(person, purpose, &typed).ct_eq(&token.token_hash))
        && token.purpose == purpose;
    if right {
        return Ok(store::tokens::take_by_id(tx, token.id, now).await?);
    }
    store::tokens::count_attempt(tx, token.id).await?;
    Ok(false)
}

/// Bound to person and purpose: digits for one text sign no other.
fn hash(person: &PersonRow, purpose: &str, code: &str) -> Digest {
    let mut hash = Sha256::new();
    hash.update(b"signing code");
    hash.update(person.id.uuid().as_bytes());
    hash.update(purpose.as_bytes());
    hash.update([0]);
    hash.update(code.as_bytes());
    hash.finalize().into()
}

/// Nothing was proven.
pub(crate) fn wrong(person: &PersonRow) -> ServiceError {
    let code = if signs_with_factor(person) {
        "wrong_code"
    } else {
        "wrong_password_or_code"
    };
    ServiceError::field("code", code)
}
