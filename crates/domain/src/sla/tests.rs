//! The rules of clocks by number, and the properties that hold for any history.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::ids::{ClockId, TicketId};
use crate::rules::SHIPPED_VERSION;
use crate::ticket::Class;
use crate::time::Timestamp;

const T0: i64 = 1_795_000_000;
/// As shipped: an hour, four hours.
const STANDARD_S: i64 = 3_600;
const COMPLEX_S: i64 = 14_400;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(T0 + seconds)
}

fn new(kind: ClockKind, target_s: i64) -> NewClock {
    NewClock {
        id: ClockId::from_uuid(Uuid::from_u128(1)),
        ticket_id: TicketId::from_uuid(Uuid::from_u128(2)),
        kind,
        cycle: 1,
        target_s,
        policy_version: SHIPPED_VERSION,
    }
}

fn started(kind: ClockKind, target_s: i64) -> ClockRow {
    ClockRow::start(new(kind, target_s), at(0)).row
}

fn asked() -> PauseGround {
    PauseGround::of(PauseReason::Question)
}

fn told(eta: i64) -> Extension<'static> {
    Extension {
        new_id: ClockId::from_uuid(Uuid::from_u128(9)),
        eta: at(eta),
        reason: "Dateisystemprüfung läuft",
        complex: true,
    }
}

fn kinds(change: &Change) -> Vec<ClockEventKind> {
    change.events.iter().map(|e| e.kind).collect()
}

// I-46 I-47/48
#[test]
fn targets_are_those_of_the_sources() {
    assert_eq!(first_answer_min(Class::Intervention), Some(10));
    assert_eq!(first_answer_min(Class::Emergency), Some(10));
    assert_eq!(first_answer_min(Class::Fault), Some(60));
    assert_eq!(first_answer_min(Class::Question), None);
    assert_eq!(first_answer_min(Class::Order), None);
    assert_eq!(work_min(false) * 60, STANDARD_S);
    assert_eq!(work_min(true) * 60, COMPLEX_S);
}

// I-46
#[test]
fn rule_4_the_last_second_of_the_target_is_in_time() {
    let row = started(ClockKind::FirstAnswer, 600);
    assert_eq!(row.breach_at, Some(at(600)));
    let met = row.stop(at(600)).expect("stops");
    assert_eq!(met.row.outcome, Some(ClockOutcome::Met));
    assert_eq!(kinds(&met), [ClockEventKind::Stop]);
    let late = row.stop(at(601)).expect("stops");
    assert_eq!(late.row.outcome, Some(ClockOutcome::Breached));
    assert_eq!(kinds(&late), [ClockEventKind::Breach, ClockEventKind::Stop]);
    assert_eq!(late.events[0].detail.breach_at, Some(at(600)));
}

#[test]
fn rule_8_a_first_answer_never_pauses() {
    for kind in [ClockKind::FirstAnswer, ClockKind::NextAnswer] {
        assert_eq!(
            started(kind, 600).pause(asked(), "", at(1)),
            Err(ClockRefusal::NeverPauses(kind))
        );
    }
}

// I-44
#[test]
fn rule_12_a_pause_needs_a_question_of_ours_and_a_waiting_ticket() {
    let row = started(ClockKind::Intervention, STANDARD_S);
    for (waits_for_customer, last_public_message_is_ours) in
        [(false, false), (true, false), (false, true)]
    {
        let ground = PauseGround {
            waits_for_customer,
            last_public_message_is_ours,
            ..PauseGround::of(PauseReason::Question)
        };
        assert_eq!(
            row.pause(ground, "", at(60)),
            Err(ClockRefusal::NothingAsked)
        );
    }
    let paused = row
        .pause(asked(), "Welches Passwort?", at(60))
        .expect("pauses")
        .row;
    assert_eq!((paused.breach_at, paused.next_event_at), (None, None));
    assert_eq!(paused.consumed_s, 60);
    let resumed = paused.resume(at(1060)).expect("resumes").row;
    assert_eq!(resumed.breach_at, Some(at(STANDARD_S + 1000)));
    assert_eq!(resumed.paused_s, 1000);
    assert!(resumed.resume(at(1061)).is_err(), "runs already");
    assert!(paused.pause(asked(), "", at(61)).is_err(), "waits already");
}

