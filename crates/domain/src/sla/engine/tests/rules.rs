//! One rule, one example.

use super::*;
use crate::escalation::{Ladder, Progress};
use crate::sla::{ClockDetail, ClockOutcome, ClockRefusal, ClockState, Extension};

const HOUR: i64 = 3600;

fn started(kind: ClockKind, target_s: i64, now: &str, calendars: &Registry) -> Step {
    Clock::start(new(kind, target_s, service()), at(now), calendars).expect("starts")
}

#[test]
fn rule_4_due_is_shown_and_breach_is_compared() {
    let calendars = eight_to_five();
    // Friday 16:00 and one hour: shown Friday 17:00, kept until Monday 8:00.
    let clock = started(
        ClockKind::Resolution,
        HOUR,
        "2026-02-06T16:00:00+01:00",
        &calendars,
    )
    .clock;
    assert_eq!(clock.due_at, Some(at("2026-02-06T17:00:00+01:00")));
    assert_eq!(clock.breach_at, Some(at("2026-02-09T08:00:00+01:00")));
    assert_eq!(clock.next_event_at, clock.breach_at);
    for (stop, outcome) in [
        ("2026-02-08T12:00:00+01:00", ClockOutcome::Met),
        ("2026-02-09T08:00:00+01:00", ClockOutcome::Met),
        ("2026-02-09T08:00:01+01:00", ClockOutcome::Breached),
    ] {
        let stopped = clock.stop(at(stop), &calendars).expect("stops").clock;
        assert_eq!(stopped.outcome, Some(outcome), "{stop}");
    }
}

#[test]
fn rule_32_a_pause_takes_the_clock_out_of_the_index() {
    let calendars = eight_to_five();
    let clock = started(
        ClockKind::Resolution,
        4 * HOUR,
        "2026-02-06T15:00:00+01:00",
        &calendars,
    )
    .clock;
    let pause = |clock: &Clock, now: &str| clock.pause(asked(), "question", at(now), &calendars);
    let paused = pause(&clock, "2026-02-06T16:00:00+01:00")
        .expect("pauses")
        .clock;
    assert_eq!((paused.breach_at, paused.next_event_at), (None, None));
    assert_eq!(paused.consumed_s, HOUR);
    let resumed = paused.resume(at("2026-02-09T10:00:00+01:00"), &calendars);
    let resumed = resumed.expect("resumes").clock;
    assert_eq!(resumed.due_at, Some(at("2026-02-09T13:00:00+01:00")));
    assert_eq!(resumed.paused_s, 66 * HOUR);
    let first = started(
        ClockKind::FirstAnswer,
        HOUR,
        "2026-02-06T15:00:00+01:00",
        &calendars,
    )
    .clock;
    assert_eq!(
        pause(&first, "2026-02-06T16:00:00+01:00"),
        Err(ClockRefusal::NeverPauses(ClockKind::FirstAnswer).into())
    );
}

#[test]
fn rule_35_a_pause_outside_the_hours_changes_nothing() {
    let calendars = eight_to_five();
    let clock = started(
        ClockKind::Resolution,
        4 * HOUR,
        "2026-02-06T15:00:00+01:00",
        &calendars,
    )
    .clock;
    let paused = clock.pause(asked(), "", at("2026-02-06T17:00:00+01:00"), &calendars);
    let resumed = paused.and_then(|step| {
        step.clock
            .resume(at("2026-02-09T08:00:00+01:00"), &calendars)
    });
    let resumed = resumed.expect("resumes").clock;
    assert_eq!(
        (resumed.due_at, resumed.breach_at),
        (clock.due_at, clock.breach_at)
    );
}

#[test]
fn rule_21_reclassified_counts_elsewhere_from_here_and_earlier_time_stays() {
    let calendars = eight_to_five();
    let new = new(
        ClockKind::Resolution,
        4 * HOUR,
        CalendarRef::around_the_clock(),
    );
    // Saturday 10:00 as an emergency; at 12:00 it turns out to be an application.
    let clock = Clock::start(new, at("2026-02-07T10:00:00+01:00"), &calendars);
    let moved = clock.expect("starts").clock.count_in(
        &service(),
        "Anwendung",
        at("2026-02-07T12:00:00+01:00"),
        &calendars,
    );
    let moved = moved.expect("moves");
    assert_eq!(moved.events[0].kind, EventKind::Checkpoint);
    assert_eq!(moved.clock.consumed_s, 2 * HOUR);
    assert_eq!(moved.clock.started_at, at("2026-02-07T10:00:00+01:00"));
    assert_eq!(moved.clock.due_at, Some(at("2026-02-09T10:00:00+01:00")));
    let again = moved
        .clock
        .count_in(&service(), "", at("2026-02-07T13:00:00+01:00"), &calendars);
    assert!(again.expect("nothing to do").events.is_empty());
}

