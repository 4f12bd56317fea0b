//! Rules 4, 15, 21, 24, 25, 32 and 35 for any history, against the definition carried out minute by minute.
//!
//! The other side knows no prefix sums, no versions and no events: it looks at the wall clock of every minute, asks whether
//! the hours that hold then are open, and counts.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::sla::{ClockDetail, ClockOutcome, ClockState};

/// Weeks around both changes of the clocks, Easter and Christmas.
const BEGINNINGS: [&str; 4] = [
    "2026-03-25T09:00:00Z",
    "2026-10-22T09:00:00Z",
    "2026-04-01T09:00:00Z",
    "2026-12-22T09:00:00Z",
];
const MINUTE: i64 = 60;
/// How far behind the last act the other side counts on.
const FURTHER_MIN: i64 = 20 * 24 * 60;
/// How many acts there are at most, and how far apart.
const ACTS: usize = 14;
const GAP_MIN: i64 = 2000;

#[derive(Debug, Clone, Copy)]
enum Act {
    Pause,
    Resume,
    Retarget(i64),
    Move(bool),
    Breach,
    Look,
    Stop,
}

fn acts() -> impl Strategy<Value = Vec<(i64, Act)>> {
    let act = prop_oneof![
        4 => Just(Act::Pause),
        4 => Just(Act::Resume),
        3 => (1_i64..3000).prop_map(Act::Retarget),
        2 => any::<bool>().prop_map(Act::Move),
        2 => Just(Act::Breach),
        1 => Just(Act::Look),
        1 => Just(Act::Stop),
    ];
    prop::collection::vec((0..GAP_MIN, act), 0..ACTS)
}

/// Open or closed, hour by hour, because all hours here begin and end with one: Monday to Friday, never on the holidays, 8–17 and 9–18.
struct Hours {
    first: i64,
    eight: Vec<bool>,
    nine: Vec<bool>,
}

impl Hours {
    fn new(first: i64) -> Self {
        const HOLIDAYS: [(i16, i8, i8); 4] =
            [(2026, 4, 3), (2026, 4, 6), (2026, 12, 25), (2027, 1, 1)];
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        let length = i64::try_from(ACTS).expect("few") * GAP_MIN + FURTHER_MIN;
        let (mut eight, mut nine) = (Vec::new(), Vec::new());
        for hour in 0..=length / 60 {
            let second = (first + hour * 60) * MINUTE;
            let instant = jiff::Timestamp::from_second(second).expect("a time");
            let wall = zone.to_datetime(instant);
            let day = wall.date();
            let works = day.weekday().to_monday_zero_offset() < 5
                && !HOLIDAYS.contains(&(day.year(), day.month(), day.day()));
            eight.push(works && (8..17).contains(&wall.hour()));
            nine.push(works && (9..18).contains(&wall.hour()));
        }
        Self { first, eight, nine }
    }
}

/// What the other side knows of a clock.
struct Model {
    hours: Hours,
    now: i64,
    change: i64,
    always: bool,
    running: bool,
    target: i64,
    counted: i64,
    paused: i64,
}

impl Model {
    /// 8–17 holds before the change, 9–18 from it on.
    fn open(&self, minute: i64) -> bool {
        let hours = if minute < self.change {
            &self.hours.eight
        } else {
            &self.hours.nine
        };
        let index =
            usize::try_from((minute - self.hours.first) / 60).expect("not before the start");
        self.always || hours[index]
    }

    fn pass(&mut self, minutes: i64) {
        for minute in self.now..self.now + minutes {
            if !self.running {
                self.paused += 1;
            } else if self.open(minute) {
                self.counted += 1;
            }
        }
        self.now += minutes;
    }

    /// The first minute with counted = target and the last one with counted ≤ target, if the clock runs on from now.
    fn aim(&self) -> (Option<i64>, Option<i64>) {
        let (mut counted, mut due) = (self.counted, None);
        for minute in self.now..self.now + FURTHER_MIN {
            if counted == self.target && due.is_none() {
                due = Some(minute);
            }
            if self.open(minute) {
                counted += 1;
            }
            if counted > self.target {
                return (due, Some(minute));
            }
        }
        (due, None)
    }
}

