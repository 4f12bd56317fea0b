//! Another mail address for somebody, staff or customer. It is what they log in with, so it is given by an admin with a
//! fresh proof, told to both mailboxes, and ends whatever the old one opened or could still open.

use domain::account::TokenKind;
use domain::audit::EventKind;
use domain::ids::{OrganizationId, PersonId};
use domain::policy::{Action, Resource, may};
use store::StoreError;

use super::{fresh, log, somebody_else, tell_customers};
use crate::accounts;
use crate::context::OpContext;
use crate::error::{Checks, Result, ServiceError};
use crate::mail::{self, Concerns, Recipient, accounts as texts};
use crate::{audit, house};

/// Whose address is about to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// Id.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// The address now.
    pub email: String,
    /// The first customer they belong to; `None` for staff and for people who belong to none any more.
    pub customer: Option<(OrganizationId, String)>,
}

/// Somebody, staff or customer, whose address an admin may change.
///
/// # Errors
/// `Denied` (also for oneself), `NotFound`.
pub async fn addressee(op: &OpContext, id: PersonId) -> Result<Addressee> {
    may(&op.actor, Action::ManagePeople, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let person = somebody_else(op, &mut tx, id).await?;
    let mut customers = Vec::new();
    if person.staff_role.is_none() {
        customers = store::organizations::list_of_person(&mut tx, id).await?;
    }
    let first = customers.into_iter().next();
    Ok(Addressee {
        id,
        name: person.name,
        email: person.email,
        customer: first.map(|customer| (customer.id, customer.name)),
    })
}

/// Gives somebody, staff or customer, another address to log in with. Both addresses are told, all sessions end, and
/// links and codes that went to the old address are worthless: whoever reads that mailbox now has no way in left.
/// // ASVS 6.3.4 7.5.1
///
/// # Errors
/// `Denied` (also for oneself), `NotFresh`, `NotFound`, `Invalid` on `email`.
pub async fn change_email(op: &OpContext, id: PersonId, email: &str) -> Result<()> {
    may(&op.actor, Action::ManagePeople, &Resource::provider())?;
    let mut checks = Checks::new();
    let address = accounts::email(&mut checks, "email", email);
    checks.finish()?;
    let Some(address) = address else {
        return Err(ServiceError::field("email", "check"));
    };
    fresh(op)?;
    let context = &op.app;
    let mut tx = house::begin(context).await?;
    let before = somebody_else(op, &mut tx, id).await?;
    if before.email == address.as_str() {
        return Ok(());
    }
    // Somebody else may take it between a look and the change: the database decides, and nothing is kept then.
    store::people::update_email(&mut tx, id, address.as_str())
        .await
        .map_err(address_taken)?;
    store::sessions::delete_all(&mut tx, id).await?;
    for kind in [TokenKind::Invitation, TokenKind::Reset, TokenKind::MailCode] {
        store::tokens::supersede(&mut tx, kind, id, op.now()).await?;
    }
    let after = accounts::person(&mut tx, id).await?;
    let letters = [
        (Recipient::from(&before), texts::email_left(before.locale)),
        (
            Recipient::from(&after),
            texts::email_arrived(after.locale, context.settings()),
        ),
    ];
    let none = Concerns::default();
    let sender = mail::Sender::read(&mut tx).await?;
    sender
        .enqueue_all(context, &mut tx, "email_changed", none, &letters)
        .await?;
    tell_customers(op, &mut tx, &before, EventKind::EmailChanged).await?;
    let kind = EventKind::PersonEmailChanged;
    let event = audit::by(op, kind)
        .with("person", id.to_string())
        .with("name", before.name.as_str());
    let event = house::turn(event, "address", before.email, after.email);
    house::tell(context, &mut tx, event).await?;
    tx.save().await?;
    log(op, "email.changed", id);
    Ok(())
}

fn address_taken(error: StoreError) -> ServiceError {
    if error.is_conflict_on("people_email_key") {
        ServiceError::field("email", "address_taken")
    } else {
        error.into()
    }
}
