//! For any facts: parts merge to the whole, and the figures are what their definitions say, carried out slowly.

use proptest::prelude::*;

use super::*;
use crate::ids::SystemId;

const BEGIN: i64 = 1_790_000_000;
const SPAN_S: i64 = 60 * 24 * 3600;

fn instant() -> impl Strategy<Value = Timestamp> {
    (0..SPAN_S).prop_map(|seconds| Timestamp::from_unix(BEGIN + seconds))
}

fn anybody() -> impl Strategy<Value = Who> {
    (1_u128..4, 0_u128..4, 0_u128..30, 0_usize..3).prop_map(
        |(customer, system, engineer, priority)| Who {
            customer: OrganizationId::from_uuid(id(customer)),
            system: (system > 0).then(|| SystemId::from_uuid(id(system))),
            engineer: (engineer > 0).then(|| PersonId::from_uuid(id(engineer))),
            team: None,
            priority: Priority::ALL[priority],
            class: Class::Fault,
        },
    )
}

fn clocks() -> impl Strategy<Value = Vec<ClockFact>> {
    let any_end = prop_oneof![
        3 => Just(None),
        5 => prop::sample::select(ClockOutcome::ALL).prop_map(Some),
    ];
    let one = (
        (1_i64..500, instant(), anybody()),
        (0_i64..100_000, any_end, any::<bool>()),
        prop::sample::select(ClockKind::ALL),
        prop::option::of(prop::sample::select(BreachReason::ALL)),
    );
    let one = one.prop_map(
        |((number, started, who), (seconds, outcome, ran_out), kind, reason)| {
            let base = ClockFact {
                who,
                kind,
                reason,
                target_s: if ran_out { seconds / 2 } else { seconds + 600 },
                ..clock(number, started)
            };
            let base = ClockFact {
                breach_at: Some(started.plus_seconds(base.target_s)),
                ..base
            };
            match outcome {
                Some(ClockOutcome::Met | ClockOutcome::Breached) => ended(base, seconds),
                Some(outcome) => with(ended(base, seconds), outcome),
                None => base,
            }
        },
    );
    prop::collection::vec(one, 0..120)
}

fn tickets() -> impl Strategy<Value = Vec<TicketFact>> {
    let one = (
        1_i64..500,
        prop::collection::vec(instant(), 1..6),
        anybody(),
        0_u64..9999,
    );
    let one = one.prop_map(|(number, mut turns, who, seconds)| {
        turns.sort_unstable();
        turns.dedup();
        let (received, turns) = turns.split_first().expect("at least one");
        let mut made = ticket(number, *received, None);
        made.who = who;
        made.waits.us_s = seconds;
        // Each pair is a solution and a reopening, one that is left over the last solution.
        for pair in turns.chunks(2) {
            match pair {
                [solved_at, reopened_at] => made.reopened.push(Reopening {
                    solved_at: *solved_at,
                    reopened_at: *reopened_at,
                }),
                rest => made.solved_at = rest.first().copied(),
            }
        }
        made
    });
    prop::collection::vec(one, 0..120)
}

fn work() -> impl Strategy<Value = Vec<WorkFact>> {
    let one = (instant(), anybody(), 0_u64..9999, 0_u64..9999);
    let one = one.prop_map(|(started_at, who, a, b)| WorkFact {
        who,
        started_at,
        worked_s: a.max(b),
        billable_s: a.min(b),
    });
    prop::collection::vec(one, 0..60)
}

fn any_period() -> impl Strategy<Value = Period> {
    let texts = [
        "2026-09",
        "2026-10",
        "2026-Q4",
        "2026-W43",
        "2026-10-25",
        "2026",
    ];
    prop::sample::select(texts.to_vec()).prop_map(period)
}

fn once(
    period: Period,
    as_of: Timestamp,
    facts: &(Vec<ClockFact>, Vec<TicketFact>, Vec<WorkFact>),
) -> Report {
    let mut report = Report::new(period, as_of, Filter::default(), Dimension::ALL);
    facts.0.iter().for_each(|clock| report.add_clock(clock));
    facts.1.iter().for_each(|ticket| report.add_ticket(ticket));
    facts.2.iter().for_each(|work| report.add_work(work));
    report
}

