//! The life of one ticket of many: when what was said, what became of its promise, where it stands today.
//!
//! Ages decide: what is young may be untouched or wait for somebody, what is old is closed, but for a few that every desk
//! drags along. Steps follow one another as the use cases would have made them.

use domain::ids::{ClockId, MessageId, RowId, TicketId};
use domain::rules::HouseRules;
use domain::sla::engine::{CalendarRef, Clock, NewClock, Registry};
use domain::sla::{ClockDetail, ClockKind};
use domain::ticket::{Class, TicketState, TicketStatus};
use domain::time::{Random, Timestamp};
use store::bulk::ClockEvent;

use super::texts::{Dice, Say};

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;
/// A demo lives by what is shipped.
pub(super) const RULES: HouseRules = HouseRules::SHIPPED;
/// Messages of a ticket.
pub(super) const MESSAGES: usize = 5;

/// Who says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Customer,
    Staff,
    /// Staff among themselves.
    Inside,
}

/// One message of a life.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub id: MessageId,
    pub side: Side,
    pub say: Say,
    pub at: Timestamp,
    /// When everybody concerned could read it.
    pub released: Timestamp,
    pub asks: bool,
}

/// What happened to a ticket, for its organization's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Opened,
    ClockStarted,
    ClockBreached,
    ClockStopped,
    /// The n-th message came out.
    Said(u8),
    Assigned,
    Linked,
    Moved,
    Resolved,
    Closed,
}

/// A life as it went.
pub(super) struct Life {
    pub status: TicketStatus,
    pub assigned: Option<Timestamp>,
    pub lines: [Line; MESSAGES],
    pub clock: Option<Clock>,
    pub clock_events: Vec<ClockEvent>,
    /// Everything that happened, in order.
    pub steps: Vec<(Timestamp, Step)>,
    pub updated: Timestamp,
}

/// Where a ticket of this age stands; finished ones are told apart by time later.
pub(super) fn fate(dice: &mut Dice, age_s: i64, from_end: usize) -> TicketState {
    use TicketState::{Closed, New, Open, Resolved, Scheduled, WaitingCustomer, WaitingThirdParty};
    // Even a small bulk has each state.
    const LAST: [TicketState; 6] = [
        New,
        // Young enough that the days after which it closes by itself are not over.
        Resolved,
        Open,
        WaitingCustomer,
        WaitingThirdParty,
        Scheduled,
    ];
    if let Some(state) = LAST.get(from_end) {
        return *state;
    }
    let shares: [(TicketState, usize); 5] = match age_s / DAY {
        0..5 => [
            (New, 9),
            (Open, 26),
            (WaitingCustomer, 24),
            (WaitingThirdParty, 9),
            (Scheduled, 8),
        ],
        5..40 => [
            (New, 0),
            (Open, 7),
            (WaitingCustomer, 6),
            (WaitingThirdParty, 4),
            (Scheduled, 3),
        ],
        _ => [
            (New, 0),
            (Open, 1),
            (WaitingCustomer, 0),
            (WaitingThirdParty, 1),
            (Scheduled, 0),
        ],
    };
    let mut roll = dice.below(100);
    for (state, share) in shares {
        if roll < share {
            return state;
        }
        roll -= share;
    }
    Closed
}

/// What is said in which order: the first line opens, at least one is ours unless nobody has answered.
fn conversation(dice: &mut Dice, fate: TicketState) -> [(Side, Say, bool); MESSAGES] {
    use Side::{Customer, Inside, Staff};
    let opening = (Customer, Say::Opening, false);
    let answer = (Staff, Say::Answer, false);
    let note = (Inside, Say::Note, false);
    let followup = (Customer, Say::Followup, false);
    let question = (Staff, Say::Question, true);
    match fate {
        TicketState::New => [
            opening,
            note,
            (Customer, Say::Reminder, false),
            note,
            (Customer, Say::Reminder, false),
        ],
        TicketState::WaitingCustomer => [opening, answer, note, followup, question],
        TicketState::WaitingThirdParty => {
            [opening, answer, followup, note, (Staff, Say::Wait, false)]
        }
        TicketState::Scheduled => [
            opening,
            question,
            followup,
            note,
            (Staff, Say::Appointment, false),
        ],
        TicketState::Open if dice.percent(50) => [opening, answer, note, answer, followup],
        TicketState::Open => [opening, question, followup, answer, note],
        TicketState::Resolved | TicketState::Closed => {
            let closing = (Staff, Say::Closing, false);
            match dice.below(3) {
                0 => [opening, answer, note, followup, closing],
                1 => [opening, question, followup, note, closing],
                _ => [opening, note, answer, followup, closing],
            }
        }
    }
}

