//! What counts of tickets and of work.

use super::*;

#[test]
fn the_backlog_knows_ages_and_the_oldest() {
    let end = period(SEPTEMBER).end();
    let old = |number, seconds| ticket(number, end.minus_seconds(seconds), None);
    let day = 24 * 3600;
    let mut tickets = vec![
        old(1, 1),
        old(2, day),
        old(3, 3 * day - 1),
        old(4, 3 * day),
        old(5, 30 * day),
        ticket(6, noon(1), Some(noon(2))),
        // Received at the very end: the next period's.
        ticket(7, end, None),
    ];
    tickets.extend((8..20).map(|number| old(number, 8 * day)));
    let backlog = report(period(SEPTEMBER), later(), &[], &tickets).backlog;
    assert_eq!(backlog.bands, [1, 2, 1, 12, 1]);
    assert_eq!((backlog.n, backlog.at), (17, end));
    let oldest: Vec<_> = backlog
        .oldest
        .iter()
        .map(|ticket| ticket.number.0)
        .collect();
    assert_eq!(oldest, [5, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
    assert_eq!(backlog.oldest[0].age_s(backlog.at), 30 * day);
}

#[test]
fn a_reopened_ticket_comes_in_twice_and_leaves_twice() {
    let mut again = ticket(1, noon(1), Some(noon(20)));
    again.reopened = vec![Reopening {
        solved_at: noon(3),
        reopened_at: noon(10),
    }];
    let figures = report(period(SEPTEMBER), later(), &[], &[again]);
    let flow: Vec<_> = figures
        .flow
        .iter()
        .map(|slot| (slot.inflow, slot.outflow, slot.backlog))
        .collect();
    assert_eq!(
        flow,
        [(1, 1, 0), (1, 0, 1), (0, 1, 0), (0, 0, 0), (0, 0, 0)]
    );
}

#[test]
fn what_has_not_happened_yet_is_not_shown() {
    let now = noon(10);
    let tickets = [ticket(1, noon(1), None), ticket(2, noon(20), None)];
    let figures = report(period(SEPTEMBER), now, &[], &tickets);
    assert_eq!(figures.flow.len(), 2, "the weeks that have begun");
    assert_eq!(figures.backlog.n, 1);
    let early = report(period("2027"), now, &[], &tickets);
    assert_eq!((early.flow.len(), early.backlog.n), (0, 0));
}

#[test]
fn waiting_follows_the_states_and_a_date_is_ours() {
    use crate::ticket::TicketState as State;
    let hour = |hour: i64| noon(1).plus_seconds(hour * 3600);
    let states = [
        (hour(0), State::New),
        (hour(1), State::WaitingCustomer),
        (hour(3), State::WaitingThirdParty),
        (hour(6), State::Scheduled),
        (hour(8), State::Resolved),
    ];
    let waits = Waits::of(&states, hour(9));
    assert_eq!(
        (waits.customer_s, waits.third_party_s, waits.us_s),
        (2 * 3600, 3 * 3600, 3 * 3600)
    );
    assert_eq!(waits.portions(), Some([250, 375, 375]));
    let solved = TicketFact {
        waits,
        ..ticket(1, hour(0), Some(hour(8)))
    };
    let waiting = report(period(SEPTEMBER), later(), &[], &[solved]).waiting;
    assert_eq!(waiting.all().n, 1);
    assert_eq!(waiting.customers(), [(who().customer, waiting.all())]);
}

#[test]
fn the_heat_map_goes_by_the_wall_clock() {
    // Twice 02:30 on the Sunday in October, then Monday 08:59 and 09:00 in winter time.
    let instants = [
        "2026-10-25T00:30:00Z",
        "2026-10-25T01:30:00Z",
        "2026-10-26T07:59:59Z",
        "2026-10-26T08:00:00Z",
    ];
    let tickets = instants.map(|text| ticket(1, at(text), None));
    let clocks = [ended(clock(1, at(instants[3])), 700)];
    let heat = report(period("2026-10"), later(), &clocks, &tickets).heat;
    let cell = |weekday: usize, hour: usize| heat[weekday * 24 + hour];
    assert_eq!(cell(6, 2).received, 2);
    assert_eq!((cell(0, 8).received, cell(0, 9).received), (1, 1));
    assert_eq!(cell(0, 9).breached, 1);
    assert_eq!((cell(0, 9).answered, cell(0, 9).answer_p90), (1, Some(700)));
    assert_eq!((cell(0, 9).weekday, cell(0, 9).hour), (0, 9));
}

#[test]
fn work_counts_where_it_began_and_its_share_is_of_seconds() {
    let entry = |day, worked_s, billable_s| WorkFact {
        who: who(),
        started_at: noon(day),
        worked_s,
        billable_s,
    };
    let mut report = Report::new(period(SEPTEMBER), noon(20), Filter::default(), &[]);
    for work in [
        entry(1, 3600, 900),
        entry(2, 3600, 0),
        entry(25, 3600, 3600),
    ] {
        report.add_work(&work);
    }
    let work = report.figures().work;
    assert_eq!((work.n, work.worked_s), (2, 7200));
    assert_eq!(work.billable().map(Share::permille), Some(125));
}
