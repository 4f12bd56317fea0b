//! Nothing is billed that nobody accepted, and nothing beyond the ceiling.

use super::*;
use crate::charge::CeilingLevel;
use crate::contract::{OrderRefusal, OrderState, OrderTerms};

fn terms(ceiling: Option<i64>) -> OrderTerms {
    OrderTerms {
        tariff: hourly(10_000, 14_900),
        ceiling: ceiling.map(Cents),
        valid_until: feb("9 00:00"),
    }
}

fn found() -> Reclassified {
    let found = Reclassified::found(
        "The shop's plugin eats all memory",
        "no technical emergency",
        person(1),
        feb("2 10:30"),
    );
    found.expect("found")
}

#[test]
fn work_without_an_order_is_kept_and_not_billed() {
    // M-33
    let mut desk = Desk::new();
    let free = |content| Content {
        agreement: None,
        ..content
    };
    desk.worked(1, free(working("work", feb("2 10:00"), feb("2 11:00"))));
    desk.worked(
        2,
        free(working("os-patches", feb("2 10:00"), feb("2 11:00"))),
    );
    desk.worked(3, free(working("tuning", feb("2 10:00"), feb("2 11:00"))));
    let waived = Content {
        waived: "our mistake".to_owned(),
        ..working("work", feb("2 10:00"), feb("2 11:00"))
    };
    desk.worked(4, waived);
    let lines: Vec<_> = desk
        .lines()
        .iter()
        .map(|l| (l.unbilled, l.net.0, l.charged().0))
        .collect();
    assert_eq!(
        lines,
        [
            (Some(Unbilled::NotAgreed), 10_000, 0),
            (None, 0, 0),
            (Some(Unbilled::NotAgreed), 0, 0),
            (Some(Unbilled::Waived), 10_000, 0),
        ]
    );
}

#[test]
fn an_order_permits_from_its_acceptance_to_its_end() {
    // M-33, I-20
    let mut desk = Desk::new();
    let mut order = agreement(1, feb("2 10:10"), None);
    order.until = Some(feb("2 11:00"));
    desk.agreements.insert(order.id, order);
    desk.worked(1, working("work", feb("2 10:00"), feb("2 11:20")));
    let lines: Vec<_> = desk
        .lines()
        .iter()
        .map(|l| (l.priced.from, l.unbilled, l.priced.units))
        .collect();
    let no = Some(Unbilled::NotAccepted);
    assert_eq!(
        lines,
        [
            (feb("2 10:00"), no, 1),
            (feb("2 10:10"), None, 4),
            (feb("2 11:00"), no, 2),
        ]
    );
    let decided = Some((person(90), feb("2 10:10")));
    for state in OrderState::ALL {
        let becomes = Agreement::of_order(order_id(), *state, &terms(Some(100)), decided);
        assert_eq!(becomes.is_some(), *state == OrderState::Accepted, "{state}");
    }
    let nothing = Agreement::of_order(order_id(), OrderState::Accepted, &terms(Some(0)), decided);
    assert_eq!(nothing, None, "a ceiling of nothing is not none");
}

fn order_id() -> OrderId {
    order(1)
}

