//! From rows to facts: clocks find their ticket in memory, not in the database.

use std::collections::HashMap;
use std::sync::Arc;

use domain::ids::{ClockId, OrganizationId, PersonId, TicketId, TicketNumber};
use domain::report::{
    Certificate, ClockFact, Figure, Period, Promise, Query, Report, TicketFact, Who, WorkFact,
    age_band,
};
use domain::sla::engine::{self, Registry};
use domain::sla::{ClockOutcome, ClockState};
use domain::time::{Timestamp, local};
use store::Tx;
use store::reports::{ClockLine, Stretch};

use super::{Case, Narrowed};
use crate::clocks;
use crate::error::{Result, ServiceError};

/// Rows of a period and the one before it, as they are read.
pub(super) struct Lines {
    tickets: Vec<TicketFact>,
    clocks: Vec<ClockLine>,
    blamed: HashMap<ClockId, Option<PersonId>>,
    calendars: Arc<Registry>,
    work: Vec<WorkFact>,
}

impl Lines {
    pub(super) async fn read(tx: &mut Tx, query: &Query, before: Option<Period>) -> Result<Self> {
        let from = before.map_or(query.period.begin(), |period| period.begin());
        let stretch = Stretch {
            from,
            until: query.period.end(),
        };
        let filter = &query.filter;
        // Read while the rest is asked for.
        let tickets = store::reports::tickets(tx, stretch, filter).await?;
        let blame = store::reports::blame(tx, stretch).await?;
        let clocks = store::reports::clocks(tx, stretch, filter).await?;
        Ok(Self {
            blamed: blame
                .into_iter()
                .map(|blame| (blame.clock, blame.assignee))
                .collect(),
            calendars: clocks::calendars(tx, clocks.iter().map(|line| &line.calendar)).await?,
            clocks,
            work: store::reports::work(tx, stretch, filter).await?,
            tickets: tickets.rows().await?,
        })
    }

    /// Clocks with what they share with their tickets; those of tickets the filter left out are not counted.
    fn facts(self, as_of: Timestamp) -> Result<Facts> {
        let tickets = self.tickets;
        let places: HashMap<TicketId, usize> = tickets
            .iter()
            .enumerate()
            .map(|(place, ticket)| (ticket.ticket, place))
            .collect();
        let known = |line: ClockLine| {
            let ticket = &tickets[*places.get(&line.ticket)?];
            let owner = (ticket.number, ticket.who);
            Some(fact(line, owner, &self.blamed, (as_of, &self.calendars)))
        };
        let clocks = self.clocks.into_iter().filter_map(known);
        Ok(Facts {
            clocks: clocks.collect::<Result<_>>()?,
            tickets,
            work: self.work,
        })
    }

    /// Counts them, on a thread that serves nobody: it takes as long as hundreds of requests.
    pub(super) async fn count<T: Send + 'static>(
        self,
        as_of: Timestamp,
        count: impl FnOnce(&Facts) -> T + Send + 'static,
    ) -> Result<T> {
        let counted = tokio::task::spawn_blocking(move || Ok(count(&self.facts(as_of)?)));
        counted.await.map_err(ServiceError::internal)?
    }
}

/// All that can count in a period and the one before it.
pub(super) struct Facts {
    clocks: Vec<ClockFact>,
    tickets: Vec<TicketFact>,
    work: Vec<WorkFact>,
}

impl Facts {
    /// One pass over everything.
    pub(super) fn count(&self, report: &mut Report) {
        for clock in &self.clocks {
            report.add_clock(clock);
        }
        for ticket in &self.tickets {
            report.add_ticket(ticket);
        }
        for work in &self.work {
            report.add_work(work);
        }
    }

    /// The certificate of one customer.
    pub(super) fn certificate(
        &self,
        customer: OrganizationId,
        period: Period,
        as_of: Timestamp,
    ) -> Certificate {
        Certificate::of(customer, period, as_of, &self.clocks, &self.work)
    }

    pub(super) fn clocks_behind(
        &self,
        report: &Report,
        figure: Figure,
        narrowed: Narrowed,
    ) -> Vec<Case> {
        let wanted = |clock: &&ClockFact| {
            narrowed.target_s.is_none_or(|s| s == clock.target_s)
                && (narrowed.complexity.is_none() || narrowed.complexity == clock.complexity)
                && (narrowed.reason.is_none() || narrowed.reason == clock.reason)
                && narrowed
                    .received_in
                    .is_none_or(|hour| hour == hour_of(clock.started_at))
                && narrowed
                    .took_s
                    .is_none_or(|bar| is_in(bar, clock.consumed_s))
        };
        let case = |clock: &ClockFact| {
            let at = report.behind_clock(figure, clock)?;
            Some(Case {
                number: clock.number,
                who: clock.who,
                at,
                promise: Some(Promise::of(clock)),
                consumed_s: Some(clock.consumed_s),
                reason: clock.reason,
            })
        };
        self.clocks.iter().filter(wanted).filter_map(case).collect()
    }

