//! The case's own events of the audit chain: shown as proof beside the live view, and taken away as JSON lines.

use domain::audit::{ExportEvent, ExportLine, link_hash};
use domain::ids::TicketNumber;
use domain::policy::Action;
use store::Tx;
use store::audit::{AuditRow, EventFilter};

use super::Case;
use crate::context::OpContext;
use crate::error::Result;

/// Most events of one case that are looked at.
const MOST: i64 = 10_000;

/// What the live view says about the chain.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChainView {
    /// Events of this ticket the reader may see.
    pub entries: i64,
    /// Head of the customer's chain, hexadecimal; empty before the first event.
    pub head: String,
    /// Each event of the ticket, also one the reader may not see, hashes to what is stored and names the one stored before it,
    /// and from the first of them to the head no event of the customer is missing.
    pub whole: bool,
}

async fn own(tx: &mut Tx, case: &Case, staff: bool) -> Result<Vec<AuditRow>> {
    let filter = EventFilter {
        visible_only: !staff,
        kinds: &[],
        ..EventFilter::default()
    };
    Ok(store::audit::list_of_ticket(tx, case.ticket.id, filter, MOST).await?)
}

pub(super) async fn view(op: &OpContext, tx: &mut Tx, case: &Case) -> Result<ChainView> {
    let Some(head) = store::audit::find_head(tx, case.ticket.organization_id).await? else {
        return Ok(ChainView::default());
    };
    let rows = own(tx, case, true).await?;
    let seen = |row: &&AuditRow| op.actor.is_staff() || row.visible;
    let seams = store::audit::seams(tx, head.organization, case.ticket.id).await?;
    let missing = seams
        .first
        .map_or(0, |first| head.seq + 1 - first - seams.since_first);
    let whole = seams.loose == 0
        && missing == 0
        && seams.ends_at_head
        && rows
            .iter()
            .all(|row| row.hash == link_hash(row.seq, row.prev, row.payload.digest()));
    Ok(ChainView {
        entries: i64::try_from(rows.iter().filter(seen).count()).unwrap_or(i64::MAX),
        head: head.hash.to_string(),
        whole,
    })
}

/// The case's events as JSON lines, each with its number, the hash before it and its own: everybody can recompute them.
///
/// # Errors
/// [`crate::error::ServiceError::NotFound`] for foreign tickets, [`crate::error::ServiceError::Denied`] for roles without a view
/// of the vault.
pub async fn protocol(op: &OpContext, number: TicketNumber) -> Result<String> {
    let mut tx = op.app.db().read().await?;
    let case = Case::read(op, &mut tx, number, Action::ReadAccessLog).await?;
    let rows = own(&mut tx, &case, op.actor.is_staff()).await?;
    Ok(rows
        .iter()
        .map(|row| ExportLine::Event(ExportEvent::from(&row.event())).to_line())
        .collect())
}