// I-59
#[test]
fn a_pause_says_what_it_rests_on() {
    let row = started(ClockKind::Intervention, STANDARD_S);
    for reason in PauseReason::ALL {
        let ground = PauseGround::of(*reason);
        let customer = ground.waits_for_customer && ground.last_public_message_is_ours;
        let hardware = *reason == PauseReason::Hardware;
        let contract = *reason == PauseReason::ThirdParty;
        assert_eq!(
            (customer, ground.hardware_rests, ground.contract_says),
            (!hardware && !contract, hardware, contract)
        );
        let paused = row.pause(ground, reason.code(), at(60)).expect("pauses");
        let told = paused.events[0].detail.reason.as_deref();
        assert_eq!(told, Some(reason.code()));
        assert_ne!(reason.label(Locale::De), reason.label(Locale::En));
    }
    assert_eq!(PauseReason::words("hardware", Locale::De), "Hardware-Fall");
    assert_eq!(PauseReason::words("Frage 7", Locale::De), "Frage 7");
}

// I-47/48
#[test]
fn rule_17_raising_to_complex_keeps_what_was_consumed_and_must_come_in_time() {
    let row = started(ClockKind::Intervention, STANDARD_S);
    let raised = row
        .retarget(COMPLEX_S, "complex", at(3000))
        .expect("in time")
        .row;
    assert_eq!(raised.breach_at, Some(at(COMPLEX_S)));
    assert_eq!(raised.consumed_at(at(3000)), 3000);
    assert!(row.retarget(COMPLEX_S, "", at(STANDARD_S)).is_ok());
    assert_eq!(
        row.retarget(COMPLEX_S, "", at(STANDARD_S + 1)),
        Err(ClockRefusal::TooLate)
    );
    let breached = row
        .breach(ClockDetail::default(), at(STANDARD_S + 1))
        .expect("missed")
        .row;
    assert_eq!(
        breached.retarget(COMPLEX_S, "", at(STANDARD_S + 2)),
        Err(ClockRefusal::TooLate)
    );
}

#[test]
fn rule_24_a_shorter_target_neither_breaches_at_once_nor_gives_more_time() {
    let row = started(ClockKind::Resolution, 10_000);
    let raised = row.retarget(3000, "priority", at(5000)).expect("ok").row;
    assert_eq!(raised.breach_at, Some(at(8000)));
    let raised = row.retarget(3000, "priority", at(9000)).expect("ok").row;
    assert_eq!(raised.breach_at, Some(at(10_000)));
}

// I-49
#[test]
fn rule_18_told_in_time_is_extended_and_a_new_clock_runs_to_the_new_time() {
    let row = started(ClockKind::Intervention, COMPLEX_S);
    let (ended, next) = row
        .extend(told(COMPLEX_S + 3600), at(COMPLEX_S))
        .expect("told in time");
    assert_eq!(ended.row.outcome, Some(ClockOutcome::Extended));
    assert_eq!(ended.row.state, ClockState::Stopped);
    assert_eq!(next.row.cycle, 2);
    assert_eq!(next.row.breach_at, Some(at(COMPLEX_S + 3600)));
    let late = row.extend(told(COMPLEX_S + 3600), at(COMPLEX_S + 1));
    assert_eq!(late, Err(ClockRefusal::TooLate));
    let standard = Extension {
        complex: false,
        ..told(COMPLEX_S + 3600)
    };
    assert_eq!(row.extend(standard, at(1)), Err(ClockRefusal::RaiseFirst));
    assert_eq!(
        row.extend(told(COMPLEX_S), at(1)),
        Err(ClockRefusal::NotLater)
    );
    assert_eq!(
        started(ClockKind::Resolution, 60).extend(told(600), at(1)),
        Err(ClockRefusal::WrongKind(ClockKind::Resolution))
    );
}

// I-50
#[test]
fn rule_19_the_data_centre_exempts_the_work_but_never_the_first_answer() {
    let row = started(ClockKind::Intervention, STANDARD_S);
    let exempt = row
        .exempt("Festplatte tauschen", "Falkenstein, Rack 12", None, at(100))
        .expect("in time");
    assert_eq!(exempt.row.outcome, Some(ClockOutcome::Exempt));
    assert_eq!(
        exempt.events[0].detail.place.as_deref(),
        Some("Falkenstein, Rack 12")
    );
    assert_eq!(
        row.exempt("", "", None, at(STANDARD_S + 1)),
        Err(ClockRefusal::TooLate),
        "an exemption cannot hide a breach"
    );
    assert_eq!(
        started(ClockKind::FirstAnswer, 600).exempt("", "", None, at(1)),
        Err(ClockRefusal::WrongKind(ClockKind::FirstAnswer))
    );
}

