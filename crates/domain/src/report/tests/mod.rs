mod example;
mod figures;
mod periods;
mod random;
mod shown;
mod tickets;

use uuid::Uuid;

use super::*;
use crate::ids::{ClockId, OrganizationId, PersonId, TicketId, TicketNumber};
use crate::sla::engine::CalendarRef;
use crate::sla::{ClockKind, ClockOutcome, ClockState};
use crate::ticket::{Class, Priority};
use crate::time::Timestamp;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a valid time")
}

fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn who() -> Who {
    Who {
        customer: OrganizationId::from_uuid(id(1)),
        system: None,
        engineer: Some(PersonId::from_uuid(id(1))),
        team: None,
        priority: Priority::Normal,
        class: Class::Fault,
    }
}

/// A first answer within ten minutes, promised at `started_at`.
fn clock(number: i64, started_at: Timestamp) -> ClockFact {
    ClockFact {
        clock: ClockId::from_uuid(id(u128::try_from(number).unwrap_or(0))),
        ticket: TicketId::from_uuid(id(u128::try_from(number).unwrap_or(0))),
        number: TicketNumber(number),
        who: who(),
        kind: ClockKind::FirstAnswer,
        complexity: None,
        target_s: 600,
        consumed_s: 0,
        started_at,
        stopped_at: None,
        breach_at: Some(started_at.plus_seconds(600)),
        state: ClockState::Running,
        outcome: None,
        reason: None,
        policy_version: 1,
        calendar: CalendarRef::around_the_clock(),
        calendar_version: 1,
    }
}

/// It ends so many seconds behind its start; its outcome follows.
fn ended(mut clock: ClockFact, seconds: i64) -> ClockFact {
    let breached = seconds > clock.target_s;
    clock.consumed_s = seconds;
    clock.stopped_at = Some(clock.started_at.plus_seconds(seconds));
    clock.state = ClockState::Stopped;
    clock.outcome = Some(if breached {
        ClockOutcome::Breached
    } else {
        ClockOutcome::Met
    });
    clock
}

fn with(mut clock: ClockFact, outcome: ClockOutcome) -> ClockFact {
    clock.outcome = Some(outcome);
    clock
}

fn ticket(number: i64, received_at: Timestamp, solved_at: Option<Timestamp>) -> TicketFact {
    TicketFact {
        ticket: TicketId::from_uuid(id(u128::try_from(number).unwrap_or(0))),
        number: TicketNumber(number),
        who: who(),
        received_at,
        reopened: Vec::new(),
        solved_at,
        waits: Waits::default(),
    }
}

fn report(
    period: Period,
    as_of: Timestamp,
    clocks: &[ClockFact],
    tickets: &[TicketFact],
) -> Figures {
    let mut report = Report::new(period, as_of, Filter::default(), Dimension::ALL);
    for clock in clocks {
        report.add_clock(clock);
    }
    for ticket in tickets {
        report.add_ticket(ticket);
    }
    report.figures()
}

const SEPTEMBER: &str = "2026-09";

/// Long after September.
fn later() -> Timestamp {
    at("2026-11-01T00:00:00Z")
}

/// Noon of a day in September.
fn noon(day: u8) -> Timestamp {
    at(&format!("2026-09-{day:02}T10:00:00Z"))
}