#[test]
fn a_finding_stops_the_work_until_the_offer_is_accepted() {
    // M-29, M-31
    let mut desk = Desk::new();
    desk.worked(1, working("work", feb("2 10:00"), feb("2 11:00")));
    desk.reclassified.insert(ticket(1), found());
    // What had been entered beyond the finding is not billed.
    let charged = |desk: &Desk| -> Vec<i64> {
        let lines = desk.lines();
        lines.iter().map(|line| line.charged().0).collect()
    };
    assert_eq!(charged(&desk), [5_000, 0]);
    let check = |desk: &Desk, from: &str, to: &str| {
        let around = Around {
            now: feb("10 12:00"),
            contract_begins: None,
            others: &[],
            reclassified: desk.reclassified.get(&ticket(1)),
            prices: &desk.book,
            agreements: &desk.agreements,
        };
        working("work", feb(from), feb(to)).problems(&around, None)
    };
    assert_eq!(check(&desk, "2 10:00", "2 10:30"), []);
    assert_eq!(check(&desk, "2 10:00", "2 10:31"), [EntryRefusal::Stopped]);
    assert_eq!(check(&desk, "3 10:00", "3 10:30"), [EntryRefusal::Stopped]);
    let offered = found().offered(order(1), terms(Some(20_000)), feb("2 10:40"));
    let offered = offered.expect("offered");
    desk.reclassified.insert(ticket(1), offered.clone());
    assert_eq!(check(&desk, "3 10:00", "3 10:30"), [EntryRefusal::Stopped]);
    let accepted = offered.accepted(feb("3 10:00")).expect("accepted");
    assert_eq!(accepted.billable_from(), Some((order(1), feb("3 10:00"))));
    desk.reclassified.insert(ticket(1), accepted);
    assert_eq!(check(&desk, "3 09:59", "3 10:30"), [EntryRefusal::Stopped]);
    assert_eq!(check(&desk, "3 10:00", "3 10:30"), []);
    desk.worked(1, working("work", feb("3 10:00"), feb("3 11:00")));
    assert_eq!(charged(&desk), [5_000, 0, 10_000]);
    // What was agreed before the finding carries nothing that comes after it.
    let before = agreement(7, feb("1 08:00"), None);
    let old = before.id;
    desk.agreements.insert(old, before);
    let under_old = Content {
        agreement: Some(old),
        ..working("work", feb("3 12:00"), feb("3 13:00"))
    };
    desk.worked(2, under_old);
    assert_eq!(charged(&desk), [5_000, 0, 10_000, 0]);
}

#[test]
fn finding_offer_and_acceptance_come_in_this_order() {
    // M-31
    let refused = Reclassified::found(" ", "x", person(1), feb("2 10:30"));
    assert_eq!(refused, Err(ReclassifyRefusal::Finding));
    let refused = Reclassified::found("x", "", person(1), feb("2 10:30"));
    assert_eq!(refused, Err(ReclassifyRefusal::Excluded));
    let found = found();
    assert_eq!(
        found.accepted(feb("2 11:00")),
        Err(ReclassifyRefusal::NoOffer)
    );
    let early = found.offered(order(1), terms(None), feb("2 10:29"));
    assert_eq!(early, Err(ReclassifyRefusal::Order));
    let offered = found.offered(order(1), terms(None), feb("2 11:00"));
    let offered = offered.expect("offered");
    assert_eq!(
        offered.offered(order(2), terms(None), feb("2 12:00")),
        Err(ReclassifyRefusal::OfferStands(OrderState::Offered))
    );
    assert_eq!(
        offered.accepted(feb("9 00:00")),
        Err(ReclassifyRefusal::Answer(OrderRefusal::TooLate))
    );
    assert_eq!(
        offered.accepted(feb("2 10:59")),
        Err(ReclassifyRefusal::Order)
    );
    // After its time another one can be made, and after a no.
    assert!(
        offered
            .offered(order(2), terms(None), feb("9 00:00"))
            .is_ok()
    );
    let declined = offered.declined(feb("3 08:00")).expect("declined");
    assert_eq!(declined.billable_from(), None);
    let again = declined.offered(order(2), terms(None), feb("3 09:00"));
    let accepted = again.and_then(|again| again.accepted(feb("3 10:00")));
    let accepted = accepted.expect("accepted");
    assert_eq!(accepted.billable_from(), Some((order(2), feb("3 10:00"))));
    assert_eq!(
        accepted.offered(order(3), terms(None), feb("3 11:00")),
        Err(ReclassifyRefusal::OfferStands(OrderState::Accepted))
    );
}