fn attempt(clock: &Clock, act: Act, now: Timestamp, all: &Registry) -> Option<Step> {
    let step = match act {
        Act::Pause => clock.pause(asked(), "Frage", now, all),
        Act::Resume => clock.resume(now, all),
        Act::Retarget(minutes) => clock.retarget(minutes * MINUTE, "anders", now, all),
        Act::Move(true) => clock.count_in(&CalendarRef::around_the_clock(), "Notfall", now, all),
        Act::Move(false) => clock.count_in(&service(), "Anwendung", now, all),
        Act::Breach => clock.breach(ClockDetail::default(), now, all),
        Act::Look => clock.checkpoint(now, all),
        Act::Stop => clock.stop(now, all),
    };
    step.ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_history_is_its_own_definition(
        beginning in prop::sample::select(&BEGINNINGS[..]),
        target in 1_i64..3000,
        always in any::<bool>(),
        change_after in 0_i64..8000,
        entered_before in 0_i64..8000,
        acts in acts(),
    ) {
        let begin = at(beginning);
        let change = begin.plus_seconds(change_after * MINUTE);
        let change_text = change.to_string();
        let first = ("2026-01-01T00:00:00Z", "8-17");
        let (before, after) = (registry(&[first]), registry(&[first, (&change_text, "9-18")]));
        // Entered while the clock runs, or known from its start; never later than it begins to hold.
        let entered = change.minus_seconds(entered_before * MINUTE);
        let calendar = if always { CalendarRef::around_the_clock() } else { service() };
        let known = |now: Timestamp| if now < entered { &before } else { &after };
        let step = Clock::start(
            new(ClockKind::Resolution, target * MINUTE, calendar), begin, known(begin),
        ).expect("starts");
        let (mut clock, mut events) = (step.clock, step.events);
        let mut model = Model {
            hours: Hours::new(begin.unix() / MINUTE),
            now: begin.unix() / MINUTE,
            change: change.unix() / MINUTE,
            always,
            running: true,
            target,
            counted: 0,
            paused: 0,
        };
        let mut now = begin;
        let mut missed: Option<Option<Timestamp>> = None;
        for (gap, act) in acts {
            let was = now;
            now = now.plus_seconds(gap * MINUTE);
            if was < entered && entered <= now {
                clock = clock.rekeyed(entered, &after).expect("computes");
            }
            let all = known(now);
            if clock.is_living() {
                model.pass(gap);
            }
            if clock.is_unnoticed_breach(now) && missed.is_none() {
                missed = Some(clock.breach_at);
            }
            prop_assert_eq!(
                clock.is_living() && model.counted > model.target,
                clock.is_living() && clock.consumed_at(now, all).expect("counts") > clock.target_s
            );
            let running_before = clock.state == ClockState::Running;
            let outcome_before = clock.outcome;
            if let Some(step) = attempt(&clock, act, now, all) {
                if let Act::Retarget(minutes) = act {
                    let left = model.target - model.counted;
                    let next = if minutes < model.target {
                        model.counted + left.min(minutes)
                    } else {
                        minutes
                    };
                    // A raise neither breaches at once nor gives more time.
                    prop_assert!(next >= model.counted || minutes >= model.target);
                    prop_assert!(minutes >= model.target || next - model.counted <= left);
                    model.target = next;
                }
                match act {
                    Act::Pause => model.running = false,
                    Act::Resume => model.running = true,
                    Act::Move(always) => model.always = always,
                    _ => {}
                }
                clock = step.clock;
                events.extend(step.events);
            }
            // A breach is never undone, and it keeps its instant.
            if outcome_before == Some(ClockOutcome::Breached) {
                prop_assert_eq!(clock.outcome, outcome_before);
            }
            let breaches: Vec<_> = events.iter().filter(|e| e.kind == EventKind::Breach).collect();
            prop_assert!(breaches.len() <= 1);
            if let (Some(event), Some(missed)) = (breaches.first(), missed) {
                prop_assert_eq!(event.detail.breach_at, missed);
            }
            prop_assert!(events.windows(2).all(|pair| pair[0].at <= pair[1].at));

            // Counted, paused and closed are the time that passed.
            let end = clock.stopped_at.unwrap_or(now);
            let consumed = clock.consumed_at(end, all).expect("counts");
            prop_assert_eq!((consumed, clock.paused_at(end)), (model.counted * MINUTE, model.paused * MINUTE));
            prop_assert_eq!(clock.target_s, model.target * MINUTE);
            let parts = segments(&events, end, all).expect("adds up");
            let sum = |wanted: Stretch| -> i64 {
                parts.iter().filter(|p| p.stretch == wanted).map(|p| p.seconds).sum()
            };
            prop_assert_eq!(sum(Stretch::Counted), consumed);
            prop_assert_eq!(sum(Stretch::Paused), clock.paused_at(end));
            let wall = end.seconds_since(clock.started_at);
            prop_assert_eq!(parts.iter().map(|p| p.seconds).sum::<i64>(), wall);
            prop_assert!(parts.windows(2).all(|pair| pair[0].to == pair[1].from));
            prop_assert_eq!(parts.last().map_or(0, |p| p.total_s), consumed);

            // The history gives the clock again.
            let stored: Vec<Event> = events.iter().map(|event| Event {
                detail: EventDetail::from_json(&event.detail.to_json()).expect("own JSON"),
                ..event.clone()
            }).collect();
            let replayed = Clock::replay(
                clock.id, clock.ticket_id, clock.kind, clock.cycle, &stored, all,
            );
            prop_assert_eq!(replayed.as_ref(), Ok(&clock));

            // Where it is due is where the definition says, as long as it is not missed.
            let in_time = clock.state == ClockState::Running
                && clock.outcome.is_none()
                && model.counted < model.target;
            if in_time && (running_before || matches!(act, Act::Resume)) {
                model.change = if now < entered { i64::MAX } else { change.unix() / MINUTE };
                let (due, breach) = model.aim();
                model.change = change.unix() / MINUTE;
                let at = |minute: i64| Timestamp::from_unix(minute * MINUTE);
                let (due, breach) = (due.expect("within reach"), breach.expect("within reach"));
                prop_assert_eq!(clock.due_at, Some(at(due)));
                prop_assert_eq!(clock.breach_at, Some(at(breach)));
                prop_assert_eq!(clock.next_event_at, clock.breach_at);
                // elapsed(start, due) = target; one second after the breach it is one more.
                let due = clock.consumed_at(at(due), all).expect("counts");
                let over = clock.consumed_at(at(breach).plus_seconds(1), all).expect("counts");
                prop_assert_eq!((due, over), (clock.target_s, clock.target_s + 1));
            }
        }
    }

    /// Pause, another priority, another calendar and another policy in any order at one instant give the same sum.
    #[test]
    fn the_order_of_changes_keeps_the_sum(
        order in Just([0_u8, 1, 2, 3]).prop_shuffle(),
        gap in 0_i64..4000,
        wait in 0_i64..4000,
        target in 60_i64..4000,
    ) {
        let calendars = eight_to_five();
        let begin = at(BEGINNINGS[0]);
        let start = new(ClockKind::Resolution, 5000 * MINUTE, service());
        let mut clock = Clock::start(start, begin, &calendars).expect("starts").clock;
        let now = begin.plus_seconds(gap * MINUTE);
        let until_now = clock.consumed_at(now, &calendars);
        for change in order {
            let step = match change {
                0 => clock.pause(asked(), "", now, &calendars),
                1 => clock.retarget(target * MINUTE, "priority", now, &calendars),
                2 => clock.count_in(&CalendarRef::around_the_clock(), "", now, &calendars),
                _ => clock.repolicy(target * MINUTE, 2, false, now, &calendars),
            };
            clock = step.expect("in time").clock;
            prop_assert_eq!(clock.consumed_at(now, &calendars), until_now.clone());
        }
        let later = now.plus_seconds(wait * MINUTE);
        let resumed = clock.resume(later, &calendars).expect("resumes").clock;
        prop_assert_eq!(Ok(resumed.consumed_s), until_now);
        prop_assert_eq!(resumed.paused_s, wait * MINUTE);
    }
}
