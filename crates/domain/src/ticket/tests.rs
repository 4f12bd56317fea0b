//! Every change tried from every state.

use super::*;
use crate::rules::HouseRules;
use crate::time::Timestamp;

/// As shipped.
const DAYS: u32 = 5;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a valid time")
}

/// Monday morning.
fn now() -> Timestamp {
    at("2026-11-23T09:00:00Z")
}

fn in_state(state: TicketState) -> TicketStatus {
    let status = TicketStatus::filed(Class::Fault);
    match state {
        TicketState::New => status,
        TicketState::Open => status.assigned().expect("open"),
        TicketState::WaitingCustomer => status.staff_message(true).expect("waiting"),
        TicketState::WaitingThirdParty => status.waiting_for_third_party().expect("waiting"),
        TicketState::Scheduled => status
            .scheduled(now().plus_seconds(3600), now())
            .expect("scheduled"),
        TicketState::Resolved => status.resolved(false, now()).expect("resolved"),
        TicketState::Closed => status.closed(false, now()).expect("closed"),
    }
}

fn state_of(result: Result<TicketStatus, Refusal>) -> Option<TicketState> {
    result.ok().map(|s| s.state)
}

#[test]
fn every_change_from_every_state() {
    use TicketState::{
        Closed, New, Open, Resolved, Scheduled, WaitingCustomer as Customer,
        WaitingThirdParty as Third,
    };
    // from, then to by: assign, answer, question, open by hand, third party, schedule, resolve, close, reopen
    let table = [
        (
            New,
            [
                Some(Open),
                Some(Open),
                Some(Customer),
                Some(Open),
                Some(Third),
                Some(Scheduled),
                Some(Resolved),
                Some(Closed),
                None,
            ],
        ),
        (
            Open,
            [
                Some(Open),
                Some(Open),
                Some(Customer),
                Some(Open),
                Some(Third),
                Some(Scheduled),
                Some(Resolved),
                Some(Closed),
                None,
            ],
        ),
        (
            Customer,
            [
                Some(Customer),
                Some(Customer),
                Some(Customer),
                Some(Open),
                Some(Third),
                Some(Scheduled),
                Some(Resolved),
                Some(Closed),
                None,
            ],
        ),
        (
            Third,
            [
                Some(Third),
                Some(Third),
                Some(Customer),
                Some(Open),
                Some(Third),
                Some(Scheduled),
                Some(Resolved),
                Some(Closed),
                None,
            ],
        ),
        (
            Scheduled,
            [
                Some(Scheduled),
                Some(Scheduled),
                Some(Customer),
                Some(Open),
                Some(Third),
                Some(Scheduled),
                Some(Resolved),
                Some(Closed),
                None,
            ],
        ),
        (
            Resolved,
            [
                Some(Resolved),
                Some(Resolved),
                Some(Resolved),
                None,
                None,
                None,
                None,
                Some(Closed),
                Some(Open),
            ],
        ),
        (
            Closed,
            [None, None, None, None, None, None, None, None, Some(Open)],
        ),
    ];
    assert_eq!(table.len(), TicketState::ALL.len());
    for (from, expected) in table {
        let status = in_state(from);
        assert_eq!(status.state, from);
        let got = [
            status.assigned(),
            status.staff_message(false),
            status.staff_message(true),
            status.opened(),
            status.waiting_for_third_party(),
            status.scheduled(now().plus_seconds(60), now()),
            status.resolved(false, now()),
            status.closed(false, now()),
            status.reopened(now(), DAYS),
        ]
        .map(state_of);
        assert_eq!(got, expected, "from {from}");
    }
}

// I-44
#[test]
fn a_customers_message_resumes_reopens_or_simply_joins() {
    let message = |state| in_state(state).customer_message(now().plus_seconds(60), DAYS);
    for state in [
        TicketState::New,
        TicketState::Open,
        TicketState::WaitingThirdParty,
        TicketState::Scheduled,
    ] {
        assert_eq!(message(state), CustomerMessage::Added(in_state(state)));
    }
    let CustomerMessage::Resumed(status) = message(TicketState::WaitingCustomer) else {
        panic!("must resume");
    };
    assert_eq!(status.state, TicketState::Open);
    for state in [TicketState::Resolved, TicketState::Closed] {
        let CustomerMessage::Reopened(status) = message(state) else {
            panic!("must reopen");
        };
        assert_eq!(status.state, TicketState::Open);
        assert_eq!((status.resolved_at, status.closed_at), (None, None));
    }
}

