//! Rules 21 and 24 to 26: which promise is made, and what is said about a policy before it is saved.

use proptest::prelude::*;

use super::check::every_case;
use super::*;
use crate::account::Locale;
use crate::calendar::{Calendar, DayKind};
use crate::escalation::{LadderRefusal, Rung};
use crate::sla::{first_answer_min, work_min};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(seconds)
}

fn promise(kind: ClockKind, minutes: i64) -> Promise {
    Promise {
        kind,
        minutes,
        calendar: CalendarCode::around_the_clock(),
        ladder: Ladder::NONE,
    }
}

fn rule(position: u32, when: Conditions, minutes: i64) -> PolicyRule {
    PolicyRule {
        position,
        when,
        promises: vec![promise(ClockKind::FirstAnswer, minutes)],
    }
}

fn policy(rules: Vec<PolicyRule>) -> PolicyVersion {
    PolicyVersion {
        version: 1,
        valid_from: at(0),
        rules,
    }
}

fn of(class: Class) -> Conditions {
    Conditions {
        class: Some(class),
        ..Conditions::default()
    }
}

fn fault() -> Case {
    Case {
        class: Class::Fault,
        priority: Priority::High,
        complexity: None,
        contract: ContractKind::ServiceCard,
        premium: false,
    }
}

fn problems(policy: &PolicyVersion) -> Vec<(Option<u32>, Problem)> {
    let findings = policy.findings(CalendarCode::is_around_the_clock);
    findings
        .into_iter()
        .map(|finding| (finding.position, finding.problem))
        .collect()
}

#[test]
fn rule_26_the_first_position_that_holds_wins_and_says_why() {
    let high = Conditions {
        priority: Some(Priority::High),
        ..of(Class::Fault)
    };
    let policy = policy(vec![
        rule(9, Conditions::default(), 480),
        rule(3, high, 30),
        rule(5, of(Class::Fault), 60),
    ]);
    let selected = |case: &Case| match policy.select(case) {
        Selection::Rule { reason, promises } => (
            reason.words(Locale::De),
            reason.words(Locale::En),
            promises[0].minutes,
        ),
        Selection::NoRule => panic!("a rule holds"),
    };
    assert_eq!(
        selected(&fault()),
        (
            "Regel 3: Klasse Störung, Priorität hoch".to_owned(),
            "Rule 3: class Fault, priority high".to_owned(),
            30
        )
    );
    let low = Case {
        priority: Priority::Low,
        ..fault()
    };
    assert_eq!(selected(&low).0, "Regel 5: Klasse Störung");
    let question = Case {
        class: Class::Question,
        ..fault()
    };
    let (german, english, minutes) = selected(&question);
    assert_eq!(german, "Regel 9: gilt für alle Fälle");
    assert_eq!(english, "Rule 9: holds in every case");
    assert_eq!(minutes, 480);
}

#[test]
fn rule_26_a_reason_is_data_and_names_every_condition() {
    let reason = Reason {
        position: 2,
        when: Conditions {
            class: Some(Class::Intervention),
            priority: Some(Priority::Low),
            complexity: Some(Complexity::Complex),
            contract: Some(ContractKind::None),
            premium: Some(false),
        },
    };
    assert_eq!(
        reason.words(Locale::De),
        "Regel 2: Klasse OS-Intervention, Priorität niedrig, Aufwand komplex, Vertrag keiner, ohne SLA Premium"
    );
    assert_eq!(
        reason.words(Locale::En),
        "Rule 2: class OS intervention, priority low, complexity complex, contract none, without SLA Premium"
    );
    let json = serde_json::to_string(&reason).expect("JSON");
    assert_eq!(serde_json::from_str::<Reason>(&json).ok(), Some(reason));
}

#[test]
fn rule_26_that_no_rule_holds_is_an_answer() {
    let policy = policy(vec![rule(1, of(Class::Emergency), 10)]);
    let selection = policy.select(&fault());
    assert_eq!(selection, Selection::NoRule);
    assert_eq!(selection.promise(ClockKind::FirstAnswer), None);
    let missing: Vec<Class> = problems(&policy)
        .into_iter()
        .filter_map(|(_, problem)| match problem {
            Problem::NoRule(class) => Some(class),
            _ => None,
        })
        .collect();
    assert_eq!(
        missing,
        [
            Class::Question,
            Class::Fault,
            Class::Order,
            Class::Intervention
        ]
    );
}

