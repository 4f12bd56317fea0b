//! From entries to lines: what may be billed, joined, priced, paid from quotas, divided at ceilings.

use std::collections::BTreeMap;

use super::agreement::{Agreement, AgreementId, FixedPrice};
use super::article::Charging;
use super::chain::{Einsatz, Kind, Piece, joined};
use super::entry::{EntryState, WorkEntry};
use super::line::{Line, Priced, Unbilled};
use super::period::Span;
use super::price::{Asked, PriceRefusal, Pricing};
use super::quota::{Balance, Quota, consume};
use super::reclassified::Reclassified;
use super::tariffs::PriceBook;
use super::vat::WorkKind;
use crate::bill;
use crate::calendar::History;
use crate::charge::Cents;
use crate::ids::TicketId;
use crate::time::Timestamp;

/// Everything one customer's charges are computed from.
#[derive(Clone, Copy)]
pub struct Ledger<'a> {
    /// All work entries.
    pub entries: &'a [WorkEntry],
    /// Whether drafts count too: for ceilings and for what is shown before anybody has approved anything. A running timer
    /// counts as a draft up to now.
    pub drafts: bool,
    /// What was agreed.
    pub agreements: &'a BTreeMap<AgreementId, Agreement>,
    /// Prices for the whole of something.
    pub fixed: &'a [FixedPrice],
    /// Units paid for in advance.
    pub quotas: &'a [Quota],
    /// Tickets that were found to be no fault of ours.
    pub reclassified: &'a BTreeMap<TicketId, Reclassified>,
    /// The billing calendar.
    pub calendar: &'a History,
    /// The tariffs that count for a ticket.
    pub book: &'a dyn Fn(TicketId) -> &'a PriceBook,
}

