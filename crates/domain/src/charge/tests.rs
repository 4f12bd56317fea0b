use proptest::prelude::*;

use super::*;
use crate::account::Locale;
use crate::rules::HouseRules;
use crate::time::Timestamp;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a valid time")
}

#[test]
fn amounts_are_read_as_people_type_them_and_never_a_hundredfold() {
    for (typed, read) in [
        ("200", Some(20_000)),
        ("200,5", Some(20_050)),
        ("200.50", Some(20_050)),
        ("1.200,00 €", Some(120_000)),
        ("1,200.00", Some(120_000)),
        ("1.200", Some(120_000)),
        ("100.000", Some(10_000_000)),
        ("200,", Some(20_000)),
        ("", None),
        (",50", None),
        ("-5", None),
        ("12,3456", None),
        ("1.20.000", None),
        ("1234567", None),
        ("zwei", None),
    ] {
        assert_eq!(Cents::typed(typed).map(|c| c.0), read, "{typed}");
    }
}

#[test]
fn a_started_unit_counts_whole() {
    for (seconds, units) in [
        (0, 0),
        (-5, 0),
        (1, 1),
        (900, 1),
        (901, 2),
        (1_800, 2),
        (7_200, 8),
    ] {
        assert_eq!(started_units(seconds, 15), units, "{seconds} s");
    }
}

#[test]
fn the_rates_of_the_sources() {
    let monday_noon = at("2026-10-12T10:00:00Z");
    let monday_night = at("2026-10-12T20:00:00Z");
    let saturday_noon = at("2026-10-10T10:00:00Z");
    for (tariff, noon, night) in [
        (Tariff::SERVICE_CARD, 10_000, 14_900),
        (Tariff::REMOTE_HANDS, 11_600, 11_600),
        (Tariff::Free, 0, 0),
    ] {
        assert_eq!(tariff.per_hour(tariff.unit_price(monday_noon)), Cents(noon));
        assert_eq!(
            tariff.per_hour(tariff.unit_price(monday_night)),
            Cents(night)
        );
    }
    assert_eq!(Tariff::SERVICE_CARD.unit_price(monday_noon), Cents(2_500));
    assert_eq!(Tariff::SERVICE_CARD.unit_price(monday_night), Cents(3_725));
    assert_eq!(Tariff::SERVICE_CARD.unit_price(saturday_noon), Cents(3_725));
    assert_eq!(Tariff::REMOTE_HANDS.unit_price(monday_night), Cents(2_900));
}

#[test]
fn each_started_quarter_has_the_rate_of_its_own_beginning() {
    // 16:50 to 17:05 in Berlin is one unit, begun inside.
    let start = at("2026-10-12T14:50:00Z");
    assert_eq!(
        Tariff::SERVICE_CARD.charge(start, start.plus_seconds(900)),
        Cents(2_500)
    );
    assert_eq!(
        Tariff::SERVICE_CARD.charge(start, start.plus_seconds(901)),
        Cents(2_500 + 3_725)
    );
    assert_eq!(
        Tariff::REMOTE_HANDS.charge(start, start.plus_seconds(1)),
        Cents(2_900)
    );
    assert_eq!(
        Tariff::Free.charge(start, start.plus_seconds(9_000)),
        Cents::ZERO
    );
    let fixed = Tariff::Fixed {
        price: Cents(5_900),
    };
    assert_eq!(fixed.charge(start, start.plus_seconds(9_000)), Cents(5_900));
}

#[test]
fn two_hours_are_the_default_ceiling() {
    let two_hours = HouseRules::SHIPPED.ceiling_seconds();
    let proposed = |tariff: Tariff| tariff.default_ceiling(two_hours);
    assert_eq!(proposed(Tariff::SERVICE_CARD), Some(Cents(29_800)));
    assert_eq!(proposed(Tariff::REMOTE_HANDS), Some(Cents(23_200)));
    assert_eq!(proposed(Tariff::Free), None);
}

#[test]
fn the_ceiling_warns_at_80_and_at_100_percent_and_stops_nobody() {
    let ceiling = Ceiling(Cents(20_000));
    assert_eq!(ceiling.level(Cents(15_999)), CeilingLevel::Below);
    assert_eq!(ceiling.level(Cents(16_000)), CeilingLevel::Near);
    assert_eq!(ceiling.level(Cents(19_999)), CeilingLevel::Near);
    assert_eq!(ceiling.level(Cents(20_000)), CeilingLevel::Reached);
    assert_eq!(
        ceiling.crossed(Cents(15_000), Cents(17_500)),
        Some(CeilingLevel::Near)
    );
    assert_eq!(ceiling.crossed(Cents(17_500), Cents(19_000)), None);
    assert_eq!(
        ceiling.crossed(Cents(15_000), Cents(22_500)),
        Some(CeilingLevel::Reached)
    );
    assert_eq!(
        ceiling.divide(Cents(22_500)),
        Billable {
            within: Cents(20_000),
            beyond: Cents(2_500)
        }
    );
}

#[test]
fn money_is_written_as_people_write_it() {
    assert_eq!(Cents(10_000).show(Locale::De), "100,00\u{a0}€");
    assert_eq!(Cents(123_456_789).show(Locale::De), "1.234.567,89\u{a0}€");
    assert_eq!(Cents(-5).show(Locale::De), "-0,05\u{a0}€");
    assert_eq!(Cents(123_450).show(Locale::En), "€1,234.50");
}

proptest! {
    #[test]
    fn more_work_never_costs_less_and_never_skips_a_unit(start in 0_i64..2_000_000_000, a in 0_i64..100_000, b in 0_i64..100_000) {
        let start = Timestamp::from_unix(start);
        let (short, long) = (a.min(b), a.max(b));
        for tariff in [Tariff::SERVICE_CARD, Tariff::REMOTE_HANDS] {
            let less = tariff.charge(start, start.plus_seconds(short));
            let more = tariff.charge(start, start.plus_seconds(long));
            prop_assert!(less <= more);
            prop_assert!(more <= tariff.highest_unit_price().times(started_units(long, 15)));
        }
    }

    #[test]
    fn what_is_divided_adds_up(limit in 0_i64..1_000_000, spent in 0_i64..1_000_000) {
        let parts = Ceiling(Cents(limit)).divide(Cents(spent));
        prop_assert_eq!(parts.within + parts.beyond, Cents(spent));
        prop_assert!(parts.within.0 <= limit && parts.beyond.0 >= 0);
    }
}
