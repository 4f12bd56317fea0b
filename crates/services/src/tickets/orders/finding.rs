//! The customer's own application is the cause: finding, offer, acceptance, in this order. // M-29, M-31, M-32, rule 21
//!
//! From the finding on the ticket is a question in the service calendar, and work stops until an offer is accepted. Time before
//! stays as it was.

use domain::audit::EventKind;
use domain::billing::Reclassified;
use domain::contract::OrderState;
use domain::ids::{RowId, TicketNumber};
use domain::policy::Action;
use domain::ticket::{Class, REPEATED_DAYS, repeats, service_key};
use store::Tx;
use store::findings::FindingRow;
use store::orders::OrderRow;
use store::tickets::TicketRow;

use super::{OrderForm, by_time, end, takes_orders};
use crate::context::OpContext;
use crate::error::{Checks, Result, ServiceError};
use crate::tickets::change::becomes;
use crate::tickets::notify::{self, News};
use crate::{audit, terms};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// What was found, as filled in at the desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindingForm {
    /// The service that stands still because of it.
    pub service: String,
    /// What was found, as the customer reads it.
    pub finding: String,
    /// Why the plan does not cover it.
    pub excluded: String,
    /// The offer that goes with it; empty: it follows later.
    pub offer: OrderForm,
}

/// A fault is found to come from the customer's own application: the ticket becomes a question, its customer reads finding,
/// exclusion and offer, and nothing is worked or billed before an offer is accepted.
///
/// # Errors
/// [`ServiceError::Invalid`] on every field; a conflict on tickets that are over or no fault, and where a finding stands.
pub async fn reclassify(op: &OpContext, number: TicketNumber, form: &FindingForm) -> Result<()> {
    let (app, now) = (&op.app, op.now());
    let mut tx = app.db().begin().await?;
    let mut ticket = crate::tickets::hold(op, &mut tx, number, Action::ChangeClass).await?;
    takes_orders(&ticket)?;
    if !matches!(ticket.class, Class::Fault | Class::Emergency) {
        return Err(ServiceError::Conflict("no_fault"));
    }
    if store::findings::standing(&mut tx, ticket.id)
        .await?
        .is_some()
    {
        return Err(ServiceError::Conflict("found_already"));
    }
    let mut checks = Checks::new();
    let service = checks.plain("service", &form.service, 80);
    let finding = checks.plain("finding", &form.finding, 2_000);
    let excluded = checks.plain("excluded", &form.excluded, 1_000);
    let rate = by_time(&mut tx, &ticket, now).await?;
    let offered = if form.offer.is_empty() {
        None
    } else {
        form.offer.check(&mut checks, rate)
    };
    checks.finish()?;

    let nth = how_manyeth(op, &mut tx, &ticket, &service).await?;
    let row = FindingRow {
        id: app.id(RowId::from_uuid),
        ticket_id: ticket.id,
        system_id: ticket.system_id,
        service_key: service_key(&service),
        service,
        finding,
        excluded,
        from_class: ticket.class,
        nth,
        found_by: op.actor.person,
        found_at: now,
        withdrawn_by: None,
        withdrawn_at: None,
    };
    // What was worked up to this moment counts; nothing after it.
    crate::work::stop_all(op, &mut tx, &ticket).await?;
    store::findings::insert(&mut tx, &row).await?;
    let order = match offered {
        Some(offered) => Some(terms::offer(op, &mut tx, ticket.id, offered).await?),
        None => None,
    };
    let changed = becomes(op, &mut tx, &mut ticket, Class::Question).await?;

    let organization = ticket.organization_id;
    let event = audit::by(op, EventKind::FindingMade)
        .with("service", row.service.as_str())
        .with("finding", row.finding.as_str())
        .with("excluded", row.excluded.as_str())
        .with("nth", nth);
    let offer = order.as_ref().map(|order| {
        audit::by(op, EventKind::OrderOffered)
            .with("order", order.id.to_string())
            .with("ceiling_cents", order.ceiling_cents.map(|cents| cents.0))
    });
    let mut link = audit::append(app, &mut tx, organization, event.on(ticket.id)).await?;
    for event in changed.into_iter().chain(offer) {
        link = audit::append(app, &mut tx, organization, event.on(ticket.id)).await?;
    }
    crate::tickets::save(app, &mut tx, &mut ticket).await?;
    tell(op, &mut tx, (&ticket, &row, order.as_ref()), &link).await?;
    tx.save().await?;
    app.hub().tell(organization, Some(ticket.id));
    Ok(())
}

