//! What waiting does to the promises of a ticket that is no intervention (rule 12).

use domain::sla::PauseReason;
use domain::ticket::{Class, TicketState};
use store::Tx;
use store::tickets::TicketRow;

use crate::clocks;
use crate::context::OpContext;
use crate::error::Result;

/// Waiting for third parties pauses what may wait, where the contract of the system says so (rule 12).
pub(super) async fn for_third_parties(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &TicketRow,
) -> Result<()> {
    let Some(system) = ticket
        .system_id
        .filter(|_| ticket.class != Class::Intervention)
    else {
        return Ok(());
    };
    let contract = clocks::contract_in_force(tx, system, op.now()).await?;
    if !contract.is_some_and(|own| own.third_parties_pause) {
        return Ok(());
    }
    let (by, reason) = (Some(op.actor.person), PauseReason::ThirdParty);
    clocks::pause_all(&op.app, tx, ticket, reason, by, op.now()).await
}

/// The desk goes on without the customer's answer, or that of a third party: what waited for it counts again (rule 12). An
/// intervention goes on by its own procedure.
pub(super) async fn goes_on(op: &OpContext, tx: &mut Tx, ticket: &TicketRow) -> Result<()> {
    let waits = matches!(
        ticket.state,
        TicketState::WaitingCustomer | TicketState::WaitingThirdParty
    );
    if !waits || ticket.class == Class::Intervention {
        return Ok(());
    }
    clocks::resume_all(&op.app, tx, ticket, Some(op.actor.person), op.now()).await
}
