//! The second factor: enrolment with a QR code, recovery codes shown once, removal. // RULINGS 13
//!
//! Seeds are encrypted under `login.key`, apart from the vault, and leave the server once, on the enrolment page. A step
//! counts once: now or the one before.

use domain::account::{RECOVERY_CODES, RecoveryCode, STEP_S, accept_totp};
use domain::audit::EventKind;
use domain::ids::{PersonId, RowId};
use secrecy::{ExposeSecret as _, SecretString};
use store::people::PersonRow;
use store::{Hidden, Tx};
use subtle::ConstantTimeEq as _;
use totp_rs::{Algorithm, Builder, Secret};
use vault::SecretBytes;

use super::log_in::{factor_key, factor_throttle};
use super::note;
use crate::context::{Context, OpContext};
use crate::error::{Result, ServiceError};
use crate::mail::{self, Concerns, Recipient, accounts as texts};
use crate::sessions::{self, Data, Stage};

/// Digits of a code.
pub(super) const CODE_DIGITS: usize = 6;
/// Bytes of a seed (RFC 4226 recommends 20).
const SEED_BYTES: usize = 20;

/// An enrolment under way: what the page shows. Never logged, never stored in clear.
pub struct Enrolment {
    /// The seed in base32, for typing.
    pub seed: SecretString,
    /// The `otpauth://` address behind the QR code.
    pub uri: SecretString,
}

/// A confirmed enrolment.
pub struct Enrolled {
    /// The session's new secret.
    pub token: SecretString,
    /// Recovery codes as shown, once.
    pub codes: Vec<SecretString>,
}

/// Staff must have a second factor, and members of organizations that demand one.
pub(super) async fn is_demanded(tx: &mut Tx, person: &PersonRow) -> Result<bool> {
    if person.staff_role.is_some() {
        return Ok(true);
    }
    let organizations = store::organizations::list_of_person(tx, person.id).await?;
    Ok(organizations
        .iter()
        .any(|organization| organization.requires_second_factor))
}

/// Stores a fresh seed of an enrolment under way; a factor there is holds until it is confirmed.
pub(super) async fn put_new_seed(context: &Context, tx: &mut Tx, person: PersonId) -> Result<()> {
    let seed = SecretBytes::new(context.random_bytes::<SEED_BYTES>().to_vec());
    let sealed = context
        .login_key()
        .seal(person, &seed, context.random())
        .map_err(ServiceError::internal)?;
    store::people::begin_totp(tx, person, &Hidden(sealed)).await?;
    Ok(())
}

fn open_seed(
    context: &Context,
    person: PersonId,
    sealed: Option<&Hidden<Vec<u8>>>,
) -> Result<SecretBytes> {
    let sealed = sealed.ok_or(ServiceError::Conflict("no_enrolment"))?;
    context
        .login_key()
        .open(person, &sealed.0)
        .map_err(ServiceError::internal)
}

/// The step whose code this is, now or the one before, if it is none that was used.
fn step_of(context: &Context, seed: &SecretBytes, last: i64, typed: &str) -> Option<i64> {
    accept_totp(context.now(), last, |step| {
        code_of(seed, step)
            .as_bytes()
            .ct_eq(typed.as_bytes())
            .into()
    })
}

/// The code of a step.
fn code_of(seed: &SecretBytes, step: i64) -> String {
    let totp = seed.expose(|bytes| {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(0)
            .with_step_duration(STEP_S.unsigned_abs())
            .with_secret(Secret::from(bytes.to_vec()))
            .build_noncompliant()
    });
    totp.generate(step.unsigned_abs() * STEP_S.unsigned_abs())
        .to_string()
}

/// The present code of a person, for the demo's `otp` command only: of the factor in force, else of the one being set up.
///
/// # Errors
/// There is no such person or no seed.
pub async fn present_code(context: &Context, email: &str) -> Result<String> {
    present_code_of(context, email, |person| {
        person.totp_seed.as_ref().or(person.totp_pending.as_ref())
    })
    .await
}

/// The present code of the factor that is being set up, likewise.
///
/// # Errors
/// There is no such person, or no enrolment under way.
pub async fn present_code_of_new(context: &Context, email: &str) -> Result<String> {
    present_code_of(context, email, |person| person.totp_pending.as_ref()).await
}

async fn present_code_of(
    context: &Context,
    email: &str,
    sealed: fn(&PersonRow) -> Option<&Hidden<Vec<u8>>>,
) -> Result<String> {
    let mut tx = context.db().read().await?;
    let person = store::people::find_by_email(&mut tx, email)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let seed = open_seed(context, person.id, sealed(&person))?;
    Ok(code_of(&seed, domain::account::totp_step(context.now())))
}

