//! Thousands of tickets for benchmarks: the same rows the use cases write, written many at a time.
//!
//! Each ticket has its five messages, its search documents, its clock with its events, now and then a link. What happened
//! is told to the chains by [`Bulk::tell`] between the stories, because time never runs backwards in a chain. Mails, jobs
//! and files are left out: those of the past are sent, done and gone. Interventions are told as stories only; they are a
//! procedure with signatures and secrets, not rows.

mod life;
mod texts;

use std::collections::VecDeque;

use domain::audit::{EventDraft, EventKind};
use domain::ids::{PersonId, RowId, TicketId, TicketNumber};
use domain::sla::{ClockKind, ClockOutcome, first_answer_target};
use domain::ticket::{
    Channel, Class, Department, LinkKind, MessageKind, Priority, TicketState, TicketStatus,
};
use domain::time::Timestamp;
use store::bulk::{self, Link};
use store::messages::MessageRow;
use store::search::SearchDocument;
use store::systems::SystemRow;
use store::tickets::TicketRow;
use store::{SearchKind, Tx};

use self::life::{Life, Side, Step};
use self::texts::{Dice, Texts};
use super::cast::years_ago;
use super::{Cast, Party};
use crate::context::Context;
use crate::error::{Result, ServiceError};
use crate::tickets::core;

/// Tickets of one transaction.
const CHUNK: usize = 1_000;
/// Events of one transaction.
const EVENTS: usize = 5_000;
/// The oldest ticket is older than a year.
const OLDEST_S: i64 = 430 * 86_400;
/// The youngest has had its five messages.
const YOUNGEST_S: i64 = 600;

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

/// Everybody and everything tickets are about, with names.
struct Stock {
    people: Vec<(PersonId, String)>,
    engineers: Vec<usize>,
    parties: Vec<Customer>,
}

/// A customer's side of the stock.
struct Customer {
    party: Party,
    since: Timestamp,
    people: Vec<usize>,
    systems: Vec<SystemRow>,
    last: Option<(TicketId, usize)>,
}

/// Rows of one transaction.
#[derive(Default)]
struct Rows {
    tickets: Vec<TicketRow>,
    systems: Vec<(TicketId, domain::ids::SystemId)>,
    links: Vec<Link>,
    messages: Vec<MessageRow>,
    documents: Vec<(usize, Option<SearchDocument>, Vec<SearchDocument>)>,
    clocks: Vec<domain::sla::ClockRow>,
    clock_events: Vec<bulk::ClockEvent>,
}

impl Bulk {
    /// Writes so many tickets with everything but their events.
    pub(super) async fn write(
        context: &Context,
        cast: &Cast,
        count: usize,
        progress: Progress<'_>,
    ) -> Result<Self> {
        let mut stock = Stock::load(context, cast).await?;
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
        let mut received: Vec<i64> = (0..count).map(|_| moment(&mut dice, present)).collect();
        received.sort_unstable();
        for (chunk, times) in received.chunks(CHUNK).enumerate() {
            let mut rows = Rows::default();
            for (n, at) in times.iter().enumerate() {
                let from_end = count - 1 - (chunk * CHUNK + n);
                let at = Timestamp::from_unix(*at);
                made.one(
                    context, &mut stock, &texts, &mut dice, &mut rows, at, present, from_end,
                );
            }
            let mut tx = context.db().begin().await?;
            bulk::prepare(&mut tx).await?;
            made.save(&mut tx, rows).await?;
            tx.save().await?;
            progress("tickets", made.tickets.len(), count);
        }
        for events in &mut made.parties {
            events.make_contiguous().sort_by_key(|event| event.at);
        }
        made.events = made.parties.iter().map(VecDeque::len).sum();
        Ok(made)
    }

