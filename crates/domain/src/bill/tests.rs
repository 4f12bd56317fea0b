//! The bill of a case.

use std::sync::Arc;

use super::*;
use crate::billing::{
    Article, ArticleCode, Charging, PriceBook, TariffHistory, TariffVersion, vat::WorkKind,
};
use crate::calendar::{Calendar, CalendarVersion, Definition, History};

/// Monday, 23 November 2026, 08:00 in Berlin.
const START: i64 = 1_795_417_200;

const WEEKDAYS: &str =
    r#"{"tz":"Europe/Berlin","hours":{"mon":[["08:00","17:00"]]},"region":null}"#;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(START + seconds)
}

fn running(from: i64, tariff: Tariff) -> Stretch {
    Stretch {
        person: PersonId::from_uuid(uuid::Uuid::from_u128(1)),
        task: None,
        from: at(from),
        to: None,
        tariff,
        billable: true,
    }
}

fn worked(from: i64, to: i64) -> Stretch {
    Stretch {
        to: Some(at(to)),
        ..running(from, Tariff::REMOTE_HANDS)
    }
}

fn colleague(stretch: Stretch) -> Stretch {
    Stretch {
        person: PersonId::from_uuid(uuid::Uuid::from_u128(2)),
        ..stretch
    }
}

/// Asks by the list as it is shipped, with a gap between entries.
fn with_gap<T>(gap_s: i64, all: &[Stretch], ask: impl Fn(Meter<'_>) -> T) -> T {
    let definition: Definition = serde_json::from_str(WEEKDAYS).expect("a definition");
    let version = CalendarVersion {
        version: 1,
        valid_from: at(-86_400),
        calendar: Arc::new(Calendar::new(definition).expect("open")),
    };
    let calendar = History::new(vec![version]).expect("a history");
    let article = Article {
        german: "Arbeit".to_owned(),
        english: "Work".to_owned(),
        charging: Charging::At(Tariff::SERVICE_CARD),
        kind: WorkKind::Human,
    };
    let list = TariffHistory::new(vec![TariffVersion {
        version: 1,
        valid_from: at(-86_400),
        gap_s,
        least_units: 1,
        articles: [(ArticleCode::work(), article)].into(),
    }]);
    let book = PriceBook {
        list: list.expect("a tariff"),
        contracts: Vec::new(),
    };
    ask(Meter {
        pricing: Pricing {
            calendar: &calendar,
            book: &book,
        },
        stretches: all,
    })
}

fn ask<T>(all: &[Stretch], question: impl Fn(Meter<'_>) -> T) -> T {
    with_gap(0, all, question)
}

fn spent(all: &[Stretch], now: i64) -> i64 {
    ask(all, |meter| meter.spent(at(now)).0)
}

#[test]
fn time_on_a_fixed_price_and_time_nobody_pays_cost_nothing() {
    // I-14
    let fixed = Tariff::Fixed {
        price: Cents(24_900),
    };
    let waived = Stretch {
        billable: false,
        ..running(0, Tariff::REMOTE_HANDS)
    };
    let all = [running(0, fixed), running(0, Tariff::Free), waived];
    assert_eq!(spent(&all, 7_200), 0);
    assert_eq!(ask(&all, |meter| meter.steps(at(0), 5)), []);
    let mark = |meter: Meter<'_>| meter.next_mark(Ceiling(Cents(100)), at(0));
    assert_eq!(ask(&all, mark), None);
}

#[test]
fn a_mark_is_reached_with_the_first_second_of_the_unit_that_reaches_it() {
    // I-14: 29 EUR each started quarter; 80 of 100 EUR are passed with the third, 100 with the fourth.
    let one = [running(0, Tariff::REMOTE_HANDS)];
    let mark = |now| {
        ask(&one, |meter| {
            meter.next_mark(Ceiling(Cents(10_000)), at(now))
        })
    };
    assert_eq!(mark(0), Some(at(1_801)));
    assert_eq!(spent(&one, 1_800), 5_800);
    assert_eq!(spent(&one, 1_801), 8_700);
    assert_eq!(mark(1_801), Some(at(2_701)));
    assert_eq!(mark(2_701), None, "the last one is passed");
}

#[test]
fn two_timers_at_once_are_summed() {
    // I-14
    let one = running(0, Tariff::REMOTE_HANDS);
    let two = [one, colleague(running(300, Tariff::REMOTE_HANDS))];
    let mark = |now| {
        ask(&two, |meter| {
            meter.next_mark(Ceiling(Cents(10_000)), at(now))
        })
    };
    assert_eq!(mark(300), Some(at(901)));
    assert_eq!(mark(901), Some(at(1_201)));
    assert_eq!(spent(&[worked(0, 60), two[1]], 301), 5_800);
}

#[test]
fn stretches_that_touch_are_rounded_once() {
    // Billing rule 3: seven times five minutes are 35, three quarters and not seven.
    let seven: Vec<Stretch> = (0..7).map(|n| worked(n * 300, n * 300 + 300)).collect();
    assert_eq!(spent(&seven, 7_200), 3 * 2_900);
    // A unit is charged with the stretch that begins it.
    let nets = ask(&seven, |meter| meter.nets(at(7_200)));
    let nets: Vec<i64> = nets.iter().map(|net| net.0).collect();
    assert_eq!(nets, [2_900, 0, 0, 2_900, 0, 0, 2_900]);
    // Two people, another task, or time between them: each is rounded on its own.
    let apart = [worked(0, 300), worked(301, 600)];
    assert_eq!(spent(&apart, 7_200), 5_800);
    assert_eq!(
        with_gap(1, &apart, |meter| meter.spent(at(7_200))),
        Cents(2_900)
    );
    assert_eq!(
        spent(&[worked(0, 300), colleague(worked(300, 600))], 7_200),
        5_800
    );
    let other = Stretch {
        task: Some(Task::OsDiagnosis),
        ..worked(300, 600)
    };
    assert_eq!(spent(&[worked(0, 300), other], 7_200), 5_800);
}

#[test]
fn a_timer_goes_on_with_the_unit_that_has_begun() {
    // Billing rule 3, I-14: ten minutes are left over of two quarters when it starts again.
    let all = [worked(0, 1_200), running(1_200, Tariff::REMOTE_HANDS)];
    let steps = ask(&all, |meter| meter.steps(at(1_200), 2));
    assert_eq!(
        steps,
        [(at(1_801), Cents(8_700)), (at(2_701), Cents(11_600))]
    );
    assert_eq!(spent(&all, 1_800), 5_800);
}

#[test]
fn the_billing_calendar_says_which_rate_a_unit_has() {
    // Billing rule 4: 16:50 to 17:05 begins inside; a second more begins a unit outside. Only Mondays are open.
    let late = 8 * 3_600 + 50 * 60;
    let card = |from, to| Stretch {
        tariff: Tariff::SERVICE_CARD,
        ..worked(from, to)
    };
    assert_eq!(spent(&[card(late, late + 900)], 90_000), 2_500);
    assert_eq!(spent(&[card(late, late + 901)], 90_000), 2_500 + 3_725);
    let tuesday = 86_400;
    assert_eq!(spent(&[card(tuesday, tuesday + 60)], 90_000), 3_725);
}

#[test]
fn a_mark_far_away_is_looked_for_again() {
    let far = Ceiling(Cents(1_000_000_000));
    let one = [running(0, Tariff::REMOTE_HANDS)];
    let again = ask(&one, |meter| meter.next_mark(far, at(0)));
    let again = again.expect("a moment to look again");
    assert!(again > at(5 * 86_400) && again < at(6 * 86_400));
}

#[test]
fn what_lies_beyond_the_ceiling_is_not_charged() {
    // I-14
    let nets = [Cents(5_800), Cents(0), Cents(5_800), Cents(2_900)];
    let within = |ceiling| -> Vec<i64> {
        divide(ceiling, &nets)
            .iter()
            .map(|one| one.within.0)
            .collect()
    };
    assert_eq!(within(Some(Cents(10_000))), [5_800, 0, 4_200, 0]);
    assert_eq!(within(None), [5_800, 0, 5_800, 2_900]);
    assert_eq!(divide(Some(Cents(10_000)), &nets)[2].beyond, Cents(1_600));
}
