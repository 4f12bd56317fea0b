//! The worked example of `docs/REPORTS.md`.

use super::*;
use crate::account::Locale;
use crate::sla::engine::{CalendarCode, CalendarRef};

/// Five first answers of one customer, ten minutes each, and what September says of them.
fn facts() -> Vec<ClockFact> {
    let noon = |day: &str| at(&format!("2026-{day}T10:00:00Z"));
    let quick = ended(clock(48_201, noon("09-01")), 4 * 60);
    let exact = ended(clock(48_202, noon("09-02")), 10 * 60);
    let mut late = ended(clock(48_203, noon("09-03")), 15 * 60);
    late.reason = Some(BreachReason::Capacity);
    let open = clock(48_204, at("2026-09-30T21:45:00Z"));
    let spam = with(
        ended(clock(48_205, noon("09-05")), 60),
        ClockOutcome::Cancelled,
    );
    // Received in August, broken in August, answered in September.
    let before = ended(clock(48_199, at("2026-08-31T21:45:00Z")), 30 * 60);
    vec![quick, exact, late, open, spam, before]
}

#[test]
fn five_requests_in_september() {
    let as_of = at("2026-10-01T06:00:00Z");
    let figures = report(period("2026-09"), as_of, &facts(), &[]);
    assert_eq!(
        (figures.all.met, figures.all.breached, figures.all.cancelled),
        (2, 2, 1)
    );
    let kept = figures.all.kept().expect("some were decided");
    assert_eq!((kept.permille(), kept.n(), kept.is_small()), (500, 4, true));
    let answers = &figures.answers;
    assert_eq!((answers.counted.n(), answers.late), (4, 2));
    assert_eq!(answers.counted.p50(), Some(10 * 60));
    assert_eq!(answers.counted.p90(), Some(30 * 60));
    assert_eq!(answers.counted.p99(), None);
    let august = report(period("2026-08"), as_of, &facts(), &[]);
    assert_eq!((august.all.met, august.all.breached), (0, 1));
}

#[test]
fn the_certificate_lists_each_breach_and_says_by_what_was_measured() {
    let mut clocks = facts();
    clocks[0].calendar = CalendarRef::new("service".parse::<CalendarCode>().expect("a code"), None);
    clocks[0].calendar_version = 3;
    clocks[1].policy_version = 2;
    let noon = at("2026-09-06T10:00:00Z");
    let mut extended = ended(clock(48_206, noon), 60);
    extended.kind = ClockKind::Intervention;
    clocks.push(with(extended.clone(), ClockOutcome::Extended));
    extended.number = TicketNumber(48_207);
    clocks.push(with(extended, ClockOutcome::Exempt));
    let mut others = ended(clock(1, noon), 9999);
    others.who.customer = OrganizationId::from_uuid(id(2));
    others.policy_version = 9;
    clocks.push(others);
    let month = period("2026-09");
    let work = WorkFact {
        who: who(),
        started_at: noon,
        worked_s: 3600,
        billable_s: 1800,
    };
    let as_of = at("2026-10-01T06:00:00Z");
    let made = Certificate::of(who().customer, month, as_of, &clocks, [&work]);
    let breaches: Vec<_> = made
        .breaches
        .iter()
        .map(|breach| (breach.number.0, breach.reason, breach.stopped_at.is_some()))
        .collect();
    assert_eq!(
        breaches,
        [
            (48_203, Some(BreachReason::Capacity), true),
            (48_204, None, false)
        ]
    );
    assert_eq!(made.breaches[0].overrun_s, 300);
    assert_eq!(made.all.breached, 2);
    let told = |told: &[Told]| told.iter().map(|told| told.number.0).collect::<Vec<_>>();
    assert_eq!(
        (told(&made.extended), told(&made.exempt)),
        (vec![48_206], vec![48_207])
    );
    assert_eq!((made.work.n, made.work.billable_s), (1, 1800));
    assert_eq!(
        made.basis(Locale::De),
        "Gemessen in den Kalendern 24x7, Fassung 1; service, Fassung 3; nach den Zusagen in Fassung 1, 2."
    );
    assert!(made.is_final());
    let early = Certificate::of(who().customer, month, noon, &clocks, []);
    assert!(!early.is_final());
    let nothing = Certificate::of(OrganizationId::from_uuid(id(7)), month, as_of, &clocks, []);
    assert_eq!(nothing.all.kept(), None);
    assert_eq!(
        nothing.basis(Locale::En),
        "Nothing was measured in this period."
    );
}
