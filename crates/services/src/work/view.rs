//! The pages of work: a ticket's, and one entry's.

use std::collections::BTreeMap;

use domain::billing::{AgreementId, Article, ArticleCode, Ledger, Line, WorkEntry};
use domain::charge::Cents;
use domain::ids::{OrderId, PersonId, TicketNumber, WorkEntryId};
use domain::policy::{Action, may};
use store::Tx;
use store::orders::OrderRow;
use store::tickets::TicketRow;

use super::books::Books;
use super::entry::{is_ours, order_of, traced};
use super::timer::{Running, usual_article};
use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::names::Names;
use crate::tickets::{self, resource};

/// How the ceiling of an order stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// What is done for the money.
    pub scope: String,
    /// The ceiling in force, net.
    pub ceiling: Cents,
    /// What was worked under it, net, with what runs.
    pub spent: Cents,
}

/// The work on a ticket.
#[derive(Debug)]
pub struct WorkView {
    /// The ticket.
    pub ticket: TicketRow,
    /// The reader.
    pub me: PersonId,
    /// The reader may change other people's entries.
    pub approves: bool,
    /// Timers that run on it.
    pub running: Vec<Running>,
    /// The reader's timer runs on another ticket.
    pub elsewhere: Option<TicketNumber>,
    /// A finding stopped the work.
    pub stopped: bool,
    /// What was entered, in order.
    pub entries: Vec<WorkEntry>,
    /// What it comes to, drafts and what runs included.
    pub lines: Vec<Line>,
    /// Its accepted orders.
    pub orders: Vec<OrderRow>,
    /// Ceilings of these orders.
    pub limits: Vec<Limit>,
    /// What can be entered, by the tariff of today.
    pub articles: BTreeMap<ArticleCode, Article>,
    /// What is preset.
    pub usual: (ArticleCode, Option<OrderId>),
    /// Names of everybody who worked or decided.
    pub names: BTreeMap<PersonId, String>,
}

/// One entry with its trace.
#[derive(Debug)]
pub struct EntryView {
    /// The ticket's page.
    pub work: WorkView,
    /// The entry.
    pub entry: WorkEntry,
    /// The order it rests on.
    pub order: Option<OrderId>,
}

async fn read(op: &OpContext, tx: &mut Tx, ticket: TicketRow) -> Result<WorkView> {
    let now = op.now();
    let books = Books::read(tx, &ticket).await?;
    let (lines, _) = books.lines(Some(now))?;
    let limit = |order: &OrderRow| {
        let id = AgreementId::Order(order.id);
        let budget = books.agreements.get(&id)?.budget.as_ref()?;
        Some(Limit {
            scope: order.scope.clone(),
            ceiling: budget.ceiling(),
            spent: Ledger::spent(&lines, id),
        })
    };
    let limits = books.accepted().filter_map(limit).collect();
    let worked = books.entries.iter().map(WorkEntry::person);
    let decided = books
        .entries
        .iter()
        .filter_map(|one| Some(one.decided()?.0));
    let timed = books.running.iter().map(|row| row.person_id);
    let people: Vec<PersonId> = worked.chain(decided).chain(timed).collect();
    let names = Names::default().of_all(tx, people).await?;
    let running = books.running.iter().map(|row| Running {
        person: row.person_id,
        name: names.get(&row.person_id).cloned().unwrap_or_default(),
        since: row.started_at,
        article: row.article.clone(),
        order: row.order_id,
    });
    let mut elsewhere = None;
    for row in store::work::list_running(tx, op.actor.person).await? {
        if row.ticket_id != ticket.id {
            let other = store::tickets::find_by_id(tx, row.ticket_id).await?;
            elsewhere = other.map(|other| other.number);
        }
    }
    Ok(WorkView {
        me: op.actor.person,
        approves: may(&op.actor, Action::ApproveWork, &resource(&ticket)).is_ok(),
        running: running.collect(),
        elsewhere,
        stopped: books
            .finding()
            .is_some_and(|found| found.billable_from().is_none()),
        orders: books.accepted().cloned().collect(),
        limits,
        articles: books.prices.book.articles(now),
        usual: (usual_article(tx, &ticket, now).await?, books.usual()),
        names,
        entries: books.entries,
        lines,
        ticket,
    })
}

/// The work on a ticket, for the desk.
///
/// # Errors
/// Not found for foreign tickets; a conflict on interventions, whose work stands in their procedure.
pub async fn view(op: &OpContext, number: TicketNumber) -> Result<WorkView> {
    let mut tx = op.app.db().read().await?;
    let ticket = tickets::find(op, &mut tx, number, Action::EnterWork).await?;
    is_ours(&ticket)?;
    read(op, &mut tx, ticket).await
}

/// One entry, for whoever may change it: whoever worked, and managers.
///
/// # Errors
/// Not found for foreign entries; `Denied` for other people's.
pub async fn entry(op: &OpContext, number: TicketNumber, id: WorkEntryId) -> Result<EntryView> {
    let mut tx = op.app.db().read().await?;
    let ticket = tickets::find(op, &mut tx, number, Action::EnterWork).await?;
    is_ours(&ticket)?;
    let row = super::entry::find(op, &mut tx, &ticket, id).await?;
    let entry = traced(&mut tx, &row).await?.ok_or(ServiceError::NotFound)?;
    let mut work = read(op, &mut tx, ticket).await?;
    let editors: Vec<PersonId> = entry.trace().iter().map(|edit| edit.by).collect();
    let names = Names::default().of_all(&mut tx, editors).await?;
    work.names.extend(names);
    Ok(EntryView {
        order: order_of(&entry),
        work,
        entry,
    })
}
