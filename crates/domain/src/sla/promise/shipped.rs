//! The policy a provider begins with: the numbers of the procedure, and business hours for questions. // RULINGS 8

use jiff::civil::Weekday;

use super::{Conditions, PolicyRule, PolicyVersion, Promise};
use crate::calendar::{DayHours, Definition, Hours, Interval, TimeOfDay};
use crate::escalation::Ladder;
use crate::intervention::Complexity;
use crate::sla::engine::CalendarCode;
use crate::sla::{ClockKind, first_answer_min, work_min};
use crate::ticket::Class;
use crate::time::Timestamp;

/// The code of the calendar questions count in: the service hours, which are shipped as data and are a contract's own
/// where it has any.
pub const QUESTION_HOURS: &str = "service";
/// Four business hours. // RULINGS 8
const QUESTION_MIN: i64 = 240;

/// Mon–Fri 9–18 without the public holidays of the system's Land: the source says so of questions about applications
/// (rule 21).
pub fn question_hours() -> Definition {
    use Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
    let time = |hour: u16| TimeOfDay::from_minutes(hour * 60).expect("an hour of the day");
    let nine_to_six = Interval::new(time(9), time(18)).expect("9 is before 18");
    let hours = DayHours::new(vec![nine_to_six]).expect("one interval");
    Definition::new(Hours::on(
        &[Monday, Tuesday, Wednesday, Thursday, Friday],
        &hours,
    ))
}

/// What is shipped, with the numbers of the procedure. For an order nothing is promised, and that is said.
pub fn shipped(valid_from: Timestamp) -> PolicyVersion {
    let first_answer = |class| Some(always(ClockKind::FirstAnswer, first_answer_min(class)?));
    let work = |complex| Some(always(ClockKind::Intervention, work_min(complex)));
    let intervention = |complex: bool, complexity| PolicyRule {
        position: 0,
        when: Conditions {
            class: Some(Class::Intervention),
            complexity,
            ..Conditions::default()
        },
        promises: [first_answer(Class::Intervention), work(complex)]
            .into_iter()
            .flatten()
            .collect(),
    };
    let of_class = |class, promise: Option<Promise>| PolicyRule {
        position: 0,
        when: Conditions {
            class: Some(class),
            ..Conditions::default()
        },
        promises: promise.into_iter().collect(),
    };
    let question = Promise {
        kind: ClockKind::FirstAnswer,
        minutes: QUESTION_MIN,
        calendar: QUESTION_HOURS.parse().expect("a code"),
        ladder: Ladder::shipped(QUESTION_MIN),
    };
    let mut rules = vec![
        intervention(true, Some(Complexity::Complex)),
        // Not assessed yet counts as standard (rule 17).
        intervention(false, None),
        of_class(Class::Emergency, first_answer(Class::Emergency)),
        of_class(Class::Fault, first_answer(Class::Fault)),
        of_class(Class::Question, Some(question)),
        of_class(Class::Order, None),
    ];
    for (position, rule) in (1..).zip(&mut rules) {
        rule.position = position;
    }
    PolicyVersion {
        version: 1,
        valid_from,
        rules,
    }
}

/// A promise around the clock. Rule 20: an assumption the provider confirms.
fn always(kind: ClockKind, minutes: i64) -> Promise {
    Promise {
        kind,
        minutes,
        calendar: CalendarCode::around_the_clock(),
        ladder: Ladder::shipped(minutes),
    }
}
