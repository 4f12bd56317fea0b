//! The shipped numbers, their bounds, and which version was in force when.

use super::*;
use crate::ids::PersonId;
use crate::time::Timestamp;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(1_795_000_000 + seconds)
}

fn somebody() -> PersonId {
    PersonId::from_uuid(uuid::Uuid::from_u128(1))
}

#[test]
fn the_shipped_numbers_are_those_of_the_rulings() {
    let shipped: Vec<(&str, i64)> = Rule::ALL
        .iter()
        .map(|rule| (rule.code(), rule.shipped()))
        .collect();
    assert_eq!(
        shipped,
        [
            ("draft_hours", 24),
            ("validity_total", 24),
            ("validity_work", 4),
            ("extension", 2),
            ("credentials_after_end", 24),
            ("sign_digits", 10),
            ("repeat_cases", 3),
            ("repeat_days", 90),
            ("looks_per_hour", 5),
            ("looks_per_day", 20),
            ("look_seconds", 30),
            ("live_refresh", 15),
            ("card_inside", 10_000),
            ("card_outside", 14_900),
            ("remote_hands", 2_900),
            ("work_unit", 15),
            ("ceiling_hours", 2),
            ("offer_days", 14),
            ("handover_read", 24),
            ("handover_days", 14),
            ("handover_reminder_1", 1),
            ("handover_reminder_2", 3),
            ("handover_reminder_3", 7),
            ("handover_reminder_4", 13),
            ("change_reminder_1", 1),
            ("change_reminder_2", 3),
            ("change_reminder_3", 7),
            ("change_reminder_every", 7),
            ("undo_seconds", 15),
            ("reopen_days", 5),
            ("resolved_days", 5),
            ("page_minutes", 5),
        ]
    );
    assert_eq!(HouseRules::SHIPPED.problems(), []);
}

#[test]
fn each_rule_has_its_own_place_and_both_bounds_hold() {
    for rule in Rule::ALL.iter().copied() {
        let (least, most) = (*rule.bounds().start(), *rule.bounds().end());
        assert!(
            least > 0 && least <= rule.shipped() && rule.shipped() <= most,
            "{rule}"
        );
        for (number, problem) in [
            (least - 1, Some(RuleProblem::AtLeast(least))),
            (least, None),
            (most, None),
            (most + 1, Some(RuleProblem::AtMost(most))),
        ] {
            assert_eq!(rule.check(number).err(), problem, "{rule} {number}");
            let mut rules = HouseRules::SHIPPED;
            rules.set(rule, number);
            assert_eq!(rules.get(rule), number);
            let changed = rules.changed_from(&HouseRules::SHIPPED);
            assert!(
                changed.iter().all(|other| *other == rule),
                "{rule} moves another"
            );
            let found = rules.problems();
            let found = found.iter().find(|(other, _)| *other == rule);
            if let Some(problem) = problem {
                assert_eq!(found, Some(&(rule, problem)));
            }
        }
    }
}

#[test]
fn numbers_that_contradict_each_other_are_refused_at_one_of_them() {
    let with = |changes: &[(Rule, i64)]| {
        let mut rules = HouseRules::SHIPPED;
        for (rule, number) in changes {
            rules.set(*rule, *number);
        }
        rules.problems()
    };
    for (rule, number, at, problem) in [
        (Rule::ValidityWork, 24, None, None),
        (
            Rule::ValidityTotal,
            3,
            Some(Rule::ValidityWork),
            Some(RuleProblem::NotMoreThan(Rule::ValidityTotal)),
        ),
        (
            Rule::Extension,
            5,
            Some(Rule::Extension),
            Some(RuleProblem::NotMoreThan(Rule::ValidityWork)),
        ),
        (
            Rule::LooksPerDay,
            4,
            Some(Rule::LooksPerHour),
            Some(RuleProblem::NotMoreThan(Rule::LooksPerDay)),
        ),
        (
            Rule::HandoverReminder1,
            3,
            Some(Rule::HandoverReminder2),
            Some(RuleProblem::MoreThan(Rule::HandoverReminder1)),
        ),
        (
            Rule::HandoverDays,
            13,
            Some(Rule::HandoverDays),
            Some(RuleProblem::MoreThan(Rule::HandoverReminder4)),
        ),
        (
            Rule::ChangeReminder3,
            3,
            Some(Rule::ChangeReminder3),
            Some(RuleProblem::MoreThan(Rule::ChangeReminder2)),
        ),
    ] {
        let expected: Vec<_> = at.zip(problem).into_iter().collect();
        assert_eq!(with(&[(rule, number)]), expected, "{rule} {number}");
    }
    assert_eq!(
        with(&[(Rule::ValidityTotal, 2), (Rule::ValidityWork, 2)]),
        []
    );
}

#[test]
fn a_version_holds_from_its_change_to_the_next() {
    let mut history = RuleHistory::default();
    assert_eq!(
        (history.now(), history.at(at(0))),
        (HouseRules::SHIPPED, HouseRules::SHIPPED)
    );
    let mut rules = HouseRules::SHIPPED;
    rules.set(Rule::OfferDays, 7);
    assert_eq!(history.put(&rules, somebody(), at(100)), 2);
    rules.set(Rule::OfferDays, 21);
    rules.set(Rule::Extension, 3);
    assert_eq!(history.put(&rules, somebody(), at(200)), 3);
    let days: Vec<(i64, i64)> = [99, 100, 199, 200, 9_999]
        .map(|seconds| history.at(at(seconds)))
        .map(|rules| (rules.version, rules.offer_days))
        .to_vec();
    assert_eq!(days, [(1, 14), (2, 7), (2, 7), (3, 21), (3, 21)]);
    assert_eq!(history.now().extension, 3);
    assert_eq!(history.smallest(Rule::OfferDays), 7);
    assert_eq!(history.of(2).map(|rules| rules.offer_days), Some(7));
    assert_eq!(history.of(1), Some(HouseRules::SHIPPED));
    assert_eq!(history.of(4), None);

    // Read back as it was written; what is shipped is not written down.
    let json = serde_json::to_string(&history).expect("written");
    assert!(!json.contains("validity_total") && json.contains("\"offer_days\":7"));
    assert_eq!(
        serde_json::from_str::<RuleHistory>(&json).expect("read"),
        history
    );
}

#[test]
fn what_somebody_wrote_into_the_database_stays_inside_the_bounds() {
    let json = r#"[{"version":2,"since":"2026-11-21T20:00:00Z","by":"00000000-0000-0000-0000-000000000001",
        "numbers":{"looks_per_hour":100000,"validity_work":-5,"of_another_version":7}}]"#;
    let history: RuleHistory = serde_json::from_str(json).expect("read");
    let rules = history.now();
    assert_eq!((rules.looks_per_hour, rules.validity_work), (20, 1));
    assert_eq!(rules.offer_days, HouseRules::SHIPPED.offer_days);
}

#[test]
fn each_part_of_the_domain_gets_its_numbers_in_its_own_units() {
    let mut rules = HouseRules::SHIPPED;
    for (rule, number) in [
        (Rule::DraftHours, 3),
        (Rule::HandoverReminder2, 4),
        (Rule::RemoteHands, 3_500),
        (Rule::WorkUnit, 30),
    ] {
        rules.set(rule, number);
    }
    assert_eq!(rules.retention().draft_seconds, 3 * 3_600);
    assert_eq!(rules.handover().reminder_days, [1, 4, 7, 13]);
    let hands = crate::charge::Tariff::PerUnit {
        price: crate::charge::Cents(3_500),
        unit_min: 30,
    };
    assert_eq!(rules.rates().remote_hands(), hands);
}
