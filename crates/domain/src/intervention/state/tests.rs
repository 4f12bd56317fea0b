use proptest::prelude::*;

use super::*;
use crate::intervention::InterventionState as S;

const ALL_FACTS: StartFacts = StartFacts {
    gate_passed: true,
    authorization_valid: true,
    assigned: true,
};
const REASON: &str = "Die Platte 2 meldet Lesefehler.";

/// Takes an arrow with everything it needs at hand, so that only the state can refuse it.
fn take(from: &Procedure, arrow: Arrow) -> Result<Procedure, Refusal> {
    match arrow {
        Arrow::Submit => from.submit(),
        Arrow::Verify => from.verify(true),
        Arrow::Assess => from.assess(true, true),
        Arrow::Start => from.start(ALL_FACTS),
        Arrow::Ask => from.ask(false),
        Arrow::Answer => from.answer(true),
        Arrow::Expire => from.expire(),
        Arrow::Extend => from.extend(true),
        Arrow::Summarise => from.summarise("SSH ist wieder erreichbar."),
        Arrow::Close => from.close(&[]),
        Arrow::Decline => from.decline(REASON),
        Arrow::Withdraw => from.withdraw(""),
        Arrow::Revoke => from.revoke(),
        Arrow::AuthoriseAgain => from.authorise_again(true),
        Arrow::ToHardware => from.to_hardware(REASON),
        Arrow::HardwareDone => from.hardware_done(),
        Arrow::Reopen => from.reopen(),
    }
}

fn at(state: S, resume: Option<S>) -> Procedure {
    let reason = if resume.is_some() { "question" } else { "" };
    Procedure::load(state, resume, reason, 1).expect("a state of the procedure")
}

/// Every place an intervention can stand at, with every arrow that may leave it and where it leads: written from the
/// text of the procedure, not from the code. Whatever is not here must be refused.
const TABLE: &[(&str, &str)] = &[
    ("draft", "submit>requested withdraw>withdrawn"),
    (
        "requested",
        "verify>verified ask>clarifying/requested expire>clarifying/requested decline>declined withdraw>withdrawn revoke>revoked",
    ),
    (
        "verified",
        "assess>assessed ask>clarifying/verified expire>clarifying/verified decline>declined withdraw>withdrawn revoke>revoked",
    ),
    (
        "assessed",
        "start>running ask>clarifying/assessed expire>clarifying/assessed decline>declined withdraw>withdrawn revoke>revoked to_hardware>hardware",
    ),
    (
        "running",
        "ask>clarifying/running expire>clarifying/running summarise>summarised revoke>revoked to_hardware>hardware",
    ),
    (
        "clarifying/requested",
        "answer>requested expire>clarifying/requested decline>declined withdraw>withdrawn revoke>revoked",
    ),
    (
        "clarifying/verified",
        "answer>verified expire>clarifying/verified decline>declined withdraw>withdrawn revoke>revoked",
    ),
    (
        "clarifying/assessed",
        "answer>assessed expire>clarifying/assessed decline>declined withdraw>withdrawn revoke>revoked to_hardware>hardware",
    ),
    (
        "clarifying/running",
        "answer>running expire>clarifying/running summarise>summarised revoke>revoked to_hardware>hardware",
    ),
    (
        "hardware",
        "hardware_done>assessed close>closed revoke>revoked",
    ),
    ("summarised", "close>closed revoke>revoked"),
    ("closed", "reopen>reopened"),
    ("declined", ""),
    ("withdrawn", ""),
    ("revoked", "authorise_again>requested"),
    (
        "reopened",
        "authorise_again>requested decline>declined withdraw>withdrawn",
    ),
];

fn place(name: &str) -> Procedure {
    match name.split_once('/') {
        Some((state, resume)) => at(
            state.parse().expect("a state"),
            Some(resume.parse().expect("a state")),
        ),
        None => at(name.parse().expect("a state"), None),
    }
}