#[test]
fn the_ceiling_tells_its_marks_once_and_a_raise_begins_anew() {
    // RULINGS 4
    let now = feb("2 10:00");
    let budget = Budget::new(Cents(20_000), now).expect("a ceiling");
    assert_eq!(budget.notice(Cents(15_999), now), None);
    let (mark, budget) = budget.notice(Cents(16_000), now).expect("80 %");
    assert_eq!(
        (mark.level, mark.ceiling),
        (CeilingLevel::Near, Cents(20_000))
    );
    assert_eq!(budget.notice(Cents(19_999), now), None);
    let (mark, budget) = budget.notice(Cents(20_000), now).expect("100 %");
    assert_eq!(mark.level, CeilingLevel::Reached);
    // Less again, by a reversal, and more again: nothing is told twice.
    assert_eq!(budget.notice(Cents(17_000), now), None);
    assert_eq!(budget.notice(Cents(30_000), now), None);
    let raise = |to, at| budget.raised(Cents(to), person(90), at);
    assert_eq!(
        raise(20_000, now),
        Err(CeilingRefusal::NotHigher(Cents(20_000)))
    );
    assert_eq!(
        raise(25_000, now.minus_seconds(1)),
        Err(CeilingRefusal::Order)
    );
    let raised = raise(25_000, now).expect("raised");
    assert_eq!(raised.ceiling(), Cents(25_000));
    let (mark, raised) = raised.notice(Cents(20_000), now).expect("80 % of it");
    assert_eq!(mark.level, CeilingLevel::Near);
    let told: Vec<_> = raised.told().iter().map(|mark| mark.ceiling.0).collect();
    assert_eq!(told, [20_000, 20_000, 25_000]);
    // A jump over both tells the higher one, and a reversal does not bring the lower one after it.
    let fresh = Budget::new(Cents(20_000), now).expect("a ceiling");
    let (mark, fresh) = fresh.notice(Cents(21_000), now).expect("both");
    assert_eq!(mark.level, CeilingLevel::Reached);
    assert_eq!(fresh.notice(Cents(17_000), now), None);
    assert_eq!(Budget::new(Cents::ZERO, now), Err(CeilingRefusal::Nothing));
}

#[test]
fn a_price_for_the_whole_is_owed_once_beside_its_time() {
    // I-14, M-33
    let mut desk = Desk::new();
    let mut order = agreement(2, feb("2 09:00"), Some(10_000));
    order.tariff = Some(Tariff::Fixed {
        price: Cents(24_900),
    });
    order.until = Some(feb("2 14:00"));
    desk.agreements.insert(order.id, order);
    let content = Content {
        agreement: Some(agreed(2)),
        ..working("tuning", feb("2 10:00"), feb("2 13:00"))
    };
    desk.worked(1, content);
    let price = FixedPrice {
        ticket: ticket(1),
        article: article("tuning"),
        agreement: agreed(2),
        done_at: feb("2 13:00"),
        price: Cents(24_900),
    };
    let unknown = FixedPrice {
        agreement: agreed(9),
        ..price.clone()
    };
    let early = FixedPrice {
        done_at: feb("2 08:00"),
        ..price.clone()
    };
    let late = FixedPrice {
        done_at: feb("2 14:00"),
        ..price.clone()
    };
    desk.fixed = vec![price, unknown, early, late];
    let lines: Vec<_> = desk
        .lines()
        .iter()
        .map(|l| (l.person.is_some(), l.unbilled, l.charged().0))
        .collect();
    assert_eq!(
        lines,
        [
            (false, Some(Unbilled::NotAccepted), 0),
            (true, None, 0),
            (false, None, 24_900),
            (false, Some(Unbilled::NotAgreed), 0),
            (false, Some(Unbilled::NotAccepted), 0),
        ]
    );
    // Between a finding and the acceptance of what was offered nothing is owed either.
    let charged = |desk: &Desk| desk.lines().iter().map(|l| l.charged().0).sum::<i64>();
    assert_eq!(charged(&desk), 24_900);
    desk.reclassified.insert(ticket(1), found());
    assert_eq!(charged(&desk), 0);
}
