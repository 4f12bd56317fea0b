//! Why a promise was broken: asked of the desk when a ticket ends (rule 29).

use domain::audit::EventDraft;
use domain::report::BreachReason;
use domain::secrets_in_text::scan;
use store::Tx;
use store::tickets::TicketRow;

use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result};

/// Characters of a note at most.
const NOTE: usize = 500;

/// The reason as it was typed; asked for only where a promise was broken and nobody has given one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Because<'a> {
    /// Code of a [`BreachReason`].
    pub reason: &'a str,
    /// A few words beside it; may be empty.
    pub note: &'a str,
}

/// Writes the reason of the ticket's broken clocks, after they were stopped, and tells it with the event. Customers who end
/// their own ticket are asked for none; then it stays open and is shown as missing in the report.
pub(super) async fn explain(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &TicketRow,
    because: Because<'_>,
    event: EventDraft,
) -> Result<EventDraft> {
    let missing = op.actor.is_staff()
        && !store::reports::missing_reason(tx, ticket.id, op.now())
            .await?
            .is_empty();
    if !missing {
        return Ok(event);
    }
    let mut checks = Checks::new();
    let reason: Option<BreachReason> = match because.reason {
        "" => {
            checks.add(FieldError::new("breach_reason", "breach_reason"));
            None
        }
        code => checks.code("breach_reason", code),
    };
    let note = checks.optional("breach_note", because.note, NOTE);
    if !scan(&note).is_empty() {
        checks.add(FieldError::new("breach_note", "draft_secret"));
    }
    checks.finish()?;
    let Some(reason) = reason else {
        return Ok(event);
    };
    store::reports::give_reason(tx, ticket.id, reason, &note).await?;
    Ok(event
        .with("breach_reason", reason.code())
        .with("breach_note", note))
}
