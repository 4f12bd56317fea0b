//! What holds for any work.

use proptest::prelude::*;

use super::*;
use crate::calendar::Rates;
use crate::charge::CeilingLevel;

/// Within 2026, before the rates of the card rise.
fn start() -> impl Strategy<Value = Timestamp> {
    (1_767_300_000_i64..1_782_000_000).prop_map(Timestamp::from_unix)
}

/// Work of two people on three tickets: pause before, length, whose, where, which article.
type Work = Vec<(i64, i64, u128, u128, usize)>;

fn work() -> impl Strategy<Value = Work> {
    let one = (
        prop_oneof![Just(0), 1_i64..40_000],
        1_i64..20_000,
        1_u128..3,
        1_u128..4,
        0_usize..4,
    );
    prop::collection::vec(one, 1..12)
}

const ARTICLES: [&str; 4] = ["work", "remote-hands", "restore", "os-patches"];

/// Enters it all, each person's one after the other.
fn entered(desk: &mut Desk, begin: Timestamp, work: &Work) {
    let mut free = BTreeMap::from([(1, begin), (2, begin.plus_seconds(77))]);
    for (pause, length, who, on, what) in work {
        let from = free[who].plus_seconds(*pause);
        let to = from.plus_seconds(*length);
        free.insert(*who, to);
        let content = working(ARTICLES[*what], from, to);
        desk.worked_on(*on, *who, content);
    }
}

