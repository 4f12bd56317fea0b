//! Appending to the audit chain of an organization, or to the provider's own, inside the transaction of the change it tells of.
//!
//! The head's row is locked by the append, so that parallel transactions make one gapless chain. A failing append fails
//! the whole unit of work: nothing happens that the chain does not tell.

use domain::audit::{Appended, EventDraft, EventKind, HOUSE};
use domain::ids::OrganizationId;
use store::Tx;

use crate::context::{Context, OpContext};
use crate::error::Result;

/// An event of the software itself, now.
pub fn event(context: &Context, kind: EventKind) -> EventDraft {
    EventDraft::new(kind, context.now())
}

/// An event done by the actor, now.
pub fn by(op: &OpContext, kind: EventKind) -> EventDraft {
    EventDraft::new(kind, op.now()).by(&op.actor)
}

/// Appends an event to an organization's chain.
///
/// # Errors
/// The database refuses.
pub async fn append(
    context: &Context,
    tx: &mut Tx,
    organization: OrganizationId,
    event: EventDraft,
) -> Result<Appended> {
    Ok(store::audit::append(tx, organization, event, context.random()).await?)
}

/// Appends an event to the provider's own chain. Whoever tells what was before begins with [`crate::house`].
///
/// # Errors
/// The database refuses.
pub async fn append_to_house(
    context: &Context,
    tx: &mut Tx,
    event: EventDraft,
) -> Result<Appended> {
    append(context, tx, HOUSE, event).await
}

/// Appends events to an organization's chain in their order, at the price of one; the last of them.
///
/// # Errors
/// The database refuses.
pub async fn append_all(
    context: &Context,
    tx: &mut Tx,
    organization: OrganizationId,
    events: Vec<EventDraft>,
) -> Result<Option<Appended>> {
    let mut appended = store::audit::append_all(tx, organization, events, context.random()).await?;
    Ok(appended.pop())
}
