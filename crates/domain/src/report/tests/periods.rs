//! The days of a report: forms in the URL, instants, what comes before.

use proptest::prelude::*;

use super::*;

#[test]
fn each_form_names_its_days_and_comes_back() {
    for (text, first, last, days) in [
        ("2026-09-13", "2026-09-13", "2026-09-13", 1),
        ("2026-W37", "2026-09-07", "2026-09-13", 7),
        ("2026-W01", "2025-12-29", "2026-01-04", 7),
        ("2026-09", "2026-09-01", "2026-09-30", 30),
        ("2024-02", "2024-02-01", "2024-02-29", 29),
        ("2026-Q3", "2026-07-01", "2026-09-30", 92),
        ("2026", "2026-01-01", "2026-12-31", 365),
        ("2026-09-01..2026-09-15", "2026-09-01", "2026-09-15", 15),
    ] {
        let period = period(text);
        assert_eq!(period.to_string(), text);
        assert_eq!(period.first().to_string(), first, "{text}");
        assert_eq!(period.last().to_string(), last, "{text}");
        assert_eq!(period.days(), days, "{text}");
    }
}

#[test]
fn what_names_no_period_is_refused_with_its_reason() {
    for (text, problem) in [
        ("", PeriodProblem::Unreadable),
        ("gestern", PeriodProblem::Unreadable),
        ("26-09", PeriodProblem::Unreadable),
        ("2026-9", PeriodProblem::Unreadable),
        ("2026-13", PeriodProblem::Unreadable),
        ("2026-02-30", PeriodProblem::Unreadable),
        ("2026-Q5", PeriodProblem::Unreadable),
        ("2026-Q0", PeriodProblem::Unreadable),
        ("2026-W54", PeriodProblem::Unreadable),
        ("2025-W53", PeriodProblem::Unreadable),
        ("2026-09-13T10:00", PeriodProblem::Unreadable),
        ("1999", PeriodProblem::Year),
        ("2200-01", PeriodProblem::Year),
        ("2026-09-15..2026-09-01", PeriodProblem::Backwards),
        ("2000-01-01..2026-01-01", PeriodProblem::TooLong),
    ] {
        assert_eq!(text.parse::<Period>(), Err(problem), "{text}");
    }
}

#[test]
fn days_on_which_the_clocks_change_have_their_true_length() {
    let hours = |text: &str| {
        let period = period(text);
        period.end().seconds_since(period.begin()) / 3600
    };
    assert_eq!(hours("2026-03-29"), 23);
    assert_eq!(hours("2026-10-25"), 25);
    assert_eq!(hours("2026-03"), 31 * 24 - 1);
    assert_eq!(hours("2026"), 365 * 24);
    assert_eq!(period("2026-10-25").begin(), at("2026-10-24T22:00:00Z"));
    assert_eq!(period("2026-10-25").end(), at("2026-10-25T23:00:00Z"));
}

#[test]
fn the_period_before_is_of_the_same_kind() {
    for (text, before) in [
        ("2026-03-01", "2026-02-28"),
        ("2026-W01", "2025-W52"),
        ("2021-W01", "2020-W53"),
        ("2026-01", "2025-12"),
        ("2026-Q1", "2025-Q4"),
        ("2026", "2025"),
        ("2026-09-11..2026-09-15", "2026-09-06..2026-09-10"),
    ] {
        let before_it = period(text).previous().expect("there is one before");
        assert_eq!(before_it.to_string(), before);
        assert_eq!(before_it.end(), period(text).begin(), "{text}");
    }
    assert_eq!(period("2000").previous(), Err(PeriodProblem::Year));
}

#[test]
fn two_weeks_are_counted_by_day_and_more_by_week() {
    assert_eq!(period("2026-09-01..2026-09-14").grain(), Grain::Day);
    assert_eq!(period("2026-09").grain(), Grain::Week);
    let weeks = period("2026-09").slots(Grain::Week);
    let numbers: Vec<_> = weeks.iter().map(Slot::week).collect();
    assert_eq!(numbers, [36, 37, 38, 39, 40]);
    assert_eq!(weeks[0].first.to_string(), "2026-09-01");
    assert_eq!(weeks[4].last.to_string(), "2026-09-30");
}

fn spans() -> impl Strategy<Value = String> {
    let (year, month, day) = (2003_i16..2190, 1_i8..=12, 1_i8..=28);
    prop_oneof![
        (year.clone(), month.clone(), day.clone())
            .prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
        (year.clone(), 1..=52).prop_map(|(y, w)| format!("{y}-W{w:02}")),
        (year.clone(), month.clone()).prop_map(|(y, m)| format!("{y}-{m:02}")),
        (year.clone(), 1..=4).prop_map(|(y, q)| format!("{y}-Q{q}")),
        year.clone().prop_map(|y| y.to_string()),
        (year, month, day, 0_i64..400).prop_map(|(y, m, d, days)| {
            let first = jiff::civil::date(y, m, d);
            let last = first.saturating_add(jiff::Span::new().days(days));
            format!("{first}..{last}")
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn periods_and_their_slots_divide_time_without_gap_or_overlap(text in spans()) {
        let period = period(&text);
        prop_assert_eq!(period.to_string(), text);
        prop_assert_eq!(period.previous().map(|before| before.end()), Ok(period.begin()));
        for grain in [Grain::Day, Grain::Week] {
            let slots = period.slots(grain);
            prop_assert_eq!(slots.first().map(|slot| slot.begin), Some(period.begin()));
            prop_assert_eq!(slots.last().map(|slot| slot.end), Some(period.end()));
            for pair in slots.windows(2) {
                prop_assert_eq!(pair[0].end, pair[1].begin);
                prop_assert!(pair[0].begin < pair[0].end);
                prop_assert_eq!(pair[0].last.tomorrow().ok(), Some(pair[1].first));
            }
            // Every boundary is a midnight on the wall.
            for slot in &slots {
                let local = crate::time::local(slot.begin);
                prop_assert_eq!((local.hour(), local.minute(), local.second()), (0, 0, 0));
                prop_assert_eq!(local.date(), slot.first);
            }
        }
        prop_assert_eq!(i64::try_from(period.slots(Grain::Day).len()), Ok(period.days()));
    }

    #[test]
    fn every_instant_lies_in_exactly_one_month_week_and_day(unix in 978_310_800_i64..6_900_000_000) {
        let at = Timestamp::from_unix(unix);
        let date = crate::time::local(at).date();
        let week = date.iso_week_date();
        for text in [
            date.to_string(),
            format!("{:04}-W{:02}", week.year(), week.week()),
            format!("{:04}-{:02}", date.year(), date.month()),
            format!("{:04}-Q{}", date.year(), (date.month() - 1) / 3 + 1),
        ] {
            let period = period(&text);
            prop_assert!(period.contains(at));
            prop_assert!(!period.previous().expect("there is one before").contains(at));
            prop_assert!(!period.contains(period.end()));
        }
        prop_assert!(Period::month_of(at).expect("a month").contains(at));
    }

    #[test]
    fn the_wall_clock_of_the_heat_map_is_that_of_berlin(unix in 0_i64..4_000_000_000) {
        let at = Timestamp::from_unix(unix);
        let local = crate::time::local(at);
        let weekday = usize::try_from(local.weekday().to_monday_zero_offset()).unwrap_or(9);
        let hour = usize::try_from(local.hour()).unwrap_or(99);
        let wall = crate::report::wall::Wall::new(at);
        prop_assert_eq!(wall.weekday_and_hour(at), (weekday, hour));
    }
}
