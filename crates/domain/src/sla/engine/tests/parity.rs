//! Around the clock a clock is the row of today: the same refusals, the same events, the same row.

use proptest::prelude::*;

use super::*;
use crate::sla::{self, ClockDetail, ClockEventDraft, ClockRefusal, ClockRow, Extension};

const T0: i64 = 1_795_000_000;

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
        1 => (-50_i64..20_000).prop_map(Act::Extend),
        1 => Just(Act::Exempt),
        1 => Just(Act::Cancel),
        1 => Just(Act::Stop),
    ];
    // A machine's time may jump back.
    prop::collection::vec((-100_i64..4000, act), 0..25)
}

fn told(now: Timestamp, eta: i64) -> Extension<'static> {
    Extension {
        new_id: id(9),
        eta: now.plus_seconds(eta),
        reason: "dauert länger",
        complex: eta % 3 != 0,
    }
}

fn of_row(row: &ClockRow, act: Act, now: Timestamp) -> Result<Vec<sla::Change>, ClockRefusal> {
    let one = match act {
        Act::Pause => row.pause(asked(), "Frage", now),
        Act::Resume => row.resume(now),
        Act::Retarget(target) => row.retarget(target, "anders", now),
        Act::Breach => row.breach(ClockDetail::default(), now),
        Act::Extend(eta) => {
            let both = row.extend(told(now, eta), now)?;
            return Ok(vec![both.0, both.1]);
        }
        Act::Exempt => row.exempt("RZ", "Ort", None, now),
        Act::Cancel => row.cancel("Spam", now),
        Act::Stop => row.stop(now),
    };
    one.map(|change| vec![change])
}

fn of_clock(clock: &Clock, act: Act, now: Timestamp, all: &Registry) -> Result<Vec<Step>, Refusal> {
    let one = match act {
        Act::Pause => clock.pause(asked(), "Frage", now, all),
        Act::Resume => clock.resume(now, all),
        Act::Retarget(target) => clock.retarget(target, "anders", now, all),
        Act::Breach => clock.breach(ClockDetail::default(), now, all),
        Act::Extend(eta) => {
            let both = clock.extend(told(now, eta), now, all)?;
            return Ok(vec![both.0, both.1]);
        }
        Act::Exempt => clock.exempt("RZ", "Ort", None, now, all),
        Act::Cancel => clock.cancel("Spam", now, all),
        Act::Stop => clock.stop(now, all),
    };
    one.map(|step| vec![step])
}

fn same_events(old: &[ClockEventDraft], new: &[Event]) -> bool {
    let old: Vec<_> = old.iter().cloned().map(Event::from).collect();
    old == new
}

proptest! {
    #[test]
    fn the_same_histories_give_the_same_rows(
        kind in prop::sample::select(ClockKind::ALL),
        target_s in 1_i64..20_000,
        acts in acts(),
    ) {
        let calendars = Registry::default();
        let mut now = Timestamp::from_unix(T0);
        let new = sla::NewClock {
            id: id(1),
            ticket_id: crate::ids::TicketId::from_uuid(uuid::Uuid::from_u128(2)),
            kind,
            cycle: 1,
            target_s,
            policy_version: 1,
        };
        let old = ClockRow::start(new, now);
        let step = Clock::start(new.into(), now, &calendars).expect("starts");
        prop_assert!(same_events(&old.events, &step.events));
        let (mut row, mut clock) = (old.row, step.clock);
        let (mut drafts, mut events) = (old.events, step.events);
        for (gap, act) in acts {
            now = now.plus_seconds(gap);
            match (of_row(&row, act, now), of_clock(&clock, act, now, &calendars)) {
                (Ok(changes), Ok(steps)) => {
                    prop_assert_eq!(changes.len(), steps.len());
                    for (change, step) in changes.iter().zip(&steps) {
                        prop_assert_eq!(step.clock.to_row(), Some(change.row.clone()));
                        prop_assert!(same_events(&change.events, &step.events));
                        for (draft, event) in change.events.iter().zip(&step.events) {
                            prop_assert_eq!(draft.detail.to_json(), event.detail.to_json());
                        }
                    }
                    row = changes[0].row.clone();
                    clock = steps[0].clock.clone();
                    drafts.extend(changes[0].events.clone());
                    events.extend(steps[0].events.clone());
                }
                (Err(old), Err(new)) => prop_assert_eq!(Refusal::from(old), new),
                (old, new) => prop_assert!(false, "{old:?} is not {new:?}"),
            }
            prop_assert_eq!(Clock::from(row.clone()), clock.clone());
            prop_assert_eq!(Ok(row.consumed_at(now)), clock.consumed_at(now, &calendars));
            prop_assert_eq!(row.paused_at(now), clock.paused_at(now));
            let replayed = Clock::replay(
                row.id, row.ticket_id, row.kind, row.cycle, &events, &calendars,
            );
            prop_assert_eq!(replayed.as_ref(), Ok(&clock));
            let end = row.stopped_at.unwrap_or(now);
            // Where the machine's time jumped back behind a breach, the old sum has a line of negative length.
            let in_order = drafts.windows(2).all(|pair| pair[0].at <= pair[1].at)
                && drafts.last().is_some_and(|last| last.at <= end);
            let old: Vec<_> = sla::segments(&drafts, end)
                .into_iter()
                .map(|part| (part.from, part.to, part.counted, part.total_s))
                .filter(|(from, to, ..)| from < to)
                .collect();
            let new: Vec<_> = segments(&events, end, &calendars)
                .expect("adds up")
                .into_iter()
                .map(|part| (part.from, part.to, part.stretch == Stretch::Counted, part.total_s))
                .filter(|(from, to, ..)| from < to)
                .collect();
            prop_assert!(!in_order || old == new, "{old:?} is not {new:?}");
        }
    }
}