/// The facts of one part of several.
fn part<T: Clone>(facts: &[T], places: &[usize], wanted: usize) -> Vec<T> {
    let place = |index: usize| {
        places
            .get(index % places.len().max(1))
            .copied()
            .unwrap_or(0)
    };
    let chosen = facts
        .iter()
        .enumerate()
        .filter(|(index, _)| place(*index) == wanted);
    chosen.map(|(_, fact)| fact.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn parts_counted_apart_merge_to_one_pass_in_any_order(
        facts in (clocks(), tickets(), work()),
        places in prop::collection::vec(0_usize..4, 1..90),
        period in any_period(),
        as_of in instant(),
        backwards in any::<bool>(),
    ) {
        let parts = (0..4).map(|number| {
            let part = (
                part(&facts.0, &places, number),
                part(&facts.1, &places, number),
                part(&facts.2, &places, number),
            );
            once(period, as_of, &part)
        });
        let mut parts: Vec<_> = parts.collect();
        if backwards {
            parts.reverse();
        }
        let mut merged = Report::new(period, as_of, Filter::default(), Dimension::ALL);
        for part in parts {
            prop_assert!(merged.merge(part).is_ok());
        }
        prop_assert_eq!(merged.figures(), once(period, as_of, &facts).figures());
    }

    #[test]
    fn months_add_up_to_the_quarter(clocks in clocks(), as_of in instant()) {
        let all = |text| report(period(text), as_of, &clocks, &[]);
        let months = ["2026-07", "2026-08", "2026-09"].map(all);
        let quarter = all("2026-Q3");
        let sum = |number: fn(&Figures) -> u64| months.iter().map(number).sum::<u64>();
        prop_assert_eq!(sum(|f| f.all.met), quarter.all.met);
        prop_assert_eq!(sum(|f| f.all.breached), quarter.all.breached);
        prop_assert_eq!(sum(|f| f.all.extended), quarter.all.extended);
        prop_assert_eq!(sum(|f| f.all.exempt), quarter.all.exempt);
        prop_assert_eq!(sum(|f| f.all.cancelled), quarter.all.cancelled);
        prop_assert_eq!(sum(|f| f.answers.counted.n()), quarter.answers.counted.n());
    }

    #[test]
    fn groups_and_promises_add_up_to_the_whole(facts in (clocks(), tickets(), work()), as_of in instant()) {
        let figures = once(period("2026"), as_of, &facts).figures();
        let came: u64 = figures.flow.iter().map(|slot| slot.inflow).sum();
        for (_, lines) in &figures.groups {
            let sum = |number: fn(&GroupLine) -> u64| lines.iter().map(number).sum::<u64>();
            prop_assert_eq!(sum(|line| line.tally.met), figures.all.met);
            prop_assert_eq!(sum(|line| line.tally.breached), figures.all.breached);
            prop_assert_eq!(sum(|line| line.answers.n()), figures.answers.counted.n());
            prop_assert_eq!(sum(|line| line.received), came);
            prop_assert_eq!(sum(|line| line.open), figures.backlog.n);
            prop_assert_eq!(sum(|line| line.work.worked_s), figures.work.worked_s);
        }
        let promises: u64 = figures.promises.iter().map(|line| line.tally.n()).sum();
        prop_assert_eq!(promises, figures.all.n());
        prop_assert_eq!(figures.reasons.n, figures.all.breached);
        let heat: u64 = figures.heat.iter().map(|cell| cell.answered).sum();
        prop_assert_eq!(heat, figures.answers.counted.n());
    }

    #[test]
    fn what_came_in_less_what_left_is_the_change_of_the_backlog(
        tickets in tickets(),
        period in any_period(),
        as_of in instant(),
    ) {
        let figures = report(period, as_of, &[], &tickets);
        let mut open = figures.open_before;
        for slot in &figures.flow {
            prop_assert_eq!(open + slot.inflow, slot.backlog + slot.outflow);
            open = slot.backlog;
            let end = slot.slot.end.min(as_of.plus_seconds(1));
            let counted = tickets.iter().filter(|ticket| ticket.open_before(end)).count();
            prop_assert_eq!(usize::try_from(open), Ok(counted));
        }
        if !figures.flow.is_empty() {
            prop_assert_eq!(open, figures.backlog.n);
        }
        prop_assert_eq!(figures.backlog.bands.iter().sum::<u64>(), figures.backlog.n);
    }

    #[test]
    fn percentiles_are_the_least_value_that_enough_are_not_above(
        values in prop::collection::vec(0_i64..500, 0..300),
        percent in 1_u8..=100,
    ) {
        let mut samples = Samples::default();
        for value in &values {
            samples.push(*value);
        }
        let enough = |bound: i64| {
            let below = values.iter().filter(|value| **value <= bound).count();
            below * 100 >= usize::from(percent) * values.len()
        };
        let slowly = values.iter().copied().filter(|value| enough(*value)).min();
        let sorted = samples.sorted();
        prop_assert_eq!(sorted.percentile(percent), slowly);
        let buckets = histogram(&sorted, Some(100));
        let sum: u64 = buckets.iter().map(|bucket| bucket.count).sum();
        prop_assert_eq!(sum, sorted.n());
        for (index, bucket) in buckets.iter().enumerate() {
            let inside = values.iter().filter(|value| {
                (**value > bucket.above || index == 0) && bucket.up_to.is_none_or(|up_to| **value <= up_to)
            });
            prop_assert_eq!(inside.count() as u64, bucket.count);
        }
    }

    #[test]
    fn portions_add_up_and_none_is_a_unit_off(amounts in prop::collection::vec(0_u64..1_000_000, 0..9), units in 1_u32..20_000) {
        match portions(&amounts, units) {
            None => prop_assert_eq!(amounts.iter().sum::<u64>(), 0),
            Some(parts) => {
                let whole: u64 = amounts.iter().sum();
                prop_assert_eq!(parts.iter().sum::<u32>(), units);
                for (part, amount) in parts.iter().zip(&amounts) {
                    let exact = u128::from(*amount) * u128::from(units);
                    let given = u128::from(*part) * u128::from(whole);
                    prop_assert!(given.abs_diff(exact) < u128::from(whole));
                }
            }
        }
    }

    #[test]
    fn a_share_is_whole_only_if_nothing_is_missing(part in 0_u64..3_000_000, rest in 0_u64..3_000_000) {
        match Share::of(part, part + rest) {
            None => prop_assert_eq!(part + rest, 0),
            Some(share) => {
                prop_assert_eq!(share.permille() == 1000, rest == 0);
                prop_assert_eq!(share.permille() == 0, part == 0);
                let exact = part as f64 * 1000.0 / (part + rest) as f64;
                prop_assert!((f64::from(share.permille()) - exact).abs() < 1.0);
            }
        }
    }
}
