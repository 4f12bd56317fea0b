//! Rules 27, 28 and 33: no step is skipped or fires twice, and somebody is reached.

use std::cell::Cell;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::calendar::{Calendar, CalendarVersion, History};
use crate::ids::{ClockId, PersonId, TicketId};
use crate::sla::engine::{CalendarRef, Clock, NewClock, Registry};
use crate::sla::promise::{QUESTION_HOURS, question_hours};
use crate::sla::{ClockDetail, ClockKind, PauseGround, PauseReason};
use crate::time::Timestamp;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn person(number: u128) -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(number))
}

fn started(kind: ClockKind, target_s: i64, now: Timestamp) -> Clock {
    let new = NewClock {
        id: ClockId::from_uuid(Uuid::from_u128(1)),
        ticket_id: TicketId::from_uuid(Uuid::from_u128(2)),
        kind,
        cycle: 1,
        target_s,
        policy_version: 1,
        calendar: CalendarRef::around_the_clock(),
    };
    Clock::start(new, now, &Registry::default())
        .expect("starts")
        .clock
}

const ASSIGNEE: u128 = 1;
const TEAM: u128 = 2;
const ON_CALL: u128 = 3;
const DEPUTY: u128 = 4;
const MANAGER: u128 = 5;

/// Everybody is there.
fn everybody(role: Role, _: Timestamp) -> Vec<PersonId> {
    vec![person(match role {
        Role::Assignee => ASSIGNEE,
        Role::Team => TEAM,
        Role::OnCall => ON_CALL,
        Role::Deputy => DEPUTY,
        Role::Manager => MANAGER,
    })]
}

/// Nobody is assigned and nobody sits in the office.
fn night(role: Role, now: Timestamp) -> Vec<PersonId> {
    match role {
        Role::Assignee | Role::Team => Vec::new(),
        _ => everybody(role, now),
    }
}

/// A rota is kept.
fn on_duty(of: &dyn Fn(Role, Timestamp) -> Vec<PersonId>) -> Behind<'_> {
    Behind {
        of,
        keeps_rota: true,
    }
}

fn wake(progress: Progress, ladder: &Ladder, clock: &Clock, now: Timestamp) -> Awakening {
    progress
        .wake(ladder, clock, now, &Registry::default(), &on_duty(&night))
        .expect("computes")
}

#[test]
fn rule_28_a_3_o_clock_emergency_reaches_the_next_person_after_the_timeout() {
    let begin = at("2026-02-07T03:00:00+01:00");
    let clock = started(ClockKind::FirstAnswer, 600, begin);
    let ladder = Ladder::shipped(10);
    // At once: whoever is on call.
    let first = wake(Progress::default(), &ladder, &clock, begin);
    assert_eq!(first.tell, [person(ON_CALL)]);
    // Says "I have it" at 3:02 and falls asleep: nothing until 3:07, then the next person.
    let asleep = first
        .progress
        .acknowledge(&ladder, at("2026-02-07T03:02:00+01:00"));
    let calendars = Registry::default();
    let due = asleep.due(&ladder, &clock, &calendars).expect("computes");
    assert_eq!(due, Some(at("2026-02-07T03:07:00+01:00")));
    let quiet = wake(asleep, &ladder, &clock, at("2026-02-07T03:06:59+01:00"));
    assert_eq!((quiet.firings.len(), quiet.progress), (0, asleep));
    let next = wake(asleep, &ladder, &clock, at("2026-02-07T03:07:00+01:00"));
    assert_eq!(next.tell, [person(DEPUTY)]);
    assert_eq!(
        (next.firings[0].key.level, next.firings[0].percent),
        (1, 50)
    );
    // Never answered at all: the next person at half of the budget, which is the timeout of five minutes.
    let due = first
        .progress
        .due(&ladder, &clock, &calendars)
        .expect("computes");
    assert_eq!(due, Some(at("2026-02-07T03:05:00+01:00")));
    // Answered: the ladder is over.
    let stopped = clock
        .stop(at("2026-02-07T03:04:00+01:00"), &calendars)
        .expect("stops")
        .clock;
    assert_eq!(first.progress.due(&ladder, &stopped, &calendars), Ok(None));
}

