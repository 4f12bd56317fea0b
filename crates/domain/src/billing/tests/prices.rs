//! Billing rules 1 to 8: rates, chains, units, previews, quotas.

use super::*;
use crate::account::Locale;
use crate::ids::RowId;

fn price(code: &str, from: Timestamp, to: Timestamp, appointment: bool) -> Vec<(Side, i64, i64)> {
    let desk = Desk::new();
    let preview = desk
        .pricing()
        .preview(&article(code), span(from, to), appointment, None);
    let parts = preview.expect("priced").parts;
    parts
        .iter()
        .map(|part| (part.side, part.units, part.amount(part.units).0))
        .collect()
}

#[test]
fn the_rates_of_the_sources_by_started_quarters() {
    // S-20, M-39/40
    let ten = feb("2 10:00");
    for (seconds, units) in [(1, 1), (900, 1), (901, 2), (3_600, 4)] {
        let inside = price("work", ten, ten.plus_seconds(seconds), false);
        assert_eq!(inside, [(Side::Inside, units, units * 2_500)]);
        let hands = price("remote-hands", ten, ten.plus_seconds(seconds), false);
        assert_eq!(hands, [(Side::Any, units, units * 2_900)]);
    }
    let night = price("work", feb("2 20:00"), feb("2 21:00"), false);
    assert_eq!(night, [(Side::Outside, 4, 14_900)]);
    // Corpus Christi is closed in the Saarland.
    let (from, to) = (
        at("2026-06-04T10:00:00+02:00"),
        at("2026-06-04T11:00:00+02:00"),
    );
    assert_eq!(price("work", from, to, false), [(Side::Outside, 4, 14_900)]);
}

#[test]
fn a_unit_across_closing_time_has_the_rate_of_its_first_instant() {
    // Billing rule 4: 25.00, not 62.25.
    let one = price("work", feb("2 16:50"), feb("2 17:05"), false);
    assert_eq!(one, [(Side::Inside, 1, 2_500)]);
    let morning = price("work", feb("2 07:50"), feb("2 08:20"), false);
    assert_eq!(
        morning,
        [(Side::Outside, 1, 3_725), (Side::Inside, 1, 2_500)]
    );
    // Billing rule 2: 01:30 CEST to 02:30 CET are two hours.
    let (from, to) = (
        at("2026-10-25T01:30:00+02:00"),
        at("2026-10-25T02:30:00+01:00"),
    );
    assert_eq!(
        price("work", from, to, false),
        [(Side::Outside, 8, 8 * 3_975)]
    );
}

#[test]
fn the_contract_before_the_list_and_each_unit_by_the_version_of_its_instant() {
    // S-17
    let mut desk = Desk::new();
    // Half an hour over midnight into July: one unit at 149, one at 159.
    let (from, to) = (
        at("2026-06-30T23:50:00+02:00"),
        at("2026-07-01T00:20:00+02:00"),
    );
    desk.worked(1, working("work", from, to));
    let lines = desk.lines();
    let found: Vec<_> = lines
        .iter()
        .map(|l| (l.priced.source, l.priced.units, l.net.0))
        .collect();
    let contract = card().contract;
    let version = |version| PriceSource::Contract { contract, version };
    assert_eq!(found, [(version(1), 1, 3_725), (version(2), 1, 3_975)]);
    assert_eq!(lines[1].priced.day(), day("2026-07-01"));
    // The contract ends with the year; then, and without any, the list counts.
    let after = at("2027-01-04T10:00:00+01:00");
    let work = article("work");
    let rate = desk.book.rate(&work, after).expect("listed");
    assert_eq!(rate.source, PriceSource::List { version: 1 });
    desk.book.contracts.clear();
    let rate = desk.book.rate(&work, from).expect("listed");
    assert_eq!(rate.charging, Charging::At(hourly(12_000, 18_000)));
    // Before the list begins there is no price, and none is made up.
    let before = at("2025-12-01T10:00:00Z");
    let preview = desk
        .pricing()
        .preview(&work, span(before, before.plus_seconds(60)), false, None);
    assert!(matches!(preview, Err(PriceRefusal::NoPrice { .. })));
}

#[test]
fn entries_that_touch_are_rounded_once_and_two_engineers_apart() {
    // Billing rule 3: four times ten minutes are three units, not four.
    let mut desk = Desk::new();
    for ten in 0..4 {
        let from = feb("2 10:00").plus_seconds(ten * 600);
        desk.worked(1, working("work", from, from.plus_seconds(600)));
    }
    assert_eq!(desk.net(), Cents(7_500));
    assert_eq!(desk.lines()[0].entries.len(), 4);
    desk.worked(2, working("work", feb("2 10:40"), feb("2 10:41")));
    assert_eq!(desk.net(), Cents(10_000));
    // Other work in between is another Einsatz.
    desk.worked(1, working("remote-hands", feb("2 10:40"), feb("2 10:41")));
    assert_eq!(desk.net(), Cents(12_900));
}

