//! Orders (Auftrag) on any ticket: a price before the work, and the customer's answer to it. // M-33, RULINGS 4
//!
//! An intervention has offers of its own, whose tasks are signed with it.

mod finding;

use domain::audit::EventKind;
use domain::charge::Tariff;
use domain::contract::OrderState;
use domain::ids::{OrderId, TicketNumber};
use domain::policy::Action;
use domain::ticket::{Class, TicketState};
use domain::time::Timestamp;
use store::Tx;
use store::orders::OrderRow;
use store::tickets::TicketRow;

use super::notify::{self, News};
use crate::context::OpContext;
use crate::error::{Checks, Result, ServiceError};
use crate::interventions::facts::cover;
use crate::terms::{self, Answer, Offered, Typed};
use crate::{audit, catalogue};

pub use finding::{FindingForm, reclassify, take_back, work_is_stopped};
pub(crate) use finding::{reclassified, stopped};

/// An offer as filled in at the desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderForm {
    /// What is to be done.
    pub scope: String,
    /// How it is charged: `fixed`, or `time` at the tariff of the plan in force.
    pub kind: String,
    /// The fixed price in EUR as typed.
    pub price: String,
    /// Above this nothing is billed, in EUR as typed; mandatory for work charged by time.
    pub ceiling: String,
}

impl OrderForm {
    /// Whether anything was typed at all.
    fn is_empty(&self) -> bool {
        [&self.scope, &self.kind, &self.price, &self.ceiling]
            .iter()
            .all(|text| text.trim().is_empty())
    }

    fn check(&self, checks: &mut Checks, by_time: Tariff) -> Option<Offered> {
        let scope = checks.plain("scope", &self.scope, 2_000);
        let typed = Typed {
            kind: &self.kind,
            price: &self.price,
            ceiling: &self.ceiling,
        };
        let (tariff, ceiling) = typed.check(checks, by_time)?;
        Some(Offered {
            task: None,
            scope,
            tariff,
            ceiling,
        })
    }
}

/// The tariff of work by time on a ticket: that of the plan of its system, as offers name it.
async fn by_time(tx: &mut Tx, ticket: &TicketRow, now: Timestamp) -> Result<Tariff> {
    let plan = match ticket.system_id {
        Some(system) => cover(tx, system, now).await?.0,
        None => None,
    };
    Ok(catalogue::in_force(tx).await?.work_tariff(plan))
}

/// Nothing is agreed on a ticket that is over, nor beside the procedure of an intervention.
fn takes_orders(ticket: &TicketRow) -> Result<()> {
    let over = matches!(ticket.state, TicketState::Resolved | TicketState::Closed);
    if over || ticket.class == Class::Intervention {
        return Err(ServiceError::Conflict("wrong_state"));
    }
    Ok(())
}

/// Offers a price on a ticket. Several offers may be open at once: each is for its own work.
///
/// # Errors
/// [`ServiceError::Invalid`] on every field; a conflict once the ticket is over, and on interventions.
pub async fn offer(op: &OpContext, number: TicketNumber, form: &OrderForm) -> Result<OrderId> {
    let mut tx = op.app.db().begin().await?;
    let mut ticket = super::hold(op, &mut tx, number, Action::OfferPrice).await?;
    takes_orders(&ticket)?;
    let mut checks = Checks::new();
    let rate = by_time(&mut tx, &ticket, op.now()).await?;
    let offered = form.check(&mut checks, rate);
    checks.finish()?;
    let Some(offered) = offered else {
        return Err(ServiceError::field("kind", "required_choice"));
    };
    let row = terms::offer(op, &mut tx, ticket.id, offered).await?;
    let event = audit::by(op, EventKind::OrderOffered)
        .with("order", row.id.to_string())
        .with("ceiling_cents", row.ceiling_cents.map(|cents| cents.0));
    let (app, organization) = (&op.app, ticket.organization_id);
    let link = audit::append(app, &mut tx, organization, event.on(ticket.id)).await?;
    let news = News::Offered { scope: &row.scope };
    notify::about_money(app, &mut tx, &ticket, news, &link).await?;
    super::save(app, &mut tx, &mut ticket).await?;
    tx.save().await?;
    app.hub().tell(organization, Some(ticket.id));
    Ok(row.id)
}

/// An order of a ticket that is held.
async fn of_ticket(tx: &mut Tx, ticket: &TicketRow, id: OrderId) -> Result<OrderRow> {
    store::orders::find(tx, id)
        .await?
        .filter(|row| row.ticket_id == ticket.id)
        .ok_or(ServiceError::NotFound)
}

/// The customer accepts or declines. What is accepted may be worked and billed from that moment on.
///
/// # Errors
/// Not found for foreign offers; [`ServiceError::Conflict`] `settled`, `too_late`.
pub async fn answer(
    op: &OpContext,
    number: TicketNumber,
    id: OrderId,
    answer: Answer,
) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut ticket = super::hold(op, &mut tx, number, Action::AcceptPrice).await?;
    takes_orders(&ticket)?;
    let row = of_ticket(&mut tx, &ticket, id).await?;
    let kind = terms::settle(&mut tx, &row, answer, op.actor.person, op.now()).await?;
    let event = audit::by(op, kind).with("order", id.to_string());
    let (app, organization) = (&op.app, ticket.organization_id);
    audit::append(app, &mut tx, organization, event.on(ticket.id)).await?;
    let news = News::OrderAnswered {
        scope: &row.scope,
        accepted: answer == Answer::Accept,
    };
    notify::assignee(app, &mut tx, &ticket, news, Some(op.actor.person)).await?;
    super::save(app, &mut tx, &mut ticket).await?;
    tx.save().await?;
    app.hub().tell(organization, Some(ticket.id));
    Ok(())
}

/// Takes an offer back that nobody has answered.
///
/// # Errors
/// Not found for foreign offers; [`ServiceError::Conflict`] `settled`.
pub async fn withdraw(op: &OpContext, number: TicketNumber, id: OrderId) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut ticket = super::hold(op, &mut tx, number, Action::OfferPrice).await?;
    takes_orders(&ticket)?;
    let row = of_ticket(&mut tx, &ticket, id).await?;
    end(op, &mut tx, &ticket, &row).await?;
    super::save(&op.app, &mut tx, &mut ticket).await?;
    tx.save().await?;
    op.app.hub().tell(ticket.organization_id, Some(ticket.id));
    Ok(())
}

/// Ends an open offer and says so in the log.
async fn end(op: &OpContext, tx: &mut Tx, ticket: &TicketRow, row: &OrderRow) -> Result<()> {
    let by = Some(op.actor.person);
    if !store::orders::decide(tx, row.id, OrderState::Withdrawn, by, op.now()).await? {
        return Err(ServiceError::Conflict("settled"));
    }
    let event = audit::by(op, EventKind::OrderEnded).with("order", row.id.to_string());
    audit::append(&op.app, tx, ticket.organization_id, event.on(ticket.id)).await?;
    Ok(())
}