/// Whether the code is right now; a right one is used up.
pub(super) async fn take_code(
    context: &Context,
    tx: &mut Tx,
    person: &PersonRow,
    typed: &str,
) -> Result<bool> {
    let seed = open_seed(context, person.id, person.totp_seed.as_ref())?;
    match step_of(context, &seed, person.totp_last_step, typed) {
        Some(step) => Ok(store::people::take_totp_step(tx, person.id, step).await?),
        None => Ok(false),
    }
}

/// What the enrolment page shows to the person behind this cookie.
///
/// # Errors
/// [`ServiceError::NotFound`] when nobody is behind it, `Conflict` when no enrolment is under way, [`ServiceError::NotFresh`].
pub async fn pending_enrolment(context: &Context, token: &SecretString) -> Result<Enrolment> {
    let mut tx = context.db().read().await?;
    let (_, data) = sessions::find(context, &mut tx, token)
        .await?
        .filter(|(_, data)| data.stage != Stage::Factor)
        .ok_or(ServiceError::NotFound)?;
    let person = super::person(&mut tx, data.person).await?;
    let seed = pending_seed(context, &person, &data)?;
    let issuer = store::provider::find(&mut tx)
        .await?
        .map(|provider| provider.name)
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "Leitstand".to_owned());
    let base32 = seed.expose(base32);
    let uri = format!(
        "otpauth://totp/{issuer}:{account}?secret={base32}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP_S}",
        issuer = percent(&issuer),
        account = percent(&person.email),
    );
    Ok(Enrolment {
        seed: SecretString::from(base32),
        uri: SecretString::from(uri),
    })
}

/// The seed of an enrolment under way, for this session. Half-way through the log-in only where there is no factor yet; from
/// the account page only with the fresh check that began it.
fn pending_seed(context: &Context, person: &PersonRow, data: &Data) -> Result<SecretBytes> {
    if !data.may_go_on(person) {
        return Err(ServiceError::NotFound);
    }
    let complete = data.stage == Stage::Complete;
    let enrolled = person.totp_enrolled_at.is_some();
    if enrolled && (person.totp_pending.is_none() || !complete) {
        return Err(ServiceError::Conflict("enrolled"));
    }
    let seed = open_seed(context, person.id, person.totp_pending.as_ref())?;
    if complete && !domain::account::is_fresh(data.fresh_at, context.now()) {
        return Err(ServiceError::NotFresh);
    }
    Ok(seed)
}

/// Begins an enrolment from the account page. A factor there is holds until the new one is confirmed; one that never is
/// changes nothing.
///
/// # Errors
/// [`ServiceError::NotFresh`] without a fresh check.
pub async fn begin_enrolment(op: &OpContext) -> Result<()> {
    if !op.is_fresh() {
        return Err(ServiceError::NotFresh);
    }
    let mut tx = op.app.db().begin().await?;
    put_new_seed(&op.app, &mut tx, op.actor.person).await?;
    tx.save().await?;
    Ok(())
}

/// Confirms an enrolment with its first code: the factor holds from now on instead of the one there was, other sessions end,
/// recovery codes are made.
///
/// # Errors
/// `Invalid` on `code` when it is wrong, `Conflict` when no enrolment is under way, `Throttled` while a delay runs;
/// [`ServiceError::NotFresh`].
pub async fn confirm_enrolment(
    context: &Context,
    token: &SecretString,
    code: &SecretString,
    ip: std::net::IpAddr,
) -> Result<Enrolled> {
    let mut tx = context.db().begin().await?;
    let (row, mut data) = sessions::find(context, &mut tx, token)
        .await?
        .filter(|(_, data)| data.stage != Stage::Factor)
        .ok_or(ServiceError::NotFound)?;
    let person = super::person(&mut tx, data.person).await?;
    let throttle = factor_throttle(person.id, ip);
    throttle.check(&mut tx, context.now()).await?;
    if !person.active {
        return Err(ServiceError::Conflict("enrolled"));
    }
    let seed = pending_seed(context, &person, &data)?;
    let typed: String = code
        .expose_secret()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let Some(step) = step_of(context, &seed, 0, &typed) else {
        throttle.failed(context, &mut tx).await?;
        tx.save().await?;
        return Err(ServiceError::field("code", "wrong_code"));
    };
    let now = context.now();
    // The very seed whose code was checked: another tab may have begun anew meanwhile.
    let checked = person.totp_pending.as_ref();
    let checked = checked.ok_or(ServiceError::Conflict("no_enrolment"))?;
    if !store::people::confirm_totp(&mut tx, person.id, checked, now, step).await? {
        return Err(ServiceError::Conflict("no_enrolment"));
    }
    let codes = put_recovery_codes(context, &mut tx, person.id).await?;
    store::logins::clear(&mut tx, &factor_key(person.id)).await?;
    let was_complete = data.stage == Stage::Complete;
    data.stage = Stage::Complete;
    data.mfa_at = Some(now);
    data.fresh_at = Some(now);
    store::sessions::delete_others(&mut tx, person.id, &row.id_hash).await?;
    let token = sessions::raise(context, &mut tx, row, &data, person.staff_role.is_some()).await?;
    tell_enrolled(context, &mut tx, &person).await?;
    if !was_complete {
        note(context, &mut tx, &person, EventKind::LoginSucceeded).await?;
    }
    tx.save().await?;
    tracing::info!(target: "security", event = "factor.enrolled", person = %person.id);
    Ok(Enrolled { token, codes })
}