fn name(procedure: &Procedure) -> String {
    match procedure.resume_state() {
        Some(resume) => format!("{}/{resume}", procedure.state()),
        None => procedure.state().to_string(),
    }
}

#[test]
fn every_arrow_from_every_place_does_what_the_table_says() {
    // I-01, I-40, I-41
    let mut taken = 0;
    let mut refused = 0;
    for (from, allowed) in TABLE {
        let from_procedure = place(from);
        for arrow in Arrow::ALL {
            let prefix = format!("{arrow}>");
            let expected = allowed
                .split_whitespace()
                .find_map(|entry| entry.strip_prefix(prefix.as_str()));
            match (take(&from_procedure, *arrow), expected) {
                (Ok(next), Some(to)) => {
                    assert_eq!(name(&next), to, "{arrow} from {from}");
                    taken += 1;
                }
                (Err(refusal), None) => {
                    assert_eq!(
                        refusal,
                        Refusal::NotFrom {
                            arrow: *arrow,
                            state: from_procedure.state()
                        },
                        "{arrow} from {from}"
                    );
                    refused += 1;
                }
                (got, expected) => {
                    panic!("{arrow} from {from}: {got:?}, the table says {expected:?}")
                }
            }
        }
    }
    let listed: usize = TABLE
        .iter()
        .map(|row| row.1.split_whitespace().count())
        .sum();
    assert_eq!(
        (taken, refused),
        (listed, TABLE.len() * Arrow::ALL.len() - listed)
    );
}

#[test]
fn the_table_names_every_state() {
    for state in S::ALL {
        assert!(
            TABLE
                .iter()
                .any(|(from, _)| from.split('/').next() == Some(state.code())),
            "{state} is missing"
        );
    }
}

#[test]
fn an_arrow_without_what_it_needs_is_refused_by_name() {
    let needs = |result: Result<Procedure, Refusal>| match result {
        Err(Refusal::Needs { needs, .. }) => needs,
        other => panic!("should need something: {other:?}"),
    };
    assert_eq!(needs(place("requested").verify(false)), Needs::Gate);
    assert_eq!(needs(place("verified").assess(false, true)), Needs::Method);
    assert_eq!(
        needs(place("verified").assess(true, false)),
        Needs::Complexity
    );
    for (facts, missing) in [
        (
            StartFacts {
                assigned: false,
                ..ALL_FACTS
            },
            Needs::Assignee,
        ),
        (
            StartFacts {
                gate_passed: false,
                ..ALL_FACTS
            },
            Needs::Gate,
        ),
        (
            StartFacts {
                authorization_valid: false,
                ..ALL_FACTS
            },
            Needs::ValidAuthorization,
        ),
    ] {
        assert_eq!(needs(place("assessed").start(facts)), missing);
    }
    assert_eq!(needs(place("running").summarise(" \n")), Needs::Summary);
    assert_eq!(
        needs(place("summarised").close(&[ClosingItem::Cause])),
        Needs::ClosingItems
    );
    assert_eq!(
        needs(place("hardware").close(&[ClosingItem::Summary])),
        Needs::ClosingItems
    );
    assert_eq!(needs(place("requested").decline("zu kurz")), Needs::Reason);
    assert_eq!(needs(place("running").to_hardware("")), Needs::Reason);
    assert_eq!(
        needs(place("revoked").authorise_again(false)),
        Needs::ValidAuthorization
    );
}

#[test]
fn waiting_for_an_answer_goes_back_to_where_it_was() {
    // I-26, I-44
    let running = place("running");
    let asked = running.ask(true).expect("a question while running");
    assert_eq!(asked.clarify_reason(), Some(ClarifyReason::LoginWrong));
    assert_eq!(asked.answer(true).expect("the answer"), running);
    assert!(
        asked.answer(false).is_err(),
        "no work without a valid authorization"
    );

    let early = place("requested").ask(false).expect("a question");
    assert_eq!(
        early
            .answer(false)
            .expect("an answer before anything was signed")
            .state(),
        Requested
    );
}

