//! Rules 8 to 10 and 12 to 14: which clocks a ticket has.

use proptest::prelude::*;

use super::*;
use crate::sla::promise::{Conditions, Reason};
use crate::sla::{ClockOutcome, ClockState};

const HOUR: i64 = 3600;

/// A ticket whose clocks are kept.
struct Ticket {
    calendars: Registry,
    clocks: Vec<Clock>,
    open: bool,
    next_id: u128,
}

impl Ticket {
    fn new() -> Self {
        Self {
            calendars: eight_to_five(),
            clocks: Vec::new(),
            open: true,
            next_id: 100,
        }
    }

    fn on(&mut self, what: Occurrence<'_>, now: Timestamp) {
        self.open = match what {
            Occurrence::Resolved | Occurrence::Closed | Occurrence::Dropped(_) => false,
            Occurrence::Reopened => true,
            _ => self.open,
        };
        let promised = |kind: ClockKind| {
            (kind != ClockKind::Intervention).then(|| Promised {
                target_s: 4 * HOUR,
                policy_version: 1,
                calendar: service(),
                ladder: None,
                because: Reason {
                    position: 1,
                    when: Conditions::default(),
                },
            })
        };
        let course = Course {
            ticket_id: crate::ids::TicketId::from_uuid(uuid::Uuid::from_u128(2)),
            clocks: &self.clocks,
            open: self.open,
            hardware_rests: false,
            promised: &promised,
            calendars: &self.calendars,
        };
        let next_id = &mut self.next_id;
        let steps = course.on(what, now, &mut || {
            *next_id += 1;
            id(*next_id)
        });
        for step in steps.expect("allowed") {
            match self
                .clocks
                .iter_mut()
                .find(|clock| clock.id == step.clock.id)
            {
                Some(clock) => *clock = step.clock,
                None => self.clocks.push(step.clock),
            }
        }
    }

    fn of(&self, kind: ClockKind) -> Vec<(i64, ClockState)> {
        let clocks = self.clocks.iter().filter(|clock| clock.kind == kind);
        clocks.map(|clock| (clock.cycle, clock.state)).collect()
    }
}

#[test]
fn rule_9_a_run_begins_with_its_oldest_unanswered_message() {
    let mut ticket = Ticket::new();
    let answer = Occurrence::PublicAnswer { asks: false };
    ticket.on(Occurrence::Received, at("2026-02-02T08:00:00+01:00"));
    // Before the first answer nothing else runs.
    ticket.on(Occurrence::CustomerMessage, at("2026-02-02T08:30:00+01:00"));
    assert!(ticket.of(ClockKind::NextAnswer).is_empty());
    ticket.on(answer, at("2026-02-02T09:00:00+01:00"));
    assert_eq!(
        ticket.of(ClockKind::FirstAnswer),
        [(1, ClockState::Stopped)]
    );
    for time in ["10:00", "11:00"] {
        ticket.on(
            Occurrence::CustomerMessage,
            at(&format!("2026-02-02T{time}:00+01:00")),
        );
    }
    assert_eq!(ticket.of(ClockKind::NextAnswer), [(1, ClockState::Running)]);
    let run = ticket
        .clocks
        .iter()
        .find(|clock| clock.kind == ClockKind::NextAnswer);
    assert_eq!(
        run.map(|clock| clock.started_at),
        Some(at("2026-02-02T10:00:00+01:00"))
    );
    ticket.on(answer, at("2026-02-02T12:00:00+01:00"));
    ticket.on(Occurrence::CustomerMessage, at("2026-02-03T08:00:00+01:00"));
    assert_eq!(
        ticket.of(ClockKind::NextAnswer),
        [(1, ClockState::Stopped), (2, ClockState::Running)]
    );
}

#[test]
fn rule_10_every_public_answer_promises_the_next_news() {
    let mut ticket = Ticket::new();
    ticket.on(Occurrence::Received, at("2026-02-02T08:00:00+01:00"));
    assert!(ticket.of(ClockKind::StatusUpdate).is_empty());
    for time in ["09:00", "10:00"] {
        let now = at(&format!("2026-02-02T{time}:00+01:00"));
        ticket.on(Occurrence::PublicAnswer { asks: false }, now);
    }
    let stopped = ClockState::Stopped;
    assert_eq!(
        ticket.of(ClockKind::StatusUpdate),
        [(1, stopped), (2, ClockState::Running)]
    );
    // A question: from the reply on.
    ticket.on(
        Occurrence::PublicAnswer { asks: true },
        at("2026-02-02T11:00:00+01:00"),
    );
    assert_eq!(
        ticket.of(ClockKind::StatusUpdate)[2],
        (3, ClockState::Paused)
    );
    assert_eq!(ticket.of(ClockKind::Resolution), [(1, ClockState::Paused)]);
    ticket.on(Occurrence::CustomerMessage, at("2026-02-02T13:00:00+01:00"));
    let news = ticket
        .clocks
        .iter()
        .find(|clock| clock.kind == ClockKind::StatusUpdate && clock.is_living());
    assert_eq!(
        news.and_then(|clock| clock.due_at),
        Some(at("2026-02-02T17:00:00+01:00"))
    );
    assert_eq!(ticket.of(ClockKind::Resolution), [(1, ClockState::Running)]);
    ticket.on(Occurrence::Resolved, at("2026-02-02T14:00:00+01:00"));
    assert!(ticket.clocks.iter().all(|clock| !clock.is_living()));
    ticket.on(
        Occurrence::PublicAnswer { asks: false },
        at("2026-02-02T15:00:00+01:00"),
    );
    assert_eq!(ticket.of(ClockKind::StatusUpdate).len(), 3);
}

