use uuid::Uuid;

use super::*;

const TYPED: Typed<'static> = Typed {
    method: LogMethod::IpKvm,
    what: " Regel für TCP 22 ergänzt ",
    target: "nftables",
    result: "Regelsatz geladen",
    changed_file: "/etc/nftables.conf",
    why: "Die Kette input verwarf jede neue SSH-Verbindung.",
    reverted: false,
    visible: true,
    corrects: None,
    task: None,
};

fn id(n: u128) -> ActionId {
    ActionId::from_uuid(Uuid::from_u128(n))
}

fn logged(n: u128, corrects: Option<u128>, visible: bool) -> Logged {
    let typed = Typed {
        corrects: None,
        visible,
        ..TYPED
    };
    let mut entry = typed.check(&[]).expect("a good entry");
    entry.corrects = corrects.map(id);
    Logged {
        id: id(n),
        at: Timestamp::from_unix(1_000 - i64::try_from(n).expect("small")),
        entry,
    }
}

#[test]
fn an_entry_says_what_and_a_change_says_why() {
    // I-42, I-43
    assert_eq!(
        TYPED.check(&[]).map(|e| e.what),
        Ok("Regel für TCP 22 ergänzt".to_owned())
    );
    let check = |typed: Typed<'_>| typed.check(&[]).expect_err("a problem");
    assert_eq!(
        check(Typed { what: " ", ..TYPED }),
        [EntryProblem::WhatRequired]
    );
    assert_eq!(
        check(Typed { why: " ", ..TYPED }),
        [EntryProblem::WhyRequired]
    );
    let read_only = Typed {
        changed_file: "",
        why: "",
        ..TYPED
    };
    assert!(read_only.check(&[]).is_ok(), "looking needs no reason");
    assert_eq!(
        check(Typed {
            changed_file: "",
            reverted: true,
            ..TYPED
        }),
        [EntryProblem::NothingToRevert]
    );
}

#[test]
fn lengths_are_counted_in_characters() {
    let check = |typed: Typed<'_>| typed.check(&[]).err().unwrap_or_default();
    let long = |n| "ü".repeat(n);
    assert_eq!(
        check(Typed {
            what: &long(500),
            ..TYPED
        }),
        []
    );
    for (typed, problem) in [
        (
            Typed {
                what: &long(501),
                ..TYPED
            },
            EntryProblem::WhatTooLong,
        ),
        (
            Typed {
                target: &long(301),
                ..TYPED
            },
            EntryProblem::TargetTooLong,
        ),
        (
            Typed {
                result: &long(4_001),
                ..TYPED
            },
            EntryProblem::ResultTooLong,
        ),
        (
            Typed {
                changed_file: &long(301),
                ..TYPED
            },
            EntryProblem::FileTooLong,
        ),
        (
            Typed {
                why: &long(501),
                ..TYPED
            },
            EntryProblem::WhyTooLong,
        ),
    ] {
        assert_eq!(check(typed), [problem], "{}", problem.field());
    }
}

#[test]
fn a_correction_is_a_new_entry_for_the_newest_one() {
    let log = [
        logged(1, None, true),
        logged(2, Some(1), true),
        logged(3, None, false),
    ];
    let correct = |n, visible| {
        Typed {
            corrects: Some(id(n)),
            visible,
            ..TYPED
        }
        .check(&log)
    };
    assert!(correct(2, true).is_ok());
    assert_eq!(correct(1, true), Err(vec![EntryProblem::CorrectedAlready]));
    assert_eq!(correct(9, true), Err(vec![EntryProblem::CorrectedUnknown]));
    assert_eq!(correct(2, false), Err(vec![EntryProblem::CorrectionHides]));
    assert!(
        correct(3, true).is_ok(),
        "what was internal may become visible"
    );
    let ids: Vec<ActionId> = standing(&log).iter().map(|l| l.id).collect();
    assert_eq!(
        ids,
        [id(3), id(2)],
        "in the order of what was done, without what was corrected"
    );
}

#[test]
fn the_log_is_open_while_there_is_something_to_write_down() {
    let at = |state, resume: Option<InterventionState>| {
        let reason = if resume.is_some() { "question" } else { "" };
        Procedure::load(state, resume, reason, 1).expect("a state")
    };
    for state in InterventionState::ALL {
        if *state == InterventionState::Clarifying {
            continue;
        }
        let working = matches!(state, Running | Hardware | Summarised);
        let looking = matches!(state, Verified | Assessed);
        assert_eq!(
            may_log(&at(*state, None), LogMethod::Ssh),
            working,
            "{state}"
        );
        assert_eq!(
            may_log(&at(*state, None), LogMethod::Outside),
            working || looking,
            "{state}"
        );
    }
    let asked = at(InterventionState::Clarifying, Some(Running));
    assert!(may_log(&asked, LogMethod::Ssh));
    let early = at(
        InterventionState::Clarifying,
        Some(InterventionState::Requested),
    );
    assert!(!may_log(&early, LogMethod::Outside));
}

#[test]
fn what_was_done_earlier_keeps_its_time_within_the_work() {
    // I-43
    let at = |s: i64| Timestamp::from_unix(1_800_000_000 + s);
    let (began, now) = (at(40), at(3_605));
    let done = |s: i64| done_at(at(s), began, now);
    assert_eq!(done(1_800), Ok(at(1_800)));
    assert_eq!(done(3_600), Ok(now), "the minute that runs is now");
    assert_eq!(done(0), Ok(began), "the minute in which the work began");
    assert_eq!(done(-60), Err(EntryProblem::TimeTooEarly));
    assert_eq!(done(3_660), Err(EntryProblem::TimeAhead));
    for problem in [EntryProblem::TimeAhead, EntryProblem::TimeTooEarly] {
        assert_eq!(problem.field(), "at");
    }
}
