//! Offers of interventions and of other tickets: the price as typed, fixed or by time with a ceiling, and the customer's
//! answer. // M-33, RULINGS 4

use domain::audit::EventKind;
use domain::charge::{Cents, Tariff};
use domain::contract::{OrderRefusal, OrderState};
use domain::ids::{OrderId, PersonId, TicketId};
use domain::intervention::Task;
use domain::time::Timestamp;
use store::Tx;
use store::orders::OrderRow;

use crate::context::OpContext;
use crate::defaults;
use crate::error::{Checks, FieldError, Result, ServiceError};

/// The customer's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Accepted.
    Accept,
    /// Declined.
    Decline,
}

/// Price and ceiling as typed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Typed<'a> {
    /// `fixed`, or `time` at the tariff of the plan in force.
    pub kind: &'a str,
    /// The fixed price in EUR.
    pub price: &'a str,
    /// Above this nothing is billed, in EUR; mandatory for work charged by time.
    pub ceiling: &'a str,
}

impl Typed<'_> {
    /// A price is taken for the way of charging that was chosen only; `None` where something was refused.
    pub(crate) fn check(
        self,
        checks: &mut Checks,
        by_time: Tariff,
    ) -> Option<(Tariff, Option<Cents>)> {
        match self.kind {
            "fixed" => {
                let price = amount(checks, "price", self.price)?;
                Some((Tariff::Fixed { price }, None))
            }
            // What costs nothing by time needs no ceiling.
            "time" if by_time.by_time() => {
                let ceiling = amount(checks, "ceiling", self.ceiling)?;
                Some((by_time, Some(ceiling)))
            }
            "time" => Some((by_time, None)),
            _ => {
                checks.add(FieldError::new("kind", "required_choice"));
                None
            }
        }
    }
}

fn amount(checks: &mut Checks, field: &'static str, typed: &str) -> Option<Cents> {
    let amount = Cents::typed(typed).filter(|cents| *cents > Cents::ZERO);
    if amount.is_none() {
        checks.add(FieldError::new(field, "amount"));
    }
    amount
}

/// What is offered: to do what, for what price, at most how much.
pub(crate) struct Offered {
    /// The task of the scope catalogue, where it is one.
    pub task: Option<Task>,
    /// What is done for the money.
    pub scope: String,
    /// How it is charged.
    pub tariff: Tariff,
    /// Above this nothing is billed.
    pub ceiling: Option<Cents>,
}

/// Writes an offer down; it can be accepted for the days of the house.
pub(crate) async fn offer(
    op: &OpContext,
    tx: &mut Tx,
    ticket: TicketId,
    offered: Offered,
) -> Result<OrderRow> {
    let lasts = defaults::in_force(tx).await?.offer_seconds();
    let row = OrderRow {
        id: op.app.id(OrderId::from_uuid),
        ticket_id: ticket,
        task: offered.task,
        scope: offered.scope,
        tariff: offered.tariff,
        ceiling_cents: offered.ceiling,
        state: OrderState::Offered,
        valid_until: op.now().plus_seconds(lasts),
        offered_by: op.actor.person,
        offered_at: op.now(),
        decided_by: None,
        decided_at: None,
    };
    store::orders::insert(tx, &row).await?;
    Ok(row)
}

/// Writes the customer's answer down; what it is called in the log. Of two answers at once one is too late.
pub(crate) async fn settle(
    tx: &mut Tx,
    row: &OrderRow,
    answer: Answer,
    by: PersonId,
    now: Timestamp,
) -> Result<EventKind> {
    let (next, kind) = match answer {
        Answer::Accept => (
            row.state.accept(&row.terms(), now),
            EventKind::OrderAccepted,
        ),
        Answer::Decline => (row.state.decline(), EventKind::OrderDeclined),
    };
    let next = next.map_err(|refusal| match refusal {
        OrderRefusal::Settled(_) => ServiceError::Conflict("settled"),
        OrderRefusal::TooLate => ServiceError::Conflict("too_late"),
    })?;
    if !store::orders::decide(tx, row.id, next, Some(by), now).await? {
        return Err(ServiceError::Conflict("settled"));
    }
    Ok(kind)
}
