//! Offers: a task on request gets a price, the customer accepts or declines; the authorization then needs a new version. // RULINGS 4

use domain::audit::EventKind;
use domain::charge::{Cents, Tariff};
use domain::contract::OrderState;
use domain::ids::{OrderId, TicketNumber};
use domain::intervention::scope::Offer;
use domain::intervention::{Task, TaskMode};
use domain::policy::Action;
use store::Tx;
use store::orders::OrderRow;

use super::{Case, ceiling, facts, notify};
use crate::context::OpContext;
use crate::error::{Checks, Result, ServiceError};
use crate::terms::{self, Typed};

pub use crate::terms::Answer;

/// An offer as filled in by the engineer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfferForm {
    /// Code of the [`Task`].
    pub task: String,
    /// What is to be done.
    pub scope: String,
    /// How it is charged: `fixed`, or `time` at the tariff of the plan in force.
    pub kind: String,
    /// The fixed price in EUR as typed.
    pub price: String,
    /// Above this nothing is billed, in EUR as typed; mandatory for work charged by time.
    pub ceiling: String,
}

/// The same, checked.
struct Offered {
    task: Task,
    scope: String,
    tariff: Tariff,
    ceiling: Option<Cents>,
}

impl OfferForm {
    fn check(&self, scope: &str, by_time: Tariff) -> Result<Offered> {
        let mut checks = Checks::new();
        let task = checks.code("task", &self.task);
        let scope = checks.text("scope", scope, 2_000);
        let typed = Typed {
            kind: &self.kind,
            price: &self.price,
            ceiling: &self.ceiling,
        };
        let terms = typed.check(&mut checks, by_time);
        checks.finish()?;
        match (task, terms) {
            (Some(task), Some((tariff, ceiling))) => Ok(Offered {
                task,
                scope,
                tariff,
                ceiling,
            }),
            _ => Err(ServiceError::field("task", "choice")),
        }
    }
}

/// Tasks that want a price: chosen ones without price and open offer, and all a price can be offered for, those first.
pub(super) fn open_tasks(
    lines: &[Offer],
    orders: &[OrderRow],
    chosen: &[Task],
) -> (Vec<Task>, Vec<Task>) {
    let offered = |task| {
        orders
            .iter()
            .any(|order| order.task == Some(task) && order.state == OrderState::Offered)
    };
    let waits = |line: &&Offer| line.mode == TaskMode::OnRequest && chosen.contains(&line.task);
    let waiting: Vec<Task> = lines
        .iter()
        .filter(waits)
        .map(|line| line.task)
        .filter(|task| !offered(*task))
        .collect();
    let accepted = |task| {
        orders
            .iter()
            .any(|order| order.task == Some(task) && order.state == OrderState::Accepted)
    };
    let others = lines
        .iter()
        .filter(|line| line.task.against_fee() && line.mode != TaskMode::NotOffered)
        .map(|line| line.task)
        .filter(|task| !waiting.contains(task) && !accepted(*task));
    let offerable = waiting.iter().copied().chain(others).collect();
    (waiting, offerable)
}

/// Offers a price. A newer offer for the same task takes the open one back.
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Invalid`] on every field, and on `task` when it is not offered at all, or agreed
/// already; a conflict once the case is over.
pub async fn offer(op: &OpContext, number: TicketNumber, form: &OfferForm) -> Result<OrderId> {
    let mut tx = op.app.db().begin().await?;
    let case = Case::hold(op, &mut tx, number, Action::OfferPrice).await?;
    let (mut tx, [scope]) = case.screen(op, tx, [("scope", &form.scope)]).await?;
    let plan = facts::plan(&mut tx, &case, op.now()).await?;
    let by_time = crate::catalogue::in_force(&mut tx).await?.work_tariff(plan);
    let form = form.check(&scope, by_time)?;
    if !case.procedure.is_open() {
        return Err(ServiceError::Conflict("wrong_state"));
    }
    take_back(op, &mut tx, &case, form.task).await?;
    let (task, ceiling) = (form.task, form.ceiling);
    let offered = terms::Offered {
        task: Some(task),
        scope: form.scope,
        tariff: form.tariff,
        ceiling,
    };
    let row = terms::offer(op, &mut tx, case.ticket.id, offered).await?;
    let event = case
        .event(op, EventKind::OrderOffered)
        .with("order", row.id.to_string())
        .with("task", task.code())
        .with("ceiling_cents", ceiling.map(|c| c.0));
    case.tell(&op.app, &mut tx, event).await?;
    let subject = (
        "Angebot zu Ihrer Intervention",
        "An offer for your intervention",
    );
    let text = (
        format!("Wir haben Ihnen ein Angebot gemacht: {}", row.scope),
        format!("We have made you an offer: {}", row.scope),
    );
    notify::text(op, &mut tx, &case, "order_offered", subject, text).await?;
    let id = row.id;
    case.save(&op.app, tx).await?;
    Ok(id)
}

/// Makes room for an offer: refuses what is agreed or not offered, ends what is open.
async fn take_back(op: &OpContext, tx: &mut Tx, case: &Case, task: Task) -> Result<()> {
    let orders = store::orders::list(tx, case.ticket.id).await?;
    let lines = facts::lines(tx, case, op.now()).await?;
    if !open_tasks(&lines, &orders, &case.row.request.tasks)
        .1
        .contains(&task)
    {
        return Err(ServiceError::field("task", "choice"));
    }
    let open = orders
        .into_iter()
        .filter(|order| order.task == Some(task) && order.state == OrderState::Offered);
    for order in open {
        let by = Some(op.actor.person);
        store::orders::decide(tx, order.id, OrderState::Withdrawn, by, op.now()).await?;
        let event = case
            .event(op, EventKind::OrderEnded)
            .with("order", order.id.to_string());
        case.tell(&op.app, tx, event).await?;
    }
    Ok(())
}

/// The offers of a ticket.
///
/// # Errors
/// [`ServiceError::NotFound`] for foreign tickets.
pub async fn offers(op: &OpContext, number: TicketNumber) -> Result<Vec<OrderRow>> {
    let mut tx = op.app.db().read().await?;
    let case = Case::read(op, &mut tx, number, Action::ReadTicket).await?;
    Ok(store::orders::list(&mut tx, case.ticket.id).await?)
}

/// Accepts or declines an offer. What is accepted becomes a task of the next signed version.
///
/// # Errors
/// [`ServiceError::Conflict`] `settled`, `too_late`.
pub async fn answer_offer(
    op: &OpContext,
    number: TicketNumber,
    id: OrderId,
    answer: Answer,
) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::AcceptPrice).await?;
    let row = store::orders::find(&mut tx, id)
        .await?
        .filter(|row| row.ticket_id == case.ticket.id)
        .ok_or(ServiceError::NotFound)?;
    let kind = terms::settle(&mut tx, &row, answer, op.actor.person, op.now()).await?;
    if answer == Answer::Accept
        && let Some(task) = row.task
        && !case.row.request.tasks.contains(&task)
    {
        case.row.request.tasks.push(task);
    }
    // The ceiling of accepted work is part of the next signature.
    if answer == Answer::Accept
        && let Some(ceiling) = row.ceiling_cents
        && case.row.request.ceiling.is_none_or(|now| now < ceiling)
    {
        case.row.request.ceiling = Some(ceiling);
    }
    let event = case.event(op, kind).with("order", id.to_string());
    case.tell(&op.app, &mut tx, event).await?;
    ceiling::watch(&op.app, &mut tx, &mut case).await?;
    case.save(&op.app, tx).await
}
