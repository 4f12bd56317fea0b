//! People and how they get in: log-in, second factor, passwords, links by mail, their own account.
//!
//! Rules (lengths, delays, lifetimes, steps) are `domain::account`'s; here they meet rows, hashes and mails. Answers never
//! tell whether an account exists, and cost the same either way. // ASVS 6.3

mod factor;
mod fresh;
mod invitation;
mod link;
mod log_in;
mod password;
mod profile;
mod setup;
pub(crate) mod signing;
mod throttle;

use domain::account::{EmailAddress, PasswordProblem, check_password};
use domain::audit::EventKind;
use domain::ids::{OrganizationId, PersonId};
use secrecy::{ExposeSecret as _, SecretString};
use store::Tx;
use store::people::PersonRow;

use crate::audit;
use crate::context::Context;
use crate::error::{Checks, FieldError, Result, ServiceError};

pub use factor::{
    Enrolled, Enrolment, begin_enrolment, confirm_enrolment, new_recovery_codes, pending_enrolment,
    present_code, present_code_of_new, remove_factor,
};
pub use fresh::{Proof, prove, what_proves};
pub use invitation::{Invitation, accept_invitation, find_invitation};
pub(crate) use invitation::{Purpose, invite};
pub use log_in::{Attempt, LoggedIn, log_in, log_out, pass_factor};
pub(crate) use password::reset_job;
pub use password::{change_password, check_reset_link, forgot_password, reset_password};
pub use profile::{
    Profile, SessionView, change_locale, change_profile, change_shortcuts, change_theme,
    end_other_sessions, end_session, profile,
};
pub use setup::{NewDesk, check_setup_link, operator_link, set_up, setup_link};
pub use signing::SigningProof;

/// Notes in the chain of each organization somebody belongs to what happened to their account.
pub(crate) async fn note(
    context: &Context,
    tx: &mut Tx,
    person: &PersonRow,
    kind: EventKind,
) -> Result<()> {
    for organization in chains_of(tx, person.id).await? {
        let mut event = audit::event(context, kind);
        event.actor = Some(person.id);
        event.actor_name = Some(person.name.clone());
        audit::append(context, tx, organization, event).await?;
    }
    Ok(())
}

/// The organizations somebody belongs to, in the order in which chains are held.
pub(crate) async fn chains_of(tx: &mut Tx, person: PersonId) -> Result<Vec<OrganizationId>> {
    let organizations = store::organizations::list_of_person(tx, person).await?;
    let mut ids: Vec<_> = organizations.into_iter().map(|row| row.id).collect();
    ids.sort();
    Ok(ids)
}

/// The person with this id, who must be there.
pub(crate) async fn person(tx: &mut Tx, id: PersonId) -> Result<PersonRow> {
    store::people::find(tx, id)
        .await?
        .ok_or(ServiceError::NotFound)
}

/// A mail address from a form, lower-cased.
pub(crate) fn email(checks: &mut Checks, field: &'static str, text: &str) -> Option<EmailAddress> {
    if text.trim().is_empty() {
        checks.add(FieldError::new(field, "required"));
        return None;
    }
    let address = text.parse().ok();
    if address.is_none() {
        checks.add(FieldError::new(field, "email"));
    }
    address
}

/// Checks a new password and its repetition against the rules; `context` are names an attacker would try.
pub(crate) fn new_password(
    checks: &mut Checks,
    password: &SecretString,
    repeat: &SecretString,
    is_staff: bool,
    context: &[&str],
) {
    let text = password.expose_secret();
    if text.is_empty() {
        checks.add(FieldError::new("password", "required"));
        return;
    }
    match check_password(text, is_staff, context) {
        Ok(()) if text != repeat.expose_secret() => {
            checks.add(FieldError::new("password_repeat", "password_repeat"));
        }
        Ok(()) => {}
        Err(problem) => {
            let error = FieldError::new("password", problem.code());
            checks.add(match problem {
                PasswordProblem::TooShort { min } => error.with("min", min),
                PasswordProblem::TooLong { max } => error.with("max", max),
                PasswordProblem::Common | PasswordProblem::Context => error,
            });
        }
    }
}

/// Names an attacker would try for this person: own name and address, their organizations, the provider, the product.
pub(crate) async fn known_names(tx: &mut Tx, person: &PersonRow) -> Result<Vec<String>> {
    let mut names = vec![
        person.name.clone(),
        person.email.clone(),
        "Leitstand Ticket".to_owned(),
    ];
    names.extend(
        store::organizations::list_of_person(tx, person.id)
            .await?
            .into_iter()
            .map(|organization| organization.name),
    );
    names.extend(
        store::provider::find(tx)
            .await?
            .map(|provider| provider.name),
    );
    Ok(names)
}
