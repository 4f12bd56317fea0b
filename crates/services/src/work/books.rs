//! What the work on a ticket comes to: entries, orders, ceilings and findings as the rules of billing read them.

use std::collections::BTreeMap;

use domain::bill::{Meter, Stretch};
use domain::billing::{
    Agreement, AgreementId, ArticleCode, Balance, Content, FixedPrice, Ledger, Line, Reclassified,
    Span, StoredEntry, WorkEntry,
};
use domain::charge::{Ceiling, Cents, Tariff};
use domain::contract::OrderState;
use domain::ids::{OrderId, TicketId};
use domain::time::Timestamp;
use store::Tx;
use store::orders::OrderRow;
use store::tickets::TicketRow;
use store::work::WorkEntryRow;

use crate::error::{Result, ServiceError};
use crate::tariffs::Prices;
use crate::tickets::orders;

/// Everything the bill of a ticket that is no intervention is computed from.
pub(crate) struct Books {
    /// What was worked and ended.
    pub(crate) entries: Vec<WorkEntry>,
    /// Timers that run.
    pub(crate) running: Vec<WorkEntryRow>,
    /// What was offered, in order.
    pub(crate) orders: Vec<OrderRow>,
    /// What the customer agreed to, with its ceilings.
    pub(crate) agreements: BTreeMap<AgreementId, Agreement>,
    /// Tariffs and hours.
    pub(crate) prices: Prices,
    fixed: Vec<FixedPrice>,
    reclassified: BTreeMap<TicketId, Reclassified>,
}

impl Books {
    /// Reads them.
    pub(crate) async fn read(tx: &mut Tx, ticket: &TicketRow) -> Result<Self> {
        let rows = store::work::list(tx, ticket.id).await?;
        let (ended, running): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|row| row.stopped_at.is_some());
        let orders = store::orders::list(tx, ticket.id).await?;
        let mut agreements = BTreeMap::new();
        for order in &orders {
            agreements.extend(agreed(tx, order).await?.map(|one| (one.id, one)));
        }
        let standing = store::findings::standing(tx, ticket.id).await?;
        let found = match &standing {
            Some(row) => Some((ticket.id, orders::reclassified(row, &orders)?)),
            None => None,
        };
        Ok(Self {
            entries: ended.iter().filter_map(|row| entry(row, None)).collect(),
            running,
            fixed: whole(ticket, &orders),
            orders,
            agreements,
            prices: Prices::load(tx, ticket.system_id).await?,
            reclassified: found.into_iter().collect(),
        })
    }

    /// The finding that may have stopped the work.
    pub(crate) fn finding(&self) -> Option<&Reclassified> {
        self.reclassified.values().next()
    }

    /// Every line. With `drafts` also of work nobody has approved; what runs counts up to that moment.
    pub(crate) fn lines(&self, drafts: Option<Timestamp>) -> Result<(Vec<Line>, Vec<Balance>)> {
        let mut entries = self.entries.clone();
        if let Some(now) = drafts {
            entries.extend(self.running.iter().filter_map(|row| entry(row, Some(now))));
        }
        let ledger = Ledger {
            entries: &entries,
            drafts: drafts.is_some(),
            agreements: &self.agreements,
            fixed: &self.fixed,
            quotas: &[],
            reclassified: &self.reclassified,
            calendar: &self.prices.calendar,
            book: &|_| &self.prices.book,
        };
        ledger.lines().map_err(ServiceError::internal)
    }

    /// Accepted orders by time, in the order they were offered.
    pub(crate) fn accepted(&self) -> impl Iterator<Item = &OrderRow> {
        let accepted = |order: &&OrderRow| order.state == OrderState::Accepted;
        self.orders.iter().filter(accepted)
    }

    /// The order that is preset: the only accepted one, else the one of the last entry.
    pub(crate) fn usual(&self) -> Option<OrderId> {
        let last = self.entries.last().and_then(|one| one.content().agreement);
        let mut all = self.accepted();
        match (all.next(), all.next(), last) {
            (Some(_), Some(_), Some(AgreementId::Order(id))) => Some(id),
            (Some(only), None, _) => Some(only.id),
            _ => None,
        }
    }

    /// When work on an order that runs now reaches the next mark of its ceiling.
    pub(crate) fn next_mark(&self, order: OrderId, now: Timestamp) -> Option<Timestamp> {
        let agreement = self.agreements.get(&AgreementId::Order(order))?;
        let ceiling = Ceiling(agreement.budget.as_ref()?.ceiling());
        let tariff = agreement.tariff?;
        let stretch = |row: &WorkEntryRow, to| Stretch {
            person: row.person_id,
            task: None,
            from: row.started_at.max(agreement.accepted_at),
            to,
            tariff,
            billable: row.waived.is_empty(),
        };
        let mut stretches: Vec<Stretch> = Vec::new();
        for one in WorkEntry::effective(&self.entries).chain(drafts(&self.entries)) {
            let content = one.content();
            if content.agreement == Some(AgreementId::Order(order)) {
                stretches.push(Stretch {
                    person: one.person(),
                    task: None,
                    from: content.span.from().max(agreement.accepted_at),
                    to: Some(content.span.to()),
                    tariff,
                    billable: content.waived.is_empty(),
                });
            }
        }
        let mine = self
            .running
            .iter()
            .filter(|row| row.order_id == Some(order));
        stretches.extend(mine.map(|row| stretch(row, None)));
        let pricing = self.prices.pricing();
        let meter = Meter {
            pricing,
            stretches: &stretches,
        };
        meter.next_mark(ceiling, now)
    }

    /// The price by time that was agreed, or that of the tariff.
    pub(crate) fn tariff(&self, content: &Content) -> Tariff {
        let agreed = content.agreement.and_then(|id| self.agreements.get(&id));
        let listed = || {
            let rate = self.prices.book.rate(&content.article, content.span.from());
            match rate?.charging {
                domain::billing::Charging::At(tariff) => Some(tariff),
                domain::billing::Charging::OnOffer => None,
            }
        };
        agreed
            .and_then(|one| one.tariff)
            .or_else(listed)
            .unwrap_or(Tariff::Free)
    }
}

