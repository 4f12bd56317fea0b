//! Billing rules 9 to 12: statements and what comes after them.

use super::*;
use crate::billing::vat::{Category, Doubt, Reason, Vies};

const FEBRUARY: (&str, &str) = ("2026-02-01", "2026-02-28");
const MARCH: (&str, &str) = ("2026-03-01", "2026-03-31");

#[test]
fn subtotals_by_ticket_and_order_and_vat_of_the_sum() {
    // Billing rule 10
    let mut desk = Desk::new();
    let other = agreement(2, at("2026-01-01T00:00:00Z"), None);
    desk.agreements.insert(other.id, other);
    desk.worked(1, working("work", feb("2 09:00"), feb("2 10:00")));
    let second = Content {
        agreement: Some(agreed(2)),
        ..working("remote-hands", feb("3 09:00"), feb("3 09:20"))
    };
    desk.worked(1, second);
    let free = Content {
        agreement: None,
        ..working("os-patches", feb("4 09:00"), feb("4 09:20"))
    };
    desk.worked_on(2, 1, free);
    let drawn = statement(&desk, FEBRUARY, &[]).expect("a statement");
    let groups: Vec<_> = drawn
        .groups
        .iter()
        .map(|g| (g.ticket, g.agreement, g.net.0))
        .collect();
    assert_eq!(
        groups,
        [
            (ticket(1), Some(agreed(1)), 10_000),
            (ticket(1), Some(agreed(2)), 5_800),
            (ticket(2), None, 0),
        ]
    );
    assert_eq!((drawn.net, drawn.vat[0].vat), (Cents(15_800), Cents(3_002)));
    assert_eq!(drawn.gross, Cents(18_802));
    assert!(!drawn.shows_gross);
    let ends = at("2026-03-01T00:00:00+01:00");
    assert_eq!(
        drawn.may_close(ends.minus_seconds(1)),
        Err(StatementRefusal::NotOver)
    );
    assert_eq!(drawn.may_close(ends), Ok(()));
    assert_eq!(
        Period::new(day("2026-02-02"), day("2026-02-01")),
        Err(PeriodRefusal::Backwards)
    );
}

#[test]
fn what_changes_after_closing_comes_as_new_lines() {
    // Billing rule 9
    let mut desk = Desk::new();
    let wrong = desk.worked(1, working("work", feb("2 09:00"), feb("2 10:00")));
    desk.worked(1, working("work", feb("27 09:00"), feb("27 10:00")));
    let first = statement(&desk, FEBRUARY, &[]).expect("a statement");
    assert_eq!(first.net, Cents(20_000));
    // It was half an hour, and a night of January had been forgotten.
    let entry = desk.entries.iter().find(|entry| entry.id() == wrong);
    let back = entry.expect("there").reversal(
        entry_id(70),
        person(3),
        at("2026-03-03T09:00:00Z"),
        "half of it",
        &desk.entries,
    );
    desk.entries.push(back.expect("taken back"));
    desk.worked(1, working("work", feb("2 09:00"), feb("2 09:30")));
    let night = at("2026-01-20T22:00:00+01:00");
    desk.worked(1, working("work", night, night.plus_seconds(900)));
    let second = statement(&desk, MARCH, &first.lines).expect("a statement");
    let lines: Vec<_> = second
        .lines
        .iter()
        .map(|s| (s.kind, s.line.priced.units, s.line.charged().0))
        .collect();
    assert_eq!(
        lines,
        [
            (StatedKind::Late, 1, 3_725),
            (StatedKind::Late, 2, 5_000),
            (StatedKind::TakenBack, -4, -10_000),
        ]
    );
    assert_eq!(
        (second.net, second.vat[0].vat),
        (Cents(-1_275), Cents(-242))
    );
    // Nothing comes twice, and what was closed is said again by nobody.
    let all = [first.lines.clone(), second.lines].concat();
    let third = statement(&desk, ("2026-04-01", "2026-04-30"), &all).expect("a statement");
    assert_eq!((third.lines.len(), third.net), (0, Cents::ZERO));
    let again = statement(&desk, FEBRUARY, &all).expect("a statement");
    assert_eq!(again.lines.len(), 0);
}

#[test]
fn entering_the_same_again_corrects_nothing() {
    let mut desk = Desk::new();
    let id = desk.worked(1, working("work", feb("2 09:00"), feb("2 10:00")));
    let first = statement(&desk, FEBRUARY, &[]).expect("a statement");
    let now = at("2026-03-03T09:00:00Z");
    let entry = desk.entries.iter().find(|entry| entry.id() == id);
    let back = entry.expect("there");
    let back = back.reversal(entry_id(70), person(3), now, "note", &desk.entries);
    desk.entries.push(back.expect("taken back"));
    desk.worked(1, working("work", feb("2 09:00"), feb("2 10:00")));
    let second = statement(&desk, MARCH, &first.lines).expect("a statement");
    assert_eq!(second.lines, []);
}

#[test]
fn work_over_midnight_of_the_month_is_stated_where_its_units_begin() {
    // Billing rule 11
    let mut desk = Desk::new();
    let (from, to) = (
        at("2026-02-28T23:50:00+01:00"),
        at("2026-03-01T00:20:00+01:00"),
    );
    desk.worked(1, working("work", from, to));
    let february = statement(&desk, FEBRUARY, &[]).expect("a statement");
    let march = statement(&desk, MARCH, &february.lines).expect("a statement");
    assert_eq!((february.net, march.net), (Cents(3_725), Cents(3_725)));
    assert_eq!(march.lines[0].kind, StatedKind::Work);
}