#[test]
fn an_expiry_waits_until_the_customer_extends() {
    let expired = place("assessed").expire().expect("expired");
    assert_eq!(expired.clarify_reason(), Some(ClarifyReason::Expired));
    assert_eq!(expired.resume_state(), Some(Assessed));
    assert!(expired.extend(false).is_err());
    assert!(expired.answer(true).is_err(), "words extend nothing");
    assert_eq!(expired.extend(true).expect("extended").state(), Assessed);
}

#[test]
fn an_expiry_leaves_open_what_was_asked() {
    // I-26, I-44
    for (login_wrong, open) in [
        (false, ClarifyReason::Question),
        (true, ClarifyReason::LoginWrong),
    ] {
        let asked = place("running").ask(login_wrong).expect("asked");
        assert!(asked.extend(true).is_err(), "nothing ran out");
        let both = asked.expire().expect("expired while waiting");
        let reason = both.clarify_reason().expect("a reason");
        assert_eq!((reason.asked(), reason.is_expired()), (Some(open), true));
        assert_eq!(both.expire().expect("once more"), both);

        assert!(both.extend(false).is_err());
        let extended = both.extend(true).expect("extended");
        assert_eq!(extended, asked, "still asked for");
        assert_eq!(extended.answer(true).expect("there").state(), Running);

        let answered = both.answer(false).expect("there");
        assert_eq!(answered.clarify_reason(), Some(ClarifyReason::Expired));
        assert_eq!(answered.extend(true).expect("extended").state(), Running);
    }
}

#[test]
fn more_time_is_given_wherever_work_can_go_on_and_not_to_broken_hardware() {
    // I-04, I-59
    let extendable: Vec<&str> = TABLE
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| place(name).is_extendable())
        .collect();
    let expected = [
        "requested",
        "verified",
        "assessed",
        "running",
        "clarifying/requested",
        "clarifying/verified",
        "clarifying/assessed",
        "clarifying/running",
        "summarised",
    ];
    assert_eq!(extendable, expected);
}

#[test]
fn a_new_authorization_begins_a_new_cycle() {
    // I-64
    let again = place("closed")
        .reopen()
        .and_then(|p| p.authorise_again(true))
        .expect("reopened and signed");
    assert_eq!((again.state(), again.cycle()), (Requested, 2));
    assert!(
        again.start(ALL_FACTS).is_err(),
        "verified anew before any work"
    );
    let locked = again
        .revoke()
        .and_then(|p| p.authorise_again(true))
        .expect("signed again");
    assert_eq!(locked.cycle(), 3);
}

#[test]
fn a_row_that_cannot_have_come_about_is_not_read() {
    for (state, resume, reason, cycle) in [
        (Clarifying, None, "question", 1),
        (Clarifying, Some(Hardware), "question", 1),
        (Clarifying, Some(Clarifying), "question", 1),
        (Clarifying, Some(Running), "", 1),
        (Running, Some(Assessed), "", 1),
        (Running, None, "", 0),
    ] {
        assert!(
            Procedure::load(state, resume, reason, cycle).is_err(),
            "{state} {resume:?} {reason:?} {cycle}"
        );
    }
}

proptest! {
    /// Whatever arrows are tried in whatever order, nobody works before this cycle's verification and assessment.
    #[test]
    fn no_walk_reaches_the_work_past_the_gate(steps in prop::collection::vec(0..Arrow::ALL.len(), 0..60)) {
        let mut now = Procedure::draft();
        let (mut verified, mut assessed) = (0, 0);
        for step in steps {
            let Ok(next) = take(&now, Arrow::ALL[step]) else { continue };
            prop_assert_eq!(
                Procedure::load(next.state(), next.resume_state(), next.reason(), next.cycle()),
                Ok(next.clone())
            );
            if next.state() == Verified && now.state() == Requested { verified = next.cycle(); }
            if next.state() == Assessed && now.state() == Verified { assessed = next.cycle(); }
            if next.state() == Running {
                prop_assert_eq!((verified, assessed), (next.cycle(), next.cycle()));
            }
            now = next;
        }
    }
}