#[test]
fn rule_24_a_raise_neither_breaches_at_once_nor_gives_more_time() {
    let calendars = eight_to_five();
    let start = "2026-02-06T08:00:00+01:00";
    let clock = started(ClockKind::Resolution, 8 * HOUR, start, &calendars).clock;
    let raised = |now: &str| clock.retarget(HOUR, "priority", at(now), &calendars);
    let raised = |now: &str| raised(now).expect("in time").clock;
    assert_eq!(
        raised("2026-02-06T12:00:00+01:00").due_at,
        Some(at("2026-02-06T13:00:00+01:00"))
    );
    assert_eq!(
        raised("2026-02-06T15:30:00+01:00").due_at,
        Some(at("2026-02-06T16:00:00+01:00"))
    );
    let back = clock.repolicy(HOUR, 2, true, at("2026-02-06T12:00:00+01:00"), &calendars);
    let back = back.expect("applies").clock;
    assert_eq!((back.target_s, back.policy_version), (HOUR, 2));
    assert_eq!(back.due_at, Some(at("2026-02-06T09:00:00+01:00")));
    assert!(back.is_unnoticed_breach(at("2026-02-06T12:00:00+01:00")));
    let ahead = clock.repolicy(HOUR, 2, false, at("2026-02-06T12:00:00+01:00"), &calendars);
    let ahead = ahead.expect("applies").clock;
    assert_eq!((ahead.target_s, ahead.policy_version), (5 * HOUR, 2));
    let lowered = clock.retarget(9 * HOUR, "", at("2026-02-06T12:00:00+01:00"), &calendars);
    let lowered = lowered.expect("in time").clock;
    assert_eq!(lowered.due_at, Some(at("2026-02-06T17:00:00+01:00")));
}

#[test]
fn rule_25_a_new_version_counts_from_its_beginning_however_late_it_is_noticed() {
    // 8–17, from Wednesday noon 9–18.
    let known = registry(&[
        ("2026-01-01T00:00:00Z", "8-17"),
        ("2026-02-04T12:00:00+01:00", "9-18"),
    ]);
    let clock = started(
        ClockKind::Resolution,
        10 * HOUR,
        "2026-02-04T08:00:00+01:00",
        &known,
    )
    .clock;
    // Four hours under the first, six under the second.
    assert_eq!(clock.due_at, Some(at("2026-02-04T18:00:00+01:00")));
    assert_eq!(clock.breach_at, Some(at("2026-02-05T09:00:00+01:00")));
    let later = clock
        .checkpoint(at("2026-02-04T17:30:00+01:00"), &known)
        .expect("checks");
    assert_eq!(later.events.len(), 1);
    assert_eq!(later.events[0].at, at("2026-02-04T12:00:00+01:00"));
    assert_eq!(
        (later.clock.consumed_s, later.clock.calendar_version),
        (4 * HOUR, 2)
    );
    assert_eq!(
        (later.clock.due_at, later.clock.breach_at),
        (clock.due_at, clock.breach_at)
    );
    // Entered while the clock runs: asked for again (rule 34).
    let before = eight_to_five();
    let clock = started(
        ClockKind::Resolution,
        10 * HOUR,
        "2026-02-04T08:00:00+01:00",
        &before,
    )
    .clock;
    assert_eq!(clock.due_at, Some(at("2026-02-05T09:00:00+01:00")));
    let moved = clock
        .rekeyed(at("2026-02-04T09:00:00+01:00"), &known)
        .expect("computes");
    assert_eq!(moved.due_at, Some(at("2026-02-04T18:00:00+01:00")));
    assert_eq!(moved.consumed_s, 0);
    // What is over keeps its version for ever.
    let stopped = clock
        .stop(at("2026-02-04T10:00:00+01:00"), &before)
        .expect("stops")
        .clock;
    assert!(
        stopped
            .checkpoint(at("2026-02-05T10:00:00+01:00"), &known)
            .expect("checks")
            .events
            .is_empty()
    );
    assert_eq!(stopped.calendar_version, 1);
}

#[test]
fn rule_15_what_is_missed_stays_missed_at_its_instant() {
    let known = registry(&[
        ("2026-01-01T00:00:00Z", "8-17"),
        ("2026-02-04T12:00:00+01:00", "9-18"),
    ]);
    // By the new hours alone it would have been missed the evening before.
    let clock = started(
        ClockKind::Intervention,
        HOUR / 2,
        "2026-02-04T08:00:00+01:00",
        &known,
    )
    .clock;
    let late = at("2026-02-04T15:00:00+01:00");
    let step = clock
        .breach(ClockDetail::default(), late, &known)
        .expect("missed");
    let kinds: Vec<_> = step.events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::Checkpoint, EventKind::Breach]);
    assert_eq!(
        step.events[1].detail.breach_at,
        Some(at("2026-02-04T08:30:00+01:00"))
    );
    assert_eq!(step.clock.consumed_at(late, &known), Ok(7 * HOUR));
    assert_eq!(
        step.clock.retarget(9 * HOUR, "", late, &known),
        Err(ClockRefusal::TooLate.into())
    );
    assert_eq!(
        step.clock.exempt("", "", None, late, &known),
        Err(ClockRefusal::TooLate.into())
    );
    let stopped = step.clock.stop(late, &known).expect("stops").clock;
    assert_eq!(stopped.outcome, Some(ClockOutcome::Breached));
}

