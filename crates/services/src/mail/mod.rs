//! Mail: written when something happens, sent by a worker.
//!
//! A mail is rendered at once, in the reader's language, and stored with its Message-ID in the transaction of the change
//! that caused it; a job hands it over. So a dead mail server loses nothing, and a mail repeated after a crash carries
//! the same Message-ID. Contents never hold secrets, only links to pages behind the log-in.

pub(crate) mod accounts;
mod content;
mod send;

use domain::account::{EmailAddress, Locale};
use domain::ids::{MailId, OrganizationId, PersonId, TicketId};
use serde::{Deserialize, Serialize};
use store::mails::MailRow;
use store::{Hidden, Tx};

use crate::context::Context;
use crate::error::Result;
use crate::jobs::{self, JobKind};

pub use content::Content;
pub use send::check_smtp_url;
pub(crate) use send::send_job;

/// Who gets a mail.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// The person, if they have an account.
    pub person: Option<PersonId>,
    /// Address.
    pub address: String,
    /// Name.
    pub name: String,
    /// Language of the mail.
    pub locale: Locale,
}

impl From<&store::people::PersonRow> for Recipient {
    fn from(person: &store::people::PersonRow) -> Self {
        Self {
            person: Some(person.id),
            address: person.email.clone(),
            name: person.name.clone(),
            locale: person.locale,
        }
    }
}

/// What a mail belongs to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Concerns {
    /// The customer.
    pub organization: Option<OrganizationId>,
    /// The ticket.
    pub ticket: Option<TicketId>,
}

#[derive(Debug, Serialize, Deserialize)]
struct SendMail {
    mail: MailId,
}

/// Renders and stores a mail and asks a worker to send it, all in the caller's transaction. `kind` is a short name for
/// lists and figures, for example `password_reset`.
///
/// # Errors
/// The database refuses.
pub async fn enqueue(
    context: &Context,
    tx: &mut Tx,
    kind: &str,
    recipient: &Recipient,
    concerns: Concerns,
    content: &Content,
) -> Result<MailId> {
    let now = context.now();
    let id = MailId::new(now, context.random());
    let provider = store::provider::find(tx).await?;
    let sender = provider.map(|row| row.name).unwrap_or_default();
    let rendered = content.render(
        recipient.locale,
        &recipient.name,
        &sender,
        &context.settings().url("/"),
    )?;
    let row = MailRow {
        id,
        message_id: format!("<{id}@{}>", context.settings().host()),
        kind: kind.to_owned(),
        locale: recipient.locale,
        person_id: recipient.person,
        organization_id: concerns.organization,
        ticket_id: concerns.ticket,
        to_address: recipient.address.clone(),
        to_name: recipient.name.clone(),
        subject: rendered.subject,
        body_text: Hidden(rendered.text),
        body_html: Hidden(rendered.html),
        created_at: now,
        sent_at: None,
        last_error: None,
    };
    store::mails::insert(tx, &row).await?;
    jobs::enqueue(
        context,
        tx,
        JobKind::SendMail,
        &SendMail { mail: id },
        Some(format!("mail:{id}")),
        now,
    )
    .await?;
    Ok(id)
}

/// Whether the text is an address mail can be sent from: like people's addresses, but a bare host name is allowed.
pub fn is_address(text: &str) -> bool {
    text.parse::<EmailAddress>().is_ok() || text.parse::<lettre::Address>().is_ok()
}
