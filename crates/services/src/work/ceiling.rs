//! The ceiling of an order: its marks are told once, in the moment they are reached; work goes on, and what lies beyond waits
//! for a raise. // RULINGS 4

use domain::audit::EventKind;
use domain::billing::{AgreementId, Ledger, Mark};
use domain::charge::Cents;
use domain::ids::{OrderId, RowId, TicketNumber};
use domain::policy::Action;
use store::Tx;
use store::orders::{OrderMarkRow, OrderRaiseRow};
use store::tickets::TicketRow;

use super::books::Books;
use super::entry::{finish, is_ours};
use crate::audit;
use crate::context::{Context, OpContext};
use crate::error::{FieldError, Result, ServiceError};
use crate::interventions::ceiling::Watched;
use crate::jobs::{self, JobKind};
use crate::tickets;
use crate::tickets::notify::{self, News};

/// Tells every mark that was reached and not told yet, and asks to be woken when the next one will be.
pub(crate) async fn watch(context: &Context, tx: &mut Tx, ticket: &TicketRow) -> Result<()> {
    let now = context.now();
    let key = format!("ceiling:{}", ticket.id);
    store::jobs::cancel(tx, &key, now).await?;
    let books = Books::read(tx, ticket).await?;
    if books.agreements.values().all(|one| one.budget.is_none()) {
        return Ok(());
    }
    let (lines, _) = books.lines(Some(now))?;
    for (id, agreement) in &books.agreements {
        let AgreementId::Order(order) = *id else {
            continue;
        };
        let due = agreement
            .budget
            .as_ref()
            .and_then(|budget| budget.notice(Ledger::spent(&lines, *id), now));
        if let Some((mark, _)) = due {
            tell(context, tx, ticket, (order, scope(&books, order)), mark).await?;
        }
    }
    let orders = books.running.iter().filter_map(|row| row.order_id);
    let next = orders.filter_map(|order| books.next_mark(order, now)).min();
    if let Some(at) = next {
        let watched = Watched {
            ticket: ticket.number,
        };
        jobs::enqueue(context, tx, JobKind::WatchCeiling, &watched, Some(key), at).await?;
    }
    Ok(())
}

fn scope(books: &Books, id: OrderId) -> &str {
    let order = books.orders.iter().find(|order| order.id == id);
    order.map_or("", |order| order.scope.as_str())
}

async fn tell(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    (order, scope): (OrderId, &str),
    mark: Mark,
) -> Result<()> {
    let row = OrderMarkRow {
        id: context.id(RowId::from_uuid),
        order_id: order,
        ceiling_cents: mark.ceiling,
        level: mark.level,
        spent_cents: mark.spent,
        told_at: mark.at,
    };
    store::orders::mark(tx, &row).await?;
    let event = audit::event(context, EventKind::CeilingMarked)
        .with("order", order.to_string())
        .with("level", mark.level.code())
        .with("ceiling_cents", mark.ceiling.0)
        .with("spent_cents", mark.spent.0);
    let link = audit::append(context, tx, ticket.organization_id, event.on(ticket.id)).await?;
    let news = News::CeilingNear {
        scope,
        level: mark.level,
        ceiling: mark.ceiling,
    };
    notify::about_money(context, tx, ticket, news, &link).await?;
    notify::assignee(context, tx, ticket, news, None).await
}

/// The customer raises the ceiling of an accepted order: what lay beyond is charged up to the new one.
///
/// # Errors
/// [`ServiceError::Invalid`] on `ceiling` when it is not higher; not found where there is no such order or it has no ceiling.
pub async fn raise(op: &OpContext, number: TicketNumber, id: OrderId, typed: &str) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let ticket = tickets::hold(op, &mut tx, number, Action::AcceptPrice).await?;
    is_ours(&ticket)?;
    let books = Books::read(&mut tx, &ticket).await?;
    let agreement = books.agreements.get(&AgreementId::Order(id));
    let budget = agreement.and_then(|one| one.budget.as_ref());
    let budget = budget.ok_or(ServiceError::NotFound)?;
    let to = Cents::typed(typed).filter(|cents| *cents > Cents::ZERO);
    let to = to.ok_or_else(|| ServiceError::field("ceiling", "amount"))?;
    let (by, now) = (op.actor.person, op.now());
    let before = budget.ceiling();
    if budget.raised(to, by, now).is_err() {
        let error = FieldError::new("ceiling", "not_higher");
        return Err(ServiceError::Invalid(vec![error]));
    }
    let row = OrderRaiseRow {
        id: op.app.id(RowId::from_uuid),
        order_id: id,
        ceiling_cents: to,
        raised_by: by,
        raised_at: now,
    };
    store::orders::raise(&mut tx, &row).await?;
    let event = audit::by(op, EventKind::CeilingRaised)
        .with("order", id.to_string())
        .with("ceiling_before_cents", before.0)
        .with("ceiling_cents", to.0);
    finish(op, tx, ticket, event).await
}