#[test]
fn rule_15_a_recorded_breach_is_never_undone() {
    let row = started(ClockKind::Intervention, 60);
    let missed = row
        .breach(
            ClockDetail {
                complexity: Some("standard".into()),
                ..ClockDetail::default()
            },
            at(75),
        )
        .expect("missed");
    assert_eq!(missed.events[0].detail.breach_at, Some(at(60)));
    assert_eq!(missed.events[0].detail.target_s, Some(60));
    assert_eq!(missed.row.next_event_at, None);
    assert!(missed.row.breach(ClockDetail::default(), at(76)).is_err());
    let paused = missed.row.pause(asked(), "", at(80)).expect("pauses").row;
    let resumed = paused.resume(at(90)).expect("resumes").row;
    assert_eq!(resumed.next_event_at, None);
    let stopped = resumed.stop(at(100)).expect("stops").row;
    assert_eq!(stopped.outcome, Some(ClockOutcome::Breached));
    let cancelled = resumed.cancel("Dublette", at(100)).expect("cancels").row;
    assert_eq!(cancelled.outcome, Some(ClockOutcome::Breached));
    assert_eq!(
        row.breach(ClockDetail::default(), at(60)),
        Err(ClockRefusal::State(ClockState::Running))
    );
}

#[test]
fn an_ended_clock_takes_no_more_changes() {
    let ended = started(ClockKind::Intervention, 60)
        .stop(at(10))
        .expect("stops")
        .row;
    let refused = ClockRefusal::State(ClockState::Stopped);
    assert_eq!(ended.stop(at(11)), Err(refused));
    assert_eq!(ended.resume(at(11)), Err(refused));
    assert_eq!(ended.pause(asked(), "", at(11)), Err(refused));
    assert_eq!(ended.retarget(99, "", at(11)), Err(refused));
    assert_eq!(ended.cancel("", at(11)), Err(refused));
    assert_eq!(ended.exempt("", "", None, at(11)), Err(refused));
    assert_eq!(ended.consumed_at(at(99)), 10);
}

#[test]
fn a_clock_that_jumps_back_does_not_turn_time_round() {
    let row = started(ClockKind::Intervention, 600);
    let paused = row.pause(asked(), "", at(100)).expect("pauses").row;
    let resumed = paused.resume(at(40)).expect("resumes").row;
    assert_eq!((resumed.consumed_s, resumed.paused_s), (100, 0));
    assert_eq!(resumed.running_since, Some(at(100)));
}

#[test]
fn the_bar_shows_use_waiting_and_the_breach() {
    let start = ClockRow::start(new(ClockKind::Intervention, 1000), at(0));
    let row = start.row;
    assert_eq!(row.bar(&[], at(100)).level, Level::Calm);
    assert_eq!(row.bar(&[], at(750)).level, Level::Watch);
    assert_eq!(row.bar(&[], at(1000)).level, Level::Watch);
    assert_eq!(row.bar(&[], at(1001)).level, Level::Breach);
    let pause = row.pause(asked(), "Frage", at(500)).expect("pauses");
    let resume = pause.row.resume(at(1500)).expect("resumes");
    let mut events = start.events;
    events.extend(pause.events.clone());
    assert_eq!(pause.row.bar(&events, at(900)).level, Level::Paused);
    events.extend(resume.events);
    let bar = resume.row.bar(&events, at(1750));
    let shape: Vec<_> = bar.spans.iter().map(|s| (s.from, s.to, s.paused)).collect();
    assert_eq!(
        shape,
        [(0, 2500, false), (2500, 7500, true), (7500, 8750, false)]
    );
    assert_eq!((bar.used_s, bar.remaining_s, bar.overrun_s), (750, 250, 0));
    assert_eq!(bar.breach_mark, None);
    let late = resume.row.bar(&events, at(2500));
    assert_eq!((late.level, late.overrun_s), (Level::Breach, 500));
    assert_eq!(late.breach_mark, Some(8000));
    let done = row.stop(at(10)).expect("stops").row.bar(&[], at(99_999));
    assert_eq!(
        (done.level, done.used_s, done.remaining_s),
        (Level::Done, 10, 0)
    );
}

/// One thing somebody may try on a clock.
#[derive(Debug, Clone, Copy)]
enum Act {
    Pause,
    Resume,
    Retarget(i64),
    Breach,
    Extend(i64),
    Exempt,
    Cancel,
    Stop,
}

fn acts() -> impl Strategy<Value = Vec<(i64, Act)>> {
    let act = prop_oneof![
        4 => Just(Act::Pause),
        4 => Just(Act::Resume),
        3 => (1_i64..20_000).prop_map(Act::Retarget),
        2 => Just(Act::Breach),
        1 => (1_i64..20_000).prop_map(Act::Extend),
        1 => Just(Act::Exempt),
        1 => Just(Act::Cancel),
        1 => Just(Act::Stop),
    ];
    prop::collection::vec((0_i64..4000, act), 0..25)
}