#[test]
fn a_ticket_reopens_within_five_working_days_and_then_never() {
    // Resolved Monday 10:00 in Germany: the fifth working day after it is the next Monday.
    let resolved = in_state(TicketState::Resolved);
    let end = at("2026-11-30T23:00:00Z");
    assert_eq!(resolved.closes_at(DAYS), Some(end));
    assert!(resolved.reopened(end.minus_seconds(1), DAYS).is_ok());
    assert_eq!(resolved.reopened(end, DAYS), Err(Refusal::ReopenTooLate));
    assert_eq!(
        resolved.customer_message(end, DAYS),
        CustomerMessage::NewTicket
    );
    assert_eq!(resolved.closed_by_time(end.minus_seconds(1), DAYS), None);
    let closed = resolved.closed_by_time(end, DAYS).expect("due");
    assert_eq!(closed.state, TicketState::Closed);
    assert_eq!(closed.resolved_at, Some(now()), "resolution is kept");
    assert_eq!(closed.reopened(end, DAYS), Err(Refusal::ReopenTooLate));
}

#[test]
fn weekends_and_the_change_of_the_clocks_do_not_shorten_the_window() {
    // Friday before the clocks go back: the fifth working day ends in winter time.
    let friday = TicketStatus::filed(Class::Question)
        .closed(false, at("2026-10-23T21:30:00Z"))
        .expect("closed");
    assert!(friday.reopened(at("2026-10-30T22:59:59Z"), DAYS).is_ok());
    assert!(friday.reopened(at("2026-10-30T23:00:00Z"), DAYS).is_err());
}

// I-64
#[test]
fn interventions_reopen_in_the_same_ticket_however_late() {
    let closed = TicketStatus::filed(Class::Intervention)
        .closed(false, now())
        .expect("closed");
    let years_later = now().plus_seconds(3 * 365 * 86_400);
    assert_eq!(
        state_of(closed.reopened(years_later, DAYS)),
        Some(TicketState::Open)
    );
    assert!(matches!(
        closed.customer_message(years_later, DAYS),
        CustomerMessage::Reopened(_)
    ));
}

// I-03 I-22
#[test]
fn no_ticket_becomes_an_intervention_by_reclassifying() {
    let fault = in_state(TicketState::Open);
    assert_eq!(
        fault.reclassified(Class::Intervention),
        Err(Refusal::InterventionClass)
    );
    let intervention = TicketStatus::filed(Class::Intervention);
    assert_eq!(
        intervention.reclassified(Class::Fault),
        Err(Refusal::InterventionClass)
    );
    let emergency = fault.reclassified(Class::Emergency).expect("allowed");
    assert_eq!(emergency.class, Class::Emergency);
    assert!(
        in_state(TicketState::Closed)
            .reclassified(Class::Fault)
            .is_err()
    );
}

#[test]
fn an_open_intervention_keeps_its_ticket_open() {
    let status = TicketStatus::filed(Class::Intervention);
    assert_eq!(status.resolved(true, now()), Err(Refusal::InterventionOpen));
    assert_eq!(status.closed(true, now()), Err(Refusal::InterventionOpen));
}

#[test]
fn appointments_lie_ahead_and_come_due() {
    let status = in_state(TicketState::Open);
    assert_eq!(status.scheduled(now(), now()), Err(Refusal::InThePast));
    let later = now().plus_seconds(60);
    let scheduled = status.scheduled(later, now()).expect("ahead");
    assert_eq!(scheduled.appointment_due(now()), None);
    let due = scheduled.appointment_due(later).expect("due");
    assert_eq!((due.state, due.scheduled_for), (TicketState::Open, None));
    assert_eq!(status.appointment_due(later), None);
}

#[test]
fn a_message_of_ours_can_be_taken_back_for_fifteen_seconds() {
    let (written, undo) = (now(), HouseRules::SHIPPED.undo_seconds);
    let release = release_at(MessageKind::Message, true, written, undo);
    assert_eq!(release.seconds_since(written), 15);
    assert!(can_withdraw(
        release,
        false,
        false,
        release.minus_seconds(1)
    ));
    assert!(!can_withdraw(release, false, false, release));
    assert!(!can_withdraw(release, true, false, written));
    assert!(!can_withdraw(release, false, true, written));
    for (kind, staff) in [
        (MessageKind::Message, false),
        (MessageKind::Note, true),
        (MessageKind::Automatic, true),
    ] {
        assert_eq!(release_at(kind, staff, written, undo), written);
        assert!(!answers_customer(kind, staff));
    }
    assert!(answers_customer(MessageKind::Message, true));
}

#[test]
fn subjects_are_one_line() {
    assert!(check_subject("Server antwortet nicht").is_ok());
    assert!(check_subject("Server\r\nBcc: x@example.org").is_err());
    assert!(check_subject(&"ä".repeat(SUBJECT_MAX)).is_ok());
    assert!(check_subject(&"ä".repeat(SUBJECT_MAX + 1)).is_err());
    assert!(check_body(&"ä".repeat(BODY_MAX + 1)).is_err());
}
