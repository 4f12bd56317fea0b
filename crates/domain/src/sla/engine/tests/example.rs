//! The worked example of `docs/SLA.md`, and what an edit would do to it.

use super::*;
use crate::calendar::{Calendar, CalendarVersion};
use crate::sla::promise::{QUESTION_HOURS, question_hours};
use crate::sla::{ClockDetail, ClockOutcome};

const MINUTE: i64 = 60;

fn questions() -> CalendarRef {
    CalendarRef::new(code(QUESTION_HOURS), "DE-HH".parse().ok())
}

fn shipped() -> Registry {
    let history = History::new(vec![CalendarVersion {
        version: 1,
        valid_from: at("2026-01-01T00:00:00Z"),
        calendar: Arc::new(Calendar::new(question_hours()).expect("open")),
    }]);
    Registry::new([(code(QUESTION_HOURS), history.expect("a history"))])
}

#[test]
fn filed_on_friday_at_16_55_before_a_monday_holiday() {
    let calendars = shipped();
    let begin = at("2026-05-22T16:55:00+02:00");
    let step = Clock::start(
        new(ClockKind::Resolution, 240 * MINUTE, questions()),
        begin,
        &calendars,
    );
    let step = step.expect("starts");
    // Whit Monday is closed: the rest of the four hours falls on Tuesday.
    assert_eq!(step.clock.due_at, Some(at("2026-05-26T11:55:00+02:00")));
    let step = step.then(|clock| {
        let asked_at = at("2026-05-26T10:00:00+02:00");
        clock.pause(asked(), "question", asked_at, &calendars)
    });
    let step = step.and_then(|step| {
        step.then(|clock| clock.resume(at("2026-05-27T11:00:00+02:00"), &calendars))
    });
    let step = step.expect("waits and goes on");
    assert_eq!(step.clock.due_at, Some(at("2026-05-27T12:55:00+02:00")));
    let noticed = at("2026-05-27T12:55:01+02:00");
    let step = step.then(|clock| clock.breach(ClockDetail::default(), noticed, &calendars));
    let answered = at("2026-05-27T13:10:00+02:00");
    let step = step.and_then(|step| step.then(|clock| clock.stop(answered, &calendars)));
    let step = step.expect("ends");
    assert_eq!(step.clock.outcome, Some(ClockOutcome::Breached));
    assert_eq!(step.clock.consumed_s, 255 * MINUTE);
    let parts = segments(&step.events, answered, &calendars).expect("adds up");
    let lines: Vec<_> = parts
        .iter()
        .filter(|part| part.because != EventKind::Breach)
        .map(|part| (part.stretch, part.seconds / MINUTE, part.total_s / MINUTE))
        .collect();
    assert_eq!(
        lines,
        [
            (Stretch::Counted, 65, 65),
            (Stretch::Closed, 87 * 60, 65),
            (Stretch::Counted, 60, 125),
            (Stretch::Paused, 25 * 60, 125),
            (Stretch::Counted, 115, 240),
        ]
    );
    let over = parts.last().expect("goes on behind the breach");
    assert_eq!(
        (over.because, over.total_s),
        (EventKind::Breach, 255 * MINUTE)
    );
}

#[test]
fn rule_25_an_edit_says_what_it_would_do_to_running_clocks() {
    let calendars = eight_to_five();
    let start = |number: u128, hours: i64| {
        let new = NewClock {
            id: id(number),
            ..new(ClockKind::Resolution, hours * 3600, service())
        };
        Clock::start(new, at("2026-02-06T08:00:00+01:00"), &calendars)
            .expect("starts")
            .clock
    };
    let now = at("2026-02-06T12:00:00+01:00");
    let paused = start(4, 6)
        .pause(asked(), "", now, &calendars)
        .expect("pauses");
    let clocks = [start(1, 5), start(2, 8), start(3, 30), paused.clock];
    // From noon on until 15:00 only: the first one still ends today at 13:00.
    let shorter = registry(&[
        ("2026-01-01T00:00:00Z", "8-17"),
        ("2026-02-06T12:00:00+01:00", "8-15"),
    ]);
    let effect = Effect::of(&clocks, now, |clock| clock.rekeyed(now, &shorter));
    let expected = Effect {
        running: 3,
        later: 2,
        ..Effect::default()
    };
    assert_eq!(effect, Ok(expected));
    let stricter = |from_the_start: bool| {
        Effect::of(&clocks, now, |clock| {
            let step = clock.repolicy(3 * 3600, 2, from_the_start, now, &calendars)?;
            Ok(step.clock)
        })
    };
    let sooner = |sooner, missed: &[u128]| {
        Ok(Effect {
            running: 3,
            sooner,
            later: 0,
            missed: missed.iter().map(|number| id(*number)).collect(),
        })
    };
    assert_eq!(stricter(false), sooner(2, &[]));
    assert_eq!(stricter(true), sooner(3, &[1, 2, 3]));
}