/// The customer reads finding and offer; the managers hear of what repeats.
async fn tell(
    op: &OpContext,
    tx: &mut Tx,
    (ticket, row, order): (&TicketRow, &FindingRow, Option<&OrderRow>),
    link: &domain::audit::Appended,
) -> Result<()> {
    let news = News::Found {
        text: &row.finding,
        why: &row.excluded,
        offer: order.map(|order| order.scope.as_str()),
    };
    notify::about_money(&op.app, tx, ticket, news, link).await?;
    if repeats(row.nth) {
        let (service, nth) = (row.service.as_str(), row.nth);
        notify::managers(&op.app, tx, ticket, News::Repeats { service, nth }).await?;
    }
    Ok(())
}

/// The how manyeth finding of this service on this system this would be; without a system each is the first.
async fn how_manyeth(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &TicketRow,
    service: &str,
) -> Result<i64> {
    let Some(system) = ticket.system_id else {
        return Ok(1);
    };
    let since = op.now().minus_seconds(REPEATED_DAYS * DAY);
    let before = store::findings::count_since(tx, system, &service_key(service), since).await?;
    Ok(before + 1)
}

/// A finding was wrong: the ticket is what it was, open offers end, and work goes on. What the customer accepted meanwhile stays.
///
/// # Errors
/// Not found where no finding stands; a conflict on tickets that are over.
pub async fn take_back(op: &OpContext, number: TicketNumber) -> Result<()> {
    let app = &op.app;
    let mut tx = app.db().begin().await?;
    let mut ticket = crate::tickets::hold(op, &mut tx, number, Action::ChangeClass).await?;
    takes_orders(&ticket)?;
    let row = store::findings::standing(&mut tx, ticket.id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    store::findings::withdraw(&mut tx, row.id, op.actor.person, op.now()).await?;
    let changed = becomes(op, &mut tx, &mut ticket, row.from_class).await?;
    let offers = store::orders::list(&mut tx, ticket.id).await?;
    for order in offers {
        if order.offered_at >= row.found_at && order.state.withdraw().is_ok() {
            end(op, &mut tx, &ticket, &order).await?;
        }
    }
    let organization = ticket.organization_id;
    let event = audit::by(op, EventKind::FindingWithdrawn).with("service", row.service.as_str());
    let mut link = audit::append(app, &mut tx, organization, event.on(ticket.id)).await?;
    if let Some(event) = changed {
        link = audit::append(app, &mut tx, organization, event.on(ticket.id)).await?;
    }
    crate::tickets::save(app, &mut tx, &mut ticket).await?;
    notify::about_money(app, &mut tx, &ticket, News::FoundWrong, &link).await?;
    tx.save().await?;
    app.hub().tell(organization, Some(ticket.id));
    Ok(())
}

/// The finding with what was offered since, as the rules of billing decide on it.
pub(crate) fn reclassified(row: &FindingRow, orders: &[OrderRow]) -> Result<Reclassified> {
    let wrong = ServiceError::internal;
    let mut case = Reclassified::found(&row.finding, &row.excluded, row.found_by, row.found_at)
        .map_err(wrong)?;
    // Of several offers the accepted one counts, else the newest.
    let mut since = orders.iter().filter(|one| one.offered_at >= row.found_at);
    let agreed = since.clone().find(|one| one.state == OrderState::Accepted);
    if let Some(order) = agreed.or_else(|| since.next_back()) {
        case = case
            .offered(order.id, order.terms(), order.offered_at)
            .map_err(wrong)?;
        let at = order.decided_at.unwrap_or(order.offered_at);
        case = match order.state {
            OrderState::Accepted => case.accepted(at).map_err(wrong)?,
            OrderState::Declined => case.declined(at).map_err(wrong)?,
            _ => case,
        };
    }
    Ok(case)
}

/// Whether work on a ticket is stopped at this moment: a finding stands and no offer for it was accepted.
///
/// # Errors
/// The database does not answer.
pub async fn work_is_stopped(tx: &mut Tx, ticket: &TicketRow) -> Result<bool> {
    let standing = store::findings::standing(tx, ticket.id).await?;
    let orders = store::orders::list(tx, ticket.id).await?;
    stopped(standing.as_slice(), &orders)
}

/// The same of what was read before.
pub(crate) fn stopped(findings: &[FindingRow], orders: &[OrderRow]) -> Result<bool> {
    let standing = findings.iter().find(|row| row.withdrawn_at.is_none());
    standing.map_or(Ok(false), |row| {
        Ok(reclassified(row, orders)?.billable_from().is_none())
    })
}