fn attempt(row: &ClockRow, act: Act, now: Timestamp) -> Option<Change> {
    match act {
        Act::Pause => row.pause(asked(), "Frage", now).ok(),
        Act::Resume => row.resume(now).ok(),
        Act::Retarget(target) => row.retarget(target, "anders", now).ok(),
        Act::Breach => row.breach(ClockDetail::default(), now).ok(),
        Act::Extend(eta) => {
            let extension = Extension {
                eta: now.plus_seconds(eta),
                ..told(0)
            };
            row.extend(extension, now).ok().map(|(ended, _)| ended)
        }
        Act::Exempt => row.exempt("RZ", "Ort", None, now).ok(),
        Act::Cancel => row.cancel("Spam", now).ok(),
        Act::Stop => row.stop(now).ok(),
    }
}

// I-44
#[test]
fn a_wait_shorter_than_a_second_is_listed_with_its_zero() {
    let started = ClockRow::start(new(ClockKind::Intervention, STANDARD_S), at(0));
    let paused = started
        .row
        .pause(asked(), "Welches Passwort?", at(90))
        .expect("runs");
    let resumed = paused.row.resume(at(90)).expect("waits");
    let stopped = resumed.row.stop(at(90)).expect("runs");
    let events = [
        started.events,
        paused.events,
        resumed.events,
        stopped.events,
    ]
    .concat();
    let parts = segments(&events, at(500));
    let lines: Vec<_> = parts
        .iter()
        .map(|s| (s.counted, s.seconds, s.total_s))
        .collect();
    assert_eq!(lines, [(true, 90, 90), (false, 0, 90), (true, 0, 90)]);
}

proptest! {
    /// Rule 35: whatever happens in whatever order, counted and waiting seconds are the time that passed, the history
    /// gives the row again, the segments add up, and a breach once recorded stays.
    #[test]
    fn any_history_adds_up(target in 1_i64..20_000, acts in acts()) {
        let change = ClockRow::start(new(ClockKind::Intervention, target), at(0));
        let (mut row, mut events) = (change.row, change.events);
        let mut now = at(0);
        for (gap, act) in acts {
            now = now.plus_seconds(gap);
            let was_breached = row.outcome == Some(ClockOutcome::Breached);
            if let Some(change) = attempt(&row, act, now) {
                row = change.row;
                events.extend(change.events);
            }
            prop_assert!(!was_breached || row.outcome == Some(ClockOutcome::Breached));

            let end = row.stopped_at.unwrap_or(now);
            let wall = end.seconds_since(row.started_at);
            prop_assert_eq!(row.consumed_at(end) + row.paused_at(end), wall);

            let stored: Vec<ClockEventDraft> = events
                .iter()
                .map(|e| ClockEventDraft {
                    detail: ClockDetail::from_json(&e.detail.to_json()).expect("own JSON"),
                    ..e.clone()
                })
                .collect();
            let replayed = ClockRow::replay(row.id, row.ticket_id, row.kind, row.cycle, &stored);
            prop_assert_eq!(replayed.as_ref(), Some(&row));

            let parts = segments(&stored, end);
            prop_assert_eq!(parts.iter().map(|s| s.seconds).sum::<i64>(), wall);
            let counted: i64 = parts.iter().filter(|s| s.counted).map(|s| s.seconds).sum();
            prop_assert_eq!(counted, row.consumed_at(end));
            prop_assert!(parts.windows(2).all(|p| p[0].to == p[1].from));
            prop_assert_eq!(parts.last().map_or(0, |s| s.total_s), counted);
            let waits = stored.iter().zip(stored.iter().skip(1)).filter(|(a, b)| {
                a.kind == ClockEventKind::Pause && b.kind == ClockEventKind::Resume
            });
            prop_assert!(parts.iter().filter(|s| !s.counted).count() >= waits.count());

            let bar = row.bar(&stored, now);
            prop_assert!(bar.spans.windows(2).all(|p| p[0].to == p[1].from));
            prop_assert!(bar.spans.iter().all(|s| 0 <= s.from && s.to <= BAR_WIDTH));
            if let Some(breach_at) = row.breach_at.filter(|_| row.state == ClockState::Running) {
                prop_assert_eq!(row.consumed_at(breach_at.max(now)) > row.target_s, breach_at < now);
            }
        }
    }
}
