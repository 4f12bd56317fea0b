//! The mail about a closed statement: to every member who may read it, in their language. What it comes to is read behind the
//! log-in.

use domain::account::Locale;
use domain::ids::OrganizationId;
use domain::policy::Action;
use store::Tx;

use super::Month;
use crate::context::OpContext;
use crate::error::Result;
use crate::mail::{self, Concerns, Content, Letter, Recipient};
use crate::members;

/// A month was closed.
pub(super) async fn closed(
    op: &OpContext,
    tx: &mut Tx,
    organization: OrganizationId,
    month: Month,
) -> Result<()> {
    let url = op
        .app
        .settings()
        .url(&format!("/statements/{organization}/{month}"));
    let readers = members::who_may(tx, organization, Action::ReadStatements).await?;
    let letters: Vec<Letter> = readers
        .iter()
        .map(|person| {
            (
                Recipient::from(person),
                content(person.locale, month, url.clone()),
            )
        })
        .collect();
    let concerns = Concerns {
        organization: Some(organization),
        ticket: None,
    };
    let sender = mail::Sender::read(tx).await?;
    sender
        .enqueue_all(&op.app, tx, "statement_closed", concerns, &letters)
        .await
}

fn content(locale: Locale, month: Month, url: String) -> Content {
    let month = month.in_words();
    match locale {
        Locale::De => Content::new(format!("Leistungsnachweis {month}"))
            .say(format!("Der Leistungsnachweis für {month} ist abgeschlossen. Sie finden ihn im Portal, auch als PDF und CSV."))
            .action("Zum Leistungsnachweis", url)
            .close("Er ist keine Rechnung. Stimmt etwas nicht, schreiben Sie uns am Ticket; was sich ändert, kommt in den nächsten."),
        Locale::En => Content::new(format!("Statement of work {month}"))
            .say(format!("The statement of work for {month} is closed. It is in the portal, also as PDF and CSV."))
            .action("Open the statement", url)
            .close("It is not an invoice. If something is wrong, write to us on the ticket; what changes comes into the next one."),
    }
}