#[test]
fn rule_28_nobody_on_call_is_an_alarm_and_the_next_step_at_once() {
    let begin = at("2026-02-07T03:00:00+01:00");
    let clock = started(ClockKind::FirstAnswer, 600, begin);
    let ladder = Ladder::shipped(10);
    let only_manager = |role: Role, now: Timestamp| match role {
        Role::Manager => everybody(role, now),
        _ => Vec::new(),
    };
    let woken = Progress::default()
        .wake(
            &ladder,
            &clock,
            begin,
            &Registry::default(),
            &on_duty(&only_manager),
        )
        .expect("computes");
    let levels: Vec<u32> = woken.nobody.iter().map(|key| key.level).collect();
    assert_eq!(levels, [0]);
    assert_eq!(woken.tell, [person(MANAGER)]);
    assert_eq!(woken.progress.level, 3);
    let deserted = |_: Role, _: Timestamp| Vec::new();
    let woken = Progress::default()
        .wake(
            &ladder,
            &clock,
            begin,
            &Registry::default(),
            &on_duty(&deserted),
        )
        .expect("computes");
    // The breach is told when it comes, not before.
    assert_eq!((woken.nobody.len(), woken.tell.len()), (2, 0));
    assert_eq!((woken.progress.level, woken.progress.round), (3, 0));
}

#[test]
fn rule_28_without_a_rota_steps_fall_back_and_nothing_comes_early() {
    let begin = at("2026-02-07T03:00:00+01:00");
    let clock = started(ClockKind::FirstAnswer, 3600, begin);
    let ladder = Ladder::shipped(60);
    let calendars = Registry::default();
    let only_manager = |role: Role, now: Timestamp| match role {
        Role::Manager => everybody(role, now),
        _ => Vec::new(),
    };
    let behind = Behind {
        of: &only_manager,
        keeps_rota: false,
    };
    let mut progress = Progress::default();
    let mut told = Vec::new();
    for minute in [30, 45, 54, 60, 90] {
        let now = begin.plus_seconds(minute * 60 + 1);
        let woken = progress.wake(&ladder, &clock, now, &calendars, &behind);
        let woken = woken.expect("computes");
        assert_eq!(woken.nobody, []);
        told.extend(woken.firings.iter().map(|f| (f.percent, f.reaches.len())));
        progress = woken.progress;
    }
    assert_eq!(told, [(50, 0), (75, 1), (90, 1), (100, 1), (100, 1)]);
}

#[test]
fn rule_27_a_repeat_never_comes_before_the_breach() {
    let begin = at("2026-02-07T03:00:00+01:00");
    let clock = started(ClockKind::FirstAnswer, 4 * 3600, begin);
    let progress = Progress {
        level: 3,
        round: 1,
        last_at: Some(begin.plus_seconds(2 * 3600)),
        quiet_until: None,
    };
    let due = progress.due(&Ladder::shipped(240), &clock, &Registry::default());
    assert_eq!(due, Ok(Some(begin.plus_seconds(4 * 3600 + 1))));
}

#[test]
fn rule_28_roles_are_resolved_when_a_step_fires() {
    let begin = at("2026-02-07T03:00:00+01:00");
    let clock = started(ClockKind::FirstAnswer, 600, begin);
    let assignee = Cell::new(7);
    let resolve = |role: Role, _: Timestamp| match role {
        Role::Assignee => vec![person(assignee.get())],
        _ => Vec::new(),
    };
    let ladder = Ladder::shipped(60);
    let calendars = Registry::default();
    assignee.set(8);
    let woken = Progress::default().wake(
        &ladder,
        &clock,
        begin.plus_seconds(300),
        &calendars,
        &on_duty(&resolve),
    );
    assert_eq!(woken.expect("computes").tell, [person(8)]);
}