    /// Tells a customer's chain what happened until a moment.
    pub(super) async fn tell(
        &mut self,
        context: &Context,
        party: usize,
        organization: domain::ids::OrganizationId,
        until: Timestamp,
        progress: Progress<'_>,
    ) -> Result<()> {
        loop {
            let waiting = &mut self.parties[party];
            let due = waiting
                .iter()
                .take(EVENTS)
                .take_while(|event| event.at <= until.unix())
                .count();
            if due == 0 {
                return Ok(());
            }
            let events: Vec<Event> = waiting.drain(..due).collect();
            let drafts = events.iter().map(|event| self.draft(*event)).collect();
            let mut tx = context.db().begin().await?;
            store::audit::append_all(&mut tx, organization, drafts, context.random()).await?;
            tx.save().await?;
            self.told += due;
            progress("events", self.told, self.events);
        }
    }

    /// Rolls one ticket's life and its rows.
    #[expect(clippy::too_many_arguments, reason = "one loop's state, used once")]
    fn one(
        &mut self,
        context: &Context,
        stock: &mut Stock,
        texts: &Texts,
        dice: &mut Dice,
        rows: &mut Rows,
        received: Timestamp,
        present: Timestamp,
        from_end: usize,
    ) {
        let random = context.random();
        let (index, side) = stock.party(dice, received);
        let topic = texts.topic(dice);
        let class: Class = dice.one(&topic.classes).parse().unwrap_or(Class::Question);
        let department: Department = topic.department.parse().unwrap_or(Department::Technical);
        let age = present.seconds_since(received);
        let mut fate = life::fate(dice, age, from_end);
        // Hardly a desk leaves a promise unanswered for days.
        let missed = first_answer_target(class).is_some_and(|target| age > target);
        if fate == TicketState::New && missed && from_end > 0 && dice.percent(85) {
            fate = TicketState::Open;
        }
        let id = TicketId::new(received, random);
        let life = life::live(dice, random, id, class, received, present, fate);
        let customer = *dice.one(&side.people);
        let colleague = *dice.one(&side.people);
        let engineer = *dice.one(&stock.engineers);
        let phone = dice.percent(12);
        let opener = if phone { engineer } else { customer };
        let system = dice.one(&side.systems);
        let about = department == Department::Technical && !dice.percent(4);
        let facts = texts.facts(dice, &system.name, &stock.people[colleague].1);
        let name = |who: usize| stock.people[who].1.as_str();
        let person = |who: usize| stock.people[who].0;

        let mut ticket = TicketRow {
            number: TicketNumber(0),
            id,
            organization_id: side.party.id,
            system_id: about.then_some(system.id),
            department,
            class,
            proposed_class: class,
            priority: match dice.below(10) {
                0 => Priority::High,
                1 => Priority::Low,
                _ => Priority::Normal,
            },
            state: life.status.state,
            is_open: life.status.is_open(),
            subject: texts.subject(dice, topic, &facts),
            channel: if phone {
                Channel::Phone
            } else {
                Channel::Portal
            },
            opened_by: person(opener),
            caller_name: if phone {
                name(customer).to_owned()
            } else {
                String::new()
            },
            assignee_id: life.assigned.map(|_| person(engineer)),
            team_id: None,
            scheduled_for: None,
            message_count: i64::try_from(life::MESSAGES).unwrap_or_default(),
            last_message_by_customer: life
                .lines
                .iter()
                .rfind(|line| line.side != Side::Inside)
                .is_some_and(|line| line.side == Side::Customer),
            received_at: received,
            created_at: received,
            updated_at: life.updated,
            resolved_at: None,
            closed_at: None,
            next_breach_at: life
                .clock
                .as_ref()
                .filter(|clock| clock.is_living())
                .and_then(|clock| clock.breach_at)
                .unwrap_or(Timestamp::FAR_FUTURE),
            version: 1,
            idempotency_key: None,
        };
        crate::tickets::set_status(&mut ticket, life.status);
        let mut documents = Vec::new();
        for (n, line) in life.lines.iter().enumerate() {
            let who = if line.side == Side::Customer {
                customer
            } else {
                engineer
            };
            let body = texts.body(dice, topic, line.say, &facts, name(who));
            let call = phone && n == 0;
            let kind = match (line.side, call) {
                (Side::Inside, _) => MessageKind::Note,
                (_, true) => MessageKind::Automatic,
                _ => MessageKind::Message,
            };
            let found = if kind == MessageKind::Note {
                SearchKind::Note
            } else {
                SearchKind::Message
            };
            documents.push(core::document(&ticket, found, line.id.uuid(), body.clone()));
            rows.messages.push(MessageRow {
                id: line.id,
                ticket_id: id,
                author_id: Some(if call { person(opener) } else { person(who) }),
                kind,
                from_staff: call || line.side != Side::Customer,
                body,
                created_at: line.at,
                release_at: line.released,
                released_at: Some(line.released),
                withdrawn_at: None,
                asks_customer: line.asks,
                idempotency_key: None,
            });
        }
        let systems = about.then(|| core::systems_document(&ticket, std::slice::from_ref(system)));
        rows.documents
            .push((rows.tickets.len(), systems.flatten(), documents));
        if about {
            rows.systems.push((id, system.id));
        }
        let last = side.last.filter(|_| dice.percent(2));
        if let Some((other, _)) = last {
            rows.links.push(Link {
                id: RowId::new(received, random),
                ticket: id,
                other,
                kind: LinkKind::Related,
                by: person(engineer),
                at: life.updated,
            });
        }
        for mut event in life.clock_events.iter().cloned() {
            event.actor = match event.event.kind {
                domain::sla::ClockEventKind::Start => Some(person(opener)),
                domain::sla::ClockEventKind::Stop => Some(person(engineer)),
                _ => None,
            };
            rows.clock_events.push(event);
        }
        rows.clocks.extend(life.clock.clone());
        rows.tickets.push(ticket);
        stock.parties[index].last = Some((id, self.tickets.len()));
        let brief = Brief {
            id,
            number: TicketNumber(0),
            class,
            department,
            channel: if phone {
                Channel::Phone
            } else {
                Channel::Portal
            },
            received,
            opener,
            engineer,
            customer,
            outcome: life.clock.as_ref().and_then(|clock| clock.outcome),
            status: life.status,
            lines: life
                .lines
                .map(|line| (line.id.to_string(), line.side, line.asks)),
            linked: last.map(|(_, other)| other),
        };
        self.remember(index, brief, &life);
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

    /// Writes the rows of a transaction; the tickets' numbers are known from then on.
    async fn save(&mut self, tx: &mut Tx, mut rows: Rows) -> Result<()> {
        bulk::tickets(tx, &mut rows.tickets).await?;
        let first = self.tickets.len() - rows.tickets.len();
        for (brief, ticket) in self.tickets[first..].iter_mut().zip(&rows.tickets) {
            brief.number = ticket.number;
        }
        bulk::ticket_systems(tx, &rows.systems).await?;
        bulk::messages(tx, &rows.messages).await?;
        bulk::clocks(tx, &rows.clocks).await?;
        bulk::clock_events(tx, &rows.clock_events).await?;
        bulk::links(tx, &rows.links).await?;
        let mut documents = Vec::with_capacity(rows.messages.len() * 2);
        for (n, systems, texts) in rows.documents {
            let ticket = &rows.tickets[n];
            documents.push(core::subject_document(ticket));
            let numbered = systems
                .into_iter()
                .chain(texts)
                .map(|document| SearchDocument {
                    ticket_number: ticket.number,
                    ..document
                });
            documents.extend(numbered);
        }
        bulk::search_documents(tx, &documents).await?;
        Ok(())
    }

    /// An event as the use case that causes it writes it.
    fn draft(&self, event: Event) -> EventDraft {
        let ticket = &self.tickets[event.ticket];
        let at = Timestamp::from_unix(event.at);
        let draft = |kind| EventDraft::new(kind, at).on(ticket.id);
        let by = |draft: EventDraft, who: usize| {
            let (person, name) = &self.people[who];
            EventDraft {
                actor: Some(*person),
                actor_name: Some(name.clone()),
                ..draft
            }
        };
        match event.step {
            Step::Opened => by(draft(EventKind::TicketOpened), ticket.opener)
                .with("number", ticket.number.0)
                .with("class", ticket.class.code())
                .with("department", ticket.department.code())
                .with("channel", ticket.channel.code())
                .with("received_at", ticket.received.to_string()),
            Step::ClockStarted => {
                let draft = self.clock(draft(EventKind::ClockStarted), ticket, at, None);
                by(draft, ticket.opener)
            }
            Step::ClockBreached => self.clock(
                draft(EventKind::ClockBreached),
                ticket,
                at,
                Some(ClockOutcome::Breached),
            ),
            Step::ClockStopped => {
                let draft = self.clock(draft(EventKind::ClockStopped), ticket, at, ticket.outcome);
                by(draft, ticket.engineer)
            }
            Step::Said(n) => {
                let (message, side, asks) = &ticket.lines[usize::from(n)];
                let (kind, who) = match side {
                    Side::Inside => (EventKind::NoteAdded, ticket.engineer),
                    Side::Staff => (EventKind::MessageSent, ticket.engineer),
                    Side::Customer if n == 0 => (EventKind::MessageSent, ticket.opener),
                    Side::Customer => (EventKind::MessageSent, ticket.customer),
                };
                let draft = by(draft(kind), who).with("message", message.clone());
                if *side == Side::Staff {
                    draft.with("asks", *asks)
                } else {
                    draft
                }
            }
            Step::Assigned => {
                let (person, name) = &self.people[ticket.engineer];
                by(draft(EventKind::TicketAssigned), ticket.engineer)
                    .with("to", person.to_string())
                    .with("to_name", name.clone())
            }
            Step::Linked => by(draft(EventKind::TicketLinked), ticket.engineer)
                .with(
                    "other",
                    ticket
                        .linked
                        .map_or(0, |other| self.tickets[other].number.0),
                )
                .with("kind", LinkKind::Related.code()),
            Step::Moved => {
                let draft = by(draft(EventKind::TicketStateChanged), ticket.engineer)
                    .with("from", TicketState::Open.code())
                    .with("to", ticket.status.state.code());
                match ticket.status.scheduled_for {
                    Some(at) => draft.with("at", at.to_string()),
                    None => draft,
                }
            }
            Step::Resolved => by(draft(EventKind::TicketResolved), ticket.engineer),
            Step::Closed => draft(EventKind::TicketClosed).with("by_time", true),
        }
    }

    #[expect(clippy::unused_self, reason = "reads like the other drafts")]
    fn clock(
        &self,
        draft: EventDraft,
        ticket: &Brief,
        at: Timestamp,
        outcome: Option<ClockOutcome>,
    ) -> EventDraft {
        let draft = draft
            .with("clock", ClockKind::FirstAnswer.code())
            .with("cycle", 1)
            .with(
                "target_s",
                first_answer_target(ticket.class).unwrap_or_default(),
            )
            .with("consumed_s", at.seconds_since(ticket.received));
        match outcome {
            Some(outcome) => draft.with("outcome", outcome.code()),
            None => draft,
        }
    }
}

impl Stock {
    async fn load(context: &Context, cast: &Cast) -> Result<Self> {
        let mut tx = context.db().read().await?;
        let mut stock = Self {
            people: Vec::new(),
            engineers: Vec::new(),
            parties: Vec::new(),
        };
        for id in &cast.engineers {
            let engineer = stock.person(&mut tx, *id).await?;
            stock.engineers.push(engineer);
        }
        for (index, party) in cast.parties.iter().enumerate() {
            let people = vec![
                stock.person(&mut tx, party.owner).await?,
                stock.person(&mut tx, party.technical).await?,
            ];
            stock.parties.push(Customer {
                systems: store::systems::list_by_ids(&mut tx, &party.systems).await?,
                since: years_ago(context.now(), index),
                party: party.clone(),
                people,
                last: None,
            });
        }
        Ok(stock)
    }

    async fn person(&mut self, tx: &mut Tx, id: PersonId) -> Result<usize> {
        if let Some(known) = self.people.iter().position(|(person, _)| *person == id) {
            return Ok(known);
        }
        let person = store::people::find(tx, id)
            .await?
            .ok_or(ServiceError::NotFound)?;
        self.people.push((id, person.name));
        Ok(self.people.len() - 1)
    }

    /// One of those who were customers then; there always are some.
    fn party(&self, dice: &mut Dice, at: Timestamp) -> (usize, &Customer) {
        loop {
            let index = dice.below(self.parties.len());
            let side = &self.parties[index];
            if side.since < at {
                return (index, side);
            }
        }
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