/// Seconds between the lines: a first answer mostly within its promise, everything within the ticket's age.
fn gaps(dice: &mut Dice, times: Times, talk: &[(Side, Say, bool)]) -> Vec<i64> {
    let age_s = times.present.seconds_since(times.received);
    let promise = times.promise.map_or(8 * HOUR, |minutes| minutes * MINUTE);
    let mut answered = false;
    let mut gaps: Vec<i64> = talk
        .iter()
        .skip(1)
        .map(|(side, ..)| match side {
            Side::Staff if !answered => {
                answered = true;
                if dice.percent(92) {
                    dice.between(MINUTE, promise - 2 * MINUTE)
                } else {
                    promise + dice.between(MINUTE, promise)
                }
            }
            Side::Inside if !answered => dice.between(30, 2 * MINUTE),
            _ => dice.between(10 * MINUTE, 9 * HOUR),
        })
        .collect();
    let (all, most) = (gaps.iter().sum::<i64>(), age_s - 2 * MINUTE);
    if all > most {
        for gap in &mut gaps {
            *gap = *gap * most / all;
        }
    }
    gaps
}

/// When a life begins and from when it is seen.
#[derive(Clone, Copy)]
pub(super) struct Times {
    pub received: Timestamp,
    pub present: Timestamp,
    /// Minutes until the first answer, if one is promised.
    pub promise: Option<i64>,
}

/// Lives through a ticket.
pub(super) fn live(
    dice: &mut Dice,
    random: &dyn Random,
    ticket: TicketId,
    class: Class,
    times: Times,
    fate: TicketState,
) -> Life {
    let Times {
        received, present, ..
    } = times;
    let talk = conversation(dice, fate);
    let gaps = gaps(dice, times, &talk);
    let mut at = received;
    let mut n = 0;
    let lines = talk.map(|(side, say, asks)| {
        if n > 0 {
            at = at.plus_seconds(gaps[n - 1]);
        }
        n += 1;
        let waits = if side == Side::Staff {
            RULES.undo_seconds
        } else {
            0
        };
        Line {
            id: MessageId::new(at, random),
            side,
            say,
            at,
            released: at.plus_seconds(waits),
            asks,
        }
    });
    let mut life = Life {
        status: TicketStatus::filed(class),
        assigned: None,
        lines,
        clock: None,
        clock_events: Vec::new(),
        steps: vec![(received, Step::Opened)],
        updated: received,
    };
    life.promise(dice, random, ticket, times);
    life.steps.push((received, Step::Said(0)));
    if fate != TicketState::New {
        let first = lines[1].at;
        let taken = received.plus_seconds(first.seconds_since(received) / 2);
        life.assigned = Some(taken);
        life.steps.push((taken, Step::Assigned));
    }
    for (n, line) in (1_u8..).zip(&lines[1..]) {
        life.steps.push((line.released, Step::Said(n)));
    }
    life.end(dice, fate, present);
    life.steps.sort_by_key(|(at, _)| *at);
    life.updated = life.steps.last().map_or(received, |(at, _)| *at);
    life
}

