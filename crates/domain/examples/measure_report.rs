//! Measures a report over a year of 100,000 tickets made from a seed.
//!
//! `cargo run --release -p domain --example measure_report`: prints milliseconds for each kind of fact, for the figures, and
//! for twelve parts that are counted apart and merged.

use std::time::{Duration, Instant};

use domain::ids::{ClockId, OrganizationId, PersonId, SystemId, TicketId, TicketNumber};
use domain::report::{
    BreachReason, ClockFact, Dimension, Filter, Period, Report, TicketFact, Waits, Who, WorkFact,
    histogram,
};
use domain::sla::engine::CalendarRef;
use domain::sla::{ClockKind, ClockOutcome, ClockState};
use domain::ticket::{Class, Priority};
use uuid::Uuid;

const TICKETS: u64 = 100_000;
const PARTS: usize = 12;
const CUSTOMERS: u64 = 400;
const SYSTEMS: u64 = 3000;
const ENGINEERS: u64 = 25;
const KINDS: [(ClockKind, i64); 3] = [
    (ClockKind::FirstAnswer, 3600),
    (ClockKind::NextAnswer, 4 * 3600),
    (ClockKind::Resolution, 48 * 3600),
];
const BY: [Dimension; 4] = [
    Dimension::Engineer,
    Dimension::Customer,
    Dimension::System,
    Dimension::Priority,
];

/// SplitMix64: the same facts in every run.
struct Seed(u64);

impl Seed {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn seconds(&mut self, bound: i64) -> i64 {
        let bound = u64::try_from(bound).unwrap_or(1).max(1);
        i64::try_from(self.below(bound)).unwrap_or(0)
    }
}

#[derive(Default)]
struct Facts {
    clocks: Vec<ClockFact>,
    tickets: Vec<TicketFact>,
    work: Vec<WorkFact>,
}

fn id(number: u64) -> Uuid {
    Uuid::from_u128(u128::from(number) + 1)
}

fn clock(seed: &mut Seed, ticket: &TicketFact, kind: usize) -> ClockFact {
    let (kind, target_s) = KINDS[kind];
    // One in ten takes longer than promised.
    let late = seed.below(10) == 0;
    let consumed_s = seed.seconds(target_s) + if late { target_s } else { 0 };
    ClockFact {
        clock: ClockId::from_uuid(id(seed.below(u64::MAX))),
        ticket: ticket.ticket,
        number: ticket.number,
        who: ticket.who,
        kind,
        complexity: None,
        target_s,
        consumed_s,
        started_at: ticket.received_at,
        stopped_at: Some(ticket.received_at.plus_seconds(consumed_s)),
        breach_at: Some(ticket.received_at.plus_seconds(target_s)),
        state: ClockState::Stopped,
        outcome: Some(if consumed_s > target_s {
            ClockOutcome::Breached
        } else {
            ClockOutcome::Met
        }),
        reason: (consumed_s > target_s).then_some(BreachReason::Capacity),
        policy_version: 1,
        calendar: CalendarRef::around_the_clock(),
        calendar_version: 1,
    }
}

fn facts(period: &Period) -> Facts {
    let mut seed = Seed(20_260_101);
    let mut facts = Facts::default();
    let span = period.end().seconds_since(period.begin());
    for number in 0..TICKETS {
        let who = Who {
            customer: OrganizationId::from_uuid(id(seed.below(CUSTOMERS))),
            system: Some(SystemId::from_uuid(id(seed.below(SYSTEMS)))),
            engineer: Some(PersonId::from_uuid(id(seed.below(ENGINEERS)))),
            team: None,
            priority: Priority::Normal,
            class: Class::Fault,
        };
        let received_at = period.begin().plus_seconds(seed.seconds(span));
        let open_s = seed.seconds(72 * 3600);
        let ticket = TicketFact {
            ticket: TicketId::from_uuid(id(number)),
            number: TicketNumber(i64::try_from(number).unwrap_or(0)),
            who,
            received_at,
            reopened: Vec::new(),
            solved_at: Some(received_at.plus_seconds(open_s)),
            waits: Waits {
                us_s: u64::try_from(open_s).unwrap_or(0),
                ..Waits::default()
            },
        };
        for kind in 0..KINDS.len() {
            facts.clocks.push(clock(&mut seed, &ticket, kind));
        }
        facts.work.push(WorkFact {
            who,
            started_at: received_at,
            worked_s: seed.below(7200),
            billable_s: 0,
        });
        facts.tickets.push(ticket);
    }
    facts
}

/// Wall clock and, where Linux counts it, the processor's time: on a busy machine only the second one means something.
struct Watch(Instant, Duration);

impl Watch {
    fn start() -> Self {
        Self(Instant::now(), cpu())
    }

    fn say(&self, what: &str) {
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        let (wall, cpu) = (ms(self.0.elapsed()), ms(cpu().saturating_sub(self.1)));
        println!("{wall:8.1} ms wall {cpu:8.1} ms cpu  {what}");
    }
}

fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split_whitespace().next().and_then(|n| n.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

fn timed<T>(what: &str, act: impl FnOnce() -> T) -> T {
    let watch = Watch::start();
    let made = act();
    watch.say(what);
    made
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let period: Period = "2026".parse()?;
    let facts = timed("(making the facts)", || facts(&period));
    let empty = |by: &[Dimension]| Report::new(period, period.end(), Filter::default(), by);
    for (what, by) in [
        ("without groups", &BY[..0]),
        ("by four dimensions", &BY[..]),
    ] {
        println!("{what}: {} clocks, {TICKETS} tickets", facts.clocks.len());
        let watch = Watch::start();
        let mut report = empty(by);
        timed("clocks", || {
            for fact in &facts.clocks {
                report.add_clock(fact);
            }
        });
        timed("tickets", || {
            for fact in &facts.tickets {
                report.add_ticket(fact);
            }
        });
        timed("work", || {
            for fact in &facts.work {
                report.add_work(fact);
            }
        });
        let figures = timed("figures", || report.figures());
        let buckets = timed("histogram", || {
            histogram(&figures.answers.counted, Some(3600))
        });
        watch.say("all of it");
        println!(
            "            ({} bars, {} kept)",
            buckets.len(),
            figures.all.met
        );
    }
    let mut parts: Vec<Report> = (0..PARTS).map(|_| empty(&BY)).collect();
    for (index, fact) in facts.clocks.iter().enumerate() {
        parts[index % PARTS].add_clock(fact);
    }
    let merged = timed("twelve parts merged, and their figures", || {
        let mut whole = empty(&BY);
        let all_merged = parts.into_iter().all(|part| whole.merge(part).is_ok());
        all_merged.then(|| whole.figures())
    });
    println!("            (merged: {})", merged.is_some());
    Ok(())
}