#[test]
fn rule_13_reopening_promises_the_solution_anew_and_keeps_what_was() {
    let mut ticket = Ticket::new();
    ticket.on(Occurrence::Received, at("2026-02-02T08:00:00+01:00"));
    ticket.on(Occurrence::Resolved, at("2026-02-02T15:00:00+01:00"));
    let finished = ticket.clocks.clone();
    ticket.on(Occurrence::Reopened, at("2026-02-03T08:00:00+01:00"));
    assert_eq!(ticket.clocks[..finished.len()], finished);
    let new = ticket.clocks.last().expect("begins");
    assert_eq!((new.cycle, new.target_s, new.consumed_s), (2, 4 * HOUR, 0));
    assert_eq!(new.due_at, Some(at("2026-02-03T12:00:00+01:00")));
}

#[test]
fn rule_14_closing_stops_and_spam_cancels() {
    for (what, state, outcome) in [
        (Occurrence::Closed, ClockState::Stopped, ClockOutcome::Met),
        (
            Occurrence::Dropped("spam"),
            ClockState::Cancelled,
            ClockOutcome::Cancelled,
        ),
    ] {
        let mut ticket = Ticket::new();
        ticket.on(Occurrence::Received, at("2026-02-02T08:00:00+01:00"));
        ticket.on(what, at("2026-02-02T09:00:00+01:00"));
        assert_eq!(ticket.clocks.len(), 2);
        for clock in &ticket.clocks {
            assert_eq!((clock.state, clock.outcome), (state, Some(outcome)));
        }
    }
}

#[test]
fn rule_14_of_two_unanswered_tickets_the_earlier_start_counts() {
    let ticket = |received: &str| {
        let mut ticket = Ticket::new();
        ticket.on(Occurrence::Received, at(received));
        ticket
    };
    let mut own = ticket("2026-02-02T12:00:00+01:00");
    let mut other = ticket("2026-02-02T08:00:00+01:00");
    let now = at("2026-02-02T12:30:00+01:00");
    let merged = |own: &Ticket, other: &Ticket| {
        merge(
            &own.clocks,
            &other.clocks,
            "merged",
            id(7),
            now,
            &own.calendars,
        )
        .expect("merges")
    };
    let both = merged(&own, &other);
    assert_eq!(both.cancelled.len(), 3);
    let first = both.restarted.expect("begins anew").clock;
    assert_eq!((first.cycle, first.kind), (2, ClockKind::FirstAnswer));
    assert_eq!(first.due_at, Some(at("2026-02-02T12:00:00+01:00")));
    // The truth: it is overdue, or will be on the next look.
    assert!(first.is_unnoticed_breach(now));
    // The younger one brings nothing.
    assert_eq!(merged(&other, &own).restarted, None);
    // Answered: each keeps its own.
    let answer = Occurrence::PublicAnswer { asks: false };
    other.on(answer, at("2026-02-02T08:10:00+01:00"));
    assert_eq!(merged(&own, &other).restarted, None);
    own.on(answer, at("2026-02-02T12:10:00+01:00"));
    let answered = merged(&own, &ticket("2026-02-02T08:00:00+01:00"));
    assert_eq!((answered.restarted, answered.cancelled.len()), (None, 2));
}

proptest! {
    /// Whatever happens, one clock of a kind runs at a time, cycles count up, what is over never changes again, and answers
    /// are never paused.
    #[test]
    fn a_ticket_keeps_its_clocks_in_order(
        acts in prop::collection::vec((0_i64..30_000, 0_u8..7), 0..30),
    ) {
        let mut ticket = Ticket::new();
        let mut now = at("2026-02-02T08:00:00+01:00");
        ticket.on(Occurrence::Received, now);
        for (gap, act) in acts {
            now = now.plus_seconds(gap);
            let over: Vec<Clock> =
                ticket.clocks.iter().filter(|clock| !clock.is_living()).cloned().collect();
            ticket.on(
                match act {
                    0 | 1 => Occurrence::CustomerMessage,
                    2 => Occurrence::PublicAnswer { asks: true },
                    3 => Occurrence::PublicAnswer { asks: false },
                    4 => Occurrence::Resolved,
                    5 => Occurrence::Reopened,
                    _ => Occurrence::Closed,
                },
                now,
            );
            prop_assert!(over.iter().all(|clock| ticket.clocks.contains(clock)));
            for kind in ClockKind::ALL {
                let clocks = ticket.of(*kind);
                let cycles: Vec<i64> = clocks.iter().map(|(cycle, _)| *cycle).collect();
                prop_assert!((1..).zip(&cycles).all(|(expected, cycle)| expected == *cycle));
                let living = [ClockState::Running, ClockState::Paused];
                prop_assert!(clocks.iter().filter(|(_, state)| living.contains(state)).count() <= 1);
                if matches!(kind, ClockKind::FirstAnswer | ClockKind::NextAnswer) {
                    prop_assert!(clocks.iter().all(|(_, state)| *state != ClockState::Paused));
                }
            }
        }
    }
}