#[test]
fn rule_27_steps_lie_in_calendar_time_and_repeat_after_the_breach() {
    let begin = at("2026-02-07T03:00:00+01:00");
    let clock = started(ClockKind::Resolution, 3600, begin);
    let (ladder, calendars) = (Ladder::shipped(60), Registry::default());
    let (mut progress, mut fired) = (Progress::default(), Vec::new());
    while fired.len() < 6 {
        let due = progress
            .due(&ladder, &clock, &calendars)
            .expect("computes")
            .expect("goes on");
        let woken = wake(progress, &ladder, &clock, due);
        for firing in &woken.firings {
            fired.push((due.seconds_since(begin), firing.key.level, firing.key.round));
        }
        progress = woken.progress;
    }
    // Nobody is behind the first two at night: they pass at their time, and nothing comes early.
    assert_eq!(
        fired,
        [
            (1800, 0, 0),
            (2700, 1, 0),
            (3240, 2, 0),
            (3601, 3, 0),
            (5401, 3, 1),
            (7201, 3, 2)
        ]
    );
    let key = FiringKey {
        clock: clock.id,
        cycle: 1,
        level: 3,
        round: 2,
    };
    assert!(key.to_string().ends_with("/1/3/2"));
    let json = serde_json::to_string(&progress).expect("JSON");
    assert_eq!(serde_json::from_str::<Progress>(&json).ok(), Some(progress));
}

#[test]
fn rule_33_after_a_downtime_everybody_is_told_once_of_the_last_step() {
    let begin = at("2026-02-07T03:00:00+01:00");
    let clock = started(ClockKind::Resolution, 3600, begin);
    let (ladder, calendars) = (Ladder::shipped(60), Registry::default());
    let late = begin.plus_seconds(20_000);
    let woken = Progress::default().wake(&ladder, &clock, late, &calendars, &on_duty(&everybody));
    let woken = woken.expect("computes");
    let overtaken: Vec<bool> = woken
        .firings
        .iter()
        .map(|firing| firing.overtaken)
        .collect();
    assert_eq!(overtaken, [true, true, true, false]);
    let told = [ASSIGNEE, TEAM, ON_CALL, MANAGER].map(person);
    assert_eq!(woken.tell, told);
    assert_eq!((woken.progress.level, woken.progress.round), (3, 1));
}

#[derive(Debug, Clone, Copy)]
enum Act {
    Wake,
    Acknowledge,
    Retarget(i64),
    Pause,
    Resume,
    Breach,
}

proptest! {
    /// Whatever is acknowledged, retargeted, paused or noticed late: steps fire in their order, each once, none is left out,
    /// and nothing fires before it is due or while somebody has it in hand.
    #[test]
    fn no_step_is_skipped_or_fires_twice(
        target_min in 1_i64..600,
        acts in prop::collection::vec(
            (0_i64..4000, prop_oneof![
                4 => Just(Act::Wake),
                2 => Just(Act::Acknowledge),
                2 => (1_i64..600).prop_map(Act::Retarget),
                1 => Just(Act::Pause),
                2 => Just(Act::Resume),
                1 => Just(Act::Breach),
            ], any::<bool>()),
            0..40,
        ),
    ) {
        let calendars = Registry::default();
        let mut now = at("2026-02-07T03:00:00+01:00");
        let mut clock = started(ClockKind::Intervention, target_min * 60, now);
        // The snapshot of the start; whatever the policy says later.
        let ladder = Ladder::shipped(target_min);
        let last = u32::try_from(ladder.rungs.len()).expect("few") - 1;
        let (mut progress, mut keys) = (Progress::default(), Vec::<FiringKey>::new());
        let mut quiet: Option<Timestamp> = None;
        let ground = PauseGround::of(PauseReason::Question);
        for (gap, act, there) in acts {
            now = now.plus_seconds(gap);
            let changed = match act {
                Act::Wake => {
                    let resolve = |role: Role, now: Timestamp| {
                        if there { everybody(role, now) } else { night(role, now) }
                    };
                    let due = progress.due(&ladder, &clock, &calendars).expect("computes");
                    let woken = progress.wake(&ladder, &clock, now, &calendars, &on_duty(&resolve));
                    let woken = woken.expect("computes");
                    prop_assert_eq!(woken.firings.is_empty(), due.is_none_or(|due| now < due));
                    if !woken.firings.is_empty() {
                        prop_assert!(quiet.is_none_or(|quiet| quiet <= now));
                        quiet = None;
                    }
                    keys.extend(woken.firings.iter().map(|firing| firing.key));
                    progress = woken.progress;
                    // Looking twice fires nothing more.
                    let again = progress.wake(&ladder, &clock, now, &calendars, &on_duty(&resolve));
                    prop_assert!(again.expect("computes").firings.is_empty());
                    continue;
                }
                Act::Acknowledge => {
                    if !keys.is_empty() {
                        quiet = quiet.max(Some(now.plus_seconds(i64::from(ladder.ack_min) * 60)));
                    }
                    progress = progress.acknowledge(&ladder, now);
                    continue;
                }
                Act::Retarget(minutes) => clock.retarget(minutes * 60, "", now, &calendars),
                Act::Pause => clock.pause(ground, "", now, &calendars),
                Act::Resume => clock.resume(now, &calendars),
                Act::Breach => clock.breach(ClockDetail::default(), now, &calendars),
            };
            if let Ok(step) = changed {
                clock = step.clock;
            }
        }
        let expected = (0_u32..).map(|n| (n.min(last), n.saturating_sub(last)));
        let found: Vec<_> = keys.iter().map(|key| (key.level, key.round)).collect();
        prop_assert_eq!(expected.take(found.len()).collect::<Vec<_>>(), found);
    }
}

