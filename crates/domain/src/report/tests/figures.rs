//! What counts of clocks, where, and what does not.

use super::*;
use crate::intervention::Complexity;

#[test]
fn nothing_is_no_figure_and_not_a_hundred_percent() {
    let figures = report(period(SEPTEMBER), later(), &[], &[]);
    assert_eq!(figures.all.kept(), None);
    assert_eq!(figures.all.exempt_share(), None);
    assert_eq!(figures.answers.counted.p50(), None);
    assert_eq!(figures.answers.counted.mean(), None);
    assert_eq!(figures.waiting.all().waits.portions(), None);
    assert_eq!(figures.work.billable(), None);
    assert!(histogram(&figures.answers.counted, Some(600)).is_empty());
    assert_eq!(figures.heat.len(), 7 * 24);
}

#[test]
fn extended_exempt_and_cancelled_stand_apart_and_flatter_no_share() {
    let ends = |number, outcome| with(ended(clock(number, noon(3)), 60), outcome);
    let clocks = [
        ended(clock(1, noon(1)), 600),
        ended(clock(2, noon(2)), 601),
        ends(3, ClockOutcome::Extended),
        ends(4, ClockOutcome::Exempt),
        ends(5, ClockOutcome::Cancelled),
    ];
    let all = report(period(SEPTEMBER), later(), &clocks, &[]).all;
    assert_eq!((all.met, all.breached), (1, 1));
    assert_eq!((all.extended, all.exempt, all.cancelled), (1, 1, 1));
    assert_eq!(
        all.kept().map(|share| (share.part(), share.n())),
        Some((1, 2))
    );
    let exempt = all.exempt_share().expect("some are exempt");
    assert_eq!((exempt.part(), exempt.n(), exempt.permille()), (1, 4, 250));
    assert!(exempt.is_small());
}

#[test]
fn a_clock_that_runs_past_its_last_instant_is_breached_though_nobody_wrote_it_down() {
    let running = clock(1, noon(1));
    let last = noon(1).plus_seconds(600);
    let breached = |as_of| {
        let clocks = std::slice::from_ref(&running);
        report(period(SEPTEMBER), as_of, clocks, &[]).all.breached
    };
    assert_eq!(breached(last), 0, "it can still be answered");
    assert_eq!(breached(last.plus_seconds(1)), 1);
    let paused = ClockFact {
        state: ClockState::Paused,
        breach_at: None,
        ..running
    };
    assert_eq!(
        report(period(SEPTEMBER), later(), &[paused], &[]).all,
        Tally::default()
    );
}

#[test]
fn a_breach_counts_once_in_the_period_of_its_instant_and_its_answer_where_it_was_given() {
    // Promised until 31 August 23:59, answered on 1 September at 00:10 in Berlin.
    let started = at("2026-08-31T21:49:00Z");
    let clocks = [ended(clock(1, started), 21 * 60)];
    let august = report(period("2026-08"), later(), &clocks, &[]);
    let september = report(period(SEPTEMBER), later(), &clocks, &[]);
    assert_eq!((august.all.breached, september.all.breached), (1, 0));
    assert_eq!(
        (august.answers.counted.n(), september.answers.counted.n()),
        (0, 1)
    );
    assert_eq!(september.answers.late, 1);
    let quarter = report(period("2026-Q3"), later(), &clocks, &[]);
    assert_eq!(quarter.all.n(), 1);
}

#[test]
fn percentiles_are_nearest_ranks_and_the_ninety_ninth_needs_a_hundred() {
    let clocks: Vec<_> = (1..=99).map(|n| ended(clock(n, noon(1)), n)).collect();
    let answers = report(period(SEPTEMBER), later(), &clocks, &[])
        .answers
        .counted;
    assert_eq!(
        (answers.p50(), answers.p90(), answers.p99()),
        (Some(50), Some(90), None)
    );
    assert_eq!(answers.mean(), Some(50));
    assert!(!answers.is_small());
    let mut more = clocks;
    more.push(ended(clock(100, noon(1)), 100));
    let answers = report(period(SEPTEMBER), later(), &more, &[])
        .answers
        .counted;
    assert_eq!(
        (answers.p50(), answers.p90(), answers.p99()),
        (Some(50), Some(90), Some(99))
    );
}

