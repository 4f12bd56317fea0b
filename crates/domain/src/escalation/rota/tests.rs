//! Rule 28: somebody is on call, and where nobody is, it is said before.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn person(number: u128) -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(number))
}

fn rota(hand_over: &str) -> Rota {
    Rota {
        zone: Zone::default(),
        // A Sunday, so that hand-overs meet the changes of the clocks.
        begins: jiff::civil::date(2026, 3, 22),
        hand_over: hand_over.parse::<TimeOfDay>().expect("a time"),
        people: vec![person(1), person(2), person(3)],
        absences: Vec::new(),
        overrides: Vec::new(),
    }
}

#[test]
fn rule_28_people_take_turns_by_the_week() {
    let rota = rota("08:00");
    for (now, expected) in [
        ("2026-03-22T07:59:59+01:00", vec![]),
        ("2026-03-22T08:00:00+01:00", vec![1]),
        ("2026-03-29T07:59:59+02:00", vec![1]),
        ("2026-03-29T08:00:00+02:00", vec![2]),
        ("2026-04-05T08:00:00+02:00", vec![3]),
        ("2026-04-12T08:00:00+02:00", vec![1]),
    ] {
        let expected: Vec<_> = expected.into_iter().map(person).collect();
        assert_eq!(rota.on_call(at(now)), expected, "{now}");
    }
    assert_eq!(
        rota.deputy(at("2026-03-24T03:00:00+01:00")),
        Some(person(2))
    );
    assert_eq!(rota.weekday(), jiff::civil::Weekday::Sunday);
    let alone = Rota {
        people: vec![person(1)],
        ..rota
    };
    assert_eq!(alone.deputy(at("2026-03-24T03:00:00+01:00")), None);
}

#[test]
fn the_stored_form_takes_no_names_it_does_not_know() {
    let mut rota = rota("24:00");
    rota.overrides = vec![Stint {
        person: person(9),
        from: at("2026-04-01T08:00:00+02:00"),
        until: at("2026-04-02T08:00:00+02:00"),
    }];
    let json = serde_json::to_string(&rota).expect("JSON");
    assert!(
        json.contains(r#""begins":"2026-03-22","hand_over":"24:00""#),
        "{json}"
    );
    assert_eq!(serde_json::from_str::<Rota>(&json).ok(), Some(rota));
    let misspelt = json.replacen("overrides", "overides", 1);
    assert!(serde_json::from_str::<Rota>(&misspelt).is_err());
}

#[test]
fn rule_28_no_change_of_the_clocks_leaves_an_hour_without_anybody() {
    let rota = rota("02:30");
    // 2:30 is skipped in March: both shifts meet at 3:30.
    let meet = at("2026-03-29T03:30:00+02:00");
    assert_eq!(rota.on_call(meet.minus_seconds(1)), [person(1)]);
    assert_eq!(rota.on_call(meet), [person(2)]);
    // It comes twice in October: the new one from the first, the old one until the second.
    let first = at("2026-10-25T02:30:00+02:00");
    let (old, new) = (person(1), person(2));
    assert_eq!(rota.on_call(first.minus_seconds(1)), [old]);
    assert_eq!(rota.on_call(first), [old, new]);
    assert_eq!(rota.on_call(first.plus_seconds(3599)), [old, new]);
    assert_eq!(rota.on_call(first.plus_seconds(3600)), [new]);
}

#[test]
fn a_hole_is_found_and_named_with_the_way_out() {
    let stint = |who: u128, from: &str, until: &str| Stint {
        person: person(who),
        from: at(from),
        until: at(until),
    };
    let mut rota = rota("08:00");
    let window = (
        at("2026-03-22T08:00:00+01:00"),
        at("2026-04-19T08:00:00+02:00"),
    );
    assert_eq!(rota.problems(window.0, window.1), []);
    assert_eq!(rota.cover(window.0, window.1).len(), 4);
    rota.absences = vec![stint(
        2,
        "2026-03-31T18:00:00+02:00",
        "2026-04-02T08:00:00+02:00",
    )];
    rota.overrides = vec![stint(
        3,
        "2026-03-31T12:00:00+02:00",
        "2026-04-01T08:00:00+02:00",
    )];
    let hole = RotaProblem::Hole {
        from: at("2026-04-01T08:00:00+02:00"),
        until: at("2026-04-02T08:00:00+02:00"),
    };
    let found = rota.problems(window.0, window.1);
    assert_eq!(found, [hole]);
    assert!(!found[0].refuses());
    let german = found[0].words(crate::account::Locale::De);
    assert!(german.contains("hat niemand Bereitschaft"), "{german}");
    assert!(german.contains("08:00"), "{german}");
    rota.overrides.push(stint(
        1,
        "2026-04-01T07:00:00+02:00",
        "2026-04-02T08:00:00+02:00",
    ));
    let found = rota.problems(window.0, window.1);
    assert!(matches!(found[..], [RotaProblem::Overlap(..)]), "{found:?}");
    rota.overrides = vec![stint(
        1,
        "2026-04-02T08:00:00+02:00",
        "2026-04-02T08:00:00+02:00",
    )];
    rota.people.clear();
    let found = rota.problems(window.0, window.0.plus_seconds(60));
    assert!(found[0].refuses() && found[0] == RotaProblem::Nobody);
    assert!(found[1].refuses() && matches!(found[1], RotaProblem::EndsFirst(_)));
}

proptest! {
    /// Nobody is forgotten: with people and without absences somebody is on call at every instant from the first hand-over
    /// on, whatever the time of the hand-over, and the cover says the same as the question at its instants.
    #[test]
    fn somebody_is_always_on_call(
        minutes in 0_u16..=1440,
        offset in 0_i64..300 * 86_400,
        length in 0_i64..30 * 86_400,
        away in prop::option::of((0_i64..30 * 86_400, 1_i64..9 * 86_400)),
    ) {
        let mut rota = rota("08:00");
        rota.hand_over = TimeOfDay::from_minutes(minutes).expect("a time of the day");
        let from = at("2026-03-24T00:00:00Z").plus_seconds(offset);
        let until = from.plus_seconds(length);
        prop_assert!(!rota.on_call(from).is_empty());
        prop_assert!(rota.problems(from, until).is_empty());
        if let Some((begin, length)) = away {
            let begin = from.plus_seconds(begin);
            rota.absences.push(Stint {
                person: person(1),
                from: begin,
                until: begin.plus_seconds(length),
            });
        }
        let cover = rota.cover(from, until);
        prop_assert_eq!(cover.is_empty(), from == until);
        prop_assert!(cover.first().is_none_or(|first| first.from == from));
        prop_assert!(cover.last().is_none_or(|last| last.until == until));
        let apart = |pair: &[Cover]| {
            pair[0].until == pair[1].from && pair[0].people != pair[1].people
        };
        prop_assert!(cover.windows(2).all(apart));
        for stretch in &cover {
            let middle = stretch.from.plus_seconds(stretch.until.seconds_since(stretch.from) / 2);
            for instant in [stretch.from, middle, stretch.until.minus_seconds(1)] {
                prop_assert_eq!(&rota.on_call(instant), &stretch.people);
            }
            prop_assert!(stretch.people.iter().all(|person| Some(*person) != rota.deputy(stretch.from)));
        }
    }
}