#[test]
fn one_statement_holds_two_rates_of_a_country() {
    // Billing rule 11: Germany's rate rose with the year 2021.
    let mut desk = Desk::new();
    let first = TariffVersion {
        valid_from: at("2020-01-01T00:00:00Z"),
        ..list().all()[0].clone()
    };
    desk.book = PriceBook {
        list: TariffHistory::new(vec![first]).expect("a tariff"),
        contracts: Vec::new(),
    };
    let old = agreement(1, at("2020-01-01T00:00:00Z"), None);
    desk.agreements.insert(old.id, old);
    let (from, to) = (
        at("2020-12-31T23:50:00+01:00"),
        at("2021-01-01T00:20:00+01:00"),
    );
    desk.worked(1, working("work", from, to));
    let drawn = statement(&desk, ("2020-12-01", "2021-01-31"), &[]).expect("a statement");
    let sums: Vec<_> = drawn
        .vat
        .iter()
        .map(|sum| (sum.treatment.basis_points, sum.net.0, sum.vat.0))
        .collect();
    assert_eq!(sums, [(1_600, 4_500, 720), (1_900, 4_500, 855)]);
    assert_eq!(drawn.gross, Cents(10_575));
}

#[test]
fn a_business_elsewhere_owes_the_tax_itself_and_a_consumer_sees_gross_prices() {
    // V-09
    let mut desk = Desk::new();
    desk.worked(1, working("work", feb("2 09:00"), feb("2 10:00")));
    let id = "ATU12345678".parse().expect("a VAT id");
    let mut customer = Customer {
        place: "AT".parse::<Country>().expect("a country").into(),
        vat_id: Some(id),
        ..company()
    };
    let drawn = |customer: &Customer| {
        let drawn = statement_for(customer, &desk, FEBRUARY, &[]).expect("a statement");
        let treatment = drawn.vat[0].treatment.clone();
        (treatment, drawn.gross.0, drawn.shows_gross)
    };
    let (treatment, gross, _) = drawn(&customer);
    assert_eq!(
        (treatment.reason, gross),
        (Reason::TreatedAsPrivate, 11_900)
    );
    assert_eq!(treatment.doubts, [Doubt::NotConfirmed]);
    customer.vies.push(Vies {
        about: "ATU12345678".parse().expect("a VAT id"),
        valid: Some(true),
        on: day("2026-02-01"),
        own: "DE123456789".parse().expect("a VAT id"),
        number: "WAPIAAAAX".to_owned(),
    });
    let (treatment, gross, _) = drawn(&customer);
    assert_eq!(
        (treatment.category, gross),
        (Category::ReverseCharge, 10_000)
    );
    customer.business = false;
    let (treatment, gross, shows_gross) = drawn(&customer);
    assert_eq!(treatment.doubts, []);
    assert_eq!((gross, shows_gross), (11_900, true));
}

#[test]
fn a_line_is_taken_back_with_the_tax_it_was_said_with() {
    let mut desk = Desk::new();
    let mut customer = Customer {
        place: "AT".parse::<Country>().expect("a country").into(),
        vat_id: Some("ATU12345678".parse().expect("a VAT id")),
        ..company()
    };
    let now = at("2026-03-03T09:00:00Z");
    let mut said: Vec<Stated> = Vec::new();
    let mut charged = Vec::new();
    // Said and taken back with our tax, said again with the customer's, and taken back once more.
    let mut state = |desk: &Desk, customer: &Customer| {
        let next = statement_for(customer, desk, MARCH, &said).expect("a statement");
        charged.push((next.net.0, next.gross.0));
        said.extend(next.lines);
    };
    for number in [70, 71] {
        let id = desk.worked(1, working("work", feb("2 09:00"), feb("2 10:00")));
        state(&desk, &customer);
        let entry = desk.entries.iter().find(|entry| entry.id() == id);
        let entry = entry.expect("there");
        let back = entry.reversal(entry_id(number), person(3), now, "note", &desk.entries);
        desk.entries.push(back.expect("taken back"));
        state(&desk, &customer);
        if number == 70 {
            customer.vies.push(Vies {
                about: "ATU12345678".parse().expect("a VAT id"),
                valid: Some(true),
                on: day("2026-02-01"),
                own: "DE123456789".parse().expect("a VAT id"),
                number: "WAPIAAAAX".to_owned(),
            });
        }
    }
    assert_eq!(
        charged,
        [
            (10_000, 11_900),
            (-10_000, -11_900),
            (10_000, 10_000),
            (-10_000, -10_000)
        ]
    );
}

#[test]
fn drafts_of_the_period_are_named_before_it_is_closed() {
    let mut desk = Desk::new();
    desk.worked(1, working("work", feb("2 09:00"), feb("2 10:00")));
    let around = Around {
        now: feb("20 12:00"),
        contract_begins: None,
        others: &[],
        reclassified: None,
        prices: &desk.book,
        agreements: &desk.agreements,
    };
    let content = working("work", feb("3 09:00"), feb("3 10:00"));
    let draft = WorkEntry::new(entry_id(9), ticket(1), person(1), content, &around);
    desk.entries.push(draft.expect("good"));
    let period = |first, last| Period::new(day(first), day(last)).expect("a period");
    let named = |period| Statement::drafts(&desk.entries, period).count();
    assert_eq!(named(period("2026-02-01", "2026-02-28")), 1);
    assert_eq!(named(period("2026-01-01", "2026-01-31")), 0);
}
