//! Statements of work: what a customer owes for a month, as it is now, and as it was closed. // billing rules 9 to 14
//!
//! Everything is computed anew from what was entered; only closed statements are kept. What changes afterwards comes into the
//! next one. It is a Leistungsnachweis, no invoice (RULINGS 20).

mod month;
mod notify;

use std::collections::BTreeMap;

use domain::audit::EventKind;
use domain::billing::vat::Vat;
use domain::billing::{
    AgreementId, Article, ArticleCode, Line, Stated, Statement, StatementRefusal, Terms,
};
use domain::ids::{OrganizationId, PersonId, RowId, TicketId};
use domain::policy::{Action, Reason, Resource, may, staff_may};
use domain::ticket::Class;
use domain::time::{Timestamp, local};
use serde_json::Value;
use store::Tx;
use store::organizations::OrganizationRow;
pub use store::statements::StatementRow;

use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::interventions::{letterhead, stated};
use crate::names::Names;
use crate::tax::Taxes;
use crate::work::Books;
use crate::{audit, tariffs};

pub use month::Month;

/// When and by whom a statement was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A statement with everything its page names.
#[derive(Debug)]
pub struct StatementView {
    /// The customer.
    pub organization: OrganizationRow,
    /// Its month.
    pub month: Month,
    /// What it says.
    pub statement: Statement,
    /// Closed; `None`: it changes with what is entered.
    pub closed: Option<Closed>,
    /// Entries up to its end nobody has approved.
    pub drafts: usize,
    /// It can be closed now: its month is over, and no later one was closed.
    pub may_close: bool,
    /// Number and subject of its tickets.
    pub tickets: BTreeMap<TicketId, (i64, String)>,
    /// Who worked.
    pub people: BTreeMap<PersonId, String>,
    /// What the tariffs call their articles.
    pub articles: BTreeMap<ArticleCode, Article>,
    /// What its orders are about.
    pub orders: BTreeMap<AgreementId, String>,
    /// The letterhead, in the shape of `documents::Provider`.
    pub provider: Value,
}

/// What the orders are about that the lines rest on.
async fn scopes(tx: &mut Tx, statement: &Statement) -> Result<BTreeMap<AgreementId, String>> {
    let mut scopes = BTreeMap::new();
    for stated in &statement.lines {
        if let Some(id @ AgreementId::Order(order)) = stated.line.agreement
            && !scopes.contains_key(&id)
        {
            let row = store::orders::find(tx, order).await?;
            scopes.insert(id, row.map(|row| row.scope).unwrap_or_default());
        }
    }
    Ok(scopes)
}

/// Every line there has ever been for a customer up to a moment.
async fn lines(
    tx: &mut Tx,
    organization: OrganizationId,
    until: Timestamp,
    now: Timestamp,
) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for ticket in store::statements::tickets(tx, organization, until).await? {
        if ticket.class == Class::Intervention {
            lines.extend(stated::lines(tx, &ticket, now).await?);
        } else {
            lines.extend(Books::read(tx, &ticket).await?.lines(None)?.0);
        }
    }
    lines.sort_by_key(|line| (line.priced.from, line.ticket, line.person));
    Ok(lines)
}

/// What earlier statements said.
fn earlier(all: &[StatementRow], month: Month) -> Vec<Stated> {
    let before = all.iter().filter(|row| row.first_day < month.first_day());
    before.flat_map(|row| row.lines.clone()).collect()
}

fn refused(refusal: StatementRefusal) -> ServiceError {
    match refusal {
        // A place in the EU without a rate: entered first, never taken as 0 %. // V-05
        StatementRefusal::NoRate(_) => ServiceError::Conflict("no_vat_rate"),
        StatementRefusal::NotOver => ServiceError::Conflict("statement_not_over"),
    }
}

async fn draw(
    tx: &mut Tx,
    organization: &OrganizationRow,
    (month, all): (Month, &[StatementRow]),
    now: Timestamp,
) -> Result<Statement> {
    let period = month.period()?;
    let lines = lines(tx, organization.id, period.ends(), now).await?;
    let taxes = Taxes::of(tx, organization).await?;
    let vat = Vat {
        table: &taxes.table,
        supplier: taxes.supplier,
        customer: &taxes.customer,
        today: local(now).date(),
    };
    let terms = Terms { period, vat };
    Statement::new(terms, &lines, &earlier(all, month)).map_err(refused)
}

async fn find(
    op: &OpContext,
    tx: &mut Tx,
    id: OrganizationId,
    action: Action,
) -> Result<OrganizationRow> {
    may(&op.actor, action, &Resource::of(id))?;
    store::organizations::find(tx, id)
        .await?
        .ok_or(ServiceError::NotFound)
}