/// A factor holds from now on, perhaps instead of another one.
async fn tell_enrolled(context: &Context, tx: &mut Tx, person: &PersonRow) -> Result<()> {
    let (kind, content) = if person.totp_enrolled_at.is_some() {
        note(context, tx, person, EventKind::FactorRemoved).await?;
        let content = texts::factor_replaced(person.locale, context.settings());
        ("factor_replaced", content)
    } else {
        let content = texts::factor_enrolled(person.locale, context.settings());
        ("factor_enrolled", content)
    };
    note(context, tx, person, EventKind::FactorEnrolled).await?;
    let to = Recipient::from(person);
    mail::enqueue(context, tx, kind, &to, Concerns::default(), &content).await
}

async fn put_recovery_codes(
    context: &Context,
    tx: &mut Tx,
    person: PersonId,
) -> Result<Vec<SecretString>> {
    let codes: Vec<RecoveryCode> = (0..RECOVERY_CODES)
        .map(|_| RecoveryCode::generate(context.random()))
        .collect();
    let rows: Vec<_> = codes
        .iter()
        .map(|code| (RowId::new(context.now(), context.random()), code.hash()))
        .collect();
    store::recovery::replace(tx, person, &rows).await?;
    Ok(codes
        .iter()
        .map(|code| SecretString::from(code.shown()))
        .collect())
}

/// New recovery codes; the old ones stop working.
///
/// # Errors
/// [`ServiceError::NotFresh`] without a fresh check, `Conflict` without a second factor.
pub async fn new_recovery_codes(op: &OpContext) -> Result<Vec<SecretString>> {
    if !op.is_fresh() {
        return Err(ServiceError::NotFresh);
    }
    let mut tx = op.app.db().begin().await?;
    let person = super::person(&mut tx, op.actor.person).await?;
    if person.totp_enrolled_at.is_none() {
        return Err(ServiceError::Conflict("no_factor"));
    }
    let codes = put_recovery_codes(&op.app, &mut tx, person.id).await?;
    tx.save().await?;
    Ok(codes)
}

/// Removes the second factor. Staff cannot, nor members of an organization that demands one.
///
/// # Errors
/// [`ServiceError::NotFresh`] without a fresh check, `Denied` where a factor is demanded.
pub async fn remove_factor(op: &OpContext) -> Result<()> {
    if !op.is_fresh() {
        return Err(ServiceError::NotFresh);
    }
    let context = &op.app;
    let mut tx = context.db().begin().await?;
    let person = super::person(&mut tx, op.actor.person).await?;
    if is_demanded(&mut tx, &person).await? {
        return Err(ServiceError::Denied("factor_demanded"));
    }
    store::people::remove_totp(&mut tx, person.id).await?;
    store::recovery::replace(&mut tx, person.id, &[]).await?;
    super::profile::end_others(op, &mut tx, person.id).await?;
    note(context, &mut tx, &person, EventKind::FactorRemoved).await?;
    let content = texts::factor_removed(person.locale, context.settings());
    let (to, concerns) = (Recipient::from(&person), Concerns::default());
    mail::enqueue(context, &mut tx, "factor_removed", &to, concerns, &content).await?;
    tx.save().await?;
    tracing::info!(target: "security", event = "factor.removed", person = %person.id);
    Ok(())
}

/// RFC 4648, without padding, as authenticator apps take it.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for chunk in bytes.chunks(5) {
        let mut buffer = [0_u8; 5];
        buffer[..chunk.len()].copy_from_slice(chunk);
        let bits = buffer
            .iter()
            .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        for i in 0..(chunk.len() * 8).div_ceil(5) {
            let index = usize::try_from(bits >> (35 - 5 * i) & 31).unwrap_or(0);
            text.push(char::from(ALPHABET[index]));
        }
    }
    text
}

/// Percent-encodes everything but unreserved characters.
fn percent(text: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_seeds_are_those_of_the_standards() {
        // RFC 6238, appendix B, SHA-1, last six digits.
        let seed = SecretBytes::new(b"12345678901234567890".to_vec());
        assert_eq!(code_of(&seed, 59 / 30), "287082");
        assert_eq!(code_of(&seed, 1_111_111_109 / 30), "081804");
        assert_eq!(code_of(&seed, 20_000_000_000 / 30), "353130");
        // RFC 4648, section 10.
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(base32(b"f"), "MY");
        assert_eq!(percent("Kastell & Söhne"), "Kastell%20%26%20S%C3%B6hne");
    }
}
