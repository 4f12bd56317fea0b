//! Mail: written when something happens, sent by a worker.
//!
//! A mail is rendered at once, in the reader's language, and stored with its Message-ID in the transaction of the change
//! that caused it; a job hands it over. So a dead mail server loses nothing, and a mail repeated after a crash carries
//! the same Message-ID. Contents never hold secrets, only links to pages behind the log-in.

pub(crate) mod accounts;
mod content;
pub(crate) mod escalation;
mod sealed;
mod send;

use domain::account::{EmailAddress, Locale};
use domain::ids::{MailId, OrganizationId, PersonId, TicketId};
use serde::{Deserialize, Serialize};
use store::mails::MailRow;
use store::provider::ProviderRow;
use store::{Hidden, Tx};

use crate::context::Context;
use crate::error::Result;
use crate::jobs::{self, JobKind};

pub use content::Content;
pub use sealed::put_back;
pub use send::check_smtp_url;
pub(crate) use send::{given_up, send_job, to_files};

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

/// What is written to whom.
pub type Letter = (Recipient, Content);

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
) -> Result<()> {
    let sender = Sender::read(tx).await?;
    let mail = rendered(context, &sender.0, kind, recipient, concerns, content)?;
    put(context, tx, vec![mail]).await
}

/// The name mails are sent under, read before there is anything to send.
pub(crate) struct Sender(String);

impl Sender {
    /// Reads it.
    pub(crate) async fn read(tx: &mut Tx) -> Result<Self> {
        let provider = store::provider::find(tx).await?;
        Ok(Self(provider.map(|row| row.name).unwrap_or_default()))
    }

    /// Out of what the provider answers.
    pub(crate) fn answered(mut rows: Vec<ProviderRow>) -> Self {
        Self(rows.pop().map(|row| row.name).unwrap_or_default())
    }

    /// As [`enqueue`] for several people, each in their own words; asks the database nothing.
    ///
    /// # Errors
    /// As [`enqueue`].
    pub(crate) async fn enqueue_all(
        &self,
        context: &Context,
        tx: &mut Tx,
        kind: &str,
        concerns: Concerns,
        letters: &[Letter],
    ) -> Result<()> {
        if letters.is_empty() {
            return Ok(());
        }
        let mails = letters
            .iter()
            .map(|(recipient, content)| {
                rendered(context, &self.0, kind, recipient, concerns, content)
            })
            .collect::<Result<_>>()?;
        put(context, tx, mails).await
    }
}

fn rendered(
    context: &Context,
    sender: &str,
    kind: &str,
    recipient: &Recipient,
    concerns: Concerns,
    content: &Content,
) -> Result<MailRow> {
    let now = context.now();
    let id = MailId::new(now, context.random());
    let mut rendered = content.render(
        recipient.locale,
        &recipient.name,
        sender,
        &context.settings().url("/"),
    )?;
    let secret = content
        .secret
        .as_deref()
        .filter(|secret| !secret.is_empty());
    let sealed = secret
        .map(|secret| sealed::take_out(context, id, secret, &mut rendered))
        .transpose()?;
    Ok(MailRow {
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
        sealed: sealed.map(Hidden),
        created_at: now,
        sent_at: None,
        last_error: None,
    })
}

/// The mails, and a job for each.
async fn put(context: &Context, tx: &mut Tx, mails: Vec<MailRow>) -> Result<()> {
    let now = context.now();
    let job = |mail: &MailRow| {
        let (key, payload) = (format!("mail:{}", mail.id), SendMail { mail: mail.id });
        jobs::new(context, JobKind::SendMail, &payload, Some(key), now)
    };
    let jobs = mails.iter().map(job).collect::<Result<Vec<_>>>()?;
    store::bulk::mails(tx, &mails).await?;
    store::bulk::jobs(tx, &jobs).await?;
    Ok(())
}

/// Whether the text is an address mail can be sent from: like people's addresses, but a bare host name is allowed.
pub fn is_address(text: &str) -> bool {
    text.parse::<EmailAddress>().is_ok() || text.parse::<lettre::Address>().is_ok()
}
