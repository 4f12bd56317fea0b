//! The statement of work (Leistungsnachweis) of one customer for a period: no invoice. // RULINGS 20
//!
//! A closed statement stays as it is. Whatever changes afterwards in its days, a reversal, an entry approved late, a raised
//! ceiling, comes into the next one: as new lines, and as lines that take back what was stated.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::agreement::AgreementId;
use super::entry::{EntryState, WorkEntry};
use super::line::Line;
use super::period::Period;
use super::vat::{NoRate, RateClass, Treatment, Vat, VatSum};
use crate::charge::Cents;
use crate::ids::TicketId;
use crate::time::Timestamp;

codes! {
    /// Why a line stands in a statement.
    pub enum StatedKind {
        /// Work of the period.
        Work => "work",
        /// Work of an earlier one that was not stated then.
        Late => "late",
        /// What an earlier statement said and is no longer so.
        TakenBack => "taken_back",
    }
}

/// A line as it was stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// The line.
    pub line: Line,
    /// Why it stands here.
    pub kind: StatedKind,
    /// How it is taxed; what is taken back is taxed as it was.
    pub treatment: Treatment,
}

/// What belongs together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The ticket.
    pub ticket: TicketId,
    /// The order or authorization.
    pub agreement: Option<AgreementId>,
    /// Its lines together, net.
    pub net: Cents,
}

/// What a statement is made by.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// Its days.
    pub period: Period,
    /// How the customer is taxed.
    pub vat: Vat<'a>,
}

/// The statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its days.
    pub period: Period,
    /// Its lines, by ticket, agreement and time.
    pub lines: Vec<Stated>,
    /// Subtotals in the same order.
    pub groups: Vec<Group>,
    /// VAT by category and rate.
    pub vat: Vec<VatSum>,
    /// All lines together, net.
    pub net: Cents,
    /// Net and VAT.
    pub gross: Cents,
    /// Whether prices are shown with VAT: to consumers (billing rule 10).
    pub shows_gross: bool,
}

/// Why there is no statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StatementRefusal {
    /// The customer's place has no rate on a day of supply: never 0 %. // V-05
    #[error(transparent)]
    NoRate(#[from] NoRate),
    /// Its last day is not over.
    #[error("the period is not over")]
    NotOver,
}

impl Statement {
    /// Draws it up from every line there is, less what earlier statements said.
    pub fn new(
        terms: Terms<'_>,
        lines: &[Line],
        earlier: &[Stated],
    ) -> Result<Self, StatementRefusal> {
        let Terms { period, vat } = terms;
        let (fresh, gone) = changed(lines, earlier, period);
        let mut stated = Vec::new();
        for line in fresh {
            let priced = &line.priced;
            let kind = if priced.from < period.begins() {
                StatedKind::Late
            } else {
                StatedKind::Work
            };
            stated.push(Stated {
                kind,
                treatment: vat.of(priced.kind, RateClass::Standard, priced.day())?,
                line,
            });
        }
        stated.extend(gone);
        stated.sort_by(|a, b| place(a).cmp(&place(b)));
        Ok(Self::summed(period, stated, !vat.customer.business))
    }

    /// One that was closed: what it said, summed up as it was.
    pub fn closed(period: Period, lines: Vec<Stated>, shows_gross: bool) -> Self {
        Self::summed(period, lines, shows_gross)
    }

    fn summed(period: Period, lines: Vec<Stated>, shows_gross: bool) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        for Stated { line, .. } in &lines {
            let net = line.charged();
            let of_line = |group: &&mut Group| {
                (group.ticket, group.agreement) == (line.ticket, line.agreement)
            };
            match groups.last_mut().filter(of_line) {
                Some(group) => group.net = group.net + net,
                None => groups.push(Group {
                    ticket: line.ticket,
                    agreement: line.agreement,
                    net,
                }),
            }
        }
        let taxed = lines
            .iter()
            .map(|stated| (stated.line.charged(), stated.treatment.clone()));
        let vat = VatSum::of(taxed);
        let net: Cents = vat.iter().map(|sum| sum.net).sum();
        let gross = net + vat.iter().map(|sum| sum.vat).sum();
        Self {
            period,
            lines,
            groups,
            vat,
            net,
            gross,
            shows_gross,
        }
    }

    /// Whether it can be closed: not before its last day is over.
    pub fn may_close(&self, now: Timestamp) -> Result<(), StatementRefusal> {
        if now < self.period.ends() {
            Err(StatementRefusal::NotOver)
        } else {
            Ok(())
        }
    }

    /// Drafts up to the end of the period: what somebody should approve first, or it comes late.
    pub fn drafts(entries: &[WorkEntry], period: Period) -> impl Iterator<Item = &WorkEntry> {
        entries.iter().filter(move |entry| {
            entry.state() == EntryState::Draft && entry.content().span.from() < period.ends()
        })
    }
}

/// Where a line stands: by ticket, agreement and time; what is taken back stands behind what it makes room for.
fn place(stated: &Stated) -> impl Ord + '_ {
    let line = &stated.line;
    let priced = &line.priced;
    let what = (line.person, &line.article, priced.side, line.net);
    let when = (line.ticket, line.agreement, priced.from, stated.kind);
    (when, what)
}

/// A line for comparison: other entries with the same content change nothing the customer sees.
fn bare(line: &Line) -> Line {
    Line {
        entries: Vec::new(),
        ..line.clone()
    }
}

/// The lines up to the end of the period that no statement has said, and those to take back.
fn changed(lines: &[Line], earlier: &[Stated], period: Period) -> (Vec<Line>, Vec<Stated>) {
    let mut standing: HashMap<Line, Vec<&Stated>> = HashMap::new();
    let until_now = |stated: &&Stated| stated.line.priced.from < period.ends();
    let (back, said): (Vec<_>, Vec<_>) = earlier
        .iter()
        .filter(until_now)
        .partition(|stated| stated.kind == StatedKind::TakenBack);
    for stated in said {
        standing.entry(bare(&stated.line)).or_default().push(stated);
    }
    for stated in back {
        if let Some(same) = standing.get_mut(&bare(&stated.line.taken_back())) {
            // The one that was said with this tax; the same line may have been said again with another.
            let said = same
                .iter()
                .rposition(|said| said.treatment == stated.treatment);
            match said {
                Some(at) => drop(same.remove(at)),
                None => drop(same.pop()),
            }
        }
    }
    let mut fresh = Vec::new();
    for line in lines {
        if line.priced.from >= period.ends() {
            continue;
        }
        let known = standing.get_mut(&bare(line)).and_then(Vec::pop);
        if known.is_none() {
            fresh.push(line.clone());
        }
    }
    let gone = standing.into_values().flatten().map(|stated| Stated {
        line: stated.line.taken_back(),
        kind: StatedKind::TakenBack,
        treatment: stated.treatment.clone(),
    });
    (fresh, gone.collect())
}