/// Monday to Friday 9–18.
fn questions() -> (Registry, CalendarRef) {
    let code: crate::sla::engine::CalendarCode = QUESTION_HOURS.parse().expect("a code");
    let history = History::new(vec![CalendarVersion {
        version: 1,
        valid_from: Timestamp::from_unix(0),
        calendar: std::sync::Arc::new(Calendar::new(question_hours()).expect("open")),
    }]);
    let registry = Registry::new([(code.clone(), history.expect("a history"))]);
    (registry, CalendarRef::new(code, "DE-HH".parse().ok()))
}

#[test]
fn rule_27_a_step_at_the_start_waits_for_the_opening() {
    let (calendars, calendar) = questions();
    let new = NewClock {
        id: ClockId::from_uuid(Uuid::from_u128(1)),
        ticket_id: TicketId::from_uuid(Uuid::from_u128(2)),
        kind: ClockKind::FirstAnswer,
        cycle: 1,
        target_s: 600,
        policy_version: 1,
        calendar,
    };
    let saturday = at("2026-02-07T03:00:00+01:00");
    let clock = Clock::start(new, saturday, &calendars)
        .expect("starts")
        .clock;
    let due = Progress::default().due(&Ladder::shipped(10), &clock, &calendars);
    assert_eq!(due, Ok(Some(at("2026-02-09T09:00:00+01:00"))));
}

proptest! {
    /// Rule 27: a step is due when its share of the budget is used up in calendar time, never at night, and where somebody
    /// has it in hand over night it comes with the next opening.
    #[test]
    fn steps_lie_in_the_hours_of_the_calendar(
        offset in 0_i64..200 * 86_400,
        target_min in 16_i64..3000,
        acks in prop::collection::vec(any::<bool>(), 6),
    ) {
        let (calendars, calendar) = questions();
        let counts = Calendar::new(question_hours().in_region(calendar.region)).expect("open");
        let begin = at("2026-01-02T00:00:00Z").plus_seconds(offset);
        let new = NewClock {
            id: ClockId::from_uuid(Uuid::from_u128(1)),
            ticket_id: TicketId::from_uuid(Uuid::from_u128(2)),
            kind: ClockKind::Resolution,
            cycle: 1,
            target_s: target_min * 60,
            policy_version: 1,
            calendar,
        };
        let clock = Clock::start(new, begin, &calendars).expect("starts").clock;
        let ladder = Ladder::shipped(target_min);
        let mut progress = Progress::default();
        let mut before = begin;
        for ack in acks {
            let due = progress.due(&ladder, &clock, &calendars).expect("computes").expect("goes on");
            prop_assert!(due >= before);
            // The last second before it or the one it begins with is open.
            prop_assert!(counts.is_open(due) || counts.is_open(due.minus_seconds(1)));
            if progress.quiet_until.is_none() && progress.round == 0 {
                let share = target_min * 60 * i64::from(ladder.rungs[progress.level as usize].percent);
                let used = clock.consumed_at(due, &calendars).expect("counts");
                let breach = i64::from(progress.level == 3);
                prop_assert_eq!(used, (share + 99) / 100 + breach);
            }
            prop_assert!(progress.quiet_until.is_none_or(|quiet| due >= quiet));
            let woken = progress.wake(&ladder, &clock, due, &calendars, &on_duty(&everybody)).expect("computes");
            prop_assert!(!woken.firings.is_empty());
            progress = woken.progress;
            if ack {
                progress = progress.acknowledge(&ladder, due.plus_seconds(60));
            }
            before = due;
        }
    }
}