#[test]
fn a_gap_joins_only_where_the_tariff_says_so_and_is_never_paid() {
    // Billing rule 3: 10:00-10:05 and 10:12-10:20, seven minutes apart, thirteen worked.
    let mut desk = Desk::new();
    desk.worked(1, working("work", feb("2 10:00"), feb("2 10:05")));
    desk.worked(1, working("work", feb("2 10:12"), feb("2 10:20")));
    assert_eq!(desk.net(), Cents(5_000));
    let mut tariff = card();
    let mut first = tariff.history.all()[0].clone();
    first.gap_s = 600;
    tariff.history = TariffHistory::new(vec![first]).expect("a tariff");
    desk.book.contracts = vec![tariff];
    assert_eq!(desk.net(), Cents(2_500));
    // The second unit begins after fifteen minutes of work: at 17:05, behind the break.
    let mut desk = Desk {
        entries: Vec::new(),
        ..desk
    };
    desk.worked(1, working("work", feb("2 16:44"), feb("2 16:58")));
    desk.worked(1, working("work", feb("2 17:04"), feb("2 17:06")));
    let sides: Vec<_> = desk
        .lines()
        .iter()
        .map(|line| (line.priced.side, line.priced.from))
        .collect();
    assert_eq!(
        sides,
        [
            (Side::Inside, feb("2 16:44")),
            (Side::Outside, feb("2 17:05"))
        ]
    );
}

#[test]
fn an_einsatz_has_the_least_units_of_its_tariff() {
    let mut tariff = card();
    let mut first = tariff.history.all()[0].clone();
    first.least_units = 4;
    tariff.history = TariffHistory::new(vec![first]).expect("a tariff");
    let mut desk = Desk::new();
    desk.book.contracts = vec![tariff];
    // Called at 16:30 for five minutes: an hour, half of it outside.
    desk.worked(1, working("work", feb("2 16:30"), feb("2 16:35")));
    let sides: Vec<_> = desk
        .lines()
        .iter()
        .map(|line| (line.priced.side, line.priced.units))
        .collect();
    assert_eq!(sides, [(Side::Inside, 2), (Side::Outside, 2)]);
    desk.entries.clear();
    desk.worked(1, working("os-patches", feb("2 16:30"), feb("2 16:35")));
    assert_eq!(
        desk.lines()[0].priced.units,
        1,
        "nothing is made of what is free"
    );
}

#[test]
fn a_flat_fee_ends_where_an_appointment_outside_begins() {
    // Billing rules 6 and 7.
    let (from, to) = (feb("2 16:30"), feb("2 17:30"));
    assert_eq!(price("os-patches", from, to, false), [(Side::Any, 4, 0)]);
    assert_eq!(
        price("os-patches", from, to, true),
        [(Side::Any, 2, 0), (Side::Outside, 2, 7_450)]
    );
    // A restore is free within the hours.
    assert_eq!(
        price("restore", from, to, false),
        [(Side::Inside, 2, 0), (Side::Outside, 2, 7_450)]
    );
}

#[test]
fn a_price_on_offer_needs_one() {
    // I-20
    let desk = Desk::new();
    let hour = span(feb("2 10:00"), feb("2 11:00"));
    let tuning = article("tuning");
    let pricing = desk.pricing();
    assert_eq!(
        pricing.preview(&tuning, hour, false, None),
        Err(PriceRefusal::NeedsOffer(tuning.clone()))
    );
    let accepted = pricing.preview(&tuning, hour, false, Some(hourly(9_000, 9_000)));
    let accepted = accepted.expect("priced");
    assert_eq!(accepted.net, Cents(9_000));
    assert_eq!(accepted.parts[0].source, PriceSource::Agreed);
    let month = span(feb("1 00:00"), feb("1 00:00").plus_seconds(32 * 86_400));
    assert_eq!(
        pricing.preview(&article("work"), month, false, None),
        Err(PriceRefusal::TooLong)
    );
}