/// The statement of a customer for a month. Customers see closed ones only.
///
/// # Errors
/// Not found for foreign customers, and for what is not closed where a customer asks; a conflict `no_vat_rate`.
pub async fn view(op: &OpContext, id: OrganizationId, month: Month) -> Result<StatementView> {
    let mut tx = op.app.db().read().await?;
    let organization = find(op, &mut tx, id, Action::ReadStatements).await?;
    let all = store::statements::list(&mut tx, id).await?;
    let row = all.iter().find(|row| row.first_day == month.first_day());
    let now = op.now();
    let period = month.period()?;
    // What is not closed is the business of whoever closes it.
    if row.is_none() && may(&op.actor, Action::ApproveWork, &Resource::of(id)).is_err() {
        return Err(ServiceError::NotFound);
    }
    let (statement, closed) = if let Some(row) = row {
        let said = Statement::closed(period, row.lines.clone(), row.shows_gross);
        let by = Names::default().of(&mut tx, Some(row.closed_by)).await?;
        let at = row.closed_at;
        (said, Some(Closed { by, at }))
    } else {
        let drawn = draw(&mut tx, &organization, (month, &all), now).await?;
        (drawn, None)
    };
    let orders = scopes(&mut tx, &statement).await?;
    let worked = store::work::list_of_organization(&mut tx, id, period.ends()).await?;
    let is_draft =
        |row: &&store::work::WorkEntryRow| row.state == domain::billing::EntryState::Draft;
    let titles = store::statements::titles(&mut tx, id).await?;
    let people: Vec<PersonId> = statement
        .lines
        .iter()
        .filter_map(|stated| stated.line.person)
        .collect();
    let articles = tariffs::articles(&mut tx, id, period.ends().min(now)).await?;
    Ok(StatementView {
        may_close: closed.is_none() && may_close(&all, month, &statement, now).is_ok(),
        drafts: worked.iter().filter(is_draft).count(),
        tickets: titles
            .into_iter()
            .map(|(id, number, subject)| (id, (number, subject)))
            .collect(),
        people: Names::default().of_all(&mut tx, people).await?,
        articles,
        provider: letterhead(&mut tx).await?,
        organization,
        month,
        statement,
        closed,
        orders,
    })
}

fn may_close(
    all: &[StatementRow],
    month: Month,
    statement: &Statement,
    now: Timestamp,
) -> Result<()> {
    if all.iter().any(|row| row.first_day >= month.first_day()) {
        return Err(ServiceError::Conflict("statement_closed"));
    }
    statement.may_close(now).map_err(refused)
}

/// Closes the statement of a month that is over: from then on it stays, and its customer reads it and is told by
/// mail.
///
/// # Errors
/// [`ServiceError::Conflict`] `statement_not_over`, `statement_closed` where it or a later one was closed before, `no_vat_rate`;
/// `Denied` for everybody but managers.
pub async fn close(op: &OpContext, id: OrganizationId, month: Month) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    find(op, &mut tx, id, Action::ApproveWork).await?;
    // Held, so that two who close at once do not both.
    let organization = store::organizations::find_for_update(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let all = store::statements::list(&mut tx, id).await?;
    let now = op.now();
    let statement = draw(&mut tx, &organization, (month, &all), now).await?;
    may_close(&all, month, &statement, now)?;
    let row = StatementRow {
        id: op.app.id(RowId::from_uuid),
        organization_id: id,
        first_day: month.first_day(),
        last_day: month.last_day(),
        lines: statement.lines.clone(),
        shows_gross: statement.shows_gross,
        net_cents: statement.net,
        gross_cents: statement.gross,
        closed_by: op.actor.person,
        closed_at: now,
    };
    store::statements::insert(&mut tx, &row).await?;
    let event = audit::by(op, EventKind::StatementClosed)
        .with("month", month.to_string())
        .with("net_cents", statement.net.0)
        .with("gross_cents", statement.gross.0);
    audit::append(&op.app, &mut tx, id, event).await?;
    notify::closed(op, &mut tx, id, month).await?;
    tx.save().await?;
    op.app.hub().tell(id, None);
    Ok(())
}

/// A customer in the list of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerLine {
    /// Which.
    pub id: OrganizationId,
    /// Name.
    pub name: String,
    /// Entries that began in the month.
    pub entries: i64,
    /// Those of them nobody has approved.
    pub drafts: i64,
    /// The closed statement: net and gross.
    pub closed: Option<StatementRow>,
}

/// Customers with work in a month, or with a statement of it.
///
/// # Errors
/// `Denied` for everybody but managers.
pub async fn of_month(op: &OpContext, month: Month) -> Result<Vec<CustomerLine>> {
    if !staff_may(op.actor.staff, Action::ReadStatements) {
        return Err(ServiceError::Denied(Reason::Role.code()));
    }
    let mut tx = op.app.db().read().await?;
    let period = month.period()?;
    let mut closed = store::statements::of_day(&mut tx, &month.first_day()).await?;
    let mut lines = Vec::new();
    for (id, name, entries, drafts) in
        store::work::worked_for(&mut tx, period.begins(), period.ends()).await?
    {
        let at = closed.iter().position(|row| row.organization_id == id);
        lines.push(CustomerLine {
            id,
            name,
            entries,
            drafts,
            closed: at.map(|at| closed.swap_remove(at)),
        });
    }
    for row in closed {
        let organization = store::organizations::find(&mut tx, row.organization_id).await?;
        lines.push(CustomerLine {
            id: row.organization_id,
            name: organization.map(|one| one.name).unwrap_or_default(),
            entries: 0,
            drafts: 0,
            closed: Some(row),
        });
    }
    Ok(lines)
}

/// The closed statements of the customers the actor belongs to, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn mine(op: &OpContext) -> Result<Vec<(String, StatementRow)>> {
    let mut tx = op.app.db().read().await?;
    let mut all = Vec::new();
    for membership in &op.actor.memberships {
        let id = membership.organization;
        if may(&op.actor, Action::ReadStatements, &Resource::of(id)).is_err() {
            continue;
        }
        let organization = store::organizations::find(&mut tx, id).await?;
        let name = organization.map(|one| one.name).unwrap_or_default();
        let rows = store::statements::list(&mut tx, id).await?;
        all.extend(rows.into_iter().map(|row| (name.clone(), row)));
    }
    all.sort_by(|a, b| b.1.first_day.cmp(&a.1.first_day));
    Ok(all)
}