#[test]
fn what_cannot_be_promised_is_refused() {
    let ladder = Ladder {
        rungs: vec![Rung {
            percent: 50,
            notify: Vec::new(),
        }],
        ..Ladder::NONE
    };
    let policy = policy(vec![
        rule(1, of(Class::Fault), 0),
        PolicyRule {
            promises: vec![
                promise(ClockKind::Resolution, 600_000),
                Promise {
                    calendar: "nights".parse().expect("a code"),
                    ladder,
                    ..promise(ClockKind::Resolution, 60)
                },
            ],
            ..rule(1, Conditions::default(), 1)
        },
    ]);
    let here = Some(1);
    assert_eq!(
        problems(&policy),
        [
            (here, Problem::TargetZero(ClockKind::FirstAnswer)),
            (here, Problem::PositionTwice),
            (here, Problem::TargetTooLong(ClockKind::Resolution)),
            (here, Problem::KindTwice(ClockKind::Resolution)),
            (
                here,
                Problem::UnknownCalendar("nights".parse().expect("a code"))
            ),
            (
                here,
                Problem::Ladder(ClockKind::Resolution, LadderRefusal::TellsNobody(50))
            ),
        ]
    );
    for finding in policy.findings(CalendarCode::is_around_the_clock) {
        assert!(finding.refuses());
        assert!(finding.words(Locale::De).starts_with("Regel 1: "));
        assert!(finding.words(Locale::En).starts_with("Rule 1: "));
    }
}

#[test]
fn a_rule_that_never_holds_is_warned_about_with_the_way_out() {
    let with = |premium| Conditions {
        premium: Some(premium),
        ..of(Class::Fault)
    };
    let impossible = Conditions {
        complexity: Some(Complexity::Complex),
        ..of(Class::Fault)
    };
    let policy = policy(vec![
        rule(1, with(true), 10),
        rule(2, with(false), 20),
        // Neither of the two covers it alone.
        rule(3, of(Class::Fault), 30),
        rule(4, impossible, 40),
        rule(5, Conditions::default(), 50),
    ]);
    let findings = policy.findings(|_| true);
    let found: Vec<_> = findings
        .iter()
        .map(|finding| (finding.position, finding.problem.clone()))
        .collect();
    assert_eq!(
        found,
        [
            (Some(3), Problem::Unreachable { by: vec![1, 2] }),
            (Some(4), Problem::NeverHolds),
        ]
    );
    assert!(findings.iter().all(|finding| !finding.refuses()));
    assert_eq!(
        findings[0].words(Locale::De),
        "Regel 3: Diese Regel greift nie, weil Regeln 1 und 2 alle ihre Fälle vorher entscheiden. Stellen Sie sie weiter nach vorn oder entfernen Sie sie."
    );
}

#[test]
fn the_stored_form_takes_no_names_it_does_not_know() {
    let policy = shipped(at(0));
    assert_eq!(
        PolicyVersion::from_json(&policy.to_json()).ok(),
        Some(policy.clone())
    );
    let misspelt = policy.to_json().replacen("\"class\"", "\"klass\"", 1);
    assert!(PolicyVersion::from_json(&misspelt).is_err());
    let plain = r#"{"version":1,"valid_from":"2026-01-01T00:00:00Z","rules":[{"position":1,"promises":[]}]}"#;
    let read = PolicyVersion::from_json(plain).expect("a policy");
    assert_eq!(read.rules[0].when, Conditions::default());
}

// I-46 I-47/48
#[test]
fn the_shipped_policy_promises_the_numbers_of_the_procedure() {
    let policy = shipped(at(0));
    let known = |code: &CalendarCode| code.is_around_the_clock() || code.as_str() == QUESTION_HOURS;
    assert_eq!(policy.findings(known), []);
    for case in every_case() {
        let selection = policy.select(&case);
        assert_ne!(selection, Selection::NoRule);
        let minutes = |kind| selection.promise(kind).map(|promise| promise.minutes);
        if case.class == Class::Question {
            let promise = selection.promise(ClockKind::FirstAnswer).expect("promised");
            assert_eq!(
                (promise.minutes, promise.calendar.as_str()),
                (240, "service")
            );
        } else {
            let first = first_answer_min(case.class);
            assert_eq!(minutes(ClockKind::FirstAnswer), first, "{case:?}");
        }
        let complex = case.complexity == Some(Complexity::Complex);
        let work = (case.class == Class::Intervention).then(|| work_min(complex));
        assert_eq!(minutes(ClockKind::Intervention), work, "{case:?}");
    }
}