#[test]
fn counted_and_lived_through_seconds_stand_beside_each_other() {
    let mut night = ended(clock(1, noon(1)), 300);
    night.stopped_at = Some(noon(2));
    let answers = report(period(SEPTEMBER), later(), &[night], &[]).answers;
    assert_eq!(answers.counted.p50(), Some(300));
    assert_eq!(answers.real.p50(), Some(24 * 3600));
}

#[test]
fn a_bar_of_the_histogram_ends_where_the_promise_ends() {
    let seconds = [0, 60, 61, 600, 601, 719, 5000];
    let mut samples = Samples::default();
    for value in seconds.into_iter().chain([30; 700]) {
        samples.push(value);
    }
    let buckets = histogram(&samples.sorted(), Some(600));
    let counts: Vec<_> = buckets.iter().map(|bucket| bucket.count).collect();
    // Ten minutes by minute, and what is beyond.
    assert_eq!(counts, [702, 1, 0, 0, 0, 0, 0, 0, 0, 1, 3]);
    assert_eq!(buckets[9].up_to, Some(600));
    assert_eq!((buckets[10].above, buckets[10].up_to), (600, None));
}

#[test]
fn reasons_come_by_count_and_those_without_one_last() {
    let breach = |number, reason| ClockFact {
        reason,
        ..ended(clock(number, noon(1)), 600 + number)
    };
    let clocks = [
        breach(1, None),
        breach(2, None),
        breach(3, None),
        breach(4, Some(BreachReason::Forwarding)),
        breach(5, Some(BreachReason::Capacity)),
        breach(6, Some(BreachReason::Capacity)),
    ];
    let reasons = report(period(SEPTEMBER), later(), &clocks, &[]).reasons;
    let lines: Vec<_> = reasons
        .lines
        .iter()
        .map(|line| {
            (
                line.reason,
                line.count,
                line.up_to_here.map(Share::permille),
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            (Some(BreachReason::Capacity), 2, Some(333)),
            (Some(BreachReason::Forwarding), 1, Some(500)),
            (None, 3, Some(1000)),
        ]
    );
    assert_eq!(reasons.n, 6);
    assert_eq!(
        (reasons.overrun.p50(), reasons.overrun.p90()),
        (Some(3), Some(6))
    );
    assert_eq!(reasons.without_reason, [1, 2, 3].map(TicketNumber));
}

#[test]
fn next_breaches_are_ordered_and_their_risk_has_an_n() {
    let mut past: Vec<_> = [100, 300, 500, 590]
        .map(|s| ended(clock(s, noon(1)), s))
        .into();
    past.push(ended(clock(9, noon(1)), 700));
    let risks = report(period(SEPTEMBER), later(), &past, &[]).risks;
    let now = noon(12);
    let running = |number: i64, used: i64| ClockFact {
        consumed_s: used,
        breach_at: Some(now.plus_seconds(600 - used)),
        ..clock(number, now.minus_seconds(used))
    };
    let paused = ClockFact {
        state: ClockState::Paused,
        breach_at: None,
        ..running(13, 10)
    };
    let clocks = [running(11, 200), running(12, 550), paused, running(14, 601)];
    let next = next_breaches(&clocks, &risks, now, 5);
    let lines: Vec<_> = next
        .iter()
        .map(|next| {
            let risk = next.risk.map(|risk| (risk.part(), risk.n()));
            (next.clock.number.0, next.remaining_s, risk)
        })
        .collect();
    // 590 s and the breach were still open at 550 s; at 200 s so were 300 and 500.
    assert_eq!(lines, [(12, 50, Some((1, 2))), (11, 400, Some((1, 4)))]);
    assert_eq!(next_breaches(&clocks, &risks, now, 1).len(), 1);
    let other = ClockFact {
        target_s: 900,
        ..running(15, 10)
    };
    assert_eq!(next_breaches(&[other], &risks, now, 1)[0].risk, None);
}

#[test]
fn each_promise_has_its_line_and_the_sum_is_of_clocks() {
    let work = |number, complexity, target_s, seconds| {
        ended(
            ClockFact {
                kind: ClockKind::Intervention,
                complexity: Some(complexity),
                target_s,
                ..clock(number, noon(1))
            },
            seconds,
        )
    };
    let clocks = [
        ended(clock(1, noon(1)), 300),
        work(2, Complexity::Standard, 3600, 1800),
        work(3, Complexity::Standard, 3600, 5400),
        work(4, Complexity::Complex, 14_400, 1440),
    ];
    let figures = report(period(SEPTEMBER), later(), &clocks, &[]);
    let lines: Vec<_> = figures
        .promises
        .iter()
        .map(|line| {
            (
                line.promise.target_s,
                line.tally.n(),
                line.used_p50,
                line.used_p90,
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            (600, 1, Some(500), Some(500)),
            (3600, 2, Some(500), Some(1500)),
            (14_400, 1, Some(100), Some(100)),
        ]
    );
    assert_eq!(
        figures.all.kept().map(|share| (share.part(), share.n())),
        Some((3, 4))
    );
}

#[test]
fn the_filter_leaves_out_what_it_does_not_name() {
    let other = Who {
        engineer: None,
        ..who()
    };
    let mut theirs = ended(clock(1, noon(1)), 60);
    theirs.who = other;
    let clocks = [theirs, ended(clock(2, noon(1)), 60)];
    let counted = |filter: Filter| {
        let mut report = Report::new(period(SEPTEMBER), later(), filter, &[]);
        for clock in &clocks {
            report.add_clock(clock);
        }
        report.figures().all.n()
    };
    assert_eq!(counted(Filter::default()), 2);
    let engineer = Filter {
        engineer: who().engineer,
        ..Filter::default()
    };
    assert_eq!(counted(engineer), 1);
    let kind = Filter {
        kind: Some(ClockKind::Resolution),
        ..Filter::default()
    };
    assert_eq!(counted(kind), 0);
}

#[test]
fn groups_beyond_the_limit_stand_in_one_line_of_others() {
    let mut clocks = Vec::new();
    for engineer in 0..25_u32 {
        // The first engineer has 25 clocks, the last one has one.
        for number in 0..25 - engineer {
            let mut clock = ended(clock(i64::from(number), noon(1)), 60);
            let person = PersonId::from_uuid(id(u128::from(engineer) + 1));
            clock.who.engineer = (engineer > 0).then_some(person);
            clocks.push(clock);
        }
    }
    let figures = report(period(SEPTEMBER), later(), &clocks, &[]);
    let (_, lines) = figures
        .groups
        .iter()
        .find(|(dimension, _)| *dimension == Dimension::Engineer)
        .expect("grouped by engineer");
    assert_eq!(lines.len(), GROUPS_MAX + 1);
    assert_eq!(lines[0].key, Some(Key::Engineer(None)), "nobody is a group");
    assert_eq!(lines[0].tally.n(), 25);
    let others = &lines[GROUPS_MAX];
    assert_eq!(
        (others.key, others.groups, others.tally.n()),
        (None, 5, 5 + 4 + 3 + 2 + 1)
    );
    assert_eq!(others.answers.n(), 15);
    let sum: u64 = lines.iter().map(|line| line.tally.n()).sum();
    assert_eq!(sum, figures.all.n());
}

#[test]
fn reports_of_different_things_do_not_merge() {
    let new = |text, filter| Report::new(period(text), later(), filter, &[]);
    let mut report = new(SEPTEMBER, Filter::default());
    let kind = Filter {
        kind: Some(ClockKind::Resolution),
        ..Filter::default()
    };
    assert!(report.merge(new("2026-08", Filter::default())).is_err());
    assert!(report.merge(new(SEPTEMBER, kind)).is_err());
    assert!(report.merge(new(SEPTEMBER, Filter::default())).is_ok());
}