    pub(super) fn tickets_behind(
        &self,
        report: &Report,
        figure: Figure,
        (narrowed, backlog_at): (Narrowed, Timestamp),
    ) -> Vec<Case> {
        let band = |ticket: &TicketFact| age_band(backlog_at.seconds_since(ticket.received_at));
        let aged = |ticket: &&TicketFact| narrowed.age.is_none_or(|age| age == band(ticket));
        let cases = self.tickets.iter().filter(aged).flat_map(|ticket| {
            let instants = report.behind_ticket(figure, ticket).into_iter();
            let first = move |at: &Timestamp| {
                let hour = narrowed.received_in;
                hour.is_none_or(|hour| *at == ticket.received_at && hour == hour_of(*at))
            };
            instants.filter(first).map(|at| Case {
                number: ticket.number,
                who: ticket.who,
                at,
                promise: None,
                consumed_s: None,
                reason: None,
            })
        });
        cases.collect()
    }
}

/// Weekday and hour of an instant on the desk's wall.
fn hour_of(at: Timestamp) -> (usize, usize) {
    let local = local(at);
    let number = |n: i8| usize::try_from(n).unwrap_or_default();
    (
        number(local.weekday().to_monday_zero_offset()),
        number(local.hour()),
    )
}

/// Whether a length belongs to a bar of the histogram.
fn is_in((above, up_to): (i64, Option<i64>), seconds: i64) -> bool {
    (seconds > above || above == 0) && up_to.is_none_or(|up_to| seconds <= up_to)
}

/// Running clocks that can still be kept, the next one first.
pub(super) async fn running(
    tx: &mut Tx,
    query: &Query,
    as_of: Timestamp,
    limit: i64,
) -> Result<Vec<ClockFact>> {
    let lines = store::reports::running(tx, as_of, &query.filter, limit).await?;
    let calendars = clocks::calendars(tx, lines.iter().map(|line| &line.calendar)).await?;
    let mut facts = Vec::with_capacity(lines.len());
    for line in lines {
        let ticket = store::tickets::find_by_id(tx, line.ticket).await?;
        let Some(ticket) = ticket else { continue };
        let who = Who {
            customer: ticket.organization_id,
            system: ticket.system_id,
            engineer: ticket.assignee_id,
            team: ticket.team_id,
            priority: ticket.priority,
            class: ticket.class,
        };
        let owner = (ticket.number, who);
        facts.push(fact(line, owner, &HashMap::new(), (as_of, &calendars))?);
    }
    Ok(facts)
}

/// A clock with what it shares with its ticket; a broken one belongs to who had it then (rule 29).
fn fact(
    line: ClockLine,
    (number, mut who): (TicketNumber, Who),
    blamed: &HashMap<ClockId, Option<PersonId>>,
    (as_of, calendars): (Timestamp, &Registry),
) -> Result<ClockFact> {
    if line.outcome == Some(ClockOutcome::Breached)
        && let Some(engineer) = blamed.get(&line.clock)
    {
        who.engineer = *engineer;
    }
    Ok(ClockFact {
        consumed_s: consumed(&line, as_of, calendars)?,
        clock: line.clock,
        ticket: line.ticket,
        number,
        who,
        kind: line.kind,
        complexity: line.complexity,
        target_s: line.target_s,
        started_at: line.started_at,
        stopped_at: line.stopped_at,
        breach_at: line.breach_at,
        state: line.state,
        outcome: line.outcome,
        reason: line.reason,
        policy_version: line.policy_version,
        calendar: line.calendar,
        calendar_version: line.calendar_version,
    })
}

/// Seconds of its calendar until now.
fn consumed(line: &ClockLine, as_of: Timestamp, calendars: &Registry) -> Result<i64> {
    let Some(since) = line
        .running_since
        .filter(|since| line.state == ClockState::Running && *since < as_of)
    else {
        return Ok(line.consumed_s);
    };
    let (calendar, version) = (&line.calendar, line.calendar_version);
    let more = engine::counted(calendar, version, (since, as_of), calendars)?;
    Ok(line.consumed_s + more)
}