// RULINGS 8
#[test]
fn rule_21_questions_count_from_monday_to_friday_9_to_18() {
    let definition = question_hours().in_region("DE-BY".parse().ok());
    let epiphany = jiff::civil::date(2026, 1, 6);
    assert!(matches!(definition.day(epiphany).0, DayKind::Holiday(_)));
    let calendar = Calendar::new(definition).expect("open");
    let time = |text: &str| -> Timestamp { text.parse().expect("a time") };
    // Friday 16:55: 65 minutes until the weekend, the rest on Monday.
    let aim = calendar.aim(time("2026-01-09T16:55:00+01:00"), 240 * 60);
    assert_eq!(aim.due_at, Some(time("2026-01-12T11:55:00+01:00")));
}

#[test]
fn a_promise_names_the_contracts_own_calendar() {
    let code = |text: &str| -> CalendarCode { text.parse().expect("a code") };
    let named = |text: &str| Promise {
        calendar: code(text),
        ..promise(ClockKind::Resolution, 60)
    };
    let own = |kind: ContractCalendar| code(&format!("contract-7-{kind}"));
    assert_eq!(
        named("service").calendar_of(own),
        code("contract-7-service")
    );
    assert_eq!(
        named("billing").calendar_of(own),
        code("contract-7-billing")
    );
    assert_eq!(named("nights").calendar_of(own), code("nights"));
}

#[test]
fn rule_25_versions_follow_each_other() {
    let version = |version, valid_from| PolicyVersion {
        version,
        valid_from: at(valid_from),
        rules: Vec::new(),
    };
    let mut policies = Policies::default();
    assert_eq!(policies.in_force(at(0)), None);
    let number = |expected, found| Err(PolicyOrder::Number { expected, found });
    assert_eq!(policies.append(version(2, 5)), number(1, 2));
    assert_eq!(policies.append(version(1, 5)), Ok(()));
    assert_eq!(policies.append(version(2, 5)), Err(PolicyOrder::Begins(2)));
    assert_eq!(policies.append(version(2, 9)), Ok(()));
    let number_at = |seconds| policies.in_force(at(seconds)).map(|found| found.version);
    assert_eq!(
        [0, 5, 8, 9, 99].map(number_at),
        [Some(1), Some(1), Some(1), Some(2), Some(2)]
    );
    assert_eq!(policies.next_change(at(0)), Some(at(9)));
    assert_eq!(policies.next_change(at(9)), None);
    assert_eq!(policies.version(2), policies.all().last());
    let json = serde_json::to_string(&policies).expect("JSON");
    assert_eq!(serde_json::from_str::<Policies>(&json).ok(), Some(policies));
}

fn conditions() -> impl Strategy<Value = Conditions> {
    fn one_of<T: Copy + std::fmt::Debug + 'static>(
        all: &'static [T],
    ) -> impl Strategy<Value = Option<T>> {
        prop::option::of(prop::sample::select(all))
    }
    (
        one_of(Class::ALL),
        one_of(Priority::ALL),
        one_of(Complexity::ALL),
        one_of(ContractKind::ALL),
        prop::option::of(any::<bool>()),
    )
        .prop_map(
            |(class, priority, complexity, contract, premium)| Conditions {
                class,
                priority,
                complexity,
                contract,
                premium,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Rule 26: the answer is the rule with the smallest position of those that hold, however they are written down; what
    /// is warned about as never holding is never the answer, and everything else is for some case.
    #[test]
    fn the_first_match_is_the_answer(
        rules in prop::collection::btree_map(0_u32..50, conditions(), 0..8),
        turn in 0_usize..8,
    ) {
        let mut rules: Vec<_> = rules.into_iter().map(|(at, when)| rule(at, when, 1)).collect();
        if !rules.is_empty() {
            let turn = turn % rules.len();
            rules.rotate_left(turn);
        }
        let policy = policy(rules);
        let mut answered = std::collections::BTreeSet::new();
        for case in every_case() {
            let holding = policy.rules.iter().filter(|rule| rule.when.hold(&case));
            let expected = holding.map(|rule| rule.position).min();
            let found = match policy.select(&case) {
                Selection::Rule { reason, .. } => Some(reason.position),
                Selection::NoRule => None,
            };
            prop_assert_eq!(found, expected);
            answered.extend(found);
        }
        let never: std::collections::BTreeSet<u32> = problems(&policy)
            .into_iter()
            .filter(|(_, problem)| {
                matches!(problem, Problem::Unreachable { .. } | Problem::NeverHolds)
            })
            .filter_map(|(position, _)| position)
            .collect();
        for rule in &policy.rules {
            prop_assert_eq!(answered.contains(&rule.position), !never.contains(&rule.position));
        }
    }
}