impl Life {
    /// The clock of the first answer, as `domain::sla` counts it. // I-46
    fn promise(&mut self, dice: &mut Dice, random: &dyn Random, ticket: TicketId, times: Times) {
        let Times {
            received, present, ..
        } = times;
        let Some(minutes) = times.promise else {
            return;
        };
        let answered = self
            .lines
            .iter()
            .find(|line| line.side == Side::Staff)
            .map(|line| line.released);
        let new = NewClock {
            id: ClockId::new(received, random),
            ticket_id: ticket,
            kind: ClockKind::FirstAnswer,
            cycle: 1,
            target_s: minutes * MINUTE,
            policy_version: 1,
            calendar: CalendarRef::around_the_clock(),
        };
        // Around the clock nothing has to be looked up, and nothing can be missing.
        let calendars = Registry::default();
        let Ok(mut change) = Clock::start(new, received, &calendars) else {
            return;
        };
        self.steps.push((received, Step::ClockStarted));
        let noticed = received.plus_seconds(minutes * MINUTE + dice.between(1, MINUTE));
        let mut events = change.events;
        if noticed < answered.unwrap_or(present)
            && let Ok(breach) = change
                .clock
                .breach(ClockDetail::default(), noticed, &calendars)
        {
            self.steps.push((noticed, Step::ClockBreached));
            events.extend(breach.events);
            change.clock = breach.clock;
        }
        if let Some(answered) = answered
            && let Ok(stop) = change.clock.stop(answered, &calendars)
        {
            self.steps.push((answered, Step::ClockStopped));
            events.extend(stop.events);
            change.clock = stop.clock;
        }
        self.clock_events = (1..)
            .zip(events)
            .map(|(seq, event)| ClockEvent {
                id: RowId::new(event.at, random),
                clock: change.clock.id,
                seq,
                actor: None,
                event,
            })
            .collect();
        self.clock = Some(change.clock);
    }

    /// What became of it. Refusals cannot happen in these orders; if one did, the ticket would just stay where it is.
    fn end(&mut self, dice: &mut Dice, fate: TicketState, present: Timestamp) {
        let last = self.lines[MESSAGES - 1].released;
        let after = last.plus_seconds(dice.between(5, 50));
        let opened = self.status.assigned().unwrap_or(self.status);
        match fate {
            TicketState::New => {}
            TicketState::Open => self.status = opened,
            TicketState::WaitingCustomer => {
                self.status = opened.waiting_for_customer().unwrap_or(opened);
            }
            TicketState::WaitingThirdParty => {
                self.status = opened.waiting_for_third_party().unwrap_or(opened);
                self.steps.push((after, Step::Moved));
            }
            TicketState::Scheduled => {
                let days = dice.between(1, 14);
                let at = present.plus_seconds(days * DAY + dice.between(0, 20) * 15 * MINUTE);
                self.status = opened.scheduled(at, present).unwrap_or(opened);
                self.steps.push((after, Step::Moved));
            }
            TicketState::Resolved | TicketState::Closed => {
                self.status = opened.resolved(false, after).unwrap_or(opened);
                self.steps.push((after, Step::Resolved));
                let days = RULES.resolved_window();
                let closes = self.status.closes_at(days).unwrap_or(present);
                if let Some(closed) = self.status.closed_by_time(closes, days)
                    && closes < present
                {
                    self.status = closed;
                    self.steps.push((closes, Step::Closed));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::sla::first_answer_min;
    use domain::time::Random;

    use super::*;

    struct Counting(std::sync::atomic::AtomicU8);

    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            for byte in bytes {
                *byte = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
        }
    }

    #[test]
    fn nothing_happens_in_the_future_and_everything_in_order() {
        let random = Counting(0.into());
        let mut dice = Dice::new(3);
        let present = Timestamp::from_unix(1_795_291_200);
        let mut seen = std::collections::BTreeSet::new();
        for n in 0..3_000_usize {
            let age = if n % 3 == 0 {
                dice.between(600, 5 * DAY)
            } else {
                dice.between(DAY, 420 * DAY)
            };
            let received = present.minus_seconds(age);
            let class = *dice.one(&[Class::Fault, Class::Emergency, Class::Question]);
            let fate = fate(&mut dice, age, n);
            let ticket = TicketId::new(received, &random);
            let times = Times {
                received,
                present,
                promise: first_answer_min(class),
            };
            let life = live(&mut dice, &random, ticket, class, times, fate);
            seen.insert(life.status.state.code());
            assert!(life.steps.is_sorted_by_key(|(at, _)| *at));
            assert!(
                life.updated <= present,
                "{:?} of age {age}",
                life.status.state
            );
            assert!(life.lines.iter().all(|line| line.released <= present));
            if let Some(clock) = &life.clock {
                assert!(
                    !clock.is_unnoticed_breach(present.minus_seconds(MINUTE)),
                    "a missed promise is on record"
                );
            }
        }
        assert_eq!(seen.len(), TicketState::ALL.len(), "every state: {seen:?}");
    }
}
