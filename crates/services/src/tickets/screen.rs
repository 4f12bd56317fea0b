//! Looks through the texts of a form before its use case stores them: requests, log entries, questions, reasons, summaries.
//! // INTERVENTION, Secrets in ordinary text
//!
//! Messages, notes and new tickets do this inside their own unit of work; the procedure has many small forms, and one look
//! in front of them all is the same rule in one place.

use domain::audit::EventKind;
use domain::ids::{OrganizationId, TicketNumber};
use domain::policy::{self, Action};
use store::Tx;
use store::tickets::TicketRow;
use vault::SecretBytes;

use super::held::{Findings, Held, OnSecret};
use crate::context::OpContext;
use crate::error::{Result, ServiceError};

/// What a form belongs to.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// A ticket that is there.
    Ticket(TicketNumber),
    /// A ticket that this form will make, in this organization or the person's first one.
    New(Option<OrganizationId>),
}

/// Secrets taken out of the texts of a new ticket, until it is there to take them.
#[derive(Default)]
pub struct Pieces(Vec<SecretBytes>);

/// How a look ended.
pub enum Screened {
    /// These texts may be stored, in the order they came.
    Go(Vec<String>, Pieces),
    /// Nothing may be stored yet: these look like secrets.
    Held(Vec<Held>),
}

/// Looks through the texts of one form. What is found is held back, or, as the person decided, moved into the vault or kept;
/// each of the three is in the chain.
///
/// # Errors
/// [`ServiceError::NotFound`] for foreign tickets, [`ServiceError::VaultSealed`].
pub async fn screen(
    op: &OpContext,
    place: Place,
    texts: &[(&'static str, &str)],
    on_secret: OnSecret,
) -> Result<Screened> {
    let mut findings = Findings::default();
    for (field, text) in texts {
        findings.look(field, text);
    }
    let as_typed = || texts.iter().map(|(_, text)| (*text).to_owned()).collect();
    if findings.is_empty() {
        return Ok(Screened::Go(as_typed(), Pieces::default()));
    }
    let mut tx = op.app.db().begin().await?;
    let (organization, ticket) = owner(op, &mut tx, place).await?;
    let id = ticket.as_ref().map(|ticket| ticket.id);
    let kind = match on_secret {
        OnSecret::Ask => EventKind::TextHeldBack,
        OnSecret::Keep => EventKind::TextSecretKept,
        OnSecret::Vault => {
            let (left, pieces) = taken(&findings, texts);
            let pieces = hold(op, &mut tx, ticket.as_ref(), pieces).await?;
            tx.save().await?;
            return Ok(Screened::Go(left, pieces));
        }
    };
    findings.log(op, &mut tx, organization, id, kind).await?;
    tx.save().await?;
    Ok(match on_secret {
        OnSecret::Keep => Screened::Go(as_typed(), Pieces::default()),
        _ => Screened::Held(findings.held()),
    })
}

async fn owner(
    op: &OpContext,
    tx: &mut Tx,
    place: Place,
) -> Result<(OrganizationId, Option<TicketRow>)> {
    match place {
        Place::Ticket(number) => {
            let action = if op.actor.is_staff() {
                Action::ReadTicket
            } else {
                Action::WriteMessage
            };
            let ticket = super::hold(op, tx, number, action).await?;
            Ok((ticket.organization_id, Some(ticket)))
        }
        Place::New(wanted) => {
            let own = policy::organizations_where(&op.actor, Action::RequestIntervention);
            let organization = own
                .iter()
                .find(|own| wanted.is_none_or(|wanted| wanted == **own))
                .ok_or(ServiceError::NotFound)?;
            Ok((*organization, None))
        }
    }
}

fn taken(findings: &Findings, texts: &[(&'static str, &str)]) -> (Vec<String>, Vec<SecretBytes>) {
    let mut pieces = Vec::new();
    let left = texts
        .iter()
        .map(|(field, text)| findings.take(field, text, &mut pieces))
        .collect();
    (left, pieces)
}

/// Into the vault at once, or, while there is no ticket, into the caller's hands; a sealed vault refuses both.
async fn hold(
    op: &OpContext,
    tx: &mut Tx,
    ticket: Option<&TicketRow>,
    pieces: Vec<SecretBytes>,
) -> Result<Pieces> {
    if op.app.vault().seal_reason().is_some() {
        return Err(ServiceError::VaultSealed);
    }
    match ticket {
        Some(ticket) => {
            crate::credentials::hold_text(op, tx, ticket, pieces).await?;
            Ok(Pieces::default())
        }
        None => Ok(Pieces(pieces)),
    }
}

/// Puts what was taken out of a new ticket's texts into the vault, once the ticket is there.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::VaultSealed`].
pub async fn keep_pieces(op: &OpContext, number: TicketNumber, pieces: Pieces) -> Result<()> {
    if pieces.0.is_empty() {
        return Ok(());
    }
    let mut tx = op.app.db().begin().await?;
    let ticket = super::hold(op, &mut tx, number, Action::ReadTicket).await?;
    crate::credentials::hold_text(op, &mut tx, &ticket, pieces.0).await?;
    tx.save().await?;
    Ok(())
}
