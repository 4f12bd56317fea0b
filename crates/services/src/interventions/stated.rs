//! The bill of an intervention as lines of a statement: the work that was approved, and prices for the whole once it is over.

use domain::bill::{self, Meter};
use domain::billing::{AgreementId, ArticleCode, EntryState, FixedPrice, Line, Priced, Unbilled};
use domain::charge::{Cents, Tariff};
use domain::ids::AuthorizationId;
use domain::time::Timestamp;
use store::Tx;
use store::tickets::TicketRow;
use store::work::WorkEntryRow;

use super::Case;
use super::money::{Money, Round};
use crate::error::{Result, ServiceError};

/// The article of a started unit.
const UNITS: &str = "remote-hands";

/// Every line of an intervention's bill, in the order of time; of time only what was approved.
pub(crate) async fn lines(tx: &mut Tx, ticket: &TicketRow, now: Timestamp) -> Result<Vec<Line>> {
    let case = Case::load(tx, ticket.number, false).await?;
    let mut money = Money::load(tx, &case).await?;
    let mut lines = Vec::new();
    for round in &mut money.rounds {
        round
            .entries
            .retain(|entry| entry.state == EntryState::Approved);
    }
    for round in &money.rounds {
        let mut timed = money.timed(round, ticket, now)?;
        timed.sort_by_key(|line| (line.priced.from, line.person));
        let nets: Vec<Cents> = timed.iter().map(|line| line.net).collect();
        for (line, parts) in timed.iter_mut().zip(bill::divide(round.ceiling(), &nets)) {
            line.beyond = parts.beyond;
            line.unbilled = (parts.beyond > Cents::ZERO).then_some(Unbilled::Ceiling);
        }
        lines.extend(timed);
    }
    if let Some(over) = ticket.resolved_at.or(ticket.closed_at) {
        lines.extend(money.whole(ticket, over));
    }
    Ok(lines)
}

/// Which tariff item a price by time is.
fn article(tariff: Tariff) -> Result<ArticleCode> {
    match tariff {
        Tariff::PerUnit { .. } => UNITS.parse().map_err(ServiceError::internal),
        _ => Ok(ArticleCode::work()),
    }
}

impl Money {
    /// The units of the work of a round, before its ceiling.
    fn timed(&self, round: &Round, ticket: &TicketRow, now: Timestamp) -> Result<Vec<Line>> {
        let jobs = self.metered(round, |meter: Meter<'_>| meter.units(now));
        let mut lines = Vec::new();
        for (places, parts) in jobs {
            let worked: Vec<_> = places
                .iter()
                .filter_map(|n| round.entries.get(*n))
                .collect();
            let Some(first) = worked.first() else {
                continue;
            };
            for priced in parts {
                lines.push(Line {
                    ticket: ticket.id,
                    person: Some(first.person_id),
                    article: article(first.tariff)?,
                    agreement: round.authorization.map(AgreementId::Authorization),
                    entries: worked.iter().map(|entry| entry.id).collect(),
                    net: priced.amount(priced.units),
                    from_quota: 0,
                    beyond: Cents::ZERO,
                    unbilled: None,
                    priced,
                });
            }
        }
        Ok(lines)
    }

    /// Prices for the whole: accepted offers and signed tasks something was done for.
    fn whole(&self, ticket: &TicketRow, over: Timestamp) -> Vec<Line> {
        let signed = |round: &Round| round.authorization;
        let authorization: Option<AuthorizationId> = self.rounds.iter().rev().find_map(signed);
        let mut lines = Vec::new();
        for line in self.lines(over) {
            if !self.is_whole(&line) {
                continue;
            }
            let order = line.order.map(AgreementId::Order);
            let Some(agreement) = order.or(authorization.map(AgreementId::Authorization)) else {
                continue;
            };
            let code = line.task.map(|task| task.code().replace('_', "-"));
            let code = code.and_then(|code| code.parse().ok());
            let price = FixedPrice {
                ticket: ticket.id,
                article: code.unwrap_or_else(ArticleCode::work),
                agreement,
                done_at: over,
                price: line.amount.within,
            };
            let version = self.calendar_version(over);
            lines.push(Line::whole(
                &price,
                Priced::whole(price.price, over, version),
            ));
        }
        lines
    }
}

/// What counts: neither discarded nor taken back.
pub(super) fn standing(rows: Vec<WorkEntryRow>) -> Vec<WorkEntryRow> {
    let taken = |row: &WorkEntryRow| {
        row.reverses.is_some()
            || row.state == EntryState::Discarded
            || rows.iter().any(|one| one.reverses == Some(row.id))
    };
    rows.iter().filter(|row| !taken(row)).cloned().collect()
}
