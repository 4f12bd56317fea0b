//! The worked example of `docs/BILLING.md`.

use super::*;
use crate::charge::CeilingLevel;

#[test]
fn two_days_of_work_under_a_ceiling_and_the_raise_that_came_later() {
    // S-18/19, M-33, RULINGS 4
    let mut desk = Desk::new();
    let order = agreement(1, feb("2 16:00"), Some(20_000));
    desk.agreements.insert(order.id, order);
    desk.worked(1, working("work", feb("2 16:50"), feb("2 17:05")));
    desk.worked(1, working("work", feb("2 17:05"), feb("2 17:25")));
    desk.worked(1, working("work", feb("3 10:00"), feb("3 11:10")));
    let lines: Vec<_> = desk
        .lines()
        .iter()
        .map(|l| (l.priced.side, l.priced.units, l.net.0, l.beyond.0))
        .collect();
    assert_eq!(
        lines,
        [
            (Side::Inside, 1, 2_500, 0),
            (Side::Outside, 2, 7_450, 0),
            (Side::Inside, 5, 12_500, 2_450),
        ]
    );
    let spent = Ledger::spent(&desk.lines(), agreed(1));
    assert_eq!(spent, Cents(22_450));
    let budget = desk.agreements[&agreed(1)].budget.clone();
    let (mark, told) = budget
        .expect("a ceiling")
        .notice(spent, feb("3 11:10"))
        .expect("due");
    assert_eq!(mark.level, CeilingLevel::Reached);
    assert_eq!(told.notice(spent, feb("3 11:11")), None);

    let first = statement(&desk, ("2026-02-01", "2026-02-28"), &[]).expect("a statement");
    assert_eq!((first.net, first.gross), (Cents(20_000), Cents(23_800)));
    assert_eq!(first.vat[0].vat, Cents(3_800));

    // In March the customer raises the ceiling: what lay beyond it is owed after all.
    let raised = told.raised(Cents(30_000), person(90), at("2026-03-02T09:00:00+01:00"));
    let order = desk.agreements.get_mut(&agreed(1)).expect("the order");
    order.budget = Some(raised.expect("higher"));
    let second = statement(&desk, ("2026-03-01", "2026-03-31"), &first.lines).expect("a statement");
    let corrected: Vec<_> = second
        .lines
        .iter()
        .map(|stated| (stated.kind, stated.line.charged().0))
        .collect();
    assert_eq!(
        corrected,
        [(StatedKind::Late, 12_500), (StatedKind::TakenBack, -10_050)]
    );
    assert_eq!((second.net, second.vat[0].vat), (Cents(2_450), Cents(466)));
    assert_eq!(second.gross, Cents(2_916));
}

#[test]
fn seven_entries_of_five_minutes_are_one_of_thirty_five() {
    // Billing rule 3
    let mut desk = Desk::new();
    for five in 0..7 {
        let from = feb("2 16:50").plus_seconds(five * 300);
        desk.worked(1, working("work", from, from.plus_seconds(300)));
    }
    assert_eq!(desk.net(), Cents(9_950));
    let alone = |line: &WorkEntry| {
        let work = article("work");
        let preview = desk
            .pricing()
            .preview(&work, line.content().span, false, None);
        preview.expect("priced").net
    };
    let alone: Cents = desk.entries.iter().map(alone).sum();
    assert_eq!(alone, Cents(23_625));
}