fn without_entries(lines: Vec<Line>) -> Vec<Line> {
    lines
        .into_iter()
        .map(|line| Line {
            entries: Vec::new(),
            ..line
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// However the time is cut into entries that touch, the lines are those of one entry.
    #[test]
    fn any_partition_costs_the_same(begin in start(), length in 1_i64..80_000, cuts in prop::collection::vec(0.0_f64..1.0, 0..8), what in 0_usize..4) {
        let mut whole = Desk::new();
        let end = begin.plus_seconds(length);
        whole.worked(1, working(ARTICLES[what], begin, end));
        let mut parts = Desk::new();
        #[expect(clippy::cast_possible_truncation, reason = "less than the length")]
        let mut ends: Vec<i64> = cuts.iter().map(|share| (share * length as f64) as i64).collect();
        ends.push(length);
        ends.sort_unstable();
        ends.dedup();
        let mut from = begin;
        for end in ends.into_iter().filter(|end| *end > 0) {
            let to = begin.plus_seconds(end);
            parts.worked(1, working(ARTICLES[what], from, to));
            from = to;
        }
        prop_assert_eq!(without_entries(parts.lines()), without_entries(whole.lines()));
    }

    /// Two bills cut at the end of a unit are one.
    #[test]
    fn a_cut_between_units_changes_nothing(begin in start(), length in 1_i64..80_000, unit in 0_i64..100, what in 0_usize..4) {
        let desk = Desk::new();
        let code = article(ARTICLES[what]);
        let preview = |from, to| {
            let preview = desk.pricing().preview(&code, span(from, to), false, None).expect("priced");
            let units: i64 = preview.parts.iter().map(|part| part.units).sum();
            (units, preview.net)
        };
        let end = begin.plus_seconds(length);
        let cut = begin.plus_seconds(unit % (length / 900 + 1) * 900);
        prop_assume!(begin < cut && cut < end);
        let (first, second) = (preview(begin, cut), preview(cut, end));
        prop_assert_eq!((first.0 + second.0, first.1 + second.1), preview(begin, end));
    }

    /// The preview is the bill of the same interval, and both count units as the calendar does.
    #[test]
    fn the_preview_is_the_bill(begin in start(), length in 1_i64..80_000, what in 0_usize..4, appointment in any::<bool>()) {
        let mut desk = Desk::new();
        let end = begin.plus_seconds(length);
        let code = article(ARTICLES[what]);
        let preview = desk.pricing().preview(&code, span(begin, end), appointment, None).expect("priced");
        let content = Content { appointment, ..working(ARTICLES[what], begin, end) };
        desk.worked(1, content);
        let lines = desk.lines();
        let parts: Vec<Priced> = lines.iter().map(|line| line.priced.clone()).collect();
        prop_assert_eq!(parts, preview.parts.clone());
        prop_assert_eq!(lines.iter().map(Line::charged).sum::<Cents>(), preview.net);
        if what == 0 {
            let rates = Rates { inside: Cents(10_000), outside: Cents(14_900), unit_min: 15 };
            let bill = business().bill(begin, end, rates).expect("a bill");
            let on = |side| preview.parts.iter().filter(|part| part.side == side).map(|part| part.units).sum::<i64>();
            prop_assert_eq!((on(Side::Inside), on(Side::Outside)), (bill.slot.inside, bill.slot.outside));
            prop_assert_eq!(preview.net, bill.slot.net);
        }
    }

    /// Everything an entry ever said can be read from its trace, in order, whatever was tried.
    #[test]
    fn no_change_loses_what_was_said(edits in prop::collection::vec((0_i64..5_000, -100_i64..5_000, 0_i64..600, any::<bool>()), 0..12)) {
        let desk = Desk::new();
        let begin = feb("2 10:00");
        let mut now = feb("2 18:00");
        let around = |now| Around {
            now,
            contract_begins: None,
            others: &[],
            reclassified: None,
            prices: &desk.book,
            agreements: &desk.agreements,
        };
        let first = working("work", begin, begin.plus_seconds(60));
        let mut entry = WorkEntry::new(entry_id(1), ticket(1), person(1), first.clone(), &around(now)).expect("good");
        let mut said = vec![first];
        for (from, length, later, reason) in edits {
            let from = begin.plus_seconds(from);
            let Ok(span) = Span::new(from, from.plus_seconds(length)) else { continue };
            let content = Content { span, ..entry.content().clone() };
            now = now.plus_seconds(later - 100);
            let why = if reason { "why" } else { "" };
            if let Ok(changed) = entry.edited(content.clone(), person(2), why, &around(now)) {
                said.push(content);
                entry = changed;
            }
        }
        let mut read: Vec<Content> = entry.trace().iter().map(|edit| edit.before.clone()).collect();
        read.push(entry.content().clone());
        prop_assert_eq!(read, said);
        prop_assert!(entry.trace().iter().all(|edit| edit.why == "why" && edit.by == person(2)));
        prop_assert!(entry.trace().is_sorted_by_key(|edit| edit.at));
    }

    /// Each mark of each ceiling is told at most once, and it has been told when it is reached.
    #[test]
    fn a_mark_is_told_exactly_once(steps in prop::collection::vec((-3_000_i64..9_000, prop::option::of(1_i64..30_000)), 1..30)) {
        let now = feb("2 10:00");
        let mut budget = Budget::new(Cents(20_000), now).expect("a ceiling");
        let mut spent = Cents::ZERO;
        for (more, raise) in steps {
            spent = Cents((spent.0 + more).max(0));
            if let Some((_, told)) = budget.notice(spent, now) {
                budget = told;
            }
            prop_assert!(budget.notice(spent, now).is_none());
            let level = crate::charge::Ceiling(budget.ceiling()).level(spent);
            let highest = budget.told().iter().filter(|mark| mark.ceiling == budget.ceiling()).map(|mark| mark.level).max();
            prop_assert!(highest.unwrap_or(CeilingLevel::Below) >= level);
            if let Some(by) = raise {
                let to = Cents(budget.ceiling().0 + by);
                budget = budget.raised(to, person(90), now).expect("higher");
            }
        }
        let mut marks: Vec<_> = budget.told().iter().map(|mark| (mark.ceiling, mark.level)).collect();
        let told = marks.len();
        marks.sort_unstable();
        marks.dedup();
        prop_assert_eq!(marks.len(), told);
    }

    /// What is charged and what is not add up, and no order is charged more than its ceiling.
    #[test]
    fn nothing_is_charged_beyond_the_ceiling(begin in start(), work in work(), ceiling in 1_i64..200_000) {
        let mut desk = Desk::new();
        entered(&mut desk, begin, &work);
        let free = desk.lines();
        let order = agreement(1, at("2026-01-01T00:00:00Z"), Some(ceiling));
        desk.agreements.insert(order.id, order);
        let lines = desk.lines();
        let (net, spent): (Cents, Cents) = (free.iter().map(|line| line.net).sum(), Ledger::spent(&lines, agreed(1)));
        prop_assert_eq!(net, spent);
        let charged: Cents = lines.iter().map(Line::charged).sum();
        prop_assert_eq!(charged, net.min(Cents(ceiling)));
        prop_assert!(lines.iter().all(|line| line.beyond >= Cents::ZERO && line.charged() >= Cents::ZERO));
    }

    /// A statement is the sum of its lines; and however entries are taken back and ceilings raised between two of them, all
    /// statements together are the bill as it is now.
    #[test]
    fn statements_add_up_whatever_happens_between_them(
        begin in start(), work in work(), ceiling in 1_i64..100_000, back in prop::collection::vec((0_usize..12, any::<bool>()), 0..6),
    ) {
        let mut desk = Desk::new();
        let from = at("2026-01-01T00:00:00Z");
        let order = agreement(1, from, Some(ceiling));
        desk.agreements.insert(order.id, order);
        entered(&mut desk, begin, &work);
        let mut stated: Vec<Stated> = Vec::new();
        let mut sum = Cents::ZERO;
        let mut next = 100;
        let mut back = back.into_iter();
        for month in 1..=9 {
            let last = day(&format!("2026-{month:02}-01")).last_of_month().to_string();
            let drawn = statement(&desk, (&format!("2026-{month:02}-01"), &last), &stated).expect("a statement");
            let lines: Cents = drawn.lines.iter().map(|stated| stated.line.charged()).sum();
            let groups: Cents = drawn.groups.iter().map(|group| group.net).sum();
            let vat: Cents = drawn.vat.iter().map(|sum| sum.vat).sum();
            prop_assert_eq!((drawn.net, groups), (lines, lines));
            prop_assert_eq!(drawn.gross, drawn.net + vat);
            sum = sum + drawn.net;
            stated.extend(drawn.lines);
            if month > 7 { continue }
            let Some((index, raise)) = back.next() else { continue };
            if raise {
                let order = desk.agreements.get_mut(&agreed(1)).expect("the order");
                let budget = order.budget.take().expect("a ceiling");
                let to = Cents(budget.ceiling().0 * 2);
                order.budget = budget.raised(to, person(90), from).ok();
            } else if let Some(entry) = desk.entries.get(index) {
                let now = at("2026-12-01T00:00:00Z");
                if let Ok(entry) = entry.reversal(entry_id(next), person(3), now, "why", &desk.entries) {
                    next += 1;
                    desk.entries.push(entry);
                }
            }
        }
        let now: Cents = desk.lines().iter().map(Line::charged).sum();
        prop_assert_eq!(sum, now);
    }
}