#[test]
fn a_quota_pays_first_the_oldest_before_it_expires() {
    // Billing rule 8
    let mut desk = Desk::new();
    let quota = |number: u128, units, from: &str, until: &str| Quota {
        id: RowId::from_uuid(uuid::Uuid::from_u128(number)),
        article: article("work"),
        units,
        from: at(from),
        until: at(until),
    };
    desk.quotas = vec![
        quota(2, 8, "2026-02-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        quota(1, 3, "2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"),
        quota(3, 9, "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
    ];
    desk.worked(1, working("work", feb("2 09:00"), feb("2 10:00")));
    desk.worked(1, working("work", feb("3 09:00"), feb("3 11:00")));
    let (lines, balances) = desk.ledger(|ledger| ledger.lines()).expect("priced");
    // Twelve units: three of the first, eight of the second, one is paid.
    let paid: Vec<_> = lines.iter().map(|l| (l.from_quota, l.net.0)).collect();
    assert_eq!(paid, [(4, 0), (7, 2_500)]);
    let left: Vec<_> = balances.iter().map(|b| (b.used, b.left)).collect();
    assert_eq!(left, [(0, 9), (3, 0), (8, 0)]);
}

#[test]
fn minutes_are_rounded_once_per_line() {
    // Billing rule 10: ten minutes at 100 and five at 149 EUR, to the minute.
    let desk = Desk::new();
    let minutes = Tariff::Hourly {
        inside: Cents(10_000),
        outside: Cents(14_900),
        unit_min: 1,
    };
    let quarter = span(feb("2 16:50"), feb("2 17:05"));
    let preview = desk
        .pricing()
        .preview(&article("work"), quarter, false, Some(minutes));
    assert_eq!(preview.expect("priced").net, Cents(1_667 + 1_242));
}

#[test]
fn a_line_says_why_it_costs_so_much() {
    let desk = Desk::new();
    let hour = span(feb("2 16:30"), feb("2 17:30"));
    let preview = desk.pricing().preview(&article("work"), hour, false, None);
    let parts = preview.expect("priced").parts;
    let why = |locale| -> Vec<String> { parts.iter().map(|part| part.why(locale)).collect() };
    assert_eq!(
        why(Locale::De),
        [
            "2 × 15 min, 100,00\u{a0}€/h innerhalb der Geschäftszeiten: 50,00\u{a0}€",
            "2 × 15 min, 149,00\u{a0}€/h außerhalb der Geschäftszeiten: 74,50\u{a0}€",
        ]
    );
    assert!(why(Locale::En)[0].ends_with("in business hours: €50.00"));
}

#[test]
fn a_tariff_that_cannot_be_is_refused() {
    // S-17
    let refused = |change: &dyn Fn(&mut TariffVersion)| {
        let mut one = version(
            1,
            "2026-01-01T00:00:00Z",
            &[("work", Charging::At(hourly(1, 2)))],
        );
        change(&mut one);
        TariffHistory::new(vec![one]).expect_err("refused")
    };
    let priced = |charging| {
        refused(&|one: &mut TariffVersion| {
            one.articles.insert(article("work"), item(charging));
        })
    };
    let wrong = |refusal| TariffRefusal::Article(article("work"), refusal);
    let each = |price, unit_min| {
        Charging::At(Tariff::PerUnit {
            price: Cents(price),
            unit_min,
        })
    };
    assert_eq!(priced(each(0, 15)), wrong(ArticleRefusal::Nothing));
    assert_eq!(priced(each(-1, 15)), wrong(ArticleRefusal::Rate));
    assert_eq!(priced(each(1, 0)), wrong(ArticleRefusal::Unit));
    assert_eq!(
        priced(Charging::At(hourly(0, 0))),
        wrong(ArticleRefusal::Nothing)
    );
    assert_eq!(
        refused(&|one| {
            one.articles.values_mut().for_each(|a| a.german.clear());
        }),
        wrong(ArticleRefusal::Name)
    );
    assert_eq!(refused(&|one| one.gap_s = 901), TariffRefusal::Gap);
    assert_eq!(refused(&|one| one.least_units = 0), TariffRefusal::Minimum);
    assert_eq!(
        refused(&|one| one.articles.clear()),
        TariffRefusal::NoArticles(1)
    );
    assert_eq!(
        refused(&|one| one.version = 2),
        TariffRefusal::Number {
            expected: 1,
            found: 2
        }
    );
    assert_eq!(TariffHistory::new(Vec::new()), Err(TariffRefusal::Empty));
    let mut history = list();
    let again = TariffVersion {
        version: 2,
        ..history.all()[0].clone()
    };
    assert_eq!(history.append(again), Err(TariffRefusal::Order(2)));
    assert!("Work".parse::<ArticleCode>().is_err() && "".parse::<ArticleCode>().is_err());
}