fn drafts(entries: &[WorkEntry]) -> impl Iterator<Item = &WorkEntry> {
    entries
        .iter()
        .filter(|one| one.state() == domain::billing::EntryState::Draft)
}

/// The agreement an order has become, with every raise of its ceiling and every mark that was told.
async fn agreed(tx: &mut Tx, order: &OrderRow) -> Result<Option<Agreement>> {
    let decided = order.decided_by.zip(order.decided_at);
    let Some(mut agreement) = Agreement::of_order(order.id, order.state, &order.terms(), decided)
    else {
        return Ok(None);
    };
    if let Some(mut budget) = agreement.budget.take() {
        let raises = store::orders::list_raises(tx, order.id).await?;
        let marks = store::orders::list_marks(tx, order.id).await?;
        let told = |since: Option<Timestamp>, until: Option<Timestamp>| {
            let within = move |at: Timestamp| {
                since.is_none_or(|since| at >= since) && until.is_none_or(|until| at < until)
            };
            let marks = marks.iter().filter(move |mark| within(mark.told_at));
            marks
                .map(|mark| (mark.spent_cents, mark.told_at))
                .collect::<Vec<_>>()
        };
        let mut since = None;
        for raise in &raises {
            budget = replay(budget, told(since, Some(raise.raised_at)));
            budget = budget
                .raised(raise.ceiling_cents, raise.raised_by, raise.raised_at)
                .map_err(ServiceError::internal)?;
            since = Some(raise.raised_at);
        }
        agreement.budget = Some(replay(budget, told(since, None)));
    }
    Ok(Some(agreement))
}

fn replay(
    budget: domain::billing::Budget,
    marks: Vec<(Cents, Timestamp)>,
) -> domain::billing::Budget {
    marks.into_iter().fold(budget, |budget, (spent, at)| {
        budget.notice(spent, at).map_or(budget, |(_, next)| next)
    })
}

/// What was accepted with one price is owed once the ticket is over.
fn whole(ticket: &TicketRow, orders: &[OrderRow]) -> Vec<FixedPrice> {
    let Some(done_at) = ticket.resolved_at.or(ticket.closed_at) else {
        return Vec::new();
    };
    let price = |order: &OrderRow| match order.tariff {
        Tariff::Fixed { price } if order.state == OrderState::Accepted => Some(FixedPrice {
            ticket: ticket.id,
            article: ArticleCode::work(),
            agreement: AgreementId::Order(order.id),
            done_at: done_at.max(order.decided_at.unwrap_or(done_at)),
            price,
        }),
        _ => None,
    };
    orders.iter().filter_map(price).collect()
}

/// An entry as the rules read it; one that runs as it would read if it ended then. `None`: no second has passed.
pub(crate) fn entry(row: &WorkEntryRow, now: Option<Timestamp>) -> Option<WorkEntry> {
    Some(WorkEntry::from(StoredEntry {
        id: row.id,
        ticket: row.ticket_id,
        person: row.person_id,
        content: content(row, now)?,
        state: row.state,
        decided: row
            .decided_by
            .zip(row.decided_at)
            .map(|(by, at)| (by, at, row.decided_why.clone())),
        reverses: row.reverses,
        trace: Vec::new(),
    }))
}

/// What an entry says.
pub(crate) fn content(row: &WorkEntryRow, now: Option<Timestamp>) -> Option<Content> {
    Some(Content {
        span: Span::new(row.started_at, row.stopped_at.or(now)?).ok()?,
        article: row.article.clone(),
        agreement: row.order_id.map(AgreementId::Order),
        appointment: row.appointment,
        note: row.note.clone(),
        waived: row.waived.clone(),
    })
}

/// The same the other way: what a row says from now on.
pub(crate) fn say(row: &mut WorkEntryRow, content: &Content, books: &Books) {
    row.started_at = content.span.from();
    row.stopped_at = Some(content.span.to());
    row.article = content.article.clone();
    row.order_id = match content.agreement {
        Some(AgreementId::Order(id)) => Some(id),
        _ => None,
    };
    row.appointment = content.appointment;
    row.note.clone_from(&content.note);
    row.waived.clone_from(&content.waived);
    row.billable = content.waived.is_empty();
    row.tariff = books.tariff(content);
}