#[test]
fn rule_18_what_was_told_is_an_instant() {
    let calendars = eight_to_five();
    let clock = started(
        ClockKind::Intervention,
        2 * HOUR,
        "2026-02-06T16:00:00+01:00",
        &calendars,
    )
    .clock;
    let extension = Extension {
        new_id: id(9),
        eta: at("2026-02-10T20:00:00+01:00"),
        reason: "Dateisystemprüfung läuft",
        complex: true,
    };
    let (ended, next) = clock
        .extend(extension, at("2026-02-06T18:00:00+01:00"), &calendars)
        .expect("told in time");
    assert_eq!(ended.clock.outcome, Some(ClockOutcome::Extended));
    assert_eq!(
        (next.clock.cycle, next.clock.due_at),
        (2, Some(extension.eta))
    );
    assert_eq!(next.clock.calendar, CalendarRef::around_the_clock());
}

#[test]
fn rule_31_somebody_looks_again_at_the_first_of_warning_and_breach() {
    let calendars = eight_to_five();
    let clock = started(
        ClockKind::Resolution,
        4 * HOUR,
        "2026-02-06T15:00:00+01:00",
        &calendars,
    )
    .clock;
    let ladder = Ladder::shipped(240);
    let next = |progress: Progress| next_event_at(&clock, Some((&ladder, &progress)), &calendars);
    // Half of four hours: Friday 17:00; three quarters: Monday 9:00.
    assert_eq!(
        next(Progress::default()),
        Ok(Some(at("2026-02-06T17:00:00+01:00")))
    );
    let second = Progress {
        level: 1,
        ..Progress::default()
    };
    assert_eq!(next(second), Ok(Some(at("2026-02-09T09:00:00+01:00"))));
    let last = Progress {
        level: 3,
        ..Progress::default()
    };
    assert_eq!(next(last), Ok(clock.breach_at));
    assert_eq!(next_event_at(&clock, None, &calendars), Ok(clock.breach_at));
}

#[test]
fn every_clock_opens_into_segments_that_add_up() {
    let calendars = eight_to_five();
    let step = started(
        ClockKind::Resolution,
        4 * HOUR,
        "2026-02-06T16:00:00+01:00",
        &calendars,
    );
    let step = step.then(|clock| {
        clock.pause(
            asked(),
            "Welche Platte?",
            at("2026-02-09T09:00:00+01:00"),
            &calendars,
        )
    });
    let step = step.and_then(|step| {
        step.then(|clock| clock.resume(at("2026-02-09T11:00:00+01:00"), &calendars))
    });
    let events = step.expect("goes").events;
    let parts = segments(&events, at("2026-02-09T12:00:00+01:00"), &calendars).expect("adds up");
    let lines: Vec<_> = parts
        .iter()
        .map(|part| (part.stretch, part.seconds / HOUR, part.total_s / HOUR))
        .collect();
    assert_eq!(
        lines,
        [
            (Stretch::Counted, 1, 1),
            (Stretch::Closed, 63, 1),
            (Stretch::Counted, 1, 2),
            (Stretch::Paused, 2, 2),
            (Stretch::Counted, 1, 3),
        ]
    );
    assert_eq!(parts[3].reason.as_deref(), Some("Welche Platte?"));
    assert_eq!(parts[4].because, EventKind::Resume);
}

#[test]
fn a_calendar_that_is_not_there_is_said() {
    let calendars = Registry::default();
    let refused = Clock::start(
        new(ClockKind::Resolution, HOUR, service()),
        at("2026-02-06T16:00:00Z"),
        &calendars,
    );
    let expected = Refusal::NoCalendar {
        calendar: service(),
        version: 0,
    };
    assert_eq!(refused, Err(expected));
    assert_eq!(
        segments(&[], at("2026-02-06T16:00:00Z"), &calendars),
        Err(Refusal::NoStart)
    );
}

#[test]
fn a_detail_is_read_as_it_was_written_before() {
    let old = ClockDetail {
        target_s: Some(60),
        calendar: Some(crate::sla::Calendar::AroundTheClock),
        calendar_version: Some(1),
        ..ClockDetail::default()
    };
    let read = EventDetail::from_json(&old.to_json()).expect("JSON");
    assert_eq!(read, EventDetail::from(old.clone()));
    assert_eq!(read.to_json(), old.to_json());
    assert_eq!(read.calendar_ref(), Some(CalendarRef::around_the_clock()));
    for kind in EventKind::ALL {
        let old = kind.of_row();
        assert_eq!(old.map(EventKind::from), old.map(|_| *kind));
        assert_eq!(old.is_none(), *kind == EventKind::Checkpoint);
    }
    let state = ClockState::Running;
    assert_eq!(state.code(), "running");
}
