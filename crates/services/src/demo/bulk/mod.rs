//! Thousands of tickets for benchmarks: the same rows the use cases write, written many at a time.
//!
//! Each ticket has its five messages, its search documents, its clock with its events, now and then a link. What happened
//! is told to the chains by [`Bulk::tell`] between the stories, because time never runs backwards in a chain. Mails, jobs
//! and files are left out: those of the past are sent, done and gone. Interventions are told as stories only; they are a
//! procedure with signatures and secrets, not rows.

mod chain;
mod life;
mod rows;
mod stock;
mod texts;
mod ticket;

use std::collections::VecDeque;

use domain::ids::{PersonId, TicketId, TicketNumber};
use domain::sla::ClockOutcome;
use domain::ticket::{Channel, Class, Department, TicketStatus};
use domain::time::Timestamp;

use self::life::{Life, Side, Step};
use self::rows::Rows;
use self::stock::Stock;
use self::texts::{Dice, Texts};
use self::ticket::{Coming, Fate, Maker};
use super::Cast;
use crate::context::Context;
use crate::error::Result;

/// Tickets of one transaction.
const CHUNK: usize = 1_000;
/// The oldest ticket is older than a year.
const OLDEST_S: i64 = 430 * 86_400;
/// The youngest has had its five messages.
const YOUNGEST_S: i64 = 600;

/// Those that are all open are so old at most; their promise is longer, so that all of them run.
const OPEN_S: i64 = 5 * 86_400;
/// And so long is it, minutes.
const OPEN_PROMISE_MIN: i64 = 7 * 24 * 60;

/// How many tickets more than those of the stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    /// Of all ages, most of them closed.
    pub tickets: usize,
    /// Young ones, all of them open, each with a promise that runs.
    pub open: usize,
}

impl Size {
    /// All of them.
    pub const fn all(self) -> usize {
        self.tickets + self.open
    }
}

/// Told how far a long piece of work is: what, so many, of so many.
pub type Progress<'a> = &'a (dyn Fn(&str, usize, usize) + Send + Sync);

/// The chains' part of the bulk, waiting to be told in the order of time.
pub(super) struct Bulk {
    people: Vec<(PersonId, String)>,
    tickets: Vec<Brief>,
    parties: Vec<VecDeque<Event>>,
    told: usize,
    events: usize,
}

/// What the chain says about a ticket.
struct Brief {
    id: TicketId,
    number: TicketNumber,
    class: Class,
    department: Department,
    channel: Channel,
    received: Timestamp,
    opener: usize,
    engineer: usize,
    customer: usize,
    outcome: Option<ClockOutcome>,
    status: TicketStatus,
    lines: [(String, Side, bool); life::MESSAGES],
    linked: Option<usize>,
}

#[derive(Clone, Copy)]
struct Event {
    at: i64,
    ticket: usize,
    step: Step,
}

impl Bulk {
    /// Writes so many tickets with everything but their events.
    pub(super) async fn write(
        context: &Context,
        cast: &Cast,
        size: Size,
        progress: Progress<'_>,
    ) -> Result<Self> {
        let count = size.all();
        let stock = Stock::load(context, cast).await?;
        let mut made = Self {
            people: stock.people.clone(),
            tickets: Vec::with_capacity(count),
            parties: cast.parties.iter().map(|_| VecDeque::new()).collect(),
            told: 0,
            events: 0,
        };
        if count == 0 {
            return Ok(made);
        }
        let texts = Texts::read()?;
        let mut dice = Dice::new(u64::from_be_bytes(context.random_bytes()));
        let present = context.now();
        let mut received: Vec<(i64, bool)> = (0..size.tickets)
            .map(|_| (moment(&mut dice, present), false))
            .collect();
        let open = |_| (present.unix() - dice.between(YOUNGEST_S, OPEN_S), true);
        received.extend((0..size.open).map(open));
        let mut maker = Maker {
            random: context.random(),
            texts,
            dice,
            stock,
            present,
        };
        received.sort_unstable();
        let mut later = size.tickets;
        for times in received.chunks(CHUNK) {
            let mut rows = Rows::default();
            for (at, open) in times {
                later -= usize::from(!open);
                let coming = Coming {
                    at: Timestamp::from_unix(*at),
                    fate: if *open {
                        Fate::Waits
                    } else {
                        Fate::Rolled { later }
                    },
                    place: made.tickets.len(),
                };
                let (party, brief, life) = maker.ticket(coming, &mut rows);
                made.remember(party, brief, &life);
            }
            let mut tx = context.db().begin().await?;
            store::bulk::prepare(&mut tx).await?;
            let tickets = rows.save(&mut tx).await?;
            let first = made.tickets.len() - tickets.len();
            for (brief, ticket) in made.tickets[first..].iter_mut().zip(&tickets) {
                brief.number = ticket.number;
            }
            tx.save().await?;
            progress("tickets", made.tickets.len(), count);
        }
        let mut tx = context.db().begin().await?;
        store::bulk::waits(&mut tx).await?;
        tx.save().await?;
        for events in &mut made.parties {
            events.make_contiguous().sort_by_key(|event| event.at);
        }
        made.events = made.parties.iter().map(VecDeque::len).sum();
        Ok(made)
    }

    fn remember(&mut self, party: usize, brief: Brief, life: &Life) {
        let ticket = self.tickets.len();
        let linked = brief.linked.map(|_| (life.updated, Step::Linked));
        self.tickets.push(brief);
        let steps = life.steps.iter().copied().chain(linked);
        self.parties[party].extend(steps.map(|(at, step)| Event {
            at: at.unix(),
            ticket,
            step,
        }));
    }
}

/// When a ticket came: on any day of the past, mostly at work.
fn moment(dice: &mut Dice, present: Timestamp) -> i64 {
    let age = dice.between(YOUNGEST_S, OLDEST_S);
    let at = present.unix() - age;
    let hour = at.rem_euclid(86_400) / 3_600;
    let at_night = !(5..18).contains(&hour);
    if at_night && dice.percent(80) {
        let at_work = at - at.rem_euclid(86_400) + dice.between(5 * 3_600, 18 * 3_600);
        return at_work.min(present.unix() - YOUNGEST_S);
    }
    at
}