impl Ledger<'_> {
    /// Every line there has ever been, in the order of time, and what is left of the quotas.
    pub fn lines(&self) -> Result<(Vec<Line>, Vec<Balance>), PriceRefusal> {
        let gap = |kind: &Kind, at: Timestamp| {
            let terms = (self.book)(kind.ticket).terms(at);
            terms.map_or(0, |terms| terms.gap_s)
        };
        let mut lines = Vec::new();
        for job in joined(self.pieces(), gap) {
            lines.extend(self.priced(&job)?);
        }
        lines.extend(self.fixed.iter().map(|price| self.whole(price)));
        lines.sort_by_key(|line| (line.priced.from, line.ticket, line.person));
        let balances = consume(&mut lines, self.quotas);
        self.divide(&mut lines);
        Ok((lines, balances))
    }

    /// What has been worked under an agreement by time, net, also beyond its ceiling: what its marks are measured by.
    pub fn spent(lines: &[Line], agreement: AgreementId) -> Cents {
        let under = lines.iter().filter(|line| counts(line, agreement));
        under.map(|line| line.net).sum()
    }

    /// The entries cut where it changes whether they may be billed.
    fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let open = |entry: &&WorkEntry| self.drafts && entry.state() == EntryState::Draft;
        let drafts = self.entries.iter().filter(open);
        for entry in WorkEntry::effective(self.entries).chain(drafts) {
            let mut rest = Some(entry.content().span);
            for at in self.cuts(entry) {
                let (before, after) = rest.map_or((None, None), |span| span.cut(at));
                pieces.extend(before.map(|span| self.piece(entry, span)));
                rest = after;
            }
            pieces.extend(rest.map(|span| self.piece(entry, span)));
        }
        pieces
    }

    /// The instants at which the answer may change, in order.
    fn cuts(&self, entry: &WorkEntry) -> Vec<Timestamp> {
        let agreement = entry.content().agreement;
        let agreement = agreement.and_then(|id| self.agreements.get(&id));
        let found = self.reclassified.get(&entry.ticket());
        let ordered = found.and_then(Reclassified::billable_from);
        let mut cuts: Vec<Timestamp> = [
            agreement.map(|agreement| agreement.accepted_at),
            agreement.and_then(|agreement| agreement.until),
            found.map(|found| found.at),
            ordered.map(|(_, at)| at),
        ]
        .into_iter()
        .flatten()
        .collect();
        cuts.sort();
        cuts
    }

    fn piece(&self, entry: &WorkEntry, span: Span) -> Piece {
        let content = entry.content();
        Piece {
            kind: Kind {
                ticket: entry.ticket(),
                person: entry.person(),
                article: content.article.clone(),
                agreement: content.agreement,
                appointment: content.appointment,
                unbilled: self.unbilled(entry, span),
            },
            span,
            entry: entry.id(),
        }
    }

    /// Why a piece is not billed: one that lies on one side of every cut.
    fn unbilled(&self, entry: &WorkEntry, span: Span) -> Option<Unbilled> {
        if !entry.content().waived.trim().is_empty() {
            return Some(Unbilled::Waived);
        }
        let id = entry.content().agreement;
        if let Some(found) = self.reclassified.get(&entry.ticket())
            && !goes_on(found, id, span)
        {
            return Some(Unbilled::NotAccepted);
        }
        match id.and_then(|id| self.agreements.get(&id)) {
            None => Some(Unbilled::NotAgreed),
            Some(agreement) if !permits(agreement, span.from()) => Some(Unbilled::NotAccepted),
            Some(_) => None,
        }
    }

    fn priced(&self, job: &Einsatz) -> Result<Vec<Line>, PriceRefusal> {
        let kind = &job.kind;
        let agreement = kind.agreement.and_then(|id| self.agreements.get(&id));
        let pricing = Pricing {
            calendar: self.calendar,
            book: (self.book)(kind.ticket),
        };
        let parts = pricing.parts(Asked {
            article: &kind.article,
            appointment: kind.appointment,
            agreed: agreement.and_then(|agreement| agreement.tariff),
            spans: &job.spans,
            billed: kind.unbilled.is_none(),
        })?;
        let on_offer = |at| {
            let rate = pricing.book.rate(&kind.article, at);
            rate.is_some_and(|rate| rate.charging == Charging::OnOffer)
        };
        let line = |priced: Priced| {
            let mut line = Line {
                ticket: kind.ticket,
                person: Some(kind.person),
                article: kind.article.clone(),
                agreement: kind.agreement,
                entries: job.entries.clone(),
                from_quota: 0,
                net: priced.amount(priced.units),
                beyond: Cents::ZERO,
                unbilled: None,
                priced,
            };
            // What costs nothing needs no agreement; what has no price yet does.
            if let Some(why) = kind.unbilled
                && (line.net != Cents::ZERO
                    || why == Unbilled::Waived
                    || on_offer(line.priced.from))
            {
                line.leave_out(why);
            }
            line
        };
        Ok(parts.into_iter().map(line).collect())
    }

    /// The line of a price for the whole.
    fn whole(&self, price: &FixedPrice) -> Line {
        let article = (self.book)(price.ticket).article(&price.article, price.done_at);
        let version = self.calendar.in_force(price.done_at).version;
        let priced = Priced {
            kind: article.map_or(WorkKind::Human, |(article, _)| article.kind),
            ..Priced::whole(price.price, price.done_at, version)
        };
        let mut line = Line::whole(price, priced);
        match self.agreements.get(&price.agreement) {
            None => line.leave_out(Unbilled::NotAgreed),
            Some(agreement) if !permits(agreement, price.done_at) || self.rests(price) => {
                line.leave_out(Unbilled::NotAccepted);
            }
            Some(_) => {}
        }
        line
    }

    /// Done after a finding, and not under the order accepted since.
    fn rests(&self, price: &FixedPrice) -> bool {
        let found = self.reclassified.get(&price.ticket);
        found.is_some_and(|found| {
            let ordered = found.billable_from().is_some_and(|(order, at)| {
                price.done_at >= at && price.agreement == AgreementId::Order(order)
            });
            price.done_at >= found.at && !ordered
        })
    }

    /// Divides what was worked under each agreement at its ceiling, in the order of time. // RULINGS 4
    fn divide(&self, lines: &mut [Line]) {
        for (id, agreement) in self.agreements {
            let Some(budget) = &agreement.budget else {
                continue;
            };
            let mut under: Vec<&mut Line> =
                lines.iter_mut().filter(|line| counts(line, *id)).collect();
            let nets: Vec<Cents> = under.iter().map(|line| line.net).collect();
            let divided = bill::divide(Some(budget.ceiling()), &nets);
            for (line, parts) in under.iter_mut().zip(divided) {
                line.beyond = parts.beyond;
                line.unbilled = (parts.beyond > Cents::ZERO).then_some(Unbilled::Ceiling);
            }
        }
    }
}

/// After a finding work goes on under the order accepted since, and under nothing else.
fn goes_on(found: &Reclassified, id: Option<AgreementId>, span: Span) -> bool {
    if span.to() <= found.at {
        return true;
    }
    let ordered = found.billable_from();
    !found.stops(span) && ordered.is_some_and(|(order, _)| id == Some(AgreementId::Order(order)))
}

/// Whether an agreement permits work at an instant.
fn permits(agreement: &Agreement, at: Timestamp) -> bool {
    agreement.accepted_at <= at && agreement.until.is_none_or(|until| at < until)
}

/// Whether a line counts towards the ceiling of an agreement: work by time that is billed. A price for the whole needs none.
fn counts(line: &Line, agreement: AgreementId) -> bool {
    let kept = matches!(line.unbilled, None | Some(Unbilled::Ceiling));
    line.agreement == Some(agreement) && line.priced.unit_min.is_some() && kept
}
